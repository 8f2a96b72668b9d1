"""The pages of notice, plan, committee, seats and groups: what each role reads and does there, and who has no page."""

from __future__ import annotations

import datetime as dt
import io

import pytest
from django.test import Client
from openpyxl import load_workbook

from tests.web.committee.seated import Ground, accepted, declared, drawn, ground, own
from tests.web.committee.test_whole_way import formed, noticed, written
from tests.web.people import signed_in
from zhicheng.web.accounts.models import User
from zhicheng.web.accounts.waiting import waiting_for
from zhicheng.web.applications.models import Application
from zhicheng.web.clock.now import state_moment
from zhicheng.web.committee.models import Group, Plan, Seat
from zhicheng.web.committee.services.notice import post_review_notice
from zhicheng.web.committee.services.plan import report_plan
from zhicheng.web.experts.models import Tie
from zhicheng.web.ledger.models import Entry
from zhicheng.web.notices.models import Notice, Objection

pytestmark = [pytest.mark.django_db, pytest.mark.long]

HOME = "/reviews/iot-2026/"


def office(made: Ground) -> Client:
    return signed_in(made.here.office_officer)


def user_of(seat: Seat) -> User:
    assert seat.expert.user is not None
    return seat.expert.user


def text_of(client: Client, path: str, *, english: bool = False) -> str:
    client.cookies["language"] = "en" if english else "zh"
    answer = client.get(path)
    assert answer.status_code == 200, (path, answer.status_code)
    return str(answer.content.decode())


def posted(client: Client, path: str, row: object = None, **fields: object) -> int:
    version = {} if row is None else {"version": row.version}  # type: ignore[attr-defined]
    return int(client.post(path, {**version, **fields}).status_code)


def test_every_page_at_every_stage_in_both_languages(now: dt.datetime) -> None:
    made = ground(now)
    pages = ["notice/", "plan/", "committee/"]

    def read(*more: str) -> None:
        for client in (office(made), signed_in(made.here.supervisor)):
            for english in (False, True):
                for one in (*pages, *more):
                    assert "{%" not in text_of(client, HOME + one, english=english)

    read()
    assert posted(office(made), f"{HOME}plan/begin/") == 302
    noticed(made)
    state_moment(made.here.now)
    seats = drawn(made)
    read(f"committee/seats/{seats[0].pk}/")
    text_of(office(made), f"{HOME}committee/groups/", english=True)
    accepted(made, seats)
    read(f"committee/seats/{seats[0].pk}/")
    made.committee.refresh_from_db()
    assert posted(office(made), f"{HOME}committee/constitute/", made.committee) == 302
    report_plan(written(made), actor=made.office, now=made.here.now, version=None)
    read()
    text_of(signed_in(user_of(seats[0])), f"/expert/seats/{seats[0].pk}/", english=True)


def test_the_office_writes_and_reports_and_two_departments_approve(now: dt.datetime) -> None:
    made = ground(now)
    noticed(made)
    formed(made)
    state_moment(made.here.now)
    client = office(made)
    posted(client, f"{HOME}plan/begin/")
    plan = Plan.objects.get()
    assert "meeting-day-missing" in text_of(client, f"{HOME}plan/")
    assert (
        posted(client, f"{HOME}plan/", plan, meeting_day="2026-12-08", place="一号厅", procedure="先分组再投票") == 302
    )
    plan.refresh_from_db()
    assert posted(client, f"{HOME}plan/report/", plan) == 302
    plan.refresh_from_db()
    assert posted(client, f"{HOME}plan/", plan, procedure="偷改") == 404, "a reported plan is not written on"
    for officer in (made.here.supervisor, made.other_supervisor):
        mine = signed_in(officer)
        assert [one.key for one in waiting_for(made.here.as_(officer), made.here.now)].count("plan-reported") == 1
        plan.refresh_from_db()
        assert posted(mine, f"{HOME}plan/approve/", plan) == 302
    plan.refresh_from_db()
    assert plan.state == "approved" and plan.content["procedure"] == "先分组再投票"
    for format, start in (("pdf", b"%PDF"), ("docx", b"PK")):
        answer = client.get(f"{HOME}plan/report.{format}")
        assert answer.status_code == 200 and answer.content.startswith(start)


