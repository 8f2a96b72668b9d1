"""In the groups: who reads which application, the experts' sheets, one score and one opinion for each."""

from __future__ import annotations

import secrets

from tests.browser.rounds.before import seats
from tests.browser.rounds.play import Play
from tests.browser.rounds.stage import done
from zhicheng.web.applications.models import Application
from zhicheng.web.committee.models import Assignment, Reading
from zhicheng.web.experts.models import Tie
from zhicheng.web.scoring.forms import From
from zhicheng.web.scoring.models import Defence, Deliberation
from zhicheng.web.scoring.services.comparing import agree_score, begin_comparison, give_opinion, keep_group_sheet
from zhicheng.web.scoring.services.defences import hold, summon
from zhicheng.web.scoring.services.opening import open_deliberations, set_group_score
from zhicheng.web.scoring.services.sheets import Written, hand_in_sheet, keep_sheet
from zhicheng.web.visibility.standing import Standing

GOOD = "业绩属实，同意推荐"


def assigned(play: Play) -> None:
    """Three read each application: frozen, then seeded by two persons on machines of their own; nobody who is recused."""
    office, address = play.on.come(play.here.office_officer), play.page("assignment/")
    done(office.go(address), "固定名单", "Freeze the task")
    play.on.work()
    for user in (play.here.office_officer, play.here.supervisor):
        page = play.on.come(user).go(address)
        page.page.locator("#half").fill(secrets.token_hex(32))
        done(page, "交出", "Give it")
    play.on.work()
    row = Assignment.objects.get()
    assert row.stage == "assigned" and row.findings["sound"], row.trouble
    recused = set(Tie.objects.exclude(state="dismissed").values_list("expert", "application"))
    reading = set(Reading.objects.filter(ended_because="").values_list("seat__expert", "application"))
    assert reading and not reading & recused


def scored(play: Play) -> list[Application]:
    """Sheets of everybody who reads, a median for each, the groups' opinions; who goes before the committee."""
    here, now = play.here, play.on.now
    actor = here.as_(here.office_officer)
    review = set_group_score(play.review, method="median", limit="", actor=actor, now=now, version=None)
    opened = open_deliberations(review, actor=actor, now=now)
    assert opened.without_group == ()
    _defended(play)
    rows = list(Deliberation.objects.filter(application__round=here.round).select_related("group", "application"))
    for row in rows:
        _sheets(play, row)
    leaders = {one.group_id: one for one in seats(play, "accepted").filter(leads=True)}
    for group in {row.group_id: row.group for row in rows}.values():
        begin_comparison(group, actor=_as(play, leaders[group.pk]), now=now)
    for row in rows:
        leader = _as(play, leaders[row.group_id])
        row = keep_group_sheet(row, {}, opinion=GOOD, recommends=True, actor=leader, now=now)  # noqa: PLW2901
        row = agree_score(row, actor=leader, now=now, version=None)  # noqa: PLW2901
        give_opinion(row, actor=leader, now=now, version=None)
    assert not Deliberation.objects.exclude(state="reviewed").exists()
    return [row.application for row in rows]


def _sheets(play: Play, row: Deliberation) -> None:
    for reading in Reading.objects.filter(application=row.application, ended_because="").select_related(
        "seat__expert__user"
    ):
        actor = _as(play, reading.seat)
        keep_sheet(row, Written(opinion=GOOD, recommends=True), actor=actor, now=play.on.now, page=From(None))
        hand_in_sheet(row, actor=actor, now=play.on.now, seen=None)


def _defended(play: Play) -> None:
    """Whoever has to defend in person has done so, and passed."""
    here, now = play.here, play.on.now
    for one in Defence.objects.filter(application__round=here.round, state="due").select_related("application"):
        group = one.application.deliberation.group_id
        own = seats(play, "accepted").filter(group=group)
        leader = own.get(leads=True)
        made = summon(
            one, appointed_at=now, place="二号厅", kind="interview", actor=here.as_(here.office_officer), now=now,
            version=None,
        )  # fmt: skip
        hold(
            made, examiners=list(own), outcome="passed", findings="答辩清楚", actor=_as(play, leader), now=now,
            version=None,
        )  # fmt: skip


def _as(play: Play, seat) -> Standing:  # type: ignore[no-untyped-def]
    assert seat.expert.user is not None
    return play.here.as_(seat.expert.user)
