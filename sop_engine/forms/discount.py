"""A part off the price: the bidder's discount."""

from collections.abc import Iterator
from typing import Any, ClassVar

from pydantic import model_validator

from sop_engine.clauses.priced import Adjusting
from sop_engine.terms.part import Part
from sop_engine.terms.written import Name, wrong


class Discount(Adjusting):
    """Take a part off what is due so far on each claim: the bidder's price is the card's, less the discount.

    One part for all outcomes or for those that are named, or a part for each outcome.  A part may
    be a table: by date, where the discount grows from year to year; by category; or by number.
    """

    part: Part | None = None
    """The part that is taken off."""
    parts: dict[Name, Part] | None = None
    """The part that is taken off each outcome, by its name; instead of `part` and `outcomes`."""

    described: ClassVar[str] = "It is discounted: {table}"
    says: ClassVar[str] = "{rate} of {base} is taken off: the discount{why}"

    @model_validator(mode="after")
    def _one_way(self) -> "Discount":
        if (self.part is None) == (self.parts is None) or (self.parts is not None and self.outcomes):
            raise wrong(
                "wrong-shape",
                found="a discount that says " + ("its part twice" if self.parts is not None else "no part"),
                expected="one way to say its part",
                remedy="Say `part:` (for all outcomes, or those of `outcomes:`), or `parts:` with each outcome.",
            )
        return self

    def written_out(self, contract: Any) -> tuple[Any, ...]:
        """A part of what is due so far."""
        if self.parts is not None:
            return (self.adjusted_each(self.parts),)
        return (self.adjusted(contract, self.part),)

    def tables(self) -> Iterator[tuple[tuple[str | int, ...], tuple[str, ...], Any]]:
        """The part that is taken off."""
        if self.part is not None:
            yield ("part",), self.outcomes, self.part
        for outcome, part in (self.parts or {}).items():
            yield ("parts", outcome), (outcome,), part

    def named(self) -> tuple[str, ...]:
        """The outcomes it names."""
        return tuple(self.parts or self.outcomes)
