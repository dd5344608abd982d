"""Due: what a contract that is kept in a database lets happen by itself, and how each of it stands."""

from functools import lru_cache

from sqlalchemy import Engine

from sop_engine.errors import CallError, Place, problem
from sop_engine.service.schedule import Schedule, Standing, schedule, standing
from sop_engine.store.agreements import newest, version_of
from sop_engine.store.due import begun, closed, kept_since


def schedule_of(engine: Engine, name: str) -> Schedule | None:
    """The schedule of a contract by its newest terms; None where they say no payment periods.

    Raises:
        CallError: There is no such contract here, or it was adopted with rules that this engine has not.
        TermsError: This engine finds its terms wrong.
    """
    found = newest(engine, name)
    if found is None:
        raise CallError(problem("store-no-version", Place(name), found=1))
    return _schedule(engine, name, *found)


@lru_cache(maxsize=256)
def _schedule(engine: Engine, name: str, number: int, _sha256: str) -> Schedule | None:
    """A version never changes: its schedule is worked out once."""
    return schedule(version_of(engine, name, number).contract, kept_since(engine, name))


def due(engine: Engine, name: str, now: int) -> tuple[Standing, ...]:
    """How everything on the schedule of a contract stands at an instant (microseconds of UTC), the oldest first.

    Raises:
        CallError: There is no such contract here, or it was adopted with rules that this engine has not.
    """
    plan = schedule_of(engine, name)
    return standing(plan, begun(engine, name), closed(engine, name), now) if plan else ()
