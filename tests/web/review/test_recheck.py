"""Claimed scores rechecked on the platform: what was handed in is compared, and only the office and supervisors see it."""

from __future__ import annotations

import datetime as dt
import io

import pytest
from openpyxl import load_workbook

from tests.web.people import World, person, signed_in
from tests.web.review.ground import arrived, begun, judged, other_office, own_application
from zhicheng.web.applications.models import Application, Submission
from zhicheng.web.ledger.models import Entry
from zhicheng.web.rounds.models import Round

pytestmark = pytest.mark.django_db
PAGE = "/reviews/iot-2026/recheck/"
PRIZES = "专业技术业绩/获奖"


def claiming(now: dt.datetime, points: str) -> World:
    """A review of a round in which alice handed in with so many points claimed for her prizes."""
    here = judged(now)
    made = own_application(here)
    last = made.submissions.order_by("-number")[0]
    Submission.objects.create(
        application=made,
        number=last.number + 1,
        dossier=last.dossier,
        papers=last.papers,
        way_in=last.way_in,
        claimed={PRIZES: points},
        verdict=last.verdict,
        submitted_at=now,
    )
    begun(here)
    return here


def test_a_claim_beyond_the_rules_is_listed_with_its_cause(now: dt.datetime) -> None:
    here = claiming(now, "27")
    arrived(here, "名册来的人", "X001")
    client = signed_in(here.office_officer)
    page = client.get(PAGE).content.decode()
    assert "1 人中" in page and "1 人未在平台提交材料" in page
    assert "专业技术业绩／获奖" in page
    pk = own_application(here).pk
    one = client.get(f"{PAGE}{pk}/").content.decode()
    assert "专业技术业绩／获奖" in one and "27" in one
    assert "排名系数" in one or "原因不明" in one or "等级" in one


def test_the_workbook_holds_the_causes_and_the_ledger_the_export(now: dt.datetime) -> None:
    here = claiming(now, "27")
    client = signed_in(here.office_officer)
    book = load_workbook(io.BytesIO(client.get(f"{PAGE}?export=xlsx").content))
    rows = list(book["差异"].iter_rows(values_only=True))
    claimed = {row[2]: row[3] for row in rows[1:]}
    assert claimed["专业技术业绩／获奖"] == 27
    assert all(row[7] for row in rows[1:])
    entry = Entry.objects.filter(act="export").latest("pk")
    assert entry.object_id == "recheck"


def test_what_is_claimed_later_changes_nothing_handed_in(now: dt.datetime) -> None:
    here = claiming(now, "27")
    own = own_application(here)
    own.claimed = {PRIZES: "5"}
    own.save(update_fields=["claimed"])
    one = signed_in(here.office_officer).get(f"{PAGE}{own.pk}/").content.decode()
    assert "27" in one


def test_nobody_else_sees_a_claim(now: dt.datetime) -> None:
    """The applicant, the employer, the department, another office, a policy officer: there is no such page."""
    here = claiming(now, "27")
    pk = own_application(here).pk
    policy = person("paula", now, ("policy-officer", None), name="政策")
    outside = [here.applicant, here.employer_officer, here.county_officer, other_office(here), policy]
    for user in outside:
        client = signed_in(user)
        for address in (PAGE, f"{PAGE}{pk}/", f"{PAGE}?export=xlsx"):
            answer = client.get(address)
            assert answer.status_code == 404, (user, address)
            assert "27" not in answer.content.decode() or "专业技术业绩／获奖" not in answer.content.decode()
    reader = signed_in(here.supervisor)
    assert reader.get(PAGE).status_code == 200


def test_an_application_of_another_round_is_not_reached_through_this_one(now: dt.datetime) -> None:
    here = claiming(now, "27")
    other_office(here)
    other = arrived(here, "别轮的人", "Y001")
    Application.objects.filter(pk=other.pk).update(round=Round.objects.get(code="other-2026"))
    assert signed_in(here.office_officer).get(f"{PAGE}{other.pk}/").status_code == 404
