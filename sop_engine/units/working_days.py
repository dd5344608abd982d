"""Working days: whether a day is worked in a nation, and the so many-th day worked after or before a day.

Which days are off comes from the `holidays` library, reckoned from its own tables and rules: no
network, no clock.  What it knows is as good as its edition (0.109 at the least):

- It works out feasts, fixed days and their substitute days by rule, for the United Kingdom from
  1872 to 2100 and for other countries from a year of their own (Germany from 1991).  Outside those
  years only the weekend is off here; the loader refuses a contract in force in them.
- Days that were proclaimed once are listed by hand, up to the day of the edition: in the United
  Kingdom the last are 8 May 2023 (the coronation) and, in Scotland, 15 June 2026.  What will be
  proclaimed later nobody knows yet: a newer edition may move a working day of the future.
- A day that is off for all the public counts, not one for banks, schools or a single council only.
"""

from bisect import bisect_left, bisect_right
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import holidays

from sop_engine.units.days import as_date, civil, from_civil

NATIONS = {"england": "ENG", "wales": "WLS", "scotland": "SCT", "northern_ireland": "NIR"}
"""The nations of the United Kingdom, each with what the library calls it: their days off differ."""
_UNITED_KINGDOM = "GB"


class NationUnknown(LookupError):
    """The library has no calendar of this name; `parts` are those of the country, where the country is known."""

    def __init__(self, nation: str, parts: tuple[str, ...] = ()):
        super().__init__(nation)
        self.parts = parts


@dataclass(frozen=True, slots=True)
class WorkingDays:
    """The days that are worked in a nation.

    Example:
        >>> scotland = working_days("scotland")
        >>> as_date(scotland.after(from_civil(2023, 12, 29), 1))  # 1 and 2 January are off
        datetime.date(2024, 1, 3)
    """

    nation: str
    country: str
    part: str | None
    weekend: frozenset[int]
    """The days of the week that are off, Monday being 0."""
    first_year: int
    last_year: int
    """The years for which the library knows the days off; outside of them only weekends are."""

    def worked(self, day: int) -> bool:
        """Whether a day is worked."""
        days = self._of_year(civil(day)[0])
        place = bisect_left(days, day)
        return place < len(days) and days[place] == day

    def after(self, day: int, number: int) -> int:
        """The so many-th day worked after a day; the day itself is not counted, worked or not."""
        year = civil(day)[0]
        days = self._of_year(year)
        place = bisect_right(days, day) + number - 1
        while place >= len(days):
            place -= len(days)
            year += 1
            days = self._of_year(year)
        return days[place]

    def before(self, day: int, number: int) -> int:
        """The so many-th day worked before a day; the day itself is not counted, worked or not."""
        year = civil(day)[0]
        days = self._of_year(year)
        place = bisect_left(days, day) - number
        while place < 0:
            year -= 1
            days = self._of_year(year)
            place += len(days)
        return days[place]

    def _of_year(self, year: int) -> tuple[int, ...]:
        return _worked_in(self, year)


@lru_cache(maxsize=4_096)
def _worked_in(nation: WorkingDays, year: int) -> tuple[int, ...]:
    """The days worked in a year, in order."""
    days = range(from_civil(year, 1, 1), from_civil(year + 1, 1, 1))
    if not nation.first_year <= year <= nation.last_year:
        return tuple(day for day in days if (day + 3) % 7 not in nation.weekend)  # 1 January 1970 was a Thursday
    off = _calendar(nation.country, nation.part, year)
    return tuple(day for day in days if off.is_working_day(as_date(day)))


def _calendar(country: str, part: str | None, year: int | None = None) -> Any:
    return holidays.country_holidays(country, subdiv=part, years=year, expand=False)


@lru_cache(maxsize=256)
def working_days(nation: str) -> WorkingDays:
    """The working days of a nation: `england`, `scotland`, or a country by its two letters (`IE`, `DE-BE`).

    Raises:
        NationUnknown: The library does not know it; or it is the United Kingdom, where each nation has its own.

    Example:
        >>> working_days("IE").worked(from_civil(2023, 3, 17))  # St Patrick's Day
        False
    """
    country, _, part = nation.partition("-")
    if nation in NATIONS:
        country, part = _UNITED_KINGDOM, NATIONS[nation]
    elif country == _UNITED_KINGDOM or not (len(country) == 2 and country.isascii() and country.isupper()):
        raise NationUnknown(nation)
    try:
        known = _calendar(country, None)
    except NotImplementedError:
        raise NationUnknown(nation) from None
    if known.country != country:  # a second name, such as UK
        raise NationUnknown(nation)
    if (part or "-" in nation) and part not in known.subdivisions:
        raise NationUnknown(nation, tuple(known.subdivisions))
    return WorkingDays(nation, country, part or None, frozenset(known.weekend), known.start_year, known.end_year)
