"""Terms are adopted once, whoever else adopts them at the same time."""

from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine

from sop_engine.errors import CallError
from sop_engine.library.lint.personal import personal_that_decides
from sop_engine.service import keep
from sop_engine.service.keep import NotImported, adopt, take_in_files
from sop_engine.store import agreements
from sop_engine.store.rows import ACCEPTED
from tests.store.posting import HEADINGS, KEYS, NAME, TERMS, agreed, at, begun, close_on, rows_of


def test_two_who_adopt_at_once_adopt_once(engine: Engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where somebody adopts the same terms between our looking and our writing, there is nothing left to do."""
    terms, acting = agreed(tmp_path / "contract"), agreements.acting

    def overtaken(*words: Any) -> Any:
        monkeypatch.setattr(agreements, "acting", acting)
        assert adopt(engine, terms, at("2024-03-01")) == 1
        return acting(*words)

    monkeypatch.setattr(agreements, "acting", overtaken)
    assert adopt(engine, terms, at("2024-03-01")) is None
    assert [each["number"] for each in rows_of(engine, "version")] == [1]


def test_terms_may_change_and_closed_periods_stay(engine: Engine, tmp_path: Path) -> None:
    """What has another price is the next version; what would make a closed period another is none."""
    begun(engine, tmp_path)
    dearer = TERMS.replace("£1,500", "£1,600")
    assert adopt(engine, agreed(tmp_path / "dearer", dearer), at("2024-05-01")) == 2
    weekly = TERMS.replace("{every: 1 month, from: 2024-04-01", "{every: 1 week, from: 2024-04-01")
    assert adopt(engine, agreed(tmp_path / "weekly", weekly), at("2024-05-01")) == 3, "nothing is closed yet"
    assert adopt(engine, agreed(tmp_path / "again", TERMS), at("2024-05-02")) == 4
    close_on(engine, "2024-05-06")
    with pytest.raises(CallError, match="adopt-periods"):
        adopt(engine, agreed(tmp_path / "later", weekly), at("2024-05-07"))
    later = TERMS.replace("from: 2024-04-01, time_zone", "from: 2024-05-01, time_zone")
    with pytest.raises(CallError, match="adopt-periods"):
        adopt(engine, agreed(tmp_path / "skipped", later), at("2024-05-07"))
    assert adopt(engine, agreed(tmp_path / "last", dearer), at("2024-05-07")) == 5


WORDS = ("name", "of", "kind")
"""Fields that are called as words of the language are."""


@pytest.mark.parametrize("word", WORDS)
def test_a_personal_field_may_be_called_as_a_word_of_the_language(engine: Engine, tmp_path: Path, word: str) -> None:
    """What decides is a field that the terms look at, not one that is called as a term is."""
    fields = f"fields: {{{word}: {{heading: Said, text: true, personal: true}}}}"
    terms = TERMS.replace("one_per: person}", f"one_per: person, {fields}}}")
    assert personal_that_decides(agreed(tmp_path / "a", terms).contract) == []
    looks = terms.replace("{record: tenancy}", f"{{record: tenancy, where: {{{word}: flat}}}}")
    looking = agreed(tmp_path / "b", looks)
    assert personal_that_decides(looking.contract) == [("tenancy", word)]
    assert [each.code for each in looking.warnings] == ["personal-looked-at"], "and `sop check` says so"
    with pytest.raises(CallError, match="personal-decides"):
        adopt(engine, looking, at("2024-03-01"))


OTHER = TERMS.replace("starts*.csv", "enrolments*.csv").replace("dated: Started}", "dated: Enrolled}")
"""The same contract, whose enrolments come in another file, under another heading."""


def overtaken_by(engine: Engine, folder: Path, monkeypatch: pytest.MonkeyPatch, terms: str) -> None:
    """Somebody adopts other terms after the terms were looked at, and before anything is kept."""
    acting = keep.acting

    def overtaken(*words: Any) -> Any:
        monkeypatch.setattr(keep, "acting", acting)
        assert adopt(engine, agreed(folder / "contract", terms), at("2024-04-19")) == 2
        return acting(*words)

    monkeypatch.setattr(keep, "acting", overtaken)


def test_rows_are_judged_by_the_terms_that_hold_when_they_are_kept(
    engine: Engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Terms that are adopted while files are sent judge them: what only the old ones read is refused, and not kept."""
    file = tmp_path / "starts.csv"
    file.write_text(f"{HEADINGS['starts']}\nA,2024-04-02\n")
    begun(engine, tmp_path)
    overtaken_by(engine, tmp_path, monkeypatch, OTHER)
    with pytest.raises(CallError, match="import-no-kind"):
        take_in_files(engine, NAME, KEYS, [file], at("2024-04-20"), True, ACCEPTED)
    assert [each["what"] for each in rows_of(engine, "act")] == ["adopt", "adopt"]


def test_what_the_newer_terms_read_is_kept(engine: Engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A file of the old terms' name with the heading of the new ones is kept, as those who adopted them meant."""
    file = tmp_path / "starts.csv"
    file.write_text("Ref,Enrolled\nA,2024-04-02\n")
    begun(engine, tmp_path)
    with pytest.raises(NotImported, match="csv-heading-missing"):
        take_in_files(engine, NAME, KEYS, [file], at("2024-04-20"), True, ACCEPTED)
    overtaken_by(engine, tmp_path, monkeypatch, OTHER.replace("enrolments*.csv", "starts*.csv"))
    taken = take_in_files(engine, NAME, KEYS, [file], at("2024-04-20"), True, ACCEPTED)
    assert (taken.problems, taken.files[0].good, taken.act) == ((), 1, 3)
    assert '"files":["starts.csv"]' in rows_of(engine, "act")[-1]["content"]
