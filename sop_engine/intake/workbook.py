"""Workbook: one sheet of an .xlsx file as rows of text, and what in it is not as it seems.

It runs in a process of its own (`confined.py`): whatever the file holds, only that process can break.
"""

import re
from collections.abc import Iterator, Mapping
from datetime import date, datetime, time, timedelta
from typing import Any, BinaryIO, NamedTuple
from xml.etree import ElementTree
from xml.parsers import expat
from zipfile import ZipFile

from python_calamine import CalamineError, CalamineSheet, CalamineWorkbook

from sop_engine.intake.events import Event, Request, batches, clean, in_writing, number_as_text
from sop_engine.intake.refused import Refused
from sop_engine.intake.sheet import UNSURE, sent
from sop_engine.intake.zipped import looked_through, packed_anew

MOST_ROWS, MOST_COLUMNS = 200_000, 256
_MOST_LISTED = 4 * 1024 * 1024
_ALSO = ("[Content_Types].xml", "_rels/.rels", "xl/workbook.xml", "xl/_rels/workbook.xml.rels", "xl/styles.xml")
_MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_STRICT = "{http://purl.oclc.org/ooxml/spreadsheetml/main}"


class _Tab(NamedTuple):
    """A sheet of the workbook: its name, the part that holds it, and whether people see it."""

    name: str
    part: str
    shown: bool


def workbook_events(file: BinaryIO, request: Request) -> Iterator[Event]:
    """The headings and rows of the sheet that is meant, and what is to be said about them.

    Raises:
        Refused: The file, or the sheet that is meant, cannot be read.
    """
    archive = looked_through(file)
    tabs = [each for each in _tabs(archive) if _holds_rows(archive, each)]
    shown = [each for each in tabs if each.shown]
    texts = next((name for name in archive.namelist() if name.casefold() == "xl/sharedstrings.xml"), "")
    clear = packed_anew(archive, [*_ALSO, texts, *(each.part for each in shown)])
    try:
        book = CalamineWorkbook.from_filelike(clear)
        tab = _meant(book, shown, request)
        sheet = book.get_sheet_by_name(tab.name)
    except CalamineError as error:
        raise Refused("workbook-damaged", detail=" ".join(str(error).split())[:200]) from error
    last, right = sheet.end or (0, 0)  # counted from 0: the headings are no row of them
    for what, size, most in (("row", last, MOST_ROWS), ("column", right + 1, MOST_COLUMNS)):
        if size > most:
            raise Refused("workbook-too-large", what="The sheet", size=f"{size:,} {what}s", most=f"{most:,}")
    marks = _marks(archive.read(tab.part))
    yield from _sheet_events(sheet, marks, request, tab.name if len(shown) > 1 else "")
    hidden = [f'"{each.name}"' for each in tabs if not each.shown and not each.name.startswith("_")]
    if hidden:
        yield _hidden("sheet", hidden, "not read")


def sheets_named(file: BinaryIO, request: Request) -> Iterator[Event]:
    """Which records the sheets of a workbook are for, by their names, or by what a marked workbook says itself."""
    archive = looked_through(file)
    shown = [each for each in _tabs(archive) if each.shown and _holds_rows(archive, each)]
    book = _opened(archive, shown)
    kinds = {kind for kind in request["kinds"] for tab in shown if _is_named(tab.name, kind)}
    kinds |= _marked(book, shown, request)
    yield {"kinds": sorted(kinds)}


def sheets_marked(file: BinaryIO, request: Request) -> Iterator[Event]:
    """Which records a marked workbook says that its sheets are for; with one sheet it is none, and is not opened."""
    archive = looked_through(file)
    shown = [each for each in _tabs(archive) if each.shown and _holds_rows(archive, each)]
    kinds: set[str] = set()
    if len(shown) > 1:
        kinds = _marked(_opened(archive, shown), shown, request)
    yield {"kinds": sorted(kinds)}


