"""A record counts from the day on which it became known, and a run can ask what was known by a day."""

from datetime import date

import pytest

from sop_engine.service import load_contract, run
from sop_engine.statements.explain import lateness
from sop_engine.units.days import day_number
from tests.intake.small import GOOD, accounted, evidence, paid, run_with, told

EARLY, LATE = date(2024, 6, 30), date(2024, 9, 30)
HEADINGS = "Ref,Moved in,Type of home,Note,Sent\n"


@pytest.fixture
def folder(tmp_path):
    """A folder for evidence."""
    return tmp_path / "evidence"


def test_a_record_is_not_used_before_it_is_known(folder):
    """A record that was sent later than the day asked about is not used, though it is dated before it."""
    sent_late = {"homes.csv": HEADINGS + "A-1,10/06/2024,PRS,,2024-09-15\n", "courses.csv": None}
    before = run_with(folder, sent_late, as_at=EARLY)
    assert paid(before) == {}
    assert [use.account for use in before.uses if use.file == "homes.csv"] == ["known only after 30 June 2024"]
    accounted(before)
    assert paid(run_with(folder, sent_late, as_at=LATE)) == {"A-1/moves_in": 150_000}


@pytest.mark.parametrize(
    "known_at, wanted",
    [
        (date(2024, 6, 10), set()),
        (date(2024, 6, 11), {"A-1/moves_in"}),
        (date(2024, 7, 1), {"A-1/moves_in"}),
        (date(2024, 7, 2), {"A-1/moves_in", "É-2/moves_in"}),
    ],
)
def test_the_day_by_which_it_was_known_may_be_another_than_the_day_asked_about(folder, known_at, wanted):
    """A run as at a later day, from what was known by an earlier one, uses what was known, that day counted in."""
    assert set(paid(run_with(folder, {"courses.csv": None}, as_at=LATE, known_at=known_at))) == wanted


def test_what_became_known_afterwards_counts_for_the_day_asked_about(folder):
    """A run as at an earlier day, from what is known by now, uses what was sent in between and nothing dated later."""
    late = {
        "homes.csv": HEADINGS + "A-1,10/06/2024,PRS,,2024-09-15\nÉ-2,01/07/2024,SH,,2024-07-02\n",
        "courses.csv": None,
    }
    assert paid(run_with(folder, late, as_at=EARLY, known_at=LATE)) == {"A-1/moves_in": 150_000}


def test_an_enrolment_counts_once_it_is_known(folder):
    """While the record that enrols a person is not known, nobody takes part and no record of theirs counts."""
    files = {"courses.csv": None, "homes.csv": HEADINGS + "É-2,02/06/2024,SH,,2024-06-03\n"}
    before = run_with(folder, files, as_at=LATE, known_at=date(2024, 6, 19))
    assert paid(before) == {}
    assert "É-2" not in {each.person for each in before.standings}
    accounted(before)
    assert set(paid(run_with(folder, files, as_at=LATE, known_at=date(2024, 6, 20)))) == {"É-2/moves_in"}


def test_a_claim_is_known_when_the_last_record_behind_it_is(folder):
    """The day on which a claim was known is that of the latest received record that it rests on."""
    done = run_with(folder, {"homes.csv": HEADINGS + "A-1,10/06/2024,PRS,,2024-06-25\n"})
    (claim,) = [each for each in done.claims if each.outcome == "moves_in"]
    assert (claim.reached, claim.known) == (day_number(date(2024, 6, 10)), day_number(date(2024, 6, 25)))


def test_without_a_received_date_a_record_is_taken_as_known(folder):
    """A record that does not say when it was received is taken as known: its lateness cannot be judged."""
    assert "A-1/trained" in paid(run_with(folder, {}, as_at=LATE))
    assert "A-1/trained" in paid(run_with(folder, {}, as_at=LATE, known_at=date(2024, 9, 29)))


def test_a_record_received_before_it_happened_counts_from_the_day_it_happened(folder):
    """A tenancy whose papers came before its first day counts on that day, and not when the papers came."""
    ahead = {"homes.csv": HEADINGS + "A-1,10/07/2024,PRS,,2024-06-11\n", "courses.csv": None}
    assert paid(run_with(folder, ahead, as_at=date(2024, 7, 9))) == {}
    assert set(paid(run_with(folder, ahead, as_at=date(2024, 7, 10)))) == {"A-1/moves_in"}


def test_a_record_is_known_no_sooner_than_it_happened(folder):
    """A claim whose record was sent before its day became known on that day; one sent after it, when it was sent."""
    sent = "A-1,10/07/2024,PRS,,2024-06-11\nÉ-2,10/07/2024,SH,,2024-08-01\n"
    done = run_with(folder, {"homes.csv": HEADINGS + sent, "courses.csv": None})
    assert {each.person: each.known for each in done.claims} == {
        "A-1": day_number(date(2024, 7, 10)),
        "É-2": day_number(date(2024, 8, 1)),
    }


