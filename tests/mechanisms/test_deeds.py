"""Deeds of variation: each changes only what it names, from its day, for those it names (M53, M68, M69, M70)."""

import json

import pytest

from sop_engine.errors import TermsError
from sop_engine.service.deliver import deliver
from sop_engine.statements.describe import describe
from sop_engine.statements.explain import explain_person
from sop_engine.statements.page import pages
from sop_engine.statements.plan import beside, plans_in_words, too_much
from sop_engine.statements.statement import summary
from sop_engine.units.days import as_date
from tests.mechanisms.varied import CLAUSES, HEAD, OUTCOMES, REFERRED, deed, varied
from tests.steps.small import days, done, every, paid, statuses

LATER = "2021-12-31"
PRICE = 'changes: {clauses: {"4.1": {prices: {works: "£2,600"}}}}'
WORK = 200_000, 260_000


def due(made):
    """What is due for each person, outcome by outcome."""
    return {(person, outcome): amount for (person, outcome, _), amount in paid(made).items()}


# ---- M69: prices, outcomes and clauses from a day, for those who are named -------------------------


def test_m69_a_price_for_those_who_started_from_then(tmp_path):
    """Who started the day before has the old price, whenever they reach it; who started on the day has the new."""
    agreed = varied(tmp_path, deed(1, PRICE, for_="started_from_then"))
    people = {
        "Ann": {"start": "2020-06-30", "letter": ["2021-08-01"]},
        "Ben": {"start": "2020-07-01", "letter": ["2020-07-02"]},
    }
    assert due(done(agreed, LATER, people)) == {("Ann", "works"): WORK[0], ("Ben", "works"): WORK[1]}


def test_m69_a_price_for_what_is_reached_from_then(tmp_path):
    """What was reached the day before has the old price, what is reached on the day the new; the start is the same."""
    agreed = varied(tmp_path, deed(1, PRICE, for_="reached_from_then"))
    people = {
        "Ann": {"start": "2020-02-01", "letter": ["2020-06-30"]},
        "Ben": {"start": "2020-02-01", "letter": ["2020-07-01"]},
    }
    assert due(done(agreed, LATER, people)) == {("Ann", "works"): WORK[0], ("Ben", "works"): WORK[1]}


def test_m69_a_price_for_what_is_claimed_from_then(tmp_path):
    """Two letters of one day, one known the day before, one on the day: the day of the claim decides."""
    agreed = varied(tmp_path, deed(1, PRICE, for_="claimed_from_then"))
    people = {
        "Ann": {"start": "2020-02-01", "letter": [{"Day": "2020-06-01", "Received": "2020-06-30"}]},
        "Ben": {"start": "2020-02-01", "letter": [{"Day": "2020-06-01", "Received": "2020-07-01"}]},
    }
    assert due(done(agreed, LATER, people)) == {("Ann", "works"): WORK[0], ("Ben", "works"): WORK[1]}


@pytest.mark.parametrize("field", ["referred", "sent_to_us"])
def test_m69_a_price_for_those_referred_from_then(tmp_path, field):
    """A field of the enrolling record says the day of referral; the day of the start does not matter."""
    head = REFERRED.replace("referred:", f"{field}:")
    named = "" if field == "referred" else f"referred_by: {field}\n"
    agreed = varied(tmp_path, deed(1, named + PRICE, for_="referred_from_then"), head=head)
    frames = {"Ann": ("2020-07-10", "2020-06-30"), "Ben": ("2020-07-10", "2020-07-01")}
    people = {
        name: {"start": [{"Day": start, "Referred": referred}], "letter": ["2020-08-01"]}
        for name, (start, referred) in frames.items()
    }
    assert due(done(agreed, LATER, people)) == {("Ann", "works"): WORK[0], ("Ben", "works"): WORK[1]}


def test_m69_an_outcome_that_is_added_is_there_only_for_those_named(tmp_path):
    """A letter after a visit becomes an outcome with a clause of its own, and people from before do not have it."""
    body = """
    adds:
      outcomes:
        both:
          is: Seen, and in work.
          shown_by: {all_of: [{record: visit}, {record: letter}]}
      clauses:
      - {stands_after: "4.1", clause: "4.2", kind: outcome_price, prices: {both: £750}}
    """
    agreed = varied(tmp_path, deed(1, body))
    records = {"visit": ["2020-08-02"], "letter": ["2020-08-01"]}
    made = done(agreed, LATER, {"Ann": {"start": "2020-06-30", **records}, "Ben": {"start": "2020-07-01", **records}})
    assert ("Ann", "both") not in {(each.person, each.outcome) for each in made.standings}
    assert due(made)["Ben", "both"] == 75_000
    assert [clause.clause for clause in agreed.contract.clauses] == ["4.1", "4.2", "5.1", "5.2", "7.1"]
    assert sum(each.amount for each in made.splits) == made.total_net
    (line,) = [each for each in made.lines if each.clause == "4.2"]
    assert line.claim == "Ben/both"


