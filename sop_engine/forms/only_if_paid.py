"""Outcomes that are paid only where another one was paid."""

from collections.abc import Iterator, Sequence

from sop_engine.clauses.hold import Paid, Release
from sop_engine.clauses.holding import Holding
from sop_engine.terms.written import Names


class OnlyIfPaid(Holding):
    """Keep back outcomes until others are paid, for the same person, cohort or contract.

    Paid means that something is due after the clauses above: stricter than `after`, which asks
    only that the other was reached.  It stands below whatever can take the other: windows, limits.
    """

    outcomes: Names
    """The outcomes that are kept back."""
    paid: Names
    """The outcomes that must be paid, every one."""

    def looks_at_due(self, outcomes: Sequence[str]) -> tuple[str, ...]:
        """What is kept back, and what must be paid."""
        return (*self.outcomes, *self.paid)

    def mentions(self) -> Iterator[tuple[tuple[str | int, ...], str]]:
        """What is kept back, and what must be paid."""
        yield from Holding.mentions(self)
        for i, name in enumerate(self.paid):
            yield ("paid", i), name

    def until(self) -> tuple[str, ...]:
        """What must be paid."""
        return tuple(f"{name} is paid" for name in self.paid)

    def release(self) -> Release:
        """What is due on others so far."""
        return Paid(self.paid)
