"""Sentences: what a finding, a line or a price says, in words that a provider can act on."""

from fractions import Fraction

from sop_engine.checks.comparison import in_words
from sop_engine.forms import FORMS
from sop_engine.records.working import (
    AWAITED,
    BROKEN,
    DEDUCTED,
    EARNED,
    ENDED,
    MET,
    MISSING,
    OUT_OF_TIME,
    TOO_EARLY,
    TOO_SMALL,
    WAITING,
    Claim,
    Finding,
    Line,
    Split,
)
from sop_engine.steps.select import Leaf
from sop_engine.terms.check import AllOf, AnyOf, HeldCheck, named, walk
from sop_engine.terms.contract import Contract
from sop_engine.terms.price import ByDate, Price
from sop_engine.units.days import say
from sop_engine.units.money import Money, show


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
        return "none so far"
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
    gap = f"{_allowed(contract, finding)} allowed"
    if finding.state == MET and finding.complete is not None and finding.shown is not None:
        return f"complete on {say(finding.complete)}, shown by the record of {say(finding.shown)}"
    if finding.state == WAITING:
        return f"waits for {words(finding.waits_for)}"
    if finding.state == MISSING:
        return "none so far"
    broken = ""
    if finding.gap:
        last, again = finding.gap
        broken = f"none between {say(last)} and {say(again)} ({again - last} days; {gap})"
    if finding.state == ENDED:
        return f"{broken}; after a break it cannot be reached any more"
    if finding.state == BROKEN:
        if finding.begun is None:
            return f"{broken}; the time counts again from the next record"
        return f"{broken}; the time counts again from {say(finding.begun)}, complete on {say(finding.complete or 0)}"
    if finding.state == OUT_OF_TIME:
        if finding.waits_for:
            return _no_time_left(finding)
        late = f"complete on {say(finding.complete)} at the earliest" if finding.complete is not None else broken
        shown = ", and not shown by then" if finding.complete and finding.complete <= (finding.closes or 0) else ""
        return f"{late}; the last day that counts is {say(finding.closes or 0)}{shown}"
    since = f"going on since {say(finding.begun or 0)}"
    return f"{since}, complete on {say(finding.complete or 0)}; last seen {_last(finding)}"


def _last(finding: Finding) -> str:
    return f"on {say(finding.last)}" if finding.last is not None else "at the beginning"


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
    leaf = leaf_of(contract, finding)
    if isinstance(leaf, HeldCheck):
        last = say(finding.last) if finding.last is not None else "none yet"
        if finding.complete is None:
            return [
                (
                    "payable when",
                    f"{words(leaf.held)} again, and for {leaf.for_} from then, none more than {leaf.gap_at_most} apart",
                ),
                ("last day that counts", say(finding.closes or 0)),
            ]
        told = [
            (
                "payable when",
                f"a record {words(leaf.held)} on or after {say(finding.complete)}, "
                f"none more than {leaf.gap_at_most} apart (last: {last})",
            )
        ]
        return [*told, ("next record due by", say(finding.next_by))] if finding.next_by is not None else told
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
    for way, check in walk(contract.outcomes[finding.outcome].shown_by):
        if not isinstance(check, AllOf | AnyOf) and named(way) == finding.requirement:
            return check
    raise LookupError(finding.requirement)


def _allowed(contract: Contract, finding: Finding) -> str:
    leaf = leaf_of(contract, finding)
    return str(leaf.gap_at_most) if isinstance(leaf, HeldCheck) else ""


def line_sentence(contract: Contract, line: Line, claim: Claim) -> str:
    """What one clause did to one claim, with its base and its rate."""
    currency = contract.currency
    return FORMS[line.form].says.format(
        outcome=words(claim.outcome),
        person=claim.person,
        base=counted(line.base, line.unit, currency),
        rate=counted(line.rate, "money" if line.effect in (EARNED, DEDUCTED) else line.unit, currency),
        why=f", {line.why}" if line.why else "",
    )


def counted(number: int | Fraction, unit: str, currency: str) -> str:
    """A number with what it counts; a part of something is a per cent.

    Example:
        >>> counted(150_000, "money", "GBP"), counted(570, "claims", "GBP"), counted(Fraction(1, 8), "money", "GBP")
        ('£1,500.00', '570 claims', '12.5%')
    """
    if isinstance(number, Fraction) and number.denominator > 1 and unit == "money":
        return f"{exactly(number * 100)}%"
    return show(int(number), currency) if unit == "money" else f"{exactly(Fraction(number))} {unit}"


def exactly(number: Fraction, places: int = 6) -> str:
    """A number as people write it; one that goes on for ever is cut, and says so.

    Example:
        >>> exactly(Fraction(12_345, 10)), exactly(Fraction(1, 3), 4)
        ('1,234.5', '0.3333…')
    """
    scaled = abs(number) * 10**places
    whole, part = divmod(int(scaled), 10**places)
    said = f"{whole:,}" + (f".{part:0{places}d}".rstrip("0") if part else "")
    return ("−" if number < 0 else "") + said + ("" if scaled.denominator == 1 else "…")


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


def price_in_words(price: Price) -> str:
    """A price as a table of a contract says it."""
    if isinstance(price, Money):
        return str(price)
    if isinstance(price, ByDate):
        return "; ".join(f"from {say(day)} {price_in_words(each)}" for day, each in price.dated.items())
    said = [f"{words(category)} {price_in_words(each)}" for category, each in price.prices.items()]
    return "; ".join([*said, f"otherwise {price.otherwise}"] if price.otherwise else said)


def priced_by(contract: Contract, outcome: str) -> tuple[str, str]:
    """The number of the clause that prices an outcome, and the price in words."""
    for clause in contract.clauses:
        prices = getattr(clause, "prices", {})
        if outcome in prices:
            return clause.clause, price_in_words(prices[outcome])
    return "", ""
