"""Given back: which rows of files that are read part by part are sent back to be corrected."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from sop_engine.errors import Problem
from sop_engine.intake.sheet import Sheet

MOST_ROWS = 100_000
"""The most rows that are given back: as many as a workbook that is sent may surely have."""


@dataclass(slots=True)
class GivenBack:
    """Gathers the rows to give back, as they were sent, while files are taken in.

    Where bad rows keep everything out (`whole`), all rows are given back: corrected, they take the
    place of the files.  Otherwise, or where they are more than a workbook takes, only the rows in
    which something is wrong.

    Example:
        >>> back = GivenBack(whole=True, most=2)
        >>> back.saw("home", Sheet("homes.csv", ("Ref",), ((2, ["A"]), (3, ["B"]))), [])
        >>> back.is_all, [len(sheet.rows) for _, sheet in back.sheets]
        (True, [2])
        >>> back.saw("home", Sheet("homes.csv", ("Ref",), ((4, ["C"]),)), [])
        >>> back.is_all, back.sheets
        (False, ())
    """

    whole: bool
    most: int = MOST_ROWS
    cut_off: bool = False
    """Whether a file could not be read to its end, so that not all of its rows are there."""
    _all: list[tuple[str, Sheet]] = field(default_factory=list)
    _bad: list[tuple[str, Sheet]] = field(default_factory=list)
    _rows: int = 0
    _bad_rows: int = 0

    def saw(self, kind: str, sheet: Sheet, problems: Sequence[Problem]) -> None:
        """Look at a part of a file once it was read, with what is wrong in it."""
        self._rows += len(sheet.rows) + len(sheet.lost)
        if self.is_all:
            self._all.append((kind, sheet))
        else:
            self._all.clear()
        wrong = {each.place.row for each in problems if each.place.row}
        if (wrong or sheet.lost) and self._bad_rows < self.most:
            rows = tuple(row for row in sheet.rows if row[0] in wrong)
            self._bad_rows += len(rows) + len(sheet.lost)
            self._bad.append((kind, replace(sheet, rows=rows)))

    @property
    def is_all(self) -> bool:
        """Whether all rows are given back, so that they stand in the place of the files."""
        return self.whole and not self.cut_off and self._rows <= self.most

    @property
    def sheets(self) -> tuple[tuple[str, Sheet], ...]:
        """What is given back, each part with the kind of its records."""
        return tuple(self._all if self.is_all else self._bad)
