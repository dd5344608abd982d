"""The recipe of keeping, posting and closing goes as it says."""

import re
from pathlib import Path

from sop_engine.library.shelf import shelf
from tests.cli.calling import call

PAGE = Path(__file__).parents[2] / "docs" / "recipes" / "keep-and-post.md"


def test_keeping_and_posting_goes_as_the_recipe_says(tmp_path, monkeypatch):
    """Somebody who does what the recipe says, line by line, sees what it shows."""
    monkeypatch.chdir(tmp_path)
    Path("evidence").symlink_to(Path(str(shelf("contracts") / "refugee-transitions" / "evidence")))
    page = PAGE.read_text(encoding="utf-8")
    number = 0
    for words, shown in re.findall(r"^\$ (.*)\n((?:(?!\$|```).*\n)*)", page, re.M):
        if words.startswith("export "):
            for each in words.removeprefix("export ").split():
                monkeypatch.setenv(*each.split("=", 1))
            continue
        answer = call(*words.removeprefix("sop ").split())
        assert answer.code in ((2,) if "whole.xlsx" in words else (0, 1)), (words, answer)
        for line in shown.splitlines():
            assert line in answer.out + answer.err, (words, answer)
        number += 1
    assert number == 23
    assert "period 1" in Path("period-1.html").read_text(encoding="utf-8").casefold()
