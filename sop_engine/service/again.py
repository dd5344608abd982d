"""Again: a run after another, in which only those people are looked at of whom there is something new.

All that is due is settled anew, for everybody; what is spared is to look at the records of those who have
nothing new.  A closing looks at everybody, and so does whoever verifies.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from functools import lru_cache
from hashlib import sha256
from importlib.metadata import version
from pathlib import Path
from typing import NamedTuple

from sqlalchemy import Connection, Engine

import sop_engine
from sop_engine import __version__
from sop_engine.ledger.due import due, result
from sop_engine.ledger.reconcile import Change, reconcile
from sop_engine.library.load import Agreed
from sop_engine.records.posted import Posted, PostedClaim
from sop_engine.records.working import Claim
from sop_engine.service.work import Basis, WorkedOut
from sop_engine.steps.alone import found_alone
from sop_engine.steps.evaluate import found
from sop_engine.steps.settle import settle
from sop_engine.store import books
from sop_engine.store.acts import contract_id
from sop_engine.store.connect import reading
from sop_engine.store.known import corrections, records_known
from sop_engine.store.remembered import (
    Away,
    KnownClaim,
    KnownPerson,
    NewOf,
    Recalled,
    ahead,
    forget,
    new_since,
    recall,
    remember,
)
from sop_engine.terms.contract import AS_PAID, Contract
from sop_engine.terms.outcome import PERSON
from sop_engine.units.canonical import canonical, digest

Times = Mapping[tuple[str, str], tuple[int, ...]]
"""For each person and outcome the days that are posted, in the order in which they were."""


WORTH = 0.5
"""Of more people than this part it is quicker to look at everybody."""


class Again(NamedTuple):
    """A contract worked out from what the last run found, and what is new since."""

    worked: WorkedOut
    recalled: Recalled
    looked_at: frozenset[str]
    """Who was looked at anew."""


def basis_hash(terms: str, as_at: int) -> str:
    """What the claims of a person hang on beside the records: the terms (their hash), the day, and the engine."""
    return digest(canonical([terms, as_at, __version__, _code()]))


@lru_cache(maxsize=1)
def _code() -> str:
    """The hash of the engine itself, and of the calendar of holidays that it asks."""
    hashing = sha256(version("holidays").encode())
    for file in sorted(Path(sop_engine.__file__).parent.rglob("*.py")):
        hashing.update(file.read_bytes())
    return hashing.hexdigest()


def work_out_again(engine: Engine, name: str, basis: Basis, agreed: Agreed, on: str) -> Again | None:
    """Work a contract out from what the last run found on a basis; None where everybody is to be looked at."""
    contract = agreed.contract
    if not found_alone(contract):
        return None
    before = basis.before_run - 1
    with reading(engine) as connection:
        number = contract_id(connection, name)
        recalled = recall(connection, number, on, before)
        if recalled is None or recalled.known_seq > basis.known_seq or recalled.known_to > basis.known_at:
            return None
        new = new_since(connection, number, recalled, basis.known_seq)
        as_paid = contract.cap_allocation == AS_PAID
        posted = books.places(connection, number, before) if as_paid else _standing(recalled)
        whom = {each.subject for each in new} | {ref for ref, known in recalled.people.items() if not known.sure}
        whom = corrections(connection, number, basis.known_seq).with_all_linked(whom)
    if _of_others(contract, new):
        return None
    if len(whom) > WORTH * len(recalled.people):
        return None
    taken = records_known(engine, name, contract, basis.as_at, basis.known_seq, whom)
    made = found(contract, taken.records, basis.as_at, basis.known_at, posted=of_some(posted, whom))
    kept = (known.claim for ref, person in recalled.people.items() if ref not in whom for known in person.claims)
    claims = [claim for of in _by_person([*kept, *made.claims]).values() for claim in of]
    lines, splits = settle(contract, claims, basis.as_at, posted)
    dues = due(claims, lines, splits)
    worked = WorkedOut(agreed, basis, posted, claims, lines, dues, result(dues), None, taken.contradictions)
    return Again(worked, recalled, frozenset(whom))


def _of_others(contract: Contract, new: Iterable[NewOf]) -> bool:
    """Whether any of it is about a cohort or the contract: then everybody is to be looked at."""
    return any(each.kind in contract.records and contract.records[each.kind].about != PERSON for each in new)


def of_some(posted: Posted, whom: Collection[str]) -> Posted:
    """What is posted on the claims of some people."""
    return Posted({ref: claim for ref, claim in posted.claims.items() if claim.person in whom})


def _by_person(claims: Iterable[Claim]) -> dict[str, list[Claim]]:
    """The claims of each person, in the order in which people are looked at: by reference."""
    made: dict[str, list[Claim]] = defaultdict(list)
    for claim in claims:
        made[claim.person].append(claim)
    return dict(sorted(made.items()))


def _standing(recalled: Recalled) -> Posted:
    """What stands posted, by what the last run left: enough where what is posted has no place of its own in limits."""
    made: dict[str, PostedClaim] = {}
    for ref, person in recalled.people.items():
        made |= {known.claim.ref: _as_posted(known) for known in person.claims if known.rank}
        for each in person.away:
            made[each.ref] = PostedClaim(each.ref, ref, each.outcome, each.rank, 0, each.reached, 0, 0, 0)
    return Posted(made)


def _as_posted(known: KnownClaim) -> PostedClaim:
    of = known.claim
    return PostedClaim(
        of.ref, of.person, of.outcome, known.rank, known.net, of.reached, of.shown, of.known, of.claimed, of.period
    )


def changes_since(connection: Connection, contract: int, again: Again) -> list[Change]:
    """What is to be posted: only claims that come to something else than after the last run are asked for."""
    before = {
        known.claim.ref: (known.net, known.parts)
        for person in again.recalled.people.values()
        for known in person.claims
    }
    nothing: tuple[int, tuple[tuple[str, int], ...]] = (0, ())
    differing = [each for each in again.worked.dues if before.pop(each.claim, nothing) != (each.net, each.parts)]
    gone = [claim for claim, stood in before.items() if stood != (0, ())]
    asked = [*(each.claim for each in differing), *gone]
    run = again.worked.basis.before_run - 1
    return reconcile(differing, books.posted(connection, contract, run, asked))


def keep(
    connection: Connection,
    contract: int,
    worked: WorkedOut,
    changes: Sequence[Change],
    on: str,
    again: Again | None,
) -> None:
    """Remember what a run found, once it has posted: of everybody, or in the place of what was known of some."""
    basis, changed = worked.basis, {each.due.claim: each.due.subject for each in changes}
    known_to = books.day_of(connection, contract, basis.known_seq)
    terms = worked.agreed.contract
    # What was told by clocks that are ahead of this run's did not count yet, and will without anything new.
    if not found_alone(terms) or known_to > basis.known_at:
        forget(connection, contract)
        return
    not_yet = ahead(connection, contract, basis.known_seq, known_to, again.looked_at if again else None)
    if _of_others(terms, not_yet):
        forget(connection, contract)
        return
    at_odds = {each.subject for each in worked.contradictions if terms.records[each.kind].about == PERSON}
    found_of = _Known(worked, changed, again, {each.subject for each in not_yet} | at_odds)
    told = {ref: found_of.person(ref) for ref in sorted(found_of.whom)}
    others = 0 if again is None else len(again.recalled.people.keys() - told.keys())
    head = {
        "basis": on,
        "run": basis.before_run,
        "known_seq": basis.known_seq,
        "known_to": known_to,
        "people": others + sum(each is not None for each in told.values()),
    }
    remember(connection, contract, head, told, anew=again is None)


class _Known:
    """What is to be remembered of each person."""

    def __init__(self, worked: WorkedOut, changed: Mapping[str, str], again: Again | None, doubtful: Collection[str]):
        """What was worked out, and how.

        Args:
            changed: Of each claim that is posted now, whom it is about.
            doubtful: Whose records count later, or contradict each other.
        """
        self.contract: Contract = worked.agreed.contract
        self.worked, self.changed, self.doubtful = worked, changed, doubtful
        self.dues = {each.claim: each for each in worked.dues}
        self.claims = _by_person(worked.claims)
        self.away: dict[str, list[Away]] = defaultdict(list)
        for each in worked.posted.claims.values():
            if each.ref not in self.dues and each.ref not in changed:  # else it is taken back, and has no place
                self.away[each.person].append(Away(each.ref, each.outcome, each.reached, each.rank))
        looked_at = {*self.claims, *self.away, *doubtful} if again is None else again.looked_at
        self.whom = {*looked_at, *changed.values()}
        """Whose place in what is remembered is taken by what was found now."""
        self.times: Times = of_some(worked.posted, self.whom).times()
        self.repeating = {name for name, outcome in self.contract.outcomes.items() if outcome.repeats}

    def person(self, ref: str) -> KnownPerson | None:
        """A person's claims, with what is posted on each now; None where there is nothing to remember."""
        known, away = tuple(self._claim(each) for each in self.claims.get(ref, ())), tuple(self.away.get(ref, ()))
        sure = ref not in self.doubtful and all(self._sure(name, known, away) for name in self.repeating)
        return KnownPerson(known, sure, away) if known or away or not sure else None

    def _claim(self, claim: Claim) -> KnownClaim:
        due, posted = self.dues[claim.ref], self.worked.posted.claims.get(claim.ref)
        new = self.worked.basis.before_run if claim.ref in self.changed else 0
        return KnownClaim(claim, due.net, due.parts, posted.rank if posted else new)

    def _sure(self, outcome: str, known: Sequence[KnownClaim], away: Sequence[Away]) -> bool:
        """Whether what is posted now is what was posted then, or is all that was found and nothing was posted then.

        A time that was found around others may be found by another record once it is posted itself.
        """
        times = [each for each in known if each.claim.outcome == outcome]
        if not times:
            return True
        given = self.times.get((times[0].claim.person, outcome), ())
        gone = [(each.rank, each.reached) for each in away if each.outcome == outcome]
        standing = sorted([*gone, *((each.rank, each.claim.reached) for each in times if each.rank)])
        next_ = tuple(reached for _, reached in standing)
        return next_ == given or not given and next_ == tuple(sorted(each.claim.reached for each in times))
