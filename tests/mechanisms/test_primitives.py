"""The primitives that clauses are written out in, over claims alone: no contract, a few claims, amounts by hand."""

from dataclasses import replace
from fractions import Fraction
from types import SimpleNamespace

import pytest

from sop_engine.clauses.hold import Hold, Until
from sop_engine.clauses.limit import Limit
from sop_engine.clauses.price import PartOfDue, PartOfOthers, Price, amount_of, positions, positions_together
from sop_engine.clauses.priced import units
from sop_engine.clauses.share import Share
from sop_engine.clauses.so_far import SoFar
from sop_engine.errors import CallError
from sop_engine.forms.discount import Discount
from sop_engine.forms.supplement import Supplement
from sop_engine.records.posted import PostedClaim
from sop_engine.records.working import EARNED, Line
from sop_engine.terms.part import PartBySteps
from sop_engine.terms.price import Line as StraightLine
from sop_engine.terms.price import PerUnit, Steps
from sop_engine.terms.share import Taker
from sop_engine.terms.written import Anchor
from sop_engine.units.days import FIRST, Duration
from sop_engine.units.money import MOST, Money
from sop_engine.units.reckoning import Reckoning
from tests.mechanisms.settled import claim, day

POUND = Money(100, "GBP")


def so_far(claims, nets=(), subjects=None, as_at="2020-12-31"):
    """The claims, and what is due on each so far, in pennies."""
    names = list(dict.fromkeys(each.outcome for each in claims))
    made = SoFar(
        claims,
        {name: i for i, name in enumerate(names)},
        dict.fromkeys(names, "person") | (subjects or {}),
        day(as_at),
        day("2020-01-01"),
        day("2022-12-31"),
        Reckoning(),
    )
    made.add(Line(c.ref, "1", "x", n, 1, n, "claims", "", EARNED) for c, n in zip(claims, nets, strict=False))
    return made


def amounts(lines):
    """The amount of each line, by the person of its claim."""
    return [(line.claim.split("/")[0], line.amount) for line in lines]


def homes(people, outcome="home"):
    """A claim of each person, a day after the other."""
    return [claim(person, outcome, f"2020-02-{n:02}") for n, person in enumerate(people, 1)]


# ---- what is due so far ----------------------------------------------------------------------------


def test_what_is_due_on_a_claim_is_the_sum_of_its_lines_and_nothing_before_the_first():
    """Two lines of three pennies and of minus one: two; a claim without a line: nought."""
    claims = homes("AB")
    made = so_far(claims, [3])
    assert [made.worth(each) for each in claims] == [3, 0]
    made.add([Line(claims[0].ref, "2", "x", -1, 1, 1, "claims", "", EARNED)])
    made.add([Line(claims[1].ref, "2", "x", -1, 1, 1, "claims", "", EARNED)])
    assert [made.worth(each) for each in claims] == [2, -1]


def test_claims_are_selected_by_outcome_and_in_the_stated_order():
    """Of those that a clause is carried out on, or of everybody where it asks for everybody."""
    claims = [claim("B", "home", "2020-02-01"), claim("A", "home", "2020-03-01"), claim("A", "job", "2020-01-01")]
    made = so_far(claims)
    assert made.selected(("home",), ("person",)) == [claims[1], claims[0]]
    assert made.selected(("home",), ("reached",)) == [claims[0], claims[1]]
    assert made.selected(("job", "home"), ("outcome", "person")) == [claims[1], claims[0], claims[2]]
    one = made.on(claims[:1])
    assert one.selected(("home", "job"), ()) == claims[:1]
    assert one.selected(("home", "job"), ("reached",), everybody=True) == [claims[2], claims[0], claims[1]]
    assert one.on(claims[1:2]).everyone == claims
    assert made.everyone == claims


@pytest.mark.parametrize("order", [("person", "record"), ("reached", "person", "record"), ("record",)])
def test_claims_that_are_equal_stand_by_what_their_records_say(order):
    """At the beginning, in the middle and at the end, two together or three; a claim by itself stays where it is."""
    said = {"A": "cba", "B": "a", "C": "ba", "D": "ac", "E": "b", "F": "zyx"}
    claims = [
        claim(who, "home", f"2020-02-{day:02}")._replace(ref=f"{who}{what}", record=(f"{day:02}", what))
        for day, who in enumerate(said, 1)
        for what in said[who]
    ]
    made = so_far(list(reversed(claims)))
    in_order = ["Aa", "Ab", "Ac", "Ba", "Ca", "Cb", "Da", "Dc", "Eb", "Fx", "Fy", "Fz"]
    assert [each.ref for each in made.selected(("home",), order)] == in_order
    assert [each.ref for each in so_far(claims).selected(("home",), ("reached",))][:3] == ["Ac", "Ab", "Aa"]


