"""Prices: whether every outcome has a price, on every day, for every category and for every number."""

from collections.abc import Iterator
from fractions import Fraction
from typing import Any, NamedTuple

from sop_engine.errors import nearest
from sop_engine.forms import FORMS
from sop_engine.library.bind.looking import as_written, clauses_in_place, unknown_record, written_clauses
from sop_engine.library.shape import Draft, Path, Unread, close
from sop_engine.terms.check import AllOf, AnyOf, Check, OnRecords
from sop_engine.terms.contract import Contract
from sop_engine.terms.outcome import CONTRACT, PERSON, Outcome
from sop_engine.terms.part import EqualPart, PartBySteps
from sop_engine.terms.price import Line, Slices, Steps
from sop_engine.terms.record import CATEGORY, FieldColumn
from sop_engine.terms.table import COUNTED, Categorised, Dated, Numbered, tables
from sop_engine.units.days import as_date, say
from sop_engine.units.numbers import exactly


def priced(draft: Draft) -> None:
    """Every outcome has one price, and every price an outcome."""
    outcomes = draft.declared("outcomes")
    names: list[Any] = []
    for each in written_clauses(draft):
        term = getattr(FORMS.get(str(each.get("kind"))), "gives_price", "") or ("prices" if "prices" in each else "")
        if term:
            names.append(each.get(term))
    for place, clause in clauses_in_place(draft):
        for outcome in clause.named() if clause.gives_price == "prices" else ():
            if outcome not in outcomes:
                draft.wrong(
                    "price-without-evidence",
                    ("clauses", place, "prices", outcome),
                    True,
                    clause=clause.clause,
                    outcome=outcome,
                    nearest=nearest(outcome, outcomes),
                )
    readable = all(isinstance(each, dict | str) for each in names)
    for outcome in outcomes:
        if readable and not any(outcome == each or (isinstance(each, dict) and outcome in each) for each in names):
            draft.wrong("outcome-without-price", ("outcomes", outcome), True, outcome=outcome)


def dated(draft: Draft) -> None:
    """Dated values stand in order, and begin no later than anything that may look at them."""
    in_force = draft.get("in_force")
    first = in_force.from_ if in_force else None  # nothing from before the contract counts
    for _, _, path, table in _tables(draft, Dated):
        days = list(table.dated)
        for earlier, later in zip(days, days[1:], strict=False):
            if later <= earlier:
                here = (*path, "dated", as_date(later).isoformat())
                draft.wrong("dates-out-of-order", here, True, earlier=say(earlier), later=say(later))
        if first is not None and min(days) > first:
            draft.wrong("date-before-first-value", (*path, "dated"), first=say(min(days)), from_=say(first))


def categories(draft: Draft) -> None:
    """A value by category names a field that is known for every claim, and a value for each category."""
    records, outcomes = draft.get("records") or {}, draft.get("outcomes") or {}
    for of, named, path, table in _tables(draft, Categorised):
        if unknown_record(draft, (*path, "of"), table.of) or table.of not in records:
            continue
        record = records[table.of]
        column = record.column(table.by)
        if column is None:
            known = nearest(table.by, tuple(record.columns))
            draft.wrong("unknown-field", (*path, "by"), record=table.of, found=table.by, nearest=known)
            continue
        those = [outcomes[outcome] for outcome in named or tuple(outcomes) if outcome in outcomes]
        cited = all(_always_cited(draft, outcome, table) for outcome in those)
        if column.holds != CATEGORY or column.optional or not cited:
            draft.wrong("category-not-always-known", (*path, "by"), of=of, field=table.by, record=table.of)
        _every_category(draft, path, of, table, column)


def numbers(draft: Draft) -> None:
    """A value by number looks at a number that there is, and what lies outside its knots is stated."""
    for _, _, path, table in _tables(draft, Numbered):
        if isinstance(table, EqualPart):
            _known_number(draft, path, table.asks, ())
            continue
        _known_number(draft, (*path, "per" if "per" in type(table).model_fields else "by"), table.asks, COUNTED)
        knots = list(table.knots)
        if table.asks in COUNTED and not isinstance(table, Slices):
            for knot in knots:
                if knot < 1 or knot.denominator > 1:
                    here = (*path, table.word, _written(draft, (*path, table.word), knot))
                    draft.wrong("position-not-whole", here, True, found=exactly(knot), number=table.asks)
        if isinstance(table, Slices) and knots[0] != 0:
            draft.wrong("slices-not-from-zero", (*path, "slices"), knot=exactly(knots[0]))
        _outside(draft, path, table)


