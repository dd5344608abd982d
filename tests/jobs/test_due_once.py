"""What is due is done once: by several processes at once, over restarts, in every hour, whatever the machine's zone."""

import os
import subprocess
import sys
from datetime import UTC, datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import Engine

from sop_engine.errors import CallError, Place, problem
from sop_engine.jobs.work import Worker, do_what_is_due
from sop_engine.library.load import load_contract
from sop_engine.service import schedule as scheduling
from sop_engine.service.due import due, schedule_of
from sop_engine.service.keep import adopt
from sop_engine.service.schedule import BEING_DONE, BY_HAND, CLOSE, GIVEN_UP, LAPSED, MISSED, REMIND, TO_COME
from sop_engine.store.acts import Doing
from sop_engine.store.connect import connect
from sop_engine.store.due import DONE, FAILED, MOST_TRIES, SILENT, WAITS, beat, begin, begun, finish, forgive
from sop_engine.store.instants import instant_of, micros
from sop_engine.store.migrate import newest, ready, upgrade
from tests.store.server import Server
from tests.tidy.checkout import ROOT

NAME = "rough-sleeping"
LONDON = ZoneInfo("Europe/London")
BEGUN = datetime(2017, 10, 1, 12, tzinfo=UTC)
CLOSING_1 = datetime(2018, 1, 11, 3, tzinfo=UTC)
"""Its first quarter ends on 31 December 2017, and its evidence is due by 10 January."""
CLOSING_2 = datetime(2018, 4, 11, 2, tzinfo=UTC)
"""Three in the morning, by the clocks of London in summer."""
MICROSECOND, SECOND, MINUTE = timedelta(microseconds=1), timedelta(seconds=1), timedelta(minutes=1)


def kept(engine: Engine, since: datetime = BEGUN) -> Engine:
    """A database with a contract of quarters, adopted at an instant."""
    adopt(engine, load_contract(NAME), Doing("Ada", since, LONDON))
    return engine


class Watch:
    """A worker whose clock is set by hand, and which writes down what it carried out."""

    def __init__(self, engine: Engine, owner: str = "one"):
        self.at, self.carried_out, self.wrong = BEGUN, [], None
        handlers = {CLOSE: self._carry_out, REMIND: self._carry_out}
        self.worker = Worker(engine, owner, lambda: self.at, handlers)

    def _carry_out(self, engine, plan, job, now):
        self.carried_out.append(job.name)
        if self.wrong:
            raise self.wrong
        return "carried out"

    def look(self, at: datetime) -> list[str]:
        """What it does when it looks at an instant."""
        self.at, before = at, len(self.carried_out)
        do_what_is_due(self.worker)
        return self.carried_out[before:]


def states(engine: Engine, at: datetime) -> dict[str, str]:
    """How each job stands at an instant."""
    return {each.job.name: each.state for each in due(engine, NAME, micros(at))}


def test_each_job_is_done_at_its_instant_and_once(engine: Engine) -> None:
    """Nothing is begun a moment early; at its instant a job is done; from then on never again."""
    watch = Watch(kept(engine))
    assert watch.look(datetime(2018, 1, 3, 9, tzinfo=UTC) - MICROSECOND) == []
    assert watch.look(datetime(2018, 1, 3, 9, tzinfo=UTC)) == ["remind 1, 7 days before"]
    assert watch.look(datetime(2018, 1, 10, 9, tzinfo=UTC)) == ["remind 1, on the day"]
    assert watch.look(CLOSING_1 - MICROSECOND) == []
    assert watch.look(CLOSING_1) == ["close 1"]
    assert watch.look(CLOSING_1 + MINUTE) == watch.look(CLOSING_1) == []
    assert Watch(engine, "another").look(CLOSING_1 + 60 * MINUTE) == []


def test_what_was_missed_is_found_and_done_the_oldest_first(engine: Engine) -> None:
    """A scheduler that was away closes the periods it has missed, in their order; reminders of what is past lapse."""
    watch = Watch(kept(engine))
    late = CLOSING_2 + timedelta(days=100)  # the third quarter was to be closed on 11 July
    assert states(engine, late)["close 1"] == states(engine, late)["close 2"] == MISSED
    assert states(engine, late)["remind 2, on the day"] == LAPSED
    assert states(engine, late)["close 4"] == TO_COME
    assert watch.look(late) == ["close 1", "close 2", "close 3"]
    assert states(engine, late)["close 3"] == DONE


