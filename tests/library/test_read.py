"""Terms are read as text, each value with its line, and all that is wrong is said at once."""

import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sop_engine import errors
from sop_engine.errors import Place, TermsError
from sop_engine.library.read import MOST_BYTES, MOST_VALUES, read

BAD = Path(__file__).parents[1] / "errors" / "reading"
GENERATED = {"file-too-large", "yaml-too-many-values"}
CODES = [kind.code for kind in errors._READING]

CONTRACT = """\
# Terms of 2017.
contract: rough-sleeping
title: "Entrenched rough sleeping: Greater Manchester"
in_force: {from: 2017-11-01, to: 2021-03-31}
parties:
  mhclg: {role: outcome_payer, name: 'Ministry of Housing'}
records:
  tenancy:
    files: tenancies*.csv
    fields: {type: {heading: Type, one_of: {PRS: private_rented, SH: social}}}
outcomes:
  stays_3_months:
    is: >
      The person stays for three months;
      after a break, for another three.
    shown_by: {held: stay_check, gap_at_most: 35 days}
clauses:
- clause: "4.1"
  kind: outcome_price
  prices:
    stays_3_months: £1,500
- {clause: "5.2", kind: participant_cap, at_most: "£19,000", in_order_of: [shown, outcome]}
"""


def written(text, **how):
    return read(text.encode(), "contract.yaml", **how)


def told(text, **how):
    """What is wrong with a text: the problems it was read past, or those that ended the reading."""
    content = text if isinstance(text, bytes) else text.encode()
    try:
        return list(read(content, "contract.yaml", **how).problems)
    except TermsError as error:
        return list(error.problems)


def codes(text):
    return [each.code for each in told(text)]


# ---- what is read ------------------------------------------------------------------------------


@pytest.mark.parametrize("plain", [
    "010", "NO", "on", "yes", "~", "null", "1_000", "0x1F", "1e3", ".inf", "12:30", "2018-03-31", "1,500", "£1,500",
    "29.6%", "true", "=", "a#b", "-1", "(x)",
])
def test_plain_values_stay_text(plain):
    """A plain value is the text as written: no number, no truth, no date is made of it."""
    assert written(f"a: {plain}\n{plain}: b\n").tree == {"a": plain, plain: "b"}


def test_an_empty_value_is_an_empty_text():
    """Where no value is written, the value is an empty text."""
    assert written("a:\nb: {c}\nd:\n-\n").tree == {"a": "", "b": {"c": ""}, "d": [""]}


def test_long_texts_are_folded_without_a_trace():
    """Folded and literal texts hold the words and line ends that YAML says, and no mark of their folding."""
    tree = written("a: >\n  one\n  two\n\n  three\nb: |\n  x\n  y\nc: one\n  two\n").tree
    assert tree == {"a": "one two\nthree\n", "b": "x\ny\n", "c": "one two"}


@pytest.mark.parametrize("content", [
    b"\xef\xbb\xbfa: b\nc: d\n", b"a: b\r\nc: d\r\n", b"---\na: b\nc: d\n...\n", b"a: b\nc: d", b"{a: b, c: d}",
])
def test_marks_of_other_systems_do_no_harm(content):
    """A byte order mark, line ends of Windows and marks around the one document change nothing."""
    source = read(content, "contract.yaml")
    assert source.tree == {"a": "b", "c": "d"}
    assert source.problems == ()


def test_a_contract_is_read():
    """A contract is read into mappings, lists and text, with nothing to complain of."""
    source = written(CONTRACT)
    assert source.problems == ()
    assert source.tree["outcomes"]["stays_3_months"]["is"].startswith("The person stays")
    assert source.tree["clauses"][1]["in_order_of"] == ["shown", "outcome"]
    assert source.tree["clauses"][0]["prices"] == {"stays_3_months": "£1,500"}


