"""Differing: what two sets of terms differ in, outcome by outcome and clause by clause, by name and number."""

from collections.abc import Iterator, Mapping
from datetime import date
from fractions import Fraction
from typing import Any, NamedTuple, get_args

from pydantic import WithJsonSchema
from pydantic.fields import FieldInfo

from sop_engine.checks.comparison import in_words
from sop_engine.statements.describe import anchor_in_words, check_in_words
from sop_engine.statements.sentences import price_in_words, words
from sop_engine.terms.check import AllOf, AnyOf, Comparison, CountCheck, HeldCheck, RecordCheck
from sop_engine.terms.clause import Clause
from sop_engine.terms.contract import Contract
from sop_engine.terms.table import Categorised, Dated, Numbered
from sop_engine.terms.written import Anchor, Term
from sop_engine.units.days import Duration, as_date, day_number, say
from sop_engine.units.numbers import exactly, part_in_words

NOT_STATED = "not stated"
_TOLD_ELSEWHERE = ("contract", "title", "source", "illustrative")
"""What every page says of a contract in its head, and no term."""
_KEYS = ("clause", "payer")
"""What the members of a list are known by; others by their place."""


class TermRow(NamedTuple):
    """A row is one term that two contracts state otherwise: where it stands, and what each says."""

    part: str
    """`clause 5.2`, `outcome stays 3 months`, `the contract`."""
    term: str
    """The way to the term within it; empty where only one contract has the whole part."""
    first: str
    second: str


def differing_terms(first: Contract, second: Contract) -> tuple[TermRow, ...]:
    """Every term that differs, in the order of the first contract, then what only the second has.

    Values are compared, not texts: £1,500 and 1500.00 GBP are one term, and so is what the
    standard terms state and what the contract states alike.
    """
    groups = zip(_parts(first), _parts(second), strict=True)
    return tuple(_row(way, a, b) for ours, theirs in groups for way, a, b in _walk(ours, theirs, ()))


def _parts(contract: Contract) -> list[dict[str, Any]]:
    """The parts of a contract, group by group, each by the name that a reader knows it by."""
    own = {name: value for name, value in _fields(contract).items() if name not in _TOLD_ELSEWHERE}
    groups = {"party": "parties", "outcome": "outcomes", "clause": "clauses", "record": "records", "flag": "flags"}
    told = {each: own.pop(each) for each in groups.values()}
    parts = [
        {f"{group} {words(key)}": each for key, each in _members(told[name]).items()} for group, name in groups.items()
    ]
    return [{"the contract": own}, *parts]


def _walk(first: Any, second: Any, way: tuple[str, ...]) -> Iterator[tuple[tuple[str, ...], Any, Any]]:
    """Every place where two values differ, as deep as both have it."""
    if _same(first, second):
        return
    a, b = _opened(first), _opened(second)
    if way and (a is None or b is None or type(first) is not type(second)):
        yield way, first, second
        return
    needless = _needless(first, second)
    for key in dict.fromkeys([*(a or {}), *(b or {})]):
        if key not in needless:
            yield from _walk((a or {}).get(key), (b or {}).get(key), (*way, key))


def _needless(first: Any, second: Any) -> list[str]:
    """The terms that make no difference to one of two clauses as it is written, and so are not stated there."""
    if not (isinstance(first, Clause) and isinstance(second, Clause)):
        return []
    return [name for name in first.asked if getattr(first, name) is None or getattr(second, name, None) is None]


def _row(way: tuple[str, ...], first: Any, second: Any) -> TermRow:
    part, *term = way
    none = NOT_STATED if term else "has none"
    said = [none if each is None else _said(each) for each in (first, second)]
    return TermRow(part, ", ".join(map(words, term)), *said)


def _opened(value: Any) -> dict[str, Any] | None:
    """What is inside a value, by name; None where it is said as a whole."""
    if isinstance(value, Term):
        return _fields(value)
    if isinstance(value, Mapping) or (isinstance(value, tuple) and value and isinstance(value[0], Term)):
        return _members(value)
    return None


def _members(value: Any) -> dict[str, Any]:
    """The members of a group or a list, each by what it is known by."""
    if isinstance(value, Mapping):
        return {exactly(key) if isinstance(key, Fraction) else _said(key): each for key, each in value.items()}
    known = [next((getattr(each, key) for key in _KEYS if hasattr(each, key)), None) for each in value]
    if None in known or len(set(known)) < len(known):
        known = [*range(1, len(value) + 1)]
    return {str(key): each for key, each in zip(known, value, strict=True)}


def _fields(term: Term) -> dict[str, Any]:
    """The terms of a group by the word a contract uses; numbers that are days become dates."""
    return {
        field.alias or name: _dated(getattr(term, name)) if _holds_days(field) else getattr(term, name)
        for name, field in type(term).model_fields.items()
    }


def _holds_days(field: FieldInfo) -> bool:
    def of(annotation: Any) -> bool:
        return any(
            (isinstance(each, WithJsonSchema) and (each.json_schema or {}).get("format") == "date") or of(each)
            for each in get_args(annotation) or getattr(annotation, "__metadata__", ())
        )

    return of(field.annotation) or any(
        isinstance(each, WithJsonSchema) and (each.json_schema or {}).get("format") == "date" for each in field.metadata
    )


def _dated(value: Any) -> Any:
    """A value with its numbers of days as dates."""
    if isinstance(value, Mapping):
        return {_dated(key): _dated(each) for key, each in value.items()}
    if isinstance(value, tuple) and type(value) is tuple:
        return tuple(_dated(each) for each in value)
    return as_date(value) if type(value) is int else value


def _same(first: Any, second: Any) -> bool:
    """Whether two values are one term: a year is twelve months, however it is written."""
    if isinstance(first, Duration) and isinstance(second, Duration):
        return first._replace(unit="") == second._replace(unit="")
    if isinstance(first, Anchor) and isinstance(second, Anchor):
        return first._replace(length=first.length._replace(unit="")) == second._replace(
            length=second.length._replace(unit="")
        )
    return type(first) is type(second) and bool(first == second)


def _said(value: Any) -> str:
    """A value in words."""
    match value:
        case None | "" | ():
            return NOT_STATED
        case bool():
            return "yes" if value else "no"
        case date():
            return say(day_number(value))
        case Fraction():
            return part_in_words(value)
        case Anchor():
            return anchor_in_words(value)
        case RecordCheck() | CountCheck() | HeldCheck() | AllOf() | AnyOf():
            return check_in_words(value)
        case Dated() | Categorised() | Numbered():
            return price_in_words(value)
        case Comparison():
            return in_words(value)
        case Term() | Mapping():
            inside = _fields(value) if isinstance(value, Term) else _members(value)
            stated = [(name, each) for name, each in inside.items() if name != "clause" and each not in (None, (), {})]
            return "; ".join(f"{words(name)}: {_said(each)}" for name, each in stated) or NOT_STATED
        case tuple() if type(value) is tuple:
            return ", ".join(_said(each) for each in value)
        case _:
            return str(value)
