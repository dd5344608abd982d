"""Most: the primitives of a contract walked as they are carried out, over the dearest claims there can be.

What can be due on each claim is known before any record is there: its dearest price, less what is
taken off at least, plus what is added at most.  A limit holds for several claims together, and is
kept as such until the end.  Nothing here says what *is* due: it says what never can be passed.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from fractions import Fraction
from itertools import product
from math import ceil
from typing import Any, NamedTuple

from sop_engine.checks.comparison import satisfied
from sop_engine.clauses.highest import Highest
from sop_engine.clauses.hold import Hold
from sop_engine.clauses.in_place_of import InPlaceOf
from sop_engine.clauses.least import Least
from sop_engine.clauses.limit import CLAIMS, Limit, period_begins
from sop_engine.clauses.part_of_total import PartOfTotal, greatest_total
from sop_engine.clauses.price import PartOfDue, PartOfOthers, Price
from sop_engine.clauses.share import Share
from sop_engine.clauses.window import Window
from sop_engine.library.bounds.numbers import Between, Numbers, Who
from sop_engine.library.bounds.sums import NOTHING, Most, Together, most_together
from sop_engine.library.bounds.times import times_under_any
from sop_engine.records.working import DEDUCTED
from sop_engine.terms.contract import Contract
from sop_engine.terms.deed import reachable
from sop_engine.terms.most import Steps
from sop_engine.terms.outcome import COHORT, CONTRACT, PERSON
from sop_engine.terms.record import CATEGORY
from sop_engine.terms.table import Categorised, tables
from sop_engine.units.days import corresponding
from sop_engine.units.money import MOST
from sop_engine.units.numbers import rounded

MOST_KINDS = 64
"""How many kinds of people are told apart by what their enrolment says; beyond that, none is."""
MANY = MOST * 1_000
"""More than anything can come to: it stands for what has no bound where a number is needed."""
NO_PEOPLE = "no limit holds for everybody together, and it is not said how many people there are"


@dataclass(slots=True)
class Kind:
    """One subject of a kind: a person with certain categories, a cohort, or the contract."""

    subject: str
    facts: Mapping[str, str]
    claims: dict[str, list[Most]]
    """For each outcome that there is for it the most that can be due on each of its claims."""
    limits: list[Together] = field(default_factory=list)

    def asks(self, unit: str, outcomes: Iterable[str]) -> Most:
        """What this one subject can ask of a limit: money, or a number of claims that are worth anything."""
        if unit == CLAIMS:
            return Most(sum(1 for name in outcomes for each in self.claims.get(name, ()) if each.amount != 0))
        return self.most(outcomes)

    def most(self, outcomes: Iterable[str]) -> Most:
        """The most for this one subject on some outcomes together."""
        return most_together({name: _all(self.claims[name]) for name in outcomes if name in self.claims}, self.limits)

    def dearest(self, outcomes: Iterable[str]) -> "Claims":
        """Its claims, the dearest first."""
        return _dearest((each, 1) for name in outcomes for each in self.claims.get(name, ()))


Claims = list[tuple[Most, int | None]]
"""Claims by what they come to at most, the dearest first, and how many such there can be; None: any number."""


class Before(NamedTuple):
    """What a limit could be asked for at most where it stands, and the least that it ever allows."""

    clause: str
    asked: Most
    allows: int
    unit: str


class Walk:
    """The clauses of a contract worked out for the dearest claims there can be."""

    def __init__(self, contract: Contract, people: int | None = None, limited: bool = True):
        """`people` is how many can take part at most; without `limited` nothing that limits is carried out."""
        self.contract, self.people, self.limited = contract, people, limited
        self.versions = [contract.under(deeds) for deeds in reachable(contract.deeds)] if contract.deeds else [contract]
        self.numbers = [Numbers(each, people) for each in self.versions]
        self.last = max(each.in_force.to for each in self.versions)
        self.kinds = list(self._begin())
        self.limits: list[Together] = []
        """What limits outcomes over everybody."""
        self.before: list[Before] = []
        self.can_be_negative = False
        self.shares: list[list[Share]] = []
        """Of each clause that says who pays the shares, as every version has them."""
        for clause in contract.clauses:
            self._carry_out([self._written_out(clause.clause, version) for version in self.versions])

    def _written_out(self, number: str, version: Contract) -> tuple[Any, ...]:
        """A clause in primitives, as one version has it; nothing where that version does not have it."""
        clause = next((each for each in version.clauses if each.clause == number), None)
        return clause.written_out(version) if clause else ()

    # -- who there is

    def _begin(self) -> Iterator[Kind]:
        """Every kind of subject, with a claim of nothing for each time that an outcome can be paid."""
        outcomes = self.contract.outcomes
        often = {name: times_under_any(self.versions, name) for name in outcomes}
        for facts in self._people():
            there = [name for name, each in outcomes.items() if each.subject == PERSON and self._is_for(name, facts)]
            yield Kind(PERSON, facts, {name: [NOTHING] * often[name] for name in there})
        for facts in self._cohorts():
            there = [name for name, each in outcomes.items() if each.subject == COHORT]
            yield Kind(COHORT, facts, {name: [NOTHING] * often[name] for name in there})
        there = [name for name, each in outcomes.items() if each.subject == CONTRACT]
        yield Kind(CONTRACT, {}, {name: [NOTHING] * often[name] for name in there})

    def _people(self) -> list[dict[str, str]]:
        """What an enrolment can say, in the fields that the contract looks at."""
        contract = self.contract
        columns = contract.records[contract.enrolled_by].columns
        asked: list[str] = []
        for version in self.versions:
            asked += [name for clause in version.clauses for name in clause.fields()]
            asked += [name for outcome in version.outcomes.values() for name in outcome.for_]
            looked_up = [table for clause in version.clauses for _, _, table in clause.tables()]
            found = [each for table in looked_up for _, each in tables(table) if isinstance(each, Categorised)]
            asked += [each.by for each in found if each.of == contract.enrolled_by]
        fields = [name for name in dict.fromkeys(asked) if columns[name].holds == CATEGORY]
        choices = [(*columns[name].categories, *([""] if columns[name].optional else [])) for name in fields]
        number = 1
        for each in choices:
            number *= len(each)
        if number > MOST_KINDS:
            return [{}]
        names = [f"{contract.enrolled_by}.{name}" for name in fields]
        return [dict(zip(names, each, strict=True)) for each in product(*choices)]

    def _is_for(self, name: str, facts: Mapping[str, str]) -> bool:
        """Whether there can be an outcome, under any version, for a person whose enrolment says so."""
        those = [version.outcomes[name].for_ for version in self.versions if name in version.outcomes]
        return any(self._fits(for_, facts) for for_ in those)

    def _fits(self, for_: Mapping[str, Any], facts: Mapping[str, str]) -> bool:
        for name, comparison in for_.items():
            known = facts.get(f"{self.contract.enrolled_by}.{name}")
            if known is not None and not comparison.same_as and not satisfied(known or None, comparison, CATEGORY):
                return False
        return True

    def _cohorts(self) -> list[dict[str, str]]:
        terms = self.contract.cohorts
        if terms is None:
            return []
        if terms.by is None:
            return [{}]
        column = self.contract.records[self.contract.enrolled_by].fields[terms.by]
        return [{f"{self.contract.enrolled_by}.{terms.by}": each} for each in column.categories]

    def number_of(self, subject: str) -> int | None:
        """How many subjects there can be of a kind of people or cohorts; None where nobody can say."""
        if subject == PERSON:
            return self.people
        terms = self.contract.cohorts
        if subject == CONTRACT or terms is None or terms.by is not None:
            return 1  # of cohorts by category, each is a kind of its own
        if terms.every is not None and terms.from_ is not None:
            number = 0
            while corresponding(terms.from_, terms.every.months * number, terms.every.days * number) <= self.last:
                number += 1
            return number
        return None if self.people is None else -(-self.people // (terms.of or 1))

    def everybody_has_a_cohort(self) -> bool:
        """Whether each person who can take part belongs to a cohort."""
        terms, first = self.contract.cohorts, min(each.in_force.from_ for each in self.versions)
        if terms is None or self.contract.enrolled != "in_force":
            return False
        return terms.from_ is None or terms.from_ <= first

    # -- what it comes to

    def most(self, outcomes: Iterable[str]) -> Most:
        """The most over everybody on some outcomes together."""
        wanted = set(outcomes)
        named = [name for name in self.contract.outcomes if name in wanted]
        return most_together({name: self._of_all(name) for name in named}, [*self.limits, *self._of_each(named)])

    def one(self, subject: str, outcomes: Iterable[str]) -> Most:
        """The most for one person, one cohort or the contract on some outcomes together."""
        named = tuple(outcomes)
        return greatest(kind.most(named) for kind in self.kinds if kind.subject == subject)

    def _of_all(self, name: str) -> Most:
        """The most over everybody on one outcome."""
        subject = self.contract.outcomes[name].subject
        kinds = [kind for kind in self.kinds if kind.subject == subject]
        if subject == COHORT and len(kinds) > 1:
            return _all(kind.most((name,)) for kind in kinds)
        return _so_often(greatest(kind.most((name,)) for kind in kinds), self.number_of(subject))

    def _of_each(self, named: Iterable[str]) -> Iterator[Together]:
        """What so many people, or cohorts, can come to on all of these outcomes, each of them."""
        for subject in (PERSON, COHORT):
            those = frozenset(name for name in named if self.contract.outcomes[name].subject == subject)
            kinds = [kind.most(those) for kind in self.kinds if kind.subject == subject]
            if not those or not kinds:
                continue
            several = subject == COHORT and len(kinds) > 1
            most = _all(kinds) if several else _so_often(greatest(kinds), self.number_of(subject))
            if most.amount is not None:
                yield Together(those, most.amount, most.clauses, most.pennies)

    def _claims(self, outcomes: Iterable[str]) -> Iterator[tuple[Most, int | None]]:
        """The most of each claim over everybody, and how many such claims there can be."""
        for kind in self.kinds:
            number = self.number_of(kind.subject)
            for name in outcomes:
                for each in kind.claims.get(name, ()):
                    yield each, number

    # -- clause by clause

    def _carry_out(self, written: list[tuple[Any, ...]]) -> None:
        """A clause in all its versions; where one of them does not have it, None stands for it."""
        for at in range(max(map(len, written))):
            row = [each[at] if len(each) > at else None for each in written]
            kind = next(type(each) for each in row if each is not None)
            if kind not in CARRIED_OUT:
                raise TypeError(f"{kind.__name__} is a primitive of which nobody has said what it comes to at most")
            if self.limited or kind not in LIMITING:
                CARRIED_OUT[kind](self, row)

    def _price(self, prices: list[Price | None]) -> None:
        """What is added at most, or taken off at least, under any version."""
        said = [each for each in prices if each is not None]
        taken = said[0].effect == DEDUCTED
        self.can_be_negative |= taken and not all(each.down_to_nothing for each in said)
        added: dict[tuple[int, str], list[Most]] = {}
        for at, kind, name in self._there(dict.fromkeys(name for each in said for name in each.prices)):
            now, before = [], kind.claims[name]
            for time in range(1, len(before) + 1):
                found = [*self._priced(prices, self._who(name, kind, time))]
                least = min(
                    rounded(each.low or Fraction(0), price.rounding or "down") if price else 0 for price, each in found
                )
                now.append(Most(least) if taken else greatest(self._amount(price, name, each) for price, each in found))
            if taken:
                kind.claims[name] = [_less(each, off.amount or 0) for each, off in zip(before, now, strict=True)]
            else:
                kind.claims[name] = [_plus(each, more) for each, more in zip(before, now, strict=True)]
                added[at, name] = now
        if added:
            self._added(added)

    def _priced(self, prices: list[Price | None], who: Who) -> Iterator[tuple[Price | None, Between]]:
        """Between what a price lies under each version; one that does not price it comes to nothing."""
        for numbers, price in zip(self.numbers, prices, strict=True):
            if price is None or who.outcome not in price.prices:
                yield None, Between(Fraction(0), Fraction(0))
            else:
                yield price, numbers.table(price.prices[who.outcome], who)

    def _amount(self, price: Price | None, name: str, between: Between) -> Most:
        if price is None:
            return NOTHING
        if between.high is None:
            asked = {table.asks for _, table in tables(price.prices[name]) if hasattr(table, "asks")}
            what = " and ".join(each.replace("_", " ") for each in sorted(asked))
            return Most(None, (), f"clause {price.clause} pays by {what}, which can be any number")
        return Most(rounded(between.high, price.rounding or "up"), (price.clause,))

    def _who(self, name: str, kind: Kind, time: int) -> Who:
        number = self.number_of(kind.subject)
        return Who(name, kind.facts, time, None if number is None else number * len(kind.claims[name]))

    def _there(self, outcomes: Iterable[str]) -> Iterator[tuple[int, Kind, str]]:
        for at, kind in enumerate(self.kinds):
            for name in outcomes:
                if name in kind.claims:
                    yield at, kind, name

    def _added(self, added: Mapping[tuple[int, str], list[Most]]) -> None:
        """What is added below a limit passes it: the limit rises by as much."""
        for at, kind in enumerate(self.kinds):
            kind.limits = [
                *_raised(kind.limits, lambda name, at=at: _all(added.get((at, name), ())))  # type: ignore[misc]
            ]

        def over_everybody(name: str) -> Most:
            subject = self.contract.outcomes[name].subject
            each = [_all(those) for (_, outcome), those in added.items() if outcome == name]
            return _so_often(greatest(each), self.number_of(subject) if len(each) == 1 or subject == PERSON else 1)

        self.limits = [*_raised(self.limits, over_everybody)]

    def _part(self, parts: list[PartOfDue | None]) -> None:
        """What is due times the greatest factor there can be, under any version."""
        factors: dict[tuple[int, str], Fraction] = {}
        said = [each for each in parts if each is not None]
        for at, kind, name in self._there(dict.fromkeys(name for each in said for name in each.parts)):
            made = []
            for time, before in enumerate(kind.claims[name], 1):
                found = [*self._factors(parts, self._who(name, kind, time))]
                made.append(greatest(_changed(before, factor, part) for part, factor in found))
                factors[at, name] = max([*(factor for _, factor in found), factors.get((at, name), Fraction(0))])
            kind.claims[name] = made
        part = said[0]
        for at, kind in enumerate(self.kinds):
            kind.limits = [
                self._scaled(each, [factors.get((at, name), Fraction(1)) for name in each.outcomes], part)
                for each in kind.limits
            ]
        every = {
            name: max([f for (_, outcome), f in factors.items() if outcome == name], default=Fraction(1))
            for name in self.contract.outcomes
        }
        self.limits = [self._scaled(each, [every[name] for name in each.outcomes], part) for each in self.limits]

    def _factors(self, parts: list[PartOfDue | None], who: Who) -> Iterator[tuple[PartOfDue | None, Fraction]]:
        """The greatest factor under each version; one that does not change it multiplies by one."""
        for numbers, part in zip(self.numbers, parts, strict=True):
            if part is None or who.outcome not in part.parts:
                yield None, Fraction(1)
            else:
                found = numbers.table(part.parts[who.outcome], who)
                most = found.high if part.factors else 1 - (found.low or Fraction(0))
                yield part, Fraction(1) if most is None else most

    def _scaled(self, limit: Together, factors: list[Fraction], part: PartOfDue) -> Together:
        """A limit above a clause that changes what it let through: it changes with it."""
        factor = max(factors, default=Fraction(1))
        if factor == 1:
            return limit
        return Together(limit.outcomes, ceil(limit.most * factor), (*limit.clauses, part.clause), True)

    def _limit(self, limits: list[Limit | None]) -> None:
        """No more than the most for a group, in money, or no more than the dearest of so many claims.

        Where deeds vary a limit, a claim goes by its own version, and all of them by the highest;
        what one version does not limit, or counts otherwise, has no limit of all.
        """
        said = [each for each in limits if each is not None]
        if len(said) < len(limits) or len({each.walks_by for each in said}) > 1:
            return
        limit = replace(said[0], outcomes=self._limited_by_all(said))
        named = self._of_groups(limit)
        if limit.per == PERSON:
            asked = [kind.asks(limit.unit, named) for kind in self.kinds if kind.subject == PERSON]
        else:
            asked = [self.most(named) if limit.unit != CLAIMS else self.how_many(named)]
        if limit.per != COHORT:
            least = min(most for each in said for steps in each.most.values() for _, most in steps)
            self.before.append(Before(limit.clause, greatest(asked), least, limit.unit))
        for kind in self.kinds:
            allows = self._for_one(said, kind)
            if allows is not None:
                kind.limits += _limits(limit, allows, kind.dearest)
        everybody = self._for_everybody(said)
        if everybody is not None and named and limit.per != PERSON:
            self.limits += _limits(limit, everybody, self._dearest, named)

    def _limited_by_all(self, said: list[Limit]) -> tuple[str, ...]:
        """The outcomes that a limit names under every version that has them."""
        lacking = {
            name
            for version, limit in zip(self.versions, said, strict=True)
            for name in version.outcomes
            if name not in limit.outcomes
        }
        named = dict.fromkeys(name for limit in said for name in limit.outcomes)
        return tuple(name for name in named if name not in lacking)

    def _for_everybody(self, said: list[Limit]) -> int | None:
        """What a limit allows everybody who belongs to a group of it; None where it says nothing of them."""
        limit = said[0]
        whole = sum(self._over_time(said, group) for group in limit.most)
        if limit.per != COHORT:
            return whole
        kinds, number = len([kind for kind in self.kinds if kind.subject == COHORT]), self.number_of(COHORT)
        return whole * number * kinds if number is not None and self.everybody_has_a_cohort() else None

    def _over_time(self, said: list[Limit], group: str) -> int:
        """The most over all dates, or in all periods together, as the highest version has it."""
        return max(self._over_all_dates(limit, limit.most[group]) for limit in said)

    def _over_all_dates(self, limit: Limit, steps: Steps) -> int:
        if limit.every is None:
            return max(most for _, most in steps)
        total = number = 0
        first_day = min(each.in_force.from_ for each in self.versions)
        while (first := period_begins(limit.from_, limit.every, number)) <= self.last or not number:
            held = [most for day, most in steps if day <= first] or [steps[0][1]]
            number += 1
            ended = period_begins(limit.from_, limit.every, number) <= first_day
            total += 0 if ended and limit.unused != "carried" else held[-1]
        return total

    def _for_one(self, said: list[Limit], kind: Kind) -> int | None:
        """What a limit allows one subject of a kind; None where it does not hold for it."""
        limit = said[0]
        if limit.field:
            group = kind.facts.get(limit.field)
            if group is None and kind.subject == PERSON:  # of some group, nobody knows of which
                return max(self._over_time(said, each) for each in limit.most)
            return self._over_time(said, group) if group and group in limit.most else None
        holds = {
            PERSON: kind.subject == PERSON,
            COHORT: kind.subject == COHORT or self._in_cohort(kind),
        }.get(limit.per, True)
        return self._over_time(said, "") if holds else None

    def _of_groups(self, limit: Limit) -> tuple[str, ...]:
        """The outcomes of which every claim belongs to a group of the limit."""
        if limit.per == COHORT:
            return tuple(n for n in limit.outcomes if self.contract.outcomes[n].subject != CONTRACT)
        if limit.field or limit.per == PERSON:
            return tuple(n for n in limit.outcomes if self.contract.outcomes[n].subject == PERSON)
        return limit.outcomes

    def _dearest(self, outcomes: Iterable[str]) -> Claims:
        """The claims of some outcomes over everybody, the dearest first."""
        return _dearest(self._claims(outcomes))

    def how_many(self, outcomes: Iterable[str]) -> Most:
        """How many claims there can be that are worth anything."""
        numbers = [number for each, number in self._claims(outcomes) if each.amount != 0]
        return Most(None, (), NO_PEOPLE) if None in numbers else Most(sum(each or 0 for each in numbers))

    def _highest(self, versions: list[Highest | None]) -> None:
        """No more than the dearest of the alternatives, or of the routes."""
        highest = _alike(versions)
        if highest is None:
            return
        routes = {at: [n for n in highest.outcomes if highest.routes.get(n) == at] for at in highest.routes.values()}
        those, clause = frozenset(highest.outcomes), (highest.clause,)

        def best(dearest: Callable[[Iterable[str]], Claims], together: Callable[[Iterable[str]], Most]) -> Most:
            alone = [most for most, _ in dearest(highest.outcomes)[:1]]
            return greatest([together(each) for each in routes.values()] or alone)

        for kind in self.kinds:
            alone = highest.per == PERSON and kind.subject == PERSON
            of_cohort = kind.subject == COHORT or self._in_cohort(kind)
            with_others = not routes and (highest.per == CONTRACT or (highest.per == COHORT and of_cohort))
            if (
                alone or with_others
            ):  # where routes of several people add up, one of them may pass the dearest of its own
                kind.limits += _together(those, best(kind.dearest, kind.most), clause)
        if highest.per == CONTRACT:
            self.limits += _together(those, best(self._dearest, self.most), clause)

    def _in_cohort(self, kind: Kind) -> bool:
        return kind.subject == PERSON and self.everybody_has_a_cohort()

    def _part_of_total(self, versions: list[PartOfTotal | None]) -> None:
        """No more than a part of the greatest total there can be."""
        part_of = _alike(versions)
        if part_of is None:
            return
        inside = [part for part in part_of.parts if part.inside]
        within = {name for part in inside for name in part.outcomes}
        rest = self._asked(part_of, [name for name in part_of.base if name not in within])
        if rest is None:
            return
        asked = [(self._asked(part_of, part.outcomes), part.share) for part in inside]
        total = greatest_total(rest, [(MANY if most is None else most, share) for most, share in asked])
        if total >= MOST:
            return
        for part in part_of.parts:
            allows = int(part.share * total)
            if part_of.unit == CLAIMS:
                dearest = _first(self._dearest(part.outcomes), allows)
                self.limits += _together(frozenset(part.outcomes), dearest, (part_of.clause,))
            else:
                self.limits.append(Together(frozenset(part.outcomes), allows, (part_of.clause,)))

    def _asked(self, part_of: PartOfTotal, outcomes: Iterable[str]) -> int | None:
        """What some outcomes ask for at most, in money or in claims."""
        return (self.how_many(outcomes) if part_of.unit == CLAIMS else self.most(outcomes)).amount

    def _least(self, versions: list[Least | None]) -> None:
        """What lacks in each period, up to all of the least; two versions of it make up each for itself."""
        for i, each in enumerate(versions):
            if each is not None and each not in versions[:i]:
                self._made_up(each)

    def _made_up(self, least: Least) -> None:
        periods = 1
        if least.every is not None:
            periods = 0
            while period_begins(least.from_, least.every, periods) <= self.last:
                periods += 1
        whole = periods * least.at_least
        why = f"clause {least.clause} makes up for what was taken back as well, which can be any amount"
        each = Most(None, (), why) if self.can_be_negative else Most(least.at_least, (least.clause,))
        those = frozenset((*least.outcomes, least.carried_by))
        due = self.most(those)
        added = {}
        for at, kind, name in self._there((least.carried_by,)):
            kind.claims[name] = [_plus(before, each) for before in kind.claims[name]]
            added[at, name] = [each] if self.can_be_negative else [Most(whole, (least.clause,))]
        self._added(added)
        if due.amount is not None and not self.can_be_negative:
            counts = least.carried_by in least.outcomes
            most = max(due.amount, least.at_least) + whole - least.at_least if counts else due.amount + whole
            self.limits.append(Together(those, most, (*due.clauses, least.clause), due.pennies))

    def _in_place_of(self, versions: list[InPlaceOf | None]) -> None:
        """What is replaced and what replaces it are never due together, where they concern the same."""
        instead = _alike(versions)
        if instead is None:
            return
        subjects = {self.contract.outcomes[name].subject for name in (*instead.outcomes, *instead.by)}
        if instead.same_period or not (len(subjects) == 1 or subjects == {PERSON, CONTRACT}):
            return
        those = frozenset((*instead.outcomes, *instead.by))
        if len(subjects) == 1:
            for kind in self.kinds:
                if kind.subject in subjects:
                    most = greatest((kind.most(instead.outcomes), kind.most(instead.by)))
                    kind.limits += _together(those, most, ())
        elif {self.contract.outcomes[name].subject for name in instead.by} == {CONTRACT}:
            self.limits += _together(those, greatest((self.most(instead.outcomes), self.most(instead.by))), ())

    def _recovered(self, versions: list[PartOfOthers | None]) -> None:
        """What is taken back makes nothing dearer."""
        self.can_be_negative = True

    def _nothing(self, versions: list[Any]) -> None:
        """What keeps back or takes makes nothing dearer, and may give all of it back."""

    def _share(self, versions: list[Share | None]) -> None:
        self.shares.append([each for each in versions if each is not None])


CARRIED_OUT: Mapping[type, Callable[[Walk, list[Any]], None]] = {
    Price: Walk._price,
    PartOfDue: Walk._part,
    PartOfOthers: Walk._recovered,
    Limit: Walk._limit,
    Highest: Walk._highest,
    PartOfTotal: Walk._part_of_total,
    Least: Walk._least,
    InPlaceOf: Walk._in_place_of,
    Hold: Walk._nothing,
    Window: Walk._nothing,
    Share: Walk._share,
}
"""What each primitive makes of the most; one that is not here cannot be bounded, and a test says so."""

LIMITING = (Limit, Highest, PartOfTotal)


def _alike(versions: list[Any]) -> Any:
    """The one that all versions have; None where they differ: then each is carried out by itself, on some claims."""
    return versions[0] if all(each == versions[0] for each in versions) else None


def greatest(those: Iterable[Most]) -> Most:
    """The greatest of several; without a bound, if one of them has none."""
    return max(those, key=lambda each: MANY if each.amount is None else each.amount, default=NOTHING)


def _dearest(claims: Iterable[tuple[Most, int | None]]) -> Claims:
    """Claims in the order of what they come to at most; those without a bound first."""
    return sorted(claims, key=lambda each: -MANY if each[0].amount is None else -each[0].amount)


def _all(those: Iterable[Most]) -> Most:
    """All of them together."""
    return most_together({str(i): each for i, each in enumerate(those)}, ())


def _so_often(most: Most, number: int | None) -> Most:
    """So many times the same; of an unknown number nobody knows, unless each is nothing."""
    if most.amount is None or not most.amount:
        return most
    return Most(None, (), NO_PEOPLE) if number is None else most._replace(amount=most.amount * number)


def _plus(first: Most, second: Most) -> Most:
    return _all((first, second))


def _less(most: Most, amount: int) -> Most:
    return most if most.amount is None else most._replace(amount=max(0, most.amount - amount))


def _changed(most: Most, factor: Fraction, part: PartOfDue | None) -> Most:
    """What becomes of the most of a claim under a factor, rounded as the clause rounds."""
    if part is None:
        return most
    if most.amount is None:
        return Most(0) if not factor else most
    if factor == 1 or not most.amount:
        return most
    amount = most.amount + rounded(most.amount * (factor - 1), part.rounding)
    return most._replace(amount=max(0, amount), clauses=(*most.clauses, part.clause))


def _raised(limits: Iterable[Together], added: Callable[[str], Most]) -> Iterator[Together]:
    """Limits, each higher by what was added below it; one that rises without a bound is none any more."""
    for limit in limits:
        more = _all(added(name) for name in sorted(limit.outcomes))
        if more.amount is not None:
            clauses = tuple(dict.fromkeys((*limit.clauses, *more.clauses)))
            yield limit._replace(most=limit.most + more.amount, clauses=clauses) if more.amount else limit


def _limits(
    limit: Limit, allows: int, dearest: Callable[[Iterable[str]], Claims], outcomes: Iterable[str] = ()
) -> list[Together]:
    """What a limit allows as money: of so many claims, the dearest, together and of each outcome alone."""
    named = tuple(outcomes) or limit.outcomes
    if limit.unit != CLAIMS:
        return [Together(frozenset(named), allows, (limit.clause,))]
    found = []
    for those in dict.fromkeys((named, *((name,) for name in named))):
        claims = dearest(those)
        numbers = [number for most, number in claims if most.amount != 0]
        if None in numbers or sum(each or 0 for each in numbers) > allows:
            found += _together(frozenset(those), _first(claims, allows), (limit.clause,))
    return found


def _first(claims: Claims, number: int) -> Most:
    """What the dearest come to, of so many claims."""
    total = 0
    clauses: list[str] = []
    for most, many in claims:
        many = number if many is None else min(many, number)
        if most.amount is None and many:
            return most
        total, number = total + many * (most.amount or 0), number - many
        clauses += most.clauses if many else ()
    return Most(total, tuple(dict.fromkeys(clauses)))


def _together(outcomes: frozenset[str], most: Most, clauses: tuple[str, ...]) -> list[Together]:
    if most.amount is None:
        return []
    return [Together(outcomes, most.amount, tuple(dict.fromkeys((*most.clauses, *clauses))), most.pennies)]
