"""The contract on homes with an audit: what a sample of tenancies finds wrong is taken back of all of the month."""

import csv
from collections.abc import Callable, Iterable
from datetime import date
from pathlib import Path

from sqlalchemy import Engine

from sop_engine.service.marks import Marked, sheet_as, take_in_marks
from sop_engine.service.sample import Sample, announce
from sop_engine.store.rows import ACCEPTED
from sop_engine.units.days import day_number
from tests.store.posting import NAME, TERMS, at, begun, send

_PLACES = {
    "\noutcomes:\n": """\
  audit:
    files: audits*.csv
    about: contract
    dated: Audited on
    received: Sent
    fields:
      sample: {heading: Sample, text: true}
      checked: {heading: Checked, number: tenancies}
      wrong: {heading: Found wrong, number: tenancies}
    marks: {of: tenancy, sample: sample, checked: checked, wrong: wrong}

measures:
  checked: {sum: audit, field: checked}
  found_wrong: {sum: audit, field: wrong}
  error_rate: {ratio: [found_wrong, checked]}

outcomes:
  audited:
    is: The tenancies of a month are audited by a sample.
    subject: contract
    each: {period: 1 month, from: 2024-04-01}
    shown_by: {record: audit}
""",
    '"£333.33"}}\n': """"£333.33", audited: £0}}
- {clause: "4.2", kind: recovery, outcome: audited, measure: error_rate, outcomes: [moves_in]}
""",
    "£20,000": "£200,000",
}
ADDED = [line for words in _PLACES.values() for line in words.splitlines() if line.startswith(("  ", "- "))]
"""The lines that make a contract one with audits."""
AUDITED = TERMS
for _place, _words in _PLACES.items():
    assert AUDITED.count(_place) == 1
    AUDITED = AUDITED.replace(_place, _words)


def moved_in(engine: Engine, folder: Path, people: int = 20) -> Engine:
    """A database in which the contract was adopted, and so many people have moved in in April 2024."""
    begun(engine, folder, AUDITED)
    starts = [f"P{i},2024-04-02" for i in range(people)]
    homes = [f"P{i},2024-04-{i % 20 + 5:02d},2024-04-28" for i in range(people)]
    send(engine, folder, "2024-04-30", starts=starts, tenancies=homes)
    return engine


def drawn(engine: Engine, seed: str = "7 12 23", size: int = 10, on: str = "2024-05-02") -> Sample:
    """A sample of the tenancies is announced."""
    return announce(engine, NAME, seed, size, ("tenancy",), at(on, "Vera"))


Cells = list[list[str]]


def marked(sample: Sample, folder: Path, wrong: int = 1, spoilt: Callable[[Cells], object] | None = None) -> Path:
    """The sheet as the auditor sends it back: the first so many are wrong; then it is spoilt."""
    rows = list(csv.reader(sheet_as(sample, ".csv").decode().splitlines()))
    found = rows[0].index("found")
    for i, row in enumerate(rows[1:]):
        row[found] = "wrong" if i < wrong else "right"
    if spoilt:
        spoilt(rows)
    return _written(folder / "marks.csv", rows)


def _written(file: Path, rows: Iterable[Iterable[str]]) -> Path:
    with file.open("w", encoding="utf-8", newline="") as out:
        csv.writer(out, lineterminator="\n").writerows(rows)
    return file


def came_back(engine: Engine, file: Path, dated: str = "2024-04-30", on: str = "2024-05-03") -> Marked:
    """The marks come back, and count at once."""
    return take_in_marks(engine, NAME, file, day_number(date.fromisoformat(dated)), at(on, "Vera"), ACCEPTED)