def test_a_claim_concerns_its_person_its_cohort_or_everybody():
    """The wider of the two outcomes decides: a person's job beside the cohort's day, beside the contract's."""
    jobs = [
        claim(person, "job", "2020-02-01", cohort=cohort) for person, cohort in (("A", "1"), ("B", "1"), ("C", "2"))
    ]
    homes_ = [claim(person, "home", "2020-02-01", cohort=cohort) for person, cohort in (("A", "1"), ("B", "1"))]
    of_cohort = claim("", "closes", "2020-03-01", cohort="1")
    of_all = claim("", "ends", "2020-04-01")
    made = so_far([*jobs, *homes_, of_cohort, of_all], (), {"closes": "cohort", "ends": "contract"})
    for _ in range(2):  # what was looked up is remembered
        assert made.concerning("job", homes_[0]) == jobs[:1]
        assert made.concerning("job", of_cohort) == jobs[:2]
        assert made.concerning("job", of_all) == jobs
        assert made.concerning("closes", jobs[1]) == [of_cohort]
        assert made.concerning("closes", jobs[2]) == []
        assert made.concerning("ends", jobs[2]) == [of_all]
        assert made.concerning("home", jobs[2]) == []


def test_the_day_of_an_anchor_is_a_date_the_start_or_the_first_time_an_outcome_is_reached():
    """None where it is not reached; so long after or before it."""
    job = claim("A", "job", "2020-02-01", start="2020-01-05")
    done = [claim("A", "done", f"2020-0{month}-10") for month in (7, 5)]
    made = so_far([job, *done, claim("B", "never", "2020-02-01")])
    assert made.day_of(Anchor(day=day("2020-03-03")), job) == day("2020-03-03")
    assert made.day_of(Anchor(of="start"), job) == day("2020-01-05")
    assert made.day_of(Anchor(of="done"), job) == day("2020-05-10")
    assert made.day_of(Anchor(of="done", length=Duration(months=1)), job) == day("2020-06-10")
    assert made.day_of(Anchor(of="done", length=Duration(months=1), before=True), job) == day("2020-04-10")
    assert made.day_of(Anchor(of="never"), job) is None


# ---- places ----------------------------------------------------------------------------------------


def test_places_are_counted_over_everybody_and_each_outcome_by_itself():
    """A clause that is carried out on one claim alone finds the place that the claim has among all."""
    claims = [*homes("ABC"), *homes("AB", "course")]
    made = so_far(claims)
    places = {**dict(zip((c.ref for c in claims), (1, 2, 3, 1, 2), strict=True))}
    assert positions(made, ("home", "course"), ("reached",)) == places
    assert positions(made.on(claims[2:3]), ("home",), ("reached",)) == {c.ref: places[c.ref] for c in claims[:3]}
    assert positions(made, (), ("reached",)) == {}


def test_places_together_are_for_what_is_worth_a_penny_in_each_cohort_or_over_all():
    """What is worth nothing, or owed back, has no place."""
    claims = [each._replace(cohort=cohort) for each, cohort in zip(homes("ABCDE"), "11212", strict=True)]
    made = so_far(claims, [1, 0, 1, 2, -1])
    places = positions_together(made, ("home",), "contract", ("reached",))
    assert places == {claims[0].ref: 1, claims[2].ref: 2, claims[3].ref: 3}
    places = positions_together(made, ("home",), "cohort", ("reached",))
    assert places == {claims[0].ref: 1, claims[2].ref: 1, claims[3].ref: 2}


# ---- prices ----------------------------------------------------------------------------------------

PLACED = Steps(by="position", steps={Fraction(1): POUND, Fraction(3): Money(300, "GBP")})


def test_a_price_by_place_is_for_each_outcome_or_for_those_counted_together():
    """The third home is dearer; counted together with courses the second home is the third."""
    claims = [*homes("AB"), claim("C", "course", "2020-02-01"), claim("D", "home", "2020-03-01")]
    alone = Price("2", "x", {"home": PLACED, "course": PLACED}, "reached", "", ("reached", "person"))
    assert amounts(alone.lines(so_far(claims))) == [("A", 100), ("B", 100), ("C", 100), ("D", 300)]
    both = Price(
        "2", "x", {"home": PLACED}, "reached", "", ("reached", "person"), together=("home", "course"), per="contract"
    )
    assert amounts(both.lines(so_far(claims, [1, 1, 1, 1]))) == [("A", 100), ("B", 300), ("D", 300)]
    assert amounts(both.lines(so_far(claims, [1, 0, 1, 1]))) == [("A", 100), ("D", 300)]


def test_a_price_is_for_the_outcomes_it_names_alone():
    """Another outcome has no line of it; one at £0 has a line of nought."""
    claims = [*homes("A"), claim("B", "job", "2020-02-02"), claim("C", "free", "2020-02-02")]
    price = Price("2", "x", {"home": POUND, "free": Money(0, "GBP")}, "reached")
    assert amounts(price.lines(so_far(claims))) == [("A", 100), ("C", 0)]
    (home, free) = price.lines(so_far(claims))
    assert (home.base, home.rate, home.unit, home.effect) == (1, 100, "claims", "earned")
    assert free.rate == 0


