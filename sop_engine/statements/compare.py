"""Compare: two contracts over the same records; what each person, outcome and payer gains or loses, and why.

Every difference is the second contract less the first.  The reasons of the claims add up to it:
person by person, outcome by outcome, payer by payer.
"""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping
from hashlib import sha256
from typing import Any, NamedTuple

from sop_engine import __version__
from sop_engine.errors import CallError, Place, Problem, problem
from sop_engine.statements.differing import TermRow, differing_terms
from sop_engine.statements.done import Done
from sop_engine.statements.explain import lateness
from sop_engine.statements.why import AFTER_CLAUSES, BEFORE_CLAUSES, PENNIES, A, B, Key, Laid, Reason, reasons
from sop_engine.terms.contract import Contract
from sop_engine.units.days import as_date

BOTH = f"{A} and {B}"


class Pair(NamedTuple):
    """What each contract comes to: minor units, or a number."""

    first: int
    second: int

    @property
    def difference(self) -> int:
        """What the second gives more; negative where it gives less."""
        return self.second - self.first


class Side(NamedTuple):
    """One of the two contracts, and what was read under it."""

    letter: str
    contract: str
    title: str
    terms_sha256: str
    people: int
    illustrative: tuple[str, ...]
    lateness: str


class Total(NamedTuple):
    """A row is one sum over all claims, in minor units."""

    name: str
    amounts: Pair


class Gain(NamedTuple):
    """A row is what one person, outcome or payer has under each contract, in minor units, and why that differs."""

    name: str
    only_in: str
    """`A` or `B` where the other contract has no such outcome or payer, or the person takes no part in it."""
    claims: Pair
    """How many claims are reached; of a payer, how many it pays something of."""
    net: Pair
    because: tuple[tuple[str, int], ...]
    """The reasons by kind; their amounts add up to the difference."""


class ClaimRow(NamedTuple):
    """A row is a claim that is not the same under both contracts; amounts are minor units."""

    person: str
    outcome: str
    occurrence: int
    reached: tuple[int | None, int | None]
    gross: Pair
    net: Pair
    reasons: tuple[Reason, ...]

    @property
    def only_pennies(self) -> bool:
        """Whether nothing differs but who pays a penny that rounding leaves."""
        return all(each.kind == PENNIES for each in self.reasons)


class Remark(NamedTuple):
    """A warning or a remark, and under which contract it is made."""

    where: str
    problem: Problem


class Comparison(NamedTuple):
    """Two contracts beside each other, as at a day."""

    as_at: int
    currency: str
    first: Side
    second: Side
    totals: tuple[Total, ...]
    outcomes: tuple[Gain, ...]
    payers: tuple[Gain, ...]
    people: tuple[Gain, ...]
    """Those for whom anything differs but pennies between payers; the largest difference first."""
    claims: tuple[ClaimRow, ...]
    terms: tuple[TermRow, ...]
    warnings: tuple[Remark, ...]
    remarks: tuple[Remark, ...]

    @property
    def due(self) -> Pair:
        """What is due in all."""
        return next(each.amounts for each in self.totals if each.name == "due")

    @property
    def kinds(self) -> tuple[str, ...]:
        """The kinds of reason that are worth anything, in their order."""
        return tuple(_in_order({each.kind for claim in self.claims for each in claim.reasons if each.amount}))


def same_currency(first: Contract, second: Contract) -> None:
    """Make sure that amounts of two contracts can be compared.

    Raises:
        CallError: They are in two currencies.
    """
    if first.currency != second.currency:
        raise CallError(
            problem(
                "currencies-differ",
                Place(second.contract),
                first=first.contract,
                one=first.currency,
                second=second.contract,
                other=second.currency,
            )
        )


def compare(first: Done, second: Done) -> Comparison:
    """Put two runs beside each other.

    Claims are matched by person, outcome and occurrence, payers by their name.

    Raises:
        CallError: The contracts are in two currencies.
    """
    same_currency(first.contract, second.contract)
    ours, theirs = Laid(first), Laid(second)
    keys = dict.fromkeys([*ours.standings, *theirs.standings])
    position = {name: i for i, name in enumerate(dict.fromkeys([*first.contract.outcomes, *second.contract.outcomes]))}
    in_order = sorted(keys, key=lambda key: (key[0], position[key[1]], key[2]))
    claims = tuple(_claim(ours, theirs, key, found) for key in in_order if (found := reasons(ours, theirs, key)))
    people = _gains(ours, theirs, claims, 0, ours.enrolled, theirs.enrolled)
    told = {each.person for each in claims if not each.only_pennies}
    return Comparison(
        as_at=first.as_at,
        currency=first.contract.currency,
        first=_side(A, first),
        second=_side(B, second),
        totals=_totals(first, second),
        outcomes=_gains(ours, theirs, claims, 1, first.contract.outcomes, second.contract.outcomes),
        payers=_payers(ours, theirs, claims),
        people=tuple(
            sorted(
                (each for each in people if each.name in told), key=lambda each: (-abs(each.net.difference), each.name)
            )
        ),
        claims=claims,
        terms=differing_terms(first.contract, second.contract),
        warnings=_told_once(first.agreed.warnings, second.agreed.warnings),
        remarks=_told_once(first.bad_rows, second.bad_rows),
    )


def _side(letter: str, done: Done) -> Side:
    return Side(
        letter,
        done.contract.contract,
        done.contract.title,
        sha256(done.agreed.text).hexdigest(),
        len(done.working.enrolled),
        done.contract.illustrative,
        lateness(done),
    )


