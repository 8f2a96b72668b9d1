"""The employer's notices: preview, posting here and elsewhere, closing, void, objections taken down and settled."""

from __future__ import annotations

import datetime as dt
import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from tests.web.notices.posted import CONTACT, LAST_DAY, go_to, posted
from tests.web.people import handed_in, signed_in, small_pdf, world
from zhicheng.procedure.refusal import ActRefused
from zhicheng.web.applications.models import Application, Message
from zhicheng.web.applications.services.submitting import withdraw_application
from zhicheng.web.ledger.models import Entry
from zhicheng.web.notices.models import Notice, Objection
from zhicheng.web.notices.services.objecting import Sender, receive_objection, settle_objection, withdraw_objection
from zhicheng.web.notices.services.posting import close_notice, post_notice, void_notice

pytestmark = pytest.mark.django_db
NAMED = Sender("林秘密", "13812345678")
TEXT = "该项目的排名与证书不一致，请核实"


def _form(application: Application, **more: str) -> dict[str, str]:
    return {
        "round": str(application.round_id),
        "unit": str(application.employer_id),
        "application": str(application.pk),
        "where": "here",
        "contact": "人力资源部",
        "phone": "0571-00000000",
        **more,
    }


def _codes(error: pytest.ExceptionInfo[ActRefused]) -> set[str]:
    return set(error.value.codes)


def test_a_notice_is_looked_at_before_it_is_posted(now: dt.datetime) -> None:
    here = world(now)
    application = handed_in(here)
    browser = signed_in(here.employer_officer)
    page = browser.get("/employer/notices/new/").content.decode()
    assert f'value="{application.pk}"' in page and "申小艾" in page
    preview = browser.post("/employer/notices/new/", _form(application)).content.decode()
    assert 'datetime="2026-10-12"' in preview and 'datetime="2026-10-19"' in preview, "both days, by the calendar"
    assert 'datetime="2026-10-20"' in preview, "from when it can be closed"
    assert "尚未发布" in preview and not Notice.objects.exists()
    for format, start in (("docx", b"PK"), ("pdf", b"%PDF")):
        assert browser.post(f"/employer/notices/draft.{format}", _form(application)).content.startswith(start)
    answer = browser.post("/employer/notices/new/", _form(application, post="yes"))
    notice = Notice.objects.get()
    assert answer.url == f"/employer/notices/{notice.pk}/"  # type: ignore[attr-defined]
    assert (notice.first_day, notice.last_day, notice.contact) == (now.date(), LAST_DAY, "人力资源部 0571-00000000")
    for format, start in (("docx", b"PK"), ("pdf", b"%PDF")):
        assert browser.get(f"/employer/notices/{notice.pk}/notice.{format}").content.startswith(start)
    assert Message.objects.filter(user=here.applicant, kind="notice-posted").count() == 1
    twice = browser.post("/employer/notices/new/", _form(application, post="yes"))
    assert "没有待公示的申报" in twice.content.decode() and Notice.objects.count() == 1


def test_a_notice_that_hangs_elsewhere_is_recorded_with_its_picture(now: dt.datetime) -> None:
    here = world(now)
    application = handed_in(here)
    later = go_to(dt.date(2026, 10, 14))
    browser = signed_in(here.employer_officer)
    lacking = browser.post("/employer/notices/new/", _form(application, where="elsewhere"))
    assert lacking.status_code == 422 and "请填写公示的地点或网址" in lacking.content.decode()
    ahead = _form(application, where="elsewhere", elsewhere="大门公告栏", first_day="2026-10-15")
    assert browser.post("/employer/notices/new/", ahead).status_code == 422
    before = _form(application, where="elsewhere", elsewhere="大门公告栏", first_day="2026-10-01", post="yes")
    answer = browser.post("/employer/notices/new/", before)
    assert 'data-code="first-day-before-submission"' in answer.content.decode() and not Notice.objects.exists()
    said = _form(application, where="elsewhere", elsewhere="大门公告栏", first_day="2026-10-13", post="yes")
    file = SimpleUploadedFile("照片.pdf", small_pdf("notice"), "application/pdf")
    assert browser.post("/employer/notices/new/", {**said, "picture": file}).status_code == 302
    notice = Notice.objects.get()
    assert (notice.elsewhere, notice.first_day, notice.last_day) == (
        "大门公告栏",
        dt.date(2026, 10, 13),
        dt.date(2026, 10, 20),
    )
    assert notice.picture is not None and notice.posted_at == later
    assert "大门公告栏" in browser.get(f"/employer/notices/{notice.pk}/").content.decode()
    other = signed_in(here.other_employer_officer)
    assert other.get(f"/notices/{notice.pk}/picture/1").status_code == 404
    assert signed_in(here.applicant).get(f"/notices/{notice.pk}/picture/1").status_code == 404


