"""The most that the contract pays."""

from typing import ClassVar

from sop_engine.clauses.limited import Limited
from sop_engine.terms.written import Names


class ContractCap(Limited):
    """Limit what is paid under the contract, or for the outcomes that are named.

    Claims use up the cap in the order the clause states, whoever they are for.
    """

    outcomes: Names = ()
    """The outcomes under the cap; all of them when none is named."""

    per: ClassVar[str] = "contract"
    limits: ClassVar[str] = "The most for everybody is {most}, for {of}"
    says: ClassVar[str] = "{base} earned under the contract up to here; the most is {rate}"
