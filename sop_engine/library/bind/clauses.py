"""Clauses: whether no two of them have the same number or decide the same, and each names outcomes that are there."""

from sop_engine.errors import nearest
from sop_engine.library.bind.looking import clauses_in_place, unknown_outcomes
from sop_engine.library.shape import Draft
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
    """The outcomes that a clause names are there; those it prices are asked for by `prices`."""
    for place, clause in clauses_in_place(draft):
        for word in ("outcome", "outcomes"):
            named = getattr(clause, word, ())
            unknown_outcomes(draft, ("clauses", place, word), (named,) if isinstance(named, str) else tuple(named))
        for way, named, _ in clause.tables():
            if len(way) > 1 and way[0] != "prices" and named[0] not in draft.declared("outcomes"):
                near = nearest(named[0], draft.declared("outcomes"))
                draft.wrong("unknown-outcome", ("clauses", place, *way), True, found=named[0], nearest=near)
