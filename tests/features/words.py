"""The words of the features: how they say days, pounds, homes and outcomes, and what files and contracts write."""

import re
from collections.abc import Mapping
from datetime import date

from parse import with_pattern
from pytest_bdd import parsers

from sop_engine.records.working import PENDING, REFUSED

CONTRACTS = {
    "rough sleeping": "rough-sleeping",
    "refugees finding their feet": "refugee-transitions",
}

OUTCOMES = {  # in both contracts no two are said alike
    "moving in": "enters_accommodation",
    "staying for three months": "stays_3_months",
    "staying for six months": "stays_6_months",
    "staying for twelve months": "stays_12_months",
    "staying for eighteen months": "stays_18_months",
    "staying for two years": "stays_24_months",
    "completing a wellbeing form": "wellbeing_assessed",
    "finding a safe home": "housing_entered",
    "keeping a home for six months": "housing_kept_6_months",
    "making a plan": "plan_made",
    "following the plan for six months": "plan_6_months",
    "following the plan for twelve months": "plan_12_months",
    "coming nearer to work": "nearer_to_work",
    "starting work": "work_entered",
    "keeping work for three months": "work_kept_3_months",
}

HOMES = {"a private flat": "PRS", "a social home": "SH", "supported housing": "SUP", "a hostel": "HOS"}
SAFE_HOMES = {"a private flat": "RPC", "a social home": "RLA"}
ROUTES = {"starts a job": "Employment", "becomes self-employed": "Self-employment"}
STEPS = {
    "a training course": "training course", "volunteering": "Volunteering", "an internship": "Internship",
    "mentoring": "mentoring and/or coaching", "work experience": "work experience",
}

WHOM = {
    "for those who started": "started_from_then",
    "for what is reached": "reached_from_then",
    "for what is claimed": "claimed_from_then",
}
STATUSES = {"pending": PENDING, "refused": REFUSED}
WAYS = {"more": 1, "less": -1}
TIMES = {"once": 1, "twice": 2, "three times": 3}
ROWS = {"no row is": 0, "one row is": 1, "two rows are": 2}

_MONTHS = ("January", "February", "March", "April", "May", "June", "July", "August",
           "September", "October", "November", "December")
_MONTH = "|".join(_MONTHS)
_DAY = rf"\d{{1,2}} (?:{_MONTH})"
_WHOLE_DAY = rf"{_DAY} \d{{4}}"
_POUNDS = r"£\d{1,3}(?:,\d{3})*(?:\.\d\d)?"


@with_pattern(_WHOLE_DAY)
def read_day(text: str) -> str:
    """A day as files write it; whether it is in the calendar is not asked here.

    Example:
        >>> read_day("20 January 2018")
        '2018-01-20'
    """
    day, month, year = text.split()
    return f"{year}-{_MONTHS.index(month) + 1:02d}-{int(day):02d}"


@with_pattern(rf"(?:{_DAY}(?: \d{{4}})?(?:, | and ))*{_WHOLE_DAY}")
def read_days(text: str) -> list[str]:
    """Several days; one without a year is in the year of the next that has one.

    Example:
        >>> read_days("25 January, 22 February and 22 March 2018")
        ['2018-01-25', '2018-02-22', '2018-03-22']
    """
    days: list[str] = []
    year = ""
    for said in reversed(re.split(", | and ", text)):
        year = found[0] if (found := re.findall(r"\d{4}$", said)) else year
        days.append(read_day(f"{said.removesuffix(year).strip()} {year}"))
    return days[::-1]


@with_pattern(rf"(?:{_MONTH}) \d{{4}}")
def read_month(text: str) -> str:
    """A month as files write it.

    Example:
        >>> read_month("May 2022")
        '2022-05'
    """
    return read_day(f"1 {text}")[:7]


def monthly(first: str, last: str) -> list[str]:
    """The same day of every month.

    Example:
        >>> monthly("2018-11-01", "2019-01-01")
        ['2018-11-01', '2018-12-01', '2019-01-01']
    """
    begin, end = date.fromisoformat(first), date.fromisoformat(last)
    months = range(begin.year * 12 + begin.month - 1, end.year * 12 + end.month)
    return [date(month // 12, month % 12 + 1, begin.day).isoformat() for month in months]


@with_pattern(f"{_POUNDS}|nothing")
def read_pounds(text: str) -> int:
    """An amount in pence.

    Example:
        >>> read_pounds("£1,500"), read_pounds("£218.88"), read_pounds("nothing")
        (150000, 21888, 0)
    """
    if text == "nothing":
        return 0
    pounds, _, pence = text.lstrip("£").replace(",", "").partition(".")
    return int(pounds) * 100 + int(pence or 0)


@with_pattern(f"−?{_POUNDS}|nothing")
def read_sum(text: str) -> int:
    """An amount in pence that may be owed back.

    Example:
        >>> read_sum("−£6,000"), read_sum("£1,500")
        (-600000, 150000)
    """
    return -read_pounds(text[1:]) if text.startswith("−") else read_pounds(text)


def one_of(names: Mapping[str, object]):
    """A reading of one of several phrases."""
    longest_first = sorted(names, key=len, reverse=True)
    return with_pattern("|".join(re.escape(name) for name in longest_first))(lambda text: names[text])


@with_pattern(r".+")
def read_steps(text: str) -> str:
    """Steps towards work as one cell of a file holds them.

    Example:
        >>> read_steps("volunteering, an internship and mentoring")
        'Volunteering, Internship, mentoring and/or coaching'
    """
    return ", ".join(STEPS[each] for each in re.split(", | and ", text))


TYPES = {
    "Who": with_pattern(r"[A-Z][a-z]+|she|he|they")(lambda text: text),
    "Whose": with_pattern(r"[A-Z][a-z]+'s|her|his|their")(lambda text: text),
    "Day": read_day, "Days": read_days, "Month": read_month, "Pounds": read_pounds, "Sum": read_sum,
    "Contract": one_of(CONTRACTS), "Outcome": one_of(OUTCOMES), "Steps": read_steps,
    "Home": one_of(HOMES), "SafeHome": one_of(SAFE_HOMES), "Route": one_of(ROUTES),
    "Whom": one_of(WHOM),
    "Status": one_of(STATUSES), "Times": one_of(TIMES), "Way": one_of(WAYS), "Number": one_of(ROWS),
}


def words(sentence: str) -> parsers.parse:
    """A sentence of the features, with the gaps that are read: `{who:Who} joined on {day:Day}`."""
    return parsers.parse(sentence, extra_types=TYPES, case_sensitive=True)
