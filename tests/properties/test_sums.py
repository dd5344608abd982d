"""Every penny is somewhere, and only once."""

from collections import Counter, defaultdict
from datetime import date

import pytest

from sop_engine.records.working import CAPPED, DUE
from sop_engine.service import run
from tests.properties.shipped import (
    AS_AT,
    ENROLS,
    NAMES,
    PERSON,
    SHELF,
    agreed,
    as_shipped,
    files,
    run_over,
    with_terms,
)

LOWER = {
    "refugee-transitions": [
        ("£6,000", "£2,350.01"),
        ("180 claims", "41 claims"),
        ("£600,000", "£101,234.57"),
        ("62.5%", "33.4%"),
    ],
    "rough-sleeping": [("£19,000", "£4,100.03"), ("£2,629,000", "£87,654.32")],
}
"""Limits low enough to take from many claims, and not in whole pounds."""


def tightened(text, name, change=()):
    for old, new in [*LOWER[name], *change]:
        assert old in text
        text = text.replace(f'"{old}"', f'"{new}"').replace(f": {old}", f': "{new}"')
    return text


@pytest.fixture(
    scope="module",
    params=[(name, terms) for name in NAMES for terms in ("as agreed", "tight", "tight and whole")],
    ids=" ".join,
)
def done(request, tmp_path_factory):
    """A run under the contract as it is, under lower limits, and under lower limits that claims must fit as a whole."""
    name, terms = request.param
    if terms == "as agreed":
        return as_shipped(name)

    def change(text):
        text = tightened(text, name)
        if terms == "tight":
            return text
        return text.replace("edge: part", "edge: whole").replace(
            '"}\n- {clause: "3.2"', '", edge: whole}\n- {clause: "3.2"'
        )

    return run(
        with_terms(tmp_path_factory.mktemp("terms"), name, change),
        evidence=SHELF / name / "evidence",
        as_at=AS_AT[name],
    )


def limits(done, kind):
    return [each for each in done.agreed.contract.clauses if each.kind == kind]


def test_the_lines_of_a_claim_are_its_net(done):
    """The lines of each claim add up to what is due on it, and no line belongs to anything else."""
    sums = Counter()
    for line in done.lines:
        sums[line.claim] += line.amount
    assert {each.claim: each.net for each in done.payments} == {each.claim: sums[each.claim] for each in done.payments}
    assert {line.claim for line in done.lines} <= {each.ref for each in done.claims}
    assert [each.claim for each in done.payments] == [each.ref for each in done.claims]


def test_the_splits_of_a_claim_are_its_net(done):
    """What the payers pay of each claim adds up to what is due on it; nobody pays less than nothing."""
    sums, payers = Counter(), defaultdict(list)
    for split in done.splits:
        sums[split.claim] += split.amount
        payers[split.claim].append(split.payer)
    assert {each.claim: each.net for each in done.payments} == {each.claim: sums[each.claim] for each in done.payments}
    assert all(split.amount >= 0 for split in done.splits)
    assert all(len(set(each)) == len(each) for each in payers.values())


def test_gross_less_what_is_taken_is_net(done):
    """What a claim earned at its price, less what limits took, is due; none of it is below nothing."""
    for each in done.payments:
        assert each.gross + each.taken == each.net
        assert each.taken <= 0 <= each.net <= each.gross
    assert done.total_net == sum(line.amount for line in done.lines) == sum(split.amount for split in done.splits)
    assert done.total_gross == sum(line.amount for line in done.lines if line.amount > 0)


def test_every_amount_is_a_whole_number_of_pence(done):
    """Every amount is a whole number, never a fraction that rounds when it is shown."""
    amounts = [line.amount for line in done.lines] + [split.amount for split in done.splits]
    amounts += [amount for each in done.payments for amount in (each.gross, each.taken, each.held, each.net)]
    assert {type(amount) for amount in amounts} == {int}


def test_no_person_passes_the_limit_for_a_person(done):
    """Nobody's claims add up to more than the most for one person."""
    sums = Counter()
    for each in done.payments:
        sums[each.person] += each.net
    (cap,) = limits(done, "participant_cap")
    assert max(sums.values()) <= cap.at_most.minor


