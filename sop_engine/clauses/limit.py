"""Limit: walking claims in a stated order, a line that takes back what passes the most."""

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from dataclasses import field as made
from functools import partial
from itertools import accumulate, groupby
from typing import NamedTuple

from sop_engine.clauses.so_far import SoFar
from sop_engine.records.working import TAKEN, WAITS, Claim, Line
from sop_engine.terms.most import Steps
from sop_engine.terms.outcome import COHORT, PERSON
from sop_engine.units.days import FIRST, Duration, corresponding, say

MONEY, CLAIMS = "money", "claims"
WHOLE = "whole"
CARRIED = "carried"


def room(at_most: int, used: int, asked: int) -> int:
    """What a limit still lets through: all, part of it, or nothing.

    Example:
        >>> room(100, 60, 60)
        40
    """
    return max(0, min(asked, at_most - used))


def period_begins(from_: int, every: Duration, number: int) -> int:
    """The first day of a period, counted from 0: months go by the corresponding date, once from the first day.

    Example:
        >>> [period_begins(17_561, Duration(months=1), n) for n in (0, 1, 2)]  # 30 January 2018, and so on
        [17561, 17590, 17620]
    """
    return corresponding(from_, every.months * number, every.days * number)


@dataclass(frozen=True, slots=True)
class Stage:
    """A time in which one number is the most: a period, or the time from one dated value to the next."""

    first: int
    most: int
    begun: bool
    """Whether it has begun as at the day of the run: what waits gets room only then."""


class Most(NamedTuple):
    """The most in a stage: how much of it may be used up, and the number as the contract states it."""

    room: int
    stated: int


@dataclass(slots=True)
class Asking:
    """A claim that asks for room, and how much of it is left to ask: minor units, or one claim."""

    claim: Claim
    day: int
    """The day that says which stage it belongs to; of a claim that was posted, as it was then."""
    left: int
    net: int
    most: Most | None = None
    """The most as it holds for the claim, where deeds make it another than the limit's own."""


