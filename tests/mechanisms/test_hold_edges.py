"""Where holds begin and end: a penny, a day, one dispute and the next, a period and what lies around it."""

import pytest

from sop_engine.clauses.hold import in_period
from sop_engine.library.load import load_contract
from sop_engine.statements.sentences import line_sentence
from tests.mechanisms.settled import claim, day, due, lines_of, terms, worked
from tests.mechanisms.varied import deed


def said(agreed, claims, as_at, one=0):
    """The sentences of clause 5 on one of the claims."""
    lines = lines_of(agreed, claims, as_at, "5")
    return [line_sentence(agreed, line, claims[one]) for line in lines if line.claim == claims[one].ref]


def test_nothing_is_kept_back_of_what_is_worth_nothing_or_is_owed_back(tmp_path):
    """Of £5 half is kept back; a claim at £0, and one that is owed back, have no line of the hold."""
    middle = (
        '- {clause: "4", kind: deduction, beyond: owed_back, deducts: {over: £7}}\n'
        '- {clause: "5", kind: retention, part: 50%, until: 2021-01-01}\n'
    )
    agreed = terms(tmp_path, {"job": "£5", "free": "£0", "over": "£5"}, middle)
    claims = [claim("A", name, "2020-02-01") for name in ("job", "free", "over")]
    assert [(line.claim, line.amount) for line in lines_of(agreed, claims, "2020-06-30", "5")] == [
        (claims[0].ref, -250)
    ]
    assert [each.net for each in worked(agreed, claims, "2020-06-30").values()] == [250, 0, -200]


def test_of_a_penny_all_is_kept_back_and_all_is_given_back(tmp_path):
    """A gate keeps back the smallest coin there is, and half of it, rounded down, is nothing."""
    (tmp_path / "half").mkdir()
    gate = '- {clause: "5", kind: release_gate, outcomes: job, until: done}\n'
    agreed = terms(tmp_path, {"job": "£0.01", "done": "£0"}, gate)
    job, done = claim("A", "job", "2020-02-01"), claim("A", "done", "2020-03-01")
    assert worked(agreed, [job], "2020-06-30")[job.ref].net == 0
    assert worked(agreed, [job, done], "2020-06-30")[job.ref].net == 1
    retained = '- {clause: "5", kind: retention, outcomes: job, part: 50%, until: done, rounding: down}\n'
    half = terms(tmp_path / "half", {"job": "£0.01", "done": "£0"}, retained)
    assert lines_of(half, [job], "2020-06-30", "5") == []


def test_what_several_outcomes_release_is_given_back_on_the_last_of_their_days(tmp_path):
    """Study in March and skills in April: the bonus is given back in April."""
    gate = '- {clause: "5", kind: release_gate, outcomes: bonus, until: [study, skills]}\n'
    agreed = terms(tmp_path, {"study": "£0", "skills": "£0", "bonus": "£40"}, gate)
    claims = [
        claim("A", "bonus", "2020-02-01"),
        claim("A", "skills", "2020-04-01"),
        claim("A", "study", "2020-03-01"),
    ]
    assert said(agreed, claims, "2020-06-30") == [
        "100% of £40.00 is kept back until study is reached and skills is reached",
        "what was kept back is given back, on 1 April 2020",
    ]
    assert due(agreed, claims, "2020-03-31") == [0, 0, 0]
    assert due(agreed, claims, "2020-04-01") == [40, 0, 0]


def test_the_first_time_that_an_outcome_is_reached_gives_back(tmp_path):
    """Reached in June and again in August: what is kept back until it is given back in June."""
    retained = '- {clause: "5", kind: retention, outcomes: job, part: 50%, until: done}\n'
    agreed = terms(tmp_path, {"job": "£10", "done": "£0"}, retained)
    claims = [claim("A", "job", "2020-02-01"), claim("A", "done", "2020-08-01"), claim("A", "done", "2020-06-01")]
    assert said(agreed, claims, "2020-12-31")[1:] == ["what was kept back is given back, on 1 June 2020"]


