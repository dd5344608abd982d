"""Replacing: what every form says in which one outcome stands in the place of another."""

from collections.abc import Iterator, Sequence
from typing import Any, ClassVar

from sop_engine.clauses.in_place_of import InPlaceOf
from sop_engine.clauses.limited import listed
from sop_engine.terms.clause import Clause, Decision
from sop_engine.terms.written import Names


class Replacing(Clause):
    """A clause that reverses what is due on provisional claims when what stands in their place falls due."""

    outcomes: Names
    """The provisional outcomes: what is due on them so far is reversed."""
    replaced_by: Names
    """The outcomes that stand in their place."""

    says: ClassVar[str] = "{rate} of {base} is reversed{why}"
    lessens: ClassVar[bool] = True
    same_period: ClassVar[bool] = True
    """Whether the provisional claim must belong to the period of what stands in its place."""

    def decides(self, outcomes: Sequence[str]) -> Iterator[Decision]:
        """What stands in the place of each provisional outcome."""
        for i, name in enumerate(self.outcomes):
            yield Decision(("in place of", name), ("outcomes", i), f"what stands in the place of {name}")

    def looks_at_due(self, outcomes: Sequence[str]) -> tuple[str, ...]:
        """What is reversed, and what stands in its place."""
        return (*self.outcomes, *self.replaced_by)

    def mentions(self) -> Iterator[tuple[tuple[str | int, ...], str]]:
        """What is reversed, and what stands in its place."""
        yield from Clause.mentions(self)
        for i, name in enumerate(self.replaced_by):
            yield ("replaced_by", i), name

    def in_words(self) -> str:
        """What stands in its place."""
        within = " of its period" if self.same_period else ""
        return f"It is provisional: once {listed(self.replaced_by, 'or')}{within} falls due, that stands in its place"

    def written_out(self, contract: Any) -> tuple[Any, ...]:
        """What is reversed, by what."""
        return (InPlaceOf(self.clause, self.kind, self.outcomes, self.replaced_by, self.same_period),)
