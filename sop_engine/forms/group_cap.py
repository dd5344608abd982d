"""The most for each group of people, by a category of their enrolment."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, ClassVar

from pydantic import Field

from sop_engine.clauses.limit import CLAIMS, MONEY
from sop_engine.clauses.limited import Limited
from sop_engine.terms.clause import Decision
from sop_engine.terms.most import AtMost, MostByDate, counts_claims, steps
from sop_engine.terms.written import Name, Names, Term, Text


class GroupMost(Term):
    """The most for each category of a field of the enrolment."""

    by: Name
    """The field of the record that enrols people."""
    groups: dict[Text, AtMost] = Field(min_length=1)
    """The most for each of its categories, every one."""

    def __str__(self) -> str:
        return ", ".join(f"{most} for {category.replace('_', ' ')}" for category, most in self.groups.items())


class GroupCap(Limited):
    """Limit what is paid for each group of people, such as those referred early and late.

    A group is everybody with the same category in a field of the enrolment.  An outcome of the
    contract is of no group, and is not under the cap; of a cohort, only where the field makes cohorts.
    """

    at_most: GroupMost  # type: ignore[assignment]
    """The field, and the most for each of its categories: all of them in money, or all in claims."""
    outcomes: Names = ()
    """The outcomes under the cap; all of them when none is named."""

    per: ClassVar[str] = "group"
    limits: ClassVar[str] = "The most for each group, for {of}: {most}"
    says: ClassVar[str] = "{base} earned for the group{why} up to here; the most for this group is {rate}"

    def matters(self, term: str, stated: Mapping[str, Any]) -> bool:
        """Whether a term matters: a day only where the most of a group changes by date."""
        return term != "limit_day" or any(isinstance(each, MostByDate) for each in self.at_most.groups.values())

    def decides(self, outcomes: Sequence[str]) -> Iterator[Decision]:
        """The most for these groups."""
        unit = CLAIMS if self._counted() else MONEY
        named = sorted(set(self.named()))
        counting = f", counting {', '.join(named)}" if named else ""
        what = f"the most {unit} for each {self.at_most.by}{counting}"
        yield Decision(("limit", "group", self.at_most.by, unit, *named), (), what)

    def fields(self) -> tuple[str, ...]:
        """The field that makes the groups."""
        return (self.at_most.by,)

    def written_out(self, contract: Any) -> tuple[Any, ...]:
        """One limit, with the most of each category."""
        most = {category: steps(each) for category, each in self.at_most.groups.items()}
        return (self.limit(contract, most, self._counted(), field=f"{contract.enrolled_by}.{self.at_most.by}"),)

    def _counted(self) -> bool:
        return counts_claims(next(iter(self.at_most.groups.values())))
