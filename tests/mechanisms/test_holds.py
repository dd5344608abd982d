"""Holds: what is kept back, until when, and what gives it back or forfeits it."""

import pytest

from sop_engine.statements.describe import describe
from sop_engine.statements.explain import Explainer, explain_person
from sop_engine.statements.page import pages
from sop_engine.statements.sentences import line_sentence
from tests.mechanisms.settled import claim, due, lines_of, terms, worked
from tests.steps.small import contract, done, paid, statuses

OUTCOMES = """
  works_13: {is: Works for 13 weeks., shown_by: {record: visit}}
  works_26: {is: Works for 26 weeks., shown_by: {record: letter}, after: works_13}
"""


def clauses(*middle):
    """A card, clauses and who pays."""
    card = '- {clause: "1", kind: outcome_price, prices: {works_13: "£3,500", works_26: "£2,000"}}\n'
    share = '- {clause: "9", kind: co_payment, shares: [{payer: fund, part: 62.5%}, {payer: council, part: rest}]}\n'
    return "clauses:\n" + card + "".join(f"- {each}\n" for each in middle) + share


def one(letters=(), **start):
    """A person seen in February 2020, and perhaps told of later."""
    return {"Ann": {"start": "2020-01-10", "visit": ["2020-02-01"], "letter": list(letters)}}


# ---- M16 -----------------------------------------------------------------------------------------

PAID = '{clause: "6", kind: only_if_paid, outcomes: works_26, paid: works_13}'
CAP = '{clause: "5", kind: outcome_cap, outcome: works_13, at_most: 1 claim}'
TWO = {
    "Ann": {"start": "2020-01-10", "visit": ["2020-02-01"], "letter": ["2020-08-01"]},
    "Ben": {"start": "2020-01-10", "visit": ["2020-02-02"], "letter": ["2020-08-02"]},
}


def test_m16_an_outcome_that_needs_another_to_be_achieved(tmp_path):
    """`after` asks that the first outcome was reached: a cap that took its money does not matter."""
    made = done(contract(tmp_path, OUTCOMES, clauses(CAP)), "2021-12-31", TWO)
    assert list(paid(made).values()) == [350_000, 200_000, 0, 200_000]
    alone = {"Cat": {"start": "2020-01-10", "letter": ["2020-08-01"]}}
    assert paid(done(contract(tmp_path, OUTCOMES, clauses(CAP)), "2021-12-31", alone)) == {}


def test_m16_an_outcome_that_needs_another_to_be_paid(tmp_path):
    """`only_if_paid` is stricter: where a cap took the 13 weeks, the 26 weeks are held, and not paid."""
    made = done(contract(tmp_path, OUTCOMES, clauses(CAP, PAID)), "2021-12-31", TWO)
    assert list(paid(made).values()) == [350_000, 200_000, 0, 0]
    assert statuses(made)["Ben", "works_26", 1] == "held"
    (payment,) = [each for each in made.payments if (each.person, each.outcome) == ("Ben", "works_26")]
    assert (payment.gross, payment.taken, payment.held, payment.net) == (200_000, 0, -200_000, 0)


# ---- M17 -----------------------------------------------------------------------------------------


def test_m17_a_class_of_outcomes_waits_for_all_of_another(tmp_path):
    """Buenos Aires: the extraordinary outcomes of everybody are paid once the ordinary are achieved contract-wide."""
    gate = '- {clause: "5", kind: release_gate, outcomes: extra, until: all_ordinary}\n'
    agreed = terms(tmp_path, {"ordinary": "£100", "extra": "£40", "all_ordinary": "£0"}, gate, wide=["all_ordinary"])
    claims = [
        claim("A", "ordinary", "2020-02-01"),
        claim("A", "extra", "2020-02-02"),
        claim("B", "extra", "2020-03-01"),
    ]
    assert due(agreed, claims, "2020-06-30") == [100, 0, 0]
    opened = claim("contract", "all_ordinary", "2020-09-01")
    assert due(agreed, [*claims, opened], "2020-09-01") == [100, 40, 40, 0]


