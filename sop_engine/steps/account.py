"""Account: every good row of evidence is cited by a finding, or unused for a stated reason."""

from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from sop_engine.checks.comparison import in_words, satisfied
from sop_engine.records.events import Events, Records
from sop_engine.records.working import ENDED, MET, WAITING, Finding, Use
from sop_engine.steps.cohort import EVERYBODY, cohorts_of
from sop_engine.steps.enrol import COUNTS, Enrolment
from sop_engine.steps.select import Reading, asked, row_said
from sop_engine.terms.check import HeldCheck, MeasureCheck, OnRecords, leaves, named, walk
from sop_engine.terms.contract import ClaimRecord, Contract
from sop_engine.terms.deed import Deeds
from sop_engine.terms.measure import DaysMeasure, OverRecords, PeopleMeasure, ReportedMeasure
from sop_engine.terms.outcome import COHORT, PERSON
from sop_engine.terms.waiting import every_part, numbers_of_prices
from sop_engine.units.days import as_date, say

Looked = dict[tuple[str, str, str, Deeds], list[Finding]]
"""The findings of a person, by outcome and requirement, and by the deeds under which it was looked at."""


def account(contract: Contract, records: Records, enrolment: Enrolment, findings: Sequence[Finding]) -> list[Use]:
    """A row for each row of evidence, in the order of kind, person and day; repeated rows last."""
    citing: dict[tuple[str, int], list[str]] = defaultdict(list)
    looked: Looked = defaultdict(list)
    held: dict[str, set[Deeds]] = defaultdict(set)
    for finding in findings:
        looked[finding.person, finding.outcome, finding.requirement, finding.deeds].append(finding)
        held[finding.person].add(finding.deeds)
        for cite in finding.cites:
            if finding.outcome not in citing[cite.kind, cite.row]:
                citing[cite.kind, cite.row].append(finding.outcome)
    readers = {deeds: _readers(contract.under(deeds)) for some in held.values() for deeds in some}
    latest = _latest_days(contract, records, enrolment)
    uses = []
    for kind, events in records.events.items():
        for row in range(len(events)):
            person = _whom(contract, records, kind, row)
            cited = citing.get((kind, row), [])
            if cited:
                used, said = True, ", ".join(cited)
            elif kind == contract.enrolled_by and enrolment.rows[int(events.person[row])] == row:
                used, said = True, "enrols the person"
            else:
                asking = [(deeds, *each) for deeds in sorted(held[person]) for each in readers[deeds][kind]]
                used, said = False, _why_not(contract, records, enrolment, kind, row, asking, looked)
            file, number = events.source[row]
            uses.append(
                Use(
                    kind,
                    file,
                    number,
                    person,
                    int(events.day[row]),
                    used,
                    said,
                    _flags(contract, kind, events, row, latest),
                )
            )
    for again in records.repeated:
        uses.append(
            Use(
                again.kind,
                *again.source,
                "",
                None,
                False,
                f"counted once: says the same as {again.same_as[0]}, row {again.same_as[1]}",
            )
        )
    return uses


def _readers(contract: Contract) -> dict[str, list[tuple[str, str, Reading]]]:
    """For each kind of record the outcomes, requirements and checks, or measures, that read it."""
    readers: dict[str, list[tuple[str, str, Reading]]] = defaultdict(list)
    numbers = numbers_of_prices(contract.clauses, contract.outcomes)
    for name, outcome in contract.outcomes.items():
        asked_of = [(f"price by {each}", each) for each in numbers.get(name, ())]
        for way, leaf in walk(outcome.shown_by):
            if isinstance(leaf, OnRecords):
                readers[leaf.reads].append((name, named(way), leaf))
            elif isinstance(leaf, MeasureCheck):
                asked_of.append((named(way), leaf.measure))
        for requirement, asked_for in asked_of:
            for each in every_part(contract.measures, [asked_for], of_people=True):
                measure = contract.measures[each]
                if isinstance(measure, OverRecords):
                    readers[measure.reads].append((name, requirement, measure))
    return readers


def _read_beside(contract: Contract, kind: str) -> str:
    """What a kind of record is read for that no finding cites row by row; nothing where there is no such use."""
    if isinstance(contract.claims, ClaimRecord) and contract.claims.record == kind:
        return "a claim for what is not reached by its day, or claimed already"
    for name, measure in contract.measures.items():
        if isinstance(measure, DaysMeasure) and kind in measure.except_:
            return f"takes days out of {name}"
        if isinstance(measure, PeopleMeasure) and measure.having == kind:
            return f"{name} counts each person once, by their first such record in its days"
    return ""


