"""Explain: findings and lines of one person as sentences, with the clause numbers of the contract.

It computes nothing: what is explained is what was worked out.
"""

from collections import defaultdict
from collections.abc import Iterator
from difflib import get_close_matches
from typing import NamedTuple

from sop_engine.errors import CallError, Place, problem
from sop_engine.forms.claim_window import ClaimWindow
from sop_engine.records.working import (
    CAPPED,
    DUE,
    FINAL,
    GIVEN_BACK,
    HELD,
    KEPT_BACK,
    MET,
    NO_RECORD,
    REFUSED,
    WAITS,
    Finding,
    Line,
    Split,
    Standing,
    Use,
)
from sop_engine.statements.deeds import terms_of
from sop_engine.statements.done import Done
from sop_engine.statements.sentences import (
    finding_sentence,
    line_sentence,
    priced_by,
    split_sentence,
    unlocked_by,
    varied_by,
    wanted_record,
    words,
)
from sop_engine.terms.outcome import COHORT, CONTRACT, PERSON
from sop_engine.terms.price import dearest
from sop_engine.terms.waiting import running
from sop_engine.terms.written import START, Anchor
from sop_engine.units.days import say
from sop_engine.units.money import show


class Requirement(NamedTuple):
    """What one requirement came to."""

    asks: str
    state: str
    sentence: str
    rows: str
    """The rows of evidence that it rests on."""


class Step(NamedTuple):
    """One line of the working: a clause, what it did, and the amount in words."""

    clause: str
    sentence: str
    amount: str


class Told(NamedTuple):
    """One occurrence of an outcome, explained."""

    outcome: str
    is_: str
    status: str
    headline: str
    requirements: tuple[Requirement, ...]
    steps: tuple[Step, ...]
    payers: tuple[Step, ...]
    next: tuple[tuple[str, str], ...]
    """What would unlock it, the last day that counts, and the money at stake."""
    not_provable: tuple[str, ...]
    flagged: tuple[str, ...]
    varied: tuple[str, ...] = ()
    """The deeds that have changed what it is, or what shows it."""


class Person(NamedTuple):
    """One person explained; or a cohort, or the contract itself."""

    ref: str
    since: str
    """What the day that follows is: the one on which a person joined, the first of a cohort or of the contract."""
    joined: str
    due: str
    told: tuple[Told, ...]


_SINCE = {PERSON: "joined", COHORT: "a cohort that begins on", CONTRACT: "as a whole, from"}


