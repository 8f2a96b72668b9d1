"""Nobody else: not another applicant, not an officer of any kind, sees or changes what a person keeps."""

from __future__ import annotations

import datetime as dt

import pytest
from django.test import Client

from tests.web.people import World, handed_in, keep_demonstration_dossier, signed_in, world
from tests.web.records.pages import filled, send
from zhicheng.web.papers.models import Paper
from zhicheng.web.records.models import Record
from zhicheng.web.records.services import keep_record

pytestmark = pytest.mark.django_db
OTHERS = (
    "other_applicant",
    "employer_officer",
    "county_officer",
    "city_officer",
    "office_officer",
    "supervisor",
    "operator",
)


@pytest.fixture
def here(now: dt.datetime) -> World:
    """Everything handed in, so that officers have had their look at the application."""
    made = world(now)
    handed_in(made)
    return made


@pytest.mark.parametrize("who", OTHERS)
def test_pages_of_a_record_are_not_there_for_others(who: str, here: World) -> None:
    row = Record.objects.filter(owner=here.applicant, kind="project")[0]
    client = signed_in(getattr(here, who))
    typed = filled(signed_in(here.applicant), f"/records/{row.pk}/", name="改成别的")
    for address in (f"/records/{row.pk}/", f"/records/{row.pk}/remove/", f"/records/{row.pk}/papers/"):
        assert client.get(address).status_code == 404
        assert send(client, address, typed).status_code == 404
    row.refresh_from_db()
    assert row.data["name"] != "改成别的" and row.removed_at is None


@pytest.mark.parametrize("who", OTHERS)
def test_lists_search_counts_and_exports_hold_only_ones_own(who: str, here: World) -> None:
    user = getattr(here, who)
    name = Record.objects.filter(owner=here.applicant, kind="project")[0].data["name"]
    client = signed_in(user)
    keep_record({"kind": "project", "name": "我自己的项目"}, actor=here.as_(user), now=here.now)
    for address in (
        "/records/",
        f"/records/?q={name}",
        "/records/?kind=project",
        "/records/export/yaml/",
        "/records/export/json/",
    ):
        page = client.get(address).content.decode()
        assert name not in page.replace(f'value="{name}"', "").replace(f"q={name}", ""), address
    assert "<b>1</b>" in client.get("/records/").content.decode()
    assert "没有找到" in client.get(f"/records/?q={name}").content.decode()


def test_a_visitor_is_asked_to_sign_in(here: World) -> None:
    row, paper = Record.objects.first(), Paper.objects.first()
    assert row is not None and paper is not None
    for address in (
        "/records/", "/records/facts/", "/records/new/", "/records/new/patent/", f"/records/{row.pk}/", "/records/import/",
        f"/records/{row.pk}/remove/", f"/records/{row.pk}/papers/", "/records/papers/", f"/papers/{paper.pk}/",
        f"/papers/{paper.pk}/original", f"/papers/{paper.pk}/page/1", f"/papers/{paper.pk}/remove/", "/messages/", "/messages/1/",
    ):  # fmt: skip
        answer = Client().get(address)
        assert answer.status_code == 302 and answer.url.startswith("/accounts/login/"), address


def test_the_list_is_grouped_counted_and_searched(now: dt.datetime) -> None:
    here = world(now)
    keep_demonstration_dossier(here.applicant, now)
    client = signed_in(here.applicant)
    html = client.get("/records/").content.decode()
    for kind in set(Record.objects.values_list("kind", flat=True)):
        count = Record.objects.filter(kind=kind).count()
        assert f'kind={kind}"' in html and f"<b>{count}</b>" in html
    assert "佐证齐全" in html
    name = Record.objects.filter(kind="patent").first().data["name"]  # type: ignore[union-attr]
    found = client.get(f"/records/?q={name}").content.decode()
    assert name in found and "<b>1</b>" in found
    only = client.get("/records/?kind=patent").content.decode()
    assert 'id="kind-patent"' in only and 'id="kind-project"' not in only


def test_a_removed_record_is_gone_from_list_export_and_counts(now: dt.datetime) -> None:
    here = world(now)
    row = keep_record({"kind": "patent", "name": "要删的专利"}, actor=here.as_(here.applicant), now=now)
    client = signed_in(here.applicant)
    assert "要删的专利" in client.get(f"/records/{row.pk}/remove/").content.decode()
    assert client.post(f"/records/{row.pk}/remove/", {"version": row.version}).status_code == 302
    client.get("/records/")  # the message that it was removed names it once
    for address in ("/records/", "/records/?q=要删的专利", "/records/export/yaml/"):
        assert "要删的专利" not in client.get(address).content.decode().replace('value="要删的专利"', "")
