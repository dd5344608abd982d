"""A case: what was agreed and what was sent, as files, and what comes of it on a day."""

import csv
import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from sop_engine.library.exposure import exposure
from sop_engine.records.working import Standing
from sop_engine.service import Agreed, Comparison, Done, compare, load_contract, run
from sop_engine.units.days import as_date


@dataclass(repr=False)
class Case:
    """One contract, the rows sent so far, and whom and what the sentences last spoke of."""

    folder: Path
    agreed: Agreed | None = None
    rows: dict[str, list[dict[str, str]]] = field(default_factory=dict)
    who: str = ""
    """The person last named: `she` is this person."""
    done: Done | None = None
    """The run on the day last named."""
    other: Agreed | None = None
    """What the contract would say."""
    compared: Comparison | None = None
    """The contract beside what it would say, on the day last named."""
    people: int | None = None
    """How many can take part at most, where the sentences say it."""
    about: tuple[str, str] = ("", "")
    """The person and the outcome last spoken of: `it` is this."""

    # -- what was agreed

    def agree(self, contract: str) -> None:
        """Take a contract from the shelf; nothing has been sent under it yet."""
        self.agreed = load_contract(contract)
        self.rows = {kind: [] for kind in self.terms.records}

    def change(self, clause: str, term: str, value: str) -> None:
        """Load a copy of the contract that says something else in one place: a term of a clause."""
        self.agreed = self._changed(rf'(clause: "{re.escape(clause)}"(?:(?!clause:).)*?\b{term}: )', value)

    def most(self, what: str) -> tuple[int, str]:
        """The most that something can ever cost, in minor units, and the clause that says so."""
        found = getattr(exposure(self.terms, self.people), what)
        return found.amount, " and ".join(found.clauses)

    def would_say(self, clause: str, term: str, value: str) -> None:
        """What the contract would say in one place: a term of a clause."""
        self.other = self._changed(rf'(clause: "{re.escape(clause)}"(?:(?!clause:).)*?\b{term}: )', value)

    def would_say_of(self, outcome: str, term: str, value: str) -> None:
        """What the contract would say of an outcome."""
        self.other = self._changed(rf"(\b{outcome}:\n(?:(?!\n  \w).)*?\b{term}: )", value)

    def _changed(self, place: str, value: str) -> Agreed:
        """A copy of the contract with another value in one place, which must be there once."""
        text = self.agreed.text.decode()
        pattern = rf'{place}("[^"]*"|[^\n}},]+(?:,\d+)*)'
        changed, times = re.subn(pattern, rf'\g<1>"{value}"', text, flags=re.DOTALL)
        assert times == 1 and changed != text, f"it does not stand there once, or says {value} already: {place}"
        copy = self.folder / "contract" / "contract.yaml"
        copy.parent.mkdir(exist_ok=True)
        copy.write_text(changed, encoding="utf-8")
        return load_contract(copy)

    def vary(self, number: int, signed: str, from_: str, whom: str, changes: str) -> None:
        """Put a deed beside a copy of the contract."""
        folder = self.folder / "contract"
        (folder / "variations").mkdir(parents=True, exist_ok=True)
        (folder / "contract.yaml").write_bytes(self.agreed.text)
        text = (
            f"deed: {number}\nsigned: {signed}\nfrom: {from_}\nfor: {whom}\nbecause: We agreed it.\n"
            f"source: Ours, for a feature.\nchanges: {{{changes}}}\n"
        )
        (folder / "variations" / f"{number:02d}.yaml").write_text(text, encoding="utf-8")
        self.agreed = load_contract(folder)

    @property
    def terms(self):
        """The terms agreed."""
        return self.agreed.contract

    # -- what was sent

    def named(self, who: str) -> str:
        """The person meant by a name, or by `she` or `her`."""
        name = who.removesuffix("'s")
        if name not in ("she", "he", "they", "her", "his", "their"):
            self.who = name
        assert self.who, f"nobody has been named yet: {who}"
        return self.who

    def send(self, kind: str, who: str, day: str, **fields: str) -> None:
        """Send a row of evidence: the day as files write it, and under each field what the file says."""
        terms = self.terms.records[kind]
        row = {terms.person: self.named(who), terms.dated.heading: day}
        if terms.received:
            row[terms.received.heading] = day
        for name, said in fields.items():
            row[terms.columns[name].heading] = said
        self.rows[kind].append(row)

    def came_to_us(self, kind: str, day: str, received: str) -> None:
        """The row of a day was sent in later."""
        terms = self.terms.records[kind]
        (row,) = [row for row in self.rows[kind] if row[terms.dated.heading] == day and row[terms.person] == self.who]
        row[terms.received.heading] = received

    # -- what comes of it

    def look(self, day: str | None) -> None:
        """Write the files, and run the contract on them as at a day; without a day, stay with the run before."""
        if day is None:
            return
        self.done = run(self.agreed, evidence=self._written(), as_at=date.fromisoformat(day))

    def look_beside(self, day: str | None) -> None:
        """The same, with what the contract would say beside it."""
        if day is None:
            return
        self.compared = compare(self.agreed, self.other, self._written(), date.fromisoformat(day))

    def _written(self) -> Path:
        """The files as the consortium sends them, in a folder."""
        evidence = self.folder / "evidence"
        evidence.mkdir(exist_ok=True)
        for kind, terms in self.terms.records.items():
            days = [terms.dated] if terms.dated else [terms.lasts.from_, terms.lasts.to]
            days += [terms.received] if terms.received else []
            columns = [*days, *terms.columns.values()]
            headings = [terms.person, *(column.heading for column in columns)]
            with (evidence / terms.files[0].replace("*", "")).open("w", encoding="utf-8", newline="") as file:
                writer = csv.DictWriter(file, headings)
                writer.writeheader()
                writer.writerows(self.rows[kind])
        return evidence

    def standings(self, who: str, outcome: str) -> list[Standing]:
        """What became of an outcome for a person: one row, or one for each time.  From here on it is `it`."""
        self.about = self.named(who), outcome
        return self.it()

    def it(self) -> list[Standing]:
        """What became of the outcome last spoken of."""
        return [each for each in self.done.standings if (each.person, each.outcome) == self.about]

    def it_was(self, said: str) -> str:
        """The day, as files write it, on which it was reached or shown."""
        (stood,) = self.it()
        return as_date(getattr(stood, said)).isoformat()

    def found(self, said: str) -> str:
        """A day that the finding on it gives, as files write it."""
        (finding,) = [each for each in self.done.findings if (each.person, each.outcome) == self.about]
        return as_date(getattr(finding, said)).isoformat()

    def taken_by(self, clause: str, who: str, outcome: str) -> int:
        """What a clause takes from an outcome of a person, in pence."""
        claims = {each.claim for each in self.standings(who, outcome)}
        return -sum(line.amount for line in self.done.lines if line.claim in claims and line.clause == clause)

    def paid_by(self, payer: str, stood: Iterable[Standing]) -> int:
        """What a payer pays of something, in pence."""
        (name,) = [name for name, party in self.terms.parties.items() if party.name.casefold() == payer.casefold()]
        claims = {each.claim for each in stood}
        return sum(split.amount for split in self.done.splits if split.payer == name and split.claim in claims)
