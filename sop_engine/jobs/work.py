"""Work: begin what is due and nobody has begun, the oldest first; the time is told by a clock that is handed in.

This can be done at any time, by any number of processes: what one has begun, the others leave
alone, and what was missed is found again by comparing the schedule with what was begun.
"""

import logging
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from threading import Event, Thread

from sqlalchemy import Engine
from sqlalchemy.exc import SQLAlchemyError

from sop_engine.errors import SopError, escaped
from sop_engine.service.due import due, schedule_of
from sop_engine.service.schedule import CLOSE, Job, Schedule, Standing
from sop_engine.store.due import BEAT, DONE, FAILED, MOST_TRIES, SECOND, Begun, beat, begin, contracts, finish
from sop_engine.store.instants import micros

log = logging.getLogger("sop.jobs")

Clock = Callable[[], datetime]
Handler = Callable[[Engine, Schedule, Job, datetime], str]
"""What carries out a job of a schedule at an instant, and answers what came of it."""


@dataclass(frozen=True, slots=True)
class Worker:
    """One who carries out what is due: where, under which name, by which clock, and what is done for each kind."""

    engine: Engine
    owner: str
    clock: Clock
    handlers: Mapping[str, Handler]
    stopping: Event = field(default_factory=Event)
    """Once it is set, nothing more is begun."""

    def now(self) -> int:
        """What the clock says, in microseconds of UTC."""
        return micros(self.clock())


def do_what_is_due(worker: Worker) -> int | None:
    """Do what is due in all contracts, the oldest first; answers the next instant at which something will be.

    What the worker has no handler for is left to others.  Of a contract, no period is closed before the
    one before it is: who comes upon one that somebody else is closing, or that has failed, leaves the
    later ones for another time.
    """
    plans, found = [], []
    now = worker.now()
    for name in contracts(worker.engine):
        try:
            plan = schedule_of(worker.engine, name)
            if plan:
                plans.append(plan)
                found += [(each.job, plan) for each in due(worker.engine, name, now) if each.to_do(now)]
        except SopError as error:
            log.error("%s: %s", escaped(name), escaped(str(error)))
    for job, plan in sorted(found, key=lambda each: (each[0], each[1].contract)):
        if worker.stopping.is_set():
            break
        if job.kind in worker.handlers:
            _do(worker, plan, job)
    coming = (plan.next(now) for plan in plans)
    return min((job.due for job in coming if job), default=None)


def _do(worker: Worker, plan: Schedule, job: Job) -> None:
    """Do one job, if it is still to be done, its turn has come, and nobody else has begun it."""
    now = worker.now()
    stand = due(worker.engine, plan.contract, now)
    own = next((each for each in stand if each.job == job), None)
    if own is None or not own.to_do(now) or not _has_its_turn(job, stand):
        return
    mine = begin(worker.engine, plan.contract, job.name, job.due, worker.owner, now)
    if mine is None:
        return
    if mine.tries > 1:
        log.warning("%s: %s: begun for the %s. time", escaped(plan.contract), job.name, mine.tries)
    with beating(worker, plan.contract, mine):
        state, result = _carried_out(worker, plan, job)
    if finish(worker.engine, plan.contract, mine, state, result, worker.now()):
        left = "" if state == DONE or mine.tries < MOST_TRIES else " It is not tried again."
        level = logging.INFO if state == DONE else logging.ERROR
        log.log(level, "%s: %s: %s: %s%s", escaped(plan.contract), job.name, state, escaped(result), left)
    else:
        log.warning("%s: %s: somebody else has taken it over", escaped(plan.contract), job.name)


def _has_its_turn(job: Job, stand: tuple[Standing, ...]) -> bool:
    earlier = (each for each in stand if each.job.kind == CLOSE and each.job.period < job.period)
    return job.kind != CLOSE or all(each.state == DONE for each in earlier)


def _carried_out(worker: Worker, plan: Schedule, job: Job) -> tuple[str, str]:
    """Carry out a job: what became of it, and what there is to say of it."""
    try:
        return DONE, worker.handlers[job.kind](worker.engine, plan, job, worker.clock())
    except SopError as error:
        return FAILED, str(error)
    except Exception as error:  # whatever it is, the others have their turn, and this one is tried again
        log.exception("%s: %s", escaped(plan.contract), job.name)
        return FAILED, type(error).__name__


@contextmanager
def beating(worker: Worker, name: str, mine: Begun) -> Iterator[None]:
    """Meanwhile, write now and then that the owner of a job is still there."""
    over = Event()

    def beats() -> None:
        while not over.wait(BEAT / SECOND):
            try:
                if not beat(worker.engine, name, mine, worker.now()):
                    return
            except (SQLAlchemyError, SopError) as error:  # busy, or gone: the next beat may come through
                log.warning("%s: %s: no beat: %s", escaped(name), mine.job, type(error).__name__)

    heart = Thread(target=beats, name=f"beat {mine.job}", daemon=True)
    heart.start()
    try:
        yield
    finally:
        over.set()
        heart.join()
