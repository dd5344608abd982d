"""Make an example on which two reckonings differ smaller: what can go without the difference going, goes."""

import time
from collections.abc import Callable, Iterator
from copy import deepcopy
from typing import Any

Example = dict[str, Any]
SECONDS = 60.0
"""How long is spent on making one smaller."""

WHOLE_FIELDS = 4
"""How deep what records say is taken apart: `contract`, `records`, the record, its `fields`."""


def reduced(example: Example, what: Callable[[Example], str], seconds: float = SECONDS) -> Example:
    """The smallest example found with what is wrong with the first: rows go, then whatever the contract can do without.

    `what` says in a word what is wrong with an example, and nothing where nothing is.
    """
    wrong, until = what(example), time.monotonic() + seconds
    smaller = True
    while smaller:
        smaller = False
        for without in (fewer_rows, less_contract):
            tried: set[tuple[Any, ...]] = set()
            while (step := next((w for w in without(example) if w not in tried), None)) is not None:
                if time.monotonic() > until:
                    return example
                less = without_it(example, step)
                if what(less) == wrong:
                    example, smaller = less, True
                else:
                    tried.add(step)
    return example


def fewer_rows(example: Example) -> Iterator[tuple[Any, ...]]:
    """Ways to the rows: from halves of a file down to single ones."""
    for kind, rows in example["files"].items():
        size = len(rows)
        while size:
            for begin in range(0, len(rows), size):
                yield ("files", kind, slice_of(begin, size))
            size //= 2


def slice_of(begin: int, size: int) -> str:
    """Some rows, as a word that can be kept in a set."""
    return f"{begin}:{begin + size}"


def less_contract(example: Example) -> Iterator[tuple[Any, ...]]:
    """Ways to the parts of a contract, the large ones first."""
    level: list[tuple[tuple[Any, ...], Any]] = [(("contract",), example["contract"])]
    while level:
        below = []
        for way, tree in level:
            if way[1:2] == ("records",) and (len(way) > WHOLE_FIELDS or way[3:] not in ((), ("fields",))):
                continue  # a part of a field that goes makes rows bad, which is another difference
            keys = list(tree) if isinstance(tree, dict) else range(len(tree)) if isinstance(tree, list) else ()
            for key in keys:
                yield (*way, key)
                below.append(((*way, key), tree[key]))
        level = below


def without_it(example: Example, way: tuple[Any, ...]) -> Example:
    """An example without what a way leads to."""
    less = deepcopy(example)
    place: Any = less
    for step in way[:-1]:
        place = place[step]
    if way[0] == "files":
        begin, end = way[-1].split(":")
        del place[int(begin) : int(end)]
    else:
        del place[way[-1]]
    return less
