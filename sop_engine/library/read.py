"""Reading a file of terms: YAML in which every value stays text, and each knows its line.

Only the events of the YAML reader are used, and what is built from them is text, lists and
mappings: nothing is constructed, no alias is followed, and `NO`, `010` and `1_000` stay what
they are.  What means more than it says (tags, anchors, merge keys, keys that stand twice) is refused.
"""

import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path as FilePath
from typing import Any, NoReturn

from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, StringMark
from ruamel.yaml.events import (
    AliasEvent,
    CollectionStartEvent,
    DocumentStartEvent,
    MappingEndEvent,
    MappingStartEvent,
    NodeEvent,
    ScalarEvent,
    SequenceEndEvent,
    StreamEndEvent,
)

from sop_engine import errors
from sop_engine.errors import Place, Problem, TermsError

MOST_BYTES = 256 * 1024
MOST_LEVELS = 32
MOST_VALUES = 20_000
MOST_CHARACTERS_NAMED = 20

Path = tuple[str | int, ...]
Spot = tuple[int, int]
Tree = dict[str, "Tree"] | list["Tree"] | str


@dataclass(frozen=True, slots=True)
class Source:
    """A file of terms as read: values that are text, lists and mappings, and where each one stands.

    `places` gives line and column (from 1) of each value by its path, such as `("clauses", 0, "kind")`;
    `keys` those of the key before it.  `problems` is all that was wrong and could be read past:
    terms with problems are for looking at, not for paying by.
    """

    name: str
    tree: Tree | None
    lines: tuple[str, ...]
    places: Mapping[Path, Spot]
    keys: Mapping[Path, Spot]
    problems: tuple[Problem, ...]

    def place(self, path: Path, of_key: bool = False) -> Place:
        """Where the value stands, or its key; where there is none, the nearest that it would stand in.

        Example:
            >>> source = read(b"parties:\\n  sib: {role: lender}\\n", "contract.yaml")
            >>> str(source.place(("parties", "sib", "role")))
            'contract.yaml:2'
            >>> str(source.place(("parties", "sib", "name"), of_key=True))
            'contract.yaml:2'
        """
        for length in range(len(path), -1, -1):
            here = path[:length]
            spot = (self.keys.get(here) if of_key else None) or self.places.get(here)
            if spot:
                return Place(self.name, *spot)
        return Place(self.name)

    def excerpt(self, place: Place) -> str:
        """The line at that place, without its margin, fit for a screen.

        Example:
            >>> source = read(b"title:   Homes  \\n", "contract.yaml")
            >>> source.excerpt(source.place(("title",)))
            'title:   Homes'
        """
        return _excerpt(self.lines, place.line)

    def problem(self, code: str, path: Path, of_key: bool = False, **facts: object) -> Problem:
        """A problem of the catalogue, with the place of this value (or its key) and the line it stands on.

        Example:
            >>> source = read(b"currency: Pound\\n", "contract.yaml")
            >>> print(source.problem("currency-unknown", ("currency",), found="Pound"))
            contract.yaml:1: currency-unknown
                1 | currency: Pound
              "Pound" is not a currency.
              Write its three letters, such as GBP or EUR.
        """
        place = self.place(path, of_key)
        return errors.problem(code, place, self.excerpt(place), **facts)


def bounded(file: FilePath) -> bytes:
    """The bytes of a file of terms, unless it is too large to be one.

    Raises:
        TermsError: The file is larger than files of terms may be; it is not read.
    """
    size = file.stat().st_size
    if size > MOST_BYTES:
        name = f"{file.parent.name}/{file.name}"
        raise TermsError(errors.problem("file-too-large", Place(name), size=f"{size:,}", most=f"{MOST_BYTES:,}"))
    return file.read_bytes()


