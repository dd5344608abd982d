"""A person's own data: shown whole to them, and erased so that nothing that was paid changes."""

import json
from pathlib import Path

import pytest
from sqlalchemy import Engine, text
from sqlalchemy.exc import DBAPIError

from sop_engine.errors import CallError
from sop_engine.service.keep import NotImported, review, take_in_files
from sop_engine.service.person import erase, held
from sop_engine.service.verify import verify
from sop_engine.store.acts import acting
from sop_engine.store.connect import reading
from sop_engine.store.rows import ACCEPTED, APPEND_ONLY
from sop_engine.store.vault import keys_from, make_keys, match, read_keys, seal, unseal
from tests.store import posting
from tests.store.keeping import CONTRACT, EVIDENCE, KEYS, adopted, doing, sent
from tests.store.test_evidence import PEOPLE, due

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


def test_what_was_taken_back_to_nothing_is_shown(engine: Engine, tmp_path: Path) -> None:
    """An entry that took everything back has no working: it is shown without one, beside what it corrects."""
    posting.begun(engine, tmp_path)
    posting.send(engine, tmp_path, "2024-04-20", starts=["A,2024-04-02"], tenancies=["A,2024-04-10,2024-04-12"])
    posting.post_on(engine, "2024-05-06")
    review(engine, posting.NAME, posting.at("2024-05-07"), "withdrawn", records=[2])
    posting.post_on(engine, "2024-05-08")
    paid, taken_back = held(engine, posting.NAME, KEYS, "A")["entries"]
    assert (paid["amount"], paid["posted_in_all"]) == (150_000, 150_000) and paid["working"]
    assert (taken_back["amount"], taken_back["posted_in_all"], taken_back["working"]) == (-150_000, 0, None)


def told_of(engine: Engine) -> dict[int, tuple[str, str | None]]:
    """Of each record of A its state, and why it does not count."""
    evidence = held(engine, posting.NAME, KEYS, "A")["evidence"]
    return {each["record"]: (each["state"], each["why_not"]) for each in evidence}


def test_each_record_says_whether_it_counts_and_if_not_why(engine: Engine, tmp_path: Path) -> None:
    """Corrected, withdrawn, of nobody enrolled: somebody asks why it pays nothing, and the answer stands there."""
    posting.begun(engine, tmp_path)
    posting.send(engine, tmp_path, "2024-04-20", starts=["A,2024-04-02"], tenancies=["A,2024-04-10,2024-04-12"])
    assert told_of(engine) == {1: ("accepted", None), 2: ("accepted", None)}
    assert [each["counts"] for each in held(engine, posting.NAME, KEYS, "A")["evidence"]] == [True, True]
    posting.send(engine, tmp_path, "2024-04-21", correcting=True, starts=["A,2024-04-03"])
    in_its_place = "another record corrects it, and counts in its place"
    assert told_of(engine) == {1: ("accepted", in_its_place), 2: ("accepted", None), 3: ("accepted", None)}
    review(engine, posting.NAME, posting.at("2024-04-22"), "withdrawn", records=[3])
    withdrawn = "it is withdrawn, and only what is accepted counts"
    assert told_of(engine) == {1: ("accepted", None), 2: ("accepted", None), 3: ("withdrawn", withdrawn)}
    review(engine, posting.NAME, posting.at("2024-04-23"), "withdrawn", records=[1])
    assert told_of(engine)[2] == ("accepted", "no start of theirs counts")


def test_whoever_is_erased_is_named_nowhere(engine: Engine) -> None:
    """Erasing a person takes their key and reference; the act that says so is all that is added, with a keyed hash."""
    sent(adopted(engine))
    before, paid = grown(engine), due(engine)
    uid = erase(engine, CONTRACT, KEYS, WHO, "request of 1 November", doing(3))
    after = grown(engine)
    assert len(after["act"]) == len(before["act"]) + 1 and after["act"][:-1] == before["act"]
    added = ("act", "erased")
    assert {name: rows for name, rows in after.items() if name not in added} == {
        name: rows for name, rows in before.items() if name not in added
    }
    assert [bytes(row[1]) for row in after["erased"]] == [match(KEYS, CONTRACT, WHO)]
    assert due(engine) == paid
    assert WHO not in json.dumps(after["act"], default=str) and uid in json.dumps(after["act"], default=str)
    with pytest.raises(CallError, match="vault-knows-nobody"):
        held(engine, CONTRACT, KEYS, WHO)
    with pytest.raises(CallError, match="vault-knows-nobody"):
        erase(engine, CONTRACT, KEYS, WHO, "again", doing(4))
    with reading(engine) as connection:
        assert not connection.execute(text("select 1 from vault where uid = :uid"), {"uid": uid}).first()


