"""A price: fixed, by date, or by the category of a record."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Any

from pydantic import BeforeValidator, Discriminator, Field, Tag

from sop_engine.terms.written import Amount, Day, Name, Term, Text, wrong
from sop_engine.units.money import Money


class ByDate(Term):
    """A price for each date from which it holds, in the order of the dates."""

    dated: dict[Day, Price] = Field(min_length=1)


class ByCategory(Term):
    """A price for each category of a field: of the record that shows the outcome, or of the enrolment."""

    by: Name
    """The field."""
    of: Name
    """The record the field stands in."""
    prices: dict[Text, Price] = Field(min_length=1)
    otherwise: Amount | None = None
    """The price of every category not named; without it each must be named."""


def _kind(value: Any) -> str:
    if isinstance(value, ByDate) or (isinstance(value, dict) and "dated" in value):
        return "dated"
    if isinstance(value, ByCategory) or (isinstance(value, dict) and "by" in value):
        return "by"
    return "amount"


def _shaped(value: Any) -> Any:
    if isinstance(value, dict) and not ({"dated", "by"} & set(value)):
        raise wrong(
            "wrong-shape",
            found="a group of terms",
            expected="a price",
            remedy="Write an amount, or a table that begins with `dated:` or `by:`.",
        )
    return value


Price = Annotated[
    Annotated[Amount, Tag("amount")] | Annotated[ByDate, Tag("dated")] | Annotated[ByCategory, Tag("by")],
    Discriminator(_kind),
    BeforeValidator(_shaped),
]

ByDate.model_rebuild()
ByCategory.model_rebuild()


def amounts(price: Price) -> Iterator[Money]:
    """Every amount that a price can come to."""
    if isinstance(price, Money):
        yield price
    elif isinstance(price, ByDate):
        for each in price.dated.values():
            yield from amounts(each)
    else:
        for each in price.prices.values():
            yield from amounts(each)
        if price.otherwise:
            yield price.otherwise


def tables(price: Price, path: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], ByDate | ByCategory]]:
    """The tables within a price, each with the way to it."""
    if isinstance(price, ByDate):
        yield path, price
        for day, each in price.dated.items():
            yield from tables(each, (*path, "dated", str(day)))
    elif isinstance(price, ByCategory):
        yield path, price
        for category, each in price.prices.items():
            yield from tables(each, (*path, "prices", category))
