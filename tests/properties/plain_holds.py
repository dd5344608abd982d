"""What is held, worked out a second time: sets of days, lived through day by day, slowly and plainly."""

from dataclasses import dataclass, field
from fractions import Fraction

from tests.properties.histories import day_of, later, number_of


@dataclass
class History:
    """One person: what was seen (day, hours), what lasted (first, last), incidents, excluded days."""

    start: int
    visits: list[tuple[int, Fraction]] = field(default_factory=list)
    stays: list[tuple[int, int]] = field(default_factory=list)
    incidents: list[int] = field(default_factory=list)
    holidays: list[tuple[int, int]] = field(default_factory=list)

    def known(self, as_at):
        """What had happened by a day; what lasts counts on its last day."""
        return History(
            self.start,
            [each for each in self.visits if each[0] <= as_at],
            [each for each in self.stays if each[1] <= as_at],
            [day for day in self.incidents if day <= as_at],
            [each for each in self.holidays if each[1] <= as_at],
        )

    def excluded(self):
        """The days that neither count nor break."""
        return {day for first, last in self.holidays for day in range(first, last + 1)}


@dataclass
class Asked:
    """What is held, in the words of the language."""

    held: str
    length: tuple[int, int]
    gap: tuple[int, int] = (0, 0)
    after_break: str = ""
    among: tuple[int, int] = (0, 0)
    in_total: bool = False
    period: tuple[int, int] = (0, 0)
    amount: str = ""
    passes: object = None
    at_most: int | None = None
    within: tuple[int, int] = (0, 0)


def after(day, length):
    """So many months and days after a numbered day."""
    return number_of(later(day_of(day), *length))


def reached(asked: Asked, history: History, until: int):
    """The day on which it is reached, or None; nothing later than `until` is lived through."""
    if asked.period != (0, 0):
        return by_periods(asked, history, until)
    days = {day for day, _ in history.visits}
    if asked.held == "stay":
        days = {day for first, last in history.stays for day in range(first, last + 1)}
    days = {day for day in days if day >= history.start} - history.excluded()
    if asked.in_total:
        found = sorted(days)
        return found[asked.length[1] - 1] if len(found) >= asked.length[1] else None
    if asked.among != (0, 0):
        return among_days(asked, history, days, until)
    return unbroken(asked, history, days, until)


def among_days(asked, history, days, until):
    """Each day in turn: enough of the last so many days that are not excluded?"""
    lived = []
    for today in range(history.start, until + 1):
        if today in history.excluded():
            continue
        lived.append(today)
        if len(days & set(lived[-asked.among[1] :])) >= asked.length[1]:
            return today
    return None


def unbroken(asked, history, days, until):
    """Each day in turn: an incident too many? seen? too long ago? long enough?"""
    excluded, lasting = history.excluded(), asked.held == "stay"

    def counted(since, to):  # the days that pass after a day, up to another
        return len([day for day in range(since + 1, to + 1) if day not in excluded])

    def whole(since, day):
        """Whether the time that counts from a day is over on another, itself counted in where days are covered."""
        if lasting:
            return counted(since - 1, day) >= _length(since, asked.length)
        return counted(since, day) >= after(since, asked.length) - since

    begun = None if lasting else history.start
    seen, lost, broke_on = history.start, False, None
    for today in range(history.start, until + 1):
        if today in excluded:
            continue
        if begun is not None and not lost and counted(seen, today) > after(seen, asked.gap) - seen:
            lost = True

        for i, incident in enumerate(sorted(history.incidents)):
            if asked.at_most is None or incident != today or begun is None or lost or whole(begun, today - 1):
                continue
            mine = [day for day in sorted(history.incidents)[: i + 1] if day >= begun and day not in excluded]
            near = [day for day in mine if counted(day, today) < after(day, asked.within) - day]
            if len(near) > asked.at_most:
                if asked.after_break == "ends":
                    return None
                begun, broke_on = None, today
        if today not in days or today == broke_on:
            continue
        if lost or (begun is None and broke_on is None and counted(seen, today) > after(seen, asked.gap) - seen):
            if asked.after_break == "ends":
                return None
            begun, lost = today, False
        elif begun is None:
            begun = today
        seen = today
        if whole(begun, today):
            return next(day for day in range(begun, today + 1) if whole(begun, day))
    return None


def _length(begun, length):
    """How many days a length has whose first day is the one given."""
    there = after(begun, length)
    whole_month = length[0] and day_of(there).day < day_of(begun).day
    return there - begun + (1 if whole_month else 0)


def by_periods(asked, history, until):
    """Each period in turn: does it pass, fail, or not count?"""
    excluded = history.excluded()
    number_of_periods = asked.length[0] // asked.period[0] if asked.period[0] else asked.length[1] // asked.period[1]
    among = asked.among[0] // asked.period[0] if asked.period[0] else asked.among[1] // asked.period[1]
    verdicts, k = [], 0
    while True:
        first = after(history.start, (asked.period[0] * k, asked.period[1] * k))
        last = after(history.start, (asked.period[0] * (k + 1), asked.period[1] * (k + 1))) - 1
        k += 1
        if last > until:
            return None
        inside = {day for day in range(first, last + 1) if day not in excluded}
        if asked.amount == "days":
            covered = {day for a, b in history.stays for day in range(a, b + 1)}
            amount, some = len(covered & inside), bool(covered & inside)
        else:
            here = [hours for day, hours in history.visits if day in inside]
            amount, some = (sum(here) if asked.amount == "sum" else len(here)), bool(here)
        passes = some and asked.passes(amount)
        if not passes and len(inside) < last - first + 1:
            continue
        verdicts.append(passes)
        if asked.after_break == "ends" and not passes:
            return None
        if asked.in_total:
            enough = sum(verdicts) >= number_of_periods
        else:
            enough = sum(verdicts[-(among or number_of_periods) :]) >= number_of_periods
        if enough:
            return last


def still(asked: Asked, history: History, as_at: int, last_day: int) -> bool:
    """Whether some records that are still to come would meet it in time: tried one after the other."""
    known = history.known(as_at)
    far, stays = max(last_day, as_at) + 1, []
    if asked.held == "stay":
        stays = [[*known.stays, (first, far)] for first in range(history.start, far + 1)]
        if asked.amount:  # to cover every day may be too much: stays that reach back, and days to come one by one
            reaching = [[], *([(first, as_at)] for first in range(history.start, as_at + 1))]
            ones = [range(first, far + 40, step) for first in (as_at, as_at + 3, as_at + 7) for step in (1, 2, 3)]
            stays += [[*known.stays, *back, *((day, day) for day in days)] for back in reaching for days in ones]
        more = [History(known.start, known.visits, each, known.incidents, known.holidays) for each in stays]
    else:
        more = []
        for first in range(as_at, far + 1):
            for hours in (Fraction(1), Fraction(4), Fraction(8), Fraction(30)):
                for step in (1, 2, 3):
                    daily = [(day, hours) for day in range(first, far + 40, step)]
                    more.append(
                        History(known.start, [*known.visits, *daily], known.stays, known.incidents, known.holidays)
                    )
    days = (reached(asked, each, far + 30) for each in [known, *more])
    return any(day is not None and day <= last_day for day in days)
