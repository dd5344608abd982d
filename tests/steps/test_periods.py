"""Outcomes of each period: whole periods, each looked at by itself, and final when it is over."""

from fractions import Fraction
from itertools import pairwise

import pytest

from sop_engine.statements.explain import explain_person
from sop_engine.units.days import as_date
from tests.steps.small import every, paid, statuses
from tests.steps.wide import day, found, wide, worked

START = {"start": "2020-01-10"}
MONTHLY = """\
  seen:
    is: Seen in the month.
    each: {period: 1 month, from: FROM}
    shown_by: {record: arrest}
"""


def periods(made, of="Ann"):
    """The first and last days of the periods there are for somebody."""
    found = [each.period for each in made.occurrences if each.person == of and each.period]
    return [tuple(as_date(each).isoformat() for each in period) for period in found]


def test_each_whole_period_is_looked_at_by_itself(tmp_path):
    """A record shows the outcome in its own period and in no other; each period is paid once."""
    agreed = wide(tmp_path, MONTHLY.replace("FROM", "start"))
    arrests = ["2020-01-10", "2020-02-09", "2020-02-10", "2020-02-11", "2020-04-09"]
    made = worked(agreed, "2020-04-15", {"Ann": {**START, "arrest": arrests}})
    assert periods(made) == [
        ("2020-01-10", "2020-02-09"),
        ("2020-02-10", "2020-03-09"),
        ("2020-03-10", "2020-04-09"),
        ("2020-04-10", "2020-05-09"),
    ]
    assert paid(made) == {
        ("Ann", "seen", "2020-01-10"): 10_000,
        ("Ann", "seen", "2020-02-10"): 10_000,
        ("Ann", "seen", "2020-04-09"): 10_000,
    }
    assert statuses(made) == {
        ("Ann", "seen", 1): "due",
        ("Ann", "seen", 2): "due",
        ("Ann", "seen", 3): "due",
        ("Ann", "seen", 4): "no record",
    }
    assert [claim.ref for claim in made.claims] == [
        "Ann/seen/2020-01-10",
        "Ann/seen/2020-02-10",
        "Ann/seen/2020-03-10",
    ], "a claim is named by the first day of its period, not by the day reached"


def test_months_go_by_the_corresponding_date(tmp_path):
    """Months from 31 January end on the day before the corresponding date, and no month pushes the next one on."""
    agreed = wide(tmp_path, MONTHLY.replace("FROM", "2020-01-31"))
    made = worked(agreed, "2020-05-31", {"Ann": {"start": "2020-01-05"}})
    assert periods(made) == [
        ("2020-01-31", "2020-02-28"),
        ("2020-02-29", "2020-03-30"),
        ("2020-03-31", "2020-04-29"),
        ("2020-04-30", "2020-05-30"),
        ("2020-05-31", "2020-06-29"),
    ]


@pytest.mark.parametrize("period", ["1 day", "7 days", "4 weeks", "1 month", "3 months", "1 year"])
def test_periods_follow_each_other_without_a_gap(tmp_path, period):
    """Each period begins on the day after the one before."""
    agreed = wide(tmp_path, MONTHLY.replace("FROM", "start").replace("1 month", period))
    made = worked(agreed, "2021-12-31", {"Ann": {"start": "2020-08-31"}})
    found = [each.period for each in made.occurrences]
    assert found[0][0] == day("2020-08-31")
    assert all(later[0] == earlier[1] + 1 for earlier, later in pairwise(found))


def test_only_whole_periods_count(tmp_path):
    """What is left of the contract after the last whole period is none, nor what lies after the last day stated."""
    agreed = wide(tmp_path, MONTHLY.replace("FROM", "start"))
    arrests = every("2021-10-15", "2021-12-31", 1)
    made = worked(agreed, "2022-06-30", {"Ann": {"start": "2021-10-15", "arrest": arrests}})
    assert periods(made) == [("2021-10-15", "2021-11-14"), ("2021-11-15", "2021-12-14")]
    assert [use.account for use in made.uses if use.kind == "arrest"][-1] == "in none of the periods of seen"
    ends = wide(tmp_path, MONTHLY.replace("from: FROM", "from: start, to: 2 months after start"))
    assert len(periods(worked(ends, "2021-12-31", {"Ann": START}))) == 2
    short = wide(tmp_path, MONTHLY.replace("from: FROM", "from: start, to: 29 days after start"))
    none = worked(short, "2021-12-31", {"Ann": START})
    assert statuses(none) == {("Ann", "seen", 1): "refused"}
    assert "no whole period is left" in explain_person(none, "Ann")


