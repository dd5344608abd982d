"""Reading an answer: each function gives it as it will stand in the contract, or raises a code of the catalogue."""

import re
from collections.abc import Callable
from fnmatch import fnmatchcase
from typing import Any

from pydantic import TypeAdapter, ValidationError

from sop_engine.checks.comparison import FITS
from sop_engine.errors import nearest
from sop_engine.library.asking import known
from sop_engine.library.asking.question import Scope
from sop_engine.library.bind.records import RESERVED
from sop_engine.library.bind.shares import total_unless_whole
from sop_engine.terms.record import CATEGORY, DAY, LIST, NUMBER, TEXT
from sop_engine.terms.written import START, Anchor, Name, Part, read_anchor, read_day, wrong
from sop_engine.units.days import say
from sop_engine.units.money import is_currency, read_money

Reader = Callable[[str, Scope], str]

HOLDS = {known.CATEGORIES: CATEGORY, known.LIST: LIST, known.NUMBER: NUMBER, known.DAY: DAY, known.TEXT: TEXT}
"""What a field may hold: the word of the answer, and that of the terms."""


def text(said: str, scope: Scope) -> str:
    """A text, on one line."""
    return " ".join(said.split())


def written(annotation: Any) -> Reader:
    """The reading of a value of the language, such as an amount or a length of time.

    Example:
        >>> from sop_engine.terms.written import Length
        >>> written(Length)("3 months", Scope({}))
        '3 months'
    """
    adapter: TypeAdapter[Any] = TypeAdapter(annotation)

    def read(said: str, scope: Scope) -> str:
        currency = scope.get("currency")
        if not isinstance(currency, str) or not is_currency(currency):
            currency = ""  # which is itself what is wrong, and is said
        try:
            adapter.validate_python(said, context={"currency": currency})
        except ValidationError as error:
            first = error.errors(include_url=False)[0]
            if first["type"] != "money-currency" or currency:
                raise wrong(first["type"], **(first.get("ctx") or {})) from None
        return said

    return read


def choice(*words: str) -> Reader:
    """The reading of one word out of several."""

    def read(said: str, scope: Scope) -> str:
        if said not in words:
            raise wrong("not-one-of", found=said, nearest="Write one of: " + ", ".join(words) + ".")
        return said

    return read


def last_day(said: str, scope: Scope) -> str:
    """The last day of the contract, which is not before the first."""
    last, first = read_day(said), _day(scope.get("from"))
    if first is not None and last < first:
        raise wrong("period-reversed", from_=say(first), to=say(last))
    return said


def _day(said: object) -> int | None:
    try:
        return read_day(str(said))
    except ValueError:
        return None


def new_name(among: Callable[[Scope], list[str]], reserved: dict[str, str] | None = None) -> Reader:
    """The reading of a name that is not taken yet."""
    name = written(Name)

    def read(said: str, scope: Scope) -> str:
        name(said, scope)
        if said in (reserved or {}):
            raise wrong("reserved-name", found=said, meaning=(reserved or {})[said])
        if said in among(scope):
            raise wrong("named-twice", found=said)
        return said

    return read


def record_name(said: str, scope: Scope) -> str:
    """The name of a record: a new one, or one that has been described."""
    written(Name)(said, scope)
    whom = scope.whole.get("for_whom")
    enrols = str(whom.get("record", START)) if isinstance(whom, dict) and whom is not scope.here else said
    if said == START and enrols != START:
        raise wrong("reserved-name", found=said, meaning=f'the day of the record "{enrols}", which enrols people')
    return said


def file_pattern(said: str, scope: Scope) -> str:
    """The name of the files of a record, which no other record's files have."""
    if not re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9 _*-]*\.csv", said):
        raise wrong(
            "wrong-shape",
            found=f'"{said}"',
            expected="the name of a CSV file",
            remedy="Write letters, figures, blanks, hyphens and * for what varies, such as tenancies*.csv.",
        )
    mine = scope.around("record").get("record")
    for record, file in known.files(scope.whole).items():
        other = str(file.get("name", f"{record}.csv"))
        if record != mine and (_matches(other, said) or _matches(said, other)):
            raise wrong(
                "wrong-shape",
                found=f'"{said}", which {other} of the record "{record}" could be mistaken for,',
                expected="a name of its own",
                remedy="Give each record files that no other record's name fits.",
            )
    return said


