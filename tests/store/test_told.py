"""Each thing that can be wrong with what is kept is told word for word: the place, the fact and the remedy."""

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import Engine, text

from sop_engine import errors
from sop_engine.cli.database import keys as keys_at
from sop_engine.errors import SopError
from sop_engine.library.load import load_contract
from sop_engine.service.deliver import may_put
from sop_engine.service.keep import adopt, review, take_in_files, terms_now
from sop_engine.service.person import erase, held
from sop_engine.service.sample import announce, draw
from sop_engine.store.agreements import from_texts, texts_of, version_of
from sop_engine.store.connect import connect, writing
from sop_engine.store.migrate import ready, upgrade
from sop_engine.store.vault import make_keys, read_keys, seal, unseal
from sop_engine.units.days import day_number
from tests.store.auditing import Cells, came_back, drawn, marked, moved_in
from tests.store.keeping import CONTRACT, KEYS, adopted, doing, sent
from tests.store.posting import NAME, TERMS, agreed, at, begun, close_on
from tests.store.test_evidence import PEOPLE
from tests.store.test_marks import SPOILT

Case = Callable[[Engine, Path], object]


def newer(engine: Engine, folder: Path) -> object:
    """The tables were made by a newer engine."""
    with writing(engine, "x") as connection:
        connection.execute(text("update alembic_version set version_num = '9999'"))
    return ready(engine)


def full(engine: Engine, folder: Path) -> object:
    """The database may not grow any more."""
    with engine.connect() as connection:
        connection.exec_driver_sql("pragma max_page_count = 1")  # it is larger already: no page is added
    return adopted(engine)


def with_other_rules(engine: Engine, folder: Path) -> object:
    """The standard terms were others when the contract was adopted."""
    files = texts_of(load_contract(CONTRACT))
    return from_texts(
        CONTRACT, {name: words + "#" if name.startswith("rules/") else words for name, words in files.items()}
    )


def with_a_personal_term(engine: Engine, folder: Path) -> object:
    """A contract whose price looks at a personal field."""
    agreed = load_contract(CONTRACT)
    file = folder / CONTRACT / "contract.yaml"
    file.parent.mkdir()
    words = agreed.text.decode()
    field = "heading: integration_outcome_type"
    assert field in words
    file.write_text(words.replace(field, f"{field}, personal: true"), encoding="utf-8")
    return adopt(engine, load_contract(file), doing())


def a_key(folder: Path, words: str, mode: int = 0o600) -> Path:
    """A file for a key."""
    file = folder / "key"
    file.write_text(words)
    file.chmod(mode)
    return file


def a_file(folder: Path, content: bytes) -> Path:
    """A file that is called like a database."""
    file = folder / "some.db"
    file.write_bytes(content)
    return file


def not_there(engine: Engine, folder: Path) -> object:
    """A name at which there is no database; none is made by asking."""
    try:
        return ready(connect(f"sqlite:///{folder / 'no.db'}"))
    finally:
        assert not list(folder.iterdir())


def again(engine: Engine, corrects: str = "", rejected: bool = False, erased: bool = False) -> object:
    """A row that was rejected or is of somebody erased is sent again, or one that corrects what is not there."""
    file = Path(engine.url.database or "").parent / PEOPLE.name
    header, row = PEOPLE.read_text().splitlines()[:2]
    file.write_text(f"{header}\n{row}\n")
    sent(adopted(engine), [file])
    if rejected:
        review(engine, CONTRACT, doing(), "rejected", "unsigned", records=[1])
    if erased:
        erase(engine, CONTRACT, KEYS, row.split(",")[0], "asked", doing(2))
    if corrects:
        file.write_text(f"{header},_corrects\n{row.replace('2022-03', '2022-05')},{corrects}\n")
    return sent(engine, [file], whole=True)


def audit(engine: Engine, folder: Path, spoilt: Callable[[Cells], object] | None = None, **how: object) -> object:
    """The marks of a sample of six tenancies come back, in the order in which those were sent, and spoilt."""
    moved_in(engine, folder, 6)

    def in_order(rows: Cells) -> None:
        rows[1:] = sorted(rows[1:], key=lambda row: int(row[1]))
        if spoilt:
            spoilt(rows)

    sample = announce(engine, NAME, "s", 6, how.get("kinds", ("tenancy",)), at("2024-05-02"))
    for _ in range(how.get("times", 1)):
        came_back(engine, marked(sample, folder, spoilt=in_order))
    return sample


