"""Limit: walking claims in a stated order, a line that takes back what passes the most."""

from collections import defaultdict
from dataclasses import dataclass

from sop_engine.clauses.so_far import SoFar
from sop_engine.records.working import TAKEN, Line

MONEY, CLAIMS = "money", "claims"


def room(at_most: int, used: int, asked: int) -> int:
    """What a limit still lets through: all, part of it, or nothing.

    Example:
        >>> room(100, 60, 60)
        40
    """
    return max(0, min(asked, at_most - used))


@dataclass(frozen=True, slots=True)
class Limit:
    """The most for a group of claims, in money or in claims that are worth anything."""

    clause: str
    form: str
    outcomes: tuple[str, ...]
    per: str
    """What a group is: person, or contract for all of them together."""
    at_most: int
    """Minor units, or a number of claims."""
    unit: str
    in_order_of: tuple[str, ...]
    edge: str
    """`part`: the claim that crosses the limit is paid up to it.  `whole`: it is paid nothing; a later one may fit."""

    def lines(self, so_far: SoFar) -> list[Line]:
        """What passes the limit, claim by claim; its base is all that was asked for, up to and with the claim."""
        used: dict[str, int] = defaultdict(int)
        asked: dict[str, int] = defaultdict(int)
        added = []
        for claim in so_far.selected(self.outcomes, self.in_order_of):
            net = so_far.net.get(claim.ref, 0)
            if net <= 0:
                continue
            group = claim.person if self.per == "person" else ""
            asks = net if self.unit == MONEY else 1
            let = room(self.at_most, used[group], asks)
            if let < asks and self.edge == "whole":
                let = 0
            used[group] += let
            asked[group] += asks
            if let < asks:
                taken = net - let if self.unit == MONEY else net
                added.append(
                    Line(claim.ref, self.clause, self.form, -taken, asked[group], self.at_most, self.unit, "", TAKEN)
                )
        return added
