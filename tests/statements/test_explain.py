"""What is said of an outcome that is not payable names all that would make it so, and how near the records came."""

from sop_engine.statements.explain import Explainer, explain_person
from tests.steps.small import HEAD, PAID, contract, done

START = {"start": "2020-01-10"}
LIMITS = PAID.replace("PRICES", "seen: £100, told: £50")


def told(made, outcome="seen"):
    """What is said of Ann's outcome."""
    return next(each for each in Explainer(made).person("Ann").told if each.outcome.startswith(outcome))


def unlocked(made, outcome="seen"):
    """What would make it payable, and by when, and what is at stake."""
    return list(told(made, outcome).next)


def test_each_of_several_ways_that_are_enough_is_said_by_itself(tmp_path):
    """Where one of several is enough, each is said: the first would make it payable, or the next, or the next."""
    ways = "{any_of: [{record: visit, where: {kind: home}}, {record: letter}, {count: visit, at_least: 3}]}"
    agreed = contract(tmp_path, f"  seen:\n    is: Seen.\n    shown_by: {ways}")
    assert unlocked(done(agreed, "2020-06-01", {"Ann": START})) == [
        ("payable when", "a record visit, kind: home, dated from 10 January 2020"),
        ("last day that counts", "31 December 2021"),
        ("or payable when", "a record letter, dated from 10 January 2020"),
        ("or payable when", "3 more records visit, dated from 10 January 2020"),
        ("at stake", "£100.00 (clause 1)"),
    ]


def test_of_a_count_the_records_still_needed_are_said(tmp_path):
    """Of three visits one is there: two more; of two, one more."""
    agreed = contract(tmp_path, "  seen:\n    is: Seen.\n    shown_by: {count: visit, at_least: 3}")
    one = done(agreed, "2020-06-01", {"Ann": {**START, "visit": ["2020-02-01"]}})
    two = done(agreed, "2020-06-01", {"Ann": {**START, "visit": ["2020-02-01", "2020-03-01"]}})
    assert unlocked(one)[0] == ("payable when", "2 more records visit, dated from 10 January 2020")
    assert unlocked(two)[0] == ("payable when", "one more record visit, dated from 10 January 2020")


def test_what_all_must_be_met_is_said_of_each(tmp_path):
    """Where all of several are needed, what is missing of each is said, and what is met is not said again."""
    both = "{all_of: [{record: visit, by: [worker]}, {record: letter}], dated_by: visit}"
    agreed = contract(tmp_path, f"  seen:\n    is: Seen.\n    shown_by: {both}")
    assert [label for label, _ in unlocked(done(agreed, "2020-06-01", {"Ann": START}))] == [
        "payable when", "last day that counts", "payable when", "at stake",
    ]  # fmt: skip
    lettered = done(agreed, "2020-06-01", {"Ann": {**START, "letter": ["2020-02-01"]}})
    assert unlocked(lettered)[0] == (
        "payable when",
        "a record visit, completed by worker, dated from 10 January 2020",
    )
    assert "letter" not in unlocked(lettered)[0][1] + unlocked(lettered)[1][1]


def test_a_near_miss_is_named_after_the_window_has_closed(tmp_path):
    """Of a window that has closed it is said that a record came too early, or said too little, and what was asked."""
    window = "window: {from: 3 months after start, to: 5 months after start}"
    early = contract(tmp_path, f"  seen:\n    is: Seen.\n    shown_by: {{record: visit, {window}}}")
    (said,) = told(done(early, "2020-12-31", {"Ann": {**START, "visit": ["2020-02-01"]}})).requirements
    assert said.sentence == (
        "none from 10 April 2020 to 10 June 2020, the last day that counts; a record came too early"
    )
    small = contract(tmp_path, "  seen:\n    is: Seen.\n    shown_by: {record: visit, where: {hours: {at_least: 8}}}")
    (said,) = told(
        done(small, "2022-02-01", {"Ann": {**START, "visit": [{"Day": "2020-02-01", "Hours": "7"}]}})
    ).requirements
    assert said.sentence.endswith("; a record says too little, asked for: hours: at least 8")