def test_a_period_before_somebody_starts_is_none_of_theirs(tmp_path):
    """Of periods by the calendar, those that begin before a person starts are passed over."""
    agreed = wide(tmp_path, MONTHLY.replace("FROM", "2020-01-01"))
    made = worked(agreed, "2020-04-30", {"Ann": START})
    assert periods(made)[0] == ("2020-02-01", "2020-02-29")


def test_a_period_to_come_is_pending(tmp_path):
    """Before the first period has begun the outcome is pending, with the day on which it begins."""
    agreed = wide(tmp_path, MONTHLY.replace("FROM", "6 months after start"))
    made = worked(agreed, "2020-06-30", {"Ann": START})
    assert statuses(made) == {("Ann", "seen", 1): "pending"}
    assert "10 July 2020 is still to come" in explain_person(made, "Ann")


def test_periods_wait_for_the_outcome_that_they_are_counted_from(tmp_path):
    """Periods from an outcome wait for it, and there are none where it is never reached."""
    outcomes = MONTHLY.replace("FROM", "comes") + (
        "  comes:\n    is: Comes.\n    shown_by: {record: session, window: {to: 2020-06-30}}\n"
    )
    agreed = wide(tmp_path, outcomes)
    session = {"dated": "2020-05-05", "present": "yes", "kind": "alone"}
    waiting = worked(agreed, "2020-06-30", {"Ann": START})
    assert statuses(waiting)["Ann", "seen", 1] == "no record"
    assert "waits for comes" in explain_person(waiting, "Ann")
    assert statuses(worked(agreed, "2020-07-01", {"Ann": START}))["Ann", "seen", 1] == "refused"
    made = worked(agreed, "2020-06-30", {"Ann": {**START, "session": session}})
    assert periods(made) == [("2020-05-05", "2020-06-04"), ("2020-06-05", "2020-07-04")]


def test_a_measure_is_looked_at_within_the_period(tmp_path):
    """Within each period a measure that states no window measures the period, and is final when that is over."""
    outcomes = """\
  at_home:
    is: A week at home.
    each: {period: 7 days, from: start, to: 27 days after start}
    shown_by: {measure: home, is: 7}
"""
    measures = "  home: {days: placement, where: {kind: home}, except: holiday}\n"
    placements = [
        {"from": "2020-01-10", "to": "2020-01-18", "kind": "home"},
        {"from": "2020-01-19", "to": "2020-01-31", "kind": "home"},
        {"from": "2020-02-01", "to": "2020-02-06", "kind": "home"},
    ]
    agreed = wide(tmp_path, outcomes, measures)
    records = {**START, "placement": placements, "holiday": {"from": "2020-01-30", "to": "2020-01-30"}}
    made = worked(agreed, "2020-02-06", {"Ann": records})
    assert [found(made, "at_home", "Ann", i).measured for i in (1, 2, 3, 4)] == [7, 7, 6, 7]
    assert statuses(made) == {
        ("Ann", "at_home", 1): "due",
        ("Ann", "at_home", 2): "due",
        ("Ann", "at_home", 3): "refused",
        ("Ann", "at_home", 4): "due",
    }
    assert paid(made).keys() == {("Ann", "at_home", each) for each in ("2020-01-16", "2020-01-23", "2020-02-06")}
    before = worked(agreed, "2020-02-05", {"Ann": records})
    assert statuses(before)["Ann", "at_home", 4] == "pending"


def test_a_number_that_settles_waits_for_records_that_still_last(tmp_path):
    """A record that lasts counts once it has ended: a period that it covers waits for it where its number settles."""
    outcomes = """\
  at_home:
    is: A month at home.
    each: {period: 1 month, from: 2020-02-01, to: 2020-02-29}
    shown_by: {measure: home, at_most: 100}
"""
    measures = "  home: {days: placement, settles: 2 months}\n"
    records = {**START, "placement": {"from": "2020-01-15", "to": "2020-03-31", "kind": "home"}}
    agreed = wide(tmp_path, outcomes, measures)
    for as_at in ("2020-02-29", "2020-03-31"):
        assert statuses(worked(agreed, as_at, {"Ann": records})) == {("Ann", "at_home", 1): "pending"}
    made = worked(agreed, "2020-04-29", {"Ann": records})
    assert found(made, "at_home").measured == 29
    assert paid(made) == {("Ann", "at_home", "2020-02-29"): 10_000}


