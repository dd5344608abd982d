"""Marks: what an auditor found in a sample that was announced becomes the record that the contract looks at."""

import json
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from sqlalchemy import Engine, select

from sop_engine.errors import WARNING, CallError, Place, Problem, problem
from sop_engine.intake.cells import clean
from sop_engine.intake.files import read_file
from sop_engine.intake.folder import shown
from sop_engine.intake.sheet import Sheet
from sop_engine.service.keep import NotImported, terms_now
from sop_engine.service.sample import Drawn, Sample
from sop_engine.service.sheets import as_file
from sop_engine.statements.sampled import FOUND, HEADINGS, RECORD, RIGHT, SAMPLE, WRONG, as_csv, as_workbook, harmless
from sop_engine.store.acts import Acting, Doing, acting
from sop_engine.store.coding import decoder
from sop_engine.store.evidence import Sent, keep
from sop_engine.store.rows import REJECTED, SUBMITTED, WITHDRAWN, table
from sop_engine.store.states import states_of
from sop_engine.terms.contract import Contract
from sop_engine.units.days import as_date


def sheet_as(sample: Sample, ending: str) -> bytes:
    """The sheet of a sample that was announced, to be marked, as `.csv` or `.xlsx`."""
    rows = [_cells(sample.number, each) for each in sample.drawn]
    return as_workbook(rows) if ending == ".xlsx" else as_csv(rows).encode("utf-8")


def _cells(number: int | None, drawn: Drawn) -> tuple[str, ...]:
    return (str(number), *map(str, drawn))


class Marked(NamedTuple):
    """What the marks of a sample came to."""

    sample: int
    """The act by which it was announced."""
    seed: str
    frame: int
    """Out of how many records it was drawn."""
    checked: int
    wrong: int
    kind: str
    """The kind of the record that was made from them."""
    record: int
    """Its number."""


def take_in_marks(engine: Engine, name: str, file: Path, dated: int, doing: Doing, state: str = SUBMITTED) -> Marked:
    """Make the record of an audit from the marked sheet of its sample: all that was drawn is marked, once.

    Args:
        file: The sheet that was written when the sample was announced, with `right` or `wrong` in each row.
        dated: The day of the audit: by it the contract says what the audit looked at.
        state: The state in which the record begins.

    Raises:
        CallError: The file is not there or no such sheet; the day has not come, or is none of those that
            the sample was drawn from; the sample was never announced, or was marked before; a record of
            it is missing, marked twice or not at all, or another is there; or no record of the contract
            is what such marks come to.
        NotImported: The file cannot be read.
    """
    _, agreed = terms_now(engine, name)
    contract = agreed.contract
    sheet = _read(file)
    rows = _by_heading(sheet)
    number = _sample_of(sheet.name, rows)
    with acting(engine, name, doing, "marks", {"sample": number}) as act:
        if dated > act.day:
            raise CallError(problem("marks-day-to-come", Place("--dated"), found=as_date(dated)))
        announced = _announced(act, sheet.name, number)
        first, last = announced["days"]
        if not first <= dated <= last:
            said: dict[str, Any] = {"first": as_date(first), "last": as_date(last), "found": as_date(dated)}
            raise CallError(problem("marks-day-elsewhere", Place("--dated"), **said))
        kind = _kind(contract, sheet.name, announced["kinds"])
        _ask_not_known(act, contract, kind, sheet.name, number)
        checked, wrong = _counted(sheet.name, number, rows, _drawn(act, announced["records"]))
        act.content |= {each: announced[each] for each in ("seed", "frame", "frame_hash", "records")}
        act.content |= {"wrong": wrong, "state": state}
        made = _made(contract, kind, sheet, (dated, act.day), (number, checked, len(wrong)))
        _keep(act, contract, Sent(kind, made.name, [made]), state)
        (record,) = _live(act, contract, kind, number)
    return Marked(number, announced["seed"], announced["frame"], checked, len(wrong), kind, record)


def _read(file: Path) -> Sheet:
    """The file as a sheet that has the headings of one for marks."""
    if not file.is_file():
        raise CallError(problem("import-no-file", Place(str(file))))
    sheet, found = read_file(file)
    if sheet is None and any(each.code == "workbook-sheets" for each in found):  # such as rows that were given back
        raise CallError(problem("marks-not-a-sheet", Place(shown(file)), heading=SAMPLE))
    if sheet is None or any(each.gravity != WARNING for each in found):
        raise NotImported(*found)
    headings = [clean(each) for each in sheet.headings]
    for heading in HEADINGS[:-1]:
        if headings.count(heading) != 1:
            raise CallError(problem("marks-not-a-sheet", Place(shown(file)), heading=heading))
    short = [number for number, cells in sheet.rows if len(cells) != len(headings)]
    if short:
        facts = {"found": len(dict(sheet.rows)[short[0]]), "expected": len(headings)}
        raise NotImported(problem("row-width", Place(sheet.name, row=short[0]), "", **facts))
    return sheet


Rows = Mapping[int, Mapping[str, str]]
"""The rows of the sheet by number, each with its cells by heading."""


def _by_heading(sheet: Sheet) -> Rows:
    headings = [clean(each) for each in sheet.headings]
    return {number: dict(zip(headings, map(clean, cells), strict=True)) for number, cells in sheet.rows}


