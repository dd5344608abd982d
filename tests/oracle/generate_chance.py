"""Chance: draws one after the other; and the words, days and lengths that are drawn."""

from collections.abc import Sequence
from dataclasses import dataclass
from random import Random
from typing import Any, TypeVar

Tree = dict[str, Any]
Item = TypeVar("Item")

LENGTHS = ["1 day", "3 days", "7 days", "2 weeks", "30 days", "1 month", "2 months", "3 months"]
"""Windows and distances: short ones, so that records fall on their edges."""
OFFSETS = [
    0,
    1,
    2,
    3,
    4,
    6,
    7,
    8,
    13,
    14,
    15,
    20,
    27,
    28,
    29,
    30,
    31,
    32,
    45,
    58,
    59,
    60,
    61,
    62,
    89,
    90,
    91,
    92,
    93,
    120,
    181,
]
"""How many days after a start things happen: on the edges of those windows, and beside them."""
FIRST_DAYS = ["2020-01-01", "2020-01-29", "2020-01-31", "2019-11-15", "2020-02-28", "2021-02-28"]
GROUPS = ["a", "b", "c"]


@dataclass
class Chance:
    """Draws, one after the other: the same seed always makes the same contract and the same history."""

    drawn: Random

    def one(self, items: Sequence[Item]) -> Item:
        """One of several."""
        return items[self.upto(0, len(items) - 1)]

    def upto(self, low: int, high: int) -> int:
        """A whole number."""
        return low + int(self.drawn.random() * (high - low + 1))

    def often(self, times: int = 2) -> bool:
        """Yes once in so many times."""
        return self.upto(1, times) == times

    def some(self, items: Sequence[Item], least: int, most: int) -> list[Item]:
        """Some of several, each once."""
        left, taken = list(items), []
        for _ in range(self.upto(least, min(most, len(left)))):
            taken.append(left.pop(self.upto(0, len(left) - 1)))
        return taken

    def money(self) -> str:
        """A price that leaves odd pennies."""
        return self.one(["£33.33", "£100", "£0.01", "£0", "£7", "£250.05", "£99.99", "£0.03", "£1,000", "£14.29"])


def has(check: Any, words: tuple[str, ...]) -> bool:
    """Whether a check, or a part of it, says one of some words."""
    if isinstance(check, dict):
        return any(word in check for word in words) or any(has(each, words) for each in check.values())
    return isinstance(check, list) and any(has(each, words) for each in check)
