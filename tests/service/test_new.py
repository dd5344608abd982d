"""A folder that `sop new` has written is a contract that checks, with examples that come out and evidence that runs."""

import os
import tempfile
from itertools import pairwise
from pathlib import Path
from unicodedata import normalize

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from ruamel.yaml import YAML

from sop_engine.errors import CallError, TermsError
from sop_engine.library.asking.emit import block
from sop_engine.library.asking.questions import STANDARD, TERMS
from sop_engine.library.cases import read_cases
from sop_engine.library.load import load_contract, load_standard_terms
from sop_engine.library.read import read
from sop_engine.service import run
from sop_engine.service.examples import examples
from sop_engine.service.new import answers_in, make
from sop_engine.units.money import read_money
from tests.cli.calling import contents
from tests.service.answering import TEXTS, answers


def made(tree, folder, name="a-contract"):
    """The folder that some answers come to."""
    file = Path(folder) / "answers.yaml"
    file.write_text("\n".join(block(tree)) + "\n", encoding="utf-8")
    return make(name, Path(folder), *answers_in(file))


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(answers())
def test_what_was_written_checks_and_runs(tree):
    """Whatever was answered, the folder checks, all its examples come out, and its evidence runs without a remark."""
    with tempfile.TemporaryDirectory() as folder:
        written = made(tree, folder)
        agreed = load_contract(written.folder)
        number, differing = examples(agreed)
        assert (number, differing) == (written.examples, ())
        done = run(agreed, written.folder / "evidence", written.as_at)
        assert done.bad_rows == ()
        _, cases, _ = read_cases(written.folder, agreed.contract)
        for outcome in tree["outcomes"]:
            mine = [each for case in cases for each in case.expected if each.outcome == outcome["called"]]
            assert [each for each in mine if each.reached is not None]
            price = outcome["price"]
            if isinstance(price, str) and not {"at_most"} & set(outcome) and not {"per_person", "in_all"} & set(tree):
                assert {each.amount for each in mine} == {read_money(price, "GBP").minor}


MEETING = {"kind": "record", "record": "meeting"}
HELD = {"kind": "held", "record": "meeting", "how": "in_total"}
LATER = {"kind": "by_date", "dates": [{"from": "2025-01-01", "amount": "1"}]}


def small(**changed):
    """The answers of a small contract, with some of them changed."""
    outcome = {"is": "Six meetings.", "called": "meets", "price": "£600", "shown_by": {
        "kind": "count", "record": "meeting", "at_least": "6", "closes": "3 months after start"}}  # fmt: skip
    outcome |= changed.pop("outcome", {})
    return {
        "title": "Meetings", "source": "Ours", "currency": "GBP", "from": "2024-01-31", "to": "2026-12-31",
        "payers": ["Fund"], "provider": "Trust", "for_whom": {"record": "start"}, "outcomes": [outcome], **changed,
    }  # fmt: skip


def told(tree, folder):
    """What is said of answers that do not become a contract."""
    with pytest.raises(TermsError) as wrong:
        made(tree, folder)
    return wrong.value.problems


def cases_of(written):
    """The examples beside a contract."""
    return read_cases(written.folder, written.agreed.contract)[1]


@pytest.mark.parametrize(
    "check, near",
    [
        ({"kind": "count", "record": "meeting", "at_least": "6"}, "there is one record too few"),
        ({"kind": "record", "record": "meeting", "closes": "3 months after start"}, "one day late"),
        ({"kind": "record", "record": "meeting", "opens": "3 months after start"}, "one day early"),
        ({"kind": "record", "record": "meeting"}, "one day after the contract"),
        (
            {"kind": "held", "record": "meeting", "for": "6 months", "gap_at_most": "35 days", "after_break": "ends"},
            "it is seen for the last time one day too early",
        ),
    ],
    ids=lambda each: each if isinstance(each, str) else each["kind"],
)
def test_each_outcome_has_an_example_and_a_near_miss(tmp_path, check, near):
    """Each outcome has an example that reaches it and one that just misses it, by one record or one day."""
    written = made(small(outcome={"shown_by": check}), tmp_path)
    reached, missed = cases_of(written)
    assert [(each.outcome, each.amount) for each in reached.expected] == [("meets", 60_000)]
    assert reached.it == "Six meetings, and it is paid for."
    assert missed.expected == ()
    assert missed.it == f"Six meetings, but {near}, and nothing is due for it."
    (days, fewer) = ([row.said["dated"] for row in case.rows if row.kind == "meeting"] for case in (reached, missed))
    assert len(days) - len(fewer) == (check["kind"] == "count")
    assert days[:-1] == (fewer if check["kind"] == "count" else fewer[:-1])


LASTS = {"name": "jobs*.csv", "happens": "lasts"}
UNBROKEN = {"how": "unbroken", "for": "3 months", "gap_at_most": "1 day", "after_break": "restarts"}


