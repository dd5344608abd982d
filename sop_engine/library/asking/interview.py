"""The interview: the questions in their order, asked of somebody or looked up in a file."""

from collections.abc import Mapping
from typing import Any, Protocol

from pydantic_core import PydanticCustomError

from sop_engine.errors import Problem, nearest
from sop_engine.library.asking.question import Group, Path, Question, Said, Scope, required
from sop_engine.library.asking.questions import QUESTIONS
from sop_engine.library.read import Source
from sop_engine.terms.written import kind_of, wrong


class Asker(Protocol):
    """Whoever has the answers."""

    def answer(self, question: Question, scope: Scope, path: Path) -> Said | None:
        """The answer to a question, as it will stand in the contract; None where there is none."""

    def begins(self, group: Group, scope: Scope, path: Path) -> bool:
        """Whether there is anything to ask in a group."""

    def another(self, group: Group, number: int, path: Path) -> bool:
        """Whether there is one more after so many."""

    def fits(self, group: Group, scope: Scope, path: Path) -> bool:
        """Whether the answers in a group fit together; if not, it is asked again."""

    def not_asked(self, each: Question | Group, scope: Scope, path: Path) -> None:
        """A question that other answers make needless."""


def interview(asker: Asker, answers: dict[str, Any] | None = None) -> dict[str, Any]:
    """Ask every question of the table, and give back the answers; those who may be interrupted bring `answers`."""
    said: dict[str, Any] = {} if answers is None else answers
    _ask(asker, QUESTIONS, Scope(said), ())
    return said


def _ask(asker: Asker, questions: tuple[Question | Group, ...], scope: Scope, path: Path) -> None:
    for each in questions:
        here = (*path, each.key)
        if not each.when(scope):
            asker.not_asked(each, scope, here)
        elif isinstance(each, Question):
            said = asker.answer(each, scope, here)
            if said:
                scope.here[each.key] = said
        elif asker.begins(each, scope, here):
            _ask_group(asker, each, scope, here)


def _ask_group(asker: Asker, group: Group, scope: Scope, path: Path) -> None:
    if not group.many:
        while True:
            scope.here[group.key] = {}
            inner = Scope(scope.here[group.key], scope)
            _ask(asker, group.questions, inner, path)
            if asker.fits(group, inner, path):
                return
    things: list[dict[str, Any]] = []
    scope.here[group.key] = things
    while asker.another(group, len(things), path):
        here = (*path, len(things))
        things.append({})
        inner = Scope(things[-1], scope)
        _ask(asker, group.questions, inner, here)
        if not asker.fits(group, inner, here):
            things.pop()
    if not things:
        del scope.here[group.key]


def taken(question: Question, raw: object, scope: Scope) -> Said:
    """What is said in answer to a question, as it will stand in the contract.

    Raises:
        PydanticCustomError: It cannot be read; its type is a code of the catalogue.
    """
    if question.each:
        return _for_each(question, raw, scope)
    if question.many:
        said = raw
        if isinstance(raw, str):
            said = [raw] if question.alone(scope) else [each.strip() for each in raw.split(",")]
        if not isinstance(said, list) or not all(isinstance(each, str) for each in said):
            raise wrong(
                "wrong-shape",
                found=kind_of(raw),
                expected="a list of texts",
                remedy="Write them with commas between them.",
            )
        read = [question.read(_something(each), scope) for each in said]
        for i, each in enumerate(read):
            if each in read[:i] and scope.here.get("compares") != "between":
                raise wrong("named-twice", found=each)
        return read
    if not isinstance(raw, str):
        raise wrong("wrong-shape", found=kind_of(raw), expected="a single value", remedy="Write it on one line.")
    return question.read(_something(raw), scope)


def _something(text: str) -> str:
    if not text.strip():
        raise wrong(
            "wrong-shape",
            found="nothing",
            expected="an answer",
            remedy="Write it after the colon; what is not needed is left out.",
        )
    return text.strip()


def _for_each(question: Question, raw: object, scope: Scope) -> dict[str, str]:
    names = question.each(scope) if question.each else ()
    if not isinstance(raw, dict):
        raise wrong(
            "wrong-shape",
            found=kind_of(raw),
            expected="a group of named values",
            remedy=f"Write one for each: {', '.join(names)}.",
        )
    for name in names:
        if name not in raw:
            raise wrong(
                "wrong-shape",
                found="nothing",
                expected=f'a value for "{name}"',
                remedy=f"Write one for each: {', '.join(names)}.",
            )
    for name in raw:
        if name not in names:
            raise wrong("not-one-of", found=name, nearest=nearest(str(name), tuple(names)))
    return {name: str(taken_one(question, raw[name], scope)) for name in names}


def taken_one(question: Question, raw: object, scope: Scope) -> str:
    """One value of an answer that has one for each of some names."""
    if not isinstance(raw, str):
        raise wrong("wrong-shape", found=kind_of(raw), expected="a single value", remedy="Write it on one line.")
    return question.read(_something(raw), scope)


def facts_of(error: PydanticCustomError, key: str) -> dict[str, Any]:
    """The facts of what is wrong with an answer, for the sentence of the catalogue."""
    facts: dict[str, Any] = {"joined": "underscores"} | dict(error.context or {})
    if error.type == "not-one-of":
        facts["key"] = key
    if "found" in facts and error.type == "wrong-shape":
        facts["found"] = str(facts["found"])[:1].upper() + str(facts["found"])[1:]
    return facts


