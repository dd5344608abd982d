"""Cohort: the people who take part, put together as the contract says; everybody together is the contract's own."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import count
from typing import Any

from sop_engine.records.events import Records
from sop_engine.steps.enrol import Enrolment
from sop_engine.terms.contract import Cohorts, Contract
from sop_engine.terms.outcome import COHORT, CONTRACT
from sop_engine.units.days import as_date, corresponding

EVERYBODY = "contract"
"""What the contract itself is called where others have a reference."""


@dataclass(frozen=True, slots=True)
class Cohort:
    """Some of the people who take part, or all of them: a subject of outcomes of its own.

    `first` is its first day, `closed` the last day on which anybody can join it.  `people` are
    places in `Records.people`.
    """

    name: str
    first: int
    closed: int
    people: tuple[int, ...]


def everybody(contract: Contract, enrolment: Enrolment) -> Cohort:
    """The contract as a subject: everybody who takes part and had started by its last day."""
    return Cohort(EVERYBODY, contract.in_force.from_, contract.in_force.to, _started(contract, enrolment))


def _started(contract: Contract, enrolment: Enrolment) -> tuple[int, ...]:
    """Who had started by the last day of the contract: on that day everybody is closed."""
    return tuple(person for person in enrolment.people() if enrolment.starts[person] <= contract.in_force.to)


def cohorts_of(contract: Contract, records: Records, enrolment: Enrolment) -> tuple[Cohort, ...]:
    """The cohorts of a contract, in the order of their first day, count or category.

    By time, every cohort that has begun by the day of the run is there, with or without people;
    by count, the last is there as soon as somebody is in it; by category, each category is.
    """
    if contract.cohorts is None:
        return ()
    if contract.cohorts.every is not None:
        return _by_time(contract, contract.cohorts, enrolment)
    if contract.cohorts.of is not None:
        return _by_count(contract, contract.cohorts.of, records, enrolment)
    return _by_category(contract, str(contract.cohorts.by), records, enrolment)


def _by_time(contract: Contract, terms: Cohorts, enrolment: Enrolment) -> tuple[Cohort, ...]:
    every, from_ = terms.every, terms.from_
    if every is None or from_ is None:
        return ()
    made: list[Cohort] = []
    for number in count():
        first = corresponding(from_, every.months * number, every.days * number)
        closed = corresponding(from_, every.months * (number + 1), every.days * (number + 1)) - 1
        closed = min(closed, contract.in_force.to)
        if first > min(enrolment.as_at, contract.in_force.to):
            return tuple(made)
        people = tuple(p for p in enrolment.people() if first <= enrolment.starts[p] <= closed)
        made.append(Cohort(as_date(first).isoformat(), first, closed, people))
    return ()


def _by_count(contract: Contract, size: int, records: Records, enrolment: Enrolment) -> tuple[Cohort, ...]:
    in_turn = sorted(_started(contract, enrolment), key=lambda p: (enrolment.starts[p], records.people[p]))
    made = []
    for number, at in enumerate(range(0, len(in_turn), size), 1):
        people = in_turn[at : at + size]
        full = len(people) == size
        closed = enrolment.starts[people[-1]] if full else contract.in_force.to
        made.append(Cohort(str(number), enrolment.starts[people[0]], closed, tuple(sorted(people))))
    return tuple(made)


def _by_category(contract: Contract, field: str, records: Records, enrolment: Enrolment) -> tuple[Cohort, ...]:
    column = contract.records[contract.enrolled_by].fields[field]
    by: dict[str, list[int]] = defaultdict(list)
    for person in _started(contract, enrolment):
        by[str(enrolled(contract, records, enrolment, person)[field])].append(person)
    in_force = contract.in_force
    return tuple(Cohort(each, in_force.from_, in_force.to, tuple(by[each])) for each in column.categories)


def together(contract: Contract, records: Records, enrolment: Enrolment) -> tuple[tuple[str, str, int], ...]:
    """The subjects beside people that outcomes are of: cohort or contract, its name, and its first day."""
    of = {outcome.subject for outcome in contract.outcomes.values()}
    made = [(COHORT, each) for each in cohorts_of(contract, records, enrolment) if COHORT in of]
    made += [(CONTRACT, everybody(contract, enrolment))] if CONTRACT in of else []
    return tuple((subject, each.name, each.first) for subject, each in made)


def enrolled(contract: Contract, records: Records, enrolment: Enrolment, person: int) -> Mapping[str, Any]:
    """What the record that enrols a person says, field by field."""
    events = records.events[contract.enrolled_by]
    return {name: column.of(enrolment.rows[person]) for name, column in events.fields.items()}
