"""Fees around outcomes: for delivering the service, for starting, for assessing."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sop_engine.forms.delivery_fee import DeliveryFee
from tests.mechanisms.settling import claim, contract, settled

JETS = "{1: 25%, 4: 52.5%, 13: 22.5%}"


def fee(total, instalments=18, parts=JETS, remainder="cumulative"):
    """A delivery fee as a clause."""
    return (
        f'- {{clause: "1", kind: delivery_fee, outcome: month, total: "{total}", instalments: {instalments}, '
        f"parts: {parts}, remainder: {remainder}}}\n"
    )


def months(many):
    """So many months of service."""
    days = [f"{2020 + i // 12}-{i % 12 + 1:02}-01" for i in range(many)]
    return [claim("month", "contract", day, time) for time, day in enumerate(days, 1)]


def test_m45_a_service_fee_stands_beside_what_outcomes_pay(tmp_path):
    """JETS: 85 % of the value is the fee and 15 % the outcomes; both are due, each by its own clause."""
    clauses = fee("£850,000") + '- {clause: "2", kind: outcome_price, prices: {works: £1000}}\n'
    agreed = contract(tmp_path, clauses, "month works")
    made = settled(agreed, [*months(18), *[claim("works", f"P{i}") for i in range(150)]])
    assert made.total == 100_000_000
    assert sum(amount for ref, amount in made.net.items() if "/month/" in ref) == 85_000_000


def test_m46_a_fee_profile_is_front_loaded_and_comes_to_the_whole_fee(tmp_path):
    """JETS: months 1 to 3 bring 25 %, 4 to 12 52.5 %, 13 to 18 22.5 %; no penny is lost, and none is paid after."""
    agreed = contract(tmp_path, fee("£1,000,000.01"), "month")
    found = list(settled(agreed, months(20)).net.values())
    assert sum(found) == 100_000_001
    assert [sum(found[a:b]) for a, b in ((0, 3), (3, 12), (12, 18), (18, 20))] == [
        25_000_000,
        52_500_001,
        22_500_000,
        0,
    ]
    assert [max(found[a:b]) - min(found[a:b]) for a, b in ((0, 3), (3, 12), (12, 18))] == [1, 1, 0]
    assert settled(agreed, months(3)).total == 25_000_000, "each month is due when it is over"


@pytest.mark.parametrize("remainder", ["cumulative", "largest_remainder"])
@given(total=st.integers(0, 10**12 - 1), instalments=st.integers(2, 60), part=st.integers(0, 100), at=st.data())
def test_m46_instalments_are_always_the_whole_fee(remainder, total, instalments, part, at):
    """However it is cut, the instalments add up to the fee, and each is within a penny of those it is like."""
    second = at.draw(st.integers(2, instalments))
    pounds, pence = divmod(total, 100)
    made = DeliveryFee.model_validate(
        {
            "clause": "1",
            "kind": "delivery_fee",
            "outcome": "month",
            "total": f"{pounds}.{pence:02}",
            "instalments": str(instalments),
            "parts": {"1": f"{part}%", str(second): f"{100 - part}%"},
            "remainder": remainder,
        },
        context={"currency": "GBP"},
    )
    amounts = made.amounts()
    assert (len(amounts), sum(amounts)) == (instalments, total)
    for alike in (amounts[: second - 1], amounts[second - 1 :]):
        assert max(alike) - min(alike) <= 1


def test_m47_an_attachment_fee_is_a_price_for_a_start_and_falls_from_year_to_year(tmp_path):
    """Troubled Families: of 4,000 a family, 80, 60 and 40 % at the start and the rest by result, less one sixth."""
    first = "{dated: {2010-01-01: £3200, 2013-04-01: £2400, 2014-04-01: £1600}}"
    result = "{dated: {2010-01-01: £800, 2013-04-01: £1600, 2014-04-01: £2400}}"
    clauses = f'- {{clause: "1", kind: outcome_price, prices: {{attached: {first}, turned: {result}}}}}\n'
    agreed = contract(tmp_path, clauses, "attached turned")
    for day, at_start, by_result in (
        ("2013-03-31", 3_200, 800),
        ("2013-04-01", 2_400, 1_600),
        ("2015-01-01", 1_600, 2_400),
    ):
        made = settled(agreed, [claim("attached", day=day), claim("turned", day=day)])
        assert list(made.net.values()) == [at_start * 100, by_result * 100]
        assert made.total == 400_000
    less = contract(tmp_path, clauses + '- {clause: "2", kind: deadweight, part: 1/6}\n', "attached turned")
    made = settled(less, [claim("attached", day="2013-03-31"), claim("turned", day="2013-03-31")])
    assert list(made.net.values()) == [266_667, 66_667]


def test_m48_an_assessment_fee_is_so_much_for_the_first_second_and_third(tmp_path):
    """The Fair Chance Fund's assessments: 500, 500 and 200, by which time it is for the person."""
    table = "{by: time, steps: {1: £500, 3: £200, 4: £0}}"
    agreed = contract(tmp_path, f'- {{clause: "1", kind: outcome_price, prices: {{assessed: {table}}}}}\n', "assessed")
    made = settled(agreed, [claim("assessed", person, time=time) for person in ("Ann", "Ben") for time in range(1, 5)])
    assert list(made.net.values()) == [50_000, 50_000, 20_000, 0] * 2


def test_a_price_per_head_is_cut_into_points_along_the_way(tmp_path):
    """DfE's early-career training: 995 a head, 60 % by outcome in parts of 20, four times 15 and 20 %."""
    points = ["started", "kept_1", "kept_2", "kept_3", "kept_4", "completed"]
    people = [1_900, 1_700, 1_500, 1_000, 800, 500]
    published = [226_860, 152_235, 134_325, 89_550, 71_640, 59_700]
    prices = ", ".join(f"{each}: £995" for each in points)
    off = ", ".join(f"{each}: {'88%' if each in ('started', 'completed') else '91%'}" for each in points)
    clauses = (
        f'- {{clause: "1", kind: outcome_price, prices: {{{prices}}}}}\n'
        f'- {{clause: "2", kind: discount, parts: {{{off}}}}}\n'
    )
    agreed = contract(tmp_path, clauses, " ".join(points))
    claims = [claim(point, f"P{i}") for point, many in zip(points, people, strict=True) for i in range(many)]
    made = settled(agreed, claims)
    totals = [sum(a for ref, a in made.net.items() if f"/{point}/" in ref) for point in points]
    assert totals == [each * 100 for each in published]
