"""Check: each person's records against what shows each outcome; a finding for every requirement."""

from collections.abc import Iterator
from contextlib import contextmanager

from sop_engine.records.events import Records
from sop_engine.records.working import AWAITED, FINAL, MET, OUT_OF_TIME, WAITING, Finding, Occurrence
from sop_engine.steps.answer import Answer, all_of, any_of, one, reported
from sop_engine.steps.enrol import Enrolment
from sop_engine.steps.looking import Looking
from sop_engine.steps.requirement import RecordChecks
from sop_engine.terms.check import AllOf, AnyOf, Check, HeldCheck, RecordCheck, leaves, named, walk
from sop_engine.terms.contract import Contract
from sop_engine.terms.outcome import Outcome
from sop_engine.terms.written import START
from sop_engine.units.days import NEVER

Way = tuple[str | int, ...]
"""The way to a check within what shows an outcome."""


def check(contract: Contract, records: Records, enrolment: Enrolment) -> tuple[list[Finding], list[Occurrence]]:
    """Look at every outcome for every person who takes part.

    Returns findings, one for each requirement, and occurrences: for each person and outcome at
    least one, and for an outcome that repeats one for each time, and the next that is still open.
    """
    checker = Checker(contract, records, enrolment)
    findings: list[Finding] = []
    occurrences: list[Occurrence] = []
    for person in enrolment.people():
        for answer, occurrence in checker.person(person):
            findings += answer.findings
            occurrences.append(occurrence)
    return findings, occurrences


