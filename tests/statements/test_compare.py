"""Two contracts over the same records: what differs, why, and that the reasons are the difference."""

import pytest

from sop_engine.errors import CallError
from sop_engine.statements.compare import Pair, compare
from tests.statements.agreed import SHIPPED, shipped
from tests.steps.small import HEAD, PAID, contract, done, every

SEEN = "  seen:\n    is: Seen.\n    shown_by: {record: visit}"
PRICED = PAID.replace("PRICES", "seen: £100")
BOTH = SEEN + "\n  told:\n    is: Told.\n    shown_by: {record: letter}"
SEEN_AND_TOLD = PAID.replace("PRICES", "seen: £100, told: £200")
CAP = '- {clause: "5", kind: participant_cap, at_most: £250}\n'
ANN = {"Ann": {"start": "2020-01-10", "visit": ["2020-02-01"]}}
LETTERED = {"Ann": {"start": "2020-01-10", "visit": ["2020-02-01"], "letter": ["2020-03-01"]}}


@pytest.fixture
def two(tmp_path):
    """Work two contracts out over the same records, and put them beside each other."""

    def beside(first, second, people=ANN, as_at="2020-12-31"):
        runs = []
        for letter, terms in (("a", first), ("b", second)):
            outcomes, clauses, *head = terms
            folder = tmp_path / letter
            folder.mkdir(exist_ok=True)
            runs.append(done(contract(folder, outcomes, clauses, *head), as_at, people))
        return compare(*runs)

    return beside


def reasons(c):
    """Every reason, claim by claim: what it is about, and what it is worth."""
    return [(each.person, each.outcome, why.kind, why.amount) for each in c.claims for why in each.reasons]


def only(c):
    """The one reason there is."""
    ((reason,),) = [each.reasons for each in c.claims]
    return reason


@pytest.mark.parametrize("name", SHIPPED)
def test_a_contract_beside_itself_differs_in_nothing(name):
    """The same contract over the same records: no claim, no person and no term differs, and every sum is the same."""
    c = compare(shipped(name), shipped(name))
    assert (c.claims, c.people, c.terms) == ((), (), ())
    assert [each for each in (*c.outcomes, *c.payers) if each.net.difference or each.because] == []
    assert {each.amounts.difference for each in c.totals} == {0}
    assert c.due.first == shipped(name).total_net > 0
    assert {each.where for each in c.remarks} <= {"A and B"}


def test_another_price_says_both_prices_with_their_clauses(two):
    """A dearer outcome: the lines of both contracts, and the payers' parts of what is gained."""
    c = two((SEEN, PRICED), (SEEN, PRICED.replace("£100", "£120").replace('"1"', '"2"')))
    assert only(c) == (
        "outcome price",
        "the price of seen: £100.00 (clause 1)",
        "the price of seen: £120.00 (clause 2)",
        2_000,
        (("Fund", 1_250), ("Council", 750)),
    )
    assert c.due == Pair(10_000, 12_000)
    assert [(each.name, each.net, each.because) for each in c.payers] == [
        ("Fund", Pair(6_250, 7_500), (("outcome price", 1_250),)),
        ("Council", Pair(3_750, 4_500), (("outcome price", 750),)),
    ]


def test_reached_under_one_says_the_finding_of_both(two):
    """Where one contract asks for more, the requirement that decided is told of in both, with the amount it earned."""
    asks = "  seen:\n    is: Seen.\n    shown_by: {count: visit, at_least: 2}"
    c = two((SEEN, PRICED), (asks, PRICED))
    assert only(c)[:4] == (
        "reached only in A",
        "reached on 1 February 2020; visit, met: a record dated 1 February 2020 (visit, row 2); "
        "the price of seen: £100.00 (clause 1)",
        "visit, awaited: 1 of 2 so far (visit, row 2)",
        -10_000,
    )
    (seen,) = c.outcomes
    assert (seen.claims, seen.net, seen.because) == (Pair(1, 0), Pair(10_000, 0), (("reached only in A", -10_000),))
    other_way = two((asks, PRICED), (SEEN, PRICED))
    assert only(other_way)[0] == "reached only in B"
    assert only(other_way).amount == 10_000


def test_a_part_that_fails_is_told_of_where_it_was_met(two):
    """Of several parts, the one that decided where it is not reached is told of in both, not another."""
    both = "  seen:\n    is: Seen.\n    shown_by: {all_of: [{record: visit, WINDOW}, {record: letter}]}"
    wide, narrow = (both.replace("WINDOW", f"window: {{to: {days} days after start}}") for days in (30, 10))
    people = {"Ann": {"start": "2020-01-10", "visit": ["2020-02-01"], "letter": ["2020-03-01"]}}
    said = only(two((wide, PRICED), (narrow, PRICED), people))
    assert "; visit, met: a record dated 1 February 2020" in said.first
    assert said.second.startswith("visit, out of time: none from 10 January 2020 to 20 January 2020, the last day")


