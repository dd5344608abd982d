"""Prices: whether every outcome has a price, on every day and for every category."""

from collections.abc import Iterator
from typing import Any

from sop_engine.errors import nearest
from sop_engine.library.bind.looking import clauses_in_place, unknown_record, written_clauses
from sop_engine.library.shape import Draft, Path
from sop_engine.terms.check import AllOf, AnyOf, Check
from sop_engine.terms.price import ByCategory, ByDate, tables
from sop_engine.terms.record import CATEGORY, FieldColumn
from sop_engine.units.days import as_date, say


def priced(draft: Draft) -> None:
    """Every outcome has one price, and every price an outcome."""
    outcomes = draft.declared("outcomes")
    written = [
        each.get("prices") for each in written_clauses(draft) if each.get("kind") == "outcome_price" or "prices" in each
    ]
    readable = [each for each in written if isinstance(each, dict)]
    for place, clause in clauses_in_place(draft):
        for outcome in getattr(clause, "prices", {}):
            if outcome not in outcomes:
                draft.wrong(
                    "price-without-evidence",
                    ("clauses", place, "prices", outcome),
                    True,
                    clause=clause.clause,
                    outcome=outcome,
                    nearest=nearest(outcome, outcomes),
                )
    for outcome in outcomes:
        if len(readable) == len(written) and not any(outcome in each for each in readable):
            draft.wrong("outcome-without-price", ("outcomes", outcome), True, outcome=outcome)


def dated(draft: Draft) -> None:
    """Dated prices stand in order, and begin no later than anything that may be priced."""
    in_force = draft.get("in_force")
    first = in_force.from_ if in_force else None  # nothing from before the contract counts
    for _, path, table in _tables(draft, ByDate):
        days = list(table.dated)
        for earlier, later in zip(days, days[1:], strict=False):
            if later <= earlier:
                here = (*path, "dated", as_date(later).isoformat())
                draft.wrong("dates-out-of-order", here, True, earlier=say(earlier), later=say(later))
        if first is not None and min(days) > first:
            draft.wrong("date-before-first-value", (*path, "dated"), first=say(min(days)), from_=say(first))


def categories(draft: Draft) -> None:
    """A price by category names a field that is known for every claim, and a price for each category."""
    records, outcomes = draft.get("records") or {}, draft.get("outcomes") or {}
    for outcome, path, table in _tables(draft, ByCategory):
        if unknown_record(draft, (*path, "of"), table.of) or table.of not in records:
            continue
        record = records[table.of]
        column = record.column(table.by)
        if column is None:
            known = nearest(table.by, tuple(record.columns))
            draft.wrong("unknown-field", (*path, "by"), record=table.of, found=table.by, nearest=known)
            continue
        cited = _always_cited(outcomes.get(outcome), table.of, draft.get("enrolled_by"))
        if column.holds != CATEGORY or column.optional or not cited:
            draft.wrong("category-not-always-known", (*path, "by"), outcome=outcome, field=table.by, record=table.of)
        _every_category(draft, (*path, "prices"), outcome, table, column)


def _tables(draft: Draft, kind: type) -> Iterator[tuple[str, Path, Any]]:
    for place, clause in clauses_in_place(draft):
        for outcome, price in getattr(clause, "prices", {}).items():
            for way, table in tables(price):
                if isinstance(table, kind):
                    yield outcome, ("clauses", place, "prices", outcome, *_as_written(way)), table


def _as_written(way: Path) -> Path:
    """The way with days as the file has them: in the terms they are numbers."""
    return tuple(as_date(int(step)).isoformat() if way[i - 1] == "dated" and i else step for i, step in enumerate(way))


def _always_cited(outcome: Any, record: str, enrolled_by: str | None) -> bool:
    """Whether an outcome cannot be shown without a record of this kind."""

    def needs(check: Check) -> bool:
        if isinstance(check, AllOf):
            return any(needs(part) for part in check.parts)
        if isinstance(check, AnyOf):
            return all(needs(part) for part in check.parts)
        return check.reads == record

    return record == enrolled_by or outcome is None or needs(outcome.shown_by)


def _every_category(draft: Draft, path: Path, outcome: str, table: ByCategory, column: FieldColumn) -> None:
    """The categories of a price are those of its field, every one."""
    for category in table.prices:
        if category not in column.categories:
            known = nearest(category, column.categories)
            draft.wrong("unknown-category", (*path, category), True, found=category, of=f'"{table.by}"', nearest=known)
    for category in column.categories:
        if category not in table.prices and table.otherwise is None:
            draft.wrong("category-without-price", path, outcome=outcome, field=table.by, category=category)
