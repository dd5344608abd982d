"""Work: a contract worked out from what was known by an act; the same basis always comes to the same."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from sqlalchemy import Engine

from sop_engine.intake.rows import Contradiction
from sop_engine.intake.take_in import TakenIn
from sop_engine.ledger.due import Due, due, result
from sop_engine.library.load import Agreed
from sop_engine.records.posted import Posted
from sop_engine.records.working import Claim, Line, Split
from sop_engine.statements.done import Done
from sop_engine.steps.evaluate import Found, found, whole
from sop_engine.steps.settle import settle
from sop_engine.store import books
from sop_engine.store.acts import contract_id
from sop_engine.store.agreements import version_of
from sop_engine.store.connect import reading
from sop_engine.store.known import records_known


@dataclass(frozen=True, slots=True)
class Basis:
    """From what a run works out: by these everybody comes to the same again."""

    version: int
    as_at: int
    known_seq: int
    """Everything is known that was told by this act."""
    known_at: int
    """The day of the run: what a file says became known later is not known yet."""
    before_run: int
    """What is posted is what earlier runs posted."""


class Ground(NamedTuple):
    """What a contract was worked out from, whole."""

    taken: TakenIn
    found: Found
    splits: Sequence[Split]


@dataclass(frozen=True, slots=True)
class WorkedOut:
    """A contract worked out for a run."""

    agreed: Agreed
    basis: Basis
    posted: Posted
    """What was posted before, as it was looked at."""
    claims: Sequence[Claim]
    lines: Sequence[Line]
    dues: Sequence[Due]
    result: str
    ground: Ground | None
    """What all of it rests on; None where only some people were looked at anew."""
    contradictions: Sequence[Contradiction] = ()
    """Of those who were looked at, which records contradict each other."""

    def done(self) -> Done:
        """All of it, with how each occurrence stands and what each row of evidence was used for."""
        if self.ground is None:
            raise ValueError("only some people were looked at")
        contract, taken = self.agreed.contract, self.ground.taken
        working = whole(contract, taken.records, self.ground.found, self.lines, self.ground.splits)
        return Done(self.agreed, self.basis.as_at, taken, working)


def work_out(engine: Engine, name: str, basis: Basis, agreed: Agreed | None = None) -> WorkedOut:
    """Work a contract out, all of it, from what was known by an act."""
    agreed = agreed or version_of(engine, name, basis.version)
    contract = agreed.contract
    taken = records_known(engine, name, contract, basis.as_at, basis.known_seq)
    with reading(engine) as connection:
        posted = books.places(connection, contract_id(connection, name), basis.before_run - 1)
    made = found(contract, taken.records, basis.as_at, basis.known_at, posted=posted)
    lines, splits = settle(contract, made.claims, basis.as_at, posted)
    dues = due(made.claims, lines, splits)
    ground = Ground(taken, made, splits)
    return WorkedOut(agreed, basis, posted, made.claims, lines, dues, result(dues), ground, taken.contradictions)
