"""Page: a statement as one HTML file that needs nothing else."""

from importlib.resources import files

from jinja2 import Environment, FunctionLoader, StrictUndefined, select_autoescape

from sop_engine.statements.done import Done
from sop_engine.statements.statement import state


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


def page(done: Done) -> str:
    """The statement of a run as HTML."""
    return PAGES.get_template("statement.html").render(s=state(done), style=_template("statement.css"))
