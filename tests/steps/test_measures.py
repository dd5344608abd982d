"""Measures: each kind with a number worked out by hand, when it is final, and what is never filled in."""

from datetime import date
from fractions import Fraction

import pytest

from sop_engine.statements.explain import explain_person
from tests.steps.small import paid, statuses
from tests.steps.wide import day, found, wide, worked

START = {"start": "2020-01-10"}

OUTCOME = "  enough:\n    is: Enough.\n    shown_by: {measure: asked, CHECK}\n"


def one(folder, measure, records, as_at="2021-12-31", check="at_least: 0", more="", beside=None, **given):
    """Ann's measure as at a day, and all that was worked out."""
    measures = f"  asked: {measure}\n{more}"
    made = worked(wide(folder, OUTCOME.replace("CHECK", check), measures), as_at, {"Ann": {**START, **records}}, beside)
    return found(made, "enough"), made


SESSIONS = [
    {"dated": "2020-02-03", "present": "yes", "kind": "group"},
    {"dated": "2020-02-03", "present": "yes", "kind": "alone"},
    {"dated": "2020-02-04", "present": "no", "kind": "group"},
    {"dated": "2020-02-05", "present": "yes", "kind": "group"},
]
PAY = [
    {"dated": "2020-02-28", "net": "100.10"},
    {"dated": "2020-03-31", "net": "200.20"},
    {"dated": "2020-04-30", "net": "300.30"},
]
REVIEWS = [
    {"dated": "2020-02-01", "score": "3"},
    {"dated": "2020-03-01", "score": "7"},
    {"dated": "2020-04-01", "score": "2"},
    {"dated": "2020-05-01", "score": "4.5"},
]
HOME = [
    {"from": "2020-02-01", "to": "2020-02-10", "kind": "home"},
    {"from": "2020-02-08", "to": "2020-02-12", "kind": "home"},
    {"from": "2020-03-01", "to": "2020-03-03", "kind": "care"},
]
RECORDS = {"session": SESSIONS, "pay": PAY, "review": REVIEWS, "placement": HOME}

CHANGES = [
    {"dated": "2020-02-28", "change": "9", "saved": "9"},
    {"dated": "2020-03-28", "change": "-3", "saved": "-3"},
]

PARTS = """\
  first: {reported: review, field: score, which: first}
  last: {reported: review, field: score, which: last}
  none: {reported: review, field: score, which: last, window: {from: 2021-06-01}}
"""


@pytest.mark.parametrize(
    ("measure", "number"),
    [
        ("{count: session}", 4),
        ("{count: session, different: days}", 3),
        ("{count: session, where: {present: 'yes'}}", 3),
        ("{count: arrest}", 0),
        ("{sum: pay, field: net}", Fraction("600.6")),
        ("{sum: pay, field: net, window: {from: 2020-03-01, to: 2020-03-31}}", Fraction("200.2")),
        ("{sum: pay, field: net, window: {to: 3 months after start}}", Fraction("300.3")),
        ("{sum: pay, field: net, window: {to: 2020-03-31, ends: not_counted}}", Fraction("100.1")),
        ("{days: placement, where: {kind: home}}", 12),
        ("{days: placement}", 15),
        ("{days: placement, window: {from: 2020-02-10, to: 2020-03-01}}", 4),
        ("{days: placement, except: holiday}", 13),
        ("{share: session, where: {present: 'yes'}}", Fraction(3, 4)),
        ("{share: session, where: {present: 'yes'}, among: {kind: group}}", Fraction(2, 3)),
        ("{mean: review, field: score}", Fraction(33, 8)),
        ("{reported: review, field: score, which: first}", 3),
        ("{reported: review, field: score, which: last}", Fraction(9, 2)),
        ("{reported: review, field: score, which: highest}", 7),
        ("{reported: review, field: score, which: lowest}", 2),
        ("{fixed: 0.55}", Fraction(11, 20)),
        ("{difference: [last, first]}", Fraction(3, 2)),
        ("{ratio: [last, first]}", Fraction(3, 2)),
        ("{fall: [last, first]}", Fraction(1, 3)),
        ("{times: [last, first]}", Fraction(27, 2)),
        ("{weighted_by: {last: 0.3, first: 0.7}}", Fraction("3.45")),
        ("{mean: review, field: score, rounded: {to: 0.1, how: half_up}}", Fraction("4.1")),
        ("{mean: review, field: score, rounded: {to: 0.1, how: up}}", Fraction("4.2")),
        ("{mean: review, field: score, rounded: {to: 0.25, how: half_up}}", Fraction("4.25")),
        ("{mean: review, field: score, rounded: {to: 0.25, how: half_even}}", Fraction("4")),
        ("{mean: review, field: score, rounded: {to: 0.25, how: down}}", Fraction("4")),
    ],
)
def test_each_kind_of_measure_is_an_exact_number(tmp_path, measure, number):
    """Every measure is an exact number, the one that is worked out by hand."""
    records = {**RECORDS, "holiday": {"from": "2020-02-11", "to": "2020-02-20"}}
    finding, _ = one(tmp_path, measure, records, more=PARTS)
    assert finding.measured == number
    assert isinstance(finding.measured, Fraction)


