"""The databases of the proofs of faults: one history carried out whole, with a copy after each of its acts."""

import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from typing import Any

import pytest

from sop_engine.store.connect import connect
from tests.faults.workload import STEPS, do, hash_of, sound
from tests.store.conftest import server  # noqa: F401
from tests.store.server import Server

NAMES = count(1)


@dataclass
class Golden:
    """The history as it is when nothing fails."""

    folder: Path
    hash: str = ""
    server: Server | None = None

    def keep(self, url: str, step: int) -> None:
        """Keep a copy of the database as it is after an act."""
        if self.server is None:
            shutil.copy(self.folder / "golden.db", self.folder / f"after_{step}.db")
        else:
            self.server.create(f"after_{step}", "golden")

    def copy(self, folder: Path, after: int) -> str:
        """The URL of a new database that is as after an act; -1 for one with nothing in it."""
        if self.server is not None:
            return self.server.create(f"copy_{next(NAMES)}", f"after_{after}" if after >= 0 else "template1")
        file = folder / f"copy_{next(NAMES)}.db"
        if after >= 0:
            shutil.copy(self.folder / f"after_{after}.db", file)
        return f"sqlite:///{file}"

    def drop(self, url: str) -> None:
        """Throw a database away."""
        if self.server is not None:
            self.server.ask(f"drop database {url.partition('@/')[2].partition('?')[0]} with (force)")
        else:
            for end in ("", "-wal", "-shm"):
                Path(url.removeprefix("sqlite:///") + end).unlink(missing_ok=True)


@pytest.fixture(scope="session", params=["sqlite", "postgresql"])
def golden(request: pytest.FixtureRequest, tmp_path_factory: Any) -> Iterator[Golden]:
    """The history carried out without a fault, on each of the two databases."""
    made = Golden(tmp_path_factory.mktemp("golden"))
    if request.param == "sqlite":
        url = f"sqlite:///{made.folder / 'golden.db'}"
    else:
        made.server = request.getfixturevalue("server")
        url = made.server.create("golden")
    for number in range(len(STEPS)):
        engine = connect(url)
        do(engine, made.folder / "files", number)
        engine.dispose()
        made.keep(url, number)
    made.hash = hash_of(url)
    assert sound(url)
    yield made
