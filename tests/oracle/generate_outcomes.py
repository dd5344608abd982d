"""Outcomes: of people, cohorts and the contract, once, again and again, and of each period."""

from tests.oracle.generate_chance import Tree, has
from tests.oracle.generate_checks import Checks


class Outcomes(Checks):
    """Outcomes, each from those before it."""

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
        again = 2 if has(outcome["shown_by"], ("in_total", "among", "after_break")) else 4
        if not self.each and chance.often(again) and not has(outcome["shown_by"], ("day", "measure")):
            outcome["repeats"] = {
                "at_most": str(chance.upto(2, 4)),
                "apart": chance.one(["1 day", "7 days", "1 month", "2 months"]),
            }
        self.made[name] = outcome

    def same(self, name: str, others: list[str]) -> bool:
        """Whether an outcome can be reached for each of others: of the same subject, or of the contract."""
        kind = self.made[name].get("subject", "person")
        return kind == "contract" or self.alike_in(name, others)

    def alike_in(self, name: str, others: list[str]) -> bool:
        """Whether outcomes are all of one kind of subject."""
        return len({self.made[each].get("subject", "person") for each in [name, *others]}) == 1
