"""Sustainment as real programmes define it: unbroken, in total, n in m, with permitted incidents, holidays excepted.

The rules are those of Fair Start Scotland, the DWP Innovation Fund, the Work and Health Programme,
the London homelessness contract of 2012, Positive Families Partnership and Buenos Aires; the people are ours.
"""

from datetime import date, timedelta

import pytest

from sop_engine.errors import TermsError
from sop_engine.statements.describe import describe
from sop_engine.statements.explain import explain_person
from tests.steps.small import HEAD, contract, days, done, every, paid, statuses

LONG = HEAD.replace("to: 2021-12-31", "to: 2023-12-31")
START = {"start": "2020-05-04"}  # a Monday


def outcome(shown_by, more=""):
    return f"  kept:\n    is: Kept.\n    shown_by: {shown_by}\n{more}"


def stay(first, last):
    return {"From": first, "To": last}


def day(first, number):
    return (date.fromisoformat(first) + timedelta(number)).isoformat()


def weeks(worked, first="2020-05-04", hours="16"):
    """A shift in each of the weeks named, counted from 0."""
    return [{"Day": day(first, 7 * week + 2), "Hours": hours} for week in worked]


def told(made):
    """What is said of the one requirement, in one line."""
    return " ".join(explain_person(made, "Ann").split())


# ---- M10 unbroken


SEVEN = "{held: stay, from: start, for: 7 days, gap_at_most: 1 day, after_break: restarts}"


def test_m10_seven_consecutive_days_are_seven_days_covered(tmp_path):
    """Seven days unbroken are reached on the seventh day covered; a day missing begins them again."""
    agreed = contract(tmp_path, outcome(SEVEN))
    people = {
        "Ann": {**START, "stay": [stay("2020-05-04", "2020-05-10")]},
        "Ben": {**START, "stay": [stay("2020-05-04", "2020-05-08"), stay("2020-05-10", "2020-05-20")]},
        "Cat": {**START, "stay": [stay("2020-05-04", "2020-05-07"), stay("2020-05-06", "2020-05-09")]},
    }
    made = done(agreed, "2020-06-30", people)
    assert list(paid(made)) == [("Ann", "kept", "2020-05-10"), ("Ben", "kept", "2020-05-16")]
    assert statuses(made)["Cat", "kept", 1] == "pending"


def test_m10_each_further_seven_days_are_paid_again_and_no_day_counts_twice(tmp_path):
    """Positive Families Partnership pays for every seven consecutive days: a stay of 23 days is three times seven."""
    agreed = contract(tmp_path, outcome(SEVEN, "    repeats: {at_most: 104, apart: 7 days}\n"))
    made = done(agreed, "2020-06-30", {"Ann": {**START, "stay": [stay("2020-05-04", "2020-05-26")]}})
    assert [reached for _, _, reached in paid(made)] == ["2020-05-10", "2020-05-17", "2020-05-24"]
    assert statuses(made)["Ann", "kept", 4] == "pending"
    broken = [stay("2020-05-04", "2020-05-12"), stay("2020-05-14", "2020-05-26")]
    made = done(agreed, "2020-06-30", {"Ann": {**START, "stay": broken}})
    assert [reached for _, _, reached in paid(made)] == ["2020-05-10", "2020-05-20"]


WAYS = [
    "for: 14 days, gap_at_most: 1 day, after_break: restarts",
    "for: 14 days, in_total: true",
    "for: 14 days, among: 21 days",
    "for: 2 weeks, in_total: true, each: {period: 1 week, days: true, at_least: 7}",
]


@pytest.mark.parametrize("way", WAYS)
def test_a_hold_must_be_complete_by_its_last_day(tmp_path, way):
    """`to` is the last day on which the time can be complete: what ends a day later is not paid."""
    fourth_week = {"Ann": {**START, "stay": [stay("2020-05-18", "2020-06-30")]}}  # two weeks end on 31 May
    for to, due in (("27 days after start", ["2020-05-31"]), ("26 days after start", [])):
        agreed = contract(tmp_path, outcome(f"{{held: stay, from: start, to: {to}, {way}}}"))
        made = done(agreed, "2020-06-30", fourth_week)
        assert [reached for _, _, reached in paid(made)] == due
        assert f"from the start to {to.replace('start', 'the start')}" in describe(agreed)


