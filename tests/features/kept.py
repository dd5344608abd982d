"""What is kept: a contract in a database, what was sent and posted under it, and the statements as they were closed."""

import json
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from sqlalchemy import Engine

from sop_engine.errors import SopError
from sop_engine.service.keep import Imported, review, take_in_files
from sop_engine.service.marks import Marked
from sop_engine.service.person import erase
from sop_engine.service.sample import Sample, announce
from sop_engine.store.connect import connect, reading
from sop_engine.store.migrate import upgrade
from sop_engine.store.people import references
from sop_engine.store.rows import ACCEPTED
from tests.store.auditing import AUDITED, Cells, came_back, marked
from tests.store.posting import KEYS, NAME, at, begun, close_on, rows_of, send

MONTHS = {"April": 1, "May": 2, "June": 3}
"""The months that the contract is paid by, with the numbers of their periods."""


@dataclass(repr=False)
class Kept:
    """A database with one contract, and what the sentences last spoke of."""

    folder: Path
    engine: Engine = field(init=False)
    frozen: dict[str, bytes] = field(default_factory=dict)
    """The statement of each month, as it was when the month was closed."""
    month: str = ""
    """The month last spoken of: `it` is its statement."""
    sample: Sample | None = None
    wrong: int = 0
    spoilt: Any = None
    """What was done to the sheet before it came back."""
    again: Imported | None = None
    told: str = ""
    """Why what was sent last is refused."""

    def __post_init__(self) -> None:
        self.engine = connect(f"sqlite:///{self.folder / 'sop.db'}")
        upgrade(self.engine)
        begun(self.engine, self.folder, AUDITED)

    # -- what is sent

    def moved_in(self, who: str, day: str, told: str) -> None:
        """Somebody takes part from 2 April, and moves in on a day."""
        self._send(told, starts=[f"{who},2024-04-02"], tenancies=[f"{who},{day},{told}"])

    def many_moved_in(self, people: int) -> None:
        """So many people move in in April, and we are told at its end."""
        said = [(f"P{i}", f"2024-04-{i % 20 + 5:02d}") for i in range(people)]
        starts, homes = [f"{who},2024-04-02" for who, _ in said], [f"{who},{day},2024-04-28" for who, day in said]
        self._send("2024-04-29", starts=starts, tenancies=homes)

    def _send(self, on: str, correcting: bool = False, **rows: list[str]) -> None:
        folder = self.folder / f"sent-{len(list(self.folder.glob('sent-*'))):02d}"
        folder.mkdir()
        send(self.engine, folder, on, correcting, **rows)

    def correct(self, who: str, day: str, on: str) -> None:
        """Somebody moved in on another day than was sent."""
        self._send(on, correcting=True, tenancies=[f"{who},{day},{on}"])

    def send_otherwise(self, who: str, day: str, on: str) -> None:
        """Somebody is said to have moved in on another day, and it is not said that it is a correction."""
        try:
            self._send(on, tenancies=[f"{who},{day},{on}"])
        except SopError as error:
            (told,) = error.problems
            self.told = told.fact

    def send_again(self, on: str) -> None:
        """Every file that was sent is sent once more."""
        files = sorted(self.folder.glob("sent-*/*.csv"))
        self.again = take_in_files(self.engine, NAME, KEYS, files, at(on), True, ACCEPTED)

    def withdraw(self, who: str, on: str) -> None:
        """The tenancy of somebody is withdrawn."""
        uid = self.uid(who)
        (record,) = [
            each["id"] for each in rows_of(self.engine, "record") if (each["kind"], each["subject"]) == ("tenancy", uid)
        ]
        review(self.engine, NAME, at(on), "withdrawn", records=[record])

    def erase(self, who: str, on: str) -> None:
        """Somebody asks to be erased, and is."""
        erase(self.engine, NAME, KEYS, who, "their request", at(on))

    # -- an audit

    def draw(self, size: int, seed: str, on: str) -> None:
        """A sample of the tenancies is announced."""
        self.sample = announce(self.engine, NAME, seed, size, ("tenancy",), at(on, "Vera"))

    def spoil(self, what: Any) -> None:
        """The sheet is not as it was written."""
        self.spoilt = what

    def marks_come(self, on: str = "2024-05-04") -> Marked:
        """The marked sheet comes back."""
        assert self.sample is not None
        sheet = marked(self.sample, self.folder, self.wrong, self.spoilt)
        return came_back(self.engine, sheet, on=on)

    def refused(self) -> str:
        """Why the marks are refused."""
        acts = len(rows_of(self.engine, "act"))
        try:
            self.marks_come()
        except SopError as error:
            assert len(rows_of(self.engine, "act")) == acts, "and nothing of them is kept"
            (told,) = error.problems
            return told.fact
        raise AssertionError("the marks were taken")

    # -- what comes of it

    def close(self, month: str, on: str) -> None:
        """A month is closed, and its statement kept beside, to be compared."""
        assert close_on(self.engine, on).run.period == MONTHS[month]
        self.frozen[month] = self._statement(month)

    def _statement(self, month: str) -> bytes:
        (content,) = [
            bytes(each["content"])
            for each in rows_of(self.engine, "statement")
            if (each["period"], each["form"]) == (MONTHS[month], "statement.json")
        ]
        return content

    def statement(self, month: str) -> dict[str, Any]:
        """What the statement of a month says; from here on it is `it`."""
        self.month = month
        said: dict[str, Any] = json.loads(self._statement(month))
        return said

    def posted(self) -> list[dict[str, Any]]:
        """All that the statement last spoken of lists."""
        said = self.statement(self.month or max(self.frozen, key=lambda each: MONTHS[each]))
        return [*said["payments"], *said["adjustments"]]

    def unchanged(self, month: str) -> bool:
        """Whether the statement of a month is what it was when the month was closed."""
        return self._statement(month) == self.frozen[month]

    def uid(self, who: str) -> str:
        """The reference by which the records name somebody."""
        with reading(self.engine) as connection:
            return {ref: uid for uid, ref in references(connection, 1, KEYS)}.get(who, "")


def leave_one_out(rows: Cells) -> None:
    """A row is missing."""
    del rows[2]


def name_no_sample(rows: Cells) -> None:
    """The sheet names a sample that there is not."""
    for row in rows[1:]:
        row[0] = "999"
