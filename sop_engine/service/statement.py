"""Statement: the frozen statement of a closed period, written to a file as the bytes that were kept."""

import os
import tempfile
from pathlib import Path

from sqlalchemy import Engine

from sop_engine.errors import CallError, Place, escaped, problem
from sop_engine.service.close import TEXT, statement
from sop_engine.service.deliver import mask

PAGE = "statement.html"


def deliver_statement(engine: Engine, name: str, period: int, out: Path, overwrite: bool = False) -> dict[str, Path]:
    """Write the statement of a period: as text (.json), or as a page (.html) with the further pages beside it.

    Raises:
        CallError: The period is not closed, or the file is there or cannot be written.
    """
    if out.suffix not in (".json", ".html"):
        raise _refused("statement-form", out)
    kept = statement(engine, name, period)
    first = TEXT if out.suffix == ".json" else PAGE
    further = [form for form in sorted(kept) if form not in (TEXT, PAGE)] if first == PAGE else []
    files = {first: out, **{form: out.parent / form for form in further}}
    for path in files.values():
        if path.exists() and not overwrite:
            raise _refused("out-exists", path)
    try:
        for form, path in files.items():
            _write(kept[form], path)
    except OSError as error:
        raise _refused("out-unwritable", out, detail=error.strerror or error) from None
    return files


def _write(content: bytes, path: Path) -> None:
    """Write a file wholly or not at all."""
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, part = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
        os.chmod(part, 0o666 & ~mask())
        os.replace(part, path)
    except BaseException:
        os.unlink(part)
        raise


def _refused(code: str, out: Path, **facts: object) -> CallError:
    return CallError(problem(code, Place(escaped(str(out))), "", found=out, **facts))