def test_what_is_seen_again_and_again_is_refused_once_its_last_day_is_past(tmp_path):
    """A visit proves later, but the time that it shows must be complete by the last day."""
    held = "{held: visit, from: start, to: 2020-07-31, for: 3 months, gap_at_most: 35 days, after_break: restarts}"
    agreed = contract(tmp_path, outcome(held))
    made = done(agreed, "2020-09-30", {"Ann": {**START, "visit": every("2020-05-04", "2020-09-20", 30)}})
    assert paid(made) == {}
    assert statuses(made)["Ann", "kept", 1] == "refused"
    agreed = contract(tmp_path, outcome(held.replace("2020-07-31", "2020-08-04")))
    made = done(agreed, "2020-09-30", {"Ann": {**START, "visit": every("2020-05-04", "2020-09-20", 30)}})
    assert list(paid(made)) == [("Ann", "kept", "2020-08-04")]


def test_a_last_day_that_nobody_knows_is_refused(tmp_path):
    """`to` is a day that there is: an outcome, the start, or so long after one."""
    with pytest.raises(TermsError, match='"moved" is neither an outcome nor `start`'):
        contract(tmp_path, outcome("{held: stay, from: start, to: 2 years after moved, for: 7 days, in_total: true}"))


def test_a_hold_whose_last_day_hangs_on_an_outcome_waits_for_it(tmp_path):
    """While the day of `to` is not known, the time held waits for it."""
    outcomes = outcome(
        "{held: stay, from: start, to: 10 days after visited, for: 7 days, gap_at_most: 1 day, after_break: restarts}"
    )
    outcomes += "  visited: {is: Visited., shown_by: {record: visit}}\n"
    agreed = contract(tmp_path, outcomes)
    stayed = {**START, "stay": [stay("2020-05-04", "2020-05-20")]}
    made = done(agreed, "2020-06-30", {"Ann": stayed, "Ben": {**stayed, "visit": ["2020-05-20"]}})
    assert [each for each in paid(made) if each[1] == "kept"] == [("Ben", "kept", "2020-05-10")]
    assert statuses(made)["Ann", "kept", 1] == "pending"


def test_m10_a_hold_seen_again_and_again_repeats_from_where_it_was_complete(tmp_path):
    """The next three months count from the day the three before were complete, and a later visit shows them."""
    again = "{held: visit, from: start, for: 3 months, gap_at_most: 35 days, after_break: restarts}"
    agreed = contract(tmp_path, outcome(again, "    repeats: {at_most: 3, apart: 3 months}\n"))
    made = done(agreed, "2021-01-30", {"Ann": {**START, "visit": every("2020-05-04", "2020-12-30", 30)}})
    assert [reached for _, _, reached in paid(made)] == ["2020-08-04", "2020-11-04"]
    shown = [claim.shown for claim in made.claims]
    assert len(set(shown)) == len(shown), "no record shows it twice"


def test_m10_over_records_that_last_a_gap_is_the_distance_between_two_days_covered(tmp_path):
    """Friday to Monday are three days apart: a gap of 3 days permits the weekend, a gap of 2 does not."""
    spells = [stay("2020-05-04", "2020-05-08"), stay("2020-05-11", "2020-05-15")]
    for gap, reached in ((3, [("Ann", "kept", "2020-05-13")]), (2, [])):
        hold = f"{{held: stay, from: start, for: 10 days, gap_at_most: {gap} days, after_break: restarts}}"
        made = done(contract(tmp_path, outcome(hold)), "2020-06-30", {"Ann": {**START, "stay": spells}})
        assert list(paid(made)) == reached


