"""The commands: each reads its words, asks the service, shows the answer."""

import gc
import json
import os
import sys
import traceback
from io import TextIOWrapper
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from sop_engine.cli.common import (
    DONE,
    OURS,
    REMARKS,
    WRONG,
    AsAt,
    Contract,
    Deeds,
    Evidence,
    KnownAt,
    Machine,
    Out,
    Overwrite,
    day_of,
    print_json,
    problem_as_json,
    progress,
)
from sop_engine.cli.compare import compare
from sop_engine.cli.exposure import exposure
from sop_engine.cli.keeping import adopt, records, review, store, take_in
from sop_engine.cli.ledger import close, post, statement, verify
from sop_engine.cli.new import new
from sop_engine.cli.people import erase, marks, person, sample
from sop_engine.cli.scheduler import due, scheduler
from sop_engine.errors import Problem, SopError, escaped
from sop_engine.units.numbers import many

if TYPE_CHECKING:
    from sop_engine.statements.done import Done
    from sop_engine.statements.explain import Told

app = typer.Typer(
    no_args_is_help=True,
    add_completion=True,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    help="From a contract and evidence to payments that explain themselves.",
    epilog="Exit codes: 0 done; 1 done with remarks; 2 wrong call or wrong terms, nothing written; "
    "6 what is kept is not as it was.",
)

DEMO, DEMO_AS_AT = "refugee-transitions", "2023-09-30"


@app.command()
def check(contract: Contract, as_json: Machine = False) -> None:
    """Check the terms of a contract, and work out its signed examples."""
    from sop_engine.errors import TermsError
    from sop_engine.service import load_contract
    from sop_engine.service.examples import examples

    agreed = load_contract(contract)
    number, differing = examples(agreed)
    if differing:
        raise TermsError(*differing)
    terms = agreed.contract
    if as_json:
        print_json(
            {
                "contract": terms.contract,
                "outcomes": len(terms.outcomes),
                "clauses": len(terms.clauses),
                "examples": number,
                "warnings": [problem_as_json(each) for each in agreed.warnings],
            }
        )
    else:
        all_ = f"all {number} examples come" if number > 1 else "the one example comes"
        said = f"{all_} out as signed" if number else "no examples lie beside it (cases.yaml)"
        counts = {"outcomes": len(terms.outcomes), "clauses": len(terms.clauses), "deeds": len(terms.deeds)}
        has = ", ".join(many(each, things) for things, each in counts.items() if each)
        print(f"{terms.contract}: {has}; {said}.")
        for each in agreed.warnings:
            print(each)
    raise typer.Exit(REMARKS if agreed.warnings else DONE)


@app.command()
def describe(
    contract: Contract,
    deeds: Deeds = None,
    expanded: Annotated[bool, typer.Option("--expanded", help="Say also how each clause is written out.")] = False,
) -> None:
    """Say a contract in plain English, a paragraph for each outcome."""
    from sop_engine.service import load_contract
    from sop_engine.statements.describe import describe as in_words
    from sop_engine.statements.expanded import expanded as in_primitives

    agreed = load_contract(contract, deeds)
    print(in_words(agreed), end="")
    if expanded:
        print("\n" + in_primitives(agreed.contract.under_first(len(agreed.contract.deeds))), end="")
    for each in agreed.warnings:
        print(each, file=sys.stderr)
    raise typer.Exit(REMARKS if agreed.warnings else DONE)


@app.command()
def run(
    contract: Contract,
    evidence: Evidence,
    as_at: AsAt,
    out: Out,
    known_at: KnownAt = "",
    deeds: Deeds = None,
    returned: Annotated[
        Path | None, typer.Option("--returned", help="Write the rows to correct into this workbook (.xlsx) as well.")
    ] = None,
    overwrite: Overwrite = False,
    as_json: Machine = False,
) -> None:
    """Work a contract out from a folder of evidence, and write statement and tables."""
    raise typer.Exit(_run(contract, evidence, as_at, known_at, out, overwrite, as_json, deeds, returned))


