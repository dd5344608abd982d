"""Killed anywhere, and gone on with: ledger, statements and acts are those of a history that nobody broke off."""

import os
import shutil
import signal
import sqlite3
import subprocess
import time
from itertools import count
from pathlib import Path
from random import Random
from threading import Event, Thread

import pytest
from sqlalchemy import Engine, select

from sop_engine.errors import CallError
from sop_engine.store.connect import connect, reading
from sop_engine.store.migrate import upgrade
from sop_engine.store.rows import table
from tests.faults.conftest import Golden
from tests.faults.killed import Places, Watch, acknowledge, acknowledged, places_of, work
from tests.faults.workload import STEPS, do, go_on, hash_of, in_child, sound
from tests.store.server import SURE, serving

KILLED = -signal.SIGKILL
FOLDERS = count(1)


def acts_in(url: str) -> int:
    """How many acts a database holds."""
    engine = connect(url)
    try:
        with reading(engine) as connection:
            return len(connection.execute(select(table("act").c.seq)).all())
    finally:
        engine.dispose()


def broken_off(golden: Golden, folder: Path, step: int, watch: Watch, kill_at: int) -> None:
    """The history is killed at a place of an act, looked at, and gone on with."""
    url, files = golden.copy(folder, step - 1), folder / f"files_{next(FOLDERS)}"
    files.mkdir()
    where = f"{STEPS[step].name} ({step}), place {kill_at}"
    assert in_child(lambda: work(url, files, step, watch, kill_at)) == KILLED, where
    done = acknowledged(files, step - 1)
    assert acts_in(url) - done in (0, 1), f"{where}: {acts_in(url)} acts, {done} acknowledged"
    assert in_child(lambda: go_on(url, files, done + 1)) == 0, where
    assert hash_of(url) == golden.hash, where
    assert sound(url), where
    golden.drop(url)


def sweep(golden: Golden, folder: Path, watch: Watch) -> list[tuple[int, int]]:
    """Every place, act by act; the making of the tables is looked at elsewhere."""
    found = []
    for step in range(1, len(STEPS)):
        url = golden.copy(folder, step - 1)
        number = places_of(url, folder / "counted", step, watch)
        golden.drop(url)
        found += [(step, place) for place in range(1, number + 1)]
    return found


@pytest.mark.parametrize("step", [5, 12])
def test_killed_at_a_commit_and_gone_on_with(golden: Golden, tmp_path: Path, step: int) -> None:
    """Killed before or after what an act commits, the history comes to the same bytes."""
    for place in (1, 2):
        broken_off(golden, tmp_path, step, Places.commits, place)


def test_killed_between_two_orders_and_gone_on_with(golden: Golden, tmp_path: Path) -> None:
    """Killed in the middle of a transaction, nothing of it is there, and the history comes to the same bytes."""
    seed = 6
    broken_off(golden, tmp_path, 9, Places.orders, Random(seed).randint(4, 7))


@pytest.mark.gate
@pytest.mark.parametrize("watch", [Places.commits, Places.orders], ids=["commits", "orders"])
def test_killed_at_every_place(golden, tmp_path, capsys, watch):
    """At every commit, and after every order of every transaction: the golden hash every time."""
    places, longest = sweep(golden, tmp_path, watch), 0.0
    for step, place in places:
        begun = time.monotonic()
        broken_off(golden, tmp_path, step, watch, place)
        longest = max(longest, time.monotonic() - begun)
    where = "postgresql" if golden.server else "sqlite"
    with capsys.disabled():
        print(f"\nkilled, {where}, {watch.__name__}: {len(places)} places, 0 lost, 0 torn, longest {longest:.1f} s")
    assert len(places) >= 2 * (len(STEPS) - 1)


@pytest.mark.parametrize("kill_at", [1, 2])
def test_killed_while_the_tables_are_made(tmp_path: Path, kill_at: int) -> None:
    """Killed before or after the tables are committed, they are there wholly or not at all; then they are made."""

    def made(kill_at: int) -> None:
        engine = connect(url)
        Places(kill_at).commits(engine)
        upgrade(engine)

    url = f"sqlite:///{tmp_path / 'sop.db'}"
    assert in_child(lambda: made(kill_at)) == KILLED
    with sqlite3.connect(tmp_path / "sop.db") as connection:
        there = {name for (name,) in connection.execute("select name from sqlite_master where type = 'table'")}
    connection.close()
    assert ("entry" in there) is (kill_at == 2) and (not there or "alembic_version" in there)
    assert in_child(lambda: made(0)) == 0


# ---- at every write of the disk ------------------------------------------------------------------


@pytest.fixture
def strace() -> str:
    """The program that kills at a system call; where it is not there, that is said."""
    found = shutil.which("strace")
    if found is None and not os.getuid() and shutil.which("apt-get"):
        subprocess.run(["apt-get", "install", "-qq", "strace"], capture_output=True)
        found = shutil.which("strace")
    if found is None:
        pytest.skip("there is no strace here, which kills at a chosen write")
    return found