def contradicting(engine: Engine, folder: Path) -> object:
    """Somebody who is enrolled is enrolled on another day as well."""
    file = folder / PEOPLE.name
    header, row = PEOPLE.read_text().splitlines()[:2]
    file.write_text(f"{header}\n{row}\n")
    sent(adopted(engine), [file])
    file.write_text(f"{header}\n{row.replace('2022-03', '2022-05')}\n")
    return sent(engine, [file], whole=True)


def to_come(engine: Engine, folder: Path) -> object:
    """The marks are dated on the day after they came."""
    moved_in(engine, folder, 1)
    return came_back(engine, marked(drawn(engine), folder), dated="2024-05-04", on="2024-05-03")


def elsewhere(engine: Engine, folder: Path) -> object:
    """The marks of a sample of April are dated in May."""
    moved_in(engine, folder, 1)
    april = (day_number(date(2024, 4, 1)), day_number(date(2024, 4, 30)))
    sample = announce(engine, NAME, "s", 1, ("tenancy",), at("2024-05-02"), april)
    return came_back(engine, marked(sample, folder), dated="2024-05-01", on="2024-05-03")


def other_periods(engine: Engine, folder: Path) -> object:
    """April is closed by the month, and then the parties say quarters."""
    begun(engine, folder)
    close_on(engine, "2024-05-06")
    quarters = TERMS.replace("{every: 1 month,", "{every: 3 months,")
    return adopt(engine, agreed(folder / "later", quarters), at("2024-05-07"))


def audits_sent(engine: Engine, folder: Path) -> object:
    """What an audit found is sent as a file."""
    moved_in(engine, folder, 1)
    file = folder / "audits.csv"
    file.write_text("Audited on,Sent,Sample,Checked,Found wrong\n2024-04-30,2024-05-01,1,10,0\n", encoding="utf-8")
    return take_in_files(engine, NAME, KEYS, [file], at("2024-05-02"), False)


