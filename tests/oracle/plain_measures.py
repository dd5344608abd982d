"""Measures: exact numbers, found by looking at every record and every day."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from fractions import Fraction
from math import floor
from typing import TYPE_CHECKING, Any

from tests.oracle.plain_days import ONE, apart, read
from tests.oracle.plain_records import Group, Row, Tree, World, compared, satisfies

if TYPE_CHECKING:
    from tests.oracle.plain_outcomes import Found, Outcomes, Sight

FOR_EVER = date(9000, 1, 1)
"""A day beyond it never comes."""
GROWS = ("at_least", "above")
"""What a number that only grows can meet before it is final."""


@dataclass
class Number:
    """What a measure comes to, from when it counts, from when it is final, and what it rests on."""

    value: Fraction | None
    ends: date
    """The last day that counts for it."""
    final: date
    """The day from which no record can change it."""
    cites: list[Row]
    grows: list[tuple[date, Fraction, Row | None]] | None = None
    """For a number that can only grow, what each day adds."""
    behind: tuple[tuple[date, date, date], ...] = ()
    """What people reached that it counts: the days reached, shown and known."""


class Measures:
    """The measures of a contract, for one subject after the other."""

    def __init__(self, world: World, outcomes: "Outcomes"):
        self.world, self.outcomes = world, outcomes
        self.terms: Tree = world.tree.get("measures", {})

    def number(self, name: str, sight: "Sight") -> Number | None:
        """A measure, or None where a day that it needs is not known."""
        terms = self.terms[name]
        kind = next(word for word in KINDS if word in terms)
        found = KINDS[kind](self, terms, sight)
        if found is None:
            return None
        if "rounded" in terms and found.value is not None:
            found = replace(found, value=rounded_to(found.value, terms["rounded"]), grows=None)
        if "settles" in terms and found.final < FOR_EVER:
            found = replace(found, final=apart(found.final, terms["settles"]))
        return found

    def met(self, name: str, number: Number, asked: Tree, sight: "Sight") -> "Found | None":
        """Whether a number is what is asked, on the first day from which nothing can undo it."""
        from tests.oracle.plain_outcomes import Found

        if asked and number.grows is not None and set(asked) <= set(GROWS) and not meets(Fraction(0), asked):
            total, cites = Fraction(0), []
            for i, (day, more, row) in enumerate(number.grows):
                total += more
                cites += [row] if row and not any(row is each for each in cites) else []
                if meets(total, asked):
                    cites += [r for d, _, r in number.grows[i:] if d == day and r and not any(r is c for c in cites)]
                    counted = [each for each in number.behind if each[0] <= day]
                    shown = max([day, *(each.day for each in cites), *(each[1] for each in counted)])
                    known = max([shown, *(each[2] for each in counted), *(each.known for each in cites)])
                    return Found(day, shown, known, day, [(shown, cites)] if cites else [], {name: total})
            return None
        day = max(number.ends, sight.subject.opens)
        if self.world.as_at < max(day, number.final) or number.value is None or not meets(number.value, asked):
            return None
        known = max([day, number.final, *(each.known for each in number.cites), *(each[2] for each in number.behind)])
        return Found(day, day, known, day, [(day, number.cites)] if number.cites else [], {name: number.value})

    # -- over records

    def _rows(self, terms: Tree, kind: str, sight: "Sight", where: Tree | None = None) -> list[Row]:
        rows = self.world.records(kind, sight.subject)
        return [
            row
            for row in rows
            if satisfies(row.said, terms.get("where", {}) if where is None else where, terms.get("by"))
        ]

    def _inside(self, terms: Tree, kind: str, sight: "Sight") -> tuple[list[Row], date] | None:
        window = self.outcomes.window(terms.get("window"), sight)
        if window is None:
            return None
        return [row for row in self._rows(terms, kind, sight) if window[0] <= row.day <= window[1]], window[1]

    def count(self, terms: Tree, sight: "Sight") -> Number | None:
        """How many records, or on how many days."""
        found = self._inside(terms, terms["count"], sight)
        if found is None:
            return None
        rows, closes = found
        adds = [r for i, r in enumerate(rows) if "different" not in terms or not i or rows[i - 1].day != r.day]
        return Number(Fraction(len(adds)), closes, closes, rows, [(row.day, Fraction(1), row) for row in adds])

    def sum(self, terms: Tree, sight: "Sight") -> Number | None:
        """What a field adds up to; an empty cell adds nothing."""
        found = self._inside(terms, terms["sum"], sight)
        if found is None:
            return None
        rows, closes = found
        said = [row for row in rows if row.said[terms["field"]] is not None]  # an empty cell says nothing
        adds = [(row.day, Fraction(row.said[terms["field"]]), row) for row in said]
        grows = "never_below" in self.world.columns(terms["sum"])[terms["field"]]
        value, cites = sum((each[1] for each in adds), Fraction(0)), [row for _, _, row in adds]
        return Number(value, closes, closes, cites, adds if grows else None)

    def days(self, terms: Tree, sight: "Sight") -> Number | None:
        """How many different days the records cover, less those that others cover."""
        window = self.outcomes.window(terms.get("window"), sight)
        if window is None:
            return None
        rows = sorted(self._rows(terms, terms["days"], sight), key=lambda row: (row.day, row.who, row.in_file_order()))
        said = terms.get("except", [])
        without = [row for kind in ([said] if isinstance(said, str) else said) for row in self._rows({}, kind, sight)]
        adds: list[tuple[date, Fraction, Row | None]] = []
        opens = min([row.first for row in rows], default=window[0])
        day, ends = max(window[0], opens), max([row.day for row in rows], default=window[0] - ONE)
        while day <= min(window[1], ends):
            covering = [row for row in rows if row.first <= day <= row.day]
            if covering and not any(row.first <= day <= row.day for row in without):
                adds.append((day, Fraction(1), covering[0]))
            day += ONE
        cites = [row for row in rows if row.first <= window[1] and row.day >= window[0]]
        return Number(Fraction(len(adds)), window[1], window[1], cites, None if without or said else adds)

    def share(self, terms: Tree, sight: "Sight") -> Number | None:
        """The part of the records, of those `among`, that satisfies `where`."""
        window = self.outcomes.window(terms.get("window"), sight)
        if window is None:
            return None
        among = self._rows(terms, terms["share"], sight, terms.get("among", {}))
        among = [row for row in among if window[0] <= row.day <= window[1]]
        fitting = [row for row in among if satisfies(row.said, terms.get("where", {}))]
        value = Fraction(len(fitting), len(among)) if among else None
        return Number(value, window[1], window[1], among)

    def mean(self, terms: Tree, sight: "Sight") -> Number | None:
        """The mean of a field; empty cells are left out."""
        found = self._inside(terms, terms["mean"], sight)
        if found is None:
            return None
        said = [row for row in found[0] if row.said[terms["field"]] is not None]
        values = [Fraction(row.said[terms["field"]]) for row in said]
        return Number(sum(values, Fraction(0)) / len(values) if values else None, found[1], found[1], said)

    def reported(self, terms: Tree, sight: "Sight") -> Number | None:
        """What a field of one of the records says."""
        found = self._inside(terms, terms["reported"], sight)
        if found is None:
            return None
        said = [(Fraction(row.said[terms["field"]]), row) for row in found[0] if row.said[terms["field"]] is not None]
        if not said:
            return Number(None, found[1], found[1], [])
        best = {"highest": max(each[0] for each in said), "lowest": min(each[0] for each in said)}.get(terms["which"])
        chosen = said[0] if best is None else next(each for each in said if each[0] == best)
        chosen = said[-1] if terms["which"] == "last" else chosen
        final = chosen[1].day if terms["which"] == "first" else found[1]
        grows: list[tuple[date, Fraction, Row | None]] = []
        for value, row in said:
            before = sum((more for _, more, _ in grows), Fraction(0))
            grows += [(row.day, value - before, row)] if value > before or not grows else []
        may_only_grow = "never_below" in self.world.columns(terms["reported"])[terms["field"]]
        never_falls = terms["which"] == "highest" and may_only_grow
        return Number(chosen[0], final, final, [chosen[1]], grows if never_falls else None)

    # -- made of others

    def fixed(self, terms: Tree, sight: "Sight") -> Number | None:
        """A number that was agreed."""
        return Number(Fraction(terms["fixed"]), date.min, date.min, [])

    def dated(self, terms: Tree, sight: "Sight") -> Number | None:
        """Another measure from each date."""
        day = sight.period[0] if sight.period else max(sight.subject.start, sight.subject.opens)
        chosen = [name for from_, name in terms["dated"].items() if read(from_) <= day]
        if not chosen:
            return Number(None, date.min, date.min, [])
        found = self.number(chosen[-1], sight)
        return found and replace(found, grows=None)

    def of_two(self, terms: Tree, sight: "Sight") -> Number | None:
        """Two measures put together."""
        word = next(each for each in OF_TWO if each in terms)
        found = self._of(terms[word], sight, lambda numbers: OF_TWO[word](*numbers))
        return found and replace(found, grows=self._scaled(word, terms[word], sight))

    def _scaled(self, word: str, of: list[str], sight: "Sight") -> list[Any] | None:
        """What grows, divided or multiplied by a number above nothing that was agreed, grows too."""
        first, second = (self.number(name, sight) for name in of)
        if word == "times" and first.grows is None:
            first, second = second, first
        agreed = second.ends == date.min and second.value is not None and second.value > 0
        if word not in ("ratio", "times") or first.grows is None or not agreed:
            return None
        by = 1 / second.value if word == "ratio" else second.value
        return [(day, more * by, row) for day, more, row in first.grows]

    def weighted(self, terms: Tree, sight: "Sight") -> Number | None:
        """Measures multiplied by weights, and added up."""
        weights = [Fraction(each) for each in terms["weighted_by"].values()]
        return self._of(
            list(terms["weighted_by"]),
            sight,
            lambda numbers: sum((a * b for a, b in zip(numbers, weights, strict=False)), Fraction(0)),
        )

    def _of(self, of: list[str], sight: "Sight", put: Callable[[list[Fraction]], Fraction | None]) -> Number | None:
        parts = [self.number(name, sight) for name in of]
        if any(part is None for part in parts):
            return None
        numbers = [part.value for part in parts]
        value = None if any(number is None for number in numbers) else put(numbers)
        return Number(
            value,
            max(p.ends for p in parts),
            max(p.final for p in parts),
            once_each([row for p in parts for row in p.cites]),
            behind=tuple(each for p in parts for each in p.behind),
        )

    # -- over people

    def _people(self, terms: Tree, sight: "Sight") -> list[Group]:
        said = terms.get("people", {})
        people = [p for p in sight.subject.people if satisfies(p.enrolled, {} if said == "all" else said)]
        return [person for person in people if not sight.period or person.start <= sight.period[1]]

    def _joined(self, sight: "Sight") -> date:
        """The day by which everybody has joined who can belong to the subject, or its period."""
        return min(sight.subject.closed, sight.period[1]) if sight.period else sight.subject.closed

    def _of_each(self, name: str, people: list[Group], sight: "Sight") -> list[Number] | None:
        return [self.number(name, replace(sight, subject=person, last=self.world.last)) for person in people]

    def never_known(self, name: str, person: Group) -> bool:
        """Whether somebody can never be measured: each outcome that is missing cannot be reached any more."""
        missing = [each for each in self.outcomes.needs({"measure": name}) if not self.outcomes.reached(each, person)]
        return all(self.outcomes.never(each, person) for each in missing)

    def mean_of(self, terms: Tree, sight: "Sight") -> Number | None:
        """The mean over people."""
        left_out = terms.get("never_measured", self.world.terms["never_measured"]) == "left_out"
        return self._over(
            terms["mean_of"], terms, sight, lambda values, many: mean(values, len(values) if left_out else many), False
        )

    def total_of(self, terms: Tree, sight: "Sight") -> Number | None:
        """What a measure adds up to over people."""
        return self._over(terms["total_of"], terms, sight, lambda values, many: mean(values, 1), True)

    def _over(self, name: str, terms: Tree, sight: "Sight", put: Callable[..., Any], adds: bool) -> Number | None:
        people = self._people(terms, sight)
        parts = self._of_each(name, people, sight)
        for i, person in enumerate(people):
            if parts[i] is None and self.never_known(name, person):
                parts[i] = Number(None, self.world.last, self.world.last, [])
        if any(part is None for part in parts):
            return None
        values = [part.value for part in parts if part.value is not None]
        joined = self._joined(sight)
        grows = None
        if adds and all(part.grows is not None for part in parts):
            grows = sorted((g for part in parts for g in part.grows), key=lambda g: g[0])
        return Number(
            put(values, len(people)),
            max([joined, *(part.ends for part in parts)]),
            max([joined, *(part.final for part in parts)]),
            [row for part in parts for row in part.cites],
            grows,
        )

    def reached(self, terms: Tree, sight: "Sight") -> Number | None:
        """How many people reached an outcome."""
        window = self.outcomes.window(terms.get("window"), sight)
        if window is None:
            return None
        times = [person.times.get(terms["reached"], []) for person in self._people(terms, sight)]
        within = [[each for each in of if window[0] <= each.reached <= window[1]] for of in times]
        found = [min(of, key=lambda each: each.reached) for of in within if of]  # each person once, by the first time
        behind = tuple(sorted((each.reached, each.shown, each.known) for each in found))
        grows: list[tuple[date, Fraction, Row | None]] = [(each[0], Fraction(1), None) for each in behind]
        return Number(Fraction(len(behind)), window[1], window[1], [], grows, behind)

    def people(self, terms: Tree, sight: "Sight") -> Number | None:
        """How many people, or how many with such a record."""
        window = self.outcomes.window(terms.get("window"), sight)
        if window is None:
            return None
        adds: list[tuple[date, Fraction, Row | None]] = []
        closes = window[1]
        for person in self._people(terms, sight):
            if "having" not in terms:
                opens = window[0] if sight.period or "from" in terms.get("window", {}) else date.min
                adds += [(person.start, Fraction(1), None)] if opens <= person.start <= window[1] else []
                continue
            rows = self._rows(terms, terms["having"], replace(sight, subject=person))
            rows = [row for row in rows if window[0] <= row.day <= window[1]]
            adds += [(rows[0].day, Fraction(1), rows[0])] if rows else []
        if "having" not in terms:
            closes = min(closes, sight.subject.closed)
        adds.sort(key=lambda each: each[0])
        return Number(Fraction(len(adds)), closes, closes, [row for _, _, row in adds if row], adds)


KINDS: dict[str, Any] = {
    "count": Measures.count,
    "sum": Measures.sum,
    "days": Measures.days,
    "share": Measures.share,
    "mean": Measures.mean,
    "reported": Measures.reported,
    "fixed": Measures.fixed,
    "dated": Measures.dated,
    "difference": Measures.of_two,
    "ratio": Measures.of_two,
    "fall": Measures.of_two,
    "times": Measures.of_two,
    "weighted_by": Measures.weighted,
    "mean_of": Measures.mean_of,
    "total_of": Measures.total_of,
    "reached": Measures.reached,
    "people": Measures.people,
}
OF_TWO: dict[str, Callable[[Fraction, Fraction], Fraction | None]] = {
    "difference": lambda a, b: a - b,
    "ratio": lambda a, b: a / b if b else None,
    "fall": lambda a, b: (a - b) / a if a else None,
    "times": lambda a, b: a * b,
}


def once_each(rows: list[Row]) -> list[Row]:
    """Rows, each where it comes first."""
    return [row for i, row in enumerate(rows) if not any(row is each for each in rows[:i])]


def mean(values: list[Fraction], of: int) -> Fraction | None:
    """The mean over so many; none where nobody was measured."""
    return sum(values, Fraction(0)) / of if values else None


def meets(value: Fraction, asked: Tree) -> bool:
    """Whether a number is what is asked; a per cent is a part of one."""

    def plain(text: str) -> str:
        return str(Decimal(text.removesuffix("%")) / 100) if text.endswith("%") else text

    words = {word: [plain(t) for t in text] if isinstance(text, list) else plain(text) for word, text in asked.items()}
    tests = {
        "is": lambda b: value == Fraction(b),
        "at_least": lambda b: value >= Fraction(b),
        "at_most": lambda b: value <= Fraction(b),
        "above": lambda b: value > Fraction(b),
        "below": lambda b: value < Fraction(b),
        "between": lambda b: Fraction(b[0]) <= value <= Fraction(b[1]),
    }
    return all(tests[word](bound) for word, bound in words.items())


def rounded(number: Fraction, how: str) -> int:
    """A whole number, without regard to the sign."""
    size, sign = abs(number), -1 if number < 0 else 1
    low = floor(size)
    over = size - low
    if how == "half_up":
        up = over >= Fraction(1, 2)
    elif how == "half_even":
        up = over > Fraction(1, 2) or (over == Fraction(1, 2) and low % 2 == 1)
    else:
        up = over > 0 and how == "up"
    return sign * (low + up)


def rounded_to(number: Fraction, terms: Tree) -> Fraction:
    """A number read to the nearest multiple."""
    to = Fraction(terms["to"])
    return rounded(number / to, terms["how"]) * to


__all__ = ["Measures", "Number", "compared", "meets", "rounded"]
