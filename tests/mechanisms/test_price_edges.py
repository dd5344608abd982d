"""Where prices and parts begin and end: to the penny, on the day, by the place of a claim, and under deeds."""

from fractions import Fraction

import pytest

from sop_engine.library.load import load_contract
from sop_engine.statements.sentences import line_sentence
from tests.mechanisms.settled import claim, due, lines_of, terms, worked
from tests.mechanisms.settling import claim as counted
from tests.mechanisms.settling import contract, settled
from tests.mechanisms.varied import deed

ORDER = "in_order_of: [reached, person, record]"


def varied_terms(folder, prices, clauses, *deeds, **more):
    """The terms of a contract with deeds beside it."""
    terms(folder, prices, clauses, **more)
    (folder / "variations").mkdir()
    for number, text in enumerate(deeds, 1):
        (folder / "variations" / f"{number:02}.yaml").write_text(text, encoding="utf-8")
    return load_contract(folder).contract


def reached(person, outcome, on, **more):
    """A claim under a deed for what is reached from July 2020, where it is reached from then."""
    made = claim(person, outcome, on, **more)
    return made._replace(deeds=(1,) if on >= "2020-07-01" else ())


def pennies(agreed, claims, as_at="2020-12-31"):
    """What is due on each claim, in pennies."""
    made = worked(agreed, claims, as_at)
    return [made[each.ref].net for each in claims]


# ---- places ----------------------------------------------------------------------------------------

THIRD = "{by: position, steps: {1: £0, 3: £30}}"


def test_the_places_of_an_outcome_are_counted_from_one_each_outcome_by_itself(tmp_path):
    """The first two homes bring £10 and the third £40; the courses between them take no place of theirs."""
    steps = f'- {{clause: "2", kind: supplement, {ORDER}, adds: {{home: {THIRD}, course: {THIRD}}}}}\n'
    agreed = terms(tmp_path, {"home": "£10", "course": "£5"}, steps)
    claims = [
        claim("C", "home", "2020-03-01"),
        claim("A", "course", "2020-01-15"),
        claim("A", "home", "2020-01-01"),
        claim("B", "course", "2020-02-15"),
        claim("B", "home", "2020-02-01"),
    ]
    assert due(agreed, claims, "2020-12-31") == [40, 5, 10, 5, 10]


@pytest.mark.parametrize(
    "changed, expected",
    [
        ('"2": {adds: {home: {by: position, steps: {1: £0, 3: £50}}}}', [10, 10, 60, 30]),
        ('"3": {parts: {home: {by: position, steps: {1: 0%, 4: 20%}}}}', [10, 10, 40, 32]),
    ],
)
def test_under_a_deed_places_go_on_over_everybody(tmp_path, changed, expected):
    """Two homes before the deed and two after it: the third of all is the first under the deed, and is paid more."""
    both = (
        f'- {{clause: "2", kind: supplement, {ORDER}, adds: {{home: {THIRD}}}}}\n'
        f'- {{clause: "3", kind: discount, {ORDER}, parts: {{home: {{by: position, steps: {{1: 0%, 4: 50%}}}}}}}}\n'
    )
    varied = deed(1, f"changes: {{clauses: {{{changed}}}}}", for_="reached_from_then")
    agreed = varied_terms(tmp_path, {"home": "£10"}, both, varied)
    claims = [reached(f"P{n}", "home", f"2020-0{n}-01") for n in (5, 6, 7, 8)]
    assert due(agreed, claims, "2020-12-31") == expected


TOGETHER = (
    '- {clause: "2", kind: outcome_cap, outcome: course, at_most: 1 claim}\n'
    '- {clause: "3", kind: supplement, in_order_of: [reached, person, outcome, record], '
    f"adds: {{home: {THIRD}, course: {THIRD}}}, position: {{of: [home, course], per: PER}}}}\n"
)


@pytest.mark.parametrize("per, expected", [("contract", [1, 1, 3_001, 0, 3_001]), ("cohort", [1, 1, 1, 0, 3_001])])
def test_outcomes_counted_together_take_places_for_a_penny_and_none_for_nothing(tmp_path, per, expected):
    """A home for a penny takes a place, a course beyond its cap takes none, and has no line of the supplement; in
    each cohort, or over the contract whatever the cohort."""
    agreed = terms(tmp_path, {"home": "£0.01", "course": "£0.01"}, TOGETHER.replace("PER", per))
    claims = [
        claim("A", "home", "2020-01-01", cohort="1"),
        claim("B", "course", "2020-02-01", cohort="1"),
        claim("C", "home", "2020-03-01", cohort="2"),
        claim("D", "course", "2020-03-15", cohort="1"),
        claim("E", "home", "2020-04-01", cohort="1"),
    ]
    assert pennies(agreed, claims) == expected
    carried = [line.claim for line in lines_of(agreed, claims, "2020-12-31", "3")]
    assert carried == [each.ref for each in claims if each.person != "D"]


