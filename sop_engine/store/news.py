"""News: what happened to the records of some subjects between two acts: for the reason of an adjustment."""

from collections import defaultdict
from collections.abc import Iterable

from sqlalchemy import Connection, select

from sop_engine.ledger.why import CAME, CORRECTED, WITHDRAWN, News
from sop_engine.store.rows import ACCEPTED, REJECTED, table
from sop_engine.store.rows import WITHDRAWN as STATE_WITHDRAWN

AT_ONCE = 500


def news(
    connection: Connection, contract: int, subjects: Iterable[str], after: int, known_seq: int
) -> dict[str, list[News]]:
    """What came, was corrected or was withdrawn for each subject after an act, up to another."""
    r, s, v = table("record").c, table("submission").c, table("review").c
    found: dict[str, list[News]] = defaultdict(list)
    whom = sorted({each for each in subjects if each})
    of_file = (s.contract == r.contract) & (s.number == r.submission)
    of_record = (v.contract == r.contract) & (v.record == r.id)
    for start in range(0, len(whom), AT_ONCE):
        some = whom[start : start + AT_ONCE]
        told = (
            select(r.subject, r.seq, r.kind, r.supersedes)
            .join_from(table("record"), table("submission"), of_file)
            .where(r.contract == contract, r.subject.in_(some), r.seq > after, r.seq <= known_seq, s.state == ACCEPTED)
            .order_by(r.id)
        )
        for subject, seq, kind, supersedes in connection.execute(told):
            found[subject].append(News(seq, CAME if supersedes is None else CORRECTED, kind))
        moved = (
            select(r.subject, v.seq, r.kind, r.supersedes, v.state)
            .join_from(table("record"), table("review"), of_record)
            .where(r.contract == contract, r.subject.in_(some), v.seq > after, v.seq <= known_seq)
            .order_by(v.record, v.n)
        )
        for subject, seq, kind, supersedes, state in connection.execute(moved):
            if state == ACCEPTED:
                found[subject].append(News(seq, CAME if supersedes is None else CORRECTED, kind))
            elif state in (REJECTED, STATE_WITHDRAWN):
                found[subject].append(News(seq, WITHDRAWN, kind))
    return found
