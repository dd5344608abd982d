"""What could make payments wrong without a word is read rightly, or said."""

import os
import time
import unicodedata
from datetime import date

import pytest

from sop_engine.intake.cells import read_person
from sop_engine.service import load_contract, run
from tests.intake.small import AS_AT, GOOD, TERMS, accounted, evidence, paid, run_with, told

PAID = {"A-1/moves_in": 150_000, "É-2/moves_in": 150_000, "A-1/trained": 25_000}


@pytest.fixture
def folder(tmp_path):
    """A folder for evidence."""
    return tmp_path / "evidence"


@pytest.fixture
def terms(tmp_path):
    """The contract with a text replaced."""

    def replaced(*changes):
        text = TERMS.read_text(encoding="utf-8")
        for old, new in changes:
            assert old in text
            text = text.replace(old, new)
        (tmp_path / "contract.yaml").write_text(text, encoding="utf-8")
        return load_contract(tmp_path / "contract.yaml")

    return replaced


def uses_of(done, file):
    return {use.row: use for use in done.uses if use.file == file}


def test_the_good_files_pay(folder):
    """The files that are spoilt below pay three claims, and nothing is wrong with them."""
    done = run_with(folder, {})
    assert paid(done) == PAID
    assert not done.bad_rows


# ---- who it is ---------------------------------------------------------------------------------


def test_two_spellings_of_an_accent_are_one_person(folder):
    """A reference with an accent in one sign, or in two, is the same person, in every file and heading."""
    apart = unicodedata.normalize("NFD", GOOD["homes.csv"])
    assert apart != GOOD["homes.csv"]
    done = run_with(folder, {"homes.csv": apart})
    assert paid(done) == PAID
    assert not done.bad_rows


def test_two_spellings_of_an_accent_do_not_enrol_twice(folder):
    """The same enrolment in two spellings of an accent is one enrolment."""
    done = run_with(folder, {"starts-2.csv": unicodedata.normalize("NFD", GOOD["starts.csv"])})
    assert paid(done) == PAID
    assert done.records.people == ("A-1", "A-3", "É-2")
    assert len(done.records.repeated) == 3


@pytest.mark.parametrize("around", [" {}", "{} ", "\t{}", "{}\u00a0", "\u2003{}\u3000", '"{} "'])
def test_blanks_around_a_reference_do_not_make_another_person(folder, around):
    """Blanks of any width before or after a reference do not count."""
    done = run_with(folder, {"homes.csv": GOOD["homes.csv"].replace("A-1,", around.format("A-1") + ",")})
    assert paid(done) == PAID
    assert not done.bad_rows


@pytest.mark.parametrize(
    "hidden", ["\u200b", "\u200d", "\ufeff", "\u00ad", "\u202e", "\0", "\x7f", "\u00a0", "\ue000", "\u2028"]
)
def test_a_sign_that_cannot_be_seen_never_makes_another_person(folder, hidden):
    """A reference with an invisible sign in it enrols nobody: two that look alike would both be paid."""
    done = run_with(folder, {"starts.csv": GOOD["starts.csv"] + f"A{hidden}-1,2024-05-01,2024-05-03\n"})
    assert told(done) == [("starts.csv", 5, "row-character")]
    assert paid(done) == PAID


@pytest.mark.parametrize("broken", ["A\n-1", "A\r\n-1", "A\t-1"])
def test_a_reference_stands_on_one_line(folder, broken):
    """A line end or tab within a reference makes the row bad."""
    done = run_with(folder, {"homes.csv": GOOD["homes.csv"] + f'"{broken}",10/06/2024,PRS,,2024-06-11\n'})
    assert told(done) == [("homes.csv", 4, "row-character")]


