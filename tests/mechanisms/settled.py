"""Claims made by hand, and what a contract makes of them: for clauses that look at more than one person."""

from collections.abc import Sequence
from datetime import date
from pathlib import Path

from sop_engine.library.load import load_contract
from sop_engine.records.working import Claim, Line, Payment
from sop_engine.steps.settle import settle
from sop_engine.steps.stand import pay
from sop_engine.terms.contract import Contract
from sop_engine.units.days import day_number

HEAD = """
contract: by-hand
title: A contract for claims made by hand
source: Ours, for a test.
standard_terms: sop-engine-1
currency: GBP
in_force: {from: 2020-01-01, to: 2022-12-31}
parties:
  fund: {role: outcome_payer, name: Fund}
claims: found_from_records
enrolled_by: start
cohorts: {every: 1 month, from: 2020-01-01}
records:
  start: {files: starts*.csv, person: Ref, dated: Day, fields: {group: {heading: Group, one_of: [a, b]}}}
  visit: {files: visits*.csv, person: Ref, dated: Day, received: Sent}
outcomes:
"""
SHARE = '- {clause: "9", kind: co_payment, shares: [{payer: fund, part: 100%}]}\n'


def day(text: str) -> int:
    """The number of a day."""
    return day_number(date.fromisoformat(text))


def terms(
    folder: Path, prices: dict[str, str], clauses: str, wide: Sequence[str] = (), periods: Sequence[str] = ()
) -> Contract:
    """A contract with an outcome for each price; those in `wide` are about the contract, in `periods` of each month."""
    said = dict.fromkeys(prices, "shown_by: {record: visit}, repeats: {at_most: 99, apart: 1 day}")
    said |= dict.fromkeys(periods, "shown_by: {day: period_end}, each: {period: 1 month, from: 2020-01-01}")
    said |= {name: f"subject: contract, {said[name]}" for name in wide}
    outcomes = "".join(f"  {name}: {{is: {name}., {how}}}\n" for name, how in said.items())
    card = ", ".join(f'{name}: "{price}"' for name, price in prices.items())
    file = folder / "contract.yaml"
    written = f'{HEAD}{outcomes}clauses:\n- {{clause: "1", kind: outcome_price, prices: {{{card}}}}}\n{clauses}{SHARE}'
    file.write_text(written, encoding="utf-8")
    return load_contract(file).contract


def claim(person: str, outcome: str, reached: str, **more: object) -> Claim:
    """A claim: shown, known and claimed on the day reached unless said otherwise; days as text."""
    on = day(reached)
    days = {name: day(str(more.pop(name))) for name in ("shown", "known", "claimed", "start") if name in more}
    period = more.pop("period", None)
    if period:
        days["period"] = tuple(day(each) for each in period)
    return Claim(
        ref=f"{person}/{outcome}/{reached}",
        person=person,
        outcome=outcome,
        occurrence=1,
        reached=on,
        shown=days.pop("shown", on),
        known=days.pop("known", on),
        record=(on,),
        facts=more.pop("facts", {}),
        claimed=days.pop("claimed", on),
        cohort=str(more.pop("cohort", "")),
        **days,
    )


def worked(contract: Contract, claims: Sequence[Claim], as_at: str) -> dict[str, Payment]:
    """What each claim comes to, as at a day, by person, outcome and day."""
    lines, splits = settle(contract, claims, day(as_at))
    assert sum(split.amount for split in splits) == sum(line.amount for line in lines)
    return {payment.claim: payment for payment in pay(claims, lines)}


def due(contract: Contract, claims: Sequence[Claim], as_at: str) -> list[int]:
    """What is due on each claim in whole pounds, in the order in which the claims were given."""
    made = worked(contract, claims, as_at)
    nets = [made[each.ref].net for each in claims]
    assert all(net % 100 == 0 for net in nets)
    return [net // 100 for net in nets]


def lines_of(contract: Contract, claims: Sequence[Claim], as_at: str, clause: str) -> list[Line]:
    """The lines that one clause adds."""
    return [line for line in settle(contract, claims, day(as_at))[0] if line.clause == clause]