@pytest.mark.parametrize(
    "until, day_before, on_the_day",
    [
        ("done", "2020-05-31", "2020-06-01"),
        ("2 months after done", "2020-07-31", "2020-08-01"),
        ("2 months before done", "2020-03-31", "2020-04-01"),
        ("start", "2020-01-09", "2020-01-10"),
        ("6 months after start", "2020-07-09", "2020-07-10"),
        ("2020-05-05", "2020-05-04", "2020-05-05"),
        ("10 days after 2020-05-05", "2020-05-14", "2020-05-15"),
    ],
)
def test_what_is_kept_back_until_a_day_is_held_the_day_before_it(tmp_path, until, day_before, on_the_day):
    """A day may be an outcome, the start or a date, or so long after or before it; the contract's words are told."""
    retained = f'- {{clause: "5", kind: retention, outcomes: job, part: 50%, until: {until}}}\n'
    agreed = terms(tmp_path, {"job": "£10", "done": "£0"}, retained)
    claims = [claim("A", "job", "2020-01-10", start="2020-01-10"), claim("A", "done", "2020-06-01")]
    assert due(agreed, claims, day_before)[0] == 5
    assert due(agreed, claims, on_the_day)[0] == 10
    told = {
        "done": "done is reached",
        "start": "the start",
        "6 months after start": "6 months after the start",
        "2020-05-05": "5 May 2020",
        "10 days after 2020-05-05": "10 days after 5 May 2020",
    }.get(until, until)
    assert said(agreed, claims, day_before) == [f"50% of £10.00 is kept back until {told}"]


def test_what_a_person_reached_is_that_persons_and_what_the_contract_reached_is_everybodys(tmp_path):
    """A person's own outcome gives back that person's, one of the contract everybody's; another person's nobody's."""
    for wide, expected in (((), [10, 5, 5]), (("done",), [10, 10, 10])):
        folder = tmp_path / str(len(wide))
        folder.mkdir()
        retained = '- {clause: "5", kind: retention, outcomes: job, part: 50%, until: done}\n'
        agreed = terms(folder, {"job": "£10", "done": "£0"}, retained, wide=wide)
        claims = [claim(person, "job", "2020-02-01") for person in "ABC"]
        done = claim("contract" if wide else "A", "done", "2020-03-01")
        assert due(agreed, [*claims, done], "2020-12-31")[:3] == expected


def test_under_a_deed_each_claim_is_kept_back_once_by_its_own_version(tmp_path):
    """A tenth as signed and a half by deed: of each claim one part is kept back, and an outcome from before the deed
    gives back what was reached after it."""
    terms(
        tmp_path,
        {"job": "£10", "done": "£0"},
        '- {clause: "5", kind: retention, outcomes: job, part: 10%, until: done}\n',
    )
    (tmp_path / "variations").mkdir()
    body = 'changes: {clauses: {"5": {part: 50%}}}'
    (tmp_path / "variations" / "01.yaml").write_text(deed(1, body, for_="reached_from_then"), encoding="utf-8")
    agreed = load_contract(tmp_path).contract
    jobs = [
        claim("A", "job", "2020-05-01"),
        claim("A", "job", "2020-08-01")._replace(deeds=(1,)),
        claim("B", "job", "2020-09-01")._replace(deeds=(1,)),
    ]
    assert due(agreed, jobs, "2020-12-31") == [9, 5, 5]
    assert due(agreed, [*jobs, claim("A", "done", "2020-06-01")], "2020-12-31") == [10, 10, 5, 0]
    assert len(lines_of(agreed, jobs, "2020-12-31", "5")) == 3


FEES = '- {clause: "5", kind: deferral, outcomes: fee, part: 25%, until: performs, forfeited_after: 60 days}\n'


def test_a_deferred_part_is_released_by_the_first_that_performs_in_its_period(tmp_path):
    """The fee of a quarter is released by the first good month in it, whatever comes after; another quarter's month
    does not release it, and 60 days after the day reached it is forfeited."""
    agreed = terms(
        tmp_path, {"fee": "£100", "performs": "£0"}, FEES, wide=["fee", "performs"], periods=["fee", "performs"]
    )
    fee = claim("contract", "fee", "2020-03-31", period=("2020-01-01", "2020-03-31"))
    outside = claim("contract", "performs", "2020-04-30", period=("2020-04-01", "2020-04-30"))
    first = claim("contract", "performs", "2020-05-10", period=("2020-02-01", "2020-02-29"))
    second = claim("contract", "performs", "2020-06-05", period=("2020-03-01", "2020-03-31"))
    until = "25% of £100.00 is kept back until performs is reached in the same period, by 30 May 2020"
    assert said(agreed, [fee, outside], "2020-05-30") == [until]
    assert said(agreed, [fee, outside], "2020-05-31") == [
        "25% of £100.00 was kept back until performs is reached in the same period, by 30 May 2020: "
        "not so by 30 May 2020; it is forfeited"
    ]
    assert said(agreed, [fee, outside, second, first], "2020-07-01") == [
        until,
        "what was kept back is given back, on 10 May 2020",
    ]
    assert due(agreed, [fee, outside, second], "2020-07-01") == [75, 0, 0]


