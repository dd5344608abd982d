"""Shares: whether somebody pays for every outcome, and the shares of those who do add up to the whole."""

from collections.abc import Sequence
from fractions import Fraction

from sop_engine.clauses.limited import Limited
from sop_engine.errors import nearest
from sop_engine.forms.co_payment import CoPayment
from sop_engine.library.bind.looking import as_written, clauses_in_place, written_clauses
from sop_engine.library.shape import Draft, Path
from sop_engine.terms.most import each_most
from sop_engine.terms.share import Taker
from sop_engine.terms.written import REST, as_list
from sop_engine.units.money import Money, show
from sop_engine.units.numbers import part_in_words


def whole(draft: Draft) -> None:
    """Shares name outcome payers, once each in a list, say how much, and add up to the whole."""
    for place, clause in clauses_in_place(draft):
        if isinstance(clause, CoPayment):
            for way, takers in clause.lists():
                path: Path = ("clauses", place, "shares", *as_written(way))
                for i, taker in enumerate(takers):
                    _taker(draft, (*path, i), clause.clause, taker, [each.payer for each in takers[:i]])
                _sum(draft, path, clause.clause, takers)


def pots(draft: Draft) -> None:
    """Where payers have pots, a cap keeps what is due within them; without one it is pointed out."""
    caps = [clause for _, clause in clauses_in_place(draft) if isinstance(clause, Limited) and clause.per == "contract"]
    for place, clause in clauses_in_place(draft):
        if not isinstance(clause, CoPayment) or not isinstance(clause.shares, tuple):
            continue
        pots = [share.pot for share in clause.shares if share.pot is not None and share.part is None]
        held = sum(pot.minor for pot in pots)
        if len(pots) < len(clause.shares) or not held:
            continue  # parts have no pots to pass; what is wrong with shares has been pointed out
        divided = set(clause.outcomes or draft.declared("outcomes"))
        within = [
            max(each.minor for each in mosts)
            for cap in caps
            if (mosts := [each for each in each_most(cap.at_most) if isinstance(each, Money)])
            and divided <= set(cap.named() or draft.declared("outcomes"))
        ]
        if min(within, default=held + 1) > held:
            total = show(held, pots[0].currency)
            draft.wrong("pots-can-be-passed", ("clauses", place, "shares"), clause=clause.clause, pots=total)


def _taker(draft: Draft, path: Path, clause: str, taker: Taker, before: list[str | None]) -> None:
    """One share names an outcome payer, not named before, or those it is shared among, and says how much."""
    _payer(draft, path, taker, before)
    said = [word for word in ("part", "pot", "amount") if getattr(taker, word) is not None]
    owner = f'The share of "{taker.payer}"' if taker.payer else "The share"
    if not said:
        why = "or `pot:`, where each payer has one; or `amount:`."
        draft.wrong("missing-key", path, of=owner, key="part", why=why)
    if taker.payer is None and not taker.among:
        draft.wrong("missing-key", path, of=owner, key="payer", why="or `among:`, with the shares of several.")
    if taker.up_to is not None and taker.when_empty is None and taker.payer:
        draft.wrong("missing-key", path, of=owner, key="when_empty", why="others_pay or unpaid.")
    unclear = [f"{' and '.join(said)} together"] if len(said) > 1 and said != ["part", "pot"] else []
    unclear += ["payer and among together"] if taker.payer and taker.among else []
    unclear += ["up_to without a payer"] if taker.up_to is not None and not taker.payer else []
    unclear += ["when_empty without up_to"] if taker.when_empty is not None and taker.up_to is None else []
    for each in unclear:
        draft.wrong("share-unclear", path, clause=clause, found=each)


def _payer(draft: Draft, path: Path, taker: Taker, before: list[str | None]) -> None:
    """The payer is a party that pays for outcomes, and not named before in the list."""
    declared, parties, name = draft.declared("parties"), draft.get("parties") or {}, taker.payer
    here = (*path, "payer")
    if name is None:
        return
    if name not in declared:
        draft.wrong("unknown-party", here, found=name, nearest=nearest(name, declared))
    elif name in parties and parties[name].role != "outcome_payer":
        role = parties[name].role
        draft.wrong("not-a-payer", here, found=name, role=("an " if role[0] in "aeiou" else "a ") + role)
    if name in before:
        draft.wrong("named-twice", here, found=name)


def _sum(draft: Draft, path: Path, clause: str, takers: tuple[Taker, ...]) -> None:
    """Parts add up to one, or leave something for the rest; pots hold something; the two do not mix."""
    pots = [share.pot for share in takers if share.pot is not None]
    parts = [share.part for share in takers if share.part is not None]
    fixed = [share for share in takers if share.amount is not None and share.part is None and share.pot is None]
    if pots and parts:
        draft.wrong("shares-mixed", path, clause=clause)
    elif len(pots) + len(parts) + len(fixed) < len(takers):
        pass  # a share that says nothing has been pointed out
    elif parts:
        said = total_unless_whole(parts)
        if said:
            draft.wrong("shares-not-whole", path, clause=clause, total=said)
    elif not sum(each.minor for each in pots):
        total_ = "fixed amounts alone" if fixed else "nothing"
        draft.wrong("shares-not-whole", path, clause=clause, total=total_)


def total_unless_whole(parts: Sequence[Fraction | str]) -> str:
    """What parts add up to, in words, where that is not exactly the whole; "" where it is.

    Example:
        >>> total_unless_whole([Fraction(1, 2), REST]), total_unless_whole([Fraction(1, 2), Fraction(1, 4)])
        ('', '75%')
        >>> total_unless_whole([Fraction(2, 3), Fraction(1, 3)]), total_unless_whole([Fraction(2, 3), Fraction(1, 6)])
        ('', '5/6')
    """
    total = sum((each for each in parts if isinstance(each, Fraction)), Fraction(0))
    rests = sum(each == REST for each in parts)
    if rests < 2 and (total < 1 if rests else total == 1):
        return ""
    many = f", and {rests} of them take the rest"
    none = ", which leaves nothing for the rest"
    return part_in_words(total) + (many if rests > 1 else none if rests else "")


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
