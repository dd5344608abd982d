"""What is measured: an exact number for one person, one cohort or the contract; here stand its terms.

A measure has a name.  A check compares it, a price multiplies it or looks it up, another measure
is made of it.  `steps/measuring.py` works it out.
"""

from decimal import Decimal
from typing import Annotated, Any

from pydantic import BeforeValidator, Discriminator, Field, Tag, field_validator

from sop_engine.terms.check import Where, Window, Windowed
from sop_engine.terms.written import TAG, Anchor, Day, Length, Name, Names, Number, Shorthand, Term, Text, word, wrong

ROUNDINGS = ("half_up", "half_even", "down", "up")
NEVER_MEASURED = ("in_denominator", "left_out")


class Rounded(Term):
    """To what a number is read, and how."""

    to: Number
    how: Annotated[str, *word(*ROUNDINGS)]
    """What becomes of what lies between."""

    @field_validator("to")
    @classmethod
    def _above_nothing(cls, to: Decimal) -> Decimal:
        if to <= 0:
            raise wrong("number-unreadable", found=to, expected="a number above zero", example="0.1")
        return to


class Measured(Term):
    """What every measure may say of itself."""

    is_: Text | None = Field(None, alias="is")
    """What is measured, in a sentence."""
    unit: Text | None = None
    """What the number counts: pounds, days, points."""
    settles: Length | None = None
    """How long after its window the number is final; without it, at the end of the window."""
    rounded: Rounded | None = None
    """To what the number is read, such as {to: 0.1, how: half_up}; without it, it is exact."""

    def parts(self) -> tuple[str, ...]:
        """The measures it is made of."""
        return ()

    def anchors(self) -> tuple[Anchor, ...]:
        """The days it depends on."""
        return ()


class OverRecords(Measured, Windowed):
    """A measure of the records of a window."""

    def anchors(self) -> tuple[Anchor, ...]:
        """The days it depends on."""
        return self.window.anchors()

    @property
    def reads(self) -> str:
        """The record it reads."""
        raise NotImplementedError


class CountMeasure(OverRecords):
    """How many records there are, or on how many different days."""

    count: Name
    """The kind of record that is counted."""
    different: Annotated[str, *word("days")] | None = None
    """`days`: two records of one day count once."""

    @property
    def reads(self) -> str:
        """The record it reads."""
        return self.count


class SumMeasure(OverRecords):
    """What a field of the records adds up to."""

    sum: Name
    """The kind of record."""
    field: Name
    """Its field that is added up."""

    @property
    def reads(self) -> str:
        """The record it reads."""
        return self.sum


class DaysMeasure(OverRecords):
    """How many days the records cover, except those that others cover; no day counts twice."""

    days: Name
    """The kind of record whose days are counted."""
    except_: Names = Field((), alias="except")
    """Records whose days do not count."""

    @property
    def reads(self) -> str:
        """The record it reads."""
        return self.days


class ShareMeasure(OverRecords):
    """The part of the records that satisfies `where`, of all, or of those that satisfy `among`."""

    share: Name
    """The kind of record; `where` says which are the part."""
    among: Where = {}
    """Which records are the whole; all of them without it."""

    @property
    def reads(self) -> str:
        """The record it reads."""
        return self.share


class MeanMeasure(OverRecords):
    """The mean of a field over the records."""

    mean: Name
    """The kind of record."""
    field: Name
    """Its field whose mean is taken."""

    @property
    def reads(self) -> str:
        """The record it reads."""
        return self.mean


class ReportedMeasure(OverRecords):
    """What a field of one of the records says: of the first, the last, the highest or the lowest."""

    reported: Name
    """The kind of record."""
    field: Name
    """Its field that holds the number."""
    which: Annotated[str, *word("first", "last", "highest", "lowest")]
    """Which of several records is meant."""

    @property
    def reads(self) -> str:
        """The record it reads."""
        return self.reported


class FixedMeasure(Measured):
    """A number that the parties agreed."""

    fixed: Number


class DatedMeasure(Measured):
    """Another measure from each date: by the first day of the period, else of the start."""

    dated: dict[Day, Name] = Field(min_length=1)
    """From each date on, the measure that holds."""

    def parts(self) -> tuple[str, ...]:
        """The measures it chooses from."""
        return tuple(self.dated.values())


Two = tuple[Name, Name]


class Difference(Measured):
    """The first less the second."""

    difference: Two
    """Two measures, by name."""

    def parts(self) -> tuple[str, ...]:
        """The two."""
        return self.difference


class Ratio(Measured):
    """The first divided by the second; there is none where the second is nothing."""

    ratio: Two
    """Two measures, by name."""

    def parts(self) -> tuple[str, ...]:
        """The two."""
        return self.ratio


class Fall(Measured):
    """By which part the second lies below the first: (first - second) / first."""

    fall: Two
    """Two measures, by name."""

    def parts(self) -> tuple[str, ...]:
        """The two."""
        return self.fall


class Times(Measured):
    """The first multiplied by the second."""

    times: Two
    """Two measures, by name."""

    def parts(self) -> tuple[str, ...]:
        """The two."""
        return self.times


class Weighted(Measured):
    """Each measure multiplied by its weight, and added up."""

    weighted_by: dict[Name, Number] = Field(min_length=1)
    """Measures by name, each with its weight."""

    def parts(self) -> tuple[str, ...]:
        """What is added up."""
        return tuple(self.weighted_by)


