"""The checks compile as they stand, and compiled they answer the same."""

from random import Random
from types import FunctionType

import numpy as np
import pytest

from sop_engine.checks import excluded as excluded_module
from sop_engine.checks import gathered as gathered_module
from sop_engine.checks import held as held_module
from sop_engine.checks.gathered import amounts_of_periods, bounds_of_periods, covered, gathered
from sop_engine.checks.held import Unbroken, held
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
def quick():
    """Every function of days and of days that are excluded, compiled."""
    made = {name: compiled(getattr(days_module, name)) for name in ("civil", "from_civil", "days_in_month")}
    made["corresponding"] = compiled(days_module.corresponding, **made)
    made["ending"] = compiled(days_module.ending, **made)
    made["earlier"] = compiled(excluded_module.earlier)
    for name in ("passed", "later"):
        made[name] = compiled(getattr(excluded_module, name), **made)
    return made


@pytest.fixture(scope="module")
def quick_held(quick):
    """`held`, and every function that it calls, compiled."""
    helpers = dict(quick)
    for name in ("due", "_near", "too_many"):
        helpers[name] = compiled(getattr(held_module, name), **helpers)
    return compiled(held, **helpers)


def array(days):
    """Days as a compiled function takes them."""
    return np.asarray(days, dtype=np.int64)


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
        asked = Unbroken(
            chance.randrange(0, 7),
            chance.randrange(0, 40),
            chance.randrange(0, 3),
            chance.randrange(0, 40),
            chance.random() < 0.5,
            day_1=chance.random() < 0.5,
            anchor_seen=chance.random() < 0.5,
            no_sooner=chance.choice((-1_000_000, anchor + 60)),
            at_most=chance.choice((0, 1, 1_000_000)),
            in_months=chance.randrange(0, 3),
            in_days=chance.randrange(0, 9),
        )
        excluded = sorted({anchor + chance.randrange(0, 200) for _ in range(chance.randrange(0, 30))})
        incidents = sorted(anchor + chance.randrange(0, 300) for _ in range(chance.randrange(0, 4)))
        seen_on = anchor - chance.randrange(0, 20)
        answer = held(days, anchor, seen_on, asked, excluded, incidents)
        assert quick_held(array(days), anchor, seen_on, asked, array(excluded), array(incidents)) == answer
        seen.add(answer.state)
    assert seen == {-1, 0, 1}


def test_counted_compiles_and_answers_the_same():
    """Over two thousand histories the compiled count gives what the plain one gives."""
    quick = compiled(counted)
    for chance, anchor, days in histories(2_000):
        opens = anchor
        rest = (chance.randrange(1, 6), opens, opens + chance.randrange(-5, 300), opens + chance.randrange(-50, 50))
        assert quick(np.asarray(days, dtype=np.int64), *rest) == counted(days, *rest)


def test_what_is_gathered_compiles_and_answers_the_same(quick):
    """Over a thousand histories days covered, periods and what is enough are the same, compiled."""
    quick_covered, quick_gathered = compiled(covered, **quick), compiled(gathered)
    quick_bounds, quick_amounts = compiled(bounds_of_periods, **quick), compiled(amounts_of_periods)
    assert gathered_module.corresponding is days_module.corresponding
    for chance, anchor, days in histories(1_000):
        first = [day - chance.randrange(0, 20) for day in days]
        spans = sorted(zip(first, days, strict=True))
        first, last = [f for f, _ in spans], [t for _, t in spans]
        excluded = sorted({anchor + chance.randrange(0, 200) for _ in range(chance.randrange(0, 30))})
        found = covered(first, last, anchor, excluded)
        assert quick_covered(array(first), array(last), anchor, array(excluded)) == found
        rest = (chance.randrange(1, 30), chance.choice((0, 20, 40)), anchor + chance.randrange(0, 50))
        assert quick_gathered(array(found), *rest) == gathered(found, *rest)
        bounds = bounds_of_periods(anchor, chance.randrange(0, 3), chance.randrange(1, 9), 12)
        amounts = [chance.randrange(0, 9) for _ in days]
        assert quick_amounts(array(bounds), array(days), array(amounts)) == amounts_of_periods(bounds, days, amounts)
    assert quick_bounds(17_591, 1, 0, 5) == bounds_of_periods(17_591, 1, 0, 5)
