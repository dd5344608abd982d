"""A small contract whose outcomes and clauses a test writes itself, and its records as plain tuples."""

from datetime import date, timedelta
from pathlib import Path

import pandas as pd

from sop_engine.library.load import Agreed, load_contract
from sop_engine.service import run_frames
from sop_engine.statements.done import Done
from sop_engine.units.days import day_number

HEAD = """
contract: small
title: A small contract
source: Ours, for a test.
standard_terms: sop-engine-1
currency: GBP
in_force: {from: 2020-01-01, to: 2021-12-31}
parties:
  fund: {role: outcome_payer, name: Fund}
  council: {role: outcome_payer, name: Council}
  trust: {role: provider, name: Trust}
claims: found_from_records
enrolled_by: start
records:
  start:
    files: starts*.csv
    person: Ref
    dated: Day
    fields: {group: {heading: Group, one_of: [a, b], optional: true}}
  visit:
    files: visits*.csv
    person: Ref
    dated: Day
    fields:
      kind: {heading: Kind, one_of: [home, office], optional: true}
      hours: {heading: Hours, number: hours, optional: true}
      topics: {heading: Topics, list_of: [money, health, home], optional: true}
      signed: {heading: Signed, day: YYYY-MM-DD, optional: true}
    by: {heading: By, one_of: [self, worker], optional: true}
  letter: {files: letters*.csv, person: Ref, dated: Day, received: Received}
  stay: {files: stays*.csv, person: Ref, lasts: {from: From, to: To}}
"""

PAID = """
clauses:
- clause: "1"
  kind: outcome_price
  prices: {PRICES}
- {clause: "9", kind: co_payment, shares: [{payer: fund, part: 62.5%}, {payer: council, part: rest}]}
"""


def contract(folder: Path, outcomes: str, clauses: str = "", head: str = HEAD) -> Agreed:
    """A contract with these outcomes; priced at £100 each where no clauses are given."""
    names = [
        line.split(":")[0].strip() for line in outcomes.splitlines() if line.startswith("  ") and line[2] not in " -"
    ]
    priced = PAID.replace("PRICES", ", ".join(f"{name}: £100" for name in names))
    file = folder / "contract.yaml"
    file.write_text(head + "\noutcomes:\n" + outcomes.strip("\n") + "\n" + (clauses or priced), encoding="utf-8")
    return load_contract(file)


def done(agreed: Agreed, as_at: str, people: dict[str, dict[str, list]], **given: object) -> Done:
    """The contract worked out for people: `{"Ann": {"start": "2020-01-10", "visit": ["2020-02-01", {...}]}}`."""
    return run_frames(agreed, frames(agreed, people), date.fromisoformat(as_at), **given)


def frames(agreed: Agreed, people: dict[str, dict[str, list]]) -> dict[str, pd.DataFrame]:
    """The records of people, as a frame for each kind."""
    found: dict[str, list[dict[str, str]]] = {kind: [] for kind in agreed.contract.records}
    for ref, records in people.items():
        for kind, rows in records.items():
            for row in [rows] if isinstance(rows, str | dict) else rows:
                found[kind].append({"Ref": ref, **({"Day": row, "Received": row} if isinstance(row, str) else row)})
    columns = {
        "start": ["Ref", "Day", "Group", "Referred"],
        "visit": ["Ref", "Day", "Kind", "Hours", "Topics", "Signed", "By", "Received"],
        "letter": ["Ref", "Day", "Received"],
        "stay": ["Ref", "From", "To", "Received"],
        "holiday": ["Ref", "From", "To"],
        "claim": ["Ref", "Day", "Kind", "Outcome"],
    }
    return {kind: pd.DataFrame(rows, columns=columns[kind]) for kind, rows in found.items()}


def days(*texts: str) -> list[int]:
    """The numbers of days."""
    return [day_number(date.fromisoformat(text)) for text in texts]


def every(first: str, last: str, step: int) -> list[str]:
    """A day, and every so many days after it."""
    day, end = date.fromisoformat(first), date.fromisoformat(last)
    return [(day + timedelta(n)).isoformat() for n in range(0, (end - day).days + 1, step)]


def paid(made: Done) -> dict[tuple[str, str, str], int]:
    """What is due, by person, outcome and day reached, in minor units."""
    from sop_engine.units.days import as_date

    return {(p.person, p.outcome, as_date(p.reached).isoformat()): p.net for p in made.payments}


def statuses(made: Done) -> dict[tuple[str, str, int], str]:
    """The status of each occurrence."""
    return {(s.person, s.outcome, s.occurrence): s.status for s in made.standings}
