"""A contract is found by name, folder or file; what it says loads exactly, and holes in its meaning are refused."""

from pathlib import Path

import pytest

from sop_engine.errors import CallError, TermsError
from sop_engine.library.load import load_contract, load_standard_terms
from sop_engine.library.shelf import names, shelf
from sop_engine.units.money import Money

BASE = (Path(__file__).parents[1] / "errors" / "terms" / "base.yaml").read_text(encoding="utf-8")
BAD = sorted(shelf("contracts").glob("*/bad/*.yaml"))

PRICE = "    moves_in: £1,500\n"
CAP = "  at_most: £300,000\n"
SHARE = "  - {payer: council, part: 100%}\n"
SHOWN = "    shown_by: {record: tenancy, where: {type: [private_rented, social]}}\n"
TYPE = "type: {heading: Type of home, one_of: {PRS: private_rented, SH: social, HOS: hostel}}"
LATE = ["window-never-opens"]
FUND = ("  trust:", "  fund: {role: outcome_payer, name: Life Chances Fund}\n  trust:")


@pytest.fixture
def agree(tmp_path):
    """A way to load the small contract with some of its text put otherwise."""

    def load(*changes):
        text = BASE
        for old, new in changes:
            assert old in text
            text = text.replace(old, new)
        (tmp_path / "contract.yaml").write_text(text, encoding="utf-8")
        return load_contract(tmp_path)

    return load


@pytest.fixture
def wrong(agree):
    """The codes of all that is wrong with the small contract when some of its text is put otherwise."""

    def codes(*changes):
        with pytest.raises(TermsError) as refused:
            agree(*changes)
        return [each.code for each in refused.value.problems]

    return codes


def price(agreed):
    return agreed.contract.clauses[0].prices["moves_in"]


# ---- where a contract is found -------------------------------------------------------------------


@pytest.mark.parametrize("name", names("contracts", "contract.yaml"))
def test_every_contract_on_the_shelf_loads(name):
    """Every contract on the shelf loads, and bears the name of its folder."""
    assert load_contract(name).contract.contract == name


def test_a_contract_is_found_by_name_folder_and_file():
    """The name on the shelf, the folder and the file give the same contract."""
    folder = shelf("contracts") / "rough-sleeping"
    found = [load_contract(each) for each in ("rough-sleeping", folder, str(folder), folder / "contract.yaml")]
    assert all(each == found[0] for each in found)
    assert found[0].text == (folder / "contract.yaml").read_bytes()


def test_an_unknown_contract_is_answered_with_the_nearest_name():
    """Who mistypes the name of a contract is told the nearest on the shelf."""
    for asked in ("rough-slepping", "contracts/rough-slepping"):
        with pytest.raises(
            CallError, match='There is no contract ".*rough-slepping".\n  Did you mean "rough-sleeping"'
        ):
            load_contract(asked)


@pytest.mark.parametrize("name", ["", ".", "nowhere", "../x", "a" * 5000, "x\0y"])
def test_what_cannot_be_a_contract_is_refused(name):
    """Whatever is asked for in place of a contract is refused as missing."""
    with pytest.raises(CallError, match="contract-missing"):
        load_contract(name)


@pytest.mark.parametrize("name", ["nowhere", "../standard_terms/sop-engine-1", "a" * 5000, ""])
def test_standard_terms_are_only_found_by_their_name(name):
    """There are no standard terms under a name that is not on the shelf."""
    assert load_standard_terms(name) is None


@pytest.mark.parametrize("file", BAD, ids=lambda file: file.stem)
def test_the_bad_contracts_on_the_shelf_are_told_word_for_word(file):
    """A bad contract that is kept for show is answered with the words beside it, and its name is the reason."""
    with pytest.raises(TermsError) as refused:
        load_contract(file)
    assert str(refused.value) + "\n" == file.with_suffix(".txt").read_text(encoding="utf-8")
    assert [each.code for each in refused.value.problems] == [file.stem]


