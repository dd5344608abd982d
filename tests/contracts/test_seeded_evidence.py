"""The evidence that comes with the shipped contracts is made by a program, and its faults are known."""

from datetime import date
from pathlib import Path

import pytest

from sop_engine.service import load_contract, run
from tools import seed_evidence

SHELF = Path(__file__).resolve().parents[2] / "contracts"
MADE = {
    "refugee-transitions": (seed_evidence.refugee_transitions, date(2024, 4, 30)),
    "rough-sleeping": (seed_evidence.rough_sleeping, date(2021, 3, 31)),
}


@pytest.fixture(scope="module", params=MADE)
def contract(request):
    """The name of a shipped contract."""
    return request.param


@pytest.fixture(scope="module")
def planted(contract):
    """The faults planted in its evidence: file, row and code."""
    make, _ = MADE[contract]
    return make().planted


@pytest.fixture(scope="module")
def done(contract):
    """A run over its evidence."""
    return run(load_contract(contract), evidence=SHELF / contract / "evidence", as_at=MADE[contract][1])


def test_the_program_writes_exactly_the_shipped_files(contract, tmp_path):
    """The program that makes the evidence writes the shipped files again, byte by byte, and no others."""
    seed_evidence.write(tmp_path)
    written = {path.name: path.read_bytes() for path in (tmp_path / contract / "evidence").iterdir()}
    shipped = {path.name: path.read_bytes() for path in (SHELF / contract / "evidence").iterdir()}
    assert written == shipped


def test_every_planted_fault_is_found_and_nothing_else(done, planted):
    """Each fault planted in the evidence is found in its row, under its code, and no good row is blamed."""
    found = {(Path(each.place.file).name, each.place.row, each.code) for each in done.bad_rows}
    assert found == {tuple(each) for each in planted}


def test_a_row_said_twice_counts_once_and_is_no_fault(contract, done):
    """A row that says what another row says is counted once, and is listed beside the bad rows, not among them."""
    name = {"refugee-transitions": "housing_entry.csv", "rough-sleeping": "checks.csv"}[contract]
    said_twice = [row for row in done.records.repeated if Path(row.source[0]).name == name]
    assert len(said_twice) == 1
    account = [use for use in done.uses if (use.file, use.row) == said_twice[0].source]
    assert [use.used for use in account] == [False]


def test_the_first_rows_of_a_file_are_good(contract, planted):
    """The evidence begins with good rows, so that the first look at it is a plain one."""
    assert min(each.row for each in planted) > 5