def _matches(name: str, pattern: str) -> bool:
    return fnmatchcase(name.replace("*", "").casefold(), pattern.casefold())


def example_file(pattern: str) -> str:
    """A file that fits a pattern.

    Example:
        >>> example_file("tenancies*.csv")
        'tenancies.csv'
    """
    return pattern.replace("*", "")


def heading(said: str, scope: Scope) -> str:
    """A heading that stands for nothing else in the same record."""
    said = text(said, scope)
    record = scope.get("of") if "of" in scope.here else scope.get("record")
    if record and said.casefold() in [each.casefold() for each in known.headings(scope.whole, str(record), scope.here)]:
        raise wrong("named-twice", found=said)
    return said


def field_name(said: str, scope: Scope) -> str:
    """The name of a field: a new one, or one that has been described."""
    written(Name)(said, scope)
    if said in RESERVED and said != "by":
        raise wrong("reserved-name", found=said, meaning=f"every record has a term `{said}`")
    return said


def category(said: str, scope: Scope) -> str:
    """A category as the file writes it, and the contract's word after `=` where that is another."""
    theirs, _, ours = (each.strip() for each in text(said, scope).partition("="))
    if not theirs:
        raise wrong("wrong-shape", found="nothing", expected="a category", remedy="Write it as the file does.")
    if scope.here.get("holds") == known.LIST and "," in theirs:
        raise wrong("category-with-comma", found=theirs)
    if scope.here.get("field") == "by":
        written(Name)(ours or theirs, scope)  # the contract names those who complete a record
    return f"{theirs} = {ours}" if ours and ours != theirs else theirs


def field_here(scope: Scope) -> known.Field | None:
    """The field that the questions are about, where it was described before or has just been."""
    record = scope.get("of") if "of" in scope.here else scope.get("record")
    return known.fields(scope.whole, str(record)).get(str(scope.here.get("field") or scope.here.get("by")))


def is_new_field(scope: Scope) -> bool:
    """Whether the field has not been described before."""
    record = scope.get("of") if "of" in scope.here else scope.get("record")
    name = scope.here.get("field") or scope.here.get("by")
    return bool(name) and name not in known.fields(scope.whole, str(record), scope.here)


def fitting(scope: Scope) -> tuple[str, ...]:
    """The comparisons that can be asked of the field."""
    field = field_here(scope)
    if field is None or scope.here.get("field") == "by":
        return ("one_of",)
    return FITS.get(HOLDS.get(field.holds, TEXT), ())


def comparison(said: str, scope: Scope) -> str:
    """A comparison that can be asked of the field."""
    return choice(*fitting(scope))(said, scope)


def operand(said: str, scope: Scope) -> str:
    """What a field is compared with."""
    field, compares = field_here(scope), scope.here.get("compares")
    if compares == "same_as":
        others = known.fields(scope.whole, str(scope.get("record")))
        if said not in others:
            record = str(scope.get("record"))
            raise wrong("unknown-field", record=record, found=said, nearest=nearest(said, tuple(others)))
        return said
    if compares == "has_at_least":
        if not re.fullmatch(r"[1-9]\d{0,8}", said, re.ASCII):
            raise wrong("number-unreadable", found=said, expected="a whole number above zero", example="3")
        return said
    if field is None:
        return said
    if field.holds in (known.CATEGORIES, known.LIST) and said not in field.words():
        raise wrong("unknown-category", found=said, of=f'"{field.name}"', nearest=nearest(said, field.words()))
    if field.holds == known.NUMBER and not re.fullmatch(r"-?\d{1,12}(\.\d{1,6})?", said, re.ASCII):
        raise wrong("number-unreadable", found=said, expected="a number", example="12.5")
    if field.holds == known.DAY:
        read_day(said)
    return text(said, scope)


def condition_fits(scope: Scope) -> None:
    """A comparison has as many values as it needs, and is not stated twice."""
    compares, value = scope.here.get("compares"), scope.here.get("value")
    needed = {"between": 2, "one_of": 0}.get(str(compares), 1)
    number = len(value) if isinstance(value, list) else 1
    if needed and value is not None and number != needed:
        raise wrong(
            "wrong-shape",
            found=f"A list of {number}",
            expected="a list of two" if needed == 2 else "a single value",
            remedy="Write exactly two: first, last." if needed == 2 else "Write one; `one_of` takes several.",
        )
    others = scope.above.here.get("where", []) if scope.above else []
    for each in others:
        if each is not scope.here and (each.get("field"), each.get("compares")) == (scope.here.get("field"), compares):
            raise wrong("named-twice", found=f"{each.get('field')}: {compares}")


