"""Due: what is due on each claim, of whom, and why, from a working; and the one hash that stands for all of it."""

import json
from collections import defaultdict
from collections.abc import Iterable
from fractions import Fraction
from operator import attrgetter
from typing import Any, NamedTuple

from sop_engine.records.working import EARNED, Claim, Line, Split
from sop_engine.units.canonical import canonical, digest


class Due(NamedTuple):
    """A row is what is due on one claim, in minor units; days are numbers."""

    claim: str
    subject: str
    """The person, the cohort or the contract that it is about."""
    outcome: str
    reached: int
    known: int
    gross: int
    """What it earns at its price: no more can ever be posted on it."""
    net: int
    parts: tuple[tuple[str, int], ...]
    """What each payer pays of it, by name; together they are the net."""
    working: str = ""
    """Its lines and its deeds, as canonical JSON: on what base, at what rate, why; said where it is posted."""

    def order(self) -> tuple[int, str, str, str]:
        """Where it comes among others: by its content, never by a file."""
        return (self.reached, self.subject, self.outcome, self.claim)


ORDER = ("reached", "subject", "outcome", "claim")
"""What `Due.order` goes by."""
WORKING = Due._fields.index("working")


def explained(dues: Iterable[Due], claims: Iterable[Claim], lines: Iterable[Line]) -> list[Due]:
    """What is due, each with its working; what is due on no claim has none."""
    asked = {each.claim for each in dues}
    own: dict[str, list[Line]] = {ref: [] for ref in asked}
    for line in lines:
        if line.claim in asked:
            own[line.claim].append(line)
    said = {claim.ref: worked(own[claim.ref], claim) for claim in claims if claim.ref in asked}
    return [each._replace(working=said.get(each.claim, "")) for each in dues]


def due(claims: Iterable[Claim], settled: Iterable[Line], splits: Iterable[Split]) -> list[Due]:
    """What is due on each claim by its lines and the parts of its payers, in an order that comes from content.

    Claims on which nothing is due are there too: what is worked out is all of it.
    """
    nets: dict[str, int] = defaultdict(int)
    earned: dict[str, int] = defaultdict(int)
    for line in settled:
        nets[line.claim] += line.amount
        if line.effect == EARNED:
            earned[line.claim] += line.amount
    parts: dict[str, dict[str, int]] = defaultdict(dict)
    for split in splits:
        of = parts[split.claim]
        of[split.payer] = of.get(split.payer, 0) + split.amount
    made = []
    for claim in claims:
        net, of = nets[claim.ref], parts[claim.ref]
        if sum(of.values()) != net:
            raise ValueError(f"the parts of {claim.ref} are not its net")
        shared = tuple([each for each in sorted(of.items()) if each[1]])
        gross = max(0, earned[claim.ref])
        made.append(Due(claim.ref, claim.person, claim.outcome, claim.reached, claim.known, gross, net, shared))
    for name in reversed(ORDER):  # pass by pass, the first last: quicker than by all of them at once
        made.sort(key=attrgetter(name))
    return made


def worked(lines: Iterable[Line], claim: Claim) -> str:
    """The working of a claim as canonical JSON: its lines, its deeds, and the content that gives it its place.

    Example:
        >>> ann = Claim("c", "Ann", "seen", 1, 7, 7, 9, record=(7, "x"), facts={}, claimed=9)
        >>> line = Line("c", "4.1", "outcome_price", 60_000, 1, 60_000, "claims", "", EARNED)
        >>> lines_of(worked([line], ann), "c") == [line]
        True
    """
    said = [{name: value for name, value in line._asdict().items() if name != "claim"} for line in lines]
    return canonical(
        {
            "lines": said,
            "deeds": claim.deeds,
            "shown": claim.shown,
            "claimed": claim.claimed,
            "period": claim.period,
            "record": claim.record,
        },
        exact=True,
    )


def lines_of(working: str, claim: str) -> list[Line]:
    """The lines that a canonical text stands for."""
    return [
        Line(**{**each, "claim": claim, "base": _number(each["base"]), "rate": _number(each["rate"])})
        for each in (json.loads(working)["lines"] if working else ())
    ]


def deeds_of(working: str) -> tuple[int, ...]:
    """The deeds under which a claim was worked out."""
    return tuple(json.loads(working)["deeds"]) if working else ()


def place_of(working: str) -> dict[str, Any]:
    """What gives a claim its place among others: the days shown and claimed, its period, the record that shows it."""
    said = json.loads(working)
    period = tuple(said["period"]) if said["period"] else None
    return {"shown": said["shown"], "claimed": said["claimed"], "period": period, "record": tuple(said["record"])}


def _number(said: int | str) -> int | Fraction:
    return said if isinstance(said, int) else Fraction(said)


def result(dues: Iterable[Due]) -> str:
    """The hash of all that is due, of whom and by whom: two runs that come to the same have the same.

    How it was worked out stands in the entries, and is in their hashes.

    Example:
        >>> result([])[:8]
        '4f53cda1'
    """
    return digest(canonical([each[:WORKING] for each in dues], exact=True))
