"""Gathered: so many days, or periods, that pass: in total, or among so many that follow each other."""

from collections.abc import Sequence

from sop_engine.checks.excluded import earlier
from sop_engine.units.days import corresponding


def gathered(places: Sequence[int], needed: int, among: int, no_sooner: int) -> int:
    """The place, in a list of what passed, of the one that is enough; -1 where there are too few.

    What passed is given by numbers that follow each other as the days, or the periods, do.  All
    that is needed must lie among so many of them; `among` 0 asks for so many in total.

    Example:
        >>> gathered([0, 1, 5, 6, 7], 3, 4, 0), gathered([0, 1, 5, 6, 7], 3, 0, 0), gathered([0, 2, 4], 3, 4, 0)
        (4, 2, -1)
    """
    for i in range(needed - 1, len(places)):
        if places[i] >= no_sooner and (among == 0 or places[i] - places[i - needed + 1] < among):
            return i
    return -1


def covered(first: Sequence[int], last: Sequence[int], opens: int, excluded: Sequence[int]) -> list[int]:
    """The different days that records cover, from a day on, less those that are excluded; sorted.

    Args:
        first, last: The first and the last day of each record, in order of the first.

    Example:
        >>> covered([1, 3], [4, 6], 2, [5])
        [2, 3, 4, 6]
    """
    days = [0 for _ in range(0)]
    reach, place = opens - 1, earlier(excluded, opens)
    for i in range(len(first)):
        day = first[i] if first[i] > reach else reach + 1
        while day <= last[i]:
            while place < len(excluded) and excluded[place] < day:
                place += 1
            if place == len(excluded) or excluded[place] != day:
                days.append(day)
            day += 1
        reach = last[i] if last[i] > reach else reach
    return days


def bounds_of_periods(anchor: int, months: int, days: int, number: int) -> list[int]:
    """The first day of so many periods that follow each other from an anchor, and of the next one.

    Each is counted from the anchor, not from the one before: months keep their date.

    Example:
        >>> from sop_engine.units.days import as_date, from_civil
        >>> [as_date(day).day for day in bounds_of_periods(from_civil(2018, 1, 31), 1, 0, 3)]
        [31, 28, 31, 30]
    """
    return [corresponding(anchor, k * months, k * days) for k in range(number + 1)]


def amounts_of_periods(bounds: Sequence[int], days: Sequence[int], amounts: Sequence[int]) -> list[tuple[int, int]]:
    """For each period how many records are dated in it, and what their amounts add up to.

    Example:
        >>> amounts_of_periods([0, 7, 14], [1, 6, 7, 30], [5, 6, 7, 8])
        [(2, 11), (1, 7)]
    """
    found, i = [(0, 0) for _ in range(0)], 0
    while i < len(days) and days[i] < bounds[0]:
        i += 1
    for k in range(len(bounds) - 1):
        number, total = 0, 0
        while i < len(days) and days[i] < bounds[k + 1]:
            number += 1
            total += amounts[i]
            i += 1
        found.append((number, total))
    return found
