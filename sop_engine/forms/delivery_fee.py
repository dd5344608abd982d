"""A fee for delivering the service, spread over its months."""

from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from itertools import pairwise
from math import lcm
from typing import Annotated, Any, ClassVar

from pydantic import Field, model_validator

from sop_engine.clauses.price import Price
from sop_engine.terms.clause import HOW_MUCH, Clause, Decision
from sop_engine.terms.part import APart
from sop_engine.terms.price import Steps
from sop_engine.terms.table import TIME
from sop_engine.terms.written import Amount, Name, Whole, word, wrong
from sop_engine.units.money import Money, cumulative, largest_remainder
from sop_engine.units.numbers import exactly

REMAINDERS = ("largest_remainder", "cumulative")
MOST_INSTALMENTS = 1_200


class DeliveryFee(Clause):
    """Pay a fee in instalments, one for each time an outcome is reached: each month of service.

    The instalments are the whole fee, to the penny.  `parts` says how much of the fee the
    instalments from each on come to together, up to the next: {1: 25%, 4: 52.5%, 13: 22.5%}; they
    are alike among themselves.  After the last instalment nothing is paid.
    """

    outcome: Name
    """The outcome of the contract that is reached once for each instalment."""
    total: Amount
    """The whole fee."""
    instalments: Whole
    """How many there are."""
    parts: Annotated[dict[Whole, APart], Field(min_length=1)]
    """What part of the fee the instalments from each on come to together; {1: 100%} where all are alike."""
    remainder: Annotated[str, *word(*REMAINDERS)] | None = None
    """What becomes of the pennies that rounding leaves."""

    asked: ClassVar[dict[str, str]] = {"remainder": " or ".join(REMAINDERS)}
    gives_price: ClassVar[str] = "outcome"
    tells: ClassVar[str] = HOW_MUCH
    says: ClassVar[str] = "an instalment of the fee{why}"

    @model_validator(mode="after")
    def _whole(self) -> "DeliveryFee":
        first, total = list(self.parts), sum(self.parts.values(), Fraction(0))
        detail = ""
        if self.instalments > MOST_INSTALMENTS:
            detail = f"come in more than {MOST_INSTALMENTS:,} instalments"
        elif first[0] != 1 or first != sorted(first) or first[-1] > self.instalments:
            detail = f"begin with instalments {', '.join(map(str, first))}, of {self.instalments}"
        elif total != 1:
            detail = f"add up to {exactly(total * 100)}%"
        if detail:
            raise wrong("fee-not-whole", clause=self.clause, detail=detail)
        return self

    def written_out(self, contract: Any) -> tuple[Any, ...]:
        """One price, by time."""
        return (Price(self.clause, self.kind, {self.outcome: self.schedule()}, "reached"),)

    def tables(self) -> Iterator[tuple[tuple[str | int, ...], tuple[str, ...], Any]]:
        """The instalments."""
        yield ("parts",), (self.outcome,), self.schedule()

    def named(self) -> tuple[str, ...]:
        """The outcome it pays for."""
        return (self.outcome,)

    def decides(self, outcomes: Sequence[str]) -> Iterator[Decision]:
        """The price of the outcome."""
        yield Decision(("price", self.outcome), (), f"the price of {self.outcome}")

    def schedule(self) -> Steps:
        """The instalments as a table by time; it changes where an instalment is unlike the one before."""
        amounts: Mapping[int, int] = dict(enumerate(self.amounts(), 1))
        steps = {
            Fraction(time): Money(amount, self.total.currency)
            for time, amount in amounts.items()
            if amounts.get(time - 1) != amount
        }
        return Steps(by=TIME, steps={**steps, Fraction(self.instalments + 1): Money(0, self.total.currency)})

    def amounts(self) -> list[int]:
        """Each instalment in minor units; together they are the whole fee."""
        starts = [*self.parts, self.instalments + 1]
        weights = [
            self.parts[first] / (after - first) for first, after in pairwise(starts) for _ in range(first, after)
        ]
        common = lcm(*(weight.denominator for weight in weights))
        whole = [int(weight * common) for weight in weights]
        if self.remainder == "cumulative":
            return cumulative(0, self.total.minor, whole)
        return largest_remainder(self.total.minor, whole)
