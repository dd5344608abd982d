"""Where limits bind: to the penny and the claim, on the day, for whom, and what is said of them."""

from fractions import Fraction
from pathlib import Path

import pytest

from sop_engine.clauses.part_of_total import greatest_total
from sop_engine.library.load import load_contract
from sop_engine.statements.sentences import line_sentence
from tests.mechanisms.settled import claim, due, lines_of, terms, worked
from tests.mechanisms.varied import deed


def said(agreed, claims, as_at="2020-12-31", clause="5"):
    """The sentence of each line of a clause."""
    by_ref = {each.ref: each for each in claims}
    return [line_sentence(agreed, line, by_ref[line.claim]) for line in lines_of(agreed, claims, as_at, clause)]


def pennies(agreed, claims, as_at="2020-12-31"):
    """What is due on each claim, in pennies."""
    made = worked(agreed, claims, as_at)
    return [made[each.ref].net for each in claims]


OWED_BACK = '- {clause: "2", kind: deduction, beyond: owed_back, deducts: {NAME: £AMOUNT}}\n'


def less(name, amount):
    """A deduction that may owe back."""
    return OWED_BACK.replace("NAME", name).replace("AMOUNT", amount)


# ---- the highest of alternatives -------------------------------------------------------------------

BEST = '- {clause: "5", kind: best_of, outcomes: [part_time, full_time], per: PER}\n'
HOURS = {"part_time": "£19", "full_time": "£24"}


def test_alternatives_count_to_the_penny_and_what_is_owed_back_is_none_of_them(tmp_path):
    """A penny by the first and two by the second are two; one that is worth nothing, or less, is not compared."""
    agreed = terms(tmp_path, {"part_time": "£0.01", "full_time": "£0.02"}, BEST.replace("PER", "person"))
    claims = [claim("A", "part_time", "2020-02-01"), claim("A", "full_time", "2020-03-01")]
    assert pennies(agreed, claims) == [1, 1]
    (tmp_path / "owed").mkdir()
    agreed = terms(tmp_path / "owed", HOURS, less("part_time", "20") + BEST.replace("PER", "person"))
    assert due(agreed, claims, "2020-12-31") == [-1, 24]
    assert lines_of(agreed, claims, "2020-12-31", "5") == []


def test_a_route_is_not_made_less_by_what_is_owed_back_on_it(tmp_path):
    """Progress at £1 less than nothing takes nothing from the job on its route."""
    routes = (
        less("progress", "2") + '- {clause: "5", kind: best_route, routes: [[progress, job], [course]], per: person}\n'
    )
    agreed = terms(tmp_path, {"progress": "£1", "job": "£10", "course": "£9"}, routes)
    claims = [claim("A", name, f"2020-0{n}-01") for n, name in enumerate(("progress", "job", "course"), 2)]
    assert due(agreed, claims, "2020-12-31") == [-1, 10, 0]
    assert said(agreed, claims) == ["£9.00 by this route; £10.00 was due before by it or another"]


def test_alternatives_of_a_cohort_are_for_each_cohort_and_not_for_who_is_in_none(tmp_path):
    """The highest of each cohort; who belongs to no cohort is paid in full, as if the clause were not there."""
    agreed = terms(tmp_path, HOURS, BEST.replace("PER", "cohort"))
    claims = [
        claim("A", "part_time", "2020-02-01", cohort="1"),
        claim("B", "full_time", "2020-02-02", cohort="1"),
        claim("C", "full_time", "2020-02-03", cohort="2"),
        claim("D", "full_time", "2020-02-04"),
        claim("E", "full_time", "2020-02-05"),
        claim("F", "part_time", "2020-02-06", cohort="2"),
    ]
    assert due(agreed, claims, "2020-12-31") == [19, 5, 24, 24, 24, 0]


def test_alternatives_of_a_person_leave_what_the_contract_reached_alone(tmp_path):
    """An outcome of the contract is nobody's, and is paid in full; of the contract it is one of the alternatives."""
    for per, expected in (("person", [19, 5, 24]), ("contract", [19, 5, 0])):
        folder = tmp_path / per
        folder.mkdir()
        best = '- {clause: "5", kind: best_of, outcomes: [part_time, full_time, all_work], per: PER}\n'
        agreed = terms(folder, {**HOURS, "all_work": "£24"}, best.replace("PER", per), wide=["all_work"])
        claims = [
            claim("A", "part_time", "2020-02-01"),
            claim("A", "full_time", "2020-02-02"),
            claim("", "all_work", "2020-02-03"),
        ]
        assert due(agreed, claims, "2020-12-31") == expected
        twice = [*claims, claim("", "all_work", "2020-02-04")]
        assert due(agreed, twice, "2020-12-31") == [*expected, 24 if per == "person" else 0]


# ---- the least -------------------------------------------------------------------------------------

LEAST = '- {clause: "5", kind: minimum_payment, at_least: £AMOUNT, outcomes: job, carried_by: endsMORE}\n'
YEARLY = ", every: 1 year, from: FROM"


