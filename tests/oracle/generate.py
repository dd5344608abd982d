"""Contracts and histories, made up: small numbers of people, tight windows, ties and boundaries."""

from datetime import timedelta

from tests.oracle.generate_chance import FIRST_DAYS, Chance, Tree
from tests.oracle.generate_clauses import Making
from tests.oracle.generate_history import a_history
from tests.oracle.generate_records import records
from tests.oracle.generate_written import written
from tests.oracle.plain_days import read

STATED: dict[str, list[str]] = {
    "enrolled": ["in_force", "any_day"],
    "evidence_counts": ["from_enrolment", "any_day"],
    "counts_until": ["reached_in_force", "shown_in_force"],
    "prerequisites": ["enforced", "not_enforced"],
    "first_day": ["day_0", "day_1"],
    "last_day": ["counted", "not_counted"],
}


def a_contract(chance: Chance) -> Tree:
    """A contract, as the tree of texts that its file holds."""
    first = read(chance.one(FIRST_DAYS))
    last = first + timedelta(days=chance.one([365, 60, 90, 120, 182, 500]))
    tree: Tree = {
        "contract": "made-up",
        "title": "A contract made up for a test",
        "source": "Ours, for a test.",
        "standard_terms": "sop-engine-1",
        "currency": "GBP",
        "in_force": {"from": first.isoformat(), "to": last.isoformat()},
        "parties": {
            "fund": {"role": "outcome_payer", "name": "Fund"},
            "council": {"role": "outcome_payer", "name": "Council"},
            "town": {"role": "outcome_payer", "name": "Town"},
            "trust": {"role": "provider", "name": "Trust"},
        },
        "claims": "found_from_records",
        "enrolled_by": "start",
        "records": records(chance),
    }
    _state(chance, tree)
    if chance.often(2):
        tree["cohorts"] = chance.one(
            [
                {"every": "1 month", "from": first.isoformat()},
                {"every": "30 days", "from": first.isoformat()},
                {"of": "2"},
                {"of": "3"},
                {"by": "group"},
            ]
        )
    else:
        del tree["records"]["tally"]
    made = Making(chance, tree)
    made.outcomes()
    if chance.often(4):
        claim: Tree = {"files": "claims*.csv", "person": "Ref", "dated": "Day"}
        claim["fields"] = {"of": {"heading": "Of", "one_of": list(tree["outcomes"])}}
        claim |= {"received": "Received"} if all("received" in each for each in tree["records"].values()) else {}
        tree["records"]["claim"], tree["claims"] = claim, {"record": "claim", "outcome": "of"}
    made.clauses()
    return tree


def _state(chance: Chance, tree: Tree) -> None:
    """What the contract itself states of what its standard terms would."""
    for term, values in STATED.items():
        if chance.often(3):
            tree[term] = chance.one(values)
    tree["working_days"] = "england"


__all__ = ["Chance", "a_contract", "a_history", "written"]
