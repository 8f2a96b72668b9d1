"""The pages of scoring: what each person finds there, with words that could leak; forms without JavaScript and with."""

from __future__ import annotations

import datetime as dt
import io
import re

import pytest
from django.test import Client
from openpyxl import load_workbook

from tests.web.people import signed_in
from tests.web.scoring.ground import GOOD, Ground, application, compared, ground, opened, sheet, tied
from zhicheng.vocabulary.points import as_text
from zhicheng.web.accounts.models import User
from zhicheng.web.applications.claims import indicators
from zhicheng.web.applications.models import Message
from zhicheng.web.ledger.models import Entry
from zhicheng.web.papers.models import Paper
from zhicheng.web.scoring.forms import From
from zhicheng.web.scoring.models import Answer, Defence, Deliberation, Sheet
from zhicheng.web.scoring.reckoning import judged
from zhicheng.web.scoring.services.comparing import agree_score, give_opinion, keep_group_sheet
from zhicheng.web.scoring.services.defences import call_to_defence

SECRET = "Qksheetwordstwo"


@pytest.fixture
def made(now: dt.datetime) -> Ground:
    return ground(now)


def text_of(client: Client, address: str, status: int = 200) -> str:
    answer = client.get(address)
    assert answer.status_code == status, (address, answer.status_code)
    return answer.content.decode()


def everybody(made: Ground) -> dict[str, User]:
    here = made.here
    return {
        **{f"expert{place}": user for place, user in enumerate(made.experts)},
        "alice": here.applicant,
        "erin": here.employer_officer,
        "cito": here.city_officer,
        "olga": here.office_officer,
        "sven": here.supervisor,
        "opal": here.operator,
    }


def pages_of(row: Deliberation) -> list[str]:
    code = row.application.round.code
    return [
        "/expert/dossiers/",
        f"/expert/dossiers/{row.pk}/",
        "/expert/groups/",
        f"/expert/groups/{row.group_id}/",
        f"/expert/deliberations/{row.pk}/",
        f"/reviews/{code}/scoring/",
        f"/reviews/{code}/scoring/awaited/",
        f"/reviews/{code}/scoring/defences/",
        f"/applications/{row.application_id}/",
        "/messages/",
        "/home/",
    ]


def found_by(made: Ground, row: Deliberation, word: str) -> set[str]:
    """Who comes upon a word on any page."""
    found = set()
    for name, user in everybody(made).items():
        client = signed_in(user)
        for address in pages_of(row):
            answer = client.get(address, follow=True)
            if answer.status_code == 200 and word in answer.content.decode():
                found.add(name)
    return found


def test_an_expert_s_words_are_found_only_by_those_who_may_at_each_stage(made: Ground) -> None:
    row = opened(made)
    sheet(made, row, 1, opinion=SECRET)
    sheet(made, row, 0)
    assert found_by(made, row, SECRET) == {"expert1"}
    sheet(made, row, 2)
    assert found_by(made, row, SECRET) == {"expert1"}, "all are in, but the group has not begun"
    signed_in(made.experts[0]).post(f"/expert/groups/{row.group_id}/")
    assert found_by(made, row, SECRET) == {"expert0", "expert1", "expert2"}


def test_the_group_s_words_stay_in_the_group_and_never_reach_the_applicant(made: Ground) -> None:
    row = compared(made)
    row = keep_group_sheet(
        row, {}, opinion="Qkgroupwords", recommends=True, actor=made.leader, now=made.now, page=From(row.version)
    )
    row = agree_score(row, actor=made.leader, now=made.now, version=row.version)
    give_opinion(row, actor=made.leader, now=made.now, version=row.version)
    assert found_by(made, row, "Qkgroupwords") == {"expert0"}


def test_the_office_sees_counts_and_not_the_score_until_the_opinion_is_given(made: Ground) -> None:
    row = compared(made)
    row = keep_group_sheet(
        row, {}, opinion="同意", recommends=True, actor=made.leader, now=made.now, page=From(row.version)
    )
    row = agree_score(row, actor=made.leader, now=made.now, version=row.version)
    address, office = f"/reviews/{made.here.round.code}/scoring/", signed_in(made.here.office_officer)
    page = text_of(office, address)
    assert "3 / 3" in page
    assert not re.search(rf">\s*{row.recognised['total']}\s*<", page)
    give_opinion(row, actor=made.leader, now=made.now, version=row.version)
    assert re.search(rf">\s*{row.recognised['total']}\s*<", text_of(office, address))


