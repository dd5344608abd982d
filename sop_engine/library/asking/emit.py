"""Emit: texts as YAML that reads back as the same texts, here and in any other reader."""

import json
import re
from collections.abc import Mapping, Sequence
from typing import Any

_PLAIN = re.compile(r"[A-Za-z£€][\w£€ .%()/'*+-]*[\w.%)*]|[A-Za-z]", re.ASCII)
_LINE = re.compile(r"[A-Za-z£€][\w£€ .,;%()/'*+-]*[\w.%)*]|[A-Za-z]", re.ASCII)
_AMOUNT = re.compile(r"[£€]?\d[\d.]*|[£€]?\d{1,3}(,\d{3})+(\.\d+)?")
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")
_MEASURED = re.compile(r"[1-9]\d* [A-Za-z][\w ]*|\d+(\.\d+)?%", re.ASCII)
_WORDS_THAT_MEAN = {"yes", "no", "y", "n", "true", "false", "on", "off", "null", "inf", "nan"}


def scalar(text: str, inside: bool = False) -> str:
    """A text as YAML writes it: in quotes wherever it could be taken for something else.

    `inside` says that it stands in brackets or braces, where a comma ends a value.

    Example:
        >>> scalar("£1,500"), scalar("£1,500", inside=True), scalar("NO"), scalar("010"), scalar("a: b")
        ('£1,500', '"£1,500"', '"NO"', '"010"', '"a: b"')
    """
    if _DATE.fullmatch(text) or _MEASURED.fullmatch(text) or re.fullmatch(r"0|[1-9]\d{0,8}", text, re.ASCII):
        return text
    if text[:1] in "£€" and _AMOUNT.fullmatch(text) and not (inside and "," in text):
        return text
    if (_PLAIN if inside else _LINE).fullmatch(text) and text.casefold() not in _WORDS_THAT_MEAN and "  " not in text:
        return text
    return json.dumps(text, ensure_ascii=False)


def flow(value: Any) -> str:
    """A value on one line: a text, [a list] or {a group}.

    Example:
        >>> flow({"at_most": "£19,000", "of": ["NO", "a"]})
        '{at_most: "£19,000", of: ["NO", a]}'
    """
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{scalar(str(key), True)}: {flow(each)}" for key, each in value.items()) + "}"
    if isinstance(value, Sequence) and not isinstance(value, str):
        return "[" + ", ".join(flow(each) for each in value) + "]"
    return scalar(str(value), True)


def block(value: Any, margin: str = "", most: int = 100) -> list[str]:
    """A group or a list, a line for each member; what is short stands on one line.

    Example:
        >>> block({"a": "1", "b": [{"c": "x"}]})
        ['a: 1', 'b: [{c: x}]']
    """
    lines: list[str] = []
    members = value.items() if isinstance(value, Mapping) else [("", each) for each in value]
    for key, each in members:
        head = f"{margin}{scalar(str(key), True)}:" if isinstance(value, Mapping) else f"{margin}-"
        short = f"{head} {flow(each) if isinstance(each, Mapping | list | tuple) else scalar(str(each))}"
        if isinstance(each, str) or len(short) <= most or not each:
            lines.append(short)
        elif isinstance(value, Mapping):
            lines += [head, *block(each, margin + "  ", most)]
        else:
            first, *rest = block(each, margin + "  ", most)
            lines += [f"{margin}- {first.lstrip()}", *rest]
    return lines
