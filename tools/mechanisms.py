"""The mechanisms that real contracts pay by: how each is said, the test that proves it, the contracts that use it.

A row names terms: a form, a word of the language, a word with what it says (`subject=cohort`), or a
word of each outcome or measure itself (`outcomes.each`).  A contract on the shelf uses the mechanism
where they stand in one outcome, measure or clause of it or of its deeds; those after a plus may
stand in another.  A programme after `!` is named though the words stand on the shelf: there they say
something else.
"""

import ast
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

from sop_engine.forms import FORMS
from sop_engine.library.read import read

ROOT = Path(__file__).resolve().parents[1]
SHELF = ROOT / "contracts"
FEW = 4
"""How many contracts and tests a cell names; it says how many more there are."""


class Mechanism(NamedTuple):
    """A way to pay, in our words; the terms that say it; a published programme that pays so."""

    number: int
    what: str
    said: str
    """The terms, separated by blanks."""
    published: str
    page: str = ""
    """The page with an example that runs, where it is not that of a form."""


def _rows() -> Iterator[Mechanism]:
    """The table as it is written below, line by line."""
    for line in TABLE.strip().splitlines():
        number, what, said, published, *page = (each.strip() for each in line.split("|"))
        yield Mechanism(int(number), what, said, published, *page)


TABLE = """
1 | a price for each outcome | outcome_price | Fair Chance Fund
2 | a card at the bidder's discount | discount | Fair Chance Fund
3 | a price by group, fixed at the start | outcome_price by of=start prices | Work Programme
4 | an outcome for some people only | outcomes.for | Youth Endowment Fund | days
5 | tiers by the place of a claim in the contract | by=position | Istanbul employment | table
6 | a price that falls from period to period | by=time | Work Programme | table
7 | one, two, three results of a person each unlock a payment | n_of | West London Zone | check
8 | so much for each unit of time | outcomes.each | Essex edge of care | days
9 | a sliding scale between a floor and a full score | line below above | Ways to Wellness | table
10 | held without a break | held after_break | Innovation Fund | held
11 | held for so long in total | held in_total | Work and Health Programme | held
12 | held for so long among so long | held among | Fair Start Scotland | held
13 | held with incidents permitted | held incidents | London rough sleeping | held
14 | days that neither count nor break | held except | Innovation Fund | held
15 | a total reaches a threshold | measures.sum + measure at_least | Care Leavers | measure
16 | an outcome only after another was achieved, or paid | outcomes.after | Innovation Fund | forms/only_if_paid
17 | a class of outcomes waits for all of another | release_gate | Buenos Aires youth employment
18 | of alternatives one is paid | best_of | Troubled Families
19 | a better outcome pays the difference | best_of | Rough sleeping, Greater Manchester
20 | no bad event and one good one | all_of measure | Foyer Central | check
21 | an outcome again, up to so many times | repeats | Care Leavers | table
22 | once only | outcome_price | Innovation Fund
23 | a cap for one person | participant_cap | Innovation Fund
24 | a cap for one outcome | outcome_cap | Refugee Transitions
25 | no more than a part of all outcomes | share_cap | Buenos Aires youth employment
26 | a cap for each year | period_cap | Santa Clara
27 | a cap for the contract, and for each payer | contract_cap | Fair Chance Fund
28 | what is earned beyond a cap stays on record | contract_cap | Kirklees Better Outcomes Partnership
29 | a minimum performance level | deferral | Work and Health Programme
30 | a minimum of referrals, made good | minimum_payment | Resolve
31 | a count against a baseline | measures.difference + measures.fixed + subject=contract | London | measure
32 | a fall against a matched group | measures.fall | Peterborough | measure
33 | a trigger for each cohort, else all together | best_route + subject=cohort | Peterborough
34 | bands of effect size | steps by | !Rikers Island | table
35 | money for each point, changing at knots | line by | Denver jail days | table
36 | a partial and a full threshold | measure at_least | Utkrisht | check
37 | a standardised difference | measures.reported + per rate | !Educate Girls | measure
38 | frequency only where the binary rate is no worse | all_of measure | !Transforming Rehabilitation | check
39 | those above what would have happened | measures.difference + measures.times | Newpin | measure
40 | what would have happened, fixed and then live | measures.dated | Newpin | measure
41 | a part of the cost avoided | per rate + discount | Essex edge of care | table
42 | present value of later years | measures.weighted_by | !Village Enterprise | measure
43 | an index put together by weights | measures.weighted_by | Educate Girls | measure
44 | less what would have happened anyway | deadweight | Troubled Families
45 | a service fee beside outcomes | delivery_fee | Work and Health Programme
46 | a fee profile, front-loaded | delivery_fee parts | JETS
47 | a fee for a start | record=start | Work Programme | forms/advance
48 | a fee for an assessment | shown_by record=assessment | Fair Chance Fund | check
49 | an advance that is clawed back | advance | Transforming Rehabilitation
50 | a year puts right what was paid on account | reconciliation | Transforming Rehabilitation
51 | a supplement for complex needs | supplement | Northamptonshire
52 | a part kept back | retention | Work and Health Programme
53 | indexation, or an agreed increase | indexation | Care Leavers
54 | a grant in place of outcomes | grant_in_place | Kirklees Better Outcomes Partnership
55 | less what other public bodies paid | deduction | South Carolina NFP
56 | payers by fixed parts | co_payment part payer | Life Chances Fund
57 | payers by outcome | co_payment shares outcomes | Chicago
58 | payers by phase | co_payment dated shares | New York State
59 | payers by cohort or place | co_payment by shares | West London Zone
60 | a split that changes with time | co_payment dated shares | Ways to Wellness
61 | by when it must be claimed | claim_window | Work and Health Programme
62 | a register of late claims | claim_window | European Social Fund
63 | what the data show, without a claim | claims=found_from_records | Real-time earnings | check
64 | proof by one document and any other | all_of any_of | Fair Chance Fund | check
65 | an error rate of a sample, taken back from all | recovery | DWP
66 | an audit before the claim | all_of record | !Supporting Families | check
67 | a disputed part withheld, the rest paid | dispute | United States contracts
68 | a planned schedule replaced by another | planned | Kirklees Better Outcomes Partnership | deed
69 | a variation from a day | deed | Kirklees Better Outcomes Partnership | deed
70 | a window extended | deed changes window | Buenos Aires youth employment | deed
71 | an outcome at nothing, tracked and unpaid | outcome_price =£0 | Positive Families Partnership
"""
MECHANISMS = tuple(_rows())
"""Every mechanism, by number.  Scores and scales come later: no contract here is priced by the inside of one."""


