"""A contract: the parties, what they pay for, what shows it, and the clauses that say what is due."""

import re
from collections.abc import Mapping
from typing import Annotated, Any

from pydantic import Discriminator, Field, SkipValidation, Tag, field_validator, model_validator

from sop_engine.errors import nearest
from sop_engine.terms.clause import Clause
from sop_engine.terms.deed import Deed, Deeds, Stretch
from sop_engine.terms.measure import Measure
from sop_engine.terms.outcome import Outcome, by_calendar
from sop_engine.terms.payment_periods import PaymentPeriods
from sop_engine.terms.planned import Planned
from sop_engine.terms.record import RecordTerms
from sop_engine.terms.written import TAG, Day, Length, Name, Names, Term, Text, Texts, Whole, word, written, wrong
from sop_engine.units.days import Duration
from sop_engine.units.money import is_currency
from sop_engine.units.reckoning import FIRST_DAY, LAST_DAY, Reckoning, reckoning
from sop_engine.units.working_days import NATIONS, NationUnknown, working_days

ROLES = ("outcome_payer", "provider", "investor", "intermediary", "verifier")


class Party(Term):
    """Somebody who signed, or takes part."""

    role: Annotated[str, *word(*ROLES)]
    name: Text


class InForce(Term):
    """The first and the last day of the contract, both counted in."""

    from_: Day = Field(alias="from")
    to: Day


class Span(Term):
    """Days that follow each other, the first and the last counted in."""

    from_: Day = Field(alias="from")
    to: Day


class Cohorts(Term):
    """How people are put into cohorts: by the day they start, by count, or by a category of their enrolment."""

    every: Length | None = None
    """So long a time of starts makes a cohort, named by its first day."""
    from_: Day | None = Field(None, alias="from")
    """The first day of the first of them."""
    of: Whole | None = None
    """So many people, in the order of their start and then of reference, make a cohort, named by its number."""
    by: Name | None = None
    """A field of the enrolling record; each category is a cohort."""

    @field_validator("every")
    @classmethod
    def _by_calendar(cls, every: Duration | None) -> Duration | None:
        return every and by_calendar(every)

    @model_validator(mode="after")
    def _one_way(self) -> "Cohorts":
        ways = [name for name in ("every", "of", "by") if getattr(self, name) is not None]
        if len(ways) != 1 or (self.every is None) != (self.from_ is None):
            raise wrong(
                "wrong-shape",
                found="a way to make cohorts that says " + (" and ".join(ways) or "nothing"),
                expected="one way",
                remedy="Say {every: 3 months, from: 2012-11-01}, or {of: 1000}, or {by: a field}.",
            )
        return self


class ClaimRecord(Term):
    """The record by which a provider claims what was reached."""

    record: Name
    outcome: Name
    """Its field that names the outcome; its categories are outcomes."""


def _claims(value: Any) -> str:
    return TAG + ("record" if isinstance(value, dict | ClaimRecord) else "word")


class Flag(Term):
    """What is pointed out beside a row and moves no money."""

    is_: Text = Field(alias="is")
    records: Names
    dated_after: Name
    """The record after whose latest day, for the same person, a row is flagged."""


def _slug(text: str) -> str:
    if not re.fullmatch(r"[a-z][a-z0-9-]{0,59}", text):
        raise wrong("not-a-name", found=text)
    return text


def _currency(text: str) -> str:
    if not is_currency(text):
        raise wrong("currency-unknown", found=text)
    return text


NATION = {
    "type": "string",
    "pattern": f"^({'|'.join(NATIONS)}|[A-Z]{{2}}(-[A-Za-z0-9]+)?)$",
    "examples": [*NATIONS, "IE", "DE-BE"],
}


def _nation(text: str) -> str:
    try:
        return working_days(text).nation
    except NationUnknown as error:
        country = text.partition("-")[0]
        if error.parts:
            remedy = nearest(text, [f"{country}-{part}" for part in error.parts])
        else:
            named = nearest(text.lower(), tuple(NATIONS)) if country not in ("GB", "UK") else ""
            known = f"Write {', '.join(NATIONS)}, or another country by its two letters, such as IE or DE-BE."
            remedy = named if named.startswith("Did") else known
        raise wrong("nation-unknown", found=text, nearest=remedy) from None


ENROLLED = ("in_force", "any_day")
EVIDENCE_COUNTS = ("from_enrolment", "any_day")
COUNTS_UNTIL = ("reached_in_force", "shown_in_force")
PREREQUISITES = ("enforced", "not_enforced")
AS_PAID = "as_paid"
CAP_ALLOCATION = ("recompute", AS_PAID)

ASKED = {
    "enrolled": ENROLLED,
    "evidence_counts": EVIDENCE_COUNTS,
    "counts_until": COUNTS_UNTIL,
    "prerequisites": PREREQUISITES,
    "cap_allocation": CAP_ALLOCATION,
    "first_day": FIRST_DAY,
    "last_day": LAST_DAY,
}
"""The terms of the whole contract that move money and have no default, each with the values it may have."""