def test_m69_an_outcome_added_for_what_is_reached_from_then_is_not_paid_for_the_past(tmp_path):
    """A visit of June shows nothing under a deed of July for what is reached from then; a visit of July does."""
    body = """
    adds: {outcomes: {met: {is: Met., shown_by: {record: visit}}}}
    changes: {clauses: {"4.1": {prices: {met: £50}}}}
    """
    agreed = varied(tmp_path, deed(1, body, for_="reached_from_then"))
    people = {
        "Ann": {"start": "2020-02-01", "visit": [{"Day": "2020-06-30", "Kind": "office"}]},
        "Ben": {
            "start": "2020-02-01",
            "visit": [{"Day": day, "Kind": "office"} for day in ("2020-06-30", "2020-07-01")],
        },
    }
    made = done(agreed, LATER, people)
    assert paid(made) == {("Ben", "met", "2020-07-01"): 5_000}
    assert "counts from 1 July 2020" in explain_person(made, "Ann")


def test_m69_an_outcome_added_for_what_is_claimed_from_then_can_be_claimed_for_the_past(tmp_path):
    """What was reached before, and could not be claimed, is claimed on the day from which it can be."""
    body = """
    adds: {outcomes: {met: {is: Met., shown_by: {record: visit}}}}
    changes: {clauses: {"4.1": {prices: {met: £50}}}}
    """
    agreed = varied(tmp_path, deed(1, body, for_="claimed_from_then"))
    made = done(agreed, LATER, {"Ann": {"start": "2020-02-01", "visit": [{"Day": "2020-06-30", "Kind": "office"}]}})
    (claim,) = [each for each in made.claims if each.outcome == "met"]
    assert (claim.reached, claim.known) == tuple(days("2020-06-30", LATER))


def test_m69_what_is_withdrawn_is_earned_no_more_and_what_was_earned_stays(tmp_path):
    """Work reached in June is paid; from July nobody can reach it, and its price and room are gone."""
    agreed = varied(tmp_path, deed(1, "withdraws: {outcomes: [works]}", for_="reached_from_then"))
    people = {
        "Ann": {"start": "2020-02-01", "letter": ["2020-06-30"]},
        "Ben": {"start": "2020-02-01", "letter": ["2020-07-01"]},
    }
    made = done(agreed, LATER, people)
    assert due(made) == {("Ann", "works"): WORK[0]}
    assert "works" not in agreed.contract.under((1,)).outcomes
    accounts = {use.person: use.account for use in made.uses if use.kind == "letter"}
    assert accounts == {"Ann": "works", "Ben": "no outcome is shown by it"}


def test_m69_a_clause_that_spoke_of_what_is_withdrawn_alone_goes_with_it(tmp_path):
    """A cap on one outcome falls away with the outcome: it would otherwise limit nothing, or everything."""
    clauses = CLAUSES.replace(
        '- {clause: "5.1"',
        '- {clause: "5.0", kind: outcome_cap, outcome: works, at_most: 3 claims}\n'
        '- {clause: "5.01", kind: contract_cap, outcomes: [works], at_most: "£5,000"}\n- {clause: "5.1"',
    )
    agreed = varied(tmp_path, deed(1, "withdraws: {outcomes: [works]}"), clauses=clauses)
    assert [each.clause for each in agreed.contract.under((1,)).clauses] == ["4.1", "5.1", "5.2", "7.1"]


def test_m69_who_pays_changes_from_a_day(tmp_path):
    """The fund pays half of what was reached before, and 70 % of what is reached from then; no penny is lost."""
    shares = 'changes: {clauses: {"7.1": {shares: [{payer: fund, part: 70%}, {payer: council, part: rest}]}}}'
    agreed = varied(tmp_path, deed(1, shares, for_="reached_from_then"))
    people = {
        "Ann": {"start": "2020-02-01", "letter": ["2020-06-30"]},
        "Ben": {"start": "2020-02-01", "letter": ["2020-07-01"]},
    }
    made = done(agreed, LATER, people)
    assert [(s.claim, s.payer, s.amount) for s in made.splits] == [
        ("Ann/works", "fund", 100_000),
        ("Ann/works", "council", 100_000),
        ("Ben/works", "fund", 140_000),
        ("Ben/works", "council", 60_000),
    ]


