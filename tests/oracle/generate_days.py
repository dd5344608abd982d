"""Days: what days are counted from, and windows, from what is there before."""

from datetime import timedelta

from tests.oracle.generate_chance import LENGTHS, OFFSETS, Chance, Tree
from tests.oracle.plain_days import read


class Days:
    """Anchors, lengths and windows of what is being made."""

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

    def date(self) -> str:
        """A date in the contract, or beside it."""
        first = read(self.tree["in_force"]["from"])
        return (first + timedelta(days=self.chance.one(OFFSETS))).isoformat()

    def days_told(self) -> list[str]:
        """The days of a claim that clauses can look at; when it was known only where every record says it."""
        told = all("received" in each for each in self.tree["records"].values())
        return ["reached", "shown", *(["known"] if told else [])]

    def days_claimed(self) -> list[str]:
        """The same, and the day on which it was claimed."""
        days = self.days_told()
        return [*days, "claimed"] if "known" in days else days

    def later(self) -> str:
        """A date in the middle of the contract."""
        first = read(self.tree["in_force"]["from"])
        return (first + timedelta(days=self.chance.one([20, 28, 31, 45]))).isoformat()

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

    def longer(self) -> str:
        """A length that is as a rule longer than others."""
        return self.chance.one(["3 months", "4 months", "26 weeks", "60 days", "1 month", "20 working days"])

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

    def date_window(self) -> Tree:
        """A window that needs nobody's day."""
        return {"window": {"from": self.tree["in_force"]["from"], "to": self.later()}} if self.chance.often(2) else {}