def test_an_archive_in_place_of_a_picture_is_refused_and_nothing_posted(now: dt.datetime) -> None:
    here = world(now)
    application = handed_in(here)
    said = _form(application, where="elsewhere", elsewhere="公告栏", first_day="2026-10-12", post="yes")
    file = SimpleUploadedFile("照片.pdf", b"PK\x03\x04" + io.BytesIO(b"0" * 200).getvalue(), "application/pdf")
    answer = signed_in(here.employer_officer).post("/employer/notices/new/", {**said, "picture": file})
    assert answer.status_code == 409 and not Notice.objects.exists()


def test_a_notice_names_nobody_of_another_unit_or_round(now: dt.datetime) -> None:
    here = world(now)
    application = handed_in(here)
    other = here.as_(here.other_employer_officer)
    with pytest.raises(ActRefused) as error:
        post_notice(here.round, here.other_employer, [application], actor=other, now=now, contact=CONTACT)
    assert _codes(error) == {"nobody-named"}
    with pytest.raises(ActRefused) as error:
        post_notice(here.round, here.employer, [application], actor=other, now=now, contact=CONTACT)
    assert _codes(error) == {"nobody-named"}
    from tests.web.people import a_round

    second = a_round("zj-iot-2026/senior-engineer", here.office, tiers=2, now=now, code="other-round")
    with pytest.raises(ActRefused) as error:
        post_notice(
            second, here.employer, [application], actor=here.as_(here.employer_officer), now=now, contact=CONTACT
        )
    assert _codes(error) == {"nobody-named"} and not Notice.objects.exists()


def test_it_closes_only_after_its_days_on_a_fresh_page_and_once(now: dt.datetime) -> None:
    it = posted(now)
    browser = signed_in(it.here.employer_officer)
    address = f"/employer/notices/{it.notice.pk}/"
    assert 'data-code="notice-days-not-run"' in browser.get(address).content.decode()
    early = browser.post(address + "close/", {"version": "1"})
    assert early.status_code == 409 and 'data-code="notice-days-not-run"' in early.content.decode()
    go_to(LAST_DAY)
    assert browser.post(address + "close/", {"version": "1"}).status_code == 409, "the last day has to pass in full"
    go_to(LAST_DAY + dt.timedelta(days=1))
    stale = browser.post(address + "close/", {"version": "7"})
    assert 'data-code="stale-page"' in stale.content.decode()
    assert browser.post(address + "close/").status_code == 409, "a form without its version is stale"
    assert signed_in(it.here.other_employer_officer).post(address + "close/", {"version": "1"}).status_code == 404
    assert browser.post(address + "close/", {"version": "1", "note": "未收到异议"}).status_code == 302
    it.notice.refresh_from_db()
    assert (it.notice.state, it.notice.closing_note) == ("closed", "未收到异议")
    assert browser.post(address + "close/", {"version": "2"}).status_code == 409


def test_it_does_not_close_while_an_objection_is_open_even_to_one_who_left(now: dt.datetime) -> None:
    it = posted(now)
    actor, here = it.here.as_(it.here.employer_officer), it.here
    objection, _ = receive_objection(it.notice, it.application, TEXT, NAMED, now=now)
    after = go_to(LAST_DAY + dt.timedelta(days=1))
    with pytest.raises(ActRefused) as error:
        close_notice(it.notice, "", actor=actor, now=after, version=1)
    assert _codes(error) == {"objection-open"}
    withdraw_application(it.application, actor=here.as_(here.applicant), now=after, version=it.application.version)
    with pytest.raises(ActRefused) as error:
        close_notice(it.notice, "", actor=actor, now=after, version=1)
    assert _codes(error) == {"objection-open"}
    settle_objection(objection, "rejected", "申报已撤回", actor=actor, now=after, version=1)
    assert Objection.objects.get().state == "rejected", "one about an application that left can still be settled"
    with pytest.raises(ActRefused) as error:
        close_notice(it.notice, "", actor=actor, now=after, version=1)
    assert _codes(error) == {"nobody-waiting"}
    assert void_notice(it.notice, "申报均已撤回", actor=actor, now=after, version=1).state == "void", "so it can end"


def test_void_needs_a_reason_and_no_objection_and_days_begin_anew(now: dt.datetime) -> None:
    it = posted(now)
    browser = signed_in(it.here.employer_officer)
    address = f"/employer/notices/{it.notice.pk}/void/"
    assert browser.post(address, {"version": "1", "reason": " "}).status_code == 409
    assert browser.post(address, {"version": "1", "reason": "联系电话有误"}).status_code == 302
    assert signed_in(it.here.applicant).get(f"/notices/{it.notice.pk}/").status_code == 404
    go_to(dt.date(2026, 10, 14))
    assert browser.post("/employer/notices/new/", _form(it.application, post="yes")).status_code == 302
    fresh = Notice.objects.get(state="posted")
    assert (fresh.first_day, fresh.last_day) == (dt.date(2026, 10, 14), dt.date(2026, 10, 21))
    receive_objection(fresh, None, TEXT, Sender(anonymous=True), now=now + dt.timedelta(days=2))
    with pytest.raises(ActRefused) as error:
        void_notice(fresh, "又有误", actor=it.here.as_(it.here.employer_officer), now=now, version=1)
    assert _codes(error) == {"objection-received"}