def least(tmp_path, amount="1,000", from_="", more="", **prices):
    """A contract that pays at least so much, in each year or over its whole time."""
    when = (YEARLY.replace("FROM", from_) if from_ else "") + more
    text = LEAST.replace("£AMOUNT", f'"£{amount}"').replace("MORE", when)
    return terms(tmp_path, {"job": "£350", "ends": "£0", **prices}, text, wide=["ends"])


def test_exactly_the_least_lacks_nothing_and_a_penny_less_lacks_a_penny(tmp_path):
    """£700 due: of a least of £700.00 there is no line, of £700.01 one of a penny, and it says the year."""
    jobs = [claim("A", "job", "2020-02-01"), claim("B", "job", "2020-03-01"), claim("", "ends", "2020-06-01")]
    (tmp_path / "more").mkdir()
    assert lines_of(least(tmp_path, "700", "2020-01-01"), jobs, "2020-12-31", "5") == []
    more = least(tmp_path / "more", "700.01", "2020-01-01")
    assert [line.amount for line in lines_of(more, jobs, "2020-12-31", "5")] == [1]
    assert said(more, jobs) == ["£700.00 due, 1 January 2020 to 31 December 2020; made up to £700.01"]


def test_what_lacks_is_carried_by_the_last_claim_of_the_year_and_only_once_it_is_over(tmp_path):
    """Of two that could carry it the later one does, and on 30 December the year is not over."""
    agreed = least(tmp_path, from_="2020-01-01")
    claims = [
        claim("A", "job", "2020-02-01"),
        claim("", "ends", "2020-09-01"),
        claim("", "ends", "2020-06-01"),
    ]
    assert due(agreed, claims, "2020-12-30") == [350, 0, 0]
    assert due(agreed, claims, "2020-12-31") == [350, 650, 0]


def test_the_last_is_the_last_by_its_day_before_any_other_order(tmp_path):
    """Put in the order of persons, what lacks is still carried by the claim that came last."""
    text = LEAST.replace("£AMOUNT", '"£1,000"').replace("MORE", YEARLY.replace("FROM", "2020-01-01"))
    text = text.replace("carried_by: ends", "carried_by: ends, in_order_of: [person, record]")
    agreed = terms(tmp_path, {"job": "£350", "ends": "£0"}, text)
    claims = [claim("A", "ends", "2020-09-01"), claim("B", "ends", "2020-06-01"), claim("C", "job", "2020-02-01")]
    assert due(agreed, claims, "2020-12-31") == [650, 0, 350]


def test_each_year_is_made_up_by_itself(tmp_path):
    """What was due before the first year, or in the next, counts for neither; the first day and the last are in it."""
    agreed = least(tmp_path, from_="2020-01-01")
    days = ("2019-12-31", "2020-01-01", "2020-12-31", "2021-01-01")
    jobs = [claim(f"P{n}", "job", on) for n, on in enumerate(days)]
    ends = [claim("", "ends", on) for on in ("2019-12-31", "2020-12-31", "2021-01-01")]
    assert due(agreed, [*jobs, *ends], "2019-12-31")[4:] == [0, 0, 0]
    assert due(agreed, [*jobs, *ends], "2021-06-30")[4:] == [0, 300, 0]
    assert due(agreed, [*jobs, *ends], "2021-12-31")[4:] == [0, 300, 650]
    assert due(agreed, [*jobs[:2], jobs[3], *ends], "2021-06-30")[3:] == [0, 650, 0]
    assert due(agreed, [jobs[0], *jobs[2:], *ends], "2021-06-30")[3:] == [0, 650, 0]


def test_months_of_a_least_go_by_the_corresponding_date(tmp_path):
    """From the 31st of December a month ends on 28 February, and the next begins on the 29th of a leap year."""
    text = LEAST.replace("£AMOUNT", "£500").replace("MORE", ", every: 1 month, from: 2019-12-31")
    agreed = terms(tmp_path, {"job": "£350", "ends": "£0"}, text, wide=["ends"])
    claims = [
        claim("A", "job", "2020-02-28"),
        claim("", "ends", "2020-02-28"),
        claim("", "ends", "2020-02-29"),
        claim("", "ends", "2020-03-31"),
    ]
    assert due(agreed, claims, "2020-02-27") == [350, 0, 0, 0]
    assert due(agreed, claims, "2020-02-28") == [350, 150, 0, 0]
    assert due(agreed, claims, "2020-03-30") == [350, 150, 500, 0]
    assert due(agreed, claims, "2020-04-29") == [350, 150, 500, 500]


def test_the_last_period_of_a_least_may_begin_on_the_last_day_of_the_contract(tmp_path):
    """Of the 1,096 days of the contract, a fourth period of 365 days begins on the last; a fifth does not begin."""
    text = LEAST.replace("£AMOUNT", "£500").replace("MORE", ", every: 365 days, from: 2020-01-01")
    agreed = terms(tmp_path, {"job": "£350", "ends": "£0"}, text, wide=["ends"])
    for on, carried in (("2022-12-30", 500), ("2022-12-31", 500), ("2023-12-30", 500), ("2023-12-31", 0)):
        assert due(agreed, [claim("", "ends", on)], "2025-12-31") == [carried]


