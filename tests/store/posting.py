"""A small contract that is paid by the month, its evidence as rows, and what is posted from it."""

from collections.abc import Iterable
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Engine, select, text

from sop_engine.library.load import Agreed, load_contract
from sop_engine.service.close import Closed, close
from sop_engine.service.keep import adopt, take_in_files
from sop_engine.service.post import RunDone, post
from sop_engine.store.acts import Doing, contract_id
from sop_engine.store.connect import reading
from sop_engine.store.rows import ACCEPTED, table
from sop_engine.store.vault import keys_from

NAME = "homes"
KEYS = keys_from(bytes(range(32)))
LONDON = ZoneInfo("Europe/London")
TERMS = """\
contract: homes
title: Homes, paid by the month
source: Ours, for the tests.
standard_terms: sop-engine-1
currency: GBP
in_force: {from: 2024-04-01, to: 2025-03-31}
payment_periods: {every: 1 month, from: 2024-04-01, time_zone: Europe/London, evidence_by: 5 days}

parties:
  council: {role: outcome_payer, name: Northshire County Council}
  fund: {role: outcome_payer, name: Outcomes Fund}
  trust: {role: provider, name: Harbour Trust}

claims: found_from_records
enrolled_by: start

records:
  start: {files: starts*.csv, person: Ref, dated: Started}
  tenancy: {files: tenancies*.csv, person: Ref, dated: Moved in, received: Uploaded, one_per: person}
  visit: {files: visits*.csv, person: Ref, dated: Seen, received: Uploaded}

outcomes:
  moves_in:
    is: The person moves into a home of their own.
    shown_by: {record: tenancy}
  is_seen:
    is: The person is seen there.
    shown_by: {record: visit}

clauses:
- {clause: "4.1", kind: outcome_price, prices: {moves_in: "£1,500", is_seen: "£333.33"}}
- clause: "5.1"
  kind: contract_cap
  at_most: "£20,000"
  in_order_of: [shown, person, outcome, record]
  edge: part
  excess: lost
- clause: "7.1"
  kind: co_payment
  shares: [{payer: council, part: 70%}, {payer: fund, part: rest}]
  remainder: cumulative
"""
HEADINGS = {"starts": "Ref,Started", "tenancies": "Ref,Moved in,Uploaded", "visits": "Ref,Seen,Uploaded"}


def at(day: str, who: str = "Ada") -> Doing:
    """Somebody does something at noon of a day."""
    return Doing(who, datetime.combine(date.fromisoformat(day), datetime.min.time(), UTC).replace(hour=12), LONDON)


def agreed(folder: Path, terms: str = TERMS) -> Agreed:
    """The contract as loaded from a folder."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "contract.yaml").write_text(terms, encoding="utf-8")
    return load_contract(folder)


def begun(engine: Engine, folder: Path, terms: str = TERMS) -> Engine:
    """A database in which the contract was adopted."""
    adopt(engine, agreed(folder / "contract", terms), at("2024-03-01"))
    return engine


def send(engine: Engine, folder: Path, on: str, correcting: bool = False, **rows: Iterable[str]) -> None:
    """Rows of evidence are taken in on a day, and count at once."""
    files = []
    for name, said in rows.items():
        file = folder / f"{name}.csv"
        file.write_text("\n".join([HEADINGS[name], *said]) + "\n", encoding="utf-8")
        files.append(file)
    taken = take_in_files(engine, NAME, KEYS, files, at(on), True, ACCEPTED, correcting)
    assert not taken.problems, taken.problems


def post_on(engine: Engine, day: str, **how: Any) -> RunDone:
    """Post what is due in the first open period."""
    return post(engine, NAME, None, at(day), **how)


def close_on(engine: Engine, day: str) -> Closed:
    """Close the first open period."""
    return close(engine, NAME, None, at(day))


def rows_of(engine: Engine, name: str) -> list[dict[str, Any]]:
    """All rows of a table of the contract, in the order of its key."""
    with reading(engine) as connection:
        there = table(name)
        asked = select(there).where(there.c.contract == contract_id(connection, NAME))
        return [dict(each) for each in connection.execute(asked.order_by(*there.primary_key)).mappings()]


def run_sql(engine: Engine, *orders: str) -> None:
    """Orders past all guards, as somebody with the right to everything could give them."""
    with engine.connect() as connection:
        for order in orders:
            connection.execute(text(order))
        connection.commit()
