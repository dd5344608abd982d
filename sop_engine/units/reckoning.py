"""Reckoning: how a contract counts lengths of time from a day, and whether the last day of a window counts."""

from functools import lru_cache
from typing import NamedTuple

from sop_engine.units.days import Duration, corresponding, ending
from sop_engine.units.working_days import WorkingDays, working_days

FIRST_DAY = ("day_0", "day_1")
LAST_DAY = ("counted", "not_counted")


class Reckoning(NamedTuple):
    """How lengths of time are counted from a day.

    Under `day_0` the day that is counted from is left out: 30 days after 1 March are complete on
    31 March, a month on 1 April.  Under `day_1` it is the first of the days counted: 30 days are
    complete on 30 March, a month on 31 March.  Backwards it is the same: a month before 31 March
    goes back to 28 February, or with 31 March as its first day to 1 March.  No length at all is
    the day itself, under either.

    A length in working days always ends on a working day.  Under `day_1` the day that is counted
    from is the first only if it is worked itself; otherwise nothing differs from `day_0`.

    Example:
        >>> from sop_engine.units.days import as_date, from_civil
        >>> month, day = Duration(months=1), from_civil(2018, 3, 1)
        >>> as_date(Reckoning().after(day, month)), as_date(Reckoning(day_1=True).after(day, month))
        (datetime.date(2018, 4, 1), datetime.date(2018, 3, 31))
    """

    day_1: bool = False
    last_counted: bool = True
    worked: WorkingDays | None = None

    def after(self, day: int, length: Duration) -> int:
        """The day on which a length of time that is counted from a day is complete."""
        if length.working:
            return self._calendar().after(day - 1 if self.day_1 else day, length.working)
        return ending(day, length.months, length.days, self.day_1)

    def before(self, day: int, length: Duration) -> int:
        """The day to which a length of time goes back from a day."""
        if length.working:
            return self._calendar().before(day + 1 if self.day_1 else day, length.working)
        there = corresponding(day, -length.months, -length.days)
        return there + 1 if self.day_1 and there != day else there

    def apart(self, day: int, length: Duration) -> int:
        """The day that lies so long after another: a distance between two days, which has no first day."""
        return self._replace(day_1=False).after(day, length)

    def closes(self, day: int, ends: str | None) -> int:
        """The last day of a window `to` a day, as the window says itself, or else the contract."""
        counted = ends == "counted" if ends else self.last_counted
        return day if counted else day - 1

    def _calendar(self) -> WorkingDays:
        if self.worked is None:
            raise ValueError("working days are counted, and no nation is stated: the loader refuses this")
        return self.worked


@lru_cache(maxsize=256)
def reckoning(first_day: str, last_day: str, nation: str | None) -> Reckoning:
    """The reckoning of a contract, from the words in which it states it.

    Example:
        >>> reckoning("day_1", "not_counted", None).closes(100, None)
        99
    """
    return Reckoning(first_day == "day_1", last_day == "counted", working_days(nation) if nation else None)
