"""A person's own data: shown whole to them, and erased so that nothing that was paid changes."""

import json
from pathlib import Path

import pytest
from sqlalchemy import Engine, text

from sop_engine.errors import CallError
from sop_engine.service.person import erase, held
from sop_engine.store.connect import reading
from sop_engine.store.rows import APPEND_ONLY
from sop_engine.store.vault import keys_from, make_keys, read_keys, seal, unseal
from tests.store.keeping import CONTRACT, KEYS, adopted, doing, sent
from tests.store.test_evidence import due

WHO = "RT-0001"


def grown(engine: Engine) -> dict[str, list[tuple]]:
    """All that is in the tables that only grow."""
    with reading(engine) as connection:
        return {
            name: [tuple(row) for row in connection.execute(text(f"select * from {name} order by 1, 2"))]
            for name in APPEND_ONLY
        }


def test_all_that_is_held_on_a_person_is_shown(engine: Engine) -> None:
    """One command shows who somebody is here, each piece of evidence with its file and sender, and what was paid."""
    sent(adopted(engine))
    shown = held(engine, CONTRACT, KEYS, WHO)
    assert shown["reference"] == WHO and shown["stands_in_records_as"].startswith("p-")
    assert {"person", "employment_intermediate"} <= {each["file"].removesuffix(".csv") for each in shown["evidence"]}
    assert all(each["sent_by"] == "Ada" for each in shown["evidence"])
    json.dumps(shown)


def test_whoever_is_erased_is_named_nowhere(engine: Engine) -> None:
    """Erasing a person takes their key and reference; what only grows stays as it was, but for the act that says so."""
    sent(adopted(engine))
    before, paid = grown(engine), due(engine)
    uid = erase(engine, CONTRACT, KEYS, WHO, "request of 1 November", doing(3))
    after = grown(engine)
    assert len(after["act"]) == len(before["act"]) + 1 and after["act"][:-1] == before["act"]
    assert {name: rows for name, rows in after.items() if name != "act"} == {
        name: rows for name, rows in before.items() if name != "act"
    }
    assert due(engine) == paid
    assert WHO not in json.dumps(after["act"], default=str) and uid in json.dumps(after["act"], default=str)
    with pytest.raises(CallError, match="vault-knows-nobody"):
        held(engine, CONTRACT, KEYS, WHO)
    with pytest.raises(CallError, match="vault-knows-nobody"):
        erase(engine, CONTRACT, KEYS, WHO, "again", doing(4))
    with reading(engine) as connection:
        assert not connection.execute(text("select 1 from vault where uid = :uid"), {"uid": uid}).first()


def test_an_erasure_has_a_ground(engine: Engine) -> None:
    """Nobody is erased without its being said why."""
    sent(adopted(engine))
    with pytest.raises(CallError, match="erase-no-ground"):
        erase(engine, CONTRACT, KEYS, WHO, " ", doing(3))
    assert held(engine, CONTRACT, KEYS, WHO)


def test_another_key_opens_nothing(engine: Engine) -> None:
    """With the key of another vault nobody is found, and nothing opens."""
    sent(adopted(engine))
    with pytest.raises(CallError, match="vault-knows-nobody"):
        held(engine, CONTRACT, keys_from(bytes(32)), WHO)


def test_what_is_sealed_is_bound_to_its_row() -> None:
    """What is sealed opens with its own key for its own row alone, and not when a bit of it is altered."""
    own, other = bytes(32), bytes([1] * 32)
    sealed = seal(own, {"reference": "GM-1"}, "p-1")
    assert unseal(own, sealed, "p-1") == {"reference": "GM-1"}
    altered = sealed[:-1] + bytes([sealed[-1] ^ 1])
    for key, value, row in ((other, sealed, "p-1"), (own, sealed, "p-2"), (own, altered, "p-1")):
        with pytest.raises(CallError, match="vault-closed"):
            unseal(key, value, row)


def test_the_key_is_for_its_owner_alone(tmp_path: Path) -> None:
    """The file of a key is made once, for its owner; one that others can read is refused, and so is what is no key."""
    file = tmp_path / "key"
    make_keys(file)
    assert read_keys(file) == read_keys(file) and file.stat().st_mode & 0o777 == 0o600
    assert str(read_keys(file)) == "Keys(...)"
    with pytest.raises(CallError, match="vault-key-unwritable"):
        make_keys(file)
    file.chmod(0o644)
    with pytest.raises(CallError, match="vault-key-open"):
        read_keys(file)
    file.chmod(0o600)
    file.write_text("secret")
    with pytest.raises(CallError, match="vault-key-unreadable"):
        read_keys(file)
    with pytest.raises(CallError, match="vault-key-unreadable"):
        read_keys(tmp_path / "none")
