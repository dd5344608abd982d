"""Subjects: outcomes of a cohort and of the contract, what is measured of people, and records about themselves."""

from fractions import Fraction

import pytest

from sop_engine.records.working import Use
from sop_engine.statements.describe import describe
from sop_engine.statements.explain import explain_person
from tests.steps.small import paid, statuses
from tests.steps.wide import day, found, wide, worked

BY_TIME = "cohorts: {every: 3 months, from: 2020-01-01}"
GAIN = """\
  first: {reported: review, field: score, which: first, window: {from: start, to: 6 months after start}}
  last: {reported: review, field: score, which: last, window: {from: start, to: 6 months after start}}
  gain: {difference: [last, first]}
"""
OUTCOME = "  better:\n    is: Better.\n    subject: SUBJECT\n    shown_by: {measure: asked, CHECK}\n"


def gained(start, *scores, group="treated"):
    """A person who starts on a day and is reviewed in the months after it."""
    year, month = int(start[:4]), int(start[5:7])
    return {
        "start": {"dated": start, "group": group},
        "review": [{"dated": f"{year}-{month + 1 + i:02}-01", "score": str(score)} for i, score in enumerate(scores)],
    }


PEOPLE = {
    "Ann": gained("2020-01-10", 3, 5),
    "Bob": gained("2020-03-31", 2, 6),
    "Cleo": gained("2020-02-01"),
    "Dora": gained("2020-04-01", 1, 2),
    "Ed": gained("2020-02-02", 5, 4, group="control"),
}


def asked(folder, measure, check="at_least: 0", subject="cohort", more=BY_TIME):
    """A contract whose cohorts, or which itself, are asked for a measure of people."""
    outcome = OUTCOME.replace("CHECK", check).replace("SUBJECT", subject)
    return wide(folder, outcome, GAIN + f"  asked: {measure}\n", more)


# ---- cohorts ------------------------------------------------------------------------------------


def test_cohorts_by_time_are_named_by_their_first_day(tmp_path):
    """A cohort by time is everybody who starts within it, both ends counted in; it is named by its first day."""
    made = worked(asked(tmp_path, "{people: all}"), "2020-08-31", PEOPLE)
    assert [name for _, name, _ in made.working.together] == ["2020-01-01", "2020-04-01", "2020-07-01"]
    assert [found(made, "better", of).measured for of in ("2020-01-01", "2020-04-01", "2020-07-01")] == [4, 1, 0]


def test_cohorts_by_count_go_by_start_and_reference(tmp_path):
    """So many people in the order of their start, then of their reference, make a cohort; the last may not be full."""
    people = {**PEOPLE, "Abe": gained("2020-02-01")}
    made = worked(asked(tmp_path, "{people: all}", more="cohorts: {of: 2}"), "2020-12-31", people)
    assert [name for _, name, _ in made.working.together] == ["1", "2", "3"]
    assert [found(made, "better", of).measured for of in ("1", "2", "3")] == [2, 2, 2]
    first_days = [first for _, _, first in made.working.together]
    assert first_days == [day("2020-01-10"), day("2020-02-01"), day("2020-03-31")], (
        "Abe and Cleo come before Ed and Bob"
    )
    fewer = worked(asked(tmp_path, "{people: all}", more="cohorts: {of: 4}"), "2021-12-30", people)
    assert statuses(fewer)["1", "better", 1] == "due"
    assert found(fewer, "better", "2").state == "awaited", "somebody can still join a cohort that is not full"


def test_cohorts_by_category_are_there_without_people(tmp_path):
    """Each category of the enrolment is a cohort, named by it, whether or not anybody is in it."""
    made = worked(asked(tmp_path, "{people: all}", more="cohorts: {by: group}"), "2021-12-31", {"Ann": PEOPLE["Ann"]})
    assert [(of, found(made, "better", of).measured) for of in ("treated", "control")] == [
        ("treated", 1),
        ("control", 0),
    ]


