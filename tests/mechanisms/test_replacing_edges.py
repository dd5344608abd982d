"""Where one thing stands in the place of another: to the penny, on the day, in the order of the days."""

import pytest

from sop_engine.errors import TermsError
from sop_engine.statements.sentences import line_sentence
from tests.mechanisms.settled import claim, due, lines_of, terms, worked

EARNED = '- {clause: "5", kind: advance, outcomes: advance, replaced_by: [result, more], recovered: HOWEXTRA}\n'


def advanced(tmp_path, how="as_earned", extra="", between="", **prices):
    """An advance, and two outcomes that stand in its place."""
    clauses = between + EARNED.replace("HOW", how).replace("EXTRA", extra)
    return terms(tmp_path, {"advance": "£10", "result": "£3", "more": "£0", **prices}, clauses)


def said(agreed, claims, as_at="2020-12-31"):
    """The sentence of each line of clause 5."""
    by_ref = {each.ref: each for each in claims}
    return [line_sentence(agreed, line, by_ref[line.claim]) for line in lines_of(agreed, claims, as_at, "5")]


def test_each_penny_of_a_result_takes_back_one_penny(tmp_path):
    """A result of one penny takes back one penny, of the first advance alone; one of £0 takes back nothing."""
    agreed = advanced(tmp_path, result="£0.01")
    advances = [claim("A", "advance", f"2020-0{month}-10") for month in (1, 2)]
    result, nothing = claim("A", "result", "2020-09-01"), claim("A", "more", "2020-09-02")
    made = worked(agreed, [*advances, result, nothing], "2020-12-31")
    assert [each.net for each in made.values()] == [999, 1_000, 1, 0]
    assert lines_of(agreed, [*advances, nothing], "2020-12-31", "5") == []


def test_results_take_back_no_more_than_the_advances_and_what_is_left_of_them_is_theirs(tmp_path):
    """Two advances of £10 and results of £7, £6, £9: ten and ten go back, and each result is used up once."""
    agreed = advanced(tmp_path, result="£7", more="£6")
    advances = [claim("A", "advance", f"2020-0{month}-10") for month in (1, 2)]
    results = [claim("A", "result", "2020-03-01"), claim("A", "more", "2020-04-01"), claim("A", "result", "2020-05-01")]
    assert due(agreed, [*advances, *results[:1]], "2020-12-31") == [3, 10, 7]
    assert due(agreed, [*advances, *results[:2]], "2020-12-31") == [0, 7, 7, 6]
    assert due(agreed, [*advances, *results], "2020-12-31") == [0, 0, 7, 6, 7]


def test_a_result_that_is_owed_back_takes_back_no_advance(tmp_path):
    """A result that a deduction makes £4 less than nothing is worth nothing to the advance, and the next one counts."""
    less = '- {clause: "4", kind: deduction, beyond: owed_back, deducts: {result: £7}}\n'
    agreed = advanced(tmp_path, between=less, more="£2")
    claims = [
        claim("A", "advance", "2020-01-10"),
        claim("A", "result", "2020-03-01"),
        claim("A", "more", "2020-04-01"),
    ]
    assert due(agreed, claims[:2], "2020-12-31") == [10, -4]
    assert due(agreed, claims, "2020-12-31") == [8, -4, 2]


@pytest.mark.parametrize("how", ["at_once", "as_earned"])
def test_an_advance_at_nothing_or_owed_back_is_not_reversed(tmp_path, how):
    """There is nothing to claw back: no line, and what is owed back stays so; the day of return changes nothing."""
    less = '- {clause: "4", kind: deduction, beyond: owed_back, deducts: {advance: £AMOUNT}}\n'
    for amount, net in (("10", 0), ("12", -2)):
        folder = tmp_path / amount
        folder.mkdir()
        agreed = advanced(folder, how, ", returned_by: 2020-10-31", less.replace("AMOUNT", amount))
        claims = [claim("A", "advance", "2020-01-10"), claim("A", "result", "2020-03-01")]
        for as_at in ("2020-06-30", "2020-12-31"):
            assert due(agreed, claims, as_at) == [net, 3]
            assert lines_of(agreed, claims, as_at, "5") == []


