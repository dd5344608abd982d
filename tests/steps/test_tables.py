"""Tables: one value for each argument; what lies at, just below and just above each number is exact."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter

from sop_engine.tables import Argument, Band, OutsideTable, bands, part_of, slices
from sop_engine.terms.part import Part
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


@pytest.mark.parametrize(
    ("table", "facts", "numbers", "said"),
    [
        ({"dated": {"2020-01-01": "£1", "2021-01-01": "£2"}}, {}, {}, "no value holds on 31 December 2019"),
        ({"by": "group", "of": "start", "prices": {"a": "£1"}}, {"start.group": "c"}, {}, "no value for group c"),
        ({"by": "time", "steps": {"2": "£1"}}, {}, {"time": 1}, "no value for time 1"),
        ({"by": "points", "line": {"0": "£0", "9": "£9"}, "above": "£9"}, {}, {"points": -1}, "no value for points −1"),
        ({"by": "points", "line": {"0": "£0", "9": "£9"}, "below": "£0"}, {}, {"points": 10}, "no value for points 10"),
        ({"per": "days", "rate": "£1"}, {}, {"hours": 3}, "no number days"),
    ],
)
def test_what_a_table_does_not_hold_is_said(table, facts, numbers, said):
    """The day, the category or the number that lies outside a table is named in the refusal."""
    with pytest.raises(OutsideTable) as refused:
        bands(price(table), Argument(facts, 18_261, numbers))
    assert str(refused.value) == said


@pytest.mark.parametrize(
    ("number", "part", "why"),
    [(1, 0, "number 1, from 1"), (3, 0, "number 3, from 1"), (4, Fraction(1, 10), "number 4, from 4")],
)
def test_a_part_by_number_holds_from_its_number_on(number, part, why):
    """A part may be a table as a price may, and says what picked it; a part by itself was picked by nothing."""
    table = TypeAdapter(Part).validate_python({"by": "position", "steps": {"1": "0%", "4": "10%"}})
    assert part_of(table, Argument({}, 0, {"position": number})) == (part, why)
    assert part_of(Fraction(1, 6), Argument({}, 0)) == (Fraction(1, 6), "")


def test_a_part_is_no_price():
    """A price is an amount or a table of amounts; a part of something pays nobody."""
    with pytest.raises(TypeError, match="1/2 is no price"):
        bands(Fraction(1, 2), Argument({}, 0))


@pytest.mark.parametrize(
    ("number", "found"),
    [
        ("-0.5", [Band(0, 4_500, "days", "")]),
        (0, [Band(0, 4_500, "days", "")]),
        ("0.5", [Band(Fraction(1, 2), 4_500, "days", "from 0")]),
        (100, [Band(100, 4_500, "days", "from 0")]),
        ("100.5", [Band(100, 4_500, "days", "from 0"), Band(Fraction(1, 2), 3_000, "days", "from 100")]),
        (
            201,
            [
                Band(100, 4_500, "days", "from 0"),
                Band(100, 3_000, "days", "from 100"),
                Band(1, 0, "days", "from 200"),
            ],
        ),
    ],
)
def test_each_slice_that_holds_something_is_a_band_of_its_own(number, found):
    """A band says how much it holds, at what rate and from where; one that holds nothing is left out, but for one."""
    assert bands(price(SLICES), Argument({}, 0, {"days": Fraction(number)})) == found


def test_where_there_are_two_slices_each_says_where_it_begins():
    """Of two slices both say it; a rate without another, whether sliced or not, has nothing to tell apart."""
    looked = Argument({}, 0, {"days": 8})
    two = price({"per": "days", "slices": {"0": "£2", "7": "£1"}})
    assert [band.why for band in bands(two, looked)] == ["from 0", "from 7"]
    one = price({"per": "days", "slices": {"0": "£2"}})
    rate = price({"per": "days", "rate": "£2"})
    assert bands(one, looked) == bands(rate, looked) == [Band(8, 200, "days", "")]


@pytest.mark.parametrize(("number", "units"), [("-0.5", 0), ("-3", 0), ("0", 0), ("0.25", Fraction(1, 4))])
def test_of_what_is_below_nothing_no_unit_is_paid(number, units):
    """A rate pays for each unit there is, and a part of a unit; a number below nothing holds none."""
    found = bands(price({"per": "days", "rate": "£1"}), Argument({}, 0, {"days": Fraction(number)}))
    assert found == [Band(units, 100, "days", "")]


HILL = {
    "by": "mean_gain",
    "line": {"0": "£10", "10": "£100", "20": "£600", "30": "£20"},
    "below": "£1",
    "above": "£2",
}


@pytest.mark.parametrize(
    ("number", "amount", "why"),
    [
        ("-0.5", 100, "mean gain −0.5, below 0"),
        (0, 1_000, "mean gain 0, on the line between 0 (£10.00) and 10 (£100.00)"),
        (10, 10_000, "mean gain 10, on the line between 0 (£10.00) and 10 (£100.00)"),
        (15, 35_000, "mean gain 15, on the line between 10 (£100.00) and 20 (£600.00)"),
        (30, 2_000, "mean gain 30, on the line between 20 (£600.00) and 30 (£20.00)"),
        ("30.5", 200, "mean gain 30.5, above 30"),
    ],
)
def test_a_line_says_between_which_of_its_knots_an_amount_lies(number, amount, why):
    """At its first and at its last number the line itself holds; only beyond them what is stated for outside."""
    (band,) = bands(price(HILL), Argument({}, 0, {"mean_gain": Fraction(number)}))
    assert (band.amount, band.why, band.of) == (amount, why, "claims")


@pytest.mark.parametrize(
    ("by", "number", "amount", "why"),
    [
        ("mean_gain", "0.4", 1_000, "mean gain 0.4, below 0.5"),
        ("mean_gain", "0.5", 50_000, "mean gain 0.5, from 0.5"),
        ("position", 3, 100_000, "number 3, from 1.4"),
        ("time", 1, 50_000, "time 1, from 0.5"),
    ],
)
def test_a_step_says_from_where_it_holds(by, number, amount, why):
    """The number is named, and the knot from which the amount holds; below them all, the first of them."""
    (band,) = bands(price({**STEPS, "by": by}), Argument({}, 0, {by: Fraction(number)}))
    assert (band.amount, band.why) == (amount, why)


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
