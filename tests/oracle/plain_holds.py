"""What is held: days walked one after the other, and periods that pass, as docs/LANGUAGE.md says of them."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING, Any

from tests.oracle.plain_days import ONE, apart, counted_after, days_of, months_of, read, split_anchor
from tests.oracle.plain_measures import meets
from tests.oracle.plain_records import Row, Tree, World, satisfies, spell

if TYPE_CHECKING:
    from tests.oracle.plain_outcomes import Found, Outcomes, Sight

COMPARED = ("at_least", "at_most", "above", "below")


@dataclass
class Hold:
    """One hold of one subject: from when it counts, what it looks at, and what stands still."""

    check: Tree
    lasting: bool
    anchor: date
    opens: date
    """The first day that can count."""
    seen: date
    """The last record that the beginning rests on."""
    last: date
    no_sooner: date
    rows: list[Row]
    off: set[date]
    """Days on which time stands still."""
    incidents: list[date]
    days_by_day_1: str

    def passed(self, since: date, day: date) -> int:
        """How many days that count come after one day, up to and with another."""
        return sum(since + ONE * n not in self.off for n in range(1, (day - since).days + 1))

    def longer(self, since: date, end: date) -> date:
        """The day on which a time that would end on a day is over, with the days on which it stood still."""
        left, day = (end - since).days, since
        while left > 0:
            day += ONE
            left -= day not in self.off
        return day

    def complete(self, begun: date) -> date:
        """The day on which the time that counts from a day is complete."""
        return max(self.longer(begun, counted_after(begun, self.check["for"], self.days_by_day_1)), self.no_sooner)

    def near(self, before: date, day: date) -> bool:
        """Whether a gap is permitted."""
        return self.passed(before, day) <= (apart(before, self.check["gap_at_most"]) - before).days

    def one_too_many(self, day: date, number: int, begun: date) -> bool:
        """Whether an incident, the so many-th on its day or before, is one more than permitted."""
        since = [each for each in self.incidents[:number] if each >= begun]
        most = int(self.check["incidents"]["at_most"])
        if len(since) <= most:
            return False
        first = since[-most - 1]
        return self.passed(first, day) < (apart(first, self.check["incidents"]["in"]) - first).days


@dataclass
class Held:
    """A hold that is met: when, by which days or rows, and from where a next one measures its first gap."""

    reached: date
    begun: date
    days: list[date]
    rows: list[Row]
    shown: date
    known: date
    seen: date


class Holds:
    """The holds of a contract, looked at for one subject after the other."""

    def __init__(self, world: World, outcomes: "Outcomes"):
        self.world, self.outcomes = world, outcomes

    def held(self, check: Tree, sight: "Sight") -> Held | None:
        """What came of a hold."""
        hold = self.hold(check, sight)
        if hold is None:
            return None
        if "each" in check:
            return periods_held(hold, self.world.as_at)
        if "after_break" not in check:
            return days_held(hold)
        return unbroken_days(hold) if hold.lasting else seen_again(hold)

    def hold(self, check: Tree, sight: "Sight") -> Hold | None:
        """A hold, about to be looked at; None where a day that it needs is not known."""
        begins, last = self.outcomes.day(check["from"], sight), sight.last
        if "to" in check:
            to = self.outcomes.day(check["to"], sight)
            last = last if to is None else min(last, to)
            begins = begins if to is not None else None
        if begins is None:
            return None
        lasting = "lasts" in self.world.tree["records"][check["held"]]
        rows = self.fitting(check, check["held"], sight)
        off = self.days_off(check, sight)
        anchor = max(begins, sight.subject.opens)
        before = sight.held_before.get(id(check))
        if before and "after_break" in check and "each" not in check and not lasting:
            anchor, seen = before  # the next time counts from the day it was complete, seen when it was shown
            opens, rows = anchor, [row for row in rows if row.day > seen]
        elif before:
            seen, opens = before[0], before[0] + ONE
        else:
            opens, seen = anchor, anchor if anchor > begins else min(self.seen(check["from"], sight), anchor)
            if not lasting:
                seen = max([seen, *(row.day for row in rows if seen <= row.day <= anchor)])
        if not lasting:
            rows = [row for row in rows if row.day not in off]
        incidents: list[date] = []
        if "incidents" in check:
            fell = self.fitting(check["incidents"], check["incidents"]["record"], sight)
            incidents = [row.day for row in fell if row.day not in off]
        counted = "day_1" if lasting else self.world.first_day
        return Hold(check, lasting, anchor, opens, seen, last, sight.no_sooner, rows, off, incidents, counted)

    def fitting(self, said: Tree, kind: str, sight: "Sight") -> list[Row]:
        """The records that say what is asked."""
        rows = self.world.records(kind, sight.subject)
        return [row for row in rows if satisfies(row.said, said.get("where", {}), said.get("by"))]

    def days_off(self, check: Tree, sight: "Sight") -> set[date]:
        """The days on which time stands still: of calendars, and of records of the subject."""
        named = check.get("except", [])
        off: set[date] = set()
        for name in [named] if isinstance(named, str) else named:
            if name in self.world.tree.get("calendars", {}):
                spells = [(read(each["from"]), read(each["to"])) for each in self.world.tree["calendars"][name]]
            else:
                spells = [(row.first, row.day) for row in self.world.records(name, sight.subject)]
            off |= {first + ONE * n for first, last in spells for n in range((last - first).days + 1)}
        return off

    def seen(self, anchor: str, sight: "Sight") -> date:
        """The day of the last record that an anchor rests on."""
        of = split_anchor(anchor)[2]
        found = sight.subject.reached.get(of)
        return found.seen if found else self.outcomes.day(of, sight)


# -- unbroken


def seen_again(hold: Hold) -> Held | None:
    """Records that are dated follow each other."""
    first_seen = hold.seen
    rows = [row for row in hold.rows if row.day >= hold.opens]
    found = walked(hold, [row.day for row in rows], begins=hold.anchor)
    if found is None:
        return None
    begun, showing = found
    complete = hold.complete(begun)
    if complete > hold.last:
        return None
    counting = [row for row in rows if begun <= row.day <= showing]
    until = next(i for i, row in enumerate(rows) if row.day >= complete and row.day >= begun and row.day == showing)
    counting = [row for row in rows[: until + 1] if row.day >= begun]
    earlier = [row.day for row in counting if row.day <= complete]
    seen = earlier[-1] if earlier else first_seen if begun == hold.anchor else begun
    known = days_known([row.day for row in counting], [row for row in rows if row.day <= showing])
    return Held(complete, begun, [], counting, showing, known, seen)


def unbroken_days(hold: Hold) -> Held | None:
    """Days that records cover follow each other."""

    def look(rows: list[Row]) -> tuple[date, list[date]] | None:
        days = days_covered(rows, min(hold.seen, hold.opens), hold.off)
        before = max([min(hold.seen, hold.opens), *(day for day in days if day < hold.opens)])
        found = walked(replace(hold, seen=before), [day for day in days if day >= hold.opens], begins=None)
        return found and (found[0], [day for day in days if found[0] <= day <= hold.complete(found[0])])

    found = look(hold.rows)
    if found is None or hold.complete(found[0]) > hold.last:
        return None
    begun, days = found
    reached = hold.complete(begun)

    def enough(rows: list[Row]) -> bool:
        less = look(rows)
        return less is not None and hold.complete(less[0]) == reached

    shown = first_to_end(hold.rows, enough)
    rows = [row for row in hold.rows if row.first <= reached and begun <= row.day <= shown]
    return Held(reached, begun, days, rows, shown, days_known(days, rows), days[-1])


def walked(hold: Hold, days: list[date], begins: date | None) -> tuple[date, date] | None:
    """The day from which the time counts that is complete, and the day that shows it.

    It counts from `begins`, or else from the first of the days.
    """
    begun, before, broken = begins, hold.seen, None
    ends = hold.check["after_break"] == "ends"
    looked = 0
    for day in days:
        while looked < len(hold.incidents) and hold.incidents[looked] <= day:
            incident = hold.incidents[looked]
            looked += 1
            counts = begun is not None and incident <= hold.complete(begun) and hold.near(before, incident)
            if counts and hold.one_too_many(incident, looked, begun):
                if ends:
                    return None
                begun, broken = None, incident
        if broken and begun is None and day <= broken:
            continue
        if begun is None and not ends:
            begun = day
        elif not hold.near(before, day):
            if ends:
                return None
            begun = day
        elif begun is None:
            begun = day
        before = day
        if day >= hold.complete(begun):
            return begun, day
    return None


# -- in total, or among


def days_held(hold: Hold) -> Held | None:
    """So many different days: in total, or within so many that follow each other."""
    needed = days_of(hold.check["for"])
    among = days_of(hold.check["among"]) if "among" in hold.check else None

    def look(rows: list[Row]) -> list[date] | None:
        covered = days_covered(rows, hold.opens, hold.off)
        for i, day in enumerate(covered):
            near = [each for each in covered[: i + 1] if among is None or hold.passed(each, day) < among]
            if len(near) >= needed and day >= hold.no_sooner:
                return near if among is None else near[-needed:]
        return None

    days = look(hold.rows)
    if days is None or days[-1] > hold.last:
        return None
    shown = first_to_end(hold.rows, lambda rows: (look(rows) or [None])[-1] == days[-1])
    rows = [row for row in hold.rows if row.first <= days[-1] and days[0] <= row.day <= shown]
    return Held(days[-1], days[0], days, rows, shown, days_known(days, rows), days[-1])


# -- periods


def periods_held(hold: Hold, as_at: date) -> Held | None:
    """So many periods that pass: one after the other, in total, or among so many."""
    check, each = hold.check, hold.check["each"]
    needed = how_many(check["for"], each["period"])
    among = how_many(check["among"], each["period"]) if "among" in check else None
    among = needed if "after_break" in check else among

    def look(rows: list[Row]) -> list[tuple[date, list[Row]]] | None:
        periods = periods_over(hold, rows, min(as_at, hold.last))
        for i, (_, end, inside) in enumerate(periods):
            if inside is None and check.get("after_break") == "ends":
                return None
            near = periods[: i + 1] if among is None else periods[max(0, i + 1 - among) : i + 1]
            passed = [(end, its) for _, end, its in near if its is not None]
            if inside is not None and len(passed) >= needed and end >= hold.no_sooner:
                return passed if among is None else passed[-needed:]
        return None

    found = look(hold.rows)
    if found is None:
        return None
    reached, rows = found[-1][0], [row for _, its in found for row in its]
    shown = max(row.day for row in rows)
    if "days" in each:
        shown = first_to_end(hold.rows, lambda rows: (look(rows) or [(None,)])[-1][0] == reached)
    rows = [row for row in hold.rows if row.day <= shown and any(row is one for one in rows)]
    return Held(reached, reached, [], rows, shown, max(row.known for row in rows), reached)


def periods_over(hold: Hold, rows: list[Row], last: date) -> list[tuple[date, date, list[Row] | None]]:
    """The periods that are over by a day, each with its records where it passes; some are as if they were not there."""
    each, found, number = hold.check["each"], [], 0
    asked = {word: each[word] for word in COMPARED if word in each}
    while True:
        first, end = spell(hold.anchor, each["period"], number)
        number += 1
        if end > last:
            return found
        if first < hold.opens:
            continue
        if "days" in each:
            inside = [row for row in rows if row.first <= end and row.day >= first]
            come_to: Any = len([day for day in days_covered(inside, first, hold.off) if day <= end])
            passes = come_to > 0 and meets(come_to, asked)
        else:
            inside = [row for row in rows if first <= row.day <= end]
            come_to = len(inside) if "count" in each else sum(row.said[each["sum"]] or 0 for row in inside)
            passes = bool(inside) and meets(come_to, asked)
        stands_still = any(first <= day <= end for day in hold.off)
        if passes or not stands_still:
            found.append((first, end, inside if passes else None))


# -- days and records


def days_covered(rows: list[Row], opens: date, off: set[date]) -> list[date]:
    """The different days that records cover, from a day on, less those on which time stands still."""
    days = {row.first + ONE * n for row in rows for n in range((row.day - row.first).days + 1)}
    return sorted(day for day in days - off if day >= opens)


def first_to_end(rows: list[Row], enough: Callable[[list[Row]], bool]) -> date:
    """The last day of the records that are enough: those that end later are not needed."""
    return next(end for end in sorted({r.day for r in rows}) if enough([row for row in rows if row.day <= end]))


def days_known(days: list[date], rows: list[Row]) -> date:
    """When the last of some days was known: of the records that cover a day, the first known is enough."""
    by_day = [[row.known for row in rows if row.first <= day <= row.day] for day in days]
    return max(min(known) for known in by_day if known)


def how_many(length: str, period: str) -> int:
    """How many periods a length has."""
    return months_of(length) // months_of(period) if months_of(period) else days_of(length) // days_of(period)


def found_of(held: Held, check: Tree, made: Callable[[list[Row], date], "Found"]) -> "Found":
    """A hold that is met, as every check is found; the next time goes on from it."""
    found = made(held.rows, held.shown)
    holds = {id(check): (held.reached, held.shown)}
    return replace(found, reached=held.reached, seen=held.seen, known=held.known, holds=holds)
