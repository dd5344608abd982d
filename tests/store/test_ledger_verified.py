"""Whoever alters what is kept, past all guards, is found out: the first act or entry is named."""

import random
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection, Engine, text

from sop_engine.ledger.chain import entry_hash
from sop_engine.service.keep import adopt, review
from sop_engine.service.person import erase
from sop_engine.service.verify import verify
from sop_engine.store.connect import reading
from sop_engine.store.rows import APPEND_ONLY, table
from sop_engine.units.canonical import digest
from tests.store.posting import KEYS, NAME, TERMS, agreed, at, begun, close_on, rows_of, run_sql, send

WALKED = (
    "act",
    "version",
    "participant",
    "submission",
    "record",
    "review",
    "run",
    "entry",
    "posting",
    "period",
    "statement",
    "erased",
)
COLUMNS = [(name, column) for name in WALKED for column in list(table(name).columns.keys()) if column != "contract"]


@pytest.fixture
def posted(engine: Engine, tmp_path: Path) -> Engine:
    """Three closed months, with an adjustment, somebody who was erased, and no guard left."""
    begun(engine, tmp_path)
    people = [f"P{number},2024-04-0{number}" for number in range(1, 6)]
    homes = [f"P{number},2024-04-1{number},2024-04-1{number}" for number in range(1, 6)]
    send(engine, tmp_path, "2024-04-20", starts=people, tenancies=homes)
    close_on(engine, "2024-05-06")
    send(engine, tmp_path, "2024-05-20", visits=["P1,2024-05-03,2024-05-20", "P2,2024-05-04,2024-05-20"])
    close_on(engine, "2024-06-06")
    review(engine, NAME, at("2024-06-20"), "withdrawn", records=[7, 8])
    close_on(engine, "2024-07-06")
    erase(engine, NAME, KEYS, "P4", "asked", at("2024-07-08"))
    assert verify(engine, NAME).problems == ()
    unguard(engine)
    return engine


def unguard(engine: Engine) -> None:
    """Take every guard and every check away, as one who owns the database can."""
    if engine.dialect.name == "sqlite":
        with reading(engine) as connection:
            asked = text("select name from sqlite_master where type = 'trigger'")
            orders = [f"drop trigger {name}" for name in connection.execute(asked).scalars()]
    else:
        with reading(engine) as connection:
            asked = text(
                "select conrelid::regclass::text, conname from pg_constraint"
                " where contype = 'c' and conrelid <> 0 and connamespace = 'public'::regnamespace"
            )
            checks = connection.execute(asked).all()
        orders = [f"alter table {name} drop constraint {constraint}" for name, constraint in checks]
        orders += [f"alter table {name} disable trigger all" for name in APPEND_ONLY]
    run_sql(engine, *orders)


@contextmanager
def owning(engine: Engine) -> Iterator[Connection]:
    """A connection on which nothing is checked."""
    with engine.connect() as connection:
        if engine.dialect.name == "sqlite":
            raw: Any = connection.connection.driver_connection
            raw.rollback()
            raw.execute("pragma foreign_keys = off")
            raw.execute("pragma ignore_check_constraints = on")
        yield connection
        connection.commit()
        if engine.dialect.name == "sqlite":
            raw.execute("pragma ignore_check_constraints = off")
            raw.execute("pragma foreign_keys = on")


def other(value: Any) -> Any:
    """A value that is not this one: a number further on, another first sign, another bit."""
    if isinstance(value, bytes):
        return bytes([value[0] ^ 1]) + value[1:]
    if isinstance(value, int):
        return value + 1000
    return 1 if value is None else ("b" if value[:1] == "a" else "a") + value[1:]


def set_to(engine: Engine, name: str, row: dict[str, Any], column: str, value: Any) -> dict[str, Any]:
    """Set one value of one row; answers the row as it is then."""
    keys = [each.name for each in table(name).primary_key]
    where = " and ".join(f"{each} = :key_{each}" for each in keys)
    with owning(engine) as connection:
        given = {f"key_{each}": row[each] for each in keys}
        done = connection.execute(text(f"update {name} set {column} = :value where {where}"), {"value": value, **given})
        assert done.rowcount == 1
    return {**row, column: value}


