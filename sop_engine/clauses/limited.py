"""Limited: what every form of limit has to say, and how it is written out."""

from collections.abc import Iterator, Sequence
from typing import Annotated, Any, ClassVar

from sop_engine.clauses.limit import CLAIMS, MONEY, Limit
from sop_engine.clauses.so_far import ORDER
from sop_engine.terms.clause import Clause, Decision
from sop_engine.terms.written import ALONE, Claims, Most, word

OrderedBy = Annotated[tuple[Annotated[str, *word(*ORDER)], ...], *ALONE]


class Limited(Clause):
    """A clause that limits what is due, walking the claims in a stated order."""

    at_most: Most
    """The most, in money or in claims; only claims that are worth anything are counted."""
    in_order_of: OrderedBy | None = None
    """Which claims use up the limit first; ties are settled by the next word, and the order must be total."""
    edge: Annotated[str, *word("part", "whole")] | None = None
    """Whether the claim that crosses the limit is paid in part, or must fit as a whole."""
    excess: Annotated[str, *word("lost", later=("waits",))] | None = None
    """What happens to what passes the limit: it stays on record at its gross, and is not paid."""

    asked: ClassVar[dict[str, str]] = {
        "in_order_of": "a list of " + ", ".join(ORDER),
        "edge": "part or whole",
        "excess": "lost",
    }
    per: ClassVar[str] = "contract"
    """What a group under the limit is: person, or contract for all claims together."""

    def decides(self, outcomes: Sequence[str]) -> Iterator[Decision]:
        """The most for these outcomes, of these groups, in money or in claims."""
        unit = "claims" if isinstance(self.at_most, Claims) else "money"
        named = sorted(set(self.named()))
        whom = "one person" if self.per == "person" else "everybody together"
        counting = f", counting {', '.join(named)}" if named else ""
        yield Decision(("limit", self.per, unit, *named), (), f"the most {unit} for {whom}{counting}")

    def written_out(self, contract: Any) -> tuple[Any, ...]:
        """One limit."""
        counted = isinstance(self.at_most, Claims)
        return (
            Limit(
                clause=self.clause,
                form=self.kind,
                outcomes=self.selected(contract),
                per=self.per,
                at_most=self.at_most.number if isinstance(self.at_most, Claims) else self.at_most.minor,
                unit=CLAIMS if counted else MONEY,
                in_order_of=tuple(self.in_order_of or ()),
                edge=str(self.edge),
            ),
        )
