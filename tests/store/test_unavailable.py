"""A database that is not there, or is busy for too long, is said in words, with what to do."""

import sqlite3
from pathlib import Path

import pytest

from sop_engine.errors import CallError
from sop_engine.store import connect as connecting
from sop_engine.store.connect import connect, reading, writing
from tests.store.server import Server


def test_a_server_that_is_not_there_is_said(tmp_path: Path) -> None:
    """Where no PostgreSQL answers, it is said that the database cannot be reached; no trace of the program is shown."""
    with pytest.raises(CallError, match="store-unavailable"), reading(connect(f"postgresql://sop@/x?host={tmp_path}")):
        pass


def test_a_connection_that_breaks_off_is_said(server: Server) -> None:
    """Where PostgreSQL ends a connection in the middle, that is said; the next one is good again."""
    engine = connect(server.url("postgres"))
    with pytest.raises(CallError, match="store-unavailable"), writing(engine, "x") as connection:
        number = connection.exec_driver_sql("select pg_backend_pid()").scalar_one()
        server.ask(f"select pg_terminate_backend({number})")
        connection.exec_driver_sql("select 1")
    with reading(engine) as connection:
        assert connection.exec_driver_sql("select 1").scalar_one() == 1
    engine.dispose()


def test_a_folder_that_is_not_there_is_said(tmp_path: Path) -> None:
    """Where the file of SQLite cannot be opened, that is said."""
    with pytest.raises(CallError, match="store-unavailable"), reading(connect(f"sqlite:///{tmp_path}/no/sop.db")):
        pass


def test_who_waits_too_long_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where somebody else writes for too long, it is said that the database is busy, and nothing is written."""
    monkeypatch.setattr(connecting, "PRAGMAS", (*connecting.PRAGMAS, "busy_timeout = 10"))
    engine = connect(f"sqlite:///{tmp_path / 'sop.db'}")
    with reading(engine):
        pass
    other = sqlite3.connect(tmp_path / "sop.db", isolation_level=None)
    other.execute("begin immediate")
    with pytest.raises(CallError, match="database is locked"), writing(engine, "x"):
        pass
    other.close()
    engine.dispose()


def test_other_errors_stay_what_they_are(tmp_path: Path) -> None:
    """What is no matter of room or reach is not hidden behind such words."""
    from sqlalchemy.exc import OperationalError

    engine = connect(f"sqlite:///{tmp_path / 'sop.db'}")
    with pytest.raises(OperationalError, match="no such table"), reading(engine) as connection:
        connection.exec_driver_sql("select * from no_table")
    engine.dispose()
