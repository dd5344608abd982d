"""A file read some rows at a time is the file read at once, whatever stands in it and however many rows a part has."""

import io
from hashlib import sha256

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from sop_engine.intake import sheet as sheets
from sop_engine.intake.asked import EVERYTHING, Asked
from sop_engine.intake.csv_file import csv_parts, read_csv
from sop_engine.intake.files import read_file, sheets_of
from sop_engine.intake.sheet import joined
from tests.intake.plain_csv import rows_of
from tests.intake.workbooks import book, table

PIECES = st.sampled_from(
    [
        '"',
        '""',
        ",",
        "\n",
        "\r\n",
        "\r",
        " ",
        "a",
        "7",
        "é",
        "\u2028",
        "\x0b",
        "_x",
        "1,2,3\n",
        '"a\nb",2,3\r\n',
        'x"y,',
    ]
)
TEXTS = st.lists(PIECES, max_size=60).map("".join)


def parts_of(data, rows_at_once, what=EVERYTHING):
    return list(csv_parts(io.BytesIO(data), "x.csv", rows_at_once, what))


@given(text=TEXTS, at_once=st.integers(1, 9))
@example(text='1,2,3\n"a\nb",2,3\n', at_once=1)
@example(text='1\n"a"x\n2\n"open\n3\n4\n', at_once=2)
@example(text="1\n" * 4, at_once=2)
@settings(max_examples=400)
def test_the_parts_of_a_file_are_the_file(text, at_once):
    """Parts put together are the plain reading of the whole, row by row and loss by loss, for any size of a part."""
    data = b"a,b,c\n" + text.encode()
    rows, lost = rows_of(data)
    parts = parts_of(data, at_once)
    sheet, problems = joined(parts)
    assert [(sheet.headings, *sheet.rows)] == [(tuple(rows[0][1]), *rows[1:])]
    assert [(each.place.row, each.code) for each in problems] == lost
    assert sheet.lost == tuple(row for row, _ in lost)
    assert (sheet, problems) == read_csv(data, "x.csv")
    assert all(len(each.sheet.rows) <= at_once for each in parts)
    assert {each.sheet.sha256 for each in parts} == {sha256(data).hexdigest()}


@given(data=st.binary(max_size=60), at_once=st.integers(1, 4))
@example(data=b"\xef\xbb\xbfa\n\xff", at_once=1)
@example(data="a\n€".encode()[:-1], at_once=1)
@settings(max_examples=200)
def test_any_bytes_are_refused_before_their_first_row_or_read_to_their_end(data, at_once):
    """A file that is not UTF-8 gives not one row, and its place is the byte; any other is the same in parts."""
    parts = parts_of(data, at_once)
    assert joined(parts) == read_csv(data, "x.csv")
    try:
        data.decode()
    except UnicodeDecodeError as error:
        assert [part.sheet for part in parts] == [None]
        assert f"byte {error.start:,} " in parts[0].problems[0].fact


def test_a_file_longer_than_a_look_is_read_to_its_end(tmp_path, monkeypatch):
    """Signs of several bytes, and quotes, that lie across the blocks of a long file are whole."""
    monkeypatch.setattr("sop_engine.intake.csv_file._BLOCK", 7)
    text = "é,€,𝟙\n" + '"é\n€",𝟙,"𝟙""é"\n' * 200
    (tmp_path / "x.csv").write_text(text, encoding="utf-8")
    sheet, problems = read_file(tmp_path / "x.csv")
    assert sheet.rows == tuple((row, ["é\n€", "𝟙", '𝟙"é']) for row in range(2, 202))
    assert not problems


def test_a_part_is_not_large_where_rows_are_long(monkeypatch):
    """Where rows are long, a part has fewer of them."""
    monkeypatch.setattr(sheets, "MOST_AT_ONCE", 100)
    parts = parts_of(b"a\n" + b"x" * 60 + b"\n" + b"y" * 60 + b"\n" + b"z\n", 1_000)
    assert [len(each.sheet.rows) for each in parts] == [2, 1]


# ---- columns that are left out ------------------------------------------------------------------

MARKED = b"_row,Ref,_problem,Sent\n7,A-1,wrong,2024-06-11\n8,A-2\n9,,what,\n10,A-3,\n"


@pytest.mark.parametrize("at_once", [None, 1])
def test_columns_that_begin_with_a_low_line_are_left_out(at_once):
    """They are neither headings nor cells, and a row that holds nothing else holds nothing; a short row stays short."""
    sheet, problems = joined(parts_of(MARKED, at_once))
    assert sheet.headings == ("Ref", "Sent")
    assert sheet.rows == ((2, ["A-1", "2024-06-11"]),)
    assert [(each.place.row, each.code) for each in problems] == [(3, "row-width"), (5, "row-width")]
    assert sheet.lost == (3, 5)
    assert problems[0].fact == "The row has 2 cells for 4 headings."


def test_columns_that_the_contract_reads_are_never_left_out():
    """Some programs begin their own headings so: what the contract reads under one is read."""
    sheet, _ = joined(parts_of(b"_id,_row,Sent\nA-1,7,2024-06-11\n", None, Asked(headings=frozenset({"_id", "Sent"}))))
    assert (sheet.headings, sheet.rows) == (("_id", "Sent"), ((2, ["A-1", "2024-06-11"]),))


@pytest.mark.parametrize("ending", ["xlsx", "parquet", "csv"])
@pytest.mark.parametrize("at_once", [1, 1_500, None])
def test_every_format_is_the_same_in_parts(tmp_path, ending, at_once):
    """2,500 rows give the same headings, cells and row numbers as CSV, as a workbook and as Parquet."""
    heads, rows = (
        ["Ref", "_row", "Note"],
        [[f"A-{i}", str(i), "x" * (i % 3)] for i in range(2_500 if at_once != 1 else 9)],
    )
    file = tmp_path / f"x.{ending}"
    if ending == "xlsx":
        book(file, {"x": [heads, *rows]})
    elif ending == "parquet":
        table(file, {head: [row[i] for row in rows] for i, head in enumerate(heads)}, row_group_size=700)
    else:
        file.write_text("\n".join(",".join(row) for row in [heads, *rows]), encoding="utf-8")
    parts = list(sheets_of(file, rows_at_once=at_once))
    sheet, problems = joined(parts)
    assert sheet.headings == ("Ref", "Note")
    assert sheet.rows == tuple((i, [row[0], row[2]]) for i, row in enumerate(rows, 2))
    assert sheet.sha256 == sha256(file.read_bytes()).hexdigest()
    assert not problems
    assert all(len(each.sheet.rows) <= (at_once or 10_000) for each in parts)
