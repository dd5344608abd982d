"""Sheets: records in the words of worked examples, as the files that the consortium would have sent.

They go through the same reading as files.
"""

from collections.abc import Sequence
from typing import Any

from sop_engine.intake.sheet import Sheet
from sop_engine.terms.record import ISO, DateColumn, FieldColumn, RecordTerms

PERSON = "the person"
FIRST_ROW = 2


def example_sheet(kind: str, terms: RecordTerms, rows: list[dict[str, Any]]) -> Sheet:
    """The records of one person, as the file of one kind that the consortium would have sent."""
    headings, cells = as_file(terms, [(PERSON, row) for row in rows])
    return Sheet(kind, headings, tuple(enumerate(cells, FIRST_ROW)))


def as_file(terms: RecordTerms, rows: Sequence[tuple[str, dict[str, Any]]]) -> tuple[tuple[str, ...], list[list[str]]]:
    """The headings and the cells of a file with the records of some people, each a reference and what is said."""
    dates = {
        "dated": terms.dated,
        "from": terms.lasts.from_ if terms.lasts else None,
        "to": terms.lasts.to if terms.lasts else None,
        "received": terms.received,
    }
    columns: dict[str, DateColumn | FieldColumn] = {name: column for name, column in dates.items() if column}
    columns |= terms.columns
    whom = [terms.whom] if terms.whom else []
    headings = (*whom, *(column.heading for column in columns.values()))
    said = [[*_whom(terms, who, row), *(_cell(row, name, col) for name, col in columns.items())] for who, row in rows]
    return headings, said


def _whom(terms: RecordTerms, who: str, row: dict[str, Any]) -> list[str]:
    """The cell that says whom a record is about: the person, or the cohort that it names."""
    return [who] if terms.person else [str(row.get("cohort", ""))] if terms.cohort else []


def _cell(row: dict[str, Any], name: str, column: DateColumn | FieldColumn) -> str:
    said = row.get(name)
    if said is None and name == "received":  # on its day, unless the example says later
        said = row.get("dated") or row.get("to")
    if said is None:
        return ""
    written = column.written if isinstance(column, DateColumn) else column.day
    if written and written != ISO and isinstance(said, str) and said.count("-") == 2:
        year, month, day = said.split("-")
        return written.replace("YYYY", year).replace("MM", month).replace("DD", day)
    if isinstance(column, FieldColumn) and (column.one_of or column.list_of):
        words = {ours: theirs for theirs, ours in reversed((column.one_of or column.list_of or {}).items())}
        return ", ".join(
            words.get(str(each), str(each)) for each in (said if isinstance(said, list | tuple) else [said])
        )
    return str(said)
