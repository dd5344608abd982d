"""Whatever was told since: a run that looks only at those of whom there is something new posts what it would of all."""

from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import Engine, delete

from sop_engine.service.keep import review, take_in_files
from sop_engine.service.post import Ready, post, prepare
from sop_engine.service.verify import verify
from sop_engine.store.acts import Acting, Doing
from sop_engine.store.rows import table
from tests.store.posting import HEADINGS, KEYS, NAME, TERMS, at, begun, close_on, rows_of, run_sql, send

pytestmark = pytest.mark.usefixtures("always_again")
FIRST = ["A,2024-04-02", "B,2024-04-03", "C,2024-04-03"]
SEEN = TERMS.replace("{record: visit}\n", "{record: visit}\n    repeats: {at_most: 5, apart: 1 month}\n")


@pytest.fixture(autouse=True)
def in_order(monkeypatch: pytest.MonkeyPatch) -> None:
    """References that mean nothing, in the order in which people are met: A, B and C as p-1, p-2 and p-3."""
    count = iter(range(1, 100))
    monkeypatch.setattr("sop_engine.store.people.new_uid", lambda: f"p-{next(count):016}")


def move(engine: Engine, day: str, record: int, *states: str) -> None:
    """A record is moved through states."""
    for state in states:
        review(engine, NAME, at(day), state, "seen", [record])


def post_both(engine: Engine, doing: Doing, again: bool = True) -> dict[str, int]:
    """What a run comes to that looks at everybody is posted by the one that does not; answers what is due."""
    whole, some = (prepare(engine, NAME, None, doing, repost=False, afresh=afresh) for afresh in (True, False))
    assert (some.again is not None) is again
    assert (some.changes, some.why, some.same_as_last) == (whole.changes, whole.why, whole.same_as_last)
    assert (some.worked.dues, some.worked.result) == (whole.worked.dues, whole.worked.result)
    assert list(some.worked.claims) == list(whole.worked.claims)
    post(engine, NAME, None, doing)
    assert verify(engine, NAME).problems == ()
    return {each.claim: each.net for each in whole.worked.dues}


def test_whose_enrolment_becomes_that_of_another_is_looked_at(engine: Engine, tmp_path: Path) -> None:
    """A correction that turns out to count takes the enrolment from whom it was of, of whom nothing else is new."""
    begun(engine, tmp_path)
    send(engine, tmp_path, "2024-04-20", starts=FIRST[:1], tenancies=["A,2024-04-10,2024-04-12"])
    (tmp_path / "starts.csv").write_text(f"{HEADINGS['starts']},_corrects\nB,2024-04-02,1\n", encoding="utf-8")
    taken = take_in_files(engine, NAME, KEYS, [tmp_path / "starts.csv"], at("2024-04-21"), True)
    assert not taken.problems
    send(engine, tmp_path, "2024-04-22", starts=FIRST[2:], tenancies=["C,2024-04-10,2024-04-12"])
    (record,) = [each["id"] for each in rows_of(engine, "record") if each["supersedes"]]
    first, other = "p-0000000000000001/moves_in", "p-0000000000000003/moves_in"
    assert post_both(engine, at("2024-05-01"), again=False) == {first: 150_000, other: 150_000}
    for states, due in (
        (("accepted",), {other: 150_000}),
        (("rejected",), {first: 150_000, other: 150_000}),
        (("in review", "accepted"), {other: 150_000}),
    ):
        move(engine, "2024-05-02", record, *states)
        assert post_both(engine, at("2024-05-02")) == due