def test_a_list_is_read_where_it_may_be():
    """A file may be a list where the caller says so, and only there."""
    assert written("- it: works\n", or_list=True).tree == [{"it": "works"}]
    assert codes("- it: works\n") == ["yaml-not-a-mapping"]


# ---- where it stands ---------------------------------------------------------------------------


@pytest.mark.parametrize("path, of_key, spot", [
    (("contract",), False, (2, 11)),
    (("contract",), True, (2, 1)),
    (("parties", "mhclg", "role"), False, (6, 17)),
    (("parties", "mhclg", "role"), True, (6, 11)),
    (("outcomes", "stays_3_months"), False, (13, 5)),
    (("outcomes", "stays_3_months"), True, (12, 3)),
    (("clauses", 0), False, (18, 3)),
    (("clauses", 1), False, (22, 3)),
    (("clauses", 1, "in_order_of", 1), False, (22, 83)),
    (("clauses", 1, "excess"), False, (22, 3)),
    (("clauses", 7, "excess"), True, (17, 1)),
    ((), False, (2, 1)),
])
def test_each_value_knows_its_place(path, of_key, spot):
    """A path leads to the line and column of its value or key, or of the nearest that is there."""
    assert written(CONTRACT).place(path, of_key) == Place("contract.yaml", *spot)


def test_an_excerpt_fits_a_screen():
    """An excerpt is the line without its margin, at most 100 characters, with what cannot be seen written out."""
    source = written("a:\n    b: " + "x" * 300 + "\n    c: \u202e\n")
    assert source.excerpt(source.place(("a", "b"))) == "b: " + "x" * 96 + "…"
    assert source.excerpt(source.place(("a", "c"))) == "c: \\u202e"
    assert source.excerpt(Place("contract.yaml")) == source.excerpt(Place("contract.yaml", 99)) == ""


# ---- what is wrong -----------------------------------------------------------------------------


@pytest.mark.parametrize("code", sorted(set(CODES) - GENERATED))
def test_a_bad_file_is_answered_word_for_word(code):
    """For each kind of bad file there is one, and what is said about it is written beside it."""
    found = told((BAD / code / "contract.yaml").read_bytes())
    assert {each.code for each in found} == {code}
    assert "\n".join(map(str, found)) + "\n" == (BAD / code / "expected.txt").read_text(encoding="utf-8")


def test_every_kind_has_its_bad_file():
    """No kind of problem in the reading of terms is without an example, and no example without a kind."""
    assert {each.name for each in BAD.iterdir()} == set(CODES) - GENERATED


def test_a_file_too_large_is_answered_word_for_word():
    """A file larger than 256 KiB is not read; one that just fits is."""
    fits = b"a: " + b"x" * (MOST_BYTES - 3)
    assert read(fits, "contract.yaml").problems == ()
    assert "\n".join(map(str, told(fits + b"x"))) == (
        "contract.yaml: file-too-large\n"
        "  The file has 262,145 bytes; files of terms are limited to 262,144.\n"
        "  Split shared facts off into rules/, or remove what is not a term."
    )


def test_too_many_values_are_answered_word_for_word():
    """More than 20,000 values, each key, list and mapping counted, are not read; as many as that are."""
    assert len(written("- a\n" * (MOST_VALUES - 1), or_list=True).tree) == MOST_VALUES - 1
    assert "\n".join(map(str, told("- a\n" * MOST_VALUES, or_list=True))) == (
        "contract.yaml:20000: yaml-too-many-values\n"
        "    20000 | - a\n"
        "  The file has more than 20,000 values.\n"
        "  Split shared facts off into rules/."
    )


def test_depth_has_an_end():
    """Thirty-two levels are read, and no more."""
    assert codes("a: " + "[" * 31 + "]" * 31) == []
    assert codes("a: " + "[" * 32 + "]" * 32) == ["yaml-too-deep"]


