"""The process: looks each minute, and at each instant at which something is due, until it is told to stop.

APScheduler only wakes it.  Its memory is empty at every start, and nothing rests on it: what is due
follows from the contracts, and what was done stands in the database.
"""

import logging
import os
import signal
import socket
from collections.abc import Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from datetime import UTC, datetime
from queue import SimpleQueue
from secrets import token_hex
from threading import Lock
from types import FrameType
from typing import Any

from apscheduler.executors.pool import ThreadPoolExecutor
from apscheduler.jobstores.memory import MemoryJobStore
from apscheduler.schedulers.background import BackgroundScheduler
from apscheduler.triggers.date import DateTrigger
from apscheduler.triggers.interval import IntervalTrigger
from sqlalchemy import Engine
from sqlalchemy.exc import SQLAlchemyError

from sop_engine.errors import SopError
from sop_engine.jobs.work import Handler, Worker, do_what_is_due
from sop_engine.store.instants import instant_of

log = logging.getLogger("sop.jobs")

EVERY = 60
"""So many seconds from one look to the next."""
LATE = 7 * 24 * 3600
"""A look that comes so many seconds late, after a machine has slept, is still taken, once."""
EACH_MINUTE, AT_INSTANT = "each minute", "at the next instant"


def worker(engine: Engine, handlers: Mapping[str, Handler]) -> Worker:
    """A worker with a name that no other process has, and the clock of the machine."""
    owner = f"{socket.gethostname()}-{os.getpid()}-{token_hex(4)}"
    return Worker(engine, owner, lambda: datetime.now(UTC), handlers)


def serve(worker: Worker) -> None:
    """Look and work until told to stop: by SIGTERM, or from the keyboard.

    What has been begun is finished first; a second signal ends it at once, and what it was doing is
    taken over by another process.
    """
    with listening() as heard:
        looking = Lock()
        scheduler = woken(worker, looking)
        scheduler.start()
        log.info("%s looks for what is due", worker.owner)
        heard.get()
        worker.stopping.set()
        log.info("%s stops, once it has finished what it began", worker.owner)
        scheduler.shutdown(wait=False)  # it would wait with its locks held, which a look needs to end
        with looking:
            pass


def woken(worker: Worker, looking: AbstractContextManager[object]) -> BackgroundScheduler:
    """A scheduler that wakes a worker: at once, then each minute, and at the next instant at which something is due.

    `looking` is held as long as a look goes on.
    """
    scheduler = BackgroundScheduler(
        jobstores={"default": MemoryJobStore()},
        executors={"default": ThreadPoolExecutor(1)},  # one look at a time
        job_defaults={"coalesce": True, "misfire_grace_time": LATE, "max_instances": 1},
        timezone=UTC,  # the instants are worked out by the clocks of each contract
    )

    def look() -> None:
        with looking:
            if worker.stopping.is_set():
                return
            try:
                coming = do_what_is_due(worker)
            except (SQLAlchemyError, SopError) as error:  # the next look may find the database there again
                log.error("the database does not answer: %s", type(error).__name__)
                return
            if coming is not None:
                scheduler.add_job(look, DateTrigger(instant_of(coming)), id=AT_INSTANT, replace_existing=True)

    at_once = datetime.now(UTC)  # the scheduler wakes by the clock of the machine, whatever that of the worker says
    scheduler.add_job(look, IntervalTrigger(seconds=EVERY), id=EACH_MINUTE, next_run_time=at_once)
    return scheduler


@contextmanager
def listening() -> Iterator[SimpleQueue[int]]:
    """Meanwhile, a signal to stop is put in a queue, which may be done at any moment; the second one acts as ever."""
    heard: SimpleQueue[int] = SimpleQueue()
    before: dict[int, Any] = {}

    def hear(number: int, _frame: FrameType | None) -> None:
        signal.signal(number, before[number])
        heard.put(number)

    for number in (int(signal.SIGTERM), int(signal.SIGINT)):
        before[number] = signal.signal(number, hear)
    try:
        yield heard
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
