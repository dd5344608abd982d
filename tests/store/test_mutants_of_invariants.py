"""Each mistake that an invariant is there for is made once in the product, and something notices it.

One fixed history is lived through with the mistake in place: the database refuses it, or what must hold
after each step does not.  Without a mistake the same history holds.
"""

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from random import Random
from typing import Any

import pytest
from sqlalchemy import insert
from sqlalchemy.exc import IntegrityError

from sop_engine.clauses import limit, share
from sop_engine.clauses.so_far import SoFar
from sop_engine.ledger.reconcile import Change
from sop_engine.service import close, keep, work
from sop_engine.store import acts, books, known
from sop_engine.store.connect import connect, writing
from sop_engine.units.days import day_number
from tests.store.conftest import Fresh
from tests.store.histories import PEOPLE, World

pytestmark = [
    pytest.mark.usefixtures("always_again"),
    pytest.mark.parametrize("fresh", ["sqlite", pytest.param("postgresql", marks=pytest.mark.gate)], indirect=True),
]
Mutate = Callable[[pytest.MonkeyPatch], None]
ANN, BO, CY = PEOPLE[:3]


def day(said: str) -> int:
    return day_number(date.fromisoformat(said))


def one_history(folder: Path, fresh: Fresh) -> None:
    """April is paid and closed, up to the cap; then what is withdrawn, corrected and late is put right in May."""
    with fresh() as url, fresh() as other:
        engine = connect(url)
        try:
            _lived(World(engine, folder), other)
        finally:
            engine.dispose()


def _lived(world: World, other: str) -> None:
    def after(on: str, *steps: Callable[[], object]) -> None:
        world.today = day(on)
        for step in steps:
            step()
            world.check()
            world.check_run()

    after("2024-03-01", lambda: world.adopt(0))
    started = [(ref, day("2024-04-02")) for ref in (ANN, BO, CY)]
    after(
        "2024-04-20",
        lambda: world.send("starts", started, "accepted"),
        lambda: world.send("tenancies", [(BO, day("2024-04-05")), (CY, day("2024-04-05"))], "accepted"),
        lambda: world.send("visits", [(ANN, day("2024-04-06")), (BO, day("2024-04-06"))], "accepted"),
        lambda: world.send("visits", [(ANN, day("2024-04-04"))], "submitted"),
    )
    after("2024-05-02", world.post)
    after("2024-05-03", lambda: world.send("visits", [(CY, day("2024-04-20"))], "accepted"), world.post, world.close)
    after(
        "2024-05-20",
        lambda: world.move(5, "withdrawn"),
        lambda: world.move(7, "accepted"),
        lambda: world.send("tenancies", [(CY, day("2024-04-07"))], "accepted", correcting=True),
        lambda: world.adopt(1),
    )
    after("2024-06-02", world.post, lambda: world.erase(BO), world.close)
    world.check_restated()
    world.check_verified()
    world.check_elsewhere(other)


def legs(alter: Callable[[tuple[tuple[str, int], ...]], tuple[tuple[str, int], ...]]) -> Mutate:
    """The legs of every entry are altered."""
    original = Change.legs.fget

    def mutate(patch: pytest.MonkeyPatch) -> None:
        patch.setattr(Change, "legs", property(lambda self: alter(original(self))))

    return mutate


def other_payer(told: tuple[tuple[str, int], ...]) -> tuple[tuple[str, int], ...]:
    swapped = {"payer:council": "payer:fund", "payer:fund": "payer:council"}
    return tuple((swapped.get(account, account), amount) for account, amount in told)


def each_share_rounded(patch: pytest.MonkeyPatch) -> None:
    """Each payer's part is rounded by itself, half to even; what is missing is nobody's."""

    def rounded(self: Any, amount: int, weights: list[int], way: Any) -> list[int]:
        return [round(amount * weight / sum(weights)) for weight in weights]

    patch.setattr(share._Counted, "_portions", rounded)


def key_with_the_run(patch: pytest.MonkeyPatch) -> None:
    """A claim is named by its run too."""
    original, number = work.due, iter(range(10**6))

    def due(*told: Any) -> Any:
        run = next(number)
        return [each._replace(claim=f"{each.claim}/{run}") for each in original(*told)]

    patch.setattr(work, "due", due)


def cap_by_one_more(patch: pytest.MonkeyPatch) -> None:
    """A cap lets one penny more through."""
    original = limit.room
    patch.setattr(limit, "room", lambda at_most, used, asked: original(at_most + 1, used, asked))


def submitted_is_paid(patch: pytest.MonkeyPatch) -> None:
    """Evidence that nobody accepted counts."""

    class Either(str):
        __hash__ = str.__hash__

        def __eq__(self, other: object) -> bool:
            return str(other) in ("accepted", "submitted")

        def __ne__(self, other: object) -> bool:
            return not self == other

    patch.setattr(known, "ACCEPTED", Either("accepted"))


def adjusted_twice(patch: pytest.MonkeyPatch) -> None:
    """What is put right is put right twice."""
    once, own = Change.amount.fget, Change.legs.fget

    def twice(self: Change) -> int:
        return int(once(self)) * (2 if self.posted else 1)

    patch.setattr(Change, "amount", property(twice))

    def legs_twice(self: Change) -> tuple[tuple[str, int], ...]:
        """The provider's leg is the amount, which is twice already."""
        return tuple((name, part * (2 if self.posted and name != "provider" else 1)) for name, part in own(self))

    patch.setattr(Change, "legs", property(legs_twice))


