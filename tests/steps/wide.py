"""A contract with every kind of record, whose measures and outcomes a test writes; headings are the fields' names."""

from datetime import date
from pathlib import Path

import pandas as pd

from sop_engine.library.load import Agreed
from sop_engine.records.working import Finding
from sop_engine.service import run_frames
from sop_engine.statements.done import Done
from tests.steps.small import contract

HEAD = """
contract: wide
title: A wide contract
source: Ours, for a test.
standard_terms: sop-engine-1
currency: GBP
in_force: {from: 2020-01-01, to: 2021-12-31}
parties:
  fund: {role: outcome_payer, name: Fund}
  council: {role: outcome_payer, name: Council}
  trust: {role: provider, name: Trust}
claims: CLAIMS
enrolled_by: start
MORE
records:
  start:
    files: starts*.csv
    person: person
    dated: dated
    fields: {group: {heading: group, one_of: [treated, control]}, age: {heading: age, number: years, optional: true}}
  pay:
    files: pay*.csv
    person: person
    dated: dated
    received: received
    fields:
      net: {heading: net, number: pounds, never_below: 0, optional: true}
      change: {heading: change, number: pounds, optional: true}
      saved: {heading: saved, number: pounds, never_below: -5, optional: true}
  session:
    files: sessions*.csv
    person: person
    dated: dated
    fields: {present: {heading: present, one_of: ["yes", "no"]}, kind: {heading: kind, one_of: [group, alone]}}
  review:
    files: reviews*.csv
    person: person
    dated: dated
    fields: {score: {heading: score, number: points, optional: true}}
  placement:
    files: placements*.csv
    person: person
    lasts: {from: from, to: to}
    fields: {kind: {heading: kind, one_of: [home, care]}}
  holiday: {files: holidays*.csv, person: person, lasts: {from: from, to: to}}
  arrest: {files: arrests*.csv, person: person, dated: dated}
  claim:
    files: claims*.csv
    person: person
    dated: dated
    received: received
    fields: {outcome: {heading: outcome, one_of: [OUTCOMES]}}
  street_count:
    files: counts*.csv
    about: contract
    dated: dated
    fields: {people: {heading: people, number: people}}
  audit:
    files: audits*.csv
    about: cohort
    cohort: cohort
    dated: dated
    fields: {wrong: {heading: wrong, number: per cent}}
"""

Rows = str | dict | list


def wide(
    folder: Path,
    outcomes: str,
    measures: str = "",
    more: str = "cohorts: {every: 1 year, from: 2020-01-01}",
    claims: str = "found_from_records",
    clauses: str = "",
) -> Agreed:
    """A contract with these measures and outcomes, priced at £100 each where no clauses are given."""
    names = [line.split(":")[0].strip() for line in outcomes.splitlines() if line.startswith("  ") and line[2] != " "]
    head = HEAD.replace("CLAIMS", claims).replace("MORE", more).replace("OUTCOMES", ", ".join(names))
    if measures:
        head += "measures:\n" + measures.strip("\n") + "\n"
    return contract(folder, outcomes, clauses, head)


def worked(agreed: Agreed, as_at: str, people: dict[str, dict[str, Rows]], beside: dict | None = None, **given) -> Done:
    """The contract worked out: `people` have records by kind, `beside` are those of the contract and of cohorts."""
    terms = agreed.contract.records
    frames: dict[str, list[dict[str, str]]] = {kind: [] for kind in terms}
    for ref, records in [*people.items(), ("", beside or {})]:
        for kind, rows in records.items():
            for row in rows if isinstance(rows, list) else [rows]:
                said = {"dated": row} if isinstance(row, str) else row
                frames[kind].append({"group": "treated", "received": said.get("dated", ""), "person": ref, **said})
    tables = {}
    for kind, rows in frames.items():
        columns = [*(["person"] if terms[kind].person else ["cohort"] if terms[kind].cohort else [])]
        columns += ["dated"] if terms[kind].dated else ["from", "to"]
        columns += [*(["received"] if terms[kind].received else []), *terms[kind].columns]
        tables[kind] = pd.DataFrame([{name: row.get(name, "") for name in columns} for row in rows], columns=columns)
    made = run_frames(agreed, tables, date.fromisoformat(as_at), **given)
    assert not made.bad_rows, [str(each) for each in made.bad_rows]
    return made


def found(made: Done, outcome: str, of: str = "Ann", occurrence: int = 1) -> Finding:
    """The finding of the measure that an outcome asks for."""
    return next(
        each
        for each in made.findings
        if (each.person, each.outcome, each.occurrence, each.check) == (of, outcome, occurrence, "measure")
    )


def day(text: str) -> int:
    """The number of a day."""
    return (date.fromisoformat(text) - date(1970, 1, 1)).days
