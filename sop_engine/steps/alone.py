"""Alone: whether what each person has earned hangs on that person's own records, and on nobody else's."""

from sop_engine.terms.contract import Contract
from sop_engine.terms.measure import OverPeople
from sop_engine.terms.outcome import PERSON


def found_alone(contract: Contract) -> bool:
    """Whether a person's claims are the same whoever else there is: who has nothing new need not be looked at again.

    Not so where something is asked of a cohort or of the contract, where cohorts are counted by head, or
    where there are deeds (the day of the run picks what holds).  Records of two people never contradict each other.
    """
    by_head = contract.cohorts is not None and contract.cohorts.of is not None
    return not (
        contract.deeds
        or by_head
        or any(each.subject != PERSON for each in contract.outcomes.values())
        or any(isinstance(each, OverPeople) for each in contract.measures.values())
    )
