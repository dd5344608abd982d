"""How values are written in a contract: each kind of text, its reading and its JSON Schema.

Every value arrives as text, exactly as it stands in the file.  What cannot be read raises a
`PydanticCustomError` whose type is a code of the catalogue in `errors.py`.
"""

import re
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Annotated, Any, NamedTuple

from pydantic import BaseModel, BeforeValidator, ConfigDict, ValidationInfo, WithJsonSchema
from pydantic_core import PydanticCustomError

from sop_engine.units.days import FIRST, LAST, Duration, day_number
from sop_engine.units.money import Money, MoneyError, read_money
from sop_engine.units.numbers import many
from sop_engine.units.reckoning import Reckoning


class Term(BaseModel):
    """A group of terms: frozen, and refusing what it does not know."""

    model_config = ConfigDict(
        frozen=True, extra="forbid", validate_by_name=True, validate_by_alias=True, use_attribute_docstrings=True
    )


def wrong(code: str, **facts: object) -> PydanticCustomError:
    """The exception that carries a code of the catalogue, and its facts, to the loader."""
    return PydanticCustomError(code, code, facts)


def written(read: Callable[..., Any], schema: dict[str, Any], takes_info: bool = False) -> tuple[Any, Any]:
    """The annotations of a type that is read from text: already read values pass."""

    def from_text(value: Any, info: ValidationInfo) -> Any:
        if not isinstance(value, str):
            if isinstance(value, dict | list):
                raise wrong(
                    "wrong-shape", found=kind_of(value), expected="a single value", remedy="Write it on one line."
                )
            return value
        return read(value, info) if takes_info else read(value)

    return BeforeValidator(from_text), WithJsonSchema(schema)


TAG = "kind of value: "
"""What the tags of a choice between kinds begin with, so that no name of a contract is taken for one."""


def kind_of(value: object) -> str:
    """What a value is, for a sentence."""
    if isinstance(value, dict):
        return "a group of terms"
    if isinstance(value, list):
        return "a list"
    return f'the text "{value}"' if value else "nothing"


# ------------------------------------------------------------------------------------------------
# Money


def _money(text: str, info: ValidationInfo) -> Money:
    currency = (info.context or {}).get("currency", "GBP")
    try:
        return read_money(text, currency)
    except MoneyError as error:
        raise wrong(error.code, found=text, currency=currency) from None


Amount = Annotated[
    Money,
    *written(
        _money,
        {
            "type": ["string", "number"],
            "description": "An amount such as £1,500 or 1500.00 GBP. In braces, an amount with a comma needs quotes.",
            "examples": ["£1,500", "1500.00 GBP"],
        },
        takes_info=True,
    ),
]


class Claims(NamedTuple):
    """A limit that counts claims, not money: `570 claims`."""

    number: int

    def __str__(self) -> str:
        return many(self.number, "claims")


def _most(text: str, info: ValidationInfo) -> Money | Claims:
    counted = re.fullmatch(r"(\d{1,3}(?:,\d{3})+|\d+) claims?", text.strip(), re.ASCII)
    return Claims(int(counted[1].replace(",", ""))) if counted else _money(text, info)


Most = Annotated[
    Money | Claims,
    *written(
        _most,
        {
            "type": ["string", "number"],
            "description": "The most: an amount of money, or a number of claims such as 570 claims.",
            "examples": ["£19,000", "570 claims"],
        },
        takes_info=True,
    ),
]


# ------------------------------------------------------------------------------------------------
# Shares, numbers

REST = "rest"


def _part(text: str) -> Fraction | str:
    if text.strip() == REST:
        return REST
    return _stated_part(text)


def _stated_part(text: str) -> Fraction:
    ratio = re.fullmatch(r"([1-9]\d{0,5})/([1-9]\d{0,5})", text.strip(), re.ASCII)
    if ratio and int(ratio[1]) <= int(ratio[2]):
        return Fraction(int(ratio[1]), int(ratio[2]))
    found = re.fullmatch(r"(\d{1,3}(?:\.\d{1,6})?) ?%", text.strip(), re.ASCII)
    if not found or not 0 <= Decimal(found[1]) <= 100:
        raise wrong("part-unreadable", found=text)
    return Fraction(found[1]) / 100


