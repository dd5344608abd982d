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
