"""Claimed: where the provider claims, what is reached is due once a claim for it is there."""

from collections import defaultdict

from sop_engine.records.events import Records
from sop_engine.records.working import AWAITED, MET, Cite, Finding
from sop_engine.steps.answer import Answer, all_of, one
from sop_engine.steps.enrol import COUNTS, Enrolment
from sop_engine.steps.looking import Looking
from sop_engine.terms.contract import ClaimRecord, Contract
from sop_engine.terms.outcome import PERSON

CLAIM = "claim"


class Claimed:
    """The claims that the provider has made, each used for one occurrence at most."""

    def __init__(self, contract: Contract, records: Records, enrolment: Enrolment):
        self.terms = contract.claims if isinstance(contract.claims, ClaimRecord) else None
        self.made: dict[tuple[int, str], list[tuple[int, int, int]]] = defaultdict(list)
        """For each person and outcome the day, the day it was known and the row of each claim, in order of day."""
        if self.terms is None:
            return
        events = records.events[self.terms.record]
        outcomes = events.fields[self.terms.outcome]
        for row in range(len(events)):
            if enrolment.standing[self.terms.record][row] == COUNTS:
                key = (int(events.person[row]), str(outcomes.of(row)))
                self.made[key].append((int(events.day[row]), int(events.known[row]), row))

    def taken(self, before: Answer, looking: Looking) -> None:
        """The claim that an occurrence before has: no other can have it."""
        made = self.made[looking.person, looking.outcome]
        used = {cite.row for finding in before.findings if finding.check == CLAIM for cite in finding.cites}
        made[:] = [each for each in made if each[2] not in used]

    def answer(self, reached: Answer, looking: Looking) -> Answer:
        """What is reached, and claimed on that day or later: the first such claim that no other occurrence has."""
        if self.terms is None or looking.subject != PERSON or reached.state != MET:
            return reached
        made = self.made[looking.person, looking.outcome]
        found = next((each for each in made if each[0] >= reached.reached), None)
        state = AWAITED if found is None else MET
        finding = Finding(
            looking.ref, looking.outcome, looking.occurrence, CLAIM, self.terms.record, CLAIM, state, needed=0
        )
        if found is None:
            finding = finding._replace(opens=reached.reached, last=reached.shown)
            together = all_of([reached, one(finding, reached.seen)])
            return together._replace(decided_by=CLAIM)
        made.remove(found)
        day, known, row = found
        cites = (Cite(self.terms.record, row),)
        met = one(
            finding._replace(
                reached=reached.reached, shown=day, known=known, opens=reached.reached, number=1, cites=cites
            ),
            reached.seen,
        )
        # A claim changes neither the day reached nor the day shown; it is known when both are.
        return reached._replace(
            known=max(reached.known, known),
            findings=(*reached.findings, *met.findings),
            rests_on=(*reached.rests_on, *met.rests_on),
        )


def claimed_on(answer: Answer) -> int:
    """The day on which an occurrence was claimed; where claims are found from the records, the day it became known."""
    made = (finding.shown for finding in answer.findings if finding.check == CLAIM)
    return next((day for day in made if day is not None), answer.known)
