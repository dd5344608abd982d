"""Whatever a file of evidence holds, the good rows go on, and each bad one is answered with its place and remedy."""

import os
import shutil
from datetime import date
from pathlib import Path

import pytest

from sop_engine import errors
from sop_engine.errors import CallError
from sop_engine.intake import cells, csv_file, files
from sop_engine.service import load_contract, run
from tests.intake.workbooks import HOMES, MAKERS, table

HERE = Path(__file__).parent / "intake"
GOOD = HERE / "good"
GENERATED = {"csv-too-large", "csv-row-endless", "row-cell-too-long", "file-unreadable", "parquet-missing"}
CODES = {kind.code for kind in errors._INTAKE}
AS_AT = date(2025, 12, 31)
BESIDE = {"row-person-held-back": {"row-date-impossible", "row-conflict"}}
"""What else must be wrong for a kind to show: rows are held back where the one that enrols is bad."""


@pytest.fixture(scope="module")
def agreed():
    """A small contract with every kind of field."""
    return load_contract(HERE / "contract.yaml")


@pytest.fixture
def evidence(tmp_path):
    """A folder of good evidence."""
    return Path(shutil.copytree(GOOD, tmp_path / "evidence"))


def told(done):
    return "".join(f"{each}\n" for each in done.bad_rows)


@pytest.mark.parametrize("code", sorted(CODES - GENERATED))
def test_bad_evidence_is_answered_word_for_word(agreed, evidence, code):
    """Each kind of bad evidence, laid over good evidence, is answered with the words that stand beside it."""
    if code == "no-file":
        shutil.rmtree(evidence)
    shutil.copytree(HERE / code, evidence, dirs_exist_ok=True, ignore=shutil.ignore_patterns("expected.txt"))
    if code in MAKERS:
        MAKERS[code](evidence)
    done = run(agreed, evidence=evidence, as_at=AS_AT)
    assert told(done) == (HERE / code / "expected.txt").read_text(encoding="utf-8")
    assert {each.code for each in done.bad_rows} == {code} | BESIDE.get(code, set())
    assert len(done.payments) == (3 if code != "no-file" else 0), "the good rows go on"


def test_every_kind_has_its_bad_evidence():
    """No kind of problem in evidence is without an example, and no example without a kind."""
    assert {each.name for each in HERE.iterdir() if each.is_dir()} == CODES - GENERATED | {"good"}


def test_good_evidence_is_answered_with_nothing(agreed, evidence):
    """Evidence in which nothing is wrong is read without a remark."""
    assert told(run(agreed, evidence=evidence, as_at=AS_AT)) == ""


def test_nothing_wrong_with_evidence_is_an_error():
    """Wrong evidence never stops a run: every kind of it is a remark, or a warning of what a file hides."""
    assert {kind.gravity for kind in errors._INTAKE} == {errors.REMARK, errors.WARNING}


@pytest.mark.parametrize("code", sorted(CODES - GENERATED))
def test_no_answer_names_a_person_or_shows_what_is_personal(code):
    """No answer holds the reference of a person, nor what stands in a personal field."""
    said = (HERE / code / "expected.txt").read_text(encoding="utf-8")
    for kept in ("A-1", "A-2", "A-3", "A-4", "A-5", "a-1", "1980", "alcohool", "a lot", "floor", "door", "May 2024"):
        assert kept not in said.replace("(such as 1E+05)", "")


# ---- sizes, and what the system refuses --------------------------------------------------------


def test_a_file_too_large_is_answered_word_for_word(agreed, evidence, monkeypatch):
    """A file of evidence larger than the limit is not read; one that just fits is."""
    size = (evidence / "homes.csv").stat().st_size
    monkeypatch.setattr(files, "MOST_BYTES", size)
    assert told(run(agreed, evidence=evidence, as_at=AS_AT)) == ""
    monkeypatch.setattr(files, "MOST_BYTES", size - 1)
    assert told(run(agreed, evidence=evidence, as_at=AS_AT)) == (
        "homes.csv: remark csv-too-large\n"
        f"  The file has {size} bytes; a file of evidence is limited to {size - 1}.\n"
        "  Split it: rows may lie in several files.\n"
    )


def test_a_cell_too_long_is_answered_word_for_word(agreed, evidence, monkeypatch):
    """A cell longer than the limit makes its row bad; one that just fits does not."""
    monkeypatch.setattr(cells, "MOST_CHARACTERS", len("first floor, left"))
    assert told(run(agreed, evidence=evidence, as_at=AS_AT)) == ""
    monkeypatch.setattr(cells, "MOST_CHARACTERS", len("first floor, left") - 1)
    assert told(run(agreed, evidence=evidence, as_at=AS_AT)) == (
        "homes.csv, row 3, Note: remark row-cell-too-long\n"
        "  The cell has 17 characters; at most 16 are read.\n"
        "  Shorten it.\n"
    )


