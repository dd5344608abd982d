"""sop post, close, verify, statement: from the door to what is kept."""

import json
from pathlib import Path

import pytest

from sop_engine import errors
from sop_engine.store.connect import connect
from sop_engine.store.migrate import upgrade
from tests.cli.calling import call
from tests.store.posting import NAME, begun, run_sql, send

AT = "--database"


@pytest.fixture
def url(tmp_path: Path) -> str:
    """A database with a contract, and two people who moved in."""
    url = f"sqlite:///{tmp_path / 'sop.db'}"
    engine = connect(url)
    upgrade(engine)
    begun(engine, tmp_path)
    people, homes = ["A,2024-04-02", "B,2024-04-03"], ["A,2024-04-10,2024-04-12", "B,2024-04-11,2024-04-13"]
    send(engine, tmp_path, "2024-04-20", starts=people, tenancies=homes)
    return url


def test_a_month_from_the_first_run_to_its_statement(url: str, tmp_path: Path) -> None:
    """A month is posted, posted again, closed, stated and verified; each command says what it did."""
    said = call("post", NAME, "--by", "Ada", AT, url)
    assert said == (
        0,
        "Period 1, 1 April 2024 to 30 April 2024: 2 payments and 0 adjustments posted, £3,000.00 in all.\n",
        "",
    )
    again = call("post", NAME, "--by", "Ada", AT, url)
    assert again.out.endswith("nothing is due that is not posted since the last run, and no run was kept.\n")
    closed = json.loads(call("close", NAME, "--by", "Ada", AT, url, "--json").out)
    assert (closed["period"], closed["last"], closed["amount"]) == (1, "2024-04-30", 0)
    out = tmp_path / "p1.json"
    assert call("statement", NAME, "--period", 1, "--out", out, AT, url) == (0, f"{out}\n", "")
    from sop_engine.units.canonical import digest

    assert digest(out.read_bytes()) == closed["statement"]["statement.json"]
    page = tmp_path / "p1.html"
    assert call("statement", NAME, "--period", 1, "--out", page, AT, url).code == 0
    assert closed["head"] in page.read_text(encoding="utf-8")
    verified = call("verify", NAME, "--head", closed["head"], AT, url)
    assert verified.code == 0 and "All is as it was told and posted, and comes out again." in verified.out


def test_what_was_altered_ends_with_exit_code_6(url: str) -> None:
    """Where the ledger is not as it was, the first bad entry is named, and the exit code says it."""
    call("post", NAME, "--by", "Ada", AT, url)
    run_sql(connect(url), "drop trigger entry_unaltered", "update entry set why = 'No reason.' where number = 2")
    found = call("verify", NAME, AT, url)
    assert found.code == 6
    assert (
        "Entry 2 is the first that is not as it was posted: its content is not what its hash was made of." in found.out
    )
    as_json = json.loads(call("verify", NAME, AT, url, "--json").out)
    assert [each["code"] for each in as_json["problems"]] == ["verify-entry"]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("post", NAME), "--by: act-by-nobody\n  It is not said who does this.\n  Say it: --by NAME.\n"),
        (
            ("close", NAME, "--by", "Ada", "--period", 0),
            "--period: period-unknown\n  There is no period 0.\n"
            "  Periods are counted from 1; the next to be closed is 1.\n",
        ),
        (
            ("close", NAME, "--by", "Ada", "--period", 2),
            "--period: period-not-next\n"
            "  Period 2 (1 May 2024 to 31 May 2024) is not the next: period 1 is not closed yet.\n"
            "  Close period 1 first.\n",
        ),
        (
            ("statement", NAME, "--period", 1, "--out", "p1.json"),
            "--period: period-not-closed\n  Period 1 is not closed, so it has no statement.\n"
            "  Close it first: sop close.\n",
        ),
        (
            ("statement", NAME, "--period", 1, "--out", "p1.pdf"),
            "p1.pdf: statement-form\n  p1.pdf is the name of no statement.\n"
            "  Name a file in .json, for machines, or in .html, to be read.\n",
        ),
    ],
)
def test_a_wrong_call_is_answered_word_for_word(url: str, words: tuple[object, ...], said: str) -> None:
    """What cannot be done is said with its place, the fact and the remedy, and nothing is done."""
    assert call(*words, AT, url) == (2, "", said)


PROVOKED = {
    "no-payment-periods", "period-unknown", "period-closed", "period-not-next", "period-not-over", "period-not-closed",
    "would-repost", "verify-act", "verify-entry", "verify-run", "verify-head", "statement-form", "verify-statement",
    "verify-vault",
}  # fmt: skip


def test_every_code_of_the_ledger_is_provoked() -> None:
    """Each kind of problem of the ledger is provoked: here, or where it is posted, verified or opened."""
    assert {each.code for each in errors._LEDGER} == PROVOKED