def test_a_price_names_what_it_counts_and_at_what_rate():
    """On a straight line a claim at a rate in whole pennies; by quantity so many of the unit that is stated."""
    measured = claim("A", "home", "2020-02-01")._replace(measured={"days_saved": Fraction(1, 3)})
    table = StraightLine(by="days_saved", line={Fraction(0): Money(0, "GBP"), Fraction(1): Money(1_000, "GBP")})
    (line,) = Price("1", "x", {"home": table}, "reached", "half_up").lines(so_far([measured]))
    assert (line.amount, line.base, line.rate, line.unit) == (333, 1, 333, "claims")
    each = {"home": PerUnit(per="days_saved", rate=POUND)}
    (line,) = Price("1", "x", each, "reached", "half_up").lines(so_far([measured]))
    assert (line.amount, line.base, line.rate, line.unit) == (33, Fraction(1, 3), 100, "days saved")
    (line,) = Price("1", "x", each, "reached", "up", units={"days_saved": "nights"}).lines(so_far([measured]))
    assert (line.amount, line.base, line.rate, line.unit) == (34, Fraction(1, 3), 100, "nights")


@pytest.mark.parametrize("net, left", [(150, -100), (100, -100), (99, -99), (1, -1), (0, 0), (-5, 0)])
def test_a_deduction_down_to_nothing_takes_what_there_is(net, left):
    """And where nothing is due, or something is owed back, it takes nothing; owed back, it takes all."""
    down = Price("2", "x", {"home": POUND}, "reached", effect="deducted", down_to_nothing=True)
    assert amounts(down.lines(so_far(homes("A"), [net]))) == [("A", left)]
    back = Price("2", "x", {"home": POUND}, "reached", effect="deducted")
    assert amounts(back.lines(so_far(homes("A"), [net]))) == [("A", -100)]


@pytest.mark.parametrize(
    "net, part, factors, expected",
    [
        (1, Fraction(1), False, [("A", -1)]),
        (0, Fraction(1), False, []),
        (-9, Fraction(1), False, []),
        (1_000, Fraction(0), False, []),
        (1_000, Fraction(1, 3), False, [("A", -333)]),
        (1_000, Fraction(5, 4), True, [("A", 250)]),
        (1_000, Fraction(3, 4), True, [("A", -250)]),
        (1_000, Fraction(1), True, []),
    ],
)
def test_a_part_of_what_is_due_is_taken_or_added(net, part, factors, expected):
    """Of a penny, of nothing, of what is owed back; a factor adds what it is above one, and takes what it is below."""
    primitive = PartOfDue("2", "x", {"home": part}, "reached", "half_up", factors=factors)
    claims = [*homes("A"), claim("B", "job", "2020-02-02")]
    lines = primitive.lines(so_far(claims, [net, 500]))
    assert amounts(lines) == expected
    for line in lines:
        assert (line.base, line.effect) == (net, "earned" if line.amount > 0 else "deducted")
        assert line.rate == abs(part - 1 if factors else part)


def audit(ref, on, part, **more):
    """A claim of the audit, with the part that it found in error."""
    return claim(ref, "audit", on, **more)._replace(measured={"errors": Fraction(part)})


RECOVERY = PartOfOthers("5", "x", "audit", ("home", "audit"), "errors", "half_up")


@pytest.mark.parametrize(
    "part, nets, expected",
    [
        ("1/2", [100, 100, 100, 0], [("X", -100)]),  # the third came after the audit
        ("2", [100, 100, 100, 0], [("X", -200)]),
        ("1/2", [100, 100, 100, 900], [("X", -100)]),  # of its own fee nothing is taken
        ("0", [100, 100, 100, 0], []),
        ("-1", [100, 100, 100, 0], []),
        ("1", [1, 0, 0, 0], [("X", -1)]),
        ("1", [0, 0, 5, 0], []),
        ("1", [-1, -1, 5, 0], []),
        ("1", [-1, 3, 5, 0], [("X", -2)]),
    ],
)
def test_an_audit_takes_a_part_of_what_is_due_on_others_by_its_day(part, nets, expected):
    """At least nothing, and at most all; where nothing is due there is no line."""
    claims = [*homes("ABC"), audit("X", "2020-02-02", part), claim("J", "job", "2020-02-01")]
    assert amounts(RECOVERY.lines(so_far(claims, [*nets, 7_000]))) == expected


def test_an_audit_begins_the_day_after_the_one_before_and_one_of_a_period_with_the_period():
    """Whatever the order in which they are given, and also where it is carried out on one of them alone."""
    claims = [*homes("ABCDE"), audit("Y", "2020-02-04", 1), audit("X", "2020-02-02", 1)]
    made = so_far(claims, [1, 10, 100, 1_000, 10_000])
    assert sorted(amounts(RECOVERY.lines(made))) == [("X", -11), ("Y", -1_100)]
    assert amounts(RECOVERY.lines(made.on(claims[5:6]))) == [("Y", -1_100)]
    period = ("2020-02-02", "2020-02-03")
    claims[5] = audit("Y", "2020-03-01", 1, period=period)
    assert sorted(amounts(RECOVERY.lines(so_far(claims, [1, 10, 100, 1_000, 10_000])))) == [("X", -11), ("Y", -110)]


