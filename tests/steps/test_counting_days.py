"""Day 0 or day 1, the last day of a window, working days: what a contract says is how it is worked out."""

import pytest

from sop_engine.statements.explain import explain_person
from tests.steps.small import HEAD, contract, done, every, paid, statuses

ANN = {"start": "2020-01-10"}


def seen(shown_by, more=""):
    return f"  seen:\n    is: Seen.\n    shown_by: {shown_by}\n{more}"


def counting(**terms):
    return HEAD + "".join(f"{name}: {value}\n" for name, value in terms.items())


def reached(agreed, records, as_at="2021-12-31", who="Ann"):
    """The days on which the outcome `seen` was reached."""
    made = done(agreed, as_at, {who: records})
    return [day for _, outcome, day in paid(made) if outcome == "seen"]


# ---- windows -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("terms", "ends", "last", "told", "too_late"),
    [
        ({}, "", "2020-02-09", "9 February 2020", "2020-02-10"),
        ({"first_day": "day_0", "last_day": "counted"}, "", "2020-02-09", "9 February 2020", "2020-02-10"),
        ({"first_day": "day_1"}, "", "2020-02-08", "8 February 2020", "2020-02-09"),
        ({"last_day": "not_counted"}, "", "2020-02-08", "8 February 2020", "2020-02-09"),
        ({"first_day": "day_1", "last_day": "not_counted"}, "", "2020-02-07", "7 February 2020", "2020-02-08"),
        ({}, "not_counted", "2020-02-08", "8 February 2020", "2020-02-09"),
        ({"last_day": "not_counted"}, "counted", "2020-02-09", "9 February 2020", "2020-02-10"),
        ({"last_day": "counted"}, "not_counted", "2020-02-08", "8 February 2020", "2020-02-09"),
    ],
)
def test_thirty_days_from_a_day(tmp_path, terms, ends, last, told, too_late):
    """Thirty days from 10 January end on 9 February; a day earlier for a first day counted, or a last one that is not.

    What a window says of its own last day comes before what the contract says of all.
    """
    window = "to: 30 days after start" + (f", ends: {ends}" if ends else "")
    agreed = contract(tmp_path, seen(f"{{record: visit, window: {{{window}}}}}"), head=counting(**terms))
    assert reached(agreed, {**ANN, "visit": last}) == [last]
    assert reached(agreed, {**ANN, "visit": too_late}) == []
    made = done(agreed, "2021-12-31", {"Ann": {**ANN, "visit": too_late}})
    assert f"{told}, the last day that counts" in explain_person(made, "Ann")


@pytest.mark.parametrize(
    ("first_day", "first", "too_early"),
    [("day_0", "2020-02-10", "2020-02-09"), ("day_1", "2020-02-09", "2020-02-08")],
)
def test_a_window_that_opens_after_a_month(tmp_path, first_day, first, too_early):
    """A month after 10 January is 10 February; with 10 January as its first day, 9 February."""
    shown_by = "{record: visit, window: {from: 1 month after start}}"
    agreed = contract(tmp_path, seen(shown_by), head=counting(first_day=first_day))
    assert reached(agreed, {**ANN, "visit": first}) == [first]
    assert reached(agreed, {**ANN, "visit": too_early}) == []


@pytest.mark.parametrize(("first_day", "first"), [("day_0", "2020-02-29"), ("day_1", "2020-03-01")])
def test_a_window_that_opens_before_another_day(tmp_path, first_day, first):
    """A month before the letter of 31 March goes back to 29 February; with 31 March counted in, to 1 March."""
    shown_by = "{all_of: [{record: letter}, {record: visit, window: {from: 1 month before that letter}}]}"
    agreed = contract(tmp_path, seen(shown_by), head=counting(first_day=first_day))
    early = {"2020-02-29": "2020-02-28", "2020-03-01": "2020-02-29"}[first]
    assert reached(agreed, {**ANN, "visit": first, "letter": "2020-03-31"}) == ["2020-03-31"]
    assert reached(agreed, {**ANN, "visit": early, "letter": "2020-03-31"}) == []


