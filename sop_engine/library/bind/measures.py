"""Measures: whether each can be asked of the records, is made of what is there, and speaks of the right subject."""

from collections.abc import Iterator, Mapping
from itertools import pairwise
from typing import Any

from pydantic_core import PydanticCustomError

from sop_engine.errors import nearest
from sop_engine.library.bind.comparisons import compared
from sop_engine.library.bind.looking import item, unknown_outcomes, unknown_record
from sop_engine.library.shape import Draft, Path
from sop_engine.terms.check import Comparison, MeasureCheck, Where, plain, walk
from sop_engine.terms.measure import (
    DatedMeasure,
    DaysMeasure,
    MeanOf,
    Measured,
    OverPeople,
    OverRecords,
    PeopleMeasure,
    ReachedMeasure,
    ShareMeasure,
    kind_of_measure,
)
from sop_engine.terms.outcome import COHORT, CONTRACT, PERSON
from sop_engine.terms.record import NUMBER, FieldColumn, RecordTerms
from sop_engine.terms.waiting import numbers_of_prices
from sop_engine.terms.written import read_number
from sop_engine.units.days import as_date, say

A = {PERSON: "a person", COHORT: "a cohort", CONTRACT: "the contract"}
"""What a subject is called in a sentence."""


def measured(draft: Draft) -> None:
    """Every measure reads records and fields that are there, and is made of measures and outcomes that are."""
    records = draft.get("records") or {}
    for name, measure in (draft.get("measures") or {}).items():
        path: Path = ("measures", name)
        if isinstance(measure, OverRecords | PeopleMeasure) and measure.reads:
            word = "having" if isinstance(measure, PeopleMeasure) else kind_of_measure(measure)
            if not unknown_record(draft, (*path, word), measure.reads) and measure.reads in records:
                _reading(draft, path, measure, records[measure.reads])
        if isinstance(measure, DaysMeasure):
            for i, each in enumerate(measure.except_):
                unknown_record(draft, item(draft, (*path, "except"), i), each)
        if isinstance(measure, OverPeople):
            _whom(draft, (*path, "people"), measure.whom)
        if isinstance(measure, ReachedMeasure):
            unknown_outcomes(draft, (*path, "reached"), (measure.reached,))
            _of_people(draft, (*path, "reached"), measure.reached)
        if isinstance(measure, DatedMeasure):
            in_order(draft, (*path, "dated"), measure.dated)
        _made_of(draft, path, measure)


def in_order(draft: Draft, path: Path, table: Mapping[int, Any]) -> None:
    """Dated values stand in order, and begin no later than anything that may need one."""
    for earlier, later in pairwise(table):
        if later <= earlier:
            here = (*path, as_date(later).isoformat())
            draft.wrong("dates-out-of-order", here, True, earlier=say(earlier), later=say(later))
    in_force = draft.get("in_force")  # nothing from before the contract counts
    if in_force and min(table) > in_force.from_:
        draft.wrong("date-before-first-value", path, first=say(min(table)), from_=say(in_force.from_))


def _reading(draft: Draft, path: Path, measure: Any, record: RecordTerms) -> None:
    """What a measure asks of the fields of its record."""
    for word in ("where", "among"):
        if hasattr(measure, word):
            conditions(draft, (*path, word), getattr(measure, word), measure.reads, record.columns)
    if measure.by:
        by = record.column("by")
        if by is None:
            remedy = "Say in the record under which heading it stands: `by: {heading: …, one_of: …}`."
            draft.wrong("unknown-field", (*path, "by"), record=measure.reads, found="by", nearest=remedy)
        else:
            compared(draft, (*path, "by"), "by", Comparison(one_of=measure.by), by, record.columns)
    field = getattr(measure, "field", None)
    if field is not None:
        column = record.column(field)
        if column is None:
            known = nearest(field, tuple(record.columns))
            draft.wrong("unknown-field", (*path, "field"), record=measure.reads, found=field, nearest=known)
        elif column.holds != NUMBER:
            draft.wrong("not-a-number-field", (*path, "field"), field=field, holds=column.holds)
    if isinstance(measure, ShareMeasure) and not measure.where:
        draft.wrong("share-of-everything", path, True, measure=path[-1])


def conditions(draft: Draft, path: Path, where: Where, record: str, columns: dict[str, FieldColumn]) -> None:
    """What is asked of some fields can be asked of them."""
    for name, comparison in where.items():
        if name not in columns:
            known = nearest(name, tuple(columns))
            draft.wrong("unknown-field", (*path, name), True, record=record, found=name, nearest=known)
        else:
            compared(draft, (*path, name), name, comparison, columns[name], columns)


def _whom(draft: Draft, path: Path, whom: Where) -> None:
    """What is asked of the enrolment of people can be asked of it."""
    enrols = draft.get("enrolled_by")
    record = (draft.get("records") or {}).get(enrols)
    if record:
        conditions(draft, path, whom, str(enrols), record.columns)


