"""What is measured of one person, of a cohort and of everybody: a test for each mechanism of the field."""

from fractions import Fraction

import pytest

from tests.steps.small import every, paid, statuses
from tests.steps.wide import found, wide, worked

START = {"start": "2020-01-10"}
SHARED = '- {clause: "9", kind: co_payment, shares: [{payer: fund, part: 100%}]}\n'


def priced(prices):
    """Clauses that say what each outcome is worth."""
    return f'clauses:\n- clause: "1"\n  kind: outcome_price\n  rounding: half_up\n  prices:\n{prices}{SHARED}'


def started(day, group="treated", **records):
    """Somebody who starts on a day."""
    return {"start": {"dated": day, "group": group}, **records}


def test_m04_an_outcome_may_exist_for_some_people_only(tmp_path):
    """A bonus that is for one group only is due to nobody else, and others have no status for it."""
    outcomes = "  bonus:\n    is: A bonus.\n    for: {group: treated}\n    shown_by: {record: arrest}\n"
    people = {"Ann": started("2020-01-10", arrest="2020-02-01"), "Bob": started("2020-01-10", "control")}
    people["Bob"]["arrest"] = "2020-02-01"
    made = worked(wide(tmp_path, outcomes), "2020-12-31", people)
    assert statuses(made) == {("Ann", "bonus", 1): "due"}


def test_m07_each_further_outcome_of_one_person_unlocks_a_payment(tmp_path):
    """Of three results one, two and three each bring a payment, on the day on which so many are there."""
    parts = "[{record: arrest}, {record: review, where: {score: {at_least: 5}}}, {count: session, at_least: 2}]"
    outcomes = "".join(
        f"  tier_{i}:\n    is: Results.\n    shown_by: {{n_of: {i}, these: {parts}}}\n" for i in (1, 2, 3)
    )
    prices = "    tier_1: £300\n    tier_2: £200\n    tier_3: £100\n"
    sessions = [{"dated": each, "present": "yes", "kind": "group"} for each in ("2020-02-01", "2020-03-01")]
    people = {"Ann": {**START, "session": sessions, "review": {"dated": "2020-05-01", "score": "5"}}}
    made = worked(wide(tmp_path, outcomes, clauses=priced(prices)), "2020-12-31", people)
    assert paid(made) == {("Ann", "tier_1", "2020-03-01"): 30_000, ("Ann", "tier_2", "2020-05-01"): 20_000}
    assert statuses(made)["Ann", "tier_3", 1] == "pending"


def test_m08_so_much_is_paid_for_each_day(tmp_path):
    """Days at home are paid one by one, no day twice, once the year is over: 31 + 14 days at £45.30."""
    outcomes = "  at_home:\n    is: Days at home.\n    shown_by: {measure: home, at_least: 1}\n"
    measures = "  home: {days: placement, where: {kind: home}, window: {to: 2020-12-31}, unit: days}\n"
    prices = "    at_home: {per: home, rate: £45.30}\n"
    placements = [
        {"from": "2020-02-01", "to": "2020-02-29", "kind": "home"},
        {"from": "2020-02-20", "to": "2020-03-02", "kind": "home"},
        {"from": "2020-05-01", "to": "2020-05-14", "kind": "home"},
        {"from": "2020-06-01", "to": "2020-06-30", "kind": "care"},
    ]
    agreed = wide(tmp_path, outcomes, measures, clauses=priced(prices))
    people = {"Ann": {**START, "placement": placements}}
    assert statuses(worked(agreed, "2020-12-30", people)) == {("Ann", "at_home", 1): "pending"}
    assert [*paid(worked(agreed, "2020-12-31", people)).values()] == [45 * 4_530]


def test_m08_so_much_is_paid_for_each_seven_days(tmp_path):
    """Each week in which a child is at home on all seven days is paid; a week with a day away is not."""
    outcomes = """\
  week:
    is: Seven days at home.
    each: {period: 7 days, from: start, to: 4 weeks after start}
    shown_by: {measure: home, is: 7}
"""
    measures = "  home: {days: placement, where: {kind: home}}\n"
    placements = [
        {"from": "2020-01-10", "to": "2020-01-25", "kind": "home"},
        {"from": "2020-01-27", "to": "2020-02-06", "kind": "home"},
    ]
    agreed = wide(tmp_path, outcomes, measures, clauses=priced("    week: £310\n"))
    made = worked(agreed, "2020-12-31", {"Ann": {**START, "placement": placements}})
    assert [*statuses(made).values()] == ["due", "due", "refused", "due"]
    assert sum(paid(made).values()) == 3 * 31_000