def supplement(**adds):
    """A supplement that adds these prices, as its terms are read."""
    said = {"clause": "2", "kind": "supplement", "adds": adds}
    return Supplement.model_validate(said, context={"currency": "GBP"})


def test_a_term_matters_where_any_of_the_tables_needs_it():
    """A day where one is dated, an order where one goes by place, a rounding where one leaves parts."""
    plain = supplement(home="£1")
    dated = supplement(home="£1", job={"dated": {"2020-01-01": "£1"}})
    placed = supplement(home="£1", job={"by": "position", "steps": {"1": "£1", "3": "£2"}})
    parts = supplement(home="£1", job={"per": "gain", "rate": "£0.01"})
    terms = ("price_day", "in_order_of", "rounding", "another")
    assert [plain.matters(term, {}) for term in terms] == [False, False, False, True]
    assert [dated.matters(term, {}) for term in terms] == [True, False, False, True]
    assert [placed.matters(term, {}) for term in terms] == [False, True, False, True]
    assert [parts.matters(term, {}) for term in terms] == [False, False, True, True]
    discount = Discount.model_validate({"clause": "2", "kind": "discount", "part": "5%"}, context={"currency": "GBP"})
    assert discount.matters("rounding", {})
    assert discount.looks_at_due(("home", "job")) == ("home", "job")
    assert discount.model_copy(update={"outcomes": ("job",)}).looks_at_due(("home", "job")) == ("job",)


def test_what_is_not_stated_is_what_makes_no_difference():
    """Where no table needs a day it is the day reached, without an order or a rounding; what is stated stands."""
    nothing = SimpleNamespace(measures={}, outcomes={"home": None})
    stated = supplement(home="£1").model_copy(
        update={"price_day": "known", "in_order_of": ("person",), "rounding": "down"}
    )
    left, said = (each.written_out(nothing)[0] for each in (supplement(home="£1"), stated))
    assert (left.day, left.in_order_of, left.rounding, left.units) == ("reached", (), "", {})
    assert (said.day, said.in_order_of, said.rounding) == ("known", ("person",), "down")
    told = {"price_day": "known", "in_order_of": ("person",), "rounding": "down", "part": Fraction(1, 2)}
    discount = Discount.model_construct(clause="2", kind="discount", **told)
    (part,) = discount.written_out(nothing)
    assert (part.day, part.in_order_of, part.rounding) == ("known", ("person",), "down")
    assert (dict(part.parts), part.factors) == ({"home": Fraction(1, 2)}, False)
    (part,) = discount.model_copy(update={"price_day": None, "in_order_of": None}).written_out(nothing)
    assert (part.day, part.in_order_of) == ("reached", ())


def test_units_are_named_as_their_measures_state_them():
    """Not where a measure states none, or money or claims, which are said otherwise."""
    said = {"a": "nights", "b": None, "c": "money", "d": "claims", "e": ""}
    measures = {name: SimpleNamespace(unit=unit) for name, unit in said.items()}
    assert units(SimpleNamespace(measures=measures)) == {"a": "nights"}
    assert units(SimpleNamespace(measures=None)) == {}
    assert units(SimpleNamespace()) == {}


@pytest.mark.parametrize("exact", [MOST, -MOST, MOST + 1, Fraction(2 * MOST - 1, 2)])
def test_an_amount_as_large_as_money_cannot_be_is_refused(exact):
    """A penny less is an amount; what would be rounded up to too much is too much."""
    one = claim("A", "home", "2020-02-01")
    with pytest.raises(CallError, match="amount-out-of-range"):
        amount_of(exact, "half_up", one)
    assert amount_of(MOST - 1, "half_up", one) == MOST - 1
    assert amount_of(1 - MOST, "half_up", one) == 1 - MOST
    assert amount_of(Fraction(1, 3), "up", one) == 1


# ---- limits, holds, shares -------------------------------------------------------------------------


def limit(most, per="contract", unit="money", edge="part", **more):
    """A limit on homes and jobs, in the order of the days."""
    return Limit("5", "x", ("home", "job"), per, {"": ((FIRST, most),)}, unit, ("reached", "person"), edge, **more)


