"""Write anew what is made from the code: the schema, and the pages on forms, primitives, mechanisms, errors, commands.

With `--check` nothing is written: each page that has drifted from the code is named, and the exit code is 1.
"""

import ast
import os
import sys
from collections.abc import Iterator
from pathlib import Path

from typer.main import get_command
from typer.testing import CliRunner

from sop_engine import errors
from sop_engine.forms import FORMS
from sop_engine.library.schema import schema_text

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from tools.mechanisms import mechanisms_page  # noqa: E402
from tools.reference import prose as _prose  # noqa: E402
from tools.reference import reference_pages  # noqa: E402

MADE = "<!-- Made from the code by `make docs`; a test holds it to the code. -->\n"


def pages() -> dict[str, str]:
    """Each file that is made, by its path from the root."""
    return {
        "schema/contract.schema.json": schema_text(),
        "docs/FORMS.md": forms_page(),
        "docs/ERRORS.md": errors_page(),
        "docs/CLI.md": cli_page(),
        "docs/MODULES.md": modules_page(),
        "docs/MECHANISMS.md": MADE + "\n" + mechanisms_page(),
        **{path: MADE + "\n" + text for path, text in reference_pages().items()},
    }


def forms_page() -> str:
    """The index of the forms: each with its meaning, its page and a heading to link to."""
    text = [MADE, "# Forms of clause\n", "Each form is a file in `sop_engine/forms/`, written out in primitives.\n"]
    for name, form in FORMS.items():
        meaning = _prose(form.__doc__ or "").split("\n\n")[0]
        text += [f"## `{name}`\n", f"{meaning} [Its terms, and an example](reference/forms/{name}.md).\n"]
    return "\n".join(text)


def modules_page() -> str:
    """Every module of each room, with the sentence that it opens with."""
    text = [MADE, "# Rooms and modules\n", "Each module opens with a sentence; here they stand together.\n"]
    package = ROOT / "sop_engine"
    rooms = [package, *sorted({file.parent for file in package.rglob("*.py")} - {package})]
    for room in rooms:
        text += [f"## `{room.relative_to(ROOT)}`\n", "| module | says |", "|---|---|"]
        for file in sorted(room.glob("*.py")):
            says = (ast.get_docstring(ast.parse(file.read_text(encoding="utf-8"))) or "").split("\n\n")[0]
            text.append(f"| [`{file.name}`](../{file.relative_to(ROOT)}) | {' '.join(says.split())} |")
        text.append("")
    return "\n".join(text)


def errors_page() -> str:
    """Every error, warning and remark: its sentence, its remedy, and one as it is printed."""
    text = [MADE, "# What can be wrong, and what to do about it\n"]
    text.append(
        "Wrong terms stop the loading, and all that is wrong is said at once. Remarks on files never stop a run.\n"
    )
    rooms = {
        "A file of terms": (errors._READING, "reading"),
        "What the terms say": (errors._TERMS, "terms"),
        "Deeds of variation": (errors._DEEDS, "terms"),
        "Worked examples": (errors._CASES, ""),
        "Answers of which a contract is made": (errors._ASKING, ""),
        "Files of evidence": (errors._INTAKE, "intake"),
        "What was asked for": (errors._CALLS, ""),
        "What is kept": (errors._STORE, ""),
        "What is posted, and what proves it": (errors._LEDGER, ""),
    }
    for title, (kinds, room) in rooms.items():
        text.append(f"## {title}\n")
        for kind in kinds:
            gravity = "" if kind.gravity == errors.ERROR else f" ({kind.gravity})"
            text += [f"### `{kind.code}`{gravity}\n", f"{_open(kind.fact)} {_open(kind.remedy)}".strip() + "\n"]
            text += _example(room, kind.code)
    return "\n".join(text)


def _open(sentence: str) -> str:
    """A sentence with its gaps shown as such."""
    return (
        sentence.replace("{{", "{")
        .replace("}}", "}")
        .replace("{nearest}", "")
        .replace("{", "‹")
        .replace("}", "›")
        .strip()
    )


def _example(room: str, code: str) -> Iterator[str]:
    """The first problem of this kind in the files that provoke it."""
    printed = ROOT / "tests" / "errors" / room / code / "expected.txt"
    if room and printed.is_file():
        lines = printed.read_text(encoding="utf-8").rstrip("\n").split("\n")
        first = next(i for i, line in enumerate(lines) if line.split(": ")[-1].split(" ")[-1] == code)
        end = next((i for i in range(first + 1, len(lines)) if not lines[i].startswith(" ")), len(lines))
        yield "```\n" + "\n".join(lines[first:end]) + "\n```\n"


def cli_page() -> str:
    """What each command says of itself when asked for help."""
    from sop_engine.cli import __doc__ as opening
    from sop_engine.cli.app import app

    text = [MADE, "# The command line\n", _prose(opening or "") + "\n"]
    for name in ("", *sorted(get_command(app).commands)):  # type: ignore[attr-defined]
        words = [name, "--help"] if name else ["--help"]
        printed = (
            CliRunner().invoke(app, words, prog_name="sop", env={"COLUMNS": "100", "TERMINAL_WIDTH": "100"}).output
        )
        text += [
            f"## `sop {name}".rstrip() + "`\n",
            "```\n" + "\n".join(each.rstrip() for each in printed.strip().splitlines()) + "\n```\n",
        ]
    return "\n".join(text)


def drifted(made: dict[str, str]) -> list[str]:
    """The pages that are not what the code says, and those of the reference that nothing makes."""
    stale = [path for path, text in made.items() if not _is(ROOT / path, text)]
    there = {str(file.relative_to(ROOT)) for file in (ROOT / "docs" / "reference").rglob("*.md")}
    return [*stale, *sorted(there - set(made))]


def _is(file: Path, text: str) -> bool:
    return file.is_file() and file.read_text(encoding="utf-8") == text


def main(words: list[str]) -> int:
    """Write every page, or with `--check` name those that have drifted."""
    os.chdir(ROOT)
    made = pages()
    stale = drifted(made)
    if "--check" in words:
        for path in stale:
            print(f"{path} is not what the code says; `make docs` writes it anew")
        return 1 if stale else 0
    for path in stale:
        if path in made:
            (ROOT / path).parent.mkdir(parents=True, exist_ok=True)
            (ROOT / path).write_text(made[path], encoding="utf-8")
            print(f"wrote {path}")
        else:
            (ROOT / path).unlink()
            print(f"took away {path}")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