# ---- lines of a price ------------------------------------------------------------------------------


def test_a_price_on_the_line_is_one_claim_at_a_rate_in_whole_pennies(tmp_path):
    """A third of the way from £0 to £10: one claim at £3.33, and the line says so."""
    table = "{by: gain, line: {0: £0, 3: £10}, below: £0, above: £10}"
    agreed = contract(tmp_path, f'- {{clause: "1", kind: outcome_price, prices: {{n: {table}}}}}\n', "n", "gain")
    made = settled(agreed, [counted("n", gain=1)])
    assert made.amounts == [333]
    (line,) = lines_of(agreed, [counted("n", gain=1)], "2020-12-31", "1")
    assert (line.base, line.rate, line.unit) == (1, 333, "claims")


def test_a_price_by_quantity_names_the_unit_that_its_measure_states(tmp_path):
    """Half a night at £15.11 is £7.56: the line says nights, or the name of the measure where it states no unit."""
    clause = '- {clause: "1", kind: outcome_price, prices: {n: {per: days_saved, rate: £15.11}}}\n'
    contract(tmp_path, clause, "n", "days_saved")
    file = tmp_path / "contract.yaml"
    text = file.read_text(encoding="utf-8")
    one = counted("n", days_saved="0.5")
    for stated, said in (
        ("{fixed: 1}", "days saved"),
        ("{fixed: 1, unit: nights}", "nights"),
        ("{fixed: 1, unit: money}", "days saved"),
        ("{fixed: 1, unit: claims}", "days saved"),
    ):
        file.write_text(text.replace("{fixed: 1}", stated), encoding="utf-8")
        agreed = load_contract(file).contract
        (line,) = lines_of(agreed, [one], "2020-12-31", "1")
        assert (line.amount, line.base, line.rate, line.unit) == (756, Fraction(1, 2), 1_511, said)
        assert line_sentence(agreed, line, one) == f"the price of n, 0.5 {said} at £15.11 each"


def test_a_deduction_that_is_lost_beyond_what_is_due_takes_no_penny_more(tmp_path):
    """Of a claim at nothing, or below, nothing is taken; of a penny, a penny; the rest is lost, band by band."""
    table = "{per: gain, slices: {0: £0.02, 2: £0.05}}"
    clauses = (
        '- {clause: "1", kind: outcome_price, prices: {none: £0, some: £0.01, much: £0.07, below: £0.01}}\n'
        '- {clause: "2", kind: deduction, beyond: owed_back, deducts: {below: £0.03}}\n'
        f'- {{clause: "3", kind: deduction, beyond: lost, deducts: {{none: {table}, some: {table}, much: {table}, '
        f"below: {table}}}}}\n"
    )
    agreed = contract(tmp_path, clauses, "none some much below", "gain")
    names = ("none", "some", "much", "below")
    made = settled(agreed, [counted(name, gain=3) for name in names])
    assert list(made.net.values()) == [0, 0, 0, -2]
    claims = [counted(name, gain=3) for name in names]
    taken = {each.outcome: [] for each in claims}
    for line in lines_of(agreed, claims, "2020-12-31", "3"):
        taken[line.claim.split("/")[1]].append(line.amount)
    assert taken == {"none": [0, 0], "some": [-1, 0], "much": [-4, -3], "below": [0, 0]}


# ---- parts of what is due --------------------------------------------------------------------------


def test_a_part_is_taken_of_a_penny_and_of_nothing_there_is_no_line(tmp_path):
    """All of a penny is taken off; of £0, and of what is owed back, there is nothing to take and no line."""
    clauses = (
        '- {clause: "2", kind: deduction, beyond: owed_back, deducts: {owed: £0.03}}\n'
        '- {clause: "3", kind: discount, part: 100%}\n'
    )
    agreed = terms(tmp_path, {"penny": "£0.01", "free": "£0", "owed": "£0.01"}, clauses)
    claims = [claim("A", name, "2020-02-01") for name in ("penny", "free", "owed")]
    assert pennies(agreed, claims) == [0, 0, -2]
    assert [line.claim for line in lines_of(agreed, claims, "2020-12-31", "3")] == [claims[0].ref]


