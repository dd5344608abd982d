"""Tables: one value for each argument; what lies at, just below and just above each number is exact."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter

from sop_engine.tables import Argument, OutsideTable, bands, slices
from sop_engine.terms.price import Price, asks_position, categories_asked, cheapest, dearest, numbers_asked
from sop_engine.units.money import Money
from sop_engine.units.numbers import ROUNDINGS, rounded

SCALE = {"by": "mean_gain", "line": {"0.5": "£0", "1.4": "£1,000"}, "below": "£0", "above": "£1,000"}
STEPS = {"by": "mean_gain", "steps": {"0.5": "£500", "1.4": "£1,000"}, "below": "£10"}
SLICES = {"per": "days", "slices": {"0": "£45", "100": "£30", "200": "£0"}}
A_LITTLE = Fraction(1, 10**9)


def price(written):
    """The terms of a price as written."""
    return TypeAdapter(Price).validate_python(written, context={"currency": "GBP"})


def pence(table, number, name="mean_gain"):
    """What a table by number comes to, exactly, in pence."""
    return sum(band.amount for band in bands(table, Argument({}, 0, {name: Fraction(number)})))


@pytest.mark.parametrize("knot, below, at", [("0.5", 1_000, 50_000), ("1.4", 50_000, 100_000)])
def test_a_step_holds_from_its_number_on(knot, below, at):
    """Just below a knot the amount of the step before holds; at it and above it its own."""
    table = price(STEPS)
    assert pence(table, Fraction(knot) - A_LITTLE) == below
    assert pence(table, knot) == pence(table, Fraction(knot) + A_LITTLE) == at


@pytest.mark.parametrize("knot, amount", [("0.5", 0), ("1.4", 100_000)])
def test_a_line_passes_through_its_knots(knot, amount):
    """At a knot the amount is the knot's, exactly; a little beside it, a little beside."""
    table, slope = price(SCALE), Fraction(100_000) / Fraction("0.9")
    assert pence(table, knot) == amount
    inside = -A_LITTLE if amount else A_LITTLE
    assert pence(table, Fraction(knot) + inside) == amount + inside * slope
    assert pence(table, Fraction(knot) - inside) == amount, "outside it is what is stated"


def test_a_line_between_many_knots_changes_its_slope_at_each():
    """Money per point: £10 a point to 10, then £50 a point to 20, then £20 a point to 30."""
    table = price(
        {
            "by": "points",
            "line": {"0": "£0", "10": "£100", "20": "£600", "30": "£800"},
            "below": "£0",
            "above": "£800",
        }
    )
    found = [pence(table, number, "points") for number in (-1, 0, 1, 10, 11, 20, "20.5", 30, 31)]
    assert found == [0, 0, 1_000, 10_000, 15_000, 60_000, 61_000, 80_000, 80_000]


@pytest.mark.parametrize(
    "number, amount",
    [
        (-5, 0),
        (0, 0),
        (1, 4_500),
        ("99.5", 447_750),
        (100, 450_000),
        (101, 453_000),
        (200, 750_000),
        (900, 750_000),
    ],
)
def test_slices_pay_each_unit_at_the_rate_of_its_own_band(number, amount):
    """The first hundred at £45, the second at £30, the rest at nothing; below zero there are none."""
    assert pence(price(SLICES), number, "days") == amount


@given(low=st.fractions(0, 500), more=st.fractions(0, 500), yet=st.fractions(0, 500))
def test_slices_are_additive_over_adjacent_intervals(low, more, yet):
    """What an interval costs is what of it lies in each band, at that band's rate; two that touch cost what both do."""
    table, (a, b, c) = price(SLICES), (low, low + more, low + more + yet)

    def cost(first, last):
        edges = [(0, 100, 4_500), (100, 200, 3_000)]
        return sum(max(0, min(last, high) - max(first, edge)) * rate for edge, high, rate in edges)

    assert pence(table, b, "days") - pence(table, a, "days") == cost(a, b)
    assert pence(table, c, "days") - pence(table, a, "days") == cost(a, b) + cost(b, c)
    assert sum((much for _, much, _ in slices(table.slices, c)), Fraction(0)) == c


