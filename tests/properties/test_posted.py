"""Evidence in batches, posted after each: under `as_paid` nothing posted goes down while its evidence stands."""

from functools import cache
from itertools import accumulate

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sop_engine.intake.sheet import from_frame
from sop_engine.intake.take_in import take_in
from sop_engine.records.posted import NOTHING_POSTED
from sop_engine.steps.evaluate import evaluate
from sop_engine.steps.settle import settle
from sop_engine.steps.stand import pay
from sop_engine.units.days import as_date
from tests.mechanisms.settled import claim, day, terms
from tests.steps.small import HEAD, contract, frames

FIRST = day("2020-01-10")
YEARLY = ", every: 1 year, from: 2020-01-01"
CLAUSES = {
    "contract": '- {clause: "5", kind: contract_cap, at_most: £250EDGE}\n',
    "claims": '- {clause: "5", kind: outcome_cap, outcome: stay, at_most: 3 claimsEDGE}\n',
    "person and contract": '- {clause: "5", kind: participant_cap, at_most: £120EDGE}\n'
    '- {clause: "6", kind: contract_cap, at_most: £300, in_order_of: [reached, outcome, person, record]EDGE}\n',
    "group": '- {clause: "5", kind: group_cap, at_most: {by: group, groups: {a: £150, b: £90}}EDGE}\n',
    "dated": '- {clause: "5", kind: contract_cap, at_most: {dated: {2020-01-01: £200, 2021-01-01: £350}}EDGE}\n',
    "falling": '- {clause: "5", kind: contract_cap, at_most: {dated: {2020-01-01: £300, 2021-01-01: £150}}EDGE}\n',
    "dated, waits": '- {clause: "5", kind: contract_cap, at_most: {dated: {2020-01-01: £90, 2021-01-01: £350}}, '
    "excess: waitsEDGE}\n",
    "yearly": f'- {{clause: "5", kind: period_cap, at_most: £150{YEARLY}EDGE}}\n',
    "yearly, waits": f'- {{clause: "5", kind: period_cap, at_most: £150{YEARLY}, excess: waitsEDGE}}\n',
    "yearly, carried": f'- {{clause: "5", kind: period_cap, at_most: £150{YEARLY}, unused: carriedEDGE}}\n',
    "yearly, both": f'- {{clause: "5", kind: period_cap, at_most: £99{YEARLY}, unused: carried, excess: waitsEDGE}}\n',
    "best": '- {clause: "5", kind: best_of, outcomes: [stay, work], per: person}\n',
    "route": '- {clause: "5", kind: best_route, routes: [[stay], [work]], per: person}\n',
    "first": '- {clause: "5", kind: first_of, outcomes: [stay, work], per: person}\n',
    "part": '- {clause: "5", kind: share_cap, parts: [{outcomes: stay, at_most: 40%}], in: money}\n',
}
MOST = {"contract": 25_000, "person and contract": 30_000, "group": 24_000, "dated": 35_000, "falling": 30_000}
MOST |= {"dated, waits": 35_000, "yearly": 45_000, "yearly, waits": 45_000, "yearly, carried": 45_000}
MOST |= {"yearly, both": 29_700}
"""The most that can be due in all, in minor units."""
ALL_STAY = ("part", "route", "falling")
"""Where a claim that goes lessens others: the total, or the route, that they belong to; or a most that has fallen."""


@pytest.fixture(scope="module")
def agreed(tmp_path_factory):
    """A contract with these clauses, as paid or recomputed."""

    @cache
    def made(clauses, edge=""):
        text = CLAUSES[clauses].replace("EDGE", edge)
        found = terms(tmp_path_factory.mktemp("contract"), {"stay": "£70", "work": "£45"}, text)
        return found.model_copy(update={"cap_allocation": "as_paid"})

    return made