@pytest.mark.parametrize(
    "own, belongs",
    [
        (("2020-04-01", "2020-06-30"), True),  # the same
        (("2020-04-01", "2020-04-30"), True),  # within, from the first day
        (("2020-06-01", "2020-06-30"), True),  # within, to the last day
        (("2020-05-01", "2020-05-31"), True),
        (("2020-01-01", "2020-12-31"), True),  # around it
        (("2020-04-01", "2020-12-31"), True),  # around it, from its first day
        (("2020-01-01", "2020-06-30"), True),  # around it, to its last day
        (("2020-03-31", "2020-06-29"), False),  # begins a day before, ends a day before
        (("2020-04-02", "2020-07-01"), False),  # begins a day after, ends a day after
        (("2020-03-01", "2020-04-30"), False),
        (("2020-07-01", "2020-09-30"), False),
        (("2020-01-01", "2020-03-31"), False),
    ],
)
def test_what_has_a_period_belongs_to_another_that_lies_in_it_or_around_it(own, belongs):
    """A month belongs to its quarter, and the quarter to its months; what only overlaps belongs to neither."""
    quarter = day("2020-04-01"), day("2020-06-30")
    assert in_period(claim("A", "fee", "2020-05-15", period=own), quarter) is belongs


@pytest.mark.parametrize(
    "reached, belongs",
    [("2020-03-31", False), ("2020-04-01", True), ("2020-06-30", True), ("2020-07-01", False)],
)
def test_what_has_no_period_belongs_to_the_one_its_day_lies_in(reached, belongs):
    """The first and the last day of the period count; without a period nothing belongs to it."""
    assert in_period(claim("A", "fee", reached), (day("2020-04-01"), day("2020-06-30"))) is belongs
    assert in_period(claim("A", "fee", reached), None) is False


# ---- paid -----------------------------------------------------------------------------------------


def test_paid_means_that_something_is_due_on_any_of_its_claims(tmp_path):
    """Of two jobs the second passes the cap; a penny is due on the first, and that is paid."""
    middle = (
        '- {clause: "4", kind: outcome_cap, outcome: job, at_most: 1 claim}\n'
        '- {clause: "5", kind: only_if_paid, outcomes: bonus, paid: job}\n'
    )
    agreed = terms(tmp_path, {"job": "£0.01", "bonus": "£40"}, middle)
    jobs = [claim("A", "job", f"2020-0{month}-01") for month in (2, 3)]
    bonus, other = claim("A", "bonus", "2020-04-01"), claim("B", "bonus", "2020-04-01")
    made = worked(agreed, [*jobs, bonus, other, claim("B", "job", "2020-05-01")], "2020-06-30")
    assert [each.net for each in made.values()] == [1, 0, 4_000, 0, 0]
    assert said(agreed, [bonus, *jobs], "2020-06-30") == [
        "100% of £40.00 is kept back until job is paid",
        "what was kept back is given back, it is paid",
    ]


def test_every_one_of_the_outcomes_must_be_paid(tmp_path):
    """Of two that must be paid one is not: the bonus is held."""
    gate = '- {clause: "5", kind: only_if_paid, outcomes: bonus, paid: [job, home]}\n'
    agreed = terms(tmp_path, {"job": "£5", "home": "£0", "bonus": "£40"}, gate)
    claims = [claim("A", name, "2020-02-01") for name in ("bonus", "job", "home")]
    assert due(agreed, claims, "2020-06-30") == [0, 5, 0]
    assert said(agreed, claims, "2020-06-30") == ["100% of £40.00 is kept back until job and home is paid"]


# ---- disputes -------------------------------------------------------------------------------------

DISPUTE = '- {clause: "5", kind: dispute, outcomes: job, part: 40%, raised: raised, settled: agreed, upheld: upheld}\n'


def disputed(tmp_path, *more):
    """What is said of a claim of £500 with these disputes, and what is due on it."""
    agreed = terms(tmp_path, {"job": "£500", "raised": "£0", "agreed": "£0", "upheld": "£0"}, DISPUTE)
    claims = [claim("A", "job", "2020-02-01"), *(claim("A", *each) for each in more)]
    return said(agreed, claims, "2020-12-31"), due(agreed, claims, "2020-12-31")[0]


FIRST, SECOND = ("raised", "2020-03-01"), ("raised", "2020-05-01")


def test_of_several_disputes_the_last_is_waited_for(tmp_path):
    """What settles the first leaves the second open; what settles on the day of the second settles both."""
    kept = "40% of £500.00 is kept back until agreed, after raised on 1 May 2020"
    assert disputed(tmp_path, SECOND, FIRST) == ([kept], 300)
    assert disputed(tmp_path, FIRST, SECOND, ("agreed", "2020-04-01")) == ([kept], 300)
    given = "what was kept back is given back, on 1 May 2020"
    assert disputed(tmp_path, FIRST, SECOND, ("agreed", "2020-05-01")) == ([kept, given], 500)


