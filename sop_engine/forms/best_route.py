"""Routes of several outcomes, of which the one that comes to most is paid."""

from collections.abc import Iterator, Sequence
from typing import Annotated, Any, ClassVar

from pydantic import Field

from sop_engine.clauses.highest import Highest
from sop_engine.clauses.limited import WHOM, OrderedBy, Walking, listed
from sop_engine.terms.clause import Decision
from sop_engine.terms.written import Names, word


class BestRoute(Walking):
    """Pay the route that comes to most: the outcomes of a route add up, and routes are alternatives.

    A route that overtakes another later on pays the difference.
    """

    routes: Annotated[tuple[Names, ...], Field(min_length=2)]
    """The routes, each a list of outcomes that add up: `[[progress, starts_work], [keeps_work]]`."""
    per: Annotated[str, *word(*WHOM)]
    """Whose best it is: of each person, of each cohort, or of the contract."""
    in_order_of: OrderedBy | None = None
    """Which claims come first; ties are settled by the next word, and the order must be total."""

    says: ClassVar[str] = "{base} by this route; {rate} was due before by it or another"

    def decides(self, outcomes: Sequence[str]) -> Iterator[Decision]:
        """Which of the routes is paid."""
        named = sorted(set(self.named()))
        yield Decision(
            ("alternatives", self.per, *named), (), f"which of {', '.join(named)} is paid for {WHOM[self.per]}"
        )

    def named(self) -> tuple[str, ...]:
        """The outcomes of all routes."""
        return tuple(name for route in self.routes for name in route)

    def mentions(self) -> Iterator[tuple[tuple[str | int, ...], str]]:
        """The outcomes of each route."""
        for i, route in enumerate(self.routes):
            for j, name in enumerate(route):
                yield ("routes", i, j), name

    def in_words(self) -> str:
        """That it is part of a route."""
        said = " or ".join(listed(route, "with") for route in self.routes)
        return f"Of the routes {said} the one that comes to most is paid for {WHOM[self.per]}"

    def written_out(self, contract: Any) -> tuple[Any, ...]:
        """The highest route of each group."""
        routes = {name: i for i, route in enumerate(self.routes) for name in route}
        return (Highest(self.clause, self.kind, self.named(), self.per, routes, tuple(self.in_order_of or ())),)
