"""Period: the statement of a period as one value that is frozen: what was posted in it, why, and what stands after it.

It is kept as canonical JSON, with amounts in minor units and days as dates; the page is made from that alone.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sop_engine import __version__
from sop_engine.ledger.balances import Balance
from sop_engine.ledger.chain import Row
from sop_engine.ledger.due import deeds_of, lines_of
from sop_engine.ledger.reconcile import PAYER, PROVIDER
from sop_engine.records.working import PENDING, Claim
from sop_engine.statements.deeds import deed_in_words
from sop_engine.statements.done import Done
from sop_engine.statements.sentences import line_sentence, words
from sop_engine.statements.statement import terms_left_open
from sop_engine.terms.contract import Contract
from sop_engine.units.days import as_date

FORM = "sop-engine period statement 1"
"""What kind of text it is, for those who read it by machine."""
Entries = Iterable[tuple[Row, Sequence[Row]]]


@dataclass(frozen=True, slots=True)
class Closing:
    """What a period is closed with, beside what was worked out."""

    number: int
    first: int
    last: int
    by: str
    on: int
    act: int
    """The act by which it is closed."""
    known_to_act: int
    """Everything that was told by this act is known."""
    act_head: str
    """The hash of that act: it stands for all that was ever told."""
    run: int
    version: int
    terms_sha256: str
    entries: int
    """How many entries the ledger has."""
    head: str
    head_before: str
    """The head that the statement before printed; empty for the first."""
    balances: Sequence[Balance]
    corrected: Mapping[int, int]
    """In which period each entry was posted that is corrected in this one."""


def period_statement(done: Done, closing: Closing, entries: Entries) -> dict[str, Any]:
    """The statement of a period: `entries` are all that were posted in it, with their legs, in order."""
    contract = done.contract
    told = [_told(contract, entry, legs, closing.corrected) for entry, legs in entries]
    payments = [each for each in told if each["kind"] == "payment"]
    adjustments = [each for each in told if each["kind"] == "adjustment"]
    return {
        "form": FORM,
        "contract": contract.contract,
        "title": contract.title,
        "currency": contract.currency,
        "parties": [[name, words(party.role), party.name] for name, party in contract.parties.items()],
        "source": list(contract.source),
        "illustrative": list(contract.illustrative),
        "period": {"number": closing.number, "first": _date(closing.first), "last": _date(closing.last)},
        "closed": {
            "by": closing.by,
            "on": _date(closing.on),
            "act": closing.act,
            "known_to_act": closing.known_to_act,
            "run": closing.run,
        },
        "terms": {
            "version": closing.version,
            "sha256": closing.terms_sha256,
            "deeds": [deed_in_words(deed) for deed in contract.deeds],
            "standard_terms": contract.standard_terms or "",
            "standard": [list(row) for row in terms_left_open(done.agreed)],
            "not_provable": [
                [words(name), each] for name, outcome in contract.outcomes.items() for each in outcome.not_provable
            ],
        },
        "engine": f"sop-engine {__version__}",
        "chain": {"entries": closing.entries, "head": closing.head, "head_before": closing.head_before},
        "acts": {"number": closing.known_to_act, "head": closing.act_head},
        "balances": [{**each._asdict(), "name": _name(contract, each.account)} for each in closing.balances],
        "totals": {
            "payments": [len(payments), sum(each["amount"] for each in payments)],
            "adjustments": [len(adjustments), sum(each["amount"] for each in adjustments)],
            "amount": sum(each["amount"] for each in told),
        },
        "outcomes": _outcomes(done, told),
        "not_dated": [words(each) for each in done.records.lateness_unknown if each != contract.enrolled_by],
        "people": len(done.working.enrolled),
        "contradictions": [
            {"subject": each.subject, "record": words(each.kind), "numbers": list(each.records), "per": list(each.per)}
            for each in done.taken.contradictions
        ],
        "payments": payments,
        "adjustments": adjustments,
    }


def _date(day: int) -> str:
    return as_date(day).isoformat()


def _name(contract: Contract, account: str) -> str:
    """The name of an account, as the parties are called."""
    if account == PROVIDER:
        return ", ".join(each.name for each in contract.parties.values() if each.role == "provider") or PROVIDER
    payer = account.removeprefix(PAYER)
    return contract.parties[payer].name if payer in contract.parties else payer


def _told(contract: Contract, entry: Row, legs: Sequence[Row], corrected: Mapping[int, int]) -> dict[str, Any]:
    """An entry with its working in words, and what it corrects."""
    return {
        "entry": entry["number"],
        "kind": entry["kind"],
        "claim": entry["claim"],
        "subject": entry["subject"],
        "outcome": entry["outcome"],
        "reached": _date(entry["reached"]),
        "known": _date(entry["known"]),
        "earned": entry["gross"],
        "before": entry["net_before"],
        "amount": entry["amount"],
        "after": entry["net_after"],
        "why": entry["why"],
        "lines": _lines(contract, entry),
        "accounts": [[_name(contract, leg["account"]), leg["amount"]] for leg in legs],
        "hash": entry["hash"],
        "corrects": None
        if entry["corrects"] is None
        else {"entry": entry["corrects"], "period": corrected[entry["corrects"]]},
    }


def _lines(contract: Contract, entry: Row) -> list[list[Any]]:
    """Each line: the clause, what it did, and by how much; none where nothing is due any more."""
    claim = Claim(
        ref=entry["claim"],
        person=entry["subject"],
        outcome=entry["outcome"],
        occurrence=0,
        reached=entry["reached"],
        shown=entry["reached"],
        known=entry["known"],
        record=(),
        facts={},
        deeds=deeds_of(entry["working"]),
    )
    return [
        [line.clause, line_sentence(contract, line, claim), line.amount]
        for line in lines_of(entry["working"], entry["claim"])
    ]


def _outcomes(done: Done, told: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """For each outcome what was posted in the period, and how often it stands where, to date."""
    sums: dict[tuple[str, str], list[int]] = defaultdict(lambda: [0, 0])
    for each in told:
        of = sums[each["outcome"], each["kind"]]
        of[0], of[1] = of[0] + 1, of[1] + each["amount"]
    counted = Counter((each.outcome, each.status) for each in done.standings)
    stakes: dict[str, int] = defaultdict(int)
    for standing in done.standings:
        if standing.status == PENDING:
            stakes[standing.outcome] += standing.stake
    names = [*done.contract.outcomes, *sorted({each["outcome"] for each in told} - set(done.contract.outcomes))]
    return [
        {
            "outcome": name,
            "payments": sums[name, "payment"],
            "adjustments": sums[name, "adjustment"],
            "stand": {status: number for (of, status), number in sorted(counted.items()) if of == name},
            "at_stake": stakes[name],
        }
        for name in names
    ]