@pytest.mark.parametrize("place", [3, 4])
def test_a_dossier_of_somebody_else_is_not_there(made: Ground, place: int) -> None:
    row = opened(made)
    client = signed_in(made.experts[place])
    text_of(client, f"/expert/dossiers/{row.pk}/", 404)
    assert row.application.name not in text_of(client, "/expert/dossiers/")
    paper = Paper.objects.filter(applications=row.application)[0]
    text_of(client, f"/papers/{paper.pk}/", 404)
    text_of(client, f"/papers/{paper.pk}/original", 404)


def test_a_recused_expert_finds_the_dossier_gone(made: Ground) -> None:
    row = opened(made)
    client = signed_in(made.experts[1])
    paper = Paper.objects.filter(applications=row.application)[0]
    assert row.application.name in text_of(client, f"/expert/dossiers/{row.pk}/")
    assert f"/papers/{paper.pk}/" in text_of(client, f"/expert/dossiers/{row.pk}/")
    text_of(client, f"/papers/{paper.pk}/")
    text_of(client, f"/papers/{paper.pk}/original", 404)
    tied(made, 1, row.application)
    for address in (f"/expert/dossiers/{row.pk}/", f"/papers/{paper.pk}/"):
        text_of(client, address, 404)
    assert client.post(f"/expert/dossiers/{row.pk}/", {"opinion": "x", "version": 0}).status_code == 404
    assert not Sheet.objects.exists()


def a_line(row: Deliberation) -> tuple[str, str]:
    node = next(one for one in indicators(judged(row.application).under({}).score_nodes()) if one.points > 2)
    return node.path, as_text(node.points - 1)


def test_a_sheet_is_written_and_handed_in_without_javascript(made: Ground) -> None:
    row = opened(made)
    client, address = signed_in(made.experts[1]), f"/expert/dossiers/{row.pk}/"
    path, points = a_line(row)
    form = {"version": 0, f"points:{path}": points, f"reason:{path}": "", "opinion": "", "act": "hand-in"}
    answer = client.post(address, {**form, "phrase": ["agrees"]})
    assert answer.status_code == 422
    assert "没有写明理由" in answer.content.decode()
    kept = Sheet.objects.get()
    assert (kept.state, kept.lines[path]["points"], kept.phrases) == ("draft", points, ["agrees"])
    assert kept.opinion.startswith("业绩材料真实完整")
    form |= {"version": kept.version, f"reason:{path}": "材料不足", "opinion": kept.opinion, "recommends": "yes"}
    answer = client.post(address, {**form, "phrase": ["agrees"]})
    assert answer.status_code == 302
    kept.refresh_from_db()
    assert (kept.state, kept.score["indicators"][path]) == ("handed-in", points)
    assert kept.opinion.count("业绩材料真实完整") == 1
    assert "已提交" in text_of(client, "/expert/dossiers/")
    assert "disabled" in text_of(client, address)


def test_it_is_saved_as_it_is_typed_and_a_stale_page_is_told(made: Ground) -> None:
    row = opened(made)
    client, address = signed_in(made.experts[1]), f"/expert/dossiers/{row.pk}/"
    path, points = a_line(row)
    other = next(one.path for one in indicators(judged(row.application).under({}).score_nodes()) if one.path != path)
    live = {"HTTP_HX_REQUEST": "true"}
    form = {"version": 0, f"points:{path}": points, f"points:{other}": "zwölf", "opinion": "一"}
    answer = client.post(address, form, **live)  # type: ignore[arg-type]
    page = answer.content.decode()
    assert answer.status_code == 200
    assert "其余已保存" in page
    assert "请填写数字" in page
    assert 'value="1" hx-swap-oob' in page
    assert set(Sheet.objects.get().lines) == {path}
    answer = client.post(address, form, **live)  # type: ignore[arg-type]
    assert "未保存" in answer.content.decode()
    assert Sheet.objects.get().version == 1


def test_a_wrong_number_stays_in_its_field(made: Ground) -> None:
    row = opened(made)
    path, _ = a_line(row)
    client = signed_in(made.experts[1])
    answer = client.post(f"/expert/dossiers/{row.pk}/", {"version": 0, f"points:{path}": "999", "opinion": "二"})
    assert answer.status_code == 422
    assert 'value="999"' in answer.content.decode()
    assert (Sheet.objects.get().lines, Sheet.objects.get().opinion) == ({}, "二")