def test_a_cohort_that_has_not_closed_is_not_final(tmp_path):
    """While people can still join a cohort, nothing that is measured of all its people is final."""
    agreed = asked(tmp_path, "{people: all}", "below: 100")
    assert statuses(worked(agreed, "2020-03-30", PEOPLE))["2020-01-01", "better", 1] == "pending"
    assert paid(worked(agreed, "2020-03-31", PEOPLE)) == {("2020-01-01", "better", "2020-03-31"): 10_000}


def test_people_who_start_after_the_contract_belong_to_nobody(tmp_path):
    """Where anybody may take part on any day, those who start after the last day of the contract change no number."""
    agreed = asked(tmp_path, "{mean_of: gain}", subject="contract", more=f"{BY_TIME}\nenrolled: any_day")
    people = {"Ann": PEOPLE["Ann"], "Bob": {"start": "2021-12-31"}, "Cleo": {"start": "2022-01-01"}}
    made = worked(agreed, "2022-06-30", people)
    assert found(made, "better", "contract").working == (("people", 2), ("measured", 1))
    assert found(made, "better", "contract").measured == 1


# ---- what is measured of people -----------------------------------------------------------------


@pytest.mark.parametrize(
    ("measure", "number"),
    [
        ("{people: all}", 4),
        ("{people: {group: treated}}", 3),
        ("{people: {group: control}}", 1),
        ("{people: all, having: review}", 3),
        ("{people: all, having: review, where: {score: {at_least: 6}}}", 1),
        ("{people: {group: treated}, having: review, window: {to: 2020-02-15}}", 1),
        ("{total_of: gain}", 5),
        ("{total_of: gain, people: {group: treated}}", 6),
        ("{total_of: gain, people: {age: {at_least: 18}}}", None),
        ("{mean_of: gain, people: {group: treated}}", Fraction(6, 3)),
        ("{mean_of: gain, people: {group: treated}, never_measured: left_out}", Fraction(6, 2)),
        ("{mean_of: gain, people: {group: treated}, never_measured: in_denominator}", Fraction(6, 3)),
        ("{mean_of: gain, people: {age: {at_least: 18}}}", None),
    ],
)
def test_a_measure_of_people_speaks_of_the_people_of_the_cohort(tmp_path, measure, number):
    """Asked of a cohort, a measure speaks of its people, or of those whose enrolment says what it asks."""
    made = worked(asked(tmp_path, measure), "2021-12-31", PEOPLE)
    assert found(made, "better", "2020-01-01").measured == number


def test_a_total_over_nobody_who_was_measured_is_no_claim(tmp_path):
    """Nothing is filled in: where nobody was measured there is no total, not one of nothing; it meets no comparison."""
    agreed = asked(tmp_path, "{total_of: gain}", "at_most: 5", "contract")
    unmeasured = {"Ann": {"start": "2020-01-10"}, "Bob": {"start": "2020-02-10"}}
    made = worked(agreed, "2022-06-30", unmeasured)
    assert found(made, "better", "contract").measured is None
    assert list(made.payments) == [] and statuses(made)["contract", "better", 1] == "refused"


def test_asked_of_the_contract_a_measure_speaks_of_everybody(tmp_path):
    """The same measure asked of the contract is pooled: it speaks of the people of all cohorts."""
    made = worked(
        asked(tmp_path, "{mean_of: gain, people: {group: treated}}", subject="contract"), "2021-12-31", PEOPLE
    )
    assert found(made, "better", "contract").measured == Fraction(7, 4)
    assert dict(found(made, "better", "contract").working) == {"people": 4, "measured": 3}


def test_a_comparison_group_is_measured_as_the_other(tmp_path):
    """The comparison group is counted as those who take part: one arrest a head against three is two thirds less."""
    measures = """\
  arrests: {count: arrest, window: {from: start, to: 12 months after start}}
  treated: {mean_of: arrests, people: {group: treated}}
  control: {mean_of: arrests, people: {group: control}}
  less: {fall: [control, treated]}
"""
    outcome = "  fewer:\n    is: Fewer.\n    subject: cohort\n    shown_by: {measure: less, at_least: 10%}\n"
    people = {
        "A": {"start": {"dated": "2020-01-05"}, "arrest": ["2020-02-01", "2021-01-05"]},
        "B": {"start": {"dated": "2020-01-06"}, "arrest": ["2021-02-01"]},
        "C": {
            "start": {"dated": "2020-01-07", "group": "control"},
            "arrest": ["2020-02-01", "2020-02-02", "2020-02-03"],
        },
    }
    made = worked(wide(tmp_path, outcome, measures, BY_TIME), "2021-12-31", people)
    finding = found(made, "fewer", "2020-01-01")
    assert finding.measured == Fraction(2, 3)
    assert finding.working == (("control", Fraction(3)), ("treated", Fraction(1)))
    assert len(finding.cites) == 5, "the arrest after twelve months is not one of them"
    assert ("2020-01-01", "fewer", "2021-01-07") in paid(made), "when the last to start was followed for a year"


