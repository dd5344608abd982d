"""Numbers are said as people write them, and rounded in the way that is named."""

from fractions import Fraction

import pytest

from sop_engine.units.numbers import exactly, rounded


@pytest.mark.parametrize(("number", "said"), [
    (Fraction(0), "0"),
    (Fraction(-5, 2), "−2.5"),
    (Fraction(1_234_567), "1,234,567"),
    (Fraction(1, 10**6), "0.000001"),
    (Fraction(1, 10**7), "0…"),
    (Fraction(-2, 3), "−0.666666…"),
    (Fraction(12_050, 1_000), "12.05"),
])  # fmt: skip
def test_a_number_is_said_to_six_places(number, said):
    """Six places are said, noughts at the end left out; what is cut there says so; below nothing it has a minus."""
    assert exactly(number) == said


@pytest.mark.parametrize(("number", "half_up", "half_even", "down", "up"), [
    (Fraction(7, 3), 2, 2, 2, 3),
    (Fraction(5, 2), 3, 2, 2, 3),
    (Fraction(7, 2), 4, 4, 3, 4),
    (Fraction(8, 3), 3, 3, 2, 3),
    (Fraction(1, 2), 1, 0, 0, 1),
    (Fraction(6), 6, 6, 6, 6),
])  # fmt: skip
def test_each_way_to_round(number, half_up, half_even, down, up):
    """Below a half, at it, above it, at a whole; what is taken back is what was given."""
    for how, meant in {"half_up": half_up, "half_even": half_even, "down": down, "up": up}.items():
        assert rounded(number, how) == meant
        assert rounded(-number, how) == -meant


def test_a_way_to_round_that_there_is_not():
    """A way to round that is not known is refused, unless there is nothing to round."""
    with pytest.raises(ValueError, match="nearly is no way to round"):
        rounded(Fraction(1, 2), "nearly")
