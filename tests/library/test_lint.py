"""What comes near a warning and is right: a false alarm teaches people not to read."""

from pathlib import Path

import pytest

from sop_engine.library.load import load_contract

BASE = (Path(__file__).parents[1] / "errors" / "terms" / "base.yaml").read_text(encoding="utf-8")
SHOWN = "    shown_by: {record: tenancy, where: {type: [private_rented, social]}}\n"
PRICE = "    moves_in: £1,500\n"
CAP = '- clause: "5.1"\n  kind: contract_cap\n  at_most: £300,000\n'
START = "  start: {files: starts*.csv, person: Client ref, dated: Started}\n"
GROUPED = (
    "  start: {files: s*.csv, person: Client ref, dated: Started, fields: {need: {heading: N, one_of: [high, low]}}}\n"
)
TENANCY, OUTCOMES = "  tenancy:\n", "\noutcomes:\n"
WORK = (
    "  work: {files: w*.csv, person: Client ref, dated: Week, "
    "fields: {hours: {heading: Hours, number: hours}, kind: {heading: Kind, one_of: [paid, unpaid]}}}\n"
)
ARREST = "  arrest: {files: arrests*.csv, person: Client ref, dated: Day}\n"
ARRESTS = "measures:\n  arrests: {count: arrest, window: {from: start, to: 12 months after start}}\n"


def outcome(text, price="more: £700"):
    """Another outcome, with its price."""
    return [(SHOWN, SHOWN + text), (PRICE, f"{PRICE}    {price}\n")]


def two(part_time, full_time, more="", record=WORK):
    """Two outcomes that part the hours of a week between them."""
    said = (
        f"  part_time:\n    is: Part-time.\n    shown_by: {{record: work, where: {{hours: {part_time}}}}}\n"
        f"  full_time:\n    is: Full-time.\n    shown_by: {{record: work, where: {{hours: {full_time}}}}}\n"
    )
    changes = [(TENANCY, record + TENANCY), *outcome(said, "part_time: £900\n    full_time: £1,500")]
    return [*changes, (CAP, more + CAP)]


def best(kind):
    """A clause that says which of the two is paid."""
    return f'- {{clause: "5.0", kind: {kind}, outcomes: [part_time, full_time], per: person}}\n'


def codes(folder, changes):
    """The codes of what is pointed out in the good contract with some of its text put otherwise."""
    text = BASE
    for old, new in changes:
        assert text.count(old) == 1, old
        text = text.replace(old, new)
    (folder / "contract.yaml").write_text(text, encoding="utf-8")
    return [each.code for each in load_contract(folder).warnings]


STAYS = (
    "  more:\n    is: The person stays.\n    shown_by: {{held: tenancy, from: {from_}, for: {length}, "
    "gap_at_most: 35 days, after_break: ends}}\n"
)
CLAIM_FIELDS = "      outcome: {heading: Outcome, one_of: [moves_in]}\n"
CLAIMED = [
    ("claims: found_from_records", "claims: {record: claim, outcome: outcome}"),
    (TENANCY, "  claim:\n    files: c*.csv\n    person: Ref\n    dated: On\n    fields:\n" + CLAIM_FIELDS + TENANCY),
    (SHOWN, SHOWN + "    repeats: {at_most: 3, apart: 1 month}\n"),
]
STAY = "  stay: {files: stays*.csv, person: Client ref, lasts: {from: From, to: To}}\n"
STAYED = "measures:\n  stayed: {days: stay, window: {from: start, to: 12 months after start}}\n"
TWICE = "  two: {fixed: 2}\n  twice: {times: [stayed, two], settles: 1 month}\n"
AT_HOME = "  more:\n    is: Settled.\n    shown_by: {measure: stayed, at_least: 90}\n"
HELD_MONTHLY = (
    "  more:\n    is: The person stays for the month.\n    each: {{period: 1 month, from: start}}\n"
    "    shown_by: {{held: tenancy, from: period, for: {length}, gap_at_most: 7 days, after_break: ends}}\n"
)
SILENT = "  more:\n    is: Hardly arrested.\n    shown_by: {shown}\n"


