"""Many applicants at once by Excel: hours beside the applicant's own, recommendations; errors all at once, nothing half."""

from __future__ import annotations

import datetime as dt
import io
from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from openpyxl import Workbook, load_workbook

from tests.web.notices.posted import LAST_DAY, check_everything, go_to, posted
from tests.web.people import handed_in, person, signed_in, world
from zhicheng.vocabulary.problems import Refused
from zhicheng.web.applications.hours import hours_compared
from zhicheng.web.applications.models import Application, Opinion
from zhicheng.web.applications.services.hours_import import import_hours
from zhicheng.web.applications.services.opinions_import import import_opinions
from zhicheng.web.ledger.models import Entry
from zhicheng.web.notices.services.posting import close_notice
from zhicheng.web.records.models import Record

pytestmark = pytest.mark.django_db
HOURS = ("姓名", "工作单位", "年度", "科目类别", "学习内容（课程名称）", "学时", "备注")
OPINIONS = ("申报编号", "姓名", "版次（勿改）", "意见结论", "意见")
UNIT = "杭州示例物联网有限公司"


def _sheet(heads: tuple[str, ...], *rows: tuple[object, ...]) -> bytes:
    book = Workbook()
    sheet = book.active
    sheet.title = "表"
    for row in (heads, *rows):
        sheet.append(list(row))
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def _upload(browser: Client, sheet: str, raw: bytes) -> object:
    file = SimpleUploadedFile(f"{sheet}.xlsx", raw)
    return browser.post("/employer/import/", {"sheet": sheet, f"{sheet}-file": file}, follow=True)


def test_hours_stand_beside_the_applicants_own_and_change_none_of_them(now: dt.datetime) -> None:
    here = world(now)
    application = handed_in(here)
    before = list(Record.objects.filter(owner=here.applicant).order_by("pk").values_list("data", "version"))
    rows = (
        ("申小艾", UNIT, 2025, "专业科目", "物联网安全", 60, ""),
        ("申小艾", UNIT, 2025, "一般公需科目", "公需课", 18.5, ""),
    )
    browser = signed_in(here.employer_officer)
    answer = _upload(browser, "hours", _sheet(HOURS, *rows))
    assert "已导入 1 份申报的学时，共 2 行" in answer.content.decode()  # type: ignore[attr-defined]
    application.refresh_from_db()
    compared = {(one.year, one.category[0]): one for one in hours_compared(application, application.submissions.get())}
    assert compared[(2025, "一般公需科目")].employer == Decimal("18.5")
    assert list(Record.objects.filter(owner=here.applicant).order_by("pk").values_list("data", "version")) == before
    page = browser.get(f"/employer/applications/{application.pk}/").content.decode()
    assert "学时对照" in page and "18.5" in page
    entry = Entry.objects.get(act="import-hours")
    assert (entry.object_id, entry.detail["rows"]) == (str(application.pk), 2)
    import_hours(_sheet(HOURS, rows[0]), "再.xlsx", actor=here.as_(here.employer_officer), now=now)
    application.refresh_from_db()
    assert len(application.extra["hours"]["rows"]) == 1, "another sheet replaces the earlier statement"


def test_every_error_of_an_hours_sheet_is_reported_and_nothing_taken(now: dt.datetime) -> None:
    here = world(now)
    application = handed_in(here)
    rows = (
        ("申小艾", UNIT, 2025, "专业科目", "物联网安全", 60, ""),
        ("申小艾", "另一单位", 2025, "专业科目", "课程", 10, ""),
        ("不在此人", UNIT, 2025, "专业科目", "课程", 10, ""),
    )
    with pytest.raises(Refused) as error:
        import_hours(_sheet(HOURS, *rows), "学时.xlsx", actor=here.as_(here.employer_officer), now=now)
    assert [one.place for one in error.value.problems] == ["表!3", "表!4"]
    bad = (("申小艾", UNIT, "去年", "专业", "课程", -3, ""),)
    answer = _upload(signed_in(here.employer_officer), "hours", _sheet(HOURS, *bad))
    text = answer.content.decode()  # type: ignore[attr-defined]
    assert answer.status_code == 422 and "表!C2" in text and "表!F2" in text  # type: ignore[attr-defined]
    application.refresh_from_db()
    assert "hours" not in application.extra and not Entry.objects.filter(act="import-hours").exists()


def test_two_of_one_name_are_told_apart_by_the_number_in_the_note(now: dt.datetime) -> None:
    here = world(now)
    twin = person("twin", now, name="申小艾")
    first, second = handed_in(here), handed_in(here, twin)
    actor = here.as_(here.employer_officer)
    row = ("申小艾", UNIT, 2025, "专业科目", "课程", 10)
    with pytest.raises(Refused) as error:
        import_hours(_sheet(HOURS, (*row, "")), "学时.xlsx", actor=actor, now=now)
    assert "请在备注列填写申报编号" in str(error.value)
    import_hours(_sheet(HOURS, (*row, second.serial)), "学时.xlsx", actor=actor, now=now)
    first.refresh_from_db()
    second.refresh_from_db()
    assert "hours" not in first.extra and "hours" in second.extra


