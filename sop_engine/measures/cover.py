"""Which days records cover: set arithmetic on days, in which no day counts twice."""

from collections.abc import Iterable


def covered(spells: Iterable[tuple[int, int]], without: Iterable[tuple[int, int]] = ()) -> list[tuple[int, int]]:
    """The days in some spells, except those in others, as spells that neither touch nor overlap.

    A spell is its first and its last day, both counted in.

    Example:
        >>> covered([(1, 5), (4, 9), (20, 22)], without=[(3, 3), (21, 30)])
        [(1, 2), (4, 9), (20, 20)]
    """
    left: list[tuple[int, int]] = []
    for first, last in joined(spells):
        for cut_first, cut_last in joined(without):
            if cut_first > last:
                break
            if cut_first > first:
                left.append((first, cut_first - 1))
            first = max(first, cut_last + 1)
        if first <= last:
            left.append((first, last))
    return left


def joined(spells: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    """Spells put together where they touch or overlap, in order.

    Example:
        >>> joined([(4, 9), (1, 3), (20, 22)])
        [(1, 9), (20, 22)]
    """
    made: list[tuple[int, int]] = []
    for first, last in sorted(spells):
        if made and first <= made[-1][1] + 1:
            made[-1] = (made[-1][0], max(made[-1][1], last))
        else:
            made.append((first, last))
    return made


def within(spells: Iterable[tuple[int, int]], opens: int, closes: int) -> list[tuple[int, int]]:
    """The part of some spells that lies in a window, both ends counted in.

    Example:
        >>> within([(1, 5), (8, 9)], 4, 8)
        [(4, 5), (8, 8)]
    """
    cut = ((max(first, opens), min(last, closes)) for first, last in spells)
    return [(first, last) for first, last in cut if first <= last]


def how_many(spells: Iterable[tuple[int, int]]) -> int:
    """How many days there are in spells that do not overlap.

    Example:
        >>> how_many([(1, 5), (8, 8)])
        6
    """
    return sum(last - first + 1 for first, last in spells)
