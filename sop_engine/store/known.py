"""Known: the records of a contract as they were known by an act; the same act always gives the same records."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from sqlalchemy import Connection, Engine, select

from sop_engine.intake.gather import agreeing, gather, order_of
from sop_engine.intake.rows import Row, Taking
from sop_engine.intake.take_in import FileRead, TakenIn
from sop_engine.store.acts import contract_id
from sop_engine.store.coding import decoder
from sop_engine.store.connect import reading
from sop_engine.store.rows import ACCEPTED, table
from sop_engine.terms.contract import Contract
from sop_engine.terms.outcome import PERSON

AT_ONCE = 500
"""So many subjects or records are asked for together."""


def records_known(
    engine: Engine, name: str, contract: Contract, as_at: int, known_seq: int, whom: Collection[str] | None = None
) -> TakenIn:
    """The records of a contract that count, as known by an act.

    A record that does not say when it became known became known on the day of the act that told it.
    Of people only some are looked at where `whom` says so: they, and all with whom a correction links them.
    """
    with reading(engine) as connection:
        number = contract_id(connection, name)
        days = _days(connection, number, known_seq)
        files = _files(connection, number, known_seq)
        rows = _rows(connection, number, contract, known_seq, days, files, whom)
    taking = Taking(contract, as_at, max(days.values(), default=as_at))
    agreed: dict[str, list[Row]] = {}
    enrolled: set[str] = set()
    for kind in order_of(contract):
        agreed[kind] = agreeing(taking, kind, rows[kind])
        if kind == contract.enrolled_by:
            enrolled = {row.person for row in agreed[kind]}
        elif contract.records[kind].about == "person":
            agreed[kind] = _of_enrolled(taking, kind, agreed[kind], enrolled)
    found = gather(taking, agreed)
    contradictions = tuple(sorted(taking.contradictions))
    return TakenIn(found, tuple(sorted(taking.problems)), tuple(sorted(files.values())), contradictions=contradictions)


def _of_enrolled(taking: Taking, kind: str, rows: list[Row], enrolled: set[str]) -> list[Row]:
    """The rows of people whose enrolment stands; the others wait for it."""
    start = taking.contract.enrolled_by
    whom = taking.contract.records[kind].whom or ""
    for row in rows:
        if row.person not in enrolled:
            taking.wrong(kind, row.file, row.number, whom, "row-person-not-enrolled", start=start)
    return [row for row in rows if row.person in enrolled]


def _days(connection: Connection, contract: int, known_seq: int) -> dict[int, int]:
    """The day of each act."""
    c = table("act").c
    found = connection.execute(select(c.seq, c.day).where(c.contract == contract, c.seq <= known_seq))
    return {seq: day for seq, day in found}


def _files(connection: Connection, contract: int, known_seq: int) -> dict[int, FileRead]:
    """The files that were sent, by number."""
    c = table("submission").c
    asked = select(c.number, c.name, c.kind, c.rows, c.good, c.known_before, c.bad, c.sha256)
    found = connection.execute(asked.where(c.contract == contract, c.seq <= known_seq))
    return {
        each.number: FileRead(each.name, each.kind, each.rows, each.good + each.known_before, each.bad, each.sha256, ())
        for each in found
    }


def states_known(
    connection: Connection, contract: int, known_seq: int, records: Sequence[int] | None = None
) -> tuple[dict[int, str], dict[int, str]]:
    """The state in which the records of each file began, and that of each record which was moved since.

    `records`: only these are asked for, where not all are.
    """
    s, r = table("submission").c, table("review").c
    begun = connection.execute(select(s.number, s.state).where(s.contract == contract, s.seq <= known_seq))
    asked = select(r.record, r.state).where(r.contract == contract, r.seq <= known_seq).order_by(r.record, r.n)
    if records is None:
        moved: Iterable[Any] = connection.execute(asked)
    else:
        moved = _in_parts(connection, asked, r.record, records)
    return {number: state for number, state in begun}, {record: state for record, state in moved}


def counting(records: Iterable[tuple[int, int | None, bool]]) -> set[int]:
    """Which records count: of one with all that correct it, or correct what corrects it, the newest that is accepted.

    So a correction of a correction stands also where what it corrects was rejected, and never beside the first.

    Args:
        records: Of each record its number, the number of the one that it corrects, and whether it is
            accepted; in the order of their numbers.

    Example:
        >>> counting([(1, None, True), (2, 1, False), (3, 2, True), (4, None, True)]) == {3, 4}
        True
    """
    first: dict[int, int] = {}
    newest: dict[int, int] = {}
    for number, corrects, accepted in records:
        first[number] = number if corrects is None else first[corrects]
        if accepted:
            newest[first[number]] = number
    return set(newest.values())


def _rows(
    connection: Connection,
    contract: int,
    terms: Contract,
    known_seq: int,
    days: Mapping[int, int],
    files: Mapping[int, FileRead],
    whom: Collection[str] | None,
) -> dict[str, list[Row]]:
    """The rows of each kind that count; of some people alone where it is said whom, and of what is about nobody."""
    chains = corrections(connection, contract, known_seq)
    c = table("record").c
    about = {kind: each.about for kind, each in terms.records.items()}
    told = select(
        c.id, c.seq, c.submission, c.line, c.kind, c.subject, c.first, c.day, c.known, c.fields
    ).where(c.contract == contract, c.seq <= known_seq)  # fmt: skip
    if whom is None:
        begun, moved = states_known(connection, contract, known_seq)
        found: Iterable[Any] = connection.execute(told.order_by(c.id))
    else:
        shared = [kind for kind in about if about[kind] != PERSON]
        some = [*_in_parts(connection, told, c.subject, sorted(whom))]
        some = [row for row in some if row.kind not in shared]
        found = sorted([*some, *_in_parts(connection, told, c.kind, shared)], key=lambda row: int(row.id))
        begun, moved = states_known(connection, contract, known_seq, [row.id for row in found])
    decoders = {kind: decoder(each) for kind, each in terms.records.items()}
    rows: dict[str, list[Row]] = defaultdict(list)
    for number, seq, submission, line, kind, subject, first, day, known, fields in found:
        if moved.get(number, begun[submission]) != ACCEPTED or number in chains.passed_over or kind not in decoders:
            continue
        on = max(days[seq] if known is None else known, day)
        rows[kind].append(Row(subject, day, first, decoders[kind](fields), on, files[submission].file, line, number))
    return {kind: rows[kind] for kind in terms.records}


class Corrections(NamedTuple):
    """The records that correct others, or are corrected."""

    passed_over: frozenset[int]
    """Those which do not count because of another of their chain."""
    linked: tuple[frozenset[str], ...]
    """The subjects of each chain that is about several."""

    def with_all_linked(self, whom: Collection[str]) -> set[str]:
        """Subjects, and all with whom a correction links them: they are looked at together."""
        found, before = set(whom), 0
        while len(found) > before:
            before = len(found)
            found.update(*(chain for chain in self.linked if not chain.isdisjoint(found)))
        return found


def corrections(connection: Connection, contract: int, known_seq: int) -> Corrections:
    """The chains of corrections, as known by an act."""
    c = table("record").c
    corrects_one = c.supersedes > 0  # not merely `is not null`: this finds the index of the few that do
    of = select(c.id, c.supersedes).where(c.contract == contract, c.seq <= known_seq, corrects_one)
    corrects = {number: former for number, former in connection.execute(of)}
    members = sorted({*corrects, *corrects.values()})
    if not members:
        return Corrections(frozenset(), ())
    told = {
        number: (submission, subject)
        for number, submission, subject in _in_parts(
            connection, select(c.id, c.submission, c.subject).where(c.contract == contract), c.id, members
        )
    }
    begun, moved = states_known(connection, contract, known_seq, members)
    count = counting((each, corrects.get(each), moved.get(each, begun[told[each][0]]) == ACCEPTED) for each in members)
    chains: dict[int, set[str]] = {}
    first: dict[int, int] = {}
    for each in members:
        first[each] = first[corrects[each]] if each in corrects else each
        chains.setdefault(first[each], set()).add(told[each][1])
    several = tuple(frozenset(each) for each in chains.values() if len(each) > 1)
    return Corrections(frozenset(members) - count, several)


def _in_parts(connection: Connection, asked: Any, column: Any, values: Sequence[Any]) -> Iterator[Any]:
    """What is asked, of some values of a column: so many at a time."""
    for start in range(0, len(values), AT_ONCE):
        yield from connection.execute(asked.where(column.in_(values[start : start + AT_ONCE])))
