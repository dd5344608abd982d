"""Answer: what a requirement, or several together, came to for one person."""

from typing import NamedTuple

from sop_engine.records.working import AWAITED, FINAL, MET, MISSING, STATES, WAITING, Finding
from sop_engine.units.days import NEVER

LONG_AGO = -NEVER


class Answer(NamedTuple):
    """What a requirement, or several together, came to for one person; the days are 0 where it is not met."""

    state: str
    reached: int
    shown: int
    known: int
    seen: int
    """The day from which a hold that begins here measures its first gap."""
    findings: tuple[Finding, ...]
    decided_by: str
    rests_on: tuple[str, ...]
    """The requirements that were met and needed."""
    soonest: int
    """The day reached; unmet, a day before which it cannot be reached any more."""


def one(finding: Finding, seen: int, soonest: int = LONG_AGO) -> Answer:
    """The answer of one requirement, from its finding.

    Example:
        >>> one(Finding("Ann", "seen", 1, "shown_by", "visit", "record", "met", reached=7, shown=7), 7).rests_on
        ('shown_by',)
    """
    return Answer(
        finding.state,
        finding.reached or 0,
        finding.shown or 0,
        finding.known or 0,
        seen,
        (finding,),
        finding.requirement,
        (finding.requirement,) if finding.state == MET else (),
        NEVER if finding.state in FINAL else finding.reached if finding.reached is not None else soonest,
    )


def all_of(answers: list[Answer], dating: int | None = None) -> Answer:
    """Every part: the latest of their days; unmet, the gravest of those that are not.

    `dating` is the place of the part whose day counts in place of the latest.

    Example:
        >>> early = one(Finding("Ann", "seen", 1, "all_of 1", "visit", "record", "met", reached=7, shown=7), 7)
        >>> late = one(Finding("Ann", "seen", 1, "all_of 2", "letter", "record", "met", reached=9, shown=9), 9)
        >>> all_of([early, late]).reached, all_of([early, late], 0).reached
        (9, 7)
    """
    findings = tuple(finding for answer in answers for finding in answer.findings)
    rests_on = tuple(way for answer in answers for way in answer.rests_on)
    soonest = max(answer.soonest for answer in answers)
    unmet = [answer for answer in answers if answer.state != MET]
    if unmet:
        final = [answer for answer in unmet if answer.state in FINAL]
        # With a record for another part, somebody has begun: that is pending, not "no record".
        begun = [answer for answer in unmet if answer.state not in (MISSING, *FINAL)]
        first = (final or begun or unmet)[0]
        some = any(answer.state == MET and answer.findings[0].check != "after" for answer in answers)
        state = AWAITED if first.state == MISSING and some else first.state
        return Answer(state, 0, 0, 0, LONG_AGO, findings, first.decided_by, rests_on, soonest)
    latest = max(answers, key=lambda answer: answer.reached)
    dated = latest if dating is None else answers[dating]
    return Answer(
        MET,
        dated.reached,
        max(a.shown for a in answers),
        max(a.known for a in answers),
        dated.seen,
        findings,
        latest.decided_by,
        rests_on,
        dated.reached,
    )


def any_of(answers: list[Answer]) -> Answer:
    """One part: the earliest of their days; unmet, the most hopeful.

    Example:
        >>> early = one(Finding("Ann", "seen", 1, "any_of 1", "visit", "record", "met", reached=7, shown=7), 7)
        >>> missing = one(Finding("Ann", "seen", 1, "any_of 2", "letter", "record", "missing"), 0)
        >>> any_of([missing, early]).decided_by
        'any_of 1'
    """
    findings = tuple(finding for answer in answers for finding in answer.findings)
    return best(answers)._replace(findings=findings, soonest=min(answer.soonest for answer in answers))


def n_of(answers: list[Answer], needed: int) -> Answer:
    """So many parts: the day of the last one needed; unmet, the most hopeful of those that are still missing.

    Example:
        >>> early = one(Finding("Ann", "seen", 1, "these 1", "visit", "record", "met", reached=7, shown=7), 7)
        >>> late = one(Finding("Ann", "seen", 1, "these 2", "letter", "record", "met", reached=9, shown=9), 9)
        >>> n_of([late, early], 1).reached, n_of([late, early], 2).reached
        (7, 9)
    """
    findings = tuple(finding for answer in answers for finding in answer.findings)
    met = sorted((each for each in answers if each.state == MET), key=lambda each: (each.reached, each.shown))
    if len(met) >= needed:
        return all_of(met[:needed])._replace(findings=findings)
    hopeful = sorted((each for each in answers if each.state != MET), key=lambda each: STATES.index(each.state))
    return all_of([*met, *hopeful[: needed - len(met)]])._replace(findings=findings)


def best(answers: list[Answer]) -> Answer:
    """Of several ways the one that is met first; where none is met, the most hopeful.

    Example:
        >>> early = one(Finding("Ann", "seen", 1, "any_of 1", "visit", "record", "met", reached=7, shown=7), 7)
        >>> late = one(Finding("Ann", "seen", 1, "any_of 2", "letter", "record", "met", reached=9, shown=9), 9)
        >>> best([late, early]).reached
        7
    """
    met = [answer for answer in answers if answer.state == MET]
    if met:
        return min(met, key=lambda answer: (answer.reached, answer.shown))
    return min(answers, key=lambda answer: STATES.index(answer.state))


def reported(answer: Answer) -> str:
    """The state of an occurrence: what waits for another outcome without any record of its own has none.

    Example:
        >>> reported(one(Finding("Ann", "kept", 1, "shown_by", "visit", "held", "waiting", number=0), 0))
        'missing'
    """
    if answer.state == WAITING and not any(finding.number for finding in answer.findings if finding.check != "after"):
        return MISSING
    return answer.state
