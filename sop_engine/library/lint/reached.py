"""Reached: whether each outcome can be reached by somebody, and as often as it says."""

from sop_engine.library.bounds.reach import never_reached
from sop_engine.library.bounds.times import time_for
from sop_engine.library.lint.looking import Looking
from sop_engine.library.shape import Draft
from sop_engine.terms.measure import OverPeople
from sop_engine.terms.outcome import PERSON

SAID = ("never-in-force", "window-never-opens")
"""What has been pointed out already of an outcome that can never be reached."""


def never(draft: Draft, looking: Looking) -> None:
    """An outcome can be reached by somebody."""
    contract = looking.contract
    told = " ".join(each.fact for each in draft.problems if each.code in SAID)
    for name, why in never_reached(contract).items():
        if f'"{name}"' not in told:
            draft.wrong("never-reached", ("outcomes", name), True, outcome=name, why=why)


def too_often(draft: Draft, looking: Looking) -> None:
    """What repeats has time for as many times as it says."""
    contract = looking.contract
    for name, outcome in contract.outcomes.items():
        if outcome.repeats and (number := time_for(contract, outcome.repeats, outcome.repeats.at_most)) < (
            outcome.repeats.at_most
        ):
            most, apart = outcome.repeats.at_most, outcome.repeats.apart
            where = ("outcomes", name, "repeats")
            draft.wrong("no-time-to-repeat", where, outcome=name, most=most, apart=apart, number=number)


def left_out(draft: Draft, looking: Looking) -> None:
    """There is an outcome for each group of people that the contract tells apart.

    A group that measures look at, such as those that others are compared with, may have none.
    """
    contract = looking.contract
    kinds = [kind for kind in looking.most.kinds if kind.subject == PERSON]
    asked = [field for outcome in contract.outcomes.values() for field in outcome.for_]
    measured = {name for each in contract.measures.values() if isinstance(each, OverPeople) for name in each.whom}
    for field in [name for name in dict.fromkeys(asked) if name not in measured]:
        name = f"{contract.enrolled_by}.{field}"
        categories = dict.fromkeys(kind.facts[name] for kind in kinds if kind.facts.get(name))
        for category in categories:
            if not any(kind.claims for kind in kinds if kind.facts[name] == category):
                where = ("records", contract.enrolled_by, "fields", field)
                draft.wrong("group-left-out", where, True, field=field, category=category)
