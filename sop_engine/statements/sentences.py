"""Sentences: what a finding, a line or a price says, in words that a provider can act on."""

from fractions import Fraction
from typing import Any

from sop_engine.checks.comparison import in_words
from sop_engine.forms import FORMS
from sop_engine.records.working import (
    AWAITED,
    DEDUCTED,
    EARNED,
    GIVEN_BACK,
    KEPT_BACK,
    MET,
    MISSING,
    OUT_OF_TIME,
    TAKEN,
    TOO_EARLY,
    TOO_SMALL,
    WAITING,
    WAITS,
    Claim,
    Finding,
    Line,
    Split,
)
from sop_engine.statements.holds import hold_sentence, hold_unlocked
from sop_engine.steps.select import Leaf
from sop_engine.terms.check import HeldCheck, OnRecords, named, walk
from sop_engine.terms.contract import Contract
from sop_engine.terms.part import EqualPart
from sop_engine.terms.price import Line as StraightLine
from sop_engine.terms.price import PerUnit, Slices
from sop_engine.terms.table import POSITION, TIME, Categorised, Dated, Numbered
from sop_engine.units.days import say
from sop_engine.units.money import show
from sop_engine.units.numbers import exactly, many, part_in_words


def finding_sentence(contract: Contract, finding: Finding) -> str:
    """What was found for one requirement, with its days and numbers."""
    if finding.check == "after":
        return (
            f"reached on {say(finding.reached)}"
            if finding.reached is not None
            else f"{words(finding.waits_for)} is not reached"
        )
    if finding.check == "held":
        return _held_sentence(contract, finding)
    if finding.check == "measure":
        return _measure_sentence(contract, finding)
    if finding.check == "day":
        return _day_sentence(finding)
    if finding.check == "claim":
        return f"claimed on {say(finding.shown)}" if finding.shown is not None else "reached, and not claimed so far"
    if finding.state == MET and finding.shown is not None:
        return f"{_counted(finding)} dated {say(finding.shown)}"
    if finding.state == AWAITED and finding.needed == 1:
        return "another is needed: what had to follow those before did not come in time"
    if finding.state == AWAITED:
        return f"{finding.number} of {finding.needed} so far"
    if finding.state == TOO_EARLY:
        return f"a record came too early; one counts from {say(finding.opens or 0)}"
    if finding.state == TOO_SMALL:
        return f"a record says too little; asked for: {asked_for(contract, finding)}"
    if finding.state == MISSING:
        return "the enrolment says otherwise" if finding.asks == contract.enrolled_by else "none so far"
    if finding.state == WAITING:
        return f"waits for {words(finding.waits_for)}"
    if finding.waits_for:
        return _no_time_left(finding)
    return _out_of_time(contract, finding)


def _no_time_left(finding: Finding) -> str:
    """Why what waits for something else waits in vain."""
    if finding.opens is None:
        return f"{words(finding.waits_for)} cannot be reached any more"
    return f"no time is left for it after {words(finding.waits_for)}, which is not reached"


def _out_of_time(contract: Contract, finding: Finding) -> str:
    """Why no later record can count, and how an earlier one came near."""
    if finding.opens is not None and finding.closes is not None and finding.opens > finding.closes:
        return f"it would count from {say(finding.opens)}, after {say(finding.closes)}, the last day that counts"
    found = f"{finding.number} of {finding.needed}" if finding.number else "none"
    near = ""
    if finding.near == TOO_EARLY:
        near = "; a record came too early"
    elif finding.near == TOO_SMALL:
        near = f"; a record says too little, asked for: {asked_for(contract, finding)}"
    return f"{found} {_between(finding)}{near}"


def _held_sentence(contract: Contract, finding: Finding) -> str:
    leaf = leaf_of(contract, finding)
    if finding.state == WAITING:
        return f"waits for {words(finding.waits_for)}"
    if finding.waits_for:
        return _no_time_left(finding)
    if finding.state == MISSING or not isinstance(leaf, HeldCheck):
        return "none so far"
    return hold_sentence(leaf, finding, contract.records[leaf.held].lasts is not None)


def _measure_sentence(contract: Contract, finding: Finding) -> str:
    """What a measure comes to, what is asked of it, and what it is made of."""
    unit = unit_of(contract, finding.asks)
    asked = f"; asked for: {finding.asked}" if finding.asked else ""
    if finding.waits_for:
        return f"waits for {words(finding.waits_for)}"
    if finding.measured is None:
        late = "never measured" if finding.state == OUT_OF_TIME else "not measured so far"
        return f"{late}{asked}"
    made_of = [f"{words(name)} {exactly(each) if each is not None else 'none'}" for name, each in finding.working]
    working = f" ({', '.join(made_of)})" if made_of else ""
    said = (many(finding.measured, unit) if unit else exactly(finding.measured)) + working
    if finding.state == MET and finding.reached is not None:
        return f"{said} on {say(finding.reached)}{asked}"
    if finding.state in (AWAITED, MISSING):
        until = f"; final on {say(finding.complete)}" if finding.complete is not None else ""
        return f"{said} so far{asked}{until}"
    final = f" by {say(finding.closes)}, the last day that counts" if finding.closes is not None else ""
    return f"{said}{final}{asked}"


