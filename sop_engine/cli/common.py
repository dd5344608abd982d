"""What the commands have in common: their words, their exit codes, and how an answer is shown."""

import json
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Annotated

import typer

from sop_engine.errors import CallError, Place, Problem, problem

DONE, REMARKS, WRONG, UNSOUND, OURS = 0, 1, 2, 6, 70
"""The exit codes."""

Contract = Annotated[
    str, typer.Argument(help="A contract on the shelf, a folder with contract.yaml, or the file itself.")
]
Evidence = Annotated[Path, typer.Option("--evidence", help="The folder with the consortium's files.")]
AsAt = Annotated[str, typer.Option("--as-at", help="The day for which to work it out, such as 2018-10-31.")]
KnownAt = Annotated[
    str, typer.Option("--known-at", help="The day by which records must have been known; the same day if not said.")
]
Deeds = Annotated[
    int | None, typer.Option("--deeds", min=0, help="With only the first so many deeds; all of them if not said.")
]
Machine = Annotated[bool, typer.Option("--json", help="Answer in JSON, for machines.")]
Out = Annotated[Path, typer.Option("--out", help="The folder to write.")]
Overwrite = Annotated[bool, typer.Option("--overwrite", help="Replace the results of an earlier run.")]


def day_of(text: str, option: str = "--as-at") -> date:
    """The day that an option says.

    Raises:
        CallError: It is no day.
    """
    from sop_engine.terms.written import read_day
    from sop_engine.units.days import as_date

    try:
        return as_date(read_day(text))
    except ValueError:
        raise CallError(problem("as-at-unreadable", Place(option), option=option, found=text)) from None


@contextmanager
def progress(runs: int = 1) -> Iterator[Callable[[str], None]]:
    """A bar that moves with the steps, on a terminal only."""
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TextColumn

    shown = sys.stderr.isatty()  # asked here, because rich takes FORCE_COLOR for a terminal
    with Progress(
        TextColumn("{task.description}"), BarColumn(), console=Console(stderr=True), disable=not shown, transient=True
    ) as bar:
        task = bar.add_task("read", total=8 * runs)

        def passed(step: str) -> None:
            bar.update(task, advance=1, description=step)

        yield passed


def print_json(value: object) -> None:
    """Print an answer for machines."""
    print(json.dumps(value, indent=2))  # in ASCII, which no terminal garbles


def problem_as_json(each: Problem) -> dict[str, object]:
    """A problem for machines."""
    return {
        "code": each.code,
        "file": each.place.file,
        "line": each.place.line,
        "row": each.place.row,
        "heading": each.place.heading,
        "fact": each.fact,
        "remedy": each.remedy,
    }
