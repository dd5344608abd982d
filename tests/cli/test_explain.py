"""`sop explain` says of one person what is due and why, what is not, and what would unlock it and by when."""

import json
from datetime import date, timedelta

import pytest

from sop_engine.service import load_contract
from tests.cli.calling import HOMES, call
from tests.seeding import write_csv
from tools import seed_evidence

SEEN = [
    "2018-01-25", "2018-02-22", "2018-03-22",  # then the home was lost
    "2018-07-01", "2018-07-29", "2018-08-26", "2018-09-23", "2018-10-21",
]  # fmt: skip


SENT = ("starts.csv", "tenancies.csv", "checks.csv")
EMPTY = {name: headings for name, headings in seed_evidence.ROUGH_HEADINGS.items() if name not in SENT}
"""The files in which nobody is told of."""


@pytest.fixture
def evidence(tmp_path):
    """The files of one person, GM-0147, who lost a home after the check of March 2018."""
    write_csv(tmp_path / "starts.csv", ["Client ref", "Started"], [["GM-0147", "2018-01-10"]])
    write_csv(tmp_path / "tenancies.csv", ["Client ref", "Start date", "Accommodation type", "Uploaded"],
              [["GM-0147", "2018-01-20", "PRS", "2018-01-22"]])  # fmt: skip
    write_csv(tmp_path / "checks.csv", ["Client ref", "Date seen at address", "Uploaded"],
              [["GM-0147", day, day] for day in SEEN])  # fmt: skip
    for name, headings in EMPTY.items():
        write_csv(tmp_path / name, headings, [])
    return tmp_path


def explained(evidence, as_at, person="GM-0147", contract="rough-sleeping", more=()):
    return call("explain", contract, "--evidence", evidence, "--as-at", as_at, "--participant", person, *more)


def part(answer, outcome):
    """What is said of one outcome: a list of lines, blanks made one."""
    parts = answer.out.split("\n\n")
    (found,) = [each for each in parts if each.lstrip().startswith(outcome)]
    return [" ".join(line.split()) for line in found.strip().splitlines()]


def test_a_broken_stay_is_explained_on_5_october_2018(evidence):
    """A stay that broke in spring says where it broke, from when it counts again, what would show it, and by when."""
    answer = explained(evidence, "2018-10-05")
    assert (answer.code, answer.err) == (0, "")
    assert answer.out.startswith("GM-0147, joined 10 January 2018\n£600.00 due as at 5 October 2018, ")
    assert part(answer, "stays 3 months") == [
        "stays 3 months not yet payable on 5 October 2018",
        "The person stays for three months; after a break, for another three.",
        "held, stay check broken none between 22 March 2018 and 1 July 2018 (101 days; 35 days allowed); "
        "the time counts again from 1 July 2018, complete on 1 October 2018 (checks.csv, rows 5, 6, 7, 8)",
        "payable when a record stay check on or after 1 October 2018, none more than 35 days apart "
        "(last: 23 September 2018)",
        "next record due by 28 October 2018",
        "at stake £1,500.00 (clause 4.1), before the limits of clauses 5.2, 5.3",
    ]


def test_the_same_stay_is_due_on_31_october_2018(evidence):
    """After the check of 21 October it is due: complete on 1 October, shown on 21 October, paid under 4.1 and 7.1."""
    answer = explained(evidence, "2018-10-31")
    assert "£2,100.00 due as at 31 October 2018" in answer.out
    assert part(answer, "stays 3 months") == [
        "stays 3 months £1,500.00 due",
        "The person stays for three months; after a break, for another three.",
        "held, stay check met complete on 1 October 2018, shown by the record of 21 October 2018 "
        "(checks.csv, rows 5, 6, 7, 8, 9)",
        "4.1 the price of stays 3 months £1,500.00",
        "7.1 Ministry of Housing, Communities and Local Government pays £1,500.00",
    ]


