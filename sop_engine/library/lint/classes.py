"""Classes: whether a number that parts two outcomes falls in one of them, and not in both or none."""

from collections.abc import Iterable, Iterator, Mapping
from fractions import Fraction
from itertools import permutations, product
from typing import NamedTuple

from sop_engine.clauses.highest import Highest
from sop_engine.clauses.limit import CLAIMS, Limit
from sop_engine.library.lint.looking import Looking
from sop_engine.library.shape import Draft, Path
from sop_engine.terms.check import Comparison, Each, HeldCheck, MeasureCheck, OnRecords, walk
from sop_engine.terms.contract import Contract
from sop_engine.terms.record import NUMBER
from sop_engine.units.numbers import exactly


class Range(NamedTuple):
    """The numbers from one to another; None where there is no end; each end counted in or left out."""

    low: Fraction | None
    low_in: bool
    high: Fraction | None
    high_in: bool

    def has(self, number: Fraction) -> bool:
        """Whether a number lies in it."""
        above = self.low is None or number > self.low or (number == self.low and self.low_in)
        return above and (self.high is None or number < self.high or (number == self.high and self.high_in))


class Class(NamedTuple):
    """What an outcome asks of a number: whose number it is, the range, and what else is asked of the same record."""

    outcome: str
    way: Path
    number: tuple[str, ...]
    range: Range
    beside: Mapping[str, Comparison]

    @property
    def name(self) -> str:
        """The number as a sentence says it."""
        return self.number[-1].replace("_", " ")


def boundaries(draft: Draft, looking: Looking) -> None:
    """Where one class ends and another begins, the bound itself belongs to one of the two."""
    contract = looking.contract
    classes, told = [*_classes(contract)], set()
    for below, above in permutations(classes, 2):
        bound = below.range.high
        if below.number != above.number or below.outcome == above.outcome or bound is None or bound != above.range.low:
            continue
        if below.range.low == bound or above.range.high == bound or not _of_the_same(contract, below, above):
            continue
        pair = (below.number, bound, below.outcome, above.outcome)
        both = below.range.high_in and above.range.low_in
        none = not below.range.high_in and not above.range.low_in
        if pair in told or not (both or none) or (both and _settled(contract, classes, below, above)):
            continue
        if none and any(each.number == below.number and each.range.has(bound) for each in classes):
            continue
        told.add(pair)
        code = "boundary-in-two-classes" if both else "boundary-in-no-class"
        one, other = below.outcome, above.outcome
        draft.wrong(code, above.way, number=below.name, bound=exactly(bound), first=one, second=other)


def _classes(contract: Contract) -> Iterator[Class]:
    """Every number that an outcome asks for, of a record, of a period that is held, or measured."""
    for name, outcome in contract.outcomes.items():
        for way, check in walk(outcome.shown_by):
            here: Path = ("outcomes", name, "shown_by", *way)
            if isinstance(check, MeasureCheck):
                yield Class(name, here, ("measure", check.measure), _range(check.comparison), {})
            if isinstance(check, OnRecords):
                for field, comparison in check.where.items():
                    column = contract.records[check.reads].column(field)
                    if column and column.holds == NUMBER:
                        beside = {other: said for other, said in check.where.items() if other != field}
                        number = (type(check).__name__, check.reads, field)
                        yield Class(name, (*here, "where", field), number, _range(comparison), beside)
            if isinstance(check, HeldCheck) and check.each:
                yield Class(name, (*here, "each"), _counted(check.held, check.each), _of_each(check.each), check.where)


def _counted(held: str, each: Each) -> tuple[str, ...]:
    return "each", held, str(each.period), each.sum or ("records" if each.count else "days")


def _of_each(each: Each) -> Range:
    return _range(Comparison(**{word: str(number) for word, number in each.stated().items()}))


def _range(said: Comparison) -> Range:
    """The numbers that satisfy a comparison, as far as it compares with fixed numbers."""
    lows = [(Fraction(text), word != "above") for word in ("at_least", "above") if (text := getattr(said, word))]
    highs = [(Fraction(text), word != "below") for word in ("at_most", "below") if (text := getattr(said, word))]
    for text in [said.is_] if said.is_ else []:
        lows, highs = [*lows, (Fraction(text), True)], [*highs, (Fraction(text), True)]
    if said.between:
        lows, highs = [*lows, (Fraction(said.between[0]), True)], [*highs, (Fraction(said.between[1]), True)]
    low = max(lows, key=lambda each: (each[0], not each[1]), default=(None, False))
    high = min(highs, key=lambda each: (each[0], each[1]), default=(None, False))
    return Range(*low, *high)


def _of_the_same(contract: Contract, first: Class, second: Class) -> bool:
    """Whether one record, of one person, can be of both classes in everything but the number."""
    outcomes = contract.outcomes
    one, other = outcomes[first.outcome], outcomes[second.outcome]
    return one.subject == other.subject and _meet(first.beside, second.beside) and _meet(one.for_, other.for_)


def _meet(first: Mapping[str, Comparison], second: Mapping[str, Comparison]) -> bool:
    """Whether something can satisfy both, as far as categories tell."""
    return all(
        _named(first[name]) & _named(second[name])
        for name in first
        if name in second
        if _named(first[name]) and _named(second[name])
    )


def _named(said: Comparison) -> set[str]:
    return {*([said.is_] if said.is_ else []), *(said.one_of or ())}


def _settled(contract: Contract, classes: Iterable[Class], below: Class, above: Class) -> bool:
    """Whether a clause says which is paid of these two, or of two others that part the same number so."""
    lower = [each.outcome for each in classes if (each.number, each.range) == (below.number, below.range)]
    upper = [each.outcome for each in classes if (each.number, each.range) == (above.number, above.range)]
    pairs = {*product([below.outcome], upper), *product(lower, [above.outcome])}
    return any(_alternatives(contract, *pair) for pair in pairs)


def _alternatives(contract: Contract, first: str, second: str) -> bool:
    """Whether a clause says which of the two is paid where both are reached."""
    for clause in contract.clauses:
        for primitive in clause.written_out(contract):
            one_claim = isinstance(primitive, Limit) and primitive.unit == CLAIMS and _one(primitive)
            if (one_claim or isinstance(primitive, Highest)) and {first, second} <= set(primitive.outcomes):
                return True
    return False


def _one(limit: Limit) -> bool:
    return all(number == 1 for steps in limit.most.values() for _, number in steps)
