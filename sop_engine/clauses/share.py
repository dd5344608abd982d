"""Share: the net of each claim divided among payers; the parts are the whole."""

from dataclasses import dataclass

from sop_engine.clauses.so_far import SoFar
from sop_engine.records.working import Split
from sop_engine.units.money import cumulative, largest_remainder


@dataclass(frozen=True, slots=True)
class Share:
    """Payers and their weights, and what happens to the pennies that rounding leaves."""

    clause: str
    form: str
    outcomes: tuple[str, ...]
    payers: tuple[str, ...]
    weights: tuple[int, ...]
    remainder: str
    """`largest_remainder`: claim by claim.  `cumulative`: each payer's total to date stays at its share."""
    in_order_of: tuple[str, ...]

    def splits(self, so_far: SoFar) -> list[Split]:
        """A row for each claim and payer."""
        before, made = 0, []
        for claim in so_far.selected(self.outcomes, self.in_order_of):
            net = so_far.net.get(claim.ref, 0)
            parts = (
                cumulative(before, net, self.weights)
                if self.remainder == "cumulative"
                else largest_remainder(net, self.weights)
            )
            before += net
            made += [Split(claim.ref, self.clause, payer, part) for payer, part in zip(self.payers, parts, strict=True)]
        return made