def test_what_a_limit_took_whole_has_its_place_while_its_evidence_is_away(engine: Engine, tmp_path: Path) -> None:
    """A day that was posted stays one that was posted, though nothing is left on it and its record is away a while."""
    begun(engine, tmp_path, SEEN.replace("£20,000", "£333.33"))
    send(engine, tmp_path, "2024-04-30", starts=FIRST, visits=["A,2024-04-28,2024-04-28"])
    late, early = "p-0000000000000001/is_seen/2024-04-28", "p-0000000000000002/is_seen/2024-04-05"
    assert post_both(engine, at("2024-05-01"), again=False) == {late: 33_333}
    send(engine, tmp_path, "2024-05-02", visits=["B,2024-04-05,2024-05-02"])
    assert post_both(engine, at("2024-05-02")) == {early: 33_333, late: 0}
    record = next(each["id"] for each in rows_of(engine, "record") if each["kind"] == "visit")
    move(engine, "2024-05-03", record, "rejected")
    assert post_both(engine, at("2024-05-03")) == {early: 33_333}
    send(engine, tmp_path, "2024-05-04", visits=["A,2024-04-20,2024-05-04"])
    move(engine, "2024-05-04", record, "in review", "accepted")
    assert post_both(engine, at("2024-05-04")) == {early: 33_333, late: 0}


def test_who_has_another_time_posted_is_looked_at_once_more(engine: Engine, tmp_path: Path) -> None:
    """A time that was found around one that stays may rest on another record once it is posted itself."""
    begun(engine, tmp_path, SEEN.replace("apart: 1 month", "apart: 1 week"))
    send(engine, tmp_path, "2024-04-30", starts=FIRST, visits=["A,2024-04-20,2024-04-28", "B,2024-04-20,2024-04-28"])
    post_both(engine, at("2024-05-01"), again=False)
    for day, visit, whom in (
        ("2024-05-02", "A,2024-04-05,2024-05-02", {1}),
        ("2024-05-03", "C,2024-04-06,2024-05-02", {1, 3}),
        ("2024-05-04", "B,2024-04-06,2024-05-02", {2}),
    ):
        send(engine, tmp_path, day, visits=[visit])
        ready = prepare(engine, NAME, None, at(day), repost=False, afresh=False)
        assert ready.again
        assert {int(each.removeprefix("p-")) for each in ready.again.looked_at} == whom
        post_both(engine, at(day))


def test_what_becomes_known_later_counts_from_that_day(engine: Engine, tmp_path: Path) -> None:
    """Evidence that says it came on a later day is paid from then, though nothing else is new of whom it is about."""
    begun(engine, tmp_path)
    send(engine, tmp_path, "2024-04-30", starts=FIRST, tenancies=["A,2024-04-10,2024-05-10", "B,2024-04-11,2024-04-12"])
    first, later = (f"p-{number:016}/moves_in" for number in (2, 1))
    assert post_both(engine, at("2024-05-01"), again=False) == {first: 150_000}
    send(engine, tmp_path, "2024-05-02", tenancies=["C,2024-04-20,2024-04-21"])
    third = f"p-{3:016}/moves_in"
    assert post_both(engine, at("2024-05-09")) == {first: 150_000, third: 150_000}
    assert post_both(engine, at("2024-05-10")) == {later: 150_000, first: 150_000, third: 150_000}


def test_what_contradicts_itself_is_told_by_every_run(engine: Engine, tmp_path: Path) -> None:
    """Records that stop each other's money are named again by a run in which nothing is new of whom they are about."""
    begun(engine, tmp_path)
    send(engine, tmp_path, "2024-04-30", starts=FIRST, tenancies=["A,2024-04-10,2024-04-12"])
    (old,) = [each["id"] for each in rows_of(engine, "record") if each["kind"] == "tenancy"]
    move(engine, "2024-04-30", old, "rejected")
    send(engine, tmp_path, "2024-04-30", tenancies=["A,2024-04-15,2024-04-16"])
    move(engine, "2024-04-30", old, "in review", "accepted")
    send(engine, tmp_path, "2024-04-30", tenancies=["C,2024-04-15,2024-04-16"])
    first = post(engine, NAME, None, at("2024-05-01"))
    assert [(each.kind, each.records) for each in first.contradictions] == [("tenancy", (4, 5))]
    send(engine, tmp_path, "2024-05-02", tenancies=["B,2024-04-20,2024-05-01"])
    assert prepare(engine, NAME, None, at("2024-05-03"), repost=False, afresh=False).again
    again = post(engine, NAME, None, at("2024-05-03"))
    assert (again.payments, again.contradictions) == (1, first.contradictions)


