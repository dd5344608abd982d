"""Numbers: between what a measure, a price or a part must lie, whatever the records say."""

from collections.abc import Iterable, Mapping
from fractions import Fraction
from typing import Any, NamedTuple

from sop_engine.checks.comparison import satisfied
from sop_engine.library.bounds.times import longest_window
from sop_engine.measures import combine
from sop_engine.tables import slices
from sop_engine.terms.check import AllOf, Check, MeasureCheck, OnRecords, walk
from sop_engine.terms.contract import Contract
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
    PeopleMeasure,
    Ratio,
    ReachedMeasure,
    ReportedMeasure,
    ShareMeasure,
    SumMeasure,
    Times,
    TotalOf,
    Weighted,
)
from sop_engine.terms.outcome import COHORT, PERSON, Outcome
from sop_engine.terms.part import EqualPart
from sop_engine.terms.price import Line, PerUnit, Slices
from sop_engine.terms.record import CATEGORY
from sop_engine.terms.table import POSITION, TIME, Categorised, Dated, Numbered
from sop_engine.units.money import Money

NOTHING, ALL = Fraction(0), Fraction(1)


class Between(NamedTuple):
    """The least and the most that a number can be; None where it has no such bound."""

    low: Fraction | None
    high: Fraction | None


ANYTHING = Between(None, None)


class Who(NamedTuple):
    """Whose claim a table is looked up for, as far as that is known before any record is there."""

    outcome: str
    facts: Mapping[str, str]
    """Categories that are known, such as `start.group`."""
    time: int
    """Which time for its subject."""
    positions: int | None
    """How many claims of the outcome there can be over everybody; None where nobody can say."""


