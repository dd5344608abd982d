"""The tables of a run: they agree with its figures, account for every row of evidence, and carry out nothing."""

import csv
import io
import json
from collections import Counter
from decimal import Decimal

import pytest

from sop_engine.library.shelf import shelf
from sop_engine.service.deliver import deliver
from sop_engine.statements.statement import summary
from sop_engine.statements.tables import TABLES, tables
from tests.statements.agreed import SHIPPED, again, shipped, small, write

FORMULAS = ["=1+1", "+1+1", "-1+1", "@SUM(A1)", "=HYPERLINK(\"http://x\")", "＝1+1", "＋1", "－1+1", "＠x"]


@pytest.fixture(scope="module", params=SHIPPED)
def written(request, tmp_path_factory):
    """A contract on the shelf, worked out and delivered: its name, its tables, its figures."""
    out = tmp_path_factory.mktemp("written") / "out"
    deliver(shipped(request.param), out)
    made = {name: list(csv.DictReader(io.StringIO((out / name).read_text(encoding="utf-8")))) for name in TABLES}
    return request.param, made, json.loads((out / "run.json").read_text(encoding="utf-8"))


def minor(rows, column):
    """What a column of amounts adds up to, in pence."""
    return int(sum(Decimal(row[column]) for row in rows) * 100)


def test_payments_agree_with_the_figures_of_the_run(written):
    """What payments.csv earned, took and pays, in all and for each outcome and payer, is what run.json says."""
    _, made, figures = written
    rows = made["payments.csv"]
    assert [minor(rows, each) for each in ("earned", "taken", "due")] == [
        figures["gross"], figures["taken"], figures["net"],
    ]  # fmt: skip
    assert {payer: minor(rows, f"{payer} pays") for payer in figures["payers"]} == figures["payers"]
    assert sum(figures["payers"].values()) == figures["net"]
    for outcome, said in figures["outcomes"].items():
        of_it = [row for row in rows if row["outcome"] == outcome]
        assert said == {
            "claims": len(of_it),
            "gross": minor(of_it, "earned"),
            "taken": minor(of_it, "taken"),
            "held": minor(of_it, "held"),
            "waiting": minor(of_it, "waiting"),
            "net": minor(of_it, "due"),
        }


def test_every_payment_adds_up(written):
    """In every row of payments.csv what was earned and taken is what is due, and the payers pay just that."""
    _, made, figures = written
    for row in made["payments.csv"]:
        assert Decimal(row["earned"]) + Decimal(row["taken"]) == Decimal(row["due"])
        assert sum(Decimal(row[f"{payer} pays"]) for payer in figures["payers"]) == Decimal(row["due"])


def test_lines_add_up_to_the_payments(written):
    """The lines of each claim add up to what is due for it: no amount without a clause and a reason."""
    _, made, _ = written

    def due(rows, amount):
        sums = Counter()
        for row in rows:
            sums[row["person"], row["outcome"], row["reached"]] += Decimal(row[amount])
        return sums

    assert due(made["lines.csv"], "amount") == due(made["payments.csv"], "due")
    assert all(row["clause"] and row["because"] for row in made["lines.csv"])


def test_occurrences_agree_with_the_figures_of_the_run(written):
    """Each occurrence has one status; they are counted, and add up, as run.json says."""
    _, made, figures = written
    rows = made["occurrences.csv"]
    assert Counter(row["status"] for row in rows) == figures["occurrences"]
    assert minor(rows, "due") == figures["net"]
    assert len({row["person"] for row in rows}) == figures["people"]
    assert len({(row["person"], row["outcome"], row["occurrence"]) for row in rows}) == len(rows)


def test_every_finding_says_what_was_found(written):
    """findings.csv has a row for each requirement of each occurrence, each with its state and a sentence."""
    _, made, _ = written
    assert all(row["state"] and row["finding"] for row in made["findings.csv"])
    looked = {(row["person"], row["outcome"], row["occurrence"]) for row in made["findings.csv"]}
    assert looked == {(row["person"], row["outcome"], row["occurrence"]) for row in made["occurrences.csv"]}


def test_every_row_of_every_file_is_accounted_for(written):
    """Every row that was sent stands in evidence.csv, used or not and why, or in bad_rows.csv, and never in both."""
    name, made, figures = written
    sent = set()
    for file in (shelf("contracts") / name / "evidence").glob("*.csv"):
        cells = list(csv.reader(io.StringIO(file.read_text(encoding="utf-8-sig"))))
        sent |= {(file.name, str(number)) for number, row in enumerate(cells, 1) if number > 1 and any(row)}
    good = [(row["file"], row["row"]) for row in made["evidence.csv"]]
    bad = {(row["file"], row["row"]) for row in made["bad_rows.csv"] if row["row"]}
    assert len(good) == len(set(good))
    assert set(good) & bad == set()
    assert set(good) | bad == sent
    assert all(row["account"] for row in made["evidence.csv"])
    assert figures["rows"] == {
        "good": len(good), "bad": len(bad),
        "used": sum(row["used"] == "used" for row in made["evidence.csv"]),
        "unused": sum(row["used"] == "not used" for row in made["evidence.csv"]),
    }  # fmt: skip
    assert len(made["bad_rows.csv"]) == figures["remarks"]


