"""What shows an outcome: every word of a check, on the day it turns."""

import pytest

from sop_engine.units.days import as_date
from tests.steps.small import HEAD, contract, days, done, every, paid, statuses

START = {"start": "2020-01-10"}


def test_a_record_is_met_on_the_day_of_the_first_one(tmp_path):
    """The first record that satisfies what is asked shows the outcome; a later one changes nothing."""
    agreed = contract(tmp_path, "  seen:\n    is: Seen.\n    shown_by: {record: visit}")
    made = done(agreed, "2020-12-31", {"Ann": {**START, "visit": ["2020-03-05", "2020-02-01", "2020-02-09"]}})
    assert paid(made) == {("Ann", "seen", "2020-02-01"): 10_000}


def test_a_count_is_met_on_the_day_of_the_last_one_needed(tmp_path):
    """Three visits are reached on the day of the third."""
    agreed = contract(tmp_path, "  seen:\n    is: Seen.\n    shown_by: {count: visit, at_least: 3}")
    visits = ["2020-02-01", "2020-02-02", "2020-02-03", "2020-02-04"]
    assert paid(done(agreed, "2020-12-31", {"Ann": {**START, "visit": visits}})) == {
        ("Ann", "seen", "2020-02-03"): 10_000
    }
    fewer = done(agreed, "2020-12-31", {"Ann": {**START, "visit": visits[:2]}})
    assert statuses(fewer) == {("Ann", "seen", 1): "pending"}
    assert (fewer.findings[0].state, fewer.findings[0].number, fewer.findings[0].needed) == ("awaited", 2, 3)


@pytest.mark.parametrize(
    ("where", "row", "counts"),
    [
        ("{kind: home}", {"Kind": "home"}, True),
        ("{kind: home}", {"Kind": "office"}, False),
        ("{kind: home}", {"Kind": ""}, False),
        ("{kind: [home, office]}", {"Kind": "office"}, True),
        ("{hours: {at_least: 8}}", {"Hours": "8"}, True),
        ("{hours: {at_least: 8}}", {"Hours": "7.99"}, False),
        ("{hours: {above: 8}}", {"Hours": "8"}, False),
        ("{hours: {at_most: 25}}", {"Hours": "25"}, True),
        ("{hours: {below: 25}}", {"Hours": "25"}, False),
        ("{hours: {at_least: 8, below: 25}}", {"Hours": "24.5"}, True),
        ("{hours: {between: [8, 25]}}", {"Hours": "25.0"}, True),
        ("{hours: 8}", {"Hours": "8.0"}, True),
        ("{topics: {includes: money}}", {"Topics": "health, money"}, True),
        ("{topics: {includes: money}}", {"Topics": "health"}, False),
        ("{topics: {has_at_least: 2}}", {"Topics": "health, money"}, True),
        ("{topics: {has_at_least: 2}}", {"Topics": "money, money"}, False),
        ("{signed: {before: 2020-03-01}}", {"Signed": "2020-02-29"}, True),
        ("{signed: {before: 2020-03-01}}", {"Signed": "2020-03-01"}, False),
        ("{signed: {after: 2020-03-01}}", {"Signed": "2020-03-02"}, True),
        ("{signed: {between: [2020-03-01, 2020-03-31]}}", {"Signed": "2020-03-31"}, True),
    ],
)
def test_comparisons_are_closed(tmp_path, where, row, counts):
    """At least, at most and between count the bound in; above, below, before and after do not; empty satisfies none."""
    agreed = contract(tmp_path, f"  seen:\n    is: Seen.\n    shown_by: {{record: visit, where: {where}}}")
    made = done(agreed, "2020-12-31", {"Ann": {**START, "visit": [{"Day": "2020-02-01", **row}]}})
    assert bool(made.payments) is counts


