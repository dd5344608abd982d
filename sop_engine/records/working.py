"""What we made of it: findings, occurrences, claims, lines and splits; the working is the answer."""

from collections.abc import Mapping
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
STATES = (MET, AWAITED, TOO_EARLY, TOO_SMALL, BROKEN, WAITING, MISSING, ENDED, OUT_OF_TIME)
FINAL = (ENDED, OUT_OF_TIME)
"""States that no later record can mend."""

# The statuses of an occurrence.
DUE, CAPPED, HELD, PENDING, REFUSED, NO_RECORD = "due", "earned but capped", "held", "pending", "refused", "no record"
STATUSES = (DUE, CAPPED, HELD, PENDING, REFUSED, NO_RECORD)


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
    """record, count, held or after."""
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
    """For what is held: the day on which the time is, or would be, complete."""
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


class Line(NamedTuple):
    """A row is what one clause adds to what is due on one claim, and on what base, at what rate.

    Amounts are minor units; `base` and `rate` are minor units or a number of claims (`unit`).
    """

    claim: str
    clause: str
    form: str
    amount: int
    base: int
    rate: int
    unit: str
    why: str
    """The rest of the sentence: the category or the date that picked the rate, whose cap it is."""


class Split(NamedTuple):
    """A row is the part of one claim's net that one payer pays, in minor units."""

    claim: str
    clause: str
    payer: str
    amount: int


class Payment(NamedTuple):
    """A row is a claim with its sums, in minor units: gross + taken = net (taken is not positive)."""

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
