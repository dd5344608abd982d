"""What the database itself refuses, on both databases."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import Engine, insert, text
from sqlalchemy.exc import DBAPIError

from sop_engine.store.acts import Doing, acting
from sop_engine.store.connect import reading, writing
from sop_engine.store.migrate import ready
from sop_engine.store.rows import APPEND_ONLY, Agreement, Kept

LONDON = ZoneInfo("Europe/London")
NOW = Doing("Ada", datetime(2026, 3, 1, 12, tzinfo=UTC), LONDON)
UID = "p-aaaaaaaaaaaaaaaa"


@pytest.fixture
def kept(engine: Engine) -> Engine:
    """A database with one contract, one act and one participant."""
    with writing(engine, "x") as connection:
        connection.execute(insert(Agreement), {"id": 1, "name": "homes"})
    with acting(engine, "homes", NOW, "adopt", {}) as act:
        act.tell("participant", [{"uid": UID}])
    return engine


def test_the_tables_are_ready(engine: Engine) -> None:
    """After an upgrade the tables are what the engine expects."""
    ready(engine)


def test_an_act_is_there_with_its_facts(kept: Engine) -> None:
    """An act and what it tells go in together, and the next act follows it in the chain."""
    with acting(kept, "homes", NOW, "adopt", {"b": 1}) as act:
        assert act.seq == 2
    with reading(kept) as connection:
        rows = connection.execute(text("select seq, prev_seq, before, hash from act order by seq")).all()
    assert rows[0].before == "" and rows[1].before == rows[0].hash


@pytest.mark.parametrize("table", ["agreement", "act", "participant"])
def test_nothing_is_altered_or_taken_away(kept: Engine, table: str) -> None:
    """A table that only grows refuses update, delete and truncate."""
    key = next(iter(Kept.metadata.tables[table].primary_key)).name
    orders = [f"update {table} set {key} = {key}", f"delete from {table}"]
    if kept.dialect.name == "postgresql":
        orders.append(f"truncate {table} cascade")
    for order in orders:
        with pytest.raises(DBAPIError, match="sop guard"), writing(kept, "x") as connection:
            connection.execute(text(order))


def test_all_other_tables_only_grow() -> None:
    """Only the vault, the due runs and what a run remembers may change."""
    changing = {"vault", "vault_field", "due_run", "remembered", "remembered_person"}
    assert set(Kept.metadata.tables) - set(APPEND_ONLY) == changing


def test_nothing_is_replaced(kept: Engine) -> None:
    """SQLite's INSERT OR REPLACE takes no row away."""
    if kept.dialect.name != "sqlite":
        pytest.skip("a word of SQLite")
    with pytest.raises(DBAPIError, match="sop guard"), writing(kept, "x") as connection:
        connection.execute(text("insert or replace into agreement (id, name) values (1, 'other')"))
