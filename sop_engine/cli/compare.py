"""`sop compare`: what another contract, or another version, would pay on the same records, and why."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from sop_engine.cli.common import (
    DONE,
    REMARKS,
    AsAt,
    Contract,
    Deeds,
    Evidence,
    KnownAt,
    Machine,
    Overwrite,
    day_of,
    print_json,
    problem_as_json,
    progress,
)
from sop_engine.errors import escaped
from sop_engine.units.numbers import many

if TYPE_CHECKING:
    from sop_engine.statements.compare import Comparison, Remark
    from sop_engine.statements.comparison_page import Beside, GainRow

SHOWN = 20
"""Of people, terms and remarks the screen shows so many, and says how many more there are."""


def compare(
    contract: Contract,
    other: Annotated[str, typer.Argument(help="The contract to compare it with: another, or another version.")],
    evidence: Evidence,
    as_at: AsAt,
    known_at: KnownAt = "",
    other_evidence: Annotated[
        Path | None,
        typer.Option("--other-evidence", help="The folder for the other contract, where it is not the same."),
    ] = None,
    deeds: Deeds = None,
    other_deeds: Annotated[
        int | None, typer.Option("--other-deeds", min=0, help="The same for the other contract.")
    ] = None,
    out: Annotated[Path | None, typer.Option("--out", help="The folder to write, if any.")] = None,
    overwrite: Overwrite = False,
    as_json: Machine = False,
) -> None:
    """Compare two contracts over the same records: who gains or loses what, and why."""
    from sop_engine.service import compare as put_beside
    from sop_engine.service import load_contract
    from sop_engine.service.deliver import COMPARISON, deliver_comparison, may_deliver
    from sop_engine.statements.compare import figures

    day, known = day_of(as_at), day_of(known_at or as_at, "--known-at")
    agreed, with_ = load_contract(contract, deeds), load_contract(other, other_deeds)
    if out is not None:
        may_deliver(out, overwrite, COMPARISON)
    with progress(runs=2) as passed:
        compared = put_beside(agreed, with_, evidence, day, known, other_evidence, passed)
        written = deliver_comparison(compared, out, overwrite) if out is not None else {}
    if as_json:
        print_json(
            {
                **figures(compared),
                "warnings": [_remark_as_json(each) for each in compared.warnings],
                "remarks": [_remark_as_json(each) for each in compared.remarks],
                "written": {name: str(path) for name, path in written.items()},
            }
        )
    else:
        _show(compared, contract, other)
        if written:
            print(f"\nPage: {written['comparison.html']}\nTables, claim by claim and person by person: {out}")
    raise typer.Exit(REMARKS if compared.remarks or compared.warnings else DONE)


def _remark_as_json(each: "Remark") -> dict[str, object]:
    return {"in": each.where, **problem_as_json(each.problem)}


def _show(c: "Comparison", contract: str, other: str) -> None:
    """The comparison on the screen."""
    from sop_engine.statements.comparison_page import beside

    s = beside(c)
    print(f"{s.title}, as at {s.as_at}\nA is {escaped(contract)}; B is {escaped(other)}. {s.said}.\n")
    for letters, note in s.notes:
        print(f"{letters}: {note}")
    _tables(s)
    if s.terms:
        print(f"\n{many(len(s.terms), 'terms')} {'differs' if len(s.terms) == 1 else 'differ'}:")
        for part, term, first, second in s.terms[:SHOWN]:
            print(f"  {part}{f', {term}' if term else ''}: A {first}; B {second}")
        _more(len(s.terms), "in comparison.html and comparison.json (--out)")
    else:
        print("\nThe terms are the same.")
    for each in c.warnings:
        print(f"{each.where}: {each.problem}")
    if c.remarks:
        print(f"\n{many(len(c.remarks), 'remarks')} on the files; the good rows went on:")
        for each in c.remarks[:SHOWN]:
            print(f"  {each.where}: {each.problem.place}: {each.problem.fact} {each.problem.remedy}")
        _more(len(c.remarks), "in comparison.html (--out)")


def _tables(s: "Beside") -> None:
    from rich.console import Console
    from rich.table import Table

    # Words of a contract are words: brackets and colons in them are no orders to the terminal.
    console = Console(width=None if sys.stdout.isatty() else 120, markup=False, emoji=False, highlight=False)

    def table(title: str, rows: "tuple[GainRow, ...]") -> None:
        made = Table(title=title, title_justify="left")
        made.add_column(title.split(",")[0].lower())
        for heading in ("A", "B", "difference"):
            made.add_column(heading, justify="right", no_wrap=True)
        made.add_column("why")
        for row in rows:
            name = row.name + (f" ({row.note})" if row.note else "")
            why = "; ".join(f"{kind} {amount}" for kind, amount in row.because)
            made.add_row(name, row.first, row.second, row.difference, why)
        console.print(made)

    totals = Table(title="In all, to date", title_justify="left")
    totals.add_column("")
    for heading in ("A", "B", "difference"):
        totals.add_column(heading, justify="right", no_wrap=True)
    for total in s.totals:
        totals.add_row(*total)
    console.print(totals)
    table("Payer", s.payers)
    table("Outcome", s.outcomes)
    if s.people:
        table("Person, the largest difference first", s.people[:SHOWN])
        _more(len(s.people), "in people.csv (--out)")


def _more(number: int, where: str) -> None:
    if number > SHOWN:
        print(f"  and {number - SHOWN} more, {where}")