def test_another_day_is_told_and_what_it_is_worth_stands_in_the_price(two):
    """A dated price: the day and its finding move no money, the line with the other date does."""
    dated = PAID.replace("PRICES", "seen: {dated: {2020-01-01: £100, 2020-03-01: £130}}")
    twice = "  seen:\n    is: Seen.\n    shown_by: {count: visit, at_least: 2}"
    people = {"Ann": {"start": "2020-01-10", "visit": ["2020-02-01", "2020-04-01"]}}
    (claim,) = two((SEEN, dated), (twice, dated), people).claims
    assert [(each.kind, each.amount) for each in claim.reasons] == [("another day", 0), ("outcome price", 3_000)]
    assert claim.reasons[0].first.startswith("reached on 1 February 2020; visit, met: a record dated 1 February 2020")
    assert claim.reasons[0].second.startswith("reached on 1 April 2020; visit, met: 2 records, the last dated 1 April")
    assert "from 1 March 2020" in claim.reasons[1].second


def test_a_limit_that_takes_more_is_told_with_its_lines(two):
    """What a cap takes under one contract is told with its sentence; the other has none, or took nothing."""
    capped = SEEN_AND_TOLD.replace('- {clause: "9"', CAP + '- {clause: "9"')
    looser = capped.replace("£250", "£900").replace('"5"', '"6"')
    for other, said in ((SEEN_AND_TOLD, "no participant cap for it"), (looser, "nothing by clause 6")):
        reason = only(two((BOTH, capped), (BOTH, other), LETTERED))
        assert (reason.kind, reason.amount, reason.second) == ("participant cap", 5_000, said)
        assert reason.first == (
            "£300.00 earned for this person up to here; the most for one person is £250.00: −£50.00 (clause 5)"
        )
    back = two((BOTH, SEEN_AND_TOLD), (BOTH, capped), LETTERED)
    assert reasons(back) == [("Ann", "told", "participant cap", -5_000)]


def test_what_a_dearer_price_gives_and_a_cap_takes_again_are_two_reasons(two):
    """Where a claim is due as before, because two changes meet, both are told."""
    capped = SEEN_AND_TOLD.replace('- {clause: "9"', CAP.replace("£250", "£300") + '- {clause: "9"')
    c = two((BOTH, capped), (BOTH, capped.replace("£200", "£220")), LETTERED)
    assert reasons(c) == [("Ann", "told", "outcome price", 2_000), ("Ann", "told", "participant cap", -2_000)]
    assert c.due == Pair(30_000, 30_000)
    assert [each.name for each in c.people] == ["Ann"]


def test_another_share_moves_money_between_payers_alone(two):
    """Where only the shares differ, nobody has more or less, and the payers' parts are told."""
    c = two((SEEN, PRICED), (SEEN, PRICED.replace("62.5%", "40%")))
    assert only(c) == (
        "who pays",
        "Fund pays £62.50 (clause 9); Council pays £37.50 (clause 9)",
        "Fund pays £40.00 (clause 9); Council pays £60.00 (clause 9)",
        0,
        (("Fund", -2_250), ("Council", 2_250)),
    )
    assert [(each.name, each.because) for each in c.payers] == [
        ("Fund", (("who pays", -2_250),)), ("Council", (("who pays", 2_250),)),
    ]  # fmt: skip
    assert (c.people[0].net.difference, c.people[0].because) == (0, ())


def test_when_price_and_share_differ_the_price_comes_first(two):
    """What is due changes first, divided as the first contract divides it; what is left is who pays."""
    c = two((SEEN, PRICED), (SEEN, PRICED.replace("£100", "£200").replace("62.5%", "50%")))
    (claim,) = c.claims
    assert [(each.kind, each.payers) for each in claim.reasons] == [
        ("outcome price", (("Fund", 6_250), ("Council", 3_750))),
        ("who pays", (("Fund", -2_500), ("Council", 2_500))),
    ]


