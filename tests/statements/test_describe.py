"""A contract in plain English: what a commissioner reads is what the terms say."""

import pytest

from sop_engine.library.load import load_contract
from sop_engine.statements.describe import check_in_words, describe
from tests.statements.agreed import SHIPPED
from tests.steps.small import HEAD, contract

FIRST = """\
First homes, a small partnership
In force from 1 April 2024 to 31 March 2027.

Outcome payer: Northshire County Council.
Provider: Harbour Trust.
It is for people who start while the contract is in force (record start); their records count from the day they start.
A length of time leaves out the day it is counted from; the last day of a window counts.
What is reached is found from the records, and nobody needs to claim it.

Moves in. The person moves into a home of their own.
  It is for everybody who takes part.
  It is shown by a record tenancy (type private rented or social).
  It is paid once for one person.
  It counts if it is reached by 31 March 2027.
  Its price is £1,500.00 (clause 4.1).
  The most for everybody is £300,000.00, for all outcomes together (clause 5.1).
  Northshire County Council pays 100% (clause 7.1).

What the contract leaves open is answered by Standard terms of the engine, first set.
"""


def test_the_first_contract_in_words():
    """A whole contract, word for word."""
    assert describe(load_contract("first-homes")) == FIRST


@pytest.mark.parametrize("name", SHIPPED)
def test_every_outcome_has_its_price_its_limits_and_its_payers(name):
    """A paragraph for each outcome names every clause that speaks of it."""
    agreed = load_contract(name)
    paragraphs = describe(agreed).split("\n\n")
    for outcome, terms in agreed.contract.outcomes.items():
        (said,) = [
            each for each in paragraphs if each.startswith(outcome.replace("_", " ").capitalize() + ". " + terms.is_)
        ]
        for clause in agreed.contract.clauses:
            assert (f"(clause {clause.clause})" in said) == (outcome in clause.selected(agreed.contract))


@pytest.mark.parametrize(
    ("shown_by", "said"),
    [
        ("{record: visit, by: self}", "a record visit (completed by self)"),
        ("{count: visit, at_least: 3}", "3 records visit"),
        (
            "{record: visit, where: {hours: {at_least: 8, below: 25}}, window: {to: 30 days after start}}",
            "a record visit (hours at least 8, below 25) to 30 days after the start",
        ),
        ("{any_of: [{record: visit}, {record: letter}]}", "either a record visit or a record letter"),
        (
            "{all_of: [{record: visit}, {record: letter, window: {from: that visit}}], dated_by: visit}",
            "a record visit and a record letter from that visit, dated by the visit",
        ),
        (
            "{record: visit, window: {from: 10 working days before start, to: 1 month after start, ends: not_counted}}",
            "a record visit from 10 working days before the start to 1 month after the start (not counted)",
        ),
        (
            "{held: visit, from: 2020-03-01, for: 13 weeks, gap_at_most: 7 days, after_break: ends}",
            "visit records that go on for 13 weeks from 1 March 2020, with no gap longer than 7 days; "
            "after a longer gap it cannot be reached",
        ),
    ],
)
def test_each_kind_of_check_in_words(tmp_path, shown_by, said):
    """What shows an outcome is said with its fields, its window and its anchors."""
    head = HEAD + "working_days: scotland\n"
    agreed = contract(tmp_path, f"  seen:\n    is: Seen.\n    shown_by: {shown_by}", head=head)
    assert check_in_words(agreed.contract.outcomes["seen"].shown_by) == said


@pytest.mark.parametrize(
    ("terms", "said"),
    [
        ("", "A length of time leaves out the day it is counted from; the last day of a window counts.\n"),
        (
            "first_day: day_1\nlast_day: not_counted\nworking_days: northern_ireland\n",
            "A length of time counts the day it is counted from; the last day of a window does not count. "
            "Working days are those of Northern Ireland.\n",
        ),
        (
            "working_days: DE-BE\n",
            "A length of time leaves out the day it is counted from; the last day of a window counts. "
            "Working days are those of DE-BE.\n",
        ),
    ],
)
def test_how_days_are_counted_in_words(tmp_path, terms, said):
    """How lengths of time are counted is said once for the whole contract, with the nation of its working days."""
    agreed = contract(tmp_path, "  seen:\n    is: Seen.\n    shown_by: {record: visit}", head=HEAD + terms)
    assert said in describe(agreed)


