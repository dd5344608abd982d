"""Prices that rise, or fall, with an index or by a contracted increase."""

from collections.abc import Iterator, Sequence
from typing import Any, ClassVar

from sop_engine.clauses.priced import Adjusting
from sop_engine.terms.clause import Decision
from sop_engine.terms.part import FactorByDate


class Indexation(Adjusting):
    """Multiply what is due so far on each claim by the factor of its day.

    A factor holds from its date until the next, and is the whole factor since the prices were
    agreed: 2 % twice is 1.0404.  A new base is a factor of 1 from its date on.
    """

    factors: FactorByDate
    """The factor from each date on, such as {dated: {2020-04-01: 1, 2021-04-01: 1.077}}."""

    described: ClassVar[str] = "It is multiplied by a factor: {table}"
    says: ClassVar[str] = "{base} is indexed, {rate} of it{why}"

    def written_out(self, contract: Any) -> tuple[Any, ...]:
        """A part of what is due so far: the factor, less one."""
        return (self.adjusted(contract, self.factors, factors=True),)

    def tables(self) -> Iterator[tuple[tuple[str | int, ...], tuple[str, ...], Any]]:
        """The factors."""
        yield ("factors",), self.outcomes, self.factors

    def decides(self, outcomes: Sequence[str]) -> Iterator[Decision]:
        """The factor of each outcome."""
        for outcome in self.outcomes or outcomes:
            yield Decision(("index", outcome), (), f"the factor of {outcome}")
