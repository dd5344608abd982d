"""What was posted: the days that stay, the times that are placed around them, and how a contract says `as_paid`."""

import pytest

from sop_engine.intake.sheet import from_frame
from sop_engine.intake.take_in import take_in
from sop_engine.records.posted import NOTHING_POSTED, Posted, PostedClaim
from sop_engine.steps.evaluate import evaluate
from sop_engine.units.days import as_date
from tests.mechanisms.varied import deed, varied
from tests.steps.small import HEAD, contract, days, frames

START = {"start": "2020-01-10"}
SEEN = """
  seen:
    is: Seen.
    shown_by: {record: visit}
    repeats: {at_most: 4, apart: 30 days}
"""
AS_AT = "2021-12-31"


def worked(agreed, people, posted=NOTHING_POSTED, as_at=AS_AT):
    """The contract worked out for people, after what was posted."""
    (day,) = days(as_at)
    sheets = {kind: [from_frame(frame, kind)] for kind, frame in frames(agreed, people).items()}
    return evaluate(agreed.contract, take_in(agreed.contract, sheets, day).records, day, posted=posted)


def posted(working, before=NOTHING_POSTED):
    """What is posted once a run has posted its claims."""
    return before.after(working.claims, working.payments)


def reached(working, outcome="seen"):
    """The days of an outcome, by their number."""
    return [as_date(each.reached).isoformat() for each in working.claims if each.outcome == outcome]


def in_turn(agreed, batches, kind="visit"):
    """The days that are reached, after each batch of records has come and what is due was posted."""
    before, known, found = NOTHING_POSTED, [], []
    for batch in batches:
        known = [*known, *batch]
        made = worked(agreed, {"Ann": {**START, kind: known}}, before)
        before = posted(made, before)
        assert worked(agreed, {"Ann": {**START, kind: known}}, before) == made  # the same run again changes nothing
        found.append(reached(made))
    return found


def on(*texts, net=10_000):
    """What was posted for Ann, in these postings, one after the other."""
    rows = [
        PostedClaim(f"Ann/seen/{text}", "Ann", "seen", rank, net, day, day, day, day)
        for rank, (text, day) in enumerate(zip(texts, days(*texts), strict=True), 1)
    ]
    return Posted({each.ref: each for each in rows})


@pytest.mark.parametrize("how", ["recompute", "as_paid"])
def test_a_contract_says_how_caps_are_allocated(tmp_path, how):
    """`cap_allocation` takes both words; our standard terms say `recompute`."""
    assert contract(tmp_path, SEEN, head=f"cap_allocation: {how}\n{HEAD.lstrip()}").contract.cap_allocation == how
    assert contract(tmp_path, SEEN).contract.cap_allocation == "recompute"


@pytest.mark.parametrize("how", ["recompute", "as_paid"])
def test_with_nothing_posted_both_ways_are_the_same(tmp_path, how):
    """Nothing is there that could come first."""
    head, clauses = HEAD.lstrip(), PRICES + CAP + SHARES
    plain = worked(contract(tmp_path, SEEN, clauses, head), PEOPLE)
    said = worked(contract(tmp_path, SEEN, clauses, f"cap_allocation: {how}\n{head}"), PEOPLE)
    assert said == plain
    assert sum(each.net for each in said.payments) == 15_000


PEOPLE = {
    "Ann": {**START, "visit": ["2020-02-01", "2020-04-01"]},
    "Ben": {**START, "visit": ["2020-03-01"]},
}
PRICES = 'clauses:\n- {clause: "1", kind: outcome_price, prices: {seen: £100}}\n'
CAP = '- {clause: "5", kind: contract_cap, at_most: £150}\n'
SHARES = '- {clause: "9", kind: co_payment, shares: [{payer: fund, part: 62.5%}, {payer: council, part: rest}]}\n'


@pytest.mark.parametrize(
    ("late", "after"),
    [
        # Alone, the records would show 21 February, 22 March, and so on: nothing is moved.
        (["2020-02-21"], ["2020-03-01", "2020-05-01"]),
        (["2020-01-31"], ["2020-01-31", "2020-03-01", "2020-05-01"]),
        (["2020-02-01"], ["2020-03-01", "2020-05-01"]),  # 29 days before: too near
        (["2020-03-31"], ["2020-03-01", "2020-03-31", "2020-05-01"]),
        (["2020-03-30"], ["2020-03-01", "2020-05-01"]),
        (["2020-04-02"], ["2020-03-01", "2020-05-01"]),
        (["2020-05-31"], ["2020-03-01", "2020-05-01", "2020-05-31"]),
        (["2020-05-30", "2020-06-30"], ["2020-03-01", "2020-05-01", "2020-06-30"]),
        (["2020-01-20", "2020-03-31", "2020-06-15"], ["2020-01-20", "2020-03-01", "2020-03-31", "2020-05-01"]),
    ],
)
def test_what_was_posted_stays_and_others_lie_apart_from_it(tmp_path, late, after):
    """A visit of 30 days before, between or after two that were posted is one more; nearer, it is none."""
    agreed = contract(tmp_path, SEEN)
    assert in_turn(agreed, [["2020-03-01", "2020-05-01"], late]) == [["2020-03-01", "2020-05-01"], after]


