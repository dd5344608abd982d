"""Six closed periods, then hundreds of late, corrected and withdrawn items: nothing that was stated changes."""

from collections import Counter
from datetime import date, timedelta
from pathlib import Path
from random import Random

import pytest
from sqlalchemy import Engine

from sop_engine.ledger.balances import balances
from sop_engine.service.close import statement
from sop_engine.service.keep import review
from sop_engine.service.restated import restated
from sop_engine.service.verify import verify
from sop_engine.store import books
from sop_engine.store.acts import contract_id
from sop_engine.store.connect import connect, reading
from sop_engine.units.days import as_date
from tests.faults.conftest import Golden
from tests.faults.workload import counted
from tests.store.posting import NAME, TERMS, at, begun, close_on, rows_of, send

BOUND = TERMS.replace("£20,000", "£150,000")
CLOSING = ("2024-11-06", "2024-12-06", "2025-01-06", "2025-02-06", "2025-03-06")
"""The days on which the periods after the sixth are closed."""


def six_periods(engine: Engine, folder: Path, people: int, chance: Random) -> None:
    """Six months of evidence on some people, each month closed; a cap that binds."""
    begun(engine, folder, BOUND)
    send(engine, folder, "2024-04-02", starts=[f"P{number:03},2024-04-01" for number in range(1, people + 1)])
    for month in range(4, 10):
        first = date(2024, month, 1)
        some = [number for number in range(1, people + 1) if number % 7 == month - 4]
        days = {number: first + timedelta(chance.randrange(28)) for number in some}
        moved = [f"P{number:03},{day},{day + timedelta(1)}" for number, day in days.items()]
        seen = [f"P{number:03},{day + timedelta(1)},{day + timedelta(2)}" for number, day in days.items() if number % 3]
        send(engine, folder, f"2024-{month + 1:02}-03", tenancies=moved, visits=seen)
        close_on(engine, f"2024-{month + 1:02}-06")


def disturb(engine: Engine, folder: Path, day: str, items: int, chance: Random) -> int:
    """A third of some items withdrawn, a third corrected, a third late; all about the first six periods."""
    records, third = rows_of(engine, "record"), items // 3
    gone = {each["record"] for each in rows_of(engine, "review") if each["state"] == "withdrawn"}
    gone |= {each["supersedes"] for each in records}
    live = [each for each in records if each["kind"] != "start" and each["id"] not in gone]
    withdrawn = {each["id"] for each in chance.sample(live, third)}
    review(engine, NAME, at(day), "withdrawn", records=sorted(withdrawn))
    homes = [each for each in live if each["kind"] == "tenancy" and each["id"] not in withdrawn]
    corrected = []
    for each in chance.sample(homes, min(third, len(homes))):
        then = max(date(2024, 4, 1), as_date(each["day"]) - timedelta(chance.randrange(1, 40)))
        corrected.append(f"P{int(each['subject'][2:]) % 10_000:03},{then},{day}")
    send(engine, folder, day, correcting=True, tenancies=corrected)
    late = set()
    while len(late) < items - len(withdrawn) - len(corrected):
        number, then = chance.randint(1, 210), date(2024, 4, 3) + timedelta(chance.randrange(170))
        late.add(f"P{number:03},{then},{day}")
    send(engine, folder, day, visits=sorted(late))
    return len(withdrawn) + len(corrected) + len(late)


@pytest.mark.gate
@pytest.mark.parametrize("seed", [12])
def test_five_hundred_items_after_six_periods(golden: Golden, tmp_path, capsys, seed):
    """Closed bytes stay; what is added is recomputed less stated, claim by claim; openings are former closings."""
    chance, url, items, adjusted = Random(seed), golden.copy(tmp_path, 0), 0, 0
    engine = connect(url)
    with counted(0):
        six_periods(engine, tmp_path, 210, chance)
        for period, closing in enumerate(CLOSING, 7):
            frozen = {number: statement(engine, NAME, number) for number in range(1, period)}
            items += disturb(engine, tmp_path, (date.fromisoformat(closing) - timedelta(3)).isoformat(), 100, chance)
            foreseen = restated(engine, NAME, period - 1)
            done = close_on(engine, closing).run
            assert {number: statement(engine, NAME, number) for number in frozen} == frozen, f"seed {seed}"
            added: Counter[str] = Counter()
            for each in rows_of(engine, "entry"):
                if each["period"] == period and each["amount"]:
                    added[each["claim"]] += each["amount"]
            assert added == {each.claim: each.adjusted for each in foreseen.claims if each.adjusted}, f"seed {seed}"
            assert done.amount == foreseen.restated - foreseen.stated == sum(added.values()), f"seed {seed}"
            adjusted += done.adjustments
        with reading(engine) as connection:
            moved = books.moved(connection, contract_id(connection, NAME))
        for number in range(2, 12):
            before = {each.account: each.closing for each in balances(moved, number - 1)}
            assert {each.account: each.opening for each in balances(moved, number)} == before, f"seed {seed}"
        assert verify(engine, NAME).problems == ()
    engine.dispose()
    golden.drop(url)
    where = "postgresql" if golden.server else "sqlite"
    with capsys.disabled():
        print(f"\nlate items, {where}: {items} items after six periods, {adjusted} adjustments, 0 closed bytes changed")
    assert items >= 500 and adjusted > 0
