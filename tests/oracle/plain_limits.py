"""Limits, alternatives and money kept back: each group of claims walked in the stated order."""

from collections.abc import Callable
from datetime import date
from fractions import Fraction
from math import floor
from typing import TYPE_CHECKING, Any

from tests.oracle.plain_days import ONE, counted_after, moved, read, split_anchor
from tests.oracle.plain_measures import rounded
from tests.oracle.plain_records import Tree, spell

if TYPE_CHECKING:
    from tests.oracle.plain_money import Due, Money

Group = Callable[["Due"], str | None]
"""To which group a claim belongs; None where it is in none, and not under the limit."""


class Limits:
    """The clauses that say how much of what is due is paid, and when."""

    def __init__(self, money: "Money"):
        self.money, self.tree = money, money.tree

    # -- caps

    def participant_cap(self, clause: Tree) -> None:
        """The most for one person."""
        self.capped(clause, self.per("person"))

    def outcome_cap(self, clause: Tree) -> None:
        """The most for one outcome."""
        self.capped(clause, lambda due: "")

    contract_cap = outcome_cap

    def cohort_cap(self, clause: Tree) -> None:
        """The most for each cohort."""
        self.capped(clause, self.per("cohort"))

    def group_cap(self, clause: Tree) -> None:
        """The most for each category of the enrolment."""
        by, groups = clause["at_most"]["by"], clause["at_most"]["groups"]
        for category, most in groups.items():

            def group(due: "Due", category: str = category) -> str | None:
                subject = due.reached.subject
                makes_cohorts = self.tree.get("cohorts", {}).get("by") == by
                said = subject.name if subject.kind == "cohort" and makes_cohorts else subject.enrolled.get(by)
                return "" if said == category else None

            self.capped({**clause, "at_most": most}, group)

    def period_cap(self, clause: Tree) -> None:
        """The most in each period."""
        self.capped(clause, lambda due: "")

    def per(self, whom: str) -> Group:
        """Claims of one person, one cohort or everybody."""

        def group(due: "Due") -> str | None:
            subject = due.reached.subject
            if whom == "person":
                return subject.name if subject.kind == "person" else None
            return (subject.cohort_name() or None) if whom == "cohort" else ""

        return group

    def capped(self, clause: Tree, group: Group) -> None:
        """Each group by itself: claims of an earlier date or period first, and what waits before those of its own."""
        ways = self.steps(clause)
        worth = [d for d in self.money.in_order(clause, self.money.named(clause)) if d.so_far > 0]
        said = self.money.said
        waits, whole = said(clause, "excess") == "waits", said(clause, "edge") == "whole"
        for name in {group(due) for due in worth} - {None}:
            claims = [due for due in worth if group(due) == name]
            asks = {id(due): 1 if ways.counted else due.so_far for due in claims}
            let = {id(due): 0 for due in claims}
            waiting: list[Due] = []
            used = carried = 0
            for number in range(len(ways.begins)):
                own = [due for due in claims if ways.step_of(self.day(due, clause)) == number]
                room = ways.most[number] + carried if ways.periodic else max(0, ways.most[number] - used)
                passing = []
                begun = ways.begins[number] <= self.money.as_at or not number
                for due in [*(waiting if begun else []), *own]:
                    needs = asks[id(due)] - let[id(due)]
                    given = needs if needs <= room else 0 if whole else room
                    let[id(due)] += given
                    used, room = used + given, room - given
                    passing += [due] if waits and given < needs else []
                waiting = passing if begun else [*waiting, *passing]
                carried = room if clause.get("unused", said({}, "unused")) == "carried" else 0
            for due in claims:
                paid = due.so_far * let[id(due)] if ways.counted else let[id(due)]
                if waits:
                    due.waiting -= due.so_far - paid
                else:
                    due.taken -= due.so_far - paid

    def day(self, due: "Due", clause: Tree) -> date:
        """The day of a claim that says under which date or period it falls."""
        return getattr(due.reached.found, self.money.said(clause, "limit_day"))

    def steps(self, clause: Tree) -> "Steps":
        """The dates of a cap, or its periods: those that have begun by the day of the run, or by that of a claim."""
        most = clause["at_most"]
        latest = max([self.money.as_at, *(self.day(due, clause) for due in self.money.due)])
        dated = most["dated"] if isinstance(most, dict) else {"0001-01-01": most}
        counted = str(next(iter(dated.values()))).endswith(("claim", "claims"))

        def number(text: str) -> int:
            return int(text.split()[0]) if counted else self.money.pence(text)

        if "every" not in clause:
            return Steps([read(day) for day in dated], [number(text) for text in dated.values()], counted, False)
        begins: list[date] = []
        while True:
            first, _ = spell(read(clause["from"]), clause["every"], len(begins))
            if begins and first > min(latest, self.money.last):
                break  # what falls before the first period counts in it
            begins.append(first)
        return Steps(begins, [number(most)] * len(begins), counted, True)

    # -- alternatives

    def first_of(self, clause: Tree) -> None:
        """Of each group the first that is worth anything."""
        taken: set[str] = set()
        for due, name in self.grouped(clause, self.money.named(clause)):
            if name in taken:
                due.taken -= due.so_far
            taken.add(name)

    def best_of(self, clause: Tree) -> None:
        """Of each group the highest; what is higher than those before pays the difference."""
        highest: dict[str, int] = {}
        for due, name in self.grouped(clause, self.money.named(clause)):
            before, asks = highest.get(name, 0), due.so_far
            due.taken -= min(before, asks)
            highest[name] = max(before, asks)

    def best_route(self, clause: Tree) -> None:
        """Of each group the route that comes to most."""
        totals: dict[tuple[str, int], int] = {}
        routes = [[route] if isinstance(route, str) else route for route in clause["routes"]]
        for due, name in self.grouped(clause, [each for route in routes for each in route]):
            asks = due.so_far
            before = max(totals.get((name, i), 0) for i in range(len(routes)))
            for i, route in enumerate(routes):
                totals[name, i] = totals.get((name, i), 0) + (asks if due.outcome in route else 0)
            due.taken -= asks - (max(totals[name, i] for i in range(len(routes))) - before)

    def share_cap(self, clause: Tree) -> None:
        """Parts of a total, which they may belong to: the greatest total of which no part is more than its per cent."""
        counted = clause["in"] == "claims"

        def come_to(claims: list["Due"]) -> int:
            return sum(due.so_far > 0 if counted else due.so_far for due in claims)

        of = [due for due in self.money.due if due.outcome in self.money.named({"outcomes": clause.get("of")})]
        parts = []
        for each in clause["parts"]:
            claims = [due for due in self.money.in_order(clause, self.money.named(each)) if due.so_far > 0]
            parts.append((claims, self.part(each["at_most"]), any(due.outcome in self.of_(clause) for due in claims)))
        rest = come_to(of) - sum(come_to(claims) for claims, _, inside in parts if inside)
        total = come_to(of)
        while True:
            less = rest + sum(min(come_to(claims), floor(part * total)) for claims, part, inside in parts if inside)
            if less >= total or total <= 0:
                break
            total = less
        for claims, part, _ in parts:
            room = floor(part * max(total, 0))
            for due in claims:
                let = min(room, 1 if counted else due.so_far)
                room -= let
                due.waiting -= due.so_far - (due.so_far * let if counted else let)

    def of_(self, clause: Tree) -> list[str]:
        """The outcomes of the total of a clause."""
        return self.money.named({"outcomes": clause.get("of")})

    def minimum_payment(self, clause: Tree) -> None:
        """What lacks to the least is added to the last claim of an outcome, period by period, once a period is over."""
        spells: list[tuple[date, date]] = []
        if "every" not in clause:
            spells = [(date.min, date.max)] if self.money.last <= self.money.as_at else []
        else:
            while True:
                first, end = spell(read(clause["from"]), clause["every"], len(spells))
                if first > self.money.last or end > self.money.as_at:
                    break
                spells.append((first, end))
        for first, end in spells:

            def inside(outcomes: list[str], first: date = first, end: date = end) -> list["Due"]:
                claims = self.money.in_order(clause, outcomes)
                if "every" not in clause:
                    return claims
                return [due for due in claims if first <= self.day(due, clause) <= end]

            lacks = self.money.pence(clause["at_least"]) - sum(due.so_far for due in inside(self.money.named(clause)))
            carriers = inside([clause["carried_by"]])
            if lacks > 0 and carriers:
                last = max(self.day(due, clause) for due in carriers)
                [due for due in carriers if self.day(due, clause) == last][-1].gross += lacks

    def grouped(self, clause: Tree, outcomes: list[str]) -> list[tuple["Due", str]]:
        """The claims that are worth anything, in order, each with its group."""
        group = self.per(clause["per"])
        claims = [(due, group(due)) for due in self.money.in_order(clause, outcomes) if due.so_far > 0]
        return [(due, name) for due, name in claims if name is not None]

    # -- late claims

    def claim_window(self, clause: Tree) -> None:
        """What is claimed too late is taken."""
        first_day = self.money.terms["first_day"]
        for due in self.money.due:
            if due.outcome not in self.money.named(clause):
                continue
            last = counted_after(getattr(due.reached.found, clause["after"]), clause["within"], first_day)
            if "not_after" in clause:
                last = min(last, self.anchored(clause["not_after"], due) or date.max)
            if due.reached.found.claimed > last:
                due.taken -= max(0, due.so_far)

    def anchored(self, anchor: str, due: "Due") -> date | None:
        """The day that an anchor means for the subject of a claim."""
        length, side, of = split_anchor(anchor)
        subject = due.reached.subject
        day = read(of) if of[0].isdigit() else {"start": subject.start, "closed": subject.closed}[of]
        return day and moved(day, length, side, self.money.terms["first_day"])

    # -- kept back

    def keep(self, clause: Tree, due: "Due", part: Fraction, released: bool, lost: bool = False) -> None:
        """A part kept back, unless it was given back; taken where it is lost."""
        kept = rounded(max(0, due.so_far) * part, self.money.said(clause, "rounding"))
        if lost:
            due.taken -= kept
        elif not released:
            due.held -= kept

    def days_reached(self, outcome: str, due: "Due") -> list[date]:
        """When an outcome was reached by the same subject, by its cohort or by the contract, as it is about these."""
        subject, kind = due.reached.subject, self.tree["outcomes"][outcome].get("subject", "person")
        if kind == "contract":
            whose: Any = "contract"
        elif kind == "cohort":
            whose = subject.cohort_name()
        else:
            whose = subject.name if subject.kind == "person" else None
        all_ = [d.reached for d in self.money.due if d.outcome == outcome and d.reached.subject.name == whose]
        return sorted(each.found.reached for each in all_)

    def retention(self, clause: Tree) -> None:
        """A part until an outcome is reached, or a day has come."""
        for due in self.of(clause):
            if clause["until"] in self.tree["outcomes"]:
                released = next(iter(self.days_reached(clause["until"], due)), None)
            else:
                released = self.anchored(clause["until"], due)
                released = released if released and released <= self.money.as_at else None
            last = None
            if "forfeited_after" in clause:
                day = due.reached.found.reached
                last = counted_after(day, clause["forfeited_after"], self.money.terms["first_day"])
            in_time = released is not None and (last is None or released <= last)
            lost = not in_time and last is not None and self.money.as_at > last
            self.keep(clause, due, self.part(clause["part"]), in_time, lost)

    def release_gate(self, clause: Tree) -> None:
        """All of it until every one of some outcomes is reached."""
        until = clause["until"] if isinstance(clause["until"], list) else [clause["until"]]
        for due in self.of(clause):
            self.keep(clause, due, Fraction(1), all(self.days_reached(each, due) for each in until))

    def only_if_paid(self, clause: Tree) -> None:
        """All of it until something is due on every one of some outcomes."""
        paid = clause["paid"] if isinstance(clause["paid"], list) else [clause["paid"]]
        worth = {(d.reached.subject.name, d.outcome) for d in self.money.due if d.so_far > 0}

        def whose(due: "Due", outcome: str) -> str:
            kind = self.tree["outcomes"][outcome].get("subject", "person")
            subject = due.reached.subject
            return {"contract": "contract", "cohort": subject.cohort_name()}.get(kind, subject.name)

        for due in self.of(clause):
            self.keep(clause, due, Fraction(1), all((whose(due, each), each) in worth for each in paid))

    def deferral(self, clause: Tree) -> None:
        """A part of what is due for a period, until an outcome of that period is reached."""
        for due in self.of(clause):
            days = sorted(
                each.reached.found.reached
                for each in self.alike(clause["until"], due)
                if due.reached.period and belongs(each, due.reached.period)
            )
            last = None
            if "forfeited_after" in clause:
                day = due.reached.found.reached
                last = counted_after(day, clause["forfeited_after"], self.money.terms["first_day"])
            in_time = bool(days) and (last is None or days[0] <= last)
            lost = not in_time and last is not None and self.money.as_at > last
            self.keep(clause, due, self.part(clause["part"]), in_time, lost)

    def dispute(self, clause: Tree) -> None:
        """A part from the day a dispute is raised until it is settled; taken where it is upheld."""
        for due in self.of(clause):
            raised = self.days_reached(clause["raised"], due)
            if not raised:
                continue
            upheld = self.days_reached(clause["upheld"], due) if "upheld" in clause else []
            lost = any(day >= raised[0] for day in upheld)
            settled = self.days_reached(clause["settled"], due)
            self.keep(clause, due, self.part(clause["part"]), bool(settled) and settled[-1] >= raised[-1], lost)

    def alike(self, outcome: str, due: "Due") -> list["Due"]:
        """The claims of an outcome about the same person, the same cohort, or the contract."""
        subject, kind = due.reached.subject, self.tree["outcomes"][outcome].get("subject", "person")
        whose = {"contract": "contract", "cohort": subject.cohort_name()}.get(kind, subject.name)
        return [each for each in self.money.due if each.outcome == outcome and each.reached.subject.name == whose]

    def of(self, clause: Tree) -> list["Due"]:
        """The claims of a clause."""
        return [due for due in self.money.due if due.outcome in self.money.named(clause)]

    def part(self, text: str) -> Fraction:
        """A part."""
        return Fraction(text.rstrip("%")) / 100 if text.endswith("%") else Fraction(text)

    # -- in place of

    def advance(self, clause: Tree) -> None:
        """What was paid before is reversed: at once, or as far as results are worth."""
        results = [clause["replaced_by"]] if isinstance(clause["replaced_by"], str) else clause["replaced_by"]
        order = {"in_order_of": ["reached", "shown", "person", "outcome", "record"]}
        left = {id(due): due.so_far for due in self.money.due if due.outcome in results}
        for due in self.money.in_order(order, self.money.named(clause)):
            used_up = self.money.in_order({"in_order_of": ["reached", "outcome", "person", "record"]}, results)
            mine = [d for d in used_up if one_concerns(due, d)]
            if clause["recovered"] == "at_once":
                due.taken -= max(0, due.so_far) if mine else 0
                continue
            for result in mine:
                back = max(0, min(due.so_far, left[id(result)]))
                left[id(result)] -= back
                due.taken -= back

    def reconciliation(self, clause: Tree) -> None:
        """What was paid on account is reversed in the periods that were reconciled."""
        self.replaced(clause)

    def grant_in_place(self, clause: Tree) -> None:
        """What was reached in the periods of a grant is reversed."""
        self.replaced(clause)

    def replaced(self, clause: Tree) -> None:
        """What belongs to the period of what stands in its place is reversed."""
        results = [clause["replaced_by"]] if isinstance(clause["replaced_by"], str) else clause["replaced_by"]
        for due in self.of(clause):
            for result in self.money.due:
                period = result.reached.period
                if result.outcome in results and one_concerns(due, result) and period and belongs(due, period):
                    due.taken -= max(0, due.so_far)


def one_concerns(due: "Due", other: "Due") -> bool:
    """Whether two claims are about the same: a person, a cohort and somebody in it, or the contract and anybody."""
    one, two = due.reached.subject, other.reached.subject
    if "contract" in (one.kind, two.kind):
        return True
    if "cohort" in (one.kind, two.kind):
        return one.cohort_name() == two.cohort_name()
    return one.name == two.name


def belongs(due: "Due", period: tuple[date, date]) -> bool:
    """Whether a claim belongs to a period: its own lies in it or around it; else its day reached does."""
    first, last = due.reached.period or (due.reached.found.reached,) * 2
    inside = period[0] <= first and last <= period[1]
    around = due.reached.period is not None and first <= period[0] and period[1] <= last
    return inside or around


class Steps:
    """The dates from which a cap holds, or on which its periods begin, and the most of each."""

    def __init__(self, begins: list[date], most: list[int], counted: bool, periodic: bool):
        self.begins, self.most, self.counted, self.periodic = begins, most, counted, periodic

    def step_of(self, day: date) -> int:
        """The date or period that a day falls under: the last that has begun."""
        return max((i for i, begins in enumerate(self.begins) if begins <= day), default=0)


__all__ = ["ONE", "Limits"]
