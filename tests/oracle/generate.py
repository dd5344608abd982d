"""Contracts and histories, made up: small numbers of people, tight windows, ties and boundaries."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random
from typing import Any, TypeVar

from tests.oracle.plain_days import read

Tree = dict[str, Any]
Item = TypeVar("Item")

LENGTHS = ["1 day", "3 days", "7 days", "2 weeks", "30 days", "1 month", "2 months", "3 months"]
"""Windows and distances: short ones, so that records fall on their edges."""
OFFSETS = [
    0,
    1,
    2,
    3,
    4,
    6,
    7,
    8,
    13,
    14,
    15,
    20,
    27,
    28,
    29,
    30,
    31,
    32,
    45,
    58,
    59,
    60,
    61,
    62,
    89,
    90,
    91,
    92,
    93,
    120,
    181,
]
"""How many days after a start things happen: on the edges of those windows, and beside them."""
FIRST_DAYS = ["2020-01-01", "2020-01-29", "2020-01-31", "2019-11-15", "2020-02-28", "2021-02-28"]
GROUPS = ["a", "b", "c"]


@dataclass
class Chance:
    """Draws, one after the other: the same seed always makes the same contract and the same history."""

    drawn: Random

    def one(self, items: Sequence[Item]) -> Item:
        """One of several."""
        return items[self.upto(0, len(items) - 1)]

    def upto(self, low: int, high: int) -> int:
        """A whole number."""
        return low + int(self.drawn.random() * (high - low + 1))

    def often(self, times: int = 2) -> bool:
        """Yes once in so many times."""
        return self.upto(1, times) == times

    def some(self, items: Sequence[Item], least: int, most: int) -> list[Item]:
        """Some of several, each once."""
        left, taken = list(items), []
        for _ in range(self.upto(least, min(most, len(left)))):
            taken.append(left.pop(self.upto(0, len(left) - 1)))
        return taken

    def money(self) -> str:
        """A price that leaves odd pennies."""
        return self.one(["£33.33", "£100", "£0.01", "£0", "£7", "£250.05", "£99.99", "£0.03", "£1,000", "£14.29"])


def written(tree: Any, margin: str = "") -> str:
    """A tree of texts as YAML, every text in quotes."""
    if isinstance(tree, dict):
        if not tree:
            return " {}"
        return "".join(f"\n{margin}{_quoted(key)}:{written(each, margin + '  ')}" for key, each in tree.items())
    if isinstance(tree, list):
        return "".join(f"\n{margin}-{_item(each, margin + '  ')}" for each in tree) if tree else " []"
    return f" {_quoted(tree)}"


def _item(tree: Any, margin: str) -> str:
    text = written(tree, margin)
    return " " + text.lstrip() if isinstance(tree, dict | list) else text


def _quoted(text: str) -> str:
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


# -- contracts


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
        "records": _records(chance),
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
    made = _Making(chance, tree)
    made.outcomes()
    if chance.often(4):
        claim: Tree = {"files": "claims*.csv", "person": "Ref", "dated": "Day"}
        claim["fields"] = {"of": {"heading": "Of", "one_of": list(tree["outcomes"])}}
        claim |= {"received": "Received"} if all("received" in each for each in tree["records"].values()) else {}
        tree["records"]["claim"], tree["claims"] = claim, {"record": "claim", "outcome": "of"}
    made.clauses()
    return tree


def _records(chance: Chance) -> Tree:
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


CAPS = ("participant_cap", "outcome_cap", "contract_cap", "period_cap", "group_cap", "cohort_cap")

STATED: dict[str, list[str]] = {
    "enrolled": ["in_force", "any_day"],
    "evidence_counts": ["from_enrolment", "any_day"],
    "counts_until": ["reached_in_force", "shown_in_force"],
    "prerequisites": ["enforced", "not_enforced"],
    "first_day": ["day_0", "day_1"],
    "last_day": ["counted", "not_counted"],
}


def _state(chance: Chance, tree: Tree) -> None:
    """What the contract itself states of what its standard terms would."""
    for term, values in STATED.items():
        if chance.often(3):
            tree[term] = chance.one(values)
    tree["working_days"] = "england"


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


class _Making:
    """Outcomes and clauses, each from what is there before it."""

    def __init__(self, chance: Chance, tree: Tree):
        self.chance, self.tree = chance, tree
        self.made: Tree = {}
        self.measures: Tree = {}
        self.subject = "person"
        self.each = False
        self.that: list[str] = []
        self.not_before: list[str] = []
        """Outcomes that would wait for themselves."""
        tree["measures"], tree["outcomes"] = self.measures, self.made

    def alike(self) -> list[str]:
        """The outcomes of the same subject that are reached once."""
        mine = [n for n, o in self.made.items() if o.get("subject", "person") == self.subject]
        return [name for name in mine if not {"each", "repeats"} & set(self.made[name])]

    # -- days

    def date(self) -> str:
        """A date in the contract, or beside it."""
        first = read(self.tree["in_force"]["from"])
        return (first + timedelta(days=self.chance.one(OFFSETS))).isoformat()

    def base(self) -> str:
        """What days are counted from."""
        options = ["start"]
        options += [n for n in self.alike() if n not in self.not_before]
        if self.that and self.chance.often(2):
            return f"that {self.chance.one(self.that)}"
        if self.each and self.chance.often(2):
            return self.chance.one(["period", "period_end"])
        if self.chance.often(8):
            return self.date()
        return self.chance.one(options)

    def length(self) -> str:
        """A length of time."""
        return self.chance.one([*LENGTHS, "5 working days"])

    def window(self) -> Tree:
        """A window, or none."""
        chance = self.chance
        if chance.often(2):
            return {}
        window: Tree = {}
        base = self.base()
        if chance.often(2):
            window["from"] = base if chance.often(2) else f"{self.length()} {chance.one(['after', 'before'])} {base}"
            if " before start" in window["from"]:
                window["from"] = "start"
        if chance.often(2) or not window:
            window["to"] = f"{self.longer()} after {base}"
        if chance.often(4):
            window["ends"] = chance.one(["counted", "not_counted"])
            if "to" not in window:
                del window["ends"]
        return {"window": window}

    def longer(self) -> str:
        """A length that is as a rule longer than others."""
        return self.chance.one(["3 months", "4 months", "26 weeks", "60 days", "1 month", "20 working days"])

    # -- checks

    def where(self, kind: str, always: bool = False) -> Tree:
        """What the records must say, or nothing."""
        chance = self.chance
        if not always and not chance.often(3):
            return {}
        by = {"by": chance.one(["self", "worker", ["self", "worker"]])} if kind == "visit" and chance.often(4) else {}
        field, values = chance.one(PRESENT[kind])
        return {"where": {field: self.compared(field, values)}, **by}

    def compared(self, field: str, values: list[str] | None) -> Any:
        """A comparison with a field."""
        chance = self.chance
        if values:
            return chance.one([values[0], values[1], {"is": values[0]}, {"one_of": [values[1]]}])
        if field == "topics":
            return chance.one([{"includes": "money"}, {"has_at_least": "2"}, {"includes": "home", "has_at_least": "2"}])
        if field == "signed":
            return chance.one(
                [{"before": self.date()}, {"after": self.date()}, {"at_least": self.date()}, {"at_most": self.date()}]
            )
        bound = str(chance.upto(0, 4))
        return chance.one(
            [
                {"at_least": bound},
                {"above": bound},
                {"at_most": bound},
                {"below": str(int(bound) + 1)},
                {"is": bound},
                {"between": ["1", "3"]},
            ]
        )

    def kinds(self) -> list[str]:
        """The kinds of record that say something of the subject."""
        if self.subject == "person":
            return ["visit", "visit", "letter", "stay", "note"]
        cohorts = ["tally"] if "cohorts" in self.tree else []
        return ["visit", "note", "letter", *cohorts]

    def leaf(self) -> Tree:
        """A check on records."""
        chance = self.chance
        kind = chance.one(self.kinds())
        word = chance.one(["record", "count", "held", "measure", "day"])
        if word == "record":
            return {"record": kind, **self.where(kind), **self.window()}
        if word == "count":
            return {"count": kind, "at_least": str(chance.upto(1, 4)), **self.where(kind), **self.window()}
        if word == "day":
            base = self.base()
            return {"day": base if chance.often(3) else f"{self.length()} after {base}"}
        if word == "measure":
            return {"measure": self.measure(), **self.bound()}
        lasting = kind if kind != "stay" else "visit"
        base = self.base()
        base = base if not base.startswith("that") else "start"
        way = chance.one(["unbroken", "days", "periods"])
        if way == "days":
            return {"held": kind, **self.where(kind), "from": base, **self.days_held()}
        if way == "periods":
            kind = chance.one([each for each in self.kinds() if each != "stay"])
            return {"held": kind, **self.where(kind), "from": base, **self.periods_held(kind)}
        return {
            "held": lasting,
            **self.where(lasting),
            "from": base if chance.often(2) else f"{chance.one(LENGTHS)} after {base}",
            "for": chance.one(["14 days", "1 month", "2 months", "3 months", "30 days", "7 days"]),
            "gap_at_most": chance.one(["14 days", "7 days", "1 month", "31 days", "3 days"]),
            "after_break": chance.one(["restarts", "ends"]),
        }

    def days_held(self) -> Tree:
        """So many days in total, or among so many."""
        chance = self.chance
        length = chance.one(["2 days", "7 days", "1 week", "4 days"])
        if chance.often(2):
            return {"for": length, "in_total": "true"}
        return {"for": length, "among": chance.one(["2 weeks", "30 days", "8 days"])}

    def periods_held(self, kind: str) -> Tree:
        """So many periods that pass by themselves."""
        chance = self.chance
        each: Tree = {"period": chance.one(["7 days", "1 week", "14 days"]), "count": "true"}
        if kind in ("visit", "note", "tally") and chance.often(2):
            each = {"period": each["period"], "sum": "hours" if kind == "visit" else "score"}
        each[chance.one(["at_least", "above", "at_most", "below"])] = chance.one(["1", "2", "3"])
        if each.get("below") == "1" or each.get("above") == "3":
            each = {"period": each["period"], "count": "true", "at_least": "1"}
        more = chance.one(
            [{"in_total": "true"}, {"among": "6 weeks"}, {"after_break": "restarts"}, {"after_break": "ends"}]
        )
        return {"each": each, "for": chance.one(["2 weeks", "4 weeks", "28 days"]), **more}

    def bound(self) -> Tree:
        """What a measure must be."""
        chance = self.chance
        number = chance.one(["0", "1", "2", "3", "0.5", "7", "50%"])
        word = chance.one(["at_least", "above", "at_most", "below", "is", "between"])
        return {word: [number, "30"]} if word == "between" else {word: number}

    def check(self, depth: int = 2) -> Tree:
        """What shows an outcome."""
        chance = self.chance
        word = chance.one(["leaf", "leaf", "all_of", "any_of", "n_of"]) if depth else "leaf"
        if word == "leaf":
            return self.leaf()
        if word == "all_of":
            return self.all_of(depth)
        parts = [self.check(depth - 1) for _ in range(chance.upto(2, 3))]
        if word == "any_of":
            return {"any_of": parts}
        return {"n_of": str(chance.upto(1, len(parts))), "these": parts}

    def all_of(self, depth: int) -> Tree:
        """Every part; at times one that points at a record of another, or that dates it."""
        chance = self.chance
        if chance.often(3):
            kind = chance.one(["letter", "visit"])
            lead = {"record": kind, **self.where(kind), **self.window()}
            outside, self.that = self.that, [*self.that, kind]
            follow = chance.one([each for each in self.kinds() if each != kind])
            window: Tree = {"from": f"that {kind}", "to": f"{self.length()} after that {kind}"}
            window = (
                window if chance.often(2) else {"from": f"{self.length()} before that {kind}", "to": f"that {kind}"}
            )
            part: Tree = {"record": follow, **self.where(follow), "window": window}
            if chance.often(2):
                part = {"count": follow, "at_least": str(chance.upto(1, 3)), **self.where(follow), "window": window}
            self.that = outside
            tree: Tree = {"all_of": [lead, part]}
            if chance.often(3):
                tree["dated_by"] = chance.one([kind, follow])
            return tree
        tree = {"all_of": [self.check(depth - 1) for _ in range(chance.upto(2, 3))]}
        read_by = [p.get("record") or p.get("count") or p.get("held") for p in tree["all_of"]]
        once = [each for each in read_by if each and read_by.count(each) == 1]
        if once and chance.often(3):
            tree["dated_by"] = chance.one(once)
        return tree

    # -- measures

    def measure(self, people: bool = False) -> str:
        """A new measure, and its name."""
        name = f"m{len(self.measures) + 1}"
        self.measures[name] = {}
        self.measures[name] = self._measure()
        if self.chance.often(6):
            self.measures[name]["rounded"] = {
                "to": self.chance.one(["1", "0.1", "0.5", "10"]),
                "how": self.chance.one(["half_up", "half_even", "down", "up"]),
            }
        if self.chance.often(6):
            self.measures[name]["settles"] = self.chance.one(["7 days", "1 month"])
        return name

    def named(self, terms: Tree) -> str:
        """A measure that is given, under a new name."""
        name = f"m{len(self.measures) + 1}"
        self.measures[name] = terms
        return name

    def _measure(self) -> Tree:
        chance = self.chance
        over_records = ["count", "sum", "days", "share", "mean", "reported"]
        made_of = ["fixed", "dated", "difference", "ratio", "fall", "times", "weighted_by"]
        of_people = ["mean_of", "total_of", "reached", "people"] if self.subject != "person" else []
        deep = len(self.measures) > 6
        word = chance.one([*over_records, *of_people, *of_people, *of_people[:1], *([] if deep else made_of)])
        if word in over_records:
            return self._over_records(word)
        if word == "fixed":
            return {"fixed": chance.one(["0", "1", "2.5", "-1"])}
        if word == "dated":
            return {"dated": {self.tree["in_force"]["from"]: self.measure(), self.later(): self.measure()}}
        if word in ("difference", "ratio", "fall", "times"):
            return {word: [self.measure(), self.measure()]}
        if word == "weighted_by":
            return {
                "weighted_by": {self.measure(): chance.one(["0.5", "2"]), self.measure(): chance.one(["-1", "0.25"])}
            }
        people: Tree = {"people": {"group": chance.one(["a", ["a", "b"]])}} if chance.often(2) else {}
        if word == "people":
            people = people or {"people": "all"}
            if chance.often(2):
                kind = chance.one(["visit", "letter", "stay"])
                return {**people, "having": kind, **self.where(kind), **self.date_window()}
            return {**people, **self.date_window()}
        personal = [n for n, o in self.made.items() if o.get("subject", "person") == "person" and "each" not in o]
        if word == "reached" and personal:
            return {"reached": chance.one(personal), **people, **self.date_window()}
        subject, each, self.subject, self.each = self.subject, self.each, "person", False
        # Of some people a report says nothing at all: whether they count is what a mean must get right.
        of = (
            self.measure() if chance.often(2) else self.named({"reported": "visit", "field": "hours", "which": "first"})
        )
        self.subject, self.each = subject, each
        more: Tree = {"never_measured": chance.one(["in_denominator", "left_out"])} if chance.often(2) else {}
        if word == "mean_of":
            return {"mean_of": of, **people, **more}
        return {"total_of": of, **people}

    def date_window(self) -> Tree:
        """A window that needs nobody's day."""
        return {"window": {"from": self.tree["in_force"]["from"], "to": self.later()}} if self.chance.often(2) else {}

    def later(self) -> str:
        """A date in the middle of the contract."""
        first = read(self.tree["in_force"]["from"])
        return (first + timedelta(days=self.chance.one([20, 28, 31, 45]))).isoformat()

    def _over_records(self, word: str) -> Tree:
        chance = self.chance
        kind = chance.one(self.kinds())
        if word == "days":
            tree: Tree = {"days": "stay", **self.where("stay"), **self.window()}
            return {**tree, "except": chance.one([["letter"], ["note"]])} if chance.often(3) else tree
        if word == "count":
            tree = {"count": kind, **self.where(kind), **self.window()}
            return {**tree, "different": "days"} if chance.often(3) else tree
        if word == "share":
            tree = {"share": kind, **self.where(kind, always=True), **self.window()}
            return {**tree, "among": self.where(kind, always=True)["where"]} if chance.often(2) else tree
        kind, field = ("visit", "hours") if kind in ("visit", "letter", "stay") else (kind, "score")
        tree = {word: kind, "field": field, **self.where(kind), **self.window()}
        return {**tree, "which": chance.one(["first", "last", "highest", "lowest"])} if word == "reported" else tree

    # -- outcomes

    def outcomes(self) -> None:
        """A few outcomes, of people and of others."""
        chance = self.chance
        names = chance.one([["o1", "o2", "o3", "o4"], ["z", "y", "x", "w"]])
        for name in names[: chance.upto(1, 4)]:
            self.outcome(name)
        if not self.measures:
            del self.tree["measures"]

    def outcome(self, name: str) -> None:
        """One outcome."""
        chance = self.chance
        self.subject = chance.one(
            ["person", "person", "person", "contract", *(["cohort", "cohort"] if "cohorts" in self.tree else [])]
        )
        outcome: Tree = {"is": "Something is so"}
        if self.subject != "person":
            outcome["subject"] = self.subject
        elif chance.often(5):
            outcome["for"] = chance.one([{"group": "a"}, {"group": ["a", "b"]}, {"age": {"at_least": "30"}}])
        self.each = chance.often(5)
        if self.each:
            self.each = False
            from_ = chance.one(["start", self.tree["in_force"]["from"], "7 days after start"])
            outcome["each"] = {"period": chance.one(["1 month", "7 days", "30 days", "2 weeks"]), "from": from_}
            if chance.often(2):
                outcome["each"]["to"] = chance.one(["3 months after start", self.later(), "60 days after start"])
            self.each = True
        if self.alike() and chance.often(3):
            outcome["after"] = chance.one(self.alike())
        outcome["shown_by"] = self.check()
        if not self.each and chance.often(4) and not _has(outcome["shown_by"], ("held", "day", "measure")):
            outcome["repeats"] = {
                "at_most": str(chance.upto(2, 4)),
                "apart": chance.one(["1 day", "7 days", "1 month"]),
            }
        self.made[name] = outcome

    # -- clauses

    def clauses(self) -> None:
        """A price for each outcome, limits, and payers."""
        chance = self.chance
        clauses: list[Tree] = [
            {"clause": "1", "kind": "outcome_price", "prices": {n: self.price(n) for n in self.made}}
        ]
        price = clauses[0]
        for term, values in (("price_day", ["reached", "shown"]), ("rounding", ["half_up", "half_even", "down", "up"])):
            if chance.often(2):
                price[term] = chance.one(values)
        if "position" in str(price["prices"]) and chance.often(2):
            price["in_order_of"] = self.order()
        for number in range(chance.upto(0, 2)):
            clauses += [{"clause": f"1.{number + 1}", **each} for each in [self.changes()]]
        fee = [n for n, o in self.made.items() if o.get("subject") == "contract" and ("each" in o or "repeats" in o)]
        if fee and chance.often(2):
            clauses.insert(1, self.fee(fee[0]))
            del price["prices"][fee[0]]
            if not price["prices"]:
                clauses.remove(price)
        audits = [n for n, o in self.made.items() if o.get("subject") == "contract" and n not in fee[:1]]
        if audits and len(self.made) > 1 and chance.often(3):
            self.subject, self.each, self.not_before = "contract", "each" in self.made[audits[0]], list(self.made)
            self.tree["measures"] = self.measures
            clauses.append(
                {"clause": "1.9", "kind": "recovery", "outcome": audits[0], "measure": self.share_of_records()}
            )
        decided: set[str] = set()
        for number in range(chance.upto(0, 4)):
            limit = self.limit()
            if limit["kind"] not in CAPS:
                if limit["kind"] not in decided:
                    decided.add(limit["kind"])
                    late = limit["kind"] == "claim_window"
                    above = next((i for i, each in enumerate(clauses) if each["clause"][0] == "2"), len(clauses))
                    clauses.insert(above if late else len(clauses), {"clause": f"2.{number}", **limit})
                continue
            named = [limit["outcome"]] if "outcome" in limit else sorted(limit.get("outcomes", self.made))
            whom = "person" if limit["kind"] == "participant_cap" else "everybody"
            whom = limit["kind"] if limit["kind"] in ("cohort_cap", "group_cap", "period_cap") else whom
            key = f"{whom} {named} {'claim' in str(limit['at_most'])}"
            if key not in decided:
                decided.add(key)
                clauses.append({"clause": f"2.{number}", **limit})
        if len(self.made) > 1 and chance.often(4):
            first = list(self.made)[0]
            rest = list(self.made)[1:]
            clauses.append({"clause": "8", "kind": "co_payment", **self.payers([first]), "outcomes": first})
            clauses.append({"clause": "9", "kind": "co_payment", **self.payers(rest), "outcomes": rest})
        else:
            clauses.append({"clause": "9", "kind": "co_payment", **self.payers(list(self.made))})
        self.tree["clauses"] = clauses

    def fee(self, outcome: str) -> Tree:
        """A fee in instalments."""
        chance = self.chance
        fee = {"clause": "1.8", "kind": "delivery_fee", "outcome": outcome, "total": chance.one(["£1,000", "£100.01"])}
        fee["instalments"] = chance.one(["4", "7"])
        fee["parts"] = chance.one([{"1": "100%"}, {"1": "25%", "3": "75%"}, {"1": "33.3%", "2": "33.3%", "4": "33.4%"}])
        return {**fee, "remainder": chance.one(["cumulative", "largest_remainder"])} if chance.often(2) else fee

    def share_of_records(self) -> str:
        """A measured rate from 0 to 1."""
        name = self.named({"share": "visit", "where": {"kind": "home"}, "among": {"by": "self"}})
        if self.chance.often(2):
            del self.measures[name]["among"]
        return name

    def changes(self) -> Tree:
        """What changes what is due: on top of the price, or off it."""
        chance = self.chance
        kind = chance.one(["supplement", "deduction", "discount", "deadweight", "indexation"])
        some = chance.some(list(self.made), 1, 2)
        if kind in ("supplement", "deduction"):
            word = {"supplement": "adds", "deduction": "deducts"}[kind]
            tree: Tree = {"kind": kind, word: {name: self.price(name) for name in some}}
            tree |= {"beyond": chance.one(["lost", "owed_back"])} if kind == "deduction" else {}
        elif kind == "indexation":
            tree = {
                "kind": kind,
                "factors": {"dated": {"2010-01-01": chance.one(["1", "0.955"]), self.later(): "1.077"}},
            }
        else:
            part = chance.one(["12.5%", "1/6", "1/3", "100%", "0.5%"])
            tree = {
                "kind": kind,
                "part": {"dated": {"2010-01-01": part, self.later(): "1/7"}} if chance.often(3) else part,
            }
            if kind == "discount" and chance.often(3):
                tree = {"kind": kind, "parts": {name: chance.one(["10%", "1/3"]) for name in some}}
        if kind in ("indexation", "deadweight") and chance.often(2):
            tree["outcomes"] = some
        if chance.often(2):
            tree["rounding"] = chance.one(["half_up", "half_even", "down", "up"])
        if chance.often(3):
            tree["price_day"] = chance.one(["reached", "shown"])
        return tree

    def order(self) -> list[str]:
        """An order that leaves no two claims equal."""
        chance = self.chance
        head = chance.some(["reached", "shown"], 0, 2)
        return head + chance.one(
            [["person", "outcome", "record"], ["outcome", "person", "record"], ["outcome", "record", "person"]]
        )

    def limit(self) -> Tree:
        """A limit, or something else that says how much is paid, and when."""
        chance = self.chance
        if chance.often(2):
            return self.other()
        most = chance.one(["£150", "£33.34", "£1,000", "£2,500", "1 claim", "2 claims", "3 claims", "£366.67"])
        kinds = ["participant_cap", "outcome_cap", "contract_cap", "period_cap", "group_cap"]
        limit: Tree = {
            "kind": chance.one([*kinds, *(["cohort_cap"] if "cohorts" in self.tree else [])]),
            "at_most": most,
        }
        if limit["kind"] == "group_cap":
            unit = chance.one([["£150", "£1,000", "£366.67"], ["1 claim", "2 claims", "3 claims"]])
            limit["at_most"] = {"by": "group", "groups": {group: chance.one(unit) for group in GROUPS}}
        elif limit["kind"] == "period_cap":
            limit |= {"every": chance.one(["1 month", "30 days", "3 months"]), "from": self.tree["in_force"]["from"]}
        elif chance.often(3):
            unit = chance.one([["£150", "£1,000", "£366.67"], ["1 claim", "2 claims", "3 claims"]])
            limit["at_most"] = {"dated": {"2010-01-01": chance.one(unit), self.later(): chance.one(unit)}}
        if chance.often(2):
            limit["excess"] = chance.one(["lost", "waits"])
        if limit["kind"] == "period_cap" and chance.often(2):
            limit["unused"] = chance.one(["lost", "carried"])
        if (limit["kind"] == "period_cap" or "dated" in limit["at_most"]) and chance.often(2):
            limit["limit_day"] = chance.one(["reached", "shown"])
        if limit["kind"] == "outcome_cap":
            limit["outcome"] = chance.one(list(self.made))
        elif chance.often(3):
            limit["outcomes"] = chance.some(list(self.made), 1, len(self.made))
        if chance.often(2):
            limit["in_order_of"] = self.order()
        if chance.often(2):
            limit["edge"] = chance.one(["part", "whole"])
        return limit

    def other(self) -> Tree:
        """Alternatives, late claims, what is kept back, and what stands in the place of something."""
        chance = self.chance
        people = [n for n, o in self.made.items() if o.get("subject", "person") == "person"]
        made = list(self.made)
        some = chance.some(made, 1, len(made))
        others = [name for name in made if name not in some]
        kind = chance.one(
            [
                *["retention", "claim_window", "first_of", "best_of", "release_gate", "only_if_paid", "advance"],
                *["best_route", "share_cap", "minimum_payment", "deferral", "dispute", "reconciliation"],
                "grant_in_place",
            ]
        )
        if kind == "claim_window" and all("received" in each for each in self.tree["records"].values()):
            tree: Tree = {
                "kind": kind,
                "within": chance.one(["7 days", "1 month"]),
                "after": chance.one(["reached", "shown"]),
            }
            if chance.often(3):
                tree["not_after"] = chance.one([self.date(), "60 days after start"])
            return {**tree, "outcomes": some} if chance.often(2) else tree
        if kind in ("first_of", "best_of") and len(people) > 1:
            tree = {"kind": kind, "outcomes": people, "per": chance.one(["person", "contract"])}
            return {**tree, "in_order_of": self.order()} if chance.often(2) else tree
        if kind == "release_gate" and others:
            gates = [name for name in others if self.same(name, some)]
            if gates:
                return {"kind": kind, "outcomes": some, "until": gates[:1]}
        if kind == "only_if_paid" and others and self.same(others[0], some):
            return {"kind": kind, "outcomes": some, "paid": others[0]}
        if kind == "advance" and others and self.alike_in(others[0], some):
            recovered = chance.one(["at_once", "as_earned"])
            return {"kind": kind, "outcomes": some, "replaced_by": others[0], "recovered": recovered}
        made_of = self.less_common(kind, some, others)
        if made_of:
            return made_of
        until = chance.one([self.date(), "2 months after start", *(n for n in others if self.same(n, some))])
        tree = {"kind": "retention", "outcomes": some, "part": chance.one(["10%", "33.3%", "100%"]), "until": until}
        if chance.often(3):
            tree["rounding"] = chance.one(["half_up", "down", "up"])
        return {**tree, "forfeited_after": chance.one(["1 month", "30 days"])} if chance.often(3) else tree

    def less_common(self, kind: str, some: list[str], others: list[str]) -> Tree | None:
        """Routes, parts of a total, the least, disputes, and what belongs to periods; None where these do not fit."""
        chance = self.chance
        people = [n for n, o in self.made.items() if o.get("subject", "person") == "person"]
        periodic = [n for n, o in self.made.items() if "each" in o]
        first = chance.one(others) if others else ""
        tree: Tree = {"kind": kind}
        if kind == "best_route" and len(people) > 1:
            cut = chance.upto(1, len(people) - 1)
            routes = [people[:cut], people[cut:]] if chance.often(2) else [people[:cut], people]
            return {**tree, "routes": routes, "per": chance.one(["person", "contract"])}
        if kind == "share_cap" and others:
            parts = [{"outcomes": some, "at_most": chance.one(["40%", "50%", "12.5%", "99%"])}]
            if len(others) > 1 and chance.often(2):
                parts.append({"outcomes": others[:1], "at_most": chance.one(["30%", "5%"])})
            tree |= {"parts": parts, "in": chance.one(["claims", "money"])}
            if chance.often(3):
                named = [name for part in parts for name in part["outcomes"]]
                tree["of"] = [n for n in self.made if n not in named] or list(self.made)
            return tree
        if kind == "minimum_payment":
            tree |= {"at_least": chance.one(["£100", "£1,000.01", "£50"]), "carried_by": chance.one(list(self.made))}
            if chance.often(2):
                tree |= {"every": chance.one(["1 month", "30 days"]), "from": self.tree["in_force"]["from"]}
            return {**tree, "outcomes": some} if chance.often(3) else tree
        if kind == "deferral" and periodic:
            mine = chance.one(periodic)
            gates = [n for n in self.made if n != mine and self.same(n, [mine])]
            if gates:
                tree |= {"outcomes": mine, "part": chance.one(["50%", "33.3%"]), "until": chance.one(gates)}
                return {**tree, "forfeited_after": chance.one(["1 month", "7 days"])} if chance.often(3) else tree
        if kind == "dispute" and first and self.same(first, some):
            gates = [name for name in others if name != first and self.same(name, some)]
            if gates:
                tree |= {"outcomes": some, "part": "40%", "raised": first, "settled": gates[0]}
                return {**tree, "upheld": gates[1]} if len(gates) > 1 else tree
        if kind in ("reconciliation", "grant_in_place") and set(periodic) - set(some):
            result = chance.one(sorted(set(periodic) - set(some)))
            if kind == "grant_in_place" or self.alike_in(result, some):
                return {**tree, "outcomes": some, "replaced_by": result}
        return None

    def same(self, name: str, others: list[str]) -> bool:
        """Whether an outcome can be reached for each of others: of the same subject, or of the contract."""
        kind = self.made[name].get("subject", "person")
        return kind == "contract" or self.alike_in(name, others)

    def alike_in(self, name: str, others: list[str]) -> bool:
        """Whether outcomes are all of one kind of subject."""
        return len({self.made[each].get("subject", "person") for each in [name, *others]}) == 1

    def up_to(self, shares: list[Tree]) -> list[Tree]:
        """The same list, in which some pay no more than a limit."""
        chance = self.chance
        for each in shares if chance.often(2) else []:
            if "among" in each:
                each["among"] = self.up_to(each["among"])
            elif "part" in each and chance.often(2):
                each["up_to"] = chance.one(["£50", "£100.01", "£0.02", "£33.33", "£500"])
                each["when_empty"] = chance.one(["others_pay", "unpaid"])
        return shares

    def by_site(self, shares: list[Tree]) -> Tree:
        """A table of lists by a category of the enrolment."""
        chance = self.chance
        other = [{"payer": "council", "part": "rest"}, {"payer": "fund", "part": chance.one(["15%", "33.333333%"])}]
        said: Tree = {"a": shares, "b": self.up_to(other), "c": [{"payer": "town", "part": "100%"}]}
        table: Tree = {"by": "group", "of": "start", "shares": said}
        if chance.often(3):
            table["otherwise"] = said.pop("c")
        return table

    def payers(self, outcomes: list[str]) -> Tree:
        """Who pays."""
        chance = self.chance
        shares = chance.one(
            [
                [("fund", "50%"), ("council", "rest")],
                [("fund", "62.5%"), ("council", "rest")],
                [("fund", "100%")],
                [("fund", "33.333333%"), ("council", "33.333333%"), ("town", "rest")],
                [("town", "50%"), ("fund", "50%")],
                [("fund", "0.5%"), ("council", "rest"), ("town", "29.6%")],
            ]
        )
        tree: Tree = {"shares": [{"payer": payer, "part": part} for payer, part in shares]}
        if chance.often(4):
            tree = {
                "shares": [{"payer": "fund", "pot": "£100"}, {"payer": "town", "pot": chance.one(["£200", "£33.33"])}]
            }
        elif chance.often(3):
            within = [{"payer": "council", "part": "rest"}, {"payer": "town", "part": chance.one(["50%", "33.3%"])}]
            tree["shares"] = [
                {"payer": "fund", "part": chance.one(["62.5%", "10%"])},
                {"part": "rest", "among": within},
            ]
        elif chance.often(4):
            tree["shares"] = [{"payer": "town", "amount": chance.one(["£10", "£0.03"])}, *tree["shares"]]
            tree["shares"] = [tree["shares"][0], *(each for each in tree["shares"][1:] if each["payer"] != "town")]
            tree["shares"][-1]["part"] = "rest"
        tree["shares"] = self.up_to(tree["shares"])
        of_people = all(self.made[name].get("subject", "person") == "person" for name in outcomes)
        if of_people and chance.often(3):
            tree["shares"] = self.by_site(tree["shares"])
        if chance.often(4):
            other = [{"payer": "council", "part": "rest"}, {"payer": "fund", "part": "29.6%"}]
            tree["shares"] = {"dated": {"2010-01-01": tree["shares"], self.later(): other}}
            tree["share_day"] = chance.one(["reached", "shown"])
        if chance.often(2):
            tree["remainder"] = chance.one(["cumulative", "largest_remainder"])
        if chance.often(3):
            tree["in_order_of"] = self.order()
        return tree

    def price(self, name: str, depth: int = 2) -> Any:
        """A price of an outcome."""
        chance = self.chance
        outcome = self.made[name]
        subject = outcome.get("subject", "person")
        by_cohort = subject == "cohort" and "by" in self.tree["cohorts"]
        words = ["fixed", "fixed", "time", "position", "measure"]
        words += ["dated"] if depth else []
        words += ["category"] if subject == "person" or by_cohort else []
        words += ["record"] if outcome["shown_by"].get("record") in ("letter", "stay") else []
        word = chance.one(words)
        if word == "dated":
            first = "2010-01-01"
            return {"dated": {first: self.price(name, depth - 1), self.later(): self.price(name, depth - 1)}}
        if word == "category":
            prices = {g: self.price(name, 0) if depth else chance.money() for g in GROUPS}
            if chance.often(2):
                del prices["b"]
                return {"by": "group", "of": "start", "prices": prices, "otherwise": chance.money()}
            return {"by": "group", "of": "start", "prices": prices}
        if word == "record":
            kind = outcome["shown_by"]["record"]
            field, values = PRESENT[kind][0]
            return {"by": field, "of": kind, "prices": {v: chance.money() for v in values}}
        if word == "fixed":
            return chance.money()
        if word == "measure":
            self.subject, self.each = subject, "each" in outcome
            self.not_before = list(self.made)[list(self.made).index(name) :]
            measure = self.measure()
            self.tree["measures"] = self.measures
            return self.by_number(measure)
        knots = ["1", "2", "3"]
        return (
            chance.one(
                [
                    {"by": word, "steps": {k: chance.money() for k in knots}},
                    {"by": word, "steps": {"2": chance.money()}, "below": chance.money()},
                ]
            )
            if chance.often(2)
            else {"by": word, "line": {"1": "£10", "4": "£20.05"}, "above": "£0.07"}
        )

    def by_number(self, measure: str) -> Tree:
        """A price by a measured number."""
        chance = self.chance
        word = chance.one(["rate", "steps", "line", "slices"])
        if word == "rate":
            return {"per": measure, "rate": chance.money()}
        if word == "steps":
            return {
                "by": measure,
                "steps": {"0": chance.money(), "1": chance.money(), "2.5": chance.money()},
                "below": "£0.02",
            }
        if word == "line":
            return {"by": measure, "line": {"0": "£0", "1.5": "£10", "7": "£100"}, "below": "£0", "above": "£100.01"}
        return {"per": measure, "slices": {"0": chance.money(), "1.5": chance.money(), "10": chance.money()}}