@st.composite
def claims(draw):
    """A few claims: of people, outcomes and days; shown on the day or later."""
    found = {}
    for _ in range(draw(st.integers(0, 5))):
        person, outcome = draw(st.sampled_from("ABC")), draw(st.sampled_from(["stay", "work"]))
        reached = as_date(FIRST + draw(st.integers(0, 900))).isoformat()
        made = claim(person, outcome, reached, facts={"start.group": "b" if person == "C" else "a"})
        found[made.ref] = made._replace(shown=made.reached + draw(st.integers(0, 200)))
    return found


@st.composite
def turns(draw, may_go):
    """Runs, one after the other: as at a day, with the claims that are there by then.

    Claims come, are shown sooner than it seemed, and go, where they may.
    """
    known, found, as_at = {}, [], FIRST
    for _ in range(draw(st.integers(2, 4))):
        as_at += draw(st.integers(0, 500))
        for ref in draw(st.sets(st.sampled_from(sorted(known)))) if known else ():
            if may_go and draw(st.booleans()):
                del known[ref]
            else:
                known[ref] = known[ref]._replace(shown=max(known[ref].reached, known[ref].shown - 60))
        known |= draw(claims())
        found.append((as_at, [each for each in known.values() if each.shown <= as_at]))
    return found


def nets(contract, made, as_at, before):
    """What is posted once a run has posted its claims."""
    lines, splits = settle(contract, made, as_at, before)
    payments = pay(made, lines)
    assert sum(each.net for each in payments) == sum(split.amount for split in splits)
    return before.after(made, payments)


@pytest.mark.parametrize("kind", CLAUSES)
@given(data=st.data())
@settings(max_examples=40)
def test_nothing_posted_goes_down_while_it_stands(agreed, kind, data):
    """Claims come, go and are shown sooner: a claim that stays is paid no less, and the cap is never passed."""
    contract, before = agreed(kind), NOTHING_POSTED
    for as_at, made in data.draw(turns(may_go=kind not in ALL_STAY)):
        after = nets(contract, made, as_at, before)
        for ref, each in before.claims.items():
            assert ref not in after.claims or after.claims[ref].net >= each.net
        assert sum(each.net for each in after.claims.values()) <= MOST.get(kind, 10**9)
        assert nets(contract, made, as_at, after) == after  # the same run again posts nothing
        before = after


@pytest.mark.parametrize("kind", [kind for kind, text in CLAUSES.items() if "EDGE" in text])
@given(data=st.data())
@settings(max_examples=15)
def test_with_a_whole_edge_nothing_posted_goes_down_while_all_evidence_stands(agreed, kind, data):
    """Claims that come take only what those before them have left, where each must fit as a whole."""
    contract, before = agreed(kind, ", edge: whole"), NOTHING_POSTED
    for as_at, made in data.draw(turns(may_go=False)):
        after = nets(contract, made, as_at, before)
        assert all(after.claims[ref].net >= each.net for ref, each in before.claims.items())
        assert sum(each.net for each in after.claims.values()) <= MOST.get(kind, 10**9)
        before = after


@pytest.mark.parametrize("kind", ["contract", "group", "yearly", "best", "part"])
@given(batches=st.lists(claims(), min_size=1, max_size=3))
@settings(max_examples=30)
def test_what_is_due_in_all_is_the_same_under_both(agreed, kind, batches):
    """Where a limit is used up it is used up; only who has the room differs."""
    contract, before, found = agreed(kind), NOTHING_POSTED, {}
    for known in accumulate(batches, lambda all_, more: {**more, **all_}):
        found = known
        before = nets(contract, list(known.values()), FIRST + 2_000, before)
    alone = nets(contract, list(found.values()), FIRST + 2_000, NOTHING_POSTED)
    assert sum(each.net for each in before.claims.values()) == sum(each.net for each in alone.claims.values())


# ---- the whole path, from records ----------------------------------------------------------------

