"""The applicant's own way by the browser's means alone: begin, fill in, promise, hand in, withdraw, correct, hand in again."""

from __future__ import annotations

import datetime as dt
import re

import pytest
from django.test import Client
from django.urls import reverse

from tests.web.people import World, a_draft, handed_in, keep_demonstration_dossier, signed_in, world
from zhicheng.web.applications.models import Application, ReturnItem
from zhicheng.web.applications.services.returning import Marked, return_items
from zhicheng.web.applications.services.submitting import change_draft
from zhicheng.web.ledger.models import Entry
from zhicheng.web.papers.models import Paper
from zhicheng.web.records.models import Record

pytestmark = pytest.mark.django_db

HTMX = {"HX-Request": "true"}


def guard(client: Client, address: str) -> str:
    """The version that the page's form carries."""
    found = re.search(r'name="version" value="(\d+)"', client.get(address).content.decode())
    assert found is not None, address
    return found[1]


def send(client: Client, name: str, row: Application, **fields: object) -> object:
    address = reverse(name, args=[row.pk])
    return client.post(address, {"version": guard(client, address), **fields})


def act(client: Client, row: Application, name: str) -> object:
    address = reverse("own-act", args=[row.pk, name])
    return client.post(address, {"version": guard(client, address)})


def test_from_begin_to_submit(now: dt.datetime) -> None:
    here = world(now)
    keep_demonstration_dossier(here.applicant, now)
    client = signed_in(here.applicant)
    client.post(reverse("own-begin"), {"round": here.round.pk})
    row = Application.objects.get()

    page = client.get(reverse("own-employer", args=[row.pk]), {"q": "示例 物联网"}).content.decode()
    assert here.employer.name in page
    assert here.other_employer.name not in page
    assert here.county.name not in page, "a department is no employer"
    specialty = re.search(r'<option value="([^"]+)">', page)
    assert specialty is not None
    send(client, "own-employer", row, employer=here.employer.pk, specialty=specialty[1])
    keys = list(Record.objects.filter(owner=here.applicant).values_list("key", flat=True))
    send(client, "own-records", row, record=[key for key in keys if key != "talk-1"])
    send(client, "own-way", row, way="第七条（二）")
    send(client, "own-score", row, take="machine")
    send(client, "own-commitment", row, promise="yes")
    assert act(client, row, "submit").status_code == 302  # type: ignore[attr-defined]

    row.refresh_from_db()
    assert (row.state, row.employer, row.specialty, row.way_in) == (
        "at-employer",
        here.employer,
        specialty[1],
        "第七条（二）",
    )
    assert row.claimed["专业技术业绩/知识产权"] == "15.5"
    assert row.serial == "iot-2026-00001"
    submission = row.submissions.get()
    assert "talk-1" not in {record["id"] for record in submission.dossier["records"]}
    assert submission.claimed == row.claimed
    acts = list(Entry.objects.filter(object_type="application").values_list("act", flat=True))
    assert acts == ["begin-application", "give-commitment", "submit"], "drafts are no acts"
    assert "单位审核中" in client.get(reverse("own-application", args=[row.pk])).content.decode()


def test_withdraw_and_take_up_again(now: dt.datetime) -> None:
    here = world(now)
    row = handed_in(here)
    client = signed_in(here.applicant)
    page = client.get(reverse("own-act", args=[row.pk, "withdraw"])).content.decode()
    assert "申报不再办理" in page, "the page says what will happen"
    act(client, row, "withdraw")
    row.refresh_from_db()
    assert row.state == "withdrawn"
    act(client, row, "reopen")
    row.refresh_from_db()
    assert (row.state, row.committed_at) == ("draft", None)
    page = client.get(reverse("own-application", args=[row.pk])).content.decode()
    assert "申报人尚未作出真实性承诺" in page


