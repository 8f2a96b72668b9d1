"""Who is writing hears of more time; who has handed in does not."""

from __future__ import annotations

import datetime as dt

import pytest

from tests.web.people import a_draft, handed_in, world
from zhicheng.web.applications.models import Message
from zhicheng.web.rounds.services.running import extend_window

pytestmark = pytest.mark.django_db


def test_an_extension_is_told_to_those_still_writing(now: dt.datetime) -> None:
    here = world(now)
    a_draft(here, here.applicant)
    handed_in(here, here.other_applicant)
    window = here.round.windows.get(tier="applicant")
    before = list(Message.objects.values_list("pk", flat=True))
    extend_window(
        window, closes=dt.date(2026, 10, 30), reason="系统维护", actor=here.as_(here.office_officer), now=now, version=1
    )
    (told,) = Message.objects.exclude(pk__in=before)
    assert told.user == here.applicant
    assert "2026-10-30" in told.text_zh
    assert "2026-10-30" in told.text_en