class Explainer:
    """The working of a run, laid out by person and claim."""

    def __init__(self, done: Done):
        self.done, self.contract = done, done.contract
        self.findings: dict[tuple[str, str, int], list[Finding]] = defaultdict(list)
        for finding in done.findings:
            self.findings[finding.person, finding.outcome, finding.occurrence].append(finding)
        self.lines: dict[str, list[Line]] = defaultdict(list)
        for line in done.lines:
            self.lines[line.claim].append(line)
        self.splits: dict[str, list[Split]] = defaultdict(list)
        for split in done.splits:
            self.splits[split.claim].append(split)
        self.standings: dict[tuple[str, str], list[Standing]] = defaultdict(list)
        for standing in done.standings:
            subject = self.contract.outcomes[standing.outcome].subject
            self.standings[subject, standing.person].append(standing)
        self.flagged: dict[tuple[str, str, int], Use] = {
            (use.kind, use.file, use.row): use for use in done.uses if use.flags
        }
        self.claims = {claim.ref: claim for claim in done.claims}

    def people(self) -> Iterator[Person]:
        """Everybody who takes part, in order of reference; then the cohorts and the contract, where they earn."""
        for ref, start in self.done.working.enrolled:
            yield self._subject(PERSON, ref, start)
        for subject, name, start in self.done.working.together:
            yield self._subject(subject, name, start)

    def person(self, ref: str) -> Person:
        """One person; or the cohort, or the contract, of that name where no person has it.

        Raises:
            CallError: Nobody with this reference takes part.
        """
        refs = dict(self.done.working.enrolled)
        if ref in refs:
            return self._subject(PERSON, ref, refs[ref])
        for subject, name, start in self.done.working.together:
            if ref == name:
                return self._subject(subject, name, start)
        near = _one_near(ref, tuple(refs))
        raise CallError(problem("person-unknown", Place("--participant"), found=ref, nearest=near))

    def _subject(self, subject: str, ref: str, start: int) -> Person:
        standings = self.standings[subject, ref]
        net, told = sum(each.net for each in standings), tuple(self._told(each) for each in standings)
        return Person(ref, _SINCE[subject], say(start), self._money(net), told)

    def _told(self, standing: Standing) -> Told:
        outcome = self.contract.under(standing.deeds).outcomes[standing.outcome]
        findings = self.findings[standing.person, standing.outcome, standing.occurrence]
        requirements = tuple(
            Requirement(
                f"{each.check}, {words(each.asks)}", each.state, finding_sentence(self.contract, each), self.rows(each)
            )
            for each in findings
        )
        steps = (
            tuple(
                Step(line.clause, line_sentence(self.contract, line, self.claims[line.claim]), self._money(line.amount))
                for line in self.lines[standing.claim]
            )
            if standing.claim
            else ()
        )
        payers = (
            tuple(
                Step(split.clause, split_sentence(self.contract, split), self._money(split.amount))
                for split in self.splits[standing.claim]
            )
            if standing.claim
            else ()
        )
        times = f", time {standing.occurrence}" if outcome.repeats else ""
        if standing.period:
            times = f", {say(standing.period[0])} to {say(standing.period[1])}"
        return Told(
            words(standing.outcome) + times,
            outcome.is_,
            standing.status,
            self._headline(standing),
            requirements,
            steps,
            payers,
            tuple(self._next(standing, findings)),
            outcome.not_provable if standing.claim else (),
            self._flags(findings),
            tuple(terms_of(self.contract, standing.outcome, standing.deeds)),
        )

    def _headline(self, standing: Standing) -> str:
        as_at = say(self.done.as_at)
        if standing.status == DUE:
            return f"{self._money(standing.net)} due"
        if standing.status == CAPPED:
            return f"{self._money(standing.net)} due of {self._money(standing.gross)} earned"
        if standing.status == HELD:
            held = f"{self._money(-standing.held)} of {self._money(standing.gross)} earned is held"
            return f"{self._money(standing.net)} due, {held}"
        if standing.status == REFUSED:
            return f"not payable on {as_at}: {self._lost(standing)}"
        last = self._last_claim(standing)
        if last and last[0] < self.done.as_at:
            return f"not claimed by {say(last[0])}, the last day for it: what is claimed now is not paid"
        return f"no record by {as_at}" if standing.status == NO_RECORD else f"not yet payable on {as_at}"

    def _last_claim(self, standing: Standing) -> tuple[int, str] | None:
        """The last day on which what is reached can be claimed, and the clause; None where nothing is to be claimed."""
        terms = self.contract.under(standing.deeds)
        findings = self.findings[standing.person, standing.outcome, standing.occurrence]
        reached = next((each for each in findings if each.check == "claim" and each.state != MET), None)
        windows = [each for each in terms.clauses if isinstance(each, ClaimWindow)]
        lasts: list[tuple[int, str]] = []
        for window in windows if reached else ():
            if reached is None or standing.outcome not in window.selected(terms):
                continue
            day = reached.opens if window.after == "reached" else reached.last
            lasts += [(terms.reckoning().after(day, window.within), window.clause)] if day is not None else []
            end = self._day_of(window.not_after, standing) if window.not_after else None
            lasts += [(end, window.clause)] if end is not None else []
        return min(lasts, default=None)

    def _day_of(self, anchor: Anchor, standing: Standing) -> int | None:
        """The day that an anchor means for the person of an occurrence; None while it is not known."""
        count = self.contract.under(standing.deeds).reckoning()
        if not anchor.of:
            return anchor.from_day(anchor.day, count)
        if anchor.of == START:
            return anchor.from_day(dict(self.done.working.enrolled)[standing.person], count)
        others = self.standings[PERSON, standing.person]
        days = [each.reached for each in others if each.outcome == anchor.of and each.reached is not None]
        return anchor.from_day(min(days), count) if days else None

    def _lost(self, standing: Standing) -> str:
        """Why what is refused is: no record dated later can show it, unless one that is still running may."""
        contract = self.contract.under(standing.deeds)
        final = [
            finding
            for finding in self.findings[standing.person, standing.outcome, standing.occurrence]
            if finding.state in FINAL and not finding.waits_for
        ]
        if final and all(each.check == "measure" and running(contract, each.asks) for each in final):
            kinds = {kind for each in final for _, kind in running(contract, each.asks)}
            named = " or ".join(words(kind) for kind in sorted(kinds))
            return (
                f"only a record {named} that covers earlier days and is still to come, or to be closed, can change it"
            )
        return "no later record can show it"

    def _next(self, standing: Standing, findings: list[Finding]) -> Iterator[tuple[str, str]]:
        if standing.status == DUE:
            return
        clause, price = priced_by(self.contract.under(standing.deeds), standing.outcome)
        if standing.status in (CAPPED, HELD):
            yield from self._kept_from(standing)
            return
        unmet = [finding for finding in findings if finding.state != MET]
        if standing.status == REFUSED:
            yield from self._still(unmet)
        else:
            yield from self._unlock(unmet)
            if last := self._last_claim(standing):
                yield "last day for a claim", f"{say(last[0])} (clause {last[1]})"
        before = " and ".join(each for each in (self._parts(standing), self._caps(standing)) if each)
        varied = varied_by(self.contract, clause, standing.outcome, standing.deeds)
        said = f"{self._money(standing.stake)} (clause {clause}{f': {price}' if ';' in price else ''}{varied})"
        if dearest(self.contract.under(standing.deeds).prices()[standing.outcome]) is None:
            said = f"{price} (clause {clause}{varied})"  # without a number it has no bound, and comes to no amount
        yield "at stake", said + (f", before {before}" if before else "")

    def _kept_from(self, standing: Standing) -> Iterator[tuple[str, str]]:
        """What of a claim is not paid: what waits for room, what is held and until when, and what was taken."""
        sums: dict[str, int] = defaultdict(int)
        until: dict[str, str] = {}
        waits: list[str] = []
        for line in self.lines[standing.claim]:
            if line.effect in (KEPT_BACK, GIVEN_BACK):
                sums[line.clause] += line.amount
            if line.effect == KEPT_BACK:
                until[line.clause] = line.why
            if line.effect == WAITS and line.clause not in waits:
                waits.append(line.clause)
        for clause, amount in sums.items():
            if amount < 0:
                yield "released when", f"{until[clause]}: {self._money(-amount)} (clause {clause})"
        if standing.waiting:
            yield "waits", f"{self._money(-standing.waiting)} for room under clause {', '.join(waits)}"
        if standing.taken:
            aside = (WAITS, KEPT_BACK)
            lines = [line for line in self.lines[standing.claim] if line.amount < 0 and line.effect not in aside]
            takers = ", ".join(dict.fromkeys(line.clause for line in lines))
            yield "taken", f"{self._money(-standing.taken)} by clause {takers}; it stays on record as earned"

    def _unlock(self, unmet: list[Finding]) -> Iterator[tuple[str, str]]:
        """What would still meet each requirement; of several ways that are enough, each by itself."""
        told: set[tuple[str, str]] = set()
        ways: list[str] = []
        closed = [_way(each) for each in unmet if self._enrolled_otherwise(each)]
        for finding in unmet:
            way = _way(finding)
            if finding.state in FINAL or self._enrolled_otherwise(finding) or (way and way in closed):
                continue
            before = "and " if way in ways else "or " if way and ways else ""
            for label, sentence in unlocked_by(self.contract, finding):
                if (label, sentence) in told:
                    continue
                told.add((label, sentence))
                yield (f"{before}{label}" if before and label == "payable when" else label), sentence
            ways += [way] if way and way not in ways else []

    def _enrolled_otherwise(self, finding: Finding) -> bool:
        """Whether what is asked is not what the enrolment of a person says: no later record can change that."""
        of_record = finding.check in ("record", "count")
        return of_record and finding.state != MET and finding.asks == self.contract.enrolled_by

    def _parts(self, standing: Standing) -> str:
        """The clauses that add something to a price, or take a part of it."""
        terms = self.contract.under(standing.deeds)
        clauses = [each for each in terms.clauses if each.described and standing.outcome in each.selected(terms)]
        return ", ".join(f"the {words(each.kind)} of clause {each.clause}" for each in clauses)

    def _caps(self, standing: Standing) -> str:
        """The clauses that limit an outcome, for what may be left of a price."""
        terms = self.contract.under(standing.deeds)
        limits = [each for each in terms.clauses if each.lessens]
        caps = [each.clause for each in limits if standing.outcome in each.selected(terms)]
        return ("the limits of clauses " if len(caps) > 1 else "the limit of clause ") + ", ".join(caps) if caps else ""

    def _still(self, unmet: list[Finding]) -> Iterator[tuple[str, str]]:
        """What could change a refusal: nothing dated later, so a record that was dated in time and not sent."""
        for finding in unmet:
            if finding.state not in FINAL or finding.waits_for:
                continue
            if finding.check == "held":
                yield "could still change", f"only by records {words(finding.asks)} of earlier days, not sent yet"
            elif (
                finding.check in ("record", "count")
                and finding.closes is not None
                and (finding.opens is None or finding.opens <= finding.closes)
            ):
                wanted = f"{wanted_record(self.contract, finding)} to {say(finding.closes)}"
                yield "could still change", f"only by {wanted}, not sent yet"

    def rows(self, finding: Finding) -> str:
        """The rows a finding rests on, file by file; of many the first and the last."""
        by_file: dict[str, list[int]] = defaultdict(list)
        for cite in finding.cites:
            file, row = self.done.records.events[cite.kind].source[cite.row]
            by_file[file].append(row)
        return "; ".join(f"{file}, {_listed(sorted(rows))}" for file, rows in sorted(by_file.items()))

    def _flags(self, findings: list[Finding]) -> tuple[str, ...]:
        raised = []
        for finding in findings:
            for cite in finding.cites:
                use = self.flagged.get((cite.kind, *self.done.records.events[cite.kind].source[cite.row]))
                for flag in use.flags if use else ():
                    name, day = flag.split(": ")
                    raised.append(f"{self.contract.flags[name].is_} ({day})")
        return tuple(dict.fromkeys(raised))

    def _money(self, minor: int) -> str:
        return show(minor, self.contract.currency)


