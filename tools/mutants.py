"""Mutants: the code is broken in one place at a time, and the proofs must notice.

    python tools/mutants.py [ROOM ...] [--jobs N] [--sample N] [--only TEXT] [--proofs PATH ...] [--list] [--fresh]

A mutant is one change inside a function: a comparison with its boundary moved or turned round,
`+` for `-`, `*` for `+`, `and` for `or`, a `not` or a minus dropped, a whole number one more or one
less, True for False, `min` for `max`, `any` for `all`, a condition that is always or never so, a
filter or a sort left out, a statement left out, None for what is returned.  Not counted are declarations, which
say rather than do: docstrings, annotations, defaults, and what stands in a module or class outside
a function; and texts, which are not changed.

The proofs are collected once.  Each mutant is then a forked process in which the live functions
are given the changed code and the proofs that reach that function are run, the shortest first,
until one fails.  A mutant that no proof notices must be explained in tests/mutants/survivors.yaml.
What was found is kept in out/mutants, so that a run that was stopped goes on where it was: a killed
mutant is not run again while its module stays as it is.
"""

import argparse
import ast
import gc
import hashlib
import json
import os
import signal
import sys
import tempfile
import time
import zlib
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from random import Random
from types import CodeType, FrameType, FunctionType
from typing import Any, NamedTuple

import pytest
from _pytest.runner import runtestprotocol
from ruamel.yaml import YAML

ROOT = Path(__file__).resolve().parents[1]
KEPT = ROOT / "out" / "mutants"
EXPLAINED = ROOT / "tests" / "mutants" / "survivors.yaml"
ROOMS = {
    "units": ("sop_engine/units/*.py",),
    "tables": ("sop_engine/tables.py", "sop_engine/measures/*.py"),
    "clauses": ("sop_engine/clauses/*.py",),
    "forms": ("sop_engine/forms/*.py",),
    "checks": ("sop_engine/checks/*.py",),
}
PROOFS = ("tests/units", "tests/steps", "tests/mechanisms", "tests/conformance", "tests/errors")
"""What is run; and the examples in the docstrings of the modules themselves."""
LEAST = 90
"""So many in a hundred must be killed, in every room."""
LONGEST = 10.0
"""A proof that takes longer than so many seconds is not used."""
AT_MOST = 15.0
"""Proofs of so many seconds together are used for a mutant."""
EXAMPLES = 20
"""How many examples a property is given."""
ONE_IN = {"tests/conformance/": 12, "tests/errors/": 2}
"""Where proofs are many and alike, one in so many is used, drawn by its name."""


class Mutant(NamedTuple):
    """One change: in the tree of a module, a value in the place of another."""

    module: str
    function: str
    mutation: str
    line: int
    outer: str
    """The function of the module or class in which it lies, whose code is exchanged."""
    tree: ast.Module
    change: Callable[[], None]

    @property
    def name(self) -> str:
        """What the mutant is called in the file of survivors."""
        return f"{self.module} | {self.function} | {self.mutation}"


def files(rooms: list[str]) -> list[Path]:
    """The modules of some rooms, in order."""
    return [path for room in rooms for pattern in ROOMS[room] for path in sorted(ROOT.glob(pattern))]


def room_of(module: str) -> str:
    """The room that a module is in."""
    return next(room for room, patterns in ROOMS.items() if any(Path(module).match(each) for each in patterns))


# --------------------------------------------------------------------------- what is changed

ORDER = {ast.Lt: (ast.LtE, ast.GtE), ast.LtE: (ast.Lt, ast.Gt), ast.Gt: (ast.GtE, ast.LtE), ast.GtE: (ast.Gt, ast.Lt)}
EQUAL = {
    ast.Eq: ast.NotEq,
    ast.NotEq: ast.Eq,
    ast.Is: ast.IsNot,
    ast.IsNot: ast.Is,
    ast.In: ast.NotIn,
    ast.NotIn: ast.In,
}
ARITHMETIC = {
    ast.Add: ast.Sub,
    ast.Sub: ast.Add,
    ast.Mult: ast.Add,
    ast.FloorDiv: ast.Mult,
    ast.Div: ast.Mult,
    ast.Mod: ast.FloorDiv,
    ast.Pow: ast.Mult,
}
NAMES = {"min": "max", "max": "min", "any": "all", "all": "any", "sorted": "list"}