def unit_of(contract: Contract, measure: str) -> str:
    """The unit of a measure; nothing where it has none."""
    terms = contract.measures.get(measure)
    return terms.unit or "" if terms is not None else ""


def _day_sentence(finding: Finding) -> str:
    """Whether a day has come."""
    if finding.waits_for:
        return f"waits for {words(finding.waits_for)}"
    if finding.opens is None:
        return "no whole period is left"
    if finding.state == MET:
        return f"{say(finding.opens)} has come"
    return (
        f"{say(finding.opens)} is after the last day that counts"
        if finding.state == OUT_OF_TIME
        else (f"{say(finding.opens)} is still to come")
    )


def _counted(finding: Finding) -> str:
    return "a record" if finding.needed == 1 else f"{finding.number} records, the last"


def _between(finding: Finding) -> str:
    if finding.opens is not None and finding.closes is not None:
        return f"from {say(finding.opens)} to {say(finding.closes)}, the last day that counts"
    return f"up to {say(finding.closes)}, the last day that counts" if finding.closes is not None else "so far"


def unlocked_by(contract: Contract, finding: Finding) -> list[tuple[str, str]]:
    """What would still meet a requirement, and by when: pairs of a label and a sentence."""
    if finding.check == "after" or finding.state == WAITING:
        needed = "must come" if finding.waits_for.startswith("that ") else "must be reached"
        return [("first", f"{words(finding.waits_for)} {needed}")]
    if finding.check == "measure":
        told = [("payable when", f"{words(finding.asks)} is {finding.asked or 'final'}")]
        if finding.closes is not None:
            told.append(("last day that counts", say(finding.closes)))
        if finding.complete != finding.closes:
            told.append(("final on", say(finding.complete or 0)))
        return told
    if finding.check == "day":
        return [("payable when", f"{say(finding.opens)} has come")] if finding.opens is not None else []
    if finding.check == "claim":
        return [("payable when", "the provider claims it")]
    leaf = leaf_of(contract, finding)
    if isinstance(leaf, HeldCheck):
        return hold_unlocked(leaf, finding, words(leaf.held), contract.records[leaf.held].lasts is not None)
    told = [("payable when", wanted_record(contract, finding))]
    return [*told, ("last day that counts", say(finding.closes))] if finding.closes is not None else told


def wanted_record(contract: Contract, finding: Finding) -> str:
    """The record that would meet a requirement, with all that is asked of it."""
    left, wanted = finding.needed - finding.number, asked_for(contract, finding)
    record = f"a record {words(finding.asks)}" if left <= 1 else f"{left} more records {words(finding.asks)}"
    if finding.needed > 1 and left == 1:
        record = f"one more record {words(finding.asks)}"
    dated = f", dated from {say(finding.opens)}" if finding.opens is not None else ""
    return record + (f", {wanted}" if wanted else "") + dated


def asked_for(contract: Contract, finding: Finding) -> str:
    """What a requirement asks of its records, field by field."""
    leaf = leaf_of(contract, finding)
    said = [f"{name}: {in_words(comparison)}" for name, comparison in leaf.where.items()]
    return "; ".join([*said, f"completed by {' or '.join(leaf.by)}"] if leaf.by else said)


def leaf_of(contract: Contract, finding: Finding) -> Leaf:
    """The terms of the check that a finding answers."""
    for way, check in walk(contract.under(finding.deeds).outcomes[finding.outcome].shown_by):
        if isinstance(check, OnRecords) and named(way) == finding.requirement:
            return check
    raise LookupError(finding.requirement)


def line_sentence(contract: Contract, line: Line, claim: Claim) -> str:
    """What one clause did to one claim, with its base and its rate."""
    currency, form = contract.currency, FORMS[line.form]
    says = form.also_says.get("room" if line.effect == WAITS and line.amount > 0 else line.effect, form.says)
    part = line.effect in (KEPT_BACK, GIVEN_BACK, TAKEN)
    said = says.format(
        outcome=words(claim.outcome),
        person=claim.person,
        base=counted(line.base, line.unit, currency),
        rate=part_in_words(line.rate) if part and isinstance(line.rate, Fraction) else _rate(line, currency),
        times=times(line, currency),
        why=f", {line.why}" if line.why else "",
        said=line.why,
    )
    return said + varied_by(contract, line.clause, claim.outcome, claim.deeds)