def expected(name: str, row: dict[str, Any], engine: Engine) -> tuple[str, int]:
    """What is to be named for a row: the act that told it, or the entry."""
    if name == "entry":
        return "Entry", row["number"]
    if name == "posting":
        return "Entry", row["entry"]
    if name == "statement":
        return "Act", next(each["seq"] for each in rows_of(engine, "period") if each["number"] == row["period"])
    return "Act", row["seq"]


def found(engine: Engine) -> list[str]:
    """The acts and the entries that are named."""
    problems = verify(engine, NAME).problems
    return [each.fact.split(" is ")[0] for each in problems if each.code in ("verify-act", "verify-entry")]


MOVED = {"seq", "contract", "number", "entry", "leg", "period"}
"""Where these are altered a row is missed where it was, and found where it is not."""


def test_a_value_that_was_altered_is_found_where_it_stands(posted: Engine) -> None:
    """Whatever column is altered of a row, its act or its entry is named, and nothing once it is put back."""
    unseen = []
    for name, column in COLUMNS:
        row = random.Random(f"{name} {column}").choice(rows_of(posted, name))
        kind, number = expected(name, row, posted)
        now = set_to(posted, name, row, column, other(row[column]))
        named = found(posted)
        if not named or (column not in MOVED and f"{kind} {number}" not in named):
            unseen.append((name, column, number, named))
        set_to(posted, name, now, column, row[column])
    assert not unseen
    assert verify(posted, NAME).problems == ()


def test_any_bit_that_was_turned_is_found(posted: Engine) -> None:
    """A hundred bits turned anywhere in the texts, numbers and bytes of any table: each is found."""
    chance = random.Random(6)
    for _ in range(100):
        name, column = chance.choice(COLUMNS)
        row = chance.choice(rows_of(posted, name))
        before = row[column]
        if isinstance(before, int):
            value: Any = before ^ 1 << chance.randrange(12, 40)
        elif before:
            said = bytearray(before if isinstance(before, bytes) else before.encode())
            said[chance.randrange(len(said))] ^= 1 << chance.randrange(0, 6)
            value = bytes(said) if isinstance(before, bytes) else said.decode("utf-8", "replace").replace("\0", "?")
        else:
            continue
        now = set_to(posted, name, row, column, value)
        assert found(posted), (name, column, row)
        set_to(posted, name, now, column, before)
    assert verify(posted, NAME).problems == ()


def test_an_entry_taken_from_the_end_is_missed(posted: Engine) -> None:
    """The last entry cannot be taken away unseen: its run says how far the ledger went."""
    last = rows_of(posted, "entry")[-1]["number"]
    with owning(posted) as connection:
        connection.execute(text(f"delete from posting where entry = {last}"))
        connection.execute(text(f"delete from entry where number = {last}"))
    assert [each.code for each in verify(posted, NAME).problems] == ["verify-entry"]
    assert verify(posted, NAME).problems[0].fact.startswith(f"Entry {last} ")


def test_a_ledger_that_was_forged_as_a_whole_is_found_by_a_statement(posted: Engine) -> None:
    """A ledger that fits together and is another is found by the hash on a statement that somebody else keeps."""
    head = rows_of(posted, "period")[-1]["head"]
    assert verify(posted, NAME, head).problems == ()
    assert [each.code for each in verify(posted, NAME, "0" * 64).problems] == ["verify-head"]


def test_evidence_that_was_forged_with_all_its_hashes_does_not_come_out_again(posted: Engine) -> None:
    """Who alters evidence and makes the hashes of the acts fit as well is found: the run does not come out again."""
    from sop_engine.store.acts import TOLD, act_hash, facts
    from sop_engine.store.trail import _Teller

    record = next(each for each in rows_of(posted, "record") if each["kind"] == "tenancy")
    with owning(posted) as connection:
        connection.execute(
            text("update record set day = day + 60, first = first + 60, known = known + 60 where id = :id"),
            {"id": record["id"]},
        )
        before = ""
        acts = [
            dict(each) for each in connection.execute(table("act").select().order_by(table("act").c.seq)).mappings()
        ]
        tellers = {name: _Teller(connection, 1, name) for name in TOLD}
        for act in acts:
            told = {name: each.hash_of(act["seq"]) for name, each in tellers.items()}
            act |= {"facts": facts({name: each for name, each in told.items() if each}), "before": before}
            act["hash"] = before = act_hash(act)
            connection.execute(
                text("update act set facts = :facts, before = :before, hash = :hash where seq = :seq"),
                {name: act[name] for name in ("facts", "before", "hash", "seq")},
            )
    wrong = verify(posted, NAME).problems
    assert [(each.code, each.fact.split(" is ")[0]) for each in wrong] == [("verify-run", "Run 1")]


