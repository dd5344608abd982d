"""Payments on account, put right by what a whole period came to."""

from sop_engine.clauses.replacing import Replacing


class Reconciliation(Replacing):
    """Put payments on account right: what a period came to stands in the place of what was paid within it.

    When the outcome of the period, such as a year's volume, falls due, the provisional claims that
    belong to its period are reversed.  The difference is the top-up, or goes back.
    """