def _of_people(draft: Draft, path: Path, name: str) -> None:
    other = (draft.get("outcomes") or {}).get(name)
    if other and other.subject != PERSON:
        draft.wrong("another-subject", path, found=name, subject=A[other.subject], wanted=A[PERSON])


def _made_of(draft: Draft, path: Path, measure: Measured) -> None:
    """The measures that a measure is made of are there, and of people where it is over people."""
    declared, measures = draft.declared("measures"), draft.get("measures") or {}
    for i, name in enumerate(measure.parts()):
        here = _part(draft, path, measure, i, name)
        if name not in declared:
            others = tuple(each for each in declared if each != path[-1])
            draft.wrong("unknown-measure-name", here, found=name, nearest=nearest(name, others))
        elif isinstance(measure, OverPeople) and over_people(measures, name):
            draft.wrong("measure-of-people-twice", here, found=name)


def _part(draft: Draft, path: Path, measure: Measured, i: int, name: str) -> Path:
    word = kind_of_measure(measure)
    if word == "weighted_by":
        return (*path, word, name)
    if word == "dated":
        written = draft.at((*path, word))
        return (*path, word, list(written)[i]) if isinstance(written, dict) else (*path, word)
    return (*path, word, i) if isinstance(draft.at((*path, word)), list) else (*path, word)


def over_people(measures: dict[str, Measured], name: str, before: tuple[str, ...] = ()) -> bool:
    """Whether a measure, or one it is made of, is over the people of a cohort or of the contract."""
    measure = measures.get(name)
    if measure is None or name in before:
        return False
    if isinstance(measure, OverPeople):
        return True
    return any(over_people(measures, part, (*before, name)) for part in measure.parts())


def circles(draft: Draft) -> None:
    """No measure is made of itself, by way of others."""
    measures = draft.get("measures") or {}
    told: set[str] = set()
    for name in measures:
        way = _circle(measures, name, (name,))
        if way and not told & set(way):
            told |= set(way)
            draft.wrong("circular-measure", ("measures", name), True, circle=", of ".join([*way, way[0]]))


def _circle(measures: dict[str, Measured], name: str, way: tuple[str, ...]) -> tuple[str, ...]:
    for part in measures[name].parts():
        if part == way[0]:
            return way
        if part in measures and part not in way:
            found = _circle(measures, part, (*way, part))
            if found:
                return found
    return ()


def compared_measures(draft: Draft) -> None:
    """A check compares a measure that is there, of its own subject, with numbers."""
    declared, measures = draft.declared("measures"), draft.get("measures") or {}
    for outcome, path, check in measure_checks(draft):
        if check.measure not in declared:
            draft.wrong(
                "unknown-measure-name", (*path, "measure"), found=check.measure, nearest=_known(check.measure, declared)
            )
            continue
        if outcome.subject == PERSON and over_people(measures, check.measure):
            draft.wrong(
                "another-subject", (*path, "measure"), found=check.measure, subject="several people", wanted=A[PERSON]
            )
        stated = check.comparison.stated()
        if not stated:
            draft.wrong("measure-not-compared", path, True, measure=check.measure)
        for word, value in stated.items():
            for i, text in enumerate(value if isinstance(value, tuple) else (value,)):
                _number(draft, item(draft, (*path, word.rstrip("_")), i), text)


def priced_by(draft: Draft) -> None:
    """What a price looks at is measured of the subject that the outcome is of."""
    outcomes, measures = draft.get("outcomes") or {}, draft.get("measures") or {}
    for name, asked in numbers_of_prices(draft.get("clauses") or (), outcomes).items():
        for measure in asked:
            if name in outcomes and outcomes[name].subject == PERSON and over_people(measures, measure):
                draft.wrong(
                    "another-subject",
                    ("outcomes", name),
                    True,
                    found=measure,
                    subject="several people",
                    wanted=A[PERSON],
                )


def _known(found: str, declared: tuple[str, ...]) -> str:
    return nearest(found, declared) if declared else "Add a group `measures:` with it."


def _number(draft: Draft, path: Path, text: str) -> None:
    try:
        read_number(plain(text))
    except PydanticCustomError as error:
        draft.wrong(error.type, path, found=text, expected="a number", example="12.5 or 75%")


def measure_checks(draft: Draft) -> Iterator[tuple[Any, Path, MeasureCheck]]:
    """Every check on a measure: its outcome, its place and itself."""
    for name, outcome in (draft.get("outcomes") or {}).items():
        for way, check in walk(outcome.shown_by):
            if isinstance(check, MeasureCheck):
                yield outcome, ("outcomes", name, "shown_by", *way), check


def never_measured(draft: Draft) -> None:
    """A mean over people says what becomes of those who were never measured."""
    for name, measure in (draft.get("measures") or {}).items():
        if isinstance(measure, MeanOf) and measure.never_measured is None:
            of, values = f'The measure "{name}"', "in_denominator or left_out"
            draft.wrong("term-not-stated", ("measures", name), of=of, key="never_measured", values=values)
