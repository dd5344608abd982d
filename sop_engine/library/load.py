"""Load: a folder with a contract becomes a contract, or one list of all that is wrong with it."""

from dataclasses import dataclass
from pathlib import Path

from pydantic import ValidationError

from sop_engine.errors import ERROR, CallError, Place, Problem, TermsError, nearest, problem
from sop_engine.library.bind import bind
from sop_engine.library.deeds import made, vary
from sop_engine.library.deeds.written import Written, read_deeds
from sop_engine.library.lint import lint
from sop_engine.library.read import bounded, read
from sop_engine.library.shape import shape
from sop_engine.library.shelf import is_file, names, shelf, shown
from sop_engine.terms.contract import Contract, StandardTerms
from sop_engine.units.numbers import many

FILE = "contract.yaml"
"""The file of a contract, in its folder."""


@dataclass(frozen=True, slots=True)
class Agreed:
    """A contract as loaded: its terms, what was pointed out, and what it rests on."""

    contract: Contract
    standard: StandardTerms | None
    """The standard terms it takes, to be printed in full with every statement."""
    warnings: tuple[Problem, ...]
    folder: Path
    text: bytes
    """The file itself, for those who want to compare."""
    deeds: tuple[Written, ...] = ()
    """The deeds beside it, as their files have them."""


def load_contract(name: str | Path, deeds: int | None = None) -> Agreed:
    """Load a contract by its name on the shelf, by its folder, or by its file, with the deeds beside it.

    `deeds` is how many of them, the first so many; all of them where it is not said.

    Raises:
        CallError: There is no such contract.
        TermsError: Its terms are wrong; all that is wrong is in it.

    Example:
        >>> load_contract("rough-sleeping").contract.in_force.from_
        17471
    """
    file = find(name)
    try:
        text = bounded(file)
    except OSError as error:
        raise CallError(problem("contract-unreadable", Place(shown(file)), detail=error.strerror or "")) from None
    source = read(text, shown(file))
    draft = shape(source)
    standard, taken, named = None, draft.get("standard_terms"), draft.at(("standard_terms",)) is not None
    if taken:
        known = tuple(each.stem for each in sorted(shelf("rules").glob("standard_terms/*.yaml")))
        standard = load_standard_terms(taken)
        if standard is None:
            draft.wrong("standard-terms-unknown", ("standard_terms",), found=taken, nearest=nearest(taken, known))
    bind(draft, standard, asking=not named or standard is not None)
    written, wrong = read_deeds(file.parent)
    if any(each.gravity == ERROR for each in [*draft.problems, *wrong]):
        raise TermsError(*draft.problems, *wrong)
    if deeds is not None and deeds > len(written):
        raise CallError(problem("deeds-too-many", Place("--deeds"), found=deeds, number=many(len(written), "deeds")))
    first = contract = made(draft)
    found: tuple[Problem, ...] = ()
    if written[:deeds]:
        varied = vary(source, draft, contract, written[:deeds], standard)
        found = varied.problems
        if varied.contract is None:
            raise TermsError(*{*draft.problems, *found})
        contract = varied.contract
    lint(draft, first, contract)
    problems = tuple(sorted({*draft.problems, *found}))
    return Agreed(contract, standard, problems, file.parent, text, tuple(written[:deeds]))


def find(name: str | Path) -> Path:
    """The file of a contract: named on the shelf, or by folder, or by file."""
    path = Path(name)
    for file in (path, path / FILE, shelf("contracts") / path / FILE):
        if is_file(file):
            return file
    known = names("contracts", FILE)
    raise CallError(problem("contract-missing", Place(str(name)), found=name, nearest=nearest(path.name, known)))


def load_standard_terms(name: str) -> StandardTerms | None:
    """A set of standard terms by its name, or None.

    Example:
        >>> load_standard_terms("sop-engine-1").terms["edge"].value
        'part'
    """
    file = shelf("rules") / "standard_terms" / f"{name}.yaml"
    if not name.replace("-", "").isalnum() or not is_file(file):
        return None
    source = read(file.read_bytes(), f"rules/standard_terms/{file.name}")
    try:
        return StandardTerms.model_validate(source.tree)
    except ValidationError as error:
        raise ValueError(f"{source.name} is on our shelf and cannot be read: {error}") from error
