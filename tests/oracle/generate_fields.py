"""Fields: what records must say, and which kinds of record say something."""

from typing import Any

from tests.oracle.generate_chance import Tree
from tests.oracle.generate_days import Days
from tests.oracle.generate_records import PRESENT


class Fields(Days):
    """Comparisons with the fields of records."""

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
