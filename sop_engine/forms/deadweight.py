"""What would have happened anyway, and is not paid for."""

from collections.abc import Iterator, Sequence
from typing import Any, ClassVar

from sop_engine.clauses.priced import Adjusting
from sop_engine.terms.clause import Decision
from sop_engine.terms.part import Part


class Deadweight(Adjusting):
    """Take off the part of what is due that would have happened anyway, such as 1/6.

    The part is taken off each claim: of six alike, five are paid for.
    """

    part: Part
    """The part that would have happened anyway."""

    described: ClassVar[str] = "A part of it is not paid, since it would have happened anyway: {table}"
    says: ClassVar[str] = "{rate} of {base} is taken off: it would have happened anyway{why}"

    def written_out(self, contract: Any) -> tuple[Any, ...]:
        """A part of what is due so far."""
        return (self.adjusted(contract, self.part),)

    def tables(self) -> Iterator[tuple[tuple[str | int, ...], tuple[str, ...], Any]]:
        """The part that is taken off."""
        yield ("part",), self.outcomes, self.part

    def decides(self, outcomes: Sequence[str]) -> Iterator[Decision]:
        """The deadweight of each outcome."""
        for outcome in self.outcomes or outcomes:
            yield Decision(("deadweight", outcome), (), f"the deadweight of {outcome}")
