"""Hold: one thing that is held, while it is looked at for one subject, and what all of them have in common."""

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

from sop_engine.records.events import Records
from sop_engine.records.working import AWAITED, FINAL, MISSING, OUT_OF_TIME, Cite
from sop_engine.steps.answer import LONG_AGO
from sop_engine.steps.enrol import Enrolment
from sop_engine.steps.looking import Looking
from sop_engine.terms.check import HeldCheck
from sop_engine.terms.contract import Contract
from sop_engine.units.days import NEVER


@dataclass(slots=True)
class Hold:
    """One hold of one subject, while it is looked at."""

    check: HeldCheck
    looking: Looking
    way: str
    anchor: int
    """The day from which the time, or the periods, count."""
    opens: int
    """The first day that can count: the anchor, or the day after the time before was reached."""
    seen: int
    """The last record that the beginning rests on: the first gap is measured from there."""
    excluded: list[int]
    incidents: list[int]
    incident_rows: list[int]
    records: list[tuple[int, int, int]]
    """First day, last day and row of each record that can count, in that order."""


class Made(NamedTuple):
    """What a hold came to: its state, its days, and what they rest on."""

    state: str
    said: Mapping[str, Any]
    seen: int
    soonest: int


class Holds:
    """What every way to hold reads, and says in the same way."""

    def __init__(self, contract: Contract, records: Records, enrolment: Enrolment):
        self.as_at, self.events = enrolment.as_at, records.events
        self.shown_in_force = contract.counts_until == "shown_in_force"
        self.lasts = {kind for kind, terms in contract.records.items() if terms.lasts}

    def _unmet(self, hold: Hold, said: dict[str, Any], soonest: int, some: bool) -> Made:
        """What is not met: whether it still can be."""
        state = OUT_OF_TIME if self._too_late(hold.looking, soonest) else AWAITED if some else MISSING
        if state in FINAL:
            said.pop("next_by", None)
        elif said.get("next_by"):
            said["next_by"] = min(said["next_by"], hold.looking.last_day)
        return Made(state, said, hold.seen, soonest)

    def _too_late(self, looking: Looking, complete: int) -> bool:
        """Whether a time that would be complete on a day can no longer count."""
        late = self.shown_in_force and self.as_at > looking.last_day
        return late or complete >= NEVER or complete > looking.last_day

    def _shown(self, hold: Hold, since: int, enough: Callable[[int], bool]) -> int:
        """The last day of the record that shows it: those that end later are not needed."""
        lasts = sorted({last for _, last, _ in hold.records if last >= since})
        return next(last for last in lasts if enough(last))

    def _known(self, hold: Hold, days: Iterable[int], until: int) -> int:
        """The day on which the last of some days was known: of the records that say a day, the first known is enough.

        Records that end after `until`, the day shown, are not needed.
        """
        known = self.events[hold.check.held].known
        told = sorted((int(known[row]), first, last) for first, last, row in hold.records if last <= until)
        left, latest = sorted(set(days)), LONG_AGO
        for day, first, last in told:
            low, high = bisect_left(left, first), bisect_right(left, last)
            if low < high:
                del left[low:high]
                latest = day
        return latest

    def _covering(self, hold: Hold, from_: int, to: int, until: int) -> tuple[Cite, ...]:
        """The records that cover some of the days, in order of their last day."""
        rows = sorted((last, row) for first, last, row in hold.records if first <= to and from_ <= last <= until)
        return tuple(Cite(hold.check.reads, row) for _, row in rows)
