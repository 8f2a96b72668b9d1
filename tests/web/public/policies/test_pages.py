"""What the pages of the policy browser say, taken against what the documents print."""

from __future__ import annotations

import datetime as dt
from urllib.parse import quote

import pytest
from django.test import Client

from tests.web.public.policies.reading_html import Said
from zhicheng.web.public.policies import addresses, library

IOT = "zj-iot-2026"
SENIOR = "senior-engineer"


def said(client: Client, address: str) -> str:
    response = client.get(address)
    assert response.status_code == 200
    return Said(response.content.decode()).text()


@pytest.mark.django_db
def test_the_overview_names_every_document_with_number_issuer_status_and_levels(
    client: Client, now: dt.datetime
) -> None:
    text = said(client, "/policies/")
    for pack in library.documents():
        assert pack.title[0] in text
        assert pack.number in text
        assert all(pack.about(level)[0] in text for level in pack.levels)
    assert "浙江省经济和信息化厅" in text
    assert "2026年3月1日" in text


@pytest.mark.django_db
def test_a_draft_is_marked_wherever_it_is_shown(client: Client, now: dt.datetime) -> None:
    for address in ("/policies/", "/policies/wenzhou-iit-2026/", "/policies/wenzhou-iit-2026/engineer/"):
        assert "征求意见稿" in said(client, address)
    client.cookies["language"] = "en"
    assert "draft for comment" in said(client, "/policies/wenzhou-iit-2026/engineer/")
    assert "draft for comment" not in said(client, f"/policies/{IOT}/{SENIOR}/")


@pytest.mark.django_db
def test_a_document_shows_procedure_numbers_consequences_and_missing_lists(client: Client, now: dt.datetime) -> None:
    text = said(client, f"/policies/{IOT}/")
    assert "不少于 5 个工作日" in text
    assert "方案四（三）6" in text
    assert "记入诚信档案、撤销已取得的资格" in text
    assert "中国计算机学会推荐国际学术会议和期刊目录" in text
    assert "未附，须另行核对" in text
    assert "任现职以来或近5年" in text  # 第十三条, asked of every achievement


@pytest.mark.django_db
def test_a_clause_shows_its_rule_as_a_tree_its_readings_and_who_decides(client: Client, now: dt.datetime) -> None:
    text = said(client, addresses.clause(IOT, SENIOR, "第七条（三）"))
    assert "以下各项均须符合" in text
    assert "任职聘任（职称级别：中级，职称系列：其他系列）1项以上" in text
    assert "R-C-08" in text
    assert "不问学历" in text
    decided = said(client, addresses.clause(IOT, SENIOR, "第十二条（二）"))
    assert "是否产生实际经济效益" in decided
    assert "专业评议组" in decided
    landmark = client.get(addresses.clause(IOT, SENIOR, "第八条（一）")).content.decode()
    assert "须面试答辩" in landmark
    assert f'href="/check/{IOT}/{SENIOR}/"' in landmark


@pytest.mark.django_db
def test_a_row_shows_points_coefficients_caps_above_and_its_clause(client: Client, now: dt.datetime) -> None:
    path = "专业技术业绩/获奖/省级科学技术奖/一等奖"
    text = said(client, addresses.row(IOT, SENIOR, path))
    assert "每项 20 分 × 排名系数" in text
    assert "第2名 0.9" in text
    assert "第2名 18 分" in text  # 20 × 0.9
    assert "最高 30 分" in text  # 获奖
    assert "附1第" in text


@pytest.mark.django_db
def test_terms_say_how_level_and_role_follow_from_papers(client: Client, now: dt.datetime) -> None:
    text = said(client, addresses.terms(IOT))
    assert "第十六条（一）" in text
    assert "本人排名：前3" in text or "排名：前3" in text
    assert "500万元以上" in text  # 一级项目 by amount


@pytest.mark.django_db
def test_another_reading_shows_the_rules_it_would_change(client: Client, now: dt.datetime) -> None:
    text = said(client, f"/policies/{IOT}/readings/RD-31/")
    assert "不在所列奖级" in text
    assert "第八条（二）" in text
    assert "专业技术业绩 › 获奖 › 国家级科学技术奖 › 一等奖" in text


@pytest.mark.django_db
def test_two_levels_side_by_side_show_what_differs(client: Client, now: dt.datetime) -> None:
    text = said(client, addresses.compare("zj-iot-2026/senior-engineer", "zj-qti-2023/senior-engineer"))
    assert "用人单位公示天数" in text
    assert "不同" in text
    assert client.get(addresses.compare("zj-iot-2026/senior-engineer", "nowhere/engineer")).status_code == 404
    assert client.get(addresses.compare("zj-iot-2026/engineer", "zj-iot-2026/senior-engineer")).status_code == 404


@pytest.mark.django_db
@pytest.mark.parametrize(
    "address",
    [
        "/policies/nowhere/",
        "/policies/demo/",
        "/policies/rounds/",
        "/policies/..%2F..%2Fpolicies/",
        f"/policies/{IOT}/engineer/",
        f"/policies/{IOT}/basic/",
        f"/policies/{IOT}/readings/RD-999/",
        f"/policies/{IOT}/{SENIOR}/clause/{quote('第九十九条')}/",
        f"/policies/{IOT}/{SENIOR}/clause/{quote('第七条(一)')}/",
        f"/policies/{IOT}/{SENIOR}/row/{quote('专业技术业绩')}/",
        f"/policies/{IOT}/{SENIOR}/row/{quote('专业技术业绩/../获奖')}/",
    ],
)
def test_what_is_not_there_is_not_there(client: Client, now: dt.datetime, address: str) -> None:
    assert client.get(address).status_code == 404


def test_an_address_with_a_zero_byte_is_told_so(client: Client, now: dt.datetime) -> None:
    page = client.get(f"/policies/{IOT}/{SENIOR}/row/%00/")
    assert page.status_code == 400
    assert "空字节" in page.content.decode()


@pytest.mark.django_db
def test_nothing_can_be_posted_to_a_page(client: Client, now: dt.datetime) -> None:
    assert client.post(f"/policies/{IOT}/").status_code == 405
