"""What is due is posted once; what becomes known later is put right by adding, in the period that is open."""

import random
from collections import Counter, defaultdict
from datetime import date, timedelta
from pathlib import Path

import pytest
from sqlalchemy import Engine

from sop_engine.errors import CallError
from sop_engine.ledger.balances import balances
from sop_engine.service.close import statement
from sop_engine.service.keep import adopt, review
from sop_engine.service.restated import restated
from sop_engine.service.verify import verify
from sop_engine.service.work import Basis, WorkedOut, work_out
from sop_engine.store import books
from sop_engine.store.acts import contract_id, known_by
from sop_engine.store.connect import reading
from sop_engine.units.days import as_date, day_number
from tests.store.posting import NAME, TERMS, agreed, at, begun, close_on, post_on, rows_of, send

PEOPLE = [f"P{number:02}" for number in range(40)]
FIRST = ["A,2024-04-02", "B,2024-04-03"]
HOMES = ["A,2024-04-10,2024-04-12", "B,2024-04-11,2024-04-13"]


@pytest.fixture(autouse=True)
def in_order(monkeypatch: pytest.MonkeyPatch) -> None:
    """References that mean nothing, the same in every database: what is posted can then be compared."""
    count = iter(range(1, 10**6))
    monkeypatch.setattr("sop_engine.store.people.new_uid", lambda: f"p-{next(count):016}")


@pytest.fixture
def homes(engine: Engine, tmp_path: Path) -> Engine:
    """The contract, and two people who moved in in April."""
    begun(engine, tmp_path)
    send(engine, tmp_path, "2024-04-20", starts=FIRST, tenancies=HOMES)
    return engine


def whys(engine: Engine, run: int) -> list[str]:
    """Why each entry of a run was posted."""
    return [each["why"] for each in rows_of(engine, "entry") if each["run"] == run]


def test_the_same_run_twice_posts_nothing(homes: Engine) -> None:
    """A run posts what is due; the same again posts nothing, and leaves no act."""
    first = post_on(homes, "2024-05-01")
    assert (first.payments, first.adjustments, first.amount, first.run) == (2, 0, 300_000, 1)
    before = {name: rows_of(homes, name) for name in ("act", "run", "entry", "posting")}
    again = post_on(homes, "2024-05-01")
    assert (again.payments, again.adjustments, again.run, again.head) == (0, 0, None, first.head)
    assert {name: rows_of(homes, name) for name in before} == before


