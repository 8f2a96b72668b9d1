"""Links by which a password is set: once, for seven days, by whoever holds them."""

from __future__ import annotations

import datetime as dt
import threading

import pytest
from django.db import connection
from django.test import Client

from tests.web.accounts.city import PASSWORD, City, acts, browser, city, text
from tests.web.accounts.test_grants import refused
from zhicheng.procedure.refusal import ActRefused
from zhicheng.web.accounts.models import Grant, Invitation, User
from zhicheng.web.accounts.services.grants import end_grant
from zhicheng.web.accounts.services.invitations import (
    accept_invitation,
    invitation_of,
    invite_person,
    link_for_password,
    set_password_by_link,
    withdraw_invitation,
)
from zhicheng.web.clock.now import state_moment
from zhicheng.web.visibility.standing import standing_of

UNTIL = dt.date(2026, 12, 31)


@pytest.fixture
def here(now: dt.datetime) -> City:
    return city(now)


def invited(here: City, who: User | None = None) -> tuple[Invitation, str]:
    actor = here.as_(who or here.officer)
    return invite_person("新同事", "employer", here.factory, until=UNTIL, actor=actor, now=here.now)


@pytest.mark.django_db
def test_an_invitation_opens_an_account_with_its_role(here: City) -> None:
    _, token = invited(here)
    visitor = Client()
    page = f"/invitation/{token}/"
    assert "甬江仪表有限公司" in text(visitor.get(page))
    answer = visitor.post(page, {"name": "新同事", "username": "nina", "password": PASSWORD, "again": PASSWORD})
    assert answer.url == "/accounts/login/"
    nina = User.objects.get(username="nina")
    assert standing_of(nina, here.now).holds("employer", here.factory.pk)
    assert Grant.objects.get(user=nina).delegated_from.user == here.officer  # type: ignore[union-attr]
    assert acts() == ["invite-person", "open-account", "delegate-role", "accept-invitation"]
    assert visitor.login(username="nina", password=PASSWORD, request=answer.wsgi_request)


@pytest.mark.django_db
def test_the_link_is_kept_nowhere_and_shown_once(here: City) -> None:
    answer = browser(here.officer).post(
        f"/organisations/{here.factory.pk}/invitations/",
        {"invite-name": "新同事", "invite-role": "employer", "invite-until": "2026-12-31"},
    )
    assert "/invitation/" in text(answer)
    row = Invitation.objects.get()
    assert "/invitation/" not in text(browser(here.officer).get(f"/organisations/{here.factory.pk}/"))
    assert row.nonce not in text(answer).split("/invitation/")[0]


@pytest.mark.django_db
def test_a_link_works_once(here: City) -> None:
    _, token = invited(here)
    accept_invitation(token, username="nina", name="新", password=PASSWORD, now=here.now)
    assert refused(lambda: accept_invitation(token, username="noah", name="新", password=PASSWORD, now=here.now)) == (
        "link-used",
    )
    assert Client().get(f"/invitation/{token}/").status_code == 409


@pytest.mark.django_db
def test_a_link_lasts_seven_days(here: City) -> None:
    _, token = invited(here)
    week = here.now + dt.timedelta(days=7)
    assert invitation_of(token, now=week - dt.timedelta(seconds=1))
    assert refused(lambda: invitation_of(token, now=week)) == ("link-expired",)
    state_moment(week)
    assert "过期" in text(Client().get(f"/invitation/{token}/"))


@pytest.mark.django_db
@pytest.mark.parametrize("change", [lambda one: one[:-2] + "xx", lambda one: "x" + one, lambda one: "nonsense"])
def test_a_forged_link_is_nothing(here: City, change) -> None:  # type: ignore[no-untyped-def]
    _, token = invited(here)
    assert refused(lambda: invitation_of(change(token), now=here.now)) == ("link-invalid",)


@pytest.mark.django_db
def test_an_invitation_falls_with_the_role_it_came_from(here: City) -> None:
    _, token = invited(here)
    end_grant(Grant.objects.get(user=here.officer), actor=here.as_(here.operator), now=here.now)
    assert refused(lambda: accept_invitation(token, username="nina", name="新", password=PASSWORD, now=here.now)) == (
        "link-withdrawn",
    )
    assert not User.objects.filter(username="nina").exists()


