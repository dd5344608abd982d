"""Outcomes that may be no more than a part of all that is paid."""

from collections.abc import Iterator, Sequence
from typing import Annotated, Any, ClassVar

from pydantic import Field

from sop_engine.clauses.limit import CLAIMS, MONEY
from sop_engine.clauses.limited import OrderedBy, Walking, listed
from sop_engine.clauses.part_of_total import Part, PartOfTotal
from sop_engine.terms.clause import Decision
from sop_engine.terms.written import Names, StatedPart, Term, word
from sop_engine.units.numbers import part_in_words


class Portion(Term):
    """Some outcomes, and the most that they may be of the total."""

    outcomes: Names
    at_most: StatedPart


class ShareCap(Walking):
    """Limit outcomes to a part of a total, in money or in claims.

    Where they count in the total themselves, the total is the greatest of which no part is more
    than its share; all parts of a clause hold at once.  The total moves with every claim, so
    what passes waits, and is never lost.
    """

    parts: Annotated[tuple[Portion, ...], Field(min_length=1)]
    """The outcomes that are limited, and the part of each: [{outcomes: starts_work, at_most: 40%}]."""
    of: Names = ()
    """The outcomes that make up the total; all of them when none is named."""
    in_: Annotated[str, *word(MONEY, CLAIMS)] = Field(alias="in")
    """Whether the total is money, or a number of claims that are worth anything."""
    in_order_of: OrderedBy | None = None
    """Which claims come first; ties are settled by the next word, and the order must be total."""

    says: ClassVar[str] = "{base} up to here; the most is {rate}{why} of the total, and what passes waits"

    def decides(self, outcomes: Sequence[str]) -> Iterator[Decision]:
        """The most that an outcome may be of a total."""
        for i, part in enumerate(self.parts):
            for name in part.outcomes:
                way = ("parts", i, "outcomes")
                yield Decision(("part", name, self.in_, *sorted(self.of)), way, f"the part of the total for {name}")

    def named(self) -> tuple[str, ...]:
        """The outcomes that are limited."""
        return tuple(name for part in self.parts for name in part.outcomes)

    def looks_at_due(self, outcomes: Sequence[str]) -> tuple[str, ...]:
        """What is limited, and the total."""
        return tuple(dict.fromkeys((*self.named(), *(self.of or outcomes))))

    def mentions(self) -> Iterator[tuple[tuple[str | int, ...], str]]:
        """The outcomes of each part, and of the total."""
        for i, part in enumerate(self.parts):
            for j, name in enumerate(part.outcomes):
                yield ("parts", i, "outcomes", j), name
        for i, name in enumerate(self.of):
            yield ("of", i), name

    def in_words(self) -> str:
        """By how much it limits."""
        said = ", ".join(
            f"{' with '.join(name.replace('_', ' ') for name in part.outcomes)} at most {part_in_words(part.at_most)}"
            for part in self.parts
        )
        total = f"what is paid for {listed(self.of)}" if self.of else "all that is paid"
        unit = "in claims" if self.in_ == CLAIMS else "in money"
        return f"Of {total}, {unit}, may be: {said}; what passes waits"

    def written_out(self, contract: Any) -> tuple[Any, ...]:
        """The parts of one total."""
        base = self.of or tuple(contract.outcomes)
        parts = tuple(Part(each.outcomes, each.at_most, each.outcomes[0] in base) for each in self.parts)
        return (PartOfTotal(self.clause, self.kind, parts, base, self.in_, tuple(self.in_order_of or ())),)
