"""What the recipe on deeds tells people to type does what it says."""

import os
import re
import shutil
from pathlib import Path

import pytest

from tests.cli.calling import call

ROOT = Path(__file__).parents[2]
RECIPES = [ROOT / "docs" / "recipes" / "vary-a-contract.md"]
BLOCK = re.compile(r"^```(yaml)?\n(.*?)^```$", re.M | re.S)
NAMED = re.compile(r"`([\w./-]+\.yaml)`")


@pytest.mark.parametrize("recipe", RECIPES, ids=lambda each: each.stem)
def test_a_recipe_can_be_followed_to_the_letter(recipe, tmp_path, monkeypatch):
    """Each file is written, or added to, as it is named just before; each command answers as the recipe shows."""
    monkeypatch.chdir(tmp_path)
    os.symlink(ROOT / "contracts", tmp_path / "contracts")
    text, commands = recipe.read_text(encoding="utf-8"), 0
    for block in BLOCK.finditer(text):
        if block[1]:
            file = Path(NAMED.findall(text[: block.start()])[-1])
            file.parent.mkdir(parents=True, exist_ok=True)
            before = file.read_text(encoding="utf-8") if file.exists() else ""
            file.write_text(before + block[2], encoding="utf-8")
        else:
            commands += _followed(block[2])
    assert commands


def _followed(block):
    """Type each command of a block, and compare what it says with the lines below it; how many there were."""
    typed = re.split(r"^\$ ", block, flags=re.M)[1:]
    for each in typed:
        command, _, shown = each.partition("\n")
        program, *words = command.split()
        if program == "cp":
            shutil.copytree(words[1], words[2])
            continue
        assert program == "sop", command
        answer = call(*words)
        assert answer.code in (0, 1), answer.err
        for part in shown.split("…\n"):
            assert part in answer.out, command
    return len(typed)
