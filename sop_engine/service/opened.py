"""Opened: whether the vault says who each participant is, row by row, under a key."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from typing import NamedTuple

from sqlalchemy import Connection, Engine, select

from sop_engine.errors import CallError, Place, Problem, problem
from sop_engine.service.keep import terms_now
from sop_engine.store.acts import contract_id
from sop_engine.store.coding import decoder
from sop_engine.store.connect import reading
from sop_engine.store.people import erased
from sop_engine.store.rows import table
from sop_engine.store.vault import SEALED, Keys, match, open_key, token, unseal
from sop_engine.terms.contract import Contract
from sop_engine.terms.record import RecordTerms


class Opened(NamedTuple):
    """How many participants the vault was asked for, and the first of them whom it does not know as it did."""

    people: int
    problems: tuple[Problem, ...]


def open_vault(engine: Engine, name: str, keys: Keys) -> Opened:
    """Open what the vault holds of each participant of a contract, and hold it to the evidence.

    Raises:
        CallError: The contract is not kept here.
    """
    _, agreed = terms_now(engine, name)
    with reading(engine) as connection:
        contract = contract_id(connection, name)
        opening = _Opening(connection, contract, name, keys, agreed.contract)
    wrong = ((uid, what) for uid in opening.uids for what in opening.wrong_with(uid))
    first = next(wrong, None)
    found = (problem("verify-vault", Place(name), uid=first[0], what=first[1]),) if first else ()
    return Opened(len(opening.uids), found)


class _Opening:
    """The vault of a contract, and what the evidence says should be in it."""

    def __init__(self, connection: Connection, contract: int, name: str, keys: Keys, terms: Contract):
        p, v, f = table("participant").c, table("vault").c, table("vault_field").c
        self.name, self.keys = name, keys
        self.uids = sorted(connection.execute(select(p.uid).where(p.contract == contract)).scalars())
        self.erased = erased(connection, contract)
        rows = connection.execute(select(v.uid, v.match, v.key, v.sealed).where(v.contract == contract))
        self.rows = {each.uid: each for each in rows}
        asked = select(f.record, f.sealed).where(f.contract == contract)
        self.sealed = {each.record: bytes(each.sealed) for each in connection.execute(asked)}
        self.tokens: dict[str, list[tuple[int, Mapping[str, str]]]] = defaultdict(list)
        """Of each participant the records with personal fields, and what stands for these in the evidence."""
        for kind, of in terms.records.items():
            for uid, record, tokens in _tokens(connection, contract, kind, of):
                self.tokens[uid].append((record, tokens))

    def wrong_with(self, uid: str) -> Iterator[str]:
        """What is wrong with a participant in the vault; nothing where they are there, or were erased."""
        row = self.rows.get(uid)
        if uid in self.erased:
            if row is not None:
                yield "they were erased, and are there again"
            return
        if row is None:
            yield "they are not there, and were not erased"
            return
        try:
            own = open_key(self.keys, bytes(row.key), uid)
            reference = unseal(own, bytes(row.sealed), uid)["reference"]
        except CallError:
            yield "who they are does not open with this key"
            return
        if match(self.keys, self.name, reference) != bytes(row.match):
            yield "they are found again by another reference than their own"
        for record, tokens in self.tokens[uid]:
            yield from self._wrong_in(uid, own, record, tokens)

    def _wrong_in(self, uid: str, own: bytes, record: int, tokens: Mapping[str, str]) -> Iterator[str]:
        """What is wrong with the personal fields of a record."""
        if record not in self.sealed:
            yield f"the personal fields of record {record} are not there"
            return
        try:
            values = unseal(own, self.sealed[record], f"{uid} {record}")
        except CallError:
            yield f"the personal fields of record {record} do not open with this key"
            return
        if {field: token(own, value) for field, value in values.items()} != tokens:
            yield f"the personal fields of record {record} are not those that were sent"


def _tokens(
    connection: Connection, contract: int, kind: str, terms: RecordTerms
) -> Iterator[tuple[str, int, dict[str, str]]]:
    """Of the records of a kind whom each is about, its number, and what stands for its personal fields."""
    if not any(column.personal for column in terms.columns.values()):
        return
    r, decoded = table("record").c, decoder(terms)
    asked = select(r.subject, r.id, r.fields).where(r.contract == contract, r.kind == kind)
    for subject, record, fields in connection.execute(asked.order_by(r.id)):
        said = dict(zip(terms.columns, map(str, decoded(fields)), strict=True))
        tokens = {field: value for field, value in said.items() if value.startswith(SEALED)}
        if tokens:
            yield subject, record, tokens
