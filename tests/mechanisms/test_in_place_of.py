"""In place of: advances that are clawed back, accounts that are put right, and grants in place of outcomes."""

from sop_engine.statements.sentences import line_sentence
from tests.mechanisms.settled import claim, due, lines_of, terms, worked

# ---- M49 -----------------------------------------------------------------------------------------

ADVANCE = '- {clause: "5", kind: advance, outcomes: advance, replaced_by: result, recovered: HOWEXTRA}\n'


def advanced(tmp_path, how="at_once", extra="", price="£300"):
    clauses = ADVANCE.replace("HOW", how).replace("EXTRA", extra)
    return terms(tmp_path, {"advance": "£1,000", "result": price}, clauses)


def test_m49_an_advance_is_paid_and_clawed_back_when_the_result_is_earned(tmp_path):
    """Before the result the advance is due; then it comes to nothing, and the result stands."""
    agreed = advanced(tmp_path, price="£1,200")
    paid, result = claim("A", "advance", "2020-01-10"), claim("A", "result", "2020-09-01")
    assert due(agreed, [paid], "2020-06-30") == [1_000]
    assert due(agreed, [paid, result], "2020-12-31") == [0, 1_200]


def test_m49_an_advance_that_was_more_than_the_result_goes_back(tmp_path):
    """The total falls from £1,000 to £300; no claim falls below nothing."""
    agreed = advanced(tmp_path)
    paid, result = claim("A", "advance", "2020-01-10"), claim("A", "result", "2020-09-01")
    assert due(agreed, [paid, result], "2020-12-31") == [0, 300]
    (line,) = lines_of(agreed, [paid, result], "2020-12-31", "5")
    assert (line.amount, line.effect) == (-100_000, "replaced")
    said = line_sentence(agreed, line, paid)
    assert said == "£1,000.00 of £1,000.00 is reversed, result on 1 September 2020 stands in its place"


def test_m49_an_advance_may_be_recovered_as_results_are_earned(tmp_path):
    """Each result takes back as much as it is worth: the total stays at £1,000 until the results pass it."""
    agreed = advanced(tmp_path, "as_earned")
    paid = claim("A", "advance", "2020-01-10")
    results = [claim("A", "result", f"2020-0{month}-01") for month in (3, 4, 5, 6)]
    assert due(agreed, [paid, *results[:1]], "2020-12-31") == [700, 300]
    assert due(agreed, [paid, *results], "2020-12-31") == [0, 300, 300, 300, 300]
    assert sum(due(agreed, [paid, *results[:3]], "2020-12-31")) == 1_000


def test_m49_each_penny_of_a_result_takes_back_one_penny_of_the_advances(tmp_path):
    """Of two advances the first is recovered first."""
    agreed = advanced(tmp_path, "as_earned", price="£1,300")
    paid = [claim("A", "advance", "2020-01-10"), claim("A", "advance", "2020-02-10")]
    assert due(agreed, [*paid, claim("A", "result", "2020-09-01")], "2020-12-31") == [0, 700, 1_300]


def test_m49_an_advance_that_nothing_was_earned_on_goes_back_on_a_last_day(tmp_path):
    """With `returned_by` what is left is reversed on that day, with or without a result."""
    agreed = advanced(tmp_path, "as_earned", ", returned_by: 2020-10-31")
    paid, result = claim("A", "advance", "2020-01-10"), claim("A", "result", "2020-09-01")
    assert due(agreed, [paid], "2020-10-30") == [1_000]
    assert due(agreed, [paid], "2020-10-31") == [0]
    assert due(agreed, [paid, result], "2020-10-31") == [0, 300]


def test_m49_one_persons_result_does_not_take_back_anothers_advance(tmp_path):
    """Advances of people are matched person by person."""
    agreed = advanced(tmp_path)
    claims = [
        claim("A", "advance", "2020-01-10"),
        claim("B", "advance", "2020-01-10"),
        claim("A", "result", "2020-09-01"),
    ]
    assert due(agreed, claims, "2020-12-31") == [0, 1_000, 300]


def test_m49_a_foundation_payment_to_the_contract_is_clawed_back_by_the_results_of_people(tmp_path):
    """Transforming Rehabilitation: a monthly foundation payment of the contract, recovered from results as earned."""
    clauses = ADVANCE.replace("HOW", "as_earned").replace("EXTRA", "")
    agreed = terms(tmp_path, {"advance": "£1,000", "result": "£300"}, clauses, wide=["advance"])
    months = [claim("contract", "advance", f"2020-0{month}-01") for month in (1, 2)]
    results = [claim(ref, "result", "2020-09-01") for ref in "ABCDE"]
    assert due(agreed, [*months, *results], "2020-12-31") == [0, 500, 300, 300, 300, 300, 300]


