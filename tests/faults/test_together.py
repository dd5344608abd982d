"""Several processes adopt, import, post and close the same contract at once: each thing counts once, and caps hold."""

import multiprocessing
import time
import traceback
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from random import Random
from typing import Any

import pytest
from sqlalchemy import Engine

from sop_engine.errors import CallError
from sop_engine.service.close import close
from sop_engine.service.keep import adopt, take_in_files
from sop_engine.service.post import post
from sop_engine.store.connect import connect
from sop_engine.store.rows import ACCEPTED
from tests.faults.conftest import Golden
from tests.faults.workload import sound
from tests.store.posting import HEADINGS, KEYS, NAME, TERMS, agreed, at, rows_of

CAP = 700_000
BOUND = TERMS.replace("£20,000", "£7,000")
FORK = multiprocessing.get_context("fork")
PATIENCE = 240
"""So many seconds everybody waits for everybody."""


def _import(engine: Engine, folder: Path, **rows: str) -> None:
    folder.mkdir(exist_ok=True)
    files = []
    for name, said in rows.items():
        files.append(folder / f"{name}.csv")
        files[-1].write_text(f"{HEADINGS[name]}\n{said}\n", encoding="utf-8")
    taken = take_in_files(engine, NAME, KEYS, files, at("2024-05-02"), True, ACCEPTED)
    assert not taken.problems, taken.problems


def one(url: str, folder: Path, who: int, rounds: int, seed: int, barrier: Any, closed: Any) -> None:
    """What one of the processes does: in each round somebody of its own, somebody whom all send, and a run."""
    chance, engine = Random(seed * 1_000 + who), connect(url)
    folder.mkdir()
    terms = agreed(folder / "contract", BOUND)
    try:
        barrier.wait(PATIENCE)
        adopt(engine, terms, at("2024-03-01"))
        for number in range(rounds):
            barrier.wait(PATIENCE)
            time.sleep(chance.random() / 100)
            day = f"2024-04-{chance.randint(3, 29):02}"
            own, shared = f"W{who}R{number}", f"S{number}"
            mine = {"starts": f"{own},2024-04-02", "tenancies": f"{own},{day},2024-05-01"}
            ours = {"starts": f"{shared},2024-04-02", "visits": f"{shared},2024-04-20,2024-05-01"}
            for rows in chance.sample([mine, ours], 2):
                _import(engine, folder / "files", **rows)
            post(engine, NAME, 1, at("2024-05-03"))
            barrier.wait(PATIENCE)  # now it is looked at
        barrier.wait(PATIENCE)
        with suppress(CallError):
            close(engine, NAME, 1, at("2024-05-06"))
            with closed.get_lock():
                closed.value += 1
    except BaseException:
        traceback.print_exc()
        barrier.abort()
        raise
    finally:
        engine.dispose()


def looked_at(url: str, number: int, rounds: int) -> int:
    """Each thing is there once, and what is posted is the cap or all that is due; answers how much it is over."""
    engine = connect(url)
    records, entries = rows_of(engine, "record"), rows_of(engine, "entry")
    engine.dispose()
    kinds = Counter(each["kind"] for each in records)
    assert kinds == {"start": (number + 1) * rounds, "tenancy": number * rounds, "visit": rounds}
    assert [each["number"] for each in entries] == list(range(1, len(entries) + 1))
    net = {each["claim"]: each["net_after"] for each in entries}
    assert sum(each["amount"] for each in entries) == sum(net.values())
    assert sum(net.values()) == min(CAP, (150_000 * number + 33_333) * rounds)
    return max(0, sum(net.values()) - CAP)


@contextmanager
def together(url: str, folder: Path, number: int, rounds: int, seed: int, closed: Any) -> Iterator[Any]:
    """So many processes, which wait for each other and for us."""
    barrier = FORK.Barrier(number + 1)
    processes = [
        FORK.Process(target=one, args=(url, folder / f"{seed}_{who}", who, rounds, seed, barrier, closed))
        for who in range(number)
    ]
    for each in processes:
        each.start()
    try:
        yield barrier
        for each in processes:
            each.join(PATIENCE)
        assert [each.exitcode for each in processes] == [0] * number, f"seed {seed}"
    finally:
        barrier.abort()
        for each in processes:
            each.join(10)
            each.kill()


def history(golden: Golden, folder: Path, number: int, rounds: int, seed: int) -> int:
    """One contract from its adoption to its first statement by so many at once; answers the most over the cap."""
    url, most, closed = golden.copy(folder, 0), 0, FORK.Value("i", 0)
    with together(url, folder, number, rounds, seed, closed) as barrier:
        barrier.wait(PATIENCE)
        for done in range(1, rounds + 1):
            barrier.wait(PATIENCE)
            barrier.wait(PATIENCE)
            most = max(most, looked_at(url, number, done))
        barrier.wait(PATIENCE)
    engine = connect(url)
    assert (len(rows_of(engine, "version")), len(rows_of(engine, "period")), closed.value) == (1, 1, 1), f"seed {seed}"
    engine.dispose()
    assert sound(url), f"seed {seed}"
    golden.drop(url)
    return most


@pytest.mark.parametrize(("number", "rounds"), [(2, 3), (8, 1)])
def test_several_at_once(golden: Golden, tmp_path: Path, number: int, rounds: int) -> None:
    """What several send, post and close at once is there once, and nothing is posted beyond the cap."""
    assert history(golden, tmp_path, number, rounds, seed=11) == 0


@pytest.mark.gate
@pytest.mark.parametrize(("number", "rounds"), [(2, 5), (8, 2)])
def test_five_hundred_rounds(golden, tmp_path, capsys, number, rounds):
    """Five hundred rounds of two and of eight: caps exact, each thing once, all sound."""
    over = [history(golden, tmp_path, number, rounds, seed) for seed in range(500 // rounds)]
    where = "postgresql" if golden.server else "sqlite"
    with capsys.disabled():
        print(f"\ntogether, {where}: {number} processes, {len(over) * rounds} rounds, {max(over)}p over the cap")
    assert max(over) == 0