def test_what_was_due_before_the_contract_was_kept_here_is_left_to_people(engine: Engine) -> None:
    """A contract that is adopted late has no period closed by itself before its evidence can have been taken in."""
    watch = Watch(kept(engine, CLOSING_1 + MINUTE))
    assert watch.look(CLOSING_2) == []
    assert states(engine, CLOSING_2)["close 1"] == BY_HAND
    assert states(engine, CLOSING_2)["close 2"] == "due"  # once people have closed the first


def test_the_next_instant_is_answered(engine: Engine) -> None:
    """After a look, the worker knows when something is due next."""
    watch = Watch(kept(engine))
    watch.at = CLOSING_1
    assert instant_of(do_what_is_due(watch.worker)) == datetime(2018, 4, 3, 8, tzinfo=UTC)
    assert do_what_is_due(Watch(engine).worker) is not None
    watch.at = datetime(2030, 1, 1, tzinfo=UTC)
    assert do_what_is_due(watch.worker) is None


def test_a_clock_that_is_put_back_does_nothing_twice(engine: Engine) -> None:
    """What was done is done, though the clock is put back by an hour, a day or a year."""
    watch = Watch(kept(engine))
    watch.look(CLOSING_1)
    for back in (timedelta(hours=1), timedelta(days=1), timedelta(days=365), timedelta(0)):
        assert watch.look(CLOSING_1 - back) == []


@pytest.mark.parametrize("hour", [time(1), time(1, 30), time(2)], ids=str)
@pytest.mark.parametrize("evidence_by", ["2018-03-24", "2018-10-27"])
def test_each_job_is_done_once_in_the_hours_of_spring_and_autumn(
    engine: Engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, hour: time, evidence_by: str
) -> None:
    """In the night in which an hour is missing or comes twice, looking every ten minutes, a period is closed once."""
    monkeypatch.setattr(scheduling, "CLOSE_HOUR", hour)
    text = (load_contract(NAME).folder / "contract.yaml").read_text(encoding="utf-8")
    days = (datetime.fromisoformat(evidence_by) - datetime(2017, 12, 31)).days
    (tmp_path / "contract.yaml").write_text(text.replace("evidence_by: 10 days", f"evidence_by: {days} days"))
    adopt(engine, load_contract(tmp_path), Doing("Ada", BEGUN, LONDON))
    schedule_of.__globals__["_schedule"].cache_clear()
    watch = Watch(engine)
    begin = datetime.fromisoformat(f"{evidence_by}T23:00+00:00")
    looks = [begin + i * 10 * MINUTE for i in range(24)]
    seen = [(at, name) for at in looks for name in watch.look(at) if name == "close 1"]
    assert [name for _, name in seen] == ["close 1"]
    shown = seen[0][0].astimezone(LONDON)
    missing = evidence_by.startswith("2018-03") and hour in (time(1), time(1, 30))
    assert (shown.time(), shown.fold) == (time(2) if missing else hour, 0)


def test_a_job_that_fails_is_tried_again_and_then_shown(engine: Engine) -> None:
    """After a failure a job is tried again after a while, so many times; then it is shown, until people let it be."""
    watch = Watch(kept(engine))
    watch.wrong = CallError(problem("store-newer", Place("the disk"), found="9999"))
    at = CLOSING_1
    assert watch.look(at) == ["close 1"]
    for wait in WAITS:
        assert states(engine, at)["close 1"] == FAILED
        waited = timedelta(microseconds=wait)
        assert watch.look(at + waited - MICROSECOND) == []
        at += waited
        assert watch.look(at) == ["close 1"]
    assert states(engine, at)["close 1"] == GIVEN_UP
    assert watch.look(at + timedelta(days=1)) == []
    shown = next(each for each in due(engine, NAME, micros(at)) if each.job.name == "close 1")
    assert shown.words.startswith(f"given up after {MOST_TRIES} times: the disk: store-newer")
    watch.wrong = None
    assert forgive(engine, NAME) == 1
    assert watch.look(at + timedelta(days=1)) == ["close 1"]


def test_of_a_mistake_no_value_is_kept(engine: Engine) -> None:
    """Of an error that nobody foresaw only its kind is kept: its words may hold what is personal."""
    watch = Watch(kept(engine))
    watch.wrong = ValueError("Jane Doe, born 1990-01-01")
    watch.look(CLOSING_1)
    assert {each.result for each in begun(engine, NAME)} == {"ValueError"}