def test_m08_so_much_is_paid_for_each_month(tmp_path):
    """Each month in a home is paid when it is over, for twelve months from the day of moving in."""
    outcomes = """\
  moves_in:
    is: Moves in.
    shown_by: {record: placement, where: {kind: home}}
  month:
    is: A month in the home.
    each: {period: 1 month, from: moves_in, to: 12 months after moves_in}
    shown_by: {record: session}
"""
    sessions = [{"dated": each, "present": "yes", "kind": "alone"} for each in every("2020-03-15", "2020-06-30", 14)]
    people = {"Ann": {**START, "placement": {"from": "2020-01-31", "to": "2020-01-31", "kind": "home"}}}
    people["Ann"]["session"] = sessions
    agreed = wide(tmp_path, outcomes, clauses=priced("    moves_in: £0\n    month: £500\n"))
    made = worked(agreed, "2021-12-31", people)
    months = [statuses(made)["Ann", "month", i] for i in range(1, 13)]
    assert months == ["refused", "due", "due", "due", "due", *["refused"] * 7]
    assert ("Ann", "month", 13) not in statuses(made)


def test_m15_earnings_add_up_to_a_threshold(tmp_path):
    """Earnings pass 768 and 1,631 pounds on the day of the pay that passes each; 3,350 is still to come."""
    outcomes = "".join(
        f"  earns_{each}:\n    is: Earns.\n    shown_by: {{measure: earned, at_least: {each}}}\n"
        for each in (768, 1631, 3350)
    )
    measures = "  earned: {sum: pay, field: net, window: {to: 24 months after start}, unit: pounds}\n"
    pay = [
        {"dated": day, "net": net}
        for day, net in (("2020-02-28", "400"), ("2020-03-31", "367.99"), ("2020-04-30", "0.01"), ("2020-05-31", "863"))
    ]
    made = worked(wide(tmp_path, outcomes, measures), "2020-12-31", {"Ann": {**START, "pay": pay}})
    assert [*paid(made)] == [("Ann", "earns_768", "2020-04-30"), ("Ann", "earns_1631", "2020-05-31")]
    assert statuses(made)["Ann", "earns_3350", 1] == "pending"


def test_m15_attendance_reaches_a_part(tmp_path):
    """Attendance of 80 % is looked at when the term is over: 8 of 10 sessions are enough, 7 of 9 are not."""
    outcomes = "  attends:\n    is: Attends.\n    shown_by: {measure: attendance, at_least: 80%}\n"
    measures = "  attendance: {share: session, where: {present: 'yes'}, window: {to: 2020-03-31}}\n"
    days = every("2020-02-01", "2020-02-10", 1)

    def attends(here, of):
        return {
            **START,
            "session": [
                {"dated": d, "present": "yes" if i < here else "no", "kind": "group"} for i, d in enumerate(of)
            ],
        }

    people = {"Ann": attends(8, days), "Bob": attends(7, days[:9])}
    made = worked(wide(tmp_path, outcomes, measures), "2020-03-31", people)
    assert statuses(made) == {("Ann", "attends", 1): "due", ("Bob", "attends", 1): "refused"}


def test_m20_no_bad_event_and_one_good_one(tmp_path):
    """A year without an arrest, and with a result: neither alone is enough, and it is known when the year is over."""
    outcomes = """\
  stable:
    is: Stable for a year.
    shown_by: {all_of: [{record: review, window: {to: 1 year after start}}, {measure: arrests, at_most: 0}]}
"""
    measures = "  arrests: {count: arrest, window: {from: start, to: 1 year after start}}\n"
    people = {
        "Ann": started("2020-01-10", review="2020-05-01"),
        "Bob": started("2020-01-10", review="2020-05-01", arrest="2020-12-01"),
        "Cleo": started("2020-01-10"),
        "Dora": started("2020-01-10", review="2020-05-01", arrest="2021-01-11"),
    }
    agreed = wide(tmp_path, outcomes, measures)
    assert statuses(worked(agreed, "2021-01-09", people))["Ann", "stable", 1] == "pending"
    made = worked(agreed, "2021-06-30", people)
    assert [*statuses(made).values()] == ["due", "refused", "refused", "due"]
    assert ("Ann", "stable", "2021-01-10") in paid(made)


