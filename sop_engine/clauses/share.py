"""Share: the net of each claim divided among payers; the parts are the whole.

What falls to a payer whose limit is used up goes to the others of its list, or stays unpaid: then
a line takes it from the claim, so that what is due is always what somebody pays.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from math import gcd, lcm
from typing import Any, NamedTuple

from sop_engine.clauses.price import argument_of
from sop_engine.clauses.so_far import SoFar
from sop_engine.records.working import TAKEN, Claim, Line, Split
from sop_engine.tables import value_of
from sop_engine.terms.share import UNPAID, Taker, fractions_of, payers_of
from sop_engine.terms.table import leaves
from sop_engine.units.money import cumulative, largest_remainder

Way = tuple[str | int, ...]
CUMULATIVE = "cumulative"


@dataclass(frozen=True, slots=True)
class Share:
    """Who shares the claims of some outcomes, and what happens to the pennies that rounding leaves."""

    clause: str
    form: str
    outcomes: tuple[str, ...]
    shares: Any
    """A list of takers, or a table of lists by date and by category."""
    day: str
    """Which day of a claim picks dated shares: reached, shown or known."""
    remainder: str
    """`largest_remainder`: claim by claim.  `cumulative`: each taker's total to date stays at its share."""
    in_order_of: tuple[str, ...]

    variants: Mapping[tuple[int, ...], "Share"] = field(default_factory=dict, compare=False)
    """The shares as they hold under some deeds."""

    @property
    def walks_by(self) -> tuple[object, ...]:
        """What two versions must have in common to count up together: nothing; sets of shares count by themselves."""
        return ()

    def for_claim(self, claim: Claim) -> "Share":
        """The shares as they hold for a claim."""
        return self.variants.get(claim.deeds, self)

    def divided(self, so_far: SoFar) -> tuple[list[Line], list[Split]]:
        """A line for each claim of which something stays unpaid, and a split for each claim and payer."""
        lines, splits = [], []
        counted, places = _Counted(), self._places()
        for claim in so_far.selected(self.outcomes, self.in_order_of):
            mine = self.for_claim(claim)
            takers = mine.shares
            if not isinstance(takers, tuple):
                takers, _ = value_of(mine.shares, argument_of(claim, mine.day, {}))
            counted.cumulative = mine.remainder == CUMULATIVE
            net = so_far.net.get(claim.ref, 0)
            among = counted.list_of(takers)
            parts = dict.fromkeys(among.payers, 0)
            unpaid = counted.divide(among, net, places[id(takers)], parts)
            if unpaid:
                lines.append(self._unpaid(claim, net, unpaid))
            splits += [Split(claim.ref, self.clause, payer, part) for payer, part in parts.items()]
        return lines, splits

    def _places(self) -> dict[int, Way]:
        """The way to each list of takers; versions that divide alike count up together."""
        versions = [self, *self.variants.values()]
        alike = [next(i for i, one in enumerate(versions) if one.shares == each.shares) for each in versions]
        return {
            id(takers): (i, *way)
            for i, each in zip(alike, versions, strict=True)
            for way, takers in leaves(each.shares)
        }

    def _unpaid(self, claim: Claim, net: int, unpaid: int) -> Line:
        return Line(claim.ref, self.clause, self.form, -unpaid, net, net - unpaid, "money", "", TAKEN)


def in_whole_numbers(parts: Sequence[Fraction | int]) -> list[int]:
    """Parts as the whole numbers that stand to each other as they do, with nothing in common but one.

    Example:
        >>> in_whole_numbers([Fraction(1, 6), Fraction(2, 3)]), in_whole_numbers([2, 4]), in_whole_numbers([0, 0])
        ([1, 4], [1, 2], [0, 0])
    """
    common = lcm(*(each.denominator for each in parts))
    whole = [int(each * common) for each in parts]
    least = gcd(*whole) or 1
    return [each // least for each in whole]


class _List(NamedTuple):
    """What is worked out once for each list of takers."""

    takers: tuple[Taker, ...]
    payers: tuple[str, ...]
    """Who pays, whether from the list itself or from a list within it."""
    weights: Sequence[int]
    """What part each takes, as whole numbers; a fixed amount takes none."""
    plain: bool
    """Whether each is a payer who takes a part, whatever was paid before: then each pays its portion."""


def _list_of(takers: tuple[Taker, ...]) -> _List:
    weights, payers = in_whole_numbers(fractions_of(takers)), payers_of(takers)
    plain = all(weights) and [each.payer for each in takers if each.up_to is None] == list(payers)
    return _List(takers, payers, weights, plain)


@dataclass(slots=True)
class _Counted:
    """What has been divided so far: in each list in all, and by each payer."""

    cumulative: bool = False
    before: dict[Way, int] = field(default_factory=lambda: defaultdict(int))
    paid: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    lists: dict[int, _List] = field(default_factory=dict)

    def list_of(self, takers: tuple[Taker, ...]) -> _List:
        """A list of takers, with what is worked out once for each."""
        found = self.lists.get(id(takers))
        if found is None:
            found = self.lists[id(takers)] = _list_of(takers)
        return found

    def divide(self, among: _List, amount: int, way: Way, parts: dict[str, int]) -> int:
        """Divide an amount among takers, adding to the parts of payers; what nobody pays is the answer."""
        if not amount:
            return 0
        left, lost = self._divide(among, amount, way, parts)
        return left + lost

    def _divide(self, among: _List, amount: int, way: Way, parts: dict[str, int]) -> tuple[int, int]:
        """What is left for others, since all limits here are used up, and what is lost: stated to stay unpaid."""
        takers, _, weights, plain = among
        if plain:
            for payer, portion in zip(among.payers, self._portions(amount, weights, way), strict=True):
                self.paid[payer] += portion
                parts[payer] += portion
            return 0, 0
        asked, left, lost = amount, 0, 0
        for i, taker in enumerate(takers):
            if taker.amount is not None:
                fixed = max(0, min(taker.amount.minor, asked))
                over, gone = self._take(taker, fixed, (*way, i), parts)
                asked, lost = asked - fixed + over, lost + gone
        open_ = [i for i, weight in enumerate(weights) if weight]
        left = asked
        while left and open_:
            whole = in_whole_numbers([weights[i] for i in open_]) if len(open_) < len(weights) else weights
            portions, left, full = self._portions(left, whole, (*way, *open_)), 0, []
            for i, portion in zip(open_, portions, strict=True):
                over, gone = self._take(takers[i], portion, (*way, i), parts)
                left, lost = left + over, lost + gone
                full += [i] if over else []
            open_ = [i for i in open_ if i not in full]
        return left, lost

    def _portions(self, amount: int, weights: Sequence[int], way: Way) -> list[int]:
        """An amount by weights; `way` is the list and who of it takes part, for a running total of their own."""
        if len(weights) == 1:
            return [amount]
        if not self.cumulative:
            return largest_remainder(amount, weights)
        before = self.before[way]
        self.before[way] += amount
        return cumulative(before, amount, weights)

    def _take(self, taker: Taker, portion: int, way: Way, parts: dict[str, int]) -> tuple[int, int]:
        """What a taker leaves for others, and what is lost, of a portion that falls to it."""
        if taker.among:
            return self._divide(self.list_of(taker.among), portion, (*way, "among"), parts)
        payer = str(taker.payer)
        room = portion if taker.up_to is None else max(min(portion, 0), taker.up_to.minor - self.paid[payer])
        takes = min(portion, room)
        self.paid[payer] += takes
        parts[payer] += takes
        over = portion - takes
        return (0, over) if taker.when_empty == UNPAID else (over, 0)