@pytest.mark.parametrize(
    ("page", "fields", "said"),
    [
        ("own-way", {"way": "第七条（一）"}, "须写明理由"),
        ("own-way", {"way": "第九十九条"}, "评价条件没有这一申报方式"),
        ("own-employer", {"specialty": "烹饪"}, "本年度不受理此专业"),
        ("own-employer", {"employer": "999999"}, "不能选择此单位"),
        ("own-records", {}, "没有选入任何材料"),
        ("own-records", {"record": "no-such-record"}, "已不在“我的材料”中"),
        ("own-score", {"claim:专业技术业绩/获奖": "三十"}, "请填写数字"),
        ("own-score", {"claim:专业技术业绩/获奖": "30.5"}, "此项封顶 30 分"),
        ("own-score", {"claim:专业技术业绩/获奖": "-1"}, "分值不能为负"),
        ("own-papers", {"why:award-1:no-such-paper": "没有"}, "评价条件没有要求这份材料"),
        ("own-commitment", {}, "请先勾选承诺"),
    ],
)
def test_what_is_wrong_is_said_beside_what_was_typed(
    now: dt.datetime, page: str, fields: dict[str, str], said: str
) -> None:
    here = world(now)
    row = a_draft(here)
    row = change_draft(
        row, actor=here.as_(here.applicant), version=None, changes={"extra": {}}
    )  # the promise is open again
    client = signed_in(here.applicant)
    answer = send(client, page, row, **fields)
    assert answer.status_code == 422  # type: ignore[attr-defined]
    assert said in answer.content.decode()  # type: ignore[attr-defined]
    if page != "own-commitment":
        address = reverse(page, args=[row.pk])
        piece = client.post(address, {"version": guard(client, address), **fields}, headers=HTMX).content.decode()
        assert said in piece
        assert page == "own-score" or "guard" not in piece, "a page that was not saved keeps the version it saw"
    before = (row.way_in, row.specialty, row.employer_id, row.record_keys, row.claimed, row.committed_at)
    row.refresh_from_db()
    after = (row.way_in, row.specialty, row.employer_id, row.record_keys, row.claimed, row.committed_at)
    assert after == before, "nothing was changed"


def test_a_way_not_met_goes_in_with_its_reason(now: dt.datetime) -> None:
    here = world(now)
    row = a_draft(here)
    client = signed_in(here.applicant)
    send(client, "own-way", row, way="第七条（一）", reason="博士学位证书正在补办")
    send(client, "own-commitment", row, promise="yes")
    act(client, row, "submit")
    row.refresh_from_db()
    assert (row.state, row.way_in) == ("at-employer", "第七条（一）")
    from zhicheng.web.applications.reading import reading_of

    shown = reading_of(row, here.as_(here.employer_officer), today=now.date())
    facts = [fact.value[0] for item in shown.items if item.key == "way_in" for fact in item.facts]
    assert "博士学位证书正在补办" in facts, "every tier reads it"


def test_a_way_that_is_no_longer_met_holds_the_application_back(now: dt.datetime) -> None:
    here = world(now)
    row = a_draft(here)
    client = signed_in(here.applicant)
    keys = set(Record.objects.filter(owner=here.applicant).values_list("key", flat=True))
    send(client, "own-records", row, record=sorted(keys - {"title-2"}))
    page = client.get(reverse("own-application", args=[row.pk])).content.decode()
    assert "所选申报方式按规则判定为不符合" in page
    send(client, "own-commitment", row, promise="yes")
    answer = client.post(reverse("own-act", args=[row.pk, "submit"]), {"version": "99"})
    assert answer.status_code == 409
    row.refresh_from_db()
    assert row.state == "draft"


