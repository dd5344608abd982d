"""Written: the files of deeds beside a contract, each read, and its own terms shaped."""

import re
from dataclasses import dataclass
from pathlib import Path as FilePath
from typing import Annotated, Any

from pydantic import TypeAdapter

from sop_engine.errors import CallError, Place, Problem, nearest, problem
from sop_engine.library.read import Source, bounded, read
from sop_engine.library.shape import Draft, close, validated
from sop_engine.terms.deed import Change, Deed, DeedTerms

FOLDER = "variations"
"""Where the deeds of a contract lie, beside contract.yaml."""


@dataclass(frozen=True, slots=True)
class Written:
    """A deed as its file says it."""

    source: Source
    terms: DeedTerms
    text: bytes

    @property
    def number(self) -> int:
        """Its number."""
        return self.terms.deed

    def deed(self, changes: tuple[Change, ...]) -> Deed:
        """The deed, once it is known what it changes."""
        said = self.terms
        return Deed(
            said.deed,
            said.signed,
            said.from_,
            said.for_,
            said.referred_by or "referred",
            said.because,
            said.source,
            said.illustrative,
            changes,
        )


def read_deeds(folder: FilePath) -> tuple[list[Written], list[Problem]]:
    """The deeds beside a contract, in order of number, and what is wrong with their files.

    Raises:
        CallError: A file cannot be opened.
        TermsError: A file cannot be read to its end.
    """
    inside = folder / FOLDER
    if not inside.is_dir():
        return [], []
    found: list[Written] = []
    problems: list[Problem] = []
    for file in sorted(inside.iterdir()):
        name = f"{(folder.name or folder.resolve().name)}/{FOLDER}/{file.name}"
        if file.suffix not in (".yaml", ".yml"):
            continue
        if not re.fullmatch(r"\d{2,}\.yaml", file.name):
            problems.append(problem("deed-file-name", Place(name), found=file.name))
            continue
        try:
            text = bounded(file)
        except OSError as error:
            raise CallError(problem("contract-unreadable", Place(name), detail=error.strerror or "")) from None
        source = read(text, name)
        terms, wrong = _shaped(source)
        problems += wrong
        if terms is not None and terms.deed != int(file.stem):
            problems.append(source.problem("deed-number-in-name", ("deed",), found=file.name, number=terms.deed))
        elif terms is not None:
            found.append(Written(source, terms, text))
    return sorted(found, key=lambda each: each.number), problems


def _shaped(source: Source) -> tuple[DeedTerms | None, list[Problem]]:
    """The terms of a deed, or all that is wrong with them; what it changes is not looked into here."""
    draft = Draft(source)
    draft.problems += source.problems
    tree = source.tree if isinstance(source.tree, dict) else {}
    fields = {info.alias or name: (name, info) for name, info in DeedTerms.model_fields.items()}
    meant = set()
    for key in tree:
        if key not in fields:
            draft.wrong("unknown-key", (key,), True, key=key, of="a deed", nearest=nearest(key, tuple(fields)))
            meant |= set(close(key, tuple(fields)))
    values: dict[str, Any] = {}
    for key, (name, info) in fields.items():
        if key in tree and key in ("changes", "adds", "withdraws", "planned"):
            values[name] = _group(draft, key, tree[key])
        elif key in tree:
            written: Any = Annotated[info.annotation, *info.metadata] if info.metadata else info.annotation
            values[name] = validated(draft, TypeAdapter(written).validate_python, tree[key], (key,))
        elif info.is_required() and key not in meant:
            why = (info.description or "").split("\n")[0]
            draft.wrong("missing-key", (), of="The deed", key=key, why=why[:1].lower() + why[1:])
    if draft.problems:
        return None, draft.problems
    return DeedTerms.model_validate(values), []


def _group(draft: Draft, key: str, raw: object) -> dict[str, Any]:
    """A part of the deed that is a group of terms: read later, together with the contract."""
    if isinstance(raw, dict) and raw:
        return raw
    draft.wrong(
        "wrong-shape",
        (key,),
        found="Nothing" if not raw else "A list" if isinstance(raw, list) else f'The text "{raw}"',
        expected="a group of named terms",
        remedy="Begin each line with a name and a colon; a part that is not needed is left out.",
    )
    return {}
