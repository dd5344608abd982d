"""Ways to Wellness: the published scale, exactly nothing at 0.5 and exactly all at 1.4, and a split that changes."""

from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest

from tests.contracts.sending import by_payer, paid, settled

ALL_OF_A = 30_000_000


def gained(gain: str, started: str = "2015-05-01"):
    """Three patients of one year whose mean gain is a number, which none of them has."""
    gains = [Decimal(gain) - Decimal("0.3"), Decimal(gain), Decimal(gain) + Decimal("0.3")]
    year = int(started[:4])
    stars = [(f"P{i}", {"dated": f"{year}-05-10", "mean": "2.1"}) for i in range(3)]
    stars += [(f"P{i}", {"dated": f"{year + 1}-05-10", "mean": Decimal("2.1") + each}) for i, each in enumerate(gains)]
    return {"referral": [(f"P{i}", {"dated": started}) for i in range(3)], "star": stars}


@pytest.mark.parametrize("gain", ["0.49", "0.5", "0.51", "0.8", "0.95", "1.1", "1.399999", "1.4", "1.400001", "3"])
def test_the_scale_is_a_straight_line_between_decimals(tmp_path, gain):
    """Below 0.5 nothing, from 1.4 all, and between them the part of the way: no binary fraction is near it."""
    part = min(max((Fraction(gain) - Fraction("0.5")) / Fraction("0.9"), Fraction(0)), Fraction(1))
    done = settled("ways-to-wellness", tmp_path, gained(gain), date(2018, 4, 30))
    assert paid(done)["wellbeing"] == int(part * ALL_OF_A + Fraction(1, 2))


def test_the_start_up_split_of_a_is_70_central_and_30_of_the_group(tmp_path):
    """At 1.4 all of A is shared 70 to 30, and the 70 between the central funds as 2 to 1."""
    done = settled("ways-to-wellness", tmp_path, gained("1.4"), date(2018, 4, 30))
    assert by_payer(done) == {"lottery_fund": 14_000_000, "cabinet_office": 7_000_000, "ccg": 9_000_000}


def test_after_the_start_up_the_group_pays_alone(tmp_path):
    """A cohort whose numbers are complete after 1 April 2018 is shared by the later split."""
    done = settled("ways-to-wellness", tmp_path, gained("1.4", "2016-05-01"), date(2019, 4, 30))
    assert {payer: part for payer, part in by_payer(done).items() if part} == {"ccg": ALL_OF_A}
