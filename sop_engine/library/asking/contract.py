"""The contract that answers come to: contract.yaml, in the order of the language, with comments."""

from collections.abc import Iterator
from typing import Any, NamedTuple

from sop_engine.library.asking import known
from sop_engine.library.asking.answers import Answers, Condition, Described, FileAnswer, Leaf, PriceAnswer, ShownBy
from sop_engine.library.asking.emit import block, flow, scalar
from sop_engine.library.asking.question import Path
from sop_engine.library.asking.questions import STANDARD
from sop_engine.terms.contract import ASKED


class Line(NamedTuple):
    """A line of the contract, and the answer it comes from."""

    text: str
    way: Path = ()


Written = list[Line]


def contract_lines(name: str, answers: Answers, schema: str) -> Written:
    """The lines of contract.yaml: `schema` is the way to the schema, for editors."""
    stated = {key: value for key, value in answers.terms.items() if key in ASKED}
    return [
        Line(f"# yaml-language-server: $schema={schema}"),
        Line(f"contract: {name}"),
        Line(f"title: {scalar(answers.title)}", ("title",)),
        Line(f"source: {scalar(answers.source)}", ("source",)),
        Line(f"standard_terms: {STANDARD}   # answers what this contract leaves open, each term with its reason"),
        *(Line(f"{key}: {value}", ("terms", key)) for key, value in stated.items()),
        Line(f"currency: {answers.currency}", ("currency",)),
        Line(f"in_force: {flow({'from': answers.from_, 'to': answers.to})}   # both days counted in", ("to",)),
        *([Line(f"working_days: {answers.working_days}", ("working_days",))] if answers.working_days else []),
        Line(""),
        Line("# Who takes part"),
        Line("parties:"),
        *(
            Line(f"  {each.called}: {flow({'role': 'outcome_payer', 'name': each.name})}", ("payers", i))
            for i, each in enumerate(answers.payers)
        ),
        Line(
            f"  {answers.provider.called}: {flow({'role': 'provider', 'name': answers.provider.name})}", ("provider",)
        ),
        Line(""),
        Line("claims: found_from_records"),
        Line(""),
        Line("# For whom: one good row of this record enrols a person; its day is the anchor `start`"),
        Line(f"enrolled_by: {answers.for_whom.record}", ("for_whom", "record")),
        Line(""),
        Line("# The files that the consortium sends, and what their headings mean"),
        Line("records:"),
        *_records(answers),
        Line(""),
        Line("# What is paid for, shown by what, by when"),
        Line("outcomes:"),
        *_outcomes(answers),
        Line(""),
        Line("# How much, limited by what, paid by whom.  Give each clause the number it has on paper."),
        Line("clauses:"),
        *_clauses(answers),
    ]


def text_of(lines: Written) -> str:
    """The lines as the text of a file."""
    return "".join(f"{each.text}\n" for each in lines)


def _lines(value: Any, margin: str, way: Path) -> Iterator[Line]:
    for each in block(value, margin):
        yield Line(each, way)


# ------------------------------------------------------------------------------------------------
# Records


def _records(answers: Answers) -> Iterator[Line]:
    for name, (file, way) in _files(answers).items():
        described = _fields(answers, name)
        by = described.pop("by", None)
        value: dict[str, Any] = {"files": file.name, "person": answers.for_whom.person}
        if file.happens == "lasts":
            value["lasts"] = {"from": file.first, "to": file.last}
        else:
            value["dated"] = file.dated
        if file.received:
            value["received"] = file.received
        if described:
            value["fields"] = {field: _column(each) for field, each in described.items()}
        if by:
            value["by"] = _column(by)
        yield Line(f"  {name}:", way)
        yield from _lines(value, "    ", way)


def _files(answers: Answers) -> dict[str, tuple[FileAnswer, Path]]:
    """The records, in the order in which they were named, each with where its file was described."""
    found: dict[str, tuple[FileAnswer, Path]] = {answers.for_whom.record: (answers.for_whom.file, ("for_whom", "file"))}
    for i, outcome in enumerate(answers.outcomes):
        for leaf, way in _leaves(outcome.shown_by, ("outcomes", i, "shown_by")):
            if leaf.file is not None:
                found.setdefault(leaf.record, (leaf.file, (*way, "file")))
    return found


def _leaves(shown_by: ShownBy, way: Path) -> Iterator[tuple[Leaf, Path]]:
    for i, leaf in enumerate(shown_by.leaves()):
        yield leaf, (*way, "parts", i) if shown_by.kind in known.PARTS else way


def _fields(answers: Answers, record: str) -> dict[str, Described]:
    """The fields of a record, each as it was described where it was first named."""
    found: dict[str, Described] = {}
    if record == answers.for_whom.record:
        found |= {each.field: each for each in answers.for_whom.fields}
    for outcome in answers.outcomes:
        for leaf in outcome.shown_by.leaves():
            for each in leaf.where if leaf.record == record else ():
                if each.heading:
                    found.setdefault(each.field, each)
        if outcome.price.of == record and outcome.price.heading:
            found.setdefault(outcome.price.by, outcome.price)
    return found


def _column(field: Described) -> dict[str, Any]:
    said: dict[str, Any] = {"heading": field.heading}
    if field.holds in (known.CATEGORIES, known.LIST):
        pairs = dict(known.pair(each) for each in field.categories)
        plain = all(theirs == ours for theirs, ours in pairs.items())
        return said | {"one_of" if field.holds == known.CATEGORIES else "list_of": list(pairs) if plain else pairs}
    if field.holds == known.NUMBER:
        return said | {"number": field.unit}
    return said | ({"day": "YYYY-MM-DD"} if field.holds == known.DAY else {"text": "true"})