Part = Annotated[
    Fraction | str,
    *written(
        _part,
        {
            "type": "string",
            "description": "A per cent, a ratio such as 2/3, or `rest`: what the others leave.",
            "examples": ["29.6%", "2/3", "rest"],
        },
    ),
]


def _without_rest(text: str) -> Fraction:
    if text.strip() == REST:
        raise wrong("rest-of-nothing")
    return _stated_part(text)


StatedPart = Annotated[
    Fraction,
    *written(
        _without_rest,
        {"type": "string", "description": "A per cent, or a ratio such as 1/3.", "examples": ["10%", "1/3"]},
    ),
]


def _whole(text: str) -> int:
    if not re.fullmatch(r"[1-9]\d{0,8}", text.strip(), re.ASCII):
        raise wrong("number-unreadable", found=text, expected="a whole number above zero", example="3")
    return int(text)


Whole = Annotated[int, *written(_whole, {"type": ["integer", "string"], "description": "A whole number above zero."})]


def _counted(text: str) -> int:
    if not re.fullmatch(r"0|[1-9]\d{0,8}", text.strip(), re.ASCII):
        raise wrong("number-unreadable", found=text, expected="a whole number", example="0 or 2")
    return int(text)


Counted = Annotated[int, *written(_counted, {"type": ["integer", "string"], "description": "A whole number, or 0."})]


def read_number(text: str) -> Decimal:
    """A number as it is written, at most twelve figures before the point and six after."""
    if not re.fullmatch(r"-?\d{1,12}(\.\d{1,6})?", text.strip(), re.ASCII):
        raise wrong("number-unreadable", found=text, expected="a number", example="12.5")
    return Decimal(text)


Number = Annotated[
    Decimal, *written(read_number, {"type": ["number", "string"], "description": "A number, such as 12.5."})
]


def _truth(text: str) -> bool:
    if text not in ("true", "false"):
        raise wrong("not-one-of", found=text, key="this term", nearest="Write true or false.")
    return text == "true"


Truth = Annotated[bool, *written(_truth, {"type": ["boolean", "string"], "enum": [True, False, "true", "false"]})]


# ------------------------------------------------------------------------------------------------
# Days and lengths of time


def read_day(text: str) -> int:
    """The number of a day written 2018-03-31."""
    if not re.fullmatch(r"\d{4}-\d{2}-\d{2}", text.strip(), re.ASCII):
        raise wrong("date-unreadable", found=text)
    try:
        day = day_number(date.fromisoformat(text.strip()))
    except ValueError:
        raise wrong("date-impossible", found=text) from None
    if not FIRST <= day <= LAST:
        raise wrong("date-impossible", found=text)
    return day


Day = Annotated[
    int, *written(read_day, {"type": "string", "format": "date", "description": "A day, such as 2018-03-31."})
]

_DURATION = r"(\d{1,5}) (working day|day|week|month|year)s?"


def read_duration(text: str) -> Duration:
    """A length of time written 35 days, 13 weeks, 6 months, 2 years, 10 working days."""
    found = re.fullmatch(_DURATION, text.strip(), re.ASCII)
    if not found or found[1].startswith("0"):
        raise wrong("duration-unreadable", found=text)
    number, unit = int(found[1]), found[2]
    if number > {"working day": 26_090, "day": 36_525, "week": 5_218, "month": 1_200, "year": 100}[unit]:
        raise wrong("duration-too-long", found=text)
    if unit == "working day":
        return Duration(working=number, unit=unit)
    if unit in ("day", "week"):
        return Duration(days=number * (7 if unit == "week" else 1), unit=unit)
    return Duration(months=number * (12 if unit == "year" else 1), unit=unit)


Length = Annotated[
    Duration,
    *written(
        read_duration,
        {
            "type": "string",
            "pattern": f"^{_DURATION}$",
            "description": "A length of time: 35 days, 13 weeks, 6 months, 10 working days.",
            "examples": ["35 days", "3 months"],
        },
    ),
]

START, CLOSED, PERIOD, PERIOD_END = "start", "closed", "period", "period_end"
"""Days that are no outcomes: when a subject starts, when its cohort closed, its period's first and last day."""
DAYS = (START, CLOSED, PERIOD, PERIOD_END)