# ---- amounts ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "written",
    [
        "£1,500",
        '"£1,500"',
        "£1500",
        "£1,500.00",
        "1500.00 GBP",
        "1,500 GBP",
        "GBP 1500",
        "1500",
        "1500.00",
        "'1500'",
        "£1,500  # a note",
    ],
)
def test_an_amount_is_read_as_people_write_it(agree, written):
    """An amount is the same in every way that people write it, as text or as a number."""
    assert price(agree((PRICE, f"    moves_in: {written}\n"))) == Money(150_000, "GBP")


@pytest.mark.parametrize("written, minor", [('"€20"', 2_000), ("20€", 2_000), ("20 EUR", 2_000), ("20.05", 2_005)])
def test_an_amount_is_in_the_currency_of_the_contract(agree, written, minor):
    """Amounts are in the currency of the contract, whether they name it or not."""
    agreed = agree(("GBP", "EUR"), (PRICE, f"    moves_in: {written}\n"), (CAP, "  at_most: 300,000\n"))
    assert price(agreed) == Money(minor, "EUR")


@pytest.mark.parametrize(
    "written, code",
    [
        ("1e3", "money-unreadable"),
        ("1_000", "money-unreadable"),
        ("£1.5", "money-unreadable"),
        ("£1,50", "money-unreadable"),
        ("NO", "money-unreadable"),
        ("on", "money-unreadable"),
        ("~", "money-unreadable"),
        ("0x1F", "money-unreadable"),
        ("１５００", "money-unreadable"),
        ("£1,500 on 2024-04-01", "money-unreadable"),
        ("1.500", "money-too-fine"),
        ("$1,500", "money-currency"),
        ("-1", "money-negative"),
        ("£10,000,000,000", "money-out-of-range"),
        ("", "wrong-shape"),
        ("[£1500]", "wrong-shape"),
        ("{2024-04-01: £1500}", "wrong-shape"),
    ],
)
def test_what_is_not_an_amount_is_refused(wrong, written, code):
    """What is not an amount is refused, and never guessed."""
    assert wrong((PRICE, f"    moves_in: {written}\n")) == [code]


def test_an_unknown_currency_is_told_once(wrong):
    """Where the currency is wrong, the amounts are not blamed for it."""
    assert wrong(("currency: GBP", "currency: Pounds")) == ["currency-unknown"]


# ---- what YAML does with what people write --------------------------------------------------------


@pytest.mark.parametrize(
    "old, new, code",
    [
        ("  prices:\n" + PRICE, "  prices: {moves_in: £1,500}\n", "yaml-comma-in-amount"),
        (
            '- clause: "5.1"\n  kind: contract_cap\n' + CAP,
            '- {clause: "5.1", kind: contract_cap, at_most: £300,000}\n',
            "yaml-comma-in-amount",
        ),
        ("    is: The person", "    is: In short: the person", "yaml-syntax"),
        (PRICE, PRICE + "    moves_in: £1,600\n", "yaml-repeated-key"),
        (PRICE, PRICE + '    "moves_in ": £1,600\n', "yaml-repeated-key"),
        (PRICE, "    moves_in: *price\n", "yaml-alias"),
        (PRICE, "    moves_in: !money 1500\n", "yaml-tag"),
        (PRICE, "\tmoves_in: £1,500\n", "yaml-tab"),
    ],
)
def test_the_bites_of_yaml_are_told(wrong, old, new, code):
    """Where YAML would read something else than people mean, the contract is refused, for that reason alone."""
    codes = wrong((old, new))
    assert code in codes
    assert set(codes) <= {code, "not-a-name", "price-without-evidence"}


@pytest.mark.parametrize("number", ["5.10", "010", "NO", "2024-04-01", '"§ 5.1 (a)"'])
def test_the_number_of_a_clause_is_kept_as_written(agree, number):
    """The number of a clause is a text and stays as the paper has it."""
    assert agree(('"5.1"', number)).contract.clauses[1].clause == number.strip('"')


