"""Held: a time passes unbroken, no gap longer than permitted, and no more incidents than permitted."""

from collections.abc import Sequence
from typing import NamedTuple

from sop_engine.checks.excluded import later, passed
from sop_engine.units.days import NEVER, corresponding, ending

COMPLETE, GOING_ON, BROKE = 1, 0, -1


class Unbroken(NamedTuple):
    """What is asked of something held; lengths are months and then days.

    `day_1`: the day from which the time counts is its first day, and it is complete the day before
    the corresponding date.  `anchor_seen`: the time counts from the anchor, as if seen then; else
    from the first day after it.  `at_most` incidents are permitted within any `in_months` and
    `in_days`.  It is complete no sooner than `no_sooner`.  Where there is a day `until`, the time
    is complete on that day, however long it is.
    """

    months: int
    days: int
    gap_months: int
    gap_days: int
    restarts: bool
    day_1: bool = False
    anchor_seen: bool = True
    no_sooner: int = -NEVER
    at_most: int = NEVER
    in_months: int = 0
    in_days: int = 0
    until: int = NEVER


class Held(NamedTuple):
    """What came of something held; a day that there is not is NEVER, a place -1."""

    state: int
    """COMPLETE, GOING_ON, or BROKE for good."""
    begun: int
    """The day from which the time counts; NEVER while it waits for a day to begin on."""
    place: int
    """The place of the day that shows it complete, else of the last that counts."""
    gap_from: int
    gap_to: int
    """The last gap that was too long (the same day twice where there was none)."""
    incident: int
    """The day of the last incident that was one too many."""


def held(
    days: Sequence[int],
    anchor: int,
    seen: int,
    asked: Unbroken,
    excluded: Sequence[int],
    incidents: Sequence[int],
) -> Held:
    """Whether something was held for so long from an anchor, and when.

    `seen` is the last record the anchor itself rests on: gaps are measured from there.  A gap
    longer than permitted is a break, and so is, on its day, an incident too many; the time then
    counts again from the first day after it, or cannot be complete any more.  It is complete on
    the day that `due` says, once a day on or after that one shows it.

    Args:
        days: The days on which it was seen, or that are covered, sorted; none is excluded, and
            those before the anchor do not count.
        excluded: Days that neither count nor break, sorted, each once.
        incidents: The days of incidents, sorted; those before the time counts do not matter.

    Example:
        >>> held([0, 30, 60, 95], 0, 0, Unbroken(3, 0, 0, 35, True), [], [])[:3]
        (1, 0, 3)
        >>> held([0, 30, 60, 95], 0, 0, Unbroken(3, 0, 0, 35, True, at_most=0, in_days=1), [], [40])[:3]
        (0, 60, 3)
    """
    begun = anchor if asked.anchor_seen else NEVER
    before, last, gap_from, gap_to, incident = seen, -1, anchor, anchor, NEVER
    counted, complete = NEVER, NEVER  # the day on which it is complete, and the day from which that was counted
    i, j = 0, 0
    while i < len(days) or j < len(incidents):
        if j < len(incidents) and (i >= len(days) or incidents[j] <= days[i]):
            one_too_many = begun != NEVER and too_many(incidents, j, begun, asked, excluded)
            if (
                one_too_many
                and incidents[j] <= due(begun, asked, excluded)
                and _near(before, incidents[j], asked, excluded)
            ):
                incident = incidents[j]
                if not asked.restarts:
                    return Held(BROKE, begun, last, gap_from, gap_to, incident)
                begun = NEVER
            j += 1
            continue
        day = days[i]
        i += 1
        if day < anchor or (begun == NEVER and incident != NEVER and day <= incident):
            continue
        if begun == NEVER and asked.restarts:
            begun = day
        elif not _near(before, day, asked, excluded):
            gap_from, gap_to = before, day
            if not asked.restarts:
                return Held(BROKE, begun, last, gap_from, gap_to, incident)
            begun = day
        elif begun == NEVER:
            begun = day
        last, before = i - 1, day
        if counted != begun:
            counted, complete = begun, due(begun, asked, excluded)
        if day >= complete:
            return Held(COMPLETE, begun, i - 1, gap_from, gap_to, incident)
    return Held(GOING_ON, begun, last, gap_from, gap_to, incident)


def due(begun: int, asked: Unbroken, excluded: Sequence[int]) -> int:
    """The day on which a time that counts from a day is complete; excluded days lengthen it.

    Example:
        >>> due(0, Unbroken(0, 7, 0, 1, True, day_1=True), []), due(0, Unbroken(0, 7, 0, 1, True), [3, 4])
        (6, 9)
    """
    if asked.until != NEVER:
        return asked.until
    there = later(begun, ending(begun, asked.months, asked.days, asked.day_1) - begun, excluded)
    return there if there > asked.no_sooner else asked.no_sooner


def next_by(before: int, asked: Unbroken, excluded: Sequence[int]) -> int:
    """The last day on which the next record is not too late.

    Example:
        >>> next_by(0, Unbroken(3, 0, 0, 35, True), [])
        35
    """
    return later(before, corresponding(before, asked.gap_months, asked.gap_days) - before, excluded)


def _near(before: int, day: int, asked: Unbroken, excluded: Sequence[int]) -> bool:
    """Whether the gap from one day to another is permitted; excluded days do not lengthen it."""
    if day - before <= asked.gap_days:
        return True  # most gaps by far: no calendar is needed
    permitted = corresponding(before, asked.gap_months, asked.gap_days) - before
    return passed(before, day, excluded) <= permitted


def too_many(incidents: Sequence[int], j: int, begun: int, asked: Unbroken, excluded: Sequence[int]) -> bool:
    """Whether an incident is one too many: of those since the time began, within the length they are counted in.

    Example:
        >>> too_many([5, 20, 40], 2, 0, Unbroken(6, 0, 0, 35, True, at_most=2, in_months=1), [])
        False
    """
    first = j - asked.at_most
    if first < 0 or incidents[first] < begun:
        return False
    length = corresponding(incidents[first], asked.in_months, asked.in_days) - incidents[first]
    return passed(incidents[first], incidents[j], excluded) < length
