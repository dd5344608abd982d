"""A contract in plain English: what a commissioner reads is what the terms say."""

import pytest

from sop_engine.library.load import load_contract
from sop_engine.statements.describe import check_in_words, describe
from tests.statements.agreed import SHIPPED
from tests.steps.small import HEAD, contract

FIRST = """\
First homes, a small partnership
In force from 1 April 2024 to 31 March 2027.

Northshire County Council is an outcome payer.
Harbour Trust is a provider.
It is for people who start while the contract is in force (record start); their records count from the day they start. \
An outcome counts that is reached by 31 March 2027.
A length of time leaves out the day it is counted from; the last day of a window counts.

Moves in. The person moves into a home of their own.
  It is shown by a record tenancy (type private rented or social).
  It is paid once for one person.
  Its price is £1,500.00 (clause 4.1).
  It is limited by the contract cap of £300,000.00 (clause 5.1).
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
