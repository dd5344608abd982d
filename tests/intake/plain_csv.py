"""The rows of a CSV file read plainly, all at once: what the reading in parts is held to."""

import csv
import io

Read = tuple[list[tuple[int, list[str]]], list[tuple[int, str]]]
"""The rows that hold anything with their numbers, and the lost rows with why."""


def rows_of(data: bytes) -> Read:
    """The rows, the headings among them, and the rows that are lost."""
    lines = list(io.StringIO(data.decode("utf-8-sig"), newline=""))
    rows, lost = [], []
    reader, number, read = csv.reader(lines, strict=True), 0, 0
    while True:
        number, before = number + 1, read
        try:
            cells = next(reader)
        except StopIteration:
            return rows, lost
        except csv.Error:
            read = reader.line_num
            if rows and read == before + 1 and lines[before].count('"') % 2 == 0:
                lost.append((number, "row-quote"))
                continue
            return rows, [*lost, (number, "csv-quote")]
        read = reader.line_num
        if any(cell.strip() for cell in cells):
            rows.append((number, cells))
