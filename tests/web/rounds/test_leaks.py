"""What outsiders must not learn: of a draft that it exists, of applications on their way who they are."""

from __future__ import annotations

import datetime as dt
import io

import pytest
from django.test import Client
from openpyxl import load_workbook

from tests.web.people import person, signed_in
from tests.web.rounds.offices import IOT, QTI, Desk, a_desk
from zhicheng.web.accounts.models import Organisation
from zhicheng.web.applications.models import Application

SECRET = "尚未公布的评审"
TITLES = (SECRET, "Round nobody knows of")


@pytest.fixture
def desk(now: dt.datetime) -> Desk:
    """An office with one round that is open and one that is still a secret."""
    desk = a_desk(now)
    desk.opened()
    desk.draft(QTI, title=TITLES)
    return desk


def outsiders(now: dt.datetime) -> dict[str, Client]:
    """Everybody who may not know of a draft: visitors, applicants, other tiers, another office."""
    department = Organisation.objects.create(name="某局", kind="department")
    employer = Organisation.objects.create(name="某公司", kind="employer")
    other = a_desk(now, "另一办公室", "other")
    return {
        "visitor": Client(),
        "applicant": signed_in(person("applicant", now)),
        "department": signed_in(person("department", now, ("department", department))),
        "employer": signed_in(person("employer", now, ("employer", employer))),
        "another office": signed_in(other.officer),
    }


def test_a_draft_is_not_in_the_list_the_search_the_counts_or_the_export(desk: Desk, now: dt.datetime) -> None:
    for who, client in outsiders(now).items():
        for address in (
            "/rounds/",
            f"/rounds/?q={SECRET[:4]}",
            f"/rounds/?q={QTI}",
            "/rounds/?state=draft",
            "/rounds/?sort=-year",
        ):
            page = client.get(address).content.decode()
            assert SECRET not in page, (who, address)
            assert f"/rounds/{QTI}/" not in page, (who, address)
            assert "筹备中 <b>1" not in page, (who, address)
        sheet = load_workbook(io.BytesIO(client.get("/rounds/?export=xlsx").content)).worksheets[0]
        exported = [cell.value for line in sheet.iter_rows() for cell in line]
        assert SECRET not in exported, who
        assert any("物联网" in str(value) for value in exported), who


def test_no_address_of_a_draft_answers_to_outsiders(desk: Desk, now: dt.datetime) -> None:
    pages = [
        "", "office/", "change/", "roster/", "import/", "forms/review-form.pdf/", "templates/review-form.pdf/built-in/",
        "templates/review-form.pdf/preview/",
    ]  # fmt: skip
    acts = [
        "office/open/",
        "office/extend/",
        "office/close/",
        "templates/",
        "templates/review-form.pdf/remove/",
        "import/",
        "change/",
    ]
    for who, client in outsiders(now).items():
        for page in pages:
            response = client.get(f"/rounds/{QTI}/{page}")
            assert response.status_code in (302, 404), (who, page)
            assert response.status_code == 404 or "/accounts/login/" in response.url, (who, page)
        for act in acts:
            response = client.post(f"/rounds/{QTI}/{act}", {"version": "1"})
            assert response.status_code in (302, 404), (who, act)
            assert response.status_code == 404 or "/accounts/login/" in response.url, (who, act)


def test_the_office_itself_sees_its_draft(desk: Desk) -> None:
    officer = signed_in(desk.officer)
    page = officer.get("/rounds/").content.decode()
    assert SECRET in page
    assert "筹备中 <b>1" in page
    assert officer.get(f"/rounds/{QTI}/office/").status_code == 200


def test_the_office_page_of_an_open_round_is_the_offices_and_the_supervisors(desk: Desk, now: dt.datetime) -> None:
    for who, client in outsiders(now).items():
        response = client.get(f"/rounds/{IOT}/office/")
        assert response.status_code == (302 if who == "visitor" else 404), who
    supervisor = signed_in(person("super", now, ("supervisor", None)))
    page = supervisor.get(f"/rounds/{IOT}/office/")
    assert page.status_code == 200
    assert 'action="/rounds/' not in page.content.decode()


def test_the_office_counts_applications_on_their_way_without_seeing_whose(desk: Desk, now: dt.datetime) -> None:
    from zhicheng.web.rounds.models import Round

    round_ = Round.objects.get(code=IOT)
    facts = {"round": round_, "created_at": now, "imported": True}
    Application.objects.create(name="路上某人", employer_name="某单位", state="at-employer", **facts)
    Application.objects.create(name="已到某人", employer_name="某单位", state="arrived", arrived_at=now, **facts)
    officer = signed_in(desk.officer)
    page = officer.get(f"/rounds/{IOT}/office/").content.decode()
    assert "已到某人" in page
    assert "路上某人" not in page
    assert "待单位审核<b>1</b>" in page
    assert "路上某人" not in officer.get(f"/rounds/{IOT}/office/?q=路上").content.decode().replace('value="路上', "")
    cells = [
        cell.value
        for line in load_workbook(io.BytesIO(officer.get(f"/rounds/{IOT}/roster/").content)).worksheets[0].iter_rows()
        for cell in line
    ]
    assert "已到某人" in cells
    assert "路上某人" not in cells


def test_only_the_office_sets_up_rounds(desk: Desk, now: dt.datetime) -> None:
    for who, client in outsiders(now).items():
        if who == "another office":
            continue
        assert client.get("/rounds/new/").status_code == (302 if who == "visitor" else 404), who
        assert client.get("/rounds/new/details/").status_code == (302 if who == "visitor" else 404), who
        assert "/rounds/new/" not in client.get("/rounds/").content.decode(), who
