"""`sop compare`: what another contract would pay on the same records; a difference is an answer, not an error."""

import json
import shutil

import pytest

from tests.cli.calling import HOMES, SHIPPED, call, contents

WRITTEN = {"comparison.csv", "comparison.html", "comparison.json", "people.csv"}


@pytest.fixture
def other(homes):
    """Another version of the contract: a dearer home, and hostels count too."""
    folder = shutil.copytree(homes, homes.parent / "other")
    text = (folder / "contract.yaml").read_text(encoding="utf-8")
    text = text.replace("£1,500", "£1,600").replace("[private_rented, social]", "[private_rented, social, hostel]")
    (folder / "contract.yaml").write_text(text, encoding="utf-8")
    return folder


def words(homes, other, *more):
    return "compare", homes, other, "--evidence", homes / "evidence", "--as-at", "2024-12-31", *more


def test_a_difference_is_an_answer(homes, other):
    """The screen shows what each payer, outcome and person gains and why, and the terms that differ; the code is 0."""
    answer = call(*words(homes, other))
    assert (answer.code, answer.err) == (0, "")
    said = " ".join(answer.out.replace("│", " ").split())
    for each in (
        f"A is {homes}; B is {other}. B pays £1,700.00 more than A.",
        "due £1,500.00 £3,200.00 +£1,700.00",
        "Northshire County Council £1,500.00 £3,200.00 +£1,700.00 reached only in B +£1,600.00; outcome price +£100.00",
        "moves in £1,500.00 £3,200.00 +£1,700.00",
        "FH-2 £0.00 £1,600.00 +£1,600.00 reached only in B +£1,600.00",
        "FH-1 £1,500.00 £1,600.00 +£100.00 outcome price +£100.00",
        "2 terms differ:",
        "outcome moves in, shown by, where, type, one of: A private_rented, social; B private_rented, social, hostel",
        "clause 4.1, prices, moves in: A £1,500.00; B £1,600.00",
    ):
        assert each in said
    assert said.index("FH-2") < said.index("FH-1")


def test_a_contract_with_itself(homes):
    """The same contract with itself: no difference, and the code is 0."""
    answer = call(*words(homes, homes))
    assert (answer.code, answer.err) == (0, "")
    assert "B pays what A pays, claim by claim." in answer.out
    assert "The terms are the same." in answer.out
    assert "Person" not in answer.out


def test_in_json(homes, other):
    """With --json every figure, claim and term is there, in minor units, and nothing else is printed."""
    answer = call(*words(homes, other, "--json"))
    assert (answer.code, answer.err) == (0, "")
    said = json.loads(answer.out)
    assert said["due"] == {"a": 150_000, "b": 320_000, "difference": 170_000}
    assert [(each["name"], each["because"]) for each in said["people"]] == [
        ("FH-2", {"reached only in B": 160_000}),
        ("FH-1", {"outcome price": 10_000}),
    ]
    reached = next(each for each in said["claims"] if each["person"] == "FH-2")
    assert reached["reached"] == {"a": None, "b": "2024-06-02"}
    (reason,) = reached["because"]
    assert reason["payers"] == {"Northshire County Council": 160_000}
    assert reason["a"] == "tenancy, missing: none so far"
    assert reason["b"].startswith(
        "reached on 2 June 2024; tenancy, met: a record dated 2 June 2024 (tenancies.csv, row 3)"
    )
    assert (said["warnings"], said["remarks"], said["written"], len(said["terms"])) == ([], [], {}, 2)


def test_remarks_are_told_once_where_both_make_them(homes, other):
    """Remarks end with 1 as a run does; what both contracts point out is told once, the rest with its contract."""
    with (homes / "evidence" / "tenancies.csv").open("a", encoding="utf-8") as file:
        file.write("FH-1,2024-06-31,PRS\nFH-2,2024-07-01,SUP\n")
    contract = other / "contract.yaml"
    text = contract.read_text(encoding="utf-8").replace("HOS: hostel}", "HOS: hostel, SUP: supported}")
    contract.write_text(text, encoding="utf-8")
    answer = call(*words(homes, other))
    assert answer.code == 1
    assert "2 remarks on the files; the good rows went on:" in answer.out
    assert answer.out.count('A and B: tenancies.csv, row 4, Moved in: "2024-06-31" is not in the calendar.') == 1
    assert '  A: tenancies.csv, row 5, Type of home: "SUP" is not one of' in answer.out
    in_json = json.loads(call(*words(homes, other, "--json")).out)
    assert [(each["in"], each["code"]) for each in in_json["remarks"]] == [
        ("A and B", "row-date-impossible"),
        ("A", "row-category-unknown"),
    ]


def test_warnings_of_either_contract_answer_1(homes, other):
    """A warning of the terms of one contract is said with its letter."""
    contract = other / "contract.yaml"
    text = contract.read_text(encoding="utf-8").replace("£300,000", "£1,000")
    contract.write_text(text.replace("£1,600", "{dated: {2024-04-01: £900, 2025-04-01: £1500}}"), encoding="utf-8")
    answer = call(*words(homes, other))
    assert answer.code == 1
    assert "B: other/contract.yaml:" in answer.out
    assert "warning cap-under-dearest-price" in answer.out


