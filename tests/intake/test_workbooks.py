"""A workbook is read as a person sees it; one that hides something, or would do harm, is answered."""

import subprocess
import sys
import zipfile
from datetime import date, datetime, time, timedelta
from time import perf_counter

import openpyxl
import pytest

from sop_engine.intake import opened, workbook, zipped
from sop_engine.intake.asked import Asked, asked
from sop_engine.intake.cells import read_person
from sop_engine.intake.confined import MOST_MEMORY, MOST_SECONDS
from sop_engine.intake.files import read_file, records_in, sheets_of
from sop_engine.intake.sheet import UNSURE
from tests.intake import workbooks
from tests.intake.small import GOOD, accounted, agreed, evidence, paid, run_with, told
from tests.intake.test_silent_mistakes import PAID
from tests.intake.workbooks import HOME, HOMES, Formula, book, homes, in_sheet, rezipped


@pytest.fixture
def folder(tmp_path):
    """A folder for evidence."""
    return tmp_path / "evidence"


def cells_of(path, what=None):
    sheet, problems = read_file(path, what=what or Asked())
    assert sheet is not None, problems
    return sheet


def codes(path):
    sheet, problems = read_file(path)
    return sheet, [each.code for each in problems]


# ---- what a cell says ---------------------------------------------------------------------------


CELLS = {
    "text": [("007", "007"), ("NA", "NA"), (" x ", " x "), ("=1+1", "=1+1"), ("a\nb", "a\nb")],
    "numbers": [(14, "14"), (14.0, "14"), (-3, "-3"), (12.5, "12.5"), (0.1 + 0.2, "0.3"), (0.000001, "0.000001")],
    "truth": [(True, "TRUE"), (False, "FALSE"), (1e14, "1" + "0" * 14)],
    "days": [(date(2024, 2, 29), "2024-02-29"), (datetime(2024, 2, 29, 14, 3), "2024-02-29"),
             (date(1900, 3, 1), "1900-03-01"), (time(14, 3), "14:03:00"), (timedelta(hours=30, minutes=5), "30:05:00")],
}  # fmt: skip


@pytest.mark.parametrize("what", CELLS)
def test_a_cell_is_the_text_that_a_person_would_have_typed(tmp_path, what):
    """Text stays as it is; whole numbers have no point, days are ISO, true and false are words."""
    path = tmp_path / "x.xlsx"
    written = openpyxl.Workbook()
    written.active.append(["Ref", "Cell"])
    for at, (cell, _) in enumerate(CELLS[what], 2):
        written.active.append(["x", cell])
        if isinstance(cell, str):
            written.active[f"B{at}"].data_type = "s"
    written.save(path)
    assert cells_of(path).rows == tuple((at, ["x", text]) for at, (_, text) in enumerate(CELLS[what], 2))


def test_a_day_is_written_as_the_contract_writes_it(tmp_path):
    """A cell that is a day, and no text, is a day in every column of days; a text is read as in CSV."""
    path = book(tmp_path / "x.xlsx", {"x": [HOMES, HOME, ["A-1", "10/06/2024", "PRS", "", "2024-06-11"]]})
    sheet = cells_of(path, asked(agreed().contract, ["home"]))
    assert [cells for _, cells in sheet.rows] == [["A-1", "10/06/2024", "PRS", "", "2024-06-11"]] * 2


def test_days_are_counted_from_1904_where_the_workbook_says_so(tmp_path):
    """A workbook made on an old Macintosh counts its days from another day, and says the same."""
    path = book(tmp_path / "x.xlsx", {"x": [["Day"], [date(2024, 2, 29)]]}, date_1904=True)
    assert b"date1904" in zipfile.ZipFile(path).read("xl/workbook.xml")
    assert cells_of(path).rows == ((2, ["2024-02-29"]),)


@pytest.mark.parametrize("cell", [1e15, 12345678901234567.0, 1.5e20, date(2024, 3, 4), Formula("=A1")], ids=repr)
def test_a_reference_that_a_spreadsheet_has_changed_is_never_read(tmp_path, cell):
    """A long number, of which figures are lost, a day or a formula as a reference is nobody's."""
    path = book(tmp_path / "x.xlsx", {"x": [["Ref"], [cell]]})
    ((_, (text,)),) = cells_of(path, Asked(references=frozenset({"Ref"}))).rows
    assert read_person(text).code in ("row-person-damaged", "row-formula")


