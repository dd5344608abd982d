"""Select: the records that a check reads, person by person, filtered as columns before any loop."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from sop_engine.checks.comparison import SIZED, failing, satisfied
from sop_engine.records.events import Events, Records
from sop_engine.steps.enrol import COUNTS, Enrolment
from sop_engine.terms.check import Comparison, CountCheck, HeldCheck, RecordCheck
from sop_engine.terms.contract import Contract
from sop_engine.terms.record import RecordTerms

Leaf = RecordCheck | CountCheck | HeldCheck


@dataclass(frozen=True, slots=True)
class Stream:
    """The records one check reads: for each person a slice of days, and the rows they stand in.

    `near` counts, for each person, the records that miss only by size (three steps asked, two
    taken): they make the difference between no record and too small a one.
    """

    offsets: list[int]
    days: list[int]
    rows: list[int]
    near: list[int]
    fits: np.ndarray
    """For each row of the kind, whether it satisfies `where` and `by`."""

    def of(self, person: int) -> tuple[list[int], list[int]]:
        """The days of one person, sorted, and the rows they stand in."""
        start, end = self.offsets[person], self.offsets[person + 1]
        return self.days[start:end], self.rows[start:end]


def select(check: Leaf, contract: Contract, records: Records, enrolment: Enrolment) -> Stream:
    """The stream of a check: the rows that count and satisfy all that is stated of them."""
    events, terms = records.events[check.reads], contract.records[check.reads]
    fits, near = _fitting(check, terms, events)
    counts = enrolment.standing[check.reads] == COUNTS
    if isinstance(check, HeldCheck) and contract.counts_until == "reached_in_force":
        within = counts  # the proof of a time that was complete in force may come later
    else:
        within = counts & (events.day <= enrolment.last_day)
    chosen = np.flatnonzero(fits & within)
    people = events.person[chosen]
    offsets = np.searchsorted(people, np.arange(len(records.people) + 1))
    nearly = (
        np.bincount(events.person[near & within], minlength=len(records.people))
        if len(events)
        else np.zeros(len(records.people), int)
    )
    return Stream(offsets.tolist(), events.day[chosen].tolist(), chosen.tolist(), nearly.tolist(), fits)


def misfit(check: Leaf, contract: Contract, events: Events, row: int) -> str:
    """Why a row is not what a check asks for: what it says, and what is asked; "" when it fits."""
    terms = contract.records[check.reads]
    for name, comparison in _asked(check).items():
        column, value = terms.column(name), events.fields[name].of(row)
        if column is None or satisfied(value, comparison, column.holds, _row(events, row)):
            continue
        shown = "a value that is not shown" if column.personal else _said(value)
        says = f"completed by {shown}" if name == "by" else f"{name} is {shown}"
        return f"{says}; asked for: {in_words(comparison)}"
    return ""


def in_words(comparison: Comparison) -> str:
    """A comparison as a sentence says it.

    Example:
        >>> in_words(Comparison(at_least="8", below="25"))
        'at least 8, below 25'
    """
    return ", ".join(_worded(name, value) for name, value in comparison.stated().items())


def _worded(name: str, value: Any) -> str:
    if name == "is_":
        return str(value)
    if name == "one_of":
        return " or ".join(value)
    if name == "between":
        return f"between {value[0]} and {value[1]}"
    if name == "has_at_least":
        return f"at least {value} of them"
    return f"{name.replace('_', ' ')} {value}"


def _said(value: Any) -> str:
    if value is None:
        return "empty"
    if isinstance(value, tuple):
        return f"{len(value)} ({', '.join(value)})"
    return str(value)


def _asked(check: Leaf) -> dict[str, Comparison]:
    return {**check.where, **({"by": Comparison(one_of=check.by)} if check.by else {})}


def _row(events: Events, row: int) -> Mapping[str, Any]:
    return {name: column.of(row) for name, column in events.fields.items()}


def _fitting(check: Leaf, terms: RecordTerms, events: Events) -> tuple[np.ndarray, np.ndarray]:
    """For each row whether it fits, and whether it misses by size alone.

    A column is asked once for each different value; only `same_as` needs the whole row.
    """
    fits = np.ones(len(events), dtype=bool)
    by_kind_only = np.ones(len(events), dtype=bool)
    for name, comparison in _asked(check).items():
        column, coded = terms.column(name), events.fields[name]
        holds = column.holds if column else ""
        if comparison.same_as:
            failed = [failing(coded.of(row), comparison, holds, _row(events, row)) for row in range(len(events))]
            fits &= np.asarray([not each for each in failed], dtype=bool)
            by_kind_only &= np.asarray([set(each) <= set(SIZED) for each in failed], dtype=bool)
        else:
            by_value = [("empty",) if value is None else failing(value, comparison, holds) for value in coded.values]
            fits &= coded.where([not each for each in by_value])
            by_kind_only &= coded.where([set(each) <= set(SIZED) for each in by_value])
    return fits, by_kind_only & ~fits