def _marked(book: CalamineWorkbook, shown: list[_Tab], request: Request) -> set[str]:
    return {kind for tab in shown if (kind := _says(book.get_sheet_by_name(tab.name))) in request["kinds"]}


def _opened(archive: ZipFile, shown: list[_Tab]) -> CalamineWorkbook:
    texts = next((name for name in archive.namelist() if name.casefold() == "xl/sharedstrings.xml"), "")
    return CalamineWorkbook.from_filelike(packed_anew(archive, [*_ALSO, texts, *(each.part for each in shown)]))


def _tabs(archive: ZipFile) -> list[_Tab]:
    """The worksheets, as the workbook lists them."""
    listed = [name for name in _ALSO[2:4] if archive.getinfo(name).file_size <= _MOST_LISTED]
    if len(listed) < 2:
        raise Refused("workbook-unsafe", detail="its list of sheets is very long")
    try:
        workbook, links = (ElementTree.fromstring(archive.read(name)) for name in listed)
    except ElementTree.ParseError as error:
        raise Refused("workbook-damaged", detail="its list of sheets cannot be read") from error
    target = {each.get("Id"): each.get("Target", "") for each in links if "worksheet" in each.get("Type", "")}
    there, tabs = set(archive.namelist()), []
    for each in [*workbook.iter(f"{_MAIN}sheet"), *workbook.iter(f"{_STRICT}sheet")]:
        link = next((value for key, value in each.attrib.items() if key.endswith("}id")), "")
        part = target.get(link, "")
        part = part.lstrip("/") if part.startswith("/") else f"xl/{part}"
        if part in there and part.endswith(".xml"):
            tabs.append(_Tab(each.get("name", ""), part, each.get("state", "visible") == "visible"))
    return tabs


_VALUE = re.compile(rb"<(?:\w+:)?(?:v|is|f)[\s/>]")


def _holds_rows(archive: ZipFile, tab: _Tab) -> bool:
    before = b""
    with archive.open(tab.part) as part:
        while block := part.read(1 << 20):
            if _VALUE.search(before + block):
                return True
            before = block[-16:]
    return False


def _meant(book: CalamineWorkbook, shown: list[_Tab], request: Request) -> _Tab:
    """The sheet that is named like the record, or says it is for it, or is the only one with rows."""
    kinds = request["kinds"]
    named = [tab for tab in shown if any(_is_named(tab.name, kind) for kind in kinds)]
    if len(named) == 1:
        return named[0]
    if len(shown) > 1:
        read = {tab: book.get_sheet_by_name(tab.name) for tab in shown}
        says = [tab for tab in shown if _says(read[tab]) in kinds]
        if len(says) == 1:
            return says[0]
        shown = [tab for tab in shown if not all(clean(each).startswith("_") for each in _first(read[tab]) if each)]
    if not shown:
        raise Refused("csv-empty")
    if len(shown) > 1:
        names = ", ".join(f'"{tab.name}"' for tab in shown)
        raise Refused("workbook-sheets", sheets=names, record=kinds[0] if kinds else "the record")
    return shown[0]


def _is_named(name: str, kind: str) -> bool:
    return re.sub(r"[\s_-]+", "_", clean(name).casefold()) == kind.casefold()


def _rows_of(sheet: CalamineSheet) -> Iterator[list[Any]]:
    return iter(sheet.iter_rows())


def _first(sheet: CalamineSheet) -> list[str]:
    """The headings: the first row that holds anything."""
    rows = ([_plain(cell) for cell in row] for row in _rows_of(sheet))
    return next((row for row in rows if any(row)), [])


def _says(sheet: CalamineSheet) -> str:
    """The record for which a sheet of a marked workbook says that it is: what stands under `_record`."""
    rows = ([_plain(cell) for cell in row] for row in _rows_of(sheet))
    headings = next((row for row in rows if any(row)), [])
    if "_record" not in headings:
        return ""
    return next((row[headings.index("_record")] for row in rows if any(row)), "")


def _plain(cell: Any) -> str:
    return clean(cell) if isinstance(cell, str) else _as_text(cell, "")