# ------------------------------------------------------------------------------------------------
# Outcomes


def _outcomes(answers: Answers) -> Iterator[Line]:
    for i, outcome in enumerate(answers.outcomes):
        way: Path = ("outcomes", i)
        yield Line(f"  {outcome.called}:", (*way, "called"))
        yield Line(f"    is: {scalar(outcome.is_)}", (*way, "is"))
        yield from _lines({"shown_by": _shown_by(outcome.shown_by)}, "    ", (*way, "shown_by"))
        if outcome.after:
            yield Line(f"    after: {flow(outcome.after)}", (*way, "after"))
        if outcome.times != "1":
            yield Line(f"    repeats: {flow({'at_most': outcome.times, 'apart': outcome.apart})}", (*way, "times"))
        if outcome.not_provable:
            yield Line("    not_provable:", (*way, "not_provable"))
            yield Line(f"      - {scalar(outcome.not_provable)}", (*way, "not_provable"))


def _shown_by(check: ShownBy) -> dict[str, Any]:
    if check.kind not in known.PARTS:
        return _leaf(check)
    said: dict[str, Any] = {check.kind: [_leaf(each) for each in check.parts]}
    return said | ({"dated_by": check.dated_by} if check.dated_by else {})


def _leaf(leaf: Leaf) -> dict[str, Any]:
    said: dict[str, Any] = {leaf.kind: leaf.record}
    if leaf.kind == "count":
        said["at_least"] = leaf.at_least
    if leaf.kind == "held":
        said |= {"from": leaf.since, "for": leaf.for_, **_how_held(leaf)}
    asked: dict[str, dict[str, Any]] = {}
    for each in leaf.where:
        if each.field == "by":
            said["by"] = list(each.value)
        else:
            asked.setdefault(each.field, {})[each.compares] = _operand(each)
    if asked:
        said["where"] = {field: _comparison(each) for field, each in asked.items()}
    window = {"from": leaf.opens, "to": leaf.closes}
    if any(window.values()):
        said["window"] = {key: value for key, value in window.items() if value}
    return said


def _how_held(leaf: Leaf) -> dict[str, str]:
    """What a hold says besides from when and for how long: in total, among so many, or what breaks it."""
    if leaf.how == "in_total":
        return {"in_total": "true"}
    if leaf.how == "among":
        return {"among": leaf.among}
    return {"gap_at_most": leaf.gap_at_most, "after_break": leaf.after_break}


def _operand(condition: Condition) -> Any:
    return list(condition.value) if condition.compares in ("one_of", "between") else condition.value[0]


def _comparison(asked: dict[str, Any]) -> Any:
    """A text alone is `is`, a list alone `one_of`."""
    return next(iter(asked.values())) if set(asked) in ({"is"}, {"one_of"}) else asked


# ------------------------------------------------------------------------------------------------
# Clauses


def _clauses(answers: Answers) -> Iterator[Line]:
    yield Line('- clause: "1.1"')
    yield Line("  kind: outcome_price")
    if "price_day" in answers.terms:
        yield Line(f"  price_day: {answers.terms['price_day']}", ("terms", "price_day"))
    yield Line("  prices:")
    for i, outcome in enumerate(answers.outcomes):
        yield from _lines({outcome.called: _price(outcome.price)}, "    ", ("outcomes", i, "price"))
    caps: list[tuple[dict[str, str], Path]] = [
        ({"kind": "outcome_cap", "outcome": outcome.called, "at_most": outcome.at_most}, ("outcomes", i, "at_most"))
        for i, outcome in enumerate(answers.outcomes)
        if outcome.at_most
    ]
    if answers.per_person:
        caps.append(({"kind": "participant_cap", "at_most": answers.per_person}, ("per_person",)))
    if answers.in_all:
        caps.append(({"kind": "contract_cap", "at_most": answers.in_all}, ("in_all",)))
    edge = {"edge": answers.terms["edge"]} if "edge" in answers.terms else {}
    for number, (cap, way) in enumerate(caps, 1):
        yield Line(f"- {flow({'clause': f'2.{number}', **cap, **edge})}", way)
    yield Line('- clause: "3.1"', ("paid_by",))
    yield Line("  kind: co_payment", ("paid_by",))
    if "remainder" in answers.terms:
        yield Line(f"  remainder: {answers.terms['remainder']}", ("terms", "remainder"))
    yield Line("  shares:", ("paid_by",))
    for payer, share in _shares(answers).items():
        yield Line(f"    - {flow({'payer': payer, **share})}", ("paid_by",))


def _price(price: PriceAnswer) -> Any:
    if price.kind == "by_date":
        return {"dated": {each.from_: each.amount for each in price.dates}}
    if price.kind == "by_category":
        return {"by": price.by, "of": price.of, "prices": price.prices}
    return price.amount


def _shares(answers: Answers) -> dict[str, dict[str, str]]:
    if answers.paid_by is None:
        return {answers.payers[0].called: {"part": "100%"}}
    word, said = ("pot", answers.paid_by.pots) if answers.paid_by.pots else ("part", answers.paid_by.parts)
    return {payer: {word: value} for payer, value in said.items()}
