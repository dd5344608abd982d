"""Everything with a public name says what it is."""

import ast

from tests.tidy.checkout import ROOT, modules

_NAMED = ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef


def _where(path, node=None):
    return f"{path.relative_to(ROOT)}" + (f":{node.lineno} {node.name}" if node else "")


def test_every_module_opens_with_a_docstring():
    """Every module opens with a docstring whose first line is a sentence."""
    wrong = []
    for path in modules():
        said = ast.get_docstring(ast.parse(path.read_text(encoding="utf-8")))
        if not said or said.split("\n\n")[0].rstrip()[-1] not in ".:?":
            wrong.append(_where(path))
    assert not wrong


def test_every_public_function_and_class_has_a_docstring():
    """Every public function and class has a docstring."""
    wrong = [
        _where(path, node)
        for path in modules()
        for node in ast.parse(path.read_text(encoding="utf-8")).body
        if isinstance(node, _NAMED) and not node.name.startswith("_") and not ast.get_docstring(node)
    ]
    assert not wrong


def test_every_proof_says_what_it_proves():
    """Every test has a docstring: one sentence of the specification."""
    wrong = [
        _where(path, node)
        for path in sorted((ROOT / "tests").rglob("test_*.py"))
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.FunctionDef) and node.name.startswith("test_")
        and not ast.get_docstring(node) and not _is_scenario(node)
    ]
    assert not wrong


def _is_scenario(node):
    """Whether a test is a scenario of a feature, which says so itself."""
    called = [each.func for each in node.decorator_list if isinstance(each, ast.Call)]
    return any("scenario" in (getattr(each, "id", ""), getattr(each, "attr", "")) for each in called)
