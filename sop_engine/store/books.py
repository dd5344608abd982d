"""Books: the ledger in the database: what is posted, what a run adds, and every entry in order."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from sqlalchemy import Connection, func, select

from sop_engine.ledger.chain import entry_hash
from sop_engine.ledger.due import place_of
from sop_engine.ledger.reconcile import PAYER, PROVIDER, Change, PostedSoFar
from sop_engine.records.posted import Posted, PostedClaim
from sop_engine.store.acts import Acting
from sop_engine.store.rows import table

AT_ONCE = 5_000
"""So many entries are read together."""
ASKED_AT_ONCE = 500
"""So many numbers or names are asked for together."""
ENTRY, POSTING = tuple(table("entry").columns.keys()), tuple(table("posting").columns.keys())


class Head(NamedTuple):
    """The last entry of the ledger of a contract: its number and its hash; 0 and nothing where there is none."""

    number: int = 0
    hash: str = ""


def head(connection: Connection, contract: int, by_run: int | None = None) -> Head:
    """The last entry; with `by_run`, the last that was posted by that run or an earlier one."""
    c = table("entry").c
    asked = select(c.number, c.hash).where(c.contract == contract)
    if by_run is not None:
        asked = asked.where(c.run <= by_run)
    found = connection.execute(asked.order_by(c.number.desc()).limit(1)).first()
    return Head(*found) if found else Head()


def posted(
    connection: Connection, contract: int, by_run: int | None = None, claims: Collection[str] | None = None
) -> dict[str, PostedSoFar]:
    """What is posted on each claim, or on some alone; with `by_run`, what was after that run.

    The entries are read in their order, each claim's last one stands; the parts of the payers are added up.
    """
    e = table("entry").c
    within = [e.contract == contract] + ([e.run <= by_run] if by_run is not None else [])
    if claims is None:
        return _posted(connection, within)
    some = [_posted(connection, [*within, e.claim.in_(each)]) for each in _groups(sorted(claims))]
    return {claim: row for each in some for claim, row in each.items()}


def _posted(connection: Connection, within: Sequence[Any]) -> dict[str, PostedSoFar]:
    e, p = table("entry").c, table("posting").c
    parts: dict[str, dict[str, int]] = defaultdict(dict)
    joined = table("posting").join(table("entry"), (p.contract == e.contract) & (p.entry == e.number))
    asked = select(e.claim, p.account, func.sum(p.amount)).select_from(joined).where(*within, p.account != PROVIDER)
    for claim, account, amount in connection.execute(asked.group_by(e.claim, p.account)):
        if amount:
            parts[claim][account.removeprefix(PAYER)] = -int(amount)
    last = select(e.claim, func.max(e.claim_n).label("n"), func.min(e.number).label("first")).where(*within)
    ends = last.group_by(e.claim).subquery()
    columns = (e.claim, e.subject, e.outcome, e.reached, e.known, e.claim_n, ends.c.first, e.number, e.run, e.period)
    there = select(*columns, e.gross, e.net_after).join_from(
        table("entry"), ends, (e.claim == ends.c.claim) & (e.claim_n == ends.c.n)
    )
    made = {}
    for row in connection.execute(there.where(*within)):
        made[row.claim] = PostedSoFar._make([*row, tuple(sorted(parts[row.claim].items()))])
    return made


def places(connection: Connection, contract: int, by_run: int) -> Posted:
    """What was posted by a run or an earlier one, with the place that each claim had when it was posted first.

    A claim that was taken back because its evidence went away has no place; if it came back, it is new.
    """
    e, after = table("entry").c, 0
    there: dict[str, PostedClaim] = {}
    columns = (e.number, e.claim, e.subject, e.outcome, e.run, e.net_after, e.reached, e.known, e.working)
    while True:
        asked = select(*columns).where(e.contract == contract, e.number > after, e.run <= by_run)
        some = connection.execute(asked.order_by(e.number).limit(AT_ONCE)).all()
        if not some:
            return Posted(there)
        for _, claim, subject, outcome, run, net, reached, known, working in some:
            if not working:
                there.pop(claim, None)
            elif claim in there:
                there[claim] = there[claim]._replace(net=net)
            else:
                where = place_of(working)
                there[claim] = PostedClaim(claim, subject, outcome, run, net, reached, known=known, **where)
        after = some[-1].number


def workings(connection: Connection, contract: int, numbers: Iterable[int]) -> dict[int, str]:
    """The working of entries, by their numbers."""
    e = table("entry").c
    made: dict[int, str] = {}
    for some in _groups(sorted(numbers)):
        asked = select(e.number, e.working).where(e.contract == contract, e.number.in_(some))
        made |= {number: working for number, working in connection.execute(asked)}
    return made


def _groups(values: Sequence[Any]) -> Iterator[Sequence[Any]]:
    yield from (values[i : i + ASKED_AT_ONCE] for i in range(0, len(values), ASKED_AT_ONCE))


class RunRow(NamedTuple):
    """A run, as it is kept; its head follows from its entries."""

    number: int
    period: int
    as_at: int
    known_seq: int
    version: int
    engine: str
    result: str


def write(act: Acting, run: RunRow, changes: Sequence[Change], why: Sequence[str]) -> Head:
    """Write a run with its entries: the run, then all legs, then the entries, which close them; answers the head."""
    before = head(act.connection, act.contract)
    entries, legs = [], []
    at = before
    for change, said in zip(changes, why, strict=True):
        entry, own = _entry(act.contract, at, run, change, said)
        entries.append(entry)
        legs += own
        at = Head(entry["number"], entry["hash"])
    act.tell("run", [{**run._asdict(), "entries": len(entries), "head": at.hash}])
    act.tell("posting", legs)
    act.tell("entry", entries)
    return at


def _entry(
    contract: int, before: Head, run: RunRow, change: Change, why: str
) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    due, posted = change.due, change.posted
    number, n = before.number + 1, posted.n + 1 if posted else 1
    entry: dict[str, Any] = {
        "contract": contract,
        "number": number,
        "prev_number": before.number or None,
        "run": run.number,
        "period": run.period,
        "kind": "adjustment" if posted else "payment",
        "claim": due.claim,
        "claim_n": n,
        "prev_n": posted.n if posted else None,
        "corrects": posted.number if posted else None,
        "subject": due.subject,
        "outcome": due.outcome,
        "reached": due.reached,
        "known": due.known,
        "gross": due.gross,
        "net_before": change.before,
        "amount": change.amount,
        "net_after": due.net,
        "working": due.working,
        "why": why,
        "before": before.hash,
    }
    legs = [
        {"contract": contract, "entry": number, "leg": leg, "account": account, "amount": amount}
        for leg, (account, amount) in enumerate(change.legs, 1)
    ]
    return {**entry, "hash": entry_hash(entry, legs)}, legs


def entries(
    connection: Connection, contract: int, after: int = 0, period: int | None = None
) -> Iterator[tuple[Mapping[str, Any], list[Mapping[str, Any]]]]:
    """Every entry with its legs, in order, some thousands at a time; of one period where that is asked for."""
    e, p = table("entry").c, table("posting").c
    while True:
        asked = select(table("entry")).where(e.contract == contract, e.number > after)
        if period is not None:
            asked = asked.where(e.period == period)
        some = connection.execute(asked.order_by(e.number).limit(AT_ONCE)).mappings().all()
        if not some:
            return
        last = some[-1]["number"]
        legs: dict[int, list[Mapping[str, Any]]] = defaultdict(list)
        between = select(table("posting")).where(p.contract == contract, p.entry > after, p.entry <= last)
        for leg in connection.execute(between.order_by(p.entry, p.leg)).mappings():
            legs[leg["entry"]].append(dict(leg))
        for entry in some:
            yield dict(entry), legs[entry["number"]]
        after = last


def moved(connection: Connection, contract: int) -> dict[tuple[int, str], int]:
    """What was moved in each period on each account, in minor units."""
    e, p = table("entry").c, table("posting").c
    joined = table("posting").join(table("entry"), (p.contract == e.contract) & (p.entry == e.number))
    asked = select(e.period, p.account, func.sum(p.amount)).select_from(joined).where(e.contract == contract)
    return {
        (period, account): int(amount)
        for period, account, amount in connection.execute(asked.group_by(e.period, p.account))
    }


def day_of(connection: Connection, contract: int, seq: int) -> int:
    """The day of the last act up to one: no clock is put back, so no act before it has a later day."""
    c = table("act").c
    return int(connection.execute(select(func.max(c.day)).where(c.contract == contract, c.seq <= seq)).scalar_one())


def runs(connection: Connection, contract: int) -> list[Mapping[str, Any]]:
    """Every run that posted, in order."""
    r = table("run").c
    return [
        dict(each)
        for each in connection.execute(select(table("run")).where(r.contract == contract).order_by(r.number)).mappings()
    ]


def periods(connection: Connection, contract: int) -> list[Mapping[str, Any]]:
    """Every period that is closed, in order."""
    c = table("period").c
    return [
        dict(each)
        for each in connection.execute(
            select(table("period")).where(c.contract == contract).order_by(c.number)
        ).mappings()
    ]


def corrected(connection: Connection, contract: int, period: int) -> dict[int, int]:
    """In which period each entry was posted that an entry of this period corrects."""
    e = table("entry").c
    former = table("entry").alias("former")
    asked = (
        select(former.c.number, former.c.period)
        .join_from(table("entry"), former, (former.c.contract == e.contract) & (former.c.number == e.corrects))
        .where(e.contract == contract, e.period == period)
    )
    return {number: of for number, of in connection.execute(asked)}