def test_all_is_said_at_once():
    """What can be read past is all on the list, in the order of the lines; the first of equal keys is kept."""
    source = written("a: 1\na: 2\nb: !tag x\nc: *d\ne: {f: 1, f: 2}\n")
    assert [(each.place.line, each.code) for each in source.problems] == [
        (2, "yaml-repeated-key"), (3, "yaml-tag"), (4, "yaml-alias"), (5, "yaml-repeated-key"),
    ]
    assert source.tree == {"a": "1", "b": "x", "c": "*d", "e": {"f": "1"}}


def test_what_ends_the_reading_does_not_hide_what_came_before():
    """When a file cannot be read to its end, what was found before is said too."""
    assert codes("a: 1\na: 2\nb: 'open\n") == ["yaml-repeated-key", "yaml-syntax"]


def test_within_a_repeated_key_problems_are_found_and_places_are_not():
    """Below a key that stands twice, the places are those of the first, and the problems those of both."""
    source = written("a: {b: 1}\na:\n  b: !t 2\n  c: 3\n")
    assert [each.code for each in source.problems] == ["yaml-repeated-key", "yaml-tag"]
    assert source.place(("a", "b")).line == 1
    assert ("a", "c") not in source.places


@pytest.mark.parametrize("text, tree", [
    ("a: {price: £1,000}\n", {"a": {"price": "£1,000"}}),
    ("a: {price: £1,000, to: b}\n", {"a": {"price": "£1,000", "to": "b"}}),
    ("a: {price: £2,629,000}\n", {"a": {"price": "£2,629,000"}}),
    ("a: {price: £1,000.00}\n", {"a": {"price": "£1,000.00"}}),
    ("a: {price: £1,500 on 2018-10-01}\n", {"a": {"price": "£1,500 on 2018-10-01"}}),
    ("a: [£1,000]\n", {"a": ["£1,000"]}),
    ("a: [1,000 GBP, £2]\n", {"a": ["1,000 GBP", "£2"]}),
])
def test_an_amount_cut_at_its_comma_is_found(text, tree):
    """Inside brackets YAML cuts £1,000 in two: this is said, and the amount put together again."""
    source = written(text)
    assert [each.code for each in source.problems] == ["yaml-comma-in-amount"]
    assert source.tree == tree


@pytest.mark.parametrize("text", [
    "a: £1,000\n", 'a: {price: "£1,000"}\n', "a: [100,200]\n", "a: [1, 200]\n", "a: {100, 200}\n", "a: {000}\n",
    "a: {2018: x, 500: y}\n", "a: {b: blue, 500 people}\n", 'a: [£1, "000"]\n', "a: [£600, £700]\n",
])
def test_other_commas_are_left_alone(text):
    """A comma between two numbers, after a word or inside quotes is a comma."""
    assert codes(text) == []


def test_a_character_that_cannot_be_seen_is_named():
    """Each one is named with its place, up to twenty, and stands in the tree as a sign that can be seen."""
    source = written("a: x\u200by\nb: \u202e\x00\ufeff\u0085\n" + 'c: "\\u202E\\0"\n')
    facts = [each.fact.split()[2] for each in source.problems]
    assert facts == ["U+200B", "U+202E", "U+0000", "U+FEFF", "U+0085", "U+0000", "U+202E"]
    assert source.tree == {"a": "x\ufffdy", "b": "\ufffd" * 4, "c": "\ufffd\ufffd"}
    assert [each.place.column for each in source.problems][:3] == [5, 4, 5]
    assert len(told("a: " + "\u202e" * 100)) == len(told('a: "' + "\\u202e" * 100 + '"')) == 20


