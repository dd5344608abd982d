"""Post: work a contract out from all that is known, and add to the ledger what differs from what is posted."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from sqlalchemy import Connection, Engine, select

from sop_engine import __version__
from sop_engine.errors import CallError, Place, problem
from sop_engine.intake.rows import Contradiction
from sop_engine.ledger.due import explained
from sop_engine.ledger.reconcile import Change, reconcile
from sop_engine.ledger.why import Scope, Told, reasons
from sop_engine.service.again import Again, basis_hash, changes_since, keep, work_out_again
from sop_engine.service.work import Basis, WorkedOut, work_out
from sop_engine.store import books
from sop_engine.store.acts import Acting, Doing, Nothing, acting, contract_id
from sop_engine.store.agreements import newest, version_of
from sop_engine.store.connect import reading
from sop_engine.store.instants import day_in, micros
from sop_engine.store.news import news
from sop_engine.store.rows import table
from sop_engine.terms.check import leaves
from sop_engine.terms.contract import ClaimRecord, Contract
from sop_engine.terms.payment_periods import PaymentPeriods
from sop_engine.units.days import say
from sop_engine.units.numbers import many


class RunDone(NamedTuple):
    """What a run came to."""

    period: int
    first: int
    last: int
    """The first and the last day of the period."""
    run: int | None
    """The number of the run; None where nothing had changed since the last one."""
    payments: int
    adjustments: int
    amount: int
    """What was added for the provider, in minor units."""
    head: str
    """The hash of the last entry of the ledger."""
    contradictions: tuple[Contradiction, ...] = ()
    """Of those who were looked at, which records contradict each other, so that none of them pays."""


def post(
    engine: Engine, name: str, period: int | None, doing: Doing, repost: bool = False, afresh: bool = False
) -> RunDone:
    """Post what is due up to the last day of a period and is not posted yet; the same run again posts nothing.

    Args:
        period: The number of the period; the first that is open where it is not said.
        repost: Go on where this engine comes to other amounts than the one before did from the same records.
        afresh: Look at everybody, also at those of whom there is nothing new since the last run.

    Raises:
        CallError: The contract is not kept here or has no payment periods; the period is closed, is not
            over, or another is to be closed first; or a newer engine would repost.
    """
    ready = prepare(engine, name, period, doing, repost, afresh)
    try:
        with acting(engine, name, doing, "post", {}) as act:
            ready = as_it_stands(engine, act, ready, doing, repost, afresh)
            if not ready.changes and ready.same_as_last:
                raise Nothing
            done = carry_out(act, ready)
    except Nothing:
        first, last = ready.days
        return RunDone(ready.period, first, last, None, 0, 0, 0, ready.head, tuple(ready.worked.contradictions))
    return done


@dataclass(frozen=True, slots=True)
class Ready:
    """A run that is worked out and not carried out yet."""

    period: int
    days: tuple[int, int]
    worked: WorkedOut
    changes: Sequence[Change]
    why: Sequence[str]
    number: int
    """The number of the run."""
    same_as_last: bool
    """Whether nothing was told, and nothing came out otherwise, since the last run of the same period."""
    head: str
    on: str
    """The hash of what it was worked out on, beside the records."""
    again: Again | None
    """How it follows from the last run, where only those were looked at of whom there is something new."""


def prepare(engine: Engine, name: str, period: int | None, doing: Doing, repost: bool, afresh: bool = True) -> Ready:
    """Work a run out as things stand; nobody is kept waiting meanwhile."""
    with reading(engine) as connection:
        contract = contract_id(connection, name)
        c = table("act").c
        last = connection.execute(
            select(c.seq, c.at).where(c.contract == contract).order_by(c.seq.desc()).limit(1)
        ).first()
        earlier, closed = books.runs(connection, contract), books.periods(connection, contract)
    known_seq, at = last or (0, 0)
    before = len(earlier)  # what runs after these posted is not looked at, so that all stands as at one moment
    version = newest(engine, name, known_seq)
    if version is None:
        raise CallError(problem("store-no-version", Place(name), found=1))
    agreed = version_of(engine, name, version[0])
    periods = payment_periods(agreed.contract)
    today = day_in(max(micros(doing.at), at), doing.zone)
    number = open_period(name, periods, period, [each["number"] for each in closed], today)
    basis = Basis(version[0], periods.period(number)[1], known_seq, today, before + 1)
    on = basis_hash(version[1], basis.as_at)
    other_engine = bool(earlier) and earlier[-1]["engine"] != __version__
    again = None if afresh or other_engine else work_out_again(engine, name, basis, agreed, on)
    worked = again.worked if again else work_out(engine, name, basis, agreed)
    if earlier and not repost:
        _ask_before_reposting(engine, name, contract, earlier[-1])
    with reading(engine) as connection:
        if again:
            changes = changes_since(connection, contract, again)
        else:
            changes = reconcile(worked.dues, books.posted(connection, contract, before))
        said = explained([each.due for each in changes], worked.claims, worked.lines)
        changes = [each._replace(due=due) for each, due in zip(changes, said, strict=True)]
        closed_to = closed[-1]["last"] if closed else None
        why = reasons(changes, _told(connection, contract, worked, changes, earlier, closed_to))
        head = books.head(connection, contract, before).hash
    same = _same(earlier, number, worked)
    return Ready(number, periods.period(number), worked, changes, why, basis.before_run, same, head, on, again)


def _same(earlier: Sequence[Mapping[str, Any]], period: int, worked: WorkedOut) -> bool:
    if not earlier:
        return False
    last, basis = earlier[-1], worked.basis
    return (last["period"], last["version"], last["engine"], last["result"], last["seq"]) == (
        period,
        basis.version,
        __version__,
        worked.result,
        basis.known_seq,
    )


def as_it_stands(engine: Engine, act: Acting, ready: Ready, doing: Doing, repost: bool, afresh: bool = True) -> Ready:
    """The run as it is under the lock: worked out anew where something was told since."""
    basis = ready.worked.basis
    if (basis.known_seq, basis.known_at) == (act.seq - 1, act.day):
        return ready
    name = ready.worked.agreed.contract.contract
    return prepare(engine, name, ready.period, doing, repost, afresh)


def carry_out(act: Acting, ready: Ready) -> RunDone:
    """Write a run with its entries."""
    worked, basis = ready.worked, ready.worked.basis
    row = books.RunRow(
        ready.number, ready.period, basis.as_at, basis.known_seq, basis.version, __version__, worked.result
    )
    head = books.write(act, row, ready.changes, ready.why)
    keep(act.connection, act.contract, worked, ready.changes, ready.on, ready.again)
    payments = sum(each.posted is None for each in ready.changes)
    amount = sum(each.amount for each in ready.changes)
    act.content |= {"period": ready.period, "run": ready.number, "entries": len(ready.changes), "amount": amount}
    adjustments, contradictions = len(ready.changes) - payments, tuple(worked.contradictions)
    return RunDone(ready.period, *ready.days, ready.number, payments, adjustments, amount, head.hash, contradictions)


def payment_periods(contract: Contract) -> PaymentPeriods:
    """The periods by which a contract is paid.

    Raises:
        CallError: It does not say any.
    """
    if contract.payment_periods is None:
        raise CallError(problem("no-payment-periods", Place(contract.contract)))
    return contract.payment_periods


def open_period(name: str, periods: PaymentPeriods, asked: int | None, closed: Sequence[int], today: int) -> int:
    """The period that is to be posted: the first that is open, once it is over.

    Raises:
        CallError: It is closed, is not over, or another is to be closed first.
    """
    next_ = max(closed, default=0) + 1
    number = next_ if asked is None else asked
    first, last = periods.period(max(number, 1))
    facts: dict[str, Any] = {"period": number, "first": say(first), "last": say(last), "next_": next_}
    if number < 1:
        raise CallError(problem("period-unknown", Place("--period"), **facts))
    if number < next_:
        raise CallError(problem("period-closed", Place("--period"), **facts))
    if number > next_:
        raise CallError(problem("period-not-next", Place("--period"), **facts))
    if today <= last:
        raise CallError(problem("period-not-over", Place("--period"), **facts, from_=say(last + 1)))
    return number


def basis_of(connection: Connection, contract: int, run: Mapping[str, Any]) -> Basis:
    """From what a run was worked out that is kept."""
    c = table("act").c
    day = connection.execute(select(c.day).where(c.contract == contract, c.seq == run["seq"])).scalar_one()
    return Basis(run["version"], run["as_at"], run["known_seq"], day, run["number"])


def _ask_before_reposting(engine: Engine, name: str, contract: int, last: Mapping[str, Any]) -> None:
    """Another engine that comes to other amounts from the same records does not post them unasked."""
    if last["engine"] == __version__:
        return
    with reading(engine) as connection:
        basis, posted = basis_of(connection, contract, last), books.posted(connection, contract, last["number"])
    differing = reconcile(work_out(engine, name, basis).dues, posted)
    if differing:
        facts = {"number": many(len(differing), "claims"), "before": last["engine"], "now": __version__}
        raise CallError(problem("would-repost", Place(name), **facts))


def _told(
    connection: Connection,
    contract: int,
    worked: WorkedOut,
    changes: Sequence[Change],
    earlier: Sequence[Mapping[str, Any]],
    closed_to: int | None,
) -> Told:
    """What the reasons of the changes are made from."""
    again = [each.posted for each in changes if each.posted]
    runs = {each["number"]: (each["known_seq"], each["version"], each["engine"]) for each in earlier}
    since = min((runs[each.run][0] for each in again), default=0)
    terms = worked.agreed.contract
    return Told(
        currency=terms.currency,
        version=worked.basis.version,
        engine=__version__,
        runs=runs,
        workings=books.workings(connection, contract, [each.number for each in again]),
        news=news(connection, contract, [each.subject for each in again], since, worked.basis.known_seq),
        kinds=kinds_looked_at(terms),
        contradictions=_by_subject(worked.contradictions),
        scopes=scopes(terms),
        closed_to=closed_to,
    )


def _by_subject(contradictions: Sequence[Contradiction]) -> dict[str, list[tuple[str, tuple[int, ...]]]]:
    """The kind and the records of each contradiction, for each subject."""
    found: dict[str, list[tuple[str, tuple[int, ...]]]] = defaultdict(list)
    for each in contradictions:
        found[each.subject].append((each.kind, each.records))
    return found


def kinds_looked_at(contract: Contract) -> dict[str, set[str]]:
    """The kinds of record that each outcome looks at itself, under whatever deeds; none where it looks at none."""
    kinds: dict[str, set[str]] = {}
    for number in range(len(contract.deeds) + 1):
        for name, outcome in contract.under_first(number).outcomes.items():
            looked_at = {each.reads for each in leaves(outcome.shown_by)}
            if looked_at and isinstance(contract.claims, ClaimRecord):
                looked_at.add(contract.claims.record)
            if looked_at:
                kinds.setdefault(name, {contract.enrolled_by}).update(looked_at)
    return kinds


def scopes(contract: Contract) -> dict[str, Scope]:
    """Whom each clause that limits looks at together, and for which outcomes."""
    return {
        each.clause: Scope(str(getattr(each, "per", "")), frozenset(each.selected(contract)))
        for each in contract.clauses
        if each.lessens
    }