@pytest.mark.parametrize("first_day", ["day_0", "day_1"])
def test_a_day_without_a_length_is_that_day(tmp_path, first_day):
    """A window from the start begins on the start, and one to a date ends on it, whatever the first day is."""
    shown_by = "{record: visit, window: {from: start, to: 2020-01-20}}"
    agreed = contract(tmp_path, seen(shown_by), head=counting(first_day=first_day))
    assert reached(agreed, {**ANN, "visit": "2020-01-10"}) == ["2020-01-10"]
    assert reached(agreed, {**ANN, "visit": "2020-01-20"}) == ["2020-01-20"]
    assert reached(agreed, {**ANN, "visit": ["2020-01-09", "2020-01-21"]}) == []


def test_the_last_day_of_the_contract_counts_whatever_is_said_of_windows(tmp_path):
    """`last_day: not_counted` is said of windows: the contract itself is in force through its last day."""
    agreed = contract(
        tmp_path, seen("{record: visit, window: {to: 2022-06-30}}"), head=counting(last_day="not_counted")
    )
    assert reached(agreed, {**ANN, "visit": "2021-12-31"}) == ["2021-12-31"]


def test_what_follows_a_record_before_a_day_that_is_not_counted(tmp_path):
    """The letter must come within two days of that visit, the second not counted: the next day is the last."""
    window = "{from: that visit, to: 2 days after that visit, ends: not_counted}"
    agreed = contract(tmp_path, seen(f"{{all_of: [{{record: visit}}, {{record: letter, window: {window}}}]}}"))
    assert reached(agreed, {**ANN, "visit": "2020-03-02", "letter": "2020-03-03"}) == ["2020-03-03"]
    assert reached(agreed, {**ANN, "visit": "2020-03-02", "letter": "2020-03-04"}) == []


@pytest.mark.parametrize(("ends", "status"), [("counted", "no record"), ("not_counted", "refused")])
def test_no_time_is_left_before_a_day_that_is_not_counted(tmp_path, ends, status):
    """On the last day of the contract a letter before the visit, that day not counted, can no longer come."""
    outcomes = f"  met:\n    is: Met.\n    shown_by: {{record: visit}}\n{seen(WRITTEN.replace('ENDS', ends))}"
    agreed = contract(tmp_path, outcomes)
    assert statuses(done(agreed, "2021-12-30", {"Ann": ANN}))["Ann", "seen", 1] != "refused"
    last = statuses(done(agreed, "2021-12-31", {"Ann": ANN}))["Ann", "seen", 1]
    assert (last == "refused") == (status == "refused")


WRITTEN = "{record: letter, window: {to: met, ends: ENDS}}"


# ---- what is held ------------------------------------------------------------------------------

HELD = "{held: visit, from: start, for: 3 months, gap_at_most: 35 days, after_break: AFTER}"


@pytest.mark.parametrize(
    ("first_day", "complete", "said"),
    [("day_0", "2020-04-10", "10 April 2020"), ("day_1", "2020-04-09", "9 April 2020")],
)
def test_three_months_held_from_a_day(tmp_path, first_day, complete, said):
    """Three months from 10 January are complete on 10 April; with 10 January as the first day, on 9 April."""
    agreed = contract(tmp_path, seen(HELD.replace("AFTER", "ends")), head=counting(first_day=first_day))
    visits = ["2020-02-10", "2020-03-10"]
    assert reached(agreed, {**ANN, "visit": [*visits, complete]}) == [complete]
    early = "2020-04-09" if first_day == "day_0" else "2020-04-08"
    made = done(agreed, "2020-04-09", {"Ann": {**ANN, "visit": [*visits, early]}})
    assert statuses(made) == {("Ann", "seen", 1): "pending"}
    assert f"complete on {said}" in explain_person(made, "Ann")
    assert f"on or after {said}" in explain_person(made, "Ann")


@pytest.mark.parametrize(("first_day", "complete"), [("day_0", "2020-08-15"), ("day_1", "2020-08-14")])
def test_after_a_break_the_next_record_is_where_the_time_is_counted_from(tmp_path, first_day, complete):
    """After a break the time counts from the next record, which is left out or counted in like the first."""
    agreed = contract(tmp_path, seen(HELD.replace("AFTER", "restarts")), head=counting(first_day=first_day))
    visits = ["2020-02-10", "2020-05-15", "2020-06-15", "2020-07-15", "2020-08-14", "2020-08-15"]
    assert reached(agreed, {**ANN, "visit": visits}) == [complete]
    nothing = done(agreed, "2020-10-01", {"Ann": {**ANN, "visit": ["2020-02-10"]}})
    assert statuses(nothing) == {("Ann", "seen", 1): "pending"}