def test_a_cohort_waits_until_everybody_was_followed(tmp_path):
    """A mean over people is final when the windows of all of them are over, and everybody has joined."""
    agreed = asked(tmp_path, "{mean_of: gain}", "above: 1")
    early = worked(agreed, "2020-09-29", PEOPLE)
    assert statuses(early)["2020-01-01", "better", 1] == "pending", "Bob is followed until 30 September"
    made = worked(agreed, "2020-09-30", PEOPLE)
    assert paid(made) == {("2020-01-01", "better", "2020-09-30"): 10_000}


def test_a_cohort_waits_until_nobody_can_join(tmp_path):
    """Even where everybody who is there has been measured, a mean is not final while somebody can still join."""
    measures = (
        "  early: {reported: review, field: score, which: last, window: {to: 2020-02-29}}\n  asked: {mean_of: early}\n"
    )
    outcome = OUTCOME.replace("CHECK", "at_least: 1").replace("SUBJECT", "cohort")
    agreed = wide(tmp_path, outcome, measures, BY_TIME)
    people = {"Ann": gained("2020-01-10", 3)}
    assert statuses(worked(agreed, "2020-03-30", people))["2020-01-01", "better", 1] == "pending"
    assert paid(worked(agreed, "2020-03-31", people)) == {("2020-01-01", "better", "2020-03-31"): 10_000}


def test_how_many_reached_an_outcome_is_reached_on_the_day_of_the_last_one_needed(tmp_path):
    """The number of people who reached an outcome only grows; it is shown and known when the last of them is."""
    outcomes = """\
  seen:
    is: Seen.
    shown_by: {record: pay}
  many:
    is: Many.
    subject: contract
    shown_by: {measure: reached_it, at_least: 2}
"""
    agreed = wide(tmp_path, outcomes, "  reached_it: {reached: seen, people: {group: treated}}\n")
    people = {
        "Ann": {"start": {"dated": "2020-01-05"}, "pay": {"dated": "2020-03-01", "received": "2020-07-07"}},
        "Bob": {"start": {"dated": "2020-01-05"}, "pay": [{"dated": "2020-04-01"}, {"dated": "2020-05-01"}]},
        "Cleo": {"start": {"dated": "2020-01-05"}, "pay": {"dated": "2020-05-01"}},
        "Dora": {"start": {"dated": "2020-01-05", "group": "control"}, "pay": {"dated": "2020-01-06"}},
    }
    made = worked(agreed, "2020-08-31", people)
    (claim,) = [each for each in made.claims if each.outcome == "many"]
    assert (claim.reached, claim.shown, claim.known) == (day("2020-04-01"), day("2020-04-01"), day("2020-07-07"))


def test_a_part_of_people_is_known_when_all_of_it_is(tmp_path):
    """A number made of what people reached is known when the last of that was known, however early it was final."""
    outcomes = """\
  seen:
    is: Seen.
    shown_by: {record: pay}
  most:
    is: Most.
    subject: contract
    shown_by: {measure: part, at_least: 50%}
"""
    measures = """\
  reached_it: {reached: seen, window: {to: 2020-12-31}}
  joined: {people: all}
  part: {ratio: [reached_it, joined]}
"""
    pay = {"dated": "2020-03-01", "received": "2022-02-02"}
    agreed = wide(tmp_path, outcomes, measures)
    made = worked(agreed, "2022-03-31", {"Ann": {"start": "2020-01-05", "pay": pay}})
    (claim,) = [each for each in made.claims if each.outcome == "most"]
    assert (claim.reached, claim.known) == (day("2021-12-31"), day("2022-02-02"))


