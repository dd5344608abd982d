"""The most that a contract can ever cost, by hand: each figure is one that somebody could work out with a pencil."""

import pytest

from sop_engine.library.exposure import exposure
from sop_engine.library.load import load_contract
from sop_engine.statements.exposure import exposure_in_words
from tests.contracts.test_gm_homes import TERMS as GM_HOMES
from tests.mechanisms.settling import contract
from tests.tidy.checkout import ROOT

HEAD = """
contract: exposed
title: Exposed
source: Ours, for a test.
standard_terms: sop-engine-1
currency: GBP
in_force: {from: 2020-01-01, to: 2021-12-31}
parties:
  fund: {role: outcome_payer, name: Fund}
  council: {role: outcome_payer, name: Council}
claims: found_from_records
enrolled_by: start
cohorts: {every: 6 months, from: 2020-01-01}
records:
  start: {files: s*.csv, person: Ref, dated: Day, fields: {group: {heading: Group, one_of: [a, b]}}}
  visit: {files: v*.csv, person: Ref, dated: Day, fields: {type: {heading: Type, one_of: [home, office, park]}}}
  stay: {files: t*.csv, person: Ref, lasts: {from: From, to: To}}
measures:
  nights: {days: stay, window: {from: start, to: 90 days after start}}
  visits: {count: visit}
outcomes:
"""
OUTCOMES = """
  seen: {is: Seen., shown_by: {record: visit}}
  helped: {is: Helped., shown_by: {record: visit}}
  often: {is: Often., shown_by: {record: visit}, repeats: {at_most: 9, apart: 6 months}}
  month: {is: A month., each: {period: 1 month, from: start, to: 12 months after start}, shown_by: {record: visit}}
  ready: {is: Ready., subject: contract, shown_by: {day: 2021-06-30}}
"""
FREE = "seen: £0, helped: £0, often: £0, month: £0, ready: £0"
SHARE = '- {clause: "9", kind: co_payment, shares: [{payer: fund, part: 60%}, {payer: council, part: rest}]}\n'


def agreed(folder, prices, clauses="", outcomes=OUTCOMES, share=SHARE):
    """A contract of two years, with these prices; what is not named is free."""
    named = {each.split(":")[0].strip() for each in prices.split(";")}
    rest = [each for each in FREE.split(", ") if each.split(":")[0] not in named and each.split(":")[0] in outcomes]
    priced = ", ".join([*prices.split(";"), *rest])
    file = folder / "contract.yaml"
    price = f'- {{clause: "1", kind: outcome_price, prices: {{{priced}}}}}\n'
    file.write_text(HEAD + outcomes.strip("\n") + "\nclauses:\n" + price + clauses + share, encoding="utf-8")
    return load_contract(file).contract


def one(found, name):
    """The most for one subject of an outcome."""
    return next(each.one for each in found.outcomes if each.name == name)


def test_the_published_card_of_rough_sleeping():
    """A card of £25,520 is cut to £19,000 a person, and the contract ends at £2,629,000 (MHCLG, POJ-0154)."""
    found = exposure(load_contract(GM_HOMES).contract)
    assert (found.card.amount, found.card.clauses) == (25_520_00, ("4.1",))
    assert (found.person.amount, found.person.clauses) == (19_000_00, ("5.2",))
    assert (found.whole.amount, found.whole.clauses) == (2_629_000_00, ("5.3",))
    assert found.payers == (("mhclg", found.whole),)


def test_the_published_card_of_the_innovation_fund(tmp_path):
    """Ten prices of the second round come to £20,200, and one person costs £11,700 at most (POJ-0138)."""
    prices = (1_300, 1_400, 700, 900, 900, 1_100, 3_300, 5_100, 3_500, 2_000)
    outcomes = "\n".join(f"  o{i}: {{is: It., shown_by: {{record: visit}}}}" for i in range(10))
    cap = '- {clause: "5.2", kind: participant_cap, at_most: "£11,700"}\n'
    found = exposure(agreed(tmp_path, ";".join(f"o{i}: £{p}" for i, p in enumerate(prices)), cap, outcomes))
    assert (found.card.amount, found.person.amount, found.person.clauses) == (20_200_00, 11_700_00, ("5.2",))
    assert found.whole.amount is None and "people" in found.whole.why
    forty = exposure(agreed(tmp_path, "o0: £1;" + ";".join(f"o{i}: £1" for i in range(1, 10)), "", outcomes), 40)
    assert forty.whole.amount == 400_00 and [most.amount for _, most in forty.payers] == [240_00, 160_00]