def test_m17_a_gate_may_need_several_outcomes_and_be_each_persons_own(tmp_path):
    """A gate opens when the last of its outcomes is reached; of a person's own outcomes, for that person alone."""
    gate = '- {clause: "5", kind: release_gate, outcomes: bonus, until: [study, skills]}\n'
    agreed = terms(tmp_path, {"study": "£100", "skills": "£100", "bonus": "£40"}, gate)
    claims = [
        *(claim(ref, "bonus", "2020-02-01") for ref in "AB"),
        *(claim(ref, "study", "2020-03-01") for ref in "AB"),
        claim("A", "skills", "2020-04-01"),
    ]
    assert due(agreed, claims, "2020-12-31") == [40, 0, 100, 100, 100]


# ---- M52 -----------------------------------------------------------------------------------------

RETAINED = '{clause: "5", kind: retention, outcomes: works_13, part: 10%, until: works_26, forfeited_after: 12 months}'


def test_m52_a_part_is_kept_back_and_given_back_when_an_outcome_is_reached(tmp_path):
    """Of £3,500 a tenth is kept back until the 26 weeks: then both lines stand, and all is due."""
    agreed = contract(tmp_path, OUTCOMES, clauses(RETAINED))
    before = done(agreed, "2020-06-30", one())
    assert list(paid(before).values()) == [315_000]
    after = done(agreed, "2020-12-31", one(["2020-08-01"]))
    assert list(paid(after).values()) == [350_000, 200_000]
    assert [(line.amount, line.effect) for line in after.lines if line.clause == "5"] == [
        (-35_000, "kept back"),
        (35_000, "given back"),
    ]
    assert statuses(after)["Ann", "works_13", 1] == "due"


def test_m52_what_is_not_released_in_time_is_forfeited(tmp_path):
    """Until 1 February 2021 it is held; the day after it is taken; and reached later, it stays taken."""
    agreed = contract(tmp_path, OUTCOMES, clauses(RETAINED))
    held, gone = done(agreed, "2021-02-01", one()), done(agreed, "2021-02-02", one())
    late = done(agreed, "2021-12-31", one(["2021-02-02"]))
    assert [(each.held, each.taken) for each in held.payments] == [(-35_000, 0)]
    assert [(each.held, each.taken) for each in gone.payments] == [(0, -35_000)]
    assert paid(late)["Ann", "works_13", "2020-02-01"] == 315_000
    in_time = done(agreed, "2021-12-31", one(["2021-02-01"]))
    assert paid(in_time)["Ann", "works_13", "2020-02-01"] == 350_000


def test_m52_a_part_is_kept_back_until_a_day(tmp_path):
    """Until a date, or so long after the start: given back on that day, not the day before."""
    retained = '{clause: "5", kind: retention, part: 50%, until: 12 months after start}'
    agreed = contract(tmp_path, OUTCOMES, clauses(retained))
    assert list(paid(done(agreed, "2021-01-09", one())).values()) == [175_000]
    assert list(paid(done(agreed, "2021-01-10", one())).values()) == [350_000]


def test_m52_parts_of_a_penny_are_rounded_as_the_contract_says(tmp_path):
    """A third of £100.01 to the penny: what is given back is what was kept."""
    (tmp_path / "up").mkdir()
    (tmp_path / "down").mkdir()
    for how, kept in (("up", -3_334), ("down", -3_333)):
        retained = f'- {{clause: "5", kind: retention, part: 33.33%, until: 2021-01-01, rounding: {how}}}\n'
        agreed = terms(tmp_path / how, {"job": "£100.01"}, retained)
        claims = [claim("A", "job", "2020-02-01")]
        assert worked(agreed, claims, "2020-12-31")[claims[0].ref].held == kept
        assert worked(agreed, claims, "2021-01-01")[claims[0].ref].net == 10_001