def test_a_record_too_small_is_pending_and_one_of_another_kind_is_none(tmp_path):
    """Two topics where three are asked is too small; an office where a home is asked is no record of it."""
    small = contract(
        tmp_path, "  seen:\n    is: Seen.\n    shown_by: {record: visit, where: {topics: {has_at_least: 3}}}"
    )
    made = done(small, "2020-12-31", {"Ann": {**START, "visit": [{"Day": "2020-02-01", "Topics": "money, home"}]}})
    assert (made.findings[0].state, made.standings[0].status) == ("too small", "pending")
    other = contract(tmp_path, "  seen:\n    is: Seen.\n    shown_by: {record: visit, where: {kind: home}}")
    made = done(other, "2020-12-31", {"Ann": {**START, "visit": [{"Day": "2020-02-01", "Kind": "office"}]}})
    assert (made.findings[0].state, made.standings[0].status) == ("missing", "no record")


def test_who_completed_a_record_decides(tmp_path):
    """A form by the worker does not count where the person's own is asked."""
    agreed = contract(tmp_path, "  told:\n    is: Told.\n    shown_by: {record: visit, by: self}")
    rows = [{"Day": "2020-02-01", "By": "worker"}, {"Day": "2020-02-02", "By": "self"}]
    assert paid(done(agreed, "2020-12-31", {"Ann": {**START, "visit": rows}})) == {
        ("Ann", "told", "2020-02-02"): 10_000
    }


@pytest.mark.parametrize(
    ("day", "state"),
    [("2020-04-09", "too early"), ("2020-04-10", "met"), ("2020-06-10", "met"), ("2020-06-11", "out of time")],
)
def test_both_ends_of_a_window_count(tmp_path, day, state):
    """A window from three to five months after the start counts its first and its last day."""
    window = "{from: 3 months after start, to: 5 months after start}"
    agreed = contract(tmp_path, f"  seen:\n    is: Seen.\n    shown_by: {{record: visit, window: {window}}}")
    made = done(agreed, "2020-06-11" if state == "out of time" else day, {"Ann": {**START, "visit": [day]}})
    assert made.findings[0].state == state


def test_a_window_that_has_closed_refuses(tmp_path):
    """The day after the last that counts, no later record can succeed."""
    agreed = contract(
        tmp_path, "  seen:\n    is: Seen.\n    shown_by: {record: visit, window: {to: 10 days after start}}"
    )
    assert statuses(done(agreed, "2020-01-20", {"Ann": START})) == {("Ann", "seen", 1): "no record"}
    assert statuses(done(agreed, "2020-01-21", {"Ann": START})) == {("Ann", "seen", 1): "refused"}


ENTRY = """
  enters:
    is: Enters.
    shown_by:
      all_of:
        - {record: letter}
        - {record: visit, window: {from: that letter, to: 30 days after that letter}}
"""


@pytest.mark.parametrize(
    ("letters", "visits", "reached"),
    [
        (["2020-02-01"], ["2020-02-01"], "2020-02-01"),
        (["2020-02-01"], ["2020-03-02"], "2020-03-02"),
        (["2020-02-01"], ["2020-03-03"], None),
        (["2020-02-01", "2020-05-01"], ["2020-05-20"], "2020-05-20"),
        (["2020-02-01", "2020-02-20"], ["2020-03-10"], "2020-03-10"),
        (["2020-02-01"], ["2020-01-31"], None),
    ],
)
def test_each_record_that_is_pointed_at_is_tried_and_the_earliest_match_counts(tmp_path, letters, visits, reached):
    """`that letter` is each letter in turn: day 30 counts, day 31 does not, and a later letter gives another chance."""
    made = done(contract(tmp_path, ENTRY), "2020-12-31", {"Ann": {**START, "letter": letters, "visit": visits}})
    assert paid(made) == ({("Ann", "enters", reached): 10_000} if reached else {})
    assert reached or made.standings[0].status == "pending"  # another letter can still come


