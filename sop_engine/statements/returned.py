"""Returned: one marked workbook to give back, with the rows to correct as they were sent and what is wrong in each."""

import io
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from xlsxwriter import Workbook
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from sop_engine.errors import Problem
from sop_engine.intake.asked import CORRECTS, columns_of
from sop_engine.intake.cells import clean
from sop_engine.intake.given_back import MOST_ROWS
from sop_engine.intake.sheet import Sheet, sent
from sop_engine.terms.contract import Contract
from sop_engine.terms.record import RecordTerms

ROWS, ALL_ROWS, PROBLEMS, _LISTS = "Rows to correct", "All rows", "All problems", "_lists"
_MOST_COMMENTS = 5_000
_MOST_CHARACTERS = 32_767
_MADE = datetime(2000, 1, 1)
"""Every workbook says that it was made then: the same rows give the same bytes."""

_OWN = ("_row", "_problem")
_SENT, _FILE, _RECORD = "_as_sent", "_file", "_record"
_ALL = ("_file", "_row", "_column", "_value", "_code", "_gravity", "_message", "_what to do")


def returned(
    contract: Contract, to_correct: Iterable[tuple[str, Sheet]], problems: Sequence[Problem], whole: bool = False
) -> bytes | None:
    """The marked workbook; None where no row is to be corrected.

    Its first sheets hold the rows to correct of each kind of record (one sheet, "Rows to correct",
    where it is one kind), a row for each of theirs: its number in the file, what is wrong, the very
    values sent.  "All problems" lists them one by one.  Corrected and sent again as it is, it is
    read: columns that begin with `_` are not, and `_record` says which records a sheet holds.

    Args:
        to_correct: Sheets with their rows to correct alone, each with the kind of its records.
        problems: What is wrong, in these sheets and elsewhere.
        whole: Whether the sheets hold all rows and all are given back, those to correct first: then
            the workbook stands in the place of the files.
    """
    tables = _tables(contract, to_correct, problems, whole)
    if not tables:
        return None
    out = io.BytesIO()
    book = Workbook(out, {"constant_memory": True})
    book.set_properties({"title": f"Rows to correct: {contract.contract}", "created": _MADE})
    marks = _Marks(
        *(book.add_format(each) for each in (
            {"bold": True, "bottom": 1, "text_wrap": True, "valign": "top"},
            {"num_format": "@"},
            {"num_format": "@", "border": 2, "border_color": "#C00000"},
            {"num_format": "@", "text_wrap": True, "valign": "top"},
        ))
    )  # fmt: skip
    names = _names([table.kind for table in tables], ALL_ROWS if whole else ROWS)
    pages = [book.add_worksheet(name) for name in names]
    listed = book.add_worksheet(PROBLEMS)
    lists = _Lists(book, marks)
    for page, table in zip(pages, tables, strict=True):
        _write_rows(page, table, contract.records[table.kind], lists, marks)
    _write_problems(listed, _values(contract, tables), problems, marks)
    lists.write()
    book.close()
    return out.getvalue()


class _Marks(NamedTuple):
    """How cells look."""

    heading: Format
    text: Format
    bad: Format
    said: Format


class _Row(NamedTuple):
    """A row to correct: where it stood, its cells by heading (None where none could be made), and what is wrong.

    Headings are compared as the contract reads them, without blanks around them.
    """

    file: str
    number: int
    cells: Mapping[str, str] | None
    as_sent: str
    problems: tuple[Problem, ...]


class _Table(NamedTuple):
    """The rows to correct of one kind of record, under the headings of all their files."""

    kind: str
    headings: tuple[str, ...]
    rows: tuple[_Row, ...]