@app.command()
def demo(out: Out = Path("out/demo"), overwrite: Overwrite = False, as_json: Machine = False) -> None:
    """Run a shipped contract on shipped evidence, some rows of which are bad on purpose."""
    from sop_engine.library.shelf import shelf

    _run(DEMO, shelf("contracts") / DEMO / "evidence", DEMO_AS_AT, "", out, overwrite, as_json)


@app.command()
def explain(
    contract: Contract,
    evidence: Evidence,
    as_at: AsAt,
    participant: Annotated[str, typer.Option("--participant", help="The reference of a person.")],
    known_at: KnownAt = "",
    deeds: Deeds = None,
    as_json: Machine = False,
) -> None:
    """Explain one person: what is due and why, what is not, and what would unlock it."""
    from sop_engine.service import load_contract
    from sop_engine.service import run as work_out
    from sop_engine.statements.explain import Explainer, explain_person, notes

    day, known = day_of(as_at), day_of(known_at or as_at, "--known-at")
    agreed = load_contract(contract, deeds)
    done = work_out(agreed, evidence, day, known)
    if as_json:
        person = Explainer(done).person(participant)
        print_json(
            {
                "person": person.ref,
                "joined": person.joined,
                "due": person.due,
                "notes": notes(done),
                "occurrences": [_told_as_json(told) for told in person.told],
                "warnings": [problem_as_json(each) for each in agreed.warnings],
                "remarks": [problem_as_json(each) for each in done.bad_rows],
            }
        )
    else:
        print(explain_person(done, participant))
        for each in agreed.warnings:
            print(each, file=sys.stderr)
        if done.bad_rows:
            print(f"{_remarks(done)}; `sop run` lists them.", file=sys.stderr)
    raise typer.Exit(REMARKS if done.bad_rows or agreed.warnings else DONE)


app.command()(compare)
app.command()(exposure)
app.add_typer(store, name="store")
app.command()(adopt)
app.command("import")(take_in)
app.command()(review)
app.command()(records)
app.command()(sample)
app.command()(marks)
app.command()(person)
app.command()(erase)
app.command()(new)
app.command()(due)
app.command()(scheduler)
app.command()(post)
app.command()(close)
app.command()(verify)
app.command()(statement)


def collect_seldom() -> None:
    """Have Python look for garbage seldom: a command makes many small values and hardly a circle.

    A third of the time of a large run was spent on looking; memory grew by an eighth.
    """
    gc.set_threshold(100_000, 50, 50)


def main() -> None:
    """Run the command; what is wrong is said on standard error, all at once, without a traceback."""
    collect_seldom()
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")  # where there is no £, the answer is given all the same
    try:
        app(prog_name="sop")
    except SopError as error:
        if "--json" in sys.argv:
            print(json.dumps({"errors": [problem_as_json(each) for each in error.problems]}, indent=2), file=sys.stderr)
        else:
            print("\n".join(str(each) for each in error.problems), file=sys.stderr)
        sys.exit(WRONG)
    except Exception as error:  # a mistake of ours: said without a traceback, and never taken for remarks
        where = traceback.extract_tb(error.__traceback__)[-1]
        said = f"{type(error).__name__}: {escaped(str(error))} ({Path(where.filename).name}, line {where.lineno})"
        print(f"This is a mistake of the engine, not of yours. Please report it:\n  {said}", file=sys.stderr)
        sys.exit(OURS)
    finally:
        _flush()


