"""A second reckoning of any contract, from docs/LANGUAGE.md: short, slow, and nothing shared with the engine."""

from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML

from tests.oracle.plain_money import Due, Money, content
from tests.oracle.plain_outcomes import Outcomes, Reached
from tests.oracle.plain_records import Tree, World, as_text

STANDARD = Path(__file__).resolve().parents[2] / "rules" / "standard_terms"


@dataclass(frozen=True)
class Paid:
    """What came of one claim: its days, and its sums in pence."""

    person: str
    outcome: str
    occurrence: int
    reached: date
    shown: date
    known: date
    gross: int
    taken: int
    held: int
    waiting: int
    net: int
    parts: tuple[tuple[str, int], ...]


def reckon(tree: Tree, files: dict[str, list[dict[str, str]]], as_at: date, known_at: date) -> list[Paid]:
    """Work a contract out by hand: every claim, in the order of subject, outcome and occurrence."""
    terms = stated(tree)
    world = World(tree, terms, files, as_at, known_at)
    if world.nobody:
        return []  # the engine says that nobody is enrolled, and works nothing out
    asked = asked_by_prices(tree)
    reached = Outcomes(world, {name: sorted(words) for name, (words, _) in asked.items()}).everything()
    due = [Due(each, facts(tree, each, asked.get(each.outcome, (set(), set()))[1])) for each in reached]
    return sorted(
        (paid(each) for each in Money(tree, terms, due, as_at).settle()),
        key=lambda p: (p.person, p.outcome, p.occurrence),
    )


def stated(tree: Tree) -> dict[str, Any]:
    """What the contract states, over what its standard terms state."""
    terms: dict[str, Any] = {}
    if "standard_terms" in tree:
        terms = standard(tree["standard_terms"])
    return {**terms, **{name: tree[name] for name in terms if name in tree}}


@cache
def standard(name: str) -> dict[str, Any]:
    """The values of a set of standard terms."""
    said = YAML(typ="safe").load((STANDARD / f"{name}.yaml").read_text(encoding="utf-8"))
    return {term: each["value"] for term, each in said["terms"].items()}


def asked_by_prices(tree: Tree) -> dict[str, tuple[set[str], set[tuple[str, str]]]]:
    """For each outcome the measures, and the fields of records, that its prices look at."""
    asked: dict[str, tuple[set[str], set[tuple[str, str]]]] = {}

    def look(outcome: str, table: Any) -> None:
        if not isinstance(table, dict):
            return
        measures, fields = asked.setdefault(outcome, (set(), set()))
        if "of" in table:
            fields.add((table["of"], table["by"]))
        elif "by" in table or "per" in table:
            name = table.get("by") or table.get("per")
            measures.update({name} - {"position", "time"})
        for word in ("dated", "prices", "parts", "shares"):
            for each in table.get(word, {}).values():
                look(outcome, each)

    for clause in tree["clauses"]:
        for word in ("prices", "adds", "deducts", "parts"):
            named_by = clause.get(word) if clause["kind"] not in ("delivery_fee", "share_cap") else None
            for outcome, table in (named_by or {}).items():
                look(outcome, table)
        named = clause.get("outcomes") or list(tree["outcomes"])
        for outcome in [named] if isinstance(named, str) else named:
            for word in ("part", "factors", "shares"):
                look(outcome, clause.get(word))
        if clause["kind"] == "recovery":
            asked.setdefault(clause["outcome"], (set(), set()))[0].add(clause["measure"])
    return asked


def facts(tree: Tree, each: Reached, asked: set[tuple[str, str]]) -> dict[str, str]:
    """The categories that prices look at: of the enrolment, or of the last of the records that show it."""
    said = {}
    for record, name in asked:
        if record == tree["enrolled_by"]:
            subject = each.subject
            value = subject.name if subject.kind == "cohort" else subject.enrolled[name]
        else:
            rows = [row for _, rows in each.found.leaves for row in rows if row.kind == record]
            value = max(rows, key=lambda row: [as_text(v) for v in content(row)]).said[name]
        said[f"{record}.{name}"] = as_text(value)
    return said


def paid(due: Due) -> Paid:
    """A claim with its sums."""
    each, found = due.reached, due.reached.found
    return Paid(
        each.subject.name,
        each.outcome,
        each.occurrence,
        found.reached,
        found.shown,
        found.known,
        due.gross,
        due.taken,
        due.held,
        due.waiting,
        due.so_far,
        tuple(sorted(due.parts.items())),
    )
