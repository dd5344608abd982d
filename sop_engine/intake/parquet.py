"""Parquet: its columns as rows of text, some rows at a time, by the same rules as every other file.

It runs in a process of its own (`confined.py`), like a workbook.  pyarrow, which reads it, comes
with `sop-engine[scale]`.
"""

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any, BinaryIO

from sop_engine.intake.events import Event, Request, batches, clean, in_writing, number_as_text
from sop_engine.intake.refused import Refused
from sop_engine.intake.sheet import UNSURE

MOST_COLUMNS = 256
_ROWS = 10_000
_FIRST = 2


def parquet_events(file: BinaryIO, request: Request) -> Iterator[Event]:
    """The headings and rows of a Parquet file, numbered as in a spreadsheet: the first row is row 2.

    Raises:
        Refused: It cannot be read, or a column that is asked for holds what is no text, number or day.
    """
    try:
        import pyarrow as pa
        import pyarrow.parquet as pq
    except ImportError:
        raise Refused("parquet-missing") from None
    pa.set_cpu_count(1)
    pa.set_memory_pool(pa.system_memory_pool())
    try:
        columns = pq.ParquetFile(file, pre_buffer=False, buffer_size=1 << 20)
        schema = columns.schema_arrow
        headings = [str(each) for each in schema.names]
        if len(headings) > MOST_COLUMNS:
            size = f"{len(headings):,} columns"
            raise Refused("workbook-too-large", what="The file", size=size, most=f"{MOST_COLUMNS:,}")
        read = [_is_read(heading, request) for heading in headings]
        for heading, kind, wanted in zip(headings, schema.types, read, strict=True):
            if wanted and (pa.types.is_nested(kind) or pa.types.is_binary(kind) or pa.types.is_large_binary(kind)):
                raise Refused("parquet-column", heading=heading, kind=str(kind)[:60])
        yield {"headings": headings, "sheet": ""}
        yield from _rows(columns, headings, read, request)
    except pa.ArrowInvalid as error:
        raise Refused("parquet-damaged", detail=_said(error)) from error
    except (OSError, pa.ArrowException) as error:
        if isinstance(error, MemoryError):
            raise
        raise Refused("parquet-damaged", detail=_said(error)) from error


def _said(error: Exception) -> str:
    return " ".join(str(error).split()).partition(". ")[0][:120].rstrip(".") or type(error).__name__


def _is_read(heading: str, request: Request) -> bool:
    return not request["headings"] or clean(heading) in request["headings"]


def _rows(columns: Any, headings: list[str], read: list[bool], request: Request) -> Iterator[Event]:
    """The rows in batches, and at the end what is to be said about references that are numbers."""
    numbers: dict[str, list[int]] = {}
    wanted = [heading for heading, asked in zip(headings, read, strict=True) if asked]

    def rows() -> Iterator[tuple[int, list[str]]]:
        begin = _FIRST
        for batch in columns.iter_batches(batch_size=_ROWS, columns=wanted, use_threads=False):
            texts = []
            for heading, asked in zip(headings, read, strict=True):
                if not asked:
                    texts.append([""] * batch.num_rows)
                    continue
                values = batch.column(heading).to_pylist()
                if clean(heading) in request["references"]:
                    texts.append(_references(values, heading, begin, numbers))
                else:
                    texts.append(_texts(values, request["written"].get(clean(heading), "")))
            for number, cells in enumerate(zip(*texts, strict=True), begin):
                if any(cell and not cell.isspace() for cell in cells):
                    yield number, list(cells)
            begin += batch.num_rows

    for batch in batches(rows()):
        yield {"rows": batch}
    for heading, (times, row) in numbers.items():
        yield {"problem": "reference-as-number", "heading": heading, "facts": {"number": f"{times:,}", "row": row}}


def _texts(values: list[Any], written: str) -> list[str]:
    return [each if type(each) is str else "" if each is None else _as_text(each, written) for each in values]


def _references(values: list[Any], heading: str, begin: int, numbers: dict[str, list[int]]) -> list[str]:
    for number, each in enumerate(values, begin):
        if isinstance(each, int | float | Decimal) and not isinstance(each, bool):
            numbers.setdefault(heading, [0, number])[0] += 1
    return [
        UNSURE + "d" + text if isinstance(each, date) else text
        for each, text in zip(values, _texts(values, ""), strict=True)
    ]


def _as_text(value: Any, written: str) -> str:
    """A value as the text that a person would have typed; a moment is its day."""
    match value:
        case bool():
            return "TRUE" if value else "FALSE"
        case float() if value != value:
            return ""  # pandas writes a missing number so
        case int() | float():
            return number_as_text(value)
        case Decimal():
            whole = value == value.to_integral_value()
            return f"{value.quantize(Decimal(1)) if whole else value.normalize():f}"
        case datetime():
            return in_writing(value.date(), written)
        case date():
            return in_writing(value, written)
        case time():
            return value.isoformat()
        case timedelta():
            minutes, seconds = divmod(int(value.total_seconds()), 60)
            return f"{minutes // 60:02d}:{minutes % 60:02d}:{seconds:02d}"
    return str(value)
