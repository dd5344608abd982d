"""Connect: an engine for a database, SQLite or PostgreSQL, with what makes an acknowledged write last."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Connection, Engine, ExceptionContext, create_engine, event, make_url, text
from sqlalchemy.exc import ArgumentError, OperationalError

from sop_engine.errors import CallError, Place, problem

WAIT = 30
"""So many seconds a writer waits for another."""
WRITES = "sop_writes"

PRAGMAS = (
    "journal_mode = wal",
    "synchronous = full",  # with NORMAL, a power loss takes back what was acknowledged
    "foreign_keys = on",
    "recursive_triggers = on",  # or INSERT OR REPLACE would take rows away unseen
    "trusted_schema = off",
    "secure_delete = on",  # what is destroyed in the vault is overwritten
    f"busy_timeout = {WAIT * 1000}",
)
"""What is set on every connection to SQLite."""


def connect(url: str) -> Engine:
    """An engine for a database.  Values are never shown in its errors.

    Raises:
        CallError: The text is no URL of SQLite or PostgreSQL.

    Example:
        >>> connect("sqlite://").dialect.name
        'sqlite'
    """
    try:
        made = make_url(url)
    except ArgumentError:
        raise CallError(problem("store-url", Place("--database"), found=url.partition(":")[0])) from None
    kind = made.get_backend_name()
    if kind == "sqlite":
        engine = create_engine(made, hide_parameters=True, connect_args={"timeout": WAIT})
        event.listen(engine, "connect", _set_pragmas)
        event.listen(engine, "begin", _begin)
        event.listen(engine, "handle_error", _say)
        return engine
    if kind == "postgresql":
        made = made.set(drivername="postgresql+psycopg")
        engine = create_engine(made, hide_parameters=True, pool_pre_ping=True, connect_args={"connect_timeout": WAIT})
        event.listen(engine, "handle_error", _say)
        return engine
    raise CallError(problem("store-url", Place("--database"), found=kind))


FULL = ("SQLITE_FULL", "SQLITE_IOERR_SHMSIZE", "53100")
"""How the databases say that there is no room: by the name of SQLite, or the class of PostgreSQL."""
GONE = ("SQLITE_IOERR", "SQLITE_CANTOPEN", "SQLITE_BUSY", "SQLITE_READONLY")
"""How SQLite says that its file cannot be used now: the first part of the name."""
NONE = ("SQLITE_NOTADB", "SQLITE_CORRUPT")
"""How SQLite says that its file is no database, or not a whole one: the first part of the name."""


def _say(context: ExceptionContext) -> None:
    """A database without room, or that is not there, is said in words; all other errors go on as they are.

    Raises:
        CallError: It is one of these.
    """
    error = context.original_exception
    name = str(getattr(error, "sqlite_errorname", None) or getattr(error, "sqlstate", None) or "")
    if name in FULL:
        raise CallError(problem("store-full", Place("--database")))
    if name.startswith(NONE):
        raise CallError(problem("store-damaged", Place("--database"), detail=error))
    server = context.dialect.name == "postgresql" and isinstance(context.sqlalchemy_exception, OperationalError)
    unreached = server and name[:2] in ("", "08", "57")
    if unreached or context.is_disconnect or name.startswith(GONE):
        detail = (str(error).strip() or "no reason is given").splitlines()[0].rstrip(".")
        raise CallError(problem("store-unavailable", Place("--database"), detail=detail))


def _set_pragmas(connection: Any, _: Any) -> None:
    connection.isolation_level = None  # we say ourselves where a transaction begins
    for pragma in PRAGMAS:
        connection.execute(f"pragma {pragma}")


def _begin(connection: Connection) -> None:
    writes = connection.get_execution_options().get(WRITES, False)
    connection.exec_driver_sql("begin immediate" if writes else "begin")


@contextmanager
def reading(engine: Engine) -> Iterator[Connection]:
    """A connection in which everything that is read stands as at one moment."""
    level = {} if engine.dialect.name == "sqlite" else {"isolation_level": "REPEATABLE READ"}
    with engine.connect().execution_options(**level) as connection, connection.begin():
        yield connection


@contextmanager
def writing(engine: Engine, lock: str) -> Iterator[Connection]:
    """A connection on which nobody else writes under the same lock; at the end all is written, or nothing.

    In SQLite one writes at a time, whatever the lock.  In PostgreSQL what is read after the lock was
    had sees all that was committed before it.
    """
    with engine.connect().execution_options(**{WRITES: True}) as connection, connection.begin():
        if engine.dialect.name != "sqlite":
            connection.execute(text("select pg_advisory_xact_lock(hashtextextended(:lock, 0))"), {"lock": lock})
        yield connection
