"""Sentences: what a finding, a line or a price says, in words that a provider can act on."""

from sop_engine.forms import FORMS
from sop_engine.records.working import (
    AWAITED,
    BROKEN,
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
)
from sop_engine.steps.account import requirements
from sop_engine.steps.select import Leaf, in_words
from sop_engine.terms.check import HeldCheck
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
        return f"{words(finding.waits_for)} cannot be reached any more"
    return f"none {_between(finding)}"


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
            return f"{words(finding.waits_for)} cannot be reached any more"
        late = f"complete on {say(finding.complete)} at the earliest" if finding.complete is not None else broken
        return f"{late}; the last day that counts is {say(finding.closes or 0)}"
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
        return [("first", f"{words(finding.waits_for)} must be reached")]
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
    wanted = asked_for(contract, finding)
    told = [
        (
            "payable when",
            (
                f"{finding.needed - finding.number} more records {words(finding.asks)}"
                if finding.needed > 1
                else f"a record {words(finding.asks)}"
            )
            + (f", {wanted}" if wanted else "")
            + (f", dated from {say(finding.opens)}" if finding.opens is not None else ""),
        )
    ]
    return [*told, ("last day that counts", say(finding.closes))] if finding.closes is not None else told


def asked_for(contract: Contract, finding: Finding) -> str:
    """What a requirement asks of its records, field by field."""
    leaf = leaf_of(contract, finding)
    said = [f"{name}: {in_words(comparison)}" for name, comparison in leaf.where.items()]
    return "; ".join([*said, f"completed by {' or '.join(leaf.by)}"] if leaf.by else said)


def leaf_of(contract: Contract, finding: Finding) -> Leaf:
    """The terms of the check that a finding answers."""
    return dict(requirements(contract.outcomes[finding.outcome].shown_by))[finding.requirement]


def _allowed(contract: Contract, finding: Finding) -> str:
    leaf = leaf_of(contract, finding)
    return str(leaf.gap_at_most) if isinstance(leaf, HeldCheck) else ""


def line_sentence(contract: Contract, line: Line, claim: Claim) -> str:
    """What one clause did to one claim, with its base and its rate."""

    def amount(number: int) -> str:
        return show(number, contract.currency) if line.unit == "money" else f"{number:,} claims"

    return FORMS[line.form].says.format(
        outcome=words(claim.outcome),
        person=claim.person,
        base=amount(line.base),
        rate=amount(line.rate),
        why=f", {line.why}" if line.why else "",
    )


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
