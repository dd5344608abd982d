"""The statement as a page: well-formed, readable by everybody, safe from what files say, and every amount adds up."""

import re

import pytest

from sop_engine.records.working import STATUSES
from sop_engine.statements import page as paging
from sop_engine.statements.page import pages
from sop_engine.units.money import show
from tests.statements.agreed import SHIPPED, again, shipped, small
from tests.statements.reading import column, minor, read, rows, section

NASTY = "<script>alert('x')</script> & \"quoted\" {{ 7 * 7 }} {% raw %} &amp; </td></table> <!-- {# #}"


@pytest.fixture(scope="module", params=SHIPPED)
def stated(request):
    """A contract on the shelf, worked out, and its page read back."""
    done = shipped(request.param)
    return done, read(pages(done)["statement.html"])


# ---- the page as such --------------------------------------------------------------------------


def test_the_page_is_well_formed_and_says_its_language_and_title(stated):
    """Every element ends where it should; the page names its language, its title and its width for small screens."""
    done, read_back = stated
    html = read_back.one("html")
    assert html.said["lang"] == "en-GB"
    assert done.contract.title in html.one("title").text
    assert [each.said.get("charset") for each in html.all("meta")][0] == "utf-8"
    assert len(html.all("h1")) == 1
    ids = [each.said["id"] for each in html.all("h2")]
    assert len(ids) == len(set(ids))


def test_every_heading_of_a_table_says_what_it_heads(stated):
    """Every heading cell has a scope, and every row has as many cells as its table has headings."""
    _, read_back = stated
    assert all(each.said.get("scope") == "col" for each in read_back.all("th"))
    for table in read_back.all("table"):
        widths = {len(row.all("td")) for row in table.all("tr") if row.all("td")}
        assert len(widths) == 1
        assert not table.all("th") or widths == {len(table.all("th"))}


def test_the_page_needs_nothing_else(stated):
    """The page is one file: no script, no picture, no address from which anything would be fetched."""
    done, read_back = stated
    assert read_back.all("script", "img", "link", "iframe", "object") == []
    assert not {"src", "onclick", "style"} & {name for each in read_back.all() for name in each.said}
    leads_to = {each.said["href"] for each in read_back.all() if "href" in each.said}
    assert leads_to <= {f"#{each.said['id']}" for each in read_back.all() if "id" in each.said}, "within the page"
    assert "url(" not in read_back.one("style").text
    assert "@import" not in read_back.one("style").text


# ---- what a contract or a file says is only ever text ------------------------------------------


def test_whatever_a_contract_or_a_file_says_is_only_text(tmp_path):
    """A title, a party, a sentence, a reference and the name of a file are shown as written, and never carried out."""
    file = "homes<script>{{ 7 * 7 }}.csv"
    done = small(tmp_path, people=[NASTY, "A-2"], title=NASTY, homes=file)
    text = pages(done)["statement.html"]
    read_back = read(text)
    assert "<script" not in text
    assert read_back.all("script", "raw") == []
    shown = " ".join(NASTY.split())
    assert read_back.one("h1").text == shown
    assert column(section(read_back, "payers"), "Outcome payer")[0] == shown
    assert any(each.text.startswith(shown) for each in read_back.all("summary"))
    assert file in column(section(read_back, "evidence"), "File")
    assert "49" not in read_back.one("h1").text
    assert text.count(file.replace("<", "&lt;").replace(">", "&gt;")) > 1


def test_what_a_bad_row_says_is_only_text(tmp_path):
    """What stands in a bad row is shown in the list of bad rows as text."""
    small(tmp_path)
    with (tmp_path / "evidence" / "homes.csv").open("a", encoding="utf-8") as file:
        file.write("A-1,<script>{{ 7*7 }}</script>\n")
    done = again(tmp_path)
    text = pages(done)["statement.html"]
    assert "<script" not in text
    (row,) = rows(section(read(text), "bad-rows"))
    assert row[0] == "homes.csv, row 8, Day row-date-unreadable"
    assert '"<script>{{ 7*7 }}</script>"' in row[1]


# ---- every amount on the page adds up ----------------------------------------------------------


def test_the_outcomes_add_up_to_the_headline(stated):
    """What the outcomes earned, what was taken, and what is to pay add up to the figures at the top."""
    done, read_back = stated
    table, figures = section(read_back, "outcomes"), _figures(read_back)
    earned, taken, to_pay = (
        sum(minor(each) for each in column(table, heading)) for heading in ("Earned", "Taken", "To pay")
    )
    assert (earned, taken, to_pay) == (figures["earned"], figures["taken"], figures["due"])
    assert earned + taken == to_pay == done.total_net > 0
    for gross, less, net in zip(*(column(table, each) for each in ("Earned", "Taken", "To pay")), strict=True):
        assert minor(gross) + minor(less) == minor(net)


