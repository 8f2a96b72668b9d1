"""Two at once: one seat answered twice, two departments approving together; each act is done once."""

from __future__ import annotations

import datetime as dt
import threading
from collections.abc import Callable, Sequence

import pytest
from django.db import connections

from tests.web.committee.seated import declared, drawn, ground, own
from tests.web.committee.test_whole_way import formed, noticed, written
from zhicheng.procedure.refusal import ActRefused
from zhicheng.web.clock.now import state_moment
from zhicheng.web.committee.models import Approval, Plan, Seat
from zhicheng.web.committee.services.plan import approve_plan, report_plan
from zhicheng.web.committee.services.seats import accept_seat, decline_seat

pytestmark = pytest.mark.django_db(transaction=True)

NOW = dt.datetime(2026, 10, 12, 9, 30, tzinfo=dt.timezone(dt.timedelta(hours=8)))


def together(*acts: Callable[[], object]) -> list[Sequence[str]]:
    """The acts started at the same moment; of each the codes by which it was refused."""
    start, found = threading.Barrier(len(acts)), [()] * len(acts)

    def one(place: int, act: Callable[[], object]) -> None:
        start.wait()
        try:
            act()
        except ActRefused as refused:
            found[place] = refused.codes  # type: ignore[call-overload]
        finally:
            connections.close_all()

    threads = [threading.Thread(target=one, args=pair) for pair in enumerate(acts)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return list(found)


def test_a_seat_is_accepted_or_declined_never_both() -> None:
    state_moment(NOW)
    made = ground(NOW)
    seat = drawn(made)[0]
    declared(made.here, seat)
    mine = own(made.here, seat)
    found = together(
        lambda: accept_seat(seat, actor=mine, now=NOW, version=seat.version),
        lambda: decline_seat(seat, reason="x", actor=mine, now=NOW, version=seat.version),
    )
    assert sorted(map(bool, found)) == [False, True]
    assert Seat.objects.get(pk=seat.pk).version == seat.version + 1


def test_two_departments_that_approve_together_approve_the_plan() -> None:
    state_moment(NOW)
    made = ground(NOW)
    noticed(made)
    formed(made)
    plan = report_plan(written(made), actor=made.office, now=made.here.now, version=None)
    one, other, now = made.supervisor, made.here.as_(made.other_supervisor), made.here.now
    found = together(
        lambda: approve_plan(plan, actor=one, now=now, version=None),
        lambda: approve_plan(plan, actor=other, now=now, version=None),
    )
    assert found == [(), ()]
    assert Plan.objects.get().state == "approved" and Approval.objects.filter(void=False).count() == 2
