"""Stand: what each claim comes to, and the one status of each occurrence."""

from collections import defaultdict
from collections.abc import Sequence

from sop_engine.records.working import (
    CAPPED,
    DUE,
    FINAL,
    MISSING,
    NO_RECORD,
    PENDING,
    REFUSED,
    Claim,
    Line,
    Occurrence,
    Payment,
    Standing,
)
from sop_engine.terms.contract import Contract
from sop_engine.terms.price import ByDate, Price, amounts
from sop_engine.units.money import Money


def pay(claims: Sequence[Claim], lines: Sequence[Line]) -> list[Payment]:
    """Each claim with its sums: the price it earned, what limits took, and what is due."""
    gross: dict[str, int] = defaultdict(int)
    taken: dict[str, int] = defaultdict(int)
    for line in lines:
        (gross if line.amount >= 0 else taken)[line.claim] += line.amount
    return [
        Payment(
            c.ref,
            c.person,
            c.outcome,
            c.occurrence,
            c.reached,
            c.shown,
            c.known,
            gross[c.ref],
            taken[c.ref],
            0,
            gross[c.ref] + taken[c.ref],
        )
        for c in claims
    ]


def stand(
    contract: Contract, occurrences: Sequence[Occurrence], payments: Sequence[Payment], as_at: int
) -> list[Standing]:
    """The status of each occurrence, and the money beside it.

    `due`: reached, and paid in full.  `earned but capped`: a limit took part of it, or all.
    `pending`: a later record can still succeed.  `refused`: none can.  `no record`: nothing was sent.
    """
    paid = {(each.person, each.outcome, each.occurrence): each for each in payments}
    stakes = {
        outcome: _stake(price, as_at)
        for clause in contract.clauses
        for outcome, price in getattr(clause, "prices", {}).items()
    }
    standings = []
    for each in occurrences:
        payment = paid.get((each.person, each.outcome, each.occurrence))
        if payment:
            status = CAPPED if payment.taken else DUE
            standings.append(
                Standing(
                    each.person,
                    each.outcome,
                    each.occurrence,
                    status,
                    each.reached,
                    each.shown,
                    payment.gross,
                    payment.taken,
                    0,
                    0,
                    payment.net,
                    0,
                    payment.claim,
                    each.decided_by,
                )
            )
        else:
            status = REFUSED if each.state in FINAL else NO_RECORD if each.state == MISSING else PENDING
            standings.append(
                Standing(
                    each.person,
                    each.outcome,
                    each.occurrence,
                    status,
                    None,
                    None,
                    0,
                    0,
                    0,
                    0,
                    0,
                    stakes.get(each.outcome, 0),
                    "",
                    each.decided_by,
                )
            )
    return standings


def _stake(price: Price, as_at: int) -> int:
    """What would be due: the price as it holds on the day of the run, the dearest of its categories."""
    if isinstance(price, ByDate):
        held = max((first for first in price.dated if first <= as_at), default=min(price.dated))
        return _stake(price.dated[held], as_at)
    if isinstance(price, Money):
        return price.minor
    return max(each.minor for each in amounts(price))
