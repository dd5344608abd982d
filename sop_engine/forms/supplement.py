"""An amount on top of the price of an outcome."""

from collections.abc import Iterator
from typing import Any, ClassVar

from pydantic import Field

from sop_engine.clauses.priced import Looking
from sop_engine.terms.price import Price as PriceTerms
from sop_engine.terms.written import Name


class Supplement(Looking):
    """Pay an amount on top of the price of an outcome.

    Such as more for people with complex needs: a table by the category of the enrolment.  An
    outcome may have several supplements, each in a clause of its own.
    """

    adds: dict[Name, PriceTerms] = Field(min_length=1)
    """What is paid on top for each outcome, by its name; written like a price."""

    described: ClassVar[str] = "A supplement is paid on top of it: {table}"
    says: ClassVar[str] = "a supplement for {outcome}{times}{why}"

    def written_out(self, contract: Any) -> tuple[Any, ...]:
        """One price, added to what is due."""
        return (self.priced(contract, self.adds),)

    def tables(self) -> Iterator[tuple[tuple[str | int, ...], tuple[str, ...], Any]]:
        """What is added for each outcome."""
        for outcome, price in self.adds.items():
            yield ("adds", outcome), (outcome,), price

    def named(self) -> tuple[str, ...]:
        """The outcomes it adds to."""
        return tuple(self.adds)
