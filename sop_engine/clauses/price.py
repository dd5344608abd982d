"""Price: for each time an outcome is reached, a line of its rate."""

from collections.abc import Mapping
from dataclasses import dataclass

from sop_engine.clauses.so_far import SoFar
from sop_engine.records.working import EARNED, Line
from sop_engine.tables import price_of
from sop_engine.terms.price import Price as PriceTerms


@dataclass(frozen=True, slots=True)
class Price:
    """A line for each claim: one times the rate that its table gives."""

    clause: str
    form: str
    prices: Mapping[str, PriceTerms]
    day: str
    """Which day of a claim picks a dated price: reached, shown or known."""

    def lines(self, so_far: SoFar) -> list[Line]:
        """The price of every claim that has one, a stated zero included."""
        added = []
        for claim in so_far.claims:
            if claim.outcome in self.prices:
                rate, why = price_of(self.prices[claim.outcome], claim.facts, getattr(claim, self.day))
                added.append(Line(claim.ref, self.clause, self.form, rate, 1, rate, "claims", why, EARNED))
        return added
