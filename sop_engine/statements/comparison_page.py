"""Comparison page: two contracts beside each other, in words for page and screen, and as tables."""

from collections import defaultdict
from typing import Any, NamedTuple

from sop_engine import __version__
from sop_engine.statements.compare import ClaimRow, Comparison, Gain
from sop_engine.statements.page import rendered
from sop_engine.statements.sentences import words
from sop_engine.statements.tables import as_csv, in_decimals
from sop_engine.units.days import as_date, say
from sop_engine.units.money import show

COMPARED = ("comparison.html", "comparison.csv", "people.csv")
"""The names of the page and the tables."""
PEOPLE_TOLD = 300
"""Of more people the page tells of those with the largest differences; all are in people.csv."""


class GainRow(NamedTuple):
    """A row is one person, outcome or payer, in words."""

    name: str
    note: str
    claims: tuple[int, int]
    first: str
    second: str
    difference: str
    because: tuple[tuple[str, str], ...]


class WhyRow(NamedTuple):
    """A row is one reason of one claim, in words."""

    outcome: str
    kind: str
    first: str
    second: str
    amount: str
    payers: tuple[tuple[str, str], ...]


class Told(NamedTuple):
    """One person for whom anything differs, with every reason."""

    row: GainRow
    reasons: tuple[WhyRow, ...]


class Beside(NamedTuple):
    """A comparison in words."""

    title: str
    as_at: str
    sides: tuple[tuple[str, str, str, str], ...]
    """Letter, title (where they differ), name and the beginning of the fingerprint of the terms."""
    notes: tuple[tuple[str, str], ...]
    difference: str
    said: str
    gain: int
    lose: int
    totals: tuple[tuple[str, str, str, str], ...]
    outcomes: tuple[GainRow, ...]
    payers: tuple[GainRow, ...]
    people: tuple[GainRow, ...]
    terms: tuple[tuple[str, str, str, str], ...]
    pennies: int
    """The claims of which only a payer's penny differs."""
    engine: str


def beside(c: Comparison) -> Beside:
    """Lay out a comparison in words."""
    alike = c.first.title == c.second.title
    sides = tuple(
        (each.letter, "" if alike else each.title, each.contract, each.terms_sha256[:12])
        for each in (c.first, c.second)
    )
    notes = []
    for each in (c.first, c.second):
        if each.illustrative:
            notes.append((each.letter, f"Illustrative, not published: {'; '.join(each.illustrative)}."))
        if each.lateness:
            notes.append((each.letter, each.lateness))
    return Beside(
        title=c.first.title if alike else f"{c.first.title}, and {c.second.title}",
        as_at=say(c.as_at),
        sides=sides,
        notes=_once(notes),
        difference=signed(c, c.due.difference),
        said=_in_a_sentence(c),
        gain=sum(each.net.difference > 0 for each in c.people),
        lose=sum(each.net.difference < 0 for each in c.people),
        totals=tuple((each.name, *_amounts(c, *each.amounts)) for each in c.totals),
        outcomes=tuple(_gain_row(c, each, words(each.name)) for each in c.outcomes),
        payers=tuple(_gain_row(c, each, each.name) for each in c.payers),
        people=tuple(_gain_row(c, each, each.name) for each in c.people),
        terms=tuple((each.part, each.term, each.first, each.second) for each in c.terms),
        pennies=sum(each.only_pennies for each in c.claims),
        engine=f"sop-engine {__version__}",
    )


def signed(c: Comparison, minor: int) -> str:
    """A difference in words: with its sign, which nobody needs colours to see."""
    return ("+" if minor > 0 else "") + show(minor, c.currency)


def _once(notes: list[tuple[str, str]]) -> tuple[tuple[str, str], ...]:
    """Notes by the letters of the contracts; what both say is said once."""
    letters: dict[str, list[str]] = defaultdict(list)
    for letter, said in notes:
        letters[said].append(letter)
    return tuple((" and ".join(each), said) for said, each in letters.items())


