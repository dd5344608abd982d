"""Audit samples: drawn by a seed that is named once nothing more can be sent, so that anybody can draw them again."""

from collections.abc import Callable, Sequence
from typing import NamedTuple

from sqlalchemy import Engine, select

from sop_engine.errors import CallError, Place, nearest, problem
from sop_engine.service.keep import terms_now
from sop_engine.store.acts import Doing, acting, contract_id, known_by
from sop_engine.store.connect import reading
from sop_engine.store.known import counting, states_known
from sop_engine.store.rows import ACCEPTED, EARLIEST, LATEST, table
from sop_engine.units.canonical import canonical, digest
from sop_engine.units.days import as_date


class Drawn(NamedTuple):
    """A row is a record that was drawn, in the order in which it is looked at."""

    record: int
    kind: str
    subject: str
    file: str
    row: int


class Sample(NamedTuple):
    """A sample: out of how many it was drawn, from what was known by which act, and by which seed."""

    known_seq: int
    seed: str
    frame: int
    """How many records there were to draw from."""
    frame_hash: str
    """The hash of what there was to draw from: whoever draws again sees that it is the same."""
    drawn: tuple[Drawn, ...]
    number: int | None = None
    """The act by which it was announced; None where it was only drawn."""


def draw(
    engine: Engine,
    name: str,
    seed: str,
    size: int,
    kinds: Sequence[str] = (),
    known_seq: int | None = None,
    days: tuple[int, int] = (EARLIEST, LATEST),
) -> Sample:
    """Draw records at random from those that count: the same seed and act always draw the same.

    Each record is drawn by the hash of the seed and of what it says, so that neither the order in
    which files came nor their number decides.

    Args:
        seed: A text that nobody could know before: named after the last submission.
        size: How many records; all of them where there are fewer.
        kinds: The kinds of record to draw from; all of them where none is named.
        known_seq: From what was known by this act; from all that is known now where it is not said.
        days: The first and the last day on which a record that is drawn is dated.

    Raises:
        CallError: There is no seed, or nothing to draw from; the days are in no order, or a kind is not known.
    """
    if not seed.strip() or size < 1:
        raise CallError(problem("sample-no-seed", Place(name)))
    if days[0] > days[1]:
        first, last = map(as_date, days)
        raise CallError(problem("sample-days", Place("--from"), first=first, last=last))
    _ask_kinds(engine, name, kinds)
    by = known_by(engine, name) if known_seq is None else known_seq
    with reading(engine) as connection:
        contract = contract_id(connection, name)
        begun, moved = states_known(connection, contract, by)
        c = table("record").c
        asked = select(c.id, c.kind, c.subject, c.submission, c.line, c.content, c.supersedes, c.day)
        told = connection.execute(asked.where(c.contract == contract, c.seq <= by).order_by(c.id)).all()
        s = table("submission").c
        sent = connection.execute(select(s.number, s.name).where(s.contract == contract))
        files = {each.number: each.name for each in sent}
    count = counting(
        (each.id, each.supersedes, moved.get(each.id, begun[each.submission]) == ACCEPTED) for each in told
    )
    frame = [
        each
        for each in told
        if each.id in count and (not kinds or each.kind in kinds) and days[0] <= each.day <= days[1]
    ]
    if not frame:
        raise CallError(problem("sample-of-nothing", Place(name)))
    frame.sort(key=lambda each: digest(canonical([seed, bytes(each.content).hex()])))
    drawn = tuple(Drawn(each.id, each.kind, each.subject, files[each.submission], each.line) for each in frame[:size])
    whole = digest(canonical(sorted(bytes(each.content).hex() for each in frame)))
    return Sample(by, seed, len(frame), whole, drawn)


def _ask_kinds(engine: Engine, name: str, kinds: Sequence[str]) -> None:
    """The kinds are records of the contract."""
    known = tuple(terms_now(engine, name)[1].contract.records) if kinds else ()
    wrong = [each for each in kinds if each not in known]
    if wrong:
        raise CallError(
            *(problem("sample-no-kind", Place("--kind"), found=each, nearest=nearest(each, known)) for each in wrong)
        )


def announce(
    engine: Engine,
    name: str,
    seed: str,
    size: int,
    kinds: Sequence[str],
    doing: Doing,
    days: tuple[int, int] = (EARLIEST, LATEST),
    before_kept: Callable[[Sample], None] = lambda sample: None,
) -> Sample:
    """Draw a sample and keep in the chain of acts that it was drawn, by whom, from what and by which seed.

    Args:
        before_kept: Is given the sample before anything is kept: if it raises, nothing is.
    """
    sample = draw(engine, name, seed, size, kinds, days=days)
    content = {"seed": seed, "size": size, "kinds": list(kinds), "days": list(days), "known_seq": sample.known_seq}
    own = {"frame": sample.frame, "frame_hash": sample.frame_hash, "records": [each.record for each in sample.drawn]}
    with acting(engine, name, doing, "sample", content | own) as act:
        announced = sample._replace(number=act.seq)
        before_kept(announced)
    return announced
