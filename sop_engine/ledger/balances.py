"""Balances: what stood on each account before a period, what moved in it, and what stands after it."""

from collections.abc import Mapping
from typing import NamedTuple

from sop_engine.ledger.reconcile import PROVIDER


class Balance(NamedTuple):
    """A row is one account in one period, in minor units: opening + movement = closing."""

    account: str
    opening: int
    movement: int
    closing: int


def balances(moved: Mapping[tuple[int, str], int], period: int) -> list[Balance]:
    """The balances of all accounts in a period, from what was moved in each period on each account.

    The provider stands last.  The opening of a period is the closing of the one before.

    Example:
        >>> balances({(1, "payer:a"): -5, (1, "provider"): 5, (2, "payer:a"): -1, (2, "provider"): 1}, 2)
        [Balance(account='payer:a', opening=-5, movement=-1, closing=-6),
         Balance(account='provider', opening=5, movement=1, closing=6)]
    """
    accounts = sorted(
        {account for number, account in moved if number <= period}, key=lambda each: (each == PROVIDER, each)
    )
    made = []
    for account in accounts:
        opening = sum(amount for (number, of), amount in moved.items() if of == account and number < period)
        movement = moved.get((period, account), 0)
        made.append(Balance(account, opening, movement, opening + movement))
    return made
