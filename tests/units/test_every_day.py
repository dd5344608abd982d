"""From every day of 1 December 2023 to 31 March 2028, lengths of time are what a lawyer would count on a calendar."""

from calendar import monthrange
from datetime import date, timedelta
from itertools import product

import holidays
import pytest

from sop_engine.units.days import Duration, as_date, day_number
from sop_engine.units.reckoning import Reckoning, reckoning
from sop_engine.units.working_days import NationUnknown, working_days

ONE = timedelta(days=1)
EVERY_DAY = [date(2023, 12, 1) + timedelta(days=n) for n in range((date(2028, 4, 1) - date(2023, 12, 1)).days)]
MONTHS = (1, 2, 3, 5, 6, 11, 12, 13, 18, 24, 48)
DAY_0, DAY_1 = Reckoning(), Reckoning(day_1=True)
NATIONS = {"england": "ENG", "wales": "WLS", "scotland": "SCT", "northern_ireland": "NIR"}


def after(reckoned, day, **length):
    return as_date(reckoned.after(day_number(day), Duration(**length)))


def before(reckoned, day, **length):
    return as_date(reckoned.before(day_number(day), Duration(**length)))


def month_on(day, months):
    """Year, month and number of days of the month so many months on, turning one leaf of a calendar at a time."""
    year, month = day.year, day.month
    for _ in range(abs(months)):
        month += 1 if months > 0 else -1
        year, month = (year + 1, 1) if month == 13 else (year - 1, 12) if month == 0 else (year, month)
    return year, month, monthrange(year, month)[1]


def same_date(day, months):
    """The same date so many months on, or None where that month is too short."""
    year, month, longest = month_on(day, months)
    return date(year, month, day.day) if day.day <= longest else None


def end_of_month(day, months):
    year, month, longest = month_on(day, months)
    return date(year, month, longest)


def test_the_days_are_all_there():
    """1,583 days, two leap days among them."""
    assert (len(EVERY_DAY), EVERY_DAY[0], EVERY_DAY[-1]) == (1_583, date(2023, 12, 1), date(2028, 3, 31))
    assert date(2024, 2, 29) in EVERY_DAY
    assert date(2028, 2, 29) in EVERY_DAY


# ---- months ------------------------------------------------------------------------------------


def test_months_end_on_the_corresponding_date():
    """Months from a day are complete on the same date, or on the last day of a month that has none."""
    for day, months in product(EVERY_DAY, MONTHS):
        assert after(DAY_0, day, months=months) == (same_date(day, months) or end_of_month(day, months))
        assert before(DAY_0, day, months=months) == (same_date(day, -months) or end_of_month(day, -months))


def test_months_of_which_the_day_is_the_first_end_the_day_before():
    """With the day as the first of them, months are complete the day before the same date; or with the month."""
    for day, months in product(EVERY_DAY, MONTHS):
        there = same_date(day, months)
        assert after(DAY_1, day, months=months) == (there - ONE if there else end_of_month(day, months))


def test_months_of_which_the_day_is_the_last_begin_the_day_after():
    """Backwards, with the day counted in, months begin the day after the same date; or after the month's end."""
    for day, months in product(EVERY_DAY, MONTHS):
        there = same_date(day, -months) or end_of_month(day, -months)
        assert before(DAY_1, day, months=months) == there + ONE


@pytest.mark.parametrize(("day", "months", "left_out", "counted_in"), [
    ("2024-01-31", 1, "2024-02-29", "2024-02-29"),
    ("2025-01-31", 1, "2025-02-28", "2025-02-28"),
    ("2025-01-29", 1, "2025-02-28", "2025-02-28"),
    ("2025-01-28", 1, "2025-02-28", "2025-02-27"),
    ("2024-01-01", 3, "2024-04-01", "2024-03-31"),
    ("2024-02-29", 12, "2025-02-28", "2025-02-28"),
    ("2024-02-29", 48, "2028-02-29", "2028-02-28"),
    ("2023-12-01", 1, "2024-01-01", "2023-12-31"),
    ("2024-08-31", 6, "2025-02-28", "2025-02-28"),
])  # fmt: skip
def test_months_that_people_ask_about(day, months, left_out, counted_in):
    """A month from 31 January ends with February, whether 31 January is counted or not."""
    day = date.fromisoformat(day)
    assert after(DAY_0, day, months=months) == date.fromisoformat(left_out)
    assert after(DAY_1, day, months=months) == date.fromisoformat(counted_in)


