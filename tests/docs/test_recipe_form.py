"""A new payment rule takes one file: what the recipe says is done in a copy, to the letter."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "recipes" / "add-a-payment-rule.md").read_text(encoding="utf-8")
FORM, ROW = re.findall(r"```python\n(.*?)```", PAGE, re.S)
(EXAMPLE,) = re.findall(r"```yaml\n(.*?)```", PAGE, re.S)
SHOWN = re.findall(r"```\n\$ sop ([^\n]*)\n(.*?)```", PAGE, re.S)


@pytest.fixture(scope="module")
def copy(tmp_path_factory):
    """A copy of the engine in which the steps of the recipe were taken, and nothing else."""
    folder = tmp_path_factory.mktemp("copy")
    ignored = shutil.ignore_patterns("__pycache__")
    for each in (
        "sop_engine",
        "tools",
        "rules",
        "schema",
        "docs/examples",
        "tests/conformance",
        "contracts/first-homes",
    ):
        shutil.copytree(ROOT / each, folder / each, ignore=ignored)
    (folder / "sop_engine/forms/first_unpaid.py").write_text(FORM, encoding="utf-8")
    laws = folder / "tests/conformance/test_every_form.py"
    text = laws.read_text(encoding="utf-8")
    assert text.count("\nEXAMPLES = {\n") == 1
    laws.write_text(text.replace("\nEXAMPLES = {\n", "\nEXAMPLES = {\n" + ROW), encoding="utf-8")
    (folder / "docs/examples/forms/first_unpaid.yaml").write_text(EXAMPLE, encoding="utf-8")
    assert typed(folder, "tools/worked_examples.py", "forms/first_unpaid", "my-rule").returncode == 0
    return folder


def typed(folder, *words):
    """Call Python in the copy; nothing of it comes from anywhere else."""
    surroundings = {**os.environ, "PYTHONPATH": str(folder)}
    return subprocess.run(
        [sys.executable, *words], cwd=folder, env=surroundings, capture_output=True, text=True, check=False
    )


def test_the_new_form_keeps_every_law(copy):
    """The conformance suite takes the new form in by its row, and it holds."""
    done = typed(
        copy, "-m", "pytest", "-q", "-p", "no:cacheprovider", "tests/conformance", "-k", "first_unpaid or examples"
    )
    assert done.returncode == 0, done.stdout
    assert int(re.search(r"(\d+) passed", done.stdout)[1]) > 50


@pytest.mark.parametrize("step", range(3))
def test_the_command_knows_the_new_form(copy, step):
    """`sop check` and `sop describe` say of the new form what the recipe shows, and of a mistake its remedy."""
    command, shown = SHOWN[step]
    contract = copy / "my-rule" / "contract.yaml"
    before = contract.read_text(encoding="utf-8")
    if step == 2:
        assert before.count("claims: '1'") == 1
        contract.write_text(before.replace("claims: '1'", "claims: none"), encoding="utf-8")
    answer = typed(copy, "-m", "sop_engine.cli", *command.split())
    contract.write_text(before, encoding="utf-8")
    assert answer.returncode == (2 if step == 2 else 0), answer.stderr
    assert shown.rstrip() in answer.stdout + answer.stderr


def test_the_schema_has_the_new_form(copy):
    """Editors know the new form, with the sentence of each term, and nobody wrote it down."""
    answer = typed(copy, "-c", "from sop_engine.library.schema import schema_text; print(schema_text())")
    assert '"const": "first_unpaid"' in answer.stdout
    assert "How many claims of each outcome are not paid for." in answer.stdout