@pytest.mark.parametrize("emptied", [("remembered_person",), ("remembered_person", "remembered")])
@pytest.mark.parametrize("told", [True, False])
def test_what_is_remembered_can_be_thrown_away(
    engine: Engine, tmp_path: Path, emptied: tuple[str, ...], told: bool
) -> None:
    """Where it was emptied, wholly or of people alone, everybody is looked at."""
    begun(engine, tmp_path)
    send(engine, tmp_path, "2024-04-20", starts=FIRST, tenancies=["A,2024-04-10,2024-04-12"])
    due = post_both(engine, at("2024-05-01"), again=False)
    run_sql(engine, *(f"delete from {name}" for name in emptied))
    if told:
        send(engine, tmp_path, "2024-05-02", starts=["D,2024-04-02"])
    assert post_both(engine, at("2024-05-02"), again=False) == due
    send(engine, tmp_path, "2024-05-03", starts=["E,2024-04-02"])
    assert post_both(engine, at("2024-05-03"), again=told) == due


def test_what_is_thrown_away_while_a_run_is_made_is_not_missed(
    engine: Engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A run that had looked only at some still posts, and the next looks at everybody."""
    begun(engine, tmp_path)
    send(engine, tmp_path, "2024-04-20", starts=FIRST, tenancies=["A,2024-04-10,2024-04-12"])
    post_both(engine, at("2024-05-01"), again=False)
    send(engine, tmp_path, "2024-05-02", tenancies=["B,2024-04-10,2024-04-12"])

    def emptied(_: Engine, act: Acting, ready: Ready, *__: object) -> Ready:
        for name in ("remembered_person", "remembered"):
            act.connection.execute(delete(table(name)))
        return ready

    with monkeypatch.context() as while_it_runs:
        while_it_runs.setattr("sop_engine.service.post.as_it_stands", emptied)
        assert post(engine, NAME, None, at("2024-05-02")).payments == 1
    assert rows_of(engine, "remembered") == rows_of(engine, "remembered_person") == []
    send(engine, tmp_path, "2024-05-03", starts=["D,2024-04-02"])
    assert sum(post_both(engine, at("2024-05-03"), again=False).values()) == 300_000


def test_a_day_that_is_told_by_other_clocks_is_known_when_it_comes(engine: Engine, tmp_path: Path) -> None:
    """What was told tomorrow, by the clocks of where it was told, counts from tomorrow, whoever was looked at since."""
    begun(engine, tmp_path, TERMS.replace(", received: Uploaded, one_per: person", ""))
    send(engine, tmp_path, "2024-05-01", starts=FIRST)
    evening = datetime(2024, 5, 1, 20, tzinfo=UTC)
    there, here = (Doing("Ada", evening, ZoneInfo(zone)) for zone in ("Pacific/Auckland", "Europe/London"))
    file = tmp_path / "tenancies.csv"
    file.write_text(f"{HEADINGS['tenancies']}\nA,2024-04-10,\n", encoding="utf-8")
    take_in_files(engine, NAME, KEYS, [file], there, True, "accepted")
    claim = "p-0000000000000001/moves_in"
    assert post_both(engine, here, again=False) == {}
    assert post_both(engine, there, again=False) == {claim: 150_000}
    assert post_both(engine, here, again=False) == {}


def test_a_closing_looks_at_everybody(engine: Engine, tmp_path: Path) -> None:
    """What somebody wrote among what is remembered does not survive the closing, and nothing is paid twice."""
    begun(engine, tmp_path)
    send(engine, tmp_path, "2024-04-20", starts=FIRST, tenancies=["A,2024-04-10,2024-04-12"])
    post_both(engine, at("2024-05-01"), again=False)
    run_sql(engine, "update remembered_person set found = '[true,[],[]]'")
    send(engine, tmp_path, "2024-05-02", starts=["D,2024-04-02"])
    post(engine, NAME, None, at("2024-05-02"))
    closed = close_on(engine, "2024-05-06")
    assert closed.run.amount == 0
    assert [each["net_after"] for each in rows_of(engine, "entry")] == [150_000]
