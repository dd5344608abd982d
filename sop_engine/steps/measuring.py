"""Measuring: the exact number of each measure for one subject, and the day from which it is final."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from typing import NamedTuple

from sop_engine.checks.comparison import satisfied
from sop_engine.measures import combine, cover
from sop_engine.records.working import FINAL, MET, Cite
from sop_engine.steps.cohort import enrolled
from sop_engine.steps.looking import Looking
from sop_engine.steps.streams import Rows, Streams
from sop_engine.terms.check import Comparison
from sop_engine.terms.measure import (
    CountMeasure,
    DatedMeasure,
    DaysMeasure,
    Difference,
    Fall,
    FixedMeasure,
    MeanMeasure,
    MeanOf,
    Measured,
    OverPeople,
    OverRecords,
    PeopleMeasure,
    Ratio,
    ReachedMeasure,
    ReportedMeasure,
    ShareMeasure,
    SumMeasure,
    Times,
    Weighted,
)
from sop_engine.terms.written import Anchor
from sop_engine.units.days import NEVER

LONG_AGO = -NEVER


class Added(NamedTuple):
    """What one day adds to a number that only grows, by which record, and when that was shown and known."""

    day: int
    more: Fraction
    cite: Cite | None = None
    shown: int = LONG_AGO
    known: int = LONG_AGO


class Number(NamedTuple):
    """What a measure comes to for one subject, from what is known.

    `number` is None where there is none yet, or never will be.  `ends` is the last day that counts
    for it, and `final` the day from which no record can change it, later where it has to settle;
    both are None while an anchor is not known.  `growth` is, for a number that only grows, tells what
    each day adds to it, in order; None for every other.
    """

    number: Fraction | None
    ends: int | None
    cites: tuple[Cite, ...] = ()
    working: tuple[tuple[str, Fraction | None], ...] = ()
    growth: Callable[[], tuple[Added, ...]] | None = None
    waits_for: str = ""
    settled: int | None = None
    """The day from which it is final, where that is later than the last day that counts."""
    known: int = LONG_AGO
    """The day on which all was known that it rests on beside the records it cites: what people reached."""

    @property
    def final(self) -> int | None:
        """The day from which no record can change it."""
        return self.ends if self.settled is None else self.settled


class Measuring:
    """The measures of a contract, worked out for one subject after the other."""

    def __init__(self, streams: Streams, person: Callable[[int], Looking]):
        """`person` gives the looking of a person, with what that person has reached."""
        self.streams, self.contract, self.person = streams, streams.contract, person

    def number(self, name: str, looking: Looking) -> Number:
        """The number of a measure for a subject."""
        measure = self.contract.measures[name]
        found = self._number(name, measure, looking)
        if measure.rounded is not None and found.number is not None:
            to = Fraction(measure.rounded.to)
            found = found._replace(number=combine.rounded(found.number, to, measure.rounded.how), growth=None)
        # What can never be known has nothing that could settle.
        if measure.settles is not None and found.final is not None and not found.waits_for:
            found = found._replace(settled=looking.reckoned.apart(found.final, measure.settles))
        return found

    def _number(self, name: str, measure: Measured, looking: Looking) -> Number:
        if isinstance(measure, OverRecords):
            return self._over_records(name, measure, looking)
        if isinstance(measure, FixedMeasure):
            return Number(Fraction(measure.fixed), LONG_AGO)
        if isinstance(measure, DatedMeasure):
            return self._dated(measure, looking)
        if isinstance(measure, OverPeople):
            return self._over_people(name, measure, looking)
        return self._combined(measure, looking)

    # -- over the records of a window

    def _over_records(self, name: str, measure: OverRecords, looking: Looking) -> Number:
        window = looking.window(measure)
        if window is None:
            return _unknown(measure.anchors(), looking)
        if isinstance(measure, DaysMeasure):
            return self._days(name, measure, looking, window)
        days, rows = _inside(self.streams.of(measure, looking), window)
        cites = tuple(Cite(measure.reads, row) for row in rows)
        if isinstance(measure, CountMeasure):
            return self._count(measure, days, cites, window)
        if isinstance(measure, SumMeasure):
            return self._sum(measure, self._said(measure, days, rows), window)
        if isinstance(measure, ShareMeasure):
            among = self.streams.of(self.streams.beside[name][0], looking)
            all_rows = _inside(among, window)[1]
            fitting = len(set(rows) & set(all_rows))
            number = Fraction(fitting, len(all_rows)) if all_rows else None
            return Number(number, window[1], tuple(Cite(measure.reads, row) for row in all_rows))
        assert isinstance(measure, MeanMeasure | ReportedMeasure)
        found = self._said(measure, days, rows)
        if isinstance(measure, ReportedMeasure):
            return self._reported(measure, found, window)
        mean = combine.mean([value for _, value, _ in found], len(found))
        return Number(mean, window[1], tuple(cite for _, _, cite in found))

    def _said(
        self, measure: SumMeasure | MeanMeasure | ReportedMeasure, days: list[int], rows: list[int]
    ) -> list[tuple[int, Fraction, Cite]]:
        """What the field says in each row, with its day; an empty cell says nothing, and is passed over."""
        values = self.streams.values(measure.reads, measure.field, rows)
        return [
            (day, _exact(value), Cite(measure.reads, row))
            for day, value, row in zip(days, values, rows, strict=True)
            if value is not None
        ]

    def _count(
        self, measure: CountMeasure, days: list[int], cites: tuple[Cite, ...], window: tuple[int, int]
    ) -> Number:
        growth, before = [], LONG_AGO
        for day, cite in zip(days, cites, strict=True):
            if measure.different is None or day != before:
                growth.append(Added(day, Fraction(1), cite))
            before = day
        return Number(Fraction(len(growth)), window[1], cites, growth=lambda: tuple(growth))

    def _sum(self, measure: SumMeasure, found: list[tuple[int, Fraction, Cite]], window: tuple[int, int]) -> Number:
        total = sum((value for _, value, _ in found), Fraction(0))
        cites = tuple(cite for _, _, cite in found)
        if not self._never_falls(measure):
            return Number(total, window[1], cites)
        return Number(total, window[1], cites, growth=lambda: tuple(Added(*each) for each in found))

    def _never_falls(self, measure: SumMeasure | ReportedMeasure) -> bool:
        """Whether the contract says of a field that it is never below nothing."""
        column = self.contract.records[measure.reads].column(measure.field)
        return column is not None and column.never_below is not None and column.never_below >= 0

    def _days(self, name: str, measure: DaysMeasure, looking: Looking, window: tuple[int, int]) -> Number:
        """The days covered, each by the first of the records to end that covers it."""
        days, rows = self.streams.of(measure, looking)
        spells = self.streams.spells(measure.days, rows)
        inside = [i for i, (first, last) in enumerate(spells) if first <= window[1] and last >= window[0]]
        rows, spells = [rows[i] for i in inside], [spells[i] for i in inside]
        without = []
        for check in self.streams.beside[name]:
            without += self.streams.spells(check.record, self.streams.of(check, looking)[1])
        counted = cover.within(cover.covered(spells, without), *window)
        cites = tuple(Cite(measure.days, row) for row in rows)

        def growth() -> tuple[Added, ...]:
            grown: list[Added] = []
            seen: list[tuple[int, int]] = []
            for spell, row in sorted(zip(spells, rows, strict=True), key=lambda each: (each[0][1], each[1])):
                for first, last in cover.within(cover.covered([spell], seen), *window):
                    grown += [Added(day, Fraction(1), Cite(measure.days, row)) for day in range(first, last + 1)]
                seen = cover.joined([*seen, spell])
            return tuple(sorted(grown))

        number = Fraction(cover.how_many(counted))
        # Days that other records take out may come later: such a number is known at the end of its window.
        return Number(number, window[1], cites, growth=None if measure.except_ else growth)

    def _reported(
        self, measure: ReportedMeasure, found: list[tuple[int, Fraction, Cite]], window: tuple[int, int]
    ) -> Number:
        if not found:
            return Number(None, window[1])
        chosen = {
            "first": found[0],
            "last": found[-1],
            "highest": max(found, key=lambda each: (each[1], -each[0])),
            "lowest": min(found, key=lambda each: (each[1], each[0])),
        }[measure.which]
        final = chosen[0] if measure.which == "first" else window[1]
        growth: list[Added] = []
        highest = Fraction(0)
        for day, value, cite in found:
            if value > highest or not growth:
                growth.append(Added(day, value - highest, cite))
                highest = value
        grows = measure.which == "highest" and self._never_falls(measure)
        return Number(chosen[1], final, (chosen[2],), growth=(lambda: tuple(growth)) if grows else None)

    # -- made of other measures

    def _dated(self, measure: DatedMeasure, looking: Looking) -> Number:
        day = looking.period[0] if looking.period else max(looking.start, looking.opens)
        from_ = max((first for first in measure.dated if first <= day), default=None)
        if from_ is None:
            return Number(None, LONG_AGO)
        name = measure.dated[from_]
        found = self.number(name, looking)
        return found._replace(working=((name, found.number),), growth=None)

    def _combined(self, measure: Measured, looking: Looking) -> Number:
        parts = {name: self.number(name, looking) for name in dict.fromkeys(measure.parts())}
        numbers = {name: part.number for name, part in parts.items()}
        names = measure.parts()
        if isinstance(measure, Weighted):
            number = combine.weighted(numbers, measure.weighted_by)
        else:
            number = _OF_TWO[type(measure)](numbers[names[0]], numbers[names[1]])
        found = [*parts.values()]
        cites = tuple(dict.fromkeys(cite for part in found for cite in part.cites))
        growth = _grown(measure, [parts[name] for name in names])
        return _together(found, Number(number, None, cites, tuple(numbers.items()), growth))

    # -- over people

    def _over_people(self, name: str, measure: OverPeople, looking: Looking) -> Number:
        people = [person for person in looking.people if self._is_meant(measure, person, looking)]
        if isinstance(measure, ReachedMeasure):
            return self._reached(measure, people, looking)
        if isinstance(measure, PeopleMeasure):
            return self._counted(name, measure, people, looking)
        found = [self.number(measure.parts()[0], self._as_part(person, looking)) for person in people]
        # What can never be known of somebody is not waited for.
        found = [each if each.ends is None else each._replace(waits_for="") for each in found]
        numbers = [each.number for each in found if each.number is not None]
        cites = tuple(cite for each in found for cite in each.cites)
        found.append(Number(None, self._joined(looking)))
        working = (("people", Fraction(len(people))), ("measured", Fraction(len(numbers))))
        if isinstance(measure, MeanOf):
            of = len(numbers) if measure.never_measured == "left_out" else len(people)
            number = combine.mean(numbers, of) if numbers else None
            return _together(found, Number(number, None, cites, working))
        growing = [each.growth for each in found[:-1] if each.growth is not None]

        def growth() -> tuple[Added, ...]:
            return tuple(sorted((added for grown in growing for added in grown()), key=_in_order))

        grows = len(growing) == len(found) - 1
        total = sum(numbers, Fraction(0)) if numbers else None  # of nobody who was measured there is no total
        return _together(found, Number(total, None, cites, working, growth if grows else None))

    def _is_meant(self, measure: OverPeople, person: int, looking: Looking) -> bool:
        """Whether a person had joined by the end of the period, and their enrolment says what the measure asks."""
        if looking.period and self.person(person).start > looking.period[1]:
            return False
        return speaks_of(self.streams, measure.whom, person)

    def _joined(self, looking: Looking) -> int | None:
        """The day by which everybody who can belong to the subject, or to its period, has joined."""
        if looking.closed is None or not looking.period:
            return looking.closed
        return min(looking.closed, looking.period[1])

    def _as_part(self, person: int, looking: Looking) -> Looking:
        """A person as part of a subject: looked at in the period of the subject, where it has one."""
        return replace(self.person(person), period=looking.period)

    def _reached(self, measure: ReachedMeasure, people: list[int], looking: Looking) -> Number:
        window = looking.span(measure.window)
        if window is None:
            return _unknown(measure.anchors(), looking)
        growth = []
        for person in people:
            times = [
                answer
                for answer in self.person(person).times.get(measure.reached, ())
                if answer.state == MET and window[0] <= answer.reached <= window[1]
            ]
            if times:
                first = min(times, key=lambda answer: answer.reached)
                growth.append(Added(first.reached, Fraction(1), None, first.shown, first.known))
        growth.sort(key=_in_order)
        working = (("people", Fraction(len(people))),)
        known = max((each.known for each in growth), default=LONG_AGO)
        return Number(Fraction(len(growth)), window[1], (), working, lambda: tuple(growth), known=known)

    def _counted(self, name: str, measure: PeopleMeasure, people: list[int], looking: Looking) -> Number:
        window = looking.span(measure.window)
        if window is None:
            return _unknown(measure.anchors(), looking)
        firsts: list[Added] = []
        if not measure.having:
            starts = sorted(self.person(person).start for person in people)
            opens = window[0] if looking.period or measure.window.from_ else LONG_AGO
            firsts = [Added(day, Fraction(1)) for day in starts if opens <= day <= window[1]]
            closed = window[1] if looking.closed is None else min(window[1], looking.closed)
            return Number(Fraction(len(firsts)), closed, growth=lambda: tuple(firsts))
        for person in people:
            check = self.streams.beside[name][0]
            days, rows = _inside(self.streams.of(check, self._as_part(person, looking)), window)
            if rows:
                firsts.append(Added(days[0], Fraction(1), Cite(measure.having, rows[0])))
        firsts.sort(key=_in_order)
        working = (("people", Fraction(len(people))),)
        cites = tuple(each.cite for each in firsts if each.cite is not None)
        return Number(Fraction(len(firsts)), window[1], cites, working, lambda: tuple(firsts))


def _together(parts: list[Number], whole: Number) -> Number:
    """A number made of others: it is final when the last of them is, and waits for what any of them waits for."""
    waits_for = next((part.waits_for for part in parts if part.waits_for), "")
    if any(part.ends is None for part in parts):
        return whole._replace(waits_for=waits_for)
    ends = max(part.ends for part in parts if part.ends is not None)
    final = max(part.final for part in parts if part.final is not None)
    known = max(part.known for part in parts)
    return whole._replace(ends=ends, settled=final if final > ends else None, waits_for=waits_for, known=known)


def _in_order(each: Added) -> tuple[int, Cite | tuple[()]]:
    return each.day, each.cite or ()


def _unknown(anchors: Iterable[Anchor], looking: Looking) -> Number:
    """The number of a window that hangs on a day that is not known: final once that day can never be known."""
    waits_for = looking.missing(anchors)
    other = looking.answers.get(waits_for)
    if other is None or other.state not in FINAL:
        return Number(None, None, waits_for=waits_for)
    closed = [each.closes for each in other.findings if each.state in FINAL and each.closes is not None]
    return Number(None, min(looking.last_day, max(closed, default=looking.last_day)), waits_for=waits_for)


_OF_TWO: dict[type[Measured], Callable[[Fraction | None, Fraction | None], Fraction | None]] = {
    Difference: combine.difference,
    Ratio: combine.ratio,
    Fall: combine.fall,
    Times: combine.times,
}


def _grown(measure: Measured, parts: list[Number]) -> Callable[[], tuple[Added, ...]] | None:
    """How a growing number grows that is divided by a number above nothing that nobody can change, or multiplied."""
    if isinstance(measure, Times) and parts[0].growth is None:
        parts = parts[::-1]
    if not isinstance(measure, Ratio | Times) or parts[0].growth is None:
        return None
    growth, by = parts[0].growth, parts[1]
    if by.number is None or by.number <= 0 or by.ends != LONG_AGO:
        return None
    factor = 1 / by.number if isinstance(measure, Ratio) else by.number
    return lambda: tuple(each._replace(more=each.more * factor) for each in growth())


def speaks_of(streams: Streams, whom: Mapping[str, Comparison], person: int) -> bool:
    """Whether what a person's enrolment says satisfies every comparison."""
    if not whom:
        return True
    contract = streams.contract
    said = enrolled(contract, streams.records, streams.enrolment, person)
    terms = contract.records[contract.enrolled_by]
    for name, comparison in whom.items():
        column = terms.column(name)
        if column is None or not satisfied(said[name], comparison, column.holds, said):
            return False
    return True


def _inside(rows: Rows, window: tuple[int, int]) -> Rows:
    """The rows whose day lies in a window."""
    kept = [(day, row) for day, row in zip(*rows, strict=True) if window[0] <= day <= window[1]]
    return [day for day, _ in kept], [row for _, row in kept]


def _exact(value: object) -> Fraction:
    if isinstance(value, Decimal):
        return Fraction(value)
    raise TypeError(f"not a number: {value!r}")  # terms are checked for this before they are used
