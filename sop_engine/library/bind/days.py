"""Days: whether lengths of time can be counted as the contract counts them, working days above all."""

from collections.abc import Iterator, Mapping
from typing import Any

from sop_engine.library.bind.looking import checks_on_records, clauses_in_place
from sop_engine.library.shape import Draft, Path
from sop_engine.terms.check import HeldCheck, Windowed
from sop_engine.terms.written import Anchor, Term
from sop_engine.units.days import Duration, civil, say
from sop_engine.units.reckoning import Reckoning
from sop_engine.units.working_days import working_days


def reckoned(draft: Draft) -> Reckoning:
    """How the contract counts; where it does not say, which is told besides, as most do."""
    nation = draft.get("working_days")
    known = working_days(nation) if nation else None
    return Reckoning(draft.get("first_day") == "day_1", draft.get("last_day") != "not_counted", known)


def countable(draft: Draft, *anchors: Anchor | None) -> bool:
    """Whether the days that anchors mean can be counted: not working days of a nation that is not known."""
    return bool(draft.get("working_days")) or not any(anchor and anchor.length.working for anchor in anchors)


def nations(draft: Draft) -> None:
    """Where working days are counted the nation is stated, and its days off are known for the whole contract."""
    nation, in_force = draft.get("working_days"), draft.get("in_force")
    if draft.at(("working_days",)) is None:
        for path, length in _lengths(draft):
            if length.working:
                draft.wrong("working-days-of-nobody", path, found=length)
    elif nation and in_force:
        known = working_days(nation)
        if not known.first_year <= civil(in_force.from_)[0] <= civil(in_force.to)[0] <= known.last_year:
            draft.wrong(
                "working-days-not-known",
                ("working_days",),
                nation=nation,
                first=known.first_year,
                last=known.last_year,
                from_=say(in_force.from_),
                to=say(in_force.to),
            )


def ends(draft: Draft) -> None:
    """A window that says whether its last day counts has one."""
    for outcome, path, check, _ in checks_on_records(draft):
        if isinstance(check, Windowed) and check.window.ends and not check.window.to:
            of = f'The window of the outcome "{outcome}"'
            why = "`ends` says whether the day of `to` counts."
            draft.wrong("missing-key", (*path, "window"), of=of, key="to", why=why)


def held_in_working_days(draft: Draft) -> None:
    """A hold, its gaps and its periods are counted in days of the calendar."""
    for _, path, check, _ in checks_on_records(draft):
        if isinstance(check, HeldCheck):
            for way, length in check.lengths().items():
                if length.working:
                    found, remedy = f"a hold in working days ({length})", "Say it in days, weeks or months."
                    draft.wrong("not-yet", (*path, *way), found=found, remedy=remedy)


def _lengths(draft: Draft) -> Iterator[tuple[Path, Duration]]:
    """Every length of time in measures, outcomes, payment periods and clauses, with the way to it in the file."""
    for group in ("measures", "outcomes"):
        yield from _within(draft.get(group) or {}, (group,))
    yield from _within(draft.get("payment_periods"), ("payment_periods",))
    for place, clause in clauses_in_place(draft):
        yield from _within(clause, ("clauses", place))


def _within(value: Any, path: Path) -> Iterator[tuple[Path, Duration]]:
    if isinstance(value, Anchor | Duration):
        yield path, value.length if isinstance(value, Anchor) else value
    elif isinstance(value, Term):
        for name, info in type(value).model_fields.items():
            yield from _within(getattr(value, name), (*path, info.alias or name))
    elif isinstance(value, Mapping):
        for name, each in value.items():
            yield from _within(each, (*path, name))
    elif isinstance(value, tuple):
        for i, each in enumerate(value):
            yield from _within(each, (*path, i))
