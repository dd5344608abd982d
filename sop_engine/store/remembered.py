"""Remembered: what a run found of each person, kept so that the next need not look at everybody.

It can be thrown away at any time: what is posted, stated or verified never rests on it alone.
"""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from fractions import Fraction
from typing import Any, NamedTuple

from sqlalchemy import Connection, delete, insert, or_, select

from sop_engine.records.working import Claim
from sop_engine.store.rows import table
from sop_engine.units.canonical import canonical


class KnownClaim(NamedTuple):
    """A row is a claim that was found, with what is posted on it since the run that found it."""

    claim: Claim
    net: int
    parts: tuple[tuple[str, int], ...]
    rank: int
    """The run that posted it first; 0 where no entry is there, since a limit took it whole."""


class Away(NamedTuple):
    """A row is a claim of which a limit took all that was posted, and whose records went away: it keeps its place."""

    ref: str
    outcome: str
    reached: int
    rank: int
    """The run that posted it first."""


class KnownPerson(NamedTuple):
    """A row is what was found of one person."""

    claims: tuple[KnownClaim, ...]
    sure: bool
    """Whether it would be found again beside what is posted, and nothing else is to be told; else the person is looked
    at anew."""
    away: tuple[Away, ...] = ()


class Recalled(NamedTuple):
    """What the last run found, and from what."""

    known_seq: int
    known_to: int
    people: Mapping[str, KnownPerson]


def recall(connection: Connection, contract: int, basis: str, run: int) -> Recalled | None:
    """What that run found, on that basis; None where it is not known, or not of all."""
    h, p = table("remembered").c, table("remembered_person").c
    head = connection.execute(
        select(h.known_seq, h.known_to, h.people).where(h.contract == contract, h.basis == basis, h.run == run)
    ).first()
    if head is None:
        return None
    rows = connection.execute(select(p.subject, p.found).where(p.contract == contract))
    people: dict[str, KnownPerson] = {}
    for some in rows.partitions(AT_ONCE):
        texts = json.loads(f"[{','.join([found for _, found in some])}]")  # quicker than one by one
        people |= {subject: _person(subject, found) for (subject, _), found in zip(some, texts, strict=True)}
    return Recalled(head.known_seq, head.known_to, people) if len(people) == head.people else None


def remember(
    connection: Connection,
    contract: int,
    head: Mapping[str, Any],
    people: Mapping[str, KnownPerson | None],
    anew: bool,
) -> None:
    """Keep what a run found: all of it anew, or in the place of what was known of some; None is forgotten.

    Where all was thrown away meanwhile, what is known of some alone is not kept.
    """
    forget(connection, contract) if anew else _forget_people(connection, contract, people)
    there = table("remembered")
    if anew:
        connection.execute(insert(there), [{"contract": contract, **head}])
    else:
        kept = connection.execute(there.update().where(there.c.contract == contract).values(**head))
        if not kept.rowcount:
            return
    rows = [
        {"contract": contract, "subject": subject, "found": written(found)}
        for subject, found in sorted(people.items())
        if found is not None
    ]
    if rows:
        connection.execute(insert(table("remembered_person")), rows)


def forget(connection: Connection, contract: int) -> None:
    """Throw away what was found."""
    for name in ("remembered_person", "remembered"):
        connection.execute(delete(table(name)).where(table(name).c.contract == contract))


AT_ONCE = 500


def batched(whom: Sequence[str]) -> Iterator[Sequence[str]]:
    """So many at once, as a database takes in one question."""
    yield from (whom[i : i + AT_ONCE] for i in range(0, len(whom), AT_ONCE))


def _forget_people(connection: Connection, contract: int, people: Iterable[str]) -> None:
    there = table("remembered_person")
    for some in batched(sorted(people)):
        connection.execute(delete(there).where(there.c.contract == contract, there.c.subject.in_(some)))


class NewOf(NamedTuple):
    """A row says of whom, and of what kind, something is new."""

    subject: str
    kind: str