@pytest.mark.parametrize(
    ("first_day", "status"), [("day_0", "refused"), ("day_1", "pending")], ids=["left out", "counted in"]
)
def test_three_months_that_end_with_the_contract(tmp_path, first_day, status):
    """From 1 October three months fit a contract to 31 December if 1 October is counted, and not if it is left out."""
    agreed = contract(tmp_path, seen(HELD.replace("AFTER", "ends")), head=counting(first_day=first_day))
    people = {"Ann": {"start": "2021-10-01", "visit": ["2021-11-01", "2021-12-01"]}}
    assert statuses(done(agreed, "2021-12-15", people)) == {("Ann", "seen", 1): status}


@pytest.mark.parametrize(
    ("first_day", "start", "status"),
    [
        ("day_0", "2021-09-30", "pending"),
        ("day_0", "2021-10-01", "refused"),
        ("day_1", "2021-10-01", "pending"),
        ("day_1", "2021-10-02", "refused"),
    ],
)
def test_a_hold_that_waits_for_its_anchor_is_refused_once_no_time_is_left(tmp_path, first_day, start, status):
    """Where the outcome it hangs on is not reached yet, the last day on which it still can be is counted alike."""
    held = HELD.replace("AFTER", "ends").replace("start", "met")
    outcomes = f"  met:\n    is: Met.\n    shown_by: {{record: letter}}\n{seen(held)}"
    agreed = contract(tmp_path, outcomes, head=counting(first_day=first_day))
    told = statuses(done(agreed, start, {"Ann": ANN}))["Ann", "seen", 1]
    assert (told == "refused") == (status == "refused")


@pytest.mark.parametrize("first_day", ["day_0", "day_1"])
def test_a_gap_is_a_distance_and_has_no_first_day(tmp_path, first_day):
    """Thirty-five days between two visits are a gap of 35 days, and 36 are too long, whatever the first day is."""
    agreed = contract(tmp_path, seen(HELD.replace("AFTER", "ends")), head=counting(first_day=first_day))
    assert reached(agreed, {**ANN, "visit": every("2020-01-10", "2020-05-01", 35)}) == [
        "2020-04-10" if first_day == "day_0" else "2020-04-09"
    ]
    assert reached(agreed, {**ANN, "visit": every("2020-01-10", "2020-05-01", 36)}) == []


@pytest.mark.parametrize("first_day", ["day_0", "day_1"])
def test_the_next_record_is_due_at_the_end_of_the_gap(tmp_path, first_day):
    """Thirty-five days after a visit of 10 February the next is due, on 16 March, whatever the first day is."""
    agreed = contract(tmp_path, seen(HELD.replace("AFTER", "ends")), head=counting(first_day=first_day))
    people = {"Ann": {**ANN, "visit": ["2020-02-10"]}}
    assert "16 March 2020" in explain_person(done(agreed, "2020-03-16", people), "Ann")
    assert statuses(done(agreed, "2020-03-16", people)) == {("Ann", "seen", 1): "pending"}
    assert statuses(done(agreed, "2020-03-17", people)) == {("Ann", "seen", 1): "refused"}


@pytest.mark.parametrize(
    ("first_day", "as_at", "status"),
    [
        ("day_0", "2021-09-30", "pending"),
        ("day_0", "2021-10-01", "refused"),
        ("day_1", "2021-10-01", "pending"),
        ("day_1", "2021-10-02", "refused"),
    ],
)
def test_a_time_that_must_begin_again_is_refused_once_it_cannot_end_in_time(tmp_path, first_day, as_at, status):
    """After a break three months from today must fit the contract: from 1 October they do only if that day counts."""
    agreed = contract(tmp_path, seen(HELD.replace("AFTER", "restarts")), head=counting(first_day=first_day))
    people = {"Ann": {**ANN, "visit": ["2020-02-10"]}}
    assert statuses(done(agreed, as_at, people)) == {("Ann", "seen", 1): status}


