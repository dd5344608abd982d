"""Essex edge of care, 2013 to 2018: the care proportion that was published, through the engine."""

from datetime import date, timedelta
from fractions import Fraction
from random import Random

from tests.contracts.sending import paid, settled

QUARTER = {"from": date(2014, 1, 1), "to": date(2014, 3, 31)}  # 90 days
A_DAY = 7_200  # 60 per cent of £120, in pence


def history(in_care: list[int]):
    """A child for each number: looked at through the quarter, and so many days of it in care, from its first day on."""
    rows = {"start": [], "tracked": [], "in_care": []}
    for i, days in enumerate(in_care):
        child = f"EX-{i:03}"
        rows["start"].append((child, {"dated": "2014-01-01"}))
        rows["tracked"].append((child, QUARTER))
        if days:
            last = QUARTER["from"] + timedelta(days=days - 1)
            rows["in_care"].append((child, {"from": QUARTER["from"], "to": last}))
    return rows


def test_the_published_proportion_of_10_8_per_cent_saves_44_2_days_of_each_hundred(tmp_path):
    """Of 11,250 child days 1,215 in care are 10.8 per cent; 55 were to be expected, and 4,972.5 days are saved."""
    in_care = [90] * 13 + [45] + [0] * 111
    assert Fraction(sum(in_care), 90 * len(in_care)) == Fraction("0.108")
    done = settled("essex-edge-of-care", tmp_path, history(in_care), date(2014, 6, 30))
    assert paid(done) == {"care_days_saved": 35_802_000}
    assert Fraction("0.442") * 11_250 * A_DAY == 35_802_000


def test_the_target_of_27_per_cent_saves_28_days_of_each_hundred(tmp_path):
    """At the target proportion the engine pays for what lies between it and the baseline."""
    done = settled("essex-edge-of-care", tmp_path, history([90] * 27 + [0] * 73), date(2014, 6, 30))
    assert paid(done) == {"care_days_saved": int(Fraction("0.28") * 9_000 * A_DAY)}


def test_placements_that_overlap_are_counted_by_days(tmp_path):
    """Over placements that nobody chose, the days in care are a set of days, and the saving is what is left of 55 %."""
    chance, rows, in_care = Random(130), history([0] * 40), 0
    for i in range(40):
        days = set()
        for _ in range(chance.randrange(4)):
            first, last = sorted(chance.randrange(90) for _ in range(2))
            placed = {"from": QUARTER["from"] + timedelta(days=first), "to": QUARTER["from"] + timedelta(days=last)}
            rows["in_care"].append((f"EX-{i:03}", placed))
            days |= set(range(first, last + 1))
        in_care += len(days)
    saved = Fraction("0.55") * 90 * 40 - in_care
    assert saved > 0
    done = settled("essex-edge-of-care", tmp_path, rows, date(2014, 6, 30))
    assert paid(done) == {"care_days_saved": int(saved * A_DAY)}
