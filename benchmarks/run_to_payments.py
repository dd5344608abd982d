"""How long it takes from files of evidence to payments: seeded people under the rough-sleeping contract.

The evidence is written first.  The run then has a process of its own, started afresh, so that its
memory and its imports are its own.
"""

import argparse
import json
import resource
import subprocess
import sys
import tempfile
from datetime import date
from pathlib import Path
from time import perf_counter

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))  # the tests' generators, also where only the package is installed

CONTRACT, AS_AT, SEED = "rough-sleeping", date(2021, 6, 30), 154


def main() -> None:
    """Write the evidence, run in a fresh process, print the table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--people", type=int, default=6_300, help="how many people (6,300; about ten records each)")
    parser.add_argument("--evidence", type=Path, help=argparse.SUPPRESS)  # given to the fresh process
    asked = parser.parse_args()
    if asked.evidence:
        print(json.dumps(measured(asked.evidence)))
        return

    from tests.seeding import rough_sleeping

    with tempfile.TemporaryDirectory() as folder:
        evidence = Path(folder) / "evidence"
        rough_sleeping(evidence, asked.people, SEED)
        fresh = [sys.executable, str(Path(__file__).resolve()), "--evidence", str(evidence)]
        answer = subprocess.run(fresh, check=True, stdout=subprocess.PIPE, text=True).stdout
    show(asked.people, json.loads(answer))


def measured(evidence: Path) -> dict[str, dict[str, float]]:
    """Load and run once: seconds by step, numbers of rows, and the most memory that was held."""
    began = perf_counter()
    from sop_engine.service import load_contract, run

    passed = [("import", perf_counter())]
    agreed = load_contract(CONTRACT)
    passed.append(("load the contract", perf_counter()))
    done = run(agreed, evidence=evidence, as_at=AS_AT, passed=lambda step: passed.append((step, perf_counter())))

    seconds, before = {}, began
    for step, moment in passed:
        seconds[step], before = moment - before, moment
    seconds["in all"] = before - began
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss  # kilobytes; bytes on macOS
    return {
        "seconds": seconds,
        "rows": {
            "records": sum(len(events) for events in done.records.events.values()),
            "repeated rows": len(done.records.repeated),
            "bad rows": len(done.bad_rows),
            "findings": len(done.findings),
            "occurrences": len(done.occurrences),
            "claims": len(done.claims),
            "lines": len(done.lines),
            "splits": len(done.splits),
            "payments": len(done.payments),
        },
        "memory": {"most": most / (2**20 if sys.platform == "darwin" else 2**10)},
    }


def show(people: int, found: dict[str, dict[str, float]]) -> None:
    """Print what was measured."""
    print(f"{people:,} people, {CONTRACT}, as at {AS_AT}\n")
    for name, number in found["rows"].items():
        print(f"  {name:<20}{number:>12,}")
    print()
    for name, seconds in found["seconds"].items():
        print(f"  {name:<20}{seconds:>10.2f} s")
    print(f"\n  {'most memory':<20}{found['memory']['most']:>10,.0f} MB")


if __name__ == "__main__":
    main()
