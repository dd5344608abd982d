"""What is installed is fixed to the byte, and fixed once."""

import re
import tomllib

import pytest

from tests.tidy.checkout import ROOT

_TO_BUILD = {"hatchling", "editables"}
_PIN = re.compile(r"^(?P<name>[A-Za-z0-9._-]+)==(?P<version>\S+)(?: ; (?P<when>[^\\]+?))? \\$")


def _name(text):
    return re.sub(r"[-_.]+", "-", text).lower()


def _pins(lock):
    """The requirements of a lock, each with its version, its condition and its hashes."""
    pins: list[tuple[tuple[str, str, str], list[str]]] = []
    for line in (ROOT / "requirements" / f"{lock}.txt").read_text(encoding="utf-8").splitlines():
        if found := _PIN.match(line):
            pins.append(((_name(found["name"]), found["version"], found["when"] or ""), []))
        else:
            pins[-1][1].append(line)
    return pins


def _asked(which):
    lines = (ROOT / "requirements" / f"{which}.in").read_text(encoding="utf-8").splitlines()
    return [line.strip() for line in lines if line.strip() and not line.startswith(("#", "-"))]


@pytest.mark.parametrize("lock", ["runtime", "test"])
def test_every_requirement_has_a_hash_and_no_address(lock):
    """Every requirement of a lock has one version and at least one hash, and no address stands in it."""
    assert _pins(lock)
    for pin, hashes in _pins(lock):
        assert hashes, pin
        assert all(re.fullmatch(r"    --hash=sha256:[0-9a-f]{64}(?: \\)?", each) for each in hashes), pin
    assert "://" not in (ROOT / "requirements" / f"{lock}.txt").read_text(encoding="utf-8")


@pytest.mark.parametrize("lock", ["runtime", "test"])
def test_every_requirement_that_is_asked_for_is_locked(lock):
    """Every line of the .in file has its pin in the lock."""
    locked = {name for (name, _, _), _ in _pins(lock)}
    assert {_name(re.split(r"[<>=\[ ;]", line)[0]) for line in _asked(lock)} <= locked


def test_proofs_run_on_the_versions_that_are_installed_for_use():
    """The lock of the proofs holds the whole runtime lock, hash for hash, so both go into one environment."""
    proofs = {(name, version): hashes for (name, version, _), hashes in _pins("test")}
    for (name, version, _), hashes in _pins("runtime"):
        assert proofs.get((name, version)) == hashes, f"{name} {version}"


def test_the_package_asks_for_what_is_locked():
    """The dependencies of the package are the lines of runtime.in, without those that only build it."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    runtime = [line for line in _asked("runtime") if re.split(r"[<>=]", line)[0] not in _TO_BUILD]
    assert sorted(project["dependencies"]) == sorted(runtime)
    assert set(project["optional-dependencies"]["scale"]) <= set(_asked("test"))
