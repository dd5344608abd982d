"""Held: a time passes unbroken, seen again and again, no gap longer than permitted."""

from collections.abc import Sequence

from sop_engine.units.days import corresponding, ending

COMPLETE, GOING_ON, BROKE = 1, 0, -1


def held(
    days: Sequence[int],
    anchor: int,
    seen: int,
    months: int,
    length: int,
    gap_months: int,
    gap_days: int,
    restarts: bool,
    day_1: bool = False,
) -> tuple[int, int, int, int, int]:
    """Whether something was held for so many months and days from an anchor, and when.

    The anchor counts as seen.  `seen` is the last record the anchor itself rests on: gaps are
    measured from there.  A gap longer than permitted is a break; the time then counts again from
    the record after it, or (`restarts` false) cannot be complete any more.  It is complete on the
    corresponding date, once a record on or after that date shows it.  With `day_1` the day from
    which the time counts is the first of it, and it is complete the day before; a gap is the
    distance between two records either way.

    Args:
        days: One person's records, sorted, as numbered days; those before the anchor do not count.

    Returns:
        state       COMPLETE, GOING_ON, or BROKE for good
        begun       the day from which the time counts
        shown       the place of the record that shows it complete, else of the last that counts, or -1
        gap_from, gap_to    the last break (the same day twice where there was none)

    Example:
        >>> held([0, 30, 60, 95], 0, 0, 3, 0, 0, 35, True)
        (1, 0, 3, 0, 0)
    """
    begun, before, last, gap_from, gap_to = anchor, seen, -1, anchor, anchor
    for i in range(len(days)):
        day = days[i]
        if day < anchor:
            continue
        if day > corresponding(before, gap_months, gap_days):
            gap_from, gap_to = before, day
            if not restarts:
                return BROKE, begun, last, gap_from, gap_to
            begun = day
        last, before = i, day
        if day >= ending(begun, months, length, day_1):
            return COMPLETE, begun, i, gap_from, gap_to
    return GOING_ON, begun, last, gap_from, gap_to
