"""The worked examples beside a contract are its own test, and where one cannot be read or differs, it is said where."""

from pathlib import Path

import pytest

from sop_engine import errors
from sop_engine.library.shelf import names, shelf
from sop_engine.service import load_contract
from sop_engine.service.examples import examples

CONTRACT = """\
contract: small
title: A small contract
source: Ours, for a proof.
standard_terms: sop-engine-1
currency: GBP
in_force: {from: 2024-01-01, to: 2025-12-31}
parties:
  council: {role: outcome_payer, name: A council}
  trust: {role: provider, name: A trust}
claims: found_from_records
enrolled_by: start
records:
  start: {files: starts*.csv, person: Ref, dated: {heading: Joined, written: DD/MM/YYYY}}
  home:
    files: homes*.csv
    person: Ref
    dated: {heading: Moved in, written: DD/MM/YYYY}
    received: {heading: Sent, written: MM/DD/YYYY}
    fields: {type: {heading: Type of home, one_of: {PRS: private_rented, HOS: hostel}}}
  visit: {files: visits*.csv, person: Ref, dated: Seen}
  stay: {files: stays*.csv, person: Ref, lasts: {from: From, to: To}}
outcomes:
  moves_in:
    is: The person moves in.
    shown_by: {record: home, where: {type: private_rented}}
  is_seen:
    is: The person is seen.
    shown_by: {record: visit}
    repeats: {at_most: 3, apart: 1 month}
clauses:
- {clause: "1", kind: outcome_price, prices: {moves_in: "£1,500", is_seen: £100}}
- {clause: "2", kind: participant_cap, at_most: "£1,650", in_order_of: [shown, person, outcome, record]}
- {clause: "3", kind: co_payment, shares: [{payer: council, part: 100%}]}
"""

GOOD = """\
- it: A person moves in and is seen.
  starts: 2024-01-10
  records:
    home: [{dated: 2024-02-01, type: private_rented}]
    visit: [2024-03-01]
  as_at: 2024-12-31
  due:
    moves_in: {amount: "£1,500", reached: 2024-02-01, shown: 2024-02-01}
    is_seen: £100
"""


@pytest.fixture
def told(tmp_path):
    """Work out examples beside the small contract: how many there are, and what is said of them."""
    folder = tmp_path / "small"
    folder.mkdir()
    (folder / "contract.yaml").write_text(CONTRACT, encoding="utf-8")
    agreed = load_contract(folder)

    def worked_out(text, *changes):
        for old, new in changes:
            assert text.count(old) == 1, old
            text = text.replace(old, new)
        (folder / "cases.yaml").write_text(text, encoding="utf-8")
        number, problems = examples(agreed)
        return number, "".join(f"{each}\n" for each in problems)

    return worked_out


@pytest.mark.parametrize("name", names("contracts", "contract.yaml"))
def test_every_shipped_example_comes_out_as_signed(name):
    """Every contract on the shelf has examples, and gives what they say."""
    number, differing = examples(load_contract(name))
    assert number >= 3
    assert differing == ()


def test_every_outcome_on_the_shelf_has_an_example():
    """No outcome of a shipped contract is without an example in which it is due, but for those long after the first."""
    for name in names("contracts", "contract.yaml"):
        text = (shelf("contracts") / name / "cases.yaml").read_text(encoding="utf-8")
        missing = [each for each in load_contract(name).contract.outcomes if f"{each}:" not in text]
        assert missing == []


def test_a_good_example_is_answered_with_nothing(told):
    """An example that the contract gives is counted, and nothing is said."""
    assert told(GOOD) == (1, "")


def test_a_contract_without_examples_has_none(tmp_path):
    """Where no examples lie beside a contract, there are none, and nothing differs."""
    (tmp_path / "contract.yaml").write_text(CONTRACT, encoding="utf-8")
    assert examples(load_contract(tmp_path)) == (0, ())


