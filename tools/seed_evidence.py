"""Write the invented evidence of the shipped contracts: the same bytes each time, with faults planted on purpose.

Nobody in these files exists.  Run it as `python tools/seed_evidence.py`, after a change here; another
folder may be named.  Only `Random.random` is drawn from, because Python promises its sequence for good.
"""

import csv
import io
import sys
from calendar import monthrange
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from pathlib import Path
from random import Random
from typing import NamedTuple, TypeVar

SHELF = Path(__file__).resolve().parent.parent / "contracts"
T = TypeVar("T")


class Planted(NamedTuple):
    """A row is a fault put in on purpose: the file, the row as a spreadsheet counts, and the code of the remark."""

    file: str
    row: int
    code: str


class Evidence(NamedTuple):
    """Files by name, each a list of rows under its headings, and the faults planted in them."""

    files: dict[str, list[list[str]]]
    planted: tuple[Planted, ...]


class Chance:
    """Draws that come out the same with every version of Python."""

    def __init__(self, seed: int):
        self._random = Random(seed)

    def between(self, least: int, most: int) -> int:
        """A whole number, both ends counted in."""
        return least + int(self._random.random() * (most - least + 1))

    def one(self, choices: Sequence[T]) -> T:
        """One of several."""
        return choices[self.between(0, len(choices) - 1)]

    def some(self, choices: Sequence[T], number: int) -> list[T]:
        """So many different ones, in the order drawn."""
        left = list(choices)
        return [left.pop(self.between(0, len(left) - 1)) for _ in range(number)]

    def happens(self, per_cent: int) -> bool:
        """Whether something happens that happens so often in a hundred."""
        return self.between(1, 100) <= per_cent


