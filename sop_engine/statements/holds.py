"""Holds: what is asked of something held, how far it has come, and what is needed next, in words."""

from sop_engine.checks.comparison import in_words
from sop_engine.records.working import BROKEN, ENDED, FINAL, MET, Finding
from sop_engine.terms.check import Each, HeldCheck
from sop_engine.units.days import say
from sop_engine.units.numbers import many


def hold_in_words(check: HeldCheck, held: str, since: str) -> str:
    """What is asked of something held, where it and its anchor are put into words already."""
    things = f"{held} records"
    if check.each:
        things += f" of which each {_one(check)} has {amount_in_words(check.each)}"
    if check.in_total:
        said = f"{things} for {check.for_} in total from {since}"
    elif check.among:
        said = f"{things} for {check.for_} among any {check.among} from {since}"
    elif check.each:
        said = f"{things} for {check.for_}, one after the other, from {since}; {_after_break(check)}"
    elif check.whole_period:
        said = f"{things} that go on from the first to the last day of the period, {_gap(check)}; {_after_break(check)}"
    else:
        said = f"{things} that go on for {check.for_} from {since}, {_gap(check)}; {_after_break(check)}"
    if check.incidents:
        said += f"; more than {_incidents(check)} {'is' if check.incidents.at_most == 1 else 'are'} a break"
    if check.except_:
        said += f"; days of {' or '.join(_words(each) for each in check.except_)} neither count nor break"
    return said


def _after_break(check: HeldCheck) -> str:
    again = "it counts again from the next record" if check.after_break == "restarts" else "it cannot be reached"
    return f"after a {'break' if check.each or _every_day(check) else 'longer gap'} {again}"


def _every_day(check: HeldCheck) -> bool:
    return str(check.gap_at_most) == "1 day"


def _gap(check: HeldCheck) -> str:
    return "with no day missing" if _every_day(check) else f"with no gap longer than {check.gap_at_most}"


def amount_in_words(each: Each) -> str:
    """What each period must come to."""
    amount = ", ".join(f"{_words(word)} {number}" for word, number in each.stated().items())
    if each.sum:
        return f"{_words(each.sum)} of {amount} in all"
    thing = "day" if each.days else "record"
    return f"{amount} {thing}" + ("" if amount.split(" ")[-1] == "1" else "s")


def _incidents(check: HeldCheck) -> str:
    incidents = check.incidents
    if incidents is None:
        return ""
    where = [f"{_words(name)} {in_words(comparison)}" for name, comparison in incidents.where.items()]
    said = f" ({', '.join(where)})" if where else ""
    return f"{many(incidents.at_most, f'{_words(incidents.record)} records')}{said} within {incidents.in_}"


def hold_sentence(check: HeldCheck, finding: Finding, lasting: bool) -> str:
    """How far something held has come: what counts, what broke it, and when it is complete."""
    if finding.state == MET and finding.complete is not None:
        counted = (
            f"{finding.number} of {_needed(check, finding)}, " if lasting or check.each or not check.unbroken else ""
        )
        return f"{counted}complete on {say(finding.complete)}, shown by the record of {say(finding.shown or 0)}"
    if check.each or not check.unbroken:
        return _counted(check, finding)
    broken = _broken(check, finding)
    if finding.state == ENDED and finding.gap and finding.last is None and finding.incident is None:
        return f"{broken}; it cannot be reached any more"
    if finding.state == ENDED:
        return f"{broken}; after a break it cannot be reached any more"
    if finding.state == BROKEN:
        if check.after_break == "ends":  # only where records last: what is seen again and again has ended
            return f"{broken}; only a record that is still to come and covers the days that are missing can show it"
        if finding.begun is None:
            return f"{broken}; the time counts again from the next record"
        return f"{broken}; the time counts again from {say(finding.begun)}, complete on {say(finding.complete or 0)}"
    if finding.state in FINAL:
        late = f"complete on {say(finding.complete)} at the earliest" if finding.complete is not None else broken
        by = f"the last day that counts is {say(finding.closes or 0)}"
        shown = ", and not shown by then" if finding.complete and finding.complete <= (finding.closes or 0) else ""
        return f"{late}; {by}{shown}" if late else f"not begun in time; {by}"
    since = f"going on since {say(finding.begun or 0)}, complete on {say(finding.complete or 0)}"
    if lasting:
        so_far = f"{finding.number} of {_needed(check, finding)} so far, {since}"
        return f"{so_far}; covered to {say(finding.last or 0)}{_only_earlier(finding)}"
    last = f"on {say(finding.last)}" if finding.last is not None else "at the beginning"
    return f"{since}; last seen {last}"


