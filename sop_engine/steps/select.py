"""Select: the records that a check reads, person by person, filtered as columns before any loop."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from sop_engine.checks.comparison import SIZED, failing
from sop_engine.records.events import Events, Records
from sop_engine.steps.enrol import COUNTS, Enrolment
from sop_engine.terms.check import Comparison, Incidents, OnRecords
from sop_engine.terms.contract import Contract
from sop_engine.terms.measure import OverRecords
from sop_engine.terms.outcome import COHORT, CONTRACT, PERSON
from sop_engine.terms.record import RecordTerms

Leaf = OnRecords

Reading = OnRecords | OverRecords
"""What reads records of one kind: a check, or a measure."""


@dataclass(frozen=True, slots=True)
class Stream:
    """The records one check reads: for each person a slice of days, and the rows they stand in.

    `near` has, for each person who has any, the days of the records that miss only by size (three
    steps asked, two taken): they make the difference between no record and too small a one.
    """

    offsets: list[int]
    days: list[int]
    rows: list[int]
    near: Mapping[int, list[int]]

    def of(self, person: int) -> tuple[list[int], list[int]]:
        """The days of one person, sorted, and the rows they stand in."""
        start, end = self.offsets[person], self.offsets[person + 1]
        return self.days[start:end], self.rows[start:end]


def select(check: Reading | Incidents, contract: Contract, records: Records, enrolment: Enrolment) -> Stream:
    """The stream of a check: the rows that count and satisfy all that is stated of them."""
    events, terms = records.events[check.reads], contract.records[check.reads]
    fits, near = _fitting(check, terms, events)
    counts = enrolment.standing[check.reads] == COUNTS
    within = counts
    if contract.counts_until == "shown_in_force":  # else the proof of what was complete in force may come later
        within = counts & (events.day <= contract.in_force.to)
    chosen = np.flatnonzero(fits & within)
    people = events.person[chosen]
    many = {PERSON: len(records.people), COHORT: len(records.cohorts), CONTRACT: 1}[terms.about]
    offsets = np.searchsorted(people, np.arange(many + 1))
    nearly: dict[int, list[int]] = {}
    for row in np.flatnonzero(near & within):
        nearly.setdefault(int(events.person[row]), []).append(int(events.day[row]))
    return Stream(offsets.tolist(), events.day[chosen].tolist(), chosen.tolist(), nearly)


def asked(check: Reading | Incidents) -> dict[str, Comparison]:
    """What a check asks of each field, and of who completed the record."""
    return {**check.where, **({"by": Comparison(one_of=check.by)} if check.by else {})}


def row_said(events: Events, row: int) -> Mapping[str, Any]:
    """What a row says, field by field."""
    return {name: column.of(row) for name, column in events.fields.items()}


def _fitting(check: Reading | Incidents, terms: RecordTerms, events: Events) -> tuple[np.ndarray, np.ndarray]:
    """For each row whether it fits, and whether it misses by size alone.

    A column is asked once for each different value; only `same_as` needs the whole row.
    """
    fits = np.ones(len(events), dtype=bool)
    by_kind_only = np.ones(len(events), dtype=bool)
    for name, comparison in asked(check).items():
        column, coded = terms.column(name), events.fields[name]
        holds = column.holds if column else ""
        if comparison.same_as:
            failed = [failing(coded.of(row), comparison, holds, row_said(events, row)) for row in range(len(events))]
            fits &= np.asarray([not each for each in failed], dtype=bool)
            by_kind_only &= np.asarray([set(each) <= set(SIZED) for each in failed], dtype=bool)
        else:
            by_value = [("empty",) if value is None else failing(value, comparison, holds) for value in coded.values]
            fits &= coded.where([not each for each in by_value])
            by_kind_only &= coded.where([set(each) <= set(SIZED) for each in by_value])
    return fits, by_kind_only & ~fits
