"""Migrate: bring the tables of a database to what this engine expects, all at once or not at all."""

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine

from sop_engine.errors import CallError, Place, problem
from sop_engine.store.connect import reading, writing
from sop_engine.store.guards import guard


def settings() -> Config:
    """Alembic's settings, without a file: where the migrations lie."""
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations").replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    return config


def newest() -> str:
    """The revision that this engine expects."""
    return ScriptDirectory.from_config(settings()).get_current_head() or ""


def revision(connection: Connection) -> str:
    """The revision that the tables of a database have; empty where there are none."""
    return MigrationContext.configure(connection).get_current_revision() or ""


def upgrade(engine: Engine) -> tuple[str, str]:
    """Bring the tables up to date; answers the revision before and after.

    Raises:
        CallError: The database was made by a newer engine.
    """
    with writing(engine, "sop migrate") as connection:
        before = revision(connection)
        _known(before)
        config = settings()
        config.attributes["connection"] = connection
        command.upgrade(config, "head")
        guard(connection)
    return before, newest()


def ready(engine: Engine) -> None:
    """Ask whether the tables are what this engine expects.

    Raises:
        CallError: There is no such database, or its tables are not there, are older, or are newer.
    """
    file = Path(engine.url.database or "") if engine.dialect.name == "sqlite" else None
    if file and file.parent.is_dir() and not file.exists() and not str(file).startswith(("file:", ":")):
        raise CallError(problem("store-not-there", Place("--database"), found=file))  # SQLite would make an empty one
    with reading(engine) as connection:
        there = revision(connection)
    _known(there)
    if there != newest():
        raise CallError(problem("store-not-ready", Place("--database"), found=there or "no tables"))


def _known(there: str) -> None:
    known = {each.revision for each in ScriptDirectory.from_config(settings()).walk_revisions()}
    if there and there not in known:
        raise CallError(problem("store-newer", Place("--database"), found=there))
