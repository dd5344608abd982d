"""Numbers made of numbers, and days in spells: what is missing stays missing, and no day counts twice."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sop_engine.measures.combine import difference, fall, first_to_reach, mean, ratio, times, weighted
from sop_engine.measures.count import counted
from sop_engine.measures.cover import covered, how_many, joined, within

SIX, FOUR, NOTHING = Fraction(6), Fraction(4), Fraction(0)


@pytest.mark.parametrize(
    ("made", "of_both", "of_nothing"),
    [
        (difference, Fraction(2), Fraction(6)),
        (ratio, Fraction(3, 2), None),
        (fall, Fraction(1, 3), Fraction(1)),
        (times, Fraction(24), Fraction(0)),
    ],
)
def test_a_number_of_two_is_there_only_where_both_are(made, of_both, of_nothing):
    """Of 6 and 4, and of 6 and nothing; where either number was never measured there is none of the two."""
    assert made(SIX, FOUR) == of_both
    assert made(SIX, NOTHING) == of_nothing
    assert [made(SIX, None), made(None, FOUR), made(None, None)] == [None, None, None]


def test_a_weighted_number_is_there_only_where_all_its_parts_are():
    """A part without a number is not a nought, wherever it stands; with no weight at all it is missing still."""
    weights = {"first": Fraction(3, 10), "last": Fraction(7, 10)}
    assert weighted({"first": SIX, "last": FOUR}, weights) == Fraction(46, 10)
    assert weighted({"first": SIX, "last": None}, weights) is None
    assert weighted({"first": None, "last": FOUR}, weights) is None


def test_a_mean_is_of_so_many_and_of_nobody_there_is_none():
    """Ten for four people are two and a half for each; nothing for four is nothing; for nobody there is no mean."""
    assert mean([SIX, FOUR], 4) == Fraction(5, 2)
    assert mean([], 4) == 0
    assert mean([SIX], 1) == 6
    assert mean([], 0) is None


@pytest.mark.parametrize(
    ("least", "above", "reached"),
    [
        (3, False, (10, 3)),
        (3, True, (20, 7)),
        (4, False, (20, 7)),
        (7, False, (20, 7)),
        (7, True, None),
        (8, False, None),
        (0, False, (10, 3)),
    ],
)
def test_a_growing_number_is_enough_on_the_first_day_on_which_it_is(least, above, reached):
    """Three on day 10 and four on day 20: what is asked for is reached at it, or only above it."""
    assert first_to_reach([(10, Fraction(3)), (20, Fraction(4))], Fraction(least), above) == reached


@pytest.mark.parametrize(
    ("needed", "window", "no_sooner", "found"),
    [
        (2, (20, 30), 0, (2, 2)),
        (2, (21, 29), 0, (0, -1)),
        (2, (20, 29), 0, (1, -1)),
        (1, (0, 99), 30, (3, 2)),
        (1, (0, 99), 31, (4, 3)),
        (4, (0, 99), 40, (4, 3)),
        (4, (0, 99), 41, (4, -1)),
        (5, (0, 99), 0, (4, -1)),
    ],
)
def test_the_record_that_is_enough_lies_in_the_window_and_not_too_soon(needed, window, no_sooner, found):
    """Records of days 10, 20, 30 and 40: both ends of the window count, and the day before which none is enough."""
    assert counted([10, 20, 30, 40], needed, *window, no_sooner) == found


@pytest.mark.parametrize(
    ("without", "left"),
    [
        ([], [(3, 9), (20, 20)]),
        ([(1, 2)], [(3, 9), (20, 20)]),
        ([(1, 3)], [(4, 9), (20, 20)]),
        ([(3, 3)], [(4, 9), (20, 20)]),
        ([(3, 8)], [(9, 9), (20, 20)]),
        ([(4, 9)], [(3, 3), (20, 20)]),
        ([(9, 30)], [(3, 8)]),
        ([(10, 19)], [(3, 9), (20, 20)]),
        ([(1, 9)], [(20, 20)]),
        ([(6, 6), (4, 4)], [(3, 3), (5, 5), (7, 9), (20, 20)]),
        ([(1, 1), (5, 6), (8, 8), (20, 21)], [(3, 4), (7, 7), (9, 9)]),
        ([(0, 99)], []),
    ],
)
def test_days_that_are_taken_out_leave_the_days_on_either_side(without, left):
    """Of days 3 to 9 and day 20, a day that is taken out is gone, and its neighbours stay, one day if it is one."""
    assert covered([(3, 9), (20, 20)], without) == left


def test_spells_that_touch_or_overlap_are_one():
    """The day after a spell goes on with it, two days after begin another; a spell within another adds nothing."""
    spells = [(31, 31), (1, 3), (10, 20), (22, 22), (11, 12), (21, 21), (5, 6), (4, 4), (30, 30)]
    assert joined(spells) == [(1, 6), (10, 22), (30, 31)]
    assert joined([(1, 3), (5, 6)]) == [(1, 3), (5, 6)]
    assert joined([]) == []


spells = st.lists(st.tuples(st.integers(0, 40), st.integers(0, 5)).map(lambda each: (each[0], sum(each))), max_size=6)


@given(spells, spells)
def test_days_are_what_crossing_them_off_one_by_one_leaves(there, off):
    """The days covered, counted and cut to a window are those that a calendar shows, each of them once."""
    days = {day for first, last in there for day in range(first, last + 1)}
    days -= {day for first, last in off for day in range(first, last + 1)}
    found = covered(there, off)
    assert [day for first, last in found for day in range(first, last + 1)] == sorted(days)
    assert how_many(found) == len(days)
    assert all(after - last > 1 for (_, last), (after, _) in zip(found, found[1:], strict=False))
    assert how_many(within(found, 10, 30)) == len({day for day in days if 10 <= day <= 30})
