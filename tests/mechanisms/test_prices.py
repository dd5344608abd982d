"""What real contracts pay for one outcome: tariffs, groups, tiers, tapers, quantities, scales, deductions."""

from fractions import Fraction
from unittest.mock import patch

import pytest

from sop_engine.errors import TermsError
from sop_engine.library.load import load_contract
from sop_engine.statements.describe import describe
from tests.mechanisms.settling import HEAD, claim, contract, settled

FAIR_CHANCE = [500, 500, 200, 500, 1500, 1500, 1500, 1500, 500, 1500, 2500, 3500, 500, 3000, 2000, 4500, 3500]
FAIR_CHANCE += [500, 500, 250, 250]
"""The maximum prices of the Fair Chance Fund, outcome by outcome."""
AMBITION = [406, 351, 302, 370, 328, 288, 235, 201, 152, 46, 35, 5, 141, 21, 6, 68, 46, 92, 59, 38, 23]
ASPIRE = [162, 152, 140, 151, 143, 133, 106, 85, 63, 27, 36, 1, 73, 6, 4, 43, 29, 27, 21, 17, 15]
CARE_LEAVERS = [220] * 8 + [1760, 4730, 4730, 660, 2750, 2750, 4730, 110, 220, 330, 660] + [2750] * 4
CARE_CLAIMS = [527, 453, 482, 466, 202, 145, 121, 106, 43, 33, 11, 10, 4, 2, 3, 29, 19, 6, 126, 114, 102, 73, 41]
CARE_PEOPLE = [231, 225, 230, 227, 136, 132, 109, 94, 41, 33, 10, 10, 4, 2, 3, 29, 19, 6, 126, 114, 102, 73, 41]


def card(prices, number="1"):
    """A rate card as a clause, its outcomes named by number."""
    said = ", ".join(f"n{i}: {price}" for i, price in enumerate(prices))
    return f'- {{clause: "{number}", kind: outcome_price, prices: {{{said}}}}}\n'


def names(prices):
    """The outcomes of a rate card."""
    return " ".join(f"n{i}" for i in range(len(prices)))


def reached(numbers):
    """So many claims of each outcome of a rate card."""
    return [claim(f"n{i}", f"P{k}") for i, many in enumerate(numbers) for k in range(many)]


@pytest.mark.parametrize(
    "prices, numbers, total",
    [
        (FAIR_CHANCE, AMBITION, 3_155_150),
        (FAIR_CHANCE, ASPIRE, 1_516_000),
        (CARE_LEAVERS, CARE_CLAIMS, 1_871_540),
        (CARE_LEAVERS, CARE_PEOPLE, 1_617_330),
    ],
)
def test_m01_a_tariff_pays_the_price_of_each_outcome_as_often_as_it_is_reached(tmp_path, prices, numbers, total):
    """The Fair Chance Fund's and Reboot West's cards give the published totals."""
    agreed = contract(tmp_path, card([f"£{price}" for price in prices]), names(prices))
    assert settled(agreed, reached(numbers)).total == total * 100


def test_m02_a_discounted_tariff_takes_a_part_off_the_card(tmp_path):
    """A bid of 12.5 % off the whole card pays 87.5 % of it; a part for each outcome takes its own."""
    prices = [f"£{price}" for price in FAIR_CHANCE]
    whole = contract(tmp_path, card(prices) + '- {clause: "2", kind: discount, part: 12.5%}\n', names(prices))
    made = settled(whole, reached(AMBITION))
    assert made.total * 1000 == 3_155_150 * 100 * 875
    each = contract(
        tmp_path, card(prices) + '- {clause: "2", kind: discount, parts: {n0: 10%, n4: 1/3}}\n', names(prices)
    )
    made = settled(each, [claim("n0"), claim("n1"), claim("n4")])
    assert list(made.net.values()) == [45_000, 50_000, 100_000]
    assert made.says[-1] == "1/3 of £1,500.00 is taken off: the discount"


def test_m03_a_tariff_by_group_looks_at_what_a_participant_was_at_the_start(tmp_path):
    """A harder group has another price, 1.4 times the other's."""
    agreed = contract(
        tmp_path,
        '- {clause: "1", kind: outcome_price, prices: {works: {by: group, of: start, prices: {a: £1000, b: £1400}}}}\n',
        "works",
    )
    made = settled(agreed, [claim("works", "Ann", group="a"), claim("works", "Ben", group="b")])
    assert list(made.net.values()) == [100_000, 140_000]


