"""Varied: of each clause, which version is carried out on which claims."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from sop_engine.records.working import Claim
from sop_engine.terms.contract import Contract
from sop_engine.terms.deed import Deeds

ByDeeds = dict[Deeds, Any]
"""A primitive under each set of deeds under which there are claims."""


Version = tuple[Any, Sequence[Claim]]
"""A primitive as it holds for some claims, and these claims."""


def carried_out(contract: Contract, claims: Sequence[Claim]) -> list[list[Version]]:
    """The primitives of all clauses, in order, each in its versions, with the claims that it is carried out on.

    A clause keeps its number through all versions.  A primitive that walks over claims, such as a
    cap, walks once over all of them, and asks for each what holds for it (`for_claim`); any other
    is carried out under each version, on the claims of that version.
    """
    if not contract.deeds:
        return [[(primitive, claims)] for clause in contract.clauses for primitive in clause.written_out(contract)]
    under = {deeds: contract.under(deeds) for deeds in sorted({claim.deeds for claim in claims})}
    found: list[list[Version]] = []
    for clause in contract.clauses:
        variants: dict[int, ByDeeds] = {}
        for deeds, terms in under.items():
            written = next((each for each in terms.clauses if each.clause == clause.clause), None)
            for i, primitive in enumerate(written.written_out(terms) if written else ()):
                variants.setdefault(i, {})[deeds] = primitive
        for _, by_deeds in sorted(variants.items()):
            found.append(_together(by_deeds, claims))
    return found


def _together(by_deeds: ByDeeds, claims: Sequence[Claim]) -> list[Version]:
    """One primitive in all its versions: with the claims of each, or in one walk over all of them."""
    first = next(iter(by_deeds.values()))
    if hasattr(first, "variants"):
        walks: dict[Any, ByDeeds] = {}
        for deeds, primitive in by_deeds.items():
            walks.setdefault(primitive.walks_by, {})[deeds] = primitive
        return [_one_walk(alike, claims) for alike in walks.values()]
    groups: list[tuple[Any, set[Deeds]]] = []
    for deeds, primitive in by_deeds.items():
        alike = next((group for one, group in groups if _but_for_outcomes(one, primitive)), None)
        if alike is None:
            groups.append((primitive, {deeds}))
        else:
            alike.add(deeds)
    return [
        (_widened(primitive, [by_deeds[deeds] for deeds in sorted(group)]), _of(claims, by_deeds, group))
        for primitive, group in groups
    ]


def _one_walk(by_deeds: ByDeeds, claims: Sequence[Claim]) -> Version:
    """Versions that count together, as one primitive that knows what holds for each claim."""
    outcomes = tuple(dict.fromkeys(name for each in by_deeds.values() for name in each.outcomes))
    concerned = [
        claim for claim in claims if claim.deeds in by_deeds and claim.outcome in by_deeds[claim.deeds].outcomes
    ]
    return replace(next(iter(by_deeds.values())), outcomes=outcomes, variants=by_deeds), concerned


def _but_for_outcomes(one: Any, other: Any) -> bool:
    """Whether two versions say the same, but for the outcomes that they speak of."""
    if hasattr(other, "outcomes") and hasattr(one, "outcomes"):
        return bool(one == replace(other, outcomes=one.outcomes))
    return bool(one == other)


def _widened(primitive: Any, alike: Sequence[Any]) -> Any:
    """A version that speaks of the outcomes of all that are like it."""
    if not hasattr(primitive, "outcomes"):
        return primitive
    return replace(primitive, outcomes=tuple(dict.fromkeys(name for each in alike for name in each.outcomes)))


def _of(claims: Sequence[Claim], by_deeds: ByDeeds, group: set[Deeds]) -> list[Claim]:
    """The claims of some versions that a primitive speaks of in their own version."""
    return [
        claim
        for claim in claims
        if claim.deeds in group and claim.outcome in getattr(by_deeds[claim.deeds], "outcomes", (claim.outcome,))
    ]
