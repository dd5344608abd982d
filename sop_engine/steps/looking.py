"""Looking: one person, while an outcome is looked at, and the days that count for them."""

from dataclasses import dataclass, field

from sop_engine.records.working import MET
from sop_engine.steps.answer import LONG_AGO, Answer
from sop_engine.terms.check import Windowed
from sop_engine.terms.written import START, Anchor
from sop_engine.units.days import NEVER


@dataclass(slots=True)
class Looking:
    """One person, while an outcome is looked at: what the days of other things are."""

    person: int
    ref: str
    outcome: str
    start: int
    """The day on which the person is enrolled."""
    opens: int
    """The first day on which anything counts for the person."""
    last_day: int
    """The last day on which anything counts at all."""
    answers: dict[str, Answer]
    """The outcomes looked at before."""
    occurrence: int = 1
    that: dict[str, int] = field(default_factory=dict)
    """The day of the record that `that` points at."""
    after: int = LONG_AGO
    """The day of the occurrence before this one; its records do not count again."""
    floor: int = LONG_AGO
    """The first day that may count for this occurrence."""

    def first_day(self) -> int:
        """The first day on which anything counts for this person and occurrence."""
        return max(self.opens, self.floor, self.after + 1)

    def window(self, check: Windowed) -> tuple[int, int] | None:
        """The first and the last day that count; None while one of them is not known."""
        from_, to = check.window.from_, check.window.to
        opens = self.day_of(from_) if from_ else LONG_AGO
        closes = self.day_of(to) if to else NEVER
        if opens is None or closes is None:
            return None
        return max(opens, self.first_day()), min(closes, self.last_day)

    def day_of(self, anchor: Anchor) -> int | None:
        """The day an anchor means for this person; None while it is not known."""
        if not anchor.of:
            return anchor.from_day(anchor.day)
        if anchor.that:
            day = self.that.get(anchor.of)
            return None if day is None else anchor.from_day(day)
        if anchor.of == START:
            return anchor.from_day(self.start)
        other = self.answers[anchor.of]
        return anchor.from_day(other.reached) if other.state == MET else None

    def seen(self, anchor: Anchor) -> int:
        """The day of the record from which the first gap of a hold is measured."""
        if anchor.of and not anchor.that and anchor.of != START and not any(anchor.length[:2]):
            return self.answers[anchor.of].seen
        return self.day_of(anchor) or 0