# ---- contradictions -----------------------------------------------------------------------------


def told_at(folder, changed, day):
    """What is paid, and which rows contradict one another, as things were known on a day."""
    done = run_with(folder, {"courses.csv": None, "health.csv": None, **changed}, as_at=day)
    accounted(done)
    return set(paid(done)), [(file, row) for file, row, code in told(done) if code == "row-conflict"]


def test_a_contradiction_changes_nothing_before_it_is_received(folder):
    """A second home that is received in August contradicts the first from then on, and not before."""
    two = {"homes.csv": HEADINGS + "A-1,10/06/2024,PRS,,2024-06-11\nA-1,12/06/2024,PRS,,2024-08-05\n"}
    assert told_at(folder, two, date(2024, 6, 11)) == ({"A-1/moves_in"}, [])
    assert told_at(folder, two, date(2024, 8, 4)) == ({"A-1/moves_in"}, [])
    assert told_at(folder, two, date(2024, 8, 5)) == (set(), [("homes.csv", 2), ("homes.csv", 3)])


def test_a_contradiction_changes_nothing_before_its_own_day(folder):
    """A second home that is announced ahead contradicts the first on the day it is dated, and not before."""
    two = {"homes.csv": HEADINGS + "A-1,10/06/2024,PRS,,2024-06-11\nA-1,05/08/2024,PRS,,2024-06-12\n"}
    assert told_at(folder, two, date(2024, 8, 4)) == ({"A-1/moves_in"}, [])
    assert told_at(folder, two, date(2024, 8, 5)) == (set(), [("homes.csv", 2), ("homes.csv", 3)])


def test_a_second_enrolment_changes_nothing_before_it_is_received(folder):
    """A person enrolled on another day by a row of August takes part until then, and from then on not."""
    home = {"homes.csv": HEADINGS + "A-1,10/06/2024,PRS,,2024-06-11\n"}
    two = {**home, "starts.csv": GOOD["starts.csv"] + "A-1,2024-05-02,2024-08-05\n"}
    for day in (date(2024, 6, 11), date(2024, 8, 4)):
        assert told_at(folder, two, day) == told_at(folder, home, day) == ({"A-1/moves_in"}, [])
    done = run_with(folder, {"courses.csv": None, "health.csv": None, **two}, as_at=date(2024, 8, 5))
    assert paid(done) == {}
    assert [each for each in told(done) if each[2] != "no-file"] == [
        ("homes.csv", 2, "row-person-held-back"),
        ("starts.csv", 2, "row-conflict"),
        ("starts.csv", 5, "row-conflict"),
    ]
    accounted(done)


def test_a_contradiction_is_judged_by_what_was_known(folder):
    """A run of a later day, from what was known by an earlier one, finds no contradiction that came in between."""
    two = {"homes.csv": HEADINGS + "A-1,10/06/2024,PRS,,2024-06-11\nA-1,12/06/2024,PRS,,2024-08-05\n"}
    before = run_with(folder, two, as_at=LATE, known_at=date(2024, 8, 4))
    assert "A-1/moves_in" in paid(before)
    assert not before.bad_rows
    assert "A-1/moves_in" not in paid(run_with(folder, two, as_at=EARLY, known_at=date(2024, 8, 5)))


# ---- lateness -----------------------------------------------------------------------------------


def test_the_kinds_of_record_that_do_not_say_when_they_were_received_are_kept(folder):
    """Of the kinds that have rows, those without a received date are kept, so that a statement can name them."""
    done = run_with(folder, {})
    assert done.records.lateness_unknown == ("course", "health")
    assert lateness(done) == (
        "No course or health record says when it was received: "
        "lateness could not be judged; each counts as known on the day of the run."
    )


def test_where_every_record_says_when_it_was_received_nothing_is_said_of_lateness(folder):
    """Kinds of record without a row do not make lateness unknown."""
    done = run_with(folder, {"courses.csv": None, "health.csv": GOOD["health.csv"].splitlines()[0]})
    assert (done.records.lateness_unknown, lateness(done)) == ((), "")


def test_where_no_record_says_when_it_was_received_all_are_meant(folder):
    """Where no kind says when it was received, they are not listed."""
    contract = load_contract("refugee-transitions")
    evidence(folder, dict.fromkeys(GOOD))
    (folder / "person.csv").write_text("unique_id,date_started_service\nR-1,2022-01\n", encoding="utf-8")
    assert run(contract, evidence=folder, as_at=LATE).records.lateness_unknown == (contract.contract.enrolled_by,)
    (folder / "date_last_seen.csv").write_text("unique_id,date_last_seen\nR-1,2022-05-01\n", encoding="utf-8")
    assert lateness(run(contract, evidence=folder, as_at=LATE)) == (
        "No record says when it was received: lateness could not be judged; each counts as known on the day of the run."
    )