def test_an_error_in_a_cell_is_never_an_empty_cell(folder):
    """What a formula could not find is said in its place, in a column that may be empty too."""
    path = homes(evidence(folder, {}), ["A-1", HOME[1], Formula("=NA()"), Formula("=NA()"), HOME[4]])
    assert [cells for _, cells in cells_of(path).rows][1][2:4] == ["#N/A", "#N/A"]
    done = run_with(folder, {path.name: path.read_bytes()})
    assert told(done) == [(path.name, 3, "row-cell-error")] * 2
    assert paid(done) == PAID


def test_rows_have_the_numbers_that_people_see(tmp_path):
    """Rows are numbered as in the spreadsheet, wherever the table begins, with empty rows between."""
    rows = [[], ["", "", "Ref", "Day"], [], ["", "", "A-1", date(2024, 6, 10)], ["", " "], [None, None, 7, True]]
    sheet = cells_of(book(tmp_path / "x.xlsx", {"x": rows}))
    assert sheet.headings[-2:] == ("Ref", "Day")
    assert [(number, cells[-2:]) for number, cells in sheet.rows] == [(4, ["A-1", "2024-06-10"]), (6, ["7", "TRUE"])]


@pytest.mark.parametrize("change", [workbooks.without_positions, workbooks.with_prefixes])
def test_workbooks_of_other_programs_are_read_alike(tmp_path, change):
    """A workbook whose cells do not say where they stand, or whose words have prefixes, is the same."""
    rows = [HOMES, HOME, ["A-1", Formula("=B2+1"), "PRS", Formula("=NA()"), HOME[4]]]
    plain = cells_of(book(tmp_path / "a.xlsx", {"x": rows}))
    other = cells_of(change(book(tmp_path / "b.xlsx", {"x": rows})))
    assert (other.headings, other.rows) == (plain.headings, plain.rows)
    assert plain.rows[1][1][1:4:2] == [UNSURE + "f7", "#N/A"]


# ---- which sheet --------------------------------------------------------------------------------


def test_the_only_sheet_with_rows_is_read(tmp_path):
    """Sheets without rows, and hidden ones, do not count."""
    path = book(tmp_path / "x.xlsx", {"Empty": [], "Data": [["Ref"], ["A-1"]], "Blank": []})
    assert (cells_of(path).name, cells_of(path).rows) == ("x.xlsx", ((2, ["A-1"]),))


@pytest.mark.parametrize("name", ["home", "Home", " HOME "])
def test_a_sheet_named_like_the_record_is_read(tmp_path, name):
    """Of several sheets with rows the one that has the name of the record is meant, and messages name it."""
    path = book(tmp_path / "x.xlsx", {"Notes": [["a"], ["b"]], name: [["Ref"], ["A-1"]], "_own": [["_x"], ["y"]]})
    sheet = cells_of(path, Asked(kinds=("home",)))
    assert (sheet.name, sheet.rows) == (f"x.xlsx, sheet {name}", ((2, ["A-1"]),))


def test_a_workbook_may_hold_a_sheet_for_each_record(folder):
    """A workbook that nothing asks for by its name is read where its sheets are named like records."""
    said = {kind: [line.split(",") for line in GOOD[f"{kind}s.csv"].splitlines()] for kind in ("start", "home")}
    said["home"][2:] = [["É-2", "01/07/2024", "SH", "first floor, left", "2024-07-02"]]
    path = evidence(folder, {"starts.csv": None, "homes.csv": None}) / "all.xlsx"
    book(path, said)
    done = run_with(folder, {"starts.csv": None, "homes.csv": None, path.name: path.read_bytes()})
    assert paid(done) == PAID
    assert not done.bad_rows
    assert {each.file for each in done.files} >= {"all.xlsx, sheet start", "all.xlsx, sheet home"}


def test_a_workbook_of_the_name_of_a_csv_file_is_read(folder):
    """`homes.xlsx` is read where the contract says `homes*.csv`, and pays the same."""
    rows = [HOMES, HOME, ["É-2", "01/07/2024", "SH", "first floor, left", "2024-07-02"]]
    data = book(evidence(folder, {}) / "homes.xlsx", {"x": rows}).read_bytes()
    done = run_with(folder, {"homes.csv": None, "homes.xlsx": data})
    assert paid(done) == PAID
    assert not done.bad_rows
    accounted(done)


