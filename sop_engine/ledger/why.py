"""Why: in plain English, what is new against what was posted before, from the lines before and after."""

from collections import Counter, defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from sop_engine.ledger.due import deeds_of, lines_of
from sop_engine.ledger.reconcile import Change, PostedSoFar
from sop_engine.records.working import (
    DEDUCTED,
    EARNED,
    GIVEN_BACK,
    KEPT_BACK,
    REPLACED,
    TAKEN,
    WAITS,
    Line,
)
from sop_engine.units.days import say
from sop_engine.units.money import show

CAME, CORRECTED, WITHDRAWN = "came", "corrected", "withdrawn"
"""What may have happened to a record since a claim was last posted."""
DOES = {
    EARNED: "earns",
    DEDUCTED: "deducts",
    TAKEN: "takes",
    KEPT_BACK: "keeps back",
    GIVEN_BACK: "gives back",
    WAITS: "lets wait for room",
    REPLACED: "reverses",
}
NAMED = 3
"""So many claims are named that took the room of another."""


class News(NamedTuple):
    """A row is something that happened to a record of a subject, by an act."""

    seq: int
    what: str
    kind: str
    """The kind of record."""


class Scope(NamedTuple):
    """Whom a clause looks at together, and for which outcomes."""

    per: str
    outcomes: frozenset[str]


@dataclass(frozen=True, slots=True)
class Told:
    """What the reasons are made from, beside the changes themselves."""

    currency: str
    version: int
    engine: str
    runs: Mapping[int, tuple[int, int, str]]
    """For each earlier run: the act up to which it knew, its version of the terms, its engine."""
    workings: Mapping[int, str]
    """The working of each entry that is corrected, by its number."""
    news: Mapping[str, Sequence[News]] = field(default_factory=dict)
    """What happened to the records of each subject."""
    kinds: Mapping[str, Collection[str]] = field(default_factory=dict)
    """The kinds of record that each outcome looks at itself."""
    scopes: Mapping[str, Scope] = field(default_factory=dict)
    """What each clause looks at together, by its number."""
    contradictions: Mapping[str, Sequence[tuple[str, Sequence[int]]]] = field(default_factory=dict)
    """For each subject the kinds of record of which some contradict each other, with their numbers."""
    closed_to: int | None = None
    """The last day of the last period that is closed; None where none is."""


def reasons(changes: Sequence[Change], told: Told) -> list[str]:
    """Why each change is posted, in their order."""
    rooms = _Rooms(changes, told.scopes)
    return [_first(each, told) if each.posted is None else _again(each, each.posted, told, rooms) for each in changes]


def _first(change: Change, told: Told) -> str:
    due = change.due
    said = f"First payment: reached on {say(due.reached)}, known on {say(due.known)}"
    if told.closed_to is not None and due.reached <= told.closed_to:
        late = "its evidence came later" if due.known > told.closed_to else "it was not due then"
        said += f". It was reached in a period that is closed; {late}"
    return said + "."


def _again(change: Change, before: PostedSoFar, told: Told, rooms: "_Rooms") -> str:
    knew, version, engine = told.runs[before.run]
    former, now = told.workings.get(before.number, ""), change.due.working
    said = []
    if not now:
        said.append("It is not due any more")
    else:
        said += _lines(change, lines_of(former, before.claim), lines_of(now, before.claim), told.currency, rooms)
        if not change.amount:
            said.append("Only what each payer pays of it changes" + _parts(change, before, told.currency))
        deeds = [str(number) for number in deeds_of(now) if number not in deeds_of(former)] if former else []
        if deeds:
            said.append(f"Deed {' and '.join(deeds)} holds for it now")
    news = [each for each in told.news.get(change.due.subject, ()) if each.seq > knew]
    looked_at = told.kinds.get(change.due.outcome, ())
    against = told.contradictions.get(change.due.subject, ()) if news or not now else ()
    mine = [each for each in against if each[0] in looked_at]
    said += [_against(kind, records) for kind, records in mine or (() if now else against)]
    news = [each for each in news if each.kind in looked_at] or news
    said += [_counted(what, Counter(each.kind for each in news if each.what == what)) for what in _whats(news)]
    if version != told.version:
        said.append(f"The terms are version {told.version} now, and were version {version}")
    if engine != told.engine:
        said.append(f"It was worked out by {engine} before, and is by {told.engine} now")
    return ". ".join(said or ["What it depends on has changed"]) + "."


