"""Holds: whether what a clause waits for can come, and nothing waits for itself."""

from sop_engine.clauses.holding import Holding
from sop_engine.clauses.replacing import Replacing
from sop_engine.clauses.so_far import WIDTH
from sop_engine.errors import nearest
from sop_engine.forms.deferral import Deferral
from sop_engine.forms.supplement import Supplement
from sop_engine.library.bind.days import countable, reckoned
from sop_engine.library.bind.looking import clauses_in_place
from sop_engine.library.bind.measures import A
from sop_engine.library.shape import Draft
from sop_engine.terms.outcome import COHORT, PERSON
from sop_engine.terms.written import START, Anchor
from sop_engine.units.days import FIRST, LAST


def anchors(draft: Draft) -> None:
    """The days that clauses hang on are the start, an outcome, or a date of the calendar."""
    outcomes = tuple(draft.declared("outcomes"))
    for place, clause in clauses_in_place(draft):
        for word, anchor in clause.anchors():
            _anchor(draft, ("clauses", place, word), anchor, outcomes)


def _anchor(draft: Draft, path: tuple[str | int, ...], anchor: Anchor, outcomes: tuple[str, ...]) -> None:
    if anchor.that:
        draft.wrong("anchor-unreadable", path, found=draft.at(path))
    elif (
        not anchor.of and countable(draft, anchor) and not FIRST <= anchor.from_day(anchor.day, reckoned(draft)) <= LAST
    ):
        draft.wrong("date-impossible", path, found=draft.at(path))
    elif anchor.of and anchor.of != START and anchor.of not in draft.declared("outcomes"):
        draft.wrong("unknown-anchor", path, found=anchor.of, nearest=nearest(anchor.of, (START, *outcomes)))


def circles(draft: Draft) -> None:
    """Nothing waits for itself, or stands in its own place."""
    for place, clause in clauses_in_place(draft):
        for word in ("replaced_by", "paid"):
            for name in getattr(clause, word, ()):
                if name in clause.named():
                    here = ("clauses", place, word)
                    draft.wrong("waits-for-itself", here, clause=clause.clause, outcome=name)


def subjects(draft: Draft) -> None:
    """What a hold waits for is about the same as what is kept back, or about all of which that is a part."""
    outcomes = draft.get("outcomes") or {}
    for place, clause in clauses_in_place(draft):
        if not isinstance(clause, Holding):
            continue
        held = [outcomes[name].subject for name in clause.named() or tuple(outcomes) if name in outcomes]
        widest = max(held, key=lambda each: WIDTH[each], default=PERSON)
        waits = [(way, name) for way, name in clause.mentions() if way[0] not in ("outcome", "outcomes")]
        waits += [((word,), anchor.of) for word, anchor in clause.anchors()]
        for way, name in waits:
            if name in outcomes and WIDTH[outcomes[name].subject] < WIDTH[widest]:
                here = ("clauses", place, *way[:1])
                subject, wanted = A[outcomes[name].subject], A[widest]
                draft.wrong("another-subject", here, found=name, subject=subject, wanted=wanted)


def cohorts(draft: Draft) -> None:
    """What is limited cohort by cohort needs cohorts."""
    tree = draft.source.tree if isinstance(draft.source.tree, dict) else {}
    for place, clause in clauses_in_place(draft):
        counted = clause.position.per if isinstance(clause, Supplement) and clause.position else ""
        if COHORT in (getattr(clause, "per", ""), counted) and "cohorts" not in tree:
            draft.wrong("no-cohorts", ("clauses", place), what=f"Clause {clause.clause}")


def periods(draft: Draft) -> None:
    """What stands in the place of others in its period has periods, and so has what is deferred."""
    outcomes = draft.get("outcomes") or {}
    for place, clause in clauses_in_place(draft):
        if isinstance(clause, Replacing) and clause.same_period:
            word, names = "replaced_by", clause.replaced_by
        elif isinstance(clause, Deferral):
            word, names = "outcomes", clause.outcomes
        else:
            continue
        for name in names:
            if name in outcomes and not outcomes[name].each:
                draft.wrong("outcome-without-period", ("clauses", place, word), clause=clause.clause, outcome=name)