def test_all_of_is_dated_by_its_latest_part_unless_it_names_another(tmp_path):
    """A letter written later only proves: `dated_by` lets the outcome carry the day of the visit."""
    both = "  both:\n    is: Both.\n    shown_by:\n      all_of: [{record: visit}, {record: letter}]\n"
    people = {"Ann": {**START, "visit": ["2020-02-01"], "letter": ["2020-03-01"]}}
    assert paid(done(contract(tmp_path, both), "2020-12-31", people)) == {("Ann", "both", "2020-03-01"): 10_000}
    made = done(contract(tmp_path, both + "      dated_by: visit\n"), "2020-12-31", people)
    assert paid(made) == {("Ann", "both", "2020-02-01"): 10_000}
    assert made.claims[0].shown > made.claims[0].reached


def test_all_of_with_one_part_missing_is_pending(tmp_path):
    """Somebody has begun: that is pending, not without any record."""
    both = "  both:\n    is: Both.\n    shown_by:\n      all_of: [{record: visit}, {record: letter}]\n"
    made = done(contract(tmp_path, both), "2020-12-31", {"Ann": {**START, "visit": ["2020-02-01"]}, "Ben": START})
    assert statuses(made) == {("Ann", "both", 1): "pending", ("Ben", "both", 1): "no record"}


def test_any_of_is_dated_by_its_earliest_part(tmp_path):
    """One way is enough, and the first to be complete counts; the claim rests on that way alone."""
    either = (
        "  either:\n    is: Either.\n    shown_by:\n      any_of: [{count: visit, at_least: 2}, {record: letter}]\n"
    )
    people = {"Ann": {**START, "visit": ["2020-02-01", "2020-02-20"], "letter": ["2020-02-10"]}}
    made = done(contract(tmp_path, either), "2020-12-31", people)
    assert paid(made) == {("Ann", "either", "2020-02-10"): 10_000}
    assert made.occurrences[0].rests_on == ("any_of 2",)


AFTER = """
  first:
    is: First.
    shown_by: {record: letter}
  second:
    is: Second.
    shown_by: {record: visit}
    after: first
"""


def test_after_requires_another_outcome_and_the_later_day_counts(tmp_path):
    """A visit before the letter is paid from the day of the letter; without a letter it is pending."""
    agreed = contract(tmp_path, AFTER)
    made = done(
        agreed,
        "2020-12-31",
        {
            "Ann": {**START, "visit": ["2020-02-01"], "letter": ["2020-03-01"]},
            "Ben": {**START, "visit": ["2020-02-01"]},
        },
    )
    assert paid(made) == {("Ann", "first", "2020-03-01"): 10_000, ("Ann", "second", "2020-03-01"): 10_000}
    assert statuses(made)["Ben", "second", 1] == "pending"


def test_prerequisites_can_be_turned_off_and_anchors_cannot(tmp_path):
    """`prerequisites: not_enforced` turns off every `after`; a window that begins at an outcome still needs it."""
    head = HEAD + "prerequisites: not_enforced\n"
    anchored = AFTER + "  third:\n    is: Third.\n    shown_by: {record: visit, window: {from: first}}\n"
    made = done(contract(tmp_path, anchored, head=head), "2020-12-31", {"Ben": {**START, "visit": ["2020-02-01"]}})
    assert statuses(made) == {
        ("Ben", "first", 1): "no record",
        ("Ben", "second", 1): "due",
        ("Ben", "third", 1): "pending",
    }


REPEATS = "  seen:\n    is: Seen.\n    shown_by: {record: visit}\n    repeats: {at_most: 3, apart: 6 months}\n"


