"""The examples on the pages run, and every form, primitive and mechanism has one."""

import re
from pathlib import Path

import pytest

from sop_engine.forms import FORMS
from sop_engine.library.load import load_contract
from sop_engine.library.schema import contract_schema
from sop_engine.records.working import CAPPED, DUE, HELD, NO_RECORD, PENDING, REFUSED
from sop_engine.service.examples import examples
from sop_engine.terms.check import KINDS, Comparison, walk
from sop_engine.terms.measure import MEASURES
from sop_engine.terms.price import _KINDS as TABLES
from tools import worked_examples, write_docs
from tools.mechanisms import MECHANISMS, mechanisms_page, page_of, proofs, shelf, uses

ROOT = Path(__file__).parents[2]
LANGUAGE = "".join((ROOT / "docs" / page).read_text(encoding="utf-8") for page in ("LANGUAGE.md", "GLOSSARY.md"))


@pytest.mark.parametrize("name", worked_examples.names())
def test_each_example_comes_out_as_it_says(name, tmp_path):
    """An example loads without a remark, and all its cases come out as they stand."""
    agreed = load_contract(worked_examples.written(name, tmp_path / "example"))
    many, problems = examples(agreed)
    assert many >= 1
    assert (agreed.warnings, problems) == ((), ())


def test_an_example_that_is_wrong_is_told(tmp_path):
    """An example with another amount than the terms give does not pass."""
    folder = worked_examples.written("forms/discount", tmp_path / "example")
    cases = folder / "cases.yaml"
    cases.write_text(cases.read_text(encoding="utf-8").replace("£1,750", "£1,751"), encoding="utf-8")
    assert [each.code for each in examples(load_contract(folder))[1]] == ["case-differs"]


def test_every_form_has_an_example_in_which_it_adds_a_line(tmp_path):
    """In its own example a form does something: it adds a line, or divides what is due."""
    assert {f"forms/{form}" for form in FORMS} == {
        each for each in worked_examples.names() if each.startswith("forms/")
    }
    for form in FORMS:
        agreed = load_contract(worked_examples.written(f"forms/{form}", tmp_path / form))
        made = [working for _, working in worked_examples.worked(agreed)]
        clauses = {clause.clause for clause in agreed.contract.clauses if clause.kind == form}
        assert clauses & {each.clause for working in made for each in (*working.lines, *working.splits)}, form


def test_every_check_measure_comparison_and_table_stands_in_an_example(tmp_path):
    """Each kind of check, measure, comparison and table of prices there is stands in an example of the language."""
    checks, measures, texts = set(), set(), ""
    for name in worked_examples.names():
        contract = load_contract(worked_examples.written(name, tmp_path / name)).contract.under(())
        checks |= {type(each) for outcome in contract.outcomes.values() for _, each in walk(outcome.shown_by)}
        measures |= {type(each) for each in (contract.measures or {}).values()}
        texts += worked_examples.parts(name)["terms"] if name.startswith("language/") else ""
    assert checks == set(KINDS.values())
    assert measures == set(MEASURES.values())
    words = {field.alias or name for name, field in Comparison.model_fields.items()} - {"is", "one_of"} | set(TABLES)
    assert [word for word in sorted(words) if f"{word}:" not in texts] == []


def test_every_term_of_the_language_stands_in_the_page_or_the_glossary():
    """Each word that a contract can be written with, each form and each status is explained."""
    words = set(FORMS) | {DUE, CAPPED, HELD, PENDING, REFUSED, NO_RECORD} | set(_terms(contract_schema()))
    assert [word for word in sorted(words) if not re.search(rf"(?<!\w){re.escape(word)}(?!\w)", LANGUAGE)] == []


def _terms(schema):
    """The keys that contracts are written with; what money and lengths of time are made of inside is none."""
    for name, each in (("", schema), *schema["$defs"].items()):
        if name not in ("Money", "Duration"):
            yield from each.get("properties", ())


@pytest.mark.parametrize("each", MECHANISMS, ids=lambda each: f"M{each.number}")
def test_each_mechanism_has_a_test_an_example_and_a_programme(each):
    """No cell of the table of mechanisms is empty: it is said, it is proven by name, and somebody pays so."""
    assert all((each.what, each.said, each.published))
    assert proofs()[each.number]
    assert (ROOT / "docs" / "reference" / f"{page_of(each)}.md").is_file()


def test_the_table_has_all_mechanisms_and_no_empty_cell():
    """Seventy-one rows of five cells, none of them empty."""
    rows = [line.split(" | ") for line in mechanisms_page().splitlines() if line.startswith("| M")]
    assert [int(row[0].removeprefix("| M")) for row in rows] == list(range(1, 72))
    assert all(len(row) == 5 and all(cell.strip(" |") for cell in row) for row in rows)


def test_a_contract_uses_a_mechanism_only_where_its_words_stand_together():
    """A word here and a word there are no mechanism: peterborough has dates, but no split that changes."""
    said = shelf()
    split = MECHANISMS[60 - 1]
    assert uses(split, said["ways-to-wellness"])
    assert not uses(split, said["peterborough"])


def test_a_page_that_has_drifted_is_told():
    """A page that differs, is missing, or is made by nothing is named; pages as they are made are not."""
    there = sorted((ROOT / "docs" / "reference").rglob("*.md"))
    made = {str(file.relative_to(ROOT)): file.read_text(encoding="utf-8") for file in there}
    assert write_docs.drifted(made) == []
    path = "docs/reference/forms/discount.md"
    assert write_docs.drifted({**made, path: made[path] + "x", "docs/new.md": ""}) == [path, "docs/new.md"]
    assert write_docs.drifted({each: text for each, text in made.items() if each != path}) == [path]


def test_make_check_asks_for_pages_that_have_drifted():
    """`make check` calls the comparison, so it fails when a page has drifted."""
    target = re.search(r"^check:.*\n((?:\t.*\n)*)", (ROOT / "Makefile").read_text(encoding="utf-8"), re.M)
    assert target is not None and "tools/write_docs.py --check" in target[1]


def test_the_page_on_the_architecture_names_files_and_rooms_that_are_there():
    """Every file that the page names is there, and it names every room."""
    page = (ROOT / "docs" / "ARCHITECTURE.md").read_text(encoding="utf-8")
    package = ROOT / "sop_engine"
    named = re.findall(r"`((?:[a-z_]+/)+(?:[a-z_]+\.py)?)`", page)
    assert [each for each in named if not ((package / each).exists() or (ROOT / each).exists())] == []
    rooms = [each.name for each in package.iterdir() if (each / "__init__.py").is_file()]
    assert [room for room in rooms if not re.search(rf"\b{room}\b", page)] == []
