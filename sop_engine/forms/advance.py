"""An advance that is clawed back when what it was paid on is earned."""

from collections.abc import Iterator
from typing import Annotated, Any, ClassVar

from sop_engine.clauses.in_place_of import AS_EARNED, AT_ONCE, InPlaceOf
from sop_engine.clauses.limited import listed
from sop_engine.clauses.replacing import Replacing
from sop_engine.clauses.so_far import day_in_words
from sop_engine.terms.written import AnchorText, word


class Advance(Replacing):
    """Claw back an advance when the outcomes that it was paid on are reached, by the same person, cohort or contract.

    The advance comes to nothing and the outcomes stand at what they earned; where the advance was
    more, the total falls, and the difference goes back.
    """

    recovered: Annotated[str, *word(AT_ONCE, AS_EARNED)]
    """Whether all of it is clawed back at the first outcome, or as much as the outcomes are worth."""
    returned_by: AnchorText | None = None
    """A day on which what is left of it goes back even where nothing was earned."""

    same_period: ClassVar[bool] = False

    def anchors(self) -> Iterator[tuple[str, Any]]:
        """The day on which it goes back in any case."""
        if self.returned_by:
            yield "returned_by", self.returned_by

    def in_words(self) -> str:
        """How it is clawed back."""
        much = "as a whole" if self.recovered == AT_ONCE else "as far as that is worth"
        last = f", and what is left of it on {day_in_words(self.returned_by)}" if self.returned_by else ""
        return f"It is an advance: once {listed(self.replaced_by, 'or')} falls due, it goes back {much}{last}"

    def written_out(self, contract: Any) -> tuple[Any, ...]:
        """What is clawed back, and when."""
        return (
            InPlaceOf(
                self.clause,
                self.kind,
                self.outcomes,
                self.replaced_by,
                self.same_period,
                self.recovered,
                self.returned_by,
            ),
        )
