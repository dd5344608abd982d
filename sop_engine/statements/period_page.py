"""Period page: the statement of a period as HTML, made from its frozen text alone."""

import json
from datetime import date
from typing import Any

from sop_engine.statements.page import rendered
from sop_engine.statements.sentences import words
from sop_engine.units.days import day_number, say
from sop_engine.units.money import show

ENTRIES_ON_A_PAGE = 500
"""With more entries the statement stays short, and each is told of on pages beside it."""


def period_pages(content: str | bytes) -> dict[str, str]:
    """The statement of a period as HTML, by the name of each page: statement.html, and entries-001.html and so on."""
    s = json.loads(content)
    told = [_shown(each, s["currency"]) for each in (*s["adjustments"], *s["payments"])]
    groups = [told[i : i + ENTRIES_ON_A_PAGE] for i in range(0, len(told), ENTRIES_ON_A_PAGE)]
    named = {f"entries-{number:03}.html": group for number, group in enumerate(groups, 1)} if groups[1:] else {}
    further = [(name, group[0]["entry"], group[-1]["entry"], len(group)) for name, group in named.items()]
    values: dict[str, Any] = {"s": s, "day": _day, "money": lambda minor: show(minor, s["currency"]), "words": words}
    shown = [] if named else told
    pages = {"statement.html": rendered("period.html", **values, told=shown, further=further)}
    return pages | {name: rendered("entries.html", **values, told=group) for name, group in named.items()}


def _shown(entry: dict[str, Any], currency: str) -> dict[str, Any]:
    """An entry with its amounts and days as people read them."""
    return {
        **entry,
        "outcome": words(entry["outcome"]),
        "reached": _day(entry["reached"]),
        "known": _day(entry["known"]),
        "before": show(entry["before"], currency),
        "amount": show(entry["amount"], currency),
        "after": show(entry["after"], currency),
        "earned": show(entry["earned"], currency),
        "lines": [(clause, sentence, show(amount, currency)) for clause, sentence, amount in entry["lines"]],
        "accounts": [(name, show(amount, currency)) for name, amount in entry["accounts"]],
    }


def _day(said: str) -> str:
    return say(day_number(date.fromisoformat(said)))
