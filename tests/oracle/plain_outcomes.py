"""What is reached, shown and known: every check of docs/LANGUAGE.md over sorted lists of records."""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import date
from fractions import Fraction
from typing import Any

from tests.oracle.plain_days import ONE, apart, moved, read, split_anchor
from tests.oracle.plain_holds import Holds, found_of
from tests.oracle.plain_measures import Measures
from tests.oracle.plain_records import Group, Row, Tree, World, satisfies, spell


@dataclass
class Found:
    """A check that is met: its days, the records it rests on, and the numbers it looked at."""

    reached: date
    shown: date
    known: date
    seen: date
    """From when a hold that begins here measures its first gap."""
    leaves: list[tuple[date, list[Row]]]
    """Of each check on records the day shown and the records, in the order of the contract."""
    numbers: dict[str, Fraction]
    claimed: date = date.min
    holds: dict[int, tuple[date, date]] = field(default_factory=dict)
    """Of each hold (by the identity of its terms) the days on which it was complete, and shown."""


@dataclass
class Reached:
    """An outcome that was reached: a claim."""

    subject: Group
    outcome: str
    occurrence: int
    found: Found
    period: tuple[date, date] | None


@dataclass
class Sight:
    """A subject, while an outcome is looked at."""

    subject: Group
    last: date
    outcome: str = ""
    period: tuple[date, date] | None = None
    that: dict[str, date] | None = None
    used: tuple[int, ...] = ()
    """The records (by identity) that the times before rest on."""
    no_sooner: date = date.min
    held_before: dict[int, tuple[date, date]] = field(default_factory=dict)
    """Of each hold the days on which it was complete and shown the time before."""