def _tables(
    contract: Contract, to_correct: Iterable[tuple[str, Sheet]], problems: Sequence[Problem], whole: bool
) -> list[_Table]:
    about: dict[tuple[str, int], list[Problem]] = {}
    for each in problems:
        if each.place.row:
            about.setdefault((each.place.file, each.place.row), []).append(each)
    tables: dict[str, list[tuple[Sheet, list[_Row]]]] = {}
    given: set[tuple[str, str, int]] = set()
    for kind, sheet in to_correct:
        read = {clean(each) for each in (*_headings(contract.records[kind]), CORRECTS)}
        unclear = len(own := [each for each in map(clean, sheet.headings) if each in read]) > len(set(own))
        cells: dict[int, list[str] | None] = {**dict.fromkeys(sheet.lost), **dict(sheet.rows)}
        rows = []
        for number in sorted(cells):
            wrong = [
                each
                for each in about.get((sheet.name, number), [])
                if not each.place.heading or clean(each.place.heading) in read
            ]
            if (wrong or whole) and (kind, sheet.name, number) not in given:
                given.add((kind, sheet.name, number))
                rows.append(_row(sheet, number, cells[number], tuple(wrong), unclear))
        if rows:
            tables.setdefault(kind, []).append((sheet, rows))
    made, left = [], MOST_ROWS
    for kind, several in tables.items():
        headings: dict[str, str] = {}  # one for all spellings that are read as the same
        for heading in (heading for sheet, _ in several for heading in sheet.headings if heading.strip()):
            headings.setdefault(clean(heading), heading)
        rows = [row for _, some in several for row in some]
        rows = sorted(rows, key=lambda row: not row.problems)[:left]  # those to correct stand first
        left -= len(rows)
        if rows:
            made.append(_Table(kind, tuple(headings.values()), tuple(rows)))
    return made


def _row(sheet: Sheet, number: int, cells: list[str] | None, wrong: tuple[Problem, ...], unclear: bool) -> _Row:
    """A row that does not fit under its headings is given as one text: put under them, it could be read wrongly."""
    if cells is None or len(cells) != len(sheet.headings) or unclear:
        return _Row(sheet.name, number, None, " | ".join(map(sent, cells or ())), wrong)
    by = {clean(heading): sent(cell) for heading, cell in zip(sheet.headings, cells, strict=True) if heading.strip()}
    return _Row(sheet.name, number, by, "", wrong)


def _headings(terms: RecordTerms) -> list[str]:
    return [*([terms.whom] if terms.whom else []), *(column.heading for column in columns_of(terms))]


def _names(kinds: Sequence[str], one: str) -> list[str]:
    """The names of the sheets: a spreadsheet takes 31 characters, and each name once."""
    if len(kinds) == 1:
        return [one]
    names: list[str] = []
    for i, kind in enumerate(kinds, 1):
        name = kind[:31] if kind[:31] not in names else f"{kind[:28]}_{i}"
        names.append(name)
    return names


def _write_rows(page: Worksheet, table: _Table, terms: RecordTerms, lists: "_Lists", marks: _Marks) -> None:
    several = len({row.file for row in table.rows}) > 1
    after = [_SENT] * any(row.as_sent for row in table.rows) + [_FILE] * several + [_RECORD]
    headings = [*_OWN, *(each for each in table.headings if each not in (*_OWN, *after)), *after]
    page.set_column(0, 0, 8, marks.text)
    page.set_column(1, 1, 60, marks.said)
    page.set_column(2, len(headings) - 1, 18, marks.text)
    page.freeze_panes(1, 2)
    page.ignore_errors({"number_stored_as_text": f"A1:XFD{len(table.rows) + 1}"})
    _coded(page, table, terms, headings, lists)
    for column, heading in enumerate(headings):
        page.write_string(0, column, heading[:_MOST_CHARACTERS], marks.heading)
    comments = 0
    for at, row in enumerate(table.rows, 1):
        wrong: dict[str, list[Problem]] = {}
        for each in row.problems:
            wrong.setdefault(clean(each.place.heading), []).append(each)
        said = " ".join(_says(each, within=True) for each in row.problems)
        own = {"_row": str(row.number), "_problem": said, _SENT: row.as_sent, _FILE: row.file, _RECORD: table.kind}
        for column, heading in enumerate(headings):
            found = wrong.get(clean(heading), []) if heading not in own else []
            text = own[heading] if heading in own else (row.cells or {}).get(clean(heading), "")
            look = marks.bad if found else marks.said if heading == "_problem" else marks.text
            if text:
                page.write_string(at, column, text[:_MOST_CHARACTERS], look)
            elif found:
                page.write_blank(at, column, None, look)
            if found and comments < _MOST_COMMENTS:
                comments += 1
                note = "\n".join(_says(each) for each in found)
                page.write_comment(at, column, note, {"author": "", "x_scale": 2, "visible": False})