def test_a_factor_above_one_is_earned_and_one_below_is_deducted(tmp_path):
    """What an index adds is earned, what it takes is deducted, to the part; a factor of one has no line."""
    index = '- {clause: "2", kind: indexation, factors: {dated: {2020-01-01: 1, 2020-02-01: 1.25, 2020-03-01: 0.9}}}\n'
    agreed = terms(tmp_path, {"job": "£100"}, index)
    claims = [claim("A", "job", f"2020-0{month}-28") for month in (1, 2, 3)]
    lines = lines_of(agreed, claims, "2020-12-31", "2")
    assert [(line.claim, line.amount, line.rate, line.effect) for line in lines] == [
        (claims[1].ref, 2_500, Fraction(1, 4), "earned"),
        (claims[2].ref, -1_000, Fraction(1, 10), "deducted"),
    ]
    made = worked(agreed, claims, "2020-12-31")
    assert [(each.gross, each.net) for each in made.values()] == [(10_000, 10_000), (12_500, 12_500), (10_000, 9_000)]


def test_a_part_by_place_looks_at_the_places_of_its_own_outcome(tmp_path):
    """From the second claim of an outcome on a half is taken off; an outcome with one part for all has no place."""
    parts = "{home: {by: position, steps: {1: 0%, 2: 50%}}, course: 10%}"
    agreed = terms(
        tmp_path, {"home": "£10", "course": "£10"}, f'- {{clause: "2", kind: discount, {ORDER}, parts: {parts}}}\n'
    )
    claims = [claim(p, name, "2020-02-01") for p in "AB" for name in ("course", "home")]
    assert due(agreed, claims, "2020-12-31") == [9, 10, 9, 5]


# ---- what an audit takes back ----------------------------------------------------------------------

AUDIT = '- {clause: "5", kind: recovery, outcome: audit, measure: errorsMORE}\n'


def audited(tmp_path, more="", prices="job: £10, help: £4, audit: £0", between=""):
    """An audit that finds a part in error."""
    clauses = f'- {{clause: "1", kind: outcome_price, prices: {{{prices}}}}}\n' + between + AUDIT.replace("MORE", more)
    return contract(tmp_path, clauses, "job help audit", "errors")


def audit(on, part="0.5", time=1, **more):
    """A claim of the audit."""
    return counted("audit", "contract", on, time, errors=part)._replace(**more)


def test_m65_an_audit_looks_at_what_was_reached_up_to_its_day_and_after_the_one_before(tmp_path):
    """Of three jobs, on the day of the first audit, the day after and on the day of the second: one and two."""
    agreed = audited(tmp_path)
    jobs = [counted("job", f"P{day}", f"2020-03-{day:02}") for day in (9, 10, 11, 20, 21)]
    made = settled(agreed, [*jobs, audit("2020-03-20", time=2), audit("2020-03-10", time=1)])
    assert [made.net[f"contract/audit/{n}"] for n in (1, 2)] == [-1_000, -1_000]
    assert sorted(made.says[-2:]) == ["50% of £20.00 due by then was found in error and is taken back"] * 2


def test_m65_an_audit_of_a_period_looks_at_what_was_reached_in_it(tmp_path):
    """From its first day to its last, both counted in; what came before and after is another audit's."""
    agreed = audited(tmp_path)
    jobs = [
        counted("job", f"P{i}", on) for i, on in enumerate(("2020-02-29", "2020-03-01", "2020-03-31", "2020-04-01"))
    ]
    march = claim("", "x", "2020-03-01").reached, claim("", "x", "2020-03-31").reached
    made = settled(agreed, [*jobs, audit("2020-04-20", period=march)])
    assert made.net["contract/audit/1"] == -1_000


def test_m65_an_audit_takes_back_of_others_and_not_of_itself(tmp_path):
    """The audit has a fee of its own: of that nothing is taken; where it names outcomes, of those alone."""
    (tmp_path / "named").mkdir()
    every = audited(tmp_path, prices="job: £10, help: £4, audit: £100")
    claims = [counted("job"), counted("help"), audit("2020-03-10")]
    assert settled(every, claims).net["contract/audit/1"] == 10_000 - 700
    named = audited(tmp_path / "named", ", outcomes: help", "job: £10, help: £4, audit: £100")
    assert settled(named, claims).net["contract/audit/1"] == 10_000 - 200