def changes(node: ast.AST) -> Iterator[tuple[ast.AST, str]]:
    """What may stand in the place of an expression or a statement, and what one says of it."""
    match node:
        case ast.Compare():
            for i, op in enumerate(node.ops):
                others = ORDER.get(type(op)) or (EQUAL[type(op)],)
                for other in others:
                    ops = [*node.ops[:i], other(), *node.ops[i + 1 :]]
                    yield ast.Compare(node.left, ops, node.comparators), ""
        case ast.BinOp() if type(node.op) in ARITHMETIC and not (is_text(node.left) or is_text(node.right)):
            yield ast.BinOp(node.left, ARITHMETIC[type(node.op)](), node.right), ""
        case ast.BoolOp():
            yield ast.BoolOp(ast.Or() if isinstance(node.op, ast.And) else ast.And(), node.values), ""
        case ast.UnaryOp(op=ast.Not() | ast.USub()):
            yield node.operand, ""
        case ast.Constant(value=bool()):
            yield ast.Constant(not node.value), ""
        case ast.Constant(value=int()):
            yield ast.Constant(node.value + 1), ""
            yield ast.Constant(node.value - 1), ""
        case ast.Call(func=ast.Name(id=name)) if name in NAMES:
            keywords = [] if name == "sorted" else node.keywords
            yield ast.Call(ast.Name(NAMES[name], ast.Load()), node.args, keywords), ""
        case ast.If() | ast.IfExp() | ast.While():
            for value in (True, False):
                if not (isinstance(node, ast.While) and value):
                    fields = {**dict(ast.iter_fields(node)), "test": ast.Constant(value)}
                    yield type(node)(**fields), f"if {ast.unparse(node.test)} -> {value}"
        case ast.comprehension() if node.ifs:
            left_out = " and ".join(map(ast.unparse, node.ifs))
            yield ast.comprehension(node.target, node.iter, [], node.is_async), f"filter {left_out} left out"
        case ast.Return() if node.value is not None and not is_none(node.value):
            yield ast.Return(ast.Constant(None)), f"{short(node)} -> return None"
        case ast.AugAssign() | ast.Expr(value=ast.Call() | ast.Yield() | ast.YieldFrom()) | ast.Raise():
            yield ast.Pass(), f"{short(node)} left out"
        case ast.Continue() | ast.Break():
            yield ast.Pass(), f"{short(node)} left out"
        case ast.Assign(targets=[ast.Subscript() | ast.Attribute()]):
            yield ast.Pass(), f"{short(node)} left out"


def is_text(node: ast.AST) -> bool:
    """Whether an operand is a text, which cannot be subtracted."""
    return isinstance(node, ast.JoinedStr) or (isinstance(node, ast.Constant) and isinstance(node.value, str))


def is_none(node: ast.AST) -> bool:
    """Whether an expression is None already."""
    return isinstance(node, ast.Constant) and node.value is None


def short(node: ast.AST) -> str:
    """The code of a node on one line."""
    text = " ".join(ast.unparse(node).split())
    return text if len(text) <= 100 else text[:97] + "..."


def mutants_of(path: Path) -> list[Mutant]:
    """Every mutant of a module, in the order of its text."""
    module, tree = str(path.relative_to(ROOT)), ast.parse(path.read_text(encoding="utf-8"))
    seen: Counter[tuple[str, str]] = Counter()
    found = []
    for function, outer, node, field, index, line in places(tree):
        old = getattr(node, field) if index is None else getattr(node, field)[index]
        for new, said in changes(old):
            mutation = said or f"{short(old)} -> {short(new)}"
            seen[function, mutation] += 1
            if seen[function, mutation] > 1:
                mutation += f" ({seen[function, mutation]})"
            change = partial(put, node, field, index, new)
            found.append(Mutant(module, function, mutation, line, outer, tree, change))
    return found


