"""The engine against a second reckoning: made-up contracts, made-up histories, agreement to the penny."""

import ast
import json
import os
import time
from dataclasses import replace
from pathlib import Path

import pytest

from tests.oracle import agree as made
from tests.oracle import compared
from tests.oracle.agree import FAILING, a_seed, agree, agree_over_many, difference, told

HERE = Path(__file__).parent
CONTRACTS, HISTORIES = 110, 3
"""Contracts in every test run, and histories for each."""


def test_a_second_reckoning_agrees_to_the_penny():
    """For any contract, any history and any day, what was reached, shown, known, due and paid is what a short, slow
    reckoning of our own finds: nothing is due that the page on the language does not say."""
    begun = time.monotonic()
    figures, differing = agree(CONTRACTS, HISTORIES, number=0)
    print(told(figures, time.monotonic() - begun))
    assert not differing, differing[0]
    assert figures["pairs"] >= 300 and figures["claims"] > figures["pairs"]
    assert figures["refused"] <= 0.1 * CONTRACTS


@pytest.mark.parametrize("file", sorted(FAILING.glob("*.json")), ids=lambda file: file.stem)
def test_what_once_differed_agrees(tmp_path, file):
    """Every example on which the two once differed is kept, and agrees to the penny."""
    assert not difference(json.loads(file.read_text(encoding="utf-8")), tmp_path)


def test_a_difference_is_reduced_kept_and_tried_again(tmp_path, monkeypatch):
    """Where the two differ, the smallest example is written down: it differs when it is read again, and agrees once
    what was wrong is mended."""
    reckon = compared.reckon

    def a_penny_more(*asked):
        return [replace(paid, net=paid.net + 1) if paid.gross > 100_00 else paid for paid in reckon(*asked)]

    monkeypatch.setattr(made, "FAILING", tmp_path / "failing")
    with monkeypatch.context() as planted:
        planted.setattr(compared, "reckon", a_penny_more)
        figures, differing = agree(30, 2, number=1)
        assert len(differing) == 1 and figures["contracts"] < 30
        (file,) = (tmp_path / "failing").glob("*.json")
        assert str(file) in differing[0]
        kept = json.loads(file.read_text(encoding="utf-8"))
        assert "net=" in difference(kept, tmp_path)
    assert not difference(kept, tmp_path)
    assert len([row for rows in kept["files"].values() for row in rows]) <= 6
    assert len(kept["contract"]["outcomes"]) <= 3


@pytest.mark.gate
def test_a_second_reckoning_agrees_over_many_contracts(capsys):
    """The same over fifty thousand contracts and histories that nobody has seen before."""
    pairs, first = int(os.environ.get("ORACLE_PAIRS", "50000")), a_seed()
    with capsys.disabled():
        print(f"\nfrom seed {first}")
        figures, differing = agree_over_many(pairs, first, tell=lambda line: print(line, flush=True))
    assert not differing
    assert figures["pairs"] >= pairs


def test_the_second_reckoning_shares_no_code_with_the_engine():
    """What checks the engine imports nothing from it: two that share a mistake agree on it."""
    for file in [*sorted(HERE.glob("plain*.py")), *sorted(HERE.glob("generate*.py"))]:
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            named = [node.module or ""] if isinstance(node, ast.ImportFrom) else []
            named += [each.name for each in node.names] if isinstance(node, ast.Import) else []
            for name in named:
                assert not name.startswith("sop_engine")
                assert not name.startswith("tests.") or name.startswith(("tests.oracle.plain", "tests.oracle.generate"))
