"""Limits: once only, at most so many, caps of every kind, alternatives, the least, and what is claimed too late."""

import pytest

from sop_engine.clauses.part_of_total import greatest_total
from sop_engine.statements.explain import explain_person
from sop_engine.statements.page import pages
from sop_engine.statements.sentences import line_sentence
from tests.mechanisms.settled import claim, due, lines_of, terms, worked
from tests.steps.small import contract, done, paid, statuses

CARD_B = {
    "behaviour": "£1,300",
    "attendance": "£1,400",
    "attitude": "£700",
    "entry_level": "£900",
    "basic_skills": "£900",
    "level_1": "£1,100",
    "level_2": "£3,300",
    "level_3": "£5,100",
    "first_job": "£3,500",
    "sustained_job": "£2,000",
}
"""The ten outcomes of the Innovation Fund's card of 2012, second round."""


def test_m22_an_outcome_is_paid_once_for_a_person_unless_it_repeats(tmp_path):
    """Three visits show an outcome that does not repeat: it is paid once."""
    made = done(
        contract(tmp_path, "  seen:\n    is: Seen.\n    shown_by: {record: visit}\n"),
        "2021-12-31",
        {"Ann": {"start": "2020-01-10", "visit": ["2020-02-01", "2020-03-01", "2020-04-01"]}},
    )
    assert paid(made) == {("Ann", "seen", "2020-02-01"): 10_000}


def test_m22_at_most_one_outcome_payment_for_a_participant(tmp_path):
    """Where a contract pays one outcome for a participant, whichever it is, the first one is paid."""
    agreed = terms(tmp_path, {"job": "£900", "course": "£400"}, ONE)
    claims = [
        claim("Ann", "course", "2020-03-01"),
        claim("Ann", "job", "2020-04-01"),
        claim("Ben", "job", "2020-04-01"),
    ]
    assert due(agreed, claims, "2020-12-31") == [400, 0, 900]


ONE = '- {clause: "5", kind: participant_cap, at_most: 1 claim}\n'


def test_m21_a_repeated_outcome_is_paid_up_to_the_stated_number_of_times(tmp_path):
    """A wellbeing assessment is paid three times for a person, and the fourth is not looked at."""
    outcomes = "  assessed: {is: Assessed., shown_by: {record: visit}, repeats: {at_most: 3, apart: 6 months}}\n"
    made = done(
        contract(tmp_path, outcomes),
        "2021-12-31",
        {"Ann": {"start": "2020-01-01", "visit": ["2020-01-10", "2020-07-10", "2021-01-10", "2021-07-10"]}},
    )
    assert list(paid(made).values()) == [10_000, 10_000, 10_000]


def test_m21_no_more_than_so_many_claims_of_a_kind_for_a_person(tmp_path):
    """A cap of two claims for a person counts each person by itself, and only what is worth anything."""
    agreed = terms(
        tmp_path, {"job": "£900", "talk": "£0"}, '- {clause: "5", kind: participant_cap, at_most: 2 claims}\n'
    )
    claims = [
        claim("Ann", "talk", "2020-01-02"),
        *(claim("Ann", "job", f"2020-0{month}-01") for month in (2, 3, 4)),
        claim("Ben", "job", "2020-05-01"),
    ]
    assert due(agreed, claims, "2020-12-31") == [0, 900, 900, 0, 900]


def test_m23_a_cap_for_a_participant_binds_on_the_innovation_fund_card(tmp_path):
    """The ten outcomes of card B sum to £20,200; payable for one participant are £11,700."""
    agreed = terms(tmp_path, CARD_B, '- {clause: "5", kind: participant_cap, at_most: "£11,700"}\n')
    claims = [claim("Ann", name, f"2020-{month:02}-01") for month, name in enumerate(CARD_B, 1)]
    made = worked(agreed, claims, "2020-12-31")
    assert sum(each.gross for each in made.values()) == 2_020_000
    assert sum(each.net for each in made.values()) == 1_170_000
    assert sum(each.taken for each in made.values()) == -850_000


