"""GM Homes, 2017 to 2021: the published card and the published results give the published money.

Which people reached what was not published.  The evidence here is invented, seeded and shuffled; the
number of people for each outcome is the published one.
"""

from collections import Counter, defaultdict
from datetime import date
from pathlib import Path
from random import Random

import pytest

from sop_engine.service import load_contract, run
from tests.seeding import day_between, references, write_csv

TERMS = Path(__file__).parent / "gm_homes"
AS_AT = date(2021, 6, 30)
ENGAGED = 406
PARTICIPANT_CAP, CONTRACT_CAP = 19_000, 2_629_000  # pounds

# Card and results of INDIGO POJ-0154, in the order of the contract: the price in pounds, and the people.
CARD = {
    "enters_accommodation": (600, 328),
    "stays_3_months": (1_500, 329),
    "stays_6_months": (1_500, 315),
    "stays_12_months": (2_600, 273),
    "stays_18_months": (2_500, 243),
    "stays_24_months": (1_800, 195),
    "wellbeing_1": (100, 391),
    "wellbeing_2": (100, 274),
    "wellbeing_3": (100, 165),
    "mental_health_entry": (200, 129),
    "mental_health_sustained": (600, 81),
    "alcohol_entry": (100, 17),
    "alcohol_sustained": (1_100, 8),
    "drugs_entry": (120, 81),
    "drugs_sustained": (2_600, 95),
    "qualification": (500, 27),
    "volunteers_13_weeks": (400, 15),
    "volunteers_26_weeks": (800, 10),
    "part_time_13_weeks": (1_900, 4),
    "part_time_26_weeks": (1_800, 3),
    "full_time_13_weeks": (2_400, 7),
    "full_time_26_weeks": (2_200, 5),
}
PRICES = {outcome: price for outcome, (price, _) in CARD.items()}
PREDECESSOR = {
    "stays_3_months": "enters_accommodation", "stays_6_months": "stays_3_months", "stays_12_months": "stays_6_months",
    "stays_18_months": "stays_12_months", "stays_24_months": "stays_18_months",
    "wellbeing_2": "wellbeing_1", "wellbeing_3": "wellbeing_2",
    "mental_health_sustained": "mental_health_entry", "alcohol_sustained": "alcohol_entry",
    "drugs_sustained": "drugs_entry", "volunteers_26_weeks": "volunteers_13_weeks",
    "part_time_26_weeks": "part_time_13_weeks", "full_time_26_weeks": "full_time_13_weeks",
}
# A stay takes its time; everything else may fall on any day of the contract.
BETWEEN = {
    "enters_accommodation": (date(2017, 12, 1), date(2018, 8, 31)),
    "stays_3_months": (date(2018, 3, 1), date(2018, 11, 30)),
    "stays_6_months": (date(2018, 6, 1), date(2019, 2, 28)),
    "stays_12_months": (date(2018, 12, 1), date(2019, 10, 31)),
    "stays_18_months": (date(2019, 6, 1), date(2020, 9, 30)),
    "stays_24_months": (date(2019, 12, 1), date(2021, 3, 31)),
}
ANY_DAY = (date(2017, 12, 1), date(2021, 3, 31))


def published_results(seed: int) -> list[tuple[str, str, date]]:
    """Who reached what and when: for each outcome as many people as were published, none above the participant cap."""
    chance, rows = Random(seed), []
    for outcome, (_, people) in CARD.items():
        for person in chance.sample(references("GM-", ENGAGED), people):
            rows.append((person, outcome, day_between(chance, *BETWEEN.get(outcome, ANY_DAY))))
    of_person: Counter[str] = Counter()
    for person, outcome, _ in rows:
        of_person[person] += PRICES[outcome]
    assert max(of_person.values()) <= PARTICIPANT_CAP, "choose another seed: here the participant cap binds"
    chance.shuffle(rows)
    return rows


def send(folder: Path, people: list[str], rows: list[tuple[str, str, date]]) -> Path:
    """Write the evidence as files: the starts, and the claims in two halves."""
    folder.mkdir()
    write_csv(folder / "starts.csv", ["Client ref", "Started"], [(person, date(2017, 11, 1)) for person in people])
    half = len(rows) // 2
    for name, part in (("claims_a.csv", rows[:half]), ("claims_b.csv", rows[half:])):
        write_csv(folder / name, ["Client ref", "Outcome", "Achieved"], part)
    return folder


@pytest.fixture(scope="module")
def rows():
    return published_results(seed=154)


@pytest.fixture(scope="module")
def evidence(tmp_path_factory, rows):
    return send(tmp_path_factory.mktemp("gm_homes") / "evidence", references("GM-", ENGAGED), rows)


@pytest.fixture(scope="module")
def done(evidence):
    return run(load_contract(TERMS), evidence=evidence, as_at=AS_AT)