def test_an_objection_is_settled_once_with_a_finding_by_the_unit_that_posted(now: dt.datetime) -> None:
    it = posted(now)
    objection, _ = receive_objection(it.notice, it.application, TEXT, NAMED, now=now)
    address = f"/employer/objections/{objection.pk}/"
    other = signed_in(it.here.other_employer_officer)
    assert other.get(address).status_code == 404
    assert (
        other.post(address + "settle/", {"outcome": "rejected", "finding": "属实", "version": "1"}).status_code == 404
    )
    browser = signed_in(it.here.employer_officer)
    assert TEXT in browser.get(address).content.decode()
    for wrong in (
        {"outcome": "maybe", "finding": "x"},
        {"outcome": "upheld", "finding": " "},
        {"outcome": "upheld", "finding": "x", "version": "9"},
    ):
        assert browser.post(address + "settle/", {"version": "1", **wrong}).status_code == 409, wrong
    assert Objection.objects.get().state == "open"
    assert (
        browser.post(address + "settle/", {"outcome": "upheld", "finding": "排名应为第三", "version": "1"}).status_code
        == 302
    )
    twice = browser.post(address + "settle/", {"outcome": "rejected", "finding": "改判", "version": "2"})
    assert 'data-code="already-settled"' in twice.content.decode()
    assert Objection.objects.get().state == "upheld"


def test_nobody_settles_an_objection_to_their_own_application(now: dt.datetime) -> None:
    from tests.web.people import person

    here = world(now)
    both = person("both", now, ("employer", here.employer), name="又当人事")
    application = handed_in(here, both)
    actor = here.as_(here.employer_officer)
    notice = post_notice(here.round, here.employer, [application], actor=actor, now=now, contact=CONTACT)
    objection, _ = receive_objection(notice, application, TEXT, NAMED, now=now)
    with pytest.raises(ActRefused) as error:
        settle_objection(objection, "rejected", "查无此事", actor=here.as_(both), now=now, version=1)
    assert _codes(error) == {"own-application"}
    settle_objection(objection, "rejected", "查无此事", actor=actor, now=now, version=1)


def test_an_objection_on_paper_is_taken_down_by_the_unit(now: dt.datetime) -> None:
    it = posted(now)
    browser = signed_in(it.here.employer_officer)
    address = f"/employer/notices/{it.notice.pk}/objection/"
    said = {"about": str(it.application.pk), "text": TEXT, "named": "yes", "name": "林秘密", "contact": "来信"}
    assert signed_in(it.here.other_employer_officer).post(address, said).status_code == 404
    answer = browser.post(address, said, follow=True).content.decode()
    objection = Objection.objects.get()
    assert (objection.received_by, objection.sender_name, objection.sender_hidden) == (
        it.here.employer_officer,
        "林秘密",
        True,
    )
    assert "林秘密" not in answer and "回执" not in answer, "the unit gets no receipt: it could withdraw with it"
    go_to(LAST_DAY + dt.timedelta(days=1))
    late = browser.post(address, said)
    assert 'data-code="notice-over"' in late.content.decode() and Objection.objects.count() == 1


def test_a_receipt_of_nobody_or_of_a_settled_objection_withdraws_nothing(now: dt.datetime) -> None:
    it = posted(now)
    objection, receipt = receive_objection(it.notice, None, TEXT, NAMED, now=now)
    with pytest.raises(ActRefused) as error:
        withdraw_objection("nothing-like-it", now=now)
    assert _codes(error) == {"no-receipt"}
    settle_objection(objection, "rejected", "查无此事", actor=it.here.as_(it.here.employer_officer), now=now, version=1)
    with pytest.raises(ActRefused) as error:
        withdraw_objection(receipt, now=now)
    assert _codes(error) == {"already-settled"}


def test_the_list_shows_what_waits_for_a_notice_and_exports(now: dt.datetime) -> None:
    it = posted(now)
    handed_in(it.here, it.here.other_applicant)
    browser = signed_in(it.here.employer_officer)
    page = browser.get("/employer/notices/").content.decode()
    assert "还有7天" in page and "1 人" in page
    assert (
        "杭州示例物联网有限公司"
        not in signed_in(it.here.other_employer_officer).get("/employer/notices/").content.decode()
    )
    assert browser.get("/employer/notices/?export=xlsx").status_code == 200
    assert Entry.objects.get(act="export").object_id == "employer-notices"
    assert browser.get("/employer/notices/?state=posted&q=示例&sort=-persons").content.decode().count("还有7天") == 1