def test_the_other_contract_may_have_its_own_folder(homes, other):
    """With --other-evidence the second contract reads its own files."""
    evidence = other / "evidence"
    (evidence / "tenancies.csv").write_text("Client ref,Moved in,Type of home\n", encoding="utf-8")
    answer = call(*words(homes, other, "--other-evidence", evidence, "--json"))
    assert json.loads(answer.out)["due"] == {"a": 150_000, "b": 0, "difference": -150_000}


def test_what_was_known_by_an_earlier_day(homes, other):
    """With --known-at, both contracts are worked out from what had been sent by then."""
    for folder in (homes, other):
        contract = folder / "contract.yaml"
        text = contract.read_text(encoding="utf-8").replace("dated: Moved in", "dated: Moved in\n    received: Sent")
        contract.write_text(text, encoding="utf-8")
    (homes / "evidence/tenancies.csv").write_text(
        "Client ref,Moved in,Type of home,Sent\nFH-1,2024-06-01,PRS,2024-06-05\n", encoding="utf-8"
    )
    for known, due in (("2024-06-04", 0), ("2024-06-05", 160_000)):
        said = json.loads(call(*words(homes, other, "--known-at", known, "--json")).out)
        assert said["due"]["b"] == due


def test_of_many_people_the_screen_shows_twenty(homes, other):
    """Of more than twenty people the screen shows twenty, and says how many more there are and where."""
    people = [f"P-{i:03}" for i in range(23)]
    evidence = homes / "evidence"
    rows = "".join(f"{each},2024-05-01\n" for each in people)
    (evidence / "starts.csv").write_text("Client ref,Started\n" + rows, encoding="utf-8")
    rows = "".join(f"{each},2024-06-01,PRS\n" for each in people)
    (evidence / "tenancies.csv").write_text("Client ref,Moved in,Type of home\n" + rows, encoding="utf-8")
    out = homes.parent / "out"
    said = call(*words(homes, other, "--out", out)).out
    assert sum(each in said for each in people) == 20
    assert "and 3 more, in people.csv" in said
    assert (out / "people.csv").read_text(encoding="utf-8").count("\n") == 24


# ---- what is written ---------------------------------------------------------------------------


def test_the_results_are_written_whole_and_replaced_only_when_told(homes, other):
    """With --out the page, the tables and the figures are written; they are replaced with --overwrite alone."""
    out = homes.parent / "out"
    answer = call(*words(homes, other, "--out", out))
    assert answer.code == 0
    assert set(contents(out)) == WRITTEN
    assert f"Page: {out / 'comparison.html'}" in answer.out
    before = contents(out)
    again = call(*words(homes, other, "--out", out))
    assert (again.code, again.out) == (2, "")
    assert "out-exists" in again.err
    assert contents(out) == before
    written = json.loads(call(*words(homes, homes, "--out", out, "--overwrite", "--json")).out)["written"]
    assert set(written) == WRITTEN == set(contents(out))
    assert contents(out) != before


def test_a_comparison_never_replaces_the_results_of_a_run_nor_a_run_those_of_a_comparison(homes, other):
    """A folder is known by its mark: what the other command wrote is refused, whatever is said."""
    run, compared = homes.parent / "run", homes.parent / "compared"
    one = "run", homes, "--evidence", homes / "evidence", "--as-at", "2024-12-31", "--overwrite", "--out"
    two = words(homes, other, "--overwrite", "--out")
    assert call(*one, run).code == call(*two, compared).code == 0
    before = contents(run), contents(compared)
    answers = call(*one, compared), call(*two, run)
    assert [each.code for each in answers] == [2, 2]
    assert "comparison.csv, comparison.html, comparison.json was not written by a run." in answers[0].err
    assert "was not written by a comparison." in answers[1].err
    assert (contents(run), contents(compared)) == before


def test_nothing_half_written_is_left(homes, other, monkeypatch):
    """When writing fails there is no folder, and no part of one."""

    def full(file, *words, **named):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("pathlib.Path.write_bytes", full)
    before = sorted(each.name for each in homes.parent.iterdir())
    answer = call(*words(homes, other, "--out", homes.parent / "out"))
    assert (answer.code, answer.out) == (2, "")
    assert "out-unwritable" in answer.err
    assert sorted(each.name for each in homes.parent.iterdir()) == before


def test_the_same_comparison_twice_gives_the_same_bytes_and_names_no_machine(tmp_path):
    """Two comparisons write the same bytes, and no path of the machine stands in them."""
    outs = tmp_path / "one", tmp_path / "two"
    changed = (SHIPPED / "rough-sleeping" / "contract.yaml").read_text(encoding="utf-8").replace("35 days", "28 days")
    (tmp_path / "contract.yaml").write_text(changed, encoding="utf-8")
    for out in outs:
        said = "compare", "rough-sleeping", tmp_path / "contract.yaml", "--evidence", HOMES, "--as-at", "2020-12-31"
        assert call(*said, "--out", out).code == 1
    assert contents(outs[0]) == contents(outs[1])
    assert not any(str(tmp_path).encode() in each or str(HOMES).encode() in each for each in contents(outs[0]).values())
