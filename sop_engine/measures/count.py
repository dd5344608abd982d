"""How many records lie in a window, and the day on which there were enough."""

from collections.abc import Sequence


def counted(days: Sequence[int], needed: int, opens: int, closes: int, no_sooner: int) -> tuple[int, int]:
    """How many of one person's sorted records count, and the place of the one that was enough.

    Both ends of the window count.  The one that is enough lies on `no_sooner` or later; those
    before it may lie earlier.  The place is -1 where there are not enough.  Plain loops and
    integers: the function compiles as it stands.

    Example:
        >>> counted([10, 20, 30], 2, 15, 40, 0)
        (2, 2)
        >>> counted([10, 20, 30], 2, 0, 40, 25)
        (3, 2)
        >>> counted([10, 20, 30], 3, 15, 40, 0)
        (2, -1)
    """
    number, enough = 0, -1
    for i in range(len(days)):
        if opens <= days[i] <= closes:
            number += 1
            if number >= needed and days[i] >= no_sooner:
                enough = i
                break
    return number, enough