WHOLE_PERIOD = Duration(unit=PERIOD)
"""The whole of the period that is looked at, whose length the contract says elsewhere."""


def read_hold_length(text: str) -> Duration:
    """How long something is held: a length of time, or `period`, from the first to the last day of its period."""
    return WHOLE_PERIOD if text.strip() == PERIOD else read_duration(text)


HoldLength = Annotated[
    Duration,
    *written(
        read_hold_length,
        {
            "type": "string",
            "pattern": f"^({_DURATION}|{PERIOD})$",
            "description": "A length of time such as 3 months; or `period`: from the first to the last day of its "
            "period, of an outcome that is looked at in each.",
            "examples": ["3 months", PERIOD],
        },
    ),
]


class Anchor(NamedTuple):
    """A day that is not known before the records are: an outcome's day, a record's, or so long after one.

    `of` is the name of an outcome, `start`, or a record (`that` is then true), or "" for a fixed day.
    """

    of: str = ""
    that: bool = False
    day: int = 0
    length: Duration = Duration()
    before: bool = False

    def from_day(self, day: int, reckoned: Reckoning) -> int:
        """The day meant, once the anchor's own day is known, as the contract counts."""
        return reckoned.before(day, self.length) if self.before else reckoned.after(day, self.length)


def read_anchor(text: str) -> Anchor:
    """An anchor written `start`, `6 months after housing_entry`, `30 days after that tenancy`, `2018-03-31`."""
    found = re.fullmatch(
        rf"(?:{_DURATION} (after|before) )?(that )?([a-z][a-z0-9_]*|\d{{4}}-\d{{2}}-\d{{2}})", text.strip(), re.ASCII
    )
    if not found:
        raise wrong("anchor-unreadable", found=text)
    number, unit, side, that, of = found.groups()
    length = read_duration(f"{number} {unit}s") if number else Duration()
    if of[0].isdigit():
        if that:
            raise wrong("anchor-unreadable", found=text)
        return Anchor(day=read_day(of), length=length, before=side == "before")
    return Anchor(of=of, that=bool(that), length=length, before=side == "before")


AnchorText = Annotated[
    Anchor,
    *written(
        read_anchor,
        {
            "type": "string",
            "description": "A day: start, an outcome, that <record>, a date, or so long after (before) one of them.",
            "examples": ["start", "6 months after housing_entry", "30 days after that tenancy", "2018-03-31"],
        },
    ),
]


# ------------------------------------------------------------------------------------------------
# Names and texts

_NAME = r"[a-z][a-z0-9_]{0,59}"


def _name(text: str) -> str:
    if not re.fullmatch(_NAME, text):
        raise wrong("not-a-name", found=text)
    return text


Name = Annotated[str, *written(_name, {"type": "string", "pattern": f"^{_NAME}$"})]


def _sentence(text: str) -> str:
    if not text.strip():
        raise wrong("wrong-shape", found="nothing", expected="a text", remedy="Write the text after the colon.")
    return text.strip()


Text = Annotated[str, *written(_sentence, {"type": ["string", "number"]})]


class Shorthand:
    """A shorter way to write a value, in the JSON Schema beside the full one."""

    def __init__(self, schema: dict[str, Any]):
        self.schema = schema

    def __get_pydantic_json_schema__(self, core: Any, handler: Any) -> dict[str, Any]:
        """Either way is right."""
        return {"anyOf": [self.schema, handler(core)]}


A_TEXT = {"type": ["string", "number"]}
A_LIST = {"type": "array", "items": A_TEXT}


def as_list(value: Any) -> Any:
    """One text stands for a list of one."""
    return [value] if isinstance(value, str) else value


ALONE = (BeforeValidator(as_list), Shorthand(A_TEXT))
"""The annotations of a list that may be written as one text."""

Names = Annotated[tuple[Name, ...], *ALONE]
Texts = Annotated[tuple[Text, ...], *ALONE]


def word(*words: str) -> tuple[Any, Any]:
    """The annotations of a word out of a closed list."""

    def read(text: str, info: ValidationInfo) -> str:
        if text not in words:
            raise wrong(
                "not-one-of", found=text, key=info.field_name or "", nearest="Write one of: " + ", ".join(words) + "."
            )
        return text

    return written(read, {"type": "string", "enum": list(words)}, takes_info=True)
