"""`sop new`: the questions on a terminal, the same answers in a file, and what is wrong with them, all at once."""

import json
import re
from pathlib import Path

import pytest
from typer.testing import CliRunner

from sop_engine import errors
from sop_engine.cli.app import app
from sop_engine.errors import CallError
from sop_engine.library.asking.question import Group, Question
from sop_engine.library.asking.questions import QUESTIONS
from tests.cli.calling import call, contents

ASKING = [kind.code for kind in errors._ASKING]

FILE = """\
title: First homes
source: Contract of 12 March 2024
currency: GBP
from: 2024-04-01
to: 2027-03-31
payers: [{name: Northshire County Council, called: council}, National fund]
provider: Harbour Trust
for_whom: {person: Client ref, file: {name: starts*.csv, dated: Started}}
outcomes:
- is: The person moves into a home of their own.
  called: moves_in
  shown_by:
    kind: record
    record: tenancy
    file: {name: tenancies*.csv, dated: Moved in}
    where:
    - field: type
      holds: categories
      heading: Type of home
      categories: [PRS = private rented, SH = social, HOS = hostel]
      value: [private rented, social]
    closes: 12 months after start
  price: £1,500
in_all: £300,000
paid_by: {shares: parts, parts: {council: 62.5%, national_fund: rest}}
"""

TYPED = """\
First homes
?
Contract of 12 March 2024
Pound
GBP
2024-04-01
2023-04-01
2027-03-31
Northshire County Council
council
yes
National fund


Harbour Trust


Client ref
starts*.csv
Started


The person moves into a home of their own.
moves_in
record
tenancy
tenancies*.csv

Moved in

yes
type
categories
Type of home
PRS = private rented, SH = social, HOS = hostel

privat rented
private rented, social


12 months after start



£1,50
£1,500



£300,000
parts
62.5%
40%
parts
62.5%
rest

"""


@pytest.fixture
def file(tmp_path):
    """A file with answers."""
    answers = tmp_path / "answers.yaml"
    answers.write_text(FILE, encoding="utf-8")
    return answers


def typed(text, *words):
    """Call the command in a place where somebody types."""
    return CliRunner().invoke(app, ["new", *map(str, words)], input=text)


def test_the_questions_on_a_terminal_come_to_what_the_file_comes_to(tmp_path, file):
    """Asked on a terminal or answered from a file, the same answers are the same folder, byte for byte."""
    asked = typed(TYPED, "homes", "--in", tmp_path / "asked")
    assert asked.exit_code == 0, asked.output
    assert call("new", "homes", "--in", tmp_path / "given", "--answers", file).code == 0
    assert contents(tmp_path / "asked/homes") == contents(tmp_path / "given/homes")
    assert set(contents(tmp_path / "given/homes")) == {
        "cases.yaml", "contract.yaml", "evidence", "evidence/starts.csv", "evidence/tenancies.csv"
    }  # fmt: skip


def test_what_cannot_be_read_is_said_and_asked_again(tmp_path):
    """An answer that cannot be read is told in the sentence of the catalogue, and the question comes again."""
    said = typed(TYPED, "homes", "--in", tmp_path).stderr
    for sentence in (
        "Such as: Contract of 12 March 2024, schedule 4. Every statement prints it.",
        '"Pound" is not a currency. Write its three letters, such as GBP or EUR.',
        "The period ends on 1 April 2023, before it begins on 1 April 2024. Put the earlier day first.",
        '"privat rented" is not a category of "type". Did you mean "private rented"?',
        '"£1,50" is not an amount of money.',
        "The shares of clause that says who pays add up to 102.5%.",
    ):
        assert sentence in said
    assert said.count("Its currency?") == 2


def test_a_harmless_answer_is_shown_and_taken_by_enter(tmp_path):
    """What Enter answers stands in brackets: the name of an outcome is suggested from its sentence."""
    said = typed(TYPED, "homes", "--in", tmp_path).stderr
    assert "Its name? [moves_home]" in said
    assert "What shall we call it? [national_fund]" in said


def test_answers_that_end_too_soon_are_kept(tmp_path):
    """Where the answers end, no contract is written, and those that were given are kept to go on from."""
    done = typed("First homes\nOurs\n", "homes", "--in", tmp_path)
    assert isinstance(done.exception, CallError)
    assert "answers-end" in str(done.exception)
    assert contents(tmp_path) == {"homes-answers.yaml": b"title: First homes\nsource: Ours\n"}
    assert "--answers" in done.stderr


def test_typed_answers_that_do_not_fit_together_are_kept(tmp_path):
    """Answers that were typed and do not become a contract are kept, and can be mended and given again."""
    done = typed(TYPED.replace("£300,000", "£300"), "homes", "--in", tmp_path)
    assert "cap-under-cheapest-price" in str(done.exception)
    kept = tmp_path / "homes-answers.yaml"
    assert [each.name for each in tmp_path.iterdir()] == [kept.name]
    kept.write_text(kept.read_text(encoding="utf-8").replace("£300", "£300,000"), encoding="utf-8")
    assert call("new", "homes", "--in", tmp_path, "--answers", kept).code == 0


def test_new_in_json_says_what_was_written_and_what_comes_next(tmp_path, file):
    """`sop new --json` says where the folder is, what is in it, and the commands that come next, which all work."""
    answer = call("new", "homes", "--in", tmp_path, "--answers", file, "--json")
    said = json.loads(answer.out)
    assert (answer.code, answer.err) == (0, "")
    assert said["folder"] == str(tmp_path / "homes")
    assert said["examples"] == 2
    assert {"contract.yaml", "cases.yaml"} < set(said["written"])
    for command in said["next"]:
        words = command.replace("out/homes", str(tmp_path / "out")).split()
        assert call(*words[1:]).code == 0, command


