"""Contracts of the shelf give the published totals: by payer, by plan, by council, by payment.

Which people reached what was not published.  The evidence here is invented; the totals are the published ones.
"""

from collections import Counter
from datetime import date, timedelta
from fractions import Fraction
from pathlib import Path
from random import Random

import pytest

from sop_engine.service import load_contract, run
from tests.seeding import day_between, references, write_csv

SHELF = Path(__file__).parents[2] / "contracts"


def done(name, evidence, as_at):
    """A run of a contract on the shelf, without any bad row."""
    made = run(load_contract(SHELF / name), evidence=evidence, as_at=as_at)
    assert made.bad_rows == ()
    return made


def by_payer(made):
    """What each payer pays, in pounds."""
    paid = Counter()
    for split in made.splits:
        paid[split.payer] += split.amount
    return {payer: Fraction(amount, 100) for payer, amount in paid.items()}


def by_outcome(made):
    """What is due for each outcome, in pounds."""
    due = Counter()
    for payment in made.payments:
        due[payment.outcome] += payment.net
    return {outcome: Fraction(amount, 100) for outcome, amount in due.items()}


def test_skill_mill_nine_payers_pay_their_published_parts(tmp_path):
    """Evidence for more than the contract holds: the fund pays £1,418,976, seven authorities £230,400, one £210,000."""
    chance = Random(195)
    sites = ["birmingham", "croydon", "durham", "leeds", "nottingham", "rochdale", "surrey", "west_sussex"]
    people = [(f"{site}-{i:03d}", site) for site in sites for i in range(1, 101)]
    write_csv(
        tmp_path / "referrals.csv",
        ["Young person", "Site", "Referred"],
        [(person, site, date(2020, 9, 1)) for person, site in people],
    )
    for file, headings, more in (
        ("registrations", ["Young person", "Signed"], ()),
        ("awards", ["Young person", "Awarded", "Level"], (2,)),
        ("next_steps", ["Young person", "Started", "Proof"], ("HMT",)),
    ):
        rows = [(person, day_between(chance, date(2020, 9, 1), date(2024, 9, 30)), *more) for person, _ in people]
        write_csv(tmp_path / f"{file}.csv", headings, rows)
    for file, headings in (
        ("register", ["Young person", "Day", "Attended"]),
        ("leavers", ["Young person", "Last day", "Why"]),
        ("police", ["Young person", "Checked", "Reconvicted"]),
    ):
        write_csv(tmp_path / f"{file}.csv", headings, [])

    made = done("skill-mill", tmp_path, date(2024, 12, 31))

    assert made.total_gross == 800 * 480_000
    assert made.total_net == 324_177_600
    assert by_payer(made) == {"lcf": 1_418_976, **dict.fromkeys(sites, 230_400), "west_sussex": 210_000}