def months_after(day: date, months: int) -> date:
    """The corresponding date, or the last day of a month that is too short."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


# ------------------------------------------------------------------------------------------------
# Refugee transitions

REFUGEE_HEADINGS = {
    "person.csv": ["unique_id", "provider_id_person", "first_name", "last_name", "year_of_birth", "gender",
                   "dispersal_area", "date_started_service"],
    "housing_entry.csv": ["unique_id", "provider_id_housing_entry", "housing_entry_date",
                          "housing_entry_accommodation"],
    "housing_sustain.csv": ["unique_id", "provider_id_housing_sustain", "housing_sustainment_date",
                            "housing_sustain_accommodation"],
    "integration_plan.csv": ["unique_id", "provider_id_integration", "integration_outcome_type",
                             "integration_outcome_achieved_date", "integration_social", "integration_comms_language",
                             "integration_digital"],
    "employment_intermediate.csv": ["unique_id", "provider_id_empl_inter", "date_intermediate_employment_outcome",
                                    "intermediate_employment_outcome_type"],
    "employment_entry.csv": ["unique_id", "provider_id_empl_entry", "employment_entry_outcome_type",
                             "date_employment_entry", "primary_employment_entry_status",
                             "secondary_employment_entry_status", "hours_of_employment_entry",
                             "wage_employment_entry", "education_training_status_entry",
                             "employment_entry_occupation", "employment_entry_sector"],
    "employment_sustain.csv": ["unique_id", "provider_id_empl_sustain", "employment_sustainment_date",
                               "employment_sustain_status", "hours_of_employment_sustain",
                               "wage_employment_sustain", "education_training_status_sustain",
                               "employment_sustain_occupation", "employment_sustain_sector"],
    "date_last_seen.csv": ["unique_id", "provider_id_last_seen", "date_last_seen", "reason_for_disengagement"],
}
FIRST_NAMES = ["Example", "Imaginary", "Invented", "Pretend", "Sample", "Specimen"]
LAST_NAMES = ["Alder", "Beech", "Cedar", "Elder", "Hazel", "Juniper", "Larch", "Maple", "Rowan", "Spruce"]
AREAS = ["North", "East", "South", "West"]
HOMES = ["RPC", "RPC", "RLA", "RLA", "other"]
TRADES = [("cook", "food"), ("driver", "transport"), ("carer", "care"), ("joiner", "building"), ("clerk", "office")]
HOURS = ["8 to 15", "16 to 30", "31 to 48"]
STEPS = [
    "qualifications or skills", "training course", "mentoring and/or coaching", "employability", "Volunteering",
    "work experience", "Internship", "sector-specific language training", "business plan for self-employment",
    "Registered business for self-employment", "another specified activity",
]


class Journey(NamedTuple):
    """What one person did, day by day; None for what did not happen."""

    start: date
    housed: date | None = None
    kept_home: date | None = None
    planned: date | None = None
    plan_6: date | None = None
    plan_12: date | None = None
    nearer: date | None = None
    steps: int = 3
    worked: date | None = None
    kept_work: date | None = None
    last_seen: date | None = None


ON_THE_EDGE = [
    # six months after 31 August are the last day of February; a day earlier is too early
    Journey(date(2022, 3, 1), housed=date(2022, 8, 31), kept_home=date(2023, 2, 28)),
    Journey(date(2022, 3, 1), housed=date(2022, 8, 31), kept_home=date(2023, 2, 27)),
    # a home found before the person joined
    Journey(date(2022, 5, 1), housed=date(2022, 4, 30), kept_home=date(2022, 12, 5), planned=date(2022, 5, 1)),
    # work on the last day of the contract, and on the day after it
    Journey(date(2022, 9, 1), worked=date(2024, 3, 31), planned=date(2022, 9, 20)),
    Journey(date(2022, 9, 1), worked=date(2024, 4, 1), kept_work=date(2024, 7, 3)),
    # everything there is, which is more than the contract pays for one person
    Journey(date(2021, 10, 1), date(2021, 12, 3), date(2022, 6, 3), date(2021, 10, 18), date(2022, 4, 18),
            date(2022, 10, 18), date(2022, 7, 7), 4, date(2022, 9, 30), date(2022, 12, 30)),
    # plans reviewed on the day, and the day before
    Journey(date(2022, 1, 1), planned=date(2022, 1, 31), plan_6=date(2022, 7, 31), plan_12=date(2023, 1, 31)),
    Journey(date(2022, 1, 1), planned=date(2022, 1, 31), plan_6=date(2022, 7, 30), plan_12=date(2023, 1, 30)),
]


def _journey(chance: Chance) -> Journey:
    """A plausible journey: most things happen in time, some too early, some never."""

    def perhaps(per_cent: int, after: date | None, least: int, most: int) -> date | None:
        days = chance.between(least, most)
        return after + timedelta(days=days) if chance.happens(per_cent) and after else None

    start = months_after(date(2021, 10, 1), chance.between(0, 11))
    housed = perhaps(60, start, 20, 240)
    planned = perhaps(80, start, 7, 90)
    worked = perhaps(55, start, 120, 430)
    return Journey(
        start=start,
        housed=housed,
        kept_home=perhaps(75, housed, 168, 274),
        planned=planned,
        plan_6=perhaps(75, planned, 172, 250),
        plan_12=perhaps(60, planned, 355, 430),
        nearer=perhaps(55, start, 90, 420),
        steps=chance.between(2, 5),
        worked=worked,
        kept_work=perhaps(70, worked, 84, 170),
        last_seen=perhaps(30, start, 120, 520),
    )


def _person_rows(chance: Chance, number: int, told: Journey) -> list[tuple[str, list[str]]]:
    """The rows about one person, each with the file it goes into."""
    who = f"RT-{number:04}"

    def case() -> str:
        return f"case {number:04}" if chance.happens(40) else ""

    job, sector = chance.one(TRADES)
    route = "Self-employment" if chance.happens(25) else "Employment"
    contract = "own account" if route == "Self-employment" else chance.one(["permanent", "temporary"])
    hours, wage = chance.one(HOURS), str(chance.between(10, 16))
    name, born = [chance.one(FIRST_NAMES), chance.one(LAST_NAMES)], str(chance.between(1962, 2003))
    rows = [("person.csv", [who, case(), *name, born, chance.one(["Man", "Woman"]), chance.one(AREAS),
                            f"{told.start:%Y-%m}"])]
    if told.housed:
        rows.append(("housing_entry.csv", [who, case(), str(told.housed), chance.one(HOMES)]))
    if told.kept_home:
        rows.append(("housing_sustain.csv", [who, case(), str(told.kept_home), chance.one(HOMES)]))
    for stage, day in (("Creation", told.planned), ("6 month", told.plan_6), ("12 month", told.plan_12)):
        if day:
            rows.append(("integration_plan.csv", [who, case(), stage, str(day), "tbc", "tbc", "tbc"]))
    if told.nearer:
        steps = ", ".join(chance.some(STEPS, told.steps))
        rows.append(("employment_intermediate.csv", [who, case(), str(told.nearer), steps]))
    if told.worked:
        rows.append(("employment_entry.csv", [who, case(), route, str(told.worked), contract, "", hours, wage, "none",
                                              job, sector]))
    if told.kept_work:
        rows.append(("employment_sustain.csv", [who, case(), str(told.kept_work), contract, hours, wage, "none", job,
                                                sector]))
    if told.last_seen:
        reason = chance.one(["moved away", "no longer wished to take part", ""])
        rows.append(("date_last_seen.csv", [who, case(), str(told.last_seen), reason]))
    return rows


def refugee_transitions(seed: int = 271, people: int = 120) -> Evidence:
    """Evidence for the contract refugee-transitions; the last people stand on the edges of its rules."""
    chance = Chance(seed)
    files: dict[str, list[list[str]]] = {name: [] for name in REFUGEE_HEADINGS}
    ordinary = people - len(ON_THE_EDGE)
    for number in range(1, people + 1):
        told = _journey(chance) if number <= ordinary else ON_THE_EDGE[number - ordinary - 1]
        for name, row in _person_rows(chance, number, told):
            files[name].append(row)
    return Evidence(files, tuple(_faults_refugee_transitions(files)))


def _faults_refugee_transitions(files: dict[str, list[list[str]]]) -> list[Planted]:
    """Spoil some rows the way people and spreadsheets do, and add some that should not be there."""
    entries, sustained, plans = files["housing_entry.csv"], files["housing_sustain.csv"], files["integration_plan.csv"]
    steps, jobs, kept = (files[f"employment_{name}.csv"] for name in ("intermediate", "entry", "sustain"))
    sustained[9][2] = "2023-02-30"
    jobs[6][3] = "03/04/2023"
    created = next(i for i, row in enumerate(plans) if i >= 12 and row[2] == "Creation")
    plans[created][2] = "Creaton"
    later = next(i for i, row in enumerate(plans) if i >= 30 and row[2] == "6 month")
    plans[later][0] = "1.0E+05"
    steps[4][0] = ""
    steps[11][2] = ""
    three = next(i for i, row in enumerate(steps) if i >= 17 and row[3].count(",") >= 2)
    steps[three][3] = ", ".join(["work expereince", *steps[three][3].split(", ")[1:]])
    kept[8].append("night shifts")
    entries.append(["RT-9001", "", "2022-11-04", "RLA"])
    entries.append(list(entries[3]))  # said twice: counted once, and nothing is wrong with it
    told = entries[14]
    entries.append([told[0], told[1], str(date.fromisoformat(told[2]) + timedelta(days=19)), told[3]])
    return [
        Planted("housing_sustain.csv", 9 + 2, "row-date-impossible"),
        Planted("employment_entry.csv", 6 + 2, "row-date-unreadable"),
        Planted("integration_plan.csv", created + 2, "row-category-unknown"),
        Planted("integration_plan.csv", later + 2, "row-person-damaged"),
        Planted("employment_intermediate.csv", 4 + 2, "row-person-missing"),
        Planted("employment_intermediate.csv", 11 + 2, "row-value-missing"),
        Planted("employment_intermediate.csv", three + 2, "row-category-unknown"),
        Planted("employment_sustain.csv", 8 + 2, "row-width"),
        Planted("housing_entry.csv", len(entries) - 1, "row-person-not-enrolled"),
        Planted("housing_entry.csv", 14 + 2, "row-conflict"),
        Planted("housing_entry.csv", len(entries) + 1, "row-conflict"),
    ]


# ------------------------------------------------------------------------------------------------
# Rough sleeping

ROUGH_HEADINGS = {
    "starts.csv": ["Client ref", "Started", "Area"],
    "tenancies.csv": ["Client ref", "Start date", "Accommodation type", "Landlord letter", "Uploaded"],
    "checks.csv": ["Client ref", "Date seen at address", "Seen by", "Uploaded"],
    "wellbeing.csv": ["Client ref", "Completed", "Completed by", "Uploaded"],
    "treatments.csv": ["Client ref", "Service", "Stage", "Date of letter", "Uploaded"],
    "qualifications.csv": ["Client ref", "Title", "Guided learning hours", "Awarded", "Uploaded"],
    "volunteering.csv": ["Client ref", "First day", "Last day", "Hours a week", "Letter shows", "Uploaded"],
    "work.csv": ["Client ref", "Job", "Hours a week", "First day", "Last day", "Uploaded"],
    "shifts.csv": ["Client ref", "Worked on", "Hours", "Uploaded"],
}
SERVICES = ["Mental health", "Mental health", "Alcohol", "Drugs"]
TITLES = [("Food hygiene", 9), ("Basic English", 20), ("Construction site safety", 25), ("Catering", 120)]
LETTER = ["role description", "paid supervisor", "expenses"]
LAST_CHECK = date(2021, 3, 31)


class Stay(NamedTuple):
    """A home, and the days on which the person was seen there."""

    since: date
    kind: str
    seen: tuple[date, ...]


def _every(first: date, *gaps: int) -> tuple[date, ...]:
    """Days so many days apart."""
    days = [first]
    for gap in gaps:
        days.append(days[-1] + timedelta(days=gap))
    return tuple(days)


STAYS_ON_THE_EDGE = [
    Stay(date(2018, 3, 5), "PRS", _every(date(2018, 3, 5), 28, 35, 28, 28)),          # 35 days are no break
    Stay(date(2018, 3, 5), "PRS", _every(date(2018, 3, 5), 28, 36, 28, 28, 28, 28)),  # 36 days are
    Stay(date(2018, 6, 1), "SH", _every(date(2018, 7, 1), 30, 30, 30)),               # seen on the thirtieth day
    Stay(date(2018, 6, 1), "SH", _every(date(2018, 7, 2), 30, 30, 30)),               # a day too late
]


def _stay(chance: Chance, since: date, kind: str, late: bool = False) -> Stay:
    """A stay of one to thirty months, seen about every four weeks, sometimes with a long gap."""
    first = since + timedelta(days=chance.between(32, 50) if late else chance.between(1, 25))
    seen, day = [], first
    visits = chance.between(2, 32)
    gap_at = chance.between(2, 12) if chance.happens(35) else 0
    for visit in range(1, visits + 1):
        if day > LAST_CHECK:
            break
        seen.append(day)
        day += timedelta(days=chance.between(40, 120) if visit == gap_at else chance.between(21, 35))
    return Stay(since, kind, tuple(seen))


def _stays(chance: Chance, start: date) -> list[Stay]:
    """The homes of one person: most have one, some a hostel before it, some only that, some none."""
    found = start + timedelta(days=chance.between(5, 80))
    kind = chance.one(["PRS", "PRS", "SH", "SH", "SUP"])
    lot = chance.between(1, 100)
    if lot <= 8:
        return []
    if lot <= 18:
        return [_stay(chance, found, "HOS")]
    if lot <= 26:
        return [_stay(chance, found, kind, late=True)]
    stays = [_stay(chance, found, kind)]
    if lot <= 45:
        hostel = start + timedelta(days=2)
        stays.insert(0, Stay(hostel, "HOS", (hostel + timedelta(days=2),)))
    return stays


def rough_sleeping(seed: int = 154, people: int = 60) -> Evidence:
    """Evidence for the contract rough-sleeping; the last people stand on the edges of its rules."""
    chance = Chance(seed)
    files: dict[str, list[list[str]]] = {name: [] for name in ROUGH_HEADINGS}

    def sent(day: date) -> str:
        return _sent(chance, day)

    ordinary = people - len(STAYS_ON_THE_EDGE)
    for number in range(1, people + 1):
        who, edge = f"GM-{number:04}", number - ordinary - 1
        start = date(2018, 2, 1) if edge >= 0 else date(2017, 11, 1) + timedelta(days=chance.between(0, 900))
        files["starts.csv"].append([who, str(start), chance.one(AREAS)])
        for stay in [STAYS_ON_THE_EDGE[edge]] if edge >= 0 else _stays(chance, start):
            letter = chance.one(["yes", "no"])
            files["tenancies.csv"].append([who, str(stay.since), stay.kind, letter, sent(stay.since)])
            for day in stay.seen:
                files["checks.csv"].append([who, str(day), chance.one(["A", "B", "C"]), sent(day)])
        day = start + timedelta(days=chance.between(7, 60))
        for _ in range(chance.between(0, 4)):
            if day > LAST_CHECK:
                break
            by = "Client" if chance.happens(80) else "Key worker"
            files["wellbeing.csv"].append([who, str(day), by, sent(day)])
            day += timedelta(days=chance.between(150, 230))
    for name, row in _services_and_work(Chance(seed + 1), files["starts.csv"]):
        files[name].append(row)
    return Evidence(files, tuple(_faults_rough_sleeping(files)))


def _services_and_work(chance: Chance, starts: list[list[str]]) -> Iterator[tuple[str, list[str]]]:
    """Treatment, qualifications, volunteering and work of those who got so far, each row with its file."""
    for who, started, _ in starts:
        day = date.fromisoformat(started) + timedelta(days=chance.between(30, 200))
        if chance.happens(40):
            service = chance.one(SERVICES)
            if chance.happens(85):
                yield "treatments.csv", [who, service, "Entered", str(day), _sent(chance, day)]
            if chance.happens(55):
                later = day + timedelta(days=chance.between(90, 240))
                yield "treatments.csv", [who, service, "Sustained", str(later), _sent(chance, later)]
        day += timedelta(days=chance.between(30, 120))
        if chance.happens(20):
            title, hours = chance.one(TITLES)
            yield "qualifications.csv", [who, title, str(hours), str(day), _sent(chance, day)]
        if chance.happens(20):
            last = day + timedelta(weeks=chance.between(6, 30), days=-1)
            shows = ", ".join(chance.some(LETTER, 3 if chance.happens(80) else 2))
            hours = chance.one([4, 6, 8])
            yield "volunteering.csv", [who, str(day), str(last), str(hours), shows, _sent(chance, last)]
        if chance.happens(25):
            yield from _jobs(chance, who, day)
        elif chance.happens(12):
            for week in range(13):
                on = day + timedelta(weeks=week)
                yield "shifts.csv", [who, str(on), str(chance.between(4, 14)), _sent(chance, on)]


def _jobs(chance: Chance, who: str, day: date) -> Iterator[tuple[str, list[str]]]:
    """A job, and sometimes more hours after it."""
    job = "Held at referral" if chance.happens(15) else "New"
    last = day + timedelta(weeks=chance.between(8, 28), days=-1)
    yield "work.csv", [who, job, str(chance.one([7, 12, 20, 25, 37])), str(day), str(last), _sent(chance, last)]
    if chance.happens(35):
        day, last = last + timedelta(days=1), last + timedelta(weeks=chance.between(10, 28))
        yield "work.csv", [who, "Improved", str(chance.one([25, 30, 37])), str(day), str(last), _sent(chance, last)]


def _sent(chance: Chance, day: date) -> str:
    """The day on which a row was sent: as a rule within two weeks, now and then months later."""
    return str(day + timedelta(days=chance.between(45, 90) if chance.happens(4) else chance.between(0, 12)))


def _faults_rough_sleeping(files: dict[str, list[list[str]]]) -> list[Planted]:
    """Spoil some rows the way people and spreadsheets do, and add some that should not be there."""
    tenancies, checks, forms = files["tenancies.csv"], files["checks.csv"], files["wellbeing.csv"]
    tenancies[10][2] = "PRZ"
    tenancies[21][4] = "03/08/2018"
    checks[40][1] = "2019-06-31"
    checks[90].append("by telephone")
    files["treatments.csv"][6][1] = "Dentist"
    files["work.csv"][7][2] = "twenty"
    forms[5][0] = ""
    checks.append(["GM-9001", "2019-05-14", "A", "2019-05-20"])
    checks.append(list(checks[3]))  # said twice: counted once, and nothing is wrong with it
    return [
        Planted("tenancies.csv", 10 + 2, "row-category-unknown"),
        Planted("tenancies.csv", 21 + 2, "row-date-unreadable"),
        Planted("checks.csv", 40 + 2, "row-date-impossible"),
        Planted("checks.csv", 90 + 2, "row-width"),
        Planted("wellbeing.csv", 5 + 2, "row-person-missing"),
        Planted("treatments.csv", 6 + 2, "row-category-unknown"),
        Planted("work.csv", 7 + 2, "row-number-unreadable"),
        Planted("checks.csv", len(checks), "row-person-not-enrolled"),
    ]


# ------------------------------------------------------------------------------------------------
# Writing

HEADINGS = {"refugee-transitions": REFUGEE_HEADINGS, "rough-sleeping": ROUGH_HEADINGS}


def as_csv(headings: list[str], rows: list[list[str]]) -> bytes:
    """A file as it is sent: UTF-8, quotes where they are needed, one line feed a row."""
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows([headings, *rows])
    return text.getvalue().encode()


def write_one(contract: str, evidence: Evidence, folder: Path) -> list[str]:
    """Write the files of one contract into a folder, and say what was written."""
    folder.mkdir(parents=True, exist_ok=True)
    said = []
    for name, rows in evidence.files.items():
        (folder / name).write_bytes(as_csv(HEADINGS[contract][name], rows))
        said.append(f"{contract}/{folder.name}/{name}: {len(rows)} rows")
    return [*said, f"{contract}: {len(evidence.planted)} rows are wrong on purpose"]


def write(shelf: Path) -> list[str]:
    """Write the evidence of every shipped contract into a shelf, and say what was written."""
    return [
        *write_one("refugee-transitions", refugee_transitions(), shelf / "refugee-transitions" / "evidence"),
        *write_one("rough-sleeping", rough_sleeping(), shelf / "rough-sleeping" / "evidence"),
    ]


if __name__ == "__main__":
    print("\n".join(write(Path(sys.argv[1]) if len(sys.argv) > 1 else SHELF)))
