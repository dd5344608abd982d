"""Terms are adopted once, whoever else adopts them at the same time."""

from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine

from sop_engine.service.keep import adopt
from sop_engine.store import agreements
from tests.store.posting import agreed, at, rows_of


def test_two_who_adopt_at_once_adopt_once(engine: Engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where somebody adopts the same terms between our looking and our writing, there is nothing left to do."""
    terms, acting = agreed(tmp_path / "contract"), agreements.acting

    def overtaken(*words: Any) -> Any:
        monkeypatch.setattr(agreements, "acting", acting)
        assert adopt(engine, terms, at("2024-03-01")) == 1
        return acting(*words)

    monkeypatch.setattr(agreements, "acting", overtaken)
    assert adopt(engine, terms, at("2024-03-01")) is None
    assert [each["number"] for each in rows_of(engine, "version")] == [1]
