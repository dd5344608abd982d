"""Node: the tree of a file in which every value still knows the file and the line it came from."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from sop_engine.errors import Place
from sop_engine.library.read import Path, Source, Spot, Tree


@dataclass(slots=True)
class Node:
    """A value of some file: a text, or a group or list of others; groups and lists may be changed."""

    source: Source
    path: Path
    text: str = ""
    group: "dict[str, Node] | None" = None
    items: "list[Node] | None" = None

    def tree(self) -> Tree:
        """The value as it is written, without where it stands."""
        if self.group is not None:
            return {key: each.tree() for key, each in self.group.items()}
        return [each.tree() for each in self.items] if self.items is not None else self.text

    def said(self) -> str:
        """The value on one line, as a sentence quotes it.

        Example:
            >>> node(Source("a", {"at_most": "£2", "of": ["a", "b"]}, (), {}, {}, ())).said()
            '{at_most: £2, of: [a, b]}'
        """
        if self.group is not None:
            return "{" + ", ".join(f"{key}: {each.said()}" for key, each in self.group.items()) + "}"
        return "[" + ", ".join(each.said() for each in self.items) + "]" if self.items is not None else self.text

    def at(self, *keys: str) -> "Node | None":
        """What stands within groups under these names, if it does."""
        found: Node | None = self
        for key in keys:
            found = found.group.get(key) if found is not None and found.group is not None else None
        return found

    def texts(self) -> list[str]:
        """The texts of a list, or the one text that stands for a list of one."""
        if self.items is not None:
            return [each.text for each in self.items]
        return [self.text] if self.group is None and self.text else []


def node(source: Source, path: Path = (), tree: Tree | None = None) -> Node:
    """The whole of a file, or a part of it, as nodes.

    Example:
        >>> node(Source("a", {"deed": "2"}, (), {}, {}, ())).at("deed").text
        '2'
    """
    value = source.tree if tree is None else tree
    if isinstance(value, dict):
        return Node(source, path, group={key: node(source, (*path, key), each) for key, each in value.items()})
    if isinstance(value, list):
        return Node(source, path, items=[node(source, (*path, i), each) for i, each in enumerate(value)])
    return Node(source, path, text=value or "")


@dataclass(frozen=True, slots=True)
class Merged(Source):
    """A contract with deeds merged into it: as one file of terms, in which each place is that of its own file."""

    whence: Mapping[Path, tuple[Source, Path]]
    """For each value the file it came from, and its path there."""

    def place(self, path: Path, of_key: bool = False) -> Place:
        """Where a value stands, in the contract or in a deed."""
        for length in range(len(path), -1, -1):
            if path[:length] in self.whence:
                source, own = self.whence[path[:length]]
                return source.place(own, of_key)
        return Place(self.name)

    def excerpt(self, place: Place) -> str:
        """The line at that place, of the file it names."""
        sources = {source.name: source for source, _ in self.whence.values()}
        return sources[place.file].excerpt(place) if place.file in sources else ""


def merged(base: Source, root: Node, deeds: Sequence[Source]) -> Merged:
    """The nodes of several files as one file of terms."""
    places: dict[Path, Spot] = {}
    keys: dict[Path, Spot] = {}
    whence: dict[Path, tuple[Source, Path]] = {}
    for path, each in _walk(root, ()):
        whence[path] = (each.source, each.path)
        if each.path in each.source.places:
            places[path] = each.source.places[each.path]
        if each.path in each.source.keys:
            keys[path] = each.source.keys[each.path]
    problems = tuple(each for source in (base, *deeds) for each in source.problems)
    return Merged(base.name, root.tree(), base.lines, places, keys, problems, whence)


def _walk(each: Node, path: Path) -> Iterator[tuple[Path, Node]]:
    yield path, each
    for key, inner in (each.group or {}).items():
        yield from _walk(inner, (*path, key))
    for i, inner in enumerate(each.items or ()):
        yield from _walk(inner, (*path, i))
