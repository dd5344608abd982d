"""Looking: one person, while an outcome is looked at, and the days that count for them."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from sop_engine.records.working import MET, Cite
from sop_engine.steps.answer import LONG_AGO, Answer
from sop_engine.terms.check import HeldCheck, Window, Windowed
from sop_engine.terms.outcome import PERSON
from sop_engine.terms.written import CLOSED, DAYS, PERIOD_END, START, Anchor
from sop_engine.units.days import NEVER, Duration
from sop_engine.units.reckoning import Reckoning


@dataclass(slots=True)
class Looking:
    """One subject - a person, a cohort, the contract - while an outcome is looked at: what the days of things are."""

    person: int
    """The place of the person in the records; of a cohort or the contract, -1."""
    ref: str
    outcome: str
    start: int
    """The day on which the person is enrolled, or the first day of the cohort or the contract."""
    opens: int
    """The first day on which anything counts for the subject."""
    last_day: int
    """The last day on which anything counts at all."""
    answers: dict[str, Answer]
    """The outcomes looked at before; of one that may come again, the first time."""
    reckoned: Reckoning
    """How the contract counts from a day."""
    subject: str = PERSON
    """person, cohort or contract."""
    people: tuple[int, ...] = ()
    """The people the subject is made of: of a person, the person."""
    cohort: str = ""
    """The name of the cohort: of the subject itself, or the one a person belongs to."""
    closed: int | None = None
    """The last day on which anybody could join the cohort."""
    period: tuple[int, int] | None = None
    """The first and the last day of the period that is looked at by itself."""
    occurrence: int = 1
    times: dict[str, tuple[Answer, ...]] = field(default_factory=dict)
    """Every time of the outcomes looked at before."""
    that: dict[str, int] = field(default_factory=dict)
    """The day of the record that `that` points at."""
    used: set[Cite] = field(default_factory=set)
    """The records that the occurrences before this one rest on; they do not count again."""
    held_before: dict[str, tuple[int, int]] = field(default_factory=dict)
    """For each hold, by its way, the days reached and shown the time before; the next time counts from there."""
    no_sooner: int = LONG_AGO
    """The first day on which this occurrence may be reached."""
    ends: int = NEVER
    """The last day on which what these terms reach is settled by them."""
    begins: int = LONG_AGO
    """The first day for which these terms hold: what they have complete before it, they do not pay for."""
    claimed_from: int = LONG_AGO
    """The first day of a claim for which these terms hold."""

    def window(self, check: Windowed) -> tuple[int, int] | None:
        """The first and the last day that count; None while one of them is not known."""
        return self.span(check.window)

    def span(self, window: Window) -> tuple[int, int] | None:
        """The first and the last day of a window, as far as anything counts; None while one of them is not known."""
        from_, to = window.from_, window.to
        if self.period and not from_ and not to:
            return max(self.period[0], self.opens), min(self.period[1], self.last_day)
        opens = self.day_of(from_) if from_ else LONG_AGO
        closes = self._closes(window, self.day_of(to)) if to else NEVER
        if opens is None or closes is None:
            return None
        return max(opens, self.opens), min(closes, self.last_day)

    def _closes(self, window: Window, day: int | None) -> int | None:
        return None if day is None else self.reckoned.closes(day, window.ends)

    def day_of(self, anchor: Anchor) -> int | None:
        """The day an anchor means for this person; None while it is not known."""
        if not anchor.of:
            return anchor.from_day(anchor.day, self.reckoned)
        if anchor.that:
            day = self.that.get(anchor.of)
            return None if day is None else anchor.from_day(day, self.reckoned)
        if anchor.of in DAYS:
            day = self._own_day(anchor.of)
            return None if day is None else anchor.from_day(day, self.reckoned)
        other = self.answers[anchor.of]
        return anchor.from_day(other.reached, self.reckoned) if other.state == MET else None

    def missing(self, anchors: Iterable[Anchor]) -> str:
        """What an unknown day waits for."""
        needed = next(each for each in anchors if self.day_of(each) is None)
        return f"that {needed.of}" if needed.that else needed.of

    def _own_day(self, name: str) -> int | None:
        """A day of the subject itself."""
        if name == START:
            return self.start
        if name == CLOSED:
            return self.closed
        return self.period[name == PERIOD_END] if self.period else None

    def seen(self, anchor: Anchor) -> int:
        """The day that an anchor itself was seen: of an outcome, the last record that it rests on."""
        if anchor.that or anchor.of in DAYS or not anchor.of:
            return self.day_of(anchor._replace(length=Duration())) or 0
        return self.answers[anchor.of].seen

    def soonest(self, anchor: Anchor, as_at: int) -> int:
        """The earliest day that an anchor can still mean, known or not."""
        day = self.day_of(anchor)
        if day is not None:
            return day
        return anchor.from_day(as_at if anchor.that else self.answers[anchor.of].soonest, self.reckoned)

    def closes_latest(self, check: Windowed | HeldCheck) -> int:
        """The latest last day that a window can have, where what it hangs on may be reached up to the last day."""
        to = check.window.to
        if to is None or to.that:
            return self.last_day
        day = self.day_of(to)
        if day is None and self.last_day >= NEVER:
            return NEVER
        latest = to.from_day(self.last_day, self.reckoned) if day is None else day
        return self.reckoned.closes(latest, check.window.ends)
