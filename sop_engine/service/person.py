"""A person's own data: all that is held on somebody, and the erasure of who they are."""

import json
from collections.abc import Collection, Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, Engine, Table, select

from sop_engine.errors import CallError, Place, problem
from sop_engine.intake.take_in import TakenIn
from sop_engine.library.load import Agreed
from sop_engine.service.keep import terms_now
from sop_engine.store.acts import Doing, acting, contract_id, known_by
from sop_engine.store.coding import decoder
from sop_engine.store.connect import reading
from sop_engine.store.instants import instant_of
from sop_engine.store.known import corrections, records_known
from sop_engine.store.people import destroy, find, held_on
from sop_engine.store.rows import ACCEPTED, LATEST, table
from sop_engine.store.states import states_of
from sop_engine.store.vault import Keys
from sop_engine.terms.contract import Contract
from sop_engine.units.days import as_date


def held(engine: Engine, name: str, keys: Keys, ref: str) -> dict[str, Any]:
    """All that is held on a person under a contract: who they are, what was sent, decided, posted and done.

    Of each record it says in which state it is, and whether it counts by what is known now; if not, why.

    Raises:
        CallError: Nobody of this reference takes part, or they were erased.
    """
    known_seq = known_by(engine, name)
    _, agreed = terms_now(engine, name, known_seq)
    with reading(engine) as connection:
        contract = contract_id(connection, name)
        uid = find(connection, contract, name, keys, ref)
    taken = records_known(engine, name, agreed.contract, LATEST, known_seq, {uid})
    with reading(engine) as connection:
        reference, personal = held_on(connection, contract, keys, uid)
        evidence = _evidence(connection, contract, agreed, uid, personal)
        states = states_of(connection, contract, [each["record"] for each in evidence])
        passed_over = corrections(connection, contract, known_seq).passed_over
        counting = _Counting(agreed.contract, taken, states, passed_over)
        evidence = [each | counting.told_of(each) for each in evidence]
        return {
            "contract": name,
            "reference": reference,
            "stands_in_records_as": uid,
            "evidence": evidence,
            "reviews": _reviews(connection, contract, [each["record"] for each in evidence]),
            "entries": _entries(connection, contract, uid),
        }


def _evidence(
    connection: Connection, contract: int, agreed: Agreed, uid: str, personal: dict[int, dict[str, str]]
) -> list[dict[str, Any]]:
    """The records about a person, with what is sealed of them opened."""
    record, submission, act = table("record").c, table("submission").c, table("act").c
    sent = (submission.contract == record.contract) & (submission.number == record.submission)
    told = (act.contract == record.contract) & (act.seq == record.seq)
    asked = (
        select(*record, submission.name, act.at, act.who)
        .join_from(table("record"), table("submission"), sent)
        .join(table("act"), told)
        .where(record.contract == contract, record.subject == uid)
        .order_by(record.id)
    )
    return [
        {
            "record": each.id,
            "kind": each.kind,
            "from": str(as_date(each.first)),
            "day": str(as_date(each.day)),
            "known": None if each.known is None else str(as_date(each.known)),
            "fields": _fields(agreed, each.kind, each.fields) | personal.get(each.id, {}),
            "file": each.name,
            "row": each.line,
            "sent_by": each.who,
            "sent_at": instant_of(each.at).isoformat(),
            "corrects": each.supersedes,
        }
        for each in connection.execute(asked)
    ]


