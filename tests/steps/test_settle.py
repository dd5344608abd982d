"""What is due: prices, limits and shares, line by line."""

import pytest

from sop_engine.statements.explain import Explainer
from tests.steps.small import HEAD, contract, done, paid

OUTCOMES = """
  seen:
    is: Seen.
    shown_by: {record: visit}
    repeats: {at_most: 5, apart: 1 day}
  told:
    is: Told.
    shown_by: {record: letter}
"""
SHARES = '- {clause: "9", kind: co_payment, shares: [{payer: fund, part: 62.5%}, {payer: council, part: rest}]}\n'
CARD = 'clauses:\n- {clause: "1", kind: outcome_price, prices: {seen: £100, told: £250}}\n'


def worked(tmp_path, clauses, people, as_at="2021-12-31"):
    """The two outcomes under these clauses."""
    return done(contract(tmp_path, OUTCOMES, clauses + SHARES), as_at, people)


def person(visits=(), letters=(), **start):
    """A person who joined on 10 January 2020."""
    return {"start": [{"Day": "2020-01-10", **start}], "visit": list(visits), "letter": list(letters)}


def test_the_claim_that_crosses_a_cap_is_paid_in_part(tmp_path):
    """Of £100, £100 and £250 under £300 the last is paid £100, and a line says by which clause £150 went."""
    clauses = CARD + '- {clause: "5", kind: participant_cap, at_most: £300}\n'
    made = worked(tmp_path, clauses, {"Ann": person(["2020-02-01", "2020-02-02"], ["2020-02-03"])})
    assert list(paid(made).values()) == [10_000, 10_000, 10_000]
    assert [(line.clause, line.amount, line.base, line.rate) for line in made.lines if line.amount < 0] == [
        ("5", -15_000, 45_000, 30_000)
    ]
    assert [each.status for each in made.standings if each.claim] == ["due", "due", "earned but capped"]


def test_with_a_whole_edge_a_claim_that_does_not_fit_is_paid_nothing_and_a_later_one_may(tmp_path):
    """Under £300 a claim of £250 fits, one of £100 does not; nothing is paid in part."""
    clauses = CARD + '- {clause: "5", kind: participant_cap, at_most: £300, edge: whole}\n'
    made = worked(tmp_path, clauses, {"Ann": person(["2020-02-02", "2020-02-03"], ["2020-02-01"])})
    assert sorted(paid(made).values()) == [0, 0, 25_000]


def test_a_cap_is_for_each_person_and_a_contract_cap_for_all(tmp_path):
    """Two people under a cap per person both have full room; under a contract cap they share it, first shown first."""
    people = {"Ann": person(["2020-02-01"]), "Ben": person(["2020-02-02"])}
    each = worked(tmp_path, CARD + '- {clause: "5", kind: participant_cap, outcomes: [seen], at_most: £100}\n', people)
    assert each.total_net == 20_000
    together = worked(tmp_path, CARD + '- {clause: "5", kind: contract_cap, outcomes: [seen], at_most: £150}\n', people)
    assert paid(together) == {("Ann", "seen", "2020-02-01"): 10_000, ("Ben", "seen", "2020-02-02"): 5_000}


def test_ties_on_a_day_are_settled_by_the_stated_order(tmp_path):
    """Two people shown on one day: the reference decides, whatever the order of the rows."""
    clauses = CARD + '- {clause: "5", kind: contract_cap, outcomes: [seen], at_most: £100}\n'
    for names in (("Ann", "Ben"), ("Ben", "Ann")):
        made = worked(tmp_path, clauses, {name: person(["2020-02-01"]) for name in names})
        assert paid(made) == {("Ann", "seen", "2020-02-01"): 10_000, ("Ben", "seen", "2020-02-01"): 0}


