"""Calling `sop` as people do: in this process for speed, or in one of its own."""

import io
import os
import subprocess
import sys
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path
from typing import NamedTuple
from unittest.mock import patch

from sop_engine.cli import main
from sop_engine.library.shelf import shelf
from tests.tidy.checkout import ROOT

SHIPPED = shelf("contracts")
HOMES = SHIPPED / "rough-sleeping" / "evidence"
"""Shipped evidence of the contract rough-sleeping, some of it bad on purpose."""


class Answer(NamedTuple):
    """What a call answered: its exit code, and what it said where."""

    code: int
    out: str
    err: str


def call(*words: object) -> Answer:
    """Call the command in this process, from its arguments to its exit code."""
    out, err = (io.TextIOWrapper(io.BytesIO(), encoding="utf-8", write_through=True) for _ in range(2))
    with patch.object(sys, "argv", ["sop", *map(str, words)]), redirect_stdout(out), redirect_stderr(err):
        try:
            main()
            code = 0
        except SystemExit as done:
            code = int(done.code or 0)
    return Answer(code, *(each.buffer.getvalue().decode() for each in (out, err)))


def started(*words: object, **surroundings: str) -> subprocess.Popen:
    """Start the command in a process of its own, with some of its surroundings (environment) changed."""
    clean = {name: value for name, value in os.environ.items() if not name.startswith(("PYTHON", "LC_", "FORCE_"))}
    return subprocess.Popen(
        [sys.executable, "-m", "sop_engine.cli", *map(str, words)],
        cwd=ROOT, env={**clean, "PYTHONDONTWRITEBYTECODE": "1", **surroundings},
        stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
    )  # fmt: skip


def ended(process: subprocess.Popen, most: int = 60) -> Answer:
    """Wait for a process, for so many seconds at most, and take what it answered."""
    out, err = process.communicate(timeout=most)
    return Answer(process.returncode, out.decode(), err.decode())


def contents(folder: Path) -> dict[str, bytes]:
    """Every file below a folder, by name; folders too, so that nothing goes unnoticed."""
    return {
        str(each.relative_to(folder)): each.read_bytes() if each.is_file() else b"a folder"
        for each in sorted(folder.rglob("*"))
    }
