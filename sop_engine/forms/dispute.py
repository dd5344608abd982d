"""A part that is withheld while something is disputed."""

from collections.abc import Iterator

from sop_engine.clauses.hold import Dispute as Disputed
from sop_engine.clauses.hold import Release
from sop_engine.clauses.holding import Holding
from sop_engine.terms.written import Name, StatedPart
from sop_engine.units.numbers import part_in_words


class Dispute(Holding):
    """Withhold the disputed part of what is due from the day a dispute is raised until it is settled; pay the rest.

    The dispute concerns all that is selected of the same person, cohort or contract.  What settles
    one settles all that was raised by that day.  Where it is upheld, what was withheld is taken.
    """

    part: StatedPart
    """The part that is disputed."""
    raised: Name
    """The outcome that says that a dispute was raised."""
    settled: Name
    """The outcome that says that it was settled, and what was withheld is paid."""
    upheld: Name | None = None
    """The outcome that says that the dispute was right, and what was withheld is not paid."""

    def mentions(self) -> Iterator[tuple[tuple[str | int, ...], str]]:
        """What is withheld, and what raises, settles and upholds the dispute."""
        yield from Holding.mentions(self)
        yield ("raised",), self.raised
        yield ("settled",), self.settled
        if self.upheld:
            yield ("upheld",), self.upheld

    def until(self) -> tuple[str, ...]:
        """What settles it."""
        return (f"{self.settled} is reached, once {self.raised} is",)

    def in_words(self) -> str:
        """That a part of it can be disputed."""
        raised, settled = self.raised.replace("_", " "), self.settled.replace("_", " ")
        upheld = f"; with {self.upheld.replace('_', ' ')} it is not paid at all" if self.upheld else ""
        much = part_in_words(self.part)
        return f"From the day of {raised} {much} of it is withheld until {settled} is reached{upheld}"

    def release(self) -> Release:
        """A dispute."""
        return Disputed(self.raised, self.settled, self.upheld or "")
