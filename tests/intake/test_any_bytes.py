"""Nothing that a file of evidence can hold ends a run in anything but an answer."""

import csv
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from sop_engine.errors import CallError
from tests.intake.small import GOOD, accounted, run_with

FILES = st.sampled_from(sorted(GOOD))
NASTY = st.sampled_from(
    [
        "\0",
        '"',
        '""',
        ",",
        ";",
        "\t",
        "\r",
        "\n",
        "\r\n",
        "\ufeff",
        "\u200b",
        "\u202e",
        "\u00a0",
        "\u2028",
        "\x1b[31m",
        "e\u0301",
        "\u0661",
        "１",
        "{",
        "{0}",
        "%s",
        "=1+1",
        "-",
        "1E5",
        "NA",
        "2024-02-30",
        "31/12/2199",
        "1900-01-01",
        "0000-00-00",
        "\ud7ff",
        "\U0010ffff",
        "x" * 10_001,
        "\u0300" * 300,
        "A-1",
        "PRS",
        "skills,,",
        "\\",
        "'",
        "/",
        "..",
        "\x85",
        "𝟙",
    ]
)


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """A folder for one run after another."""
    return tmp_path_factory.mktemp("any") / "evidence"


def answered(folder: Path, changed) -> None:
    """Run, and hold the run to account; only a call that cannot be carried out may be refused."""
    try:
        done = run_with(folder, changed)
    except CallError as refused:
        assert str(refused)
        return
    accounted(done)
    said = "".join(map(str, done.bad_rows))
    assert all(character.isprintable() or character == "\n" for character in said)


@given(name=FILES, content=st.binary(max_size=400))
@example(name="starts.csv", content=b"\xff\xfe")
@example(name="homes.csv", content=b"\x00" * 40)
@settings(max_examples=60)
def test_random_bytes_are_answered(folder, name, content):
    """A file of any bytes is read or answered."""
    answered(folder, {name: content})


@given(name=FILES, text=st.text(max_size=300))
@settings(max_examples=60)
def test_random_text_below_good_headings_is_answered(folder, name, text):
    """Any text below good headings is read or answered."""
    answered(folder, {name: GOOD[name].splitlines()[0] + "\n" + text})


@given(name=FILES, cuts=st.lists(st.tuples(st.integers(0, 400), st.integers(0, 3), NASTY), min_size=1, max_size=6))
@settings(max_examples=150)
def test_good_files_with_anything_put_in_or_taken_out_are_answered(folder, name, cuts):
    """A good file from which characters are taken and into which nasty ones are put is read or answered."""
    text = GOOD[name]
    for place, taken, put in cuts:
        place %= len(text) + 1
        text = text[:place] + put + text[place + taken :]
    answered(folder, {name: text})


@given(
    name=FILES,
    cuts=st.lists(st.tuples(st.integers(0, 400), st.integers(0, 3), st.binary(max_size=3)), min_size=1, max_size=4),
)
@settings(max_examples=80)
def test_good_files_with_broken_bytes_are_answered(folder, name, cuts):
    """A good file with bytes taken out and put in is read or answered."""
    content = GOOD[name].encode()
    for place, taken, put in cuts:
        place %= len(content) + 1
        content = content[:place] + put + content[place + taken :]
    answered(folder, {name: content})


@given(name=FILES, chance=st.randoms(use_true_random=False))
@settings(max_examples=50)
def test_good_files_with_their_cells_shuffled_are_answered(folder, name, chance):
    """A good file whose cells have changed places is read or answered."""
    headings, *rows = csv.reader(GOOD[name].splitlines())
    cells = [f'"{cell}"' for row in rows for cell in row]
    chance.shuffle(cells)
    shuffled = [cells[i : i + len(headings)] for i in range(0, len(cells), len(headings))]
    answered(folder, {name: "\n".join(",".join(row) for row in [headings, *shuffled])})


@given(
    ends=st.lists(
        st.sampled_from(["\n", "\r", "\r\n", "\n\n", "\r\r", "\r\n,,\r\n", "\n , ,\n"]), min_size=3, max_size=3
    )
)
@settings(max_examples=40)
def test_lines_may_end_as_they_like(folder, ends):
    """Line ends of any system, and mixed, and empty rows between, lose no row and pay the same."""
    lines = GOOD["homes.csv"].splitlines()
    done = run_with(folder, {"homes.csv": "".join(line + end for line, end in zip(lines, ends, strict=True))})
    assert not done.bad_rows
    assert [each.rows for each in done.files if each.file == "homes.csv"] == [2]
    assert len(done.payments) == 3
    accounted(done)


CELL = st.text(st.characters(exclude_characters=',"\r\n', exclude_categories=("Cs",)), max_size=12)


@given(rows=st.lists(st.lists(CELL, min_size=1, max_size=7), max_size=8))
@settings(max_examples=80)
def test_every_row_that_holds_anything_is_good_or_bad(folder, rows):
    """However wild the cells, the rows that hold anything are all counted, as good or as bad."""
    headings = GOOD["homes.csv"].splitlines()[0]
    done = run_with(folder, {"homes.csv": "\n".join([headings, *(",".join(row) for row in rows)])})
    holding = sum(any(cell.strip() for cell in row) for row in rows)
    assert [each.rows for each in done.files if each.file == "homes.csv"] == [holding]
    accounted(done)
