"""West London Zone: one, two and three outcomes add up, and four types of payer share each child."""

from datetime import date
from random import Random

from tests.contracts.sending import by_payer, paid, settled

AREAS = ("wellbeing", "friendships", "school_attendance", "english", "maths")


def test_tiers_pay_by_how_many_areas_and_the_payers_share_each_child(tmp_path):
    """Over reports that nobody chose, the tiers are those of the number of areas, the parts those of the contract."""
    chance, rows, number = Random(184), {"child": [], "progress": []}, {1: 0, 2: 0, 3: 0}
    for i in range(60):
        child = f"WL-{i:02}"
        rows["child"].append((child, {"dated": "2018-09-03", "borough": "westminster"}))
        better = set()
        for day in range(1, 1 + chance.randrange(8)):
            area, result = chance.choice(AREAS), chance.choice(["better", "not_better"])
            rows["progress"].append((child, {"dated": date(2020, 7, day), "area": area, "result": result}))
            better |= {area} if result == "better" else set()
        for tier in number:
            number[tier] += len(better) >= tier
    done = settled("west-london-zone", tmp_path, rows, date(2020, 12, 31))
    due = {"one_outcome": number[1] * 80_000, "two_outcomes": number[2] * 70_000, "three_outcomes": number[3] * 60_000}
    assert paid(done) == due and number[1] > number[2] > number[3] > 0
    total, parts = done.total_net, by_payer(done)
    for payer, per_cent in (("lcf", 26.15), ("westminster", 12.5), ("schools", 25), ("philanthropists", 36.35)):
        assert abs(parts[payer] - total * per_cent / 100) < 1