@pytest.mark.parametrize(
    ("check", "said", "last", "missed"),
    [
        (UNBROKEN, "gap_at_most: 1 day", "2024-04-30", "2024-04-29"),
        ({"how": "in_total", "for": "26 weeks"}, 'in_total: "true"', "2024-07-30", "2024-07-29"),
        ({"how": "among", "for": "13 weeks", "among": "16 weeks"}, "among: 16 weeks", "2024-04-30", "2024-04-29"),
    ],
    ids=["unbroken", "in total", "among"],
)
def test_what_is_held_by_a_record_that_lasts_is_covered_to_the_day(tmp_path, check, said, last, missed):
    """One record covers all of the time; with one day less nothing is due."""
    held = {"kind": "held", "record": "job", "file": LASTS, **check}
    written = made(small(outcome={"shown_by": held}), tmp_path)
    assert said in (written.folder / "contract.yaml").read_text(encoding="utf-8")
    reached, fewer = cases_of(written)
    spells = [
        [(row.said["from"], row.said["to"]) for row in case.rows if row.kind == "job"] for case in (reached, fewer)
    ]
    assert spells == [[("2024-01-31", last)], [("2024-01-31", missed)]]
    assert [len(case.expected) for case in (reached, fewer)] == [1, 0]
    assert fewer.it == "Six meetings, but there is one day too few, and nothing is due for it."


@pytest.mark.parametrize(
    "check", [{"how": "in_total"}, {"how": "among", "among": "1 week"}], ids=lambda each: each["how"]
)
def test_what_is_held_on_days_that_are_dated_is_seen_day_by_day(tmp_path, check):
    """Five days are five records that follow each other, and four are one too few."""
    held = {"kind": "held", "record": "meeting", "for": "5 days", **check}
    reached, fewer = cases_of(made(small(outcome={"shown_by": held}), tmp_path))
    days = [[row.said["dated"] for row in case.rows if row.kind == "meeting"] for case in (reached, fewer)]
    assert days[0] == ["2024-01-31", "2024-02-01", "2024-02-02", "2024-02-03", "2024-02-04"]
    assert days[1] == days[0][:-1]
    assert fewer.it == "Six meetings, but there is one record too few, and nothing is due for it."


def test_an_outcome_that_costs_nothing_has_no_near_miss(tmp_path):
    """An example in which nothing is due cannot tell whether an outcome at £0 was reached: none is written."""
    (only,) = cases_of(made(small(outcome={"price": "£0"}), tmp_path))
    assert only.it == "Six meetings, and it is reached and costs nothing."
    assert [(each.amount, each.reached is not None) for each in only.expected] == [(0, True)]


def test_what_a_limit_takes_is_said_in_the_example(tmp_path):
    """Where a limit takes from what an example reaches, its sentence says so."""
    outcome = {"price": {"kind": "by_date", "dates": [
        {"from": "2024-01-01", "amount": "£500"}, {"from": "2024-03-01", "amount": "£900"}]}}  # fmt: skip
    written = made(small(outcome=outcome, in_all="£700"), tmp_path)
    assert cases_of(written)[0].it in (
        "Six meetings, and a limit leaves £700.00 of £900.00.",
        "Six meetings, and it is paid for.",
    )
    assert [each.code for each in written.agreed.warnings] == ["cap-under-dearest-price"]


def test_people_of_the_evidence_are_the_examples(tmp_path):
    """The evidence has a person for each example, and a run of it comes to what the examples say together."""
    written = made(small(), tmp_path)
    done = run(written.agreed, written.folder / "evidence", written.as_at)
    assert done.frames()["payments"]["net"].tolist() == [60_000]
    text = (written.folder / "evidence/start.csv").read_text(encoding="utf-8")
    assert text == "Person,Date\nP-001,2024-01-31\nP-002,2024-01-31\n"


def test_what_standard_terms_would_answer_is_shown_and_may_be_stated(tmp_path):
    """Each term of the standard set that has more than one value can be stated, and Enter takes the standard one."""
    standard = load_standard_terms(STANDARD)
    for each in TERMS.questions:
        assert each.default(None) == standard.terms[each.key].value
    text = (made(small(terms={"enrolled": "any_day"}), tmp_path).folder / "contract.yaml").read_text(encoding="utf-8")
    assert "enrolled: any_day" in text
    assert "evidence_counts: from_enrolment" in text


def test_a_folder_that_cannot_be_written_leaves_nothing(tmp_path, monkeypatch):
    """Where the last step fails, nothing is left behind, neither the folder nor a part of it."""
    (tmp_path / "in").mkdir()

    def refused(before, after):
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(os, "rename", refused)
    file = tmp_path / "answers.yaml"
    file.write_text("\n".join(block(small())) + "\n", encoding="utf-8")
    with pytest.raises(CallError, match="out-unwritable"):
        make("a-contract", tmp_path / "in", *answers_in(file))
    assert contents(tmp_path / "in") == {}


