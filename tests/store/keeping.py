"""The demonstration contract and its evidence, kept in a database."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from sqlalchemy import Engine

from sop_engine.library.load import load_contract
from sop_engine.library.shelf import shelf
from sop_engine.service.keep import Imported, adopt, take_in_files
from sop_engine.store.acts import Doing
from sop_engine.store.rows import ACCEPTED
from sop_engine.store.vault import keys_from

CONTRACT = "refugee-transitions"
EVIDENCE = sorted(Path(str(shelf("contracts") / CONTRACT / "evidence")).glob("*.csv"))
KEYS = keys_from(bytes(range(32)))
LONDON = ZoneInfo("Europe/London")


def doing(day: int = 0, who: str = "Ada", hour: int = 12) -> Doing:
    """Somebody does something, so many days after 1 October 2023."""
    return Doing(who, datetime(2023, 10, 1, hour, tzinfo=UTC) + timedelta(days=day), LONDON)


def adopted(engine: Engine) -> Engine:
    """The database with the contract adopted."""
    adopt(engine, load_contract(CONTRACT), doing())
    return engine


def sent(engine: Engine, files: list[Path] | None = None, day: int = 1, **how: object) -> Imported:
    """The evidence of the demonstration taken in, and accepted as it comes."""
    asked = {"whole": False, "state": ACCEPTED, **how}
    return take_in_files(engine, CONTRACT, KEYS, EVIDENCE if files is None else files, doing(day), **asked)
