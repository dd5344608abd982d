"""People: a reference that somebody sends becomes one that means nothing; only the vault can say whose it is."""

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Connection, delete, insert, select

from sop_engine.errors import CallError, Place, problem
from sop_engine.store.acts import Acting
from sop_engine.store.rows import table
from sop_engine.store.vault import Keys, match, new_key, new_uid, open_key, seal, token, unseal


@dataclass(slots=True)
class People:
    """The participants of a contract, as those who send evidence call them.

    Raises:
        CallError: The vault of the contract was sealed under another key: with this one nobody would be found again.
    """

    connection: Connection
    contract: int
    name: str
    keys: Keys
    uids: dict[bytes, str] = field(default_factory=dict)
    erased: set[bytes] = field(default_factory=set)
    """The keyed hashes of those who were erased."""
    new: dict[str, dict[str, Any]] = field(default_factory=dict)
    """Who was met for the first time: the rows of the vault, by uid."""
    _open: dict[str, bytes] = field(default_factory=dict)
    _met: dict[str, str] = field(default_factory=dict)
    """The references that were met, with their uid: they come again with each record."""
    sealed: list[dict[str, Any]] = field(default_factory=list)
    """The personal fields of new records, sealed."""

    def __post_init__(self) -> None:
        c = table("vault").c
        rows = self.connection.execute(select(c.match, c.uid).where(c.contract == self.contract))
        self.uids = {bytes(found): uid for found, uid in rows}
        sealed = self.connection.execute(select(c.uid, c.key).where(c.contract == self.contract).limit(1)).first()
        if sealed:
            open_key(self.keys, bytes(sealed.key), sealed.uid)
        e = table("erased").c
        self.erased = {
            bytes(found)
            for found in self.connection.execute(select(e.match).where(e.contract == self.contract)).scalars()
        }

    def __contains__(self, ref: object) -> bool:
        """Whether somebody of this reference takes part, or did until they were erased."""
        return isinstance(ref, str) and (ref in self._met or self._matched(ref) in self.uids or self.were_erased(ref))

    def were_erased(self, ref: str) -> bool:
        """Whether whoever had this reference was erased."""
        return bool(self.erased) and ref not in self._met and self._matched(ref) in self.erased

    def uid(self, ref: str) -> str:
        """The uid of a reference; a new one where nobody has had it."""
        if ref in self._met:
            return self._met[ref]
        found = self._matched(ref)
        if found not in self.uids:
            uid = new_uid()
            own, key = new_key(self.keys, uid)
            self.uids[found], self._open[uid] = uid, own
            self.new[uid] = {"uid": uid, "match": found, "key": key, "sealed": seal(own, {"reference": ref}, uid)}
        self._met[ref] = self.uids[found]
        return self.uids[found]

    def _matched(self, ref: str) -> bytes:
        return match(self.keys, self.name, ref)

    def token(self, uid: str, value: str) -> str:
        """What stands in evidence for a personal value of a participant."""
        return token(self._key(uid), value)

    def keep(self, uid: str, record: int, values: dict[str, str]) -> None:
        """Keep the personal values of a record in the vault."""
        sealed = seal(self._key(uid), values, f"{uid} {record}")
        self.sealed.append({"contract": self.contract, "record": record, "uid": uid, "sealed": sealed})

    def _key(self, uid: str) -> bytes:
        if uid not in self._open:
            c = table("vault").c
            asked = select(c.key).where(c.contract == self.contract, c.uid == uid)
            self._open[uid] = open_key(self.keys, bytes(self.connection.execute(asked).scalar_one()), uid)
        return self._open[uid]

    def save(self, act: Acting) -> None:
        """Tell of the new participants, and keep who they are."""
        found = sorted(self.new.values(), key=lambda each: str(each["uid"]))
        act.tell("participant", ({"uid": each["uid"]} for each in found))
        if found:
            act.connection.execute(insert(table("vault")), [{**each, "contract": self.contract} for each in found])
        if self.sealed:
            act.connection.execute(insert(table("vault_field")), self.sealed)
        self.new, self.sealed = {}, []


def held_on(connection: Connection, contract: int, keys: Keys, uid: str) -> tuple[str, dict[int, dict[str, str]]]:
    """The reference of a participant, and the personal fields of their records.

    Raises:
        CallError: The vault does not know them: they were never here, or were erased.
    """
    vault, fields = table("vault").c, table("vault_field").c
    row = connection.execute(
        select(vault.key, vault.sealed).where(vault.contract == contract, vault.uid == uid)
    ).first()
    if row is None:
        raise CallError(problem("vault-knows-nobody", Place(uid)))
    own = open_key(keys, bytes(row.key), uid)
    said = connection.execute(
        select(fields.record, fields.sealed).where(fields.contract == contract, fields.uid == uid)
    )
    personal = {each.record: unseal(own, bytes(each.sealed), f"{uid} {each.record}") for each in said}
    return unseal(own, bytes(row.sealed), uid)["reference"], personal


def find(connection: Connection, contract: int, name: str, keys: Keys, ref: str) -> str:
    """The uid of a reference.

    Raises:
        CallError: Nobody of this reference takes part, or they were erased.
    """
    c = table("vault").c
    found = connection.execute(select(c.uid).where(c.contract == contract, c.match == match(keys, name, ref))).scalar()
    if found is None:
        raise CallError(problem("vault-knows-nobody", Place(ref)))
    return str(found)


def destroy(act: Acting, uid: str) -> None:
    """Destroy the key of a participant and all that is sealed under it; what is left names nobody.

    The keyed hash of the reference is kept among those of the erased: it can be compared, and not be read.
    """
    v = table("vault").c
    asked = select(v.match).where(v.contract == act.contract, v.uid == uid)
    match_ = bytes(act.connection.execute(asked).scalar_one())
    for name in ("vault_field", "vault"):
        c = table(name).c
        act.connection.execute(delete(table(name)).where(c.contract == act.contract, c.uid == uid))
    act.tell("erased", [{"match": match_}])


def erased(connection: Connection, contract: int) -> set[str]:
    """The participants who were erased."""
    c = table("act").c
    asked = select(c.content).where(c.contract == contract, c.what == "erase")
    return {json.loads(content)["participant"] for content in connection.execute(asked).scalars()}


def references(connection: Connection, contract: int, keys: Keys) -> Iterator[tuple[str, str]]:
    """Each participant's uid and reference, for those who may read them."""
    c = table("vault").c
    for row in connection.execute(select(c.uid, c.key, c.sealed).where(c.contract == contract).order_by(c.uid)):
        yield row.uid, unseal(open_key(keys, bytes(row.key), row.uid), bytes(row.sealed), row.uid)["reference"]
