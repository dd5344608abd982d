"""Limits: whether a cap leaves room for what it limits, and is used up in an order that leaves no two claims equal."""

from sop_engine.clauses.limited import Limited
from sop_engine.forms.co_payment import CoPayment
from sop_engine.library.bind.looking import clauses_in_place
from sop_engine.library.shape import Draft
from sop_engine.terms.check import leaves
from sop_engine.terms.price import ByDate, amounts, tables
from sop_engine.terms.written import Claims
from sop_engine.units.money import Money


def room(draft: Draft) -> None:
    """A cap leaves room for the cheapest price it limits; one that never pays the dearest is pointed out."""
    prices = {
        outcome: list(amounts(price))
        for _, clause in clauses_in_place(draft)
        for outcome, price in getattr(clause, "prices", {}).items()
    }
    for place, clause in clauses_in_place(draft):
        if not isinstance(clause, Limited):
            continue
        if isinstance(clause.at_most, Claims) and not 0 < clause.at_most.number < 10**9:
            draft.wrong(
                "number-unreadable",
                ("clauses", place, "at_most"),
                found=clause.at_most,
                expected="a number of claims that can be counted",
                example="570 claims",
            )
        if isinstance(clause.at_most, Money):
            _beside_prices(draft, place, clause, clause.at_most, prices)


def after_prices(draft: Draft) -> None:
    """A limit stands after the prices of what it limits: before them it would find nothing to limit."""
    priced = {
        name: (i, clause.clause) for i, clause in clauses_in_place(draft) for name in getattr(clause, "prices", {})
    }
    for place, clause in clauses_in_place(draft):
        if isinstance(clause, Limited):
            later = [name for name in clause.named() or tuple(priced) if priced.get(name, (0, ""))[0] > place]
            if later:
                price = priced[later[0]][1]
                draft.wrong(
                    "limit-before-price", ("clauses", place), clause=clause.clause, outcome=later[0], price=price
                )


def known_days(draft: Draft) -> None:
    """A clause that looks at the day a claim was known needs records that say when they were received."""
    outcomes, records = draft.get("outcomes") or {}, draft.get("records") or {}
    for place, clause in clauses_in_place(draft):
        prices = getattr(clause, "prices", {}) if getattr(clause, "price_day", None) == "known" else {}
        dated = [name for name, price in prices.items() if any(isinstance(each, ByDate) for _, each in tables(price))]
        word = "price_day" if dated else "in_order_of"
        if not dated and "known" not in (getattr(clause, "in_order_of", None) or ()):
            continue
        named = dated or clause.named() or tuple(outcomes)
        read = [leaf.reads for name in named if name in outcomes for leaf in leaves(outcomes[name].shown_by)]
        for record in dict.fromkeys(each for each in read if each in records and not records[each].received):
            draft.wrong("known-without-received", ("clauses", place, word), clause=clause.clause, record=record)


def _beside_prices(draft: Draft, place: int, clause: Limited, cap: Money, prices: dict[str, list[Money]]) -> None:
    """A cap beside the prices of the outcomes it limits; what costs nothing needs no room."""
    limited = [name for name in clause.named() or tuple(prices) if name in prices]
    paid = [name for name in limited if max(prices[name]).minor > 0]
    if not paid:
        return
    cheapest = min((min(each for each in prices[name] if each.minor), name) for name in paid)
    dearest = max((max(prices[name]), name) for name in paid)
    for code, (price, outcome) in (("cap-under-cheapest-price", cheapest), ("cap-under-dearest-price", dearest)):
        if cap < price:
            path = ("clauses", place, "at_most")
            draft.wrong(code, path, clause=clause.clause, cap=cap, price=price, outcome=outcome)
            return


def orders(draft: Draft) -> None:
    """The order in which a limit is used up, or a cumulative share counts, never leaves two claims equal."""
    outcomes = draft.get("outcomes") or {}
    for place, clause in clauses_in_place(draft):
        order = getattr(clause, "in_order_of", None)
        if order is None or (isinstance(clause, CoPayment) and clause.remainder != "cumulative"):
            continue
        names = clause.named() or tuple(outcomes)
        repeats = any(outcomes[each].repeats for each in names if each in outcomes)
        needed = [] if getattr(clause, "per", "") == "person" else ["person"]
        needed += ["outcome"] if len(names) > 1 else []
        needed += ["record"] if repeats and "reached" not in order else []
        missing = [each for each in needed if each not in order]
        if missing:
            draft.wrong(
                "order-not-total",
                ("clauses", place, "in_order_of"),
                clause=clause.clause,
                order=", ".join(order),
                missing=" and ".join([", ".join(missing[:-1]), missing[-1]] if missing[1:] else missing),
            )