def test_an_outcome_repeats_no_more_often_and_no_sooner_than_agreed(tmp_path):
    """Three times at the most, each at least the corresponding date after the one before."""
    visits = ["2020-02-29", "2020-08-28", "2020-08-29", "2021-02-27", "2021-02-28", "2021-12-01"]
    made = done(contract(tmp_path, REPEATS), "2021-12-31", {"Ann": {**START, "visit": visits}})
    assert [day for _, _, day in paid(made)] == ["2020-02-29", "2020-08-29", "2021-02-28"]
    accounts = {use.row: use.account for use in made.uses if use.kind == "visit" and not use.used}
    assert accounts[3].startswith("too soon after the time before for seen: counts from 29 August 2020")
    assert accounts[7] == "seen was already shown on 28 February 2021"


def test_the_next_time_of_an_outcome_that_repeats_is_still_open(tmp_path):
    """After two times the third has its own status; after all three there is no fourth."""
    made = done(contract(tmp_path, REPEATS), "2020-12-31", {"Ann": {**START, "visit": ["2020-02-01", "2020-08-01"]}})
    assert statuses(made) == {("Ann", "seen", 1): "due", ("Ann", "seen", 2): "due", ("Ann", "seen", 3): "no record"}


HELD = """
  kept:
    is: Kept.
    shown_by: {held: visit, from: start, for: 3 months, gap_at_most: 35 days, after_break: AFTER}
"""


@pytest.mark.parametrize(
    ("visits", "as_at", "after", "state", "status"),
    [
        ([], "2020-01-20", "restarts", "missing", "no record"),
        (every("2020-01-15", "2020-02-10", 13), "2020-02-20", "restarts", "awaited", "pending"),
        (["2020-01-15"], "2020-02-19", "restarts", "awaited", "pending"),
        (["2020-01-15"], "2020-02-20", "restarts", "broken", "pending"),
        (["2020-01-15"], "2020-02-20", "ends", "ended", "refused"),
        (["2020-01-15", "2020-03-01"], "2020-03-02", "restarts", "broken", "pending"),
        (["2020-01-15", "2020-03-01"], "2020-03-02", "ends", "ended", "refused"),
        (["2020-02-14", "2020-03-20", "2020-04-10"], "2020-04-10", "ends", "met", "due"),
        (["2020-02-15"], "2020-02-15", "ends", "ended", "refused"),
        (["2020-02-14", "2020-03-20", "2020-04-09"], "2020-04-10", "ends", "awaited", "pending"),
    ],
)
def test_a_hold_by_its_gaps(tmp_path, visits, as_at, after, state, status):
    """A gap of 35 days is none; the 36th breaks it, which restarts or ends the time; complete needs a record."""
    agreed = contract(tmp_path, HELD.replace("AFTER", after))
    made = done(agreed, as_at, {"Ann": {**START, "visit": visits}})
    assert (made.findings[0].state, made.standings[0].status) == (state, status)


def test_a_hold_that_follows_another_measures_its_first_gap_from_the_last_record(tmp_path):
    """The second three months begin on a corresponding date, where nobody looked: the gap runs from the last visit."""
    two = (
        HELD.replace("AFTER", "ends")
        + "  kept_on:\n    is: Kept on.\n"
        + "    shown_by: {held: visit, from: kept, for: 3 months, gap_at_most: 35 days, after_break: ends}\n"
    )
    visits = ["2020-02-10", "2020-03-10", "2020-04-01", "2020-05-06", "2020-06-01", "2020-07-01", "2020-07-20"]
    made = done(contract(tmp_path, two), "2020-12-31", {"Ann": {**START, "visit": visits}})
    assert list(paid(made)) == [("Ann", "kept", "2020-04-10"), ("Ann", "kept_on", "2020-07-10")]
    later = [*visits[:3], "2020-05-07", *visits[4:]]  # 36 days after 1 April, though only 27 after 10 April
    assert list(paid(done(contract(tmp_path, two), "2020-12-31", {"Ann": {**START, "visit": later}}))) == []


