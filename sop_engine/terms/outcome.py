"""An outcome: what changes for a person, what shows it, and how often it may be paid."""

from pydantic import Field

from sop_engine.terms.check import Check
from sop_engine.terms.written import Length, Names, Term, Text, Texts, Whole


class Repeats(Term):
    """An outcome that may be paid more than once for a person."""

    at_most: Whole
    apart: Length
    """The least time from one day reached to the next."""


class Outcome(Term):
    """What is paid for, once for each person unless it repeats."""

    is_: Text = Field(alias="is")
    """The outcome in a sentence."""
    shown_by: Check
    after: Names = ()
    """Outcomes that must be reached as well; the later day counts."""
    repeats: Repeats | None = None
    not_provable: Texts = ()
    """What the contract asks for and the records cannot show; printed wherever the outcome is paid."""
