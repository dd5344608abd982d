"""Rows of evidence as the contract reads them: which are records, who takes part, and what counts."""

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from tests.oracle.plain_days import ONE, corresponding, days_of, months_of, read

Tree = dict[str, Any]
"""A contract as its file says it: texts, lists and groups."""


@dataclass
class Row:
    """A record: what kind, about whom, when, and what it says."""

    kind: str
    who: str
    first: date
    day: date
    known: date
    said: dict[str, Any]

    def content(self) -> tuple:
        """What it says, to sort by: days first, then the fields by name."""
        return (self.day, self.first, *(as_text(self.said[name]) for name in sorted(self.said)))

    def in_file_order(self) -> tuple:
        """What it says, with the fields as the contract lists them."""
        return (self.day, self.first, *(as_text(value) for value in self.said.values()))


def as_text(value: Any) -> str:
    """A value as text; an empty cell is empty."""
    return "" if value is None else str(value)


@dataclass
class Group:
    """A subject: a person, a cohort or the contract, its first and last days, and its people."""

    kind: str
    name: str
    start: date
    closed: date | None
    people: list["Group"] = field(default_factory=list)
    cohort: str = ""
    enrolled: dict[str, Any] = field(default_factory=dict)
    opens: date = date.min
    reached: dict[str, Any] = field(default_factory=dict)
    """What it has reached: for each outcome what was found for the first time."""
    times: dict[str, list[Any]] = field(default_factory=dict)
    """What it has reached: for each outcome what was found each time."""
    unclaimed: set[str] = field(default_factory=set)
    """What it has reached, and nobody has claimed."""

    def cohort_name(self) -> str:
        """The cohort that it is, or belongs to."""
        return self.name if self.kind == "cohort" else self.cohort


class World:
    """A contract and its rows, as at a day."""

    def __init__(
        self, tree: Tree, terms: dict[str, str], files: dict[str, list[dict[str, str]]], as_at: date, known_at: date
    ):
        self.tree, self.terms, self.as_at, self.known_at = tree, terms, as_at, known_at
        self.first, self.last = read(tree["in_force"]["from"]), read(tree["in_force"]["to"])
        self.first_day = terms["first_day"]
        enrols = tree["enrolled_by"]
        enrolling = self._contradicting(enrols, [self._row(enrols, cells) for cells in files[enrols]])
        whom = {row.who for row in enrolling}
        self.nobody = not whom
        self.rows: list[Row] = []
        for kind in tree["records"]:
            rows = enrolling
            if kind != enrols:
                rows = [self._row(kind, cells) for cells in files[kind]]
                if self.about(kind) == "person":
                    rows = [row for row in rows if row.who in whom]
                rows = self._contradicting(kind, rows)
            self.rows += [row for row in once(rows) if row.day <= as_at and row.known <= known_at]
        self.people = self._people(enrols)
        self.joined = [person for person in self.people if person.start <= self.last]
        self.cohorts = self._cohorts()
        for cohort in self.cohorts:
            for person in cohort.people:
                person.cohort, person.closed = cohort.name, cohort.closed
        self.whole = Group("contract", "contract", self.first, self.last, self.joined, opens=self.first)
        starts = {person.name: person for person in self.people}
        self.rows = [row for row in self.rows if self._counts(row, starts)]

    # -- rows

    def about(self, kind: str) -> str:
        """Whom a kind of record is about."""
        return self.tree["records"][kind].get("about", "person")

    def columns(self, kind: str) -> Tree:
        """The fields of a kind of record, and who completed it."""
        terms = self.tree["records"][kind]
        return {**terms.get("fields", {}), **({"by": terms["by"]} if "by" in terms else {})}

    def _row(self, kind: str, cells: dict[str, str]) -> Row:
        terms = self.tree["records"][kind]
        if "lasts" in terms:
            first, day = read(cells[terms["lasts"]["from"]]), read(cells[terms["lasts"]["to"]])
        else:
            first = day = read(cells[terms["dated"]])
        known = max(read(cells[terms["received"]]), day) if "received" in terms else self.known_at
        whom = terms.get("person") or terms.get("cohort")
        said = {name: value_of(cells[column["heading"]], column) for name, column in self.columns(kind).items()}
        return Row(kind, cells[whom] if whom else "", first, day, known, said)

    def _contradicting(self, kind: str, rows: list[Row]) -> list[Row]:
        """The rows, without those that contradict each other by the day of the run."""
        one_per = ["person"] if kind == self.tree["enrolled_by"] else self.tree["records"][kind].get("one_per", [])
        one_per = [one_per] if isinstance(one_per, str) else one_per
        if not one_per:
            return rows

        def of(row: Row) -> tuple:
            return tuple(row.who if name == "person" else as_text(row.said[name]) for name in one_per)

        there = [row for row in rows if row.day <= self.as_at and row.known <= self.known_at]
        bad = [row for row in there if any(of(row) == of(o) and row.content() != o.content() for o in there)]
        return [row for row in rows if not any(row is each for each in bad)]

    def _counts(self, row: Row, people: dict[str, Group]) -> bool:
        """Whether a record counts for anybody."""
        claims = self.tree["claims"]
        a_claim = (
            claims != "found_from_records" and row.kind == claims["record"]
        )  # it shows nothing, and may come later
        if row.day < self.first or (
            self.terms["counts_until"] == "shown_in_force" and row.day > self.last and not a_claim
        ):
            return False
        if self.about(row.kind) != "person":
            return True
        if row.who not in people:
            return False
        return self.terms["evidence_counts"] != "from_enrolment" or row.day >= people[row.who].start

    # -- people and cohorts

    def _people(self, enrols: str) -> list[Group]:
        people = []
        for row in sorted((row for row in self.rows if row.kind == enrols), key=lambda row: row.who):
            if self.terms["enrolled"] == "in_force" and not self.first <= row.day <= self.last:
                continue
            opens = max(self.first, row.day) if self.terms["evidence_counts"] == "from_enrolment" else self.first
            people.append(Group("person", row.who, row.day, None, enrolled=row.said, opens=opens))
        for person in people:
            person.people = [person]
        return people

    def _cohorts(self) -> list[Group]:
        terms = self.tree.get("cohorts")
        if not terms:
            return []
        made = []
        if "every" in terms:
            number = 0
            while True:
                first, end = spell(read(terms["from"]), terms["every"], number)
                if first > min(self.as_at, self.last):
                    break
                people = [person for person in self.joined if first <= person.start <= end]
                made.append(Group("cohort", first.isoformat(), first, min(end, self.last), people))
                number += 1
        elif "of" in terms:
            size = int(terms["of"])
            in_turn = sorted(self.joined, key=lambda person: (person.start, person.name))
            while in_turn:
                people, in_turn = in_turn[:size], in_turn[size:]
                closed = people[-1].start if len(people) == size else self.last
                made.append(
                    Group("cohort", str(len(made) + 1), people[0].start, closed, sorted(people, key=lambda p: p.name))
                )
        else:
            column = self.columns(self.tree["enrolled_by"])[terms["by"]]
            for category in categories(column):
                people = [person for person in self.joined if person.enrolled[terms["by"]] == category]
                made.append(Group("cohort", category, self.first, self.last, people))
        for cohort in made:
            cohort.opens = max(cohort.start, self.first)
        return made

    # -- whose records are whose

    def records(self, kind: str, subject: Group) -> list[Row]:
        """The records of a kind that are a subject's, in the order of what they say."""
        about = self.about(kind)
        names = {person.name for person in subject.people}
        if about == "contract":
            rows = [row for row in self.rows if row.kind == kind]
        elif about == "cohort":
            rows = [
                r
                for r in self.rows
                if r.kind == kind and (subject.kind == "contract" or r.who == subject.cohort_name())
            ]
        else:
            rows = [row for row in self.rows if row.kind == kind and row.who in names]
        return sorted(rows, key=lambda row: (row.day, row.who, row.in_file_order()))