@pytest.mark.parametrize(
    "reference", ["007", "7", "NA", "None", "nan", "null", "TRUE", "2024-05-01", "-1", "=A1", "a/b", "1,5", "ß", "SS"]
)
def test_a_reference_is_the_text_that_stands_there(folder, reference):
    """No reference is turned into a number, a gap or anything else; none is taken for another."""
    others = ["0070", "07", "N/A", "none", "a", "ss"]
    start = "".join(f'"{each}",2024-05-01,2024-05-03\n' for each in [reference, *others])
    done = run_with(
        folder,
        {
            "starts.csv": GOOD["starts.csv"] + start,
            "homes.csv": GOOD["homes.csv"] + f'"{reference}",10/06/2024,PRS,,2024-06-11\n',
        },
    )
    assert paid(done) == {**PAID, f"{reference}/moves_in": 150_000}
    assert {code for _, _, code in told(done)} <= {"people-alike"}, "hard to tell apart, and told apart"


@pytest.mark.parametrize("other", ["a-1", "A -1", "A-01", "a-001"])
def test_two_references_that_are_hard_to_tell_apart_are_pointed_out(folder, other):
    """Two people whose references differ in capitals, blanks or leading zeros stay two, and that is pointed out."""
    home = {"homes.csv": GOOD["homes.csv"] + f"{other},10/06/2024,PRS,,2024-06-11\n"}
    done = run_with(folder, {**home, "starts-2.csv": f"Ref,Joined,Sent\n{other},2024-05-01,2024-05-03\n"})
    assert told(done) == [("starts-2.csv", 0, "people-alike")]
    assert "row 2 of starts-2.csv, row 2 of starts.csv" in done.bad_rows[0].fact
    assert paid(done) == {**PAID, f"{other}/moves_in": 150_000}
    accounted(done)


@pytest.mark.parametrize("other", ["A-10", "B-1", "A-1b"])
def test_references_that_can_be_told_apart_are_not_pointed_out(folder, other):
    """References that differ in a letter or a figure give no remark, nor does the same reference said twice."""
    done = run_with(folder, {"starts-2.csv": GOOD["starts.csv"] + f"{other},2024-05-01,2024-05-03\n"})
    assert not done.bad_rows


def test_a_reference_that_looks_like_a_claim_is_not_one(folder):
    """References with strokes in them do not make two claims of one name."""
    odd = ["A-1/moves_in", "A-1/", "/", "A-1/moves_in/2024-06-10"]
    done = run_with(
        folder,
        {
            "starts.csv": GOOD["starts.csv"] + "".join(f"{each},2024-05-01,2024-05-03\n" for each in odd),
            "homes.csv": GOOD["homes.csv"] + "".join(f"{each},10/06/2024,PRS,,2024-06-11\n" for each in odd),
        },
    )
    assert len(paid(done)) == len(PAID) + len(odd)


def test_a_damaged_reference_is_never_read(folder):
    """A long number that a spreadsheet has shortened fits many people, and is read as none of them."""
    for damaged in ("1E+05", "1.23457E+11", "1e5", "9E9"):
        done = run_with(folder, {"starts.csv": GOOD["starts.csv"] + f"{damaged},2024-05-01,2024-05-03\n"})
        assert told(done) == [("starts.csv", 5, "row-person-damaged")]


def test_long_runs_of_accents_do_not_stop_the_reading():
    """A cell of a million accents is answered at once."""
    begun = time.process_time()
    assert read_person("e" + "\u0315\u0300" * 500_000).code == "row-cell-too-long"
    assert time.process_time() - begun < 1


# ---- one record, or two ------------------------------------------------------------------------


def test_a_file_sent_twice_counts_once(folder):
    """The same file under two names pays the same, and each of its rows is accounted for in both."""
    done = run_with(folder, {f"{name[:-4]} copy.csv": text for name, text in GOOD.items()})
    assert paid(done) == PAID
    assert not done.bad_rows
    assert {uses_of(done, "homes copy.csv")[2].account, uses_of(done, "homes.csv")[2].account} == {
        "moves_in",
        "counted once: says the same as homes copy.csv, row 2",
    }
    accounted(done)


