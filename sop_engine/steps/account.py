"""Account: every good row of evidence is cited by a finding, or unused for a stated reason."""

from collections import defaultdict
from collections.abc import Sequence

from sop_engine.records.events import Events, Records
from sop_engine.records.working import MET, OUT_OF_TIME, WAITING, Finding, Use
from sop_engine.steps.enrol import COUNTS, Enrolment
from sop_engine.steps.select import Leaf, misfit
from sop_engine.terms.check import AllOf, AnyOf, Check, HeldCheck
from sop_engine.terms.contract import Contract
from sop_engine.units.days import as_date, say


def account(contract: Contract, records: Records, enrolment: Enrolment, findings: Sequence[Finding]) -> list[Use]:
    """A row for each row of evidence, in the order of kind, person and day; repeated rows last."""
    citing: dict[tuple[str, int], list[str]] = defaultdict(list)
    looked: dict[tuple[str, str, str], list[Finding]] = defaultdict(list)
    for finding in findings:
        looked[finding.person, finding.outcome, finding.requirement].append(finding)
        for cite in finding.cites:
            if finding.outcome not in citing[cite.kind, cite.row]:
                citing[cite.kind, cite.row].append(finding.outcome)
    readers = _readers(contract)
    latest = _latest_days(contract, records, enrolment)
    uses = []
    for kind, events in records.events.items():
        for row in range(len(events)):
            person = records.people[int(events.person[row])]
            cited = citing.get((kind, row), [])
            if cited:
                used, said = True, ", ".join(cited)
            elif kind == contract.enrolled_by and enrolment.rows[int(events.person[row])] == row:
                used, said = True, "enrols the person"
            else:
                used, said = False, _why_not(contract, records, enrolment, kind, row, readers, looked)
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


def _readers(contract: Contract) -> dict[str, list[tuple[str, str, Leaf]]]:
    """For each kind of record the outcomes, requirements and checks that read it."""
    readers: dict[str, list[tuple[str, str, Leaf]]] = defaultdict(list)
    for name, outcome in contract.outcomes.items():
        for way, leaf in requirements(outcome.shown_by):
            readers[leaf.reads].append((name, way, leaf))
    return readers


def requirements(check: Check, way: str = "") -> list[tuple[str, Leaf]]:
    """The checks on records within a check, each with the way to it as findings name it."""
    if isinstance(check, AllOf | AnyOf):
        word = "all_of" if isinstance(check, AllOf) else "any_of"
        return [each for i, part in enumerate(check.parts, 1) for each in requirements(part, f"{way}{word} {i} ")]
    return [(way.strip() or "shown_by", check)]


def _why_not(
    contract: Contract,
    records: Records,
    enrolment: Enrolment,
    kind: str,
    row: int,
    readers: dict[str, list[tuple[str, str, Leaf]]],
    looked: dict[tuple[str, str, str], list[Finding]],
) -> str:
    """Why no finding cites a row: the reason that comes nearest to its having counted."""
    events = records.events[kind]
    code = int(enrolment.standing[kind][row])
    if code != COUNTS:
        return enrolment.reasons[code]
    if kind == contract.enrolled_by:
        return f"dated outside the contract, {say(contract.in_force.from_)} to {say(contract.in_force.to)}"
    pointing = [flag for flag in contract.flags.values() if flag.dated_after == kind]
    if not readers[kind]:
        return "no outcome is shown by it" + ("; it is what flags are set by" if pointing else "")
    person, reasons = records.people[int(events.person[row])], []
    for outcome, way, leaf in readers[kind]:
        unfit = misfit(leaf, contract, events, row)
        found = looked[person, outcome, way]
        reasons.append(
            (3, f"not for {outcome}: {unfit}") if unfit else _passed_over(outcome, leaf, found, events, row, contract)
        )
    return min(reasons, key=lambda each: each[0])[1]


def _passed_over(
    outcome: str, leaf: Leaf, found: Sequence[Finding], events: Events, row: int, contract: Contract
) -> tuple[int, str]:
    """Why a row that fits was passed over; the smaller the number, the nearer it came."""
    day = int(events.day[row])
    if day > contract.in_force.to and not isinstance(leaf, HeldCheck):
        return 0, f"too late for {outcome}: the contract ended on {say(contract.in_force.to)}"
    for finding in found:
        if finding.closes is not None and day > finding.closes and not isinstance(leaf, HeldCheck):
            return 2, f"too late for {outcome}: the last day that counts is {say(finding.closes)}"
    for finding in found:
        if finding.state == MET and finding.shown is not None and day >= finding.shown and finding is found[-1]:
            return 2, f"{outcome} was already shown on {say(finding.shown)}"
    for finding in found:
        if finding.state == WAITING:
            return 1, f"{outcome} waits for {finding.waits_for}"
        if finding.opens is not None and day < finding.opens:
            again = "too soon after the time before" if finding.occurrence > 1 else "too early"
            return 1, f"{again} for {outcome}: counts from {say(finding.opens)}"
        if finding.gap and day <= finding.gap[1]:
            return 1, f"{outcome} counts again after a break from {say(finding.gap[0])}"
        if finding.state == OUT_OF_TIME:
            return 1, f"{outcome} cannot be reached any more" + (
                f": nor can {finding.waits_for}" if finding.waits_for else ""
            )
    return 2, f"{outcome} is shown by other records, or needs none"


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