def test_m23_a_cap_for_a_participant_holds_whatever_comes_first(tmp_path):
    """In whatever order the outcomes of the card are reached, £11,700 are payable: with a part at the edge."""
    agreed = terms(tmp_path, CARD_B, '- {clause: "5", kind: participant_cap, at_most: "£11,700"}\n')
    claims = [claim("Ann", name, f"2020-{12 - month:02}-01") for month, name in enumerate(CARD_B, 1)]
    assert sum(due(agreed, claims, "2020-12-31")) == 11_700


def test_m24_a_line_cap_in_money(tmp_path):
    """Istanbul's line cap: of 400 outcomes at £500 the first 370 are paid, £185,000, and thirty stay on record."""
    agreed = terms(tmp_path, {"job": "£500"}, '- {clause: "5", kind: outcome_cap, outcome: job, at_most: "£185,000"}\n')
    claims = [claim(f"P{number:03}", "job", "2020-06-01") for number in range(400)]
    made = worked(agreed, claims, "2020-12-31")
    assert sum(each.net for each in made.values()) == 18_500_000
    assert sum(each.net == 0 for each in made.values()) == 30
    assert sum(each.gross for each in made.values()) == 20_000_000


def test_m24_a_line_cap_by_count(tmp_path):
    """At most 2,570 people: of 3,220 claims 650 are earned and not paid."""
    agreed = terms(
        tmp_path, {"seen": "£10"}, '- {clause: "5", kind: outcome_cap, outcome: seen, at_most: "2,570 claims"}\n'
    )
    claims = [claim(f"P{number:04}", "seen", "2020-06-01") for number in range(3_220)]
    assert sum(each.net == 0 for each in worked(agreed, claims, "2020-12-31").values()) == 650


def test_m24_a_cap_may_change_by_date(tmp_path):
    """A claim is let through up to the cap as it holds on its day; what was paid before counts against it."""
    caps = '- {clause: "5", kind: contract_cap, at_most: {dated: {2020-01-01: £300, 2021-01-01: £500}}}\n'
    agreed = terms(tmp_path, {"job": "£200"}, caps)
    claims = [
        claim(f"P{n}", "job", on) for n, on in enumerate(("2020-03-01", "2020-04-01", "2021-03-01", "2021-04-01"))
    ]
    assert due(agreed, claims, "2021-12-31") == [200, 100, 200, 0]


def test_m24_a_cap_that_falls_pays_nothing_more_and_takes_nothing_back(tmp_path):
    """Where the cap falls below what was paid under it, later claims are paid nothing, earlier ones stand."""
    caps = '- {clause: "5", kind: contract_cap, at_most: {dated: {2020-01-01: £300, 2021-01-01: £100}}}\n'
    agreed = terms(tmp_path, {"job": "£200"}, caps)
    claims = [claim("A", "job", "2020-03-01"), claim("B", "job", "2021-03-01")]
    assert due(agreed, claims, "2021-12-31") == [200, 0]


def test_m24_what_waits_under_a_dated_cap_is_paid_when_the_cap_rises(tmp_path):
    """Excess that waits is paid on the day the cap rises, before later claims; not before."""
    caps = (
        '- {clause: "5", kind: contract_cap, excess: waits, at_most: {dated: {2020-01-01: £300, 2021-01-01: £500}}}\n'
    )
    agreed = terms(tmp_path, {"job": "£200"}, caps)
    claims = [claim("A", "job", "2020-03-01"), claim("B", "job", "2020-04-01"), claim("C", "job", "2021-04-01")]
    assert due(agreed, claims[:2], "2020-12-31") == [200, 100]
    assert due(agreed, claims[:2], "2021-01-01") == [200, 200]
    assert due(agreed, claims, "2021-12-31") == [200, 200, 100]


