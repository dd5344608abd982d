"""A process that does what is due, by a clock that it is told: `python -m tests.jobs.racing URL LOG DIES`.

It says that it is there; then it looks at each instant that it is told, a line each, and says when it
has looked.  Whatever it carries out it writes in a file, a line each.  At the job that `DIES` names it
is gone at once.
"""

import os
import sys
from datetime import UTC, datetime

from sqlalchemy import Engine

from sop_engine.jobs.work import Worker, do_what_is_due
from sop_engine.service.schedule import CLOSE, REMIND, Job, Schedule
from sop_engine.store.connect import connect


def raced(url: str, log: str, dies: str) -> None:
    """Do what is due at each instant that is told."""
    engine = connect(url)
    clock = [datetime(2000, 1, 1, tzinfo=UTC)]

    def carry_out(_engine: Engine, _plan: Schedule, job: Job, _now: datetime) -> str:
        with open(log, "a", encoding="utf-8") as file:
            file.write(f"{job.name}\n")
        if job.name == dies:
            os._exit(9)
        return "carried out"

    worker = Worker(engine, f"racer {os.getpid()}", lambda: clock[0], {CLOSE: carry_out, REMIND: carry_out})
    print("ready", flush=True)
    for line in sys.stdin:
        clock[0] = datetime.fromisoformat(line.strip())
        do_what_is_due(worker)
        print("looked", flush=True)
    engine.dispose()


if __name__ == "__main__":
    raced(*sys.argv[1:])