def test_saved_as_it_is_typed(now: dt.datetime) -> None:
    here = world(now)
    row = a_draft(here)
    client = signed_in(here.applicant)
    address = reverse("own-score", args=[row.pk])
    first = guard(client, address)
    piece = client.post(address, {"version": first, "claim:专业技术业绩/获奖": "13/6"}, headers=HTMX).content.decode()
    assert "已保存" in piece
    assert "<html" not in piece
    row.refresh_from_db()
    assert row.claimed == {"专业技术业绩/获奖": "13/6"}
    assert f'value="{row.version}"' in piece, "the page goes on with the new version"
    stale = client.post(address, {"version": first, "claim:专业技术业绩/获奖": "9"}, headers=HTMX).content.decode()
    assert "此页打开后内容已变动" in stale
    row.refresh_from_db()
    assert row.claimed == {"专业技术业绩/获奖": "13/6"}
    assert client.post(address, {"version": first, "claim:专业技术业绩/获奖": "9"}).status_code == 409


def test_typing_something_wrong_keeps_what_is_good(now: dt.datetime) -> None:
    here = world(now)
    row = a_draft(here)
    client = signed_in(here.applicant)
    address = reverse("own-score", args=[row.pk])
    claims = {"claim:专业技术业绩/获奖": "12", "claim:专业技术业绩/论文": "5"}
    client.post(address, {"version": row.version, **claims}, headers=HTMX)
    claims = {"claim:专业技术业绩/获奖": "12..5", "claim:专业技术业绩/论文": "6"}
    piece = client.post(address, {"version": guard(client, address), **claims}, headers=HTMX).content.decode()
    assert "填错的未保存，项数：1" in piece
    assert "请填写数字" in piece, "said on its line"
    row.refresh_from_db()
    assert row.claimed == {"专业技术业绩/获奖": "12", "专业技术业绩/论文": "6"}


def test_sums_stop_at_the_caps_and_differences_are_marked(now: dt.datetime) -> None:
    here = world(now)
    row = a_draft(here)
    client = signed_in(here.applicant)
    claims = {
        "claim:专业技术业绩/物联网专业相关业绩": "50",
        "claim:专业技术业绩/获奖": "20",
        "claim:职业道德/爱岗敬业": "0.9",
        "claim:行业影响力/社会兼职": "3",
    }
    send(client, "own-score", row, **claims)
    page = client.get(reverse("own-score", args=[row.pk])).content.decode()
    assert "<b>63.9</b>自评总分" in page, "60 under the cap of 70 claimed, 0.9 and 3: exactly"
    assert "+9</span>" in page, "20 claimed for awards where the rules count 11"
    assert "一致" in page


def test_a_change_after_the_promise_takes_it_back(now: dt.datetime) -> None:
    here = world(now)
    row = a_draft(here)
    client = signed_in(here.applicant)
    assert "可以提交" in client.get(reverse("own-application", args=[row.pk])).content.decode()
    record = Record.objects.get(owner=here.applicant, key="award-1")
    record.data = {**record.data, "grade": "first"}
    record.save()
    page = client.get(reverse("own-application", args=[row.pk])).content.decode()
    assert "申报人尚未作出真实性承诺" in page, "what is kept has changed since"
    assert "承诺后内容有改动" in client.get(reverse("own-commitment", args=[row.pk])).content.decode()
    answer = client.post(reverse("own-act", args=[row.pk, "submit"]), {"version": row.version})
    assert answer.status_code == 409


def test_papers_missing_are_excused_with_a_reason(now: dt.datetime) -> None:
    here = world(now)
    row = a_draft(here)
    gone = Paper.objects.filter(owner=here.applicant, record__key="paper-1", paper="cover").first()
    assert gone is not None
    Paper.objects.filter(pk=gone.pk).update(removed_at=now)
    client = signed_in(here.applicant)
    page = client.get(reverse("own-papers", args=[row.pk])).content.decode()
    field = f"why:paper-1:{gone.paper}"
    assert field in page
    assert "缺少材料" in client.get(reverse("own-application", args=[row.pk])).content.decode()
    send(client, "own-papers", row, **{field: "网络首发，没有封面"})
    row.refresh_from_db()
    assert row.extra["not_applicable"] == {"paper-1": {gone.paper: "网络首发，没有封面"}}
    assert "缺少材料" not in client.get(reverse("own-application", args=[row.pk])).content.decode()
    send(client, "own-papers", row, **{field: ""})
    row.refresh_from_db()
    assert row.extra["not_applicable"] == {}


