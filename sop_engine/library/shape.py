"""Shape: the text of a contract becomes terms, and whatever does not fit is said in our words.

Every group of terms is read by itself, so that one thing that is wrong hides none of the others.
"""

import types
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from difflib import get_close_matches
from typing import Annotated, Any, Union, get_args, get_origin

from pydantic import TypeAdapter, ValidationError

from sop_engine.errors import KINDS, Place, Problem, nearest, problem
from sop_engine.forms import FORMS, LATER
from sop_engine.library.read import Source
from sop_engine.terms.check import kind_of_check
from sop_engine.terms.clause import Clause
from sop_engine.terms.contract import Contract, Flag, Party
from sop_engine.terms.measure import MEASURES, Measure, kind_of_measure
from sop_engine.terms.outcome import Outcome
from sop_engine.terms.record import RecordTerms
from sop_engine.terms.table import TABLE_WORDS
from sop_engine.terms.written import TAG, Name, Term, kind_of
from sop_engine.units.money import is_currency

GROUPS: dict[str, Any] = {
    "parties": Party,
    "records": RecordTerms,
    "measures": Measure,
    "outcomes": Outcome,
    "flags": Flag,
}
"""The terms of a contract that hold named groups, each read by itself."""

OPTIONAL = ("measures", "flags")
"""Those of them that a contract need not have."""

Path = tuple[str | int, ...]


class Unread(tuple[str, ...]):
    """The names of a group that could not be read: none is known, and none is said to be missing."""

    def __contains__(self, name: object) -> bool:
        return True


@dataclass(slots=True)
class Draft:
    """A contract as far as it could be read: what is wrong is missing from it."""

    source: Source
    values: dict[str, Any] = field(default_factory=dict)
    """The terms that could be read, by name; named groups hold those of their members that could."""
    problems: list[Problem] = field(default_factory=list)
    clause_places: list[int] = field(default_factory=list)
    """For each clause that could be read, where it stands in the list of the file."""
    misread: set[Place] = field(init=False)
    """Where the file could not be read as it stands: what is there is not judged a second time."""

    def __post_init__(self) -> None:
        self.misread = {each.place for each in self.source.problems}

    def get(self, name: str) -> Any:
        """A term, or None."""
        return self.values.get(name)

    def declared(self, group: str) -> tuple[str, ...]:
        """The names in a group as the file has them, whether or not what they hold could be read."""
        found = self.at((group,))
        if found is None and group in OPTIONAL and not any(close(str(key), (group,)) for key in self.source.tree or ()):
            return ()
        return tuple(found) if found and isinstance(found, dict) else Unread()

    def at(self, path: Path) -> Any:
        """What stands at a place of the file, as it is written; None where there is none."""
        node: Any = self.source.tree
        for step in path:
            if not (
                step in node
                if isinstance(node, dict)
                else isinstance(node, list) and isinstance(step, int) and step < len(node)
            ):
                return None
            node = node[step]
        return node

    def wrong(self, code: str, path: Path, of_key: bool = False, **facts: object) -> None:
        """Note a problem at a place of the file; what concerns all of the file has no line."""
        if path:
            # A group, a list or nothing is found on a line below its own name, and people look for the name.
            of_key = of_key or isinstance(self.at(path), dict | list) or self.at(path) == ""
            found = self.source.problem(code, path, of_key, **facts)
            if found.place not in self.misread:
                self.problems.append(found)
        else:
            self.problems.append(problem(code, Place(self.source.name), "", **facts))


def shape(source: Source) -> Draft:
    """Read every term of a contract on its own."""
    draft = Draft(source)
    draft.problems += source.problems
    tree = source.tree if isinstance(source.tree, dict) else {}
    context = {"currency": tree.get("currency") if isinstance(tree.get("currency"), str) else ""}
    known, meant = _names(Contract), set()
    for key in tree:
        if key not in known:
            draft.wrong("unknown-key", (key,), True, key=key, of="a contract", nearest=nearest(key, known))
            meant |= set(close(key, known))
    for name, info in Contract.model_fields.items():
        key = info.alias or name
        if key not in tree:
            if info.is_required() and key not in meant:
                draft.wrong("missing-key", (), of="The contract", key=key, why=_why(Contract, key))
        elif name in GROUPS:
            draft.values[name] = _group(draft, name, tree[name], context)
        elif name == "clauses":
            draft.values[name] = _clauses(draft, tree[name], context)
        else:
            written: Any = Annotated[info.annotation, *info.metadata] if info.metadata else info.annotation
            adapter = TypeAdapter(written)
            value = validated(
                draft, lambda raw, adapter=adapter: adapter.validate_python(raw, context=context), tree[key], (key,)
            )
            if value is not None:
                draft.values[name] = value
    _plainly(draft)
    return draft


