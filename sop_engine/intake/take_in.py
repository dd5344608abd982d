"""Take in: sheets become records, row by row good or bad; the same rows in any order or file give the same records."""

import re
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from difflib import get_close_matches
from typing import Any, NamedTuple

import numpy as np

from sop_engine.errors import Place, Problem, problem
from sop_engine.intake.cells import Wrong, clean, read_person, reader_of
from sop_engine.intake.sheet import Sheet
from sop_engine.records.events import Coded, Events, Records, Repeated
from sop_engine.terms.contract import Contract
from sop_engine.terms.record import DateColumn, FieldColumn, RecordTerms
from sop_engine.units.days import say


class FileRead(NamedTuple):
    """A row is one file read for one kind of record: how much of it was good."""

    file: str
    kind: str
    rows: int
    good: int
    bad: int
    sha256: str
    not_read: tuple[str, ...]
    """The headings that the contract does not read."""


@dataclass(frozen=True, slots=True)
class TakenIn:
    """The records, everything that was wrong, and every file that was read."""

    records: Records
    problems: tuple[Problem, ...]
    files: tuple[FileRead, ...]


class _Row(NamedTuple):
    """A good row: what it says, and where it stands."""

    person: str
    day: int
    first: int
    fields: tuple[Any, ...]
    known: int
    file: str
    number: int

    def content(self) -> tuple[Any, ...]:
        return (self.person, self.day, self.first, self.fields)

    def said_of(self, name: str, fields: list[str]) -> Any:
        """What it says of itself, or of one of its fields: what two rows may not share."""
        own = {"person": self.person, "cohort": self.person, "dated": self.day, "from": self.first, "to": self.day}
        return self.fields[fields.index(name)] if name in fields else own[name]


@dataclass(slots=True)
class _Taking:
    """What has been found so far."""

    contract: Contract
    as_at: int
    known_at: int
    troubled: dict[str, str] = field(default_factory=dict)
    """People whose record of enrolment is there and cannot be used: where it stands."""
    problems: list[Problem] = field(default_factory=list)
    files: list[FileRead] = field(default_factory=list)
    repeated: list[Repeated] = field(default_factory=list)
    bad: dict[tuple[str, str], set[int]] = field(default_factory=lambda: defaultdict(set))

    def wrong(self, kind: str, sheet: str, row: int, heading: str, code: str, **facts: object) -> None:
        self.bad[kind, sheet].add(row)
        self.problems.append(problem(code, Place(sheet, row=row, heading=heading), "", **facts))


def take_in(
    contract: Contract, sheets: Mapping[str, Sequence[Sheet]], as_at: int, known_at: int | None = None
) -> TakenIn:
    """Read the sheets of each kind of record.

    Args:
        sheets: For each kind of record its sheets, in any order.
        as_at: The day for which they are read: a row dated later contradicts nothing yet.
        known_at: The day by which a row must have been known to contradict another, and on which
            a record became known that does not say so itself; `as_at` where it is not given.
    """
    taking = _Taking(contract, as_at, as_at if known_at is None else known_at)
    order = [contract.enrolled_by, *(kind for kind in contract.records if kind != contract.enrolled_by)]
    rows: dict[str, list[_Row]] = {}
    enrolled: set[str] | None = None
    for kind in order:
        read = [row for sheet in sheets.get(kind, ()) for row in _good_rows(taking, kind, sheet, enrolled)]
        rows[kind] = _once(taking, kind, _without_conflicts(taking, kind, read))
        if kind == contract.enrolled_by:
            enrolled = {row.person for row in rows[kind]}
            _point_out_alike(taking, rows[kind])
            taking.troubled = {person: where for person, where in taking.troubled.items() if person not in enrolled}
    for kind in order:
        for sheet in sheets.get(kind, ()):
            total, bad = len(sheet.rows) + len(sheet.lost), len(taking.bad[kind, sheet.name])
            known = _headings(contract.records[kind])
            not_read = tuple(each for each in sheet.headings if clean(each) not in known)
            taking.files.append(FileRead(sheet.name, kind, total, total - bad, bad, sheet.sha256, not_read))
    for kind in sheets:
        if kind not in contract.records:
            taking.problems += [problem("file-not-used", Place(sheet.name)) for sheet in sheets[kind]]
    people = tuple(sorted(enrolled or ()))
    about_cohorts = [row.person for kind, terms in contract.records.items() if terms.cohort for row in rows[kind]]
    cohorts = tuple(sorted(set(about_cohorts)))
    place = {
        "person": {ref: i for i, ref in enumerate(people)},
        "cohort": {name: i for i, name in enumerate(cohorts)},
        "contract": {"": 0},
    }
    events = {kind: _columns(terms, rows[kind], place[terms.about]) for kind, terms in contract.records.items()}
    silent = tuple(kind for kind, terms in contract.records.items() if not terms.received and len(events[kind]))
    records = Records(people, events, tuple(sorted(taking.repeated)), cohorts, silent)
    return TakenIn(records, tuple(sorted(taking.problems)), tuple(sorted(taking.files)))