def anchor(said: str, scope: Scope) -> str:
    """A day: the start, an outcome named before, a date, `that` record of the part before; or a time from one."""
    meant = read_anchor(said)
    if meant.that:
        _that(meant, scope)
    elif meant.of and meant.of != START:
        before = {each["called"]: each for each in known.outcomes(scope)}
        if meant.of not in before:
            raise wrong("unknown-anchor", found=meant.of, nearest=nearest(meant.of, (START, *before)))
        _paid_once(before[meant.of], said)
    return " ".join(said.split())


def _that(meant: Anchor, scope: Scope) -> None:
    check = scope.above.here if scope.above else {}
    parts = check.get("parts", []) if check.get("kind") == "all_of" else []
    before = [each for each in parts if each is not scope.here and each.get("kind") == "record"]
    number = [each.get("record") for each in before].count(meant.of)
    if not number:
        raise wrong("that-without-record", found=f"that {meant.of}", record=meant.of)
    if number > 1:
        raise wrong("that-ambiguous", found=f"that {meant.of}", number=number)


def _paid_once(outcome: dict[str, Any], said: str) -> None:
    if str(outcome.get("times", "1")) != "1":
        raise wrong("after-first-only", outcome=outcome["called"], found=said)


def earlier_outcome(said: str, scope: Scope) -> str:
    """An outcome named before, and paid once."""
    before = {each["called"]: each for each in known.outcomes(scope)}
    if said not in before:
        raise wrong("unknown-outcome", found=said, nearest=nearest(said, tuple(before)))
    _paid_once(before[said], said)
    return said


def part_record(said: str, scope: Scope) -> str:
    """The record of one of the parts."""
    reads = tuple(str(each.get("record", "")) for each in scope.here.get("parts", ()))
    if said not in reads:
        raise wrong("unknown-record", found=said, nearest=nearest(said, reads))
    return said


def price_day(said: str, scope: Scope) -> str:
    """A day from which a price holds: the first no later than the contract, the others in their order."""
    day, first = read_day(said), _day(scope.whole.get("from"))
    rows = scope.above.here.get("dates", []) if scope.above else []
    before = [_day(each["from"]) for each in rows if each is not scope.here and "from" in each]
    if not before and first is not None and day > first:
        raise wrong("date-before-first-value", first=say(day), from_=say(first))
    if before and before[-1] is not None and day <= before[-1]:
        raise wrong("dates-out-of-order", earlier=say(before[-1]), later=say(day))
    return said


def priced_record(said: str, scope: Scope) -> str:
    """A record by a category of which a price may differ: one without which the outcome cannot be shown."""
    needed = known.always_needed(scope)
    if said not in needed:
        if said not in known.files(scope.whole):
            raise wrong("unknown-record", found=said, nearest=nearest(said, tuple(needed)))
        outcome = scope.around("is").get("called", "")
        raise wrong("category-not-always-known", outcome=outcome, field="the price", record=said)
    return said


def priced_field(said: str, scope: Scope) -> str:
    """A field that holds one category."""
    field_name(said, scope)
    found = known.fields(scope.whole, str(scope.here.get("of"))).get(said)
    if found and found.holds != known.CATEGORIES:
        outcome = scope.around("is").get("called", "")
        raise wrong("category-not-always-known", outcome=outcome, field=said, record=scope.here.get("of"))
    return said


def category_words(scope: Scope) -> tuple[str, ...]:
    """The categories of the field that a price looks at."""
    field = field_here(scope)
    return field.words() if field else ()


def parts_fit(scope: Scope) -> None:
    """Parts add up to the whole, or one of them is the rest; pots hold something."""
    parts, pots = scope.here.get("parts"), scope.here.get("pots")
    if isinstance(parts, dict) and len(parts) == len(known.payers(scope)):
        said = total_unless_whole([_PART.validate_python(each) for each in parts.values()])
        if said:
            raise wrong("shares-not-whole", clause="that says who pays", total=said)
    currency = str(scope.get("currency"))
    if isinstance(pots, dict) and not any(read_money(each, currency).minor for each in pots.values()):
        raise wrong("shares-not-whole", clause="that says who pays", total="nothing")


_PART: TypeAdapter[Any] = TypeAdapter(Part)
