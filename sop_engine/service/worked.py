"""Worked: for each outcome of a contract an example that reaches it, and a near miss that comes to nothing.

The records of an example are found from the terms: the first days on which everything that is asked can
be so.  What is then due is worked out by the engine, so an example says what the terms say, and people can
read whether that is what was meant.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from itertools import product
from typing import Any, NamedTuple

from sop_engine.checks.comparison import read_operand, satisfied
from sop_engine.intake.take_in import take_in
from sop_engine.library.asking.emit import block
from sop_engine.records.working import MET, Payment
from sop_engine.service.sheets import example_sheet
from sop_engine.steps.evaluate import Working, evaluate
from sop_engine.steps.select import asked
from sop_engine.terms.check import AllOf, AnyOf, Check, Comparison, CountCheck, HeldCheck, OnRecords, RecordCheck
from sop_engine.terms.contract import Contract
from sop_engine.terms.record import CATEGORY, DAY, LIST, NUMBER, RecordTerms
from sop_engine.terms.written import START, Anchor
from sop_engine.units.days import LAST, as_date, civil, day_number, days_in_month, ending, from_civil
from sop_engine.units.money import show

MOST_RECORDS = 1_000
"""More records than any reader would look through."""
A_WHILE = 14
"""Days after which something happens that may happen on any day: examples read better so."""


class Row(NamedTuple):
    """A record of an example: its kind, its (last) day, what its fields say, and the part of the outcome it is for."""

    kind: str
    day: int
    said: tuple[tuple[str, Any], ...] = ()
    part: int = 0
    """The number of the check it was made for; 0 for what only comes before the outcome."""
    first: int | None = None
    """The first day of a record that lasts, where it is another than its last."""


class Example(NamedTuple):
    """A worked example: a sentence, one person's records, and all that is due on a day."""

    it: str
    start: Row
    rows: tuple[Row, ...]
    as_at: int
    outcome: str
    due: tuple[Payment, ...]
    """What is due, and the outcome of which it is an example even where a limit leaves nothing of it."""


class Unreachable(Exception):
    """No record on any day could satisfy what is asked."""


class NoExample(Exception):
    """No example could be found in which an outcome is reached."""

    def __init__(self, outcome: str):
        super().__init__(outcome)
        self.outcome = outcome


def worked(contract: Contract) -> list[Example]:
    """For each outcome, in the order of the contract, one example that reaches it and one near miss.

    An outcome that is worth nothing has no near miss: nothing would show the difference.

    Raises:
        NoExample: An outcome cannot be reached by any records we could think of.
    """
    found = []
    for outcome in contract.outcomes:
        reached, made = _reached(contract, outcome)
        found.append(reached)
        if any(each.net for each in reached.due if each.outcome == outcome):
            missed = _missed(contract, outcome, made)
            found += [missed] if missed else []
    return found


def _reached(contract: Contract, outcome: str) -> tuple[Example, "Making"]:
    for edge, part_of_any in product((True, False), range(_ways(contract))):
        making = Making(contract, outcome, edge, part_of_any)
        try:
            making.reach(outcome)
        except Unreachable:
            continue
        working, as_at = _evaluated(contract, making.start, making.rows)
        if any(each.outcome == outcome and each.state == MET for each in working.occurrences):
            due = tuple(each for each in working.payments if each.net or each.outcome == outcome)
            mine = next(each for each in due if each.outcome == outcome)
            it = f"{_sentence(contract, outcome)}, and {_paid(contract, mine)}."
            return Example(it, making.start, tuple(making.rows), as_at, outcome, due), making
    raise NoExample(outcome)


def _ways(contract: Contract) -> int:
    """The most parts that any `any_of` of the contract has."""
    return max(
        len(each.shown_by.parts) if isinstance(each.shown_by, AnyOf) else 1 for each in contract.outcomes.values()
    )


def _sentence(contract: Contract, outcome: str) -> str:
    return contract.outcomes[outcome].is_.rstrip(".")


