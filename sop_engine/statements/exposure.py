"""Exposure in words: the most that each outcome, one person, each payer and the whole contract can ever cost."""

from typing import Any

from sop_engine.library.bounds.sums import Most
from sop_engine.library.exposure import Exposure, exposure
from sop_engine.statements.sentences import words
from sop_engine.terms.contract import Contract
from sop_engine.units.money import show
from sop_engine.units.numbers import many

HEADINGS = ("outcome", "times", "once at most", "of one", "of everybody")
ROUNDING = "* Rounding may add to it, by the smallest coin for each claim and clause at most."


def exposure_in_words(contract: Contract, people: int | None = None) -> str:
    """A table of the outcomes, then a sentence for one person, each payer and the whole contract."""
    found, currency = exposure(contract, people), contract.currency
    rows = [
        (words(each.name), str(each.times), *(_cell(most, currency) for most in (each.once, each.one, each.everybody)))
        for each in found.outcomes
    ]
    of = "" if people is None else f", with {many(people, 'people')} at most"
    said = [f"The most that it can ever cost{of}: {contract.title}", "", *_table([HEADINGS, *rows]), ""]
    said += [f"{name}: {text}." for name, text in _sentences(contract, found)]
    return "\n".join([*said, *_reasons(found)]) + "\n"


def exposure_as_data(contract: Contract, people: int | None = None) -> dict[str, Any]:
    """The same for machines: amounts in minor units, null where there is no bound."""
    found = exposure(contract, people)
    return {
        "contract": contract.contract,
        "currency": contract.currency,
        "people": people,
        "outcomes": {
            each.name: {
                "of": each.subject,
                "times": each.times,
                "once": _data(each.once),
                "one": _data(each.one),
                "everybody": _data(each.everybody),
            }
            for each in found.outcomes
        },
        "person_before_limits": _data(found.card),
        "person": _data(found.person),
        "payers": {name: _data(most) for name, most in found.payers},
        "contract_as_a_whole": _data(found.whole),
    }


def most_in_words(most: Most, currency: str) -> str:
    """A figure with what bounds it, or why nothing does."""
    if most.amount is None:
        return f"no bound: {most.why}"
    clauses = f" (clause{'s' if most.clauses[1:] else ''} {' and '.join(most.clauses)})" if most.clauses else ""
    return f"{show(most.amount, currency)}{'*' if most.pennies else ''}{clauses}"


def _sentences(contract: Contract, found: Exposure) -> list[tuple[str, str]]:
    currency = contract.currency
    one = most_in_words(found.person, currency)
    if found.card.amount != found.person.amount:
        one += f"; before any limit {most_in_words(found.card, currency)}"
    anybody = any(each.subject == "person" for each in found.outcomes)
    return [
        *([("One person", one)] if anybody else []),
        *((contract.parties[name].name, most_in_words(most, currency)) for name, most in found.payers),
        ("The whole contract", most_in_words(found.whole, currency)),
    ]


def _reasons(found: Exposure) -> list[str]:
    """Why some outcomes have no bound, each reason once."""
    figures = [most for each in found.outcomes for most in (each.once, each.one, each.everybody)]
    reasons = dict.fromkeys(most.why for most in figures if most.amount is None)
    said = [f"No bound: {why}." for why in reasons]
    rounded = [*figures, found.person, found.whole, *(most for _, most in found.payers)]
    return [*said, ROUNDING] if any(most.pennies for most in rounded) else said


def _cell(most: Most, currency: str) -> str:
    if most.amount is None:
        return "no bound"
    amount = show(most.amount, currency) + ("*" if most.pennies else "")
    return f"{amount} ({', '.join(most.clauses)})" if most.clauses else amount


def _table(rows: list[tuple[str, ...]]) -> list[str]:
    """Columns beside one another: the first to the left, figures to the right."""
    widths = [max(len(row[i]) for row in rows) for i in range(len(rows[0]))]
    return [
        "  ".join([row[0].ljust(widths[0]), *(cell.rjust(widths[i]) for i, cell in enumerate(row) if i)]).rstrip()
        for row in rows
    ]


def _data(most: Most) -> dict[str, Any]:
    data: dict[str, Any] = {"most": most.amount, "clauses": list(most.clauses)}
    return data | ({"why": most.why} if most.why else {}) | ({"rounding": True} if most.pennies else {})
