"""The page and the tables of a comparison: well-formed, safe, and every amount is that of the comparison."""

import csv
import io
from decimal import Decimal

import pytest

from sop_engine.library.load import load_contract
from sop_engine.library.shelf import shelf
from sop_engine.service import run
from sop_engine.statements import comparison_page
from sop_engine.statements.compare import compare
from sop_engine.statements.comparison_page import COMPARED, comparison_files
from tests.statements.agreed import SHIPPED, shipped, small
from tests.statements.reading import minor, read, rows, section

NASTY = "<script>alert('x')</script> & \"quoted\" {{ 7 * 7 }} </td></table>"
NAME = "rough-sleeping"


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """Rough sleeping beside a version with another gap, another price, a lower cap and two payers."""
    text = load_contract(NAME).text.decode()
    for old, new in [
        ("gap_at_most: 35 days", "gap_at_most: 30 days"),
        ("£600", "£700"),
        ("£19,000", '"£2,000"'),
        ("part: 100%}", "part: 33.3%}\n    - {payer: fund, part: rest}"),
        ("parties:\n", "parties:\n  fund: {role: outcome_payer, name: The fund}\n"),
    ]:
        assert old in text
        text = text.replace(old, new)
    file = tmp_path_factory.mktemp("terms") / "contract.yaml"
    file.write_text(text, encoding="utf-8")
    c = compare(shipped(NAME), run(load_contract(file), shelf("contracts") / NAME / "evidence", SHIPPED[NAME]))
    return c, comparison_files(c)


def test_the_page_is_well_formed_and_needs_nothing_else(made):
    """Every element ends in its place, headings of tables say what they head, and nothing is fetched."""
    page = read(made[1]["comparison.html"])
    assert page.one("html").said["lang"] == "en-GB"
    assert len(page.all("h1")) == 1
    ids = [each.said["id"] for each in page.all("h2")]
    assert len(ids) == len(set(ids))
    assert page.all("script", "img", "link") == []
    leads_to = {each.said["href"] for each in page.all() if "href" in each.said}
    assert leads_to <= {f"#{each}" for each in ids}
    assert all(each.said.get("scope") == "col" for each in page.all("th"))
    for table in page.all("table"):
        widths = {len(row.all("td")) for row in table.all("tr") if row.all("td")}
        assert widths <= {len(table.all("th"))}


def test_every_amount_on_the_page_is_that_of_the_comparison(made):
    """Sums, payers, outcomes and people stand on the page with their amounts and their reasons."""
    c, files = made
    page = read(files["comparison.html"])
    totals = {row[0]: [minor(each) for each in row[1:]] for row in rows(section(page, "totals"))}
    assert totals == {each.name: [*each.amounts, each.amounts.difference] for each in c.totals}
    for name, gains in (("payers", c.payers), ("outcomes", c.outcomes)):
        for row, gain in zip(rows(section(page, name)), gains, strict=True):
            assert [minor(each) for each in row[3:6]] == [*gain.net, gain.net.difference]
            assert all(kind in row[6] for kind, _ in gain.because)
    people = page.all("details")
    assert [minor(each.one("summary").one("b").text) for each in people] == [each.net.difference for each in c.people]
    for told, gain in zip(people, c.people, strict=True):
        why = [row[3].split(" ")[0] for row in rows(told.one("table"))]
        assert sum(minor(each) for each in why) == gain.net.difference
    assert [row[2:] for row in rows(section(page, "terms"))] == [[each.first, each.second] for each in c.terms]


def test_the_tables_add_up(made):
    """comparison.csv has each claim that differs, people.csv each person; reasons and payers add up in every row."""
    c, files = made
    claims, people = (list(csv.DictReader(io.StringIO(files[name]))) for name in COMPARED[1:])
    assert (len(claims), len(people)) == (len(c.claims), len(c.people))
    for row in [*claims, *people]:
        assert Decimal(row["due in B"]) - Decimal(row["due in A"]) == Decimal(row["difference"])
        assert sum(Decimal(row[kind]) for kind in c.kinds) == Decimal(row["difference"])
    for row in claims:
        assert sum(Decimal(row[f"{each.name} pays more"]) for each in c.payers) == Decimal(row["difference"])
        assert row["why"]
    assert sum(Decimal(row["difference"]) for row in people) * 100 == c.due.difference


def test_of_very_many_people_the_page_tells_of_the_first(made, monkeypatch):
    """Of more people than a page holds the first are told of, and where the others are is said."""
    monkeypatch.setattr(comparison_page, "PEOPLE_TOLD", 3)
    page = read(comparison_files(made[0])["comparison.html"])
    assert len(page.all("details")) == 3
    assert "told of here are the first 3, and all are in people.csv and comparison.csv." in page.text


def test_what_a_contract_or_a_file_says_is_only_text(tmp_path):
    """Titles and references are shown as they are written, and no cell is a formula."""
    for letter in "ab":
        (tmp_path / letter).mkdir()
    people = [NASTY, "=1+1"]
    c = compare(
        small(tmp_path / "a", people=people, title=NASTY), small(tmp_path / "b", people=people, title=NASTY, cap="150")
    )
    files = comparison_files(c)
    page = read(files["comparison.html"])
    assert page.all("script") == []
    assert page.one("h1").text == " ".join(NASTY.split())
    cells = [cell for name in COMPARED[1:] for row in csv.reader(io.StringIO(files[name])) for cell in row]
    assert "'=1+1" in cells
    assert "=1+1" not in cells


def test_where_nothing_differs_the_page_says_so():
    """A contract beside itself: nobody, nothing, and the same sums."""
    text = read(comparison_files(compare(shipped("first-homes"), shipped("first-homes")))["comparison.html"]).text
    for said in (
        "Nothing: the terms are the same.",
        "Nobody: everyone has the same in A and in B.",
        "B pays what A pays, claim by claim",
    ):
        assert said in text