def test_no_period_is_closed_before_the_one_before_it(engine: Engine) -> None:
    """Where a period cannot be closed, the later ones wait for it."""
    watch = Watch(kept(engine))
    watch.wrong = ValueError()
    assert watch.look(CLOSING_2) == ["close 1"]
    other = Watch(engine, "another")
    assert other.look(CLOSING_2) == []
    assert other.look(CLOSING_2 + MINUTE) == ["close 1", "close 2"]


def test_a_period_that_another_is_closing_is_left_to_it(engine: Engine) -> None:
    """While somebody who is alive is closing a period, nobody else closes it, or a later one."""
    now = micros(CLOSING_2)
    mine = begin(kept(engine), NAME, "close 1", micros(CLOSING_1), "another", now)
    assert mine is not None
    assert states(engine, CLOSING_2)["close 1"] == BEING_DONE
    assert Watch(engine).look(CLOSING_2) == []
    assert finish(engine, NAME, mine, DONE, "", now)
    assert Watch(engine).look(CLOSING_2) == ["close 2"]


def test_who_stops_begins_nothing_more(engine: Engine) -> None:
    """Who is told to stop finishes what was begun, and begins nothing more."""
    watch = Watch(kept(engine))
    carry_out = watch.worker.handlers[CLOSE]
    watch.worker.handlers[CLOSE] = lambda *each: watch.worker.stopping.set() or carry_out(*each)
    assert watch.look(CLOSING_2) == ["close 1"]
    assert states(engine, CLOSING_2)["close 1"] == DONE


def test_a_job_is_had_by_one(engine: Engine) -> None:
    """Of two who begin the same, the first has it; of what is over, nobody has it."""
    kept(engine)
    mine = begin(engine, NAME, "close 1", 1, "a", 100)
    assert mine is not None
    assert begin(engine, NAME, "close 1", 1, "b", 100) is None
    assert begin(engine, NAME, "close 1", 2, "b", 100) is not None
    assert finish(engine, NAME, mine, DONE, "well", 200)
    assert begin(engine, NAME, "close 1", 1, "b", 10**15) is None


def test_a_job_without_a_beat_is_taken_over_once(engine: Engine) -> None:
    """Who no longer beats loses the job to the first who takes it, and cannot finish it any more."""
    kept(engine)
    mine = begin(engine, NAME, "close 1", 1, "a", 0)
    assert mine is not None
    assert beat(engine, NAME, mine, 100)
    assert begin(engine, NAME, "close 1", 1, "b", 100 + SILENT) is None
    theirs = begin(engine, NAME, "close 1", 1, "b", 101 + SILENT)
    assert theirs is not None and theirs.tries == 2
    assert begin(engine, NAME, "close 1", 1, "c", 101 + SILENT) is None
    assert not beat(engine, NAME, mine, 200)
    assert not finish(engine, NAME, mine, DONE, "mine", 200)
    assert finish(engine, NAME, theirs, DONE, "theirs", 300)
    assert [(each.owner, each.result) for each in begun(engine, NAME)] == [("b", "theirs")]


def test_what_is_left_lying_too_often_has_failed(engine: Engine) -> None:
    """A job that brings down whoever begins it is not begun for ever."""
    kept(engine)
    now = 0
    for tries in range(1, MOST_TRIES + 1):
        mine = begin(engine, NAME, "close 1", 1, f"owner {tries}", now)
        assert mine is not None and mine.tries == tries
        now += SILENT + 1
    assert begin(engine, NAME, "close 1", 1, "last", now) is None
    (left,) = begun(engine, NAME)
    assert (left.state, left.result) == (FAILED, "it was begun 4 times, and nobody who began it finished")


