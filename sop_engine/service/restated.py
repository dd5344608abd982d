"""Restated: what a closed period would come to by what is known now, beside what was stated."""

from typing import NamedTuple

from sqlalchemy import Engine, select

from sop_engine.errors import CallError, Place, problem
from sop_engine.service.work import Basis, work_out
from sop_engine.store import books
from sop_engine.store.acts import contract_id, known_by
from sop_engine.store.agreements import newest
from sop_engine.store.connect import reading
from sop_engine.store.rows import table


class Restatement(NamedTuple):
    """A row is a claim that was stated otherwise than it is known now, in minor units: stated + adjusted = restated."""

    claim: str
    subject: str
    outcome: str
    stated: int
    """What was posted on it in all by the end of the period."""
    restated: int
    """What is due on it in all, as at the last day of the period, by what is known now."""

    @property
    def adjusted(self) -> int:
        """What is to be put right in later periods, or was."""
        return self.restated - self.stated


class Restated(NamedTuple):
    """A closed period, in all to date: as stated, and as known by an act."""

    period: int
    known_seq: int
    stated: int
    restated: int
    claims: tuple[Restatement, ...]
    """Those that differ, by reference."""


def restated(engine: Engine, name: str, period: int, known_seq: int | None = None) -> Restated:
    """What was due by the last day of a closed period, by what was known by an act; by now where none is named.

    Raises:
        CallError: The period is not closed.
    """
    seq = known_by(engine, name) if known_seq is None else known_seq
    with reading(engine) as connection:
        contract = contract_id(connection, name)
        closed = {each["number"]: each for each in books.periods(connection, contract)}.get(period)
        if closed is None:
            raise CallError(problem("period-not-closed", Place("--period"), period=period))
        a = table("act").c
        day = connection.execute(select(a.day).where(a.contract == contract, a.seq == seq)).scalar_one()
        stated = books.posted(connection, contract, closed["run"])
    version = newest(engine, name, seq)
    basis = Basis(version[0] if version else 1, closed["last"], seq, day, closed["run"] + 1)
    due = {each.claim: each for each in work_out(engine, name, basis).dues}
    rows = []
    for claim in sorted({*due, *stated}):
        of = due.get(claim) or stated[claim]
        was, is_ = stated[claim].net if claim in stated else 0, due[claim].net if claim in due else 0
        if was != is_:
            rows.append(Restatement(claim, of.subject, of.outcome, was, is_))
    total = sum(each.net for each in stated.values())
    return Restated(period, seq, total, sum(each.net for each in due.values()), tuple(rows))
