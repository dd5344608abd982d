"""By when what was reached must be claimed."""

from collections.abc import Iterator, Sequence
from typing import Annotated, Any, ClassVar

from sop_engine.clauses.so_far import day_in_words
from sop_engine.clauses.window import Window
from sop_engine.terms.clause import BY_WHEN, Clause, Decision
from sop_engine.terms.written import AnchorText, Length, Names, word


class ClaimWindow(Clause):
    """Pay only what is claimed in time: what is claimed later is not paid, and stands in a register of late claims.

    It stands above every limit, so that a late claim uses up no room.
    """

    within: Length
    """How long after its day an outcome may be claimed; that day itself does not count, the last one does."""
    after: Annotated[str, *word("reached", "shown")]
    """The day that the time counts from."""
    not_after: AnchorText | None = None
    """A last day for all claims, such as `700 days after start`; of the two the earlier counts."""
    outcomes: Names = ()
    """The outcomes that must be claimed in time; all of them when none is named."""

    tells: ClassVar[str] = BY_WHEN
    says: ClassVar[str] = "claimed {base} after the day, of {rate} allowed{why}: too late"
    lessens: ClassVar[bool] = True
    register: ClassVar[str] = "Claimed too late"

    def decides(self, outcomes: Sequence[str]) -> Iterator[Decision]:
        """By when each outcome must be claimed."""
        for name in self.outcomes or outcomes:
            yield Decision(("window", name), (), f"by when {name} must be claimed")

    def looks_at_due(self, outcomes: Sequence[str]) -> tuple[str, ...]:
        """What must be claimed in time."""
        return self.outcomes or tuple(outcomes)

    def anchors(self) -> Iterator[tuple[str, Any]]:
        """The last day for all claims."""
        if self.not_after:
            yield "not_after", self.not_after

    def in_words(self) -> str:
        """By when it must be claimed."""
        last = f", and not after {day_in_words(self.not_after)}" if self.not_after else ""
        return f"It must be claimed within {self.within} of the day on which it is {self.after}{last}"

    def written_out(self, contract: Any) -> tuple[Any, ...]:
        """One window."""
        selected = self.selected(contract)
        return (Window(self.clause, self.kind, selected, self.within, self.after, self.not_after),)