@pytest.mark.parametrize(
    "most, unit, edge, taken",
    [
        (6, "money", "part", []),
        (5, "money", "part", [("C", -1)]),
        (3, "money", "part", [("C", -3)]),
        (2, "money", "part", [("B", -1), ("C", -3)]),
        (0, "money", "part", [("A", -1), ("B", -2), ("C", -3)]),
        (5, "money", "whole", [("C", -3)]),
        (4, "money", "whole", [("C", -3)]),
        (2, "money", "whole", [("B", -2), ("C", -3)]),
        (3, "claims", "part", []),
        (2, "claims", "part", [("C", -3)]),
        (1, "claims", "whole", [("B", -2), ("C", -3)]),
    ],
)
def test_a_limit_lets_through_what_there_is_room_for(most, unit, edge, taken):
    """Of one, two and three pennies, to the penny or the claim; what is worth nothing or owed back asks for no room."""
    claims = [*homes("OABC"), claim("N", "job", "2020-01-01"), claim("Z", "other", "2020-01-01")]
    made = so_far(claims, [-4, 1, 2, 3, 0, 50])
    assert amounts(limit(most, unit=unit, edge=edge).lines(made)) == taken


def test_a_limit_of_a_person_or_a_cohort_is_for_each_of_them():
    """What the contract reached is no person's, and who is in no cohort is under no limit of cohorts."""
    claims = [
        claim("A", "home", "2020-02-01", cohort="1"),
        claim("A", "home", "2020-02-02", cohort="1"),
        claim("B", "home", "2020-02-03", cohort="1"),
        claim("", "job", "2020-02-04"),
        claim("", "job", "2020-02-05"),
    ]
    made = so_far(claims, [5, 5, 5, 5, 5], {"job": "contract"})
    assert [(line.claim, line.amount, line.why) for line in limit(6, "person").lines(made)] == [(claims[1].ref, -4, "")]
    assert [(line.claim, line.amount, line.why) for line in limit(6, "cohort").lines(made)] == [
        (claims[1].ref, -4, "1"),
        (claims[2].ref, -5, "1"),
    ]
    assert [line.amount for line in limit(6).lines(made)] == [-4, -5, -5, -5]


@pytest.mark.parametrize("net, kept", [(0, []), (-3, []), (1, [-1]), (2, [-1]), (3, [-2])])
def test_half_of_what_is_due_is_kept_back(net, kept):
    """Of a penny, rounded up, a penny; of nothing, and of what is owed back, nothing."""
    hold = Hold("5", "x", ("home",), Fraction(1, 2), "up", Until((Anchor(of="done"),)))
    claims = [*homes("A"), claim("B", "done", "2020-02-01")]
    assert [line.amount for line in hold.lines(so_far(claims, [net]))] == kept


def test_fixed_parts_come_first_and_never_make_a_negative_amount():
    """A fixed penny of two, of one, of none, and of what is owed back."""
    takers = (Taker(payer="trust", amount=Money(1, "GBP")), Taker(payer="fund", pot=Money(1, "GBP")))
    share = Share("9", "x", ("home",), takers, "reached", "cumulative", ("reached",))
    lines, splits = share.divided(so_far(homes("ABCD"), [2, 1, 0, -2]))
    assert lines == []
    assert [split.amount for split in splits] == [1, 1, 1, 0, 0, 0, 0, -2]


def test_what_passes_waits_and_is_paid_once_there_is_room():
    """Two pennies do not fit in their year; the next year of three begins with them, and has one left for its own."""
    yearly = limit(3, excess="waits", day="reached", every=Duration(months=12), from_=day("2020-01-01"))
    claims = [*homes("AB"), claim("C", "home", "2021-02-01")]
    made = so_far(claims, [2, 3, 2], as_at="2020-12-31")
    assert amounts(yearly.lines(made)) == [("B", -2)]
    made = so_far(claims, [2, 3, 2], as_at="2021-12-31")
    assert amounts(yearly.lines(made)) == [("B", -2), ("B", 2), ("C", -1)]
    counted = limit(1, "contract", "claims", excess="waits", day="reached", every=Duration(12), from_=day("2020-01-01"))
    assert amounts(counted.lines(made)) == [("B", -3), ("B", 3), ("C", -2)]
    carried = limit(3, unused="carried", day="reached", every=Duration(months=12), from_=day("2020-01-01"))
    assert amounts(carried.lines(so_far(claims, [1, 1, 5]))) == [("C", -1)]


def test_two_versions_are_one_limit_where_they_count_alike():
    """Another amount, order or edge is the same limit; another period, unit, day or group counts anew."""
    first = yearly(5)
    assert yearly(9, excess="waits").walks_by == first.walks_by
    others = (
        replace(first, every=Duration(months=1)),
        replace(first, unit="claims"),
        replace(first, day="shown"),
        replace(first, per="cohort"),
        replace(first, from_=day("2020-02-01")),
        replace(first, unused="carried"),
        replace(first, field="start.group"),
    )
    assert all(other.walks_by != first.walks_by for other in others)