def varied_by(contract: Contract, clause: str, outcome: str, deeds: tuple[int, ...]) -> str:
    """By which deed a clause is as it is for an outcome, and for whom it holds; "" where it is as first agreed."""
    by = [each for each in contract.deeds if each.number in deeds and each.touches_clause(clause, outcome)]
    return f", as varied by {by[-1].named()}, {by[-1].whom()}" if by else ""


def _rate(line: Line, currency: str) -> str:
    """A rate: money for each of what the base counts, or, of a base that is money, a part of it."""
    if line.effect not in (EARNED, DEDUCTED):
        return counted(line.rate, line.unit, currency)
    part = line.unit == "money" and isinstance(line.rate, Fraction)
    return part_in_words(Fraction(line.rate)) if part else show(int(line.rate), currency)


def times(line: Line, currency: str) -> str:
    """How many at what rate, where a line is more than one price for one claim.

    Example:
        >>> times(Line("a", "1", "outcome_price", 900, 3, 300, "days", "", EARNED), "GBP")
        ', 3 days at £3.00 each'
    """
    if line.unit in ("claims", "money"):
        return ""
    return f", {counted(line.base, line.unit, currency)} at {_rate(line, currency)} each"


def counted(number: int | Fraction, unit: str, currency: str) -> str:
    """A number with what it counts; a part of something is a per cent.

    Example:
        >>> counted(150_000, "money", "GBP"), counted(570, "claims", "GBP"), counted(Fraction(1, 8), "money", "GBP")
        ('£1,500.00', '570 claims', '12.5%')
    """
    if isinstance(number, Fraction) and number.denominator > 1 and unit == "money":
        return f"{exactly(number * 100)}%"
    return show(int(number), currency) if unit == "money" else many(number, unit)


def split_sentence(contract: Contract, split: Split) -> str:
    """Who pays a part of a claim."""
    form = next(clause.kind for clause in contract.clauses if clause.clause == split.clause)
    return FORMS[form].says.format(payer=contract.parties[split.payer].name)


def words(name: str) -> str:
    """A name of the contract as a sentence says it.

    Example:
        >>> words("stays_3_months")
        'stays 3 months'
    """
    return name.replace("_", " ")


def price_in_words(price: Any) -> str:
    """A price, a part or any table of them as a table of a contract says it.

    Example:
        >>> price_in_words(Fraction(1, 6)), price_in_words(Fraction(1, 8))
        ('1/6', '12.5%')
    """
    if isinstance(price, Fraction):
        return part_in_words(price)
    if isinstance(price, Dated):
        return "; ".join(f"from {say(day)} {price_in_words(each)}" for day, each in price.dated.items())
    if isinstance(price, Categorised):
        said = [f"{words(category)} {price_in_words(each)}" for category, each in price.named.items()]
        rest = [f"otherwise {price_in_words(price.rest)}"] if price.rest is not None else []
        return f"by {words(price.by)}: " + "; ".join([*said, *rest])
    return _numbered_in_words(price) if isinstance(price, Numbered) else str(price)


def _numbered_in_words(table: Numbered) -> str:
    """A table by number: where it changes, and to what."""
    number = {POSITION: "the number of the claim", TIME: "the time"}.get(table.asks, words(table.asks))
    if isinstance(table, EqualPart):
        return f"as large a part as {number}"
    if isinstance(table, PerUnit):
        return f"{table.rate} times {number}"
    at = "at" if isinstance(table, StraightLine) else "from"
    said = [f"{price_in_words(each)} {at} {exactly(knot)}" for knot, each in table.knots.items()]
    outside = [
        f"{price_in_words(getattr(table, side))} {side}"
        for side in ("below", "above")
        if getattr(table, side, None) is not None
    ]
    if isinstance(table, Slices):
        return f"{number} times the rate of each band: " + "; ".join(said)
    on_line = " on the straight line" if isinstance(table, StraightLine) else ""
    return f"by {number}{on_line}: " + "; ".join([*said, *outside])


def priced_by(contract: Contract, outcome: str) -> tuple[str, str]:
    """The number of the clause that prices an outcome, and the price in words; of each version that differs."""
    if contract.deeds:
        return _priced_by_versions(contract, outcome)
    for clause in contract.clauses:
        for _, outcomes, table in clause.tables() if clause.gives_price else ():
            if outcome in outcomes:
                return clause.clause, price_in_words(table)
    return "", ""


def _priced_by_versions(contract: Contract, outcome: str) -> tuple[str, str]:
    """The price as first agreed, and what each deed has made of it."""
    number, last = priced_by(contract.under(()), outcome)
    said = [last] if last else []
    for i, deed in enumerate(contract.deeds):
        terms = contract.under_first(i + 1)
        clause, price = priced_by(terms, outcome)
        if price and price != last:
            said.append(f"{price} by deed {deed.number}, {deed.whom()}")
        number, last = clause or number, price
    return number, "; ".join(said)