def test_a_row_known_twice_is_known_from_the_first_time(folder):
    """A record that is sent again later was known when it was first sent, whichever file comes first."""
    later = "Ref,Moved in,Type of home,Note,Sent\nA-1,10/06/2024,PRS,,2024-09-30\n"
    for name in ("homes-0.csv", "homes-9.csv", "Homes.csv"):
        done = run_with(folder, {name: later})
        (claim,) = [each for each in done.claims if each.ref == "A-1/moves_in"]
        assert claim.known == (date(2024, 6, 11) - date(1970, 1, 1)).days


def test_two_that_differ_only_in_what_is_not_read_are_one_record(folder):
    """Two rows that say the same in all that the contract reads are one record, whatever else they say."""
    row = "A-3,2024-10-01,2024-10-02,skills,"
    done = run_with(folder, {"courses-2.csv": f"Ref,From,To,Steps,Hours,Tutor\n{row}7,B\n{row}7.0,C\n"})
    assert [each.source for each in done.records.repeated] == [("courses-2.csv", 3)]
    assert paid(done) == {**PAID, "A-3/trained": 25_000}


@pytest.mark.parametrize("one, other", [("7", "7.0"), ("7.5", "07.500"), ("0", "-0"), ("0", "-0.00"), ("100", "100.0")])
def test_a_number_in_two_spellings_is_one_number(folder, one, other):
    """A number with more noughts, or a nought below zero, is the same number, and is kept in one spelling."""
    kept = set()
    for hours in ((one, other), (other, one)):
        rows = "".join(f"A-3,2024-10-01,2024-10-02,skills,{each}\n" for each in hours)
        done = run_with(folder, {"courses-2.csv": "Ref,From,To,Steps,Hours\n" + rows})
        assert len(done.records.repeated) == 1
        kept.add(tuple(map(str, done.records.events["course"].fields["hours"].values)))
    assert len(kept) == 1


def test_an_enrolment_said_twice_is_one(folder):
    """A person enrolled twice on the same day is enrolled once."""
    done = run_with(
        folder, {"starts.csv": GOOD["starts.csv"] + "A-1,2024-05-01,2024-05-03\nÉ-2,2024-06-01,2024-06-20\n"}
    )
    assert paid(done) == PAID
    assert not done.bad_rows
    accounted(done)


def test_an_enrolment_on_two_days_is_none(folder):
    """A person enrolled on two days is not enrolled, and both rows and every other row of theirs say so."""
    done = run_with(folder, {"starts.csv": GOOD["starts.csv"] + "A-1,2024-05-02,2024-05-03\n"})
    assert paid(done) == {"É-2/moves_in": 150_000}
    assert {
        ("starts.csv", 2, "row-conflict"),
        ("starts.csv", 5, "row-conflict"),
        ("homes.csv", 2, "row-person-held-back"),
    } < set(told(done))
    accounted(done)


def test_rows_of_a_person_whose_enrolment_is_bad_say_which_row_holds_them_back(folder):
    """Where the row that enrols a person is bad, their other rows name it; somebody never enrolled is told apart."""
    starts = GOOD["starts.csv"].replace("A-1,2024-05-01", "A-1,2024-05-41")
    homes = GOOD["homes.csv"] + "A-9,10/06/2024,PRS,,2024-06-11\n"
    done = run_with(folder, {"starts.csv": starts, "homes.csv": homes, "courses.csv": None, "health.csv": None})
    assert [each for each in told(done) if each[2] != "no-file"] == [
        ("homes.csv", 2, "row-person-held-back"),
        ("homes.csv", 4, "row-person-not-enrolled"),
        ("starts.csv", 2, "row-date-impossible"),
    ]
    (held,) = [each for each in done.bad_rows if each.code == "row-person-held-back"]
    assert "row 2 of starts.csv" in held.fact
    accounted(done)


