"""What is wrong with terms is said word for word as in the corpus, all at once, and never by a traceback."""

import json
import re
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sop_engine import errors
from sop_engine.errors import ERROR, KINDS, TermsError
from sop_engine.library.load import load_contract
from sop_engine.library.read import read
from sop_engine.library.shelf import shelf

TERMS = Path(__file__).parent / "terms"
BAD = sorted(each.name for each in TERMS.iterdir() if each.is_dir())
CODES = {kind.code for kind in errors._TERMS + errors._DEEDS}
SHIPPED = {
    name: (shelf("contracts") / name / "contract.yaml").read_text(encoding="utf-8")
    for name in ("refugee-transitions", "rough-sleeping")
}


def code_of(folder):
    """The code that a folder shows: `wrong-shape-2` shows wrong-shape."""
    return re.sub(r"-\d+$", "", folder)


def told(folder):
    """Everything that is said about a contract."""
    try:
        return load_contract(folder).warnings
    except TermsError as error:
        return error.problems


# ---- the corpus --------------------------------------------------------------------------------


def test_the_contract_that_all_others_spoil_is_good():
    """The contract that the corpus begins from loads, and nothing is pointed out."""
    assert load_contract(TERMS / "base.yaml").warnings == ()


@pytest.mark.parametrize("folder", BAD)
def test_each_bad_contract_is_told_word_for_word(folder):
    """A bad contract is answered with its place, the fact and the remedy, word for word."""
    said = "\n".join(map(str, told(TERMS / folder))) + "\n"
    assert said == (TERMS / folder / "expected.txt").read_text(encoding="utf-8")


@pytest.mark.parametrize("folder", [each for each in BAD if code_of(each) in CODES])
def test_each_bad_contract_has_one_thing_wrong(folder):
    """A contract that is spoilt in one place is told of that one thing alone."""
    assert {each.code for each in told(TERMS / folder)} == {code_of(folder)}


def test_every_code_has_a_bad_contract():
    """Every kind of wrong terms has at least one contract that shows it, and no folder shows none."""
    assert {code_of(folder) for folder in BAD} - {"ten-at-once"} == CODES


@pytest.mark.parametrize("folder", BAD)
def test_the_line_that_is_quoted_is_the_line_of_the_file(folder):
    """The line that a message quotes stands in the file under that number."""
    for each in told(TERMS / folder):
        if each.place.line:
            lines = (TERMS / each.place.file).read_text(encoding="utf-8").split("\n")
            assert lines[each.place.line - 1].strip().startswith(each.excerpt.removesuffix("…"))


@pytest.mark.parametrize(
    "folder", [each for each in BAD if code_of(each) in CODES and KINDS[code_of(each)].gravity != ERROR]
)
def test_a_warning_does_not_stop_the_loading(folder):
    """What is only pointed out is on the list of warnings, and the contract is loaded."""
    agreed = load_contract(TERMS / folder)
    assert [each.code for each in agreed.warnings] == [code_of(folder)]
    assert agreed.contract.contract == "first-homes"


def test_ten_things_are_told_at_once():
    """One thing that is wrong hides none of the others: ten are told in one go, in the order of the file."""
    found = told(TERMS / "ten-at-once")
    assert len(found) == 10
    assert [each.place.line for each in found] == sorted(each.place.line for each in found)


def test_no_message_leaks_the_machinery():
    """No message speaks the language of the program that reads the terms."""
    leaks = re.compile(
        r"pydantic|Input should|NoneType|Traceback|\bdict\b|\btuple\b|Decimal\(|Fraction\(|\[key\]|\['|something else"
    )
    for folder in BAD:
        for each in told(TERMS / folder):
            assert not leaks.search(each.fact + each.remedy), each


# ---- no file ends in a traceback ----------------------------------------------------------------

