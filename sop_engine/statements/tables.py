"""Tables: the working of a run as CSV files, for those who go on with the figures elsewhere."""

import csv
import io
from collections.abc import Iterable, Sequence
from typing import Any

from babel.numbers import get_currency_precision

from sop_engine.statements.done import Done
from sop_engine.statements.sentences import finding_sentence, line_sentence
from sop_engine.units.days import as_date

TABLES = ("payments.csv", "lines.csv", "occurrences.csv", "findings.csv", "evidence.csv", "bad_rows.csv")
"""The names of the tables."""


def tables(done: Done) -> dict[str, str]:
    """Each file by its name: amounts in the currency with its decimals, days as 2018-03-31, rows in a stated order.

    payments.csv: a row is a claim, in the order of person and outcome, with what each payer pays.
    lines.csv: a row is what one clause did to one claim.  occurrences.csv: a row is the one status
    of an occurrence.  findings.csv: a row is a requirement looked at.  evidence.csv: a row is a row
    of evidence, used or not.  bad_rows.csv: a row is something to correct.
    """
    made = (_payments, _lines, _occurrences, _findings, _evidence, _bad_rows)
    return {name: make(done) for name, make in zip(TABLES, made, strict=True)}


def _payments(done: Done) -> str:
    payers = done.contract.payers()
    paid: dict[tuple[str, str], int] = {(split.claim, split.payer): split.amount for split in done.splits}
    rows = [
        [
            p.person,
            p.outcome,
            _day(p.reached),
            _day(p.shown),
            _day(p.known),
            *(_amount(done, a) for a in (p.gross, p.taken, p.held, p.waiting, p.net)),
            *(_amount(done, paid.get((p.claim, payer), 0)) for payer in payers),
        ]
        for p in done.payments
    ]
    return as_csv(
        [
            "person",
            "outcome",
            "reached",
            "shown",
            "known",
            "earned",
            "taken",
            "held",
            "waiting",
            "due",
            *(f"{payer} pays" for payer in payers),
        ],
        rows,
    )


def _lines(done: Done) -> str:
    claims = {claim.ref: claim for claim in done.claims}
    rows = [
        [
            claims[each.claim].person,
            claims[each.claim].outcome,
            _day(claims[each.claim].reached),
            each.clause,
            each.form,
            each.effect,
            _amount(done, each.amount),
            line_sentence(done.contract, each, claims[each.claim]),
        ]
        for each in done.lines
    ]
    return as_csv(
        ["person", "outcome", "reached", "clause", "form", "effect", "amount", "because"],
        sorted(rows, key=lambda row: tuple(row[:3])),
    )


def _occurrences(done: Done) -> str:
    rows = [
        [
            s.person,
            s.outcome,
            s.occurrence,
            s.status,
            _day(s.reached),
            _day(s.shown),
            *(_amount(done, a) for a in (s.gross, s.taken, s.held, s.waiting, s.net, s.stake)),
            s.decided_by,
        ]
        for s in done.standings
    ]
    return as_csv(
        [
            "person",
            "outcome",
            "occurrence",
            "status",
            "reached",
            "shown",
            "earned",
            "taken",
            "held",
            "waiting",
            "due",
            "at stake",
            "decided by",
        ],
        rows,
    )


def _findings(done: Done) -> str:
    rows = [
        [
            f.person,
            f.outcome,
            f.occurrence,
            f.requirement,
            f"{f.check} {f.asks}",
            f.state,
            _day(f.reached),
            _day(f.shown),
            _day(f.opens),
            _day(f.closes),
            finding_sentence(done.contract, f),
        ]
        for f in done.findings
    ]
    return as_csv(
        [
            "person",
            "outcome",
            "occurrence",
            "requirement",
            "asks",
            "state",
            "reached",
            "shown",
            "first day that counts",
            "last day that counts",
            "finding",
        ],
        rows,
    )


def _evidence(done: Done) -> str:
    rows = [
        [u.file, u.row, u.kind, u.person, _day(u.day), "used" if u.used else "not used", u.account, "; ".join(u.flags)]
        for u in done.uses
    ]
    return as_csv(
        ["file", "row", "record", "person", "day", "used", "account", "flags"],
        sorted(rows, key=lambda row: tuple(row[:3])),
    )


def _bad_rows(done: Done) -> str:
    rows = [[p.place.file, p.place.row or "", p.place.heading, p.code, p.fact, p.remedy] for p in done.bad_rows]
    return as_csv(["file", "row", "heading", "code", "what", "what to do"], rows)


def _amount(done: Done, minor: int) -> str:
    return in_decimals(minor, done.contract.currency)


def in_decimals(minor: int, currency: str) -> str:
    """Minor units as a figure with the decimals of its currency.

    Example:
        >>> in_decimals(-150_050, "GBP")
        '-1500.50'
    """
    digits = get_currency_precision(currency)
    if not digits:
        return str(minor)
    whole, part = divmod(abs(minor), 10**digits)
    return f"{'-' if minor < 0 else ''}{whole}.{part:0{digits}d}"


def _day(day: int | None) -> str:
    return "" if day is None else as_date(day).isoformat()


def as_csv(headings: Sequence[str], rows: Iterable[Sequence[Any]]) -> str:
    """CSV with what spreadsheets would take for a formula made harmless: a quote goes before it."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(headings)
    for row in rows:
        writer.writerow([_harmless(cell) for cell in row])
    return out.getvalue()


def _harmless(cell: Any) -> Any:
    if not isinstance(cell, str) or not cell or cell[0] not in "=+-@\t\r\n＝＋－＠" or _is_amount(cell):
        return cell
    return "'" + cell


def _is_amount(cell: str) -> bool:
    return cell[0] == "-" and cell[1:].replace(".", "", 1).isdigit()