def test_what_stands_in_two_formats_is_read_once(folder):
    """Beside `homes.csv`, `homes.xlsx` is not read, and neither is `homes.parquet`: they may be older."""
    data = book(evidence(folder, {}) / "homes.xlsx", {"x": [HOMES, ["A-3", *HOME[1:]]]}).read_bytes()
    done = run_with(folder, {"Homes.xlsx": data, "homes.parquet": b"PAR1"})
    assert told(done) == [("Homes.xlsx", 0, "file-beside"), ("homes.parquet", 0, "file-beside")]
    assert paid(done) == PAID


# ---- hostile ------------------------------------------------------------------------------------

HOSTILE = {
    "workbook-unsafe": [
        workbooks.bomb, workbooks.laughs, workbooks.external, workbooks.overlapping, workbooks.archive_in_archive,
        workbooks.with_link, workbooks.many_parts, workbooks.utf_16, workbooks.other_encoding,
        *(workbooks.with_part(name) for name in ("../x.xml", "/x.xml", "a\\x.xml", "C:x.xml", "XL/workbook.xml")),
    ],
    "workbook-damaged": [workbooks.truncated, workbooks.cut_within, workbooks.changed_byte],
    "workbook-macros": [workbooks.macros, workbooks.vba],
    "workbook-encrypted": [workbooks.encrypted],
    "file-not-finished": [workbooks.sparse],
    "workbook-too-large": [workbooks.too_wide],
    "workbook-sheets": [workbooks.several_sheets],
}  # fmt: skip


@pytest.mark.parametrize("code, make", [(code, make) for code, some in HOSTILE.items() for make in some])
def test_a_hostile_workbook_is_an_answer_and_soon(tmp_path, code, make):
    """Whatever would break the reader is answered, in seconds, and gives not one row."""
    began = perf_counter()
    assert codes(make(tmp_path)) == (None, [code])
    assert perf_counter() - began < 20


@pytest.mark.parametrize("data, said", [
    (b"", "csv-empty"), (b"Ref,Day\nA-1,2024-06-10\n", "workbook-kind"), (b"PK", "workbook-damaged"),
    (b"PK\x05\x06" + b"\0" * 18, "workbook-kind"), (b"\x7fELF\0\0", "workbook-kind"),
    (bytes.fromhex("D0CF11E0A1B11AE1") + b"\0" * 600, "workbook-kind"),
], ids=["empty", "text", "two letters", "empty archive", "program", "old workbook"])  # fmt: skip
def test_what_is_no_workbook_is_told_apart(tmp_path, data, said):
    """Text, an old workbook, an archive and other files of the name of a workbook are answered with what they are."""
    (tmp_path / "x.xlsx").write_bytes(data)
    assert codes(tmp_path / "x.xlsx") == (None, [said])


def test_what_is_beside_the_rows_is_left_out(tmp_path):
    """Links to other workbooks, pictures, comments and addresses are not read, and do no harm."""
    sheet, problems = read_file(workbooks.links(tmp_path))
    assert [cells[:3] for _, cells in sheet.rows][0] == ["A-1", "2024-06-10", "PRS"]
    assert not problems


def test_a_text_that_many_cells_share_does_not_fill_the_memory(tmp_path):
    """A long text that stands in a hundred thousand cells is more than a file may hold, and is answered so."""
    cell = b'<row><c t="s"><v>0</v></c></row>'
    path = rezipped(
        book(tmp_path / "x.xlsx", {"x": [["x" * 32_767]]}), in_sheet(b"</sheetData>", cell * 100_000 + b"</sheetData>")
    )
    sheet, found = codes(path)
    assert sheet is None
    assert set(found) <= {"workbook-too-large", "file-not-finished", "workbook-unsafe"}


