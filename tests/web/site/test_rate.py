"""How often something may be asked."""

from __future__ import annotations

import datetime as dt
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory

from zhicheng.web.accounts.models import User
from zhicheng.web.site.rate import client_address, limit_rate, limited

NOW = dt.datetime(2026, 10, 12, 9, 30, tzinfo=dt.UTC)


def test_so_many_and_no_more() -> None:
    assert [limited("a", limit=3, seconds=60, now=NOW) for _ in range(5)] == [False, False, False, True, True]
    assert not limited("b", limit=3, seconds=60, now=NOW), "another key counts for itself"
    assert not limited("a", limit=3, seconds=60, now=NOW + dt.timedelta(seconds=60)), "a new span begins anew"
    assert limited("none", limit=0, seconds=60, now=NOW)


def test_many_at_once_are_counted_each() -> None:
    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(lambda _: limited("together", limit=10, seconds=60, now=NOW), range(40)))
    assert answers.count(False) == 10


@limit_rate("view", limit=2, seconds=60)
def _view(request: HttpRequest) -> HttpResponse:
    return HttpResponse("done")


def _post(address: str, user: Any) -> int:
    request = RequestFactory().post("/", REMOTE_ADDR=address)
    request.user, request.moment, request.standing = user, NOW, None  # type: ignore[attr-defined]
    request.session = {}  # type: ignore[assignment]
    return _view(request).status_code


@pytest.mark.django_db
def test_a_visitor_counts_by_address_an_account_by_itself(monkeypatch: pytest.MonkeyPatch) -> None:
    from django.contrib.auth.models import AnonymousUser

    monkeypatch.setattr("zhicheng.web.site.rate.too_many", lambda _: HttpResponse(status=429))
    nobody = AnonymousUser()
    assert [_post("10.0.0.1", nobody) for _ in range(3)] == [200, 200, 429]
    assert _post("10.0.0.2", nobody) == 200
    alice, bob = (User.objects.create(username=name) for name in ("alice", "bob"))
    assert [_post("10.0.0.1", alice) for _ in range(3)] == [200, 200, 429]
    assert _post("10.0.0.9", alice) == 429, "not by changing the address"
    assert _post("10.0.0.1", bob) == 200


@pytest.mark.parametrize(
    ("proxies", "forwarded", "address"),
    [
        (0, "1.1.1.1", "9.9.9.9"),
        (1, "", "9.9.9.9"),
        (1, "1.1.1.1", "1.1.1.1"),
        (1, "6.6.6.6, 1.1.1.1", "1.1.1.1"),
        (2, "6.6.6.6, 1.1.1.1, 2.2.2.2", "1.1.1.1"),
        (2, "1.1.1.1", "9.9.9.9"),
    ],
)
def test_the_address_behind_proxies(settings: Any, proxies: int, forwarded: str, address: str) -> None:
    settings.PROXIES = proxies
    headers = {"X-Forwarded-For": forwarded} if forwarded else {}
    assert client_address(RequestFactory().get("/", REMOTE_ADDR="9.9.9.9", headers=headers)) == address


@pytest.mark.django_db
def test_signing_up_too_often_is_answered_in_both_languages(client: Client, now: dt.datetime) -> None:
    answers = [client.post("/accounts/signup/", {"username": ""}).status_code for _ in range(61)]
    assert answers[-1] == 429 and answers[0] == 200
    assert "请求太频繁" in client.post("/accounts/signup/").content.decode()
    client.cookies["language"] = "en"
    assert "Too many requests" in client.post("/accounts/signup/").content.decode()
