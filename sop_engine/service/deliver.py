"""Deliver: the results of a run, or of a comparison, in a folder, whole or not at all."""

import json
import os
import shutil
import tempfile
from collections.abc import Mapping
from contextlib import suppress
from errno import ENOTDIR
from pathlib import Path
from typing import Any, NamedTuple

from sop_engine.errors import CallError, Place, escaped, problem
from sop_engine.statements.compare import Comparison, figures
from sop_engine.statements.comparison_page import COMPARED, comparison_files
from sop_engine.statements.done import Done
from sop_engine.statements.page import FURTHER, pages
from sop_engine.statements.returned import returned
from sop_engine.statements.statement import summary
from sop_engine.statements.tables import TABLES, tables


class Results(NamedTuple):
    """A kind of results: what writes them, and the names of the files by which a folder is known as theirs."""

    by: str
    mark: str
    """The file that every such folder has."""
    written: tuple[str, ...]
    """The names of all that is written, but for the pages of people."""

    def ours(self, name: str) -> bool:
        """Whether a file of this name is one of these results."""
        return name in self.written or (self.by == "run" and FURTHER.fullmatch(name) is not None)


TO_CORRECT = "rows_to_correct.xlsx"
"""The marked workbook to give back, where a run found rows to correct."""
RUN = Results("run", "run.json", ("statement.html", *TABLES, TO_CORRECT, "run.json"))
COMPARISON = Results("comparison", "comparison.json", (*COMPARED, "comparison.json"))


def may_deliver(out: Path, overwrite: bool, results: Results = RUN) -> None:
    """Whether results may be written there; asked before any work is done.

    Raises:
        CallError: The folder is there and `overwrite` was not said, or it holds other things than such results.
    """
    try:
        if not out.exists():
            inside_folders(out)
            return
        if not overwrite:
            raise _refused("out-exists", out)
        others = _others(out, results)
    except OSError as error:
        raise _unwritable(out, error) from None
    if others:
        raise _refused("out-not-ours", out, what=", ".join(others[:3]), by=results.by)


def inside_folders(out: Path) -> None:
    """Ask whether a folder can be made there: what is there of the way to it must be folders."""
    inside = next(each for each in out.absolute().parents if each.exists())
    if not inside.is_dir():
        raise NotADirectoryError(ENOTDIR, os.strerror(ENOTDIR))


def _others(out: Path, results: Results) -> list[str]:
    """What is none of these results: the folder itself, or what else lies in it."""
    if not out.is_dir():
        return ["it"]
    inside = sorted(each.name for each in out.iterdir())
    others = [each for each in inside if not results.ours(each) or not (out / each).is_file()]
    return others if results.mark in inside else inside


def deliver(done: Done, out: Path, overwrite: bool = False) -> dict[str, Path]:
    """Write the statement, the tables, the rows to correct if there are any, and run.json; give back where each is.

    Raises:
        CallError: It may not, or cannot, be written there.
    """
    may_deliver(out, overwrite)
    book = rows_to_correct(done)
    marked = {TO_CORRECT: book} if book else {}
    return _write({**pages(done), **tables(done), **marked, RUN.mark: _as_text(summary(done))}, out)


def rows_to_correct(done: Done) -> bytes | None:
    """The marked workbook of a run, to give back to those who sent the files; None where no row is to be corrected."""
    return returned(done.contract, done.taken.to_correct, done.bad_rows)


def may_return(file: Path, overwrite: bool) -> None:
    """Whether a marked workbook may be written there; asked before any work is done.

    Raises:
        CallError: Its name does not end in .xlsx, or something is there and `overwrite` was not said.
    """
    if file.suffix.casefold() != ".xlsx":
        raise _refused("returned-not-xlsx", file)
    if file.is_dir() or (file.exists() and not overwrite):
        raise _refused("out-exists", file)


def may_put(file: Path, overwrite: bool) -> None:
    """Whether the sheet of a sample may be written there; asked before it is announced.

    Raises:
        CallError: Its name does not end in .csv or .xlsx, or something is there and `overwrite` was not said.
    """
    if file.suffix.casefold() not in (".csv", ".xlsx"):
        raise _refused("sample-not-a-sheet", file)
    if file.is_dir() or (file.exists() and not overwrite):
        raise _refused("out-exists", file)