@pytest.mark.parametrize(
    "measure",
    [
        "{mean: review, field: score, window: {from: 2021-06-01}}",
        "{reported: review, field: score, which: highest, window: {from: 2021-06-01}}",
        "{share: session, where: {present: 'yes'}, window: {from: 2021-06-01}}",
        "{difference: [last, none]}",
        "{ratio: [none, last]}",
        "{weighted_by: {last: 0.3, none: 0.7}}",
        "{ratio: [last, nothing]}",
    ],
)
def test_nothing_is_filled_in(tmp_path, measure):
    """What was never measured has no number, nor has anything that is made of it, nor a part of nothing."""
    finding, made = one(tmp_path, measure, RECORDS, more=PARTS + "  nothing: {count: arrest}\n")
    assert finding.measured is None
    assert finding.state == "out of time"
    assert statuses(made) == {("Ann", "enough", 1): "refused"}
    assert "never measured" in explain_person(made, "Ann")


def test_an_empty_cell_measures_nothing(tmp_path):
    """A cell that is empty is not a nought: it stands in no mean, and its row is not cited."""
    reviews = [*REVIEWS, {"dated": "2020-05-02", "score": ""}]
    finding, made = one(tmp_path, "{mean: review, field: score}", {"review": reviews})
    assert finding.measured == Fraction(33, 8)
    assert len(finding.cites) == 4
    assert [use.account for use in made.uses if use.kind == "review" and not use.used] == [
        "score is empty, and enough measures it"
    ]


@pytest.mark.parametrize(
    ("check", "met"),
    [
        ("at_least: 0.75", True),
        ("at_least: 75%", True),
        ("above: 75%", False),
        ("below: 75%", False),
        ("at_most: 75%", True),
        ("is: 75%", True),
        ("is: 0.751", False),
        ("between: [50%, 75%]", True),
        ("between: [75.0001%, 80%]", False),
    ],
)
def test_a_number_is_compared_exactly(tmp_path, check, met):
    """Bounds are exact, and a per cent is a part of one; at least, at most and between count the bound in."""
    _, made = one(tmp_path, "{share: session, where: {present: 'yes'}}", RECORDS, check=check)
    assert statuses(made) == {("Ann", "enough", 1): "due" if met else "refused"}


def test_a_third_is_a_third(tmp_path):
    """Two thirds are more than 0.666666 and less than 0.666667: no number is cut short before it is compared."""
    share = "{share: session, where: {present: 'yes'}, among: {kind: group}}"
    assert statuses(one(tmp_path, share, RECORDS, check="between: [0.666666, 0.666667]")[1]) == {
        ("Ann", "enough", 1): "due"
    }
    assert statuses(one(tmp_path, share, RECORDS, check="is: 0.666667")[1]) == {("Ann", "enough", 1): "refused"}


# ---- when a number is final ---------------------------------------------------------------------


@pytest.mark.parametrize(
    ("measure", "check", "reached"),
    [
        ("{count: session}", "at_least: 3", "2020-02-04"),
        ("{count: session, different: days}", "at_least: 2", "2020-02-04"),
        ("{sum: pay, field: net}", "at_least: 300.30", "2020-03-31"),
        ("{sum: pay, field: net}", "above: 300.30", "2020-04-30"),
        ("{days: placement, where: {kind: home}}", "at_least: 11", "2020-02-11"),
        ("{reported: review, field: score, which: first}", "at_least: 3", "2020-02-01"),
    ],
)
def test_a_number_that_only_grows_is_reached_on_its_day(tmp_path, measure, check, reached):
    """A count, days, and a sum of what is never below nothing are reached on the day on which they are enough."""
    _, made = one(tmp_path, measure, RECORDS, as_at="2020-12-31", check=check)
    assert paid(made) == {("Ann", "enough", reached): 10_000}


