"""Compare: two contracts worked out over the same records, and put beside each other."""

from collections.abc import Callable
from datetime import date
from pathlib import Path

from sop_engine.library.load import Agreed
from sop_engine.service.run import run, silent
from sop_engine.statements.compare import Comparison, same_currency
from sop_engine.statements.compare import compare as beside_each_other


def compare(
    agreed: Agreed,
    other: Agreed,
    evidence: Path,
    as_at: date,
    known_at: date | None = None,
    other_evidence: Path | None = None,
    passed: Callable[[str], None] = silent,
) -> Comparison:
    """Work two contracts out from a folder of evidence, and say what the second gives more or less than the first.

    Each contract reads the folder by its own terms.  Where the files of the second have other
    headings, its own folder is `other_evidence`.

    Raises:
        CallError: The contracts are in two currencies, there is no such folder, or nobody is enrolled.
    """
    same_currency(agreed.contract, other.contract)
    first = run(agreed, evidence, as_at, known_at, passed)
    second = run(other, other_evidence or evidence, as_at, known_at, passed)
    return beside_each_other(first, second)