def test_the_greatest_limit_is_that_of_each_version_and_of_each_group():
    """Two pennies as signed and four by a deed, for each group; what one version let through the other has not left."""
    signed = {"a": ((FIRST, 2),), "b": ((FIRST, 3),)}
    dated = {"a": ((FIRST, 2), (day("2020-02-03"), 5)), "b": ((FIRST, 3),)}
    first = Limit("5", "x", ("home",), "group", signed, "money", ("reached",), "part", field="start.group")
    second = Limit("5", "x", ("home",), "group", dated, "money", ("reached",), "part", field="start.group")
    both = Limit(
        "5", "x", ("home",), "group", signed, "money", ("reached",), "part", field="start.group",
        variants={(): first, (1,): second},
    )  # fmt: skip
    claims = [each._replace(facts={"start.group": "b" if each.person == "Z" else "a"}) for each in homes("ABCDZ")]
    claims = [each._replace(deeds=(1,) if each.person in "CD" else ()) for each in claims]
    lines = both.lines(so_far(claims, [1, 3, 2, 2, 4]))
    assert amounts(lines) == [("B", -2), ("D", -1), ("Z", -1)]
    assert [line.why for line in lines] == ["a", "a", "b"]
    assert [line.rate for line in lines] == [2, 5, 3]


def taker(payer, minor, **more):
    """Somebody who pays so large a part."""
    return Taker(payer=payer, pot=Money(minor, "GBP"), **more)


def up_to(minor, when):
    """A limit of a payer, and what becomes of what passes it."""
    return {"up_to": Money(minor, "GBP"), "when_empty": when}


def fixed(payer, minor, **more):
    """Somebody who pays a fixed amount first."""
    return Taker(payer=payer, amount=Money(minor, "GBP"), **more)


@pytest.mark.parametrize(
    "takers, nets, parts, unpaid",
    [
        ((fixed("a", 3, **up_to(4, "others_pay")), taker("b", 1)), [5, 5, 5], ["32", "14", "05"], []),
        ((fixed("a", 3, **up_to(4, "unpaid")), taker("b", 1)), [5, 5, 5], ["32", "12", "02"], [-2, -3]),
        (
            (fixed("a", 3, **up_to(3, "unpaid")), fixed("b", 2, **up_to(2, "unpaid")), taker("c", 1)),
            [9, 9],
            ["324", "004"],
            [-5],
        ),
        ((taker("a", 1, **up_to(4, "others_pay")), taker("b", 1)), [8, 8], ["44", "08"], []),
        ((taker("a", 1, **up_to(4, "unpaid")), taker("b", 1)), [8, 8], ["44", "04"], [-4]),
        ((taker("a", 1, **up_to(3, "unpaid")), taker("b", 1, **up_to(2, "unpaid"))), [8], ["32"], [-3]),
        ((fixed("a", 2, **up_to(1, "unpaid")), taker("b", 1, **up_to(3, "unpaid"))), [8], ["13"], [-4]),
        ((taker("a", 1, **up_to(3, "others_pay")), taker("b", 1, **up_to(2, "others_pay"))), [8], ["32"], [-3]),
        ((fixed("a", 1), taker("b", 1, **up_to(2, "others_pay"))), [2, 5], ["11", "11"], [-3]),
        ((Taker(pot=POUND, among=(taker("a", 1), taker("b", 1))), taker("c", 100)), [4, 4], ["112"] * 2, []),
        (
            (Taker(pot=POUND, among=(taker("a", 1, **up_to(1, "unpaid")),)), taker("c", 100)),
            [4, 4],
            ["12", "02"],
            [-1, -2],
        ),
    ],
)
def test_limits_of_payers_are_used_up_to_the_penny(takers, nets, parts, unpaid):
    """Claim by claim: what each pays, and the line of what nobody pays."""
    claims = homes("WXYZ"[: len(nets)])
    for remainder in ("cumulative", "largest_remainder"):
        share = Share("9", "x", ("home",), takers, "reached", remainder, ("reached",))
        lines, splits = share.divided(so_far(claims, nets))
        splits.sort(key=lambda split: split.payer)
        found = ["".join(str(split.amount) for split in splits if split.claim == each.ref) for each in claims]
        assert (found, [line.amount for line in lines]) == (parts, unpaid)


def test_pennies_are_counted_up_for_each_list_and_by_the_same_shares_together():
    """Of two pennies each payer has one; a version with other shares counts anew, one with the same goes on."""
    halves, others = (taker("a", 1), taker("b", 1)), (taker("a", 60), taker("b", 40))
    first = Share("9", "x", ("home",), halves, "reached", "cumulative", ("reached",))
    claims = [each._replace(deeds=deeds) for each, deeds in zip(homes("XYZ"), ((), (1,), (2,)), strict=True)]
    again = Share("9", "x", ("home",), (taker("a", 1), taker("b", 1)), "reached", "cumulative", ("reached",))
    other = Share("9", "x", ("home",), others, "reached", "cumulative", ("reached",))
    both = Share(
        "9",
        "x",
        ("home",),
        halves,
        "reached",
        "cumulative",
        ("reached",),
        variants={(): first, (1,): other, (2,): again},
    )
    _, splits = both.divided(so_far(claims, [1, 1, 1]))
    assert [split.payer for split in splits if split.amount] == ["a", "a", "b"]


# ---- what was posted before comes first ------------------------------------------------------------


