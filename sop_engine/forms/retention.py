"""A part that is kept back until an outcome is reached, or a day has come."""

from collections.abc import Iterator
from typing import Any

from pydantic import Field

from sop_engine.clauses.hold import Release, Until
from sop_engine.clauses.holding import Holding
from sop_engine.clauses.so_far import day_in_words
from sop_engine.terms.written import AnchorText, Length, StatedPart


class Retention(Holding):
    """Keep back a part of what is due until an outcome is reached, or a day has come.

    It is kept back from the day the claim falls due, and given back on the day that is named.
    With `forfeited_after`, what is not released so long after the day reached is lost.
    """

    part: StatedPart
    """The part that is kept back."""
    until_: AnchorText = Field(alias="until")
    """The outcome, or the day, that gives it back: `completes`, `12 months after start`, `2021-03-31`."""
    forfeited_after: Length | None = None
    """How long after the day reached it can still be released; without it, for ever."""

    def anchors(self) -> Iterator[tuple[str, Any]]:
        """What gives it back."""
        yield "until", self.until_

    def until(self) -> tuple[str, ...]:
        """What gives it back."""
        return (day_in_words(self.until_),)

    def release(self) -> Release:
        """A day, or the day of an outcome."""
        return Until((self.until_,), self.forfeited_after)
