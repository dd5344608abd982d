"""New: the answers of a commissioner become a folder with a contract, worked examples and evidence to try."""

import csv
import io
import os
import shutil
import tempfile
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Annotated, Any

from pydantic_core import PydanticCustomError

from sop_engine.errors import CallError, Place, Problem, TermsError, escaped, problem
from sop_engine.library.asking.answers import Answers, as_answers
from sop_engine.library.asking.contract import Written, contract_lines, text_of
from sop_engine.library.asking.emit import block
from sop_engine.library.asking.interview import FromFile, interview
from sop_engine.library.asking.question import Scope
from sop_engine.library.asking.reading import example_file, written
from sop_engine.library.load import Agreed, load_contract
from sop_engine.library.read import Source, bounded, read
from sop_engine.library.shelf import shelf, shown
from sop_engine.service.deliver import inside_folders, mask
from sop_engine.service.examples import examples
from sop_engine.service.sheets import as_file
from sop_engine.service.worked import NoExample, cases_text, people, worked
from sop_engine.terms.contract import Contract
from sop_engine.units.days import as_date

EVIDENCE = "evidence"
_CONTRACT = Contract.model_fields["contract"]
_read_name = written(Annotated[_CONTRACT.annotation, *_CONTRACT.metadata])


@dataclass(frozen=True, slots=True)
class Made:
    """A folder that was written: where it is, what is in it, and the day for which to run it."""

    folder: Path
    agreed: Agreed
    examples: int
    files: tuple[str, ...]
    as_at: date


def may_make(name: str, inside: Path) -> Path:
    """The folder of a new contract; asked before any question is.

    Raises:
        CallError: The name cannot be one, or there is something of that name.
    """
    try:
        _read_name(name, Scope({}))
    except PydanticCustomError:
        raise CallError(problem("not-a-name", Place("NAME"), found=name, joined="hyphens")) from None
    folder = inside / name
    try:
        if folder.exists() or folder.is_symlink():
            raise CallError(problem("new-exists", Place(escaped(str(folder))), found=folder))
        inside_folders(folder)
    except OSError as error:
        raise _unwritable(folder, error) from None
    return folder


def answers_in(file: Path) -> tuple[Answers, Source]:
    """The answers that a file gives, and the file as read.

    Raises:
        CallError: The file cannot be read.
        TermsError: Answers are missing or wrong; all of them are in it.
    """
    try:
        source = read(bounded(file), file.name)
    except OSError as error:
        said = Place(escaped(str(file)))
        raise CallError(problem("answers-unreadable", said, detail=error.strerror or error)) from None
    asker = FromFile(source)
    tree = interview(asker)
    if asker.problems:
        raise TermsError(*dict.fromkeys(asker.problems))
    return as_answers(tree), source


def make(name: str, inside: Path, answers: Answers, source: Source | None = None) -> Made:
    """Write the folder of a new contract, whole or not at all, and never over another.

    What is wrong with the terms is told at the place of the answers, where a `source` gives it.

    Raises:
        CallError: It may not, or cannot, be written there.
        TermsError: The answers do not fit together, or no example reaches an outcome.
    """
    folder = may_make(name, inside)
    lines = contract_lines(name, answers, _way_to_schema(folder))
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        part = Path(tempfile.mkdtemp(prefix=f".{name}.", dir=folder.parent))
        try:
            made = _written(part / name, lines, source)
            (part / name).chmod(0o777 & ~mask())
            if folder.exists() or folder.is_symlink():  # it has come while we wrote
                raise CallError(problem("new-exists", Place(escaped(str(folder))), found=folder))
            os.rename(part / name, folder)
        finally:
            shutil.rmtree(part, ignore_errors=True)
    except OSError as error:
        raise _unwritable(folder, error) from None
    return replace(made, folder=folder, agreed=load_contract(folder))


def _written(folder: Path, lines: Written, source: Source | None) -> Made:
    """Write all files into a folder, and check them as `sop check` does."""
    (folder / EVIDENCE).mkdir(parents=True)
    _write(folder / "contract.yaml", text_of(lines))
    try:
        agreed = load_contract(folder)
        found = worked(agreed.contract)
    except TermsError as error:
        raise TermsError(*(_at_the_answer(each, lines, source) for each in error.problems)) from None
    except NoExample as error:
        raise TermsError(_no_example(error.outcome, folder, lines, source)) from None
    _write(folder / "cases.yaml", cases_text(agreed.contract, found))
    for kind, rows in people(agreed.contract, found).items():
        terms = agreed.contract.records[kind]
        _write(folder / EVIDENCE / example_file(terms.files[0]), _csv(*as_file(terms, rows)))
    number, differing = examples(agreed)
    if differing:
        raise TermsError(*differing)
    files = sorted(str(each.relative_to(folder)) for each in folder.rglob("*") if each.is_file())
    return Made(folder, agreed, number, tuple(files), as_date(max(each.as_at for each in found)))


def _write(file: Path, text: str) -> None:
    file.write_text(text, encoding="utf-8", newline="")


def _csv(headings: tuple[str, ...], rows: list[list[str]]) -> str:
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows([headings, *rows])
    return text.getvalue()


def _at_the_answer(wrong: Problem, lines: Written, source: Source | None) -> Problem:
    """A problem with a line of the contract, as a problem with the answer that the line comes from."""
    way = lines[wrong.place.line - 1].way if 0 < wrong.place.line <= len(lines) else ()
    if source is None or not way:
        return wrong
    place = source.place(way, of_key=True)
    return replace(wrong, place=place, excerpt=source.excerpt(place))


def _no_example(outcome: str, folder: Path, lines: Written, source: Source | None) -> Problem:
    line = next(
        (i for i, each in enumerate(lines, 1) if each.text == f"  {outcome}:" and each.way[:1] == ("outcomes",)), 0
    )
    place = Place(shown(folder / "contract.yaml"), line)
    return _at_the_answer(problem("no-example", place, lines[line - 1].text.strip(), outcome=outcome), lines, source)


def _way_to_schema(folder: Path) -> str:
    """The way from a folder to the schema, for the editors of its contract."""
    schema = shelf("schema") / "contract.schema.json"
    try:
        return Path(os.path.relpath(schema.resolve(), folder.resolve())).as_posix()
    except ValueError:  # no way leads there, such as to another drive
        return schema.resolve().as_uri()


def _unwritable(folder: Path, error: OSError) -> CallError:
    said = problem("out-unwritable", Place(escaped(str(folder))), found=folder, detail=error.strerror or error)
    return CallError(said)


def kept(answers: dict[str, Any], name: str, inside: Path) -> Path | None:
    """Write answers that did not become a contract to a file of their own, never over another; None if that fails."""
    for i in range(1, 100):
        file = inside / (f"{name}-answers.yaml" if i == 1 else f"{name}-answers-{i}.yaml")
        try:
            inside.mkdir(parents=True, exist_ok=True)
            with file.open("x", encoding="utf-8", newline="") as open_:
                open_.write("\n".join(block(answers)) + "\n")
            return file
        except FileExistsError:
            continue
        except OSError:
            return None
    return None
