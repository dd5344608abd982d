"""Priced: what every form of price has to say beside its tables."""

from collections.abc import Mapping, Sequence
from typing import Annotated, Any, ClassVar

from sop_engine.clauses.limited import OrderedBy
from sop_engine.clauses.price import PartOfDue, Price
from sop_engine.clauses.so_far import ORDER
from sop_engine.terms.clause import HOW_MUCH, Clause
from sop_engine.terms.price import Price as PriceTerms
from sop_engine.terms.price import leaves_parts
from sop_engine.terms.table import asks_position, is_dated
from sop_engine.terms.written import Names, word
from sop_engine.units.numbers import ROUNDINGS

DAYS = ("reached", "shown", "known")


class Looking(Clause):
    """A clause that looks values up in tables, for each claim."""

    price_day: Annotated[str, *word(*DAYS)] | None = None
    """Which day of a claim picks a dated price."""
    rounding: Annotated[str, *word(*ROUNDINGS)] | None = None
    """What becomes of parts of the smallest coin."""
    in_order_of: OrderedBy | None = None
    """Which claim is the first, where a price looks at `position`; the order must be total."""

    asked: ClassVar[dict[str, str]] = {
        "price_day": ", ".join(DAYS),
        "rounding": ", ".join(ROUNDINGS),
        "in_order_of": "a list of " + ", ".join(ORDER),
    }

    tells: ClassVar[str] = HOW_MUCH

    def matters(self, term: str, stated: Mapping[str, Any]) -> bool:
        """Whether a term matters: a day where a table is dated, an order where one looks at the position."""
        found = [table for _, _, table in self.tables()]
        if term == "price_day":
            return any(map(is_dated, found))
        if term == "in_order_of":
            return any(map(asks_position, found))
        return self.leaves_parts() if term == "rounding" else True

    def leaves_parts(self) -> bool:
        """Whether an amount can end in a part of the smallest coin."""
        return any(leaves_parts(table) for _, _, table in self.tables())

    def priced(self, contract: Any, prices: Mapping[str, PriceTerms], **more: Any) -> Price:
        """The prices as a primitive."""
        return Price(
            clause=self.clause,
            form=self.kind,
            prices=prices,
            day=str(self.price_day or "reached"),
            rounding=str(self.rounding or ""),
            in_order_of=tuple(self.in_order_of or ()),
            units=units(contract),
            **more,
        )


def units(contract: Any) -> dict[str, str]:
    """What the units of each measure are called, where a measure says it."""
    measures: Mapping[str, Any] = getattr(contract, "measures", None) or {}
    found = {name: getattr(measure, "unit", None) for name, measure in measures.items()}
    return {name: unit for name, unit in found.items() if unit and unit not in ("money", "claims")}


class Adjusting(Looking):
    """A clause that takes or adds a part of what is due so far on each claim."""

    outcomes: Names = ()
    """The outcomes it looks at; all of them when none is named."""

    def looks_at_due(self, outcomes: Sequence[str]) -> tuple[str, ...]:
        """Its outcomes: of what is due on them it takes a part."""
        return self.named() or tuple(outcomes)

    def leaves_parts(self) -> bool:
        """A part of an amount is seldom whole."""
        return True

    def adjusted(self, contract: Any, part: Any, factors: bool = False) -> PartOfDue:
        """The same part for each of its outcomes, as a primitive."""
        return self.adjusted_each(dict.fromkeys(self.selected(contract), part), factors)

    def adjusted_each(self, parts: Mapping[str, Any], factors: bool = False) -> PartOfDue:
        """A part for each outcome, as a primitive."""
        return PartOfDue(
            clause=self.clause,
            form=self.kind,
            parts=parts,
            day=str(self.price_day or "reached"),
            rounding=str(self.rounding),
            in_order_of=tuple(self.in_order_of or ()),
            factors=factors,
        )
