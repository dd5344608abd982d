"""An amount on top of the price of an outcome."""

from collections.abc import Iterator, Sequence
from typing import Annotated, Any, ClassVar

from pydantic import Field, model_validator

from sop_engine.clauses.priced import Looking
from sop_engine.terms.outcome import COHORT, CONTRACT
from sop_engine.terms.price import Price as PriceTerms
from sop_engine.terms.written import Name, Names, Term, word, wrong


class Together(Term):
    """What is counted together for a position."""

    of: Names
    """The outcomes whose claims are counted together."""
    per: Annotated[str, *word(COHORT, CONTRACT)]
    """Whether they are counted in each cohort by itself, or over the whole contract."""


class Supplement(Looking):
    """Pay an amount on top of the price of an outcome.

    Such as more for people with complex needs: a table by the category of the enrolment.  An
    outcome may have several supplements, each in a clause of its own.  With `position` the claims
    of some outcomes are counted together, those on which something is due when the clause is
    reached: {of: [employed, self_employed], per: cohort} pays more from so many on in each cohort.
    """

    adds: dict[Name, PriceTerms] = Field(min_length=1)
    """What is paid on top for each outcome, by its name; written like a price."""
    position: Together | None = None
    """What `position` counts, where it is not each outcome by itself over everybody."""

    @model_validator(mode="after")
    def _counted(self) -> "Supplement":
        missing = [name for name in self.adds if self.position and name not in self.position.of]
        if missing:
            raise wrong(
                "wrong-shape",
                found=f"a supplement for {missing[0]}, which its position does not count",
                expected="outcomes that are counted together",
                remedy=f"Name {missing[0]} under `position: of:`, or give it a supplement of its own.",
            )
        return self

    described: ClassVar[str] = "A supplement is paid on top of it: {table}"
    says: ClassVar[str] = "a supplement for {outcome}{times}{why}"

    def written_out(self, contract: Any) -> tuple[Any, ...]:
        """One price, added to what is due."""
        if self.position is None:
            return (self.priced(contract, self.adds),)
        return (self.priced(contract, self.adds, together=self.position.of, per=self.position.per),)

    def mentions(self) -> Iterator[tuple[tuple[str | int, ...], str]]:
        """The outcomes that are counted together."""
        for i, name in enumerate(self.position.of if self.position else ()):
            yield ("position", "of", i), name

    def looks_at_due(self, outcomes: Sequence[str]) -> tuple[str, ...]:
        """What is counted together: only what something is due on."""
        return self.position.of if self.position else ()

    def in_words(self) -> str:
        """What is counted together."""
        if self.position is None:
            return ""
        where = "in each cohort" if self.position.per == COHORT else "over the contract"
        said = " and ".join(name.replace("_", " ") for name in self.position.of)
        return f"Claims of {said} on which something is due are counted together {where}"

    def tables(self) -> Iterator[tuple[tuple[str | int, ...], tuple[str, ...], Any]]:
        """What is added for each outcome."""
        for outcome, price in self.adds.items():
            yield ("adds", outcome), (outcome,), price

    def named(self) -> tuple[str, ...]:
        """The outcomes it adds to."""
        return tuple(self.adds)
