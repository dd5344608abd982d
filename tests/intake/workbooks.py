"""Workbooks and Parquet files made by code: plain ones, odd ones, and those that somebody hostile would send."""

import io
import re
import struct
import zipfile
from collections.abc import Callable, Iterable, Mapping
from datetime import date
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import xlsxwriter

HOMES = ["Ref", "Moved in", "Type of home", "Note", "Sent"]
HOME = ["A-1", date(2024, 6, 10), "PRS", "", date(2024, 6, 11)]
"""The same as the first row of homes.csv."""
STARTS = ["Ref", "Joined", "Sent"]


class Formula(str):
    """A formula; 7 is the value that it had when the workbook was saved."""


def book(
    path: Path, sheets: Mapping[str, Iterable[list[Any]]], also: Callable[..., None] | None = None, **options: Any
) -> Path:
    """A workbook with these sheets, from its first row and column; `also` gets the workbook and the first sheet."""
    made = xlsxwriter.Workbook(str(path), options)
    day = made.add_format({"num_format": "dd/mm/yyyy"})
    pages = [made.add_worksheet(name) for name in sheets]
    for page, rows in zip(pages, sheets.values(), strict=True):
        for at, row in enumerate(rows):
            for column, cell in enumerate(row):
                if isinstance(cell, Formula):
                    page.write_formula(at, column, cell, None, "#N/A" if "NA(" in cell else 7)
                elif isinstance(cell, date):
                    page.write_datetime(at, column, cell, day)
                elif isinstance(cell, str):
                    page.write_string(at, column, cell)
                elif cell is not None:
                    page.write(at, column, cell)
    if also:
        also(made, pages[0])
    made.close()
    return path


def homes(folder: Path, *rows: list[Any], also: Callable[..., None] | None = None) -> Path:
    """A workbook of homes."""
    return book(folder / "homes-june.xlsx", {"Sheet1": [HOMES, HOME, *rows]}, also)


def rezipped(path: Path, change: Callable[[str, bytes], bytes | None], **more: bytes) -> Path:
    """The workbook with its parts changed, left out (None), or with more of them."""
    old = zipfile.ZipFile(io.BytesIO(path.read_bytes()))
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            data = change(name, old.read(name))
            if data is not None:
                new.writestr(name, data)
        for name, data in more.items():
            new.writestr(name.replace("__", "/"), data)
    return path


def same(name: str, data: bytes) -> bytes:
    """Nothing changed."""
    return data


def in_sheet(old: bytes, new: bytes) -> Callable[[str, bytes], bytes]:
    """A change within the first sheet."""

    def changed(name: str, data: bytes) -> bytes:
        if name != "xl/worksheets/sheet1.xml":
            return data
        assert old in data
        return data.replace(old, new, 1)

    return changed


# ---- hostile ----------------------------------------------------------------------------------


def bomb(folder: Path) -> Path:
    """A small workbook of 300,000 rows that are all alike: 16 MB packed in some 50 KB."""
    row = b'<row><c t="inlineStr"><is><t>AAAAAAAAAA</t></is></c></row>'
    return rezipped(homes(folder), in_sheet(b"</sheetData>", row * 300_000 + b"</sheetData>"))


def sparse(folder: Path) -> Path:
    """A workbook with a cell in the last row and column that there can be."""
    return homes(folder, also=lambda _, page: page.write_string(1_048_575, 16_383, "x"))


def laughs(folder: Path) -> Path:
    """A workbook with words that stand for ten others, and these for ten others."""
    words = "".join(f'<!ENTITY l{i} "{f"&l{i - 1};" * 10}">' for i in range(1, 10))
    define = f'<!DOCTYPE x [<!ENTITY l0 "ha">{words}]><worksheet'.encode()
    return rezipped(homes(folder), in_sheet(b"<worksheet", define))


def external(folder: Path) -> Path:
    """A workbook that would have a file of the reader's shown in it."""
    define = b'<!DOCTYPE x [<!ENTITY f SYSTEM "file:///etc/hostname">]><sst'
    return rezipped(homes(folder), lambda name, data: data.replace(b"<sst", define) if "shared" in name else data)