@pytest.mark.parametrize("part, taken", [("1.5", 1_000), ("1", 1_000), ("0.5", 500), ("0.001", 1)])
def test_m65_no_more_than_all_is_taken_back(tmp_path, part, taken):
    """A rate of error above one takes back all that is due, and no more."""
    made = settled(audited(tmp_path), [counted("job"), audit("2020-03-10", part)])
    assert made.net["contract/audit/1"] == -taken


@pytest.mark.parametrize("part", ["0", "-0.5"])
def test_m65_where_nothing_is_in_error_there_is_no_line(tmp_path, part):
    """A rate of nought, or below, takes nothing back and gives nothing."""
    made = settled(audited(tmp_path), [counted("job"), audit("2020-03-10", part)])
    assert (made.net["contract/audit/1"], len(made.amounts)) == (0, 2)


@pytest.mark.parametrize("owed, lines", [("9.99", [-1]), ("10", []), ("12", [])])
def test_m65_of_what_is_worth_nothing_in_all_nothing_is_taken_back(tmp_path, owed, lines):
    """Of a penny due in all a penny is taken back; of nothing, or of what is owed back, there is no line."""
    between = f'- {{clause: "2", kind: deduction, beyond: owed_back, deducts: {{job: £{owed}}}}}\n'
    made = settled(audited(tmp_path, between=between), [counted("job"), audit("2020-03-10", "1")])
    assert [amount for amount, said in zip(made.amounts, made.says, strict=True) if "in error" in said] == lines


def test_m65_under_a_deed_an_audit_still_begins_after_the_one_before(tmp_path):
    """An audit under a deed that rounds otherwise looks at what came since the audit before the deed, once for each."""
    audited(tmp_path, ", rounding: down", "job: £10.01, help: £4, audit: £0")
    (tmp_path / "variations").mkdir()
    body = 'changes: {clauses: {"5": {rounding: up}}}'
    (tmp_path / "variations" / "01.yaml").write_text(deed(1, body, for_="reached_from_then"), encoding="utf-8")
    agreed = load_contract(tmp_path).contract
    jobs = [counted("job", "A", "2020-06-01"), counted("job", "B", "2020-08-01")._replace(deeds=(1,))]
    audits = [audit("2020-06-10"), audit("2020-08-10", time=2, deeds=(1,))]
    made = settled(agreed, [*jobs, *audits])
    assert [made.net[each.ref] for each in audits] == [-500, -501]


# ---- what is asked of a price ----------------------------------------------------------------------


def test_a_day_an_order_and_a_rounding_are_asked_where_any_of_the_tables_needs_one(tmp_path):
    """The standard terms answer for the table that is dated, goes by place or leaves parts, and for no other."""
    plain = "home: £1"
    dated = "course: {dated: {2010-01-01: £1, 2020-01-01: £2}}"
    placed = "course: {by: position, steps: {1: £1, 3: £2}}"
    parts = "course: {per: gain, rate: £0.01}"
    for adds, stated in (
        (plain, (None, None, None)),
        (f"{plain}, {dated}", ("reached", None, None)),
        (f"{plain}, {placed}", (None, True, None)),
        (f"{plain}, {parts}", (None, None, "half_up")),
    ):
        text = (
            '- {clause: "1", kind: outcome_price, prices: {home: £1, course: £1}}\n'
            f'- {{clause: "2", kind: supplement, adds: {{{adds}}}}}\n'
        )
        supplement = contract(tmp_path, text, "home course", "gain").clauses[1]
        day, order, rounding = supplement.price_day, supplement.in_order_of, supplement.rounding
        assert (day, bool(order) or None, rounding) == stated
        assert supplement.matters("another", {}) is True


def test_a_part_stands_below_the_prices_of_what_it_names_or_of_all(tmp_path):
    """A discount looks at what is due on its outcomes; on every one where it names none."""
    text = (
        '- {clause: "1", kind: outcome_price, prices: {home: £1, course: £1}}\n'
        '- {clause: "2", kind: discount, part: 5%MORE}\n'
    )
    named = contract(tmp_path, text.replace("MORE", ", outcomes: home"), "home course").clauses[1]
    assert named.looks_at_due(("home", "course")) == ("home",)
    whole = contract(tmp_path, text.replace("MORE", ""), "home course").clauses[1]
    assert whole.looks_at_due(("home", "course")) == ("home", "course")
