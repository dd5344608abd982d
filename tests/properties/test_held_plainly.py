"""What is held agrees with sets of days lived through one by one, over thousands of generated histories."""

from fractions import Fraction
from random import Random

import pytest

from tests.properties.histories import day_of
from tests.properties.plain_holds import Asked, History, reached, still
from tests.steps.small import HEAD, contract, days, done

FROM, TO = days("2020-01-20", "2020-03-25")
WITH_HOLIDAYS = (
    HEAD.replace("to: 2021-12-31", "to: 2020-03-25").replace("from: 2020-01-01", "from: 2020-01-20")
    + """
  holiday: {files: holidays*.csv, person: Ref, lasts: {from: From, to: To}}
calendars:
  school: [{from: 2020-02-10, to: 2020-02-14}]
"""
)
HOLDS = {
    "{held: visit, from: start, for: 10 days, gap_at_most: 4 days, after_break: restarts EXCEPT}": Asked(
        "visit", (0, 10), (0, 4), "restarts"
    ),
    "{held: visit, from: start, for: 1 month, gap_at_most: 6 days, after_break: ends EXCEPT}": Asked(
        "visit", (1, 0), (0, 6), "ends"
    ),
    "{held: visit, from: start, for: 12 days, gap_at_most: 5 days, after_break: restarts EXCEPT, "
    "incidents: {record: letter, at_most: 1, in: 8 days}}": Asked(
        "visit", (0, 12), (0, 5), "restarts", at_most=1, within=(0, 8)
    ),
    "{held: visit, from: start, for: 12 days, gap_at_most: 5 days, after_break: ends EXCEPT, "
    "incidents: {record: letter, at_most: 0, in: 8 days}}": Asked(
        "visit", (0, 12), (0, 5), "ends", at_most=0, within=(0, 8)
    ),
    "{held: stay, from: start, for: 7 days, gap_at_most: 1 day, after_break: restarts EXCEPT}": Asked(
        "stay", (0, 7), (0, 1), "restarts"
    ),
    "{held: stay, from: start, for: 1 month, gap_at_most: 3 days, after_break: restarts EXCEPT}": Asked(
        "stay", (1, 0), (0, 3), "restarts"
    ),
    "{held: stay, from: start, for: 9 days, gap_at_most: 2 days, after_break: ends EXCEPT}": Asked(
        "stay", (0, 9), (0, 2), "ends"
    ),
    "{held: stay, from: start, for: 9 days, gap_at_most: 2 days, after_break: restarts EXCEPT, "
    "incidents: {record: letter, at_most: 1, in: 6 days}}": Asked(
        "stay", (0, 9), (0, 2), "restarts", at_most=1, within=(0, 6)
    ),
    "{held: stay, from: start, for: 9 days, gap_at_most: 4 days, after_break: ends EXCEPT, "
    "incidents: {record: letter, at_most: 1, in: 6 days}}": Asked(
        "stay", (0, 9), (0, 4), "ends", at_most=1, within=(0, 6)
    ),
    "{held: stay, from: start, for: 12 days, in_total: true EXCEPT}": Asked("stay", (0, 12), in_total=True),
    "{held: stay, from: start, for: 2 weeks, among: 20 days EXCEPT}": Asked("stay", (0, 14), among=(0, 20)),
    "{held: visit, from: start, for: 6 days, in_total: true EXCEPT}": Asked("visit", (0, 6), in_total=True),
    "{held: visit, from: start, for: 5 days, among: 9 days EXCEPT}": Asked("visit", (0, 5), among=(0, 9)),
    "{held: visit, each: {period: 1 week, sum: hours, at_least: 8}, from: start, for: 3 weeks, "
    "among: 5 weeks EXCEPT}": Asked(
        "visit", (0, 21), among=(0, 35), period=(0, 7), amount="sum", passes=lambda hours: hours >= 8
    ),
    "{held: visit, each: {period: 1 week, sum: hours, at_least: 4, below: 12}, from: start, for: 4 weeks, "
    "in_total: true EXCEPT}": Asked(
        "visit", (0, 28), in_total=True, period=(0, 7), amount="sum", passes=lambda hours: 4 <= hours < 12
    ),
    "{held: visit, each: {period: 4 days, count: true, at_least: 1, at_most: 2}, from: start, for: 12 days, "
    "after_break: restarts EXCEPT}": Asked(
        "visit", (0, 12), after_break="restarts", period=(0, 4), amount="count", passes=lambda n: 1 <= n <= 2
    ),
    "{held: visit, each: {period: 4 days, count: true, at_least: 1}, from: start, for: 16 days, "
    "after_break: ends EXCEPT}": Asked(
        "visit", (0, 16), after_break="ends", period=(0, 4), amount="count", passes=lambda n: n >= 1
    ),
    "{held: visit, each: {period: 1 month, count: true, above: 2}, from: start, for: 1 month, "
    "among: 2 months EXCEPT}": Asked(
        "visit", (1, 0), among=(2, 0), period=(1, 0), amount="count", passes=lambda n: n > 2
    ),
    "{held: stay, each: {period: 1 week, days: true, at_least: 4}, from: start, for: 3 weeks, "
    "among: 4 weeks EXCEPT}": Asked(
        "stay", (0, 21), among=(0, 28), period=(0, 7), amount="days", passes=lambda n: n >= 4
    ),
    "{held: stay, each: {period: 1 week, days: true, at_least: 2, at_most: 6}, from: start, for: 3 weeks, "
    "after_break: restarts EXCEPT}": Asked(
        "stay", (0, 21), after_break="restarts", period=(0, 7), amount="days", passes=lambda n: 2 <= n <= 6
    ),
}


