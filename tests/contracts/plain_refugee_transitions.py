"""What Refugee Transitions pays, reckoned a second time with nothing but the standard library.

It reads the same files and shares no line with the engine: dictionaries, dates and loops, in the
order in which a careful accountant would go through the contract.  The prices and limits are typed
in again from the contract on purpose.  Money is pence.
"""

import csv
import re
from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

FIRST_DAY, LAST_DAY = date(2021, 10, 1), date(2024, 3, 31)

HOMES = {"RPC", "RLA", "other"}
STAGES = {"Creation", "6 month", "12 month"}
ROUTES = {"Employment", "Self-employment"}
STEPS = {
    "qualifications or skills", "training course", "mentoring and/or coaching", "employability", "Volunteering",
    "work experience", "Internship", "sector-specific language training", "business plan for self-employment",
    "Registered business for self-employment", "another specified activity",
}
OUTCOMES = ["housing_entered", "housing_kept_6_months", "plan_made", "plan_6_months", "plan_12_months",
            "nearer_to_work", "work_entered", "work_kept_3_months"]
PRICES = {"housing_entered": 900_00, "housing_kept_6_months": 1_400_00, "plan_made": 350_00, "plan_6_months": 600_00,
          "plan_12_months": 800_00, "nearer_to_work": 700_00, "work_kept_3_months": 1_700_00}
PRICE_OF_WORK = {"Employment": 1_300_00, "Self-employment": 1_150_00}
MOST_A_PERSON, MOST_PLANS, MOST_IN_ALL = 6_000_00, 180, 600_000_00

# The file, the heading of its day, the headings that hold one word, and those words.
FILES = {
    "housing_entry.csv": ("housing_entry_date", "housing_entry_accommodation", HOMES),
    "housing_sustain.csv": ("housing_sustainment_date", "housing_sustain_accommodation", HOMES),
    "integration_plan.csv": ("integration_outcome_achieved_date", "integration_outcome_type", STAGES),
    "employment_intermediate.csv": ("date_intermediate_employment_outcome", "intermediate_employment_outcome_type",
                                    STEPS),
    "employment_entry.csv": ("date_employment_entry", "employment_entry_outcome_type", ROUTES),
    "employment_sustain.csv": ("employment_sustainment_date", None, set()),
    "date_last_seen.csv": ("date_last_seen", None, set()),
}


@dataclass
class Row:
    """A good row: whom it is about, the day, and the words in it."""

    number: int
    person: str
    day: date
    words: frozenset[str]


@dataclass
class Paid:
    """One outcome of one person, and what is left of its price after each clause."""

    person: str
    outcome: str
    day: date
    price: int
    left: int
    home_office: int = 0
    local_fund: int = 0


@dataclass
class Reckoning:
    """Everything the contract comes to on one day."""

    paid: dict[tuple[str, str], Paid]
    people: dict[str, date]
    good: dict[str, list[Row]] = field(default_factory=dict)
    bad: dict[str, set[int]] = field(default_factory=dict)
    """Rows that cannot be used, by file, as a spreadsheet numbers them."""
    rows: dict[str, int] = field(default_factory=dict)
    """How many rows each file has."""
    too_early: set[tuple[str, int]] = field(default_factory=set)
    """Rows in force but before the day from which they would count, by file and row."""
    after_last_seen: set[tuple[str, int]] = field(default_factory=set)
    few_steps: set[str] = field(default_factory=set)
    """People who took one step or two towards work."""

    @property
    def gross(self) -> int:
        """All prices together."""
        return sum(each.price for each in self.paid.values())

    @property
    def net(self) -> int:
        """What is left after all limits."""
        return sum(each.left for each in self.paid.values())


def reckon(folder: Path, as_at: date) -> Reckoning:
    """What is due under the contract on a day, from the files in a folder."""
    people = _enrolled(folder)
    sheet = Reckoning({}, people)
    for name, (day_heading, word_heading, known) in FILES.items():
        good, bad, number = _rows(folder / name, day_heading, word_heading, known, people)
        sheet.good[name], sheet.bad[name], sheet.rows[name] = good, bad, number
    for name, (_, word_heading, _) in FILES.items():
        one_each = "person and stage" if word_heading == "integration_outcome_type" else "person"
        _drop_contradictions(sheet, name, one_each, as_at)
    for person, start in people.items():
        _reckon_person(sheet, person, start, as_at)
    walk = sorted(sheet.paid.values(), key=lambda each: (each.day, each.person, OUTCOMES.index(each.outcome)))
    _limit_each_person(walk)
    _limit_plans(walk)
    _limit_in_all(walk)
    _share(walk)
    _look_out_for_rows_after_last_seen(sheet, as_at)
    return sheet


# Reading