def read(text: bytes, name: str, or_list: bool = False) -> Source:
    """Read a file of terms; `or_list` where the file may also be a list, such as worked examples.

    Raises TermsError, with everything found so far, only where the file cannot be read to its end
    or does not hold terms; all else that is wrong is in `problems` of what is returned.

    Example:
        >>> source = read(b"from: 010\\npaid: [NO, 1_000]\\npaid: []\\n", "contract.yaml")
        >>> source.tree
        {'from': '010', 'paid': ['NO', '1_000']}
        >>> print(source.problems[0])
        contract.yaml:3: yaml-repeated-key
            3 | paid: []
          "paid" stands here again; it is already on line 2.
          Keep one of the two: nothing is settled by which comes last.
    """
    if len(text) > MOST_BYTES:
        raise TermsError(errors.problem("file-too-large", Place(name), size=f"{len(text):,}", most=f"{MOST_BYTES:,}"))
    try:
        written = text.decode("utf-8")
    except UnicodeDecodeError as error:
        before = text[: error.start].count(b"\n")
        line = text.split(b"\n")[before].decode("utf-8", "backslashreplace")
        raise TermsError(
            errors.problem("file-encoding", Place(name, before + 1), _excerpt((line,), 1), offset=error.start)
        ) from None
    return _Reading(name, written.removeprefix("\ufeff").replace("\r\n", "\n")).source(or_list)


# What cannot be seen, or changes the direction of what can: control characters but tab and newline,
# marks of direction, joiners and spaces without width, separators of lines, halves of pairs.
_FORBIDDEN = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\xad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f"
    "\ud800-\udfff\ufeff\ufff9-\ufffb\ufffe\uffff\U000e0000-\U000e007f]"
)
_SEEN_INSTEAD = "\ufffd"

_THREE_DIGITS = re.compile(r"\d{3}(?:\.\d+)?")
_THREE_DIGITS_AND_MORE = re.compile(r"\d{3}(?:\.\d+)?(?:\s.*|%|[£€$¥₹])")
_ENDS_LIKE_AMOUNT = re.compile(r"(?:.*[^\d,.])?\d{1,3}(?:,\d{3})*", re.DOTALL)
_AMOUNT_IN_CURRENCY = re.compile(
    r"[-−]?(?:(?:[£€$¥₹]|[A-Z]{3} ?)\d{1,3}(?:,\d{3})+(?:\.\d+)?(?:\s.*)?"
    r"|\d{1,3}(?:,\d{3})+(?:\.\d+)? ?(?:[£€$¥₹]|[A-Z]{3}))"
)
_MOST_COMMAS = 5  # in an amount that we put together again
_TAG = re.compile(r"(?:&\S+\s+)?(!<[^>]*>|![^\s,\[\]{}]*)")