def test_an_outcome_cap_by_count_counts_claims_that_are_worth_anything(tmp_path):
    """Of three visits two are paid; what another clause took before does not use up the count."""
    clauses = CARD + '- {clause: "5", kind: outcome_cap, outcome: seen, at_most: 2 claims}\n'
    made = worked(tmp_path, clauses, {"Ann": person(["2020-02-01", "2020-02-02", "2020-02-03"])})
    assert list(paid(made).values()) == [10_000, 10_000, 0]
    first = (
        CARD
        + '- {clause: "4", kind: participant_cap, at_most: £250}\n'
        + '- {clause: "5", kind: outcome_cap, outcome: seen, at_most: 2 claims}\n'
    )
    people = {"Ann": person(["2020-02-02", "2020-02-03"], ["2020-02-01"]), "Ben": person(["2020-03-01", "2020-03-02"])}
    assert paid(worked(tmp_path, first, people))["Ben", "seen", "2020-03-02"] == 10_000


def test_limits_are_applied_in_the_order_of_the_contract(tmp_path):
    """A person's cap before the contract's: the contract's cap reads what the person's has left."""
    people = {"Ann": person(["2020-02-01", "2020-02-02"]), "Ben": person(["2020-02-03"])}
    caps = (
        '- {clause: "5", kind: participant_cap, at_most: £250}\n'
        + '- {clause: "6", kind: contract_cap, outcomes: [seen], at_most: £250}\n'
    )
    made = worked(tmp_path, CARD + caps, people)
    assert [(line.clause, line.claim, line.amount) for line in made.lines if line.amount < 0] == [
        ("6", "Ben/seen/2020-02-03", -5_000)
    ]


def test_a_price_by_date_is_that_of_the_day_reached(tmp_path):
    """From 1 March 2020 the price is £120: the day before has the old one."""
    card = (
        'clauses:\n- clause: "1"\n  kind: outcome_price\n  prices:\n'
        "    seen: {dated: {2020-01-01: £100, 2020-03-01: £120}}\n    told: £0\n"
    )
    made = worked(tmp_path, card, {"Ann": person(["2020-02-29", "2020-03-01"])})
    assert list(paid(made).values()) == [10_000, 12_000]
    assert [line.why for line in made.lines] == ["as it holds from 1 January 2020", "as it holds from 1 March 2020"]


def test_a_price_by_date_may_look_at_the_day_shown(tmp_path):
    """`price_day: known` picks the price by when we were told."""
    card = (
        'clauses:\n- clause: "1"\n  kind: outcome_price\n  price_day: known\n  prices:\n    seen: £0\n'
        "    told: {dated: {2020-01-01: £100, 2020-03-01: £120}}\n"
    )
    made = worked(tmp_path, card, {"Ann": person((), [{"Day": "2020-02-01", "Received": "2020-03-01"}])})
    assert list(paid(made).values()) == [12_000]


def test_a_price_by_category_of_the_enrolment(tmp_path):
    """People of group a are paid for at one price, all others at another."""
    card = (
        'clauses:\n- clause: "1"\n  kind: outcome_price\n  prices:\n'
        "    seen: {by: group, of: start, prices: {a: £300}, otherwise: £50}\n    told: £0\n"
    )
    outcomes = OUTCOMES

    head = HEAD.replace("one_of: [a, b], optional: true", "one_of: [a, b]")
    made = done(
        contract(tmp_path, outcomes, card + SHARES, head=head),
        "2021-12-31",
        {"Ann": person(["2020-02-01"], Group="a"), "Ben": person(["2020-02-01"], Group="b")},
    )
    assert list(paid(made).values()) == [30_000, 5_000]
    assert [line.why for line in made.lines] == ["group a", "group b, not named"]


def test_a_stated_zero_is_a_line_and_not_a_gap(tmp_path):
    """An outcome that is meant to be unpaid is due at £0, with the clause that says so."""
    card = 'clauses:\n- {clause: "1", kind: outcome_price, prices: {seen: £0, told: £250}}\n'
    made = worked(tmp_path, card, {"Ann": person(["2020-02-01"])})
    assert [(line.clause, line.amount) for line in made.lines] == [("1", 0)]
    assert made.standings[0].status == "due"


