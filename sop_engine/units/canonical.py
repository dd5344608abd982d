"""Canonical: a value as the one text that stands for it, so that equal values have equal hashes."""

import json
from collections.abc import Sequence
from fractions import Fraction
from hashlib import sha256
from typing import Any


def canonical(value: Any, exact: bool = False) -> str:
    """JSON with its names sorted and no blanks; fractions as text; floats are refused.

    Args:
        value: What JSON knows, and fractions.
        exact: Whether it is known that no float is in it: then none is looked for, which takes as long as the text.

    Raises:
        TypeError: There is a float in it, or something that JSON does not know.

    Example:
        >>> canonical({"b": [1, None], "a": "£", "c": Fraction(2, 3)})
        '{"a":"£","b":[1,null],"c":"2/3"}'
    """
    if not exact:
        _without_floats(value)
    return _ENCODER.encode(value)


def canonical_row(values: Sequence[int | str | None]) -> str:
    """The same for whole numbers and texts alone, as the columns of a database have them: faster, where there are many.

    Example:
        >>> canonical_row([1, "a", None]) == canonical([1, "a", None])
        True
    """
    return _ENCODER.encode(values)


def digest(text: str | bytes) -> str:
    """The SHA-256 of a text, in hexadecimal.

    Example:
        >>> digest("")[:8]
        'e3b0c442'
    """
    return sha256(text if isinstance(text, bytes) else text.encode("utf-8", "surrogatepass")).hexdigest()


def _plain(value: Any) -> Any:
    if isinstance(value, Fraction):
        return str(value)
    raise TypeError(f"{type(value).__name__} has no canonical text")


_ENCODER = json.JSONEncoder(sort_keys=True, ensure_ascii=False, separators=(",", ":"), default=_plain)


_PLAINLY = frozenset({str, int, bool, type(None), Fraction})
"""The types of most values, which need no closer look."""


def _without_floats(value: Any) -> None:
    if isinstance(value, float):
        raise TypeError("a float has no canonical text")
    if isinstance(value, dict):
        for each in value.values():
            if type(each) not in _PLAINLY:
                _without_floats(each)
    elif isinstance(value, list | tuple):
        for each in value:
            if type(each) not in _PLAINLY:
                _without_floats(each)