def test_an_advance_of_a_penny_is_reversed(tmp_path):
    """The smallest coin is clawed back as well."""
    agreed = advanced(tmp_path, "at_once", advance="£0.01")
    claims = [claim("A", "advance", "2020-01-10"), claim("A", "result", "2020-03-01")]
    assert [line.amount for line in lines_of(agreed, claims, "2020-12-31", "5")] == [-1]


def test_what_stands_in_the_place_of_an_advance_is_told_by_day(tmp_path):
    """At once: the first by day, whichever outcome it is; as earned: the last of them, and what was before."""
    (tmp_path / "at_once").mkdir()
    (tmp_path / "as_earned").mkdir()
    claims = [
        claim("A", "advance", "2020-01-10"),
        claim("A", "result", "2020-05-01"),
        claim("A", "more", "2020-04-01"),
        claim("A", "result", "2020-03-01"),
        claim("A", "more", "2020-06-01"),
    ]
    assert said(advanced(tmp_path / "at_once", "at_once"), claims) == [
        "£10.00 of £10.00 is reversed, result on 1 March 2020 stands in its place"
    ]
    assert said(advanced(tmp_path / "as_earned"), claims) == [
        "£6.00 of £10.00 is reversed, more and what was earned before"
    ]
    same = [claims[0], claim("A", "more", "2020-03-01"), claim("A", "result", "2020-03-01")]
    assert said(advanced(tmp_path / "at_once", "at_once"), same) == [
        "£10.00 of £10.00 is reversed, result on 1 March 2020 stands in its place"
    ], "on one day, in the order of the contract"


def test_an_advance_goes_back_on_its_day_with_the_day_named(tmp_path):
    """Before the day results take it back; on the day what is left goes, and the line says so."""
    agreed = advanced(tmp_path, "as_earned", ", returned_by: 6 months after start")
    claims = [
        claim("A", "advance", "2020-01-10", start="2020-01-10"),
        claim("A", "result", "2020-03-01", start="2020-01-10"),
    ]
    assert due(agreed, claims, "2020-07-09") == [7, 3]
    assert due(agreed, claims, "2020-07-10") == [0, 3]
    assert said(agreed, claims, "2020-07-10") == ["£10.00 of £10.00 is reversed, returned on 10 July 2020"]


def test_in_the_place_of_what_belongs_to_a_period_stands_only_what_is_of_that_period(tmp_path):
    """A grant without a day in its period replaces nothing outside it, and the first and the last day are in it."""
    grant = '- {clause: "5", kind: grant_in_place, outcomes: job, replaced_by: grant}\n'
    agreed = terms(tmp_path, {"job": "£6", "grant": "£90"}, grant, wide=["grant"], periods=["grant"])
    days = ("2020-03-31", "2020-04-01", "2020-04-30", "2020-05-01")
    jobs = [claim(f"P{n}", "job", on) for n, on in enumerate(days)]
    april = claim("contract", "grant", "2020-04-30", period=("2020-04-01", "2020-04-30"))
    assert due(agreed, [*jobs, april], "2020-12-31") == [6, 0, 0, 6, 90]


@pytest.mark.parametrize(
    "clause",
    [
        "outcomes: [advance, nobody], replaced_by: result",
        "outcomes: advance, replaced_by: [result, nobody]",
    ],
)
def test_what_is_replaced_and_what_replaces_it_must_be_outcomes(tmp_path, clause):
    """An outcome that is not there is pointed out in the line of the clause, on either side."""
    text = f'- {{clause: "5", kind: advance, {clause}, recovered: at_once}}\n'
    with pytest.raises(TermsError) as refused:
        terms(tmp_path, {"advance": "£10", "result": "£3"}, text)
    (found,) = refused.value.problems
    assert (found.code, "nobody" in found.fact) == ("unknown-outcome", True)
    agreed = terms(tmp_path, {"advance": "£10", "result": "£3", "nobody": "£0"}, text)
    named = [(way, name) for way, name in agreed.clauses[1].mentions() if name == "nobody"]
    assert [way for way, _ in named] == [("outcomes" if clause.startswith("outcomes: [") else "replaced_by", 1)]