def test_a_good_row_that_enrols_makes_up_for_a_bad_one(folder):
    """A person with a bad row of enrolment and a good one is enrolled by the good one, and nothing is held back."""
    done = run_with(folder, {"starts.csv": GOOD["starts.csv"] + "A-1,2024-05-41,2024-05-03\n"})
    assert told(done) == [("starts.csv", 5, "row-date-impossible")]
    assert paid(done) == PAID


def test_rows_that_contradict_one_another_are_bad_however_often_they_are_said(folder):
    """Where two rows contradict one another, a third that repeats one of them decides nothing: all three are bad."""
    again = "A-1,10/06/2024,PRS,,2024-06-11\nA-1,12/06/2024,PRS,,2024-06-13\n"
    done = run_with(folder, {"homes.csv": GOOD["homes.csv"] + again})
    assert told(done) == [("homes.csv", row, "row-conflict") for row in (2, 4, 5)]
    assert "A-1/moves_in" not in paid(done)
    accounted(done)


def test_a_list_says_each_thing_once(tmp_path):
    """A step named three times is one step, in whatever order and spelling of blanks it stands."""
    agreed = load_contract("refugee-transitions")
    (tmp_path / "person.csv").write_text("unique_id,date_started_service\nR-1,2022-01\nR-2,2022-01\n", encoding="utf-8")
    heads = "unique_id,date_intermediate_employment_outcome,intermediate_employment_outcome_type\n"
    (tmp_path / "employment_intermediate.csv").write_text(
        heads
        + 'R-1,2022-05-01,"Volunteering, Volunteering,  Volunteering"\n'
        + 'R-2,2022-05-01,"Internship ,Volunteering,training course"\n',
        encoding="utf-8",
    )
    done = run(agreed, evidence=tmp_path, as_at=date(2023, 1, 31))
    assert list(paid(done)) == ["R-2/nearer_to_work"]


# ---- which file --------------------------------------------------------------------------------


def test_the_mark_of_a_spreadsheet_is_no_part_of_the_first_heading(folder):
    """A byte order mark changes nothing."""
    done = run_with(folder, {name: b"\xef\xbb\xbf" + text.encode() for name, text in GOOD.items()})
    assert paid(done) == PAID
    assert not done.bad_rows


@pytest.mark.parametrize(
    "name",
    ["HOMES.CSV", "Homes-été.csv", unicodedata.normalize("NFD", "homes-été.csv"), "homes [1].csv", "homes.csv.csv"],
)
def test_a_file_is_known_by_its_name_in_any_case(folder, name):
    """Capitals, accents and brackets in the name of a file do not keep it from being read."""
    done = run_with(folder, {"homes.csv": None, name: GOOD["homes.csv"]})
    assert paid(done) == PAID
    assert not done.bad_rows


def test_the_name_of_a_file_cannot_forge_a_line(folder):
    """A line end in the name of a file is written out where the name is said."""
    done = run_with(folder, {"homes\n\x1b[31m.csv": "Ref\n"})
    assert {each.file for each in done.files} == {"homes\\n\\x1b[31m.csv", *GOOD}
    assert all("\n" not in each.place.file for each in done.bad_rows)


def test_a_file_in_a_folder_inside_is_pointed_out(folder):
    """Evidence that lies one folder too deep is not read, and not passed over without a word."""
    evidence(folder, {"homes.csv": None})
    (folder / "june").mkdir()
    (folder / "june" / "homes.csv").write_text(GOOD["homes.csv"], encoding="utf-8")
    done = run(load_contract(TERMS), evidence=folder, as_at=AS_AT)
    assert {(place, code) for place, _, code in told(done)} == {("june", "folder-not-read"), ("evidence", "no-file")}