IN_WORK = """\
  works:
    is: Works.
    shown_by: {record: pay}
  enough:
    is: The minimum performance level.
    subject: contract
    each: {period: 1 year, from: 2020-01-01}
    shown_by: {measure: performance, at_least: 33%}
"""


def test_m29_a_minimum_performance_level_is_looked_at_each_year(tmp_path):
    """Of those who joined in the year a third must have found work in it: 1 of 3 is enough, 1 of 4 is not."""
    measures = "  found: {reached: works}\n  joined: {people: all}\n  performance: {ratio: [found, joined]}\n"
    people = {f"P{i}": started("2020-02-01") for i in range(3)} | {f"Q{i}": started("2021-02-01") for i in range(4)}
    people["P1"]["pay"], people["Q1"]["pay"] = "2020-12-31", "2021-03-01"
    made = worked(wide(tmp_path, IN_WORK, measures), "2021-12-31", people)
    assert [found(made, "enough", "contract", i).measured for i in (1, 2)] == [Fraction(1, 3), Fraction(1, 4)]
    assert [statuses(made)["contract", "enough", i] for i in (1, 2)] == ["due", "refused"]


def test_m30_too_few_referrals_are_made_good(tmp_path):
    """Where fewer people are referred than the commissioner guaranteed, so much is due for each who is lacking."""
    outcomes = """\
  too_few:
    is: Fewer were referred than was guaranteed.
    subject: contract
    each: {period: 1 year, from: 2020-01-01}
    shown_by: {measure: lacking, above: 0}
"""
    measures = "  guaranteed: {fixed: 5}\n  referred: {people: all}\n  lacking: {difference: [guaranteed, referred]}\n"
    agreed = wide(tmp_path, outcomes, measures, clauses=priced("    too_few: {per: lacking, rate: £250}\n"))
    people = {f"P{i}": started("2020-02-01") for i in range(3)} | {f"Q{i}": started("2021-02-01") for i in range(6)}
    made = worked(agreed, "2021-12-31", people)
    assert paid(made) == {("contract", "too_few", "2020-12-31"): 50_000}
    assert statuses(made)["contract", "too_few", 2] == "refused"


def test_m31_a_count_each_quarter_is_set_against_a_baseline(tmp_path):
    """Each quarter so much is due for each person fewer than the baseline of 159 whom the street count finds."""
    outcomes = """\
  fewer:
    is: Fewer people sleep rough.
    subject: contract
    each: {period: 3 months, from: 2020-01-01, to: 2020-12-31}
    shown_by: {measure: reduction, above: 0}
"""
    measures = """\
  baseline: {fixed: 159}
  seen: {reported: street_count, field: people, which: last}
  reduction: {difference: [baseline, seen]}
"""
    agreed = wide(tmp_path, outcomes, measures, clauses=priced("    fewer: {per: reduction, rate: £100}\n"))
    counts = [
        {"dated": d, "people": n} for d, n in (("2020-03-30", "143"), ("2020-06-30", "160"), ("2020-09-30", "98"))
    ]
    made = worked(agreed, "2020-12-31", {"Ann": START}, {"street_count": counts})
    assert paid(made) == {("contract", "fewer", "2020-03-31"): 160_000, ("contract", "fewer", "2020-09-30"): 610_000}
    assert [*statuses(made).values()] == ["due", "refused", "due", "refused"]


ARRESTS = """\
  arrests: {count: arrest, window: {from: start, to: 12 months after start}}
  treated: {mean_of: arrests, people: {group: treated}}
  control: {mean_of: arrests, people: {group: control}}
  less: {fall: [control, treated]}
"""
FEWER = "  fewer:\n    is: Fewer arrests.\n    subject: SUBJECT\n    shown_by: {measure: less, at_least: 10%}\n"
YEARLY = "cohorts: {every: 6 months, from: 2020-01-01}"


