"""One of something is said as one, and many as many."""

import pytest

from sop_engine.library.load import load_contract
from sop_engine.statements.describe import check_in_words, describe
from sop_engine.statements.expanded import expanded
from sop_engine.statements.exposure import exposure_in_words
from sop_engine.statements.sentences import finding_sentence
from tests.mechanisms.settled import terms
from tests.steps.small import HEAD, contract, done

CAP = '- {clause: "5", kind: contract_cap, at_most: NUMBER}\n'


@pytest.mark.parametrize("number, said", [("1 claim", "1 claim"), ("2 claims", "2 claims"), ("1,200 claims",) * 2])
def test_a_cap_in_claims_is_written_out_with_its_number(tmp_path, number, said):
    """One claim, two claims."""
    agreed = terms(tmp_path, {"job": "£5"}, CAP.replace("NUMBER", f'"{number}"'))
    assert f"most: {said}\n" in expanded(agreed)


@pytest.mark.parametrize(
    "days, sentence",
    [("1 day", "1 of 1 day, complete on"), ("2 days", "1 of 2 days so far"), ("1 week", "1 of 7 days so far")],
)
def test_a_hold_says_how_many_of_how_many(tmp_path, days, sentence):
    """One of one day, one of two days."""
    agreed = contract(
        tmp_path, f"  seen: {{is: Seen., shown_by: {{held: visit, from: start, for: {days}, in_total: true}}}}"
    )
    made = done(agreed, "2020-06-30", {"Ann": {"start": "2020-01-10", "visit": "2020-02-01"}})
    (finding,) = [each for each in made.working.findings if each.check == "held"]
    assert finding_sentence(agreed.contract, finding).startswith(sentence)


@pytest.mark.parametrize(
    "most, said", [(0, "more than 0 visit records"), (1, "more than 1 visit record"), (2, "more than 2 visit records")]
)
def test_incidents_are_a_break_and_one_is_a_break(tmp_path, most, said):
    """More than one is a break; more than two are one."""
    hold = "held: visit, from: start, for: 60 days, gap_at_most: 30 days, after_break: ends"
    hold += f", incidents: {{record: visit, at_most: {most}, in: 30 days}}"
    agreed = contract(tmp_path, f"  seen: {{is: Seen., shown_by: {{{hold}}}}}")
    words = check_in_words(agreed.contract.outcomes["seen"].shown_by, agreed.contract)
    assert words.endswith(f"{said} within 30 days {'is' if most == 1 else 'are'} a break")


@pytest.mark.parametrize(
    "number, said",
    [
        ("1", "Each 1 person, in the order of their start, is a cohort"),
        ("20", "Each 20 people, in the order of their start, are a cohort"),
    ],
)
def test_a_cohort_by_number_says_how_many_people(tmp_path, number, said):
    """One person is a cohort, twenty people are one."""
    head = HEAD.replace("records:", f"cohorts: {{of: {number}}}\nrecords:", 1)
    agreed = contract(tmp_path, "  seen: {is: Seen., shown_by: {record: visit}}", head=head)
    assert said in describe(agreed)


@pytest.mark.parametrize("people, said", [(1, "with 1 person at most"), (1_200, "with 1,200 people at most")])
def test_the_most_that_it_can_cost_says_for_how_many(people, said):
    """One person, so many people."""
    assert said in exposure_in_words(load_contract("first-homes").contract, people)