def test_a_record_that_lasts_counts_on_its_last_day(tmp_path):
    """A stay from 1 to 20 February shows the outcome on the 20th."""
    agreed = contract(tmp_path, "  stayed:\n    is: Stayed.\n    shown_by: {record: stay}")
    made = done(agreed, "2020-12-31", {"Ann": {**START, "stay": [{"From": "2020-02-01", "To": "2020-02-20"}]}})
    assert list(paid(made)) == [("Ann", "stayed", "2020-02-20")]


def test_what_was_so_before_the_person_joined_does_not_count_unless_agreed(tmp_path):
    """`evidence_counts` decides whether a letter from before counts."""
    seen = "  seen:\n    is: Seen.\n    shown_by: {record: letter}"
    people = {"Ann": {**START, "letter": ["2020-01-09"]}}
    assert paid(done(contract(tmp_path, seen), "2020-12-31", people)) == {}
    agreed = contract(tmp_path, seen, head=HEAD + "evidence_counts: any_day\n")
    assert paid(done(agreed, "2020-12-31", people)) == {("Ann", "seen", "2020-01-09"): 10_000}


def test_who_joins_outside_the_contract_does_not_take_part_unless_agreed(tmp_path):
    """`enrolled` decides; whoever does not take part has no occurrence, and each of the rows says why."""
    seen = "  seen:\n    is: Seen.\n    shown_by: {record: visit}"
    people = {"Ann": {"start": "2019-12-31", "visit": ["2020-02-01"]}}
    made = done(contract(tmp_path, seen), "2020-12-31", people)
    assert made.standings == ()
    assert [use.account for use in made.uses if use.kind == "visit"] == [
        "the person does not take part: no enrolment counts on the day of this run"
    ]
    agreed = contract(tmp_path, seen, head=HEAD + "enrolled: any_day\n")
    assert list(paid(done(agreed, "2020-12-31", people))) == [("Ann", "seen", "2020-02-01")]


def test_what_is_complete_in_force_may_be_shown_after_unless_agreed(tmp_path):
    """A time complete on the last day and shown in January counts by the day reached, not by the day shown."""
    people = {"Ann": {"start": "2021-09-30", "visit": [*every("2021-10-10", "2021-12-20", 14), "2022-01-10"]}}
    held = HELD.replace("AFTER", "ends")
    assert list(paid(done(contract(tmp_path, held), "2022-02-01", people))) == [("Ann", "kept", "2021-12-30")]
    strict = contract(tmp_path, held, head=HEAD + "counts_until: shown_in_force\n")
    assert paid(done(strict, "2022-02-01", people)) == {}


def test_a_record_counts_from_the_day_it_is_known(tmp_path):
    """What was received later than `known_at` is not used, and says so."""
    agreed = contract(tmp_path, "  seen:\n    is: Seen.\n    shown_by: {record: letter}")
    people = {"Ann": {**START, "letter": [{"Day": "2020-02-01", "Received": "2020-06-01"}]}}
    assert paid(done(agreed, "2020-05-31", people)) == {}
    assert list(paid(done(agreed, "2020-06-01", people))) == [("Ann", "seen", "2020-02-01")]


def test_a_row_after_the_day_of_the_run_is_not_used(tmp_path):
    """The same records, read on two days, give two answers."""
    agreed = contract(tmp_path, "  seen:\n    is: Seen.\n    shown_by: {record: visit}")
    people = {"Ann": {**START, "visit": ["2020-06-01"]}}
    early = done(agreed, "2020-05-31", people)
    assert [use.account for use in early.uses if use.kind == "visit"] == [
        "dated after 31 May 2020, the day of this run"
    ]
    assert (early.standings[0].status, done(agreed, "2020-06-01", people).standings[0].status) == ("no record", "due")


