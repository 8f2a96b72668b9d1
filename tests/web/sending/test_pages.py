"""One's own choice of e-mail; the operator's pages of deliveries; and nobody else's."""

from __future__ import annotations

import datetime as dt
import re
from typing import Any

import pytest
from django.test import Client

from tests.web.people import World, person, signed_in, world
from tests.web.sending.servers import Letters, Posts
from zhicheng.web.applications.messages import tell
from zhicheng.web.ledger.models import Entry
from zhicheng.web.sending.models import FAILED, GIVEN_UP, SENT, UNSURE, WAITING, Delivery, MailChoice
from zhicheng.web.sending.services.dispatch import send_now

pytestmark = pytest.mark.django_db
HERE = "/account/messages/"


@pytest.fixture
def here(now: dt.datetime) -> World:
    return world(now)


def chosen(client: Client, **more: str) -> Any:
    row = MailChoice.objects.filter(user__username="alice").first()
    version = {"version": str(row.version)} if row is not None else {}
    return client.post(HERE, {"on": "on", "address": "alice@example.cn", "language": "zh", **version, **more})


def link_in(letter: str) -> str:
    from email import message_from_string

    body = message_from_string(letter).get_payload(decode=True).decode()  # type: ignore[union-attr]
    return re.search(r"https://zhicheng.example.cn(/account/messages/confirm/\S+)", body)[1]  # type: ignore[index]


def test_an_address_is_asked_first_and_then_used(here: World, mail: Letters) -> None:
    browser = signed_in(here.applicant)
    assert chosen(browser).status_code == 302
    asked = Delivery.objects.get()
    send_now(asked.pk, now=here.now)
    tell(here.applicant.pk, "returned", ("话", "words"), now=here.now)
    assert Delivery.objects.count() == 1, "nothing but the question goes to an address that is not confirmed"
    link = link_in(mail.letters[0])

    other = signed_in(here.other_applicant)
    assert other.get(link).status_code == 200
    assert other.post(link).status_code in (403, 409, 422)
    assert browser.get(link).status_code == 200
    assert MailChoice.objects.get().confirmed_at is None, "following the link alone confirms nothing"
    assert browser.post(link).status_code == 302
    assert MailChoice.objects.get().confirmed_at == here.now
    tell(here.applicant.pk, "returned", ("话", "words"), now=here.now)
    assert Delivery.objects.count() == 2
    acts = Entry.objects.filter(object_id=str(here.applicant.pk), object_type="user").values_list("act", flat=True)
    assert list(acts.order_by("pk")) == ["choose-mail", "confirm-mail"]
    assert "alice@example.cn" not in "".join(Entry.objects.values_list("body", flat=True))


def test_a_changed_address_is_asked_anew_and_the_old_link_is_spent(here: World, mail: Letters) -> None:
    browser = signed_in(here.applicant)
    chosen(browser)
    send_now(Delivery.objects.get().pk, now=here.now)
    old = link_in(mail.letters[0])
    chosen(browser, address="other@example.cn")
    assert browser.post(old).status_code in (403, 409, 422)
    assert MailChoice.objects.get().confirmed_at is None
    assert browser.post(f"{HERE}confirm/nonsense/").status_code in (403, 409, 422)


def test_a_wrong_address_is_said_beside_the_field_and_a_stale_page_changes_nothing(here: World, mail: Letters) -> None:
    browser = signed_in(here.applicant)
    assert chosen(browser, address="no address").status_code == 422
    assert chosen(browser, address="").status_code == 422
    assert not MailChoice.objects.exists()
    chosen(browser)
    assert chosen(browser, version="99", on="").status_code == 409
    assert MailChoice.objects.get().on


def test_without_a_mail_server_the_page_says_so(here: World, settings: Any) -> None:
    settings.MAIL = None
    page = signed_in(here.applicant).get(HERE).content.decode()
    assert "没有开通电子邮件" in page and "<input" not in page.split("<main")[1].split("</main")[0].replace("csrf", "")


def stuck(here: World, hook: Posts, answer: int) -> Delivery:
    hook.answers = lambda _: (answer, {})
    tell(here.applicant.pk, "returned", ("只在平台上的话", "words on the platform only"), now=here.now)
    row = Delivery.objects.latest("pk")
    send_now(row.pk, now=here.now)
    row.refresh_from_db()
    return row


def test_the_operator_sees_what_did_not_go_out_and_sends_it_again(here: World, hook: Posts) -> None:
    row = stuck(here, hook, 400)
    assert row.state == GIVEN_UP
    browser = signed_in(here.operator)
    page = browser.get("/keeping/messages/?state=given-up").content.decode()
    assert "the receiver answers 400" in page or "接收方答复 400" in page
    assert "alice" in page and "只在平台上的话" not in page
    one = browser.get(f"/keeping/messages/{row.pk}/").content.decode()
    assert "重新发送" in one and "只在平台上的话" not in one
    hook.answers = lambda _: (200, {})
    assert browser.post(f"/keeping/messages/{row.pk}/resend/", {"version": "1"}).status_code == 409
    assert browser.post(f"/keeping/messages/{row.pk}/resend/", {"version": str(row.version)}).status_code == 302
    row.refresh_from_db()
    assert row.state == WAITING
    send_now(row.pk, now=here.now)
    row.refresh_from_db()
    assert row.state == SENT
    again = browser.post(f"/keeping/messages/{row.pk}/resend/", {"version": str(row.version)})
    assert again.status_code == 409 or again.status_code == 422
    assert Entry.objects.filter(act="resend-message", object_id=str(row.pk)).count() == 1


def test_the_operator_gives_up(here: World, hook: Posts) -> None:
    row = stuck(here, hook, 500)
    assert row.state == FAILED
    signed_in(here.operator).post(f"/keeping/messages/{row.pk}/give-up/", {"version": str(row.version)})
    send_now(row.pk, now=here.now)
    row.refresh_from_db()
    assert row.state == GIVEN_UP and len(hook.got) == 1


@pytest.mark.parametrize("who", ["applicant", "employer_officer", "office_officer", "supervisor"])
def test_nobody_else_sees_deliveries_or_reminders(who: str, here: World, hook: Posts) -> None:
    row = stuck(here, hook, 400)
    browser = signed_in(getattr(here, who))
    for address in ("/keeping/messages/", f"/keeping/messages/{row.pk}/", "/keeping/reminders/"):
        assert browser.get(address).status_code == 404
    assert browser.post(f"/keeping/messages/{row.pk}/resend/", {"version": str(row.version)}).status_code == 404
    row.refresh_from_db()
    assert row.state == GIVEN_UP != UNSURE


def test_a_person_takes_along_what_went_out(here: World, hook: Posts) -> None:
    from zhicheng.web.sending.own_data import _sending

    stuck(here, hook, 400)
    other = person("zoe", here.now)
    mine = dict(_sending(here.applicant, here.as_(here.applicant)))
    assert b"webhook" in mine["deliveries.json"]
    assert dict(_sending(other, here.as_(other)))["deliveries.json"].strip() == b"[]"
