"""The pages by which an office sets up and runs a round, and what the public reads of it."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from tests.web.people import signed_in
from tests.web.rounds.offices import IOT, WENZHOU, Desk, a_desk
from zhicheng.web.rounds.models import Round
from zhicheng.web.rounds.options import Options


@pytest.fixture
def desk(now: dt.datetime) -> Desk:
    return a_desk(now)


def begin(officer: Client, desk: Desk, **changes: Any) -> Any:
    """The first step, with the demonstration notice as an upload."""
    notice = desk.plan().notice
    file = SimpleUploadedFile(notice.name, notice.text.encode())
    data = {
        "office": str(desk.office.pk),
        "track": "zj-iot-2026/senior-engineer",
        "notice": "upload",
        "file": file,
        **changes,
    }
    return officer.post("/rounds/new/", data)


DETAILS = {
    "code": "iot-own-2026",
    "title_zh": "自设年度",
    "title_en": "Our round",
    "opens_applicant": "2026-09-15",
    "closes_applicant": "2026-10-23",
    "opens_employer": "2026-09-15",
    "closes_employer": "2026-11-06",
    "opens_department-1": "2026-09-15",
    "closes_department-1": "2026-11-20",
    "demonstration": "on",
    "objector_hidden": "on",
    "unit_employer_notice_days": "working-days",
}


def test_a_round_is_set_up_step_by_step(desk: Desk) -> None:
    officer = signed_in(desk.officer)
    assert officer.get("/rounds/new/").status_code == 200
    assert begin(officer, desk).url == "/rounds/new/details/"
    details = officer.get("/rounds/new/details/").content.decode()
    assert 'value="demo-iot-2026"' in details
    assert officer.post("/rounds/new/details/", DETAILS).url == "/rounds/new/review/"
    assert "自设年度" in officer.get("/rounds/new/review/").content.decode()
    assert not Round.objects.exists()
    assert officer.post("/rounds/new/review/").url == "/rounds/iot-own-2026/office/"
    made = Round.objects.get()
    assert made.state == "draft"
    assert [one.tier for one in made.windows.order_by("closes")] == ["applicant", "employer", "department-1"]
    page = officer.get("/rounds/iot-own-2026/office/").content.decode()
    assert "开放的条件" in page
    opened = officer.post("/rounds/iot-own-2026/office/open/", {"version": "1"})
    assert opened.url == "/rounds/iot-own-2026/office/"
    assert "还有11天截止" in Client().get("/rounds/iot-own-2026/").content.decode()


def test_errors_of_an_uploaded_round_file_are_shown_with_their_lines(desk: Desk) -> None:
    file = SimpleUploadedFile("bad.yaml", b"round: bad\ntitle: x\nyear: later\n")
    response = begin(signed_in(desk.officer), desk, file=file)
    assert response.status_code == 422
    page = response.content.decode()
    assert "bad.yaml:第3行" in page
    assert "as_of" in page


def test_errors_of_the_details_stand_beside_their_fields(desk: Desk) -> None:
    officer = signed_in(desk.officer)
    begin(officer, desk)
    wrong = {
        **DETAILS,
        "closes_employer": "",
        "closes_applicant": "2026-09-01",
        "code": "Bad Code",
        "value_committee_size": "3",
    }
    page = officer.post("/rounds/new/details/", wrong).content.decode()
    assert "开始与截止须一并填写" in page
    assert "截止早于开始" in page
    assert "没有注明依据" in page
    code = officer.post("/rounds/new/details/", {**DETAILS, "code": "Bad Code"}).content.decode()
    assert "不能使用" in code


def test_a_draft_is_changed_on_its_page_and_a_stale_page_refused(desk: Desk) -> None:
    made, officer = desk.draft(), signed_in(desk.officer)
    assert officer.get(f"/rounds/{IOT}/change/").status_code == 200
    data = {**DETAILS, "code": IOT, "title_zh": "改过的名称", "version": "1"}
    assert officer.post(f"/rounds/{IOT}/change/", data).status_code == 302
    made.refresh_from_db()
    assert (made.title_zh, made.version, made.code) == ("改过的名称", 2, IOT)
    assert officer.post(f"/rounds/{IOT}/change/", data).status_code == 409


def test_the_office_page_lists_each_condition_met_or_not_and_why(desk: Desk) -> None:
    desk.draft(WENZHOU, windows={}, options=Options(demonstration=True), numbers={})
    page = signed_in(desk.officer).get(f"/rounds/{WENZHOU}/office/").content.decode()
    for said in ("tiers-not-set", "未写明用人单位的审核环节", "公示天数", "征求意见稿", "请在年度设置中"):
        assert said in page or said == "tiers-not-set"
    assert 'name="reason"' in page


def test_opening_what_is_not_ready_says_why_and_changes_nothing(desk: Desk) -> None:
    desk.draft(windows={})
    response = signed_in(desk.officer).post(f"/rounds/{IOT}/office/open/", {"version": "1"})
    assert response.status_code == 409
    assert 'data-code="window-not-set"' in response.content.decode()
    assert Round.objects.get().state == "draft"


def test_windows_are_extended_on_the_page_with_errors_in_the_form(desk: Desk) -> None:
    desk.opened()
    officer, address = signed_in(desk.officer), f"/rounds/{IOT}/office/extend/"
    early = officer.post(address, {"version": "2", "closes_applicant": "2026-10-01", "reason": "因故"})
    assert early.status_code == 409
    assert "只能延后" in early.content.decode()
    assert officer.post(address, {"version": "2", "closes_applicant": "2026-10-30"}).status_code == 422
    assert (
        officer.post(address, {"version": "2", "closes_applicant": "2026-10-30", "reason": "台风"}).status_code == 302
    )
    public = Client().get(f"/rounds/{IOT}/").content.decode()
    assert "台风" in public
    assert "2026-10-30" in public
    assert officer.post(address, {"closes_applicant": "2026-10-31", "reason": "无版本"}).status_code == 409


def test_the_public_page_speaks_both_languages_and_names_every_source(desk: Desk) -> None:
    desk.opened()
    client = Client()
    chinese = client.get(f"/rounds/{IOT}/").content.decode()
    client.post("/language/", {"language": "en", "next": "/"})
    english = client.get(f"/rounds/{IOT}/").content.decode()
    assert "个人申报还有11天截止" in chinese
    assert "applications: closes in 11 days" in english
    assert "方案四（三）2" in chinese
    assert "/policies/zj-iot-2026/senior-engineer/" in chinese
    assert "今天" in chinese


@pytest.mark.parametrize(
    "document", ["review-form.pdf", "review-form.docx", "recommendation-roster.xlsx", "post-information.pdf"]
)
def test_forms_can_be_downloaded_empty(desk: Desk, document: str) -> None:
    desk.opened()
    response = Client().get(f"/rounds/{IOT}/forms/{document}/")
    assert response.status_code == 200
    assert response.headers["Content-Disposition"].startswith("attachment")
    assert "王䶮" not in response.content.decode("utf-8", "replace")


def test_there_is_no_such_form(desk: Desk) -> None:
    desk.opened()
    for document in ("employer-notice.pdf", "horoscope.pdf", "review-form.xlsx"):
        assert Client().get(f"/rounds/{IOT}/forms/{document}/").status_code == 404


def test_a_draft_takes_another_round_file_and_shows_the_errors_of_a_wrong_one(desk: Desk) -> None:
    made, officer = desk.draft(), signed_in(desk.officer)
    data = {**DETAILS, "code": IOT, "version": "1"}
    bad = SimpleUploadedFile("bad.yaml", b"round: bad\nyear: later\n")
    wrong = officer.post(f"/rounds/{IOT}/change/", {**data, "file": bad})
    assert wrong.status_code == 422
    assert "bad.yaml:第2行" in wrong.content.decode()
    text = desk.plan().notice.text.replace("pass_mark: 60", "pass_mark: 65")
    good = SimpleUploadedFile("second.yaml", text.encode())
    assert officer.post(f"/rounds/{IOT}/change/", {**data, "file": good}).status_code == 302
    made.refresh_from_db()
    assert made.notice["name"] == "second.yaml"
    assert "65 分" in officer.get(f"/rounds/{IOT}/").content.decode()


def test_a_reason_with_signs_no_database_takes_is_no_error_of_the_server(desk: Desk) -> None:
    desk.opened()
    response = signed_in(desk.officer).post(f"/rounds/{IOT}/office/close/", {"version": "2", "reason": "a\0b"})
    assert response.status_code == 400
    assert "空字节" in response.content.decode()
