"""The process that wakes itself stops when it is told to; and the commands show how things stand."""

import json
import signal
import subprocess
import sys
import time
from contextlib import nullcontext
from datetime import UTC, datetime, timedelta
from pathlib import Path
from threading import Event, Lock

import pytest
from sqlalchemy import Engine

from sop_engine.jobs.process import AT_INSTANT, EACH_MINUTE, LATE, woken
from sop_engine.jobs.work import Worker
from sop_engine.library.load import load_contract
from sop_engine.service.due import due
from sop_engine.service.keep import adopt
from sop_engine.service.schedule import CLOSE, MISSED
from sop_engine.store.acts import Doing
from sop_engine.store.due import DONE, begin, begun
from sop_engine.store.instants import micros
from tests.cli.calling import call, ended, started
from tests.jobs.test_due_once import BEGUN, CLOSING_1, CLOSING_2, LONDON, NAME, Watch, kept, states
from tests.tidy.checkout import ROOT


def waited_for(what) -> None:
    """Wait until something is so, for no more than a minute."""
    for _ in range(600):
        if what():
            return
        time.sleep(0.1)
    raise AssertionError("it did not come to be so")


def test_the_process_looks_each_minute_and_at_the_next_instant(engine: Engine) -> None:
    """The process is woken each minute, and at the next instant at which something is due, once however late."""
    watch = Watch(kept(engine))
    watch.at = CLOSING_1
    scheduler = woken(watch.worker, nullcontext())
    scheduler.start(paused=True)
    each_minute = scheduler.get_job(EACH_MINUTE)
    assert (each_minute.coalesce, each_minute.misfire_grace_time, each_minute.max_instances) == (True, LATE, 1)
    assert each_minute.trigger.interval.total_seconds() == 60
    each_minute.func()
    assert watch.carried_out == ["close 1"]
    assert scheduler.get_job(AT_INSTANT).next_run_time == datetime(2018, 4, 3, 8, tzinfo=UTC)
    watch.at = CLOSING_2
    scheduler.get_job(AT_INSTANT).func()
    assert watch.carried_out == ["close 1", "close 2"]
    assert scheduler.get_job(AT_INSTANT).next_run_time == datetime(2018, 7, 3, 8, tzinfo=UTC)
    scheduler.shutdown()


@pytest.mark.parametrize("away", [timedelta(days=-30), timedelta(days=30)])
def test_the_first_look_is_taken_at_once_whatever_the_clock_of_the_worker(engine: Engine, away: timedelta) -> None:
    """The process is woken by the clock of the machine: its first look neither waits nor counts as missed."""
    looked, looking = Event(), Lock()
    watch = Watch(kept(engine))

    def clock() -> datetime:
        looked.set()
        return datetime.now(UTC) + away

    scheduler = woken(Worker(engine, "one", clock, watch.worker.handlers), looking)
    assert not looked.is_set()
    scheduler.start()
    try:
        assert looked.wait(20)
    finally:
        scheduler.shutdown(wait=False)
        with looking:
            pass


@pytest.mark.parametrize("how", ["OperationalError", "CallError"])
def test_a_look_goes_wrong_and_the_next_one_comes(
    engine: Engine, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch, how: str
) -> None:
    """A database that does not answer ends a look, and not the process."""
    watch = Watch(kept(engine))
    watch.at = CLOSING_1
    look = woken(watch.worker, nullcontext()).get_jobs()[0].func
    with monkeypatch.context() as gone:
        gone.setattr(type(engine), "connect", _DO_NOT_ANSWER[how])
        look()
    assert f"the database does not answer: {how}" in caplog.text
    look()
    assert watch.carried_out == ["close 1"]


def test_who_only_reminds_closes_nothing(engine: Engine) -> None:
    """What a worker has no handler for is left to others, and is shown as missed."""
    watch = Watch(kept(engine))
    del watch.worker.handlers[CLOSE]
    assert watch.look(CLOSING_1) == []
    assert watch.look(datetime(2018, 4, 3, 8, tzinfo=UTC)) == ["remind 2, 7 days before"]
    assert states(engine, watch.at)["close 1"] == MISSED


def _does_not_answer(*_args, **_how):
    from sqlalchemy.exc import OperationalError

    raise OperationalError("select", {}, Exception("gone"))


def _says_so(*_args, **_how):
    from sop_engine.errors import CallError, Place, problem

    raise CallError(problem("store-unavailable", Place("--database"), detail="gone"))


_DO_NOT_ANSWER = {"OperationalError": _does_not_answer, "CallError": _says_so}