def test_the_expert_declares_then_accepts_and_only_then_sees_the_others(now: dt.datetime) -> None:
    made = ground(now)
    seats = drawn(made)
    first, second = seats[0], seats[1]
    mine = signed_in(user_of(first))
    path = f"/expert/seats/{first.pk}/"
    accepted(made, [second])
    before = text_of(mine, path)
    assert second.expert.name not in before and "conflicts-not-declared" in before
    assert posted(mine, f"{path}accept/", first) == 409
    declared(made.here, first)
    assert posted(mine, f"{path}accept/", first) == 302
    after = text_of(mine, path)
    assert second.expert.name in after, "who has accepted"
    assert seats[2].expert.name not in after, "who has not answered yet stays unnamed"
    assert mine.get(f"/expert/seats/{second.pk}/").status_code == 404, "another's seat"
    assert first.expert.name not in text_of(signed_in(user_of(seats[2])), f"/expert/seats/{seats[2].pk}/")


def test_declining_keeps_the_reason_from_other_experts(now: dt.datetime) -> None:
    made = ground(now)
    seats = drawn(made)
    mine = signed_in(user_of(seats[0]))
    assert posted(mine, f"/expert/seats/{seats[0].pk}/decline/", seats[0], reason="") == 409
    assert posted(mine, f"/expert/seats/{seats[0].pk}/decline/", seats[0], reason="家中有事xq") == 302
    accepted(made, seats[1:3])
    assert "家中有事xq" in text_of(office(made), f"{HOME}committee/seats/{seats[0].pk}/")
    other = text_of(signed_in(user_of(seats[1])), f"/expert/seats/{seats[1].pk}/")
    assert "家中有事xq" not in other and seats[0].expert.name not in other


def test_nobody_else_has_these_pages(now: dt.datetime) -> None:
    made = ground(now)
    seats = drawn(made)
    posted(office(made), f"{HOME}plan/begin/")
    applicant = made.here.applicant
    Application.objects.filter(serial="X000").update(applicant=applicant)
    outsiders = [applicant, made.here.employer_officer, made.here.city_officer, user_of(seats[0])]
    for outsider in outsiders:
        client = signed_in(outsider)
        for one in (
            "notice/",
            "plan/",
            "plan/report.pdf",
            "committee/",
            f"committee/seats/{seats[1].pk}/",
            "committee/groups/",
        ):
            assert client.get(HOME + one).status_code == 404, (outsider.username, one)
        assert client.post(f"{HOME}committee/constitute/").status_code == 404
    assert signed_in(applicant).get(f"/expert/seats/{seats[0].pk}/").status_code == 404


def test_the_list_of_seats_leaves_as_excel_with_an_entry(now: dt.datetime) -> None:
    made = ground(now)
    seats = drawn(made)
    answer = office(made).get(f"{HOME}committee/?export=1")
    sheet = load_workbook(io.BytesIO(answer.content)).active
    assert sheet is not None
    names = [row[0] for row in sheet.iter_rows(min_row=2, values_only=True)]
    assert sorted(str(one) for one in names) == sorted(one.expert.name for one in seats)
    assert Entry.objects.filter(act="export", object_id="committee-seats").count() == 1


def test_the_office_sees_for_how_many_each_member_is_recused(now: dt.datetime) -> None:
    made = ground(now)
    seats = drawn(made)
    Tie.objects.create(
        round=made.here.round, expert=seats[0].expert, application=made.here.round.applications.first(), kind="kin",
        relation="spouse", source="declared", stated_by="expert", known_from="本人申报", recorded_at=now,
    )  # fmt: skip
    sheet = load_workbook(io.BytesIO(office(made).get(f"{HOME}committee/?export=1").content)).active
    assert sheet is not None
    heads, *rows = list(sheet.iter_rows(values_only=True))
    place = heads.index("回避人数")
    assert {row[0]: row[place] for row in rows} == {one.expert.name: "1" if one == seats[0] else "0" for one in seats}