@pytest.mark.parametrize("remainder", ["cumulative", "largest_remainder"])
def test_the_parts_of_every_claim_are_the_claim(tmp_path, remainder):
    """62.5 % of £100.01 is no whole number of pence: the parts still add up, claim by claim."""
    card = 'clauses:\n- {clause: "1", kind: outcome_price, prices: {seen: £100.01, told: £0}}\n'
    share = SHARES.replace("co_payment,", f"co_payment, remainder: {remainder},")
    agreed = contract(tmp_path, OUTCOMES, card + share)
    made = done(agreed, "2021-12-31", {"Ann": person(["2020-02-01", "2020-02-02"])})
    fund = [split.amount for split in made.splits if split.payer == "fund"]
    both = [sum(split.amount for split in made.splits if split.claim == claim.ref) for claim in made.claims]
    assert both == [10_001, 10_001]
    assert fund == ([6_251, 6_250] if remainder == "cumulative" else [6_251, 6_251])


def test_the_base_of_a_cap_is_all_that_was_earned(tmp_path):
    """Once the cap is used up, the next line still says what was earned up to there, not what was let through."""
    clauses = CARD + '- {clause: "5", kind: participant_cap, at_most: £150, outcomes: [seen]}\n'
    made = worked(tmp_path, clauses, {"Ann": person(["2020-02-01", "2020-02-02", "2020-02-03"])})
    assert [(line.amount, line.base) for line in made.lines if line.amount < 0] == [(-5_000, 20_000), (-10_000, 30_000)]


def test_of_several_records_that_show_an_outcome_the_last_to_happen_prices_it(tmp_path):
    """A visit at home in February and one at the office in March: the office's price."""
    outcomes = """
  seen:
    is: Seen.
    shown_by:
      all_of: [{record: visit, where: {kind: office}}, {record: visit, where: {kind: home}}]
"""
    card = (
        'clauses:\n- clause: "1"\n  kind: outcome_price\n'
        "  prices: {seen: {by: kind, of: visit, prices: {home: £100, office: £300}}}\n"
    )
    head = HEAD.replace("one_of: [home, office], optional: true", "one_of: [home, office]")
    visits = [{"Day": "2020-03-01", "Kind": "office"}, {"Day": "2020-02-01", "Kind": "home"}]
    made = done(contract(tmp_path, outcomes, card + SHARES, head=head), "2021-12-31", {"Ann": person(visits)})
    assert list(paid(made).values()) == [30_000]


def test_what_is_at_stake_is_the_price_of_the_persons_own_group(tmp_path):
    """For somebody enrolled in group b the stake is group b's price; where nothing is known, the dearest."""
    card = (
        'clauses:\n- clause: "1"\n  kind: outcome_price\n'
        "  prices:\n    seen: {by: group, of: start, prices: {a: £300, b: £50}}\n    told: £0\n"
    )
    head = HEAD.replace("one_of: [a, b], optional: true", "one_of: [a, b]")
    agreed = contract(tmp_path, OUTCOMES, card + SHARES, head=head)
    made = done(agreed, "2020-12-31", {"Ann": person(Group="a"), "Ben": person(Group="b")})
    assert [each.stake for each in made.standings if each.outcome == "seen"] == [30_000, 5_000]


def test_what_is_at_stake_under_a_price_by_quantity_is_the_price_in_words(tmp_path):
    """Without the number there is no amount: the rate is said, with the clause, and what comes after it."""
    card = (
        'clauses:\n- {clause: "1", kind: outcome_price, prices: {seen: {per: time, rate: £45.30}, told: £250}}\n'
        '- {clause: "2", kind: discount, part: 10%}\n'
        '- {clause: "5", kind: participant_cap, at_most: £300}\n'
    )
    made = worked(tmp_path, card, {"Ann": person((), ["2020-02-03"])}, "2020-06-30")
    seen, told = Explainer(made).person("Ann").told
    assert dict(seen.next)["at stake"] == (
        "£45.30 times the time (clause 1), before the discount of clause 2 and the limit of clause 5"
    )
    assert (told.status, told.headline) == ("due", "£225.00 due"), "a discount is part of the price, and no cap"


