"""Sums: the most that some outcomes can come to together, where limits hold for several of them at once."""

from collections.abc import Iterable, Mapping
from itertools import combinations
from typing import NamedTuple

MOST_LIMITS = 10
"""How many limits that overlap are tried together."""


class Most(NamedTuple):
    """The most that something can come to, in minor units, and the clauses that say so; None where nothing does."""

    amount: int | None
    clauses: tuple[str, ...] = ()
    why: str = ""
    """Why there is no most."""
    pennies: bool = False
    """Whether rounding may add some of the smallest coin: at most one for each claim and clause."""

    def __str__(self) -> str:
        return f"no bound: {self.why}" if self.amount is None else f"{self.amount} ({', '.join(self.clauses)})"


NOTHING = Most(0)


class Together(NamedTuple):
    """A limit that holds for several outcomes together."""

    outcomes: frozenset[str]
    most: int
    clauses: tuple[str, ...]
    pennies: bool = False


def most_together(each: Mapping[str, Most], limits: Iterable[Together]) -> Most:
    """The most that outcomes come to together: alone what each can, and several no more than what limits them.

    Any choice of limits bounds the sum by what they allow and by what the outcomes outside them
    come to; the least of these is the answer, and it is exact where limits lie inside one another.

    Example:
        >>> each = {"enters": Most(600, ("4",)), "stays": Most(1_500, ("4",))}
        >>> most_together(each, [Together(frozenset(each), 1_900, ("5",))])
        Most(amount=1900, clauses=('5',), why='', pennies=False)
    """
    fitting: dict[frozenset[str], Together] = {}
    for limit in limits:
        here = limit.outcomes & frozenset(each)
        if here and (here not in fitting or limit.most < fitting[here].most):
            fitting[here] = limit._replace(outcomes=here)
    chosen = sorted(fitting.values(), key=lambda limit: (limit.most, -len(limit.outcomes)))[:MOST_LIMITS]
    found = _sum(each.values(), ())
    for number in range(1, len(chosen) + 1):
        for some in combinations(chosen, number):
            covered = frozenset[str]().union(*(limit.outcomes for limit in some))
            tried = _sum((most for name, most in each.items() if name not in covered), some)
            if tried.amount is not None and (found.amount is None or tried.amount < found.amount):
                found = tried
    return found


def _sum(alone: Iterable[Most], limits: Iterable[Together]) -> Most:
    amount, pennies = 0, False
    clauses: list[str] = []
    for limit in limits:
        amount, pennies = amount + limit.most, pennies or limit.pennies
        clauses += limit.clauses
    for most in alone:
        if most.amount is None:
            return Most(None, (), most.why)
        amount, pennies = amount + most.amount, pennies or most.pennies
        clauses += most.clauses if most.amount else ()
    return Most(amount, tuple(dict.fromkeys(clauses)), "", pennies)
