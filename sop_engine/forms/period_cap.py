"""The most in each period, such as a year."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Annotated, Any, ClassVar

from pydantic import Field

from sop_engine.clauses.limit import CARRIED
from sop_engine.clauses.limited import ROOM, UNUSED, Limited
from sop_engine.terms.clause import Decision
from sop_engine.terms.most import counts_claims, steps
from sop_engine.terms.written import Day, Length, Names, word
from sop_engine.units.days import say


class PeriodCap(Limited):
    """Limit what is paid in each period, whoever it is for.

    Periods follow one another from a stated day; the last begins while the contract is in force.
    With `excess: waits`, what passes is paid in the next period with room, before that period's
    own claims, and not before that period has begun.
    """

    every: Length
    """How long a period is, such as 1 year."""
    from_: Day = Field(alias="from")
    """The first day of the first period."""
    outcomes: Names = ()
    """The outcomes under the cap; all of them when none is named."""
    unused: Annotated[str, *word(*UNUSED)] | None = None
    """What becomes of room that a period leaves: it is lost, or carried into the next period."""

    asked: ClassVar[dict[str, str]] = {**Limited.asked, "unused": " or ".join(UNUSED)}
    per: ClassVar[str] = "period"
    says: ClassVar[str] = "{base} earned in the period up to here; the most is {rate}"
    also_says: ClassVar[Mapping[str, str]] = {ROOM: "paid in the period that begins on {said}, which has room for it"}

    def matters(self, term: str, stated: Mapping[str, Any]) -> bool:
        """Everything matters: a claim always falls in a period."""
        return True

    def decides(self, outcomes: Sequence[str]) -> Iterator[Decision]:
        """The most for these outcomes in such a period."""
        named = sorted(set(self.named()))
        counting = f", counting {', '.join(named)}" if named else ""
        what = f"the most for a period of {self.every}{counting}"
        yield Decision(("period", str(self.every), str(counts_claims(self.at_most)), *named), (), what)

    def in_words(self) -> str:
        """By how much it limits each period."""
        left = "; room that a period leaves is added to the next" if self.unused == CARRIED else ""
        return f"{super().in_words()}, in each period of {self.every} from {say(self.from_)}{left}"

    def written_out(self, contract: Any) -> tuple[Any, ...]:
        """One limit that begins anew with each period."""
        most = {"": steps(self.at_most)}
        return (self.limit(contract, most, counts_claims(self.at_most), self.every, self.from_),)
