"""Refugee Transitions agrees, claim by claim, with a second reckoning that shares no line with the engine."""

import ast
from collections import Counter
from datetime import date
from pathlib import Path

import pytest

from sop_engine.records.working import STATUSES
from sop_engine.service import load_contract, run
from tests.contracts import plain_refugee_transitions
from tests.contracts.plain_refugee_transitions import OUTCOMES, reckon
from tools import seed_evidence

ROOT = Path(__file__).resolve().parents[2]
SHIPPED = ROOT / "contracts" / "refugee-transitions" / "evidence"
SAMPLE = ROOT.parent / "shared" / "data" / "rtof"
SAMPLE_ROWS = 1_099
OUTCOME_FILES = ("housing_entry.csv", "housing_sustain.csv", "integration_plan.csv", "employment_intermediate.csv",
                 "employment_entry.csv", "employment_sustain.csv")
PART_WAY, AFTER_THE_END = date(2023, 6, 30), date(2024, 4, 30)


@pytest.fixture(scope="module")
def agreed():
    """The contract."""
    return load_contract("refugee-transitions")


@pytest.fixture(scope="module")
def larger(tmp_path_factory):
    """Evidence of the same kind for so many people that every limit is passed."""
    folder = tmp_path_factory.mktemp("larger")
    seed_evidence.write_one("refugee-transitions", seed_evidence.refugee_transitions(seed=5, people=420), folder)
    return folder


@pytest.fixture(scope="module", params=["shipped", "larger", "sample"])
def folder(request):
    """Evidence: what is shipped, more of its kind, and sample records in the fund's public layout."""
    if request.param == "larger":
        return request.getfixturevalue("larger")
    if request.param == "sample" and not (SAMPLE / "person.csv").exists():
        pytest.skip("the sample records in the fund's public layout do not lie beside this checkout")
    return SAMPLE if request.param == "sample" else SHIPPED


@pytest.fixture(scope="module", params=[PART_WAY, AFTER_THE_END], ids=str)
def as_at(request):
    """The day for which we ask."""
    return request.param


@pytest.fixture(scope="module")
def done(agreed, folder, as_at):
    """What the engine makes of it."""
    return run(agreed, evidence=folder, as_at=as_at)


@pytest.fixture(scope="module")
def plain(folder, as_at):
    """What the second reckoning makes of it."""
    return reckon(folder, as_at)


@pytest.fixture(scope="module")
def uses(done):
    """The accounts of the rows, by file and row."""
    return {(Path(use.file).name, use.row): use for use in done.uses}


