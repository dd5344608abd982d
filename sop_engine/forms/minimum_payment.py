"""The least that is paid, in each period or over the contract."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Annotated, Any, ClassVar

from pydantic import Field

from sop_engine.clauses.least import Least
from sop_engine.clauses.limited import DAYS, OrderedBy, Walking
from sop_engine.terms.clause import Clause, Decision
from sop_engine.terms.written import Amount, Day, Length, Name, Names, word
from sop_engine.units.days import FIRST


class MinimumPayment(Clause):
    """Guarantee a payment: once a period is over, what is due in it is made up to the least.

    What lacks is carried by the last claim, in the period, of an outcome that the clause names:
    one of the contract that is reached in every period.  Where there is no such claim, nothing is added.
    """

    at_least: Amount
    """The least for all claims together."""
    carried_by: Name
    """The outcome whose last claim in the period carries what lacks."""
    every: Length | None = None
    """How long a period is; without it, the whole contract is one."""
    from_: Day | None = Field(None, alias="from")
    """The first day of the first period."""
    outcomes: Names = ()
    """The outcomes that count towards the least; all of them when none is named."""
    limit_day: Annotated[str, *word(*DAYS)] | None = None
    """Which day of a claim says which period it falls under."""
    in_order_of: OrderedBy | None = None
    """Which claim of a day is the last; ties are settled by the next word, and the order must be total."""

    asked: ClassVar[dict[str, str]] = {**Walking.asked, "limit_day": ", ".join(DAYS)}
    says: ClassVar[str] = "{base} due{why}; made up to {rate}"

    def matters(self, term: str, stated: Mapping[str, Any]) -> bool:
        """Whether a term matters: a day only where there are periods."""
        return term != "limit_day" or self.every is not None

    def decides(self, outcomes: Sequence[str]) -> Iterator[Decision]:
        """The least for these outcomes."""
        named = sorted(set(self.outcomes))
        counting = f", counting {', '.join(named)}" if named else ""
        yield Decision(("least", str(self.every), *named), (), f"the least that is paid{counting}")

    def looks_at_due(self, outcomes: Sequence[str]) -> tuple[str, ...]:
        """What counts towards the least."""
        return self.outcomes or tuple(outcomes)

    def mentions(self) -> Iterator[tuple[tuple[str | int, ...], str]]:
        """What counts, and what carries."""
        yield from Clause.mentions(self)
        yield ("carried_by",), self.carried_by

    def in_words(self) -> str:
        """The least."""
        when = f"in each period of {self.every}" if self.every else "under the contract"
        carrier = self.carried_by.replace("_", " ")
        return f"It counts towards the {self.at_least} that are paid at least {when}; what lacks is paid on {carrier}"

    def written_out(self, contract: Any) -> tuple[Any, ...]:
        """What lacks to the least."""
        return (
            Least(
                self.clause,
                self.kind,
                self.selected(contract),
                self.at_least.minor,
                self.carried_by,
                str(self.limit_day or "shown"),
                tuple(self.in_order_of or ()),
                self.every,
                FIRST if self.from_ is None else self.from_,
            ),
        )
