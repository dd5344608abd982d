"""Around: the times of an outcome that repeats, where some were posted before: these stay, others find their place."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from sop_engine.records.working import MET, Cite
from sop_engine.steps.answer import Answer
from sop_engine.steps.claimed import CLAIM
from sop_engine.steps.looking import Looking


class Left(NamedTuple):
    """What the times so far leave for others."""

    used: set[Cite]
    held_before: dict[str, tuple[int, int]]
    no_sooner: int


@dataclass(slots=True)
class Around:
    """The times of one outcome for one subject, around those that were posted.

    A posted time stays if the records still show it on its day; they show it first, so that no
    other time rests on what it needs.  Before one that stays there is another only if the two lie
    so long apart, and the one that stays is still shown beside it.
    """

    looking: Looking
    found: Callable[[Looking], Answer]
    """The first time that those before leave, with all that it needs, whether or not it is claimed."""
    claimed: Callable[[Answer, Looking], Answer]
    """The same time, once it is claimed."""
    no_more: Callable[[Looking, Answer], None]
    """What a time rests on shows no other, and the next comes no sooner than so long after it."""
    next_from: Callable[[int], int]
    """The first day on which another may be reached, after one that is reached on a day."""

    def times(self, posted: Sequence[int], most: int) -> list[Answer]:
        """At most so many times: those that are met, by day, and behind them the next that is open, if there is one.

        `posted` are the days that stay, in the order in which they were posted.
        """
        kept = self._kept(posted, most)
        times: list[Answer] = []
        left, still_open = most - len(kept), None
        # Terms that hold later may still show on their own days what these do not.
        to_come = [day for day in posted if day not in kept and day > self.looking.ends]
        for day in [*sorted([*kept, *to_come]), None]:
            stays = None if day is None else kept.get(day)
            while left and still_open is None:
                time = self.found(self.looking)
                if day is not None and not self._fits(time, day, stays):
                    break
                time = self.claimed(time, self.looking)
                if time.state != MET:
                    still_open = time
                    break
                times.append(time)
                self.no_more(self.looking, time)
                left -= 1
            if stays is not None and day is not None:
                times.append(self._in_turn(stays, day))
                self.no_more(self.looking, times[-1])
            elif day is not None:
                self.looking.no_sooner = self.next_from(day)
        return times if still_open is None else [*times, still_open]

    def _kept(self, posted: Sequence[int], most: int) -> dict[int, Answer]:
        """The posted times that the records still show, by day; what they rest on shows no other."""
        before, shown = self._left(), {}
        for day in sorted(posted):
            answer = self._on(day)
            answer = answer and self.claimed(answer, self.looking)
            if answer is not None and answer.state == MET:
                shown[day] = answer
                self.no_more(self.looking, answer)
        kept = {day: shown[day] for day in [day for day in posted if day in shown][:most]}
        self._leave(before)
        self.looking.used = self.looking.used.union(*(_cited(answer) for answer in kept.values()))
        return kept

    def _on(self, day: int) -> Answer | None:
        """The time that the records show on a day, claimed or not."""
        self.looking.no_sooner = day
        answer = self.found(self.looking)
        return answer if answer.state == MET and answer.reached == day else None

    def _fits(self, time: Answer, day: int, stays: Answer | None) -> bool:
        """Whether there is a place for a time before a day that stays."""
        if time.state != MET or self.next_from(time.reached) > day:
            return False
        if stays is None or all(finding.check != "held" for finding in stays.findings):
            return True
        before = self._left()
        self.no_more(self.looking, time)
        self.looking.used -= _cited(stays)
        again = self._on(day)  # what is held goes on from the time before: no day counts twice
        self._leave(before)
        return again is not None

    def _in_turn(self, stays: Answer, day: int) -> Answer:
        """What stays, as it is found after the times before it; where something nearer is passed over, on its day."""
        before = self._left()
        self.looking.used -= _cited(stays)
        plain = self.found(self.looking)
        again = plain if plain.state == MET and plain.reached == day else self._on(day)
        self._leave(before)
        return stays if again is None else _as_claimed(again, stays)

    def _left(self) -> Left:
        return Left(set(self.looking.used), dict(self.looking.held_before), self.looking.no_sooner)

    def _leave(self, left: Left) -> None:
        self.looking.used, self.looking.held_before, self.looking.no_sooner = left


def _cited(answer: Answer) -> set[Cite]:
    """The records that a time rests on."""
    return {cite for finding in answer.findings if finding.requirement in answer.rests_on for cite in finding.cites}


def _as_claimed(answer: Answer, before: Answer) -> Answer:
    """A time, by the claim that was found for it before."""
    claims = tuple(finding for finding in before.findings if finding.check == CLAIM)
    return answer._replace(
        known=max([answer.known, *(finding.known or 0 for finding in claims)]),
        findings=(*answer.findings, *claims),
        rests_on=(*answer.rests_on, *(finding.requirement for finding in claims)),
    )


def renumbered(answer: Answer, number: int) -> Answer:
    """A time with the number that it has among all of them.

    Example:
        >>> from sop_engine.records.working import Finding
        >>> from sop_engine.steps.answer import one
        >>> first = one(Finding("Ann", "seen", 1, "shown_by", "visit", "record", "met"), 0)
        >>> [finding.occurrence for finding in renumbered(first, 3).findings]
        [3]
    """
    return answer._replace(findings=tuple(finding._replace(occurrence=number) for finding in answer.findings))
