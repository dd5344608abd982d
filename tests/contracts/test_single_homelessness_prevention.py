"""SHPS, London and Norfolk: as many people for each outcome as were published, and eight payers."""

from collections import Counter
from datetime import date, timedelta

from tests.contracts.sending import by_payer, paid, settled
from tests.seeding import references

PLANS, PREVENTED, RELIEVED, SUSTAINED = 8_907, 2_081, 3_291, 3_102  # published results
PRICES = {"plan_completed": 25_000, "prevention": 110_000, "relief": 130_000, "sustained_8_months": 120_000}
AREAS = ("brent", "ealing", "enfield", "hackney", "islington", "norfolk", "waltham_forest")


def test_the_published_results_at_the_prices_of_the_contract(tmp_path):
    """Each outcome comes to its number of people at its price; each area pays for its own, with the fund."""
    start = date(2020, 1, 6)
    rows = {"referral": [], "plan": [], "housing": [], "review": []}
    of_area: Counter[str] = Counter()
    for i, person in enumerate(references("SH-", PLANS)):
        area = AREAS[i % 7]
        rows["referral"].append((person, {"dated": start, "area": area}))
        rows["plan"].append((person, {"dated": start + timedelta(days=i % 60)}))
        due = PRICES["plan_completed"]
        if i < PREVENTED + RELIEVED:
            how = "kept" if i < PREVENTED else "found"
            rows["housing"].append((person, {"dated": date(2020, 4, 1), "how": how}))
            due += PRICES["prevention" if how == "kept" else "relief"]
        if i < SUSTAINED:
            rows["review"].append((person, {"dated": date(2020, 12, 1), "risk": "none"}))
            due += PRICES["sustained_8_months"]
        of_area[area] += due
    done = settled("single-homelessness-prevention", tmp_path, rows, date(2024, 3, 31))
    people = (PLANS, PREVENTED, RELIEVED, SUSTAINED)
    assert paid(done) == {
        "housed": 0,
        **{name: price * n for (name, price), n in zip(PRICES.items(), people, strict=True)},
    }
    parts = by_payer(done)
    for area in AREAS:
        assert abs(parts[area] - of_area[area] * 0.7125) < 1
    assert len([payer for payer, part in parts.items() if part]) == 8