def test_the_leader_settles_decides_agrees_and_hands_on(made: Ground) -> None:
    row = opened(made)
    path, points = a_line(row)
    row = compared(made, row, expert1={path: {"points": points, "reason": "材料不足"}})
    client, address = signed_in(made.experts[0]), f"/expert/deliberations/{row.pk}/"
    page = text_of(client, address)
    assert "待议定" in page
    question = next(one for one in judged(row.application).under({}).questions() if one.kind == "judgement")

    def send(**form: object) -> int:
        version = Deliberation.objects.get(pk=row.pk).version
        return client.post(address, {"version": version, "opinion": "同意", "recommends": "yes", **form}).status_code

    assert send(act="agree") == 422
    settled = {f"points:{path}": points, f"reason:{path}": "按材料"}
    assert send(act=f"decide:{question.id}", **settled, **{f"answer:{question.id}": "yes"}) == 422, "no reason"
    reasoned = {f"answer:{question.id}": "yes", f"why:{question.id}": "属实"}
    assert send(act=f"decide:{question.id}", **settled, **reasoned) == 302
    assert Answer.objects.get().value is True
    assert send(act="agree", **settled) == 302
    assert send(act="give", **settled) == 302
    row.refresh_from_db()
    assert (row.state, row.recognised["indicators"][path]) == ("reviewed", points)
    assert client.post(address, {"version": row.version}).status_code == 422
    for other in (made.experts[1], made.experts[4], made.here.office_officer):
        text_of(signed_in(other), address, 404)


def test_a_leader_sees_no_sheet_before_the_group_begins(made: Ground) -> None:
    row = opened(made)
    sheet(made, row, 1, opinion=SECRET)
    client = signed_in(made.experts[0])
    page = text_of(client, f"/expert/deliberations/{row.pk}/")
    assert SECRET not in page
    assert "尚未开始合议" in page
    assert client.post(f"/expert/groups/{row.group_id}/").status_code == 409


def test_a_sheet_of_a_recused_expert_is_taken_out_on_the_page(made: Ground) -> None:
    row = compared(made)
    tied(made, 2, row.application)
    client, address = signed_in(made.experts[0]), f"/expert/deliberations/{row.pk}/"
    assert "应回避" in text_of(client, address)
    bad = Sheet.objects.get(seat=made.seats[2])
    form = {"version": row.version, "act": f"take-out:{bad.pk}", f"out:{bad.pk}": "近亲属"}
    assert client.post(address, form).status_code == 302
    bad.refresh_from_db()
    assert (bad.state, bad.taken_out_because) == ("taken-out", "近亲属")
    form = {"version": row.version + 2, "act": "take-out:999999"}
    assert client.post(address, form).status_code == 404


def test_the_office_gives_reminds_exports_and_sets(made: Ground) -> None:
    row = application(made)
    client, address = signed_in(made.here.office_officer), f"/reviews/{made.here.round.code}/scoring/"
    assert client.post(address, {"act": "open", "version": made.review.version}).status_code == 302
    assert Deliberation.objects.get().application == row
    assert (
        client.post(address, {"act": "set", "group_score": "mean", "difference_limit": "2", "version": 1}).status_code
        == 302
    )
    assert client.post(address, {"act": "set", "group_score": "mean", "version": 1}).status_code == 409
    page = text_of(client, f"{address}awaited/")
    assert "专家1" in page
    assert "专家3" not in page
    assert client.post(address, {"act": "remind"}).status_code == 302
    assert set(Message.objects.filter(kind="sheets-awaited").values_list("user", flat=True)) == {
        made.experts[place].pk for place in range(3)
    }
    for sheet_of in ("", "awaited/"):
        answer = client.get(f"{address}{sheet_of}?export=xlsx")
        rows = list(load_workbook(io.BytesIO(answer.content)).active.iter_rows(values_only=True))
        assert len(rows) == (4 if sheet_of else 2)
    assert Entry.objects.filter(act="export").count() == 2


def test_only_office_and_supervisor_open_the_office_s_pages(made: Ground) -> None:
    opened(made)
    address = f"/reviews/{made.here.round.code}/scoring/"
    for name, user in everybody(made).items():
        client = signed_in(user)
        status = 200 if name in ("olga", "sven") else 404
        for part in ("", "awaited/", "defences/"):
            text_of(client, f"{address}{part}", status)
    assert signed_in(made.here.supervisor).post(address, {"act": "open", "version": 1}).status_code == 403
    assert "按评议组交付" not in text_of(signed_in(made.here.supervisor), address)


