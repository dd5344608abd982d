"""The commands that keep: make the tables, adopt a contract, take in evidence, and decide on it."""

import csv
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from sop_engine.cli.common import DONE, REMARKS, Contract, Machine, Overwrite, print_json, problem_as_json
from sop_engine.cli.database import URL, By, Database, Kept, VaultKey, database, doing, keys
from sop_engine.units.numbers import many

if TYPE_CHECKING:
    from sop_engine.intake.given_back import GivenBack

store = typer.Typer(no_args_is_help=True, help="The database: make its tables, and the key of its vault.")


@store.command()
def upgrade(database: Database = URL) -> None:
    """Make the tables, or bring them up to date; nothing that is there is altered."""
    from sop_engine.store.connect import connect
    from sop_engine.store.migrate import upgrade as bring_up_to_date

    before, after = bring_up_to_date(connect(database))
    if before == after:
        print(f"The tables are up to date: revision {after}.")
    else:
        print(f"The tables are now of revision {after}; before, {before or 'there were none'}.")


@store.command()
def key(file: Annotated[Path, typer.Argument(help="The file to make. Keep it apart from the database.")]) -> None:
    """Make the key of a vault, which opens who the participants are; without it nobody can."""
    from sop_engine.store.vault import make_keys

    make_keys(file)
    print(f"The key is in {file}. Keep a copy of it, apart from the copies of the database.")


def adopt(contract: Contract, by: By = "", database_url: Database = URL, as_json: Machine = False) -> None:
    """Keep the terms of a contract in the database, as its first or its next version."""
    from sop_engine.service import load_contract
    from sop_engine.service.keep import adopt as adopt_terms

    agreed = load_contract(contract)
    name = agreed.contract.contract
    number = adopt_terms(database(database_url), agreed, doing(by, agreed.contract))
    if as_json:
        print_json({"contract": name, "version": number})
    else:
        print(f"{name}: adopted as version {number}." if number else f"{name}: these terms are in force already.")


def take_in(
    contract: Kept,
    files: Annotated[list[Path], typer.Argument(help="The files that were sent.")],
    by: By = "",
    whole: Annotated[bool, typer.Option("--whole/--good-rows", help="All or nothing; or keep the good rows.")] = True,
    accepted: Annotated[
        bool, typer.Option("--accepted", help="The evidence counts at once: nobody reviews it.")
    ] = False,
    correcting: Annotated[
        bool, typer.Option("--correcting", help="A row takes the place of one that says otherwise of the same.")
    ] = False,
    returned: Annotated[
        Path | None, typer.Option("--returned", help="Write the rows to correct into this workbook (.xlsx).")
    ] = None,
    overwrite: Overwrite = False,
    vault_key: VaultKey = None,
    database_url: Database = URL,
    as_json: Machine = False,
) -> None:
    """Take in evidence; the same file twice adds nothing."""
    from sop_engine.intake.given_back import GivenBack
    from sop_engine.service.deliver import Beside, may_return
    from sop_engine.service.keep import NotImported, take_in_files, terms_now

    engine = database(database_url)
    _, agreed = terms_now(engine, contract)
    if returned:
        may_return(returned, overwrite)
    back = GivenBack(whole) if returned else None
    state = "accepted" if accepted else "submitted"
    by_whom, vault = doing(by, agreed.contract), keys(vault_key)
    with Beside(returned or Path()) as beside:
        try:
            done = take_in_files(engine, contract, vault, files, by_whom, whole, state, correcting, back, beside.write)
        except NotImported:
            given = beside.put()
            if as_json and returned:
                print_json({"returned": str(given) if given else None})
            elif back and given:
                print(_given(given, back))
            raise
        given = beside.put()
    if as_json:
        kept = [each._asdict() for each in done.files]
        told = [problem_as_json(each) for each in done.problems]
        written = {"returned": str(given) if given else None} if returned else {}
        print_json({"act": done.act, "files": kept, "problems": told, **written})
    else:
        for each in done.files:
            number = f"kept as file {each.submission}" if each.submission else "nothing of it is new"
            counts = f"{each.good} new, {each.known_before} known before, {each.bad} bad"
            print(f"{each.file} ({each.kind.replace('_', ' ')}): {many(each.rows, 'rows')}: {counts}; {number}.")
        for problem in done.problems:
            print(problem, file=sys.stderr)
        if back and given:
            print(_given(given, back))
    raise typer.Exit(REMARKS if done.problems else DONE)


def _given(file: Path, back: "GivenBack") -> str:
    """What the workbook that is given back holds, and what to do with it."""
    if not back.whole:
        return f"Rows to correct and send again: {file}"
    if back.is_all:
        return f"All rows, those to correct first: {file}\nCorrected, send it in the place of the files."
    return (
        f"Rows to correct, without the others, which are too many or cannot all be read: {file}\n"
        "Correct the files; or send them with --good-rows, and then this, corrected."
    )


def review(
    contract: Kept,
    state: Annotated[str, typer.Argument(help="in-review, accepted, rejected or withdrawn.")],
    record: Annotated[
        list[int] | None, typer.Option("--record", help="A record, by its number; may be repeated.")
    ] = None,
    file: Annotated[
        int | None, typer.Option("--file", help="All records of a file that was sent, by its number.")
    ] = None,
    reason: Annotated[str, typer.Option("--reason", help="Why; a rejection must say.")] = "",
    by: By = "",
    database_url: Database = URL,
    as_json: Machine = False,
) -> None:
    """Decide on evidence: what is accepted counts, what is rejected says why."""
    from sop_engine.service.keep import review as decide
    from sop_engine.service.keep import terms_now

    engine = database(database_url)
    _, agreed = terms_now(engine, contract)
    words = state.replace("-", " ")
    moved = decide(engine, contract, doing(by, agreed.contract), words, reason, tuple(record or ()), file)
    if as_json:
        print_json({"moved": moved, "state": words})
    else:
        print(f"{many(moved, 'records')} {'is' if moved == 1 else 'are'} now {words}.")


def records(
    contract: Kept,
    file: Annotated[int | None, typer.Option("--file", help="List the records of this file, as CSV.")] = None,
    database_url: Database = URL,
    as_json: Machine = False,
) -> None:
    """List the files that were sent, and how far their records are; or the records of one file."""
    from sop_engine.service.keep import files_sent, records_sent
    from sop_engine.store.states import RecordSent

    engine = database(database_url)
    if file is not None:
        listed = records_sent(engine, contract, file)
        if as_json:
            print_json([each._asdict() for each in listed])
        else:
            write = csv.writer(sys.stdout, lineterminator="\n").writerows
            write([RecordSent._fields, *listed])
        return
    found = files_sent(engine, contract)
    if as_json:
        print_json([each._asdict() for each in found])
        return
    for each in found:
        counted = (*each.states, ("sent again", each.again))
        states = ", ".join(f"{number} {state}" for state, number in counted if number)
        print(f"{each.number}  {each.name} ({each.kind.replace('_', ' ')}), sent by {each.who}: {states}")
