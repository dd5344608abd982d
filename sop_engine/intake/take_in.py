"""Take in: sheets become records, row by row good or bad; the same rows in any order or file give the same records."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from sop_engine.errors import Place, Problem, problem
from sop_engine.intake.cells import clean
from sop_engine.intake.gather import agreeing, gather, order_of, point_out_alike
from sop_engine.intake.rows import Contradiction, Row, Taking, good_rows, headings_of
from sop_engine.intake.sheet import Sheet
from sop_engine.records.events import Records
from sop_engine.terms.contract import Contract


class FileRead(NamedTuple):
    """A row is one file read for one kind of record: how much of it was good."""

    file: str
    kind: str
    rows: int
    good: int
    bad: int
    sha256: str
    not_read: tuple[str, ...]
    """The headings that the contract does not read."""


@dataclass(frozen=True, slots=True)
class TakenIn:
    """The records, everything that was wrong, and every file that was read."""

    records: Records
    problems: tuple[Problem, ...]
    files: tuple[FileRead, ...]
    to_correct: tuple[tuple[str, Sheet], ...] = ()
    """Of each sheet, by the kind of its records, the rows in which something is wrong, as they were sent."""
    contradictions: tuple[Contradiction, ...] = ()
    """Which records contradict each other."""


def take_in(
    contract: Contract, sheets: Mapping[str, Sequence[Sheet]], as_at: int, known_at: int | None = None
) -> TakenIn:
    """Read the sheets of each kind of record.

    Args:
        sheets: For each kind of record its sheets, in any order.
        as_at: The day for which they are read: a row dated later contradicts nothing yet.
        known_at: The day by which a row must have been known to contradict another, and on which
            a record became known that does not say so itself; `as_at` where it is not given.
    """
    taking = Taking(contract, as_at, as_at if known_at is None else known_at)
    order = order_of(contract)
    rows: dict[str, list[Row]] = {}
    enrolled: set[str] | None = None
    for kind in order:
        read = [row for sheet in sheets.get(kind, ()) for row in good_rows(taking, kind, sheet, enrolled)]
        rows[kind] = agreeing(taking, kind, read)
        if kind == contract.enrolled_by:
            enrolled = {row.person for row in rows[kind]}
            point_out_alike(taking, rows[kind])
            taking.troubled = {person: where for person, where in taking.troubled.items() if person not in enrolled}
    files: list[FileRead] = []
    for kind in order:
        for sheet in sheets.get(kind, ()):
            total, bad = len(sheet.rows) + len(sheet.lost), len(taking.bad[kind, sheet.name])
            known = headings_of(contract.records[kind])
            not_read = tuple(each for each in sheet.headings if clean(each) not in known)
            files.append(FileRead(sheet.name, kind, total, total - bad, bad, sheet.sha256, not_read))
    for kind in sheets:
        if kind not in contract.records:
            taking.problems += [problem("file-not-used", Place(sheet.name)) for sheet in sheets[kind]]
    records = gather(taking, rows)
    return TakenIn(records, tuple(sorted(taking.problems)), tuple(sorted(files)))
