"""What a call prints: words for people, JSON for machines, and no bar or traceback where nobody reads it."""

import json
import shutil
import subprocess
from hashlib import sha256

import pytest

from tests.cli.calling import HOMES, SHIPPED, call, ended, started
from tests.contracts.test_shelf import EXPLAINED

CALLS = {
    "check": ("check", "rough-sleeping"),
    "run": ("run", "rough-sleeping", "--evidence", HOMES, "--as-at", "2018-12-31", "--out", "{out}"),
    "explain": ("explain", "rough-sleeping", "--evidence", HOMES, "--as-at", "2018-12-31", "--participant", "GM-0001"),
    "demo": ("demo", "--out", "{out}"),
}


def words(command, tmp_path):
    return [tmp_path / "out" if each == "{out}" else each for each in CALLS[command]]


@pytest.mark.parametrize("command", CALLS)
def test_with_json_only_json_is_printed(command, tmp_path):
    """With --json every command prints JSON on standard output, and nothing else anywhere."""
    plain = call(*words(command, tmp_path / "plain"))
    answer = call(*words(command, tmp_path / "json"), "--json")
    assert json.loads(answer.out)
    assert answer.err == ""
    assert answer.code == plain.code


def test_check_in_json(homes):
    """`sop check --json` says what was checked, and each warning with its code and place."""
    text = (homes / "contract.yaml").read_text(encoding="utf-8")
    changed = text.replace("£300,000", "£1,000").replace("£1,500", "{dated: {2024-04-01: £900, 2025-04-01: £1500}}")
    (homes / "contract.yaml").write_text(changed, encoding="utf-8")
    (homes / "cases.yaml").unlink()
    said = json.loads(call("check", homes, "--json").out)
    (warning,) = said.pop("warnings")
    assert said == {"contract": "first-homes", "outcomes": 1, "clauses": 3, "examples": 0}
    assert warning["code"] == "cap-under-dearest-price"
    line = next(i for i, each in enumerate(changed.splitlines(), 1) if "at_most" in each)
    assert (warning["file"], warning["line"]) == ("first-homes/contract.yaml", line)
    assert "£1,000.00" in warning["fact"]


def test_run_in_json_is_what_it_wrote_and_what_is_to_be_corrected(tmp_path):
    """`sop run --json` gives the figures of run.json, every remark with its row, and where each file is."""
    said = json.loads(call(*words("run", tmp_path), "--json").out)
    figures = json.loads((tmp_path / "out" / "run.json").read_text(encoding="utf-8"))
    assert len(said["remarks"]) == figures.pop("remarks") > 0
    assert {name: said[name] for name in figures} == figures
    assert said["warnings"] == []
    remark = next(each for each in said["remarks"] if each["code"] == "row-date-impossible")
    assert remark == {
        "code": "row-date-impossible", "file": "checks.csv", "line": 0, "row": 42, "heading": "Date seen at address",
        "fact": '"2019-06-31" is not in the calendar.',
        "remedy": "Write a day that exists, between 1900-01-01 and 2199-12-31.",
    }  # fmt: skip
    assert set(said["written"]) == {each.name for each in (tmp_path / "out").iterdir()}


def test_run_json_says_of_which_terms_and_files_it_is(homes):
    """run.json has the fingerprint of the terms and of each file, and the headings of each that nobody reads."""
    file = homes / "evidence" / "tenancies.csv"
    file.write_text("Client ref,Moved in, Tenure ,Type of home,Landlord\nFH-1,2024-06-01,a,PRS,b\n", encoding="utf-8")
    out = homes.parent / "out"
    call("run", homes, "--evidence", homes / "evidence", "--as-at", "2024-12-31", "--out", out)
    figures = json.loads((out / "run.json").read_text(encoding="utf-8"))
    assert figures["terms_sha256"] == sha256((homes / "contract.yaml").read_bytes()).hexdigest()
    files = {each["file"]: each for each in figures["files"]}
    assert [each.strip() for each in files["tenancies.csv"]["headings_not_read"]] == ["Tenure", "Landlord"]
    assert files["starts.csv"]["headings_not_read"] == []
    assert files["tenancies.csv"]["sha256"] == sha256(file.read_bytes()).hexdigest()