@pytest.mark.parametrize(
    "form, kept",
    [
        ("retention, part: 1/3, rounding: ROUND, until: agreed", "retention"),
        ("dispute, part: 1/3, rounding: ROUND, outcomes: job, raised: disputed, settled: agreed", "dispute"),
        ("deferral, part: 1/3, rounding: ROUND, outcomes: job, until: agreed", "deferral"),
    ],
)
@pytest.mark.parametrize("rounding, kept_back", [("down", 3_333), ("up", 3_334), ("half_up", 3_333)])
def test_m52_a_third_is_kept_back_that_no_per_cent_says(tmp_path, form, kept, rounding, kept_back):
    """Of £100 a third is kept back to the penny, rounded as the contract says, and the line says a third."""
    text = f'- {{clause: "5", kind: {form.replace("ROUND", rounding)}}}\n'
    periods = ["job", "agreed"] if kept == "deferral" else []
    agreed = terms(tmp_path, {"job": "£100", "disputed": "£0", "agreed": "£0"}, text, wide=periods, periods=periods)
    month = {"period": ("2020-02-01", "2020-02-29")} if periods else {}
    claims = [claim("A", "job", "2020-02-29", **month), claim("A", "disputed", "2020-02-29")]
    (line,) = lines_of(agreed, claims, "2020-06-30", "5")
    assert line.amount == -kept_back
    assert line_sentence(agreed, line, claims[0]).startswith("1/3 of £100.00 is kept back until")
    assert "1/3" in agreed.clauses[1].in_words()
    claims.append(claim("A", "agreed", "2020-03-31", **({"period": ("2020-02-01", "2020-02-29")} if periods else {})))
    assert sum(each.amount for each in lines_of(agreed, claims, "2020-06-30", "5")) == 0


def test_m52_a_fee_is_deferred_until_its_own_period_performs(tmp_path):
    """The fee of each month waits for the performance of its quarter; another quarter's does not release it."""
    deferral = '- {clause: "5", kind: deferral, outcomes: fee, part: 100%, until: performs}\n'
    agreed = terms(
        tmp_path, {"fee": "£100", "performs": "£0"}, deferral, wide=["fee", "performs"], periods=["fee", "performs"]
    )
    months = [("2020-01-01", "2020-01-31"), ("2020-02-01", "2020-02-29"), ("2020-04-01", "2020-04-30")]
    fees = [claim("contract", "fee", last, period=(first, last)) for first, last in months]
    performs = claim("contract", "performs", "2020-06-30", period=("2020-04-01", "2020-06-30"))
    assert due(agreed, fees, "2020-05-31") == [0, 0, 0]
    assert due(agreed, [*fees, performs], "2020-07-31") == [0, 0, 100, 0]


# ---- M67 -----------------------------------------------------------------------------------------

DISPUTE = (
    '- {clause: "5", kind: dispute, outcomes: job, part: 40%, raised: disputed, settled: agreed, upheld: upheld}\n'
)


def disputed(tmp_path, *more):
    agreed = terms(tmp_path, {"job": "£500", "disputed": "£0", "agreed": "£0", "upheld": "£0"}, DISPUTE)
    claims = [claim("A", "job", "2020-02-01"), claim("B", "job", "2020-02-01"), *more]
    return due(agreed, claims, "2020-12-31")[:2]


def test_m67_the_disputed_part_is_withheld_and_the_rest_paid(tmp_path):
    """40 % of Ann's claim is disputed: 60 % is paid, and Ben's claim in full; settled, all is paid."""
    raised = claim("A", "disputed", "2020-03-01")
    assert disputed(tmp_path) == [500, 500]
    assert disputed(tmp_path, raised) == [300, 500]
    assert disputed(tmp_path, raised, claim("A", "agreed", "2020-05-01")) == [500, 500]


def test_m67_a_dispute_raised_after_one_was_settled_withholds_again(tmp_path):
    """What settles a dispute settles what was raised before it, and nothing after."""
    settled = claim("A", "agreed", "2020-03-01")
    assert disputed(tmp_path, claim("A", "disputed", "2020-02-15"), settled) == [500, 500]
    assert disputed(tmp_path, claim("A", "disputed", "2020-04-01"), settled) == [300, 500]


def test_m67_a_dispute_that_is_upheld_takes_what_was_withheld(tmp_path):
    """The evaluator's finding binds: what was withheld is not paid."""
    more = [claim("A", "disputed", "2020-03-01"), claim("A", "upheld", "2020-05-01")]
    assert disputed(tmp_path, *more) == [300, 500]
    agreed = terms(tmp_path, {"job": "£500", "disputed": "£0", "agreed": "£0", "upheld": "£0"}, DISPUTE)
    job = claim("A", "job", "2020-02-01")
    assert worked(agreed, [job, *more], "2020-12-31")[job.ref].taken == -20_000


def test_m67_what_was_upheld_before_anything_was_raised_takes_nothing(tmp_path):
    """A finding that is older than every dispute is about none of them: the part is withheld, and not taken."""
    agreed = terms(tmp_path, {"job": "£500", "disputed": "£0", "agreed": "£0", "upheld": "£0"}, DISPUTE)
    more = [claim("A", "upheld", "2020-02-15"), claim("A", "disputed", "2020-03-01")]
    job = claim("A", "job", "2020-02-01")
    made = worked(agreed, [job, *more], "2020-12-31")[job.ref]
    assert (made.taken, made.held) == (0, -20_000)