class Outcomes:
    """The outcomes of a contract, looked at for one subject after the other."""

    def __init__(self, world: World, numbers: dict[str, list[str]]):
        """`numbers` names for each outcome the measures that its prices look at."""
        self.world, self.tree, self.numbers = world, world.tree, numbers
        self.measures = Measures(world, self)
        self.holds = Holds(world, self)
        self.claims_used: set[int] = set()

    def everything(self) -> list[Reached]:
        """All that was reached by people, then by cohorts, then by the contract."""
        found = [each for person in self.world.people for each in self.of(person)]
        found += [each for cohort in self.world.cohorts for each in self.of(cohort)]
        return found + self.of(self.world.whole)

    def of(self, subject: Group) -> list[Reached]:
        """All that one subject reached."""
        found: list[Reached] = []
        left = [n for n, o in self.tree["outcomes"].items() if o.get("subject", "person") == subject.kind]
        while left:
            for name in list(left):
                try:
                    times = self._times(name, subject)
                except NotYetLooked:
                    continue
                left.remove(name)
                subject.reached[name] = times[0].found if times and times[0].occurrence == 1 else None
                subject.times[name] = [each.found for each in times]
                found += times
                break
            else:
                raise AssertionError(f"{left} wait for one another")
        return found

    def _times(self, name: str, subject: Group) -> list[Reached]:
        outcome = self.tree["outcomes"][name]
        sight = Sight(subject, self.world.last, name)
        if subject.kind == "person" and not satisfies(subject.enrolled, outcome.get("for", {})):
            return []
        if "each" in outcome:
            times = []
            for number, period in enumerate(self._periods(outcome["each"], sight), 1):
                found = self._whole(outcome, replace(sight, period=period))
                found = found and self._claimed(sight, found)
                if found:
                    times.append(Reached(subject, name, number, found, period))
            return times
        times = []
        most = int(outcome["repeats"]["at_most"]) if "repeats" in outcome else 1
        for number in range(1, most + 1):
            found = self._whole(outcome, sight)
            found = found and self._claimed(sight, found)
            if not found:
                break
            times.append(Reached(subject, name, number, found, None))
            if "repeats" in outcome:
                rests = tuple(id(row) for _, rows in found.leaves for row in rows)
                sight = replace(
                    sight,
                    used=sight.used + rests,
                    no_sooner=apart(found.reached, outcome["repeats"]["apart"]),
                    held_before={**sight.held_before, **found.holds},
                )
        return times

    def _claimed(self, sight: Sight, found: Found) -> Found | None:
        """What was found, claimed by the provider: on that day or later, by a record that claims nothing else."""
        claims = self.tree["claims"]
        if claims == "found_from_records" or sight.subject.kind != "person":
            return replace(found, claimed=found.known)
        for row in self.world.records(claims["record"], sight.subject):
            if (
                row.said[claims["outcome"]] == sight.outcome
                and row.day >= found.reached
                and id(row) not in self.claims_used
            ):
                self.claims_used.add(id(row))
                return replace(found, claimed=row.day, known=max(found.known, row.known))
        sight.subject.unclaimed.add(sight.outcome)
        return None

    def _periods(self, each: Tree, sight: Sight) -> Iterator[tuple[date, date]]:
        from_ = self.day(each["from"], sight)
        to = self.day(each["to"], sight) if "to" in each else self.world.last
        if from_ is None or to is None:
            return
        for number in range(100_000):
            first, end = spell(from_, each["period"], number)
            if end > min(to, self.world.last) or first > self.world.as_at:
                return
            if first >= sight.subject.opens:
                yield first, end

    def _whole(self, outcome: Tree, sight: Sight) -> Found | None:
        """What shows an outcome, what it must come after, and the numbers that its prices look at."""
        parts = [self.check(outcome["shown_by"], sight)]
        if self.world.terms["prerequisites"] == "enforced":
            parts += [self.reached(name, sight.subject) for name in names(outcome.get("after", []))]
        parts += [self._number(name, {}, sight) for name in sorted(self.numbers.get(sight.outcome, []))]
        return together(parts)

    def reached(self, name: str, subject: Group) -> Found | None:
        """An outcome that must have been looked at before."""
        if name not in subject.reached:
            raise NotYetLooked
        found = subject.reached[name]
        return found and replace(found, leaves=[], numbers={})

    def needs(self, tree: Any) -> set[str]:
        """The outcomes whose days something looks at, itself or by the measures that it looks at."""
        if isinstance(tree, list):
            return {name for each in tree for name in self.needs(each)}
        if isinstance(tree, dict):
            found = {name for each in tree.values() for name in self.needs(each)}
            named = [tree["measure"]] if "measure" in tree else []
            named += [each for word in ("difference", "ratio", "fall", "times") for each in tree.get(word, [])]
            for word in ("weighted_by", "dated"):
                named += [
                    each for each in [*tree.get(word, {}), *tree.get(word, {}).values()] if each in self.measures.terms
                ]
            return found | {name for each in named for name in self.needs(self.measures.terms[each])}
        of = split_anchor(tree)[2]
        return {of} if of in self.tree["outcomes"] else set()

    def never(self, name: str, person: Group) -> bool:
        """Whether an outcome that is not reached never will be: there is none for the person, or nothing counts now.

        What is held can be shown later, and so can what only proves; a number may have to settle, and a claim to come.
        """
        outcome, terms = self.tree["outcomes"][name], self.measures.terms
        if not satisfies(person.enrolled, outcome.get("for", {})):
            return True
        later = self.world.terms["counts_until"] == "reached_in_force" and mentions(outcome, ("held", "dated_by"))
        measured = mentions(outcome, ("measure",)) or self.numbers.get(name)
        settled = [apart(self.world.last, each["settles"]) for each in terms.values() if "settles" in each and measured]
        over = max([self.world.last, *settled])
        # A number is final on its last day; on that day a record can still come.
        no_record = not self._can_come_today(outcome["shown_by"], Sight(person, self.world.last, name))
        if (
            later
            or name in person.unclaimed
            or ((self.world.as_at, no_record) < (over, True) and not self._without_a_price(name, person))
        ):
            return False
        missing = self.needs(outcome["shown_by"]) | set(names(outcome.get("after", [])))
        missing |= {each for measure in self.numbers.get(name, []) for each in self.needs({"measure": measure})}
        return all(self.never(each, person) for each in missing if not self.reached(each, person))

    def _can_come_today(self, check: Tree, sight: Sight) -> bool:
        """Whether a check is met, or a record of the day of the run could still be one that it lacks."""
        if "all_of" in check:
            return self._can_all_come_today(check["all_of"], sight)
        parts = check.get("any_of") or check.get("these")
        if parts:
            return sum(self._can_come_today(part, sight) for part in parts) >= int(check.get("n_of", 1))
        if "held" in check or sight.period is None and "each" in self.tree["outcomes"][sight.outcome]:
            return True
        if "measure" in check or "day" in check and self.day(check["day"], sight) is not None:
            return self.check(check, sight) is not None
        window = self.window(check.get("window"), sight)
        return window is None or window[0] <= self.world.as_at <= window[1] or self.check(check, sight) is not None

    def _can_all_come_today(self, parts: list[Tree], sight: Sight) -> bool:
        """The same of parts of which one may point at a record of another: at one that is there, or comes today."""
        if not parts:
            return True
        part, after = parts[0], parts[1:]
        if "record" not in part or f"that {part['record']}" not in str(after):
            return self._can_come_today(part, sight) and self._can_all_come_today(after, sight)
        window = self.window(part.get("window"), sight)
        if window is None:
            return True
        days = {row.day for row in self.fitting(part, part["record"], sight)} | {self.world.as_at}
        ways = [replace(sight, that={**(sight.that or {}), part["record"]: day}) for day in sorted(days)]
        inside = [way for way in ways if way.that and window[0] <= way.that[part["record"]] <= window[1]]
        return any(self._can_all_come_today(after, way) for way in inside)

    def _without_a_price(self, name: str, person: Group) -> bool:
        """Whether a number that a price looks at is not there, and final: none can come any more."""
        sight = Sight(person, self.world.last, name)
        return any(
            self.world.as_at >= self._final(measure) and self._number(measure, {}, sight) is None
            for measure in self.numbers.get(name, [])
        )

    def _final(self, measure: str) -> date:
        """The day on which a measure, and all that it looks at, has settled."""
        terms = [self.measures.terms[each] for each in self._looked_at(measure)]
        return max([self.world.last, *(apart(self.world.last, each["settles"]) for each in terms if "settles" in each)])

    def _looked_at(self, measure: str) -> set[str]:
        """A measure and all those that it is worked out from."""
        named = {each for each in words(self.measures.terms[measure]) if each in self.measures.terms}
        return {measure}.union(*(self._looked_at(each) for each in named))

    # -- days

    def day(self, anchor: str, sight: Sight) -> date | None:
        """The day that an anchor means, where it is known."""
        length, side, of = split_anchor(anchor)
        there = self._day_of(of, sight)
        return there and moved(there, length, side, self.world.first_day)

    def _day_of(self, of: str, sight: Sight) -> date | None:
        if of[0].isdigit():
            return read(of)
        if of.startswith("that "):
            return (sight.that or {}).get(of.removeprefix("that "))
        if of == "start":
            return sight.subject.start
        if of == "closed":
            return sight.subject.closed
        if of in ("period", "period_end"):
            return sight.period and sight.period[of == "period_end"]
        found = self.reached(of, sight.subject)
        return found and found.reached

    def window(self, window: Tree | None, sight: Sight) -> tuple[date, date] | None:
        """The first and the last day that count."""
        window = window or {}
        opens, closes = date.min, date.max
        if sight.period and not {"from", "to"} & set(window):
            opens, closes = sight.period
        if "from" in window:
            from_ = self.day(window["from"], sight)
            if from_ is None:
                return None
            opens = from_
        if "to" in window:
            to = self.day(window["to"], sight)
            if to is None:
                return None
            closes = to if window.get("ends", self.world.terms["last_day"]) == "counted" else to - ONE
        return max(opens, sight.subject.opens), min(closes, sight.last)

    # -- checks

    def check(self, check: Tree, sight: Sight) -> Found | None:
        """One check, or several put together."""
        if "all_of" in check:
            return self._all_of(check, sight)
        if "any_of" in check:
            return earliest([self.check(part, sight) for part in check["any_of"]])
        if "n_of" in check:
            met = [found for part in check["these"] if (found := self.check(part, sight))]
            met.sort(key=lambda found: (found.reached, found.shown))
            needed = int(check["n_of"])
            return together(met[:needed]) if len(met) >= needed else None
        if "measure" in check:
            return self._number(check["measure"], {k: v for k, v in check.items() if k != "measure"}, sight)
        if "day" in check:
            day = self.day(check["day"], sight)
            return Found(day, day, day, day, [], {}) if day and day <= min(sight.last, self.world.as_at) else None
        if "held" in check:
            return self._held(check, sight)
        return self._count(check, sight)

    def fitting(self, check: Tree, kind: str, sight: Sight) -> list[Row]:
        """The records of a check that satisfy what is stated and show nothing yet; of a day, the first known first."""
        rows = sorted(self.world.records(kind, sight.subject), key=lambda row: (row.day, row.known))
        rows = [row for row in rows if satisfies(row.said, check.get("where", {}), check.get("by"))]
        return [row for row in rows if id(row) not in sight.used]

    def _count(self, check: Tree, sight: Sight) -> Found | None:
        window = self.window(check.get("window"), sight)
        if window is None:
            return None
        needed = int(check.get("at_least", 1)) if "count" in check else 1
        inside = [
            r
            for r in self.fitting(check, check.get("count") or check["record"], sight)
            if window[0] <= r.day <= window[1]
        ]
        for number, row in enumerate(inside, 1):
            if number >= needed and row.day >= sight.no_sooner:
                before = sorted(inside[: number - 1], key=lambda row: row.day, reverse=True)
                return on_records([*before[: needed - 1], row], row.day)
        return None

    def _all_of(self, check: Tree, sight: Sight) -> Found | None:
        parts = check["all_of"]
        dating = next(
            (i for i, part in enumerate(parts) if "dated_by" in check and reads(part) == check["dated_by"]), None
        )
        if sight.no_sooner == date.min:
            return earliest(self._matches(parts, 0, [], dating, None, sight))
        no_sooner = range(len(parts)) if dating is None else [dating]
        return earliest([each for i in no_sooner for each in self._matches(parts, 0, [], dating, i, sight)])

    def _matches(
        self, parts: list[Tree], i: int, so_far: list[Found], dating: int | None, later: int | None, sight: Sight
    ) -> list[Found]:
        """Every way to match the parts, where a part may point at each record of one before it."""
        if i == len(parts):
            found = together(so_far)
            if found and dating is not None:
                found = replace(found, reached=so_far[dating].reached, seen=so_far[dating].seen)
            return [found] if found else []
        part = parts[i]
        here = sight
        if dating is not None and dating != i and self.world.terms["counts_until"] == "reached_in_force":
            here = replace(here, last=date.max)
        if later != i:
            here = replace(here, no_sooner=date.min)
        if "record" not in part or f"that {part['record']}" not in str(parts[i + 1 :]):
            found = self.check(part, here)
            return self._matches(parts, i + 1, [*so_far, found], dating, later, sight) if found else []
        window = self.window(part.get("window"), here)
        ways: list[Found] = []
        for row in self.fitting(part, part["record"], here) if window else []:
            if max(window[0], here.no_sooner) <= row.day <= window[1]:
                pointing = replace(sight, that={**(sight.that or {}), part["record"]: row.day})
                ways += self._matches(parts, i + 1, [*so_far, on_records([row], row.day)], dating, later, pointing)
        return ways

    def _held(self, check: Tree, sight: Sight) -> Found | None:
        """Something that lasts."""
        held = self.holds.held(check, sight)
        return held and found_of(held, check, on_records)

    def _number(self, name: str, asked: Tree, sight: Sight) -> Found | None:
        """A measure that is what is asked, on the day from which later records cannot undo it."""
        number = self.measures.number(name, sight)
        return number and self.measures.met(name, number, asked, sight)