MAY_SAY_TWICE = ("between", "source", "illustrative", "not_provable", "amounts")
"""The terms whose lists may hold the same text twice."""


def _plainly(draft: Draft) -> None:
    """What holds for every group and list: it is not empty, and says nothing twice."""
    told = {(each.place.line, each.place.column) for each in draft.problems}
    for path, node in _nodes(draft.source.tree, ()):
        places = {draft.source.places.get(path), draft.source.keys.get(path)}
        if not node and path and not places & told:
            draft.wrong(
                "wrong-shape",
                path,
                found="Nothing",
                expected=_value_of(path),
                remedy="Name at least one; a term that is not needed is left out.",
            )
        first: dict[str, str | int] = {}
        for at, text in enumerate(node) if isinstance(node, list) else zip(node, node, strict=True):
            said = text.strip() if isinstance(text, str) else ""
            if said in first and isinstance(node, dict):  # a blank beside a name is not read
                line = draft.source.place((*path, first[said]), True).line
                draft.wrong("yaml-repeated-key", (*path, at), True, key=said, first=line)
            elif said in first and not set(path) & set(MAY_SAY_TWICE):
                draft.wrong("named-twice", (*path, at), found=said)
            if said:
                first.setdefault(said, at)


def _nodes(node: Any, path: Path) -> Iterator[tuple[Path, dict[str, Any] | list[Any]]]:
    """Every group and every list of a file, with the way to it."""
    if isinstance(node, dict | list):
        yield path, node
        for step, inner in node.items() if isinstance(node, dict) else enumerate(node):
            yield from _nodes(inner, (*path, step))


def _value_of(path: Path) -> str:
    return f'a value of "{next((each for each in reversed(path) if isinstance(each, str)), "")}"'


def _group(draft: Draft, name: str, raw: object, context: Mapping[str, Any]) -> dict[str, Any]:
    if not isinstance(raw, dict):
        draft.wrong(
            "wrong-shape",
            (name,),
            found=capital(kind_of(raw)),
            expected="a group of named terms",
            remedy="Begin each line with a name and a colon.",
        )
        return {}
    read, names, model = {}, TypeAdapter(Name), TypeAdapter(GROUPS[name])
    for key, value in raw.items():
        named = validated(draft, names.validate_python, key, (name, key), of_key=True)
        made = validated(draft, lambda v: model.validate_python(v, context=context), value, (name, key))
        if named is not None and made is not None:
            read[key] = made
    return read


def _clauses(draft: Draft, raw: object, context: Mapping[str, Any]) -> tuple[Clause, ...]:
    if not isinstance(raw, list):
        draft.wrong(
            "wrong-shape",
            ("clauses",),
            found=capital(kind_of(raw)),
            expected="a list of clauses",
            remedy="Begin each clause with `- clause:` and its number.",
        )
        return ()
    read = []
    for i, value in enumerate(raw):
        path: Path = ("clauses", i)
        if not isinstance(value, dict):
            draft.wrong(
                "wrong-shape",
                path,
                found=capital(kind_of(value)),
                expected="a clause",
                remedy="Begin it with `clause:` and its number.",
            )
            continue
        kind = value.get("kind")
        form = FORMS.get(kind) if isinstance(kind, str) else None
        if kind is None:
            draft.wrong(
                "missing-key",
                path,
                True,
                of=capital(describe(path, draft.source.tree)),
                key="kind",
                why="one of: " + ", ".join(FORMS) + ".",
            )
        elif not isinstance(kind, str) or not kind.strip():
            draft.wrong(
                "wrong-shape",
                (*path, "kind"),
                found=capital(kind_of(kind)),
                expected="a form of clause",
                remedy="Write one of: " + ", ".join(FORMS) + ".",
            )
        elif kind in LATER:
            draft.wrong("not-yet", (*path, "kind"), found=kind, remedy="Say it with: " + ", ".join(FORMS) + ".")
        elif form is None:
            draft.wrong("unknown-form", (*path, "kind"), found=kind, nearest=nearest(str(kind), tuple(FORMS)))
        else:
            made = validated(draft, lambda v, form=form: form.model_validate(v, context=context), value, path)
            if made is not None:
                read.append(made)
                draft.clause_places.append(i)
    return tuple(read)


