"""Instants: microseconds of UTC since 1970, and the day that they fall on in a place."""

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

from sop_engine.units.days import as_date, day_number

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def micros(instant: datetime) -> int:
    """The microseconds of an instant.

    Raises:
        ValueError: It does not say its time zone.

    Example:
        >>> micros(datetime(1970, 1, 1, 1, tzinfo=ZoneInfo("Europe/Paris")))
        0
    """
    if instant.tzinfo is None:
        raise ValueError("an instant without its time zone is none")
    return (instant - _EPOCH) // timedelta(microseconds=1)


def instant_of(number: int) -> datetime:
    """The instant of so many microseconds.

    Example:
        >>> instant_of(0).isoformat()
        '1970-01-01T00:00:00+00:00'
    """
    return _EPOCH + timedelta(microseconds=number)


def day_in(number: int, zone: ZoneInfo) -> int:
    """The number of the day on which an instant falls in a place.

    Example:
        >>> day_in(1_719_788_400_000_000, ZoneInfo("Europe/London"))  # 30 June 2024, 23:00 UTC
        19905
    """
    return day_number(instant_of(number).astimezone(zone).date())


def at_hour(day: int, hour: time, zone: ZoneInfo) -> int:
    """The instant at which the clocks of a place show an hour, on a day (a day number).

    Where the clocks show it twice, the first time.  Where they never do, the next time that they do
    show: the moment at which they are put forward, even over a whole day.

    Example:
        >>> london, autumn, spring = ZoneInfo("Europe/London"), 20_023, 19_813  # 27 October, 31 March 2024
        >>> instant_of(at_hour(autumn, time(1, 30), london)).isoformat()
        '2024-10-27T00:30:00+00:00'
        >>> instant_of(at_hour(spring, time(1, 30), london)).isoformat()
        '2024-03-31T01:00:00+00:00'
    """
    shown = datetime.combine(as_date(day), hour)
    by_before, by_after = (micros(shown.replace(tzinfo=zone, fold=fold)) for fold in (0, 1))
    if _shows(by_before, zone) == shown:
        return by_before
    least, most = by_after, by_before  # before the clocks are put forward, and after it
    while least < most:
        middle = (least + most) // 2
        least, most = (middle + 1, most) if _shows(middle, zone) < shown else (least, middle)
    return most


def _shows(number: int, zone: ZoneInfo) -> datetime:
    """What the clocks of a place show at an instant."""
    return instant_of(number).astimezone(zone).replace(tzinfo=None)
