"""The marked workbook that is given back: what is wrong stands where it is wrong, and corrected it is read."""

import io
import zipfile
from dataclasses import replace
from datetime import date

import openpyxl
import pytest
from python_calamine import CalamineWorkbook

from sop_engine.errors import Place, problem
from sop_engine.intake.files import read_file
from sop_engine.intake.sheet import UNSURE, Sheet
from sop_engine.service.deliver import rows_to_correct
from sop_engine.statements.returned import ROWS, returned
from tests.intake.small import GOOD, accounted, agreed, evidence, paid, run_with, told
from tests.intake.test_silent_mistakes import PAID
from tests.intake.workbooks import HOME, HOMES, book

BAD = {
    "homes.csv": "Ref,Moved in,Type of home,Note,Sent,Worker\nA-1,10/06/2024,PRS,,2024-06-11,ann\n"
    'É-2,31/06/2024,S H,"=first floor, left",2024-07-02,007\n',
}
"""One row to correct, with two cells in which something is wrong."""


@pytest.fixture
def folder(tmp_path):
    """A folder for evidence."""
    return tmp_path / "evidence"


def opened(data):
    assert data is not None
    return openpyxl.load_workbook(io.BytesIO(data))


def table(page):
    return [["" if cell is None else cell for cell in row] for row in page.iter_rows(values_only=True)]


def test_only_the_rows_to_correct_are_given_back_as_they_were_sent(folder):
    """The number of the row first, what is wrong, then the very values, also those that the contract does not read."""
    pages = opened(rows_to_correct(run_with(folder, BAD)))
    assert pages.sheetnames == [ROWS, "All problems", "_lists"]
    headings, row = table(pages[ROWS])
    assert headings == ["_row", "_problem", "Ref", "Moved in", "Type of home", "Note", "Sent", "Worker", "_record"]
    assert row[0] == "3"
    assert row[2:] == ["É-2", "31/06/2024", "S H", "=first floor, left", "2024-07-02", "007", "home"]
    for said in ("Moved in: ", "is not in the calendar", "Type of home: ", '"S H" is not one of the categories'):
        assert said in row[1]


def test_a_bad_cell_is_outlined_and_has_a_comment(folder):
    """Not by colour alone: a bad cell has a red outline and a comment that says what to do; a good one has neither."""
    page = opened(rows_to_correct(run_with(folder, BAD)))[ROWS]
    marked = {cell.coordinate for cell in page[2] if cell.border.left.style}
    assert marked == {cell.coordinate for row in page for cell in row if cell.comment} == {"D2", "E2"}
    assert page["D2"].border.left.color.rgb == "FFC00000"
    assert "Write a day that exists" in page["D2"].comment.text


def test_coded_columns_have_lists_to_choose_from(folder):
    """A column that holds one of its categories offers what the file may write, also with commas in them."""
    pages = opened(rows_to_correct(run_with(folder, BAD)))
    (list_,) = pages[ROWS].data_validations.dataValidation
    assert (str(list_.sqref), list_.type) == ("E2", "list")
    assert list_.formula1 == "_lists!$A$2:$A$4"
    assert [row[0] for row in table(pages["_lists"])][1:] == ["PRS", "SH", "HOS"]
    assert pages["_lists"].sheet_state == "hidden"


def test_all_problems_stand_one_below_the_other_and_show_nothing_personal(folder):
    """Place, value, code, gravity, message and what to do; not the value where it is a reference or personal."""
    files = {**BAD, "health.csv": GOOD["health.csv"] + "B-9,2024-05-10,2024-05-20,30/02/1980,a lot,\n", "x.txt": "x"}
    rows = table(opened(rows_to_correct(run_with(folder, files)))["All problems"])
    assert rows[0] == ["_file", "_row", "_column", "_value", "_code", "_gravity", "_message", "_what to do"]
    said = {(row[0], row[2]): row for row in rows[1:]}
    assert said["homes.csv", "Moved in"][3:6] == ["31/06/2024", "row-date-impossible", "remark"]
    assert said["health.csv", "Born"][3:5] == ["", "row-date-impossible"]
    assert said["health.csv", "Ref"][3:5] == ["", "row-person-not-enrolled"]
    assert said["x.txt", ""][1:5] == ["", "", "", "file-not-used"]
    flat = "".join(map(str, rows))
    for kept in ("B-9", "1980", "a lot", "É-2"):
        assert kept not in flat