ODD = [
    "",
    "x",
    "1",
    "£1",
    "rest",
    "start",
    "that start",
    "that tenancy",
    "100%",
    "  ",
    "-",
    "0 claims",
    "2024-02-30",
    "9999 years",
    "9999 years after 2199-12-31",
    "9999 years before 1900-01-01",
    "9999 years after start",
    "by",
    "dated",
    "record",
    "1e3",
    "any_day",
    "9" * 40,
    "a" * 5000,
    [],
    {},
    ["a", "b"],
    {"a": "b"},
    [[]],
    [{}],
    {"dated": {"2024-01-01": "£1"}},
    {"is": ["a"]},
    {"by": "type", "of": "tenancy", "prices": {"a": "£1"}},
    {"all_of": []},
    {"any_of": [{"record": "tenancy"}]},
    {"from": "start"},
    {"from": "9999 years after 2199-12-31", "to": "2018-01-01"},
    {"between": ["1"]},
    {"between": ["2", "1"]},
    {"has_at_least": "99"},
]
WORDS = re.compile(r"[^\s{}\[\],:\"]+")


@st.composite
def spoilt_lines(draw):
    """A shipped contract with a few lines lost, doubled, moved or changed in a word."""
    lines = draw(st.sampled_from(list(SHIPPED.values()))).split("\n")
    words = sorted(
        {word for line in lines for word in WORDS.findall(line)} | {each for each in ODD if isinstance(each, str)}
    )
    for _ in range(draw(st.integers(1, 4))):
        i, j = draw(st.integers(0, len(lines) - 1)), draw(st.integers(0, len(lines) - 1))
        how = draw(st.sampled_from(["lose", "double", "move", "word", "value"]))
        if how == "lose":
            lines.pop(i)
        elif how == "double":
            lines.insert(j, lines[i])
        elif how == "move":
            lines[i], lines[j] = lines[j], lines[i]
        elif how == "word" and WORDS.search(lines[i]):
            old = draw(st.sampled_from(list(WORDS.finditer(lines[i]))))
            lines[i] = lines[i][: old.start()] + draw(st.sampled_from(words)) + lines[i][old.end() :]
        elif ":" in lines[i]:
            lines[i] = (
                lines[i][: lines[i].index(":") + 1] + " " + json.dumps(draw(st.sampled_from(ODD)), ensure_ascii=False)
            )
    return "\n".join(lines)


def places(node, way=()):
    """Every place within a tree of terms."""
    members = node.items() if isinstance(node, dict) else enumerate(node) if isinstance(node, list) else ()
    for step, inner in members:
        yield (*way, step)
        yield from places(inner, (*way, step))


def at(tree, way):
    for step in way:
        tree = tree[step]
    return tree


@st.composite
def spoilt_trees(draw):
    """A shipped contract with a few values, groups or names put where others belong."""
    tree = read(draw(st.sampled_from(list(SHIPPED.values()))).encode(), "contract.yaml").tree
    for _ in range(draw(st.integers(1, 4))):
        ways = list(places(tree))
        way, other = draw(st.sampled_from(ways)), draw(st.sampled_from(ways))
        within = at(tree, way[:-1])
        put = draw(st.one_of(st.sampled_from(ODD), st.just(at(tree, other))))
        how = draw(st.sampled_from(["lose", "put", "rename", "add"]))
        if how == "lose":
            del within[way[-1]]
        elif isinstance(within, dict) and how == "rename":
            within[str(other[-1])] = within.pop(way[-1])
        elif isinstance(within, dict) and how == "add":
            within[str(other[-1])] = json.loads(json.dumps(put))
        else:
            within[way[-1]] = json.loads(json.dumps(put))
        if not tree:
            break
    return json.dumps(tree, ensure_ascii=False, indent=1)  # which is YAML as well


def loads_or_is_refused(text, folder):
    (folder / "contract.yaml").write_text(text, encoding="utf-8")
    try:
        load_contract(folder)
    except TermsError as error:
        assert error.problems
        assert len(set(error.problems)) == len(error.problems), "nothing is told twice"


@settings(max_examples=100)
@given(spoilt_lines())
def test_spoilt_lines_load_or_are_refused(tmp_path_factory, text):
    """A contract with lines lost, doubled, moved or changed loads or is refused with reasons, and nothing else."""
    loads_or_is_refused(text, tmp_path_factory.getbasetemp())


@settings(max_examples=100)
@given(spoilt_trees())
def test_spoilt_trees_load_or_are_refused(tmp_path_factory, text):
    """A contract with values where others belong loads or is refused with reasons, and nothing else."""
    loads_or_is_refused(text, tmp_path_factory.getbasetemp())