# ---- what is meant ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "changes",
    [
        [("to: 2027-03-31", "to: 2024-04-01")],
        [(SHARE, SHARE + "  - {payer: fund, part: 0%}\n"), FUND],
        [(SHARE, "  - {payer: council, part: 33.333333%}\n  - {payer: fund, part: rest}\n"), FUND],
        [(SHARE, '  - {payer: council, pot: £0}\n  - {payer: fund, pot: "£300,000"}\n'), FUND],
        [(CAP, "  at_most: 570 claims\n")],
        [(CAP, "  at_most: 1,570 claims\n")],
        [("  start: {files", "  moves_in: {files: moves*.csv, person: Client ref, dated: Day}\n  start: {files")],
        [("HOS: hostel", "HOS: social")],
        [
            ("in_force:", "evidence_counts: any_day\nin_force:"),
            (PRICE, '    moves_in: {dated: {2024-04-01: "£1,600"}}\n'),
        ],
        [
            (
                SHOWN,
                "    shown_by:\n      all_of:\n      - record: tenancy\n      - any_of:\n"
                "        - {record: start, window: {from: that tenancy}}\n        - {count: tenancy, at_least: 2}\n",
            )
        ],
    ],
    ids=[
        "one day",
        "nothing from one",
        "the rest",
        "an empty pot",
        "claims",
        "more claims",
        "a record like an outcome",
        "two headings, one category",
        "no price from before the contract",
        "that, further in",
    ],
)
def test_what_is_unusual_and_clear_is_taken(agree, changes):
    """What is unusual but says exactly what is meant loads without a word."""
    assert agree(*changes).warnings == ()


@pytest.mark.parametrize(
    "changes, code",
    [
        ([(SHARE, "  - {payer: council, pot: £0}\n")], "shares-not-whole"),
        ([(SHARE, "  - {payer: council, part: rest}\n  - {payer: fund, part: rest}\n"), FUND], "shares-not-whole"),
        ([(SHARE, SHARE + "  - {payer: fund, part: rest}\n"), FUND], "shares-not-whole"),
        ([(SHARE, "  - {payer: council, part: 99.999999%}\n")], "shares-not-whole"),
        ([(SHARE, "  - {payer: council, part: 100%, pot: £5}\n")], "shares-mixed"),
        ([(SHARE, "  - {payer: council, part: 110%}\n")], "part-unreadable"),
        ([(CAP, "  at_most: £0\n")], "cap-under-cheapest-price"),
        ([(CAP, "  at_most: 0 claims\n")], "number-unreadable"),
        ([(CAP, f"  at_most: {'9' * 30} claims\n")], "number-unreadable"),
        ([("{type: [private_rented, social]}", "{type: []}")], "wrong-shape"),
        ([("{type: [private_rented, social]}", "{type: {}}")], "wrong-shape"),
        ([("{type: [private_rented, social]}", "{type: [social, social]}")], "named-twice"),
        ([(CAP, CAP + "  outcomes: []\n")], "wrong-shape"),
        ([(TYPE, TYPE + "\n    one_per: []")], "wrong-shape"),
        ([("record: tenancy, where", "record: tenancy, window: {from: that tenancy}, where")], "that-without-record"),
        (
            [
                (
                    SHOWN,
                    "    shown_by:\n      any_of:\n      - record: tenancy\n"
                    "      - {record: start, window: {from: that tenancy}}\n",
                )
            ],
            "that-without-record",
        ),
        (
            [("record: tenancy, where", "record: tenancy, window: {to: 99 years after 2199-12-31}, where")],
            "date-impossible",
        ),
        (
            [("record: tenancy, where", "record: tenancy, window: {to: 9999 years after 2199-12-31}, where")],
            "duration-too-long",
        ),
        (
            [(TYPE, "type: {heading: Type, day: DD/MM/YYYY}"), ("[private_rented, social]", "{after: 2024-02-30}")],
            "date-impossible",
        ),
        (
            [
                (TYPE, "type: {heading: Type, day: DD/MM/YYYY}"),
                ("[private_rented, social]", "{after: 2025-01-01, before: 2025-01-01}"),
            ],
            "never-satisfied",
        ),
        (
            [(TYPE, "type: {heading: Type, number: rooms}"), ("[private_rented, social]", "{above: 1e3}")],
            "number-unreadable",
        ),
    ],
)
def test_what_could_never_be_paid_or_means_two_things_is_refused(wrong, changes, code):
    """What has no clear meaning, or could never pay anything, is refused for that reason alone."""
    assert wrong(*changes) == [code]


