"""Payers share each claim to the penny, and the whole contract too: the published pots are used up exactly.

KBOP (Kirklees) and MHEP Enfield published totals by payer and no claims; the weights are the pots, and
any history of claims that uses up the contract must give the published totals.
"""

from collections import Counter
from datetime import date
from fractions import Fraction
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sop_engine.service import load_contract, run
from sop_engine.units.money import cumulative, largest_remainder
from tests.seeding import day_between, references, write_csv

KBOP = {"lcf": 6_600_000, "kirklees": 15_697_917}
ENFIELD = {"lcf": 260_689, "enfield": 360_000}
PUBLISHED = {"KBOP": (KBOP, 22_297_917), "MHEP Enfield": (ENFIELD, 620_689)}  # pots and total, in pounds

weights = st.lists(st.integers(0, 10**10), min_size=1, max_size=6).filter(any)
amounts = st.integers(0, 10**9)


def history(total: int, largest: int, seed: int) -> list[int]:
    """Claims of random sizes, the last of them cut so that they add up to the total."""
    chance, claims, left = Random(seed), [], total
    while left:
        claims.append(min(left, chance.randrange(1, largest + 1)))
        left -= claims[-1]
    return claims


def shared(claims: list[int], pots: list[int]) -> list[list[int]]:
    """Each claim divided by the cumulative rule, one after another."""
    before, parts = 0, []
    for claim in claims:
        parts.append(cumulative(before, claim, pots))
        before += claim
    return parts


# ------------------------------------------------------------------------------------------------
# What each rule promises

@given(amount=st.integers(-(10**12), 10**12), weights=weights)
def test_largest_remainder_gives_the_whole(amount, weights):
    """The parts are the whole, each less than one minor unit from exact, and a reversal takes back what was given."""
    parts, total = largest_remainder(amount, weights), sum(weights)
    assert sum(parts) == amount
    assert all(abs(part - Fraction(amount * weight, total)) < 1 for part, weight in zip(parts, weights, strict=True))
    assert largest_remainder(-amount, weights) == [-part for part in parts]


@given(claims=st.lists(amounts, min_size=1, max_size=20), weights=weights)
def test_cumulative_gives_the_whole_of_each_claim_and_follows_the_total(claims, weights):
    """The parts are the whole of each claim, within two minor units of exact; totals to date stay within one."""
    so_far, before, total = [0] * len(weights), 0, sum(weights)
    for claim in claims:
        parts = cumulative(before, claim, weights)
        assert sum(parts) == claim
        assert all(abs(part - Fraction(claim * weight, total)) < 2 for part, weight in zip(parts, weights, strict=True))
        before += claim
        so_far = [sofar + part for sofar, part in zip(so_far, parts, strict=True)]
        assert sum(so_far) == before
        for paid, weight in zip(so_far, weights, strict=True):
            assert abs(paid - Fraction(before * weight, total)) <= 1


@given(before=amounts, amount=amounts, cut=st.integers(0, 10**9), weights=weights)
def test_cumulative_depends_on_nothing_but_the_total_before(before, amount, cut, weights):
    """A claim paid in two pieces costs each payer what it costs in one."""
    cut = min(cut, amount)
    first, second = cumulative(before, cut, weights), cumulative(before + cut, amount - cut, weights)
    assert [a + b for a, b in zip(first, second, strict=True)] == cumulative(before, amount, weights)


@given(before=amounts, amount=amounts, one=st.integers(0, 10**10), other=st.integers(1, 10**10))
def test_of_two_payers_none_is_ever_given_a_negative_part(before, amount, one, other):
    """With two payers a claim never takes anything back from either."""
    assert min(cumulative(before, amount, [one, other])) >= 0


@given(before=amounts, amount=amounts, weights=weights)
def test_a_part_that_is_worth_a_minor_unit_is_never_negative(before, amount, weights):
    """With more payers, a claim takes back at most one minor unit, and only from a payer whose part is worth less."""
    for part, weight in zip(cumulative(before, amount, weights), weights, strict=True):
        assert part >= (0 if amount * weight >= sum(weights) else -1)


@given(before=amounts, amount=amounts, weight=st.integers(1, 10**10))
def test_one_payer_pays_all(before, amount, weight):
    """A share to one taker changes no sum."""
    assert cumulative(before, amount, [weight]) == largest_remainder(amount, [weight]) == [amount]


@given(before=amounts, amount=amounts, weights=weights)
def test_a_payer_without_weight_pays_nothing(before, amount, weights):
    """A share of nothing is nothing, under either rule, wherever it stands."""
    for parts in (cumulative(before, amount, weights), largest_remainder(amount, weights)):
        assert all(part == 0 for part, weight in zip(parts, weights, strict=True) if weight == 0)


# ------------------------------------------------------------------------------------------------
# The published totals