def test_kirklees_plans_are_the_published_four():
    """Plans 1, 3 and 4 sum to £22,297,917 and plan 2 to £22,353,559; no plan is added to another."""
    plans = load_contract(SHELF / "kirklees-better-outcomes").contract.plans()
    assert [(deed, plan.total // 100) for deed, plan in plans] == [
        (0, 22_297_917), (1, 22_353_559), (2, 22_297_917), (3, 22_297_917)
    ]  # fmt: skip


@pytest.mark.gate
def test_kirklees_pays_the_grant_in_place_and_uses_up_both_pots(tmp_path):
    """Three quarters pay £3,302,458 in place of what was reached in them; both pots are used up, to the penny."""
    chance = Random(175)
    people = [(person, day_between(chance, date(2019, 10, 1), date(2022, 3, 31))) for person in references("K-", 1_900)]

    def later(*more):
        """A row for each person and each of these, within a year of the start."""
        return [(person, day + timedelta(days=chance.randrange(365)), *each) for person, day in people for each in more]

    def lasting(days, *more):
        """The same, as records that last."""
        return [(person, day, day + timedelta(days=days), *each) for person, day, *each in later(*more or [()])]

    write_csv(tmp_path / "starts.csv", ["Person ref", "Started"], people)
    write_csv(tmp_path / "homes.csv", ["Person ref", "Date", "How"], later(["Relief"]))
    write_csv(tmp_path / "stays.csv", ["Person ref", "From", "Confirmed to"], lasting(600))
    write_csv(tmp_path / "begins.csv", ["Person ref", "Date", "What"], later(["job"], ["education"]))
    write_csv(tmp_path / "goes_on.csv", ["Person ref", "From", "Confirmed to", "What"], lasting(200, ["job"]))
    write_csv(tmp_path / "qualifications.csv", ["Person ref", "Awarded", "Extent"], later(["Full"], ["Full"], ["Part"]))
    safe = ["legal_protection", "financial_resilience", "independence", "abuse_risk_reduced", "statutory_order"]
    write_csv(tmp_path / "safety.csv", ["Person ref", "Date", "Result"], later(*([each] for each in safe)))
    treated = [["MH", "Accessed"], ["MH", "Sustained"], ["SU", "Accessed"], ["SU", "Sustained"]]
    write_csv(tmp_path / "treatment.csv", ["Person ref", "Date", "Support", "Stage"], later(*treated))
    write_csv(tmp_path / "assessments.csv", ["Person ref", "Assessed", "Score"], later([20]))

    made = done("kirklees-better-outcomes", tmp_path, date(2025, 9, 30))

    assert made.total_gross > 2_229_791_700
    assert by_payer(made) == {"lcf": 6_600_000, "kirklees": 15_697_917}
    assert by_outcome(made)["grant_quarter"] == 3_302_458
    first, last = (date(2020, 4, 1) - date(1970, 1, 1)).days, (date(2020, 12, 31) - date(1970, 1, 1)).days
    replaced = [each for each in made.payments if first <= each.reached <= last and each.outcome != "grant_quarter"]
    assert len(replaced) > 1_000
    assert {each.net for each in replaced} == {0}


@pytest.mark.parametrize(
    ("families", "published"),
    [
        pytest.param(1_680, 5_600_000, id="Sheffield"),
        pytest.param(2_630, 8_800_000, id="Lancashire, around", marks=pytest.mark.gate),
        pytest.param(4_180, 14_000_000, id="Birmingham, just under", marks=pytest.mark.gate),
    ],
)
def test_troubled_families_five_sixths_of_4000_for_each_family(tmp_path, families, published):
    """A third of the families in each year, each with a result: £4,000 less a sixth, whatever the year."""
    years = [("2012-13", date(2012, 6, 1)), ("2013-14", date(2013, 6, 1)), ("2014-15", date(2014, 4, 1))]
    rows = [(person, *years[i % 3]) for i, person in enumerate(references("F-", families))]
    write_csv(tmp_path / "families.csv", ["Family", "Programme year", "Joined"], rows)
    jobs = [(person, joined, joined + timedelta(days=200)) for person, _, joined in rows]
    write_csv(tmp_path / "jobs.csv", ["Family", "First day", "Last day"], jobs)
    for file, headings in (
        ("crime", ["Family", "Declared", "ASB incidents before", "ASB incidents in the last 6 months",
                   "Offences of under-18s before", "Offences of under-18s in the last 6 months"]),
        ("school", ["Family", "Declared", "Highest unauthorised absence of a child",
                    "Most fixed exclusions of a child"]),
        ("progress", ["Family", "Date", "Step"]),
    ):  # fmt: skip
        write_csv(tmp_path / f"{file}.csv", headings, [])

    made = done("troubled-families", tmp_path, date(2015, 5, 31))

    earned = Fraction(families * 4_000 * 5, 6)
    before_caps = sum(line.amount for line in made.lines if line.clause in ("4.1", "4.2", "4.3"))
    assert abs(Fraction(before_caps, 100) - earned) < 30  # half a penny for each payment
    assert abs(earned - published) <= 70_000
    assert made.total_net == min(before_caps, 560_000_000)


def test_denver_days_and_jail_come_to_what_the_city_paid(tmp_path):
    """299,928 days at $15.12 and a fall in days in jail, worked back to 33.8 per cent, come to $9,638,911.36."""
    treatment, control = references("T-", 200), references("C-", 200)
    start, moved_out = date(2016, 1, 1), date(2020, 3, 1)
    rows = [(person, "T", start) for person in treatment] + [(person, "C", start) for person in control]
    write_csv(tmp_path / "randomised.csv", ["Research ID", "Group", "Randomised"], rows)
    days = [1_500] * 199 + [1_428]
    assert sum(days) == 258_858 + 41_070
    stays = [(person, start, start + timedelta(days=n - 1)) for person, n in zip(treatment, days, strict=True)]
    write_csv(tmp_path / "leases.csv", ["Research ID", "Housed from", "Housed to"], stays)
    nights = [66] * 199 + [106] + [100] * 200
    jail = [
        (person, moved_out, moved_out + timedelta(days=n - 1))
        for person, n in zip(treatment + control, nights, strict=True)
    ]
    write_csv(tmp_path / "jail.csv", ["Research ID", "Booked", "Released"], jail)
    write_csv(tmp_path / "exits.csv", ["Research ID", "Left", "Why"], [])

    made = done("denver-supportive-housing", tmp_path, date(2021, 7, 31))

    assert by_outcome(made) == {
        "stays_a_year": 0,
        "stably_housed": Fraction("3913932.96") + Fraction("620978.40"),
        "less_jail": 5_104_000,
    }
    assert made.total_net == 963_891_136
