"""Combinations of measures: the five there are, rounding, and where a growing number first meets a comparison."""

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from fractions import Fraction

from sop_engine.units.numbers import rounded as whole

Number = Fraction | None
"""An exact number; None where there is none."""


def difference(first: Number, second: Number) -> Number:
    """The first less the second.

    Example:
        >>> difference(Fraction(7), Fraction(5))
        Fraction(2, 1)
    """
    return None if first is None or second is None else first - second


def ratio(first: Number, second: Number) -> Number:
    """The first divided by the second; none where the second is nothing.

    Example:
        >>> ratio(Fraction(1), Fraction(4)), ratio(Fraction(1), Fraction(0))
        (Fraction(1, 4), None)
    """
    return None if first is None or not second else first / second


def fall(first: Number, second: Number) -> Number:
    """By which part of the first the second lies below it.

    Example:
        >>> fall(Fraction(159), Fraction(143))
        Fraction(16, 159)
    """
    return ratio(difference(first, second), first)


def times(first: Number, second: Number) -> Number:
    """The first multiplied by the second.

    Example:
        >>> times(Fraction(2), Fraction(3))
        Fraction(6, 1)
    """
    return None if first is None or second is None else first * second


def weighted(numbers: Mapping[str, Number], weights: Mapping[str, Decimal]) -> Number:
    """Each number multiplied by its weight, and added up; none where one of them is missing.

    Example:
        >>> weighted({"a": Fraction(10), "b": Fraction(20)}, {"a": Decimal("0.3"), "b": Decimal("0.7")})
        Fraction(17, 1)
    """
    total = Fraction(0)
    for name, weight in weights.items():
        number = numbers[name]
        if number is None:
            return None
        total += number * Fraction(weight)
    return total


def mean(numbers: Sequence[Fraction], of: int) -> Number:
    """What some numbers come to for each of so many; none where there is nobody.

    Example:
        >>> mean([Fraction(4), Fraction(2)], 3)
        Fraction(2, 1)
    """
    return sum(numbers, Fraction(0)) / of if of else None


def rounded(number: Fraction, to: Fraction, how: str) -> Fraction:
    """A number read to a unit: the nearest multiple, the one not farther from nothing (`down`), or not nearer (`up`).

    Halves go away from nothing (`half_up`), or to the even multiple (`half_even`).

    Example:
        >>> rounded(Fraction(25, 10), Fraction(1), "half_up"), rounded(Fraction(25, 10), Fraction(1), "half_even")
        (Fraction(3, 1), Fraction(2, 1))
    """
    return whole(number / to, how) * to


def first_to_reach(growth: Iterable[tuple[int, Fraction]], least: Fraction, above: bool) -> tuple[int, Fraction] | None:
    """The day on which a number that only grows reaches what is asked, and what it is then.

    `growth` is what each day adds, in order of day.

    Example:
        >>> first_to_reach([(10, Fraction(2)), (20, Fraction(3))], Fraction(5), above=False)
        (20, Fraction(5, 1))
    """
    total = Fraction(0)
    for day, more in growth:
        total += more
        if total > least or (total == least and not above):
            return day, total
    return None
