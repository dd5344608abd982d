"""A disk that is full is said in words; nothing half written is left, and once there is room the history goes on."""

import os
import sqlite3
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path

import pytest

from sop_engine.errors import CallError
from sop_engine.store.connect import connect
from tests.faults.conftest import Golden
from tests.faults.power import state_of
from tests.faults.workload import STEPS, do, go_on, hash_of, sound

PAGE = 4096
pytestmark = pytest.mark.parametrize("golden", ["sqlite"], indirect=True)


@contextmanager
def disk(folder: Path, size: int) -> Iterator[Path]:
    """A disk of so many bytes."""
    if os.getuid():
        pytest.skip("only root can make a disk of a size")
    folder.mkdir(exist_ok=True)
    made = subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={size}", "tmpfs", folder], capture_output=True)
    if made.returncode:
        pytest.skip(f"no disk can be made here: {made.stderr.decode().strip()}")
    try:
        yield folder
    finally:
        subprocess.run(["umount", folder], check=True)


def fills(golden: Golden, folder: Path, room: int) -> tuple[int, set[str]]:
    """The history on a disk with so much room left over; answers the act at which it was full, and what was said."""
    start = 1
    there = golden.folder / f"after_{start}.db"
    size = -(-there.stat().st_size // PAGE) * PAGE + room
    files = folder / "files"
    with disk(folder / "disk", size) as mounted:
        file = mounted / "sop.db"
        file.write_bytes(there.read_bytes())
        url, engine = f"sqlite:///{file}", connect(f"sqlite:///{file}")
        said: set[str] = set()
        step = start + 1
        try:
            while step < len(STEPS):
                do(engine, files, step)
                step += 1
        except CallError as wrong:
            said = {each.code for each in wrong.problems}
        engine.dispose()
        subprocess.run(["mount", "-o", "remount,size=64M", mounted], check=True)
        connection = sqlite3.connect(file)
        assert list(connection.execute("pragma integrity_check")) == [("ok",)], f"room {room}"
        (acts,) = connection.execute("select count(*) from act").fetchone()
        state_of(connection)
        connection.close()
        assert acts == step - 1, f"room {room}: {acts} acts, and act {step} was not done"
        go_on(url, files, step)
        assert hash_of(url) == golden.hash and sound(url), f"room {room}"
    return step, said


def test_a_full_disk_is_said_and_the_history_goes_on(golden: Golden, tmp_path: Path) -> None:
    """Where the disk is full, an act is not done and says why; with room it is done, and nothing is twice there."""
    step, said = fills(golden, tmp_path, 40 * PAGE)
    assert step < len(STEPS) and said == {"store-full"}


@pytest.mark.gate
def test_disks_of_many_sizes(golden, tmp_path, capsys):
    """From no room at all to enough, page by page: each time it is said, and each time the history goes on."""
    full, acts = [], set()
    for room in count(0, 6 * PAGE):
        step, said = fills(golden, tmp_path, room)
        if step == len(STEPS):
            break
        assert said == {"store-full"}, f"room {room}: {said}"
        full.append(room)
        acts.add(step)
    with capsys.disabled():
        print(f"\ndisk full, sqlite: {len(full)} sizes, at {len(acts)} different acts, 0 half written, all went on")
    assert len(full) >= 20