class _Counting:
    """Which records of a person count, and why the others do not."""

    def __init__(
        self, terms: Contract, taken: TakenIn, states: Mapping[int, tuple[str, int]], passed_over: Collection[int]
    ):
        self.terms, self.states, self.passed_over = terms, states, passed_over
        self.against = {each: of.records for of in taken.contradictions for each in of.records}
        self.enrolled = bool(taken.records.people)

    def told_of(self, record: Mapping[str, Any]) -> dict[str, Any]:
        """The state of a record, whether it counts, and if it does not, why not."""
        state, why_not = self.states[record["record"]][0], self._why_not(record)
        return {"state": state, "counts": not why_not, "why_not": why_not or None}

    def _why_not(self, record: Mapping[str, Any]) -> str:
        number, state = record["record"], self.states[record["record"]][0]
        if state != ACCEPTED:
            return f"it is {state}, and only what is accepted counts"
        if number in self.passed_over:
            return "another record corrects it, and counts in its place"
        if number in self.against:
            others = ", ".join(str(each) for each in self.against[number] if each != number)
            return f"it contradicts record {others}, and none of them counts"
        if record["kind"] not in self.terms.records:
            return "the contract no longer looks at such records"
        if not self.enrolled and record["kind"] != self.terms.enrolled_by:
            return f"no {self.terms.enrolled_by} of theirs counts"
        return ""


def _fields(agreed: Agreed, kind: str, fields: str) -> dict[str, Any]:
    """The fields of a record by name; as they lie, where the terms no longer know its kind."""
    terms = agreed.contract.records.get(kind)
    if terms is None:
        return {"fields": json.loads(fields)}
    shown = [list(each) if isinstance(each, tuple) else each for each in decoder(terms)(fields)]
    return {
        name: None if each is None else each if isinstance(each, list) else str(each)
        for name, each in zip(terms.columns, shown, strict=True)
    }


def _reviews(connection: Connection, contract: int, records: Sequence[int]) -> list[dict[str, Any]]:
    """What was decided on their evidence, by whom and when."""
    review, act = table("review").c, table("act").c
    told = (act.contract == review.contract) & (act.seq == review.seq)
    asked = (
        select(review.record, review.state, review.reason, act.who, act.at)
        .join_from(table("review"), table("act"), told)
        .where(review.contract == contract, review.record.in_(list(records)))
        .order_by(review.record, review.n)
    )
    return [
        {"record": each.record, "state": each.state, "reason": each.reason, "by": each.who, "at": _said(each.at)}
        for each in connection.execute(asked)
    ]


def _entries(connection: Connection, contract: int, uid: str) -> list[dict[str, Any]]:
    """What was posted on their outcomes."""
    entry: Table = table("entry")
    c = entry.c
    asked = select(c.number, c.period, c.outcome, c.claim, c.reached, c.amount, c.net_after, c.working, c.why)
    found = connection.execute(asked.where(c.contract == contract, c.subject == uid).order_by(c.number))
    return [
        {
            "entry": each.number,
            "period": each.period,
            "outcome": each.outcome,
            "claim": each.claim,
            "reached": str(as_date(each.reached)),
            "amount": each.amount,
            "posted_in_all": each.net_after,
            "working": json.loads(each.working) if each.working else None,  # it is not due any more
            "why": each.why,
        }
        for each in found
    ]


def _said(at: int) -> str:
    return instant_of(at).isoformat()


def erase(engine: Engine, name: str, keys: Keys, ref: str, ground: str, doing: Doing) -> str:
    """Destroy who a person is: their key, reference and personal fields; answers how the records name them still.

    What was paid stays as it was: records, ledger and statements name nobody.  That it was done, by
    whom and why, is an act.  Of the reference a keyed hash is kept, so that evidence which is sent
    again does not enrol the person anew.

    Raises:
        CallError: Nobody of this reference takes part, they were erased before, or no ground is given.
    """
    if not ground.strip():
        raise CallError(problem("erase-no-ground", Place(name)))
    with acting(engine, name, doing, "erase", {"ground": ground}) as act:
        uid = find(act.connection, act.contract, name, keys, ref)
        act.content["participant"] = uid
        destroy(act, uid)
    scrub(engine)
    return uid


def scrub(engine: Engine) -> None:
    """Have the database leave nothing behind of rows that were destroyed."""
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        if engine.dialect.name == "sqlite":
            connection.exec_driver_sql("pragma wal_checkpoint(truncate)")
        else:
            connection.exec_driver_sql("vacuum (full) vault")
            connection.exec_driver_sql("vacuum (full) vault_field")
