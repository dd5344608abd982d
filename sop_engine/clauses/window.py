"""Window: what is claimed too late is not paid."""

from dataclasses import dataclass

from sop_engine.clauses.so_far import SoFar, plain
from sop_engine.records.working import TAKEN, Line
from sop_engine.terms.written import Anchor
from sop_engine.units.days import Duration, say


@dataclass(frozen=True, slots=True)
class Window:
    """A claim counts up to so long after its day, and no later than a last day; one that is later is taken whole."""

    clause: str
    form: str
    outcomes: tuple[str, ...]
    within: Duration
    after: str
    """The day of the claim that the time counts from: reached or shown."""
    not_after: Anchor | None
    """A last day for all; of the two the earlier counts."""

    def lines(self, so_far: SoFar) -> list[Line]:
        """What was claimed too late; the base is the days it took, the rate the days there were."""
        added = []
        for claim in so_far.selected(self.outcomes, ()):
            net, from_ = so_far.worth(claim), getattr(claim, self.after)
            last = so_far.reckoned.after(from_, self.within)
            ends = so_far.day_of(self.not_after, claim) if self.not_after else None
            if ends is not None:
                last = min(last, ends)
            if net > 0 and claim.claimed > last:
                took, had = claim.claimed - from_, max(last - from_, 0)
                why = f"{plain(self.after)} on {say(from_)}, claimed on {say(claim.claimed)}, last day {say(last)}"
                added.append(Line(claim.ref, self.clause, self.form, -net, took, had, "days", why, TAKEN))
        return sorted(added)