def test_a_beat_keeps_a_job(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    """While a job is carried out, its owner beats, so that nobody takes it over, however long it takes."""
    monkeypatch.setattr("sop_engine.jobs.work.BEAT", 20_000)
    watch, seen = Watch(kept(engine)), []

    def long(*_args):
        first = begun(engine, NAME)[0].heartbeat
        watch.at = CLOSING_2
        waited_for(lambda: begun(engine, NAME)[0].heartbeat == micros(CLOSING_2) > first)
        seen.append(begin(engine, NAME, "close 1", micros(CLOSING_1), "another", micros(CLOSING_2)))
        return "carried out"

    watch.worker.handlers[CLOSE] = long
    watch.look(CLOSING_1)
    assert seen[0] is None
    assert (begun(engine, NAME)[0].state, begun(engine, NAME)[0].owner) == (DONE, "one")


STOPPED_AT_WORK = """
import os, signal, sys
from datetime import datetime
from sop_engine.jobs.process import serve
from sop_engine.jobs.work import Worker
from sop_engine.service.schedule import CLOSE, REMIND
from sop_engine.store.connect import connect

engine, at = connect(sys.argv[1]), datetime.fromisoformat(sys.argv[2])

def close(*_):
    os.kill(os.getpid(), signal.SIGTERM)
    worker.stopping.wait(60)
    return "carried out"

worker = Worker(engine, "one", lambda: at, {CLOSE: close, REMIND: close})
serve(worker)
"""


def test_who_is_told_to_stop_at_work_finishes_it(url: str, engine: Engine) -> None:
    """SIGTERM in the middle of a job: the job is finished, nothing more is begun, and the process ends."""
    kept(engine)
    words = [sys.executable, "-c", STOPPED_AT_WORK, url, CLOSING_2.isoformat()]
    assert subprocess.run(words, cwd=ROOT, timeout=120, capture_output=True).returncode == 0
    assert [(each.job, each.state, each.result) for each in begun(engine, NAME)] == [("close 1", DONE, "carried out")]


def test_the_scheduler_stops_when_told_to(url: str, engine: Engine) -> None:
    """SIGTERM ends the process, and its exit code says that all is well."""
    kept(engine)
    process = started("scheduler", SOP_DATABASE_URL=url)
    assert process.stderr is not None
    assert b"looks for what is due" in process.stderr.readline()
    process.send_signal(signal.SIGTERM)
    answer = ended(process)
    assert answer.code == 0
    assert "stops, once it has finished what it began" in answer.err


def test_what_is_due_is_shown(url: str, engine: Engine) -> None:
    """`sop due` shows what was done, what failed, what was missed and what comes next, and asks to be looked at."""
    watch = Watch(kept(engine))
    watch.look(datetime(2018, 1, 3, 9, tzinfo=UTC))
    watch.wrong = ValueError("words")
    watch.look(CLOSING_1)
    answer = call("due", NAME, "--database", url)
    assert answer.code == 1
    lines = answer.out.splitlines()
    assert lines[0] == f"{NAME}, by the clocks of Europe/London"
    assert lines[1:5] == [
        "  2018-01-03 09:00 GMT  remind 1, 7 days before: done: carried out",
        "  2018-01-10 09:00 GMT  remind 1, on the day: lapsed",
        "  2018-01-11 03:00 GMT  close 1: failed: ValueError",
        "  2018-04-03 09:00 BST  remind 2, 7 days before: lapsed",
    ]
    assert "  2018-04-11 03:00 BST  close 2: missed" in lines
    assert lines[-1] == "Nothing is due any more."
    jobs = json.loads(call("due", NAME, "--database", url, "--json").out)["jobs"]
    assert (len(jobs), jobs[5]["job"], jobs[5]["due"]) == (42, "close 2", "2018-04-11T02:00:00+00:00")
    again = call("due", NAME, "--database", url, "--try-again")
    assert again.out.startswith("1 that had failed is tried anew.")
    assert "close 1: missed" in again.out


def test_a_contract_without_payment_periods_has_nothing_due(tmp_path: Path, engine: Engine, url: str) -> None:
    """Of a contract without payment periods it is said that nothing is due by itself, and what to add."""
    text = (load_contract(NAME).folder / "contract.yaml").read_text(encoding="utf-8")
    lines = [each for each in text.splitlines() if not each.startswith("payment_periods:")]
    (tmp_path / "contract.yaml").write_text("\n".join(lines), encoding="utf-8")
    adopt(engine, load_contract(tmp_path), Doing("Ada", BEGUN, LONDON))
    assert due(engine, NAME, 0) == ()
    assert Watch(engine).look(CLOSING_1) == []
    answer = call("due", NAME, "--database", url)
    assert answer.code == 2
    assert "no-payment-periods" in answer.err


def test_of_a_contract_that_is_not_here_it_is_said(engine: Engine, url: str) -> None:
    """A name that is not kept here is a wrong call."""
    answer = call("due", "homes", "--database", url)
    assert answer.code == 2
    assert "store-no-contract" in answer.err