def entry_with(**alter: Callable[[dict[str, Any]], Any]) -> Mutate:
    """Adjustments are written with other columns, and the hash that fits them."""
    original = books._entry

    def mutate(patch: pytest.MonkeyPatch) -> None:
        def entry(*args: Any) -> Any:
            row, own = original(*args)
            if row["kind"] == "adjustment":
                row |= {name: value(row) for name, value in alter.items()}
                row["hash"] = books.entry_hash(row, own)
            return row, own

        patch.setattr(books, "_entry", entry)

    return mutate


def rendered_again(patch: pytest.MonkeyPatch) -> None:
    """A statement is made anew from the rows that are there, whenever it is asked for."""

    def live(connection: Any, contract: int, period: int) -> dict[str, bytes]:
        balances = [each._asdict() for each in close.balances(books.moved(connection, contract), period)]
        said = {"balances": balances, "head": books.head(connection, contract).hash}
        return {close.TEXT: json.dumps(said).encode()}

    patch.setattr(close, "_statement", live)


def names_somebody(patch: pytest.MonkeyPatch) -> None:
    """A statement says who somebody is."""
    original = close.period_statement
    patch.setattr(close, "period_statement", lambda *told: {**original(*told), "person": BO})


def left_out(column: str) -> Mutate:
    """A column is not in the hash of an entry."""
    original = books.entry_hash

    def mutate(patch: pytest.MonkeyPatch) -> None:
        def without(entry: Any, own: Any) -> str:
            return original({name: value for name, value in entry.items() if name != column}, own)

        patch.setattr(books, "entry_hash", without)

    return mutate


def by_chance(patch: pytest.MonkeyPatch) -> None:
    """A limit is used up by the day alone: a tie is settled by whatever order the claims happen to have."""
    original, chance = SoFar.selected, Random(1)

    def selected(self: Any, outcomes: Any, order: Any, everybody: bool = False) -> Any:
        found = list(original(self, outcomes, order, everybody))
        return sorted(chance.sample(found, len(found)), key=lambda claim: claim.shown)

    patch.setattr(SoFar, "selected", selected)


def act_after_its_facts(patch: pytest.MonkeyPatch) -> None:
    """The facts are committed first, and the act that says who told them afterwards."""

    @contextmanager
    def late(engine: Any, name: str, doing: Any, what: str, content: Any) -> Iterator[Any]:
        waiting: list[Any] = []

        class Holding:
            def __init__(self, connection: Any):
                self.connection = connection

            def __getattr__(self, attribute: str) -> Any:
                return getattr(self.connection, attribute)

            def execute(self, order: Any, rows: Any = None) -> Any:
                if getattr(getattr(order, "table", None), "name", "") == "act" and rows is not None:
                    waiting.append(rows)
                    return None
                return self.connection.execute(order, rows) if rows is not None else self.connection.execute(order)

        @contextmanager
        def holding(engine: Any, lock: str) -> Iterator[Any]:
            with writing(engine, lock) as connection:
                yield Holding(connection)

        with pytest.MonkeyPatch.context() as inner:
            inner.setattr(acts, "writing", holding)
            with acts.acting(engine, name, doing, what, content) as act:
                yield act
        with writing(engine, name) as connection:
            connection.execute(insert(acts.table("act")), waiting)

    patch.setattr(keep, "acting", late)


MUTANTS: dict[str, Mutate] = {
    "INV-01, only one leg is posted": legs(lambda told: told[-1:]),
    "INV-01, the right sum to a wrong account": legs(other_payer),
    "INV-02, each share is rounded": each_share_rounded,
    "INV-03, the key of a claim includes the run": key_with_the_run,
    "INV-04, a cap lets a penny through": cap_by_one_more,
    "INV-05, what is submitted is paid": submitted_is_paid,
    "INV-06, adjusted twice": adjusted_twice,
    "INV-06, an adjustment is linked to nothing": entry_with(corrects=lambda row: None),
    "INV-06, an adjustment follows nothing": entry_with(prev_n=lambda row: None),
    "INV-07, a closed statement is made anew": rendered_again,
    "INV-08, why is not in the hash": left_out("why"),
    "INV-08, the number is not in the hash": left_out("number"),
    "INV-13, a tie is settled by chance": by_chance,
    "INV-15, a statement says who somebody is": names_somebody,
    "INV-20, the act is written after its facts": act_after_its_facts,
}


def test_the_history_holds_without_a_mistake(tmp_path: Path, fresh: Fresh) -> None:
    """The product as it is lives through the history: what is found below is the mistake, and nothing else."""
    one_history(tmp_path, fresh)


@pytest.mark.parametrize("name", MUTANTS)
def test_a_mistake_is_noticed(name: str, tmp_path: Path, fresh: Fresh, monkeypatch: pytest.MonkeyPatch) -> None:
    """The database refuses the mistake, or what must hold after each step does not hold."""
    MUTANTS[name](monkeypatch)
    with pytest.raises((AssertionError, IntegrityError, ValueError)) as noticed:
        one_history(tmp_path, fresh)
    print(name, "|", noticed.type.__name__, str(noticed.value).partition("\n")[0][:120])