def test_what_could_still_change_a_refusal_names_all_that_is_asked(tmp_path):
    """After the window has closed only a record dated within it could help, with all that is asked of it."""
    asked = "{record: visit, by: [worker], where: {hours: {at_least: 8}}, window: {to: 5 months after start}}"
    agreed = contract(tmp_path, f"  seen:\n    is: Seen.\n    shown_by: {asked}")
    assert unlocked(done(agreed, "2020-12-31", {"Ann": START})) == [
        (
            "could still change",
            "only by a record visit, hours: at least 8; completed by worker, dated from 10 January 2020 "
            "to 10 June 2020, not sent yet",
        ),
        ("at stake", "£100.00 (clause 1)"),
    ]


def test_what_is_at_stake_names_the_limits_that_may_take_of_it(tmp_path):
    """What is at stake is a price, before the limits of the outcome are asked; limits of others are not named."""
    seen = "  seen:\n    is: Seen.\n    shown_by: {record: visit}\n"
    two = seen + "  told:\n    is: Told.\n    shown_by: {record: letter}\n"
    caps = (
        '- {clause: "5", kind: contract_cap, at_most: £900}\n'
        '- {clause: "6", kind: outcome_cap, outcome: seen, at_most: £500}\n'
    )
    capped = LIMITS.replace('- {clause: "9"', caps + '- {clause: "9"')
    made = done(contract(tmp_path, two, capped), "2020-06-01", {"Ann": START})
    assert unlocked(made, "seen")[-1] == ("at stake", "£100.00 (clause 1), before the limits of clauses 5, 6")
    assert unlocked(made, "told")[-1] == ("at stake", "£50.00 (clause 1), before the limit of clause 5")


def test_that_record_must_come_first(tmp_path):
    """What hangs on `that` record waits for it: the record must come, and nothing need be reached."""
    hung = "{all_of: [{record: visit}, {record: letter, window: {from: that visit}}]}"
    agreed = contract(tmp_path, f"  seen:\n    is: Seen.\n    shown_by: {hung}")
    assert ("first", "that visit must come") in unlocked(done(agreed, "2020-06-01", {"Ann": START}))


def test_the_screen_says_what_stands_in_the_explanation(tmp_path):
    """Every line of what would unlock an outcome stands on the screen."""
    agreed = contract(tmp_path, "  seen:\n    is: Seen.\n    shown_by: {any_of: [{record: visit}, {record: letter}]}")
    made = done(agreed, "2020-06-01", {"Ann": START})
    screen = [" ".join(line.split()) for line in explain_person(made, "Ann").splitlines()]
    assert all(f"{label} {sentence}" in screen for label, sentence in unlocked(made))


def test_what_a_record_still_running_can_change_is_not_said_to_be_lost(tmp_path):
    """Of days that records cover it is said that one which is still running can change them, and it does."""
    few = "  seen:\n    is: Few days away.\n    shown_by: {measure: stayed, at_least: 20}"
    head = HEAD + "measures:\n  stayed: {days: stay, window: {from: start, to: 1 month after start}}\n"
    agreed = contract(tmp_path, few, head=head)
    lost = told(done(agreed, "2020-06-01", {"Ann": START}))
    assert lost.headline == (
        "not payable on 1 June 2020: only a record stay that covers earlier days and is still to come, "
        "or to be closed, can change it"
    )
    closed = {"Ann": {**START, "stay": {"Ref": "Ann", "From": "2020-01-10", "To": "2020-06-30"}}}
    assert told(done(agreed, "2020-07-01", closed)).status == "due"
    visits = contract(
        tmp_path, "  seen:\n    is: Seen.\n    shown_by: {record: visit, window: {to: 1 month after start}}"
    )
    assert told(done(visits, "2020-06-01", {"Ann": START})).headline.endswith("no later record can show it")


BY_GROUP = """\
  seen:
    is: Seen.
    shown_by:
      any_of:
      - all_of: [{record: start, where: {group: a}}, {count: visit, at_least: 2}, {record: letter}]
      - all_of: [{record: start, where: {group: b}}, {record: letter}]
"""