def test_m10_what_only_missing_days_broke_can_still_be_shown_by_a_record_that_covers_them(tmp_path):
    """A record that lasts counts on its last day: one that is still going on may cover the days that are missing."""
    ends = "{held: stay, from: start, for: 3 weeks, gap_at_most: 1 day, after_break: ends}"
    agreed = contract(tmp_path, outcome(ends))
    spells = [stay("2020-05-04", "2020-05-08"), stay("2020-05-20", "2020-05-22")]
    made = done(agreed, "2020-05-23", {"Ann": {**START, "stay": spells}})
    assert statuses(made) == {("Ann", "kept", 1): "pending"}
    assert "only a record that is still to come and covers the days that are missing can show it" in told(made)
    spells.append(stay("2020-05-05", "2020-05-30"))
    made = done(agreed, "2020-05-30", {"Ann": {**START, "stay": spells}})
    assert list(paid(made)) == [("Ann", "kept", "2020-05-24")]


# ---- M11 in total


def test_m11_182_days_in_total_count_no_day_twice(tmp_path):
    """Self-employed for 182 days in total: two trades on the same day are one day, and breaks do not matter."""
    total = "{held: stay, from: start, for: 182 days, in_total: true}"
    agreed = contract(tmp_path, outcome(total), head=LONG)
    two = [stay("2020-05-04", "2020-08-02"), stay("2020-06-01", "2020-08-02"), stay("2020-12-01", "2021-02-28")]
    made = done(agreed, "2021-03-31", {"Ann": {**START, "stay": two}})
    assert "181 of 182 days so far; in total, counted from 4 May 2020" in told(made)
    two.append(stay("2021-03-20", "2021-03-31"))
    assert list(paid(done(agreed, "2021-03-31", {"Ann": {**START, "stay": two}}))) == [("Ann", "kept", "2021-03-20")]


def test_m11_it_is_shown_by_the_first_records_that_are_enough(tmp_path):
    """Of two records that cover the last day needed, the one that ended first shows it."""
    total = "{held: stay, from: start, for: 10 days, in_total: true}"
    spells = [stay("2020-05-04", "2020-06-30"), stay("2020-05-04", "2020-05-15")]
    made = done(contract(tmp_path, outcome(total)), "2020-12-31", {"Ann": {**START, "stay": spells}})
    (claim,) = made.claims
    assert (claim.reached, claim.shown) == tuple(days("2020-05-13", "2020-05-15"))


# ---- M12 so many in so many

FAIR_START = (
    "{held: visit, each: {period: 1 week, sum: hours, at_least: 16}, from: start, "
    "for: NEEDED weeks, among: AMONG weeks}"
)


@pytest.mark.parametrize(("needed", "among"), [(13, 16), (26, 30), (52, 60)])
def test_m12_so_many_weeks_in_so_many_with_16_hours_each(tmp_path, needed, among):
    """Fair Start Scotland: 13 weeks in 16, 26 in 30, 52 in 60; reached when the last week needed is over."""
    terms = FAIR_START.replace("NEEDED", str(needed)).replace("AMONG", str(among))
    agreed = contract(tmp_path, outcome(terms), head=LONG)
    spare = among - needed
    late = [0, *range(spare + 1, among)]  # all the weeks that may be missed are missed at once
    lost = [0, *range(spare + 2, among + 1)]  # and one more
    people = {"Ann": {**START, "visit": weeks(late)}, "Ben": {**START, "visit": weeks(lost)}}
    made = done(agreed, "2021-12-31", people)
    assert list(paid(made)) == [("Ann", "kept", day("2020-05-04", 7 * among - 1))]
    assert statuses(made)["Ben", "kept", 1] == "pending"


def test_m12_a_week_counts_by_all_its_hours_and_only_when_they_are_enough(tmp_path):
    """Two shifts of eight hours make a week; 15.5 hours do not."""
    agreed = contract(tmp_path, outcome(FAIR_START.replace("NEEDED", "2").replace("AMONG", "3")))
    shifts = [*weeks([0], hours="8"), {"Day": "2020-05-10", "Hours": "8"}, *weeks([1], hours="15.5"), *weeks([2])]
    made = done(agreed, "2020-12-31", {"Ann": {**START, "visit": shifts}})
    assert list(paid(made)) == [("Ann", "kept", "2020-05-24")]


