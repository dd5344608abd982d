"""What is due by itself, and when: by the clocks of the place, whatever the machine's zone."""

import os
import subprocess
import sys
from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sop_engine.library.load import load_contract
from sop_engine.service.schedule import schedule
from sop_engine.store.instants import at_hour, instant_of
from sop_engine.units.days import day_number
from tests.tidy.checkout import ROOT

ZONES = (
    "Europe/London", "Pacific/Kiritimati", "Pacific/Niue", "America/Santiago", "Africa/Cairo", "Australia/Lord_Howe",
)  # fmt: skip


@pytest.mark.parametrize(("zone", "day", "hour", "instant"), [
    ("Europe/London", "2024-03-31", "00:59", "2024-03-31T00:59"),
    ("Europe/London", "2024-03-31", "01:00", "2024-03-31T01:00"),  # the clocks go from 00:59 to 02:00
    ("Europe/London", "2024-03-31", "01:30", "2024-03-31T01:00"),
    ("Europe/London", "2024-03-31", "02:00", "2024-03-31T01:00"),
    ("Europe/London", "2024-03-31", "02:01", "2024-03-31T01:01"),
    ("Europe/London", "2024-10-27", "00:59", "2024-10-26T23:59"),
    ("Europe/London", "2024-10-27", "01:00", "2024-10-27T00:00"),  # it is shown twice: the first time
    ("Europe/London", "2024-10-27", "01:59", "2024-10-27T00:59"),
    ("Europe/London", "2024-10-27", "02:00", "2024-10-27T02:00"),
    ("America/Santiago", "2024-09-08", "00:00", "2024-09-08T04:00"),  # a day that begins at one in the morning
    ("Pacific/Apia", "2011-12-30", "09:00", "2011-12-30T10:00"),  # a day that never was
    ("Pacific/Kiritimati", "2024-01-01", "09:00", "2023-12-31T19:00"),
    ("Pacific/Niue", "2024-01-01", "09:00", "2024-01-01T20:00"),
])  # fmt: skip
def test_an_hour_of_a_place_is_an_instant(zone: str, day: str, hour: str, instant: str) -> None:
    """An hour that comes twice is meant the first time; one that never comes is the next one that does."""
    found = at_hour(day_number(date.fromisoformat(day)), time.fromisoformat(hour), ZoneInfo(zone))
    assert instant_of(found) == datetime.fromisoformat(instant).replace(tzinfo=UTC)


@given(st.sampled_from(ZONES), st.integers(day_number(date(2000, 1, 1)), day_number(date(2037, 1, 1))), st.times())
def test_the_instant_of_an_hour_is_the_first_that_shows_it_or_a_later_one(zone: str, day: int, hour: time) -> None:
    """At its instant the clocks show the hour or have passed it; a microsecond before, they did not that night."""
    place = ZoneInfo(zone)
    found = at_hour(day, hour, place)
    wanted = datetime.combine(date.fromordinal(day + date(1970, 1, 1).toordinal()), hour)
    shown, before = (instant_of(each).astimezone(place).replace(tzinfo=None) for each in (found, found - 1))
    assert before < wanted <= shown


def test_the_jobs_of_a_contract_are_in_the_order_of_their_instants() -> None:
    """Of each period it is said twice that evidence is due, then it is closed; to that of the last day."""
    plan = schedule(load_contract("rough-sleeping").contract, 0)
    assert plan is not None
    said = [(plan.local(job.due), job.name) for job in plan.jobs]
    assert said[:6] == [
        ("2018-01-03 09:00 GMT", "remind 1, 7 days before"),
        ("2018-01-10 09:00 GMT", "remind 1, on the day"),
        ("2018-01-11 03:00 GMT", "close 1"),
        ("2018-04-03 09:00 BST", "remind 2, 7 days before"),
        ("2018-04-10 09:00 BST", "remind 2, on the day"),
        ("2018-04-11 03:00 BST", "close 2"),
    ]
    assert said[-1] == ("2021-04-11 03:00 BST", "close 14")  # the contract ends on 31 March 2021
    assert [job.words for job in plan.jobs[1:3]] == [
        "the evidence for period 1 is due by 10 January 2018",
        "close period 1, which ended on 31 December 2017",
    ]


def test_without_a_day_for_evidence_nobody_is_reminded(tmp_path) -> None:
    """Where no day for evidence is agreed, a period is closed on the day after its last."""
    text = (load_contract("rough-sleeping").folder / "contract.yaml").read_text(encoding="utf-8")
    (tmp_path / "contract.yaml").write_text(text.replace(", evidence_by: 10 days", ""), encoding="utf-8")
    plan = schedule(load_contract(tmp_path).contract, 0)
    assert plan is not None
    assert [plan.local(job.due) for job in plan.jobs[:2]] == ["2018-01-01 03:00 GMT", "2018-04-01 03:00 BST"]
    assert {job.kind for job in plan.jobs} == {"close"}


SAID = """
from sop_engine.library.load import load_contract
from sop_engine.service.schedule import schedule
plan = schedule(load_contract("rough-sleeping").contract, 0)
print([(job, plan.local(job.due)) for job in plan.jobs])
"""


def test_the_zone_of_the_machine_does_not_matter() -> None:
    """The schedule is the same in UTC, on Kiritimati and on Niue."""
    said = {
        subprocess.run(
            [sys.executable, "-c", SAID], cwd=ROOT, env={**os.environ, "TZ": zone}, capture_output=True, check=True
        ).stdout
        for zone in ("UTC", "Pacific/Kiritimati", "Pacific/Niue")
    }
    assert len(said) == 1