def test_m69_a_cap_counts_all_that_was_let_through_before(tmp_path):
    """Raised from £3,000 to £5,000 in July: of £6,000 earned, £3,000 passes before, and £2,000 more from then."""
    clauses = CLAUSES.replace('at_most: "£10,000"', 'at_most: "£3,000"')
    agreed = varied(
        tmp_path, deed(1, 'changes: {clauses: {"5.2": {at_most: "£5,000"}}}', for_="reached_from_then"), clauses=clauses
    )
    letters = {"Ann": "2020-05-01", "Ben": "2020-06-01", "Cai": "2020-07-01", "Dee": "2020-08-01"}
    made = done(agreed, LATER, {name: {"start": "2020-02-01", "letter": [day]} for name, day in letters.items()})
    assert list(due(made).values()) == [200_000, 100_000, 200_000, 0]
    assert [(line.claim, line.amount, line.base, line.rate) for line in made.lines if line.clause == "5.2"] == [
        ("Ben/works", -100_000, 400_000, 300_000),
        ("Dee/works", -200_000, 800_000, 500_000),
    ]


def test_m69_a_cap_that_a_deed_lowers_takes_what_the_cap_before_had_room_for(tmp_path):
    """£10,000 have room for all; by deed £3,000 for what is reached from July, and £4,000 are used up by then."""
    agreed = varied(tmp_path, deed(1, 'changes: {clauses: {"5.2": {at_most: "£3,000"}}}', for_="reached_from_then"))
    letters = {"Ann": "2020-05-01", "Ben": "2020-06-01", "Cai": "2020-07-01", "Dee": "2020-08-01"}
    made = done(agreed, LATER, {name: {"start": "2020-02-01", "letter": [day]} for name, day in letters.items()})
    assert list(due(made).values()) == [200_000, 200_000, 0, 0]


def test_m69_deeds_for_different_people_combine_in_their_order(tmp_path):
    """A deed for those who started, and one for what is reached: each of four people has what concerns them."""
    agreed = varied(
        tmp_path,
        deed(1, PRICE, for_="started_from_then"),
        deed(
            2, 'changes: {clauses: {"4.1": {prices: {works: "£2,700"}}}}', for_="reached_from_then", from_="2020-10-01"
        ),
    )
    people = {
        f"{start[5:7]}-{letter[5:7]}": {"start": start, "letter": [letter]}
        for start in ("2020-06-01", "2020-08-01")
        for letter in ("2020-09-30", "2020-10-01")
    }
    amounts = list(due(done(agreed, LATER, people)).values())
    assert amounts == [200_000, 270_000, 260_000, 270_000]


def test_m69_a_second_deed_supersedes_the_first_from_its_day(tmp_path):
    """£2,000, then £2,600 for those who start from July, then £2,800 for those who start from October."""
    more = 'changes: {clauses: {"4.1": {prices: {works: "£2,800"}}}}'
    agreed = varied(tmp_path, deed(1, PRICE), deed(2, more, from_="2020-10-01"))
    starts = ("2020-06-30", "2020-07-01", "2020-09-30", "2020-10-01")
    made = done(agreed, LATER, {start: {"start": start, "letter": ["2020-12-01"]} for start in starts})
    assert list(due(made).values()) == [200_000, 260_000, 260_000, 280_000]


def test_m69_the_last_day_of_the_contract_moves(tmp_path):
    """Extended by a year for those who start from then: they may start, and reach, after the old last day."""
    agreed = varied(tmp_path, deed(1, "changes: {in_force: {to: 2022-12-31}}", from_="2021-07-01"))
    people = {
        "Old": {"start": "2021-06-30", "letter": ["2022-03-01"]},
        "New": {"start": "2021-07-01", "letter": ["2022-03-01"]},
        "Next": {"start": "2022-02-01", "letter": ["2022-03-01"]},
    }
    assert due(done(agreed, "2022-12-31", people)) == {("New", "works"): WORK[0], ("Next", "works"): WORK[0]}