def overlapping(folder: Path) -> Path:
    """A workbook whose list of parts names the bytes of one part twice."""
    path = rezipped(homes(folder), same, xl__media__again=b"x" * 100_000)
    data = path.read_bytes()
    end = data.rindex(b"PK\x05\x06")
    size, start = struct.unpack_from("<II", data, end + 12)
    entry = data[data.rindex(b"PK\x01\x02", 0, end) : end].replace(b"again", b"twice")
    directory = data[start : start + size] + entry
    number = struct.unpack_from("<H", data, end + 10)[0] + 1
    tail = struct.pack("<4sHHHHIIH", b"PK\x05\x06", 0, 0, number, number, len(directory), start, 0)
    path.write_bytes(data[:start] + directory + tail)
    return path


def archive_in_archive(folder: Path) -> Path:
    """A workbook with another archive in it."""
    inner = io.BytesIO()
    with zipfile.ZipFile(inner, "w") as made:
        made.writestr("x", "x")
    return rezipped(homes(folder), same, xl__embeddings__book1=inner.getvalue())


def with_part(name: str) -> Callable[[Path], Path]:
    """A workbook with a part of this name."""

    def made(folder: Path) -> Path:
        path = homes(folder)
        with zipfile.ZipFile(path, "a") as archive:
            archive.writestr(zipfile.ZipInfo(name), b"x")
        return path

    return made


def with_link(folder: Path) -> Path:
    """A workbook with a part that leads to a file of the reader's."""
    path = homes(folder)
    leads = zipfile.ZipInfo("xl/leads.xml")
    leads.external_attr = 0o120777 << 16
    with zipfile.ZipFile(path, "a") as archive:
        archive.writestr(leads, "/etc/hostname")
    return path


def many_parts(folder: Path) -> Path:
    """A workbook of more parts than any has."""
    return rezipped(homes(folder), same, **{f"xl__media__{i}": b"" for i in range(1_100)})


def utf_16(folder: Path) -> Path:
    """A workbook whose sheet is written so that a look at its bytes would miss what it says."""
    return rezipped(homes(folder), lambda name, data: data.decode().encode("utf-16") if "sheet1" in name else data)


def other_encoding(folder: Path) -> Path:
    """A workbook whose sheet says that it is written as nobody writes."""
    return rezipped(homes(folder), in_sheet(b'encoding="UTF-8"', b"encoding='UTF-7'"))


def truncated(folder: Path) -> Path:
    """A workbook cut off on its way."""
    path = homes(folder)
    path.write_bytes(path.read_bytes()[:-500])
    return path


