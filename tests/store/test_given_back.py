"""What an import gives back: one marked workbook that is corrected and sent again, until everything is there, once."""

import io
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest
from sqlalchemy import Engine

from sop_engine.intake.given_back import GivenBack
from sop_engine.service.keep import Imported, NotImported, take_in_files
from sop_engine.store.connect import connect, reading
from sop_engine.store.migrate import upgrade
from sop_engine.store.people import references
from sop_engine.store.rows import ACCEPTED
from sop_engine.store.vault import make_keys
from tests.cli.calling import call
from tests.store.posting import KEYS, NAME, at, begun, rows_of

FILES = {
    "starts.csv": "Ref,Started\nA,2024-04-02\nB,2024-04-31\nC,2024-04-04\n",
    "tenancies.csv": "Ref,Moved in,Uploaded,Note\nA,2024-04-10,2024-04-12,=left\nB,2024-04-11,2024-04-13,\n"
    "C,soon,2024-04-14,007\n",
}
"""Of three people one starts on a day that is not, so that her tenancy waits for it, and one moves in some day."""


def sent(engine: Engine, files: list[Path], whole: bool, back: GivenBack | None = None) -> Imported:
    """Files are taken in on a day, and count at once."""
    return take_in_files(engine, NAME, KEYS, files, at("2024-05-02"), whole, ACCEPTED, back=back)


def written(folder: Path, files: dict[str, str] = FILES) -> list[Path]:
    """The files in a folder."""
    folder.mkdir(exist_ok=True)
    for name, text in files.items():
        (folder / name).write_text(text, encoding="utf-8")
    return [folder / name for name in files]


def corrected(book: bytes | None, file: Path) -> Path:
    """The workbook as a spreadsheet saves it, with the cells corrected that are marked and can be."""
    assert book
    pages = openpyxl.load_workbook(io.BytesIO(book))
    for page, heading, ref, value in (
        ("start", "Started", "B", "2024-04-03"),
        ("tenancy", "Moved in", "C", "2024-04-12"),
    ):
        headings = [cell.value for cell in pages[page][1]]
        for row in pages[page].iter_rows(min_row=2):
            if row[headings.index("Ref")].value == ref:
                assert row[headings.index(heading)].border.left.style, "what is to be corrected is outlined"
                row[headings.index(heading)].value = value
    pages.save(file)
    return file


def kept(engine: Engine) -> list[tuple[str, str, int]]:
    """What is kept: kind, reference and day of each record."""
    with reading(engine) as connection:
        known = dict(references(connection, 1, KEYS))
    return sorted((each["kind"], known[each["subject"]], each["day"]) for each in rows_of(engine, "record"))


ALL = [("start", ref, 19_815 + i) for i, ref in enumerate("ABC")] + [
    ("tenancy", ref, 19_823 + i) for i, ref in enumerate("ABC")
]


@pytest.fixture
def homes(engine: Engine, tmp_path: Path) -> Engine:
    """A database in which the contract was adopted."""
    return begun(engine, tmp_path)


def test_what_was_left_out_comes_back_and_is_sent_again(homes: Engine, tmp_path: Path) -> None:
    """Where the good rows went on, the workbook holds the others alone; sent again, everything is there once."""
    back = GivenBack(whole=False)
    first = sent(homes, written(tmp_path / "sent"), whole=False, back=back)
    assert kept(homes) == [ALL[0], ALL[2], ALL[3]]
    pages = openpyxl.load_workbook(io.BytesIO(first.book or b""))
    assert pages.sheetnames == ["start", "tenancy", "All problems"]
    assert [[cell.value for cell in row[2:-1]] for row in pages["tenancy"].iter_rows(min_row=2)] == [
        ["B", "2024-04-11", "2024-04-13", None],
        ["C", "soon", "2024-04-14", "007"],
    ]
    again = sent(homes, [corrected(first.book, tmp_path / "back.xlsx")], whole=True)
    assert [(each.kind, each.good, each.known_before) for each in again.files] == [("start", 1, 0), ("tenancy", 2, 0)]
    assert kept(homes) == ALL
    assert sent(homes, [tmp_path / "back.xlsx"], whole=True).act is None, "the same again adds nothing"


