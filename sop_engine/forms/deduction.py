"""An amount taken off for each time an outcome is reached, or for each unit of a measure."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Annotated, Any, ClassVar

from pydantic import Field

from sop_engine.clauses.priced import Looking
from sop_engine.records.working import DEDUCTED
from sop_engine.terms.price import Price as PriceTerms
from sop_engine.terms.written import Name, word

BEYOND = ("lost", "owed_back")


class Deduction(Looking):
    """Take off an amount for each outcome: a price below nothing.

    Such as what another public body has paid already, or so much for each unit that a check found
    to be missing.  With `beyond: lost` a claim is never worth less than nothing; with
    `beyond: owed_back` what goes beyond is owed back to the payers, in the shares of the outcome.
    """

    deducts: dict[Name, PriceTerms] = Field(min_length=1)
    """What is taken off for each outcome, by its name; written like a price."""
    beyond: Annotated[str, *word(*BEYOND)] | None = None
    """What becomes of a deduction that is larger than what is due on the claim so far."""

    asked: ClassVar[dict[str, str]] = {**Looking.asked, "beyond": " or ".join(BEYOND)}
    described: ClassVar[str] = "From it is deducted: {table}"
    says: ClassVar[str] = "deducted for {outcome}{times}{why}"

    def matters(self, term: str, stated: Mapping[str, Any]) -> bool:
        """Whether a term matters: what lies beyond always does."""
        return term == "beyond" or super().matters(term, stated)

    def written_out(self, contract: Any) -> tuple[Any, ...]:
        """One price, taken off what is due."""
        return (self.priced(contract, self.deducts, effect=DEDUCTED, down_to_nothing=self.beyond == "lost"),)

    def tables(self) -> Iterator[tuple[tuple[str | int, ...], tuple[str, ...], Any]]:
        """What is taken off for each outcome."""
        for outcome, price in self.deducts.items():
            yield ("deducts", outcome), (outcome,), price

    def looks_at_due(self, outcomes: Sequence[str]) -> tuple[str, ...]:
        """The outcomes it takes off from, where what is due on them is the most that it takes."""
        return tuple(self.deducts) if self.beyond == "lost" else ()

    def named(self) -> tuple[str, ...]:
        """The outcomes it takes off from."""
        return tuple(self.deducts)
