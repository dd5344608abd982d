"""Sampled: the sheet on which an auditor marks each record that was drawn, right or wrong."""

import csv
import io
from collections.abc import Iterable

from xlsxwriter import Workbook

SAMPLE, RECORD, FOUND = "sample", "record", "found"
HEADINGS = (SAMPLE, RECORD, "kind", "participant", "file", "row", FOUND, "remark")
RIGHT, WRONG = "right", "wrong"


def as_csv(rows: Iterable[tuple[str, ...]]) -> str:
    """The sheet as text; what a spreadsheet could take for a formula stands behind a quote.

    Example:
        >>> print(as_csv([("7", "12", "tenancy", "p-1", "=homes.csv", "3")]), end="")
        sample,record,kind,participant,file,row,found,remark
        7,12,tenancy,p-1,'=homes.csv,3,,
    """
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(HEADINGS)
    writer.writerows([*map(harmless, row), "", ""] for row in rows)
    return out.getvalue()


def harmless(text: str) -> str:
    """A text that no spreadsheet takes for a formula."""
    return f"'{text}" if text.startswith(("=", "+", "-", "@", "\t", "\r")) else text


def as_workbook(rows: Iterable[tuple[str, ...]]) -> bytes:
    """The sheet as a workbook, with a list to choose right or wrong from."""
    out = io.BytesIO()
    book = Workbook(out, {"constant_memory": True})
    page = book.add_worksheet("Sample")
    text, heading = book.add_format({"num_format": "@"}), book.add_format({"bold": True, "bottom": 1})
    page.set_column(0, len(HEADINGS) - 1, 16, text)
    page.freeze_panes(1, 0)
    for column, each in enumerate(HEADINGS):
        page.write_string(0, column, each, heading)
    last = 0
    for last, row in enumerate(rows, 1):
        for column, cell in enumerate(row):
            page.write_string(last, column, cell, text)
    at = HEADINGS.index(FOUND)
    page.data_validation(1, at, max(last, 1), at, {"validate": "list", "source": [RIGHT, WRONG]})
    book.close()
    return out.getvalue()
