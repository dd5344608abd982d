"""Bind: whether the terms of a contract fit together.  Each function asks one thing of a draft.

What a name points at, whether two clauses decide the same, whether each outcome has a price and a
payer, whether every order is total.  Nothing is settled here by a default.
"""

from typing import Any

from sop_engine.library.bind import (
    clauses,
    days,
    held,
    holds,
    limits,
    measures,
    outcomes,
    prices,
    records,
    shares,
    subjects,
)
from sop_engine.library.bind.looking import clauses_in_place
from sop_engine.library.shape import Draft, capital, describe
from sop_engine.terms.clause import Clause
from sop_engine.terms.contract import ASKED, StandardTerms
from sop_engine.terms.measure import MeanOf

QUESTIONS = (
    records.period,
    records.enrolment,
    records.names,
    records.marks,
    subjects.cohorts,
    measures.measured,
    measures.circles,
    measures.never_measured,
    outcomes.checks,
    measures.compared_measures,
    measures.priced_by,
    subjects.together,
    subjects.subjects,
    subjects.days_of_measures,
    subjects.claims,
    outcomes.prerequisites,
    outcomes.circles,
    records.flags,
    clauses.numbers,
    prices.priced,
    prices.dated,
    prices.categories,
    prices.numbers,
    clauses.outcomes,
    limits.room,
    limits.dates,
    limits.groups,
    limits.parts,
    limits.after_prices,
    limits.windows_first,
    limits.known_days,
    limits.orders,
    holds.anchors,
    holds.circles,
    holds.subjects,
    holds.cohorts,
    holds.periods,
    shares.whole,
    clauses.decided_twice,
    shares.payable,
    shares.pots,
    days.nations,
    days.ends,
    days.held_in_working_days,
    held.one_way,
    held.from_first_to_last,
    held.counted,
    held.periods,
    held.exceptions,
    held.lengths,
    outcomes.windows,
    outcomes.not_yet,
)
"""What is asked of every draft, in the order in which it is told."""


def bind(draft: Draft, standard: StandardTerms | None, asking: bool = True) -> None:
    """Ask everything of a draft, and note what is wrong; fill in what the standard terms state.

    `asking` is false where the standard terms were named wrongly: what they would have stated is
    then not asked for a second time.
    """
    if asking:
        adopt(draft, standard)
    for ask in QUESTIONS:
        ask(draft)


def adopt(draft: Draft, standard: StandardTerms | None) -> None:
    """What the contract leaves open and the standard terms state; what neither states is asked for."""
    stated = {name: each.value for name, each in standard.terms.items()} if standard else {}
    tree = draft.source.tree if isinstance(draft.source.tree, dict) else {}
    for name, values in ASKED.items():
        if name not in tree:
            if stated.get(name) in values:
                draft.values[name] = stated[name]
            else:
                draft.wrong("term-not-stated", (), of="The contract", key=name, values=" or ".join(values))
    draft.values["measures"] = {
        name: measure.model_copy(update={"never_measured": stated["never_measured"]})
        if isinstance(measure, MeanOf) and measure.never_measured is None and "never_measured" in stated
        else measure
        for name, measure in (draft.get("measures") or {}).items()
    }
    draft.values["clauses"] = tuple(_adopted(draft, i, clause, stated) for i, clause in clauses_in_place(draft))


def _adopted(draft: Draft, place: int, clause: Clause, stated: dict[str, Any]) -> Clause:
    filled: dict[str, Any] = {}
    for name, values in clause.asked.items():
        if getattr(clause, name) is not None or not clause.matters(name, stated):
            continue
        if name in stated:
            filled[name] = tuple(stated[name]) if isinstance(stated[name], list) else stated[name]
        else:
            of = capital(describe(("clauses", place), draft.source.tree))
            draft.wrong("term-not-stated", ("clauses", place), of=of, key=name, values=values)
    return clause.model_copy(update=filled) if filled else clause
