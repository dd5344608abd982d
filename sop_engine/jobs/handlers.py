"""Handlers: what carries out each kind of job that is due by itself."""

from datetime import datetime

from sqlalchemy import Engine

from sop_engine.jobs.work import Handler
from sop_engine.service.schedule import REMIND, Job, Schedule


def remind(_engine: Engine, _plan: Schedule, job: Job, _now: datetime) -> str:
    """Say that evidence is due: what is answered is logged, and stands in the list of what was due."""
    return job.words


HANDLERS: dict[str, Handler] = {REMIND: remind}
"""What carries out each kind of job."""