def test_a_window_that_is_stated_keeps(tmp_path):
    """A measure that states a window keeps it, and may count from the period: twelve weeks after it, say."""
    outcomes = """\
  quiet:
    is: No arrest in the quarter, nor in the four weeks after it.
    each: {period: 3 months, from: 2020-01-01}
    shown_by: {measure: arrests, at_most: 0}
    subject: contract
"""
    measures = "  arrests: {count: arrest, window: {from: period, to: 4 weeks after period_end}}\n"
    agreed = wide(tmp_path, outcomes, measures)
    made = worked(agreed, "2020-12-31", {"Ann": {**START, "arrest": "2020-04-28"}})
    assert statuses(made) == {
        ("contract", "quiet", 1): "refused",
        ("contract", "quiet", 2): "refused",
        ("contract", "quiet", 3): "due",
        ("contract", "quiet", 4): "pending",
    }
    assert paid(made) == {("contract", "quiet", "2020-10-28"): 10_000}


def test_a_fee_is_due_when_its_month_is_over(tmp_path):
    """A contract's outcome that waits for the end of its period is reached on that day: instalments, fees."""
    outcomes = """\
  month:
    is: A month of service.
    subject: contract
    each: {period: 1 month, from: 2020-01-01, to: 2020-03-31}
    shown_by: {day: period_end}
"""
    agreed = wide(tmp_path, outcomes)
    made = worked(agreed, "2020-02-29", {"Ann": START})
    assert paid(made) == {("contract", "month", "2020-01-31"): 10_000, ("contract", "month", "2020-02-29"): 10_000}
    made = worked(agreed, "2021-12-31", {"Ann": START})
    assert len(made.payments) == 3
    assert "month, 1 February 2020 to 29 February 2020" in explain_person(made, "contract")


def test_people_who_join_after_a_period_do_not_change_it(tmp_path):
    """What is measured of people in a period is of those who had joined by its end; later ones change nothing."""
    outcomes = """\
  score:
    is: The mean of the month.
    subject: contract
    each: {period: 1 month, from: 2020-01-01, to: 2020-03-31}
    shown_by: {measure: mean, at_least: 1}
"""
    measures = "  one: {reported: review, field: score, which: last}\n  mean: {mean_of: one}\n"
    agreed = wide(tmp_path, outcomes, measures)

    def person(start, *scores):
        return {"start": start, "review": [{"dated": on, "score": score} for on, score in scores]}

    people = {"Ann": person("2020-01-10", ("2020-01-20", "4"), ("2020-02-20", "6"))}
    made = worked(agreed, "2020-01-31", people)
    assert found(made, "score", "contract").measured == 4
    assert paid(made) == {("contract", "score", "2020-01-31"): 10_000}, "final when its period is over"
    people |= {"Bob": person("2020-02-01", ("2020-02-21", "2")), "Cleo": person("2020-02-29")}
    later = worked(agreed, "2020-03-31", people)
    assert [found(later, "score", "contract", i).measured for i in (1, 2)] == [4, Fraction(6 + 2 + 0, 3)]
    assert found(later, "score", "contract", 3).measured is None, "nobody was measured in March"


def test_a_baseline_may_change_from_a_period_on(tmp_path):
    """A dated measure is the one that held on the first day of the period."""
    outcomes = """\
  below:
    is: Below the baseline.
    subject: contract
    each: {period: 3 months, from: 2020-01-01, to: 2020-12-31}
    shown_by: {measure: fewer, above: 0}
"""
    measures = """\
  counted: {reported: street_count, field: people, which: last}
  baseline: {dated: {2020-01-01: old, 2020-07-01: new}}
  old: {fixed: 100}
  new: {fixed: 80}
  fewer: {difference: [baseline, counted]}
"""
    counts = [{"dated": f"2020-{month}-15", "people": "90"} for month in ("02", "05", "08")]
    made = worked(wide(tmp_path, outcomes, measures), "2020-12-31", {"Ann": START}, {"street_count": counts})
    assert [found(made, "below", "contract", i).measured for i in (1, 2, 3, 4)] == [10, 10, -10, None]
    assert list(statuses(made).values()) == ["due", "due", "refused", "refused"]


