"""Numbers are said as people write them, and rounded in the way that is named."""

from fractions import Fraction

import pytest

from sop_engine.units.numbers import exactly, many, one_of, rounded


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


@pytest.mark.parametrize(("things", "one"), [
    ("claims", "claim"),
    ("care days", "care day"),
    ("families", "family"),
    ("addresses", "address"),
    ("boxes", "box"),
    ("batches", "batch"),
    ("dishes", "dish"),
    ("courses", "course"),
    ("people", "person"),
    ("young people", "young person"),
    ("children", "child"),
    ("status", "status"),
    ("mass", "mass"),
    ("analysis", "analysis"),
    ("£", "£"),
    ("s", "s"),
    ("hour", "hour"),
    ("", ""),
])  # fmt: skip
def test_what_is_counted_is_said_as_one_and_as_many(things, one):
    """One of it, and a number of any other size, with the thousands apart."""
    assert one_of(things) == one
    assert many(1, things) == f"1 {one}"
    assert [many(each, things) for each in (0, 2, 1_200, Fraction(1, 2), -1)] == [
        f"{said} {things}" for said in ("0", "2", "1,200", "0.5", "−1")
    ]