def test_months_back_from_months_on_are_the_day_itself_but_for_days_that_short_months_lack():
    """The exceptions are the 29th, 30th and 31st, where the month there is too short: back from there is its date."""
    exceptions = set()
    for day, months in product(EVERY_DAY, MONTHS):
        back = before(DAY_0, after(DAY_0, day, months=months), months=months)
        if same_date(day, months):
            assert back == day
        else:
            assert back == day.replace(day=month_on(day, months)[2])
            exceptions.add(day.day)
    assert exceptions == {29, 30, 31}


def test_months_back_from_months_on_counted_in_are_the_day_itself_but_for_two_kinds():
    """Counted in, the exceptions are the same days, and the first of a month where the months there end in a short one.

    A month whose first day is 1 February 2025 ends on 28 February, and a month whose last day that is began on
    29 January.
    """
    first = set()
    for day, months in product(EVERY_DAY, MONTHS):
        end = after(DAY_1, day, months=months)
        back = before(DAY_1, end, months=months)
        if not same_date(day, months):
            assert back == day.replace(day=end.day + 1)  # the day itself, if it is the first that is missing
        elif day.day == 1 and end.day < (day - ONE).day:
            assert back == (day - ONE).replace(day=end.day) + ONE
            first.add((day.month, end.month))
        else:
            assert back == day
    assert (2, 2) in first
    assert (1, 1) not in first


def test_months_that_follow_each_other_leave_no_day_out():
    """Counted in, from a day up to the 28th, three months and then two that begin the day after are five months."""
    for day in EVERY_DAY:
        if day.day <= 28:
            then = after(DAY_1, day, months=3) + ONE
            assert after(DAY_1, then, months=2) == after(DAY_1, day, months=5)


def test_a_year_is_twelve_months():
    """A year ends as twelve months do."""
    for day, reckoned in product(EVERY_DAY, (DAY_0, DAY_1)):
        assert after(reckoned, day, months=12, unit="year") == after(reckoned, day, months=12)


# ---- days and weeks ----------------------------------------------------------------------------


def test_days_and_weeks_are_counted_one_by_one():
    """So many days end where counting on one's fingers does: from the next day, or with the day as the first."""
    for day in EVERY_DAY:
        fingers = [day + timedelta(days=n) for n in range(1, 92)]
        for number in (1, 2, 7, 28, 30, 35, 91):
            assert after(DAY_0, day, days=number) == fingers[number - 1]
            assert after(DAY_1, day, days=number) == [day, *fingers][number - 1]
            assert before(DAY_0, day, days=number) == day - (fingers[number - 1] - day)
            assert before(DAY_1, day, days=number) == day - ([day, *fingers][number - 1] - day)


def test_days_back_from_days_on_are_the_day_itself():
    """Days and weeks, unlike months, always lead back."""
    for day, number, reckoned in product(EVERY_DAY, (1, 7, 30, 91, 366), (DAY_0, DAY_1)):
        assert before(reckoned, after(reckoned, day, days=number), days=number) == day


def test_weeks_end_on_the_same_weekday():
    """Weeks end on the same day of the week; counted in, on the one before it."""
    for day, weeks in product(EVERY_DAY, (1, 4, 13, 52)):
        length = {"days": 7 * weeks, "unit": "week"}
        assert after(DAY_0, day, **length).weekday() == day.weekday()
        assert after(DAY_1, day, **length).weekday() == (day.weekday() - 1) % 7


