"""The results of a run stand in their folder whole or not at all, and nothing else is ever replaced."""

import os
import shutil
from pathlib import Path

import pytest

from sop_engine.service import deliver
from tests.cli.calling import call, contents

WRITTEN = {
    "bad_rows.csv", "evidence.csv", "findings.csv", "lines.csv", "occurrences.csv", "payments.csv", "run.json",
    "statement.html",
}  # fmt: skip


def run(homes, out, *more, as_at="2024-12-31"):
    return call("run", homes, "--evidence", homes / "evidence", "--as-at", as_at, "--out", out, *more)


@pytest.fixture
def out(tmp_path):
    """A folder to be written, alone in another that does not exist yet."""
    return tmp_path / "results" / "out"


def test_a_run_writes_the_statement_the_tables_and_its_figures(homes, out):
    """A run writes eight files into a folder that it makes, and leaves nothing beside it."""
    assert run(homes, out).code == 0
    assert set(contents(out)) == WRITTEN
    assert [each.name for each in out.parent.iterdir()] == ["out"]


def spoilt(homes):
    """Something to correct in the evidence; the good file is given back."""
    file = homes / "evidence" / "tenancies.csv"
    good = file.read_text(encoding="utf-8")
    file.write_text(good + "FH-2,2024-06-31,PRS\n", encoding="utf-8")
    return file, good


def test_a_run_with_rows_to_correct_writes_them_too(homes, out):
    """Where rows are to be corrected, the marked workbook is among the results, and is replaced or goes with them."""
    file, good = spoilt(homes)
    first = run(homes, out)
    assert first.code == 1
    assert set(contents(out)) == {*WRITTEN, "rows_to_correct.xlsx"}
    assert f"Rows to correct and send again: {out / 'rows_to_correct.xlsx'}" in first.out
    assert run(homes, out, "--overwrite").code == 1
    file.write_text(good, encoding="utf-8")
    assert run(homes, out, "--overwrite").code == 0
    assert set(contents(out)) == WRITTEN


def test_the_rows_to_correct_may_be_written_elsewhere(homes, out, tmp_path):
    """`--returned` names a workbook; it is made with its folders, and replaced only when told."""
    spoilt(homes)
    back = tmp_path / "send" / "back.xlsx"
    assert run(homes, out, "--returned", back).code == 1
    assert back.read_bytes() == (out / "rows_to_correct.xlsx").read_bytes()
    assert [each.name for each in back.parent.iterdir()] == ["back.xlsx"]
    shutil.rmtree(out)
    again = run(homes, out, "--returned", back)
    assert (again.code, "out-exists" in again.err, out.exists()) == (2, True, False)
    assert run(homes, out, "--returned", back, "--overwrite").code == 1


def test_where_the_rows_to_correct_cannot_be_written_nothing_is(homes, out, tmp_path):
    """Exit code 2 means that nothing was written, neither the workbook nor the results."""
    spoilt(homes)
    file = tmp_path / "file"
    file.write_text("a file is no folder")
    said = run(homes, out, "--returned", file / "back.xlsx")
    assert (said.code, "out-unwritable" in said.err, out.exists()) == (2, True, False)


def test_without_rows_to_correct_nothing_is_given_back(homes, out, tmp_path):
    """Of good evidence there is no workbook."""
    assert run(homes, out, "--returned", tmp_path / "back.xlsx").code == 0
    assert not (tmp_path / "back.xlsx").exists()


@pytest.mark.parametrize("mask, folder, file", [(0o077, 0o700, 0o600), (0o022, 0o755, 0o644), (0o027, 0o750, 0o640)])
def test_results_are_kept_from_whom_the_user_keeps_files_from(homes, out, mask, folder, file):
    """The folder of results and every file in it are open to those to whom the user opens new files, and no others."""
    before = os.umask(mask)
    try:
        for more in ((), ("--overwrite",)):
            assert run(homes, out, *more).code == 0
            assert out.stat().st_mode & 0o777 == folder
            assert {each.stat().st_mode & 0o777 for each in out.iterdir()} == {file}
        assert os.umask(mask) == mask, "the run leaves it as it was"
    finally:
        os.umask(before)


def test_what_is_there_is_replaced_only_when_told(homes, out):
    """Results that are there stay as they are, to the byte, unless --overwrite is said."""
    run(homes, out)
    before = contents(out)
    again = run(homes, out, as_at="2024-05-31")
    assert (again.code, again.out) == (2, "")
    assert "out-exists" in again.err
    assert contents(out) == before
    assert run(homes, out, "--overwrite", as_at="2024-05-31").code == 0
    assert set(contents(out)) == WRITTEN
    assert contents(out) != before
    assert [each.name for each in out.parent.iterdir()] == ["out"]


def test_an_empty_folder_may_be_taken(homes, out):
    """An empty folder is somebody's too: it is taken when told."""
    out.mkdir(parents=True)
    assert run(homes, out).code == 2
    assert run(homes, out, "--overwrite").code == 0


def test_a_folder_that_no_run_wrote_is_never_replaced(homes, out):
    """Whatever is said, a folder of other things is refused and stays as it is; so is a file."""
    out.mkdir(parents=True)
    (out / "letter.txt").write_text("Dear all", encoding="utf-8")
    for place in (out, out / "letter.txt"):
        for more in ((), ("--overwrite",)):
            answer = run(homes, place, *more)
            assert (answer.code, answer.out) == (2, "")
    assert contents(out.parent) == {"out": b"a folder", "out/letter.txt": b"Dear all"}


