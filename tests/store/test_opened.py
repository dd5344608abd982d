"""The vault, opened: with its key it is seen whether it says who each participant is, and what was sealed of them."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine

from sop_engine.service.keep import take_in_files
from sop_engine.service.opened import open_vault
from sop_engine.service.person import erase
from sop_engine.store.connect import connect
from sop_engine.store.migrate import upgrade
from sop_engine.store.rows import ACCEPTED, table
from sop_engine.store.vault import keys_from, make_keys, match, open_key, seal
from tests.cli.calling import call
from tests.store.posting import KEYS, NAME, TERMS, at, begun, rows_of, run_sql, send

TENANCY = "received: Uploaded, one_per: person}"
PERSONAL = TERMS.replace(TENANCY, TENANCY[:-1] + ", fields: {note: {heading: Note, text: true, personal: true}}}")


@pytest.fixture
def kept(engine: Engine, tmp_path: Path) -> Engine:
    """A, B and C have moved in; a note on each of them is personal."""
    return moved_in(engine, tmp_path)


def moved_in(engine: Engine, folder: Path) -> Engine:
    """A, B and C move in."""
    begun(engine, folder, PERSONAL)
    send(engine, folder, "2024-04-20", starts=[f"{who},2024-04-02" for who in "ABC"])
    (folder / "tenancies.csv").write_text(
        "Ref,Moved in,Uploaded,Note\n" + "".join(f"{who},2024-04-10,2024-04-12,left {who}\n" for who in "ABC")
    )
    take_in_files(engine, NAME, KEYS, [folder / "tenancies.csv"], at("2024-04-20"), True, ACCEPTED)
    return engine


def test_a_vault_that_is_whole_says_who_everybody_is(kept: Engine) -> None:
    """Each participant is asked for; whoever was erased is not missed."""
    assert len(rows_of(kept, "vault_field")) == 3
    assert open_vault(kept, NAME, KEYS) == (3, ())
    erase(kept, NAME, KEYS, "B", "asked for", at("2024-04-21"))
    assert open_vault(kept, NAME, KEYS) == (3, ())


def test_another_key_opens_nothing(kept: Engine) -> None:
    """With the key of another database the first participant is named, and that it may be the key."""
    (found,) = open_vault(kept, NAME, keys_from(bytes(32))).problems
    first = min(each["uid"] for each in rows_of(kept, "participant"))
    assert str(found) == (
        f"homes: verify-vault\n  The vault no longer says who {first} is: who they are does not open with this key.\n"
        "  If the key is that of another database, use this one's; else bring the vault back from a copy."
        " What is paid does not need it."
    )


def _row(engine: Engine, name: str, uid: str) -> dict[str, Any]:
    return next(each for each in rows_of(engine, name) if each["uid"] == uid)


def _set(engine: Engine, name: str, column: str, value: bytes, uid: str) -> None:
    """One value of a participant's row is another."""
    there = table(name)
    with engine.begin() as connection:
        connection.execute(there.update().where(there.c.uid == uid).values({column: value}))


def _away(engine: Engine, uid: str, other: str) -> None:
    run_sql(engine, f"delete from vault_field where uid = '{uid}'", f"delete from vault where uid = '{uid}'")


def _matched_otherwise(engine: Engine, uid: str, other: str) -> None:
    _set(engine, "vault", "match", bytes(32), uid)


def _exchanged(engine: Engine, uid: str, other: str) -> None:
    _set(engine, "vault", "sealed", _row(engine, "vault", other)["sealed"], uid)


def _fields_away(engine: Engine, uid: str, other: str) -> None:
    run_sql(engine, f"delete from vault_field where uid = '{uid}'")


def _fields_exchanged(engine: Engine, uid: str, other: str) -> None:
    _set(engine, "vault_field", "sealed", _row(engine, "vault_field", other)["sealed"], uid)


def _fields_forged(engine: Engine, uid: str, other: str) -> None:
    own = open_key(KEYS, _row(engine, "vault", uid)["key"], uid)
    bound_to = f"{uid} {_row(engine, 'vault_field', uid)['record']}"
    _set(engine, "vault_field", "sealed", seal(own, {"note": "never left"}, bound_to), uid)


SPOILT: dict[str, Callable[[Engine, str, str], None]] = {
    "they are not there, and were not erased": _away,
    "they are found again by another reference than their own": _matched_otherwise,
    "who they are does not open with this key": _exchanged,
    "the personal fields of record {record} are not there": _fields_away,
    "the personal fields of record {record} do not open with this key": _fields_exchanged,
    "the personal fields of record {record} are not those that were sent": _fields_forged,
}
"""What somebody who may do everything does to the rows of a participant, by what is found."""


@pytest.mark.parametrize("what", SPOILT)
def test_whatever_is_altered_is_named(kept: Engine, what: str) -> None:
    """A row taken away, exchanged or forged is found, whoever it is of, and with it whose it is."""
    other, uid, _ = sorted(each["uid"] for each in rows_of(kept, "participant"))
    record = _row(kept, "vault_field", uid)["record"]
    SPOILT[what](kept, uid, other)
    (found,) = open_vault(kept, NAME, KEYS).problems
    assert (found.code, found.fact) == (
        "verify-vault",
        f"The vault no longer says who {uid} is: {what.format(record=record)}.",
    )


def test_who_was_erased_and_is_there_again_is_named(kept: Engine) -> None:
    """The copy of a vault from before an erasure brings back whoever was erased: it is said."""
    (uid, *_) = sorted(each["uid"] for each in rows_of(kept, "participant"))
    before = _row(kept, "vault", uid)
    ref = next(ref for ref in "ABC" if match(KEYS, NAME, ref) == before["match"])
    erase(kept, NAME, KEYS, ref, "asked for", at("2024-04-21"))
    with kept.begin() as connection:
        connection.execute(table("vault").insert(), [{**before, "match": bytes(32)}])
    (found,) = open_vault(kept, NAME, KEYS).problems
    assert found.fact == f"The vault no longer says who {uid} is: they were erased, and are there again."


def test_the_door_opens_the_vault_where_it_is_given_the_key(tmp_path: Path) -> None:
    """`sop verify --vault-key` says that the vault is whole, or names whom it no longer knows, with exit code 6."""
    url = f"sqlite:///{tmp_path / 'sop.db'}"
    engine = connect(url)
    upgrade(engine)
    moved_in(engine, tmp_path)
    key, other = tmp_path / "key", tmp_path / "other"
    key.write_text(f"sop-vault-key-1:{bytes(range(32)).hex()}\n")
    key.chmod(0o600)
    make_keys(other)
    said = call("verify", NAME, "--database", url)
    assert (said.code, said.out.splitlines()[-1]) == (
        0,
        "The vault, which says who people are, is in no chain; with its key it is looked at as well.",
    )
    said = call("verify", NAME, "--database", url, "--vault-key", key)
    assert (said.code, said.out.splitlines()[-1]) == (
        0,
        "The vault says who each of 3 participants is, but for the erased.",
    )
    said = call("verify", NAME, "--database", url, "--vault-key", other)
    assert said.code == 6 and "homes: verify-vault\n" in said.out
    told = json.loads(call("verify", NAME, "--database", url, "--vault-key", other, "--json").out)
    assert (told["vault"], [each["code"] for each in told["problems"]]) == (3, ["verify-vault"])