NAMES = {"corrects": "which entry it corrects", "kind": "which entry it corrects", "prev_n": "which entries it follows"}


@pytest.mark.parametrize(("column", "says"), NAMES.items())
def test_an_entry_that_names_another_is_named_though_its_hash_fits(posted: Engine, column: str, says: str) -> None:
    """An adjustment that corrects or follows another entry than the last of its claim is named, and why."""
    row = rows_of(posted, "entry")[-1]
    assert row["kind"] == "adjustment"
    now = set_to(posted, "entry", row, column, "payment" if column == "kind" else None)
    legs = [each for each in rows_of(posted, "posting") if each["entry"] == row["number"]]
    set_to(posted, "entry", now, "hash", entry_hash(now, legs))
    wrong = verify(posted, NAME).problems
    assert [each.code for each in wrong] == ["verify-entry"]
    assert wrong[0].fact.startswith(f"Entry {row['number']} is ") and f"it does not say {says}" in wrong[0].fact


def renamed(engine: Engine, *orders: str) -> None:
    """The table of names is altered past all guards."""
    with owning(engine) as connection:
        for order in orders:
            connection.execute(text(f"update agreement {order}"))


def named_as_bad(engine: Engine, name: str) -> tuple[str, str]:
    """What `verify` says first."""
    problems = verify(engine, name).problems
    return problems[0].code, problems[0].fact


def test_a_contract_that_was_given_another_name_is_named(posted: Engine) -> None:
    """A contract under another name, or under none, is found out by the name that its first act says."""
    renamed(posted, "set name = 'work'")
    fact = "it adopts the terms of homes, which are kept under the name work."
    assert named_as_bad(posted, "work") == ("verify-act", f"Act 1 is the first that is not as it was told: {fact}")
    renamed(posted, "set name = 'homes'")
    assert verify(posted, NAME).problems == ()
    renamed(posted, "set id = 9")
    fact = "it is of contract number 1, which has no name here."
    assert named_as_bad(posted, NAME) == ("verify-act", f"Act 1 is the first that is not as it was told: {fact}")


def test_two_contracts_that_changed_names_are_named(engine: Engine, tmp_path: Path) -> None:
    """Also before anything was posted, two contracts cannot change their names unseen."""
    begun(engine, tmp_path)
    adopt(engine, agreed(tmp_path / "work", TERMS.replace("contract: homes", "contract: work")), at("2024-03-02"))
    for name in (NAME, "work"):
        assert verify(engine, name).problems == ()
    unguard(engine)
    renamed(engine, "set name = 'x' where id = 1", "set name = 'homes' where id = 2", "set name = 'work' where id = 1")
    for name in (NAME, "work"):
        code, fact = named_as_bad(engine, name)
        assert code == "verify-act" and fact.startswith("Act 1 is ") and f"kept under the name {name}" in fact


def test_a_statement_that_says_something_else_is_named(posted: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    """A frozen statement whose balances are not those of the entries is named, whatever hashes were made to fit."""
    monkeypatch.setattr("sop_engine.service.verify.first_bad_act", lambda connection, contract: None)
    row = next(
        each for each in rows_of(posted, "statement") if each["period"] == 2 and each["form"] == "statement.json"
    )
    content = row["content"].replace(b'"opening":750000', b'"opening":750001')
    assert content != row["content"]
    set_to(posted, "statement", set_to(posted, "statement", row, "content", content), "sha256", digest(content))
    found_ = verify(posted, NAME).problems
    assert [each.code for each in found_] == ["verify-statement"]
    assert found_[0].fact.startswith("The statement of period 2 ")
