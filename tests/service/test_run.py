"""A run takes a folder of files or data frames, tells its steps as it goes, and asks nobody for the day."""

from datetime import date

import pandas as pd
import pytest

from sop_engine.errors import CallError
from sop_engine.library.shelf import shelf
from sop_engine.service import load_contract, run, run_frames
from sop_engine.statements.tables import tables
from sop_engine.units.days import day_number

AS_AT = date(2020, 12, 31)
FILES = {
    "start": "starts.csv",
    "tenancy": "tenancies.csv",
    "stay_check": "checks.csv",
    "wellbeing": "wellbeing.csv",
    "treatment": "treatments.csv",
    "qualification": "qualifications.csv",
    "volunteering": "volunteering.csv",
    "work": "work.csv",
    "shift": "shifts.csv",
}


@pytest.fixture(scope="module")
def agreed():
    """The contract rough-sleeping."""
    return load_contract("rough-sleeping")


@pytest.fixture(scope="module")
def evidence():
    """Its shipped evidence; one row of it has a cell too many, and no data frame can hold that one."""
    return shelf("contracts") / "rough-sleeping" / "evidence"


def test_frames_give_what_files_give(agreed, evidence):
    """The same rows as data frames and as files give the same payments and the same occurrences."""
    frames = {
        kind: pd.read_csv(evidence / name, dtype=str, keep_default_na=False, on_bad_lines="skip")
        for kind, name in FILES.items()
    }
    by_files, by_frames = run(agreed, evidence, AS_AT), run_frames(agreed, frames, AS_AT)
    assert by_frames.total_net == by_files.total_net > 0
    for name in ("payments.csv", "lines.csv", "occurrences.csv", "findings.csv"):
        assert tables(by_frames)[name] == tables(by_files)[name]


def test_what_was_known_by_an_earlier_day(agreed, evidence, tmp_path):
    """With a day by which records must have been known, those that came later do not count."""
    said = agreed.text.decode().replace("    dated: Started\n", "    dated: Started\n    received: Started\n")
    (tmp_path / "contract.yaml").write_text(said, encoding="utf-8")
    always_known = load_contract(tmp_path)
    now = run(always_known, evidence, AS_AT)
    then = run(always_known, evidence, AS_AT, known_at=date(2019, 12, 31))
    assert 0 < then.total_net < now.total_net
    assert max(each.known for each in then.payments) <= day_number(date(2019, 12, 31))


def test_the_steps_are_told_as_they_are_done(agreed, evidence):
    """Whoever wants to is told each step when it is done, in order."""
    told = []
    run(agreed, evidence, AS_AT, passed=told.append)
    assert told[0] == "read"
    assert told.index("enrol") < told.index("check") < told.index("determine") < told.index("stand")
    assert len(told) == len(set(told))


def test_a_folder_of_evidence_must_be_there(agreed, tmp_path):
    """Where there is no folder of evidence, the run is refused."""
    with pytest.raises(CallError) as refused:
        run(agreed, tmp_path / "none", AS_AT)
    assert [each.code for each in refused.value.problems] == ["evidence-missing"]
