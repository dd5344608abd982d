"""Measures: over records, made of each other, and over people."""

from typing import Any

from tests.oracle.generate_chance import Tree, has
from tests.oracle.generate_fields import Fields


class Measures(Fields):
    """Measures, each from what is there before it."""

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
        # What is held, or only proved, can be shown later: who waits for it can be measured yet, and nobody says when.
        later = [name for name in personal if self.is_shown_later(self.made[name])]
        not_before, self.not_before = self.not_before, [*self.not_before, *later]
        # Of some people a report says nothing at all: whether they count is what a mean must get right.
        of = (
            self.measure() if chance.often(2) else self.named({"reported": "visit", "field": "hours", "which": "first"})
        )
        self.subject, self.each = subject, each
        once = [name for name in personal if "repeats" not in self.made[name] and name not in self.not_before]
        if once and chance.often(3):  # some never reach it, and can never be measured
            of = self.named({"count": "visit", **self.where("visit"), "window": {"from": chance.one(once)}})
        self.not_before = not_before
        more: Tree = {"never_measured": chance.one(["in_denominator", "left_out"])} if chance.often(2) else {}
        if word == "mean_of":
            return {"mean_of": of, **people, **more}
        return {"total_of": of, **people}

    def is_shown_later(self, check: Any) -> bool:
        """Whether a check looks at what is held, or only proved: itself, or by an outcome or measure that it names."""
        if isinstance(check, str):
            of = check.split(" ")[-1]
            return self.is_shown_later(self.made.get(of) or self.measures.get(of) or {})
        parts = [*check, *check.values()] if isinstance(check, dict) else check
        return has(check, ("held", "dated_by")) or any(self.is_shown_later(each) for each in parts if each != check)

    def mean_of_some(self) -> str:
        """A mean over people of whom some were never measured: whether they count as nothing must be right."""
        said = self.named({"reported": "visit", "field": "hours", "which": self.chance.one(["first", "last"])})
        self.measures[said] |= {"where": {"kind": "home"}} if self.chance.often(2) else {}
        return self.named({"mean_of": said, "never_measured": self.chance.one(["in_denominator", "left_out"])})

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

    def share_of_records(self) -> str:
        """A measured rate from 0 to 1."""
        name = self.named({"share": "visit", "where": {"kind": "home"}, "among": {"by": "self"}})
        if self.chance.often(2):
            del self.measures[name]["among"]
        return name

    def bound(self) -> Tree:
        """What a measure must be."""
        chance = self.chance
        number = chance.one(["0", "1", "2", "3", "0.5", "7", "50%"])
        word = chance.one(["at_least", "above", "at_most", "below", "is", "between"])
        return {word: [number, "30"]} if word == "between" else {word: number}
