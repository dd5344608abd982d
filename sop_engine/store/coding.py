"""Coding: what a record's fields hold, as canonical text and back, exactly."""

import json
from collections.abc import Callable, Sequence
from decimal import Decimal
from hashlib import sha256
from typing import Any

from sop_engine.terms.record import LIST, NUMBER, RecordTerms
from sop_engine.units.canonical import canonical, canonical_row


def encoded(fields: Sequence[Any]) -> str:
    """The fields of a record as text.

    Example:
        >>> encoded(("social", Decimal("12.5"), None, ("a", "b"), 17_000))
        '["social","12.5",null,["a","b"],17000]'
    """
    return canonical([str(each) if isinstance(each, Decimal) else each for each in fields])


def decoder(terms: RecordTerms) -> Callable[[str], tuple[Any, ...]]:
    """What reads the fields of one kind of record back."""
    kinds = [column.holds for column in terms.columns.values()]

    def decoded(text: str) -> tuple[Any, ...]:
        return tuple(
            None if each is None else Decimal(each) if kind == NUMBER else tuple(each) if kind == LIST else each
            for kind, each in zip(kinds, json.loads(text), strict=True)
        )

    return decoded


def content_hash(kind: str, subject: str, first: int, day: int, fields: str) -> bytes:
    """The hash of all that a record says: two that say the same are one."""
    return sha256(canonical_row([kind, subject, first, day, fields]).encode("utf-8", "surrogatepass")).digest()
