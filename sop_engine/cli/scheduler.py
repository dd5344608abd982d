"""The commands `sop scheduler`, which does what is due by itself, and `sop due`, which shows it."""

import logging
import sys
import time
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Annotated

import typer

from sop_engine.cli.common import DONE, REMARKS, Machine, print_json
from sop_engine.cli.database import URL, Database, Kept, database
from sop_engine.errors import CallError, Place, escaped, problem

if TYPE_CHECKING:
    from sop_engine.service.schedule import Schedule, Standing

Once = Annotated[bool, typer.Option("--once", help="Do what is due now, and end: for a timer of the system.")]
RemindOnly = Annotated[bool, typer.Option("--remind-only", help="Only remind of evidence: people close the periods.")]
Again = Annotated[bool, typer.Option("--try-again", help="Let what has failed be tried anew.")]


def scheduler(database_url: Database = URL, once: Once = False, remind_only: RemindOnly = False) -> None:
    """Close periods and remind of evidence when they are due, until told to stop."""
    from sop_engine.jobs.handlers import HANDLERS
    from sop_engine.jobs.process import serve, worker
    from sop_engine.jobs.work import do_what_is_due
    from sop_engine.service.schedule import REMIND

    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(logging.Formatter("%(asctime)s.%(msecs)03dZ %(levelname)s %(message)s", "%Y-%m-%dT%H:%M:%S"))
    handler.formatter.converter = time.gmtime  # type: ignore[union-attr]
    logging.getLogger("sop").addHandler(handler)
    logging.getLogger("sop").setLevel(logging.INFO)
    logging.getLogger("apscheduler").addHandler(handler)  # its warnings

    kinds = {REMIND: HANDLERS[REMIND]} if remind_only else HANDLERS
    engine = database(database_url)
    try:
        if once:
            do_what_is_due(worker(engine, kinds))
        else:
            serve(worker(engine, kinds))
    finally:
        engine.dispose()


def due(contract: Kept, database_url: Database = URL, try_again: Again = False, as_json: Machine = False) -> None:
    """Show what is due next in a contract, what was done, what failed and what was missed."""
    from sop_engine.service.due import due as standings
    from sop_engine.service.due import schedule_of
    from sop_engine.service.schedule import BY_HAND, GIVEN_UP, LEFT_LYING, MISSED
    from sop_engine.store.due import FAILED, forgive
    from sop_engine.store.instants import micros

    engine = database(database_url)
    try:
        plan = schedule_of(engine, contract)
        if plan is None:
            raise CallError(problem("no-payment-periods", Place(contract)))
        forgiven = forgive(engine, contract) if try_again else 0
        now = micros(datetime.now(UTC))
        found = standings(engine, contract, now)
    finally:
        engine.dispose()
    if as_json:
        print_json({"contract": contract, "time_zone": plan.zone.key, "jobs": [_as_json(plan, each) for each in found]})
    else:
        if try_again:
            print(f"{forgiven} that had failed {'is' if forgiven == 1 else 'are'} tried anew.")
        _print(plan, found, now)
    wrong = (MISSED, BY_HAND, LEFT_LYING, FAILED, GIVEN_UP)
    raise typer.Exit(REMARKS if any(each.state in wrong for each in found) else DONE)


def _print(plan: "Schedule", found: tuple["Standing", ...], now: int) -> None:
    """What was due, and what is due next."""
    print(f"{plan.contract}, by the clocks of {plan.zone.key}")
    for each in found:
        if each.job.due <= now:
            print(f"  {plan.local(each.job.due)}  {each.job.name}: {escaped(each.words)}")
    coming = plan.next(now)
    print(f"Next: {plan.local(coming.due)}, {coming.words}." if coming else "Nothing is due any more.")


def _as_json(plan: "Schedule", each: "Standing") -> dict[str, object]:
    """A job and how it stands, for machines."""
    from sop_engine.store.instants import instant_of

    row = each.begun
    return {
        "job": each.job.name,
        "kind": each.job.kind,
        "period": each.job.period,
        "due": instant_of(each.job.due).isoformat(),
        "due_local": plan.local(each.job.due),
        "state": each.state,
        "tries": row.tries if row else 0,
        "at": instant_of(row.heartbeat).isoformat() if row else None,
        "result": row.result if row else "",
    }