def _whom(contract: Contract, records: Records, kind: str, row: int) -> str:
    """Whom a row is about, as findings name it."""
    about, place = contract.records[kind].about, int(records.events[kind].person[row])
    return records.people[place] if about == PERSON else records.cohorts[place] if about == COHORT else EVERYBODY


def _cohorts(contract: Contract, records: Records, enrolment: Enrolment) -> set[str]:
    return {each.name for each in cohorts_of(contract, records, enrolment)}


def _why_not(
    contract: Contract,
    records: Records,
    enrolment: Enrolment,
    kind: str,
    row: int,
    asking: list[tuple[Deeds, str, str, Reading]],
    looked: Looked,
) -> str:
    """Why no finding cites a row: the reason that comes nearest to its having counted."""
    events = records.events[kind]
    code, in_force = int(enrolment.standing[kind][row]), contract.in_force
    if kind == contract.enrolled_by and not in_force.from_ <= int(events.day[row]) <= in_force.to:
        return f"dated outside the contract, {say(in_force.from_)} to {say(in_force.to)}"
    if code != COUNTS:
        return enrolment.reasons[code]
    name = _whom(contract, records, kind, row)
    if contract.records[kind].about == COHORT and name not in _cohorts(contract, records, enrolment):
        return f"no cohort is called {name}"
    pointing = [flag for flag in contract.flags.values() if flag.dated_after == kind]
    beside = _read_beside(contract, kind)
    if beside:
        return beside
    looked_at = {each[1] for each in asking if looked[name, each[1], each[2], each[0]]}
    # Of several versions of an outcome those that hold for the person; one that is not for them at all is told so.
    asking = [
        each for each in asking if looked[name, each[1], each[2], each[0]] or (not each[0] and each[1] not in looked_at)
    ]
    if not asking:
        held = _beside_a_hold(contract, kind)
        if held:
            return held
        return "no outcome is shown by it" + ("; it is what flags are set by" if pointing else "")
    reasons = []
    for deeds, outcome, way, leaf in asking:
        missed = _misfits(leaf, contract, events, row)
        if missed:  # of several that the row is not for, the one that it came nearest to
            reasons.append((2 + len(missed), f"not for {outcome}: {missed[0]}"))
        else:
            found = looked[name, outcome, way, deeds]
            reasons.append(_passed_over(outcome, leaf, found, events, row, contract.under(deeds)))
    return min(reasons)[1]  # of two as near as each other the same one, whichever deed has the lower number


def _beside_a_hold(contract: Contract, kind: str) -> str:
    """What a record does to something held of which it is no part: its days do not count, or it is permitted."""
    said = []
    for name, outcome in contract.outcomes.items():
        for leaf in leaves(outcome.shown_by):
            if isinstance(leaf, HeldCheck) and kind in leaf.except_:
                said.append(f"its days neither count nor break for {name}")
            if isinstance(leaf, HeldCheck) and leaf.incidents and kind == leaf.incidents.record:
                said.append(f"did not break {name}")
    return "; ".join(dict.fromkeys(said))


def _passed_over(
    outcome: str, leaf: Reading, found: Sequence[Finding], events: Events, row: int, contract: Contract
) -> tuple[int, str]:
    """Why a row that fits was passed over; the smaller the number, the nearer it came."""
    day = int(events.day[row])
    if contract.outcomes[outcome].each and not leaf.anchors():
        found = _of_its_period(found, day)
        if not found:
            return 2, f"in none of the periods of {outcome}"
    if isinstance(leaf, OverRecords):
        return _not_measured(outcome, leaf, found, events, row)
    if isinstance(leaf, HeldCheck):
        return _not_held(outcome, found, day)
    if day > contract.in_force.to:
        return 0, f"too late for {outcome}: the contract ended on {say(contract.in_force.to)}"
    pointing = next((anchor.of for anchor in leaf.anchors() if anchor.that), "")
    last = found[-1] if found else None
    if last is None:
        return 3, f"{outcome} is not for this person"
    if last.state == MET and last.shown is not None and day >= last.shown and not pointing:
        return 2, f"{outcome} was already shown on {say(last.shown)}"
    for finding in found:
        if finding.state == WAITING:
            return 1, f"{outcome} waits for {finding.waits_for}"
        if pointing:
            continue
        if finding.closes is not None and day > finding.closes:
            return 2, f"too late for {outcome}: the last day that counts is {say(finding.closes)}"
        if finding.opens is not None and day < finding.opens:
            again = "too soon after the time before" if finding.occurrence > 1 else "too early"
            return 1, f"{again} for {outcome}: counts from {say(finding.opens)}"
        if finding.waits_for:
            return 1, f"{outcome} cannot be reached any more: it needed {finding.waits_for}"
    if pointing:
        return 2, f"not within the days that {outcome} counts from that {pointing}"
    return 2, f"tried for {outcome}, where another record was taken or something else is missing"


