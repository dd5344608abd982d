"""Looking: the readings of a draft that several questions share."""

from collections.abc import Iterator
from typing import Any

from sop_engine.errors import nearest
from sop_engine.library.shape import Draft, Path
from sop_engine.terms.check import Check, OnRecords, walk
from sop_engine.terms.clause import Clause
from sop_engine.units.days import as_date


def clauses_in_place(draft: Draft) -> Iterator[tuple[int, Clause]]:
    """The clauses that could be read, each with its place in the list of the file."""
    yield from zip(draft.clause_places, draft.get("clauses") or (), strict=False)


def written_clauses(draft: Draft) -> list[dict[str, Any]]:
    """The clauses as the file has them: what could not be read still counts as said."""
    written = draft.at(("clauses",))
    return [each for each in written if isinstance(each, dict)] if isinstance(written, list) else []


def checks_on_records(draft: Draft) -> Iterator[tuple[str, Path, Any, list[Check]]]:
    """Every check on records: its outcome, its place, itself, and the parts of an all_of that stand before it."""
    for name, outcome in (draft.get("outcomes") or {}).items():
        above: dict[Path, Check] = {}
        for way, check in walk(outcome.shown_by):
            above[way] = check
            if isinstance(check, OnRecords):
                before = [
                    above[*way[: i + 1], k]
                    for i in range(0, len(way), 2)
                    if way[i] == "all_of"
                    for k in range(int(way[i + 1]))
                ]
                yield name, ("outcomes", name, "shown_by", *way), check, before


def item(draft: Draft, path: Path, i: int) -> Path:
    """The way to a member of a list; where one text stands for a list of one, to that text."""
    return (*path, i) if isinstance(draft.at(path), list) else path


def as_written(way: Path) -> Path:
    """A way within tables with its days as the file has them: in the terms they are numbers."""
    return tuple(as_date(int(step)).isoformat() if i and way[i - 1] == "dated" else step for i, step in enumerate(way))


def unknown_outcomes(draft: Draft, path: Path, names: tuple[str, ...]) -> None:
    """Note each name, of those that stand at a place, that is no outcome."""
    outcomes = draft.declared("outcomes")
    for i, name in enumerate(names):
        if name not in outcomes:
            draft.wrong("unknown-outcome", item(draft, path, i), found=name, nearest=nearest(name, outcomes))


def unknown_record(draft: Draft, path: Path, name: str) -> bool:
    """Whether no record has this name; then it is noted."""
    declared = draft.declared("records")
    if name in declared:
        return False
    draft.wrong("unknown-record", path, found=name, nearest=nearest(name, declared))
    return True