def test_files_that_the_contract_says_it_does_not_read_are_passed_over_without_a_remark(folder, terms):
    """What `not_read` names, in any case and of any kind, gives no remark; what it does not name still does."""
    named = terms(("enrolled_by: start", "not_read: [baseline*.csv, '*.xlsx', homes*.csv]\nenrolled_by: start"))
    others = {"Baseline-June.CSV": "Ref,Born\nA-1,1980\n", "plan.xlsx": b"PK", "diary.csv": "Ref\n", "old.ods": b"PK"}
    done = run_with(folder, others, terms=named)
    assert told(done) == [("diary.csv", 0, "file-not-used"), ("old.ods", 0, "workbook-kind")]
    assert paid(done) == PAID, "a file that a record asks for is read, whatever not_read names"
    assert {file for file, _, _ in told(run_with(folder, others))} == set(others)


@pytest.mark.parametrize("kind", ["a link that leads nowhere", "a pipe"])
def test_what_is_neither_file_nor_folder_is_pointed_out(folder, kind):
    """A link that leads nowhere, or a pipe, is never waited for, and never passed over without a word."""
    evidence(folder, {})
    odd = folder / "homes-june.csv"
    if kind == "a pipe":
        os.mkfifo(odd)
    else:
        odd.symlink_to(folder / "nothing")
    done = run(load_contract(TERMS), evidence=folder, as_at=AS_AT)
    assert told(done) == [("homes-june.csv", 0, "file-unreadable")]
    assert paid(done) == PAID


def test_a_link_to_a_file_is_the_file(folder, tmp_path):
    """A link that leads to a file of evidence is read like the file."""
    (tmp_path / "elsewhere.csv").write_text(GOOD["homes.csv"], encoding="utf-8")
    evidence(folder, {"homes.csv": None})
    (folder / "homes.csv").symlink_to(tmp_path / "elsewhere.csv")
    done = run(load_contract(TERMS), evidence=folder, as_at=AS_AT)
    assert (paid(done), told(done)) == (PAID, [])


def test_a_file_that_holds_two_kinds_is_read_for_each(folder, terms):
    """A file that two kinds of record ask for is read for each, and accounted for under each."""
    both = terms(("files: health*.csv", "files: [health*.csv, courses*.csv]"))
    done = run_with(
        folder,
        {
            "courses.csv": "Ref,From,To,Steps,Hours,Ill from,Ill to,Born,Need,Score\n"
            "A-1,2024-06-01,2024-06-28,skills,1,2024-06-03,2024-06-04,,drugs,3\n"
            "A-1,2024-07-01,2024-07-28,skills,1,2024-07-03,2024-07-02,,drugs,3\n"
        },
        terms=both,
    )
    assert paid(done) == PAID
    assert [(each.kind, each.rows, each.good) for each in done.files if each.file == "courses.csv"] == [
        ("course", 2, 2),
        ("health", 2, 1),
    ]
    accounted(done)


def test_a_heading_twice_is_not_settled_by_which_comes_first(folder):
    """Where a heading stands twice no row is read, because nobody can say which column is meant."""
    done = run_with(folder, {"homes.csv": GOOD["homes.csv"].replace("Note", "Sent")})
    assert {code for _, _, code in told(done)} == {"csv-heading-repeated", "csv-heading-missing"}
    assert paid(done) == {"A-1/trained": 25_000}
    accounted(done)


def test_headings_may_stand_in_any_order_beside_others(folder):
    """The order of columns, columns that nobody reads, and blanks around headings change nothing."""
    moved = [
        [cells[4], " x " + str(i), *cells[3::-1]]
        for i, cells in enumerate([line.split(",") for line in GOOD["homes.csv"].replace(', left"', '"').splitlines()])
    ]
    moved[0] = [f" {each} " for each in moved[0]]
    done = run_with(folder, {"homes.csv": "\n".join(",".join(row) for row in moved)})
    assert paid(done) == PAID
    assert not done.bad_rows


