"""The same acts come to the same bytes: on both databases, whatever the time zone, the locale and the hash seed."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.store.server import Server
from tests.tidy.checkout import ROOT

SCRIPT = """
import json, sys
from hashlib import sha256
from itertools import count
from pathlib import Path
from unittest.mock import patch
from sop_engine.service.close import statement
from sop_engine.service.verify import verify
from sop_engine.store.connect import connect
from sop_engine.store.migrate import upgrade
from tests.store.posting import NAME, rows_of
from tests.store.test_posting import disturb, six_periods
from tests.store.posting import close_on
engine, folder, number = connect(sys.argv[1]), Path(sys.argv[2]), count(1)
upgrade(engine)
with patch("sop_engine.store.people.new_uid", lambda: f"p-{next(number):016}"):
    six_periods(engine, folder)
    disturb(engine, folder)
    close_on(engine, "2024-11-06")
kept = {f"{n} {form}": content for n in range(1, 8) for form, content in statement(engine, NAME, n).items()}
said = {name: sha256(content).hexdigest() for name, content in kept.items()}
said["entries"] = rows_of(engine, "entry")[-1]["hash"]
said["acts"] = rows_of(engine, "act")[-1]["hash"]
said["verified"] = len(verify(engine, NAME).problems)
print(json.dumps(said, sort_keys=True))
"""
SURROUNDINGS = [
    {"TZ": "UTC", "LC_ALL": "C.UTF-8", "PYTHONHASHSEED": "0"},
    {"TZ": "Pacific/Kiritimati", "LC_ALL": "C", "PYTHONHASHSEED": "1"},
    {"TZ": "America/Anchorage", "LC_ALL": "tr_TR.UTF-8", "PYTHONHASHSEED": "77"},
]


def came_to(url: str, folder: Path, surroundings: dict[str, str]) -> dict[str, object]:
    """What six months and their disturbance come to in a process of its own."""
    folder.mkdir()
    done = subprocess.run(
        [sys.executable, "-c", SCRIPT, url, str(folder)],
        cwd=ROOT, env={"PATH": "/usr/bin:/bin", **surroundings}, capture_output=True, text=True, timeout=280,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return dict(json.loads(done.stdout))


@pytest.fixture(scope="module")
def golden(tmp_path_factory: pytest.TempPathFactory) -> dict[str, object]:
    """What it comes to in SQLite, in plain surroundings."""
    folder = tmp_path_factory.mktemp("golden")
    said = came_to(f"sqlite:///{folder / 'sop.db'}", folder / "files", SURROUNDINGS[0])
    assert said["verified"] == 0 and len(said) == 17
    return said


@pytest.mark.parametrize("surroundings", SURROUNDINGS[1:], ids=lambda each: each["TZ"])
def test_no_surroundings_alter_a_byte(golden: dict[str, object], tmp_path: Path, surroundings: dict[str, str]) -> None:
    """Elsewhere, in another language, in another order of sets: the same statements, entries and acts."""
    assert came_to(f"sqlite:///{tmp_path / 'sop.db'}", tmp_path / "files", surroundings) == golden


def test_both_databases_come_to_the_same_bytes(golden: dict[str, object], server: Server, tmp_path: Path) -> None:
    """PostgreSQL keeps the same statements, entries and acts as SQLite, byte for byte."""
    with server.cloned("template_of_all") as url:
        assert came_to(url, tmp_path / "files", SURROUNDINGS[2]) == golden
