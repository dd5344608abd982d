"""Highest: of alternatives only what passes the highest so far is let through."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass

from sop_engine.clauses.so_far import SoFar
from sop_engine.records.working import TAKEN, Line
from sop_engine.terms.outcome import COHORT, PERSON


@dataclass(frozen=True, slots=True)
class Highest:
    """Of the claims of a group, or of its routes, the highest is paid: each adds what passes the highest so far."""

    clause: str
    form: str
    outcomes: tuple[str, ...]
    per: str
    """What a group is: person, cohort, or contract for all of them together."""
    routes: Mapping[str, int]
    """The route of each outcome: what its claims come to adds up.  Without one, each claim stands for itself."""
    in_order_of: tuple[str, ...]

    def lines(self, so_far: SoFar) -> list[Line]:
        """What is below the highest so far, claim by claim; its base is what the claim, or its route, comes to."""
        highest: dict[str, int] = defaultdict(int)
        sums: dict[tuple[str, int | str], int] = defaultdict(int)
        added = []
        for claim in so_far.selected(self.outcomes, self.in_order_of):
            net = so_far.worth(claim)
            if net <= 0 or (self.per == COHORT and not claim.cohort):
                continue
            if self.per == PERSON and so_far.subjects[claim.outcome] != PERSON:
                continue
            group = {PERSON: claim.person, COHORT: claim.cohort}.get(self.per, "")
            way = group, self.routes.get(claim.outcome, claim.ref)
            sums[way] += net
            before = highest[group]
            highest[group] = max(before, sums[way])
            taken = net - (highest[group] - before)
            if taken:
                added.append(Line(claim.ref, self.clause, self.form, -taken, sums[way], before, "money", "", TAKEN))
        return added
