"""Hold the two reckonings together over contracts and histories that are made up; `python -m tests.oracle.agree`."""

import argparse
import json
import os
import time
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor, as_completed
from datetime import date
from hashlib import sha256
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from typing import Any

from sop_engine.errors import TermsError
from tests.oracle.compared import differences, loaded
from tests.oracle.generate import Chance, a_contract, a_history, written
from tests.oracle.reduce import reduced

FAILING = Path(__file__).parent / "failing"
"""The smallest examples on which the two once differed, each with the day of the run: they are tried every time."""
HISTORIES = 6
"""Histories for each contract: reading a contract takes longer than working out a history."""
AT_ONCE = 25
"""Contracts that a process takes at a time."""
ENOUGH = 8
"""Differences after which a long run stops."""
Example = dict[str, Any]
"""A contract, its files and its days, as they are kept."""


def agree(many: int, histories: int, number: int) -> tuple[Counter[str], list[str]]:
    """Make up so many contracts from a seed, each with a few histories, and hold the two reckonings together.

    Gives figures, and what was found where they differ: the smallest such example is written into `failing`, to be
    kept. The first difference ends it.
    """
    figures: Counter[str] = Counter()
    chance = Chance(Random(number))
    with TemporaryDirectory() as folder:
        while figures["contracts"] < many:
            tree = a_contract(chance)
            try:
                agreed = loaded(Path(folder), tree)
            except TermsError:
                figures["refused"] += 1
                continue
            figures["contracts"] += 1
            for _ in range(histories):
                files, as_at, known_at = a_history(chance, tree)
                try:
                    due, differ = differences(agreed, tree, files, as_at, known_at)
                except Exception:  # whatever either of them stumbles over is looked at below, and told
                    due, differ = [], "one of the two could not work it out"
                earned, parts = sum(abs(paid.gross) for paid in due), sum(len(paid.parts) for paid in due)
                figures.update(pairs=1, claims=len(due), pence=earned, parts=parts)
                if differ:
                    example = {"contract": tree, "files": files, "as_at": str(as_at), "known_at": str(known_at)}
                    smallest = reduced(example, lambda each: kind_of_difference(each, Path(folder)))
                    return figures, [f"seed {number}: {keep(smallest)}\n{told_of(smallest, Path(folder))}"]
    return figures, []


def difference(example: Example, folder: Path) -> str:
    """Where the two differ on an example: empty where they agree.

    Raises:
        TermsError: The contract is refused.
    """
    days = date.fromisoformat(example["as_at"]), date.fromisoformat(example["known_at"])
    agreed = loaded(folder, example["contract"])
    return differences(agreed, example["contract"], example["files"], *days)[1]


def kind_of_difference(example: Example, folder: Path) -> str:
    """What is wrong with an example, in a word; empty where nothing is."""
    try:
        return "differs" if difference(example, folder) else ""
    except TermsError:
        return ""
    except Exception as error:
        return f"{type(error).__name__} {error}"[:40]


def told_of(example: Example, folder: Path) -> str:
    """An example in full, and where the two differ on it."""
    try:
        differ = difference(example, folder)
    except Exception as error:
        differ = f"{type(error).__name__}: {error}"
    rows = "\n".join(f"{kind}: {row}" for kind, rows in example["files"].items() for row in rows)
    return f"{written(example['contract'])}\n{rows}\n{example['as_at']}, {example['known_at']}\n{differ}"


def keep(example: Example) -> Path:
    """Write an example into the folder of those that once failed, named by its content."""
    text = json.dumps(example, indent=1, ensure_ascii=False) + "\n"
    FAILING.mkdir(exist_ok=True)
    file = FAILING / f"{sha256(text.encode()).hexdigest()[:12]}.json"
    file.write_text(text, encoding="utf-8")
    return file


def agree_over_many(
    pairs: int, first: int, processes: int | None = None, tell: Callable[[str], Any] = print
) -> tuple[Counter[str], list[str]]:
    """The same in several processes, telling how far it came after each batch: figures, and what differed."""
    begun, figures, differing = time.monotonic(), Counter[str](), list[str]()
    batches = -(-pairs // (AT_ONCE * HISTORIES))
    with ProcessPoolExecutor(processes) as pool:
        running = [pool.submit(agree, AT_ONCE, HISTORIES, first + batch) for batch in range(batches)]
        for done in as_completed(running):
            more, differ = done.result()
            figures.update(more)
            differing += differ
            for each in differ:
                tell(each)
            tell(told(figures, time.monotonic() - begun))
            if len(differing) >= ENOUGH:
                pool.shutdown(cancel_futures=True)
                break
    return figures, differing


def told(figures: Counter[str], seconds: float) -> str:
    """The figures of a run in a line."""
    return (
        f"{figures['pairs']:,} pairs of a contract and a history ({figures['contracts']:,} contracts; "
        f"{figures['refused']:,} more refused by the loader): {figures['claims']:,} claims, "
        f"£{figures['pence'] / 100:,.2f} earned, {figures['parts']:,} parts of payers; "
        f"{seconds:.0f} s, {1000 * seconds / max(1, figures['pairs']):.0f} ms a pair"
    )


def a_seed() -> int:
    """A seed that nobody has seen before."""
    return int.from_bytes(os.urandom(4), "big")


def main() -> int:
    """From the command line: 1 where they differ."""
    ask = argparse.ArgumentParser(prog="python -m tests.oracle.agree", description=__doc__)
    ask.add_argument("--pairs", type=int, default=50_000, help="pairs of a contract and a history (50,000)")
    ask.add_argument("--seed", type=int, default=None, help="the first seed, as printed by another run")
    ask.add_argument("--processes", type=int, default=None, help="processes at once (one for each processor)")
    said = ask.parse_args()
    first = a_seed() if said.seed is None else said.seed
    print(f"from seed {first}", flush=True)
    _, differing = agree_over_many(said.pairs, first, said.processes, lambda line: print(line, flush=True))
    print("they differ" if differing else "they agree to the penny", flush=True)
    return 1 if differing else 0


if __name__ == "__main__":
    raise SystemExit(main())
