"""Standing: of what the contract allows once, which records stand, and which rows that are sent contradict them."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from sqlalchemy import select

from sop_engine.intake.rows import Row
from sop_engine.store.acts import Acting
from sop_engine.store.coding import decoder
from sop_engine.store.rows import ACCEPTED, IN_REVIEW, SUBMITTED, table
from sop_engine.store.states import states_of
from sop_engine.terms.contract import Contract
from sop_engine.terms.record import RecordTerms

Key = tuple[Any, ...]
"""What no other record of its kind may share."""


class Standing(NamedTuple):
    """What is kept of some subjects, of one kind of record."""

    first: Mapping[int, int]
    """The first record of the chain of corrections that each belongs to."""
    by_key: Mapping[Key, Sequence[int]]
    """The records that count, or will once they are accepted, by what no other may share with them."""
    to_correct: Mapping[Key, int]
    """The record that a row corrects which says otherwise of the same."""

    def against(self, key: Key, corrects: int | None) -> int | None:
        """The record that a row contradicts; None where there is none but those in whose place the row stands."""
        own = None if corrects is None else self.first.get(corrects, corrects)
        return next((each for each in self.by_key.get(key, ()) if self.first[each] != own), None)


def per_of(contract: Contract, kind: str) -> tuple[str, ...]:
    """Of what a contract allows one record of a kind: nothing where it allows many."""
    return ("person",) if kind == contract.enrolled_by else tuple(contract.records[kind].one_per or ())


def key_of(terms: RecordTerms, per: Sequence[str], row: Row, subject: str) -> Key:
    """What no other record may share with a row about a subject."""
    names, own = list(terms.columns), row._replace(person=subject)
    return tuple(own.said_of(name, names) for name in per)


def standing(act: Acting, contract: Contract, kind: str, subjects: set[str]) -> Standing:
    """What stands of some subjects, of a kind of record of which the contract allows one for each."""
    terms, per, c = contract.records[kind], per_of(contract, kind), table("record").c
    decoded = decoder(terms)
    of_kind = (c.contract == act.contract) & (c.kind == kind)
    links = act.connection.execute(select(c.id, c.supersedes).where(of_kind, c.supersedes.is_not(None)))
    corrects = {number: former for number, former in links}
    keys: dict[int, Key] = {}
    asked = select(c.id, c.subject, c.first, c.day, c.fields).where(of_kind, c.subject.in_(sorted(subjects)))
    for number, subject, first_day, day, fields in act.connection.execute(asked):
        keys[number] = key_of(terms, per, Row(subject, day, first_day, decoded(fields), 0, "", 0), subject)
    members = sorted({*keys, *corrects, *corrects.values()})
    first: dict[int, int] = {}
    chains: dict[int, list[int]] = defaultdict(list)
    for each in members:
        first[each] = first[corrects[each]] if each in corrects else each
        chains[first[each]].append(each)
    states = states_of(act.connection, act.contract, members)
    corrected = set(corrects.values())
    by_key: dict[Key, list[int]] = defaultdict(list)
    to_correct: dict[Key, int] = {}
    for stands in (False, True):  # what stands is corrected before what does not
        for chain in chains.values():
            stand = _stand([(each, states[each][0]) for each in chain])
            if bool(stand) != stands:
                continue
            there = {keys[each]: each for each in stand if each in keys}
            open_ = [each for each in chain if each in keys and each not in corrected]
            for key, each in there.items():
                by_key[key].append(each)
                to_correct[key] = max((other for other in open_ if keys[other] == key), default=each)
            if not stand:
                to_correct |= {keys[each]: each for each in open_}
    return Standing(first, by_key, to_correct)


def _stand(chain: Sequence[tuple[int, str]]) -> list[int]:
    """Those of a chain that count, or will: the newest that is accepted, and what came later and waits.

    Example:
        >>> _stand([(1, "accepted"), (2, "submitted"), (3, "accepted"), (4, "rejected"), (5, "in review")])
        [5, 3]
    """
    newest = max((each for each, state in chain if state == ACCEPTED), default=0)
    waiting = [each for each, state in chain if each > newest and state in (SUBMITTED, IN_REVIEW)]
    return [*waiting, *([newest] if newest else [])]
