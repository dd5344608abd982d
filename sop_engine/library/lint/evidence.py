"""Evidence: whether what shows an outcome can come, and something must come before it is paid."""

from collections.abc import Iterator
from contextlib import suppress

from sop_engine.checks.comparison import satisfied
from sop_engine.library.lint.looking import Looking
from sop_engine.library.shape import Draft, Path
from sop_engine.tables import Argument, OutsideTable, bands
from sop_engine.terms.check import AllOf, AnyOf, Check, HeldCheck, MeasureCheck, NOf, Windowed, walk
from sop_engine.terms.contract import ClaimRecord, Contract
from sop_engine.terms.measure import CountMeasure, DaysMeasure, SumMeasure
from sop_engine.terms.outcome import PERSON
from sop_engine.terms.price import Line, PerUnit, Slices, Steps, dearest
from sop_engine.terms.record import CATEGORY, LIST, NUMBER
from sop_engine.terms.table import leaves
from sop_engine.terms.waiting import numbers_of_prices, running
from sop_engine.terms.written import PERIOD, START, Anchor
from sop_engine.units.days import Duration


def silence(draft: Draft, looking: Looking) -> None:
    """Somebody of whom no record was sent is not paid for because of that, unless the contract says that it knows.

    What it knows stands under `not_provable`.
    """
    contract = looking.contract
    for name, outcome in contract.outcomes.items():
        silent = _silent(contract, outcome.shown_by)
        if silent and not outcome.after and not outcome.not_provable and _pays_for_nothing(contract, name, silent[1]):
            way, measure, record = silent
            where = ("outcomes", name, "shown_by", *way)
            draft.wrong("paid-by-silence", where, outcome=name, measure=measure, record=record)


def _pays_for_nothing(contract: Contract, outcome: str, measure: str) -> bool:
    """Whether the price of an outcome is anything where a measure is nothing."""
    number = Argument({}, 0, {measure: 0})
    for leaf in [leaf for _, leaf in leaves(contract.prices()[outcome])]:
        if not isinstance(leaf, Line | PerUnit | Slices | Steps) or leaf.asks != measure:
            dear = dearest(leaf)
            if dear is None or dear.minor:
                return True
            continue
        with suppress(OutsideTable):
            if any(band.amount > 0 for band in bands(leaf, number)):
                return True
    return False


def _silent(contract: Contract, check: Check, way: Path = ()) -> tuple[Path, str, str] | None:
    """The measure, and its record, by which a check is met where there is none; None where it needs one."""
    if isinstance(check, AllOf):
        parts = [_silent(contract, part, (*way, "all_of", i)) for i, part in enumerate(check.parts)]
        return next((each for each in parts if each), None) if all(parts) else None
    if isinstance(check, AnyOf | NOf):
        word = "any_of" if isinstance(check, AnyOf) else "these"
        parts = [_silent(contract, part, (*way, word, i)) for i, part in enumerate(check.parts)]
        needed = check.n_of if isinstance(check, NOf) else 1
        met = [each for each in parts if each]
        return met[0] if len(met) >= needed else None
    if not isinstance(check, MeasureCheck):
        return None
    measure = contract.measures[check.measure]
    if isinstance(measure, CountMeasure | DaysMeasure | SumMeasure) and satisfied(0, check.comparison, NUMBER):
        return way, check.measure, measure.reads
    return None


def before_enrolment(draft: Draft, looking: Looking) -> None:
    """A window does not reach back before the enrolment where only what comes after it counts."""
    contract = looking.contract
    if contract.evidence_counts != "from_enrolment":
        return
    for way, check in _windows(contract):
        opens = check.window.from_
        if opens is not None and opens.of == START and not opens.that and opens.before and opens.length:
            draft.wrong("window-before-enrolment", (*way, "window", "from"), found=draft.at((*way, "window", "from")))


def _windows(contract: Contract) -> Iterator[tuple[Path, Windowed]]:
    """Every check of a person's outcome that has a window, and every measure that such an outcome asks for."""
    for name, outcome in contract.outcomes.items():
        for way, check in walk(outcome.shown_by):
            if isinstance(check, Windowed) and outcome.subject == PERSON:
                yield ("outcomes", name, "shown_by", *way), check
    for name, measure in contract.measures.items():
        if isinstance(measure, Windowed):
            yield ("measures", name), measure


def held_for_its_period(draft: Draft, looking: Looking) -> None:
    """What is held for as many months as its period has lasts as long as the period, after a short month too."""
    for name, outcome in looking.contract.outcomes.items():
        for way, check in walk(outcome.shown_by):
            if isinstance(check, HeldCheck) and outcome.each and _as_long(check, outcome.each.period):
                where = ("outcomes", name, "shown_by", *way, "for")
                draft.wrong("held-for-length-of-period", where, period=outcome.each.period, length=check.for_)


def _as_long(check: HeldCheck, period: Duration) -> bool:
    """Whether something unbroken is to last as many months as the period from whose first day it counts."""
    whole = check.unbroken and not check.each and check.from_ == Anchor(of=PERIOD)
    return whole and bool(period.months) and check.for_.months == period.months


def claims_alike(draft: Draft, looking: Looking) -> None:
    """Two claims of one day, for an outcome that is reached several times, are told apart by something they say."""
    contract = looking.contract
    if not isinstance(contract.claims, ClaimRecord):
        return
    record, named_by = contract.claims.record, contract.claims.outcome
    fields = contract.records[record].fields
    if any(field.holds not in (CATEGORY, LIST) for field in fields.values()):
        return
    for name, outcome in contract.outcomes.items():
        several = outcome.subject == PERSON and (outcome.repeats or outcome.each)
        if several and name in fields[named_by].categories:
            draft.wrong("claims-alike", ("records", record), True, record=record, outcome=name)
            return


def still_running(draft: Draft, looking: Looking) -> None:
    """Days that records cover are awaited so long that those which are still running can be closed and sent."""
    contract = looking.contract
    found = [each for asked in _asked(contract) for each in running(contract, asked, settled=False)]
    for name, record in dict.fromkeys(found):
        draft.wrong("days-still-running", ("measures", name), True, measure=name, record=record)


def _asked(contract: Contract) -> Iterator[str]:
    """Every measure that an outcome asks for: by a check, or by its price."""
    for outcome in contract.outcomes.values():
        for _, check in walk(outcome.shown_by):
            if isinstance(check, MeasureCheck):
                yield check.measure
    for names in numbers_of_prices(contract.clauses, contract.outcomes).values():
        yield from names
