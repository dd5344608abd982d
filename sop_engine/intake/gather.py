"""Gather: good rows become records; the same rows in any order or file give the same records."""

import re
from collections import defaultdict
from collections.abc import Mapping
from typing import Any

import numpy as np

from sop_engine.errors import Place, problem
from sop_engine.intake.rows import Contradiction, Row, Taking
from sop_engine.records.events import Coded, Events, Records, Repeated
from sop_engine.terms.contract import Contract
from sop_engine.terms.record import RecordTerms


def order_of(contract: Contract) -> list[str]:
    """The kinds of record in the order in which they are read: who is enrolled comes first."""
    return [contract.enrolled_by, *(kind for kind in contract.records if kind != contract.enrolled_by)]


def agreeing(taking: Taking, kind: str, read: list[Row]) -> list[Row]:
    """The rows of a kind of which none contradicts another, each of them once."""
    return once(taking, kind, without_conflicts(taking, kind, read))


def gather(taking: Taking, rows: Mapping[str, list[Row]]) -> Records:
    """The rows of each kind, which agree, as records."""
    contract = taking.contract
    people = tuple(sorted({row.person for row in rows[contract.enrolled_by]}))
    about_cohorts = [row.person for kind, terms in contract.records.items() if terms.cohort for row in rows[kind]]
    cohorts = tuple(sorted(set(about_cohorts)))
    place = {
        "person": {ref: i for i, ref in enumerate(people)},
        "cohort": {name: i for i, name in enumerate(cohorts)},
        "contract": {"": 0},
    }
    events = {kind: columns(terms, rows[kind], place[terms.about]) for kind, terms in contract.records.items()}
    silent = tuple(kind for kind, terms in contract.records.items() if not terms.received and len(events[kind]))
    return Records(people, events, tuple(sorted(taking.repeated)), cohorts, silent)


def point_out_alike(taking: Taking, rows: list[Row]) -> None:
    """People whose references are hard to tell apart: they may be one person, enrolled twice."""
    alike: dict[str, dict[str, Row]] = defaultdict(dict)
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


def once(taking: Taking, kind: str, rows: list[Row]) -> list[Row]:
    """Rows that say the same in all that the contract reads are one record: the one that was known first."""
    kept: dict[tuple[Any, ...], Row] = {}
    for row in sorted(rows, key=lambda each: (each.known, each.file, each.number)):
        first = kept.setdefault(row.content(), row)
        if first is not row:
            taking.repeated.append(Repeated(kind, (row.file, row.number), (first.file, first.number)))
    return list(kept.values())


def without_conflicts(taking: Taking, kind: str, rows: list[Row]) -> list[Row]:
    """Where the contract allows one record of a kind, two that differ are both bad, however often each is said.

    A row that is dated, or became known, after the day for which the rows are read contradicts
    nothing yet: what was payable on a day stays so.
    """
    terms = taking.contract.records[kind]
    per = ("person",) if kind == taking.contract.enrolled_by else terms.one_per
    if not per:
        return rows
    names = list(terms.columns)
    groups: dict[tuple[Any, ...], list[Row]] = defaultdict(list)
    later = [row for row in rows if row.day > taking.as_at or row.known > taking.known_at]
    for row in (row for row in rows if row.day <= taking.as_at and row.known <= taking.known_at):
        groups[tuple(row.said_of(name, names) for name in per)].append(row)
    good = later
    for group in groups.values():
        if len({row.content() for row in group}) == 1:
            good += group
            continue
        group.sort(key=lambda each: (each.file, each.number))
        records = tuple(sorted({row.record for row in group}))
        taking.contradictions.append(Contradiction(kind, group[0].person, records, tuple(per)))
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


def columns(terms: RecordTerms, rows: list[Row], place: Mapping[str, int]) -> Events:
    """The rows as columns, in the order of their content."""

    def content(row: Row) -> tuple[Any, ...]:
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