def test_m05_marginal_tiers_pay_by_the_place_of_a_claim_in_the_contract(tmp_path):
    """Istanbul's tiers: claims 1 to 370, 371 to 410, and 411 on, each at its own price, in a stated order."""
    tiers = "{by: position, steps: {1: £100, 371: £110, 411: £120}}"
    clause = f'- {{clause: "1", kind: outcome_price, in_order_of: [reached, person], prices: {{works: {tiers}}}}}\n'
    agreed = contract(tmp_path, clause, "works")
    claims = [claim("works", f"P{i:04}") for i in range(1, 501)]
    made = settled(agreed, list(reversed(claims)))
    assert [made.net[f"P{i:04}/works/1"] for i in (1, 370, 371, 410, 411, 500)] == [
        10_000, 10_000, 11_000, 11_000, 12_000, 12_000,
    ]  # fmt: skip
    assert made.total == 370 * 10_000 + 40 * 11_000 + 90 * 12_000


def test_m05_bands_are_filled_in_order_from_where_those_before_left_off(tmp_path):
    """DfE's bands to 2,000, 4,000 and 6,000: from 1,900 already placed, 2,500 more fall 100, 2,000 and 400."""
    bands = "{by: position, steps: {1: £3, 2001: £2, 4001: £1, 6001: £0}}"
    clause = f'- {{clause: "1", kind: outcome_price, in_order_of: [reached, person], prices: {{starts: {bands}}}}}\n'
    agreed = contract(tmp_path, clause, "starts")
    before = [claim("starts", f"A{i:04}", "2020-01-01") for i in range(1_900)]
    more = [claim("starts", f"B{i:04}", "2020-02-01") for i in range(2_500)]
    made = settled(agreed, before + more)
    found = [made.net[each.ref] for each in more]
    assert [found.count(price) for price in (300, 200, 100)] == [100, 2_000, 400]


COUNTED_TOGETHER = """
- {clause: "1", kind: outcome_price, prices: {employed: £100, own_business: £100}}
- clause: "2"
  kind: first_of
  outcomes: [employed, own_business]
  per: person
  in_order_of: [reached, person, outcome, record]
- clause: "3"
  kind: supplement
  in_order_of: [reached, person, outcome, record]
  adds: {employed: {by: position, steps: {1: £0, 3: £30}}, own_business: {by: position, steps: {1: £0, 3: £30}}}
  position: {of: [employed, own_business], per: contract}
"""


def test_m05_outcomes_counted_together_take_one_row_of_places_and_what_is_not_paid_takes_none(tmp_path):
    """Acceleration from the third on: Ann's second outcome is not paid and takes no place; Dan's is the third."""
    agreed = contract(tmp_path, COUNTED_TOGETHER, "employed own_business")
    claims = [
        claim("employed", "Ann", "2020-01-01"),
        claim("own_business", "Ann", "2020-01-02"),
        claim("own_business", "Ben", "2020-01-03"),
        claim("employed", "Dan", "2020-01-04"),
        claim("own_business", "Eve", "2020-01-05"),
    ]
    made = settled(agreed, claims)
    assert [made.net[each.ref] for each in claims] == [10_000, 0, 10_000, 13_000, 13_000]


def test_m05_in_each_cohort_the_places_begin_again(tmp_path):
    """The first two of each cohort are paid £100, the third £130, whichever outcome it is."""
    cohorts = "cohorts: {every: 12 months, from: 2010-01-01}\noutcomes:\n"
    text = COUNTED_TOGETHER.replace("per: contract", "per: cohort")
    (tmp_path / "without").mkdir()
    with pytest.raises(TermsError) as refused:
        contract(tmp_path / "without", text, "employed own_business")
    assert {each.code for each in refused.value.problems} == {"no-cohorts"}
    with patch("tests.mechanisms.settling.HEAD", HEAD.replace("outcomes:\n", cohorts)):
        agreed = contract(tmp_path, text, "employed own_business")
    claims = [
        claim("employed" if i % 2 else "own_business", f"{cohort}{i}")._replace(cohort=cohort)
        for cohort in ("2010-01-01", "2011-01-01")
        for i in range(4)
    ]
    made = settled(agreed, claims)
    assert [made.net[each.ref] for each in claims] == [10_000, 10_000, 13_000, 13_000] * 2