def arrested(start, group, *numbers):
    """People who start on a day, each arrested so many times in the year after it."""
    year, month, _ = start.split("-")
    after = [f"{year}-{int(month):02}-{day:02}" for day in range(11, 31)]
    return {f"{group} {start} {i}": started(start, group, arrest=after[:n]) for i, n in enumerate(numbers)}


TWO_COHORTS = {
    **arrested("2020-02-10", "treated", 9, 9, 9),
    **arrested("2020-02-10", "control", 10, 10, 10),
    **arrested("2020-07-10", "treated", 10, 9),
    **arrested("2020-07-10", "control", 10, 10),
}


def test_m32_frequency_is_set_against_a_matched_group(tmp_path):
    """The reduction is (control - treated) / control: 9 for each against 10 is 10 %, and so met."""
    made = worked(wide(tmp_path, FEWER.replace("SUBJECT", "cohort"), ARRESTS, YEARLY), "2021-12-31", TWO_COHORTS)
    assert found(made, "fewer", "2020-01-01").measured == Fraction(1, 10)
    assert dict(found(made, "fewer", "2020-01-01").working) == {"control": 10, "treated": 9}
    assert statuses(made)["2020-01-01", "fewer", 1] == "due"
    assert statuses(made)["2020-07-01", "fewer", 1] == "refused", "9.5 against 10 is 5 %"


def test_m33_each_cohort_has_its_trigger_and_all_together_another(tmp_path):
    """Each cohort needs 10 %; all of them pooled need 7.5 %: 46 of 50 in five people each is 8 %, and so met."""
    outcomes = FEWER.replace("SUBJECT", "cohort") + (
        "  pooled:\n    is: Fewer in all.\n    subject: contract\n    shown_by: {measure: less, at_least: 7.5%}\n"
    )
    made = worked(wide(tmp_path, outcomes, ARRESTS, YEARLY), "2021-12-31", TWO_COHORTS)
    assert found(made, "pooled", "contract").measured == Fraction(4, 50)
    assert {key[:2]: status for key, status in statuses(made).items()} == {
        ("2020-01-01", "fewer"): "due",
        ("2020-07-01", "fewer"): "refused",
        ("2021-01-01", "fewer"): "refused",
        ("2021-07-01", "fewer"): "refused",
        ("contract", "pooled"): "due",
    }


@pytest.mark.parametrize(("arrests", "due"), [((9, 9), 100_000), ((8, 8), 100_000), ((8, 7), 180_000), ((10, 9), None)])
def test_m34_bands_of_effect_size_each_have_an_amount(tmp_path, arrests, due):
    """10 % less is £1,000, 25 % is £1,800, and nothing is due below 10 %."""
    prices = '    fewer: {by: less, steps: {0.1: "£1,000", 0.25: "£1,800"}, below: £0}\n'
    agreed = wide(tmp_path, FEWER.replace("SUBJECT", "contract"), ARRESTS, clauses=priced(prices))
    people = arrested("2020-02-10", "treated", *arrests) | arrested("2020-02-10", "control", 10, 10)
    made = worked(agreed, "2021-12-31", people)
    assert [*paid(made).values()] == ([] if due is None else [due])


@pytest.mark.parametrize(("score", "due"), [("5", 0), ("6", 40_000), ("7.99", 40_000), ("8", 100_000)])
def test_m36_there_is_a_partial_and_a_full_threshold(tmp_path, score, due):
    """A score of 6 pays 40 %, one of 8 pays all, and less than 6 pays nothing."""
    outcomes = "  scored:\n    is: Scored.\n    shown_by: {measure: score, at_least: 0}\n"
    measures = "  score: {reported: review, field: score, which: last, window: {to: 6 months after start}}\n"
    prices = '    scored: {by: score, steps: {6: £400, 8: "£1,000"}, below: £0}\n'
    agreed = wide(tmp_path, outcomes, measures, clauses=priced(prices))
    made = worked(agreed, "2020-12-31", {"Ann": {**START, "review": {"dated": "2020-06-01", "score": score}}})
    assert [*paid(made).values()] == [due]