def lived(chance: Random) -> History:
    """A person with some visits, stays, incidents and holidays."""
    history = History(FROM + chance.randrange(0, 12))
    day, often = history.start + chance.randrange(-1, 3), chance.choice((2, 4, 7))
    while day < TO + 5:
        if day >= history.start:
            history.visits.append((day, Fraction(chance.choice((1, 3, 4, 5, 8)))))
        day += chance.randrange(0, often)
        day += chance.random() < 0.7
    for _ in range(chance.randrange(0, 6)):
        first = history.start + chance.randrange(-4, 50)
        last = first + chance.choice((0, 1, 3, 6, 9, 20, 40))
        if last >= history.start:
            history.stays.append((first, last))
    history.visits, history.stays = sorted(set(history.visits)), sorted(set(history.stays))
    history.incidents = sorted({history.start + chance.randrange(0, 45) for _ in range(chance.randrange(0, 5))})
    for _ in range(chance.randrange(0, 3)):
        first = history.start + chance.randrange(0, 40)
        history.holidays.append((first, first + chance.randrange(0, 8)))
    history.holidays = sorted(set(history.holidays))
    return history


def sent(histories: list[History]) -> dict[str, dict[str, list]]:
    """The histories as the consortium sends them."""

    def say(day):
        return day_of(day).isoformat()

    def span(first, last):
        return {"From": say(first), "To": say(last)}

    return {
        f"P{i:04}": {
            "start": say(each.start),
            "visit": [{"Day": say(day), "Hours": str(hours)} for day, hours in each.visits],
            "stay": [span(*stay) for stay in each.stays],
            "letter": [say(day) for day in each.incidents],
            "holiday": [span(*holiday) for holiday in each.holidays],
        }
        for i, each in enumerate(histories)
    }


def known(history: History, as_at: int, excepting: bool) -> History:
    """What the contract knows on a day: with the days that do not count, or with none."""
    then = history.known(as_at)
    holidays = [*then.holidays, *[days("2020-02-10", "2020-02-14")]] if excepting else []
    return History(then.start, then.visits, then.stays, then.incidents, holidays)