def test_wrong_answers_leave_nothing(tmp_path):
    """Answers that do not become a contract leave no folder, and no part of one."""
    assert [each.code for each in told(small(in_all="£5"), tmp_path)] == ["cap-under-cheapest-price"]
    assert set(contents(tmp_path)) == {"answers.yaml"}


@pytest.mark.parametrize(
    "changed, code",
    [
        ({"payers": ["Fund", "Fund"]}, "missing-key"),
        ({"outcome": {"called": "start"}}, "reserved-name"),
        ({"outcome": {"after": ["other"]}}, "answer-not-asked"),
        ({"outcome": {"shown_by": {"kind": "sum", "record": "meeting"}}}, "not-one-of"),
        ({"outcome": {"shown_by": {"kind": "count", "record": "meeting"}}}, "missing-key"),
        ({"outcome": {"shown_by": MEETING | {"opens": "5 days after other"}}}, "unknown-anchor"),
        ({"outcome": {"shown_by": MEETING | {"opens": "that visit"}}}, "that-without-record"),
        ({"outcome": {"shown_by": {"kind": "all_of", "parts": [MEETING]}}}, "wrong-shape"),
        ({"outcome": {"shown_by": HELD | {"for": "3 months"}}}, "total-in-months"),
        ({"outcome": {"shown_by": HELD | {"for": "5 days", "gap_at_most": "1 day"}}}, "answer-not-asked"),
        ({"outcome": {"shown_by": HELD | {"for": "5 days", "how": "among"}}}, "missing-key"),
        ({"outcome": {"shown_by": HELD | {"for": "5 days", "how": "among", "among": "4 days"}}}, "among-shorter"),
        ({"outcome": {"shown_by": HELD | {"for": "5 days", "how": "all"}}}, "not-one-of"),
        ({"outcome": {"price": "1,50"}}, "money-unreadable"),
        ({"outcome": {"price": LATER}}, "date-before-first-value"),
        ({"outcome": {"price": {"kind": "by_category", "of": "visit", "by": "type"}}}, "unknown-record"),
        ({"outcome": {"times": "2"}}, "missing-key"),
        ({"for_whom": {"record": "start", "file": {"name": "m*.csv"}}}, "wrong-shape"),
        ({"for_whom": {"record": "start", "person": "Date"}}, "named-twice"),
        ({"for_whom": {"fields": [{"field": "person", "holds": "text"}]}}, "reserved-name"),
        ({"currency": "GBP", "to": "2023-12-31"}, "period-reversed"),
        ({"outcomes": []}, "wrong-shape"),
        ({"title": ""}, "wrong-shape"),
        ({"title": ["a"]}, "wrong-shape"),
        ({"payers": {"name": "Fund"}}, "wrong-shape"),
    ],
    ids=str,
)  # fmt: skip
def test_one_wrong_answer_is_told_as_one(tmp_path, changed, code):
    """An answer that is wrong is told once, by the code of the catalogue, and hides or spoils no other."""
    assert code in {each.code for each in told(small(**changed), tmp_path)}
    assert set(contents(tmp_path)) == {"answers.yaml"}


@given(st.recursive(TEXTS, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXTS, inner, max_size=3)))
def test_what_is_emitted_reads_back(value):
    """Whatever is written as YAML reads back as the same texts, by our reader and by any other."""
    text = "\n".join(block({"said": value})) + "\n"
    assert read(text.encode(), "a.yaml").tree == {"said": _texts(value, "NFC")}
    assert _texts(YAML(typ="safe", pure=True).load(text)) == {"said": value}


def _texts(value, form=""):
    """Values as texts; our reader gives accents one spelling."""
    if isinstance(value, dict):
        return {_texts(key, form): _texts(each, form) for key, each in value.items()}
    if isinstance(value, list):
        return [_texts(each, form) for each in value]
    return normalize(form, str(value)) if form else str(value)


def test_the_order_of_the_language_is_the_order_of_the_contract(tmp_path):
    """The contract says for whom, what, shown by what, by when, how much, limited by what and paid by whom in turn."""
    text = (made(small(in_all="£6,000"), tmp_path).folder / "contract.yaml").read_text(encoding="utf-8")
    places = [
        text.index(each) for each in ("enrolled_by", "is: Six", "shown_by", "window", "£600", "contract_cap", "shares")
    ]
    assert all(one < other for one, other in pairwise(places))
    assert text.startswith("# yaml-language-server: $schema=")
    schema = tmp_path / "a-contract" / text.split("=", 1)[1].split("\n", 1)[0]
    assert schema.resolve().is_file()
