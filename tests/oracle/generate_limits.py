"""Limits: how much of what is due is paid, and when."""

from tests.oracle.generate_chance import GROUPS, Tree
from tests.oracle.generate_prices import Prices


class Limits(Prices):
    """Limits, alternatives, and what is kept back or stands in the place of something."""

    def limit(self) -> Tree:
        """A limit, or something else that says how much is paid, and when."""
        chance = self.chance
        if chance.often(2):
            return self.other()
        if chance.often(3):
            return self.room_to_come()
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
            limit["limit_day"] = chance.one(self.days_claimed())
        if limit["kind"] == "outcome_cap":
            limit["outcome"] = chance.one(list(self.made))
        elif chance.often(3):
            limit["outcomes"] = chance.some(list(self.made), 1, len(self.made))
        if chance.often(2):
            limit["in_order_of"] = self.order()
        if chance.often(2):
            limit["edge"] = chance.one(["part", "whole"])
        return limit

    def room_to_come(self) -> Tree:
        """A small cap of each period, or one that rises: what passes it waits for room, and what is left is carried."""
        chance = self.chance
        small = chance.one([["£33.34", "£150"], ["£7", "£100.01"], ["1 claim", "2 claims"]])
        limit: Tree = {"kind": "period_cap", "at_most": small[0], "excess": "waits"}
        if chance.often(3):
            rising = {"2010-01-01": small[0], self.later(): small[1]}
            limit |= {"kind": "contract_cap", "at_most": {"dated": rising}}
        else:
            limit |= {"every": chance.one(["7 days", "30 days", "1 month"]), "from": self.tree["in_force"]["from"]}
            limit["unused"] = chance.one(["lost", "carried"])
        limit["edge"] = chance.one(["part", "part", "whole"])
        return {**limit, "in_order_of": self.order()} if chance.often(2) else limit

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
        if kind == "advance" and others:
            recovered = chance.one(["at_once", "as_earned"])
            return {"kind": kind, "outcomes": some, "replaced_by": others[0], "recovered": recovered}
        made_of = self.less_common(kind, some, others)
        if made_of:
            return made_of
        until = chance.one([self.date(), "2 months after start", *(n for n in others if self.same(n, some))])
        tree = {
            "kind": "retention",
            "outcomes": some,
            "part": chance.one(["10%", "33.3%", "1/3", "100%"]),
            "until": until,
        }
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
            parts = [{"outcomes": some, "at_most": chance.one(["40%", "50%", "12.5%", "1/3", "99%"])}]
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
                tree |= {"outcomes": mine, "part": chance.one(["50%", "33.3%", "2/3"]), "until": chance.one(gates)}
                return {**tree, "forfeited_after": chance.one(["1 month", "7 days"])} if chance.often(3) else tree
        if kind == "dispute" and first and self.same(first, some):
            gates = [name for name in others if name != first and self.same(name, some)]
            if gates:
                tree |= {"outcomes": some, "part": "40%", "raised": first, "settled": gates[0]}
                return {**tree, "upheld": gates[1]} if len(gates) > 1 else tree
        if kind in ("reconciliation", "grant_in_place") and set(periodic) - set(some):
            result = chance.one(sorted(set(periodic) - set(some)))
            return {**tree, "outcomes": some, "replaced_by": result}
        return None