class FromFile:
    """The answers as a file has them; all that is wrong with them is in `problems`."""

    def __init__(self, source: Source):
        self.source = source
        self.problems: list[Problem] = list(source.problems)
        self.unsure: set[Path] = set()
        """The groups in which an answer is wrong: what is asked because of it is not judged."""
        self._known(QUESTIONS, ())

    def at(self, path: Path) -> Any:
        """What stands at a place of the file; None where there is nothing."""
        node: Any = self.source.tree
        for step in path:
            if isinstance(node, dict):
                node = node.get(step)
            elif isinstance(node, list) and isinstance(step, int) and step < len(node):
                node = node[step]
            else:
                return None
        return node

    def answer(self, question: Question, scope: Scope, path: Path) -> Said | None:
        """What the file says, or what no answer means."""
        raw = self._raw(path)
        if raw is None:
            raw = question.default(scope)
        if raw is None:
            self._missing(question, path)
        if not raw and self.at(path) is None:
            return None
        return self._read(question, raw, scope, path)

    def begins(self, group: Group, scope: Scope, path: Path) -> bool:
        """A group that may be left out begins where the file has it."""
        raw = self.at(path)
        if raw is None:
            if group.optional or (group.many and not group.least):
                return False
            if any(isinstance(each, Question) and each.default is required for each in group.questions) or group.many:
                self._missing(group, path)
                return False
            return True
        wanted = list if group.many else dict
        if isinstance(raw, wanted) or (isinstance(raw, str) and group.short and raw):
            return True
        expected = "a list" if group.many else "a group of answers"
        self._wrong("wrong-shape", path, found=kind_of(raw).capitalize(), expected=expected, remedy=_keys(group))
        return False

    def another(self, group: Group, number: int, path: Path) -> bool:
        """Whether the file has one more."""
        things = self.at(path)
        things = [things] if isinstance(things, str) else things
        if number == 0 and len(things) < group.least:
            self._wrong(
                "wrong-shape",
                path,
                found=f"A list of {len(things)}",
                expected=f"a list of {group.least} or more",
                remedy=_keys(group),
            )
        return number < len(things)

    def fits(self, group: Group, scope: Scope, path: Path) -> bool:
        """Whether they fit is noted; nothing is asked again."""
        try:
            group.fit(scope)
        except PydanticCustomError as error:
            if not any(each[: len(path)] == path for each in self.unsure):
                self._wrong(error.type, path, **facts_of(error, group.key))
        return True

    def not_asked(self, each: Question | Group, scope: Scope, path: Path) -> None:
        """An answer to what is not asked is pointed out, unless what it hangs on is itself wrong."""
        if self.at(path) is not None and not any(path[: len(way)] == way for way in self.unsure):
            self._wrong("answer-not-asked", path, True, key=each.key, only=each.only)

    def _raw(self, path: Path) -> Any:
        """The answer at a place; a text alone may stand for its group."""
        raw = self.at(path)
        above = self.at(path[:-1])
        if raw is None and isinstance(above, str):
            return above if path[-1] == self._short(path[:-1]) else None
        if raw is None and len(path) > 1 and isinstance(path[-2], int) and path[-2] == 0:
            alone = self.at(path[:-2])
            if isinstance(alone, str):
                return alone if path[-1] == self._short(path[:-1]) else None
        return raw

    def _short(self, path: Path) -> str:
        group: Group | None = None
        questions = QUESTIONS
        for step in path:
            if not isinstance(step, int):
                group = next(each for each in questions if isinstance(each, Group) and each.key == step)
                questions = group.questions
        return group.short if group else ""

    def _read(self, question: Question, raw: object, scope: Scope, path: Path) -> Said | None:
        try:
            return taken(question, raw, scope)
        except PydanticCustomError as error:
            self._wrong(error.type, path, **facts_of(error, question.key))
            return raw if isinstance(raw, str) else None

    def _missing(self, each: Question | Group, path: Path) -> None:
        of = f'"{path[-2]}"' if len(path) > 1 and isinstance(path[-2], str) else "The file"
        if len(path) > 1 and isinstance(path[-2], int):
            of = f'"{path[-3]}", the {_ordinal(path[-2] + 1)},'
        asks = each.asks[:1].lower() + each.asks[1:]
        self._wrong("missing-key", path[:-1], True, of=of, key=each.key, why=asks if asks.endswith("?") else f"{asks}.")

    def _wrong(self, code: str, path: Path, of_key: bool = False, **facts: object) -> None:
        self.unsure.add(path[:-1] if code != "missing-key" else path)
        of_key = of_key or not isinstance(self.at(path), str)
        self.problems.append(self.source.problem(code, path, of_key, **facts))

    def _known(self, questions: tuple[Question | Group, ...], path: Path) -> None:
        """No answer is given to a question that there is not."""
        node = self.at(path)
        for i, each in enumerate(node) if isinstance(node, list) else ():
            if isinstance(each, Mapping):
                self._known(questions, (*path, i))
        known = {each.key: each for each in questions}
        for key in node if isinstance(node, dict) else ():
            if key not in known:
                of = (
                    f'"{next((each for each in reversed(path) if isinstance(each, str)), "")}"'
                    if path
                    else "the answers"
                )
                self._wrong("unknown-key", (*path, key), True, key=key, of=of, nearest=nearest(key, tuple(known)))
            elif isinstance(inner := known[key], Group):
                self._known(inner.questions, (*path, key))


def _ordinal(number: int) -> str:
    return {1: "first", 2: "second", 3: "third"}.get(number, f"{number}th")


def _keys(group: Group) -> str:
    return f"Write its answers, each with a colon: {', '.join(each.key for each in group.questions)}."
