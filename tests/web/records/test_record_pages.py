"""Records through their real pages: every kind there and back, errors beside the field, two windows, removal."""

from __future__ import annotations

import datetime as dt

import pytest

from tests.web.dossier_forms.browser import controls
from tests.web.people import demonstration_dossier, keep_demonstration_dossier, person, signed_in, standing, world
from tests.web.records.pages import filled, send
from zhicheng.dossier.kinds import KINDS
from zhicheng.dossier.plain import plain_facts, stored_dossier
from zhicheng.web.records.models import Profile, Record
from zhicheng.web.records.services import keep_record, take_over_dossier

pytestmark = pytest.mark.django_db


def facts(row: Record) -> dict[str, object]:
    return {"kind": row.kind, **row.data}


def unordered(said: dict[str, object]) -> dict[str, object]:
    """Boxes are ticked in no order."""
    return {name: sorted(value) if isinstance(value, list) else value for name, value in said.items()}


def test_every_record_survives_its_page(now: dt.datetime) -> None:
    """The form shows everything that is kept: sent back untouched, nothing is changed or lost."""
    here = world(now)
    keep_demonstration_dossier(here.applicant, now, papers=False)
    client = signed_in(here.applicant)
    rows = list(Record.objects.filter(owner=here.applicant))
    assert len(rows) == 32
    for row in rows:
        address = f"/records/{row.pk}/"
        answer = send(client, address, filled(client, address))
        assert answer.status_code == 302, (row.kind, answer.content.decode())
        fresh = Record.objects.get(pk=row.pk)
        assert facts(fresh) == facts(row), row.kind
        assert fresh.version == row.version + 1


def test_every_record_can_be_typed_anew(now: dt.datetime) -> None:
    """What the page of a kept record would send, sent to the page for a new one, gives the same record."""
    here = world(now)
    keep_demonstration_dossier(here.applicant, now, papers=False)
    first, second = signed_in(here.applicant), signed_in(here.other_applicant)
    for row in Record.objects.filter(owner=here.applicant).order_by("pk"):
        typed = filled(first, f"/records/{row.pk}/")
        empty = filled(second, f"/records/new/{row.kind}/")
        for name in typed:
            if name.startswith("fact-"):
                empty.setlist(name, typed.getlist(name))
        answer = send(second, f"/records/new/{row.kind}/", empty)
        assert answer.status_code == 302, (row.kind, answer.content.decode())
        made = Record.objects.get(pk=int(answer.url.rstrip("/").rpartition("/")[2]))
        assert (made.owner, unordered(facts(made))) == (here.other_applicant, unordered(facts(row)))
    assert Record.objects.filter(owner=here.other_applicant).count() == 32


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_the_page_for_each_new_kind_stands(kind: str, now: dt.datetime) -> None:
    client = signed_in(person("alice", now))
    answer = client.get(f"/records/new/{kind}/")
    assert answer.status_code == 200
    labelled = {tag["for"] for name, tag in controls(answer.content.decode()) if name == "label" and "for" in tag}
    shown = {
        tag["id"]
        for name, tag in controls(answer.content.decode())
        if name in ("input", "select", "textarea")
        and tag.get("type") not in ("hidden", "radio", "checkbox")
        and "id" in tag
    }
    assert shown <= labelled, "every control has its label"


def test_a_wrong_value_is_told_beside_its_field_and_nothing_is_kept(now: dt.datetime) -> None:
    user = person("alice", now)
    client = signed_in(user)
    data = filled(client, "/records/new/patent/", name="一种装置", date="去年春天")
    answer = send(client, "/records/new/patent/", data)
    assert answer.status_code == 422
    html = answer.content.decode()
    assert 'id="id_fact-date_error"' in html and "一种装置" in html and "去年春天" in html
    assert not Record.objects.exists()


def test_a_new_record_sent_twice_is_kept_once(now: dt.datetime) -> None:
    user = person("alice", now)
    client = signed_in(user)
    data = filled(client, "/records/new/patent/", name="一种装置")
    first, second = send(client, "/records/new/patent/", data), send(client, "/records/new/patent/", data)
    assert first.url == second.url and Record.objects.count() == 1
    data["fact-name"] = "另一种装置"
    assert send(client, "/records/new/patent/", data).url != first.url
    assert sorted(Record.objects.values_list("key", flat=True)) == ["patent-1", "patent-2"]


def test_a_kind_that_does_not_exist_has_no_page(now: dt.datetime) -> None:
    client = signed_in(person("alice", now))
    assert client.get("/records/new/unicorn/").status_code == 404


# ---------------------------------------------------------------------- two windows


def test_two_windows_the_second_is_told_and_loses_nothing(now: dt.datetime) -> None:
    user = person("alice", now)
    client = signed_in(user)
    row = keep_record({"kind": "project", "name": "旧名"}, actor=standing(user, now), now=now)
    address = f"/records/{row.pk}/"
    first, second = (
        filled(client, address, name="窗口一的名称"),
        filled(client, address, name="窗口二的名称", note="只在窗口二填写"),
    )
    assert send(client, address, first).status_code == 302

    answer = send(client, address, second)
    html = answer.content.decode()
    assert answer.status_code == 409
    assert "窗口一的名称" in html and "窗口二的名称" in html and "只在窗口二填写" in html, (
        "both are shown, and what was typed beside"
    )
    row.refresh_from_db()
    assert row.data["name"] == "窗口一的名称" and "note" not in row.data

    again = filled(client, address, html=html)
    assert again["fact-name"] == "窗口二的名称", "what was typed is in the form"
    assert send(client, address, again).status_code == 302
    row.refresh_from_db()
    assert (row.data["name"], row.data["note"]) == ("窗口二的名称", "只在窗口二填写")


