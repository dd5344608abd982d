"""Schedule: what a contract lets happen by itself, when, and how each of it stands; told the time, never asking.

For each payment period it is said twice that the evidence is due, and the day after the evidence was
due, the period is closed.  The hours are those of the clocks in the contract's time zone.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import time
from typing import NamedTuple
from zoneinfo import ZoneInfo

from sop_engine.store.due import BEGUN, DONE, FAILED, MINUTE, MOST_TRIES, Begun
from sop_engine.store.instants import at_hour, instant_of
from sop_engine.terms.contract import Contract
from sop_engine.terms.payment_periods import PaymentPeriods
from sop_engine.units.days import say
from sop_engine.units.numbers import many
from sop_engine.units.reckoning import Reckoning

REMIND, CLOSE = "remind", "close"
"""What is done by itself."""
DAYS_BEFORE = (7, 0)
"""So many days before the evidence is due it is said that it will be."""
REMIND_HOUR, CLOSE_HOUR = time(9), time(3)
"""The hours, by the clocks of the place.  They move no money: a period is closed after its evidence was due."""
SOON = 10 * MINUTE
"""What was not begun so long after it was due, was missed."""


class Job(NamedTuple):
    """Something that is to be done by itself: in the order in which it is due."""

    due: int
    """The instant, in microseconds of UTC."""
    kind: str
    period: int
    before: int
    """Of a reminder: so many days before the evidence is due."""
    day: int
    """Of a reminder: the day by which the evidence is due; of a closing: the last day of the period."""

    @property
    def name(self) -> str:
        """What it is called, once for each contract.

        Example:
            >>> Job(0, REMIND, 3, 7, 0).name, Job(0, REMIND, 3, 1, 0).name, Job(0, CLOSE, 3, 0, 0).name
            ('remind 3, 7 days before', 'remind 3, 1 day before', 'close 3')
        """
        if self.kind == CLOSE:
            return f"close {self.period}"
        return f"remind {self.period}, " + (f"{many(self.before, 'days')} before" if self.before else "on the day")

    @property
    def words(self) -> str:
        """What it does, as a sentence says it."""
        if self.kind == CLOSE:
            return f"close period {self.period}, which ended on {say(self.day)}"
        return f"the evidence for period {self.period} is due by {say(self.day)}"


@dataclass(frozen=True, slots=True)
class Schedule:
    """All that a contract lets happen by itself, in the order of its instants."""

    contract: str
    zone: ZoneInfo
    jobs: tuple[Job, ...]
    since: int
    """The instant from which the contract is kept here; what was to be closed before that is left to people."""

    def due(self, now: int) -> tuple[Job, ...]:
        """What is due at an instant, the oldest first."""
        return tuple(job for job in self.jobs if job.due <= now)

    def next(self, now: int) -> Job | None:
        """What is due next after an instant."""
        return next((job for job in self.jobs if job.due > now), None)

    def local(self, instant: int) -> str:
        """An instant as the clocks of the place show it."""
        return instant_of(instant).astimezone(self.zone).strftime("%Y-%m-%d %H:%M %Z")


def schedule(terms: Contract, since: int) -> Schedule | None:
    """The schedule of a contract that is kept here since an instant; None where it has no payment periods.

    It goes to the period in which the last day of the contract falls.  What comes later is closed when
    people see fit.  Reminders are of the evidence that is asked for by a day; where none is, a period is
    closed on the day after its last.
    """
    periods, reckoned = terms.payment_periods, terms.reckoning()
    if periods is None:
        return None
    number = periods.over_by(terms.in_force.to) + 1
    jobs = sorted(job for each in range(1, number + 1) for job in _jobs(periods, reckoned, each))
    return Schedule(terms.contract, periods.zone, tuple(jobs), since)


def _jobs(periods: PaymentPeriods, reckoned: Reckoning, number: int) -> Iterator[Job]:
    """What is done for one period."""
    zone, (first, last), by = periods.zone, periods.period(number), periods.evidence_due(number, reckoned)
    if by is not None:
        for before in DAYS_BEFORE:
            if by - before >= first:  # of a short period, not before it has begun
                yield Job(at_hour(by - before, REMIND_HOUR, zone), REMIND, number, before, by)
    yield Job(at_hour(max(last, by or last) + 1, CLOSE_HOUR, zone), CLOSE, number, 0, last)


TO_COME, IS_DUE, MISSED, LAPSED = "to come", "due", "missed", "lapsed"
BEING_DONE, LEFT_LYING, GIVEN_UP, BY_HAND = "being done", "left lying", "given up", "by hand"
TO_DO = (IS_DUE, MISSED, LEFT_LYING, FAILED)
"""What a scheduler begins, as far as nobody else has it, and the time to try again has come."""


class Standing(NamedTuple):
    """How a job stands: to come, due, missed, lapsed, by hand, being done, left lying, done, failed or given up."""

    job: Job
    state: str
    begun: Begun | None

    def to_do(self, now: int) -> bool:
        """Whether somebody should begin it now."""
        return self.state in TO_DO and (self.begun is None or self.begun.free(now))

    @property
    def words(self) -> str:
        """How it stands, with what came of it.

        Example:
            >>> job = Job(0, CLOSE, 3, 0, 0)
            >>> Standing(job, FAILED, Begun("close 3", 0, FAILED, "a", 0, 2, "the disk is full")).words
            'failed 2 times: the disk is full'
        """
        if self.begun is None or self.state not in (DONE, FAILED, GIVEN_UP):
            return self.state
        times = f" {self.begun.tries} times" if self.state == FAILED and self.begun.tries > 1 else ""
        times = f" after {self.begun.tries} times" if self.state == GIVEN_UP else times
        return f"{self.state}{times}: {self.begun.result}" if self.begun.result else self.state


def standing(plan: Schedule, rows: Sequence[Begun], closed: int, now: int) -> tuple[Standing, ...]:
    """How everything on a schedule stands, from what was begun and how many periods are closed.

    A job that was done is done, also if the terms now let it be due at another instant.  A reminder
    lapses once the period is to be closed: nobody is reminded of what is past.  A period that was to
    be closed and was not is missed, and still to be closed; but not one that was to be closed before
    the contract was kept here: its evidence may not be here yet, and people close it by hand.
    """
    by_name: dict[str, list[Begun]] = {}
    for each in rows:
        by_name.setdefault(each.job, []).append(each)
    closing = {job.period: job.due for job in plan.jobs if job.kind == CLOSE}
    done = {each.job for each in rows if each.state == DONE}
    closed = max([closed, *(job.period for job in plan.jobs if job.kind == CLOSE and job.name in done)])
    found = []
    for job in plan.jobs:
        stands = _stands(job, by_name.get(job.name, ()), closing[job.period], closed, now)
        by_hand = job.kind == CLOSE and job.due < plan.since and stands.state in TO_DO
        found.append(stands._replace(state=BY_HAND) if by_hand else stands)
    return tuple(found)


def _stands(job: Job, rows: Sequence[Begun], closing: int, closed: int, now: int) -> Standing:
    own = next((each for each in rows if each.due == job.due), None)
    done = next((each for each in rows if each.state == DONE), None)
    elsewhere = next((each for each in rows if each.state == BEGUN and not each.silent(now)), None)
    if done:
        return Standing(job, DONE, done)
    if job.kind == CLOSE and job.period <= closed:  # by people, or by one who then went down
        return Standing(job, DONE, own)
    if elsewhere:
        return Standing(job, BEING_DONE, elsewhere)
    if job.due > now:
        return Standing(job, TO_COME, own)
    if job.kind == REMIND and (closing <= now or job.period <= closed):
        return Standing(job, LAPSED, own)
    if own is None:
        return Standing(job, IS_DUE if now - job.due <= SOON else MISSED, None)
    if own.state == BEGUN:
        return Standing(job, LEFT_LYING, own)
    return Standing(job, FAILED if own.tries < MOST_TRIES else GIVEN_UP, own)
