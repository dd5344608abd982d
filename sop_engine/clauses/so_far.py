"""What is due so far: the claims, and the lines that the clauses before have added."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from typing import Any

from sop_engine.records.posted import PostedClaim
from sop_engine.records.working import Claim, Line
from sop_engine.terms.outcome import COHORT, CONTRACT, PERSON
from sop_engine.terms.written import START, Anchor
from sop_engine.units.days import say
from sop_engine.units.reckoning import Reckoning

Key = Callable[[Any, Mapping[str, int]], Any]
ORDER: dict[str, Key] = {
    "reached": lambda claim, position: claim.reached,
    "shown": lambda claim, position: claim.shown,
    "known": lambda claim, position: claim.known,
    "claimed": lambda claim, position: claim.claimed,
    "person": lambda claim, position: claim.person,
    "outcome": lambda claim, position: position[claim.outcome],
    "record": lambda claim, position: (claim.reached, claim.period or (), tuple(str(each) for each in claim.record)),
}
"""What claims can be put in order by.  All of it is content: no file, no row, no number given by us."""

WIDTH = {PERSON: 0, COHORT: 1, CONTRACT: 2}
"""Whom an outcome is about, the widest last."""

RECORD = "record"

NEW = 10**9
"""The rank of what was not posted before: after all that was."""


@dataclass(slots=True)
class SoFar:
    """The claims of a contract, and the net of each after the clauses so far, in minor units."""

    claims: Sequence[Claim]
    position: Mapping[str, int]
    """Where each outcome stands in the contract."""
    subjects: Mapping[str, str]
    """Whom each outcome is about: person, cohort or contract."""
    as_at: int
    """The day of the run."""
    first: int
    last: int
    """The first and the last day of the contract."""
    reckoned: Reckoning
    """How the contract counts lengths of time."""
    net: dict[str, int] = field(default_factory=dict)
    everybody: Sequence[Claim] = ()
    """All claims, where a clause is carried out on some of them alone."""
    posted: Mapping[str, PostedClaim] = field(default_factory=dict)
    """What was posted before, where it comes first; nothing where caps are allocated afresh (`recompute`)."""
    _ordered: dict[tuple[int, tuple[str, ...]], tuple[Sequence[Claim], Sequence[Claim]]] = field(default_factory=dict)
    """The claims in each order that was stated, by which claims they are; these are kept beside, so that they stay."""
    _index: dict[int, dict[tuple[str, str], list[Claim]]] = field(default_factory=dict)

    def on(self, claims: Sequence[Claim]) -> "SoFar":
        """The same, for a clause that is carried out on some of the claims alone."""
        return replace(self, claims=claims, everybody=self.everyone)

    @property
    def everyone(self) -> Sequence[Claim]:
        """All claims, whichever a clause is carried out on."""
        return self.everybody or self.claims

    def add(self, lines: Iterable[Line]) -> None:
        """Add the lines of a clause."""
        for line in lines:
            self.net[line.claim] = self.net.get(line.claim, 0) + line.amount

    def worth(self, claim: Claim) -> int:
        """What is due on a claim after the clauses so far."""
        return self.net.get(claim.ref, 0)

    def selected(self, outcomes: Iterable[str], in_order_of: Sequence[str], everybody: bool = False) -> list[Claim]:
        """The claims of these outcomes, in the order in which they have a say; where none is stated, as they come.

        What was posted before comes first, posting by posting, and keeps the order that it had then;
        the rest follows in the stated order.  `everybody`: not only those a clause is carried out on.
        """
        if not self.posted or not in_order_of:
            return self.by_content(outcomes, in_order_of, everybody)
        keys = [ORDER[name] for name in in_order_of]

        def place(claim: Claim) -> tuple[object, ...]:
            then = self.as_posted(claim)
            return (self.rank(claim), *(key(then, self.position) for key in keys))

        return sorted(self._of(outcomes, everybody), key=place)

    def by_content(self, outcomes: Iterable[str], in_order_of: Sequence[str], everybody: bool = False) -> list[Claim]:
        """The claims of these outcomes in a stated order alone, whatever was posted: for what looks back in time."""
        wanted = set(outcomes)
        return [claim for claim in self._in_order(tuple(in_order_of), everybody) if claim.outcome in wanted]

    def _in_order(self, in_order_of: tuple[str, ...], everybody: bool) -> Sequence[Claim]:
        """All claims in a stated order: put in order once, for all the clauses that state it."""
        claims = self.everyone if everybody else self.claims
        key = (id(claims), in_order_of)
        if key not in self._ordered:
            self._ordered[key] = (claims, self._sorted(claims, in_order_of))
        return self._ordered[key][1]

    def _sorted(self, claims: Sequence[Claim], in_order_of: tuple[str, ...]) -> Sequence[Claim]:
        """Claims in a stated order.  What a record says is asked last, and only of claims that are equal till then."""
        by_record = in_order_of[-1:] == (RECORD,)
        asked = [ORDER[name] for name in (in_order_of[:-1] if by_record else in_order_of)]
        made = list(claims)
        for key in reversed(asked):  # pass by pass, the first key last: quicker than by all of them at once
            made.sort(key=partial(_of_claim, key, self.position))
        if not by_record:
            return made
        first = 0
        for i in range(1, len(made) + 1):
            if i < len(made) and all(key(made[i], self.position) == key(made[first], self.position) for key in asked):
                continue
            if i - first > 1:
                made[first:i] = sorted(made[first:i], key=lambda claim: ORDER[RECORD](claim, self.position))
            first = i
        return made

    def _of(self, outcomes: Iterable[str], everybody: bool) -> Iterator[Claim]:
        wanted = set(outcomes)
        return (claim for claim in (self.everyone if everybody else self.claims) if claim.outcome in wanted)

    def rank(self, claim: Claim) -> int:
        """Which posting a claim was in first; `NEW` for one that was in none."""
        posted = self.posted.get(claim.ref)
        return NEW if posted is None else posted.rank

    def as_posted(self, claim: Claim) -> Claim | PostedClaim:
        """A claim with the days that it had when it was posted first; one that is new, as it is."""
        return self.posted.get(claim.ref, claim)

    def concerning(self, outcome: str, claim: Claim) -> list[Claim]:
        """The claims of an outcome that are about the same as a claim.

        Of two people: the same person.  Where one of the two is about a cohort, the other is about
        it or somebody in it; where one is about the contract, the other may be about anybody.
        """
        width = max(WIDTH[self.subjects[outcome]], WIDTH[self.subjects[claim.outcome]])
        if width not in self._index:
            found: dict[tuple[str, str], list[Claim]] = defaultdict(list)
            for each in self.everyone:
                found[each.outcome, _about(each, width)].append(each)
            self._index[width] = dict(found)
        return self._index[width].get((outcome, _about(claim, width)), [])

    def day_of(self, anchor: Anchor, claim: Claim) -> int | None:
        """The day that an anchor means for a claim: the first time its outcome is reached; None while it is not."""
        if not anchor.of:
            return anchor.from_day(anchor.day, self.reckoned)
        if anchor.of == START:
            return anchor.from_day(claim.start, self.reckoned)
        reached = [each.reached for each in self.concerning(anchor.of, claim)]
        return anchor.from_day(min(reached), self.reckoned) if reached else None


def _of_claim(key: Key, position: Mapping[str, int], claim: Claim) -> Any:
    return key(claim, position)


def _about(claim: Claim, width: int) -> str:
    return (claim.person, claim.cohort, "")[width]


def plain(name: str) -> str:
    """A name of the contract as a sentence says it."""
    return name.replace("_", " ")


def day_in_words(anchor: Anchor) -> str:
    """The day that is waited for, as a sentence says it.

    Example:
        >>> day_in_words(Anchor(of="works_6_months"))
        'works 6 months is reached'
    """
    of = {"": say(anchor.day), START: "the start"}.get(anchor.of, plain(anchor.of))
    if anchor.length:
        return f"{anchor.length} {'before' if anchor.before else 'after'} {of}"
    return of if anchor.of in ("", START) else f"{of} is reached"
