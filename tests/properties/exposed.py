"""What is due held against the exposure of its contract, figure by figure."""

from collections import Counter
from collections.abc import Sequence

from sop_engine.library.bounds.sums import Most
from sop_engine.library.exposure import exposure
from sop_engine.terms.contract import Contract
from sop_engine.terms.outcome import PERSON


def within(contract: Contract, claims: Sequence, splits: Sequence, people: int | None) -> int:
    """Hold what is due against the exposure; how many figures had a bound.

    `claims` are (person, outcome, net); `splits` (payer, amount).
    """
    found = exposure(contract, people)
    once, outcomes, persons, payers = {}, Counter(), Counter(), Counter()
    for person, outcome, net in claims:
        once[person, outcome] = once.get((person, outcome), 0) + net
        outcomes[outcome] += net
        persons[person] += net if contract.outcomes[outcome].subject == PERSON else 0
    for payer, amount in splits:
        payers[payer] += amount
    pennies = len(claims) * len(contract.clauses)
    held = [found.whole, *([found.person] * len(persons)), *(most for _, most in found.payers)]
    paid = [sum(outcomes.values()), *persons.values(), *(payers[payer] for payer, _ in found.payers)]
    for each in found.outcomes:
        ours = [net for (_, outcome), net in once.items() if outcome == each.name]
        held += [each.everybody, *([each.one] * len(ours))]
        paid += [outcomes[each.name], *ours]
    for most, net in zip(held, paid, strict=True):
        assert fits(most, net, pennies), (most, net)
    return sum(1 for most in held if most.amount is not None)


def fits(most: Most, net: int, pennies: int) -> bool:
    """Whether what is due is within the most; where rounding adds, by a coin for each claim and clause."""
    return most.amount is None or net <= most.amount + (pennies if most.pennies else 0)
