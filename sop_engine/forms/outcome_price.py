"""A price for each time an outcome is reached."""

from collections.abc import Iterator, Sequence
from typing import Annotated, Any, ClassVar

from pydantic import Field

from sop_engine.clauses.price import Price
from sop_engine.terms.clause import Clause, Decision
from sop_engine.terms.price import Price as PriceTerms
from sop_engine.terms.written import Name, word

DAYS = ("reached", "shown", "known")


class OutcomePrice(Clause):
    """Pay a price for each outcome that is reached and shown.

    A price is an amount, a table by date, or a table by the category of a record.  What is meant
    to be unpaid says £0: an outcome without a price is refused.
    """

    prices: dict[Name, PriceTerms] = Field(min_length=1)
    """The price of each outcome, by its name."""
    price_day: Annotated[str, *word(*DAYS)] | None = None
    """Which day of a claim picks a dated price."""

    asked: ClassVar[dict[str, str]] = {"price_day": ", ".join(DAYS)}
    says: ClassVar[str] = "the price of {outcome}{why}"

    def written_out(self, contract: Any) -> tuple[Any, ...]:
        """One price."""
        return (Price(self.clause, self.kind, self.prices, str(self.price_day)),)

    def named(self) -> tuple[str, ...]:
        """The outcomes it prices."""
        return tuple(self.prices)

    def decides(self, outcomes: Sequence[str]) -> Iterator[Decision]:
        """The price of each outcome."""
        for outcome in self.prices:
            yield Decision(("price", outcome), ("prices", outcome), f"the price of {outcome}")