def test_somebody_who_reaches_it_again_is_one_person(tmp_path):
    """Of an outcome that repeats, people are counted, each once: by the first time within the days that count."""
    outcomes = """\
  seen:
    is: Seen.
    shown_by: {record: session}
    repeats: {at_most: 3, apart: 1 month}
  many:
    is: Many.
    subject: contract
    shown_by: {measure: reached_it, at_least: 1}
"""
    measures = "  reached_it: {reached: seen, window: {from: 2020-06-01, to: 2020-12-31}}\n"
    sessions = [
        {"dated": each, "present": "yes", "kind": "alone"} for each in ("2020-02-01", "2020-07-01", "2020-09-01")
    ]
    made = worked(
        wide(tmp_path, outcomes, measures),
        "2021-12-31",
        {"Ann": {"start": {"dated": "2020-01-05"}, "session": sessions}},
    )
    assert found(made, "many", "contract").measured == 1
    assert ("contract", "many", "2020-07-01") in paid(made)


COMES_AND_IS_BETTER = """\
  comes:
    is: Comes.
    shown_by: {record: session, window: {from: start, to: 1 month after start}}
  better:
    is: Better.
    subject: cohort
    shown_by: {measure: asked, at_least: 1}
"""


def test_somebody_whose_window_never_opens_is_not_waited_for(tmp_path):
    """Who can never be measured holds up nobody: the mean is final, and they stay in its denominator."""
    measures = """\
  score: {reported: review, field: score, which: last, window: {from: comes, to: 2 months after comes}}
  asked: {mean_of: score}
"""
    people = {"Ann": gained("2020-01-10", 3, 5), "Bob": gained("2020-03-31", 2, 6)}
    people["Ann"]["session"] = {"dated": "2020-02-01", "present": "yes", "kind": "alone"}
    agreed = wide(tmp_path, COMES_AND_IS_BETTER, measures, BY_TIME)
    still = worked(agreed, "2020-04-30", people)
    assert found(still, "better", "2020-01-01").state == "awaited", "Bob can still come"
    made = worked(agreed, "2020-05-01", people)
    assert found(made, "better", "2020-01-01").measured == Fraction(5, 2)
    assert paid(made)["2020-01-01", "better", "2020-04-30"] == 10_000


def test_what_can_never_be_measured_has_nothing_to_settle(tmp_path):
    """A number that settles is waited for, of who was measured: of who never can be, there is nothing to settle."""
    measures = """\
  score:
    {reported: review, field: score, which: last, window: {from: comes, to: 2 months after comes}, settles: 2 months}
  asked: {mean_of: score}
"""
    people = {"Ann": gained("2020-01-10", 3, 5), "Bob": gained("2020-03-31", 2, 6)}
    people["Ann"]["session"] = {"dated": "2020-02-01", "present": "yes", "kind": "alone"}
    agreed = wide(tmp_path, COMES_AND_IS_BETTER, measures, BY_TIME)
    before = worked(agreed, "2020-05-31", people)
    assert found(before, "better", "2020-01-01").state == "awaited", "Ann's number settles on 1 June"
    made = worked(agreed, "2020-06-01", people)
    assert paid(made)["2020-01-01", "better", "2020-04-30"] == 10_000, "Bob's last day is 30 April, and never settles"


# ---- for whom there is an outcome ---------------------------------------------------------------


def test_an_outcome_may_be_for_some_people_only(tmp_path):
    """An outcome for some people is looked at for nobody else: the others have no occurrence of it, and no status."""
    outcomes = """\
  seen:
    is: Seen.
    for: {group: treated}
    shown_by: {record: arrest}
  next:
    is: Next.
    shown_by: {record: session}
    after: seen
"""
    people = {
        "Ann": {"start": {"dated": "2020-01-05"}, "arrest": "2020-02-01"},
        "Bob": {"start": {"dated": "2020-01-05", "group": "control"}, "arrest": "2020-02-01"},
    }
    people["Bob"]["session"] = people["Ann"]["session"] = {"dated": "2020-03-01", "present": "yes", "kind": "alone"}
    made = worked(wide(tmp_path, outcomes), "2020-12-31", people)
    assert statuses(made) == {
        ("Ann", "seen", 1): "due",
        ("Ann", "next", 1): "due",
        ("Bob", "next", 1): "refused",
    }
    assert [use.account for use in made.uses if use.kind == "arrest"] == ["seen", "seen is not for this person"]


