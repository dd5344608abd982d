"""States: what a piece of evidence has gone through, as known by an act; who moved it and when, the act says."""

from collections.abc import Mapping, Sequence

from sqlalchemy import Connection, select

from sop_engine.errors import CallError, Place, problem
from sop_engine.store.rows import ACCEPTED, IN_REVIEW, REJECTED, SUBMITTED, WITHDRAWN, table

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
    c = table("record").c
    found = connection.execute(
        select(c.id).where(c.contract == contract, c.submission == submission).order_by(c.id)
    ).scalars()
    records = [int(each) for each in found]
    if not records:
        raise CallError(problem("review-no-submission", Place(str(submission))))
    return records


def submissions(connection: Connection, contract: int) -> list[tuple[int, str, str, str]]:
    """Each file that was sent: its number, its kind of record, its name, and who sent it."""
    s, a = table("submission").c, table("act").c
    found = connection.execute(
        select(s.number, s.kind, s.name, a.who)
        .join_from(table("submission"), table("act"), (a.contract == s.contract) & (a.seq == s.seq))
        .where(s.contract == contract)
        .order_by(s.number)
    )
    return [(number, kind, name, who) for number, kind, name, who in found]
