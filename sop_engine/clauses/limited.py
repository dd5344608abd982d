"""Limited: what every form of limit has to say, and how it is written out."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Annotated, Any, ClassVar

from sop_engine.clauses.limit import CARRIED, CLAIMS, MONEY, Limit
from sop_engine.clauses.so_far import ORDER
from sop_engine.terms.clause import Clause, Decision
from sop_engine.terms.most import AtMost, MostByDate, Steps, counts_claims, steps
from sop_engine.terms.outcome import COHORT, CONTRACT, PERSON
from sop_engine.terms.written import ALONE, word
from sop_engine.units.days import FIRST, Duration

OrderedBy = Annotated[tuple[Annotated[str, *word(*ORDER)], ...], *ALONE]
DAYS = ("reached", "shown", "known", "claimed")
EXCESS, UNUSED = ("lost", "waits"), ("lost", CARRIED)
WHOM = {PERSON: "one person", COHORT: "one cohort", CONTRACT: "everybody together"}
ROOM = "room"
"""The sentence of what gets room after waiting."""


def listed(names: Sequence[str], last: str = "and") -> str:
    """Names of the contract as a sentence lists them.

    Example:
        >>> listed(("part_time", "full_time")), listed(("a", "b", "c"), "or")
        ('part time and full time', 'a, b or c')
    """
    said = [name.replace("_", " ") for name in names]
    return f" {last} ".join([", ".join(said[:-1]), said[-1]] if said[1:] else said)


class Walking(Clause):
    """A clause that walks the claims in a stated order (`in_order_of`), and may take something of each."""

    asked: ClassVar[dict[str, str]] = {"in_order_of": "a list of " + ", ".join(ORDER)}
    lessens: ClassVar[bool] = True

    def looks_at_due(self, outcomes: Sequence[str]) -> tuple[str, ...]:
        """What it limits."""
        return self.named() or tuple(outcomes)


class Limited(Walking):
    """A clause that limits what is due, walking the claims in a stated order."""

    at_most: AtMost
    """The most, in money or in claims that are worth anything: one number, or by date."""
    in_order_of: OrderedBy | None = None
    """Which claims use up the limit first; ties are settled by the next word, and the order must be total."""
    edge: Annotated[str, *word("part", "whole")] | None = None
    """Whether the claim that crosses the limit is paid in part, or must fit as a whole."""
    excess: Annotated[str, *word(*EXCESS)] | None = None
    """What happens to what passes the limit: it is lost, or waits for room. Either way it stays on record as earned."""
    limit_day: Annotated[str, *word(*DAYS)] | None = None
    """Which day of a claim says which period, or which dated value, it falls under."""

    asked: ClassVar[dict[str, str]] = {
        **Walking.asked,
        "edge": "part or whole",
        "excess": " or ".join(EXCESS),
        "limit_day": ", ".join(DAYS),
    }
    also_says: ClassVar[Mapping[str, str]] = {ROOM: "there is room for it from {said}; the most is {rate}"}
    per: ClassVar[str] = CONTRACT
    """What a group under the limit is: person, cohort, or contract for all claims together."""
    limits: ClassVar[str] = "The most is {most}, for {of}"
    """What it limits, as `sop describe` says it: `{most}` is the most, `{of}` the outcomes."""

    def matters(self, term: str, stated: Mapping[str, Any]) -> bool:
        """Whether a term matters: a day only where the most changes by date."""
        return term != "limit_day" or isinstance(self.at_most, MostByDate)

    def decides(self, outcomes: Sequence[str]) -> Iterator[Decision]:
        """The most for these outcomes, of these groups, in money or in claims."""
        unit = CLAIMS if counts_claims(self.at_most) else MONEY
        named = sorted(set(self.named()))
        counting = f", counting {', '.join(named)}" if named else ""
        yield Decision(("limit", self.per, unit, *named), (), f"the most {unit} for {WHOM[self.per]}{counting}")

    def in_words(self) -> str:
        """By how much it limits what, for whom, and what becomes of what passes."""
        named = self.named()
        of = listed(named) + (" together" if named[1:] else "") if named else "all outcomes together"
        passing = [", and what passes waits for room"] if self.excess == EXCESS[1] else []
        passing += ["; a claim that does not fit as a whole is not paid"] if self.edge == "whole" else []
        return self.limits.format(most=self.at_most, of=of) + "".join(passing)

    def written_out(self, contract: Any) -> tuple[Any, ...]:
        """One limit."""
        return (self.limit(contract, {"": steps(self.at_most)}, counts_claims(self.at_most)),)

    def limit(
        self,
        contract: Any,
        most: Mapping[str, Steps],
        counted: bool,
        every: Duration | None = None,
        from_: int = FIRST,
        field: str = "",
    ) -> Limit:
        """The limit, with the most of each group; of each period, or of each category of a field."""
        return Limit(
            clause=self.clause,
            form=self.kind,
            outcomes=self.selected(contract),
            per=self.per,
            most=most,
            unit=CLAIMS if counted else MONEY,
            in_order_of=tuple(self.in_order_of or ()),
            edge=str(self.edge),
            excess=str(self.excess),
            day=str(self.limit_day or "shown"),
            every=every,
            from_=from_,
            unused=str(getattr(self, "unused", None) or "lost"),
            field=field,
        )
