"""The engine against a second reckoning: made-up contracts, made-up histories, agreement to the penny."""

import ast
import json
import os
import time
from collections import Counter
from concurrent.futures import ProcessPoolExecutor
from datetime import date
from hashlib import sha256
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import HealthCheck, given, seed, settings
from hypothesis import strategies as st

from sop_engine.errors import TermsError
from tests.oracle.compared import differences, loaded
from tests.oracle.generate import contracts, histories, written

HERE = Path(__file__).parent
FAILING = HERE / "failing"
"""The smallest examples on which the two once differed, each with the day of the run: they are tried every time."""
CONTRACTS, HISTORIES = 110, 3
"""Contracts in every test run, and histories for each."""
PAIRS_AT_THE_GATE, CONTRACTS_IN_ONE_GO = 50_000, 150


def test_a_second_reckoning_agrees_to_the_penny(tmp_path):
    """For any contract, any history and any day, what was reached, shown, known, due and paid is what a short, slow
    reckoning of our own finds: nothing is due that the page on the language does not say."""
    figures = agree(CONTRACTS, tmp_path, derandomize=True)
    print(told(figures))
    assert figures["pairs"] >= 300 and figures["claims"] > figures["pairs"]
    assert figures["refused"] <= 0.1 * CONTRACTS


@pytest.mark.parametrize("file", sorted(FAILING.glob("*.json")), ids=lambda file: file.stem)
def test_what_once_differed_agrees(tmp_path, file):
    """Every example on which the two once differed is kept, and agrees to the penny."""
    kept = json.loads(file.read_text(encoding="utf-8"))
    as_at, known_at = date.fromisoformat(kept["as_at"]), date.fromisoformat(kept["known_at"])
    agreed = loaded(tmp_path, kept["contract"])
    assert not differences(agreed, kept["contract"], kept["files"], as_at, known_at)[1]


@pytest.mark.gate
def test_a_second_reckoning_agrees_over_many_contracts():
    """The same over fifty thousand contracts and histories that nobody has seen before."""
    begun, figures = time.monotonic(), Counter()
    goes = -(-PAIRS_AT_THE_GATE // (CONTRACTS_IN_ONE_GO * HISTORIES)) * 11 // 10
    first = int.from_bytes(os.urandom(3), "big")
    with ProcessPoolExecutor() as processes:
        for each in processes.map(_go, range(first, first + goes)):
            figures.update(each)
    print(f"\n{told(figures)}; {time.monotonic() - begun:.0f} seconds, seeds {first} to {first + goes - 1}")
    assert figures["pairs"] >= PAIRS_AT_THE_GATE


def test_the_second_reckoning_shares_no_code_with_the_engine():
    """What checks the engine imports nothing from it: two that share a mistake agree on it."""
    for file in [*sorted(HERE.glob("plain*.py")), HERE / "generate.py"]:
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            named = [node.module or ""] if isinstance(node, ast.ImportFrom) else []
            named += [each.name for each in node.names] if isinstance(node, ast.Import) else []
            for name in named:
                assert not name.startswith("sop_engine")
                assert not name.startswith("tests.") or name.startswith("tests.oracle.plain")


def agree(many: int, folder: Path, number: int = 0, **how: Any) -> Counter[str]:
    """Make up so many contracts, each with a few histories, and hold the two reckonings together.

    The smallest example on which they differ is written beside this file, to be kept.
    """
    figures: Counter[str] = Counter()
    differing: list[dict[str, Any]] = []

    @seed(number)
    @settings(
        max_examples=many,
        deadline=None,
        database=None,
        suppress_health_check=list(HealthCheck),
        report_multiple_bugs=False,
        **how,
    )
    @given(st.data())
    def each(data: st.DataObject) -> None:
        tree = data.draw(contracts())
        try:
            agreed = loaded(folder, tree)
        except TermsError:
            figures["refused"] += 1
            return
        figures["contracts"] += 1
        for _ in range(HISTORIES):
            files, as_at, known_at = data.draw(histories(tree))
            due, differ = differences(agreed, tree, files, as_at, known_at)
            earned, parts = sum(abs(paid.gross) for paid in due), sum(len(paid.parts) for paid in due)
            figures.update(pairs=1, claims=len(due), pence=earned, parts=parts)
            if differ:
                days = {"as_at": as_at.isoformat(), "known_at": known_at.isoformat()}
                differing.append({"contract": tree, "files": files, **days})
            assert not differ, f"{written(tree)}\n{shown(files)}\nas at {as_at}, known at {known_at}\n{differ}"

    try:
        each()
    except AssertionError:
        if differing:
            keep(differing[-1])
        raise
    return figures


def _go(number: int) -> Counter[str]:
    """What one process does at a time: so many contracts, from a seed."""
    with TemporaryDirectory() as folder:
        return agree(CONTRACTS_IN_ONE_GO, Path(folder), number)


def keep(example: dict[str, Any]) -> None:
    """Write an example into the folder of those that once failed, named by its content."""
    text = json.dumps(example, indent=1, ensure_ascii=False) + "\n"
    FAILING.mkdir(exist_ok=True)
    (FAILING / f"{sha256(text.encode()).hexdigest()[:12]}.json").write_text(text, encoding="utf-8")


def told(figures: Counter[str]) -> str:
    """The figures of a run in a sentence."""
    return (
        f"{figures['pairs']:,} contracts and histories agree: {figures['claims']:,} claims, "
        f"£{figures['pence'] / 100:,.2f} earned, {figures['parts']:,} parts of payers; "
        f"{figures['refused']:,} of {figures['contracts'] + figures['refused']:,} contracts were refused by the loader"
    )


def shown(files: dict[str, list[dict[str, str]]]) -> str:
    """Rows of evidence, one a line."""
    return "\n".join(f"{kind}: {row}" for kind, rows in files.items() for row in rows)