def test_the_day_before_it_breaks_and_the_day_after(evidence):
    """A gap is not a break until a record comes too late: what has stopped may yet be seen in time."""
    in_time = part(explained(evidence, "2018-04-26"), "stays 3 months")
    assert in_time[2].startswith("held, stay check awaited going on since 25 January 2018, complete on 25 April 2018")
    assert in_time[4] == "next record due by 26 April 2018"


def test_what_comes_first_is_said_of_what_comes_after(evidence):
    """An outcome that waits for another says so, and what is at stake."""
    assert part(explained(evidence, "2018-10-05"), "stays 6 months") == [
        "stays 6 months not yet payable on 5 October 2018",
        "The person stays for three months more, six in all.",
        "held, stay check waiting waits for stays 3 months",
        "first stays 3 months must be reached",
        "at stake £1,500.00 (clause 4.1), before the limits of clauses 5.2, 5.3",
    ]


def test_what_was_never_sent_is_said_to_be_missing(evidence):
    """An outcome without any record says what would show it, from which day, and the last day that counts."""
    assert part(explained(evidence, "2018-10-05"), "wellbeing assessed") == [
        "wellbeing assessed, time 1 no record by 5 October 2018",
        "The person completes a wellbeing assessment; no improvement is needed.",
        "record, wellbeing missing none so far",
        "payable when a record wellbeing, completed by self, dated from 10 January 2018",
        "last day that counts 31 March 2021",
        "at stake £100.00 (clause 4.1), before the limits of clauses 5.2, 5.3",
    ]


def test_a_record_that_came_later_was_not_known_before(evidence):
    """A record of 21 October that was sent in on 5 November shows nothing on 31 October."""
    rows = [["GM-0147", day, "2018-11-05" if day == "2018-10-21" else day] for day in SEEN]
    write_csv(evidence / "checks.csv", ["Client ref", "Date seen at address", "Uploaded"], rows)
    assert part(explained(evidence, "2018-10-31"), "stays 3 months")[0].endswith("not yet payable on 31 October 2018")
    assert part(explained(evidence, "2018-11-05"), "stays 3 months")[0].endswith("£1,500.00 due")


def test_what_a_cap_took_is_said_with_its_clause(evidence, tmp_path):
    """A claim that a cap cut says what was earned, what the clause took, and what each payer pays of the rest."""
    folder = tmp_path / "capped"
    folder.mkdir()
    text = (HOMES.parent / "contract.yaml").read_text(encoding="utf-8").replace("at_most: £19,000", "at_most: £2,000")
    (folder / "contract.yaml").write_text(text, encoding="utf-8")
    answer = explained(evidence, "2018-10-31", contract=folder)
    assert answer.out.startswith("GM-0147, joined 10 January 2018\n£2,000.00 due")
    said = part(answer, "stays 3 months")
    assert said[0] == "stays 3 months £1,400.00 due of £1,500.00 earned"
    assert said[3:] == [
        "4.1 the price of stays 3 months £1,500.00",
        "5.2 £2,100.00 earned for this person up to here; the most for one person is £2,000.00 −£100.00",
        "7.1 Ministry of Housing, Communities and Local Government pays £1,400.00",
        "taken £100.00 by clause 5.2; it stays on record as earned",
    ]


