"""Examples: whether a contract gives what its worked examples say."""

from collections.abc import Sequence

from sop_engine.errors import Problem
from sop_engine.intake.take_in import take_in
from sop_engine.library.cases import Case, Expected, read_cases
from sop_engine.library.load import Agreed
from sop_engine.library.read import Source
from sop_engine.records.working import Payment
from sop_engine.service.sheets import FIRST_ROW, example_sheet
from sop_engine.steps.evaluate import evaluate
from sop_engine.terms.contract import Contract
from sop_engine.units.days import say
from sop_engine.units.money import show


def examples(agreed: Agreed) -> tuple[int, tuple[Problem, ...]]:
    """Work out every example beside a contract: how many there are, and where the terms and they differ."""
    source, cases, problems = read_cases(agreed.folder, agreed.contract)
    for case in cases:
        problems += _differences(agreed.contract, case, source) if source else []
    return len(cases), tuple(sorted(problems))


def _differences(contract: Contract, case: Case, source: Source) -> list[Problem]:
    sheets = {
        kind: [example_sheet(kind, contract.records[kind], rows)]
        for kind, rows in {**case.records, contract.enrolled_by: [case.starts]}.items()
    }
    taken = take_in(contract, sheets, case.as_at)
    if taken.problems:
        return [
            _unreadable(contract, case, source, each) for each in taken.problems if not _follows(contract, case, each)
        ]
    payments = evaluate(contract, taken.records, case.as_at).payments
    return [
        source.problem(
            "case-differs",
            (case.place, "due" if case.complete else "at_least", outcome),
            it=case.it,
            outcome=outcome,
            said=said,
            given=given,
        )
        for outcome, said, given in _compared(contract, case, payments)
    ]


def _follows(contract: Contract, case: Case, wrong: Problem) -> bool:
    """Whether a problem only follows from another: from a start, or from a day that is also the day it was received."""
    kind = wrong.place.file
    received = contract.records[kind].received
    row = case.starts if kind == contract.enrolled_by else case.records[kind][wrong.place.row - FIRST_ROW]
    defaulted = received is not None and wrong.place.heading == received.heading and "received" not in row
    return defaulted or wrong.code in ("row-person-not-enrolled", "row-person-held-back")


def _unreadable(contract: Contract, case: Case, source: Source, wrong: Problem) -> Problem:
    """A problem with a row, as the problem with the record of the example that became this row."""
    kind = wrong.place.file
    path = ("starts",) if kind == contract.enrolled_by else ("records", kind, wrong.place.row - FIRST_ROW)
    return source.problem(
        "case-unreadable",
        (case.place, *path),
        detail=f"the record {kind}, {wrong.place.heading}: {wrong.fact.removesuffix('.')}",
        remedy=wrong.remedy,
    )


def _compared(contract: Contract, case: Case, payments: Sequence[Payment]) -> list[tuple[str, str, str]]:
    """The outcomes on which an example and the terms differ, with what each says."""
    differing = []
    for outcome in contract.outcomes:
        said = [each for each in case.expected if each.outcome == outcome]
        given = [Expected(outcome, each.net, each.reached, each.shown) for each in payments if each.outcome == outcome]
        if not _agree(said, given, case.complete):
            due = [each for each in given if each.amount]
            differing.append((outcome, _in_words(contract, said), _in_words(contract, due)))
    return differing


def _agree(said: list[Expected], given: list[Expected], complete: bool) -> bool:
    """Whether all that is said is given, and, where all is said, nothing else that is worth anything."""
    left = list(given)
    for each in sorted(said, key=lambda one: (one.reached is None) + (one.shown is None)):  # the most exact first
        found = next((one for one in left if _says(each, one)), None)
        if found is not None:
            left.remove(found)
        elif each.amount or each.reached is not None or each.shown is not None:
            return False
    return not complete or not any(each.amount for each in left)


def _says(said: Expected, given: Expected) -> bool:
    """Whether an amount due is the one that an example speaks of; a day it does not state may be any."""
    return said.amount == given.amount and said.reached in (None, given.reached) and said.shown in (None, given.shown)


def _in_words(contract: Contract, expected: list[Expected]) -> str:
    def one(each: Expected) -> str:
        days = [
            f"{word} {say(day)}" for word, day in (("reached", each.reached), ("shown", each.shown)) if day is not None
        ]
        return show(each.amount, contract.currency) + (f" ({', '.join(days)})" if days else "")

    return " and ".join(one(each) for each in expected) or "nothing"