def test_no_length_is_the_day_itself():
    """Where no length is said, the day is meant, whether the first day is counted or not."""
    for day, reckoned in product(EVERY_DAY, (DAY_0, DAY_1)):
        assert after(reckoned, day) == before(reckoned, day) == day


def test_one_day_of_which_the_day_is_the_first_is_that_day():
    """A day, counted in, begins and ends on the day; a distance of a day never does."""
    for day in EVERY_DAY:
        assert after(DAY_1, day, days=1) == before(DAY_1, day, days=1) == day
        assert as_date(DAY_1.apart(day_number(day), Duration(days=1))) == day + ONE
        assert DAY_1.apart(day_number(day), Duration(months=3)) == DAY_0.after(day_number(day), Duration(months=3))


def test_the_last_day_of_a_window():
    """A window closes on its last day, or the day before where that is not counted; what it says itself comes first."""
    for day in map(day_number, EVERY_DAY):
        for counted in (True, False):
            reckoned = Reckoning(last_counted=counted)
            assert reckoned.closes(day, None) == (day if counted else day - 1)
            assert reckoned.closes(day, "counted") == day
            assert reckoned.closes(day, "not_counted") == day - 1


# ---- working days ------------------------------------------------------------------------------


@pytest.fixture(scope="module", params=NATIONS)
def nation(request):
    """A nation, and its days off by the library, asked another way: all years at once, the weekend by hand."""
    off = set(holidays.country_holidays("GB", subdiv=NATIONS[request.param], years=range(2022, 2031)))
    return working_days(request.param), lambda day: day.weekday() < 5 and day not in off


def walked(day, number, worked, step):
    """The so many-th day worked, found by crossing days off one after the other."""
    while number:
        day += step
        number -= worked(day)
    return day


def test_a_day_is_worked_or_not_as_the_calendar_has_it(nation):
    """A day is worked that is neither at the weekend nor off."""
    ours, worked = nation
    assert [ours.worked(day_number(day)) for day in EVERY_DAY] == [worked(day) for day in EVERY_DAY]


def test_working_days_are_counted_one_by_one(nation):
    """So many working days after or before every day end where crossing them off on a calendar does."""
    ours, worked = nation
    left_out, counted_in = Reckoning(worked=ours), Reckoning(day_1=True, worked=ours)
    for day, number in product(EVERY_DAY, (1, 2, 5, 10, 21, 60)):
        on, back = walked(day, number, worked, ONE), walked(day, number, worked, -ONE)
        assert after(left_out, day, working=number) == on
        assert before(left_out, day, working=number) == back
        assert worked(on)
        assert worked(back)
        assert after(counted_in, day, working=number) == walked(day - ONE, number, worked, ONE)
        assert before(counted_in, day, working=number) == walked(day + ONE, number, worked, -ONE)


def test_a_day_that_is_not_worked_is_never_the_first(nation):
    """Counted in, a working day takes one day off the count; a Sunday or a day off changes nothing."""
    ours, worked = nation
    for day in EVERY_DAY:
        then = after(Reckoning(worked=ours), day, working=10), after(Reckoning(True, worked=ours), day, working=10)
        assert (then[0] == then[1]) != worked(day)


def test_working_days_back_from_working_days_on_are_the_day_itself_if_it_is_worked(nation):
    """The exceptions are days that are not worked: back is the last one worked before; counted in, the first after."""
    ours, worked = nation
    for day, number in product(EVERY_DAY, (1, 5, 20)):
        for reckoned, step in ((Reckoning(worked=ours), -ONE), (Reckoning(True, worked=ours), ONE)):
            back = before(reckoned, after(reckoned, day, working=number), working=number)
            assert back == (day if worked(day) else walked(day, 1, worked, step))


