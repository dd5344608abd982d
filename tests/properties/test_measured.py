"""What holds of every measure, whatever the records: the order of rows, more records, and the people of a cohort."""

from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sop_engine.records.working import MET
from sop_engine.units.days import as_date
from tests.steps.wide import found, wide, worked

MEASURES = """\
  visits: {count: session, window: {from: start, to: 12 months after start}}
  days: {count: session, different: days}
  pay: {sum: pay, field: net}
  home: {days: placement}
  best: {reported: review, field: score, which: highest}
  last: {reported: review, field: score, which: last}
  mean: {mean: review, field: score}
  share: {share: session, where: {present: 'yes'}}
  all_visits: {total_of: visits}
  all_pay: {total_of: pay}
  people: {people: all}
  mean_pay: {mean_of: pay}
"""
OWN = ("visits", "days", "pay", "home", "best", "last", "mean", "share")
GROWING = ("visits", "days", "pay", "home")
OUTCOMES = "".join(
    f"  {name}_{least}:\n    is: Enough.\n    shown_by: {{measure: {name}, at_least: {least}}}\n"
    for name in OWN
    for least in (1, 3)
) + "".join(
    f"  {subject}_{name}:\n    is: All.\n    subject: {subject}\n    shown_by: {{measure: {name}, at_least: 0}}\n"
    for name in ("all_visits", "all_pay", "people", "mean_pay")
    for subject in ("cohort", "contract")
)
AS_AT = "2021-12-31"

days = st.integers(18_262, 18_991).map(lambda day: as_date(day).isoformat())
amounts = st.integers(0, 400).map(lambda cents: f"{cents / 100:.2f}")
sessions = st.fixed_dictionaries(
    {"dated": days, "present": st.sampled_from(["yes", "no"]), "kind": st.sampled_from(["group", "alone"])}
)
spells = st.tuples(days, days).map(lambda two: {"from": min(two), "to": max(two), "kind": "home"})
people = st.fixed_dictionaries(
    {
        "start": st.fixed_dictionaries({"dated": days, "group": st.sampled_from(["treated", "control"])}),
        "session": st.lists(sessions, max_size=4),
        "pay": st.lists(st.fixed_dictionaries({"dated": days, "net": amounts}), max_size=4),
        "placement": st.lists(spells, max_size=3),
        "review": st.lists(st.fixed_dictionaries({"dated": days, "score": amounts}), max_size=3),
    }
)
crowds = st.lists(people, min_size=1, max_size=4).map(lambda many: {f"P{i}": each for i, each in enumerate(many)})


@pytest.fixture(scope="module")
def agreed(tmp_path_factory):
    """A contract that asks for every measure, of people, of cohorts and of itself."""
    return wide(tmp_path_factory.mktemp("measured"), OUTCOMES, MEASURES, "cohorts: {every: 6 months, from: 2020-01-01}")


def said(made):
    """What was found, without the places that rows have in files."""
    return sorted(
        (each.person, each.outcome, each.state, str(each.measured), each.reached, each.shown) for each in made.findings
    )


@settings(max_examples=40, deadline=None)
@given(crowd=crowds, chance=st.randoms(use_true_random=False))
def test_the_order_of_rows_changes_no_number(agreed, crowd, chance):
    """Rows in another order, and people in another order, give the same findings."""
    mixed = {}
    for ref in chance.sample(sorted(crowd), len(crowd)):
        mixed[ref] = {
            kind: chance.sample(rows, len(rows)) if isinstance(rows, list) else rows
            for kind, rows in crowd[ref].items()
        }
    first, second = worked(agreed, AS_AT, crowd), worked(agreed, AS_AT, mixed)
    assert said(first) == said(second)
    assert sorted(first.payments) == sorted(second.payments)


@settings(max_examples=40, deadline=None)
@given(person=people, more=people)
def test_more_records_never_move_a_growing_number_later(agreed, person, more):
    """A number that only grows is reached no later for more records, and what was reached stays so."""
    both = {kind: [*rows, *more[kind]] if isinstance(rows, list) else rows for kind, rows in person.items()}
    fewer, all_of_them = worked(agreed, AS_AT, {"Ann": person}), worked(agreed, AS_AT, {"Ann": both})
    for name in GROWING:
        for least in (1, 3):
            before, after = (found(made, f"{name}_{least}") for made in (fewer, all_of_them))
            if before.state == MET:
                assert after.state == MET
                assert after.reached <= before.reached


@settings(max_examples=40, deadline=None)
@given(crowd=crowds)
def test_a_total_is_the_sum_of_its_people(agreed, crowd):
    """What a cohort comes to is the sum of its people's, and the contract the sum of its cohorts'; nobody is in two."""
    made = worked(agreed, AS_AT, crowd)
    cohorts = [name for subject, name, _ in made.working.together if subject == "cohort"]
    own: dict[str, Fraction | None] = dict.fromkeys(cohorts)  # of a cohort without people there is no total
    for ref, start in made.working.enrolled:
        name = max(each for each in cohorts if each <= as_date(start).isoformat())
        own[name] = (own[name] or Fraction(0)) + sum(
            Fraction(row["net"]) for row in crowd[ref]["pay"] if row["dated"] >= as_date(start).isoformat()
        )
    assert {name: found(made, "cohort_all_pay", name).measured for name in cohorts} == own
    for name in ("all_pay", "all_visits", "people"):
        parts = sum(found(made, f"cohort_{name}", each).measured or 0 for each in cohorts)
        assert found(made, f"contract_{name}", "contract").measured == parts
    assert found(made, "contract_people", "contract").measured == len(made.working.enrolled)


@settings(max_examples=40, deadline=None)
@given(crowd=crowds, day=days, later=days)
def test_a_number_that_is_final_stays(agreed, crowd, day, later):
    """What was met or refused on a day is so on every later day, from records that have come by then."""
    day, later = sorted((day, later))
    short = {ref: {k: v for k, v in each.items() if k != "placement"} for ref, each in crowd.items()}
    short = {ref: each for ref, each in short.items() if each["start"]["dated"] <= day}
    if not short:
        return
    then = {(f.person, f.outcome): f for f in worked(agreed, day, short).findings if not f.outcome.startswith("home")}
    now = {(f.person, f.outcome): f for f in worked(agreed, later, short).findings}
    for key, finding in then.items():
        if finding.state == MET:
            assert (now[key].state, now[key].reached) == (MET, finding.reached)
        if finding.state in ("not met", "out of time"):
            assert now[key].state == finding.state


@settings(max_examples=40, deadline=None)
@given(crowd=crowds)
def test_every_row_is_accounted_for(agreed, crowd):
    """Every row is cited, or unused for a stated reason; a row that counts in its days is cited by what counts it."""
    made = worked(agreed, AS_AT, crowd)
    assert all(use.account for use in made.uses)
    rows = sum(len(rows) if isinstance(rows, list) else 1 for each in crowd.values() for rows in each.values())
    assert len(made.uses) == rows
    cited = [(cite.kind, cite.row) for finding in made.findings for cite in finding.cites]
    for finding in made.findings:
        assert len(set(finding.cites)) == len(finding.cites), "each row once"
    used = sum(use.used for use in made.uses)
    assert used == len(set(cited)) + len(made.working.enrolled)
