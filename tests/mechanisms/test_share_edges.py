"""Where shares begin and end: fixed amounts, limits, what is owed back, and sets of shares under deeds."""

from fractions import Fraction

from sop_engine.clauses.share import Share
from sop_engine.clauses.so_far import SoFar
from sop_engine.library.load import load_contract
from sop_engine.records.working import EARNED, TAKEN, Line, Split
from sop_engine.statements.sentences import line_sentence
from sop_engine.terms.share import Taker
from sop_engine.units.money import Money
from sop_engine.units.reckoning import Reckoning
from tests.mechanisms.settled import lines_of
from tests.mechanisms.settling import claim, contract, settled
from tests.mechanisms.varied import deed


def shared(folder, shares, more="", prices="housed: £100", between="", payers="fund council trust"):
    """A contract with these shares."""
    names = " ".join(each.split(":")[0] for each in prices.split(", "))
    clauses = (
        f'- {{clause: "1", kind: outcome_price, prices: {{{prices}}}}}\n{between}'
        f'- {{clause: "9", kind: co_payment, shares: {shares}{more}}}\n'
    )
    return contract(folder, clauses, names, payers=payers)


def homes(many, outcome="housed"):
    """So many claims, a day after the other."""
    return [claim(outcome, "Ann", f"2020-01-{time:02}", time) for time in range(1, many + 1)]


def parts(made, outcome="housed"):
    """What each payer pays of each claim, in the order of the claims."""
    return [list(each.values()) for ref, each in made.parts.items() if f"/{outcome}/" in ref]


def test_a_claim_without_a_line_is_divided_into_nothing_for_each_payer():
    """Where no clause has added anything, every payer of the list pays nought, and nothing is unpaid."""
    takers = (Taker(payer="fund", pot=Money(3, "GBP")), Taker(payer="council", pot=Money(1, "GBP")))
    one = claim("housed")
    so_far = SoFar([one], {"housed": 0}, {"housed": "person"}, 0, 0, 0, Reckoning())
    for remainder in ("cumulative", "largest_remainder"):
        share = Share("9", "co_payment", ("housed",), takers, "reached", remainder, ("reached",))
        assert share.divided(so_far) == ([], [Split(one.ref, "9", "fund", 0), Split(one.ref, "9", "council", 0)])


FIXED = (
    "[{payer: trust, amount: £30, up_to: £40, when_empty: WHEN}, "
    "{payer: fund, part: 50%}, {payer: council, part: rest}]"
)


def test_what_a_fixed_payer_cannot_pay_falls_to_the_others(tmp_path):
    """£30 of each claim up to £40 in all: of the second £10, of the third nothing, and the others share the rest."""
    made = settled(shared(tmp_path, FIXED.replace("WHEN", "others_pay")), homes(3))
    assert parts(made) == [[3_000, 3_500, 3_500], [1_000, 4_500, 4_500], [0, 5_000, 5_000]]
    assert made.total == 30_000


def test_what_a_fixed_payer_cannot_pay_may_stay_unpaid(tmp_path):
    """Of the second claim £20 stay unpaid and of the third £30; the others pay their parts of what is left, no more."""
    made = settled(shared(tmp_path, FIXED.replace("WHEN", "unpaid")), homes(3))
    assert parts(made) == [[3_000, 3_500, 3_500], [1_000, 3_500, 3_500], [0, 3_500, 3_500]]
    assert list(made.net.values()) == [10_000, 8_000, 7_000]
    assert made.says[-2:] == [
        "of £100.00 payers pay £80.00: the limit of the others is used up",
        "of £100.00 payers pay £70.00: the limit of the others is used up",
    ]


def test_two_fixed_payers_leave_unpaid_what_each_of_them_cannot_pay(tmp_path):
    """£30 and £20 fixed, of which £10 and £5 are left on the second claim: £35 of it stay unpaid."""
    shares = (
        "[{payer: trust, amount: £30, up_to: £40, when_empty: unpaid}, "
        "{payer: council, amount: £20, up_to: £25, when_empty: unpaid}, {payer: fund, part: 100%}]"
    )
    made = settled(shared(tmp_path, shares), homes(2))
    assert parts(made) == [[3_000, 2_000, 5_000], [1_000, 500, 5_000]]
    assert list(made.net.values()) == [10_000, 6_500]


def test_what_is_lost_of_a_fixed_amount_and_of_a_part_is_lost_together(tmp_path):
    """A fixed payer and one with a part are both at their limit: what stays unpaid of the claim is the sum."""
    shares = (
        "[{payer: trust, amount: £30, up_to: £30, when_empty: unpaid}, "
        "{payer: council, part: 50%, up_to: £40, when_empty: unpaid}, {payer: fund, part: rest}]"
    )
    made = settled(shared(tmp_path, shares), homes(2))
    assert parts(made) == [[3_000, 3_500, 3_500], [0, 500, 3_500]]
    assert list(made.net.values()) == [10_000, 4_000]


