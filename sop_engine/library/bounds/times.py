"""Times: how often an outcome can be paid for one subject, and how long windows and periods can be."""

from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import count

from sop_engine.terms.check import Window
from sop_engine.terms.contract import Contract
from sop_engine.terms.outcome import Each, Outcome, Repeats
from sop_engine.terms.written import PERIOD, PERIOD_END, Anchor
from sop_engine.units.days import Duration, civil, corresponding

FOUR_YEARS = 1_461
"""Days after which the lengths of months come round again."""


def length(contract: Contract) -> int:
    """How many days the contract is in force, the first and the last counted in."""
    return contract.in_force.to - contract.in_force.from_ + 1


def possible_days(contract: Contract) -> tuple[int, ...]:
    """Days of the contract among which every length of months occurs that can: the first, and ends of months."""
    first = contract.in_force.from_
    return _ends_of_months(first, min(length(contract), FOUR_YEARS))


@lru_cache(maxsize=64)
def _ends_of_months(first: int, number: int) -> tuple[int, ...]:
    days = range(first, first + number)
    return tuple(day for day in days if day < first + 3 or civil(day)[2] in (1, 2, 28, 29, 30, 31))


def times(contract: Contract, outcome: Outcome) -> int:
    """How often an outcome can be paid at most for one person, cohort or contract.

    Example:
        >>> from sop_engine.library.load import load_contract
        >>> homes = load_contract("rough-sleeping").contract
        >>> times(homes, homes.outcomes["wellbeing_assessed"]), times(homes, homes.outcomes["stays_3_months"])
        (3, 1)
    """
    if outcome.each:
        return _whole_periods(contract, outcome.each)
    return time_for(contract, outcome.repeats, outcome.repeats.at_most) if outcome.repeats else 1


def times_under_any(versions: Sequence[Contract], name: str) -> int:
    """How often at most where deeds vary a contract: as often as any version says, as close as any lets it be."""
    those = [(each, each.outcomes[name]) for each in versions if name in each.outcomes]
    often = max(times(contract, outcome) for contract, outcome in those)
    repeats = [(contract, outcome.repeats) for contract, outcome in those if outcome.repeats]
    if len(those) == 1 or not repeats:
        return often
    most = max(said.at_most for _, said in repeats)
    return max(often, *(time_for(contract, said, most) for contract, said in repeats))


def time_for(contract: Contract, repeats: Repeats, most: int) -> int:
    """How many times, so far apart as is asked, there is time for in the contract; `most` at most."""
    reckoned, day, last = contract.reckoning(), contract.in_force.from_, contract.in_force.to
    for number in range(1, most):
        day = reckoned.apart(day, repeats.apart)
        if day > last:
            return number
    return most


def longest_period(contract: Contract, each: Each) -> int:
    """How many days the longest period of an outcome can have."""
    days = (contract.in_force.from_,) if not each.period.months else possible_days(contract)
    return min(length(contract), max(_after(day, each.period, 1) - day for day in days))


def longest_window(contract: Contract, window: Window, outcome: Outcome | None = None) -> int:
    """How many days a window can have at most, within the contract; without ends, the period or the contract."""
    from_, to, reckoned = window.from_, window.to, contract.reckoning()
    whole = length(contract)
    if outcome and outcome.each and _is_period(from_, to):
        return longest_period(contract, outcome.each)
    if from_ and to and (from_.of, from_.that) == (to.of, to.that):
        days = possible_days(contract) if from_.of else (0,)
        spans = (_day(to, day, contract, window.ends) - _day(from_, day, contract) + 1 for day in days)
        return max(0, min(whole, max(spans)))
    last = contract.in_force.to if to is None or to.of else reckoned.closes(to.from_day(to.day, reckoned), window.ends)
    first = contract.in_force.from_ if from_ is None or from_.of else from_.from_day(from_.day, reckoned)
    return max(0, min(last, contract.in_force.to) - max(first, contract.in_force.from_) + 1)


def _is_period(from_: Anchor | None, to: Anchor | None) -> bool:
    if from_ is None and to is None:
        return True
    return bool(from_ and to and (from_.of, to.of) == (PERIOD, PERIOD_END) and not from_.length and not to.length)


def _day(anchor: Anchor, day: int, contract: Contract, ends: str | None = "counted") -> int:
    reckoned = contract.reckoning()
    return reckoned.closes(anchor.from_day(day if anchor.of else anchor.day, reckoned), ends)


def _after(day: int, period: Duration, number: int) -> int:
    return corresponding(day, period.months * number, period.days * number)


def _whole_periods(contract: Contract, each: Each) -> int:
    """The most whole periods there can be, wherever the first day that they are counted from lies."""
    from_, to, reckoned = each.from_, each.to, contract.reckoning()
    first_day, last_day = contract.in_force.from_, contract.in_force.to
    if to is None or (to.of and (to.of, to.that) != (from_.of, from_.that)):
        bases = [(first_day, last_day)]
        if not from_.of:
            bases = [(from_.from_day(from_.day, reckoned), last_day)]
    elif to.of:
        bases = [(_day(from_, day, contract), _day(to, day, contract)) for day in possible_days(contract)]
    else:
        begins = first_day if from_.of else from_.from_day(from_.day, reckoned)
        bases = [(begins, to.from_day(to.day, reckoned))]
    return max(sum(1 for _ in _periods(each, first, min(last, last_day), first_day)) for first, last in bases)


def _periods(each: Each, first: int, last: int, opens: int) -> Iterator[int]:
    """The first day of each whole period within some days; one that begins before anything counts is passed over."""
    for number in count():
        begins = _after(first, each.period, number)
        if _after(first, each.period, number + 1) - 1 > last:
            return
        if begins >= opens:
            yield begins
