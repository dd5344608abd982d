"""Requirement: one check on records, looked at for one person; its finding says what came of it."""

from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise
from typing import Any

from sop_engine.measures.count import counted
from sop_engine.records.events import Records
from sop_engine.records.working import (
    AWAITED,
    FINAL,
    MET,
    MISSING,
    OUT_OF_TIME,
    TOO_EARLY,
    TOO_SMALL,
    WAITING,
    Cite,
    Finding,
)
from sop_engine.steps.answer import LONG_AGO, Answer, one
from sop_engine.steps.enrol import Enrolment
from sop_engine.steps.holding import Holding
from sop_engine.steps.looking import Looking
from sop_engine.steps.select import Leaf
from sop_engine.steps.streams import Streams
from sop_engine.terms.check import CountCheck, HeldCheck, RecordCheck
from sop_engine.terms.contract import Contract
from sop_engine.units.days import NEVER


class RecordChecks:
    """The checks of a contract on records, made ready: each with the stream of records it reads."""

    def __init__(self, contract: Contract, records: Records, enrolment: Enrolment, streams: Streams):
        self.as_at, self.last_day = enrolment.as_at, contract.in_force.to
        self.shown_in_force = contract.counts_until == "shown_in_force"
        self.streams = streams
        self.holding = Holding(contract, records, enrolment, streams)
        self.known = {kind: events.known for kind, events in records.events.items()}

    def answer_count(self, check: RecordCheck | CountCheck, looking: Looking, way: str) -> Answer:
        """Whether enough records stand in the window; met on the day of the last one needed."""
        days, rows = self._unused(check, looking)
        window = looking.window(check)
        if window is None:
            return self._waiting(check, looking, way, len(days))
        opens, closes = window
        number, enough = counted(days, check.at_least, opens, closes, looking.no_sooner)
        inside = [i for i, day in enumerate(days) if opens <= day <= closes and (enough < 0 or i <= enough)]
        if check.at_least == 1:
            inside = [i for i in inside if days[i] >= looking.no_sooner]
            opens = max(opens, looking.no_sooner)
        inside = _last_by_day(inside, days, check.at_least)
        early = any(day < opens for day in days) and not looking.period  # else it is of a period before
        near = self._near(check, looking, early, opens, closes)
        if enough < 0 and len(inside) == check.at_least:  # all but the one that may come no sooner
            inside, opens = inside[1:], max(opens, looking.no_sooner)
        if enough >= 0:
            state = MET
        elif self.as_at > closes or opens > closes:
            state = OUT_OF_TIME
        else:
            state = AWAITED if inside else near or MISSING
        day = days[enough] if enough >= 0 else None
        finding = self._finding(
            check,
            looking,
            way,
            state,
            reached=day,
            shown=day,
            number=min(len(inside), check.at_least),
            needed=check.at_least,
            opens=_stated(opens),
            closes=_stated(closes),
            last=days[inside[-1]] if inside else None,
            near=near if state == OUT_OF_TIME else "",
            cites=tuple(Cite(check.reads, rows[i]) for i in inside),
        )
        return one(finding, day if day is not None else LONG_AGO, max(self.as_at, opens, looking.no_sooner))

    def answer_held(self, check: HeldCheck, looking: Looking, way: str) -> Answer:
        """Whether something lasted for the time asked (steps/holding.py)."""
        begins, closes = looking.day_of(check.from_), looking.last_day
        if check.to:
            window = looking.span(check.window)
            begins, closes = (begins, window[1]) if window else (None, closes)
        if begins is None:
            return self._waiting(check, looking, way, len(self.streams.of(check, looking)[0]))
        return self.holding.answer(check, replace(looking, last_day=closes), way, begins)

    def _unused(self, check: Leaf, looking: Looking) -> tuple[list[int], list[int]]:
        """A person's days and rows, but for those that an occurrence before rests on.

        Of one day those that were known first stand first: they are enough, and those told later add nothing.
        """
        days, rows = self.streams.of(check, looking)
        if looking.used:
            left = [i for i, row in enumerate(rows) if Cite(check.reads, row) not in looking.used]
            days, rows = [days[i] for i in left], [rows[i] for i in left]
        if any(day == after for day, after in pairwise(days)):
            known = self.known[check.reads]
            in_order = sorted(range(len(rows)), key=lambda i: (days[i], known[rows[i]]))
            rows = [rows[i] for i in in_order]
        return days, rows

    def _near(self, check: Leaf, looking: Looking, early: bool, opens: int, closes: int) -> str:
        """How a record came near to counting, if one did."""
        if early:
            return TOO_EARLY
        days = self.streams.near(check, looking)
        return TOO_SMALL if any(opens <= day <= closes for day in days) and looking.occurrence == 1 else ""

    def answer_each(self, check: RecordCheck, looking: Looking, way: str) -> Iterator[Answer]:
        """An answer for each record that meets a check, in order of day."""
        days, rows = self._unused(check, looking)
        window = looking.window(check)
        if window is None:
            return
        opens, closes = max(window[0], looking.no_sooner), window[1]
        for day, row in zip(days, rows, strict=True):
            if opens <= day <= closes:
                finding = self._finding(
                    check,
                    looking,
                    way,
                    MET,
                    reached=day,
                    shown=day,
                    number=1,
                    opens=_stated(opens),
                    closes=_stated(closes),
                    cites=(Cite(check.reads, row),),
                )
                yield one(finding, day)

    def answer_another(self, check: RecordCheck, looking: Looking, way: str) -> Answer:
        """That another such record is needed, where what had to follow those before did not."""
        window = looking.window(check)
        if window is None:
            return self._waiting(check, looking, way, 0)
        opens, closes = max(window[0], looking.no_sooner), window[1]
        state = OUT_OF_TIME if self.as_at > closes or opens > closes else AWAITED
        finding = self._finding(check, looking, way, state, opens=_stated(opens), closes=_stated(closes))
        return one(finding, LONG_AGO, max(self.as_at, opens))

    def _waiting(self, check: Leaf, looking: Looking, way: str, number: int) -> Answer:
        """The anchor is not reached; where it cannot be in time any more, neither can this."""
        unmet = [anchor for anchor in check.anchors() if looking.day_of(anchor) is None]
        final = [each for each in unmet if not each.that and looking.answers[each.of].state in FINAL]
        needed = (final or unmet)[0]
        waits_for = f"that {needed.of}" if needed.that else needed.of
        if final:
            return one(self._finding(check, looking, way, OUT_OF_TIME, number=number, waits_for=waits_for), LONG_AGO)
        opens, soonest = self._soonest(check, looking)
        closes = looking.closes_latest(check)
        held_too_late = isinstance(check, HeldCheck) and soonest > closes
        if soonest > looking.last_day or held_too_late or max(opens, self.as_at) > closes:
            said = {"opens": opens, "closes": _stated(min(closes, looking.last_day)), "waits_for": waits_for}
            return one(self._finding(check, looking, way, OUT_OF_TIME, number=number, **said), LONG_AGO)
        return one(self._finding(check, looking, way, WAITING, number=number, waits_for=waits_for), LONG_AGO, soonest)

    def _soonest(self, check: Leaf, looking: Looking) -> tuple[int, int]:
        """The first day that can still count, and the first on which the check can still be met."""
        from_ = check.from_ if isinstance(check, HeldCheck) else check.window.from_
        opens = max(looking.opens, looking.soonest(from_, self.as_at)) if from_ else looking.opens
        if isinstance(check, HeldCheck):
            return opens, self.holding.soonest(check, looking, opens)
        return opens, max(opens, self.as_at)

    def _finding(self, check: Leaf, looking: Looking, way: str, state: str, **said: Any) -> Finding:
        cites: tuple[Cite, ...] = said.get("cites", ())
        known = max((int(self.known[cite.kind][cite.row]) for cite in cites), default=None)
        word = "held" if isinstance(check, HeldCheck) else "count" if isinstance(check, CountCheck) else "record"
        return Finding(
            looking.ref,
            looking.outcome,
            looking.occurrence,
            way,
            check.reads,
            word,
            state,
            known=known if state == MET else None,
            **said,
        )


def _last_by_day(places: list[int], days: list[int], needed: int) -> list[int]:
    """The last places by day, as many as are needed; of the first of their days, those that stand first.

    Example:
        >>> _last_by_day([0, 1, 2, 3], [5, 5, 5, 9], 2)
        [0, 3]
    """
    if len(places) <= needed:
        return places
    first = days[places[-needed]]
    after = [place for place in places if days[place] > first]
    return [place for place in places if days[place] == first][: needed - len(after)] + after


def _stated(day: int) -> int | None:
    return None if abs(day) >= NEVER - 1 else day