def test_of_several_that_settle_the_last_gives_back(tmp_path):
    """One dispute settled in April, another in June: what is held is given back in June."""
    told, net = disputed(tmp_path, FIRST, SECOND, ("agreed", "2020-04-01"), ("agreed", "2020-06-01"))
    assert (told[1], net) == ("what was kept back is given back, on 1 June 2020", 500)


def test_what_is_upheld_takes_from_the_day_of_the_first_dispute_on(tmp_path):
    """A finding on the day of the first dispute is about it, as is one between two; of several the first is told."""
    for found in (["2020-03-01"], ["2020-04-01"], ["2020-07-01", "2020-06-01"]):
        told, net = disputed(tmp_path, FIRST, SECOND, *(("upheld", each) for each in found))
        month = {"03": "1 March", "04": "1 April", "07": "1 June"}[found[0][5:7]]
        assert told == [
            "40% of £500.00 was kept back until agreed, after raised on 1 May 2020: "
            f"upheld on {month} 2020; it is forfeited"
        ]
        assert net == 300
    assert disputed(tmp_path, FIRST, SECOND, ("upheld", "2020-02-29"))[0] == [
        "40% of £500.00 is kept back until agreed, after raised on 1 May 2020"
    ]


def test_a_dispute_that_nothing_upholds_is_settled_or_held(tmp_path):
    """A contract need not say what upholds a dispute: then what is raised is held until it is settled."""
    clause = DISPUTE.replace(", upheld: upheld", "")
    agreed = terms(tmp_path, {"job": "£500", "raised": "£0", "agreed": "£0"}, clause)
    claims = [claim("A", "job", "2020-02-01"), claim("A", *FIRST), claim("A", "agreed", "2020-04-01")]
    assert due(agreed, claims[:1], "2020-12-31") == [500]
    assert due(agreed, claims[:2], "2020-12-31") == [300, 0]
    assert due(agreed, claims, "2020-12-31") == [500, 0, 0]


# ---- what a hold says before anything is reached ---------------------------------------------------


def test_the_rounding_of_a_hold_is_asked_only_where_a_part_is_kept_back(tmp_path):
    """The standard terms answer how a tenth is rounded; of a gate, which keeps back all, nothing is asked."""
    middle = (
        '- {clause: "5", kind: retention, outcomes: job, part: 10%, until: done}\n'
        '- {clause: "6", kind: retention, outcomes: job, part: 100%, until: 2021-01-01}\n'
        '- {clause: "7", kind: release_gate, outcomes: bonus, until: done}\n'
    )
    agreed = terms(tmp_path, {"job": "£500", "done": "£0", "bonus": "£1"}, middle)
    _, tenth, whole, gate, _ = agreed.clauses
    assert (tenth.rounding, whole.rounding, gate.rounding) == ("half_up", None, None)
    assert tenth.matters("another", {})
    assert gate.matters("another", {})


def test_what_a_hold_decides_is_told_with_its_outcomes_in_the_order_of_the_alphabet(tmp_path):
    """Two gates of the same outcomes until the same decide the same, in whatever order they are named."""
    names = ["fifth", "first", "fourth", "second", "sixth", "third"]
    prices = dict.fromkeys([*names, "done"], "£1")
    gate = '- {clause: "5", kind: release_gate, outcomes: [sixth, first, fifth, third, second, fourth], until: done}\n'
    (decided,) = terms(tmp_path, prices, gate).clauses[1].decides(())
    assert decided.key == ("release_gate", "done is reached", *names)
    assert decided.what == "what is kept back of fifth, first, fourth, second, sixth, third until done is reached"
    (decided,) = terms(tmp_path, prices, '- {clause: "5", kind: release_gate, until: done}\n').clauses[1].decides(())
    assert (decided.key, decided.what) == (
        ("release_gate", "done is reached"),
        "what is kept back until done is reached",
    )


def test_a_hold_looks_at_what_is_due_on_its_outcomes_or_on_all(tmp_path):
    """A hold stands below the prices of what it keeps back: of the outcomes it names, or of every one."""
    prices = {"job": "£500", "done": "£0"}
    named = terms(tmp_path, prices, '- {clause: "5", kind: release_gate, outcomes: job, until: done}\n').clauses[1]
    assert named.looks_at_due(("job", "done")) == ("job",)
    whole = terms(tmp_path, prices, '- {clause: "5", kind: retention, part: 10%, until: 2021-01-01}\n').clauses[1]
    assert whole.looks_at_due(("job", "done")) == ("job", "done")
