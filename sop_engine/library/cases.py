"""Cases: the worked examples that the parties signed, read from cases.yaml beside a contract."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from sop_engine.errors import Problem
from sop_engine.library.read import Source, bounded, read
from sop_engine.library.shelf import shown
from sop_engine.terms.contract import Contract
from sop_engine.terms.outcome import PERSON
from sop_engine.terms.written import kind_of, read_day
from sop_engine.units.money import MoneyError, read_money

KNOWN = ("it", "starts", "people", "records", "as_at", "due", "at_least")
KNOWN_OF_A_PERSON = ("times", "starts", "records")
KNOWN_OF_WHAT_IS_DUE = ("amount", "claims", "total", "of", "reached", "shown")
MOST_ALIKE = 10_000

ALONE = "the person"
"""What the one person of an example is called where it names none."""

Way = tuple[str | int, ...]


@dataclass(frozen=True, slots=True)
class Expected:
    """What an example says is due for an outcome: so many claims of one amount, and days where it states them.

    Where `total` is true, `amount` is what all claims of the outcome come to.
    """

    outcome: str
    amount: int
    reached: int | None = None
    shown: int | None = None
    of: str = ""
    """Whose it is: a person or a cohort of the example; empty where it does not say."""
    claims: int = 1
    total: bool = False


@dataclass(frozen=True, slots=True)
class Row:
    """A record of an example in the contract's own words: its kind, whose it is, and where it stands."""

    kind: str
    of: str
    said: Mapping[str, Any]
    path: Way


@dataclass(frozen=True, slots=True)
class Case:
    """One worked example: a sentence, the records of its people and of the contract, and what is due."""

    it: str
    place: int
    rows: tuple[Row, ...]
    people: Mapping[str, str]
    """The people of the example, each by the name that it gives them: of 300 alike all have one."""
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
    def __init__(self, path: Way, detail: str, remedy: str):
        self.path, self.detail, self.remedy = path, detail, remedy


def _case(raw: Any, place: int, contract: Contract) -> Case:
    if not isinstance(raw, dict):
        raise _Unreadable(
            (), f"{kind_of(raw)} stands where an example is expected", "Begin it with `- it:` and a sentence."
        )
    _known(raw, (), KNOWN, "an example")
    _needed(raw, contract)
    key = "due" if "due" in raw else "at_least"
    if key == "at_least" and not _mapping(raw[key], (key,)):
        raise _Unreadable(
            (key,), "at_least names nothing, and would prove nothing", "Name what is due, or say `due: {}`."
        )
    rows, people = _rows(raw, contract)
    names = set(people.values()) if "people" in raw else set()
    expected = [
        each
        for outcome, said in _mapping(raw[key], (key,)).items()
        for each in _expected(outcome, said, (key, outcome), contract, names)
    ]
    return Case(
        str(raw["it"]), place, tuple(rows), people, _day(raw["as_at"], ("as_at",)), tuple(expected), key == "due"
    )


def _known(raw: dict[str, Any], path: Way, known: tuple[str, ...], of: str) -> None:
    for key in raw:
        if key not in known:
            raise _Unreadable((*path, key), f'"{key}" is not a term of {of}', "Known here: " + ", ".join(known) + ".")


def _needed(raw: dict[str, Any], contract: Contract) -> None:
    """What an example must say: one person or several, unless an outcome is about nobody in particular."""
    of_all = any(outcome.subject != PERSON for outcome in contract.outcomes.values())
    started = () if "people" in raw or of_all else ("starts",)
    for key in ("it", *started, *(() if "people" in raw else ("records",)), "as_at"):
        if key not in raw:
            raise _Unreadable((), f'it does not say "{key}"', f"Add `{key}:`.")
    if "people" in raw and "starts" in raw:
        raise _Unreadable(("starts",), "it says both starts and people", "Say `starts:` of each person.")
    if ("due" in raw) == ("at_least" in raw):
        raise _Unreadable(
            (),
            "it says neither or both of due and at_least",
            "Say `due:` with all that is due, or `at_least:` with some of it.",
        )


def _rows(raw: dict[str, Any], contract: Contract) -> tuple[list[Row], dict[str, str]]:
    """Every record of an example, and its people: each reference with the name that the example gives it."""
    if "people" not in raw:
        alone = {ALONE: ALONE} if "starts" in raw else {}
        start = [_start(raw["starts"], ALONE, ("starts",), contract)] if "starts" in raw else []
        return [*start, *_records(raw["records"], ("records",), contract, *alone)], alone
    rows, people = [*_records(raw.get("records", ""), ("records",), contract)], {}
    for name, said in _mapping(raw["people"], ("people",)).items():
        path: Way = ("people", name)
        person = _mapping(said, path)
        _known(person, path, KNOWN_OF_A_PERSON, "a person")
        if "starts" not in person:
            raise _Unreadable(path, f'{name} does not say "starts"', "Add `starts:` with the day.")
        once = [_start(person["starts"], "", (*path, "starts"), contract)]
        once += _records(person.get("records", ""), (*path, "records"), contract, "")
        number = _number(person.get("times", "1"), (*path, "times"))
        for ref in [name] if number == 1 else [f"{name} {i:0{len(str(number))}}" for i in range(1, number + 1)]:
            people[ref] = name
            rows += [replace(row, of=ref) for row in once]
    return rows, people


