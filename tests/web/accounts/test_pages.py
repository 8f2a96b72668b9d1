"""Every page of accounts answers, in both languages, to whom it should and to nobody else."""

from __future__ import annotations

import datetime as dt

import pytest
from django.test import Client

from tests.web.accounts.city import City, browser, city, text

pytestmark = pytest.mark.django_db


@pytest.fixture
def here(now: dt.datetime) -> City:
    return city(now)


SIGN_IN_PAGES = ["login/", "signup/", "inactive/", "3rdparty/login/cancelled/", "3rdparty/login/error/"]
OWN_PAGES = ["/home/", "/account/", "/accounts/logout/", "/accounts/sessions/", "/accounts/2fa/", "/accounts/3rdparty/"]
OPERATOR_PAGES = [
    "/organisations/",
    "/organisations/new/",
    "/organisations/import/",
    "/organisations/platform/",
    "/organisations/people/",
    "/organisations/people/{applicant}/",
    "/organisations/{factory}/",
    "/organisations/{factory}/change/",
    "/ledger/",
    "/clock/",
]


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("page", SIGN_IN_PAGES)
def test_pages_before_signing_in(client: Client, now: dt.datetime, page: str, language: str) -> None:
    client.cookies["language"] = language
    said = text(client.get(f"/accounts/{page}"))
    assert 'class="site"' in said, "the page wears our frame"
    assert f'<html lang="{"zh-CN" if language == "zh" else "en"}"' in said


@pytest.mark.parametrize("page", OWN_PAGES)
def test_own_pages_need_an_account(client: Client, here: City, page: str) -> None:
    assert client.get(page).status_code in (302, 404)
    answer = browser(here.applicant).get(page)
    assert answer.status_code == 200
    assert 'class="site"' in text(answer)


@pytest.mark.parametrize("page", OPERATOR_PAGES)
def test_operator_pages(here: City, page: str) -> None:
    address = page.format(applicant=here.applicant.pk, factory=here.factory.pk)
    assert browser(here.operator).get(address).status_code == 200
    outsider = browser(here.applicant).get(address)
    if address == "/organisations/":
        assert here.factory.name not in text(outsider)
    else:
        assert outsider.status_code == 404


@pytest.mark.parametrize("page", ["password/reset/", "email/", "confirm-email/", "login/code/", "github/login/"])
def test_no_page_of_mail_or_of_other_providers_is_reachable(client: Client, here: City, page: str) -> None:
    assert client.get(f"/accounts/{page}").status_code == 404


def test_the_form_of_signing_in_says_what_each_field_is(client: Client, now: dt.datetime) -> None:
    said = text(client.get("/accounts/login/"))
    for field in ("id_login", "id_password", "id_remember"):
        if f'id="{field}"' in said:
            assert f'<label for="{field}"' in said
    assert "style=" not in said


def test_no_button_of_a_single_sign_on_where_there_is_none(client: Client, now: dt.datetime) -> None:
    assert "/accounts/oidc/" not in text(client.get("/accounts/login/"))
