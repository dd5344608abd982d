"""Who pays: by fixed parts, by outcome, by phase, by place, by time; nested, fixed, and up to a limit."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sop_engine.clauses.share import Share
from sop_engine.clauses.so_far import SoFar
from sop_engine.library.load import load_contract
from sop_engine.records.working import EARNED, Line
from sop_engine.statements.describe import describe
from sop_engine.terms.share import Taker
from sop_engine.units.money import Money, largest_remainder
from sop_engine.units.reckoning import Reckoning
from tests.mechanisms.settling import claim, contract, settled


def shared(folder, shares, prices="housed: £100", more="", payers="fund council trust", groups="a, b"):
    """A contract with these shares."""
    names = " ".join(each.split(":")[0] for each in prices.split(", "))
    clauses = (
        f'- {{clause: "1", kind: outcome_price, prices: {{{prices}}}}}\n'
        f'- {{clause: "9", kind: co_payment, shares: {shares}{more}}}\n'
    )
    return contract(folder, clauses, names, payers=payers, groups=groups)


def homes(*days, person="Ann"):
    """A claim on each day."""
    return [claim("housed", person, day, time) for time, day in enumerate(days, 1)]


DAYS = [f"2020-01-{day:02}" for day in range(1, 29)]


def test_m56_fixed_parts_hold_for_each_claim_and_for_the_total(tmp_path):
    """29.6 % and the rest: each claim is whole, and each payer's total is its part of the total."""
    agreed = shared(tmp_path, "[{payer: fund, part: 29.6%}, {payer: council, part: rest}]", "housed: £33.33")
    made = settled(agreed, homes(*DAYS[:25]))
    assert made.pays == {"fund": 24_664, "council": 83_325 - 24_664}


def test_m56_nine_payers_use_up_their_pots(tmp_path):
    """The Skill Mill: a fund, seven councils at 230,400 and one at 210,000 pay 3,241,776 between them, each its pot."""
    pots = {"fund": 1_418_976, **{f"council_{i}": 230_400 for i in range(1, 8)}, "council_8": 210_000}
    said = ", ".join(f'{{payer: {payer}, pot: "£{pot:,}"}}' for payer, pot in pots.items())
    price = 3_241_776 // 12
    agreed = shared(tmp_path, f"[{said}]", f'housed: "£{price:,}"', payers=" ".join(pots))
    made = settled(agreed, homes(*DAYS[:12]))
    assert made.total == sum(pots.values()) * 100 == 324_177_600
    assert made.pays == {payer: pot * 100 for payer, pot in pots.items()}


def test_m57_each_outcome_may_have_its_own_payers(tmp_path):
    """Chicago: the city pays for one outcome, the school board for another; nobody else pays a penny of it."""
    clauses = (
        '- {clause: "1", kind: outcome_price, prices: {ready: £2900, reads: £750}}\n'
        '- {clause: "8", kind: co_payment, outcomes: [ready], shares: [{payer: city, part: 100%}]}\n'
        '- {clause: "9", kind: co_payment, outcomes: [reads], shares: [{payer: school_board, part: 100%}]}\n'
    )
    agreed = contract(tmp_path, clauses, "ready reads", payers="city school_board")
    made = settled(agreed, [claim("ready"), claim("ready", "Ben"), claim("reads")])
    assert made.pays == {"city": 580_000, "school_board": 75_000}


def test_m58_each_phase_may_have_its_own_payers(tmp_path):
    """One payer for the first phase and another for the second, by the day on which an outcome was reached."""
    table = "{dated: {2010-01-01: [{payer: state, part: 100%}], 2020-01-03: [{payer: labor, part: 100%}]}}"
    agreed = shared(tmp_path, table, payers="state labor")
    made = settled(agreed, homes(*DAYS[:5]))
    assert made.pays == {"state": 20_000, "labor": 30_000}