@pytest.mark.parametrize(
    ("measure", "check"),
    [
        ("{sum: pay, field: change, window: {to: 2020-06-30}}", "at_least: 5"),
        ("{sum: pay, field: saved, window: {to: 2020-06-30}}", "at_least: 5"),
        ("{reported: review, field: score, which: highest, window: {to: 2020-06-30}}", "at_least: 3"),
        ("{mean: review, field: score, window: {to: 2020-06-30}}", "at_least: 3"),
        ("{share: session, where: {present: 'yes'}, window: {to: 2020-06-30}}", "at_least: 75%"),
        ("{reported: review, field: score, which: last, window: {to: 2020-06-30}}", "at_least: 3"),
        ("{days: placement, except: holiday, window: {to: 2020-06-30}}", "at_least: 3"),
        ("{count: arrest, window: {to: 2020-06-30}}", "at_most: 0"),
        ("{count: session, window: {to: 2020-06-30}}", "below: 5"),
        ("{difference: [last, first], window_is: of_its_parts}", "at_least: 1"),
        ("{count: session, window: {to: 2020-06-30}, rounded: {to: 2, how: down}}", "at_least: 4"),
    ],
)
def test_every_other_number_is_reached_when_its_window_is_over(tmp_path, measure, check):
    """What a later record could still undo is met on the last day that counts, and on no day before."""
    records = {**RECORDS, "pay": CHANGES}
    parts = PARTS.replace("which: last}", "which: last, window: {to: 2020-06-30}}")
    measure = measure.replace(", window_is: of_its_parts", "")
    before, earlier = one(tmp_path, measure, records, as_at="2020-06-29", check=check, more=parts)
    assert before.state == "awaited"
    assert statuses(earlier) == {("Ann", "enough", 1): "pending"}
    assert f"final on {'30 June 2020'}" in explain_person(earlier, "Ann")
    _, made = one(tmp_path, measure, records, as_at="2020-06-30", check=check, more=parts)
    assert paid(made) == {("Ann", "enough", "2020-06-30"): 10_000}
    _, later = one(tmp_path, measure, records, as_at="2021-12-31", check=check, more=parts)
    assert paid(later) == paid(made)


def test_a_number_may_take_time_to_settle(tmp_path):
    """A number that settles later is known later, and reached on the last day that counts."""
    measure = "{count: arrest, window: {to: 2020-06-30}, settles: 6 months}"
    _, before = one(tmp_path, measure, {}, as_at="2020-12-29", check="at_most: 0")
    assert statuses(before) == {("Ann", "enough", 1): "pending"}
    told = explain_person(before, "Ann")
    assert "0 so far; asked for: at most 0; final on 30 December 2020" in told
    assert "last day that counts             30 June 2020" in told
    finding, made = one(tmp_path, measure, {}, as_at="2020-12-30", check="at_most: 0")
    assert paid(made) == {("Ann", "enough", "2020-06-30"): 10_000}
    assert finding.known == day("2020-12-30")


def test_a_window_ends_with_the_contract(tmp_path):
    """Where no window is stated, the contract is it."""
    _, made = one(tmp_path, "{count: arrest}", {}, as_at="2021-12-30", check="at_most: 0")
    assert statuses(made) == {("Ann", "enough", 1): "pending"}
    _, made = one(tmp_path, "{count: arrest}", {}, as_at="2022-03-31", check="at_most: 0")
    assert paid(made) == {("Ann", "enough", "2021-12-31"): 10_000}


def test_a_number_short_at_its_end_is_refused(tmp_path):
    """A number that only grows, and is not enough by the last day that counts, is refused with the number."""
    _, made = one(tmp_path, "{sum: pay, field: net, window: {to: 2020-04-30}}", RECORDS, check="at_least: 600.61")
    assert statuses(made) == {("Ann", "enough", 1): "refused"}
    assert "600.6 by 30 April 2020, the last day that counts; asked for: at least 600.61" in explain_person(made, "Ann")


