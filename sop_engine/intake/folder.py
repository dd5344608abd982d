"""Folder: which files of a folder hold which records; what nobody reads is pointed out."""

from dataclasses import replace
from pathlib import Path
from typing import NamedTuple

from sop_engine.errors import CallError, Place, Problem, escaped, problem
from sop_engine.intake.asked import FORMATS, asked, asks_for, asks_for_stem
from sop_engine.intake.files import OPENED, read_file, records_in
from sop_engine.intake.sheet import Sheet
from sop_engine.intake.take_in import TakenIn, take_in
from sop_engine.terms.contract import Contract

_NOT_READ = {
    ".xls": "a workbook of an old kind (.xls)",
    ".xlsm": "a workbook with macros (.xlsm)",
    ".xlsb": "a binary workbook (.xlsb)",
    ".ods": "an OpenDocument (.ods)",
    ".numbers": "a Numbers document",
}
_MOST_REASONS = 20


def take_in_folder(contract: Contract, folder: Path, as_at: int, known_at: int | None = None) -> TakenIn:
    """Read every file of a folder that the contract asks for.

    Raises:
        CallError: There is no such folder, or nobody is enrolled by what is in it.
    """
    if not folder.is_dir():
        raise CallError(problem("evidence-missing", Place(str(folder)), found=folder))
    inside = sorted(each for each in folder.iterdir() if not each.name.startswith("."))
    files = [each for each in inside if each.is_file()]
    problems = [problem("folder-not-read", Place(shown(each))) for each in inside if each.is_dir()]
    odd = [each for each in inside if not each.is_file() and not each.is_dir()]
    detail = "it is not a file, or leads nowhere"
    problems += [problem("file-unreadable", Place(shown(each)), detail=detail) for each in odd]
    holding, beside = files_of(contract, files)
    problems += [problem("file-beside", Place(shown(each)), other=shown(other)) for each, other in beside.items()]
    sheets, found = _read(contract, holding)
    problems += found
    for kind, terms in contract.records.items():
        if not holding[kind]:
            problems.append(problem("no-file", Place(shown(folder)), patterns=" or ".join(terms.files), record=kind))
    known = {*beside, *(file for each in holding.values() for file in each)}
    for file in files:
        if file not in known and not asks_for(contract.not_read, file.name):
            odd_kind = _NOT_READ.get(file.suffix.casefold())
            if odd_kind:
                problems.append(problem("workbook-kind", Place(shown(file)), found=odd_kind))
            else:
                problems.append(problem("file-not-used", Place(shown(file))))
    taken = take_in(contract, sheets, as_at, known_at)
    together = tuple(sorted({*taken.problems, *problems}))
    if not taken.records.people:
        start = contract.enrolled_by
        names = {shown(file) for file in holding[start]} | {sheet.name for sheet in sheets[start]}
        wanted = contract.records[start].files
        about = [each for each in together if each.place.file in names or asks_for(wanted, each.place.file)]
        patterns = " or ".join(wanted)
        facts = {"start": start, "folder": shown(folder), "patterns": patterns}
        raise CallError(problem("nobody-enrolled", Place(str(folder)), **facts), *about[:_MOST_REASONS])
    return TakenIn(taken.records, together, taken.files, _to_correct(sheets, together))


class Holding(NamedTuple):
    """For each kind of record the files that hold it, and each file in whose place another is read."""

    files: dict[str, list[Path]]
    beside: dict[Path, Path]


def files_of(contract: Contract, files: list[Path]) -> Holding:
    """Which files hold which records, by their names.

    A file is read if the contract asks for its name; if it would, had the file another ending that
    is read (`homes.xlsx` for `homes*.csv`), and no other of that name is read; and a workbook that
    nothing asks for, if its sheets say which records they are for.  A marked workbook says itself
    what it holds, whatever its name.
    """
    holding: dict[str, list[Path]] = {}
    beside: dict[Path, Path] = {}
    for kind, terms in contract.records.items():
        mine = [each for each in files if asks_for(terms.files, each.name)]
        named = {each.with_suffix("").name.casefold(): each for each in reversed(mine)}
        others = [each for each in files if each not in mine and asks_for_stem(terms.files, each.name)]
        for file in sorted(others, key=lambda each: FORMATS.index(each.suffix.casefold())):
            first = named.setdefault(file.with_suffix("").name.casefold(), file)
            if first is file:
                mine.append(file)
            else:
                beside[file] = first
        holding[kind] = sorted(mine)
    taken = {file for each in holding.values() for file in each}
    everything = asked(contract, tuple(contract.records))
    for file in files:
        if file in beside or (file not in taken and asks_for(contract.not_read, file.name)):
            continue
        found = records_in(file, everything, marked=file in taken)
        if found:
            for kind in holding:
                holding[kind] = sorted({*holding[kind]} - {file} | ({file} if kind in found else set()))
    return Holding(holding, {file: other for file, other in sorted(beside.items()) if file not in taken})


def _read(contract: Contract, holding: dict[str, list[Path]]) -> tuple[dict[str, list[Sheet]], list[Problem]]:
    """The sheets of each kind; a file that several kinds are in is read once, a workbook once for each of them."""
    sheets: dict[str, list[Sheet]] = {}
    problems: list[Problem] = []
    read: dict[tuple[Path, str], Sheet | None] = {}
    for kind, files in holding.items():
        sheets[kind] = []
        for file in files:
            own = kind if file.suffix.casefold() in OPENED else ""
            if (file, own) not in read:
                kinds = (own,) if own else tuple(each for each, theirs in holding.items() if file in theirs)
                read[file, own], found = read_file(file, shown(file), asked(contract, kinds))
                problems += found
            sheet = read[file, own]
            if sheet is not None:
                sheets[kind].append(sheet)
    return sheets, problems


def _to_correct(sheets: dict[str, list[Sheet]], problems: tuple[Problem, ...]) -> tuple[tuple[str, Sheet], ...]:
    """Of each sheet the rows in which something is wrong, as they were sent."""
    bad: dict[str, set[int]] = {}
    for each in problems:
        if each.place.row:
            bad.setdefault(each.place.file, set()).add(each.place.row)
    return tuple(
        (kind, replace(sheet, rows=tuple(row for row in sheet.rows if row[0] in bad[sheet.name])))
        for kind, several in sheets.items()
        for sheet in several
        if sheet.name in bad
    )


def shown(path: Path) -> str:
    """The name of a file or folder in messages, on one line."""
    return escaped(path.name or str(path))
