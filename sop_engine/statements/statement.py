"""Statement: one frozen value with everything that a page, a screen or a file shows, already in words."""

from collections import Counter, defaultdict
from hashlib import sha256
from typing import Any, NamedTuple

from sop_engine import __version__
from sop_engine.errors import Problem
from sop_engine.library.load import Agreed
from sop_engine.records.working import (
    CAPPED,
    DUE,
    GIVEN_BACK,
    HELD,
    KEPT_BACK,
    NO_RECORD,
    PENDING,
    REFUSED,
    TAKEN,
    WAITS,
    Use,
)
from sop_engine.statements.deeds import deed_in_words, deeds_for_machines
from sop_engine.statements.done import Done
from sop_engine.statements.explain import Explainer, Person, lateness
from sop_engine.statements.plan import as_table, for_machines, plans_in_words, too_much
from sop_engine.statements.sentences import priced_by, words
from sop_engine.units.days import as_date, say
from sop_engine.units.money import show


class OutcomeRow(NamedTuple):
    """A row is one outcome: how its occurrences stand, and what they come to."""

    outcome: str
    is_: str
    clause: str
    price: str
    due: int
    capped: int
    held_back: int
    pending: int
    refused: int
    no_record: int
    gross: str
    taken: str
    held: str
    waiting: str
    net: str


class TakenRow(NamedTuple):
    """A row is what one clause took from one outcome: earned, and not paid."""

    clause: str
    limit: str
    outcome: str
    claims: int
    amount: str


class HeldRow(NamedTuple):
    """A row is what one clause keeps back of one outcome, and what would release it."""

    clause: str
    outcome: str
    until: str
    claims: int
    amount: str


class LateRow(NamedTuple):
    """A row is a claim that a clause with a register took, such as one that was claimed too late."""

    clause: str
    person: str
    outcome: str
    why: str
    amount: str


class PayerRow(NamedTuple):
    """A row is what one payer pays."""

    payer: str
    name: str
    claims: int
    amount: str


class Statement(NamedTuple):
    """What everybody is shown, as at a day."""

    contract: str
    title: str
    as_at: str
    in_force: str
    parties: tuple[tuple[str, str], ...]
    source: tuple[str, ...]
    illustrative: tuple[str, ...]
    lateness: str
    people: int
    gross: str
    taken: str
    held: str
    """What is kept back for now; empty where no clause keeps anything back."""
    waiting: str
    """What waits for room; empty where nothing does."""
    net: str
    at_stake: str
    outcomes: tuple[OutcomeRow, ...]
    taken_rows: tuple[TakenRow, ...]
    held_rows: tuple[HeldRow, ...]
    registers: tuple[tuple[str, tuple[LateRow, ...]], ...]
    """Registers of what clauses took, each under its heading: claims that came too late."""
    payers: tuple[PayerRow, ...]
    not_provable: tuple[tuple[str, str], ...]
    persons: tuple[Person, ...]
    files: tuple[tuple[str, str, int, int, int], ...]
    bad_rows: tuple[Problem, ...]
    unused: tuple[tuple[str, str, int], ...]
    flagged: tuple[tuple[str, int], ...]
    terms: tuple[tuple[str, str, str], ...]
    """The terms that the standard terms state: name, value, reason."""
    standard_terms: str
    engine: str
    deeds: tuple[tuple[str, ...], ...] = ()
    """Each deed: what it is, then what it changes."""
    plan: tuple[tuple[str, str, str, str], ...] = ()
    """The planned schedule: period, planned, due, difference."""
    plans: tuple[str, ...] = ()
    """Every plan there has been; they replace each other, and are never added."""
    too_much: str = ""
    """The remark, where more is due than was planned or agreed at most."""


def state(done: Done) -> Statement:
    """Lay out a run as a statement."""
    contract, explainer = done.contract, Explainer(done)

    def money(minor: int) -> str:
        return show(minor, contract.currency)

    pending = sum(each.stake for each in done.standings if each.status == PENDING)
    return Statement(
        contract=contract.contract,
        title=contract.title,
        as_at=say(done.as_at),
        in_force=f"{say(contract.in_force.from_)} to {say(contract.in_force.to)}",
        parties=tuple((party.name, words(party.role)) for party in contract.parties.values()),
        source=contract.source,
        illustrative=contract.illustrative,
        lateness=lateness(done),
        people=len(done.working.enrolled),
        gross=money(done.total_gross),
        taken=money(done.total_taken),
        held=money(done.total_held) if done.total_held else "",
        waiting=money(done.total_waiting) if done.total_waiting else "",
        net=money(done.total_net),
        at_stake=money(pending),
        outcomes=tuple(_outcome_rows(done)),
        taken_rows=tuple(_taken_rows(done)),
        held_rows=tuple(_held_rows(done)),
        registers=tuple(_registers(done)),
        payers=tuple(_payer_rows(done)),
        not_provable=tuple(
            (words(name), each) for name, outcome in contract.outcomes.items() for each in outcome.not_provable
        ),
        persons=tuple(explainer.people()),
        files=tuple((each.file, words(each.kind), each.rows, each.good, each.bad) for each in done.files),
        bad_rows=done.bad_rows,
        unused=_unused(done.uses),
        flagged=_flagged(done),
        terms=terms_left_open(done.agreed),
        standard_terms=done.agreed.standard.title if done.agreed.standard else "",
        engine=f"sop-engine {__version__}",
        deeds=tuple(tuple(deed_in_words(each)) for each in contract.deeds),
        plan=tuple(as_table(done)),
        plans=tuple(plans_in_words(done)),
        too_much=too_much(done),
    )


