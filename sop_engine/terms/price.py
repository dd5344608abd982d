"""A price: an amount, or a table of amounts by date, by category or by number."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from typing import Annotated, ClassVar

from pydantic import AfterValidator, Field, Tag

from sop_engine.terms.table import (
    Categorised,
    Dated,
    Knot,
    Numbered,
    Upwards,
    asks_position,
    categories_asked,
    is_dated,
    leaves,
    numbers_asked,
    one_of_the_tables,
    tables,
    told_apart,
)
from sop_engine.terms.written import TAG, Amount, Day, Name, Text, wrong
from sop_engine.units.money import Money

__all__ = [
    "ByCategory",
    "ByDate",
    "Line",
    "PerUnit",
    "Price",
    "Slices",
    "Steps",
    "amounts",
    "asks_position",
    "categories_asked",
    "cheapest",
    "dearest",
    "is_dated",
    "leaves_parts",
    "numbers_asked",
    "tables",
]


class ByDate(Dated):
    """A price for each date from which it holds, in the order of the dates."""

    dated: dict[Day, Price] = Field(min_length=1)
    """From each date on, the price that holds."""


class ByCategory(Categorised):
    """A price for each category of a field: of the record that shows the outcome, or of the enrolment."""

    word: ClassVar[str] = "prices"
    prices: dict[Text, Price] = Field(min_length=1)
    """For each category, its price."""
    otherwise: Amount | None = None
    """The price of every category not named; without it each must be named."""


class Steps(Numbered):
    """A price by number: the amount at the greatest knot that is not above the number."""

    word: ClassVar[str] = "steps"
    by: Name
    """The number: a measure; `position`, which claim of the outcome it is; `time`, which time for its subject."""
    steps: Annotated[dict[Knot, Amount], Field(min_length=1), Upwards]
    """From each number on, the amount."""
    below: Amount | None = None
    """The amount for a number below the first knot."""


def _two(value: dict[Fraction, Money]) -> dict[Fraction, Money]:
    if len(value) == 1:
        raise wrong(
            "wrong-shape",
            found="a line with one knot",
            expected="a line between two knots or more",
            remedy="Name a second knot, or say `steps:`.",
        )
    return value


class Line(Numbered):
    """A price by number: straight from each knot to the next."""

    word: ClassVar[str] = "line"
    by: Name
    """The number: a measure, `position` or `time`."""
    line: Annotated[dict[Knot, Amount], Field(min_length=1), AfterValidator(_two), Upwards]
    """At each number, the amount."""
    below: Amount | None = None
    """The amount for a number below the first knot."""
    above: Amount | None = None
    """The amount for a number above the last knot."""


class PerUnit(Numbered):
    """A price by quantity: so much for each unit of a measure; below zero there are none."""

    word: ClassVar[str] = "rate"
    per: Name
    """The measure whose units are paid for."""
    rate: Amount
    """The amount for each unit."""


class Slices(Numbered):
    """A price by quantity: each unit at the rate of the band that it falls in."""

    word: ClassVar[str] = "slices"
    per: Name
    """The measure whose units are paid for."""
    slices: Annotated[dict[Knot, Amount], Field(min_length=1), Upwards]
    """The rate from each knot on; the first knot is 0."""


_KINDS = {
    "dated": ByDate,
    "steps": Steps,
    "line": Line,
    "slices": Slices,
    "rate": PerUnit,
    "prices": ByCategory,
}
"""The tables of prices, by the word each is known by."""
_BEGINS = {"by": "prices", "per": "rate"}
"""Which of them is meant by a word that says no more."""

Price = Annotated[
    Annotated[Amount, Tag(TAG + "amount")]
    | Annotated[ByDate, Tag(TAG + "dated")]
    | Annotated[ByCategory, Tag(TAG + "prices")]
    | Annotated[Steps, Tag(TAG + "steps")]
    | Annotated[Line, Tag(TAG + "line")]
    | Annotated[PerUnit, Tag(TAG + "rate")]
    | Annotated[Slices, Tag(TAG + "slices")],
    told_apart(_KINDS, _BEGINS, "amount"),
    one_of_the_tables(
        _KINDS, _BEGINS, "a price", "Write an amount, or a table that begins with `dated:`, `by:` or `per:`."
    ),
]

ByDate.model_rebuild()
ByCategory.model_rebuild()


def amounts(price: Price) -> Iterator[Money]:
    """Every amount that a price names as one it can come to; of what is paid by quantity it names none."""
    for _, leaf in leaves(price):
        if isinstance(leaf, Money):
            yield leaf
        elif isinstance(leaf, Steps | Line):
            yield from leaf.knots.values()
            yield from (each for each in (leaf.below, getattr(leaf, "above", None)) if each is not None)


def cheapest(price: Price) -> Money | None:
    """The least amount above nothing that a price can come to; None where it can be as small as one likes.

    Example:
        >>> cheapest(Money(500, "GBP")), cheapest(Money(0, "GBP"))
        (Money(minor=500, currency='GBP'), None)
    """
    if any(isinstance(leaf, PerUnit | Slices) for _, leaf in leaves(price)):
        return None
    if any(isinstance(leaf, Line) and not all(each.minor for each in leaf.knots.values()) for _, leaf in leaves(price)):
        return None
    return min((each for each in amounts(price) if each.minor), default=None)


def dearest(price: Price) -> Money | None:
    """The most that a price can come to; None where it has no bound.

    Example:
        >>> dearest(Money(500, "GBP"))
        Money(minor=500, currency='GBP')
    """
    for _, leaf in leaves(price):
        rates = [leaf.rate] if isinstance(leaf, PerUnit) else leaf.slices.values() if isinstance(leaf, Slices) else []
        if any(each.minor for each in rates):
            return None
    return max(amounts(price), default=None)


def leaves_parts(price: Price) -> bool:
    """Whether a price can come to a part of the smallest coin, so that it matters how it is rounded."""
    return any(isinstance(leaf, Line | PerUnit | Slices) for _, leaf in leaves(price))