def test_m59_each_place_may_have_its_own_payers(tmp_path):
    """Eight authorities, and the fund 42 % of each: a place pays for its own people, to the penny."""
    places = [f"town_{i}" for i in range(1, 9)]
    lists = ", ".join(f"{each}: [{{payer: fund, part: 42%}}, {{payer: {each}, part: rest}}]" for each in places)
    table = f"{{by: group, of: start, shares: {{{lists}}}}}"
    agreed = shared(tmp_path, table, "housed: £33.33", payers=" ".join(["fund", *places]), groups=", ".join(places))
    claims = [claim("housed", f"P{i}", group=places[i % 7]) for i in range(70)]
    made = settled(agreed, claims)
    assert {made.pays.get(each, 0) for each in places[:7]} == {33_330 - 13_999}, "ten of each, and each to the penny"
    assert "town_8" not in made.pays
    assert made.pays["fund"] == 7 * 13_999


def test_m60_a_split_may_change_with_time(tmp_path):
    """Ways to Wellness: 70 to 30 at first, and another split later, by the day that the contract names."""
    table = (
        "{dated: {2010-01-01: [{payer: fund, part: 70%}, {payer: council, part: rest}], "
        "2020-01-11: [{payer: fund, part: 30%}, {payer: council, part: rest}]}}"
    )
    agreed = shared(tmp_path, table, "housed: £99.99")
    made = settled(agreed, homes(*DAYS[:20]))
    assert made.pays == {"fund": 69_993 + 29_997, "council": 29_997 + 69_993}
    late = [each._replace(known=each.known + 20) for each in homes(*DAYS[:20])]
    assert settled(agreed, late).pays == made.pays, "not by the day on which it was known"
    shown = shared(tmp_path, table, "housed: £99.99", more=", share_day: shown")
    assert settled(shown, [each._replace(shown=each.shown + 20) for each in homes(*DAYS[:20])]).pays["fund"] == 59_994


def test_a_share_of_a_share_is_not_the_flat_share(tmp_path):
    """Half of a half is not a quarter to the penny: a penny falls to the first list, and within it to its first."""
    nested = (
        "[{part: 50%, among: [{payer: fund, part: 50%}, {payer: trust, part: rest}]}, {payer: council, part: rest}]"
    )
    flat = "[{payer: fund, part: 25%}, {payer: trust, part: 25%}, {payer: council, part: rest}]"
    found = [
        settled(shared(tmp_path, each, "housed: £0.01", ", remainder: largest_remainder"), homes(DAYS[0])).pays
        for each in (nested, flat)
    ]
    assert found == [{"fund": 1, "trust": 0, "council": 0}, {"fund": 0, "trust": 0, "council": 1}]


def test_a_fixed_amount_is_taken_first_and_never_more_than_there_is(tmp_path):
    """£80 of each claim from the trust, then 25 % and the rest of what is left; a small claim is all the trust's."""
    shares = "[{payer: trust, amount: £80}, {payer: fund, part: 25%}, {payer: council, part: rest}]"
    agreed = shared(tmp_path, shares, "housed: £100, small: £50")
    made = settled(agreed, [claim("housed"), claim("small")])
    assert made.parts["Ann/housed/1"] == {"trust": 8_000, "fund": 500, "council": 1_500}
    assert made.parts["Ann/small/1"] == {"trust": 5_000, "fund": 0, "council": 0}


def test_when_a_payer_is_empty_the_others_pay(tmp_path):
    """The fund pays half up to £120: the third claim takes its last £20, and the council pays what it cannot."""
    shares = "[{payer: fund, part: 50%, up_to: £120, when_empty: others_pay}, {payer: council, part: rest}]"
    made = settled(shared(tmp_path, shares), homes(*DAYS[:4]))
    assert [made.parts[f"Ann/housed/{i}"]["fund"] for i in (1, 2, 3, 4)] == [5_000, 5_000, 2_000, 0]
    assert (made.pays, made.total) == ({"fund": 12_000, "council": 28_000}, 40_000)


