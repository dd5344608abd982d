"""The engine beside the second reckoning, over one contract and one history."""

from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

import pandas as pd

from sop_engine.errors import CallError
from sop_engine.library.load import Agreed, load_contract
from sop_engine.service import run_frames
from sop_engine.units.days import as_date
from tests.oracle.generate import written
from tests.oracle.plain import Paid, reckon

Files = Mapping[str, list[dict[str, str]]]


def loaded(folder: Path, tree: dict[str, Any]) -> Agreed:
    """A contract that was made up, read from a file as any other."""
    file = folder / "contract.yaml"
    file.write_text(written(tree), encoding="utf-8")
    return load_contract(file)


def by_the_engine(agreed: Agreed, files: Files, as_at: date, known_at: date) -> list[Paid]:
    """What the engine makes of it: every claim with its days, its sums and the payers' parts."""
    frames = {kind: pd.DataFrame(rows, columns=headings(agreed, kind)) for kind, rows in files.items()}
    try:
        done = run_frames(agreed, frames, as_at, known_at)
    except CallError as error:
        assert [each.code for each in error.problems] == ["nobody-enrolled"]
        return []
    parts: dict[str, list[tuple[str, int]]] = {}
    for split in done.splits:
        parts.setdefault(split.claim, []).append((split.payer, split.amount))
    return sorted(
        (
            Paid(
                each.person,
                each.outcome,
                each.occurrence,
                as_date(each.reached),
                as_date(each.shown),
                as_date(each.known),
                each.gross,
                each.taken,
                each.held,
                each.waiting,
                each.net,
                tuple(sorted(parts[each.claim])),
            )
            for each in done.payments
        ),
        key=lambda paid: (paid.person, paid.outcome, paid.occurrence),
    )


def headings(agreed: Agreed, kind: str) -> list[str]:
    """The headings of a file, as the contract reads them."""
    terms = agreed.contract.records[kind]
    dates = [each.heading for each in (terms.dated, terms.received) if each]
    dates += [terms.lasts.from_.heading, terms.lasts.to.heading] if terms.lasts else []
    return [*([terms.whom] if terms.whom else []), *dates, *(column.heading for column in terms.columns.values())]


def differences(
    agreed: Agreed, tree: dict[str, Any], files: Files, as_at: date, known_at: date
) -> tuple[list[Paid], str]:
    """What is due, and where the two differ: empty where they agree."""
    ours = by_the_engine(agreed, files, as_at, known_at)
    theirs = reckon(tree, dict(files), as_at, known_at)
    if ours == theirs:
        return ours, ""
    only = [f"engine: {each}" for each in ours if each not in theirs]
    return ours, "\n".join([*only, *(f"oracle: {each}" for each in theirs if each not in ours)])
