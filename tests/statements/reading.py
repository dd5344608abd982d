"""Reading a statement back: the page as a tree, its tables as rows, its amounts as minor units."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser

ALONE = {"meta", "br", "hr", "img", "link", "input", "col"}
"""Elements of HTML that have no end."""


@dataclass
class Element:
    """An element of a page: its tag, what its tag says, and what is in it."""

    tag: str
    said: dict[str, str | None]
    inside: "list[Element | str]" = field(default_factory=list)

    def all(self, *tags: str) -> "list[Element]":
        """Every element of these tags within, in the order of the page; of all tags where none is named."""
        return [each for each in self._within() if not tags or each.tag in tags]

    def one(self, tag: str) -> "Element":
        """The one element of this tag within."""
        (found,) = self.all(tag)
        return found

    def _within(self) -> "Iterator[Element]":
        for each in self.inside:
            if isinstance(each, Element):
                yield each
                yield from each._within()

    @property
    def text(self) -> str:
        """All text within, blanks made one."""
        return " ".join("".join(self._texts()).split())

    def _texts(self) -> Iterator[str]:
        for each in self.inside:
            if isinstance(each, str):
                yield each
            else:
                yield " "
                yield from each._texts()
                yield " "


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.open = [Element("page", {})]

    def handle_starttag(self, tag, said):
        element = Element(tag, dict(said))
        assert len(element.said) == len(said), f"<{tag}> says something twice"
        self.open[-1].inside.append(element)
        if tag not in ALONE:
            self.open.append(element)

    def handle_endtag(self, tag):
        assert self.open[-1].tag == tag, f"</{tag}> on line {self.getpos()[0]} ends <{self.open[-1].tag}>"
        self.open.pop()

    def handle_data(self, data):
        self.open[-1].inside.append(data)


def read(text: str) -> Element:
    """The page as a tree; every element that begins must end, in its place."""
    reader = _Reader()
    reader.feed(text)
    reader.close()
    (page,) = reader.open
    return page


def section(page: Element, name: str) -> Element | None:
    """The table that follows the heading of this id; None where there is no such heading."""
    seen = False
    for each in page.all("h2", "table"):
        if seen and each.tag == "table":
            return each
        seen = seen or each.said.get("id") == name
    assert not seen, f"no table follows the heading {name}"
    return None


def rows(table: Element | None) -> list[list[str]]:
    """The rows of a table below its headings, as texts; none where there is no table."""
    return [[cell.text for cell in row.all("td")] for row in table.all("tr") if row.all("td")] if table else []


def column(table: Element, heading: str) -> list[str]:
    """One column of a table by its heading."""
    place = [each.text for each in table.all("th")].index(heading)
    return [row[place] for row in rows(table)]


def minor(text: str) -> int:
    """The one amount in a text, in minor units; a page shows every decimal of a currency."""
    (found,) = re.findall(r"(−?)(?:JP)?[£€¥$]([0-9][0-9,]*(?:\.[0-9]+)?)", text)
    return (-1 if found[0] else 1) * int(re.sub(r"\D", "", found[1]))