def test_a_row_too_long_by_an_empty_cell_is_not_shifted(folder):
    """A row with more cells, or fewer, than there are headings is bad: no cell is ever read under another heading."""
    done = run_with(folder, {"homes.csv": GOOD["homes.csv"].replace("PRS,", "PRS,,")})
    assert told(done) == [("homes.csv", 2, "row-width")]


def test_rows_keep_the_numbers_a_spreadsheet_shows(folder):
    """Empty rows are passed over and counted, so that a row is named as the sender sees it."""
    lines = GOOD["homes.csv"].splitlines()
    done = run_with(
        folder,
        {"homes.csv": "\n\n".join([*lines[:2], ",,,,", '"X","10/06/2024","PRS","two\nlines","2024-06-11"', "A-9,,,,"])},
    )
    assert {row for _, row, _ in told(done)} == {7, 9}
    assert set(uses_of(done, "homes.csv")) == {3}


def test_a_quote_that_is_never_closed_swallows_nothing_in_silence(folder):
    """Where a quote is never closed, the rows before it are read, and the row where it opens is said to be the last."""
    done = run_with(
        folder,
        {"homes.csv": GOOD["homes.csv"] + 'A-3,01/08/2024,PRS,"open,2024-08-02\nA-3,02/08/2024,SH,,2024-08-02\n'},
    )
    assert told(done) == [("homes.csv", 4, "csv-quote")]
    assert paid(done) == PAID
    accounted(done)


def test_a_stray_quote_loses_its_own_row_alone(folder):
    """Where quotes within a cell are not doubled, that row is bad and the rows after it are read."""
    lines = GOOD["homes.csv"].splitlines()
    done = run_with(
        folder, {"homes.csv": "\n".join([lines[0], 'A-3,01/08/2024,PRS,"the "left" door",2024-08-02', *lines[1:]])}
    )
    assert told(done) == [("homes.csv", 2, "row-quote")]
    assert paid(done) == PAID
    accounted(done)


def test_a_row_after_which_we_could_be_inside_a_cell_is_the_last_that_is_read(folder):
    """Where the quotes of a row are odd in number, what follows could be the middle of a text, and is not read."""
    lines = GOOD["homes.csv"].splitlines()
    trap = 'A-3,01/08/2024,PRS,"he said "no" and left:\nA-3,02/08/2024,SH,,2024-08-02\n",2024-08-02'
    done = run_with(folder, {"homes.csv": "\n".join([*lines, trap])})
    assert told(done) == [("homes.csv", 4, "csv-quote")]
    assert paid(done) == PAID


# ---- which day ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "first, last, as_at",
    [
        ("1900-01-01", "1900-12-31", date(1900, 12, 31)),
        ("2199-01-01", "2199-12-31", date(2199, 12, 31)),
        ("1900-01-01", "2199-12-31", date(2199, 12, 31)),
        ("2199-12-31", "2199-12-31", date(9999, 12, 31)),
    ],
)
def test_the_first_and_last_days_of_the_calendar_are_days_like_others(tmp_path, first, last, as_at):
    """Holds and windows that begin on the last day of the calendar, or end on it, are answered."""
    source = load_contract("rough-sleeping").text.decode()
    (tmp_path / "contract.yaml").write_text(
        source.replace("from: 2017-11-01, to: 2021-03-31", f"from: {first}, to: {last}"), encoding="utf-8"
    )
    folder = tmp_path / "evidence"
    folder.mkdir()
    for name, heading, rest in (
        ("starts", "Started,", ""),
        ("tenancies", "Start date,Accommodation type,Uploaded", "PRS,{0}"),
        ("checks", "Date seen at address,Uploaded", "{0}"),
        ("wellbeing", "Completed,Completed by,Uploaded", "Client,{0}"),
        ("treatments", "Date of letter,Service,Stage,Uploaded", "Drugs,Entered,{0}"),
        ("qualifications", "Awarded,Guided learning hours,Uploaded", "20,{0}"),
        ("volunteering", "First day,Last day,Hours a week,Letter shows,Uploaded", "{0},6,expenses,{0}"),
        ("work", "First day,Last day,Hours a week,Job,Uploaded", "{0},30,New,{0}"),
        ("shifts", "Worked on,Hours,Uploaded", "12,{0}"),
    ):
        days = (first,) if name == "starts" else (first, last)
        (folder / f"{name}.csv").write_text(
            f"Client ref,{heading}\n" + "".join(f"X,{day},{rest.format(day)}\n" for day in dict.fromkeys(days)),
            encoding="utf-8",
        )
    done = run(load_contract(tmp_path / "contract.yaml"), evidence=folder, as_at=as_at)
    assert not done.bad_rows
    assert "X/enters_accommodation" in paid(done)
    accounted(done)