def explain_person(done: Done, ref: str) -> str:
    """Everything about one person, as text: what is due and why, and what is not and what would unlock it."""
    person = Explainer(done).person(ref)
    text = [
        f"{person.ref}, {person.since} {person.joined}",
        f"{person.due} due as at {say(done.as_at)}, {done.contract.title}",
        *notes(done),
        "",
    ]
    for told in person.told:
        text += [_row(told.outcome, told.headline), f"  {told.is_}"]
        text += [f"  {'terms':<32} {each}" for each in told.varied]
        text += [f"  {each.asks:<32} {each.state:<12} {_with_rows(each)}" for each in told.requirements]
        text += [_row(f"  {each.clause:<6} {each.sentence}", each.amount) for each in told.steps]
        text += [_row(f"  {each.clause:<6} {each.sentence}", each.amount) for each in told.payers]
        text += [f"  {label:<32} {sentence}" for label, sentence in told.next]
        text += [f"  {'not provable':<32} {each}" for each in told.not_provable]
        text += [f"  {'flagged':<32} {each}" for each in told.flagged]
        text.append("")
    return "\n".join(text)


def notes(done: Done) -> list[str]:
    """What every statement says of its terms and its evidence: what is illustrative, what could not be judged."""
    illustrative = "; ".join(done.contract.illustrative)
    said = [f"Illustrative, not published: {illustrative}."] if illustrative else []
    return [*said, lateness(done)] if lateness(done) else said


