"""What a call answers by its exit code: 0 done, 1 with remarks, 2 wrong and nothing written, 70 a mistake of ours."""

import pytest
from typer.testing import CliRunner

from sop_engine import service
from sop_engine.cli.app import app
from tests.cli.calling import HOMES, call, contents, ended, started

GOOD, REMARKS, WRONG, OURS = 0, 1, 2, 70


def say(file, old, new):
    """Change a file in one place."""
    text = file.read_text(encoding="utf-8")
    assert old in text
    file.write_text(text.replace(old, new, 1), encoding="utf-8")


def run(homes, **changed):
    """The words of a good run, with some of them changed."""
    said = {"contract": homes, "evidence": homes / "evidence", "as-at": "2024-12-31", "out": homes.parent / "out"}
    contract, *options = {**said, **{name.replace("_", "-"): value for name, value in changed.items()}}.items()
    return "run", contract[1], *(word for name, value in options for word in (f"--{name}", value))


def explain(homes, person="FH-1"):
    """The words by which one person is explained."""
    return "explain", homes, "--evidence", homes / "evidence", "--as-at", "2024-12-31", "--participant", person


def test_a_good_call_answers_0(homes):
    """Where nothing is wrong, check, run and explain answer 0 and say nothing on standard error."""
    for words in (("check", homes), run(homes), explain(homes)):
        answer = call(*words)
        assert (answer.code, answer.err) == (GOOD, "")
        assert answer.out


def test_bad_rows_answer_1_and_the_good_ones_go_on(homes):
    """A bad row is listed, the good ones are paid for, and run and explain answer 1."""
    say(homes / "evidence/tenancies.csv", "FH-2,2024-06-02", "FH-2,2024-06-31")
    answer = call(*run(homes))
    assert answer.code == REMARKS
    assert "1 remark" in answer.out
    assert 'tenancies.csv, row 3, Moved in: "2024-06-31" is not in the calendar.' in answer.out
    assert "Northshire County Council pays £1,500.00" in answer.out
    explained = call(*explain(homes))
    assert explained.code == REMARKS
    assert "£1,500.00 due" in explained.out
    assert "`sop run` lists" in explained.err


def test_terms_with_warnings_answer_1(homes):
    """Where the terms have warnings, check, run and explain say them and answer 1."""
    say(homes / "contract.yaml", "£300,000", '£300,000\n- {clause: "5.2", kind: participant_cap, at_most: £1000}')
    say(homes / "contract.yaml", "moves_in: £1,500", "moves_in: {dated: {2024-04-01: £900, 2025-04-01: £1500}}")
    say(homes / "cases.yaml", "£1,500", "£900")
    for words in (("check", homes), run(homes), explain(homes)):
        answer = call(*words)
        assert answer.code == REMARKS
        assert "warning cap-under-dearest-price" in answer.out + answer.err


@pytest.mark.parametrize("words", [("check",), ("run",), ("explain",), ("nothing-of-the-kind",), ("check", "--what")])
def test_a_call_that_cannot_be_understood_answers_2(words):
    """A missing word, an unknown command and an unknown option answer 2, and say so on standard error."""
    answer = call(*words)
    assert (answer.code, answer.out) == (WRONG, "")
    assert "Error: " in answer.err


def test_a_wrong_call_answers_2_and_writes_nothing(homes):
    """No such contract, no such folder of evidence, no such day: the answer is 2, and nothing is written."""
    before = contents(homes.parent)
    for words in (
        run(homes, contract="no-such-contract"),
        run(homes, evidence=homes / "nowhere"),
        run(homes, evidence=homes / "contract.yaml"),
        run(homes, as_at="31/12/2024"),
    ):
        answer = call(*words)
        assert (answer.code, answer.out) == (WRONG, "")
        assert answer.err.count("\n") >= 3, "a place, a fact and a remedy"
    assert contents(homes.parent) == before


def test_wrong_terms_answer_2_all_at_once_and_write_nothing(homes):
    """Of a wrong contract everything that is wrong is said, the answer is 2, and nothing is written."""
    say(homes / "contract.yaml", "currency: GBP", "currency: GBX")
    say(homes / "contract.yaml", "part: 100%", "part: 99%")
    before = contents(homes.parent)
    for words in (("check", homes), run(homes), explain(homes)):
        answer = call(*words)
        assert (answer.code, answer.out) == (WRONG, "")
        assert "currency-unknown" in answer.err
        assert "shares-not-whole" in answer.err
    assert contents(homes.parent) == before


def test_evidence_in_which_nobody_is_enrolled_answers_2_and_writes_nothing(homes):
    """Where no good row enrols anybody there is nothing to work out: the answer is 2, and nothing is written."""
    (homes / "evidence/starts.csv").write_text("Client ref,Started\n", encoding="utf-8")
    answer = call(*run(homes))
    assert answer.code == WRONG
    assert "nobody-enrolled" in answer.err
    assert not (homes.parent / "out").exists()


def test_examples_that_differ_answer_2(homes):
    """A contract that does not give what its signed examples say is a wrong contract."""
    say(homes / "cases.yaml", 'amount: "£1,500"', 'amount: "£1,400"')
    answer = call("check", homes)
    assert (answer.code, answer.out) == (WRONG, "")
    assert "first-homes/cases.yaml:7: case-differs" in answer.err


def test_a_contract_without_examples_is_good(homes):
    """Examples need not lie beside a contract; check says that there are none."""
    (homes / "cases.yaml").unlink()
    answer = call("check", homes)
    assert answer == (GOOD, "first-homes: 1 outcome, 3 clauses; no examples lie beside it (cases.yaml).\n", "")