def _outside(draft: Draft, path: Path, table: Numbered) -> None:
    """What lies below the first knot, and of a line above the last, is stated; no position and no time is below 1."""
    if not isinstance(table, Steps | Line | PartBySteps):
        return
    knots = list(table.knots)
    if table.below is None and not (table.asks in COUNTED and knots[0] <= 1):
        _not_stated(draft, path, table, "below", knots[0])
    if isinstance(table, Line) and table.above is None:
        _not_stated(draft, path, table, "above", knots[-1])


def _not_stated(draft: Draft, path: Path, table: Numbered, side: str, knot: Fraction) -> None:
    here = (*path, table.word)
    draft.wrong("outside-not-stated", here, number=table.asks, side=side, knot=exactly(knot), term=side)


def _known_number(draft: Draft, path: Path, name: str, counted: tuple[str, ...]) -> None:
    """The number is a measure, or one of those that every claim has."""
    declared = draft.declared("measures")
    if "measures" in Contract.model_fields and draft.at(("measures",)) is None:
        declared = ()
    known = (*declared, *counted)
    missing = bool(close(name, COUNTED)) if isinstance(declared, Unread) else name not in known
    if missing and name not in counted:
        draft.wrong("unknown-number", path, found=name, nearest=nearest(name, known))


def _written(draft: Draft, path: Path, knot: Fraction) -> str:
    """A knot as the file has it."""
    written = draft.at(path)
    same = (each for each in written if isinstance(each, str) and Fraction(each.strip()) == knot)
    return next(same, "") if isinstance(written, dict) else ""


class Found(NamedTuple):
    """A table of a clause: what it is called, the outcomes it is for, the way to it, and itself."""

    of: str
    outcomes: tuple[str, ...]
    path: Path
    table: Any


def _tables(draft: Draft, kind: type) -> Iterator[Found]:
    """The tables of a kind in all clauses."""
    for place, clause in clauses_in_place(draft):
        for begin, outcomes, value in clause.tables():
            of = f'The price of "{begin[1]}"' if begin[0] == "prices" else f'"{begin[0]}" of clause {clause.clause}'
            for way, table in tables(value):
                if isinstance(table, kind):
                    yield Found(of, outcomes, ("clauses", place, *begin, *as_written(way)), table)


def _always_cited(draft: Draft, outcome: Outcome, table: Categorised) -> bool:
    """Whether an outcome cannot be shown without a record of this kind; what enrols people is cited for people.

    A cohort that is made of one category has that category, too.
    """
    record, cohorts = table.of, draft.get("cohorts")
    if record == draft.get("enrolled_by") and outcome.subject != CONTRACT:
        return outcome.subject == PERSON or (cohorts is not None and cohorts.by == table.by)

    def needs(check: Check) -> bool:
        if isinstance(check, AllOf):
            return any(needs(part) for part in check.parts)
        if isinstance(check, AnyOf):
            return all(needs(part) for part in check.parts)
        return isinstance(check, OnRecords) and check.reads == record

    return needs(outcome.shown_by)


def _every_category(draft: Draft, path: Path, of: str, table: Categorised, column: FieldColumn) -> None:
    """The categories of a table are those of its field, every one."""
    here = (*path, table.word)
    for category in table.named:
        if category not in column.categories:
            known = nearest(category, column.categories)
            draft.wrong("unknown-category", (*here, category), True, found=category, of=f'"{table.by}"', nearest=known)
    otherwise = " or say `otherwise: £0`" if table.word == "prices" else " or say `otherwise:`"
    for category in column.categories:
        if category not in table.named and table.rest is None:
            said: dict[str, object] = {"field": table.by, "category": category, "otherwise": otherwise}
            draft.wrong("category-without-price", here, False, of=of, **said)