# ---- where the example and the terms differ ----------------------------------------------------

DIFFERING = {
    "a wrong amount": (
        ('amount: "£1,500"', 'amount: "£1,400"'),
        "small/cases.yaml:8: case-differs\n"
        '    8 | moves_in: {amount: "£1,400", reached: 2024-02-01, shown: 2024-02-01}\n'
        "  A person moves in and is seen. moves_in: the example says £1,400.00 "
        "(reached 1 February 2024, shown 1 February 2024), the terms give £1,500.00 "
        "(reached 1 February 2024, shown 1 February 2024).\n"
        "  Mend the terms or the example: both were signed.\n",
    ),
    "a wrong day": (
        ("shown: 2024-02-01", "shown: 2024-02-02"),
        "small/cases.yaml:8: case-differs\n"
        '    8 | moves_in: {amount: "£1,500", reached: 2024-02-01, shown: 2024-02-02}\n'
        "  A person moves in and is seen. moves_in: the example says £1,500.00 "
        "(reached 1 February 2024, shown 2 February 2024), the terms give £1,500.00 "
        "(reached 1 February 2024, shown 1 February 2024).\n"
        "  Mend the terms or the example: both were signed.\n",
    ),
    "an outcome that is not due": (
        ("    visit: [2024-03-01]\n", ""),
        "small/cases.yaml:8: case-differs\n"
        "    8 | is_seen: £100\n"
        "  A person moves in and is seen. is_seen: the example says £100.00, the terms give nothing.\n"
        "  Mend the terms or the example: both were signed.\n",
    ),
    "an outcome that the example does not expect": (
        ("    is_seen: £100\n", ""),
        "small/cases.yaml:8: case-differs\n"
        '    8 | moves_in: {amount: "£1,500", reached: 2024-02-01, shown: 2024-02-01}\n'
        "  A person moves in and is seen. is_seen: the example says nothing, the terms give £100.00 "
        "(reached 1 March 2024, shown 1 March 2024).\n"
        "  Mend the terms or the example: both were signed.\n",
    ),
    "one time more than the example expects": (
        ("visit: [2024-03-01]", "visit: [2024-03-01, 2024-04-01]"),
        "small/cases.yaml:9: case-differs\n"
        "    9 | is_seen: £100\n"
        "  A person moves in and is seen. is_seen: the example says £100.00, the terms give £100.00 "
        "(reached 1 March 2024, shown 1 March 2024) and £50.00 (reached 1 April 2024, shown 1 April 2024).\n"
        "  Mend the terms or the example: both were signed.\n",
    ),
}


@pytest.mark.parametrize("case", DIFFERING)
def test_an_example_that_differs_is_answered_word_for_word(told, case):
    """Where an example and the terms differ, both are said, with the line of the example."""
    change, said = DIFFERING[case]
    assert told(GOOD, change) == (1, said)


def test_everything_that_differs_is_said_at_once(told):
    """Of several examples, each outcome that differs is said."""
    number, said = told(GOOD + GOOD.replace("£100", "£90").replace("£1,500", "£1,400"))
    assert number == 2
    assert said.count("case-differs") == 2
    assert "small/cases.yaml:17:" in said
    assert "small/cases.yaml:18:" in said


# ---- what an example may leave out -------------------------------------------------------------


@pytest.mark.parametrize(
    "due",
    [
        "due:\n    moves_in: £1500\n    is_seen: [£100, £50]\n",
        "due:\n    moves_in: {amount: £1500}\n    is_seen: [{amount: £50, reached: 2024-04-01}, £100]\n",
        "due:\n    moves_in: £1500\n    is_seen: [£100, {amount: £50, shown: 2024-04-01}, £0]\n",
        "due:\n    moves_in: £1500\n    is_seen: [£100, £50, {amount: £0, reached: 2024-05-01}]\n",
        "at_least: {moves_in: £1500}\n",
        "at_least: {is_seen: £50}\n",
        "at_least: {is_seen: {amount: £100, shown: 2024-03-01}}\n",
    ],
)
def test_an_example_says_as_much_as_it_wants(told, due):
    """Days may be left out; `at_least` allows more to be due; what a cap took in full may be named or not."""
    text = GOOD[: GOOD.index("due:")].replace("[2024-03-01]", "[2024-03-01, 2024-04-01, 2024-05-01]") + due
    assert told(text) == (1, "")


