"""Evidence in the store: kept once, corrected by adding, known as it was known."""

from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import Engine, text

from sop_engine.errors import CallError
from sop_engine.library.load import load_contract
from sop_engine.service.keep import NotImported, adopt, files_sent, review, take_in_files, terms_now
from sop_engine.service.run import run
from sop_engine.steps.evaluate import evaluate
from sop_engine.store.acts import known_by
from sop_engine.store.connect import reading
from sop_engine.store.known import records_known
from sop_engine.store.people import references
from sop_engine.store.rows import SUBMITTED, table
from sop_engine.units.days import as_date, day_number
from tests.store.keeping import CONTRACT, EVIDENCE, KEYS, adopted, doing, sent

AS_AT = day_number(date(2023, 9, 30))
PEOPLE = next(each for each in EVIDENCE if each.name == "person.csv")


def count(engine: Engine, name: str) -> int:
    """How many rows a table has."""
    with reading(engine) as connection:
        return int(connection.execute(text(f"select count(*) from {name}")).scalar_one())


def everything(engine: Engine) -> dict[str, list[tuple]]:
    """All that is kept, but for what is sealed with chance."""
    with reading(engine) as connection:
        return {
            name: [tuple(row) for row in connection.execute(text(f"select * from {name} order by 1, 2"))]
            for name in ("act", "version", "submission", "record", "review")
        }


def due(engine: Engine, known_seq: int | None = None) -> list[tuple]:
    """What is due on each outcome, from what is kept."""
    _, agreed = terms_now(engine, CONTRACT)
    seq = known_by(engine, CONTRACT) if known_seq is None else known_seq
    taken = records_known(engine, CONTRACT, agreed.contract, AS_AT, seq)
    working = evaluate(agreed.contract, taken.records, AS_AT, day_number(doing(9).at.date()))
    return sorted((p.outcome, p.reached, p.net) for p in working.payments)


def test_what_is_kept_comes_to_what_the_files_come_to(engine: Engine) -> None:
    """The same evidence, through the database or straight from the folder, gives the same payments."""
    sent(adopted(engine))
    done = run(load_contract(CONTRACT), EVIDENCE[0].parent, as_date(AS_AT), doing(9).at.date())
    assert due(engine) == sorted((p.outcome, p.reached, p.net) for p in done.payments) != []


def test_the_same_file_twice_adds_nothing(engine: Engine) -> None:
    """A file that was sent before leaves no row and no act."""
    first = sent(adopted(engine))
    before = everything(engine)
    again = sent(engine, day=2)
    assert first.act == 2 and again.act is None
    assert everything(engine) == before
    assert [each.good for each in again.files] == [0] * len(again.files)
    assert [each.known_before for each in again.files] == [each.good + each.known_before for each in first.files]