def killed_at_write(strace: str, url: str, files: Path, number: int) -> bool:
    """The history is killed at a write of the disk; answers whether there were so many."""

    def stopped() -> None:
        os.kill(os.getpid(), signal.SIGSTOP)  # until the tracer is there
        work(url, files, 0, lambda places, engine: None, 0)

    pid = os.fork()
    if not pid:
        try:
            stopped()
        finally:
            os._exit(0)
    os.waitpid(pid, os.WUNTRACED)
    inject = f"inject=pwrite64:signal=KILL:when={number}"
    words = [strace, "-f", "-p", str(pid), "-e", "trace=pwrite64", "-e", inject, "-o", os.devnull]
    tracer = subprocess.Popen(words, stderr=subprocess.PIPE, text=True)
    assert tracer.stderr is not None
    said = tracer.stderr.readline()
    if "attached" not in said:
        os.kill(pid, signal.SIGKILL)
        os.waitpid(pid, 0)
        tracer.wait()
        pytest.skip(f"nobody may be traced here: {said.strip()}")
    os.kill(pid, signal.SIGCONT)
    code = os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
    tracer.stderr.close()
    tracer.wait()
    return code == KILLED


def written(strace: str, folder: Path, golden_hash: str, number: int) -> bool:
    """Killed at a write, read, and gone on with; answers whether there were so many writes."""
    files = folder / f"write_{number}"
    files.mkdir()
    url = f"sqlite:///{files / 'sop.db'}"
    killed = killed_at_write(strace, url, files, number)
    if killed:
        connection = sqlite3.connect(files / "sop.db")
        assert list(connection.execute("pragma integrity_check")) == [("ok",)], f"write {number}"
        connection.close()
        done = acknowledged(files, -1)
        assert done < 1 or acts_in(url) - done in (0, 1), f"write {number}"
        assert in_child(lambda: go_on(url, files, done + 1)) == 0, f"write {number}"
    assert hash_of(url) == golden_hash and sound(url), f"write {number}"
    shutil.rmtree(files)
    return killed


@pytest.mark.gate
@pytest.mark.parametrize("every", [7])
@pytest.mark.parametrize("golden", ["sqlite"], indirect=True)
def test_killed_at_every_nth_write_of_the_disk(golden, tmp_path, capsys, strace, every):
    """At every seventh write of SQLite, from the first table to the last statement: the golden hash every time."""
    number, points = 1, 0
    while written(strace, tmp_path, golden.hash, number):
        number, points = number + every, points + 1
    with capsys.disabled():
        print(f"\nkilled at writes, sqlite: {points} points in about {number - 1} writes, 0 lost, 0 torn")
    assert points > 50


# ---- the server goes ------------------------------------------------------------------------------


def stubborn(url: str, folder: Path) -> None:
    """Do the history, again and again until the server has acknowledged each act."""
    engine = connect(url)
    for number in range(acknowledged(folder, 0) + 1, len(STEPS)):
        _until_done(engine, folder, number)
        acknowledge(folder, number)
    engine.dispose()


def _until_done(engine: Engine, folder: Path, number: int) -> None:
    for again in range(600):
        try:
            return do(engine, folder, number, again > 0)
        except CallError as wrong:
            if {each.code for each in wrong.problems} != {"store-unavailable"}:
                raise
            time.sleep(0.05)
    raise AssertionError(f"act {number} was never done")


def server_stopped(folder: Path, golden_hash: str, stops: int, seed: int) -> tuple[int, float]:
    """The server crashes and is started again while the history goes on; answers how often, and the longest time."""
    chance, done, longest = Random(seed), 0, 0.0
    with serving(SURE) as server:
        server.create("template_of_all")
        engine = connect(server.url("template_of_all"))
        upgrade(engine)
        engine.dispose()
        for round_ in count(1):
            url = server.create(f"copy_{round_}", "template_of_all")
            files = folder / f"stopped_{round_}"
            files.mkdir()
            ended: list[int] = []
            over = Event()

            def working(url: str = url, files: Path = files, ended: list[int] = ended, over: Event = over) -> None:
                try:
                    stubborn(url, files)
                    ended.append(0)
                finally:
                    over.set()

            worker = Thread(target=working)
            worker.start()
            while not over.wait(chance.uniform(0.05, 0.4)) and done < stops:
                begun = time.monotonic()
                server.stop("immediate")
                server.start()
                done, longest = done + 1, max(longest, time.monotonic() - begun)
            worker.join()
            assert ended == [0] and hash_of(url) == golden_hash and sound(url), f"seed {seed}, round {round_}"
            if done >= stops:
                return done, longest
    raise AssertionError


@pytest.mark.parametrize("golden", ["sqlite"], indirect=True)
def test_the_server_is_stopped_while_the_history_goes_on(golden: Golden, tmp_path: Path) -> None:
    """PostgreSQL crashes and comes back: each act is done again until it is acknowledged, and counts once."""
    done, _ = server_stopped(tmp_path, golden.hash, 2, seed=8)
    assert done == 2


@pytest.mark.gate
@pytest.mark.parametrize("golden", ["sqlite"], indirect=True)
def test_the_server_is_stopped_sixty_times(golden, tmp_path, capsys):
    """Sixty crashes of PostgreSQL under the history: the golden hash, which is that of SQLite, every time."""
    done, longest = server_stopped(tmp_path, golden.hash, 60, seed=9)
    with capsys.disabled():
        print(f"\npostgresql stopped: {done} times, 0 lost, 0 torn, back after {longest:.1f} s at most")
