"""What is held in total, or among so many: the days covered, and the periods that pass, one after the other."""

from datetime import date

from tests.oracle.plain_days import ONE, days_of, months_of
from tests.oracle.plain_measures import meets
from tests.oracle.plain_records import Row, Tree, spell


def days_held(check: Tree, rows: list[Row], begins: date, last: date) -> tuple[date, list[tuple[date, Row]]] | None:
    """The day on which so many days were covered, and of each of them the first record to end that covers it."""
    needed, among = days_of(check["for"]), days_of(check["among"]) if "among" in check else None
    found: list[tuple[date, Row]] = []
    day = max([begins, min([row.first for row in rows], default=begins)])
    while day <= min(last, max([row.day for row in rows], default=day - ONE)):
        covering = [row for row in rows if row.first <= day <= row.day]
        if covering:
            found.append((day, min(covering, key=lambda row: row.day)))
            near = [each for each in found if among is None or each[0] > day - ONE * among]
            if len(near) >= needed:
                return day, near
        day += ONE
    return None


def periods_held(check: Tree, rows: list[Row], begins: date, last: date, as_at: date) -> tuple[date, list[Row]] | None:
    """The last day of the last period needed, and the records of those that passed."""
    each = check["each"]
    needed = how_many(check["for"], each["period"])
    among = how_many(check["among"], each["period"]) if "among" in check else None
    passed: list[tuple[int, list[Row]]] = []
    number = 0
    while True:
        first, end = spell(begins, each["period"], number)
        if end > min(last, as_at):
            return None
        inside = [row for row in rows if first <= row.day <= end]
        if inside and meets(came_to(each, inside), {word: each[word] for word in COMPARED if word in each}):
            passed.append((number, inside))
        elif check.get("after_break") == "ends":
            return None
        elif "after_break" in check:
            passed = []
        near = [one for one in passed if among is None or one[0] > number - among]
        if len(near) >= needed and near[-1][0] == number:
            return end, [row for _, inside in near[-needed:] for row in inside]
        number += 1


COMPARED = ("at_least", "at_most", "above", "below")


def came_to(each: Tree, rows: list[Row]):
    """What the records of a period come to."""
    if "sum" in each:
        return sum(row.said[each["sum"]] or 0 for row in rows)
    return len(rows) if "count" in each else len({row.day for row in rows})


def how_many(length: str, period: str) -> int:
    """How many periods a length has."""
    return months_of(length) // months_of(period) if months_of(period) else days_of(length) // days_of(period)