def test_nothing_is_written_over(tmp_path, file):
    """A folder or a file of that name stays as it is."""
    (tmp_path / "homes").mkdir()
    (tmp_path / "other").write_text("mine", encoding="utf-8")
    before = contents(tmp_path)
    for name in ("homes", "other"):
        answer = call("new", name, "--in", tmp_path, "--answers", file)
        assert answer.code == 2
        assert f"{tmp_path / name}: new-exists" in answer.err
    assert contents(tmp_path) == before


def test_all_wrong_answers_are_told_at_once_with_their_places(tmp_path, file):
    """Every wrong, missing or needless answer is told with its line and what to do, and nothing is written."""
    spoilt = FILE.replace("GBP", "Pound").replace("2027-03-31", "2027-02-30").replace("rest}", "10%}")
    spoilt = spoilt.replace("    closes: 12 months after start\n", "    closes: in a year\n    at_least: 3\n")
    spoilt = spoilt.replace("provider: Harbour Trust\n", "").replace("in_all", "inn_all")
    file.write_text(spoilt, encoding="utf-8")
    answer = call("new", "homes", "--in", tmp_path, "--answers", file)
    assert answer.code == 2
    assert re.findall(r"^(\S+): (\S+)$", answer.err, re.M) == [
        ("answers.yaml:1", "missing-key"),
        ("answers.yaml:3", "currency-unknown"),
        ("answers.yaml:5", "date-impossible"),
        ("answers.yaml:21", "anchor-unreadable"),
        ("answers.yaml:24", "unknown-key"),
        ("answers.yaml:25", "shares-not-whole"),
    ]
    assert 'The file does not say "provider".' in answer.err
    assert [each.name for each in tmp_path.iterdir()] == ["answers.yaml"]


def test_an_answer_to_what_is_not_asked_is_told(tmp_path, file):
    """An answer that other answers make needless is not passed over."""
    file.write_text(FILE.replace("    closes:", "    at_least: 3\n    closes:"), encoding="utf-8")
    answer = call("new", "homes", "--in", tmp_path, "--answers", file)
    assert answer.code == 2
    assert answer.err == (
        "answers.yaml:22: answer-not-asked\n"
        "    22 | at_least: 3\n"
        '  "at_least" is not asked here: it is asked of a count.\n'
        "  Take it out, or change the answer on which it depends.\n"
    )


def test_answers_that_do_not_fit_together_are_told_at_their_place(tmp_path, file):
    """What only the whole contract shows to be wrong is told at the answer it comes from."""
    file.write_text(FILE.replace("in_all: £300,000", "in_all: £300"), encoding="utf-8")
    answer = call("new", "homes", "--in", tmp_path, "--answers", file)
    assert answer.err.startswith("answers.yaml:24: cap-under-cheapest-price\n    24 | in_all: £300\n")
    assert [each.name for each in tmp_path.iterdir()] == ["answers.yaml"]


def test_an_outcome_that_nobody_could_reach_is_told(tmp_path, file):
    """Where no example can be made in which an outcome is reached, there is no contract."""
    file.write_text(FILE.replace("closes: 12 months after start", "opens: 4 years after start"), encoding="utf-8")
    answer = call("new", "homes", "--in", tmp_path, "--answers", file)
    assert answer.err == (
        "answers.yaml:11: no-example\n"
        "    11 | called: moves_in\n"
        '  No example could be made in which "moves_in" is reached.\n'
        "  Check its days and lengths, and what it comes after, against the period of the contract.\n"
    )


@pytest.mark.parametrize("name", ["First homes", "../up", "", "a/b", "9", "homes.yaml"])
def test_a_name_that_no_contract_can_have_is_refused(tmp_path, file, name):
    """The name of the folder is the name of the contract, and is one that a contract can have."""
    answer = call("new", name, "--in", tmp_path, "--answers", file)
    assert answer.code == 2
    assert "not-a-name" in answer.err
    assert "hyphens" in answer.err


def test_answers_that_are_not_there_or_no_terms(tmp_path):
    """A file that cannot be read is told of by its name."""
    answer = call("new", "homes", "--in", tmp_path, "--answers", tmp_path / "none.yaml")
    assert answer.err == (
        f"{tmp_path / 'none.yaml'}: answers-unreadable\n"
        "  The answers cannot be read: No such file or directory.\n"
        "  Name a file that can be read.\n"
    )
    (tmp_path / "list.yaml").write_text("- a\n", encoding="utf-8")
    assert "yaml-not-a-mapping" in call("new", "homes", "--in", tmp_path, "--answers", tmp_path / "list.yaml").err


def test_every_error_of_asking_is_tested():
    """Every code that only `sop new` tells is provoked here."""
    told = Path(__file__).read_text(encoding="utf-8")
    assert [code for code in ASKING if code not in told] == []


def walked(questions):
    """Every question and group of the table."""
    for each in questions:
        yield each
        if isinstance(each, Group):
            yield from walked(each.questions)


def test_every_question_can_be_explained():
    """Every question has words, and help; one that is not always asked says when it is."""
    for each in walked(QUESTIONS):
        assert each.asks
        if isinstance(each, Question):
            assert each.help.endswith("."), each.key
