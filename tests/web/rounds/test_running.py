"""Opening, extending and closing: every refusal by its code, and two officers at once."""

from __future__ import annotations

import datetime as dt
import threading
from typing import Any

import pytest
from django.db import connection

from tests.web.people import person, standing
from tests.web.rounds.offices import IOT, QTI, WENZHOU, Desk, a_desk
from zhicheng.procedure.refusal import ActRefused
from zhicheng.web.applications.models import Application
from zhicheng.web.ledger.models import Entry
from zhicheng.web.rounds.models import Round, Window, WindowChange
from zhicheng.web.rounds.services.running import close_round, extend_window, extend_windows, open_round
from zhicheng.web.rounds.services.set_up import WindowPlan
from zhicheng.web.rounds.signals import windows_extended

DAY = dt.date(2026, 10, 23)
LATER = dt.datetime(2026, 12, 1, 9, tzinfo=dt.UTC)


@pytest.fixture
def desk(now: dt.datetime) -> Desk:
    return a_desk(now)


def refused_open(desk: Desk, made: Round, now: dt.datetime | None = None, **how: Any) -> tuple[str, ...]:
    with pytest.raises(ActRefused) as refused:
        open_round(made, actor=desk.actor, now=now or desk.now, version=made.version, **how)
    assert Round.objects.get(pk=made.pk).state == "draft"
    assert not Entry.objects.filter(act="open-round").exists()
    return refused.value.codes


def an_application(round_: Round, state: str, now: dt.datetime, **more: Any) -> Application:
    facts = {"name": "在途人", "employer_name": "单位", "imported": True, "created_at": now, **more}
    return Application.objects.create(
        round=round_, state=state, arrived_at=now if state == "arrived" else None, **facts
    )


def test_a_round_opens_once_its_conditions_are_met(desk: Desk) -> None:
    opened = desk.opened()
    assert (opened.state, opened.opened_at, opened.version) == ("open", desk.now, 2)
    assert Entry.objects.get(act="open-round").detail["code"] == IOT


def test_opening_without_windows_is_refused_for_each_tier(desk: Desk) -> None:
    assert refused_open(desk, desk.draft(windows={})) == ("window-not-set",) * 4


def test_opening_with_one_window_missing_is_refused(desk: Desk) -> None:
    windows = {key: one for key, one in desk.plan().windows.items() if key != "department-1"}
    assert "window-not-set" in refused_open(desk, desk.draft(windows=windows))


def test_opening_with_windows_out_of_order_is_refused(desk: Desk) -> None:
    windows = {**desk.plan().windows, "employer": WindowPlan(dt.date(2026, 9, 15), dt.date(2026, 10, 20))}
    assert "windows-out-of-order" in refused_open(desk, desk.draft(windows=windows))


def test_opening_without_a_number_that_the_document_lacks_is_refused(desk: Desk) -> None:
    assert refused_open(desk, desk.draft(WENZHOU, numbers={}), draft_reason="演示") == ("number-not-set",)


def test_opening_after_the_applicants_time_is_refused(desk: Desk) -> None:
    assert refused_open(desk, desk.draft(), LATER) == ("round-too-late",)


def test_a_draft_policy_opens_only_with_a_reason(desk: Desk) -> None:
    made = desk.draft(WENZHOU)
    assert refused_open(desk, made) == ("policy-is-draft",)
    assert refused_open(desk, made, draft_reason="  ") == ("policy-is-draft",)
    opened = open_round(made, actor=desk.actor, now=desk.now, version=1, draft_reason="市局已同意先行")
    assert opened.options["draft_accepted"] == "市局已同意先行"
    assert Entry.objects.get(act="open-round").detail["draft_reason"] == "市局已同意先行"


def test_a_policy_not_yet_in_force_on_the_reckoning_day_is_refused(desk: Desk) -> None:
    plan = desk.plan()
    early = plan.notice.text.replace("as_of: 2026-12-31", "as_of: 2026-02-01")
    made = desk.draft(notice=type(plan.notice)("early.yaml", early))
    assert refused_open(desk, made) == ("policy-not-in-force",)


