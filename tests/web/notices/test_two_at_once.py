"""Two officers act at the same moment, each on a connection of their own: one wins, the other is told."""

from __future__ import annotations

import datetime as dt
import threading
from collections.abc import Callable

import pytest
from django.db import connection

from tests.web.conftest import NOW
from tests.web.notices.posted import CONTACT, LAST_DAY, check_everything, posted
from tests.web.people import handed_in, world
from zhicheng.procedure.refusal import ActRefused
from zhicheng.web.applications.services.deciding import recommend_application, refuse_application
from zhicheng.web.clock.now import state_moment
from zhicheng.web.ledger.models import Entry
from zhicheng.web.notices.models import Notice, Objection
from zhicheng.web.notices.services.objecting import Sender, receive_objection, settle_objection
from zhicheng.web.notices.services.posting import close_notice, post_notice

pytestmark = pytest.mark.django_db(transaction=True)
AFTER = NOW.replace(month=LAST_DAY.month, day=LAST_DAY.day + 1)


def _both(*acts: Callable[[], object]) -> list[str]:
    """How each act ended when all began together: ``done``, or the code of its refusal."""
    start, ends = threading.Barrier(len(acts)), ["" for _ in acts]

    def run(place: int, act: Callable[[], object]) -> None:
        start.wait()
        try:
            act()
            ends[place] = "done"
        except ActRefused as refused:
            ends[place] = refused.codes[0]
        except Exception as error:  # a deadlock or a broken constraint is no answer to a person
            ends[place] = repr(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(place, act)) for place, act in enumerate(acts)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    return sorted(ends)


def test_one_objection_is_settled_one_way() -> None:
    state_moment(NOW)
    it = posted(NOW)
    objection, _ = receive_objection(
        it.notice, it.application, "该项目的排名与证书不一致", Sender(anonymous=True), now=NOW
    )
    actor = it.here.as_(it.here.employer_officer)
    ends = _both(
        lambda: settle_objection(objection, "upheld", "属实", actor=actor, now=NOW, version=1),
        lambda: settle_objection(objection, "rejected", "不属实", actor=actor, now=NOW, version=1),
    )
    assert ends == ["done", "stale-page"]
    assert Entry.objects.filter(act="settle-objection", object_type="objection").count() == 1
    assert Objection.objects.get().version == 2


def test_one_application_is_named_by_one_notice() -> None:
    state_moment(NOW)
    here = world(NOW)
    applications = [handed_in(here), handed_in(here, here.other_applicant)]
    actor = here.as_(here.employer_officer)

    def post(rows: list[object]) -> Callable[[], object]:
        return lambda: post_notice(here.round, here.employer, rows, actor=actor, now=NOW, contact=CONTACT)  # type: ignore[arg-type]

    assert _both(post(list(applications)), post(list(reversed(applications)))) == ["done", "notice-already-posted"]
    assert Notice.objects.count() == 1


def test_an_objection_and_the_closing_do_not_pass_one_another() -> None:
    state_moment(NOW)
    it = posted(NOW)
    actor = it.here.as_(it.here.employer_officer)
    ends = _both(
        lambda: close_notice(it.notice, "", actor=actor, now=AFTER, version=1),
        lambda: receive_objection(it.notice, None, "该项目的排名与证书不一致", Sender(anonymous=True), now=NOW),
    )
    it.notice.refresh_from_db()
    closed_with_one_open = it.notice.state == "closed" and Objection.objects.filter(state="open").exists()
    assert not closed_with_one_open and ends in (["done", "notice-over"], ["done", "objection-open"])


def test_one_application_is_decided_one_way() -> None:
    state_moment(NOW)
    it = posted(NOW)
    actor = it.here.as_(it.here.employer_officer)
    check_everything(it.here, it.application, NOW)
    close_notice(it.notice, "", actor=actor, now=AFTER, version=1)
    it.application.refresh_from_db()
    version = it.application.version
    ends = _both(
        lambda: recommend_application(it.application, "同意", actor=actor, now=AFTER, version=version),
        lambda: refuse_application(it.application, "不同意", actor=actor, now=AFTER, version=version),
    )
    assert ends[0] != ends[1] and "done" in ends
    it.application.refresh_from_db()
    assert it.application.state in ("at-department", "not-recommended") and it.application.opinions.count() == 1


def test_midnight_ends_the_last_day() -> None:
    """The end of the last day is China's midnight, by whichever clock the moment is told."""
    state_moment(NOW)
    it = posted(NOW)
    actor = it.here.as_(it.here.employer_officer)
    midnight = dt.datetime(2026, 10, 20, 0, 0, tzinfo=NOW.tzinfo)
    with pytest.raises(ActRefused):
        close_notice(it.notice, "", actor=actor, now=midnight - dt.timedelta(seconds=1), version=1)
    assert close_notice(it.notice, "", actor=actor, now=midnight, version=1).state == "closed"
