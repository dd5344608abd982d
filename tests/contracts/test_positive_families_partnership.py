"""Positive Families Partnership: weeks out of care, counted again from the start in plain Python."""

from collections import Counter
from datetime import date, timedelta
from random import Random

from tests.contracts.sending import by_payer, paid, settled

BOROUGHS = ("bexley", "merton", "newham", "sutton", "tower_hamlets")  # the five that commissioned it first
START, END = date(2018, 6, 4), date(2020, 6, 4)  # the last day of the two years counts
A_WEEK = 60_000


def weeks(at_home: set[date]) -> int:
    """How many times seven days follow each other, each day in one week only."""
    run, found, day = 0, 0, START
    while day <= END:
        run = run + 1 if day in at_home else 0
        if run == 7:
            found, run = found + 1, 0
        day += timedelta(days=1)
    return found


def test_weeks_are_those_of_a_plain_count_and_each_borough_pays_for_its_own(tmp_path):
    """Over stretches that nobody chose, what is due is what counting day by day gives, and the payers are right."""
    chance = Random(117)
    rows = {"start": [], "out_of_care": []}
    expected, of_borough = 0, Counter()
    for i in range(30):
        person, borough = f"YP-{i:02}", BOROUGHS[i % 5]
        rows["start"].append((person, {"dated": START, "borough": borough}))
        at_home, day = set(), START - timedelta(days=chance.randrange(9))
        while day < END + timedelta(days=30):
            last = day + timedelta(days=chance.randrange(31))
            rows["out_of_care"].append((person, {"from": day, "to": last}))
            at_home |= {day + timedelta(days=n) for n in range((last - day).days + 1)}
            day = last + timedelta(days=1 + chance.choice([0, 0, 1, 20]))
        due = weeks(at_home) * A_WEEK
        expected, of_borough = expected + due, of_borough + Counter({borough: due})
    done = settled("positive-families-partnership", tmp_path, rows, date(2020, 12, 31))
    assert paid(done)["week_out_of_care"] == expected == done.total_net > 0
    parts = by_payer(done)
    assert {payer: parts[payer] for payer in BOROUGHS} == {b: due * 85 // 100 for b, due in of_borough.items()}
    assert parts["lottery_fund"] == expected * 15 // 100


def test_what_is_tracked_pays_nothing_and_is_found_all_the_same(tmp_path):
    """School and behaviour are outcomes that are reached, at £0."""
    rows = {
        "start": [("YP-1", {"dated": START, "borough": "sutton"})],
        "school": [("YP-1", {"dated": "2018-07-20", "attendance": "0.97"})],
        "behaviour": [("YP-1", {"dated": "2018-09-03", "better": "better"})],
    }
    done = settled("positive-families-partnership", tmp_path, rows, date(2018, 12, 31))
    assert {claim.outcome for claim in done.claims} == {"attends_school", "behaves_better"}
    assert done.total_gross == done.total_net == 0
