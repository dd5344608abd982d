"""Asking on a terminal: question after question, each with help on `?`; what cannot be read is asked again."""

from typing import Any
from unicodedata import normalize

import typer
from pydantic_core import PydanticCustomError

from sop_engine.errors import CallError, Place, SopError, problem
from sop_engine.library.asking.emit import scalar
from sop_engine.library.asking.interview import facts_of, taken, taken_one
from sop_engine.library.asking.question import Group, Path, Question, Said, Scope
from sop_engine.library.read import read

OPENING = """A new contract, question after question.  `?` explains a question; Enter takes what stands in [brackets].
"""


class OnTerminal:
    """The answers of somebody at a terminal; the questions go to standard error, so that an answer can be piped."""

    def answer(self, question: Question, scope: Scope, path: Path) -> Said | None:
        """The answer, asked until it can be read."""
        if question.each:
            return {name: str(self._one(question, scope, name)) for name in question.each(scope)}
        return self._one(question, scope)

    def begins(self, group: Group, scope: Scope, path: Path) -> bool:
        """Say what the questions are about; what may be left out is asked for first."""
        if group.optional or (group.many and not group.least):
            return self._yes(group.asks, group.help)
        if group.key not in ("file",):
            self._say(f"\n{group.asks}")
        return True

    def another(self, group: Group, number: int, path: Path) -> bool:
        """Whether there is one more; a list that was begun has at least one."""
        if number < max(group.least, 1):
            return True
        return self._yes(group.another, "yes, or Enter for no.")

    def fits(self, group: Group, scope: Scope, path: Path) -> bool:
        """Whether the answers fit together; if not, why, and all of them are asked again."""
        try:
            group.fit(scope)
        except PydanticCustomError as error:
            self._wrong(error, group.key)
            return False
        return True

    def not_asked(self, each: Question | Group, scope: Scope, path: Path) -> None:
        """There is nothing to say of what is not asked."""

    def _one(self, question: Question, scope: Scope, name: str = "") -> Said | None:
        default = question.default(scope)
        asks = question.asks.replace("{name}", name)
        while True:
            said = self._prompt(f"{asks} [{default}]" if default else asks)
            if said == "?":
                self._say(f"  {question.help}")
                continue
            if not said and default == "":
                return None
            try:
                self._legible(said)
                raw: str = said or default or ""
                return taken_one(question, raw, scope) if name else taken(question, raw, scope)
            except PydanticCustomError as error:
                self._wrong(error, question.key)
            except SopError as error:
                self._say("\n".join(f"  {each.fact} {each.remedy}" for each in error.problems))

    def _legible(self, said: str) -> None:
        """Only what a file of terms may hold."""
        source = read(f"said: {scalar(said)}\n".encode(errors="replace"), "answer")
        if source.problems:
            raise SopError(*source.problems)

    def _yes(self, asks: str, help_: str) -> bool:
        while True:
            said = self._prompt(f"{asks} (yes/no) [no]").casefold()
            if said in ("", "n", "no"):
                return False
            if said in ("y", "yes"):
                return True
            self._say(f"  {help_}" if said == "?" else f'  "{said}" is neither yes nor no.')

    def _prompt(self, asks: str) -> str:
        try:
            said: Any = typer.prompt(asks, default="", show_default=False, prompt_suffix=" ", err=True)
        except typer.Abort:
            self._say("")
            raise CallError(problem("answers-end", Place("sop new"), asks=asks)) from None
        return normalize("NFC", str(said).strip())  # as a file of answers is read

    def _wrong(self, error: PydanticCustomError, key: str) -> None:
        said = problem(error.type, Place(key), **facts_of(error, key))
        self._say(f"  {said.fact} {said.remedy}")

    def _say(self, said: str) -> None:
        typer.echo(said, err=True)
