"""Period: the whole periods in each of which an outcome is looked at by itself."""

from collections.abc import Iterator
from itertools import count

from sop_engine.records.working import AWAITED, FINAL, OUT_OF_TIME, WAITING, Finding
from sop_engine.steps.answer import LONG_AGO, Answer, one
from sop_engine.steps.looking import Looking
from sop_engine.terms.outcome import Each
from sop_engine.units.days import corresponding


def periods(each: Each, looking: Looking, as_at: int) -> Iterator[tuple[int, int]]:
    """The first and the last day of each whole period that has begun by the day of the run.

    They follow each other from the first day, months by the corresponding date and added once.
    One that begins before anything counts for the subject is passed over.
    """
    from_ = looking.day_of(each.from_)
    last = looking.day_of(each.to) if each.to else looking.last_day
    if from_ is None or last is None:
        return
    for number in count():
        first = corresponding(from_, each.period.months * number, each.period.days * number)
        end = corresponding(from_, each.period.months * (number + 1), each.period.days * (number + 1)) - 1
        if end > min(last, looking.last_day) or first > as_at:
            return
        if first >= looking.opens:
            yield first, end


def period_to_come(each: Each, looking: Looking, as_at: int) -> Answer | None:
    """The answer where no period has begun: what its first day waits for; None where one has."""
    unknown = next((a for a in (each.from_, each.to) if a is not None and looking.day_of(a) is None), None)
    if unknown is None and next(periods(each, looking, as_at), None) is not None:
        return None
    state, waits_for, opens = WAITING, "", None
    if unknown is not None:
        other = looking.answers.get(unknown.of)
        state, waits_for = (OUT_OF_TIME if other is not None and other.state in FINAL else WAITING), unknown.of
    else:
        first = next(periods(each, looking, looking.last_day), None)
        state, opens = (OUT_OF_TIME, None) if first is None else (AWAITED, first[0])
    finding = Finding(looking.ref, looking.outcome, 1, "each", "period", "day", state, opens=opens, waits_for=waits_for)
    return one(finding, LONG_AGO, LONG_AGO if opens is None else opens)


def not_for_this_person(ref: str, outcome: str) -> Answer:
    """What others find who need an outcome that there is not for this person: it is never reached."""
    return one(Finding(ref, outcome, 1, "for", outcome, "after", OUT_OF_TIME), LONG_AGO)
