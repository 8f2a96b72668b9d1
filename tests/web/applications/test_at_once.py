"""Two people acting at the same moment: one wins, the other is told why, nothing is done twice."""

from __future__ import annotations

import datetime as dt
import threading
from collections.abc import Callable

import pytest
from django.db import connection

from tests.web.people import World, a_draft, handed_in, world
from zhicheng.procedure.refusal import ActRefused
from zhicheng.web.applications.items import items_of
from zhicheng.web.applications.models import Application, Batch, Opinion, Submission
from zhicheng.web.applications.services.checking import check_item, state_conduct
from zhicheng.web.applications.services.deciding import endorse_application, recommend_application, refuse_application
from zhicheng.web.applications.services.forwarding import forward_batch
from zhicheng.web.applications.services.returning import Marked, return_items
from zhicheng.web.applications.services.submitting import (
    begin_application,
    submit_application,
    withdraw_application,
)
from zhicheng.web.clock.now import state_moment
from zhicheng.web.notices.models import Notice
from zhicheng.web.notices.services.objecting import Sender, receive_objection, settle_objection
from zhicheng.web.notices.services.posting import close_notice, post_notice

pytestmark = pytest.mark.django_db(transaction=True)
NOW = dt.datetime(2026, 10, 12, 9, 30, tzinfo=dt.UTC)


@pytest.fixture
def here() -> World:
    state_moment(NOW)
    return world(NOW)


def at_once(*acts: Callable[[], object]) -> list[tuple[str, ...]]:
    """The acts begun at the same moment, each on a connection of its own: for each its refusals, () where it was done."""
    gate = threading.Barrier(len(acts))
    found: list[tuple[str, ...] | None] = [None] * len(acts)

    def run(place: int, act: Callable[[], object]) -> None:
        try:
            gate.wait()
            act()
            found[place] = ()
        except ActRefused as error:
            found[place] = error.codes
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(place, act)) for place, act in enumerate(acts)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert None not in found, "an act ended with something else than a refusal"
    return [one for one in found if one is not None]


def one_won(found: list[tuple[str, ...]]) -> bool:
    """Exactly one was done, every other one refused."""
    return sum(not codes for codes in found) == 1


def test_begun_in_two_windows(here: World) -> None:
    actor = here.as_(here.applicant)
    found = at_once(*[lambda: begin_application(here.round, actor=actor, now=NOW)] * 3)
    assert one_won(found)
    assert Application.objects.count() == 1


def test_submitted_by_a_double_click(here: World) -> None:
    draft = a_draft(here)
    actor = here.as_(here.applicant)
    found = at_once(*[lambda: submit_application(draft, actor=actor, now=NOW, version=draft.version)] * 3)
    assert one_won(found)
    assert Submission.objects.count() == 1


def test_serial_numbers_are_never_given_twice(here: World) -> None:
    drafts = [a_draft(here, user) for user in (here.applicant, here.other_applicant)]
    acts = [
        lambda one=one: submit_application(one, actor=here.as_(one.applicant), now=NOW, version=one.version)
        for one in drafts
    ]
    assert at_once(*acts) == [(), ()]
    assert len(set(Application.objects.values_list("serial", flat=True))) == 2


def test_refused_while_it_is_withdrawn(here: World) -> None:
    row = handed_in(here)
    found = at_once(
        lambda: withdraw_application(row, actor=here.as_(here.applicant), now=NOW, version=row.version),
        lambda: refuse_application(row, "不符合", actor=here.as_(here.employer_officer), now=NOW, version=row.version),
    )
    assert one_won(found)
    row.refresh_from_db()
    assert (row.state == "not-recommended") == Opinion.objects.exists()


def test_returned_by_two_officers(here: World) -> None:
    row = handed_in(here)
    actor = here.as_(here.employer_officer)
    marks = [Marked("applicant", "incomplete")]
    found = at_once(*[lambda: return_items(row, marks, actor=actor, now=NOW, version=row.version)] * 2)
    assert one_won(found)
    assert row.returns.count() == 1


def test_an_objection_settled_by_two(here: World) -> None:
    row = handed_in(here)
    actor = here.as_(here.employer_officer)
    notice = post_notice(here.round, here.employer, [row], actor=actor, now=NOW, contact="0571")
    objection, _ = receive_objection(notice, row, "内容与事实不符，请核查", Sender(anonymous=True), now=NOW)
    found = at_once(
        lambda: settle_objection(objection, "upheld", "属实", actor=actor, now=NOW, version=1),
        lambda: settle_objection(objection, "rejected", "不属实", actor=actor, now=NOW, version=1),
    )
    assert one_won(found)


def test_two_notices_for_one_application(here: World) -> None:
    row = handed_in(here)
    actor = here.as_(here.employer_officer)
    found = at_once(*[lambda: post_notice(here.round, here.employer, [row], actor=actor, now=NOW, contact="0571")] * 2)
    assert one_won(found)
    assert Notice.objects.count() == 1


def _recommended(here: World) -> tuple[Application, dt.datetime]:
    row = handed_in(here)
    actor = here.as_(here.employer_officer)
    notice = post_notice(here.round, here.employer, [row], actor=actor, now=NOW, contact="0571")
    for key in items_of(row):
        check_item(row, key, "agrees", "", actor=actor, now=NOW)
    state_conduct(row, "良好", True, actor=actor, now=NOW)
    later = NOW + dt.timedelta(days=9)
    close_notice(notice, "", actor=actor, now=later, version=1)
    row.refresh_from_db()
    return row, later


def test_recommended_and_refused_by_two_officers(here: World) -> None:
    row, later = _recommended(here)
    actor = here.as_(here.employer_officer)
    found = at_once(
        lambda: recommend_application(row, "同意", actor=actor, now=later, version=row.version),
        lambda: refuse_application(row, "不同意", actor=actor, now=later, version=row.version),
    )
    assert one_won(found)
    assert Opinion.objects.count() == 1


def test_forwarded_twice(here: World) -> None:
    row, later = _recommended(here)
    row = recommend_application(row, "同意", actor=here.as_(here.employer_officer), now=later, version=row.version)
    county = here.as_(here.county_officer)
    row = endorse_application(row, "同意", actor=county, now=later, version=row.version)
    found = at_once(*[lambda: forward_batch(here.round, here.county, [row], actor=county, now=later)] * 2)
    assert one_won(found)
    assert Batch.objects.count() == 1