@pytest.mark.django_db
def test_whoever_invited_withdraws_and_others_do_not(here: City) -> None:
    made, token = invited(here)
    assert refused(lambda: withdraw_invitation(made, actor=here.as_(here.rival_officer), now=here.now)) == ("no-right",)
    assert browser(here.rival_officer).post(f"/invitations/{made.pk}/withdraw/").status_code == 404
    withdraw_invitation(made, actor=here.as_(here.officer), now=here.now)
    assert refused(lambda: invitation_of(token, now=here.now)) == ("link-withdrawn",)
    assert refused(lambda: withdraw_invitation(made, actor=here.as_(here.officer), now=here.now)) == ("link-withdrawn",)


@pytest.mark.django_db
def test_the_same_invitation_is_not_sent_twice(here: City) -> None:
    invited(here)
    assert refused(lambda: invited(here)) == ("already-invited",)


@pytest.mark.django_db
@pytest.mark.parametrize("who", ["rival_officer", "applicant", "supervisor", "clerk"])
def test_others_invite_nobody_here(here: City, who: str) -> None:
    assert refused(lambda: invited(here, getattr(here, who))) == ("no-right",)


@pytest.mark.django_db
def test_a_name_that_is_taken_stands_beside_the_field(here: City) -> None:
    _, token = invited(here)
    answer = Client().post(
        f"/invitation/{token}/", {"name": "新", "username": "ERIN", "password": PASSWORD, "again": PASSWORD}
    )
    assert answer.status_code == 422 and "已被使用" in text(answer)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("password", "again"),
    [("short1", "short1"), (PASSWORD, PASSWORD + "x"), ("1234567890", "1234567890"), ("nina-nina1", "nina-nina1")],
)
def test_a_weak_or_mistyped_password_is_refused(here: City, password: str, again: str) -> None:
    _, token = invited(here)
    answer = Client().post(
        f"/invitation/{token}/", {"name": "新", "username": "nina-nina", "password": password, "again": again}
    )
    assert answer.status_code == 422
    assert not User.objects.filter(username="nina-nina").exists()


@pytest.mark.django_db
def test_somebody_signed_in_takes_it_up_with_their_account(here: City) -> None:
    _, token = invited(here)
    assert browser(here.colleague).post(f"/invitation/{token}/", {"with": "account"}).url == "/home/"
    assert standing_of(here.colleague, here.now).holds("employer", here.factory.pk)


@pytest.mark.django_db
def test_a_password_link_replaces_the_password_and_ends_every_session(here: City) -> None:
    before = browser(here.applicant)
    assert before.get("/account/").status_code == 200
    _, token = link_for_password(
        here.applicant, reason="遗失密码，当面核对", actor=here.as_(here.operator), now=here.now
    )
    assert Client().post(f"/invitation/{token}/", {"password": PASSWORD, "again": PASSWORD}).url == "/accounts/login/"
    assert before.get("/account/").status_code == 302, "the old session is void"
    here.applicant.refresh_from_db()
    assert here.applicant.check_password(PASSWORD)
    assert refused(lambda: set_password_by_link(token, password="another-horse-88", now=here.now)) == ("link-used",)
    assert acts() == ["send-password-link", "set-password-by-link"]


@pytest.mark.django_db
def test_only_the_last_password_link_works_and_only_the_operator_makes_one(here: City) -> None:
    operator = here.as_(here.operator)
    _, first = link_for_password(here.applicant, reason="遗失密码", actor=operator, now=here.now)
    link_for_password(here.applicant, reason="再次遗失", actor=operator, now=here.now)
    assert refused(lambda: invitation_of(first, now=here.now)) == ("link-withdrawn",)
    assert refused(
        lambda: link_for_password(here.applicant, reason="没有权限", actor=here.as_(here.officer), now=here.now)
    ) == ("no-right",)
    assert refused(lambda: link_for_password(here.operator, reason="为自己办", actor=operator, now=here.now)) == (
        "not-yourself",
    )
    assert refused(lambda: link_for_password(here.applicant, reason=" ", actor=operator, now=here.now)) == (
        "reason-needed",
    )


@pytest.mark.django_db(transaction=True)
def test_of_two_who_use_a_link_at_once_one_gets_the_account(now: dt.datetime) -> None:
    here = city(now)
    _, token = invited(here)
    ends: list[str] = []
    barrier = threading.Barrier(2)

    def run(username: str) -> None:
        barrier.wait()
        try:
            accept_invitation(token, username=username, name="新", password=PASSWORD, now=now)
            ends.append("done")
        except ActRefused as caught:
            ends.append(",".join(caught.codes))
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(name,)) for name in ("nina", "noah")]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    assert sorted(ends) == ["done", "link-used"]
    assert (
        Grant.objects.filter(role="employer", organisation=here.factory).count() == 2
    )  # the officer's and the new one
