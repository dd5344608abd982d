"""Write anew what is made from the code: the schema, and the pages on forms, errors and commands."""

import os
from collections.abc import Iterator
from pathlib import Path

from typer.main import get_command
from typer.testing import CliRunner

from sop_engine import errors
from sop_engine.forms import FORMS
from sop_engine.library.schema import contract_schema, schema_text

ROOT = Path(__file__).resolve().parents[1]
MADE = "<!-- Made from the code by `make docs`; a test holds it to the code. -->\n"


def pages() -> dict[str, str]:
    """Each file that is made, by its path from the root."""
    return {
        "schema/contract.schema.json": schema_text(),
        "docs/FORMS.md": forms_page(),
        "docs/ERRORS.md": errors_page(),
        "docs/CLI.md": cli_page(),
    }


def forms_page() -> str:
    """A section for each form of clause: its meaning, its terms, its sentence in a statement."""
    schema = contract_schema()["$defs"]
    text = [MADE, "# Forms of clause\n", "Each form is a file in `sop_engine/forms/`, written out in primitives.\n"]
    for name, form in FORMS.items():
        properties = schema[form.__name__]["properties"]
        text += [f"## `{name}`\n", _prose(form.__doc__ or "") + "\n", "| term | says |", "|---|---|"]
        for term, said in properties.items():
            if term not in ("clause", "kind"):
                needed = "" if term in schema[form.__name__].get("required", ()) else " (may be left out)"
                asked = " Standard terms may state it." if term in form.asked else ""
                text.append(f"| `{term}` | {said.get('description', '').strip()}{asked}{needed} |")
        text += ["", f"In a statement: *{form.says}*.\n"]
    return "\n".join(text)


def _prose(docstring: str) -> str:
    return "\n".join(line.strip() for line in docstring.strip().splitlines())


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


if __name__ == "__main__":
    os.chdir(ROOT)
    for file, text in pages().items():
        (ROOT / file).write_text(text, encoding="utf-8")
        print(f"wrote {file}")