POTS = (SHARE, '  - {payer: council, pot: "£200,000"}\n  - {payer: fund, pot: "£50,000"}\n')
PASSED = ["pots-can-be-passed"]


@pytest.mark.parametrize(
    "cap, warnings",
    [
        ("  at_most: £250,000.01\n", PASSED),
        ("  at_most: £250,000\n", []),
        ("  at_most: £249,999.99\n", []),
        ("  at_most: £250,000\n  outcomes: [moves_in]\n", []),
    ],
)
def test_a_cap_keeps_what_is_due_within_the_pots(agree, cap, warnings):
    """Pots together are passed by what lies above them to a penny; a cap of all that they pay keeps it within."""
    assert [each.code for each in agree((CAP, cap), POTS, FUND).warnings] == warnings


def test_a_cap_on_some_outcomes_does_not_keep_the_others_within_the_pots(agree):
    """A cap that leaves out an outcome paid from the pots does not keep it within them."""
    two = (SHOWN, SHOWN + "  is_seen:\n    is: The person is seen.\n    shown_by: {record: tenancy}\n")
    priced = (PRICE, PRICE + "    is_seen: £100\n")
    some = (CAP, "  at_most: £250,000\n  outcomes: [moves_in]\n")
    assert [each.code for each in agree(two, priced, some, POTS, FUND).warnings] == PASSED
    assert agree(two, priced, (CAP, "  at_most: £250,000\n"), POTS, FUND).warnings == ()


@pytest.mark.parametrize(
    "gap, codes", [("89 days", []), ("90 days", ["gap-longer-than-time"]), ("3 months", ["gap-longer-than-time"])]
)
def test_a_gap_as_long_as_the_time_itself_is_pointed_out(agree, gap, codes):
    """Where the gap allowed is no shorter than the time, one record could show it all: that is pointed out."""
    held = f"    shown_by: {{held: tenancy, from: start, for: 90 days, gap_at_most: {gap}, after_break: ends}}\n"
    assert [each.code for each in agree((SHOWN, held)).warnings] == codes


@pytest.mark.parametrize(
    "window, codes",
    [
        ("{from: 2027-03-31}", []),
        ("{from: 2027-04-01}", ["window-never-opens"]),
        ("{to: 2024-04-01}", []),
        ("{to: 2024-03-31}", ["window-never-opens"]),
        ("{from: 1094 days after start}", []),
        ("{from: 1095 days after start}", ["window-never-opens"]),
        ("{to: start}", []),
        ("{to: 1 day before start}", ["never-reached"]),
    ],
)
def test_a_window_that_lies_outside_the_contract_is_pointed_out(agree, window, codes):
    """A window that opens after the last day of the contract, or closes before its first, is pointed out."""
    shown = f"    shown_by: {{record: tenancy, window: {window}}}\n"
    assert [each.code for each in agree((SHOWN, shown)).warnings] == codes


