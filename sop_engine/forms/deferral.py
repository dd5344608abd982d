"""A fee that is deferred until its period's performance is shown."""

from collections.abc import Iterator

from pydantic import Field

from sop_engine.clauses.hold import Release, Until
from sop_engine.clauses.holding import Holding
from sop_engine.terms.written import Anchor, Length, Name, Names, StatedPart


class Deferral(Holding):
    """Defer a part of what is due for a period until an outcome of the same period is reached.

    A claim belongs to a period where its own period lies in it or around it, or else its day reached.
    """

    outcomes: Names
    """The outcomes that are deferred, each of a period, such as a monthly fee."""
    part: StatedPart
    """The part that is deferred."""
    until_: Name = Field(alias="until")
    """The outcome of the same period that releases it."""
    forfeited_after: Length | None = None
    """How long after the day reached it can still be released; without it, for ever."""

    def mentions(self) -> Iterator[tuple[tuple[str | int, ...], str]]:
        """What is deferred, and what releases it."""
        yield from Holding.mentions(self)
        yield ("until",), self.until_

    def until(self) -> tuple[str, ...]:
        """What releases it."""
        return (f"{self.until_} is reached in the same period",)

    def release(self) -> Release:
        """The day of an outcome of the same period."""
        return Until((Anchor(of=self.until_),), self.forfeited_after, same_period=True)
