"""What a recipe tells people to type works, and answers what the recipe shows."""

import re
from pathlib import Path

from tests.cli.calling import call
from tests.cli.test_new import TYPED, typed

RECIPES = Path(__file__).parents[2] / "docs" / "recipes"


def test_the_first_contract_goes_as_the_recipe_says(tmp_path, monkeypatch):
    """Somebody who does what the first recipe says, line by line, sees what it shows."""
    page = (RECIPES / "your-first-contract.md").read_text(encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    answers, example, added = re.findall(r"```yaml\n(.*?)```", page, re.S)
    Path("answers.yaml").write_text(answers, encoding="utf-8")
    contract = Path("harbour-homes/contract.yaml")
    commands = re.findall(r"^\$ sop (.*)\n((?:.*\n)*?)```", page, re.M)
    changes = {3: ("    files: tenancies*.csv\n", added), 4: ("moves_in: £1,500", "moves_in: £1,600")}
    for i, (words, shown) in enumerate(commands):
        if i in changes:
            text = contract.read_text(encoding="utf-8")
            assert text.count(changes[i][0]) == 1
            contract.write_text(text.replace(*changes[i]), encoding="utf-8")
        answer = call(*words.split())
        assert answer.code == (2 if i == 4 else 0), answer
        assert shown.strip() in answer.out + answer.err
    assert len(commands) == 5
    assert example in Path("harbour-homes/cases.yaml").read_text(encoding="utf-8")
    assert "case-differs" in answer.err


def test_the_questions_that_the_recipe_shows_are_asked(tmp_path):
    """The questions, and the answer to a mistake, stand in the recipe as the terminal has them."""
    page = (RECIPES / "your-first-contract.md").read_text(encoding="utf-8")
    session = re.search(r"```\n(The outcome.*?)```", page, re.S)
    assert session is not None
    said = typed(TYPED, "homes", "--in", tmp_path).stderr
    for line in session[1].strip().splitlines():
        asked = re.match(r"  .*|.*?\?( \[\w+\])?(?= )|\.\.\.", line)
        assert asked is not None and (asked[0] in said or asked[0] == "..."), line
