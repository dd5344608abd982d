"""A call that cannot be carried out is answered with what is wrong and what to do, word for word."""

import pytest

from sop_engine import errors
from sop_engine.library.shelf import names
from tests.cli.calling import HOMES, SHIPPED, call

CODES = [kind.code for kind in errors._CALLS]
RUN = {"contract": "rough-sleeping", "--evidence": HOMES, "--as-at": "2018-12-31", "--out": "out"}
EXPLAIN = {**RUN, "--participant": "GM-0001"}
del EXPLAIN["--out"]


def words(command, said, **changed):
    """The words of a call, with some of them changed."""
    options = said | {f"--{name}": value for name, value in changed.items()}
    return command, options.pop("contract"), *(word for option in options.items() for word in option)


CASES = {
    "contract-missing": [
        (words("check", {"contract": "rough-sleping"}),
         "rough-sleping: contract-missing\n"
         '  There is no contract "rough-sleping".\n'
         '  Did you mean "rough-sleeping"?\n'),
    ],
    "deeds-too-many": [
        (words("run", RUN, deeds="1"),
         "--deeds: deeds-too-many\n"
         "  The contract has 0 deeds, fewer than the 1 asked for.\n"
         "  Ask for fewer, or for all of them by leaving it out.\n"),
    ],
    "evidence-missing": [
        (words("run", RUN, evidence="nowhere"),
         "nowhere: evidence-missing\n"
         "  There is no folder of evidence at nowhere.\n"
         "  Name the folder that holds the consortium's files.\n"),
        (words("explain", EXPLAIN, evidence="a-file.txt"),
         "a-file.txt: evidence-missing\n"
         "  There is no folder of evidence at a-file.txt.\n"
         "  Name the folder that holds the consortium's files.\n"),
    ],
    "nobody-enrolled": [
        (words("run", RUN, evidence="results"),
         "results: nobody-enrolled\n"
         '  Nobody is enrolled: no good row of a record "start" was found in results.\n'
         "  Check the folder, and the files the contract reads: starts*.csv.\n"),
    ],
    "as-at-unreadable": [
        (words("run", RUN, **{"as-at": said}),
         "--as-at: as-at-unreadable\n"
         f'  "{said}" is not a day between 1900-01-01 and 2199-12-31.\n'
         "  Write --as-at with year, month and day, such as 2018-10-31.\n")
        for said in ("31/12/2018", "2018-02-30", "20181231", "2018-W01-1", "1899-12-31", "2200-01-01", "today", "")
    ],
    "person-unknown": [
        (words("explain", EXPLAIN, participant="GM-0000"),
         "--participant: person-unknown\n"
         '  Nobody with the reference "GM-0000" is enrolled.\n'
         '  Did you mean "GM-0060"?\n'),
    ],
    "out-exists": [
        (words("run", RUN, out="results"),
         "results: out-exists\n"
         "  results is already there.\n"
         "  Name another, or say --overwrite to replace it.\n"),
    ],
    "out-not-ours": [
        ((*words("run", RUN, out="results"), "--overwrite"),
         "results: out-not-ours\n"
         "  results is there, and letter.txt was not written by a run.\n"
         "  Name another folder; only the results of a run are replaced.\n"),
        ((*words("run", RUN, out="a-file.txt"), "--overwrite"),
         "a-file.txt: out-not-ours\n"
         "  a-file.txt is there, and it was not written by a run.\n"
         "  Name another folder; only the results of a run are replaced.\n"),
    ],
    "returned-not-xlsx": [
        (words("run", RUN, returned="back.csv"),
         "back.csv: returned-not-xlsx\n"
         "  back.csv is not a name for a workbook.\n"
         "  Let it end in .xlsx.\n"),
    ],
    "out-unwritable": [
        (words("run", RUN, out="a-file.txt/out"),
         "a-file.txt/out: out-unwritable\n"
         "  a-file.txt/out cannot be written: Not a directory.\n"
         "  Name a folder that can be written.\n"),
    ],
}  # fmt: skip


@pytest.fixture
def here(tmp_path, monkeypatch):
    """A folder to stand in: a file in it, and a folder that no run wrote."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "a-file.txt").touch()
    (tmp_path / "results").mkdir()
    (tmp_path / "results" / "letter.txt").touch()
    return tmp_path


@pytest.mark.parametrize("code, said, answered", [(code, *each) for code in CODES for each in CASES.get(code, ())])
def test_a_wrong_call_is_answered_word_for_word(here, code, said, answered):
    """For each kind of wrong call there is one, and what is said about it stands beside it; nothing is written."""
    answer = call(*said)
    if code == "nobody-enrolled":  # the files that would enrol are pointed out too
        assert answer.err.startswith(answered)
        answer = answer._replace(err=answered)
    assert answer == (2, "", answered)
    assert sorted(each.name for each in here.rglob("*")) == ["a-file.txt", "letter.txt", "results"]


def test_every_kind_of_wrong_call_is_here():
    """No kind of wrong call is without an example, and no example without a kind."""
    # Root cannot be made to see the first; the others need more than words: below, and in tests/mechanisms.
    assert {*CASES, "contract-unreadable", "currencies-differ", "amount-out-of-range"} == set(CODES)


def test_a_contract_that_may_not_be_read_is_answered_word_for_word(here, monkeypatch):
    """A file that the reader has no right to is a wrong call, not a traceback."""
    (here / "contract.yaml").touch()

    def refused(path):
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr("pathlib.Path.read_bytes", refused)
    assert call("check", "contract.yaml") == (
        2,
        "",
        f"{here.name}/contract.yaml: contract-unreadable\n"
        "  The contract cannot be read: Permission denied.\n"
        "  Ask for the right to read the file.\n",
    )


def test_contracts_in_two_currencies_are_answered_word_for_word(here):
    """Amounts of two currencies are not compared, and nothing is worked out."""
    text = (SHIPPED / "first-homes" / "contract.yaml").read_text(encoding="utf-8")
    (here / "contract.yaml").write_text(text.replace("GBP", "EUR").replace("£", "€"), encoding="utf-8")
    assert call("compare", "first-homes", "contract.yaml", "--evidence", "nowhere", "--as-at", "2024-12-31") == (
        2,
        "",
        "first-homes: currencies-differ\n"
        "  first-homes is in GBP, and first-homes is in EUR.\n"
        "  Compare contracts in one currency: amounts are never converted.\n",
    )


def test_no_wrong_call_is_a_remark():
    """A wrong call is never carried out in part: every kind of it is an error."""
    assert {kind.gravity for kind in errors._CALLS} == {errors.ERROR}


def test_a_name_far_from_all_others_is_answered_with_all_that_are_known():
    """Where no contract has a name that comes near, those on the shelf are named."""
    answer = call("check", "zzz")
    first, second, *_ = names("contracts", "contract.yaml")
    assert f"  Known here: {first}, {second}, " in answer.err


def test_what_was_typed_cannot_change_the_terminal(here):
    """Signs that move the cursor or change colours are written out where a call is answered."""
    said = "\x1b[31mred\x07"
    for each in (
        words("run", RUN, **{"as-at": said}),
        words("run", RUN, out=f"a-file.txt/{said}"),
        words("run", RUN, evidence=said),
        ("check", said),
        words("explain", EXPLAIN, participant=said),
    ):
        answer = call(*each)
        assert answer.code == 2
        assert "\x1b" not in answer.err
        assert r"\x1b[31mred\x07" in answer.err
