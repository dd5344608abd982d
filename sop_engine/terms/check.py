"""What shows an outcome: checks on one person's records, and how they are put together.

A check is a function from one subject's records to the first day on which it is met and can no
longer be undone, or the reason why not.  Here stand its terms; `checks/` has the functions.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from typing import Annotated, Any

from pydantic import BeforeValidator, Discriminator, Field, Tag

from sop_engine.terms.written import (
    A_LIST,
    A_TEXT,
    ALONE,
    TAG,
    Anchor,
    AnchorText,
    Length,
    Name,
    Names,
    Shorthand,
    Term,
    Text,
    Whole,
    word,
    wrong,
)
from sop_engine.units.reckoning import LAST_DAY


class Comparison(Term):
    """What a field must say; every comparison that is stated must hold.

    `at_least` and `at_most` count the bound in, `above` and `below` leave it out, `between`
    counts both ends in; `before` and `after` leave the day out.
    """

    is_: Text | None = Field(None, alias="is")
    one_of: Annotated[tuple[Text, ...], *ALONE] | None = None
    at_least: Text | None = None
    at_most: Text | None = None
    above: Text | None = None
    below: Text | None = None
    between: tuple[Text, Text] | None = None
    before: Text | None = None
    after: Text | None = None
    same_as: Name | None = None
    """Another field of the same record that must hold the same value."""
    includes: Text | None = None
    """A category that a list must hold."""
    has_at_least: Whole | None = None
    """How many different categories a list must hold."""

    def stated(self) -> dict[str, Any]:
        """The comparisons that are stated, by name."""
        return {name: value for name, value in self if value is not None}


def _comparison(value: Any) -> Any:
    if isinstance(value, str):
        return {"is": value}
    return {"one_of": value} if isinstance(value, list) else value


Where = dict[Name, Annotated[Comparison, BeforeValidator(_comparison), Shorthand({"anyOf": [A_TEXT, A_LIST]})]]


class Window(Term):
    """The days from one anchor to another; what is not stated is not bounded."""

    from_: AnchorText | None = Field(None, alias="from")
    to: AnchorText | None = None
    ends: Annotated[str, *word(*LAST_DAY)] | None = None
    """Whether the day of `to` counts itself; where it is not stated, as `last_day` of the contract says."""

    def anchors(self) -> tuple[Anchor, ...]:
        """The anchors that are stated."""
        return tuple(each for each in (self.from_, self.to) if each)


class Selecting(Term):
    """What all checks on records have in common: which of the records count."""

    where: Where = {}
    by: Names | None = None
    """Who must have completed the record."""


class Windowed(Selecting):
    """A check on the records of certain days."""

    window: Window = Window()

    def anchors(self) -> tuple[Anchor, ...]:
        """The days this check depends on."""
        return self.window.anchors()


class RecordCheck(Windowed):
    """A record that satisfies what is stated: met on the day of the first one."""

    record: Name

    @property
    def reads(self) -> str:
        """The record it reads."""
        return self.record

    @property
    def at_least(self) -> int:
        """A record is a count of one."""
        return 1


class CountCheck(Windowed):
    """So many records: met on the day of the last one needed."""

    count: Name
    at_least: Whole

    @property
    def reads(self) -> str:
        """The record it reads."""
        return self.count


class HeldCheck(Selecting):
    """Something lasts unbroken, seen again and again, no gap longer than permitted.

    Met on the day the time is complete, once a record on or after that day shows it.
    """

    held: Name
    from_: AnchorText = Field(alias="from")
    for_: Length = Field(alias="for")
    gap_at_most: Length
    """The longest time between two records that is not a break."""
    after_break: Annotated[str, *word("restarts", "ends")]
    """Whether the time counts again from the next record after a break, or cannot be reached any more."""

    @property
    def reads(self) -> str:
        """The record it reads."""
        return self.held

    def anchors(self) -> tuple[Anchor, ...]:
        """The days this check depends on."""
        return (self.from_,)


def plain(text: str) -> str:
    """A number as a comparison reads it: a per cent is a part of one.

    Example:
        >>> plain("7.5%"), plain("768")
        ('0.075', '768')
    """
    number = text.removesuffix("%").strip()
    if number == text or not re.fullmatch(r"-?\d{1,9}(\.\d{1,6})?", number, re.ASCII):
        return text
    return format(Decimal(number) / 100, "f")


class MeasureCheck(Term):
    """A measure meets a comparison: on the day from which later records cannot undo it."""

    measure: Name
    is_: Text | None = Field(None, alias="is")
    at_least: Text | None = None
    at_most: Text | None = None
    above: Text | None = None
    below: Text | None = None
    between: tuple[Text, Text] | None = None

    @property
    def comparison(self) -> Comparison:
        """What the number must be."""
        between = self.between and (plain(self.between[0]), plain(self.between[1]))
        words = ("is_", "at_least", "at_most", "above", "below")
        said = {name: plain(value) for name in words if (value := getattr(self, name)) is not None}
        return Comparison(**said, between=between)

    def anchors(self) -> tuple[Anchor, ...]:
        """The days it names itself: none, since its measure has the window."""
        return ()


class DayCheck(Term):
    """A day has come: met on that day, without any record."""

    day: AnchorText

    def anchors(self) -> tuple[Anchor, ...]:
        """The day it waits for."""
        return (self.day,)


class AllOf(Term):
    """Every part is needed: met on the latest of their days."""

    all_of: tuple[Check, ...] = Field(min_length=1)
    dated_by: Name | None = None
    """The record whose day the outcome carries, when it is not the latest."""

    @property
    def parts(self) -> tuple[Check, ...]:
        """The parts, in the order of the contract."""
        return self.all_of


class AnyOf(Term):
    """One part is enough: met on the earliest of their days."""

    any_of: tuple[Check, ...] = Field(min_length=1)

    @property
    def parts(self) -> tuple[Check, ...]:
        """The parts, in the order of the contract."""
        return self.any_of


class NOf(Term):
    """So many parts are enough: met on the day of the last one needed."""

    n_of: Whole
    these: tuple[Check, ...] = Field(min_length=2)

    @property
    def parts(self) -> tuple[Check, ...]:
        """The parts, in the order of the contract."""
        return self.these


KINDS = {
    "record": RecordCheck,
    "count": CountCheck,
    "held": HeldCheck,
    "measure": MeasureCheck,
    "day": DayCheck,
    "all_of": AllOf,
    "any_of": AnyOf,
    "n_of": NOf,
}
"""The kinds of check, by the word each begins with."""

_LATER = ("score",)
_MEASURED = ("sum", "days", "share", "mean", "reported", "difference", "ratio", "fall")


def kind_of_check(value: Any) -> str:
    """The word that says which kind of check this is."""
    if not isinstance(value, dict):
        return getattr(value, "__class__", type(None)).__name__ if isinstance(value, Term) else ""
    words = [word for word in KINDS if word in value]
    if len(words) > 1:
        raise wrong("several-checks", found=" and ".join(words))
    return words[0] if words else ""


def _checked(value: Any) -> Any:
    """Say what is wrong with the kind before pydantic does, in the words of the catalogue."""
    if isinstance(value, Term):
        return value
    if not isinstance(value, dict):
        raise wrong(
            "wrong-shape",
            found=f'the text "{value}"' if isinstance(value, str) else "a list",
            expected="a check",
            remedy="Begin with the kind of check, such as `record: tenancy`.",
        )
    if not kind_of_check(value):
        later = [word for word in value if word in _LATER]
        if later:
            raise wrong("not-yet", found=later[0], remedy="Let the file hold the score, and compare it in `where`.")
        measured = [word for word in value if word in _MEASURED]
        if measured:
            raise wrong("measure-in-check", found=measured[0])
        raise wrong("unknown-check", found=", ".join(value) or "nothing")
    return value


Check = Annotated[
    Annotated[RecordCheck, Tag(TAG + "record")]
    | Annotated[CountCheck, Tag(TAG + "count")]
    | Annotated[HeldCheck, Tag(TAG + "held")]
    | Annotated[MeasureCheck, Tag(TAG + "measure")]
    | Annotated[DayCheck, Tag(TAG + "day")]
    | Annotated[AllOf, Tag(TAG + "all_of")]
    | Annotated[AnyOf, Tag(TAG + "any_of")]
    | Annotated[NOf, Tag(TAG + "n_of")],
    Discriminator(lambda value: TAG + (kind_of_check(value) if isinstance(value, dict) else _tag(value))),
    BeforeValidator(_checked),
]


OnRecords = RecordCheck | CountCheck | HeldCheck
"""Checks that read records of one kind."""

Together = AllOf | AnyOf | NOf
"""Checks put together of others."""


def _tag(value: Any) -> str:
    return next((word for word, kind in KINDS.items() if isinstance(value, kind)), "")


def walk(check: Check, path: tuple[str | int, ...] = ()) -> Iterator[tuple[tuple[str | int, ...], Check]]:
    """A check and all its parts, each with the way to it in the file."""
    yield path, check
    if isinstance(check, Together):
        word = {AllOf: "all_of", AnyOf: "any_of", NOf: "these"}[type(check)]
        for i, part in enumerate(check.parts):
            yield from walk(part, (*path, word, i))


def named(path: tuple[str | int, ...]) -> str:
    """The way to a check as findings name it.

    Example:
        >>> named(()), named(("all_of", 0, "any_of", 1))
        ('shown_by', 'all_of 1 any_of 2')
    """
    return " ".join(str(step + 1) if isinstance(step, int) else step for step in path) or "shown_by"


def leaves(check: Check) -> list[RecordCheck | CountCheck | HeldCheck]:
    """The checks on records within a check, in the order of the contract."""
    return [each for _, each in walk(check) if isinstance(each, OnRecords)]


for _kind in (AllOf, AnyOf, NOf):
    _kind.model_rebuild()
