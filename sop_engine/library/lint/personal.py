"""Personal: whether a field that can be erased decides what is paid."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from pydantic import BaseModel

from sop_engine.library.lint.looking import Looking
from sop_engine.library.shape import Draft
from sop_engine.terms.contract import Contract

NOT_LOOKED_AT = ("contract", "title", "source", "currency", "parties", "enrolled_by")
"""What of the terms only names or is read by people: a field may be called as a word of it is."""


def decides(draft: Draft, looking: Looking) -> None:
    """A contract that looks at personal fields can be worked out from files, not kept where people can be erased."""
    for kind, field in personal_that_decides(looking.contract):
        draft.wrong("personal-looked-at", ("records", kind, "fields", field), field=field, record=kind)


def personal_that_decides(contract: Contract) -> list[tuple[str, str]]:
    """The personal fields that the terms look at, each with its record: with them nobody could be erased.

    Example:
        >>> from sop_engine.library.load import load_contract
        >>> personal_that_decides(load_contract("work-and-health-programme").contract)
        []
    """
    looking = set(Contract.model_fields) - {"records", *NOT_LOOKED_AT}
    said = [each for part in looking for each in _looked_at(contract, part)]
    return [
        (kind, name)
        for kind, terms in contract.records.items()
        for name, column in terms.columns.items()
        if column.personal and any(each == name or each.endswith(f".{name}") for each in said)
    ]


def _looked_at(contract: Contract, part: str) -> Iterator[str]:
    """The words in a part of the terms by which it can look at a field; what it is called itself by is none."""
    value = getattr(contract, part)
    yield from _words(list(value.values()) if isinstance(value, Mapping) else value)


def _words(value: Any) -> Iterator[str]:
    """The words that are said; those of the language itself, such as `name` or `by`, are none."""
    if isinstance(value, BaseModel):
        yield from _words([each for name, each in value if name not in ("is_", "title", "source", "name", "kind")])
    elif isinstance(value, Mapping):
        for key, each in value.items():
            yield str(key)
            yield from _words(each)
    elif isinstance(value, str):
        yield value
    elif isinstance(value, Iterable):
        for each in value:
            yield from _words(each)
