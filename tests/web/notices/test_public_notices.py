"""What everybody sees of a notice, and what nobody does; objecting, following, taking back."""

from __future__ import annotations

import datetime as dt
import io
import re

import pytest
from django.test import Client
from openpyxl import load_workbook

from tests.web.notices.posted import LAST_DAY, go_to, posted
from tests.web.people import signed_in
from zhicheng.web.applications.models import Message
from zhicheng.web.ledger.models import Entry
from zhicheng.web.notices.models import Objection
from zhicheng.web.notices.services.objecting import Sender, receive_objection, settle_objection

pytestmark = pytest.mark.django_db
NUMBER, PHONE = "11010519491231002X", "13987654321"
SECRET, REACH = "林秘密", "secret-13812345678"
TEXT = "该项目的排名与证书不一致，请核实"


def _object(client: Client, pk: int, **more: str) -> object:
    said = {"about": "0", "text": TEXT, "named": "yes", "name": SECRET, "contact": REACH, **more}
    return client.post(f"/notices/{pk}/object/", said)


def test_a_notice_shows_name_unit_title_specialty_and_days_and_nothing_else_of_a_person(
    now: dt.datetime, client: Client
) -> None:
    it = posted(now)
    person = it.here.applicant
    person.personal_number, person.phone, person.username = NUMBER, PHONE, "alice-account-name"
    person.save()
    it.application.claimed = {"总分": "97.25"}
    it.application.save()
    page = client.get(f"/notices/{it.notice.pk}/").content.decode()
    for shown in (
        "申小艾",
        "杭州示例物联网有限公司",
        "物联网感知与应用",
        "第七条（二）",
        "0571-00000000",
        'datetime="2026-10-19"',
    ):
        assert shown in page, shown
    for address in ("/notices/", f"/notices/{it.notice.pk}/", f"/notices/{it.notice.pk}/object/", "/notices/?q=申小艾"):
        said = client.get(address).content.decode()
        for hidden in (NUMBER, PHONE, "alice-account-name", "97.25", it.application.serial, "单位人事", "13812345678"):
            assert hidden not in said, (address, hidden)


def test_the_list_shows_running_and_closed_ones_with_how_many_they_name(now: dt.datetime, client: Client) -> None:
    it = posted(now)
    page = client.get("/notices/").content.decode()
    assert "杭州示例物联网有限公司" in page and "还有7天" in page and "导出" not in page
    assert "杭州示例物联网有限公司" not in client.get("/notices/?q=别的单位").content.decode()
    it.notice.state = "void"
    it.notice.save()
    assert "杭州示例物联网有限公司" not in client.get("/notices/").content.decode()
    assert client.get(f"/notices/{it.notice.pk}/object/").status_code == 404


def test_anybody_objects_and_follows_by_the_receipt_shown_once(now: dt.datetime, client: Client) -> None:
    it = posted(now)
    answer = _object(client, it.notice.pk, about=str(it.application.pk))
    text = answer.content.decode()  # type: ignore[attr-defined]
    receipt = re.search(r"<code>(.+?)</code>", text).group(1)  # type: ignore[union-attr]
    assert "no-store" in answer.headers["Cache-Control"]  # type: ignore[attr-defined]
    objection = Objection.objects.get()
    assert (objection.application, objection.sender_name, objection.sender_hidden) == (it.application, SECRET, True)
    assert receipt not in str(list(Objection.objects.values())) and receipt not in str(list(Entry.objects.values()))

    other = Client()
    wrong = other.post("/notices/receipt/", {"receipt": "no-such-receipt"})
    assert wrong.status_code == 422 and TEXT not in wrong.content.decode()
    page = other.post("/notices/receipt/", {"receipt": receipt}).content.decode()
    assert TEXT in page and "待处理" in page and SECRET not in page
    settle_objection(
        objection, "upheld", "排名应为第三", actor=it.here.as_(it.here.employer_officer), now=now, version=1
    )
    page = other.post("/notices/receipt/", {"receipt": receipt}).content.decode()
    assert "异议成立" in page and "排名应为第三" in page and 'name="withdraw"' not in page
    assert other.post("/notices/receipt/", {"receipt": receipt, "withdraw": "yes"}).status_code == 409


def test_a_sender_takes_an_open_objection_back(now: dt.datetime, client: Client) -> None:
    it = posted(now)
    _, receipt = receive_objection(it.notice, None, TEXT, Sender(anonymous=True), now=now)
    page = client.post("/notices/receipt/", {"receipt": receipt, "withdraw": "yes"}).content.decode()
    assert "异议人撤回" in page and Objection.objects.get().state == "withdrawn"


def test_an_anonymous_objection_keeps_neither_name_nor_contact(now: dt.datetime, client: Client) -> None:
    it = posted(now)
    _object(client, it.notice.pk, named="no")
    objection = Objection.objects.get()
    assert (objection.anonymous, objection.sender_name, objection.sender_contact) == (True, "", "")


def test_an_objection_wants_text_a_sender_and_somebody_named_there(now: dt.datetime, client: Client) -> None:
    it = posted(now)
    for more in ({"text": "太短"}, {"name": ""}, {"contact": " "}, {"about": "999999"}, {"about": "x"}):
        assert _object(client, it.notice.pk, **more).status_code == 422, more  # type: ignore[attr-defined]
    assert not Objection.objects.exists()


