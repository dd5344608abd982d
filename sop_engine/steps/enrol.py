"""Enrol: who takes part from which day, and which rows count at all, as at a day."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from sop_engine.records.events import Events, Records
from sop_engine.terms.contract import Contract
from sop_engine.terms.deed import REFERRED, STARTED, Deeds
from sop_engine.terms.outcome import PERSON
from sop_engine.units.days import NEVER, say

COUNTS = 0
"""The code of a row that counts; every other code is a place in `Enrolment.reasons`."""


@dataclass(frozen=True, slots=True)
class Enrolment:
    """Who takes part, and what each row of evidence is worth before any check has looked at it.

    `starts` has a day for each person, NEVER for those who do not take part, and `rows` the place
    of the record that enrols each.  `standing` has a code for each row of each kind: COUNTS, or
    the place of a sentence in `reasons`.
    """

    starts: tuple[int, ...]
    rows: tuple[int, ...]
    standing: Mapping[str, np.ndarray]
    reasons: tuple[str, ...]
    as_at: int
    known_at: int
    deeds: tuple[Deeds, ...] = ()
    """For each person the deeds that hold for all that concerns them; empty where the contract has none."""

    def held_by(self, person: int) -> Deeds:
        """The deeds that hold for all that concerns a person."""
        return self.deeds[person] if self.deeds else ()

    def people(self) -> list[int]:
        """The places of those who take part, in order of reference."""
        return [person for person, start in enumerate(self.starts) if start != NEVER]


def enrol(contract: Contract, records: Records, as_at: int, known_at: int) -> Enrolment:
    """Find each person's first day, and set aside the rows that cannot count.

    Rows dated after `as_at`, known only after `known_at`, about somebody who does not take part,
    or (as the contract says) dated before the person joined, do not count; each has its reason.
    """
    enrolling = records.events[contract.enrolled_by]
    outside = contract.enrolled == "in_force"
    starts, rows = [NEVER] * len(records.people), [-1] * len(records.people)
    deeds: list[Deeds] = [()] * len(records.people) if contract.deeds else []
    for row in range(len(enrolling)):
        day, person = int(enrolling.day[row]), int(enrolling.person[row])
        timely = day <= as_at and int(enrolling.known[row]) <= known_at
        holding = _holding(contract, enrolling, row)
        in_force = contract.under(holding).in_force
        if timely and (not outside or in_force.from_ <= day <= in_force.to):
            starts[person], rows[person] = day, row
            if deeds:
                deeds[person] = holding
    reasons = (
        "",
        f"dated after {say(as_at)}, the day of this run",
        f"known only after {say(known_at)}",
        "the person does not take part: no enrolment counts on the day of this run",
        "dated before the person joined",
        f"dated before the contract was in force, {say(contract.in_force.from_)}",
    )
    first = np.asarray(starts, dtype=np.int64)
    standing = {
        kind: _standing(contract, contract.records[kind].about, events, first, as_at, known_at)
        for kind, events in records.events.items()
    }
    return Enrolment(tuple(starts), tuple(rows), standing, reasons, as_at, known_at, tuple(deeds))


def _holding(contract: Contract, enrolling: Events, row: int) -> Deeds:
    """The deeds that hold for whom a row enrols: by the day of the start, or of the referral."""
    days = {STARTED: int(enrolling.day[row])}
    for deed in contract.deeds:
        if deed.for_ == REFERRED:
            days[REFERRED] = enrolling.fields[deed.referred_by].of(row)
    return contract.for_person(days)


def _standing(
    contract: Contract, about: str, events: Events, first: np.ndarray, as_at: int, known_at: int
) -> np.ndarray:
    """The code of each row of one kind; where several hold, the one that comes first in time is told."""
    codes = np.zeros(len(events), dtype=np.int8)
    codes[events.day < contract.in_force.from_] = 5
    if about == PERSON:
        starts = first[events.person] if len(events) else np.zeros(0, dtype=np.int64)
        if contract.evidence_counts == "from_enrolment":
            codes[events.day < starts] = 4
        codes[starts == NEVER] = 3
    codes[events.known > known_at] = 2
    codes[events.day > as_at] = 1
    return codes
