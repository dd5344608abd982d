"""Verify: work everything out again from what was told, and name the first act, entry or run that is not as it was."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from sqlalchemy import Connection, Engine, func, select

from sop_engine import __version__
from sop_engine.errors import Place, Problem, problem
from sop_engine.ledger.balances import balances
from sop_engine.ledger.verify import Walk
from sop_engine.library.load import Agreed
from sop_engine.service.close import TEXT
from sop_engine.service.post import basis_of
from sop_engine.service.work import work_out
from sop_engine.store import books
from sop_engine.store.acts import contract_id
from sop_engine.store.connect import reading
from sop_engine.store.rows import table
from sop_engine.store.trail import BadAct, first_bad_act
from sop_engine.units.canonical import digest
from sop_engine.units.numbers import many


class Verified(NamedTuple):
    """What was looked at, and what was found."""

    contract: str
    acts: int
    entries: int
    runs: int
    periods: int
    head: str
    """The hash of the last entry."""
    problems: tuple[Problem, ...]
    """Nothing where all is as it was told and posted; else the first act, and the first entry or run, that is not."""


def verify(engine: Engine, name: str, known_head: str = "") -> Verified:
    """Walk all that was told and posted on a contract, and work every run out again from its evidence.

    Args:
        known_head: A hash from a statement that somebody else keeps: it must be one of this ledger's.

    Raises:
        CallError: The contract is not kept here.
    """
    with reading(engine) as connection:
        contract = contract_id(connection, name)
        bad_act = first_bad_act(connection, contract)
        bad_act = bad_act or _misnamed(connection, name, contract)
        found = [problem("verify-act", Place(name), number=bad_act.seq, what=bad_act.fact)] if bad_act else []
        walking = _Walking(engine, connection, name, contract, recomputing=not found)
        found += walking.first()
        if not found:
            found += _statements(connection, name, contract, walking.walk)
        if known_head and not _has(connection, contract, known_head):
            found.append(problem("verify-head", Place(name), found=known_head))
        number = _count(connection, contract, "act")
        closed = _count(connection, contract, "period")
        walk = walking.walk
        return Verified(name, number, walk.number, len(walking.runs), closed, walk.head, tuple(found))


def _misnamed(connection: Connection, name: str, contract: int) -> BadAct | None:
    """The first act that shows that a name was altered: names are in no chain, but each adoption says one."""
    c = table("act").c
    adopted = select(c.seq, c.content).where(c.contract == contract, c.what == "adopt").order_by(c.seq)
    for seq, content in connection.execute(adopted):
        said = json.loads(content).get("contract")
        if said != name:
            return BadAct(seq, f"it adopts the terms of {said}, which are kept under the name {name}")
    nameless = select(c.contract, c.seq).where(c.contract.not_in(select(table("agreement").c.id)))
    found = connection.execute(nameless.order_by(c.contract, c.seq).limit(1)).first()
    return BadAct(found.seq, f"it is of contract number {found.contract}, which has no name here") if found else None


def _count(connection: Connection, contract: int, name: str) -> int:
    there = table(name)
    return int(
        connection.execute(select(func.count()).select_from(there).where(there.c.contract == contract)).scalar_one()
    )


def _has(connection: Connection, contract: int, found: str) -> bool:
    return any(
        connection.execute(select(c.hash).where(c.contract == contract, c.hash == found).limit(1)).first()
        for c in (table("entry").c, table("act").c)
    )


@dataclass(slots=True)
class _Walking:
    """A walk over the entries, run by run."""

    engine: Engine
    connection: Connection
    name: str
    contract: int
    recomputing: bool
    walk: Walk = field(default_factory=Walk)
    runs: Sequence[Mapping[str, Any]] = ()
    legs: int = 0
    agreed: dict[int, Agreed] = field(default_factory=dict)
    """The versions of the terms that were read already."""

    def first(self) -> list[Problem]:
        """The first entry or run that is not as it should be."""
        return next(self._wrong(), [])

    def _wrong(self) -> Iterator[list[Problem]]:
        self.runs = books.runs(self.connection, self.contract)
        left = list(self.runs)
        before = 0
        for entry, legs in books.entries(self.connection, self.contract):
            while left and left[0]["number"] < entry["run"]:
                yield from self._ended(left.pop(0), before)
                before = self.walk.number
            bad = self.walk.take(entry, legs)
            if bad is None and (not left or entry["run"] != left[0]["number"] or entry["period"] != left[0]["period"]):
                bad_fact = "it is of no run that is kept"
                yield [problem("verify-entry", Place(self.name), number=entry["number"], what=bad_fact)]
            if bad:
                yield [problem("verify-entry", Place(self.name), number=bad.entry, what=bad.fact)]
            self.legs += len(legs)
        for run in left:
            yield from self._ended(run, before)
            before = self.walk.number
        if self.legs != _count(self.connection, self.contract, "posting"):
            what = "there are legs without an entry"
            yield [problem("verify-entry", Place(self.name), number=self.walk.number + 1, what=what)]

    def _ended(self, run: Mapping[str, Any], before: int) -> Iterator[list[Problem]]:
        """A run whose entries have all been walked."""
        if (self.walk.head, self.walk.number - before) != (run["head"], run["entries"]):
            what = f"run {run['number']} posted {many(run['entries'], 'entries')}, the last of them another"
            yield [problem("verify-entry", Place(self.name), number=self.walk.number + 1, what=what)]
        if not self.recomputing:
            return
        basis = basis_of(self.connection, self.contract, run)
        worked = work_out(self.engine, self.name, basis, self.agreed.get(basis.version))
        self.agreed[basis.version] = worked.agreed
        if worked.agreed.contract.contract != self.name:
            what = f"its terms are those of {worked.agreed.contract.contract}"
            yield [_run(self.name, run, what)]
        if worked.result != run["result"]:
            by = (
                ""
                if run["engine"] == __version__
                else f"; it was made by engine {run['engine']}, this is {__version__}"
            )
            yield [_run(self.name, run, f"other amounts are due from what was known by act {run['known_seq']}{by}")]
        bad = self.walk.differs(worked.dues)
        if bad:
            yield [problem("verify-entry", Place(self.name), number=bad.entry, what=bad.fact)]


def _run(name: str, run: Mapping[str, Any], what: str) -> Problem:
    return problem("verify-run", Place(name), number=run["number"], what=what, engine=run["engine"])


def _statements(connection: Connection, name: str, contract: int, walk: Walk) -> list[Problem]:
    """The first statement that does not say what the ledger says."""
    heads = {each["number"]: each["head"] for each in books.runs(connection, contract)}
    before: list[dict[str, Any]] = []
    for period in books.periods(connection, contract):
        what = ""
        for form, content, sha256 in _files(connection, contract, period["number"]):
            if digest(content) != sha256:
                what = f"{form} is not what its hash was made of"
        text = next((each[1] for each in _files(connection, contract, period["number"]) if each[0] == TEXT), b"{}")
        said = json.loads(text)
        stated = said.get("balances", [])
        now = [each._asdict() for each in balances(walk.moved(), period["number"])]
        if not what and [{key: each[key] for key in now[0]} for each in stated] != now if now else bool(stated):
            what = "its balances are not those of the entries"
        closing = {each["account"]: each["closing"] for each in before}
        if not what and any(each["opening"] != closing.get(each["account"], 0) for each in stated):
            what = "it does not open with what the period before closed with"
        if not what and not (period["head"] == heads[period["run"]] == said["chain"]["head"]):
            what = "it prints another hash than its last entry has"
        if what:
            return [problem("verify-statement", Place(name), number=period["number"], what=what)]
        before = stated
    return []


def _files(connection: Connection, contract: int, period: int) -> list[tuple[str, bytes, str]]:
    c = table("statement").c
    asked = select(c.form, c.content, c.sha256).where(c.contract == contract, c.period == period).order_by(c.form)
    return sorted((form, bytes(content), sha256) for form, content, sha256 in connection.execute(asked))
