"""Handlers: what carries out each kind of job that is due by itself."""

from datetime import datetime

from sqlalchemy import Engine

from sop_engine.errors import CallError
from sop_engine.jobs.work import Handler
from sop_engine.service.close import TEXT, close
from sop_engine.service.schedule import CLOSE, REMIND, Job, Schedule
from sop_engine.store.acts import Doing
from sop_engine.store.due import closed

WHO = "the scheduler"
"""By whom a period is closed that is closed by itself."""


def remind(_engine: Engine, _plan: Schedule, job: Job, _now: datetime) -> str:
    """Say that evidence is due: what is answered is logged, and stands in the list of what was due."""
    return job.words


def close_period(engine: Engine, plan: Schedule, job: Job, now: datetime) -> str:
    """Post what is missing up to the last day of a period and freeze its statement; what is closed stays as it is.

    Raises:
        CallError: As for `close`.
    """
    try:
        done = close(engine, plan.contract, job.period, Doing(WHO, now, plan.zone))
    except CallError:
        if closed(engine, plan.contract) >= job.period:  # by somebody who was quicker
            return "it was closed already"
        raise
    posted = f"payments: {done.run.payments}, adjustments: {done.run.adjustments}"
    if done.run.contradictions:
        posted += f", contradictions: {len(done.run.contradictions)}"
    return f"{posted}, statement {done.statement[TEXT]}"


HANDLERS: dict[str, Handler] = {REMIND: remind, CLOSE: close_period}
"""What carries out each kind of job."""