def test_over_the_whole_contract_all_claims_count_whenever_they_were_shown(tmp_path):
    """On its last day what lacks is added, and not the day before; what is shown later than that counts too."""
    agreed = least(tmp_path)
    claims = [
        claim("A", "job", "2020-02-01"),
        claim("B", "job", "2022-12-30", shown="2023-02-01"),
        claim("", "ends", "2022-06-30"),
        claim("", "ends", "2022-05-31"),
    ]
    assert due(agreed, claims, "2022-12-30") == [350, 350, 0, 0]
    assert due(agreed, claims, "2022-12-31") == [350, 350, 300, 0]
    assert said(agreed, claims, "2022-12-31") == [
        "£700.00 due, 1 January 2020 to 31 December 2022; made up to £1,000.00"
    ]
    late = claim("", "ends", "2022-12-31", shown="2023-03-01")
    assert due(agreed, [*claims, late], "2022-12-31") == [350, 350, 0, 0, 300]


# ---- a part of a total -----------------------------------------------------------------------------


class Looked(list):
    """Parts that count how often they are looked through."""

    times = 0

    def __iter__(self):
        self.times += 1
        assert self.times < 1_000, "the greatest total is found in a few steps, however great it is"
        return super().__iter__()


@pytest.mark.parametrize(
    "rest, parts, total",
    [
        (30, [(40, "2/5"), (30, "1/10")], 60),  # at 100 the first part is just its share, the second is not
        (1, [(10**15, "999999999/1000000000")], 10**9),
        (10**15, [(10**15, "1/3"), (10**15, "1/3")], 3 * 10**15),
        (-1, [(10, "1")], 0),  # what is owed back is more than any total of which ten would be the whole
        (-2, [(10, "1/2"), (10, "3/5")], 0),
        (-5, [], 0),
        (-5, [(10, "1/2")], 0),
        (-10, [(10, "9/10")], 0),
        (1, [(1, "1/2")], 2),
        (1, [(10, "1/2")], 2),
        (0, [(10, "1")], 10),
        (0, [], 0),
        (7, [], 7),
    ],
)
def test_m25_the_greatest_total_is_found_in_a_few_steps(rest, parts, total):
    """Great amounts, amounts that are owed back, and parts that are just their share."""
    assert greatest_total(rest, Looked((asked, Fraction(share)) for asked, share in parts)) == total


SHARE = '- {clause: "5", kind: share_cap, in: UNIT, parts: [{outcomes: [study, free, owed], at_most: PART}]MORE}\n'


def share_cap(tmp_path, unit, part="40%", more="", **prices):
    """Studies, at nothing or owed back too, may be so much of the total."""
    cap = SHARE.replace("UNIT", unit).replace("PART", part).replace("MORE", more)
    card = {"study": "£0.01", "free": "£0", "owed": "£0.01", "work": "£0.01", "talk": "£0", **prices}
    folder = tmp_path / unit
    folder.mkdir()
    return terms(folder, card, less("owed", "0.02") + cap)


@pytest.mark.parametrize("unit", ["claims", "money"])
def test_m25_what_is_worth_nothing_is_no_part_of_a_total_and_uses_none_of_it(tmp_path, unit):
    """Talks at £0 do not widen the total, and a free study takes no place: two studies of six are paid, not three."""
    agreed = share_cap(tmp_path, unit)
    nothing = [claim(f"T{n}", name, "2020-01-01") for n in range(9) for name in ("talk", "free")]
    study = [claim(f"S{n}", "study", f"2020-02-0{n}") for n in (1, 2, 3, 4, 5)]
    work = [claim(f"W{n}", "work", "2020-03-01") for n in range(4)]
    assert pennies(agreed, [*nothing, *study, *work])[18:] == [1, 1, 0, 0, 0, 1, 1, 1, 1]
    passing = [line.claim for line in lines_of(agreed, [*nothing, *study, *work], "2020-12-31", "5")]
    assert passing == [each.ref for each in study[2:]]


def test_m25_what_is_owed_back_makes_the_total_less_and_is_nothing_to_its_part(tmp_path):
    """A study that owes a penny back makes three pennies of work two: of three pennies in all one study is paid;
    counted in claims it does not count."""
    claims = [
        claim("O", "owed", "2020-01-01"),
        *(claim(f"S{n}", "study", f"2020-02-0{n}") for n in (1, 2, 3)),
        *(claim(f"W{n}", "work", "2020-03-01") for n in range(3)),
    ]
    assert pennies(share_cap(tmp_path, "money"), claims) == [-1, 1, 0, 0, 1, 1, 1]
    assert pennies(share_cap(tmp_path, "claims"), claims) == [-1, 1, 1, 0, 1, 1, 1]


