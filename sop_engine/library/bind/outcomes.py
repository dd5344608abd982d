"""Outcomes: whether what shows each of them can be asked of the records, and none waits for itself."""

from collections.abc import Iterator, Sequence
from typing import Any

from sop_engine.errors import nearest
from sop_engine.library.bind.comparisons import compared
from sop_engine.library.bind.days import countable, reckoned
from sop_engine.library.bind.looking import checks_on_records, item, unknown_record
from sop_engine.library.shape import Draft, Path
from sop_engine.terms.check import KINDS as CHECKS
from sop_engine.terms.check import (
    AllOf,
    Check,
    Comparison,
    HeldCheck,
    OnRecords,
    RecordCheck,
    Window,
    Windowed,
    leaves,
    walk,
)
from sop_engine.terms.record import RecordTerms
from sop_engine.terms.waiting import numbers_of_prices, waits_for
from sop_engine.terms.written import DAYS, START, Anchor
from sop_engine.units.days import FIRST, LAST, say
from sop_engine.units.reckoning import Reckoning


def checks(draft: Draft) -> None:
    """Every check reads a record that is there, asks of its fields what they can answer, and anchors on known days."""
    records = draft.get("records") or {}
    for _, path, check, before in checks_on_records(draft):
        if not unknown_record(draft, (*path, _word(check)), check.reads) and check.reads in records:
            _asked(draft, path, check, records[check.reads])
        if isinstance(check, HeldCheck) and check.incidents:
            record, here = check.incidents.record, (*path, "incidents")
            if not unknown_record(draft, (*here, "record"), record) and record in records:
                _asked(draft, here, check.incidents, records[record])
        _hung(draft, path, check, before)
    _dated_by(draft)


def _word(check: Check) -> str:
    return next(word for word, kind in CHECKS.items() if isinstance(check, kind))


def _asked(draft: Draft, path: Path, check: Any, record: RecordTerms) -> None:
    """What a check asks of the fields of its record, and of who made it."""
    columns = record.columns
    for name, comparison in check.where.items():
        column, here = record.column(name), (*path, "where", name)
        if column is None:
            known = nearest(name, tuple(columns))
            draft.wrong("unknown-field", here, True, record=check.reads, found=name, nearest=known)
        else:
            compared(draft, here, name, comparison, column, columns)
    if check.by:
        by, here = record.column("by"), (*path, "by")
        if by is None:
            remedy = "Say in the record under which heading it stands: `by: {heading: …, one_of: …}`."
            draft.wrong("unknown-field", here, record=check.reads, found="by", nearest=remedy)
        else:
            compared(draft, here, "by", Comparison(one_of=check.by), by, columns)


# ------------------------------------------------------------------------------------------------
# Days that hang on other days


def _hung(draft: Draft, path: Path, check: Check, before: Sequence[Check]) -> None:
    """The days a check hangs on are known, and its window opens before it closes."""
    anchors = {
        (anchor.of, anchor.that, "" if anchor.of else word): (word, anchor)
        for word, anchor in reversed([*_anchors(check)])
    }
    for word, anchor in anchors.values():  # a name that both ends of a window hang on is told once
        _anchor(draft, (*path, *word), anchor, before)
    if isinstance(check, Windowed) and countable(draft, *check.anchors()) and _reversed(check.window, reckoned(draft)):
        opens, closes = draft.at((*path, "window", "from")), draft.at((*path, "window", "to"))
        left_out = "" if reckoned(draft).closes(0, check.window.ends) == 0 else ", that day not counted"
        draft.wrong("window-reversed", (*path, "window"), from_=opens, to=f"{closes}{left_out}")


def _anchors(check: Any) -> Iterator[tuple[tuple[str, ...], Any]]:
    if isinstance(check, HeldCheck):
        yield ("from",), check.from_
        if check.to:
            yield ("to",), check.to
        return
    if check.window.from_:
        yield ("window", "from"), check.window.from_
    if check.window.to:
        yield ("window", "to"), check.window.to


def _anchor(draft: Draft, path: Path, anchor: Anchor, before: Sequence[Check]) -> None:
    if not anchor.of and countable(draft, anchor) and not FIRST <= anchor.from_day(anchor.day, reckoned(draft)) <= LAST:
        draft.wrong("date-impossible", path, found=draft.at(path))
    if not anchor.of or (anchor.of in DAYS and not anchor.that):
        return
    if anchor.that:
        meant = [part.record for part in before if isinstance(part, RecordCheck)].count(anchor.of)
        if not meant:
            draft.wrong("that-without-record", path, found=f"that {anchor.of}", record=anchor.of)
        elif meant > 1:
            draft.wrong("that-ambiguous", path, found=f"that {anchor.of}", number=meant)
        return
    outcomes = draft.declared("outcomes")
    if anchor.of not in outcomes:
        draft.wrong("unknown-anchor", path, found=anchor.of, nearest=nearest(anchor.of, (START, *outcomes)))
    else:
        _paid_once(draft, path, anchor.of)