class Checker:
    """The outcomes of a contract, looked at for one person after the other."""

    def __init__(self, contract: Contract, records: Records, enrolment: Enrolment):
        self.contract, self.records, self.enrolment = contract, records, enrolment
        self.on_records = RecordChecks(contract, records, enrolment)
        self.in_turn = outcomes_in_turn(contract)

    def person(self, person: int) -> Iterator[tuple[Answer, Occurrence]]:
        """Every occurrence of every outcome for one person, in the order of the contract."""
        ref = self.records.people[person]
        start, opens = self.enrolment.starts[person], self.contract.in_force.from_
        if self.contract.evidence_counts == "from_enrolment":
            opens = max(opens, start)
        answers: dict[str, Answer] = {}
        made: dict[str, list[tuple[Answer, Occurrence]]] = {}
        for name in self.in_turn:
            looking = Looking(person, ref, name, start, opens, self.contract.in_force.to, answers)
            made[name] = list(self._times(self.contract.outcomes[name], looking))
            answers[name] = made[name][0][0]
        for name in self.contract.outcomes:
            yield from made[name]

    def _times(self, outcome: Outcome, looking: Looking) -> Iterator[tuple[Answer, Occurrence]]:
        most = outcome.repeats.at_most if outcome.repeats else 1
        for number in range(1, most + 1):
            looking.occurrence = number
            answer = self._with_prerequisites(outcome, looking)
            met = answer.state == MET
            yield (
                answer,
                Occurrence(
                    looking.ref,
                    looking.outcome,
                    number,
                    reported(answer),
                    answer.reached if met else None,
                    answer.shown if met else None,
                    answer.known if met else None,
                    answer.decided_by,
                    answer.rests_on if met else (),
                ),
            )
            if not met or not outcome.repeats:
                return
            needed = [finding for finding in answer.findings if finding.requirement in answer.rests_on]
            looking.used |= {cite for finding in needed for cite in finding.cites}
            looking.no_sooner = outcome.repeats.apart.after(answer.reached)

    def _with_prerequisites(self, outcome: Outcome, looking: Looking) -> Answer:
        own = self._look(outcome.shown_by, looking, ())
        if not outcome.after or self.contract.prerequisites != "enforced":
            return own
        return all_of([own, *(self._prerequisite(name, looking) for name in outcome.after)])

    def _prerequisite(self, name: str, looking: Looking) -> Answer:
        other = looking.answers[name]
        state = MET if other.state == MET else OUT_OF_TIME if other.state in FINAL else WAITING
        way = f"after {name}"
        finding = Finding(looking.ref, looking.outcome, looking.occurrence, way, name, "after", state, waits_for=name)
        if state == MET:
            finding = finding._replace(reached=other.reached, shown=other.shown, known=other.known, number=1)
        return one(finding, other.seen)

    # -- what shows an outcome, part by part

    def _look(self, check: Check, looking: Looking, way: Way) -> Answer:
        if isinstance(check, AllOf):
            return self._every_part(check, looking, way)
        if isinstance(check, AnyOf):
            return any_of([self._look(part, looking, (*way, "any_of", i)) for i, part in enumerate(check.parts)])
        if isinstance(check, HeldCheck):
            return self.on_records.answer_held(check, looking, named(way))
        return self.on_records.answer_count(check, looking, named(way))

    def _every_part(self, check: AllOf, looking: Looking, way: Way) -> Answer:
        """Every part; where one says `that tenancy`, each tenancy in turn, and the earliest full match."""
        pointed_at = {
            anchor.of
            for _, part in walk(check)
            if not isinstance(part, AllOf | AnyOf)
            for anchor in part.anchors()
            if anchor.that
        }
        dating = next((i for i, part in enumerate(check.parts) if _reads(part) == check.dated_by), None)

        def search(i: int, so_far: list[Answer]) -> Answer:
            if i == len(check.parts):
                return all_of(so_far, dating)
            part, here = check.parts[i], (*way, "all_of", i)
            with self._proof(looking, only=dating not in (None, i)):
                if not isinstance(part, RecordCheck) or part.reads not in pointed_at:
                    answers, tried = [self._look(part, looking, here)], False
                else:
                    answers, tried = [*self.on_records.answer_each(part, looking, named(here))], True
                    answers = answers or [self._look(part, looking, here)]
                open_until = (looking.window(part) or (0, 0))[1] if isinstance(part, RecordCheck) else 0
            if not tried:
                return search(i + 1, [*so_far, answers[0]])
            outside = looking.that.get(_reads(part))
            tries = []
            for answer in answers:
                if answer.state == MET:
                    looking.that[_reads(part)] = answer.shown
                tries.append(search(i + 1, [*so_far, answer]))
                looking.that.pop(_reads(part), None)
            if outside is not None:
                looking.that[_reads(part)] = outside
            met = [each for each in tries if each.state == MET]
            if met:
                return min(met, key=lambda each: (each.reached, each.shown))
            last = tries[-1]
            # The days of this tenancy may have passed; another tenancy can still come.
            return last._replace(state=AWAITED) if last.state in FINAL and open_until >= self.enrolment.as_at else last

        return search(0, [])

    @contextmanager
    def _proof(self, looking: Looking, only: bool) -> Iterator[None]:
        """What only proves, and does not date the outcome, may come after the contract unless it says otherwise."""
        last_day = looking.last_day
        if only and self.contract.counts_until == "reached_in_force":
            looking.last_day = NEVER
        yield
        looking.last_day = last_day


def _reads(check: Check) -> str:
    """The record a check reads; nothing for parts put together."""
    return "" if isinstance(check, AllOf | AnyOf) else check.reads


def outcomes_in_turn(contract: Contract) -> list[str]:
    """The outcomes, each after those that it waits for; the loader has refused circles."""
    placed: list[str] = []

    def place(name: str) -> None:
        if name not in placed:
            for other in waits_for(contract.outcomes[name]):
                place(other)
            placed.append(name)

    for name in contract.outcomes:
        place(name)
    return placed


def waits_for(outcome: Outcome) -> list[str]:
    """The outcomes whose day an outcome needs."""
    anchors = [
        anchor.of
        for leaf in leaves(outcome.shown_by)
        for anchor in leaf.anchors()
        if anchor.of and not anchor.that and anchor.of != START
    ]
    return [*dict.fromkeys([*anchors, *outcome.after])]