def test_from_the_records_alone_an_earlier_one_takes_the_place(tmp_path):
    """With nothing posted, the earliest visit is the first, and the others follow from there."""
    made = worked(contract(tmp_path, SEEN), {"Ann": {**START, "visit": ["2020-02-21", "2020-03-01", "2020-05-01"]}})
    assert reached(made) == ["2020-02-21", "2020-05-01"]


def test_what_is_not_shown_any_more_falls_away(tmp_path):
    """The visit of 1 March was withdrawn: that of 21 February takes its place, and 1 May stays."""
    agreed = contract(tmp_path, SEEN)
    made = worked(agreed, {"Ann": {**START, "visit": ["2020-02-21", "2020-05-01"]}}, on("2020-03-01", "2020-05-01"))
    assert reached(made) == ["2020-02-21", "2020-05-01"]
    assert list(posted(made, on("2020-03-01", "2020-05-01")).claims) == ["Ann/seen/2020-02-21", "Ann/seen/2020-05-01"]


def test_times_are_numbered_by_day_and_the_next_that_is_open_comes_last(tmp_path):
    """One before what was posted is the first; findings carry the same numbers."""
    agreed = contract(tmp_path, SEEN)
    made = worked(agreed, {"Ann": {**START, "visit": ["2020-01-20", "2020-03-01"]}}, on("2020-03-01"))
    assert [(each.occurrence, each.state) for each in made.occurrences] == [(1, "met"), (2, "met"), (3, "missing")]
    assert [(each.occurrence, each.reached) for each in made.findings] == [
        (1, days("2020-01-20")[0]),
        (2, days("2020-03-01")[0]),
        (3, None),
    ]


def test_no_more_than_the_stated_number_and_what_was_posted_counts_first(tmp_path):
    """Of at most two times one was posted: of two earlier visits one is left out."""
    agreed = contract(tmp_path, SEEN.replace("at_most: 4", "at_most: 2"))
    assert in_turn(agreed, [["2020-06-01"], ["2020-02-01", "2020-04-01"]])[-1] == ["2020-02-01", "2020-06-01"]
    both = [["2020-06-01", "2020-08-01"], ["2020-02-01", "2020-04-01"]]
    assert in_turn(agreed, both)[-1] == ["2020-06-01", "2020-08-01"]


def test_what_a_posted_time_rests_on_shows_no_other(tmp_path):
    """Every second visit: the posted one needs two, and a late third alone shows nothing; with a fourth it does."""
    outcome = SEEN.replace("{record: visit}", "{count: visit, at_least: 2}").replace("30 days", "1 day")
    agreed = contract(tmp_path, outcome)
    first = ["2020-03-01", "2020-03-05"]
    assert in_turn(agreed, [first, ["2020-02-01"]])[-1] == ["2020-03-05"]
    assert in_turn(agreed, [first, ["2020-02-01", "2020-02-05"]])[-1] == ["2020-02-05", "2020-03-05"]
    assert in_turn(agreed, [first, ["2020-03-03"], ["2020-04-01"]])[-1] == ["2020-03-05", "2020-04-01"]


KEPT = """
  seen:
    is: Seen.
    shown_by: {held: stay, from: start, for: 60 days, gap_at_most: 1 day, after_break: restarts}
    repeats: {at_most: 5, apart: 1 day}
"""


def test_no_day_of_what_is_held_counts_for_two_times(tmp_path):
    """Sixty days from 1 June were posted; a late record of the days before fits one more only where both have sixty."""
    agreed = contract(tmp_path, KEPT)
    stay = {"From": "2020-06-01", "To": "2020-07-30"}
    assert in_turn(agreed, [[stay], [{"From": "2020-04-02", "To": "2020-05-31"}]], "stay")[-1] == [
        "2020-05-31",
        "2020-07-30",
    ]
    # From 12 April sixty days are complete on 10 June, which would leave the posted ones fifty.
    assert in_turn(agreed, [[stay], [{"From": "2020-04-12", "To": "2020-05-31"}]], "stay")[-1] == ["2020-07-30"]
    after = {"From": "2020-07-31", "To": "2020-09-28"}
    assert in_turn(agreed, [[stay], [{"From": "2020-04-12", "To": "2020-05-31"}, after]], "stay")[-1] == [
        "2020-07-30",
        "2020-09-28",
    ]


def test_a_part_that_proves_may_be_replaced_by_another_that_does(tmp_path):
    """A visit and a letter: posted on the day of the later letter, it stays there when an earlier one is sent."""
    both = "  seen:\n    is: Seen.\n    shown_by: {all_of: [{record: visit}, {record: letter}]}\n"
    agreed = contract(tmp_path, both + "    repeats: {at_most: 3, apart: 7 days}\n")
    people = {"Ann": {**START, "visit": ["2020-02-01"], "letter": ["2020-03-01"]}}
    before = posted(worked(agreed, people))
    people["Ann"]["letter"] = ["2020-02-10", "2020-03-01"]
    assert reached(worked(agreed, people, before)) == ["2020-03-01"]
    assert reached(worked(agreed, people)) == ["2020-02-10"]