@pytest.mark.parametrize(("again", "due"), [((3, 0), True), ((1, 1), False)])
def test_m38_frequency_is_paid_only_where_the_binary_rate_is_no_worse(tmp_path, again, due):
    """Fewer offences are paid only where no more people offend at all than in the group they are compared with."""
    outcomes = """\
  fewer:
    is: Fewer offences, and no more offenders.
    subject: contract
    shown_by: {all_of: [{measure: worse, at_most: 0}, {measure: less, above: 0}]}
"""
    measures = (
        ARRESTS
        + """\
  offenders: {people: {group: treated}, having: arrest}
  treated_people: {people: {group: treated}}
  others: {people: {group: control}, having: arrest}
  control_people: {people: {group: control}}
  rate: {ratio: [offenders, treated_people]}
  other_rate: {ratio: [others, control_people]}
  worse: {difference: [rate, other_rate]}
"""
    )
    people = arrested("2020-02-10", "treated", *again) | arrested("2020-02-10", "control", 8, 0)
    made = worked(wide(tmp_path, outcomes, measures), "2021-12-31", people)
    assert statuses(made) == {("contract", "fewer", 1): "due" if due else "refused"}


RESTORED = """\
  restored: {people: {group: treated}, having: review}
  joined: {people: {group: treated}}
  expected: {times: [joined, counterfactual]}
  more: {difference: [restored, expected]}
"""
MORE = "  home:\n    is: More go home.\n    subject: cohort\n    shown_by: {measure: more, above: 0}\n"


def going_home(start, group, homes, of):
    """So many people who start on a day, some of whom go home in the month after."""
    later = f"{start[:5]}{int(start[5:7]) + 1:02}-01"
    return {
        f"{group} {start} {i}": started(start, group, **({"review": later} if i < homes else {})) for i in range(of)
    }


def test_m39_only_those_above_the_counterfactual_are_paid(tmp_path):
    """Of 8 children 5 go home; at 25 % two would have: the three others are paid for, at £10,000 each."""
    agreed = wide(
        tmp_path,
        MORE,
        RESTORED + "  counterfactual: {fixed: 0.25}\n",
        "cohorts: {every: 1 year, from: 2020-01-01}",
        clauses=priced('    home: {per: more, rate: "£10,000"}\n'),
    )
    made = worked(agreed, "2021-12-31", going_home("2020-02-10", "treated", 5, 8))
    assert paid(made) == {("2020-01-01", "home", "2021-12-31"): 3_000_000}
    assert dict(found(made, "home", "2020-01-01").working) == {"restored": 5, "expected": 2}


def test_m40_the_counterfactual_may_change_from_fixed_to_live(tmp_path):
    """The cohort of 2020 is set against a fixed 25 %, that of 2021 against what happens to others: 1 of 5."""
    measures = (
        RESTORED
        + """\
  counterfactual: {dated: {2020-01-01: agreed_rate, 2021-01-01: live_rate}}
  agreed_rate: {fixed: 0.25}
  live_rate: {ratio: [others_restored, others]}
  others_restored: {people: {group: control}, having: review}
  others: {people: {group: control}}
"""
    )
    people = {}
    for year in ("2020", "2021"):
        people |= going_home(f"{year}-02-10", "treated", 5, 10) | going_home(f"{year}-02-10", "control", 1, 5)
    made = worked(wide(tmp_path, MORE, measures, "cohorts: {every: 1 year, from: 2020-01-01}"), "2021-12-31", people)
    assert [found(made, "home", of).measured for of in ("2020-01-01", "2021-01-01")] == [Fraction(5, 2), 3]


def test_m42_benefit_of_later_years_is_worth_less(tmp_path):
    """Consumption of two years, and what is owned, come to one present value: 100 + 100 / 1.05 rounded, + 40."""
    outcomes = (
        "  better_off:\n    is: Better off.\n    subject: contract\n    shown_by: {measure: value, at_least: 0}\n"
    )
    measures = """\
  first_year: {sum: pay, field: net, window: {from: start, to: 12 months after start, ends: not_counted}}
  second_year: {sum: pay, field: net, window: {from: 12 months after start, to: 2 years after start}}
  owned: {reported: review, field: score, which: last}
  present: {weighted_by: {first_year: 1, second_year: 0.952381, owned: 1}}
  value: {total_of: present}
"""
    people = {
        "Ann": started(
            "2020-01-01",
            pay=[{"dated": "2020-06-30", "net": "100"}, {"dated": "2021-01-01", "net": "100"}],
            review={"dated": "2021-12-01", "score": "40"},
        )
    }
    made = worked(wide(tmp_path, outcomes, measures), "2021-12-31", people)
    assert found(made, "better_off", "contract").measured == Fraction("235.2381")


