"""Comparisons: whether what a check asks of a field fits what the field holds, and can ever be so."""

import re

from pydantic_core import PydanticCustomError

from sop_engine.checks.comparison import FITS, read_operand
from sop_engine.errors import nearest
from sop_engine.library.bind.looking import item
from sop_engine.library.shape import Draft, Path
from sop_engine.terms.check import Comparison
from sop_engine.terms.record import CATEGORY, DAY, LIST, NUMBER, FieldColumn
from sop_engine.terms.written import read_day

_NUMBER = re.compile(r"-?\d{1,12}(\.\d{1,6})?", re.ASCII)


def compared(
    draft: Draft, path: Path, name: str, comparison: Comparison, column: FieldColumn, columns: dict[str, FieldColumn]
) -> None:
    """A comparison can be asked of its field, its operand be compared, and some value satisfies it.

    `columns` are those of the whole record, for a field that is to be the same as another.
    """
    fits, before = FITS[column.holds], len(draft.problems)
    for key, wanted in comparison.stated().items():
        word = key.rstrip("_")
        here = (*path, word) if isinstance(draft.at(path), dict) else path
        if word not in fits:
            remedy = "Ask one of: " + ", ".join(fits) + "."
            _does_not_fit(draft, here, word, name, column, remedy)
        elif word == "same_as":
            _same(draft, here, name, wanted, column, columns)
        elif word == "has_at_least":
            if wanted > len(column.categories):
                asked = f"{wanted} different categories out of {len(column.categories)}"
                draft.wrong("never-satisfied", here, field=name, asked=asked)
        else:
            for i, each in enumerate(wanted if isinstance(wanted, tuple) else (wanted,)):
                _operand(draft, item(draft, here, i), name, each, column)
    if len(draft.problems) == before and _is_empty(comparison, column.holds):
        draft.wrong("never-satisfied", path, field=name, asked=_said(comparison))


def _does_not_fit(draft: Draft, path: Path, asked: str, name: str, column: FieldColumn, remedy: str) -> None:
    draft.wrong("comparison-does-not-fit", path, comparison=asked, field=name, holds=column.holds, remedy=remedy)


def _same(
    draft: Draft, path: Path, name: str, other: str, column: FieldColumn, columns: dict[str, FieldColumn]
) -> None:
    if other not in columns:
        draft.wrong("unknown-field", path, record="this record", found=other, nearest=nearest(other, tuple(columns)))
    elif columns[other].holds != column.holds:
        remedy = f'"{other}" holds {columns[other].holds}; compare fields that hold the same.'
        _does_not_fit(draft, path, f"same_as {other}", name, column, remedy)


def _operand(draft: Draft, path: Path, name: str, text: str, column: FieldColumn) -> None:
    if column.holds in (CATEGORY, LIST) and text not in column.categories:
        draft.wrong("unknown-category", path, found=text, of=f'"{name}"', nearest=nearest(text, column.categories))
    elif column.holds == NUMBER and not _NUMBER.fullmatch(text):
        draft.wrong("number-unreadable", path, found=text, expected="a number", example="12.5")
    elif column.holds == DAY:
        try:
            read_day(text)
        except PydanticCustomError as error:
            draft.wrong(error.type, path, found=text)


def _is_empty(comparison: Comparison, holds: str) -> bool:
    """Whether no number and no day lies between the bounds that are stated."""
    if holds not in (NUMBER, DAY):
        return False
    between = comparison.between or (None, None)
    said = [
        (word, read_operand(text, holds))
        for word, text in (
            ("is", comparison.is_),
            ("from", comparison.at_least),
            ("from", between[0]),
            ("over", comparison.above),
            ("over", comparison.after),
            ("to", comparison.at_most),
            ("to", between[1]),
            ("under", comparison.below),
            ("under", comparison.before),
        )
        if text is not None
    ]
    lower = [(value, word == "over") for word, value in said if word in ("is", "from", "over")]
    upper = [(value, word == "under") for word, value in said if word in ("is", "to", "under")]
    return any(
        high < low or (high == low and (open_low or open_high)) for low, open_low in lower for high, open_high in upper
    )


def _said(comparison: Comparison) -> str:
    """A comparison as a sentence says it."""
    return " and ".join(
        f"{key.replace('_', ' ')} {' and '.join(wanted) if isinstance(wanted, tuple) else wanted}"
        for key, wanted in comparison.stated().items()
    )
