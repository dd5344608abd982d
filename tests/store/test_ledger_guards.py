"""The database itself holds the ledger together, also when two runs start together and whoever asks."""

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection, Engine, insert
from sqlalchemy.exc import DBAPIError, IntegrityError

from sop_engine.ledger.chain import entry_hash
from sop_engine.service.verify import verify
from sop_engine.store.acts import acting
from sop_engine.store.connect import writing
from sop_engine.store.rows import table
from tests.store.posting import NAME, TERMS, at, begun, close_on, post_on, rows_of, send
from tests.tidy.checkout import ROOT

POST = """
import sys
from tests.store.posting import post_on
from sop_engine.store.connect import connect
engine = connect(sys.argv[1])
print("ready", flush=True)
sys.stdin.readline()
done = post_on(engine, "2024-05-02")
print(done.run, done.payments, done.amount, done.head)
"""


@pytest.fixture
def posted(engine: Engine, tmp_path: Path) -> Engine:
    """A month that is closed, and one in which something was posted."""
    begun(engine, tmp_path)
    send(engine, tmp_path, "2024-04-20", starts=["A,2024-04-02", "B,2024-04-03"], tenancies=["A,2024-04-10,2024-04-12"])
    close_on(engine, "2024-05-06")
    send(engine, tmp_path, "2024-05-20", tenancies=["B,2024-05-10,2024-05-12"])
    post_on(engine, "2024-06-02")
    return engine


def next_entry(engine: Engine, **other: Any) -> dict[str, Any]:
    """An entry that could come next: ten pounds less on the last claim, but for what is said otherwise."""
    last = rows_of(engine, "entry")[-1]
    entry = {
        **last,
        "number": last["number"] + 1,
        "prev_number": last["number"],
        "kind": "adjustment",
        "claim_n": last["claim_n"] + 1,
        "prev_n": last["claim_n"],
        "corrects": last["number"],
        "net_before": last["net_after"],
        "amount": -1_000,
        "net_after": last["net_after"] - 1_000,
        "before": last["hash"],
    } | other
    return {**entry, "hash": entry_hash(entry, [])}


def legs_of(entry: dict[str, Any], **other: int) -> list[dict[str, Any]]:
    """The legs of an entry, but for what is said otherwise."""
    amounts = {"payer:council": -entry["amount"], "provider": entry["amount"]} | other
    return [
        {"contract": entry["contract"], "entry": entry["number"], "leg": leg, "account": account, "amount": amount}
        for leg, (account, amount) in enumerate(amounts.items(), 1)
        if amount
    ]


def add(connection: Connection, entry: dict[str, Any], legs: list[dict[str, Any]]) -> None:
    """Add an entry as the engine would."""
    if legs:
        connection.execute(insert(table("posting")), legs)
    connection.execute(insert(table("entry")), entry)


def test_an_entry_that_fits_is_taken(posted: Engine) -> None:
    """What is refused below is refused for its own reason: but for that it would be taken."""
    entry = next_entry(posted)
    with writing(posted, f"contract {NAME}") as connection:
        add(connection, entry, legs_of(entry))
    assert len(rows_of(posted, "entry")) == 3


@pytest.mark.parametrize("left_out", ["corrects", "prev_n", "prev_number"])
def test_an_entry_says_what_it_follows(posted: Engine, left_out: str) -> None:
    """An adjustment names the entry that it corrects, and its place after it in the claim and in the ledger."""
    entry = next_entry(posted, **{left_out: None})
    with pytest.raises(IntegrityError), writing(posted, f"contract {NAME}") as connection:
        add(connection, entry, legs_of(entry))
    assert len(rows_of(posted, "entry")) == 2


def test_an_act_says_which_it_follows(posted: Engine) -> None:
    """No act but the first stands without the one before."""
    last = rows_of(posted, "act")[-1]
    with pytest.raises(IntegrityError), writing(posted, f"contract {NAME}") as connection:
        connection.execute(insert(table("act")), {**last, "seq": last["seq"] + 1, "prev_seq": None})


Spoilt = Callable[[Engine], tuple[dict[str, Any], list[dict[str, Any]]]]


def second_for_the_claim(engine: Engine) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    """A first entry for a claim that has one."""
    last = rows_of(engine, "entry")[-1]
    again = {"kind": "payment", "claim_n": 1, "prev_n": None, "corrects": None, "net_before": 0}
    entry = next_entry(engine, **again, amount=last["amount"], net_after=last["net_after"])
    return entry, legs_of(entry)


def beyond_gross(engine: Engine) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    """More on a claim than it earns."""
    last = rows_of(engine, "entry")[-1]
    entry = next_entry(engine, amount=1, net_after=last["net_after"] + 1)
    return entry, legs_of(entry)


def unbalanced(engine: Engine) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    """Legs that do not add up to nothing."""
    entry = next_entry(engine)
    return entry, legs_of(entry, **{"payer:council": 999})


def without_legs(engine: Engine) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    """An entry without legs."""
    return next_entry(engine), []


def to_another(engine: Engine) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    """Legs that add up, and give the provider nothing."""
    entry = next_entry(engine)
    return entry, legs_of(entry, **{"payer:fund": -1_000, "provider": 0})


def from_another_net(engine: Engine) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    """An entry that begins from what is not posted."""
    entry = next_entry(engine, net_before=149_000, net_after=148_000)
    return entry, legs_of(entry)