def test_m05_a_supplement_by_position_is_for_outcomes_that_its_position_counts(tmp_path):
    """An outcome that the position does not count would never be paid the supplement: it is refused."""
    text = COUNTED_TOGETHER.replace("of: [employed, own_business], per: contract", "of: [employed], per: contract")
    with pytest.raises(TermsError) as refused:
        contract(tmp_path, text, "employed own_business")
    assert "own_business, which its position does not count" in str(refused.value)


def test_m06_a_price_tapers_by_period(tmp_path):
    """The Work Programme's attachment fee: 400, 300, 200, and then nothing."""
    fee = "{dated: {2010-01-01: £400, 2012-06-01: £300, 2013-06-01: £200, 2014-06-01: £0}}"
    agreed = contract(tmp_path, f'- {{clause: "1", kind: outcome_price, prices: {{attached: {fee}}}}}\n', "attached")
    days = ["2011-06-01", "2012-05-31", "2012-06-01", "2013-06-01", "2014-05-31", "2014-06-01"]
    made = settled(agreed, [claim("attached", f"P{i}", day) for i, day in enumerate(days)])
    assert [amount // 100 for amount in made.net.values()] == [400, 400, 300, 200, 200, 0]


@pytest.mark.parametrize(
    "rate, number, amount, said",
    [
        ("£45.30", 87, 394_110, "the price of saved, 87 days at £45.30 each"),
        ("£15.12", "0.5", 756, "the price of saved, 0.5 days at £15.12 each"),
        ("£15.11", "0.5", 756, "the price of saved, 0.5 days at £15.11 each"),
        ("£15.12", -3, 0, "the price of saved, 0 days at £15.12 each"),
    ],
)
def test_m08_a_price_for_each_unit_of_time_is_so_much_for_so_many(tmp_path, rate, number, amount, said):
    """A day saved, a week, a month: the rate times the number, rounded half up, and the line shows both."""
    clause = f'- {{clause: "1", kind: outcome_price, prices: {{saved: {{per: days, rate: {rate}}}}}}}\n'
    made = settled(contract(tmp_path, clause, "saved", "days"), [claim("saved", days=number)])
    assert (made.amounts, made.says) == ([amount], [said])


def test_m08_slices_have_a_line_for_each_band_and_round_once(tmp_path):
    """100 days at one rate and 30.5 at another: two lines, and together the exact amount rounded once."""
    table = "{per: days, slices: {0: £45.01, 100: £30.01}}"
    clause = f'- {{clause: "1", kind: outcome_price, prices: {{saved: {table}}}}}\n'
    made = settled(contract(tmp_path, clause, "saved", "days"), [claim("saved", days="130.5")])
    assert made.says == [
        "the price of saved, 100 days at £45.01 each, from 0",
        "the price of saved, 30.5 days at £30.01 each, from 100",
    ]
    assert (made.amounts, made.total) == ([450_100, 91_531], 541_631)


@pytest.mark.parametrize(
    "gain, part",
    [
        ("0.49", 0),
        ("0.5", 0),
        ("0.95", Fraction(1, 2)),
        ("1.4", 1),
        ("1.41", 1),
        ("1.39", Fraction(89, 90)),
    ],
)
def test_m09_a_sliding_scale_pays_a_part_between_a_floor_and_a_full_score(tmp_path, gain, part):
    """Ways to Wellness: a mean gain below 0.5 pays nothing, 1.4 or more exactly all, between them a straight line."""
    table = '{by: mean_gain, line: {0.5: £0, 1.4: "£900,000"}, below: £0, above: "£900,000"}'
    clause = f'- {{clause: "1", kind: outcome_price, prices: {{wellbeing: {table}}}}}\n'
    made = settled(contract(tmp_path, clause, "wellbeing", "mean_gain"), [claim("wellbeing", mean_gain=gain)])
    assert made.total == 90_000_000 * part


def test_m35_money_for_each_point_changes_at_knots(tmp_path):
    """So much a percentage point to 20, more from there to 65, and no more above."""
    table = "{by: points, line: {0: £0, 20: £10000, 65: £55000}, below: £0, above: £55000}"
    agreed = contract(
        tmp_path, f'- {{clause: "1", kind: outcome_price, prices: {{jail_days: {table}}}}}\n', "jail_days", "points"
    )
    found = [settled(agreed, [claim("jail_days", points=each)]).total // 100 for each in (-4, 10, 20, 40, 65, 80)]
    assert found == [0, 5_000, 10_000, 30_000, 55_000, 55_000]


def test_m37_a_standardised_difference_is_paid_by_its_size(tmp_path):
    """The difference from the control group, in standard deviations, times a price."""
    clause = '- {clause: "1", kind: outcome_price, prices: {learning: {per: effect, rate: "£250,000"}}}\n'
    agreed = contract(tmp_path, clause, "learning", "effect")
    assert settled(agreed, [claim("learning", effect="0.234")]).total == 5_850_000


def test_m41_a_part_of_the_cost_avoided_is_a_rate_less_a_part(tmp_path):
    """95 % of the unit cost of each day avoided: the full cost, and 5 % taken off."""
    clauses = (
        '- {clause: "1", kind: outcome_price, prices: {avoided: {per: days, rate: £45.31}}}\n'
        '- {clause: "2", kind: discount, part: 5%, outcomes: [avoided]}\n'
    )
    made = settled(contract(tmp_path, clauses, "avoided", "days"), [claim("avoided", days=200)])
    assert made.amounts == [906_200, -45_310]


def test_m44_deadweight_leaves_one_in_six_unpaid(tmp_path):
    """Troubled Families: 4,000 a family, and one sixth of it would have happened anyway."""
    clauses = card(["£4000"]) + '- {clause: "2", kind: deadweight, part: 1/6}\n'
    made = settled(contract(tmp_path, clauses, "n0"), [claim("n0", f"F{i}") for i in range(6)])
    assert set(made.net.values()) == {333_333}
    assert made.says[-1] == "1/6 of £4,000.00 is taken off: it would have happened anyway"
    down = contract(tmp_path, clauses.replace("1/6}", "1/6, rounding: down}"), "n0")
    assert settled(down, [claim("n0")]).total == 333_334


def test_m51_a_supplement_is_paid_on_top_for_complex_needs(tmp_path):
    """People of one group bring so much more; the price and the supplement are two lines."""
    clauses = card(["£700"]) + (
        '- {clause: "2", kind: supplement, adds: {n0: {by: group, of: start, prices: {b: £150}, otherwise: £0}}}\n'
    )
    made = settled(contract(tmp_path, clauses, "n0"), [claim("n0", "Ann", group="a"), claim("n0", "Ben", group="b")])
    assert list(made.net.values()) == [70_000, 85_000]
    assert made.says[-1] == "a supplement for n0, group b"


def test_m53_indexation_multiplies_by_the_factor_of_the_day(tmp_path):
    """A factor of 1.077 from a date on, and a new base later; the day before the date has the old factor."""
    clauses = card(["£100.05"]) + (
        '- {clause: "2", kind: indexation, factors: {dated: {2010-01-01: 1, 2015-01-01: 1.077, 2020-01-01: 0.99}}}\n'
    )
    agreed = contract(tmp_path, clauses, "n0")
    days = ["2014-12-31", "2015-01-01", "2019-12-31", "2020-01-01"]
    made = settled(agreed, [claim("n0", f"P{i}", day) for i, day in enumerate(days)])
    assert list(made.net.values()) == [10_005, 10_775, 10_775, 9_905]
    assert made.says[4] == "£100.05 is indexed, 7.7% of it, as it holds from 1 January 2015"


@pytest.mark.parametrize("beyond, visits, net", [("lost", 3, 71_500), ("lost", 12, 0), ("owed_back", 12, -14_000)])
def test_m55_netting_takes_off_what_another_public_body_has_paid(tmp_path, beyond, visits, net):
    """Each visit paid elsewhere takes £95 off £1,000; beyond what is due it is lost, or owed back, as stated."""
    clauses = card(["£1000"]) + (
        f'- {{clause: "2", kind: deduction, beyond: {beyond}, deducts: {{n0: {{per: visits, rate: £95}}}}}}\n'
    )
    made = settled(contract(tmp_path, clauses, "n0", "visits"), [claim("n0", visits=visits)])
    assert made.total == net


def test_m65_an_error_rate_is_applied_to_all_that_was_due_and_taken_back(tmp_path):
    """A sample found 2.5 % in error: so much of all that was due by then is one line on the audit; later is not its."""
    clauses = (
        card(["£1000", "£0"])
        + '- {clause: "2", kind: recovery, outcome: n1, measure: error_rate}\n'
        + '- {clause: "9", kind: co_payment, shares: [{payer: fund, part: 60%}, {payer: council, part: rest}]}\n'
    )
    agreed = contract(tmp_path, clauses, "n0 n1", "error_rate")
    due = [claim("n0", f"P{i}", "2020-06-01") for i in range(40)] + [claim("n0", "Q", "2020-09-01")]
    audit = claim("n1", "contract", "2020-06-30", error_rate="0.025")
    made = settled(agreed, [*due, audit])
    assert made.net[audit.ref] == -100_000
    assert made.says[-1] == "2.5% of £40,000.00 due by then was found in error and is taken back"
    assert made.pays == {"fund": 2_400_000, "council": 1_600_000}
    second = claim("n1", "contract", "2020-12-31", 2, error_rate="0.1")
    assert settled(agreed, [*due, audit, second]).net[second.ref] == -10_000, "it looks at what came since the first"


def test_m71_an_outcome_at_nothing_is_tracked_and_unpaid(tmp_path):
    """School attendance is counted and has a line of £0; an outcome without a price is refused."""
    agreed = contract(tmp_path, card(["£0"]), "n0")
    made = settled(agreed, [claim("n0")])
    assert (made.amounts, made.says) == ([0], ["the price of n0"])
    with pytest.raises(TermsError, match="outcome-without-price"):
        contract(tmp_path, card(["£0"]), "n0 n1")


def test_an_amount_that_is_larger_than_money_is_refused(tmp_path):
    """A number that must be wrong stops the run with a reason, and pays nothing."""
    clause = '- {clause: "1", kind: outcome_price, prices: {n0: {per: days, rate: £1000}}}\n'
    agreed = contract(tmp_path, clause, "n0", "days")
    assert settled(agreed, [claim("n0", days=9_999_999)]).total == 999_999_900_000
    with pytest.raises(Exception, match="amount-out-of-range"):
        settled(agreed, [claim("n0", days=10_000_000)])


def test_every_price_is_said_in_words(tmp_path):
    """`sop describe` says each table, and what adds to it and takes from it, with the clause."""
    clauses = card(
        [
            "{by: gain, steps: {0.5: £5, 1.4: £9}, below: £0}",
            "{by: gain, line: {0.5: £0, 1.4: £9}, below: £0, above: £9}",
            "{per: gain, slices: {0: £5, 10: £4}}",
            "{by: position, steps: {1: £5, 371: £6}}",
            "{per: gain, rate: £5}",
        ]
    ) + (
        '- {clause: "2", kind: discount, part: {dated: {2010-01-01: 1/6, 2015-01-01: 10%}}}\n'
        '- {clause: "3", kind: supplement, adds: {n0: £1}}\n'
    )
    contract(tmp_path, clauses, "n0 n1 n2 n3 n4", "gain")
    said = describe(load_contract(tmp_path))
    for each in (
        "Its price is by gain: £5.00 from 0.5; £9.00 from 1.4; £0.00 below (clause 1).",
        "Its price is by gain on the straight line: £0.00 at 0.5; £9.00 at 1.4; £0.00 below; £9.00 above (clause 1).",
        "Its price is gain times the rate of each band: £5.00 from 0; £4.00 from 10 (clause 1).",
        "Its price is by the number of the claim: £5.00 from 1; £6.00 from 371 (clause 1).",
        "Its price is £5.00 times gain (clause 1).",
        "It is discounted: from 1 January 2010 1/6; from 1 January 2015 10% (clause 2).",
        "A supplement is paid on top of it: £1.00 (clause 3).",
    ):
        assert each in said
