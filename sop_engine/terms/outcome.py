"""An outcome: what changes for a person, a cohort or as a whole, what shows it, and how often it may be paid."""

from typing import Annotated

from pydantic import Field, field_validator

from sop_engine.terms.check import Check, Where
from sop_engine.terms.written import AnchorText, Length, Names, Term, Text, Texts, Whole, word, wrong
from sop_engine.units.days import Duration

PERSON, COHORT, CONTRACT = SUBJECTS = ("person", "cohort", "contract")


class Repeats(Term):
    """An outcome that may be paid more than once for a person."""

    at_most: Whole
    apart: Length
    """The least time from one day reached to the next."""


class Each(Term):
    """An outcome that is looked at once for each whole period."""

    period: Length
    """How long each is; months go by the corresponding date, counted from the first day."""
    from_: AnchorText = Field(alias="from")
    """The first day of the first period."""
    to: AnchorText | None = None
    """The last day of the last period; without it, the last day of the contract."""

    @field_validator("period")
    @classmethod
    def _by_calendar(cls, period: Duration) -> Duration:
        return by_calendar(period)


def by_calendar(length: Duration) -> Duration:
    """A length of periods that follow each other; working days do not add up to such."""
    if length.working:
        raise wrong(
            "wrong-shape",
            found="a number of working days",
            expected="a length of periods",
            remedy="Write days, weeks, months or years.",
        )
    return length


class Outcome(Term):
    """What is paid for, once for each person unless it repeats, or once for each period."""

    is_: Text = Field(alias="is")
    """The outcome in a sentence."""
    subject: Annotated[str, *word(*SUBJECTS)] = PERSON
    """Whom it is about: a person, a cohort, or the contract as a whole."""
    for_: Where = Field({}, alias="for")
    """What a person's enrolment must say; for others there is no such outcome."""
    each: Each | None = None
    """The periods in each of which it is looked at by itself."""
    shown_by: Check
    after: Names = ()
    """Outcomes that must be reached as well; the later day counts."""
    repeats: Repeats | None = None
    not_provable: Texts = ()
    """What the contract asks for and the records cannot show; printed wherever the outcome is paid."""
