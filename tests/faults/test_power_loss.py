"""When the power goes, nothing that was acknowledged is lost: with the settings that we ship, not with lesser ones."""

from pathlib import Path
from random import Random
from typing import Any

import pytest

from sop_engine.store.connect import PRAGMAS, connect
from tests.faults.power import MODES, Listening, Played, look, play, with_synchronous
from tests.faults.workload import STEPS, do

Said = Any


@pytest.fixture(scope="module")
def acts(tmp_path_factory: Any) -> list[list[Said]]:
    """What the history says to the database: of each act its transactions, of each transaction its orders."""
    folder = tmp_path_factory.mktemp("said")
    engine = connect(f"sqlite:///{folder / 'sop.db'}")
    heard, said = Listening(engine), []
    for number in range(len(STEPS)):
        before = len(heard.committed)
        do(engine, folder / "files", number)
        said.append(heard.committed[before:])
    engine.dispose()
    return said


def moments_of(played: Played, chance: Random, number: int) -> list[int]:
    """Each moment at which a transaction was acknowledged, and so many others."""
    log = range(len(played.disk.log) + 1)
    return sorted({*played.acknowledged, *chance.sample(log, min(number, len(log)))})


def test_nothing_acknowledged_is_lost_with_the_shipped_settings(acts: list[list[Said]], tmp_path: Path) -> None:
    """Whenever the power goes, the database is whole, and holds every act that was acknowledged."""
    seed = 1
    played = play(acts, tmp_path / "disk", PRAGMAS, closing=True)
    assert len(played.acknowledged) >= len(STEPS)
    chance = Random(seed)
    found = look(played, moments_of(played, chance, 10), MODES, chance, tmp_path / "found")
    assert (found.lost, found.torn, found.corrupt) == (0, 0, 0), f"seed {seed}: {found}"


def test_the_same_losses_are_found_where_less_is_synced(acts: list[list[Said]], tmp_path: Path) -> None:
    """With `synchronous = normal` acknowledged acts are lost: who finds nothing there cannot see losses."""
    seed = 2
    played = play(acts, tmp_path / "disk", with_synchronous("normal"), closing=False)
    found = look(played, moments_of(played, Random(seed), 5), MODES[:1], Random(seed), tmp_path / "found")
    assert found.lost > 0 and (found.torn, found.corrupt) == (0, 0), f"seed {seed}: {found}"


SURE = [("wal", "full", False), ("wal", "full", True), ("wal", "extra", False), ("delete", "extra", False)]
LESS = [("wal", "normal", False), ("wal", "off", False), ("delete", "full", False), ("delete", "off", False)]


@pytest.mark.gate
@pytest.mark.parametrize(("journal", "level", "closing"), [*SURE, *LESS])
def test_power_loss_at_every_moment(acts, tmp_path, capsys, journal, level, closing):
    """At every moment, in many ways, on every setting: what is sure loses nothing, and what is not is found out."""
    played = play(acts, tmp_path / "disk", with_synchronous(level, journal), closing)
    chance = Random(3)
    moments = range(len(played.disk.log) + 1)
    found = look(played, moments, MODES[:2] + MODES[2:] * 4, chance, tmp_path / "found")
    syncs = sum(each.what == "synced" for each in played.disk.log)
    closed = "closed after each act" if closing else "open throughout"
    with capsys.disabled():
        print(f"\npower loss, {journal}/{level}, {closed}: {syncs} syncs, {found}")
    wrong = found.lost + found.torn + found.corrupt
    assert (wrong == 0) is ((journal, level, closing) in SURE), f"seed 3: {found}"