def _says(each: Problem, within: bool = False) -> str:
    where = f"{each.place.heading}: " if within and each.place.heading else ""
    return f"{where}{each.fact} {each.remedy}"


def _coded(page: Worksheet, table: _Table, terms: RecordTerms, headings: list[str], lists: "_Lists") -> None:
    """A drop-down list on each column that holds one of its categories."""
    for column in terms.columns.values():
        at = next((i for i, each in enumerate(headings) if clean(each) == clean(column.heading)), None)
        if column.one_of is None or at is None:
            continue
        page.data_validation(
            1, at, len(table.rows), at,
            {
                "validate": "list",
                "source": lists.of(table.kind, column.heading, list(column.one_of)),
                "error_title": "Not one of the list",
                "error_message": "Choose one of the list.",
            },
        )  # fmt: skip


class _Lists:
    """What the drop-down lists offer, in a sheet of its own, since a list within a cell is short and has no commas."""

    def __init__(self, book: Workbook, marks: _Marks):
        self._book, self._marks = book, marks
        self._page: Worksheet | None = None
        self._columns: list[tuple[str, list[str]]] = []

    def of(self, kind: str, heading: str, words: list[str]) -> str:
        """Where a list will stand."""
        if self._page is None:
            self._page = self._book.add_worksheet(_LISTS)
            self._page.hide()
        self._columns.append((f"_{kind} {heading}", words))
        letter = _letters(len(self._columns))
        return f"={_LISTS}!${letter}$2:${letter}${len(words) + 1}"

    def write(self) -> None:
        """Write them all, row by row."""
        if self._page is None:
            return
        for column, (heading, _) in enumerate(self._columns):
            self._page.write_string(0, column, heading[:_MOST_CHARACTERS], self._marks.heading)
        for row in range(max(len(words) for _, words in self._columns)):
            for column, (_, words) in enumerate(self._columns):
                if row < len(words):
                    self._page.write_string(row + 1, column, words[row], self._marks.text)


def _letters(column: int) -> str:
    said = ""
    while column:
        column, rest = divmod(column - 1, 26)
        said = chr(65 + rest) + said
    return said


_Values = Mapping[tuple[str, int, str], str]


def _values(contract: Contract, tables: Iterable[_Table]) -> _Values:
    """The cells in which something is wrong, but for references and what is personal."""
    values: dict[tuple[str, int, str], str] = {}
    for table in tables:
        terms = contract.records[table.kind]
        kept = {clean(terms.whom or "")} | {clean(each.heading) for each in columns_of(terms) if each.personal}
        for row in table.rows:
            for heading, cell in (row.cells or {}).items():
                if heading not in kept:
                    values[row.file, row.number, heading] = cell
    return values


def _write_problems(page: Worksheet, values: _Values, problems: Sequence[Problem], marks: _Marks) -> None:
    page.set_column(0, 5, 18, marks.text)
    page.set_column(6, 7, 60, marks.said)
    page.freeze_panes(1, 0)
    for column, heading in enumerate(_ALL):
        page.write_string(0, column, heading, marks.heading)
    for at, each in enumerate(problems[:MOST_ROWS], 1):
        place = each.place
        value = values.get((place.file, place.row, clean(place.heading)), "")
        cells: tuple[Any, ...] = (place.file, str(place.row or ""), place.heading, value)
        for column, text in enumerate((*cells, each.code, each.gravity, each.fact, each.remedy)):
            if text:
                page.write_string(at, column, text[:_MOST_CHARACTERS], marks.said if column > 5 else marks.text)
    if len(problems) > MOST_ROWS:
        page.write_string(MOST_ROWS + 1, 6, f"And {len(problems) - MOST_ROWS:,} more.", marks.said)