@pytest.mark.parametrize("text, line, detail", [
    ('a: 1\nb: "open\nc: 2\n', 2, "a quote opened at line 2 is never closed"),
    ("a: 'it's'\n", 1, "the quotes opened at line 1 end before this; use the other kind of quotes around a text that "
                       "has some in it"),
    ("a: [1,\nb\n", 1, "a bracket `[` opened at line 1 is never closed"),
    ("a: {b: 1\nc: 2\n", 2, "the bracket `{` opened at line 1 is not closed before this, or a comma is missing"),
    ("a: {b: c: d}\n", 1, "a second colon in one value; put quotes around the text"),
    ("a: b: c\n", 1, "a second colon in one value; put quotes around the text"),
    ("a: 1\n  b: 2\n", 2, "the line is indented as if it belonged to the value above it"),
    ("a:\n  b: 1\n c: 2\n", 3, "the line is not indented like the lines it belongs to"),
    ("a: 1\nb\nc: 2\n", 2, "a term needs a colon and a value after it"),
    ("a: 1\nb:1\nc: 2\n", 2, "the colon needs a space after it"),
    ("a: @b\n", 1, 'no text begins with "@"; put quotes around it'),
    ("a:\tb\n", 1, "a tab stands where a value begins; use a space"),
    ("a: >= 25\n", 1, "a text that begins with `>` or `|` needs quotes"),
    ("a: |\n  x\n y\n", 3, "the lines of the text that begins at line 1 are not indented alike"),
    ('a: "\\q"\n', 1, "a backslash in double quotes has a meaning of its own; use single quotes"),
    ('a: "\\U00110000"\n', 1, "what follows here cannot be read"),
    ("a: - b\n", 1, "an item of a list begins in the middle of a line"),
    ("a: b\n- c\n", 2, "an item of a list stands where a term is expected"),
    ("a: [1] b\n", 1, "more text follows a value that has ended; put quotes around all of it"),
    ('a: "b" *c\n', 1, "more text follows a value that has ended; put quotes around all of it"),
    ("a: [1]]\n", 1, "a bracket is closed that was never opened"),
    ("a: [1,,2]\n", 1, "a comma stands where a value is expected"),
    ("[a]\nb: c\n", 2, "what stands above is complete, and this does not belong to it"),
])
def test_what_is_not_yaml_is_said_plainly(text, line, detail):
    """What the reader of YAML stumbles over is said in plain words, with the line to mend."""
    (problem,) = told(text)
    assert (problem.code, problem.place.line, problem.fact) == ("yaml-syntax", line, f"This is not YAML: {detail}.")


@pytest.mark.parametrize("text, code", [
    ("a: *\n", "yaml-alias"), ("a: & co\n", "yaml-alias"), ("a: !x!y z\n", "yaml-tag"), ("a: !<x\n", "yaml-tag"),
    ("a: 1\n%b: 2\n", "yaml-directive"), ("%b\n", "yaml-directive"), ("- a\n\t- b\n", "yaml-tab"), ("", "yaml-empty"),
    ("---\n", "yaml-empty"), (" \n\n", "yaml-empty"), ("''\n", "yaml-not-a-mapping"), ("a", "yaml-not-a-mapping"),
    ("a: 1\n...\nb: 2\n", "yaml-several-documents"), ("a: b\rc\n", "character-not-allowed"),
])
def test_other_ways_to_go_wrong(text, code):
    """The same mistake in another dress has the same code."""
    assert codes(text) == [code]


# ---- what means harm ---------------------------------------------------------------------------


def quickest(text):
    """The codes of a text's problems, and the shortest of three times to find them, in seconds of work."""
    took = []
    for _ in range(3):
        begun = time.process_time()
        found = set(codes(text))
        took.append(time.process_time() - begun)
    return found, min(took)


def test_an_alias_bomb_is_not_lit():
    """A few hundred bytes that would unfold to a thousand million items are refused at once."""
    names = "abcdefghi"
    bomb = "a: &a [" + ",".join(["x"] * 10) + "]\n"
    bomb += "".join(f"{b}: &{b} [{','.join([f'*{a}'] * 10)}]\n" for a, b in zip(names, names[1:], strict=False))
    assert len(bomb) < 400
    found, seconds = quickest(bomb)
    assert found == {"yaml-alias"}
    assert seconds < 0.05


