"""Subjects: whether what is asked of a person, a cohort or the contract can be asked of it."""

from collections.abc import Iterator
from typing import Any

from sop_engine.errors import nearest
from sop_engine.library.bind.looking import clauses_in_place, unknown_record
from sop_engine.library.bind.measures import A, conditions
from sop_engine.library.shape import Draft, Path
from sop_engine.terms.check import DayCheck, HeldCheck, MeasureCheck, OnRecords, Together, Windowed, walk
from sop_engine.terms.contract import ClaimRecord
from sop_engine.terms.outcome import COHORT, PERSON, Outcome
from sop_engine.terms.record import CATEGORY
from sop_engine.terms.table import numbers_asked
from sop_engine.terms.waiting import every_part
from sop_engine.terms.written import CLOSED, DAYS, PERIOD, PERIOD_END, Anchor
from sop_engine.units.days import say


def cohorts(draft: Draft) -> None:
    """There are cohorts where an outcome or a record is about one, and what makes them is always known."""
    terms, records = draft.get("cohorts"), draft.get("records") or {}
    if terms is None and "cohorts" not in (draft.source.tree if isinstance(draft.source.tree, dict) else {}):
        for name, outcome in (draft.get("outcomes") or {}).items():
            if outcome.subject == COHORT:
                draft.wrong("no-cohorts", ("outcomes", name, "subject"), what=f'The outcome "{name}"')
        for name, record in records.items():
            if record.about == COHORT:
                draft.wrong("no-cohorts", ("records", name, "about"), what=f'The record "{name}"')
    enrols = records.get(draft.get("enrolled_by"))
    if enrols and enrols.about != PERSON:
        draft.wrong(
            "another-subject",
            ("enrolled_by",),
            found=draft.get("enrolled_by"),
            subject=A[enrols.about],
            wanted=A[PERSON],
        )
    in_force = draft.get("in_force")
    if terms is not None and terms.from_ is not None and in_force and terms.from_ > in_force.from_:
        first, from_ = say(terms.from_), say(in_force.from_)
        draft.wrong("people-in-no-cohort", ("cohorts", "from"), first=first, from_=from_)
    if terms is not None and terms.by is not None and enrols:
        column = enrols.column(terms.by)
        if column is None:
            known = nearest(terms.by, tuple(enrols.columns))
            draft.wrong(
                "unknown-field", ("cohorts", "by"), record=draft.get("enrolled_by"), found=terms.by, nearest=known
            )
        elif column.holds != CATEGORY or column.optional:
            draft.wrong("cohort-not-always-known", ("cohorts", "by"), field=terms.by)


def subjects(draft: Draft) -> None:
    """What an outcome reads, waits for and asks fits its subject."""
    for name, outcome in (draft.get("outcomes") or {}).items():
        path: Path = ("outcomes", name)
        if outcome.subject != PERSON and outcome.for_:
            draft.wrong("for-people-only", (*path, "for"), True, outcome=name, subject=A[outcome.subject])
        if outcome.for_:
            _for(draft, (*path, "for"), outcome)
        if outcome.each and outcome.repeats:
            draft.wrong("each-and-repeats", (*path, "repeats"), True, outcome=name)
        _reads(draft, path, outcome)
        for way, anchor in _anchors(outcome):
            _fits(draft, (*path, *way), outcome, anchor.of)
        for i, other in enumerate(outcome.after):
            where = (*path, "after", i) if isinstance(draft.at((*path, "after")), list) else (*path, "after")
            _same(draft, where, outcome, other)


def _for(draft: Draft, path: Path, outcome: Outcome) -> None:
    enrols = draft.get("enrolled_by")
    record = (draft.get("records") or {}).get(enrols)
    if record:
        conditions(draft, path, outcome.for_, str(enrols), record.columns)


def _reads(draft: Draft, path: Path, outcome: Outcome) -> None:
    """A person's outcome reads records of persons, or of the contract; a cohort's none of another cohort."""
    records = draft.get("records") or {}
    for way, check in walk(outcome.shown_by):
        if isinstance(check, OnRecords) and check.reads in records:
            about = records[check.reads].about
            if about == COHORT and outcome.subject == PERSON:
                word = next(each for each in ("record", "count", "held") if hasattr(check, each))
                where = (*path, "shown_by", *way, word)
                draft.wrong("another-subject", where, found=check.reads, subject=A[COHORT], wanted=A[PERSON])


def _anchors(outcome: Outcome) -> Iterator[tuple[Path, Anchor]]:
    """Every day that an outcome hangs on, with its place."""
    for way, check in walk(outcome.shown_by):
        if isinstance(check, DayCheck):
            yield ("shown_by", *way, "day"), check.day
        elif isinstance(check, HeldCheck):
            yield ("shown_by", *way, "from"), check.from_
            if check.to:
                yield ("shown_by", *way, "to"), check.to
        elif isinstance(check, Windowed):
            yield from _ends(("shown_by", *way, "window"), check.window)
    if outcome.each:
        yield ("each", "from"), outcome.each.from_
        if outcome.each.to:
            yield ("each", "to"), outcome.each.to


