"""What may not stand in any file of the repository.

The patterns are put together from halves, so that this file does not find itself.
"""

import re

import pytest

from tests.tidy.checkout import ROOT, texts

_INDEX = "|".join([
    "--" + r"(?:extra-)?index-url\b",
    "--" + r"find-links\b",
    "--" + r"trusted-host\b",
    "PIP_" + r"(?:EXTRA_)?INDEX_URL|UV_" + r"(?:DEFAULT_|EXTRA_)?INDEX",
    r"https?://" + r"[^\s\"'>)]+/simple(?![\w-])",
    r"https?://(?:[\w.-]+\.)?" + r"(?:pypi|pythonhosted)\.",
])
_MACHINE = "|".join([
    "/" + r"root/", "/" + r"home/\w", "/" + r"Users/\w", r"[A-Z]:\\" + r"Users",
    r"(?<![\w.])" + re.escape(str(ROOT)) + r"(?![\w-])",
])
_LATER = r"\b(?:" + "TO" + "DO|FIX" + "ME|X" + r"XX)\b"


def _found(pattern: str) -> list[str]:
    wanted = re.compile(pattern)
    return [
        f"{name}:{number}: {line.strip()[:160]}"
        for name, text in texts()
        if wanted.search(text)
        for number, line in enumerate(text.splitlines(), 1)
        if wanted.search(line)
    ]


@pytest.mark.parametrize("pattern", [_INDEX, _MACHINE, _LATER], ids=["package-index", "machine-path", "later"])
def test_no_file_names_a_package_index_a_machine_or_a_thing_to_do_later(pattern):
    """No file names a package index, a path of one machine, or a thing left for later."""
    assert not _found(pattern)


@pytest.mark.parametrize("pattern, line", [
    (_INDEX, "pip install --" + "index-url x"),
    (_INDEX, "pip install --" + "find-links=x"),
    (_INDEX, "see https:" + "//packages.example.org/api/simple"),
    (_INDEX, "https:" + "//files.python" + "hosted.org/x.whl"),
    (_MACHINE, "open('" + "/" + "home/ann/x')"),
    (_MACHINE, f"cd {ROOT}/x"),
    (_LATER, "# TO" + "DO: later"),
])
def test_the_patterns_find_what_they_are_for(pattern, line):
    """Each pattern finds an example of what it forbids."""
    assert re.search(pattern, line)


@pytest.mark.parametrize("line", [
    "uv pip compile --no-emit-index-url --no-emit-find-links",
    "see https:" + "//example.org/simple-guide",
    "a home/root folder",
])
def test_the_patterns_leave_other_lines_alone(line):
    """A lock made without index addresses, and plain words, are let through."""
    assert not re.search("|".join([_INDEX, _MACHINE, _LATER]), line)
