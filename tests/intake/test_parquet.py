"""A Parquet file is read as text by the same rules as every other file."""

from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal

import pyarrow as pa
import pytest

from sop_engine.intake.asked import Asked, asked
from sop_engine.intake.files import read_file
from tests.intake.small import GOOD, accounted, agreed, evidence, paid, run_with
from tests.intake.test_silent_mistakes import PAID
from tests.intake.workbooks import HOMES, table

CELLS = {
    "text": (["007", "NA", None, " x "], ["007", "NA", "", " x "]),
    "words": (pa.array(["PRS", "SH", "PRS", None]).dictionary_encode(), ["PRS", "SH", "PRS", ""]),
    "whole": ([14, -3, 0, None], ["14", "-3", "0", ""]),
    "parts": ([14.0, 12.5, 0.1 + 0.2, float("nan")], ["14", "12.5", "0.3", ""]),
    "exact": ([Decimal("12.50"), Decimal("14.00"), Decimal("-0.10"), None], ["12.5", "14", "-0.1", ""]),
    "truth": ([True, False, None, True], ["TRUE", "FALSE", "", "TRUE"]),
    "days": ([date(2024, 2, 29), date(1900, 1, 1), None, None], ["2024-02-29", "1900-01-01", "", ""]),
    "moments": ([datetime(2024, 2, 29, 23, 59, tzinfo=UTC)] * 4, ["2024-02-29"] * 4),
    "hours": ([time(14, 3)] * 4, ["14:03:00"] * 4),
    "lengths": ([timedelta(hours=30, minutes=5)] * 4, ["30:05:00"] * 4),
    "nothing": (pa.nulls(4), [""] * 4),
}  # fmt: skip


def test_a_value_is_the_text_that_a_person_would_have_typed(tmp_path):
    """Text stays as it is; whole numbers have no point, days are ISO, what is missing is empty."""
    columns = {"Ref": ["a", "b", "c", "d"], **{name: column for name, (column, _) in CELLS.items()}}
    sheet, problems = read_file(table(tmp_path / "x.parquet", columns))
    assert not problems
    assert sheet.headings == ("Ref", *CELLS)
    read = dict(zip(sheet.headings, zip(*(cells for _, cells in sheet.rows), strict=True), strict=True))
    assert {name: list(read[name]) for name in CELLS} == {name: text for name, (_, text) in CELLS.items()}


def test_parquet_files_pay_as_csv_files_do(tmp_path):
    """The good files as Parquet, with days as days, pay the same, and every row has the number it had."""
    folder = evidence(tmp_path / "evidence", {})
    homes = {
        "Ref": ["A-1", "É-2"], "Moved in": [date(2024, 6, 10), date(2024, 7, 1)], "Type of home": ["PRS", "SH"],
        "Note": [None, "first floor, left"], "Sent": [date(2024, 6, 11), date(2024, 7, 2)],
    }  # fmt: skip
    data = table(folder / "homes.parquet", homes).read_bytes()
    plain, done = run_with(folder, {}), run_with(folder, {"homes.csv": None, "homes.parquet": data})
    assert paid(done) == paid(plain) == PAID
    assert not done.bad_rows
    accounted(done)
    assert {use.row for use in done.uses if use.kind == "home"} == {2, 3}


@pytest.mark.parametrize("values", [[7, 8], [7.0, 8.5], [Decimal(7), Decimal(8)]], ids=str)
def test_references_that_are_numbers_are_pointed_out(tmp_path, values):
    """A column of numbers has lost the zeros at the beginning of its references, if there were any."""
    file = table(tmp_path / "x.parquet", {"Ref": values, "Joined": ["2024-05-01"] * 2})
    sheet, problems = read_file(file, what=asked(agreed().contract, ["start"]))
    assert sheet.rows[0] == (2, ["7", "2024-05-01"])
    assert [(each.code, each.gravity, each.place.heading) for each in problems] == [
        ("reference-as-number", "warning", "Ref")
    ]


def test_a_column_that_nobody_reads_may_hold_anything(tmp_path):
    """Lists and bytes stop a file only where the contract reads them."""
    columns = {**{each: ["x"] for each in HOMES}, "More": pa.array([["x"]]), "Picture": [b"\xff"]}
    file = table(tmp_path / "x.parquet", columns)
    assert [each.code for each in read_file(file).problems] == ["parquet-column"]
    sheet, problems = read_file(file, what=asked(agreed().contract, ["home"]))
    assert sheet.rows == ((2, [*["x"] * len(HOMES), "", ""]),)
    assert not problems


def test_a_small_file_that_unpacks_to_more_than_the_memory_is_answered(tmp_path):
    """One long text that every row of a small file has is an answer, not the end of the engine."""
    words = pa.DictionaryArray.from_arrays(pa.array([0] * 300_000, pa.int32()), pa.array(["x" * 1_000_000]))
    file = table(tmp_path / "x.parquet", {"Ref": words})
    assert file.stat().st_size < 1_000_000
    sheet, problems = read_file(file)
    assert sheet is None
    assert [each.code for each in problems] in (["workbook-too-large"], ["file-not-finished"])


@pytest.mark.parametrize("data", [b"", b"PAR1", b"PAR1" * 50, b"Ref,Day\n", GOOD["homes.csv"].encode()], ids=len)
def test_what_is_no_parquet_file_is_answered(tmp_path, data):
    """Nothing, text and a file cut off are answered."""
    (tmp_path / "x.parquet").write_bytes(data)
    sheet, problems = read_file(tmp_path / "x.parquet")
    assert sheet is None
    assert [each.code for each in problems] == ["parquet-damaged"]


def test_any_bytes_within_a_parquet_file_are_answered(tmp_path):
    """Bytes changed anywhere in a file end in rows or an answer, never in an error of ours."""
    good = table(tmp_path / "x.parquet", {each: ["x"] * 500 for each in HOMES}).read_bytes()
    for at in range(4, len(good), len(good) // 8):
        (tmp_path / "x.parquet").write_bytes(good[:at] + b"\xff\x00\x41" + good[at + 3 :])
        sheet, problems = read_file(tmp_path / "x.parquet")
        assert sheet is not None or problems


def test_rows_without_a_value_are_passed_over_and_keep_their_number(tmp_path):
    """A row of nothing holds nothing, and those after it have the numbers that a spreadsheet would show."""
    sheet, _ = read_file(table(tmp_path / "x.parquet", {"Ref": ["a", None, " ", "b"]}), what=Asked())
    assert sheet.rows == ((2, ["a"]), (5, ["b"]))
