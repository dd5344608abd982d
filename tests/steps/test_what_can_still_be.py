"""What can still be reached, and what cannot: pending and refused, as later records would have it."""

import pytest

from sop_engine.statements.explain import explain_person
from tests.steps.small import HEAD, contract, done, paid, statuses

START = {"start": "2020-01-10"}
TWICE = "    repeats: {at_most: 3, apart: 3 months}\n"


@pytest.mark.parametrize(
    ("shown_by", "visits", "letters", "reached"),
    [
        (
            "{all_of: [{record: visit}, {record: letter}]}",
            ["2020-02-01", "2020-06-01"],
            ["2020-02-01", "2020-03-01"],
            ["2020-02-01", "2020-06-01"],
        ),
        (
            "{all_of: [{record: visit}, {record: letter}], dated_by: visit}",
            ["2020-02-01", "2020-06-01"],
            ["2020-02-01", "2020-03-01"],
            ["2020-02-01", "2020-06-01"],
        ),
        (
            "{all_of: [{record: visit}, {record: letter, window: {from: that visit, to: 2 months after that visit}}]}",
            ["2020-02-01", "2020-04-20"],
            ["2020-02-01", "2020-06-01"],
            ["2020-02-01", "2020-06-01"],
        ),
        (
            "{any_of: [{all_of: [{record: visit}, {record: letter}]}, {record: stay}]}",
            ["2020-02-01", "2020-06-01"],
            ["2020-02-01", "2020-03-01"],
            ["2020-02-01", "2020-06-01"],
        ),
    ],
)
def test_the_next_time_of_parts_put_together_is_only_as_late_as_it_must_be(
    tmp_path, shown_by, visits, letters, reached
):
    """`apart` is asked of the day the whole is reached: the other parts may come before it."""
    agreed = contract(tmp_path, f"  seen:\n    is: Seen.\n    shown_by: {shown_by}\n{TWICE}")
    made = done(agreed, "2021-06-30", {"Ann": {**START, "visit": visits, "letter": letters}})
    assert [day for _, _, day in paid(made)] == reached


LATER = (
    "{all_of: [{record: visit, window: {to: 2021-09-01}}, "
    "{record: letter, window: {from: 6 months after that visit, to: 8 months after that visit}}]}"
)


def test_the_record_that_can_still_succeed_decides_and_not_the_last(tmp_path):
    """Of two visits the earlier one still has time for its letter: pending, and paid when the letter comes."""
    agreed = contract(tmp_path, f"  seen:\n    is: Seen.\n    shown_by: {LATER}")
    people = {"Ann": {**START, "visit": ["2021-05-10", "2021-08-01"]}}
    assert statuses(done(agreed, "2021-10-30", people)) == {("Ann", "seen", 1): "pending"}
    people["Ann"]["letter"] = ["2021-11-20"]
    assert list(paid(done(agreed, "2021-12-30", people))) == [("Ann", "seen", "2021-11-20")]


def test_another_record_is_hoped_for_only_where_it_would_be_in_time(tmp_path):
    """A new visit could have its letter in 30 days; not where the letter needs six months, nor where a part is lost."""
    soon = "{all_of: [{record: visit}, {record: letter, window: {from: that visit, to: 30 days after that visit}}]}"
    ann = {"Ann": {**START, "visit": ["2020-02-10"]}}
    made = done(contract(tmp_path, f"  seen:\n    is: Seen.\n    shown_by: {soon}"), "2020-10-30", ann)
    assert statuses(made) == {("Ann", "seen", 1): "pending"}
    assert "another is needed: what had to follow those before did not come in time" in explain_person(made, "Ann")
    slow = soon.replace("from: that visit, to: 30 days", "from: 6 months after that visit, to: 8 months")
    made = done(contract(tmp_path, f"  seen:\n    is: Seen.\n    shown_by: {slow}"), "2021-12-01", ann)
    assert statuses(made) == {("Ann", "seen", 1): "refused"}
    lost = soon.replace("{record: visit},", "{record: visit}, {record: stay, window: {to: 2020-03-01}},")
    agreed = contract(tmp_path, f"  seen:\n    is: Seen.\n    shown_by: {lost}")
    assert statuses(done(agreed, "2020-10-30", ann)) == {("Ann", "seen", 1): "refused"}
    assert statuses(done(agreed, "2020-10-30", {"Ben": START})) == {("Ben", "seen", 1): "refused"}


