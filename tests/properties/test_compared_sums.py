"""The reasons are the difference, to the penny: person by person, outcome by outcome, payer by payer."""

from collections import Counter
from functools import cache

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sop_engine.service import load_contract, run
from sop_engine.statements.compare import compare
from tests.properties.shipped import AS_AT, NAMES, SHELF, agreed

CHANGES = {
    "rough-sleeping": [
        ("gap_at_most: 35 days", "gap_at_most: 28 days"),
        ("enters_accommodation: £600", "enters_accommodation: £700.01"),
        ("wellbeing_assessed: £100", "wellbeing_assessed: {dated: {2017-11-01: £100, 2019-01-01: £133.33}}"),
        ("at_most: 3, apart: 6 months", "at_most: 2, apart: 4 months"),
        ("at_most: £19,000", 'at_most: "£4,100.03"'),
        ("at_most: £2,629,000", 'at_most: "£87,654.32"'),
        ("to: 2021-03-31", "to: 2020-03-31"),
        (
            "{payer: mhclg, part: 100%}",
            "{payer: mhclg, part: 33.4%}\n    - {payer: gm, part: 17.9%}\n    - {payer: fund, part: rest}",
        ),
    ],
    "refugee-transitions": [
        ('"£6,000"', '"£2,350.01"'),
        ("180 claims", "41 claims"),
        ('"£600,000"', '"£101,234.57"'),
        ("62.5%", "33.4%"),
        ("kind: co_payment", "kind: co_payment\n  remainder: largest_remainder"),
        ("£900", "£900.37"),
    ],
}
PAYERS = "parties:\n  fund: {role: outcome_payer, name: A fund}\n  gm: {role: outcome_payer, name: A borough}\n"


@cache
def changed(name, which, folder):
    """A shipped contract with some of its terms changed, worked out over the shipped evidence."""
    text = agreed(name).text.decode()
    for i in which:
        old, new = CHANGES[name][i]
        text = text.replace(old, new)
    if "payer: gm" in text:
        text = text.replace("parties:\n", PAYERS)
    file = folder / f"{name}-{'-'.join(map(str, which))}.yaml"
    file.write_text(text, encoding="utf-8")
    return run(load_contract(file), SHELF / name / "evidence", AS_AT[name])


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """Where changed contracts are kept."""
    return tmp_path_factory.mktemp("terms")


def summed(c, by):
    """What the reasons of all claims add up to, by a word of each claim."""
    sums = Counter()
    for claim in c.claims:
        for reason in claim.reasons:
            sums[getattr(claim, by)] += reason.amount
    return sums


def due(done, by):
    """What is due in all, by a word of each payment."""
    sums = Counter()
    for each in done.payments:
        sums[getattr(each, by)] += each.net
    return sums


def nothing_left(sums):
    return {name for name, amount in sums.items() if amount} == set()


@pytest.mark.parametrize("name", NAMES)
@settings(max_examples=30)
@given(data=st.data())
def test_the_reasons_are_the_difference(name, folder, data):
    """Whatever two sets of terms differ in, the reasons add up to each difference, and the other way round to less."""
    some = st.sets(st.sampled_from(range(len(CHANGES[name])))).map(sorted).map(tuple)
    first, second = (changed(name, data.draw(some), folder) for _ in range(2))
    c = compare(first, second)

    for by in ("person", "outcome"):
        sums = summed(c, by)
        sums.subtract(due(second, by))
        sums.update(due(first, by))
        assert nothing_left(sums)
    paid = Counter()
    for claim in c.claims:
        assert sum(each.amount for each in claim.reasons) == claim.net.difference
        for reason in claim.reasons:
            paid.update(dict(reason.payers))
    for sign, done in ((-1, second), (1, first)):
        for split in done.splits:
            paid[done.contract.parties[split.payer].name] += sign * split.amount
    assert nothing_left(paid)
    for gain in (*c.people, *c.outcomes, *c.payers):
        assert sum(amount for _, amount in gain.because) == gain.net.difference
    assert c.due == (first.total_net, second.total_net)
    assert sum(each.net.difference for each in c.people) == c.due.difference
    assert {type(each.amount) for claim in c.claims for each in claim.reasons} <= {int}

    back = compare(second, first)
    assert [(each.name, -each.net.difference) for each in back.people] == [
        (each.name, each.net.difference) for each in c.people
    ]
    assert len(back.terms) == len(c.terms)


@pytest.mark.parametrize("name", NAMES)
def test_every_change_makes_a_difference(name, folder):
    """Each of these changes is found in the terms and in the claims; another remainder needs amounts that leave one."""
    plain = changed(name, (), folder)
    for i in range(len(CHANGES[name])):
        c = compare(plain, changed(name, (i,), folder))
        assert c.terms
        assert c.claims or "remainder" in CHANGES[name][i][1]
        assert all(each.reasons for each in c.claims)
