"""Least: what lacks to a guaranteed amount is added, once its time is over."""

from dataclasses import dataclass

from sop_engine.clauses.limit import period_begins
from sop_engine.clauses.so_far import SoFar
from sop_engine.records.working import EARNED, Claim, Line
from sop_engine.units.days import Duration, say


@dataclass(frozen=True, slots=True)
class Least:
    """The least for all claims together, in each period or over the contract; one claim carries what lacks."""

    clause: str
    form: str
    outcomes: tuple[str, ...]
    at_least: int
    carried_by: str
    """The outcome whose last claim in the period carries what lacks."""
    day: str
    """The day of a claim that says which period it belongs to."""
    in_order_of: tuple[str, ...]
    every: Duration | None
    from_: int

    def lines(self, so_far: SoFar) -> list[Line]:
        """What lacks in each period that is over; the base is what is due in it, the rate the least."""
        added = []
        for first, last in self.periods(so_far):
            due = sum(so_far.worth(claim) for claim in self._within(so_far, self.outcomes, first, last))
            carriers = self._within(so_far, (self.carried_by,), first, last)
            if due < self.at_least and carriers:
                ref, lacks = carriers[-1].ref, self.at_least - due
                why = f"{say(first)} to {say(last)}"
                added.append(Line(ref, self.clause, self.form, lacks, due, self.at_least, "money", why, EARNED))
        return added

    def periods(self, so_far: SoFar) -> list[tuple[int, int]]:
        """The first and the last day of each period that is over as at the day of the run, its last day counted in."""
        if self.every is None:
            whole = so_far.first, so_far.last
            return [whole] if so_far.last <= so_far.as_at else []
        found: list[tuple[int, int]] = []
        first = self.from_
        while first <= so_far.last:
            after = period_begins(self.from_, self.every, len(found) + 1)
            if after - 1 > so_far.as_at:
                break
            found.append((first, after - 1))
            first = after
        return found

    def _within(self, so_far: SoFar, outcomes: tuple[str, ...], first: int, last: int) -> list[Claim]:
        """The claims of a period, by day and then in the stated order; over the whole contract, all of them."""
        claims = so_far.by_content(outcomes, self.in_order_of)
        if self.every is not None:
            claims = [claim for claim in claims if first <= getattr(claim, self.day) <= last]
        return sorted(claims, key=lambda claim: getattr(claim, self.day))
