"""The most for one cohort."""

from typing import ClassVar

from sop_engine.clauses.limited import Limited
from sop_engine.terms.written import Names


class CohortCap(Limited):
    """Limit what is paid for each cohort: for the people in it, and for its own outcomes.

    What belongs to no cohort, such as an outcome of the contract, is not under the cap.
    """

    outcomes: Names = ()
    """The outcomes under the cap; all of them when none is named."""

    per: ClassVar[str] = "cohort"
    limits: ClassVar[str] = "The most for one cohort is {most}, for {of}"
    says: ClassVar[str] = "{base} earned for the cohort{why} up to here; the most for one cohort is {rate}"
