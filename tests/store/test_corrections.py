"""Corrections of corrections: of a piece of evidence with all that correct it, only the newest accepted one counts."""

from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import Engine

from sop_engine.service.keep import review, take_in_files, terms_now
from sop_engine.service.sample import draw
from sop_engine.store.acts import known_by
from sop_engine.store.known import counting, records_known
from sop_engine.store.rows import ACCEPTED, SUBMITTED
from sop_engine.units.days import as_date, day_number
from tests.store.posting import KEYS, NAME, at, begun, post_on, rows_of, send


@pytest.fixture
def started(engine: Engine, tmp_path: Path) -> Engine:
    """Somebody has started: record 1."""
    begun(engine, tmp_path)
    send(engine, tmp_path, "2024-04-20", starts=["A,2024-04-02"])
    return engine


def seen(engine: Engine, folder: Path, day: int, corrects: int | None = None, state: str = ACCEPTED) -> None:
    """A visit of a day in April is sent, in the place of a record where one is named."""
    file = folder / "visits.csv"
    file.write_text(f"Ref,Seen,Uploaded,_corrects\nA,2024-04-{day:02},2024-04-21,{corrects or ''}\n")
    assert take_in_files(engine, NAME, KEYS, [file], at("2024-04-21"), True, state).act


def move(engine: Engine, record: int, *states: str) -> None:
    """A record is moved from state to state."""
    for state in states:
        assert review(engine, NAME, at("2024-04-22"), state, "looked at", [record]) == 1


def days(engine: Engine, kind: str = "visit", known_seq: int | None = None) -> list[int]:
    """The days of April on which what counts of a kind says that it was."""
    _, agreed = terms_now(engine, NAME)
    seq = known_by(engine, NAME) if known_seq is None else known_seq
    taken = records_known(engine, NAME, agreed.contract, day_number(date(2024, 4, 30)), seq)
    return sorted(as_date(int(each)).day for each in taken.records.events[kind].day)


def test_a_correction_of_a_rejected_correction_stands_alone(started: Engine, tmp_path: Path) -> None:
    """C corrects B, which corrects A: B rejected, C counts and A does not; C rejected too, A does; and is paid once."""
    seen(started, tmp_path, 10)
    seen(started, tmp_path, 11, corrects=2)
    seen(started, tmp_path, 12, corrects=3)
    assert days(started) == [12]
    before = known_by(started, NAME)
    move(started, 3, "rejected")
    assert days(started) == [12]
    assert draw(started, NAME, "seed", 9, ["visit"]).frame == 1
    assert post_on(started, "2024-05-02").payments == 1
    move(started, 4, "withdrawn")
    assert days(started) == [10]
    move(started, 3, "in review", "accepted")
    assert days(started) == [11]
    move(started, 2, "withdrawn")
    assert days(started) == [11]
    assert days(started, known_seq=before) == [12]
    assert sum(each["amount"] for each in rows_of(started, "entry")) == 33_333


def test_a_correction_that_waits_takes_no_place_yet(started: Engine, tmp_path: Path) -> None:
    """What was corrected counts until somebody accepts the correction."""
    seen(started, tmp_path, 10)
    seen(started, tmp_path, 11, corrects=2, state=SUBMITTED)
    seen(started, tmp_path, 12, corrects=3, state=SUBMITTED)
    assert days(started) == [10]
    move(started, 4, "accepted")
    assert days(started) == [12]
    move(started, 3, "accepted")
    assert days(started) == [12]


def test_two_corrections_of_one_row_are_one(started: Engine, tmp_path: Path) -> None:
    """Two rows that both correct the same are not both counted: the later one is."""
    seen(started, tmp_path, 10)
    seen(started, tmp_path, 11, corrects=2)
    seen(started, tmp_path, 12, corrects=2)
    assert days(started) == [12]
    move(started, 4, "rejected")
    assert days(started) == [11]


def test_a_row_after_a_rejected_correction_does_not_stand_beside_the_first(started: Engine, tmp_path: Path) -> None:
    """After a correction that was rejected another is sent in the same way: it takes the place of the first."""
    for day in (10, 11):
        send(started, tmp_path, "2024-04-21", True, tenancies=[f"A,2024-04-{day},2024-04-21"])
    move(started, 3, "rejected")
    assert days(started, "tenancy") == [10]
    send(started, tmp_path, "2024-04-23", True, tenancies=["A,2024-04-12,2024-04-21"])
    assert [each["supersedes"] for each in rows_of(started, "record")] == [None, None, 2, 3]
    assert days(started, "tenancy") == [12]


RECORDS = st.lists(st.tuples(st.none() | st.integers(1, 12), st.booleans()), max_size=12).map(
    lambda said: [
        (number, corrects if corrects is not None and corrects < number else None, accepted)
        for number, (corrects, accepted) in enumerate(said, 1)
    ]
)


@given(RECORDS)
def test_of_whatever_corrects_each_other_one_counts(records: list[tuple[int, int | None, bool]]) -> None:
    """However records correct each other: of those that hang together the newest accepted counts, and no other."""
    together = {number: {number} for number, _, _ in records}
    for number, corrects, _ in records:
        if corrects is not None:
            both = together[number] | together[corrects]
            together |= dict.fromkeys(both, both)
    accepted = {number for number, _, yes in records if yes}
    assert counting(records) == {max(each & accepted) for each in together.values() if each & accepted}
