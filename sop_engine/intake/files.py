"""Files: the rows of a file of evidence, whatever its format, whole or some at a time."""

from collections.abc import Iterator
from pathlib import Path

from sop_engine.errors import Place, escaped, problem
from sop_engine.intake.asked import COLUMNS, EVERYTHING, WORKBOOK, Asked
from sop_engine.intake.csv_file import csv_parts
from sop_engine.intake.opened import kinds_in, opened_parts
from sop_engine.intake.sheet import MOST_BYTES, Part, Sheet, joined

OPENED = {WORKBOOK: "workbook", COLUMNS: "parquet"}


def sheets_of(
    path: Path, name: str = "", rows_at_once: int | None = 50_000, what: Asked = EVERYTHING
) -> Iterator[Part]:
    """A file as sheets of at most so many rows each, in the order of the file, each with what is wrong with it.

    Put together (`joined`) they are the file read as a whole, whatever the number of rows. Memory
    holds one of them. Each has the sha256 of the whole file. A workbook (.xlsx) and a Parquet file
    (.parquet) are opened in a process of their own; anything else is read as CSV.

    Args:
        name: What the file is called in messages; its own name if nothing is given.
        what: What the contract reads of it (`asked`): which sheet of a workbook is meant, how days are written.
    """
    name = name or escaped(path.name)
    try:
        with path.open("rb") as file:
            before = path.stat()
            if before.st_size > MOST_BYTES:
                size = f"{before.st_size:,}"
                yield Part(None, [problem("csv-too-large", Place(name), size=size, most=f"{MOST_BYTES:,}")])
                return
            kind = OPENED.get(path.suffix.casefold())
            if kind:
                yield from opened_parts(kind, file, name, rows_at_once, what)
            else:
                yield from csv_parts(file, name, rows_at_once, what)
            after = path.stat()
            if (before.st_size, before.st_mtime_ns) != (after.st_size, after.st_mtime_ns):
                yield Part(None, [problem("file-unreadable", Place(name), detail="it changed while it was read")])
    except OSError as error:
        detail = error.strerror or "the system refuses"
        yield Part(None, [problem("file-unreadable", Place(name), detail=detail)])


def read_file(path: Path, name: str = "", what: Asked = EVERYTHING) -> Part:
    """A file as one sheet, or None where it cannot be read, with everything that is wrong with it."""
    return joined(sheets_of(path, name, None, what))


def records_in(path: Path, what: Asked, marked: bool = False) -> tuple[str, ...]:
    """The records that a workbook says it has sheets for; none where it cannot be opened.

    A sheet says so by its name, or, in a marked workbook, by its column `_record`; with `marked` by
    that alone.
    """
    if path.suffix.casefold() != WORKBOOK:
        return ()
    try:
        with path.open("rb") as file:
            return kinds_in(file, what, marked)
    except OSError:
        return ()


__all__ = ["OPENED", "Part", "Sheet", "read_file", "records_in", "sheets_of"]
