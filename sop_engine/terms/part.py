"""A part of an amount, and a factor: one, or a table of them by date, by category or by number."""

from __future__ import annotations

import re
from fractions import Fraction
from typing import Annotated, ClassVar

from pydantic import Field, Tag

from sop_engine.terms.table import Categorised, Dated, Knot, Numbered, Upwards, one_of_the_tables, told_apart
from sop_engine.terms.written import TAG, Day, Name, Text, written, wrong

_PER_CENT = r"(\d{1,3}(?:\.\d{1,6})?) ?%"
_RATIO = r"([1-9]\d{0,5}|0)/([1-9]\d{0,5})"


def read_part(text: str) -> Fraction:
    """A part between nothing and all: a per cent, or a ratio that no per cent says exactly.

    Example:
        >>> read_part("12.5%"), read_part("1/6")
        (Fraction(1, 8), Fraction(1, 6))
    """
    per_cent = re.fullmatch(_PER_CENT, text.strip(), re.ASCII)
    ratio = re.fullmatch(_RATIO, text.strip(), re.ASCII)
    part = Fraction(per_cent[1]) / 100 if per_cent else Fraction(int(ratio[1]), int(ratio[2])) if ratio else None
    if part is None or not 0 <= part <= 1:
        raise wrong("fraction-unreadable", found=text)
    return part


APart = Annotated[
    Fraction,
    *written(read_part, {"type": "string", "description": "A part: 12.5%, or 1/6.", "examples": ["12.5%", "1/6"]}),
]


def read_factor(text: str) -> Fraction:
    """A factor that an amount is multiplied by.

    Example:
        >>> read_factor("1.077")
        Fraction(1077, 1000)
    """
    if not re.fullmatch(r"\d{1,2}(\.\d{1,8})?", text.strip(), re.ASCII):
        raise wrong("number-unreadable", found=text, expected="a factor", example="1.077")
    return Fraction(text.strip())


Factor = Annotated[Fraction, *written(read_factor, {"type": ["number", "string"], "description": "A factor: 1.077."})]


class PartByDate(Dated):
    """A part for each date from which it holds, in the order of the dates."""

    dated: dict[Day, Part] = Field(min_length=1)


class PartByCategory(Categorised):
    """A part for each category of a field: of the record that shows the outcome, or of the enrolment."""

    word: ClassVar[str] = "parts"
    parts: dict[Text, Part] = Field(min_length=1)
    otherwise: APart | None = None
    """The part of every category not named; without it each must be named."""


class PartBySteps(Numbered):
    """A part by number: that of the greatest knot that is not above the number."""

    word: ClassVar[str] = "steps"
    by: Name
    """The number: a measure; `position`, which claim of the outcome it is; `time`, which time for its subject."""
    steps: Annotated[dict[Knot, APart], Field(min_length=1), Upwards]
    below: APart | None = None
    """The part for a number below the first knot."""


class EqualPart(Numbered):
    """A part that is as large as a measured number: never below nothing, and never more than all."""

    word: ClassVar[str] = "by"
    by: Name


class FactorByDate(Dated):
    """A factor for each date from which it holds, in the order of the dates."""

    dated: dict[Day, Factor] = Field(min_length=1)


_KINDS = {"dated": PartByDate, "steps": PartBySteps, "parts": PartByCategory}
_BEGINS = {"by": "parts"}
"""Which of them is meant by a word that says no more."""

Part = Annotated[
    Annotated[APart, Tag(TAG + "part")]
    | Annotated[PartByDate, Tag(TAG + "dated")]
    | Annotated[PartByCategory, Tag(TAG + "parts")]
    | Annotated[PartBySteps, Tag(TAG + "steps")],
    told_apart(_KINDS, _BEGINS, "part"),
    one_of_the_tables(
        _KINDS, _BEGINS, "a part", "Write a part such as 10% or 1/6, or a table that begins with `dated:` or `by:`."
    ),
]

PartByDate.model_rebuild()
PartByCategory.model_rebuild()
