"""Check: each person's records against what shows each outcome; a finding for every requirement."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

from sop_engine.records.events import Records
from sop_engine.records.working import FINAL, MET, OUT_OF_TIME, WAITING, Finding, Occurrence
from sop_engine.steps.answer import LONG_AGO, Answer, all_of, any_of, best, n_of, one, reported
from sop_engine.steps.claimed import Claimed
from sop_engine.steps.cohort import Cohort, cohorts_of, everybody
from sop_engine.steps.enrol import Enrolment
from sop_engine.steps.looking import Looking
from sop_engine.steps.measured import MeasureChecks
from sop_engine.steps.measuring import Measuring, speaks_of
from sop_engine.steps.period import not_for_this_person, period_to_come, periods
from sop_engine.steps.requirement import RecordChecks
from sop_engine.steps.streams import Streams
from sop_engine.terms.check import (
    AllOf,
    AnyOf,
    Check,
    DayCheck,
    HeldCheck,
    MeasureCheck,
    NOf,
    OnRecords,
    RecordCheck,
    Together,
    named,
    walk,
)
from sop_engine.terms.contract import Contract
from sop_engine.terms.outcome import COHORT, CONTRACT, PERSON, Outcome
from sop_engine.terms.waiting import numbers_of_prices, waits_for
from sop_engine.units.days import NEVER

Way = tuple[str | int, ...]
"""The way to a check within what shows an outcome."""


def check(contract: Contract, records: Records, enrolment: Enrolment) -> tuple[list[Finding], list[Occurrence]]:
    """Look at every outcome: for every person who takes part, then for every cohort, then for the contract.

    Returns findings, one for each requirement, and occurrences: for each subject and each outcome
    that there is for it at least one; for an outcome that repeats one for each time, and the next
    that is still open; for an outcome of each period one for each that has begun.
    """
    checker = Checker(contract, records, enrolment)
    findings: list[Finding] = []
    occurrences: list[Occurrence] = []
    for answer, occurrence in checker.everything():
        findings += answer.findings
        occurrences.append(occurrence)
    return findings, occurrences


class Checker:
    """The outcomes of a contract, looked at for one subject after the other."""

    def __init__(self, contract: Contract, records: Records, enrolment: Enrolment):
        self.contract, self.records, self.enrolment = contract, records, enrolment
        self.streams = Streams(contract, records, enrolment)
        self.on_records = RecordChecks(contract, records, enrolment, self.streams)
        self.on_measures = MeasureChecks(Measuring(self.streams, self._looked_at), records, enrolment.as_at)
        self.cohorts = cohorts_of(contract, records, enrolment)
        self.cohort_of = {person: cohort for cohort in self.cohorts for person in cohort.people}
        self.in_turn = outcomes_in_turn(contract)
        self.reckoned = contract.reckoning()
        self.numbers = numbers_of_prices(contract.clauses, contract.outcomes)
        self.claimed = Claimed(contract, records, enrolment)
        self.people: dict[int, Looking] = {}

    def everything(self) -> Iterator[tuple[Answer, Occurrence]]:
        """Every occurrence of every outcome, of every subject."""
        for person in self.enrolment.people():
            yield from self.person(person)
        for cohort in self.cohorts:
            yield from self._outcomes(self._begin(COHORT, cohort))
        yield from self._outcomes(self._begin(CONTRACT, everybody(self.contract, self.enrolment)))

    def person(self, person: int) -> Iterator[tuple[Answer, Occurrence]]:
        """Every occurrence of every outcome for one person, in the order of the contract."""
        ref = self.records.people[person]
        start, opens = self.enrolment.starts[person], self.contract.in_force.from_
        if self.contract.evidence_counts == "from_enrolment":
            opens = max(opens, start)
        looking = Looking(person, ref, "", start, opens, self.contract.in_force.to, {}, self.reckoned)
        cohort = self.cohort_of.get(person)
        looking.people, looking.cohort = (person,), cohort.name if cohort else ""
        looking.closed = cohort.closed if cohort else None
        self.people[person] = looking
        yield from self._outcomes(looking)

    def _begin(self, subject: str, cohort: Cohort) -> Looking:
        """A cohort, or the contract, about to be looked at."""
        in_force = self.contract.in_force
        opens = max(cohort.first, in_force.from_)
        looking = Looking(-1, cohort.name, "", cohort.first, opens, in_force.to, {}, self.reckoned)
        looking.subject, looking.people, looking.closed = subject, cohort.people, cohort.closed
        looking.cohort = cohort.name if subject == COHORT else ""
        return looking

    def _looked_at(self, person: int) -> Looking:
        """A person, with what they have reached; for measures of people."""
        return self.people[person]

    def _outcomes(self, subject: Looking) -> Iterator[tuple[Answer, Occurrence]]:
        """Every occurrence of every outcome there is for a subject, in the order of the contract."""
        made: dict[str, list[tuple[Answer, Occurrence]]] = {}
        for name in self.in_turn:
            outcome = self.contract.outcomes[name]
            if outcome.subject != subject.subject:
                continue
            looking = replace(subject, outcome=name, that={}, used=set(), held_before={})
            if subject.subject == PERSON and not speaks_of(self.streams, outcome.for_, subject.person):
                subject.answers[name] = not_for_this_person(subject.ref, name)
                continue
            made[name] = list(self._periods(outcome, looking) if outcome.each else self._times(outcome, looking))
            subject.answers[name] = made[name][0][0]
        for name in self.contract.outcomes:
            yield from made.get(name, ())

    def _periods(self, outcome: Outcome, looking: Looking) -> Iterator[tuple[Answer, Occurrence]]:
        """An occurrence for each whole period that has begun; one that waits where none has."""
        assert outcome.each is not None
        waiting = period_to_come(outcome.each, looking, self.enrolment.as_at)
        if waiting is not None:
            yield self._occurrence(waiting, looking)
            return
        for number, period in enumerate(periods(outcome.each, looking, self.enrolment.as_at), 1):
            looking.occurrence, looking.period = number, period
            yield self._occurrence(self._with_prerequisites(outcome, looking), looking)

    def _occurrence(self, answer: Answer, looking: Looking) -> tuple[Answer, Occurrence]:
        met = answer.state == MET
        return (
            answer,
            Occurrence(
                looking.ref,
                looking.outcome,
                looking.occurrence,
                reported(answer),
                answer.reached if met else None,
                answer.shown if met else None,
                answer.known if met else None,
                answer.decided_by,
                answer.rests_on if met else (),
                looking.period,
            ),
        )

    def _times(self, outcome: Outcome, looking: Looking) -> Iterator[tuple[Answer, Occurrence]]:
        most = outcome.repeats.at_most if outcome.repeats else 1
        for number in range(1, most + 1):
            looking.occurrence = number
            answer = self._with_prerequisites(outcome, looking)
            met = answer.state == MET
            yield self._occurrence(answer, looking)
            if not met or not outcome.repeats:
                return
            needed = [finding for finding in answer.findings if finding.requirement in answer.rests_on]
            looking.used |= {cite for finding in needed for cite in finding.cites}
            held = [each for each in needed if each.check == "held"]
            looking.held_before |= {each.requirement: (each.reached or 0, each.shown or 0) for each in held}
            looking.no_sooner = looking.reckoned.apart(answer.reached, outcome.repeats.apart)

    def _with_prerequisites(self, outcome: Outcome, looking: Looking) -> Answer:
        """What shows an outcome, what must be reached as well, what its price looks at, and that it was claimed."""
        needed = [self._look(outcome.shown_by, looking, ())]
        if self.contract.prerequisites == "enforced":
            needed += [self._prerequisite(name, looking) for name in outcome.after]
        for name in self.numbers.get(looking.outcome, ()):
            needed.append(self.on_measures.answer_number(name, looking, f"price by {name}"))
        together = all_of(needed) if len(needed) > 1 else needed[0]
        return self.claimed.answer(together, looking)

    def _prerequisite(self, name: str, looking: Looking) -> Answer:
        other = looking.answers[name]
        state = MET if other.state == MET else OUT_OF_TIME if other.state in FINAL else WAITING
        way = f"after {name}"
        finding = Finding(looking.ref, looking.outcome, looking.occurrence, way, name, "after", state, waits_for=name)
        if state == MET:
            finding = finding._replace(reached=other.reached, shown=other.shown, known=other.known, number=1)
        return one(finding, other.seen, other.soonest)

    # -- what shows an outcome, part by part

    def _look(self, check: Check, looking: Looking, way: Way) -> Answer:
        if isinstance(check, AllOf):
            return self._every_part(check, looking, way)
        if isinstance(check, AnyOf):
            return any_of([self._look(part, looking, (*way, "any_of", i)) for i, part in enumerate(check.parts)])
        if isinstance(check, NOf):
            parts = [self._look(part, looking, (*way, "these", i)) for i, part in enumerate(check.parts)]
            return n_of(parts, check.n_of)
        if isinstance(check, MeasureCheck):
            return self.on_measures.answer_measure(check, looking, named(way))
        if isinstance(check, DayCheck):
            return self.on_measures.answer_day(check, looking, named(way))
        if isinstance(check, HeldCheck):
            return self.on_records.answer_held(check, looking, named(way))
        return self.on_records.answer_count(check, looking, named(way))

    def _every_part(self, check: AllOf, looking: Looking, way: Way) -> Answer:
        """Every part; for a time that may come no sooner, the part that dates it, or the best of them, must."""
        if looking.no_sooner == LONG_AGO:
            return self._match(check, looking, way)
        dating = _dating(check)
        later = range(len(check.parts)) if dating is None else [dating]
        return best([self._match(check, looking, way, i) for i in later])

    def _match(self, check: AllOf, looking: Looking, way: Way, later: int | None = None) -> Answer:
        """Every part; where one says `that tenancy`, each tenancy in turn, and the earliest full match.

        `later` is the place of the part that must come no sooner than the time allows.
        """
        pointed_at = _pointed_at(check)
        dating = _dating(check)

        def search(i: int, so_far: list[Answer]) -> Answer:
            if i == len(check.parts):
                return all_of(so_far, dating)
            part, here = check.parts[i], (*way, "all_of", i)
            with _part(looking, self._may_come_late(dating, i), anytime=later != i):
                if not isinstance(part, RecordCheck) or part.reads not in pointed_at:
                    lead, each, other = "", [], self._look(part, looking, here)
                else:
                    lead, each = part.reads, [*self.on_records.answer_each(part, looking, named(here))]
                    another = self.on_records.answer_another if each else self.on_records.answer_count
                    other = another(part, looking, named(here))
            if not lead:
                return search(i + 1, [*so_far, other])
            outside = looking.that.pop(lead, None)
            answer = turn(i, lead, so_far, each, other)
            if outside is not None:
                looking.that[lead] = outside
            return answer

        def turn(i: int, lead: str, so_far: list[Answer], each: list[Answer], another: Answer) -> Answer:
            tries = []
            for answer in each:
                looking.that[lead] = answer.shown
                tries.append(search(i + 1, [*so_far, answer]))
            looking.that.pop(lead, None)
            hopeful = [answer for answer in tries if answer.state not in FINAL]
            if any(answer.state == MET for answer in hopeful):
                return best(hopeful)
            if hopeful:
                return hopeful[-1]
            lost = tries[-1:]
            # The days of those before have passed; would another, now or later, still be in time?
            for day in _days_to_come(another):
                looking.that[lead] = day
                lost.append(search(i + 1, [*so_far, another]))
                looking.that.pop(lead, None)
                if lost[-1].state not in FINAL:
                    return search(i + 1, [*so_far, another])
            return lost[0] if lost else search(i + 1, [*so_far, another])

        return search(0, [])

    def _may_come_late(self, dating: int | None, i: int) -> bool:
        """What only proves, and does not date the outcome, may come after the contract unless it says otherwise."""
        return dating not in (None, i) and self.contract.counts_until == "reached_in_force"


def _days_to_come(another: Answer) -> list[int]:
    """Days on which another record could still come: the first, the last and some between; none if it is too late."""
    if another.state in FINAL:
        return []
    first = another.soonest
    last = max(first, another.findings[0].closes or first + 3_650)
    return sorted({first + (last - first) * part // 12 for part in range(13)})


@contextmanager
def _part(looking: Looking, may_come_late: bool, anytime: bool) -> Iterator[None]:
    """Look at one part: with or without the last day of the contract, and the day before which it may not come."""
    last_day, no_sooner = looking.last_day, looking.no_sooner
    looking.last_day = NEVER if may_come_late else last_day
    looking.no_sooner = LONG_AGO if anytime else no_sooner
    yield
    looking.last_day, looking.no_sooner = last_day, no_sooner


def _dating(check: AllOf) -> int | None:
    """The place of the part that dates the outcome, where one is named."""
    return next((i for i, part in enumerate(check.parts) if _reads(part) == check.dated_by), None)


def _pointed_at(check: AllOf) -> set[str]:
    """The records that some part points at by `that`."""
    parts = [part for _, part in walk(check) if not isinstance(part, Together)]
    return {anchor.of for part in parts for anchor in part.anchors() if anchor.that}


def _reads(check: Check) -> str:
    """The record a check reads; nothing for parts put together."""
    return check.reads if isinstance(check, OnRecords) else ""


def outcomes_in_turn(contract: Contract) -> list[str]:
    """The outcomes, each after those that it waits for; the loader has refused circles."""
    placed: list[str] = []
    numbers = numbers_of_prices(contract.clauses, contract.outcomes)

    def place(name: str) -> None:
        if name not in placed:
            for other in waits_for(contract.outcomes[name], contract.measures, numbers.get(name, ())):
                place(other)
            placed.append(name)

    for name in contract.outcomes:
        place(name)
    return placed