def test_m25_each_line_says_what_its_part_comes_to_and_of_what(tmp_path):
    """Up to and with the claim, in the order that is stated, and the share as the contract writes it."""
    study = [claim(f"S{n}", "study", f"2020-02-0{n}") for n in (1, 2, 3)]
    work = [claim(f"W{n}", "work", "2020-03-01") for n in range(3)]
    made = share_cap(tmp_path, "money", "33.333333%", study="£2", work="£3.01")
    (line,) = lines_of(made, [*work, *study], "2020-12-31", "5")
    assert (line.amount, line.base, line.rate) == (-149, 600, 451)
    assert said(made, [*work, *study]) == [
        "£6.00 up to here; the most is £4.51, 33.333333% of the total, and what passes waits"
    ]
    made = share_cap(tmp_path, "claims", "12.5%")
    more = [claim(f"V{n:02}", "work", "2020-04-01") for n in range(11)]
    assert said(made, [*study, *work, *more]) == [
        "3 claims up to here; the most is 2 claims, 12.5% of the total, and what passes waits"
    ]


def test_m25_a_part_of_a_total_may_be_a_third_exactly(tmp_path):
    """Of nine pennies in all three may be studies: 33.333333% would let two through."""
    study = [claim(f"S{n}", "study", f"2020-02-0{n}") for n in (1, 2, 3, 4)]
    work = [claim(f"W{n}", "work", "2020-03-01") for n in range(6)]
    for part, paid in (("1/3", [1, 1, 1, 0]), ("33.333333%", [1, 1, 0, 0])):
        (tmp_path / part[:2].strip("/")).mkdir()
        made = share_cap(tmp_path / part[:2].strip("/"), "money", part)
        assert pennies(made, [*study, *work])[:4] == paid
        assert said(made, [*study, *work])[-1].endswith(f", {part} of the total, and what passes waits")


def test_m25_parts_inside_the_total_and_beside_it_are_told_apart(tmp_path):
    """Extra may be a quarter of work, in which it does not count; overtime may be half, and counts in it."""
    cap = (
        '- {clause: "5", kind: share_cap, in: money, of: [work, overtime], '
        "parts: [{outcomes: extra, at_most: 25%}, {outcomes: overtime, at_most: 50%}]}\n"
    )
    agreed = terms(tmp_path, {"work": "£10", "overtime": "£15", "extra": "£8"}, cap)
    claims = [claim("A", name, "2020-02-01") for name in ("extra", "overtime", "work")]
    assert due(agreed, claims, "2020-12-31") == [5, 10, 10]


# ---- limits ----------------------------------------------------------------------------------------


def under_deeds(folder: Path, prices, clauses, *deeds, **more):
    """The terms of a contract with deeds beside it."""
    folder.mkdir(exist_ok=True)
    terms(folder, prices, clauses, **more)
    (folder / "variations").mkdir()
    for number, text in enumerate(deeds, 1):
        (folder / "variations" / f"{number:02}.yaml").write_text(text, encoding="utf-8")
    return load_contract(folder).contract


def from_july(body, on="2020-07-01"):
    """A deed for what is reached from a day."""
    return deed(1, body, for_="reached_from_then", from_=on, signed="2020-01-01")


def since(first, *claims):
    """Claims, of which those reached from a day are under the deed."""
    day = claim("", "", first).reached
    return [each._replace(deeds=(1,) if each.reached >= day else ()) for each in claims]


def test_a_cap_is_used_up_by_the_penny_and_not_by_what_is_owed_back(tmp_path):
    """One claim is let through: a penny takes the place, what is worth nothing or less does not."""
    cap = less("owed", "0.02") + '- {clause: "5", kind: contract_cap, at_most: 1 claim}\n'
    agreed = terms(tmp_path, {"free": "£0", "owed": "£0.01", "penny": "£0.01", "job": "£5"}, cap)
    claims = [claim("A", name, f"2020-0{n}-01") for n, name in enumerate(("free", "owed", "penny", "job"), 1)]
    assert pennies(agreed, claims) == [0, -1, 1, 0]
    assert [(line.amount, line.base, line.rate) for line in lines_of(agreed, claims, "2020-12-31", "5")] == [
        (-500, 2, 1)
    ]


def test_claims_use_up_a_cap_in_the_stated_order_whatever_order_they_are_given_in(tmp_path):
    """By the day reached, although they are given the other way round; or by the person, where that comes first."""
    for order, expected in (("reached, person", [0, 3, 5]), ("person, reached", [5, 3, 0])):
        folder = tmp_path / order[:6]
        folder.mkdir()
        cap = f'- {{clause: "5", kind: contract_cap, at_most: £8, in_order_of: [{order}, outcome, record]}}\n'
        agreed = terms(folder, {"job": "£5"}, cap)
        claims = [
            claim(ref, "job", on) for ref, on in zip("ABC", ("2020-03-01", "2020-02-01", "2020-01-01"), strict=True)
        ]
        assert due(agreed, claims, "2020-12-31") == expected


def test_a_cap_counted_in_claims_pays_a_claim_that_waited_in_full(tmp_path):
    """Two claims a year: the third waits with its £5, and is paid £5 when the next year begins."""
    cap = '- {clause: "5", kind: period_cap, at_most: 2 claims, every: 1 year, from: 2020-01-01, excess: waits}\n'
    agreed = terms(tmp_path, {"job": "£5"}, cap)
    claims = [claim(p, "job", f"2020-0{n}-01") for n, p in enumerate("ABC", 1)]
    assert due(agreed, claims, "2020-12-31") == [5, 5, 0]
    assert due(agreed, claims, "2021-01-01") == [5, 5, 5]
    assert [line.amount for line in lines_of(agreed, claims, "2021-01-01", "5")] == [-500, 500]