def _against(kind: str, records: Sequence[int]) -> str:
    """Which records contradict each other.

    Example:
        >>> _against("site_visit", [5, 9])
        'Evidence contradicts itself: site visit (records 5 and 9)'
    """
    *others, last = map(str, records)
    return f"Evidence contradicts itself: {kind.replace('_', ' ')} (records {', '.join(others)} and {last})"


def _whats(news: Sequence[News]) -> list[str]:
    there = {each.what for each in news}
    return [what for what in (WITHDRAWN, CORRECTED, CAME) if what in there]


def _counted(what: str, kinds: Mapping[str, int]) -> str:
    """How many records came, were corrected or withdrawn, since the claim was last posted.

    Example:
        >>> _counted(WITHDRAWN, {"visit": 2}), _counted(CAME, {"visit": 1, "letter": 1})
        ('Evidence was withdrawn: visit (2)', 'Evidence came later: letter, visit')
    """
    said = {CAME: "came later", CORRECTED: "was corrected", WITHDRAWN: "was withdrawn"}[what]
    named = ", ".join(f"{kind.replace('_', ' ')}" + (f" ({n})" if n > 1 else "") for kind, n in sorted(kinds.items()))
    return f"Evidence {said}: {named}"


def _lines(change: Change, before: Sequence[Line], now: Sequence[Line], currency: str, rooms: "_Rooms") -> list[str]:
    """Which clauses do something else than before, from what to what."""
    sums: dict[tuple[str, str], list[int]] = {}
    for place, lines in ((0, before), (1, now)):
        for line in lines:
            sums.setdefault((line.clause, line.effect), [0, 0])[place] += line.amount
    said = []
    for (clause, effect), (was, is_) in sums.items():
        if was != is_:
            to, from_ = show(abs(is_), currency), show(abs(was), currency)
            room = rooms.taken_by(change, clause, is_ < was) if effect in (TAKEN, WAITS) else ""
            said.append(f"Clause {clause} {DOES[effect]} {to}, before it was {from_}{room}")
    return said


def _parts(change: Change, before: PostedSoFar, currency: str) -> str:
    now, was = dict(change.due.parts), dict(before.parts)
    differing = [payer for payer in sorted({*now, *was}) if now.get(payer, 0) != was.get(payer, 0)]
    named = [
        f"{each} {show(now.get(each, 0), currency)}, before {show(was.get(each, 0), currency)}" for each in differing
    ]
    return f": {'; '.join(named)}" if named else ""


class _Rooms:
    """Which claims of the run have more than before, or less: they took the room of others, or left it."""

    def __init__(self, changes: Sequence[Change], scopes: Mapping[str, Scope]):
        self.scopes = scopes
        self.found: dict[tuple[str, str, bool], list[Change]] = {}
        self.moved: dict[tuple[str, bool], list[Change]] = defaultdict(list)
        for each in changes:
            for subject in ("", each.due.subject):
                self.moved[subject, each.amount > 0].append(each)

    def taken_by(self, change: Change, clause: str, more: bool) -> str:
        """Who took the room under a clause, or left it; nothing where that cannot be said."""
        scope = self.scopes.get(clause)
        if scope is None:
            return ""
        subject = change.due.subject if scope.per == "person" else ""
        key = (clause, subject, more)
        if key not in self.found:
            moved = self.moved[subject, more]
            self.found[key] = [each for each in moved if each.amount and each.due.outcome in scope.outcomes]
        found = [each for each in self.found[key][: NAMED + 1] if each is not change]
        if not found:
            return ""
        named = [f"{each.due.subject}, {each.due.outcome.replace('_', ' ')}" for each in found[:NAMED]]
        others = " and others" if len(found) > NAMED else ""
        verb = "taken" if more else "left"
        return f" (in the same run room was {verb} by {'; '.join(named)}{others})"