@pytest.mark.parametrize(
    "due",
    [
        "due:\n    moves_in: £1500\n    is_seen: [£100, £100]\n",
        "due:\n    moves_in: £1500\n    is_seen: [£100, £50, {amount: £0, reached: 2024-05-02}]\n",
        "at_least: {is_seen: £60}\n",
        "at_least: {is_seen: [£50, £50]}\n",
        "at_least: {is_seen: {amount: £100, shown: 2024-03-02}}\n",
    ],
)
def test_what_an_example_does_say_must_be_so(told, due):
    """Whatever an example says must come out, also under `at_least`."""
    text = GOOD[: GOOD.index("due:")].replace("[2024-03-01]", "[2024-03-01, 2024-04-01, 2024-05-01]") + due
    number, said = told(text)
    assert number == 1
    assert said.count("case-differs") == 1
    assert " is_seen: the example says" in said


def test_a_record_is_known_on_its_day_unless_the_example_says_later(told):
    """A record of an example that does not say when it was received came on its day, however files write days."""
    later = ("type: private_rented}]", "type: private_rented, received: 2025-01-05}]")
    assert told(GOOD, later)[1].count("the terms give nothing") == 1
    assert told(GOOD, later, ("as_at: 2024-12-31", "as_at: 2025-01-05")) == (1, "")


def test_categories_are_written_in_the_words_of_the_contract(told):
    """The words of the contract are used in examples, and those of the files are understood too."""
    assert told(GOOD, ("type: private_rented", "type: PRS")) == (1, "")
    assert "the terms give nothing" in told(GOOD, ("type: private_rented", "type: hostel"))[1]


# ---- examples that cannot be read --------------------------------------------------------------