def _of_its_period(found: Sequence[Finding], day: int) -> Sequence[Finding]:
    """The finding of the period that a day lies in, of those of one requirement that is looked at period by period."""
    closing = [each for each in found if each.closes is not None and day <= each.closes]
    return [each for each in closing[:1] if each.opens is None or each.opens <= day]


def _not_measured(
    outcome: str, measure: OverRecords, found: Sequence[Finding], events: Events, row: int
) -> tuple[int, str]:
    """Why a row that fits was passed over by a measure."""
    field, day = getattr(measure, "field", None), int(events.day[row])
    if field is not None and events.fields[field].of(row) is None:
        return 1, f"{field} is empty, and {outcome} measures it"
    last = found[-1] if found else None
    if last is not None and last.state == WAITING:
        return 1, f"{outcome} waits for {last.waits_for}"
    if last is not None and last.closes is not None and day > last.closes:
        return 2, f"too late for {outcome}: the last day that counts is {say(last.closes)}"
    if last is not None and last.state == MET and last.reached is not None and day > last.reached:
        return 2, f"{outcome} was already shown on {say(last.reached)}"
    if isinstance(measure, ReportedMeasure):
        return 2, f"{outcome} takes the {measure.which} such record of the days that are measured"
    return 2, f"outside the days that are measured for {outcome}"


def _not_held(outcome: str, found: Sequence[Finding], day: int) -> tuple[int, str]:
    """Why a row that fits was passed over by something that is held."""
    if not found:
        return 3, f"{outcome} is not for this person"
    for finding in found:
        if finding.waits_for:
            still = "waits for" if finding.state == WAITING else "cannot be reached any more: it needed"
            return 1, f"{outcome} {still} {finding.waits_for}"
        if finding.opens is not None and day < finding.opens:
            return 1, f"too early for {outcome}: counts from {say(finding.opens)}"
        if finding.incident is not None and day <= finding.incident:
            return 1, f"{outcome} counts again after a break on {say(finding.incident)}"
        if finding.gap and day < finding.gap[1]:
            return 1, f"{outcome} counts again after a break from {say(finding.gap[0])}"
    last = found[-1]
    if last.shown is not None and day >= last.shown:
        return 2, f"{outcome} was already shown on {say(last.shown)}"
    if last.state == ENDED:
        return 2, f"{outcome} has ended by a break"
    return 2, f"not of the days or periods that count for {outcome}"


def _misfits(leaf: Reading, contract: Contract, events: Events, row: int) -> list[str]:
    """Why a row is not what a check asks for: what it says, and what is asked; nothing where it fits."""
    terms, missed = contract.records[leaf.reads], []
    for name, comparison in asked(leaf).items():
        column, value = terms.column(name), events.fields[name].of(row)
        if column is None or satisfied(value, comparison, column.holds, row_said(events, row)):
            continue
        shown = "a value that is not shown" if column.personal else _said(value)
        says = f"completed by {shown}" if name == "by" else f"{name} is {shown}"
        missed.append(f"{says}; asked for: {in_words(comparison)}")
    return missed


def _said(value: Any) -> str:
    if value is None:
        return "empty"
    if isinstance(value, tuple):
        return f"{len(value)} ({', '.join(value)})"
    return str(value)


def _latest_days(contract: Contract, records: Records, enrolment: Enrolment) -> dict[tuple[str, int], int]:
    """The latest day of each record that flags look at, for each person, as far as it was known."""
    latest: dict[tuple[str, int], int] = {}
    for kind in {flag.dated_after for flag in contract.flags.values()}:
        events = records.events[kind]
        for row in range(len(events)):
            if int(events.day[row]) > enrolment.as_at or int(events.known[row]) > enrolment.known_at:
                continue
            key = (kind, int(events.person[row]))
            latest[key] = max(latest.get(key, int(events.day[row])), int(events.day[row]))
    return latest


def _flags(
    contract: Contract, kind: str, events: Events, row: int, latest: dict[tuple[str, int], int]
) -> tuple[str, ...]:
    raised = []
    for name, flag in contract.flags.items():
        day = latest.get((flag.dated_after, int(events.person[row])))
        if kind in flag.records and day is not None and int(events.day[row]) > day:
            raised.append(f"{name}: {as_date(day)}")
    return tuple(raised)