@pytest.mark.parametrize(
    "terms, shown, codes",
    [
        ("", "{held: tenancy, from: start, for: 3 years, GAP}", ["never-in-force"]),
        ("first_day: day_1\n", "{held: tenancy, from: start, for: 3 years, GAP}", []),
        ("", "{held: tenancy, from: start, for: 36 days, GAP}", []),
        ("first_day: day_1\n", "{held: tenancy, from: start, for: 36 days, GAP}", ["gap-longer-than-time"]),
        ("", "{record: tenancy, window: {from: 1095 days after start}}", ["window-never-opens"]),
        ("first_day: day_1\n", "{record: tenancy, window: {from: 1095 days after start}}", []),
        ("last_day: not_counted\n", "{record: tenancy, window: {to: 2024-04-01}}", ["window-never-opens"]),
        (
            "last_day: not_counted\n",
            "{record: tenancy, window: {to: 2024-04-01, ends: counted}}",
            [],
        ),
        ("", "{record: tenancy, window: {from: start, to: start}}", []),
        ("working_days: IE\n", "{record: tenancy, window: {from: 750 working days after start}}", []),
        ("working_days: IE\n", "{record: tenancy, window: {from: 760 working days after start}}", LATE),
    ],
)
def test_what_is_pointed_out_follows_how_days_are_counted(agree, terms, shown, codes):
    """Lengths and windows are held against the contract as the contract counts: three years fit if day 1 counts."""
    shown = shown.replace("GAP", "gap_at_most: 35 days, after_break: ends")
    head = ("currency:", f"{terms}currency:")
    assert [each.code for each in agree(head, (SHOWN, f"    shown_by: {shown}\n")).warnings] == codes


@pytest.mark.parametrize(
    "terms, window, codes",
    [
        ("", "{from: start, to: start, ends: not_counted}", ["window-reversed"]),
        ("last_day: not_counted\n", "{from: start, to: start}", ["window-reversed"]),
        ("last_day: not_counted\n", "{from: start, to: start, ends: counted}", []),
        ("first_day: day_1\n", "{from: 1 day after start, to: start}", []),
        ("", "{from: 1 day after start, to: start}", ["window-reversed"]),
        ("working_days: wales\n", "{from: 10 working days after start, to: 10 days after start}", ["window-reversed"]),
        ("working_days: wales\n", "{from: 12 days after start, to: 5 working days after start}", []),  # Christmas
        ("working_days: wales\n", "{from: 13 days after start, to: 5 working days after start}", ["window-reversed"]),
        ("working_days: wales\n", "{from: 10 days after start, to: 10 working days after start}", []),
        ("", "{from: 5 working days after 2199-12-30}", ["working-days-of-nobody"]),
        ("", "{from: 10 days after start, to: 5 working days after start}", ["working-days-of-nobody"]),
        ("working_days: GB\n", "{to: 5 working days after start}", ["nation-unknown"]),
        ("working_days: england\n", "{to: 5 working days after 2024-04-01}", []),
        ("working_days: england\n", "{to: 26090 working days after 2150-04-01}", ["date-impossible"]),
    ],
)
def test_windows_are_reversed_or_not_as_days_are_counted(agree, wrong, terms, window, codes):
    """A window that closes before it opens, once its last day or its first is counted as agreed, is refused."""
    changes = ("currency:", f"{terms}currency:"), (SHOWN, f"    shown_by: {{record: tenancy, window: {window}}}\n")
    assert sorted(wrong(*changes)) == sorted(codes) if codes else agree(*changes)


@pytest.mark.parametrize(
    "before, after",
    [
        ("26090 working days", "26091 working days"),
        ("36525 days", "36526 days"),
        ("5218 weeks", "5219 weeks"),
        ("1200 months", "1201 months"),
        ("100 years", "101 years"),
    ],
)
def test_a_length_of_time_is_at_most_a_hundred_years(agree, wrong, before, after):
    """A hundred years can be said in days, working days, weeks, months and years; what is longer is refused."""
    shown = "    shown_by: {record: tenancy, window: {from: LENGTH before start}}\n"
    nation = ("currency:", "working_days: england\ncurrency:")
    any_day = ("currency:", "working_days: england\nevidence_counts: any_day\ncurrency:")
    assert agree(any_day, (SHOWN, shown.replace("LENGTH", before))).warnings == ()
    assert wrong(nation, (SHOWN, shown.replace("LENGTH", after))) == ["duration-too-long"]


