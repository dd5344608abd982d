"""The most: an amount of money or a number of claims, the same on every day or by date."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import BeforeValidator, Discriminator, Field, Tag

from sop_engine.terms.written import TAG, Claims, Day, Most, Term, wrong
from sop_engine.units.days import FIRST, say
from sop_engine.units.money import Money


class MostByDate(Term):
    """The most from each date on, in the order of the dates."""

    dated: dict[Day, Most] = Field(min_length=1)

    def __str__(self) -> str:
        return "; ".join(f"from {say(day)} {most}" for day, most in self.dated.items())


def _kind(value: Any) -> str:
    return TAG + ("dated" if isinstance(value, dict | MostByDate) else "amount")


def _shaped(value: Any) -> Any:
    if isinstance(value, dict) and "dated" not in value:
        raise wrong(
            "wrong-shape",
            found="a group of terms",
            expected="the most",
            remedy="Write an amount, a number of claims, or a table that begins with `dated:`.",
        )
    return value


AtMost = Annotated[
    Annotated[Most, Tag(TAG + "amount")] | Annotated[MostByDate, Tag(TAG + "dated")],
    Discriminator(_kind),
    BeforeValidator(_shaped),
]

Steps = tuple[tuple[int, int], ...]
"""The days from which a number holds, and the number: minor units, or claims."""


def each_most(at_most: Any) -> list[Money | Claims]:
    """Every amount or number of claims that the most can come to."""
    return list(at_most.dated.values()) if isinstance(at_most, MostByDate) else [at_most]


def counts_claims(at_most: Any) -> bool:
    """Whether it counts claims, and not money."""
    return isinstance(each_most(at_most)[0], Claims)


def steps(at_most: Any) -> Steps:
    """From which day on what number holds.

    Example:
        >>> steps(Claims(570)) == ((FIRST, 570),)
        True
    """
    dated = at_most.dated if isinstance(at_most, MostByDate) else {FIRST: at_most}
    return tuple((day, most.number if isinstance(most, Claims) else most.minor) for day, most in dated.items())