class Racers:
    """Processes that look at the same instants at the same time, each in another time zone."""

    def __init__(self, url: str, log: Path, dies: str = "", number: int = 3):
        words = [sys.executable, "-m", "tests.jobs.racing", url, str(log), dies]
        pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "stderr": subprocess.DEVNULL}
        zones = ("UTC", "Pacific/Kiritimati", "Pacific/Niue")[:number]
        self.them = [
            subprocess.Popen(words, cwd=ROOT, env={**os.environ, "TZ": zone}, text=True, **pipes) for zone in zones
        ]
        assert [each.stdout.readline() for each in self.them] == ["ready\n"] * number

    def look(self, at: datetime) -> list[str]:
        """All look at an instant; answers what each says, which is nothing where it is gone."""
        for each in self.them:
            each.stdin.write(f"{at.isoformat()}\n")
            each.stdin.flush()
        return [each.stdout.readline() for each in self.them]

    def end(self) -> list[int]:
        """Their exit codes."""
        for each in self.them:
            each.communicate(timeout=60)
        return [each.returncode for each in self.them]


def test_three_processes_at_once_do_each_job_once(url: str, engine: Engine, tmp_path: Path) -> None:
    """Three processes go over a year together, to each instant at once: each job is done exactly once."""
    plan = schedule_of(kept(engine), NAME)
    assert plan is not None
    jobs, log = plan.due(micros(CLOSING_1 + timedelta(days=365))), tmp_path / "log"
    racers = Racers(url, log)
    for job in jobs:
        for off in (-SECOND, timedelta(0), SECOND, timedelta(hours=1)):
            assert racers.look(instant_of(job.due) + off) == ["looked\n"] * 3
    assert racers.end() == [0, 0, 0]
    assert log.read_text().splitlines() == [job.name for job in jobs]
    assert {(each.state, each.tries) for each in begun(engine, NAME)} == {(DONE, 1)}


def test_what_three_processes_have_missed_they_do_once(url: str, engine: Engine, tmp_path: Path) -> None:
    """Three processes that start together after three years do what was missed, each job once and in its order."""
    kept(engine)
    log, racers = tmp_path / "log", Racers(url, tmp_path / "log")
    late, looks = datetime(2022, 1, 1, tzinfo=UTC), 0
    while set(states(engine, late).values()) != {DONE, LAPSED}:  # a look ends where another is at work
        racers.look(late)
        looks += 1
        assert looks < 50
    assert racers.end() == [0, 0, 0]
    assert log.read_text().splitlines() == [f"close {period}" for period in range(1, 15)]


def test_what_a_process_leaves_lying_is_done_by_another(url: str, engine: Engine, tmp_path: Path) -> None:
    """A process is gone in the middle of a job; others take it over once it is silent, not before, and once."""
    kept(engine)
    log = tmp_path / "log"
    lost = Racers(url, log, "close 1", 1)
    assert lost.look(CLOSING_1) == [""]
    assert lost.end() == [9]
    silent = CLOSING_1 + timedelta(microseconds=SILENT)
    racers = Racers(url, log)
    for at in (CLOSING_1, CLOSING_1 + MINUTE, silent):
        racers.look(at)
        assert log.read_text().splitlines() == ["close 1"]
    for at in (silent + MICROSECOND, silent + SECOND, silent + MINUTE):
        racers.look(at)
        assert log.read_text().splitlines() == ["close 1", "close 1"]
    assert racers.end() == [0, 0, 0]
    assert [(each.job, each.tries, each.state) for each in begun(engine, NAME)] == [("close 1", 2, DONE)]


UPGRADE = "import sys; from sop_engine.store.connect import connect; from sop_engine.store.migrate import upgrade; "
UPGRADE += "print('ready', flush=True); sys.stdin.readline(); upgrade(connect(sys.argv[1]))"


@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
def test_two_processes_make_the_tables_at_once(kind: str, tmp_path: Path, request: pytest.FixtureRequest) -> None:
    """Two processes that make the tables of an empty database at once both succeed, and the tables are there."""
    if kind == "sqlite":
        url = f"sqlite:///{tmp_path / 'new.db'}"
    else:
        server: Server = request.getfixturevalue("server")
        url = server.create(f"new_{os.getpid()}")
    started = [
        subprocess.Popen(
            [sys.executable, "-c", UPGRADE, url], cwd=ROOT, text=True, stdin=subprocess.PIPE, stdout=subprocess.PIPE
        )
        for _ in range(3)
    ]
    for each in started:
        assert each.stdout is not None and each.stdout.readline() == "ready\n"
    for each in started:
        each.communicate("go\n", timeout=60)
    assert [each.returncode for each in started] == [0, 0, 0]
    engine = connect(url)
    ready(engine)
    assert upgrade(engine) == (newest(), newest())
    engine.dispose()
