"""Run: a contract and its evidence become payments that explain themselves."""

from collections.abc import Callable, Mapping
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from sop_engine.errors import CallError, Place, problem
from sop_engine.intake.folder import take_in_folder
from sop_engine.intake.sheet import from_frame
from sop_engine.intake.take_in import take_in
from sop_engine.library.load import Agreed
from sop_engine.statements.done import Done
from sop_engine.steps.evaluate import evaluate
from sop_engine.units.days import day_number

if TYPE_CHECKING:
    import pandas as pd


def silent(step: str) -> None:
    """Tell nobody."""


def run(
    agreed: Agreed,
    evidence: Path,
    as_at: date,
    known_at: date | None = None,
    passed: Callable[[str], None] = silent,
) -> Done:
    """Read a folder of evidence and work the contract out from it, as at a day.

    A record that does not say when it became known is taken as known: its lateness cannot be judged.

    Raises:
        CallError: There is no such folder, or nobody is enrolled.
    """
    day, known = day_number(as_at), day_number(known_at or as_at)
    taken = take_in_folder(agreed.contract, evidence, day, known)
    passed("read")
    return Done(agreed, day, taken, evaluate(agreed.contract, taken.records, day, known, passed))


def run_frames(
    agreed: Agreed,
    frames: "Mapping[str, pd.DataFrame]",
    as_at: date,
    known_at: date | None = None,
    passed: Callable[[str], None] = silent,
) -> Done:
    """Work the contract out from data frames: one for each kind of record, with the headings the contract reads.

    Raises:
        CallError: Nobody is enrolled.
    """
    day, known, start = day_number(as_at), day_number(known_at or as_at), agreed.contract.enrolled_by
    taken = take_in(agreed.contract, {kind: [from_frame(frame, kind)] for kind, frame in frames.items()}, day, known)
    if not taken.records.people:
        raise CallError(
            problem("nobody-enrolled", Place(start), start=start, folder="the frames", patterns=f'the frame "{start}"')
        )
    return Done(agreed, day, taken, evaluate(agreed.contract, taken.records, day, known, passed))
