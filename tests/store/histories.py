"""A world in which a small contract is lived through: each act with what must follow, and what must hold after each."""

import json
import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from hashlib import sha256
from pathlib import Path
from typing import Any
from unittest.mock import patch

from sqlalchemy import Engine

from sop_engine.errors import CallError
from sop_engine.records.working import EARNED
from sop_engine.service.close import close, statement
from sop_engine.service.keep import Imported, NotImported, adopt, review, take_in_files
from sop_engine.service.person import erase, held
from sop_engine.service.post import RunDone, post, prepare
from sop_engine.service.restated import restated
from sop_engine.service.run import run
from sop_engine.service.sample import announce, draw
from sop_engine.service.verify import verify
from sop_engine.statements.done import Done
from sop_engine.store.connect import connect
from sop_engine.store.people import People
from sop_engine.store.rows import APPEND_ONLY
from sop_engine.units.days import as_date, day_number
from tests.store.posting import HEADINGS, KEYS, NAME, TERMS, agreed, at, rows_of

CAP = 340_000
PRICES = ("£333.35", "£250.01", "£400")
"""The first is one whose parts, each rounded by itself, are not the whole."""
PEOPLE = ("Ann Ames", "Bo Birch", "Cy Cole", "Di Dunn", "Ed Eyre")
"""As the consortium calls them: in what is kept, none of them may stand."""
UNKNOWN = "Zed Zole"
KINDS = {"starts": "start", "tenancies": "tenancy", "visits": "visit"}
SHOWS = {"moves_in": "tenancies", "is_seen": "visits"}
MAY_FOLLOW = {
    "submitted": {"in review", "accepted", "rejected", "withdrawn"},
    "in review": {"accepted", "rejected", "withdrawn"},
    "accepted": {"in review", "rejected", "withdrawn"},
    "rejected": {"in review", "withdrawn"},
    "withdrawn": set(),
}
"""What may follow a state; written down again, not taken from the product."""
GROWING = tuple(name for name in APPEND_ONLY if name != "agreement")


def terms(price: int) -> str:
    """The contract, with a cap that binds, an outcome that repeats, and one of several prices."""
    repeated = "    shown_by: {record: visit}\n    repeats: {at_most: 40, apart: 1 day}\n"
    return (
        TERMS.replace("    shown_by: {record: visit}\n", repeated)
        .replace("£20,000", "£3,400")
        .replace("£333.33", PRICES[price])
    )


def uid(ref: str) -> str:
    """The reference that means nothing by which a person stands in a database of the tests: in the same order."""
    return f"p-{PEOPLE.index(ref):016}"


@contextmanager
def named_in_order() -> Iterator[None]:
    """Whoever is met gets the uid of their place among `PEOPLE`, whatever row of whatever file names them first."""
    met: list[str] = []
    original = People.uid

    def noting(people: People, ref: str) -> str:
        met.append(ref)
        return original(people, ref)

    with patch.object(People, "uid", noting), patch("sop_engine.store.people.new_uid", lambda: uid(met[-1])):
        yield


@dataclass(slots=True)
class Piece:
    """A piece of evidence as the test knows it: what it says, and every state it had, with the act that gave it."""

    number: int
    name: str
    ref: str
    day: int
    uploaded: int
    states: list[tuple[int, str]]
    supersedes: "Piece | None" = None

    @property
    def state(self) -> str:
        """Its state now."""
        return self.states[-1][1]

    def first(self) -> "Piece":
        """The first of its chain: what it corrects, or what that corrects, and so on."""
        return self.supersedes.first() if self.supersedes else self

    def was(self, seq: int) -> str:
        """Its state as known by an act."""
        return next((state for by, state in reversed(self.states) if by <= seq), "")

    def row(self) -> str:
        """The row of a file that says it."""
        said = f"{self.ref},{as_date(self.day)}"
        return said if self.name == "starts" else f"{said},{as_date(self.uploaded)}"


def stands(chain: Sequence[Piece]) -> bool:
    """Whether one of a chain of corrections counts, or will where it is accepted."""
    return any(each.state in ("accepted", "submitted", "in review") for each in chain)