def test_what_was_paid_after_waiting_is_not_paid_again(tmp_path):
    """One claim a year finds room: each that waited is paid once, and in a year without room for it has no line."""
    cap = '- {clause: "5", kind: period_cap, at_most: £5, every: 1 year, from: 2020-01-01, excess: waits}\n'
    agreed = terms(tmp_path, {"job": "£5"}, cap)
    claims = [claim(p, "job", f"2020-0{n}-01") for n, p in enumerate("ABC", 1)]
    lines = lines_of(agreed, claims, "2022-12-31", "5")
    assert [(line.claim[0], line.amount) for line in lines] == [("B", -500), ("C", -500), ("B", 500), ("C", 500)]
    assert due(agreed, [*claims, claim("D", "job", "2022-06-01")], "2022-12-31") == [5, 5, 5, 0]


def test_what_comes_before_the_first_period_belongs_to_it(tmp_path):
    """A claim of the day before the first period uses up the room of the first, and not of the last."""
    cap = '- {clause: "5", kind: period_cap, at_most: £8, every: 1 year, from: 2020-01-01}\n'
    agreed = terms(tmp_path, {"job": "£5"}, cap)
    claims = [
        claim(p, "job", on)
        for p, on in zip("ABCD", ("2019-12-31", "2020-01-01", "2021-12-31", "2022-01-01"), strict=True)
    ]
    assert due(agreed, claims, "2022-12-31") == [5, 3, 5, 5]


def test_the_day_of_a_period_is_its_first_and_its_last(tmp_path):
    """31 December is of the old year and 1 January of the new one."""
    cap = '- {clause: "5", kind: period_cap, at_most: £6, every: 1 year, from: 2020-01-01}\n'
    agreed = terms(tmp_path, {"job": "£5"}, cap)
    days = ("2020-01-01", "2020-12-31", "2021-01-01", "2021-12-31", "2022-01-01")
    assert due(agreed, [claim(f"P{n}", "job", on) for n, on in enumerate(days)], "2022-12-31") == [5, 1, 5, 1, 5]


def test_before_the_first_date_of_a_cap_the_first_amount_holds(tmp_path):
    """Periods that begin on 1 December: the first of them has the amount that is stated from January on."""
    cap = (
        '- {clause: "5", kind: period_cap, every: 1 year, from: 2019-12-01, '
        "at_most: {dated: {2020-01-01: £6, 2020-12-01: £7, 2021-12-02: £9}}}\n"
    )
    agreed = terms(tmp_path, {"job": "£5"}, cap)
    days = ("2019-12-31", "2020-11-30", "2020-12-01", "2021-11-30", "2021-12-01", "2021-12-02")
    assert due(agreed, [claim(f"P{n}", "job", on) for n, on in enumerate(days)], "2022-11-30") == [5, 1, 5, 2, 5, 2]


def test_the_lines_of_a_cap_say_whose_it_is(tmp_path):
    """Of a cohort by its name, of a group by its category, and what has been earned up to and with the claim."""
    for name in ("cohort", "group"):
        (tmp_path / name).mkdir()
    claims = [
        claim(f"P{n}", "job", f"2020-0{n}-01", cohort=cohort, facts={"start.group": group})
        for n, (cohort, group) in enumerate((("2020-01-01", "a"), ("2020-02-01", "b"), ("2020-01-01", "b")), 1)
    ]
    cohorts = terms(tmp_path / "cohort", {"job": "£5"}, '- {clause: "5", kind: cohort_cap, at_most: £8}\n')
    assert said(cohorts, claims) == [
        "£10.00 earned for the cohort, 2020-01-01 up to here; the most for one cohort is £8.00"
    ]
    caps = '- {clause: "5", kind: group_cap, at_most: {by: group, groups: {a: £6, b: £7}}}\n'
    groups = terms(tmp_path / "group", {"job": "£5"}, caps)
    assert said(groups, claims) == ["£10.00 earned for the group, b up to here; the most for this group is £7.00"]
    (person,) = lines_of(
        terms(tmp_path, {"job": "£5", "home": "£4"}, '- {clause: "5", kind: participant_cap, at_most: £8}\n'),
        [claims[0], claims[0]._replace(ref="other", outcome="home")],
        "2020-12-31",
        "5",
    )
    assert person.why == ""


def test_a_cohort_cap_is_not_for_what_belongs_to_no_cohort(tmp_path):
    """Who is in no cohort is paid in full, however many there are."""
    agreed = terms(tmp_path, {"job": "£5"}, '- {clause: "5", kind: cohort_cap, at_most: £8}\n')
    claims = [claim(f"P{n}", "job", "2020-01-01", cohort="x" if n == 1 else "") for n in (1, 2, 3)]
    assert due(agreed, claims, "2020-12-31") == [5, 5, 5]


GROUPS = '- {clause: "5", kind: group_cap, excess: waits, at_most: {by: group, groups: {a: £6, b: {dated: B}}}}\n'


