"""Examples: whether a contract gives what its worked examples say."""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace

from sop_engine.errors import Problem
from sop_engine.intake.sheet import Sheet
from sop_engine.intake.take_in import take_in
from sop_engine.library.cases import Case, Expected, Row, read_cases
from sop_engine.library.load import Agreed
from sop_engine.library.read import Source
from sop_engine.records.working import Payment
from sop_engine.service.sheets import FIRST_ROW, as_file
from sop_engine.steps.evaluate import evaluate
from sop_engine.terms.contract import Contract
from sop_engine.terms.record import RecordTerms
from sop_engine.units.days import say
from sop_engine.units.money import show

FEW = 3
"""How many different claims are listed one by one where an example and the terms differ."""


def examples(agreed: Agreed) -> tuple[int, tuple[Problem, ...]]:
    """Work out every example beside a contract: how many there are, and where the terms and they differ."""
    source, cases, problems = read_cases(agreed.folder, agreed.contract)
    for case in cases:
        problems += _differences(agreed.contract, case, source) if source else []
    return len(cases), tuple(sorted(set(problems)))


def _differences(contract: Contract, case: Case, source: Source) -> list[Problem]:
    rows: dict[str, list[Row]] = defaultdict(list)
    for row in case.rows:
        rows[row.kind].append(row)
    sheets = {kind: [_sheet(kind, contract.records[kind], of)] for kind, of in rows.items()}
    taken = take_in(contract, sheets, case.as_at)
    wrong = [(each, rows[each.place.file][each.place.row - FIRST_ROW]) for each in taken.problems if each.place.row]
    if wrong:
        return [
            _unreadable(case, source, each, row) for each, row in wrong if not _follows(contract.records, each, row)
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


def _follows(records: Mapping[str, RecordTerms], wrong: Problem, row: Row) -> bool:
    """Whether a problem only follows from another: from a start, or from a day that is also the day it was received."""
    received = records[row.kind].received
    defaulted = received is not None and wrong.place.heading == received.heading and "received" not in row.said
    return defaulted or wrong.code in ("row-person-not-enrolled", "row-person-held-back")


def _unreadable(case: Case, source: Source, wrong: Problem, row: Row) -> Problem:
    """A problem with a row, as the problem with the record of the example that became this row."""
    return source.problem(
        "case-unreadable",
        (case.place, *row.path),
        detail=f"the record {row.kind}, {wrong.place.heading}: {wrong.fact.removesuffix('.')}",
        remedy=wrong.remedy,
    )


def _compared(contract: Contract, case: Case, payments: Sequence[Payment]) -> list[tuple[str, str, str]]:
    """The outcomes on which an example and the terms differ, with what each says."""
    given: dict[str, list[Expected]] = defaultdict(list)
    for each in payments:
        of = case.people.get(each.person, each.person)
        given[each.outcome].append(Expected(each.outcome, each.net, each.reached, each.shown, of))
    differing = []
    for outcome in contract.outcomes:
        said = [each for each in case.expected if each.outcome == outcome]
        if said and said[0].total:
            total = Expected(outcome, sum(each.amount for each in given[outcome]), total=True)
            if total != said[0]:
                differing.append((outcome, _in_words(contract, said), _in_words(contract, [total])))
        elif not _agree(said, given[outcome], case.complete):
            named = any(each.of for each in said)
            due = [each if named else replace(each, of="") for each in given[outcome] if each.amount]
            differing.append((outcome, _in_words(contract, said), _in_words(contract, due)))
    return differing


def _agree(said: list[Expected], given: list[Expected], complete: bool) -> bool:
    """Whether all that is said is given, and, where all is said, nothing else that is worth anything."""
    left = Counter(given)
    for each in sorted(said, key=lambda one: sum(part in (None, "") for part in (one.reached, one.shown, one.of))):
        wanted = each.claims  # the most exact are found first
        for one in left:
            taken = min(wanted, left[one]) if _says(each, one) else 0
            left[one] -= taken
            wanted -= taken
        if wanted and (each.amount or each.reached is not None or each.shown is not None):
            return False
    return not complete or not any(each.amount for each in +left)


def _says(said: Expected, given: Expected) -> bool:
    """Whether a claim is one that an example speaks of; a day that it does not state may be any."""
    days = said.reached in (None, given.reached) and said.shown in (None, given.shown)
    return said.amount == given.amount and days and said.of in ("", given.of)


def _in_words(contract: Contract, expected: list[Expected]) -> str:
    """What is due for an outcome: claim by claim where there are few, else so many of each amount, else the sum."""
    alike: Counter[Expected] = Counter()
    for each in expected:
        alike[replace(each, claims=1)] += each.claims
    if len(alike) > FEW:
        by_amount = Counter({Expected("", amount): 0 for amount in sorted({each.amount for each in alike})})
        for each, number in alike.items():
            by_amount[Expected("", each.amount)] += number
        if len(by_amount) > FEW:
            total = sum(each.amount * number for each, number in alike.items())
            return f"{alike.total():,} claims that come to {show(total, contract.currency)}"
        alike = by_amount
    return " and ".join(_one_in_words(contract, *each) for each in alike.items()) or "nothing"


def _one_in_words(contract: Contract, each: Expected, number: int) -> str:
    amount = show(each.amount, contract.currency)
    if each.total:
        return f"{amount} in all"
    days = [f"{word} {say(day)}" for word, day in (("reached", each.reached), ("shown", each.shown)) if day is not None]
    said = [f"of {each.of}", *days] if each.of else days
    return (f"{number:,} claims of " if number > 1 else "") + amount + (f" ({', '.join(said)})" if said else "")


def _sheet(kind: str, terms: RecordTerms, rows: Sequence[Row]) -> Sheet:
    """The records of one kind, as the file that the consortium would have sent."""
    headings, cells = as_file(terms, [(row.of, dict(row.said)) for row in rows])
    return Sheet(kind, headings, tuple(enumerate(cells, FIRST_ROW)))