def test_the_second_reckoning_shares_nothing_with_the_engine():
    """The second reckoning imports the standard library and nothing else."""
    tree = ast.parse(Path(plain_refugee_transitions.__file__).read_text(encoding="utf-8"))
    imported = {node.module for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
    imported |= {each.name for node in ast.walk(tree) if isinstance(node, ast.Import) for each in node.names}
    assert imported == {"collections", "csv", "dataclasses", "datetime", "pathlib", "re"}


def test_every_claim_is_paid_what_the_second_reckoning_pays(done, plain):
    """Each claim has the person, outcome, day, price and payment that a plain reckoning of the contract gives."""
    engine = {(p.person, p.outcome): (p.reached, p.gross, p.net) for p in done.payments}
    assert len(engine) == len(done.payments)
    first = date(1970, 1, 1)
    assert engine == {key: ((each.day - first).days, each.price, each.left) for key, each in plain.paid.items()}


def test_the_totals_are_those_of_the_second_reckoning(done, plain):
    """The total before and after the limits is that of a plain reckoning."""
    assert (done.total_gross, done.total_net) == (plain.gross, plain.net)


def test_each_payer_pays_what_the_second_reckoning_asks_of_it(done, plain):
    """Five eighths of everything paid so far fall to the one payer and the rest to the other, claim by claim."""
    claims = {p.claim: (p.person, p.outcome) for p in done.payments}
    engine = Counter()
    for split in done.splits:
        engine[(*claims[split.claim], split.payer)] += split.amount
    wanted = Counter()
    for key, each in plain.paid.items():
        wanted[(*key, "home_office")] = each.home_office
        wanted[(*key, "local_fund")] = each.local_fund
    assert +engine == +wanted


def test_every_outcome_of_every_person_has_exactly_one_status(done, plain):
    """Each person who takes part has exactly one status for each of the eight outcomes, and nobody else has any."""
    assert Counter((s.person, s.outcome) for s in done.standings) == Counter(
        (person, outcome) for person in plain.people for outcome in OUTCOMES)
    assert {s.status for s in done.standings} <= set(STATUSES)


def test_every_row_of_the_outcome_files_is_accounted_for_once(done, plain, folder):
    """Each row of the six outcome files is cited, or unused for a stated reason, or bad: once, and one of these."""
    accounts = Counter((Path(use.file).name, use.row) for use in done.uses if Path(use.file).name in OUTCOME_FILES)
    for place in {(Path(each.place.file).name, each.place.row) for each in done.bad_rows if each.place.row}:
        if place[0] in OUTCOME_FILES:
            accounts[place] += 1
    assert accounts == Counter((name, row) for name in OUTCOME_FILES for row in range(2, plain.rows[name] + 2))
    assert all(use.account for use in done.uses)
    if folder == SAMPLE:
        assert len(accounts) == SAMPLE_ROWS


def test_bad_rows_are_those_the_second_reckoning_leaves_out(done, plain):
    """The rows that cannot be used are those that a plain reading of the contract leaves out."""
    engine = {(Path(each.place.file).name, each.place.row) for each in done.bad_rows if each.place.row}
    assert engine == {(name, row) for name, rows in plain.bad.items() for row in rows}


@pytest.mark.skipif(not (SAMPLE / "baseline.csv").exists(), reason="the sample records do not lie beside this checkout")
def test_what_is_known_of_people_before_they_join_is_not_read_and_gives_no_remark(agreed):
    """No payment needs the baseline questions: their file is passed over, though it lies among the sample records."""
    done = run(agreed, evidence=SAMPLE, as_at=AFTER_THE_END)
    assert "baseline.csv" not in {Path(each.place.file).name for each in done.bad_rows}
    assert "baseline.csv" not in {Path(each.file).name for each in done.files}


def test_a_row_that_comes_too_early_says_so(uses, plain):
    """A row dated before six, twelve or three months are over shows nothing, and its account says "too early"."""
    assert plain.too_early
    assert all(not uses[place].used and "too early" in uses[place].account for place in plain.too_early)


def test_a_row_after_the_person_was_last_seen_is_flagged_and_paid(done, uses, plain, as_at):
    """A row dated after the person was last seen is flagged, and what it shows is paid all the same."""
    today = (as_at - date(1970, 1, 1)).days
    flagged = {place for place, use in uses.items() if use.flags and use.day <= today}
    assert flagged == {place for place in plain.after_last_seen if uses[place].day <= today}
    assert all(flag.startswith("after_last_seen") for place in flagged for flag in uses[place].flags)
    priced = {(p.person, p.reached) for p in done.payments if p.gross > 0}
    used = [uses[place] for place in flagged if uses[place].used]
    assert used
    assert all((use.person, use.day) in priced for use in used)


def test_two_steps_towards_work_are_not_paid(done, plain):
    """A person who took only two steps towards work has no claim for being nearer to it."""
    assert plain.few_steps
    assert not plain.few_steps & {p.person for p in done.payments if p.outcome == "nearer_to_work"}


def test_more_people_pass_every_limit(agreed, larger):
    """With more people each of the three limits takes something, so that the agreement proves all three."""
    done = run(agreed, evidence=larger, as_at=AFTER_THE_END)
    assert {line.clause for line in done.lines if line.amount < 0} == {"3.1", "3.2", "3.3"}


def test_the_contract_says_what_its_records_cannot_show(agreed):
    """That the targets of a plan were reached cannot be seen in the records, and the contract says so."""
    silent = [name for name in ("plan_6_months", "plan_12_months")
              if not any("targets" in said for said in agreed.contract.outcomes[name].not_provable)]
    assert not silent
