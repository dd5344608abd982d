"""Varied: a contract with its deeds, and which terms hold for whom; asked here, and nowhere else."""

from collections.abc import Mapping
from typing import Any

from pydantic import SkipValidation

from sop_engine.terms.contract import Contract
from sop_engine.terms.deed import Deed, Deeds, Stretch, holding, spans
from sop_engine.terms.planned import Planned


class Varied(Contract):
    """A contract with its deeds.

    Its own terms are all that any version says, and the last of them where versions differ: they
    are for reading files and for naming things.  What is found and paid goes by `under`.
    """

    variations: tuple[SkipValidation[Deed], ...]
    versions: SkipValidation[Mapping[Deeds, Contract]]
    """The contract under every set of deeds that can hold together."""

    @classmethod
    def of(cls, whole: Contract, deeds: tuple[Deed, ...], versions: Mapping[Deeds, Contract]) -> "Varied":
        """Put a contract together from its versions; `whole` has all that any of them says."""
        said: dict[str, Any] = {name: getattr(whole, name) for name in Contract.model_fields}
        return cls.model_construct(**said, variations=deeds, versions=versions)

    @property
    def deeds(self) -> tuple[Deed, ...]:
        """The deeds, in order of number."""
        return self.variations

    def under(self, deeds: Deeds) -> Contract:
        """The terms as they hold under some deeds."""
        return self.versions[deeds]

    def for_person(self, days: Mapping[str, int]) -> Deeds:
        """The deeds that hold for all that concerns a person, who started and was referred on these days."""
        return holding(self.variations, days)

    def spans(self, own: Deeds, reached_by: int, claimed_by: int) -> tuple[Stretch, ...]:
        """The spans of days a person goes through, each with the deeds that hold in it."""
        return spans(self.variations, own, reached_by, claimed_by)

    def plans(self) -> list[tuple[int, Planned]]:
        """Each planned schedule, with the number of the deed that states it; 0 is the contract itself."""
        stating = [0, *(d.number for d in self.variations if any(each.name == "planned" for each in d.changes))]
        terms = [(number, self.under_first(number)) for number in stating]
        return [(number, each.planned) for number, each in terms if each.planned]
