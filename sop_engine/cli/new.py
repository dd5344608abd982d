"""`sop new`: questions for a commissioner, and the folder that the answers come to."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from sop_engine.cli.common import DONE, REMARKS, Machine, print_json, problem_as_json
from sop_engine.errors import SopError

if TYPE_CHECKING:
    from sop_engine.service.new import Made


def new(
    name: Annotated[str, typer.Argument(help="The name of the contract, and of its folder, such as first-homes.")],
    inside: Annotated[Path, typer.Option("--in", help="The folder in which to write it.")] = Path("."),
    answers: Annotated[
        Path | None, typer.Option("--answers", help="A file with the answers; without it every question is asked.")
    ] = None,
    as_json: Machine = False,
) -> None:
    """Ask what a contract should say, and write it with worked examples and evidence to try."""
    from sop_engine.service.new import answers_in, make, may_make

    may_make(name, inside)
    made = make(name, inside, *answers_in(answers)) if answers else _asked(name, inside)
    next_ = [
        f"sop check {made.folder}",
        f"sop describe {made.folder}",
        f"sop run {made.folder} --evidence {made.folder / 'evidence'} --as-at {made.as_at} --out out/{name}",
    ]
    if as_json:
        print_json(
            {
                "contract": name,
                "folder": str(made.folder),
                "written": list(made.files),
                "examples": made.examples,
                "next": next_,
                "warnings": [problem_as_json(each) for each in made.agreed.warnings],
            }
        )
    else:
        print(f"{made.folder} is written: {', '.join(made.files)}.")
        all_ = f"All {made.examples} examples come" if made.examples > 1 else "The one example comes"
        print(f"{all_} out as written; read whether they say what you mean.")
        for each in made.agreed.warnings:
            print(each)
        print("\nNext:\n" + "\n".join(f"  {each}" for each in next_))
    raise typer.Exit(REMARKS if made.agreed.warnings else DONE)


def _asked(name: str, inside: Path) -> "Made":
    """Ask every question and write the contract; answers that do not become one are kept in a file."""
    from sop_engine.cli.ask import OPENING, OnTerminal
    from sop_engine.library.asking.answers import as_answers
    from sop_engine.library.asking.interview import interview
    from sop_engine.service.new import kept, make

    said: dict[str, object] = {}
    typer.echo(OPENING, err=True)
    try:
        interview(OnTerminal(), said)
        return make(name, inside, as_answers(said))
    except SopError:
        file = kept(said, name, inside) if said else None
        if file:
            typer.echo(f"The answers so far are kept: mend {file}, and say --answers {file}.", err=True)
        raise
