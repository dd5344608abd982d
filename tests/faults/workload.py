"""One history of a small contract, as a list of acts that can be done again: what every fault is tried on.

Its instants, and the references that mean nothing, follow from the number of the act; so a history
that was broken off and gone on with must come to the very bytes of one that was not.
"""

import os
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path
from typing import NamedTuple
from unittest.mock import patch

from sqlalchemy import Engine

from sop_engine.errors import CallError
from sop_engine.service.close import close
from sop_engine.service.keep import adopt, review, take_in_files
from sop_engine.service.post import post
from sop_engine.service.verify import verify
from sop_engine.store.connect import connect
from sop_engine.store.migrate import upgrade
from sop_engine.store.rows import ACCEPTED, CHANGING, SUBMITTED, Kept
from tests.store.posting import HEADINGS, KEYS, NAME, TERMS, agreed, at, rows_of

BOUND = TERMS.replace("£20,000", "£3,400")
"""The terms, with a cap that binds."""


class Step(NamedTuple):
    """An act: what it is called, and how it is done to a database, with a folder for its files."""

    name: str
    do: Callable[[Engine, Path], object]


def sending(day: str, state: str, correcting: bool = False, **rows: list[str]) -> Step:
    """Rows of evidence are taken in."""

    def do(engine: Engine, folder: Path) -> None:
        files = []
        for name, said in rows.items():
            files.append(folder / f"{name}.csv")
            files[-1].write_text("\n".join([HEADINGS[name], *said]) + "\n", encoding="utf-8")
        taken = take_in_files(engine, NAME, KEYS, files, at(day), True, state, correcting)
        assert not taken.problems, taken.problems

    return Step(f"import {' and '.join(rows)}", do)


def _moving(day: str, state: str, **of: object) -> Step:
    return Step(f"review {of}", lambda engine, _: review(engine, NAME, at(day), state, **of))  # type: ignore[arg-type]


STEPS = (
    Step("upgrade", lambda engine, _: upgrade(engine)),
    Step("adopt", lambda engine, folder: adopt(engine, agreed(folder / "contract", BOUND), at("2024-03-01"))),
    sending(
        "2024-04-20",
        SUBMITTED,
        starts=["A,2024-04-02", "B,2024-04-03", "C,2024-04-03", "D,2024-04-04"],
        tenancies=["A,2024-04-10,2024-04-12", "B,2024-04-11,2024-04-13"],
    ),
    _moving("2024-04-21", ACCEPTED, submission=1),
    _moving("2024-04-22", ACCEPTED, submission=2),
    Step("post", lambda engine, _: post(engine, NAME, 1, at("2024-05-01"))),
    sending("2024-05-02", ACCEPTED, visits=["A,2024-04-15,2024-05-02"]),
    Step("close", lambda engine, _: close(engine, NAME, 1, at("2024-05-06"))),
    sending("2024-05-20", ACCEPTED, tenancies=["C,2024-04-08,2024-05-20"], visits=["D,2024-05-04,2024-05-19"]),
    sending("2024-05-21", ACCEPTED, correcting=True, tenancies=["A,2024-04-12,2024-05-21"]),
    _moving("2024-05-22", "withdrawn", records=[6]),
    Step("post", lambda engine, _: post(engine, NAME, 2, at("2024-06-02"))),
    Step("close", lambda engine, _: close(engine, NAME, 2, at("2024-06-06"))),
)


@contextmanager
def counted(number: int) -> Iterator[None]:
    """References that mean nothing, counted within an act: the same whenever it is done."""
    count = iter(range(number * 10_000 + 1, (number + 1) * 10_000))
    with patch("sop_engine.store.people.new_uid", lambda: f"p-{next(count):016}"):
        yield


def do(engine: Engine, folder: Path, number: int, again: bool = False) -> None:
    """Do an act; where it may have been done before, that its period is closed already is well."""
    folder.mkdir(exist_ok=True)
    try:
        with counted(number):
            STEPS[number].do(engine, folder)
    except CallError as wrong:
        if not again or [each.code for each in wrong.problems] != ["period-closed"]:
            raise


def go_on(url: str, folder: Path, since: int, again: bool = True) -> None:
    """Do all acts from one on, the first of which may have been done before."""
    engine = connect(url)
    for number in range(since, len(STEPS)):
        do(engine, folder, number, again and number == since)
    engine.dispose()


HASHED = [name for name in Kept.metadata.tables if name not in (*CHANGING, "agreement")]
"""All tables but those of the vault, whose keys and seals are never the same twice."""


def hash_of(url: str) -> str:
    """The hash of all that was told, posted and stated."""
    engine = connect(url)
    hashing = sha256()
    for name in HASHED:
        for row in rows_of(engine, name):
            hashing.update(repr((name, sorted(row.items()))).encode())
    engine.dispose()
    return hashing.hexdigest()


def sound(url: str) -> bool:
    """Whether all is as it was told, posted and stated."""
    engine = connect(url)
    found = verify(engine, NAME).problems
    engine.dispose()
    return not found


def in_child(what: Callable[[], object]) -> int:
    """Do something in a process of its own; answers how that ended: -9 where it was killed."""
    pid = os.fork()
    if not pid:
        code = 1
        try:
            what()
            code = 0
        except BaseException:
            traceback.print_exc()
        finally:
            os._exit(code)
    return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