def test_after_the_last_day_nobody_objects(now: dt.datetime, client: Client) -> None:
    it = posted(now)
    go_to(LAST_DAY)
    assert _object(client, it.notice.pk).status_code == 200  # type: ignore[attr-defined]
    go_to(LAST_DAY + dt.timedelta(days=1))
    late = _object(client, it.notice.pk)
    assert late.status_code == 409 and 'data-code="notice-over"' in late.content.decode()  # type: ignore[attr-defined]
    assert f"/notices/{it.notice.pk}/object/" not in client.get(f"/notices/{it.notice.pk}/").content.decode()
    assert Objection.objects.count() == 1


def test_objecting_and_guessing_receipts_are_limited_and_guarded(now: dt.datetime) -> None:
    it = posted(now)
    strict = Client(enforce_csrf_checks=True)
    assert _object(strict, it.notice.pk).status_code == 403  # type: ignore[attr-defined]
    client = Client()
    answers = [_object(client, it.notice.pk).status_code for _ in range(8)]  # type: ignore[attr-defined]
    assert answers == [200] * 6 + [429] * 2 and Objection.objects.count() == 6
    guesses = [client.post("/notices/receipt/", {"receipt": f"guess-{number}"}).status_code for number in range(22)]
    assert guesses == [422] * 20 + [429] * 2


def test_the_objector_is_hidden_from_the_unit_everywhere(now: dt.datetime, client: Client) -> None:
    it = posted(now)
    _object(client, it.notice.pk, about=str(it.application.pk))
    objection = Objection.objects.get()
    assert (objection.sender_name, objection.sender_contact) == (SECRET, REACH), "there is something to leak"
    browser = signed_in(it.here.employer_officer)
    addresses = (
        "/employer/",
        "/home/",
        f"/employer/applications/{it.application.pk}/",
        "/employer/notices/",
        f"/employer/notices/{it.notice.pk}/",
        "/employer/objections/",
        f"/employer/objections/{objection.pk}/",
    )
    for address in addresses:
        page = browser.get(address)
        assert page.status_code == 200, address
        for hidden in (SECRET, REACH, "13812345678"):
            assert hidden not in page.content.decode(), address
    found = browser.get("/employer/objections/", {"q": TEXT[:6]}).content.decode()
    missed = browser.get("/employer/objections/", {"q": SECRET}).content.decode()
    assert "申小艾" in found and "申小艾" not in missed, "the sender is no way to find it"
    sheet = load_workbook(io.BytesIO(browser.get("/employer/objections/?export=xlsx").content))
    cells = str([[cell.value for cell in row] for row in sheet.active.iter_rows()])
    assert TEXT in cells and SECRET not in cells and REACH not in cells
    assert browser.post(f"/objections/{objection.pk}/sender/", {"reason": "想知道是谁"}).status_code == 403
    settle_objection(objection, "upheld", "属实", actor=it.here.as_(it.here.employer_officer), now=now, version=1)
    told = str(list(Message.objects.values()))
    assert "异议" in told and SECRET not in told
    ledger = signed_in(it.here.supervisor).get("/ledger/").content.decode()
    assert SECRET not in ledger and REACH not in ledger and SECRET not in str(list(Entry.objects.values()))


def test_where_no_document_hides_it_the_unit_sees_a_name_but_never_of_an_anonymous_one(now: dt.datetime) -> None:
    it = posted(now)
    named, _ = receive_objection(it.notice, None, TEXT, Sender(SECRET, REACH), now=now)
    nameless, _ = receive_objection(it.notice, None, TEXT, Sender(anonymous=True), now=now)
    Objection.objects.update(sender_hidden=False)
    browser = signed_in(it.here.employer_officer)
    assert SECRET in browser.get(f"/employer/objections/{named.pk}/").content.decode()
    page = browser.get(f"/employer/objections/{nameless.pk}/").content.decode()
    assert "匿名" in page and SECRET not in page
    assert signed_in(it.here.other_employer_officer).get(f"/employer/objections/{named.pk}/").status_code == 404


def test_a_supervisor_looks_at_the_sender_for_a_reason_that_goes_onto_the_ledger(now: dt.datetime) -> None:
    it = posted(now)
    objection, _ = receive_objection(it.notice, it.application, TEXT, Sender(SECRET, REACH), now=now)
    browser = signed_in(it.here.supervisor)
    assert TEXT in browser.get("/objections/").content.decode()
    page = browser.get(f"/objections/{objection.pk}/").content.decode()
    assert TEXT in page and SECRET not in page and 'name="outcome"' not in page, "a supervisor settles nothing"
    address = f"/objections/{objection.pk}/sender/"
    assert browser.post(address, {"reason": ""}).status_code == 409
    assert not Entry.objects.filter(act="unmask-objector").exists()
    shown = browser.post(address, {"reason": "核查打击报复线索"})
    assert SECRET in shown.content.decode() and "no-store" in shown.headers["Cache-Control"]
    entry = Entry.objects.get(act="unmask-objector")
    assert (entry.actor_id, entry.detail) == (it.here.supervisor.pk, {"reason": "核查打击报复线索"})
    for user in (it.here.employer_officer, it.here.county_officer, it.here.applicant, it.here.operator):
        other = signed_in(user)
        assert other.get("/objections/").status_code == 404, user
        assert other.post(address, {"reason": "想知道是谁"}).status_code in (403, 404), user
