"""What is due: prices, limits and shares, walked claim by claim in a stated order."""

from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from math import floor
from typing import Any

from tests.oracle.plain_days import ONE, read
from tests.oracle.plain_limits import Limits
from tests.oracle.plain_measures import rounded
from tests.oracle.plain_outcomes import Reached
from tests.oracle.plain_records import Row, Tree, as_text


@dataclass
class Due:
    """A claim, and what came of it in pence."""

    reached: Reached
    facts: dict[str, str] = field(default_factory=dict)
    gross: int = 0
    taken: int = 0
    held: int = 0
    waiting: int = 0
    parts: dict[str, int] = field(default_factory=dict)

    @property
    def so_far(self) -> int:
        """What is due after the clauses so far."""
        return self.gross + self.taken + self.held + self.waiting

    @property
    def outcome(self) -> str:
        """The outcome that is claimed."""
        return self.reached.outcome


class Money:
    """The clauses of a contract, worked out in order."""

    def __init__(self, tree: Tree, terms: dict[str, Any], due: list[Due], as_at: date):
        self.tree, self.terms, self.due, self.as_at = tree, terms, due, as_at
        self.last = read(tree["in_force"]["to"])
        self.pence = pence

    def settle(self) -> list[Due]:
        """Every claim, with what each clause makes of it, and the payers' parts."""
        for clause in self.tree["clauses"]:
            if clause["kind"] != "co_payment":
                getattr(self if hasattr(self, clause["kind"]) else Limits(self), clause["kind"])(clause)
        for clause in self.tree["clauses"]:
            if clause["kind"] == "co_payment":
                self.co_payment(clause)
        return self.due

    def said(self, clause: Tree, term: str) -> Any:
        """What a clause says, or else the contract or the standard terms."""
        return clause.get(term, self.terms.get(term))

    def in_order(self, clause: Tree, outcomes: list[str]) -> list[Due]:
        """The claims of some outcomes, in the order that the clause states."""
        words = self.said(clause, "in_order_of")
        words = [words] if isinstance(words, str) else words
        return sorted(
            (d for d in self.due if d.outcome in outcomes), key=lambda d: [self._key(d, word) for word in words]
        )

    def _key(self, due: Due, word: str) -> Any:
        each = due.reached
        if word == "record":
            return (each.found.reached, each.period or (), record_of(each))
        return {
            "reached": each.found.reached,
            "shown": each.found.shown,
            "known": each.found.known,
            "claimed": each.found.claimed,
            "person": each.subject.name,
            "outcome": list(self.tree["outcomes"]).index(each.outcome),
        }[word]

    def named(self, clause: Tree) -> list[str]:
        """The outcomes that a clause names; all of them when it names none."""
        said = clause.get("outcomes") or ([clause["outcome"]] if "outcome" in clause else list(self.tree["outcomes"]))
        return [said] if isinstance(said, str) else said

    # -- prices

    def outcome_price(self, clause: Tree) -> None:
        """The price of each outcome."""
        for due in self.due:
            price = clause["prices"].get(due.outcome)
            if price is not None:
                due.gross += rounded(self.value(price, due, clause), self.said(clause, "rounding"))

    def value(self, table: Any, due: Due, clause: Tree) -> Fraction:
        """What a table comes to for a claim, exactly, in pence."""
        if isinstance(table, str):
            return amount(table)
        if "dated" in table:
            day: date = getattr(due.reached.found, self.said(clause, "price_day"))
            return self.value([each for from_, each in table["dated"].items() if read(from_) <= day][-1], due, clause)
        if "of" in table:
            category = due.facts[f"{table['of']}.{table['by']}"]
            named = table.get("prices") or table["parts"]
            return self.value(named.get(category, table.get("otherwise")), due, clause)
        number = self.number(table.get("by") or table.get("per"), due, clause)
        if "rate" in table:
            return max(number, Fraction(0)) * pence(table["rate"])
        word = next(each for each in ("steps", "line", "slices") if each in table)
        knots = [(Fraction(knot), amount(each)) for knot, each in table[word].items()]
        if word == "slices":
            ends = [knot for knot, _ in knots[1:]] + [max(number, knots[-1][0])]
            return sum(
                (max(Fraction(0), min(number, e) - k) * rate for (k, rate), e in zip(knots, ends, strict=False)),
                Fraction(0),
            )
        if number < knots[0][0]:
            return amount(table["below"])
        if word == "steps":
            return [each for knot, each in knots if knot <= number][-1]
        if number > knots[-1][0]:
            return amount(table["above"])
        for (low, a), (high, b) in zip(knots, knots[1:], strict=False):
            if low <= number <= high:
                return a + (b - a) * (number - low) / (high - low)
        raise AssertionError(number)

    def number(self, name: str, due: Due, clause: Tree) -> Fraction:
        """A measured number, or which claim or which time this is."""
        if name == "time":
            return Fraction(due.reached.occurrence)
        if name == "position":
            return Fraction(1 + next(i for i, each in enumerate(self.in_order(clause, [due.outcome])) if each is due))
        return due.reached.found.numbers[name]

    def supplement(self, clause: Tree) -> None:
        """An amount on top of the price."""
        for due in self.due:
            if due.outcome in clause["adds"]:
                due.gross += rounded(
                    self.value(clause["adds"][due.outcome], due, clause), self.said(clause, "rounding")
                )

    def deduction(self, clause: Tree) -> None:
        """An amount off, which is lost or owed back where it is more than what is due."""
        for due in self.due:
            if due.outcome in clause["deducts"]:
                off = rounded(self.value(clause["deducts"][due.outcome], due, clause), self.said(clause, "rounding"))
                due.taken -= min(off, max(0, due.so_far)) if clause["beyond"] == "lost" else off

    def discount(self, clause: Tree) -> None:
        """A part off what is due so far."""
        parts = clause.get("parts") or dict.fromkeys(self.named(clause), clause["part"])
        for due in self.due:
            if due.outcome in parts:
                part = self.value(parts[due.outcome], due, clause)
                due.taken -= rounded(max(0, due.so_far) * part, self.said(clause, "rounding"))

    deadweight = discount

    def indexation(self, clause: Tree) -> None:
        """What is due so far, times the factor of its day."""
        for due in self.due:
            if due.outcome in self.named(clause):
                factor = self.value(clause["factors"], due, clause)
                more = rounded(max(0, due.so_far) * (factor - 1), self.said(clause, "rounding"))
                if more > 0:
                    due.gross += more
                else:
                    due.taken += more

    def recovery(self, clause: Tree) -> None:
        """A rate of error, taken back of all that the audit looked at."""
        others = [n for n in self.tree["outcomes"] if n != clause["outcome"]]
        others = [clause["outcomes"]] if isinstance(clause.get("outcomes"), str) else clause.get("outcomes", others)
        audits = sorted((d for d in self.due if d.outcome == clause["outcome"]), key=lambda d: d.reached.found.reached)
        before = date.min
        for audit in audits:
            until = audit.reached.found.reached
            first, last = audit.reached.period or (before + ONE, until)
            looked = [d.so_far for d in self.due if d.outcome in others and first <= d.reached.found.reached <= last]
            rate = audit.reached.found.numbers[clause["measure"]]
            audit.taken -= rounded(rate * max(0, sum(looked)), self.said(clause, "rounding"))
            before = until

    def delivery_fee(self, clause: Tree) -> None:
        """A fee in instalments: each the growth of the fee to date, or the whole divided once."""
        many, total = int(clause["instalments"]), pence(clause["total"])
        begins = [int(first) for first in clause["parts"]] + [many + 1]
        bands = [Fraction(part.rstrip("%")) / 100 for part in clause["parts"].values()]
        weights = [part / (b - a) for part, a, b in zip(bands, begins, begins[1:], strict=False) for _ in range(b - a)]
        if self.said(clause, "remainder") == "largest_remainder":
            instalments = by_largest_remainder(total, weights)
        else:
            cuts = [floor(total * sum(weights[:i]) + Fraction(1, 2)) for i in range(many + 1)]
            instalments = [b - a for a, b in zip(cuts, cuts[1:], strict=False)]
        for due in self.due:
            if due.outcome == clause["outcome"] and due.reached.occurrence <= many:
                due.gross += instalments[due.reached.occurrence - 1]

    # -- payers

    def co_payment(self, clause: Tree) -> None:
        """The net of each claim divided among payers."""
        self.running: dict[tuple[Any, ...], int] = {}
        self.asked_of: dict[str, int] = {}
        for due in self.in_order(
            {"in_order_of": ["person", "outcome", "record"], **self.ordered(clause)}, self.named(clause)
        ):
            way, said = self.list_of(clause["shares"], due, clause)
            due.parts.update({payer: due.parts.get(payer, 0) for payer in payers(said)})
            left, unpaid = self.divided(clause, way, said, due.so_far, due)
            due.taken -= left + unpaid

    def ordered(self, clause: Tree) -> Tree:
        """The order of a clause, where one is stated."""
        return {"in_order_of": self.said(clause, "in_order_of")} if self.said(clause, "in_order_of") else {}

    def list_of(self, table: Any, due: Due, clause: Tree) -> tuple[tuple[Any, ...], list[Tree]]:
        """The list of shares of a claim, by date or by category, and the way to it."""
        if isinstance(table, list):
            return (), table
        if "dated" in table:
            day: date = getattr(due.reached.found, self.said(clause, "share_day"))
            key = [from_ for from_ in table["dated"] if read(from_) <= day][-1]
            found = table["dated"][key]
        else:
            key = due.facts[f"{table['of']}.{table['by']}"]
            found = table["shares"].get(key, table.get("otherwise"))
        way, said = self.list_of(found, due, clause)
        return (key, *way), said

    def divided(self, clause: Tree, way: tuple[Any, ...], said: list[Tree], net: int, due: Due) -> tuple[int, int]:
        """Divide an amount among a list: fixed amounts first, then parts of what is left, and so on with what passes.

        What nobody here can pay is the first answer, what stays unpaid the second.
        """
        left, unpaid = net, 0
        for i, each in enumerate(said):
            if "amount" in each:
                fixed = max(0, min(pence(each["amount"]), left))
                over, lost = self.given(clause, (*way, i), each, fixed, due)
                left, unpaid = left - fixed + over, unpaid + lost
        weights = {i: w for i, w in zip(range(len(said)), self.weights(said), strict=True) if w}
        while left and weights:
            parts = self.by_weight(clause, (*way, *weights), left, list(weights.values()))
            left = 0
            for i, part in zip(list(weights), parts, strict=True):
                over, lost = self.given(clause, (*way, i), said[i], part, due)
                left, unpaid = left + over, unpaid + lost
                if over:
                    del weights[i]
        return left, unpaid

    def weights(self, said: list[Tree]) -> list[Fraction]:
        """The weight of each place; a fixed amount has none."""
        places = [each for each in said if "amount" not in each]
        found = iter(shares(places) if places else [])
        return [Fraction(0) if "amount" in each else next(found) for each in said]

    def by_weight(self, clause: Tree, way: tuple[Any, ...], left: int, weights: list[Fraction]) -> list[int]:
        """An amount by weights, as the clause treats pennies; `way` is the list and who of it still pays."""
        if self.said(clause, "remainder") == "largest_remainder":
            return by_largest_remainder(left, weights)
        before = self.running.get(way, 0)
        self.running[way] = before + left
        return [b - a for a, b in zip(cut(before, weights), cut(before + left, weights), strict=True)]

    def given(self, clause: Tree, way: tuple[Any, ...], place: Tree, part: int, due: Due) -> tuple[int, int]:
        """A part falls to a place: what passes its limit is for others, or stays unpaid."""
        if "among" in place:
            return self.divided(clause, (*way, "among"), place["among"], part, due)
        payer = place["payer"]
        before = self.asked_of.get(payer, 0)
        takes = min(part, max(0, pence(place["up_to"]) - before)) if "up_to" in place and part > 0 else part
        self.asked_of[payer] = before + takes
        due.parts[payer] += takes
        return (0, part - takes) if place.get("when_empty") == "unpaid" else (part - takes, 0)


