"""Periods held: so many periods that pass by a check of their own, one after the other, in total or among so many."""

from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal
from itertools import pairwise
from typing import Any, NamedTuple

from sop_engine.checks.excluded import earlier, passed
from sop_engine.checks.gathered import amounts_of_periods, bounds_of_periods, covered, gathered
from sop_engine.records.working import AWAITED, BROKEN, ENDED, MET, OUT_OF_TIME, Cite
from sop_engine.steps.hold import Hold, Holds, Made
from sop_engine.terms.check import HeldCheck
from sop_engine.units.days import NEVER, Duration

MILLIONTHS = 1_000_000
"""Amounts are added up as whole millionths: a field has at most six decimals."""


class Period(NamedTuple):
    """A period of a hold, and whether it passes."""

    from_: int
    to: int
    passes: bool
    excused: bool
    """Whether a day of it is excluded: then it is left out where it does not pass."""
    records: int
    """How many records, or days covered, there are in it."""
    amount: int
    """What they come to, in millionths."""
    rows: tuple[tuple[int, int], ...] = ()
    """The last day and the row of each of its records."""


class PeriodsHeld(Holds):
    """What is held for so many periods."""

    # -- periods that pass by a check of their own

    def periods(self, hold: Hold) -> Made:
        """So many periods come to what is asked of each: one after the other, in total, or among so many."""
        check, looking = hold.check, hold.looking
        needed, among = check.periods
        ends = check.unbroken and check.after_break == "ends"

        def enough(periods: list[Period]) -> int:
            """The place of the period that is enough, or -1."""
            failed = next((i for i, each in enumerate(periods) if not each.passes), len(periods))
            places = [i for i, each in enumerate(periods) if each.passes and not (ends and i > failed)]
            sooner = next((i for i, each in enumerate(periods) if each.to >= looking.no_sooner), NEVER)
            place = gathered(places, needed, among, sooner)
            return places[place] if place >= 0 else -1

        over = self._over(hold)
        met = enough(over)
        if met >= 0 and over[met].to <= looking.last_day:
            counting = [each for each in over[: met + 1] if each.passes]
            counting = counting[-needed:] if among else counting
            shown = max(last for each in counting for last, _ in each.rows)
            if check.each and check.each.days:
                shown = self._shown(
                    hold,
                    counting[-1].from_,
                    lambda until: _to(over_then := self._over(hold, until), enough(over_then)) == over[met].to,
                )
            told = _told(hold, counting, needed, shown)
            known = self.events[check.held].known
            said = {
                **told,
                "known": max(int(known[cite.row]) for cite in told["cites"]),
                "reached": over[met].to,
                "complete": over[met].to,
                "shown": shown,
            }
            return Made(MET, said, over[met].to, over[met].to)
        hoped = self._becoming(hold, over)
        place = enough(hoped)
        soonest = _to(hoped, place)
        for since in self._reaching_back(hold):
            ever = self._becoming(hold, [], since)
            soonest = min(soonest, _to(ever, enough(ever)))
        counting = [each for each in over if each.passes]
        if among:
            opens = hoped[max(0, place - among + 1)].from_ if place >= 0 else NEVER
            counting = [each for each in counting if each.from_ >= opens]
        said = _told(hold, counting, needed, NEVER)
        said["complete"] = hoped[place].to if place >= 0 else None
        if among and counting and len(counting) < needed:
            begun = next(i for i, each in enumerate(hoped) if each.from_ == counting[0].from_)
            said["next_by"] = hoped[begun + among - (needed - len(counting))].to
        failed = [each for each in over if not each.passes]
        passing = [each for each in over if each.passes]
        if check.unbroken and failed and (ends or (passing and failed[-1].from_ > passing[0].from_)):
            broke = failed[0] if ends else failed[-1]
            said["gap"] = (broke.from_, broke.to)
        made = self._unmet(hold, said, soonest, bool(hold.records))
        if made.state == OUT_OF_TIME and ends and failed:
            return made._replace(state=ENDED)
        return made._replace(state=BROKEN) if made.state == AWAITED and "gap" in said else made

    def _over(self, hold: Hold, until: int = NEVER) -> list[Period]:
        """The periods that are over on the day of the run, in turn, as the records up to a last day have them."""
        days = hold.check.each is not None and hold.check.each.days
        spans = [span for span in hold.records if span[1] <= until]
        periods = []
        for period in self._looked_at(hold, spans, self._number_of(hold, 0)):
            if period.to <= self.as_at and (period.passes or not period.excused):
                inside = (
                    (last, row)
                    for first, last, row in spans
                    if last >= period.from_ and (first if days else last) <= period.to
                )
                periods.append(period._replace(rows=tuple(inside) if period.passes else ()))
        return periods

    def _reaching_back(self, hold: Hold) -> Iterable[int]:
        """The days from which a record that lasts, and is still to come, may cover days that are past."""
        each = hold.check.each
        if each is None or not each.days or hold.check.held not in self.lasts:
            return ()
        limited = each.at_most is not None or each.below is not None  # then to cover all may be too much
        return range(hold.opens, max(hold.opens, self.as_at) + 1) if limited else (hold.opens,)

    def _becoming(self, hold: Hold, over: list[Period], since: int = NEVER) -> list[Period]:
        """The periods in turn, as they would be if every one passed that still can.

        Only days to come are hoped for, and those from `since` on, if a record that is still to
        come were to cover them all.
        """
        needed, among = hold.check.periods
        more = needed + among + 2 + len(hold.excluded) - earlier(hold.excluded, self.as_at)
        spans = hold.records
        if since != NEVER:
            spans = sorted([*spans, (since, max(since, self.as_at), -1)])
        periods = [period for period in over if period.to < self.as_at]
        for period in self._looked_at(hold, spans, self._number_of(hold, more)):
            if period.to < self.as_at and since == NEVER:
                continue
            passes = period.passes or self._can_pass(hold, period, spans)
            if passes or not period.excused:
                periods.append(period._replace(passes=passes))
        return periods

    def _number_of(self, hold: Hold, more: int) -> int:
        """How many periods there are at most until the day of the run, or the first that may count, and some more."""
        period = hold.check.each.period if hold.check.each else Duration()
        until = max(self.as_at, hold.looking.no_sooner, hold.anchor)
        return (until - hold.anchor) // (period.months * 28 + period.days) + 1 + more

    def _looked_at(self, hold: Hold, spans: list[tuple[int, int, int]], number: int) -> Iterator[Period]:
        """Each period from the first that counts, with what its records come to."""
        each = hold.check.each
        assert each is not None
        bounds = bounds_of_periods(hold.anchor, each.period.months, each.period.days, number)
        if each.days:
            days = covered([f for f, _, _ in spans], [t for _, t, _ in spans], hold.opens, hold.excluded)
            amounts = [0] * len(days)
        else:
            spans = sorted(spans, key=lambda span: span[1])
            days = [last for _, last, _ in spans]
            amounts = [self._amount(hold.check, row) for _, _, row in spans]
        low, high = bounds_of_amounts(each.stated())
        for k, (records, total) in enumerate(amounts_of_periods(bounds, days, amounts)):
            from_, to = bounds[k], bounds[k + 1] - 1
            if from_ >= hold.opens:
                amount = total if each.sum else records * MILLIONTHS
                excused = passed(from_ - 1, to, hold.excluded) <= to - from_
                passes = records > 0 and low <= amount <= high
                yield Period(from_, to, passes, excused, records, amount)

    def _can_pass(self, hold: Hold, period: Period, spans: list[tuple[int, int, int]]) -> bool:
        """Whether records of days that are still to come can make a period pass."""
        each, from_ = hold.check.each, max(period.from_, self.as_at)
        free = passed(from_ - 1, period.to, hold.excluded) if period.to >= from_ else 0
        if each is None or free <= 0:
            return False
        low, high = bounds_of_amounts(each.stated())
        if each.sum:  # what is still to come is taken to be nought or more
            return period.amount <= high
        least = max(period.records, 1, -(-low // MILLIONTHS))
        if each.days:
            days = covered([f for f, _, _ in spans], [t for _, t, _ in spans], hold.opens, hold.excluded)
            free -= earlier(days, period.to + 1) - earlier(days, from_)
            if least > period.records + free:
                return False
        return least * MILLIONTHS <= high

    def _amount(self, check: HeldCheck, row: int) -> int:
        """The number a record adds to its period, in millionths; an empty cell adds nothing."""
        if not check.each or not check.each.sum:
            return 0
        value = self.events[check.held].fields[check.each.sum].of(row)
        return 0 if value is None else int(Decimal(value) * MILLIONTHS)

    def first_periods(self, check: HeldCheck, opens: int, excluded: list[int], no_sooner: int) -> int:
        """The last day of the period that is enough, if every period from a day on passes that has a day left."""
        assert check.each is not None
        period, (needed, _) = check.each.period, check.periods
        more = (max(no_sooner, opens) - opens) // (period.months * 28 + period.days) + 1
        bounds = bounds_of_periods(opens, period.months, period.days, needed + more + len(excluded))
        last = [to - 1 for from_, to in pairwise(bounds) if passed(from_ - 1, to - 1, excluded)]
        return next((to for to in last[needed - 1 :] if to >= no_sooner), NEVER)


def bounds_of_amounts(stated: Mapping[str, Decimal]) -> tuple[int, int]:
    """The least and the most that an amount may be, in millionths.

    Example:
        >>> bounds_of_amounts({"at_least": Decimal(16), "below": Decimal("16.5")})
        (16000000, 16499999)
    """
    low, high = -(10**30), 10**30
    for word, number in stated.items():
        bound = int(number * MILLIONTHS)
        if word in ("at_least", "above"):
            low = max(low, bound + (word == "above"))
        else:
            high = min(high, bound - (word == "below"))
    return low, high


def _to(periods: list[Period], place: int) -> int:
    """The last day of the period at a place; NEVER where there is none."""
    return periods[place].to if place >= 0 else NEVER


def _told(hold: Hold, counting: list[Period], needed: int, until: int) -> dict[str, Any]:
    """What a finding says of the periods that count, and the records in them up to a last day."""
    rows = sorted({each for period in counting for each in period.rows if each[0] <= until})
    return {
        "number": min(len(counting), needed),
        "needed": needed,
        "begun": counting[0].from_ if counting else None,
        "last": counting[-1].to if counting else None,
        "cites": tuple(Cite(hold.check.reads, row) for _, row in rows),
    }
