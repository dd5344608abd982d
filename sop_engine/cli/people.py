"""The commands about a person's own data, and about audit samples."""

import sys
from pathlib import Path
from typing import Annotated

import typer

from sop_engine.cli.common import Machine, Overwrite, day_of, print_json
from sop_engine.cli.database import URL, By, Database, Kept, VaultKey, database, doing, keys
from sop_engine.units.numbers import many

Ref = Annotated[str, typer.Argument(help="The reference by which those who send evidence call the person.")]


def person(contract: Kept, reference: Ref, vault_key: VaultKey = None, database_url: Database = URL) -> None:
    """Show all that is held on a person, as JSON: who they are, their evidence, what was decided and posted."""
    from sop_engine.service.person import held

    print_json(held(database(database_url), contract, keys(vault_key), reference))


def erase(
    contract: Kept,
    reference: Ref,
    ground: Annotated[str, typer.Option("--ground", help="Why, such as the request and its date.")] = "",
    by: By = "",
    vault_key: VaultKey = None,
    database_url: Database = URL,
) -> None:
    """Destroy who a person is; what was paid, stated and proved stays as it was."""
    from sop_engine.service.keep import terms_now
    from sop_engine.service.person import erase as destroy

    engine = database(database_url)
    _, agreed = terms_now(engine, contract)
    uid = destroy(engine, contract, keys(vault_key), reference, ground, doing(by, agreed.contract))
    print(f"{uid} names nobody any more. Destroy the copies of the database that are older, or their key.")


def sample(
    contract: Kept,
    seed: Annotated[str, typer.Option("--seed", help="A text that nobody could know before all was sent.")],
    size: Annotated[int, typer.Option("--size", min=1, help="How many records.")],
    kind: Annotated[list[str] | None, typer.Option("--kind", help="A kind of record; may be repeated.")] = None,
    since: Annotated[str, typer.Option("--from", help="The first day on which a record is dated.")] = "",
    until: Annotated[str, typer.Option("--to", help="The last day.")] = "",
    out: Annotated[
        Path | None, typer.Option("--out", help="The sheet to write, for the marks: a name in .csv or .xlsx.")
    ] = None,
    overwrite: Overwrite = False,
    by: By = "",
    database_url: Database = URL,
    as_json: Machine = False,
) -> None:
    """Draw a sample of accepted evidence to audit; the same seed draws the same again."""
    from sop_engine.service.deliver import Beside, may_put
    from sop_engine.service.keep import terms_now
    from sop_engine.service.marks import sheet_as
    from sop_engine.service.sample import announce
    from sop_engine.store.rows import EARLIEST, LATEST
    from sop_engine.units.days import day_number

    engine = database(database_url)
    _, agreed = terms_now(engine, contract)
    first = day_number(day_of(since, "--from")) if since else EARLIEST
    last = day_number(day_of(until, "--to")) if until else LATEST
    if out:
        may_put(out, overwrite)
    asked = (engine, contract, seed, size, tuple(kind or ()), doing(by, agreed.contract), (first, last))
    if out:
        suffix = out.suffix.casefold()
        with Beside(out) as beside:
            done = announce(*asked, lambda sample: beside.write(sheet_as(sample, suffix)))
            beside.put()
    else:
        done = announce(*asked)
    if as_json:
        print_json({**done._asdict(), "drawn": [each._asdict() for each in done.drawn]})
        return
    print(str(out) if out else sheet_as(done, ".csv").decode(), end="\n" if out else "")
    drawn = f"{len(done.drawn)} of {many(done.frame, 'records')} that count, known by act {done.known_seq}"
    print(f"Sample {done.number}: {drawn}; seed {done.seed!r}.", file=sys.stderr)


def marks(
    contract: Kept,
    file: Annotated[Path, typer.Argument(help="The sheet of a sample, with right or wrong in each row.")],
    dated: Annotated[str, typer.Option("--dated", help="The day of the audit, such as 2024-04-30.")],
    accepted: Annotated[bool, typer.Option("--accepted", help="The audit counts at once: nobody reviews it.")] = False,
    by: By = "",
    database_url: Database = URL,
    as_json: Machine = False,
) -> None:
    """Take in the marks of a sample that was announced: they become the record that the contract looks at."""
    from sop_engine.service.keep import terms_now
    from sop_engine.service.marks import take_in_marks
    from sop_engine.units.days import day_number

    engine = database(database_url)
    _, agreed = terms_now(engine, contract)
    day, state = day_number(day_of(dated, "--dated")), "accepted" if accepted else "submitted"
    done = take_in_marks(engine, contract, file, day, doing(by, agreed.contract), state)
    if as_json:
        print_json(done._asdict())
        return
    counts = f"{done.wrong} of {done.checked} records are wrong; they were drawn from {done.frame}"
    print(f"Sample {done.sample}, seed {done.seed!r}: {counts}. Record {done.record} ({done.kind}) is {state}.")