def test_opening_twice_is_refused(desk: Desk) -> None:
    opened = desk.opened()
    with pytest.raises(ActRefused) as refused:
        open_round(opened, actor=desk.actor, now=desk.now, version=opened.version)
    assert refused.value.codes == ("already-done",)


def test_nobody_but_the_office_opens_extends_or_closes(desk: Desk, now: dt.datetime) -> None:
    made = desk.draft()
    others = [a_desk(now, "另一办公室", "other").actor, standing(person("super", now, ("supervisor", None)), now)]
    for actor in others:
        with pytest.raises(ActRefused) as refused:
            open_round(made, actor=actor, now=now, version=1)
        assert refused.value.codes == ("no-right",)
    opened = open_round(made, actor=desk.actor, now=now, version=1)
    for actor in others:
        with pytest.raises(ActRefused) as refused:
            extend_windows(opened, {"applicant": DAY}, reason="因故", actor=actor, now=now, version=2)
        assert refused.value.codes == ("no-right",)
        with pytest.raises(ActRefused) as refused:
            close_round(opened, actor=actor, now=LATER, version=2)
        assert refused.value.codes == ("no-right",)


def refused_extension(desk: Desk, made: Round, closes: dict[str, dt.date], reason: str = "系统维护") -> tuple[str, ...]:
    before = {one.tier: one.closes for one in made.windows.all()}
    with pytest.raises(ActRefused) as refused:
        extend_windows(made, closes, reason=reason, actor=desk.actor, now=desk.now, version=made.version)
    assert {one.tier: one.closes for one in Window.objects.filter(round=made)} == before
    assert not WindowChange.objects.exists()
    return refused.value.codes


def test_a_window_is_extended_with_its_reason_and_said_to_others(desk: Desk) -> None:
    opened, heard = desk.opened(), []

    def hear(**what: Any) -> None:
        heard.append((what["round_"].pk, [(one.window.tier, one.before, one.after) for one in what["changes"]]))

    windows_extended.connect(hear)
    try:
        window = opened.windows.get(tier="applicant")
        until = dt.date(2026, 10, 30)
        extend_window(window, closes=until, reason="系统维护", actor=desk.actor, now=desk.now, version=2)
    finally:
        windows_extended.disconnect(hear)
    change = WindowChange.objects.get()
    assert (change.before, change.after, change.reason) == (DAY, until, "系统维护")
    assert heard == [(opened.pk, [("applicant", DAY, until)])]
    assert Entry.objects.get(act="extend-windows").detail["windows"] == {"applicant": ["2026-10-23", "2026-10-30"]}


def test_a_window_is_never_shortened_nor_left_as_it_is(desk: Desk) -> None:
    opened = desk.opened()
    assert refused_extension(desk, opened, {"applicant": dt.date(2026, 10, 22)}) == ("extension-not-later",)
    assert refused_extension(desk, opened, {"applicant": DAY}) == ("extension-not-later",)


def test_an_extension_needs_a_day_and_a_reason(desk: Desk) -> None:
    opened = desk.opened()
    assert refused_extension(desk, opened, {}) == ("extension-missing",)
    assert refused_extension(desk, opened, {"applicant": dt.date(2026, 10, 30)}, reason=" ") == ("reason-missing",)
    assert refused_extension(desk, opened, {"ministry": dt.date(2026, 10, 30)}) == ("no-such-tier",)


def test_a_tier_may_not_close_after_the_one_above_but_both_can_be_extended(desk: Desk) -> None:
    opened, late = desk.opened(), dt.date(2026, 11, 10)
    assert refused_extension(desk, opened, {"applicant": late}) == ("windows-out-of-order",)
    extend_windows(
        opened, {"applicant": late, "employer": late}, reason="台风", actor=desk.actor, now=desk.now, version=2
    )
    assert WindowChange.objects.count() == 2


