"""Plan: what the parties expected for each period, beside what came to be due; plans replace, and never add up."""

from collections.abc import Iterator
from typing import Any, NamedTuple

from sop_engine.clauses.limited import Limited
from sop_engine.statements.done import Done
from sop_engine.terms.contract import Contract
from sop_engine.terms.planned import Planned
from sop_engine.units.days import as_date, say
from sop_engine.units.money import Money, show


class Period(NamedTuple):
    """A row is one period of the plan; amounts are minor units."""

    first: int
    last: int
    planned: int
    actual: int


class Beside(NamedTuple):
    """The plan that holds as at a day, with what is due beside it; amounts are minor units."""

    plan: Planned
    deed: int
    """The deed that states it; 0 is the contract itself."""
    periods: tuple[Period, ...]
    before: int
    """What is due for days before its first period."""
    after: int
    """What is due for days after its last period."""
    plans: tuple[tuple[int, int], ...]
    """Every plan there has been, up to the day: the deed that states it, and its total.  They are never added."""
    most: int
    """The most there can be: the least of the caps on all of the contract, and the total of the plan."""

    @property
    def actual(self) -> int:
        """All that is due."""
        return self.before + self.after + sum(each.actual for each in self.periods)

    @property
    def passed(self) -> int:
        """By how much what is due passes the most; 0 where it does not."""
        return max(0, self.actual - self.most)


def beside(done: Done) -> Beside | None:
    """The plan in force as at the day of a run, with what is due beside it; None where there is no plan."""
    from_ = {0: done.contract.in_force.from_, **{each.number: each.from_ for each in done.contract.deeds}}
    plans = [(number, plan) for number, plan in done.contract.plans() if number == 0 or from_[number] <= done.as_at]
    if not plans:
        return None
    deed, plan = plans[-1]
    spans = plan.periods()
    due = [(int(getattr(each, plan.counted_by)), each.net) for each in done.payments]
    rows = tuple(
        Period(first, last, amount.minor, sum(net for day, net in due if first <= day <= last))
        for (first, last), amount in zip(spans, plan.amounts, strict=True)
    )
    return Beside(
        plan,
        deed,
        rows,
        sum(net for day, net in due if day < spans[0][0]),
        sum(net for day, net in due if day > spans[-1][1]),
        tuple((number, each.total) for number, each in plans),
        min([plan.total, *_caps(_as_at(done.contract, done.as_at))]),
    )


def _as_at(contract: Contract, as_at: int) -> Contract:
    """The terms with every deed that holds by a day: those that a cap on everything is read from."""
    number = max((each.number for each in contract.deeds if each.from_ <= as_at), default=0)
    return contract.under_first(number)


def _caps(contract: Contract) -> Iterator[int]:
    """The caps in money on all that is paid under a contract."""
    for each in contract.clauses:
        everything = isinstance(each, Limited) and set(each.selected(contract)) == set(contract.outcomes)
        if isinstance(each, Limited) and everything and each.per == "contract" and isinstance(each.at_most, Money):
            yield each.at_most.minor


def too_much(done: Done) -> str:
    """The remark, where what is due passes all that was planned or agreed at most; "" where it does not."""
    found = beside(done)
    if found is None or not found.passed:
        return ""
    currency = done.contract.currency
    return (
        f"MORE THAN AGREED: {show(found.actual, currency)} is due, and the most is {show(found.most, currency)} "
        f"({show(found.passed, currency)} too much)."
    )


def as_table(done: Done) -> list[tuple[str, str, str, str]]:
    """The plan for a page: period, planned, due, and the difference, in words."""
    found = beside(done)
    if found is None:
        return []

    def row(label: str, planned: int, actual: int) -> tuple[str, str, str, str]:
        said = [show(each, done.contract.currency) for each in (planned, actual, actual - planned)]
        return label, said[0], said[1], said[2]

    rows = [row(f"{say(each.first)} to {say(each.last)}", each.planned, each.actual) for each in found.periods]
    if found.before:
        rows.insert(0, row("before the plan", 0, found.before))
    if found.after:
        rows.append(row("after the plan", 0, found.after))
    return [*rows, row("in all", found.plan.total, found.actual)]


def plans_in_words(done: Done) -> list[str]:
    """Every plan there has been, each with its total; the last is the one that holds."""
    found = beside(done)
    if found is None:
        return []
    said = []
    for i, (number, total) in enumerate(found.plans):
        deed = next((each for each in done.contract.deeds if each.number == number), None)
        whose = f"by {deed.named()}, from {say(deed.from_)}" if deed else "as first agreed"
        stands = "it holds" if i + 1 == len(found.plans) else "replaced, and not added"
        said.append(f"The plan {whose}: {show(total, done.contract.currency)} in all; {stands}.")
    return said


def for_machines(done: Done) -> dict[str, Any] | None:
    """The plan as run.json has it: amounts in minor units, days as dates."""
    found = beside(done)
    if found is None:
        return None
    return {
        "deed": found.deed,
        "total": found.plan.total,
        "actual": found.actual,
        "most": found.most,
        "passed_by": found.passed,
        "before": found.before,
        "after": found.after,
        "periods": [
            {
                "first": as_date(each.first).isoformat(),
                "last": as_date(each.last).isoformat(),
                "planned": each.planned,
                "actual": each.actual,
                "difference": each.actual - each.planned,
            }
            for each in found.periods
        ],
        "plans": [{"deed": number, "total": total} for number, total in found.plans],
    }
