"""Excluded: days that neither count nor break; time stands still on them."""

from collections.abc import Sequence


def earlier(days: Sequence[int], day: int) -> int:
    """How many of some sorted, different days come before a day.

    Example:
        >>> earlier([3, 5, 9], 5)
        1
    """
    low, high = 0, len(days)
    while low < high:
        middle = (low + high) // 2
        if days[middle] < day:
            low = middle + 1
        else:
            high = middle
    return low


def passed(since: int, day: int, excluded: Sequence[int]) -> int:
    """How many days that are not excluded come after one day, up to and with another.

    Example:
        >>> passed(10, 15, [12, 13])
        3
    """
    return day - since - (earlier(excluded, day + 1) - earlier(excluded, since + 1))


def later(since: int, number: int, excluded: Sequence[int]) -> int:
    """The day on which so many days that are not excluded have passed since a day; none is that day itself.

    Example:
        >>> later(10, 3, [12, 13])
        15
    """
    day, place = since + number, earlier(excluded, since + 1)
    while number > 0 and place < len(excluded) and excluded[place] <= day:
        day += 1
        place += 1
    return day


def first_from(day: int, excluded: Sequence[int]) -> int:
    """The first day, from a day on, that is not excluded.

    Example:
        >>> first_from(12, [12, 13])
        14
    """
    return later(day - 1, 1, excluded)
