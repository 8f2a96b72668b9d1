"""What the templates ask of a form is never mistaken for a fact: a form answers its fields' names first."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import zhicheng.web
from zhicheng.dossier.facts import APPLICANT_FACTS
from zhicheng.dossier.kinds import KINDS
from zhicheng.dossier.schema import facts_of, kind_title
from zhicheng.web.dossier_forms.record_form import record_form

ROOMS = ("dossier_forms/templates", "records/templates", "public/templates/selfcheck")
"""Where the forms of records and of the applicant are shown."""


def asked_of_forms() -> set[str]:
    """Every ``form.name`` in their templates."""
    pages = [page for room in ROOMS for page in (Path(zhicheng.web.__file__).parent / room).rglob("*.html")]
    return {name for page in pages for name in re.findall(r"\bform\.([a-z_]+)", page.read_text("utf-8"))}


def test_no_word_of_the_templates_is_the_name_of_a_fact() -> None:
    facts = {name for kind in KINDS for name in facts_of(kind)} | set(APPLICANT_FACTS)
    assert "heading" in asked_of_forms()
    assert not asked_of_forms() & facts


@pytest.mark.django_db
@pytest.mark.parametrize("kind", ["appointment", "honour", "talent", "degree"])
def test_the_page_of_a_new_record_is_called_by_its_kind(kind: str, client: object, now: object) -> None:
    from django.test import Client

    from tests.web.people import person, signed_in

    user = person("alice", now)  # type: ignore[arg-type]
    page = signed_in(user).get(f"/records/new/{kind}/").content.decode()
    head = page.partition("<title>")[2].partition("</title>")[0]
    assert kind_title(kind)[0] in head
    assert "<" not in head
    checked = Client().post("/check/edit/", {"open": f"new:{kind}"}).content.decode()
    assert f"<h1>{kind_title(kind)[0]}</h1>" in checked
    assert record_form(kind).heading == kind_title(kind)
