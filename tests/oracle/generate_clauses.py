"""Clauses: a price for each outcome, limits, and payers, in the order in which they are worked out."""

from tests.oracle.generate_chance import Tree
from tests.oracle.generate_payers import Payers

CAPS = ("participant_cap", "outcome_cap", "contract_cap", "period_cap", "group_cap", "cohort_cap")


class Making(Payers):
    """Outcomes and clauses, each from what is there before it."""

    def clauses(self) -> None:
        """A price for each outcome, limits, and payers."""
        chance = self.chance
        clauses: list[Tree] = [
            {"clause": "1", "kind": "outcome_price", "prices": {n: self.price(n) for n in self.made}}
        ]
        price = clauses[0]
        for term, values in (("price_day", self.days_told()), ("rounding", ["half_up", "half_even", "down", "up"])):
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
