"""Why: the reasons for which one claim comes to something else under another contract, from the two workings alone.

Nothing is worked out again: each reason is a finding, a line or a split that one of the two runs made.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from sop_engine.records.working import Finding, Standing
from sop_engine.statements.done import Done
from sop_engine.statements.explain import Explainer
from sop_engine.statements.sentences import finding_sentence, line_sentence, split_sentence, words
from sop_engine.units.days import say
from sop_engine.units.money import largest_remainder, show

A, B = "A", "B"
"""What two contracts are called beside each other: the first and the second."""

OUTCOME, TAKES_PART, TIMES, REACHED = "outcome only in", "takes part only in", "one time more in", "reached only in"
"""Why only one contract has a claim; the letter of the contract that has it follows."""
DAY, WHO_PAYS, PENNIES = "another day", "who pays", "pennies of rounding"
BEFORE_CLAUSES = (*(f"{kind} {side}" for kind in (OUTCOME, TAKES_PART, TIMES, REACHED) for side in (A, B)), DAY)
AFTER_CLAUSES = (WHO_PAYS, PENNIES)
"""The kinds of reason that are no clause's, in their order; between them stand the forms, such as `participant cap`."""

Key = tuple[str, str, int]
"""Person, outcome and occurrence: by these the claims of two runs are matched."""


class Reason(NamedTuple):
    """A row is one reason: what each contract says, and what the second gives more (or less) for it, in minor units.

    `payers` are the parts of the amount that each payer gains or loses, by the payer's name.
    """

    kind: str
    first: str
    second: str
    amount: int
    payers: tuple[tuple[str, int], ...] = ()


class _Effect(NamedTuple):
    """What one clause did to one claim, all its lines together."""

    clause: str
    form: str
    amount: int
    sentence: str


