"""A process that does the history and is killed at a counted place: before or after a commit, or after any order.

Nothing in the engine knows of it: the process that is killed listens to its own connection.
"""

import os
import signal
from collections.abc import Callable
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, event

from sop_engine.store.connect import WRITES, connect
from tests.faults.workload import STEPS, do


class Places:
    """The places that a process passes; at one of them it is killed."""

    def __init__(self, kill_at: int = 0):
        self.kill_at, self.passed = kill_at, 0

    def pass_one(self) -> None:
        """One place more."""
        self.passed += 1
        if self.passed == self.kill_at:
            os.kill(os.getpid(), signal.SIGKILL)

    def commits(self, engine: Engine) -> None:
        """Places before and after each commit of what is written."""
        committed, writes = engine.dialect.do_commit, [False]

        def before(connection: Any) -> None:
            writes[0] = bool(connection.get_execution_options().get(WRITES))

        def commit(connection: Any) -> None:
            writing, writes[0] = writes[0], False
            if writing:
                self.pass_one()
            committed(connection)
            if writing:
                self.pass_one()

        event.listen(engine, "commit", before)
        engine.dialect.do_commit = commit  # type: ignore[method-assign]

    def orders(self, engine: Engine) -> None:
        """Places after each order of a transaction that writes."""

        def after(connection: Any, *_: Any) -> None:
            if connection.get_execution_options().get(WRITES):
                self.pass_one()

        event.listen(engine, "after_cursor_execute", after)


Watch = Callable[[Places, Engine], None]


def places_of(url: str, folder: Path, step: int, watch: Watch) -> int:
    """How many places an act passes."""
    places, engine = Places(), connect(url)
    watch(places, engine)
    do(engine, folder, step)
    engine.dispose()
    return places.passed


def work(url: str, folder: Path, since: int, watch: Watch, kill_at: int) -> None:
    """Do the history from an act on, be killed on the way, and say in a file which acts were acknowledged."""
    places, engine = Places(kill_at), connect(url)
    watch(places, engine)
    for number in range(since, len(STEPS)):
        do(engine, folder, number)
        acknowledge(folder, number)
    engine.dispose()


def acknowledge(folder: Path, number: int) -> None:
    """Write down that an act was acknowledged."""
    with (folder / "acknowledged").open("a", encoding="utf-8") as out:
        out.write(f"{number}\n")


def acknowledged(folder: Path, before: int) -> int:
    """The last act that was acknowledged."""
    file = folder / "acknowledged"
    return int(file.read_text(encoding="utf-8").split()[-1]) if file.exists() else before
