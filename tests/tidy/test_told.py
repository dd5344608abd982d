"""The core is told, and never asks: no clock, no environment, no chance, and files only where files are handled."""

import ast

import pytest

from tests.tidy.checkout import PACKAGE, ROOT, modules

_DOORS = {"cli", "api", "web", "jobs", "bootstrap", "store", "__main__"}
_READERS = _DOORS | {"library", "intake", "service"}
_WRITERS = _DOORS | {"service"}

_CLOCK = {"now", "utcnow", "today", "time_ns", "perf_counter", "monotonic", "localtime", "gmtime"}
_SURROUNDINGS = {"environ", "getenv", "getcwd", "gethostname", "getuser", "uuid1", "uuid4", "urandom", "token_hex"}
_READS = {"read_text", "read_bytes", "open", "iterdir", "glob", "rglob", "exists", "is_file", "is_dir"}
_WRITES = {"write_text", "write_bytes", "mkdir", "unlink", "rmdir", "rmtree", "copytree", "touch"}


def asked(source: str, reads: bool = False, writes: bool = False) -> list[str]:
    """What a module asks of the world, as `line what`; reading and writing files may be allowed."""
    tree = ast.parse(source)
    found = []
    for node in ast.walk(tree):
        match node:
            case ast.Attribute(attr=name) if name in _CLOCK | _SURROUNDINGS:
                found.append((node.lineno, name))
            case ast.Attribute(value=ast.Name(id="time"), attr="time"):
                found.append((node.lineno, "time.time"))
            case ast.ImportFrom(module=module, names=names):
                wanted = {each.name for each in names} & (_CLOCK | _SURROUNDINGS)
                found += [(node.lineno, f"{module}.{name}") for name in sorted(wanted)]
            case ast.Attribute(value=ast.Attribute(attr="random"), attr=name) if name not in _SEEDED:
                found.append((node.lineno, f"random.{name}"))
            case ast.Call(func=ast.Attribute(attr="default_rng"), args=[], keywords=[]):
                found.append((node.lineno, "default_rng without a seed"))
            case ast.Call(func=ast.Name(id="open")) if not reads:
                found.append((node.lineno, "open"))
            case ast.Call(func=ast.Attribute(attr=name) as method) if (
                (name in _READS and not reads) or (name in _WRITES and not writes)
            ) and not _of_the_package(method.value):
                found.append((node.lineno, name))
    return [f"{line} {what}" for line, what in sorted(found)]


_SEEDED = {"default_rng", "Generator", "PCG64", "Philox", "SeedSequence"}


def _of_the_package(node: ast.AST) -> bool:
    """Whether a path begins at `importlib.resources.files`: then it is a part of the package, not of the world."""
    return any(
        isinstance(each, ast.Call) and "files" in (getattr(each.func, "id", ""), getattr(each.func, "attr", ""))
        for each in ast.walk(node)
    )


def _room(path):
    return path.relative_to(PACKAGE).parts[0].removesuffix(".py")


def test_no_room_below_the_doors_asks_the_world():
    """No room below the doors asks the day, the environment or chance; only some rooms handle files."""
    wrong = [
        f"{path.relative_to(ROOT)}:{each}"
        for path in modules()
        if _room(path) not in _DOORS
        for each in asked(path.read_text(encoding="utf-8"), _room(path) in _READERS, _room(path) in _WRITERS)
    ]
    assert not wrong


@pytest.mark.parametrize("source", [
    "datetime.now()", "date.today()", "pd.Timestamp.now()", "time.time()", "from time import perf_counter",
    "os.environ['A']", "from os import getenv", "np.random.random()", "np.random.default_rng()", "uuid.uuid4()",
    "open('x')", "Path('x').read_text()", "path.write_text('')",
])
def test_asking_is_found(source):
    """Each way to ask the world is found."""
    assert asked(source)


@pytest.mark.parametrize("source", [
    "run.as_at", "known_at + 1", "line.time", "np.random.default_rng(seed)",
    "files('sop_engine').joinpath('a').read_text()",
])
def test_being_told_is_let_through(source):
    """What is told, seeded, or a part of the package is let through."""
    assert not asked(source)


def test_rooms_that_handle_files_may_read_them():
    """Where reading is allowed, reading is not asking; writing still is."""
    assert not asked("path.read_text()", reads=True)
    assert asked("path.write_text('')", reads=True)
