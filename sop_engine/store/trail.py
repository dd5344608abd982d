"""Trail: the acts in order, each with the hash of what it told worked out anew from the rows that are there."""

from collections.abc import Generator, Iterator, Mapping
from contextlib import ExitStack
from typing import Any, NamedTuple

from sqlalchemy import Connection, Table, select

from sop_engine.store.acts import TOLD, act_hash, facts, row_hash
from sop_engine.store.rows import table

AT_ONCE = 5_000


class BadAct(NamedTuple):
    """The first act that is not as it should be, and what is wrong with it."""

    seq: int
    fact: str


def first_bad_act(connection: Connection, contract: int) -> BadAct | None:
    """Walk the acts of a contract and all that they told; the first that is not as it should be, or None."""
    with ExitStack() as open_:
        tellers = {name: _Teller(connection, contract, name) for name in TOLD}
        for each in tellers.values():
            open_.callback(each.rows.close)  # what is left half read would hold on to the database
        return _first_bad(connection, contract, tellers)


def _first_bad(connection: Connection, contract: int, tellers: Mapping[str, "_Teller"]) -> BadAct | None:
    number, head, at = 0, "", None
    for row in _acts(connection, contract):
        number += 1
        fact = _wrong(row, number, head, at)
        if not fact:
            told = {name: each.hash_of(number) for name, each in tellers.items()}
            if facts({name: hashed for name, hashed in told.items() if hashed}) != row["facts"]:
                fact = "what it told is not what is there now"
        if fact:
            return BadAct(number, fact)
        head, at = row["hash"], row["at"]
    left = [name for name, each in tellers.items() if each.more()]
    return BadAct(number + 1, f"rows of {', '.join(left)} are there that no act told") if left else None


def _wrong(row: Mapping[str, Any], number: int, head: str, at: int | None) -> str:
    if row["seq"] != number:
        return f"the act after number {number - 1} has number {row['seq']}"
    if row["before"] != head or row["prev_seq"] != (number - 1 or None):
        return "it does not follow the act before"
    if row["hash"] != act_hash(row):
        return "its content is not what its hash was made of"
    if at is not None and row["at"] < at:
        return "it is earlier than the act before"
    return ""


def _acts(connection: Connection, contract: int) -> Iterator[Mapping[str, Any]]:
    c, after = table("act").c, -1
    while True:
        asked = select(table("act")).where(c.contract == contract, c.seq > after).order_by(c.seq).limit(AT_ONCE)
        some = connection.execute(asked).mappings().all()
        if not some:
            return
        yield from (dict(each) for each in some)
        after = some[-1]["seq"]


class _Teller:
    """The rows of one table, act by act, in the order in which they were told."""

    def __init__(self, connection: Connection, contract: int, name: str):
        self.there: Table = table(name)
        self.names = self.there.columns.keys()
        self.key = [self.names.index(each.name) for each in self.there.primary_key if each.name != "contract"]
        self.rows = self._read(connection, contract)
        self.next: tuple[int, tuple[Any, ...]] | None = next(self.rows, None)

    def _read(self, connection: Connection, contract: int) -> Generator[tuple[int, tuple[Any, ...]], None, None]:
        """Each row with its act; a statement is told by the act that closed its period."""
        c = self.there.c
        if "seq" in self.names:
            asked = select(c.seq.label("told_by"), *self.there.columns).where(c.contract == contract)
        else:
            p = table("period").c
            of = (p.contract == c.contract) & (p.number == c.period)
            asked = select(p.seq.label("told_by"), *self.there.columns).join_from(
                self.there, table("period"), of, isouter=True
            )
            asked = asked.where(c.contract == contract)
        whole = [each for each in self.there.primary_key if each.name != "contract" and each.type.python_type is int]
        in_order = asked.order_by("told_by", *whole).execution_options(yield_per=AT_ONCE)
        with connection.execute(in_order) as found:
            for told_by, *row in found:
                yield (-1 if told_by is None else told_by), tuple(row)

    def hash_of(self, seq: int) -> str:
        """The hash of the rows that an act told; nothing where it told none."""
        if self.next is None or self.next[0] > seq:
            return ""
        rows = list(self._of(seq))
        if any(isinstance(rows[0][at], str | bytes) for at in self.key):
            rows.sort(key=lambda row: tuple(row[at] for at in self.key))
        return row_hash(rows)

    def _of(self, seq: int) -> Iterator[tuple[Any, ...]]:
        while self.next is not None and self.next[0] <= seq:
            yield self.next[1]
            self.next = next(self.rows, None)

    def more(self) -> bool:
        """Whether rows are left that no act told."""
        return self.next is not None