@pytest.mark.parametrize(("day", "off_in"), [
    ("2020-05-04", ""),  # moved to the 8th
    ("2020-05-08", "EWSN"),
    ("2021-12-27", "EWSN"),  # for Christmas Day and Boxing Day, a Saturday and a Sunday
    ("2021-12-28", "EWSN"),
    ("2022-01-03", "EWSN"),
    ("2022-01-04", "S"),  # for 2 January, a Sunday
    ("2022-05-30", ""),  # moved to 2 June
    ("2022-06-02", "EWSN"),
    ("2022-06-03", "EWSN"),  # the jubilee
    ("2022-09-19", "EWSN"),  # the funeral
    ("2023-05-08", "EWSN"),  # the coronation
    ("2023-11-30", "S"),  # St Andrew
    ("2023-12-26", "EWSN"),
    ("2024-01-01", "EWSN"),
    ("2024-01-02", "S"),
    ("2024-03-18", "N"),  # St Patrick, a Sunday
    ("2024-03-29", "EWSN"),  # Good Friday
    ("2024-04-01", "EWN"),  # Easter Monday
    ("2024-07-12", "N"),  # the Boyne
    ("2024-08-05", "S"),
    ("2024-08-26", "EWN"),
    ("2024-12-02", "S"),  # St Andrew, a Saturday
    ("2025-07-14", "N"),  # the Boyne, a Saturday
    ("2025-12-01", "S"),  # St Andrew, a Sunday
    ("2026-06-15", "S"),  # proclaimed for the World Cup
    ("2026-07-13", "N"),  # the Boyne, a Sunday
    ("2026-12-28", "EWSN"),  # for Boxing Day, a Saturday
    ("2027-12-27", "EWSN"),
    ("2027-12-28", "EWSN"),
    ("2028-01-03", "EWSN"),  # for 1 January, a Saturday
    ("2028-01-04", "S"),  # for 2 January, a Sunday
])  # fmt: skip
def test_days_off_by_nation(day, off_in):
    """Substitute days, days proclaimed once, and the days that only one nation keeps."""
    number = day_number(date.fromisoformat(day))
    letters = {"E": "england", "W": "wales", "S": "scotland", "N": "northern_ireland"}
    assert {each for each, nation in letters.items() if not working_days(nation).worked(number)} == set(off_in)


def test_other_countries_have_their_own_days():
    """St Patrick's Day is off in Ireland; 8 March in Berlin and not in Bavaria; Friday is the weekend in Jordan."""
    for nation, day, worked in (
        ("IE", date(2023, 3, 17), False),
        ("DE", date(2023, 3, 17), True),
        ("DE-BE", date(2024, 3, 8), False),
        ("DE-BY", date(2024, 3, 8), True),
        ("JO", date(2024, 3, 1), False),
        ("JO", date(2024, 3, 3), True),
    ):
        assert working_days(nation).worked(day_number(day)) == worked, (nation, day)


@pytest.mark.parametrize("nation", [
    "", "England", "GB", "GB-ENG", "UK", "XX", "ie", "DE-", "DE-XX", "IRL", "england-", "utils", "HolidayBase",
])  # fmt: skip
def test_a_nation_that_is_not_known_is_refused(nation):
    """Only the four nations and the two letters of a country are names; the United Kingdom has no days of its own."""
    with pytest.raises(NationUnknown):
        working_days(nation)


@pytest.mark.parametrize(("nation", "some"), [
    ("DE-XX", {"BE", "BY"}), ("DE-", {"BE", "BY"}), ("XX", set()), ("GB", set()),
])  # fmt: skip
def test_a_part_that_is_not_known_is_told_beside_those_that_are(nation, some):
    """Where the country is known and its part is not, the refusal has the parts there are; otherwise it has none."""
    with pytest.raises(NationUnknown) as refused:
        working_days(nation)
    assert some <= set(refused.value.parts)
    assert bool(refused.value.parts) == bool(some)


