"""The page of the assignment: asked for, seeded, loads, recusals, who reads whom, Excel, files to check."""

from __future__ import annotations

import datetime as dt
import io
import json

import pytest
from django.test import Client
from openpyxl import load_workbook

from tests.web.committee.draw_ground import another_office
from tests.web.committee.test_assigning import assigned, live, seated, tie, worked
from tests.web.people import signed_in
from zhicheng.procedure.assignment.bundle import assignment_from
from zhicheng.procedure.assignment.check import check_assignment, sound
from zhicheng.procedure.conflicts.stored import conflicts_from
from zhicheng.web.committee.models import Assignment
from zhicheng.web.ledger.models import Entry

pytestmark = pytest.mark.django_db
PAGE = "/reviews/iot-2026/assignment/"


def english(client: Client) -> Client:
    """The same browser, in English."""
    client.cookies["language"] = "en"
    return client


def test_an_assignment_from_page_to_page(now: dt.datetime) -> None:
    one = seated(now)
    tie(one, "ZJ000", "X000")
    office, supervisor = signed_in(one.here.office_officer), signed_in(one.here.supervisor)
    assert "尚未分派" in office.get(PAGE).content.decode()
    office.post(f"{PAGE}act/ask/", {"matching": "1"})
    assert "正在固定名单" in office.get(PAGE).content.decode()
    row = worked(Assignment.objects.get())
    page = office.get(PAGE).content.decode()
    assert row.digest in page and "openssl rand -hex 32" in page and "0/2" in page
    first, second = "12ab" * 16, "34cd" * 16
    office.post(f"{PAGE}act/half/", {"half": first})
    page = supervisor.get(PAGE).content.decode()
    assert first not in page and "1/2" in page
    supervisor.post(f"{PAGE}act/half/", {"half": second})
    worked(Assignment.objects.get())
    page = office.get(PAGE).content.decode()
    assert "已分派 18 份意见" in page and "同一单位" in page and "ZJ000" in page
    assert all(f"{expert}</td>" in page or expert in page for expert, _ in live(one))
    assert "Assigned:  18 opinions" in english(supervisor).get(PAGE).content.decode()


def test_excel_has_every_reading_and_is_on_the_ledger(now: dt.datetime) -> None:
    one = seated(now)
    assigned(one)
    answer = signed_in(one.here.office_officer).get(f"{PAGE}?export=1")
    rows = list(load_workbook(io.BytesIO(answer.content)).active.iter_rows(values_only=True))  # type: ignore[union-attr]
    assert {(row[3], row[0]) for row in rows[1:]} == live(one)
    assert Entry.objects.filter(act="export").count() == 1


def test_the_files_stand_a_check_elsewhere(now: dt.datetime) -> None:
    one = seated(now)
    row = assigned(one)
    client = signed_in(one.here.supervisor)
    made = assignment_from(json.loads(client.get(f"/assignments/{row.pk}/file/bundle/").content), "bundle")
    facts = conflicts_from(json.loads(client.get(f"/assignments/{row.pk}/file/conflicts/").content), "conflicts")
    assert sound(check_assignment(made)) and made.frozen.task.conflicts == facts.digest
    assert json.loads(client.get(f"/assignments/{row.pk}/file/task/").content)["frozen"] == row.bundle["frozen"]


def test_a_recusal_that_came_to_light_stands_on_top(now: dt.datetime) -> None:
    one = seated(now)
    assigned(one)
    expert, serial = sorted(live(one))[0]
    tie(one, expert, serial)
    page = signed_in(one.here.office_officer).get(PAGE).content.decode()
    assert "有评阅须收回" in page and "重新分派" in page


def test_nobody_else_finds_page_or_files(now: dt.datetime) -> None:
    one = seated(now)
    row = assigned(one)
    for user in (another_office(now), one.here.applicant):
        client = signed_in(user)
        files = [f"/assignments/{row.pk}/file/{what}/" for what in ("bundle", "task", "conflicts")]
        assert [client.get(address).status_code for address in (PAGE, *files)] == [404] * 4
        assert client.post(f"{PAGE}act/ask/").status_code == 404
        assert client.post(f"{PAGE}act/half/", {"half": "12ab" * 16}).status_code == 404
    supervisor = signed_in(one.here.supervisor)
    assert supervisor.post(f"{PAGE}act/ask/").status_code == 403
