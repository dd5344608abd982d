"""Clauses: whether no two of them have the same number, or decide the same."""

from collections.abc import Iterator, Sequence

from sop_engine.clauses.limited import Limited
from sop_engine.forms.co_payment import CoPayment
from sop_engine.forms.outcome_price import OutcomePrice
from sop_engine.library.bind.looking import clauses_in_place, outcomes_named
from sop_engine.library.shape import Draft, Path
from sop_engine.terms.clause import Clause
from sop_engine.terms.written import Claims


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
        for key, way, what in _decides(clause, tuple(draft.declared("outcomes"))):
            if key in decided:
                draft.wrong(
                    "decided-twice",
                    ("clauses", place, *way),
                    bool(way),
                    first=decided[key].clause,
                    second=clause.clause,
                    what=what,
                )
            decided.setdefault(key, clause)


def _decides(clause: Clause, outcomes: Sequence[str]) -> Iterator[tuple[tuple[str, ...], Path, str]]:
    """What a clause decides: what only one clause may, where it stands in the clause, and how to say it."""
    if isinstance(clause, OutcomePrice):
        for outcome in clause.prices:
            yield ("price", outcome), ("prices", outcome), f"the price of {outcome}"
    elif isinstance(clause, CoPayment):
        for outcome in clause.outcomes or outcomes:
            yield ("payer", outcome), (), f"who pays for {outcome}"
    elif isinstance(clause, Limited):
        unit = "claims" if isinstance(clause.at_most, Claims) else "money"
        named = sorted(set(outcomes_named(clause)))
        whom = "one person" if clause.per == "person" else "everybody together"
        counting = f", counting {', '.join(named)}" if named else ""
        yield ("limit", clause.per, unit, *named), (), f"the most {unit} for {whom}{counting}"
