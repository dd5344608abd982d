"""The pages on forms and primitives: what the code says of each, and an example that the engine works out."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, NamedTuple

from sop_engine.clauses.highest import Highest
from sop_engine.clauses.hold import Hold
from sop_engine.clauses.in_place_of import InPlaceOf
from sop_engine.clauses.least import Least
from sop_engine.clauses.limit import Limit
from sop_engine.clauses.part_of_total import PartOfTotal
from sop_engine.clauses.price import PartOfDue, PartOfOthers, Price
from sop_engine.clauses.share import Share
from sop_engine.clauses.window import Window as ClaimWindow
from sop_engine.forms import FORMS
from sop_engine.library.load import load_contract
from sop_engine.library.schema import contract_schema
from sop_engine.terms import check, measure, price, record
from sop_engine.terms.deed import DeedTerms
from sop_engine.terms.outcome import Each
from sop_engine.terms.share import Taker
from tools import worked_examples

LANGUAGE = "../LANGUAGE.md"


class Page(NamedTuple):
    """What a page on a primitive is made of."""

    title: str
    says: str
    classes: tuple[type, ...]
    """Of each: its docstring and its terms; of a primitive of what is due, its docstring."""
    examples: tuple[str, ...]


PAGES = {
    "record": Page(
        "Record",
        "What the consortium sends, and what its headings mean.",
        (record.RecordTerms, record.DateColumn, record.FieldColumn),
        ("language/record",),
    ),
    "where": Page("Where", "Which records count, by what their fields say.", (check.Comparison,), ("language/where",)),
    "days": Page(
        "Days",
        "Anchors, windows and lengths of time. A length is `35 days`, `13 weeks`, `6 months`, `2 years` or "
        "`10 working days`; an anchor is `start`, `closed`, an outcome, a date, or so long `after` or `before` one.",
        (check.Window, Each),
        ("language/days",),
    ),
    "measure": Page(
        "Measure",
        "An exact number with a name.",
        (*measure.MEASURES.values(), measure.Measured, measure.Rounded),
        ("language/measure_of_a_person", "language/measure_of_people"),
    ),
    "table": Page(
        "Table",
        "One value for each argument: by date, by category or by number.",
        (price.ByDate, price.ByCategory, price.Steps, price.Line, price.PerUnit, price.Slices),
        ("language/table",),
    ),
    "check": Page("Check", "What shows an outcome.", tuple(check.KINDS.values()), ("language/check",)),
    "held": Page("Held", "Something that lasts.", (check.HeldCheck, check.Each, check.Incidents), ("language/held",)),
    "price": Page("Price", "What is added.", (Price, PartOfDue, PartOfOthers, Least), ("forms/outcome_price",)),
    "limit": Page(
        "Limit", "What is taken of what passes a most.", (Limit, PartOfTotal, ClaimWindow), ("forms/contract_cap",)
    ),
    "hold": Page("Hold", "What is kept back until something has come.", (Hold,), ("forms/retention",)),
    "in_place_of": Page(
        "In place of", "What gives way to something else.", (InPlaceOf, Highest), ("forms/advance", "forms/best_of")
    ),
    "share": Page("Share", "Who pays what of what is due.", (Share, Taker), ("forms/co_payment",)),
    "deed": Page("Deed", "What a variation changes, from which day, for whom.", (DeedTerms,), ("language/deed",)),
}


def reference_pages() -> dict[str, str]:
    """Each page on a form or a primitive, by its path from the root."""
    primitives = written_out_in()
    pages = {f"docs/reference/{name}.md": _primitive(each, primitives) for name, each in PAGES.items()}
    pages |= {f"docs/reference/forms/{name}.md": _form(name, primitives) for name in FORMS}
    return {path: text.rstrip() + "\n" for path, text in pages.items()}


def written_out_in() -> dict[str, list[type]]:
    """The primitives that each form is written out in, as its example has it."""
    found = {}
    for name in FORMS:
        with TemporaryDirectory() as folder:
            contract = load_contract(worked_examples.written(f"forms/{name}", Path(folder) / "example")).contract
        clauses = [clause for clause in contract.clauses if clause.kind == name]
        found[name] = [*dict.fromkeys(type(each) for clause in clauses for each in clause.written_out(contract))]
    return found


def _page_of(primitive: type) -> str:
    return next(name for name, page in PAGES.items() if primitive in page.classes)


def _form(name: str, primitives: Mapping[str, list[type]]) -> str:
    form = FORMS[name]
    written = " and ".join(f"[{each.__name__}](../{_page_of(each)}.md)" for each in primitives[name])
    text = [f"# `{name}`\n", prose(form.__doc__ or "") + "\n", *_terms(form)]
    text += [f"In a statement: *{form.says}*.\n", f"Written out in {written}. All forms: [index](../../FORMS.md).\n"]
    return "\n".join([*text, "## An example\n", *worked_examples.page(f"forms/{name}")])


def _primitive(page: Page, primitives: Mapping[str, list[type]]) -> str:
    text = [f"# {page.title}\n", f"{page.says} [The language]({LANGUAGE}) says how it is used.\n"]
    for each in page.classes:
        words = [*check.KINDS.items(), *measure.MEASURES.items()]
        word = next((f"`{word}`" for word, kind in words if kind is each), "")
        text += [f"## {word or _spaced(each.__name__)}\n", prose(each.__doc__ or "") + "\n"]
        forms = [form for form, those in primitives.items() if each in those]
        if forms:
            text.append("Forms written out in it: " + ", ".join(f"[`{x}`](forms/{x}.md)" for x in forms) + ".\n")
        elif hasattr(each, "model_fields"):
            text += _terms(each)
    for name in page.examples:
        text += ["## An example\n", *worked_examples.page(name)]
    return "\n".join(text)


def _spaced(name: str) -> str:
    return "".join(f" {letter.lower()}" if letter.isupper() else letter for letter in name).strip().capitalize()


def prose(docstring: str) -> str:
    """A docstring as a page has it: without its indents, and without what is for programmers."""
    lines = [line.strip() for line in docstring.strip().splitlines()]
    return "\n".join(lines)


def _terms(model: Any) -> Iterator[str]:
    """The terms of a class: what each says, the words it may be, and whether it may be left out."""
    schema = contract_schema()["$defs"].get(model.__name__) or model.model_json_schema(by_alias=True)
    asked = getattr(model, "asked", {})
    rows = []
    for term, said in schema["properties"].items():
        if term in ("clause", "kind"):
            continue
        words = _words(said) or asked.get(term, "")
        standard = " Standard terms may state it." if term in asked else ""
        left_out = " (may be left out)" if term not in schema.get("required", ()) else ""
        rows.append(f"| `{term}` | {words} | {said.get('description', '').strip()}{standard}{left_out} |")
    if rows:
        yield "\n".join(["| term | one of | says |", "|---|---|---|", *rows]) + "\n"


def _words(said: Any) -> str:
    """The words that a term may be, where it may be some words only."""
    if "enum" in said:
        return ", ".join(f"`{each}`" for each in said["enum"] if isinstance(each, str))
    if "const" in said:
        return f"`{said['const']}`"
    return next((found for each in said.get("anyOf", ()) if (found := _words(each))), "")
