"""Reach: the earliest day on which each outcome can be reached, whatever the records say, or why it never can."""

from collections.abc import Callable, Mapping
from typing import NamedTuple

from sop_engine.library.bounds.numbers import Between, Numbers, bounds_of
from sop_engine.library.bounds.times import times
from sop_engine.terms.check import (
    AllOf,
    AnyOf,
    Check,
    DayCheck,
    HeldCheck,
    MeasureCheck,
    NOf,
    OnRecords,
    RecordCheck,
    Windowed,
)
from sop_engine.terms.contract import Contract
from sop_engine.terms.measure import OverRecords
from sop_engine.terms.outcome import PERSON, Outcome
from sop_engine.terms.written import CLOSED, PERIOD, PERIOD_END, START, Anchor
from sop_engine.units.days import NEVER, say
from sop_engine.units.numbers import exactly

STEP, BEFORE = 31, 120
"""Starts are tried a month apart; where people may start before the contract, up to ten years before it."""


class Reached(NamedTuple):
    """The earliest day, NEVER where there is none, and then why; `of` is another outcome that is to blame."""

    day: int
    why: str = ""
    of: str = ""


def never_reached(contract: Contract) -> dict[str, str]:
    """The outcomes that can never be reached, whenever a person may start, each with the reason.

    What only waits for another such outcome is not named again.

    Example:
        >>> from sop_engine.library.load import load_contract
        >>> never_reached(load_contract("first-homes").contract)
        {}
    """
    found = _Reach(contract, contract.in_force.from_).all()
    lost = {name for name, reached in found.items() if reached.day >= NEVER}
    for start in _starts(contract) if lost else ():
        again = _Reach(contract, start).all()
        lost &= {name for name, reached in again.items() if reached.day >= NEVER}
    return {name: found[name].why for name in contract.outcomes if name in lost and not found[name].of}


def _starts(contract: Contract) -> list[int]:
    """Days on which a person may start, the last included."""
    first, last = contract.in_force.from_, contract.in_force.to
    before = () if contract.enrolled == "in_force" else range(first - STEP * BEFORE, first, STEP)
    return [*range(first, last + 1, STEP), last, *before]