class Numbers:
    """What the measures and the tables of a contract can come to."""

    def __init__(self, contract: Contract, people: int | None):
        self.contract, self.people = contract, people

    # -- measures

    def measure(self, name: str, of: str) -> Between:
        """Between what a measure lies for one subject of an outcome that is reached."""
        outcome = self.contract.outcomes[of]
        low, high = self.can_be(name, of)
        for check in needed_measures(outcome.shown_by):
            if check.measure == name:
                least, most = bounds_of(check)
                low = least if low is None else low if least is None else max(low, least)
                high = most if high is None else high if most is None else min(high, most)
        return Between(low, high)

    def can_be(self, name: str, of: str) -> Between:
        """Between what a measure lies for one subject of an outcome, whether it is reached or not."""
        return self._measured(name, self.contract.outcomes[of])

    def _measured(self, name: str, outcome: Outcome) -> Between:
        measure = self.contract.measures[name]
        found = self._of(measure, outcome)
        if measure.rounded is None:
            return found
        to, how = Fraction(measure.rounded.to), measure.rounded.how
        low, high = (None if each is None else combine.rounded(each, to, how) for each in found)
        return Between(low, high)

    def _of(self, measure: Measured, outcome: Outcome) -> Between:
        contract = self.contract
        if isinstance(measure, FixedMeasure):
            return Between(Fraction(measure.fixed), Fraction(measure.fixed))
        if isinstance(measure, CountMeasure | DaysMeasure):
            by_day = isinstance(measure, DaysMeasure) or measure.different is not None
            most = longest_window(contract, measure.window, outcome) if by_day else None
            return Between(NOTHING, None if most is None else Fraction(most))
        if isinstance(measure, ShareMeasure):
            return Between(NOTHING, ALL)
        if isinstance(measure, SumMeasure):
            least = self._least_of_field(measure.sum, measure.field)
            return Between(NOTHING if least is not None and least >= 0 else None, None)
        if isinstance(measure, MeanMeasure | ReportedMeasure):
            return Between(self._least_of_field(measure.reads, measure.field), None)
        if isinstance(measure, ReachedMeasure | PeopleMeasure):
            people = self._people_of(outcome)
            return Between(NOTHING, None if people is None else Fraction(people))
        if isinstance(measure, MeanOf):
            low, high = self._measured(measure.mean_of, outcome)
            if measure.never_measured != "left_out":
                low, high = None if low is None else min(low, NOTHING), None if high is None else max(high, NOTHING)
            return Between(low, high)
        if isinstance(measure, TotalOf):
            low, high = self._measured(measure.total_of, outcome)
            people = self._people_of(outcome)
            none_below = low is not None and low >= 0
            return Between(
                NOTHING if none_below else None, None if high is None or people is None else max(high * people, NOTHING)
            )
        return self._made_of(measure, [self._measured(each, outcome) for each in measure.parts()])

    def _made_of(self, measure: Measured, parts: list[Between]) -> Between:
        """A measure that is made of others of the same subject."""
        if isinstance(measure, DatedMeasure):
            return around(parts)
        if isinstance(measure, Weighted):
            weights = [Fraction(weight) for weight in measure.weighted_by.values()]
            sums = [_times(each, weight) for each, weight in zip(parts, weights, strict=True)]
            return Between(_sum(each.low for each in sums), _sum(each.high for each in sums))
        (first, second) = parts
        if isinstance(measure, Difference):
            return Between(_sum((first.low, _minus(second.high))), _sum((first.high, _minus(second.low))))
        positive = all(each.low is not None and each.low >= 0 for each in parts)
        if isinstance(measure, Times) and positive:
            high = None if first.high is None or second.high is None else first.high * second.high
            return Between((first.low or NOTHING) * (second.low or NOTHING), high)
        if isinstance(measure, Ratio) and positive:
            return Between(NOTHING, first.high / second.low if first.high is not None and second.low else None)
        if isinstance(measure, Fall) and positive:
            return Between(None, ALL)
        return ANYTHING

    def _people_of(self, outcome: Outcome) -> int | None:
        """How many people a cohort, or the contract, can have."""
        cohorts = self.contract.cohorts
        size = cohorts.of if cohorts and outcome.subject == COHORT else None
        known = [each for each in (self.people, size) if each is not None]
        return 1 if outcome.subject == PERSON else min(known, default=None)

    def _least_of_field(self, record: str, field: str) -> Fraction | None:
        column = self.contract.records[record].fields[field]
        return None if column.never_below is None else Fraction(column.never_below)

    # -- tables

    def table(self, table: Any, who: Who) -> Between:
        """Between what a price (in minor units) or a part lies, for a claim of somebody."""
        if isinstance(table, Dated):
            return around(self.table(each, who) for each in self._can_hold(table))
        if isinstance(table, Categorised):
            return around(self.table(each, who) for each in self._of_category(table, who))
        if isinstance(table, Numbered):
            return self._numbered(table, who)
        exact = Fraction(table.minor) if isinstance(table, Money) else Fraction(table)
        return Between(exact, exact)

    def _can_hold(self, table: Dated) -> list[Any]:
        """The values that can hold on a day of the contract or, for what becomes known later, after it."""
        days = list(table.dated)
        after = [*days[1:], None]
        first = self.contract.in_force.from_
        return [table.dated[day] for day, next_ in zip(days, after, strict=True) if next_ is None or next_ > first]

    def _of_category(self, table: Categorised, who: Who) -> list[Any]:
        known = who.facts.get(f"{table.of}.{table.by}")
        categories = [known] if known is not None else self._categories(table, who.outcome)
        found = [table.named[each] for each in categories if each in table.named]
        if table.rest is not None and any(each not in table.named for each in categories):
            found.append(table.rest)
        return found or [*table.named.values(), *([] if table.rest is None else [table.rest])]

    def _categories(self, table: Categorised, outcome: str) -> list[str]:
        """The categories that a record can have which shows an outcome."""
        column = self.contract.records[table.of].column(table.by)
        every = column.categories if column else ()
        asked = [
            check.where.get(table.by)
            for _, check in walk(self.contract.outcomes[outcome].shown_by)
            if isinstance(check, OnRecords) and check.reads == table.of
        ]
        if not asked or any(each is None or each.same_as for each in asked):
            return list(every)
        return [each for each in every if any(satisfied(each, said, CATEGORY) for said in asked if said)]

    def _numbered(self, table: Numbered, who: Who) -> Between:
        if table.asks == TIME:
            low = high = Fraction(who.time)
            within = Between(low, high)
        elif table.asks == POSITION:
            within = Between(ALL, None if who.positions is None else Fraction(max(who.positions, 1)))
        else:
            within = self.measure(table.asks, who.outcome)
        if isinstance(table, EqualPart):
            return Between(*(_part(each, side) for each, side in zip(within, (NOTHING, ALL), strict=True)))
        if isinstance(table, PerUnit | Slices):
            return Between(_quantity(table, within.low or NOTHING), _quantity(table, within.high))
        return around([Between(each, each) for each in _reachable(table, within)])