def _counted(check: HeldCheck, finding: Finding) -> str:
    """How many days, or periods, there are so far, where it stands and what is needed next."""
    if finding.state == ENDED:
        return f"{_failed(check, finding)}; after a break it cannot be reached any more"
    how = "in total" if check.in_total else f"among {check.among}" if check.among else "one after the other"
    counted = f", counted from {say(finding.begun)}" if finding.begun is not None else ""
    said = f"{finding.number} of {_needed(check, finding)} so far; {how}{counted}"
    if finding.state == BROKEN:
        said = f"{_failed(check, finding)}, and it counts again; {said}"
    if finding.state in FINAL:
        at_best = f"; complete on {say(finding.complete)} at the earliest" if finding.complete is not None else ""
        return f"{said}{at_best}; the last day that counts is {say(finding.closes or 0)}"
    if finding.next_by is not None:
        said += f"; next {_one(check)} needed by {say(finding.next_by)}"
    if finding.complete is not None:
        said += f"; complete on {say(finding.complete)} at the earliest"
    return said + _only_earlier(finding)


def _failed(check: HeldCheck, finding: Finding) -> str:
    first, last = finding.gap or (0, 0)
    asked = f" ({amount_in_words(check.each)})" if check.each else ""
    return f"the {_one(check)} from {say(first)} to {say(last)} did not come to what is asked{asked}"


def _broken(check: HeldCheck, finding: Finding) -> str:
    """What broke it: the incident that was one too many, the gap that was too long, or both."""
    said = []
    if finding.incident is not None:
        said.append(f"more than {_incidents(check)}: one too many on {say(finding.incident)}")
    if finding.gap:
        last, again = finding.gap
        left_out = ", days that do not count left out" if check.except_ else ""
        gap = many(again - last, "days")
        said.append(f"none between {say(last)} and {say(again)} ({gap}; {check.gap_at_most} allowed{left_out})")
    return "; ".join(said)


def _only_earlier(finding: Finding) -> str:
    """That days to come would be too late, and only a record that reaches back could show it."""
    if finding.complete is None or finding.closes is None or finding.complete <= finding.closes:
        return ""
    return f", after {say(finding.closes)}: only a record that also covers days that are missing can show it in time"


def hold_unlocked(check: HeldCheck, finding: Finding, held: str, lasting: bool) -> list[tuple[str, str]]:
    """What would still complete something held, and by when: pairs of a label and a sentence."""
    if not check.each and check.unbroken:
        last = say(finding.last) if finding.last is not None else "none yet"
        seen = f"none more than {check.gap_at_most} apart"
        if check.after_break == "ends" and (finding.complete is None or finding.state == BROKEN):  # only where it lasts
            until = f", to {say(finding.complete)}" if finding.complete is not None else ""
            told = [("payable when", f"records {held} that cover the days that are missing{until}")]
            told.append(("last day that counts", say(finding.closes or 0)))
        elif finding.complete is None:
            again = f"{held} again, and for {check.for_} from then, {seen}"
            told = [("payable when", again), ("last day that counts", say(finding.closes or 0))]
        elif not lasting:
            told = [("payable when", f"a record {held} on or after {say(finding.complete)}, {seen} (last: {last})")]
        else:
            told = [("payable when", f"records {held} cover the days to {say(finding.complete)} (so far to: {last})")]
    else:
        left = finding.needed - finding.number
        more = f"{left} more {_units(check)} {held}" if left != 1 else f"one more {_one(check)} {held}"
        each = f", each with {amount_in_words(check.each)}" if check.each else ""
        told = [("payable when", more + each)]
        if finding.closes is not None:
            told.append(("last day that counts", say(finding.closes)))
    seen_again = check.unbroken and not check.each and not lasting
    label = "next record due by" if seen_again else f"next {_one(check)} needed by"
    return [*told, (label, say(finding.next_by))] if finding.next_by is not None else told


def _one(check: HeldCheck) -> str:
    """What is counted, one of it."""
    if check.each is None:
        return "day"
    number, _, unit = str(check.each.period).partition(" ")
    return unit if number == "1" else f"period of {check.each.period}"


def _needed(check: HeldCheck, finding: Finding) -> str:
    """How many are needed of what is counted."""
    return f"{finding.needed:,} {_one(check) if finding.needed == 1 else _units(check)}"


def _units(check: HeldCheck) -> str:
    """What is counted, many of it."""
    one = _one(check)
    return one.replace("period", "periods", 1) if one.startswith("period") else f"{one}s"


def _words(name: str) -> str:
    return name.replace("_", " ")
