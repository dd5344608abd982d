"""Limits: whether a cap ever limits anything, and whether what stands below it goes past it."""

from collections.abc import Iterator

from sop_engine.clauses.limit import CLAIMS
from sop_engine.clauses.limited import Limited
from sop_engine.clauses.price import PartOfDue, Price
from sop_engine.library.bounds.most import Before, greatest
from sop_engine.library.lint.looking import Looking
from sop_engine.library.shape import Draft
from sop_engine.records.working import DEDUCTED
from sop_engine.terms.clause import Clause
from sop_engine.terms.contract import Contract
from sop_engine.terms.table import Dated, tables
from sop_engine.terms.written import Claims
from sop_engine.units.days import as_date, say
from sop_engine.units.money import show


def never_bind(draft: Draft, looking: Looking) -> None:
    """A cap is less than what it could ever be asked for."""
    contract = looking.contract
    for place, clause in enumerate(contract.clauses):
        asked = _asked(looking, clause)
        if isinstance(clause, Limited) and asked and asked.asked.amount is not None and not _may_bind(asked, 1):
            cap, most = (_said(each, asked.unit, contract.currency) for each in (asked.allows, asked.asked.amount))
            draft.wrong("cap-never-reached", ("clauses", place, "at_most"), clause=clause.clause, cap=cap, asked=most)


def _asked(looking: Looking, clause: Clause) -> Before | None:
    """What a clause that limits could be asked for at most, beside the least that it allows."""
    mine = [each for each in looking.most.before if each.clause == clause.clause]
    if not mine:
        return None
    return mine[0]._replace(asked=greatest(each.asked for each in mine), allows=min(each.allows for each in mine))


def _may_bind(asked: Before | None, by: int = 0) -> bool:
    """Whether a limit could be asked for more than it allows; `by` one less, for as much as that."""
    return asked is None or asked.asked.amount is None or asked.asked.amount > asked.allows - by


def _said(number: int, unit: str, currency: str) -> str:
    return str(Claims(number)) if unit == CLAIMS else show(number, currency)


def passed(draft: Draft, looking: Looking) -> None:
    """What adds to what is due, or takes from it, stands above the caps of the same outcomes."""
    contract, caps = looking.contract, []
    for place, clause in enumerate(contract.clauses):
        if isinstance(clause, Limited):
            caps += [clause] if _may_bind(_asked(looking, clause)) else []
            continue
        for code, outcomes in _moves(clause, contract):
            above = next((cap for cap in caps if set(cap.selected(contract)) & set(outcomes)), None)
            if above is not None:
                draft.wrong(code, ("clauses", place), clause=clause.clause, cap=above.clause)


def _moves(clause: Clause, contract: Contract) -> Iterator[tuple[str, tuple[str, ...]]]:
    """To which outcomes a clause adds that is no price, and from which it takes."""
    for primitive in clause.written_out(contract) if not clause.gives_price else ():
        if isinstance(primitive, Price):
            taken = primitive.effect == DEDUCTED
            yield "deducted-below-cap" if taken else "added-below-cap", tuple(primitive.prices)
        elif isinstance(primitive, PartOfDue):
            yield "added-below-cap" if primitive.factors else "deducted-below-cap", tuple(primitive.parts)


def after_the_end(draft: Draft, looking: Looking) -> None:
    """A dated value begins to hold while the contract is in force."""
    contract = looking.contract
    last = contract.in_force.to
    for place, clause in enumerate(contract.clauses):
        if (getattr(clause, "price_day", None) or getattr(clause, "share_day", None) or "reached") != "reached":
            continue
        for way, _, value in clause.tables():
            for inner, table in tables(value):
                late = [day for day in table.dated if day > last] if isinstance(table, Dated) else []
                for day in late:
                    steps = (
                        as_date(int(s)).isoformat() if i and inner[i - 1] == "dated" else s for i, s in enumerate(inner)
                    )
                    where = ("clauses", place, *way, *steps, "dated", as_date(day).isoformat())
                    draft.wrong("value-never-holds", where, True, clause=clause.clause, day=say(day), to=say(last))