def test_where_nothing_was_kept_the_whole_comes_back(homes: Engine, tmp_path: Path) -> None:
    """Where one bad row keeps everything out, all rows come back, those to correct first; sent alone, it is all."""
    with pytest.raises(NotImported) as refused:
        sent(homes, written(tmp_path / "sent"), whole=True, back=GivenBack(whole=True))
    assert rows_of(homes, "record") == []
    pages = openpyxl.load_workbook(io.BytesIO(refused.value.book or b""))
    assert [(row[0].value, bool(row[1].value)) for row in pages["start"].iter_rows(min_row=2)] == [
        ("3", True), ("2", False), ("4", False),
    ]  # fmt: skip
    done = sent(homes, [corrected(refused.value.book, tmp_path / "back.xlsx")], whole=True)
    assert (kept(homes), done.problems) == (ALL, ())


def test_whatever_it_is_called_all_its_sheets_are_read(homes: Engine, tmp_path: Path) -> None:
    """A marked workbook says itself what it holds, also where its name is that of one record alone."""
    first = sent(homes, written(tmp_path / "sent"), whole=False, back=GivenBack(whole=False))
    sent(homes, [corrected(first.book, tmp_path / "tenancies-back.xlsx")], whole=True)
    assert kept(homes) == ALL


def test_two_files_of_one_name_are_told_apart(homes: Engine, tmp_path: Path) -> None:
    """Rows of the same number from two files of the same name both come back."""
    files = written(tmp_path / "june", {"starts.csv": "Ref,Started\nA,x\n"})
    files += written(tmp_path / "july", {"starts.csv": "Ref,Started\nB,y\n"})
    done = sent(homes, [*files, files[0]], whole=False, back=GivenBack(whole=False))
    page = openpyxl.load_workbook(io.BytesIO(done.book or b""))["Rows to correct"]
    assert [(row[2].value, row[4].value) for row in page.iter_rows(min_row=2)] == [
        ("B", "july/starts.csv"), ("A", "june/starts.csv"),
    ]  # fmt: skip


def test_headings_that_are_read_as_the_same_are_one(homes: Engine, tmp_path: Path) -> None:
    """Where two files write a heading with a blank and without, the workbook has it once, and is read."""
    files = written(tmp_path / "june", {"starts.csv": "Ref,Started\nA,2024-04-02\nB,x\n"})
    files += written(tmp_path / "july", {"starts-2.csv": "Ref ,Started\nC,2024-04-04\n"})
    with pytest.raises(NotImported) as refused:
        sent(homes, files, whole=True, back=GivenBack(whole=True))
    pages = openpyxl.load_workbook(io.BytesIO(refused.value.book or b""))
    assert [cell.value.strip() for cell in pages["All rows"][1]] == [
        "_row",
        "_problem",
        "Ref",
        "Started",
        "_file",
        "_record",
    ]
    pages["All rows"]["D2"] = "2024-04-03"
    pages.save(tmp_path / "back.xlsx")
    sent(homes, [tmp_path / "back.xlsx"], whole=True)
    assert kept(homes) == ALL[:3]


def test_a_row_that_corrects_no_record_comes_back(homes: Engine, tmp_path: Path) -> None:
    """What a row says it corrects comes back with it, marked, and is read when it is sent again."""
    sent(homes, written(tmp_path / "first", {"starts.csv": "Ref,Started\nA,2024-04-02\n"}), whole=True)
    files = written(tmp_path / "sent", {"starts.csv": "Ref,Started,_corrects\nA,2024-04-03,77\n"})
    done = sent(homes, files, whole=False, back=GivenBack(whole=False))
    pages = openpyxl.load_workbook(io.BytesIO(done.book or b""))
    page = pages["Rows to correct"]
    assert [cell.value for cell in page[1]][2:5] == ["Ref", "Started", "_corrects"]
    assert page["E2"].border.left.style
    page["E2"] = 1
    pages.save(tmp_path / "back.xlsx")
    assert sent(homes, [tmp_path / "back.xlsx"], whole=True).act
    assert [each["supersedes"] for each in rows_of(homes, "record")] == [None, 1]


CUT: dict[str, Callable[[], tuple[str, GivenBack]]] = {
    "too many": lambda: (FILES["starts.csv"], GivenBack(whole=True, most=2)),
    "cut off": lambda: (FILES["starts.csv"] + '"D"x,"2024-04-04\nE,2024-04-05\n', GivenBack(whole=True)),
}