def _flush() -> None:
    """Send what was printed: here, and not on the way out, where nothing could catch that the reader has gone."""
    try:
        sys.stdout.flush()
    except BrokenPipeError:  # such as `head`, which has seen enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _run(
    contract: str,
    evidence: Path,
    as_at: str,
    known_at: str,
    out: Path,
    overwrite: bool,
    as_json: bool,
    deeds: int | None = None,
    returned: Path | None = None,
) -> int:
    from sop_engine.service import load_contract
    from sop_engine.service import run as work_out
    from sop_engine.service.deliver import TO_CORRECT, Beside, deliver, may_deliver, may_return, rows_to_correct
    from sop_engine.statements.plan import too_much
    from sop_engine.statements.statement import summary

    day, known = day_of(as_at), day_of(known_at or as_at, "--known-at")
    agreed = load_contract(contract, deeds)
    may_deliver(out, overwrite)
    if returned:
        may_return(returned, overwrite)
    with progress() as passed, Beside(returned or out) as beside:
        done = work_out(agreed, evidence, day, known, passed)
        if returned:
            beside.write(rows_to_correct(done))
        written = deliver(done, out, overwrite)
        given = beside.put()
    if given:
        written[TO_CORRECT] = given
    if as_json:
        print_json(
            {
                **summary(done),
                "warnings": [problem_as_json(each) for each in agreed.warnings],
                "remarks": [problem_as_json(each) for each in done.bad_rows],
                "written": {name: str(path) for name, path in written.items()},
            }
        )
    else:
        _table(done, agreed.warnings)
        print(f"\nStatement: {written['statement.html']}\nTables, and every row accounted for: {out}")
        if TO_CORRECT in written:
            print(f"Rows to correct and send again: {written[TO_CORRECT]}")
    return REMARKS if done.bad_rows or agreed.warnings or too_much(done) else DONE


def _table(done: "Done", warnings: tuple[Problem, ...]) -> None:
    """The outcomes on the screen, and what was wrong with the files."""
    from rich.console import Console
    from rich.table import Table

    from sop_engine.statements.statement import state

    s = state(done)
    table = Table(title=f"{s.title}, as at {s.as_at}", title_justify="left", show_footer=True)
    table.add_column("outcome", "in all")
    counts = {"due": "due", "capped": "capped", "held": "held_back"}
    counts |= {"pending": "pending", "refused": "refused", "no record": "no_record"}
    sums = {"earned": "gross", "taken": "taken", "kept back": "held", "waits": "waiting", "to pay": "net"}
    counts = {heading: name for heading, name in counts.items() if name != "held_back" or s.held}
    sums = {heading: name for heading, name in sums.items() if getattr(s, name)}
    for heading, name in counts.items():
        table.add_column(heading, str(sum(getattr(row, name) for row in s.outcomes)), justify="right")
    for heading, name in sums.items():
        table.add_column(heading, getattr(s, name), justify="right", no_wrap=True)
    for row in s.outcomes:
        cells = [*counts.values(), *sums.values()]
        table.add_row(row.outcome, *(str(getattr(row, name)) for name in cells))
    # Words of a contract are words: brackets and colons in them are no orders to the terminal.
    console = Console(width=None if sys.stdout.isatty() else 120, markup=False, emoji=False, highlight=False)
    console.print(table)
    for payer in s.payers:
        print(f"{payer.name} pays {payer.amount}")
    for said in [*s.plans, s.too_much] if s.too_much else s.plans:
        print(said)
    if s.illustrative:
        print(f"Illustrative, not published: {'; '.join(s.illustrative)}.")
    for each in warnings:
        print(each)
    if s.bad_rows:
        print(f"\n{_remarks(done)}; the good rows went on:")
        for each in s.bad_rows[:20]:
            print(f"  {each.place}: {each.fact} {each.remedy}")
        if len(s.bad_rows) > 20:
            print(f"  and {len(s.bad_rows) - 20} more, in bad_rows.csv")


def _remarks(done: "Done") -> str:
    return f"{many(len(done.bad_rows), 'remarks')} on the files"


def _told_as_json(told: "Told") -> dict[str, object]:
    said = {name.rstrip("_"): value for name, value in told._asdict().items()}
    return said | {
        "requirements": [each._asdict() for each in told.requirements],
        "steps": [each._asdict() for each in told.steps],
        "payers": [each._asdict() for each in told.payers],
    }