@pytest.mark.parametrize(
    "stages, first, second",
    [
        ("at_most: {dated: {2020-01-01: £300, 2021-01-01: £500, 2022-01-01: £600}}", "£300", "£500"),
        ("kind: period_cap, at_most: £250, every: 1 year, from: 2020-01-01, unused: carried", "£250", "£500"),
    ],
)
def test_m24_a_claim_that_waits_is_earned_once_however_often_it_asks(tmp_path, stages, first, second):
    """Three claims of £200 are £600, although a part of the second has waited for the next year."""
    kind = "" if "kind" in stages else "kind: contract_cap, "
    agreed = terms(tmp_path, {"job": "£200"}, f'- {{clause: "5", {kind}excess: waits, {stages}}}\n')
    claims = [claim("A", "job", "2020-03-01"), claim("B", "job", "2020-04-01"), claim("C", "job", "2021-04-01")]
    said = [line_sentence(agreed, line, claims[0]) for line in lines_of(agreed, claims, "2022-12-31", "5")]
    earned = [each.split(" earned")[0] for each in said if " earned" in each]
    mosts = [each.split("the most is ")[1] for each in said if " earned" in each]
    assert (earned, mosts) == (["£400.00", "£600.00"], [f"{first}.00", f"{second}.00"])


def test_m24_a_cap_for_each_cohort_and_each_group(tmp_path):
    """A cohort cap is for each cohort, a group cap for each category of the enrolment."""
    (tmp_path / "cohort").mkdir()
    (tmp_path / "group").mkdir()
    people = [("A", "1", "a"), ("B", "1", "b"), ("C", "2", "b"), ("D", "2", "b")]
    claims = [
        claim(ref, "job", f"2020-0{n}-01", cohort=cohort, facts={"start.group": group})
        for n, (ref, cohort, group) in enumerate(people, 1)
    ]
    cohorts = terms(tmp_path / "cohort", {"job": "£200"}, '- {clause: "5", kind: cohort_cap, at_most: £300}\n')
    assert due(cohorts, claims, "2020-12-31") == [200, 100, 200, 100]
    caps = '- {clause: "5", kind: group_cap, at_most: {by: group, groups: {a: £250, b: £450}}}\n'
    groups = terms(tmp_path / "group", {"job": "£200"}, caps)
    assert due(groups, claims, "2020-12-31") == [200, 200, 200, 50]


def test_m24_a_group_cap_reads_the_enrolment_in_a_whole_contract(tmp_path):
    """From files to payments: people of group a share one cap, people of group b another."""
    caps = """
clauses:
- {clause: "1", kind: outcome_price, prices: {seen: £100}}
- {clause: "5", kind: group_cap, at_most: {by: group, groups: {a: £150, b: £100}}}
- {clause: "9", kind: co_payment, shares: [{payer: fund, part: 100%}]}
"""
    from tests.steps.small import HEAD

    head = HEAD.replace("one_of: [a, b], optional: true", "one_of: [a, b]")
    agreed = contract(tmp_path, "  seen: {is: Seen., shown_by: {record: visit}}\n", caps, head)
    people = {
        ref: {"start": [{"Day": "2020-01-10", "Group": group}], "visit": ["2020-02-01"]}
        for ref, group in (("Ann", "a"), ("Ben", "a"), ("Cat", "b"))
    }
    made = done(agreed, "2021-12-31", people)
    assert list(paid(made).values()) == [10_000, 5_000, 10_000]


# ---- M25, a share of the total -------------------------------------------------------------------


def test_m25_each_metric_is_no_more_than_its_part_of_all_outcomes(tmp_path):
    """Buenos Aires: 40 %, 40 % and 70 % of all outcomes; 50, 50 and 20 are paid 40, 40 and 20 of a hundred."""
    caps = (
        '- {clause: "5", kind: share_cap, in: claims, parts: [{outcomes: study, at_most: 40%}, '
        "{outcomes: skills, at_most: 40%}, {outcomes: work, at_most: 70%}]}\n"
    )
    agreed = terms(tmp_path, {"study": "£100", "skills": "£200", "work": "£300"}, caps)
    claims = [
        claim(f"P{number:02}", name, "2020-06-01")
        for name, many in (("study", 50), ("skills", 50), ("work", 20))
        for number in range(many)
    ]
    made = worked(agreed, claims, "2020-12-31")
    paid_for = {
        name: sum(made[each.ref].net > 0 for each in claims if each.outcome == name) for name in agreed.outcomes
    }
    assert paid_for == {"study": 40, "skills": 40, "work": 20}
    assert sum(each.waiting for each in made.values()) == -(10 * 10_000 + 10 * 20_000)