@dataclass(frozen=True, slots=True)
class Limit:
    """The most for a group of claims, in money or in claims that are worth anything.

    A group is walked stage by stage: from one date of the most to the next, or period by period.
    In each stage what waits comes first, then the stage's own claims in their order.

    Where what was posted comes first, the claims of each posting walk through all stages before
    those of the next, and those that are new come last: whatever their days, they find only what
    is left, in the stages to come as well.
    """

    clause: str
    form: str
    outcomes: tuple[str, ...]
    per: str
    """What a group is: person, cohort, contract for all of them together, or the category of a field."""
    most: Mapping[str, Steps]
    """For each category of that field the most from each day on; under "" where it is the same for every group."""
    unit: str
    in_order_of: tuple[str, ...]
    edge: str
    """`part`: the claim that crosses the limit is paid up to it.  `whole`: it is paid nothing; a later one may fit."""
    excess: str = "lost"
    """`lost`, or `waits` for a stage with room."""
    day: str = "shown"
    """The day of a claim that says which stage it belongs to."""
    every: Duration | None = None
    """How long a period is; None where the limit is for all time."""
    from_: int = FIRST
    """The first day of the first period."""
    unused: str = "lost"
    """What becomes of room that a period leaves: `lost`, or `carried` into the next."""
    field: str = ""
    """The field of the enrolment whose categories are the groups, such as `start.group`."""
    variants: Mapping[tuple[int, ...], "Limit"] = made(default_factory=dict, compare=False)
    """The limit as it holds under some deeds; a claim uses it up as it holds for that claim."""

    def for_claim(self, claim: Claim) -> "Limit":
        """The limit as it holds for a claim."""
        return self.variants.get(claim.deeds, self)

    @property
    def walks_by(self) -> tuple[object, ...]:
        """What two versions must have in common to be one limit: one that counts otherwise begins anew."""
        return (self.per, self.unit, self.day, self.every, self.from_, self.unused, self.field)

    def lines(self, so_far: SoFar) -> list[Line]:
        """What passes the limit, claim by claim; its base is all that was asked for, up to and with the claim."""
        groups: dict[str, list[tuple[Claim, int]]] = defaultdict(list)
        # What a cohort or the contract has reached is nobody's.
        whose = [name for name in self.outcomes if self.per != PERSON or so_far.subjects[name] == PERSON]
        for claim in so_far.selected(whose, self.in_order_of):
            net = so_far.worth(claim)
            group = self.group(claim) if net > 0 else None
            if group is not None:
                groups[group].append((claim, net))
        return [line for group, claims in groups.items() for line in self._walk(so_far, group, claims)]

    def group(self, claim: Claim) -> str | None:
        """The group a claim belongs to; None where it belongs to none, and the limit does not hold for it."""
        if self.per == PERSON:
            return claim.person
        if self.per == COHORT:
            return claim.cohort or None
        return claim.facts.get(self.field) if self.field else ""

    def stages(self, so_far: SoFar, steps: Steps) -> list[Stage]:
        """The stages of the limit, up to the day of the run; no period begins after the contract has ended."""
        if self.every is None:
            firsts = {first for each in (self, *self.variants.values()) for of in each.most.values() for first, _ in of}
            firsts = firsts if self.variants else {first for first, _ in steps}
            return [Stage(first, _on(steps, first), first <= so_far.as_at) for first in sorted(firsts)]
        days = [getattr(so_far.as_posted(each), self.day) for each in so_far.everyone]
        end = min(so_far.last, max([so_far.as_at, *days]))
        found: list[Stage] = []
        first = self.from_
        while first <= end or not found:
            found.append(Stage(first, _on(steps, first), first <= so_far.as_at))
            first = period_begins(self.from_, self.every, len(found))
        return found

    def _walk(self, so_far: SoFar, group: str, claims: list[tuple[Claim, int]]) -> Iterator[Line]:
        steps, money = self.most[group if self.field else ""], self.unit == MONEY
        asked = sum(net for _, net in claims) if money else len(claims)
        if not self.variants and asked <= min(most for _, most in steps):
            return  # there is room for all, whatever the stage
        stages = self.stages(so_far, steps)
        asking = [
            Asking(claim, getattr(so_far.as_posted(claim), self.day), net if money else 1, net) for claim, net in claims
        ]
        use = _Use(self._mosts(stages), self.every is not None and self.unused != CARRIED)
        if not so_far.posted:
            yield from self._through(stages, group, asking, use)
            return
        for _, together in groupby(asking, key=lambda each: so_far.rank(each.claim)):
            yield from self._through(stages, group, list(together), use)

    def _mosts(self, stages: list[Stage]) -> list[int]:
        """The most in each stage: its own, or with what the stages before have left."""
        mosts = [stage.most for stage in stages]
        return list(accumulate(mosts)) if self.every is not None and self.unused == CARRIED else mosts

    def _through(self, stages: list[Stage], group: str, asking: list[Asking], use: "_Use") -> Iterator[Line]:
        """Some claims, through all stages: in each what waits, then its own."""
        own: list[list[Asking]] = [[] for _ in stages]
        firsts = [stage.first for stage in stages]
        for each in asking:
            own[max(bisect_right(firsts, each.day) - 1, 0)].append(each)
        waiting: list[Asking] = []
        for number, (stage, claims) in enumerate(zip(stages, own, strict=True)):
            use.begin(number)
            for each in (*waiting, *claims) if self.variants else ():
                each.most = use.tightest(partial(self._own_most, each, group, stages))
            if stage.begun:
                for each in waiting:
                    let = self._let(use, each, waited=True)
                    if let:
                        yield self._room(each, let, use, stage)
                waiting = [each for each in waiting if each.left]
            for each in claims:
                asked = each.left
                let = self._let(use, each)
                if let < asked:
                    yield self._passes(each, asked - let, use)
                    waiting += [each] if self.for_claim(each.claim).excess == "waits" else []

    def _let(self, use: "_Use", each: Asking, waited: bool = False) -> int:
        """Let through what there is room for; of a claim that `waited`, what is left of it."""
        let = room((each.most or use.most).room, use.used, each.left)
        if let < each.left and self.for_claim(each.claim).edge == WHOLE:
            let = 0
        use.let_through(each.left, let, waited)
        each.left -= let
        return let

    def _own_most(self, each: Asking, group: str, stages: list[Stage], number: int) -> int:
        """The most as it holds for a claim under its own deeds, in a stage."""
        steps = self.for_claim(each.claim).most[group if self.field else ""]
        if self.every is None:
            return _on(steps, max(stages[number].first, each.day))
        return sum(_on(steps, stage.first) for stage in stages[0 if self.unused == CARRIED else number : number + 1])

    def _passes(self, each: Asking, past: int, use: "_Use") -> Line:
        amount = past if self.unit == MONEY else each.net
        effect = WAITS if self.for_claim(each.claim).excess == "waits" else TAKEN
        return self._line(each, -amount, use, self._whose(each), effect)

    def _room(self, each: Asking, let: int, use: "_Use", stage: Stage) -> Line:
        return self._line(each, let if self.unit == MONEY else each.net, use, say(stage.first), WAITS)

    def _line(self, each: Asking, amount: int, use: "_Use", why: str, effect: str) -> Line:
        stated = (each.most or use.most).stated
        return Line(each.claim.ref, self.clause, self.form, amount, use.asked, stated, self.unit, why, effect)

    def _whose(self, each: Asking) -> str:
        """The group, where its name tells more than the claim does."""
        return each.claim.cohort if self.per == COHORT else each.claim.facts.get(self.field, "")


def _on(steps: Steps, day: int) -> int:
    """The most as it holds on a day; before the first that is stated, the first."""
    return ([most for first, most in steps if first <= day] or [steps[0][1]])[-1]


class _Use:
    """How far a limit is used up, stage by stage, by all claims that have walked through them so far."""

    def __init__(self, mosts: list[int], alone: bool):
        """`alone`: each stage has room of its own, as a period has whose room is not carried."""
        self.mosts, self.alone = mosts, alone
        self.let, self._asked = [0] * len(mosts), [0] * len(mosts)
        self.number, self.used, self.most = 0, 0, Most(0, 0)

    def begin(self, number: int) -> None:
        """Come to a stage: what was let through in it before, and, where room is for all stages, in those before it."""
        self.used = self.let[number] + (0 if self.alone or number == 0 else self.used)
        self.number = number
        self.most = self.tightest(self.mosts.__getitem__)

    def tightest(self, most: Callable[[int], int]) -> Most:
        """The most that may be used up by the end of this stage, so that what later ones let through stays.

        That is less than its own most only where claims of an earlier posting have walked through later stages.
        """
        tightest, beyond = Most(most(self.number), most(self.number)), 0
        for later in range(self.number + 1, 0 if self.alone else len(self.let)):
            beyond += self.let[later]
            if self.let[later] and most(later) - beyond < tightest.room:
                tightest = Most(most(later) - beyond, most(later))
        return tightest

    @property
    def asked(self) -> int:
        """All that was asked for: in this stage, or in all of them where room is for all."""
        return self._asked[self.number if self.alone else 0]

    def let_through(self, asked: int, let: int, waited: bool) -> None:
        """A claim has asked for so much, and so much of it is let through.

        What waited asks anew where each stage has room of its own; elsewhere it has been counted.
        """
        if self.alone or not waited:
            self._asked[self.number if self.alone else 0] += asked
        self.let[self.number] += let
        self.used += let