def _has(check: Any, words: tuple[str, ...]) -> bool:
    if isinstance(check, dict):
        return any(word in check for word in words) or any(_has(each, words) for each in check.values())
    return isinstance(check, list) and any(_has(each, words) for each in check)


# -- histories


def a_history(chance: Chance, tree: Tree) -> tuple[dict[str, list[dict[str, str]]], date, date]:
    """Rows of evidence under a contract, and the days of a run: late, repeated, contradicting and out of time too."""
    first, last = read(tree["in_force"]["from"]), read(tree["in_force"]["to"])
    files: dict[str, list[dict[str, str]]] = {kind: [] for kind in tree["records"]}
    people = [f"P{number}" for number in range(1, chance.upto(1, 6) + 1)]

    def add(kind: str, who: str, day: date, cells: dict[str, str]) -> None:
        terms = tree["records"][kind]
        row = dict(cells)
        if "person" in terms:
            row["Ref"] = who
        if "cohort" in terms:
            row["Cohort"] = who
        if "lasts" in terms:
            row["From"], row["To"] = (day - timedelta(days=chance.one([0, 6, 1, 30, 13]))).isoformat(), day.isoformat()
        else:
            row["Day"] = day.isoformat()
        if "received" in terms:
            row["Received"] = (day + timedelta(days=chance.one([0, 0, 1, 7, 40, -3]))).isoformat()
        files[kind].append(row)
        if chance.often(12):
            again = dict(row)
            if "Received" in row and chance.often(2):
                again["Received"] = (day + timedelta(days=3)).isoformat()
            files[kind].append(again)

    for who in people:
        start = first + timedelta(days=chance.one([0, 0, 1, 5, 30, 31, 59, 13, 2, 7, -1, -20, 400]))
        start_cells = {"Group": chance.one(GROUPS), "Age": chance.one(["20", "30", "40"])}
        add("start", who, start, start_cells)
        if chance.often(15):
            add("start", who, start + timedelta(days=chance.one([0, 1])), {**start_cells, "Group": chance.one(GROUPS)})
        for kind in (each for each in ("visit", "letter", "stay", "claim") if each in files):
            for _ in range(chance.upto(1 if kind == "visit" else 0, 9 if kind in ("visit", "claim") else 4)):
                base = chance.one([start, start, start, first, last])
                day = base + timedelta(days=chance.one(OFFSETS if base != last else [0, -1, 1, 5, -30]))
                if chance.often(20):
                    day = start - timedelta(days=chance.upto(1, 5))
                add(
                    kind,
                    who,
                    day,
                    cells_of(chance, kind, day) if kind != "claim" else {"Of": chance.one(list(tree["outcomes"]))},
                )
    for kind in (each for each in ("note", "tally") if each in files):
        for _ in range(chance.upto(0, 4)):
            day = first + timedelta(days=chance.one(OFFSETS))
            who = chance.one([first.isoformat(), "1", "2", "a"]) if kind == "tally" else ""
            add(kind, who, day, cells_of(chance, kind, day))
    if chance.often(10):
        add("visit", "P99", first, cells_of(chance, "visit", first))
    within = first + timedelta(days=chance.one([*OFFSETS, -1]))
    as_at = chance.one([last, last + timedelta(days=200), within, last + timedelta(days=40), last - timedelta(days=1)])
    known_at = as_at if not chance.often(4) else as_at + timedelta(days=chance.one([30, 7, -7]))
    return files, as_at, known_at


def cells_of(chance: Chance, kind: str, day: date) -> dict[str, str]:
    """The cells of a row beside whom and when."""
    if kind == "visit":
        return {
            "Kind": chance.one(["home", "office", ""]),
            "Hours": chance.one(["1", "2", "3", "0", "0.5", "2.25", ""]),
            "Topics": chance.one(["money", "money, health", "home,money,health", ""]),
            "Signed": chance.one(["", day.isoformat(), (day - timedelta(days=3)).isoformat()]),
            "By": chance.one(["self", "worker", ""]),
        }
    if kind == "letter":
        return {"Need": chance.one(["H", "L"])}
    if kind == "stay":
        return {"Kind": chance.one(["home", "office"])}
    return {"Score": chance.one(["1", "2", "0.5", "4", *([""] if kind == "note" else [])])}


__all__ = ["Chance", "a_contract", "a_history", "written"]