@pytest.mark.parametrize(
    ("prices", "clauses", "person"),
    [
        ("seen: £100", "", 100_00),
        ("often: £100", "", 400_00),  # two years have room for the first, and three more half a year apart
        ("month: £10", "", 120_00),
        ("often: {by: time, steps: {1: £100, 2: £30}}", "", 190_00),
        ("seen: {dated: {2019-01-01: £900, 2020-01-01: £100, 2021-01-01: £120}}", "", 120_00),
        ("seen: {by: type, of: visit, prices: {home: £100, office: £150}, otherwise: £20}", "", 150_00),
        ("seen: {per: nights, rate: £2}", "", 182_00),  # the first day, and ninety after it
        ("seen: {per: nights, slices: {0: £2, 90: £1}}", "", 181_00),
        ("seen: {by: visits, steps: {1: £10, 5: £70}, below: £0}", "", 70_00),
        ("seen: £100;helped: £50", '- {clause: "2", kind: best_of, outcomes: [seen, helped], per: person}\n', 100_00),
        ("seen: £100;helped: £50", '- {clause: "2", kind: first_of, outcomes: [seen, helped], per: person}\n', 100_00),
        (
            "seen: £100;helped: £50;often: £30",
            '- {clause: "2", kind: best_route, routes: [[seen], [helped, often]], per: person}\n',
            170_00,
        ),
        ("often: £100", '- {clause: "2", kind: participant_cap, at_most: 3 claims}\n', 300_00),
        ("seen: £100;often: £50", '- {clause: "2", kind: participant_cap, at_most: 2 claims}\n', 150_00),
        ("seen: £100;helped: £50", '- {clause: "2", kind: discount, part: 10%}\n', 135_00),
        ("seen: £100", '- {clause: "2", kind: deduction, beyond: lost, deducts: {seen: £30}}\n', 70_00),
        ("seen: £100", '- {clause: "2", kind: supplement, adds: {seen: {by: group, of: start, '
                       'prices: {a: £7}, otherwise: £1}}}\n', 107_00),
        ("seen: £100", '- {clause: "2", kind: indexation, factors: {dated: {2020-01-01: 1, 2021-01-01: 1.1}}}\n',
         110_00),
        ("seen: £100;helped: £50", '- {clause: "2", kind: advance, outcomes: seen, replaced_by: helped, '
                                   "recovered: at_once}\n", 100_00),
        ("seen: £100", '- {clause: "2", kind: retention, outcomes: seen, part: 50%, until: helped}\n', 100_00),
        (
            "seen: £100",
            '- {clause: "2", kind: participant_cap, at_most: £60}\n'
            '- {clause: "3", kind: supplement, adds: {seen: £5}}\n',
            65_00,  # what is added below a cap is not under it
        ),
        ("seen: £100;helped: £50", '- {clause: "2", kind: group_cap, at_most: {by: group, groups: {a: £90, b: £120}}}'
         "\n", 120_00),
        ("seen: £100", '- {clause: "2", kind: contract_cap, at_most: £90}\n', 90_00),
        ("seen: £100", '- {clause: "2", kind: cohort_cap, at_most: £80}\n', 80_00),
    ],
)  # fmt: skip
def test_the_most_for_one_person(tmp_path, prices, clauses, person):
    """What one person can cost follows from the prices, how often, and what is taken, added and limited, in order."""
    if "at_most: £90}" in clauses or "at_most: £80}" in clauses or "at_most: £60}" in clauses:
        prices = prices.replace("£100", "{by: type, of: visit, prices: {home: £100}, otherwise: £10}")
    assert exposure(agreed(tmp_path, prices, clauses)).person.amount == person


