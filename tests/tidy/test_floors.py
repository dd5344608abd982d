"""A floor imports only from the floors below it, and the rule that says so works."""

import subprocess
import sys

import pytest

from tests.tidy.checkout import ROOT

_LINT = "import sys; sys.path.insert(0, ''); from importlinter.cli import lint_imports_command as c; c(['--no-cache'])"


def _lint(folder):
    """Run the floor rules over the package in a folder."""
    return subprocess.run([sys.executable, "-c", _LINT], cwd=folder, capture_output=True, text=True, check=False)


def test_the_floors_hold():
    """No room imports from a floor above it, nor from a room beside it, nor what its floor may not know."""
    done = _lint(ROOT)
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize("room, line, rule", [
    ("units", "import sop_engine.terms", "A floor imports only"),
    ("measures", "import sop_engine.tables", "A floor imports only"),
    ("attic", "x = 1", "A floor imports only"),
    ("steps", "import sqlmodel", "knows no database"),
    ("statements", "import rich.table", "knows no database"),
    ("records", "import time", "never asks"),
    ("steps", "from os import environ", "never asks"),
    ("library", "import random", "never asks"),
    ("steps", "import holidays", "asked in one module"),
    ("library", "import os", ""),
    ("cli", "import typer, os, time, sop_engine.steps", ""),
], ids=str)
def test_a_wrong_import_is_found(tmp_path, room, line, rule):
    """A planted import breaks the rule that forbids it, and a rightful one breaks none."""
    package = tmp_path / "sop_engine"
    package.mkdir()
    (package / "__init__.py").touch()
    for name in ("cli", "statements", "library", "steps", "measures", "tables", "records", "terms", "units"):
        (package / f"{name}.py").write_text("")
    (package / f"{room}.py").write_text(line + "\n")
    (tmp_path / "pyproject.toml").write_text((ROOT / "pyproject.toml").read_text(encoding="utf-8"), encoding="utf-8")

    done = _lint(tmp_path)
    told = " ".join(done.stdout.split())
    rules = ("A floor imports only", "knows no database", "asked in one module", "never asks")
    broken = [said for said in rules if _is_broken(told, said)]
    assert broken == ([rule] if rule else []), done.stdout + done.stderr


def _is_broken(told, rule):
    """Whether the list of rules, on which each ends in KEPT or BROKEN, says that one is broken.

    A rule's name may be cut over two lines, so the text has been put on one.
    """
    after = told[told.index(rule):]
    kept, broken = after.find(" KEPT"), after.find(" BROKEN")
    return broken >= 0 and (kept < 0 or broken < kept)
