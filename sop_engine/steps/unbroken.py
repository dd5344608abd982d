"""Unbroken: something held without a break: seen again and again, or on days that records cover."""

from typing import Any

from sop_engine.checks.excluded import earlier, first_from, passed
from sop_engine.checks.gathered import covered
from sop_engine.checks.held import BROKE, COMPLETE, Held, Unbroken, due, held, next_by
from sop_engine.records.working import AWAITED, BROKEN, ENDED, FINAL, MET, MISSING, OUT_OF_TIME, Cite
from sop_engine.steps.answer import LONG_AGO
from sop_engine.steps.hold import Hold, Holds, Made
from sop_engine.steps.looking import Looking
from sop_engine.terms.check import HeldCheck
from sop_engine.units.days import NEVER, Duration


class UnbrokenHolds(Holds):
    """What is held without a break."""

    # -- seen again and again: records that are dated

    def seen_again(self, hold: Hold) -> Made:
        """Records follow each other, without too long a gap, for the time asked."""
        check, looking, excluded = hold.check, hold.looking, hold.excluded
        days = [day for _, day, _ in hold.records]
        asked = asked_of(check, looking, lasting=False)
        found = held(days, hold.anchor, hold.seen, asked, excluded, hold.incidents)
        state, soonest, said = self._judged(hold, found, asked, days, hold.seen)
        counting = [i for i in range(found.place + 1) if days[i] >= found.begun] if found.begun != NEVER else []
        said["number"] = len(counting)
        said["cites"] = (
            *(Cite(check.reads, hold.records[i][2]) for i in counting),
            *(_too_many(hold, found) if state != MET else ()),
        )
        if state == MET:
            said["shown"] = days[found.place]
            said["known"] = self._known(hold, [days[i] for i in counting], days[found.place])
        before = [days[i] for i in counting if said["complete"] is not None and days[i] <= said["complete"]]
        rests = before[-1] if before else hold.seen if found.begun == hold.anchor else found.begun
        return Made(state, said, rests, soonest)

    def _judged(
        self, hold: Hold, found: Held, asked: Unbroken, days: list[int], seen: int
    ) -> tuple[str, int, dict[str, Any]]:
        """The state of something unbroken as the days so far have it, when it can be complete, and its days."""
        looking, excluded = hold.looking, hold.excluded
        going = found.begun != NEVER
        complete = due(found.begun, asked, excluded) if going else None
        last = days[found.place] if found.place >= 0 else seen
        by = next_by(last, asked, excluded)
        lapsed = found.state != COMPLETE and (not going or self.as_at > by)
        again = max(self.as_at, hold.opens, found.incident + 1 if not going and found.incident != NEVER else LONG_AGO)
        soonest = due(first_from(again, excluded), asked, excluded) if lapsed or complete is None else complete
        if found.state == COMPLETE and soonest <= looking.last_day:
            state = MET
        elif found.state == BROKE or (lapsed and going and not asked.restarts):
            state = ENDED
        elif self._too_late(looking, soonest):
            state = OUT_OF_TIME
        elif found.place < 0 and found.incident == NEVER:
            state = MISSING
        else:
            broken = lapsed or found.gap_to > found.gap_from or found.incident != NEVER
            state = BROKEN if broken else AWAITED
        gap = (found.gap_from, found.gap_to) if found.gap_to > found.gap_from else None
        if lapsed and going and found.state != BROKE:
            over = looking.period is not None and self.as_at > looking.period[1]
            gap = (last, max(by + 1, looking.period[1]) if over and looking.period else self.as_at)
        told = min(by, looking.last_day) if self.shown_in_force else by
        return (
            state,
            soonest,
            {
                "reached": complete if state == MET else None,
                "begun": None if lapsed else found.begun,
                "complete": None if lapsed else complete,
                "gap": gap,
                "last": last if found.place >= 0 else None,
                "next_by": None if lapsed or state in FINAL else told,
                "incident": found.incident if found.incident != NEVER else None,
            },
        )

    # -- days that records cover

    def unbroken_days(self, hold: Hold) -> Made:
        """Days covered follow each other, without too many missing in a row, for the time asked."""
        check, looking, excluded = hold.check, hold.looking, hold.excluded
        asked = asked_of(check, looking, lasting=True)
        base = min(hold.seen, hold.opens)

        def look(until: int) -> tuple[list[int], Held]:
            spans = [each for each in hold.records if each[1] <= until]
            days = covered([each[0] for each in spans], [each[1] for each in spans], base, excluded)
            return days, held(days, hold.opens, _before(hold, days, base), asked, excluded, hold.incidents)

        days, found = look(NEVER)
        state, soonest, said = self._judged(hold, found, asked, days, hold.seen)
        if state != MET:
            soonest = self._soonest_covered(hold, asked, base)
            state = _mended(state, soonest, found, self._too_late(looking, soonest))
            if state not in FINAL and found.begun != NEVER and not asked.restarts and said["gap"]:
                said |= {"begun": None, "complete": soonest if check.whole_period else None, "next_by": None}
        counting = [day for day in days if found.begun <= day <= min(said["complete"] or NEVER, asked.until)]
        if state == MISSING and counting:
            state = BROKEN
        begun = found.begun if counting else first_from(hold.opens, excluded)
        said["number"] = passed(begun - 1, counting[-1], excluded) if counting else 0
        said["needed"] = passed(begun - 1, due(begun, asked, excluded), excluded)
        if state == MET:
            reached = said["reached"]
            until = self._shown(hold, counting[-1], lambda e: _complete_by(look(e)[1], asked, excluded, reached))
            said["shown"] = until
            said["known"] = self._known(hold, counting, until)
            said["cites"] = self._covering(hold, found.begun, reached, until)
            return Made(state, said, counting[-1], soonest)
        cites = self._covering(hold, found.begun, asked.until, NEVER) if counting else ()
        said["cites"] = (*cites, *_too_many(hold, found))
        return Made(state, said, hold.seen, soonest)

    def _soonest_covered(self, hold: Hold, asked: Unbroken, base: int) -> int:
        """The first day on which it can be complete if a record that is still to come covers any days.

        A record that lasts counts on its last day and may have begun long before, but not before an
        incident too many without being broken by it.
        """
        begins = [first_from(hold.opens, hold.excluded)]
        begins += [first_from(day + 1, hold.excluded) for day in hold.incidents]
        found = []
        for begun in begins:
            last = due(begun, asked, hold.excluded)
            spans = sorted([*((f, t) for f, t, _ in hold.records), (base if begun == begins[0] else begun, last)])
            days = covered([f for f, _ in spans], [t for _, t in spans], base, hold.excluded)
            best = held(days, hold.opens, _before(hold, days, base), asked, hold.excluded, hold.incidents)
            if best.state == COMPLETE:
                found.append(due(best.begun, asked, hold.excluded))
        return min(found, default=NEVER)