def test_records_between_two_times_count_for_the_next_though_it_may_not_be_reached_too_soon(tmp_path):
    """`apart` is the least time from one day reached to the next: what happened in between still counts."""
    three = (
        "  seen:\n    is: Seen.\n    shown_by: {count: visit, at_least: 3}\n    repeats: {at_most: 9, apart: 1 month}\n"
    )
    visits = ["2020-02-01", "2020-02-02", "2020-02-03", "2020-02-20", "2020-02-25", "2020-03-10", "2020-03-11"]
    made = done(contract(tmp_path, three), "2020-12-31", {"Ann": {**START, "visit": visits}})
    assert [day for _, _, day in paid(made)] == ["2020-02-03", "2020-03-10"]
    two = three.replace("at_least: 3", "at_least: 2").replace("1 month", "2 months")
    made = done(
        contract(tmp_path, two), "2020-12-31", {"Ann": {**START, "visit": every("2020-02-02", "2020-06-30", 30)}}
    )
    assert [day for _, _, day in paid(made)] == ["2020-03-03", "2020-06-01"]


def test_a_proof_is_not_used_twice(tmp_path):
    """One visit proves one letter: the second letter waits for a visit of its own."""
    proven = (
        "  proven:\n    is: Proven.\n    shown_by:\n      all_of: [{record: letter}, {record: visit}]\n"
        "      dated_by: letter\n    repeats: {at_most: 3, apart: 1 day}\n"
    )
    people = {"Ann": {**START, "letter": ["2020-01-15", "2020-01-20"], "visit": ["2020-02-01"]}}
    assert [day for _, _, day in paid(done(contract(tmp_path, proven), "2020-12-31", people))] == ["2020-01-15"]
    people["Ann"]["visit"] = ["2020-02-01", "2020-02-02"]
    made = done(contract(tmp_path, proven), "2020-12-31", people)
    assert [day for _, _, day in paid(made)] == ["2020-01-15", "2020-01-20"]


def test_a_hold_so_long_after_an_outcome_measures_its_first_gap_from_the_last_record(tmp_path):
    """A day that was only computed is not a day on which anybody was seen."""
    later = (
        "  moved:\n    is: Moved.\n    shown_by: {record: letter}\n"
        "  kept:\n    is: Kept.\n    shown_by: {held: visit, from: 3 months after moved, for: 1 month, "
        "gap_at_most: 35 days, after_break: ends}\n"
    )
    moved = {**START, "letter": ["2020-01-31"]}
    gone = done(contract(tmp_path, later), "2020-12-31", {"Ann": {**moved, "visit": ["2020-05-06", "2020-06-06"]}})
    assert [day for _, name, day in paid(gone) if name == "kept"] == []
    there = {**moved, "visit": every("2020-02-10", "2020-06-30", 30)}
    made = done(contract(tmp_path, later), "2020-12-31", {"Ann": there})
    assert [day for _, name, day in paid(made) if name == "kept"] == ["2020-05-30"]


def test_dated_by_names_the_part_and_not_what_stands_within_another(tmp_path):
    """The letter of its own dates the outcome, not the letter that would also have done in a choice."""
    parts = (
        "  shown:\n    is: Shown.\n    shown_by:\n"
        "      all_of: [{any_of: [{record: letter}, {record: visit}]}, {record: stay}, {record: letter}]\n"
        "      dated_by: letter\n"
    )
    people = {
        "Ann": {
            **START,
            "visit": ["2020-02-01"],
            "stay": [{"From": "2020-02-01", "To": "2020-05-01"}],
            "letter": ["2020-04-01"],
        }
    }
    assert list(paid(done(contract(tmp_path, parts), "2020-12-31", people))) == [("Ann", "shown", "2020-04-01")]