@pytest.mark.parametrize("text", [
    "[" * 10_000, "{" * 10_000, "[{" * 5_000, "- " * 10_000, "? " * 10_000, "[\n" * 10_000, "{a: " * 10_000,
    "".join(" " * level + "a:\n" for level in range(400)),
], ids=lambda text: repr(text[:6]))
def test_endless_nesting_ends_early(text):
    """Thousands of levels end in one sentence, without a long wait."""
    found, seconds = quickest(text)
    assert found == {"yaml-too-deep"}
    assert seconds < 2


@pytest.mark.parametrize("text", [
    "a: [" + "*a," * 19_000 + "]", "a: [£1" + ",000" * 19_000 + "]", "a: {b: £1" + ",000" * 9_000 + "}",
    "a: 1\n" * 9_000, 'a: "' + "x\n" * 130_000, "\0" * 262_000, "[" * 9 + "a: b," * 10_000, "{" + "a," * 130_000,
], ids=lambda text: repr(text[:8]))
def test_thousands_of_problems_are_found_in_bounded_time(text):
    """However many problems a file holds, it is answered after a few seconds of work."""
    begun = time.process_time()
    assert told(text)
    assert time.process_time() - begun < 10


def is_of_text(tree):
    if isinstance(tree, dict):
        return all(type(key) is str and is_of_text(value) for key, value in tree.items())
    return all(map(is_of_text, tree)) if isinstance(tree, list) else type(tree) is str


def answered(content):
    """Read the bytes: whatever they are, the answer is a tree of text, or problems that can be printed."""
    try:
        source = read(content, "contract.yaml")
    except TermsError as error:
        assert error.problems
        found = error.problems
    else:
        assert is_of_text(source.tree)
        assert set(source.keys) <= set(source.places)
        assert all(1 <= line <= len(source.lines) and column >= 1 for line, column in source.places.values())
        found = source.problems
    for each in found:
        assert all(line.isprintable() for line in str(each).split("\n"))
        assert len(each.excerpt) <= 100


@given(st.binary(max_size=200))
def test_any_bytes_are_answered(content):
    """Nothing that a file holds ends in another error than one of terms."""
    answered(content)


PIECES = [
    *"[]{}:,-?&*!|>'\"%@`#\\\t\r\n \0~=.<", ": ", " #", "- ", "? ", "<<: ", "---\n", "...\n", "%YAML 1.2\n",
    "&a ", "*a", "!!str ", "!<x", "!a!b",
    "\\x", "\\U00110000", "\\ud800", "\ufeff", "\u202e", "\u2028", "\u0085", "£1,000", "\n\t",
    "|2", ">-", "\uffff", "\U0010ffff", "[" * 33, '"\\', "''",
]


@given(st.text(st.sampled_from("ab1 \n:-[]{},'\"#&*!|>?%@\\\t£0"), max_size=60))
def test_any_signs_of_yaml_are_answered(text):
    """However the signs of YAML are strung together, the answer is a tree or a list of problems."""
    answered(text.encode())


@given(st.lists(st.tuples(st.integers(0, len(CONTRACT)), st.integers(0, 6), st.sampled_from(PIECES)), max_size=6))
def test_any_slip_in_a_contract_is_answered(slips):
    """A contract with a few signs put in, left out or replaced is answered."""
    text = CONTRACT
    for at, out, put in slips:
        text = text[:at] + put + text[at + out :]
    answered(text.encode())


@given(st.lists(st.tuples(st.integers(0, len(CONTRACT)), st.integers(0, 255)), max_size=4))
def test_any_wrong_byte_in_a_contract_is_answered(slips):
    """A contract with a few bytes changed is answered."""
    content = bytearray(CONTRACT.encode())
    for at, byte in slips:
        content[at] = byte
    answered(bytes(content))
