"""A disk that can lose its power: what SQLite writes is written down, and read back as a power loss could leave it.

The fault model.  What was written since a file was last synced may be there or not: nothing of it, all,
what was written until some moment, or any of its sectors of 512 bytes.  A file that was made or deleted
is so for good once anything is synced after it: the journal of a file system keeps that order.  A model
that forgets that finds losses that no disk has; one that forgets the sectors finds none that it should.
"""

import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from hashlib import sha256
from itertools import count
from pathlib import Path
from random import Random
from typing import Any, NamedTuple

import apsw
from sqlalchemy import Engine, event

from sop_engine.store.connect import PRAGMAS, WRITES

SECTOR = 512
MODES = ("none", "all", "until a moment", "sectors")
"""What of that which is not synced is there after the loss."""


class Done(NamedTuple):
    """Something that was done to the disk: made, written, cut, synced or deleted."""

    what: str
    file: int
    name: str = ""
    at: int = 0
    data: bytes = b""


@dataclass
class Disk:
    """All that was done to a disk, in order."""

    log: list[Done] = field(default_factory=list)
    files: dict[str, int] = field(default_factory=dict)
    numbers: Iterator[int] = field(default_factory=lambda: count(1))

    def made(self, name: str) -> int:
        """The number of a file; a new one where there is none of this name."""
        if name not in self.files:
            self.files[name] = next(self.numbers)
            self.log.append(Done("made", self.files[name], name))
        return self.files[name]


class Watched(apsw.VFS):
    """The disk as it is, and everything that is done to it written down."""

    def __init__(self, name: str, disk: Disk):
        self.disk = disk
        super().__init__(name, base="")

    def xOpen(self, name: Any, flags: list[int]) -> apsw.VFSFile:
        """A file, watched where it is one of the database."""
        kept = apsw.SQLITE_OPEN_MAIN_DB | apsw.SQLITE_OPEN_WAL | apsw.SQLITE_OPEN_MAIN_JOURNAL
        if name is None or not flags[0] & kept:
            return super().xOpen(name, flags)
        path = name.filename() if isinstance(name, apsw.URIFilename) else str(name)
        return WatchedFile(name, flags, self.disk, Path(path).name)

    def xDelete(self, name: str, sync: bool) -> None:
        """A file is deleted; for good, where the folder is synced with it."""
        super().xDelete(name, sync)
        number = self.disk.files.pop(Path(name).name, None)
        if number:
            self.disk.log.append(Done("deleted", number, Path(name).name))
            if sync:
                self.disk.log.append(Done("synced", 0))


class WatchedFile(apsw.VFSFile):
    """A file whose writes are written down."""

    def __init__(self, name: Any, flags: list[int], disk: Disk, short: str):
        self.disk, self.number = disk, disk.made(short)
        super().__init__("", name, flags)

    def xWrite(self, data: bytes, offset: int) -> None:
        """Written, not yet for good."""
        super().xWrite(data, offset)
        self.disk.log.append(Done("written", self.number, at=offset, data=bytes(data)))

    def xTruncate(self, size: int) -> None:
        """Cut, not yet for good."""
        super().xTruncate(size)
        self.disk.log.append(Done("cut", self.number, at=size))

    def xSync(self, flags: int) -> None:
        """All that was written in this file is there for good."""
        super().xSync(flags)
        self.disk.log.append(Done("synced", self.number))


# ---- what the history says to the database -------------------------------------------------------

Said = tuple[str, Any, bool]
"""An order, its values, and whether there are many rows of them."""


class Act(NamedTuple):
    """The transactions of an act: in each, what was said."""

    transactions: tuple[tuple[Said, ...], ...]


class Listening:
    """The orders of all transactions that write and are committed."""

    def __init__(self, engine: Engine):
        self.committed: list[tuple[Said, ...]] = []
        self._open: list[Said] = []
        event.listen(engine, "before_cursor_execute", self._said)
        event.listen(engine, "commit", self._commit)
        event.listen(engine, "rollback", self._rollback)

    def _said(self, connection: Any, cursor: Any, order: str, values: Any, context: Any, many: bool) -> None:
        if connection.get_execution_options().get(WRITES) and not order.lower().startswith(("begin", "select")):
            self._open.append((order, values, many))

    def _commit(self, connection: Any) -> None:
        if connection.get_execution_options().get(WRITES):
            self.committed.append(tuple(self._open))
            self._open = []

    def _rollback(self, connection: Any) -> None:
        if connection.get_execution_options().get(WRITES):
            self._open = []


class Played(NamedTuple):
    """A history that was carried out on a watched disk."""

    disk: Disk
    acknowledged: list[int]
    """How long the log was when each act was acknowledged."""
    states: list[str]
    """What the database held before the first transaction, and after each."""


def play(acts: Sequence[Sequence[Sequence[Said]]], folder: Path, pragmas: Sequence[str], closing: bool) -> Played:
    """Carry out the transactions of some acts on a watched disk.

    Args:
        closing: Whether the database is closed after each act, as a command does; else one process goes on.
    """
    folder.mkdir()
    disk, name = Disk(), f"watched {folder.name}"
    vfs = Watched(name, disk)
    file = str(folder / "sop.db")
    acknowledged, states = [], [state_of(None)]
    connection = None
    for act in acts:
        for transaction in act:
            connection = connection or _opened(file, name, pragmas)
            connection.execute("begin immediate")
            for order, values, many in transaction:
                for each in values if many else (values,):
                    connection.execute(order, each)
            connection.execute("commit")
            acknowledged.append(len(disk.log))
            states.append(state_of(connection))
        if closing and connection:
            connection.close()
            connection = None
    if connection:
        connection.close()
    vfs.unregister()
    return Played(disk, acknowledged, states)