def test_a_file_that_cannot_be_opened_is_answered_word_for_word(agreed, evidence, monkeypatch):
    """A file that the system does not let us read is pointed out, and the others go on."""
    opens = Path.open

    def refuses(file, *how):
        if file.name == "homes.csv":
            raise PermissionError(13, "Permission denied")
        return opens(file, *how)

    monkeypatch.setattr(Path, "open", refuses)
    done = run(agreed, evidence=evidence, as_at=AS_AT)
    assert told(done) == (
        "homes.csv: remark file-unreadable\n"
        "  The file cannot be opened: Permission denied.\n"
        "  Put a file that can be read in its place, or take it away.\n"
    )
    assert [each.outcome for each in done.payments] == ["trained"]


def test_a_file_that_changes_while_it_is_read_is_answered_word_for_word(agreed, evidence, monkeypatch):
    """Of a file that somebody writes to while it is read, nothing is used."""
    looks = csv_file._looked_through

    def looks_and_writes(stream):
        if stream.name.endswith("homes.csv"):
            os.utime(stream.name, (1, 1))
        return looks(stream)

    monkeypatch.setattr(csv_file, "_looked_through", looks_and_writes)
    done = run(agreed, evidence=evidence, as_at=AS_AT)
    assert told(done) == (
        "homes.csv: remark file-unreadable\n"
        "  The file cannot be opened: it changed while it was read.\n"
        "  Put a file that can be read in its place, or take it away.\n"
    )
    assert [each.outcome for each in done.payments] == ["trained"]


def test_a_row_without_end_is_answered_word_for_word(agreed, evidence, monkeypatch):
    """A quote that is never closed gathers no more than a row may have; the rows before it are read."""
    monkeypatch.setattr(csv_file, "MOST_IN_ROW", 1_000)
    with (evidence / "homes.csv").open("a", encoding="utf-8") as file:
        file.write('A-1,10/06/2024,PRS,"' + "no end,\n" * 500)
    done = run(agreed, evidence=evidence, as_at=AS_AT)
    assert told(done) == (
        "homes.csv, row 4: remark csv-row-endless\n"
        "  The row goes on for more than 1,000 characters; no row from here on is read.\n"
        "  Close the quote at which it begins, or double it where it belongs to the text.\n"
    )
    assert len(done.payments) == 3


def test_parquet_without_what_reads_it_is_answered_word_for_word(agreed, evidence, tmp_path, monkeypatch):
    """Where pyarrow is not installed, a Parquet file is answered with what to install."""
    table(evidence / "homes-june.parquet", {each: ["x"] for each in HOMES})
    (tmp_path / "pyarrow.py").write_text("raise ImportError", encoding="utf-8")
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    assert told(run(agreed, evidence=evidence, as_at=AS_AT)) == (
        "homes-june.parquet: remark parquet-missing\n"
        "  Parquet files are read with pyarrow, which is not installed.\n"
        "  Install sop-engine[scale], or send the file as CSV.\n"
    )


@pytest.mark.parametrize("name", ["homes-june.csv", "a-note.txt"])
def test_what_is_no_file_is_answered_word_for_word(agreed, evidence, name):
    """A link that leads nowhere, and a pipe, are pointed out and not waited for, and the files go on."""
    (evidence / name).symlink_to(evidence / "nothing")
    os.mkfifo(evidence / "starts-june.csv")
    done = run(agreed, evidence=evidence, as_at=AS_AT)
    assert told(done) == "".join(
        f"{odd}: remark file-unreadable\n"
        "  The file cannot be opened: it is not a file, or leads nowhere.\n"
        "  Put a file that can be read in its place, or take it away.\n"
        for odd in (name, "starts-june.csv")
    )
    assert len(done.payments) == 3


# ---- calls that cannot be carried out ----------------------------------------------------------


def test_where_nobody_is_enrolled_the_reasons_are_said(agreed, evidence):
    """Where no row enrols anybody, the run stops, and says what is wrong with the file that should."""
    (evidence / "starts.csv").write_text("Ref,Joined,Sent\nA-1,01/05/2024,2024-05-03\n", encoding="utf-8")
    with pytest.raises(CallError) as stopped:
        run(agreed, evidence=evidence, as_at=AS_AT)
    assert {each.code for each in stopped.value.problems} == {"nobody-enrolled", "row-date-unreadable"}


def test_a_folder_that_is_not_there_is_said(agreed, tmp_path):
    """A folder of evidence that does not exist stops the run."""
    with pytest.raises(CallError) as stopped:
        run(agreed, evidence=tmp_path / "none", as_at=AS_AT)
    assert [each.code for each in stopped.value.problems] == ["evidence-missing"]