def put(node: ast.AST, field: str, index: int | None, new: ast.AST) -> None:
    """Put something in its place in the tree."""
    old = getattr(node, field) if index is None else getattr(node, field)[index]
    if hasattr(old, "lineno"):
        ast.copy_location(new, old)
    if index is None:
        setattr(node, field, new)
    else:
        getattr(node, field)[index] = new


def places(tree: ast.AST) -> Iterator[tuple[str, str, ast.AST, str, int | None, int]]:
    """Every place inside a function: its function, the outer function, the node, field, index and line."""

    def walk(node: ast.AST, names: tuple[str, ...], outer: str, line: int) -> Iterator[Any]:
        for field, value in ast.iter_fields(node):
            if field in ("annotation", "returns", "decorator_list", "args") and isinstance(
                node, ast.FunctionDef | ast.AnnAssign | ast.Lambda
            ):
                continue
            for index, each in enumerate(value) if isinstance(value, list) else ((None, value),):
                if not isinstance(each, ast.AST):
                    continue
                inside, there, here = names, outer, getattr(each, "lineno", line)
                if isinstance(each, ast.FunctionDef | ast.ClassDef):
                    inside = (*names, each.name)
                    there = outer or (".".join(inside) if isinstance(each, ast.FunctionDef) else "")
                if outer and not isinstance(each, ast.FunctionDef):
                    yield ".".join(names), outer, node, field, index, here
                yield from walk(each, inside, there, here)

    yield from walk(tree, (), "", 1)


# --------------------------------------------------------------------------- how it is run