def test_m69_an_outcome_is_not_reached_again_under_new_terms(tmp_path):
    """A repeating outcome: two times before the deed stay at the old price, the next has the new; none is twice."""
    outcomes = OUTCOMES.replace(
        "shown_by: {record: letter}", "shown_by: {record: letter}\n    repeats: {at_most: 3, apart: 1 day}"
    )
    clauses = CLAUSES.replace('at_most: "£3,000"', 'at_most: "£9,000"')
    agreed = varied(tmp_path, deed(1, PRICE, for_="reached_from_then"), outcomes=outcomes, clauses=clauses)
    letters = ["2020-05-01", "2020-06-01", "2020-07-01", "2020-08-01"]
    made = done(agreed, LATER, {"Ann": {"start": "2020-02-01", "letter": letters}})
    assert [(o.occurrence, o.reached) for o in made.occurrences if o.outcome == "works"] == [
        (i + 1, day) for i, day in enumerate(days(*letters[:3]))
    ]
    assert [amount for (_, name, _), amount in paid(made).items() if name == "works"] == [200_000, 200_000, 260_000]


# ---- M70: a window is extended, a time is shortened -------------------------------------------------


def test_m70_a_window_is_extended_for_those_who_start_from_then(tmp_path):
    """Six months become twelve: a visit in the eighth month counts for who started on the day, not before."""
    window = "{record: visit, where: {kind: home}, window: {to: 12 months after start}}"
    agreed = varied(tmp_path, deed(1, f"changes: {{outcomes: {{seen: {{shown_by: {window}}}}}}}"))
    people = {
        "Ann": {"start": "2020-06-30", "visit": [{"Day": "2021-02-20", "Kind": "home"}]},
        "Ben": {"start": "2020-07-01", "visit": [{"Day": "2021-02-20", "Kind": "home"}]},
    }
    made = done(agreed, LATER, people)
    assert due(made) == {("Ben", "seen"): 10_000}
    assert statuses(made)["Ann", "seen", 1] == "refused"
    assert "as varied by deed 1 (signed 1 June 2020), for those who started from 1 July 2020" in explain_person(
        made, "Ben"
    )
    assert "as varied" not in explain_person(made, "Ann")


def test_m70_a_window_extended_for_what_is_reached_from_then_does_not_reopen_the_past(tmp_path):
    """A visit too late in June stays too late; a visit in July, just as long after the start, counts."""
    window = "{record: visit, where: {kind: home}, window: {to: 12 months after start}}"
    body = f"changes: {{outcomes: {{seen: {{shown_by: {window}}}}}}}"
    agreed = varied(tmp_path, deed(1, body, for_="reached_from_then", from_="2021-01-01"))
    people = {
        "Ann": {"start": "2020-02-01", "visit": [{"Day": "2020-12-31", "Kind": "home"}]},
        "Ben": {"start": "2020-02-02", "visit": [{"Day": "2021-01-01", "Kind": "home"}]},
    }
    assert paid(done(agreed, LATER, people)) == {("Ben", "seen", "2021-01-01"): 10_000}


def test_m70_a_time_that_is_shortened_is_complete_no_earlier_than_the_deed(tmp_path):
    """Six months become three in July: who has lasted four by then has reached it on the day, if it still goes on."""
    shown = "{held: visit, from: start, for: 3 months, gap_at_most: 40 days, after_break: restarts}"
    body = f"changes: {{outcomes: {{kept: {{shown_by: {shown}}}}}}}"
    agreed = varied(tmp_path, deed(1, body, for_="reached_from_then"))
    people = {
        "Goes on": {"start": "2020-03-01", "visit": every("2020-03-01", "2020-07-20", 20)},
        "Broke off": {"start": "2020-01-05", "visit": every("2020-01-05", "2020-04-20", 20)},
        "Done": {"start": "2020-01-01", "visit": every("2020-01-01", "2020-07-20", 20)},
    }
    made = done(agreed, LATER, people)
    assert {key: amount for key, amount in paid(made).items() if key[1] == "kept"} == {
        ("Goes on", "kept", "2020-07-01"): 50_000,
        ("Done", "kept", "2020-07-01"): 50_000,
    }
    under = {each.person: each.deeds for each in made.claims}
    assert under == {"Goes on": (1,), "Done": (1,)}


def test_m70_a_prerequisite_is_withdrawn(tmp_path):
    """Work needed a visit first; from then it does not."""
    outcomes = OUTCOMES.replace("shown_by: {record: letter}", "shown_by: {record: letter}\n    after: seen")
    agreed = varied(tmp_path, deed(1, "withdraws: {outcomes: {works: [after]}}"), outcomes=outcomes)
    people = {
        "Ann": {"start": "2020-06-30", "letter": ["2020-08-01"]},
        "Ben": {"start": "2020-07-01", "letter": ["2020-08-01"]},
    }
    assert due(done(agreed, LATER, people)) == {("Ben", "works"): WORK[0]}