def new_since(connection: Connection, contract: int, recalled: Recalled, known_seq: int) -> set[NewOf]:
    """Of whom there is something new between two acts: told, corrected, or moved.

    What was told before, and counts only by now, is not looked for: who has such a record is not sure.
    """
    r, v = table("record").c, table("review").c
    since = recalled.known_seq
    new = select(r.subject, r.kind).where(r.contract == contract, r.seq > since, r.seq <= known_seq)
    of_record = (v.contract == r.contract) & (v.record == r.id)
    moved = (
        select(r.subject, r.kind)
        .join_from(table("record"), table("review"), of_record)
        .where(v.contract == contract, v.seq > since, v.seq <= known_seq)
    )
    corrected = table("record").alias("corrected")
    of_corrected = (corrected.c.contract == r.contract) & (corrected.c.id == r.supersedes)
    were = (
        select(corrected.c.subject, corrected.c.kind)
        .join_from(table("record"), corrected, of_corrected)
        .where(r.contract == contract, r.seq > since, r.seq <= known_seq)
    )
    return {NewOf(*row) for asked in (new, moved, were) for row in connection.execute(asked.distinct())}


def ahead(connection: Connection, contract: int, known_seq: int, to: int, whom: Iterable[str] | None) -> set[NewOf]:
    """Of whom a record told by an act is dated, or became known, after a day: of some subjects, or of all (None)."""
    r = table("record").c
    asked = select(r.subject, r.kind).where(r.contract == contract, r.seq <= known_seq, or_(r.known > to, r.day > to))
    if whom is None:
        return {NewOf(*row) for row in connection.execute(asked.distinct())}
    found: set[NewOf] = set()
    for some in batched(sorted(whom)):
        found |= {NewOf(*row) for row in connection.execute(asked.where(r.subject.in_(some)).distinct())}
    return found


def written(found: KnownPerson) -> str:
    """What was found of a person as text."""
    return canonical(
        [
            found.sure,
            [
                [
                    *(each.claim.ref, each.claim.outcome, each.claim.occurrence),
                    *(each.claim.reached, each.claim.shown, each.claim.known, each.claim.claimed),
                    each.claim.record,
                    dict(each.claim.facts),
                    each.claim.period,
                    dict(each.claim.measured),
                    each.claim.cohort,
                    each.claim.start,
                    *(each.net, each.parts, each.rank),
                ]
                for each in found.claims
            ],
            found.away,
        ],
        exact=True,
    )


def read(person: str, text: str) -> KnownPerson:
    """What was found of a person, from its text.

    Example:
        >>> ann = Claim("Ann/seen", "Ann", "seen", 1, 7, 7, 9, (7, 7, "x"), {"start.group": "a"}, claimed=9)
        >>> known = KnownClaim(ann._replace(measured={"days": Fraction(1, 3)}), 50, (("fund", 50),), rank=1)
        >>> found = KnownPerson((known,), True, (Away("Ann/met", "met", 5, rank=1),))
        >>> read("Ann", written(found)) == found
        True
    """
    return _person(person, json.loads(text))


def _person(person: str, found: Sequence[Any]) -> KnownPerson:
    sure, rows, away = found
    return KnownPerson(tuple([_read_claim(person, *row) for row in rows]), sure, tuple([Away(*each) for each in away]))


def _read_claim(
    person: str,
    ref: str,
    outcome: str,
    occurrence: int,
    reached: int,
    shown: int,
    known: int,
    claimed: int,
    record: Sequence[Any],
    facts: Mapping[str, str],
    period: Sequence[int] | None,
    measured: Mapping[str, str],
    cohort: str,
    start: int,
    net: int,
    parts: Sequence[Sequence[Any]],
    rank: int,
) -> KnownClaim:
    claim = Claim(
        ref,
        person,
        outcome,
        occurrence,
        reached,
        shown,
        known,
        tuple(record),
        facts,
        claimed,
        (period[0], period[1]) if period else None,
        {name: Fraction(number) for name, number in measured.items()},
        cohort,
        start,
    )
    return KnownClaim(claim, net, tuple((payer, amount) for payer, amount in parts), rank)