OUTCOMES = """
  seen:
    is: Seen.
    shown_by: {record: visit}
    repeats: {at_most: 3, apart: 20 days}
  helped:
    is: Helped.
    shown_by: {count: letter, at_least: 2}
    repeats: {at_most: 2, apart: 1 day}
  stays:
    is: Stays.
    shown_by: {held: stay, from: start, for: 30 days, gap_at_most: 1 day, after_break: restarts}
    repeats: {at_most: 3, apart: 1 day}
"""
PRICED = """
clauses:
- {clause: "1", kind: outcome_price, prices: {seen: £70, helped: £45, stays: £30}}
- {clause: "5", kind: participant_cap, at_most: £180}
- {clause: "6", kind: contract_cap, at_most: £330}
- {clause: "9", kind: co_payment, shares: [{payer: fund, part: 62.5%}, {payer: council, part: rest}]}
"""


@pytest.fixture(scope="module")
def whole(tmp_path_factory):
    """A contract whose outcomes repeat, as paid."""
    return contract(tmp_path_factory.mktemp("whole"), OUTCOMES, PRICED, f"cap_allocation: as_paid\n{HEAD.lstrip()}")


@st.composite
def rows(draw):
    """Rows of evidence: person, kind of record, day, and for how long."""
    one = st.tuples(
        st.sampled_from(["Ann", "Ben"]),
        st.sampled_from(["visit", "letter", "stay"]),
        st.integers(0, 150),
        st.integers(5, 70),
    )
    return draw(st.lists(one, min_size=1, max_size=5))


def evidence(known):
    """Rows as records of people who started on one day."""
    people = {name: {"start": "2020-01-10"} for name in ("Ann", "Ben")}
    for person, kind, number, length in sorted(set(known)):
        text, end = as_date(FIRST + number).isoformat(), as_date(FIRST + number + length).isoformat()
        people[person].setdefault(kind, []).append({"From": text, "To": end} if kind == "stay" else text)
    return people


def worked(agreed, known, before):
    """The contract worked out from rows of evidence, after what was posted."""
    sheets = {kind: [from_frame(each, kind)] for kind, each in frames(agreed, evidence(known)).items()}
    as_at = day("2021-12-31")
    return evaluate(agreed.contract, take_in(agreed.contract, sheets, as_at).records, as_at, posted=before)


@given(batches=st.lists(st.tuples(rows(), st.sets(st.integers(0, 9))), min_size=2, max_size=4))
@settings(max_examples=60)
def test_evidence_in_batches_never_lessens_what_was_posted(whole, batches):
    """Records come and are withdrawn; only a person of whom a record went loses a claim, and nobody an amount."""
    known, before = [], NOTHING_POSTED
    for more, gone in batches:
        without = {row[:2] for place, row in enumerate(known) if place in gone}
        known = [row for place, row in enumerate(known) if place not in gone] + more
        made = worked(whole, known, before)
        after = before.after(made.claims, made.payments)
        for ref, each in before.claims.items():
            if ref in after.claims:
                assert after.claims[ref].net >= each.net
            else:
                assert (each.person, {"seen": "visit", "helped": "letter", "stays": "stay"}[each.outcome]) in without
        assert sum(each.net for each in made.payments) <= 33_000
        apart(made)
        again = worked(whole, known, after)
        assert (again.claims, again.payments, again.lines) == (made.claims, made.payments, made.lines)
        before = after


def apart(made):
    """Times lie apart, there are no more than stated, and no record or day shows two."""
    for outcome, most, length in (("seen", 3, 20), ("helped", 2, 1), ("stays", 3, 1)):
        for person in ("Ann", "Ben"):
            found = [each for each in made.claims if (each.person, each.outcome) == (person, outcome)]
            days = [each.reached for each in found]
            assert len(days) <= most
            assert [each.occurrence for each in found] == list(range(1, len(days) + 1))
            assert all(later - earlier >= length for earlier, later in zip(days, days[1:], strict=False))
            if outcome == "stays":
                assert all(later - earlier >= 30 for earlier, later in zip(days, days[1:], strict=False))
    cites = [
        cite
        for finding in made.findings
        if finding.state == "met" and finding.outcome != "stays"
        for cite in finding.cites
    ]
    assert len(cites) == len(set(cites))