def payers(said: list[Tree]) -> list[str]:
    """Who is in a list, and in the lists within it."""
    return [name for each in said for name in (payers(each["among"]) if "among" in each else [each["payer"]])]


def cut(running: int, weights: list[Fraction]) -> list[int]:
    """A running total cut at the rounded running shares."""
    cuts = [floor(running * sum(weights[:i]) / sum(weights) + Fraction(1, 2)) for i in range(len(weights) + 1)]
    return [b - a for a, b in zip(cuts, cuts[1:], strict=False)]


def pence(text: str) -> int:
    """An amount such as £1,500 or £12.34, in pence."""
    return int(Fraction(text.lstrip("£").replace(",", "")) * 100)


def amount(text: str) -> Fraction:
    """An amount in pence, a part (12.5%, 1/6), or a factor (1.077), exactly."""
    if text.startswith("£"):
        return Fraction(pence(text))
    return Fraction(text.rstrip("%")) / 100 if text.endswith("%") else Fraction(text)


def shares(said: list[Tree]) -> list[Fraction]:
    """The weights of the payers: pots, or parts of one, where `rest` is what the others leave."""
    if "pot" in said[0]:
        return [Fraction(pence(each["pot"])) for each in said]
    stated = [None if each["part"] == "rest" else Fraction(each["part"].rstrip("%")) / 100 for each in said]
    rest = 1 - sum((each for each in stated if each is not None), Fraction(0))
    return [rest if each is None else each for each in stated]


def by_largest_remainder(amount: int, weights: list[Fraction]) -> list[int]:
    """Whole pence for each payer; what is left goes to the largest remainders, of equal ones to the first named."""
    sign = -1 if amount < 0 else 1
    exact = [abs(amount) * weight / sum(weights) for weight in weights]
    parts = [floor(each) for each in exact]
    while sum(parts) < abs(amount):
        most = max(each - part for each, part in zip(exact, parts, strict=False))
        i = next(i for i, (each, part) in enumerate(zip(exact, parts, strict=False)) if each - part == most)
        parts[i] += 1
    return [sign * part for part in parts]


def record_of(each: Reached) -> tuple[str, ...]:
    """What the record says that shows a claim last: of those of one day, the one whose content comes last."""
    said = [(day, tuple(ordinal(value) for value in content(rows[-1]))) for day, rows in each.found.leaves]
    return max(said, default=(None, ()))[1]


def content(row: Row) -> tuple[Any, ...]:
    """What a record says: its days, and its fields by name."""
    return (row.day, row.first, *(row.said[name] for name in sorted(row.said)))


def ordinal(value: Any) -> str:
    """A value as text that sorts; days as numbers."""
    return as_text(value)


__all__ = ["Due", "Money", "content"]
