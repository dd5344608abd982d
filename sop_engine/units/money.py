"""Money: whole minor units of one currency, read as people write it, and shared without loss."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

from babel.core import get_global
from babel.numbers import format_currency, get_currency_precision

MOST = 10**12
"""Amounts stay below this many minor units, so that products and sums never overflow 64 bits."""

_SYMBOLS = {"£": ("GBP",), "€": ("EUR",), "$": ("USD", "AUD", "CAD", "NZD"), "¥": ("JPY",), "₹": ("INR",)}
_WRITTEN = re.compile(
    r"(?P<minus>[-−] ?)?(?P<before>[£€$¥₹]|[A-Z]{3} ?)?(?P<inside> ?[-−] ?)?"
    r"(?P<number>[1-9]\d{0,2}(?:,\d{3})+|\d+)(?:\.(?P<part>\d+))?(?P<after> ?[A-Z]{3}|[£€$¥₹])?",
    re.ASCII,  # the figures 0 to 9 alone: other scripts have figures too
)


class MoneyError(ValueError):
    """An amount cannot be read; `code` says why, as in the catalogue of errors."""

    def __init__(self, code: str):
        super().__init__(code)
        self.code = code


@dataclass(frozen=True, slots=True, order=True)
class Money:
    """An exact amount: so many minor units (pence, cents) of a currency.

    Example:
        >>> str(Money(150_000, "GBP"))
        '£1,500.00'
    """

    minor: int
    currency: str

    def __str__(self) -> str:
        return show(self.minor, self.currency)


@lru_cache(maxsize=65_536)
def show(minor: int, currency: str) -> str:
    """Minor units as a person reads them.

    Example:
        >>> show(-350_000, "GBP")
        '−£3,500.00'
    """
    amount = Decimal(abs(minor)).scaleb(-get_currency_precision(currency))
    text = format_currency(amount, currency, locale="en_GB")
    return "−" + text if minor < 0 else text


def is_currency(code: str) -> bool:
    """Whether three letters name a currency (ISO 4217).

    Example:
        >>> is_currency("GBP"), is_currency("ZZZ")
        (True, False)
    """
    return code in get_global("all_currencies")


def read_money(text: str, currency: str) -> Money:
    """An amount as people write it: £1,500; 1500.00 GBP; 20€; 1500.

    Raises:
        MoneyError: with the code money-unreadable, money-currency, money-too-fine,
            money-negative or money-out-of-range.

    Example:
        >>> read_money("1500.00 GBP", "GBP").minor
        150000
    """
    found = _WRITTEN.fullmatch(text.strip())
    if not found:
        raise MoneyError("money-unreadable")
    for mark in (found["before"], found["after"]):
        if mark and currency not in _SYMBOLS.get(mark.strip(), (mark.strip(),)):
            raise MoneyError("money-currency")
    if (found["before"] and found["after"]) or (found["minus"] and found["inside"]):
        raise MoneyError("money-unreadable")
    digits, part = get_currency_precision(currency), found["part"] or ""
    if len(part) > digits:
        raise MoneyError("money-too-fine")
    if part and len(part) < digits:
        raise MoneyError("money-unreadable")
    if found["minus"] or found["inside"]:
        raise MoneyError("money-negative")
    figures = (found["number"].replace(",", "") + part.ljust(digits, "0")).lstrip("0") or "0"
    if len(figures) >= len(str(MOST)):  # MOST is the least number of so many figures
        raise MoneyError("money-out-of-range")
    return Money(int(figures), currency)


def largest_remainder(amount: int, weights: Sequence[int]) -> list[int]:
    """Divide an amount by weights; what rounding leaves goes to the largest remainders.

    The parts are the whole.  Of equal remainders the first named has it.  A negative amount is
    divided as the positive one, so that a reversal takes back exactly what was given.

    Example:
        >>> largest_remainder(100, [1, 1, 1])
        [34, 33, 33]
    """
    total, sign = sum(weights), -1 if amount < 0 else 1
    shares = [divmod(abs(amount) * weight, total) for weight in weights]
    left = abs(amount) - sum(whole for whole, _ in shares)
    by_remainder = sorted(range(len(weights)), key=lambda i: (-shares[i][1], i))
    lifted = set(by_remainder[:left])
    return [sign * (whole + (i in lifted)) for i, (whole, _) in enumerate(shares)]


def cumulative(before: int, amount: int, weights: Sequence[int]) -> list[int]:
    """Divide an amount so that every payer's total to date stays at its share of the total to date.

    The running total is cut at the rounded (half up) running shares; a payer's part is what its
    piece grows by.  The parts are the whole, the result depends on nothing but the total before,
    and when the total is the sum of the weights each payer's total is its weight: pots are used
    up exactly.  A payer's total is always within one minor unit of its exact share, and a part
    within two of its own; so where three or more share, one whose exact share is less than one
    minor unit can be given −1, and has it back later.

    Example:
        >>> cumulative(0, 100, [1, 2]), cumulative(100, 100, [1, 2]), cumulative(200, 100, [1, 2])
        ([33, 67], [34, 66], [33, 67])
    """
    total, after, parts, running, cut = sum(weights), before + amount, [], 0, 0
    for weight in weights:
        running += weight
        grown = _half_up(after * running, total) - _half_up(before * running, total)
        parts.append(grown - cut)
        cut = grown
    return parts


def _half_up(number: int, divisor: int) -> int:
    return (2 * number + divisor) // (2 * divisor)
