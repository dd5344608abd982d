"""A price for each time an outcome is reached."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, ClassVar

from pydantic import Field

from sop_engine.clauses.priced import Looking
from sop_engine.terms.clause import Decision
from sop_engine.terms.price import Price as PriceTerms
from sop_engine.terms.written import Name


class OutcomePrice(Looking):
    """Pay a price for each outcome that is reached and shown.

    A price is an amount, or a table: by date, by the category of a record, by a number (steps, a
    straight line), or by quantity (a rate, slices).  What is meant to be unpaid says £0: an
    outcome without a price is refused.
    """

    prices: dict[Name, PriceTerms] = Field(min_length=1)
    """The price of each outcome, by its name."""

    gives_price: ClassVar[str] = "prices"
    says: ClassVar[str] = "the price of {outcome}{times}{why}"

    def matters(self, term: str, stated: Mapping[str, Any]) -> bool:
        """Whether a term matters: the day always, so that a price may be dated later without a second thought."""
        return term == "price_day" or super().matters(term, stated)

    def written_out(self, contract: Any) -> tuple[Any, ...]:
        """One price."""
        return (self.priced(contract, self.prices),)

    def tables(self) -> Iterator[tuple[tuple[str | int, ...], tuple[str, ...], Any]]:
        """The price of each outcome."""
        for outcome, price in self.prices.items():
            yield ("prices", outcome), (outcome,), price

    def named(self) -> tuple[str, ...]:
        """The outcomes it prices."""
        return tuple(self.prices)

    def decides(self, outcomes: Sequence[str]) -> Iterator[Decision]:
        """The price of each outcome."""
        for outcome in self.prices:
            yield Decision(("price", outcome), ("prices", outcome), f"the price of {outcome}")
