"""Check: each person's records against what shows each outcome; a finding for every requirement."""

from collections.abc import Iterator

from sop_engine.records.events import Records
from sop_engine.records.working import AWAITED, FINAL, MET, OUT_OF_TIME, WAITING, Finding, Occurrence
from sop_engine.steps.answer import Answer, all_of, any_of, one, reported
from sop_engine.steps.enrol import Enrolment
from sop_engine.steps.looking import Looking
from sop_engine.steps.requirement import Requirements
from sop_engine.terms.check import AllOf, AnyOf, Check, HeldCheck, RecordCheck, leaves, walk
from sop_engine.terms.contract import Contract
from sop_engine.terms.outcome import Outcome
from sop_engine.terms.written import START


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
        self.requirements = Requirements(contract, records, enrolment)
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
            looking = Looking(person, ref, name, start, opens, self.enrolment.last_day, answers)
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
            looking.after, looking.floor = answer.reached, outcome.repeats.apart.after(answer.reached)

    def _with_prerequisites(self, outcome: Outcome, looking: Looking) -> Answer:
        own = self._look(outcome.shown_by, looking, "")
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

    def _look(self, check: Check, looking: Looking, way: str) -> Answer:
        if isinstance(check, AllOf):
            return self._every_part(check, looking, way)
        if isinstance(check, AnyOf):
            return any_of([self._look(part, looking, f"{way}any_of {i} ") for i, part in enumerate(check.parts, 1)])
        if isinstance(check, HeldCheck):
            return self.requirements.answer_held(check, looking, way.strip() or "shown_by")
        return self.requirements.answer_count(check, looking, way.strip() or "shown_by")

    def _every_part(self, check: AllOf, looking: Looking, way: str) -> Answer:
        """Every part; where one says `that tenancy`, each tenancy in turn, and the earliest full match."""
        pointed_at = {
            anchor.of
            for _, part in walk(check)
            if not isinstance(part, AllOf | AnyOf)
            for anchor in part.anchors()
            if anchor.that
        }
        leads = [i for i, part in enumerate(check.parts) if isinstance(part, RecordCheck) and part.reads in pointed_at]

        def search(i: int, so_far: list[Answer]) -> Answer:
            if i == len(check.parts):
                return all_of(so_far, check.dated_by)
            part, here = check.parts[i], f"{way}all_of {i + 1} "
            if i not in leads or not isinstance(part, RecordCheck):
                return search(i + 1, [*so_far, self._look(part, looking, here)])
            tries = []
            for answer in self.requirements.answer_each(part, looking, here.strip()):
                looking.that[part.reads] = answer.shown
                tries.append(search(i + 1, [*so_far, answer]))
            looking.that.pop(part.reads, None)
            if not tries:
                return search(i + 1, [*so_far, self._look(part, looking, here)])
            met = [each for each in tries if each.state == MET]
            if met:
                return min(met, key=lambda each: (each.reached, each.shown))
            last = tries[-1]
            still_open = (looking.window(part) or (0, 0))[1] >= self.enrolment.as_at
            return last._replace(state=AWAITED) if last.state in FINAL and still_open else last

        return search(0, [])


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
