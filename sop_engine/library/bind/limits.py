"""Limits: whether a cap leaves room for what it limits, and is used up in an order that leaves no two claims equal."""

from sop_engine.clauses.limited import Limited
from sop_engine.clauses.priced import Looking
from sop_engine.forms.co_payment import CoPayment
from sop_engine.library.bind.looking import clauses_in_place
from sop_engine.library.shape import Draft
from sop_engine.terms.check import leaves
from sop_engine.terms.price import Price, cheapest, dearest
from sop_engine.terms.table import asks_position, is_dated
from sop_engine.terms.written import Claims
from sop_engine.units.money import Money


def room(draft: Draft) -> None:
    """A cap leaves room for the cheapest price it limits; one that never pays the dearest is pointed out."""
    prices = {
        outcome: price
        for _, clause in clauses_in_place(draft)
        if clause.gives_price
        for _, outcomes, price in clause.tables()
        for outcome in outcomes
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
        name: (i, clause.clause)
        for i, clause in clauses_in_place(draft)
        if clause.gives_price
        for name in clause.named()
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
        looks = clause.tables() if getattr(clause, "price_day", None) == "known" else ()
        dated = [name for _, named, table in looks if is_dated(table) for name in named or tuple(outcomes)]
        word = "price_day" if dated else "in_order_of"
        if not dated and "known" not in (getattr(clause, "in_order_of", None) or ()):
            continue
        named = dated or clause.named() or tuple(outcomes)
        read = [leaf.reads for name in named if name in outcomes for leaf in leaves(outcomes[name].shown_by)]
        for record in dict.fromkeys(each for each in read if each in records and not records[each].received):
            draft.wrong("known-without-received", ("clauses", place, word), clause=clause.clause, record=record)


def _beside_prices(draft: Draft, place: int, clause: Limited, cap: Money, prices: dict[str, Price]) -> None:
    """A cap beside the prices of the outcomes it limits; what costs nothing needs no room.

    A price that can be as small as one likes fits under any cap, and one without a bound is not judged.
    """
    paid = [name for name in clause.named() or tuple(prices) if name in prices and not _is_free(prices[name])]
    least = [(price, name) for name in paid if (price := cheapest(prices[name]))]
    most = [(price, name) for name in paid if (price := dearest(prices[name]))]
    told = []
    if least and len(least) == len(paid):
        told.append(("cap-under-cheapest-price", min(least)))
    if most:
        told.append(("cap-under-dearest-price", max(most)))
    for code, (price, outcome) in told:
        if cap < price:
            path = ("clauses", place, "at_most")
            draft.wrong(code, path, clause=clause.clause, cap=cap, price=price, outcome=outcome)
            return


def _is_free(price: Price) -> bool:
    most = dearest(price)
    return most is not None and not most.minor


def orders(draft: Draft) -> None:
    """The order in which a limit is used up, or a cumulative share counts, never leaves two claims equal."""
    outcomes = draft.get("outcomes") or {}
    for place, clause in clauses_in_place(draft):
        order = getattr(clause, "in_order_of", None)
        if order is None or (isinstance(clause, CoPayment) and not clause.counts_up()):
            continue
        names, alone = clause.named() or tuple(outcomes), False
        if isinstance(clause, Looking):  # each outcome is put in order by itself
            placed = [named for _, named, table in clause.tables() if asks_position(table)]
            names, alone = tuple(name for named in placed for name in named or tuple(outcomes)), True
            if not placed:
                continue
        those = [outcomes[each] for each in names if each in outcomes]
        repeats, once_a_day = any(each.repeats or each.each for each in those), not any(each.each for each in those)
        needed = [] if getattr(clause, "per", "") == "person" else ["person"]
        needed += ["outcome"] if len(names) > 1 and not alone else []
        needed += ["record"] if repeats and not (once_a_day and "reached" in order) else []
        missing = [each for each in needed if each not in order]
        if missing:
            draft.wrong(
                "order-not-total",
                ("clauses", place, "in_order_of"),
                clause=clause.clause,
                order=", ".join(order),
                missing=" and ".join([", ".join(missing[:-1]), missing[-1]] if missing[1:] else missing),
            )
