"""Waiting: which measures an outcome asks for, and the days of other outcomes that it needs."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

from sop_engine.terms.check import MeasureCheck, Together, walk
from sop_engine.terms.clause import Clause
from sop_engine.terms.contract import Contract
from sop_engine.terms.measure import DaysMeasure, Measured, OverPeople
from sop_engine.terms.outcome import Outcome
from sop_engine.terms.table import numbers_asked
from sop_engine.terms.written import DAYS, Anchor


def numbers_of_prices(clauses: Iterable[Clause], outcomes: Iterable[str]) -> dict[str, tuple[str, ...]]:
    """For each outcome the measures that its prices look at: they are part of what shows it."""
    asked: dict[str, set[str]] = defaultdict(set)
    for clause in clauses:
        for _, named, table in clause.tables():
            for outcome in named or outcomes:
                asked[outcome] |= numbers_asked(table)
    return {outcome: tuple(sorted(names)) for outcome, names in asked.items() if names}


def every_part(measures: Mapping[str, Measured], names: Iterable[str], of_people: bool = False) -> list[str]:
    """Some measures and all that they are made of; what is measured of each person only where it is asked for."""
    found: list[str] = []
    left = list(names)
    while left:
        name = left.pop()
        if name in measures and name not in found:
            found.append(name)
            measure = measures[name]
            left += measure.parts() if of_people or not isinstance(measure, OverPeople) else ()
    return found


def running(contract: Contract, name: str, settled: bool = True) -> list[tuple[str, str]]:
    """The measures, of those that one is made of, of days that records cover, each with the record.

    A record that is still running can change such a number, however long ago the days are.

    `settled` is false where those are left out that are awaited longer, by themselves or by what is made of them.
    """
    measure = contract.measures[name]
    if measure.settles is not None and not settled:
        return []
    if isinstance(measure, DaysMeasure):
        return [(name, measure.days)] if contract.records[measure.days].lasts is not None else []
    return [each for part in measure.parts() for each in running(contract, part, settled)]


def waits_for(outcome: Outcome, measures: Mapping[str, Measured], priced_by: Sequence[str] = ()) -> list[str]:
    """The outcomes whose day an outcome needs: by its checks, its periods, its measures and `after`."""
    parts = [part for _, part in walk(outcome.shown_by) if not isinstance(part, Together)]
    anchors: list[Anchor] = [anchor for part in parts for anchor in part.anchors()]
    if outcome.each:
        anchors += [each for each in (outcome.each.from_, outcome.each.to) if each]
    measured = [part.measure for part in parts if isinstance(part, MeasureCheck)]
    for name in every_part(measures, [*measured, *priced_by]):
        anchors += measures[name].anchors()
    named = [anchor.of for anchor in anchors if anchor.of and not anchor.that and anchor.of not in DAYS]
    return [*dict.fromkeys([*named, *outcome.after])]
