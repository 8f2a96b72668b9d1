"""The parts of pages: the menu and what to fill in next; and what this room may import."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest
from django.template.loader import render_to_string
from django.utils.translation import override

import zhicheng.web.dossier_forms as room
from tests.web.dossier_forms.browser import controls
from tests.web.dossier_forms.examples import setting
from zhicheng.dossier.kinds import KINDS
from zhicheng.dossier.model import Dossier
from zhicheng.verdict.setting import judge
from zhicheng.web.dossier_forms.ask_order import next_questions
from zhicheng.web.dossier_forms.kinds_menu import menu
from zhicheng.web.dossier_forms.record_form import record_form

HERE = setting("zj-iot-2026", "senior-engineer")


@pytest.mark.parametrize(
    ("language", "said"), [("zh-hans", "获奖”最多 30 分"), ("en", "&#x27;Awards&#x27; scores up to 30")]
)
def test_the_menu_says_how_each_kind_matters(language: str, said: str) -> None:
    with override(language):
        html = render_to_string("dossier_forms/kinds_menu.html", {"groups": menu(HERE)})
    assert said in html
    items = [tag["class"] for name, tag in controls(html) if name == "li"]
    assert len(items) == len(KINDS) and "kind kind--unused" in items


def test_the_next_questions_are_listed_with_their_reasons() -> None:
    found = next_questions(HERE, Dossier(), judge(HERE, Dossier()), most=3)
    for language, pick in (("zh-hans", 0), ("en", 1)):
        with override(language):
            html = render_to_string("dossier_forms/next_questions.html", {"questions": found})
        for one in found:
            assert one.ask[pick] in html and one.why[pick] in html


def test_all_errors_are_told_at_the_head_with_a_link_to_each() -> None:
    form = record_form("degree", {"id": "d", "full_time": "?", "date": "soon"}, lang="en")
    with override("en"):
        html = render_to_string("dossier_forms/record_form.html", {"form": form})
    tags = controls(html)
    ids = {tag["id"] for _, tag in tags if "id" in tag}
    links = [tag["href"].removeprefix("#") for name, tag in tags if name == "a"]
    assert set(links) == {"id_full_time_field", "id_date"} and set(links) <= ids
    assert "Please put these right first" in html


def test_this_room_knows_no_database() -> None:
    folder = Path(room.__file__).parent
    files = sorted(folder.glob("*.py"))
    assert len(files) > 8
    for file in files:
        for node in ast.walk(ast.parse(file.read_text("utf-8"))):
            modules = [node.module or ""] if isinstance(node, ast.ImportFrom) else []
            if modules == ["django"] and isinstance(node, ast.ImportFrom):
                assert [name.name for name in node.names] == ["forms"], file
            modules += [name.name for name in node.names] if isinstance(node, ast.Import) else []
            for module in modules:
                top = ".".join(module.split(".")[:2])
                assert not module.startswith("django") or top in ("django", "django.forms", "django.utils"), file
                assert not module.startswith("zhicheng.web") or module.startswith("zhicheng.web.dossier_forms"), file
                assert top not in ("zhicheng.procedure", "zhicheng.cli"), file