class Laid:
    """A run laid out by claim, with the sentences that reasons are made of."""

    def __init__(self, done: Done):
        self.done, self.contract, self.explainer = done, done.contract, Explainer(done)
        self.standings: dict[Key, Standing] = {}
        self.latest: dict[tuple[str, str], Standing] = {}
        for each in done.standings:
            self.standings[each.person, each.outcome, each.occurrence] = each
            self.latest[each.person, each.outcome] = each
        self.enrolled = dict([*done.working.enrolled, *((name, first) for _, name, first in done.working.together)])
        self.names = {payer: self.contract.parties[payer].name for payer in self.contract.payers()}

    def claim(self, key: Key) -> Standing | None:
        """Where the claim stands; None where there is none."""
        standing = self.standings.get(key)
        return standing if standing is not None and standing.claim else None

    def finding(self, key: Key, like: Finding | None = None) -> Finding | None:
        """The finding on the same requirement as another run's, or else on the requirement that decided."""
        found = self.explainer.findings.get(key, [])
        same = [each for each in found if like and (each.requirement, each.asks) == (like.requirement, like.asks)]
        decided = [each for each in found if each.requirement == self.standings[key].decided_by]
        return next(iter([*same, *decided]), None)

    def found(self, finding: Finding) -> str:
        """A finding with its record, its state, its sentence and the rows it rests on."""
        said = f"{words(finding.asks)}, {finding.state}: {finding_sentence(self.contract, finding)}"
        rows = self.explainer.rows(finding)
        return said + (f" ({rows})" if rows else "")

    def days(self, standing: Standing) -> str:
        """The days of a claim in words; the day it was shown where that is another."""
        said = {"reached": standing.reached, "shown": standing.shown}
        if standing.shown == standing.reached:
            del said["shown"]
        return ", ".join(f"{word} on {say(day)}" for word, day in said.items() if day is not None)

    def effects(self, standing: Standing) -> list[_Effect]:
        """What each clause did to a claim, in the order of the contract."""
        claim = self.explainer.claims[standing.claim]
        lines = defaultdict(list)
        for line in self.explainer.lines.get(standing.claim, []):
            lines[line.clause, line.form].append(line)
        return [
            _Effect(
                clause,
                form,
                sum(line.amount for line in added),
                "; ".join(
                    f"{line_sentence(self.contract, line, claim)}: {self.money(line.amount)} (clause {clause})"
                    for line in added
                ),
            )
            for (clause, form), added in lines.items()
        ]

    def nothing_by(self, form: str, outcome: str) -> str:
        """What is said where a clause of this form added no line to a claim."""
        clauses = [each for each in self.contract.clauses if each.kind == form]
        speaking = [each.clause for each in clauses if outcome in each.selected(self.contract)]
        if not speaking:
            return f"no {words(form)} for it"
        return f"nothing by clause{'s' if len(speaking) > 1 else ''} {', '.join(speaking)}"

    def splits(self, standing: Standing) -> dict[str, int]:
        """What each payer pays of a claim, by the payer's name."""
        paid: dict[str, int] = defaultdict(int)
        for split in self.explainer.splits.get(standing.claim, []):
            paid[self.names[split.payer]] += split.amount
        return dict(paid)

    def divided(self, standing: Standing) -> str:
        """Who pays what of a claim, in words."""
        return "; ".join(
            f"{split_sentence(self.contract, each)} {self.money(each.amount)} (clause {each.clause})"
            for each in self.explainer.splits.get(standing.claim, [])
        )

    def sharing(self, standing: Standing) -> list[object]:
        """The terms by which a claim was divided, without their numbers: equal where two contracts divide alike."""
        clauses = {each.clause for each in self.explainer.splits.get(standing.claim, [])}
        return [
            (each.kind, each.model_dump(exclude={"clause", "outcomes"}), self.names)
            for each in self.contract.under(standing.deeds).clauses
            if each.clause in clauses
        ]

    def money(self, minor: int) -> str:
        """An amount in words."""
        return show(minor, self.contract.currency)

    def not_reached(self, key: Key) -> tuple[str, str]:
        """Why there is no claim here: the kind of the reason, and what the records of this contract say."""
        person, outcome, occurrence = key
        if outcome not in self.contract.outcomes:
            return OUTCOME, "not an outcome of this contract"
        if person not in self.enrolled:
            return TAKES_PART, self._not_enrolled(person)
        standing = self.standings.get(key)
        if standing is None:
            latest = self.latest[person, outcome]
            repeats = self.contract.outcomes[outcome].repeats
            if latest.claim:
                most = repeats.at_most if repeats else 1
                return TIMES, f"paid at most {most} times" if most > 1 else "paid once for a person"
            before = (person, outcome, latest.occurrence)
            return REACHED, f"time {latest.occurrence} is not reached yet; {self._not_yet(before)}"
        return REACHED, self._not_yet(key)

    def _not_yet(self, key: Key) -> str:
        finding = self.finding(key)
        return self.found(finding) if finding else self.standings[key].status

    def _not_enrolled(self, person: str) -> str:
        start = self.contract.enrolled_by
        accounts = [
            each.account for each in self.done.uses if each.kind == start and each.person == person and not each.used
        ]
        return "does not take part: " + (accounts[0] if accounts else f"no good row of the record {words(start)}")


def reasons(first: Laid, second: Laid, key: Key) -> tuple[Reason, ...]:
    """The reasons for which a claim comes to something else; none where it does not.

    Their amounts add up to the difference, and the parts of each payer to what that payer gains or loses.
    """
    before, after = first.claim(key), second.claim(key)
    if before and after:
        said = [*_another_day(first, second, key), *_clauses(first, second, before, after)]
        return tuple(_with_payers(said, first, second, before, after))
    if before:
        kind, here, there = _under_one(first, second, key, before)
        parts = tuple((name, -part) for name, part in first.splits(before).items())
        return (Reason(f"{kind} {A}", here, there, -before.net, parts),)
    if after:
        kind, here, there = _under_one(second, first, key, after)
        return (Reason(f"{kind} {B}", there, here, after.net, tuple(second.splits(after).items())),)
    return ()