def test_a_proof_may_come_after_the_contract_where_the_outcome_was_reached_in_time(tmp_path):
    """A visit on 30 December is proven by a letter of 3 January; under `shown_in_force` it is not paid."""
    proven = (
        "  proven:\n    is: Proven.\n    shown_by:\n      all_of: [{record: visit}, {record: letter}]\n"
        "      dated_by: visit\n"
    )
    people = {"Ann": {**START, "visit": ["2021-12-30"], "letter": ["2022-01-03"]}}
    agreed = contract(tmp_path, proven)
    assert statuses(done(agreed, "2022-01-02", people)) == {("Ann", "proven", 1): "pending"}
    assert list(paid(done(agreed, "2022-01-03", people))) == [("Ann", "proven", "2021-12-30")]
    strict = contract(tmp_path, proven, head=HEAD + "counts_until: shown_in_force\n")
    assert statuses(done(strict, "2022-01-03", people)) == {("Ann", "proven", 1): "refused"}


def test_what_must_be_shown_in_force_is_refused_when_the_contract_has_ended(tmp_path):
    """Under `shown_in_force` no record after the last day counts, so nothing is pending then."""
    strict = contract(tmp_path, HELD.replace("AFTER", "ends"), head=HEAD + "counts_until: shown_in_force\n")
    people = {"Ann": {"start": "2021-09-30", "visit": every("2021-10-10", "2021-12-20", 14)}}
    assert statuses(done(strict, "2021-12-31", people)) == {("Ann", "kept", 1): "pending"}
    assert done(strict, "2021-12-31", people).findings[0].next_by == days("2021-12-31")[0]
    assert statuses(done(strict, "2022-01-01", people)) == {("Ann", "kept", 1): "refused"}


def test_that_record_within_that_record(tmp_path):
    """An inner `that` does not take the outer one away."""
    nested = """
  shown:
    is: Shown.
    shown_by:
      all_of:
        - {record: visit}
        - all_of:
            - {record: stay, window: {from: that visit}}
            - {record: letter, window: {from: that stay, to: 10 days after that stay}}
        - {record: letter, window: {from: that visit, to: 60 days after that visit}}
"""
    people = {
        "Ann": {
            **START,
            "visit": ["2020-02-01"],
            "stay": [{"From": "2020-02-02", "To": "2020-02-20"}],
            "letter": ["2020-02-25"],
        }
    }
    assert list(paid(done(contract(tmp_path, nested), "2020-12-31", people))) == [("Ann", "shown", "2020-02-25")]


def test_a_record_that_came_near_is_named_after_the_window_has_closed(tmp_path):
    """Refused, and still told that a record came too early, or said too little."""
    window = "window: {from: 3 months after start, to: 5 months after start}"
    early = contract(tmp_path, f"  seen:\n    is: Seen.\n    shown_by: {{record: visit, {window}}}")
    made = done(early, "2020-12-31", {"Ann": {**START, "visit": ["2020-02-01"]}})
    assert (made.findings[0].state, made.findings[0].near) == ("out of time", "too early")
    small = contract(tmp_path, "  seen:\n    is: Seen.\n    shown_by: {record: visit, where: {hours: {at_least: 8}}}")
    made = done(small, "2022-02-01", {"Ann": {**START, "visit": [{"Day": "2020-02-01", "Hours": "7"}]}})
    assert (made.findings[0].state, made.findings[0].near) == ("out of time", "too small")


def test_evidence_from_before_the_contract_never_counts(tmp_path):
    """`any_day` is any day of the contract: a letter from before it was in force shows nothing."""
    agreed = contract(
        tmp_path,
        "  seen:\n    is: Seen.\n    shown_by: {record: letter}",
        head=HEAD + "evidence_counts: any_day\nenrolled: any_day\n",
    )
    made = done(agreed, "2020-12-31", {"Ann": {"start": "2019-12-01", "letter": ["2019-12-31"]}})
    assert paid(made) == {}
    assert [use.account for use in made.uses if use.kind == "letter"] == [
        "dated before the contract was in force, 1 January 2020"
    ]