@pytest.mark.parametrize("outcomes", ["", "  outcomes: [moves_in]\n"])
def test_a_limit_stands_after_the_prices_it_limits(wrong, outcomes):
    """A limit before its prices would find nothing to limit, whether it names the outcomes or takes them all."""
    price, cap = BASE.index('- clause: "4.1"'), BASE.index('- clause: "5.1"')
    prices = BASE[price:cap]
    assert wrong((prices, ""), (CAP, CAP + outcomes + prices)) == ["limit-before-price"]


def test_a_record_that_says_when_it_was_received_may_be_taken_in_the_order_it_was_known(agree, wrong):
    """The day known is asked of records that say it; a record that the outcomes do not read need not say it."""
    order = (CAP, CAP + "  in_order_of: [known, person]\n")
    assert wrong(order) == ["known-without-received"]
    assert agree(order, ("    dated: Moved in\n", "    dated: Moved in\n    received: Sent\n")).warnings == ()


def test_a_price_that_does_not_change_needs_no_day(agree):
    """`price_day: known` asks nothing of the records where no price hangs on a day."""
    assert agree((PRICE, PRICE + "  price_day: known\n")).warnings == ()


@pytest.mark.parametrize(
    "group, first, last",
    [
        ("outcomes", "  moves_in:\n    is", "clauses:"),
        ("records", "  start: {files", "outcomes:"),
        ("parties", "  council: {role", "claims:"),
    ],
)
def test_a_group_that_is_empty_is_told_once(wrong, group, first, last):
    """Where a whole group is missing, what names its members is not blamed for it."""
    lost = BASE[BASE.index(first) : BASE.index(last)]
    assert wrong((lost, "\n")) == ["wrong-shape"]
    assert wrong((f"\n{group}:\n{lost}", "\n")) == ["missing-key"]


def test_a_term_written_wrongly_is_not_missing_as_well(wrong):
    """A term whose name is mistyped is told once, and not said to be missing besides."""
    assert wrong(("title:", "titel:"), ("    is: The", "    its: The")) == ["unknown-key", "unknown-key"]


# ---- standard terms -----------------------------------------------------------------------------


def test_standard_terms_answer_what_the_contract_leaves_open(agree):
    """What the contract leaves open is as the standard terms state it."""
    agreed = agree()
    cap = agreed.contract.clauses[1]
    assert (agreed.contract.enrolled, cap.edge, cap.in_order_of) == (
        "in_force",
        "part",
        ("shown", "person", "outcome", "record"),
    )
    assert agreed.standard.standard_terms == "sop-engine-1"


def test_the_contract_overrules_standard_terms(agree):
    """What the contract states holds, whatever the standard terms state."""
    assert agree((CAP, CAP + "  edge: whole\n")).contract.clauses[1].edge == "whole"


def test_without_standard_terms_everything_is_asked_for(wrong):
    """Without standard terms every term that moves money is asked for, and nothing else."""
    assert set(wrong(("standard_terms: sop-engine-1\n", ""))) == {"term-not-stated"}


@pytest.mark.parametrize("named", ["sop-engin-1", "[sop-engine-1]", "../standard_terms/sop-engine-1", "a" * 300])
def test_standard_terms_named_wrongly_are_told_once(wrong, named):
    """Where the standard terms are named wrongly, what they would state is not asked for besides."""
    assert wrong(("standard_terms: sop-engine-1", f"standard_terms: {named}")) in (
        ["standard-terms-unknown"],
        ["wrong-shape"],
    )


def test_a_share_claim_by_claim_needs_no_order(wrong):
    """The order of claims is asked for where a share is cumulative, and not where each claim is divided by itself."""
    without = ("standard_terms: sop-engine-1\n", "")
    assert len(wrong(without, (SHARE, SHARE + "  remainder: cumulative\n"))) == 1 + len(
        wrong(without, (SHARE, SHARE + "  remainder: largest_remainder\n"))
    )
