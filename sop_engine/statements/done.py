"""Done: a run with the contract, what was read, and all that was made of it; every statement is written from it."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sop_engine.errors import Problem
from sop_engine.intake.take_in import FileRead, TakenIn
from sop_engine.library.load import Agreed
from sop_engine.records.events import Records
from sop_engine.records.working import Claim, Finding, Line, Occurrence, Payment, Split, Standing, Use
from sop_engine.steps.evaluate import Working
from sop_engine.terms.contract import Contract

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True, slots=True)
class Done:
    """A run: the contract, what was read, and all that was made of it."""

    agreed: Agreed
    as_at: int
    taken: TakenIn
    working: Working

    @property
    def contract(self) -> Contract:
        """The terms."""
        return self.agreed.contract

    @property
    def records(self) -> Records:
        """The good rows."""
        return self.taken.records

    @property
    def bad_rows(self) -> tuple[Problem, ...]:
        """Everything that was wrong with the files."""
        return self.taken.problems

    @property
    def files(self) -> tuple[FileRead, ...]:
        """Every file that was read."""
        return self.taken.files

    @property
    def findings(self) -> tuple[Finding, ...]:
        """A finding for each requirement of each occurrence."""
        return self.working.findings

    @property
    def occurrences(self) -> tuple[Occurrence, ...]:
        """At least one for each enrolled person and outcome."""
        return self.working.occurrences

    @property
    def claims(self) -> tuple[Claim, ...]:
        """The occurrences that are met."""
        return self.working.claims

    @property
    def lines(self) -> tuple[Line, ...]:
        """What each clause adds to each claim."""
        return self.working.lines

    @property
    def splits(self) -> tuple[Split, ...]:
        """What each payer pays of each claim."""
        return self.working.splits

    @property
    def payments(self) -> tuple[Payment, ...]:
        """Each claim with its sums."""
        return self.working.payments

    @property
    def standings(self) -> tuple[Standing, ...]:
        """The one status of each occurrence."""
        return self.working.standings

    @property
    def uses(self) -> tuple[Use, ...]:
        """The account of each good row."""
        return self.working.uses

    @property
    def total_gross(self) -> int:
        """All that was earned at its price, in minor units."""
        return sum(each.gross for each in self.payments)

    @property
    def total_taken(self) -> int:
        """All that was deducted, passed a limit or was replaced: none is positive, in minor units."""
        return sum(each.taken for each in self.payments)

    @property
    def total_held(self) -> int:
        """All that is kept back and not given back yet: none is positive, in minor units."""
        return sum(each.held for each in self.payments)

    @property
    def total_waiting(self) -> int:
        """All that waits for room: none is positive, in minor units."""
        return sum(each.waiting for each in self.payments)

    @property
    def total_net(self) -> int:
        """All that is due, in minor units."""
        return sum(each.net for each in self.payments)

    def frames(self) -> "dict[str, pd.DataFrame]":
        """The working as data frames, one for each table; the columns are those of records/working.py."""
        import pandas as pd

        tables: dict[str, Any] = {
            "findings": Finding,
            "occurrences": Occurrence,
            "claims": Claim,
            "lines": Line,
            "splits": Split,
            "payments": Payment,
            "standings": Standing,
            "uses": Use,
        }
        return {
            name: pd.DataFrame(list(getattr(self, name)), columns=list(row._fields)) for name, row in tables.items()
        }
