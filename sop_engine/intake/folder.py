"""Folder: which files of a folder hold which records; what nobody reads is pointed out."""

from fnmatch import fnmatchcase
from pathlib import Path

from sop_engine.errors import CallError, Place, Problem, escaped, problem
from sop_engine.intake.cells import clean
from sop_engine.intake.sheet import MOST_BYTES, Sheet, read_csv
from sop_engine.intake.take_in import TakenIn, take_in
from sop_engine.terms.contract import Contract

_WORKBOOKS = (".xlsx", ".xls", ".xlsm", ".xlsb", ".ods", ".numbers")
_MOST_REASONS = 20


def take_in_folder(contract: Contract, folder: Path, as_at: int, known_at: int | None = None) -> TakenIn:
    """Read every file of a folder that the contract asks for.

    Raises:
        CallError: There is no such folder, or nobody is enrolled by what is in it.
    """
    if not folder.is_dir():
        raise CallError(problem("evidence-missing", Place(str(folder)), found=folder))
    inside = sorted(each for each in folder.iterdir() if not each.name.startswith("."))
    files = [each for each in inside if each.is_file()]
    read: dict[Path, Sheet | None] = {}
    problems = [problem("folder-not-read", Place(_shown(each))) for each in inside if each.is_dir()]
    odd = [each for each in inside if not each.is_file() and not each.is_dir()]
    detail = "it is not a file, or leads nowhere"
    problems += [problem("file-unreadable", Place(_shown(each)), detail=detail) for each in odd]
    sheets: dict[str, list[Sheet]] = {kind: [] for kind in contract.records}
    for kind, terms in contract.records.items():
        matching = [each for each in files if any(_matches(each, pattern) for pattern in terms.files)]
        if not matching:
            problems.append(problem("no-file", Place(_shown(folder)), patterns=" or ".join(terms.files), record=kind))
        for file in matching:
            if file not in read:
                read[file], found = _read(file)
                problems += found
            sheet = read[file]
            if sheet is not None:
                sheets[kind].append(sheet)
    for file in files:
        if file not in read and not any(_matches(file, pattern) for pattern in contract.not_read):
            code = "file-not-csv" if file.suffix.casefold() in _WORKBOOKS else "file-not-used"
            problems.append(problem(code, Place(_shown(file))))
    taken = take_in(contract, sheets, as_at, known_at)
    together = tuple(sorted({*taken.problems, *problems}))
    if not taken.records.people:
        asked = contract.records[contract.enrolled_by].files
        about = [each for each in together if any(_matches(Path(each.place.file), pattern) for pattern in asked)]
        nobody = problem(
            "nobody-enrolled",
            Place(str(folder)),
            start=contract.enrolled_by,
            folder=_shown(folder),
            patterns=" or ".join(asked),
        )
        raise CallError(nobody, *about[:_MOST_REASONS])
    return TakenIn(taken.records, together, taken.files)


def _matches(file: Path, pattern: str) -> bool:
    """Whether a file has a name that the contract asks for, in any case and spelling of accents."""
    return fnmatchcase(clean(file.name).casefold(), clean(pattern).casefold())


def _shown(path: Path) -> str:
    """The name of a file or folder in messages, on one line."""
    return escaped(path.name or str(path))


def _read(file: Path) -> tuple[Sheet | None, list[Problem]]:
    name = _shown(file)
    try:
        size = file.stat().st_size
        if size > MOST_BYTES:
            return None, [problem("csv-too-large", Place(name), size=f"{size:,}", most=f"{MOST_BYTES:,}")]
        return read_csv(file.read_bytes(), name)
    except OSError as error:
        return None, [problem("file-unreadable", Place(name), detail=error.strerror or "the system refuses")]
