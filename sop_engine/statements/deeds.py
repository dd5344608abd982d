"""Deeds in words: each deed, for whom it holds, and what it changes, with before and after."""

from typing import Any

from sop_engine.statements.sentences import words
from sop_engine.terms.contract import Contract
from sop_engine.terms.deed import Change, Deed
from sop_engine.units.days import as_date


def deed_in_words(deed: Deed) -> list[str]:
    """A deed as a list of sentences: the deed itself, then each change.

    Example:
        >>> change = Change("clause", "4.1", ("prices", "works"), "£1,000", "£1,200")
        >>> deed_in_words(Deed(2, 17_969, 17_987, "started_from_then", "", "Work takes longer.", (), (), (change,)))
        ['Deed 2 (signed 14 March 2019), for those who started from 1 April 2019. Work takes longer.', \
'Clause 4.1, prices of works: £1,200 in place of £1,000.']
    """
    named = deed.named()
    return [f"{named[0].upper()}{named[1:]}, {deed.whom()}. {deed.because}", *map(change_in_words, deed.changes)]


def change_in_words(change: Change) -> str:
    """What a change does, with what stood there before and what stands there after."""
    if change.what == "contract":
        owner = "The last day of the contract" if change.name == "in_force" else words(change.name).capitalize()
    elif change.what == "clause":
        owner = f"Clause {change.name}"
    else:
        owner = f"The {change.what} {words(change.name)}"
    term = " of ".join(words(each) for each in change.term)
    told = f"{owner}, {term}" if term else owner
    if not change.after:
        return f"{told}: withdrawn; nothing is earned under it from then (it was {change.before})."
    if not change.before:
        return f"{told}: added, {change.after}."
    if change.name == "planned":
        return f"{told}: replaced as a whole, and never added to the one before."
    return f"{told}: {change.after} in place of {change.before}."


def terms_of(contract: Contract, outcome: str, deeds: tuple[int, ...]) -> list[str]:
    """Which deeds have changed what an outcome is, or what shows it, of those that hold."""
    return [
        f"as varied by {each.named()}, {each.whom()}"
        for each in contract.deeds
        if each.number in deeds and each.touches_outcome(outcome)
    ]


def deeds_for_machines(contract: Contract) -> list[dict[str, Any]]:
    """The deeds as run.json has them."""
    return [
        {
            "deed": each.number,
            "signed": as_date(each.signed).isoformat(),
            "from": as_date(each.from_).isoformat(),
            "for": each.for_,
            "because": each.because,
            "changes": [change_in_words(change) for change in each.changes],
        }
        for each in contract.deeds
    ]
