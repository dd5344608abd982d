"""Looking: a contract with what it can come to at most, worked out once for all that ask."""

from functools import cached_property

from sop_engine.library.bounds.most import Walk
from sop_engine.terms.contract import Contract


class Looking:
    """A contract that is looked at: its first terms, and the most that it comes to with its deeds."""

    def __init__(self, contract: Contract, varied: Contract):
        self.contract, self.varied = contract, varied

    @cached_property
    def most(self) -> Walk:
        """The most, under the first terms and all deeds."""
        return Walk(self.varied)

    @cached_property
    def _card(self) -> Walk:
        return Walk(self.contract, limited=False)

    def costs(self, outcome: str) -> bool:
        """Whether an outcome can cost anything."""
        return any(each.amount != 0 for kind in self._card.kinds for each in kind.claims.get(outcome, ()))