def test_m25_what_passes_a_share_waits_until_the_total_has_grown(tmp_path):
    """Nothing of it is lost: with more of the others, more of it is paid."""
    caps = '- {clause: "5", kind: share_cap, in: money, parts: [{outcomes: study, at_most: 40%}]}\n'
    agreed = terms(tmp_path, {"study": "£100", "work": "£100"}, caps)
    study = [claim(f"P{number}", "study", f"2020-02-0{number}") for number in range(1, 5)]
    assert due(agreed, study, "2020-12-31") == [0, 0, 0, 0]
    work = [claim(f"P{number}", "work", "2020-03-01") for number in range(1, 4)]
    assert due(agreed, [*study, *work], "2020-12-31") == [100, 100, 0, 0, 100, 100, 100]
    assert statuses_of(agreed, study) == {"waiting"}


def statuses_of(agreed, claims):
    return {"waiting" if each.waiting else "due" for each in worked(agreed, claims, "2020-12-31").values()}


def test_m25_a_share_of_others_does_not_count_in_their_total(tmp_path):
    """Extraordinary outcomes up to a quarter of what the ordinary come to: £100 of £400."""
    caps = '- {clause: "5", kind: share_cap, in: money, of: work, parts: [{outcomes: extra, at_most: 25%}]}\n'
    agreed = terms(tmp_path, {"work": "£200", "extra": "£75"}, caps)
    claims = [claim(p, name, "2020-02-01") for name in ("work", "extra") for p in "AB"]
    assert due(agreed, claims, "2020-12-31") == [200, 200, 75, 25]


@pytest.mark.parametrize(
    "rest, asked, percents, total",
    [
        (60, [100], ["2/5"], 100),  # 40 of 100
        (0, [50, 50], ["2/5", "2/5"], 0),  # two parts of 40 % are no whole
        (7, [100], ["1/3"], 10),  # 3 of 10; a fourth of 11 would be more than a third
        (10, [3], ["9/10"], 13),  # never reached
        (0, [10, 10, 10], ["1/3", "1/3", "1/3"], 30),
        (1, [10**9], ["999999/1000000"], 1_000_000),
    ],
)
def test_m25_the_total_is_the_greatest_of_which_no_part_is_too_much(rest, asked, percents, total):
    """The total that includes the part itself is found exactly, in whole pennies or claims."""
    from fractions import Fraction

    assert greatest_total(rest, list(zip(asked, map(Fraction, percents), strict=True))) == total


def test_m25_the_greatest_total_is_the_one_that_trying_every_total_finds():
    """For small numbers, the same as trying all totals from above."""
    from fractions import Fraction
    from random import Random

    chance = Random(25)
    for _ in range(400):
        rest, parts = chance.randrange(0, 30), []
        for _ in range(chance.randrange(1, 4)):
            parts.append((chance.randrange(0, 30), Fraction(chance.randrange(0, 101), 100)))
        tried = range(rest + sum(asked for asked, _ in parts), -1, -1)
        holds = [total for total in tried if rest + sum(min(a, int(s * total)) for a, s in parts) == total]
        assert greatest_total(rest, parts) == holds[0]


# ---- M26, a cap of each period -------------------------------------------------------------------

ANNUAL = '- {clause: "5", kind: period_cap, at_most: "£2,000,000", every: 1 year, from: 2020-01-01EXTRA}\n'


def annual(tmp_path, extra=""):
    return terms(tmp_path, {"stay": "£800,000"}, ANNUAL.replace("EXTRA", extra))


STAYS = ("2020-03-01", "2020-06-01", "2020-09-01", "2021-02-01", "2021-03-01")


def stays(days=STAYS):
    return [claim(f"P{number}", "stay", on) for number, on in enumerate(days, 1)]


def test_m26_no_more_than_so_much_in_a_year(tmp_path):
    """Santa Clara: at most 2m a year; what passes is lost, and the next year begins anew."""
    assert due(annual(tmp_path), stays(), "2021-12-31") == [800_000, 800_000, 400_000, 800_000, 800_000]


