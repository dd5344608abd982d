"""Performance-based financing: quantities, quality and what a counter-verification recovers, against plain Python."""

from datetime import date
from fractions import Fraction
from random import Random

from tests.contracts.sending import by_payer, settled

QUARTERS = ((1, 2, 3), (4, 5, 6), (7, 8, 9), (10, 11, 12))
LAST = (31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)


def test_a_year_of_forty_facilities(tmp_path):
    """Verified births at the price, less the part for quality, less each quarter's error above 5 per cent."""
    chance = Random(42)
    rows = {"contracted": [], "monthly_return": [], "quality_visit": [], "counter_check": []}
    due = [0, 0, 0, 0]
    for i in range(40):
        facility, distance = f"F{i:02}", chance.choice(["near", "remote"])
        rows["contracted"].append((facility, {"dated": "2023-01-01", "level": "health_centre", "distance": distance}))
        for quarter, months in enumerate(QUARTERS):
            births = 0
            for month in months:
                declared = chance.randrange(20)
                verified = max(0, declared - chance.randrange(4))
                births += verified
                said = {"dated": date(2023, month, LAST[month - 1]), "month": f"2023-{month:02}", "service": "births"}
                rows["monthly_return"].append((facility, {**said, "declared": declared, "verified": verified}))
            parts = [Fraction(chance.randrange(30, 101), 100) for _ in range(3)]
            names = ("hygiene", "care", "management")
            visit = {name: f"{float(part):.2f}" for name, part in zip(names, parts, strict=True)}
            rows["quality_visit"].append((facility, {"dated": date(2023, months[1], 20), **visit}))
            quality = sum(w * p for w, p in zip((Fraction(3, 10), Fraction(1, 2), Fraction(1, 5)), parts, strict=True))
            off = next(o for q, o in ((80, 0), (65, 20), (50, 40), (0, 100)) if quality >= Fraction(q, 100))
            due[quarter] += births * (1_500 if distance == "remote" else 1_200) * (100 - off) // 100
    errors = (3, 5, 6, 11)
    for months, wrong in zip(QUARTERS, errors, strict=True):
        dated = date(2023, months[-1], 15)
        rows["counter_check"].append(("", {"dated": dated, "looked_for": 100, "not_found": wrong}))
    done = settled("performance-based-health-financing", tmp_path, rows, date(2024, 1, 31))
    recovered = [
        int(Fraction(of_quarter * wrong, 100) + Fraction(1, 2)) if wrong > 5 else 0
        for of_quarter, wrong in zip(due, errors, strict=True)
    ]
    assert -sum(line.amount for line in done.lines if line.clause == "5.1") == sum(recovered) > 0
    assert done.total_net == sum(due) - sum(recovered)
    assert abs(by_payer(done)["fund"] - done.total_net * 0.6) <= 2
