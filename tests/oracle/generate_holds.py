"""Holds: what lasts, unbroken, in total or among; days left out, incidents permitted, and a last day."""

from datetime import timedelta

from tests.oracle.generate_chance import LENGTHS, Tree
from tests.oracle.generate_measures import Measures
from tests.oracle.plain_days import read

CALENDAR = "closed"


class Holds(Measures):
    """What is held."""

    def held(self, kind: str) -> Tree:
        """Something held: unbroken, or so many days, or so many periods."""
        chance = self.chance
        base = self.base()
        base = base if not base.startswith("that") else "start"
        way = chance.one(["unbroken", "days", "periods"])
        if way == "unbroken":
            tree = self.unbroken(kind, base)
        elif way == "days":
            tree = {"held": kind, **self.where(kind), "from": base, **self.days_held()}
        else:
            tree = self.periods_held(kind, base)
        if chance.often(3):
            tree["except"] = self.left_out(kind)
        if chance.often(5):
            tree["to"] = f"{self.longer()} after {base}"
        return tree

    def unbroken(self, kind: str, base: str) -> Tree:
        """Records that follow each other, or days covered that do, with incidents permitted at times."""
        chance = self.chance
        lasts = kind == "stay"
        lengths = ["7 days", "14 days", "1 month", "10 days", "4 days"] if lasts else []
        gaps = ["1 day", "3 days", "14 days", "1 month"] if lasts else ["14 days", "7 days", "1 month", "31 days"]
        tree = {
            "held": kind,
            **self.where(kind),
            "from": base if chance.often(2) else f"{chance.one(LENGTHS)} after {base}",
            "for": chance.one(lengths or ["14 days", "1 month", "2 months", "3 months", "30 days", "7 days"]),
            "gap_at_most": chance.one([*gaps, "3 days"]),
            "after_break": chance.one(["restarts", "restarts", "ends"]),
        }
        if chance.often(3):
            fell = chance.one([each for each in self.kinds() if each not in (kind, "stay")])
            most, within = chance.one(["0", "0", "1", "2"]), chance.one(["14 days", "1 month", "7 days", "2 months"])
            tree["incidents"] = {"record": fell, **self.where(fell), "at_most": most, "in": within}
        return tree

    def days_held(self) -> Tree:
        """So many days in total, or among so many."""
        chance = self.chance
        length = chance.one(["2 days", "7 days", "1 week", "4 days"])
        if chance.often(2):
            return {"for": length, "in_total": "true"}
        return {"for": length, "among": chance.one(["2 weeks", "30 days", "8 days"])}

    def periods_held(self, kind: str, base: str) -> Tree:
        """So many periods that pass by themselves."""
        chance = self.chance
        period = chance.one(["7 days", "1 week", "14 days"])
        word = chance.one(["sum", "count", "days"])
        if word == "sum" and kind in ("letter", "stay"):
            kind = "visit"
        amount: Tree = {word: "true"} if word != "sum" else {"sum": "hours" if kind == "visit" else "score"}
        bound = chance.one(["at_least", "above", "at_most", "below"])
        number = chance.one(["1", "2", "3", *(["5"] if word == "days" else [])])
        if (bound, number) in (("below", "1"), ("above", "3")):
            bound, number = "at_least", "1"
        more = chance.one(
            [{"in_total": "true"}, {"among": "6 weeks"}, {"after_break": "restarts"}, {"after_break": "ends"}]
        )
        each = {"period": period, **amount, bound: number}
        length = chance.one(["2 weeks", "4 weeks", "28 days"])
        return {"held": kind, **self.where(kind), "each": each, "from": base, "for": length, **more}

    def left_out(self, kind: str) -> list[str]:
        """Records and calendars whose days neither count nor break."""
        chance = self.chance
        kinds = [each for each in ("letter", "note", "stay") if each != kind and (each != "note" or kind != "tally")]
        named = chance.one([[CALENDAR], [CALENDAR], *([each] for each in kinds), [CALENDAR, kinds[0]]])
        if CALENDAR in named and "calendars" not in self.tree:
            first = read(self.tree["in_force"]["from"])
            spells = []
            for day, length in ((chance.upto(0, 15), chance.upto(0, 9)), (chance.upto(30, 70), chance.upto(0, 30))):
                begins = first + timedelta(days=day)
                spells.append({"from": begins.isoformat(), "to": (begins + timedelta(days=length)).isoformat()})
            self.tree["calendars"] = {CALENDAR: spells}
        return named
