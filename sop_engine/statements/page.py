"""Page: a statement as HTML that needs nothing else."""

import re
from importlib.resources import files
from typing import Any

from jinja2 import Environment, FunctionLoader, StrictUndefined, select_autoescape

from sop_engine.statements.done import Done
from sop_engine.statements.statement import state
from sop_engine.units.numbers import many


def _template(name: str) -> str:
    return (files("sop_engine.statements") / "templates" / name).read_text(encoding="utf-8")


PAGES = Environment(
    loader=FunctionLoader(_template),
    autoescape=select_autoescape(default=True),
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)
"""Templates of our own; whatever a contract or a file says is only ever a value, and escaped."""
PAGES.globals["many"] = many


PEOPLE_ON_A_PAGE = 500
"""With more people the statement stays short, and everybody is told of on pages beside it."""
FURTHER = re.compile(r"people-\d{3,}\.html")
"""The names of those pages."""


def pages(done: Done) -> dict[str, str]:
    """The statement of a run as HTML, by the name of each page: statement.html, and people-001.html and so on."""
    s = state(done)
    if len(s.persons) <= PEOPLE_ON_A_PAGE:
        return {"statement.html": rendered("statement.html", s=s, further=())}
    groups = [s.persons[i : i + PEOPLE_ON_A_PAGE] for i in range(0, len(s.persons), PEOPLE_ON_A_PAGE)]
    named = {f"people-{number:03}.html": group for number, group in enumerate(groups, 1)}
    further = [(name, group[0].ref, group[-1].ref, len(group)) for name, group in named.items()]
    people = {name: rendered("people.html", s=s, people=group) for name, group in named.items()}
    return {"statement.html": rendered("statement.html", s=s, further=further), **people}


def rendered(template: str, **values: Any) -> str:
    """A page of one of our templates, with the style that all of them share."""
    return PAGES.get_template(template).render(style=_template("statement.css"), **values).lstrip()
