"""A sheet: headings and rows of text, whole or in parts, from a file or a data frame, and nothing guessed."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, NamedTuple

from sop_engine.errors import Problem

if TYPE_CHECKING:
    import pandas as pd

MOST_BYTES = 512 * 1024 * 1024
MOST_CHARACTERS = 10_000
MOST_AT_ONCE = 64 * 1024 * 1024
"""The most characters of a part: rows may be few and long."""

UNSURE = "\ufdd0"
"""Stands before a cell that cannot be taken as it is; a letter after it says why, and then its text.

No file can mean this sign: Unicode keeps it for uses within a program.
"""


@dataclass(frozen=True, slots=True)
class Sheet:
    """The rows of a file, each with its number as a spreadsheet shows it (headings are row 1)."""

    name: str
    headings: tuple[str, ...]
    rows: tuple[tuple[int, list[str]], ...]
    sha256: str = ""
    lost: tuple[int, ...] = ()
    """The rows of which no cells could be made."""


class Part(NamedTuple):
    """Some rows of a file, and what is wrong with them.

    A part without a sheet is the last one: the file cannot be read, and nothing of it should be kept.
    """

    sheet: Sheet | None
    problems: list[Problem]


def sent(text: str) -> str:
    """The text of a cell as it was sent, also of one that cannot be taken as it is."""
    return text[2:] if text.startswith(UNSURE) else text


def joined(parts: Iterable[Part]) -> Part:
    """The parts of a file as one."""
    sheets: list[Sheet] = []
    problems: list[Problem] = []
    for sheet, found in parts:
        problems += found
        if sheet is None:
            return Part(None, problems)
        sheets.append(sheet)
    if len(sheets) == 1:
        return Part(sheets[0], problems)
    rows = tuple(row for sheet in sheets for row in sheet.rows)
    lost = tuple(row for sheet in sheets for row in sheet.lost)
    return Part(Sheet(sheets[0].name, sheets[0].headings, rows, sheets[0].sha256, lost), problems)


def in_parts(
    rows: Iterator[tuple[int, list[str]]], problems: list[Problem], empty: Sheet, rows_at_once: int | None
) -> Iterator[Part]:
    """Rows as parts of at most so many, each with the problems that came up while they were read.

    Args:
        problems: Where the reading of the rows puts what it finds; those of a row make it a lost one.
        empty: The sheet, without its rows.
    """
    rest, begun = True, False
    while rest:
        taken: list[tuple[int, list[str]]] = []
        size, rest = 0, False
        for row in rows:
            taken.append(row)
            size += sum(map(len, row[1]))
            if rows_at_once is not None and (len(taken) >= rows_at_once or size >= MOST_AT_ONCE):
                rest = True
                break
        found = [*problems]
        problems.clear()
        if taken or found or not begun:
            lost = tuple(each.place.row for each in found if each.place.row)
            yield Part(replace(empty, rows=tuple(taken), lost=lost), found)
            begun = True


def from_frame(frame: "pd.DataFrame", name: str) -> Sheet:
    """A data frame as a sheet; a missing value is an empty cell, a timestamp is its day.

    Rows are numbered as they would stand in a file: the first below the headings is row 2.

    Example:
        >>> import pandas as pd
        >>> from_frame(pd.DataFrame({"Client ref": ["007"], "Started": ["2018-01-10"]}), "starts").rows
        ((2, ['007', '2018-01-10']),)
    """
    from pandas import isna

    def text(value: object) -> str:
        if isna(value) is True:
            return ""
        return value.date().isoformat() if hasattr(value, "date") else str(value)

    rows = ((i, [text(value) for value in row]) for i, row in enumerate(frame.itertuples(index=False, name=None), 2))
    holding = tuple((number, cells) for number, cells in rows if any(cell.strip() for cell in cells))
    return Sheet(name, tuple(str(each) for each in frame.columns), holding)
