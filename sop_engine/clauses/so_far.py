"""What is due so far: the claims, and the lines that the clauses before have added."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from sop_engine.records.working import Claim, Line

ORDER = {
    "reached": lambda claim, position: claim.reached,
    "shown": lambda claim, position: claim.shown,
    "known": lambda claim, position: claim.known,
    "claimed": lambda claim, position: claim.claimed,
    "person": lambda claim, position: claim.person,
    "outcome": lambda claim, position: position[claim.outcome],
    "record": lambda claim, position: (claim.reached, claim.period or (), tuple(str(each) for each in claim.record)),
}
"""What claims can be put in order by.  All of it is content: no file, no row, no number given by us."""


@dataclass(slots=True)
class SoFar:
    """The claims of a contract, and the net of each after the clauses so far, in minor units."""

    claims: Sequence[Claim]
    position: dict[str, int]
    """Where each outcome stands in the contract."""
    net: dict[str, int] = field(default_factory=dict)

    def add(self, lines: Iterable[Line]) -> None:
        """Add the lines of a clause."""
        for line in lines:
            self.net[line.claim] = self.net.get(line.claim, 0) + line.amount

    def selected(self, outcomes: Iterable[str], in_order_of: Sequence[str]) -> list[Claim]:
        """The claims of these outcomes, in a stated order."""
        wanted = set(outcomes)
        keys = [ORDER[name] for name in in_order_of]
        return sorted(
            (claim for claim in self.claims if claim.outcome in wanted),
            key=lambda claim: tuple(key(claim, self.position) for key in keys),
        )