def test_any_bytes_within_a_workbook_are_answered(tmp_path):
    """Bytes changed anywhere in a workbook end in rows or an answer, never in an error of ours."""
    good = homes(tmp_path).read_bytes()
    for at in range(0, len(good), len(good) // 12):
        (tmp_path / "x.xlsx").write_bytes(good[:at] + b"\xff\x00\x41" + good[at + 3 :])
        sheet, problems = read_file(tmp_path / "x.xlsx")
        assert sheet is not None or problems


def test_the_process_that_reads_has_little_and_may_write_nothing(tmp_path):
    """In it memory and time are limited, and a file cannot be written."""
    ask = "import resource as r; print(*[r.getrlimit(x)[0] for x in (r.RLIMIT_AS, r.RLIMIT_CPU, r.RLIMIT_FSIZE)])"
    begin = "import sop_engine.intake.confined as c; c._confine(c.MOST_MEMORY['workbook'], 30)"
    act = f"{begin}; {ask}; file = open('x', 'w'); file.write('x'); file.close()"
    path = {"PYTHONPATH": str(opened._ROOT)}
    done = subprocess.run([sys.executable, "-c", act], cwd=tmp_path, env=path, capture_output=True)
    assert done.stdout.split() == [str(MOST_MEMORY["workbook"]).encode(), b"30", b"0"]
    assert done.returncode != 0
    assert (tmp_path / "x").read_bytes() == b""


def test_a_process_that_does_not_answer_is_given_up(tmp_path, monkeypatch):
    """A reader that hangs is ended after a while, and the file answered."""
    monkeypatch.setattr(opened, "_BEGIN", "import time; time.sleep(60)")
    monkeypatch.setattr(opened, "MOST_WAITING", 0.5)
    assert codes(homes(tmp_path)) == (None, ["file-not-finished"])


def test_a_process_that_breaks_down_in_the_middle_gives_no_row(tmp_path, monkeypatch):
    """Where the reader ends before the end of the file, nothing that it said before is kept."""
    said = '{"headings": ["Ref"], "sheet": ""}\\n{"rows": [[2, ["A-1"]]]}\\n{"ro'
    says = f"import os; os.write(1, b'{said}'); os.abort()"
    monkeypatch.setattr(opened, "_BEGIN", says)
    assert codes(homes(tmp_path)) == (None, ["file-not-finished"])
    assert [part.sheet and part.sheet.rows for part in sheets_of(homes(tmp_path), rows_at_once=1)][-1] is None


def test_a_reader_that_is_left_alone_ends(tmp_path):
    """Who stops in the middle of a file leaves no process behind."""
    rows = [["Ref"], *([f"A-{i}"] for i in range(5_000))]
    parts = sheets_of(book(tmp_path / "x.xlsx", {"x": rows}), rows_at_once=10)
    assert len(next(parts).sheet.rows) == 10
    parts.close()


def test_which_records_a_workbook_is_for_is_asked_of_its_sheets(tmp_path):
    """The names of its sheets say it; a workbook that cannot be opened is for none."""
    what = asked(agreed().contract, ["start", "home"])
    assert records_in(book(tmp_path / "x.xlsx", {"Home": [["a"], ["b"]], "x": [["c"], ["d"]]}), what) == ("home",)
    assert records_in(workbooks.laughs(tmp_path), what) == ()
    assert records_in(tmp_path / "x.csv", what) == ()


# ---- limits -------------------------------------------------------------------------------------


def test_the_limits_are_as_the_decision_says():
    """Each limit has the value that docs/decisions/0008-files-from-outside.md gives a reason for."""
    mb = 1024 * 1024
    assert (
        64 * mb,
        384 * mb,
        50,
        1_000,
    ) == (zipped.MOST_PACKED, zipped.MOST_UNPACKED, zipped.MOST_TIMES, zipped.MOST_PARTS)
    assert (workbook.MOST_ROWS, workbook.MOST_COLUMNS) == (200_000, 256)
    assert {"workbook": 768 * mb, "sheets": 768 * mb, "marked": 768 * mb, "parquet": 1024 * mb} == MOST_MEMORY
    assert MOST_SECONDS == {"workbook": 30, "sheets": 30, "marked": 30, "parquet": 300}


def test_a_sheet_of_more_rows_than_are_read_is_refused(tmp_path):
    """The last row that is read is row 200,001, below the headings."""
    row = b'<row r="%d"><c r="A%d"><v>1</v></c></row>'
    for last, found in ((200_001, []), (200_002, ["workbook-too-large"])):
        path = book(tmp_path / "x.xlsx", {"x": [["Ref"]]})
        rezipped(path, in_sheet(b"</sheetData>", row % (last, last) + b"</sheetData>"))
        assert codes(path)[1] == found