@pytest.mark.parametrize(("first", "last", "nation", "meant"), [
    ("day_0", "counted", None, Reckoning()),
    ("day_1", "counted", None, Reckoning(day_1=True)),
    ("day_0", "not_counted", None, Reckoning(last_counted=False)),
    ("day_1", "not_counted", "scotland", Reckoning(True, False, working_days("scotland"))),
])  # fmt: skip
def test_the_words_of_a_contract_are_its_reckoning(first, last, nation, meant):
    """The first day, the last day and the nation are each said by themselves; without a nation none is taken."""
    assert reckoning(first, last, nation) == meant


def test_outside_the_years_of_the_library_only_weekends_are_off():
    """Beyond the last year that the library knows, Christmas Day 2150, a Friday, is a working day: so it is said."""
    england = working_days("england")
    assert (england.first_year, england.last_year) == (1872, 2100)
    assert england.worked(day_number(date(2150, 12, 25)))
    assert not england.worked(day_number(date(2150, 12, 26)))
    assert england.worked(day_number(date(2150, 1, 1)))
    assert not england.worked(day_number(date(2099, 12, 25)))
    assert not england.worked(day_number(date(2100, 12, 27)))  # for Boxing Day, a Sunday
    assert not england.worked(day_number(date(1872, 12, 25)))
    assert as_date(england.after(day_number(date(2100, 12, 31)), 1)) == date(2101, 1, 3)


@pytest.mark.parametrize(("number", "from_2023", "back_from_2026"), [
    (1, "2024-01-02", "2025-12-31"),
    (2, "2024-01-03", "2025-12-30"),
    (253, "2024-12-30", "2025-01-02"),
    (254, "2024-12-31", "2024-12-31"),
    (255, "2025-01-02", "2024-12-30"),
    (507, "2025-12-31", "2024-01-02"),
    (508, "2026-01-02", "2023-12-29"),
])  # fmt: skip
def test_working_days_go_on_over_the_turn_of_the_year(number, from_2023, back_from_2026):
    """England works 254 days in 2024 and 253 in 2025, after Friday 29 December 2023 and before 2 January 2026."""
    england = Reckoning(worked=working_days("england"))
    assert after(england, date(2023, 12, 29), working=number) == date.fromisoformat(from_2023)
    assert before(england, date(2026, 1, 2), working=number) == date.fromisoformat(back_from_2026)


@pytest.mark.parametrize(("day", "number", "on", "back"), [
    ("2023-12-29", 1, "2023-12-29", "2023-12-29"),  # a Friday
    ("2023-12-29", 2, "2024-01-02", "2023-12-28"),
    ("2023-12-30", 1, "2024-01-02", "2023-12-29"),
    ("2024-01-01", 1, "2024-01-02", "2023-12-29"),  # off
    ("2024-01-01", 2, "2024-01-03", "2023-12-28"),
    ("2024-01-02", 2, "2024-01-03", "2023-12-29"),
])  # fmt: skip
def test_a_day_that_is_worked_is_the_first_where_the_first_day_counts(day, number, on, back):
    """Counted in, a day worked is the first working day itself, forwards and backwards; another takes nothing off."""
    england, when = Reckoning(day_1=True, worked=working_days("england")), date.fromisoformat(day)
    assert after(england, when, working=number) == date.fromisoformat(on)
    assert before(england, when, working=number) == date.fromisoformat(back)


def test_before_the_years_of_the_library_the_weekend_is_the_one_of_today():
    """In Jordan, known from 1901, Friday and Saturday are off in 1900 too, and Thursday is worked."""
    jordan = working_days("JO")
    assert jordan.first_year == 1901
    assert [jordan.worked(day_number(date(1900, 1, day))) for day in (4, 5, 6, 7)] == [True, False, False, True]


def test_working_days_without_a_nation_cannot_be_counted():
    """Without a nation nothing is assumed: counting stops, where the loader has not stopped it before."""
    with pytest.raises(ValueError, match="no nation is stated"):
        DAY_0.after(0, Duration(working=1))
    with pytest.raises(ValueError, match="no nation is stated"):
        DAY_0.before(0, Duration(working=1))
