"""A grant that is paid for some periods in place of outcomes."""

from sop_engine.clauses.replacing import Replacing


class GrantInPlace(Replacing):
    """Pay a grant in place of outcomes: those reached in a period of the grant are reversed, and stay on record.

    The grant is an outcome of the contract, of each period for which it is paid.
    """
