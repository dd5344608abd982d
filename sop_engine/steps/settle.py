"""Settle: the clauses in the order of the contract, each adding lines; then each net shared among payers."""

from collections.abc import Sequence

from sop_engine.clauses.share import Share
from sop_engine.clauses.so_far import SoFar
from sop_engine.records.posted import NOTHING_POSTED, Posted
from sop_engine.records.working import Claim, Line, Split
from sop_engine.steps.varied import carried_out
from sop_engine.terms.contract import AS_PAID, Contract


def settle(
    contract: Contract, claims: Sequence[Claim], as_at: int, posted: Posted = NOTHING_POSTED
) -> tuple[list[Line], list[Split]]:
    """Apply each clause of a contract, in order, to its claims, as at a day.

    What is due on a claim is always the sum of its lines, and its lines are always the
    explanation of what is due.  Sharing comes last, once, on the net; what the limits of payers leave
    unpaid is a line as well, so that the net is always what somebody pays.  `posted` is what was posted
    before: where the contract allocates caps as paid, it comes first.
    """
    so_far = begin(contract, claims, as_at, posted)
    place = {claim.ref: i for i, claim in enumerate(claims)}
    clauses = carried_out(contract, claims)
    lines: list[Line] = []
    splits: list[Split] = []
    for versions in clauses:
        added = [
            line
            for primitive, concerned in versions
            if not isinstance(primitive, Share)
            for line in primitive.lines(so_far.on(concerned))
        ]
        if len(versions) > 1:  # in the order of the claims, whichever version each comes under
            added.sort(key=lambda line: place[line.claim])
        so_far.add(added)
        lines += added
    for versions in clauses:
        unpaid: list[Line] = []
        shared: list[Split] = []
        for primitive, concerned in versions:
            if isinstance(primitive, Share):
                left, made = primitive.divided(so_far.on(concerned))
                unpaid += left
                shared += made
        if len(versions) > 1:
            unpaid.sort(key=lambda line: place[line.claim])
            shared.sort(key=lambda split: place[split.claim])
        so_far.add(unpaid)
        lines += unpaid
        splits += shared
    return lines, splits


def begin(contract: Contract, claims: Sequence[Claim], as_at: int, posted: Posted = NOTHING_POSTED) -> SoFar:
    """What is due before any clause: nothing, and all that the clauses may look at."""
    return SoFar(
        claims,
        {name: i for i, name in enumerate(contract.outcomes)},
        {name: outcome.subject for name, outcome in contract.outcomes.items()},
        as_at,
        contract.in_force.from_,
        contract.in_force.to,
        contract.reckoning(),
        posted=posted.claims if contract.cap_allocation == AS_PAID else {},
    )