def _sample_of(file: str, rows: Rows) -> int:
    """The one sample that the rows are of."""
    said = sorted({row[SAMPLE] for row in rows.values()})
    if len(said) > 1:
        raise CallError(problem("marks-several-samples", Place(file), found=", ".join(said)))
    number = said[0] if said else ""
    if not (number.isdecimal() and len(number) < 16):
        raise CallError(problem("marks-no-sample", Place(file), found=number))
    return int(number)


def _announced(act: Acting, file: str, number: int) -> dict[str, Any]:
    """What was told when the sample was drawn."""
    c = table("act").c
    asked = select(c.content).where(c.contract == act.contract, c.seq == number, c.what == "sample")
    content = act.connection.execute(asked).scalar()
    if content is None:
        raise CallError(problem("marks-no-sample", Place(file), found=number))
    told: dict[str, Any] = json.loads(content)
    return told


def _kind(contract: Contract, file: str, kinds: Sequence[str]) -> str:
    """The record that the marks of a sample of these kinds come to; of all kinds where none was named."""
    for kind, terms in contract.records.items():
        if terms.marks and set(terms.marks.of) == set(kinds):
            return kind
    raise CallError(problem("marks-no-record", Place(file), kinds=", ".join(kinds) or "all kinds"))


def _ask_not_known(act: Acting, contract: Contract, kind: str, file: str, number: int) -> None:
    """The sample was not marked before, unless that was withdrawn or rejected."""
    for record in _live(act, contract, kind, number):
        raise CallError(problem("marks-known", Place(file), sample=number, record=record))


def _live(act: Acting, contract: Contract, kind: str, number: int) -> list[int]:
    """The records that were made from the marks of a sample and stand: one at most."""
    terms, c = contract.records[kind], table("record").c
    assert terms.marks is not None
    at, decoded = list(terms.columns).index(terms.marks.sample), decoder(terms)
    found = act.connection.execute(select(c.id, c.fields).where(c.contract == act.contract, c.kind == kind))
    mine = [each.id for each in found if decoded(each.fields)[at] == str(number)]
    states = states_of(act.connection, act.contract, mine)
    return sorted(record for record, (state, _) in states.items() if state not in (WITHDRAWN, REJECTED))


def _drawn(act: Acting, records: Sequence[int]) -> Iterator[Drawn]:
    """The records that were drawn, as the sheet shows them."""
    r, s = table("record"), table("submission")
    of = (s.c.contract == r.c.contract) & (s.c.number == r.c.submission)
    asked = select(r.c.id, r.c.kind, r.c.subject, s.c.name, r.c.line).join_from(r, s, of)
    for each in records:
        yield Drawn(*act.connection.execute(asked.where(r.c.contract == act.contract, r.c.id == each)).one())


def _counted(file: str, number: int, rows: Rows, drawn: Iterator[Drawn]) -> tuple[int, list[int]]:
    """How many records were looked at, and those that were found wrong.

    Raises:
        CallError: Not each record that was drawn is marked once, or others are.
    """
    left = {tuple(clean(harmless(cell)) for cell in _cells(number, each)): each.record for each in drawn}
    seen: dict[int, int] = {}
    wrong: list[int] = []
    odd: list[Problem] = []
    for at, row in rows.items():
        record = left.get(tuple(harmless(row[each]) for each in HEADINGS[: HEADINGS.index(FOUND)]))
        if record is None:
            place = Place(file, row=at, heading=RECORD)
            odd.append(problem("marks-row-other", place, found=row[RECORD], sample=number))
            continue
        if record in seen:
            odd.append(
                problem("marks-row-twice", Place(file, row=at, heading=RECORD), record=record, other=seen[record])
            )
            continue
        seen[record] = at
        if row[FOUND].casefold() not in (RIGHT, WRONG):
            odd.append(problem("marks-unmarked", Place(file, row=at, heading=FOUND), found=row[FOUND]))
        elif row[FOUND].casefold() == WRONG:
            wrong.append(record)
    missing = [each for each in left.values() if each not in seen]
    odd += [problem("marks-row-missing", Place(file), record=each) for each in missing]
    if odd:
        raise CallError(*odd)
    return len(seen), sorted(wrong)


def _made(contract: Contract, kind: str, marked: Sheet, days: tuple[int, int], counts: tuple[int, int, int]) -> Sheet:
    """The record as a file that somebody could have sent.

    Args:
        days: The day of the audit, and the day on which its marks came.
        counts: The number of the sample, how many records were looked at, and how many were wrong.
    """
    terms = contract.records[kind]
    marks = terms.marks
    assert marks is not None
    said: dict[str, Any] = dict(zip(("dated", "received"), (as_date(each).isoformat() for each in days), strict=True))
    said |= zip((marks.sample, marks.checked, marks.wrong), counts, strict=True)
    headings, cells = as_file(terms, [("", said)])
    return Sheet(marked.name, headings, ((2, cells[0]),), marked.sha256)


def _keep(act: Acting, contract: Contract, sent: Sent, state: str) -> None:
    """Keep the record that was made."""
    kept, found = keep(act, contract, None, [sent], state)  # it names nobody: the auditor has no key of the vault
    if found or not kept[0].good:
        raise NotImported(*found)
