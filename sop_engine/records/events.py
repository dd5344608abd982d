"""What happened: the good rows of one kind of record, as columns sorted by person, day and content."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np


@dataclass(frozen=True, slots=True)
class Coded:
    """A column of few different values: a code for each row, and the value of each code."""

    codes: np.ndarray
    values: tuple[Any, ...]

    def of(self, row: int) -> Any:
        """The value of a row."""
        return self.values[self.codes[row]]

    def where(self, holds: Sequence[bool]) -> np.ndarray:
        """The rows whose value satisfies something, given for each value."""
        return np.asarray(holds, dtype=bool)[self.codes] if len(self.values) else np.zeros(0, dtype=bool)


@dataclass(frozen=True, slots=True)
class Events:
    """One kind of record.  A row is one thing that happened to one person, one cohort, or the contract.

    Columns:
        person   int, place of the person in `Records.people`, or of the cohort in `Records.cohorts`;
                 0 for what is about the contract
        first    int64, the day it began (equal to `day` for a record that is dated)
        day      int64, the day it happened or ended
        known    int64, the day it became known
        fields   the fields the contract reads, in the contract's words
        source   (file, row) as a person sees it; for display only, it never decides anything
    Rows are sorted by person, day, first day, fields: a total order that comes from content.
    """

    person: np.ndarray
    first: np.ndarray
    day: np.ndarray
    known: np.ndarray
    fields: Mapping[str, Coded]
    source: tuple[tuple[str, int], ...]

    def __len__(self) -> int:
        return len(self.day)

    def content(self, row: int) -> tuple[Any, ...]:
        """What a row says, as a key that sorts: two rows that say the same are the same record."""
        said = (column.of(row) for _, column in sorted(self.fields.items()))
        return (int(self.day[row]), int(self.first[row]), *(_sortable(each) for each in said))


def _sortable(value: Any) -> str:
    return "" if value is None else str(value)


@dataclass(frozen=True, slots=True, order=True)
class Repeated:
    """A row that says what another row says, in every column that the contract reads: it is counted once."""

    kind: str
    source: tuple[str, int]
    same_as: tuple[str, int]


@dataclass(frozen=True, slots=True)
class Records:
    """Everything that was sent, as read: the people, and the events of each kind."""

    people: tuple[str, ...]
    """References, sorted; a person in a column is a place in this list."""
    events: Mapping[str, Events]
    repeated: tuple[Repeated, ...] = ()
    cohorts: tuple[str, ...] = ()
    """The names of cohorts that records are about, sorted."""
    lateness_unknown: tuple[str, ...] = ()
    """The kinds of record that do not say when they became known: their lateness cannot be judged."""
