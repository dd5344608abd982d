"""Held: whether what must be held says one thing, in lengths that can be counted."""

from collections.abc import Iterator

from sop_engine.errors import nearest
from sop_engine.library.bind.days import reckoned
from sop_engine.library.bind.looking import checks_on_records, item
from sop_engine.library.shape import Draft, Path, capital, describe
from sop_engine.terms.check import Each, HeldCheck, whole_periods
from sop_engine.terms.record import NUMBER
from sop_engine.terms.written import PERIOD, Anchor
from sop_engine.units.days import say

CLASHES = (
    ("in_total", "among"),
    ("in_total", "after_break"),
    ("among", "after_break"),
    ("in_total", "gap_at_most"),
    ("among", "gap_at_most"),
    ("each", "gap_at_most"),
    ("in_total", "incidents"),
    ("among", "incidents"),
    ("each", "incidents"),
)
"""Terms of which a hold says one."""


def _holds(draft: Draft) -> Iterator[tuple[str, Path, HeldCheck]]:
    for outcome, path, check, _ in checks_on_records(draft):
        if isinstance(check, HeldCheck):
            yield outcome, path, check


def one_way(draft: Draft) -> None:
    """A time is held unbroken, in total or among so many: one of them, and it says all that it needs."""
    for outcome, path, check in _holds(draft):
        for first, second in CLASHES:
            if getattr(check, first) and getattr(check, second):
                draft.wrong("held-two-ways", (*path, second), True, outcome=outcome, first=first, second=second)
                break
        needed = [] if not check.unbroken else ["after_break"] if check.each else ["gap_at_most", "after_break"]
        for key in needed:
            if getattr(check, key) is None:
                why = (HeldCheck.model_fields[key].description or "").strip()
                of = capital(describe(path, draft.source.tree))
                draft.wrong("missing-key", path, True, of=of, key=key, why=why[0].lower() + why[1:])


BESIDE_THE_WHOLE = ("in_total", "among", "each", "to", "except")
"""What cannot be said of a whole period: it is held from its first to its last day, and no other way."""


def from_first_to_last(draft: Draft) -> None:
    """The whole period is held in an outcome of each period, from its first day, and a break ends it."""
    for outcome, path, check in _holds(draft):
        if not check.whole_period:
            continue
        beside = next((key for key in BESIDE_THE_WHOLE if draft.at((*path, key)) is not None), "")
        if not (draft.get("outcomes") or {})[outcome].each:
            where, why = "for", f'and the outcome "{outcome}" is not looked at in periods'
            remedy = "Say `each:` of the outcome, or a length of time, such as 1 month."
        elif check.from_ != Anchor(of=PERIOD):
            where, why = "from", f"and this hold begins on another day ({draft.at((*path, 'from'))})"
            remedy = "Say `from: period`, or a length of time in place of `for: period`."
        elif beside:
            where, why = beside, f'and "{beside}" says something else'
            remedy = f"Take `{beside}` out, or say a length of time in place of `for: period`."
        elif check.after_break == "restarts":
            where, why = "after_break", "and time that counts again after a break can never be all of it"
            remedy = "Say `after_break: ends`."
        else:
            continue
        draft.wrong("not-the-whole-period", (*path, where), True, why=why, remedy=remedy)


def _shorter_than_its_period(draft: Draft, outcome: str, path: Path, check: HeldCheck) -> None:
    """The gaps within a whole period are shorter than the period."""
    each, gap = (draft.get("outcomes") or {})[outcome].each, check.gap_at_most
    if each and gap and gap.months * 31 + gap.days >= each.period.months * 28 + each.period.days:
        length = f"a period of {each.period}"
        draft.wrong("gap-longer-than-time", (*path, "gap_at_most"), outcome=outcome, gap=gap, length=length)