@pytest.mark.parametrize(
    ("measure", "check", "reached"),
    [
        ("{ratio: [meetings, two]}", "at_least: 1.5", "2020-04-01"),
        ("{times: [meetings, two]}", "at_least: 6", "2020-04-01"),
        ("{times: [two, meetings]}", "above: 6", "2020-05-01"),
        ("{ratio: [meetings, wanted]}", "at_least: 1", "2020-03-01"),
        ("{ratio: [two, meetings]}", "at_least: 0.1", "2021-12-31"),
        ("{difference: [meetings, two]}", "at_least: 1", "2021-12-31"),
        ("{times: [meetings, below]}", "at_least: -9", "2021-12-31"),
    ],
)
def test_a_growing_number_by_an_agreed_one_grows_too(tmp_path, measure, check, reached):
    """Divided or multiplied by an agreed number above nothing it is reached on its day; made otherwise, at the end."""
    more = "  meetings: {count: review}\n  two: {fixed: 2}\n  below: {fixed: -1}\n"
    more += "  wanted: {dated: {2019-01-01: two}}\n"
    made = one(tmp_path, measure, RECORDS, check=check, more=more)[1]
    assert paid(made) == {("Ann", "enough", reached): 10_000}


def test_a_number_that_is_not_enough_yet_is_pending(tmp_path):
    """A number that can still grow is pending, and one without a record has none."""
    _, made = one(tmp_path, "{sum: pay, field: net}", RECORDS, as_at="2020-12-31", check="at_least: 700")
    assert statuses(made) == {("Ann", "enough", 1): "pending"}
    _, made = one(tmp_path, "{sum: pay, field: net}", {}, as_at="2020-12-31", check="at_least: 700")
    assert statuses(made) == {("Ann", "enough", 1): "no record"}


def test_what_was_known_too_late_is_not_measured(tmp_path):
    """A run as from what was known by a day does not measure what came later; the claim is known when all of it was."""
    pay = [{**PAY[0], "received": "2020-05-05"}, PAY[1]]
    agreed = wide(tmp_path, OUTCOME.replace("CHECK", "at_least: 300"), "  asked: {sum: pay, field: net}\n")
    then = worked(agreed, "2020-05-31", {"Ann": {**START, "pay": pay}}, known_at=date(2020, 5, 4))
    assert found(then, "enough").measured == Fraction("200.2")
    assert [use.account for use in then.uses if use.kind == "pay" and not use.used] == ["known only after 4 May 2020"]
    now = worked(agreed, "2020-05-31", {"Ann": {**START, "pay": pay}})
    (claim,) = now.claims
    assert (claim.reached, claim.known) == (day("2020-03-31"), day("2020-05-05"))


def test_a_window_may_hang_on_an_outcome(tmp_path):
    """A measure waits for the day that its window hangs on, and cannot be reached where that never comes."""
    measures = "  asked: {sum: pay, field: net, window: {from: comes, to: 2 months after comes}}\n"
    outcomes = (
        "  comes:\n    is: Comes.\n    shown_by: {record: session, window: {to: 2020-06-30}}\n"
        + OUTCOME.replace("CHECK", "at_least: 500")
    )
    agreed = wide(tmp_path, outcomes, measures)
    made = worked(agreed, "2020-12-31", {"Ann": {**START, "session": SESSIONS[2], "pay": PAY}})
    assert found(made, "enough").measured == Fraction("300.3"), "28 February and 31 March; 30 April is too late"
    waiting = worked(agreed, "2020-06-30", {"Ann": {**START, "pay": PAY}})
    assert (found(waiting, "enough").state, found(waiting, "enough").waits_for) == ("waiting", "comes")
    never = worked(agreed, "2020-07-01", {"Ann": {**START, "pay": PAY}})
    assert found(never, "enough").state == "out of time"
    assert statuses(never)["Ann", "enough", 1] == "refused"


def test_a_measure_may_change_on_a_date(tmp_path):
    """A dated measure is the one that held when the person started."""
    measures = "  asked: {dated: {2020-01-01: low, 2020-07-01: high}}\n  low: {fixed: 0.25}\n  high: {fixed: 0.20}\n"
    agreed = wide(tmp_path, OUTCOME.replace("CHECK", "above: 0"), measures)
    made = worked(agreed, "2021-12-31", {"Ann": START, "Bob": {"start": "2020-06-30"}, "Cleo": {"start": "2020-07-01"}})
    assert [found(made, "enough", ref).measured for ref in ("Ann", "Bob", "Cleo")] == [
        Fraction(1, 4),
        Fraction(1, 4),
        Fraction(1, 5),
    ]


