"""London, 2012 to 2015: so many of 415 named people sleep rough in a quarter, and each quarter stands by itself."""

from collections import Counter
from datetime import date, timedelta

import pytest

from sop_engine.service import load_contract, run
from sop_engine.units.days import as_date
from tests.seeding import references, write_csv

NAMED = references("CH-", 415)
FROM = date(2012, 11, 1)
# People who were seen bedded down, by the first day of the quarter; the baselines are 180, 150 and 125.
QUARTERS = {
    date(2012, 11, 1): 170, date(2013, 2, 1): 185, date(2013, 5, 1): 180, date(2013, 8, 1): 179,
    date(2013, 11, 1): 150, date(2014, 2, 1): 149, date(2014, 5, 1): 90, date(2014, 8, 1): 200,
    date(2014, 11, 1): 125, date(2015, 2, 1): 124, date(2015, 5, 1): 60, date(2015, 8, 1): 0,
}  # fmt: skip
BASELINE = {2012: 180, 2013: 150, 2014: 125}
RATE = 1_200_00


def last_day(first: date) -> date:
    """The last day of a quarter."""
    year, month = divmod(first.year * 12 + first.month - 1 + 3, 12)
    return date(year, month + 1, 1) - timedelta(days=1)


@pytest.fixture(scope="module")
def evidence(tmp_path_factory):
    """Sightings of so many people in each quarter, some of them seen twice, and one for street activity only."""
    folder = tmp_path_factory.mktemp("london")
    write_csv(folder / "starts.csv", ["CHAIN number", "Named"], [(each, FROM) for each in NAMED])
    rows = []
    for first, people in QUARTERS.items():
        for i, person in enumerate(NAMED[:people]):
            days = (first, last_day(first)) if i % 3 == 0 else (first + timedelta(days=i % 80),)
            rows += [(person, "Bedded down", day) for day in days]
        rows.append((NAMED[-1], "Street activity", first))
    write_csv(folder / "sightings.csv", ["CHAIN number", "Contact", "Seen"], rows)
    write_csv(folder / "extracts.csv", ["Covers up to"], [(last_day(first),) for first in QUARTERS])
    return folder


def paid(done) -> dict[date, int]:
    """What is due for a quarter, by its last day."""
    amounts: Counter[date] = Counter()
    for payment in done.payments:
        assert payment.outcome == "fewer_rough_sleepers"
        amounts[as_date(payment.reached)] += payment.net
    return dict(amounts)


def expected() -> dict[date, int]:
    """By how many people each quarter lies below the baseline of its year, at the rate; no quarter above it."""
    fewer = {}
    for first, people in QUARTERS.items():
        below = BASELINE[first.year if first.month == 11 else first.year - 1] - people
        if below > 0:
            fewer[last_day(first)] = below * RATE
    return fewer


def test_each_quarter_is_compared_with_its_own_baseline(evidence):
    """What is due for a quarter is its people below the baseline; a quarter above it takes nothing from the others."""
    done = run(load_contract("london-rough-sleeping"), evidence=evidence, as_at=date(2015, 10, 31))
    assert paid(done) == expected()
    assert len(expected()) == 7


def test_a_quarter_of_which_no_extract_came_pays_nothing(evidence, tmp_path):
    """Without the extract of the last quarter, in which nobody was seen, nothing is due for it."""
    for file in evidence.iterdir():
        text = file.read_text(encoding="utf-8")
        (tmp_path / file.name).write_text(text.replace("2015-10-31\n", "2015-10-30\n"), encoding="utf-8")
    done = run(load_contract("london-rough-sleeping"), evidence=tmp_path, as_at=date(2015, 10, 31))
    assert paid(done) == {day: amount for day, amount in expected().items() if day < date(2015, 10, 31)}
