"""Who sees what at the end of a review, with data there that could leak: decisions, scores, cases, certificates."""

from __future__ import annotations

import datetime as dt
import io
import zipfile

import pytest
from django.test import Client

from tests.web.people import signed_in
from tests.web.registry.ground import Ground, ground, issued, objected, posted, prepared, user_of
from tests.web.review.ground import other_office
from zhicheng.web.accounts.own_data import export_own_data
from zhicheng.web.applications.later import news_of
from zhicheng.web.registry.models import Case, Certificate, Decision, IntegrityRecord, Reexamination, Result
from zhicheng.web.registry.services.results import take_down_result
from zhicheng.web.visibility.scope import visible
from zhicheng.web.visibility.standing import VISITOR, Standing

pytestmark = pytest.mark.django_db
R = "/reviews/iot-2026/"


def strangers(made: Ground) -> dict[str, Standing]:
    """Everybody who has nothing to do with the end of this review."""
    here = made.here
    return {
        "visitor": VISITOR,
        "employer": here.as_(here.employer_officer),
        "department": here.as_(here.city_officer),
        "operator": here.as_(here.operator),
        "other office": here.as_(other_office(here)),
    }


def test_before_posting_nobody_but_the_office_and_the_supervisor_sees_anything(now: dt.datetime) -> None:
    made = ground(now)
    result = prepared(made)
    alice = made.here.as_(user_of(made, 0))
    for who, standing in {**strangers(made), "alice": alice}.items():
        assert not visible(standing, "view", Decision.objects.all()).exists(), who
        assert not visible(standing, "view", Result.objects.all()).exists(), who
    assert not news_of_result(made, alice)
    browser = signed_in(user_of(made, 0))
    assert browser.get(f"/my-results/{made.application(0).pk}/").status_code == 404
    assert "示例年度" not in Client().get("/results/").content.decode()
    assert Client().get(f"/results/{result.pk}/").status_code == 404
    for standing in (made.office, made.supervisor):
        assert visible(standing, "view", Decision.objects.all()).count() == 3


def news_of_result(made: Ground, standing: Standing) -> list[str]:
    """What the applicant's page tells of the result."""
    told = news_of(made.application(0), standing)
    return [one.said[0] for one in told if one.about[0] in ("评审结果", "电子证书", "复查")]


def test_an_applicant_sees_the_own_decision_once_posted_and_no_more_when_it_is_taken_down(now: dt.datetime) -> None:
    made = ground(now)
    result = posted(made)
    alice, bob = made.here.as_(user_of(made, 0)), made.here.as_(user_of(made, 1))
    assert [one.application.serial for one in visible(alice, "view", Decision.objects.all())] == ["X000"]
    assert [one.application.serial for one in visible(bob, "view", Decision.objects.all())] == ["X001"]
    assert news_of_result(made, alice) == ["通过"]
    page = signed_in(user_of(made, 1)).get(f"/my-results/{made.application(1).pk}/").content.decode()
    for leak in ("赵一0", "孙三2", "88.5", "X000", "X002", "1 / 3", "2 / 3"):
        assert leak not in page, leak
    assert signed_in(user_of(made, 1)).get(f"/my-results/{made.application(0).pk}/").status_code == 404
    notice = Client().get(f"/notices/{result.notice_id}/").content.decode()
    for leak in ("钱二1", "61.25", "88.5", "X001"):
        assert leak not in notice, leak
    take_down_result(result, reason="有误", actor=made.office, now=made.now, version=None)
    assert not visible(alice, "view", Decision.objects.all()).exists() and not news_of_result(made, alice)
    assert Client().get(f"/notices/{result.notice_id}/").status_code == 404


