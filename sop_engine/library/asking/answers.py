"""Answers: what a commissioner said, as a frozen value; every text as it will stand in the contract."""

from typing import Any

from pydantic import Field

from sop_engine.library.asking.known import CATEGORIES, PARTS
from sop_engine.terms.written import Term


class Named(Term):
    """Somebody who takes part: the name in the paper contract, and the short one."""

    name: str
    called: str


class Described(Term):
    """A field of a record, where it is first named."""

    holds: str = CATEGORIES
    heading: str = ""
    categories: tuple[str, ...] = ()
    """As the file writes them; where the contract has another word, it stands after ` = `."""
    unit: str = ""


class FieldAnswer(Described):
    """A field of the record that enrols."""

    field: str


class Condition(Described):
    """What a field must say."""

    field: str
    compares: str
    value: tuple[str, ...]


class FileAnswer(Term):
    """The files in which a record comes, and their headings."""

    name: str
    happens: str = "on_a_day"
    dated: str = ""
    first: str = ""
    last: str = ""
    received: str = ""


class Leaf(Term):
    """One check on records, and the days on which they count."""

    kind: str
    record: str = ""
    file: FileAnswer | None = None
    at_least: str = ""
    how: str = "unbroken"
    for_: str = Field("", alias="for")
    among: str = ""
    gap_at_most: str = ""
    after_break: str = ""
    where: tuple[Condition, ...] = ()
    since: str = ""
    opens: str = ""
    closes: str = ""


class ShownBy(Leaf):
    """What shows an outcome: one check, or several put together."""

    parts: tuple[Leaf, ...] = ()
    dated_by: str = ""

    def leaves(self) -> tuple[Leaf, ...]:
        """The checks on records."""
        return self.parts if self.kind in PARTS else (self,)


class DatedPrice(Term):
    """A price, and the day from which it holds."""

    from_: str = Field(alias="from")
    amount: str


class PriceAnswer(Described):
    """How much is paid."""

    kind: str
    amount: str = ""
    dates: tuple[DatedPrice, ...] = ()
    of: str = ""
    by: str = ""
    prices: dict[str, str] = {}


class OutcomeAnswer(Term):
    """One outcome: what it is, what shows it, by when, how much, and the most."""

    is_: str = Field(alias="is")
    called: str
    shown_by: ShownBy
    after: tuple[str, ...] = ()
    times: str = "1"
    apart: str = ""
    not_provable: str = ""
    price: PriceAnswer
    at_most: str = ""


class ForWhom(Term):
    """The record that enrols a person, and what is known of them then."""

    record: str
    person: str
    file: FileAnswer
    fields: tuple[FieldAnswer, ...] = ()


class PaidBy(Term):
    """What each payer pays: a part, or as its pot looks_at_due."""

    shares: str
    parts: dict[str, str] = {}
    pots: dict[str, str] = {}


class Answers(Term):
    """Everything that was answered."""

    title: str
    source: str
    currency: str
    from_: str = Field(alias="from")
    to: str
    payers: tuple[Named, ...]
    provider: Named
    for_whom: ForWhom
    outcomes: tuple[OutcomeAnswer, ...]
    working_days: str = ""
    per_person: str = ""
    in_all: str = ""
    paid_by: PaidBy | None = None
    terms: dict[str, str] = {}


def as_answers(tree: dict[str, Any]) -> Answers:
    """The answers of an interview as one frozen value."""
    return Answers.model_validate(tree)
