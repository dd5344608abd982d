"""Instants: microseconds of UTC since 1970, and the day that they fall on in a place."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from sop_engine.units.days import day_number

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
