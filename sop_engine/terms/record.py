"""Records: which files the consortium sends, and what their headings mean to the contract."""

from typing import Annotated, Any

from pydantic import BeforeValidator, Field, model_validator

from sop_engine.terms.written import (
    A_LIST,
    A_TEXT,
    Name,
    Names,
    Number,
    Shorthand,
    Term,
    Text,
    Texts,
    Truth,
    word,
    wrong,
)

ISO, UK, US = "YYYY-MM-DD", "DD/MM/YYYY", "MM/DD/YYYY"


def _heading_alone(value: Any) -> Any:
    return {"heading": value} if isinstance(value, str) else value


class DateColumn(Term):
    """A heading under which dates stand, and how they are written."""

    heading: Text
    """The heading as the file has it."""
    written: Annotated[str, *word(ISO, UK, US)] = ISO
    """How the file writes a date; a date written otherwise is a bad row, never guessed."""
    month_means: Annotated[str, *word("first day", "last day")] | None = None
    """Which day is meant where the file gives only a month, such as 2022-08."""
    personal: Truth = False
    """A value that is never shown in a list of bad rows, such as a date of birth."""


DateHeading = Annotated[DateColumn, BeforeValidator(_heading_alone), Shorthand(A_TEXT)]


class Lasting(Term):
    """A record that lasts from one day to another; it counts on its last day."""

    from_: DateHeading = Field(alias="from")
    to: DateHeading


CATEGORY, LIST, NUMBER, DAY, TEXT = "one of its categories", "a list of categories", "a number", "a day", "a text"


def _categories(value: Any) -> Any:
    """A list of categories stands for categories that are written as they are called."""
    return (
        {each: each for each in value} if isinstance(value, list) and all(isinstance(v, str) for v in value) else value
    )


Categories = Annotated[dict[Text, Text], BeforeValidator(_categories), Shorthand(A_LIST)]


class FieldColumn(Term):
    """A heading whose cells the contract reads: a category, a list of them, a number, a day or a text."""

    heading: Text
    """The heading as the file has it."""
    one_of: Categories | None = None
    """What the file writes, and what the contract calls it."""
    list_of: Categories | None = None
    """The same for a cell that holds several, separated by commas."""
    number: Text | None = None
    """The unit of a number, such as hours."""
    never_below: Number | None = None
    """The least a number can be: a row with less is bad, and a sum that cannot fall is final when it is reached."""
    day: Annotated[str, *word(ISO, UK, US)] | None = None
    """A day, and how the file writes it."""
    month_means: Annotated[str, *word("first day", "last day")] | None = None
    """Which day is meant where a `day` gives only a month."""
    text: Truth | None = None
    """`true`: the cell is read as it stands."""
    optional: Truth = False
    """Whether the cell may be empty."""
    personal: Truth = False
    """A value that is never shown in a list of bad rows or a statement."""

    @model_validator(mode="after")
    def _one_kind(self) -> "FieldColumn":
        kinds = [k for k in ("one_of", "list_of", "number", "day", "text") if getattr(self, k) is not None]
        if len(kinds) != 1:
            raise wrong(
                "wrong-shape",
                found="a field " + ("of no kind" if not kinds else "of several kinds"),
                expected="a field of one kind",
                remedy="Say one of: one_of, list_of, number, day, text.",
            )
        return self

    @property
    def holds(self) -> str:
        """What its cells hold, for a sentence."""
        if self.one_of is not None:
            return CATEGORY
        if self.list_of is not None:
            return LIST
        if self.number is not None:
            return NUMBER
        return DAY if self.day is not None else TEXT

    @property
    def categories(self) -> tuple[str, ...]:
        """The contract's words for what the cells hold, each once, in the order of the contract."""
        return tuple(dict.fromkeys((self.one_of or self.list_of or {}).values()))


class Marks(Term):
    """That a record is what the marks of an audit sample come to: it is made from them, and not sent."""

    of: Names
    """The kinds of record that the sample is drawn from."""
    sample: Name
    """The field for the number of the sample: a text."""
    checked: Name
    """The field for how many records were looked at: a number."""
    wrong: Name
    """The field for how many of them were found wrong: a number."""


_CELL = {"person": "person's reference", "cohort": "cohort's name"}


class RecordTerms(Term):
    """A kind of record: its files, whom it is about, when, and the fields the contract reads."""

    files: Texts
    """The names of the files, with * for what varies: tenancies*.csv."""
    about: Annotated[str, *word("person", "cohort", "contract")] = "person"
    """Whom it is about: a person, a cohort, or the contract as a whole."""
    person: Text | None = None
    """The heading of the person's reference."""
    cohort: Text | None = None
    """The heading of the cohort's name, for a record about a cohort."""
    dated: DateHeading | None = None
    """The heading of the day on which it happened."""
    lasts: Lasting | None = None
    """The headings of the first and last day, for a record that lasts."""
    received: DateHeading | None = None
    """The heading of the day on which it became known; without it lateness cannot be judged."""
    fields: dict[Name, FieldColumn] = {}
    """What else of a row the contract reads, by a name of its own."""
    by: FieldColumn | None = None
    """Who completed the record."""
    one_per: Names | None = None
    """What two good rows may not share: `person`, or person with its day (`dated`; `from`, `to`) and some fields."""
    marks: Marks | None = None
    """That it is what the marks of an audit sample come to."""

    @model_validator(mode="after")
    def _one_time(self) -> "RecordTerms":
        for name in ("person", "cohort"):
            if (getattr(self, name) is not None) != (self.about == name):
                raise wrong(
                    "wrong-shape",
                    found=f"a record that {'does not say' if self.about == name else 'says'} `{name}:`",
                    expected=f"a record about {'the' if self.about == 'contract' else 'a'} {self.about}",
                    remedy=f"Add `{name}:` with the heading of the {_CELL[name]}, or say whom it is `about:`."
                    if self.about == name
                    else f"Take `{name}:` out, or say `about: {name}`.",
                )
        if (self.dated is None) == (self.lasts is None):
            raise wrong(
                "wrong-shape",
                found="a record with " + ("no day" if self.dated is None else "both `dated` and `lasts`"),
                expected="a record that is dated, or lasts",
                remedy="Say `dated:` with a heading, or `lasts:` with from and to.",
            )
        return self

    @model_validator(mode="after")
    def _made_from_marks(self) -> "RecordTerms":
        if self.marks is None:
            return self
        wanted = {self.marks.sample: TEXT, self.marks.checked: NUMBER, self.marks.wrong: NUMBER}
        holds = {name: column.holds for name, column in self.columns.items()}
        asked = [name for name, column in self.columns.items() if name not in wanted and not column.optional]
        filled = len(wanted) == 3 and all(holds.get(name) == kind for name, kind in wanted.items()) and not asked
        if self.about != "contract" or self.dated is None or not filled:
            raise wrong(
                "wrong-shape",
                found="a record that the marks of a sample cannot fill",
                expected="one that they can",
                remedy="Say `about: contract` and `dated:`; let `sample` name a field `text: true`, `checked` and "
                "`wrong` a field `number:` each, and every other field be `optional: true`.",
            )
        return self

    @property
    def columns(self) -> dict[str, FieldColumn]:
        """The fields and, under the name `by`, who completed the record."""
        return {**self.fields, **({"by": self.by} if self.by else {})}

    @property
    def whom(self) -> str | None:
        """The heading that says whom it is about; none for what is about the contract."""
        return self.person or self.cohort

    def column(self, name: str) -> FieldColumn | None:
        """A field by its name."""
        return self.columns.get(name)