def proofs() -> dict[int, list[tuple[str, str]]]:
    """The tests of each mechanism: file and function, as `test_m18_…` says."""
    found: dict[int, list[tuple[str, str]]] = {}
    for file in sorted((ROOT / "tests").rglob("test_*.py")):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.FunctionDef) and node.name.startswith("test_m") and node.name[6:8].isdigit():
                found.setdefault(int(node.name[6:8]), []).append((str(file.relative_to(ROOT)), node.name))
    return found


def shelf() -> dict[str, list[set[str]]]:
    """What each contract says, deeds included: the words of each outcome, measure, clause and other term by itself."""
    found = {}
    for folder in sorted(each.parent for each in SHELF.glob("*/contract.yaml")):
        files = [folder / "contract.yaml", *sorted((folder / "variations").glob("*.yaml"))]
        found[folder.name] = [part for file in files for part in _parts(read(file.read_bytes(), file.name).tree)]
    return found


def uses(each: Mechanism, parts: list[set[str]]) -> bool:
    """Whether a contract, part by part, says a mechanism."""
    if each.published.startswith("!"):
        return False
    return all(any(set(wanted.split()) <= part for part in parts) for wanted in each.said.split(" + "))


def _parts(tree: Any) -> Iterator[set[str]]:
    if "deed" in tree:
        yield set(_words(tree))
        for section in (tree.get("changes", {}), tree.get("adds", {})):
            yield from _parts(section)
    for word, said in tree.items():
        if word in ("outcomes", "measures") and isinstance(said, dict):
            for one in said.values():
                yield {*_words(one), *(f"{word}.{key}" for key in one)}
        elif word == "clauses":
            yield from ({*_words(one)} for one in (said if isinstance(said, list) else said.values()))
        else:
            yield set(_words({word: said}))


def _words(tree: Any) -> Iterator[str]:
    """Each word of the terms, each with what it says, and the forms of clauses."""
    if isinstance(tree, dict):
        for word, said in tree.items():
            yield word
            if isinstance(said, str):
                yield from (f"{word}={said}", f"={said}", *([said] if word == "kind" and said in FORMS else []))
            yield from _words(said)
    elif isinstance(tree, list):
        for each in tree:
            yield from _words(each)


def mechanisms_page() -> str:
    """The table: mechanism, how it is said, its tests, the contracts that use it."""
    proven, said = proofs(), shelf()
    text = [
        "# How each mechanism is said\n",
        "Seventy-one ways to pay that published outcomes contracts use, each with how it is said here, the tests that "
        "prove it, and the contracts on the shelf in whose terms these words stand. Where none on the shelf uses it, a "
        "published programme is named; the example on the page that the words lead to runs all the same. Scores "
        "and scales, by which some wellbeing outcomes are measured, are the one exception: a file holds the score, "
        "and the language compares it (`reported`, `mean`).\n",
        "| | mechanism | said by | proven by | on the shelf |",
        "|---|---|---|---|---|",
    ]
    for each in MECHANISMS:
        used = [name for name, parts in said.items() if uses(each, parts)]
        cells = (f"M{each.number}", each.what, _said(each), _proven(proven[each.number]), _used(each, used))
        text.append("| " + " | ".join(cells) + " |")
    return "\n".join(text) + "\n"


def page_of(each: Mechanism) -> str:
    """The page with an example that runs, from `docs/reference`."""
    return each.page or "forms/" + next(word for word in each.said.split() if word in FORMS)


def _said(each: Mechanism) -> str:
    words = [word.removeprefix("outcomes.").removeprefix("measures.") for word in each.said.split() if word != "+"]
    words = [word.removeprefix("=").replace("=", ": ") for word in words]
    return f"[{' '.join(f'`{word}`' for word in words)}](reference/{page_of(each)}.md)"


def _proven(found: list[tuple[str, str]]) -> str:
    return _cut([f"[`{name}`](../{file})" for file, name in found])


def _used(each: Mechanism, used: list[str]) -> str:
    return (
        _cut([f"[{name}](../contracts/{name}/contract.yaml)" for name in used])
        or f"not on the shelf; published: {each.published.removeprefix('!')}"
    )


def _cut(links: list[str]) -> str:
    more = len(links) - FEW
    return "; ".join(links[:FEW]) + (f"; and {more} more" if more > 0 else "")