@pytest.mark.parametrize(
    ("clause", "said"),
    [
        ("participant_cap, at_most: £60", "The most for one person is £60.00, for all outcomes together"),
        ("outcome_cap, outcome: seen, at_most: 9 claims", "The most for seen is 9 claims, over everybody"),
        ("contract_cap, outcomes: [seen, met], at_most: £900, excess: waits",
         "The most for everybody is £900.00, for seen and met together, and what passes waits for room"),
        ("contract_cap, at_most: £900, edge: whole",
         "The most for everybody is £900.00, for all outcomes together; a claim that does not fit as a whole is not "
         "paid"),
        ("cohort_cap, at_most: £900", "The most for one cohort is £900.00, for all outcomes together"),
        ("group_cap, at_most: {by: group, groups: {a: £200, b: £300}}",
         "The most for each group, for all outcomes together: £200.00 for a, £300.00 for b"),
        ("period_cap, at_most: £900, every: 1 year, from: 2020-01-01, unused: carried",
         "The most is £900.00, for all outcomes together, in each period of 1 year from 1 January 2020; "
         "room that a period leaves is added to the next"),
        ("share_cap, parts: [{outcomes: seen, at_most: 40%}], in: claims",
         "Of all that is paid, in claims, may be: seen at most 40%; what passes waits"),
        ("best_of, outcomes: [seen, met], per: person",
         "Of seen and met the one that is worth most is paid for one person"),
        ("first_of, outcomes: [seen, met], per: person", "Of seen and met only the first is paid for one person"),
        ("best_route, routes: [[seen, met], [ready]], per: person",
         "Of the routes seen with met or ready the one that comes to most is paid for one person"),
        ("deadweight, part: 1/6", "A part of it is not paid, since it would have happened anyway: 1/6"),
        ("discount, part: 10%", "It is discounted: 10%"),
        ("supplement, adds: {seen: £5}", "A supplement is paid on top of it: £5.00"),
        ("deduction, beyond: lost, deducts: {seen: £5}", "From it is deducted: £5.00"),
        ("indexation, factors: {dated: {2020-01-01: 1, 2021-01-01: 1.02}}",
         "It is multiplied by a factor: from 1 January 2020 100%; from 1 January 2021 102%"),
        ("retention, part: 10%, until: met, outcomes: seen, forfeited_after: 6 months",
         "Of it 10% is kept back until met is reached; what is not released within 6 months of the day reached is "
         "lost"),
        ("release_gate, outcomes: seen, until: [met, ready]",
         "It is kept back until met is reached and ready is reached"),
        ("only_if_paid, outcomes: seen, paid: met", "It is kept back until met is paid"),
        ("dispute, outcomes: seen, part: 40%, raised: met, settled: ready, upheld: often",
         "From the day of met 40% of it is withheld until ready is reached; with often it is not paid at all"),
        ("advance, outcomes: seen, replaced_by: met, recovered: as_earned, returned_by: 2021-06-30",
         "It is an advance: once met falls due, it goes back as far as that is worth, "
         "and what is left of it on 30 June 2021"),
        ("reconciliation, outcomes: seen, replaced_by: quarter",
         "It is provisional: once quarter of its period falls due, that stands in its place"),
        ("minimum_payment, at_least: £900, carried_by: ready, every: 1 year, from: 2020-01-01",
         "It counts towards the £900.00 that are paid at least in each period of 1 year; what lacks is paid on ready"),
    ],
)  # fmt: skip
def test_each_form_gives_its_own_sentence(tmp_path, clause, said):
    """What a clause does to an outcome is said by the clause itself: by when, how much, or limited by what."""
    head = HEAD.replace("one_of: [a, b], optional: true", "one_of: [a, b]") + "cohorts: {by: group}\n"
    often = "    is: Often.\n    shown_by: {record: visit}\n    repeats: {at_most: 3, apart: 1 month}"
    outcomes = "\n".join(
        [
            *(f"  {name}:\n    is: It.\n    shown_by: {{record: visit}}" for name in ("seen", "met", "ready")),
            f"  often:\n{often}",
            "  quarter:\n    is: A quarter.\n    subject: contract\n    each: {period: 3 months, from: 2020-01-01}\n"
            "    shown_by: {day: period_end}",
        ]
    )
    prices = "seen: £100, met: £50, ready: £0, often: £1, quarter: £5"
    clauses = f"""
clauses:
- {{clause: "1", kind: outcome_price, prices: {{{prices}}}}}
- {{clause: "2", kind: {clause}}}
- {{clause: "9", kind: co_payment, shares: [{{payer: fund, part: 100%}}]}}
"""
    if "carried_by" in clause:
        clauses = clauses.replace("ready, every", "quarter, every")
        said = said.replace("on ready", "on quarter")
    told = describe(contract(tmp_path, outcomes, clauses, head))
    paragraph = next(each for each in told.split("\n\n") if each.startswith("Seen. "))
    assert f"  {said} (clause 2).\n" in paragraph


