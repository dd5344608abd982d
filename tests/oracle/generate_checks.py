"""Checks: what shows an outcome, alone and put together."""

from tests.oracle.generate_chance import Tree
from tests.oracle.generate_holds import Holds


class Checks(Holds):
    """Checks, one within the other."""

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
        return self.held(kind)
