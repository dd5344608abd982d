"""What a run pays never exceeds the exposure: over contracts and histories that nobody chose, and over the shelf."""

from collections import Counter

import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sop_engine.errors import CallError, TermsError
from sop_engine.service import run_frames
from tests.oracle.compared import headings, loaded
from tests.oracle.generate import contracts, histories
from tests.properties.exposed import within
from tests.statements.agreed import SHIPPED, shipped

CONTRACTS, HISTORIES = 60, 3
TERMS: Counter[str] = Counter()


@settings(
    max_examples=CONTRACTS, deadline=None, database=None, derandomize=True, suppress_health_check=list(HealthCheck)
)
@given(data=st.data())
def test_what_is_paid_never_exceeds_the_exposure(tmp_path_factory, data):
    """For any contract and any history, no person, outcome, payer nor the whole costs more than its exposure."""
    tree = data.draw(contracts())
    folder = tmp_path_factory.getbasetemp()
    try:
        agreed = loaded(folder, tree)
    except TermsError:
        return
    for _ in range(HISTORIES):
        files, as_at, known_at = data.draw(histories(tree))
        frames = {kind: pd.DataFrame(rows, columns=headings(agreed, kind)) for kind, rows in files.items()}
        try:
            done = run_frames(agreed, frames, as_at, known_at)
        except CallError:
            continue
        claims = [(each.person, each.outcome, each.net) for each in done.payments]
        splits = [(each.payer, each.amount) for each in done.splits]
        for people in (None, len(done.records.people)):
            TERMS["bounded"] += within(agreed.contract, claims, splits, people)


def test_the_property_looked_at_something():
    """The property above held many figures against a bound, and not none."""
    assert TERMS["bounded"] > 1_000


@pytest.mark.parametrize("name", SHIPPED)
def test_what_the_shipped_evidence_costs_is_within_the_exposure(name):
    """Over the evidence on the shelf nothing that is due exceeds the exposure, with and without a number of people."""
    done = shipped(name)
    claims = [(each.person, each.outcome, each.net) for each in done.payments]
    splits = [(each.payer, each.amount) for each in done.splits]
    for people in (None, len(done.records.people)):
        assert within(done.contract, claims, splits, people)