def test_those_who_have_not_answered_are_marked_together_from_a_list(now: dt.datetime) -> None:
    made = ground(now)
    seats = drawn(made)
    accepted(made, seats[:9])
    path, client = f"{HOME}committee/mark-unanswered/", office(made)
    late = {"seat": [one.pk for one in seats[9:]]}
    made.committee.refresh_from_db()
    assert posted(client, path, made.committee, **late) == 409, "the day has not passed"
    state_moment(now + dt.timedelta(days=6))
    page = text_of(client, f"{HOME}committee/")
    assert all(f'name="seat" value="{one.pk}"' in page for one in seats[9:])
    assert f'name="seat" value="{seats[0].pk}"' not in page
    assert posted(client, path, made.committee, seat=[seats[0].pk]) == 409, "who has accepted"
    assert posted(client, path, made.committee, **late) == 302
    assert set(Seat.objects.filter(pk__in=late["seat"]).values_list("state", flat=True)) == {"declined"}


def test_groups_are_changed_on_one_page(now: dt.datetime) -> None:
    made = ground(now)
    seats = drawn(made)
    accepted(made, seats)
    made.committee.refresh_from_db()
    kept = list(Group.objects.order_by("pk"))[:2]
    fields: dict[str, object] = {}
    for number, group in enumerate(kept, 1):
        fields |= {
            f"key-{number}": group.pk,
            f"name-{number}": f"第{number}组",
            f"specialties-{number}": group.specialties,
        }
    for place, seat in enumerate(seats):
        fields[f"seat-{seat.pk}"] = 1 if place < 6 else 2
    fields[f"leads-{seats[0].pk}"] = "on"
    assert posted(office(made), f"{HOME}committee/groups/", made.committee, **fields) == 302
    assert [(one.name, one.seats.count()) for one in Group.objects.order_by("pk")] == [("第1组", 6), ("第2组", 5)]
    assert Seat.objects.get(leads=True).pk == seats[0].pk
    assert posted(office(made), f"{HOME}committee/groups/", made.committee, **fields) == 409, "the page is stale now"


def test_the_notice_and_its_objections(now: dt.datetime) -> None:
    made = ground(now)
    client, visitor = office(made), Client()
    assert posted(client, f"{HOME}notice/post/", made.review, contact="王老师", phone="0571-12345678") == 302
    notice = Notice.objects.get()
    public = text_of(visitor, f"/notices/{notice.pk}/")
    names = list(notice.applications.values_list("name", flat=True))
    assert "评前公示" in public and all(one in public for one in names) and len(names) == 2
    visitor.post(
        f"/notices/{notice.pk}/object/",
        {"about": notice.applications.first().pk, "text": "该申报人的业绩并非本人完成。", "named": "yes", "name": "张三xq", "contact": "13800000000"},
    )  # fmt: skip
    objection = Objection.objects.get()
    assert objection.pk and "业绩并非本人" in text_of(client, f"{HOME}objections/{objection.pk}/")
    assert "objection-open" in text_of(client, f"{HOME}notice/")
    assert signed_in(made.here.employer_officer).get(f"{HOME}objections/{objection.pk}/").status_code == 404
    settle = f"{HOME}objections/{objection.pk}/settle/"
    assert posted(client, settle, objection, outcome="rejected", finding="核实为本人完成") == 302
    assert [one.key for one in waiting_for(made.office, now)].count("review-notice-run") == 0


def test_an_expert_is_told_to_answer_and_an_office_that_a_seat_is_open(now: dt.datetime) -> None:
    made = ground(now)
    seats = drawn(made)
    said = [one for one in waiting_for(own(made.here, seats[0]), now) if one.key == "seat-drawn"]
    assert [one.address for one in said] == [f"/expert/seats/{seats[0].pk}/"]
    posted(signed_in(user_of(seats[0])), f"/expert/seats/{seats[0].pk}/decline/", seats[0], reason="不便")
    assert [one.count for one in waiting_for(made.office, now) if one.key == "seats-open"] == [1]


def test_a_notice_without_its_number_says_so(now: dt.datetime) -> None:
    made = ground(now)
    made.here.round.numbers = {}
    made.here.round.save()
    assert "number-not-set" in text_of(office(made), f"{HOME}notice/")
    assert posted(office(made), f"{HOME}notice/post/", made.review, contact="王", phone="0571-1") == 409


def test_a_running_notice_can_not_be_closed_early(now: dt.datetime) -> None:
    made = ground(now)
    notice = post_review_notice(made.review, "王 0571-12345678", actor=made.office, now=now)
    assert posted(office(made), f"{HOME}notice/{notice.pk}/close/", notice) == 409
