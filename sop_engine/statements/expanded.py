"""Expanded: each clause as the primitives that it is written out in, term by term, in words."""

from collections.abc import Iterator, Mapping
from dataclasses import fields, is_dataclass
from fractions import Fraction
from typing import Any

from sop_engine.statements.describe import anchor_in_words, shares_in_words
from sop_engine.statements.sentences import price_in_words, words
from sop_engine.terms.contract import Contract
from sop_engine.terms.share import Taker
from sop_engine.terms.table import Categorised, Dated, leaves
from sop_engine.terms.written import Anchor
from sop_engine.units.days import FIRST, Duration, say
from sop_engine.units.money import Money, show
from sop_engine.units.numbers import many, part_in_words

KNOWN_ALREADY = ("clause", "form", "variants")
"""What every primitive carries, and the line above it says; and what deeds make of it, which they say themselves."""
DAYS, MONEY = ("from_",), ("at_least",)
"""Terms whose numbers are days, and those whose numbers are money."""


def expanded(contract: Contract) -> str:
    """Every clause, in order: the primitives that are carried out, each with its meaning and its terms.

    Example:
        >>> from sop_engine.library.load import load_contract
        >>> print(expanded(load_contract("first-homes").contract).split("\\n\\n")[0])
        Clause 4.1, outcome price: price. Lines for each claim: so many at the rate that its table gives.
          prices: moves in £1,500.00
          day: reached
          effect: earned
    """
    return "\n\n".join("\n".join(_clause(contract, clause)) for clause in contract.clauses) + "\n"


def _clause(contract: Contract, clause: Any) -> Iterator[str]:
    for primitive in clause.written_out(contract):
        name = _words_of(type(primitive).__name__)
        yield f"Clause {clause.clause}, {words(clause.kind)}: {name}. {_meaning(primitive)}"
        for term, said in _terms(contract, primitive):
            first, *more = said.split("\n")
            yield f"  {words(term).strip()}: {first}".rstrip()
            yield from (f"    {each}" for each in more)


def _meaning(primitive: Any) -> str:
    """The first sentence of what it says of itself."""
    return " ".join((type(primitive).__doc__ or "").split("\n\n")[0].split())


def _terms(contract: Contract, primitive: Any) -> Iterator[tuple[str, str]]:
    """The terms that say something, each in words."""
    for each in fields(primitive):
        value = getattr(primitive, each.name)
        said = "" if each.name in KNOWN_ALREADY else _said(contract, primitive, each.name, value)
        if said:
            yield each.name, said


def _said(contract: Contract, primitive: Any, term: str, value: Any) -> str:
    """A term in words; nothing where it is empty."""
    if value is None or value is False or value == "" or (isinstance(value, tuple | Mapping) and not value):
        return ""
    if isinstance(value, bool):
        return "yes"
    if isinstance(value, str):
        return words(value)
    if isinstance(value, int):
        return _number(contract, term, value)
    if isinstance(value, Fraction):
        return part_in_words(value)
    if isinstance(value, Duration):
        return str(value)
    if isinstance(value, Anchor):
        return anchor_in_words(value)
    if isinstance(value, Mapping):
        entries = [_entry(contract, primitive, name, each) for name, each in value.items()]
        return entries[0] if len(entries) == 1 else "\n".join(["", *entries])
    if isinstance(value, tuple) and isinstance(value[0], Taker):
        return shares_in_words(contract, value)
    if isinstance(value, tuple):
        return ", ".join(_said(contract, primitive, term, each) for each in value)
    if isinstance(value, Money):
        return str(value)
    if is_dataclass(value):
        told = [f"{words(name).strip()} {said}" for name, said in _terms(contract, value)]
        return _words_of(type(value).__name__) + (f" ({'; '.join(told)})" if told else "")
    if isinstance(value, Dated | Categorised) and isinstance(next(leaves(value))[1], tuple):
        return shares_in_words(contract, value)
    return price_in_words(value)


def _entry(contract: Contract, primitive: Any, name: Any, value: Any) -> str:
    """A name and what stands beside it; the most from each day on."""
    if isinstance(value, tuple):
        steps = [_step(contract, primitive, day, most) for day, most in value]
        return f"{words(name)} " * bool(name) + ", ".join(steps)
    return f"{words(str(name))} {_said(contract, primitive, '', value)}"


def _step(contract: Contract, primitive: Any, day: int, most: int) -> str:
    much = show(most, contract.currency) if primitive.unit == "money" else many(most, "claims")
    return much if day == FIRST else f"from {say(day)} {much}"


def _number(contract: Contract, term: str, value: int) -> str:
    if term in DAYS:
        return "" if value == FIRST else say(value)
    return show(value, contract.currency) if term in MONEY else f"{value:,}"


def _words_of(name: str) -> str:
    """The name of a class as words.

    Example:
        >>> _words_of("PartOfTotal")
        'part of total'
    """
    return "".join(f" {letter.lower()}" if letter.isupper() else letter for letter in name).strip()