def test_a_wrong_value_does_not_make_a_stale_page_fresh(now: dt.datetime) -> None:
    user = person("alice", now)
    client = signed_in(user)
    row = keep_record({"kind": "project", "name": "旧名"}, actor=standing(user, now), now=now)
    address = f"/records/{row.pk}/"
    second = filled(client, address, name="窗口二", date="不是日期")
    send(client, address, filled(client, address, name="窗口一"))
    html = send(client, address, second).content.decode()
    corrected = filled(client, address, html=html)
    corrected["fact-date"] = "2024-05-01"
    assert send(client, address, corrected).status_code == 409
    row.refresh_from_db()
    assert row.data["name"] == "窗口一"


def test_a_page_without_its_version_is_stale(now: dt.datetime) -> None:
    user = person("alice", now)
    client = signed_in(user)
    row = keep_record({"kind": "project", "name": "旧名"}, actor=standing(user, now), now=now)
    data = filled(client, f"/records/{row.pk}/", name="新名")
    del data["version"]
    assert send(client, f"/records/{row.pk}/", data).status_code == 409
    row.refresh_from_db()
    assert row.data["name"] == "旧名"


def test_removed_in_another_window_what_was_typed_can_be_kept_as_new(now: dt.datetime) -> None:
    user = person("alice", now)
    client = signed_in(user)
    row = keep_record({"kind": "project", "name": "旧名"}, actor=standing(user, now), now=now)
    address = f"/records/{row.pk}/"
    typed = filled(client, address, name="改了的名称")
    assert client.post(f"{address}remove/", {"version": row.version}).status_code == 302
    assert client.get(address).status_code == 404
    answer = send(client, address, typed)
    html = answer.content.decode()
    assert answer.status_code == 409 and "改了的名称" in html
    kept = send(client, "/records/new/project/", filled(client, "", html=html))
    assert kept.status_code == 302
    assert list(Record.objects.filter(removed_at=None).values_list("data__name", flat=True)) == ["改了的名称"]


# ---------------------------------------------------------------------- saved as typed


def test_saved_as_typed_says_when_and_teaches_the_page_its_version(now: dt.datetime) -> None:
    user = person("alice", now)
    client = signed_in(user)
    row = keep_record({"kind": "project", "name": "旧名"}, actor=standing(user, now), now=now)
    address = f"/records/{row.pk}/"
    answer = send(client, address, filled(client, address, name="新名"), HTTP_HX_REQUEST="true")
    html = answer.content.decode()
    assert answer.status_code == 200 and "09:30" in html and "<html" not in html
    row.refresh_from_db()
    assert row.data["name"] == "新名"
    version = next(tag["value"] for name, tag in controls(html) if tag.get("name") == "version")
    assert version == str(row.version)


def test_saved_as_typed_refuses_a_wrong_value_and_a_stale_page(now: dt.datetime) -> None:
    user = person("alice", now)
    client = signed_in(user)
    row = keep_record({"kind": "project", "name": "旧名"}, actor=standing(user, now), now=now)
    address = f"/records/{row.pk}/"
    stale = filled(client, address, name="窗口二")
    wrong = send(client, address, filled(client, address, date="不是日期"), HTTP_HX_REQUEST="true")
    assert (
        wrong.status_code == 200
        and "尚未保存" in wrong.content.decode()
        and 'href="#id_fact-date"' in wrong.content.decode()
    )
    send(client, address, filled(client, address, name="窗口一"))
    late = send(client, address, stale, HTTP_HX_REQUEST="true").content.decode()
    assert "另一个窗口" in late and 'name="version"' not in late, "the page stays stale until both were looked at"
    row.refresh_from_db()
    assert row.data["name"] == "窗口一"


# ---------------------------------------------------------------------- facts


def test_my_facts_there_and_back(now: dt.datetime) -> None:
    here = world(now)
    take_over_dossier(demonstration_dossier(), actor=here.as_(here.applicant), now=now)
    client = signed_in(here.applicant)
    before = Profile.objects.get(user=here.applicant).facts
    assert before == stored_dossier(demonstration_dossier())["applicant"]
    assert send(client, "/records/facts/", filled(client, "/records/facts/")).status_code == 302
    assert Profile.objects.get(user=here.applicant).facts == before


def test_facts_in_two_windows(now: dt.datetime) -> None:
    user = person("alice", now)
    client = signed_in(user)
    first = filled(client, "/records/facts/", city="杭州市")
    second = filled(client, "/records/facts/", city="宁波市")
    assert send(client, "/records/facts/", first).status_code == 302
    answer = send(client, "/records/facts/", second)
    html = answer.content.decode()
    assert answer.status_code == 409 and "杭州市" in html and "宁波市" in html
    assert Profile.objects.get(user=user).facts["city"] == "杭州市"
    assert send(client, "/records/facts/", filled(client, "", html=html)).status_code == 302
    assert Profile.objects.get(user=user).facts["city"] == "宁波市"
    saved = send(client, "/records/facts/", filled(client, "/records/facts/", city="温州市"), HTTP_HX_REQUEST="true")
    assert "09:30" in saved.content.decode() and Profile.objects.get(user=user).facts["city"] == "温州市"


def test_the_plain_facts_of_a_page_are_those_of_the_dossier() -> None:
    """The pages state exact values: what the dossier calls 0.1 is never 0.1000000001."""
    for record in demonstration_dossier().records:
        assert not any(isinstance(value, float) for value in plain_facts(record).values())


def test_a_record_that_says_nothing_is_not_kept(now: dt.datetime) -> None:
    client = signed_in(person("alice", now))
    answer = send(client, "/records/new/patent/", filled(client, "/records/new/patent/"))
    assert answer.status_code == 422 and "请至少填写一项" in answer.content.decode()
    assert not Record.objects.exists()