def test_every_row_of_a_period_is_accounted_for(tmp_path):
    """A record that a period passed over says why: the period was already shown, or the record lies in none."""
    agreed = wide(tmp_path, MONTHLY.replace("FROM", "start").replace("}\n", ", to: 2 months after start}\n", 1))
    arrests = ["2020-01-10", "2020-01-11", "2020-02-10", "2020-03-10"]
    made = worked(agreed, "2020-12-31", {"Ann": {**START, "arrest": arrests}})
    assert [use.account for use in made.uses if use.kind == "arrest"] == [
        "seen",
        "seen was already shown on 10 January 2020",
        "seen",
        "in none of the periods of seen",
    ]


HELD = """\
  kept:
    is: Kept for the month.
    each: {period: 1 month, from: 2020-01-31}
    shown_by: {held: RECORD, from: period, for: LENGTH, gap_at_most: GAP, after_break: ends}
"""


def held_months(tmp_path, records, record="placement", gap="1 day", length="period", as_at="2020-05-15"):
    """The periods that are held, each by its first day, with the day on which it is reached."""
    terms = HELD.replace("RECORD", record).replace("GAP", gap).replace("LENGTH", length)
    made = worked(wide(tmp_path, terms), as_at, {"Ann": {"start": "2020-01-05", record: records}})
    days = {as_date(each.period[0]).isoformat(): each.reached for each in made.occurrences if each.period}
    return {first: as_date(reached).isoformat() for first, reached in days.items() if reached is not None}


def spells(*spans):
    """Records that last."""
    return [{"from": first, "to": last, "kind": "home"} for first, last in spans]


def test_the_whole_period_is_held_from_its_first_to_its_last_day(tmp_path):
    """`for: period` is complete on the last day of each period, after a short month too."""
    through = spells(("2020-01-31", "2020-04-29"))
    whole = {"2020-01-31": "2020-02-28", "2020-02-29": "2020-03-30", "2020-03-31": "2020-04-29"}
    assert held_months(tmp_path, through) == whole
    assert held_months(tmp_path, through, length="1 month") == {
        "2020-01-31": "2020-02-29",
        "2020-02-29": "2020-03-28",
    }, "a month of its own is complete on other days, and the last only after its period"


@pytest.mark.parametrize(
    ("spans", "gap", "held"),
    [
        ((("2020-02-01", "2020-02-28"),), "1 day", False),
        ((("2020-02-01", "2020-02-28"),), "2 days", True),
        ((("2020-01-31", "2020-02-27"),), "1 day", False),
        ((("2020-01-31", "2020-02-27"), ("2020-02-29", "2020-02-29")), "2 days", True),
        ((("2020-01-31", "2020-02-10"), ("2020-02-12", "2020-02-28")), "1 day", False),
        ((("2020-01-31", "2020-02-10"), ("2020-02-12", "2020-02-28")), "2 days", True),
        ((("2020-01-31", "2020-02-28"),), "1 day", True),
    ],
)
def test_no_day_of_a_whole_period_is_missing_but_within_a_gap(tmp_path, spans, gap, held):
    """A day that is missing at the first, the last or between is a break, unless the gap permits it."""
    found = held_months(tmp_path, spells(*spans), gap=gap)
    assert found.get("2020-01-31") == ("2020-02-28" if held else None)


@pytest.mark.parametrize(("last", "held"), [("2020-02-27", False), ("2020-02-28", True), ("2020-03-02", True)])
def test_a_whole_period_is_shown_by_a_record_on_its_last_day_or_later(tmp_path, last, held):
    """What is seen again and again is held for the period once it is seen on its last day, or after it in time."""
    found = held_months(tmp_path, ["2020-02-13", last], record="arrest", gap="20 days")
    assert found.get("2020-01-31") == ("2020-02-28" if held else None)
    assert "2020-03-31" not in found


def test_what_a_whole_period_still_needs_is_said(tmp_path):
    """The explanation says until when the period must be held, and that a missing day can only be mended."""
    agreed = wide(tmp_path, HELD.replace("RECORD", "placement").replace("GAP", "1 day").replace("LENGTH", "period"))
    people = {"Ann": {"start": "2020-01-05", "placement": spells(("2020-01-31", "2020-02-10"))}}
    open_ = explain_person(worked(agreed, "2020-02-11", people), "Ann")
    assert "complete on 28 February 2020" in open_
    gone = explain_person(worked(agreed, "2020-03-20", people), "Ann")
    assert "records placement that cover the days that are missing, to 28 February 2020" in gone
