"""Alternatives of which only the first is paid."""

from collections.abc import Iterator, Sequence
from typing import Annotated, Any, ClassVar

from sop_engine.clauses.limit import CLAIMS, WHOLE, Limit
from sop_engine.clauses.limited import WHOM, OrderedBy, Walking, listed
from sop_engine.terms.clause import Decision
from sop_engine.terms.most import steps
from sop_engine.terms.written import Claims as Number
from sop_engine.terms.written import Names, word


class FirstOf(Walking):
    """Pay only the first of several outcomes, whichever it is; the others pay nothing.

    The first is the first in the stated order that is worth anything when the clause is reached.
    """

    outcomes: Names
    """The alternatives."""
    per: Annotated[str, *word(*WHOM)]
    """Whose first it is: of each person, of each cohort, or of the contract."""
    in_order_of: OrderedBy | None = None
    """Which claims come first; ties are settled by the next word, and the order must be total."""

    says: ClassVar[str] = "{base} of the alternatives up to here; only the first is paid"

    def decides(self, outcomes: Sequence[str]) -> Iterator[Decision]:
        """Which of the alternatives is paid."""
        named = sorted(set(self.outcomes))
        yield Decision(
            ("alternatives", self.per, *named), (), f"which of {', '.join(named)} is paid for {WHOM[self.per]}"
        )

    def in_words(self) -> str:
        """That it is an alternative."""
        return f"Of {listed(self.outcomes)} only the first is paid for {WHOM[self.per]}"

    def written_out(self, contract: Any) -> tuple[Any, ...]:
        """A limit of one claim."""
        order = tuple(self.in_order_of or ())
        most = {"": steps(Number(1))}
        return (Limit(self.clause, self.kind, self.outcomes, self.per, most, CLAIMS, order, WHOLE),)