CASES: dict[str, Case] = {
    "store-url": lambda engine, folder: connect("mysql://u@h/d"),
    "store-not-ready": lambda engine, folder: ready(connect(f"sqlite:///{a_file(folder, b'')}")),
    "store-not-there": not_there,
    "store-damaged": lambda engine, folder: ready(connect(f"sqlite:///{a_file(folder, b'A letter.' * 100)}")),
    "store-newer": newer,
    "store-full": full,
    "store-unavailable": lambda engine, folder: ready(connect(f"sqlite:///{folder / 'none' / 'sop.db'}")),
    "store-no-contract": lambda engine, folder: terms_now(adopted(engine), "refugee-transition"),
    "store-no-version": lambda engine, folder: version_of(adopted(engine), CONTRACT, 2),
    "store-rules-differ": with_other_rules,
    "adopt-periods": other_periods,
    "vault-key-unwritable": lambda engine, folder: make_keys(a_key(folder, "")),
    "vault-key-unreadable": lambda engine, folder: read_keys(a_key(folder, "secret")),
    "vault-key-open": lambda engine, folder: read_keys(a_key(folder, "", 0o644)),
    "vault-key-missing": lambda engine, folder: keys_at(None),
    "vault-closed": lambda engine, folder: unseal(bytes(32), seal(bytes([1] * 32), {}, "p-1"), "p-1"),
    "vault-knows-nobody": lambda engine, folder: held(adopted(engine), CONTRACT, KEYS, "RT-9999"),
    "evidence-unchanged": lambda engine, folder: again(engine, rejected=True),
    "evidence-of-erased": lambda engine, folder: again(engine, erased=True),
    "evidence-contradicts": contradicting,
    "evidence-corrects-nothing": lambda engine, folder: again(engine, corrects="77"),
    "personal-decides": with_a_personal_term,
    "import-no-file": lambda engine, folder: sent(adopted(engine), [Path("person.csv")]),
    "import-no-kind": lambda engine, folder: sent(adopted(engine), [a_key(folder, "a\n1\n")]),
    "review-no-state": lambda engine, folder: review(adopted(engine), CONTRACT, doing(), "acepted", records=[7]),
    "review-of-nothing": lambda engine, folder: review(adopted(engine), CONTRACT, doing(), "accepted"),
    "review-both": lambda engine, folder: review(
        adopted(engine), CONTRACT, doing(), "accepted", records=[7], submission=1
    ),
    "review-no-reason": lambda engine, folder: review(adopted(engine), CONTRACT, doing(), "rejected", records=[1]),
    "review-no-record": lambda engine, folder: review(adopted(engine), CONTRACT, doing(), "accepted", records=[7]),
    "review-no-submission": lambda engine, folder: review(adopted(engine), CONTRACT, doing(), "accepted", submission=9),
    "review-not-possible": lambda engine, folder: (
        sent(adopted(engine), [PEOPLE]),
        review(engine, CONTRACT, doing(), "withdrawn", records=[1]),
        review(engine, CONTRACT, doing(), "accepted", records=[1]),
    ),
    "erase-no-ground": lambda engine, folder: erase(adopted(engine), CONTRACT, KEYS, "RT-0001", "", doing()),
    "sample-no-seed": lambda engine, folder: draw(adopted(engine), CONTRACT, "", 5),
    "sample-of-nothing": lambda engine, folder: draw(adopted(engine), CONTRACT, "s", 5),
    "sample-no-kind": lambda engine, folder: draw(adopted(engine), CONTRACT, "s", 5, ["persn"]),
    "sample-days": lambda engine, folder: draw(adopted(engine), CONTRACT, "s", 5, days=(1, 0)),
    "sample-not-a-sheet": lambda engine, folder: may_put(folder / "sheet.txt", False),
    "marks-not-a-sheet": lambda engine, folder: audit(engine, folder, SPOILT["marks-not-a-sheet"]),
    "marks-several-samples": lambda engine, folder: audit(engine, folder, SPOILT["marks-several-samples"]),
    "marks-no-sample": lambda engine, folder: audit(engine, folder, SPOILT["marks-no-sample"]),
    "marks-known": lambda engine, folder: audit(engine, folder, times=2),
    "marks-no-record": lambda engine, folder: audit(engine, folder, kinds=("start", "tenancy")),
    "marks-day-to-come": to_come,
    "marks-day-elsewhere": elsewhere,
    "marks-row-missing": lambda engine, folder: audit(engine, folder, SPOILT["marks-row-missing"]),
    "marks-row-other": lambda engine, folder: audit(engine, folder, lambda rows: rows.append(["3", "1", *rows[1][2:]])),
    "marks-row-twice": lambda engine, folder: audit(engine, folder, SPOILT["marks-row-twice"]),
    "marks-unmarked": lambda engine, folder: audit(engine, folder, SPOILT["marks-unmarked"]),
    "marks-not-sent": audits_sent,
    "act-by-nobody": lambda engine, folder: take_in_files(
        adopted(engine), CONTRACT, KEYS, [PEOPLE], doing(who=" "), True
    ),
}


@pytest.fixture
def kept(tmp_path: Path) -> Engine:
    """A database with all tables: what is told does not depend on which."""
    engine = connect(f"sqlite:///{tmp_path / 'sop.db'}")
    upgrade(engine)
    return engine


@pytest.mark.parametrize("code", sorted(CASES))
def test_what_is_wrong_is_told_word_for_word(kept: Engine, tmp_path: Path, code: str) -> None:
    """Each is told as the catalogue of errors shows it, and nothing else is told with it."""
    folder = tmp_path / "folder"
    folder.mkdir()
    with pytest.raises(SopError) as wrong:
        CASES[code](kept, folder)
    told = [str(each).replace(str(folder), "FOLDER") for each in wrong.value.problems if each.gravity == errors.ERROR]
    told = told or [str(each) for each in wrong.value.problems]
    expected = (Path(__file__).parent / "told.txt").read_text(encoding="utf-8").split("\n\n")
    assert "\n".join(told) in expected


def test_everything_that_can_be_wrong_is_here() -> None:
    """No code of the store is left out."""
    assert set(CASES) == {kind.code for kind in errors._STORE}