def test_certificates_cases_and_requests_of_others_are_not_there(now: dt.datetime) -> None:
    made = ground(now)
    result = issued(made)
    case = Case.objects.create(
        application=made.application(0), account="Qkaccount", state="examining", finding="Qkfinding",
        reported_by=made.here.office_officer, reported_at=made.now,
    )  # fmt: skip
    record = IntegrityRecord.objects.create(case=case)
    request = Reexamination.objects.create(
        decision=made.decision(0), state="asked", asked_on=made.now.date(), text="Qktext"
    )
    carl = made.here.as_(user_of(made, 2))
    rows = (Certificate.objects.filter(application=made.application(0)), Case.objects.filter(pk=case.pk),
            IntegrityRecord.objects.filter(pk=record.pk), Reexamination.objects.filter(pk=request.pk))  # fmt: skip
    for who, standing in {**strangers(made), "carl": carl}.items():
        for found in rows:
            for act in ("view", "inspect", "download", "export"):
                assert not visible(standing, act, found).exists(), (who, found.model, act)
    row = made.certificate(0)
    alice = made.here.as_(user_of(made, 0))
    assert visible(alice, "download", rows[0]).exists() and visible(alice, "view", rows[3]).exists()
    assert not visible(alice, "view", rows[1]).exists()  # it is examined: heard, not shown
    for browser in (signed_in(user_of(made, 2)), signed_in(made.here.employer_officer), signed_in(made.here.operator)):
        for address in (
            f"{R}results/", f"{R}certificates/", f"{R}certificates/{row.pk}/", f"{R}certificates/{row.pk}/certificate.pdf",
            f"{R}cases/", f"{R}cases/{case.pk}/", f"{R}reexaminations/{request.pk}/", f"{R}results/roster.xlsx",
            f"{R}results/document.pdf", f"{R}results/enter/", f"/my-results/{made.application(0).pk}/",
            f"/my-results/{made.application(0).pk}/certificate/{row.pk}.pdf",
        ):  # fmt: skip
            assert browser.get(address).status_code == 404, address
    own = signed_in(user_of(made, 0)).get(f"/my-results/{made.application(0).pk}/").content.decode()
    assert "Qkaccount" not in own and "Qkfinding" not in own
    public = Client().get(f"/results/{result.pk}/").content.decode()
    for leak in ("88.5", "Qktext", "钱二1", "X000"):
        assert leak not in public, leak


def test_an_officer_who_applies_is_no_office_in_the_own_matter(now: dt.datetime) -> None:
    from zhicheng.web.accounts.models import Grant

    made = ground(now)
    posted(made)
    Grant.objects.create(
        user=user_of(made, 0), role="committee-office", organisation=made.here.office, granted_at=now, valid_from=now
    )
    browser = signed_in(user_of(made, 0))
    page = browser.get(f"{R}results/").content.decode()
    assert "X001" in page and "X000" not in page
    book = browser.get(f"{R}results/?export=xlsx")
    assert book.status_code == 200
    case = Case.objects.create(
        application=made.application(0), account="Qkaccount", reported_by=made.here.office_officer, reported_at=now
    )
    assert browser.get(f"{R}cases/{case.pk}/").status_code == 404
    # the official list names everybody: not made by somebody to whom a name in it is hidden
    for file in ("document.pdf", "roster.xlsx"):
        assert browser.get(f"{R}results/{file}").status_code == 409, file
    notice = Result.objects.get().notice
    assert notice is not None
    about = objected(made, notice, 0)
    assert browser.get(f"{R}results/objections/{about.pk}/").status_code == 404
    assert signed_in(made.here.office_officer).get(f"{R}results/objections/{about.pk}/").status_code == 200


def test_a_person_takes_along_of_a_case_what_the_own_page_shows(now: dt.datetime) -> None:
    """Not who reported it, nor what witnesses said or handed in; the finding, their own words, the decision."""
    made = ground(now)
    posted(made)
    Case.objects.create(
        application=made.application(0), account="Qkaccount", state="applied", finding="Qkfinding", heard="Qkheard",
        evidence=[{"text": "Qkevidence", "on": "2026-11-01"}], decision="Qkdecision",
        reported_by=made.here.office_officer, reported_at=now,
    )  # fmt: skip
    Reexamination.objects.create(
        decision=made.decision(0),
        state="stands",
        asked_on=now.date(),
        text="Qktext",
        finding="Qknotes",
        answer="Qkanswer",
    )
    user = user_of(made, 0)
    with zipfile.ZipFile(io.BytesIO(export_own_data(user, actor=made.here.as_(user), now=now))) as packed:
        taken = "".join(packed.read(one).decode() for one in packed.namelist() if one.startswith("registry/"))
    assert all(one in taken for one in ("Qkfinding", "Qkheard", "Qkdecision", "Qktext", "Qkanswer"))
    assert not any(one in taken for one in ("Qkaccount", "Qkevidence", "Qknotes", "reported_by"))
