"""Prices: fixed, by date, by category, by number, and what changes them."""

from typing import Any

from tests.oracle.generate_chance import GROUPS, Tree
from tests.oracle.generate_outcomes import Outcomes
from tests.oracle.generate_records import PRESENT


class Prices(Outcomes):
    """What each outcome is worth."""

    def price(self, name: str, depth: int = 2) -> Any:
        """A price of an outcome."""
        chance = self.chance
        outcome = self.made[name]
        subject = outcome.get("subject", "person")
        by_cohort = subject == "cohort" and "by" in self.tree["cohorts"]
        words = ["fixed", "fixed", "time", "position", "measure"]
        words += ["dated"] if depth else []
        words += ["mean", "mean"] if subject != "person" else []
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
        if word == "mean":
            self.tree["measures"] = self.measures
            return self.by_number(self.mean_of_some())
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
            tree["price_day"] = chance.one(self.days_told())
        return tree

    def fee(self, outcome: str) -> Tree:
        """A fee in instalments."""
        chance = self.chance
        fee = {"clause": "1.8", "kind": "delivery_fee", "outcome": outcome, "total": chance.one(["£1,000", "£100.01"])}
        fee["instalments"] = chance.one(["4", "7"])
        fee["parts"] = chance.one([{"1": "100%"}, {"1": "25%", "3": "75%"}, {"1": "33.3%", "2": "33.3%", "4": "33.4%"}])
        return {**fee, "remainder": chance.one(["cumulative", "largest_remainder"])} if chance.often(2) else fee

    def order(self) -> list[str]:
        """An order that leaves no two claims equal."""
        chance = self.chance
        head = chance.some(self.days_claimed(), 0, 2)
        return head + chance.one(
            [["person", "outcome", "record"], ["outcome", "person", "record"], ["outcome", "record", "person"]]
        )