def _opened(file: str, vfs: str, pragmas: Sequence[str]) -> apsw.Connection:
    connection = apsw.Connection(file, vfs=vfs)
    for pragma in pragmas:
        connection.execute(f"pragma {pragma}")
    return connection


def with_synchronous(level: str, journal: str = "wal") -> tuple[str, ...]:
    """The pragmas as shipped, but for how much is synced, and by which journal."""
    other = {"synchronous": level, "journal_mode": journal}
    names = [(each, each.partition(" = ")[0]) for each in PRAGMAS]
    return tuple(f"{name} = {other[name]}" if name in other else each for each, name in names)


def state_of(connection: Any) -> str:
    """The hash of everything in a database."""
    hashing = sha256()
    if connection is not None:
        asked = "select type, name, sql from sqlite_master where sql is not null order by type, name"
        for kind, name, sql in list(connection.execute(asked)):
            hashing.update(repr((kind, name, sql)).encode())
            if kind == "table":
                for row in connection.execute(f'select * from "{name}"'):
                    hashing.update(repr(tuple(row)).encode())
    return hashing.hexdigest()


# ---- the loss ------------------------------------------------------------------------------------


def image(log: Sequence[Done], mode: str, chance: Random) -> dict[str, bytes]:
    """The files as they are found after a loss at the end of a log."""
    last_sync = {0: -1}
    for i, each in enumerate(log):
        if each.what == "synced":
            last_sync[each.file] = last_sync[0] = i  # the names of all files are kept with any sync
    moment = {"none": -1, "all": len(log)}.get(mode, chance.randint(max(last_sync.values()), len(log)))
    names: dict[str, int] = {}
    contents: dict[int, bytearray] = {}
    lost: set[tuple[int, int]] = set()
    for i, each in enumerate(log):
        if each.what in ("made", "deleted"):
            contents.setdefault(each.file, bytearray())
            if i <= last_sync[0] or i < moment:
                names[each.name] = each.file
                if each.what == "deleted":
                    del names[each.name]
        elif each.what in ("written", "cut"):
            kept = i <= last_sync.get(each.file, -1)
            if kept or (mode != "sectors" and i < moment):
                _apply(contents[each.file], each)
            elif mode == "sectors":
                _some(contents[each.file], each, lost, chance)
    return {name: bytes(contents[file]) for name, file in names.items()}


def _apply(content: bytearray, done: Done) -> None:
    if done.what == "cut":
        del content[done.at :]
        return
    if len(content) < done.at:
        content.extend(bytes(done.at - len(content)))
    content[done.at : done.at + len(done.data)] = done.data


def _some(content: bytearray, done: Done, lost: set[tuple[int, int]], chance: Random) -> None:
    """Some sectors of what was written; once one was not kept, nothing that was written in it later is."""
    if done.what == "cut":
        if chance.random() < 0.5:
            _apply(content, done)
        return
    start, end = done.at, done.at + len(done.data)
    while start < end:
        stop = min(end, (start // SECTOR + 1) * SECTOR)
        sector = (done.file, start // SECTOR)
        if sector not in lost:
            if chance.random() < 0.5:
                lost.add(sector)
            else:
                _apply(content, Done("written", done.file, at=start, data=done.data[start - done.at : stop - done.at]))
        start = stop


@dataclass
class Found:
    """What became of the images."""

    images: int = 0
    lost: int = 0
    """Something is not there that was acknowledged."""
    torn: int = 0
    """It is not as it was after any whole number of acts."""
    corrupt: int = 0

    def __str__(self) -> str:
        return f"{self.images} images, {self.lost} lost, {self.torn} torn, {self.corrupt} corrupt"


def look(played: Played, moments: Sequence[int], modes: Sequence[str], chance: Random, folder: Path) -> Found:
    """Lose the power at some moments, read what is left with SQLite as it comes with Python, and count."""
    found, known = Found(), {}
    order = {state: number for number, state in enumerate(played.states)}
    folder.mkdir()
    for moment in moments:
        acknowledged = sum(each <= moment for each in played.acknowledged)
        for mode in modes:
            files = image(played.disk.log[:moment], mode, chance)
            key = sha256(repr(sorted(files.items())).encode()).digest()
            if key not in known:
                known[key] = _read(files, folder)
            found.images += 1
            if known[key] is None:
                found.corrupt += 1
            elif known[key] not in order:
                found.torn += 1
            elif order[known[key]] < acknowledged:
                found.lost += 1
    return found


def _read(files: dict[str, bytes], folder: Path) -> str | None:
    """The state of a database of which these files are left; None where it is damaged."""
    for old in folder.iterdir():
        old.unlink()
    for name, content in files.items():
        (folder / name).write_bytes(content)
    connection = sqlite3.connect(folder / "sop.db")
    try:
        with suppress(sqlite3.DatabaseError):
            if list(connection.execute("pragma integrity_check")) == [("ok",)]:
                return state_of(connection)
        return None
    finally:
        connection.close()
