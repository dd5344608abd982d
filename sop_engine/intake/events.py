"""Events: what the reading of a file in a process of its own says, one after the other, and how values become text."""

import unicodedata
from collections.abc import Iterator
from datetime import date
from typing import Any, TypedDict

from sop_engine.intake.refused import Refused

Event = dict[str, Any]
"""One of: `headings` (and `sheet`), `rows`, `problem` (with `heading` and `facts`), `kinds`, `end`."""

MOST_IN_CELL = 32_767
"""What a spreadsheet can hold in a cell, and more than is read of one."""
MOST_TEXT = 512 * 1024 * 1024
_ROWS, _TEXT = 1_000, 4 * 1024 * 1024


class Request(TypedDict):
    """What is asked of a file: see `asked.py`."""

    kinds: list[str]
    headings: list[str]
    references: list[str]
    written: dict[str, str]


def batches(rows: Iterator[tuple[int, list[str]]]) -> Iterator[list[tuple[int, list[str]]]]:
    """Rows some at a time, neither many nor large.

    Raises:
        Refused: They are more text than any file may hold, which a small file can unpack to.
    """
    batch: list[tuple[int, list[str]]] = []
    size = total = 0
    for number, cells in rows:
        if any(len(cell) > MOST_IN_CELL for cell in cells):
            cells = [cell[:MOST_IN_CELL] for cell in cells]
        batch.append((number, cells))
        size += sum(map(len, cells))
        if len(batch) >= _ROWS or size >= _TEXT:
            total += size
            if total > MOST_TEXT:
                raise Refused(
                    "workbook-too-large", what="The text in it", size="more", most=f"{MOST_TEXT:,} characters"
                )
            yield batch
            batch, size = [], 0
    if batch:
        yield batch


def clean(text: str) -> str:
    """The text without blanks around it, in one spelling of accents (NFC)."""
    return unicodedata.normalize("NFC", text.strip())


def number_as_text(number: int | float) -> str:
    """A number as a spreadsheet shows it: whole without a point, and with the fifteen figures that it keeps.

    Example:
        >>> number_as_text(14.0), number_as_text(0.1 + 0.2), number_as_text(12345678901234567.0)
        ('14', '0.3', '1.23456789012346e+16')
    """
    if isinstance(number, int):
        return str(number)
    if number.is_integer() and abs(number) < 1e15:
        return str(int(number))
    text = f"{number:.15g}"
    if "e-" in text and abs(number) < 1:  # figures of small numbers are all there, only written otherwise
        return f"{number:.20f}".rstrip("0")
    return text


def in_writing(day: date, written: str) -> str:
    """A day as the contract writes it, or as 2018-03-31.

    Example:
        >>> in_writing(date(2018, 3, 31), "DD/MM/YYYY")
        '31/03/2018'
    """
    if not written:
        return day.isoformat()
    return written.replace("YYYY", f"{day.year:04d}").replace("MM", f"{day.month:02d}").replace("DD", f"{day.day:02d}")
