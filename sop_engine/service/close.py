"""Close: a period is settled for good: what is missing is posted, and its statement is frozen as bytes."""

from typing import Any, NamedTuple

from sqlalchemy import Connection, Engine, select

from sop_engine.errors import CallError, Place, problem
from sop_engine.ledger.balances import balances
from sop_engine.service.post import RunDone, as_it_stands, carry_out, prepare
from sop_engine.statements.period import Closing, period_statement
from sop_engine.statements.period_page import period_pages
from sop_engine.store import books
from sop_engine.store.acts import Acting, Doing, acting, contract_id
from sop_engine.store.connect import reading
from sop_engine.store.rows import table
from sop_engine.units.canonical import canonical, digest

TEXT = "statement.json"
"""The statement itself; the pages are made from it."""


class Closed(NamedTuple):
    """A period that is closed."""

    run: RunDone
    statement: dict[str, str]
    """The hash of each file of its statement."""


def close(engine: Engine, name: str, period: int | None, doing: Doing, repost: bool = False) -> Closed:
    """Post what is missing up to the last day of a period, and freeze its statement.

    Periods are closed in order, each once; from then on nothing is posted in it.

    Raises:
        CallError: As for `post`.
    """
    ready = prepare(engine, name, period, doing, repost)
    with acting(engine, name, doing, "close", {}) as act:
        ready = as_it_stands(engine, act, ready, doing, repost)
        run = carry_out(act, ready)
        worked = ready.worked
        closing = _closing(act, run, worked.basis.version, worked.basis.known_seq, doing.who)
        entries = books.entries(act.connection, act.contract, period=run.period)
        text = canonical(period_statement(worked.done(), closing, entries)).encode("utf-8")
        files = {TEXT: text, **{page: said.encode("utf-8") for page, said in period_pages(text).items()}}
        hashes = {form: digest(content) for form, content in sorted(files.items())}
        act.tell(
            "period",
            [{"number": run.period, "first": run.first, "last": run.last, "run": ready.number, "head": run.head}],
        )
        act.tell(
            "statement",
            [
                {"period": run.period, "form": form, "content": files[form], "sha256": sha256}
                for form, sha256 in hashes.items()
            ],
        )
    return Closed(run, hashes)


def _closing(act: Acting, run: RunDone, version: int, known_seq: int, who: str) -> Closing:
    connection, contract = act.connection, act.contract
    before = books.periods(connection, contract)
    c = table("version").c
    sha256 = connection.execute(select(c.sha256).where(c.contract == contract, c.number == version)).scalar_one()
    a = table("act").c
    act_head = connection.execute(select(a.hash).where(a.contract == contract, a.seq == known_seq)).scalar_one()
    return Closing(
        number=run.period,
        first=run.first,
        last=run.last,
        by=who,
        on=act.day,
        act=act.seq,
        known_to_act=known_seq,
        act_head=act_head,
        run=run.run or 0,
        version=version,
        terms_sha256=sha256,
        entries=books.head(connection, contract).number,
        head=run.head,
        head_before=before[-1]["head"] if before else "",
        balances=balances(books.moved(connection, contract), run.period),
        corrected=books.corrected(connection, contract, run.period),
    )


def statement(engine: Engine, name: str, period: int) -> dict[str, bytes]:
    """The statement of a closed period, file by file, as the bytes that were sent.

    Raises:
        CallError: The period is not closed.
    """
    with reading(engine) as connection:
        found = _statement(connection, contract_id(connection, name), period)
    if not found:
        raise CallError(problem("period-not-closed", Place("--period"), period=period))
    return found


def _statement(connection: Connection, contract: int, period: int) -> dict[str, bytes]:
    c = table("statement").c
    asked: Any = select(c.form, c.content).where(c.contract == contract, c.period == period)
    return {form: bytes(content) for form, content in connection.execute(asked)}
