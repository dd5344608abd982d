"""The page of the language says of each term what our standard terms answer, as they answer it."""

import re
from pathlib import Path

from sop_engine.library.read import read

ROOT = Path(__file__).parents[2]
TABLE = "| term | values | sop-engine-1 says | says |"


def test_the_table_says_what_the_standard_terms_say():
    """Each standard term has its row, with the value that the standard terms give; what they leave open says so."""
    file = "rules/standard_terms/sop-engine-1.yaml"
    stated = read((ROOT / file).read_bytes(), file).tree["terms"]
    page = (ROOT / "docs/LANGUAGE.md").read_text(encoding="utf-8")
    rows = page[page.index(TABLE) :].split("\n\n")[0].split("\n")[2:]
    said = {}
    for row in rows:
        term, _, value, _ = (cell.strip() for cell in row.strip("|").split(" | "))
        said |= zip(re.findall(r"`([a-z_]+)`", term.split("(")[0]), value.split("; "), strict=True)
    asked = {name: each["value"] for name, each in stated.items()}
    shown = {name: ", ".join(each) if isinstance(each, list) else each for name, each in asked.items()}
    assert said == {name: f"`{shown[name]}`" if name in shown else "nothing" for name in said}
    assert set(stated) <= set(said)
