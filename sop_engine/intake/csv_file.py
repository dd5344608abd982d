"""CSV file: read as text in parts, whatever its length, up to a row of which nobody can say where it ends."""

import csv
import io
from codecs import getincrementaldecoder
from collections.abc import Iterator
from hashlib import sha256
from typing import BinaryIO, NamedTuple

from sop_engine.errors import Place, Problem, problem
from sop_engine.intake.asked import EVERYTHING, Asked, only_asked
from sop_engine.intake.sheet import MOST_BYTES, Part, Sheet, in_parts, joined

MOST_IN_ROW = 16 * 1024 * 1024
"""The most characters of a row: a quote that is never closed must not gather the rest of a large file."""

_BLOCK = 1 << 20


def read_csv(data: bytes, name: str) -> tuple[Sheet | None, list[Problem]]:
    """A CSV file as text; None where no row of it can be read.

    Values stay as they are written: 007 stays 007, NA stays NA.

    Example:
        >>> sheet, problems = read_csv(b"Client ref,Started\\n007,2018-01-10\\n", "starts.csv")
        >>> sheet.rows
        ((2, ['007', '2018-01-10']),)
    """
    if len(data) > MOST_BYTES:
        return None, [problem("csv-too-large", Place(name), size=f"{len(data):,}", most=f"{MOST_BYTES:,}")]
    return joined(csv_parts(io.BytesIO(data), name))


def csv_parts(stream: BinaryIO, name: str, rows_at_once: int | None = None, what: Asked = EVERYTHING) -> Iterator[Part]:
    """A CSV file as parts of so many rows, or (None) as one: memory holds one part, however long the file.

    The file is looked through first, so that one that is not UTF-8 is refused before its first row.
    """
    here, looked = Place(name), _looked_through(stream)
    if looked.not_utf8 is not None:
        yield Part(None, [problem("csv-encoding", here, offset=f"{looked.not_utf8:,}")])
        return
    stream.seek(0)
    lost: list[Problem] = []
    text = io.TextIOWrapper(stream, encoding="utf-8-sig", newline="")
    try:
        rows = _rows(_Lines(text), name, lost)
        first = next(rows, None)
        if first is None:
            yield Part(None, lost or [problem("csv-empty", here)])
            return
        headings = tuple(first[1])
        wrong = _headings_wrong(headings, here, looked)
        if wrong:
            yield Part(None, [wrong])
            return
        headings, rows = only_asked(rows, headings, what, name, lost)
        yield from in_parts(rows, lost, Sheet(name, headings, (), looked.sha256), rows_at_once)
    finally:
        text.detach()  # whoever opened the file closes it


class _Looked(NamedTuple):
    """What a first look through the bytes of a file finds."""

    sha256: str
    not_utf8: int | None
    nul: int | None


def _looked_through(stream: BinaryIO) -> _Looked:
    digest, decoder, at, nul = sha256(), getincrementaldecoder("utf-8")(), 0, None
    while True:
        block = stream.read(_BLOCK)
        digest.update(block)
        if nul is None and b"\0" in block:
            nul = at + block.index(b"\0")
        waiting = len(decoder.getstate()[0])
        try:
            decoder.decode(block, final=not block)
        except UnicodeDecodeError as error:
            return _Looked("", at - waiting + error.start, nul)
        if not block:
            return _Looked(digest.hexdigest(), None, nul)
        at += len(block)


def _headings_wrong(headings: tuple[str, ...], here: Place, looked: _Looked) -> Problem | None:
    if any("\0" in each for each in headings):  # UTF-16 without a mark at its beginning
        return problem("csv-encoding", here, offset=f"{looked.nul:,}")
    if len(headings) == 1:
        for mark, called in ((";", "semicolons"), ("\t", "tabs"), ("|", "bars")):
            if mark in headings[0]:
                return problem("csv-delimiter", here, found=called)
    return None


class _Endless(Exception):
    """A row that goes on beyond all measure."""


class _Lines:
    """The lines of a text, counted from where a row begins."""

    __slots__ = ("_text", "last", "in_row")

    def __init__(self, text: io.TextIOWrapper):
        self._text, self.last, self.in_row = text, "", 0

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        line = self._text.readline(MOST_IN_ROW + 1)
        self.in_row += len(line)
        if self.in_row > MOST_IN_ROW:
            raise _Endless
        if not line:
            raise StopIteration
        self.last = line
        return line


def _rows(lines: _Lines, name: str, problems: list[Problem]) -> Iterator[tuple[int, list[str]]]:
    """The rows that hold anything, up to one of which we cannot say where it ends."""
    csv.field_size_limit(MOST_BYTES)
    reader, number, read, headed = csv.reader(lines, strict=True), 0, 0, False
    while True:
        number, before, lines.in_row = number + 1, read, 0
        try:
            cells = next(reader)
        except StopIteration:
            return
        except _Endless:
            problems.append(problem("csv-row-endless", Place(name, row=number), most=f"{MOST_IN_ROW:,}"))
            return
        except csv.Error:
            read = reader.line_num
            # One line, on which every quote has its fellow: the next row begins where the next line does.
            if headed and read == before + 1 and lines.last.count('"') % 2 == 0:
                problems.append(problem("row-quote", Place(name, row=number)))
                continue
            problems.append(problem("csv-quote", Place(name, row=number)))
            return
        read = reader.line_num
        if any(cell.strip() for cell in cells):
            headed = True
            yield number, cells
