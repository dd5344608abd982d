"""The records of a contract, and what their fields say."""

from tests.oracle.generate_chance import GROUPS, Chance, Tree

PRESENT = {
    "visit": [
        ("kind", ["home", "office"]),
        ("hours", None),
        ("topics", None),
        ("signed", None),
    ],
    "letter": [("need", ["high", "low"])],
    "stay": [("kind", ["home", "office"])],
    "note": [("score", None)],
    "tally": [("score", None)],
}
"""Fields that are asked for, each with the categories it may have; a field without any is compared by its size."""


def records(chance: Chance) -> Tree:
    """Six kinds of record: of a person, of a cohort and of the contract, on a day or from one to another."""
    always = chance.often(2)

    def received(terms: Tree) -> Tree:
        return {**terms, "received": "Received"} if always or chance.often(2) else terms

    visit = received({"files": "visits*.csv", "person": "Ref", "dated": "Day"})
    visit["fields"] = {
        "kind": {"heading": "Kind", "one_of": ["home", "office"], "optional": "true"},
        "hours": {"heading": "Hours", "number": "hours", "optional": "true"},
        "topics": {"heading": "Topics", "list_of": ["money", "health", "home"], "optional": "true"},
        "signed": {"heading": "Signed", "day": "YYYY-MM-DD", "optional": "true"},
    }
    visit["by"] = {"heading": "By", "one_of": ["self", "worker"], "optional": "true"}
    if chance.often(2):
        visit["fields"]["hours"]["never_below"] = "0"
    if chance.often(6):
        visit["one_per"] = chance.one([["person"], ["person", "kind"]])
    letter = received({"files": "letters*.csv", "person": "Ref", "dated": "Day"})
    letter["fields"] = {"need": {"heading": "Need", "one_of": {"H": "high", "L": "low"}}}
    stay = received({"files": "stays*.csv", "person": "Ref", "lasts": {"from": "From", "to": "To"}})
    stay["fields"] = {"kind": {"heading": "Kind", "one_of": ["home", "office"]}}
    start = received({"files": "starts*.csv", "person": "Ref", "dated": "Day"})
    start["fields"] = {"group": {"heading": "Group", "one_of": GROUPS}, "age": {"heading": "Age", "number": "years"}}
    note = received({"files": "notes*.csv", "about": "contract", "dated": "Day"})
    note["fields"] = {"score": {"heading": "Score", "number": "points", "optional": "true"}}
    tally = received({"files": "tallies*.csv", "about": "cohort", "cohort": "Cohort", "dated": "Day"})
    tally["fields"] = {"score": {"heading": "Score", "number": "points"}}
    return {"start": start, "visit": visit, "letter": letter, "stay": stay, "note": note, "tally": tally}
