"""Reconcile: what is due less what is posted is posted, and nothing else; a claim that fell away is taken back."""

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from sop_engine.ledger.due import Due

PROVIDER = "provider"
PAYER = "payer:"


def account_of(payer: str) -> str:
    """The account of an outcome payer.

    Example:
        >>> account_of("mhclg")
        'payer:mhclg'
    """
    return PAYER + payer


class PostedSoFar(NamedTuple):
    """A row is what is posted on one claim, all its entries together, in minor units."""

    claim: str
    subject: str
    outcome: str
    reached: int
    known: int
    n: int
    """How many entries it has."""
    first: int
    """The number of the first of them: claims stand in the order in which they were first posted."""
    number: int
    """The number of the last of them."""
    run: int
    """The run that posted the last of them."""
    period: int
    """The period in which the last of them was posted."""
    gross: int
    net: int
    parts: tuple[tuple[str, int], ...]
    """What each payer has paid, by name; nothing is left out but nothing."""


class Change(NamedTuple):
    """A row is what is to be posted on one claim."""

    due: Due
    """What is due on it now; of a claim that fell away, nothing."""
    posted: PostedSoFar | None
    """What is posted on it; None where nothing ever was."""

    @property
    def before(self) -> int:
        """What is posted on it, in minor units."""
        return self.posted.net if self.posted else 0

    @property
    def amount(self) -> int:
        """What is added to it; 0 where only the parts of the payers change."""
        return self.due.net - self.before

    @property
    def legs(self) -> tuple[tuple[str, int], ...]:
        """What is added to each account; together nothing."""
        now, before = dict(self.due.parts), dict(self.posted.parts) if self.posted else {}
        paid = {payer: before.get(payer, 0) - now.get(payer, 0) for payer in sorted({*now, *before})}
        legs = [(account_of(payer), amount) for payer, amount in paid.items()] + [(PROVIDER, self.amount)]
        return tuple((account, amount) for account, amount in legs if amount)


def reconcile(dues: Iterable[Due], posted: Mapping[str, PostedSoFar]) -> list[Change]:
    """What is to be posted so that what is posted is what is due, in an order that comes from content.

    Once it is posted there is nothing left to post: the same run again changes nothing.
    """
    left, changes = dict(posted), []
    for each in dues:
        before = left.pop(each.claim, None)
        if (each.net, each.parts) != ((before.net, before.parts) if before else (0, ())):
            changes.append(Change(each, before))
    changes += [Change(_nothing(before), before) for before in left.values() if before.net or before.parts]
    return sorted(changes, key=lambda change: change.due.order())


def _nothing(before: PostedSoFar) -> Due:
    """What is due on a claim that fell away."""
    return Due(before.claim, before.subject, before.outcome, before.reached, before.known, 0, 0, (), "")