def test_a_number_that_was_agreed_is_known_from_the_first_day_that_counts(tmp_path):
    """An outcome that only a fixed number shows is reached, shown and known on the first day that counts for the
    person, and not before that day has come."""
    head = HEAD + "measures:\n  agreed: {fixed: 1}\n"
    agreed = contract(tmp_path, "  ready:\n    is: Ready.\n    shown_by: {measure: agreed, at_least: 1}\n", head=head)
    (claim,) = done(agreed, "2020-12-31", {"Ann": {"start": "2020-01-10"}}).claims
    assert [claim.reached, claim.shown, claim.known] == days("2020-01-10") * 3


KIND = "    fields:\n      kind: {heading: Kind, one_of: [home, office"
TOLD = HEAD.replace(f"{KIND}], optional: true}}", f"    received: Received\n{KIND}, street]}}")


def known(made):
    """When each claim was known."""
    return [as_date(each.known).isoformat() for each in made.payments]


def seen_on(*visits):
    """A person with visits: of a kind, on a day, received on a day."""
    rows = [{"Day": day, "Kind": kind, "Received": received} for kind, day, received in visits]
    return {"Ann": {"start": "2020-01-10", "visit": rows}}


@pytest.mark.parametrize("kinds", [("home", "office"), ("office", "home")])
@pytest.mark.parametrize("repeated", ["", ", repeats: {at_most: 2, apart: 1 day}"])
def test_of_two_records_of_a_day_the_one_known_first_shows_it(tmp_path, kinds, repeated):
    """Told in February and again in June: known in February, cited and priced by what was said then."""
    prices = "{seen: {by: kind, of: visit, prices: {home: £10, office: £20, street: £30}}}"
    clauses = f"""
clauses:
- {{clause: "1", kind: outcome_price, prices: {prices}}}
- {{clause: "9", kind: co_payment, shares: [{{payer: fund, part: 100%}}]}}
"""
    agreed = contract(tmp_path, f"  seen: {{is: Seen., shown_by: {{record: visit}}{repeated}}}", clauses, TOLD)
    first, second = kinds
    visits = seen_on((first, "2020-02-01", "2020-02-03"), (second, "2020-02-01", "2020-06-01"))
    made = done(agreed, "2020-12-31", visits)
    assert known(made) == ["2020-02-03"]
    assert [each.net for each in made.payments] == [{"home": 1_000, "office": 2_000}[first]]


@pytest.mark.parametrize(
    "kinds", [("home", "office", "street"), ("office", "street", "home"), ("street", "home", "office")]
)
def test_a_count_rests_on_those_of_a_day_that_were_known_first(tmp_path, kinds):
    """Two of three visits of one day are enough: known with the second that was told."""
    agreed = contract(tmp_path, "  seen: {is: Seen., shown_by: {count: visit, at_least: 2}}", head=TOLD)
    one, two, three = kinds
    told = [(one, "2020-06-01"), (two, "2020-02-03"), (three, "2020-03-05")]
    visits = seen_on(*((kind, "2020-02-01", received) for kind, received in told))
    assert known(done(agreed, "2020-12-31", visits)) == ["2020-03-05"]


@pytest.mark.parametrize(("early", "late"), [("home", "office"), ("office", "home")])
def test_a_count_that_may_come_no_sooner_rests_on_those_before_that_were_known_first(tmp_path, early, late):
    """The second time needs two, one of them after March: of two visits of one day the one told first is the other."""
    terms = "  seen: {is: Seen., shown_by: {count: visit, at_least: 2}, repeats: {at_most: 2, apart: 60 days}}"
    agreed = contract(tmp_path, terms, head=TOLD)
    visits = [("home", "2020-02-01", "2020-02-01"), ("office", "2020-02-01", "2020-02-01")]
    visits += [(late, "2020-03-01", "2020-08-01"), (early, "2020-03-01", "2020-03-02")]
    visits += [("street", "2020-05-01", "2020-05-02")]
    assert known(done(agreed, "2020-12-31", seen_on(*visits))) == ["2020-02-01", "2020-05-02"]
