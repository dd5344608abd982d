"""Holding: what is held, looked at for one subject: unbroken, in total or among, by days or by periods."""

from sop_engine.checks.excluded import earlier, first_from, later
from sop_engine.checks.held import due
from sop_engine.records.events import Records
from sop_engine.records.working import Finding
from sop_engine.steps.answer import LONG_AGO, Answer, one
from sop_engine.steps.enrol import Enrolment
from sop_engine.steps.excluding import Excluding
from sop_engine.steps.gathered import GatheredDays
from sop_engine.steps.hold import Hold, Made
from sop_engine.steps.looking import Looking
from sop_engine.steps.periods_held import PeriodsHeld
from sop_engine.steps.streams import Streams
from sop_engine.steps.unbroken import UnbrokenHolds, asked_of
from sop_engine.terms.check import HeldCheck
from sop_engine.terms.contract import Contract
from sop_engine.units.days import NEVER


class Holding(UnbrokenHolds, GatheredDays, PeriodsHeld):
    """The holds of a contract, made ready."""

    def __init__(self, contract: Contract, records: Records, enrolment: Enrolment, streams: Streams):
        super().__init__(contract, records, enrolment)
        self.streams = streams
        self.excluding = Excluding(contract, streams)

    def answer(self, check: HeldCheck, looking: Looking, way: str, begins: int) -> Answer:
        """Whether something lasted for the time asked, from the day its anchor means."""
        hold = self._hold(check, looking, way, begins)
        if check.each:
            made = self.periods(hold)
        elif not check.unbroken:
            made = self.days(hold)
        else:
            made = self.unbroken_days(hold) if check.held in self.lasts else self.seen_again(hold)
        return one(self._finding(hold, made), made.seen, made.soonest)

    def soonest(self, check: HeldCheck, looking: Looking, opens: int) -> int:
        """The first day on which a hold can be complete that begins on a day at the earliest."""
        excluded = self.excluding.days_of(check.except_, looking)
        if check.each:
            return self.first_periods(check, opens, excluded, looking.no_sooner)
        if not check.unbroken:
            return max(later(opens - 1, check.for_.days, excluded), looking.no_sooner)
        lasting = check.held in self.lasts
        begun = first_from(opens, excluded) if lasting else opens
        return due(begun, asked_of(check, looking, lasting), excluded)

    def _hold(self, check: HeldCheck, looking: Looking, way: str, begins: int) -> Hold:
        anchor = max(begins, looking.opens)
        excluded = self.excluding.days_of(check.except_, looking)
        days, rows = self.streams.of(check, looking)
        lasting = check.held in self.lasts
        opens, seen, after = anchor, anchor, LONG_AGO
        if way in looking.held_before:  # the next time goes on where the time before was complete
            reached, shown = looking.held_before[way]
            opens, seen = reached + 1, reached
            if check.unbroken and not check.each and not lasting:
                anchor, opens, seen, after = reached, reached, shown, shown
        else:
            seen = anchor if anchor > begins else min(looking.seen(check.from_), anchor)
            if not lasting:
                seen = max([seen, *(day for day in days if seen <= day <= anchor)])
        first, from_ = self.events[check.held].first, min(seen, opens) if lasting else max(opens, after + 1)
        fits = [(int(first[row]), day, row) for day, row in zip(days, rows, strict=True) if day >= from_]
        if not lasting:
            fits = [each for each in fits if not _is_in(excluded, each[1])]
        fell, fell_rows = self._incidents(check, looking, anchor, excluded)
        return Hold(check, looking, way, anchor, opens, seen, excluded, fell, fell_rows, sorted(fits))

    def _incidents(
        self, check: HeldCheck, looking: Looking, anchor: int, excluded: list[int]
    ) -> tuple[list[int], list[int]]:
        """The days of incidents, none of them excluded, and the rows they stand in."""
        if not check.incidents:
            return [], []
        days, rows = self.streams.of(check.incidents, looking)
        left = [i for i, day in enumerate(days) if day >= anchor and not _is_in(excluded, day)]
        return [days[i] for i in left], [rows[i] for i in left]

    def _finding(self, hold: Hold, made: Made) -> Finding:
        looking, closes = hold.looking, hold.looking.last_day
        if hold.check.whole_period and looking.period:
            closes = min(closes, looking.period[1])
        return Finding(
            looking.ref,
            looking.outcome,
            looking.occurrence,
            hold.way,
            hold.check.reads,
            "held",
            made.state,
            opens=hold.anchor,
            closes=None if closes >= NEVER - 1 else closes,
            **made.said,
        )


def _is_in(days: list[int], day: int) -> bool:
    """Whether a day is one of some sorted days."""
    return earlier(days, day + 1) > earlier(days, day)