def _outcome_rows(done: Done) -> list[OutcomeRow]:
    statuses: dict[str, Counter[str]] = defaultdict(Counter)
    sums: dict[str, list[int]] = defaultdict(lambda: [0, 0, 0, 0, 0])
    for each in done.standings:
        statuses[each.outcome][each.status] += 1
        for i, amount in enumerate((each.gross, each.taken, each.held, each.waiting, each.net)):
            sums[each.outcome][i] += amount
    rows = []
    for name, outcome in done.contract.outcomes.items():
        clause, price = priced_by(done.contract, name)
        at, money = statuses[name], [show(each, done.contract.currency) for each in sums[name]]
        gross, taken, held, waiting, net = money
        rows.append(
            OutcomeRow(
                outcome=words(name),
                is_=outcome.is_,
                clause=clause,
                price=price,
                due=at[DUE],
                capped=at[CAPPED],
                held_back=at[HELD],
                pending=at[PENDING],
                refused=at[REFUSED],
                no_record=at[NO_RECORD],
                gross=gross,
                taken=taken,
                held=held,
                waiting=waiting,
                net=net,
            )
        )
    return rows


def _taken_rows(done: Done) -> list[TakenRow]:
    outcome_of = {claim.ref: claim.outcome for claim in done.claims}
    taken: dict[tuple[str, str], list[int]] = defaultdict(lambda: [0, 0])
    for line in done.lines:
        if line.amount < 0 and line.effect not in (KEPT_BACK, WAITS):
            row = taken[line.clause, outcome_of[line.claim]]
            row[0], row[1] = row[0] + 1, row[1] - line.amount
    limits = {each.clause: ", ".join([words(each.kind), *_most(each)]) for each in done.contract.clauses}
    order = list(limits)
    return [
        TakenRow(clause, limits[clause], words(outcome), number, show(amount, done.contract.currency))
        for (clause, outcome), (number, amount) in sorted(
            taken.items(), key=lambda each: (order.index(each[0][0]), done.contract.position(each[0][1]))
        )
    ]


def _held_rows(done: Done) -> list[HeldRow]:
    """What is kept back still, by clause, outcome and what would release it."""
    outcome_of = {claim.ref: claim.outcome for claim in done.claims}
    left: dict[tuple[str, str], int] = defaultdict(int)
    until: dict[tuple[str, str], str] = {}
    for line in done.lines:
        if line.effect in (KEPT_BACK, GIVEN_BACK, WAITS):
            left[line.clause, line.claim] += line.amount
            if line.effect != GIVEN_BACK and line.amount < 0:
                until[line.clause, line.claim] = line.why if line.effect == KEPT_BACK else "there is room for it"
    rows: dict[tuple[str, str, str], list[int]] = defaultdict(lambda: [0, 0])
    for (clause, claim), amount in left.items():
        if amount:
            row = rows[clause, outcome_of[claim], until[clause, claim]]
            row[0], row[1] = row[0] + 1, row[1] - amount
    order = [each.clause for each in done.contract.clauses]
    return [
        HeldRow(clause, words(outcome), why, number, show(amount, done.contract.currency))
        for (clause, outcome, why), (number, amount) in sorted(
            rows.items(), key=lambda each: (order.index(each[0][0]), done.contract.position(each[0][1]), each[0][2])
        )
    ]


def _registers(done: Done) -> list[tuple[str, tuple[LateRow, ...]]]:
    """Each claim that a clause with a register took."""
    headings = {each.clause: each.register for each in done.contract.clauses if each.register}
    claims = {claim.ref: claim for claim in done.claims}
    found: dict[str, list[LateRow]] = defaultdict(list)
    for line in done.lines:
        if line.clause in headings and line.effect == TAKEN:
            claim, amount = claims[line.claim], show(-line.amount, done.contract.currency)
            found[headings[line.clause]].append(
                LateRow(line.clause, claim.person, words(claim.outcome), line.why, amount)
            )
    return [(heading, tuple(sorted(rows))) for heading, rows in found.items()]