class Contract(Term):
    """What the parties agreed, as data: the file contracts/<name>/contract.yaml."""

    contract: Annotated[str, *written(_slug, {"type": "string", "pattern": "^[a-z][a-z0-9-]{0,59}$"})]
    """The name of the contract, and of its folder."""
    title: Text
    source: Texts
    """Where the terms were published or signed."""
    illustrative: Texts = ()
    """What was not published and is ours, for the example; every statement says it."""
    standard_terms: Text | None = None
    """A set of standard terms in rules/standard_terms, which answers what the contract leaves open."""
    currency: Annotated[str, *written(_currency, {"type": "string", "pattern": "^[A-Z]{3}$"})]
    in_force: InForce
    parties: dict[Name, Party]
    claims: Annotated[
        Annotated[str, *word("found_from_records"), Tag(TAG + "word")] | Annotated[ClaimRecord, Tag(TAG + "record")],
        Discriminator(_claims),
    ]
    """Who says that an outcome was reached: found_from_records, or the record by which the provider claims."""
    records: dict[Name, RecordTerms]
    calendars: dict[Name, tuple[Span, ...]] = {}
    """Days that `except` can name, such as school holidays: for everybody, and written here."""
    not_read: Texts = ()
    """Files that lie beside the evidence and are not needed: they are passed over without a remark."""
    enrolled_by: Name
    """The record that enrols a person; its day is the anchor `start`."""
    cohorts: Cohorts | None = None
    """How people are put into cohorts."""
    measures: dict[Name, Measure] = {}
    """Exact numbers that checks compare and prices multiply."""
    outcomes: dict[Name, Outcome]
    clauses: tuple[SkipValidation[Clause], ...]
    flags: dict[Name, Flag] = {}
    planned: Planned | None = None
    """What the parties expect to be due in each period; it moves no money."""
    payment_periods: PaymentPeriods | None = None
    """By which periods payments are posted and stated; without them a contract can be worked out, and not posted."""
    enrolled: Annotated[str, *word(*ENROLLED)] | None = None
    """Who takes part: those who start while the contract is in force, or on any day."""
    evidence_counts: Annotated[str, *word(*EVIDENCE_COUNTS)] | None = None
    """From which day a person's records count."""
    counts_until: Annotated[str, *word(*COUNTS_UNTIL)] | None = None
    """Whether an outcome must be reached, or also shown, while the contract is in force."""
    prerequisites: Annotated[str, *word(*PREREQUISITES)] | None = None
    """Whether `after` is required."""
    cap_allocation: Annotated[str, *word(*CAP_ALLOCATION)] | None = None
    """Whether late evidence may take room in a cap from what was posted before, or only what is left."""
    first_day: Annotated[str, *word(*FIRST_DAY)] | None = None
    """Whether a length of time leaves out the day it is counted from, or counts it as its first."""
    last_day: Annotated[str, *word(*LAST_DAY)] | None = None
    """Whether the last day of a window counts, where the window does not say it by `ends`."""
    working_days: Annotated[str, *written(_nation, NATION)] | None = None
    """The nation whose working days are meant: `england`, `scotland`, or a country such as IE or DE-BE."""

    def payers(self) -> tuple[str, ...]:
        """The outcome payers, in the order of the contract."""
        return tuple(name for name, party in self.parties.items() if party.role == "outcome_payer")

    def reckoning(self) -> Reckoning:
        """How lengths of time are counted from a day, and whether the last day of a window counts."""
        return reckoning(self.first_day or "", self.last_day or "", self.working_days)

    def prices(self) -> dict[str, Any]:
        """The price of each outcome, as its clause has it."""
        return {
            outcome: table
            for clause in self.clauses
            if clause.gives_price
            for _, outcomes, table in clause.tables()
            for outcome in outcomes
        }

    def position(self, outcome: str) -> int:
        """Where an outcome stands in the contract."""
        return list(self.outcomes).index(outcome)

    # Which terms hold for whom.  A contract without deeds has one answer; terms/varied.py has the others.

    @property
    def deeds(self) -> tuple[Deed, ...]:
        """The deeds of variation, in order of number."""
        return ()

    def under(self, deeds: Deeds) -> "Contract":
        """The terms as they hold under some deeds."""
        return self

    def under_first(self, number: int) -> "Contract":
        """The terms as they stood after the first so many deeds were signed."""
        return self.under(tuple(each.number for each in self.deeds[:number]))

    def plans(self) -> list[tuple[int, Planned]]:
        """Each planned schedule, with the number of the deed that states it; 0 is the contract itself."""
        return [(0, self.planned)] if self.planned else []

    def for_person(self, days: Mapping[str, int]) -> Deeds:
        """The deeds that hold for all that concerns a person, who started and was referred on these days."""
        return ()

    def spans(self, own: Deeds, reached_by: int, claimed_by: int) -> tuple[Stretch, ...]:
        """The spans of days a person goes through, each with the deeds that hold in it."""
        return (Stretch(),)


class Stated(Term):
    """A standard term: its value, and the reason for it."""

    value: Any
    because: Text


class StandardTerms(Term):
    """A named set of answers to what a contract leaves open: rules/standard_terms/<name>.yaml."""

    standard_terms: Text
    title: Text
    source: Texts
    terms: dict[Name, Stated]
