"""Cases: the worked examples that the parties signed, read from cases.yaml beside a contract."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sop_engine.errors import Problem
from sop_engine.library.read import Source, bounded, read
from sop_engine.library.shelf import shown
from sop_engine.terms.contract import Contract
from sop_engine.terms.written import kind_of, read_day
from sop_engine.units.money import MoneyError, read_money

KNOWN = ("it", "starts", "records", "as_at", "due", "at_least")


@dataclass(frozen=True, slots=True)
class Expected:
    """What an example says of one time that an outcome is paid: the amount due, and days where it states them."""

    outcome: str
    amount: int
    reached: int | None = None
    shown: int | None = None


@dataclass(frozen=True, slots=True)
class Case:
    """One worked example: a sentence, one person's records in the contract's own words, and what is due."""

    it: str
    place: int
    starts: dict[str, Any]
    records: dict[str, list[dict[str, Any]]]
    as_at: int
    expected: tuple[Expected, ...]
    complete: bool
    """Whether the example lists everything that is due."""


def read_cases(folder: Path, contract: Contract) -> tuple[Source | None, list[Case], list[Problem]]:
    """The examples beside a contract; none where there is no file.

    Raises:
        TermsError: The file cannot be read at all.
    """
    file = folder / "cases.yaml"
    if not file.is_file():
        return None, [], []
    source = read(bounded(file), shown(file), or_list=True)
    problems, cases = list(source.problems), []
    tree: Any = source.tree
    for i, raw in enumerate(tree if isinstance(tree, list) else [tree]):
        try:
            cases.append(_case(raw, i, contract))
        except _Unreadable as wrong:
            problems.append(
                source.problem("case-unreadable", (i, *wrong.path), detail=wrong.detail, remedy=wrong.remedy)
            )
    return source, cases, problems


class _Unreadable(Exception):
    def __init__(self, path: tuple[str | int, ...], detail: str, remedy: str):
        self.path, self.detail, self.remedy = path, detail, remedy


def _case(raw: Any, place: int, contract: Contract) -> Case:
    if not isinstance(raw, dict):
        raise _Unreadable(
            (), f"{kind_of(raw)} stands where an example is expected", "Begin it with `- it:` and a sentence."
        )
    for key in raw:
        if key not in KNOWN:
            raise _Unreadable((key,), f'"{key}" is not a term of an example', "Known here: " + ", ".join(KNOWN) + ".")
    for key in ("it", "starts", "records", "as_at"):
        if key not in raw:
            raise _Unreadable((), f'it does not say "{key}"', f"Add `{key}:`.")
    if ("due" in raw) == ("at_least" in raw):
        raise _Unreadable(
            (),
            "it says neither or both of due and at_least",
            "Say `due:` with all that is due, or `at_least:` with some of it.",
        )
    key = "due" if "due" in raw else "at_least"
    if key == "at_least" and not _mapping(raw[key], (key,)):
        raise _Unreadable(
            (key,), "at_least names nothing, and would prove nothing", "Name what is due, or say `due: {}`."
        )
    starts = _row(raw["starts"], contract.enrolled_by, ("starts",), contract)
    records = {
        kind: [_row(each, kind, ("records", kind, i), contract) for i, each in enumerate(rows)]
        for kind, rows in _records(raw["records"], contract).items()
    }
    expected = [
        each
        for outcome, said in _mapping(raw[key], (key,)).items()
        for each in _expected(outcome, said, (key, outcome), contract)
    ]
    return Case(str(raw["it"]), place, starts, records, _day(raw["as_at"], ("as_at",)), tuple(expected), key == "due")


def _mapping(raw: Any, path: tuple[str | int, ...]) -> dict[str, Any]:
    if raw in ("", "{}"):
        return {}
    if not isinstance(raw, dict):
        raise _Unreadable(
            path, f"{kind_of(raw)} stands where named values are expected", "Begin each line with a name and a colon."
        )
    return raw


def _records(raw: Any, contract: Contract) -> dict[str, list[Any]]:
    """The records of an example, by kind; each kind is one that the contract has, and does not enrol."""
    records = {kind: rows if isinstance(rows, list) else [rows] for kind, rows in _mapping(raw, ("records",)).items()}
    for kind in records:
        if kind not in contract.records:
            known = "Known here: " + ", ".join(contract.records) + "."
            raise _Unreadable(("records", kind), f'the contract has no record "{kind}"', known)
    if contract.enrolled_by in records:
        detail = f'the record "{contract.enrolled_by}" enrols the person, and stands under `starts`'
        raise _Unreadable(("records", contract.enrolled_by), detail, "Say it once, under `starts:`.")
    return records


def _row(raw: Any, kind: str, path: tuple[str | int, ...], contract: Contract) -> dict[str, Any]:
    terms = contract.records[kind]
    if isinstance(raw, str):
        return {"dated": raw}
    if not isinstance(raw, dict):
        raise _Unreadable(
            path, f"{kind_of(raw)} stands where a record is expected", "Write its day, or {dated: …, field: …}."
        )
    days = ("dated",) if terms.dated else ("from", "to")
    known = (*days, *(("received",) if terms.received else ()), *terms.columns)
    for key in raw:
        if key not in known:
            raise _Unreadable(
                (*path, key),
                f'the record "{kind}" has no field "{key}"',
                "Known here: " + ", ".join(known) + ".",
            )
    return raw


def _expected(outcome: str, said: Any, path: tuple[str | int, ...], contract: Contract) -> list[Expected]:
    if outcome not in contract.outcomes:
        raise _Unreadable(
            path, f'the contract has no outcome "{outcome}"', "Known here: " + ", ".join(contract.outcomes) + "."
        )
    if isinstance(said, list):
        return [one for i, each in enumerate(said) for one in _expected(outcome, each, (*path, i), contract)]
    terms = said if isinstance(said, dict) else {"amount": said}
    for key in terms:
        if key not in ("amount", "reached", "shown"):
            raise _Unreadable(
                (*path, key), f'"{key}" is not known of an amount due', "Known here: amount, reached, shown."
            )
    try:
        amount = read_money(str(terms.get("amount", "")), contract.currency).minor
    except MoneyError:
        raise _Unreadable(
            path, f'"{terms.get("amount", "")}" is not an amount of money', "Write £1,500 or 1500.00."
        ) from None
    reached, shown = (_day(terms[key], (*path, key)) if key in terms else None for key in ("reached", "shown"))
    return [Expected(outcome, amount, reached, shown)]


def _day(raw: Any, path: tuple[str | int, ...]) -> int:
    try:
        return read_day(raw)
    except (ValueError, TypeError, AttributeError):
        raise _Unreadable(
            path, f"{kind_of(raw)} is not a day", "Write the year, month and day, such as 2018-03-31."
        ) from None
