"""Alternatives of which the highest is paid."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Annotated, Any, ClassVar

from sop_engine.clauses.highest import Highest
from sop_engine.clauses.limited import WHOM, OrderedBy, Walking, listed
from sop_engine.terms.clause import Decision
from sop_engine.terms.written import Names, word


class BestOf(Walking):
    """Pay the highest of several outcomes: a later higher one pays the difference, a later lower one nothing.

    Each claim stands for itself; where routes of several outcomes are compared, say best_route.
    """

    outcomes: Names
    """The alternatives."""
    per: Annotated[str, *word(*WHOM)]
    """Whose highest it is: of each person, of each cohort, or of the contract."""
    in_order_of: OrderedBy | None = None
    """Which claims come first; ties are settled by the next word, and the order must be total."""

    says: ClassVar[str] = "{base} by this outcome; {rate} was due before by it or another of the alternatives"

    def decides(self, outcomes: Sequence[str]) -> Iterator[Decision]:
        """Which of the alternatives is paid."""
        named = sorted(set(self.outcomes))
        yield Decision(
            ("alternatives", self.per, *named), (), f"which of {', '.join(named)} is paid for {WHOM[self.per]}"
        )

    def in_words(self) -> str:
        """That it is an alternative."""
        return f"Of {listed(self.outcomes)} the one that is worth most is paid for {WHOM[self.per]}"

    def written_out(self, contract: Any) -> tuple[Any, ...]:
        """The highest claim of each group."""
        routes: Mapping[str, int] = {}
        return (Highest(self.clause, self.kind, self.outcomes, self.per, routes, tuple(self.in_order_of or ())),)
