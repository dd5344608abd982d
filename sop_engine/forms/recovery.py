"""What an audit found in error, taken back."""

from collections.abc import Iterator, Sequence
from typing import Annotated, Any, ClassVar

from sop_engine.clauses.price import PartOfOthers
from sop_engine.terms.clause import HOW_MUCH, Clause, Decision
from sop_engine.terms.part import EqualPart
from sop_engine.terms.written import Name, Names, word
from sop_engine.units.numbers import ROUNDINGS


class Recovery(Clause):
    """Take back a part of what is due so far, as large as a measured rate of error.

    An outcome of the contract, the audit, carries the line: the rate found in its sample is applied
    to all that is due on the outcomes it looked at.  An audit of a period looks at what was reached
    in the period; any other at what was reached since the one before it.  What is taken back is owed
    to the payers in the shares of the audit.
    """

    outcome: Name
    """The outcome that carries what is taken back: the audit."""
    measure: Name
    """The measured rate of error, from 0 to 1."""
    outcomes: Names = ()
    """The outcomes it looked at; all others when none is named."""
    rounding: Annotated[str, *word(*ROUNDINGS)] | None = None
    """What becomes of parts of the smallest coin."""

    asked: ClassVar[dict[str, str]] = {"rounding": ", ".join(ROUNDINGS)}
    tells: ClassVar[str] = HOW_MUCH
    described: ClassVar[str] = "It takes back a part of what is due on other outcomes: {table}"
    says: ClassVar[str] = "{rate} of {base} due by then was found in error and is taken back"

    def written_out(self, contract: Any) -> tuple[Any, ...]:
        """A part of what is due on others."""
        of = self.outcomes or tuple(contract.outcomes)
        return (PartOfOthers(self.clause, self.kind, self.outcome, of, self.measure, str(self.rounding)),)

    def tables(self) -> Iterator[tuple[tuple[str | int, ...], tuple[str, ...], Any]]:
        """The measured part."""
        yield ("measure",), (self.outcome,), EqualPart(by=self.measure)

    def looks_at_due(self, outcomes: Sequence[str]) -> tuple[str, ...]:
        """The outcomes it looked at."""
        return self.outcomes or tuple(outcomes)

    def named(self) -> tuple[str, ...]:
        """The outcome that carries it."""
        return (self.outcome,)

    def decides(self, outcomes: Sequence[str]) -> Iterator[Decision]:
        """What is taken back by an audit."""
        yield Decision(("recovery", self.outcome), (), f"what is taken back by {self.outcome}")
