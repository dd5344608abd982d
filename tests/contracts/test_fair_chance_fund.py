"""Fair Chance Fund: the results of two projects, at the maximum card, give the published gross.

Which young person reached what was not published.  The records here are invented, so that each outcome is
reached by as many young people as was published.
"""

from collections import Counter
from datetime import date, timedelta
from pathlib import Path

import pytest

from sop_engine.service import load_contract, run
from tests.seeding import references, write_csv

CARD = {  # the maximum price in pounds, in the order of the published card
    "first_assessment": 500,
    "second_assessment": 500,
    "third_assessment": 200,
    "moves_in": 500,
    "stays_3_months": 1_500,
    "stays_6_months": 1_500,
    "stays_12_months": 1_500,
    "stays_18_months": 1_500,
    "enters_education": 500,
    "entry_level_qualification": 1_500,
    "level_1_qualification": 2_500,
    "level_2_qualification": 3_500,
    "enters_employment": 500,
    "part_time_13_weeks": 3_000,
    "part_time_26_weeks": 2_000,
    "full_time_13_weeks": 4_500,
    "full_time_26_weeks": 3_500,
    "volunteers_6_weeks": 500,
    "volunteers_13_weeks": 500,
    "volunteers_20_weeks": 250,
    "volunteers_26_weeks": 250,
}
PUBLISHED = {  # INDIGO POJ-0131 to POJ-0137: young people for each outcome of the card, and the gross
    "Ambition": (
        [406, 351, 302, 370, 328, 288, 235, 201, 152, 46, 35, 5, 141, 21, 6, 68, 46, 92, 59, 38, 23],
        3_155_150,
    ),
    "Aspire": ([162, 152, 140, 151, 143, 133, 106, 85, 63, 27, 36, 1, 73, 6, 4, 43, 29, 27, 21, 17, 15], 1_516_000),
}
START, MOVED, WORKED = date(2015, 1, 5), date(2015, 2, 2), date(2015, 3, 2)
STAYED = {
    "stays_3_months": (date(2015, 5, 2), "Self-certified"),
    "stays_6_months": (date(2015, 8, 2), "Document"),
    "stays_12_months": (date(2016, 2, 2), "Self-certified"),
    "stays_18_months": (date(2016, 8, 2), "Document"),
}


def longest(weeks: dict[int, int], person: int) -> int:
    """The most weeks that so many people reached, for one of them by position; 0 for the others."""
    return max((week for week, people in weeks.items() if person < people), default=0)


def send(folder: Path, reached: dict[str, int]) -> Path:
    """Records that show each outcome for so many young people: the first ones of a list."""
    folder.mkdir()
    people = references("FC-", max(reached.values()))

    def first(outcome: str) -> list[str]:
        return people[: reached[outcome]]

    def write(name: str, heads: list[str], rows: list[tuple[object, ...]]) -> None:
        write_csv(folder / f"{name}.csv", heads, rows)

    write("starts", ["Ref", "Started"], [(each, START) for each in people])
    write(
        "assessments",
        ["Ref", "Assessment", "Completed"],
        [
            (each, which, START + timedelta(days=100 * i))
            for i, which in enumerate(("first", "second", "third"))
            for each in first(f"{which}_assessment")
        ],
    )
    write("moves", ["Ref", "Home", "Moved in"], [(each, "Tenancy or licence", MOVED) for each in first("moves_in")])
    write(
        "stays",
        ["Ref", "Proof", "Lives there on"],
        [(each, proof, day) for outcome, (day, proof) in STAYED.items() for each in first(outcome)],
    )
    write("courses", ["Ref", "Began"], [(each, WORKED) for each in first("enters_education")])
    write(
        "qualifications",
        ["Ref", "Level", "Guided learning hours", "Awarded"],
        [
            (each, level, hours, date(2016, 7, 8))
            for outcome, level, hours in (
                ("entry_level_qualification", "Entry", 45),
                ("level_1_qualification", "1", 120),
                ("level_2_qualification", "2", 325),
            )
            for each in first(outcome)
        ],
    )
    write("jobs", ["Ref", "Proof", "Began"], [(each, "payslip", WORKED) for each in first("enters_employment")])
    part = {13: reached["part_time_13_weeks"], 26: reached["part_time_26_weeks"]}
    full = {13: reached["full_time_13_weeks"], 26: reached["full_time_26_weeks"]}
    worked = [(each, 10, longest(part, i)) for i, each in enumerate(people[: part[13]])]
    worked += [(each, 30, longest(full, i)) for i, each in enumerate(people[part[13] : part[13] + full[13]])]
    write(
        "work",
        ["Ref", "Hours a week", "First day", "Last day"],
        [(each, hours, WORKED, WORKED + timedelta(weeks=weeks, days=-1)) for each, hours, weeks in worked],
    )
    given = {weeks: reached[f"volunteers_{weeks}_weeks"] for weeks in (6, 13, 20, 26)}
    write(
        "volunteering",
        ["Ref", "Letter on agreement and attendance", "First day", "Last day"],
        [
            (each, "yes", WORKED, WORKED + timedelta(weeks=longest(given, i), days=-1))
            for i, each in enumerate(people[: given[6]])
        ],
    )
    return folder


@pytest.fixture(scope="module", params=PUBLISHED)
def project(request) -> str:
    """The name of a project."""
    return request.param


@pytest.fixture(scope="module")
def done(project, tmp_path_factory):
    """What the contract makes of records that show its published results."""
    reached = dict(zip(CARD, PUBLISHED[project][0], strict=True))
    evidence = send(tmp_path_factory.mktemp(project) / "evidence", reached)
    return run(load_contract("fair-chance-fund"), evidence=evidence, as_at=date(2017, 12, 31))


def by_clause(done) -> Counter[str]:
    """What each clause comes to, in pence."""
    amounts: Counter[str] = Counter()
    for line in done.lines:
        amounts[line.clause] += line.amount
    return amounts


def test_the_published_gross_at_the_maximum_card(done, project):
    """The published results, each at the maximum price, come to the published gross."""
    results, gross = PUBLISHED[project]
    assert done.bad_rows == ()
    assert Counter(payment.outcome for payment in done.payments) == dict(zip(CARD, results, strict=True))
    assert by_clause(done)["4.1"] == gross * 100


def test_the_discount_is_a_tenth_of_it(done, project):
    """A bidder who offered a tenth less is paid a tenth less, before any cap."""
    assert by_clause(done)["4.2"] == -PUBLISHED[project][1] * 10


def test_no_young_person_is_paid_more_than_the_cap(done):
    """Each young person is paid what the clauses before the cap leave, but never more than £15,000; some reach it."""
    person = {claim.ref: claim.person for claim in done.claims}
    before: Counter[str] = Counter()
    for line in done.lines:
        before[person[line.claim]] += line.amount if line.clause < "5" else 0
    due: Counter[str] = Counter()
    for payment in done.payments:
        due[payment.person] += payment.net
    assert due == {each: min(amount, 15_000_00) for each, amount in before.items()}
    assert max(before.values()) > 15_000_00


def test_the_card_of_one_young_person_in_full_time_work():
    """The card, once each, without part-time work, comes to £25,700: more than the cap."""
    prices = load_contract("fair-chance-fund").contract.prices()
    assert {outcome: price.minor for outcome, price in prices.items()} == {o: p * 100 for o, p in CARD.items()}
    assert sum(price for outcome, price in CARD.items() if not outcome.startswith("part_time")) == 25_700