def validated(draft: Draft, validate: Any, raw: object, path: Path, of_key: bool = False) -> Any:
    """What a value reads as, or None, with every problem noted at its place."""
    try:
        return validate(raw)
    except ValidationError as error:
        found = error.errors(include_url=False)
        meant = {(*each["loc"][:-1], *_meant(each, path, draft)) for each in found if each["type"] == "extra_forbidden"}
        for each in found:
            if not (each["type"] == "missing" and each["loc"] in meant):
                _note(draft, each, path, raw, of_key)
        return None


def _meant(error: Any, base: Path, draft: Draft) -> list[str]:
    """The term that an unknown one was meant for: it is then not said to be missing as well."""
    model = _model(_way(base, list(error["loc"][:-1]), draft.at(base)), draft.source.tree)
    return close(str(error["loc"][-1]), _names(model)) if model else []


def close(word: str, known: Sequence[str]) -> list[str]:
    """The known word that is nearest to a word, where one is near."""
    return get_close_matches(word, known, n=1, cutoff=0.7)


def _note(draft: Draft, error: Any, base: Path, raw: object, of_key: bool) -> None:
    code, facts = error["type"], dict(error.get("ctx") or {})
    loc, on_key = list(error["loc"]), of_key
    if loc and loc[-1] == "[key]":
        loc, on_key = loc[:-1], True
    if code == "missing" and isinstance(loc[-1], int):
        code = "too_long"  # a list of two that has one
        loc = loc[:-1]
    if code == "missing":
        path = _way(base, loc[:-1], raw)
        model = _model(path, draft.source.tree)
        draft.wrong(
            "missing-key",
            path,
            True,
            of=capital(describe(path, draft.source.tree)),
            key=loc[-1],
            why=_why(model, str(loc[-1])),
        )
    elif code == "extra_forbidden":
        path = _way(base, loc[:-1], raw)
        model = _model(path, draft.source.tree)
        draft.wrong(
            "unknown-key",
            (*path, str(loc[-1])),
            True,
            key=loc[-1],
            of=describe(path, draft.source.tree),
            nearest=nearest(str(loc[-1]), _names(model) if model else ()),
        )
    elif code == "money-currency" and not is_currency(str(draft.at(("currency",)))):
        pass  # the currency itself is what is wrong, and is said
    elif code in KINDS:
        path, given = _way(base, loc, raw), error["input"]
        if not on_key and isinstance(given, str) and not given.strip():
            code, facts = (
                "wrong-shape",
                {
                    "found": "nothing",
                    "expected": _value_of(path),
                    "remedy": "Write it after the colon; a term that is not needed is left out.",
                },
            )
        if code == "wrong-shape":
            facts["found"] = capital(str(facts["found"]))
        if code == "not-a-name":
            facts["joined"] = "hyphens" if path == ("contract",) else "underscores"
        if code == "not-one-of":
            facts["key"] = next((each for each in reversed(path) if isinstance(each, str)), "")
        draft.wrong(code, path, on_key, **facts)
    elif code == "too_short":  # empty, which is said of all lists, or short of a member that was wrong and is said
        path = _way(base, loc, raw)
        found, least = draft.at(path), int(facts["min_length"])
        if isinstance(found, list) and 0 < len(found) < least:
            draft.wrong(
                "wrong-shape",
                path,
                found=f"A list of {len(found)}",
                expected=f"a list of {least} or more",
                remedy="Name another; where there is only one to name, no list is needed.",
            )
    else:
        path = _way(base, loc, raw)
        found, (expected, remedy) = (
            draft.at(path),
            _EXPECTED.get(code, ("something else", "Look at the same term in another contract.")),
        )
        model = _model(path, draft.source.tree) if code == "model_type" else None
        draft.wrong(
            "wrong-shape",
            path,
            on_key,
            expected=expected,
            remedy=f"Write its terms, each with a colon: {', '.join(_names(model))}." if model else remedy,
            found=f"A list of {len(found)}"
            if code == "too_long" and isinstance(found, list)
            else capital(kind_of(found)),
        )


_EXPECTED = {
    "model_type": ("a group of terms", "Write the terms one to a line, indented, each with a colon."),
    "model_attributes_type": ("a group of terms", "Write the terms one to a line, indented, each with a colon."),
    "dict_type": ("a group of named terms", "Begin each line with a name and a colon."),
    "tuple_type": ("a list", "Begin each line with a dash, or use square brackets."),
    "list_type": ("a list", "Begin each line with a dash, or use square brackets."),
    "too_long": ("a list of two", "Write exactly two: [first, last]."),
}