def test_two_payers_at_their_limits_leave_both_parts_unpaid_or_to_the_third(tmp_path):
    """A quarter each up to £30: each pays £5 of the second claim, and £20 of each stay unpaid, or are the fund's."""
    for when, expected in (("unpaid", [500, 500, 5_000]), ("others_pay", [500, 500, 9_000])):
        folder = tmp_path / when
        folder.mkdir()
        two = ", ".join(
            f"{{payer: {payer}, part: 25%, up_to: £30, when_empty: {when}}}" for payer in ("trust", "council")
        )
        made = settled(shared(folder, f"[{two}, {{payer: fund, part: rest}}]"), homes(2))
        assert parts(made) == [[2_500, 2_500, 5_000], expected]


def test_exactly_at_the_limit_nothing_is_left_over(tmp_path):
    """The limit is £50: the first claim uses it up to the penny, and of the second the payer pays nothing."""
    shares = "[{payer: fund, part: 50%, up_to: £50, when_empty: others_pay}, {payer: council, part: rest}]"
    made = settled(shared(tmp_path, shares), homes(2))
    assert (parts(made), len(made.says)) == ([[5_000, 5_000], [0, 10_000]], 2)
    a_penny_less = settled(shared(tmp_path, shares.replace("£50", "£49.99")), homes(1))
    assert parts(a_penny_less) == [[4_999, 5_001]]


def test_what_is_owed_back_goes_to_those_who_share_and_not_to_a_fixed_payer(tmp_path):
    """Of £10 owed back the trust, which pays a fixed amount of what is due, gets nothing; the others their parts."""
    between = '- {clause: "2", kind: deduction, beyond: owed_back, deducts: {small: £12}}\n'
    shares = "[{payer: trust, amount: £80}, {payer: fund, part: 25%}, {payer: council, part: rest}]"
    made = settled(shared(tmp_path, shares, prices="housed: £100, small: £2", between=between), homes(1, "small"))
    assert parts(made, "small") == [[0, -250, -750]]
    assert made.total == -1_000


def test_what_is_owed_back_gives_room_to_a_payer_at_its_limit(tmp_path):
    """The fund has paid its £50; a claim that owes £10 back gives it £5, which it pays again of the next."""
    between = '- {clause: "2", kind: deduction, beyond: owed_back, deducts: {small: £12}}\n'
    shares = "[{payer: fund, part: 50%, up_to: £50, when_empty: others_pay}, {payer: council, part: rest}]"
    agreed = shared(tmp_path, shares, prices="housed: £100, small: £2", between=between)
    claims = [
        claim("housed", "Ann", "2020-01-01"),
        claim("small", "Ann", "2020-01-02"),
        claim("housed", "Ann", "2020-01-03", 2),
    ]
    made = settled(agreed, claims)
    assert [made.parts[each.ref] for each in claims] == [
        {"fund": 5_000, "council": 5_000},
        {"fund": -500, "council": -500},
        {"fund": 500, "council": 9_500},
    ]


def test_a_claim_of_which_something_stays_unpaid_has_one_line_that_says_so(tmp_path):
    """What it came to, and what is paid of it; the effect is that it was taken."""
    shares = "[{payer: fund, part: 50%, up_to: £20, when_empty: unpaid}, {payer: council, part: rest}]"
    agreed = shared(tmp_path, shares)
    (line,) = lines_of(agreed, homes(1), "2020-12-31", "9")
    assert (line.amount, line.base, line.rate, line.unit, line.effect) == (-3_000, 10_000, 7_000, "money", TAKEN)
    assert (
        line_sentence(agreed, line, homes(1)[0]) == "of £100.00 payers pay £70.00: the limit of the others is used up"
    )


# ---- cumulative shares -----------------------------------------------------------------------------

HALVES = "[{payer: fund, part: 50%}, {payer: council, part: rest}]"


def under_a_deed(folder, shares):
    """Halves as signed, and other shares by a deed for what is reached from February 2020."""
    folder.mkdir()
    shared(folder, HALVES, prices="housed: £0.01")
    (folder / "variations").mkdir()
    body = f'changes: {{clauses: {{"9": {{shares: {shares}}}}}}}'
    text = deed(1, body, for_="reached_from_then", from_="2020-02-01", signed="2020-01-01")
    (folder / "variations" / "01.yaml").write_text(text, encoding="utf-8")
    return load_contract(folder).contract