def test_every_occurrence_is_counted_once_in_the_table_of_outcomes(stated):
    """Due, capped, pending, refused and no record together are all occurrences; a person has one at least of each."""
    done, read_back = stated
    table = section(read_back, "outcomes")
    counted = [column(table, each) for each in ("Due", "Capped", "Pending", "Refused", "No record")]
    assert sum(int(each) for numbers in counted for each in numbers) == len(done.standings)
    people = len(done.working.enrolled)
    assert all(sum(int(each) for each in numbers) >= people for numbers in zip(*counted, strict=True))


def test_the_payers_pay_what_is_due(stated):
    """What the payers pay adds up to what is due, to the penny."""
    _, read_back = stated
    assert sum(minor(each) for each in column(section(read_back, "payers"), "Amount")) == _figures(read_back)["due"]


def test_what_clauses_took_adds_up(stated):
    """The table of what was earned and not paid adds up to what was taken; where nothing was, there is no table."""
    _, read_back = stated
    table = section(read_back, "unpaid")
    taken = sum(minor(each) for each in column(table, "Taken")) if table else 0
    assert -taken == _figures(read_back)["taken"]


def test_every_person_adds_up_to_the_headline(stated):
    """What is due to each person is what is due for each outcome, and all people together are the headline."""
    _, read_back = stated
    people = [each for each in read_back.all("details") if each.said.get("class") == "person"]
    assert len(people) == _figures(read_back)["people"]
    for person in people:
        due = [_due(told) for told in person.all("section")]
        assert sum(due) == minor(person.one("summary").one("b").text)
    assert sum(minor(each.one("summary").one("b").text) for each in people) == _figures(read_back)["due"]


def test_every_penny_of_a_claim_explains_itself(stated):
    """For each claim the lines of the clauses add up to what is due, and so do the parts of the payers."""
    _, read_back = stated
    claims = 0
    for told in read_back.all("section"):
        amounts = [(row[1], minor(row[2])) for row in rows(told.one("table")) if row[2]]
        paid = sum(amount for sentence, amount in amounts if sentence.endswith(" pays"))
        earned = sum(amount for sentence, amount in amounts if not sentence.endswith(" pays"))
        assert earned == paid == _due(told)
        claims += bool(amounts)
    assert claims > 0


def test_what_is_pending_adds_up_to_what_can_still_be_shown(stated):
    """What is at stake for all that is pending is the figure at the top."""
    _, read_back = stated
    at_stake = [
        minor(row[1].split(" (")[0])
        for told in read_back.all("section")
        if " pending" in f" {told.said['class']}"
        for row in rows(told.one("table"))
        if row[0] == "at stake"
    ]
    assert sum(at_stake) == _figures(read_back)["pending"]


def test_the_statuses_are_those_of_the_records(stated):
    """Every occurrence wears one of the six statuses."""
    _, read_back = stated
    assert {each.text for each in read_back.all("span") if each.said.get("class") == "tag"} <= set(STATUSES)


@pytest.mark.parametrize(
    "currency, price, cap, shown",
    [
        ("GBP", "£100.01", "£250", "£500.00"),
        ("EUR", "€100.01", "250 EUR", "€500.00"),
        ("JPY", "¥10001", "25000 JPY", "JP¥50,000"),
        ("BHD", "BHD 100.001", "250.000", "BHD500.000"),
    ],
)
def test_every_currency_adds_up_in_its_own_coins(tmp_path, currency, price, cap, shown):
    """Pence, cents, yen that have none, and dinars with a thousand: the page shows and adds each in its own way."""
    done = small(tmp_path, currency=currency, price=price, cap=cap)
    read_back = read(pages(done)["statement.html"])
    assert _shown_figures(read_back)[0] == f"{shown} due, in all to date"
    paid = column(section(read_back, "payers"), "Amount")
    assert paid == [show(each, currency) for each in _paid(done)]
    assert sum(_paid(done)) == done.total_net


# ---- what must be said -------------------------------------------------------------------------


def test_what_is_illustrative_is_said(stated):
    """Every term that was not published is named at the top of the statement; where all were, nothing is said."""
    done, read_back = stated
    notes = " ".join(each.text for each in read_back.all("div") if each.said.get("class") == "note")
    assert ("Illustrative." in notes) == bool(done.contract.illustrative)
    assert all(each in notes for each in done.contract.illustrative)
    assert all(f"Source: {each}." in read_back.one("footer").text for each in done.contract.source)


def test_that_lateness_could_not_be_judged_is_said(stated):
    """Where no record says when it was received, the statement says so; where each does, it says nothing of it."""
    done, read_back = stated
    notes = " ".join(each.text for each in read_back.all("div") if each.said.get("class") == "note")
    said = "No record says when it was received: lateness could not be judged"
    assert (said in notes) == (done.contract.contract != "rough-sleeping")
    assert ("lateness" in notes) == (said in notes)


def test_what_records_cannot_prove_is_said():
    """What a row cannot prove is said once for the outcome, and again beside each claim that rests on it."""
    done = shipped("refugee-transitions")
    read_back = read(pages(done)["statement.html"])
    sentence = done.contract.outcomes["plan_6_months"].not_provable[0]
    assert ["plan 6 months", sentence] in rows(section(read_back, "not-provable"))
    told = [each for each in read_back.all("section") if each.one("h3").text.startswith("plan 6 months")]
    with_claim = [each for each in told if "clause 2.1" in each.text and " due" in each.one("h3").text]
    assert len(with_claim) == sum(each.outcome == "plan_6_months" for each in done.payments) > 0
    assert all(["not provable", sentence, ""] in rows(each.one("table")) for each in with_claim)