def test_a_hold_that_only_proves_may_be_complete_after_the_contract(tmp_path):
    """As any other proof: the letter dates the outcome, and the time may go on after the last day."""
    proof = (
        "{all_of: [{record: letter}, "
        "{held: visit, from: start, for: 24 months, gap_at_most: 2 years, after_break: ends}], dated_by: letter}"
    )
    agreed = contract(tmp_path, f"  seen:\n    is: Seen.\n    shown_by: {proof}")
    people = {"Ann": {"start": "2020-02-01", "letter": ["2020-03-01"], "visit": ["2021-06-01", "2022-03-01"]}}
    assert list(paid(done(agreed, "2022-06-30", people))) == [("Ann", "seen", "2020-03-01")]


CHAIN = """
  moves:
    is: Moves.
    shown_by: {record: visit}
  stays:
    is: Stays.
    shown_by: {held: letter, from: moves, for: 18 months, gap_at_most: 35 days, after_break: restarts}
  returns:
    is: Returns.
    shown_by: {record: letter, window: {from: 6 months after moves}}
"""


@pytest.mark.parametrize(
    ("as_at", "stays", "returns"),
    [
        ("2020-06-30", "no record", "no record"),
        ("2020-07-01", "refused", "no record"),
        ("2021-06-30", "refused", "no record"),
        ("2021-07-01", "refused", "refused"),
    ],
)
def test_what_waits_for_another_outcome_is_refused_when_no_time_is_left(tmp_path, as_at, stays, returns):
    """Eighteen months from a move that has not come: on the last day on which it would still do, and the day after."""
    made = done(contract(tmp_path, CHAIN), as_at, {"Ann": START})
    assert [statuses(made)["Ann", name, 1] for name in ("stays", "returns")] == [stays, returns]
    if stays == "refused":
        assert "no time is left for it after moves, which is not reached" in explain_person(made, "Ann")


def test_the_next_time_of_a_count_says_from_which_day_it_may_be_reached(tmp_path):
    """Enough has been seen, but the next time may come no sooner: the one record that is needed has its first day."""
    two = "  seen:\n    is: Seen.\n    shown_by: {count: visit, at_least: 2}\n" + TWICE.replace("3 months", "6 months")
    visits = ["2020-02-20", "2020-03-20", "2020-04-20", "2020-05-02", "2020-05-09"]
    made = done(contract(tmp_path, two), "2020-06-01", {"Ann": {**START, "visit": visits}})
    said = explain_person(made, "Ann")
    assert "1 of 2 so far" in said
    assert "one more record visit, dated from 20 September 2020" in said


def test_a_near_miss_is_one_on_a_day_that_counts(tmp_path):
    """Two hours where three are asked, on a day after the window: more hours would not have helped."""
    small = (
        "  seen:\n    is: Seen.\n"
        "    shown_by: {record: visit, where: {hours: {at_least: 3}}, window: {to: 3 months after start}}"
    )
    agreed = contract(tmp_path, small, head=HEAD)
    late = done(agreed, "2020-07-01", {"Ann": {**START, "visit": [{"Day": "2020-06-20", "Hours": "2"}]}})
    assert late.findings[0].near == ""
    timely = done(agreed, "2020-07-01", {"Ann": {**START, "visit": [{"Day": "2020-02-20", "Hours": "2"}]}})
    assert timely.findings[0].near == "too small"


def test_another_record_that_came_later_may_be_the_one_in_time(tmp_path):
    """What must lie before `that` letter can still come, if the letter comes late enough."""
    before = "{all_of: [{record: letter}, {record: visit, window: {from: 2020-03-01, to: 30 days before that letter}}]}"
    agreed = contract(tmp_path, f"  seen:\n    is: Seen.\n    shown_by: {before}")
    people = {"Ann": {**START, "letter": ["2020-02-01"]}}
    assert statuses(done(agreed, "2021-11-30", people)) == {("Ann", "seen", 1): "pending"}
    assert statuses(done(agreed, "2021-12-02", people)) == {("Ann", "seen", 1): "refused"}
    people["Ann"] |= {"visit": ["2021-11-30"], "letter": ["2020-02-01", "2021-12-30"]}
    assert list(paid(done(agreed, "2021-12-31", people))) == [("Ann", "seen", "2021-12-30")]
