"""Longer proofs: the same laws as in every test run, over many more histories.  `make gates` runs them."""

from datetime import date, timedelta
from random import Random

import pytest

from sop_engine.service import load_contract, run
from tests.contracts.plain_refugee_transitions import reckon
from tools import seed_evidence

pytestmark = pytest.mark.gate


@pytest.mark.parametrize("seed", range(40))
def test_refugee_transitions_agrees_with_a_second_reckoning_over_many_histories(tmp_path, seed):
    """For any history and day the engine and the independent calculation agree, claim by claim and payer by payer."""
    chance = Random(seed)
    evidence = seed_evidence.refugee_transitions(seed=1_000 + seed, people=chance.choice([120, 200, 450]))
    seed_evidence.write_one("refugee-transitions", evidence, tmp_path)
    as_at = date(2022, 1, 1) + timedelta(chance.randrange(900))
    done, plain = run(load_contract("refugee-transitions"), tmp_path, as_at), reckon(tmp_path, as_at)
    assert {(p.person, p.outcome): (p.gross, p.net) for p in done.payments} == {
        key: (each.price, each.left) for key, each in plain.paid.items()
    }
    for payer in ("home_office", "local_fund"):
        asked = sum(getattr(each, payer) for each in plain.paid.values())
        assert sum(split.amount for split in done.splits if split.payer == payer) == asked


@pytest.mark.parametrize("seed", range(40))
def test_a_row_known_later_never_changes_what_was_payable_before_it_was_known(tmp_path, seed):
    """Rough sleeping as at a day: taking away every row received after that day changes nothing."""
    chance = Random(seed)
    seed_evidence.write_one("rough-sleeping", seed_evidence.rough_sleeping(seed=2_000 + seed, people=60), tmp_path)
    agreed, as_at = load_contract("rough-sleeping"), date(2018, 1, 1) + timedelta(chance.randrange(1_200))
    before = run(agreed, tmp_path, as_at)
    for file in tmp_path.glob("*.csv"):
        lines = file.read_text(encoding="utf-8").splitlines()
        if "Uploaded" not in lines[0]:
            continue
        place = lines[0].split(",").index("Uploaded")
        kept = [line for line in lines[1:] if not line.split(",")[place:][:1] > [as_at.isoformat()]]
        file.write_text("\n".join([lines[0], *kept]) + "\n", encoding="utf-8")
    after = run(agreed, tmp_path, as_at)
    assert (after.payments, after.lines, after.splits) == (before.payments, before.lines, before.splits)
