"""Determine: the occurrences whose requirements are met become claims."""

from collections import defaultdict

from sop_engine.records.events import Records
from sop_engine.records.working import MET, Claim, Finding, Occurrence
from sop_engine.steps.enrol import Enrolment
from sop_engine.terms.contract import Contract
from sop_engine.terms.price import ByCategory, tables
from sop_engine.units.days import as_date


def determine(
    contract: Contract,
    records: Records,
    enrolment: Enrolment,
    findings: list[Finding],
    occurrences: list[Occurrence],
) -> list[Claim]:
    """A claim for each occurrence that is met, with its content: what orders it, and what prices it."""
    cites: dict[tuple[str, str, int], list[Finding]] = defaultdict(list)
    for finding in findings:
        if finding.cites and finding.state == MET:
            cites[finding.person, finding.outcome, finding.occurrence].append(finding)
    asked = categories_asked(contract)
    enrolled = as_enrolled(contract, records, enrolment)
    claims = []
    for each in occurrences:
        if each.state != MET or each.reached is None or each.shown is None or each.known is None:
            continue
        behind = [
            finding
            for finding in cites[each.person, each.outcome, each.occurrence]
            if finding.requirement in each.rests_on
        ]
        showing = max(behind, key=lambda finding: finding.shown or 0)
        last = showing.cites[-1]
        facts = dict(enrolled[each.person])
        for record, field in asked.get(each.outcome, ()):
            if record != contract.enrolled_by:
                events = records.events[record]
                rows = [cite.row for finding in behind for cite in finding.cites if cite.kind == record]
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
                records.events[last.kind].content(last.row),
                facts,
                claimed=each.known,
                period=each.period,
            )
        )
    return claims


def as_enrolled(contract: Contract, records: Records, enrolment: Enrolment) -> dict[str, dict[str, str]]:
    """For each person who takes part the categories of the enrolment that prices look at."""
    events = records.events[contract.enrolled_by]
    every = {each for asked in categories_asked(contract).values() for each in asked}
    fields = sorted(field for of, field in every if of == contract.enrolled_by)
    return {
        records.people[person]: {
            f"{contract.enrolled_by}.{field}": str(events.fields[field].of(enrolment.rows[person])) for field in fields
        }
        for person in enrolment.people()
    }


def categories_asked(contract: Contract) -> dict[str, set[tuple[str, str]]]:
    """For each outcome the records and fields that its prices look at."""
    asked: dict[str, set[tuple[str, str]]] = defaultdict(set)
    for clause in contract.clauses:
        for outcome, price in getattr(clause, "prices", {}).items():
            for _, table in tables(price):
                if isinstance(table, ByCategory):
                    asked[outcome].add((table.of, table.by))
    return asked


def _ref(contract: Contract, each: Occurrence) -> str:
    """The content that names a claim: the person and the outcome, and the day where it repeats."""
    day = f"/{as_date(each.reached or 0)}" if contract.outcomes[each.outcome].repeats else ""
    return f"{each.person}/{each.outcome}{day}"