def test_each_group_has_dates_of_its_own(tmp_path):
    """The cap of b rises in 2021: what waits of b is paid then, and what waits of a goes on waiting."""
    agreed = terms(tmp_path, {"job": "£5"}, GROUPS.replace("B", "{2020-01-01: £7, 2021-01-01: £9}"))
    claims = [
        claim(f"{group}{n}", "job", f"2020-0{n}-01", facts={"start.group": group}) for group in "ab" for n in (1, 2)
    ]
    assert due(agreed, claims, "2020-12-31") == [5, 1, 5, 2]
    assert due(agreed, claims, "2021-01-01") == [5, 1, 5, 4]
    later = claim("a3", "job", "2021-02-01", facts={"start.group": "a"})
    assert [line.base for line in lines_of(agreed, [*claims, later], "2021-06-30", "5") if line.claim == later.ref] == [
        1_500
    ]


def test_under_a_deed_each_claim_finds_the_most_of_its_own_version(tmp_path):
    """£8 as signed; by deed £12, and £20 from August on: each claim finds what all before it have left of its own."""
    cap = '- {clause: "5", kind: contract_cap, excess: EXCESS, at_most: £8}\n'
    body = 'changes: {clauses: {"5": {at_most: {dated: {2020-01-01: £12, 2020-08-01: £20}}}}}'
    days = ("2020-05-01", "2020-06-01", "2020-07-01", "2020-07-02", "2020-08-01", "2020-09-01")
    claims = since("2020-07-01", *(claim(f"P{n}", "job", on) for n, on in enumerate(days)))
    lost = under_deeds(tmp_path / "lost", {"job": "£5"}, cap.replace("EXCESS", "lost"), from_july(body))
    assert due(lost, claims, "2020-12-31") == [5, 3, 4, 0, 5, 3]
    waits = under_deeds(tmp_path / "waits", {"job": "£5"}, cap.replace("EXCESS", "waits"), from_july(body))
    assert due(waits, claims[:4], "2020-07-31") == [5, 3, 4, 0]
    assert due(waits, claims[:4], "2020-08-01") == [5, 3, 5, 5]
    assert due(waits, claims, "2020-12-31") == [5, 3, 5, 5, 2, 0]


def test_under_a_deed_a_cap_as_signed_by_date_holds_for_what_was_reached_before(tmp_path):
    """The signed cap rises in 2021; by deed it is £30: what waited before the deed is paid when its own cap rises."""
    cap = '- {clause: "5", kind: contract_cap, excess: waits, at_most: {dated: {2020-01-01: £8, 2021-01-01: £9}}}\n'
    agreed = under_deeds(tmp_path, {"job": "£5"}, cap, from_july('changes: {clauses: {"5": {at_most: £30}}}'))
    claims = since("2020-07-01", *(claim(f"P{n}", "job", on) for n, on in enumerate(("2020-05-01", "2020-06-01"))))
    assert due(agreed, claims, "2020-12-31") == [5, 3]
    assert due(agreed, claims, "2021-01-01") == [5, 4]
    more = since("2020-07-01", *claims, claim("P3", "job", "2020-08-01"))
    assert due(agreed, more, "2021-01-01") == [5, 3, 5]


def test_under_a_deed_each_group_finds_the_most_of_its_own_version(tmp_path):
    """The deed gives group a more room and leaves b as it was."""
    caps = '- {clause: "5", kind: group_cap, at_most: {by: group, groups: {a: £6, b: £7}}}\n'
    body = 'changes: {clauses: {"5": {at_most: {by: group, groups: {a: £9, b: £7}}}}}'
    agreed = under_deeds(tmp_path, {"job": "£5"}, caps, from_july(body))
    claims = since(
        "2020-07-01",
        *(
            claim(f"{group}{on}", "job", on, facts={"start.group": group})
            for group in "ab"
            for on in ("2020-05-01", "2020-08-01")
        ),
    )
    assert due(agreed, claims, "2020-12-31") == [5, 4, 5, 2]


YEAR = (
    '- {clause: "5", kind: period_cap, at_most: £8, every: 1 year, from: 2020-01-01, unused: UNUSED, excess: EXCESS}\n'
)


@pytest.mark.parametrize(
    "unused, excess, expected",
    [
        ("lost", "lost", [5, 3, 2, 5, 5, 0]),  # £8 and £10 in 2020, £10 in 2021
        ("carried", "lost", [5, 3, 2, 5, 5, 0]),  # £8 of £8; £10 of £10; £20 of £20
        ("lost", "waits", [5, 5, 5, 5, 0, 0]),  # in 2021 the £2 and the £3 that wait come first: of £8, of £10
        ("carried", "waits", [5, 5, 5, 5, 0, 0]),  # £12 of £16, £15 of £20
    ],
)
def test_under_a_deed_the_room_of_a_year_is_that_of_each_claims_version(tmp_path, unused, excess, expected):
    """£8 a year as signed and £10 by deed."""
    cap = YEAR.replace("UNUSED", unused).replace("EXCESS", excess)
    agreed = under_deeds(tmp_path, {"job": "£5"}, cap, from_july('changes: {clauses: {"5": {at_most: £10}}}'))
    days = ("2020-05-01", "2020-06-01", "2020-07-01", "2021-02-01", "2021-03-01", "2021-04-01")
    claims = since("2020-07-01", *(claim(f"P{n}", "job", on) for n, on in enumerate(days)))
    assert due(agreed, claims, "2021-12-31") == expected