def counted(draft: Draft) -> None:
    """Days and periods are counted by whole numbers, and what is needed fits among so many."""
    for outcome, path, check in _holds(draft):
        if check.whole_period or any(length.working for length in check.lengths().values()):  # which is refused
            continue
        lengths = [("for", check.for_), *([("among", check.among)] if check.among else [])]
        if check.each:
            for key, length in lengths:
                if not whole_periods(length, check.each.period):
                    draft.wrong("not-whole-periods", (*path, key), found=length, period=check.each.period)
        elif not check.unbroken:
            for key, length in lengths:
                if not length.days:
                    draft.wrong("total-in-months", (*path, key), key=key, found=length)
        if check.among and (check.among.months, check.among.days) < (check.for_.months, check.for_.days):
            draft.wrong("among-shorter", (*path, "among"), outcome=outcome, needed=check.for_, among=check.among)


def periods(draft: Draft) -> None:
    """What each period comes to is a number of its record, and some number can be enough."""
    records = draft.get("records") or {}
    for _, path, check in _holds(draft):
        each = check.each
        if each is None:
            continue
        if each.sum and check.held in records:
            column = records[check.held].column(each.sum)
            if column is None:
                remedy = nearest(each.sum, tuple(records[check.held].columns))
                draft.wrong("unknown-field", (*path, "each", "sum"), record=check.held, found=each.sum, nearest=remedy)
            elif column.holds != NUMBER:
                said = {"record": check.held, "field": each.sum, "holds": column.holds}
                draft.wrong("sum-of-no-number", (*path, "each", "sum"), **said)
        if not _possible(each):
            asked = " and ".join(f"{word.replace('_', ' ')} {number}" for word, number in each.stated().items())
            draft.wrong("never-satisfied", (*path, "each"), field=each.sum or "a period", asked=asked)


def _possible(each: Each) -> bool:
    """Whether some amount satisfies all that is stated; of records and days there is at least one."""
    said = each.stated()
    low, high = (
        max(said.get("at_least", -(10**12)), said.get("above", -(10**12))),
        min(said.get("at_most", 10**12), said.get("below", 10**12)),
    )
    if each.sum:
        open_ = ("above" in said and said["above"] == low) or ("below" in said and said["below"] == high)
        return low < high or (low == high and not open_)
    least = max(1, -(-low // 1) + (said.get("above") == -(-low // 1)))
    most = min(high, each.period.days or each.period.months * 31) if each.days else high
    return least < most or (least == most and said.get("below") != most)


def exceptions(draft: Draft) -> None:
    """`except` names records or calendars, and a calendar has a name of its own and days that follow each other."""
    records, calendars = draft.declared("records"), draft.declared("calendars")
    for _, path, check in _holds(draft):
        for i, name in enumerate(check.except_):
            if name not in records and name not in calendars:
                known = (*records, *calendars)
                draft.wrong(
                    "unknown-record", item(draft, (*path, "except"), i), found=name, nearest=nearest(name, known)
                )
    for name, spans in (draft.get("calendars") or {}).items():
        if name in records:
            meaning = "it is the name of a record"
            draft.wrong("reserved-name", ("calendars", name), True, found=name, meaning=meaning)
        for i, span in enumerate(spans):
            if span.to < span.from_:
                draft.wrong("period-reversed", ("calendars", name, i), from_=say(span.from_), to=say(span.to))


def lengths(draft: Draft) -> None:
    """What must be held is not longer than the contract, and its gaps are shorter than itself."""
    in_force, count = draft.get("in_force"), reckoned(draft)
    for outcome, path, check in _holds(draft):
        if any(length.working for length in check.lengths().values()):  # which is refused
            continue
        if check.whole_period:
            _shorter_than_its_period(draft, outcome, path, check)
            continue
        if in_force and count.after(in_force.from_, check.for_) > in_force.to:
            draft.wrong(
                "never-in-force",
                (*path, "for"),
                what=f'The outcome "{outcome}"',
                needs=check.for_,
                from_=say(in_force.from_),
                to=say(in_force.to),
            )
        if check.gap_at_most and count.apart(0, check.gap_at_most) >= count.after(0, check.for_):
            gap, length = check.gap_at_most, check.for_
            draft.wrong("gap-longer-than-time", (*path, "gap_at_most"), outcome=outcome, gap=gap, length=length)
