"""What two sets of terms differ in is said by name and number, term by term, and nothing else is said."""

import pytest

from sop_engine.library.load import load_contract
from sop_engine.statements.differing import TermRow, differing_terms
from tests.statements.agreed import SHIPPED
from tests.steps.small import HEAD, PAID, contract

SEEN = "  seen:\n    is: Seen.\n    shown_by: SHOWN"
VISITS = "{record: visit, where: {hours: {at_least: 8}}, by: [self, worker], window: {from: start, to: 2021-06-30}}"
HELD = "{held: visit, from: 3 months after start, for: 12 months, gap_at_most: 35 days, after_break: restarts}"
DATED = PAID.replace("PRICES", "seen: {dated: {2020-01-01: £100, 2020-03-01: £130}}")


@pytest.fixture
def differ(tmp_path):
    """What differs when words of a contract are replaced by others."""

    def differing(shown, *changes, clauses=DATED, head=HEAD):
        text = "\0".join([SEEN.replace("SHOWN", shown), clauses, head])
        changed = text
        for old, new in changes:
            assert old in changed
            changed = changed.replace(old, new)
        both = []
        for letter, said in (("a", text), ("b", changed)):
            (tmp_path / letter).mkdir(exist_ok=True)
            both.append(contract(tmp_path / letter, *said.split("\0")).contract)
        return list(differing_terms(*both))

    return differing


@pytest.mark.parametrize("name", SHIPPED)
def test_the_same_terms_differ_in_nothing(name):
    """A contract beside itself: nothing."""
    assert differing_terms(load_contract(name).contract, load_contract(name).contract) == ()


@pytest.mark.parametrize(
    ("shown", "change", "row"),
    [
        (VISITS, ("at_least: 8", "at_least: 10"), ("outcome seen", "shown by, where, hours, at least", "8", "10")),
        (VISITS, ("by: [self, worker]", "by: [self]"), ("outcome seen", "shown by, by", "self, worker", "self")),
        (
            VISITS,
            ("to: 2021-06-30", "to: 6 months after start"),
            ("outcome seen", "shown by, window, to", "30 June 2021", "6 months after the start"),
        ),
        (HELD, ("gap_at_most: 35 days", "gap_at_most: 42 days"),
         ("outcome seen", "shown by, gap at most", "35 days", "42 days")),
        (HELD, ("after_break: restarts", "after_break: ends"),
         ("outcome seen", "shown by, after break", "restarts", "ends")),
        (HELD, (HELD, "{record: letter}"),
         ("outcome seen", "shown by",
          "visit records that go on for 12 months from 3 months after the start, with no gap longer than 35 days; "
          "after a longer gap it counts again from the next record",
          "a record letter")),
        ("{record: visit}", ("seen:\n    is: Seen.", "seen:\n    repeats: {at_most: 2, apart: 1 month}\n    is: Seen."),
         ("outcome seen", "repeats", "not stated", "at most: 2; apart: 1 month")),
        ("{record: visit}", ("£130", "£140"),
         ("clause 1", "prices, seen, dated, 1 March 2020", "£130.00", "£140.00")),
        ("{record: visit}", (", 2020-03-01: £130", ""),
         ("clause 1", "prices, seen, dated, 1 March 2020", "£130.00", "not stated")),
        ("{record: visit}", ("{dated: {2020-01-01: £100, 2020-03-01: £130}}", "£100"),
         ("clause 1", "prices, seen", "from 1 January 2020 £100.00; from 1 March 2020 £130.00", "£100.00")),
        ("{record: visit}", ("62.5%", "62.500001%"),
         ("clause 9", "shares, fund, part", "62.5%", "62.500001%")),
        ("{record: visit}", ("to: 2021-12-31}", "to: 2021-11-30}"),
         ("the contract", "in force, to", "31 December 2021", "30 November 2021")),
        ("{record: visit}", ("letters*.csv", "post*.csv"), ("record letter", "files", "letters*.csv", "post*.csv")),
        ("{record: visit}", ("enrolled_by: start\n", "enrolled_by: start\nenrolled: any_day\n"),
         ("the contract", "enrolled", "in_force", "any_day")),
    ],
)  # fmt: skip
def test_each_term_is_said_where_it_stands(differ, shown, change, row):
    """One change is one row: the part, the way to the term, and what each contract says."""
    assert differ(shown, change) == [TermRow(*row)]


@pytest.mark.parametrize(
    "change",
    [
        ("12 months", "1 year"),
        ("£100", "100.00 GBP"),
        ("62.5%", "62.50%"),
        ("enrolled_by: start\n", "enrolled_by: start\nenrolled: in_force\n"),
        ("title: A small contract", "title: Another title"),
        ("source: Ours, for a test.", "source: Theirs."),
        ("clauses:\n", "clauses:  # as before\n"),
    ],
)
def test_what_only_looks_different_is_no_difference(differ, change):
    """Another way to write a term, or what the standard terms say anyway, is the same term; a title is none."""
    assert differ(HELD, change) == []


def test_a_clause_of_one_contract_alone_is_said_in_full(differ):
    """A clause that the other contract has not is said with all its terms."""
    cap = '- {clause: "5", kind: participant_cap, at_most: £400, edge: whole}\n- {clause: "9"'
    assert differ("{record: visit}", ('- {clause: "9"', cap)) == [
        TermRow(
            "clause 5", "", "has none",
            "kind: participant_cap; at most: £400.00; in order of: shown, person, outcome, record; edge: whole; "
            "excess: lost",
        )
    ]  # fmt: skip


def test_a_number_that_is_another_clause_shows_both_in_full(differ):
    """Where a number stands for a clause of another form, each is said as a whole."""
    cap = '- {clause: "5", kind: participant_cap, at_most: £400}\n- {clause: "9"'
    clauses = DATED.replace('- {clause: "9"', cap)
    (row,) = differ("{record: visit}", ("participant_cap", "contract_cap"), clauses=clauses)
    assert row.part == "clause 5"
    assert row.first.startswith("kind: participant_cap; at most: £400.00")
    assert row.second.startswith("kind: contract_cap; at most: £400.00")
