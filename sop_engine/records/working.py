"""What we made of it: findings, occurrences, claims, lines and splits; the working is the answer."""

from collections.abc import Mapping
from fractions import Fraction
from types import MappingProxyType
from typing import Any, NamedTuple

# The states of a finding, the gravest last.
MET = "met"
AWAITED = "awaited"
TOO_EARLY = "too early"
TOO_SMALL = "too small"
BROKEN = "broken"
WAITING = "waiting"
MISSING = "missing"
ENDED = "ended"
OUT_OF_TIME = "out of time"
NOT_MET = "not met"
STATES = (MET, AWAITED, TOO_EARLY, TOO_SMALL, BROKEN, WAITING, MISSING, ENDED, OUT_OF_TIME, NOT_MET)
FINAL = (ENDED, OUT_OF_TIME, NOT_MET)
"""States that no later record can mend."""

# The statuses of an occurrence.
DUE, CAPPED, HELD, PENDING, REFUSED, NO_RECORD = "due", "earned but capped", "held", "pending", "refused", "no record"
STATUSES = (DUE, CAPPED, HELD, PENDING, REFUSED, NO_RECORD)

# What a line does to what is due.
EARNED, DEDUCTED, TAKEN, KEPT_BACK, GIVEN_BACK, WAITS, REPLACED = (
    "earned",
    "deducted",
    "taken",
    "kept back",
    "given back",
    "waits",
    "replaced",
)
EFFECTS = (EARNED, DEDUCTED, TAKEN, KEPT_BACK, GIVEN_BACK, WAITS, REPLACED)
NOTHING: Mapping[str, Any] = MappingProxyType({})


class Cite(NamedTuple):
    """A record that a finding rests on: its kind, and its row in `Records.events`."""

    kind: str
    row: int


class Finding(NamedTuple):
    """A row is one requirement looked at for one occurrence of an outcome.

    Days are numbers (units/days.py), None where there is none.
    """

    person: str
    outcome: str
    occurrence: int
    requirement: str
    """The way to the requirement in the contract: `all_of 1`, `after stays_3_months`."""
    asks: str
    """What it asks for: the record or the outcome."""
    check: str
    """record, count, held, measure, day, claim or after."""
    state: str
    reached: int | None = None
    """The day on which the requirement was complete."""
    shown: int | None = None
    """The day of the record that shows it."""
    known: int | None = None
    """The day on which that was known."""
    number: int = 0
    """How many records count."""
    needed: int = 1
    opens: int | None = None
    """The first day that counts."""
    closes: int | None = None
    """The last day that counts."""
    begun: int | None = None
    """For what is held: the day from which the time counts."""
    complete: int | None = None
    """For what is held: the day on which the time is, or would be, complete; for a measure: on which it is final."""
    gap: tuple[int, int] | None = None
    """For what is held: the days between which it was broken."""
    last: int | None = None
    """The day of the last record that counts."""
    next_by: int | None = None
    """The last day on which the next record still counts."""
    waits_for: str = ""
    """The outcome, or `that` record, whose day is needed first."""
    near: str = ""
    """For what is out of time: how a record came near to counting, too early or too small."""
    cites: tuple[Cite, ...] = ()
    measured: Fraction | None = None
    """For a measure: the number, exactly; None while there is none."""
    asked: str = ""
    """For a measure: the comparison it must meet, in words."""
    working: tuple[tuple[str, Fraction | None], ...] = ()
    """For a measure: the measures it is made of, each with its number."""
    incident: int | None = None
    """For what is held: the day of the incident that was one too many."""
    deeds: tuple[int, ...] = ()
    """The numbers of the deeds under which it was looked at."""


