"""Planned: the schedule of payments that the parties expect, which moves no money."""

from typing import Annotated

from pydantic import Field, model_validator

from sop_engine.terms.written import Amount, Day, Length, Term, Texts, word, wrong
from sop_engine.units.days import corresponding

DAYS = ("reached", "shown", "known")


class Planned(Term):
    """What the parties expect to be due in each period; a later plan replaces an earlier one, as a whole."""

    every: Length
    """How long a period is."""
    from_: Day = Field(alias="from")
    """The first day of the first period."""
    amounts: tuple[Amount, ...] = Field(min_length=1)
    """What is expected in each period, in order."""
    counted_by: Annotated[str, *word(*DAYS)] = "reached"
    """The day of a claim that puts what is due on it in a period, beside the plan; it moves no money."""
    source: Texts = ()

    @model_validator(mode="after")
    def _by_the_calendar(self) -> "Planned":
        if self.every.working:
            raise wrong(
                "wrong-shape",
                found=f'the text "{self.every}"',
                expected="the length of a period by the calendar",
                remedy="Write days, weeks, months or years.",
            )
        return self

    @property
    def total(self) -> int:
        """All that is planned, in minor units."""
        return sum(each.minor for each in self.amounts)

    def periods(self) -> list[tuple[int, int]]:
        """The first and the last day of each period: each begins so many times the length after the first.

        Example:
            >>> plan = Planned.model_validate({"every": "1 month", "from": "2020-01-31", "amounts": ["£1", "£2"]})
            >>> [last - first + 1 for first, last in plan.periods()]
            [29, 31]
        """
        firsts = [self._first(number) for number in range(len(self.amounts) + 1)]
        return [(first, after - 1) for first, after in zip(firsts, firsts[1:], strict=False)]

    def _first(self, number: int) -> int:
        return corresponding(self.from_, self.every.months * number, self.every.days * number)
