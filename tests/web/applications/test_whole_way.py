"""An application's whole way, by services alone: from the draft to the committee's door, with a return and two objections."""

from __future__ import annotations

import datetime as dt

import pytest

from tests.web.people import World, handed_in, world
from zhicheng.procedure.refusal import ActRefused
from zhicheng.web.applications.items import items_of
from zhicheng.web.applications.models import Application, ReturnItem
from zhicheng.web.applications.services.checking import check_item, state_conduct
from zhicheng.web.applications.services.deciding import endorse_application, recommend_application
from zhicheng.web.applications.services.forwarding import forward_batch
from zhicheng.web.applications.services.returning import Marked, answer_item, return_items
from zhicheng.web.applications.services.submitting import give_commitment, resubmit_application
from zhicheng.web.ledger.models import Entry
from zhicheng.web.notices.services.objecting import Sender, receive_objection, settle_objection
from zhicheng.web.notices.services.posting import close_notice, post_notice

pytestmark = pytest.mark.django_db


def refused(error: pytest.ExceptionInfo[ActRefused]) -> set[str]:
    return set(error.value.codes)


def corrected(here: World, application: Application, now: dt.datetime) -> Application:
    """Every returned item answered, promised anew, handed in again."""
    actor = here.as_(here.applicant)
    for item in ReturnItem.objects.filter(returned__application=application, answered_at=None):
        answer_item(item, "已更正", actor=actor, now=now)
    application.refresh_from_db()
    application = give_commitment(application, actor=actor, now=now, version=application.version)
    return resubmit_application(application, actor=actor, now=now, version=application.version)


def test_from_the_draft_to_the_door(now: dt.datetime) -> None:
    here = world(now)
    applicant, employer = here.as_(here.applicant), here.as_(here.employer_officer)
    application = handed_in(here)
    assert (application.state, application.holder, application.serial) == (
        "at-employer",
        here.employer,
        "iot-2026-00001",
    )

    item = next(key for key in items_of(application) if key not in ("applicant", "way_in", "claimed", "general"))
    return_items(application, [Marked(item, "wrong-date")], actor=employer, now=now, version=application.version)
    application = corrected(here, application, now)
    assert application.state == "at-employer"

    notice = post_notice(
        here.round, here.employer, [application], actor=employer, now=now, contact="人事部 0571-00000000"
    )
    assert (notice.first_day, notice.last_day) == (dt.date(2026, 10, 12), dt.date(2026, 10, 19))
    upheld, _ = receive_objection(notice, application, "该项目的排名与证书不一致", Sender(anonymous=True), now=now)
    rejected, _ = receive_objection(notice, application, "此人并未在本单位工作过", Sender("李某", "138"), now=now)
    settle_objection(rejected, "rejected", "查社保记录，属实在职", actor=employer, now=now, version=rejected.version)

    application.refresh_from_db()
    for key in items_of(application):
        if key not in ("way_in", "claimed", "general"):
            check_item(application, key, "agrees", "", actor=employer, now=now)
    state_conduct(application, "遵纪守法，无违纪", True, actor=employer, now=now)
    with pytest.raises(ActRefused) as error:
        recommend_application(application, "同意推荐", actor=employer, now=now, version=application.version)
    assert refused(error) == {"notice-not-closed", "notice-days-not-run", "objection-open"}

    settle_objection(upheld, "upheld", "排名应为第3", actor=employer, now=now, version=upheld.version)
    later = now + dt.timedelta(days=9)
    notice.refresh_from_db()
    close_notice(notice, "", actor=employer, now=later, version=notice.version)
    application.refresh_from_db()
    with pytest.raises(ActRefused) as error:
        recommend_application(application, "同意推荐", actor=employer, now=later, version=application.version)
    assert refused(error) == {"objection-upheld"}

    return_items(
        application,
        [Marked(item, "differs-from-original", "排名应为第3")],
        actor=employer,
        now=later,
        version=application.version,
    )
    application = corrected(here, application, later)
    with pytest.raises(ActRefused) as error:
        recommend_application(application, "同意推荐", actor=employer, now=later, version=application.version)
    assert refused(error) == {"records-unchecked"}, "what was handed in again is checked again"
    for key in items_of(application):
        if key not in ("way_in", "claimed", "general"):
            check_item(application, key, "agrees", "", actor=employer, now=later)
    application = recommend_application(application, "同意推荐", actor=employer, now=later, version=application.version)
    assert (application.state, application.tier, application.holder) == ("at-department", 2, here.county)

    county, city = here.as_(here.county_officer), here.as_(here.city_officer)
    application = endorse_application(application, "材料齐全", actor=county, now=later, version=application.version)
    batch = forward_batch(here.round, here.county, [application], actor=county, now=later)
    application.refresh_from_db()
    assert (application.state, application.tier, application.holder, batch.receiver) == (
        "at-department",
        3,
        here.city,
        here.city,
    )
    application = endorse_application(application, "同意报送", actor=city, now=later, version=application.version)
    batch = forward_batch(here.round, here.city, [application], actor=city, now=later)
    application.refresh_from_db()
    assert (application.state, application.holder, batch.receiver) == ("arrived", None, here.office)
    acts = list(Entry.objects.filter(object_type="application").order_by("pk").values_list("act", flat=True))
    assert acts.count("submit") == 1
    assert acts.count("resubmit") == 2
    assert acts[-1] == "hand-in"
    assert applicant.user_id == here.applicant.pk