def _in_a_sentence(c: Comparison) -> str:
    due = c.due.difference
    if due:
        return f"B pays {show(abs(due), c.currency)} {'more' if due > 0 else 'less'} than A"
    if not c.claims:
        return "B pays what A pays, claim by claim"
    return "B pays as much as A in all, and not the same for each claim"


def _amounts(c: Comparison, first: int, second: int) -> tuple[str, str, str]:
    return show(first, c.currency), show(second, c.currency), signed(c, second - first)


def _gain_row(c: Comparison, each: Gain, name: str) -> GainRow:
    return GainRow(
        name,
        f"only in {each.only_in}" if each.only_in else "",
        (each.claims.first, each.claims.second),
        *_amounts(c, *each.net),
        because=tuple((kind, signed(c, amount)) for kind, amount in each.because),
    )


def _told(c: Comparison) -> list[Told]:
    claims: dict[str, list[ClaimRow]] = defaultdict(list)
    for each in c.claims:
        claims[each.person].append(each)
    return [
        Told(_gain_row(c, each, each.name), tuple(row for claim in claims[each.name] for row in _why_rows(c, claim)))
        for each in c.people[:PEOPLE_TOLD]
    ]


def _why_rows(c: Comparison, claim: ClaimRow) -> list[WhyRow]:
    times = f", time {claim.occurrence}" if claim.occurrence > 1 else ""
    return [
        WhyRow(
            words(claim.outcome) + times,
            each.kind,
            each.first,
            each.second,
            signed(c, each.amount),
            tuple((name, signed(c, amount)) for name, amount in each.payers) if len(each.payers) > 1 else (),
        )
        for each in claim.reasons
    ]


def comparison_files(c: Comparison) -> dict[str, str]:
    """The page, and the tables: comparison.csv has a row for a claim that differs, people.csv one for a person."""
    page = rendered("comparison.html", s=beside(c), told=_told(c), remarks=c.remarks, warnings=c.warnings)
    return dict(zip(COMPARED, (page, _claims_csv(c), _people_csv(c)), strict=True))


def _claims_csv(c: Comparison) -> str:
    payers = [each.name for each in c.payers]
    headings = [
        *("person", "outcome", "time", "reached in A", "reached in B", "earned in A", "earned in B"),
        *("due in A", "due in B", "difference", *c.kinds, *(f"{payer} pays more" for payer in payers), "why"),
    ]
    return as_csv(headings, [_claim_cells(c, each, payers) for each in c.claims])


def _claim_cells(c: Comparison, claim: ClaimRow, payers: list[str]) -> list[Any]:
    by_kind: dict[str, int] = defaultdict(int)
    by_payer: dict[str, int] = defaultdict(int)
    for reason in claim.reasons:
        by_kind[reason.kind] += reason.amount
        for payer, amount in reason.payers:
            by_payer[payer] += amount
    amounts = [*claim.gross, *claim.net, claim.net.difference]
    amounts += [by_kind[kind] for kind in c.kinds] + [by_payer[payer] for payer in payers]
    why = "; ".join(f"{each.kind}: A: {each.first} | B: {each.second}" for each in claim.reasons)
    days = ["" if day is None else as_date(day).isoformat() for day in claim.reached]
    figures = [in_decimals(each, c.currency) for each in amounts]
    return [claim.person, claim.outcome, claim.occurrence, *days, *figures, why]


def _people_csv(c: Comparison) -> str:
    rows = [
        [
            each.name,
            each.only_in,
            *each.claims,
            *(in_decimals(amount, c.currency) for amount in (*each.net, each.net.difference)),
            *(in_decimals(dict(each.because).get(kind, 0), c.currency) for kind in c.kinds),
        ]
        for each in c.people
    ]
    headings = ["person", "only in", "claims in A", "claims in B", "due in A", "due in B", "difference", *c.kinds]
    return as_csv(headings, rows)
