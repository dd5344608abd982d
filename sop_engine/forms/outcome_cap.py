"""The most for one outcome, in money or in claims."""

from typing import ClassVar

from sop_engine.clauses.limited import Limited
from sop_engine.terms.written import Name


class OutcomeCap(Limited):
    """Limit what is paid for one outcome, over everybody.

    `at_most: 570 claims` counts the claims that are worth anything when the clause is reached.
    """

    outcome: Name
    """The outcome under the cap."""

    per: ClassVar[str] = "contract"
    limits: ClassVar[str] = "The most for {of} is {most}, over everybody"
    says: ClassVar[str] = "{base} of {outcome} up to here; the most is {rate}"

    def named(self) -> tuple[str, ...]:
        """The outcome it limits."""
        return (self.outcome,)