def test_another_unit_states_nothing_for_an_applicant(now: dt.datetime) -> None:
    here = world(now)
    handed_in(here)
    raw = _sheet(HOURS, ("申小艾", UNIT, 2025, "专业科目", "课程", 10, ""))
    with pytest.raises(Refused) as error:
        import_hours(raw, "学时.xlsx", actor=here.as_(here.other_employer_officer), now=now)
    assert "待本单位审核的申报中没有“申小艾”" in str(error.value)
    assert signed_in(here.applicant).get("/employer/import/").status_code == 404


def _ready(now: dt.datetime) -> tuple[object, Application, Application, dt.datetime]:
    """One application ready to be recommended, another that lacks everything."""
    it = posted(now)
    other = handed_in(it.here, it.here.other_applicant)
    check_everything(it.here, it.application, now)
    after = go_to(LAST_DAY + dt.timedelta(days=1))
    close_notice(it.notice, "", actor=it.here.as_(it.here.employer_officer), now=after, version=1)
    it.application.refresh_from_db()
    return it.here, it.application, other, after


def test_the_sheet_of_opinions_lists_who_waits_and_is_decided_row_by_row(now: dt.datetime) -> None:
    here, ready, other, _ = _ready(now)
    browser = signed_in(here.employer_officer)  # type: ignore[attr-defined]
    sheet = load_workbook(io.BytesIO(browser.get("/employer/import/opinions.xlsx").content)).active
    listed = [[cell.value for cell in row][:3] for row in sheet.iter_rows(min_row=2)]
    assert listed == [[one.serial, one.name, str(one.version)] for one in (ready, other)]
    assert Entry.objects.get(act="export").object_id == "employer-opinions"
    rows = [(*listed[0], "推荐", "同意推荐"), (*listed[1], "不推荐", "业绩不符合条件")]
    answer = _upload(browser, "opinions", _sheet(OPINIONS, *rows))
    assert "已办理 2 份申报" in answer.content.decode()  # type: ignore[attr-defined]
    assert set(Application.objects.values_list("serial", "state")) == {
        (ready.serial, "at-department"),
        (other.serial, "not-recommended"),
    }
    assert set(Entry.objects.filter(act__in=["recommend", "refuse"]).values_list("act", flat=True)) == {
        "recommend",
        "refuse",
    }


def test_one_row_that_can_not_be_done_stops_them_all_and_each_reason_is_said(now: dt.datetime) -> None:
    here, ready, other, after = _ready(now)
    actor = here.as_(here.employer_officer)  # type: ignore[attr-defined]
    rows = [
        (ready.serial, ready.name, str(ready.version), "推荐", "同意推荐"),
        (other.serial, other.name, str(other.version), "推荐", "同意推荐"),
        ("iot-2026-99999", "无此人", "1", "推荐", "同意"),
    ]
    with pytest.raises(Refused) as error:
        import_opinions(_sheet(OPINIONS, *rows), "意见.xlsx", actor=actor, now=after)
    places = {one.place for one in error.value.problems}
    assert places == {"表!3", "表!4"} and "尚未公示" in str(error.value)
    ready.refresh_from_db()
    assert (
        ready.state == "at-employer"
        and not Opinion.objects.exists()
        and not Entry.objects.filter(act="recommend").exists()
    )


def test_an_old_sheet_a_double_row_and_an_empty_opinion_are_refused(now: dt.datetime) -> None:
    here, ready, _, after = _ready(now)
    actor = here.as_(here.employer_officer)  # type: ignore[attr-defined]
    good = (ready.serial, ready.name, str(ready.version), "推荐", "同意推荐")
    cases = {
        "已有变动": [(ready.serial, ready.name, str(ready.version - 1), "推荐", "同意推荐")],
        "重复": [good, good],
        "必须填写": [(*good[:4], "")],
        "没有“也许”": [(*good[:3], "也许", "同意")],
        "没有这一编号与姓名": [(ready.serial, "别人", *good[2:])],
        "没有可导入的行": [],
    }
    for words, rows in cases.items():
        with pytest.raises(Refused) as error:
            import_opinions(_sheet(OPINIONS, *rows), "意见.xlsx", actor=actor, now=after)
        assert words in str(error.value), words
    other = here.as_(here.other_employer_officer)  # type: ignore[attr-defined]
    with pytest.raises(Refused):
        import_opinions(_sheet(OPINIONS, good), "意见.xlsx", actor=other, now=after)
    ready.refresh_from_db()
    assert ready.state == "at-employer"
