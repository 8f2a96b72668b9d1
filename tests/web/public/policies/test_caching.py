"""Pages that are the same for everybody: 304 where nothing has changed, never somebody else's page."""

from __future__ import annotations

import datetime as dt

import pytest
from django.contrib.auth import get_user_model
from django.test import Client

from tests.web.conftest import NOW
from zhicheng.web.clock.now import state_moment

ADDRESS = "/policies/zj-iot-2026/"


def mark(client: Client, address: str = ADDRESS) -> str:
    response = client.get(address)
    assert response.status_code == 200
    assert "Cookie" in response.headers["Vary"]
    assert "public" not in response.headers["Cache-Control"]
    return response.headers["ETag"]


@pytest.mark.django_db
def test_a_page_held_already_is_answered_with_304_and_no_body(client: Client, now: dt.datetime) -> None:
    client.get(ADDRESS)  # the visitor now has the cookie that guards the forms of the frame
    held = mark(client)
    again = client.get(ADDRESS, headers={"If-None-Match": f'"other", W/{held}'})
    assert again.status_code == 304
    assert again.content == b""
    assert again.headers["ETag"] == held


@pytest.mark.django_db
def test_language_type_address_clock_and_account_each_make_another_page(client: Client, now: dt.datetime) -> None:
    client.get(ADDRESS)
    marks = [mark(client), mark(client, "/policies/zj-im-2026/")]
    state_moment(NOW + dt.timedelta(minutes=1))
    marks.append(mark(client))
    client.cookies["language"] = "en"
    marks.append(mark(client))
    client.cookies["type"] = "large"
    marks.append(mark(client))
    client.force_login(get_user_model().objects.create_user("officer"))
    marks.append(mark(client))
    assert len(set(marks)) == len(marks)


@pytest.mark.django_db
def test_a_page_kept_in_one_language_is_not_shown_in_the_other(client: Client, now: dt.datetime) -> None:
    assert "程序" in client.get(ADDRESS).content.decode()
    client.cookies["language"] = "en"
    page = client.get(ADDRESS).content.decode()
    assert "Procedure" in page
    assert "<h2>程序" not in page


@pytest.mark.django_db
def test_what_is_not_there_carries_no_mark(client: Client, now: dt.datetime) -> None:
    assert "ETag" not in client.get("/policies/nowhere/").headers
