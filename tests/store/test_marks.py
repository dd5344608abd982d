"""The marks of an audit sample: of all that was drawn and nothing else, once; by them the contract takes back."""

import io
import json
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest
from sqlalchemy import Engine

from sop_engine.errors import CallError, SopError
from sop_engine.service.keep import review, take_in_files
from sop_engine.service.marks import sheet_as
from sop_engine.service.sample import announce
from sop_engine.service.verify import verify
from sop_engine.store.connect import connect
from sop_engine.store.migrate import upgrade
from tests.cli.calling import call
from tests.store.auditing import ADDED, Cells, came_back, drawn, marked, moved_in
from tests.store.posting import KEYS, NAME, at, close_on, post_on, rows_of


@pytest.fixture
def homes(engine: Engine, tmp_path: Path) -> Engine:
    """Twenty people have moved in in April 2024."""
    return moved_in(engine, tmp_path)


LEDGER = Path(__file__).resolve().parents[2] / "docs" / "LEDGER.md"


def test_the_terms_of_an_audit_stand_in_the_docs() -> None:
    """What a contract says for its audits can be copied from the page on the ledger: these tests run by it."""
    said = LEDGER.read_text(encoding="utf-8").split("## An audit by sample")[1].split("```")[1]
    there = {line.split("  #")[0].strip() for line in said.splitlines()}
    assert {line.strip() for line in ADDED} <= there


def test_what_is_wrong_in_the_sample_is_taken_back_of_all(homes: Engine, tmp_path: Path) -> None:
    """One of ten is wrong, so a tenth of twenty prices is taken back, by an act that names seed, frame and drawn."""
    sample = drawn(homes)
    done = came_back(homes, marked(sample, tmp_path))
    assert (done.sample, done.seed, done.frame, done.checked, done.wrong) == (sample.number, "7 12 23", 20, 10, 1)
    act = rows_of(homes, "act")[-1]
    said = json.loads(act["content"])
    assert (act["what"], act["who"], said["frame_hash"]) == ("marks", "Vera", sample.frame_hash)
    assert (said["records"], said["wrong"]) == ([each.record for each in sample.drawn], [sample.drawn[0].record])
    assert close_on(homes, "2024-05-07").run.amount == 20 * 150_000 * 9 // 10
    (entry,) = [each for each in rows_of(homes, "entry") if each["outcome"] == "audited"]
    assert (entry["amount"], entry["subject"]) == (-300_000, "contract")
    page = bytes(
        next(each["content"] for each in rows_of(homes, "statement") if each["form"] == "statement.html")
    ).decode()
    assert "10% of £30,000.00 due by then was found in error and is taken back" in page
    assert verify(homes, NAME).problems == ()


def test_marks_that_come_late_are_put_right_in_the_open_period(homes: Engine, tmp_path: Path) -> None:
    """An audit of April whose marks come in May, after April was closed, takes back in May; April stays as stated."""
    sample = drawn(homes)
    assert close_on(homes, "2024-05-02").run.amount == 3_000_000
    april = rows_of(homes, "statement")
    came_back(homes, marked(sample, tmp_path), on="2024-05-20")
    assert close_on(homes, "2024-06-07").run.amount == -300_000
    assert rows_of(homes, "statement")[: len(april)] == april


def test_a_workbook_is_marked_like_a_text(homes: Engine, tmp_path: Path) -> None:
    """The sheet as a workbook offers right and wrong to choose from, and its rows may stand in any order."""
    sample = drawn(homes)
    book = openpyxl.load_workbook(io.BytesIO(sheet_as(sample, ".xlsx")))
    page = book.active
    (list_,) = page.data_validations.dataValidation
    assert (str(list_.sqref), list_.formula1) == ("G2:G11", '"right,wrong"')
    rows = [[cell.value for cell in row] for row in page.iter_rows(min_row=2)]
    for at_, row in enumerate(reversed(rows), 2):
        for column, value in enumerate([*row[:6], "Wrong" if at_ < 5 else "right"], 1):
            page.cell(at_, column, int(value) if column == 2 else value)
    book.save(tmp_path / "marks.xlsx")
    assert came_back(homes, tmp_path / "marks.xlsx").wrong == 3


def test_an_audit_with_nothing_wrong_takes_nothing(homes: Engine, tmp_path: Path) -> None:
    """Where all was right there is an audit on record, and nothing is taken back."""
    assert came_back(homes, marked(drawn(homes), tmp_path, wrong=0)).wrong == 0
    assert close_on(homes, "2024-05-07").run.amount == 3_000_000


def test_marks_that_were_withdrawn_can_be_sent_anew(homes: Engine, tmp_path: Path) -> None:
    """A slip in the marks is put right by withdrawing their record; as they were or otherwise, they begin anew."""
    sample = drawn(homes)
    first = came_back(homes, marked(sample, tmp_path))
    review(homes, NAME, at("2024-05-04"), "withdrawn", records=[first.record])
    assert came_back(homes, marked(sample, tmp_path)).record == first.record
    review(homes, NAME, at("2024-05-04"), "withdrawn", records=[first.record])
    assert came_back(homes, marked(sample, tmp_path, wrong=2)).record > first.record
    assert post_on(homes, "2024-05-07").amount == 3_000_000 - 600_000


