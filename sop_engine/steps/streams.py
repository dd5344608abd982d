"""Streams: the rows that each check and each measure reads, for whichever subject is looked at."""

from sop_engine.records.events import Records
from sop_engine.steps.enrol import Enrolment
from sop_engine.steps.looking import Looking
from sop_engine.steps.select import Leaf, Reading, Stream, select
from sop_engine.terms.check import HeldCheck, Incidents, RecordCheck, leaves
from sop_engine.terms.contract import Contract
from sop_engine.terms.measure import DaysMeasure, OverRecords, PeopleMeasure, ShareMeasure
from sop_engine.terms.outcome import COHORT, CONTRACT

Rows = tuple[list[int], list[int]]
"""Days in order, and the rows of the record they stand in."""


class Streams:
    """The rows of every check and measure of a contract, filtered once and looked up by subject."""

    def __init__(self, contract: Contract, records: Records, enrolment: Enrolment):
        self.contract, self.records, self.enrolment = contract, records, enrolment
        self.streams: dict[int, Stream] = {}
        self.beside: dict[str, list[RecordCheck]] = {}
        self.excepted: dict[str, RecordCheck] = {}
        for outcome in contract.outcomes.values():
            for leaf in leaves(outcome.shown_by):
                self._add(leaf)
                if isinstance(leaf, HeldCheck):
                    self._beside_a_hold(leaf)
        for name, measure in contract.measures.items():
            if isinstance(measure, OverRecords):
                self._add(measure)
            if isinstance(measure, ShareMeasure):
                self._beside(name, [RecordCheck(record=measure.share, where=measure.among, by=measure.by)])
            if isinstance(measure, DaysMeasure):
                self._beside(name, [RecordCheck(record=each) for each in measure.except_])
            if isinstance(measure, PeopleMeasure) and measure.having:
                self._beside(name, [RecordCheck(record=measure.having, where=measure.where, by=measure.by)])

    def _add(self, reading: Reading | Incidents) -> None:
        self.streams[id(reading)] = select(reading, self.contract, self.records, self.enrolment)

    def _beside(self, name: str, checks: list[RecordCheck]) -> None:
        """What a measure reads beside its own rows; kept, so that each stays itself."""
        self.beside[name] = checks
        for each in checks:
            self._add(each)

    def near(self, check: Leaf, looking: Looking) -> list[int]:
        """The days of a subject's records that miss only by size."""
        near = self.streams[id(check)].near
        return [day for each in self._whose(check, looking) for day in near.get(each, ())]

    def _beside_a_hold(self, check: HeldCheck) -> None:
        """The incidents that something held permits, and the records whose days it leaves out."""
        if check.incidents:
            self._add(check.incidents)
        for name in check.except_:
            if name in self.contract.records and name not in self.excepted:
                self.excepted[name] = RecordCheck(record=name)
                self._add(self.excepted[name])

    def of(self, reading: Reading | Incidents, looking: Looking) -> Rows:
        """The days and rows of a subject: a person's own, a cohort's people's, everybody's; or what is about itself."""
        return _together(self.streams[id(reading)], self._whose(reading, looking))

    def _whose(self, reading: Reading | Incidents, looking: Looking) -> tuple[int, ...]:
        """Whose records a subject reads, as places in the stream."""
        about = self.contract.records[reading.reads].about
        if about == CONTRACT:
            return (0,)
        return self._cohorts(looking) if about == COHORT else looking.people

    def _cohorts(self, looking: Looking) -> tuple[int, ...]:
        """The cohorts whose records a subject reads: its own, or the contract every one."""
        names = self.records.cohorts
        if looking.subject == CONTRACT:
            return tuple(range(len(names)))
        return (names.index(looking.cohort),) if looking.cohort in names else ()

    def values(self, kind: str, field: str, rows: list[int]) -> list[object]:
        """What a field of some rows says."""
        column = self.records.events[kind].fields[field]
        return [column.of(row) for row in rows]

    def spells(self, kind: str, rows: list[int]) -> list[tuple[int, int]]:
        """The first and the last day of some rows."""
        events = self.records.events[kind]
        return [(int(events.first[row]), int(events.day[row])) for row in rows]


def _together(stream: Stream, subjects: tuple[int, ...]) -> Rows:
    """The rows of several, in order of day."""
    if len(subjects) == 1:
        return stream.of(subjects[0])
    found = sorted(each for subject in subjects for each in zip(*stream.of(subject), strict=True))
    return [day for day, _ in found], [row for _, row in found]
