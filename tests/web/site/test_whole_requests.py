"""A request that broke off on its way does nothing."""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlencode

import pytest
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from django.test import RequestFactory

from tests.web.people import person, signed_in
from zhicheng.web.accounts.models import User
from zhicheng.web.site.whole_requests import BrokenOff, Counted
from zhicheng.web.wsgi import application

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _the_tests_own_connection() -> Iterator[None]:
    """A request in earnest begins and ends with a look at old connections; the test's own stays."""
    signals = (request_started, request_finished)
    for one in signals:
        one.disconnect(close_old_connections)
    yield
    for one in signals:
        one.connect(close_old_connections)


def sent(user: User, body: bytes, length: int) -> str:
    """The status of a change of one's details of which only ``body`` came, though ``length`` bytes were announced."""
    cookies = {**{name: one.value for name, one in signed_in(user).cookies.items()}, "csrftoken": "a" * 32}
    environ = RequestFactory().generic("POST", "/account/", b"").environ | {
        "CONTENT_TYPE": "application/x-www-form-urlencoded",
        "CONTENT_LENGTH": str(length),
        "HTTP_COOKIE": "; ".join(f"{name}={value}" for name, value in cookies.items()),
        "HTTP_X_CSRFTOKEN": "a" * 32,
        "wsgi.input": io.BytesIO(body),
    }
    seen: list[str] = []

    def start(status: str, *_: Any) -> None:
        seen.append(status)

    list(application(environ, start))
    return seen[0][:3]


def test_half_a_form_changes_nothing(now: object) -> None:
    user = person("alice", now, name="前")  # type: ignore[arg-type]
    body = urlencode({"name": "后", "phone": "13900000000", "version": "1"}).encode()
    for length in range(1, len(body)):
        assert sent(user, body[:length], len(body)) == "400"
    user.refresh_from_db()
    assert (user.name, user.version) == ("前", 1)
    assert sent(user, body, len(body)) == "302"
    user.refresh_from_db()
    assert (user.name, user.version) == ("后", 2)


def test_a_body_is_read_as_a_whole_or_not_at_all() -> None:
    assert Counted(io.BytesIO(b"abcdef"), 6).read() == b"abcdef"
    assert Counted(io.BytesIO(b"abcdef"), 4).read(99) == b"abcd"
    assert Counted(io.BytesIO(b"a\nb"), 3).readline() == b"a\n"
    with pytest.raises(BrokenOff):
        Counted(io.BytesIO(b"abc"), 4).read()
    with pytest.raises(BrokenOff):
        Counted(io.BytesIO(b""), 1).readline()
