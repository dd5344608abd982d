"""Who pays: the net of each claim, divided among the outcome payers."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Annotated, Any, ClassVar

from sop_engine.clauses.limited import OrderedBy
from sop_engine.clauses.priced import DAYS
from sop_engine.clauses.share import CUMULATIVE, Share
from sop_engine.records.working import TAKEN
from sop_engine.terms.clause import PAID_BY, Clause, Decision
from sop_engine.terms.share import Taker, Takers, lists_of
from sop_engine.terms.table import is_dated, leaves
from sop_engine.terms.written import Names, word

REMAINDERS = ("largest_remainder", "cumulative")


class CoPayment(Clause):
    """Divide the net of each claim among the outcome payers, once, after every other clause.

    The parts of a claim are the claim, to the penny.  With `remainder: cumulative` each payer's
    total stays at its share of the total too; with `largest_remainder` each claim is divided by
    itself, and totals drift.  Fixed amounts are taken first, then parts of what is left; a share may
    be shared again `among` others.  What passes a payer's limit (`up_to`) is paid by the others of
    its list, or stays unpaid, as `when_empty` says.
    """

    shares: Takers
    """Who pays, and what: a list, or a table of lists by date (`dated:`) or by category (`by:`, `of:`, `shares:`)."""
    outcomes: Names = ()
    """The outcomes it divides; all of them when none is named."""
    share_day: Annotated[str, *word(*DAYS)] | None = None
    """Which day of a claim picks the shares, where they are dated."""
    remainder: Annotated[str, *word(*REMAINDERS)] | None = None
    """What happens to the pennies that rounding leaves."""
    in_order_of: OrderedBy | None = None
    """The order in which a cumulative share counts up, and the limits of payers are used up."""

    asked: ClassVar[dict[str, str]] = {
        "share_day": ", ".join(DAYS),
        "remainder": " or ".join(REMAINDERS),
        "in_order_of": "a list, for a share that counts up",
    }
    tells: ClassVar[str] = PAID_BY
    says: ClassVar[str] = "{payer} pays"
    also_says: ClassVar[Mapping[str, str]] = {TAKEN: "of {base} payers pay {rate}: the limit of the others is used up"}

    def matters(self, term: str, stated: Mapping[str, Any]) -> bool:
        """Whether a term matters: an order only where the share counts up, a day only where it is dated."""
        if term == "in_order_of":
            return self.limited() or (self.remainder or stated.get("remainder")) == CUMULATIVE
        return is_dated(self.shares) if term == "share_day" else True

    def decides(self, outcomes: Sequence[str]) -> Iterator[Decision]:
        """Who pays for each outcome."""
        for outcome in self.outcomes or outcomes:
            yield Decision(("payer", outcome), (), f"who pays for {outcome}")

    def tables(self) -> Iterator[tuple[tuple[str | int, ...], tuple[str, ...], Any]]:
        """The shares."""
        yield ("shares",), self.outcomes, self.shares

    def written_out(self, contract: Any) -> tuple[Any, ...]:
        """One share."""
        return (
            Share(
                self.clause,
                self.kind,
                self.selected(contract),
                self.shares,
                str(self.share_day or DAYS[0]),
                str(self.remainder),
                tuple(self.in_order_of or ()),
            ),
        )

    def lists(self) -> Iterator[tuple[tuple[str | int, ...], tuple[Taker, ...]]]:
        """Every list of shares, each with the way to it from `shares`; days on the way are numbers of days."""
        for way, takers in leaves(self.shares):
            yield from lists_of(takers, way)

    def limited(self) -> bool:
        """Whether a payer pays up to a limit, so that it matters which claim comes first."""
        return any(each.up_to is not None for _, takers in self.lists() for each in takers)
