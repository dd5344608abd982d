"""Keep: a contract is adopted, evidence is taken in, and each piece of it moves from state to state."""

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple

from sqlalchemy import Engine

from sop_engine.errors import WARNING, CallError, Place, Problem, SopError, nearest, problem
from sop_engine.intake.asked import CORRECTS, Asked, asked
from sop_engine.intake.files import sheets_of
from sop_engine.intake.folder import files_of, shown
from sop_engine.intake.given_back import GivenBack
from sop_engine.intake.sheet import Sheet
from sop_engine.library.lint.personal import personal_that_decides
from sop_engine.library.load import Agreed
from sop_engine.statements.returned import returned
from sop_engine.store.acts import Acting, Doing, Nothing, acting, contract_id
from sop_engine.store.agreements import adopt as keep_terms
from sop_engine.store.agreements import newest, version_of
from sop_engine.store.connect import reading
from sop_engine.store.evidence import Kept, Sent, keep
from sop_engine.store.people import People
from sop_engine.store.rows import REJECTED, STATES, SUBMITTED
from sop_engine.store.states import NEXT, RecordSent, first_sent, records_of, sent_in, states_of, submissions
from sop_engine.store.vault import Keys
from sop_engine.terms.contract import Contract


class Imported(NamedTuple):
    """What became of files that were sent: file by file, every problem, and the act by which they are kept."""

    files: tuple[Kept, ...]
    problems: tuple[Problem, ...]
    act: int | None
    """None where nothing new was kept."""
    book: bytes | None = None
    """The marked workbook to give back; None where none was asked for, or no row is to be corrected."""


class NotImported(SopError):
    """Files that were to be taken in whole, or not at all, and have problems: nothing of them is kept."""

    book: bytes | None = None
    """The marked workbook to give back, where one was asked for and every file could be read."""


def adopt(engine: Engine, agreed: Agreed, doing: Doing) -> int | None:
    """Adopt the terms of a contract as its newest version; None where they are in force already.

    Raises:
        TermsError: What is personal would decide what is paid.
    """
    decides = personal_that_decides(agreed.contract)
    if decides:
        places = [Place("contract.yaml", heading=f"records.{kind}.{field}") for kind, field in decides]
        said = zip(places, decides, strict=True)
        raise CallError(*(problem("personal-decides", at, field=field, record=kind) for at, (kind, field) in said))
    return keep_terms(engine, agreed, doing)


def terms_now(engine: Engine, name: str, known_seq: int | None = None) -> tuple[int, Agreed]:
    """The number of the newest version of a contract, and its terms.

    Raises:
        CallError: The contract was not adopted.
    """
    found = newest(engine, name, known_seq)
    if found is None:
        raise CallError(problem("store-no-version", Place(name), found=1))
    return found[0], version_of(engine, name, found[0])


def take_in_files(
    engine: Engine,
    name: str,
    keys: Keys,
    files: Sequence[Path],
    doing: Doing,
    whole: bool,
    state: str = SUBMITTED,
    correcting: bool = False,
    back: GivenBack | None = None,
    before_kept: Callable[[bytes | None], None] = lambda book: None,
) -> Imported:
    """Read files of evidence and keep their good rows; the same file twice adds nothing.

    Args:
        whole: Keep nothing at all if any row is bad; else the good rows go on.
        state: The state in which the records begin: `submitted`, or `accepted` where nobody reviews them.
        correcting: Whether a record takes the place of one that says otherwise of the same.
        back: What gathers the rows to give back, where a marked workbook is asked for.
        before_kept: Is given that workbook, or None, before anything is kept: if it raises, nothing is.

    Raises:
        CallError: A file is not there, or is of no kind that the contract reads.
        NotImported: `whole` was said, and something is wrong; or a file cannot be read to its end.
    """
    version, agreed = terms_now(engine, name)
    problems: list[Problem] = []
    sent = list(_sent(agreed.contract, files, problems))
    content = {"state": state, "correcting": correcting, "whole": whole}
    kept: list[Kept] = []
    number, book = None, None
    told: tuple[Problem, ...] = ()
    with suppress(Nothing), acting(engine, name, doing, "import", content) as act:
        now = newest(engine, name)
        if now and now[0] != version:  # other terms were adopted before we had the lock: the rows are judged by them
            _, agreed = terms_now(engine, name)
            problems.clear()
            sent = list(_sent(agreed.contract, files, problems))
        act.content["files"] = [each.name for each in sent]
        people = People(act.connection, act.contract, name, keys)
        kept, found = keep(act, agreed.contract, people, sent, state, correcting, back)
        problems += found
        if whole and (any(each.bad for each in kept) or any(each.gravity != WARNING for each in problems)):
            refused = NotImported(*problems)
            refused.book = _marked(agreed.contract, back, refused.problems)
            before_kept(refused.book)
            raise refused
        told = tuple(sorted(problems))
        book = _marked(agreed.contract, back, told)
        before_kept(book)
        number = act.seq
        if not any(each.good for each in kept):
            number = None
            raise Nothing
    return Imported(tuple(kept), told, number, book)


_CUT_OFF = ("csv-quote", "csv-row-endless")
"""After these nothing more of a file is read: its rows are not all there to be given back."""


def _marked(contract: Contract, back: GivenBack | None, problems: Sequence[Problem]) -> bytes | None:
    """The marked workbook, where one is asked for and there is something to correct."""
    if back is None or not problems:
        return None
    back.cut_off = any(each.code in _CUT_OFF for each in problems)
    return returned(contract, back.sheets, problems, back.is_all)