def taken_by(done, clause: str) -> dict[str, int]:
    """What a clause took from each outcome, in pounds."""
    outcome_of = {claim.ref: claim.outcome for claim in done.claims}
    taken: dict[str, int] = defaultdict(int)
    for line in done.lines:
        if line.clause == clause and line.amount:
            taken[outcome_of[line.claim]] -= line.amount
    return {outcome: pounds(minor) for outcome, minor in taken.items()}


def pounds(minor: int) -> int:
    """Whole pounds; everything on this card is."""
    assert minor % 100 == 0
    return minor // 100


def test_every_row_is_good(done):
    """The files are read to the last row."""
    assert done.bad_rows == ()
    assert len(done.claims) == sum(people for _, people in CARD.values())


def test_the_published_money(done):
    """The published results come to £3,324,020, of which £2,629,000 is due."""
    assert pounds(done.total_gross) == 3_324_020
    assert pounds(done.total_net) == 2_629_000
    assert pounds(sum(payment.taken for payment in done.payments)) == -695_020


def test_each_outcome_stands_at_its_published_gross(done):
    """For each outcome the gross is the published number of people at the published price."""
    gross: Counter[str] = Counter()
    for payment in done.payments:
        gross[payment.outcome] += payment.gross
    assert {outcome: pounds(gross[outcome]) for outcome in CARD} == {
        outcome: price * people for outcome, (price, people) in CARD.items()
    }


def test_each_unpaid_pound_stays_with_the_outcome_that_lost_it(done, rows):
    """A second reckoning, in a few lines of plain Python, takes the same pounds from the same outcomes."""
    order = {outcome: position for position, outcome in enumerate(CARD)}
    room, lost = CONTRACT_CAP, Counter()
    for _person, outcome, _day in sorted(rows, key=lambda row: (row[2], row[0], order[row[1]])):
        paid = min(room, PRICES[outcome])
        room -= paid
        lost[outcome] += PRICES[outcome] - paid
    taken = taken_by(done, "5.3")
    assert taken == {outcome: amount for outcome, amount in lost.items() if amount}
    assert sum(taken.values()) == 695_020
    assert taken_by(done, "5.2") == {}
    assert {line.clause for line in done.lines if line.amount < 0} == {"5.3"}


def test_lines_are_the_whole_account(done):
    """The lines of a claim add up to its net, and the payer's parts add up to the same."""
    lines, parts = Counter(), Counter()
    for line in done.lines:
        lines[line.claim] += line.amount
    for split in done.splits:
        assert split.payer == "mhclg"
        parts[split.claim] += split.amount
    for payment in done.payments:
        assert payment.gross + payment.taken == payment.net == lines[payment.claim] == parts[payment.claim]


def test_more_people_are_paid_for_three_months_than_for_entry(done):
    """As published: 329 people are paid for three months and 328 for entry, because no prerequisite is enforced."""
    paid = defaultdict(set)
    for payment in done.payments:
        if payment.net > 0:
            paid[payment.outcome].add(payment.person)
    assert (len(paid["stays_3_months"]), len(paid["enters_accommodation"])) == (329, 328)


def test_enforced_prerequisites_pay_less(tmp_path, evidence, rows):
    """With prerequisites enforced only what follows its predecessor is due."""
    text = (TERMS / "contract.yaml").read_text(encoding="utf-8")
    assert text.count("prerequisites: not_enforced") == 1
    changed = tmp_path / "gm_homes"
    changed.mkdir()
    (changed / "contract.yaml").write_text(
        text.replace("prerequisites: not_enforced", "prerequisites: enforced"), encoding="utf-8")

    has = {outcome: {person for person, each, _ in rows if each == outcome} for outcome in CARD}
    for outcome in CARD:  # predecessors come first on the card
        has[outcome] &= has[PREDECESSOR[outcome]] if outcome in PREDECESSOR else has[outcome]
    expected = sum(PRICES[outcome] * len(people) for outcome, people in has.items())

    done = run(load_contract(changed), evidence=evidence, as_at=AS_AT)
    assert expected < CONTRACT_CAP
    assert pounds(done.total_gross) == pounds(done.total_net) == expected


def test_one_person_who_reaches_everything(tmp_path):
    """All 22 outcomes come to £25,520 at the card; the participant cap pays £19,000 and takes the rest."""
    chance = Random(22)
    rows = [("GM-1", outcome, day_between(chance, *BETWEEN.get(outcome, ANY_DAY))) for outcome in CARD]
    done = run(load_contract(TERMS), evidence=send(tmp_path / "evidence", ["GM-1"], rows), as_at=AS_AT)
    assert pounds(done.total_gross) == 25_520
    assert pounds(done.total_net) == 19_000
    assert sum(taken_by(done, "5.2").values()) == 6_520
    assert taken_by(done, "5.3") == {}