HEADER, ROW = PEOPLE.read_text().splitlines()[:2]
WORK = next(each for each in EVIDENCE if each.name == "employment_intermediate.csv")


def erased_and_another(engine: Engine, folder: Path) -> tuple[Path, dict[str, list[tuple]]]:
    """Somebody is erased and stands in a file with somebody new; with all that is kept."""
    assert ROW.startswith(f"{WHO},")
    sent(adopted(engine))
    erase(engine, CONTRACT, KEYS, WHO, "request of 1 November", doing(3))
    file = folder / PEOPLE.name
    file.write_text("\n".join((HEADER, ROW, ROW.replace(WHO, "RT-7777"), "")))
    return file, grown(engine)


def test_whoever_is_erased_is_not_enrolled_anew(engine: Engine, tmp_path: Path) -> None:
    """Evidence of somebody who was erased is a bad row, also the enrolment; others go on, and nothing is due twice."""
    file, before = erased_and_another(engine, tmp_path)
    paid = due(engine)
    done = sent(engine, [file], day=4)
    (kept,) = done.files
    assert (kept.rows, kept.good, kept.bad, kept.known_before) == (2, 1, 1, 0)
    assert [str(each).splitlines()[0] for each in done.problems] == ["person.csv, row 2, unique_id: evidence-of-erased"]
    after = grown(engine)
    assert len(after["participant"]) == len(before["participant"]) + 1
    again = sent(engine, [WORK], day=5)
    refused = [each for each in again.problems if each.code == "evidence-of-erased"]
    assert again.act is None and len(refused) == WORK.read_text().count(f"\n{WHO},") == 1
    assert grown(engine) == after
    assert due(engine) == paid
    assert verify(engine, CONTRACT).problems == ()


def test_all_or_nothing_keeps_nothing_where_somebody_was_erased(engine: Engine, tmp_path: Path) -> None:
    """Where files are taken in whole or not at all, a row of somebody who was erased keeps all of it out."""
    file, before = erased_and_another(engine, tmp_path)
    with pytest.raises(NotImported, match="evidence-of-erased"):
        sent(engine, [file], day=4, whole=True)
    assert grown(engine) == before


def test_who_was_erased_is_told_to_nobody_without_the_key(engine: Engine, tmp_path: Path) -> None:
    """What is kept of a reference is 32 bytes that another key does not make, and that are told by the act alone."""
    erased_and_another(engine, tmp_path)
    with reading(engine) as connection:
        (row,) = connection.execute(text("select * from erased")).mappings().all()
        last = connection.execute(text("select max(seq) from act")).scalar_one()
    assert set(row) == {"contract", "match", "seq"} and row["seq"] == last
    assert bytes(row["match"]) != match(keys_from(bytes(32)), CONTRACT, WHO)
    assert WHO.encode() not in bytes(row["match"])


def test_the_database_itself_enrols_nobody_again(engine: Engine, tmp_path: Path) -> None:
    """Whoever asks, the vault takes no reference of somebody who was erased; another one it takes."""
    erased_and_another(engine, tmp_path)

    def enrol(ref: str) -> None:
        row = {"uid": "p-" + ref[-1] * 16, "key": b"k", "sealed": b"s"}
        with acting(engine, CONTRACT, doing(4), "enrol", {}) as act:
            act.tell("participant", [{"uid": row["uid"]}])
            act.tell("vault", [{**row, "match": match(KEYS, CONTRACT, ref)}])

    with pytest.raises(DBAPIError, match="not enrolled again"):
        enrol(WHO)
    enrol("RT-7777")


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


def test_nobody_is_enrolled_anew_under_another_key(engine: Engine) -> None:
    """Evidence that is sent with the key of another vault is refused as a whole: everybody in it would be new."""
    sent(adopted(engine))
    before = grown(engine)
    with pytest.raises(CallError, match="vault-closed"):
        take_in_files(engine, CONTRACT, keys_from(bytes(32)), EVIDENCE, doing(2), False, ACCEPTED)
    assert grown(engine) == before


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
