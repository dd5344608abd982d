"""Deeds: the variations beside a contract, read, merged into its terms, and every version bound."""

from dataclasses import dataclass, replace

from sop_engine.errors import ERROR, Problem
from sop_engine.library.bind import adopt, bind
from sop_engine.library.deeds.contradictions import contradictions
from sop_engine.library.deeds.merge import Merging
from sop_engine.library.deeds.node import merged
from sop_engine.library.deeds.written import Written
from sop_engine.library.read import Source
from sop_engine.library.shape import Draft, shape
from sop_engine.terms.contract import Contract, StandardTerms
from sop_engine.terms.deed import REFERRED, Deed, Deeds, reachable
from sop_engine.terms.varied import Varied


@dataclass(frozen=True, slots=True)
class Variations:
    """A contract as varied, or what is wrong with its deeds; the contract is missing where anything is."""

    contract: Contract | None
    problems: tuple[Problem, ...]


def vary(
    base: Source, first: Draft, contract: Contract, written: list[Written], standard: StandardTerms | None
) -> Variations:
    """Put deeds and contract together: every version that can hold is asked whether it holds together.

    `first` and `contract` are what `base` says, without any deed.
    """
    chain = Merging(base)
    changes = {each.number: chain.apply(each) for each in written}
    deeds = tuple(each.deed(changes[each.number]) for each in written)
    found = {*chain.problems, *contradictions(deeds, written, contract)}
    if any(each.gravity == ERROR for each in found):
        return Variations(None, tuple(sorted(found)))
    versions: dict[Deeds, Contract] = {}
    told = set(first.problems)
    in_turn = [tuple(each.number for each in deeds[:number]) for number in range(len(deeds) + 1)]
    for holding in dict.fromkeys([*in_turn, *reachable(deeds)]):
        draft = _bound(base, [each for each in written if each.number in holding], standard)
        found |= _said_of_deed(base, [each for each in draft.problems if each not in told], written, holding)
        told |= set(draft.problems)
        if not any(each.gravity == ERROR for each in draft.problems):
            versions[holding] = made(draft)
    found |= set(_referral(deeds, written, contract))
    if any(each.gravity == ERROR for each in found):
        return Variations(None, tuple(sorted(found)))
    whole = _whole(base, written, standard)
    return Variations(Varied.of(whole, deeds, versions), tuple(sorted(found)))


def _said_of_deed(base: Source, new: list[Problem], written: list[Written], holding: Deeds) -> set[Problem]:
    """What is wrong with a version only: where it stands in the contract itself, it is said of the deed."""
    last = next((each for each in reversed(written) if each.number in holding), None)
    found = set()
    for each in new:
        if last is not None and each.place.file == base.name:
            where = f" (line {each.place.line} of the contract)" if each.place.line else ""
            fact = f"As varied by deed {last.number}{where}: {each.fact}"
            each = replace(each, place=last.source.place(("deed",)), fact=fact, excerpt="")
        found.add(each)
    return found


def made(draft: Draft) -> Contract:
    """The contract that a draft without errors is."""
    return Contract.model_validate(
        {(Contract.model_fields[name].alias or name): value for name, value in draft.values.items()}
    )


def _bound(base: Source, written: list[Written], standard: StandardTerms | None) -> Draft:
    """The contract under some deeds, asked everything that is asked of a contract."""
    merging = Merging(base)
    for each in written:
        merging.apply(each)
    draft = shape(merged(base, merging.root, [each.source for each in written]))
    bind(draft, standard)
    return draft


def _whole(base: Source, written: list[Written], standard: StandardTerms | None) -> Contract:
    """Everything that any version says: deeds change and add, and what they withdraw stays."""
    merging = Merging(base, withdrawing=False)
    for each in written:
        merging.apply(each)
    draft = shape(merged(base, merging.root, [each.source for each in written]))
    adopt(draft, standard)
    said = [f"deed {each.number}: {text}" for each in written for text in each.terms.illustrative]
    draft.values["illustrative"] = (*(draft.get("illustrative") or ()), *said)
    return made(draft)


def _referral(deeds: tuple[Deed, ...], written: list[Written], contract: Contract) -> list[Problem]:
    """A deed for those referred from a day needs a field of the enrolling record that always says that day."""
    found = []
    for deed, each in zip(deeds, written, strict=True):
        if deed.for_ != REFERRED:
            continue
        column = contract.records[contract.enrolled_by].column(deed.referred_by)
        if column is None or column.day is None or column.optional:
            path = ("referred_by",) if each.terms.referred_by else ("for",)
            record, field = contract.enrolled_by, deed.referred_by
            found.append(each.source.problem("deed-referral-unknown", path, record=record, field=field))
    return found
