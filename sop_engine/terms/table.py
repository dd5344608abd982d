"""A table: one value for each argument, by date, by category or by number; what every table has in common.

A date, a category and a number may lie inside one another.  What stands at the end of the way is
a leaf: an amount, a part, a list of shares, or a table by number.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from fractions import Fraction
from typing import Annotated, Any, ClassVar

from pydantic import BeforeValidator, Discriminator
from pydantic_core import PydanticCustomError

from sop_engine.terms.written import TAG, Day, Name, Term, written, wrong

POSITION, TIME = "position", "time"
"""Numbers that every claim has: which claim of its outcome it is, over everybody; which time, for its subject."""
COUNTED = (POSITION, TIME)

TABLE_WORDS = ("dated", "steps", "line", "slices", "rate", "prices", "parts", "shares", "by", "per")
"""The words by which a kind of table is known, the most telling first."""

Way = tuple[str, ...]


def read_knot(text: str) -> Fraction:
    """A number at which a table changes, exactly as written.

    Example:
        >>> read_knot("1.4")
        Fraction(7, 5)
    """
    if not re.fullmatch(r"-?\d{1,12}(\.\d{1,6})?", text.strip(), re.ASCII):
        raise wrong("number-unreadable", found=text, expected="a number", example="12.5")
    return Fraction(text.strip())


Knot = Annotated[Fraction, *written(read_knot, {"type": "string", "description": "A number, such as 1.4."})]


def _upwards(value: Any) -> Any:
    """Refuse knots that do not rise: read as numbers, `1` and `1.0` are one knot, and one of the two would be lost."""
    if isinstance(value, dict):
        before: tuple[Fraction, str] | None = None
        for key in value:
            try:
                knot = read_knot(key) if isinstance(key, str) else key
            except PydanticCustomError:
                continue  # a knot that cannot be read is told at its own place
            if before is not None and knot <= before[0]:
                raise wrong("knots-out-of-order", earlier=before[1], later=key)
            before = knot, str(key)
    return value


Upwards = BeforeValidator(_upwards)
"""The annotation of a mapping whose keys are knots, each above the one before it."""


class Dated(Term):
    """A value for each date from which it holds, in the order of the dates."""

    dated: dict[Day, Any]


class Categorised(Term):
    """A value for each category of a field: of the record that shows the outcome, or of the enrolment."""

    by: Name
    """The field."""
    of: Name
    """The record the field stands in."""

    word: ClassVar[str] = ""
    """The term that holds the values."""

    @property
    def named(self) -> Mapping[str, Any]:
        """The value of each category that is named."""
        values: Mapping[str, Any] = getattr(self, self.word)
        return values

    @property
    def rest(self) -> Any:
        """The value of every category not named, or None."""
        return getattr(self, "otherwise", None)


class Numbered(Term):
    """A value for each number: a measure, `position` or `time`."""

    word: ClassVar[str] = ""
    """The term that holds the knots, or the rate."""

    @property
    def asks(self) -> str:
        """The number it looks at."""
        return str(getattr(self, "by", "") or getattr(self, "per", ""))

    @property
    def knots(self) -> Mapping[Fraction, Any]:
        """Where it changes, and to what; nothing for a single rate."""
        held = getattr(self, self.word)
        return held if isinstance(held, Mapping) else {}


def kind_of_table(value: Any, vague: Mapping[str, str], known: tuple[str, ...], leaf: str) -> str:
    """The word by which a value as written is known as a table; `leaf` where it is none.

    `vague` says which kind is meant by a word that several kinds begin with, where no other tells.
    """
    if not isinstance(value, dict):
        return leaf
    found = next((word for word in TABLE_WORDS if word in value and word in known), "")
    return found or next((kind for word, kind in vague.items() if word in value), leaf)


def told_apart(kinds: Mapping[str, type[Term]], vague: Mapping[str, str], leaf: str) -> Discriminator:
    """Which a value is: a leaf, or one of some kinds of table, each by the word that it is known by."""

    def kind(value: Any) -> str:
        if isinstance(value, Term):
            return TAG + next(word for word, each in kinds.items() if isinstance(value, each))
        return TAG + kind_of_table(value, vague, tuple(kinds), leaf)

    return Discriminator(kind)


def one_of_the_tables(
    kinds: Mapping[str, type[Term]], vague: Mapping[str, str], expected: str, remedy: str
) -> BeforeValidator:
    """That a group of terms says a word by which one of some kinds of table is known."""

    def shaped(value: Any) -> Any:
        if isinstance(value, dict) and not {*kinds, *vague} & set(value):
            raise wrong("wrong-shape", found="a group of terms", expected=expected, remedy=remedy)
        return value

    return BeforeValidator(shaped)


def tables(value: Any, way: Way = ()) -> Iterator[tuple[Way, Dated | Categorised | Numbered]]:
    """The tables within a value, each with the way to it; days on the way are the numbers of days."""
    if isinstance(value, Dated):
        yield way, value
        for day, each in value.dated.items():
            yield from tables(each, (*way, "dated", str(day)))
    elif isinstance(value, Categorised):
        yield way, value
        for category, each in value.named.items():
            yield from tables(each, (*way, value.word, category))
    elif isinstance(value, Numbered):
        yield way, value


def leaves(value: Any, way: Way = ()) -> Iterator[tuple[Way, Any]]:
    """What a table can come to, by date and by category, each with the way to it."""
    if isinstance(value, Dated):
        for day, each in value.dated.items():
            yield from leaves(each, (*way, "dated", str(day)))
    elif isinstance(value, Categorised):
        for category, each in value.named.items():
            yield from leaves(each, (*way, value.word, category))
        if value.rest is not None:
            yield (*way, "otherwise"), value.rest
    else:
        yield way, value


def categories_asked(value: Any) -> set[tuple[str, str]]:
    """The categories that a table looks at: the record and the field of each."""
    return {(table.of, table.by) for _, table in tables(value) if isinstance(table, Categorised)}


def numbers_asked(value: Any) -> set[str]:
    """The measures that a table looks at; `position` and `time` are known of every claim, and are not among them."""
    return {table.asks for _, table in tables(value) if isinstance(table, Numbered)} - set(COUNTED)


def asks_position(value: Any) -> bool:
    """Whether a table looks at the position of a claim, for which the claims must be put in order."""
    return any(isinstance(table, Numbered) and table.asks == POSITION for _, table in tables(value))


def is_dated(value: Any) -> bool:
    """Whether a date picks a value somewhere in a table."""
    return any(isinstance(table, Dated) for _, table in tables(value))
