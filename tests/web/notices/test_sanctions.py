"""Sanctions that a document orders to be posted: by a supervisor, under a clause, taken down with a reason."""

from __future__ import annotations

import datetime as dt

import pytest
from django.test import Client

from tests.web.notices.posted import go_to
from tests.web.people import World, signed_in, world
from zhicheng.procedure.refusal import ActRefused
from zhicheng.web.ledger.models import Entry
from zhicheng.web.notices.models import Sanction
from zhicheng.web.notices.services.sanctions import SanctionText, consequences_of, post_sanction, void_sanction

pytestmark = pytest.mark.django_db
DECISION = "经查实，提交虚假业绩材料，取得的资格予以撤销"
TEXT = SanctionText("某某", "某单位", DECISION)


def _posted(here: World, now: dt.datetime, text: SanctionText = TEXT) -> Sanction:
    return post_sanction(here.round, "false-material", text, actor=here.as_(here.supervisor), now=now)


def test_a_supervisor_posts_one_with_the_clause_of_the_document(now: dt.datetime, client: Client) -> None:
    here = world(now)
    browser = signed_in(here.supervisor)
    form = browser.get(f"/sanctions/new/{here.round.pk}/").content.decode()
    assert all(f'value="{one.offence}"' in form for one in consequences_of(here.round))
    said = {"offence": "false-material", "subject": "某某", "subject_unit": "某单位", "zh": DECISION}
    assert browser.post(f"/sanctions/new/{here.round.pk}/", said).status_code == 302
    page = client.get("/sanctions/").content.decode()
    assert DECISION in page and "第十七条（二）" in page and 'name="reason"' not in page
    assert Entry.objects.get(act="post-sanction").detail["clause"] == "第十七条、第十七条（二）"
    assert DECISION not in str(list(Entry.objects.values()))


def test_nobody_else_posts_or_takes_down(now: dt.datetime, client: Client) -> None:
    here = world(now)
    sanction = _posted(here, now)
    for user in (here.applicant, here.employer_officer, here.office_officer, here.operator):
        other = signed_in(user)
        assert other.get(f"/sanctions/new/{here.round.pk}/").status_code == 404
        assert other.post(f"/sanctions/{sanction.pk}/void/", {"reason": "不想", "version": "1"}).status_code == 403
        with pytest.raises(ActRefused):
            post_sanction(here.round, "false-material", TEXT, actor=here.as_(user), now=now)
    assert client.post(f"/sanctions/{sanction.pk}/void/", {"reason": "x"}).status_code == 302, (
        "a visitor signs in first"
    )
    sanction.refresh_from_db()
    assert sanction.state == "posted" and Sanction.objects.count() == 1


def test_what_is_wrong_is_said_and_nothing_posted(now: dt.datetime) -> None:
    here = world(now)
    actor = here.as_(here.supervisor)
    cases = [
        ("no-such-offence", TEXT, "no-consequence"),
        ("false-material", SanctionText("", "", DECISION), "subject-missing"),
        ("false-material", SanctionText("某某", "", "短"), "text-missing"),
        ("false-material", SanctionText("某某 11010519491231002X", "", DECISION), "personal-number"),
        ("false-material", SanctionText("某某", "", DECISION, until=dt.date(2026, 10, 1)), "until-passed"),
    ]
    for offence, text, code in cases:
        with pytest.raises(ActRefused) as error:
            post_sanction(here.round, offence, text, actor=actor, now=now)
        assert error.value.codes == (code,)
    assert not Sanction.objects.exists()
    answer = signed_in(here.supervisor).post(
        f"/sanctions/new/{here.round.pk}/", {"offence": "false-material", "subject": "某某", "zh": "短"}
    )
    assert answer.status_code == 422 and "至少10个字" in answer.content.decode()


def test_it_is_taken_down_once_with_a_reason_on_a_fresh_page(now: dt.datetime, client: Client) -> None:
    here = world(now)
    sanction, actor = _posted(here, now), here.as_(here.supervisor)
    for reason, version, code in ((" ", 1, "reason-missing"), ("复核后撤销", 5, "stale-page")):
        with pytest.raises(ActRefused) as error:
            void_sanction(sanction, reason, actor=actor, now=now, version=version)
        assert error.value.codes == (code,)
    browser = signed_in(here.supervisor)
    assert browser.post(f"/sanctions/{sanction.pk}/void/", {"reason": "复核后撤销", "version": "1"}).status_code == 302
    assert DECISION not in client.get("/sanctions/").content.decode()
    assert DECISION in browser.get("/sanctions/").content.decode(), "a supervisor still sees what was taken down"
    with pytest.raises(ActRefused) as error:
        void_sanction(sanction, "再撤", actor=actor, now=now, version=2)
    assert error.value.codes == ("already-void",)


def test_it_leaves_the_page_when_its_days_are_over(now: dt.datetime, client: Client) -> None:
    here = world(now)
    _posted(here, now, SanctionText("某某", "", DECISION, until=dt.date(2026, 10, 20)))
    go_to(dt.date(2026, 10, 20))
    assert DECISION in client.get("/sanctions/").content.decode()
    go_to(dt.date(2026, 10, 21))
    assert DECISION not in client.get("/sanctions/").content.decode()
