"""In place of: what is due so far on provisional claims is reversed when what stands in their place falls due."""

from collections import defaultdict
from dataclasses import dataclass

from sop_engine.clauses.hold import in_period
from sop_engine.clauses.so_far import SoFar, plain
from sop_engine.records.working import REPLACED, Claim, Line
from sop_engine.terms.written import Anchor
from sop_engine.units.days import say

AT_ONCE, AS_EARNED = "at_once", "as_earned"


@dataclass(frozen=True, slots=True)
class InPlaceOf:
    """Provisional claims, and the outcomes whose claims stand in their place."""

    clause: str
    form: str
    outcomes: tuple[str, ...]
    """The provisional ones."""
    by: tuple[str, ...]
    """What stands in their place."""
    same_period: bool
    """Whether a provisional claim must belong to the period of what stands in its place."""
    recovered: str = AT_ONCE
    """`at_once`: reversed as a whole.  `as_earned`: reversed as far as what stands in its place is worth."""
    returned_by: Anchor | None = None
    """A day on which it is reversed as a whole in any case."""

    def lines(self, so_far: SoFar) -> list[Line]:
        """For each provisional claim that is replaced a line that reverses what is due on it so far, or part of it."""
        added = []
        used: dict[str, int] = defaultdict(int)
        for claim in so_far.selected(self.outcomes, ("reached", "person", "outcome", "record")):
            net, by = max(0, so_far.worth(claim)), self._in_place_of(claim, so_far)
            day = so_far.day_of(self.returned_by, claim) if self.returned_by else None
            back = 0
            if day is not None and day <= so_far.as_at:
                back, why = net, f"returned on {say(day)}"
            elif by and self.recovered == AT_ONCE:
                back, why = net, f"{plain(by[0].outcome)} on {say(by[0].reached)} stands in its place"
            elif by:
                back, why = self._earned(net, by, used, so_far), f"{plain(by[-1].outcome)} and what was earned before"
            if back:
                added.append(Line(claim.ref, self.clause, self.form, -back, net, back, "money", why, REPLACED))
        return added

    def _in_place_of(self, claim: Claim, so_far: SoFar) -> list[Claim]:
        """The claims that stand in the place of a provisional one, by day."""
        found = [each for name in self.by for each in so_far.concerning(name, claim)]
        if self.same_period:
            found = [each for each in found if each.period and in_period(claim, each.period)]
        return sorted(found, key=lambda each: (each.reached, so_far.position[each.outcome], each.ref))

    def _earned(self, net: int, by: list[Claim], used: dict[str, int], so_far: SoFar) -> int:
        """As much as what stands in its place is worth, each penny of it once."""
        back = 0
        for each in by:
            taken = min(net - back, max(0, so_far.worth(each)) - used[each.ref])
            used[each.ref] += taken
            back += taken
        return back