def _most(clause: Any) -> list[str]:
    """The most that a limit allows; nothing for other clauses."""
    return [str(clause.at_most)] if getattr(clause, "at_most", None) is not None else []


def _payer_rows(done: Done) -> list[PayerRow]:
    totals: dict[str, list[int]] = {payer: [0, 0] for payer in done.contract.payers()}
    for split in done.splits:
        totals[split.payer][0] += bool(split.amount)
        totals[split.payer][1] += split.amount
    return [
        PayerRow(payer, done.contract.parties[payer].name, number, show(amount, done.contract.currency))
        for payer, (number, amount) in totals.items()
    ]


def _unused(uses: tuple[Use, ...]) -> tuple[tuple[str, str, int], ...]:
    """Why rows were not used, and how many: dates and the like are left out, so that reasons can be counted."""
    counted = Counter((words(use.kind), words(use.account.split(":")[0])) for use in uses if not use.used)
    return tuple((kind, reason, number) for (kind, reason), number in sorted(counted.items()))


def _flagged(done: Done) -> tuple[tuple[str, int], ...]:
    counted = Counter(flag.split(": ")[0] for use in done.uses for flag in use.flags)
    return tuple((done.contract.flags[name].is_, counted[name]) for name in done.contract.flags if counted[name])


def terms_left_open(agreed: Agreed) -> tuple[tuple[str, str, str], ...]:
    """The standard terms in full, and where the contract says otherwise: name, value, reason."""
    if agreed.standard is None:
        return ()
    rows = []
    for name, term in agreed.standard.terms.items():
        value = ", ".join(term.value) if isinstance(term.value, list) else str(term.value)
        own = _stated_otherwise(agreed.contract, name, term.value)
        rows.append((name, value + (f" (the contract states otherwise: {own})" if own else ""), term.because))
    return tuple(rows)


def _stated_otherwise(contract: Any, name: str, standard: Any) -> str:
    """Where a term of the contract differs from the standard one, and how."""
    standing = tuple(standard) if isinstance(standard, list) else standard
    if hasattr(contract, name) and getattr(contract, name) != standing:
        return str(getattr(contract, name))
    said = []
    for clause in contract.clauses:
        value = getattr(clause, name, None)
        if value is not None and value != standing:
            said.append(f"clause {clause.clause}: {', '.join(value) if isinstance(value, tuple) else value}")
    return "; ".join(said)


def _varied(done: Done) -> dict[str, Any]:
    """The deeds and the plan of a run for machines, where there are any."""
    deeds = [
        {**said, "sha256": sha256(written.text).hexdigest()}
        for said, written in zip(deeds_for_machines(done.contract), done.agreed.deeds, strict=True)
    ]
    planned = for_machines(done)
    return {**({"deeds": deeds} if deeds else {}), **({"planned": planned} if planned else {})}


def summary(done: Done) -> dict[str, Any]:
    """The figures of a run for machines: amounts in minor units, days as dates."""
    return {
        "contract": done.contract.contract,
        "as_at": as_date(done.as_at).isoformat(),
        "currency": done.contract.currency,
        "engine": f"sop-engine {__version__}",
        "terms_sha256": sha256(done.agreed.text).hexdigest(),
        **_varied(done),
        "people": len(done.working.enrolled),
        "gross": done.total_gross,
        "taken": done.total_taken,
        "held": done.total_held,
        "waiting": done.total_waiting,
        "net": done.total_net,
        "occurrences": dict(sorted(Counter(each.status for each in done.standings).items())),
        "payers": {
            row: sum(split.amount for split in done.splits if split.payer == row) for row in done.contract.payers()
        },
        "outcomes": {
            name: {
                "claims": sum(p.outcome == name for p in done.payments),
                "gross": sum(p.gross for p in done.payments if p.outcome == name),
                "taken": sum(p.taken for p in done.payments if p.outcome == name),
                "held": sum(p.held for p in done.payments if p.outcome == name),
                "waiting": sum(p.waiting for p in done.payments if p.outcome == name),
                "net": sum(p.net for p in done.payments if p.outcome == name),
            }
            for name in done.contract.outcomes
        },
        "rows": {
            "good": sum(each.good for each in done.files),
            "bad": sum(each.bad for each in done.files),
            "used": sum(use.used for use in done.uses),
            "unused": sum(not use.used for use in done.uses),
        },
        "remarks": len(done.bad_rows),
        "illustrative": list(done.contract.illustrative),
        "files": [
            {
                "file": each.file,
                "record": each.kind,
                "sha256": each.sha256,
                "good": each.good,
                "bad": each.bad,
                "headings_not_read": list(each.not_read),
            }
            for each in done.files
        ],
    }