def test_a_date_is_never_guessed(folder):
    """A day and a month that could be exchanged are read as the contract says, and in no other way."""
    done = run_with(folder, {"homes.csv": "Ref,Moved in,Type of home,Note,Sent\nA-1,03/07/2024,PRS,,2024-07-04\n"})
    (claim,) = [each for each in done.claims if each.outcome == "moves_in"]
    assert claim.reached == (date(2024, 7, 3) - date(1970, 1, 1)).days


def test_a_record_dated_after_the_day_of_the_run_waits(folder):
    """A record dated in the future of the run shows nothing, and its account says why."""
    done = run_with(folder, {}, as_at=date(2024, 6, 30))
    assert paid(done) == {"A-1/moves_in": 150_000}
    assert uses_of(done, "homes.csv")[3].account == "dated after 30 June 2024, the day of this run"


def test_a_record_from_before_the_person_joined_shows_nothing(folder):
    """A record dated before the person joined does not count, and its account says why."""
    done = run_with(folder, {"homes.csv": "Ref,Moved in,Type of home,Note,Sent\nA-1,30/04/2024,PRS,,2024-06-11\n"})
    assert "A-1/moves_in" not in paid(done)
    assert uses_of(done, "homes.csv")[2].account == "dated before the person joined"


# ---- much of it --------------------------------------------------------------------------------


def test_a_thousand_rows_of_one_person_are_read_in_a_moment(tmp_path):
    """A thousand tenancies and a thousand checks of one person are worked out without a long wait."""
    days = [date(2018, 1, 1).toordinal() + i for i in range(1_000)]
    said = [date.fromordinal(day).isoformat() for day in days]
    (tmp_path / "starts.csv").write_text("Client ref,Started\nX,2018-01-01\n", encoding="utf-8")
    (tmp_path / "tenancies.csv").write_text(
        "Client ref,Start date,Accommodation type,Uploaded\n" + "".join(f"X,{day},PRS,{day}\n" for day in said),
        encoding="utf-8",
    )
    (tmp_path / "checks.csv").write_text(
        "Client ref,Date seen at address,Uploaded\n" + "".join(f"X,{day},{day}\n" for day in said), encoding="utf-8"
    )
    begun = time.process_time()
    done = run(load_contract("rough-sleeping"), evidence=tmp_path, as_at=date(2021, 3, 31))
    assert time.process_time() - begun < 10
    assert [each.outcome for each in done.payments] == [
        "enters_accommodation",
        "stays_3_months",
        "stays_6_months",
        "stays_12_months",
        "stays_18_months",
        "stays_24_months",
    ]
    accounted(done)


@pytest.mark.parametrize("other", ["A-10", "A-11", "A1", "B-1", "1-A", "A/1"])
def test_references_that_count_up_are_not_pointed_out(folder, other):
    """References that differ in a sign, a letter or a number that counts are simply two people."""
    done = run_with(folder, {"starts-2.csv": f"Ref,Joined,Sent\n{other},2024-05-01,2024-05-03\n"})
    assert told(done) == []
