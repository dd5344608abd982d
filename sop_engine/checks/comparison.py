"""Comparisons: whether what a field holds satisfies what is stated."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from sop_engine.terms.check import Comparison
from sop_engine.terms.record import CATEGORY, DAY, LIST, NUMBER, TEXT
from sop_engine.terms.written import read_day

SIZED = ("at_least", "at_most", "above", "below", "between", "has_at_least")
"""Comparisons that a larger (or smaller) value of the same field could satisfy."""

FITS = {
    CATEGORY: ("is", "one_of", "same_as"),
    LIST: ("includes", "has_at_least", "same_as"),
    NUMBER: ("is", "at_least", "at_most", "above", "below", "between", "same_as"),
    DAY: ("is", "at_least", "at_most", "before", "after", "between", "same_as"),
    TEXT: ("is", "one_of", "same_as"),
}
"""Which comparisons can be asked of a field, by what it holds."""


def read_operand(text: str, holds: str) -> Any:
    """What a comparison is made with, as the values of such a field are kept."""
    if holds == NUMBER:
        return Decimal(text)
    return read_day(text) if holds == DAY else text


def satisfied(value: Any, comparison: Comparison, holds: str, row: Mapping[str, Any] | None = None) -> bool:
    """Whether a value satisfies every comparison that is stated; an empty cell satisfies none.

    Example:
        >>> satisfied(Decimal("25"), Comparison(at_least="8", below="25"), NUMBER)
        False
        >>> satisfied("flat", Comparison(same_as="first_home"), CATEGORY, {"first_home": "flat"})
        True
    """
    return value is not None and not failing(value, comparison, holds, row)


def failing(value: Any, comparison: Comparison, holds: str, row: Mapping[str, Any] | None = None) -> tuple[str, ...]:
    """The names of the comparisons that a value does not satisfy."""
    return tuple(
        name
        for name, wanted in comparison.stated().items()
        if not _TESTS[name](value, wanted, lambda text: read_operand(text, holds), row or {})
    )


_TESTS = {
    "is_": lambda v, w, read, row: v == read(w),
    "one_of": lambda v, w, read, row: v in [read(each) for each in w],
    "at_least": lambda v, w, read, row: v >= read(w),
    "at_most": lambda v, w, read, row: v <= read(w),
    "above": lambda v, w, read, row: v > read(w),
    "below": lambda v, w, read, row: v < read(w),
    "between": lambda v, w, read, row: read(w[0]) <= v <= read(w[1]),
    "before": lambda v, w, read, row: v < read(w),
    "after": lambda v, w, read, row: v > read(w),
    "same_as": lambda v, w, read, row: v == row.get(w),
    "includes": lambda v, w, read, row: w in v,
    "has_at_least": lambda v, w, read, row: len(v) >= w,
}


def in_words(comparison: Comparison) -> str:
    """A comparison as a sentence says it.

    Example:
        >>> in_words(Comparison(at_least="8", below="25"))
        'at least 8, below 25'
        >>> in_words(Comparison(one_of=("flat", "room"))), in_words(Comparison(between=("1", "3")))
        ('flat or room', 'between 1 and 3')
        >>> in_words(Comparison(has_at_least=2)), in_words(Comparison(is_="flat"))
        ('at least 2 of them', 'flat')
    """
    return ", ".join(_worded(name, value) for name, value in comparison.stated().items())


def _worded(name: str, value: Any) -> str:
    if name == "is_":
        return str(value)
    if name == "one_of":
        return " or ".join(value)
    if name == "between":
        return f"between {value[0]} and {value[1]}"
    if name == "has_at_least":
        return f"at least {value} of them"
    return f"{name.replace('_', ' ')} {value}"
