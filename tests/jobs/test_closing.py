"""Periods are closed by the scheduler as people close them, once, also when several are at it."""

from datetime import timedelta
from pathlib import Path

from sqlalchemy import Engine

from sop_engine.jobs.handlers import HANDLERS, close_period
from sop_engine.jobs.work import Worker, do_what_is_due
from sop_engine.library.load import load_contract
from sop_engine.service.close import close
from sop_engine.service.due import due, schedule_of
from sop_engine.service.keep import take_in_files
from sop_engine.store import books
from sop_engine.store.acts import Doing, contract_id
from sop_engine.store.connect import reading
from sop_engine.store.due import DONE, begun
from sop_engine.store.instants import micros
from sop_engine.store.rows import ACCEPTED
from tests.cli.calling import HOMES, ended, started
from tests.jobs.test_due_once import BEGUN, CLOSING_1, CLOSING_2, LONDON, NAME, kept, states
from tests.store.keeping import KEYS


def with_evidence(engine: Engine) -> Engine:
    """The contract, and evidence that is taken in on its first day."""
    kept(engine)
    files = sorted(Path(str(HOMES)).glob("*.csv"))
    take_in_files(engine, NAME, KEYS, files, Doing("Ada", BEGUN, LONDON), whole=False, state=ACCEPTED)
    return engine


def closed_by(engine: Engine) -> list[tuple[int, str]]:
    """The periods that are closed, each with the head of the ledger."""
    with reading(engine) as connection:
        return [(each["number"], each["head"]) for each in books.periods(connection, contract_id(connection, NAME))]


def test_a_period_is_closed_when_it_is_due(engine: Engine) -> None:
    """The scheduler posts and closes the periods that are due, and says how many payments there were."""
    at = CLOSING_2 + timedelta(days=200)
    worker = Worker(with_evidence(engine), "one", lambda: at, HANDLERS)
    do_what_is_due(worker)
    assert [number for number, _ in closed_by(engine)] == [1, 2, 3, 4]
    assert {each.state for each in begun(engine, NAME)} == {DONE}
    first = begun(engine, NAME)[0]
    assert first.result.startswith("payments: ") and "statement " in first.result
    do_what_is_due(worker)
    assert len(closed_by(engine)) == 4


def test_a_period_that_people_have_closed_is_not_closed_again(engine: Engine) -> None:
    """What people have closed counts as done, and the scheduler goes on with the next period."""
    with_evidence(engine)
    close(engine, NAME, 1, Doing("Ada", CLOSING_1, LONDON))
    assert states(engine, CLOSING_1)["close 1"] == DONE
    do_what_is_due(Worker(engine, "one", lambda: CLOSING_2, HANDLERS))
    assert [each.job for each in begun(engine, NAME)] == ["close 2"]
    assert [number for number, _ in closed_by(engine)] == [1, 2]


def test_who_comes_too_late_to_close_a_period_finds_it_closed(engine: Engine) -> None:
    """Should two carry out the same closing after all, the second alters nothing and has not failed."""
    plan = schedule_of(with_evidence(engine), NAME)
    assert plan is not None
    job = next(each for each in plan.jobs if each.name == "close 1")
    close_period(engine, plan, job, CLOSING_1)
    before = closed_by(engine)
    assert close_period(engine, plan, job, CLOSING_2) == "it was closed already"
    assert closed_by(engine) == before


def test_three_schedulers_of_the_system_close_each_period_once(url: str, engine: Engine) -> None:
    """`sop scheduler --once`, three at once and then once more, closes what was missed, each period once."""
    with_evidence(engine)
    zones = ("UTC", "Pacific/Kiritimati", "Pacific/Niue")
    answers = [
        ended(each, 300) for each in [started("scheduler", "--once", SOP_DATABASE_URL=url, TZ=zone) for zone in zones]
    ]
    answers.append(ended(started("scheduler", "--once", SOP_DATABASE_URL=url), 300))
    assert [each.code for each in answers] == [0] * 4, answers
    assert [number for number, _ in closed_by(engine)] == list(range(1, 15))
    assert [(each.job, each.state, each.tries) for each in begun(engine, NAME)] == [
        (f"close {period}", DONE, 1) for period in range(1, 15)
    ]
    assert sum(each.err.count(": done: ") for each in answers) == 14


def test_a_contract_of_the_shelf_says_its_schedule(engine: Engine) -> None:
    """The schedule that stands in the database is that of the terms that were adopted."""
    kept(engine)
    plan = schedule_of(engine, NAME)
    assert plan is not None and plan.since == micros(BEGUN)
    periods = load_contract(NAME).contract.payment_periods
    assert periods is not None and plan.zone == periods.zone
    assert [each.state for each in due(engine, NAME, micros(BEGUN))] == ["to come"] * len(plan.jobs)