def test_when_a_payer_is_empty_its_part_may_stay_unpaid(tmp_path):
    """Nobody else pays for it: a line takes it from the claim, which stays on record at what it earned."""
    shares = "[{payer: fund, part: 50%, up_to: £120, when_empty: unpaid}, {payer: council, part: rest}]"
    made = settled(shared(tmp_path, shares), homes(*DAYS[:4]))
    assert list(made.net.values()) == [10_000, 10_000, 7_000, 5_000]
    assert made.pays == {"fund": 12_000, "council": 20_000}
    assert made.says[-1] == "of £100.00 payers pay £50.00: the limit of the others is used up"
    assert made.amounts[-2:] == [-3_000, -5_000]


def test_what_no_payer_of_a_list_can_pay_falls_to_the_list_around_it(tmp_path):
    """Two share 60 % up to £40 and £30; beyond that the council pays, and with all at their limits nobody does."""
    inner = (
        "{part: 60%, among: [{payer: fund, part: 50%, up_to: £40, when_empty: others_pay}, "
        "{payer: trust, part: rest, up_to: £30, when_empty: others_pay}]}"
    )
    made = settled(shared(tmp_path, f"[{inner}, {{payer: council, part: rest}}]"), homes(*DAYS[:3]))
    assert made.parts["Ann/housed/1"] == {"fund": 3_000, "trust": 3_000, "council": 4_000}
    assert made.parts["Ann/housed/2"] == {"fund": 1_000, "trust": 0, "council": 9_000}
    assert made.parts["Ann/housed/3"] == {"fund": 0, "trust": 0, "council": 10_000}
    council = "{payer: council, part: rest, up_to: £100, when_empty: others_pay}"
    made = settled(shared(tmp_path, f"[{inner}, {council}]"), homes(*DAYS[:3]))
    assert (made.total, made.pays) == (17_000, {"fund": 4_000, "trust": 3_000, "council": 10_000})


def test_who_comes_first_uses_up_a_limit_whatever_the_order_of_claims(tmp_path):
    """The order that is stated decides which claim meets an empty pot."""
    shares = "[{payer: fund, part: 100%, up_to: £150, when_empty: others_pay}, {payer: council, part: rest}]"
    with pytest.raises(Exception, match="shares-not-whole"):
        shared(tmp_path, shares)
    agreed = shared(tmp_path, shares.replace("100%", "99%"))
    claims = homes(*DAYS[:5])
    assert settled(agreed, claims).parts == settled(agreed, claims[::-1]).parts


def test_who_pays_is_said_in_words(tmp_path):
    """`sop describe` says tables of shares, lists within lists, fixed amounts and limits."""
    table = (
        "{dated: {2010-01-01: [{payer: trust, amount: £80}, {payer: fund, part: 25%, up_to: £120, "
        "when_empty: others_pay}, {part: rest, among: [{payer: council, part: 100%}]}], "
        "2015-01-01: [{payer: fund, part: 100%}]}}"
    )
    shared(tmp_path, table)
    assert (
        "From 1 January 2010: trust pays £80.00 first, fund pays 25%, up to £120.00 (beyond that the others pay) and "
        "the rest is shared (council pays 100%); from 1 January 2015: fund pays 100% (clause 9)."
    ) in describe(load_contract(tmp_path))


# ---- laws, over shares that nobody chose ----------------------------------------------------------

amounts = st.lists(st.integers(0, 10**6), min_size=1, max_size=12)
remainders = st.sampled_from(["cumulative", "largest_remainder"])


@st.composite
def takers(draw, depth=2):
    """A list of takers: pots as weights, some with limits, some shared again."""
    made, names = [], draw(st.lists(st.sampled_from("abcdef"), min_size=1, max_size=4, unique=True))
    for i, name in enumerate(names):
        pot = Money(draw(st.integers(1 if i == 0 else 0, 10**4)), "GBP")
        if depth and draw(st.booleans()):
            made.append(Taker(pot=pot, among=draw(takers(depth - 1))))
        else:
            up_to = draw(st.none() | st.integers(0, 10**5).map(lambda minor: Money(minor, "GBP")))
            when = draw(st.sampled_from(["others_pay", "unpaid"])) if up_to else None
            made.append(Taker(payer=name, pot=pot, up_to=up_to, when_empty=when))
    if draw(st.booleans()):
        made.insert(0, Taker(payer="z", amount=Money(draw(st.integers(0, 10**5)), "GBP")))
    return tuple(made)