def test_m43_an_index_is_put_together_by_weights(tmp_path):
    """30 % of one measure and 70 % of another: 0.3 x 10 + 0.7 x 20 is 17; without either there is no index."""
    outcomes = "  index:\n    is: The index.\n    shown_by: {measure: both, at_least: 17}\n"
    measures = """\
  well: {reported: review, field: score, which: last, window: {to: 2020-06-30}}
  seen: {sum: pay, field: net, window: {to: 2020-06-30}}
  both: {weighted_by: {well: 0.3, seen: 0.7}}
"""
    pay = {"dated": "2020-02-01", "net": "20"}
    people = {
        "Ann": started("2020-01-10", pay=pay, review={"dated": "2020-03-01", "score": "10"}),
        "Bob": started("2020-01-10", pay=pay, review={"dated": "2020-03-01", "score": "9.99"}),
        "Cleo": started("2020-01-10", pay=pay),
    }
    made = worked(wide(tmp_path, outcomes, measures), "2020-06-30", people)
    assert [found(made, "index", ref).measured for ref in people] == [17, Fraction("16.997"), None]
    assert [*statuses(made).values()] == ["due", "refused", "refused"]


def test_m63_what_the_data_show_needs_no_claim(tmp_path):
    """Where claims are found from the records, the payer's own data trigger the payment; else a claim must come."""
    outcomes = "  works:\n    is: Works.\n    shown_by: {record: pay, where: {net: {at_least: 100}}}\n"
    people = {"Ann": {**START, "pay": {"dated": "2020-03-01", "net": "100"}}}
    assert len(worked(wide(tmp_path, outcomes), "2020-12-31", people).payments) == 1
    claimed = wide(tmp_path, outcomes, claims="{record: claim, outcome: outcome}")
    assert len(worked(claimed, "2020-12-31", people).payments) == 0


@pytest.mark.parametrize(
    ("records", "due"),
    [
        ({"session": "a", "pay": "2020-03-01"}, True),
        ({"session": "a", "arrest": "2020-03-02"}, True),
        ({"session": "a"}, False),
        ({"pay": "2020-03-01", "arrest": "2020-03-02"}, False),
    ],
)
def test_m64_a_form_and_at_least_one_other_proof(tmp_path, records, due):
    """The person's own form is needed, and at least one of several other proofs; either alone is not enough."""
    shown = "{all_of: [{record: session}, {n_of: 1, these: [{record: pay}, {record: arrest}]}]}"
    made = wide(tmp_path, f"  housed:\n    is: Housed.\n    shown_by: {shown}\n")
    form = {"dated": "2020-02-01", "present": "yes", "kind": "alone"}
    records = {kind: form if row == "a" else row for kind, row in records.items()}
    assert statuses(worked(made, "2020-12-31", {"Ann": {**START, **records}})) == {
        ("Ann", "housed", 1): "due" if due else "pending"
    }


def test_m66_an_audit_must_have_found_it_in_order_before_it_is_claimed(tmp_path):
    """What is reached is due once an audit has found it in order: reached on its own day, and shown by the audit."""
    outcomes = """\
  works:
    is: Works, and the internal audit has seen the proof.
    shown_by: {all_of: [{record: pay}, {record: review, where: {score: 1}, window: {from: that pay}}], dated_by: pay}
"""
    agreed = wide(tmp_path, outcomes)
    pay = {"dated": "2020-03-01", "net": "100"}
    before = {"Ann": {**START, "pay": pay, "review": {"dated": "2020-02-01", "score": "1"}}}
    assert statuses(worked(agreed, "2020-12-31", before)) == {("Ann", "works", 1): "pending"}
    failed = {"Ann": {**START, "pay": pay, "review": {"dated": "2020-04-01", "score": "0"}}}
    assert statuses(worked(agreed, "2020-12-31", failed)) == {("Ann", "works", 1): "pending"}
    audited = {"Ann": {**START, "pay": pay, "review": {"dated": "2020-04-01", "score": "1"}}}
    made = worked(agreed, "2020-12-31", audited)
    assert paid(made) == {("Ann", "works", "2020-03-01"): 10_000}
    assert made.claims[0].shown > made.claims[0].reached