def test_m12_a_provider_reads_how_many_weeks_there_are_and_when_the_next_is_needed(tmp_path):
    """Eleven weeks of 13, three were missed: the next is needed by the end of this week, or the first is lost."""
    agreed = contract(tmp_path, outcome(FAIR_START.replace("NEEDED", "13").replace("AMONG", "16")))
    people = {"Ann": {**START, "visit": weeks([*range(6), *range(9, 14)])}}
    said = told(done(agreed, "2020-08-10", people))
    assert (
        "11 of 13 weeks so far; among 16 weeks, counted from 4 May 2020; next week needed by 16 August 2020; "
        "complete on 23 August 2020 at the earliest"
    ) in said
    assert "2 more weeks visit, each with hours of at least 16 in all" in said
    assert "2 records" not in said


def test_m12_months_keep_their_date_and_are_added_once(tmp_path):
    """Buenos Aires: 12 months in 14; periods from 31 January end with the months."""
    months = (
        "{held: visit, each: {period: 1 month, count: true, at_least: 1}, from: start, "
        "for: 12 months, among: 14 months}"
    )
    agreed = contract(tmp_path, outcome(months), head=LONG)
    seen = ["2020-02-28", "2020-02-29", "2020-03-31", *(f"2020-{month:02}-15" for month in range(7, 13))]
    seen += ["2021-01-15", "2021-02-15", "2021-03-15"]
    made = done(agreed, "2021-12-31", {"Ann": {"start": "2020-01-31", "visit": seen}})
    # Twelve of the fourteen months from 31 January 2020: 31 March to 29 April counts, the next two do not.
    assert list(paid(made)) == [("Ann", "kept", "2021-03-30")]


def test_m12_days_among_days_need_no_periods(tmp_path):
    """So many days covered among any so many consecutive days, whenever the first of them was."""
    terms = "{held: stay, from: start, for: 5 days, among: 7 days}"
    spells = [stay("2020-05-04", "2020-05-07"), stay("2020-05-12", "2020-05-13"), stay("2020-05-16", "2020-05-18")]
    made = done(contract(tmp_path, outcome(terms)), "2020-12-31", {"Ann": {**START, "stay": spells}})
    assert list(paid(made)) == [("Ann", "kept", "2020-05-18")]


# ---- M13 permitted incidents

SIGHTINGS = """
  tenancy_12:
    is: A tenancy for twelve months.
    shown_by: {held: stay, from: start, for: 12 months, gap_at_most: 1 day, after_break: ends,
               incidents: {record: visit, where: {kind: office}, at_most: 2, in: 12 months}}
  tenancy_18:
    is: And for six months more.
    shown_by: {held: stay, from: 1 day after tenancy_12, for: 6 months, gap_at_most: 1 day, after_break: ends,
               incidents: {record: visit, where: {kind: office}, at_most: 1, in: 6 months}}
"""


@pytest.mark.parametrize(
    ("sightings", "paid_for"),
    [
        (["2020-06-01", "2021-04-30", "2021-06-01"], ["tenancy_12", "tenancy_18"]),
        (["2020-06-01", "2021-04-30", "2021-06-01", "2021-10-31"], ["tenancy_12"]),
        (["2020-06-01", "2020-07-01", "2021-05-03"], []),
        (["2020-06-01", "2020-07-01", "2021-05-04"], ["tenancy_12", "tenancy_18"]),
    ],
)
def test_m13_two_sightings_in_the_first_twelve_months_and_one_in_the_last_six(tmp_path, sightings, paid_for):
    """London 2012: a tenancy holds with two sightings in months 1 to 12 and one in 13 to 18; one more breaks it."""
    agreed = contract(tmp_path, SIGHTINGS, head=LONG)
    seen = [{"Day": each, "Kind": "office"} for each in sightings]
    made = done(agreed, "2022-01-31", {"Ann": {**START, "stay": [stay("2020-05-04", "2022-01-31")], "visit": seen}})
    assert [name for _, name, _ in paid(made)] == paid_for
    if paid_for == ["tenancy_12", "tenancy_18"]:
        assert [reached for *_, reached in paid(made)] == ["2021-05-03", "2021-11-03"]
    else:
        assert "one too many on" in told(made)
        assert "refused" in statuses(made).values()