def corrected(data, cells, sheet=ROWS):
    """The workbook as a spreadsheet saves it again, with some of its cells corrected."""
    pages = opened(data)
    for place, value in cells.items():
        pages[sheet][place] = value
    out = io.BytesIO()
    pages.save(out)
    return out.getvalue()


@pytest.mark.parametrize("name", ["homes-corrected.xlsx", "anything.xlsx"])
def test_corrected_and_sent_again_as_it_is_it_is_read(folder, name):
    """The workbook says itself which records it holds: corrected, it pays, whatever it is called."""
    data = rows_to_correct(run_with(folder, BAD))
    sent = corrected(data, {"D2": "01/07/2024", "E2": "SH"})
    done = run_with(
        folder, {"homes.csv": GOOD["homes.csv"].splitlines()[0] + "\n" + "A-1,10/06/2024,PRS,,2024-06-11\n", name: sent}
    )
    assert paid(done) == PAID
    assert not done.bad_rows
    accounted(done)


def test_a_day_typed_into_it_is_read_as_a_day(folder):
    """Where the spreadsheet has made a day of what was typed, it is the same day."""
    sent = corrected(rows_to_correct(run_with(folder, BAD)), {"D2": date(2024, 7, 1), "E2": "SH"})
    assert paid(run_with(folder, {**BAD, "homes-2.xlsx": sent})) == PAID


def test_sent_again_without_a_correction_it_is_given_back_again(folder):
    """What is still wrong is still wrong: the same cells, and no row becomes good by having been given back."""
    data = rows_to_correct(run_with(folder, BAD))
    done = run_with(folder, {"homes.csv": GOOD["homes.csv"].splitlines()[0] + "\n", "homes-2.xlsx": data})
    assert {(row, code) for _, row, code in told(done)} == {(2, "row-date-impossible"), (2, "row-category-unknown")}
    again = table(opened(rows_to_correct(done))[ROWS])
    assert again[1][2:] == table(opened(data)[ROWS])[1][2:]


def test_records_of_several_kinds_have_a_sheet_each(folder):
    """Each kind of record has a sheet of its name with its own headings, and sent again each is read."""
    files = {
        **BAD,
        "starts.csv": GOOD["starts.csv"] + "B-1,2024-13-01,2024-05-03\n",
        "homes-2.csv": GOOD["homes.csv"] + "A-3,x,PRS,,2024-06-11\n",
    }
    data = rows_to_correct(run_with(folder, files))
    pages = opened(data)
    assert pages.sheetnames == ["start", "home", "All problems", "_lists"]
    assert table(pages["start"])[0] == ["_row", "_problem", "Ref", "Joined", "Sent", "_record"]
    assert [row[-2] for row in table(pages["home"])] == ["_file", "homes-2.csv", "homes.csv"]
    sent = corrected(data, {"D2": "2024-05-01"}, "start")
    done = run_with(folder, {**files, "starts-2.csv": "Ref,Joined,Sent\n", "back.xlsx": sent})
    assert "B-1" in done.records.people
    assert ("back.xlsx, sheet start", 0, "workbook-hidden") not in told(done)


def test_a_row_whose_cells_do_not_fit_is_never_put_under_headings(folder):
    """A row with a comma too many is given as one text: moved by a cell, it could be read as something else."""
    files = {"homes.csv": GOOD["homes.csv"] + 'A-3,10/06/2024,PRS,left, below,2024-06-11\nA-3,"10"x,PRS,,2024-06-11\n'}
    data = rows_to_correct(run_with(folder, files))
    rows = table(opened(data)[ROWS])
    assert [(row[0], row[2], row[-2]) for row in rows[1:]] == [
        ("4", "", "A-3 | 10/06/2024 | PRS | left |  below | 2024-06-11"), ("5", "", ""),
    ]  # fmt: skip
    assert told(run_with(folder, {"homes-2.xlsx": data})) == [], "a row without values is no row"