def test_the_sentences_stand_in_the_order_in_which_people_ask():
    """For whom, what, shown by what, by when, how much, limited by what, paid by whom."""
    (said,) = [p for p in describe(load_contract("west-london-zone")).split("\n\n") if p.startswith("Consented. ")]
    first = [each.split()[:3] for each in said.split("\n")[1:]]
    words = [" ".join(each) for each in first]
    order = ["It is for", "It is shown", "It is paid", "It counts if", "Its price is", "The most for"]
    assert [words.index(each) for each in order] == sorted(words.index(each) for each in order)
    assert words.index("The most for") < len(words) - 1


@pytest.mark.parametrize(
    ("cohorts", "said"),
    [
        ("{every: 1 year, from: 2020-01-01}", "Those who start in the same year, counted from 1 January 2020, are a "
         "cohort, named by its first day: 1 January 2020 and 1 January 2021."),
        ("{every: 3 months, from: 2020-01-01}", "Those who start in the same 3 months, counted from 1 January 2020, "
         "are a cohort, named by its first day: 1 January 2020, 1 April 2020, … and 1 October 2021 (8 in all)."),
        ("{of: 1000}", "Each 1,000 people, in the order of their start, are a cohort, named by its number: 1, 2, 3, …"),
        ("{by: group}", "Those whose enrolment says the same group are a cohort: a and b."),
    ],
)  # fmt: skip
def test_the_cohorts_are_named(tmp_path, cohorts, said):
    """It is said who makes a cohort, and what the cohorts are called."""
    head = HEAD.replace("one_of: [a, b], optional: true", "one_of: [a, b]") + f"cohorts: {cohorts}\n"
    assert said in describe(contract(tmp_path, "  seen:\n    is: Seen.\n    shown_by: {record: visit}", head=head))


CLAIM = """\
  claim: {files: claims*.csv, person: Ref, dated: Day, fields: {outcome: {heading: What, one_of: [seen, told]}}}
"""
TWO = """\
  seen:
    is: Seen.
    shown_by: {record: visit}
  told:
    is: Told.
    shown_by: {record: letter}
"""


@pytest.mark.parametrize(
    ("window", "said"),
    [
        ("", "(claim); there is no last day for a claim."),
        ("within: 90 days, after: reached", "(claim); by when is said with each outcome."),
        ("within: 90 days, after: reached, outcomes: seen",
         "(claim); by when is said with each outcome; for told there is no last day."),
    ],
)  # fmt: skip
def test_it_is_said_when_the_provider_must_claim(tmp_path, window, said):
    """Where the provider claims, it is said from when and by when, and for what there is no last day."""
    head = HEAD.replace("claims: found_from_records", "claims: {record: claim, outcome: outcome}") + CLAIM
    clauses = """
clauses:
- {clause: "1", kind: outcome_price, prices: {seen: £5, told: £5}}
WINDOW
- {clause: "9", kind: co_payment, shares: [{payer: fund, part: 100%}]}
"""
    window = window and f'- {{clause: "2", kind: claim_window, {window}}}'
    described = describe(contract(tmp_path, TWO, clauses.replace("WINDOW", window), head))
    begins = "What a person has reached is paid for once the provider claims it, on the day reached or later "
    assert begins + said in described
    assert ("It must be claimed within 90 days of the day on which it is reached (clause 2)." in described) == bool(
        window
    )


@pytest.mark.parametrize(
    ("shown_by", "said"),
    [
        ("{count: visit, at_least: 1}", "a record visit"),
        ("{record: start, where: {group: [a, b]}}", "a record start (group a or b)"),
        ("{record: visit, where: {age: age_14}}", "a record visit (age 14)"),
        ("{record: visit, where: {age: [age_14, age_15]}}", "a record visit (age 14 or age 15)"),
    ],
)
def test_nothing_is_said_twice_and_one_is_one(tmp_path, shown_by, said):
    """A category that begins with the name of its field says it itself, and one record is a record."""
    head = HEAD.replace(
        "    fields:\n      kind:", "    fields:\n      age: {heading: A, one_of: [age_14, age_15]}\n      kind:"
    )
    described = describe(contract(tmp_path, f"  seen:\n    is: Seen.\n    shown_by: {shown_by}", head=head))
    assert f"It is shown by {said}." in described
