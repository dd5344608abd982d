"""A small partnership and its evidence, to be spoilt in every way we can think of."""

from collections import Counter
from collections.abc import Mapping
from datetime import date
from functools import cache
from pathlib import Path

from sop_engine.service import Agreed, Done, load_contract, run

TERMS = Path(__file__).parents[1] / "errors" / "intake" / "contract.yaml"
AS_AT = date(2025, 12, 31)

GOOD = {
    "starts.csv": "Ref,Joined,Sent\nA-1,2024-05-01,2024-05-03\nÉ-2,2024-06,2024-06-20\nA-3,2024-07-01,2024-07-01\n",
    "homes.csv": "Ref,Moved in,Type of home,Note,Sent\nA-1,10/06/2024,PRS,,2024-06-11\n"
    'É-2,01/07/2024,SH,"first floor, left",2024-07-02\n',
    "courses.csv": 'Ref,From,To,Steps,Hours\nA-1,2024-06-01,2024-06-28,"skills, training",12.5\n'
    "A-1,2024-09-02,2024-09-27,mentoring,\nA-3,2024-09-02,2024-09-27,skills,7\n",
    "health.csv": "Ref,Ill from,Ill to,Born,Need,Score\nA-1,2024-05-10,2024-05-20,29/02/1980,none,\n",
}
"""Text by name of file; two people move in, and one is trained."""


@cache
def agreed() -> Agreed:
    """The contract of the small partnership."""
    return load_contract(TERMS)


def evidence(folder: Path, changed: Mapping[str, str | bytes | None]) -> Path:
    """The good files in a folder, some of them changed, added or (None) left out; nothing else is in it."""
    folder.mkdir(exist_ok=True)
    for old in folder.iterdir():
        old.unlink()
    for name, text in {**GOOD, **changed}.items():
        if text is not None:
            (folder / name).write_bytes(text if isinstance(text, bytes) else text.encode())
    return folder


def run_with(
    folder: Path,
    changed: Mapping[str, str | bytes | None],
    as_at: date = AS_AT,
    known_at: date | None = None,
    terms: Agreed | None = None,
) -> Done:
    """The run over the good files, some of them changed."""
    return run(terms or agreed(), evidence=evidence(folder, changed), as_at=as_at, known_at=known_at)


def paid(done: Done) -> dict[str, int]:
    """What is paid, by claim."""
    assert len({each.claim for each in done.payments}) == len(done.payments)
    return {each.claim: each.net for each in done.payments}


def told(done: Done) -> list[tuple[str, int, str]]:
    """What was wrong: file, row and code."""
    return [(each.place.file, each.place.row, each.code) for each in done.bad_rows]


def accounted(done: Done) -> None:
    """Every row that holds anything is good or bad, and every good one stands in the account exactly once."""
    uses = Counter((use.kind, use.file, use.row) for use in done.uses)
    assert not [each for each, times in uses.items() if times != 1]
    assert all(use.account for use in done.uses)
    bad: dict[str, set[int]] = {}
    for each in done.bad_rows:
        if each.place.row:
            bad.setdefault(each.place.file, set()).add(each.place.row)
    kinds = Counter(each.file for each in done.files)
    for each in done.files:
        used = {row for kind, file, row in uses if (kind, file) == (each.kind, each.file)}
        assert each.good + each.bad == each.rows
        assert each.good == len(used)
        if kinds[each.file] == 1:
            assert not used & bad.get(each.file, set())
            unreadable = any(p.code.startswith("csv-heading") for p in done.bad_rows if p.place.file == each.file)
            assert unreadable or each.bad == len(bad.get(each.file, ()))
