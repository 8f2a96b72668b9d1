"""Recommending experts: asked where the document wants them, answering by a link of their own, once."""

from __future__ import annotations

import datetime as dt
import re

import pytest
from django.test import Client
from django.urls import reverse

from tests.web.people import World, keep_demonstration_dossier, signed_in, world
from zhicheng.procedure.refusal import ActRefused
from zhicheng.web.applications.models import Application, RecommendingExpert
from zhicheng.web.applications.queries import experts_asked
from zhicheng.web.applications.services.own_part import choose_way
from zhicheng.web.applications.services.recommending_experts import AskedExpert, answer_as_expert, ask_expert, expert_of
from zhicheng.web.applications.services.submitting import begin_application, change_draft
from zhicheng.web.clock.now import state_moment
from zhicheng.web.ledger.models import Entry

pytestmark = pytest.mark.django_db

WAY = "第五条（六）"
ZHENG = AskedExpert("郑专家", "正高级工程师", "温州示例大学", "13900000001")
PERSONAL = "330106199203150017"


def wenzhou(now: dt.datetime) -> tuple[World, Application]:
    """A draft of an engineer in Wenzhou who applies by self-score."""
    here = world(now, "wenzhou-iit-2026/engineer")
    here.round.options = {
        **here.round.options,
        "employer": {"zh": "用人单位推荐", "en": "the employer recommends", "source": "示例年度通知"},
    }
    here.round.save()
    here.applicant.personal_number = PERSONAL
    here.applicant.save()
    keep_demonstration_dossier(here.applicant, now)
    actor = here.as_(here.applicant)
    row = begin_application(here.round, actor=actor, now=now)
    row = change_draft(row, actor=actor, version=None, changes={"employer": here.employer, "specialty": "电子信息"})
    return here, choose_way(row, WAY, "规定分值尚未公布", actor=actor, version=row.version)


def ask(here: World, row: Application, asked: AskedExpert = ZHENG) -> str:
    row.refresh_from_db()
    return ask_expert(row, asked, actor=here.as_(here.applicant), now=here.now, version=row.version)[1]


def codes(error: pytest.ExceptionInfo[ActRefused]) -> tuple[str, ...]:
    return error.value.codes


def test_asked_answered_confirmed_by_the_pages(now: dt.datetime) -> None:
    here, row = wenzhou(now)
    client = signed_in(here.applicant)
    page = client.get(reverse("own-application", args=[row.pk])).content.decode()
    assert "须有 2 位专家推荐，现有 0 位确认" in page
    address = reverse("own-experts", args=[row.pk])
    assert address in page
    for name in ("郑专家", "钱专家"):
        fields = {"name": name, "title": "正高级工程师", "employer": "温州示例大学", "contact": "139"}
        answer = client.post(address, {**fields, "version": row.version}).content.decode()
        link = re.search(r"http://testserver(/experts/[\w-]+/)", answer)
        assert link is not None
        assert link[1] not in client.get(address).content.decode(), "the link is shown once"
        visitor = Client()
        assert visitor.get(link[1]).status_code == 200
        done = visitor.post(link[1], {"recommends": "yes", "opinion": "能力突出，同意推荐"}).content.decode()
        assert "已收到您的意见" in done
    page = client.get(reverse("own-application", args=[row.pk])).content.decode()
    assert "位专家推荐" not in page
    page = client.get(address).content.decode()
    assert page.count("同意推荐</span>") == 2
    assert "能力突出" in page
    acts = list(Entry.objects.filter(act="answer-as-expert").values_list("actor", "role"))
    assert acts == [(None, "recommending-expert")] * 2
    assert here.applicant.messages.filter(kind="expert-answered").count() == 2


def test_what_the_expert_sees_and_what_not(now: dt.datetime) -> None:
    here, row = wenzhou(now)
    token = ask(here, row)
    page = Client().get(reverse("recommend", args=[token])).content.decode()
    for shown in (
        "申小艾",
        here.employer.name,
        "电子信息",
        "全国性学会科技进步奖三等奖",
        "一种多协议网关的自适应接入方法",
    ):
        assert shown in page, shown
    for hidden in (PERSONAL, PERSONAL[:6], "/papers/", ".pdf", "通信工程学士", "杭州某自动化公司", "13900000001"):
        assert hidden not in page, hidden
    stored = RecommendingExpert.objects.get()
    assert token not in (stored.link_digest, stored.contact)