def _sent(contract: Contract, files: Sequence[Path], problems: list[Problem]) -> Iterator[Sent]:
    """The files, for each kind of record that they hold, to be read some rows at a time."""
    files = list({file.resolve(): file for file in files}.values())
    called = _called(files)
    for file in files:
        if not file.is_file():
            raise CallError(problem("import-no-file", Place(str(file))))
    holding = files_of(contract, list(files))
    beside = holding.beside.items()
    problems += [problem("file-beside", Place(called[each]), other=called[other]) for each, other in beside]
    read = {*holding.beside, *(file for several in holding.files.values() for file in several)}
    for file in files:
        if file not in read:
            known = [pattern for terms in contract.records.values() for pattern in terms.files]
            raise CallError(problem("import-no-kind", Place(str(file)), nearest=nearest(file.name, known)))
    made = [(kind, each) for kind, each in holding.files.items() if contract.records[kind].marks and each]
    if made:
        raise CallError(
            *(problem("marks-not-sent", Place(called[file]), record=kind) for kind, some in made for file in some)
        )
    for kind, several in holding.files.items():
        what = asked(contract, (kind,))
        for file in several:
            what_of = replace(what, headings=what.headings | {CORRECTS})
            yield Sent(kind, called[file], _sheets(file, called[file], what_of, problems))


def _called(files: Sequence[Path]) -> dict[Path, str]:
    """What each file is called: by its name, and by its folder too where another has the same name."""
    names = Counter(shown(file) for file in files)
    called: dict[Path, str] = {}
    for file in files:
        name = shown(file) if names[shown(file)] == 1 else f"{shown(file.resolve().parent)}/{shown(file)}"
        called[file] = name if name not in called.values() else f"{name} ({len(called) + 1})"
    return called


def _sheets(file: Path, called: str, what: Asked, problems: list[Problem]) -> Iterator[Sheet]:
    """The parts of a file, under a name that no other of the files has.

    Raises:
        NotImported: It cannot be read to its end.
    """
    for sheet, found in sheets_of(file, called, what=what):
        problems += found
        if sheet is None:
            raise NotImported(*sorted(problems))
        yield sheet


def records_sent(engine: Engine, name: str, submission: int) -> list[RecordSent]:
    """The records of a file that was sent, in the order of its rows, each with its present state.

    Raises:
        CallError: No such file was sent, or none of its rows was new.
    """
    with reading(engine) as connection:
        return sent_in(connection, contract_id(connection, name), submission)


class FileSent(NamedTuple):
    """A row is a file that was sent, how many of its records are in each state, and how many it sent again."""

    number: int
    kind: str
    name: str
    who: str
    states: tuple[tuple[str, int], ...]
    again: int
    """How many rows were of records that came with an earlier file, were withdrawn, and began anew."""


def files_sent(engine: Engine, name: str) -> list[FileSent]:
    """The files that were sent for a contract, in order."""
    with reading(engine) as connection:
        contract = contract_id(connection, name)
        found = []
        for number, kind, file, who, good in submissions(connection, contract):
            states = states_of(connection, contract, first_sent(connection, contract, number))
            counted = Counter(state for state, _ in states.values())
            found.append(FileSent(number, kind, file, who, tuple(sorted(counted.items())), good - len(states)))
        return found


def review(
    engine: Engine,
    name: str,
    doing: Doing,
    state: str,
    reason: str = "",
    records: Sequence[int] = (),
    submission: int | None = None,
) -> int:
    """Move pieces of evidence to a state; answers how many moved.

    Of a whole submission, those move that can; of records named one by one, all must.

    Args:
        state: `in review`, `accepted`, `rejected` (with a reason) or `withdrawn`.
        records: The numbers of records.
        submission: The number of a file: all its records.

    Raises:
        CallError: There is no such state; nothing is named, or records and a file; a record is not there,
            or cannot go from its state to this one; or no reason is given.
    """
    if state not in STATES or state == SUBMITTED:
        raise CallError(problem("review-no-state", Place(name), found=state))
    if not records and submission is None:
        raise CallError(problem("review-of-nothing", Place(name)))
    if records and submission is not None:
        raise CallError(problem("review-both", Place(name)))
    if state == REJECTED and not reason.strip():
        raise CallError(problem("review-no-reason", Place(name)))
    content = {"state": state, "reason": reason, "submission": submission, "records": len(records)}
    moved = 0
    with suppress(Nothing), acting(engine, name, doing, "review", content) as act:
        asked = records_of(act.connection, act.contract, submission) if submission is not None else list(records)
        moved = _move(act, name, sorted(set(asked)), state, reason, all_must=submission is None)
        if not moved:
            raise Nothing
    return moved


def _move(act: Acting, name: str, asked: Sequence[int], state: str, reason: str, all_must: bool) -> int:
    there = states_of(act.connection, act.contract, asked)
    wrong = []
    rows = []
    for record in asked:
        before, n = there.get(record, ("", 0))
        if state in NEXT.get(before, ()):
            rows.append({"record": record, "n": n + 1, "state": state, "reason": reason})
        elif not before:
            wrong.append(problem("review-no-record", Place(name), found=record))
        elif before != state:
            wrong.append(problem("review-not-possible", Place(name), found=record, before=before, state=state))
    if wrong and all_must:
        raise CallError(*wrong)
    return act.tell("review", rows)