def test_explain_in_json_has_every_outcome(tmp_path):
    """`sop explain --json` has every occurrence with its requirements, its steps and its payers."""
    said = json.loads(call(*words("explain", tmp_path), "--json").out)
    assert said["person"] == "GM-0001"
    assert [each["outcome"] for each in said["occurrences"]][:2] == ["enters accommodation", "stays 3 months"]
    assert set(said["occurrences"][0]) == {
        "outcome", "is", "status", "headline", "requirements", "steps", "payers", "next", "not_provable", "flagged",
            "varied",
    }  # fmt: skip
    assert said["remarks"]


def test_with_json_an_error_is_json_on_standard_error(homes):
    """With --json too, what is wrong is said on standard error, as JSON, and standard output stays empty."""
    answer = call("check", homes / "nothing", "--json")
    assert (answer.code, answer.out) == (2, "")
    (error,) = json.loads(answer.err)["errors"]
    assert set(error) == {"code", "file", "line", "row", "heading", "fact", "remedy"}
    assert error["code"] == "contract-missing"
    assert str(homes / "nothing") in error["fact"]


def test_with_json_everything_that_is_wrong_with_terms_is_said_at_once(homes):
    """With --json each thing that is wrong has its code and line, as it has in words without."""
    contract = homes / "contract.yaml"
    text = contract.read_text(encoding="utf-8").replace("currency: GBP", "currency: GBX").replace("100%", "99%")
    contract.write_text(text, encoding="utf-8")
    errors = json.loads(call("check", homes, "--json").err)["errors"]
    lines = {each["code"]: text.splitlines()[each["line"] - 1].strip() for each in errors}
    assert lines == {"currency-unknown": "currency: GBX", "shares-not-whole": "shares:"}
    in_words = call("check", homes).err
    assert all(each["fact"] in in_words and each["remedy"] in in_words for each in errors)


def test_json_is_plain_ascii(homes):
    """JSON is printed in ASCII, so that no terminal or pipe garbles it."""
    contract = homes / "contract.yaml"
    text = contract.read_text(encoding="utf-8").replace("Northshire", "Ynys Môn")
    contract.write_text(text, encoding="utf-8")
    evidence, person = ("--evidence", homes / "evidence"), ("--participant", "FH-1")
    answer = call("explain", homes, *evidence, "--as-at", "2024-12-31", *person, "--json")
    assert answer.out.isascii()
    assert json.loads(answer.out)["occurrences"][0]["payers"][0]["sentence"] == "Ynys Môn County Council pays"


# ---- the screen --------------------------------------------------------------------------------


def test_the_screen_shows_the_outcomes_the_payers_and_the_remarks(tmp_path):
    """`sop run` shows each outcome, what each payer pays, what is illustrative, and each remark with its place."""
    said = call(*words("run", tmp_path)).out
    assert said.startswith("Entrenched rough sleeping, Greater Manchester, 2017 to 2021")
    for line in ("enters accommodation", "stays 24 months", "in all"):
        assert line in said
    assert "Ministry of Housing, Communities and Local Government pays £" in said
    assert "Illustrative, not published: " in said
    assert "remarks on the files; the good rows went on:" in said
    assert f"Statement: {tmp_path / 'out' / 'statement.html'}" in said


def test_of_many_remarks_the_screen_shows_twenty(homes):
    """Of more than twenty remarks the screen shows twenty, and says where the others are."""
    rows = "".join(f"FH-1,2024-06-{day},PRS\n" for day in range(31, 56))
    (homes / "evidence/tenancies.csv").write_text("Client ref,Moved in,Type of home\n" + rows, encoding="utf-8")
    out = homes.parent / "out"
    said = call("run", homes, "--evidence", homes / "evidence", "--as-at", "2024-12-31", "--out", out).out
    assert said.count("tenancies.csv, row ") == 20
    assert "25 remarks on the files" in said
    assert "and 5 more, in bad_rows.csv" in said
    assert (out / "bad_rows.csv").read_text(encoding="utf-8").count("\n") == 26