def _start(raw: Any, of: str, path: Way, contract: Contract) -> Row:
    return Row(contract.enrolled_by, of, _row(raw, contract.enrolled_by, path, contract), path)


def _number(raw: Any, path: Way) -> int:
    """How many people are alike, or claims of one amount are due."""
    if not (isinstance(raw, str) and raw.isascii() and raw.isdigit() and 0 < int(raw[:9]) <= MOST_ALIKE):
        raise _Unreadable(path, f"{kind_of(raw)} is not a number", f"Write a whole number from 1 to {MOST_ALIKE:,}.")
    return int(raw)


def _mapping(raw: Any, path: Way) -> dict[str, Any]:
    if raw in ("", "{}"):
        return {}
    if not isinstance(raw, dict):
        raise _Unreadable(
            path, f"{kind_of(raw)} stands where named values are expected", "Begin each line with a name and a colon."
        )
    return raw


def _records(raw: Any, path: Way, contract: Contract, *of: str) -> Iterator[Row]:
    """Some records of an example, of a person where one is given; none of them enrols."""
    for kind, rows in _mapping(raw, path).items():
        here = (*path, kind)
        if kind not in contract.records:
            known = "Known here: " + ", ".join(contract.records) + "."
            raise _Unreadable(here, f'the contract has no record "{kind}"', known)
        if kind == contract.enrolled_by:
            detail = f'the record "{kind}" enrols the person, and stands under `starts`'
            raise _Unreadable(here, detail, "Say it once, under `starts:`.")
        about = contract.records[kind].about
        if about == PERSON and not of:
            raise _Unreadable(
                here, f'the record "{kind}" is about a person, and it is not said whose it is', "Put it under a person."
            )
        if about != PERSON and "people" in path:
            detail = f'the record "{kind}" is about the {about}, and stands under a person'
            raise _Unreadable(here, detail, "Put it under `records:` of the example.")
        for i, each in enumerate(rows if isinstance(rows, list) else [rows]):
            at = (*here, i) if isinstance(rows, list) else here
            yield Row(kind, of[0] if about == PERSON else "", _row(each, kind, at, contract), at)


def _row(raw: Any, kind: str, path: Way, contract: Contract) -> dict[str, Any]:
    terms = contract.records[kind]
    if isinstance(raw, str):
        return {"dated": raw}
    if not isinstance(raw, dict):
        raise _Unreadable(
            path, f"{kind_of(raw)} stands where a record is expected", "Write its day, or {dated: …, field: …}."
        )
    days = ("dated",) if terms.dated else ("from", "to")
    whom = ("cohort",) if terms.cohort else ()
    known = (*whom, *days, *(("received",) if terms.received else ()), *terms.columns)
    for key in raw:
        if key not in known:
            raise _Unreadable(
                (*path, key),
                f'the record "{kind}" has no field "{key}"',
                "Known here: " + ", ".join(known) + ".",
            )
    return raw


def _expected(outcome: str, said: Any, path: Way, contract: Contract, names: set[str]) -> list[Expected]:
    if outcome not in contract.outcomes:
        raise _Unreadable(
            path, f'the contract has no outcome "{outcome}"', "Known here: " + ", ".join(contract.outcomes) + "."
        )
    if isinstance(said, list):
        return [one for i, each in enumerate(said) for one in _expected(outcome, each, (*path, i), contract, names)]
    terms = said if isinstance(said, dict) else {"amount": said}
    for key in terms:
        if key not in KNOWN_OF_WHAT_IS_DUE:
            known = ", ".join(KNOWN_OF_WHAT_IS_DUE)
            raise _Unreadable((*path, key), f'"{key}" is not known of an amount due', f"Known here: {known}.")
    if "total" in terms:
        if len(terms) > 1 or isinstance(path[-1], int):
            raise _Unreadable(path, "a total stands beside something else", "Say the total of an outcome alone.")
        return [Expected(outcome, _amount(terms["total"], path, contract), total=True)]
    amount = _amount(terms.get("amount", ""), path, contract)
    reached, shown = (_day(terms[key], (*path, key)) if key in terms else None for key in ("reached", "shown"))
    of = str(terms.get("of", ""))
    if of and contract.outcomes[outcome].subject == PERSON and of not in names:
        raise _Unreadable(
            (*path, "of"), f'nobody in this example is called "{of}"', "Name one of its `people:`, or leave it out."
        )
    claims = _number(terms.get("claims", "1"), (*path, "claims"))
    return [Expected(outcome, amount, reached, shown, of, claims)]


def _amount(raw: Any, path: Way, contract: Contract) -> int:
    """An amount of money; one that is taken back stands behind a minus."""
    text = str(raw).strip()
    back = text.startswith(("-", "−"))
    try:
        minor = read_money(text[1:].strip() if back else text, contract.currency).minor
        return -minor if back else minor
    except MoneyError:
        raise _Unreadable(path, f'"{raw}" is not an amount of money', "Write £1,500 or 1500.00.") from None


def _day(raw: Any, path: Way) -> int:
    try:
        return read_day(raw)
    except (ValueError, TypeError, AttributeError):
        raise _Unreadable(
            path, f"{kind_of(raw)} is not a day", "Write the year, month and day, such as 2018-03-31."
        ) from None