def out_of_the_chain(engine: Engine) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    """An entry that follows another hash."""
    entry = next_entry(engine, before="0" * 64)
    return entry, legs_of(entry)


def in_a_closed_period(engine: Engine) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    """An entry in a period that is closed."""
    entry = next_entry(engine, period=1)
    return entry, legs_of(entry)


def of_no_run(engine: Engine) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    """An entry of a run that is not there."""
    entry = next_entry(engine, run=99)
    return entry, legs_of(entry)


@pytest.mark.parametrize(
    "spoilt",
    [
        second_for_the_claim,
        beyond_gross,
        unbalanced,
        without_legs,
        to_another,
        from_another_net,
        out_of_the_chain,
        in_a_closed_period,
        of_no_run,
    ],
)
def test_what_does_not_fit_is_refused_by_the_database(posted: Engine, spoilt: Spoilt) -> None:
    """An entry that breaks a rule of the ledger is refused, whoever sends it, and nothing of it stays."""
    entry, legs = spoilt(posted)
    before = rows_of(posted, "posting")
    with pytest.raises(DBAPIError), writing(posted, f"contract {NAME}") as connection:
        add(connection, entry, legs)
    assert rows_of(posted, "posting") == before
    assert verify(posted, NAME).problems == ()


def test_a_leg_after_its_entry_is_refused(posted: Engine) -> None:
    """An entry closes its legs: none comes after it."""
    leg = {**rows_of(posted, "posting")[-1], "leg": 9, "account": "payer:other"}
    with pytest.raises(DBAPIError, match="before it"), writing(posted, f"contract {NAME}") as connection:
        connection.execute(insert(table("posting")), leg)


def test_a_leg_without_an_entry_is_refused(posted: Engine) -> None:
    """Legs alone are not kept."""
    legs = legs_of(next_entry(posted))
    with pytest.raises(IntegrityError), writing(posted, f"contract {NAME}") as connection:
        connection.execute(insert(table("posting")), legs)


def test_a_run_for_a_closed_period_is_refused(posted: Engine) -> None:
    """Nothing is run for a period that is closed."""
    last = rows_of(posted, "run")[-1]
    again = {**last, "number": last["number"] + 1, "period": 1}
    with pytest.raises(DBAPIError, match="closed"), writing(posted, f"contract {NAME}") as connection:
        connection.execute(insert(table("run")), again)


@pytest.mark.parametrize(("number", "refused"), [(3, True), (9, True), (2, False)])
def test_a_period_is_closed_after_the_one_before(posted: Engine, number: int, refused: bool) -> None:
    """Whoever asks, only the period after the last that is closed can be closed; with an act that tells it."""
    last = rows_of(posted, "period")[-1]
    row = {"number": number, "first": last["last"] + 1, "last": last["last"] + 31, "run": 2, "head": last["head"]}

    def close_it() -> None:
        with acting(posted, NAME, at("2024-08-01"), "close", {}) as act:
            act.tell("period", [row])

    if refused:
        with pytest.raises(DBAPIError, match="after the one before it"):
            close_it()
    else:
        close_it()
    assert len(rows_of(posted, "period")) == (1 if refused else 2)


def test_two_periods_in_one_order_stand_in_their_order(posted: Engine) -> None:
    """A period that comes before the one before it is refused, also where both are sent together."""
    last = rows_of(posted, "period")[-1]
    rows = [{**last, "number": number, "seq": last["seq"]} for number in (3, 2)]
    with pytest.raises(DBAPIError, match="after the one before it"), writing(posted, f"contract {NAME}") as connection:
        connection.execute(insert(table("period")).values(rows))
    assert len(rows_of(posted, "period")) == 1


@pytest.mark.parametrize("round_", range(2))
def test_two_processes_that_post_at_once_have_one_effect(url: str, engine: Engine, tmp_path: Path, round_: int) -> None:
    """Four processes post the same at the same moment: it is posted once, and the cap holds to the penny."""
    begun(engine, tmp_path, TERMS.replace("£20,000", "£10,000"))
    refs = [f"P{number:02}" for number in range(10)]
    send(
        engine,
        tmp_path,
        "2024-04-20",
        starts=[f"{ref},2024-04-02" for ref in refs],
        tenancies=[f"{ref},2024-04-1{ref[-1]},2024-04-20" for ref in refs],
    )
    started = [
        subprocess.Popen(
            [sys.executable, "-c", POST, url],
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )  # fmt: skip
        for _ in range(4)
    ]
    for each in started:
        assert each.stdout is not None and each.stdout.readline() == "ready\n"
    answers = []
    for each in started:
        assert each.stdin is not None
        each.stdin.write("\n")
        each.stdin.flush()
    for each in started:
        out, err = each.communicate(timeout=120)
        assert each.returncode == 0, err
        answers.append(out.split())
    heads = {answer[-1] for answer in answers}
    assert len(heads) == 1
    assert sorted(answer[:-1] for answer in answers) == [["1", "7", "1000000"], *[["None", "0", "0"]] * 3]
    entries = rows_of(engine, "entry")
    assert (len(entries), sum(each["amount"] for each in entries)) == (7, 1_000_000)
    assert len(rows_of(engine, "run")) == 1
    assert verify(engine, NAME).problems == ()