class Running:
    """A plugin of pytest: in the place of one run of all proofs, a run for each mutant."""

    def __init__(self, asked: argparse.Namespace):
        self.asked = asked
        self.failed = False

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        """Measure which proof reaches which function; then run the mutants and show the table."""
        if session.testsfailed:
            raise session.Interrupted("what is to be run cannot be collected")
        from hypothesis import Phase, settings  # not before pytest has started: it rewrites what it finds

        few = settings(max_examples=EXAMPLES, phases=(Phase.explicit, Phase.generate))
        settings.register_profile("mutants", few)
        settings.load_profile("mutants")
        for item in session.items:
            own = getattr(getattr(item, "obj", None), "_hypothesis_internal_use_settings", None)
            if own is not None:
                fewer = settings(own, phases=few.phases, max_examples=min(own.max_examples, EXAMPLES))
                getattr(item.obj, "__func__", item.obj)._hypothesis_internal_use_settings = fewer
        self.items = {item.nodeid: item for item in session.items if drawn(item.nodeid)}
        mutants = chosen(self.asked)
        paths = {each.module for each in mutants}
        self.caches = [each for each in gc.get_objects() if remembers(each)]
        self.reaches = self.reached(paths)
        self.live = live_functions(paths)
        gc.collect()
        gc.freeze()
        results = self.run_all(mutants)
        self.failed = not report(mutants, results, whole=not (self.asked.sample or self.asked.only))
        return True

    def reached(self, paths: set[str]) -> dict[str, tuple[float, set[tuple[str, str]]]]:
        """For each proof how long it takes, and the functions it reaches; measured in processes of their own."""
        seal = hashlib.sha256("\n".join(sorted(self.items)).encode())
        for path in sorted([*files(list(ROOMS)), *ROOT.glob("tests/**/*.py")]):
            seal.update(path.read_bytes())
        KEPT.mkdir(parents=True, exist_ok=True)
        kept = KEPT / "reached.json"
        stored = json.loads(kept.read_text()) if kept.exists() else {}
        if stored.get("seal") != seal.hexdigest():
            print(f"\nmeasuring what {len(self.items):,} proofs reach", flush=True)
            names, jobs = list(self.items), self.asked.jobs
            parts = [KEPT / f"reached-{i}.jsonl" for i in range(jobs)]
            for i, part in enumerate(parts):
                if not os.fork():
                    quiet()
                    self.measure(names[i * len(names) // jobs : (i + 1) * len(names) // jobs], part)
                    os._exit(0)
            ends = [os.wait()[1] for _ in parts]
            if any(ends):
                raise RuntimeError("what the proofs reach could not be measured")
            lines = [json.loads(line) for part in parts for line in part.read_text().splitlines()]
            stored = {"seal": seal.hexdigest(), "proofs": {name: found for name, *found in lines}}
            kept.write_text(json.dumps(stored))
        return {
            name: (seconds, {(path, each) for path, there in functions.items() if path in paths for each in there})
            for name, (seconds, holds, functions) in stored["proofs"].items()
            if holds and seconds <= LONGEST
        }

    def measure(self, names: list[str], part: Path) -> None:
        """Write down of some proofs how long each takes, whether it holds, and the functions that it reaches."""
        reached: set[tuple[str, str]] = set()
        sys.reached = reached.add  # type: ignore[attr-defined]
        probe(files(list(ROOMS)))
        signal.signal(signal.SIGALRM, too_long)
        with part.open("w") as out:
            for name, after in zip(names, [*names[1:], None], strict=True):
                following = self.items[after] if after else None
                reached.clear()
                for each in self.caches:  # what is remembered from the proof before would not be reached
                    each.cache_clear()
                began = time.perf_counter()
                signal.setitimer(signal.ITIMER_REAL, 2 * LONGEST)
                try:
                    reports = runtestprotocol(self.items[name], log=False, nextitem=following)
                    holds = all(each.passed for each in reports)
                except TimeoutError:
                    holds = False
                signal.setitimer(signal.ITIMER_REAL, 0)
                functions: dict[str, list[str]] = defaultdict(list)
                for path, function in sorted(reached):
                    functions[path].append(function)
                out.write(json.dumps([name, time.perf_counter() - began, holds, functions]) + "\n")
                out.flush()

    def run_all(self, chosen: list[Mutant]) -> dict[str, str]:
        """What becomes of each mutant: the proof that kills it, or nothing."""
        kept = KEPT / "results.json"
        stored = json.loads(kept.read_text()) if kept.exists() and not self.asked.fresh else {}
        text = {path: hashlib.sha256((ROOT / path).read_bytes()).hexdigest() for path in {m.module for m in chosen}}
        results, active = {}, {}
        began = time.perf_counter()
        waiting = []
        for each in chosen:
            killed, seal = stored.get(each.name, ("", ""))
            if killed and seal == text[each.module]:
                results[each.name] = killed
            else:
                waiting.append(each)
        print(f"\n{len(results):,} mutants are known to be killed, {len(waiting):,} are run", flush=True)
        todo = iter(waiting)
        while True:
            while len(active) < self.asked.jobs and (mutant := next(todo, None)) is not None:
                proofs = self.proofs(mutant)
                read, write = os.pipe()
                pid = os.fork()
                if not pid:
                    os.close(read)
                    self.run(mutant, proofs, write)
                os.close(write)
                active[pid] = mutant, read
            if not active:
                break
            pid, status = os.wait()
            if pid not in active:
                continue
            mutant, read = active.pop(pid)
            with os.fdopen(read) as pipe:
                said = pipe.read()
            if status and not os.WIFSIGNALED(status):
                raise RuntimeError(f"the run of a mutant came to no end: {mutant.name}")
            results[mutant.name] = said or ("timeout" if status else "")
            stored[mutant.name] = results[mutant.name], text[mutant.module]
            if not results[mutant.name]:
                print(f"  not noticed: {mutant.module}:{mutant.line} {mutant.function}: {mutant.mutation}", flush=True)
            if len(results) % 50 == 0:
                kept.write_text(json.dumps(stored))
                print(f"{len(results):,} of {len(chosen):,}, {time.perf_counter() - began:.0f} s", flush=True)
        KEPT.mkdir(parents=True, exist_ok=True)
        kept.write_text(json.dumps(stored))
        print(f"{len(waiting):,} mutants in {time.perf_counter() - began:.0f} s")
        return results

    def proofs(self, mutant: Mutant) -> list[pytest.Item]:
        """The proofs that reach the function of a mutant, the shortest first."""
        there = mutant.module, mutant.outer
        found = sorted((seconds, name) for name, (seconds, reached) in self.reaches.items() if there in reached)
        proofs, total = [], 0.0
        for seconds, name in found:
            total += seconds
            if total > AT_MOST:
                break
            proofs.append(self.items[name])
        return proofs

    def run(self, mutant: Mutant, proofs: list[pytest.Item], out: int) -> None:
        """In a process of its own: exchange the code, and run proofs until one fails."""
        quiet()
        gc.disable()
        signal.signal(signal.SIGALRM, signal.SIG_DFL)
        try:
            install(mutant, self.live)
            for each in self.caches:
                each.cache_clear()
        except Exception as error:  # the mutant is no program
            os.write(out, f"no program: {error}".encode())
            os._exit(0)
        for i, item in enumerate(proofs):  # there may be none
            following = proofs[i + 1] if i + 1 < len(proofs) else None
            signal.setitimer(signal.ITIMER_REAL, 6 * LONGEST)
            if any(each.failed for each in runtestprotocol(item, log=False, nextitem=following)):
                os.write(out, item.nodeid.encode())
                break
        os._exit(0)


def chosen(asked: argparse.Namespace) -> list[Mutant]:
    """The mutants that are asked for; a sample is the same on every run."""
    found = [each for path in files(asked.rooms or list(ROOMS)) for each in mutants_of(path)]
    found = [each for each in found if asked.only in each.name]
    if asked.sample and asked.sample < len(found):
        found = [found[i] for i in sorted(Random(1).sample(range(len(found)), asked.sample))]
    return found


def probe(paths: list[Path]) -> None:
    """Have every function of some modules say that it is reached."""
    names = {str(path.relative_to(ROOT)) for path in paths}
    live = live_functions(names)
    for path in paths:
        module, tree = str(path.relative_to(ROOT)), ast.parse(path.read_text(encoding="utf-8"))
        tops = [node for node in tree.body if isinstance(node, ast.FunctionDef)]
        called = [(node.name, node) for node in tops]
        for top in tree.body:
            if isinstance(top, ast.ClassDef):
                called += [(f"{top.name}.{node.name}", node) for node in top.body if isinstance(node, ast.FunctionDef)]
        for name, node in called:
            said = ast.parse(f"__import__('sys').reached(({module!r}, {name!r}))").body
            node.body = [*node.body[:1], *said, *node.body[1:]] if ast.get_docstring(node) else [*said, *node.body]
        code = compile(ast.fix_missing_locations(tree), str(path), "exec")
        for name, _ in called:
            for function in live.get((module, name), []):
                function.__code__ = find(code, name)


def too_long(number: int, frame: FrameType | None) -> None:
    """A proof takes too long to be used."""
    raise TimeoutError


def drawn(proof: str) -> bool:
    """Whether a proof is used."""
    one_in = next((number for folder, number in ONE_IN.items() if proof.startswith(folder)), 1)
    return zlib.crc32(proof.encode()) % one_in == 0


def live_functions(paths: set[str]) -> dict[tuple[str, str], list[FunctionType]]:
    """The functions of some modules that are there, by module and name, however they are wrapped."""
    names = {str(ROOT / path): path for path in paths}
    live = defaultdict(list)
    for each in gc.get_objects():
        if isinstance(each, FunctionType) and each.__code__.co_filename in names:
            live[names[each.__code__.co_filename], each.__code__.co_qualname].append(each)
    return live


def install(mutant: Mutant, live: dict[tuple[str, str], list[FunctionType]]) -> None:
    """Give the functions that are there the code of a mutant."""
    path = ROOT / mutant.module
    mutant.change()
    code = find(compile(ast.fix_missing_locations(mutant.tree), str(path), "exec"), mutant.outer)
    functions = live.get((mutant.module, mutant.outer), [])
    if not functions:
        raise LookupError(f"{mutant.outer} is not there")
    for function in functions:
        function.__code__ = code


def remembers(each: object) -> bool:
    """Whether an object is a function of the engine that remembers what it answered."""
    return hasattr(type(each), "cache_clear") and str(getattr(each, "__module__", "")).startswith("sop_engine")


def find(code: CodeType, name: str) -> CodeType:
    """The code of a function within that of its module."""
    waiting = [code]
    while waiting:
        each = waiting.pop()
        if each.co_qualname == name:
            return each
        waiting += [inner for inner in each.co_consts if isinstance(inner, CodeType)]
    raise LookupError(name)


def quiet() -> None:
    """Nothing is shown of what a mutant does."""
    nothing = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nothing, 1)
    os.dup2(nothing, 2)


# --------------------------------------------------------------------------- what is said


def explanations() -> dict[str, str]:
    """Why each survivor is none, as the file of survivors says it."""
    entries = YAML(typ="safe").load(EXPLAINED.read_text(encoding="utf-8")) if EXPLAINED.exists() else []
    return {f"{each['module']} | {each['function']} | {each['mutation']}": each["why"] for each in entries or []}


def report(chosen: list[Mutant], results: dict[str, str], whole: bool) -> bool:
    """The table of what was killed; answers whether enough was, and every survivor is explained."""
    explained, good = explanations(), True
    rows: dict[str, list[int]] = {}
    for room in dict.fromkeys(room_of(each.module) for each in chosen):
        rows[room] = [0, 0, 0]
    for each in chosen:
        killed = bool(results[each.name])
        for key in (each.module, room_of(each.module)):
            row = rows.setdefault(key, [0, 0, 0])
            row[0] += 1
            row[1] += killed
            row[2] += not killed and each.name in explained
        if not killed and each.name not in explained:
            good = False
            print(f"not explained: {each.module}:{each.line} | {each.function} | {each.mutation}")
        if killed and each.name in explained:
            good = False
            print(f"explained, but killed by {results[each.name]}: {each.name}")
    if whole:
        names, rooms = {each.name for each in chosen}, {each.module for each in chosen}
        for name in explained:
            if name not in names and name.split(" | ")[0] in rooms:
                good = False
                print(f"explained, but there is no such mutant: {name}")
    print(f"\n{'':44}{'mutants':>9}{'killed':>9}{'explained':>11}{'per cent':>10}")
    for key in [*sorted(key for key in rows if "/" in key), *(key for key in rows if "/" not in key)]:
        total, killed, why = rows[key]
        print(f"{key:44}{total:>9,}{killed:>9,}{why:>11,}{100 * killed / total:>10.1f}")
        good = good and ("/" in key or 100 * killed >= LEAST * total)
    return good


def main() -> int:
    """Run what is asked for; answers 0 if enough mutants are killed and every survivor is explained."""
    asking = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asking.add_argument("rooms", nargs="*", help="rooms; all of them when none is named")
    asking.add_argument("--jobs", type=int, default=2, help="how many processes at once")
    asking.add_argument("--sample", type=int, help="so many of the mutants, drawn the same on every run")
    asking.add_argument("--only", default="", help="the mutants whose name has this text in it")
    asking.add_argument("--proofs", nargs="+", help="these proofs only, to try new ones; what is found is not kept")
    asking.add_argument("--list", action="store_true", help="name the mutants and run nothing")
    asking.add_argument("--fresh", action="store_true", help="run again what was killed before")
    asked = asking.parse_args()
    if asked.list:
        for each in chosen(asked):
            print(each.name)
        return 0
    os.chdir(ROOT)
    modules = [str(path.relative_to(ROOT)) for path in files(list(ROOMS))]
    running = Running(asked)
    proofs = asked.proofs or [*PROOFS, *modules]
    if asked.proofs:
        global KEPT
        KEPT = Path(tempfile.mkdtemp(prefix="mutants-"))
    code = pytest.main(["-q", "--no-header", "-p", "no:cacheprovider", "-s", *proofs], plugins=[running])
    return int(running.failed or code not in (pytest.ExitCode.OK, pytest.ExitCode.NO_TESTS_COLLECTED))


if __name__ == "__main__":
    sys.exit(main())