def test_flags_are_pointed_out_and_move_no_money():
    """A flag is counted in the statement and stands beside the claims it concerns; what is due stays."""
    done = shipped("refugee-transitions")
    read_back = read(pages(done)["statement.html"])
    ((said, counted),) = rows(section(read_back, "flagged"))
    flagged = [use for use in done.uses if use.flags]
    assert said == "The row is dated after the day on which the person was last seen."
    assert counted == f"{len(flagged)} rows"
    assert flagged
    beside = [row for told in read_back.all("section") for row in rows(told.one("table")) if row[0] == "flagged"]
    assert beside
    assert all(row[1].startswith(said) for row in beside)


def test_the_standard_terms_are_printed_in_full_each_with_its_reason(stated):
    """Every standard term that a contract takes is printed with its value and the reason for it."""
    done, read_back = stated
    printed = {row[0]: row for row in rows(section(read_back, "terms"))}
    assert set(printed) == set(done.agreed.standard.terms)
    for name, term in done.agreed.standard.terms.items():
        value = ", ".join(term.value) if isinstance(term.value, list) else term.value
        assert printed[name][1].startswith(value)
        assert printed[name][2] == term.because


def test_where_a_contract_says_otherwise_the_statement_says_so(tmp_path):
    """Beside a standard term that a contract states otherwise stands what it states, and in which clause."""
    terms = {row[0]: row[1] for row in rows(section(read(pages(shipped("rough-sleeping"))["statement.html"]), "terms"))}
    assert terms["in_order_of"] == (
        "shown, person, outcome, record (the contract states otherwise: clause 5.2: shown, outcome, record)"
    )
    assert terms["edge"] == "part"
    small(tmp_path)
    text = (tmp_path / "contract.yaml").read_text(encoding="utf-8").replace("claims:", "enrolled: any_day\nclaims:")
    (tmp_path / "contract.yaml").write_text(text, encoding="utf-8")
    done = again(tmp_path)
    terms = {row[0]: row[1] for row in rows(section(read(pages(done)["statement.html"]), "terms"))}
    assert terms["enrolled"] == "in_force (the contract states otherwise: any_day)"


def test_the_evidence_is_counted_file_by_file(stated):
    """Every file is named with its rows, and good and bad rows are all rows."""
    done, read_back = stated
    table = section(read_back, "evidence")
    assert column(table, "File") == [each.file for each in done.files]
    for total, good, bad in zip(*(column(table, each) for each in ("Rows", "Good", "Bad")), strict=True):
        assert int(total) == int(good) + int(bad)


def test_bad_rows_are_listed_with_place_fact_and_remedy(stated):
    """Everything to be corrected is listed with its place, its code, what is wrong and what to do."""
    done, read_back = stated
    assert rows(section(read_back, "bad-rows")) == [
        [f"{each.place} {each.code}", " ".join(each.fact.split()), each.remedy] for each in done.bad_rows
    ]


def test_rows_that_were_not_needed_are_counted_with_the_reason(stated):
    """Good rows that no finding cites are counted by reason, and all of them are."""
    done, read_back = stated
    counted = sum(int(row[2]) for row in rows(section(read_back, "unused")))
    assert counted == sum(not use.used for use in done.uses)


def _figures(read_back):
    figures = _shown_figures(read_back)
    amounts = zip(("due", "earned", "taken", "pending"), figures[:4], strict=True)
    return {name: minor(each) for name, each in amounts} | {"people": int(figures[4].split()[0])}


def _shown_figures(read_back):
    (figures,) = [each for each in read_back.all("ul") if each.said.get("class") == "figures"]
    return [each.text for each in figures.all("li")]


def _due(told):
    """What the heading of an outcome says is due; nothing where it is not payable."""
    headline = told.one("h3").all("span")[-1].text
    return minor(headline.split(" due")[0]) if " due" in headline else 0


def _paid(done):
    return [sum(s.amount for s in done.splits if s.payer == payer) for payer in done.contract.payers()]


def test_many_people_are_told_of_on_pages_of_their_own(monkeypatch):
    """With more people than fit, each is told of once on a page beside the statement, which leads there."""
    done = shipped("rough-sleeping")
    whole = rows_of_people(pages(done)["statement.html"])
    monkeypatch.setattr(paging, "PEOPLE_ON_A_PAGE", 25)
    apart = pages(done)
    assert list(apart) == ["statement.html", "people-001.html", "people-002.html", "people-003.html"]
    assert [each for name in list(apart)[1:] for each in rows_of_people(apart[name])] == whole
    assert rows_of_people(apart["statement.html"]) == []
    assert all(f'href="{name}"' in apart["statement.html"] for name in list(apart)[1:])


def rows_of_people(text):
    """The headlines of people on a page."""
    return re.findall(r"<summary>(.*?)</summary>", text)
