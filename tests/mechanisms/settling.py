"""Clauses worked out over claims that a test writes itself: what was reached is given, what is due is asked."""

from collections import Counter
from datetime import date
from fractions import Fraction
from pathlib import Path
from typing import NamedTuple

from sop_engine.library.load import load_contract
from sop_engine.records.working import Claim
from sop_engine.statements.sentences import line_sentence
from sop_engine.steps.settle import settle
from sop_engine.terms.contract import Contract
from sop_engine.units.days import day_number

LATE = day_number(date(2199, 12, 31))
"""The day of the run: after everything."""

HEAD = """
contract: mechanisms
title: Mechanisms
source: Ours, for a test; the figures are published.
standard_terms: sop-engine-1
currency: CURRENCY
in_force: {from: 2010-01-01, to: 2029-12-31}
parties:
PARTIES
claims: found_from_records
enrolled_by: start
records:
  start: {files: starts*.csv, person: Ref, dated: Day, fields: {group: {heading: Group, one_of: [GROUPS]}}}
  visit: {files: visits*.csv, person: Ref, dated: Day}
MEASURES
outcomes:
OUTCOMES
clauses:
"""


class Settled(NamedTuple):
    """What clauses made of claims, in minor units."""

    net: dict[str, int]
    """What is due on each claim."""
    says: list[str]
    """The sentence of each line."""
    amounts: list[int]
    """The amount of each line."""
    pays: dict[str, int]
    """What each payer pays in all."""
    parts: dict[str, dict[str, int]]
    """What each payer pays of each claim."""

    @property
    def total(self) -> int:
        """What is due in all."""
        return sum(self.net.values())


def claim(
    outcome: str, person: str = "Ann", day: str = "2020-01-01", time: int = 1, group: str = "", **measured: object
) -> Claim:
    """Something that was reached; `measured` are its numbers, as text or as figures."""
    number = day_number(date.fromisoformat(day))
    return Claim(
        ref=f"{person}/{outcome}/{time}",
        person=person,
        outcome=outcome,
        occurrence=time,
        reached=number,
        shown=number,
        known=number,
        record=(number,),
        facts={"start.group": group} if group else {},
        claimed=number,
        measured={name: Fraction(str(value)) for name, value in measured.items()},
    )


def contract(
    folder: Path,
    clauses: str,
    outcomes: str,
    measures: str = "",
    groups: str = "a, b",
    payers: str = "fund council",
    currency: str = "GBP",
) -> Contract:
    """A contract with these clauses; where none says who pays, the fund pays all."""
    if "co_payment" not in clauses:
        clauses = clauses.rstrip() + '\n- {clause: "99", kind: co_payment, shares: [{payer: fund, part: 100%}]}\n'
    named = "".join(f"  {name}: {{fixed: 1}}\n" for name in measures.split())
    text = HEAD.replace("GROUPS", groups).replace("CURRENCY", currency)
    text = text.replace("MEASURES\n", f"measures:\n{named}" if named and "measures" in Contract.model_fields else "")
    text = text.replace(
        "PARTIES", "\n".join(f"  {each}: {{role: outcome_payer, name: {each}}}" for each in payers.split())
    )
    reached = "\n".join(
        f"  {name}: {{is: Reached., shown_by: {{record: visit}}, repeats: {{at_most: 999, apart: 1 day}}}}"
        for name in outcomes.split()
    )
    file = folder / "contract.yaml"
    file.write_text(text.replace("OUTCOMES", reached) + clauses.lstrip("\n"), encoding="utf-8")
    return load_contract(file).contract


def settled(agreed: Contract, claims: list[Claim]) -> Settled:
    """What is due on claims, and who pays it; the parts of each claim are the claim."""
    lines, splits = settle(agreed, claims, as_at=LATE)
    by_ref = {each.ref: each for each in claims}
    net, pays = Counter({each.ref: 0 for each in claims}), Counter()
    parts: dict[str, dict[str, int]] = {each.ref: {} for each in claims}
    for line in lines:
        net[line.claim] += line.amount
    for split in splits:
        pays[split.payer] += split.amount
        parts[split.claim][split.payer] = split.amount
    assert {ref: sum(those.values()) for ref, those in parts.items()} == dict(net)
    says = [line_sentence(agreed, line, by_ref[line.claim]) for line in lines]
    return Settled(dict(net), says, [line.amount for line in lines], dict(pays), parts)