def test_a_defence_is_summoned_by_the_office_and_recorded_by_the_leader(made: Ground) -> None:
    row = opened(made)
    call_to_defence(row, reason="须当面了解", actor=made.leader, now=made.now)
    defence = Defence.objects.get()
    office, base = signed_in(made.here.office_officer), f"/reviews/{made.here.round.code}/scoring/defences/"
    assert "待安排" in text_of(office, base)
    form = {"version": defence.version, "kind": "interview", "place": "201", "appointed_at": "2020-01-01T09:00"}
    answer = office.post(f"{base}{defence.pk}/", form)
    assert answer.status_code == 422
    assert "答辩时间已过" in answer.content.decode()
    assert office.post(f"{base}{defence.pk}/", {**form, "appointed_at": "2026-10-20T09:00"}).status_code == 302
    page = text_of(office, base)
    assert "2026年10月20日" in page
    assert "09:00" in page
    leader, address = signed_in(made.experts[0]), f"/expert/deliberations/{row.pk}/defence/"
    defence.refresh_from_db()
    form = {"version": defence.version, "act": "hold", "outcome": "passed", "findings": "", "phrase": "clear"}
    assert leader.post(address, {**form, "examiner": [made.seats[0].pk, made.seats[1].pk]}).status_code == 302
    defence.refresh_from_db()
    assert (defence.state, defence.examiners.count()) == ("held", 2)
    assert defence.findings.startswith("回答准确")
    for other in (made.experts[1], made.here.office_officer):
        assert signed_in(other).post(address, form).status_code == 404


def test_what_waits_is_on_the_start_page(made: Ground) -> None:
    opened(made)
    assert "份材料待评阅打分" in text_of(signed_in(made.experts[1]), "/home/")
    assert "份材料待评阅打分" not in text_of(signed_in(made.experts[3]), "/home/")


@pytest.mark.parametrize("language", ["zh", "en"])
def test_pages_speak_both_languages(made: Ground, language: str) -> None:
    row = compared(made)
    client = signed_in(made.experts[0])
    client.post("/language/", {"language": language})
    for address in (f"/expert/dossiers/{row.pk}/", f"/expert/deliberations/{row.pk}/", "/expert/dossiers/"):
        page = text_of(client, address)
        assert ("My points" in page or "My sheet" in page or "Line by line" in page) == (language == "en")
    assert GOOD in text_of(client, f"/expert/deliberations/{row.pk}/")


def test_the_group_s_opinion_is_for_office_supervisor_and_the_committee(made: Ground) -> None:
    row = compared(made)
    row = keep_group_sheet(
        row, {}, opinion="Qkgroupwords", recommends=True, actor=made.leader, now=made.now, page=From(row.version)
    )
    row = agree_score(row, actor=made.leader, now=made.now, version=row.version)
    address = f"/deliberations/{row.pk}/"

    def readers() -> set[str]:
        return {
            name
            for name, user in everybody(made).items()
            if "Qkgroupwords" in signed_in(user).get(address).content.decode()
        }

    assert readers() == {"expert0", "sven"}
    row = give_opinion(row, actor=made.leader, now=made.now, version=row.version)
    tied(made, 3, row.application)
    assert readers() == {"expert0", "expert1", "expert2", "expert4", "olga", "sven"}
    assert f'href="{address}"' in text_of(signed_in(made.here.office_officer), "/reviews/iot-2026/scoring/")
    form = {"version": row.version, "reason": "请补充"}
    assert signed_in(made.experts[1]).post(address, form).status_code == 422
    chair = signed_in(made.experts[4])
    assert chair.post(address, {**form, "reason": ""}).status_code == 422
    assert chair.post(address, form).status_code == 302
    row.refresh_from_db()
    assert row.state == "waiting"
    assert readers() == {"expert0", "sven"}


def test_the_leader_reads_what_each_expert_answered(made: Ground) -> None:
    row = opened(made)
    sheet(made, row, 0)
    sheet(made, row, 1, answers={"theory": "yes"})
    sheet(made, row, 2, answers={"theory": "no"})
    client = signed_in(made.experts[0])
    client.post(f"/expert/groups/{row.group_id}/")
    page = re.sub(r"\s+", " ", text_of(client, f"/expert/deliberations/{row.pk}/"))
    assert "专家1 是；专家2 否" in page
