"""The engine works from an installed wheel, away from its checkout."""

import ast
import os
import re
import subprocess
import sys
import sysconfig
import tomllib
import venv
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
SHELF = ("contracts", "rules", "schema")
PARTS = {"pydantic_core"}  # comes with pydantic, which fixes its version


def _run(*command, cwd):
    """Run a command with nothing of this environment's paths."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("PYTHON", "VIRTUAL_ENV"))}
    said = [str(each) for each in command]
    return subprocess.run(said, cwd=cwd, env=kept, capture_output=True, text=True, encoding="utf-8", check=False)


@pytest.fixture(scope="module")
def wheel(tmp_path_factory):
    """The wheel, built from the checkout without isolation."""
    folder = tmp_path_factory.mktemp("wheel")
    built = _run(sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", folder, cwd=ROOT)
    assert built.returncode == 0, built.stdout + built.stderr
    (found,) = folder.glob("*.whl")
    return found


@pytest.fixture(scope="module")
def installed(wheel, tmp_path_factory):
    """The `bin` of an environment in which the wheel is installed, beside the packages of this one."""
    folder = tmp_path_factory.mktemp("environment")
    venv.create(folder, with_pip=False, symlinks=True)
    site = folder / "lib" / f"python{sys.version_info.major}.{sys.version_info.minor}" / "site-packages"
    # A path from a .pth is searched, but .pth files in it are not read: an editable install of the
    # checkout stays out of reach.
    (site / "others.pth").write_text(sysconfig.get_path("purelib") + "\n", encoding="utf-8")
    done = _run(
        sys.executable, "-m", "pip", "--python", folder / "bin" / "python", "--quiet", "--disable-pip-version-check",
        "install", "--no-deps", "--ignore-installed", wheel, cwd=folder,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return folder / "bin"


def test_the_shelf_travels_in_the_wheel(wheel):
    """Every file of contracts/, rules/ and schema/ is in the wheel, under sop_engine/_shelf."""
    names = set(zipfile.ZipFile(wheel).namelist())
    for folder in SHELF:
        here = {path.relative_to(ROOT).as_posix() for path in (ROOT / folder).rglob("*") if path.is_file()}
        assert here, f"{folder}/ is empty"
        assert {f"sop_engine/_shelf/{name}" for name in here} <= names


def test_the_wheel_holds_the_package_and_nothing_beside_it(wheel):
    """The wheel holds the package with its types and its licence; no tests, no caches."""
    names = zipfile.ZipFile(wheel).namelist()
    assert "sop_engine/py.typed" in names
    assert any(name.endswith("/licenses/LICENSE") for name in names)
    assert {name.split("/")[0] for name in names} == {"sop_engine", "sop_engine-0.1.0.dist-info"}
    assert not [name for name in names if "__pycache__" in name or name.endswith(".pyc")]


def test_the_checkout_is_out_of_reach(installed, tmp_path):
    """What is imported is the installed package, and the checkout is not on its path."""
    asked = "import sop_engine, sys; print(sop_engine.__file__); print(*sys.path, sep='\\n')"
    told = _run(installed / "python", "-c", asked, cwd=tmp_path).stdout.splitlines()
    assert Path(told[0]).is_relative_to(installed.parent)
    assert ROOT not in [Path(each) for each in told[1:]]


def test_the_demonstration_runs_from_the_wheel(installed, tmp_path):
    """`sop demo` in an empty folder writes its statements where it is told, and nothing elsewhere."""
    done = _run(installed / "sop", "demo", "--out", "results", cwd=tmp_path)
    assert done.returncode == 0, done.stdout + done.stderr
    assert [each.name for each in tmp_path.iterdir()] == ["results"]
    statements = [path for path in (tmp_path / "results").rglob("*statement*") if path.is_file()]
    assert statements
    assert all(path.stat().st_size > 0 for path in statements)


def test_every_package_that_is_imported_is_asked_for():
    """Whatever the package imports is its own, Python's, or a dependency; an optional one is never needed to begin."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    asked = {_import_name(each) for each in project["dependencies"]} | {"sop_engine"} | PARTS | sys.stdlib_module_names
    optional = {_import_name(each) for extra in project["optional-dependencies"].values() for each in extra}
    wrong = []
    for path in sorted((ROOT / "sop_engine").rglob("*.py")):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        wrong += [f"{path.relative_to(ROOT)}: {name}" for name in _imported(tree) - asked - optional]
        at_once = set().union(*(_imported_by(node) for node in tree.body))
        wrong += [f"{path.relative_to(ROOT)}: {name} at once" for name in at_once & optional]
    assert not wrong


def _import_name(requirement):
    return re.split(r"[>=<\[.]", requirement)[0].replace("-", "_")


def _imported(tree):
    return set().union(*(_imported_by(node) for node in ast.walk(tree)))


def _imported_by(node):
    match node:
        case ast.Import(names=names):
            return {each.name.split(".")[0] for each in names}
        case ast.ImportFrom(module=str(module), level=0):
            return {module.split(".")[0]}
    return set()
