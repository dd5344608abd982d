"""Evaluate: the whole path, from records to what each payer pays.  Read this first."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from sop_engine.records.events import Records
from sop_engine.records.posted import NOTHING_POSTED, Posted
from sop_engine.records.working import Claim, Finding, Line, Occurrence, Payment, Split, Standing, Use
from sop_engine.steps.account import account
from sop_engine.steps.check import check
from sop_engine.steps.cohort import together
from sop_engine.steps.determine import as_enrolled, determine
from sop_engine.steps.enrol import Enrolment, enrol
from sop_engine.steps.settle import settle
from sop_engine.steps.stand import pay, stand
from sop_engine.terms.contract import Contract


@dataclass(frozen=True, slots=True)
class Working:
    """All that was made of the records: the working is the answer."""

    enrolled: tuple[tuple[str, int], ...]
    """Who takes part, from which day."""
    together: tuple[tuple[str, str, int], ...]
    """The cohorts, and the contract itself, where outcomes are of them: subject, name and first day."""
    findings: tuple[Finding, ...]
    occurrences: tuple[Occurrence, ...]
    claims: tuple[Claim, ...]
    lines: tuple[Line, ...]
    splits: tuple[Split, ...]
    payments: tuple[Payment, ...]
    standings: tuple[Standing, ...]
    uses: tuple[Use, ...]


class Found(NamedTuple):
    """What was found of everybody before any clause is carried out."""

    enrolment: Enrolment
    findings: Sequence[Finding]
    occurrences: Sequence[Occurrence]
    claims: Sequence[Claim]


def evaluate(
    contract: Contract,
    records: Records,
    as_at: int,
    known_at: int | None = None,
    passed: Callable[[str], None] = lambda step: None,
    posted: Posted = NOTHING_POSTED,
) -> Working:
    """Work a contract out from its records, for a day, from what was known by a day.

    Args:
        contract: The terms.
        records: Everything that was sent.
        as_at: The day for which to work it out.
        known_at: The day by which a record must have been known; `as_at` where it is not given.
        passed: Told the name of each step when it is done.
        posted: What was posted before: its days stay, and under `as_paid` it comes first in every limit.
    """
    made = found(contract, records, as_at, as_at if known_at is None else known_at, passed, posted)
    lines, splits = settle(contract, made.claims, as_at, posted)
    passed("settle and share")
    return whole(contract, records, made, lines, splits, passed)


def found(
    contract: Contract,
    records: Records,
    as_at: int,
    known_at: int,
    passed: Callable[[str], None] = lambda step: None,
    posted: Posted = NOTHING_POSTED,
) -> Found:
    """From records to claims: all that is settled afterwards, and what it rests on."""
    enrolment = enrol(contract, records, as_at, known_at)
    passed("enrol")
    findings, occurrences = check(contract, records, enrolment, posted)
    passed("check")
    claims = determine(contract, records, enrolment, findings, occurrences)
    passed("determine")
    return Found(enrolment, findings, occurrences, claims)


def whole(
    contract: Contract,
    records: Records,
    made: Found,
    lines: Sequence[Line],
    splits: Sequence[Split],
    passed: Callable[[str], None] = lambda step: None,
) -> Working:
    """All that is told of what was found and settled: how each occurrence stands, and what each row was used for."""
    enrolment = made.enrolment
    payments = pay(made.claims, lines)
    categories = as_enrolled(contract, records, enrolment)
    standings = stand(contract, made.occurrences, payments, categories, enrolment.as_at, lines)
    passed("stand")
    uses = account(contract, records, enrolment, made.findings)
    passed("account")
    return Working(
        tuple((records.people[each], enrolment.starts[each]) for each in enrolment.people()),
        together(contract, records, enrolment),
        tuple(made.findings),
        tuple(made.occurrences),
        tuple(made.claims),
        tuple(lines),
        tuple(splits),
        tuple(payments),
        tuple(standings),
        tuple(uses),
    )
