"""Contracts and evidence for statements: those on the shelf, and small ones in which one thing is different."""

import csv
from collections.abc import Iterable, Sequence
from datetime import date
from functools import cache
from pathlib import Path

from sop_engine.library.shelf import shelf
from sop_engine.service import Done, load_contract, run

SHIPPED = {
    "refugee-transitions": date(2023, 9, 30),
    "rough-sleeping": date(2020, 12, 31),
    "first-homes": date(2026, 12, 31),
}
"""The contracts on the shelf, each with a day on which to look."""

SMALL = """
contract: small
title: {title}
source: {title}
illustrative: ["{note}"]
standard_terms: sop-engine-1
currency: {currency}
in_force: {{from: 2024-01-01, to: 2025-12-31}}
parties:
  council: {{role: outcome_payer, name: {title}}}
  fund: {{role: outcome_payer, name: A fund}}
  trust: {{role: provider, name: A trust}}
claims: found_from_records
enrolled_by: start
records:
  start: {{files: starts*.csv, person: Ref, dated: Day}}
  home: {{files: homes*.csv, person: Ref, dated: Day}}
  gone: {{files: gone*.csv, person: Ref, dated: Day}}
outcomes:
  moves_in:
    is: {title}
    shown_by: {{record: home}}
    not_provable: [{title}]
    repeats: {{at_most: 3, apart: 1 month}}
clauses:
- {{clause: "1", kind: outcome_price, prices: {{moves_in: "{price}"}}}}
- {{clause: "2", kind: participant_cap, at_most: "{cap}"}}
- {{clause: "3", kind: co_payment, shares: [{{payer: council, part: 33.3%}}, {{payer: fund, part: rest}}]}}
flags:
  late: {{is: {title}, records: [home], dated_after: gone}}
"""


@cache
def shipped(name: str) -> Done:
    """A contract on the shelf, worked out on its shipped evidence."""
    return run(load_contract(name), shelf("contracts") / name / "evidence", SHIPPED[name])


def small(
    folder: Path,
    people: Sequence[str] = ("A-1", "A-2"),
    title: str = "A small contract",
    currency: str = "GBP",
    price: str = "100.01",
    cap: str = "250",
    homes: str = "homes.csv",
) -> Done:
    """A small contract, worked out: each person moves in three times, and the third time crosses the cap."""
    contract, evidence = folder / "contract.yaml", folder / "evidence"
    quoted = "'" + title.replace("'", "''") + "'"
    said = SMALL.format(title=quoted, note="every amount", currency=currency, price=price, cap=cap)
    contract.write_text(said, encoding="utf-8")
    evidence.mkdir()
    write(evidence / "starts.csv", [[each, "2024-01-01"] for each in people])
    write(evidence / homes, [[each, f"2024-0{month}-01"] for each in people for month in (2, 4, 6)])
    write(evidence / "gone.csv", [[each, "2024-05-01"] for each in people])
    return again(folder)


def again(folder: Path) -> Done:
    """The small contract in a folder, worked out again."""
    return run(load_contract(folder), folder / "evidence", date(2024, 12, 31))


def write(file: Path, rows: Iterable[Sequence[str]]) -> None:
    """A file of references and days."""
    with file.open("w", encoding="utf-8", newline="") as out:
        csv.writer(out).writerows([["Ref", "Day"], *rows])