def spell(from_: date, every: str, number: int) -> tuple[date, date]:
    """The first and the last day of one of the periods that follow each other, the first of them number 0."""
    months, days = months_of(every), days_of(every)

    def at(n: int) -> date:
        return corresponding(from_, months * n) if months else from_ + ONE * (days * n)

    return at(number), at(number + 1) - ONE


def once(rows: list[Row]) -> list[Row]:
    """Rows that say the same are one record: the one that was known first."""
    kept: list[Row] = []
    for row in sorted(rows, key=lambda row: row.known):
        if not any(each.who == row.who and each.content() == row.content() for each in kept):
            kept.append(row)
    return kept


def categories(column: Tree) -> list[str]:
    """The categories of a field, each once, in the order of the contract."""
    named = column.get("one_of") or column.get("list_of")
    return list(dict.fromkeys(named.values() if isinstance(named, dict) else named))


def value_of(cell: str, column: Tree) -> Any:
    """What a cell says."""
    cell = cell.strip()
    if not cell:
        return None
    for kind in ("one_of", "list_of"):
        if kind in column:
            named = column[kind] if isinstance(column[kind], dict) else {each: each for each in column[kind]}
            if kind == "one_of":
                return named[cell]
            said = {named[each.strip()] for each in cell.split(",")}
            return tuple(each for each in categories(column) if each in said)
    if "number" in column:
        return Decimal(cell)
    return read(cell) if "day" in column else cell


def satisfies(row: dict[str, Any], where: Tree, by: Any = None) -> bool:
    """Whether what a record says satisfies every comparison that is stated; an empty cell satisfies none."""
    asked = dict(where)
    if by is not None:
        asked["by"] = by if isinstance(by, list) else [by]
    return all(compared(row[name], wanted, row) for name, wanted in asked.items())


def compared(value: Any, wanted: Any, row: dict[str, Any]) -> bool:
    """Whether one value satisfies what is said of it."""
    if value is None:
        return False
    if isinstance(wanted, str):
        wanted = {"is": wanted}
    if isinstance(wanted, list):
        wanted = {"one_of": wanted}

    def same(text: str) -> Any:
        return Decimal(text) if isinstance(value, Decimal) else read(text) if isinstance(value, date) else text

    for word, bound in wanted.items():
        holds = {
            "is": lambda b: value == same(b),
            "one_of": lambda b: value in [same(each) for each in ([b] if isinstance(b, str) else b)],
            "at_least": lambda b: value >= same(b),
            "at_most": lambda b: value <= same(b),
            "above": lambda b: value > same(b),
            "below": lambda b: value < same(b),
            "between": lambda b: same(b[0]) <= value <= same(b[1]),
            "before": lambda b: value < same(b),
            "after": lambda b: value > same(b),
            "same_as": lambda b: value == row[b],
            "includes": lambda b: b in value,
            "has_at_least": lambda b: len(value) >= int(b),
        }[word](bound)
        if not holds:
            return False
    return True
