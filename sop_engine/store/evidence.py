"""Evidence: good rows become records that stay; what was sent before adds nothing; a correction names its record."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, NamedTuple

from sqlalchemy import func, select

from sop_engine.errors import Problem
from sop_engine.intake.asked import CORRECTS
from sop_engine.intake.gather import order_of, without_conflicts
from sop_engine.intake.given_back import GivenBack
from sop_engine.intake.rows import Row, Taking, good_rows
from sop_engine.intake.sheet import Sheet
from sop_engine.store.acts import Acting
from sop_engine.store.coding import content_hash, encoded
from sop_engine.store.people import People
from sop_engine.store.rows import LATEST, REJECTED, SUBMITTED, WITHDRAWN, table
from sop_engine.store.standing import key_of, per_of, standing
from sop_engine.store.states import states_of
from sop_engine.terms.contract import Contract
from sop_engine.terms.outcome import PERSON
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
    taken.  A row that names a record under `_corrects` corrects it.  Where the contract allows one record
    of something (`one_per`, and who is enrolled), a row is bad that says otherwise than a record that
    counts, or waits for its review, and is not its correction; and so are rows that contradict each other.

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
    kept = [each for kind in order_of(contract) for each in _kind(keeping, kind, [f for f in sent if f.kind == kind])]
    if people is not None:
        people.save(act)
    act.tell("review", sorted(keeping.reviews, key=lambda each: (each["record"], each["n"])))
    return kept, taking.problems


def _kind(keeping: _Keeping, kind: str, sent: Sequence[Sent]) -> list[Kept]:
    """Keep the records of a kind; where one is allowed of something, all of its rows are compared beforehand."""
    if not per_of(keeping.contract, kind):
        return [_file(keeping, file, _parts(keeping, file)) for file in sent]
    parts = [list(_parts(keeping, file)) for file in sent]
    _leave_out(keeping, kind, [part for of in parts for part in of])
    return [_file(keeping, file, of) for file, of in zip(sent, parts, strict=True)]


def _file(keeping: _Keeping, sent: Sent, parts: Iterable["_Part"]) -> Kept:
    """Keep the records of one file, of which the good rows were read."""
    terms, kind = keeping.contract.records[sent.kind], sent.kind
    rows = good = refused = read = 0
    sha = ""
    for part in parts:
        before = len(keeping.taking.problems)
        rows, read, sha = rows + part.rows, read + part.read, part.sha256 or sha
        refused += part.read - len(part.found)
        for start in range(0, len(part.found), AT_ONCE):
            new, again, wrong = _records(keeping, kind, terms, part, part.found[start : start + AT_ONCE])
            keeping.act.tell("record", new)
            keeping.reviews += again
            good, refused = good + len(new) + len(again), refused + wrong
        if keeping.back and part.sheet:
            keeping.back.saw(kind, part.sheet, [*part.problems, *keeping.taking.problems[before:]])
    bad = rows - read + refused
    if good:
        keeping.submission += 1
        said = {"kind": kind, "name": sent.name, "sha256": sha, "rows": rows, "good": good, "bad": bad}
        own = {"number": keeping.submission, "known_before": read - refused - good, "state": keeping.state}
        keeping.act.tell("submission", [{**said, **own}])
    return Kept(kind, sent.name, rows, good, bad, read - refused - good, keeping.submission if good else 0)


@dataclass(slots=True)
class _Part:
    """A part of a file that was read."""

    rows: int
    """How many rows it has."""
    read: int
    """How many of them could be read; those in `found` are still good."""
    found: list[Row]
    named: dict[int, str]
    """The record that a row names as the one it corrects, by the number of the row."""
    sha256: str
    problems: list[Problem]
    sheet: Sheet | None
    """The part itself, where rows are given back."""
    corrects: dict[int, int] = field(default_factory=dict)
    """The record in whose place a row stands, by the number of the row."""


def _parts(keeping: _Keeping, sent: Sent) -> Iterator[_Part]:
    """The good rows of a file, part by part."""
    terms, kind = keeping.contract.records[sent.kind], sent.kind
    enrolled = None if kind == keeping.contract.enrolled_by or terms.about != "person" else keeping.people
    for sheet in sent.sheets:
        before = len(keeping.taking.problems)
        found = good_rows(keeping.taking, kind, sheet, enrolled)
        read, rows = len(found), len(sheet.rows) + len(sheet.lost)
        found = _not_erased(keeping, kind, terms, found)
        problems = keeping.taking.problems[before:]
        kept = sheet if keeping.back else None
        yield _Part(rows, read, found, _corrected(sheet), sheet.sha256, problems, kept)


def _leave_out(keeping: _Keeping, kind: str, parts: Sequence[_Part]) -> None:
    """Leave out the rows that contradict what stands, or each other; and find what the others correct."""
    new: list[Row] = []
    bad: set[tuple[str, int]] = set()
    for part in parts:
        for start in range(0, len(part.found), AT_ONCE):
            some = len(part.problems)
            new += _agreeing(keeping, kind, part, part.found[start : start + AT_ONCE])
            bad |= {(each.place.file, each.place.row or 0) for each in part.problems[some:]}
    before = len(keeping.taking.problems)
    whenever = replace(keeping.taking, as_at=LATEST, known_at=LATEST)  # what is not payable yet contradicts as well
    good = {(row.file, row.number) for row in without_conflicts(whenever, kind, new)}
    bad |= {(row.file, row.number) for row in new} - good
    later = keeping.taking.problems[before:]
    for part in parts:
        own = {(row.file, row.number) for row in part.found}
        part.problems += [each for each in later if (each.place.file, each.place.row) in own]
        part.found = [row for row in part.found if (row.file, row.number) not in bad]


def _agreeing(keeping: _Keeping, kind: str, part: _Part, rows: Sequence[Row]) -> list[Row]:
    """Of some rows those that would be new and contradict nothing that stands."""
    terms, per = keeping.contract.records[kind], per_of(keeping.contract, kind)
    met = [row for row in rows if terms.about != PERSON or row.person in keeping.people]
    new = [row for row in rows if not (terms.about != PERSON or row.person in keeping.people)]
    made = [_made(keeping, kind, terms, row)[0] for row in met]
    there = _there(keeping.act, [each["content"] for each in made])
    states = states_of(keeping.act.connection, keeping.act.contract, list(there.values()))
    stand = standing(keeping.act, keeping.contract, kind, {each["subject"] for each in made})
    before = len(keeping.taking.problems)
    for row, record in zip(met, made, strict=True):
        again = there.get(record["content"])
        if again is not None and states[again][0] != WITHDRAWN:
            continue
        key = key_of(terms, per, row, record["subject"])
        corrects = stand.to_correct.get(key) if keeping.correcting else None
        if again is None and row.number in part.named:
            corrects = _named(keeping, kind, row, part.named[row.number])
            if corrects is None:
                continue
        other = stand.against(key, corrects if again is None else again)
        if other is None:
            new.append(row)
            if again is None and corrects is not None:
                part.corrects[row.number] = corrects
            continue
        how = "If this row is right, send it with --correcting, or" if again is None else "If this row is right,"
        facts = {"record": other, "per": " and ".join(per), "how": how}
        keeping.taking.wrong(kind, row.file, row.number, terms.whom or "", "evidence-contradicts", **facts)
    part.problems += keeping.taking.problems[before:]
    return new


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
    keeping: _Keeping, kind: str, terms: RecordTerms, part: _Part, rows: Sequence[Row]
) -> tuple[list[dict[str, Any]], list[dict[str, Any]], int]:
    """The new records of some rows, the reviews of what is sent again, and how many rows are refused."""
    act = keeping.act
    made = [_made(keeping, kind, terms, row) for row in rows]
    there = _there(act, [each["content"] for each, _ in made])
    states = states_of(act.connection, act.contract, list(there.values()))
    new: list[dict[str, Any]] = []
    again: list[dict[str, Any]] = []
    refused = 0
    seen = set(there)
    for row, (record, personal) in zip(rows, made, strict=True):
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
        corrects = part.corrects.get(row.number)
        if row.number in part.named and corrects is None:
            corrects = _named(keeping, kind, row, part.named[row.number])
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


def _named(keeping: _Keeping, kind: str, row: Row, named: str) -> int | None:
    """The record that a row says it corrects; None, and a problem, where it is none of its kind."""
    c, act = table("record").c, keeping.act
    found = act.connection.execute(
        select(c.id).where(c.contract == act.contract, c.id == _number(named), c.kind == kind)
    ).scalar()
    if found is None:
        keeping.taking.wrong(kind, row.file, row.number, CORRECTS, "evidence-corrects-nothing", found=named)
    return found


def _number(named: str) -> int:
    """The number of a record as a row names it; 0 where it is none."""
    return int(named) if named.isdecimal() and len(named) < 16 else 0
