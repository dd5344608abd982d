"""Confined: the process in which a file from outside is opened, with little memory, little time and no way to write.

It is given the open file as its standard input and what is asked of it as its one argument, and
answers on its standard output, an event a line.  Nothing else of the engine runs here.
"""

import json
import sys
from collections.abc import Iterator
from typing import BinaryIO

from sop_engine.intake.events import Event, Request
from sop_engine.intake.refused import Refused

# docs/decisions/0008-files-from-outside.md says where each figure comes from.
_WORKBOOK = 768 * 1024 * 1024
MOST_MEMORY = {"workbook": _WORKBOOK, "sheets": _WORKBOOK, "marked": _WORKBOOK, "parquet": 1024 * 1024 * 1024}
MOST_SECONDS = {"workbook": 30, "sheets": 30, "marked": 30, "parquet": 300}
_MOST_OPEN = 64
NOT_FINISHED = 3


def main() -> None:
    """Read the file on standard input, and say what is in it."""
    asked = json.loads(sys.argv[1])
    _confine(MOST_MEMORY[asked["as"]], MOST_SECONDS[asked["as"]])
    out = sys.stdout.buffer
    try:
        for event in _events(asked["as"], sys.stdin.buffer, asked["request"]):
            out.write(json.dumps(event, ensure_ascii=False).encode("utf-8", "surrogatepass") + b"\n")
        out.write(b'{"end": true}\n')
        out.flush()
    except Refused as refused:
        out.write(json.dumps({"refused": refused.code, "facts": refused.facts}).encode() + b"\n")
        out.flush()
    except MemoryError:
        sys.exit(NOT_FINISHED)


def _events(kind: str, file: BinaryIO, request: Request) -> Iterator[Event]:
    try:
        if kind == "parquet":
            from sop_engine.intake.parquet import parquet_events

            yield from parquet_events(file, request)
        else:
            from sop_engine.intake.workbook import sheets_marked, sheets_named, workbook_events

            asked = {"workbook": workbook_events, "sheets": sheets_named, "marked": sheets_marked}
            yield from asked[kind](file, request)
    except (Refused, MemoryError, BrokenPipeError):
        raise
    except Exception as error:  # whatever else a hostile file brings about is an answer too
        code = "parquet-damaged" if kind == "parquet" else "workbook-damaged"
        raise Refused(code, detail=f"reading it ends in {type(error).__name__}") from error


def _confine(memory: int, seconds: int) -> None:
    """Set the limits; where the system has none (Windows), only the waiting for an answer is limited."""
    try:
        import resource
    except ImportError:
        return
    limits = {
        resource.RLIMIT_AS: memory,
        resource.RLIMIT_CPU: seconds,
        resource.RLIMIT_FSIZE: 0,
        resource.RLIMIT_CORE: 0,
        resource.RLIMIT_NOFILE: _MOST_OPEN,
    }
    for limit, most in limits.items():
        _, hard = resource.getrlimit(limit)
        if hard != resource.RLIM_INFINITY:
            most = min(most, hard)
        resource.setrlimit(limit, (most, most))
