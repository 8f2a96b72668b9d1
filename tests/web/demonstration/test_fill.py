"""The demonstration fills an empty database with applications in every state, by the acts of the platform alone."""

from __future__ import annotations

import pytest

from zhicheng.web.applications.models import Application
from zhicheng.web.demonstration import accounts, fill
from zhicheng.web.ledger.models import Entry


@pytest.mark.django_db
def test_it_fills_an_empty_database() -> None:
    fill()
    states = {
        one.applicant.username: one.state for one in Application.objects.select_related("applicant") if one.applicant
    }
    assert states == {
        "zhou": "at-employer",
        "wu": "returned-by-employer",
        "zheng": "at-department",
        "wang": "endorsed",
        "feng": "arrived",
        "chen": "at-employer",
    }
    assert Entry.objects.filter(act="submit").count() == 6
    assert len({one.username for one in accounts()}) == len(accounts())
