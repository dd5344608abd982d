"""Contradictions: whether the numbers and the days of deeds, and what they touch, go together."""

from collections.abc import Iterator, Sequence
from itertools import combinations

from sop_engine.errors import Problem
from sop_engine.library.deeds.written import Written
from sop_engine.terms.contract import Contract
from sop_engine.terms.deed import FOR, Change, Deed
from sop_engine.units.days import say


def contradictions(deeds: Sequence[Deed], written: Sequence[Written], contract: Contract) -> Iterator[Problem]:
    """What is wrong with the numbers and days of deeds, each by itself and beside the others."""
    for i, (deed, file) in enumerate(zip(deeds, written, strict=True)):
        if deed.number != i + 1:
            yield file.source.problem("deed-number-missing", ("deed",), number=deed.number, missing=i + 1)
            return  # without it, nothing can be said of the order
    for deed, file in zip(deeds, written, strict=True):
        yield from _outside(deed, file, contract)
        if deed.signed > deed.from_:
            yield file.source.problem(
                "deed-signed-after", ("signed",), number=deed.number, signed=say(deed.signed), day=say(deed.from_)
            )
    for (earlier, _), (later, file) in combinations(list(zip(deeds, written, strict=True)), 2):
        if later.signed < earlier.signed:
            yield file.source.problem(
                "deed-numbers-and-days",
                ("signed",),
                number=later.number,
                signed=say(later.signed),
                first=earlier.number,
                day=say(earlier.signed),
            )
        if later.for_ == earlier.for_ and later.from_ <= earlier.from_:
            yield from _same_term(earlier, later, file)


def _outside(deed: Deed, file: Written, contract: Contract) -> Iterator[Problem]:
    """A deed that holds from a day outside the contract, unless it moves the last day itself."""
    in_force = contract.in_force
    moved = any(each.key[:2] == ("contract", "in_force") for each in deed.changes)
    if deed.from_ < in_force.from_ or (deed.from_ > in_force.to and not moved):
        yield file.source.problem(
            "deed-outside-contract",
            ("from",),
            number=deed.number,
            day=say(deed.from_),
            from_=say(in_force.from_),
            to=say(in_force.to),
        )


def _same_term(earlier: Deed, later: Deed, file: Written) -> Iterator[Problem]:
    """Two deeds for the same people, the later of which leaves the earlier no day for a term."""
    for change in later.changes:
        touched = next((each for each in earlier.changes if _overlap(each, change)), None)
        if touched:
            when = "the same day" if later.from_ == earlier.from_ else f"{say(later.from_)}, an earlier day"
            yield file.source.problem(
                "deeds-change-the-same",
                ("from",),
                first=earlier.number,
                second=later.number,
                term=in_words(change),
                whom=FOR[later.for_].removesuffix(" from"),
                when=when,
            )
            return


def _overlap(one: Change, other: Change) -> bool:
    """Whether two changes touch the same: the same term, or one a part of what the other touches."""
    number = min(len(one.key), len(other.key))
    return one.key[:number] == other.key[:number]


def in_words(change: Change) -> str:
    """What a change touches, as a sentence says it.

    Example:
        >>> in_words(Change("clause", "4.1", ("prices", "works"), "£1", "£2"))
        '"works" in "prices" of clause 4.1'
        >>> in_words(Change("contract", "planned", (), "", ""))
        '"planned"'
    """
    if change.what == "contract":
        return f'"{change.name}"'
    owner = f"clause {change.name}" if change.what == "clause" else f'the {change.what} "{change.name}"'
    within = " in ".join(f'"{each}"' for each in reversed(change.term))
    return f"{within} of {owner}" if within else owner
