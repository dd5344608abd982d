"""Tables: one value for each argument, by date or by category; what lies outside is stated."""

from collections.abc import Mapping

from sop_engine.terms.price import ByDate, Price
from sop_engine.units.days import say
from sop_engine.units.money import Money


class OutsideTable(LookupError):
    """An argument that the table does not hold: terms are checked for this before they are used."""


def price_of(price: Price, facts: Mapping[str, str], day: int) -> tuple[int, str]:
    """The price in minor units, and what picked it.

    `facts` are the categories of the claim (`tenancy.type`), `day` the day that picks a dated
    price.

    Raises:
        OutsideTable: No date of the table is as early as the day, or the category is not in it.

    Example:
        >>> price_of(Money(60_000, "GBP"), {}, 17_000)
        (60000, '')
    """
    if isinstance(price, Money):
        return price.minor, ""
    if isinstance(price, ByDate):
        held_from = max((first for first in price.dated if first <= day), default=None)
        if held_from is None:
            raise OutsideTable(f"no price holds on {say(day)}")
        minor, why = price_of(price.dated[held_from], facts, day)
        return minor, _joined(f"as it holds from {say(held_from)}", why)
    category = facts[f"{price.of}.{price.by}"]
    if category in price.prices:
        minor, why = price_of(price.prices[category], facts, day)
        return minor, _joined(f"{price.by} {category}", why)
    if price.otherwise is None:
        raise OutsideTable(f"no price for {price.by} {category}")
    return price.otherwise.minor, f"{price.by} {category}, not named"


def _joined(*reasons: str) -> str:
    return ", ".join(each for each in reasons if each)
