"""How long it takes from files of evidence to a ledger in a database: seeded people under the rough-sleeping contract.

Each step has a process of its own, started afresh, so that its memory and its imports are its own; the
evidence, too, is written in one.  PostgreSQL runs with all that makes an acknowledged write last; its
own memory is not counted.  The contract is paid in one long period, and its cap grows with the people.
"""

import argparse
import json
import os
import resource
import subprocess
import sys
import tempfile
from datetime import UTC, datetime
from pathlib import Path
from time import perf_counter, process_time
from typing import Any
from zoneinfo import ZoneInfo

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))  # the tests' generators and their server, also where only the package is installed

CONTRACT, SEED = "rough-sleeping", 154
DATABASES = ("sqlite", "postgresql")
ONE_IN = 100
"""Of so many people one has new evidence on the day."""
PEOPLE_OF_THE_CAP = 400
"""The cap of the contract is for about so many people; for more, it is more."""
STEPS = {
    "import": "import",
    "run": "run, and post its payments",
    "run-again": "the same run again",
    "import-day": "import of a day, 1 % of people",
    "run-day": "run, and post what it changes",
}


def main() -> None:
    """Write the evidence, take every step on every database in a fresh process, print the tables."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--people", type=int, default=100_000, help="how many people (100,000; about ten records each)")
    parser.add_argument("--database", choices=DATABASES, action="append", help="on which database (both)")
    parser.add_argument("--step", help=argparse.SUPPRESS)  # these are given to the fresh process
    parser.add_argument("--folder", type=Path, help=argparse.SUPPRESS)
    parser.add_argument("--url", help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.step:
        print(json.dumps(taken(asked.step, asked.folder, asked.url, asked.people)))
        return

    from tests.store.server import SURE, serving

    print(f"{asked.people:,} people, {CONTRACT}; {machine()}")
    with tempfile.TemporaryDirectory() as made:
        folder = Path(made)
        fresh("write", folder, "", asked.people)
        for database in asked.database or DATABASES:
            if database == "sqlite":
                show(database, every_step(folder, f"sqlite:///{folder / 'sop.db'}", asked.people))
            else:
                with serving(SURE) as server:
                    show(database, every_step(folder, server.create("bench"), asked.people))


def machine() -> str:
    """How many processors there are, and how many processes want them."""
    return f"{os.cpu_count()} processors, load {os.getloadavg()[0]:.1f}"


def every_step(folder: Path, url: str, people: int) -> dict[str, dict[str, Any]]:
    """What each step took, in order, on one database."""
    fresh("begin", folder, url, people)
    return {step: fresh(step, folder, url, people) for step in STEPS}


def fresh(step: str, folder: Path, url: str, people: int) -> dict[str, Any]:
    """Take a step in a process of its own."""
    words = ["--step", step, "--folder", str(folder), "--url", url, "--people", str(people)]
    there = [sys.executable, str(Path(__file__).resolve()), *words]
    answer: dict[str, Any] = json.loads(subprocess.run(there, check=True, stdout=subprocess.PIPE, text=True).stdout)
    return answer


def taken(step: str, folder: Path, url: str, people: int) -> dict[str, Any]:
    """Take one step in this process: what it did, its seconds, and the most memory that was held."""
    if step == "write":
        write(folder, people)
        return {}
    from sop_engine.cli.app import collect_seldom
    from sop_engine.store.connect import connect

    collect_seldom()  # as every command does
    engine = connect(url)
    began, cpu = perf_counter(), process_time()
    did = {
        "begin": lambda: begin(engine, folder),
        "import": lambda: imported(engine, folder / "evidence", "2021-07-05"),
        "run": lambda: posted(engine, "2021-07-06"),
        "run-again": lambda: posted(engine, "2021-07-06"),
        "import-day": lambda: imported(engine, folder / "day", "2021-07-07"),
        "run-day": lambda: posted(engine, "2021-07-08"),
    }[step]()
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss  # kilobytes; bytes on macOS
    return {
        "did": did,
        "seconds": perf_counter() - began,
        "cpu": process_time() - cpu,
        "memory": most / (2**20 if sys.platform == "darwin" else 2**10),
    }


def write(folder: Path, people: int) -> None:
    """Write the evidence of everybody, that of the day, and the terms."""
    from tests.seeding import references, rough_sleeping, write_csv

    rough_sleeping(folder / "evidence", people, SEED)
    (folder / "day").mkdir()
    some = references("RS-", people)[:: min(ONE_IN, people)]
    own = [(person, "2019-06-28", 30, "2021-06-30") for person in some]
    headings = ["Client ref", "Awarded", "Guided learning hours", "Uploaded"]
    write_csv(folder / "day" / "qualifications.csv", headings, own)
    terms = (ROOT / "contracts" / CONTRACT / "contract.yaml").read_text(encoding="utf-8")
    (folder / CONTRACT).mkdir()
    for said, instead in {
        "{every: 3 months, from: 2017-10-01,": "{every: 45 months, from: 2017-10-01,",
        "at_most: £2,629,000": f"at_most: £{2_629_000 * max(1, people // PEOPLE_OF_THE_CAP):,}",
    }.items():
        if said not in terms:
            raise ValueError(f"the contract no longer says {said}")
        terms = terms.replace(said, instead)
    (folder / CONTRACT / "contract.yaml").write_text(terms, encoding="utf-8")


def doing(day: str) -> Any:
    """Somebody does something at noon of a day."""
    from sop_engine.store.acts import Doing

    return Doing("Ada", datetime.fromisoformat(f"{day}T12:00").replace(tzinfo=UTC), ZoneInfo("Europe/London"))


def begin(engine: Any, folder: Path) -> int:
    """Make the tables, adopt the contract; answers how many there are."""
    from sop_engine.library.load import load_contract
    from sop_engine.service.keep import adopt
    from sop_engine.store.migrate import upgrade

    upgrade(engine)
    adopt(engine, load_contract(folder / CONTRACT), doing("2021-07-01"))
    return 1


def imported(engine: Any, folder: Path, day: str) -> int:
    """Import a folder of evidence, which counts at once; answers how many rows it had."""
    from sop_engine.service.keep import take_in_files
    from sop_engine.store.rows import ACCEPTED
    from sop_engine.store.vault import keys_from

    files = sorted(folder.glob("*.csv"))
    came = take_in_files(engine, CONTRACT, keys_from(bytes(32)), files, doing(day), False, ACCEPTED)
    return sum(each.rows for each in came.files)


def posted(engine: Any, day: str) -> int:
    """Run, and post; answers how many entries were added."""
    from sop_engine.service.post import post

    done = post(engine, CONTRACT, None, doing(day))
    return done.payments + done.adjustments


def show(database: str, steps: dict[str, dict[str, Any]]) -> None:
    """Print what was measured on one database."""
    whole = steps["run"]
    print(f"\n{database:<32}{'did':>20}{'seconds':>11}{'cpu':>9}{'a second':>11}{'of the run':>12}{'memory':>10}")
    for step, said in STEPS.items():
        found = steps[step]
        did = f"{found['did']:,} {'rows' if step.startswith('import') else 'entries'}"
        times = f"{found['seconds']:>11.2f}{found['cpu']:>9.2f}{found['did'] / found['seconds']:>11,.0f}"
        share = f"{100 * found['seconds'] / whole['seconds']:.0f} %" if step.startswith("run") else ""
        print(f"{said:<32}{did:>20}{times}{share:>12}{found['memory']:>7,.0f} MB")


if __name__ == "__main__":
    main()
