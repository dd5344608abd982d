"""Rows: the rows of a sheet as the contract reads them, each good or bad; what is wrong is noted, never dropped."""

from collections import defaultdict
from collections.abc import Callable, Container, Sequence
from dataclasses import dataclass, field
from difflib import get_close_matches
from typing import Any, NamedTuple

from sop_engine.errors import Place, Problem, problem
from sop_engine.intake.cells import Wrong, clean, ending, read_person, reader_of
from sop_engine.intake.sheet import Sheet
from sop_engine.records.events import Repeated
from sop_engine.terms.contract import Contract
from sop_engine.terms.record import DateColumn, FieldColumn, RecordTerms
from sop_engine.units.days import say
from sop_engine.units.numbers import many


class Row(NamedTuple):
    """A good row: what it says, and where it stands."""

    person: str
    day: int
    first: int
    fields: tuple[Any, ...]
    known: int
    file: str
    number: int
    record: int = 0
    """Its number where it is kept in a database; 0 for a row of a file."""

    def content(self) -> tuple[Any, ...]:
        return (self.person, self.day, self.first, self.fields)

    def said_of(self, name: str, fields: list[str]) -> Any:
        """What it says of itself, or of one of its fields: what two rows may not share."""
        own = {"person": self.person, "cohort": self.person, "dated": self.day, "from": self.first, "to": self.day}
        return self.fields[fields.index(name)] if name in fields else own[name]


class Contradiction(NamedTuple):
    """Records of a subject of which the contract allows one, and which say different things: none of them counts."""

    kind: str
    subject: str
    records: tuple[int, ...]
    """Their numbers, where they are kept in a database."""
    per: tuple[str, ...]
    """Of what the contract allows one."""


@dataclass(slots=True)
class Taking:
    """What has been found so far."""

    contract: Contract
    as_at: int
    known_at: int
    troubled: dict[str, str] = field(default_factory=dict)
    """People whose record of enrolment is there and cannot be used: where it stands."""
    problems: list[Problem] = field(default_factory=list)
    repeated: list[Repeated] = field(default_factory=list)
    contradictions: list[Contradiction] = field(default_factory=list)
    bad: dict[tuple[str, str], set[int]] = field(default_factory=lambda: defaultdict(set))

    def wrong(self, kind: str, sheet: str, row: int, heading: str, code: str, **facts: object) -> None:
        self.bad[kind, sheet].add(row)
        self.problems.append(problem(code, Place(sheet, row=row, heading=heading), "", **facts))


def headings_of(terms: RecordTerms) -> list[str]:
    """The headings that the contract reads of a kind of record, as they are compared."""
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


def good_rows(taking: Taking, kind: str, sheet: Sheet, enrolled: Container[str] | None) -> list[Row]:
    """The good rows of a sheet; what is wrong with the others is noted.

    `enrolled` are those whose records are read, None where the sheet itself enrols people or is about nobody.
    """
    terms = taking.contract.records[kind]
    headings = [clean(each) for each in sheet.headings]
    taking.bad[kind, sheet.name].update(sheet.lost)
    usable = True
    for heading in dict.fromkeys(headings_of(terms)):
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
    readers = [
        (name, column.heading, at[clean(column.heading)], _reader(terms, name, column))
        for name, column in columns.items()
    ]
    whom, good = at[clean(terms.whom)] if terms.whom else None, []
    for number, cells in sheet.rows:
        if len(cells) != len(sheet.headings):
            facts = {"found": many(len(cells), "cells"), "expected": many(len(sheet.headings), "headings")}
            taking.wrong(kind, sheet.name, number, "", "row-width", **facts)
            continue
        said = cells[whom] if whom is not None else None
        row = _row(taking, kind, sheet.name, number, said, cells, readers, enrolled)
        if row:
            good.append(row)
    return good


def _reader(terms: RecordTerms, name: str, column: DateColumn | FieldColumn) -> Callable[[str], Any]:
    """How the cells of a column are read; the last day of what lasts says in its own words that it is empty."""
    return ending(reader_of(column)) if terms.lasts and name == "day" else reader_of(column)


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
    taking: Taking,
    kind: str,
    sheet: str,
    number: int,
    whom: str | None,
    cells: list[str],
    readers: list[Reader],
    enrolled: Container[str] | None,
) -> Row | None:
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
    return Row(person, day, said.get("first", day), fields, known if terms.received else taking.known_at, sheet, number)


def _shown(day: int, column: DateColumn) -> str:
    return "a day that is not shown" if column.personal else say(day)
