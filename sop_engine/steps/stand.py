"""Stand: what each claim comes to, and the one status of each occurrence."""

from collections import defaultdict
from collections.abc import Mapping, Sequence

from sop_engine.records.working import (
    CAPPED,
    DEDUCTED,
    DUE,
    EARNED,
    FINAL,
    GIVEN_BACK,
    HELD,
    KEPT_BACK,
    MISSING,
    NO_RECORD,
    PENDING,
    REFUSED,
    REPLACED,
    TAKEN,
    WAITS,
    Claim,
    Line,
    Occurrence,
    Payment,
    Standing,
)
from sop_engine.terms.contract import Contract
from sop_engine.terms.price import ByCategory, ByDate, Price, dearest

_COLUMN = {
    EARNED: "gross",
    DEDUCTED: "taken",
    TAKEN: "taken",
    REPLACED: "taken",
    KEPT_BACK: "held",
    GIVEN_BACK: "held",
    WAITS: "waiting",
}
"""The sum that each effect of a line belongs to."""


def pay(claims: Sequence[Claim], lines: Sequence[Line]) -> list[Payment]:
    """Each claim with its sums: the price it earned, what limits took, and what is due."""
    sums: dict[str, dict[str, int]] = defaultdict(lambda: {"gross": 0, "taken": 0, "held": 0, "waiting": 0})
    for line in lines:
        sums[line.claim][_COLUMN[line.effect]] += line.amount
    return [
        Payment(
            c.ref,
            c.person,
            c.outcome,
            c.occurrence,
            c.reached,
            c.shown,
            c.known,
            **sums[c.ref],
            net=sum(sums[c.ref].values()),
        )
        for c in claims
    ]


def stand(
    contract: Contract,
    occurrences: Sequence[Occurrence],
    payments: Sequence[Payment],
    as_enrolled: Mapping[str, Mapping[str, str]],
    as_at: int,
    lines: Sequence[Line],
) -> list[Standing]:
    """The status of each occurrence, and the money beside it.

    `due`: reached, and paid in full; a discount or another deduction is part of the price.
    `earned but capped`: part of it, or all, was taken or waits for room.  `held`: part of it, or
    all, is kept back for now.  `pending`: a later record can still succeed.  `refused`: none can.
    `no record`: nothing was sent.
    `as_enrolled` are the categories of each person's enrolment that prices look at.
    """
    paid = {(each.person, each.outcome, each.occurrence): each for each in payments}
    prices = {deeds: contract.under(deeds).prices() for deeds in {each.deeds for each in occurrences}}
    kinds = {(each.deeds, each.outcome) for each in occurrences}
    by_reached = {kind: _priced_when_reached(contract.under(kind[0]), kind[1]) for kind in kinds}
    limited = {line.claim for line in lines if line.amount and line.effect in (TAKEN, WAITS, REPLACED)}
    standings = []
    for each in occurrences:
        payment = paid.get((each.person, each.outcome, each.occurrence))
        if payment:
            standings.append(_paid(each, payment, payment.claim in limited))
        else:
            price, facts = prices[each.deeds].get(each.outcome), as_enrolled.get(each.person, {})
            day = as_at if each.expected is None else each.expected
            day = day if by_reached[each.deeds, each.outcome] else max(day, as_at)
            standings.append(_unpaid(each, _stake(price, facts, day) if price else 0))
    return standings


def _paid(each: Occurrence, payment: Payment, limited: bool) -> Standing:
    return Standing(
        person=each.person,
        outcome=each.outcome,
        occurrence=each.occurrence,
        status=HELD if payment.held else CAPPED if limited else DUE,
        reached=each.reached,
        shown=each.shown,
        gross=payment.gross,
        taken=payment.taken,
        held=payment.held,
        waiting=payment.waiting,
        net=payment.net,
        stake=0,
        claim=payment.claim,
        decided_by=each.decided_by,
        period=each.period,
        deeds=each.deeds,
    )


def _unpaid(each: Occurrence, stake: int) -> Standing:
    return Standing(
        person=each.person,
        outcome=each.outcome,
        occurrence=each.occurrence,
        status=REFUSED if each.state in FINAL else NO_RECORD if each.state == MISSING else PENDING,
        reached=None,
        shown=None,
        gross=0,
        taken=0,
        held=0,
        waiting=0,
        net=0,
        stake=stake,
        claim="",
        decided_by=each.decided_by,
        period=each.period,
        deeds=each.deeds,
    )


def _priced_when_reached(contract: Contract, outcome: str) -> bool:
    """Whether the price of an outcome is that of the day reached, and not of a later one."""
    clauses = [clause for clause in contract.clauses if clause.gives_price and outcome in clause.selected(contract)]
    return all(getattr(clause, "price_day", None) == "reached" for clause in clauses)


def _stake(price: Price, facts: Mapping[str, str], day: int) -> int:
    """What would be due: the price as it holds on a day; of what is not known yet, the dearest.

    The day is the one on which it will be reached, where that is known, else that of the run.  Where
    a price has no bound it cannot be said, and is nothing here.
    """
    if isinstance(price, ByDate):
        held = max((first for first in price.dated if first <= day), default=min(price.dated))
        return _stake(price.dated[held], facts, day)
    if isinstance(price, ByCategory):
        known = price.prices.get(facts.get(f"{price.of}.{price.by}", ""), price.otherwise)
        if f"{price.of}.{price.by}" in facts and known is not None:
            return _stake(known, facts, day)
    most = dearest(price)
    return most.minor if most else 0
