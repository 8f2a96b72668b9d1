"""The pages of one's own application: whole for the owner, not there for anybody else, and what each one says."""

from __future__ import annotations

import datetime as dt

import pytest
from django.test import Client
from django.urls import reverse

from tests.web.people import a_draft, handed_in, signed_in, world
from zhicheng.web.applications.models import Application
from zhicheng.web.applications.services.submitting import begin_application
from zhicheng.web.records.models import Record

pytestmark = pytest.mark.django_db

PAGES = (
    "own-application",
    "own-employer",
    "own-records",
    "own-verdict",
    "own-advice",
    "own-way",
    "own-score",
    "own-papers",
    "own-experts",
    "own-commitment",
    "own-corrections",
    "own-tracking",
    "own-documents",
)
ACTS = ("submit", "resubmit", "withdraw", "reopen")


def addresses(application: Application) -> list[str]:
    pages = [reverse(name, args=[application.pk]) for name in PAGES]
    acts = [reverse("own-act", args=[application.pk, act]) for act in ACTS]
    return [*pages, *acts, reverse("own-document", args=[application.pk, "review-form", "docx"])]


def text_of(client: Client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200, (address, answer.status_code)
    return str(answer.content.decode())


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("stage", ["draft", "handed in"])
def test_the_owner_sees_every_page(now: dt.datetime, language: str, stage: str) -> None:
    here = world(now)
    row = a_draft(here) if stage == "draft" else handed_in(here)
    client = signed_in(here.applicant)
    client.cookies["language"] = language
    for address in addresses(row):
        answer = client.get(address)
        assert answer.status_code == 200, address
    page = text_of(client, reverse("own-applications"))
    assert ("我的申报" in page) == (language == "zh")
    assert "style=" not in text_of(client, reverse("own-verdict", args=[row.pk])), (
        "the content policy allows no inline style"
    )


def test_for_everybody_else_there_is_no_such_page(now: dt.datetime) -> None:
    here = world(now)
    row = handed_in(here)
    a_draft(here, here.other_applicant)
    others = [
        here.other_applicant,
        here.employer_officer,
        here.other_employer_officer,
        here.county_officer,
        here.office_officer,
        here.supervisor,
        here.operator,
    ]
    for user in others:
        client = signed_in(user)
        for address in addresses(row):
            assert client.get(address).status_code == 404, (user.username, address)
            assert client.post(address).status_code in (404, 405), (user.username, address)
        assert row.serial not in text_of(client, reverse("own-applications"))
    for address in addresses(row):
        assert Client().get(address).status_code == 302, "a visitor signs in first"
    row.refresh_from_db()
    assert row.state == "at-employer"


def test_the_list_shows_what_is_next_and_the_rounds_to_begin(now: dt.datetime) -> None:
    here = world(now)
    client = signed_in(here.applicant)
    page = text_of(client, reverse("own-applications"))
    assert "还有11天截止" in page
    assert "您还没有申报" in page
    answer = client.post(reverse("own-begin"), {"round": here.round.pk})
    row = Application.objects.get()
    assert answer["Location"] == reverse("own-application", args=[row.pk])
    assert client.post(reverse("own-begin"), {"round": here.round.pk}).status_code == 404, (
        "begun already: not offered again"
    )
    page = text_of(client, reverse("own-applications"))
    assert "填写中" in page
    assert "开始申报" not in page


def test_a_closed_round_is_not_offered(now: dt.datetime) -> None:
    here = world(now)
    here.round.state, here.round.closed_at = "closed", now
    here.round.save()
    client = signed_in(here.applicant)
    assert here.round.title_zh not in text_of(client, reverse("own-applications"))
    assert client.post(reverse("own-begin"), {"round": here.round.pk}).status_code == 404
    assert not Application.objects.exists()


def test_everything_that_stands_in_the_way_is_said_with_its_link(now: dt.datetime) -> None:
    here = world(now)
    row = begin_application(here.round, actor=here.as_(here.applicant), now=now)
    page = text_of(signed_in(here.applicant), reverse("own-application", args=[row.pk]))
    for sentence, target in (
        ("尚未填写申报单位", "own-employer"),
        ("尚未选择申报方式", "own-way"),
        ("缺少材料", "own-papers"),
        ("申报人尚未作出真实性承诺", "own-commitment"),
    ):
        assert sentence in page
        assert reverse(target, args=[row.pk]) in page
    page = text_of(signed_in(here.applicant), reverse("own-act", args=[row.pk, "submit"]))
    assert "尚未填写申报单位" in page
    assert "确认提交" not in page, "what can't be done has no button"


def test_the_verdict_has_answer_ways_score_questions(now: dt.datetime) -> None:
    here = world(now)
    row = a_draft(here)
    client = signed_in(here.applicant)
    page = text_of(client, reverse("own-verdict", args=[row.pk]))
    for said in (
        "可以申报：符合第七条（二）",
        "须面试答辩",
        "<svg",
        "专家是否认定该荣誉称号",
        "专业评议组",
        "第七条（八）",
    ):
        assert said in page, said
    piece = client.get(reverse("own-advice", args=[row.pk]), headers={"HX-Request": "true"}).content.decode()
    assert "<html" not in piece
    assert "再增一项材料可加的分" in piece


def test_another_persons_records_never_come_in(now: dt.datetime) -> None:
    here = world(now)
    row, other = a_draft(here), a_draft(here, here.other_applicant)
    mine = Record.objects.filter(owner=here.applicant).first()
    theirs = Record.objects.filter(owner=here.other_applicant).first()
    assert mine is not None and theirs is not None
    theirs.data["name"] = "别人的保密项目"
    theirs.save()
    client = signed_in(here.applicant)
    for page in ("own-records", "own-papers", "own-verdict"):
        assert "别人的保密项目" not in text_of(client, reverse(page, args=[row.pk]))
    assert "别人的保密项目" in text_of(signed_in(here.other_applicant), reverse("own-records", args=[other.pk]))


def test_the_other_way_round_names_of_colleagues_stay_out_of_the_history(now: dt.datetime) -> None:
    here = world(now)
    row = handed_in(here)
    page = text_of(signed_in(here.applicant), reverse("own-tracking", args=[row.pk]))
    assert "提交申报" in page
    assert here.employer_officer.name not in page