def test_words_of_a_contract_are_no_orders_to_the_terminal(homes):
    """Brackets, colons and braces in a title are shown as they are written."""
    contract = homes / "contract.yaml"
    title = "First [red]homes[/nothing] :smile: [2024] {0}"
    text = contract.read_text(encoding="utf-8").replace("First homes, a small partnership", f'"{title}"')
    contract.write_text(text, encoding="utf-8")
    out = homes.parent / "out"
    answer = call("run", homes, "--evidence", homes / "evidence", "--as-at", "2024-12-31", "--out", out)
    assert answer.code == 0
    assert title in answer.out


@pytest.mark.parametrize("surroundings", [{}, {"FORCE_COLOR": "1"}])
def test_no_bar_moves_where_nobody_looks(tmp_path, surroundings):
    """Where standard error is not a terminal, no bar is shown, whatever the surroundings say about colours."""
    answer = ended(started(*words("run", tmp_path), **surroundings))
    assert (answer.code, answer.err) == (1, "")


def test_where_there_is_no_pound_sign_the_answer_is_given_all_the_same(tmp_path):
    """On a terminal or pipe that cannot write £ or −, the call is carried out, and answers all it can."""
    answer = ended(started(*words("demo", tmp_path), PYTHONIOENCODING="ascii"))
    assert (answer.code, answer.err) == (0, "")
    assert r"Home Office pays \xa3" in answer.out
    assert (tmp_path / "out" / "statement.html").is_file()


@pytest.mark.parametrize("command, said", [("check", ""), ("explain", "8 remarks on the files"), ("demo", "")])
def test_a_reader_who_has_seen_enough_is_no_error(command, said, tmp_path):
    """Where whoever reads the answer goes away, such as `head`, there is no traceback and no complaint."""
    with started(*words(command, tmp_path)) as process:
        process.stdout.close()
        err = process.stderr.read().decode()
    assert process.returncode in (0, 1)
    assert err.startswith(said) or not err, "whether the remarks are still told depends on how much was read before"
    assert err.count("\n") <= 1, "no more than the line that is said to everybody"
    if command == "demo":
        assert (tmp_path / "out" / "run.json").is_file(), "what is written is written before it is said"


@pytest.mark.skipif(not shutil.which("head"), reason="this system has no head")
def test_the_answer_goes_through_head(tmp_path):
    """`sop demo | head -1` prints one line, and nothing on standard error."""
    with started(*words("demo", tmp_path)) as process:
        line = subprocess.run(["head", "-1"], stdin=process.stdout, capture_output=True, text=True, check=True).stdout
        process.stdout.close()
        assert process.stderr.read() == b""
    assert line.startswith("Refugee Transitions Outcomes Fund, one partnership")
    assert process.returncode in (0, 1)


def test_the_shipped_contracts_are_on_the_shelf():
    """Every contract on the shelf passes its own check, without a remark but for what was published so."""
    for each in sorted(SHIPPED.iterdir()):
        answer = call("check", each.name)
        assert (answer.code, answer.err) == (int(each.name in EXPLAINED), "")
        assert "examples come out as signed." in answer.out


def test_a_contract_is_described_in_plain_english():
    """`sop describe` says the contract and ends with 0."""
    answer = call("describe", "first-homes")
    assert (answer.code, answer.err) == (0, "")
    assert answer.out.startswith("First homes, a small partnership\nIn force from 1 April 2024 to 31 March 2027.\n")


def test_the_command_shows_what_is_held(homes):
    """`sop run` has a column for what is kept back, and run.json its sum."""
    file = homes / "contract.yaml"
    held = '- {clause: "5.2", kind: retention, part: 20%, until: 2027-03-31}\n- clause: "7.1"'
    file.write_text(file.read_text(encoding="utf-8").replace('- clause: "7.1"', held), encoding="utf-8")
    words = ("run", homes, "--evidence", homes / "evidence", "--as-at", "2026-12-31", "--out", homes.parent / "out")
    assert "kept back" in call(*words).out
    figures = json.loads((homes.parent / "out" / "run.json").read_text(encoding="utf-8"))
    assert figures["held"] < 0
    assert figures["gross"] + figures["taken"] + figures["held"] + figures["waiting"] == figures["net"]