# ------------------------------------------------------------------------------------------------
# Rows

_TRUE, _FALSE = "TRUE", "FALSE"


def _as_text(cell: Any, written: str) -> str:
    """A cell as the text that a person would have typed; a moment is its day."""
    match cell:
        case str():
            return cell
        case bool():
            return _TRUE if cell else _FALSE
        case int() | float():
            return number_as_text(cell)
        case datetime():
            return in_writing(cell.date(), written)
        case date():
            return in_writing(cell, written)
        case time():
            return cell.isoformat()
        case timedelta():
            minutes, seconds = divmod(int(cell.total_seconds()), 60)
            return f"{minutes // 60:02d}:{minutes % 60:02d}:{seconds:02d}"
    return str(cell)


class _Marks(NamedTuple):
    """What is not as it seems, by row and column from 1."""

    formulas: set[tuple[int, int]]
    errors: dict[tuple[int, int], str]
    merged: list[tuple[int, int, int, int]]
    """First and last row, first and last column."""
    hidden_rows: list[int]
    hidden_columns: list[int]


def _sheet_events(sheet: CalamineSheet, marks: _Marks, request: Request, name: str) -> Iterator[Event]:
    left = sheet.start[1] if sheet.start else 0
    headings: list[str] = []
    numbers: dict[str, list[int]] = {}
    odd = _odd_cells(marks)
    hidden = set(marks.hidden_rows)
    not_shown: list[int] = []

    def rows() -> Iterator[tuple[int, list[str]]]:
        nonlocal headings
        written: list[str] = []
        references: list[int] = []
        for number, row in enumerate(_rows_of(sheet), 1):
            if not headings:
                texts = [_as_text(cell, "") for cell in row]
                if any(text.strip() for text in texts):
                    headings = texts
                    written = [request["written"].get(clean(each), "") for each in headings]
                    references = [i for i, each in enumerate(headings) if clean(each) in request["references"]]
                continue
            for i in references:
                if isinstance(row[i], float | int) and not isinstance(row[i], bool):
                    numbers.setdefault(headings[i], [0, number])[0] += 1
            texts = [c if type(c) is str else _as_text(c, w) for c, w in zip(row, written, strict=True)]
            for i in references:
                if isinstance(row[i], date):
                    texts[i] = UNSURE + "d" + texts[i]
            for column, why in odd.get(number, {}).items():
                i = column - 1 - left
                if 0 <= i < len(texts):
                    texts[i] = why if why.startswith("#") else UNSURE + why + sent(texts[i])
            if any(text.strip() for text in texts):
                if number in hidden:
                    not_shown.append(number)
                yield number, texts

    read = batches(rows())
    first = next(read, None)  # with the first rows, the headings are known
    if not headings:
        raise Refused("csv-empty")
    yield {"headings": headings, "sheet": name}
    if first:
        yield {"rows": first}
    yield from ({"rows": batch} for batch in read)
    for heading, (times, row) in numbers.items():
        facts = {"number": f"{times:,}", "row": row}
        yield {"problem": "reference-as-number", "heading": heading, "facts": facts}
    if not_shown:
        yield _hidden("row", _ranges(not_shown), "read as the others")
    letters = [_letters(each) for each in marks.hidden_columns if 0 <= each - 1 - left < len(headings)]
    if letters:
        yield _hidden("column", letters, "read as the others")


def _odd_cells(marks: _Marks) -> Mapping[int, Mapping[int, str]]:
    """By row and column each cell that is not as it seems: its error, or a letter for why."""
    odd: dict[int, dict[int, str]] = {}
    for row, column in marks.formulas:
        odd.setdefault(row, {})[column] = "f"
    for (row, column), error in marks.errors.items():
        odd.setdefault(row, {})[column] = error if error.startswith("#") else "f"
    for first, last, left, right in marks.merged:
        for row in range(first, min(last, MOST_ROWS + 1) + 1):
            odd.setdefault(row, {}).update(dict.fromkeys(range(left, min(right, MOST_COLUMNS) + 1), "m"))
    return odd