@pytest.mark.parametrize(
    ("price_day", "as_at", "stake"),
    [("reached", "2020-03-01", 20_000), ("reached", "2020-05-20", 20_000), ("reached", "2020-04-05", 20_000),
     ("known", "2020-05-20", 30_000)],
)  # fmt: skip
def test_what_is_at_stake_is_the_price_of_the_day_on_which_it_will_be_reached(tmp_path, price_day, as_at, stake):
    """A hold that is complete on a known day has that day's price at stake, whenever it is asked."""
    held = "  seen:\n    is: Kept.\n    shown_by: {held: letter, from: start, for: 3 months, gap_at_most: 60 days, "
    prices = """
clauses:
- clause: "1"
  kind: outcome_price
  price_day: DAY
  prices: {seen: {dated: {2020-01-01: £100, 2020-04-01: £200, 2020-05-01: £300}}}
- {clause: "9", kind: co_payment, shares: [{payer: fund, part: 100%}]}
"""
    agreed = contract(tmp_path, held + "after_break: ends}", prices.replace("DAY", price_day))
    letters = [day for day in ("2020-02-01", "2020-03-31") if day <= as_at]
    made = done(agreed, as_at, {"Ann": {"start": "2020-01-10", "letter": letters}})
    assert [(each.status, each.stake) for each in made.standings] == [("pending", stake)]


def test_a_share_may_be_a_ratio_that_no_per_cent_says(tmp_path):
    """Two thirds and a third are the whole, to the penny, claim by claim and in all."""
    terms = "  seen:\n    is: Seen.\n    shown_by: {record: visit}\n    repeats: {at_most: 3, apart: 1 day}"
    clauses = """
clauses:
- {clause: "1", kind: outcome_price, prices: {seen: £100}}
- {clause: "9", kind: co_payment, shares: [{payer: fund, part: 2/3}, {payer: council, part: 1/3}]}
"""
    made = done(
        contract(tmp_path, terms, clauses),
        "2020-12-31",
        {"Ann": {"start": "2020-01-10", "visit": ["2020-02-01", "2020-03-01", "2020-04-01"]}},
    )
    assert [each.amount for each in made.splits if each.payer == "fund"] == [6_667, 6_666, 6_667]
    assert sum(each.amount for each in made.splits if each.payer == "council") == 10_000


@pytest.mark.parametrize("parts", ["[{record: letter}, {record: visit}]", "[{record: visit}, {record: letter}]"])
def test_who_comes_first_by_record_does_not_hang_on_how_the_terms_are_written(tmp_path, parts):
    """Of records that show a claim on one day the one whose content comes last orders it, wherever it is named."""
    cap = """
clauses:
- {clause: "1", kind: outcome_price, prices: {seen: £100}}
- {clause: "2", kind: contract_cap, at_most: £100, in_order_of: [record, person]}
- {clause: "9", kind: co_payment, shares: [{payer: fund, part: rest}]}
"""
    agreed = contract(tmp_path, f"  seen:\n    is: Seen.\n    shown_by: {{all_of: {parts}}}", cap)
    people = {
        ref: {"start": "2020-01-10", "letter": "2020-02-01", "visit": {"Day": "2020-02-01", "Kind": kind}}
        for ref, kind in (("Ann", "office"), ("Bob", "home"))
    }
    made = done(agreed, "2020-12-31", people)
    assert paid(made) == {("Ann", "seen", "2020-02-01"): 0, ("Bob", "seen", "2020-02-01"): 10_000}
