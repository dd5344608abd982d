"""Posted: what was posted before, claim by claim: what comes first in a limit, and which times of an outcome stay."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from sop_engine.records.working import Claim, Payment


class PostedClaim(NamedTuple):
    """A row is a claim that was posted, with the days that it had when it was posted first.

    Its evidence may have become richer since, so that it is shown sooner; its place among the
    others stays.  Days are numbers (units/days.py), `net` is minor units.
    """

    ref: str
    """The content that names it (`Claim.ref`)."""
    person: str
    outcome: str
    rank: int
    """Which posting it was in first, from 1.  What was posted together has one rank, and keeps the contract's order."""
    net: int
    """What is posted on it by now: nothing for one that a limit took as a whole, and it has its place all the same."""
    reached: int
    """The day reached: it names a claim of an outcome that repeats."""
    shown: int
    known: int
    claimed: int
    period: tuple[int, int] | None = None
    """The first and the last day of its period; the first names a claim of an outcome of each period."""
    record: tuple[Any, ...] = ()
    """The content of the record that showed it (`Claim.record`), for a total order."""


@dataclass(frozen=True, slots=True)
class Posted:
    """What was posted before, by the content that names each claim.

    A claim whose evidence went away, so that all that was posted on it is taken back, is none of
    them: if it comes back, it is new.
    """

    claims: Mapping[str, PostedClaim] = field(default_factory=dict)

    def after(self, claims: Sequence[Claim], payments: Sequence[Payment]) -> "Posted":
        """What is posted once a run has posted its claims: those of before keep their place, the others come next.

        Example:
            >>> ann = Claim("Ann/seen", "Ann", "seen", 1, reached=7, shown=7, known=9, record=(7,), facts={}, claimed=9)
            >>> paid = Payment("Ann/seen", "Ann", "seen", 1, 7, 7, 9, gross=50, taken=0, held=0, waiting=0, net=50)
            >>> once = Posted().after([ann], [paid])
            >>> again = once.after([ann._replace(shown=5)], [paid._replace(net=40)])
            >>> [(each.rank, each.shown, each.net) for each in again.claims.values()]
            [(1, 7, 40)]
            >>> once.after([], []).claims
            {}
        """
        next_ = max((each.rank for each in self.claims.values()), default=0) + 1
        net = {each.claim: each.net for each in payments}
        return Posted(
            {
                claim.ref: self.claims[claim.ref]._replace(net=net[claim.ref])
                if claim.ref in self.claims
                else _as_posted(claim, next_, net[claim.ref])
                for claim in claims
            }
        )

    def times(self) -> dict[tuple[str, str], tuple[int, ...]]:
        """For each subject and outcome the days reached, in the order in which they were posted.

        Example:
            >>> late = PostedClaim("Ann/seen/1970-01-04", "Ann", "seen", 2, 50, 3, 3, 3, 3)
            >>> Posted({late.ref: late}).times()
            {('Ann', 'seen'): (3,)}
        """
        found: dict[tuple[str, str], list[int]] = {}
        for each in sorted(self.claims.values(), key=lambda each: (each.rank, each.reached)):
            found.setdefault((each.person, each.outcome), []).append(each.reached)
        return {key: tuple(days) for key, days in found.items()}


NOTHING_POSTED = Posted()


def _as_posted(claim: Claim, rank: int, net: int) -> PostedClaim:
    return PostedClaim(
        claim.ref,
        claim.person,
        claim.outcome,
        rank,
        net,
        claim.reached,
        claim.shown,
        claim.known,
        claim.claimed,
        claim.period,
        claim.record,
    )
