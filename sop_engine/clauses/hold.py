"""Hold: a part of what is due is kept back on its day, and given back when what it waits for has come."""

from dataclasses import dataclass
from fractions import Fraction
from typing import NamedTuple, Protocol

from sop_engine.clauses.so_far import SoFar, day_in_words, plain
from sop_engine.records.working import GIVEN_BACK, KEPT_BACK, TAKEN, Claim, Line
from sop_engine.terms.written import Anchor
from sop_engine.units.days import Duration, say
from sop_engine.units.numbers import rounded

NOT_HELD, HELD_NOW, RELEASED, FORFEITED = "not held", "held", "released", "forfeited"


class Found(NamedTuple):
    """How a claim stands with what it waits for."""

    state: str
    until: str = ""
    """What gives back what is kept, as a sentence says it."""
    since: str = ""
    """What gave it back, or forfeited it."""


class Release(Protocol):
    """What gives back what is kept."""

    def found(self, claim: Claim, so_far: SoFar) -> Found:
        """How a claim stands with it, as at the day of the run."""


@dataclass(frozen=True, slots=True)
class Until:
    """Kept until days have come, all of them; forfeited where they have not come so long after the claim's day."""

    anchors: tuple[Anchor, ...]
    forfeited_after: Duration | None = None
    same_period: bool = False
    """Whether only what concerns the claim's own period releases it."""

    def found(self, claim: Claim, so_far: SoFar) -> Found:
        """Released on the latest of the days, once they have come by the day of the run."""
        last = so_far.reckoned.after(claim.reached, self.forfeited_after) if self.forfeited_after else None
        until = " and ".join(day_in_words(anchor) for anchor in self.anchors)
        until += " in the same period" if self.same_period else ""
        until += f", by {say(last)}" if last is not None else ""
        days = [self._day(anchor, claim, so_far) for anchor in self.anchors]
        come = [day for day in days if day is not None and day <= so_far.as_at]
        released = max(come) if len(come) == len(days) else None
        if released is not None and (last is None or released <= last):
            return Found(RELEASED, until, f"on {say(released)}")
        if last is not None and last < so_far.as_at:
            return Found(FORFEITED, until, f"not so by {say(last)}")
        return Found(HELD_NOW, until)

    def _day(self, anchor: Anchor, claim: Claim, so_far: SoFar) -> int | None:
        if not self.same_period:
            return so_far.day_of(anchor, claim)
        fits = [each.reached for each in so_far.concerning(anchor.of, claim) if in_period(each, claim.period)]
        return anchor.from_day(min(fits), so_far.reckoned) if fits else None


@dataclass(frozen=True, slots=True)
class Paid:
    """Kept until another outcome is paid: until something is due on it after the clauses so far."""

    outcomes: tuple[str, ...]

    def found(self, claim: Claim, so_far: SoFar) -> Found:
        """Released where each of the outcomes has a claim that something is due on."""
        until = f"{' and '.join(plain(name) for name in self.outcomes)} is paid"
        for name in self.outcomes:
            if not any(so_far.worth(each) > 0 for each in so_far.concerning(name, claim)):
                return Found(HELD_NOW, until)
        return Found(RELEASED, until, "it is paid")


@dataclass(frozen=True, slots=True)
class Dispute:
    """Kept from the day something is raised until the day it is settled; taken where it is upheld."""

    raised: str
    settled: str
    upheld: str

    def found(self, claim: Claim, so_far: SoFar) -> Found:
        """Held while the last that was raised is not settled; each that settles, settles all that was raised before."""
        raised = [each.reached for each in so_far.concerning(self.raised, claim)]
        if not raised:
            return Found(NOT_HELD)
        until = f"{plain(self.settled)}, after {plain(self.raised)} on {say(max(raised))}"
        upheld = [each.reached for each in so_far.concerning(self.upheld, claim)] if self.upheld else []
        upheld = [day for day in upheld if day >= min(raised)]  # what comes before a dispute is about another
        if upheld:
            return Found(FORFEITED, until, f"{plain(self.upheld)} on {say(min(upheld))}")
        settled = [each.reached for each in so_far.concerning(self.settled, claim)]
        if settled and max(settled) >= max(raised):
            return Found(RELEASED, until, f"on {say(max(settled))}")
        return Found(HELD_NOW, until)


def in_period(claim: Claim, period: tuple[int, int] | None) -> bool:
    """Whether a claim belongs to a period: its own period lies in it or around it; without one, its day reached does.

    Without a period nothing belongs to it.
    """
    if period is None:
        return False
    if claim.period is None:
        return period[0] <= claim.reached <= period[1]
    first, last = claim.period
    return (period[0] <= first and last <= period[1]) or (first <= period[0] and period[1] <= last)


@dataclass(frozen=True, slots=True)
class Hold:
    """A part of the net so far of each claim: kept back, and given back, or taken for good."""

    clause: str
    form: str
    outcomes: tuple[str, ...]
    part: Fraction
    rounding: str
    """How parts of a penny are rounded in what is kept back; what is given back is what was kept."""
    release: Release

    def lines(self, so_far: SoFar) -> list[Line]:
        """For each claim a line of what is kept back, and one of what is given back; or one of what is forfeited."""
        added = []
        for claim in so_far.selected(self.outcomes, ()):
            net = so_far.worth(claim)
            kept = max(0, rounded(net * self.part, self.rounding))
            found = self.release.found(claim, so_far) if kept else Found(NOT_HELD)
            if found.state == FORFEITED:
                why = f"{found.until}: {found.since}"
                added.append(self._line(claim, -kept, net, why, TAKEN))
            elif found.state != NOT_HELD:
                added.append(self._line(claim, -kept, net, found.until, KEPT_BACK))
                if found.state == RELEASED:
                    added.append(self._line(claim, kept, net, found.since, GIVEN_BACK))
        return added

    def _line(self, claim: Claim, amount: int, net: int, why: str, effect: str) -> Line:
        return Line(claim.ref, self.clause, self.form, amount, net, self.part, "money", why, effect)
