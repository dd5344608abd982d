"""Whose claims hang on nobody else's records need not be looked at again: for contracts that are made up."""

from collections import Counter
from pathlib import Path
from random import Random
from typing import Any

import pandas as pd
import pytest

from sop_engine.errors import TermsError
from sop_engine.intake.sheet import from_frame
from sop_engine.intake.take_in import take_in
from sop_engine.library.load import Agreed, load_contract
from sop_engine.records.events import Records
from sop_engine.records.posted import NOTHING_POSTED, Posted
from sop_engine.records.working import Claim
from sop_engine.steps.alone import found_alone
from sop_engine.steps.evaluate import evaluate, found
from sop_engine.units.days import day_number
from tests.oracle.compared import headings, loaded
from tests.oracle.generate import Chance, a_contract, a_history

FINE = """\
contract: fine
title: Fine
source: Ours, for a test.
standard_terms: sop-engine-1
currency: GBP
in_force: {from: 2020-01-01, to: 2021-12-31}
parties: {fund: {role: outcome_payer, name: Fund}, trust: {role: provider, name: Trust}}
claims: found_from_records
enrolled_by: start
records:
  start: {files: starts*.csv, person: Ref, dated: Day}
  letter: {files: letters*.csv, person: Ref, dated: Day, fields: {number: {heading: Number, text: true}}}
outcomes:
  seen: {is: Seen., shown_by: {record: letter}}
clauses:
- {clause: "1", kind: outcome_price, prices: {seen: £10}}
- {clause: "9", kind: co_payment, shares: [{payer: fund, part: rest}]}
"""
EVERYBODY = """\
  many: {is: Many., subject: contract, shown_by: {record: letter}}
clauses:
- {clause: "1", kind: outcome_price, prices: {seen: £10, many: £5}}
"""


@pytest.mark.parametrize(
    ("said", "instead", "alone"),
    [
        ("", "", True),
        ("claims:", "cohorts: {every: 3 months, from: 2020-01-01}\nclaims:", True),
        ("claims:", "cohorts: {of: 3}\nclaims:", False),
        ("claims:", "measures: {many: {people: all}}\nclaims:", False),
        ('clauses:\n- {clause: "1", kind: outcome_price, prices: {seen: £10}}\n', EVERYBODY, False),
        ("dated: Day, fields", "dated: Day, one_per: [person, number], fields", True),
    ],
)
def test_what_hangs_on_others_is_told_by_the_terms(tmp_path: Path, said: str, instead: str, alone: bool) -> None:
    """Cohorts by head and what is asked of everybody make people hang together; records of their own do not."""
    (tmp_path / "contract.yaml").write_text(FINE.replace(said, instead) if said else FINE, encoding="utf-8")
    assert found_alone(load_contract(tmp_path / "contract.yaml").contract) is alone


def records_of(agreed: Agreed, files: dict[str, Any], days: tuple[int, int]) -> Records:
    """The records of some files."""
    frames = {kind: pd.DataFrame(rows, columns=headings(agreed, kind)) for kind, rows in files.items()}
    return take_in(agreed.contract, {kind: [from_frame(each, kind)] for kind, each in frames.items()}, *days).records


def claims_of(agreed: Agreed, files: dict[str, Any], days: tuple[int, int], posted: Posted) -> list[Claim]:
    """What is found of the people in some files, beside what is posted."""
    return list(found(agreed.contract, records_of(agreed, files, days), *days, posted=posted).claims)


def of_some(agreed: Agreed, files: dict[str, Any], chance: Random) -> tuple[dict[str, Any], set[str]]:
    """The files with the rows of some people alone."""
    everybody = sorted({row["Ref"] for row in files[agreed.contract.enrolled_by]})
    some = set(chance.sample(everybody, chance.randint(0, len(everybody))))
    about = {kind: terms.about for kind, terms in agreed.contract.records.items()}
    return {
        kind: [row for row in rows if about[kind] != "person" or row["Ref"] in some] for kind, rows in files.items()
    }, some


def test_people_are_found_alone_as_among_others(tmp_path: Path) -> None:
    """Where the terms let them, some people have the same claims without the others, also beside all that is posted."""
    chance, figures = Chance(Random(20_261_122)), Counter[str]()
    while figures["contracts"] < 30:
        tree = a_contract(chance)
        try:
            agreed = loaded(tmp_path, tree)
        except TermsError:
            continue
        if not found_alone(agreed.contract):
            continue
        figures["contracts"] += 1
        for _ in range(2):
            files, as_at, known_at = a_history(chance, tree)
            days = (day_number(as_at), day_number(known_at))
            whole = claims_of(agreed, files, days, NOTHING_POSTED)
            posted = Posted().after(whole, evaluate(agreed.contract, records_of(agreed, files, days), *days).payments)
            assert claims_of(agreed, files, days, posted) == whole, "what is posted is found again"
            part, some = of_some(agreed, files, Random(figures["claims"]))
            for beside in (NOTHING_POSTED, posted):
                assert claims_of(agreed, part, days, beside) == [each for each in whole if each.person in some]
            figures["claims"] += len(whole)
            figures["again"] += sum(each.occurrence > 1 for each in whole)
    assert figures["claims"] > 100 and figures["again"] > 5, figures