@pytest.mark.parametrize("excepting", [False, True], ids=["all days", "except"])
@pytest.mark.parametrize("shown_by", HOLDS, ids=range(len(HOLDS)))
def test_what_is_held_is_reached_when_living_through_it_says(tmp_path, shown_by, excepting):
    """For each way to hold, each history is met on the day that day-by-day life says, and else pending or refused."""
    asked, chance = HOLDS[shown_by], Random(f"{shown_by} {excepting}")
    except_ = ", except: [holiday, school]" if excepting else ""
    outcome = f"  kept:\n    is: Kept.\n    shown_by: {shown_by.replace(' EXCEPT', except_)}\n"
    agreed = contract(tmp_path, outcome, head=WITH_HOLIDAYS)
    seen = set()
    for as_at in (FROM + 30, TO - 10, TO + 6):
        histories = [lived(chance) for _ in range(40)]
        made = done(agreed, day_of(as_at).isoformat(), sent(histories))
        found = {each.person: each for each in made.standings}
        for i, history in enumerate(histories):
            standing, then = found[f"P{i:04}"], known(history, as_at, excepting)
            day = reached(asked, then, as_at)
            day = day if day is not None and day <= TO else None
            assert standing.reached == day, (history, as_at)
            if day is None and i < (2 if asked.amount == "days" else 6):
                open_ = standing.status in ("pending", "no record")
                assert open_ == still(asked, then, as_at, TO), (standing.status, then, as_at)
            seen.add(standing.status)
    assert "due" in seen


ADDED = [each for each in HOLDS if ("among" in each or "in_total" in each) and "below" not in each]


@pytest.mark.parametrize("shown_by", ADDED, ids=range(len(ADDED)))
def test_more_records_never_make_what_is_in_total_or_among_later(tmp_path, shown_by):
    """A visit or a stay more never undoes what is held in total, or among so many, nor makes it later."""
    chance = Random(shown_by)
    outcome = f"  kept:\n    is: Kept.\n    shown_by: {shown_by.replace(' EXCEPT', ', except: [holiday, school]')}\n"
    agreed = contract(tmp_path, outcome, head=WITH_HOLIDAYS)
    before, after = [lived(chance) for _ in range(150)], []
    for history in before:
        other = lived(chance)
        visits = sorted({*history.visits, *(each for each in other.visits if each[0] >= history.start)})
        stays = sorted({*history.stays, *(each for each in other.stays if each[1] >= history.start)})
        after.append(History(history.start, visits, stays, history.incidents, history.holidays))
    on = day_of(TO + 6).isoformat()
    found, then = ({c.person: c for c in done(agreed, on, sent(each)).claims} for each in (before, after))
    assert found
    for person, claim in found.items():
        assert then[person].reached <= claim.reached
        if then[person].reached == claim.reached:
            assert then[person].shown <= max(claim.shown, claim.reached)


def test_all_of_so_many_days_is_the_same_as_unbroken(tmp_path):
    """So many days among as many is a time unbroken with no day missing."""
    chance, head = Random(7), WITH_HOLIDAYS
    both = (
        "  among:\n    is: A.\n    shown_by: {held: stay, from: start, for: 6 days, among: 6 days, except: school}\n"
        "  unbroken:\n    is: B.\n    shown_by: {held: stay, from: start, for: 6 days, gap_at_most: 1 day, "
        "after_break: restarts, except: school}\n"
    )
    agreed = contract(tmp_path, both, head=head)
    made = done(agreed, day_of(TO + 6).isoformat(), sent([lived(chance) for _ in range(300)]))
    days_of = {(claim.person, claim.outcome): (claim.reached, claim.shown) for claim in made.claims}
    among = {person: found for (person, outcome), found in days_of.items() if outcome == "among"}
    assert among == {person: found for (person, outcome), found in days_of.items() if outcome == "unbroken"}
    assert len(among) > 50
