"""Verify: walk the entries of a ledger in order and name the first that is not what it should be."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from sop_engine.ledger.chain import Row, entry_hash
from sop_engine.ledger.due import Due
from sop_engine.ledger.reconcile import PAYER, PROVIDER


class Bad(NamedTuple):
    """The first thing that is not as it should be: its number, and what is wrong with it."""

    entry: int
    fact: str


class Stands(NamedTuple):
    """What is posted on one claim, as the walk added it up."""

    n: int
    net: int
    number: int
    """Its last entry."""
    parts: tuple[tuple[str, int], ...]


@dataclass(slots=True)
class Walk:
    """A walk over the entries; it keeps what each claim and each account come to."""

    number: int = 0
    head: str = ""
    claims: dict[str, Stands] = field(default_factory=dict)
    totals: dict[tuple[int, str], int] = field(default_factory=lambda: defaultdict(int))
    """What was moved in each period on each account."""

    def take(self, entry: Row, legs: Sequence[Row]) -> Bad | None:
        """Go on by one entry; answers what is wrong with it, or None."""
        wrong = self._wrong(entry, legs)
        if wrong:
            return Bad(self.number + 1, wrong)
        before = self.claims.get(entry["claim"])
        parts = dict(before.parts) if before else {}
        for leg in legs:
            self.totals[entry["period"], leg["account"]] += leg["amount"]
            if leg["account"] != PROVIDER:
                payer = leg["account"].removeprefix(PAYER)
                parts[payer] = parts.get(payer, 0) - leg["amount"]
        self.number, self.head = entry["number"], entry["hash"]
        paid = tuple((payer, amount) for payer, amount in sorted(parts.items()) if amount)
        self.claims[entry["claim"]] = Stands(entry["claim_n"], entry["net_after"], self.number, paid)
        return None

    def _wrong(self, entry: Row, legs: Sequence[Row]) -> str:
        if entry["number"] != self.number + 1:
            return f"the entry after number {self.number} has number {entry['number']}"
        if entry["before"] != self.head:
            return "it does not follow the hash of the entry before"
        if entry["hash"] != entry_hash(entry, legs):
            return "its content is not what its hash was made of"
        claim = self.claims.get(entry["claim"], Stands(0, 0, 0, ()))
        if entry["claim_n"] != claim.n + 1 or entry["net_before"] != claim.net:
            return "it does not follow what is posted on its claim"
        if (entry["prev_number"], entry["prev_n"]) != (self.number or None, claim.n or None):
            return "it does not say which entries it follows, in the ledger and on its claim"
        if (entry["corrects"], entry["kind"]) != (claim.number or None, "adjustment" if claim.n else "payment"):
            return "it does not say which entry it corrects, the last one of its claim"
        if entry["net_after"] != claim.net + entry["amount"]:
            return "its amount is not the difference of what is posted before and after"
        if entry["net_after"] > entry["gross"]:
            return "more is posted on its claim than one live claim earns"
        if len(legs) < 2 or sum(leg["amount"] for leg in legs):
            return "its legs do not add up to nothing"
        if sum(leg["amount"] for leg in legs if leg["account"] == PROVIDER) != entry["amount"]:
            return "what it adds is not the leg of the provider"
        return ""

    def differs(self, dues: Iterable[Due]) -> Bad | None:
        """Compare what is posted with what is due by recomputation; the entry that differs, or None.

        Where nothing was posted on a claim, it is the entry that should have come next.
        """
        left = {claim: each for claim, each in self.claims.items() if each.net or each.parts}
        bad = []
        for each in dues:
            there = left.pop(each.claim, None)
            net, parts = (there.net, there.parts) if there else (0, ())
            if (net, parts) != (each.net, each.parts):
                fact = f"{net} is posted on {each.claim}, and {each.net} is due, in minor units"
                if net == each.net:
                    fact = f"the payers of {each.claim} have other parts than are due"
                bad.append(Bad(self.claims[each.claim].number if each.claim in self.claims else self.number + 1, fact))
        bad += [
            Bad(there.number, f"{there.net} is posted on {claim}, and nothing is due, in minor units")
            for claim, there in left.items()
        ]
        return min(bad, default=None)

    def moved(self) -> Mapping[tuple[int, str], int]:
        """What was moved in each period on each account, in minor units."""
        return self.totals


def first_bad(entries: Iterable[tuple[Row, Sequence[Row]]]) -> Bad | None:
    """The first entry that is not as it should be, or None.

    Example:
        >>> first_bad([])
    """
    walk = Walk()
    return next((bad for entry, legs in entries if (bad := walk.take(entry, legs))), None)
