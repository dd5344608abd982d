"""Evidence in a contract's own words, written as the files that the consortium would have sent."""

from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path
from random import Random

from sop_engine.service import load_contract, run
from sop_engine.service.sheets import as_file
from tests.seeding import write_csv

Rows = Mapping[str, Sequence[tuple[str, dict[str, object]]]]


def settled(name: str, folder: Path, rows: Rows, as_at, seed: int = 1):
    """A contract of the shelf, run over rows of each kind: a reference, and what the record says of it."""
    agreed = load_contract(name)
    folder.mkdir(parents=True, exist_ok=True)
    assert rows.keys() <= agreed.contract.records.keys()
    for kind, terms in agreed.contract.records.items():  # a file without rows says that there is none
        said = [(who, {name: str(value) for name, value in row.items()}) for who, row in rows.get(kind, ())]
        headings, cells = as_file(terms, said)
        Random(seed).shuffle(cells)
        write_csv(folder / terms.files[0].replace("*", ""), headings, cells)
    done = run(agreed, evidence=folder, as_at=as_at)
    assert done.bad_rows == ()
    return done


def paid(done) -> Counter[str]:
    """What is due for each outcome, in minor units."""
    total: Counter[str] = Counter()
    for payment in done.payments:
        total[payment.outcome] += payment.net
    return total


def by_payer(done) -> Counter[str]:
    """What each payer pays, in minor units; all of them pay what is due."""
    total: Counter[str] = Counter()
    for split in done.splits:
        total[split.payer] += split.amount
    assert sum(total.values()) == done.total_net
    return total
