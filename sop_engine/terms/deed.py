"""A deed of variation: what it changes, from which day, and for whom."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, Any, NamedTuple

from pydantic import Field

from sop_engine.terms.written import Day, Name, Term, Text, Texts, Whole, word
from sop_engine.units.days import NEVER, say

REFERRED, STARTED, REACHED, CLAIMED = (
    "referred_from_then",
    "started_from_then",
    "reached_from_then",
    "claimed_from_then",
)
FOR = {
    REFERRED: "for those referred from",
    STARTED: "for those who started from",
    REACHED: "for what is reached from",
    CLAIMED: "for what is claimed from",
}
"""For whom a deed holds, and how a sentence says it."""

Deeds = tuple[int, ...]
"""The numbers of some deeds, in their order."""


class Change(NamedTuple):
    """One thing that a deed changes, with what stood there before and what stands there after."""

    what: str
    """clause, outcome, record, party, flag or contract."""
    name: str
    """The number of the clause, or the name of what is changed."""
    term: tuple[str, ...]
    """The way to the term within it; nothing where all of it is added or withdrawn."""
    before: str
    """As it was written; nothing where it is added."""
    after: str
    """As it is written; nothing where it is withdrawn."""

    @property
    def key(self) -> tuple[str, ...]:
        """What it touches, to be compared with what others touch."""
        return (self.what, self.name, *self.term)


class DeedTerms(Term):
    """A deed as its file has it: contracts/<name>/variations/<number>.yaml."""

    deed: Whole
    """Its number; deeds apply in this order."""
    signed: Day
    """The day on which it was signed."""
    from_: Day = Field(alias="from")
    """The first day on which it holds."""
    for_: Annotated[str, *word(*FOR)] = Field(alias="for")
    """For whom it holds: those referred, or who started, or what is reached, or claimed, from that day."""
    referred_by: Name | None = None
    """The field of the enrolling record that holds the day of referral; `referred` where it is not named."""
    because: Text
    """Why the parties agreed it."""
    source: Texts
    """Where it was published or signed."""
    illustrative: Texts = ()
    """What was not published and is ours."""
    changes: dict[str, Any] = {}
    """Terms that are replaced: of outcomes and clauses, by name and number, and some of the whole contract."""
    adds: dict[str, Any] = {}
    """Outcomes, clauses, records, parties and flags that are new."""
    withdraws: dict[str, Any] = {}
    """Outcomes and clauses under which nothing is earned from then."""
    planned: dict[str, Any] | None = None
    """The planned schedule anew: it replaces the one before as a whole."""


@dataclass(frozen=True, slots=True)
class Deed:
    """A deed that has been signed, with all that it changes."""

    number: int
    signed: int
    from_: int
    for_: str
    referred_by: str
    because: str
    source: tuple[str, ...]
    illustrative: tuple[str, ...]
    changes: tuple[Change, ...]

    def named(self) -> str:
        """The deed in a sentence: `deed 2 (signed 14 March 2019)`."""
        return f"deed {self.number} (signed {say(self.signed)})"

    def whom(self) -> str:
        """For whom it holds: `for those who started from 1 April 2019`."""
        return f"{FOR[self.for_]} {say(self.from_)}"

    def touches_clause(self, clause: str, outcome: str) -> bool:
        """Whether it changes or adds a clause, in a way that concerns an outcome.

        What is said for one outcome in a clause, such as its price, concerns that outcome alone.
        """
        return any(
            each.what == "clause" and each.name == clause and (len(each.term) < 2 or each.term[1] == outcome)
            for each in self.changes
        )

    def touches_outcome(self, outcome: str) -> bool:
        """Whether it changes or adds what an outcome is, or what shows it."""
        return any(each.what == "outcome" and each.name == outcome for each in self.changes)


class Stretch(NamedTuple):
    """The days within which some deeds hold: those of what is reached, and of what is claimed."""

    deeds: Deeds = ()
    reached: tuple[int, int] = (-NEVER, NEVER)
    claimed: tuple[int, int] = (-NEVER, NEVER)


def holding(deeds: tuple[Deed, ...], days: Mapping[str, int]) -> Deeds:
    """The deeds that hold, where these are the days that they look at.

    Example:
        >>> first = Deed(1, 90, 100, STARTED, "", "", (), (), ())
        >>> holding((first,), {STARTED: 99}), holding((first,), {STARTED: 100})
        ((), (1,))
    """
    return tuple(each.number for each in deeds if each.for_ in days and each.from_ <= days[each.for_])


def spans(deeds: tuple[Deed, ...], own: Deeds, reached_by: int, claimed_by: int) -> tuple[Stretch, ...]:
    """The spans that a person goes through, in order; `own` are the deeds that hold for all that concerns them.

    Only deeds that hold by a day are looked at: something can be reached up to `reached_by`, and
    claimed up to `claimed_by`.

    Example:
        >>> first = Deed(1, 90, 100, REACHED, "", "", (), (), ())
        >>> [(span.deeds, span.reached[0]) for span in spans((first,), (), 99, 99)]
        [((), -1000000)]
        >>> [(span.deeds, span.reached[0]) for span in spans((first,), (), 100, 100)]
        [((), -1000000), ((1,), 100)]
    """
    by_reached = _steps(deeds, REACHED, reached_by)
    by_claimed = _steps(deeds, CLAIMED, claimed_by)
    return tuple(
        Stretch(tuple(sorted({*own, *holding(deeds, {REACHED: reached[0], CLAIMED: claimed[0]})})), reached, claimed)
        for reached in by_reached
        for claimed in by_claimed
    )


def _steps(deeds: tuple[Deed, ...], kind: str, by: int) -> list[tuple[int, int]]:
    """The first and last days between which no deed of a kind begins to hold."""
    firsts = [-NEVER, *sorted({each.from_ for each in deeds if each.for_ == kind and each.from_ <= by})]
    return [(first, after - 1) for first, after in zip(firsts, [*firsts[1:], NEVER + 1], strict=True)]


def reachable(deeds: tuple[Deed, ...]) -> list[Deeds]:
    """Every set of deeds that can hold together: of each kind, those up to some day.

    Example:
        >>> one, two = (Deed(n, 90, 100 + n, kind, "", "", (), (), ()) for n, kind in ((1, STARTED), (2, CLAIMED)))
        >>> reachable((one, two))
        [(), (2,), (1,), (1, 2)]
    """
    sets: list[Deeds] = [()]
    for kind in FOR:
        steps = [holding(deeds, {kind: first}) for first, _ in _steps(deeds, kind, NEVER)]
        sets = [tuple(sorted({*before, *step})) for before in sets for step in steps]
    return list(dict.fromkeys(sets))