def test_under_a_deed_room_that_is_carried_is_that_of_the_years_so_far(tmp_path):
    """By deed £10 a year, carried: a claim of 2021 finds £20 less what was let through, one of 2020 only £10."""
    cap = YEAR.replace("UNUSED", "carried").replace("EXCESS", "lost")
    agreed = under_deeds(tmp_path, {"job": "£6"}, cap, from_july('changes: {clauses: {"5": {at_most: £10}}}'))
    days = ("2020-05-01", "2020-07-01", "2021-02-01", "2021-03-01", "2022-02-01", "2022-03-01", "2022-04-01")
    claims = since("2020-07-01", *(claim(f"P{n}", "job", on) for n, on in enumerate(days)))
    assert due(agreed, claims, "2022-12-31") == [6, 4, 6, 4, 6, 4, 0]


def test_under_a_deed_a_cap_that_counts_by_another_period_begins_anew(tmp_path):
    """£8 a year as signed; by deed £8 a month: what the year let through is not counted in the months."""
    cap = YEAR.replace("UNUSED", "lost").replace("EXCESS", "lost")
    agreed = under_deeds(tmp_path, {"job": "£5"}, cap, from_july('changes: {clauses: {"5": {every: 1 month}}}'))
    days = ("2020-05-01", "2020-07-01", "2020-07-02", "2020-08-01")
    claims = since("2020-07-01", *(claim(f"P{n}", "job", on) for n, on in enumerate(days)))
    assert due(agreed, claims, "2020-12-31") == [5, 5, 3, 5]


def test_what_does_not_fit_as_a_whole_uses_up_nothing(tmp_path):
    """Of £8 the first £5 are paid, two more of £5 do not fit and are not paid at all, and £3 still fit."""
    cap = '- {clause: "5", kind: contract_cap, at_most: £8, edge: whole}\n'
    agreed = terms(tmp_path, {"job": "£5", "course": "£3", "talk": "£0.01"}, cap)
    names = ("job", "job", "job", "course", "talk")
    claims = [claim(f"P{n}", name, f"2020-0{n}-01") for n, name in enumerate(names, 1)]
    assert pennies(agreed, claims) == [500, 0, 0, 300, 0]


def test_of_many_alternatives_only_the_first_is_paid(tmp_path):
    """However many follow, none of them is paid."""
    first = '- {clause: "5", kind: first_of, outcomes: [job, course], per: contract}\n'
    agreed = terms(tmp_path, {"job": "£5", "course": "£3"}, first)
    claims = [claim(f"P{n}", ("job", "course")[n % 2], f"2020-0{n}-01") for n in (1, 2, 3, 4, 5)]
    assert due(agreed, claims, "2020-12-31") == [3, 0, 0, 0, 0]


def test_under_a_deed_the_most_for_one_person_is_that_of_each_claims_version(tmp_path):
    """£8 for each person as signed and £12 by deed: each person has room of its own."""
    cap = '- {clause: "5", kind: participant_cap, at_most: £8}\n'
    agreed = under_deeds(tmp_path, {"job": "£5"}, cap, from_july('changes: {clauses: {"5": {at_most: £12}}}'))
    claims = [claim(person, "job", on) for person in "AB" for on in ("2020-05-01", "2020-06-01", "2020-08-01")]
    assert due(agreed, since("2020-07-01", *claims), "2020-12-31") == [5, 3, 4, 5, 3, 4]


# ---- what a limit says -----------------------------------------------------------------------------


def the_clause(tmp_path, text, **prices):
    """The clause that is written between the price and who pays."""
    return terms(tmp_path, {"job": "£5", "home_kept": "£4", "course": "£3", **prices}, text).clauses[1]


@pytest.mark.parametrize(
    "more, said_of_it",
    [
        ("", "The most for everybody is £8.00, for all outcomes together"),
        (", outcomes: home_kept", "The most for everybody is £8.00, for home kept"),
        (", outcomes: [job, home_kept]", "The most for everybody is £8.00, for job and home kept together"),
        (
            ", outcomes: [job, home_kept, course], excess: waits",
            "The most for everybody is £8.00, for job, home kept and course together, and what passes waits for room",
        ),
        (
            ", edge: whole",
            "The most for everybody is £8.00, for all outcomes together; "
            "a claim that does not fit as a whole is not paid",
        ),
        (
            ", edge: whole, excess: waits, outcomes: job",
            "The most for everybody is £8.00, for job, and what passes waits for room; "
            "a claim that does not fit as a whole is not paid",
        ),
    ],
)
def test_a_cap_says_what_it_limits_and_what_becomes_of_what_passes(tmp_path, more, said_of_it):
    """In one sentence, with the outcomes it names or all of them."""
    assert the_clause(tmp_path, f'- {{clause: "5", kind: contract_cap, at_most: £8{more}}}\n').in_words() == said_of_it