def _paid(contract: Contract, payment: Payment) -> str:
    if payment.net == payment.gross:
        return "it is paid for" if payment.gross else "it is reached and costs nothing"
    return f"a limit leaves {show(payment.net, contract.currency)} of {show(payment.gross, contract.currency)}"


def _missed(contract: Contract, outcome: str, making: "Making") -> Example | None:
    """The first near miss that comes to nothing for the outcome."""
    for why, start, rows in _near(contract, making):
        working, as_at = _evaluated(contract, start, rows)
        if not any(each.outcome == outcome for each in working.payments):
            it = f"{_sentence(contract, outcome)}, but {why}, and nothing is due for it."
            return Example(it, start, tuple(rows), as_at, outcome, tuple(each for each in working.payments if each.net))
    return None


def _near(contract: Contract, making: "Making") -> Iterator[tuple[str, Row, list[Row]]]:
    """Near misses, the nearest first: each with what is missing, the start and the records."""
    for number, made in making.parts.items():
        mine = sorted((each for each in making.rows if each.part == number), key=lambda each: each.day)
        if not mine:
            continue
        others, last = [each for each in making.rows if each.part != number], mine[-1]
        for why, day in made.near:
            yield why, making.start, [*others, *mine[:-1], last._replace(day=day)]
        if len(mine) > 1:
            yield "there is one record too few", making.start, [*others, *mine[:-1]]
        if len(making.parts) > 1:
            yield f"there is no record {last.kind}", making.start, others
    yield "no record shows it", making.start, [each for each in making.rows if not each.part]
    yield "there is no record at all", making.start, []
    yield "the person joins one day after the contract", making.start._replace(day=contract.in_force.to + 1), []


def _evaluated(contract: Contract, start: Row, rows: list[Row]) -> tuple[Working, int]:
    """What the terms make of some records, at the end of the month in which the last of them lies."""
    year, month, _ = civil(max([start.day, *(each.day for each in rows)]))
    as_at = min(from_civil(year, month, days_in_month(year, month)), LAST)
    said = by_kind(contract, rows)
    sheets = {
        kind: [example_sheet(kind, contract.records[kind], of)]
        for kind, of in {**said, contract.enrolled_by: [as_said(contract, start)]}.items()
    }
    return evaluate(contract, take_in(contract, sheets, as_at).records, as_at), as_at


def by_kind(contract: Contract, rows: list[Row] | tuple[Row, ...]) -> dict[str, list[dict[str, Any]]]:
    """Records by kind, in the order of the contract and of their days, in the words of worked examples."""
    said: dict[str, list[dict[str, Any]]] = {}
    for kind in contract.records:
        mine = sorted((each for each in rows if each.kind == kind), key=lambda each: each.day)
        if mine:
            said[kind] = [as_said(contract, each) for each in mine]
    return said


def as_said(contract: Contract, row: Row) -> dict[str, Any]:
    """A record in the words of worked examples."""
    day, first = as_date(row.day).isoformat(), as_date(row.day if row.first is None else row.first).isoformat()
    days = {"from": first, "to": day} if contract.records[row.kind].lasts else {"dated": day}
    return days | dict(row.said)


# ------------------------------------------------------------------------------------------------
# Making records


@dataclass(slots=True)
class Made:
    """One check, once records were made for it: its days, and the days that would have just missed."""

    near: list[tuple[str, int]] = field(default_factory=list)