class Occurrence(NamedTuple):
    """A row is one time that an outcome is, or might be, reached by one person.

    Each enrolled person has at least one for each outcome.
    """

    person: str
    outcome: str
    occurrence: int
    state: str
    """The state of its requirements taken together."""
    reached: int | None
    shown: int | None
    known: int | None
    decided_by: str
    """The requirement that decided."""
    rests_on: tuple[str, ...]
    """The requirements that were met and needed; of several ways to show an outcome, those of the one taken."""
    period: tuple[int, int] | None = None
    """The first and the last day of the period it is looked at in, for an outcome of each period."""
    deeds: tuple[int, ...] = ()
    """The numbers of the deeds that hold for it."""
    expected: int | None = None
    """Unmet, the day on which it will be reached, or before which it cannot be; None where nothing is known of it."""


class Claim(NamedTuple):
    """A row is an occurrence whose requirements are met: something to settle.

    `ref` is its content (person, outcome and, where an outcome repeats, the day), never a number.
    """

    ref: str
    person: str
    outcome: str
    occurrence: int
    reached: int
    shown: int
    known: int
    record: tuple[Any, ...]
    """The content of the record that shows it, for a total order."""
    facts: Mapping[str, str]
    """The categories that prices look at, such as {"tenancy.type": "social"}."""
    claimed: int = 0
    """The day on which it was claimed; where claims are found from the records, the day it became known."""
    period: tuple[int, int] | None = None
    """The first and the last day of its period, for an outcome of each period."""
    measured: Mapping[str, Fraction] = NOTHING
    """The numbers that prices look at, by the name of the measure."""
    cohort: str = ""
    """The cohort of the person, or the cohort itself; empty where the contract has none."""
    start: int = 0
    """The day on which whom it is about started: the enrolment, or the first day of the cohort or the contract."""
    deeds: tuple[int, ...] = ()
    """The numbers of the deeds that hold for it."""


class Line(NamedTuple):
    """A row is what one clause adds to what is due on one claim, and on what base, at what rate.

    `amount` is minor units.  `unit` says what `base` counts: `money` (minor units), `claims`, or
    the unit of a measure (`days`, `pounds`); `rate` is minor units, a number of claims, or a part.
    """

    claim: str
    clause: str
    form: str
    amount: int
    base: int | Fraction
    rate: int | Fraction
    unit: str
    why: str
    """The rest of the sentence: the category or the date that picked the rate, whose cap it is."""
    effect: str
    """What it does: earned, deducted, taken, kept back, given back, waits or replaced."""


class Split(NamedTuple):
    """A row is the part of one claim's net that one payer pays, in minor units."""

    claim: str
    clause: str
    payer: str
    amount: int


class Payment(NamedTuple):
    """A row is a claim with its sums, in minor units: gross + taken + held + waiting = net.

    `gross` is what was earned.  `taken` is what was deducted, passed a limit or was replaced;
    `held` what is kept back and not given back yet; `waiting` what waits for room: none is positive.
    """

    claim: str
    person: str
    outcome: str
    occurrence: int
    reached: int
    shown: int
    known: int
    gross: int
    taken: int
    held: int
    waiting: int
    net: int


class Standing(NamedTuple):
    """A row is the one status of one occurrence, with what it comes to, in minor units.

    `stake` is the price of an occurrence that is not payable: what would be due, before any cap.
    """

    person: str
    outcome: str
    occurrence: int
    status: str
    reached: int | None
    shown: int | None
    gross: int
    taken: int
    held: int
    waiting: int
    net: int
    stake: int
    claim: str
    """The claim it became; empty when it became none."""
    decided_by: str
    period: tuple[int, int] | None = None
    """The first and the last day of its period, for an outcome of each period."""
    deeds: tuple[int, ...] = ()
    """The numbers of the deeds that hold for it."""


class Use(NamedTuple):
    """A row is the account of one row of evidence: cited by a finding, or unused and why."""

    kind: str
    file: str
    row: int
    person: str
    day: int | None
    used: bool
    account: str
    """The outcomes whose findings cite it, or the reason why none does."""
    flags: tuple[str, ...] = ()