def test_two_samples_of_one_month_add_up(homes: Engine, tmp_path: Path) -> None:
    """Two audits that find the same are two: the rate is of both together."""
    for seed in ("a", "b"):
        came_back(homes, marked(drawn(homes, seed), tmp_path))
    assert len([each for each in rows_of(homes, "record") if each["kind"] == "audit"]) == 2
    assert post_on(homes, "2024-05-07").amount == 2_700_000


def _drop(rows: Cells) -> None:
    del rows[2]


def _twice(rows: Cells) -> None:
    rows.append(rows[1])


def _other(rows: Cells) -> None:
    rows[3][5] = "999"


def _empty(rows: Cells) -> None:
    rows[1][6] = ""


def _several(rows: Cells) -> None:
    rows[1][0] = "2"


def _never(rows: Cells) -> None:
    for row in rows[1:]:
        row[0] = "2"  # an act, and no sample


def _heading(rows: Cells) -> None:
    rows[0][6] = "right or wrong"


SPOILT: dict[str, Callable[[Cells], object]] = {
    "marks-row-missing": _drop,
    "marks-row-twice": _twice,
    "marks-unmarked": _empty,
    "marks-several-samples": _several,
    "marks-no-sample": _never,
    "marks-not-a-sheet": _heading,
}


@pytest.mark.parametrize("code", SPOILT)
def test_a_sheet_that_is_not_that_of_its_sample_is_refused(homes: Engine, tmp_path: Path, code: str) -> None:
    """A record left out, marked twice or not at all, another sample, or one never announced: nothing is kept."""
    sample, acts = drawn(homes), len(rows_of(homes, "act"))
    with pytest.raises(CallError) as wrong:
        came_back(homes, marked(sample, tmp_path, spoilt=SPOILT[code]))
    assert {each.code for each in wrong.value.problems} == {code}
    assert len(rows_of(homes, "act")) == acts


def test_a_record_that_was_not_drawn_takes_the_place_of_none(homes: Engine, tmp_path: Path) -> None:
    """A row that was altered is told, and so is the record that is missing for it."""
    with pytest.raises(CallError) as wrong:
        came_back(homes, marked(drawn(homes), tmp_path, spoilt=_other))
    assert [each.code for each in wrong.value.problems] == ["marks-row-missing", "marks-row-other"]


def test_the_same_marks_twice_are_refused(homes: Engine, tmp_path: Path) -> None:
    """Marks of a sample count once, whether they say the same or not."""
    sample = drawn(homes)
    came_back(homes, marked(sample, tmp_path))
    for wrong in (1, 2):
        with pytest.raises(CallError, match="marks-known"):
            came_back(homes, marked(sample, tmp_path, wrong=wrong))


def test_an_audit_is_made_from_marks_alone(homes: Engine, tmp_path: Path) -> None:
    """No file can be sent that says what an audit found, and no sample of other kinds can be marked."""
    file = tmp_path / "audits.csv"
    file.write_text("Audited on,Sent,Sample,Checked,Found wrong\n2024-04-30,2024-05-01,1,10,0\n", encoding="utf-8")
    with pytest.raises(SopError, match="marks-not-sent"):
        take_in_files(homes, NAME, KEYS, [file], at("2024-05-02"), False)
    sample = announce(homes, NAME, "s", 5, ("start",), at("2024-05-02"))
    with pytest.raises(CallError, match="marks-no-record"):
        came_back(homes, marked(sample, tmp_path))


def test_from_the_door_to_what_is_taken_back(tmp_path: Path) -> None:
    """`sop sample --out` writes the sheet, `sop marks` takes it back, and a wrong name is told."""
    url = f"sqlite:///{tmp_path / 'sop.db'}"
    engine = connect(url)
    upgrade(engine)
    moved_in(engine, tmp_path)
    at_ = ("--by", "Vera", "--database", url)
    drawing = ("sample", NAME, "--seed", "7 12 23", "--size", 4, "--kind", "tenancy", *at_, "--out")
    assert call(*drawing, tmp_path / "sheet.txt").err == (
        f"{tmp_path}/sheet.txt: sample-not-a-sheet\n  {tmp_path}/sheet.txt is the name of no sheet.\n"
        "  Let it end in .csv or .xlsx.\n"
    )
    sheet = tmp_path / "sheet.csv"
    assert "out-unwritable" in call(*drawing, tmp_path / "sop.db" / "sheet.csv").err, "and no sample is announced:"
    said = call(*drawing, sheet)
    assert (said.out, said.err) == (
        f"{sheet}\n",
        "Sample 3: 4 of 20 records that count, known by act 2; seed '7 12 23'.\n",
    )
    assert call(*drawing, sheet).err.startswith(f"{sheet}: out-exists")
    words = sheet.read_text(encoding="utf-8").splitlines()
    sheet.write_text("\n".join([words[0], *(each[:-1] + "right," for each in words[1:])]), encoding="utf-8")
    assert call("marks", NAME, sheet, "--dated", "2024-04-30", "--accepted", *at_).out == (
        "Sample 3, seed '7 12 23': 0 of 4 records are wrong; they were drawn from 20. Record 41 (audit) is accepted.\n"
    )
