"""Who pays: the net of each claim, divided among the outcome payers."""

from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from math import lcm
from typing import Annotated, Any, ClassVar

from pydantic import Field

from sop_engine.clauses.limited import OrderedBy
from sop_engine.clauses.share import Share
from sop_engine.terms.clause import Clause, Decision
from sop_engine.terms.written import REST, Amount, Name, Names, Part, Term, word
from sop_engine.units.money import Money

REMAINDERS = ("largest_remainder", "cumulative")


class PayerShare(Term):
    """What one payer pays: a part of each claim, or a part as large as its pot is of all pots."""

    payer: Name
    part: Part | None = None
    pot: Amount | None = None


class CoPayment(Clause):
    """Divide the net of each claim among the outcome payers, once, after every other clause.

    The parts of a claim are the claim, to the penny.  With `remainder: cumulative` each payer's
    total stays at its share of the total too; with `largest_remainder` each claim is divided by
    itself, and totals drift.
    """

    shares: Annotated[tuple[PayerShare, ...], Field(min_length=1)]
    """Who pays, and what: parts (`29.6%`, `rest`), or pots that weigh as much as they hold."""
    outcomes: Names = ()
    """The outcomes it divides; all of them when none is named."""
    remainder: Annotated[str, *word(*REMAINDERS)] | None = None
    """What happens to the pennies that rounding leaves."""
    in_order_of: OrderedBy | None = None
    """The order in which a cumulative share counts up."""

    asked: ClassVar[dict[str, str]] = {
        "remainder": " or ".join(REMAINDERS),
        "in_order_of": "a list, for a cumulative share",
    }
    says: ClassVar[str] = "{payer} pays"

    def matters(self, term: str, stated: Mapping[str, Any]) -> bool:
        """Whether a term matters: an order only where the share is cumulative, and counts up."""
        return term != "in_order_of" or (self.remainder or stated.get("remainder")) == "cumulative"

    def decides(self, outcomes: Sequence[str]) -> Iterator[Decision]:
        """Who pays for each outcome."""
        for outcome in self.outcomes or outcomes:
            yield Decision(("payer", outcome), (), f"who pays for {outcome}")

    def written_out(self, contract: Any) -> tuple[Any, ...]:
        """One share."""
        return (
            Share(
                self.clause,
                self.kind,
                self.selected(contract),
                tuple(each.payer for each in self.shares),
                self.weights(),
                str(self.remainder),
                tuple(self.in_order_of or ()),
            ),
        )

    def weights(self) -> tuple[int, ...]:
        """The shares as whole numbers: the pots themselves, or the parts over a common denominator."""
        pots = [each.pot.minor for each in self.shares if isinstance(each.pot, Money)]
        if pots:
            return tuple(pots)
        stated = [each.part for each in self.shares if isinstance(each.part, Fraction)]
        rest = 1 - sum(stated, Fraction(0))
        parts = [rest if each.part == REST else Fraction(each.part or 0) for each in self.shares]
        common = lcm(*(part.denominator for part in parts))
        return tuple(int(part * common) for part in parts)