def test_a_way_for_people_who_enrolled_otherwise_is_not_offered(tmp_path):
    """Of ways that hang on the enrolment only the person's own is offered: nobody can enrol a second time."""
    made = done(contract(tmp_path, BY_GROUP), "2020-06-01", {"Ann": {"start": {"Day": "2020-01-10", "Group": "a"}}})
    assert unlocked(made) == [
        ("payable when", "2 more records visit, dated from 10 January 2020"),
        ("last day that counts", "31 December 2021"),
        ("and payable when", "a record letter, dated from 10 January 2020"),
        ("at stake", "£100.00 (clause 1)"),
    ]
    assert "the enrolment says otherwise" in [each.sentence for each in told(made).requirements]


PERIODS = """\
  kept:
    is: Kept for the month.
    each: {period: 1 month, from: start}
    shown_by: {held: RECORD, from: period, for: period, gap_at_most: GAP, after_break: ends}
"""


def test_a_period_that_is_over_is_explained_by_what_was_missing_in_it(tmp_path):
    """Of a period that is over its own gap is said, not how long ago it is; what never came did not break."""
    agreed = contract(tmp_path, PERIODS.replace("RECORD", "visit").replace("GAP", "14 days"))
    made = done(agreed, "2020-12-01", {"Ann": {**START, "visit": ["2020-01-20", "2020-02-01"]}})
    first, second = Explainer(made).person("Ann").told[:2]
    assert first.requirements[0].sentence == (
        "none between 1 February 2020 and 16 February 2020 (15 days; 14 days allowed); "
        "after a break it cannot be reached any more"
    )
    assert second.requirements[0].sentence == (
        "none between 10 February 2020 and 9 March 2020 (28 days; 14 days allowed); it cannot be reached any more"
    )


def test_days_missing_in_a_period_are_what_a_record_to_come_must_cover(tmp_path):
    """Of a period partly covered it is said which days are missing, and a record beyond it is not named."""
    agreed = contract(tmp_path, PERIODS.replace("RECORD", "stay").replace("GAP", "1 day"))
    spells = [("2020-02-20", "2020-03-01"), ("2020-04-11", "2020-05-09")]
    stays = [{"Ref": "Ann", "From": first, "To": last} for first, last in spells]
    made = done(agreed, "2020-05-15", {"Ann": {**START, "stay": stays}})
    second, third = Explainer(made).person("Ann").told[1:3]
    assert (second.requirements[0].state, second.requirements[0].rows) == ("broken", "stay, row 2")
    assert second.requirements[0].sentence == (
        "none between 9 February 2020 and 20 February 2020 (11 days; 1 day allowed); "
        "only a record that is still to come and covers the days that are missing can show it"
    )
    assert second.next[:2] == (
        ("payable when", "records stay that cover the days that are missing, to 9 March 2020"),
        ("last day that counts", "9 March 2020"),
    )
    assert (third.requirements[0].state, third.requirements[0].rows) == ("missing", "")


WINDOW = """
clauses:
- {clause: "1", kind: outcome_price, prices: {seen: £100}}
- {clause: "2", kind: claim_window, within: 90 days, after: reached MORE}
- {clause: "9", kind: co_payment, shares: [{payer: fund, part: 100%}]}
"""
CLAIMED = HEAD.replace("claims: found_from_records", "claims: {record: claim, outcome: outcome}") + (
    "  claim: {files: claims*.csv, person: Ref, dated: Day, fields: {outcome: {heading: Kind, one_of: [seen]}}}\n"
)


def test_a_claim_that_can_no_longer_come_in_time_is_told_before_it_comes(tmp_path):
    """What is reached and not claimed says by when it must be, and that the time is over once it is."""
    seen = "  seen:\n    is: Seen.\n    shown_by: {record: visit}"

    def on(day, more=""):
        agreed = contract(tmp_path, seen, WINDOW.replace("MORE", more), CLAIMED)
        made = done(agreed, day, {"Ann": {**START, "visit": ["2020-02-01"]}})
        return told(made)

    open_ = on("2020-05-01")
    assert ("last day for a claim", "1 May 2020 (clause 2)") in open_.next
    assert open_.headline == "not yet payable on 1 May 2020"
    over = "not claimed by 1 May 2020, the last day for it: what is claimed now is not paid"
    assert on("2020-05-02").headline == over
    earlier = on("2020-03-15", ", not_after: 60 days after start")
    assert earlier.headline == "not claimed by 10 March 2020, the last day for it: what is claimed now is not paid"
