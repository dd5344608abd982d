"""Opened: a workbook or a Parquet file, read by a process of its own; whatever the file does to it is an answer."""

import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import file_digest
from io import BufferedReader
from pathlib import Path
from threading import Timer
from typing import Any

from sop_engine.errors import Place, Problem, problem
from sop_engine.intake.asked import Asked, only_asked
from sop_engine.intake.confined import MOST_MEMORY, MOST_SECONDS
from sop_engine.intake.sheet import Part, Sheet, in_parts

_ROOT = Path(__file__).resolve().parents[2]
_BEGIN = (
    "import sys; root = sys.argv.pop(1); root in sys.path or sys.path.insert(0, root); "
    "from sop_engine.intake.confined import main; main()"
)
MOST_WAITING = 600
"""Seconds without an answer after which a process is given up, whatever it is doing."""

Answer = dict[str, Any]


def opened_parts(kind: str, file: BufferedReader, name: str, rows_at_once: int | None, what: Asked) -> Iterator[Part]:
    """The rows of a file that is not text, as parts; the same as of a CSV file with these cells.

    Args:
        kind: `workbook` or `parquet`.
        file: The file, opened; its end is not closed here.
    """
    file.seek(0)
    digest = file_digest(file, "sha256").hexdigest()
    with _answers(kind, file, what) as answers:
        first = next(answers)
        if "headings" not in first:
            yield Part(None, [_refused(first, name)])
            return
        called = f"{name}, sheet {first['sheet']}" if first["sheet"] else name
        failed: list[Problem] = []
        found: list[Problem] = []
        rows = _rows(answers, called, found, failed)
        headings, rows = only_asked(rows, tuple(first["headings"]), what, called, found)
        for part in in_parts(rows, found, Sheet(called, headings, (), digest), rows_at_once):
            if failed:
                break
            yield part
        if failed:
            yield Part(None, failed)


def kinds_in(file: BufferedReader, what: Asked, marked: bool) -> tuple[str, ...]:
    """Which of the records its sheets are for, by what a marked workbook says itself, or else by their names too."""
    file.seek(0)
    with _answers("marked" if marked else "sheets", file, what) as answers:
        return tuple(next(answers).get("kinds", ()))


def _rows(
    answers: Iterator[Answer], name: str, found: list[Problem], failed: list[Problem]
) -> Iterator[tuple[int, list[str]]]:
    for answer in answers:
        if "rows" in answer:
            yield from ((number, cells) for number, cells in answer["rows"])
        elif "problem" in answer:
            place = Place(name, heading=answer.get("heading", ""))
            found.append(problem(answer["problem"], place, "", **answer["facts"]))
        elif "refused" in answer:
            failed.append(_refused(answer, name))


def _refused(answer: Answer, name: str) -> Problem:
    return problem(answer["refused"], Place(name), "", **answer["facts"])


@contextmanager
def _answers(kind: str, file: BufferedReader, what: Asked) -> Iterator[Iterator[Answer]]:
    """What a process that reads the file answers; it ends with this."""
    request = {
        "kinds": list(what.kinds),
        "headings": sorted(what.headings),
        "references": sorted(what.references),
        "written": dict(what.written),
    }
    asked = json.dumps({"as": kind, "request": request})
    file.seek(0)
    process = subprocess.Popen(
        [sys.executable, "-P", "-c", _BEGIN, str(_ROOT), asked],
        stdin=file, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    try:
        yield _answered(process, kind)
    finally:
        process.kill()
        if process.stdout:
            process.stdout.close()
        process.wait()


def _answered(process: "subprocess.Popen[bytes]", kind: str) -> Iterator[Answer]:
    """Each answer, up to the last; a process that ends without one could not cope with the file."""
    assert process.stdout is not None
    while True:
        patience = Timer(MOST_WAITING, process.kill)
        patience.daemon = True
        patience.start()
        try:
            line = process.stdout.readline()
        finally:
            patience.cancel()
        if not line.endswith(b"\n"):  # it broke down, perhaps in the middle of a word
            facts = {"memory": f"{MOST_MEMORY[kind] // 2**20:,} MB", "seconds": MOST_SECONDS[kind]}
            yield {"refused": "file-not-finished", "facts": facts}
            return
        answer = json.loads(line)
        if "end" in answer:
            return
        yield answer