def test_a_row_that_stands_twice_in_a_file_is_one_record(
    engine: Engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """However far apart the two rows stand: rows are kept some thousands at a time, here one by one."""
    monkeypatch.setattr("sop_engine.store.evidence.AT_ONCE", 1)
    lines = PEOPLE.read_text(encoding="utf-8").splitlines()[:4]
    file = tmp_path / "person.csv"
    file.write_text("\n".join([*lines, *lines[1:]]) + "\n", encoding="utf-8")
    (kept,) = sent(adopted(engine), [file]).files
    assert (kept.rows, kept.good, kept.bad, kept.known_before) == (6, 3, 0, 3)
    assert count(engine, "record") == 3


def test_all_or_nothing_keeps_nothing_where_a_row_is_bad(engine: Engine) -> None:
    """Where files are taken in whole or not at all, one bad row leaves everything as it was."""
    before = everything(adopted(engine))
    with pytest.raises(NotImported) as wrong:
        sent(engine, whole=True)
    assert len(wrong.value.problems) > 1
    assert everything(engine) == before and count(engine, "vault") == 0


def test_no_reference_is_kept_outside_the_vault(engine: Engine, tmp_path: Path) -> None:
    """Records name people by a reference that means nothing; the vault alone can say whose it is."""
    sent(adopted(engine))
    with reading(engine) as connection:
        known = dict(references(connection, 1, KEYS))
    refs = {line.split(",")[0] for line in PEOPLE.read_text().splitlines()[1:] if line}
    assert refs & set(known.values())
    if engine.dialect.name == "sqlite":
        file = Path(engine.url.database or "")
        kept = b"".join(each.read_bytes() for each in file.parent.glob(f"{file.name}*"))
        assert not [ref for ref in known.values() if ref.encode() in kept]


def test_only_accepted_evidence_counts(engine: Engine) -> None:
    """What was submitted and not accepted pays nothing; once accepted it does; once withdrawn it does not."""
    sent(adopted(engine), state=SUBMITTED)
    assert due(engine) == []
    with reading(engine) as connection:
        numbers = list(connection.execute(text("select number from submission order by 1")).scalars())
    for number in numbers:
        assert review(engine, CONTRACT, doing(2), "accepted", submission=number) > 0
    paid = due(engine)
    assert paid
    known = known_by(engine, CONTRACT)
    for number in numbers:
        review(engine, CONTRACT, doing(3), "withdrawn", submission=number)
    assert due(engine) == []
    assert due(engine, known) == paid  # as it was known then


def test_a_decision_needs_a_state_that_can_follow(engine: Engine) -> None:
    """What was withdrawn is not accepted, what is not there is not moved, a rejection has a reason."""
    sent(adopted(engine), state=SUBMITTED)
    with pytest.raises(CallError, match="review-no-reason"):
        review(engine, CONTRACT, doing(2), "rejected", records=[1])
    review(engine, CONTRACT, doing(2), "withdrawn", records=[1])
    before = everything(engine)
    with pytest.raises(CallError) as wrong:
        review(engine, CONTRACT, doing(3), "accepted", records=[1, 2, 999_999])
    assert {each.code for each in wrong.value.problems} == {"review-not-possible", "review-no-record"}
    assert everything(engine) == before


def test_what_was_rejected_is_not_taken_again_as_it_was(engine: Engine, tmp_path: Path) -> None:
    """A rejected row that is sent again unaltered is a bad row; one that was withdrawn begins anew."""
    sent(adopted(engine), state=SUBMITTED)
    review(engine, CONTRACT, doing(2), "rejected", "the letter is unsigned", records=[1])
    review(engine, CONTRACT, doing(2), "withdrawn", records=[2])
    again = sent(engine, day=3)
    assert "evidence-unchanged" in {each.code for each in again.problems}
    with reading(engine) as connection:
        moved = connection.execute(text("select record, n, state from review order by 1, 2")).all()
    assert [tuple(each) for each in moved] == [(1, 1, "rejected"), (2, 1, "withdrawn"), (2, 2, "accepted")]


def test_a_file_of_rows_that_were_only_sent_again_is_listed(engine: Engine, tmp_path: Path) -> None:
    """A file whose rows were all withdrawn before has no record of its own: it is listed with what it sent again."""
    file = tmp_path / PEOPLE.name
    file.write_text("\n".join((*PEOPLE.read_text().splitlines()[:2], "")))
    sent(adopted(engine), [PEOPLE])
    review(engine, CONTRACT, doing(2), "withdrawn", records=[1])
    assert sent(engine, [file], day=3).files[0].good == 1
    first, second = files_sent(engine, CONTRACT)
    assert (first.states, first.again) == ((("accepted", 120),), 0)
    assert (second.number, second.states, second.again) == (2, (), 1)


def test_a_correction_stands_beside_what_it_corrects(engine: Engine, tmp_path: Path) -> None:
    """A corrected enrolment takes the place of the first; the first is still there, and known then as it was."""
    adopted(engine)
    header, row = PEOPLE.read_text().splitlines()[:2]
    first, second = tmp_path / "a" / PEOPLE.name, tmp_path / "b" / PEOPLE.name
    for file in (first, second):
        file.parent.mkdir()
    first.write_text(f"{header}\n{row}\n")
    second.write_text("\n".join((header, row.replace("2022-03", "2022-05"), "")))
    sent(engine, [first])
    known = known_by(engine, CONTRACT)
    sent(engine, [second], day=2, correcting=True)
    _, agreed = terms_now(engine, CONTRACT)
    start = agreed.contract.enrolled_by
    now = records_known(engine, CONTRACT, agreed.contract, AS_AT, known_by(engine, CONTRACT)).records.events[start]
    then = records_known(engine, CONTRACT, agreed.contract, AS_AT, known).records.events[start]
    assert [str(as_date(int(each.day[0])))[:7] for each in (then, now)] == ["2022-03", "2022-05"]
    assert (len(then), len(now), count(engine, "record")) == (1, 1, 2)


def test_a_row_can_name_the_record_it_corrects(engine: Engine, tmp_path: Path) -> None:
    """Under `_corrects` a row names what it corrects; a number that is no record of its kind is a bad row."""
    adopted(engine)
    header, row = PEOPLE.read_text().splitlines()[:2]
    file = tmp_path / PEOPLE.name
    file.write_text(f"{header}\n{row}\n")
    sent(engine, [file])
    other = row.replace("2022-03", "2022-05")
    file.write_text(f"{header},_corrects\n{other},77\n")
    assert [each.code for each in sent(engine, [file], day=2).problems] == ["evidence-corrects-nothing"]
    file.write_text(f"{header},_corrects\n{other},1\n")
    assert sent(engine, [file], day=2).act is not None
    with reading(engine) as connection:
        c = table("record").c
        assert [each.supersedes for each in connection.execute(table("record").select().order_by(c.id))] == [None, 1]


def test_a_file_of_no_kind_is_refused(engine: Engine, tmp_path: Path) -> None:
    """A file that the contract does not ask for stops the import before anything is kept."""
    odd = tmp_path / "holiday.csv"
    odd.write_text("a,b\n1,2\n")
    with pytest.raises(CallError, match="import-no-kind"):
        sent(adopted(engine), [odd])


def test_a_clock_that_was_put_back_puts_nothing_back(engine: Engine) -> None:
    """An act is never before the act before it, whatever the clock says."""
    sent(adopted(engine), day=5)
    adopt(engine, load_contract("rough-sleeping"), doing(0))
    take = take_in_files(engine, CONTRACT, KEYS, EVIDENCE, doing(-300), False)
    assert take.act is None
    review(engine, CONTRACT, doing(-300), "withdrawn", records=[1])
    with reading(engine) as connection:
        days = list(connection.execute(text("select day from act where contract = 1 order by seq")).scalars())
    assert days == sorted(days)
