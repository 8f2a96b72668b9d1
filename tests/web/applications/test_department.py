"""A department's pages: its queue, an application item by item, return, opinion, forwarding with the roster."""

from __future__ import annotations

import datetime as dt
import io

import pytest
from django.test import Client
from openpyxl import load_workbook

from tests.web.people import World, handed_in, signed_in, world
from zhicheng.web.applications.items import items_of
from zhicheng.web.applications.models import Application, Batch
from zhicheng.web.applications.services.checking import check_item, state_conduct
from zhicheng.web.applications.services.deciding import recommend_application
from zhicheng.web.clock.now import state_moment
from zhicheng.web.ledger.models import Entry
from zhicheng.web.notices.services.posting import close_notice, post_notice

pytestmark = pytest.mark.django_db


@pytest.fixture
def here(now: dt.datetime) -> World:
    made = world(now)
    made.now = now + dt.timedelta(days=9)
    return made


@pytest.fixture
def application(here: World, now: dt.datetime) -> Application:
    """An application that the employer recommends: it is in the county's hands."""
    here.now = now
    row = handed_in(here)
    actor = here.as_(here.employer_officer)
    notice = post_notice(here.round, here.employer, [row], actor=actor, now=now, contact="人事部 0571")
    for key in items_of(row):
        check_item(row, key, "agrees", "", actor=actor, now=now)
    state_conduct(row, "遵纪守法", True, actor=actor, now=now)
    here.now = now + dt.timedelta(days=9)
    state_moment(here.now)
    close_notice(notice, "", actor=actor, now=here.now, version=1)
    row.refresh_from_db()
    return recommend_application(row, "同意推荐", actor=actor, now=here.now, version=row.version)


def text(client: Client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200, address
    return answer.content.decode()


def test_the_queue_shows_what_is_in_hand_and_nothing_of_others(here: World, application: Application) -> None:
    assert "申小艾" in text(signed_in(here.county_officer), "/department/")
    for address in ("/department/", "/department/?q=申", "/department/?state=at-department"):
        for stranger in (here.city_officer, here.employer_officer, here.other_applicant):
            assert "申小艾" not in text(signed_in(stranger), address)
    assert "with the department <b>1</b>" in text(_english(here.county_officer), "/department/")


def _english(user: object) -> Client:
    client = signed_in(user)  # type: ignore[arg-type]
    client.cookies["language"] = "en"
    return client


def test_another_department_finds_no_such_page(here: World, application: Application) -> None:
    address = f"/department/applications/{application.pk}/"
    page = text(signed_in(here.county_officer), address)
    assert "遵纪守法" in page
    assert "同意推荐" in page
    for stranger in (here.city_officer, here.employer_officer, here.applicant, here.office_officer):
        assert signed_in(stranger).get(address).status_code == 404


def test_the_page_speaks_english(here: World, application: Application) -> None:
    page = text(_english(here.county_officer), f"/department/applications/{application.pk}/")
    assert "Return this item" in page
    assert "退回此项" not in page


def test_an_item_is_returned_and_what_changed_is_shown(here: World, application: Application) -> None:
    client = signed_in(here.county_officer)
    item = next(key for key in items_of(application) if key not in ("applicant", "way_in", "claimed", "general"))
    form = {
        "version": application.version,
        "item": [item],
        f"reason:{item}": "wrong-date",
        f"sentence:{item}": "应为3月",
    }
    answer = client.post(f"/department/applications/{application.pk}/return/", form)
    assert answer.status_code == 302
    application.refresh_from_db()
    assert application.state == "returned-by-department"
    assert application.returns.get().items.get().sentence == "应为3月"
    assert client.get(f"/department/applications/{application.pk}/").status_code == 200


def test_nothing_marked_is_told(here: World, application: Application) -> None:
    answer = signed_in(here.county_officer).post(
        f"/department/applications/{application.pk}/return/", {"version": application.version}
    )
    assert answer.status_code == 409
    assert "nothing-to-return" in answer.content.decode()


def test_an_opinion_on_a_stale_page_is_refused(here: World, application: Application) -> None:
    address = f"/department/applications/{application.pk}/endorse/"
    client = signed_in(here.county_officer)
    answer = client.post(address, {"version": application.version - 1, "text": "同意"})
    assert answer.status_code == 409
    assert "page-stale" in answer.content.decode()
    assert client.post(address, {"text": "同意"}).status_code == 409, "a form without its version is stale"


def test_endorsed_and_forwarded_with_its_roster(here: World, application: Application) -> None:
    client = signed_in(here.county_officer)
    client.post(f"/department/applications/{application.pk}/endorse/", {"version": application.version, "text": "同意"})
    assert "申小艾" in text(client, "/department/forwarding/")
    form = {"round": here.round.pk, "sender": here.county.pk, "application": [application.pk]}
    assert client.post("/department/forwarding/", form).status_code == 302
    application.refresh_from_db()
    assert (application.state, application.holder) == ("at-department", here.city)
    batch = Batch.objects.get()
    for name in ("roster.xlsx", "roster.pdf", "letter.pdf", "letter.docx"):
        address = f"/department/batches/{batch.pk}/{name}"
        answer = client.get(address)
        assert answer.status_code == 200, (address, answer.content.decode())
        assert signed_in(here.employer_officer).get(address).status_code == 404
    answer = client.get(f"/department/batches/{batch.pk}/roster.xlsx")
    cells = [cell.value for row in load_workbook(io.BytesIO(answer.content)).active.iter_rows() for cell in row]
    assert "申小艾" in cells
    assert Entry.objects.filter(act="export").count() == 5


def test_an_exported_queue_holds_what_the_page_holds_and_is_on_the_ledger(
    here: World, application: Application
) -> None:
    for user, wanted in ((here.county_officer, True), (here.city_officer, False)):
        answer = signed_in(user).get("/department/?export=xlsx")
        cells = [cell.value for row in load_workbook(io.BytesIO(answer.content)).active.iter_rows() for cell in row]
        assert ("申小艾" in cells) == wanted
    assert Entry.objects.filter(act="export", object_id="department-applications").count() == 2
