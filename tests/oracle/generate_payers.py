"""Payers: who pays, in lists by date and by category, one within the other, up to a limit."""

from tests.oracle.generate_chance import Tree
from tests.oracle.generate_limits import Limits


class Payers(Limits):
    """Who pays."""

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
            tree["share_day"] = chance.one(self.days_told())
        if chance.often(2):
            tree["remainder"] = chance.one(["cumulative", "largest_remainder"])
        if chance.often(3):
            tree["in_order_of"] = self.order()
        return tree

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
