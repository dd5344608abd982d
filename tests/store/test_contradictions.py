"""Contradictions: what the contract allows once is not kept twice, and where it is, nothing stops unseen."""

import json
from pathlib import Path

import pytest
from sqlalchemy import Engine

from sop_engine.service.keep import Imported, NotImported, review, take_in_files
from sop_engine.service.person import held
from sop_engine.store.rows import ACCEPTED, SUBMITTED
from tests.store.posting import KEYS, NAME, at, begun, close_on, post_on, rows_of, send


@pytest.fixture
def moved(engine: Engine, tmp_path: Path) -> Engine:
    """A has started (record 1), and has moved in on 10 April (record 2)."""
    begun(engine, tmp_path)
    send(engine, tmp_path, "2024-04-20", starts=["A,2024-04-02"])
    send(engine, tmp_path, "2024-04-20", tenancies=["A,2024-04-10,2024-04-12"])
    return engine


def tenancies(engine: Engine, folder: Path, *rows: str, whole: bool = False, **how: object) -> Imported:
    """Tenancies are sent."""
    file = folder / "tenancies.csv"
    file.write_text("\n".join(["Ref,Moved in,Uploaded,_corrects", *rows, ""]), encoding="utf-8")
    return take_in_files(engine, NAME, KEYS, [file], at("2024-05-01"), whole, **{"state": ACCEPTED, **how})


def codes(done: Imported) -> list[str]:
    """What is wrong."""
    return [each.code for each in done.problems]


OTHER = "A,2024-04-20,2024-04-21,"


def test_a_row_that_contradicts_what_counts_is_bad(moved: Engine, tmp_path: Path) -> None:
    """It names the record that it contradicts; the former stays alone and pays; all or nothing keeps nothing."""
    done = tenancies(moved, tmp_path, OTHER)
    (told,) = done.problems
    assert done.act is None and (told.code, told.place.row) == ("evidence-contradicts", 2)
    assert "Record 2 says something else" in told.fact and "--correcting" in told.remedy
    with pytest.raises(NotImported, match="evidence-contradicts"):
        tenancies(moved, tmp_path, OTHER, whole=True)
    assert len(rows_of(moved, "record")) == 2
    done = post_on(moved, "2024-05-02")
    assert (done.payments, done.contradictions) == (1, ())


def test_its_correction_is_kept(moved: Engine, tmp_path: Path) -> None:
    """Sent as a correction, for all of its kind or by number, it takes the place of the former."""
    assert codes(tenancies(moved, tmp_path, OTHER, correcting=True)) == []
    assert codes(tenancies(moved, tmp_path, "A,2024-04-21,2024-04-22,3")) == []
    assert [each["supersedes"] for each in rows_of(moved, "record")] == [None, None, 2, 3]


@pytest.mark.parametrize("state", ["rejected", "withdrawn"])
def test_what_no_longer_counts_is_not_contradicted(moved: Engine, tmp_path: Path, state: str) -> None:
    """Once the former was rejected or withdrawn the other is kept; a withdrawn one is then not taken back unseen."""
    review(moved, NAME, at("2024-04-22"), state, "not theirs", [2])
    assert codes(tenancies(moved, tmp_path, OTHER)) == []
    again = {"rejected": "evidence-unchanged", "withdrawn": "evidence-contradicts"}[state]
    assert codes(tenancies(moved, tmp_path, "A,2024-04-10,2024-04-12,")) == [again]


def test_what_waits_for_its_review_is_contradicted_too(moved: Engine, tmp_path: Path) -> None:
    """A correction that waits and the record that it corrects both stand."""
    assert codes(tenancies(moved, tmp_path, OTHER, correcting=True, state=SUBMITTED)) == []
    assert codes(tenancies(moved, tmp_path, "A,2024-04-25,2024-04-26,")) == ["evidence-contradicts"]


def test_rows_of_one_import_that_contradict_each_other_are_both_bad(moved: Engine, tmp_path: Path) -> None:
    """Neither is guessed away, whichever comes first."""
    review(moved, NAME, at("2024-04-22"), "withdrawn", "", [2])
    done = tenancies(moved, tmp_path, OTHER, "A,2024-04-25,2024-04-26,")
    assert codes(done) == ["row-conflict", "row-conflict"] and done.act is None
    assert (done.files[0].rows, done.files[0].bad) == (2, 2)


def test_the_same_file_twice_adds_nothing(moved: Engine, tmp_path: Path) -> None:
    """A list that has the former row and its correction is known when it is sent again."""
    rows = ("A,2024-04-10,2024-04-12,", OTHER)
    tenancies(moved, tmp_path, OTHER, correcting=True)
    done = tenancies(moved, tmp_path, *rows)
    assert (codes(done), done.act, done.files[0].known_before) == ([], None, 2)


def test_two_enrolments_of_one_person_contradict_each_other(moved: Engine, tmp_path: Path) -> None:
    """Whoever is enrolled is not enrolled on another day as well."""
    file = tmp_path / "starts.csv"
    file.write_text("Ref,Started\nA,2024-04-03\nB,2024-04-03\nC,2024-04-03\nC,2024-04-04\n")
    done = take_in_files(moved, NAME, KEYS, [file], at("2024-05-01"), False, ACCEPTED)
    assert codes(done) == ["evidence-contradicts", "row-conflict", "row-conflict"]
    assert len(rows_of(moved, "participant")) == 2


def test_what_comes_to_contradict_itself_is_told(moved: Engine, tmp_path: Path) -> None:
    """Two records that a review lets contradict each other are named by the run, the reason and the statement."""
    review(moved, NAME, at("2024-04-22"), "rejected", "not signed", [2])
    tenancies(moved, tmp_path, OTHER)
    assert post_on(moved, "2024-05-02").payments == 1
    review(moved, NAME, at("2024-05-03"), "in review", "", [2])
    review(moved, NAME, at("2024-05-03"), "accepted", "", [2])
    closed = close_on(moved, "2024-05-06")
    _, former, latter = held(moved, NAME, KEYS, "A")["evidence"]
    assert (former["counts"], former["why_not"]) == (False, "it contradicts record 3, and none of them counts")
    assert (latter["state"], latter["why_not"]) == ("accepted", "it contradicts record 2, and none of them counts")
    (found,) = closed.run.contradictions
    assert (found.kind, found.records, found.per) == ("tenancy", (2, 3), ("person",))
    why = rows_of(moved, "entry")[-1]["why"]
    assert why.startswith("It is not due any more. Evidence contradicts itself: tenancy (records 2 and 3).")
    pages = {each["form"]: bytes(each["content"]).decode() for each in rows_of(moved, "statement")}
    (stated,) = json.loads(pages["statement.json"])["contradictions"]
    assert (stated["subject"], stated["numbers"]) == (found.subject, [2, 3]) and found.subject.startswith("p-")
    assert "Records that contradict each other" in pages["statement.html"]