UNREADABLE = {
    "a term that no example has": (
        ("as_at:", "asat:"),
        "small/cases.yaml:6: case-unreadable\n"
        "    6 | asat: 2024-12-31\n"
        '  The example cannot be read: "asat" is not a term of an example.\n'
        "  Known here: it, starts, people, records, as_at, due, at_least.\n",
    ),
    "no day on which to look": (
        ("  as_at: 2024-12-31\n", ""),
        "small/cases.yaml:1: case-unreadable\n"
        "    1 | - it: A person moves in and is seen.\n"
        '  The example cannot be read: it does not say "as_at".\n'
        "  Add `as_at:`.\n",
    ),
    "a day to look that is none": (
        ("as_at: 2024-12-31", "as_at: [2024-12-31]"),
        "small/cases.yaml:6: case-unreadable\n"
        "    6 | as_at: [2024-12-31]\n"
        "  The example cannot be read: a list is not a day.\n"
        "  Write the year, month and day, such as 2018-03-31.\n",
    ),
    "due and at_least": (
        ("  due:\n", "  at_least: {}\n  due:\n"),
        "small/cases.yaml:1: case-unreadable\n"
        "    1 | - it: A person moves in and is seen.\n"
        "  The example cannot be read: it says neither or both of due and at_least.\n"
        "  Say `due:` with all that is due, or `at_least:` with some of it.\n",
    ),
    "a record that the contract does not have": (
        ("    visit: [", "    visits: ["),
        "small/cases.yaml:5: case-unreadable\n"
        "    5 | visits: [2024-03-01]\n"
        '  The example cannot be read: the contract has no record "visits".\n'
        "  Known here: start, home, visit, stay.\n",
    ),
    "a field that the record does not have": (
        ("type: private_rented", "kind: private_rented"),
        "small/cases.yaml:4: case-unreadable\n"
        "    4 | home: [{dated: 2024-02-01, kind: private_rented}]\n"
        '  The example cannot be read: the record "home" has no field "kind".\n'
        "  Known here: dated, received, type.\n",
    ),
    "a day that the record does not have": (
        ("visit: [2024-03-01]", "visit: [{dated: 2024-03-01, received: 2024-03-02}]"),
        "small/cases.yaml:5: case-unreadable\n"
        "    5 | visit: [{dated: 2024-03-01, received: 2024-03-02}]\n"
        '  The example cannot be read: the record "visit" has no field "received".\n'
        "  Known here: dated.\n",
    ),
    "a day of a record that lasts": (
        ("visit: [2024-03-01]", "visit: [2024-03-01]\n    stay: [{dated: 2024-03-01}]"),
        "small/cases.yaml:6: case-unreadable\n"
        "    6 | stay: [{dated: 2024-03-01}]\n"
        '  The example cannot be read: the record "stay" has no field "dated".\n'
        "  Known here: from, to.\n",
    ),
    "a field that the start does not have": (
        ("starts: 2024-01-10", "starts: {dated: 2024-01-10, group: a}"),
        "small/cases.yaml:2: case-unreadable\n"
        "    2 | starts: {dated: 2024-01-10, group: a}\n"
        '  The example cannot be read: the record "start" has no field "group".\n'
        "  Known here: dated.\n",
    ),
    "a field of a record that the contract does not have": (
        ("visit: [2024-03-01]", "visits: [{dated: 2024-03-01, length: long}]"),
        "small/cases.yaml:5: case-unreadable\n"
        "    5 | visits: [{dated: 2024-03-01, length: long}]\n"
        '  The example cannot be read: the contract has no record "visits".\n'
        "  Known here: start, home, visit, stay.\n",
    ),
    "a record that the contract does not have, without a row": (
        ("visit: [2024-03-01]", "visits: []"),
        "small/cases.yaml:5: case-unreadable\n"
        "    5 | visits: []\n"
        '  The example cannot be read: the contract has no record "visits".\n'
        "  Known here: start, home, visit, stay.\n",
    ),
    "at_least nothing": (
        (GOOD[GOOD.index("  due:") :], "  at_least: {}\n"),
        "small/cases.yaml:7: case-unreadable\n"
        "    7 | at_least: {}\n"
        "  The example cannot be read: at_least names nothing, and would prove nothing.\n"
        "  Name what is due, or say `due: {}`.\n",
    ),
    "a record that is a list": (
        ("visit: [2024-03-01]", "visit: [[2024-03-01]]"),
        "small/cases.yaml:5: case-unreadable\n"
        "    5 | visit: [[2024-03-01]]\n"
        "  The example cannot be read: a list stands where a record is expected.\n"
        "  Write its day, or {dated: …, field: …}.\n",
    ),
    "a day that is not in the calendar": (
        ("visit: [2024-03-01]", "visit: [2024-03-01, 2024-02-30]"),
        "small/cases.yaml:5: case-unreadable\n"
        "    5 | visit: [2024-03-01, 2024-02-30]\n"
        '  The example cannot be read: the record visit, Seen: "2024-02-30" is not in the calendar.\n'
        "  Write a day that exists, between 1900-01-01 and 2199-12-31.\n",
    ),
    "a start that is not in the calendar": (
        ("starts: 2024-01-10", "starts: 2024-02-30"),
        "small/cases.yaml:2: case-unreadable\n"
        "    2 | starts: 2024-02-30\n"
        '  The example cannot be read: the record start, Joined: "30/02/2024" is not in the calendar.\n'
        "  Write a day that exists, between 1900-01-01 and 2199-12-31.\n",
    ),
    "a category that the contract does not have": (
        ("type: private_rented", "type: castle"),
        "small/cases.yaml:4: case-unreadable\n"
        "    4 | home: [{dated: 2024-02-01, type: castle}]\n"
        '  The example cannot be read: the record home, Type of home: "castle" is not one of the categories that the '
        "contract reads here.\n"
        "  Known here: PRS, HOS.\n",
    ),
    "a field that is left out": (
        (", type: private_rented", ""),
        "small/cases.yaml:4: case-unreadable\n"
        "    4 | home: [{dated: 2024-02-01}]\n"
        "  The example cannot be read: the record home, Type of home: The cell is empty.\n"
        "  Fill it in, or leave the row out.\n",
    ),
    "an outcome that the contract does not have": (
        ("is_seen: £100", "was_seen: £100"),
        "small/cases.yaml:9: case-unreadable\n"
        "    9 | was_seen: £100\n"
        '  The example cannot be read: the contract has no outcome "was_seen".\n'
        "  Known here: moves_in, is_seen.\n",
    ),
    "an amount that is none": (
        ("is_seen: £100", "is_seen: a lot"),
        "small/cases.yaml:9: case-unreadable\n"
        "    9 | is_seen: a lot\n"
        '  The example cannot be read: "a lot" is not an amount of money.\n'
        "  Write £1,500 or 1500.00.\n",
    ),
    "something unknown of an amount": (
        ("shown: 2024-02-01", "known: 2024-02-01"),
        "small/cases.yaml:8: case-unreadable\n"
        '    8 | moves_in: {amount: "£1,500", reached: 2024-02-01, known: 2024-02-01}\n'
        '  The example cannot be read: "known" is not known of an amount due.\n'
        "  Known here: amount, claims, total, of, reached, shown.\n",
    ),
    "a day due that is none": (
        ("shown: 2024-02-01", "shown: soon"),
        "small/cases.yaml:8: case-unreadable\n"
        '    8 | moves_in: {amount: "£1,500", reached: 2024-02-01, shown: soon}\n'
        '  The example cannot be read: the text "soon" is not a day.\n'
        "  Write the year, month and day, such as 2018-03-31.\n",
    ),
    "records that are not named": (
        (GOOD[GOOD.index("  records:") : GOOD.index("  as_at:")], "  records: none\n"),
        "small/cases.yaml:3: case-unreadable\n"
        "    3 | records: none\n"
        '  The example cannot be read: the text "none" stands where named values are expected.\n'
        "  Begin each line with a name and a colon.\n",
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", UNREADABLE)
def test_an_example_that_cannot_be_read_is_answered_word_for_word(told, case):
    """For each way in which an example can be unreadable there is one, and what is said about it stands beside it."""
    change, said = UNREADABLE[case]
    assert told(GOOD, change)[1] == said


# ---- several people, a cohort, the contract ----------------------------------------------------

SEVERAL_HEAD = (
    CONTRACT[: CONTRACT.index("outcomes:")]
    + """\
  count: {files: counts*.csv, about: contract, dated: Counted, fields: {people: {heading: People, number: people}}}
  review: {files: reviews*.csv, about: cohort, cohort: Intake, dated: Reviewed}
cohorts: {every: 3 months, from: 2024-01-01}
measures:
  counted: {reported: count, field: people, which: last, window: {to: 2024-12-31}}
outcomes:
  is_seen:
    is: The person is seen.
    shown_by: {record: visit}
  is_reviewed:
    is: The intake is reviewed.
    subject: cohort
    shown_by: {record: review}
  fewer:
    is: Fewer people are counted.
    subject: contract
    shown_by: {measure: counted, below: 100}
clauses:
- {clause: "1", kind: outcome_price, prices: {is_seen: £100, is_reviewed: £50, fewer: "£20,000"}}
- {clause: "3", kind: co_payment, shares: [{payer: council, part: 100%}]}
"""
)

SEVERAL = """\
- it: Ann and three hundred others are seen, the first intake is reviewed, and fewer are counted.
  people:
    Ann: {starts: 2024-01-10, records: {visit: [2024-02-01]}}
    Others:
      times: 300
      starts: 2024-05-10
      records: {visit: 2024-06-01}
    Nobody: {starts: 2024-05-11}
  records:
    count: [{dated: 2024-06-30, people: 120}, {dated: 2024-12-30, people: 99}]
    review: {cohort: 2024-01-01, dated: 2024-04-02}
  as_at: 2025-01-31
  due:
    is_seen: [{of: Ann, amount: £100, reached: 2024-02-01}, {claims: 300, of: Others, amount: £100}]
    is_reviewed: {of: 2024-01-01, amount: £50}
    fewer: {total: "£20,000"}
"""


@pytest.fixture
def several(tmp_path):
    """Work out examples of several people, of cohorts and of the contract."""
    (tmp_path / "contract.yaml").write_text(SEVERAL_HEAD, encoding="utf-8")
    agreed = load_contract(tmp_path)

    def worked_out(text, *changes):
        for old, new in changes:
            assert text.count(old) == 1, old
            text = text.replace(old, new)
        (tmp_path / "cases.yaml").write_text(text, encoding="utf-8")
        number, problems = examples(agreed)
        return number, "".join(f"{each.place.line} {each.fact} {each.remedy}\n" for each in problems)

    return worked_out


def test_an_example_may_be_of_several_people(several):
    """An example may name several people, some of them alike, and records of a cohort and of the contract."""
    assert several(SEVERAL) == (1, "")


def test_an_example_may_be_of_nobody_in_particular(several):
    """Where only the contract's own outcomes matter, an example needs no people."""
    text = """\
- it: Fewer are counted.
  records: {count: {dated: 2024-12-30, people: 99}}
  as_at: 2025-01-31
  due: {fewer: "£20,000"}
"""
    assert several(text) == (1, "")
    assert several(text, ("people: 99", "people: 100"))[1].count("the terms give nothing") == 1


SEVERAL_WRONG = {
    "one claim too many": (
        ("claims: 300", "claims: 301"),
        "14 Ann and three hundred others are seen, the first intake is reviewed, and fewer are counted. is_seen: the "
        "example says £100.00 (of Ann, reached 1 February 2024) and 301 claims of £100.00 (of Others), the terms give "
        "£100.00 (of Ann, reached 1 February 2024, shown 1 February 2024) and 300 claims of £100.00 (of Others, "
        "reached 1 June 2024, shown 1 June 2024). Mend the terms or the example: both were signed.\n",
    ),
    "somebody else's": (
        ("of: 2024-01-01", "of: 2024-04-01"),
        "15 Ann and three hundred others are seen, the first intake is reviewed, and fewer are counted. is_reviewed: "
        "the example says £50.00 (of 2024-04-01), the terms give £50.00 (of 2024-01-01, reached 2 April 2024, shown 2 "
        "April 2024). Mend the terms or the example: both were signed.\n",
    ),
    "another total": (
        ('total: "£20,000"', "total: £2000"),
        "16 Ann and three hundred others are seen, the first intake is reviewed, and fewer are counted. fewer: the "
        "example says £2,000.00 in all, the terms give £20,000.00 in all. "
        "Mend the terms or the example: both were signed.\n",
    ),
    "a person without a start": (
        ("Nobody: {starts: 2024-05-11}", "Nobody: {times: 2}"),
        '8 The example cannot be read: Nobody does not say "starts". Add `starts:` with the day.\n',
    ),
    "a term that no person has": (
        ("Nobody: {starts: 2024-05-11}", "Nobody: {starts: 2024-05-11, dated: 2024-05-12}"),
        '8 The example cannot be read: "dated" is not a term of a person. Known here: times, starts, records.\n',
    ),
    "so many that are no number": (
        ("times: 300", "times: many"),
        '5 The example cannot be read: the text "many" is not a number. Write a whole number from 1 to 10,000.\n',
    ),
    "a record of a person beside the people": (
        ("    review:", "    visit: 2024-06-01\n    review:"),
        '11 The example cannot be read: the record "visit" is about a person, and it is not said whose it is. '
        "Put it under a person.\n",
    ),
    "a record of the contract under a person": (
        ("visit: 2024-06-01", "count: {dated: 2024-06-01, people: 3}"),
        '7 The example cannot be read: the record "count" is about the contract, and stands under a person. '
        "Put it under `records:` of the example.\n",
    ),
    "both starts and people": (
        ("  people:\n", "  starts: 2024-01-10\n  people:\n"),
        "2 The example cannot be read: it says both starts and people. Say `starts:` of each person.\n",
    ),
    "a total beside something else": (
        ('{total: "£20,000"}', '{total: "£20,000", reached: 2024-12-31}'),
        "16 The example cannot be read: a total stands beside something else. Say the total of an outcome alone.\n",
    ),
    "somebody who is not in it": (
        ("of: Others", "of: Bob"),
        '14 The example cannot be read: nobody in this example is called "Bob". '
        "Name one of its `people:`, or leave it out.\n",
    ),
    "a bad record of many": (
        ("visit: 2024-06-01", "visit: 2024-06-31"),
        '7 The example cannot be read: the record visit, Seen: "2024-06-31" is not in the calendar. '
        "Write a day that exists, between 1900-01-01 and 2199-12-31.\n",
    ),
}


@pytest.mark.parametrize("case", SEVERAL_WRONG)
def test_an_example_of_several_that_is_wrong_is_answered_word_for_word(several, case):
    """Each way in which an example of several people can be wrong is answered word for word."""
    change, said = SEVERAL_WRONG[case]
    assert several(SEVERAL, change)[1] == said


def test_many_different_claims_are_told_by_their_sum(told):
    """Where many different claims are due, an example that differs is told what they come to, not each of them."""
    visits = "[" + ", ".join(f"2024-{month:02}-01" for month in (3, 4, 5)) + "]"
    text = GOOD.replace("[2024-03-01]", visits).replace(
        "is_seen: £100", "is_seen: [£1, £2, £3, {claims: 4, amount: £4}]"
    )
    assert "7 claims that come to £22.00" in told(text)[1]


def test_every_record_that_cannot_be_read_is_said_at_once(told):
    """Of several bad records of one example each is said, with its line."""
    _, said = told(GOOD, ("2024-03-01", "2024-03-51"), ("dated: 2024-02-01, type", "dated: 2024-02-51, type"))
    assert [line for line in said.splitlines() if line.startswith("small/")] == [
        "small/cases.yaml:4: case-unreadable",
        "small/cases.yaml:5: case-unreadable",
    ]


def test_an_example_that_is_a_word_is_answered(told):
    """A file of examples that holds something else is answered with its line."""
    assert told("- one\n") == (
        0,
        "small/cases.yaml:1: case-unreadable\n"
        "    1 | - one\n"
        '  The example cannot be read: the text "one" stands where an example is expected.\n'
        "  Begin it with `- it:` and a sentence.\n",
    )


def test_every_kind_of_problem_with_examples_is_here():
    """Every code of the catalogue that is about examples is raised by one of these."""
    codes = {said.split(": ", 2)[1].split("\n")[0] for _, said in [*DIFFERING.values(), *UNREADABLE.values()]}
    assert codes == {kind.code for kind in errors._CASES}


def test_examples_are_read_from_any_folder(tmp_path, monkeypatch):
    """Examples lie beside their contract, wherever that is and however it is named."""
    (tmp_path / "contract.yaml").write_text(CONTRACT, encoding="utf-8")
    (tmp_path / "cases.yaml").write_text(GOOD, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    for name in ("contract.yaml", ".", Path("contract.yaml"), tmp_path):
        assert examples(load_contract(name)) == (1, ())