def test_every_row_that_was_measured_is_cited_once(tmp_path):
    """Each row that a number rests on is cited once by its finding, however many measures it is made of read it."""
    finding, made = one(tmp_path, "{difference: [last, first]}", {"review": REVIEWS[:1]}, more=PARTS)
    assert finding.measured == 0
    assert len(finding.cites) == 1
    assert [(use.used, use.account) for use in made.uses if use.kind == "review"] == [(True, "enough")]


def test_every_row_that_was_not_measured_has_its_reason(tmp_path):
    """A row that was not measured says why: outside its days, not the one that is taken, another kind."""
    window = ", window: {from: 2020-02-01, to: 2020-04-15}}"
    _, made = one(tmp_path, "{reported: review, field: score, which: last" + window, {"review": REVIEWS})
    accounts = [(use.used, use.account) for use in made.uses if use.kind == "review"]
    takes = (False, "enough takes the last such record of the days that are measured")
    late = (False, "too late for enough: the last day that counts is 15 April 2020")
    assert accounts == [takes, takes, (True, "enough"), late]
    _, made = one(tmp_path, "{count: session, where: {present: 'yes'}}", RECORDS, check="at_least: 1")
    assert [use.account for use in made.uses if use.kind == "session"] == [
        "enough",
        "enough",
        "not for enough: present is no; asked for: yes",
        "enough was already shown on 3 February 2020",
    ]
    _, made = one(
        tmp_path, "{days: placement, except: holiday}", {"holiday": {"from": "2020-02-11", "to": "2020-02-20"}}
    )
    assert [use.account for use in made.uses if use.kind == "holiday"] == ["takes days out of asked"]


def test_a_measured_outcome_explains_itself(tmp_path):
    """The story of a person tells the number, what it is made of, what was asked, and the rows."""
    _, made = one(tmp_path, "{difference: [last, first], unit: points}", RECORDS, check="at_least: 1", more=PARTS)
    told = explain_person(made, "Ann")
    assert "measure, asked" in told
    assert "1.5 points (last 4.5, first 3) on 31 December 2021; asked for: at least 1" in told
    assert "(review, rows 2, 5)" in told


@pytest.mark.parametrize(
    ("visits", "state", "reached"),
    [
        ({"session": SESSIONS[0], "arrest": "2020-03-01"}, "due", "2020-03-01"),
        ({"session": SESSIONS[0], "review": REVIEWS[0]}, "due", "2020-02-03"),
        ({"session": SESSIONS[0]}, "pending", None),
        ({}, "no record", None),
    ],
)
def test_so_many_of_several_are_enough(tmp_path, visits, state, reached):
    """Of three parts two are enough, met on the day of the second."""
    shown = "{n_of: 2, these: [{record: session}, {record: arrest}, {record: review}]}"
    made = worked(
        wide(tmp_path, f"  enough:\n    is: Enough.\n    shown_by: {shown}\n"),
        "2020-12-31",
        {"Ann": {**START, **visits}},
    )
    assert statuses(made) == {("Ann", "enough", 1): state}
    assert [*paid(made)] == ([("Ann", "enough", reached)] if reached else [])


def test_a_day_comes(tmp_path):
    """An outcome that asks for a day is reached on that day, in full force before any record."""
    agreed = wide(tmp_path, "  waits:\n    is: Half a year.\n    shown_by: {day: 6 months after start}\n")
    before = worked(agreed, "2020-07-09", {"Ann": START})
    assert statuses(before) == {("Ann", "waits", 1): "pending"}
    assert "10 July 2020 is still to come" in explain_person(before, "Ann")
    assert "10 July 2020 has come" in explain_person(before, "Ann"), "which is what is still needed"
    assert paid(worked(agreed, "2020-07-10", {"Ann": START})) == {("Ann", "waits", "2020-07-10"): 10_000}
    late = worked(agreed, "2022-06-30", {"Ann": {"start": "2021-07-01"}})
    assert statuses(late) == {("Ann", "waits", 1): "refused"}