def test_a_person_with_everything_has_every_outcome_and_every_amount_adds_up(evidence):
    """Of a person who kept a home, every outcome is told in the order of the contract: what was reached is due."""
    seen = [date(2018, 1, 25) + timedelta(days=28 * i) for i in range(30)]
    write_csv(evidence / "checks.csv", ["Client ref", "Date seen at address", "Uploaded"],
              [["GM-0147", day, day] for day in seen])  # fmt: skip
    write_csv(evidence / "wellbeing.csv", ["Client ref", "Completed", "Completed by", "Uploaded"],
              [["GM-0147", day, "Client", day] for day in ("2018-02-01", "2018-08-01", "2019-02-01")])  # fmt: skip
    answer = explained(evidence, "2020-06-30")
    after_notes = answer.out.split("\n\n", 1)[1]
    told = [line for line in after_notes.splitlines() if line and not line.startswith(" ")]
    assert [" ".join(each.split()) for each in told[:9]] == [
        "enters accommodation £600.00 due",
        "stays 3 months £1,500.00 due",
        "stays 6 months £1,500.00 due",
        "stays 12 months £2,600.00 due",
        "stays 18 months £2,500.00 due",
        "stays 24 months £1,800.00 due",
        "wellbeing assessed, time 1 £100.00 due",
        "wellbeing assessed, time 2 £100.00 due",
        "wellbeing assessed, time 3 £100.00 due",
    ]
    assert sum(pence(each) for each in told[:9]) == pence(answer.out.splitlines()[1].split(" due")[0]) == 1_080_000
    assert "at stake" not in after_notes.split("mental health entry")[0]
    others = list(load_contract("rough-sleeping").contract.outcomes)[7:]
    assert [" ".join(each.split()) for each in told[9:]] == [
        f"{each.replace('_', ' ')} no record by 30 June 2020" for each in others]  # fmt: skip


def pence(line):
    """The amount at the end of a line, in pence."""
    return int("".join(c for c in line.rsplit("£", 1)[1] if c.isdigit()))


def test_an_explanation_begins_with_what_is_illustrative(evidence):
    """Before the outcomes stand the terms that were not published, as on the statement; evidence is all dated."""
    head = explained(evidence, "2018-10-05").out.split("\n\n")[0].splitlines()
    illustrative = load_contract("rough-sleeping").contract.illustrative
    assert head[2:] == [f"Illustrative, not published: {'; '.join(illustrative)}."]


def test_an_explanation_says_where_lateness_could_not_be_judged():
    """Where records do not say when they were received, that stands before the outcomes, in words and in JSON."""
    first = HOMES.parents[1] / "first-homes" / "evidence"
    words = "explain", "first-homes", "--evidence", first, "--as-at", "2024-12-31", "--participant", "NS-001"
    said = (
        "No record says when it was received: lateness could not be judged; each counts as known on the day of the run."
    )
    assert call(*words).out.split("\n\n")[0].splitlines()[2:] == [said]
    assert json.loads(call(*words, "--json").out)["notes"] == [said]


def test_the_day_by_which_records_were_known_may_be_said(evidence):
    """With --known-at, a stay is explained from what had been sent by then, for the day that --as-at says."""
    rows = [["GM-0147", day, "2018-11-05" if day == "2018-10-21" else day] for day in SEEN]
    write_csv(evidence / "checks.csv", ["Client ref", "Date seen at address", "Uploaded"], rows)

    def known(day):
        return part(explained(evidence, "2018-10-31", more=("--known-at", day)), "stays 3 months")[0]

    assert known("2018-11-04") == "stays 3 months not yet payable on 31 October 2018"
    assert known("2018-11-05") == "stays 3 months £1,500.00 due"


def test_nobody_of_that_name_is_answered_with_the_nearest():
    """A reference that nobody has is answered with the one that comes nearest."""
    answer = explained(HOMES, "2018-12-31", "GM-00001")
    assert (answer.code, answer.out) == (2, "")
    assert answer.err == (
        "--participant: person-unknown\n"
        '  Nobody with the reference "GM-00001" is enrolled.\n'
        '  Did you mean "GM-0001"?\n'
    )  # fmt: skip


def test_somebody_who_joined_too_late_is_not_explained(evidence):
    """A person who joined after the contract ended does not take part."""
    starts = [["GM-0147", "2018-01-10"], ["GM-0148", "2021-04-01"]]
    write_csv(evidence / "starts.csv", ["Client ref", "Started"], starts)
    assert "person-unknown" in explained(evidence, "2021-05-31", "GM-0148").err