def test_nothing_becomes_a_formula_and_every_value_comes_back(tmp_path):
    """Whatever was sent is text in the workbook, and is read back to the letter by whatever reads workbooks."""
    nasty = [
        "=1+1",
        "@SUM(A1)",
        "+44",
        "-1",
        "\tx",
        "007",
        "1E5",
        "NA",
        " x ",
        "a\nb",
        "_x0041_",
        "<&>\"'",
        "é\u2028",
        "１",
        "TRUE",
        "#N/A",
    ]
    headings = tuple(f"h{i}" for i in range(len(nasty)))
    sheet = Sheet("homes.csv", headings, ((2, nasty),))
    data = returned(agreed().contract, [("home", sheet)], [problem("row-person-missing", Place("homes.csv", row=2))])
    assert data is not None
    parts = zipfile.ZipFile(io.BytesIO(data))
    assert not any(b"<f>" in parts.read(name) for name in parts.namelist() if "worksheets" in name)
    read = CalamineWorkbook.from_filelike(io.BytesIO(data)).get_sheet_by_name(ROWS).to_python()
    assert read[1][2:-1] == nasty
    (tmp_path / "x.xlsx").write_bytes(data)
    again, _ = read_file(tmp_path / "x.xlsx")
    assert (again.headings, again.rows) == (headings, ((2, nasty),))
    assert all(cell.data_type != "f" for row in opened(data)[ROWS] for cell in row)


def test_what_cannot_be_taken_as_it_is_is_given_back_as_it_stood(tmp_path):
    """Of a formula its value stands there, ready to be kept."""
    sheet = Sheet("homes.xlsx", ("Ref", "Moved in"), ((2, ["A-1", UNSURE + "f7"]),))
    data = returned(
        agreed().contract, [("home", sheet)], [problem("row-formula", Place("homes.xlsx", row=2, heading="Moved in"))]
    )
    assert table(opened(data)[ROWS])[1][2:4] == ["A-1", "7"]
    assert table(opened(data)["All problems"])[1][3] == "7"


def test_the_same_rows_give_the_same_bytes(folder, monkeypatch):
    """The workbook says no day and no place at which it was made."""
    done = run_with(folder, BAD)
    first = rows_to_correct(done)
    monkeypatch.setenv("TZ", "Pacific/Auckland")
    monkeypatch.setenv("USER", "somebody else")
    assert rows_to_correct(done) == first
    assert {each.date_time[0] for each in zipfile.ZipFile(io.BytesIO(first)).infolist()} == {1980}


def test_where_no_row_is_to_be_corrected_there_is_no_workbook(folder):
    """Good files, and remarks on files alone, give nothing back."""
    assert rows_to_correct(run_with(folder, {})) is None
    assert rows_to_correct(run_with(folder, {"x.txt": "x"})) is None


def test_a_row_of_a_workbook_comes_back_with_its_number(folder):
    """Rows of a workbook, of one of its sheets and of Parquet are given back like those of CSV."""
    path = evidence(folder, {}) / "homes-june.xlsx"
    data = book(
        path, {"Notes": [["x"], ["y"]], "home": [HOMES, [], HOME, ["A-1", "soon", "PRS", "", date(2024, 6, 11)]]}
    )
    done = run_with(folder, {path.name: data.read_bytes()})
    (row,) = table(opened(rows_to_correct(done))[ROWS])[1:]
    assert (row[0], row[2:]) == ("4", ["A-1", "soon", "PRS", "", "2024-06-11", "home"])


def test_a_contract_that_reads_a_heading_of_ours_is_not_confused(folder):
    """A row keeps its own number and message where the file has such headings too."""
    sheet = Sheet("homes.csv", ("_row", "Ref"), ((2, ["99", "A-1"]),))
    data = returned(
        agreed().contract, [("home", replace(sheet))], [problem("row-person-missing", Place("homes.csv", row=2))]
    )
    assert table(opened(data)[ROWS])[0] == ["_row", "_problem", "Ref", "_record"]
    assert table(opened(data)[ROWS])[1][0] == "2"
