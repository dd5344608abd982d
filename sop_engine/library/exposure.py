"""Exposure: the most that one person, one outcome, each payer and the whole contract can ever cost.

A pure function of the terms: no record is needed.  Where nothing bounds a figure, that is said,
with the reason, and never a guess.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from fractions import Fraction
from math import ceil

from sop_engine.clauses.share import CUMULATIVE, Share
from sop_engine.library.bounds.most import Walk, greatest
from sop_engine.library.bounds.sums import NOTHING, Most
from sop_engine.terms.contract import Contract
from sop_engine.terms.outcome import PERSON
from sop_engine.terms.share import OTHERS_PAY, Taker, fractions_of
from sop_engine.terms.table import leaves


@dataclass(frozen=True, slots=True)
class OutcomeExposure:
    """One outcome: how often it can be paid for one subject, and the most that it can cost."""

    name: str
    subject: str
    times: int
    once: Most
    """The dearest single claim, before any limit."""
    one: Most
    """All of it for one person, one cohort or the contract."""
    everybody: Most


@dataclass(frozen=True, slots=True)
class Exposure:
    """The most that a contract can ever cost; every figure in minor units, with the clauses that bound it."""

    people: int | None
    outcomes: tuple[OutcomeExposure, ...]
    card: Most
    """All outcomes of one person, before any limit."""
    person: Most
    """All outcomes of one person."""
    payers: tuple[tuple[str, Most], ...]
    whole: Most


def exposure(contract: Contract, people: int | None = None) -> Exposure:
    """The most that a contract can ever cost, whoever takes part; with `people`, for no more people than these.

    Example:
        >>> from sop_engine.library.load import load_contract
        >>> exposure(load_contract("first-homes").contract).whole
        Most(amount=30000000, clauses=('5.1',), why='', pennies=False)
    """
    walk, card = Walk(contract, people), Walk(contract, people, limited=False)
    persons = [name for name, outcome in contract.outcomes.items() if outcome.subject == PERSON]
    outcomes = tuple(
        OutcomeExposure(
            name,
            outcome.subject,
            max((len(kind.claims.get(name, ())) for kind in walk.kinds), default=0),
            greatest(each for kind in card.kinds for each in kind.claims.get(name, ())),
            walk.one(outcome.subject, (name,)),
            walk.most((name,)),
        )
        for name, outcome in contract.outcomes.items()
    )
    payers = tuple((payer, _paid_by(payer, walk)) for payer in contract.payers())
    whole = least_of(walk.most(contract.outcomes), _together(each for _, each in payers))
    return Exposure(people, outcomes, card.one(PERSON, persons), walk.one(PERSON, persons), payers, whole)


def least_of(first: Most, second: Most) -> Most:
    """The lower of two bounds; the first where they are alike."""
    if first.amount is None or second.amount is None:
        return second if first.amount is None and second.amount is not None else first
    return second if second.amount < first.amount else first


def _together(those: Iterable[Most]) -> Most:
    total, pennies = 0, False
    clauses: list[str] = []
    for each in those:
        if each.amount is None:
            return each
        total, pennies = total + each.amount, pennies or each.pennies
        clauses += each.clauses
    return Most(total, tuple(dict.fromkeys(clauses)), "", pennies)


def _paid_by(payer: str, walk: Walk) -> Most:
    """What one payer can come to under all the clauses that say who pays."""
    return _together(_under(payer, share, walk) for share in walk.shares)


@dataclass(frozen=True, slots=True)
class _Place:
    """One place of a payer in the shares of a clause: its part of what is due, what it takes first, and its limit."""

    payer: str
    part: Fraction
    fixed: int
    up_to: int | None
    passes_on: bool
    """Whether others pay what passes its limit."""


def _places(takers: tuple[Taker, ...], part: Fraction = Fraction(1), fixed: int | None = None) -> Iterator[_Place]:
    """Every place in a list of shares and in those within it; `fixed` is a fixed amount that the list shares."""
    for taker, fraction in zip(takers, fractions_of(takers), strict=True):
        first = fixed if taker.amount is None else taker.amount.minor
        takes = part * fraction if taker.amount is None else Fraction(0)
        if taker.among:
            yield from _places(taker.among, takes if first is None else Fraction(0), first)
        else:
            up_to = None if taker.up_to is None else taker.up_to.minor
            shares_first = first if first and (fraction or taker.amount) else 0
            of_rest = takes if fixed is None else Fraction(0)
            yield _Place(str(taker.payer), of_rest, shares_first, up_to, taker.when_empty == OTHERS_PAY)


def _under(payer: str, shares: list[Share], walk: Walk) -> Most:
    """What one payer can come to under one clause: a part of what is due, up to its limit, and what others leave.

    The clause stands as every version of the contract has it.
    """
    outcomes = {name for share in shares for name in share.outcomes}
    due, clause = walk.most(outcomes), (shares[0].clause,)
    lists = [[*_places(takers)] for share in shares for _, takers in leaves(share.shares)]
    mine = [each for places in lists for each in places if each.payer == payer and (each.part or each.fixed)]
    limits = [each.up_to for each in mine]
    up_to = None if None in limits else max((each for each in limits if each is not None), default=0)
    most = _of_due(payer, lists, due, walk.how_many(outcomes).amount)
    amount = most.amount
    if up_to is not None and (amount is None or up_to <= amount):
        return Most(up_to, clause) if up_to else NOTHING
    if amount is None or amount == due.amount:
        return most
    loose = any(share.remainder != CUMULATIVE for share in shares)
    return most._replace(clauses=(*due.clauses, *clause), pennies=most.pennies or loose) if amount else NOTHING


def _of_due(payer: str, lists: list[list[_Place]], due: Most, claims: int | None) -> Most:
    """A part of what is due, fixed amounts of each claim, and what others leave whose limits are used up."""

    def asks(name: str) -> Fraction | None:
        """What falls to a payer by the list that gives it most; None where nobody can say."""
        part = max((_sum_of(places, name) for places in lists), default=Fraction(0))
        fixed = max((sum(each.fixed for each in places if each.payer == name) for places in lists), default=0)
        if not part and not fixed:
            return Fraction(0)
        if due.amount is None:
            return None
        first = Fraction(due.amount) if claims is None else Fraction(fixed * claims)
        return min(Fraction(due.amount), part * due.amount + (first if fixed else 0))

    limited = [each for places in lists for each in places if each.up_to is not None and each.passes_on]
    others = {each.payer for each in limited if each.payer != payer}
    own = asks(payer)
    if own is None or due.amount is None:
        return due
    if own == 0 and not any(each.payer == payer for places in lists for each in places):
        return NOTHING
    left = Fraction(0)
    for name in others:
        most = min(each.up_to or 0 for each in limited if each.payer == name)
        left += max(Fraction(0), (asks(name) or Fraction(0)) - most)
    exact = own + left
    # Lists that are counted up by themselves are rounded by themselves; a limit that is used up begins another.
    rounds = bool(limited) or len(lists) > 1
    return due._replace(amount=min(due.amount, ceil(exact)), pennies=due.pennies or rounds)


def _sum_of(places: list[_Place], payer: str) -> Fraction:
    return sum((each.part for each in places if each.payer == payer), Fraction(0))