# ---- M53: a contracted increase is a re-base, by deed ----------------------------------------------


def test_m53_an_increase_by_deed_re_bases_every_price_it_names(tmp_path):
    """Ten per cent more on two prices from a day; the third, which the deed does not name, stays."""
    body = 'changes: {clauses: {"4.1": {prices: {seen: £110, works: "£2,200"}}}}'
    agreed = varied(tmp_path, deed(1, body, for_="reached_from_then"))
    visits = [{"Day": day, "Kind": "home"} for day in every("2020-07-01", "2021-01-20", 20)]
    people = {
        "Ann": {"start": "2020-06-01", "letter": ["2020-06-15"], "visit": [{"Day": "2020-06-20", "Kind": "home"}]},
        "Ben": {"start": "2020-06-01", "letter": ["2020-08-15"], "visit": visits},
    }
    assert due(done(agreed, LATER, people)) == {
        ("Ann", "seen"): 10_000,
        ("Ann", "works"): 200_000,
        ("Ben", "seen"): 11_000,
        ("Ben", "works"): 220_000,
        ("Ben", "kept"): 50_000,
    }


# ---- M68: a plan is replaced, and never added -------------------------------------------------------

# Kirklees Better Outcomes Partnership: five years of quarters; the totals of its four plans were published, the
# quarters of each were not: ours are level, with the rest in the last (illustrative).
TOTALS = {0: 22_297_917, 1: 22_353_559, 2: 22_297_917, 3: 22_297_917}


def quarters(total):
    """Twenty quarters that sum to a total."""
    level = total // 20
    return [level] * 19 + [total - level * 19]


def planned(total):
    """A plan as a file says it."""
    amounts = ", ".join(f'"£{each:,}"' for each in quarters(total))
    return f"planned: {{every: 3 months, from: 2019-10-01, amounts: [{amounts}], source: Ours.}}\n"


def kirklees(folder, **given):
    """A contract of five years with four plans, three of them by deed."""
    head = HEAD.replace("2020-01-01, to: 2021-12-31", "2019-10-01, to: 2024-09-30") + planned(TOTALS[0])
    deeds = [
        deed(number, planned(TOTALS[number]), signed=f"202{number}-03-01", from_=f"202{number}-04-01")
        for number in (1, 2, 3)
    ]
    clauses = CLAUSES.replace('"£10,000"', '"£22,297,917"')
    return varied(folder, *deeds, head=head, clauses=clauses, **given)