class _Reading:
    """One file on its way from text to tree."""

    def __init__(self, name: str, text: str):
        self.name = name
        self.lines = tuple(text.split("\n"))
        self.places: dict[Path, Spot] = {}
        self.keys: dict[Path, Spot] = {}
        self.problems: list[Problem] = []
        self.characters = 0  # forbidden ones, named so far
        self.values = 0
        self.last: Any = None  # the event before
        self.open: list[CollectionStartEvent] = []  # the lists and mappings we are inside of
        self._name_characters(text)
        self.text = _FORBIDDEN.sub(_SEEN_INSTEAD, text)
        # The plain reader: the one that keeps comments writes marks of its own into folded text.
        self.events: Iterator[Any] = YAML(typ="safe", pure=True).parse(self.text)

    def source(self, or_list: bool) -> Source:
        tree = self._document()
        if isinstance(tree, str) or (isinstance(tree, list) and not or_list):
            line, column = self.places[()]
            self._refuse("yaml-not-a-mapping", line, column, found="a list" if isinstance(tree, list) else "only text")
        return Source(self.name, tree, self.lines, self.places, self.keys, tuple(sorted(self.problems)))

    # ---- what is wrong -------------------------------------------------------------------------

    def _note(self, code: str, line: int, column: int, **facts: object) -> None:
        """Put a problem on the list, and read on."""
        place = Place(self.name, line, column)
        self.problems.append(errors.problem(code, place, _excerpt(self.lines, line), **facts))

    def _refuse(self, code: str, line: int, column: int, **facts: object) -> NoReturn:
        """Say what ends the reading, with all that was noted before."""
        self._note(code, line, column, **facts)
        raise TermsError(*self.problems)

    def _name_characters(self, text: str) -> None:
        for found in _FORBIDDEN.finditer(text):
            if self.characters == MOST_CHARACTERS_NAMED:
                return
            line, column = text.count("\n", 0, found.start()) + 1, found.start() - text.rfind("\n", 0, found.start())
            self._name_character(found.group(), line, column)

    def _name_character(self, character: str, line: int, column: int) -> None:
        if self.characters < MOST_CHARACTERS_NAMED:
            self._note("character-not-allowed", line, column, character=f"U+{ord(character):04X}")
            self.characters += 1

    # ---- the events, one after another ---------------------------------------------------------

    def _next(self) -> Any:
        try:
            event = next(self.events)
        except MarkedYAMLError as error:
            self._explain(error)
        except Exception:  # the reader stumbles over some texts, such as "\U00110000": that is no reason to fall
            line, column = _spot(self.last.end_mark) if self.last else (1, 1)
            self._refuse("yaml-syntax", line, column, detail="what follows here cannot be read")
        if isinstance(event, NodeEvent):
            self.values += 1
            if self.values > MOST_VALUES:
                self._refuse("yaml-too-many-values", *_spot(event.start_mark), most=f"{MOST_VALUES:,}")
        self.last = event
        return event

    def _document(self) -> Tree:
        """The one document of the file."""
        self._next()  # the stream begins
        event = self._next()
        if isinstance(event, StreamEndEvent):
            raise TermsError(*self.problems, errors.problem("yaml-empty", Place(self.name)))
        for number in range(1, event.start_mark.line + 1):
            if event.explicit and self.lines[number - 1].startswith("%"):
                self._refuse("yaml-directive", number, 1)
        event = self._next()
        if _is_empty(event):
            raise TermsError(*self.problems, errors.problem("yaml-empty", Place(self.name)))
        tree = self._node(event, (), True)
        self._next()  # the document ends
        event = self._next()
        if isinstance(event, DocumentStartEvent):
            self._refuse("yaml-several-documents", *_spot(event.start_mark))
        return tree

    def _node(self, event: Any, path: Path, kept: bool) -> Tree:
        """The value that begins with this event; where it is kept, its place is noted under the path."""
        line, column = _spot(event.start_mark)
        if kept:
            self.places[path] = line, column
        if isinstance(event, AliasEvent):
            self._note("yaml-alias", line, column)
            return f"*{event.anchor}"
        if event.anchor is not None:
            self._note("yaml-alias", line, column)
        if event.tag is not None:
            tag = _TAG.match(self.text, event.start_mark.index)
            self._note("yaml-tag", line, column, tag=tag.group(1) if tag else event.tag)
        if isinstance(event, ScalarEvent):
            return self._text(event)
        if len(self.open) == MOST_LEVELS:
            self._refuse("yaml-too-deep", line, column, most=MOST_LEVELS)
        self.open.append(event)
        within = self._mapping if isinstance(event, MappingStartEvent) else self._list
        tree = within(event, path, kept)
        self.open.pop()
        return tree

    def _text(self, event: ScalarEvent) -> str:
        text: str = unicodedata.normalize("NFC", event.value)  # as evidence is read: one spelling of accents
        for found in _FORBIDDEN.finditer(text):  # written out in double quotes: "\\u202E"
            self._name_character(found.group(), *_spot(event.start_mark))
        return _FORBIDDEN.sub(_SEEN_INSTEAD, text)

    def _list(self, start: CollectionStartEvent, path: Path, kept: bool) -> Tree:
        found: list[Tree] = []
        amount = ""  # the item before, as far as it may be an amount cut by a comma
        while not isinstance(event := self._next(), SequenceEndEvent):
            item = event.value if start.flow_style and _is_plain(event) else ""
            if item and amount and _is_amount(f"{amount},{item}"):
                if "," not in amount:
                    self._note("yaml-comma-in-amount", *_spot(event.start_mark), key=item)
                found[-1] = amount = f"{amount},{item}"
                continue
            found.append(self._node(event, (*path, len(found)), kept))
            amount = item
        return found

    def _mapping(self, start: CollectionStartEvent, path: Path, kept: bool) -> Tree:
        found: dict[str, Tree] = {}
        lines: dict[str, int] = {}
        amount = ""  # the plain value before, as far as it may be an amount cut by a comma
        last = ""
        while not isinstance(event := self._next(), MappingEndEvent):
            line, column = _spot(event.start_mark)
            key = self._key(event)
            value = self._next()
            if key is None:
                self._node(value, path, False)
                amount = ""
                continue
            if amount and start.flow_style and _is_plain(event) and _is_empty(value) and _carries_on(amount, key):
                if "," not in amount:
                    self._note("yaml-comma-in-amount", line, column, key=key)
                found[last] = amount = f"{amount},{key}"
                continue
            if key in found:
                self._note("yaml-repeated-key", line, column, key=key, first=lines[key])
                self._node(value, path, False)
                amount = ""
                continue
            here = (*path, key)
            lines[key] = line
            if kept:
                self.keys[here] = line, column
            found[key] = self._node(value, here, kept)
            last, amount = key, value.value if _is_plain(value) else ""
        return found

    def _key(self, event: Any) -> str | None:
        """The key that this event says; None where it cannot be one, which is then noted."""
        line, column = _spot(event.start_mark)
        before = len(self.problems)
        key = self._node(event, (), False)
        if not isinstance(key, str):
            self._note("yaml-key", line, column, found="A list" if isinstance(key, list) else "A mapping")
        elif key == "<<" and _is_plain(event):
            self._note("yaml-merge", line, column)
        elif not key and len(self.problems) == before:
            self._note("yaml-key", line, column, found="Nothing")
        elif not isinstance(event, AliasEvent):
            return key
        return None

    # ---- what is not YAML at all ---------------------------------------------------------------

    def _explain(self, error: MarkedYAMLError) -> NoReturn:
        """Say in plain words what the reader of YAML stumbled over."""
        context, said = str(error.context or ""), str(error.problem or error.context or "")
        mark = error.problem_mark or error.context_mark
        begun = _spot(error.context_mark or mark)
        line, column = _spot(mark)
        above = self.lines[: line - 1]
        written = self.lines[line - 1] if line <= len(self.lines) else ""
        margin = written[: len(written) - len(written.lstrip())]
        if "directive" in context + said:
            self._refuse("yaml-directive", begun[0], 1)
        if said.startswith("expected '<document start>'"):
            for number, each in reversed(list(enumerate((*above, written), start=1))):
                if each.startswith("%"):
                    self._refuse("yaml-directive", number, 1)
        if "\t" in margin:
            self._refuse("yaml-tab", line, margin.index("\t") + 1)
        if "an alias" in context or "an anchor" in context:
            self._refuse("yaml-alias", *begun)
        if " tag" in context or "tag handle" in said:
            tag = _TAG.match(self.text, (error.context_mark or mark).index)
            self._refuse("yaml-tag", *begun, tag=tag.group(1) if tag else "!")
        if "quoted scalar" in context and ("end of stream" in said or "document separator" in said):
            self._refuse("yaml-syntax", *begun, detail=f"a quote opened at line {begun[0]} is never closed")
        if "could not find expected ':'" in said:
            glued = re.match(r"\s*[\w -]+:\S", self.lines[begun[0] - 1])
            detail = "the colon needs a space after it" if glued else "a term needs a colon and a value after it"
            self._refuse("yaml-syntax", *begun, detail=detail)
        bracket = next((each for each in reversed(self.open) if each.flow_style), None)
        if bracket and ("stream end" in said or "document" in said):
            line, column = _spot(bracket.start_mark)
            detail = f"a bracket `{self.text[bracket.start_mark.index]}` opened at line {line} is never closed"
        elif bracket and said.startswith("expected ','"):
            detail = self._in_brackets(bracket, line, said)
        elif said == "mapping values are not allowed here":
            detail = (
                "a second colon in one value; put quotes around the text"
                if ": " in written[: column - 1]
                else "the line is indented as if it belonged to the value above it"
            )
        elif "cannot start any token" in said:
            first = written[column - 1 : column]
            detail = (
                "a tab stands where a value begins; use a space"
                if first == "\t"
                else f'no text begins with "{first}"; put quotes around it'
            )
        elif "but found '<scalar>'" in said:
            detail = self._after_the_end()
        else:
            detail = next((plain for part, plain in _IN_PLAIN_WORDS if part in said), "it cannot be read from here on")
        self._refuse("yaml-syntax", line, column, detail=detail)

    def _in_brackets(self, bracket: CollectionStartEvent, line: int, said: str) -> str:
        opened = bracket.start_mark
        if said.endswith("got ':'") and opened.line + 1 == line:
            return "a second colon in one value; put quotes around the text"
        return (
            f"the bracket `{self.text[opened.index]}` opened at line {opened.line + 1} is not closed before this, "
            "or a comma is missing"
        )

    def _after_the_end(self) -> str:
        """What is wrong with text that follows a value which has ended."""
        if isinstance(self.last, ScalarEvent) and self.last.style:
            line, _ = _spot(self.last.start_mark)
            if self.last.style in "|>":
                return f"the lines of the text that begins at line {line} are not indented alike"
            return (
                f"the quotes opened at line {line} end before this; "
                "use the other kind of quotes around a text that has some in it"
            )
        return _MORE_FOLLOWS


