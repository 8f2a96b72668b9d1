"""What tests/web/people.py writes row by row is what the services write."""

from __future__ import annotations

import datetime as dt

import pytest

from tests.web.people import demonstration_dossier, keep_demonstration_dossier, person, standing
from zhicheng.web.records.models import Profile, Record
from zhicheng.web.records.services import take_over_dossier

pytestmark = pytest.mark.django_db


def test_the_rows_are_those_of_the_services(now: dt.datetime) -> None:
    one, other = person("one", now), person("other", now)
    keep_demonstration_dossier(one, now, papers=False)
    take_over_dossier(demonstration_dossier(), actor=standing(other, now), now=now)
    rows = [
        list(Record.objects.filter(owner=user).order_by("key").values_list("key", "kind", "data"))
        for user in (one, other)
    ]
    assert rows[0] == rows[1]
    assert Profile.objects.get(user=one).facts == Profile.objects.get(user=other).facts