def returned(here: World, now: dt.datetime) -> Application:
    row = handed_in(here)
    marks = [Marked("award-1", "rank-unproved", "请补排名证明"), Marked("way_in", "wrong-kind")]
    return_items(
        row,
        marks,
        actor=here.as_(here.employer_officer),
        now=now,
        version=row.version,
        correct_by=dt.date(2026, 10, 20),
    )
    row.refresh_from_db()
    return row


def test_corrections_item_by_item(now: dt.datetime) -> None:
    here = world(now)
    row = returned(here, now)
    client = signed_in(here.applicant)
    address = reverse("own-corrections", args=[row.pk])
    page = client.get(address).content.decode()
    record = Record.objects.get(owner=here.applicant, key="award-1")
    for said in (
        "请补排名证明",
        "排名无依据",
        here.employer.name,
        "2026年10月20日",
        reverse("record", args=[record.pk]),
    ):
        assert said in page, said
    assert here.employer_officer.name not in page
    assert "还有 2 项退回内容未补正或说明" in page

    first, second = ReturnItem.objects.order_by("pk")
    assert client.post(address, {"item": first.pk, "answer": "  "}).status_code == 422
    client.post(address, {"item": first.pk, "answer": "已补排名证明"})
    early = client.post(reverse("own-act", args=[row.pk, "resubmit"]), {"version": row.version})
    assert early.status_code == 409
    record.data = {**record.data, "rank": 3}
    record.save()
    client.post(address, {"item": second.pk, "answer": "方式无误"})
    send(client, "own-commitment", row, promise="yes")
    assert act(client, row, "resubmit").status_code == 302  # type: ignore[attr-defined]
    row.refresh_from_db()
    assert (row.state, row.submissions.count()) == ("at-employer", 2)
    page = client.get(reverse("own-tracking", args=[row.pk])).content.decode()
    assert "第 2 次提交改动了什么" in page
    assert "本人排名" in page
    assert "已补排名证明" in page


def test_anothers_returned_item_is_not_answered(now: dt.datetime) -> None:
    here = world(now)
    row = returned(here, now)
    item = ReturnItem.objects.first()
    assert item is not None
    other = a_draft(here, here.other_applicant)
    client = signed_in(here.other_applicant)
    assert (
        client.post(reverse("own-corrections", args=[row.pk]), {"item": item.pk, "answer": "改了"}).status_code == 404
    )
    assert (
        client.post(reverse("own-corrections", args=[other.pk]), {"item": item.pk, "answer": "改了"}).status_code == 404
    )
    item.refresh_from_db()
    assert item.answer == ""


def test_handed_in_can_be_looked_at_and_not_changed(now: dt.datetime) -> None:
    here = world(now)
    row = handed_in(here)
    client = signed_in(here.applicant)
    for page in ("own-employer", "own-records", "own-way", "own-score", "own-papers"):
        address = reverse(page, args=[row.pk])
        assert "只能查看" in client.get(address).content.decode()
        fields = {"version": row.version, "way": "第七条（二）", "record": "award-1", "specialty": row.specialty}
        assert client.post(address, fields).status_code == 409, page
    assert (
        client.post(reverse("own-commitment", args=[row.pk]), {"version": row.version, "promise": "yes"}).status_code
        == 409
    )
    row.refresh_from_db()
    assert row.state == "at-employer"


def test_after_the_window_nothing_is_handed_in(now: dt.datetime) -> None:
    from zhicheng.web.clock.now import state_moment

    here = world(now)
    row = a_draft(here)
    state_moment(now + dt.timedelta(days=30))
    client = signed_in(here.applicant)
    assert "本环节已于 2026-10-23 截止" in client.get(reverse("own-application", args=[row.pk])).content.decode()
    answer = client.post(reverse("own-act", args=[row.pk, "submit"]), {"version": row.version})
    assert answer.status_code == 409
    row.refresh_from_db()
    assert row.state == "draft"