def test_a_link_works_once_and_only_while_it_is_open(now: dt.datetime) -> None:
    here, row = wenzhou(now)
    token = ask(here, row)
    address = reverse("recommend", args=[token])
    assert Client().post(address, {"recommends": "yes", "opinion": ""}).status_code == 422, "an opinion is needed"
    assert Client().post(address, {"recommends": "no", "opinion": "了解不够"}).status_code == 200
    for method in (Client().get, Client().post):
        answer = method(address)
        assert answer.status_code == 409
        assert "链接只能使用一次" in answer.content.decode()
    expert = RecommendingExpert.objects.get()
    assert (expert.recommends, expert.opinion) == (False, "了解不够")

    late = reverse("recommend", args=[ask(here, row, AskedExpert("钱专家", "高级工程师", "某所", "138"))])
    state_moment(now + dt.timedelta(days=30))
    answer = Client().get(late)
    assert answer.status_code == 409
    assert "不再接受推荐意见" in answer.content.decode()
    assert "链接无效" in Client().get(reverse("recommend", args=["x" * 43])).content.decode()


def test_one_who_does_not_recommend_does_not_count(now: dt.datetime) -> None:
    here, row = wenzhou(now)
    answer_as_expert(ask(here, row), "了解不够", False, now=now)
    page = signed_in(here.applicant).get(reverse("own-application", args=[row.pk])).content.decode()
    assert "现有 0 位确认" in page


def test_what_may_not_be_asked(now: dt.datetime) -> None:
    here, row = wenzhou(now)
    ask(here, row)
    for asked, code in (
        (ZHENG, "expert-asked-already"),
        (AskedExpert("申小艾", "工程师", "某单位", "138"), "expert-is-applicant"),
        (AskedExpert("李专家", "", "某单位", "138"), "expert-incomplete"),
    ):
        with pytest.raises(ActRefused) as error:
            ask(here, row, asked)
        assert codes(error) == (code,)
    actor = here.as_(here.applicant)
    row = choose_way(row, "第五条（一）", "", actor=actor, version=row.version)
    with pytest.raises(ActRefused) as error:
        ask(here, row, AskedExpert("李专家", "高级工程师", "某单位", "138"))
    assert codes(error) == ("experts-not-needed",)
    with pytest.raises(ActRefused) as error:
        ask_expert(row, ZHENG, actor=here.as_(here.other_applicant), now=now, version=None)
    assert codes(error) == ("no-right",)
    assert RecommendingExpert.objects.count() == 1


def test_taken_back_the_link_is_dead_and_an_answer_stays(now: dt.datetime) -> None:
    here, row = wenzhou(now)
    first, second = ask(here, row), ask(here, row, AskedExpert("钱专家", "高级工程师", "某所", "138"))
    answer_as_expert(second, "同意", True, now=now)
    waiting, answered = RecommendingExpert.objects.order_by("pk")
    client = signed_in(here.applicant)
    version = {"version": row.version}
    other = signed_in(here.other_applicant)
    address = reverse("own-expert-take-back", args=[row.pk, waiting.pk])
    assert other.post(address, version).status_code == 404
    assert client.post(address, version).status_code == 302
    with pytest.raises(ActRefused) as error:
        expert_of(first, now=now)
    assert codes(error) == ("link-unknown",)
    assert client.post(reverse("own-expert-take-back", args=[row.pk, answered.pk]), version).status_code == 409
    assert RecommendingExpert.objects.filter(pk=answered.pk).exists()


def test_the_contact_is_encrypted_and_nobody_else_sees_a_draft_s_experts(now: dt.datetime) -> None:
    from django.db import connection

    here, row = wenzhou(now)
    ask(here, row)
    with connection.cursor() as cursor:
        cursor.execute("select contact from applications_recommendingexpert")
        assert "13900000001" not in cursor.fetchone()[0]
    for user in (
        here.employer_officer,
        here.county_officer,
        here.office_officer,
        here.supervisor,
        here.other_applicant,
    ):
        assert not experts_asked(here.as_(user), row).exists(), user.username
    assert experts_asked(here.as_(here.applicant), row).count() == 1
