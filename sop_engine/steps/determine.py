"""Determine: the occurrences whose requirements are met become claims."""

from collections import defaultdict
from collections.abc import Mapping
from typing import Any

from sop_engine.records.events import Records
from sop_engine.records.working import MET, Claim, Finding, Occurrence
from sop_engine.steps.claimed import CLAIM
from sop_engine.steps.cohort import cohorts_of
from sop_engine.steps.enrol import Enrolment
from sop_engine.terms.contract import Contract
from sop_engine.terms.deed import reachable
from sop_engine.terms.outcome import COHORT, PERSON
from sop_engine.terms.table import categories_asked as table_asks
from sop_engine.units.days import as_date


def determine(
    contract: Contract,
    records: Records,
    enrolment: Enrolment,
    findings: list[Finding],
    occurrences: list[Occurrence],
) -> list[Claim]:
    """A claim for each occurrence that is met, with its content: what orders it, and what prices it."""
    found: dict[tuple[str, str, int], list[Finding]] = defaultdict(list)
    for finding in findings:
        if finding.state == MET:
            found[finding.person, finding.outcome, finding.occurrence].append(finding)
    asked = {deeds: categories_asked(contract.under(deeds)) for deeds in {each.deeds for each in occurrences}}
    subjects = Subjects(contract, records, enrolment)
    claims = []
    for each in occurrences:
        if each.state != MET or each.reached is None or each.shown is None or each.known is None:
            continue
        behind = [
            finding
            for finding in found[each.person, each.outcome, each.occurrence]
            if finding.requirement in each.rests_on
        ]
        facts = dict(subjects.facts(each))
        for record, field in asked[each.deeds].get(each.outcome, ()):
            rows = [cite.row for finding in behind for cite in finding.cites if cite.kind == record]
            if record != contract.enrolled_by and rows:
                events = records.events[record]
                # Of several records that show it, the last to happen.
                facts[f"{record}.{field}"] = str(events.fields[field].of(max(rows, key=events.content)))
        claims.append(
            Claim(
                _ref(contract, each),
                each.person,
                each.outcome,
                each.occurrence,
                each.reached,
                each.shown,
                each.known,
                _content(records, behind),
                facts,
                claimed=next((f.shown for f in behind if f.check == CLAIM and f.shown is not None), each.known),
                period=each.period,
                measured={f.asks: f.measured for f in behind if f.check == "measure" and f.measured is not None},
                cohort=subjects.cohort(each),
                deeds=each.deeds,
                start=subjects.start(each),
            )
        )
    return claims


def _content(records: Records, behind: list[Finding]) -> tuple[Any, ...]:
    """What the record says that shows a claim last; nothing where no record is needed.

    Of records that show it on one day it is the one that says the most in order, wherever the terms name it.
    """
    said = [
        (finding.shown or 0, records.events[finding.cites[-1].kind].content(finding.cites[-1].row))
        for finding in behind
        if finding.cites and finding.check != CLAIM
    ]
    return max(said, key=lambda each: (each[0], [str(value) for value in each[1]]), default=(0, ()))[1]


class Subjects:
    """What is known of the subject of a claim: the categories of its enrolment, and its cohort."""

    def __init__(self, contract: Contract, records: Records, enrolment: Enrolment):
        self.contract = contract
        self.enrolled = as_enrolled(contract, records, enrolment)
        cohorts = cohorts_of(contract, records, enrolment)
        self.starts = {records.people[person]: enrolment.starts[person] for person in enrolment.people()}
        self.first = {cohort.name: cohort.first for cohort in cohorts}
        self.cohorts = {records.people[person]: cohort.name for cohort in cohorts for person in cohort.people}

    def facts(self, each: Occurrence) -> Mapping[str, str]:
        """The categories that prices look at: a person's, or the one that makes the cohort."""
        subject, by = self.contract.outcomes[each.outcome].subject, self.contract.cohorts and self.contract.cohorts.by
        if subject == PERSON:
            return self.enrolled[each.person]
        return {f"{self.contract.enrolled_by}.{by}": each.person} if subject == COHORT and by else {}

    def cohort(self, each: Occurrence) -> str:
        """The cohort itself, or the one that a person belongs to."""
        subject = self.contract.outcomes[each.outcome].subject
        return each.person if subject == COHORT else self.cohorts.get(each.person, "") if subject == PERSON else ""

    def start(self, each: Occurrence) -> int:
        """The day on which the subject started: of a cohort and of the contract, its first day."""
        subject = self.contract.outcomes[each.outcome].subject
        if subject == PERSON:
            return self.starts[each.person]
        return self.first[each.person] if subject == COHORT else self.contract.in_force.from_


def as_enrolled(contract: Contract, records: Records, enrolment: Enrolment) -> dict[str, dict[str, str]]:
    """For each person who takes part the categories of the enrolment that prices look at."""
    events = records.events[contract.enrolled_by]
    terms = [contract.under(deeds) for deeds in reachable(contract.deeds)]
    every = {each for one in terms for asked in categories_asked(one).values() for each in asked}
    fields = sorted(field for of, field in every if of == contract.enrolled_by)
    return {
        records.people[person]: {
            f"{contract.enrolled_by}.{field}": str(events.fields[field].of(enrolment.rows[person])) for field in fields
        }
        for person in enrolment.people()
    }


def categories_asked(contract: Contract) -> dict[str, set[tuple[str, str]]]:
    """For each outcome the records and fields that its prices, its limits and those who share them look at."""
    asked: dict[str, set[tuple[str, str]]] = defaultdict(set)
    for clause in contract.clauses:
        for _, outcomes, table in clause.tables():
            for outcome in outcomes or contract.outcomes:
                asked[outcome] |= table_asks(table)
        for outcome in clause.selected(contract) if clause.fields() else ():
            asked[outcome].update((contract.enrolled_by, field) for field in clause.fields())
    return asked


def _ref(contract: Contract, each: Occurrence) -> str:
    """The content that names a claim: whose it is, the outcome, and the day where it repeats, or its period begins."""
    outcome = contract.under(each.deeds).outcomes[each.outcome]
    named_by = each.period[0] if each.period else (each.reached or 0) if outcome.repeats else None
    day = "" if named_by is None else f"/{as_date(named_by)}"
    return f"{each.person}/{each.outcome}{day}"