def _cells(path: Path) -> tuple[list[str], list[tuple[int, list[str]]]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        lines = list(csv.reader(file))
    return lines[0], list(enumerate(lines[1:], start=2))


def _day(text: str) -> date | None:
    if not re.fullmatch(r"\d\d\d\d-\d\d-\d\d", text):
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _enrolled(folder: Path) -> dict[str, date]:
    """Who takes part, and from when: the first day of the month of enrolment, while the contract is in force."""
    headings, lines = _cells(folder / "person.csv")
    people = {}
    for _, cells in lines:
        if len(cells) != len(headings):
            continue
        said = dict(zip(headings, cells, strict=True))
        person, month = said["unique_id"].strip(), said["date_started_service"].strip()
        start = _day(month + "-01" if re.fullmatch(r"\d\d\d\d-\d\d", month) else month)
        if person and start and FIRST_DAY <= start <= LAST_DAY:
            people[person] = min(start, people.get(person, start))
    return people


def _rows(path: Path, day_heading: str, word_heading: str | None, known: set[str],
          people: dict[str, date]) -> tuple[list[Row], set[int], int]:
    """The good rows of a file, the numbers of the others, and how many there are."""
    headings, lines = _cells(path)
    good, bad = [], set()
    for number, cells in lines:
        row = _row(number, dict(zip(headings, cells, strict=True)), day_heading, word_heading, known, people) \
            if len(cells) == len(headings) else None
        if row:
            good.append(row)
        else:
            bad.add(number)
    return good, bad, len(lines)


def _row(number: int, said: dict[str, str], day_heading: str, word_heading: str | None, known: set[str],
         people: dict[str, date]) -> Row | None:
    person, day = said["unique_id"].strip(), _day(said[day_heading].strip())
    if person not in people or day is None:
        return None
    words: list[str] = []
    if word_heading:
        told = said[word_heading].strip()
        words = [each.strip() for each in told.split(",")] if known is STEPS else [told]
        if not all(each in known for each in words):
            return None
    return Row(number, person, day, frozenset(words))


def _drop_contradictions(sheet: Reckoning, name: str, one_each: str, as_at: date) -> None:
    """A row said twice counts once; of two that contradict each other by that day neither counts."""
    together: dict[tuple[str, ...], list[Row]] = defaultdict(list)
    kept = [row for row in sheet.good[name] if row.day > as_at]
    for row in (row for row in sheet.good[name] if row.day <= as_at):
        key = (row.person, *row.words) if one_each == "person and stage" else (row.person,)
        together[key].append(row)
    for rows in together.values():
        if len({(row.day, row.words) for row in rows}) == 1:
            kept.append(rows[0])
        else:
            sheet.bad[name] |= {row.number for row in rows}
    sheet.good[name] = kept


# What each person reached

def months_later(day: date, months: int) -> date:
    """The same day of a later month; the last day of the month where it is too short."""
    year, month = day.year, day.month + months
    while month > 12:
        year, month = year + 1, month - 12
    for of_month in (day.day, 30, 29, 28):
        if of_month <= day.day:
            try:
                return date(year, month, of_month)
            except ValueError:
                continue
    raise AssertionError("every month has 28 days")


def _reckon_person(sheet: Reckoning, person: str, start: date, as_at: date) -> None:
    def told(name: str, word: str = "") -> Row | None:
        """The person's row in a file, if its day counts: from enrolment to the day we look."""
        for row in sheet.good[name]:
            if row.person == person and (not word or word in row.words) and start <= row.day <= as_at:
                return row
        return None

    def reached(outcome: str, row: Row | None, price: int = 0) -> Row | None:
        """Put the outcome down, if it was reached while the contract was in force."""
        if row is None or row.day > LAST_DAY:
            return None
        price = price or PRICES[outcome]
        sheet.paid[person, outcome] = Paid(person, outcome, row.day, price, price)
        return row

    def later(outcome: str, before: Row | None, months: int, name: str, word: str = "") -> None:
        """What must still be so, so many months after another outcome."""
        row = told(name, word)
        if before is None or row is None or row.day > LAST_DAY:
            return
        if row.day < months_later(before.day, months):
            sheet.too_early.add((name, row.number))
        else:
            reached(outcome, row)

    later("housing_kept_6_months", reached("housing_entered", told("housing_entry.csv")), 6, "housing_sustain.csv")
    plan = reached("plan_made", told("integration_plan.csv", "Creation"))
    later("plan_6_months", plan, 6, "integration_plan.csv", "6 month")
    later("plan_12_months", plan, 12, "integration_plan.csv", "12 month")
    steps = told("employment_intermediate.csv")
    if steps and len(steps.words) >= 3:
        reached("nearer_to_work", steps)
    elif steps:
        sheet.few_steps.add(person)
    work = told("employment_entry.csv")
    started = reached("work_entered", work, PRICE_OF_WORK[next(iter(work.words))]) if work else None
    later("work_kept_3_months", started, 3, "employment_sustain.csv")


def _look_out_for_rows_after_last_seen(sheet: Reckoning, as_at: date) -> None:
    seen = {row.person: row.day for row in sheet.good["date_last_seen.csv"] if row.day <= as_at}
    for name, rows in sheet.good.items():
        sheet.after_last_seen |= {(name, row.number) for row in rows
                                  if name != "date_last_seen.csv" and row.day > seen.get(row.person, row.day)}


# The clauses, each on what the ones before it left

def _limit_each_person(walk: list[Paid]) -> None:
    """Clause 3.1."""
    room: dict[str, int] = defaultdict(lambda: MOST_A_PERSON)
    for each in walk:
        each.left = min(each.left, room[each.person])
        room[each.person] -= each.left


def _limit_plans(walk: list[Paid]) -> None:
    """Clause 3.2."""
    count = 0
    for each in walk:
        if each.outcome == "plan_made" and each.left > 0:
            count += 1
            if count > MOST_PLANS:
                each.left = 0


def _limit_in_all(walk: list[Paid]) -> None:
    """Clause 3.3."""
    room = MOST_IN_ALL
    for each in walk:
        each.left = min(each.left, room)
        room -= each.left


def _share(walk: list[Paid]) -> None:
    """Clause 4.1: five eighths of everything so far, to the nearest penny, less what it was before."""
    total = 0
    for each in walk:
        before, total = total, total + each.left
        each.home_office = _five_eighths(total) - _five_eighths(before)
        each.local_fund = each.left - each.home_office


def _five_eighths(pence: int) -> int:
    eighths = 5 * pence
    whole, rest = eighths // 8, eighths % 8
    return whole + 1 if rest >= 4 else whole
