"""Messages: one's own, the newest first, read by being opened."""

from __future__ import annotations

import datetime as dt

import pytest

from tests.web.people import handed_in, person, signed_in, world
from zhicheng.web.applications.messages import tell
from zhicheng.web.applications.models import Message

pytestmark = pytest.mark.django_db


def test_the_newest_stands_first_and_opening_marks_it_read(now: dt.datetime) -> None:
    user = person("alice", now)
    old = tell(user.pk, "returned", ("早的消息", "the older message"), now=now - dt.timedelta(days=1))
    new = tell(user.pk, "returned", ("新的消息", "the newer message"), now=now)
    client = signed_in(user)
    html = client.get("/messages/").content.decode()
    assert html.index("新的消息") < html.index("早的消息") and html.count('class="state now"') == 2
    assert not Message.objects.exclude(read_at=None).exists(), "the list opens nothing"
    assert "新的消息" in client.get(f"/messages/{new.pk}/").content.decode()
    new.refresh_from_db()
    old.refresh_from_db()
    assert (new.read_at, old.read_at) == (now, None)
    unread = client.get("/messages/?unread=1").content.decode()
    assert "早的消息" in unread and "新的消息" not in unread
    assert client.post("/messages/read/").status_code == 302
    assert not Message.objects.filter(read_at=None).exists()


def test_a_message_leads_to_its_application(now: dt.datetime) -> None:
    here = world(now)
    application = handed_in(here)
    row = tell(here.applicant.pk, "returned", ("已退回", "returned"), now=now, application=application)
    assert (
        f'href="/applications/{application.pk}/"'
        in signed_in(here.applicant).get(f"/messages/{row.pk}/").content.decode()
    )


def test_nobody_reads_or_marks_anothers_messages(now: dt.datetime) -> None:
    here = world(now)
    row = tell(here.applicant.pk, "returned", ("只给小艾的话", "for her eyes only"), now=now)
    for who in (here.other_applicant, here.employer_officer, here.supervisor, here.operator):
        client = signed_in(who)
        assert client.get(f"/messages/{row.pk}/").status_code == 404
        assert "只给小艾的话" not in client.get("/messages/").content.decode()
        assert "只给小艾的话" not in client.get("/messages/?q=小艾").content.decode()
        client.post("/messages/read/")
    row.refresh_from_db()
    assert row.read_at is None


def test_search_and_pages(now: dt.datetime) -> None:
    user = person("alice", now)
    for number in range(60):
        tell(user.pk, "returned", (f"第{number:02}条", f"number {number:02}"), now=now + dt.timedelta(minutes=number))
    client = signed_in(user)
    first, second = client.get("/messages/").content.decode(), client.get("/messages/?page=2").content.decode()
    assert "第59条" in first and "第09条" not in first and "第09条" in second
    assert "第33条" in client.get("/messages/?q=33").content.decode()