def test_m26_what_waits_is_paid_in_the_next_year_before_its_own_claims(tmp_path):
    """The 400,000 that passed in 2020 are paid when 2021 begins, and use up its room first."""
    agreed = annual(tmp_path, ", excess: waits")
    assert due(agreed, stays(STAYS[:3]), "2020-12-31") == [800_000, 800_000, 400_000]
    assert due(agreed, stays(STAYS[:3]), "2021-01-01") == [800_000, 800_000, 800_000]
    assert due(agreed, stays(), "2021-12-31") == [800_000, 800_000, 800_000, 800_000, 800_000]
    assert due(agreed, stays((*STAYS, "2021-04-01")), "2021-12-31")[-2:] == [800_000, 0]
    assert due(agreed, stays((*STAYS, "2021-04-01")), "2022-01-01")[-2:] == [800_000, 800_000]


def test_m26_what_waits_keeps_its_order(tmp_path):
    """Of three claims that wait, the first is paid first, and in part where room ends."""
    caps = '- {clause: "5", kind: period_cap, at_most: £100, every: 1 year, from: 2020-01-01, excess: waits}\n'
    agreed = terms(tmp_path, {"stay": "£70"}, caps)
    claims = [claim(p, "stay", f"2020-0{n}-01") for n, p in enumerate("ABCD", 1)]
    assert due(agreed, claims, "2020-12-31") == [70, 30, 0, 0]
    assert due(agreed, claims, "2021-06-30") == [70, 70, 60, 0]
    assert due(agreed, claims, "2022-06-30") == [70, 70, 70, 70]


def test_m26_no_period_begins_after_the_contract_has_ended(tmp_path):
    """What still waits when the last year of the contract is used up goes on waiting."""
    caps = '- {clause: "5", kind: period_cap, at_most: £100, every: 1 year, from: 2020-01-01, excess: waits}\n'
    agreed = terms(tmp_path, {"stay": "£70"}, caps)
    claims = [claim(p, "stay", "2022-02-01") for p in "AB"]
    made = worked(agreed, claims, "2025-12-31")
    assert [(each.net, each.waiting) for each in made.values()] == [(7_000, 0), (3_000, -4_000)]


def test_m26_room_that_is_left_may_be_carried_into_the_next_year(tmp_path):
    """With `unused: carried` the limit counts to date: 1.2m left in 2020 make 3.2m for 2021."""
    days = ("2020-03-01", "2021-01-02", "2021-01-03", "2021-01-04", "2021-01-05", "2021-01-06")
    assert due(annual(tmp_path), stays(days), "2021-12-31") == [800_000, 800_000, 800_000, 400_000, 0, 0]
    carried = annual(tmp_path, ", unused: carried")
    assert due(carried, stays(days), "2021-12-31") == [800_000, 800_000, 800_000, 800_000, 800_000, 0]


def test_m26_the_stated_day_says_which_year_a_claim_falls_in(tmp_path):
    """Reached in December and shown in January: of which year it is, the contract says."""
    caps = '- {clause: "5", kind: period_cap, at_most: £100, every: 1 year, from: 2020-01-01, limit_day: DAY}\n'
    claims = [claim("A", "stay", "2020-12-01"), claim("B", "stay", "2020-12-30", shown="2021-01-05")]
    for word, expected in (("shown", [70, 70]), ("reached", [70, 30])):
        agreed = terms(tmp_path, {"stay": "£70"}, caps.replace("DAY", word))
        assert due(agreed, claims, "2021-06-30") == expected


def test_m26_the_lines_say_what_waited_and_when_it_was_paid(tmp_path):
    """A line for what passes, and one for when there is room."""
    agreed = annual(tmp_path, ", excess: waits")
    claims = stays(STAYS[:3])
    said = [line_sentence(agreed, line, claims[2]) for line in lines_of(agreed, claims, "2021-01-01", "5")]
    assert said == [
        "£2,400,000.00 earned in the period up to here; the most is £2,000,000.00",
        "paid in the period that begins on 1 January 2021, which has room for it",
    ]


# ---- M27, M28 ------------------------------------------------------------------------------------


