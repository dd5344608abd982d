"""Cells: the text of a cell becomes a day, a category, a number, or a reason why it cannot."""

import re
import unicodedata
from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from typing import Any, NamedTuple

from sop_engine.errors import escaped, nearest
from sop_engine.intake.sheet import MOST_CHARACTERS, UNSURE
from sop_engine.terms.record import ISO, UK, US, DateColumn, FieldColumn
from sop_engine.units.days import FIRST, LAST, corresponding, day_number, from_civil, say


class Wrong(NamedTuple):
    """Why a cell cannot be read: a code of the catalogue, and its facts."""

    code: str
    facts: Mapping[str, object]


def clean(text: str) -> str:
    """The text without blanks around it, in one spelling of accents (NFC)."""
    return unicodedata.normalize("NFC", text.strip())


def reader_of(column: FieldColumn | DateColumn) -> Callable[[str], Any]:
    """The reading of a column, remembering what it has read: a cell is a value, or `Wrong`."""
    read = _date_reader(column) if isinstance(column, DateColumn) else _field_reader(column)
    known: dict[str, Any] = {}

    def remembered(text: str) -> Any:
        if text not in known:
            known[text] = _guarded(read, text)
        return known[text]

    return remembered


def read_person(text: str) -> Any:
    """A person's reference, or `Wrong`; its value is never shown in a list of bad rows.

    Example:
        >>> read_person(" GM-0147 ")
        'GM-0147'
        >>> read_person("1.0E+05").code
        'row-person-damaged'
    """

    def read(said: str) -> Any:
        if re.fullmatch(r"[0-9](\.[0-9]+)?[eE][+-]?[0-9]+", said):
            return Wrong("row-person-damaged", {})
        broken = next((c for c in said if c in _LINE), None)
        if broken is not None:
            return Wrong("row-character", {"character": f"U+{ord(broken):04X}"})
        return said or Wrong("row-person-missing", {})

    return _guarded(read, text)


_LINE = "\n\r\t"
"""Ends of lines and tabs: a text may have them within, a reference may not."""


_UNSURE = {UNSURE + "f": "row-formula", UNSURE + "m": "row-merged", UNSURE + "d": "row-person-damaged"}
_ERRORS = {"#N/A", "#REF!", "#VALUE!", "#DIV/0!", "#NAME?", "#NUM!", "#NULL!", "#SPILL!", "#CALC!", "#GETTING_DATA"}


def _guarded(read: Callable[[str], Any], text: str) -> Any:
    if text[:2] in _UNSURE:
        return Wrong(_UNSURE[text[:2]], {})
    size = len(text.strip())
    if size > MOST_CHARACTERS:  # asked first, because the spelling of accents takes its time over long texts
        return Wrong("row-cell-too-long", {"size": f"{size:,}", "most": f"{MOST_CHARACTERS:,}"})
    said = clean(text)
    odd = None if said.isprintable() else next((c for c in said if not c.isprintable() and c not in _LINE), None)
    if odd is not None:
        return Wrong("row-character", {"character": f"U+{ord(odd):04X}"})
    if said in _ERRORS:
        return Wrong("row-cell-error", {"found": said})
    return read(said)


# ------------------------------------------------------------------------------------------------
# Dates

_Y, _M, _D = "(?P<y>[0-9]{4})", "(?P<m>[0-9]{2})", "(?P<d>[0-9]{2})"
_SHAPES = {ISO: f"{_Y}-{_M}-{_D}", UK: f"{_D}/{_M}/{_Y}", US: f"{_M}/{_D}/{_Y}"}
_MONTHS = {ISO: f"{_Y}-{_M}", UK: f"{_M}/{_Y}", US: f"{_M}/{_Y}"}
_EXAMPLES = {ISO: "2018-03-31", UK: "31/03/2018", US: "03/31/2018"}