class Making:
    """The records of one example, made outcome by outcome from the days that the terms allow.

    `at_the_edge` puts a record on the first or last day of its window, which shows best what the
    window says; without it everything happens as early as it can.
    """

    def __init__(self, contract: Contract, outcome: str, at_the_edge: bool, part_of_any: int):
        self.contract, self.outcome = contract, outcome
        self.at_the_edge, self.part_of_any = at_the_edge, part_of_any
        self.reckoned = contract.reckoning()
        first = contract.in_force.from_
        self.start = Row(contract.enrolled_by, first, _fields(contract.records[contract.enrolled_by], {}))
        self.rows: list[Row] = []
        self.reached: dict[str, tuple[int, int]] = {}
        """For each outcome so far the day reached, and the day on which what dates it was last seen."""
        self.that: dict[str, int] = {}
        self.parts: dict[int, Made] = {}

    def reach(self, outcome: str) -> None:
        """Make the records that an outcome needs, those of the outcomes it hangs on first."""
        terms = self.contract.outcomes[outcome]
        for other in terms.after:
            self._after(other)
        own = self._check(terms.shown_by, outcome)
        self.reached[outcome] = max([own, *(self.reached[other] for other in terms.after)], key=lambda each: each[0])

    def _after(self, outcome: str) -> None:
        if outcome not in self.reached:
            that, self.that = self.that, {}
            self.reach(outcome)
            self.that = that
            working, _ = _evaluated(self.contract, self.start, self.rows)
            for each in working.occurrences:  # records made for something else may have reached it sooner
                if each.outcome == outcome and each.occurrence == 1 and each.reached is not None:
                    self.reached[outcome] = each.reached, min(each.reached, self.reached[outcome][1])

    def _check(self, check: Check, outcome: str) -> tuple[int, int]:
        return MAKERS[type(check)](self, check, outcome)

    def all_of(self, check: AllOf, outcome: str) -> tuple[int, int]:
        """Records for every part; a part may hang on the record of a part before it."""
        days = []
        for part in check.parts:
            reached, seen = self._check(part, outcome)
            if isinstance(part, RecordCheck):
                self.that[part.record] = reached
            days.append((reached, seen))
        dating = [
            day
            for part, day in zip(check.parts, days, strict=True)
            if isinstance(part, OnRecords) and part.reads == check.dated_by
        ]
        return dating[0] if dating else max(days, key=lambda each: each[0])

    def any_of(self, check: AnyOf, outcome: str) -> tuple[int, int]:
        """Records for one of the parts."""
        return self._check(check.parts[min(self.part_of_any, len(check.parts) - 1)], outcome)

    def counted(self, check: RecordCheck | CountCheck, outcome: str) -> tuple[int, int]:
        """As many records as are asked for, within the window."""
        opens, closes = check.window.from_, check.window.to
        first = max(self.start.day, self._day(opens) if opens else self.start.day)
        last = self.reckoned.closes(self._day(closes), check.window.ends) if closes else self.contract.in_force.to
        last = min(self.contract.in_force.to, last)
        number = check.at_least
        if last - first < number - 1 or number > MOST_RECORDS:
            raise Unreachable
        near = []
        if closes and last < LAST:
            near.append(("one day late", last + 1))
        if opens and number == 1 and first > self.start.day:
            near.append(("one day early", first - 1))
        if not closes and last < LAST:
            near.append(("one day after the contract", last + 1))
        if number > 1:
            near = []  # one too few is nearer
        self._made(check, outcome, self._days(first, last, number, bool(opens), bool(closes)), near)
        mine = self.rows[-number:] if check.reads != self.contract.enrolled_by else [self.start]
        return mine[-1].day, mine[-1].day

    def _days(self, first: int, last: int, number: int, opens: bool, closes: bool) -> list[int]:
        if not self.at_the_edge or number > 1:
            apart = min(7, (last - first) // (number - 1)) if number > 1 else 0
            return [first + i * apart for i in range(number)]
        if closes:
            return [last]
        return [first if opens else min(first + A_WHILE, last)]

    def held(self, check: HeldCheck, outcome: str) -> tuple[int, int]:
        """A record whenever the gap would become too long, and one on the day on which the time is complete.

        One that lasts covers all of the time; in total and among so many, dated ones follow each other day by day.
        """
        gap, lasting = check.gap_at_most, bool(self.contract.records[check.reads].lasts)
        if check.each or check.incidents or check.except_ or check.whole_period:
            raise Unreachable  # only days can be made one by one
        begins = max(self._day(check.from_), self.start.day)
        if gap is None or lasting:
            return self._covered(check, outcome, begins, lasting)
        seen = begins if begins > self._day(check.from_) else min(self._seen(check.from_), begins)
        seen = seen if self.at_the_edge else min(seen, self.start.day)  # seen all along: then no gap is too long
        complete = self.reckoned.after(begins, check.for_)
        days: list[int] = []
        while self.reckoned.apart(seen, gap) < complete:
            if self.reckoned.apart(seen, gap) <= seen or len(days) > MOST_RECORDS:
                raise Unreachable
            seen = self.reckoned.apart(seen, gap)
            days.append(seen)
        days.append(complete)
        if complete > min(self.contract.in_force.to, self._day(check.to) if check.to else complete):
            raise Unreachable
        self._made(check, outcome, days, [("it is seen for the last time one day too early", complete - 1)])
        return complete, complete

    def _covered(self, check: HeldCheck, outcome: str, begins: int, lasting: bool) -> tuple[int, int]:
        """Days that are covered from the first on: by one record that lasts, or by one on each of them."""
        complete = ending(begins, check.for_.months, check.for_.days, day_1=True)
        last = min(self.contract.in_force.to, self._day(check.to) if check.to else complete)
        if complete > last or (complete - begins >= MOST_RECORDS and not lasting):
            raise Unreachable
        if lasting:
            near = [("there is one day too few", complete - 1)] if complete > begins else []
            self._made(check, outcome, [complete], near, begins)
        else:
            self._made(check, outcome, list(range(begins, complete + 1)), [])
        return complete, complete

    def _made(
        self, check: Any, outcome: str, days: list[int], near: list[tuple[str, int]], first: int | None = None
    ) -> None:
        said = _fields(self.contract.records[check.reads], asked(check))
        number = 0
        if outcome == self.outcome:
            number = len(self.parts) + 1
            self.parts[number] = Made(near)
        if check.reads == self.contract.enrolled_by:
            self.start = self.start._replace(said=said)
            return
        new = [Row(check.reads, day, said, number, first) for day in days]
        if max(days) > LAST:
            raise Unreachable
        same = {row._replace(part=0) for row in new}
        self.rows = [each for each in self.rows if each._replace(part=0) not in same] + new

    # -- the days that others hang on

    def _day(self, anchor: Anchor) -> int:
        if not anchor.of:
            return anchor.from_day(anchor.day, self.reckoned)
        if anchor.that:
            if anchor.of not in self.that:
                raise Unreachable
            return anchor.from_day(self.that[anchor.of], self.reckoned)
        if anchor.of == START:
            return anchor.from_day(self.start.day, self.reckoned)
        self._after(anchor.of)
        return anchor.from_day(self.reached[anchor.of][0], self.reckoned)

    def _seen(self, anchor: Anchor) -> int:
        """The day that an anchor itself was seen."""
        if anchor.that:
            return self.that[anchor.of]
        if anchor.of and anchor.of != START:
            return self.reached[anchor.of][1]
        return self.start.day if anchor.of else anchor.day


MAKERS: dict[type, Callable[[Making, Any, str], tuple[int, int]]] = {
    RecordCheck: Making.counted,
    CountCheck: Making.counted,
    HeldCheck: Making.held,
    AllOf: Making.all_of,
    AnyOf: Making.any_of,
}
"""How the records for each kind of check are made: a new kind of check is a new entry."""


# ------------------------------------------------------------------------------------------------
# What fields say


def _fields(terms: RecordTerms, wanted: dict[str, Comparison]) -> tuple[tuple[str, Any], ...]:
    """What the fields of a record say, so that every comparison holds.

    Raises:
        Unreachable: No value that we could think of satisfies what is asked of a field.
    """
    said: dict[str, Any] = {}
    alike = {name: each.same_as for name, each in wanted.items() if each.same_as}
    for name, column in terms.columns.items():
        twins = {name, alike.get(name, name), *(other for other, same in alike.items() if same == name)}
        asking = [wanted[each] for each in sorted(twins) if each in wanted]
        known = {each: said[each] for each in twins if each in said}
        values = [*known.values()] or [*_values(column.holds, column.categories, asking)]
        fitting = [
            value
            for value in values
            if all(satisfied(value, each.model_copy(update={"same_as": None}), column.holds) for each in asking)
        ]
        if not fitting:
            raise Unreachable
        said[name] = fitting[0]
    return tuple((name, _written(value, terms.columns[name].holds)) for name, value in said.items())


def _written(value: Any, holds: str) -> Any:
    if holds == DAY:
        return as_date(value).isoformat()
    if holds == LIST:
        return tuple(value)
    return format(value, "f") if isinstance(value, Decimal) else value


def _values(holds: str, categories: tuple[str, ...], asking: list[Comparison]) -> Iterator[Any]:
    """Values that a field may hold: those that are asked for, and those beside them."""
    named = [
        text
        for each in asking
        for name, value in each.stated().items()
        if name not in ("same_as", "has_at_least")
        for text in (value if isinstance(value, tuple) else (value,))
    ]
    if holds == LIST:
        includes = tuple(dict.fromkeys(named))
        number = max([each.has_at_least or 1 for each in asking], default=1)
        others = tuple(each for each in categories if each not in includes)
        yield (*includes, *others[: max(0, number - len(includes))])
    elif holds in (NUMBER, DAY):
        bounds = sorted({read_operand(text, holds) for text in named})
        yield from bounds
        steps = (1,) if holds == DAY else (Decimal(1), Decimal("0.000001"))
        yield from (bound + step * side for bound in bounds for step in steps for side in (1, -1))
        yield from () if bounds else [day_number(date(2000, 1, 1)) if holds == DAY else Decimal(1)]
    else:
        yield from named
        yield from categories if holds == CATEGORY else ("as written",)


# ------------------------------------------------------------------------------------------------
# Writing examples and evidence


def cases_text(contract: Contract, examples: list[Example]) -> str:
    """The text of cases.yaml."""
    text = [
        "# Worked examples: the contract's own test.  `sop check` works each out.  These were made with the",
        "# contract, one that reaches each outcome and one that just misses it: read whether they say what you mean.",
    ]
    for each in examples:
        text += ["", *_case(contract, each)]
    return "\n".join(text) + "\n"


def _case(contract: Contract, example: Example) -> list[str]:
    records = {
        kind: [row if len(row) > 1 else row["dated"] for row in rows]
        for kind, rows in by_kind(contract, example.rows).items()
    }
    start = as_said(contract, example.start)
    case: dict[str, Any] = {
        "it": example.it,
        "starts": start if len(start) > 1 else start["dated"],
        "records": records,
        "as_at": as_date(example.as_at).isoformat(),
        "due": _due(contract, example),
    }
    first, *rest = block(case, "  ", most=110)
    return [f"- {first.lstrip()}", *rest]


def _due(contract: Contract, example: Example) -> dict[str, Any]:
    due: dict[str, Any] = {}
    for outcome in contract.outcomes:
        said: list[Any] = [
            {
                "amount": amount(each.net, contract.currency),
                "reached": as_date(each.reached).isoformat(),
                "shown": as_date(each.shown).isoformat(),
            }
            for each in example.due
            if each.outcome == outcome
        ]
        if outcome != example.outcome:
            said = [each["amount"] for each in said]
        if said:
            due[outcome] = said[0] if len(said) == 1 else said
    return due


def amount(minor: int, currency: str) -> str:
    """An amount as a contract writes it.

    Example:
        >>> amount(150_000, "GBP"), amount(150_050, "GBP"), amount(99, "CHF")
        ('£1,500', '£1,500.50', '0.99 CHF')
    """
    shown = show(minor, currency)
    if shown[:1] in "£€":
        return shown.removesuffix(".00")
    return f"{''.join(each for each in shown if each in '0123456789,.')} {currency}"


def people(contract: Contract, examples: list[Example]) -> dict[str, list[tuple[str, dict[str, Any]]]]:
    """The records of every example as those of a person each, by kind."""
    found: dict[str, list[tuple[str, dict[str, Any]]]] = {kind: [] for kind in contract.records}
    for i, each in enumerate(examples, 1):
        for kind, rows in {
            **by_kind(contract, each.rows),
            contract.enrolled_by: [as_said(contract, each.start)],
        }.items():
            found[kind] += [(f"P-{i:03}", row) for row in rows]
    return found