class Beside:
    """A file that is written beside its place, and put there once what it tells of is kept.

    So a full disk is met before anything is kept, and nobody finds half a file.

    Example:
        >>> with tempfile.TemporaryDirectory() as folder, Beside(Path(folder) / "out" / "sheet.csv") as sheet:
        ...     sheet.write(b"Right or wrong")
        ...     there_before = sheet.place.exists()
        ...     there_before, sheet.put().read_bytes()
        (False, b'Right or wrong')
    """

    def __init__(self, place: Path):
        """`place`: where the file is to be."""
        self.place = place
        self._part: Path | None = None

    def write(self, content: bytes | None) -> None:
        """Write it beside its place; where there is nothing to write, nothing is put there.

        Raises:
            CallError: It cannot be written there.
        """
        self._forget()
        if content is None:
            return
        try:
            self.place.parent.mkdir(parents=True, exist_ok=True)
            number, part = tempfile.mkstemp(prefix=f".{self.place.name}.", dir=self.place.parent)
            self._part = Path(part)
            with os.fdopen(number, "wb") as whole:
                whole.write(content)
            os.chmod(part, 0o666 & ~mask())
        except OSError as error:
            self._forget()
            raise _unwritable(self.place, error) from None

    def put(self) -> Path | None:
        """Put what was written in its place; None where nothing was.

        Raises:
            CallError: It cannot be put there.
        """
        if self._part is None:
            return None
        try:
            os.replace(self._part, self.place)
        except OSError as error:
            raise _unwritable(self.place, error) from None
        self._part = None
        return self.place

    def _forget(self) -> None:
        if self._part is not None:
            with suppress(OSError):
                self._part.unlink()
        self._part = None

    def __enter__(self) -> "Beside":
        """Begin."""
        return self

    def __exit__(self, *of: object) -> None:
        """Leave nothing beside the place."""
        self._forget()


def deliver_comparison(comparison: Comparison, out: Path, overwrite: bool = False) -> dict[str, Path]:
    """Write the page, the tables and comparison.json; give back where each is.

    Raises:
        CallError: It may not, or cannot, be written there.
    """
    may_deliver(out, overwrite, COMPARISON)
    return _write({**comparison_files(comparison), COMPARISON.mark: _as_text(figures(comparison))}, out)


def _as_text(value: dict[str, Any]) -> str:
    return json.dumps(value, indent=2, ensure_ascii=False) + "\n"


def _write(texts: Mapping[str, str | bytes], out: Path) -> dict[str, Path]:
    """Write all files or none; what may be replaced has been asked before.

    Everything is written beside the folder first and put in its place by one rename, so that
    nobody ever finds half of it; what stood there is put back if that fails.
    """
    try:
        place = out.resolve()
        place.parent.mkdir(parents=True, exist_ok=True)
        part = Path(tempfile.mkdtemp(prefix=f".{place.name}.", dir=place.parent))
        try:
            for name, text in texts.items():
                (part / name).write_bytes(text.encode("utf-8") if isinstance(text, str) else text)
            part.chmod(0o777 & ~mask())
            _put(part, place)
        finally:
            shutil.rmtree(part, ignore_errors=True)
    except OSError as error:
        raise _unwritable(out, error) from None
    return {name: out / name for name in texts}


def mask() -> int:
    """What the user keeps from others; asking for it sets it, so it is put back."""
    mask = os.umask(0o077)
    os.umask(mask)
    return mask


def _put(part: Path, place: Path) -> None:
    """Put a folder in its place, and what stood there away; or leave what stood there."""
    if not place.exists():
        os.replace(part, place)
        return
    before = Path(tempfile.mkdtemp(prefix=f".{place.name}.", dir=place.parent))
    try:
        os.replace(place, before / "results")
        try:
            os.replace(part, place)
        except BaseException:
            os.replace(before / "results", place)
            raise
    except BaseException:
        with suppress(OSError):  # it is empty; if it is not, the results before are in it, and stay there
            before.rmdir()
        raise
    shutil.rmtree(before, ignore_errors=True)


def _unwritable(out: Path, error: OSError) -> CallError:
    return _refused("out-unwritable", out, detail=error.strerror or error)


def _refused(code: str, out: Path, **facts: object) -> CallError:
    return CallError(problem(code, Place(escaped(str(out))), "", found=out, **facts))