class NotYetLooked(Exception):
    """An outcome is needed first."""


def mentions(tree: Any, words: tuple[str, ...]) -> bool:
    """Whether a check, or a part of it, says one of some words."""
    if isinstance(tree, dict):
        return any(word in tree for word in words) or any(mentions(each, words) for each in tree.values())
    return isinstance(tree, list) and any(mentions(each, words) for each in tree)


def words(tree: Any) -> set[str]:
    """All that a part of the terms says, names and values alike."""
    if isinstance(tree, dict):
        return set(tree).union(*(words(each) for each in tree.values()))
    return set().union(*(words(each) for each in tree)) if isinstance(tree, list) else {tree}


def names(said: Any) -> list[str]:
    """One name stands for a list of one."""
    return [said] if isinstance(said, str) else list(said)


def reads(part: Tree) -> str:
    """The record that a part reads; nothing for parts put together."""
    return part.get("record") or part.get("count") or part.get("held") or ""


def on_records(rows: list[Row], day: date) -> Found:
    """A check that is met by some records, on a day."""
    return Found(day, day, max(row.known for row in rows), day, [(day, rows)], {})


def together(parts: list[Found | None]) -> Found | None:
    """Every part, on the latest of their days."""
    met = [part for part in parts if part]
    if len(met) < len(parts):
        return None
    latest = max(met, key=lambda part: part.reached)
    return Found(
        latest.reached,
        max(part.shown for part in met),
        max(part.known for part in met),
        latest.seen,
        [leaf for part in met for leaf in part.leaves],
        {name: number for part in met for name, number in part.numbers.items()},
        holds={hold: days for part in met for hold, days in part.holds.items()},
    )


def earliest(parts: list[Found | None]) -> Found | None:
    """The part that is met first; of those met on one day, the one that was shown first."""
    return min((part for part in parts if part), key=lambda part: (part.reached, part.shown), default=None)