def test_m13_after_a_break_by_an_incident_only_later_incidents_count(tmp_path):
    """The day of the incident too many is the break: the time counts again from the day after, and so do incidents."""
    hold = (
        "{held: stay, from: start, for: 10 days, gap_at_most: 1 day, after_break: restarts, "
        "incidents: {record: letter, at_most: 1, in: 30 days}}"
    )
    people = {"Ann": {**START, "stay": [stay("2020-05-04", "2020-05-31")]}}
    people["Ann"]["letter"] = ["2020-05-06", "2020-05-08", "2020-05-12"]
    made = done(contract(tmp_path, outcome(hold)), "2020-06-30", people)
    assert list(paid(made)) == [("Ann", "kept", "2020-05-18")]


# ---- M14 days that neither count nor break

CALENDAR = (
    LONG + "calendars:\n  school_holidays: [{from: 2020-07-20, to: 2020-09-01}, {from: 2020-10-26, to: 2020-10-30}]\n"
)


def test_m14_thirteen_weeks_unbroken_with_the_school_holidays_left_out(tmp_path):
    """Innovation Fund: behaviour held for 13 weeks, seen each fortnight; the holidays neither count nor break."""
    hold = (
        "{held: visit, from: start, for: 13 weeks, gap_at_most: 14 days, after_break: restarts, "
        "except: school_holidays}"
    )
    agreed = contract(tmp_path, outcome(hold), head=CALENDAR)
    seen = [*every("2020-05-04", "2020-07-13", 14), *every("2020-09-07", "2020-10-05", 14)]
    made = done(agreed, "2020-10-31", {"Ann": {**START, "visit": seen}})
    # 91 days after 4 May, and 44 days of holiday: 16 September, shown on 21 September.
    assert [[claim.reached, claim.shown] for claim in made.claims] == [days("2020-09-16", "2020-09-21")]
    assert "days of school holidays neither count nor break" in describe(agreed)
    without = hold.replace(", except: school_holidays", "")
    assert not paid(
        done(contract(tmp_path, outcome(without), head=CALENDAR), "2020-10-31", {"Ann": {**START, "visit": seen}})
    )


def test_m14_a_week_with_a_holiday_in_it_counts_if_it_passes_and_is_left_out_otherwise(tmp_path):
    """Weeks one after the other: the week of a holiday does not break them, and counts only if it is worked."""
    hold = (
        "{held: visit, each: {period: 1 week, sum: hours, at_least: 16}, from: start, for: 13 weeks, "
        "after_break: restarts, except: school_holidays}"
    )
    agreed = contract(tmp_path, outcome(hold), head=CALENDAR)
    worked = [*range(11), *range(18, 26)]  # 11 weeks of summer term, the holidays, then the autumn
    made = done(agreed, "2020-12-31", {"Ann": {**START, "visit": weeks(worked)}})
    assert list(paid(made)) == [("Ann", "kept", day("2020-05-04", 7 * 20 - 1))]