@pytest.mark.parametrize("name, said", [("first-homes", "1 outcome, "), ("rough-sleeping", "21 outcomes, ")])
def test_check_counts_the_outcomes(name, said):
    """One outcome is one, and several are several."""
    assert call("check", name).out.startswith(f"{name}: {said}")


@pytest.mark.parametrize("option", ["--as-at", "--known-at"])
def test_a_day_that_is_none_is_said_of_the_option_that_has_it(homes, option):
    """A day that cannot be read is told of the option that says it, and nothing is written."""
    answer = call(*run(homes, **{option[2:]: "2024-02-30"}))
    assert (answer.code, answer.out) == (WRONG, "")
    assert answer.err == (
        f"{option}: as-at-unreadable\n"
        '  "2024-02-30" is not a day between 1900-01-01 and 2199-12-31.\n'
        f"  Write {option} with year, month and day, such as 2018-10-31.\n"
    )
    assert not (homes.parent / "out").exists()


def test_what_was_not_known_by_the_day_said_is_not_paid(homes):
    """With --known-at, a run pays what was known by then, and --as-at is the day for which it is worked out."""
    say(homes / "contract.yaml", "dated: Moved in", "dated: Moved in\n    received: Sent")
    (homes / "evidence/tenancies.csv").write_text(
        "Client ref,Moved in,Type of home,Sent\nFH-1,2024-06-01,PRS,2024-06-05\n", encoding="utf-8"
    )
    for known_at, paid in (("2024-06-04", "£0.00"), ("2024-06-05", "£1,500.00")):
        answer = call(*run(homes, known_at=known_at), "--overwrite")
        assert answer.code == GOOD
        assert f"Northshire County Council pays {paid}" in answer.out
        assert "31 December 2024" in answer.out


# ---- a mistake of the engine -------------------------------------------------------------------


@pytest.mark.parametrize("command", ["check", "run", "explain"])
def test_a_mistake_of_the_engine_answers_70_without_a_traceback(homes, monkeypatch, command):
    """What nobody foresaw is told as ours in a sentence, is never taken for remarks, and nothing is written."""

    def breaks(*words, **named):
        raise KeyError("£\x1b[31m\nsurprise")

    before = contents(homes.parent)
    monkeypatch.setattr(service, "load_contract", breaks)
    answer = call(*{"check": ("check", homes), "run": run(homes), "explain": explain(homes)}[command])
    assert (answer.code, answer.out) == (OURS, "")
    first, second = answer.err.splitlines()
    assert first == "This is a mistake of the engine, not of yours. Please report it:"
    assert second.startswith("  KeyError: ")
    assert "(test_exit_codes.py, line " in second
    assert "\x1b" not in answer.err
    assert "Traceback" not in answer.err
    assert contents(homes.parent) == before


def test_the_demonstration_answers_0_although_rows_are_bad(tmp_path):
    """The demonstration is bad on purpose: it lists its bad rows, and answers 0."""
    answer = call("demo", "--out", tmp_path / "demo")
    assert (answer.code, answer.err) == (GOOD, "")
    assert "11 remarks on the files; the good rows went on:" in answer.out
    assert 'housing_sustain.csv, row 11, housing_sustainment_date: "2023-02-30" is not in the calendar.' in answer.out
    assert "Statement: " in answer.out
    assert (tmp_path / "demo" / "statement.html").is_file()


@pytest.mark.parametrize("name", ["", "contract.yaml"])
def test_a_contract_may_be_a_folder_or_a_file(homes, name):
    """A contract is named as on the shelf, or as a folder, or as the file itself."""
    on_the_shelf, given = call("check", "first-homes"), call("check", homes / name)
    assert on_the_shelf == given
    assert given.code == GOOD


def test_a_contract_on_the_shelf_is_found_from_anywhere(tmp_path, monkeypatch):
    """The name of a contract on the shelf does not depend on the folder in which one stands."""
    monkeypatch.chdir(tmp_path)
    assert call("check", "rough-sleeping").code == GOOD


def test_a_contract_in_the_folder_where_one_stands(homes, monkeypatch):
    """Inside the folder of a contract, contract.yaml is enough; outside the shelf everything works as on it."""
    monkeypatch.chdir(homes)
    assert call("check", "contract.yaml").code == GOOD
    assert call("run", ".", "--evidence", "evidence", "--as-at", "2024-12-31", "--out", "out").code == GOOD
    assert sorted(each.name for each in homes.iterdir()) == ["cases.yaml", "contract.yaml", "evidence", "out"]


def test_help_says_the_exit_codes():
    """`sop --help` lists the commands and the exit codes."""
    answer = CliRunner().invoke(app, ["--help"])
    assert answer.exit_code == GOOD
    for word in ("check", "run", "demo", "explain", "0 done; 1 done with remarks; 2 wrong call"):
        assert word in " ".join(answer.stdout.split())


def test_without_words_the_help_is_shown():
    """Without a command, the help is shown."""
    assert "Usage: sop" in call().out + call().err


def test_as_a_program_it_answers_the_same(homes):
    """Started as a program of its own, the exit codes are these, and no error is a traceback."""
    shipped = "--evidence", HOMES, "--as-at", "2018-12-31", "--participant", "GM-0001"
    starting = [
        (GOOD, started("check", homes)),
        (REMARKS, started("explain", "rough-sleeping", *shipped)),
        (WRONG, started("check", homes / "nothing")),
        (WRONG, started("run", homes)),
    ]
    for code, process in starting:
        answer = ended(process)
        assert answer.code == code
        assert "Traceback" not in answer.err
        assert bool(answer.out) == (code != WRONG)
        assert bool(answer.err) == (code != GOOD)
