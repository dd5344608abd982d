"""Measured: a measure compared, or awaited because a price looks at it; and a day that has to come."""

from fractions import Fraction

from sop_engine.checks.comparison import in_words, satisfied
from sop_engine.measures.combine import first_to_reach
from sop_engine.records.events import Records
from sop_engine.records.working import (
    AWAITED,
    FINAL,
    MET,
    MISSING,
    NOT_MET,
    OUT_OF_TIME,
    WAITING,
    Cite,
    Finding,
)
from sop_engine.steps.answer import LONG_AGO, Answer, one
from sop_engine.steps.looking import Looking
from sop_engine.steps.measuring import Measuring, Number
from sop_engine.terms.check import Comparison, DayCheck, MeasureCheck
from sop_engine.terms.record import NUMBER
from sop_engine.terms.written import DAYS
from sop_engine.units.days import NEVER

ANY = Comparison()


class MeasureChecks:
    """The checks of a contract on measures and on days, for one subject after the other."""

    def __init__(self, measuring: Measuring, records: Records, as_at: int):
        self.measuring, self.records, self.as_at = measuring, records, as_at

    def answer_measure(self, check: MeasureCheck, looking: Looking, way: str) -> Answer:
        """Whether a measure is what is asked, on the day from which later records cannot undo it."""
        return self._answer(check.measure, check.comparison, looking, way)

    def answer_number(self, name: str, looking: Looking, way: str) -> Answer:
        """Whether a measure that a price looks at is final, whatever it is."""
        return self._answer(name, ANY, looking, way)

    def _answer(self, name: str, comparison: Comparison, looking: Looking, way: str) -> Answer:
        found = self.measuring.number(name, looking)
        asked = in_words(comparison)
        stated = set(comparison.stated())
        if found.waits_for and found.number is None:
            return self._waiting(name, found, asked, looking, way)
        growing = stated and stated <= {"at_least", "above"} and found.growth is not None
        if growing and not _meets(Fraction(0), comparison):
            return self._growing(name, comparison, found, looking, way)
        final = found.final if found.final is None else max(found.final, looking.opens)
        if final is None or self.as_at < final:
            begun = found.cites or found.number or (stated and found.number is not None)
            hopeful = begun and (found.cites or found.number or _meets(found.number or Fraction(0), comparison))
            state = AWAITED if hopeful else MISSING
            return self._one(name, asked, found, looking, way, state, soonest=final)
        if found.number is None:
            return self._one(name, asked, found, looking, way, OUT_OF_TIME)
        if stated and not _meets(found.number, comparison):
            return self._one(name, asked, found, looking, way, NOT_MET)
        reached = max(found.ends or 0, looking.opens)
        known = max(final, found.known)
        return self._one(name, asked, found, looking, way, MET, reached=reached, shown=reached, known=known)

    def _growing(self, name: str, comparison: Comparison, found: Number, looking: Looking, way: str) -> Answer:
        """A number that only grows: reached on the day on which it is enough."""
        asked, growth = in_words(comparison), found.growth() if found.growth else ()
        wanted = max((Fraction(text), word == "above") for word, text in comparison.stated().items())
        reached = first_to_reach(((each.day, each.more) for each in growth), *wanted)
        if reached is None:
            final = found.final
            late = final is not None and self.as_at > final
            state = OUT_OF_TIME if late else AWAITED if found.number else MISSING
            return self._one(name, asked, found, looking, way, state, soonest=max(self.as_at, looking.opens))
        day, number = reached
        enough = [each for each in growth if each.day <= day]
        cites = tuple(dict.fromkeys(each.cite for each in enough if each.cite is not None))
        shown = max([day, *(each.shown for each in enough), *(self._day(cite) for cite in cites)])
        known = max(each.known for each in enough)
        met = found._replace(number=number, cites=cites)
        return self._one(name, asked, met, looking, way, MET, reached=day, shown=shown, known=max(shown, known))

    def _waiting(self, name: str, found: Number, asked: str, looking: Looking, way: str) -> Answer:
        """A measure whose window hangs on a day that is not known yet, or never will be."""
        other = looking.answers.get(found.waits_for)
        state = OUT_OF_TIME if other is not None and other.state in FINAL else WAITING
        return self._one(name, asked, found, looking, way, state)

    def _one(
        self,
        name: str,
        asked: str,
        found: Number,
        looking: Looking,
        way: str,
        state: str,
        reached: int | None = None,
        shown: int | None = None,
        known: int | None = None,
        soonest: int | None = None,
    ) -> Answer:
        met = state == MET
        cited = max((self._known(cite) for cite in found.cites), default=known if known is not None else reached)
        finding = Finding(
            looking.ref,
            looking.outcome,
            looking.occurrence,
            way,
            name,
            "measure",
            state,
            reached=reached,
            shown=shown,
            known=max(cited or 0, known or 0) if met else None,
            number=len(found.cites),
            closes=_stated(found.ends),
            complete=_stated(found.final),
            last=max((self._day(cite) for cite in found.cites), default=None),
            waits_for=found.waits_for if state in (WAITING, OUT_OF_TIME) and found.number is None else "",
            cites=found.cites,
            measured=found.number,
            asked=asked,
            working=found.working,
        )
        return one(finding, reached if reached is not None else LONG_AGO, LONG_AGO if soonest is None else soonest)

    def answer_day(self, check: DayCheck, looking: Looking, way: str) -> Answer:
        """Whether a day has come."""
        day = looking.day_of(check.day)
        if day is None:
            other = looking.answers.get(check.day.of)
            state = OUT_OF_TIME if other is not None and other.state in FINAL else WAITING
        elif day > looking.last_day:
            state = OUT_OF_TIME
        else:
            state = MET if self.as_at >= day else AWAITED
        met = day if state == MET else None
        finding = Finding(
            looking.ref,
            looking.outcome,
            looking.occurrence,
            way,
            check.day.of if check.day.of in DAYS else check.day.of or "day",
            "day",
            state,
            reached=met,
            shown=met,
            known=met,
            opens=day,
            waits_for=check.day.of if day is None else "",
        )
        return one(finding, met if met is not None else LONG_AGO, LONG_AGO if day is None else max(day, self.as_at))

    def _day(self, cite: Cite) -> int:
        return int(self.records.events[cite.kind].day[cite.row])

    def _known(self, cite: Cite) -> int:
        return int(self.records.events[cite.kind].known[cite.row])


def _stated(day: int | None) -> int | None:
    return None if day is None or abs(day) >= NEVER - 1 else day


def _meets(number: Fraction, comparison: Comparison) -> bool:
    """Whether an exact number satisfies a comparison; bounds are decimals, and none is rounded."""
    return satisfied(number, comparison, NUMBER)
