"""Payment periods: by which periods the parties settle, and in whose calendar; they move no money by themselves."""

from typing import Annotated
from zoneinfo import ZoneInfo, available_timezones

from pydantic import Field, model_validator

from sop_engine.errors import nearest
from sop_engine.terms.written import Day, Length, Term, written, wrong
from sop_engine.units.days import civil, corresponding, say
from sop_engine.units.reckoning import Reckoning

MONTH_END = 28
"""The last day of the month that every month has."""


def _time_zone(text: str) -> str:
    known = available_timezones()
    if text not in known:
        remedy = nearest(text, sorted(known)) if text else ""
        near = remedy if remedy.startswith("Did") else "Write it as region and city, such as Europe/London."
        raise wrong("time-zone-unknown", found=text, nearest=near)
    return text


TimeZone = Annotated[
    str,
    *written(
        _time_zone,
        {
            "type": "string",
            "description": "A time zone by region and city.",
            "examples": ["Europe/London", "America/Chicago"],
        },
    ),
]


class PaymentPeriods(Term):
    """The periods by which payments are posted and stated; a contract without them can be worked out, not posted."""

    every: Length
    """How long a period is."""
    from_: Day = Field(alias="from")
    """The first day of the first period; what was reached before falls into the first."""
    time_zone: TimeZone
    """Whose calendar says on which day something became known, and when a period is over."""
    evidence_by: Length | None = None
    """How long after a period's last day its evidence should have come; what comes later is put right later."""

    @model_validator(mode="after")
    def _by_the_calendar(self) -> "PaymentPeriods":
        if self.every.working:
            raise wrong(
                "wrong-shape",
                found=f'the text "{self.every}"',
                expected="the length of a period by the calendar",
                remedy="Write days, weeks, months or years.",
            )
        if self.every.months and civil(self.from_)[2] > MONTH_END:
            raise wrong("period-end-unclear", every=self.every, from_=say(self.from_))
        return self

    def period(self, number: int) -> tuple[int, int]:
        """The first and the last day of a period; the first period is number 1.

        Example:
            >>> terms = {"every": "3 months", "from": "2018-01-01", "time_zone": "Europe/London"}
            >>> [say(day) for day in PaymentPeriods.model_validate(terms).period(2)]
            ['1 April 2018', '30 June 2018']
        """
        return self._first(number), self._first(number + 1) - 1

    def over_by(self, day: int) -> int:
        """How many periods are over when a day begins.

        Example:
            >>> terms = {"every": "3 months", "from": "2018-01-01", "time_zone": "Europe/London"}
            >>> periods = PaymentPeriods.model_validate(terms)
            >>> periods.over_by(periods.period(2)[1]), periods.over_by(periods.period(2)[1] + 1)
            (1, 2)
        """
        length = self.every.months * 28 + self.every.days  # no period is shorter
        least, most = 0, max(0, day - self.from_) // length + 1
        while least < most:
            middle = (least + most + 1) // 2
            least, most = (middle, most) if self.period(middle)[1] < day else (least, middle - 1)
        return least

    def evidence_due(self, number: int, reckoned: Reckoning) -> int | None:
        """The day by which the evidence for a period should have come; None where none is agreed."""
        return None if self.evidence_by is None else reckoned.after(self.period(number)[1], self.evidence_by)

    @property
    def zone(self) -> ZoneInfo:
        """The time zone."""
        return ZoneInfo(self.time_zone)

    def _first(self, number: int) -> int:
        return corresponding(self.from_, self.every.months * (number - 1), self.every.days * (number - 1))
