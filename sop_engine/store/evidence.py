"""Evidence: good rows become records that stay; what was sent before adds nothing; a correction names its record."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from sqlalchemy import func, select

from sop_engine.errors import Problem
from sop_engine.intake.asked import CORRECTS
from sop_engine.intake.gather import order_of
from sop_engine.intake.given_back import GivenBack
from sop_engine.intake.rows import Row, Taking, good_rows
from sop_engine.intake.sheet import Sheet
from sop_engine.store.acts import Acting
from sop_engine.store.coding import content_hash, decoder, encoded
from sop_engine.store.people import People
from sop_engine.store.rows import REJECTED, SUBMITTED, WITHDRAWN, table
from sop_engine.store.states import states_of
from sop_engine.terms.contract import Contract
from sop_engine.terms.record import RecordTerms

AT_ONCE = 10_000
"""So many records are looked up together."""


class Sent(NamedTuple):
    """A file that was sent for one kind of record, part by part."""

    kind: str
    name: str
    sheets: Iterable[Sheet]


class Kept(NamedTuple):
    """A row is what became of one file: rows = good + bad + known before."""

    kind: str
    file: str
    rows: int
    good: int
    bad: int
    known_before: int
    submission: int
    """The number under which it is kept; 0 where nothing of it was new."""


@dataclass(slots=True)
class _Keeping:
    """What is being kept, so far."""

    act: Acting
    contract: Contract
    known: People | None
    state: str
    correcting: bool
    taking: Taking
    record: int
    """The number of the last record."""
    submission: int
    """The number of the last file."""
    back: GivenBack | None = None
    reviews: list[dict[str, Any]] = field(default_factory=list)
    """What was withdrawn before, and is sent again."""

    @property
    def people(self) -> People:
        """Who takes part; asked for only where a record is about somebody."""
        assert self.known is not None
        return self.known


def keep(
    act: Acting,
    contract: Contract,
    people: People | None,
    sent: Sequence[Sent],
    state: str = SUBMITTED,
    correcting: bool = False,
    back: GivenBack | None = None,
) -> tuple[list[Kept], list[Problem]]:
    """Add the records of some files to what is known; answers what became of each file, and every problem.

    The same fact is kept once, however often it is sent.  What was withdrawn and is sent again begins
    anew; what was rejected is not taken again unaltered; what is about somebody who was erased is not
    taken.  A row that names a record under `_corrects` corrects it.

    Args:
        act: The act by which it is told.
        contract: The terms that say how the files are read.
        people: Who takes part; None where the files are about nobody, so that no key is needed.
        sent: The files, in any order: who is enrolled is read first.
        state: The state in which the records begin.
        correcting: Whether a record takes the place of the one that says otherwise of the same (`one_per`).
        back: What gathers the rows that are to be given back.
    """
    c, s = table("record").c, table("submission").c
    last = act.connection.execute(select(func.max(c.id)).where(c.contract == act.contract)).scalar() or 0
    files = act.connection.execute(select(func.max(s.number)).where(s.contract == act.contract)).scalar() or 0
    taking = Taking(contract, act.day, act.day)
    keeping = _Keeping(act, contract, people, state, correcting, taking, last, files, back)
    kept = [_file(keeping, file) for kind in order_of(contract) for file in sent if file.kind == kind]
    if people is not None:
        people.save(act)
    act.tell("review", sorted(keeping.reviews, key=lambda each: (each["record"], each["n"])))
    return kept, taking.problems


def _file(keeping: _Keeping, sent: Sent) -> Kept:
    """Keep the records of one file."""
    terms, kind = keeping.contract.records[sent.kind], sent.kind
    enrolled = None if kind == keeping.contract.enrolled_by or terms.about != "person" else keeping.people
    rows = good = refused = read = 0
    sha = ""
    for sheet in sent.sheets:
        before = len(keeping.taking.problems)
        found = good_rows(keeping.taking, kind, sheet, enrolled)
        rows, read, sha = rows + len(sheet.rows) + len(sheet.lost), read + len(found), sheet.sha256 or sha
        named = len(found)
        found = _not_erased(keeping, kind, terms, found)
        refused += named - len(found)
        corrected = _corrected(sheet)
        for start in range(0, len(found), AT_ONCE):
            part = found[start : start + AT_ONCE]
            new, again, wrong = _records(keeping, kind, terms, part, corrected)
            keeping.act.tell("record", new)
            keeping.reviews += again
            good, refused = good + len(new) + len(again), refused + wrong
        if keeping.back:
            keeping.back.saw(kind, sheet, keeping.taking.problems[before:])
    bad = rows - read + refused
    if good:
        keeping.submission += 1
        said = {"kind": kind, "name": sent.name, "sha256": sha, "rows": rows, "good": good, "bad": bad}
        own = {"number": keeping.submission, "known_before": read - refused - good, "state": keeping.state}
        keeping.act.tell("submission", [{**said, **own}])
    return Kept(kind, sent.name, rows, good, bad, read - refused - good, keeping.submission if good else 0)


def _not_erased(keeping: _Keeping, kind: str, terms: RecordTerms, rows: list[Row]) -> list[Row]:
    """The rows but those of people who were erased: anew, they would be somebody else, and be paid again."""
    if terms.about != "person":
        return rows
    erased = {ref for ref in {row.person for row in rows} if keeping.people.were_erased(ref)}
    for row in rows:
        if row.person in erased:
            keeping.taking.wrong(kind, row.file, row.number, terms.whom or "", "evidence-of-erased")
    return [row for row in rows if row.person not in erased] if erased else rows


def _corrected(sheet: Sheet) -> dict[int, str]:
    """The record that a row names as the one it corrects."""
    headings = [each.strip() for each in sheet.headings]
    if CORRECTS not in headings:
        return {}
    place = headings.index(CORRECTS)
    return {number: cells[place].strip() for number, cells in sheet.rows if len(cells) > place and cells[place].strip()}


def _records(
    keeping: _Keeping, kind: str, terms: RecordTerms, part: Sequence[Row], corrected: dict[int, str]
) -> tuple[list[dict[str, Any]], list[dict[str, Any]], int]:
    """The new records of some rows, the reviews of what is sent again, and how many rows are refused."""
    act = keeping.act
    made = [_made(keeping, kind, terms, row) for row in part]
    there = _there(act, [each["content"] for each, _ in made])
    states = states_of(act.connection, act.contract, list(there.values()))
    old = _live(keeping, kind, terms, {each["subject"] for each, _ in made}) if keeping.correcting else {}
    new: list[dict[str, Any]] = []
    again: list[dict[str, Any]] = []
    refused = 0
    seen = set(there)
    for row, (record, personal) in zip(part, made, strict=True):
        content = record["content"]
        if content in there:
            if there[content] not in states:  # it stands some thousand rows above, in this very file
                continue
            state, n = states[there[content]]
            if state == REJECTED:
                keeping.taking.wrong(kind, row.file, row.number, "", "evidence-unchanged", record=there[content])
                refused += 1
            elif state == WITHDRAWN and not any(each["record"] == there[content] for each in again):
                own = {"record": there[content], "n": n + 1, "state": keeping.state, "reason": "sent again"}
                again.append(own)
            continue
        if content in seen:
            continue
        corrects = old.get(_key(keeping.contract, kind, terms, row, record["subject"]))
        if row.number in corrected:
            corrects = _named(keeping, kind, row, corrected[row.number])
            if corrects is None:
                refused += 1
                continue
        seen.add(content)
        keeping.record += 1
        new.append({**record, "id": keeping.record, "supersedes": corrects, "submission": keeping.submission + 1})
        if personal:
            keeping.people.keep(record["subject"], keeping.record, personal)
    return new, again, refused


def _made(keeping: _Keeping, kind: str, terms: RecordTerms, row: Row) -> tuple[dict[str, Any], dict[str, str]]:
    """A row as a record, and what of it is personal; in the place of that, a token stands in the record."""
    subject = keeping.people.uid(row.person) if terms.about == "person" else row.person
    fields, personal = list(row.fields), {}
    for i, (name, column) in enumerate(terms.columns.items()):
        if column.personal and fields[i] is not None:
            personal[name] = str(fields[i])
            fields[i] = keeping.people.token(subject, str(fields[i]))
    said = encoded(fields)
    record = {
        "line": row.number,
        "kind": kind,
        "subject": subject,
        "first": row.first,
        "day": row.day,
        "known": row.known if terms.received else None,
        "fields": said,
        "content": content_hash(kind, subject, row.first, row.day, said),
    }
    return record, personal


def _there(act: Acting, contents: Sequence[bytes]) -> dict[bytes, int]:
    """Which of these are kept already, and as which record."""
    c = table("record").c
    found = act.connection.execute(
        select(c.content, c.id).where(c.contract == act.contract, c.content.in_(list(dict.fromkeys(contents))))
    )
    return {bytes(content): number for content, number in found}


def _per(contract: Contract, kind: str, terms: RecordTerms) -> Sequence[str]:
    return ("person",) if kind == contract.enrolled_by else terms.one_per or ()


def _key(contract: Contract, kind: str, terms: RecordTerms, row: Row, subject: str) -> tuple[Any, ...] | None:
    """What no other record of its kind may share with a row; None where there is no such thing."""
    per, names = _per(contract, kind, terms), list(terms.columns)
    own = row._replace(person=subject)
    return tuple(own.said_of(name, names) for name in per) if per else None


def _live(keeping: _Keeping, kind: str, terms: RecordTerms, subjects: set[str]) -> dict[tuple[Any, ...] | None, int]:
    """The records of some subjects that nothing has corrected yet, by what no other may share with them."""
    act, decoded, c = keeping.act, decoder(terms), table("record").c
    rows = act.connection.execute(
        select(c.id, c.subject, c.first, c.day, c.fields, c.supersedes)
        .where(c.contract == act.contract, c.kind == kind, c.subject.in_(sorted(subjects)))
        .order_by(c.id)
    ).all()
    corrected = {each.supersedes for each in rows}
    found: dict[tuple[Any, ...] | None, int] = {}
    for each in rows:
        if each.id not in corrected:
            row = Row(each.subject, each.day, each.first, decoded(each.fields), 0, "", 0)
            found[_key(keeping.contract, kind, terms, row, each.subject)] = each.id
    found.pop(None, None)
    return found


def _named(keeping: _Keeping, kind: str, row: Row, named: str) -> int | None:
    """The record that a row says it corrects; None, and a problem, where it is none of its kind."""
    c, act = table("record").c, keeping.act
    number = int(named) if named.isdecimal() and len(named) < 16 else 0
    found = act.connection.execute(
        select(c.id).where(c.contract == act.contract, c.id == number, c.kind == kind)
    ).scalar()
    if found is None:
        keeping.taking.wrong(kind, row.file, row.number, CORRECTS, "evidence-corrects-nothing", found=named)
    return found
