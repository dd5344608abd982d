"""Acts: whoever adds to what is known says who, when and what; the facts and the act go in together or not at all."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import sha256
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, Engine, insert, select

from sop_engine.errors import CallError, Place, nearest, problem
from sop_engine.store.connect import reading, writing
from sop_engine.store.instants import day_in, micros
from sop_engine.store.rows import table
from sop_engine.units.canonical import canonical, canonical_row, digest

AT_ONCE = 20_000
"""So many rows go to the database together."""
TOLD = ("version", "participant", "submission", "record", "review", "run", "period", "statement", "erased")
"""The tables whose rows an act tells, in the order in which its hash covers them; entries have a chain of their own."""


class Doing(NamedTuple):
    """Who does something, when, and in whose calendar a day is counted."""

    who: str
    at: datetime
    """With its time zone; it is told, never asked of the machine."""
    zone: ZoneInfo


@dataclass(slots=True)
class Acting:
    """An act that is being carried out."""

    connection: Connection
    contract: int
    seq: int
    at: int
    day: int
    content: dict[str, Any]
    """What the act says of itself; what was done may add to it."""
    _hashes: dict[str, Any] = field(default_factory=dict)

    def tell(self, name: str, rows: Iterable[Mapping[str, Any]]) -> int:
        """Add rows to a table, in the order of its key; the contract is filled in, and the act where the table has it.

        A table is told once in an act, or in parts that follow each other.  Answers how many rows there were.
        """
        there = table(name)
        names, hashing = there.columns.keys(), self._hashes.setdefault(name, sha256())
        own: dict[str, Any] = {"contract": self.contract}
        if "seq" in names:
            own["seq"] = self.seq
        covered, number, waiting = name in TOLD, 0, []
        for row in rows:
            whole = {**row, **own}
            if covered:
                hashing.update(_said([whole[each] for each in names]))
            waiting.append(whole)
            number += 1
            if len(waiting) == AT_ONCE:
                self.connection.execute(insert(there), waiting)
                waiting = []
        if waiting:
            self.connection.execute(insert(there), waiting)
        return number

    def facts(self) -> str:
        """The hash of all that was told."""
        return facts({name: each.hexdigest() for name, each in self._hashes.items() if name in TOLD})


def facts(hashes: Mapping[str, str]) -> str:
    """The hash of all that an act told, from that of each table of which it told any row."""
    nothing = sha256().hexdigest()
    return digest(canonical([[name, hashes[name]] for name in TOLD if hashes.get(name, nothing) != nothing]))


def _said(values: Sequence[Any]) -> bytes:
    """A row as bytes that stand for it alone."""
    plain = [each.hex() if isinstance(each, bytes) else each for each in values]
    return (canonical_row(plain) + "\n").encode("utf-8", "surrogatepass")


def row_hash(rows: Iterable[Sequence[Any]]) -> str:
    """The hash of rows of one table as an act covers them: all columns, in the order of the key."""
    hashing = sha256()
    for row in rows:
        hashing.update(_said(row))
    return hashing.hexdigest()


def act_hash(row: Mapping[str, Any]) -> str:
    """The hash of an act: of all its columns but the hash itself."""
    return digest(canonical({name: value for name, value in row.items() if name != "hash"}))


@contextmanager
def acting(engine: Engine, name: str, doing: Doing, what: str, content: Mapping[str, Any]) -> Iterator[Acting]:
    """Carry out an act on a contract: nobody else acts on it meanwhile, and it is there wholly or not at all.

    Its instant is that of `doing`, or of the act before where that is later: a clock that was put
    back does not put back what was known.

    Raises:
        CallError: There is no such contract here.
    """
    if not doing.who.strip():
        raise CallError(problem("act-by-nobody", Place("--by")))
    with writing(engine, f"contract {name}") as connection:
        contract = contract_id(connection, name)
        c = table("act").c
        last = connection.execute(
            select(c.seq, c.at, c.hash).where(c.contract == contract).order_by(c.seq.desc()).limit(1)
        ).first()
        before_seq, before_at, before = last or (0, 0, "")
        at = max(micros(doing.at), before_at)
        act = Acting(connection, contract, before_seq + 1, at, day_in(at, doing.zone), dict(content))
        row: dict[str, Any] = {
            "contract": contract,
            "seq": act.seq,
            "prev_seq": before_seq or None,
            "at": at,
            "day": act.day,
            "who": doing.who,
            "what": what,
            "before": before,
        }
        yield act
        row |= {"content": canonical(act.content), "facts": act.facts()}
        connection.execute(insert(table("act")), {**row, "hash": act_hash(row)})


class Nothing(Exception):
    """There was nothing to do: the act that was begun is not one."""


def contract_id(connection: Connection, name: str) -> int:
    """The number of a contract that is kept here.

    Raises:
        CallError: There is no such contract here.
    """
    c = table("agreement").c
    found = connection.execute(select(c.id).where(c.name == name)).scalar()
    if found is None:
        known = tuple(connection.execute(select(c.name)).scalars())
        raise CallError(problem("store-no-contract", Place(name), found=name, nearest=nearest(name, known)))
    return int(found)


def known_by(engine: Engine, name: str, known_at: int | datetime | None = None) -> int:
    """The last act that was done by a day (a day number), or by an instant; by now where neither is given."""
    with reading(engine) as connection:
        c = table("act").c
        asked = select(c.seq).where(c.contract == contract_id(connection, name))
        if isinstance(known_at, datetime):
            asked = asked.where(c.at <= micros(known_at))
        elif known_at is not None:
            asked = asked.where(c.day <= known_at)
        return int(connection.execute(asked.order_by(c.seq.desc()).limit(1)).scalar() or 0)