# ---- claims made by the provider -----------------------------------------------------------------

CLAIMED = HEAD.replace("claims: found_from_records", "claims: {record: claim, outcome: outcome}").replace(
    "  letter:",
    "  claim:\n    files: claims*.csv\n    person: Ref\n    dated: Day\n"
    "    fields: {outcome: {heading: Outcome, one_of: [seen]}}\n  letter:",
)


def claims(*texts):
    """Claims that the provider made."""
    return [{"Day": text, "Outcome": "seen"} for text in texts]


def test_a_posted_time_keeps_a_claim_and_one_without_is_open(tmp_path):
    """A late visit before the posted one takes no claim from it: it waits for a claim of its own."""
    agreed = contract(tmp_path, SEEN, head=CLAIMED)
    people = {"Ann": {**START, "visit": ["2020-03-01"], "claim": claims("2020-03-05")}}
    before = posted(worked(agreed, people))
    people["Ann"]["visit"] = ["2020-01-20", "2020-03-01"]
    made = worked(agreed, people, before)
    assert [(each.occurrence, each.decided_by, each.state) for each in made.occurrences] == [
        (1, "shown_by", "met"),
        (2, "claim", "awaited"),
    ]
    assert reached(made) == ["2020-03-01"]
    people["Ann"]["claim"] = claims("2020-03-05", "2020-06-01")
    assert reached(worked(agreed, people, before)) == ["2020-01-20", "2020-03-01"]


def test_a_posted_time_whose_claim_is_withdrawn_is_open_again(tmp_path):
    """Reached and not claimed is pending, posted or not."""
    agreed = contract(tmp_path, SEEN, head=CLAIMED)
    people = {"Ann": {**START, "visit": ["2020-03-01"], "claim": claims("2020-02-05")}}
    made = worked(agreed, people, on("2020-03-01"))
    assert (made.claims, [each.state for each in made.occurrences]) == ((), ["awaited"])


# ---- deeds ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("office", "after"),
    [("2020-06-12", ["2020-07-05"]), ("2020-06-05", ["2020-06-05", "2020-07-05"]), ("2020-08-10", ["2020-07-05"])],
)
def test_what_was_posted_under_later_terms_stays_beside_what_earlier_ones_show(tmp_path, office, after):
    """Until July a visit to the office counts, then one at home: the posted visit of 5 July keeps its thirty days."""
    outcome = SEEN.replace("{record: visit}", "{record: visit, where: {kind: office}}")
    changed = "changes: {outcomes: {seen: {shown_by: {record: visit, where: {kind: home}}}}}"
    agreed = varied(tmp_path, deed(1, changed, for_="reached_from_then"), outcomes=outcome, clauses=PRICES + SHARES)
    visits = [{"Day": "2020-07-05", "Kind": "home"}]
    before = posted(worked(agreed, {"Ann": {**START, "visit": visits}}))
    assert list(before.claims) == ["Ann/seen/2020-07-05"]
    people = {"Ann": {**START, "visit": [*visits, {"Day": office, "Kind": "office"}]}}
    assert reached(worked(agreed, people, before)) == after
    if office == "2020-06-12":
        assert reached(worked(agreed, people)) == ["2020-06-12"]


# ---- people, one beside the other ----------------------------------------------------------------


def test_the_days_of_one_person_are_nothing_to_another(tmp_path):
    """What Ann was posted keeps no day of Ben's, and what was posted of another outcome keeps none of this."""
    agreed = contract(tmp_path, SEEN)
    people = {name: {**START, "visit": ["2020-02-21", "2020-03-01"]} for name in ("Ann", "Ben")}
    made = worked(agreed, people, on("2020-03-01"))
    assert [each.ref for each in made.claims] == ["Ann/seen/2020-03-01", "Ben/seen/2020-02-21"]
    other = Posted({"x": on("2020-03-01").claims["Ann/seen/2020-03-01"]._replace(outcome="told")})
    assert worked(agreed, people, other) == worked(agreed, people)


@pytest.mark.parametrize("how", ["recompute", "as_paid"])
def test_a_late_time_takes_room_in_a_cap_only_where_it_is_recomputed(tmp_path, how):
    """£150: Ann's visit was posted £100 and Ben's £50. A visit before both takes £100 of it, or nothing."""
    agreed = contract(tmp_path, SEEN, PRICES + CAP + SHARES, f"cap_allocation: {how}\n{HEAD.lstrip()}")
    people = {"Ann": {**START, "visit": ["2020-04-01"]}, "Ben": {**START, "visit": ["2020-05-01"]}}
    before = posted(worked(agreed, people))
    people["Ann"]["visit"] = ["2020-02-01", "2020-04-01"]
    made = worked(agreed, people, before)
    assert [(each.reached, each.net) for each in made.payments] == [
        (days("2020-02-01")[0], 10_000 if how == "recompute" else 0),
        (days("2020-04-01")[0], 5_000 if how == "recompute" else 10_000),
        (days("2020-05-01")[0], 0 if how == "recompute" else 5_000),
    ]