def test_rows_sent_twice_are_accounted_for(tmp_path):
    """A row that says the same as another is counted once, and both are accounted for, each by its own number."""
    small(tmp_path)
    homes = tmp_path / "evidence" / "homes.csv"
    write(tmp_path / "evidence" / "homes-again.csv", [["A-1", "2024-02-01"], ["A-1", "2024-02-01"]])
    done = again(tmp_path)
    rows = list(csv.DictReader(io.StringIO(tables(done)["evidence.csv"])))
    of_it = [row for row in rows if row["file"] == "homes-again.csv"]
    assert [(row["row"], row["used"]) for row in of_it] == [("2", "used"), ("3", "not used")]
    assert "counted once" in of_it[1]["account"]
    assert sum(row["file"] == homes.name for row in rows) == 6
    assert summary(done)["rows"] == {"good": len(rows), "bad": 0, "used": 8, "unused": 4}


def test_a_file_that_cannot_be_read_is_accounted_for_as_a_whole(tmp_path):
    """Of a file without the headings asked for, bad_rows.csv says how many rows could not be read."""
    small(tmp_path)
    (tmp_path / "evidence" / "homes-b.csv").write_text("Ref,When\nA-1,2024-03-01\nA-2,2024-03-01\n", encoding="utf-8")
    done = again(tmp_path)
    (row,) = csv.DictReader(io.StringIO(tables(done)["bad_rows.csv"]))
    assert (row["file"], row["row"], row["code"]) == ("homes-b.csv", "", "csv-heading-missing")
    assert "rows that cannot be read: 2" in row["what"]
    assert summary(done)["rows"]["bad"] == 2


def test_no_cell_is_a_formula(tmp_path):
    """Whatever a spreadsheet would take for a formula has a quote before it; amounts below zero have none."""
    done = small(tmp_path, people=FORMULAS, homes="homes.csv")
    write(tmp_path / "evidence" / "=cmd.csv", [])
    done = again(tmp_path)
    for name, text in tables(done).items():
        for row in csv.reader(io.StringIO(text)):
            for cell in row:
                if cell and cell[0] in "=+-@\t\r＝＋－＠":
                    assert Decimal(cell) < 0, f"{name} holds {cell}"
    rows = list(csv.DictReader(io.StringIO(tables(done)["payments.csv"])))
    assert {row["person"] for row in rows} == {f"'{each}" for each in FORMULAS}
    assert any(row["taken"].startswith("-") for row in rows)
    assert any(row["file"] == "'=cmd.csv" for row in csv.DictReader(io.StringIO(tables(done)["bad_rows.csv"])))


def test_cells_with_commas_quotes_and_blanks_stay_one_cell(tmp_path):
    """What is in a cell stays in it: commas, quotes and signs of other scripts come back as they were."""
    people = ['Ann "A", junior', "Müller, Zoë", "李", "007", "1E5x"]
    rows = csv.DictReader(io.StringIO(tables(small(tmp_path, people=people))["payments.csv"]))
    assert {row["person"] for row in rows} == set(people)


@pytest.mark.parametrize(
    "currency, price, cap, lines",
    [
        ("GBP", "100.01", "250", ["100.01", "100.01", "100.01", "-50.03"]),
        ("EUR", "100.01", "250", ["100.01", "100.01", "100.01", "-50.03"]),
        ("JPY", "10001", "25000", ["10001", "10001", "10001", "-5003"]),
        ("BHD", "100.001", "250", ["100.001", "100.001", "100.001", "-50.003"]),
    ],
)
def test_amounts_have_the_decimals_of_their_currency(tmp_path, currency, price, cap, lines):
    """An amount has as many decimals as its currency: two for pounds and euros, none for yen, three for dinars."""
    done = small(tmp_path, people=["A-1"], currency=currency, price=price, cap=cap)
    made = {name: list(csv.DictReader(io.StringIO(text))) for name, text in tables(done).items()}
    assert [row["amount"] for row in made["lines.csv"]] == lines
    payments = made["payments.csv"]
    assert sum(Decimal(row["due"]) for row in payments) == Decimal(cap)
    assert sum(Decimal(row["council pays"]) + Decimal(row["fund pays"]) for row in payments) == Decimal(cap)
    assert summary(done)["net"] == int(Decimal(cap) * 10 ** max(0, -Decimal(price).as_tuple().exponent))


def test_days_are_written_alike_everywhere(written):
    """Every day in a table is written 2018-03-31, or is empty where there is none."""
    _, made, _ = written
    for rows in made.values():
        for row in rows:
            for name in ("reached", "shown", "known", "day", "first day that counts", "last day that counts"):
                day = row.get(name) or "2018-03-31"
                assert [len(each) for each in day.split("-")] == [4, 2, 2]


def test_the_tables_of_a_run_as_frames_are_the_same(written):
    """As data frames, payments and lines have the same amounts, in minor units."""
    name, made, figures = written
    frames = shipped(name).frames()
    assert int(frames["payments"]["net"].sum()) == figures["net"] == int(frames["splits"]["amount"].sum())
    assert len(frames["payments"]) == len(made["payments.csv"])
    assert len(frames["findings"]) == len(made["findings.csv"])
