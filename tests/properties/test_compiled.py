"""The checks compile as they stand, and compiled they answer the same."""

from random import Random
from types import FunctionType

import numpy as np
import pytest

from sop_engine.checks import held as held_module
from sop_engine.checks.held import held
from sop_engine.measures.count import counted
from sop_engine.units import days as days_module

numba = pytest.importorskip("numba")


def compiled(function, **helpers):
    """A function compiled, with compiled functions in place of those it calls."""
    fresh = FunctionType(
        function.__code__, {**function.__globals__, **helpers}, function.__name__, function.__defaults__
    )
    return numba.njit(fresh)


@pytest.fixture(scope="module")
def quick_held():
    """`held`, and every function of days that it calls, compiled."""
    helpers = {name: compiled(getattr(days_module, name)) for name in ("civil", "from_civil", "days_in_month")}
    helpers["corresponding"] = compiled(held_module.corresponding, **helpers)
    ending = compiled(held_module.ending, **{name: helpers[name] for name in ("civil", "corresponding")})
    return compiled(held, corresponding=helpers["corresponding"], ending=ending)


def histories(number):
    """Seeded histories, with short steps and long ones."""
    chance = Random(20)
    for _ in range(number):
        day, days = chance.randrange(10_000, 20_000), []
        anchor = day + chance.randrange(-30, 90)
        for _ in range(chance.randrange(0, 20)):
            day += chance.choice((0, 1, 7, 28, 30, 31, 35, 36, 60, 92))
            days.append(day)
        yield chance, anchor, days


def test_held_compiles_and_answers_the_same(quick_held):
    """Over two thousand histories the compiled hold gives what the plain one gives."""
    seen = set()
    for chance, anchor, days in histories(2_000):
        rest = (
            anchor,
            anchor - chance.randrange(0, 20),
            chance.randrange(0, 7),
            chance.randrange(0, 40),
            chance.randrange(0, 3),
            chance.randrange(0, 40),
            chance.random() < 0.5,
            chance.random() < 0.5,
        )
        answer = held(days, *rest)
        assert quick_held(np.asarray(days, dtype=np.int64), *rest) == answer
        seen.add(answer[0])
    assert seen == {-1, 0, 1}


def test_counted_compiles_and_answers_the_same():
    """Over two thousand histories the compiled count gives what the plain one gives."""
    quick = compiled(counted)
    for chance, anchor, days in histories(2_000):
        opens = anchor
        rest = (chance.randrange(1, 6), opens, opens + chance.randrange(-5, 300), opens + chance.randrange(-50, 50))
        assert quick(np.asarray(days, dtype=np.int64), *rest) == counted(days, *rest)