def test_the_contract_pays_no_more_than_its_limits(done):
    """All claims together, and the claims of an outcome that is limited by number, stay within the limits."""
    (cap,) = limits(done, "contract_cap")
    assert done.total_net <= cap.at_most.minor
    for each in limits(done, "outcome_cap"):
        assert sum(p.net > 0 for p in done.payments if p.outcome == each.outcome) <= each.at_most.number


def test_a_limit_takes_no_more_than_it_must(done):
    """Where the last limit on the whole contract may pay in part and takes anything, all that it allows is paid."""
    (cap,) = limits(done, "contract_cap")
    took = [line for line in done.lines if line.clause == cap.clause]
    if took and cap.edge == "part":
        assert done.total_net == cap.at_most.minor


def test_the_limits_are_reached(done):
    """The lower limits take something, each of them, so that what is said of limits is not said of nothing."""
    if done.agreed is not agreed(done.agreed.contract.contract):
        clauses = {each.clause for each in done.agreed.contract.clauses if each.kind.endswith("_cap")}
        assert clauses <= {line.clause for line in done.lines if line.amount < 0}


def test_the_payers_stay_at_their_share_of_the_whole(done):
    """Each payer's total is its part of all that is due, to less than a penny for each payer."""
    (clause,) = limits(done, "co_payment")
    totals = Counter()
    for split in done.splits:
        totals[split.payer] += split.amount
    for share in clause.shares:
        if share.part != "rest":
            assert abs(totals[share.payer] - share.part * done.total_net) < len(clause.shares)


def test_every_occurrence_has_one_standing_and_it_says_what_is_paid(done):
    """Each occurrence has exactly one standing; the standings that are due are the payments."""
    keys = [(each.person, each.outcome, each.occurrence) for each in done.standings]
    assert len(set(keys)) == len(keys) == len(done.occurrences)
    due = {each.claim: each.net for each in done.standings if each.status in (DUE, CAPPED)}
    assert due == {each.claim: each.net for each in done.payments}
    assert all(each.net == 0 for each in done.standings if each.status not in (DUE, CAPPED))


# ---- one person, and the others ----------------------------------------------------------------


@pytest.mark.parametrize("name", NAMES)
def test_a_person_alone_earns_what_they_earn_in_company(name, tmp_path):
    """With only one person's rows, that person has the same claims, on the same days, at the same gross."""
    company, all_files = as_shipped(name), files(name)
    everybody = [row[0] for row in all_files[ENROLS[name]][1:]]
    for person in everybody:
        own = {
            file: [rows[0], *(row for row in rows[1:] if row[rows[0].index(PERSON[name])] == person)]
            for file, rows in all_files.items()
        }
        alone = run_over(tmp_path / "evidence", name, own)
        assert [(p.claim, p.reached, p.shown, p.known, p.gross) for p in alone.payments] == [
            (p.claim, p.reached, p.shown, p.known, p.gross) for p in company.payments if p.person == person
        ]
        assert list(alone.occurrences) == [each for each in company.occurrences if each.person == person]


# ---- time ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "name, days",
    [
        (
            "refugee-transitions",
            [date(2021, 10, 1), date(2022, 8, 31), date(2023, 3, 15), date(2024, 3, 31), date(2030, 1, 1)],
        ),
        (
            "rough-sleeping",
            [date(2017, 11, 1), date(2018, 9, 30), date(2019, 7, 15), date(2021, 3, 31), date(2030, 1, 1)],
        ),
    ],
)
def test_what_was_due_stays_due_as_time_passes(name, days):
    """As days pass, and every record is known when it happens, no claim disappears and none gets another day."""
    before = {}
    for day in days:
        done = run(agreed(name), evidence=SHELF / name / "evidence", as_at=day, known_at=date(2031, 1, 1))
        now = {each.ref: (each.reached, each.shown) for each in done.claims}
        assert before.items() <= now.items()
        assert all(each.shown <= (day - date(1970, 1, 1)).days for each in done.claims)
        before = now
    assert before