def divided(shares, nets, remainder):
    """The nets of claims divided: for each claim its parts, and what stays unpaid."""
    claims = [claim("housed", "Ann", DAYS[0], time) for time in range(1, len(nets) + 1)]
    so_far = SoFar(claims, {"housed": 0}, {"housed": "person"}, DAYS[0], DAYS[0], DAYS[0], Reckoning())
    so_far.add([Line(c.ref, "1", "x", n, 1, n, "claims", "", EARNED) for c, n in zip(claims, nets, strict=True)])
    share = Share("9", "co_payment", ("housed",), shares, "reached", remainder, ("reached", "person"))
    lines, splits = share.divided(so_far)
    parts = [{s.payer: s.amount for s in splits if s.claim == c.ref} for c in claims]
    unpaid = {line.claim: -line.amount for line in lines}
    return parts, [unpaid.get(c.ref, 0) for c in claims]


@given(takers(), amounts, remainders)
def test_parts_and_what_stays_unpaid_are_the_whole(shares, nets, remainder):
    """To the penny, for every claim; nobody pays more than the limit, and nothing is unpaid without one."""
    parts, unpaid = divided(shares, nets, remainder)
    assert [sum(each.values()) + missing for each, missing in zip(parts, unpaid, strict=True)] == nets
    assert all(missing >= 0 for missing in unpaid)
    if "up_to=None" in repr(shares) and "up_to=Money" not in repr(shares):
        assert not any(unpaid)


@given(nets=amounts, pots=st.lists(st.integers(1, 10**4), min_size=1, max_size=4), most=st.integers(0, 10**6))
def test_no_payer_passes_the_limit(nets, pots, most):
    """A payer with a limit pays up to it and never beyond, and all of its share before."""
    others = tuple(Taker(payer="bcdef"[i], pot=Money(pot, "GBP")) for i, pot in enumerate(pots))
    first = Taker(payer="a", pot=Money(5_000, "GBP"), up_to=Money(most, "GBP"), when_empty="others_pay")
    free = divided((first.model_copy(update={"up_to": None}), *others), nets, "cumulative")[0]
    held, unpaid = divided((first, *others), nets, "cumulative")
    paid = [sum(each["a"] for each in held[:i]) for i in range(len(nets) + 1)]
    assert not any(unpaid)
    assert paid[-1] == min(most, sum(each["a"] for each in free))
    assert all(a <= b for a, b in pairwise(paid))


@given(amounts, remainders, st.integers(1, 10**4), st.integers(0, 3))
def test_a_share_to_one_taker_is_the_whole(nets, remainder, pot, deep):
    """One payer pays all, however deep it stands."""
    shares = (Taker(payer="a", pot=Money(pot, "GBP")),)
    for _ in range(deep):
        shares = (Taker(pot=Money(pot, "GBP"), among=shares),)
    assert divided(shares, nets, remainder) == ([{"a": net} for net in nets], [0] * len(nets))


@given(net=st.integers(0, 10**6), outer=st.tuples(st.integers(1, 999), st.integers(1, 999)), inner=st.integers(1, 999))
def test_a_nested_share_is_divided_level_by_level(net, outer, inner):
    """What falls to a list is divided within it as an amount of its own."""
    lower = (Taker(payer="a", pot=Money(inner, "GBP")), Taker(payer="b", pot=Money(1_000 - inner, "GBP")))
    shares = (Taker(pot=Money(outer[0], "GBP"), among=lower), Taker(payer="c", pot=Money(outer[1], "GBP")))
    (parts,), _ = divided(shares, [net], "largest_remainder")
    group, rest = largest_remainder(net, outer)
    assert [parts["a"], parts["b"], parts["c"]] == [*largest_remainder(group, (inner, 1_000 - inner)), rest]