def _point_out_alike(taking: _Taking, rows: list[_Row]) -> None:
    """People whose references are hard to tell apart: they may be one person, enrolled twice."""
    alike: dict[str, dict[str, _Row]] = defaultdict(dict)
    for row in rows:
        if row.day <= taking.as_at and row.known <= taking.known_at:
            alike[_plain(row.person)].setdefault(row.person, row)
    for group in alike.values():
        if len(group) > 1:
            places = sorted((row.file, row.number) for row in group.values())
            said = ", ".join(f"row {number} of {file}" for file, number in places)
            taking.problems.append(problem("people-alike", Place(places[0][0]), number=len(group), rows=said))


def _plain(ref: str) -> str:
    """A reference without what is easily typed otherwise: capitals, blanks, leading zeros.

    Example:
        >>> _plain("GM-0047 b") == _plain("gm-47B")
        True
    """
    return re.sub(r"(?<!\d)0+(?=\d)", "", "".join(ref.casefold().split()))


def _headings(terms: RecordTerms) -> list[str]:
    dates = [each.heading for each in _dates(terms).values()]
    whom = [terms.whom] if terms.whom else []
    return [clean(each) for each in (*whom, *dates, *(column.heading for column in terms.columns.values()))]


def _dates(terms: RecordTerms) -> dict[str, DateColumn]:
    """The columns of days: `day`, and where they are read `first` and `known`."""
    columns = {"day": terms.dated} if terms.dated else {}
    if terms.lasts:
        columns |= {"first": terms.lasts.from_, "day": terms.lasts.to}
    if terms.received:
        columns["known"] = terms.received
    return columns


def _good_rows(taking: _Taking, kind: str, sheet: Sheet, enrolled: set[str] | None) -> list[_Row]:
    terms = taking.contract.records[kind]
    headings = [clean(each) for each in sheet.headings]
    taking.bad[kind, sheet.name].update(sheet.lost)
    usable = True
    for heading in dict.fromkeys(_headings(terms)):
        times = headings.count(heading)
        if times != 1:
            usable = False
            code = "csv-heading-repeated" if times else "csv-heading-missing"
            taking.problems.append(
                problem(
                    code,
                    Place(sheet.name),
                    heading=heading,
                    record=kind,
                    rows=len(sheet.rows),
                    nearest=_nearest_heading(heading, headings),
                )
            )
    if not usable:
        taking.bad[kind, sheet.name].update(number for number, _ in sheet.rows)
        return []
    at = {heading: place for place, heading in enumerate(headings)}
    fields = {f"field {name}": column for name, column in terms.columns.items()}
    columns: dict[str, DateColumn | FieldColumn] = {**_dates(terms), **fields}
    readers = [(name, column.heading, at[clean(column.heading)], reader_of(column)) for name, column in columns.items()]
    whom, good = at[clean(terms.whom)] if terms.whom else None, []
    for number, cells in sheet.rows:
        if len(cells) != len(sheet.headings):
            taking.wrong(kind, sheet.name, number, "", "row-width", found=len(cells), expected=len(sheet.headings))
            continue
        said = cells[whom] if whom is not None else None
        row = _row(taking, kind, sheet.name, number, said, cells, readers, enrolled)
        if row:
            good.append(row)
    return good


def _nearest_heading(heading: str, headings: Sequence[str]) -> str:
    """What to do about a heading that is not there.

    The first row is shown only where it is nearly the heading: in a file without headings it is somebody's record.
    """
    close = get_close_matches(heading.casefold(), [each.casefold() for each in headings], n=1, cutoff=0.7)
    if not close:
        return "Put the headings into the first row, as the contract writes them."
    found = next(each for each in headings if each.casefold() == close[0])
    return f'The file has "{found}"; give the column the heading that the contract reads.'


Reader = tuple[str, str, int, Callable[[str], Any]]


