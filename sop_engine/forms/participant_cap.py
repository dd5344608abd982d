"""The most for one participant over the life of the contract."""

from typing import ClassVar

from sop_engine.clauses.limited import Limited
from sop_engine.terms.written import Names


class ParticipantCap(Limited):
    """Limit what is paid for one participant.

    Claims use up the cap in the order the clause states.  With `edge: part` the claim that
    crosses it is paid in part, and those after it are paid nothing.
    """

    outcomes: Names = ()
    """The outcomes under the cap; all of them when none is named."""

    per: ClassVar[str] = "person"
    limits: ClassVar[str] = "The most for one person is {most}, for {of}"
    says: ClassVar[str] = "{base} earned for this person up to here; the most for one person is {rate}"
