"""Data frames are read as files are: the same rows give the same records, and nothing is guessed from a type."""

from datetime import date, datetime
from decimal import Decimal

import pandas as pd
import pytest

from sop_engine.intake.sheet import from_frame
from sop_engine.service import run_frames
from tests.intake.small import AS_AT, GOOD, accounted, agreed, paid, run_with, told

KINDS = {"starts.csv": "start", "homes.csv": "home", "courses.csv": "course", "health.csv": "health"}


@pytest.fixture
def frames(tmp_path):
    """The good files as frames of text."""
    for name, text in GOOD.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    return {kind: pd.read_csv(tmp_path / name, dtype=str) for name, kind in KINDS.items()}


def test_frames_pay_what_the_files_pay(frames, tmp_path):
    """The same rows as frames give the same payments as the files."""
    done = run_frames(agreed(), frames, as_at=AS_AT)
    assert done.payments == run_with(tmp_path / "evidence", {}).payments
    assert not done.bad_rows
    accounted(done)


def test_typed_values_are_read_as_they_would_be_written(frames):
    """Days, numbers and gaps may be typed: a timestamp is its day, and every kind of gap is an empty cell."""
    frames["start"]["Joined"] = [pd.Timestamp("2024-05-01 23:59"), date(2024, 6, 1), datetime(2024, 7, 1, 12)]
    frames["course"]["Hours"] = [12.5, float("nan"), 7]
    frames["health"]["Score"] = pd.array([pd.NA], dtype="Int64")
    frames["health"]["Born"] = pd.to_datetime([None])
    done = run_frames(agreed(), frames, as_at=AS_AT)
    assert not done.bad_rows
    assert len(paid(done)) == 3


@pytest.mark.parametrize("gap", [None, float("nan"), pd.NA, pd.NaT, "", "  "], ids=repr)
def test_every_kind_of_gap_is_an_empty_cell(gap):
    """No gap of any kind is taken for a text such as nan or <NA>; a row of gaps alone is no row."""
    frame = pd.DataFrame({"Ref": pd.Series(["A-1", gap], dtype=object), "Note": pd.Series([gap, gap], dtype=object)})
    rows = from_frame(frame, "home").rows
    assert [(number, [cell.strip() for cell in cells]) for number, cells in rows] == [(2, ["A-1", ""])]


@pytest.mark.parametrize(
    "value, text", [(7, "7"), (Decimal("1.50"), "1.50"), (True, "True"), ("NA", "NA"), ("007", "007"), ([1], "[1]")]
)
def test_other_values_are_the_text_they_print(value, text):
    """What is neither a gap nor a day is the text that it prints."""
    assert from_frame(pd.DataFrame({"a": pd.Series([value], dtype=object)}), "x").rows == ((2, [text]),)


def test_a_frame_that_nobody_reads_is_pointed_out(frames):
    """A frame under a name that is no record of the contract is not passed over without a word."""
    done = run_frames(agreed(), {**frames, "homes": frames["home"]}, as_at=AS_AT)
    assert told(done) == [("homes", 0, "file-not-used")]