def _row(
    taking: _Taking,
    kind: str,
    sheet: str,
    number: int,
    whom: str | None,
    cells: list[str],
    readers: list[Reader],
    enrolled: set[str] | None,
) -> _Row | None:
    """The row, or None with everything that is wrong in it noted."""
    terms, fine = taking.contract.records[kind], True
    said: dict[str, Any] = {}
    person = "" if whom is None else read_person(whom)
    if terms.about == "person" and not isinstance(person, Wrong) and enrolled is not None and person not in enrolled:
        start, where = taking.contract.enrolled_by, taking.troubled.get(person)
        person = (
            Wrong("row-person-held-back", {"start": start, "where": where})
            if where
            else Wrong("row-person-not-enrolled", {"start": start})
        )
    if isinstance(person, Wrong):
        fine = False
        taking.wrong(kind, sheet, number, terms.whom or "", person.code, **person.facts)
    for name, heading, place, read in readers:
        value = read(cells[place])
        if isinstance(value, Wrong):
            fine = False
            taking.wrong(kind, sheet, number, heading, value.code, **value.facts)
        said[name] = value
    if fine and terms.lasts and said["first"] > said["day"]:
        fine = False
        taking.wrong(
            kind,
            sheet,
            number,
            terms.lasts.to.heading,
            "row-period-reversed",
            from_=_shown(said["first"], terms.lasts.from_),
            to=_shown(said["day"], terms.lasts.to),
        )
    if not fine:
        if enrolled is None and not isinstance(person, Wrong):
            taking.troubled[person] = f"row {number} of {sheet}"
        return None
    fields = tuple(value for name, value in said.items() if name.startswith("field "))
    day: int = said["day"]
    known = max(said.get("known", taking.known_at), day)  # papers sent ahead are known once it has happened
    return _Row(
        person, day, said.get("first", day), fields, known if terms.received else taking.known_at, sheet, number
    )


def _shown(day: int, column: DateColumn) -> str:
    return "a day that is not shown" if column.personal else say(day)


def _once(taking: _Taking, kind: str, rows: list[_Row]) -> list[_Row]:
    """Rows that say the same in all that the contract reads are one record: the one that was known first."""
    kept: dict[tuple[Any, ...], _Row] = {}
    for row in sorted(rows, key=lambda each: (each.known, each.file, each.number)):
        first = kept.setdefault(row.content(), row)
        if first is not row:
            taking.repeated.append(Repeated(kind, (row.file, row.number), (first.file, first.number)))
    return list(kept.values())


def _without_conflicts(taking: _Taking, kind: str, rows: list[_Row]) -> list[_Row]:
    """Where the contract allows one record of a kind, two that differ are both bad, however often each is said.

    A row that is dated, or became known, after the day for which the rows are read contradicts
    nothing yet: what was payable on a day stays so.
    """
    terms = taking.contract.records[kind]
    per = ("person",) if kind == taking.contract.enrolled_by else terms.one_per
    if not per:
        return rows
    names = list(terms.columns)
    groups: dict[tuple[Any, ...], list[_Row]] = defaultdict(list)
    later = [row for row in rows if row.day > taking.as_at or row.known > taking.known_at]
    for row in (row for row in rows if row.day <= taking.as_at and row.known <= taking.known_at):
        groups[tuple(row.said_of(name, names) for name in per)].append(row)
    good = later
    for group in groups.values():
        if len({row.content() for row in group}) == 1:
            good += group
            continue
        group.sort(key=lambda each: (each.file, each.number))
        first = group[0]
        second = next(each for each in group if each.content() != first.content())
        for row in group:
            other = first if row.content() != first.content() else second
            where = str(other.number) if other.file == row.file else f"{other.number} of {other.file}"
            said = " and ".join(per)
            taking.wrong(kind, row.file, row.number, terms.whom or "", "row-conflict", other=where, per=said)
            if kind == taking.contract.enrolled_by:
                taking.troubled[row.person] = f"row {first.number} of {first.file}"
    return good


def _columns(terms: RecordTerms, rows: list[_Row], place: Mapping[str, int]) -> Events:
    """The rows as columns, in the order of their content."""

    def content(row: _Row) -> tuple[Any, ...]:
        said = tuple("" if value is None else str(value) for value in row.fields)
        return (place[row.person], row.day, row.first, said)

    ordered = sorted(rows, key=content)
    fields = {name: _coded([row.fields[i] for row in ordered]) for i, name in enumerate(terms.columns)}

    def column(name: str) -> np.ndarray:
        return np.asarray([getattr(row, name) for row in ordered], dtype=np.int64)

    person = np.asarray([place[row.person] for row in ordered], dtype=np.int64)
    source = tuple((row.file, row.number) for row in ordered)
    return Events(person, column("first"), column("day"), column("known"), fields, source)


def _coded(values: list[Any]) -> Coded:
    codes: dict[Any, int] = {}
    column = np.asarray([codes.setdefault(value, len(codes)) for value in values], dtype=np.int64)
    return Coded(column, tuple(codes))