def test_a_run_that_another_overtakes_is_worked_out_anew(
    homes: Engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where another run posts while this one is worked out, this one stands as at one moment, then comes after it."""
    runs: list[int | None] = []

    def overtaken(*told: object) -> WorkedOut:
        worked = work_out(*told)
        if not runs:
            runs.append(None)
            send(homes, tmp_path, "2024-05-01", visits=["A,2024-04-20,2024-05-01"])
            runs[0] = post_on(homes, "2024-05-02").run
        return worked

    monkeypatch.setattr("sop_engine.service.post.work_out", overtaken)
    done = post_on(homes, "2024-05-02")
    assert (runs, done.run, done.payments, done.adjustments) == ([1], None, 0, 0)
    entries = [(each["run"], each["kind"], each["amount"]) for each in rows_of(homes, "entry")]
    assert entries == [(1, "payment", 150_000), (1, "payment", 150_000), (1, "payment", 33_333)]


def test_a_run_that_had_something_new_to_look_at_is_kept(homes: Engine, tmp_path: Path) -> None:
    """Where evidence came and nothing follows from it, the run is kept and posts nothing."""
    post_on(homes, "2024-05-01")
    send(homes, tmp_path, "2024-05-02", starts=["C,2024-04-29"])
    again = post_on(homes, "2024-05-03")
    assert (again.run, again.payments, again.adjustments) == (2, 0, 0)


def test_every_entry_pays_the_provider_what_the_payers_pay(homes: Engine) -> None:
    """An entry takes from each payer its part and gives the provider the whole; together it is nothing."""
    post_on(homes, "2024-05-01")
    legs = [(each["entry"], each["account"], each["amount"]) for each in rows_of(homes, "posting")]
    assert legs == [
        (entry, account, amount)
        for entry in (1, 2)
        for account, amount in (("payer:council", -105_000), ("payer:fund", -45_000), ("provider", 150_000))
    ]


def test_late_evidence_is_paid_in_the_open_period_and_says_so(homes: Engine, tmp_path: Path) -> None:
    """What was reached in a closed period and is known now is a first payment of the open one."""
    close_on(homes, "2024-05-06")
    send(homes, tmp_path, "2024-05-20", visits=["A,2024-04-28,2024-05-20"])
    done = close_on(homes, "2024-06-06").run
    assert (done.period, done.payments, done.amount) == (2, 1, 33_333)
    assert whys(homes, 2) == [
        "First payment: reached on 28 April 2024, known on 20 May 2024."
        " It was reached in a period that is closed; its evidence came later."
    ]


def test_withdrawn_evidence_is_taken_back_to_nothing(homes: Engine) -> None:
    """A claim whose evidence was withdrawn is taken back, linked to the entry that it corrects."""
    close_on(homes, "2024-05-06")
    tenancy = next(each for each in rows_of(homes, "record") if each["kind"] == "tenancy")
    review(homes, NAME, at("2024-05-20"), "withdrawn", records=[tenancy["id"]])
    done = close_on(homes, "2024-06-06").run
    assert (done.adjustments, done.amount) == (1, -150_000)
    last = rows_of(homes, "entry")[-1]
    assert (last["kind"], last["corrects"], last["net_before"], last["net_after"], last["gross"]) == (
        "adjustment", 1, 150_000, 0, 0
    )  # fmt: skip
    assert last["why"] == "It is not due any more. Evidence was withdrawn: tenancy."


def test_what_was_withdrawn_and_comes_back_is_an_adjustment_upwards(homes: Engine) -> None:
    """An appeal that is won pays again what was taken back: never a second first payment."""
    close_on(homes, "2024-05-06")
    tenancy = next(each for each in rows_of(homes, "record") if each["kind"] == "tenancy")
    review(homes, NAME, at("2024-05-20"), "rejected", reason="No letter.", records=[tenancy["id"]])
    post_on(homes, "2024-06-01")
    review(homes, NAME, at("2024-06-02"), "in review", records=[tenancy["id"]])
    review(homes, NAME, at("2024-06-03"), "accepted", records=[tenancy["id"]])
    done = post_on(homes, "2024-06-04")
    assert (done.payments, done.adjustments, done.amount) == (0, 1, 150_000)
    assert "Evidence came later: tenancy." in whys(homes, done.run or 0)[0]


def test_who_takes_the_room_of_another_is_named(engine: Engine, tmp_path: Path) -> None:
    """Where late evidence takes room in a cap, the adjustment says which clause, from what to what, and who has it."""
    begun(engine, tmp_path, TERMS.replace("£20,000", "£2,000"))
    send(engine, tmp_path, "2024-04-20", starts=FIRST, tenancies=HOMES[1:])
    close_on(engine, "2024-05-06")
    send(engine, tmp_path, "2024-05-20", tenancies=["A,2024-04-10,2024-05-20"])
    done = close_on(engine, "2024-06-06").run
    assert (done.payments, done.adjustments, done.amount) == (1, 1, 50_000)
    assert whys(engine, 2)[1] == (
        "Clause 5.1 takes £1,000.00, before it was £0.00"
        " (in the same run room was taken by p-0000000000000001, moves in)."
    )


def test_as_paid_leaves_what_is_paid_its_room(engine: Engine, tmp_path: Path) -> None:
    """Where caps are allocated as paid, late evidence takes no room from what is posted: it has what is left."""
    as_paid = TERMS.replace("£20,000", "£2,000").replace("currency: GBP", "currency: GBP\ncap_allocation: as_paid")
    begun(engine, tmp_path, as_paid)
    send(engine, tmp_path, "2024-04-20", starts=FIRST, tenancies=HOMES[1:])
    close_on(engine, "2024-05-06")
    send(engine, tmp_path, "2024-05-20", tenancies=["A,2024-04-10,2024-05-20"])
    foreseen = restated(engine, NAME, 1)
    done = close_on(engine, "2024-06-06").run
    assert (done.payments, done.adjustments, done.amount) == (1, 0, 50_000)
    assert foreseen.restated - foreseen.stated == 50_000
    again = post_on(engine, "2024-07-01")
    assert (again.payments, again.adjustments) == (0, 0)
    assert verify(engine, NAME).problems == ()


def test_a_new_version_of_the_terms_is_named(homes: Engine, tmp_path: Path) -> None:
    """Where the terms are adopted anew, each adjustment says it, and which clause comes to what."""
    close_on(homes, "2024-05-06")
    adopt(homes, agreed(tmp_path / "new", TERMS.replace("£1,500", "£1,400")), at("2024-05-20"))
    done = close_on(homes, "2024-06-06").run
    assert (done.adjustments, done.amount) == (2, -20_000)
    assert whys(homes, 2)[0] == (
        "Clause 4.1 earns £1,400.00, before it was £1,500.00. The terms are version 2 now, and were version 1."
    )
    assert verify(homes, NAME).problems == ()


def test_another_division_among_the_payers_moves_legs_alone(homes: Engine, tmp_path: Path) -> None:
    """Where only what each payer pays changes, the provider has nothing more or less."""
    close_on(homes, "2024-05-06")
    other = TERMS.replace("part: 70%", "part: 60%")
    adopt(homes, agreed(tmp_path / "new", other), at("2024-05-20"))
    done = close_on(homes, "2024-06-06").run
    assert (done.adjustments, done.amount) == (2, 0)
    last = [(each["account"], each["amount"]) for each in rows_of(homes, "posting") if each["entry"] == 4]
    assert last == [("payer:council", 15_000), ("payer:fund", -15_000)]
    assert whys(homes, 2)[0].startswith(
        "Only what each payer pays of it changes: council £900.00, before £1,050.00; fund £600.00, before £450.00."
    )
    assert verify(homes, NAME).problems == ()


def test_another_engine_asks_before_it_posts_other_amounts(homes: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    """A newer engine that comes to other amounts from the same records posts them only when it is told to."""
    close_on(homes, "2024-05-06")
    monkeypatch.setattr("sop_engine.service.post.__version__", "9.9.9")
    assert post_on(homes, "2024-06-01").adjustments == 0  # the same amounts: nobody is asked
    of_old = work_out

    def dearer(engine, name, basis, agreed=None):  # type: ignore[no-untyped-def]
        from dataclasses import replace

        worked = of_old(engine, name, basis, agreed)
        dues = [
            each._replace(net=each.net - 100, parts=tuple((payer, net - 50) for payer, net in each.parts))
            for each in worked.dues
        ]
        return replace(worked, dues=dues)

    monkeypatch.setattr("sop_engine.service.post.__version__", "9.9.10")
    monkeypatch.setattr("sop_engine.service.post.work_out", dearer)
    with pytest.raises(CallError, match="would-repost"):
        post_on(homes, "2024-06-02")
    done = post_on(homes, "2024-06-02", repost=True)
    assert (done.adjustments, done.amount) == (2, -200)
    assert "It was worked out by 9.9.9 before, and is by 9.9.10 now." not in whys(homes, done.run or 0)[0]
    assert "and is by 9.9.10 now." in whys(homes, done.run or 0)[0]


# ---- periods -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("period", "day", "code"),
    [
        (0, "2024-06-01", "period-unknown"),
        (1, "2024-06-01", "period-closed"),
        (3, "2024-08-01", "period-not-next"),
        (2, "2024-05-31", "period-not-over"),
    ],
)
def test_periods_are_posted_and_closed_in_order(homes: Engine, period: int, day: str, code: str) -> None:
    """A period is closed once, after the one before and after its last day."""
    from sop_engine.service.close import close
    from sop_engine.service.post import post

    close_on(homes, "2024-05-06")
    for do in (post, close):
        with pytest.raises(CallError, match=code):
            do(homes, NAME, period, at(day))


def test_a_contract_without_periods_is_not_posted(engine: Engine, tmp_path: Path) -> None:
    """Nothing is posted where the contract does not say by which periods it is paid; what to add is said."""
    line = next(each for each in TERMS.split("\n") if each.startswith("payment_periods"))
    begun(engine, tmp_path, TERMS.replace(line, ""))
    with pytest.raises(CallError, match="no-payment-periods") as wrong:
        post_on(engine, "2024-05-01")
    assert "{every: 3 months, from: 2018-01-01, time_zone: Europe/London}" in str(wrong.value)


def test_only_a_closed_period_has_a_statement(homes: Engine) -> None:
    """A period that is open has nothing to show yet."""
    post_on(homes, "2024-05-01")
    for ask in (statement, restated):
        with pytest.raises(CallError, match="period-not-closed"):
            ask(homes, NAME, 1)


# ---- six periods, and what comes after ---------------------------------------------------------


def six_periods(engine: Engine, folder: Path) -> None:
    """Six months of evidence for forty people, each month closed; a cap that binds in the fifth."""
    begun(engine, folder)
    chance = random.Random(4)
    day = date(2024, 4, 1)
    moved, seen = defaultdict(list), defaultdict(list)
    for ref in PEOPLE[:24]:
        first = day + timedelta(chance.randrange(10, 170))
        moved[first.month].append(f"{ref},{first},{first + timedelta(2)}")
        if chance.random() < 0.6:
            then = first + timedelta(chance.randrange(0, 8))
            seen[then.month].append(f"{ref},{then},{then + timedelta(1)}")
    send(engine, folder, "2024-04-02", starts=[f"{ref},2024-04-01" for ref in PEOPLE])
    for month in range(4, 10):
        send(engine, folder, f"2024-{month + 1:02}-03", tenancies=moved[month], visits=seen[month])
        close_on(engine, f"2024-{month + 1:02}-06")


def disturb(engine: Engine, folder: Path) -> None:
    """Late, corrected and withdrawn evidence, all of it about the closed periods."""
    chance = random.Random(5)
    records = rows_of(engine, "record")
    taken = [each["id"] for each in records if each["kind"] != "start"]
    withdrawn = chance.sample(taken, 8)
    review(engine, NAME, at("2024-10-10"), "withdrawn", records=withdrawn)
    tenancies = [each for each in records if each["kind"] == "tenancy" and each["id"] not in withdrawn]
    of = {each["subject"]: each for each in tenancies}
    names = {uid: ref for ref, uid in zip(PEOPLE, sorted({each["subject"] for each in records}), strict=True)}
    corrected = [
        f"{names[uid]},{as_date(each['day']) - timedelta(chance.randrange(1, 20))},2024-10-11"
        for uid, each in sorted(of.items())[:6]
    ]
    send(engine, folder, "2024-10-11", correcting=True, tenancies=corrected)
    late = [f"{ref},{date(2024, 4, 5) + timedelta(chance.randrange(0, 150))},2024-10-12" for ref in PEOPLE[24:]]
    send(engine, folder, "2024-10-12", tenancies=late[:10], visits=late[10:])


def test_closed_periods_stay_and_adjustments_are_the_whole_difference(engine: Engine, tmp_path: Path) -> None:
    """After six closed periods, late, corrected and withdrawn evidence alters no byte of them.

    What is posted in the seventh is recomputed less stated, claim by claim; each period opens with
    what the one before closed with.
    """
    six_periods(engine, tmp_path)
    frozen = {number: statement(engine, NAME, number) for number in range(1, 7)}
    disturb(engine, tmp_path)
    foreseen = restated(engine, NAME, 6)
    done = close_on(engine, "2024-11-06").run
    assert {number: statement(engine, NAME, number) for number in range(1, 7)} == frozen
    entries = rows_of(engine, "entry")
    assert {each["kind"] for each in entries if each["period"] == 7} == {"payment", "adjustment"}
    added = Counter({each["claim"]: each["amount"] for each in entries if each["period"] == 7 and each["amount"]})
    assert added == {each.claim: each.adjusted for each in foreseen.claims} != {}
    assert done.amount == foreseen.restated - foreseen.stated == sum(added.values())
    with reading(engine) as connection:
        moved = books.moved(connection, contract_id(connection, NAME))
    for number in range(2, 8):
        before = {each.account: each.closing for each in balances(moved, number - 1)}
        opening = {each.account: each.opening for each in balances(moved, number)}
        assert opening == before
    again = restated(engine, NAME, 6)
    assert (again.restated, again.claims) == (foreseen.restated, foreseen.claims)
    assert verify(engine, NAME).problems == ()


def test_what_is_posted_is_what_is_due_and_never_more_than_the_cap(engine: Engine, tmp_path: Path) -> None:
    """After every run what is posted, claim by claim and payer by payer, is what is due; the cap holds exactly."""
    six_periods(engine, tmp_path)
    disturb(engine, tmp_path)
    close_on(engine, "2024-11-06")
    with reading(engine) as connection:
        contract = contract_id(connection, NAME)
        runs, posted = books.runs(connection, contract), books.posted(connection, contract)
        last = runs[-1]
    basis = Basis(1, last["as_at"], last["known_seq"], day_number(date(2024, 11, 6)), last["number"])
    dues = work_out(engine, NAME, basis).dues
    assert {each.claim: (each.net, each.parts) for each in posted.values() if each.net} == {
        each.claim: (each.net, each.parts) for each in dues if each.net
    }
    assert sum(each.net for each in posted.values()) == 2_000_000
    assert known_by(engine, NAME) == last["seq"]


def test_each_adjustment_says_what_it_corrects_and_where_that_was_stated(engine: Engine, tmp_path: Path) -> None:
    """On the statement each adjustment names the entry it corrects, the period in which that stands, and why."""
    import json

    six_periods(engine, tmp_path)
    disturb(engine, tmp_path)
    close_on(engine, "2024-11-06")
    entries = {each["number"]: each for each in rows_of(engine, "entry")}
    said = json.loads(statement(engine, NAME, 7)["statement.json"])
    assert said["adjustments"]
    for each in said["adjustments"]:
        of = entries[each["corrects"]["entry"]]
        assert (of["claim"], of["period"], of["net_after"]) == (
            each["claim"], each["corrects"]["period"], each["before"]
        )  # fmt: skip
        assert each["why"] != "What it depends on has changed."
    assert said["chain"] == {
        "entries": len(entries),
        "head": entries[len(entries)]["hash"],
        "head_before": max((n, e["hash"]) for n, e in entries.items() if e["period"] < 7)[1],
    }
    page = statement(engine, NAME, 7)["statement.html"].decode()
    assert said["chain"]["head"] in page
    assert said["adjustments"][0]["why"].split(" (")[0] in page


def test_the_page_is_made_from_the_text_alone(homes: Engine) -> None:
    """The page of a statement follows from its frozen text, and from nothing else."""
    from sop_engine.statements.period_page import period_pages

    close_on(homes, "2024-05-06")
    kept = statement(homes, NAME, 1)
    assert {name: said.encode() for name, said in period_pages(kept["statement.json"]).items()} == {
        name: content for name, content in kept.items() if name != "statement.json"
    }
