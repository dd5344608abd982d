"""States: what a piece of evidence has gone through, as known by an act; who moved it and when, the act says."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from sqlalchemy import Connection, select

from sop_engine.errors import CallError, Place, problem
from sop_engine.store.rows import ACCEPTED, IN_REVIEW, REJECTED, SUBMITTED, WITHDRAWN, table
from sop_engine.units.days import as_date

NEXT: Mapping[str, tuple[str, ...]] = {
    SUBMITTED: (IN_REVIEW, ACCEPTED, REJECTED, WITHDRAWN),
    IN_REVIEW: (ACCEPTED, REJECTED, WITHDRAWN),
    ACCEPTED: (IN_REVIEW, REJECTED, WITHDRAWN),
    REJECTED: (IN_REVIEW, WITHDRAWN),
    WITHDRAWN: (),
}
"""What may follow a state.  What was accepted can be rejected later, as after an audit; what was rejected
can be looked at again, as after an appeal; what was withdrawn is sent again, and begins anew."""

AT_ONCE = 10_000


def states_of(connection: Connection, contract: int, records: Sequence[int]) -> dict[int, tuple[str, int]]:
    """The present state of some records, and how many times each was moved."""
    record, submission, review = table("record").c, table("submission").c, table("review").c
    found: dict[int, tuple[str, int]] = {}
    for start in range(0, len(records), AT_ONCE):
        part = list(records[start : start + AT_ONCE])
        sent = (submission.contract == record.contract) & (submission.number == record.submission)
        begun = connection.execute(
            select(record.id, submission.state)
            .join_from(table("record"), table("submission"), sent)
            .where(record.contract == contract, record.id.in_(part))
        )
        found |= {number: (state, 0) for number, state in begun}
        moved = connection.execute(
            select(review.record, review.state, review.n)
            .where(review.contract == contract, review.record.in_(part))
            .order_by(review.record, review.n)
        )
        found |= {number: (state, n) for number, state, n in moved}
    return found


def records_of(connection: Connection, contract: int, submission: int) -> list[int]:
    """The records of a file that was sent.

    Raises:
        CallError: No such file was sent.
    """
    records = first_sent(connection, contract, submission)
    if not records:
        raise CallError(problem("review-no-submission", Place(str(submission))))
    return records


def first_sent(connection: Connection, contract: int, submission: int) -> list[int]:
    """The records that came first with a file: none where all its rows were only sent again."""
    c = table("record").c
    asked = select(c.id).where(c.contract == contract, c.submission == submission)
    return [int(each) for each in connection.execute(asked.order_by(c.id)).scalars()]


class RecordSent(NamedTuple):
    """A row is a record of a file: its number, whom it is about, its row in the file, its day, its present state."""

    record: int
    kind: str
    subject: str
    row: int
    day: str
    state: str


def sent_in(connection: Connection, contract: int, submission: int) -> list[RecordSent]:
    """The records of a file that was sent.

    Raises:
        CallError: No such file was sent, or none of its rows was new.
    """
    c = table("record").c
    states = states_of(connection, contract, records_of(connection, contract, submission))
    asked = select(c.id, c.kind, c.subject, c.line, c.day).where(c.contract == contract, c.submission == submission)
    return [
        RecordSent(each.id, each.kind, each.subject, each.line, str(as_date(each.day)), states[each.id][0])
        for each in connection.execute(asked.order_by(c.id))
    ]


def submissions(connection: Connection, contract: int) -> list[tuple[int, str, str, str, int]]:
    """Each file that was sent: number, kind of record, name, who sent it, and how many of its rows were kept."""
    s, a = table("submission").c, table("act").c
    found = connection.execute(
        select(s.number, s.kind, s.name, a.who, s.good)
        .join_from(table("submission"), table("act"), (a.contract == s.contract) & (a.seq == s.seq))
        .where(s.contract == contract)
        .order_by(s.number)
    )
    return [(number, kind, name, who, good) for number, kind, name, who, good in found]