def cut_within(folder: Path) -> Path:
    """A workbook whose sheet ends in the middle of a cell."""
    return rezipped(homes(folder), lambda name, data: data[: len(data) * 2 // 3] if "sheet1" in name else data)


def changed_byte(folder: Path) -> Path:
    """A workbook of which one byte was changed on its way."""
    path = homes(folder)
    data = bytearray(path.read_bytes())
    at = data.index(b"xl/worksheets/sheet1.xml") + 60
    data[at] ^= 0xFF
    path.write_bytes(data)
    return path


def encrypted(folder: Path) -> Path:
    """What a spreadsheet writes when a password is asked for: another kind of container, as far as it is looked at."""
    path = folder / "homes-june.xlsx"
    name = "EncryptedPackage".encode("utf-16-le")
    path.write_bytes(bytes.fromhex("D0CF11E0A1B11AE1") + b"\0" * 1_000 + name + b"\0" * 3_000)
    return path


def macros(folder: Path) -> Path:
    """A workbook that says it holds macros."""

    def says(name: str, data: bytes) -> bytes:
        plain, kept = b"spreadsheetml.sheet.main+xml", b"macroEnabled.main+xml"
        return data.replace(b"vnd.openxmlformats-officedocument." + plain, b"vnd.ms-excel.sheet." + kept)

    return rezipped(homes(folder), says)


def vba(folder: Path) -> Path:
    """A workbook with a program in it, whatever it says."""
    return with_part("xl/vbaProject.bin")(folder)


def links(folder: Path) -> Path:
    """A workbook that is linked with another, and has a picture, a comment and a link to the web."""

    def also(made: Any, page: Any) -> None:
        page.write_comment(0, 0, "mind")
        page.write_url(5, 9, "https://example.org/x")
        made.define_name("far", "='[other.xlsx]Sheet1'!$A$1")

    path = homes(folder, also=also)
    return rezipped(path, same, **{"xl__externalLinks__externalLink1.xml": b"<externalLink/>"})


# ---- odd --------------------------------------------------------------------------------------


def merged(folder: Path) -> Path:
    """A workbook in which one cell speaks of two rows."""
    rows = [["A-1", date(2024, 6, 10), "PRS", "", date(2024, 6, 11)], ["A-1", None, "SH", "", date(2024, 6, 11)]]
    return homes(folder, *rows, also=lambda _, page: page.merge_range(2, 1, 3, 1, "10/06/2024"))


def hidden(folder: Path) -> Path:
    """A workbook with a hidden row, hidden columns and a hidden sheet, all of which hold something."""

    def also(made: Any, page: Any) -> None:
        page.set_row(1, None, None, {"hidden": True})
        page.set_column(3, 4, None, None, {"hidden": True})
        other = made.add_worksheet("Names")
        other.write_string(0, 0, "secret")
        other.hide()

    return homes(folder, also=also)


def several_sheets(folder: Path) -> Path:
    """A workbook with two sheets, neither of which says that it is the one."""
    return book(folder / "homes-june.xlsx", {"June": [HOMES, HOME], "July": [HOMES, HOME]})


def numbers_for_references(folder: Path) -> Path:
    """A workbook in which somebody's reference is a number."""
    day = date(2024, 5, 1)
    return book(folder / "starts-june.xlsx", {"x": [STARTS, ["K-9", day, day], [7, day, day], [8, day, day]]})


def formulas(folder: Path) -> Path:
    """A workbook in which the day is worked out."""
    return homes(folder, ["A-1", Formula("=B2+1"), "PRS", Formula('="what is not read may be one"'), HOME[4]])


def too_wide(folder: Path) -> Path:
    """A workbook of more columns than are read."""
    return homes(folder, also=lambda _, page: page.write_string(0, 256, "x"))


def table(path: Path, columns: Mapping[str, Any], **options: Any) -> Path:
    """A Parquet file."""
    pq.write_table(pa.table(dict(columns)), str(path), **options)
    return path


def damaged_parquet(folder: Path) -> Path:
    """A Parquet file cut off on its way."""
    path = table(folder / "homes-june.parquet", {each: ["x"] for each in HOMES})
    path.write_bytes(path.read_bytes()[:-20])
    return path


def nested_parquet(folder: Path) -> Path:
    """A Parquet file with a column of lists."""
    columns = {each: pa.array([["x"]]) if each == "Note" else ["x"] for each in HOMES}
    return table(folder / "homes-june.parquet", columns)


def beside(folder: Path) -> Path:
    """A workbook of the same name as a CSV file."""
    return book(folder / "homes.xlsx", {"x": [HOMES, HOME]})


MAKERS: dict[str, Callable[[Path], Path]] = {
    "file-beside": beside,
    "file-not-finished": sparse,
    "parquet-column": nested_parquet,
    "parquet-damaged": damaged_parquet,
    "reference-as-number": numbers_for_references,
    "row-formula": formulas,
    "row-merged": merged,
    "workbook-damaged": truncated,
    "workbook-encrypted": encrypted,
    "workbook-hidden": hidden,
    "workbook-macros": macros,
    "workbook-sheets": several_sheets,
    "workbook-too-large": too_wide,
    "workbook-unsafe": laughs,
}
"""By its code, what makes the bad evidence of which tests/errors/intake has the answer."""


def without_positions(path: Path) -> Path:
    """The workbook as some programs write it: cells and rows do not say where they stand."""

    def changed(name: str, data: bytes) -> bytes:
        return re.sub(rb'(<(?:c|row)) r="[A-Z0-9]+"', rb"\1", data) if "worksheets/" in name else data

    return rezipped(path, changed)


def with_prefixes(path: Path) -> Path:
    """The workbook as some programs write it: every word of its sheet has a prefix."""

    def changed(name: str, data: bytes) -> bytes:
        if "worksheets/" not in name:
            return data
        data = re.sub(rb"<(/?)(\w)", rb"<\1x:\2", data)
        return data.replace(b'xmlns="', b'xmlns:x="')

    return rezipped(path, changed)