def test_the_day_of_a_cap_is_asked_only_where_it_changes_by_date(tmp_path):
    """The standard terms say which day picks the amount of a dated cap; of any other nothing is asked."""
    (tmp_path / "dated").mkdir()
    plain = the_clause(tmp_path, '- {clause: "5", kind: contract_cap, at_most: £8}\n')
    assert (plain.limit_day, plain.edge, plain.excess) == (None, "part", "lost")
    dated = '- {clause: "5", kind: contract_cap, at_most: {dated: {2020-01-01: £8, 2021-01-01: £9}}}\n'
    assert the_clause(tmp_path / "dated", dated).limit_day == "shown"


def test_a_cap_looks_at_what_is_due_on_the_outcomes_it_names_or_on_all(tmp_path):
    """It stands below the prices of those that it limits."""
    named = the_clause(tmp_path, '- {clause: "5", kind: contract_cap, at_most: £8, outcomes: [course, job]}\n')
    assert named.looks_at_due(("job", "home_kept", "course")) == ("course", "job")
    whole = the_clause(tmp_path, '- {clause: "5", kind: contract_cap, at_most: £8}\n')
    assert whole.looks_at_due(("job", "home_kept", "course")) == ("job", "home_kept", "course")


def test_what_a_cap_decides_is_told_with_its_outcomes_in_the_order_of_the_alphabet(tmp_path):
    """Two caps in money of the same outcomes decide the same, in whatever order they name them."""
    names = ["fifth", "first", "fourth", "second", "sixth", "third"]
    mixed = "[sixth, first, fifth, third, second, fourth]"
    text = f'- {{clause: "5", kind: contract_cap, at_most: £8, outcomes: {mixed}}}\n'
    (decided,) = the_clause(tmp_path, text, **dict.fromkeys(names, "£1")).decides(())
    assert decided.key == ("limit", "contract", "money", *names)
    assert decided.what == (
        "the most money for everybody together, counting fifth, first, fourth, second, sixth, third"
    )
    (decided,) = the_clause(tmp_path, '- {clause: "5", kind: contract_cap, at_most: 8 claims}\n').decides(())
    assert (decided.key, decided.what) == (("limit", "contract", "claims"), "the most claims for everybody together")


# ---- what is claimed too late ----------------------------------------------------------------------


def test_of_a_late_claim_a_penny_is_taken_and_of_nothing_there_is_no_line(tmp_path):
    """A claim at £0, or one that is owed back, is not taken however late it was."""
    window = less("owed", "0.02") + '- {clause: "5", kind: claim_window, within: 30 days, after: reached}\n'
    agreed = terms(tmp_path, {"penny": "£0.01", "free": "£0", "owed": "£0.01"}, window)
    claims = [claim("A", name, "2020-02-01", claimed="2020-06-01") for name in ("penny", "free", "owed")]
    assert pennies(agreed, claims) == [0, 0, -1]
    assert [line.claim for line in lines_of(agreed, claims, "2020-12-31", "5")] == [claims[0].ref]


def test_a_last_day_before_the_outcome_leaves_no_days(tmp_path):
    """Reached and claimed after the last day for all: it is too late at once, of no days allowed."""
    window = '- {clause: "5", kind: claim_window, within: 30 days, after: reached, not_after: 2020-01-31}\n'
    agreed = terms(tmp_path, {"job": "£5"}, window)
    claims = [
        claim("A", "job", "2020-01-31"),
        claim("B", "job", "2020-01-29", claimed="2020-02-01"),
        claim("C", "job", "2020-02-01"),
    ]
    assert due(agreed, claims, "2020-12-31") == [5, 0, 0]
    days = "days after the day, of"
    assert said(agreed, claims) == [
        f"claimed 3 {days} 2 days allowed, reached on 29 January 2020, claimed on 1 February 2020, "
        "last day 31 January 2020: too late",
        f"claimed 0 {days} 0 days allowed, reached on 1 February 2020, claimed on 1 February 2020, "
        "last day 31 January 2020: too late",
    ]


def test_what_was_claimed_too_late_is_told_in_the_order_of_its_names(tmp_path):
    """A last day that hangs on an outcome that is not reached is none; the lines do not depend on the order given."""
    window = '- {clause: "5", kind: claim_window, within: 30 days, after: reached, not_after: 5 days after done}\n'
    agreed = terms(tmp_path, {"job": "£5", "done": "£0"}, window)
    late = [claim(ref, "job", "2020-02-01", claimed="2020-03-03") for ref in "BA"]
    in_time = claim("C", "job", "2020-02-01", claimed="2020-03-02")
    assert [line.claim[0] for line in lines_of(agreed, [*late, in_time], "2020-12-31", "5")] == ["A", "B"]
    done = claim("C", "done", "2020-02-26")
    assert due(agreed, [*late, in_time, done], "2020-12-31") == [0, 0, 5, 0]
    assert due(agreed, [*late, in_time, done._replace(reached=done.reached - 1)], "2020-12-31") == [0, 0, 0, 0]