def test_outcomes_of_different_groups_never_fall_to_one_person(tmp_path):
    """Where outcomes are for different people, the dearer group says what one person can cost."""
    outcomes = """
  seen: {is: Seen., for: {group: a}, shown_by: {record: visit}}
  helped: {is: Helped., for: {group: b}, shown_by: {record: visit}}
"""
    assert exposure(agreed(tmp_path, "seen: £100;helped: £70", "", outcomes)).person.amount == 100_00


def test_what_nobody_can_count_has_no_bound(tmp_path):
    """A price for each of a number that can be anything has no bound, and the answer says which and why."""
    found = exposure(agreed(tmp_path, "seen: {per: visits, rate: £5}"), people=10)
    assert one(found, "seen").amount is None and found.whole.amount is None
    assert found.whole.why == "clause 1 pays by visits, which can be any number"


@pytest.mark.parametrize(
    ("clauses", "whole"),
    [
        ('- {clause: "2", kind: contract_cap, at_most: "£5,000"}\n', 5_000_00),
        ('- {clause: "2", kind: outcome_cap, outcome: seen, at_most: 30 claims}\n', 3_000_00),
        ('- {clause: "2", kind: cohort_cap, at_most: "£1,000"}\n', 4_000_00),  # four cohorts begin in two years
        ('- {clause: "2", kind: period_cap, at_most: "£1,500", every: 1 year, from: 2020-01-01}\n', 3_000_00),
        ('- {clause: "2", kind: period_cap, at_most: {dated: {2020-01-01: "£1,500", 2021-01-01: "£900"}}, '
         "every: 1 year, from: 2020-01-01, limit_day: shown}\n", 2_400_00),
        ('- {clause: "2", kind: group_cap, at_most: {by: group, groups: {a: "£900", b: "£600"}}}\n', 1_500_00),
        ('- {clause: "2", kind: contract_cap, at_most: "£5,000"}\n'
         '- {clause: "3", kind: minimum_payment, at_least: "£1,000", carried_by: ready, every: 1 year, '
         "from: 2020-01-01}\n", 6_000_00),  # all of it in one year, and the least in the other
    ],
)  # fmt: skip
def test_the_most_for_everybody(tmp_path, clauses, whole):
    """However many people there are, caps over everybody say what the whole contract can cost."""
    assert exposure(agreed(tmp_path, "seen: £100", clauses)).whole.amount == whole


def test_people_and_caps_whichever_is_less(tmp_path):
    """With a number of people the whole is so many times one person, as far as the caps allow it."""
    caps = '- {clause: "2", kind: contract_cap, at_most: "£5,000"}\n'
    terms = agreed(tmp_path, "seen: £100", caps)
    assert [exposure(terms, people).whole.amount for people in (10, 50, 60)] == [1_000_00, 5_000_00, 5_000_00]
    assert exposure(terms, 10).whole.clauses == ("1",)


@pytest.mark.parametrize(
    ("shares", "fund", "council"),
    [
        ("[{payer: fund, part: 60%}, {payer: council, part: rest}]", 3_000_00, 2_000_00),
        ("[{payer: fund, amount: £30}, {payer: council, part: rest}]", 1_500_00, 5_000_00),
        ("[{payer: fund, part: 60%, up_to: £1000, when_empty: others_pay}, {payer: council, part: rest}]",
         1_000_00, 4_000_00),
        ("[{payer: fund, part: 60%, up_to: £1000, when_empty: unpaid}, {payer: council, part: rest}]",
         1_000_00, 2_000_00),
        ("{dated: {2020-01-01: [{payer: fund, part: 100%}], 2021-01-01: [{payer: fund, part: 20%}, "
         "{payer: council, part: rest}]}}", 5_000_00, 4_000_00),
        ("[{part: 50%, among: [{payer: fund, part: 40%}, {payer: council, part: rest}]}, "
         "{payer: council, part: rest}]", 1_000_00, 4_000_00),
    ],
)  # fmt: skip
def test_the_most_for_each_payer(tmp_path, shares, fund, council):
    """A payer costs its part of the whole, up to its own limit, and what others leave whose limits are used up."""
    cap = '- {clause: "2", kind: contract_cap, at_most: "£5,000"}\n'
    share = f'- {{clause: "9", kind: co_payment, shares: {shares}}}\n'
    outcomes = "  seen: {is: Seen., shown_by: {record: visit}}"
    found = exposure(agreed(tmp_path, "seen: £100", cap, outcomes, share), 50)
    assert [most.amount for _, most in found.payers] == [fund, council]


