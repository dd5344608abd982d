"""Price: lines of a base times the rate that a table gives.

The base is one for each claim, a measured number, or what is due so far.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from types import MappingProxyType
from typing import Any

from sop_engine.clauses.so_far import SoFar
from sop_engine.errors import CallError, Place, problem
from sop_engine.records.working import DEDUCTED, EARNED, Claim, Line
from sop_engine.tables import CLAIMS, Argument, Band, bands, number_named, part_of
from sop_engine.terms.outcome import COHORT
from sop_engine.terms.price import Price as PriceTerms
from sop_engine.terms.table import POSITION, TIME, asks_position
from sop_engine.units.money import MOST, Money
from sop_engine.units.numbers import rounded

MONEY = "money"
Ranks = Mapping[str, int]
NO_RANKS: Ranks = MappingProxyType({})
NO_ARGUMENT = Argument({}, 0)
"""What a price that is one amount is looked up by."""


def argument_of(claim: Claim, day: str, ranks: Ranks, times: Ranks = NO_RANKS) -> Argument:
    """What tables look a claim up by: its categories, one of its days, and its numbers."""
    numbers: dict[str, Fraction | int] = {**claim.measured, TIME: times.get(claim.ref, claim.occurrence)}
    if claim.ref in ranks:
        numbers[POSITION] = ranks[claim.ref]
    return Argument(claim.facts, int(getattr(claim, day)), numbers)


def positions(so_far: SoFar, outcomes: Sequence[str], in_order_of: Sequence[str]) -> Ranks:
    """Which claim of its outcome each is, over everybody, from 1, in a stated order."""
    ranks: dict[str, int] = {}
    for outcome in outcomes:
        ranks.update(
            (claim.ref, i) for i, claim in enumerate(so_far.selected((outcome,), in_order_of, everybody=True), 1)
        )
    return ranks


def times(so_far: SoFar, outcomes: Iterable[str]) -> Ranks:
    """Which time it is for its person, where what was posted keeps its number; else the occurrence says it, by day.

    A period keeps the number that it has among all periods.
    """
    numbers: dict[str, int] = {}
    counts: dict[tuple[str, str], int] = {}
    for claim in so_far.selected(outcomes, ("reached",), everybody=True) if so_far.posted else ():
        if claim.period is None:
            whose = claim.person, claim.outcome
            counts[whose] = counts.get(whose, 0) + 1
            numbers[claim.ref] = counts[whose]
    return numbers


def positions_together(so_far: SoFar, outcomes: Sequence[str], per: str, in_order_of: Sequence[str]) -> Ranks:
    """Which claim of several outcomes each is, in its cohort or over everybody, of those on which something is due."""
    ranks: dict[str, int] = {}
    counts: dict[str, int] = {}
    for claim in so_far.selected(outcomes, in_order_of):
        if so_far.worth(claim) > 0:
            group = claim.cohort if per == COHORT else ""
            counts[group] = counts.get(group, 0) + 1
            ranks[claim.ref] = counts[group]
    return ranks


def amount_of(exact: Fraction | int, rounding: str, claim: Claim) -> int:
    """An amount in minor units, rounded in a stated way.

    Raises:
        CallError: It is larger than money can be: a measured number must be wrong.
    """
    amount = rounded(exact, rounding)
    if abs(amount) >= MOST:
        raise CallError(problem("amount-out-of-range", Place(claim.ref), found=f"{amount:,}"))
    return amount


@dataclass(frozen=True, slots=True)
class Price:
    """Lines for each claim: so many at the rate that its table gives.

    The base is 1 for a price, and a measured number for what is paid by quantity; of slices, each
    band that holds something has a line.  A claim's lines add up to its exact amount, rounded once.
    """

    clause: str
    form: str
    prices: Mapping[str, PriceTerms]
    day: str
    """Which day of a claim picks a dated price: reached, shown or known."""
    rounding: str = ""
    """What becomes of parts of the smallest coin; empty where the tables cannot leave any."""
    in_order_of: tuple[str, ...] = ()
    """What makes the position of a claim; empty where no table looks at it."""
    units: Mapping[str, str] = field(default_factory=dict)
    """What the units of each measure are called."""
    effect: str = EARNED
    """`earned` adds to what is due; `deducted` takes from it."""
    down_to_nothing: bool = False
    """Whether what is deducted ends where nothing is due on the claim any more."""
    together: tuple[str, ...] = ()
    """The outcomes whose claims are counted together for a position; empty where each counts by itself."""
    per: str = ""
    """Where they are counted together: in each cohort, or over the contract."""

    def lines(self, so_far: SoFar) -> list[Line]:
        """The price of every claim that has one, a stated zero included."""
        placed = [name for name, price in self.prices.items() if asks_position(price)]
        ranks = positions(so_far, placed, self.in_order_of)
        if self.together:
            ranks = positions_together(so_far, self.together, self.per, self.in_order_of)
        numbered = times(so_far, self.prices)
        plain = {name: bands(price, NO_ARGUMENT) for name, price in self.prices.items() if isinstance(price, Money)}
        added = []
        for claim in so_far.claims:
            if claim.outcome in self.prices and (not self.together or claim.ref in ranks):
                left = max(0, so_far.worth(claim)) if self.down_to_nothing else None
                found = plain.get(claim.outcome) or bands(
                    self.prices[claim.outcome], argument_of(claim, self.day, ranks, numbered)
                )
                added += self._lines(claim, found, left)
        return added

    def _lines(self, claim: Claim, found: Sequence[Band], left: int | None) -> list[Line]:
        """The lines of one claim, for what its price comes to; `left` is the most of them, where there is a most."""
        exact: Fraction | int = 0
        told, added = 0, []
        for band in found:
            exact += band.amount
            total = amount_of(exact, self.rounding, claim)
            amount = (total if left is None else min(total, left)) - told
            told += amount
            counts = band.of == CLAIMS
            added.append(
                Line(
                    claim=claim.ref,
                    clause=self.clause,
                    form=self.form,
                    amount=-amount if self.effect == DEDUCTED else amount,
                    base=band.base,
                    rate=rounded(band.rate, self.rounding) if counts else band.rate,
                    unit=CLAIMS if counts else self.units.get(band.of, band.of.replace("_", " ")),
                    why=band.why,
                    effect=self.effect,
                )
            )
        return added


@dataclass(frozen=True, slots=True)
class PartOfDue:
    """A line for each claim on which something is due so far: a part of that, taken from it or added to it."""

    clause: str
    form: str
    parts: Mapping[str, Any]
    """For each outcome the part: one, or a table of parts or of factors."""
    day: str
    """Which day of a claim picks a dated part: reached, shown or known."""
    rounding: str
    in_order_of: tuple[str, ...] = ()
    factors: bool = False
    """Whether the tables hold factors: what is due is multiplied by them, and the line is the difference."""

    def lines(self, so_far: SoFar) -> list[Line]:
        """What is taken or added, claim by claim; where the part is nothing, there is no line."""
        placed = [name for name, part in self.parts.items() if asks_position(part)]
        ranks, numbered = positions(so_far, placed, self.in_order_of), times(so_far, self.parts)
        added = []
        for claim in so_far.claims:
            net = so_far.worth(claim)
            if claim.outcome in self.parts and net > 0:
                value, why = part_of(self.parts[claim.outcome], argument_of(claim, self.day, ranks, numbered))
                rate = value - 1 if self.factors else -value
                if rate:
                    amount = amount_of(net * rate, self.rounding, claim)
                    effect = EARNED if rate > 0 else DEDUCTED
                    added.append(Line(claim.ref, self.clause, self.form, amount, net, abs(rate), MONEY, why, effect))
        return added


@dataclass(frozen=True, slots=True)
class PartOfOthers:
    """A line on each claim of one outcome: a part of what is due so far on claims of others, taken back.

    The part is measured.  An outcome of a period looks at what was reached in its period; any
    other at what was reached since the claim before it, up to its own day.
    """

    clause: str
    form: str
    outcome: str
    """The outcome whose claims carry the lines."""
    of: tuple[str, ...]
    """The outcomes of which a part is taken back."""
    measure: str
    """The number that says how large a part."""
    rounding: str

    def lines(self, so_far: SoFar) -> list[Line]:
        """What is taken back, one line for each claim that carries one."""
        added, since = [], None
        own = {claim.ref for claim in so_far.claims}
        others = [claim for claim in so_far.everyone if claim.outcome in self.of and claim.outcome != self.outcome]
        for claim in so_far.by_content((self.outcome,), ("reached", "record", "person"), everybody=True):
            first, last = claim.period or (since, claim.reached)
            base = sum(
                so_far.worth(each)
                for each in others
                if each.reached <= last and (first is None or each.reached >= first)
            )
            since = claim.reached + 1
            part = min(max(number_named(self.measure, argument_of(claim, "reached", {})), Fraction(0)), Fraction(1))
            if base > 0 and part and claim.ref in own:
                amount = -amount_of(base * part, self.rounding, claim)
                added.append(Line(claim.ref, self.clause, self.form, amount, base, part, MONEY, "", DEDUCTED))
        return added
