"""The scripts themselves: short, with nothing of ours in them and nothing beyond the standard library and cryptography."""

from __future__ import annotations

import ast
import sys

import pytest

from tests.verifiers.tampering import SCRIPTS, VERIFIERS


@pytest.mark.parametrize("script", [*SCRIPTS, "witness.py"])
def test_at_most_150_lines(script: str) -> None:
    assert len((VERIFIERS / script).read_text("utf-8").splitlines()) <= 150


@pytest.mark.parametrize("script", [*SCRIPTS, "witness.py"])
def test_nothing_is_imported_but_the_standard_library_and_cryptography(script: str) -> None:
    tree = ast.parse((VERIFIERS / script).read_text("utf-8"))
    imports = [node for node in ast.walk(tree) if isinstance(node, ast.Import | ast.ImportFrom)]
    names = {
        name
        for node in imports
        for name in ([a.name for a in node.names] if isinstance(node, ast.Import) else [node.module or "."])
    }
    assert {name.split(".")[0] for name in names} <= {*sys.stdlib_module_names, "cryptography"}
    called = {node.func.id for node in ast.walk(tree) if isinstance(node, ast.Call) and isinstance(node.func, ast.Name)}
    assert not called & {"__import__", "exec", "eval", "compile"}


@pytest.mark.parametrize("script", SCRIPTS)
def test_the_first_lines_say_what_is_checked_and_what_cannot_be(script: str) -> None:
    said = " ".join((ast.get_docstring(ast.parse((VERIFIERS / script).read_text("utf-8"))) or "").split())
    assert all(part in said for part in ("Checked:", "an't be seen from the file", "不能由文件看出", "Exit code 0"))
