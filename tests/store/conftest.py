"""Both databases: SQLite in a file of its own, PostgreSQL on a server that is started for the tests."""

import shutil
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from sqlalchemy import Engine

from sop_engine.store.connect import connect
from sop_engine.store.migrate import upgrade
from tests.store.server import Server, serving


@pytest.fixture(scope="session")
def server() -> Iterator[Server]:
    """A PostgreSQL server for the session, with the tables made once, to be cloned."""
    with serving() as server:
        template = connect(server.create("template_of_all"))
        upgrade(template)
        template.dispose()
        yield server


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The URL of a database with all tables and nothing in them."""
    if request.param == "sqlite":
        url = f"sqlite:///{tmp_path / 'sop.db'}"
        engine = connect(url)
        upgrade(engine)
        engine.dispose()
        yield url
    else:
        server: Server = request.getfixturevalue("server")
        with server.cloned("template_of_all") as url:
            yield url


Fresh = Callable[[], AbstractContextManager[str]]


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def fresh(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Fresh:
    """Databases with all tables and nothing in them, as many as are asked for, each for a while."""
    if request.param == "postgresql":
        server: Server = request.getfixturevalue("server")
        return lambda: server.cloned("template_of_all")
    template = tmp_path_factory.mktemp("template") / "sop.db"
    engine = connect(f"sqlite:///{template}")
    upgrade(engine)
    engine.dispose()

    @contextmanager
    def copied() -> Iterator[str]:
        with TemporaryDirectory(prefix="sop-copy-") as folder:
            yield f"sqlite:///{shutil.copy(template, folder)}"

    return copied


@pytest.fixture
def always_again(monkeypatch: pytest.MonkeyPatch) -> None:
    """However many people have something new, only they are looked at."""
    monkeypatch.setattr("sop_engine.service.again.WORTH", 100)


@pytest.fixture
def engine(url: str) -> Iterator[Engine]:
    """A database with all tables and nothing in them."""
    engine = connect(url)
    yield engine
    engine.dispose()