# ---- M50 -----------------------------------------------------------------------------------------


def test_m50_a_year_puts_right_what_was_paid_on_account(tmp_path):
    """Twelve payments of £100 on account; the year came to £1,350, or to £900: the difference is paid, or goes back."""
    clauses = '- {clause: "5", kind: reconciliation, outcomes: on_account, replaced_by: year}\n'
    for volume in ("£1,350", "£900"):
        prices = {"on_account": "£100", "year": volume}
        agreed = terms(tmp_path, prices, clauses, wide=["on_account", "year"], periods=["year"])
        months = [claim("contract", "on_account", f"2020-{month:02}-01") for month in range(1, 13)]
        year = claim("contract", "year", "2020-12-31", period=("2020-01-01", "2020-12-31"))
        assert sum(due(agreed, months, "2020-12-30")) == 1_200
        assert due(agreed, [*months, year], "2021-02-01") == [0] * 12 + [int(volume[1:].replace(",", ""))]


def test_m50_what_was_paid_on_account_in_another_year_stands(tmp_path):
    """Only what belongs to the period is put right: by its own period, or by the day reached where it has none."""
    clauses = '- {clause: "5", kind: reconciliation, outcomes: on_account, replaced_by: year}\n'
    agreed = terms(
        tmp_path, {"on_account": "£100", "year": "£50"}, clauses, wide=["on_account", "year"], periods=["year"]
    )
    claims = [
        claim("contract", "on_account", "2021-01-01"),
        claim("contract", "on_account", "2021-01-31", period=("2020-12-01", "2020-12-31")),
        claim("contract", "year", "2020-12-31", period=("2020-01-01", "2020-12-31")),
    ]
    assert due(agreed, claims, "2021-06-30") == [100, 0, 50]


# ---- M54 -----------------------------------------------------------------------------------------


def test_m54_a_grant_quarter_stands_in_place_of_the_outcomes_reached_in_it(tmp_path):
    """Kirklees: in three quarters a grant was paid for the medium scenario; outcomes of these are not paid again."""
    clauses = '- {clause: "5", kind: grant_in_place, outcomes: [enters, stays], replaced_by: grant}\n'
    agreed = terms(
        tmp_path, {"enters": "£600", "stays": "£1,500", "grant": "£9,000"}, clauses, wide=["grant"], periods=["grant"]
    )
    claims = [
        claim("A", "enters", "2020-03-31"),
        claim("A", "stays", "2020-04-01"),
        claim("B", "enters", "2020-06-30"),
        claim("B", "stays", "2020-07-01"),
        claim("contract", "grant", "2020-06-30", period=("2020-04-01", "2020-06-30")),
    ]
    made = worked(agreed, claims, "2020-12-31")
    assert due(agreed, claims, "2020-12-31") == [600, 0, 0, 1_500, 9_000]
    assert sum(each.gross for each in made.values()) == 60_000 + 150_000 + 60_000 + 150_000 + 900_000
    assert sum(each.taken for each in made.values()) == -(150_000 + 60_000)


def test_m54_before_the_grant_falls_due_the_outcomes_are_due(tmp_path):
    """A grant that is not due yet stands in the place of nothing."""
    clauses = '- {clause: "5", kind: grant_in_place, outcomes: enters, replaced_by: grant}\n'
    agreed = terms(tmp_path, {"enters": "£600", "grant": "£9,000"}, clauses, wide=["grant"], periods=["grant"])
    assert due(agreed, [claim("A", "enters", "2020-05-01")], "2020-06-29") == [600]


def test_m54_what_a_grant_replaced_uses_up_no_cap_below_it(tmp_path):
    """Reversed outcomes are worth nothing to the limits that stand below."""
    clauses = (
        '- {clause: "5", kind: grant_in_place, outcomes: enters, replaced_by: grant}\n'
        '- {clause: "6", kind: outcome_cap, outcome: enters, at_most: 1 claim}\n'
    )
    agreed = terms(tmp_path, {"enters": "£600", "grant": "£9,000"}, clauses, wide=["grant"], periods=["grant"])
    claims = [
        claim("A", "enters", "2020-05-01"),
        claim("B", "enters", "2020-08-01"),
        claim("contract", "grant", "2020-06-30", period=("2020-04-01", "2020-06-30")),
    ]
    assert due(agreed, claims, "2020-12-31") == [0, 600, 9_000]