@given(number=st.fractions(-100, 100))
def test_a_table_of_one_is_the_number_of_units(number):
    """At a rate of one, a quantity is worth as many as it is; a step or a line of one amount is that amount."""
    unit = price({"per": "days", "rate": "£1"})
    assert pence(unit, number, "days") == 100 * max(number, 0)
    sliced = price({"per": "days", "slices": {"0": "£1", "7": "£1"}})
    assert pence(sliced, number, "days") == pence(unit, number, "days")
    flat = {"by": "days", "line": {"0": "£1", "9": "£1"}, "below": "£1", "above": "£1"}
    assert pence(price(flat), number, "days") == 100
    assert pence(price({"by": "days", "steps": {"0": "£1"}, "below": "£1"}), number, "days") == 100


def test_thresholds_are_decimal():
    """A mean gain of 1.4 is all of it; in binary, what lies between 0.5 and it is not the whole of 0.9."""
    assert pence(price(SCALE), "1.4") == 100_000
    assert (1.4 - 0.5) / 0.9 < 1


def test_what_lies_outside_and_is_not_stated_is_no_amount():
    """A table does not guess: a number below a table without `below`, or a number that is not there, is refused."""
    table = price({"by": "time", "steps": {"2": "£1"}})
    with pytest.raises(OutsideTable):
        pence(table, 1, "time")
    with pytest.raises(OutsideTable):
        pence(price(SCALE), 1, "another")


def test_tables_lie_inside_one_another():
    """A date picks a category, a category a table by number; what picked an amount is said."""
    table = price(
        {
            "dated": {
                "2020-01-01": "£1",
                "2021-01-01": {"by": "group", "of": "start", "prices": {"a": STEPS, "b": SLICES}, "otherwise": "£7"},
            }
        }
    )
    found = bands(table, Argument({"start.group": "a"}, 18_628, {"mean_gain": Fraction(3, 2)}))
    assert [(band.amount, band.why) for band in found] == [
        (100_000, "as it holds from 1 January 2021, group a, mean gain 1.5, from 1.4")
    ]
    assert bands(table, Argument({"start.group": "c"}, 18_628))[0].amount == 700
    assert numbers_asked(table) == {"mean_gain", "days"}
    assert categories_asked(table) == {("start", "group")}
    assert dearest(table) is None, "slices have no bound"
    assert cheapest(table) is None, "and can be as small as one likes"


def test_what_a_table_can_come_to_is_said_of_it():
    """The most, and the least above nothing, of steps and lines; position and time are no measures."""
    assert (dearest(price(STEPS)), cheapest(price(STEPS))) == (Money(100_000, "GBP"), Money(1_000, "GBP"))
    assert (dearest(price(SCALE)), cheapest(price(SCALE))) == (Money(100_000, "GBP"), None)
    assert dearest(price({"per": "days", "rate": "£0"})) is None
    placed = price({"by": "position", "steps": {"1": "£1"}})
    assert (numbers_asked(placed), asks_position(placed), asks_position(price(STEPS))) == (set(), True, False)


@given(number=st.fractions(-1_000, 1_000))
def test_rounding_is_named_and_looks_at_the_number_without_its_sign(number):
    """Half up, half to even, down and up: each at most one away, a half goes where the name says, and back again."""
    for how in ROUNDINGS:
        assert abs(rounded(number, how) - number) < 1
        assert rounded(-number, how) == -rounded(number, how)
    assert abs(rounded(number, "half_up") - number) <= Fraction(1, 2)
    assert rounded(number, "half_even") == round(number)
    assert abs(rounded(number, "down")) <= abs(number) <= abs(rounded(number, "up"))
    assert rounded(abs(number), "half_up") == (abs(number) + Fraction(1, 2)).__floor__()