_MORE_FOLLOWS = "more text follows a value that has ended; put quotes around all of it"
_IN_PLAIN_WORDS = [  # a part of what the reader of YAML says, and what it means
    ("escape", "a backslash in double quotes has a meaning of its own; use single quotes"),
    ("found '\\\\'", "a backslash in double quotes has a meaning of its own; use single quotes"),
    ("chomping or indentation", "a text that begins with `>` or `|` needs quotes"),
    ("indentation indicator", "a text that begins with `>` or `|` needs quotes"),
    ("expected a comment or a line break", "a text that begins with `>` or `|` needs quotes"),
    ("more indented follow up line", "the lines of one text are not indented alike"),
    ("sequence entries are not allowed", "an item of a list begins in the middle of a line"),
    ("mapping keys are not allowed", "a text that begins with `? ` needs quotes"),
    ("found unexpected ':'", "a colon inside brackets; put quotes around the text"),
    ("but found ','", "a comma stands where a value is expected"),
    ("but found '<block mapping start>'", "the line is not indented like the lines it belongs to"),
    ("but found '<block sequence start>'", "the item is not indented like the items it belongs to"),
    ("but found '-'", "an item of a list stands where a term is expected"),
    ("but found ']'", "a bracket is closed that was never opened"),
    ("but found '}'", "a bracket is closed that was never opened"),
    ("but found '['", "a bracket follows a value that has ended; put quotes around all of it"),
    ("but found '{'", "a bracket follows a value that has ended; put quotes around all of it"),
    ("but found ':'", "a colon stands where a value is expected"),
    ("but found '?'", "a text that begins with `? ` needs quotes"),
    ("but found '<alias>'", _MORE_FOLLOWS),
    ("but found '<anchor>'", _MORE_FOLLOWS),
    ("but found '<tag>'", _MORE_FOLLOWS),
    ("but found '<document end>'", "the line `...` ends the file before anything is said"),
    ("expected '<document start>'", "what stands above is complete, and this does not belong to it"),
    ("document end marker", "text follows the line `...`, which ends the file"),
]


