"""Tables: one value for each argument, by date, by category or by number; what lies outside is stated."""

from collections.abc import Mapping
from fractions import Fraction
from itertools import pairwise
from typing import Any, NamedTuple

from sop_engine.terms.price import Line, PerUnit, Price, Slices
from sop_engine.terms.table import POSITION, TIME, Categorised, Dated, Numbered
from sop_engine.units.days import say
from sop_engine.units.money import Money, show
from sop_engine.units.numbers import exactly

CLAIMS = "claims"


class OutsideTable(LookupError):
    """An argument that the table does not hold: terms are checked for this before they are used."""


class Argument(NamedTuple):
    """What a table is looked up by.

    `facts` are the categories of the claim (`tenancy.type`), `day` the day that picks a dated
    value, `numbers` its numbers, by name.
    """

    facts: Mapping[str, str]
    day: int
    numbers: Mapping[str, Fraction | int] = {}


class Band(NamedTuple):
    """A part of a price: so many units at a rate, exactly, in minor units; `of` is what the units are of."""

    base: Fraction | int
    rate: Fraction | int
    of: str
    why: str

    @property
    def amount(self) -> Fraction | int:
        """What it comes to, not rounded."""
        return self.base * self.rate


def value_of(table: Any, argument: Argument) -> tuple[Any, str]:
    """What stands in a table for a date and a category, and what picked it.

    Raises:
        OutsideTable: No date of the table is as early as the day, or the category is not in it.

    Example:
        >>> value_of(Money(60_000, "GBP"), Argument({}, 17_000))
        (Money(minor=60000, currency='GBP'), '')
    """
    if isinstance(table, Dated):
        held_from = max((first for first in table.dated if first <= argument.day), default=None)
        if held_from is None:
            raise OutsideTable(f"no value holds on {say(argument.day)}")
        value, why = value_of(table.dated[held_from], argument)
        return value, _joined(f"as it holds from {say(held_from)}", why)
    if isinstance(table, Categorised):
        category = argument.facts[f"{table.of}.{table.by}"]
        if category in table.named:
            value, why = value_of(table.named[category], argument)
            return value, _joined(f"{table.by} {category}", why)
        if table.rest is None:
            raise OutsideTable(f"no value for {table.by} {category}")
        return table.rest, f"{table.by} {category}, not named"
    return table, ""


def bands(price: Price, argument: Argument) -> list[Band]:
    """What a price comes to, band by band, exactly: one band, but for slices with something in several.

    Raises:
        OutsideTable: The argument lies outside the table.

    Example:
        >>> bands(Money(60_000, "GBP"), Argument({}, 17_000))
        [Band(base=1, rate=60000, of='claims', why='')]
    """
    leaf, why = value_of(price, argument)
    if isinstance(leaf, Money):
        return [Band(1, leaf.minor, CLAIMS, why)]
    if not isinstance(leaf, Numbered):
        raise TypeError(f"{leaf} is no price")
    number = number_named(leaf.asks, argument)
    if isinstance(leaf, PerUnit):
        return [Band(max(number, Fraction(0)), leaf.rate.minor, leaf.per, why)]
    if isinstance(leaf, Slices):
        found = [
            Band(base, rate.minor, leaf.per, _joined(f"from {exactly(low)}" if len(leaf.slices) > 1 else "", why))
            for low, base, rate in slices(leaf.slices, number)
        ]
        return found or [Band(0, next(iter(leaf.slices.values())).minor, leaf.per, why)]
    if isinstance(leaf, Line):
        amount, between = _along(leaf, number)
        return [Band(1, amount, CLAIMS, _joined(why, between))]
    step, from_ = step_at(leaf, number)
    return [Band(1, step.minor, CLAIMS, _joined(why, from_))]


def part_of(table: Any, argument: Argument) -> tuple[Fraction, str]:
    """The part, or the factor, that a table comes to, and what picked it.

    Raises:
        OutsideTable: The argument lies outside the table.

    Example:
        >>> part_of(Fraction(1, 6), Argument({}, 17_000))
        (Fraction(1, 6), '')
    """
    leaf, why = value_of(table, argument)
    if isinstance(leaf, Numbered):
        leaf, from_ = step_at(leaf, number_named(leaf.asks, argument))
        why = _joined(why, from_)
    return Fraction(leaf), why


def number_named(name: str, argument: Argument) -> Fraction:
    """One of the numbers of a claim.

    Raises:
        OutsideTable: The claim does not have it.
    """
    if name not in argument.numbers:
        raise OutsideTable(f"no number {name}")
    return Fraction(argument.numbers[name])


def step_at(table: Any, number: Fraction) -> tuple[Any, str]:
    """The value at the greatest knot that is not above a number, and what picked it.

    Raises:
        OutsideTable: The number lies below the first knot, and the table does not say what holds there.
    """
    low = max((knot for knot in table.steps if knot <= number), default=None)
    if low is not None:
        return table.steps[low], f"{_named(table.asks, number)}, from {exactly(low)}"
    if table.below is None:
        raise OutsideTable(f"no value for {table.asks} {number}")
    return table.below, f"{_named(table.asks, number)}, below {exactly(min(table.steps))}"


def slices(rates: Mapping[Fraction, Any], number: Fraction) -> list[tuple[Fraction, Fraction, Any]]:
    """How much of a number falls into each band: where the band begins, how much, its rate.

    Bands are filled in order; those that hold nothing are left out.

    Example:
        >>> [(int(low), int(much)) for low, much, _ in slices({Fraction(0): "a", Fraction(100): "b"}, Fraction(130))]
        [(0, 100), (100, 30)]
    """
    knots = list(rates)
    ends: list[Fraction | None] = [*knots[1:], None]
    found = []
    for low, high in zip(knots, ends, strict=True):
        much = (number if high is None else min(number, high)) - low
        if much > 0:
            found.append((low, much, rates[low]))
    return found


def _along(table: Line, number: Fraction) -> tuple[Fraction, str]:
    """The amount on the straight line between the knots on either side of a number, exactly."""
    knots, named = list(table.line), _named(table.by, number)
    if number < knots[0]:
        return _stated(table.below, named), f"{named}, below {exactly(knots[0])}"
    if number > knots[-1]:
        return _stated(table.above, named), f"{named}, above {exactly(knots[-1])}"
    low, high = next((a, b) for a, b in pairwise(knots) if a <= number <= b)
    from_, to = table.line[low], table.line[high]
    amount = from_.minor + Fraction(to.minor - from_.minor) * (number - low) / (high - low)
    ends = f"{exactly(low)} ({show(from_.minor, from_.currency)}) and {exactly(high)} ({show(to.minor, to.currency)})"
    return amount, f"{named}, on the line between {ends}"


def _stated(amount: Money | None, named: str) -> Fraction:
    """What is stated for numbers that lie outside a table."""
    if amount is None:
        raise OutsideTable(f"no value for {named}")
    return Fraction(amount.minor)


def _named(name: str, number: Fraction) -> str:
    said = {POSITION: "number", TIME: "time"}.get(name, name.replace("_", " "))
    return f"{said} {exactly(number)}"


def _joined(*reasons: str) -> str:
    return ", ".join(each for each in reasons if each)
