"""How the platform is built: every channel starts from the predicate, every write is a service, one clock, one door."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

import zhicheng.web
from zhicheng.web.visibility.scope import registered

WEB = Path(zhicheng.web.__file__).parent
GUARDED = {model.__name__ for model, _ in registered().values()} - {"User", "Organisation", "Round", "StatedMoment"}
"""Models whose rows say something of persons."""


def channels() -> Iterator[Path]:
    """Where answers are made: pages and the interface."""
    for path in sorted(WEB.rglob("*.py")):
        parts = path.relative_to(WEB).parts
        if "views" in parts or path.name == "views.py" or parts[0] == "api":
            yield path


def _parents(tree: ast.AST) -> dict[ast.AST, ast.AST]:
    return {child: node for node in ast.walk(tree) for child in ast.iter_child_nodes(node)}


def _inside_visible(node: ast.AST, parents: dict[ast.AST, ast.AST]) -> bool:
    while node in parents:
        node = parents[node]
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in ("visible", "Listing"):
            return True
        if isinstance(node, ast.Assign):
            return True  # named first: the name must reach visible, which the leak tests of each page show
    return False


@pytest.mark.parametrize("path", list(channels()), ids=lambda path: str(path.relative_to(WEB)))
def test_a_channel_reads_guarded_rows_only_through_the_predicate(path: Path) -> None:
    tree = ast.parse(path.read_text("utf-8"))
    parents = _parents(tree)
    used = "visible" in path.read_text("utf-8")
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute) and node.attr in ("objects", "_default_manager"):
            name = node.value.id if isinstance(node.value, ast.Name) else ""
            if name in GUARDED:
                assert used and _inside_visible(node, parents), f"{path.name}:{node.lineno}: {name}.objects"


WRITES = {"save", "bulk_create", "bulk_update", "get_or_create", "update_or_create"}


@pytest.mark.parametrize("path", list(channels()), ids=lambda path: str(path.relative_to(WEB)))
def test_a_channel_never_writes(path: Path) -> None:
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in WRITES:
            owner = ast.unparse(node.func.value)
            assert owner.endswith(("workbook", "session", "form")), (
                f"{path.name}:{node.lineno}: {owner}.{node.func.attr}"
            )


CLOCK = WEB / "clock" / "now.py"
OTHERS_WITH_A_CLOCK = {"keeping", "demonstration", "server.py"}
"""Rooms that keep the installation, not the review: file ages, backups, waiting for a process."""


def test_one_room_reads_the_clock() -> None:
    for path in sorted(WEB.rglob("*.py")):
        if path == CLOCK or path.relative_to(WEB).parts[0] in OTHERS_WITH_A_CLOCK:
            continue
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Call):
                called = ast.unparse(node.func)
                wrong = ("timezone.now", "datetime.now", "date.today", "datetime.utcnow", "timezone.localdate")
                assert not called.endswith(wrong), f"{path}:{node.lineno}: {called}"


PUBLIC = {
    "policies", "check", "notices", "sanctions", "rounds", "api", "accounts", "language", "type", "invitation", "experts",
    "", "static", "invitations",
}  # fmt: skip
"""First parts of addresses that a visitor may open."""


def addresses() -> Iterator[str]:
    """Every address of the platform, its parameters filled in with something."""

    def walk(patterns: list[URLPattern | URLResolver], before: str) -> Iterator[str]:
        for one in patterns:
            here = before + str(one.pattern)
            if isinstance(one, URLResolver):
                yield from walk(one.url_patterns, here)
            else:
                yield here

    for pattern in walk(get_resolver().url_patterns, ""):
        if "^" in pattern or "(?P" in pattern:
            continue
        filled = pattern
        while "<" in filled:
            start, end = filled.index("<"), filled.index(">")
            kind = filled[start + 1 : end].split(":")[0]
            filled = filled[:start] + ("1" if kind == "int" else "x") + filled[end + 1 :]
        yield "/" + filled.lstrip("/")


@pytest.mark.django_db
def test_a_visitor_gets_nothing_but_what_is_public(client: Client, now: object) -> None:
    tried = 0
    for address in addresses():
        if address.strip("/").split("/")[0] in PUBLIC:
            continue
        tried += 1
        answer = client.get(address)
        assert answer.status_code in (302, 404, 405), (address, answer.status_code)
        if answer.status_code == 302:
            assert answer["Location"].startswith("/accounts/login/"), (address, answer["Location"])
    assert tried > 20