def _all(value: Any) -> Any:
    return {} if value == "all" else value


People = Annotated[Where, BeforeValidator(_all), Shorthand({"const": "all"})]


class OverPeople(Measured):
    """A measure of the people of a cohort, or of the contract: of everybody, or of those whose enrolment says so."""

    @property
    def whom(self) -> Where:
        """What the enrolment of those it speaks of must say."""
        return getattr(self, "people", None) or {}


class PeopleMeasure(OverPeople, Windowed):
    """How many people there are; with `having`, those who have such a record in the window."""

    people: People
    """Whose: what their enrolment must say, or `all`."""
    having: Name | None = None
    """The kind of record that they must have."""

    def anchors(self) -> tuple[Anchor, ...]:
        """The days it depends on."""
        return self.window.anchors()

    @property
    def reads(self) -> str:
        """The record it reads, where it reads one."""
        return self.having or ""


class ReachedMeasure(OverPeople):
    """How many people have reached an outcome."""

    reached: Name
    """The outcome, of a person."""
    people: People = {}
    """Whose: what their enrolment must say, or `all`."""
    window: Window = Window()
    """The days on which it must be reached; without it, all days that count."""

    def anchors(self) -> tuple[Anchor, ...]:
        """The days it depends on."""
        return self.window.anchors()


class MeanOf(OverPeople):
    """The mean of a measure over the people; those never measured stay in the denominator unless it says otherwise."""

    mean_of: Name
    """A measure of one person."""
    people: People = {}
    """Whose: what their enrolment must say, or `all`."""
    never_measured: Annotated[str, *word(*NEVER_MEASURED)] | None = None
    """Whether people who were never measured count as nothing, or not at all."""

    def parts(self) -> tuple[str, ...]:
        """The measure of one person."""
        return (self.mean_of,)


class TotalOf(OverPeople):
    """What a measure adds up to over the people."""

    total_of: Name
    """A measure of one person."""
    people: People = {}
    """Whose: what their enrolment must say, or `all`."""

    def parts(self) -> tuple[str, ...]:
        """The measure of one person."""
        return (self.total_of,)


MEASURES: dict[str, type[Measured]] = {
    "count": CountMeasure,
    "sum": SumMeasure,
    "days": DaysMeasure,
    "share": ShareMeasure,
    "mean": MeanMeasure,
    "reported": ReportedMeasure,
    "fixed": FixedMeasure,
    "dated": DatedMeasure,
    "difference": Difference,
    "ratio": Ratio,
    "fall": Fall,
    "times": Times,
    "weighted_by": Weighted,
    "mean_of": MeanOf,
    "total_of": TotalOf,
    "reached": ReachedMeasure,
    "people": PeopleMeasure,
}
"""The kinds of measure, by the word that says which it is; where several stand, the first of this list does."""


def kind_of_measure(value: Any) -> str:
    """The word that says which kind of measure this is; nothing where none does.

    Example:
        >>> kind_of_measure({"mean_of": "gain", "people": {"group": "treated"}})
        'mean_of'
    """
    if isinstance(value, Measured):
        return next(word for word, kind in MEASURES.items() if type(value) is kind)
    return next((word for word in MEASURES if word in value), "") if isinstance(value, dict) else ""


def _checked(value: Any) -> Any:
    if isinstance(value, Measured):
        return value
    if not isinstance(value, dict):
        raise wrong(
            "wrong-shape",
            found=f'the text "{value}"' if isinstance(value, str) else "a list",
            expected="a measure",
            remedy="Begin with the kind of measure, such as `sum: pay`.",
        )
    if not kind_of_measure(value):
        if "score" in value:
            raise wrong("not-yet", found="score", remedy="Let the file hold the score, and say `reported` or `mean`.")
        raise wrong("unknown-measure", found=", ".join(value) or "nothing", known=", ".join(MEASURES))
    return value


Measure = Annotated[
    Annotated[CountMeasure, Tag(TAG + "count")]
    | Annotated[SumMeasure, Tag(TAG + "sum")]
    | Annotated[DaysMeasure, Tag(TAG + "days")]
    | Annotated[ShareMeasure, Tag(TAG + "share")]
    | Annotated[MeanMeasure, Tag(TAG + "mean")]
    | Annotated[ReportedMeasure, Tag(TAG + "reported")]
    | Annotated[FixedMeasure, Tag(TAG + "fixed")]
    | Annotated[DatedMeasure, Tag(TAG + "dated")]
    | Annotated[Difference, Tag(TAG + "difference")]
    | Annotated[Ratio, Tag(TAG + "ratio")]
    | Annotated[Fall, Tag(TAG + "fall")]
    | Annotated[Times, Tag(TAG + "times")]
    | Annotated[Weighted, Tag(TAG + "weighted_by")]
    | Annotated[MeanOf, Tag(TAG + "mean_of")]
    | Annotated[TotalOf, Tag(TAG + "total_of")]
    | Annotated[ReachedMeasure, Tag(TAG + "reached")]
    | Annotated[PeopleMeasure, Tag(TAG + "people")],
    Discriminator(lambda value: TAG + kind_of_measure(value)),
    BeforeValidator(_checked),
]