@dataclass
class World:
    """The engine on a database, and beside it what the test itself knows of the history."""

    engine: Engine
    folder: Path
    today: int = day_number(date(2024, 3, 1))
    price: int = -1
    acts: int = 0
    pieces: list[Piece] = field(default_factory=list)
    erased: list[str] = field(default_factory=list)
    closed: int = 0
    """How many periods are closed."""
    ran: tuple[int, int] | None = None
    """After a run: its period and the day on which it was made; None as soon as anything else was told."""
    frozen: dict[int, dict[str, bytes]] = field(default_factory=dict)
    remembered: dict[str, list[dict[str, Any]]] = field(default_factory=dict)
    samples: list[Any] = field(default_factory=list)
    versions: int = 0
    looked_again: int = 0
    """How many runs looked only at those of whom there was something new."""

    # what happens ---------------------------------------------------------------------------------

    def doing(self) -> Any:
        return at(str(as_date(self.today)))

    @contextmanager
    def telling(self, acts: int) -> Iterator[None]:
        """INV-20: what is done adds so many acts, by whoever did it; where it adds none, nothing at all is altered."""
        before = self._all() if not acts else {}
        yield
        self.acts += acts
        there = rows_of(self.engine, "act")
        assert len(there) == self.acts, f"{len(there)} acts, not {self.acts}"
        if acts:
            assert (there[-1]["who"], there[-1]["day"]) == ("Ada", self.today)
            self.ran = None
        else:
            assert self._all() == before, "a refusal, or nothing, altered something"

    def _all(self) -> dict[str, list[dict[str, Any]]]:
        return {name: rows_of(self.engine, name) for name in (*GROWING, "vault", "vault_field")}

    @contextmanager
    def refused(self, code: str) -> Iterator[None]:
        """What is done is refused for this reason, and changes nothing."""
        with self.telling(0):
            try:
                yield
            except (CallError, NotImported) as wrong:
                assert any(each.code.startswith(code) for each in wrong.problems), f"{code}: {wrong}"
            else:
                raise AssertionError(f"it was not refused: {code}")

    def adopt(self, price: int) -> None:
        """The contract is adopted with a price; the same again is nothing."""
        same = price == self.price
        with self.telling(0 if same else 1):
            found = adopt(self.engine, agreed(self.folder / "contract", terms(price)), self.doing())
        self.versions += not same
        assert found == (None if same else self.versions)
        self.price = price

    def file(self, name: str, rows: Sequence[str]) -> Path:
        file = self.folder / f"{name}.csv"
        file.write_text("\n".join([HEADINGS[name], *rows]) + "\n", encoding="utf-8")
        return file

    def send(
        self, name: str, rows: Sequence[tuple[str, int]], state: str, bad: Sequence[str] = (), correcting: bool = False
    ) -> None:
        """Rows of one file, each a person and a day, with bad ones after them; then the whole file again."""
        count = self.acts + 1
        new, again, refused = [], [], 0
        for ref, day in rows:
            there = next((each for each in self.pieces if (each.name, each.ref, each.day) == (name, ref, day)), None)
            former = self._former(ref) if correcting and name == "tenancies" and there is None else None
            own = there or former
            if (there is None or there.state == "withdrawn") and name == "tenancies" and self._other(ref, own):
                refused += 1  # it contradicts what stands
            elif there is None:
                number = len(self.pieces) + len(new) + 1
                new.append(Piece(number, name, ref, day, self.today, [(count, state)], former))
            elif there.state == "withdrawn":
                again.append(there)
            refused += there is not None and there.state == "rejected"
        said = [Piece(0, name, ref, day, self.today, []).row() for ref, day in rows]
        file = self.file(name, [*said, *bad])
        with self.telling(1 if new or again else 0):
            taken = self._take_in(file, state, correcting)
        (kept,) = taken.files
        assert (kept.rows, kept.good, kept.bad) == (len(rows) + len(bad), len(new) + len(again), len(bad) + refused)
        self.pieces += new
        for each in again:
            each.states.append((count, state))
        if state != "rejected":
            with self.telling(0):
                assert self._take_in(file, state, correcting).act is None
        if bad:
            with self.refused("row-"):
                self._take_in(file, state, correcting, whole=True)

    def _take_in(self, file: Path, state: str, correcting: bool, whole: bool = False) -> Imported:
        with named_in_order():
            return take_in_files(self.engine, NAME, KEYS, [file], self.doing(), whole, state, correcting)

    def _chains(self, ref: str) -> list[list[Piece]]:
        """The tenancies of somebody, each with those that correct it."""
        chains: dict[int, list[Piece]] = {}
        for each in self.pieces:
            if (each.name, each.ref) == ("tenancies", ref):
                chains.setdefault(each.first().number, []).append(each)
        return [chains[first] for first in sorted(chains)]

    def _former(self, ref: str) -> Piece | None:
        """What a tenancy corrects: the newest of the last chain that stands; where none stands, of the last."""
        chains = self._chains(ref)
        standing = [each for each in chains if stands(each)]
        return (standing or chains)[-1][-1] if chains else None

    def _other(self, ref: str, own: Piece | None) -> bool:
        """Whether another tenancy stands than that in whose place a piece comes: only one can be."""
        return any(stands(each) for each in self._chains(ref) if own is None or each[0].number != own.first().number)

    def move(self, number: int, state: str, reason: str = "seen") -> None:
        """A piece of evidence is moved to a state, or it is refused and nothing changes."""
        piece = self.pieces[number % len(self.pieces)]

        def moved() -> int:
            return review(self.engine, NAME, self.doing(), state, reason, [piece.number])

        if state == "rejected" and not reason:
            with self.refused("review-no-reason"):
                moved()
        elif state in MAY_FOLLOW[piece.state]:
            with self.telling(1):
                assert moved() == 1
            piece.states.append((self.acts, state))
        elif state == piece.state:
            with self.telling(0):
                assert moved() == 0
        else:
            with self.refused("review-not-possible"):
                moved()

    def last_of(self, period: int) -> int:
        """The last day of a period: of a month."""
        year, month = divmod(3 + period, 12)
        return day_number(date(2024 + year, month + 1, 1)) - 1

    def post(self) -> None:
        """What is due is posted; the same again posts nothing and is no act."""
        period = self.closed + 1
        if self.today <= self.last_of(period):
            with self.refused("period-not-over"):
                self._post()
            return
        same = self.ran is not None and self.ran[0] == period
        self.looked_again += self.is_found_again()
        with self.telling(0 if same else 1):
            done = self._post()
        assert (done.run is None, done.period) == (same, period)
        with self.telling(0):
            again = self._post()
        assert (again.run, again.payments, again.adjustments, again.head) == (None, 0, 0, done.head)
        self.ran = (period, self.today)

    def is_found_again(self) -> bool:
        """To look only at those of whom there is something new comes to what it comes to to look at everybody."""
        whole, again = (
            prepare(self.engine, NAME, None, self.doing(), repost=False, afresh=afresh) for afresh in (True, False)
        )
        assert (again.changes, again.why) == (whole.changes, whole.why), "others were looked at, and not the same found"
        assert (again.worked.dues, again.worked.result) == (whole.worked.dues, whole.worked.result)
        assert list(again.worked.claims) == list(whole.worked.claims)
        return again.again is not None

    def _post(self) -> RunDone:
        return post(self.engine, NAME, None, self.doing())

    def close(self) -> None:
        """The first open period is closed, if it is over; it is never closed again."""
        period = self.closed + 1
        if self.today <= self.last_of(period):
            with self.refused("period-not-over"):
                close(self.engine, NAME, period, self.doing())
            return
        with self.telling(1):
            close(self.engine, NAME, period, self.doing())
        self.closed, self.ran = period, (period, self.today)
        self.frozen[period] = statement(self.engine, NAME, period)
        with self.refused("period-closed"):
            close(self.engine, NAME, period, self.doing())

    def erase(self, ref: str) -> None:
        """INV-15: somebody is erased: their vault is empty, and nothing else changes but for the act that says so."""
        if ref in self.erased or not any(each.ref == ref for each in self.pieces):
            with self.refused("vault-knows-nobody"):
                erase(self.engine, NAME, KEYS, ref, "asked", self.doing())
            return
        before = self._all()
        with self.telling(1):
            assert erase(self.engine, NAME, KEYS, ref, "asked", self.doing()) == uid(ref)
        after = self._all()
        assert after["act"][:-1] == before["act"]
        assert len(after["erased"]) == len(before["erased"]) + 1
        for name in GROWING:
            assert name in ("act", "erased") or after[name] == before[name], name
        assert [each["uid"] for each in after["vault"]] == [
            each["uid"] for each in before["vault"] if each["uid"] != uid(ref)
        ]
        self.erased.append(ref)
        with self.refused("vault-knows-nobody"):
            held(self.engine, NAME, KEYS, ref)
        for name in KINDS:
            said = [each.row() for each in self.pieces if (each.name, each.ref) == (name, ref)]
            if said:
                with self.refused("evidence-of-erased"):
                    self._take_in(self.file(name, said), "accepted", True, whole=True)

    def sample(self, seed: str) -> None:
        """A sample is drawn and announced; each that ever was is drawn again as it was."""
        live = self.counting(self.acts)
        if not live:
            with self.refused("sample-of-nothing"):
                announce(self.engine, NAME, seed, 3, (), self.doing())
        else:
            with self.telling(1):
                drawn = announce(self.engine, NAME, seed, 3, (), self.doing())
            assert drawn.frame == len(live) and {each.record for each in drawn.drawn} <= {x.number for x in live}
            self.samples.append(drawn)
        for each in self.samples:
            assert draw(self.engine, NAME, each.seed, 3, known_seq=each.known_seq) == each._replace(number=None)

    # what holds ----------------------------------------------------------------------------------

    def counting(self, seq: int) -> list[Piece]:
        """The pieces of evidence that count, as known by an act: of each chain of corrections the newest accepted."""
        last = {each.first().number: each for each in self.pieces if each.was(seq) == "accepted"}
        return sorted(last.values(), key=lambda each: each.number)

    def from_files(self, period: int, on: int) -> Done:
        """The contract worked out from the evidence that counts, as files in a folder, as at the end of a period."""
        folder = self.folder / "files"
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir()
        for name in KINDS:
            said = [each.row() for each in self.counting(self.acts) if each.name == name]
            (folder / f"{name}.csv").write_text("\n".join([HEADINGS[name], *reversed(said)]) + "\n", encoding="utf-8")
        terms_now = agreed(self.folder / "contract", terms(self.price))
        return run(terms_now, folder, as_date(self.last_of(period)), as_date(on))

    def check(self) -> None:
        """What must hold after each step, read from the tables themselves."""
        said = {name: rows_of(self.engine, name) for name in ("act", "entry", "posting", "run", "period", "statement")}
        self._adds_up(said)
        self._follows(said)
        self._has_evidence(said)
        self._only_grows(said)
        self._balances(said)
        self._names_nobody()

    def _adds_up(self, said: dict[str, list[dict[str, Any]]]) -> None:
        """INV-01, INV-02: each entry's legs are two or more, of whole pence, and nothing together; accounts agree."""
        for entry in said["entry"]:
            legs = [each for each in said["posting"] if each["entry"] == entry["number"]]
            assert len(legs) >= 2 and all(type(each["amount"]) is int and each["amount"] for each in legs)
            assert sum(each["amount"] for each in legs) == 0, "the legs are not nothing together"
            provider = sum(each["amount"] for each in legs if each["account"] == "provider")
            assert provider == entry["amount"], "the provider's leg is not the amount"
            assert {each["account"] for each in legs} <= {"provider", "payer:council", "payer:fund"}
        lines = 0
        for claim in {each["claim"] for each in said["entry"]}:
            last = [each for each in said["entry"] if each["claim"] == claim][-1]
            own = sum(each["amount"] for each in json.loads(last["working"])["lines"]) if last["working"] else 0
            assert own == last["net_after"], "a claim's lines are not its net"
            lines += own
        provider = sum(each["amount"] for each in said["posting"] if each["account"] == "provider")
        assert provider == lines, "the provider's account is not what the lines come to"

    def _follows(self, said: dict[str, list[dict[str, Any]]]) -> None:
        """INV-03, INV-04: one chain for each claim, which never passes one live claim; all within the cap."""
        stands: dict[str, dict[str, Any]] = {}
        for entry in said["entry"]:
            before = stands.get(entry["claim"])
            n, net, number = (before["claim_n"], before["net_after"], before["number"]) if before else (0, 0, None)
            assert (entry["claim_n"], entry["net_before"]) == (n + 1, net), "a claim's entries do not follow"
            assert entry["net_after"] == net + entry["amount"] <= entry["gross"]
            assert entry["kind"] == ("adjustment" if before else "payment")
            assert (entry["corrects"] is None) == (before is None), "an adjustment names nothing"
            assert number is None or entry["corrects"] == number
            stands[entry["claim"]] = entry
        same = [(each["subject"], each["outcome"], each["reached"]) for each in stands.values() if each["net_after"]]
        assert len(same) == len(set(same)), "two live claims of one occurrence"
        assert sum(each["net_after"] for each in stands.values()) <= CAP, "more than the cap is posted"

    def _has_evidence(self, said: dict[str, list[dict[str, Any]]]) -> None:
        """INV-05: what is paid was shown by evidence which counted, as known by the run that paid it."""
        runs = {each["number"]: each for each in said["run"]}
        counted: dict[int, set[tuple[str, str, int]]] = {}
        for entry in said["entry"]:
            seq = runs[entry["run"]]["known_seq"]
            if seq not in counted:
                counted[seq] = {(each.name, uid(each.ref), each.day) for each in self.counting(seq)}
            shown = (SHOWS[entry["outcome"]], entry["subject"], entry["reached"])
            assert not entry["net_after"] or shown in counted[seq], f"entry {entry['number']} has no evidence"

    def _only_grows(self, said: dict[str, list[dict[str, Any]]]) -> None:
        """INV-07, INV-08: all rows that ever were are there as they were, chained by all that they say."""
        for name, rows in said.items():
            former = self.remembered.get(name, [])
            kept = {tuple(each.items()) for each in rows} if name == "statement" else None
            if kept is None:
                assert rows[: len(former)] == former, f"{name} was altered"
            else:
                assert all(tuple(each.items()) in kept for each in former), "a statement was altered"
        self.remembered = said
        head = ""
        for row in said["act"]:
            whole = {name: value for name, value in row.items() if name != "hash"}
            assert row["before"] == head and row["hash"] == hashed(whole), f"act {row['seq']} is not its hash"
            head = row["hash"]
        head = ""
        for row in said["entry"]:
            whole = {name: value for name, value in row.items() if name != "hash"}
            legs = [each for each in said["posting"] if each["entry"] == row["number"]]
            assert row["before"] == head and row["hash"] == hashed([whole, legs]), f"entry {row['number']}"
            head = row["hash"]
        for period, files in self.frozen.items():
            assert statement(self.engine, NAME, period) == files, f"the statement of period {period} changed"

    def _balances(self, said: dict[str, list[dict[str, Any]]]) -> None:
        """INV-06: each statement opens with what the one before closed with, and moves what the ledger moved."""
        entries = {each["number"]: each["period"] for each in said["entry"]}
        before: dict[str, int] = {}
        for period, files in sorted(self.frozen.items()):
            text = json.loads(files["statement.json"])
            for each in text["balances"]:
                moved = sum(
                    leg["amount"]
                    for leg in said["posting"]
                    if leg["account"] == each["account"] and entries[leg["entry"]] == period
                )
                assert each["opening"] == before.get(each["account"], 0), f"period {period} opens with something else"
                assert each["closing"] == each["opening"] + moved, f"period {period} is not what was moved"
            before = {each["account"]: each["closing"] for each in text["balances"]}

    def _names_nobody(self) -> None:
        """INV-15: in what is told, posted and stated no name stands: nobody can be found there once erased."""
        for name in (*GROWING, "remembered_person"):
            for row in rows_of(self.engine, name):
                for value in row.values():
                    plain = value if isinstance(value, bytes) else str(value).encode()
                    assert not any(ref.encode() in plain for ref in (*PEOPLE, UNKNOWN)), f"a name stands in {name}"

    def check_run(self) -> None:
        """INV-22: after a run, on each claim and account stands what the same evidence comes to as files."""
        if self.ran is None:
            return
        done = self.from_files(*self.ran)
        nets: dict[str, int] = {}
        for line in done.working.lines:
            nets[line.claim] = nets.get(line.claim, 0) + line.amount
        for ref in PEOPLE:
            nets = {claim.replace(ref, uid(ref)): net for claim, net in nets.items()}
        accounts = {"provider": sum(nets.values()), "payer:council": 0, "payer:fund": 0}
        for split in done.working.splits:
            accounts[f"payer:{split.payer}"] -= split.amount
        assert (posted(self.engine), moved(self.engine)) == ({k: v for k, v in nets.items() if v}, accounts)

    def gross(self) -> int:
        """What is earned in all by the evidence that counts, before any limit."""
        done = self.from_files(6, self.today)
        return sum(each.amount for each in done.working.lines if each.effect == EARNED)

    def check_restated(self) -> None:
        """INV-06: a period comes to what was stated by what was known then; by what is known now, as adjusted."""
        runs = {each["number"]: each for each in rows_of(self.engine, "run")}
        entries = rows_of(self.engine, "entry")
        for period in rows_of(self.engine, "period"):
            then = restated(self.engine, NAME, period["number"], runs[period["run"]]["known_seq"])
            stated = sum(each["amount"] for each in entries if each["period"] <= period["number"])
            assert (then.stated, then.restated, then.claims) == (stated, stated, ())
            now = restated(self.engine, NAME, period["number"])
            lines = self.from_files(period["number"], self.today).working.lines
            assert now.stated == stated and now.restated == sum(each.amount for each in lines)
            assert now.restated == stated + sum(each.adjusted for each in now.claims)

    def check_elsewhere(self, url: str) -> None:
        """INV-09, INV-13: in a new database, the rows in another order and at once: the same is posted."""
        if self.ran is None:
            return
        folder = self.folder / "elsewhere"
        folder.mkdir(exist_ok=True)
        other = World(connect(url), folder, self.today, erased=self.erased)
        other.adopt(self.price)
        files = []
        for name in ("visits", "tenancies", "starts"):
            said = [each.row() for each in reversed(self.counting(self.acts)) if each.name == name]
            files.append(other.file(name, said))
        with named_in_order():
            take_in_files(other.engine, NAME, KEYS, files, other.doing(), False, "accepted")
        for period in range(1, self.ran[0]):
            close(other.engine, NAME, period, other.doing())
        post(other.engine, NAME, self.ran[0], other.doing())
        assert posted(other.engine) == posted(self.engine)
        assert moved(other.engine) == moved(self.engine)
        other.engine.dispose()

    def check_verified(self) -> None:
        """INV-08: the proof that the product itself offers finds nothing."""
        assert verify(self.engine, NAME).problems == ()


def hashed(value: Any) -> str:
    """The hash of a value as canonical JSON, by the test's own hand."""
    return sha256(json.dumps(value, sort_keys=True, ensure_ascii=False, separators=(",", ":")).encode()).hexdigest()


def posted(engine: Engine) -> dict[str, int]:
    """What is posted on each claim in all."""
    nets: dict[str, int] = {}
    for each in rows_of(engine, "entry"):
        nets[each["claim"]] = nets.get(each["claim"], 0) + each["amount"]
    return {claim: net for claim, net in nets.items() if net}


def moved(engine: Engine) -> dict[str, int]:
    """What stands on each account."""
    sums = {"provider": 0, "payer:council": 0, "payer:fund": 0}
    for each in rows_of(engine, "posting"):
        sums[each["account"]] += each["amount"]
    return sums
