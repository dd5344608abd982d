"""Shares: whether somebody pays for every outcome, and the shares of those who do add up to the whole."""

from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction

from sop_engine.clauses.limited import Limited
from sop_engine.errors import nearest
from sop_engine.forms.co_payment import CoPayment
from sop_engine.library.bind.looking import clauses_in_place, written_clauses
from sop_engine.library.shape import Draft, Path
from sop_engine.terms.written import REST, as_list
from sop_engine.units.money import Money, show


def whole(draft: Draft) -> None:
    """Shares name outcome payers, once each, and add up to the whole."""
    for place, clause in clauses_in_place(draft):
        if isinstance(clause, CoPayment):
            path: Path = ("clauses", place, "shares")
            for i in range(len(clause.shares)):
                _payer(draft, path, clause, i)
            _sum(draft, path, clause)


def pots(draft: Draft) -> None:
    """Where payers have pots, a cap keeps what is due within them; without one it is pointed out."""
    caps = [clause for _, clause in clauses_in_place(draft) if isinstance(clause, Limited) and clause.per == "contract"]
    for place, clause in clauses_in_place(draft):
        if not isinstance(clause, CoPayment):
            continue
        pots = [share.pot for share in clause.shares if share.pot is not None and share.part is None]
        held = sum(pot.minor for pot in pots)
        if len(pots) < len(clause.shares) or not held:
            continue  # parts have no pots to pass; what is wrong with shares has been pointed out
        divided = set(clause.outcomes or draft.declared("outcomes"))
        within = [
            cap.at_most.minor
            for cap in caps
            if isinstance(cap.at_most, Money) and divided <= set(cap.named() or draft.declared("outcomes"))
        ]
        if min(within, default=held + 1) > held:
            total = show(held, pots[0].currency)
            draft.wrong("pots-can-be-passed", ("clauses", place, "shares"), clause=clause.clause, pots=total)


def _payer(draft: Draft, path: Path, clause: CoPayment, i: int) -> None:
    """One share names an outcome payer, not named before, and says how much."""
    declared, parties = draft.declared("parties"), draft.get("parties") or {}
    share = clause.shares[i]
    name, here = share.payer, (*path, i, "payer")
    if name not in declared:
        draft.wrong("unknown-party", here, found=name, nearest=nearest(name, declared))
    elif name in parties and parties[name].role != "outcome_payer":
        role = parties[name].role
        draft.wrong("not-a-payer", here, found=name, role=("an " if role[0] in "aeiou" else "a ") + role)
    if name in [each.payer for each in clause.shares[:i]]:
        draft.wrong("named-twice", here, found=name)
    if share.pot is None and share.part is None:
        why = "or `pot:`, where each payer has one."
        draft.wrong("missing-key", (*path, i), of=f'The share of "{name}"', key="part", why=why)


def _sum(draft: Draft, path: Path, clause: CoPayment) -> None:
    """Parts add up to one, or leave something for the rest; pots hold something; the two do not mix."""
    pots = [share.pot for share in clause.shares if share.pot is not None]
    parts = [share.part for share in clause.shares if share.part is not None]
    if pots and parts:
        draft.wrong("shares-mixed", path, clause=clause.clause)
    elif len(pots) + len(parts) < len(clause.shares):
        pass  # a share that says nothing has been pointed out
    elif parts:
        said = total_unless_whole(parts)
        if said:
            draft.wrong("shares-not-whole", path, clause=clause.clause, total=said)
    elif not sum(each.minor for each in pots):
        draft.wrong("shares-not-whole", path, clause=clause.clause, total="nothing")


def total_unless_whole(parts: Sequence[Fraction | str]) -> str:
    """What parts add up to, in words, where that is not exactly the whole; "" where it is.

    Example:
        >>> total_unless_whole([Fraction(1, 2), REST]), total_unless_whole([Fraction(1, 2), Fraction(1, 4)])
        ('', '75%')
    """
    total = sum((each for each in parts if isinstance(each, Fraction)), Fraction(0))
    rests = sum(each == REST for each in parts)
    if rests < 2 and (total < 1 if rests else total == 1):
        return ""
    many = f", and {rests} of them take the rest"
    none = ", which leaves nothing for the rest"
    return _per_cent(total) + (many if rests > 1 else none if rests else "")


def _per_cent(part: Fraction) -> str:
    """A sum of parts as it would be written: they have six decimals at most, so this is exact."""
    shown = f"{Decimal(part.numerator * 100) / Decimal(part.denominator):f}"
    return (shown.rstrip("0").rstrip(".") if "." in shown else shown) + "%"


def payable(draft: Draft) -> None:
    """Somebody pays for every outcome."""
    shares = [each for each in written_clauses(draft) if each.get("kind") == "co_payment" or "shares" in each]
    outcomes = draft.declared("outcomes")
    if outcomes and not shares:
        draft.wrong("outcome-without-payer", ("clauses",), True, outcomes=_listed(outcomes))
    for outcome in outcomes if shares else ():
        if not any(not each.get("outcomes") or outcome in as_list(each["outcomes"]) for each in shares):
            draft.wrong("outcome-without-payer", ("outcomes", outcome), True, outcomes=_listed((outcome,)))


def _listed(names: Sequence[str]) -> str:
    """Some outcomes as a sentence names them."""
    if len(names) == 1:
        return f'the outcome "{names[0]}"'
    return "the outcomes " + ", ".join(f'"{each}"' for each in names)
