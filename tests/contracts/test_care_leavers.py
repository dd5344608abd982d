"""Care leavers, Reboot West: the published card and the published claims give the published money, paid again or once.

Which person reached what was not published.  The records here are invented, so that each outcome is
reached by as many people, and as often, as was published.
"""

from collections import Counter
from datetime import date, timedelta
from pathlib import Path

import pytest

from sop_engine.service import load_contract, run
from tests.seeding import references, write_csv

SHELF = Path(__file__).resolve().parents[2] / "contracts" / "care-leavers"
AS_AT = date(2022, 12, 31)
START = date(2018, 10, 1)

# Card and results of INDIGO POJ-0121, in the order of the contract: price in pounds, claims paid, people.
CARD = {
    "agrees_plan": (220, 527, 231),
    "has_one_consistent_relationship": (220, 453, 225),
    "feels_safe": (220, 482, 230),
    "manages_accommodation": (220, 466, 227),
    "is_self_determined": (220, 202, 136),
    "begins_course": (220, 145, 132),
    "completes_quarter_of_course": (220, 121, 109),
    "completes_half_of_course": (220, 106, 94),
    "gains_level_1": (1_760, 43, 41),
    "gains_level_2": (4_730, 33, 33),
    "gains_level_3": (4_730, 11, 10),
    "begins_higher_education": (660, 10, 10),
    "completes_year_1": (2_750, 4, 4),
    "completes_year_2": (2_750, 2, 2),
    "completes_higher_education": (4_730, 3, 3),
    "begins_work_experience": (110, 29, 29),
    "work_experience_1_week": (220, 19, 19),
    "work_experience_4_weeks": (330, 6, 6),
    "enters_employment": (660, 126, 126),
    "earns_768": (2_750, 114, 114),
    "earns_1631": (2_750, 102, 102),
    "earns_3350": (2_750, 73, 73),
    "earns_8155": (2_750, 41, 41),
}
REVIEWS = {
    "agrees_plan": "plan",
    "has_one_consistent_relationship": "relationship",
    "feels_safe": "safe",
    "manages_accommodation": "accommodation",
    "is_self_determined": "self_determined",
}
COURSES = {
    "begins_course": "Begun",
    "completes_quarter_of_course": "25 %",
    "completes_half_of_course": "50 %",
    "gains_level_1": "Level 1",
    "gains_level_2": "Level 2",
    "gains_level_3": "Level 3",
    "begins_higher_education": "HE begun",
    "completes_year_1": "HE year 1",
    "completes_year_2": "HE year 2",
    "completes_higher_education": "HE completed",
}
PLACED = {"begins_work_experience": 1, "work_experience_1_week": 7, "work_experience_4_weeks": 28}
EARNED = {"earns_768": 768, "earns_1631": 1_631, "earns_3350": 3_350, "earns_8155": 8_155}
PEOPLE = references("RW-", 231)


def often(outcome: str) -> list[tuple[str, date]]:
    """As many days as claims were paid, over as many people, a person's days well over half a year apart."""
    _, claims, people = CARD[outcome]
    return [(PEOPLE[i % people], date(2018, 11, 1) + timedelta(days=200 * (i // people))) for i in range(claims)]


def at_most(outcomes: dict[str, int]) -> list[tuple[str, int]]:
    """For each person who got anywhere, the largest of the numbers that were reached."""
    return [
        (person, max(number for outcome, number in outcomes.items() if i < CARD[outcome][1]))
        for i, person in enumerate(PEOPLE[: CARD[next(iter(outcomes))][1]])
    ]


@pytest.fixture(scope="module")
def evidence(tmp_path_factory) -> Path:
    """Records that show what was published."""
    folder = tmp_path_factory.mktemp("care_leavers")
    write_csv(folder / "starts.csv", ["Ref", "Started"], [(person, START) for person in PEOPLE])
    for name, heads, said in (
        ("reviews", ["Ref", "What was agreed or seen", "Reviewed"], REVIEWS),
        ("courses", ["Ref", "Step", "Day"], COURSES),
    ):
        write_csv(
            folder / f"{name}.csv",
            heads,
            [(person, word, day) for outcome, word in said.items() for person, day in often(outcome)],
        )
    first = date(2019, 3, 4)
    write_csv(
        folder / "placements.csv",
        ["Ref", "First day", "Last day"],
        [(person, first, first + timedelta(days=days - 1)) for person, days in at_most(PLACED)],
    )
    write_csv(folder / "jobs.csv", ["Ref", "Started work"], often("enters_employment"))
    write_csv(
        folder / "pay.csv",
        ["Ref", "Paid on", "Gross pay"],
        [
            (person, day, pounds)
            for person, earned in at_most(EARNED)
            for day, pounds in ((date(2019, 4, 30), earned - 100), (date(2019, 5, 31), "100.00"))
        ],
    )
    return folder


@pytest.fixture(scope="module")
def done(evidence):
    """What the contract makes of it."""
    return run(load_contract(SHELF), evidence=evidence, as_at=AS_AT)


def test_the_published_money(done):
    """3,118 claims at the prices of the card come to £1,871,540, each outcome as often as was published."""
    assert done.bad_rows == ()
    assert Counter(payment.outcome for payment in done.payments) == {o: claims for o, (_, claims, _) in CARD.items()}
    assert len(done.payments) == 3_118
    assert {(p.outcome, p.net) for p in done.payments} == {(o, price * 100) for o, (price, _, _) in CARD.items()}
    assert done.total_net == 1_871_540_00


def test_paid_once_for_each_person_it_would_be_less(evidence, tmp_path):
    """Without the rule that an outcome may be paid again, the same records come to £1,617,330: £254,210 less."""
    text = (SHELF / "contract.yaml").read_text(encoding="utf-8")
    once = [line for line in text.splitlines() if not line.strip().startswith("repeats:")]
    assert len(text.splitlines()) - len(once) == 10
    (tmp_path / "care-leavers").mkdir()
    (tmp_path / "care-leavers" / "contract.yaml").write_text("\n".join(once) + "\n", encoding="utf-8")

    done = run(load_contract(tmp_path / "care-leavers"), evidence=evidence, as_at=AS_AT)
    assert Counter(payment.outcome for payment in done.payments) == {o: people for o, (_, _, people) in CARD.items()}
    assert done.total_net == 1_617_330_00
    assert 1_871_540_00 - done.total_net == 254_210_00


def test_the_payers_parts_are_the_whole(done):
    """What the department and the local authorities pay is what is due, to the penny."""
    paid = Counter()
    for split in done.splits:
        paid[split.payer] += split.amount
    assert paid == {"dfe": 1_497_232_00, "local_authorities": 374_308_00}
