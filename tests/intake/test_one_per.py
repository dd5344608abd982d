"""What two good rows may not share: whom they are about, their days, and fields of the record."""

from pathlib import Path

from tests.steps.small import HEAD, contract, done, paid

HOURS = """
  ten: {is: Ten hours., shown_by: {measure: hours, at_least: 10}}
"""
MEASURED = "measures:\n  hours: {sum: visit, field: hours}\n"


def once_a_day(one_per: str) -> str:
    """The small contract, with one visit for each of what is named, and hours that never fall."""
    head = HEAD.replace("number: hours, optional: true", "number: hours, never_below: 0, optional: true")
    return head.replace("    files: visits*.csv\n", f"    files: visits*.csv\n    one_per: {one_per}\n") + MEASURED


def visits(*rows: tuple[str, str]) -> dict[str, dict[str, list]]:
    """Ann, and her visits: the day and the hours of each."""
    return {"Ann": {"start": "2020-01-01", "visit": [{"Day": day, "Hours": hours} for day, hours in rows]}}


def test_a_day_sent_twice_with_different_hours_is_two_bad_rows(tmp_path: Path):
    """Where one row is allowed for a person and day, two that say different hours are both bad, and neither counts."""
    agreed = contract(tmp_path, HOURS, head=once_a_day("[person, dated]"))
    sent = visits(("2020-02-03", "6"), ("2020-02-03", "7"), ("2020-02-04", "5"))
    made = done(agreed, "2020-12-31", sent)
    assert [each.code for each in made.bad_rows] == ["row-conflict", "row-conflict"]
    assert paid(made) == {}


def test_the_hours_of_different_days_add_up(tmp_path: Path):
    """Rows of different days do not contradict each other, whatever they say."""
    agreed = contract(tmp_path, HOURS, head=once_a_day("[person, dated]"))
    made = done(agreed, "2020-12-31", visits(("2020-02-03", "6"), ("2020-02-04", "5")))
    assert not made.bad_rows
    assert paid(made) == {("Ann", "ten", "2020-02-04"): 10_000}
