"""The lock of an act: the row as it is, only for who may, never from a stale page; sessions end where they are kept."""

from __future__ import annotations

import datetime as dt

import pytest
from django.contrib.sessions.models import Session
from django.db import transaction
from django.urls import reverse

from tests.web.people import a_draft, signed_in, world
from zhicheng.procedure.refusal import ActRefused
from zhicheng.web.records.models import Record
from zhicheng.web.site.acts import locked_for

pytestmark = pytest.mark.django_db


def test_the_row_is_locked_for_who_may_do_the_act(now: dt.datetime) -> None:
    here = world(now)
    row = a_draft(here)
    with transaction.atomic():
        found = locked_for(here.as_(here.applicant), "change", row, row.version, beside=("employer",))
    assert (found.pk, found.version, found.employer) == (row.pk, row.version, here.employer)


@pytest.mark.parametrize("who", ["other_applicant", "employer_officer", "office_officer", "operator"])
def test_anothers_draft_is_not_locked(now: dt.datetime, who: str) -> None:
    here = world(now)
    row = a_draft(here)
    record = Record.objects.filter(owner=here.applicant).first()
    assert record is not None
    for thing in (row, record):
        with pytest.raises(ActRefused) as refused, transaction.atomic():
            locked_for(here.as_(getattr(here, who)), "change", thing)
        assert refused.value.codes == ("no-right",)


def test_a_stale_page_is_refused(now: dt.datetime) -> None:
    here = world(now)
    row = a_draft(here)
    with pytest.raises(ActRefused) as refused, transaction.atomic():
        locked_for(here.as_(here.applicant), "change", row, row.version - 1)
    assert refused.value.codes == ("stale-page",)


@pytest.mark.parametrize("ended", ["deleted", "expired"])
def test_a_session_ended_in_the_database_is_over_at_once(now: dt.datetime, ended: str) -> None:
    here = world(now)
    client = signed_in(here.applicant)
    assert client.get(reverse("records")).status_code == 200
    rows = Session.objects.filter(session_key=client.session.session_key)
    assert rows.exists()
    if ended == "deleted":
        rows.delete()
    else:
        rows.update(expire_date=dt.datetime(2020, 1, 1, tzinfo=dt.UTC))
    answer = client.get(reverse("records"))
    assert answer.status_code == 302 and "/accounts/login/" in answer["Location"]
