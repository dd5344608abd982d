"""The same contract and the same evidence give the same bytes, wherever and whenever they are worked out."""

import shutil

from tests.cli.calling import HOMES, call, contents, ended, started

WORDS = "run", "rough-sleeping", "--as-at", "2020-12-31"


def test_the_same_run_twice_gives_the_same_bytes(tmp_path):
    """Two runs of the same contract on the same evidence write the same bytes into every file."""
    call(*WORDS, "--evidence", HOMES, "--out", tmp_path / "one")
    call(*WORDS, "--evidence", HOMES, "--out", tmp_path / "two")
    assert contents(tmp_path / "one") == contents(tmp_path / "two")


def test_no_surroundings_change_a_byte(tmp_path):
    """Another seed of hashes, time zone, language or folder changes no byte of any file, and none of the answer."""
    copy = shutil.copytree(HOMES, tmp_path / "elsewhere" / "the files of the consortium")
    surroundings = [
        (HOMES, {"PYTHONHASHSEED": "0", "TZ": "UTC", "LANG": "C.UTF-8"}),
        (HOMES, {"PYTHONHASHSEED": "1", "TZ": "Pacific/Kiritimati", "LANG": "de_DE.UTF-8"}),
        (copy, {"PYTHONHASHSEED": "2", "TZ": "Pacific/Pago_Pago", "LC_ALL": "C"}),
    ]
    outs = [tmp_path / str(i) / "out" for i in range(len(surroundings))]
    starting = [
        started(*WORDS, "--evidence", evidence, "--out", out, "--json", **each)
        for (evidence, each), out in zip(surroundings, outs, strict=True)
    ]
    answers = [ended(each) for each in starting]
    assert [each.code for each in answers] == [1, 1, 1]
    first, *others = (contents(out) for out in outs)
    assert len(first) == 9
    assert all(each == first for each in others)
    said = [each.out.replace(str(out), "OUT") for each, out in zip(answers, outs, strict=True)]
    assert said[0] == said[1] == said[2]


def test_the_order_and_the_splitting_of_files_change_no_payment(tmp_path):
    """Rows in another order, and in several files, give the same payments, lines and occurrences."""
    split = shutil.copytree(HOMES, tmp_path / "split")
    heading, *rows = (split / "checks.csv").read_text(encoding="utf-8").splitlines()
    for name, part in (("checks.csv", rows[::-2]), ("checks-b.csv", rows[-2::-2])):
        (split / name).write_text("\n".join([heading, *part]) + "\n", encoding="utf-8")
    call(*WORDS, "--evidence", HOMES, "--out", tmp_path / "one")
    call(*WORDS, "--evidence", split, "--out", tmp_path / "two")
    for name in ("payments.csv", "lines.csv", "occurrences.csv", "findings.csv"):
        assert (tmp_path / "one" / name).read_bytes() == (tmp_path / "two" / name).read_bytes()


def test_nothing_written_names_the_machine_or_the_hour(tmp_path):
    """No file of results holds a path of the machine, or the year in which it was worked out."""
    call(*WORDS, "--evidence", HOMES, "--out", tmp_path / "out")
    for name, said in contents(tmp_path / "out").items():
        assert str(HOMES.parent).encode() not in said, name
        assert str(tmp_path).encode() not in said, name
