"""Peterborough, 2010 to 2015: the first cohort as published, 142 events for each 100 men against 155."""

from datetime import date, timedelta
from fractions import Fraction

import pytest

from tests.contracts.sending import paid, settled
from tests.seeding import references

FIRST, AFTER = date(2010, 9, 9), date(2017, 12, 31)


def cohort(events: int, start: date, prefix: str):
    """A thousand men released on one day, who have so many reconviction events in the year after it."""
    men = references(prefix, 1000)
    each, more = divmod(events, 1000)
    days = {man: each + (i < more) for i, man in enumerate(men)}
    return {
        "release": [(man, {"dated": start}) for man in men],
        "reconviction": [
            (man, {"dated": start + timedelta(days=30 * n + 1)}) for man, n_of in days.items() for n in range(n_of)
        ],
    }


def reductions(done) -> dict[str, Fraction]:
    """The reduction that was found for each cohort and for all."""
    return {each.person: each.measured for each in done.findings if each.asks == "reduction"}


@pytest.mark.parametrize(("as_at", "due"), [(date(2014, 8, 7), {}), (AFTER, {"pooled_reduced": 130_000_000})])
def test_the_first_cohort_as_published(tmp_path, as_at, due):
    """142 events against 155 are a fall of 13/155, 8.4 per cent: below 10, due only when all is counted."""
    rows = cohort(1_420, FIRST, "A-") | {"assessment": [("", {"cohort": "1", "dated": "2012-11-01", "expected": 1550})]}
    done = settled("peterborough", tmp_path, rows, as_at)
    assert {name: total for name, total in paid(done).items() if total} == due
    assert reductions(done)["1"] == Fraction(13, 155)
    assert round(float(Fraction(1300, 155)), 1) == 8.4
