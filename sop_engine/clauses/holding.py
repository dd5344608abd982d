"""Holding: what every form of hold has to say, and how it is written out."""

from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from typing import Annotated, Any, ClassVar

from sop_engine.clauses.hold import Hold, Release
from sop_engine.records.working import GIVEN_BACK, KEPT_BACK, TAKEN
from sop_engine.terms.clause import Clause, Decision
from sop_engine.terms.written import Names, word
from sop_engine.units.numbers import ROUNDINGS, part_in_words


class Holding(Clause):
    """A clause that keeps back what is due until something has come."""

    outcomes: Names = ()
    """The outcomes of which something is kept back; all of them when none is named."""
    rounding: Annotated[str, *word(*ROUNDINGS)] | None = None
    """How parts of a penny are rounded in what is kept back."""

    asked: ClassVar[dict[str, str]] = {"rounding": ", ".join(ROUNDINGS)}
    says: ClassVar[str] = "{rate} of {base} is kept back until {said}"
    also_says: ClassVar[Mapping[str, str]] = {
        KEPT_BACK: "{rate} of {base} is kept back until {said}",
        GIVEN_BACK: "what was kept back is given back{why}",
        TAKEN: "{rate} of {base} was kept back until {said}; it is forfeited",
    }
    lessens: ClassVar[bool] = True

    def matters(self, term: str, stated: Mapping[str, Any]) -> bool:
        """Whether a term matters: the rounding only where a part is kept back."""
        return term != "rounding" or self.share() != 1

    def decides(self, outcomes: Sequence[str]) -> Iterator[Decision]:
        """That something of these outcomes is kept back."""
        named = sorted(set(self.outcomes))
        of = f" of {', '.join(named)}" if named else ""
        yield Decision(
            (self.kind, *self.until(), *named), (), f"what is kept back{of} until {' and '.join(self.until())}"
        )

    def looks_at_due(self, outcomes: Sequence[str]) -> tuple[str, ...]:
        """What is kept back."""
        return self.outcomes or tuple(outcomes)

    def in_words(self) -> str:
        """What is kept back, and until when."""
        until = " and ".join(each.replace("_", " ") for each in self.until())
        much = "It" if self.share() == 1 else f"Of it {part_in_words(self.share())}"
        last = getattr(self, "forfeited_after", None)
        lost = f"; what is not released within {last} of the day reached is lost" if last else ""
        return f"{much} is kept back until {until}{lost}"

    def written_out(self, contract: Any) -> tuple[Any, ...]:
        """One hold."""
        rounding = str(self.rounding or "down")
        selected = self.selected(contract)
        return (Hold(self.clause, self.kind, selected, self.share(), rounding, self.release()),)

    def share(self) -> Fraction:
        """The part that is kept back."""
        part: Fraction = getattr(self, "part", Fraction(1))
        return part

    def until(self) -> tuple[str, ...]:
        """What releases it, as the contract writes it."""
        raise NotImplementedError

    def release(self) -> Release:
        """What gives back what is kept."""
        raise NotImplementedError
