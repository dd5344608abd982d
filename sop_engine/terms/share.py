"""Shares: who takes what of an amount, in which order and up to what, by date and by category."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from typing import Annotated, ClassVar

from pydantic import Field, Tag

from sop_engine.terms.table import Categorised, Dated, one_of_the_tables, told_apart
from sop_engine.terms.written import REST, TAG, Amount, Day, Name, Part, Term, Text, word

OTHERS_PAY, UNPAID = "others_pay", "unpaid"
WHEN_EMPTY = (OTHERS_PAY, UNPAID)

Way = tuple[str | int, ...]


class Taker(Term):
    """What one payer, or some payers together, take of an amount.

    A fixed amount is taken first, in the order in which they stand.  Of what is left each takes a
    part, or a part as large as its pot is of all pots.
    """

    payer: Name | None = None
    """The party that pays."""
    among: tuple[Taker, ...] = ()
    """Instead of a payer: those who share what falls to this place among themselves."""
    part: Part | None = None
    pot: Amount | None = None
    amount: Amount | None = None
    """A fixed amount of each claim, as far as there is so much."""
    up_to: Amount | None = None
    """The most that the payer pays under the clause, over all claims."""
    when_empty: Annotated[str, *word(*WHEN_EMPTY)] | None = None
    """What becomes of what passes `up_to`: the others beside it pay, or it stays on record as earned and is unpaid."""


class TakersByDate(Dated):
    """Shares from each date on, in the order of the dates."""

    dated: dict[Day, Takers] = Field(min_length=1)


class TakersByCategory(Categorised):
    """Shares for each category of a field: of the record that shows the outcome, or of the enrolment."""

    word: ClassVar[str] = "shares"
    shares: dict[Text, Takers] = Field(min_length=1)
    otherwise: tuple[Taker, ...] | None = None
    """The shares of every category not named; without it each must be named."""


_KINDS = {"dated": TakersByDate, "shares": TakersByCategory}
_BEGINS = {"by": "shares"}
"""Which of them is meant by a word that says no more."""

Takers = Annotated[
    Annotated[tuple[Taker, ...], Field(min_length=1), Tag(TAG + "takers")]
    | Annotated[TakersByDate, Tag(TAG + "dated")]
    | Annotated[TakersByCategory, Tag(TAG + "shares")],
    told_apart(_KINDS, _BEGINS, "takers"),
    one_of_the_tables(
        _KINDS,
        _BEGINS,
        "a list of shares",
        "Begin each share with a dash, or write a table that begins with `dated:` or `by:`.",
    ),
]

Taker.model_rebuild()
TakersByDate.model_rebuild()
TakersByCategory.model_rebuild()


def lists_of(takers: tuple[Taker, ...], way: Way = ()) -> Iterator[tuple[Way, tuple[Taker, ...]]]:
    """A list of shares, and the lists within it, each with the way to it."""
    yield way, takers
    for i, taker in enumerate(takers):
        if taker.among:
            yield from lists_of(taker.among, (*way, i, "among"))


def payers_of(takers: tuple[Taker, ...]) -> tuple[str, ...]:
    """The payers of a list of shares, and of the lists within it, each once, in order."""
    return tuple(dict.fromkeys(each.payer for _, those in lists_of(takers) for each in those if each.payer))


def fractions_of(takers: tuple[Taker, ...]) -> tuple[Fraction, ...]:
    """What part of what fixed amounts leave each takes: pots weigh what they hold; a fixed amount takes none."""
    pots = [each.pot.minor if each.pot else 0 for each in takers]
    if sum(pots):
        return tuple(Fraction(pot, sum(pots)) for pot in pots)
    stated = [each.part if isinstance(each.part, Fraction) else Fraction(0) for each in takers]
    rest = 1 - sum(stated, Fraction(0))
    return tuple(rest if each.part == REST else part for each, part in zip(takers, stated, strict=True))