def _before(hold: Hold, days: list[int], base: int) -> int:
    """The day from which the first gap over days that are covered is measured.

    It is the anchor's, or the last one covered before it; of a whole period the day before, because
    its first day must be held as well.
    """
    return hold.opens - 1 if hold.check.whole_period else max([base, *(day for day in days if day < hold.opens)])


def asked_of(check: HeldCheck, looking: Looking, lasting: bool) -> Unbroken:
    """What is asked of something unbroken, as the checks take it."""
    gap, incidents = check.gap_at_most or Duration(), check.incidents
    return Unbroken(
        check.for_.months,
        check.for_.days,
        gap.months,
        gap.days,
        check.after_break == "restarts",
        day_1=lasting or looking.reckoned.day_1,
        anchor_seen=not lasting or check.whole_period,
        no_sooner=looking.no_sooner,
        at_most=incidents.at_most if incidents else NEVER,
        in_months=incidents.in_.months if incidents else 0,
        in_days=incidents.in_.days if incidents else 0,
        until=looking.period[1] if check.whole_period and looking.period else NEVER,
    )


def _mended(state: str, soonest: int, found: Held, too_late: bool) -> str:
    """The state where a record that lasts can still cover any day: what only missing days broke is not lost."""
    if soonest >= NEVER:
        return ENDED
    if too_late:
        return OUT_OF_TIME
    if state not in FINAL:
        return state
    if found.place < 0 and found.incident == NEVER:
        return MISSING
    return BROKEN if state == ENDED or found.gap_to > found.gap_from or found.begun == NEVER else AWAITED


def _too_many(hold: Hold, found: Held) -> tuple[Cite, ...]:
    """The incidents that were too many, where they are why the time does not count."""
    if not hold.check.incidents or found.incident == NEVER:
        return ()
    last = earlier(hold.incidents, found.incident + 1)
    rows = hold.incident_rows[max(0, last - hold.check.incidents.at_most - 1) : last]
    return tuple(Cite(hold.check.incidents.record, row) for row in rows)


def _complete_by(found: Held, asked: Unbroken, excluded: list[int], day: int) -> bool:
    """Whether something unbroken is complete on a day."""
    return found.state == COMPLETE and due(found.begun, asked, excluded) == day
