"""What the proofs of the command share: a contract and evidence so small that a call takes no time."""

import shutil
from pathlib import Path

import pytest

from tests.cli.calling import SHIPPED


@pytest.fixture
def homes(tmp_path) -> Path:
    """A copy of the contract first-homes, with evidence in which nothing is wrong; changed by a proof as it likes."""
    folder = tmp_path / "first-homes"
    folder.mkdir()
    for name in ("contract.yaml", "cases.yaml"):
        shutil.copy(SHIPPED / "first-homes" / name, folder)
    evidence = folder / "evidence"
    evidence.mkdir()
    (evidence / "starts.csv").write_text("Client ref,Started\nFH-1,2024-05-01\nFH-2,2024-05-02\n", encoding="utf-8")
    (evidence / "tenancies.csv").write_text(
        "Client ref,Moved in,Type of home\nFH-1,2024-06-01,PRS\nFH-2,2024-06-02,HOS\n", encoding="utf-8"
    )
    return folder