def lateness(done: Done) -> str:
    """Which evidence cannot be judged for lateness; "" where every record of it says when it was received."""
    kinds = [kind for kind, events in done.records.events.items() if len(events) and kind != done.contract.enrolled_by]
    silent = [kind for kind in kinds if kind in done.records.lateness_unknown]
    if not silent:
        return ""
    named = " or ".join([", ".join(map(words, silent[:-1])), words(silent[-1])] if silent[1:] else [words(silent[0])])
    which = "No record says" if silent == kinds else f"No {named} record says"
    return f"{which} when it was received: lateness could not be judged; each counts as known on the day of the run."


def _way(finding: Finding) -> str:
    """Which of several ways that are enough a requirement belongs to; nothing where all are needed.

    Example:
        >>> _way(Finding("Ann", "seen", 1, "any_of 2 all_of 1", "visit", "record", "missing"))
        'any_of 2'
    """
    steps = finding.requirement.split(" ")
    return " ".join(steps[: steps.index("any_of") + 2]) if "any_of" in steps else ""


def _one_near(ref: str, refs: tuple[str, ...]) -> str:
    """The one reference that comes near; never a list of other people's."""
    close = get_close_matches(ref, refs, n=1, cutoff=0.7)
    return f'Did you mean "{close[0]}"?' if close else "Check the reference, and the record that enrols people."


def _with_rows(requirement: Requirement) -> str:
    return requirement.sentence + (f" ({requirement.rows})" if requirement.rows else "")


def _listed(rows: list[int], most: int = 6) -> str:
    said = ("row " if len(rows) == 1 else "rows ") + ", ".join(str(each) for each in rows[:most])
    return said + (f" and {len(rows) - most} more" if len(rows) > most else "")


def _row(left: str, right: str, width: int = 100) -> str:
    """Words to the left and an amount to the right."""
    return left + " " * max(2, width - len(left) - len(right)) + right
