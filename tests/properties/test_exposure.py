"""What a run pays never exceeds the exposure: over contracts and histories that nobody chose, and over the shelf."""

from random import Random

import pandas as pd
import pytest

from sop_engine.errors import CallError, TermsError
from sop_engine.service import run_frames
from tests.oracle.compared import headings, loaded
from tests.oracle.generate import Chance, a_contract, a_history
from tests.properties.exposed import within
from tests.statements.agreed import SHIPPED, shipped

CONTRACTS, HISTORIES = 60, 3


def test_what_is_paid_never_exceeds_the_exposure(tmp_path):
    """For any contract and any history, no person, outcome, payer nor the whole costs more than its exposure."""
    bounded = 0
    for seed in range(CONTRACTS):
        chance = Chance(Random(seed))
        tree = a_contract(chance)
        try:
            agreed = loaded(tmp_path, tree)
        except TermsError:
            continue
        for _ in range(HISTORIES):
            files, as_at, known_at = a_history(chance, tree)
            frames = {kind: pd.DataFrame(rows, columns=headings(agreed, kind)) for kind, rows in files.items()}
            try:
                done = run_frames(agreed, frames, as_at, known_at)
            except CallError:
                continue
            claims = [(each.person, each.outcome, each.net) for each in done.payments]
            splits = [(each.payer, each.amount) for each in done.splits]
            for people in (None, len(done.records.people)):
                bounded += within(agreed.contract, claims, splits, people)
    assert bounded > 1_000  # many figures were held against a bound, and not none


@pytest.mark.parametrize("name", SHIPPED)
def test_what_the_shipped_evidence_costs_is_within_the_exposure(name):
    """Over the evidence on the shelf nothing that is due exceeds the exposure, with and without a number of people."""
    done = shipped(name)
    claims = [(each.person, each.outcome, each.net) for each in done.payments]
    splits = [(each.payer, each.amount) for each in done.splits]
    for people in (None, len(done.records.people)):
        assert within(done.contract, claims, splits, people)
