"""What is known from the answers so far: the records, their fields and headings, the outcomes."""

from collections.abc import Iterator
from typing import Any, NamedTuple

from sop_engine.library.asking.question import Scope, nodes

CATEGORIES, LIST, NUMBER, DAY, TEXT = "categories", "list", "number", "day", "text"
PARTS = ("all_of", "any_of")


class Field(NamedTuple):
    """A field of a record, as it was described where it was first named."""

    name: str
    holds: str
    heading: str
    categories: tuple[str, ...] = ()
    """As the file writes them, each followed by ` = ` and the contract's word where that is another."""
    unit: str = ""

    def words(self) -> tuple[str, ...]:
        """The contract's words for its categories.

        Example:
            >>> Field("type", CATEGORIES, "Type", ("PRS = private", "hostel")).words()
            ('private', 'hostel')
        """
        return tuple(dict.fromkeys(pair(each)[1] for each in self.categories))


def pair(category: str) -> tuple[str, str]:
    """What the file writes, and what the contract calls it.

    Example:
        >>> pair("PRS = private"), pair("hostel")
        (('PRS', 'private'), ('hostel', 'hostel'))
    """
    theirs, _, ours = category.partition(" = ")
    return theirs, ours or theirs


def files(whole: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """The records that are described so far: for each the answers about its file."""
    return {
        each["record"]: each["file"]
        for each in nodes(whole)
        if isinstance(each.get("record"), str) and isinstance(each.get("file"), dict)
    }


def fields(whole: dict[str, Any], record: str, but: object = None) -> dict[str, Field]:
    """The fields of a record that are described so far, but for what one group of answers says."""
    found: dict[str, Field] = {}
    for of, each in _described(whole):
        name = each.get("field") or each.get("by")
        if of == record and each is not but and isinstance(name, str) and ("holds" in each or "categories" in each):
            categories = each.get("categories", ())
            found.setdefault(
                name,
                Field(
                    name,
                    str(each.get("holds", CATEGORIES)),
                    str(each.get("heading", heading(name))),
                    tuple(categories) if isinstance(categories, list) else (str(categories),),
                    str(each.get("unit", "")),
                ),
            )
    return found


def _described(whole: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    """Everything that may describe a field, with the record it is a field of."""
    for each in nodes(whole):
        for inner in ("fields", "where"):
            for described in each.get(inner) or () if isinstance(each.get(inner), list) else ():
                if isinstance(described, dict):
                    yield str(each.get("record", "")), described
        if isinstance(each.get("of"), str):
            yield each["of"], each


def heading(name: str) -> str:
    """The heading that a name suggests.

    Example:
        >>> heading("type_of_home")
        'Type of home'
    """
    return name.replace("_", " ").capitalize()


def headings(whole: dict[str, Any], record: str, but: object = None) -> list[str]:
    """The headings of a record that are known so far, but for what one group of answers says."""
    said = files(whole).get(record, {})
    whom = whole.get("for_whom")
    person = whom.get("person", "") if isinstance(whom, dict) else ""
    dates = [said[key] for key in ("dated", "first", "last", "received") if key in said]
    return [str(person), *dates, *(each.heading for each in fields(whole, record, but).values())]


def outcomes(scope: Scope) -> list[dict[str, Any]]:
    """The outcomes named so far, the one being asked about left out."""
    return [each for each in scope.whole.get("outcomes", []) if each is not scope.around("is") and "called" in each]


def payers(scope: Scope) -> list[str]:
    """The names of those who pay."""
    return [each["called"] for each in scope.whole.get("payers", []) if "called" in each]


def leaves(check: Any) -> list[dict[str, Any]]:
    """The checks on records within what shows an outcome."""
    if not isinstance(check, dict):
        return []
    return list(check.get("parts", [])) if check.get("kind") in PARTS else [check]


def always_needed(scope: Scope) -> list[str]:
    """The records without which the outcome asked about cannot be shown, and the one that enrols."""
    check = scope.around("is").get("shown_by") or {}
    reads = [str(each.get("record", "")) for each in leaves(check)]
    if check.get("kind") == "any_of" and len(set(reads)) > 1:
        reads = []
    whom = scope.whole.get("for_whom")
    return [*dict.fromkeys([*reads, str(whom.get("record", "")) if isinstance(whom, dict) else ""])]