def test_each_set_of_shares_counts_up_by_itself_and_the_same_shares_together(tmp_path):
    """A penny before the deed and one after it: under the same shares the second is the council's; under new ones they
    count anew, and it is the fund's again."""
    claims = [claim("housed", "Ann", "2020-01-01"), claim("housed", "Ann", "2020-02-01", 2)._replace(deeds=(1,))]
    new = "[{payer: fund, part: 60%}, {payer: council, part: rest}]"
    assert parts(settled(under_a_deed(tmp_path / "new", new), claims)) == [[1, 0], [1, 0]]
    third = "[{payer: trust, amount: £0}, {payer: fund, part: 50%}, {payer: council, part: rest}]"
    made = settled(under_a_deed(tmp_path / "third", third), claims)
    assert [each["fund"] for each in made.parts.values()] == [1, 1]


def test_the_same_shares_in_another_version_count_up_together(tmp_path):
    """A deed that changes the price alone leaves the shares as they were: of four pennies each pays two."""
    folder = tmp_path / "same"
    folder.mkdir()
    shared(folder, HALVES, prices="housed: £0.01")
    (folder / "variations").mkdir()
    body = 'changes: {clauses: {"1": {prices: {housed: £0.03}}}}'
    text = deed(1, body, for_="reached_from_then", from_="2020-02-01", signed="2020-01-01")
    (folder / "variations" / "01.yaml").write_text(text, encoding="utf-8")
    claims = [claim("housed", "Ann", "2020-01-01"), claim("housed", "Ann", "2020-02-01", 2)._replace(deeds=(1,))]
    made = settled(load_contract(folder).contract, claims)
    assert parts(made) == [[1, 0], [1, 2]]
    assert made.pays == {"fund": 2, "council": 2}


def test_each_list_of_a_table_counts_up_by_itself(tmp_path):
    """Pennies of two groups: each group's first is the fund's, each group's second the council's."""
    table = f"{{by: group, of: start, shares: {{a: {HALVES}, b: {HALVES.replace('50', '50.0')}}}}}"
    agreed = shared(tmp_path, table, prices="housed: £0.01")
    claims = [claim("housed", f"{group}{n}", f"2020-01-0{n}", group=group) for n in (1, 2) for group in "ab"]
    assert [list(each.values()) for each in settled(agreed, claims).parts.values()] == [[1, 0], [1, 0], [0, 1], [0, 1]]


def test_a_list_shared_again_counts_up_within_itself(tmp_path):
    """Half of each penny pair falls to a list of two, who take it in turn."""
    nested = (
        "[{part: 50%, among: [{payer: fund, part: 50%}, {payer: trust, part: rest}]}, {payer: council, part: rest}]"
    )
    made = settled(shared(tmp_path, nested, prices="housed: £0.01"), homes(8))
    payer = [next(name for name, part in each.items() if part) for each in made.parts.values()]
    assert payer == ["fund", "council", "trust", "council"] * 2


def test_what_was_paid_without_a_limit_counts_under_the_limit_that_comes(tmp_path):
    """The limit is of all that the fund pays under the clause: the £50 of the first year leave £10 of £60."""
    first = "[{payer: fund, part: 50%}, {payer: council, part: rest}]"
    then = "[{payer: fund, part: 50%, up_to: £60, when_empty: others_pay}, {payer: council, part: rest}]"
    made = settled(shared(tmp_path, f"{{dated: {{2010-01-01: {first}, 2020-01-02: {then}}}}}"), homes(3))
    assert parts(made) == [[5_000, 5_000], [1_000, 9_000], [0, 10_000]]


def test_a_set_of_shares_under_a_deed_counts_what_was_paid_before_it():
    """The first set has no limit, the second has one of £60: of what the fund paid under the first, £10 are left."""
    half, rest = Fraction(1, 2), Taker(payer="council", part="rest")
    limited = Taker(payer="fund", part=half, up_to=Money(6_000, "GBP"), when_empty="others_pay")
    claims = [claim("housed", "Ann", f"2020-01-0{time}", time)._replace(deeds=(1,) * (time > 1)) for time in (1, 2)]
    so_far = SoFar(claims, {"housed": 0}, {"housed": "person"}, 0, 0, 0, Reckoning())
    so_far.add([Line(each.ref, "1", "x", 10_000, 1, 10_000, "claims", "", EARNED) for each in claims])
    words = ("9", "co_payment", ("housed",))
    then = Share(*words, (limited, rest), "reached", "cumulative", ("reached",))
    share = Share(*words, (Taker(payer="fund", part=half), rest), "reached", "cumulative", ("reached",), {(1,): then})
    lines, splits = share.divided(so_far)
    assert (lines, [each.amount for each in splits]) == ([], [5_000, 5_000, 1_000, 9_000])