@pytest.mark.parametrize(
    "changes",
    [
        # reached on the last day of the contract, by somebody who starts on its first
        outcome(STAYS.format(from_="start", length="1094 days")),
        outcome(STAYS.format(from_="24 months after moves_in", length="11 months")),
        outcome("  more:\n    is: Seen.\n    shown_by: {record: tenancy, window: "
                "{from: 3 months after moves_in, to: 6 months after moves_in}}\n"),
        outcome("  more:\n    is: Seen.\n    shown_by: {record: tenancy, window: "
                "{from: 3 months after moves_in, to: 3 months after start}}\n"),
        outcome("  more:\n    is: Either.\n    shown_by: {any_of: [{record: tenancy, window: {from: 6 months after "
                "moves_in, to: 3 months after start}}, {count: tenancy, at_least: 3}]}\n"),
        outcome("  more:\n    is: Years.\n    subject: contract\n    each: {period: 1 year, from: 2024-04-01}\n"
                "    shown_by: {day: period_end}\n"),
        # held for the whole of each period, or for another time within it
        outcome(HELD_MONTHLY.format(length="period")),
        outcome(HELD_MONTHLY.format(length="25 days")),
        outcome(HELD_MONTHLY.format(length="2 months")),
        # claims that are told apart, or of which there is one
        CLAIMED + [(CLAIM_FIELDS, "      number: {heading: No., text: true}\n" + CLAIM_FIELDS)],
        CLAIMED + [(CLAIM_FIELDS, "      of_week: {heading: Week, day: YYYY-MM-DD}\n" + CLAIM_FIELDS)],
        CLAIMED[:2],
        # days of what has happened on them, or that are awaited, by themselves or in what is made of them
        [(TENANCY, ARREST + TENANCY), (OUTCOMES, STAYED.replace("stay,", "arrest,") + OUTCOMES), *outcome(AT_HOME)],
        [(TENANCY, STAY + TENANCY), (OUTCOMES, STAYED.replace("}}", "}, settles: 1 month}") + OUTCOMES),
         *outcome(AT_HOME)],
        [(TENANCY, STAY + TENANCY), (OUTCOMES, STAYED + TWICE + OUTCOMES),
         *outcome(AT_HOME.replace("stayed", "twice"))],
        [(TENANCY, STAY + TENANCY), (OUTCOMES, STAYED + OUTCOMES)],
        # there is time for all of it
        [(SHOWN, SHOWN + "    repeats: {at_most: 6, apart: 6 months}\n")],
        # nobody is left out
        [(START, GROUPED), (SHOWN, SHOWN + "    for: {need: [high, low]}\n")],
        [(START, GROUPED), (SHOWN, SHOWN + "    for: {need: high}\n  more:\n    is: For all.\n    shown_by: "
                                           "{record: tenancy}\n"), (PRICE, PRICE + "    more: £1\n")],
        [(START, GROUPED), (SHOWN, SHOWN + "    for: {need: high}\n  more:\n    is: Fewer.\n    subject: contract\n"
                                           "    shown_by: {measure: others, at_least: 1}\n"),
         (PRICE, PRICE + "    more: £1\n"), (OUTCOMES, "measures:\n  others: {people: {need: low}}\n" + OUTCOMES)],
        # a record must come, or the contract says that none pays
        [(TENANCY, ARREST + TENANCY), (OUTCOMES, ARRESTS + OUTCOMES),
         *outcome(SILENT.format(shown="{measure: arrests, at_least: 1}"))],
        [(TENANCY, ARREST + TENANCY), (OUTCOMES, ARRESTS + OUTCOMES),
         *outcome(SILENT.format(shown="{all_of: [{measure: arrests, at_most: 1}, {record: tenancy}]}"))],
        [(TENANCY, ARREST + TENANCY), (OUTCOMES, ARRESTS + OUTCOMES),
         *outcome(SILENT.format(shown="{measure: arrests, at_most: 1}") + "    after: moves_in\n")],
        [(TENANCY, ARREST + TENANCY), (OUTCOMES, ARRESTS + OUTCOMES),
         *outcome(SILENT.format(shown="{measure: arrests, at_most: 1}") + "    not_provable: A file that is not sent "
                                                                          "pays.\n")],
        [(TENANCY, ARREST + TENANCY), (OUTCOMES, ARRESTS + OUTCOMES),
         *outcome(SILENT.format(shown="{measure: arrests, at_most: 1}"), "more: £0")],
        [(TENANCY, ARREST + TENANCY), (OUTCOMES, ARRESTS + OUTCOMES),
         *outcome(SILENT.format(shown="{measure: arrests, at_least: 0}"), "more: {per: arrests, rate: £5}")],
        [(TENANCY, ARREST + TENANCY), (OUTCOMES, ARRESTS + OUTCOMES),
         *outcome(SILENT.format(shown="{measure: arrests, at_most: 9}"),
                  "more: {by: arrests, steps: {0: £0, 1: £5}, below: £0}")],
        # evidence from before the enrolment counts, or the window lies after it
        [(SHOWN, SHOWN.replace("}}", "}, window: {from: 3 months before start}}")),
         ("standard_terms:", "evidence_counts: any_day\nstandard_terms:")],
        [(SHOWN, SHOWN.replace("}}", "}, window: {from: 3 months before 2025-01-01}}"))],
        # 25 hours are full time, or the two are alternatives, or of different kinds
        two("{at_least: 8, below: 25}", "{at_least: 25}"),
        two("{at_least: 8, at_most: 25}", "{above: 25}"),
        two("{at_least: 8}", "{at_least: 25}"),
        two("{at_least: 8, at_most: 30}", "{at_least: 25}"),
        two("{at_least: 8, at_most: 25}", "{at_least: 25}", best("best_of")),
        two("{at_least: 8, at_most: 25}", "{at_least: 25}", best("first_of")),
        two("{at_least: 8, at_most: 25}, kind: unpaid", "{at_least: 25}, kind: paid"),
        two("{at_least: 8, below: 25}", "{above: 30}"),
        # a cap that what it limits can reach, or pass
        [(CAP, CAP + '- {clause: "5.2", kind: participant_cap, at_most: "£1,500"}\n')],
        [(CAP, CAP + '- {clause: "5.2", kind: outcome_cap, outcome: moves_in, at_most: 570 claims}\n')],
        [(CAP, '- {clause: "5.2", kind: period_cap, at_most: "£900,000", every: 1 year, from: 2024-04-01}\n')],
        # above the cap
        [(CAP, '- {clause: "5.0", kind: supplement, adds: {moves_in: £100}}\n' + CAP)],
        [(CAP, '- {clause: "5.0", kind: discount, part: 10%}\n' + CAP)],
        [(CAP, CAP + '- {clause: "5.2", kind: retention, part: 10%, until: 2027-01-01}\n')],
        # the last day of the contract
        [(PRICE, '    moves_in: {dated: {2024-04-01: "£1,500", 2027-03-31: "£1,600"}}\n')],
    ],
)  # fmt: skip
def test_what_is_right_is_not_pointed_out(tmp_path, changes):
    """What could be reached, may bind, or is settled by another term is said by nobody."""
    assert codes(tmp_path, changes) == []


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        (outcome(STAYS.format(from_="start", length="1096 days")), "never-in-force"),
        (outcome(HELD_MONTHLY.format(length="1 month")), "held-for-length-of-period"),
        (CLAIMED, "claims-alike"),
        ([(TENANCY, STAY + TENANCY), (OUTCOMES, STAYED + OUTCOMES), *outcome(AT_HOME)], "days-still-running"),
        ([(TENANCY, STAY + TENANCY), (OUTCOMES, STAYED + TWICE.replace(", settles: 1 month", "") + OUTCOMES),
          *outcome(AT_HOME.replace("stayed", "twice"))], "days-still-running"),
        (outcome(STAYS.format(from_="24 months after moves_in", length="13 months")), "never-reached"),
        ([(SHOWN, SHOWN + "    repeats: {at_most: 7, apart: 6 months}\n")], "no-time-to-repeat"),
        ([(TENANCY, ARREST + TENANCY), (OUTCOMES, ARRESTS + OUTCOMES),
          *outcome(SILENT.format(shown="{measure: arrests, at_most: 9}"),
                   "more: {by: arrests, steps: {0: £5, 1: £0}, below: £0}")], "paid-by-silence"),
        (two("{at_least: 8, at_most: 25}", "{between: [25, 60]}"), "boundary-in-two-classes"),
        (two("{at_least: 8, at_most: 25}, kind: paid", "{at_least: 25}, kind: paid"), "boundary-in-two-classes"),
        ([(CAP, CAP + '- {clause: "5.2", kind: participant_cap, at_most: "£1,500.01"}\n')], "cap-never-reached"),
        ([(CAP, CAP + '- {clause: "5.2", kind: participant_cap, at_most: 2 claims}\n')], "cap-never-reached"),
        ([(CAP, CAP + '- {clause: "5.2", kind: indexation, factors: {dated: {2024-04-01: 1, 2025-04-01: 1.02}}}\n')],
         "added-below-cap"),
    ],
)  # fmt: skip
def test_what_lies_just_beyond_is_pointed_out(tmp_path, changes, code):
    """One day, one time, one hour or one penny further, and it is said."""
    assert codes(tmp_path, changes) == [code]


def test_what_waits_for_what_can_never_be_reached_is_told_once(tmp_path):
    """Of a chain of outcomes only the first that can never be reached is named."""
    chain = STAYS.format(from_="24 months after moves_in", length="13 months")
    chain += "  last:\n    is: Last.\n    shown_by: {record: tenancy}\n    after: more\n"
    assert codes(tmp_path, outcome(chain, "more: £700\n    last: £100")) == ["never-reached"]
