"""The shipped contracts with their evidence as rows of text, to be put in another order and run again."""

import csv
from collections.abc import Callable, Mapping
from datetime import date
from functools import cache
from pathlib import Path

from sop_engine.service import Agreed, Done, load_contract, run

SHELF = Path(__file__).resolve().parents[2] / "contracts"
AS_AT = {"refugee-transitions": date(2024, 4, 30), "rough-sleeping": date(2021, 3, 31)}
ENROLS = {"refugee-transitions": "person.csv", "rough-sleeping": "starts.csv"}
PERSON = {"refugee-transitions": "unique_id", "rough-sleeping": "Client ref"}
NAMES = tuple(AS_AT)

Rows = list[list[str]]
"""A file: its headings, and its rows."""


@cache
def agreed(name: str) -> Agreed:
    """A shipped contract."""
    return load_contract(name)


@cache
def _shipped(name: str) -> Mapping[str, tuple[tuple[str, ...], ...]]:
    return {
        file.name: tuple(tuple(row) for row in csv.reader(file.read_text(encoding="utf-8").splitlines()))
        for file in sorted((SHELF / name / "evidence").iterdir())
    }


def files(name: str) -> dict[str, Rows]:
    """The shipped evidence, file by file, to be changed freely."""
    return {file: [list(row) for row in rows] for file, rows in _shipped(name).items()}


@cache
def as_shipped(name: str) -> Done:
    """The run over the shipped evidence as it lies there."""
    return run(agreed(name), evidence=SHELF / name / "evidence", as_at=AS_AT[name])


def write(folder: Path, rows: Mapping[str, Rows]) -> Path:
    """The files in a folder, and nothing else."""
    folder.mkdir(exist_ok=True)
    for old in folder.iterdir():
        old.unlink()
    for name, each in rows.items():
        with (folder / name).open("w", encoding="utf-8", newline="") as file:
            csv.writer(file).writerows(each)
    return folder


def run_over(folder: Path, name: str, rows: Mapping[str, Rows], terms: Agreed | None = None) -> Done:
    """The run over files of evidence."""
    return run(terms or agreed(name), evidence=write(folder, rows), as_at=AS_AT[name])


def with_terms(folder: Path, name: str, change: Callable[[str], str]) -> Agreed:
    """A shipped contract with its text changed."""
    text = agreed(name).text.decode()
    changed = change(text)
    assert changed != text
    (folder / "contract.yaml").write_text(changed, encoding="utf-8")
    return load_contract(folder / "contract.yaml")


def made(done: Done) -> tuple[object, ...]:
    """All that a run makes of its records, without the file and row in which each stood."""
    return (
        done.claims,
        done.payments,
        done.lines,
        done.splits,
        done.standings,
        done.occurrences,
        done.findings,
        sorted(
            (use.kind, use.person, use.day or 0, use.used, use.account, use.flags) for use in done.uses if use.person
        ),
        sorted(each.code for each in done.bad_rows),
    )
