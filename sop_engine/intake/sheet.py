"""A sheet: headings and rows of text, read from a CSV file or a data frame, and nothing guessed."""

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import sha256
from typing import TYPE_CHECKING

from sop_engine.errors import Place, Problem, problem

if TYPE_CHECKING:
    import pandas as pd

MOST_BYTES = 512 * 1024 * 1024
MOST_CHARACTERS = 10_000


@dataclass(frozen=True, slots=True)
class Sheet:
    """The rows of a file, each with its number as a spreadsheet shows it (headings are row 1)."""

    name: str
    headings: tuple[str, ...]
    rows: tuple[tuple[int, list[str]], ...]
    sha256: str = ""
    lost: tuple[int, ...] = ()
    """The rows of which no cells could be made."""


def read_csv(data: bytes, name: str) -> tuple[Sheet | None, list[Problem]]:
    """A CSV file as text; None where no row of it can be read.

    Values stay as they are written: 007 stays 007, NA stays NA.

    Example:
        >>> sheet, problems = read_csv(b"Client ref,Started\\n007,2018-01-10\\n", "starts.csv")
        >>> sheet.rows
        ((2, ['007', '2018-01-10']),)
    """
    here = Place(name)
    if len(data) > MOST_BYTES:
        return None, [problem("csv-too-large", here, size=f"{len(data):,}", most=f"{MOST_BYTES:,}")]
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        return None, [problem("csv-encoding", here, offset=f"{error.start:,}")]
    problems: list[Problem] = []
    numbered = list(_rows(text, name, problems))
    if not numbered:
        return None, problems or [problem("csv-empty", here)]
    headings = tuple(numbered[0][1])
    if any("\0" in each for each in headings):  # UTF-16 without a mark at its beginning
        return None, [problem("csv-encoding", here, offset=f"{text.index(chr(0)):,}")]
    if len(headings) == 1:
        for mark, called in ((";", "semicolons"), ("\t", "tabs"), ("|", "bars")):
            if mark in headings[0]:
                return None, [problem("csv-delimiter", here, found=called)]
    lost = tuple(each.place.row for each in problems)
    return Sheet(name, headings, tuple(numbered[1:]), sha256(data).hexdigest(), lost), problems


def _rows(text: str, name: str, problems: list[Problem]) -> Iterator[tuple[int, list[str]]]:
    """The rows that hold anything, up to one of which we cannot say where it ends."""
    csv.field_size_limit(MOST_BYTES)
    lines = list(io.StringIO(text, newline=""))
    reader, number, read, headed = csv.reader(lines, strict=True), 0, 0, False
    while True:
        number, before = number + 1, read
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error:
            read = reader.line_num
            # One line, on which every quote has its fellow: the next row begins where the next line does.
            if headed and read == before + 1 and lines[before].count('"') % 2 == 0:
                problems.append(problem("row-quote", Place(name, row=number)))
                continue
            problems.append(problem("csv-quote", Place(name, row=number)))
            return
        read = reader.line_num
        if any(cell.strip() for cell in cells):
            headed = True
            yield number, cells


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