def needed_measures(check: Check) -> list[MeasureCheck]:
    """The checks on measures without which a check is never met."""
    if isinstance(check, AllOf):
        return [each for part in check.parts for each in needed_measures(part)]
    return [check] if isinstance(check, MeasureCheck) else []


def bounds_of(check: MeasureCheck) -> Between:
    """Between what a measure must lie to be what is asked."""
    said = check.comparison
    lows = [each for each in (said.is_, said.at_least, said.above, said.between and said.between[0]) if each]
    highs = [each for each in (said.is_, said.at_most, said.below, said.between and said.between[1]) if each]
    return Between(max(map(Fraction, lows), default=None), min(map(Fraction, highs), default=None))


def around(those: Iterable[Between]) -> Between:
    """Between what one of several numbers must lie.

    Example:
        >>> around([Between(Fraction(1), Fraction(2)), Between(Fraction(5), None)])
        Between(low=Fraction(1, 1), high=None)
    """
    found = list(those)
    lows, highs = [each.low for each in found], [each.high for each in found]
    return Between(
        None if None in lows else min(each for each in lows if each is not None),
        None if None in highs else max(each for each in highs if each is not None),
    )


def _reachable(table: Numbered, within: Between) -> list[Fraction]:
    """What a table of steps or a line can come to, exactly; of a line its ends, between which all the others lie."""
    knots, low, high = list(table.knots), within.low, within.high
    values = [_exact(each) for each in table.knots.values()]
    ends: list[Fraction | None] = [*knots[1:], None]
    begun = [high is None or knot <= high for knot in knots]
    if isinstance(table, Line):
        found = values
    else:
        found = [
            value
            for value, begins, end in zip(values, begun, ends, strict=True)
            if begins and (low is None or end is None or end > low)
        ]
    below, above = getattr(table, "below", None), getattr(table, "above", None)
    if below is not None and (low is None or low < knots[0]):
        found = [*found, _exact(below)]
    if above is not None and (high is None or high > knots[-1]):
        found = [*found, _exact(above)]
    return found or values


def _quantity(table: PerUnit | Slices, number: Fraction | None) -> Fraction | None:
    """What so many units come to; None for any number of them, where they cost anything."""
    rates = [table.rate] if isinstance(table, PerUnit) else list(table.slices.values())
    if number is None:
        last_free = isinstance(table, Slices) and not rates[-1].minor
        if not last_free or not isinstance(table, Slices):
            return None if any(each.minor for each in rates) else NOTHING
        number = list(table.slices)[-1]
    if isinstance(table, PerUnit):
        return max(number, NOTHING) * table.rate.minor
    return sum((much * rate.minor for _, much, rate in slices(table.slices, number)), NOTHING)


def _exact(value: Any) -> Fraction:
    return Fraction(value.minor) if isinstance(value, Money) else Fraction(value)


def _part(number: Fraction | None, otherwise: Fraction) -> Fraction:
    return otherwise if number is None else min(max(number, NOTHING), ALL)


def _sum(numbers: Iterable[Fraction | None]) -> Fraction | None:
    found = list(numbers)
    return None if None in found else sum((each for each in found if each is not None), NOTHING)


def _minus(number: Fraction | None) -> Fraction | None:
    return None if number is None else -number


def _times(number: Between, weight: Fraction) -> Between:
    low, high = (None if each is None else each * weight for each in number)
    return Between(low, high) if weight >= 0 else Between(high, low)
