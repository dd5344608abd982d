"""Limits: whether a cap leaves room for what it limits, and is used up in an order that leaves no two claims equal."""

from collections.abc import Iterator
from typing import Any

from sop_engine.clauses.limited import Limited, Walking
from sop_engine.clauses.priced import Looking
from sop_engine.errors import nearest
from sop_engine.forms.claim_window import ClaimWindow
from sop_engine.forms.group_cap import GroupCap
from sop_engine.forms.minimum_payment import MinimumPayment
from sop_engine.forms.period_cap import PeriodCap
from sop_engine.forms.share_cap import ShareCap
from sop_engine.forms.supplement import Supplement
from sop_engine.library.bind.looking import clauses_in_place
from sop_engine.library.shape import Draft, Path
from sop_engine.terms.check import leaves
from sop_engine.terms.most import AtMost, MostByDate, each_most
from sop_engine.terms.price import Price, cheapest, dearest
from sop_engine.terms.record import CATEGORY
from sop_engine.terms.table import asks_position, is_dated
from sop_engine.terms.written import Claims
from sop_engine.units.days import as_date, say
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
    for _, cap, path, at_most in _caps(draft):
        for way, most in _each(path, at_most):
            if isinstance(most, Claims) and not 0 < most.number < 10**9:
                expected = "a number of claims that can be counted"
                draft.wrong("number-unreadable", way, found=most, expected=expected, example="570 claims")
        amounts_of = [(most, way) for way, most in _each(path, at_most) if isinstance(most, Money)]
        if amounts_of and not (isinstance(cap, PeriodCap) and cap.excess == "waits"):  # else years may pay for it
            greatest, way = max(amounts_of, key=lambda each: each[0].minor)
            _beside_prices(draft, way, cap, greatest, prices)
    mosts: dict[tuple[int, str], list[Money | Claims]] = {}
    for place, cap, _, at_most in _caps(draft):
        mosts.setdefault((place, cap.clause), []).extend(each_most(at_most))
    for (place, number), found in mosts.items():
        if len({isinstance(each, Claims) for each in found}) > 1:
            draft.wrong("most-mixed", ("clauses", place, "at_most"), clause=number)


def _caps(draft: Draft) -> Iterator[tuple[int, Limited, Path, Any]]:
    """Every cap with its most: of one by group, each group's."""
    for place, clause in clauses_in_place(draft):
        path: Path = ("clauses", place, "at_most")
        if isinstance(clause, GroupCap):
            for category, most in clause.at_most.groups.items():
                yield place, clause, (*path, "groups", category), most
        elif isinstance(clause, Limited):
            yield place, clause, path, clause.at_most


def _each(path: Path, at_most: AtMost) -> Iterator[tuple[Path, Money | Claims]]:
    """Each number of a most, with its place in the file."""
    if isinstance(at_most, MostByDate):
        for day, most in at_most.dated.items():
            yield (*path, "dated", as_date(day).isoformat()), most
    else:
        yield path, at_most


def dates(draft: Draft) -> None:
    """The most by date stands in order, and from the first day on; so do periods, whose first day is stated."""
    in_force = draft.get("in_force")
    first = in_force.from_ if in_force else None
    for _, _, path, at_most in _caps(draft):
        days = list(at_most.dated) if isinstance(at_most, MostByDate) else []
        for earlier, later in zip(days, days[1:], strict=False):
            if later <= earlier:
                here = (*path, "dated", as_date(later).isoformat())
                draft.wrong("dates-out-of-order", here, True, earlier=say(earlier), later=say(later))
        if days and first is not None and min(days) > first:
            draft.wrong("date-before-first-value", (*path, "dated"), first=say(min(days)), from_=say(first))
    for place, clause in clauses_in_place(draft):
        if isinstance(clause, MinimumPayment) and (clause.every is None) != (clause.from_ is None):
            key, other = ("from", "every") if clause.every else ("every", "from")
            why = f"periods need both, and `{other}` is stated."
            draft.wrong("missing-key", ("clauses", place), True, of=f"Clause {clause.clause}", key=key, why=why)
        every = getattr(clause, "every", None)
        if every is not None and every.working:
            found, remedy = f"periods in working days ({every})", "Say it in days, weeks, months or years."
            draft.wrong("not-yet", ("clauses", place, "every"), found=found, remedy=remedy)
        begins = clause.from_ if isinstance(clause, PeriodCap | MinimumPayment) else None
        if begins is not None and first is not None and begins > first:
            draft.wrong("date-before-first-value", ("clauses", place, "from"), first=say(begins), from_=say(first))


def after_prices(draft: Draft) -> None:
    """A clause that looks at what is due stands after the prices of it: before them it would find nothing."""
    priced = {
        name: (i, clause.clause)
        for i, clause in clauses_in_place(draft)
        if clause.gives_price
        for name in clause.named()
    }
    for place, clause in clauses_in_place(draft):
        looked_at = clause.looks_at_due(tuple(priced))
        later = [name for name in looked_at if priced.get(name, (0, ""))[0] > place]
        if later:
            code = "limit-before-price" if isinstance(clause, Limited) else "part-before-price"
            price = priced[later[0]][1]
            draft.wrong(code, ("clauses", place), clause=clause.clause, outcome=later[0], price=price)