# ---- records about a cohort, or the contract ----------------------------------------------------


def test_records_may_be_about_the_contract(tmp_path):
    """A record about the contract names nobody; the contract's outcomes read it, and so may a person's."""
    outcomes = """\
  fewer:
    is: Fewer.
    subject: contract
    shown_by: {measure: counted, below: 100}
  seen:
    is: Seen.
    shown_by: {record: street_count, window: {from: 1 month after start}}
"""
    measures = "  counted: {reported: street_count, field: people, which: last, window: {to: 2020-12-31}}\n"
    counts = [{"dated": "2020-06-30", "people": "120"}, {"dated": "2020-12-30", "people": "99"}]
    made = worked(
        wide(tmp_path, outcomes, measures), "2021-01-31", {"Ann": {"start": "2020-01-05"}}, {"street_count": counts}
    )
    assert paid(made) == {("contract", "fewer", "2020-12-31"): 10_000, ("Ann", "seen", "2020-06-30"): 10_000}
    assert [use.person for use in made.uses if use.kind == "street_count"] == ["contract", "contract"]


def test_records_may_be_about_a_cohort(tmp_path):
    """A cohort's outcomes read the records that name it, and no others; what names no cohort says so."""
    outcomes = (
        "  audited:\n    is: Audited.\n    subject: cohort\n    shown_by: {record: audit, where: {wrong: {below: 5}}}\n"
    )
    audits = [
        {"cohort": "2020-01-01", "dated": "2020-05-01", "wrong": "4"},
        {"cohort": "2020-04-01", "dated": "2020-08-01", "wrong": "6"},
        {"cohort": "2020-05-01", "dated": "2020-08-01", "wrong": "1"},
    ]
    made = worked(wide(tmp_path, outcomes, more=BY_TIME), "2020-08-31", PEOPLE, {"audit": audits})
    assert paid(made) == {("2020-01-01", "audited", "2020-05-01"): 10_000}
    assert statuses(made)["2020-04-01", "audited", 1] == "pending"
    assert [(each.person, each.account) for each in made.uses if each.kind == "audit"] == [
        ("2020-01-01", "audited"),
        ("2020-04-01", "not for audited: wrong is 6; asked for: below 5"),
        ("2020-05-01", "no cohort is called 2020-05-01"),
    ]


# ---- told ---------------------------------------------------------------------------------------


def test_a_cohort_and_the_contract_explain_themselves(tmp_path):
    """What is due on a cohort, or on the contract, is explained as what is due on a person."""
    made = worked(asked(tmp_path, "{mean_of: gain, unit: points}", "above: 1"), "2021-12-31", PEOPLE)
    told = explain_person(made, "2020-01-01")
    assert told.startswith("2020-01-01, a cohort that begins on 1 January 2020\n£100.00 due")
    assert "1.25 points (people 4, measured 3) on 30 September 2020; asked for: above 1" in told


def test_a_contract_says_its_measures_and_subjects_in_words(tmp_path):
    """The description of a contract says whom each outcome is about, and what each number measures."""
    told = "".join(describe(asked(tmp_path, "{mean_of: gain, people: {group: treated}}")))
    assert "It is of each cohort." in told
    assert "the mean of gain over the people (group treated)" in told


def test_every_row_of_people_is_accounted_for(tmp_path):
    """Rows that a cohort's number rests on are cited by it; those that it passes over say why."""
    made = worked(asked(tmp_path, "{people: all, having: review}"), "2021-12-31", PEOPLE)
    uses: list[Use] = [use for use in made.uses if use.kind == "review"]
    assert {use.account for use in uses if use.used} == {"better"}
    assert {use.account for use in uses if not use.used} == {
        "asked counts each person once, by their first such record in its days"
    }
    assert len([use for use in uses if use.used]) == 4