def _ends(path: Path, window: Any) -> Iterator[tuple[Path, Anchor]]:
    if window.from_:
        yield (*path, "from"), window.from_
    if window.to:
        yield (*path, "to"), window.to


def _fits(draft: Draft, path: Path, outcome: Outcome, of: str) -> None:
    """A day that an outcome hangs on is one that its subject has."""
    if of in (PERIOD, PERIOD_END) and (not outcome.each or "each" in path):
        draft.wrong("no-period", path, found=of)
    elif of == CLOSED and outcome.subject == PERSON and draft.get("cohorts") is None:
        draft.wrong("no-cohorts", path, what=f'"{CLOSED}"')
    elif of and of not in DAYS:
        _same(draft, path, outcome, of)


def _same(draft: Draft, path: Path, outcome: Outcome, name: str) -> None:
    other = (draft.get("outcomes") or {}).get(name)
    if other and other.subject != outcome.subject:
        draft.wrong("another-subject", path, found=name, subject=A[other.subject], wanted=A[outcome.subject])


def days_of_measures(draft: Draft) -> None:
    """The days that a measure hangs on are known to every subject that is asked for it."""
    measures, outcomes = draft.get("measures") or {}, draft.get("outcomes") or {}
    declared = draft.declared("outcomes")
    for name, measure in measures.items():
        path: Path = ("measures", name, "window")
        ends = [*_ends(path, getattr(measure, "window", None))] if hasattr(measure, "window") else []
        pointing = [(way, anchor) for way, anchor in ends if anchor.that]
        for way, anchor in pointing[:1]:  # both ends of a window, as a rule, and told once
            draft.wrong("that-in-measure", way, found=f"that {anchor.of}", record=anchor.of)
        for way, anchor in ends:
            if anchor.that:
                continue
            if anchor.of and anchor.of not in DAYS and anchor.of not in declared:
                draft.wrong("unknown-anchor", way, found=anchor.of, nearest=nearest(anchor.of, (*DAYS, *declared)))
    for name, outcome in outcomes.items():
        for path, asked in _asked(draft, name, outcome):
            own = every_part(measures, [asked])
            for part in every_part(measures, [asked], of_people=True):
                # What is measured of each person goes by the period of the whole, and else by the person's days.
                whose = outcome if part in own else outcome.model_copy(update={"subject": PERSON})
                window = getattr(measures[part], "window", None)
                for _, anchor in _ends((), window) if window is not None else ():
                    _fits(draft, path, whose, anchor.of)


def _asked(draft: Draft, name: str, outcome: Outcome) -> Iterator[tuple[Path, str]]:
    """Every measure that an outcome asks for, by a check or by its price, with the place."""
    for way, check in walk(outcome.shown_by):
        if isinstance(check, MeasureCheck):
            yield ("outcomes", name, "shown_by", *way, "measure"), check.measure
    for place, clause in clauses_in_place(draft):
        for begin, named, table in clause.tables():
            for measure in sorted(numbers_asked(table)) if name in (named or (name,)) else ():
                yield ("clauses", place, *begin), measure


def claims(draft: Draft) -> None:
    """The record by which a provider claims is there, about people, and names outcomes."""
    terms = draft.get("claims")
    if not isinstance(terms, ClaimRecord) or unknown_record(draft, ("claims", "record"), terms.record):
        return
    record = (draft.get("records") or {}).get(terms.record)
    if record is None:
        return
    if record.about != PERSON:
        draft.wrong(
            "another-subject", ("claims", "record"), found=terms.record, subject=A[record.about], wanted=A[PERSON]
        )
    column = record.column(terms.outcome)
    if column is None:
        known = nearest(terms.outcome, tuple(record.columns))
        draft.wrong("unknown-field", ("claims", "outcome"), record=terms.record, found=terms.outcome, nearest=known)
    elif column.holds != CATEGORY or column.optional:
        draft.wrong("cohort-not-always-known", ("claims", "outcome"), field=terms.outcome)
    else:
        outcomes = draft.declared("outcomes")
        for category in column.categories:
            if category not in outcomes:
                here = ("records", terms.record, "fields", terms.outcome)
                draft.wrong("unknown-outcome", here, found=category, nearest=nearest(category, outcomes))
        for name, outcome in (draft.get("outcomes") or {}).items():
            if outcome.subject == PERSON and name not in column.categories:
                draft.wrong("never-claimed", ("outcomes", name), True, outcome=name, field=terms.outcome)


def together(draft: Draft) -> None:
    """So many of several parts are not more than there are."""
    for name, outcome in (draft.get("outcomes") or {}).items():
        for way, check in walk(outcome.shown_by):
            if isinstance(check, Together) and hasattr(check, "n_of") and check.n_of > len(check.parts):
                path = ("outcomes", name, "shown_by", *way, "n_of")
                draft.wrong("more-than-there-are", path, wanted=check.n_of, number=len(check.parts))
