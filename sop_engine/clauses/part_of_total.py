"""Part of a total: outcomes that may be no more than a stated part of a total that they may belong to themselves."""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from sop_engine.clauses.limit import MONEY, room
from sop_engine.clauses.so_far import SoFar
from sop_engine.records.working import WAITS, Line
from sop_engine.units.numbers import part_in_words


def greatest_total(rest: int, parts: Sequence[tuple[int, Fraction]]) -> int:
    """The greatest whole total of which no part is more than its share: `rest` plus what is let through of each part.

    `parts` are what is asked for, and its share.  The total T is the greatest with
    T = rest + the sum of min(asked, share x T rounded down).  What the right side gives never rises
    as T falls, so the greatest T is found from above: by the straight pieces of the sum until it is
    found exactly, and then by whole numbers, because a penny or a claim is not cut.

    Example:
        >>> greatest_total(60, [(100, Fraction(40, 100))])
        100
    """
    total = Fraction(rest + sum(asked for asked, _ in parts))
    while rest + sum(min(Fraction(asked), share * total) for asked, share in parts) < total:
        slope = sum((share for asked, share in parts if share * total < asked), Fraction(0))
        fixed = rest + sum(asked for asked, share in parts if share * total >= asked)
        if fixed <= 0:  # where it is more the slope is less than 1, for the right side is below the total
            return 0
        total = fixed / (1 - slope)
    whole = int(total)
    while True:
        let = rest + sum(min(asked, int(share * whole)) for asked, share in parts)
        if let >= whole:
            return max(whole, 0)
        whole = let


@dataclass(frozen=True, slots=True)
class Part:
    """Outcomes that together may be no more than a share of the total; `inside`: they count in it themselves."""

    outcomes: tuple[str, ...]
    share: Fraction
    inside: bool


@dataclass(frozen=True, slots=True)
class PartOfTotal:
    """Several parts of one total, all of which hold at once.  What passes waits, because the total moves."""

    clause: str
    form: str
    parts: tuple[Part, ...]
    base: tuple[str, ...]
    """The outcomes whose claims are the total."""
    unit: str
    in_order_of: tuple[str, ...]

    def lines(self, so_far: SoFar) -> list[Line]:
        """What passes its part, claim by claim; its base is what the part comes to, up to and with the claim."""
        inside = [(self._asked(so_far, part), part.share) for part in self.parts if part.inside]
        rest = self._total(so_far) - sum(each for each, _ in inside)
        total = greatest_total(rest, inside)
        return [line for part in self.parts for line in self._passing(so_far, part, total)]

    def _asked(self, so_far: SoFar, part: Part) -> int:
        """What the claims of a part ask for: their net, or how many of them are worth anything."""
        nets = [so_far.worth(claim) for claim in so_far.selected(part.outcomes, ())]
        return sum(max(net, 0) if self.unit == MONEY else net > 0 for net in nets)

    def _total(self, so_far: SoFar) -> int:
        """What all claims of the total come to so far."""
        nets = [so_far.worth(claim) for claim in so_far.selected(self.base, ())]
        return sum(net if self.unit == MONEY else net > 0 for net in nets)

    def _passing(self, so_far: SoFar, part: Part, total: int) -> list[Line]:
        most, used, asked, added = int(part.share * total), 0, 0, []
        for claim in so_far.selected(part.outcomes, self.in_order_of):
            net = so_far.worth(claim)
            if net <= 0:
                continue
            asks = net if self.unit == MONEY else 1
            let = room(most, used, asks)
            used, asked = used + let, asked + asks
            if let < asks:
                why = part_in_words(part.share)  # where claims are counted, nothing of this one is let through
                added.append(Line(claim.ref, self.clause, self.form, let - net, asked, most, self.unit, why, WAITS))
        return added