def test_results_with_other_things_among_them_are_not_replaced(homes, out):
    """Where somebody has put a note beside the results, or has a run.json of another kind, nothing is lost."""
    run(homes, out)
    (out / "note.txt").write_text("agreed with the council", encoding="utf-8")
    before = contents(out)
    answer = run(homes, out, "--overwrite")
    assert answer.code == 2
    assert f"{out} is there, and note.txt was not written by a run." in answer.err
    assert contents(out) == before
    (out / "note.txt").rename(out / "payments.csv.old")
    assert run(homes, out, "--overwrite").code == 2


def test_a_folder_of_the_name_of_a_result_is_not_replaced(homes, out):
    """A folder that only has the name of one of our files is not ours."""
    (out / "run.json").mkdir(parents=True)
    assert run(homes, out, "--overwrite").code == 2
    assert set(contents(out)) == {"run.json"}


def test_the_evidence_is_never_replaced(homes):
    """Evidence named as the folder to write is refused, whatever is said."""
    before = contents(homes / "evidence")
    assert run(homes, homes / "evidence", "--overwrite").code == 2
    assert contents(homes / "evidence") == before


def test_results_may_be_replaced_from_within(homes, out, monkeypatch):
    """The folder may be named as the one where one stands, or by way of a link."""
    run(homes, out)
    monkeypatch.chdir(out)
    assert run(homes, ".", "--overwrite", as_at="2024-05-31").code == 0
    assert set(contents(out)) == WRITTEN
    link = out.parent.parent / "latest"
    link.symlink_to(out, target_is_directory=True)
    assert run(homes, link, "--overwrite").code == 0
    assert link.is_symlink()
    assert set(contents(out)) == WRITTEN
    assert [each.name for each in out.parent.iterdir()] == ["out"]


# ---- when writing fails ------------------------------------------------------------------------


def fails_at(monkeypatch, name):
    """Let the disk be full when a file of this name is to be written."""
    writes = Path.write_bytes

    def write(file, *words, **named):
        if file.name == name:
            raise OSError(28, "No space left on device")
        return writes(file, *words, **named)

    monkeypatch.setattr(Path, "write_bytes", write)


@pytest.mark.parametrize("name", ["statement.html", "findings.csv", "run.json"])
def test_nothing_half_written_is_left(homes, out, monkeypatch, name):
    """When writing fails, at the first file, in the middle or at the last, there is no folder and no part of one."""
    fails_at(monkeypatch, name)
    answer = run(homes, out)
    assert (answer.code, answer.out) == (2, "")
    assert answer.err == (
        f"{out}: out-unwritable\n"
        f"  {out} cannot be written: No space left on device.\n"
        "  Name a folder that can be written.\n"
    )  # fmt: skip
    assert list(out.parent.iterdir()) == []


@pytest.mark.parametrize("name", ["statement.html", "findings.csv", "run.json"])
def test_results_before_stay_when_new_ones_cannot_be_written(homes, out, monkeypatch, name):
    """When results cannot be replaced, those before stay as they are, to the byte."""
    run(homes, out)
    before = contents(out.parent)
    fails_at(monkeypatch, name)
    assert run(homes, out, "--overwrite", as_at="2024-05-31").code == 2
    assert contents(out.parent) == before


@pytest.mark.parametrize("time", [1, 2])
def test_results_before_stay_when_new_ones_cannot_be_put_in_their_place(homes, out, monkeypatch, time):
    """When moving the results before away fails, or the new ones in, those before stand where they stood."""
    run(homes, out)
    before, moves, times = contents(out.parent), os.replace, []

    def move(from_, to):
        times.append(to)
        if len(times) == time:
            raise PermissionError(13, "Permission denied")
        moves(from_, to)

    monkeypatch.setattr(deliver.os, "replace", move)
    answer = run(homes, out, "--overwrite", as_at="2024-05-31")
    assert answer.code == 2
    assert "cannot be written: Permission denied." in answer.err
    assert contents(out.parent) == before


def test_results_before_are_never_thrown_away_unreplaced(homes, out, monkeypatch):
    """When not even putting back works, the results before are still there, beside their place."""
    run(homes, out)
    before, moves, times = contents(out), os.replace, []

    def move(from_, to):
        times.append(to)
        if len(times) > 1:
            raise PermissionError(13, "Permission denied")
        moves(from_, to)

    monkeypatch.setattr(deliver.os, "replace", move)
    assert run(homes, out, "--overwrite", as_at="2024-05-31").code == 2
    (beside,) = out.parent.iterdir()
    assert contents(beside / "results") == before


@pytest.mark.parametrize("step", ["write_bytes", "chmod"])
def test_an_interruption_leaves_nothing_half_written(homes, out, monkeypatch, step):
    """Whoever stops a run while it writes finds the results before, and nothing beside them."""
    run(homes, out)
    before = contents(out.parent)

    def stop(*words, **named):
        raise KeyboardInterrupt

    monkeypatch.setattr(Path, step, stop)
    assert run(homes, out, "--overwrite", as_at="2024-05-31").code not in (0, 1)
    assert contents(out.parent) == before


def test_a_place_that_cannot_be_is_said_before_any_work(homes, out):
    """A name that is too long, or a folder inside a file, is answered like any folder that cannot be written."""
    answer = run(homes, out / ("x" * 300))
    assert answer.code == 2
    assert "cannot be written: File name too long." in answer.err
    answer = run(homes, homes / "contract.yaml" / "out")
    assert answer.code == 2
    assert "out-unwritable" in answer.err


def test_the_demonstration_replaces_only_when_told(tmp_path):
    """The demonstration follows the same rule."""
    out = tmp_path / "demo"
    assert call("demo", "--out", out).code == 0
    assert call("demo", "--out", out).code == 2
    shutil.rmtree(out)
    out.mkdir()
    (out / "mine.txt").touch()
    assert call("demo", "--out", out, "--overwrite").code == 2
    assert set(contents(out)) == {"mine.txt"}