def windows_first(draft: Draft) -> None:
    """A claim window stands above every limit of its outcomes: what is late must not use up a limit."""
    limits: list[tuple[str, set[str]]] = []
    declared = tuple(draft.declared("outcomes"))
    for place, clause in clauses_in_place(draft):
        named = set(clause.looks_at_due(declared))
        if isinstance(clause, ClaimWindow):
            above = next((number for number, limited in limits if limited & named), None)
            if above is not None:
                draft.wrong("window-after-limit", ("clauses", place), clause=clause.clause, limit=above)
        elif isinstance(clause, Walking):
            limits.append((clause.clause, named))


def known_days(draft: Draft) -> None:
    """A clause that looks at the day a claim was known needs records that say when they were received."""
    outcomes, records = draft.get("outcomes") or {}, draft.get("records") or {}
    found = draft.get("claims") == "found_from_records"  # then what is claimed is what is known
    looks_at = {"known", "claimed"} if found else {"known"}
    for place, clause in clauses_in_place(draft):
        looks = clause.tables() if getattr(clause, "price_day", None) == "known" else ()
        dated = [name for _, named, table in looks if is_dated(table) for name in named or tuple(outcomes)]
        word = "price_day" if dated else ""
        if getattr(clause, "limit_day", None) in looks_at and clause.matters("limit_day", {}):
            word = "limit_day"
        if looks_at & set(getattr(clause, "in_order_of", None) or ()) and clause.matters("in_order_of", {}):
            word = word or "in_order_of"
        if isinstance(clause, ClaimWindow) and found:
            word = "within"
        if not word:
            continue
        named = dated or clause.named() or tuple(outcomes)
        read = [leaf.reads for name in named if name in outcomes for leaf in leaves(outcomes[name].shown_by)]
        for record in dict.fromkeys(each for each in read if each in records and not records[each].received):
            draft.wrong("known-without-received", ("clauses", place, word), clause=clause.clause, record=record)


def _beside_prices(draft: Draft, path: Path, clause: Limited, cap: Money, prices: dict[str, Price]) -> None:
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
            draft.wrong(code, path, clause=clause.clause, cap=cap, price=price, outcome=outcome)
            return


def _is_free(price: Price) -> bool:
    most = dearest(price)
    return most is not None and not most.minor


def orders(draft: Draft) -> None:
    """The order in which a clause walks its claims never leaves two claims equal."""
    outcomes = draft.get("outcomes") or {}
    for place, clause in clauses_in_place(draft):
        order = getattr(clause, "in_order_of", None)
        if order is None or not clause.matters("in_order_of", {}):
            continue
        walked = (clause.carried_by,) if isinstance(clause, MinimumPayment) else clause.named()
        names, alone = walked or tuple(outcomes), False
        if isinstance(clause, Looking):  # each outcome is put in order by itself
            placed = [named for _, named, table in clause.tables() if asks_position(table)]
            names, alone = tuple(name for named in placed for name in named or tuple(outcomes)), True
            if isinstance(clause, Supplement) and clause.position:
                names, alone = clause.position.of, False
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


def groups(draft: Draft) -> None:
    """A cap for each group names a field that is known of everybody enrolled, and the most for each category."""
    records, enrolled_by = draft.get("records") or {}, draft.get("enrolled_by")
    for place, clause in clauses_in_place(draft):
        if not isinstance(clause, GroupCap) or enrolled_by not in records:
            continue
        path: Path = ("clauses", place, "at_most")
        record, field = records[enrolled_by], clause.at_most.by
        column = record.column(field)
        if column is None:
            known = nearest(field, tuple(record.columns))
            draft.wrong("unknown-field", (*path, "by"), record=enrolled_by, found=field, nearest=known)
            continue
        if column.holds != CATEGORY or column.optional:
            draft.wrong("group-not-known", (*path, "by"), clause=clause.clause, field=field, record=enrolled_by)
            continue
        for category in clause.at_most.groups:
            if category not in column.categories:
                known, here = nearest(category, column.categories), (*path, "groups", category)
                draft.wrong("unknown-category", here, True, found=category, of=f'"{field}"', nearest=known)
        for category in column.categories:
            if category not in clause.at_most.groups:
                here = (*path, "groups")
                draft.wrong("group-without-most", here, clause=clause.clause, field=field, category=category)


def parts(draft: Draft) -> None:
    """A part of a total counts in the total as a whole, or not at all."""
    for place, clause in clauses_in_place(draft):
        if not isinstance(clause, ShareCap):
            continue
        total = set(clause.of or draft.declared("outcomes"))
        for i, part in enumerate(clause.parts):
            inside = [name for name in part.outcomes if name in total]
            if 0 < len(inside) < len(part.outcomes):
                outside = next(name for name in part.outcomes if name not in total)
                here = ("clauses", place, "parts", i, "outcomes")
                draft.wrong("part-half-in-total", here, clause=clause.clause, inside=inside[0], outside=outside)
