"""Due runs: of several processes one begins what is due and carries it out; what was left lying is taken over.

A job is begun by a row of `due_run`: the contract, the job and the instant at which it was due.  Whoever
wrote the row carries the job out, and beats: it writes now and then that it is still there.  A job
whose owner no longer beats is taken over by whoever alters the row first; the one before finds that
out when it wants to finish.  The database alone decides, so that no process needs to know of another.

The instants are told by each process, so clocks may differ by less than `SILENT`.  Should they not,
a job may be carried out by two at once: the work itself must bear that, as closing a period does.
"""

from typing import NamedTuple

from sqlalchemy import ColumnElement, Connection, Engine, delete, func, select, update
from sqlalchemy.dialects import postgresql, sqlite

from sop_engine.store.acts import contract_id
from sop_engine.store.connect import reading, writing
from sop_engine.store.rows import SLOTS, table

SECOND = 1_000_000
MINUTE = 60 * SECOND
BEAT = 30 * SECOND
"""So often who carries out a job writes that it is still there."""
SILENT = 5 * MINUTE
"""After so long without a beat a job is taken over."""
WAITS = (MINUTE, 15 * MINUTE, 60 * MINUTE)
"""How long after a failure the job is tried again, time by time; then it is left to people."""
MOST_TRIES = len(WAITS) + 1
"""So often a job is tried in all."""

BEGUN, DONE, FAILED = SLOTS


class Begun(NamedTuple):
    """A job that somebody has begun, as it is kept; instants are microseconds of UTC."""

    job: str
    due: int
    state: str
    owner: str
    heartbeat: int
    """When it last beat; of what is done or failed, when that was."""
    tries: int
    result: str

    def silent(self, now: int) -> bool:
        """Whether it was begun by one who no longer beats; a beat in the future is from a clock that was wrong.

        Example:
            >>> job = Begun("close 1", 0, BEGUN, "a", 1_000 * SECOND, 1, "")
            >>> job.silent(1_000 * SECOND + SILENT), job.silent(1_001 * SECOND + SILENT), job.silent(0)
            (False, True, True)
        """
        return self.state == BEGUN and abs(now - self.heartbeat) > SILENT

    def again(self, now: int) -> bool:
        """Whether it has failed, and the time has come to try it again."""
        if self.state != FAILED or not self.tries < MOST_TRIES:
            return False
        return abs(now - self.heartbeat) >= WAITS[max(self.tries, 1) - 1]

    def free(self, now: int) -> bool:
        """Whether somebody may take it."""
        return self.silent(now) or self.again(now)


def contracts(engine: Engine) -> tuple[str, ...]:
    """The names of the contracts that are kept in a database, in the order in which they came."""
    c = table("agreement").c
    with reading(engine) as connection:
        return tuple(connection.execute(select(c.name).order_by(c.id)).scalars())


def closed(engine: Engine, name: str) -> int:
    """How many periods of a contract are closed.

    Raises:
        CallError: There is no such contract here.
    """
    c = table("period").c
    with reading(engine) as connection:
        asked = select(func.coalesce(func.max(c.number), 0)).where(c.contract == contract_id(connection, name))
        return int(connection.execute(asked).scalar_one())


def kept_since(engine: Engine, name: str) -> int:
    """The instant at which a contract was first adopted here.

    Raises:
        CallError: There is no such contract here.
    """
    a, v = table("act").c, table("version").c
    with reading(engine) as connection:
        number = contract_id(connection, name)
        joined = table("act").join(table("version"), (a.contract == v.contract) & (a.seq == v.seq))
        asked = select(func.min(a.at)).select_from(joined).where(a.contract == number)
        return int(connection.execute(asked).scalar() or 0)


def begun(engine: Engine, name: str) -> tuple[Begun, ...]:
    """All that was begun of a contract, the oldest first.

    Raises:
        CallError: There is no such contract here.
    """
    with reading(engine) as connection:
        c = table("due_run").c
        asked = select(*(c[each] for each in Begun._fields)).where(c.contract == contract_id(connection, name))
        return tuple(Begun(*each) for each in connection.execute(asked.order_by(c.due, c.job)))


def begin(engine: Engine, name: str, job: str, due: int, owner: str, now: int) -> Begun | None:
    """Begin a job: it is the owner's now; or None, where it is somebody else's, or is over.

    Of what was left lying for the last time, it is written down that it failed.

    Raises:
        CallError: There is no such contract here.
    """
    mine = Begun(job, due, BEGUN, owner, now, 1, "")
    with writing(engine, f"due {name}") as connection:
        contract = contract_id(connection, name)
        if _added(connection, contract, mine):
            return mine
        c = table("due_run").c
        asked = select(*(c[each] for each in Begun._fields))
        there = Begun(*connection.execute(asked.where(c.contract == contract, c.job == job, c.due == due)).one())
        if not there.free(now):
            return None
        if there.tries >= MOST_TRIES:
            given_up = f"it was begun {there.tries} times, and nobody who began it finished"
            over = there._replace(state=FAILED, heartbeat=now, result=given_up)
            _altered(connection, contract, there, over, c.heartbeat == there.heartbeat)
            return None
        mine = mine._replace(tries=there.tries + 1, result=there.result)
        return mine if _altered(connection, contract, there, mine, c.heartbeat == there.heartbeat) else None


def beat(engine: Engine, name: str, mine: Begun, now: int) -> bool:
    """Write that the owner of a job is still there; False if it is theirs no longer."""
    with writing(engine, f"due {name}") as connection:
        return _altered(connection, contract_id(connection, name), mine, mine._replace(heartbeat=now))


def finish(engine: Engine, name: str, mine: Begun, state: str, result: str, now: int) -> bool:
    """Write what became of a job, done or failed; False if it was taken over meanwhile."""
    with writing(engine, f"due {name}") as connection:
        over = mine._replace(state=state, heartbeat=now, result=result)
        return _altered(connection, contract_id(connection, name), mine, over)


def forgive(engine: Engine, name: str) -> int:
    """Let all that has failed be tried anew, as if it never had been; answers how many there were.

    Raises:
        CallError: There is no such contract here.
    """
    with writing(engine, f"due {name}") as connection:
        c = table("due_run").c
        failed = delete(table("due_run")).where(c.contract == contract_id(connection, name), c.state == FAILED)
        return connection.execute(failed).rowcount


def _added(connection: Connection, contract: int, mine: Begun) -> bool:
    """Add a row where there is none; whoever adds it, has the job."""
    insert = sqlite.insert if connection.dialect.name == "sqlite" else postgresql.insert
    adding = insert(table("due_run")).values(contract=contract, **mine._asdict())
    return connection.execute(adding.on_conflict_do_nothing().returning(table("due_run").c.job)).first() is not None


def _altered(connection: Connection, contract: int, before: Begun, after: Begun, *as_seen: ColumnElement[bool]) -> bool:
    """Alter a row, if it is still of the same owner, in the same try: who takes over adds a try."""
    c = table("due_run").c
    same = (c.contract == contract, c.job == before.job, c.due == before.due, c.state == before.state)
    altering = update(table("due_run")).where(*same, c.owner == before.owner, c.tries == before.tries, *as_seen)
    return connection.execute(altering.values(**after._asdict())).rowcount == 1
