"""MHEP Enfield: a history that uses up the contract gives both published pots, to the penny."""

from datetime import date, timedelta
from random import Random

from tests.contracts.sending import by_payer, settled
from tests.seeding import day_between, references

MOST = 62_068_900


def test_the_published_pots_are_used_up_exactly(tmp_path):
    """£620,689 is £260,689 of the Life Chances Fund and £360,000 of Enfield; 42 per cent would give neither."""
    chance = Random(188)
    rows = {"referral": [], "profile": [], "shift": [], "work": []}
    gross = 0
    for person in references("EN-", 330):
        start = day_between(chance, date(2019, 4, 1), date(2022, 12, 31))
        rows["referral"].append((person, {"dated": start}))
        rows["profile"].append((person, {"dated": start + timedelta(days=14)}))
        works = start + timedelta(days=chance.randrange(20, 200))
        rows["shift"].append((person, {"dated": works, "whole_day": "whole", "hours": 7}))
        hours, days = chance.choice([8, 15.5, 16, 37]), chance.choice([60, 90, 91, 200])
        rows["work"].append((person, {"from": works, "to": works + timedelta(days=days - 1), "hours": hours}))
        gross += 35_000 + 120_000 + (days >= 91) * (180_000 if hours >= 16 else 100_000)
    assert gross > MOST
    done = settled("mental-health-and-employment", tmp_path, rows, date(2024, 6, 30))
    assert done.total_net == MOST
    assert by_payer(done) == {"lcf": 26_068_900, "enfield": 36_000_000}
    assert 42 * MOST // 100 != 26_068_900
    # What passes the cap stays on record; of two kinds of sustained work only the higher counts towards it.
    alternatives = sum(line.amount for line in done.lines if line.clause == "4.2")
    assert done.total_gross + alternatives == gross
    assert -sum(line.amount for line in done.lines if line.clause == "5.1") == gross - MOST