def test_m27_a_contract_cap_is_used_up_by_everybody(tmp_path):
    """Educate Girls: the programme reached 160 % of its target and was paid the cap."""
    agreed = terms(tmp_path, {"gain": "£1"}, '- {clause: "5", kind: contract_cap, at_most: £100}\n')
    claims = [claim(f"G{number:03}", "gain", "2020-06-01") for number in range(160)]
    assert sum(due(agreed, claims, "2020-12-31")) == 100


def test_m28_what_passes_a_cap_stays_on_record_at_what_it_earned(tmp_path):
    """GM Homes earned 3,324,020 against a cap of 2,629,000: 695,020 are on record, each with its outcome."""
    cap = '- {clause: "5", kind: contract_cap, at_most: "£2,629,000"}\n'
    agreed = terms(tmp_path, {"enters": "£3,000", "works": "£3,648.04"}, cap)
    claims = [claim(f"P{number:03}", name, "2020-06-01") for number in range(500) for name in ("enters", "works")]
    made = worked(agreed, claims, "2020-12-31").values()
    assert sum(each.gross for each in made) == 332_402_000
    assert sum(each.net for each in made) == 262_900_000
    assert sum(each.taken for each in made) == -69_502_000
    assert {each.outcome for each in made if each.taken} == {"enters", "works"}


def test_m28_the_register_names_each_outcome_that_a_cap_took_from(tmp_path):
    """The statement lists what was earned and not paid, by clause and outcome."""
    caps = """
clauses:
- {clause: "1", kind: outcome_price, prices: {seen: £100}}
- {clause: "5", kind: contract_cap, at_most: £150}
- {clause: "9", kind: co_payment, shares: [{payer: fund, part: 100%}]}
"""
    agreed = contract(tmp_path, "  seen: {is: Seen., shown_by: {record: visit}}\n", caps)
    people = {ref: {"start": "2020-01-10", "visit": ["2020-02-01"]} for ref in ("Ann", "Ben", "Cat")}
    made = done(agreed, "2021-12-31", people)
    page = pages(made)["statement.html"]
    assert "Earned, and not paid" in page
    assert "£150.00" in page
    assert [each.gross for each in made.payments] == [10_000] * 3


# ---- M18, M19, alternatives ----------------------------------------------------------------------

HOURS = {"part_time": "£1,900", "full_time": "£2,400"}


def test_m18_of_alternatives_the_first_is_paid(tmp_path):
    """Employed or self-employed, once for a person: the one that comes first, for each person."""
    alternatives = '- {clause: "5", kind: first_of, outcomes: [employed, self_employed], per: person}\n'
    agreed = terms(tmp_path, {"employed": "£900", "self_employed": "£900"}, alternatives)
    claims = [
        claim("Ann", "self_employed", "2020-02-01"),
        claim("Ann", "employed", "2020-03-01"),
        claim("Ben", "employed", "2020-03-01"),
    ]
    assert due(agreed, claims, "2020-12-31") == [900, 0, 900]


def test_m18_a_family_is_paid_for_by_the_route_that_comes_to_most(tmp_path):
    """Troubled Families: 700 and 100 by one route, or 800 by the other; by both it is 800 as well."""
    routes = '- {clause: "5", kind: best_route, routes: [[crime_and_school, progress], [job]], per: person}\n'
    agreed = terms(tmp_path, {"crime_and_school": "£700", "progress": "£100", "job": "£800"}, routes)
    first = [claim("F1", "crime_and_school", "2020-02-01"), claim("F1", "progress", "2020-03-01")]
    assert due(agreed, first, "2020-12-31") == [700, 100]
    assert due(agreed, [*first, claim("F1", "job", "2020-04-01")], "2020-12-31") == [700, 100, 0]
    assert due(agreed, [first[0], claim("F1", "job", "2020-04-01")], "2020-12-31") == [700, 100]
    assert due(agreed, [claim("F1", "job", "2020-01-01"), *first], "2020-12-31") == [800, 0, 0]