def _spot(mark: StringMark) -> Spot:
    return mark.line + 1, mark.column + 1


def _excerpt(lines: tuple[str, ...], line: int) -> str:
    # A line may be as long as the file, and be quoted by thousands of problems: we look at its beginning alone.
    return errors.escaped(lines[line - 1][:400].strip(" \t"), 100) if 0 < line <= len(lines) else ""


def _is_plain(event: Any) -> bool:
    """Whether this is a text without quotes."""
    return isinstance(event, ScalarEvent) and event.style is None and event.tag is None and event.anchor is None


def _is_empty(event: Any) -> bool:
    return _is_plain(event) and not event.value


def _is_amount(text: str) -> bool:
    """Whether this, cut at its commas in a list, was one amount of a currency; `100,200` are two numbers.

    Example:
        >>> _is_amount("£1,000"), _is_amount("1,000 GBP"), _is_amount("100,200")
        (True, True, False)
    """
    return text.count(",") <= _MOST_COMMAS and bool(_AMOUNT_IN_CURRENCY.fullmatch(text))


def _carries_on(amount: str, key: str) -> bool:
    """Whether the key is the rest of an amount that was cut at its comma.

    Example:
        >>> _carries_on("£1", "000"), _carries_on("£1", "500 on 2018-10-01"), _carries_on("blue", "500 people")
        (True, True, False)
    """
    if _THREE_DIGITS.fullmatch(key):
        return amount.count(",") < _MOST_COMMAS
    return bool(_THREE_DIGITS_AND_MORE.fullmatch(key) and _ENDS_LIKE_AMOUNT.fullmatch(amount))