def test_pennies_that_only_fall_otherwise_are_told_as_such(two):
    """A claim that costs as before, but for a penny between payers, is told apart and makes nobody differ."""
    odd = PAID.replace("PRICES", "seen: £0.02, told: £0.01")
    people = {
        "Ann": {"start": "2020-01-10", "visit": ["2020-02-01"]},
        "Ben": {"start": "2020-01-10", "letter": ["2020-03-01"]},
    }
    c = two((BOTH, odd), (BOTH, odd.replace("£0.02", "£0.01")), people)
    assert reasons(c) == [("Ann", "seen", "outcome price", -1), ("Ben", "told", "pennies of rounding", 0)]
    assert [each.only_pennies for each in c.claims] == [False, True]
    assert [each.name for each in c.people] == ["Ann"]


def test_an_outcome_that_only_one_contract_has_is_said_so(two):
    """An outcome of one contract alone is told as such, with all that it earned."""
    told = "\n  told:\n    is: Told.\n    shown_by: {record: visit}"
    c = two((SEEN, PRICED), (SEEN + told, PAID.replace("PRICES", "seen: £100, told: £50")))
    assert only(c)[::3] == ("outcome only in B", 5_000)
    assert only(c).first == "not an outcome of this contract"
    assert only(c).second == "reached on 1 February 2020; the price of told: £50.00 (clause 1)"
    assert [(each.name, each.only_in) for each in c.outcomes] == [("seen", ""), ("told", "B")]
    assert [(each.part, each.term, each.first) for each in c.terms] == [
        ("outcome told", "", "has none"), ("clause 1", "prices, told", "not stated"),
    ]  # fmt: skip


def test_somebody_who_takes_part_in_one_contract_alone_is_told_with_the_reason(two):
    """Somebody who joined after one contract ended takes part in the other alone."""
    shorter = HEAD.replace("to: 2021-12-31", "to: 2020-01-05")
    c = two((SEEN, PRICED), (SEEN, PRICED, shorter), ANN | {"Ben": {"start": "2020-01-02", "visit": ["2020-01-03"]}})
    assert only(c)[::3] == ("takes part only in A", -10_000)
    assert only(c).second == "does not take part: dated outside the contract, 1 January 2020 to 5 January 2020"
    assert [(each.name, each.only_in) for each in c.people] == [("Ann", "A")]


def test_one_time_more_is_told_where_an_outcome_repeats(two):
    """Of an outcome that repeats, the time that only one contract pays says how often the other does."""
    again = SEEN + "\n    repeats: {at_most: 3, apart: 1 month}"
    people = {"Ann": {"start": "2020-01-10", "visit": every("2020-02-01", "2020-06-30", 40)}}
    less = two((again, PRICED), (again.replace("at_most: 3", "at_most: 2"), PRICED), people)
    assert [(each.occurrence, each.reasons[0].second) for each in less.claims] == [(3, "paid at most 2 times")]
    once = two((SEEN, PRICED), (again, PRICED), people)
    assert [each.occurrence for each in once.claims] == [2, 3]
    assert {(each.reasons[0].kind, each.reasons[0].first) for each in once.claims} == {
        ("one time more in B", "paid once for a person")
    }
    late = two((again, PRICED), (again.replace("1 month", "2 months"), PRICED), people)
    third = late.claims[-1]
    assert (third.occurrence, third.reasons[0].kind) == (3, "reached only in A")
    assert late.claims[0].reasons[0].kind == "another day"


def test_a_payer_is_known_by_its_name(two):
    """A body of another name is another payer, whatever the contract calls it for short."""
    c = two((SEEN, PRICED), (SEEN, PRICED, HEAD.replace("name: Council", "name: Another council")))
    assert [(each.name, each.only_in, each.net.difference) for each in c.payers] == [
        ("Fund", "", 0), ("Council", "A", -3_750), ("Another council", "B", 3_750),
    ]  # fmt: skip
    assert only(c).kind == "who pays"


def test_the_largest_difference_comes_first(two):
    """People stand in the order of what they gain or lose, whichever it is."""
    people = {
        "Ann": {"start": "2020-01-10", "visit": ["2020-02-01"]},
        "Ben": {"start": "2020-01-10", "letter": ["2020-03-01"]},
        "Cat": {"start": "2020-01-10"},
    }
    first, second = (PAID.replace("PRICES", each) for each in ("seen: £100, told: £100", "seen: £110, told: £70"))
    c = two((BOTH, first), (BOTH, second), people)
    assert [(each.name, each.net.difference) for each in c.people] == [("Ben", -3_000), ("Ann", 1_000)]


def test_two_currencies_are_refused(two):
    """Amounts of two currencies are not compared."""
    with pytest.raises(CallError) as refused:
        two((SEEN, PRICED), (SEEN, PRICED.replace("£", "€"), HEAD.replace("GBP", "EUR")))
    (said,) = refused.value.problems
    assert (said.code, said.fact) == ("currencies-differ", "small is in GBP, and small is in EUR.")