class _Reach:
    """The earliest days for somebody who starts on a certain day."""

    def __init__(self, contract: Contract, start: int):
        self.contract, self.start, self.reckoned = contract, start, contract.reckoning()
        self.first, self.last = contract.in_force.from_, contract.in_force.to
        self.numbers = Numbers(contract, None)
        self.found: dict[str, Reached] = {}

    def all(self) -> Mapping[str, Reached]:
        """The earliest day of every outcome."""
        for name in self.contract.outcomes:
            self.outcome(name)
        return self.found

    def outcome(self, name: str) -> Reached:
        """The earliest day of an outcome."""
        if name not in self.found:
            self.found[name] = self._outcome(name, self.contract.outcomes[name])
        return self.found[name]

    def _outcome(self, name: str, outcome: Outcome) -> Reached:
        if outcome.each and not times(self.contract, outcome):
            return Reached(NEVER, f"no whole period of {outcome.each.period} lies in its time")
        reached = self._check(outcome.shown_by, name, {})
        for other in outcome.after if self.contract.prerequisites == "enforced" else ():
            before = self.outcome(other)
            if before.day >= NEVER:
                return Reached(NEVER, before.why, before.of or other)
            reached = max(reached, before, key=lambda each: each.day)
        if self.last < reached.day < NEVER:
            ends = f"the contract ends on {say(self.last)}"
            return Reached(
                NEVER, f"who starts on {say(self.start)} reaches it on {say(reached.day)} at best, and {ends}"
            )
        return reached

    def _opens(self, outcome: str) -> int:
        """The first day on which anything counts."""
        of_person = self.contract.outcomes[outcome].subject == PERSON
        return max(self.first, self.start) if of_person and self._from_start() else self.first

    def _from_start(self) -> bool:
        return self.contract.evidence_counts == "from_enrolment"

    # -- the earliest day of each kind of check

    def _check(self, check: Check, of: str, that: dict[str, int]) -> Reached:
        if isinstance(check, AllOf):
            return self._all_of(check, of, that)
        if isinstance(check, AnyOf | NOf):
            needed = check.n_of if isinstance(check, NOf) else 1
            parts = sorted((self._check(part, of, that) for part in check.parts), key=lambda each: each.day)
            return parts[min(needed, len(parts)) - 1]
        if isinstance(check, HeldCheck):
            return self._held(check, of, that)
        if isinstance(check, DayCheck):
            return self._day(check.day, of, that)
        if isinstance(check, MeasureCheck):
            return self._measure(check, of, that)
        return self._window(check, of, that)

    def _all_of(self, check: AllOf, of: str, that: dict[str, int]) -> Reached:
        """The latest of the parts, or the day of the one that dates it; the others then only have to come."""
        within, parts = dict(that), []
        for part in check.parts:
            reached = self._check(part, of, within)
            if reached.day >= NEVER:
                return reached
            if isinstance(part, RecordCheck):
                within.setdefault(part.record, reached.day)
            parts.append(reached)
        dating = [p for p, c in zip(parts, check.parts, strict=True) if _reads(c) == check.dated_by and check.dated_by]
        return dating[0] if dating else max(parts, key=lambda each: each.day)

    def _window(self, check: Windowed, of: str, that: dict[str, int]) -> Reached:
        """The first day of a window, where it opens before it closes."""
        opens = Reached(self._opens(of))
        if check.window.from_:
            opens = max(opens, self._day(check.window.from_, of, that), key=lambda each: each.day)
        closes = self._latest(check.window.to, check.window.ends, that)
        if opens.day >= NEVER or opens.day <= closes:
            return opens
        return Reached(
            NEVER, f"its window opens on {say(opens.day)} at best, and closes on {say(closes)} at the latest"
        )

    def _held(self, check: HeldCheck, of: str, that: dict[str, int]) -> Reached:
        """The day on which what is held is complete, begun as early as it can be."""
        begins = self._day(check.from_, of, that)
        if begins.day >= NEVER:
            return begins
        each = self.contract.outcomes[of].each
        if check.whole_period and each:
            return Reached(self.reckoned.apart(begins.day, each.period) - 1)
        if self.contract.records[check.held].lasts or check.each or not check.unbroken:
            # Days covered and periods count from the first of them on, whatever `first_day` says.
            complete = self.reckoned.apart(max(begins.day, self._opens(of)) - 1, check.for_)
        else:
            complete = self.reckoned.after(begins.day, check.for_)
        closes = self._latest(check.to, None, that)
        if complete > closes:
            lasts = f"it must hold for {check.for_}, to {say(complete)} at best"
            return Reached(NEVER, f"{lasts}, and its last day is {say(closes)} at the latest")
        return Reached(complete)

    def _measure(self, check: MeasureCheck, of: str, that: dict[str, int]) -> Reached:
        """The first day of what is measured, where the number can ever be what is asked."""
        asked, can_be = bounds_of(check), self.numbers.can_be(check.measure, of)
        if why := _apart(asked, can_be, check.measure.replace("_", " ")):
            return Reached(NEVER, why)
        measure = self.contract.measures[check.measure]
        if isinstance(measure, OverRecords):
            return self._window(measure, of, that)
        return Reached(self._opens(of))

    # -- days

    def _day(self, anchor: Anchor, of: str, that: dict[str, int]) -> Reached:
        """The earliest day that an anchor can mean."""
        if not anchor.of:
            return Reached(anchor.from_day(anchor.day, self.reckoned))
        if anchor.that:
            return Reached(anchor.from_day(that.get(anchor.of, self._opens(of)), self.reckoned))
        if anchor.of == START:
            return Reached(anchor.from_day(self._started(of), self.reckoned))
        if anchor.of in (CLOSED, PERIOD, PERIOD_END):
            return Reached(anchor.from_day(self.first, self.reckoned))
        other = self.outcome(anchor.of)
        if other.day >= NEVER:
            return Reached(NEVER, other.why, other.of or anchor.of)
        return Reached(anchor.from_day(other.day, self.reckoned))

    def _started(self, of: str) -> int:
        return self.start if self.contract.outcomes[of].subject == PERSON else self.first

    def _latest(self, to: Anchor | None, ends: str | None, that: dict[str, int]) -> int:
        """The latest day on which a window can close."""
        if to is None:
            return NEVER - 1
        day: Callable[[int], int] = lambda day: self.reckoned.closes(to.from_day(day, self.reckoned), ends)  # noqa: E731
        if not to.of:
            return day(to.day)
        return day(self.start) if to.of == START else day(self.last)


def _apart(asked: Between, can_be: Between, name: str) -> str:
    """Why a number can never be what is asked; nothing where it can."""
    if asked.low is not None and can_be.high is not None and asked.low > can_be.high:
        return f"{name} can be {exactly(can_be.high)} at most, and {exactly(asked.low)} is asked for"
    if asked.high is not None and can_be.low is not None and asked.high < can_be.low:
        return f"{name} can be {exactly(can_be.low)} at least, and {exactly(asked.high)} is asked for"
    return ""


def _reads(check: Check) -> str:
    return check.reads if isinstance(check, OnRecords) else ""
