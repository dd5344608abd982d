"""What shows an outcome: checks on one person's records, and how they are put together.

A check is a function from one subject's records to the first day on which it is met and can no
longer be undone, or the reason why not.  Here stand its terms; `checks/` has the functions.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from typing import Annotated, Any

from pydantic import BeforeValidator, Discriminator, Field, Tag, model_validator

from sop_engine.terms.written import (
    A_LIST,
    A_TEXT,
    ALONE,
    TAG,
    WHOLE_PERIOD,
    Anchor,
    AnchorText,
    Counted,
    HoldLength,
    Length,
    Name,
    Names,
    Number,
    Shorthand,
    Term,
    Text,
    Truth,
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
    """It must be this very value."""
    one_of: Annotated[tuple[Text, ...], *ALONE] | None = None
    """It must be one of these."""
    at_least: Text | None = None
    """It must be this or more."""
    at_most: Text | None = None
    """It must be this or less."""
    above: Text | None = None
    """It must be more than this."""
    below: Text | None = None
    """It must be less than this."""
    between: tuple[Text, Text] | None = None
    """It must lie between the two, both counted in."""
    before: Text | None = None
    """The day must come before this one."""
    after: Text | None = None
    """The day must come after this one."""
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
    """What the fields of a record must say for it to count."""
    by: Names | None = None
    """Who must have completed the record."""


class Windowed(Selecting):
    """A check on the records of certain days."""

    window: Window = Window()
    """The days on which a record must lie; without it, all days that count."""

    def anchors(self) -> tuple[Anchor, ...]:
        """The days this check depends on."""
        return self.window.anchors()


class RecordCheck(Windowed):
    """A record that satisfies what is stated: met on the day of the first one."""

    record: Name
    """The kind of record."""

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
    """The kind of record that is counted."""
    at_least: Whole

    @property
    def reads(self) -> str:
        """The record it reads."""
        return self.count


class Each(Term):
    """A check of its own that each period must pass: what its records come to, and how much that must be."""

    period: Length
    """How long each period is; they are counted from the anchor."""
    sum: Name | None = None
    """The field whose numbers are added up; an empty cell adds nothing."""
    count: Truth | None = None
    """How many records there are."""
    days: Truth | None = None
    """How many different days the records cover."""
    at_least: Number | None = None
    """It must be this or more."""
    at_most: Number | None = None
    """It must be this or less."""
    above: Number | None = None
    """It must be more than this."""
    below: Number | None = None
    """It must be less than this."""

    @model_validator(mode="after")
    def _one_amount(self) -> Each:
        amounts = [word for word in ("sum", "count", "days") if getattr(self, word)]
        if len(amounts) != 1 or not self.stated():
            raise wrong(
                "wrong-shape",
                found="a check of each period that does not say " + ("how much" if len(amounts) == 1 else "of what"),
                expected="one amount, and how much it must be",
                remedy="Write `sum:` with a field, `count: true` or `days: true`, and how much: at_least, at_most, …",
            )
        return self

    def stated(self) -> dict[str, Decimal]:
        """The comparisons that are stated, by name."""
        words = ("at_least", "at_most", "above", "below")
        return {word: getattr(self, word) for word in words if getattr(self, word) is not None}


class Incidents(Selecting):
    """Events that are permitted, up to a number within a length of time; one more is a break."""

    record: Name
    """The kind of record that is an incident."""
    at_most: Counted
    in_: Length = Field(alias="in")
    """The length of time, wherever it begins, within which no more of them are permitted."""

    @property
    def reads(self) -> str:
        """The record it reads."""
        return self.record


class HeldCheck(Selecting):
    """Something lasts: unbroken, or for so many days or periods in total, or among so many.

    Records that are dated are seen again and again; records that last cover days.
    """

    held: Name
    """The kind of record by which it is seen."""
    from_: AnchorText = Field(alias="from")
    for_: HoldLength = Field(alias="for")
    to: AnchorText | None = None
    """The last day on which the time can be complete; without it, the last day that counts at all."""
    gap_at_most: Length | None = None
    """The longest time between two records that is not a break."""
    after_break: Annotated[str, *word("restarts", "ends")] | None = None
    """Whether the time counts again from the next record after a break, or cannot be reached any more."""
    in_total: Truth | None = None
    """So many different days, or periods, in total: breaks do not matter."""
    among: Length | None = None
    """The length of time within which they must all lie."""
    each: Each | None = None
    """What each period must come to, where periods are held and not days."""
    except_: Annotated[tuple[Name, ...], *ALONE] = Field((), alias="except")
    """Records, or calendars of the contract, whose days neither count nor break."""
    incidents: Incidents | None = None
    """Events that are permitted up to a number; one more is a break."""

    @property
    def reads(self) -> str:
        """The record it reads."""
        return self.held

    @property
    def whole_period(self) -> bool:
        """Whether it lasts from the first to the last day of the period that is looked at."""
        return self.for_ == WHOLE_PERIOD

    def lengths(self) -> dict[tuple[str, ...], Length]:
        """The lengths of time that are stated, each with the way to it."""
        said: dict[tuple[str, ...], Length | None] = {
            ("for",): None if self.whole_period else self.for_,
            ("gap_at_most",): self.gap_at_most,
            ("among",): self.among,
            ("each", "period"): self.each.period if self.each else None,
            ("incidents", "in"): self.incidents.in_ if self.incidents else None,
        }
        return {way: length for way, length in said.items() if length is not None}

    @property
    def unbroken(self) -> bool:
        """Whether a break matters."""
        return not self.in_total and self.among is None

    @property
    def periods(self) -> tuple[int, int]:
        """How many periods of `each`, or days, are needed, and among how many; 0 for any number."""
        if self.each is None:
            return self.for_.days, self.among.days if self.among else 0
        needed = whole_periods(self.for_, self.each.period)
        among = whole_periods(self.among, self.each.period) if self.among else needed if self.unbroken else 0
        return needed, among

    @property
    def window(self) -> Window:
        """The days on which the time can be complete."""
        return Window(to=self.to, ends="counted")

    def anchors(self) -> tuple[Anchor, ...]:
        """The days this check depends on."""
        return (self.from_, self.to) if self.to else (self.from_,)


def whole_periods(length: Length, period: Length) -> int:
    """How many periods a length of time has; 0 where that is not a whole number.

    Example:
        >>> from sop_engine.units.days import Duration
        >>> whole_periods(Duration(days=91), Duration(days=7)), whole_periods(Duration(months=1), Duration(days=7))
        (13, 0)
    """
    if length.months and period.months and length.months % period.months == 0:
        return length.months // period.months
    if length.days and period.days and length.days % period.days == 0:
        return length.days // period.days
    return 0


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
    """The measure, by name."""
    is_: Text | None = Field(None, alias="is")
    """It must be this very value."""
    at_least: Text | None = None
    """It must be this or more."""
    at_most: Text | None = None
    """It must be this or less."""
    above: Text | None = None
    """It must be more than this."""
    below: Text | None = None
    """It must be less than this."""
    between: tuple[Text, Text] | None = None
    """It must lie between the two, both counted in."""

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
    """The parts, each a check."""
    dated_by: Name | None = None
    """The record whose day the outcome carries, when it is not the latest."""

    @property
    def parts(self) -> tuple[Check, ...]:
        """The parts, in the order of the contract."""
        return self.all_of


class AnyOf(Term):
    """One part is enough: met on the earliest of their days."""

    any_of: tuple[Check, ...] = Field(min_length=1)
    """The parts, each a check."""

    @property
    def parts(self) -> tuple[Check, ...]:
        """The parts, in the order of the contract."""
        return self.any_of


class NOf(Term):
    """So many parts are enough: met on the day of the last one needed."""

    n_of: Whole
    """How many are enough."""
    these: tuple[Check, ...] = Field(min_length=2)
    """The parts, each a check."""

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