def test_what_all_payers_leave_unpaid_costs_nobody_anything(tmp_path):
    """Where each payer has a limit, the whole contract costs no more than the limits together, even with no cap."""
    share = (
        '- {clause: "9", kind: co_payment, shares: [{payer: fund, part: 60%, up_to: £1000, when_empty: unpaid}, '
        "{payer: council, part: rest, up_to: £700, when_empty: unpaid}]}\n"
    )
    found = exposure(agreed(tmp_path, "seen: £100", share=share))
    assert (found.whole.amount, found.whole.clauses) == (1_700_00, ("9",))


def test_it_is_said_in_words():
    """The answer is a table of outcomes, then a sentence for one person, each payer and the whole, with the clauses."""
    said = exposure_in_words(load_contract(ROOT / "contracts" / "refugee-transitions").contract)
    assert "One person: £6,000.00 (clause 3.1); before any limit £7,750.00 (clause 2.1).\n" in said
    assert "Home Office: £375,000.00 (clauses 3.3 and 4.1).\n" in said
    assert "The whole contract: £600,000.00 (clause 3.3).\n" in said
    assert "plan made" in said and "£63,000.00 (2.1, 3.2)" in said


def test_a_fee_costs_its_total(tmp_path):
    """A delivery fee costs its total, to the penny, however it is spread."""
    fee = (
        '- {clause: "1", kind: delivery_fee, outcome: month, total: "£850,000", instalments: 18, '
        "parts: {1: 25%, 4: 52.5%, 13: 22.5%}}\n"
    )
    found = exposure(contract(tmp_path, fee, "month"))
    assert found.person.amount == 850_000_00


def test_deeds_make_what_is_dearer_under_any_version_the_most(tmp_path):
    """A deed that raises a price and a cap raises the most; one that lowers them leaves it as it is."""
    caps = (
        '- {clause: "2", kind: contract_cap, at_most: "£5,000"}\n'
        '- {clause: "3", kind: participant_cap, at_most: £90}\n'
    )
    agreed(tmp_path, "seen: £100;helped: £50", caps)
    deed = "deed: 1\nsigned: 2020-06-01\nfrom: 2020-07-01\nfor: %s\nbecause: It was agreed.\nsource: Ours.\nchanges:\n"
    higher = '  clauses: {"1": {prices: {seen: £130}}, "2": {at_most: "£7,000"}, "3": {at_most: £140}}\n'
    lower = '  clauses: {"1": {prices: {seen: £30}}, "2": {at_most: "£700"}, "3": {at_most: £40}}\n'
    (tmp_path / "variations").mkdir()
    for whom in ("started_from_then", "reached_from_then"):
        for changes, card, person, whole in ((higher, 180_00, 140_00, 7_000_00), (lower, 150_00, 90_00, 5_000_00)):
            (tmp_path / "variations" / "01.yaml").write_text(deed % whom + changes, encoding="utf-8")
            found = exposure(load_contract(tmp_path).contract)
            assert (found.card.amount, found.person.amount, found.whole.amount) == (card, person, whole)


def test_what_a_deed_adds_is_under_the_cap_of_all_outcomes():
    """An outcome that a deed adds for a time is limited as all the others, and what it costs is in the most."""
    found = exposure(load_contract("kirklees-better-outcomes").contract)
    assert (found.whole.amount, found.whole.clauses) == (22_297_917_00, ("5.1",))
    assert next(each.once.amount for each in found.outcomes if each.name == "second_job_entered") == 500_00