def _under_one(reached: Laid, other: Laid, key: Key, standing: Standing) -> tuple[str, str, str]:
    """The kind of the reason, what is said where it was reached, and what where it was not."""
    kind, said = other.not_reached(key)
    finding = reached.finding(key, like=other.finding(key) if key in other.standings else None)
    proof = f"; {reached.found(finding)}" if finding and kind == REACHED else ""
    amounts = "; ".join(each.sentence for each in reached.effects(standing))
    return kind, f"{reached.days(standing)}{proof}; {amounts}", said


def _another_day(first: Laid, second: Laid, key: Key) -> Iterator[Reason]:
    """The days, where they differ, each with the finding that decided; what that is worth, the lines say."""
    before, after = first.standings[key], second.standings[key]
    if (before.reached, before.shown) == (after.reached, after.shown):
        return
    said = []
    for laid, standing in ((first, before), (second, after)):
        finding = laid.finding(key)
        proof = f"; {laid.found(finding)}" if finding else ""
        said.append(laid.days(standing) + proof)
    yield Reason(DAY, said[0], said[1], 0)


def _clauses(first: Laid, second: Laid, before: Standing, after: Standing) -> Iterator[Reason]:
    """What clauses did otherwise; a clause is matched by its form and number, then by its form."""
    ours, theirs = first.effects(before), second.effects(after)
    for here, there in _matched(ours, theirs):
        form = (here or there).form  # type: ignore[union-attr]
        amount = (there.amount if there else 0) - (here.amount if here else 0)
        if amount:
            yield Reason(
                words(form),
                here.sentence if here else first.nothing_by(form, before.outcome),
                there.sentence if there else second.nothing_by(form, after.outcome),
                amount,
            )


def _matched(ours: Sequence[_Effect], theirs: Sequence[_Effect]) -> list[tuple[_Effect | None, _Effect | None]]:
    """Each effect of either run with its counterpart in the other, once."""
    left = list(theirs)
    pairs: dict[int, _Effect] = {}
    for alike in (lambda a, b: (a.form, a.clause) == (b.form, b.clause), lambda a, b: a.form == b.form):
        for i, here in enumerate(ours):
            there = next((each for each in left if i not in pairs and alike(here, each)), None)
            if there is not None:
                pairs[i] = there
                left.remove(there)
    return [*((here, pairs.get(i)) for i, here in enumerate(ours)), *((None, there) for there in left)]


def _with_payers(
    said: Sequence[Reason], first: Laid, second: Laid, before: Standing, after: Standing
) -> Iterator[Reason]:
    """Each reason with the parts of its payers, and last what changed in who pays.

    What is due changes first, divided as the first contract divides this claim (as the second
    does, where the first pays nothing); what is left is who pays.  Where both divide by the same
    terms nothing is left but pennies of rounding, and they go with the largest reason.
    """
    paid, pays = first.splits(before), second.splits(after)
    weights = _weights(paid) or _weights(pays)
    moved = {name: pays.get(name, 0) - paid.get(name, 0) for name in {**paid, **pays}}
    parts = [_divided(each.amount, weights) for each in said]
    left = {name: amount - sum(each.get(name, 0) for each in parts) for name, amount in moved.items()}
    alike = first.sharing(before) == second.sharing(after)
    if alike and any(left.values()) and any(each.amount for each in said):
        largest = max(range(len(said)), key=lambda i: abs(said[i].amount))
        parts[largest] = {name: parts[largest].get(name, 0) + left[name] for name in moved}
        left = {}
    for each, part in zip(said, parts, strict=True):
        yield each._replace(payers=_some(part))
    if any(left.values()):
        kind = PENNIES if alike else WHO_PAYS
        yield Reason(kind, first.divided(before), second.divided(after), 0, _some(left))


def _weights(paid: Mapping[str, int]) -> dict[str, int]:
    """What each payer pays, as weights; none where nobody pays anything."""
    return {name: amount for name, amount in paid.items() if amount > 0}


def _divided(amount: int, weights: Mapping[str, int]) -> dict[str, int]:
    if not amount or not weights:
        return {}
    return dict(zip(weights, largest_remainder(amount, list(weights.values())), strict=True))


def _some(parts: Mapping[str, int]) -> tuple[tuple[str, int], ...]:
    return tuple((name, amount) for name, amount in parts.items() if amount)
