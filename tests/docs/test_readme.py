"""What the README and the documents show is what the engine does."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

from sop_engine.forms import FORMS
from sop_engine.terms.check import KINDS as CHECKS
from sop_engine.terms.measure import MEASURES
from tools.write_docs import pages

ROOT = Path(__file__).parents[2]
README = (ROOT / "README.md").read_text(encoding="utf-8")
MADE = pages()
DOCUMENTS = [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]


def test_the_readme_shows_the_first_contract_as_it_is():
    """The contract in the README is the file on the shelf, to the letter."""
    text = (ROOT / "contracts/first-homes/contract.yaml").read_text(encoding="utf-8")
    shown = text.split("\n", 1)[1]  # without the line for editors
    assert shown.strip() in README


def test_the_readme_shows_an_explanation_as_it_comes_out():
    """The explanation in the README is what `sop explain` prints."""
    command = re.search(r"\$ (sop explain .*)\n((?:.*\n)*?)```", README)
    assert command is not None
    words = command[1].split()
    printed = subprocess.run(
        [sys.executable, "-m", "sop_engine.cli", *words[1:]], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert printed.stdout.strip() == command[2].strip()


@pytest.mark.parametrize("file", MADE)
def test_what_is_made_from_the_code_is_as_the_code_has_it(file):
    """The schema and the pages on forms, errors and commands are what `make docs` writes."""
    assert (ROOT / file).read_text(encoding="utf-8") == MADE[file]


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda each: each.name)
def test_every_file_that_a_document_names_exists(document):
    """A link in a document leads to a file."""
    for target in re.findall(r"\]\(([^)#:]+)\)", document.read_text(encoding="utf-8")):
        assert (document.parent / target).exists(), f"{document.name}: {target}"


def test_the_language_page_names_every_form():
    """A form that there is stands in the page on the language."""
    page = (ROOT / "docs/LANGUAGE.md").read_text(encoding="utf-8")
    assert [form for form in FORMS if f"`{form}`" not in page] == []


def test_the_language_page_names_every_check_and_every_measure():
    """A kind of check, and a kind of measure, that there is stands in the page on the language."""
    page = (ROOT / "docs/LANGUAGE.md").read_text(encoding="utf-8")
    assert [word for word in CHECKS if f"`{word}:" not in page] == []
    assert [word for word in MEASURES if f"`{{{word}:" not in page] == []


def test_the_glossary_is_in_order_and_has_each_word_once():
    """The glossary is sorted, and no word stands twice."""
    words = re.findall(r"^\| ([a-z][a-z -]*) \|", (ROOT / "docs/GLOSSARY.md").read_text(encoding="utf-8"), re.M)[1:]
    assert words == sorted(set(words), key=str.casefold)