def test_m14_days_that_do_not_count_may_be_a_persons_own_records(tmp_path):
    """A person's own holidays are left out of what is in total and of what is unbroken; their rows say so."""
    head = LONG + "  holiday: {files: holidays*.csv, person: Ref, lasts: {from: From, to: To}}\n"
    both = (
        "  total:\n    is: T.\n    shown_by: {held: stay, from: start, for: 10 days, in_total: true, except: holiday}\n"
        "  unbroken:\n    is: U.\n    shown_by: {held: stay, from: start, for: 10 days, gap_at_most: 1 day, "
        "after_break: restarts, except: holiday}\n"
    )
    spells = [stay("2020-05-04", "2020-05-08"), stay("2020-05-13", "2020-05-31")]
    people = {"Ann": {**START, "stay": spells, "holiday": [stay("2020-05-09", "2020-05-14")]}}
    made = done(contract(tmp_path, both, head=head), "2020-06-30", people)
    assert list(paid(made)) == [("Ann", "total", "2020-05-19"), ("Ann", "unbroken", "2020-05-19")]
    (account,) = [use.account for use in made.uses if use.kind == "holiday"]
    assert account == "its days neither count nor break for total; its days neither count nor break for unbroken"


def test_the_last_day_on_which_a_hold_can_be_complete_counts(tmp_path):
    """`to` of a hold is itself a day on which it can be complete, also where windows end the day before theirs."""
    held = "{held: stay, from: start, for: 7 days, gap_at_most: 1 day, after_break: restarts, to: 2020-05-10}"
    people = {
        "Ann": {**START, "stay": [stay("2020-05-04", "2020-05-10")]},
        "Ben": {**START, "stay": [stay("2020-05-05", "2020-05-11")]},
    }
    for last_day in ("counted", "not_counted"):
        agreed = contract(tmp_path, outcome(held), head=f"{LONG}\nlast_day: {last_day}\n")
        assert list(paid(done(agreed, "2020-06-30", people))) == [("Ann", "kept", "2020-05-10")]


# ---- when it was known


RECEIVED = LONG.replace(
    "    dated: Day\n    fields:\n      kind", "    dated: Day\n    received: Received\n    fields:\n      kind"
)
RECEIVED = RECEIVED.replace("lasts: {from: From, to: To}}", "lasts: {from: From, to: To}, received: Received}")


def seen(day, received, kind="home"):
    return {"Day": day, "Received": received, "Kind": kind}


@pytest.mark.parametrize(
    "held",
    [
        "{held: visit, from: start, for: 3 days, in_total: true}",
        "{held: visit, from: start, for: 3 days, among: 1 week}",
        "{held: visit, from: start, for: 2 days, gap_at_most: 1 day, after_break: restarts}",
    ],
)
def test_what_is_held_is_known_by_the_record_of_each_day_that_was_known_first(tmp_path, held):
    """Two records of one day say it once: what is held was known when the first of them was, whichever row that is."""
    agreed = contract(tmp_path, outcome(held), head=RECEIVED)
    rows = [seen(day, day) for day in ("2020-05-04", "2020-05-05", "2020-05-06")]
    for late in (seen("2020-05-05", "2020-07-01"), seen("2020-05-05", "2020-07-01", "office")):
        early = seen("2020-05-05", "2020-05-20", "office" if late["Kind"] == "home" else "home")
        made = done(agreed, "2020-12-31", {"Ann": {**START, "visit": [rows[0], late, early, rows[2]]}})
        (payment,) = made.payments
        assert [payment.reached, payment.known] == days("2020-05-06", "2020-05-20")


def test_what_is_held_over_days_covered_is_known_once_each_of_them_is(tmp_path):
    """Of the records that cover a day, the one known first is enough; one that covers a day alone is needed."""
    agreed = contract(tmp_path, outcome(SEVEN), head=RECEIVED)
    first = {**stay("2020-05-04", "2020-05-07"), "Received": "2020-05-08"}
    last = {**stay("2020-05-08", "2020-05-10"), "Received": "2020-05-25"}
    doubled = {**stay("2020-05-05", "2020-05-06"), "Received": "2020-09-01"}
    made = done(agreed, "2020-12-31", {"Ann": {**START, "stay": [first, doubled, last]}})
    (payment,) = made.payments
    assert [payment.reached, payment.shown, payment.known] == days("2020-05-10", "2020-05-10", "2020-05-25")