def posted(one, rank, on=""):
    """A claim as it was posted first, in which posting; on another day than it has now, where that is said."""
    days = dict.fromkeys(("reached", "shown", "known", "claimed"), day(on) if on else one.reached)
    return PostedClaim(one.ref, one.person, one.outcome, rank, 0, **days, period=one.period, record=one.record)


def after(claims, nets, ranks, days=None, **more):
    """The claims, of which those with a rank were posted before."""
    made = so_far(claims, nets, **more)
    by_person = {each.person: each for each in claims}
    return replace(
        made,
        posted={
            by_person[name].ref: posted(by_person[name], rank, (days or {}).get(name, ""))
            for name, rank in ranks.items()
        },
    )


def test_what_was_posted_is_selected_first_posting_by_posting():
    """Within a posting in the stated order, by the days that it had then; without an order as they come."""
    claims = homes("ABCD")
    made = after(claims, (), {"D": 1, "C": 2, "B": 2}, {"C": "2020-01-01"})
    assert [each.person for each in made.selected(("home",), ("reached",))] == ["D", "C", "B", "A"]
    assert [each.person for each in made.selected(("home",), ())] == ["A", "B", "C", "D"]
    some = made.on(claims[1:3])
    assert [each.person for each in some.selected(("home",), ("reached",))] == ["C", "B"]
    assert [each.person for each in some.selected(("home",), ("reached",), everybody=True)] == ["D", "C", "B", "A"]
    assert [each.person for each in made.by_content(("home",), ("reached",))] == ["A", "B", "C", "D"]
    assert [made.rank(each) for each in claims[1:]] == [2, 2, 1]
    assert made.rank(claims[0]) > 1_000_000
    assert made.as_posted(claims[2]).reached == day("2020-01-01")
    assert made.as_posted(claims[0]) == claims[0]
    assert so_far(claims).rank(claims[0]) == made.rank(claims[0])


def test_what_was_posted_has_its_room_before_what_is_new():
    """Of five pennies the posted three come first, and two are left for the earlier claim."""
    made = after(homes("AB"), [3, 3], {"B": 1})
    assert amounts(limit(5).lines(made)) == [("A", -1)]
    assert amounts(limit(5).lines(so_far(homes("AB"), [3, 3]))) == [("B", -1)]


def dated(*mosts, **more):
    """A limit that changes on the first day of each year from 2020 on."""
    steps = tuple((day(f"{2020 + i}-01-01"), most) for i, most in enumerate(mosts))
    return Limit("5", "x", ("home",), "contract", {"": steps}, "money", ("reached",), "part", day="reached", **more)


def yearly(most, **more):
    """A limit of each year."""
    year, first = Duration(months=12), day("2020-01-01")
    return Limit(
        "5", "x", ("home",), "contract", {"": ((FIRST, most),)}, "money", ("reached",), "part",
        day="reached", every=year, from_=first, **more,
    )  # fmt: skip


@pytest.mark.parametrize(
    "primitive, nets, lines",
    [
        (dated(5, 8, 9), (5, 2, 5), [("A", -3, 12, 9)]),  # nine less seven: two are left of the five
        (dated(5, 8, 9), (6, 3, 0), [("A", -1, 9, 5)]),  # eight less three is no less than five
        (dated(5, 3, 9), (6, 0, 0), [("A", -1, 6, 5)]),  # nothing was let through under the three
        (dated(5, 8, 9), (2, 2, 5), []),
        (yearly(5), (6, 5, 5), [("A", -1, 6, 5)]),  # each year has its own five
        (yearly(5, unused="carried"), (6, 5, 5), [("A", -1, 16, 5)]),
        (yearly(5, unused="carried"), (5, 7, 5), [("A", -2, 17, 10)]),  # ten by 2021, less seven
        (yearly(5, unused="carried"), (5, 4, 9), [("A", -3, 18, 15)]),  # fifteen by 2022, less thirteen
    ],
)
def test_what_later_years_let_through_before_stays(primitive, nets, lines):
    """A new claim of an earlier year finds what is left by its own most and by those of the years to come."""
    claims = [claim(person, "home", f"202{i}-02-01") for i, person in enumerate("ABC")]
    made = after(claims, nets, {"B": 1, "C": 1}, as_at="2022-12-31")
    assert [(x.claim[0], x.amount, x.base, x.rate) for x in primitive.lines(made)] == lines


def test_a_new_claim_of_a_year_between_finds_what_all_others_left():
    """Of nine by 2022 seven were posted and one goes to 2020: one is left for 2021, though its own most is eight."""
    days = ("2020-02-01", "2021-02-01", "2022-02-01", "2021-03-01")
    claims = [claim(person, "home", on) for person, on in zip("ABCD", days, strict=True)]
    made = after(claims, [1, 2, 5, 4], {"B": 1, "C": 1}, as_at="2022-12-31")
    assert [(x.claim[0], x.amount, x.base, x.rate) for x in dated(5, 8, 9).lines(made)] == [("D", -3, 12, 9)]