# ---- again and again ---------------------------------------------------------------------------


@pytest.mark.parametrize("first_day", ["day_0", "day_1"])
@pytest.mark.parametrize(
    ("apart", "again"),
    [
        ("7 days", "2020-04-16"),
        ("1 month", "2020-05-09"),
        ("3 working days", "2020-04-16"),  # after 9 April: 14, 15, 16, with Good Friday and Easter Monday off
    ],
)
def test_the_time_between_two_times_is_a_distance(tmp_path, first_day, apart, again):
    """The next time comes no sooner than `apart` after the one before: neither day is a first day."""
    more = f"    repeats: {{at_most: 2, apart: {apart}}}\n"
    head = counting(first_day=first_day, working_days="england")
    agreed = contract(tmp_path, seen("{record: visit}", more), head=head)
    visits = every("2020-04-09", again, 1)
    assert reached(agreed, {**ANN, "visit": visits}) == ["2020-04-09", again]
    assert reached(agreed, {**ANN, "visit": visits[:-1]}) == ["2020-04-09"]


# ---- working days ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("nation", "first_day", "start", "last"),
    [
        ("england", "day_0", "2020-04-03", "2020-04-21"),  # Good Friday and Easter Monday are off
        ("wales", "day_0", "2020-04-03", "2020-04-21"),
        ("scotland", "day_0", "2020-04-03", "2020-04-20"),  # only Good Friday
        ("northern_ireland", "day_0", "2020-04-03", "2020-04-21"),
        ("IE", "day_0", "2020-04-03", "2020-04-20"),  # only Easter Monday
        ("england", "day_1", "2020-04-03", "2020-04-20"),
        ("england", "day_0", "2020-04-04", "2020-04-21"),  # from a Saturday
        ("england", "day_1", "2020-04-04", "2020-04-21"),  # which is not worked, and never the first
        ("scotland", "day_0", "2020-12-31", "2021-01-18"),  # 1 January, and the 4th for the 2nd, a Saturday
        ("england", "day_0", "2020-12-31", "2021-01-15"),
    ],
)
def test_ten_working_days(tmp_path, nation, first_day, start, last):
    """Ten working days end on different days in different nations, for their days off differ."""
    shown_by = "{record: visit, window: {to: 10 working days after start}}"
    agreed = contract(tmp_path, seen(shown_by), head=counting(first_day=first_day, working_days=nation))
    for visit, due in ((last, [last]), (every(last, "2021-12-31", 1)[1], [])):
        assert reached(agreed, {"start": start, "visit": visit}) == due


def test_working_days_before_a_record(tmp_path):
    """The visit comes three working days before that letter at the earliest: over Easter, from 8 April."""
    shown_by = "{all_of: [{record: letter}, {record: visit, window: {from: 3 working days before that letter}}]}"
    agreed = contract(tmp_path, seen(shown_by), head=counting(working_days="england"))
    assert reached(agreed, {**ANN, "visit": "2020-04-08", "letter": "2020-04-15"}) == ["2020-04-15"]
    assert reached(agreed, {**ANN, "visit": "2020-04-07", "letter": "2020-04-15"}) == []


def test_working_days_after_an_outcome_that_may_still_come(tmp_path):
    """What must come five working days after another outcome is refused once that is too late for the contract."""
    outcomes = "  met:\n    is: Met.\n    shown_by: {record: letter}\n" + seen(
        "{record: visit, window: {from: 5 working days after met}}"
    )
    agreed = contract(tmp_path, outcomes, head=counting(working_days="england"))
    status = {
        day: statuses(done(agreed, day, {"Ann": ANN}))["Ann", "seen", 1] == "refused"
        for day in ("2021-12-22", "2021-12-23")
    }
    assert status == {"2021-12-22": False, "2021-12-23": True}  # 23, 24, 29, 30, 31 December
    assert reached(agreed, {**ANN, "letter": "2021-12-22", "visit": "2021-12-31"}) == ["2021-12-31"]
    assert reached(agreed, {**ANN, "letter": "2021-12-22", "visit": "2021-12-30"}) == []