def test_m68_plans_replace_each_other_and_never_add_up(tmp_path):
    """Plans 1, 3 and 4 sum to £22,297,917 and plan 2 to £22,353,559; on every day one of them holds, whole."""
    agreed = kirklees(tmp_path)
    assert [plan.total // 100 for _, plan in agreed.contract.plans()] == list(TOTALS.values())
    people = {"Ann": {"start": "2019-10-02", "letter": ["2019-12-31"]}}
    for as_at, number in (("2021-03-31", 0), ("2021-04-01", 1), ("2022-04-01", 2), ("2024-09-30", 3)):
        found = beside(done(agreed, as_at, people))
        assert (found.deed, found.plan.total // 100) == (number, TOTALS[number])
        assert [total // 100 for _, total in found.plans] == list(TOTALS.values())[: number + 1]
        assert sum(each.planned for each in found.periods) == found.plan.total
    said = plans_in_words(done(agreed, "2022-04-01", people))
    assert said == [
        "The plan as first agreed: £22,297,917.00 in all; replaced, and not added.",
        "The plan by deed 1 (signed 1 March 2021), from 1 April 2021: £22,353,559.00 in all; replaced, and not added.",
        "The plan by deed 2 (signed 1 March 2022), from 1 April 2022: £22,297,917.00 in all; it holds.",
    ]


def test_m68_what_is_due_stands_beside_what_was_planned(tmp_path):
    """A letter on the last day of the first quarter is due in it, one on the next day in the second."""
    agreed = kirklees(tmp_path)
    people = {
        name: {"start": "2019-10-02", "letter": [day]} for name, day in (("Ann", "2019-12-31"), ("Ben", "2020-01-01"))
    }
    made = done(agreed, "2020-06-30", people)
    found = beside(made)
    assert [(p.planned, p.actual) for p in found.periods[:3]] == [
        (111_489_500, 200_000),
        (111_489_500, 200_000),
        (111_489_500, 0),
    ]
    assert (found.actual, found.before, found.after, found.passed) == (400_000, 0, 0, 0)
    said = summary(made)["planned"]
    assert said["periods"][1] == {
        "first": "2020-01-01",
        "last": "2020-03-31",
        "planned": 111_489_500,
        "actual": 200_000,
        "difference": -111_289_500,
    }
    assert "<td>1 October 2019 to 31 December 2019</td>" in pages(made)["statement.html"]


def test_m68_more_than_planned_is_said_loudly(tmp_path):
    """Due £2,600 against a plan of £2,500: page, run.json and screen say so; £2,500 is nothing to say."""
    plan = "planned: {every: 3 months, from: 2020-01-01, amounts: [£500, £2000], counted_by: shown}\n"
    people = {
        "Ann": {"start": "2020-02-01", "letter": ["2020-03-01"], "visit": [{"Day": "2020-03-02", "Kind": "home"}]}
    }
    for name, price, loud in (("more", "£2,500", True), ("equal", "£2,400", False)):
        clauses = CLAUSES.replace('"£2,000"', f'"{price}"')
        made = done(varied(tmp_path / name, clauses=clauses, head=HEAD + plan), "2020-12-31", people)
        assert bool(too_much(made)) is loud
        assert ("MORE THAN AGREED" in pages(made)["statement.html"]) is loud
        assert summary(made)["planned"]["passed_by"] == (10_000 if loud else 0)
    assert beside(made).actual == 250_000


def test_m68_a_contract_without_a_plan_has_nothing_beside_it(tmp_path):
    """Where nothing was planned, nothing is said of plans."""
    made = done(varied(tmp_path), LATER, {"Ann": {"start": "2020-02-01"}})
    assert beside(made) is None
    assert "planned" not in summary(made)
    assert "What was planned" not in pages(made)["statement.html"]


# ---- what readers see ------------------------------------------------------------------------------


def test_every_reader_is_told_which_deed_holds(tmp_path):
    """The line, the description, the page and run.json name the deed, its day of signature and for whom it holds."""
    agreed = varied(tmp_path / "terms", deed(1, "illustrative: [all of it]\n" + PRICE))
    made = done(agreed, LATER, {"Ann": {"start": "2020-07-01", "letter": ["2020-08-01"]}})
    line = "the price of works, as varied by deed 1 (signed 1 June 2020), for those who started from 1 July 2020"
    assert line in explain_person(made, "Ann")
    assert "£2,000.00; £2,600.00 by deed 1, for those who started from 1 July 2020" in pages(made)["statement.html"]
    told = describe(agreed)
    assert "Its price is £2,000.00 (clause 4.1)." in told
    assert "Deed 1 (signed 1 June 2020), for those who started from 1 July 2020. The parties agreed it." in told
    assert "  Clause 4.1, prices of works: £2,600 in place of £2,000." in told
    assert "deed 1: all of it" in told
    written = json.loads(deliver(made, tmp_path / "out")["run.json"].read_text(encoding="utf-8"))
    assert [(each["deed"], each["for"]) for each in written["deeds"]] == [(1, "started_from_then")]
    assert written["deeds"][0]["changes"] == ["Clause 4.1, prices of works: £2,600 in place of £2,000."]


def test_the_first_deeds_alone_can_be_asked_for(tmp_path):
    """With none of two deeds it is the contract as signed, with one the first deed, with two both."""
    more = 'changes: {clauses: {"4.1": {prices: {works: "£2,800"}}}}'
    people = {"Ann": {"start": "2020-10-01", "letter": ["2020-12-01"]}}
    amounts = [
        done(varied(tmp_path, deed(1, PRICE), deed(2, more, from_="2020-10-01"), deeds=number), LATER, people).total_net
        for number in (0, 1, 2, None)
    ]
    assert amounts == [200_000, 260_000, 280_000, 280_000]


def test_a_deed_can_never_make_a_contract_that_does_not_hold_together(tmp_path):
    """An outcome without a price is refused in a deed as in a contract, and the deed's own line is named."""
    body = "adds: {outcomes: {met: {is: Met., shown_by: {record: visit}}}}"
    with pytest.raises(TermsError) as refused:
        varied(tmp_path, deed(1, body))
    assert [(each.code, each.place.file.rpartition("/")[2], each.place.line) for each in refused.value.problems] == [
        ("outcome-without-price", "01.yaml", 7)
    ]


def test_a_version_that_only_some_people_can_come_under_must_hold_together_too(tmp_path):
    """Deed 2 names what deed 1 added for other people: for those without deed 1 there is nothing to change."""
    added = """
    adds:
      outcomes: {met: {is: Met., shown_by: {record: visit}}}
    changes: {clauses: {"4.1": {prices: {met: £50}}}}
    """
    dearer = 'changes: {clauses: {"4.1": {prices: {met: £60}}}}'
    agreed = varied(tmp_path, deed(1, added), deed(2, dearer, for_="reached_from_then", from_="2020-10-01"))
    visits = {"visit": [{"Day": "2020-11-01", "Kind": "office"}]}
    made = done(agreed, LATER, {"Ann": {"start": "2020-06-01", **visits}, "Ben": {"start": "2020-08-01", **visits}})
    assert due(made) == {("Ben", "met"): 6_000}


def test_a_record_that_a_deed_adds_is_read_for_everybody_and_counts_for_those_named(tmp_path):
    """New evidence comes with a deed: its file is read, and rows of people it is not for are accounted for."""
    body = """
    adds:
      records: {survey: {files: surveys*.csv, person: Ref, dated: Day}}
      outcomes: {answered: {is: Answered., shown_by: {record: survey}}}
    changes: {clauses: {"4.1": {prices: {answered: £20}}}}
    """
    agreed = varied(tmp_path, deed(1, body))
    (tmp_path / "evidence").mkdir()
    for name, text in {
        "starts.csv": "Ref,Day,Group\nAnn,2020-06-30,\nBen,2020-07-01,\n",
        "surveys.csv": "Ref,Day\nAnn,2020-08-01\nBen,2020-08-01\n",
        "visits.csv": "Ref,Day,Kind,Hours,Topics,Signed,By\n",
        "letters.csv": "Ref,Day,Received\n",
        "stays.csv": "Ref,From,To\n",
    }.items():
        (tmp_path / "evidence" / name).write_text(text, encoding="utf-8")
    from datetime import date

    from sop_engine.service import run

    made = run(agreed, tmp_path / "evidence", date(2020, 12, 31))
    assert due(made) == {("Ben", "answered"): 2_000}
    assert {use.person: use.account for use in made.uses if use.kind == "survey"} == {
        "Ann": "no outcome is shown by it",
        "Ben": "answered",
    }


def test_examples_are_worked_out_under_the_deeds(tmp_path):
    """Signed examples say nothing of deeds: their days decide which terms hold."""
    from sop_engine.service.examples import examples

    agreed = varied(tmp_path, deed(1, PRICE))
    (tmp_path / "cases.yaml").write_text(
        "\n".join(
            f"- it: Work of who started on {start}.\n  starts: {start}\n  records: {{letter: [2020-09-01]}}\n"
            f'  as_at: 2020-12-31\n  due: {{works: "{price}"}}'
            for start, price in (("2020-06-30", "£2,000"), ("2020-07-01", "£2,600"))
        ),
        encoding="utf-8",
    )
    assert examples(agreed) == (2, ())


# ---- periods, cohorts and the contract --------------------------------------------------------------

FEES = """
  seen:
    is: Seen.
    shown_by: {record: visit}
  fee:
    is: A month of service.
    subject: contract
    each: {period: 1 month, from: 2020-01-01}
    shown_by: {day: period_end}
  month:
    is: A month with a visit.
    each: {period: 1 month, from: 2020-01-01}
    shown_by: {record: visit}
"""
FEE_CARD = """
clauses:
- {clause: "4.1", kind: outcome_price, prices: {seen: £0, fee: "£1,000", month: £10}}
- {clause: "7.1", kind: co_payment, shares: [{payer: fund, part: 50%}, {payer: council, part: rest}]}
"""


def test_m53_a_fee_of_each_month_rises_with_the_first_month_that_is_reached_from_then(tmp_path):
    """A fee of the contract, reached on the last day of each month: £1,000 up to May, then £1,100."""
    body = 'changes: {clauses: {"4.1": {prices: {fee: "£1,100"}}}}'
    agreed = varied(
        tmp_path, deed(1, body, for_="reached_from_then", from_="2020-06-15"), outcomes=FEES, clauses=FEE_CARD
    )
    made = done(agreed, "2020-07-31", {"Ann": {"start": "2020-02-01"}})
    assert [amount for (_, name, _), amount in paid(made).items() if name == "fee"] == [100_000] * 5 + [110_000] * 2


def test_m69_of_periods_only_those_reached_from_then_come_under_new_terms(tmp_path):
    """From July a month needs a visit at home: months before stay as they were, and are not looked at again."""
    body = "changes: {outcomes: {month: {shown_by: {record: visit, where: {kind: home}}}}}"
    agreed = varied(tmp_path, deed(1, body, for_="reached_from_then"), outcomes=FEES, clauses=FEE_CARD)
    visits = [("2020-05-10", "office"), ("2020-07-10", "office"), ("2020-08-10", "home")]
    people = {"Ann": {"start": "2020-05-01", "visit": [{"Day": day, "Kind": kind} for day, kind in visits]}}
    made = done(agreed, "2020-12-31", people)
    months = [(as_date(claim.period[0]).month, claim.deeds) for claim in made.claims if claim.outcome == "month"]
    assert months == [(5, ()), (8, (1,))]


def test_m69_an_outcome_of_the_contract_is_added(tmp_path):
    """A deed adds a payment for two people helped: the contract has it, and looks at what people have reached."""
    counted = """
    adds:
      outcomes:
        two: {is: Two people were helped., subject: contract, shown_by: {measure: helped_people, at_least: 2}}
    changes: {clauses: {"4.1": {prices: {two: £900}}}}
    """
    head = HEAD + "measures: {helped_people: {reached: helped}}\n"
    base = FEES + "  helped: {is: Helped., for: {group: [a]}, shown_by: {record: letter}}\n"
    card = FEE_CARD.replace("month: £10", "month: £10, helped: £70").replace('"£1,000"', "£0")
    agreed = varied(tmp_path, deed(1, counted, for_="reached_from_then"), outcomes=base, clauses=card, head=head)
    people = {
        name: {"start": [{"Day": "2020-06-01", "Group": "a"}], "letter": ["2020-08-01"]} for name in ("Ann", "Ben")
    }
    made = done(agreed, LATER, people)
    assert {(person, name): amount for (person, name), amount in due(made).items() if amount > 1_000} == {
        ("Ann", "helped"): 7_000,
        ("Ben", "helped"): 7_000,
        ("contract", "two"): 90_000,
    }


def test_m69_what_a_payer_pays_at_most_counts_all_that_it_paid_before(tmp_path):
    """The fund pays half up to £1,500, by deed up to £2,500: £1,000, £500 and, from then, £1,000; never more in all."""
    shares = (
        "shares: [{{payer: fund, part: 50%, up_to: £{most}, when_empty: others_pay}}, {{payer: council, part: rest}}]"
    )
    clauses = CLAUSES.replace(
        "shares: [{payer: fund, part: 50%}, {payer: council, part: rest}]", shares.format(most=1500)
    )
    assert "up_to" in clauses
    body = f'changes: {{clauses: {{"7.1": {{{shares.format(most=2500)}}}}}}}'
    agreed = varied(tmp_path, deed(1, body, for_="reached_from_then"), clauses=clauses)
    letters = {"Ann": "2020-05-01", "Ben": "2020-06-01", "Cai": "2020-07-01", "Dee": "2020-08-01"}
    made = done(agreed, LATER, {name: {"start": "2020-02-01", "letter": [day]} for name, day in letters.items()})
    assert [each.amount for each in made.splits if each.payer == "fund"] == [100_000, 50_000, 100_000, 0]
    assert sum(each.amount for each in made.splits) == made.total_net


def test_m69_a_cap_of_each_year_changes_in_the_middle_of_one(tmp_path):
    """£3,000 a year, by deed £5,000 for what is reached from July: of £8,000 earned £5,000 passes."""
    clauses = CLAUSES.replace(
        '- {clause: "5.2", kind: contract_cap, at_most: "£10,000"}',
        '- {clause: "5.2", kind: period_cap, at_most: "£3,000", every: 1 year, from: 2020-01-01, excess: lost, '
        "unused: lost, limit_day: reached}",
    )
    body = 'changes: {clauses: {"5.2": {at_most: "£5,000"}}}'
    agreed = varied(tmp_path, deed(1, body, for_="reached_from_then"), clauses=clauses)
    letters = {"Ann": "2020-05-01", "Ben": "2020-06-01", "Cai": "2020-07-01", "Dee": "2020-08-01", "Eli": "2021-02-01"}
    made = done(agreed, LATER, {name: {"start": "2020-02-01", "letter": [day]} for name, day in letters.items()})
    assert list(due(made).values()) == [200_000, 100_000, 200_000, 0, 200_000]
