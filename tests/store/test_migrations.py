"""The tables come to be by migrations, and are what the rows say."""

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import Engine, text

from sop_engine.errors import CallError
from sop_engine.store.connect import connect, reading, writing
from sop_engine.store.migrate import newest, ready, upgrade
from sop_engine.store.rows import Kept


def test_the_migrations_come_to_what_the_rows_say(engine: Engine) -> None:
    """Nothing is in the rows that no migration makes, and nothing else is there."""
    with reading(engine) as connection:
        assert compare_metadata(MigrationContext.configure(connection), Kept.metadata) == []


def test_an_upgrade_twice_alters_nothing(engine: Engine) -> None:
    """A database that is up to date stays as it is."""
    assert upgrade(engine) == (newest(), newest())


def test_a_database_without_tables_is_not_ready(tmp_path) -> None:
    """What to do is said where the tables are not there."""
    (tmp_path / "empty.db").touch()
    with pytest.raises(CallError, match="store-not-ready"):
        ready(connect(f"sqlite:///{tmp_path / 'empty.db'}"))


def test_a_newer_database_is_left_alone(engine: Engine) -> None:
    """An engine does not touch tables that a newer one has made."""
    with writing(engine, "x") as connection:
        connection.execute(text("update alembic_version set version_num = '9999'"))
    for ask in (ready, upgrade):
        with pytest.raises(CallError, match="store-newer"):
            ask(engine)


@pytest.mark.parametrize("url", ["mysql://x/y", "nothing", "oracle://a"])
def test_another_database_is_refused_by_name(url: str) -> None:
    """A URL that is neither SQLite's nor PostgreSQL's is a clear error."""
    with pytest.raises(CallError, match="store-url"):
        connect(url)
