"""Lint: what a careful colleague would point out in terms that are right, and do not say what was meant.

Nothing here stops the loading.  Each function asks one thing of a contract that has been loaded;
what it points out has a place, a fact and a remedy, and is wrong as seldom as can be: a false
alarm teaches people not to read.
"""

from sop_engine.library.lint import classes, evidence, limits, personal, reached
from sop_engine.library.lint.looking import Looking
from sop_engine.library.shape import Draft
from sop_engine.terms.contract import Contract

QUESTIONS = (
    reached.never,
    reached.too_often,
    reached.left_out,
    evidence.silence,
    evidence.before_enrolment,
    evidence.held_for_its_period,
    evidence.claims_alike,
    evidence.still_running,
    classes.boundaries,
    limits.never_bind,
    limits.passed,
    limits.after_the_end,
    personal.decides,
)
"""What is asked of every contract, in the order in which it is told."""


def lint(draft: Draft, contract: Contract, varied: Contract) -> None:
    """Ask everything of a contract, and note in its draft what is pointed out; `varied` is the same with its deeds."""
    looking = Looking(contract, varied)
    for ask in QUESTIONS:
        ask(draft, looking)
