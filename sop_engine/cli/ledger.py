"""The commands of the ledger: post, close, verify, statement."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from sop_engine.cli.common import DONE, REMARKS, UNSOUND, Machine, Overwrite, print_json, problem_as_json
from sop_engine.cli.database import URL, By, Database, Kept, VaultKey, database, doing, keys
from sop_engine.units.numbers import many

if TYPE_CHECKING:
    from sqlalchemy import Engine

    from sop_engine.service.post import RunDone
    from sop_engine.terms.contract import Contract

Period = Annotated[
    int | None, typer.Option("--period", help="The number of the period; the first that is open if not said.")
]
Repost = Annotated[
    bool, typer.Option("--repost", help="Go on where this engine comes to other amounts than the one before.")
]


def post(
    contract: Kept,
    by: By = "",
    period: Period = None,
    database_url: Database = URL,
    repost: Repost = False,
    afresh: Annotated[
        bool, typer.Option("--afresh", help="Look at everybody, also where nothing is new since the last run.")
    ] = False,
    as_json: Machine = False,
) -> None:
    """Post what is due by the end of a period and is not posted yet; the same again posts nothing."""
    from sop_engine.service.post import post as post_it

    engine = database(database_url)
    terms = _terms(engine, contract)
    done = post_it(engine, contract, period, doing(by, terms), repost, afresh)
    if as_json:
        print_json(_as_json(done))
    else:
        print(_said(done, terms))
        _point_out(done)
    raise typer.Exit(REMARKS if done.contradictions else DONE)


def close(
    contract: Kept,
    by: By = "",
    period: Period = None,
    database_url: Database = URL,
    repost: Repost = False,
    as_json: Machine = False,
) -> None:
    """Close a period: post what is missing, and freeze its statement for good."""
    from sop_engine.service.close import close as close_it

    engine = database(database_url)
    terms = _terms(engine, contract)
    closed = close_it(engine, contract, period, doing(by, terms), repost)
    if as_json:
        print_json({**_as_json(closed.run), "statement": closed.statement})
    else:
        print(_said(closed.run, terms))
        print(
            f"Period {closed.run.period} is closed. Its statement:"
            f" sop statement {contract} --period {closed.run.period} --out FILE"
        )
        print(f"The last hash of the ledger: {closed.run.head or 'none, it is empty'}")
        _point_out(closed.run)
    raise typer.Exit(REMARKS if closed.run.contradictions else DONE)


def verify(
    contract: Kept,
    head: Annotated[str, typer.Option("--head", help="A hash from a statement: it must be one of this ledger's.")] = "",
    vault_key: VaultKey = None,
    database_url: Database = URL,
    as_json: Machine = False,
) -> None:
    """Work everything out again from the evidence, and name the first act or entry that is not as it was.

    With the key of the vault it is also seen whether that still says who each participant is.
    """
    from sop_engine.service.opened import open_vault
    from sop_engine.service.verify import verify as verify_it

    engine = database(database_url)
    opened = open_vault(engine, contract, keys(vault_key)) if vault_key else None
    found = verify_it(engine, contract, head)
    problems = (*found.problems, *(opened.problems if opened else ()))
    if as_json:
        vault = {"vault": opened.people if opened else None}
        print_json({**found._asdict(), **vault, "problems": [problem_as_json(each) for each in problems]})
    else:
        print(
            f"{found.contract}: {many(found.acts, 'acts')}, {many(found.entries, 'entries')},"
            f" {many(found.runs, 'runs')} and {many(found.periods, 'closed periods')} were looked at.\n"
            f"The last hash of the ledger: {found.head or 'none, it is empty'}"
        )
        print("\n".join(map(str, found.problems)) or "All is as it was told and posted, and comes out again.")
        if opened is None:
            print("The vault, which says who people are, is in no chain; with its key it is looked at as well.")
        else:
            said = f"The vault says who each of {many(opened.people, 'participants')} is, but for the erased."
            print("\n".join(map(str, opened.problems)) or said)
    raise typer.Exit(UNSOUND if problems else DONE)


def statement(
    contract: Kept,
    period: Annotated[int, typer.Option("--period", help="The number of a closed period.")],
    out: Annotated[Path, typer.Option("--out", help="The file to write: a name in .json, or in .html.")],
    database_url: Database = URL,
    overwrite: Overwrite = False,
    as_json: Machine = False,
) -> None:
    """Write the statement of a closed period, byte for byte as it was frozen."""
    from sop_engine.service.statement import deliver_statement

    written = deliver_statement(database(database_url), contract, period, out, overwrite)
    if as_json:
        print_json({"written": {name: str(path) for name, path in written.items()}})
    else:
        print("\n".join(str(path) for path in written.values()))
    raise typer.Exit(DONE)


def _terms(engine: "Engine", name: str) -> "Contract":
    from sop_engine.service.keep import terms_now

    return terms_now(engine, name)[1].contract


def _as_json(done: "RunDone") -> dict[str, object]:
    from sop_engine.units.days import as_date

    days = {"first": as_date(done.first).isoformat(), "last": as_date(done.last).isoformat()}
    return {**done._asdict(), **days, "contradictions": [each._asdict() for each in done.contradictions]}


def _point_out(done: "RunDone") -> None:
    """Say which records contradict each other: until somebody decides, none of them counts."""
    for each in done.contradictions:
        *others, last = map(str, each.records)
        print(
            f"{each.subject or 'The contract'}: {each.kind.replace('_', ' ')}: records {', '.join(others)} and {last}"
            " contradict each other, and none of them counts. Withdraw what is not right:"
            " sop review CONTRACT withdrawn --record NUMBER.",
            file=sys.stderr,
        )


def _said(done: "RunDone", terms: "Contract") -> str:
    """What a run came to, in a sentence."""
    from sop_engine.units.days import say
    from sop_engine.units.money import show

    period = f"Period {done.period}, {say(done.first)} to {say(done.last)}"
    if not done.payments + done.adjustments:
        again = "" if done.run else " since the last run, and no run was kept"
        return f"{period}: nothing is due that is not posted{again}."
    payments, adjustments = many(done.payments, "payments"), many(done.adjustments, "adjustments")
    return f"{period}: {payments} and {adjustments} posted, {show(done.amount, terms.currency)} in all."