def _totals(first: Done, second: Done) -> tuple[Total, ...]:
    """The sums; what is held, or waits, is told only where anything is."""

    def both(column: str) -> Pair:
        return Pair(*(sum(getattr(each, column) for each in done.payments) for done in (first, second)))

    totals = [Total("earned", both("gross")), Total("taken", both("taken"))]
    totals += [Total(name, sums) for name in ("held", "waiting") if any(sums := both(name))]
    return (*totals, Total("due", both("net")))


def _claim(first: Laid, second: Laid, key: Key, found: tuple[Reason, ...]) -> ClaimRow:
    before, after = first.claim(key), second.claim(key)
    return ClaimRow(
        *key,
        reached=(before.reached if before else None, after.reached if after else None),
        gross=Pair(before.gross if before else 0, after.gross if after else 0),
        net=Pair(before.net if before else 0, after.net if after else 0),
        reasons=found,
    )


def _gains(
    first: Laid,
    second: Laid,
    claims: Iterable[ClaimRow],
    by: int,
    ours: Collection[str],
    theirs: Collection[str],
) -> tuple[Gain, ...]:
    """A row for each person or outcome: the first or second word by which claims are matched."""
    number: dict[str, list[int]] = defaultdict(lambda: [0, 0])
    net: dict[str, list[int]] = defaultdict(lambda: [0, 0])
    for side, laid in enumerate((first, second)):
        for payment in laid.done.payments:
            name = (payment.person, payment.outcome)[by]
            number[name][side] += 1
            net[name][side] += payment.net
    because: dict[str, Counter[str]] = defaultdict(Counter)
    for claim in claims:
        for reason in claim.reasons:
            because[(claim.person, claim.outcome)[by]][reason.kind] += reason.amount
    return tuple(
        Gain(name, _only_in(name, ours, theirs), Pair(*number[name]), Pair(*net[name]), _because(because[name]))
        for name in dict.fromkeys([*ours, *theirs])
    )


def _payers(first: Laid, second: Laid, claims: Iterable[ClaimRow]) -> tuple[Gain, ...]:
    """A row for each payer by its name, in the order of the contracts."""
    number: dict[str, list[int]] = defaultdict(lambda: [0, 0])
    net: dict[str, list[int]] = defaultdict(lambda: [0, 0])
    for side, laid in enumerate((first, second)):
        for split in laid.done.splits:
            number[laid.names[split.payer]][side] += bool(split.amount)
            net[laid.names[split.payer]][side] += split.amount
    because: dict[str, Counter[str]] = defaultdict(Counter)
    for claim in claims:
        for reason in claim.reasons:
            for payer, amount in reason.payers:
                because[payer][reason.kind] += amount
    ours, theirs = (set(laid.names.values()) for laid in (first, second))
    return tuple(
        Gain(name, _only_in(name, ours, theirs), Pair(*number[name]), Pair(*net[name]), _because(because[name]))
        for name in dict.fromkeys([*first.names.values(), *second.names.values()])
    )


def _only_in(name: str, ours: Collection[str], theirs: Collection[str]) -> str:
    return "" if name in ours and name in theirs else A if name in ours else B


def _because(counted: Mapping[str, int]) -> tuple[tuple[str, int], ...]:
    return tuple((kind, counted[kind]) for kind in _in_order(counted) if counted[kind])


def _in_order(kinds: Collection[str]) -> list[str]:
    """Kinds of reason: what was reached, then the clauses by their forms, then who pays."""
    clauses = sorted(each for each in kinds if each not in BEFORE_CLAUSES + AFTER_CLAUSES)
    return [each for each in (*BEFORE_CLAUSES, *clauses, *AFTER_CLAUSES) if each in kinds]


def _told_once(first: Iterable[Problem], second: Iterable[Problem]) -> tuple[Remark, ...]:
    """What is pointed out on either side; what is pointed out on both is told once."""
    ours, theirs = set(first), set(second)
    return tuple(
        Remark(BOTH if each in ours and each in theirs else A if each in ours else B, each)
        for each in sorted(ours | theirs)
    )


def figures(c: Comparison) -> dict[str, Any]:
    """The figures of a comparison for machines: amounts in minor units, days as dates."""

    def pair(each: Pair) -> dict[str, int]:
        return {"a": each.first, "b": each.second, "difference": each.difference}

    def gain(each: Gain) -> dict[str, Any]:
        said = {"name": each.name, "only_in": each.only_in, "claims": pair(each.claims), "due": pair(each.net)}
        return said | {"because": dict(each.because)}

    def side(each: Side) -> dict[str, Any]:
        return {
            "contract": each.contract,
            "title": each.title,
            "terms_sha256": each.terms_sha256,
            "people": each.people,
            "illustrative": list(each.illustrative),
            "lateness": each.lateness,
        }

    return {
        "as_at": as_date(c.as_at).isoformat(),
        "currency": c.currency,
        "engine": f"sop-engine {__version__}",
        "a": side(c.first),
        "b": side(c.second),
        **{each.name: pair(each.amounts) for each in c.totals},
        "outcomes": [gain(each) for each in c.outcomes],
        "payers": [gain(each) for each in c.payers],
        "people": [gain(each) for each in c.people],
        "claims": [
            {
                "person": each.person,
                "outcome": each.outcome,
                "occurrence": each.occurrence,
                "reached": {
                    name: None if day is None else as_date(day).isoformat()
                    for name, day in zip(("a", "b"), each.reached, strict=True)
                },
                "earned": pair(each.gross),
                "due": pair(each.net),
                "because": [
                    {
                        "kind": reason.kind,
                        "a": reason.first,
                        "b": reason.second,
                        "amount": reason.amount,
                        "payers": dict(reason.payers),
                    }
                    for reason in each.reasons
                ],
            }
            for each in c.claims
        ],
        "terms": [{"part": each.part, "term": each.term, "a": each.first, "b": each.second} for each in c.terms],
    }