def test_m19_a_later_higher_outcome_pays_the_difference(tmp_path):
    """From part-time to full-time: £1,900, then £500 more."""
    agreed = terms(tmp_path, HOURS, '- {clause: "5", kind: best_of, outcomes: [part_time, full_time], per: person}\n')
    claims = [claim("Ann", "part_time", "2020-02-01"), claim("Ann", "full_time", "2020-08-01")]
    assert due(agreed, claims, "2020-12-31") == [1_900, 500]
    (line,) = lines_of(agreed, claims, "2020-12-31", "5")
    said = line_sentence(agreed, line, claims[1])
    assert said == "£2,400.00 by this outcome; £1,900.00 was due before by it or another of the alternatives"


def test_m19_a_later_lower_outcome_pays_nothing(tmp_path):
    """From full-time to part-time: nothing more, and nothing back."""
    agreed = terms(tmp_path, HOURS, '- {clause: "5", kind: best_of, outcomes: [part_time, full_time], per: person}\n')
    claims = [claim("Ann", "full_time", "2020-02-01"), claim("Ann", "part_time", "2020-08-01")]
    assert due(agreed, claims, "2020-12-31") == [2_400, 0]


def test_m19_the_card_of_the_rough_sleeping_contracts_with_its_cap(tmp_path):
    """All 22 rows once sum to £25,520 and £19,000 are payable; with work counted once £23,620 and the same cap."""
    card = {"homes_and_health": "£21,220", **HOURS}
    alternatives = '- {clause: "4", kind: best_of, outcomes: [part_time, full_time], per: person}\n'
    cap = '- {clause: "5", kind: participant_cap, at_most: "£19,000"}\n'
    claims = [claim("Ann", name, f"2020-0{n}-01") for n, name in enumerate(card, 1)]
    both = terms(tmp_path, card, cap)
    assert sum(each.gross for each in worked(both, claims, "2020-12-31").values()) == 2_552_000
    assert sum(due(both, claims, "2020-12-31")) == 19_000
    assert sum(due(terms(tmp_path, card, alternatives), claims, "2020-12-31")) == 23_620
    assert sum(due(terms(tmp_path, card, alternatives + cap), claims, "2020-12-31")) == 19_000


# ---- the least -----------------------------------------------------------------------------------


def test_m30_what_lacks_to_the_least_is_added_once_the_year_is_over(tmp_path):
    """A guarantee of £1,000 a year: £700 were due in 2020, so £300 are added on 31 December, and not before."""
    least = (
        '- {clause: "5", kind: minimum_payment, at_least: "£1,000", outcomes: job, carried_by: year_end, '
        "every: 1 year, from: 2020-01-01}\n"
    )
    agreed = terms(tmp_path, {"job": "£350", "year_end": "£0"}, least, wide=["year_end"])
    jobs = [claim("A", "job", "2020-02-01"), claim("B", "job", "2020-03-01")]
    ends = claim("contract", "year_end", "2020-12-31", period=("2020-01-01", "2020-12-31"))
    assert due(agreed, jobs, "2020-12-30") == [350, 350]
    assert due(agreed, [*jobs, ends], "2020-12-31") == [350, 350, 300]
    three = [*jobs, claim("C", "job", "2020-05-01")]
    assert due(agreed, [*three, ends], "2020-12-31") == [350, 350, 350, 0]


def test_m30_without_a_claim_that_carries_it_nothing_is_added(tmp_path):
    """What lacks hangs on the outcome that the clause names; where it was not reached, nothing is due."""
    least = '- {clause: "5", kind: minimum_payment, at_least: "£1,000", carried_by: year_end}\n'
    agreed = terms(tmp_path, {"job": "£350", "year_end": "£0"}, least, wide=["year_end"])
    assert due(agreed, [claim("A", "job", "2020-02-01")], "2023-01-01") == [350]


# ---- M61, M62, late claims -----------------------------------------------------------------------

LATE = """
clauses:
- {clause: "1", kind: outcome_price, prices: {told: £250}}
- {clause: "2", kind: claim_window, within: 90 days, after: reached}
- {clause: "5", kind: contract_cap, at_most: £250}
- {clause: "9", kind: co_payment, shares: [{payer: fund, part: 100%}]}
"""