def _way(base: Path, loc: list[str | int], raw: object) -> Path:
    """The way in the file for a way in the terms: without the words that pydantic adds for kinds."""
    way, node = list(base), raw
    for step in loc:
        if isinstance(step, str) and step.startswith(TAG):
            continue
        if (isinstance(node, dict) and step in node) or (
            isinstance(node, list) and isinstance(step, int) and step < len(node)
        ):
            node = node[step]  # type: ignore[index]
            way.append(step)
    return tuple(way)


# ------------------------------------------------------------------------------------------------
# What a place is called, and what may stand there


_ONE = {
    "parties": "party",
    "records": "record",
    "outcomes": "outcome",
    "measures": "measure",
    "flags": "flag",
    "calendars": "calendar",
}
"""What one of a named group is called."""


def describe(path: Path, tree: Any) -> str:
    """What a place in a contract is called in a sentence."""
    if not path:
        return "the contract"
    head, rest = path[0], path[1:]
    one = _ONE.get(str(head))
    if one and rest:
        inner = [str(each) for each in rest[1:] if isinstance(each, str)]
        owner = f'the {one} "{rest[0]}"'
        return f'"{inner[-1]}" of {owner}' if inner else owner
    if head == "clauses" and rest:
        clause = tree["clauses"][rest[0]]
        number = clause.get("clause") if isinstance(clause, dict) else None
        kind = clause.get("kind", "") if isinstance(clause, dict) else ""
        owner = (
            f"clause {number}" + (f" ({kind})" if kind else "")
            if number
            else f"the clause at place {int(rest[0]) + 1} of the list"
        )
        inner = [str(each) for each in rest[1:] if isinstance(each, str)]
        return f'"{inner[-1]}" of {owner}' if inner else owner
    return f'"{path[-1]}"'


def _model(path: Path, tree: Any) -> type[Term] | None:
    """The group of terms that stands at a place."""
    annotation: Any = Contract
    node: Any = tree
    for i, step in enumerate(path):
        if annotation is None:
            return None
        if path[0] == "clauses" and i == 1:
            annotation = FORMS.get(node[step].get("kind", ""))
        else:
            annotation = _inside(annotation, step, node)
        node = node[step]
    return _chosen(annotation, node)


def _inside(annotation: Any, step: str | int, node: object) -> Any:
    model = _chosen(annotation, node)
    if model is not None:
        found = next((info for name, info in model.model_fields.items() if step in (name, info.alias)), None)
        return found.annotation if found else None
    for option in _options(annotation):
        if get_origin(option) in (dict, tuple, list):
            inner = get_args(option)
            return inner[1] if get_origin(option) is dict else inner[0]
    return None


def _chosen(annotation: Any, node: object) -> type[Term] | None:
    options = list(_options(annotation))
    if isinstance(node, list) and any(get_origin(each) in (tuple, list) for each in options):
        return None  # of a list or a table, this is the list
    models = [each for each in options if isinstance(each, type) and issubclass(each, Term)]
    if len(models) > 1 and isinstance(node, dict):
        measure = MEASURES.get(kind_of_measure(node))
        if measure in models:
            return measure
        word = kind_of_check(node) or next((each for each in TABLE_WORDS if each in node), "")
        models = [each for each in models if word in {i.alias or n for n, i in each.model_fields.items()}] or models
    return models[0] if models else None


def _options(annotation: Any) -> Iterator[Any]:
    if get_origin(annotation) is Annotated:
        yield from _options(get_args(annotation)[0])
    elif get_origin(annotation) in (Union, types.UnionType):
        for each in get_args(annotation):
            yield from _options(each)
    elif annotation is not None:
        yield annotation


def _names(model: type[Term]) -> tuple[str, ...]:
    return tuple(info.alias or name for name, info in model.model_fields.items())


def _why(model: type[Term] | None, key: str) -> str:
    """The first sentence of what a term is for."""
    info = next((i for n, i in (model.model_fields if model else {}).items() if key in (n, i.alias)), None)
    said = (info.description or "").split("\n")[0] if info else ""
    return (said[0].lower() + said[1:]) if said else "nothing is assumed for it."


def capital(text: str) -> str:
    """A text that begins a sentence."""
    return text[:1].upper() + text[1:]