def test_what_later_years_let_through_counts_by_the_most_of_each_claims_version():
    """Under a deed that leaves seven by 2022, all of them posted, a new claim of 2020 finds nothing."""
    claims = [claim(person, "home", f"202{i}-02-01") for i, person in enumerate("ABC")]
    claims[0] = claims[0]._replace(deeds=(1,))
    both = replace(dated(5, 8, 9), variants={(): dated(5, 8, 9), (1,): dated(6, 8, 7)})
    made = after(claims, [5, 2, 5], {"B": 1, "C": 1}, as_at="2022-12-31")
    assert [(x.claim[0], x.amount, x.rate) for x in both.lines(made)] == [("A", -5, 7)]


def test_what_was_posted_keeps_the_year_that_it_had():
    """Posted for 2021 and shown sooner since: it still uses up the room of 2021, and leaves that of 2020 to others."""
    claims = [claim("X", "home", "2020-02-01"), claim("A", "home", "2020-03-01"), claim("B", "home", "2021-03-01")]
    made = after(claims, [5, 5, 5], {"X": 1}, {"X": "2021-02-01"})
    assert amounts(yearly(5).lines(made)) == [("B", -5)]
    alone = after(claims[:2], [5, 5], {"X": 1}, {"X": "2021-02-01"})
    assert amounts(yearly(5).lines(alone)) == []


def test_a_claim_that_was_posted_keeps_its_number_of_times():
    """The second time by its day was posted first, and is the first; each person and outcome is counted by itself."""
    claims = [claim("A", "home", f"2020-02-{n}") for n in (10, 20, 15)] + [
        claim("B", "home", "2020-02-12"),
        claim("A", "job", "2020-02-12"),
        claim("A", "home", "2020-02-12", period=("2020-02-01", "2020-02-29"))._replace(ref="period", occurrence=2),
    ]
    price = Steps(by="time", steps={Fraction(n): Money(100 * n, "GBP") for n in (1, 2, 3)})
    primitive = Price("1", "x", {"home": price, "job": price}, "reached")
    made = so_far(claims)
    assert [line.amount for line in primitive.lines(made)] == [100, 100, 100, 100, 100, 200]
    made = replace(made, posted={claims[1].ref: posted(claims[1], 1)})
    assert [line.amount for line in primitive.lines(made)] == [200, 100, 300, 100, 100, 200]
    assert [line.amount for line in primitive.lines(made.on(claims[:1]))] == [200]
    third = PartBySteps(by="time", steps={Fraction(1): Fraction(0), Fraction(3): Fraction(1)})
    part = PartOfDue("2", "x", {"home": third}, "reached", "up")
    made.add(primitive.lines(made))
    assert [(line.claim, line.amount) for line in part.lines(made)] == [(claims[2].ref, -300)]


def test_what_waits_under_a_deed_finds_room_on_the_dates_of_its_own_version():
    """As signed the limit never rises; by the deed it does in 2021, and what waits under the deed is paid then."""
    signed, by_deed = dated(4, excess="waits"), dated(4, 9, excess="waits")
    both = replace(signed, variants={(): signed, (1,): by_deed})
    claims = [claim("A", "home", "2020-02-01")._replace(deeds=(1,)), claim("B", "home", "2020-03-01")]
    assert amounts(both.lines(so_far(claims, [6, 2], as_at="2021-06-30"))) == [("A", -2), ("B", -2), ("A", 2)]
    assert amounts(both.lines(so_far(claims, [6, 2], as_at="2020-12-31"))) == [("A", -2), ("B", -2)]


def test_each_year_says_what_was_asked_for_in_it_and_a_limit_for_all_time_in_all():
    """Six in 2020 and seven in 2021: seven were asked for of a limit of each year, and thirteen of one that rises."""
    claims = [claim("A", "home", "2020-02-01"), claim("B", "home", "2021-03-01")]
    made = so_far(claims, [6, 7], as_at="2021-12-31")
    assert [(line.base, line.rate, line.amount) for line in yearly(5).lines(made)] == [(6, 5, -1), (7, 5, -2)]
    assert [(line.base, line.rate, line.amount) for line in dated(5, 11).lines(made)] == [(6, 5, -1), (13, 11, -1)]


def test_a_limit_of_a_payer_that_falls_takes_back_nothing_that_it_paid():
    """It paid five; by a deed it pays three at most: of the next claim it pays nothing, and nothing is owed to it."""
    shares = [
        Share(
            "9",
            "x",
            ("home",),
            (taker("a", 1, **up_to(most, "others_pay")), taker("b", 1)),
            "reached",
            "cumulative",
            (),
        )
        for most in (5, 3)
    ]
    both = replace(shares[0], variants={(): shares[0], (1,): shares[1]})
    claims = homes("AB")
    claims[1] = claims[1]._replace(deeds=(1,))
    lines, splits = both.divided(so_far(claims, [10, 10]))
    assert [(split.payer, split.amount) for split in splits] == [("a", 5), ("b", 5), ("a", 0), ("b", 10)]
    assert lines == []