def test_a_draft_is_not_extended_but_changed(desk: Desk) -> None:
    assert refused_extension(desk, desk.draft(), {"applicant": dt.date(2026, 10, 30)}) == ("not-from-this-state",)


def test_a_round_closes_when_every_window_is_over_and_nothing_is_in_hand(desk: Desk) -> None:
    opened = desk.opened()
    with pytest.raises(ActRefused) as refused:
        close_round(opened, actor=desk.actor, now=desk.now, version=2)
    assert refused.value.codes == ("windows-not-over",)
    an_application(opened, "arrived", desk.now)
    an_application(opened, "draft", desk.now)
    closed = close_round(opened, actor=desk.actor, now=LATER, version=2)
    assert (closed.state, closed.closed_at) == ("closed", LATER)


@pytest.mark.parametrize(
    "state", ["at-employer", "returned-by-employer", "at-department", "returned-by-department", "endorsed"]
)
def test_what_is_still_in_hand_is_listed_and_needs_a_reason(desk: Desk, state: str) -> None:
    opened = desk.opened()
    an_application(opened, state, desk.now)
    with pytest.raises(ActRefused) as refused:
        close_round(opened, actor=desk.actor, now=LATER, version=2, reason="  ")
    assert refused.value.codes == ("applications-in-hand",)
    assert "1" in refused.value.refusals[0].text[0]
    assert "在途人" not in refused.value.refusals[0].text[0]
    close_round(opened, actor=desk.actor, now=LATER, version=2, reason="逾期未办，按通知办理")
    assert Entry.objects.get(act="close-round").detail == {
        "code": IOT,
        "reason": "逾期未办，按通知办理",
        "left": {state: 1},
    }


def test_applications_of_another_round_do_not_hold_a_round_open(desk: Desk) -> None:
    opened, other = desk.opened(), desk.opened(QTI)
    an_application(other, "at-employer", desk.now)
    assert close_round(opened, actor=desk.actor, now=LATER, version=2).state == "closed"


def test_a_closed_round_is_not_opened_extended_or_closed_again(desk: Desk) -> None:
    closed = close_round(desk.opened(), actor=desk.actor, now=LATER, version=2)
    with pytest.raises(ActRefused) as refused:
        close_round(closed, actor=desk.actor, now=LATER, version=3)
    assert refused.value.codes == ("already-done",)
    with pytest.raises(ActRefused) as refused:
        extend_windows(
            closed, {"applicant": dt.date(2027, 1, 1)}, reason="因故", actor=desk.actor, now=LATER, version=3
        )
    assert refused.value.codes == ("not-from-this-state",)


@pytest.mark.django_db(transaction=True)
def test_two_officers_at_once_one_wins_the_other_is_told_the_page_is_stale(now: dt.datetime) -> None:
    """Both have the page of version 2 open and extend at the same moment, each over a connection of their own."""
    desk = a_desk(now)
    opened = desk.opened()
    second = person("second", now, ("committee-office", desk.office))
    actors, together = [desk.actor, standing(second, now)], threading.Barrier(2)
    outcomes: list[Any] = []

    def act(number: int) -> None:
        try:
            together.wait()
            until = dt.date(2026, 10, 28 + number)
            extend_windows(opened, {"applicant": until}, reason="同时", actor=actors[number], now=now, version=2)
            outcomes.append(until)
        except ActRefused as error:
            outcomes.append(error.codes)
        finally:
            connection.close()

    threads = [threading.Thread(target=act, args=(number,)) for number in (0, 1)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    won = [one for one in outcomes if isinstance(one, dt.date)]
    assert [one for one in outcomes if one not in won] == [("stale-page",)]
    assert opened.windows.get(tier="applicant").closes == won[0]
    assert Round.objects.get(pk=opened.pk).version == 3
    assert WindowChange.objects.count() == 1
