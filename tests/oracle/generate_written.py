"""Written: a tree of texts as the YAML of a contract."""

from typing import Any


def written(tree: Any, margin: str = "") -> str:
    """A tree of texts as YAML, every text in quotes."""
    if isinstance(tree, dict):
        if not tree:
            return " {}"
        return "".join(f"\n{margin}{_quoted(key)}:{written(each, margin + '  ')}" for key, each in tree.items())
    if isinstance(tree, list):
        return "".join(f"\n{margin}-{_item(each, margin + '  ')}" for each in tree) if tree else " []"
    return f" {_quoted(tree)}"


def _item(tree: Any, margin: str) -> str:
    text = written(tree, margin)
    return " " + text.lstrip() if isinstance(tree, dict | list) else text


def _quoted(text: str) -> str:
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'
