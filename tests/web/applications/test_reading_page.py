"""What has arrived is read by the committee's office and the supervisor; before that only the supervisor sees it."""

from __future__ import annotations

import datetime as dt

import pytest

from tests.web.people import handed_in, signed_in, world
from zhicheng.web.applications.models import Application

pytestmark = pytest.mark.django_db


def test_who_reads_it_when(now: dt.datetime) -> None:
    here = world(now)
    row = handed_in(here)
    address = f"/arrived/{row.pk}/"
    assert "申小艾" in signed_in(here.supervisor).get(address).content.decode()
    assert signed_in(here.office_officer).get(address).status_code == 404
    for stranger in (here.other_applicant, here.other_employer_officer, here.city_officer, here.operator):
        assert signed_in(stranger).get(address).status_code == 404
    Application.objects.filter(pk=row.pk).update(state="arrived", arrived_at=now, holder=None)
    assert "申小艾" in signed_in(here.office_officer).get(address).content.decode()
