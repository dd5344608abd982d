"""A question: what is asked, how the answer is read, and when it is asked at all."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

Path = tuple[str | int, ...]
Said = str | list[str] | dict[str, str]
"""An answer: a text, several, or one for each of some names; always as it will stand in the contract."""


@dataclass(frozen=True, slots=True)
class Scope:
    """What has been answered so far: here, and in the groups around."""

    here: dict[str, Any]
    above: Scope | None = None

    def get(self, key: str) -> Any:
        """An answer by its name, from here or from the nearest group around that has it; None where none has.

        Example:
            >>> Scope({"kind": "record"}, Scope({"currency": "GBP"})).get("currency")
            'GBP'
        """
        if key in self.here or self.above is None:
            return self.here.get(key)
        return self.above.get(key)

    @property
    def whole(self) -> dict[str, Any]:
        """All answers so far."""
        return self.here if self.above is None else self.above.whole

    def around(self, key: str) -> dict[str, Any]:
        """The nearest group, this one or one around it, that has an answer of that name."""
        if key in self.here or self.above is None:
            return self.here
        return self.above.around(key)


def always(scope: Scope) -> bool:
    """Every time."""
    return True


def never(scope: Scope) -> bool:
    """At no time."""
    return False


def required(scope: Scope) -> None:
    """It must be answered."""


@dataclass(frozen=True, slots=True)
class Question:
    """One entry of the table: a new kind of answer is a new entry.

    `read` gives the answer as it will stand in the contract, or raises a code of the catalogue.
    """

    key: str
    asks: str
    help: str
    read: Callable[[str, Scope], str]
    default: Callable[[Scope], str | None] = required
    """What no answer means, where that is harmless: "" that there is none, None that it must be answered."""
    when: Callable[[Scope], bool] = always
    only: str = ""
    """When it is asked, in words."""
    many: bool = False
    """Whether the answer may be several texts, with commas between them."""
    alone: Callable[[Scope], bool] = never
    """When it is one text all the same, commas and all."""
    each: Callable[[Scope], Sequence[str]] | None = None
    """The names for each of which it is asked."""


@dataclass(frozen=True, slots=True)
class Group:
    """Questions that belong together; with `many`, asked for one thing after the other."""

    key: str
    asks: str
    questions: tuple[Question | Group, ...]
    help: str = ""
    many: bool = False
    least: int = 1
    another: str = "Another?"
    when: Callable[[Scope], bool] = always
    only: str = ""
    short: str = ""
    """The question that a text alone answers."""
    fit: Callable[[Scope], object] = always
    """Whether the answers fit together; raises a code of the catalogue."""
    optional: bool = False
    """Whether it may be left out as a whole."""


def texts(tree: Any) -> Iterator[str]:
    """Every text within some answers.

    Example:
        >>> list(texts({"a": [{"b": "1"}, "2"]}))
        ['1', '2']
    """
    if isinstance(tree, str):
        yield tree
    for each in tree.values() if isinstance(tree, dict) else tree if isinstance(tree, list) else ():
        yield from texts(each)


def nodes(tree: Any) -> Iterator[dict[str, Any]]:
    """Every group of answers within some answers, in the order of the questions.

    Example:
        >>> [sorted(each) for each in nodes({"a": [{"b": "1"}]})]
        [['a'], ['b']]
    """
    if isinstance(tree, dict):
        yield tree
        for each in tree.values():
            yield from nodes(each)
    elif isinstance(tree, list):
        for each in tree:
            yield from nodes(each)
