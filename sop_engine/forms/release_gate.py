"""Outcomes that are paid only after others have been reached under the contract."""

from collections.abc import Iterator

from pydantic import Field

from sop_engine.clauses.hold import Release, Until
from sop_engine.clauses.holding import Holding
from sop_engine.terms.written import Anchor, Names


class ReleaseGate(Holding):
    """Keep back outcomes until others are reached: all of them, for the contract, a cohort or the person.

    Whom the gate is for follows from whom the outcomes are about that open it.
    """

    until_: Names = Field(alias="until")
    """The outcomes that open the gate, every one."""

    def mentions(self) -> Iterator[tuple[tuple[str | int, ...], str]]:
        """What is kept back, and what opens the gate."""
        yield from Holding.mentions(self)
        for i, name in enumerate(self.until_):
            yield ("until", i), name

    def until(self) -> tuple[str, ...]:
        """What opens the gate."""
        return tuple(f"{name} is reached" for name in self.until_)

    def release(self) -> Release:
        """The days of outcomes."""
        return Until(tuple(Anchor(of=name) for name in self.until_))
