"""The page after signing in: what waits for whom, counted over visible rows only."""

from __future__ import annotations

import datetime as dt

import pytest

from tests.web.accounts.city import City, browser, city, text
from zhicheng.web.accounts.models import Grant, Organisation, User
from zhicheng.web.accounts.waiting import Waiting, waiting_for
from zhicheng.web.applications.models import Application, Message
from zhicheng.web.notices.models import Notice, Objection
from zhicheng.web.rounds.models import Round, Window

pytestmark = pytest.mark.django_db


@pytest.fixture
def here(now: dt.datetime) -> City:
    return city(now)


def a_round(here: City) -> Round:
    made = Round.objects.create(
        code="r-2026", title_zh="二〇二六年度", title_en="Year 2026", year=2026, pack="zj-iot-2026", level="senior-engineer",
        pack_version=1, pack_hash="0" * 64, office=here.office, state="open", opened_at=here.now,
    )  # fmt: skip
    for tier, closes in (("applicant", 15), ("employer", 18), ("department-1", 30)):
        Window.objects.create(round=made, tier=tier, opens=dt.date(2026, 9, 1), closes=dt.date(2026, 10, closes))
    return made


def an_application(
    here: City,
    round_: Round,
    state: str,
    *,
    applicant: User | None = None,
    employer: Organisation | None = None,
    holder: Organisation | None = None,
) -> Application:
    return Application.objects.create(
        round=round_, applicant=applicant or here.applicant, name="某人", employer=employer or here.factory, holder=holder,
        tier=1 if holder == here.department else 0, state=state, created_at=here.now, submitted_at=None if state == "draft" else here.now,
    )  # fmt: skip


def waits(here: City, who: User) -> dict[str, Waiting]:
    return {one.key: one for one in waiting_for(here.as_(who), here.now)}


def counts(here: City, who: User) -> dict[str, int]:
    return {key: one.count for key, one in waits(here, who).items()}


def test_nothing_waits_for_a_new_account(here: City) -> None:
    assert counts(here, here.applicant) == {}
    assert "没有等您办理" in text(browser(here.applicant).get("/home/"))


def test_drafts_returned_items_and_messages_of_an_applicant(here: City) -> None:
    draft = an_application(here, a_round(here), "draft")
    Message.objects.create(
        user=here.applicant, application=draft, kind="note", text_zh="一", text_en="one", sent_at=here.now
    )
    Message.objects.create(
        user=here.applicant, kind="note", text_zh="二", text_en="two", sent_at=here.now, read_at=here.now
    )
    Message.objects.create(user=here.colleague, kind="note", text_zh="别人的", text_en="another's", sent_at=here.now)
    assert counts(here, here.applicant) == {"drafts": 1, "messages": 1, "window": 1}
    assert waits(here, here.applicant)["window"].until == dt.date(2026, 10, 15)
    Application.objects.update(state="returned-by-employer", submitted_at=here.now)
    assert counts(here, here.applicant) == {"returned": 1, "messages": 1, "window": 1}


def test_an_employer_sees_its_own_queue_and_no_others(here: City) -> None:
    an_application(here, a_round(here), "at-employer", holder=here.factory)
    assert counts(here, here.officer) == {"at-employer": 1, "window": 1}
    assert counts(here, here.rival_officer) == counts(here, here.clerk) == {}


def test_a_department_sees_its_tier(here: City) -> None:
    round_ = a_round(here)
    an_application(here, round_, "at-department", holder=here.department)
    an_application(here, round_, "endorsed", applicant=here.colleague, holder=here.department)
    assert counts(here, here.clerk) == {"at-department": 1, "endorsed": 1}, "its window closes later than in seven days"
    Window.objects.filter(tier="department-1").update(closes=dt.date(2026, 10, 19))
    assert counts(here, here.clerk) == {"at-department": 1, "endorsed": 1, "window": 2}
    Window.objects.filter(tier="department-1").update(closes=dt.date(2026, 10, 20))
    assert "window" not in counts(here, here.clerk)


def test_notices_whose_days_have_run_and_open_objections(here: City) -> None:
    round_ = a_round(here)
    notice = Notice.objects.create(
        round=round_, organisation=here.factory, first_day=dt.date(2026, 9, 28), days=5, last_day=dt.date(2026, 10, 11),
        calendar_version="2026", posted_by=here.officer, posted_at=here.now,
    )  # fmt: skip
    Objection.objects.create(notice=notice, receipt_digest="1" * 64, text="有异议", received_at=here.now)
    assert counts(here, here.officer) == {"notices-run": 1, "objections": 1}
    assert counts(here, here.rival_officer) == {}
    assert counts(here, here.supervisor) == {"objections-open": 1}
    Notice.objects.update(last_day=here.now.date())
    assert counts(here, here.officer) == {"objections": 1}, "the last day is still running"


def test_roles_that_end_soon(here: City) -> None:
    Grant.objects.filter(user=here.officer).update(valid_until=dt.datetime(2026, 10, 31, tzinfo=here.now.tzinfo))
    mine = waits(here, here.officer)["own-roles-ending"]
    assert (mine.count, mine.until) == (1, dt.date(2026, 10, 30))
    assert counts(here, here.operator) == {"roles-ending": 1}
    assert counts(here, here.rival_officer) == {}


def test_the_page_in_english_leads_to_the_place(here: City) -> None:
    an_application(here, a_round(here), "at-employer", holder=here.factory)
    client = browser(here.officer)
    client.cookies["language"] = "en"
    page = text(client.get("/home/"))
    assert '<a href="/employer/">1 applications to be checked by your unit</a>' in page
    assert "until 2026-10-18" in page