@pytest.mark.parametrize("why", CUT)
def test_what_is_not_all_is_never_given_for_all(homes: Engine, tmp_path: Path, why: str) -> None:
    """Where not all rows fit or can be read, only those to correct come back, and it is not said to be all."""
    text, back = CUT[why]()
    with pytest.raises(NotImported) as refused:
        sent(homes, written(tmp_path / "sent", {"starts.csv": text}), whole=True, back=back)
    page = openpyxl.load_workbook(io.BytesIO(refused.value.book or b""))["Rows to correct"]
    assert (back.is_all, page["C2"].value) == (False, "B")
    assert all(row[1].value for row in page.iter_rows(min_row=2))


def a_database(folder: Path) -> tuple[str, Engine]:
    """A database as the commands name it, with the contract adopted, and a key beside it."""
    url = f"sqlite:///{folder / 'sop.db'}"
    engine = connect(url)
    upgrade(engine)
    begun(engine, folder)
    make_keys(folder / "key")
    return url, engine


def test_the_door_says_what_the_workbook_is(tmp_path: Path) -> None:
    """`sop import --returned` says where the workbook is and what to do with it; it never replaces one unasked."""
    url, _ = a_database(tmp_path)
    asked = ["--by", "Ada", "--database", url, "--vault-key", tmp_path / "key", "--returned", tmp_path / "back.xlsx"]
    files = written(tmp_path / "sent")
    whole = call("import", NAME, *files, *asked)
    assert (whole.code, whole.out) == (
        2,
        f"All rows, those to correct first: {tmp_path / 'back.xlsx'}\nCorrected, send it in the place of the files.\n",
    )
    assert call("import", NAME, *files, *asked).err.startswith(f"{tmp_path / 'back.xlsx'}: out-exists")
    good = call("import", NAME, *files, *asked, "--good-rows", "--overwrite")
    assert good.code == 1
    assert good.out.endswith(f"Rows to correct and send again: {tmp_path / 'back.xlsx'}\n")
    corrected((tmp_path / "back.xlsx").read_bytes(), tmp_path / "corrected.xlsx")
    assert call("import", NAME, tmp_path / "corrected.xlsx", *asked[:-1], tmp_path / "none.xlsx").code == 0
    assert not (tmp_path / "none.xlsx").exists(), "where nothing is to be corrected, no workbook is written"


def test_where_the_workbook_cannot_be_written_nothing_is_kept(tmp_path: Path) -> None:
    """Exit code 2 means that nothing was kept: also where the disk has no place for the rows to correct."""
    url, engine = a_database(tmp_path)
    files = written(tmp_path / "sent")
    nowhere = files[0] / "back.xlsx"  # a file is no folder
    asked = ["--by", "Ada", "--database", url, "--vault-key", tmp_path / "key", "--returned", nowhere]
    refused = call("import", NAME, *files, *asked, "--good-rows")
    assert (refused.code, refused.out) == (2, "")
    assert refused.err.startswith(f"{nowhere}: out-unwritable")
    assert (rows_of(engine, "record"), len(rows_of(engine, "act"))) == ([], 1)
    assert call("import", NAME, *files, *asked[:-2], "--good-rows").code == 1
    assert len(rows_of(engine, "record")) > 0


BESIDE = """\
tenancies.xlsx: remark file-beside
  tenancies.csv has the same name, and is read in its place.
  Keep one of the two: what stands in both formats would be read twice."""


def test_a_file_beside_another_of_its_name_is_told_as_a_run_tells_it(homes: Engine, tmp_path: Path) -> None:
    """A workbook and the CSV file saved from it are never both read: the import is refused, or goes on with one."""
    good = dict(FILES)
    good["starts.csv"] = good["starts.csv"].replace("04-31", "04-03")
    good["tenancies.csv"] = good["tenancies.csv"].replace("soon", "2024-04-12")
    files = written(tmp_path / "sent", good)
    book = openpyxl.Workbook()
    for line in good["tenancies.csv"].splitlines():
        book.active.append(line.replace("2024-04-12", "2024-04-29").split(","))
    book.save(tmp_path / "sent" / "tenancies.xlsx")
    files.append(tmp_path / "sent" / "tenancies.xlsx")
    with pytest.raises(NotImported) as refused:
        sent(homes, files, whole=True)
    assert str(refused.value) == BESIDE
    assert rows_of(homes, "record") == []
    done = sent(homes, files, whole=False)
    assert ([str(each) for each in done.problems], kept(homes)) == ([BESIDE], ALL)