def _hidden(what: str, which: list[str], read: str) -> Event:
    listed = ", ".join(which[:20]) + (f" and {len(which) - 20:,} more" if len(which) > 20 else "")
    said = f"{what}s {listed} are" if len(which) > 1 or "to" in listed.split() else f"{what} {listed} is"
    return {"problem": "workbook-hidden", "facts": {"what": said[0].upper() + said[1:], "read": read}}


def _ranges(numbers: list[int]) -> list[str]:
    """Numbers that follow each other as one.

    Example:
        >>> _ranges([2, 5, 6, 7])
        ['2', '5 to 7']
    """
    runs: list[list[int]] = []
    for each in numbers:
        if runs and each == runs[-1][1] + 1:
            runs[-1][1] = each
        else:
            runs.append([each, each])
    return [str(a) if a == b else f"{a} to {b}" for a, b in runs]


def _letters(column: int) -> str:
    """The letters of a column, from its number.

    Example:
        >>> _letters(1), _letters(28)
        ('A', 'AB')
    """
    said = ""
    while column:
        column, rest = divmod(column - 1, 26)
        said = chr(65 + rest) + said
    return said


# ------------------------------------------------------------------------------------------------
# What the values alone do not tell

_ODD = re.compile(
    rb"""<(?:\w+:)?(?:f|mergeCell)[\s/>]|\st\s*=\s*["']e["']|\shidden\s*=\s*["'](?:1|true)""", re.IGNORECASE
)


def _marks(part: bytes) -> _Marks:
    """Formulas, errors, merged and hidden cells of a sheet; most sheets have none, which is quickly seen."""
    marks = _Marks(set(), {}, [], [], [])
    if not _ODD.search(part):
        return marks
    row = column = 0
    kind, text, within = "", "", False

    def begins(tag: str, said: dict[str, str]) -> None:
        nonlocal row, column, kind, text, within
        match tag.rpartition("}")[2]:
            case "row":
                row, column = int(said.get("r", row + 1)), 0
                if said.get("hidden") in ("1", "true"):
                    marks.hidden_rows.append(row)
            case "c":
                at = said.get("r")
                row, column = _place(at) if at else (row, column + 1)
                kind, text = said.get("t", ""), ""
            case "f":
                marks.formulas.add((row, column))
            case "v":
                within = kind == "e"
            case "mergeCell":
                first, _, last = said.get("ref", "").partition(":")
                (a, c), (b, d) = _place(first), _place(last or first)
                marks.merged.append((a, b, c, d))
            case "col" if said.get("hidden") in ("1", "true"):
                marks.hidden_columns.extend(range(int(said["min"]), min(int(said["max"]), MOST_COLUMNS) + 1))

    def ends(tag: str) -> None:
        nonlocal within
        match tag.rpartition("}")[2]:
            case "v":
                within = False
            case "c" if kind == "e":
                marks.errors[row, column] = text.strip()

    def says(data: str) -> None:
        nonlocal text
        if within:
            text += data

    parser = expat.ParserCreate(namespace_separator="}")
    parser.buffer_text = True
    parser.StartElementHandler, parser.EndElementHandler, parser.CharacterDataHandler = begins, ends, says
    try:
        parser.Parse(part, True)
    except (expat.ExpatError, KeyError, ValueError) as error:
        raise Refused("workbook-damaged", detail="the cells of its sheet cannot be read") from error
    return marks


def _place(at: str) -> tuple[int, int]:
    """The row and the column of a cell, from 1.

    Example:
        >>> _place("AB12")
        (12, 28)
    """
    found = re.fullmatch(r"\$?([A-Za-z]{1,3})\$?([0-9]{1,7})", at)
    if not found:
        raise ValueError(at)
    column = 0
    for letter in found[1].upper():
        column = column * 26 + ord(letter) - 64
    return int(found[2]), column
