"""The checks on a history agree with living through it day by day."""

from hypothesis import example, given, settings
from hypothesis import strategies as st

from sop_engine.checks.held import BROKE, COMPLETE, GOING_ON, Unbroken, held
from sop_engine.measures.count import counted
from tests.properties.histories import day_of, number_of, walked_count, walked_held

STATE = {"complete": COMPLETE, "going on": GOING_ON, "broke": BROKE}
STEPS = st.lists(
    st.sampled_from([0, 1, 5, 27, 28, 29, 30, 31, 32, 34, 35, 36, 37, 58, 59, 60, 62, 90, 91, 92]), max_size=14
)
FROM, TO = 11_000, 20_000  # 2000 to 2024, leap years and all
LENGTHS = st.sampled_from([(1, 0), (2, 0), (3, 0), (6, 0), (12, 0), (0, 1), (0, 30), (0, 91), (0, 182)])
GAPS = st.sampled_from([(0, 0), (0, 1), (0, 28), (0, 30), (0, 35), (0, 60), (1, 0), (2, 0), (3, 0)])


@given(
    anchor=st.integers(FROM, TO),
    first=st.integers(-40, 60),
    steps=STEPS,
    before=st.integers(0, 40),
    length=LENGTHS,
    gap=GAPS,
    restarts=st.booleans(),
    day_1=st.booleans(),
)
@example(
    anchor=17_591, first=0, steps=[31, 28, 31], before=0, length=(3, 0), gap=(1, 0), restarts=True, day_1=False
)  # from 1 March 2018
@example(
    anchor=18_292, first=0, steps=[28, 31, 30], before=0, length=(1, 0), gap=(1, 0), restarts=True, day_1=True
)  # from 31 January 2020
@settings(max_examples=400)
def test_a_hold_is_what_living_through_it_shows(anchor, first, steps, before, length, gap, restarts, day_1):
    """A hold is complete, going on or broken, from the same day, by the same record, after the same break."""
    days, day = [], anchor + first
    for step in [0, *steps]:
        day += step
        days.append(day)
    found = held(days, anchor, anchor - before, Unbroken(*length, *gap, restarts, day_1), [], [])
    state, begun, place, gap_from, gap_to, _ = found
    lived, since, last, gone = walked_held(
        [day_of(each) for each in days], day_of(anchor), day_of(anchor - before), length, gap, restarts, day_1
    )
    assert (state, begun, place) == (STATE[lived], number_of(since), last)
    assert (gap_from, gap_to) == ((number_of(gone[0]), number_of(gone[1])) if gone else (anchor, anchor))


@given(
    steps=STEPS,
    anchor=st.integers(FROM, TO),
    length=LENGTHS,
    gap=GAPS,
    restarts=st.booleans(),
    day_1=st.booleans(),
    more=STEPS,
)
@settings(max_examples=150)
def test_what_comes_after_a_completed_hold_changes_nothing(steps, anchor, length, gap, restarts, day_1, more):
    """Once a hold is complete, later records change neither its day nor the record that shows it."""
    days = [anchor]
    for step in steps:
        days.append(days[-1] + step)
    asked = Unbroken(*length, *gap, restarts, day_1)
    first = held(days, anchor, anchor, asked, [], [])
    if first.state == COMPLETE:
        for step in more:
            days.append(days[-1] + step)
        assert held(days, anchor, anchor, asked, [], []) == first


HISTORY = st.lists(st.integers(0, 60), max_size=12).map(sorted)


@given(
    days=HISTORY,
    needed=st.integers(1, 5),
    opens=st.integers(-5, 65),
    length=st.integers(-3, 60),
    no_sooner=st.integers(-5, 70),
)
@settings(max_examples=300)
def test_a_count_is_what_living_through_it_shows(days, needed, opens, length, no_sooner):
    """As many records count, and the same one is enough, as when each day of the window is lived through."""
    window = (needed, opens, opens + length, no_sooner)
    assert counted(days, *window) == walked_count(days, *window)


@given(
    days=HISTORY,
    more=HISTORY,
    needed=st.integers(1, 5),
    opens=st.integers(-5, 65),
    length=st.integers(-3, 60),
    no_sooner=st.integers(-5, 70),
)
@settings(max_examples=200)
def test_a_count_that_was_enough_stays_enough_and_never_comes_later(days, more, needed, opens, length, no_sooner):
    """More records never undo a count, nor move the day on which there were enough to a later one."""
    (number, enough), together = counted(days, needed, opens, opens + length, no_sooner), sorted(days + more)
    number_then, enough_then = counted(together, needed, opens, opens + length, no_sooner)
    assert enough >= 0 or number_then >= number
    assert enough < 0 or together[enough_then] <= days[enough]
