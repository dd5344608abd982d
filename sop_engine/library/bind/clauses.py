"""Clauses: whether no two of them have the same number or decide the same, and each names outcomes that are there."""

from sop_engine.errors import nearest
from sop_engine.library.bind.looking import clauses_in_place
from sop_engine.library.shape import Draft, Path
from sop_engine.terms.clause import Clause


def numbers(draft: Draft) -> None:
    """No two clauses have the same number."""
    first: dict[str, int] = {}
    for place, number in enumerate(
        draft.at(("clauses", i, "clause")) for i in range(len(draft.at(("clauses",)) or ()))
    ):
        if isinstance(number, str) and number.strip() in first:
            line = draft.source.place(("clauses", first[number.strip()], "clause")).line
            draft.wrong("clause-repeated", ("clauses", place, "clause"), clause=number, first=line)
        elif isinstance(number, str) and number.strip():
            first[number.strip()] = place


def decided_twice(draft: Draft) -> None:
    """No two clauses decide the same: the price of an outcome, who pays for it, or the same cap."""
    decided: dict[tuple[str, ...], Clause] = {}
    for place, clause in clauses_in_place(draft):
        for key, way, what in clause.decides(tuple(draft.declared("outcomes"))):
            if key in decided:
                first = decided[key].clause
                here = ("clauses", place, *way)
                draft.wrong("decided-twice", here, bool(way), first=first, second=clause.clause, what=what)
            decided.setdefault(key, clause)


def outcomes(draft: Draft) -> None:
    """The outcomes that a clause names are there, each once; those it prices are asked for by `prices`."""
    declared = draft.declared("outcomes")
    for place, clause in clauses_in_place(draft):
        named: set[str] = set()
        for way, name in clause.mentions():
            path = _as_written(draft, ("clauses", place, *way))
            if name not in declared:
                draft.wrong("unknown-outcome", path, found=name, nearest=nearest(name, declared))
            elif name in named and name in clause.named() and way[0] in ("routes", "parts"):
                draft.wrong("named-twice", path, found=name)
            named.add(name)
        for way, of, _ in clause.tables():
            if len(way) > 1 and way[0] != "prices" and of[0] not in declared:
                here = ("clauses", place, *way)
                draft.wrong("unknown-outcome", here, True, found=of[0], nearest=nearest(of[0], declared))


def _as_written(draft: Draft, path: Path) -> Path:
    """The way in the file: where one text stands for a list of one, there is no step into a list."""
    way: Path = ()
    for step in path:
        if isinstance(step, str) or isinstance(draft.at(way), list):
            way = (*way, step)
    return way