def test_m61_what_is_claimed_too_late_is_not_paid(tmp_path):
    """90 days after the day reached is in time, the day after is not."""
    agreed = contract(tmp_path, "  told: {is: Told., shown_by: {record: letter}}\n", LATE)
    people = {
        "Ann": {"start": "2020-01-01", "letter": [{"Day": "2020-02-01", "Received": "2020-05-02"}]},
        "Ben": {"start": "2020-01-01", "letter": [{"Day": "2020-02-01", "Received": "2020-05-01"}]},
    }
    made = done(agreed, "2021-12-31", people)
    assert paid(made) == {("Ann", "told", "2020-02-01"): 0, ("Ben", "told", "2020-02-01"): 25_000}
    assert statuses(made)["Ann", "told", 1] == "earned but capped"


def test_m61_a_late_claim_uses_up_no_cap(tmp_path):
    """Of a contract cap of £250 the claim in time is paid in full, although the late one was shown before it."""
    agreed = contract(tmp_path, "  told: {is: Told., shown_by: {record: letter}}\n", LATE)
    people = {
        "Ann": {"start": "2020-01-01", "letter": [{"Day": "2020-02-01", "Received": "2020-08-01"}]},
        "Ben": {"start": "2020-01-01", "letter": [{"Day": "2020-06-01", "Received": "2020-06-02"}]},
    }
    made = done(agreed, "2021-12-31", people)
    assert paid(made)["Ben", "told", "2020-06-01"] == 25_000


def test_m61_at_the_end_of_the_tracking_period_a_last_day_counts(tmp_path):
    """Work and Health Programme: 90 days, and not after day 700; reached on day 639, day 700 is in time, 701 is not."""
    window = '- {clause: "2", kind: claim_window, within: 90 days, after: reached, not_after: 700 days after start}\n'
    agreed = terms(tmp_path, {"job": "£900"}, window)
    on = {"start": "2020-01-01"}
    claims = [
        claim("A", "job", "2021-10-01", claimed="2021-12-01", **on),  # reached on day 639, claimed on day 700
        claim("B", "job", "2021-10-01", claimed="2021-12-02", **on),
        claim("C", "job", "2020-10-01", claimed="2020-12-30", **on),  # 90 days
        claim("D", "job", "2020-10-01", claimed="2020-12-31", **on),
    ]
    assert claims[0].reached - claims[0].start == 639
    assert due(agreed, claims, "2022-06-30") == [900, 0, 900, 0]


def test_m62_late_claims_stand_in_a_register(tmp_path):
    """The statement lists each late claim: who, what, when it was reached and claimed, and what is not paid."""
    agreed = contract(tmp_path, "  told: {is: Told., shown_by: {record: letter}}\n", LATE)
    people = {"Ann": {"start": "2020-01-01", "letter": [{"Day": "2020-02-01", "Received": "2020-08-01"}]}}
    made = done(agreed, "2021-12-31", people)
    page = pages(made)["statement.html"]
    assert "Claimed too late" in page
    assert "reached on 1 February 2020, claimed on 1 August 2020, last day 1 May 2020" in page
    told = explain_person(made, "Ann")
    assert "claimed 182 days after the day, of 90 days allowed" in told
    assert "£250.00 by clause 2" in told


def test_what_the_contract_reached_is_under_no_limit_for_one_person(tmp_path):
    """The most for one person, and the alternatives of one person, hold for people: what the contract reached is
    nobody's, and is paid in full."""
    outcomes = "".join(
        f"  {name}:\n    is: A day has come.\n    subject: contract\n    shown_by: {{day: {day}}}\n"
        for name, day in {"spring": "2020-04-01", "year_end": "2020-12-31"}.items()
    )
    clauses = """
clauses:
- {clause: "1", kind: outcome_price, prices: {spring: £100, year_end: £100}}
- {clause: "2", kind: participant_cap, at_most: £100}
- {clause: "3", kind: first_of, outcomes: [spring, year_end], per: person}
- {clause: "9", kind: co_payment, shares: [{payer: fund, part: 100%}]}
"""
    made = done(contract(tmp_path, outcomes, clauses), "2020-12-31", {"Ann": {"start": "2020-01-10"}})
    assert [each.net for each in made.payments] == [10_000, 10_000]
