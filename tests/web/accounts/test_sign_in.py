"""Signing in and up, locking out, changing the password, the second factor."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from axes.models import AccessAttempt
from django.test import Client

from tests.web.accounts import authenticator
from tests.web.accounts.city import PASSWORD, City, acts, browser, city, text
from zhicheng.web.accounts.models import User
from zhicheng.web.accounts.services.people import remove_second_factor

pytestmark = pytest.mark.django_db


@pytest.fixture
def here(now: dt.datetime) -> City:
    return city(now)


def sign_in(client: Client, username: str, password: str = PASSWORD, **more: Any) -> Any:
    return client.post("/accounts/login/", {"login": username, "password": password}, **more)


def test_signing_in_leads_home(client: Client, here: City) -> None:
    assert sign_in(client, "alice").url == "/home/"
    assert "申小艾" in text(client.get("/home/"))


def test_signing_up_opens_an_applicants_account_and_no_more(client: Client, here: City) -> None:
    answer = client.post(
        "/accounts/signup/",
        {
            "name": "新来的",
            "username": "newt",
            "password1": PASSWORD,
            "password2": PASSWORD,
            "role": "operator",
            "is_superuser": "1",
        },
    )
    assert answer.url == "/home/"
    made = User.objects.get(username="newt")
    assert (made.name, made.is_superuser, made.grants.count()) == ("新来的", False, 0)
    assert acts() == ["open-account"]


def test_signing_out(client: Client, here: City) -> None:
    sign_in(client, "alice")
    assert client.post("/accounts/logout/").url == "/"
    assert client.get("/home/").status_code == 302


def test_a_wrong_password_and_an_unknown_name_are_answered_alike(client: Client, here: City) -> None:
    wrong = text(sign_in(client, "alice", "not-the-password"))
    unknown = text(sign_in(client, "nobody-here", "not-the-password"))
    assert wrong.replace("alice", "").count("errorlist") == unknown.replace("nobody-here", "").count("errorlist") == 1
    assert "用户名" in wrong


def test_five_failures_lock_the_name_at_that_address(client: Client, here: City) -> None:
    answers = [sign_in(client, "alice", f"wrong-{n}", REMOTE_ADDR="10.0.0.9") for n in range(5)]
    assert answers[3].status_code == 200 and "暂时锁定" not in text(answers[3])
    assert answers[4].status_code == 429 and "锁定半小时" in text(answers[4])
    right = sign_in(client, "alice", REMOTE_ADDR="10.0.0.9")
    assert right.status_code == 429, "not even the right password opens it"
    assert "Locked" in text(
        Client(headers={"Cookie": "language=en"}).post(
            "/accounts/login/", {"login": "alice", "password": PASSWORD}, REMOTE_ADDR="10.0.0.9"
        )
    )


def test_the_lock_holds_neither_another_address_nor_another_name(client: Client, here: City) -> None:
    for n in range(5):
        sign_in(client, "alice", f"wrong-{n}", REMOTE_ADDR="10.0.0.9")
    assert sign_in(Client(), "bob-unknown", "x", REMOTE_ADDR="10.0.0.9").status_code == 200
    assert sign_in(Client(), "erin", REMOTE_ADDR="10.0.0.9").status_code == 302
    assert sign_in(Client(), "alice", REMOTE_ADDR="10.0.0.10").status_code == 302


def test_the_lock_ends_after_half_an_hour(client: Client, here: City) -> None:
    for n in range(5):
        sign_in(client, "alice", f"wrong-{n}")
    row = AccessAttempt.objects.get(username="alice")
    AccessAttempt.objects.update(attempt_time=row.attempt_time - dt.timedelta(minutes=29))
    assert sign_in(client, "alice").status_code == 429
    AccessAttempt.objects.update(attempt_time=row.attempt_time - dt.timedelta(minutes=31))
    assert sign_in(client, "alice").status_code == 302


def test_a_visitor_can_not_name_another_address(client: Client, here: City) -> None:
    for n in range(5):
        sign_in(client, "alice", f"wrong-{n}", HTTP_X_FORWARDED_FOR=f"10.1.1.{n}")
    assert sign_in(client, "alice", HTTP_X_FORWARDED_FOR="10.9.9.9").status_code == 429


def test_behind_a_proxy_the_address_is_what_the_proxy_saw(client: Client, here: City, settings: Any) -> None:
    settings.PROXIES = 1
    for n in range(5):
        sign_in(client, "alice", f"wrong-{n}", HTTP_X_FORWARDED_FOR=f"1.2.3.{n}, 10.0.0.9")
    assert sign_in(client, "alice", HTTP_X_FORWARDED_FOR="9.9.9.9, 10.0.0.9").status_code == 429
    assert sign_in(client, "alice", HTTP_X_FORWARDED_FOR="10.0.0.9, 10.0.0.8").status_code == 302


def test_a_closed_account_does_not_sign_in(client: Client, here: City) -> None:
    User.objects.filter(username="alice").update(is_active=False)
    answer = sign_in(client, "alice")
    assert answer.status_code in (200, 302) and client.get("/home/").status_code == 302


def test_changing_the_password_ends_the_other_sessions(client: Client, here: City) -> None:
    sign_in(client, "alice")
    other = browser(here.applicant)
    new = "another-horse-99"
    answer = client.post("/accounts/password/change/", {"oldpassword": PASSWORD, "password1": new, "password2": new})
    assert answer.status_code == 302
    assert client.get("/account/").status_code == 200 and other.get("/account/").status_code == 302
    assert acts() == ["change-password"]


def test_ending_the_other_sessions(client: Client, here: City) -> None:
    other = Client()
    sign_in(other, "alice")
    sign_in(client, "alice")
    assert text(client.get("/accounts/sessions/")).count("<tr>") == 3
    client.post("/accounts/sessions/")
    assert other.get("/account/").status_code == 302 and client.get("/account/").status_code == 200


@pytest.mark.parametrize("who", ["dora", "sami", "sven", "opal"])
def test_an_office_sets_up_a_second_factor_before_anything_else(
    client: Client, here: City, settings: Any, who: str
) -> None:
    settings.SECOND_FACTOR = "required"
    sign_in(client, who)
    for page in ("/home/", "/organisations/", "/account/", "/ledger/"):
        assert client.get(page).url.startswith("/accounts/2fa/totp/activate/"), page
    assert client.post(f"/organisations/{here.factory.pk}/roles/", {"username": "cole"}).status_code == 302
    htmx = client.get("/home/", headers={"HX-Request": "true"})
    assert htmx.headers["HX-Redirect"].startswith("/accounts/2fa/totp/activate/")
    authenticator.set_up(client)
    assert client.get("/home/").status_code == 200
    assert acts() == ["add-second-factor", "add-second-factor"], "the app and its recovery codes"


@pytest.mark.parametrize("who", ["alice", "erin"])
def test_applicants_and_employers_are_offered_one(client: Client, here: City, settings: Any, who: str) -> None:
    settings.SECOND_FACTOR = "required"
    sign_in(client, who)
    assert client.get("/home/").status_code == 200


def test_where_it_is_only_offered_nobody_is_held_up(client: Client, here: City, settings: Any) -> None:
    settings.SECOND_FACTOR = "offered"
    sign_in(client, "opal")
    assert "建议启用第二因素" in text(client.get("/home/"))


def test_signing_in_with_the_second_factor(client: Client, here: City) -> None:
    sign_in(client, "opal")
    secret = authenticator.set_up(client)
    fresh = Client()
    assert sign_in(fresh, "opal").url == "/accounts/2fa/authenticate/"
    assert fresh.get("/home/").status_code == 302, "the password alone is not enough"
    assert "6 位数字" in text(fresh.get("/accounts/2fa/authenticate/"))
    assert fresh.post("/accounts/2fa/authenticate/", {"code": "000000"}).status_code == 200
    assert fresh.post("/accounts/2fa/authenticate/", {"code": authenticator.code(secret)}).url == "/home/"
    assert fresh.get("/home/").status_code == 200


def test_a_recovery_code_works_once(client: Client, here: City) -> None:
    sign_in(client, "opal")
    authenticator.set_up(client)
    codes = text(client.get("/accounts/2fa/recovery-codes/download/")).split()
    assert len(codes) == 10
    for expected in (302, 200):
        fresh = Client()
        sign_in(fresh, "opal")
        assert fresh.post("/accounts/2fa/authenticate/", {"code": codes[0]}).status_code == expected


def test_codes_can_not_be_tried_for_long(client: Client, here: City) -> None:
    sign_in(client, "opal")
    secret = authenticator.set_up(client)
    fresh = Client()
    sign_in(fresh, "opal")
    for _ in range(10):
        fresh.post("/accounts/2fa/authenticate/", {"code": "000000"})
    assert fresh.post("/accounts/2fa/authenticate/", {"code": authenticator.code(secret)}).status_code == 200


def test_secrets_are_ciphertext_at_rest(client: Client, here: City) -> None:
    sign_in(client, "opal")
    secret = authenticator.set_up(client)
    assert secret not in str(list(Authenticator.objects.values_list("data", flat=True)))


def test_an_office_does_not_take_it_off_an_applicant_may(client: Client, here: City, settings: Any) -> None:
    settings.SECOND_FACTOR = "required"
    sign_in(client, "opal")
    authenticator.set_up(client)
    client.post("/accounts/2fa/totp/deactivate/")
    assert Authenticator.objects.filter(user=here.operator, type="totp").exists()
    other = Client()
    sign_in(other, "alice")
    authenticator.set_up(other)
    other.post("/accounts/2fa/totp/deactivate/")
    assert not Authenticator.objects.filter(user=here.applicant, type="totp").exists()


def test_a_lost_second_factor_is_taken_off_by_another_operator(client: Client, here: City) -> None:
    sign_in(client, "dora")
    authenticator.set_up(client)
    remove_second_factor(
        here.clerk, reason="手机遗失，已核实", actor=here.as_(here.operator), now=here.now, version=here.clerk.version
    )
    assert not Authenticator.objects.filter(user=here.clerk).exists()
    assert sign_in(Client(), "dora").url == "/home/"


def test_important_pages_ask_for_the_password_again(here: City) -> None:
    old = browser(here.applicant)  # signed in, but not by a password just now
    assert old.get("/accounts/2fa/totp/activate/").url.startswith("/accounts/reauthenticate/")
    assert old.get("/account/export/").url.startswith("/accounts/reauthenticate/")
    assert "再次确认" in text(old.get("/accounts/reauthenticate/"))
    answer = old.post(
        "/accounts/reauthenticate/?next=/account/export/", {"password": PASSWORD, "next": "/account/export/"}
    )
    assert answer.url == "/account/export/"
    assert old.get("/account/export/").headers["Content-Type"] == "application/zip"


def test_nobody_is_led_to_another_site(client: Client, here: City) -> None:
    answer = client.post(
        "/accounts/login/?next=https://elsewhere.example/",
        {"login": "alice", "password": PASSWORD, "next": "https://elsewhere.example/"},
    )
    assert answer.status_code == 302 and "elsewhere" not in answer.url
