"""Innovation Fund: whoever reaches everything on a card earns more than the cap for one person, and is paid the cap."""

from collections import Counter
from datetime import date
from pathlib import Path

import pytest

from sop_engine.service import load_contract, run
from tests.seeding import references, write_csv

CARDS = {  # INDIGO POJ-0138 to POJ-0147, in pounds; card B without the two rows that only Nottingham shows
    "innovation-fund-a": {
        "improves_behaviour": 1_300,
        "improves_attendance": 800,
        "level_1_qualification": 700,
        "level_2_qualification": 2_200,
        "level_3_qualification": 3_300,
        "higher_education": 2_000,
        "esol": 1_200,
        "first_job": 2_600,
        "sustained_job": 1_000,
    },
    "innovation-fund-b": {
        "improves_behaviour": 1_300,
        "improves_attendance": 1_400,
        "improves_attitude": 700,
        "entry_level_qualification": 900,
        "basic_skills": 900,
        "level_1_qualification": 1_100,
        "level_2_qualification": 3_300,
        "level_3_qualification": 5_100,
        "first_job": 3_500,
        "sustained_job": 2_000,
    },
}
SUMS_AND_CAPS = {"innovation-fund-a": (15_100, 8_200), "innovation-fund-b": (20_200, 11_700)}
AWARDS = {
    "esol": "ESOL",
    "entry_level_qualification": "Entry level",
    "basic_skills": "Basic skills",
    "level_1_qualification": "Level 1",
    "level_2_qualification": "A2 level",
    "level_3_qualification": "Level 3",
}
PEOPLE = references("IF-", 3)


def send(folder: Path, name: str, worked_from: date, worked_to: date) -> Path:
    """Records of three young people who reach everything on a card; the days of work are as given."""
    folder.mkdir()
    letter = (date(2013, 1, 7), date(2013, 7, 19))

    def write(file: str, heads: list[str], *rows: tuple[object, ...]) -> None:
        write_csv(folder / f"{file}.csv", ["Ref", *heads], [(each, *row) for each in PEOPLE for row in rows])

    write("starts", ["Started"], (date(2012, 11, 5),))
    write("school_letters", ["First day", "Last day", "Improved"], (*letter, "behaviour"), (*letter, "attendance"))
    write("attendance_records", ["Printed"], (date(2013, 7, 19),))
    write(
        "certificates",
        ["Award", "Subject", "Awarded"],
        *((AWARDS[outcome], "Catering", date(2014, 8, 21)) for outcome in CARDS[name] if outcome in AWARDS),
    )
    write(
        "work",
        ["First day", "Last day", "Hours a week", "Benefit", "Training"],
        (worked_from, worked_to, 16, "None", "18 or over"),
    )
    if "higher_education" in CARDS[name]:
        write("enrolment_letters", ["First day", "Last day"], (date(2014, 9, 29), date(2015, 1, 31)))
    if "improves_attitude" in CARDS[name]:
        write("attitudes", ["Verified by", "Reviewed"], ("Teacher", date(2013, 7, 19)))
    return folder


@pytest.mark.parametrize("name", CARDS)
def test_the_card_is_the_published_one(name):
    """Each price is the published one, and together they pass the cap for one young person."""
    prices = load_contract(name).contract.prices()
    assert {outcome: price.minor for outcome, price in prices.items()} == {o: p * 100 for o, p in CARDS[name].items()}
    assert sum(CARDS[name].values()) == SUMS_AND_CAPS[name][0]


@pytest.mark.parametrize("name", CARDS)
def test_whoever_reaches_everything_is_paid_the_cap(name, tmp_path):
    """Everything on card A comes to £15,100 and pays £8,200; on card B it comes to £20,200 and pays £11,700."""
    evidence = send(tmp_path / "evidence", name, date(2013, 9, 2), date(2014, 3, 30))
    done = run(load_contract(name), evidence=evidence, as_at=date(2015, 9, 30))
    assert done.bad_rows == ()
    gross, due = Counter(), Counter()
    for payment in done.payments:
        gross[payment.person] += payment.gross
        due[payment.person] += payment.net
    everything, cap = SUMS_AND_CAPS[name]
    assert gross == dict.fromkeys(PEOPLE, everything * 100)
    assert due == dict.fromkeys(PEOPLE, cap * 100)


@pytest.mark.parametrize("name", CARDS)
def test_the_second_job_outcome_waits_for_the_first_to_be_paid(name, tmp_path):
    """Where the cap leaves nothing for 13 weeks of work, the 26 weeks are kept back: reached is not paid."""
    evidence = send(tmp_path / "evidence", name, date(2015, 1, 5), date(2015, 7, 5))
    text = (load_contract(name).folder / "contract.yaml").read_text(encoding="utf-8")
    (tmp_path / name).mkdir()  # the cap does not look at the second outcome, so that only the other clause can
    capped = [outcome for outcome in CARDS[name] if outcome != "sustained_job"]
    changed = text.replace("kind: participant_cap\n", f"kind: participant_cap\n  outcomes: [{', '.join(capped)}]\n")
    (tmp_path / name / "contract.yaml").write_text(changed, encoding="utf-8")

    done = run(load_contract(tmp_path / name), evidence=evidence, as_at=date(2015, 9, 30))
    jobs = {(p.outcome, p.net) for p in done.payments if p.outcome in ("first_job", "sustained_job")}
    assert jobs == {("first_job", 0), ("sustained_job", 0)}
    held = {line.clause for line in done.lines if line.amount == -CARDS[name]["sustained_job"] * 100}
    assert "5.4" in held