def _paid_once(draft: Draft, path: Path, name: str) -> None:
    other = (draft.get("outcomes") or {}).get(name)
    if other and (other.repeats or other.each):
        draft.wrong("after-first-only", path, outcome=name, found=draft.at(path))


def _reversed(window: Window, count: Reckoning) -> bool:
    """Whether two ends that hang on the same day lie the wrong way round, whatever that day is."""
    opens, closes = window.from_, window.to
    if not opens or not closes or (opens.of, opens.that) != (closes.of, closes.that):
        return False
    step = 1 if opens.length.working or closes.length.working else 30
    four_years = range(16_801, 18_262, step)  # 2016 to 2019: every length of a month and a year
    days = four_years if opens.of else (0,)
    last = (count.closes(closes.from_day(closes.day + day, count), window.ends) for day in days)
    first = (opens.from_day(opens.day + day, count) for day in days)
    return all(closed < opened for closed, opened in zip(last, first, strict=True))


def _dated_by(draft: Draft) -> None:
    """An all_of is dated by one of its own parts."""
    for name, outcome in (draft.get("outcomes") or {}).items():
        for way, check in walk(outcome.shown_by):
            if isinstance(check, AllOf) and check.dated_by:
                parts = tuple(part.reads for part in check.parts if isinstance(part, OnRecords))
                if check.dated_by not in parts:
                    path = ("outcomes", name, "shown_by", *way, "dated_by")
                    draft.wrong("unknown-record", path, found=check.dated_by, nearest=nearest(check.dated_by, parts))


# ------------------------------------------------------------------------------------------------
# Outcomes that wait for others


def prerequisites(draft: Draft) -> None:
    """`after` names outcomes that are paid once."""
    outcomes = draft.declared("outcomes")
    for name, outcome in (draft.get("outcomes") or {}).items():
        for i, other in enumerate(outcome.after):
            path = item(draft, ("outcomes", name, "after"), i)
            if other not in outcomes:
                draft.wrong("unknown-outcome", path, found=other, nearest=nearest(other, outcomes))
            else:
                _paid_once(draft, path, other)


def circles(draft: Draft) -> None:
    """No outcome waits for itself, by way of others."""
    outcomes = draft.get("outcomes") or {}
    measures, numbers = draft.get("measures") or {}, numbers_of_prices(draft.get("clauses") or (), outcomes)
    waits = {
        name: [each for each in waits_for(outcome, measures, numbers.get(name, ())) if each in outcomes]
        for name, outcome in outcomes.items()
    }
    waiting = set(waits)
    while free := [name for name in waiting if not waiting & set(waits[name])]:
        waiting -= set(free)  # what waits for nothing, or only for such, is in no circle
    told: set[str] = set()
    for name in [each for each in waits if each in waiting]:
        circle = [] if name in told else _circle(waits, name)
        if circle:
            told |= set(circle)
            draft.wrong("circular-after", ("outcomes", name), True, circle=", then ".join([*circle, circle[0]]))


def _circle(waits: dict[str, list[str]], start: str) -> list[str]:
    """The shortest way from an outcome back to itself, or nothing."""
    ways, came_from = [start], {start: ""}
    for name in ways:  # grows while it is walked
        for other in waits[name]:
            if other == start:
                way = [name]
                while way[0] != start:
                    way.insert(0, came_from[way[0]])
                return way
            if other not in came_from:
                came_from[other] = name
                ways.append(other)
    return []


def windows(draft: Draft) -> None:
    """A window has days in common with the contract, whenever a person may start."""
    in_force, count = draft.get("in_force"), reckoned(draft)
    for outcome, path, check, _ in checks_on_records(draft):
        if not in_force or not isinstance(check, Windowed) or in_force.to < in_force.from_:
            continue
        opens, closes = check.window.from_, check.window.to
        if not countable(draft, opens, closes):
            continue
        first = _earliest(opens, in_force.from_, count) if opens else in_force.from_
        last = in_force.to
        if closes and not closes.of:
            last = count.closes(closes.from_day(closes.day, count), check.window.ends)
        if first > in_force.to or last < in_force.from_:
            from_, to = say(in_force.from_), say(in_force.to)
            draft.wrong("window-never-opens", (*path, "window"), outcome=outcome, from_=from_, to=to)


def _earliest(anchor: Anchor, begins: int, count: Reckoning) -> int:
    """The earliest day that an anchor can mean, where the first day of everything is known."""
    return anchor.from_day(begins if anchor.of else anchor.day, count)


def not_yet(draft: Draft) -> None:
    """What the language will say, and this version does not carry out."""
    for name, outcome in (draft.get("outcomes") or {}).items():
        pointed_at = {anchor.of for leaf in leaves(outcome.shown_by) for anchor in leaf.anchors() if anchor.that}
        if len(pointed_at) > 2:
            found = "pointing at more than two records by `that`"
            draft.wrong("not-yet", ("outcomes", name), True, found=found, remedy="Split the outcome in two.")