@pytest.mark.parametrize("published", PUBLISHED)
@pytest.mark.parametrize(("scale", "largest"), [(1, 1_500), (1, 200_000), (100, 300_000), (100, 99_999_999)])
@pytest.mark.parametrize("seed", [1, 2])
def test_any_history_that_uses_up_the_contract_uses_up_each_pot(published, scale, largest, seed):
    """Whatever the claims, in whole pounds or in pence, the totals by payer are the published pots."""
    pots, total = PUBLISHED[published]
    pots = [pot * scale for pot in pots.values()]
    assert sum(pots) == total * scale
    claims = history(total * scale, largest, seed)
    parts = shared(claims, pots)
    assert [sum(each) for each in parts] == claims
    assert [sum(column) for column in zip(*parts, strict=True)] == pots


def test_claim_by_claim_the_totals_drift():
    """Claim by claim, 20,226 claims at six prices leave one pot £18.52 short; cumulative leaves nothing."""
    pots = [pot * 100 for pot in KBOP.values()]
    card, chance, claims, left = [65_000, 110_000, 82_500, 150_000, 34_000, 220_000], Random(1), [], sum(pots)
    while left:
        claims.append(min(left, card[chance.randrange(len(card))]))
        left -= claims[-1]
    assert len(claims) == 20_226

    by_claim = [largest_remainder(claim, pots) for claim in claims]
    assert [sum(each) for each in by_claim] == claims
    assert [sum(column) - pot for column, pot in zip(zip(*by_claim, strict=True), pots, strict=True)] == [-1_852, 1_852]
    assert [sum(column) for column in zip(*shared(claims, pots), strict=True)] == pots


# ------------------------------------------------------------------------------------------------
# Through the engine, from files to payments

TERMS = """\
contract: {name}
title: {title}
source: Government Outcomes Lab, INDIGO impact bond dataset; the totals by payer
illustrative: [everything but the pots and the cap]
standard_terms: sop-engine-1
currency: GBP
in_force: {{from: 2015-04-01, to: 2024-03-31}}

parties:
{parties}
  partnership: {{role: provider, name: Partnership}}

claims: found_from_records
enrolled_by: start

records:
  start: {{files: starts*.csv, person: Ref, dated: Started}}
  result:
    files: results*.csv
    person: Ref
    dated: Reached
    fields: {{what: {{heading: What, one_of: [plan, home, work]}}}}

outcomes:
  plan:
    is: The person makes a plan.
    shown_by: {{record: result, where: {{what: plan}}}}
  home:
    is: The person keeps a home.
    shown_by: {{record: result, where: {{what: home}}}}
  work:
    is: The person keeps a job.
    shown_by: {{record: result, where: {{what: work}}}}

clauses:
- clause: "1"
  kind: outcome_price
  prices: {{plan: "£1,157.33", home: "£4,019.07", work: "£5,250.01"}}
- {{clause: "2", kind: contract_cap, at_most: "£{total:,}"}}
- clause: "3"
  kind: co_payment
  shares: [{shares}]
  remainder: cumulative
"""
PRICES = {"plan": 115_733, "home": 401_907, "work": 525_001}


@pytest.mark.parametrize(("published", "people"), [("KBOP", 2_500), ("MHEP Enfield", 75)])
def test_through_the_engine_the_pots_are_used_up_exactly(tmp_path, published, people):
    """Evidence for more than the contract holds: each claim is shared to the penny, and each payer pays its pot."""
    pots, total = PUBLISHED[published]
    name = published.lower().replace(" ", "-")
    (tmp_path / name).mkdir()
    (tmp_path / name / "contract.yaml").write_text(TERMS.format(
        name=name, title=published, total=total,
        parties="\n".join(f"  {payer}: {{role: outcome_payer, name: {payer}}}" for payer in pots),
        shares=", ".join(f'{{payer: {payer}, pot: "£{pot:,}"}}' for payer, pot in pots.items()),
    ), encoding="utf-8")
    chance, everybody, evidence = Random(17), references("P-", people), tmp_path / "evidence"
    evidence.mkdir()
    rows = [(person, what, day_between(chance, date(2015, 5, 1), date(2024, 3, 31)))
            for person in everybody for what in PRICES if chance.random() < 0.95]
    chance.shuffle(rows)
    write_csv(evidence / "starts.csv", ["Ref", "Started"], [(person, date(2015, 4, 1)) for person in everybody])
    write_csv(evidence / "results.csv", ["Ref", "What", "Reached"], rows)
    assert sum(PRICES[what] for _, what, _ in rows) > total * 100

    done = run(load_contract(tmp_path / name), evidence=evidence, as_at=date(2024, 4, 30))

    assert done.bad_rows == ()
    assert done.total_gross == sum(PRICES[what] for _, what, _ in rows)
    assert done.total_net == total * 100
    by_payer, by_claim = Counter(), Counter()
    for split in done.splits:
        by_payer[split.payer] += split.amount
        by_claim[split.claim] += split.amount
    assert by_payer == {payer: pot * 100 for payer, pot in pots.items()}
    assert all(by_claim[payment.claim] == payment.net for payment in done.payments)
    assert len(done.payments) == len(rows)
