"""Evaluate: the whole path, from records to what each payer pays.  Read this first."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

from sop_engine.records.events import Records
from sop_engine.records.posted import NOTHING_POSTED, Posted
from sop_engine.records.working import Claim, Finding, Line, Occurrence, Payment, Split, Standing, Use
from sop_engine.steps.account import account
from sop_engine.steps.check import check
from sop_engine.steps.cohort import together
from sop_engine.steps.determine import as_enrolled, determine
from sop_engine.steps.enrol import enrol
from sop_engine.steps.settle import settle
from sop_engine.steps.stand import pay, stand
from sop_engine.terms.contract import Contract

Made = TypeVar("Made")


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

    def step(name: str, made: Made) -> Made:
        passed(name)
        return made

    enrolment = step("enrol", enrol(contract, records, as_at, as_at if known_at is None else known_at))
    findings, occurrences = step("check", check(contract, records, enrolment, posted))
    claims = step("determine", determine(contract, records, enrolment, findings, occurrences))
    lines, splits = step("settle and share", settle(contract, claims, as_at, posted))
    payments = pay(claims, lines)
    categories = as_enrolled(contract, records, enrolment)
    standings = step("stand", stand(contract, occurrences, payments, categories, as_at, lines))
    uses = step("account", account(contract, records, enrolment, findings))
    enrolled = tuple((records.people[each], enrolment.starts[each]) for each in enrolment.people())
    return Working(
        enrolled,
        together(contract, records, enrolment),
        tuple(findings),
        tuple(occurrences),
        tuple(claims),
        tuple(lines),
        tuple(splits),
        tuple(payments),
        tuple(standings),
        tuple(uses),
    )