def _date_reader(column: DateColumn) -> Callable[[str], Any]:
    shape, month = re.compile(_SHAPES[column.written]), re.compile(_MONTHS[column.written])

    def read(text: str) -> Any:
        shown = _quoted(text, column.personal)
        if not text:
            return Wrong("row-value-missing", {})
        found = shape.fullmatch(text)
        if found:
            return _day(int(found["y"]), int(found["m"]), int(found["d"]), shown)
        found = month.fullmatch(text)
        if not found:
            return Wrong(
                "row-date-unreadable",
                {
                    "found": shown + _either(text, column),
                    "written": column.written,
                    "example": _EXAMPLES[column.written],
                },
            )
        first = _day(int(found["y"]), int(found["m"]), 1, shown)
        if isinstance(first, Wrong):
            return first
        if column.month_means is None:
            return Wrong("row-date-month-only", {"found": shown})
        return first if column.month_means == "first day" else corresponding(first, 1, 0) - 1

    return read


def _day(year: int, month: int, day: int, shown: str) -> Any:
    try:
        number = day_number(date(year, month, day))
    except ValueError:
        return Wrong("row-date-impossible", {"found": shown})
    return number if FIRST <= number <= LAST else Wrong("row-date-impossible", {"found": shown})


def _either(text: str, column: DateColumn) -> str:
    """The two days that a date with slashes could mean."""
    found = re.fullmatch(r"([0-9]{1,2})/([0-9]{1,2})/([0-9]{4})", text)
    if not found or column.personal:
        return ""
    a, b, year = int(found[1]), int(found[2]), int(found[3])
    if not (1 <= a <= 12 and 1 <= b <= 12 and 1900 <= year < 2200) or a == b:
        return ""
    return f" (it could be {say(from_civil(year, b, a))} or {say(from_civil(year, a, b))})"


def ending(read: Callable[[str], Any]) -> Callable[[str], Any]:
    """How the last day of a record that lasts is read: an empty cell is one that is still going on."""
    return lambda text: read(text) if text.strip() else Wrong("row-still-going-on", {})


# ------------------------------------------------------------------------------------------------
# Fields


def _field_reader(column: FieldColumn) -> Callable[[str], Any]:
    read = _kind_reader(column)

    def or_empty(text: str) -> Any:
        if text:
            return read(text)
        return None if column.optional else Wrong("row-value-missing", {})

    return or_empty


def _kind_reader(column: FieldColumn) -> Callable[[str], Any]:
    if column.one_of is not None:
        written = {clean(key): value for key, value in column.one_of.items()}
        return lambda text: written[text] if text in written else _unknown(text, written, column)
    if column.list_of is not None:
        written = {clean(key): value for key, value in column.list_of.items()}

        def several(text: str) -> Any:
            said = [clean(each) for each in text.split(",")]
            odd = next((each for each in said if each not in written), None)
            if odd is not None:
                return _unknown(odd, written, column)
            # Each category once, in the order of the contract: a list says what, not how often.
            return tuple(each for each in column.categories if each in {written[one] for one in said})

        return several
    if column.number is not None:
        return lambda text: _at_least(column, text)
    if column.day is not None:
        return _date_reader(
            DateColumn(
                heading=column.heading, written=column.day, personal=column.personal, month_means=column.month_means
            )
        )
    return lambda text: text


def _at_least(column: FieldColumn, text: str) -> Any:
    """A number that is not below what the field can be."""
    shown = _quoted(text, column.personal)
    if not re.fullmatch(r"-?[0-9]{1,12}(\.[0-9]{1,6})?", text):
        return Wrong("row-number-unreadable", {"found": shown})
    number = _number(text)
    if column.never_below is not None and number < column.never_below:
        return Wrong("row-number-too-low", {"found": shown, "least": column.never_below})
    return number


def _number(text: str) -> Decimal:
    """The number in one spelling: 12.50 is 12.5, -0 is 0."""
    plain = Decimal(text).normalize() + 0
    return plain.quantize(Decimal(1)) if plain == plain.to_integral_value() else plain


def _unknown(text: str, written: Mapping[str, str], column: FieldColumn) -> Wrong:
    asked = "" if column.personal else text  # the nearest category would say almost what a personal cell says
    facts = {"found": _quoted(text, column.personal), "nearest": nearest(asked, tuple(written))}
    return Wrong("row-category-unknown", facts)


def _quoted(text: str, personal: bool) -> str:
    return "The value, which is not shown," if personal else f'"{escaped(text, 60)}"'
