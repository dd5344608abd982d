"""Check: each person's records against what shows each outcome; a finding for every requirement."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from functools import partial
from itertools import takewhile

from sop_engine.records.events import Records
from sop_engine.records.posted import NOTHING_POSTED, Posted
from sop_engine.records.working import FINAL, MET, OUT_OF_TIME, WAITING, Finding, Occurrence
from sop_engine.steps.answer import LONG_AGO, Answer, all_of, any_of, best, n_of, one, reported
from sop_engine.steps.around import Around, renumbered
from sop_engine.steps.claimed import CLAIM, Claimed, claimed_on
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
from sop_engine.terms.deed import STARTED, Deeds, Stretch
from sop_engine.terms.outcome import COHORT, CONTRACT, PERSON, Outcome
from sop_engine.terms.waiting import numbers_of_prices, waits_for
from sop_engine.units.days import NEVER

Way = tuple[str | int, ...]
"""The way to a check within what shows an outcome."""


def check(
    contract: Contract, records: Records, enrolment: Enrolment, posted: Posted = NOTHING_POSTED
) -> tuple[list[Finding], list[Occurrence]]:
    """Look at every outcome: for every person who takes part, then for every cohort, then for the contract.

    Returns findings, one for each requirement, and occurrences: for each subject and each outcome
    that there is for it at least one; for an outcome that repeats one for each time, and the next
    that is still open; for an outcome of each period one for each that has begun.  The times that
    were posted before stay where the records still show them, and others are placed around them.
    """
    through = _Through(contract, records, enrolment, posted)
    findings: list[Finding] = []
    occurrences: list[Occurrence] = []
    for made in through.everything():
        for name in contract.outcomes:
            for answer, occurrence, _ in made.get(name, ()):
                deeds = occurrence.deeds
                findings += [each._replace(deeds=deeds) for each in answer.findings] if deeds else answer.findings
                occurrences.append(occurrence)
    return findings, occurrences


Made = dict[str, list[tuple[Answer, Occurrence, bool]]]
"""What was made of each outcome for one subject: each time, and whether the terms it was found under settle it."""


class _Through:
    """Every subject, taken through the days between deeds: under the terms of each, one after the other."""

    def __init__(self, contract: Contract, records: Records, enrolment: Enrolment, posted: Posted):
        self.contract, self.records, self.enrolment = contract, records, enrolment
        self.posted = posted.times()
        self.people: dict[int, Looking] = {}
        self.checkers: dict[Deeds, Checker] = {}

    def everything(self) -> Iterator[Made]:
        """What was made of every subject: people first, because cohorts and the contract look at them."""
        for person in self.enrolment.people():
            own = self.enrolment.held_by(person)
            yield self._spans(own, partial(Checker.begin_person, person=person))
            for name in self.contract.outcomes:  # a deed has added it for others
                self.people[person].answers.setdefault(name, not_for_this_person(self.records.people[person], name))
        for cohort in cohorts_of(self.contract, self.records, self.enrolment):
            own = self.contract.for_person({STARTED: cohort.first})
            yield self._spans(own, partial(Checker.begin, subject=COHORT, cohort=cohort))
        all_of_them = everybody(self.contract, self.enrolment)
        own = self.contract.for_person({STARTED: self.contract.in_force.from_})
        yield self._spans(own, partial(Checker.begin, subject=CONTRACT, cohort=all_of_them))

    def _spans(self, own: Deeds, begin: Callable[["Checker"], Looking]) -> Made:
        made: Made = {}
        for span in self.contract.spans(own, self.enrolment.as_at, self.enrolment.known_at):
            if span.deeds not in self.checkers:
                terms = self.contract.under(span.deeds)
                self.checkers[span.deeds] = Checker(terms, self.records, self.enrolment, self.people, self.posted)
            checker = self.checkers[span.deeds]
            looking = begin(checker)
            looking.begins, looking.claimed_from = span.reached[0], span.claimed[0]
            made = checker.outcomes(looking, span, {name: _settled(each) for name, each in made.items()})
        return made


def _settled(times: list[tuple[Answer, Occurrence, bool]]) -> list[tuple[Answer, Occurrence, bool]]:
    """The times that later terms do not touch; of times that follow each other, up to the first that is open."""
    by_period = any(occurrence.period for _, occurrence, _ in times)
    return [each for each in times if each[2]] if by_period else list(takewhile(lambda each: each[2], times))


class Checker:
    """The outcomes of a contract, looked at for one subject after the other."""

    def __init__(
        self,
        contract: Contract,
        records: Records,
        enrolment: Enrolment,
        people: dict[int, Looking] | None = None,
        posted: Mapping[tuple[str, str], tuple[int, ...]] | None = None,
    ):
        """`people` are shared by the versions of a contract: measures look at what people have reached.

        `posted` are the days that stay, in the order in which they were posted.
        """
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
        self.people: dict[int, Looking] = {} if people is None else people
        self.posted = posted or {}

    def begin_person(self, person: int) -> Looking:
        """A person, about to be looked at."""
        ref = self.records.people[person]
        start, opens = self.enrolment.starts[person], self.contract.in_force.from_
        if self.contract.evidence_counts == "from_enrolment":
            opens = max(opens, start)
        looking = Looking(person, ref, "", start, opens, self.contract.in_force.to, {}, self.reckoned)
        cohort = self.cohort_of.get(person)
        looking.people, looking.cohort = (person,), cohort.name if cohort else ""
        looking.closed = cohort.closed if cohort else None
        self.people[person] = looking
        return looking

    def begin(self, subject: str, cohort: Cohort) -> Looking:
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

    def outcomes(self, subject: Looking, span: Stretch, before: Made) -> Made:
        """Every occurrence of every outcome there is for a subject, under the terms of some days.

        `before` is what earlier terms have settled: it stays, and is not reached again.
        """
        made = {name: times for name, times in before.items() if times}
        subject.answers.update((name, times[0][0]) for name, times in made.items())
        for name in self.in_turn:
            outcome, times = self.contract.outcomes[name], made.get(name, [])
            if outcome.subject != subject.subject:
                continue
            looking = replace(subject, outcome=name, that={}, used=set(), held_before={})
            looking.ends = span.reached[1]
            if subject.subject == PERSON and not speaks_of(self.streams, outcome.for_, subject.person):
                if not times:
                    subject.answers[name] = not_for_this_person(subject.ref, name)
                continue
            for answer, _, _ in times:
                self.claimed.taken(answer, looking)
            look = self._periods if outcome.each else self._times
            new = [
                (answer, occurrence._replace(deeds=span.deeds), _within(answer, occurrence, span))
                for answer, occurrence in look(outcome, looking, times)
            ]
            made[name] = sorted([*times, *new], key=lambda each: each[1].occurrence)
            subject.answers[name] = made[name][0][0]
            subject.times[name] = tuple(answer for answer, *_ in made[name])
        return made

    def _periods(
        self, outcome: Outcome, looking: Looking, before: list[tuple[Answer, Occurrence, bool]]
    ) -> Iterator[tuple[Answer, Occurrence]]:
        """An occurrence for each whole period that has begun; one that waits where none has."""
        assert outcome.each is not None
        waiting = period_to_come(outcome.each, looking, self.enrolment.as_at)
        if waiting is not None and not before:
            yield self._occurrence(waiting, looking)
        if waiting is not None:
            return
        settled = {occurrence.occurrence for _, occurrence, _ in before}
        for number, period in enumerate(periods(outcome.each, looking, self.enrolment.as_at), 1):
            if number not in settled:
                looking.occurrence, looking.period = number, period
                yield self._occurrence(self._with_prerequisites(outcome, looking), looking)

    def _occurrence(self, answer: Answer, looking: Looking) -> tuple[Answer, Occurrence]:
        met = answer.state == MET
        if met and answer.known < looking.claimed_from:
            answer = answer._replace(known=looking.claimed_from)
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
                expected=None if met else self._expected(answer),
            ),
        )

    def _expected(self, answer: Answer) -> int | None:
        """The day on which what is not met will be reached, as far as it is known, or before which it cannot be.

        A day that is past is known of a hold that has only to be shown, and of what has only to be claimed.
        """
        if answer.state in FINAL or not LONG_AGO < answer.soonest < NEVER:
            return None
        unmet = [each for each in answer.findings if each.state != MET]
        known = all(each.check == CLAIM or (each.check == "held" and each.complete is not None) for each in unmet)
        return answer.soonest if known else max(answer.soonest, self.enrolment.as_at)

    def _times(
        self, outcome: Outcome, looking: Looking, before: list[tuple[Answer, Occurrence, bool]]
    ) -> Iterator[tuple[Answer, Occurrence]]:
        """Each time an outcome is reached, after those that are settled, and the next that is open."""
        most = outcome.repeats.at_most if outcome.repeats else 1
        for answer, _, _ in before:
            self._no_more(outcome, looking, answer)
        posted = self.posted.get((looking.ref, looking.outcome), ()) if outcome.repeats else ()
        if posted:
            settled = {occurrence.reached for _, occurrence, _ in before}
            posted = tuple(day for day in posted if day not in settled)
            times = self._around(outcome, looking, posted, most - len(before))
            for number, answer in enumerate(times, len(before) + 1):
                looking.occurrence = number
                yield self._occurrence(renumbered(answer, number), looking)
            return
        for number in range(len(before) + 1, most + 1):
            looking.occurrence = number
            answer = self._with_prerequisites(outcome, looking)
            yield self._occurrence(answer, looking)
            if answer.state != MET or not outcome.repeats:
                return
            self._no_more(outcome, looking, answer)

    def _around(self, outcome: Outcome, looking: Looking, posted: tuple[int, ...], most: int) -> list[Answer]:
        """The times of an outcome that repeats, around those that were posted."""
        assert outcome.repeats is not None
        apart = outcome.repeats.apart
        around = Around(
            looking,
            partial(self._unclaimed, outcome),
            self.claimed.answer,
            partial(self._no_more, outcome),
            lambda reached: looking.reckoned.apart(reached, apart),
        )
        return around.times(posted, most)

    def _no_more(self, outcome: Outcome, looking: Looking, answer: Answer) -> None:
        """What one time rests on shows no other, and the next may come no sooner than `apart`."""
        needed = [finding for finding in answer.findings if finding.requirement in answer.rests_on]
        looking.used |= {cite for finding in needed for cite in finding.cites}
        held = [each for each in needed if each.check == "held"]
        looking.held_before |= {each.requirement: (each.reached or 0, each.shown or 0) for each in held}
        if outcome.repeats:
            looking.no_sooner = looking.reckoned.apart(answer.reached, outcome.repeats.apart)

    def _with_prerequisites(self, outcome: Outcome, looking: Looking) -> Answer:
        """What shows an outcome, all that it needs besides, and that it was claimed."""
        return self.claimed.answer(self._unclaimed(outcome, looking), looking)

    def _unclaimed(self, outcome: Outcome, looking: Looking) -> Answer:
        """What shows an outcome, and all that it needs besides.

        What these terms have complete before they hold is looked for again, from their first day.
        """
        together, no_sooner = self._needed(outcome, looking), looking.no_sooner
        if together.state == MET and together.reached < looking.begins:
            looking.no_sooner = max(no_sooner, looking.begins)
            together = self._needed(outcome, looking)
            looking.no_sooner = no_sooner
            if together.state == MET and together.reached < looking.begins:  # such as a number that was final before
                together = together._replace(state=OUT_OF_TIME, reached=0, shown=0, known=0, soonest=NEVER)
        return together

    def _needed(self, outcome: Outcome, looking: Looking) -> Answer:
        """What shows an outcome, what must be reached as well, and what its price looks at."""
        needed = [self._look(outcome.shown_by, looking, ())]
        if self.contract.prerequisites == "enforced":
            needed += [self._prerequisite(name, looking) for name in outcome.after]
        for name in self.numbers.get(looking.outcome, ()):
            needed.append(self.on_measures.answer_number(name, looking, f"price by {name}"))
        return all_of(needed) if len(needed) > 1 else needed[0]

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


def _within(answer: Answer, occurrence: Occurrence, span: Stretch) -> bool:
    """Whether an occurrence is reached and claimed within the days of the terms it was found under."""
    if occurrence.reached is None or occurrence.known is None:
        return False
    return occurrence.reached <= span.reached[1] and claimed_on(answer) <= span.claimed[1]


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
