"""Asked: what the contract reads of a file, as far as the reading of the file must know it."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from pathlib import PurePath

from sop_engine.errors import Place, Problem, problem
from sop_engine.intake.cells import clean
from sop_engine.terms.contract import Contract
from sop_engine.terms.record import DateColumn, FieldColumn, RecordTerms
from sop_engine.units.numbers import many

CORRECTS = "_corrects"
"""The heading under which a row names the record that it corrects."""
WORKBOOK, COLUMNS = ".xlsx", ".parquet"
FORMATS = (".csv", WORKBOOK, COLUMNS)
"""The endings of files that are read, in the order in which one of several with the same name is taken."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What is read of a file: for which records, under which headings, and how days are written there.

    `EVERYTHING` reads every column, and writes days as 2018-03-31.
    """

    kinds: tuple[str, ...] = ()
    headings: frozenset[str] = frozenset()
    references: frozenset[str] = frozenset()
    """The headings under which a reference stands: zeros at its beginning must not be lost."""
    written: Mapping[str, str] = field(default_factory=dict)
    """How the contract writes the days under a heading: a cell that is a day, and no text, is written so."""


EVERYTHING = Asked()


def asked(contract: Contract, kinds: Sequence[str]) -> Asked:
    """What a contract reads of a file that holds these kinds of record."""
    headings: set[str] = set()
    references: set[str] = set()
    written: dict[str, str] = {}
    for terms in (contract.records[kind] for kind in kinds):
        if terms.whom:
            references.add(clean(terms.whom))
        for column in columns_of(terms):
            headings.add(clean(column.heading))
            how = column.written if isinstance(column, DateColumn) else column.day
            if how:
                written[clean(column.heading)] = how
    return Asked(tuple(kinds), frozenset(headings | references), frozenset(references), written)


def columns_of(terms: RecordTerms) -> list[DateColumn | FieldColumn]:
    """The columns of a record with its days, in the order of the contract."""
    days = [terms.dated, terms.lasts and terms.lasts.from_, terms.lasts and terms.lasts.to, terms.received]
    return [*(each for each in days if each), *terms.columns.values()]


def asks_for(patterns: Iterable[str], name: str) -> bool:
    """Whether a file has a name that the contract asks for, in any case and spelling of accents.

    Example:
        >>> asks_for(["homes*.csv"], "Homes-June.CSV"), asks_for(["homes*.csv"], "homes.xlsx")
        (True, False)
    """
    return any(fnmatchcase(clean(name).casefold(), clean(pattern).casefold()) for pattern in patterns)


def asks_for_stem(patterns: Iterable[str], name: str) -> bool:
    """Whether a file would have such a name, had it another of the endings that are read.

    Example:
        >>> asks_for_stem(["homes*.csv"], "Homes-June.xlsx"), asks_for_stem(["homes*.csv"], "homes.txt")
        (True, False)
    """
    path = PurePath(name)
    return path.suffix.casefold() in FORMATS and any(asks_for(patterns, path.stem + ending) for ending in FORMATS)


def is_ignored(heading: str) -> bool:
    """Whether a column is left out: one whose heading begins with `_`, such as those of a marked workbook."""
    return clean(heading).startswith("_")


def only_asked(
    rows: Iterator[tuple[int, list[str]]], headings: tuple[str, ...], what: Asked, name: str, problems: list[Problem]
) -> tuple[tuple[str, ...], Iterator[tuple[int, list[str]]]]:
    """The headings and rows without the columns that are left out, unless the contract reads them."""
    keep = [i for i, each in enumerate(headings) if not is_ignored(each) or clean(each) in what.headings]
    if len(keep) == len(headings):
        return headings, rows

    def kept() -> Iterator[tuple[int, list[str]]]:
        for number, cells in rows:
            if len(cells) != len(headings):  # said here: without its columns left out, a short row could seem right
                found = {"found": many(len(cells), "cells"), "expected": many(len(headings), "headings")}
                problems.append(problem("row-width", Place(name, row=number), "", **found))
                continue
            cells = [cells[i] for i in keep]
            if any(cell.strip() for cell in cells):
                yield number, cells

    return tuple(headings[i] for i in keep), kept()