# ---- what people are told ------------------------------------------------------------------------


def test_what_is_held_is_explained_with_what_would_release_it(tmp_path):
    """`sop explain` and the statement say what is kept back, by which clause, and until what by when."""
    agreed = contract(tmp_path, OUTCOMES, clauses(RETAINED))
    made = done(agreed, "2020-06-30", one())
    told = Explainer(made).person("Ann").told[0]
    assert told.status == "held"
    assert told.headline == "£3,150.00 due, £350.00 of £3,500.00 earned is held"
    assert told.next == (("released when", "works 26 is reached, by 1 February 2021: £350.00 (clause 5)"),)
    assert "10% of £3,500.00 is kept back until works 26 is reached, by 1 February 2021" in explain_person(made, "Ann")
    page = pages(made)["statement.html"]
    assert "Kept back, or waiting for room" in page
    assert "works 26 is reached, by 1 February 2021" in page


def test_a_statement_without_holds_does_not_speak_of_them(tmp_path):
    """Where nothing is kept back and nothing waits, no column is empty."""
    page = pages(done(contract(tmp_path, OUTCOMES, clauses()), "2020-06-30", one()))["statement.html"]
    assert "Kept back" not in page
    assert "Waits" not in page


def test_every_hold_says_what_it_is_in_plain_english(tmp_path):
    """`sop describe` says of each outcome what is kept back of it."""
    said = describe(contract(tmp_path, OUTCOMES, clauses(RETAINED, PAID)))
    assert "Of it 10% is kept back until works 26 is reached; what is not released within" in said
    assert "It is kept back until works 13 is paid (clause 6)." in said


def test_each_line_of_a_hold_says_what_it_did(tmp_path):
    """Kept back, given back, forfeited: a sentence each."""
    retained = '- {clause: "5", kind: retention, part: 100%, until: done, forfeited_after: 30 days}\n'
    agreed = terms(tmp_path, {"job": "£500", "done": "£0"}, retained)
    job, ended = claim("A", "job", "2020-02-01"), claim("A", "done", "2020-02-20")

    def said(claims, as_at):
        return [line_sentence(agreed, line, job) for line in lines_of(agreed, claims, as_at, "5")]

    until = "done is reached, by 2 March 2020"
    assert said([job], "2020-02-10") == [f"100% of £500.00 is kept back until {until}"]
    assert said([job, ended], "2020-02-20")[1] == "what was kept back is given back, on 20 February 2020"
    assert said([job], "2020-04-01") == [
        f"100% of £500.00 was kept back until {until}: not so by 2 March 2020; it is forfeited"
    ]


def test_from_files_to_payments_a_gate_of_the_contract_releases_what_people_reached(tmp_path):
    """An outcome of the contract opens the gate on its day, and another carries what lacks to the least."""
    outcomes = """
  seen: {is: Seen., shown_by: {record: visit}}
  opened: {is: The gate is open., subject: contract, shown_by: {day: 2020-09-01}}
  year_end:
    is: A year is over.
    subject: contract
    each: {period: 1 year, from: 2020-01-01}
    shown_by: {day: period_end}
"""
    terms_of = """
clauses:
- {clause: "1", kind: outcome_price, prices: {seen: £100, opened: £0, year_end: £0}}
- {clause: "5", kind: release_gate, outcomes: seen, until: opened}
- clause: "6"
  kind: minimum_payment
  at_least: £450
  outcomes: seen
  carried_by: year_end
  every: 1 year
  from: 2020-01-01
- {clause: "9", kind: co_payment, shares: [{payer: fund, part: 100%}]}
"""
    people = {ref: {"start": "2020-01-10", "visit": ["2020-02-01"]} for ref in ("Ann", "Ben")}
    agreed = contract(tmp_path, outcomes, terms_of)
    before, after = done(agreed, "2020-08-31", people), done(agreed, "2020-12-31", people)
    assert (before.total_held, before.total_net) == (-20_000, 0)
    assert (after.total_held, after.total_net) == (0, 45_000)
    assert paid(after)["contract", "year_end", "2020-12-31"] == 25_000
